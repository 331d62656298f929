/* Layers in which each post counts once: under its most specific object that somebody else shared
 * in the window, or else under its most specific one. More specific is the object of the layer of
 * the lower rank, then the one with fewer accounts, then the lower number. */
#ifndef LOCKSTEP_ENGINE_FUSING_H
#define LOCKSTEP_ENGINE_FUSING_H
#include "engine/traces.h"

struct fusing {
    struct layer_sizes sizes;
    struct best_share *best;                   /* by post */
    const struct layer *layers[UINT8_MAX + 1]; /* in the order in which they came */
    size_t layer_count;
};

LOCKSTEP_MUST_CHECK lockstep_status fusing_begin(struct fusing *out,
                                                 const struct layer_sizes *sizes,
                                                 lockstep_error *err);
/* The shares of a finished layer, which stays where it is, are there to be chosen. Layers may come
 * in any order, one at a time, and have no objects and no rank in common. O(shares). */
LOCKSTEP_MUST_CHECK lockstep_status fusing_add(struct fusing *fusing, const struct layer *layer,
                                               uint8_t rank, lockstep_error *err);
/* Fills the shares, objects and strata of `out`; an object's trace is that of the layer that it
 * comes from. O(shares + objects × layers). */
LOCKSTEP_MUST_CHECK lockstep_status fusing_make(struct layer *out, const struct fusing *fusing,
                                                unsigned threads, lockstep_error *err);
void fusing_release(struct fusing *fusing);

/* One layer, counted once: what evidence is made of, since a post with three hashtags is one event.
 * Its objects are in the order of their numbers, which those of `time` are not. O(shares). */
LOCKSTEP_MUST_CHECK lockstep_status layer_count_once(struct layer *out, const struct layer *layer,
                                                     const struct layer_sizes *sizes,
                                                     lockstep_error *err);
/* Adds the layer that was made of two or more. */
LOCKSTEP_MUST_CHECK lockstep_status traces_add_fused(struct traces *traces,
                                                     const struct fusing *fusing, unsigned threads,
                                                     lockstep_error *err);
/* Adds the layer that adds all content layers from `from` on up, where there are two or more: the
 * earlier of them are the more specific. */
LOCKSTEP_MUST_CHECK lockstep_status traces_fuse(struct traces *traces, size_t from,
                                                const struct layer_sizes *sizes, unsigned threads,
                                                lockstep_error *err);
#endif
