/* How much communities hang on the numbers that were drawn and on the resolution. */
#ifndef LOCKSTEP_GRAPH_CONSENSUS_H
#define LOCKSTEP_GRAPH_CONSENSUS_H
#include "graph/facts.h"

enum { CONSENSUS_RUNS = 20, FEWEST_RUNS = 4, FULL_RUNS_EDGES = 400000 };

/* CONSENSUS_RUNS; on layers of more than FULL_RUNS_EDGES edges fewer in proportion, FEWEST_RUNS at
 * least. */
uint32_t consensus_runs(size_t edges);

/* Finds the communities of each layer with kept clusters again, run r with seed + 1 + r and the
 * resolution times 1/2, 1/√2, 1, √2, 2 by turns, in several processes. An account is stable in so
 * far as the other members of its cluster are in one community with it: their share, mean over the
 * runs. Fills `stability` of holds and clusters (the mean of its accounts), `runs`, and the
 * runner-up: the commonest set of accounts, other than the cluster's, among the communities that
 * share most accounts with it, one a run. O(runs × Leiden). */
LOCKSTEP_MUST_CHECK lockstep_status clusters_repeat(struct clusters *clusters,
                                                    const struct network *network,
                                                    const struct lockstep_settings *settings,
                                                    lockstep_error *err);
#endif
