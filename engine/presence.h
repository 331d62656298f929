/* How often two accounts would co-share by chance, given when each of them is about. */
#ifndef LOCKSTEP_ENGINE_PRESENCE_H
#define LOCKSTEP_ENGINE_PRESENCE_H
#include "engine/significance.h"

/* A share and what goes on within a window of it. */
struct surrounded {
    int64_t time;
    uint32_t object; /* index in the layer's objects */
    uint32_t others; /* shares of the same object by other accounts */
    double weight;   /* these, over the shares of other objects (and a prior) */
};

/* Sums over the shares of an account. */
struct surroundings {
    double others, weight;
};

/* The shares of the wanted accounts. */
struct presence {
    const struct layer *layer;
    const struct null_model *null;
    size_t *start;             /* by account; one more than accounts */
    struct surrounded *shares; /* by account, then time */
    struct surroundings *sums; /* by account */
};

/* Only where the layer has presence; the null's chronicle may be made meanwhile. wanted[account]: 1
 * or 0. O(shares log shares). */
LOCKSTEP_MUST_CHECK lockstep_status presence_begin(struct presence *out, const struct layer *layer,
                                                   const struct null_model *null,
                                                   const uint8_t *wanted, lockstep_error *err);
/* Then, by the chronicle, with the same `wanted`. O(shares). */
LOCKSTEP_MUST_CHECK lockstep_status presence_weigh(struct presence *presence, const uint8_t *wanted,
                                                   lockstep_error *err);
void presence_release(struct presence *presence);
/* How much oftener than by activity alone the two meet by chance, because they are about at the
 * same times (docs/method.md, 4); at least 1. O(shares of a and b). */
double presence_lift(const struct presence *presence, uint32_t a, uint32_t b);
#endif
