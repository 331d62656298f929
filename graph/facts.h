/* What is told of clusters once they are decided. */
#ifndef LOCKSTEP_GRAPH_FACTS_H
#define LOCKSTEP_GRAPH_FACTS_H
#include "graph/graph.h"

/* Disjoint clusters of one layer. */
struct layer_clusters {
    struct cluster **items;
    uint32_t count;
    uint32_t *community; /* by account: index into `items`, or UINT32_MAX */
};

/* Fills all that is told of clusters but their stability (graph/consensus.h); of the kept ones'
 * accounts, `holds` too. O(shares + edges). */
LOCKSTEP_MUST_CHECK lockstep_status clusters_describe(const struct layer_clusters *clusters,
                                                      struct hold *holds, const struct edges *edges,
                                                      uint32_t posts, lockstep_error *err);
#endif
