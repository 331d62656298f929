/* Between igraph and lockstep. Functions that call igraph are written in igraph's style
 * (IGRAPH_CHECK and the finally stack, nothing of ours); bridge_run is the one place where their
 * codes become ours. */
#ifndef LOCKSTEP_GRAPH_BRIDGE_H
#define LOCKSTEP_GRAPH_BRIDGE_H
#include "engine/error.h"

#include <igraph.h>

typedef igraph_error_t (*bridge_fn)(void *data);

/* Runs `body` with igraph's default random numbers seeded by `seed`. Keeps igraph's message:
 * EGRAPH, ENOMEM, or EINTERRUPTED after lockstep_interrupt(). EGRAPH too when igraph has asked
 * `patience` times whether to go on: for algorithms that may never end. igraph prints nothing, and
 * its handlers are as before when this returns. They are global: not thread-safe. */
LOCKSTEP_MUST_CHECK lockstep_status bridge_run(bridge_fn body, void *data, uint64_t seed,
                                               uint64_t patience, lockstep_error *err);

/* Makes the graph whose edges join the accounts at ends[2i] and ends[2i + 1]; `ends` is
 * overwritten. Its vertices are the accounts that occur there, in ascending order: account[vertex].
 * O(accounts + ends). */
igraph_error_t bridge_graph(igraph_t *graph, igraph_vector_int_t *account,
                            igraph_vector_int_t *ends, uint32_t accounts);
#endif
