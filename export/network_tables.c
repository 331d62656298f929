/* The tables of who leads, and of layers. */
#include "engine/csv_cells.h"
#include "engine/error.h"
#include "export/export.h"
#include "graph/overlap.h"

/* Seen from who is first more often; from the source where neither is. */
static void put_lead(struct csv_row *row, const struct lead *lead,
                     const struct findings *findings) {
    const struct account *accounts = findings->archive->accounts.items;
    bool turned = lead->target_first > lead->source_first;
    double sign = turned ? -1 : 1;
    uint64_t first = turned ? lead->target_first : lead->source_first;
    uint64_t second = turned ? lead->source_first : lead->target_first;
    csv_count(row, lead->cluster);
    csv_text(row, accounts[turned ? lead->target : lead->source].name);
    csv_text(row, accounts[turned ? lead->source : lead->target].name);
    csv_count(row, lead->coshares);
    csv_count(row, first);
    csv_count(row, second);
    csv_number(row, first + second ? (double) first / (double) (first + second) : 0.5);
    csv_number(row, lead->p_value);
    csv_number(row, sign * lead->median + 0.0);
    csv_number(row, sign * (turned ? lead->quartile_3 : lead->quartile_1) + 0.0);
    csv_number(row, sign * (turned ? lead->quartile_1 : lead->quartile_3) + 0.0);
    csv_number(row, lead->steady);
    csv_end_row(row);
}

lockstep_status export_leads(FILE *out, const struct findings *findings, lockstep_error *err) {
    struct csv_row row = {.out = out};
    csv_header(out, "cluster,leader,follower,coshares,first,second,stability,p_value,median_delay,"
                    "quartile_1,quartile_3,steady");
    for (size_t i = 0; i < findings->leads->count; i++)
        put_lead(&row, &findings->leads->items[i], findings);
    return ferror(out) ? fail_io(err, "lead_lag.csv") : LOCKSTEP_OK;
}

lockstep_status export_layers(FILE *out, const struct findings *findings, lockstep_error *err) {
    return layers_print(out, findings->network, err);
}

lockstep_status export_contributions(FILE *out, const struct findings *findings,
                                     lockstep_error *err) {
    return contributions_print(out, findings->network, findings->archive, err);
}
