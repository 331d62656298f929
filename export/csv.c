/* The tables of a case. */
#include "engine/csv_cells.h"
#include "engine/error.h"
#include "export/activity.h"

static void put_time(struct csv_row *row, int64_t time, int64_t unknown) {
    if (time == unknown)
        csv_text(row, SLICE(""));
    else
        csv_time(row, time);
}

/* What holds the account in its cluster; empty where it is in none. */
static void put_hold(struct csv_row *row, const struct hold *hold, bool held) {
    for (int empty = 0; empty < 6 && !held; empty++)
        csv_text(row, SLICE(""));
    if (!held) return;
    csv_number(row, hold->evidence);
    csv_count(row, hold->episodes);
    csv_count(row, hold->met);
    csv_number(row, hold->expected);
    csv_number(row, hold->p_value);
    csv_number(row, hold->stability);
}

/* What else an account's ties say of it. */
static void put_place(struct csv_row *row, const struct findings *findings, uint32_t rank) {
    const struct centrality *all = findings->centrality, *within = findings->within;
    const struct precedence *precedence = &findings->leads->precedences[rank];
    csv_number(row, all->harmonic[rank]);
    csv_number(row, all->clustering[rank]);
    csv_number(row, within->participation[rank]);
    csv_count(row, within->degree[rank]);
    csv_number(row, within->strength[rank]);
    csv_number(row, within->betweenness[rank]);
    csv_number(row, within->pagerank[rank]);
    csv_number(row, precedence_lead(precedence));
    csv_text(row, slice_of(role_name(precedence_role(precedence))));
    csv_number(row, within->eigenvector[rank]);
    csv_count(row, within->coreness[rank]);
    csv_number(row, within->harmonic[rank]);
    csv_number(row, within->clustering[rank]);
}

static void put_account(struct csv_row *row, const struct findings *findings, uint32_t rank,
                        const struct account_activity *activity) {
    const struct account *account = &findings->archive->accounts.items[rank];
    const struct centrality *centrality = findings->centrality;
    csv_text(row, account->name);
    csv_text(row, account->facts->handle);
    if (findings->clusters->of_account[rank])
        csv_count(row, findings->clusters->of_account[rank]);
    else
        csv_text(row, SLICE(""));
    csv_count(row, account->posts);
    csv_count(row, activity->shares);
    csv_count(row, centrality->degree[rank]);
    csv_number(row, centrality->strength[rank]);
    csv_number(row, centrality->betweenness[rank]);
    csv_number(row, centrality->pagerank[rank]);
    csv_number(row, centrality->eigenvector[rank]);
    csv_count(row, centrality->coreness[rank]);
    put_time(row, activity->first, INT64_MAX);
    put_time(row, activity->last, INT64_MIN);
    put_time(row, account->facts->created, INT64_MIN);
    if (account->facts->followers >= 0)
        csv_count(row, (uint64_t) account->facts->followers);
    else
        csv_text(row, SLICE(""));
    csv_text(row, account->facts->status);
    csv_text(row, account->facts->tags);
    put_hold(row, &findings->clusters->holds[rank], findings->clusters->of_account[rank] > 0);
    put_place(row, findings, rank);
    if (findings->watchlist) {
        csv_count(row, findings->watchlist->listed[rank]);
        csv_number(row, activity->watch_score);
    }
    csv_end_row(row);
}

lockstep_status export_accounts(FILE *out, const struct findings *findings, lockstep_error *err) {
    uint32_t count = findings->archive->accounts.count;
    fputs(
        "account,handle,cluster,posts,shares,degree,strength,betweenness,pagerank,"
        "eigenvector,coreness,first_time,last_time,created,followers,status,tags,evidence,episodes,"
        "met,expected,meeting_p,stability,harmonic,clustering,participation,cluster_degree,"
        "cluster_strength,cluster_betweenness,cluster_pagerank,lead,role,cluster_eigenvector,"
        "cluster_coreness,cluster_harmonic,cluster_clustering",
        out);
    csv_header(out, findings->watchlist ? ",watchlisted,watch_score" : "");
    struct csv_row row = {.out = out};
    for (uint32_t a = 0; a < count; a++)
        put_account(&row, findings, a, &findings->activities[a]);
    return ferror(out) ? fail_io(err, "accounts.csv") : LOCKSTEP_OK;
}

lockstep_status export_edges(FILE *out, const struct findings *findings, lockstep_error *err) {
    return edges_print(out, findings->network, findings->archive, true, findings->settings->threads,
                       err);
}

lockstep_status export_clusters(FILE *out, const struct findings *findings, lockstep_error *err) {
    return clusters_print(out, findings->clusters, findings->archive, err);
}
