/* People who like the same things, or speak one language, share the same posts and links at all
 * hours. How much more than by activity, those say who share what a community shares, but never
 * with it: where they are the same few again and again, so it is in the community by no merit of
 * its own. */
#ifndef LOCKSTEP_GRAPH_KINDRED_H
#define LOCKSTEP_GRAPH_KINDRED_H
#include "engine/coshares.h"
#include "engine/significance.h"

enum {
    KINDRED_SAMPLE = 8, /* shares of an object that are looked at, evenly spaced in its order */
    KINDRED_PRIOR = 1   /* meetings as expected by activity that the lift is mixed with */
};

/* lift[c] ≥ 1: by how much likelier than by activity two strangers to community c are one and the
 * same account, who share two different objects that c shares, outside its episodes (after Simpson
 * 1949). All that crowds in which everybody has a share s of the activity, and shares within it,
 * have is 1/s. Of the objects that have audiences; 1 where there are none. O(shares log shares). */
LOCKSTEP_MUST_CHECK lockstep_status kindred_lift(double *lift, const struct layer *layer,
                                                 const struct null_model *null,
                                                 const uint32_t *community, uint32_t count,
                                                 lockstep_error *err);
#endif
