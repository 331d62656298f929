/* Measures of shortest paths: from all accounts, or from some that are drawn. */
#ifndef LOCKSTEP_GRAPH_PATHS_H
#define LOCKSTEP_GRAPH_PATHS_H
#include "graph/adjacency.h"

/* Weights are strengths; shortest paths want lengths. The one conversion. */
static inline double distance_of(double weight) {
    return 1 / weight;
}

/* Fills betweenness, harmonic, betweenness_sources and betweenness_error. Paths start at all
 * accounts where these are EXACT_ACCOUNTS at most and sources × (accounts + ties) is below
 * EXACT_WORK, else at as many drawn ones as keep it below SAMPLED_WORK, FEWEST_SOURCES at least;
 * sums are scaled up (Brandes & Pich 2007; Eppstein & Wang 2004). The same whatever the number of
 * threads. EGRAPH where a weight is not above 0 and finite. O(sources × (accounts + ties) log
 * accounts). */
LOCKSTEP_MUST_CHECK lockstep_status paths_measure(struct centrality *out,
                                                  const struct adjacency *network,
                                                  const struct lockstep_settings *settings,
                                                  lockstep_error *err);
#endif
