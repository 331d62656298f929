/* Communities of a weighted graph by igraph's algorithms (Leiden as in graph/leiden.h): numbers in,
 * numbers out. */
#ifndef LOCKSTEP_GRAPH_PARTITION_H
#define LOCKSTEP_GRAPH_PARTITION_H
#include "engine/settings.h"

/* An undirected graph, of which no two edges join the same vertices; weights are strengths, above 0
 * but for COMMUNITY_LEIDEN. */
struct weighted_graph {
    uint32_t vertices;
    size_t edges;
    uint32_t *ends;  /* of edge i: ends[2i] and ends[2i + 1] */
    double *weights; /* by edge */
    double *sizes;   /* by vertex; COMMUNITY_LEIDEN alone reads them */
};

/* membership[vertex] becomes a community, numbered by first members, or UINT32_MAX for a vertex
 * in none (COMMUNITY_K_CORE alone). Deterministic for a seed. What `resolution` means:
 *   leiden            Σ over pairs of one community of (weight − resolution × size × size) is
 *                     maximised (Traag, Waltman & van Eck 2019)
 *   leiden-modularity, louvain   factor of the configuration model (Newman & Girvan 2004;
 *                     Reichardt & Bornholdt 2006; Blondel et al. 2008)
 *   leiden-cpm        multiple of the mean weight of all pairs (constant Potts model, Traag, Van
 *                     Dooren & Nesterov 2011)
 *   k-core            k, 2 at least: connected parts of the k-core (Seidman 1983)
 *   infomap (Rosvall & Bergstrom 2008), label-propagation (Raghavan, Albert & Kumara 2007),
 *   walktrap (Pons & Latapy 2006, 4 steps) and components have none. */
LOCKSTEP_MUST_CHECK lockstep_status partition_find(uint32_t *membership, uint32_t *count,
                                                   const struct weighted_graph *graph,
                                                   enum community community, double resolution,
                                                   uint64_t seed, lockstep_error *err);
#endif
