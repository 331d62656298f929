/* Pajek's format, which has no escapes: vertices go by their ids, which need none. */
#include "engine/error.h"
#include "export/network_file.h"

#include <inttypes.h>
#include <stdlib.h>

static void put_vertices(FILE *out, const struct view *view, uint32_t *number) {
    uint32_t count = 0;
    char id[NODE_ID], x[NUMBER_TEXT], y[NUMBER_TEXT];
    fprintf(out, "*Vertices %" PRIu32 "\n", view->account_count);
    for (uint32_t a = 0; a < view->findings->archive->accounts.count; a++) {
        if (!view->shown[a]) continue;
        number[a] = ++count;
        fprintf(out, "%" PRIu32 " \"%s\" %s %s\n", count, account_id(id, view, a),
                number_format(x, view->findings->positions[a].x),
                number_format(y, view->findings->positions[a].y));
    }
}

lockstep_status pajek_write(FILE *out, const struct view *view, lockstep_error *err) {
    struct pair_walk walk;
    char weight[VALUE_TEXT];
    TRY(pairs_begin(&walk, view, err));
    uint32_t *number =
        malloc(((size_t) view->findings->archive->accounts.count + 1) * sizeof *number);
    if (!number) {
        pairs_end(&walk);
        return fail_memory(err, "network.net");
    }
    put_vertices(out, view, number);
    fputs("*Edges\n", out);
    while (pairs_next(&walk))
        fprintf(out, "%" PRIu32 " %" PRIu32 " %s\n", number[walk.source], number[walk.target],
                weight_value(weight, walk.edges[pair_layer(&walk)]->weight));
    free(number);
    pairs_end(&walk);
    return ferror(out) ? fail_io(err, "network.net") : LOCKSTEP_OK;
}
