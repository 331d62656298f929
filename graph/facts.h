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

/* Fills edges, density, conductance, posts, first_time, last_time and stability. O(shares + edges)
 * and Leiden with a few further seeds. */
LOCKSTEP_MUST_CHECK lockstep_status clusters_describe(const struct layer_clusters *clusters,
                                                      const struct edges *edges, uint32_t posts,
                                                      const struct lockstep_settings *settings,
                                                      lockstep_error *err);
#endif
