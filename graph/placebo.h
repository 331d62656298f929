/* A layer in which nobody coordinates: what the search finds there, it finds by chance. */
#ifndef LOCKSTEP_GRAPH_PLACEBO_H
#define LOCKSTEP_GRAPH_PLACEBO_H
#include "graph/graph.h"

/* The layer with its posts dealt out anew: every post keeps its time and its objects and gets the
 * account of another post of its stratum, so that each account has as many posts as it had.
 * Release with layer_release. O(n log n). */
LOCKSTEP_MUST_CHECK lockstep_status placebo_layer(struct layer *out, const struct layer *layer,
                                                  const struct layer_sizes *sizes, uint64_t seed,
                                                  lockstep_error *err);
/* Its edges, with `min_objects`, and what evidence is made of. `layer` must outlive them. */
LOCKSTEP_MUST_CHECK lockstep_status placebo_edges(struct edges *out, const struct layer *layer,
                                                  const struct layer_sizes *sizes,
                                                  const struct lockstep_settings *settings,
                                                  lockstep_error *err);
#endif
