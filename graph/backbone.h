/* Backbones: which edges of a layer say most. Each rule looks at the layer as it is; an edge is in
 * the backbone where all rules keep it, and `k-core` looks at what the others leave. */
#ifndef LOCKSTEP_GRAPH_BACKBONE_H
#define LOCKSTEP_GRAPH_BACKBONE_H
#include "graph/graph.h"

/* keeps[edge] of edges->items becomes 1 for those in the backbone, 0 else. In terms of the edge's
 * weight w, the strength s and degree k of an end, and its objects:
 *   count=N      objects ≥ N
 *   q=P          q_value ≤ P
 *   weight=P     w at least the P-quantile of the layer's weights (type 7 of Hyndman & Fan 1996:
 * R's default) disparity=P  (1 − w/s)^(k−1) < P at one end or both; an end of degree 1 proves
 * nothing (Serrano, Boguñá & Vespignani 2009) noise=D      objects exceed what the ends' totals
 * predict by more than D standard deviations of the posterior (Coscia & Neffke 2017) top=K among
 * the K heaviest of one end or both, equals by rank of the other end k-core=K     both ends have K
 * such edges to each other's like (Seidman 1983) symmetry=P   fewer posts of one side over those of
 * the other at least P O(edges log edges). */
LOCKSTEP_MUST_CHECK lockstep_status backbone_find(uint8_t *keeps, const struct edges *edges,
                                                  const struct backbone *backbone,
                                                  lockstep_error *err);

/* With --backbone these alone are the kept edges of the network. */
LOCKSTEP_MUST_CHECK lockstep_status backbone_apply(struct network *network,
                                                   const struct backbone *backbone,
                                                   lockstep_error *err);
#endif
