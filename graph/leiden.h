/* The communities that igraph 0.10.2's Leiden finds when it draws the same numbers, bit for bit, on
 * flat arrays that are made once: several times as fast. */
#ifndef LOCKSTEP_GRAPH_LEIDEN_H
#define LOCKSTEP_GRAPH_LEIDEN_H
#include "graph/partition.h"

/* Maximises Σ over pairs of one community of (weight − resolution × size × size), whatever sign the
 * weights have (Traag, Waltman & van Eck 2019). Starts from communities of one vertex, and each
 * round from the result of the one before, until the quality stays. membership[vertex] becomes a
 * number below `vertices`. No two edges may join the same vertices, none a vertex with itself.
 * Draws from igraph's default random numbers, which the caller seeds: not thread-safe. */
LOCKSTEP_MUST_CHECK lockstep_status leiden_find(uint32_t *membership,
                                                const struct weighted_graph *graph,
                                                const double *sizes, double resolution,
                                                lockstep_error *err);
#endif
