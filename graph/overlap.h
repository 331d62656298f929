/* How layers go together. */
#ifndef LOCKSTEP_GRAPH_OVERLAP_H
#define LOCKSTEP_GRAPH_OVERLAP_H
#include "graph/graph.h"

/* Two layers of the network, and what their kept edges have in common. */
struct overlap {
    size_t first, second;                           /* first < second; equal: the layer by itself */
    uint64_t edges_first, edges_second, edges_both; /* account pairs */
    uint32_t accounts_first, accounts_second, accounts_both;
};

/* Every pair of layers with a kept edge, and each layer with itself, in their order. The caller
 * frees *out. O(layers² × (edges + accounts)). */
LOCKSTEP_MUST_CHECK lockstep_status layers_overlap(struct overlap **out, size_t *count,
                                                   const struct network *network,
                                                   lockstep_error *err);
/* CSV: layer, window, other, other_window, edges, other_edges, common_edges, edge_jaccard,
 * accounts, other_accounts, common_accounts, account_jaccard. */
LOCKSTEP_MUST_CHECK lockstep_status layers_print(FILE *out, const struct network *network,
                                                 lockstep_error *err);
/* CSV: source, target, window, layer, objects, weight, share. What each layer adds to a kept edge
 * of the fused layer of that window: its weight's share of the weights of all layers that have the
 * pair. A pair that only the fused layer has, for its objects are of several, has no row. */
LOCKSTEP_MUST_CHECK lockstep_status contributions_print(FILE *out, const struct network *network,
                                                        const struct archive *archive,
                                                        lockstep_error *err);
#endif
