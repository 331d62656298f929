/* Co-shares: two shares of one object by different accounts with |Δt| ≤ window, both ends
 * inclusive. */
#ifndef LOCKSTEP_ENGINE_COSHARES_H
#define LOCKSTEP_ENGINE_COSHARES_H
#include "engine/traces.h"

/* `first` is not later than `second`; both of one object, of different accounts. */
typedef lockstep_status (*coshare_fn)(void *data, const struct share *first,
                                      const struct share *second, lockstep_error *err);

/* Calls `visit` for every co-share of one object, by second share, then first, in the layer's
 * order. `alive` (may be NULL: all) says by account whose shares take part. O(shares + co-shares);
 * no memory. */
LOCKSTEP_MUST_CHECK lockstep_status coshares_of_object(const struct layer *layer,
                                                       const struct object_shares *object,
                                                       const uint8_t *alive, coshare_fn visit,
                                                       void *data, lockstep_error *err);
/* The same for every object of the layer, in byte order of the keys: for tables. */
LOCKSTEP_MUST_CHECK lockstep_status coshares_by_key(const struct traces *traces,
                                                    const struct layer *layer, coshare_fn visit,
                                                    void *data, lockstep_error *err);
/* The same for every object of the layer, in order. */
LOCKSTEP_MUST_CHECK lockstep_status coshares_visit(const struct layer *layer, const uint8_t *alive,
                                                   coshare_fn visit, void *data,
                                                   lockstep_error *err);

/* One episode: a maximal run of an object's shares with gaps ≤ window. */
struct episode {
    const struct share *shares;
    size_t count;
};
/* The episode that begins at share `from` of the object. */
struct episode episode_at(const struct layer *layer, const struct object_shares *object,
                          size_t from);

/* alive[account] = 1 where the account can be part of a pair with `min_objects` objects: it has
 * that many objects with an in-window partner that is itself alive, to the fixed point. Exact:
 * prunes no such pair. `matched` has a bit for each share, the lowest first, and one byte more:
 * whether it is of such an account and has such a partner; counts[account] (may be NULL) is how
 * many such shares it has. O(shares × rounds). */
LOCKSTEP_MUST_CHECK lockstep_status coshares_prune(const struct layer *layer, uint32_t accounts,
                                                   uint32_t min_objects, uint8_t *alive,
                                                   uint8_t *matched, uint32_t *counts,
                                                   lockstep_error *err);
static inline bool share_is_matched(const uint8_t *matched, size_t share) {
    return matched[share / 8] >> share % 8 & 1;
}

/* CSV: layer, object, source, target, source_post, target_post, source_time, target_time, delta; of
 * the widest window. */
LOCKSTEP_MUST_CHECK lockstep_status coshares_print(FILE *out, const struct archive *archive,
                                                   const struct lockstep_settings *settings,
                                                   lockstep_error *err);
#endif
