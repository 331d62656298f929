/* A network seen from each account: its neighbours, and how strong its ties with them are. */
#ifndef LOCKSTEP_GRAPH_ADJACENCY_H
#define LOCKSTEP_GRAPH_ADJACENCY_H
#include "graph/graph.h"

/* Vertices are the accounts with a tie, in ascending order. The neighbours of vertex v are at
 * start[v] to start[v + 1] − 1, ascending. */
struct adjacency {
    uint32_t vertices;
    uint32_t *account;   /* by vertex */
    size_t *start;       /* by vertex, and one more */
    uint32_t *neighbour; /* vertices */
    double *weight;      /* of the tie with it */
    struct arena arena;
};

/* Of ties that are sorted by source and target. O(accounts + ties). */
LOCKSTEP_MUST_CHECK lockstep_status adjacency_of_ties(struct adjacency *out, const struct tie *ties,
                                                      size_t count, uint32_t accounts,
                                                      lockstep_error *err);
void adjacency_release(struct adjacency *adjacency);
#endif
