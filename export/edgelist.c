#include "engine/error.h"
#include "export/network_file.h"

lockstep_status edgelist_write(FILE *out, const struct view *view, lockstep_error *err) {
    struct pair_walk walk;
    char source[NODE_ID], target[NODE_ID], weight[VALUE_TEXT];
    TRY(pairs_begin(&walk, view, err));
    while (pairs_next(&walk))
        fprintf(out, "%s %s %s\n", account_id(source, view, walk.source).at,
                account_id(target, view, walk.target).at,
                weight_value(weight, walk.edges[pair_layer(&walk)]->weight).at);
    pairs_end(&walk);
    return ferror(out) ? fail_io(err, "network.edgelist") : LOCKSTEP_OK;
}
