/* Shortest paths from one account to all others, and what they add to betweenness and harmonic
 * centrality, in one pass (Dijkstra 1959; Brandes 2001). */
#ifndef LOCKSTEP_GRAPH_BRANDES_H
#define LOCKSTEP_GRAPH_BRANDES_H
#include "graph/adjacency.h"

/* Room for one pass after the other. One for each thread. */
struct brandes {
    const struct adjacency *network;
    const double *length; /* as `weight` there: finite and above 0 */
    struct stop *stops;   /* by vertex */
    struct queued *queue; /* a heap of four children: the nearest first */
    size_t queued;
    uint32_t *order; /* the vertices that were reached, nearest first */
    uint32_t reached;
    uint32_t *before; /* as `neighbour` there: those from which shortest paths come */
};

/* From `arena`: O(accounts + ties). */
LOCKSTEP_MUST_CHECK lockstep_status brandes_prepare(struct brandes *out,
                                                    const struct adjacency *network,
                                                    const double *length, struct arena *arena,
                                                    lockstep_error *err);

/* For every vertex v that can be reached adds to betweenness[v] the share of shortest paths from
 * `source` that lead through v, summed over where they end, and 1/length of those to v to
 * harmonic[v]. Lengths that differ by no more than rounding are one. O((reached + ties) log
 * reached). */
void brandes_walk(struct brandes *walk, uint32_t source, double *betweenness, double *harmonic);
#endif
