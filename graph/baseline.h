/* How much of an episode a community would be by chance: the q of docs/method.md, section 4. */
#ifndef LOCKSTEP_GRAPH_BASELINE_H
#define LOCKSTEP_GRAPH_BASELINE_H
#include "engine/coshares.h"
#include "engine/significance.h"

/* Of communities of one layer; their accounts are known by `community`. */
struct baseline {
    const struct layer *layer;
    const struct chronicle *chronicle;
    int64_t *times; /* of the shares of each community, ascending */
    size_t *start;  /* by community, in `times`; empty where presence is not looked at */
    double *lift;   /* by community: graph/kindred.h */
};

/* One community in one episode of an object. Accounts are counted once. */
struct part {
    uint32_t community;
    uint32_t accounts; /* of the community, in the episode */
    uint32_t shares;   /* theirs, in the episode */
    uint32_t audience; /* accounts of the community that share the object, at any time */
    double activity;   /* the community's share of all activity */
};

/* `scratch` outlives it. O(shares log shares). */
LOCKSTEP_MUST_CHECK lockstep_status baseline_make(struct baseline *out, const struct layer *layer,
                                                  const struct null_model *null,
                                                  const uint32_t *community, uint32_t count,
                                                  struct arena *scratch, lockstep_error *err);
/* The largest of three: what the community is of all activity, of those about at the time, and of
 * the object's other audience, or of the crowd that shares such objects. `accounts`: of the
 * episode. O(log shares). */
double baseline_share(const struct baseline *baseline, const struct object_shares *object,
                      const struct episode *episode, uint32_t accounts, const struct part *part);
#endif
