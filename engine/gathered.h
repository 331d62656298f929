/* Shares while posts are being read: eight bytes each, since account and time are the post's. */
#ifndef LOCKSTEP_ENGINE_GATHERED_H
#define LOCKSTEP_ENGINE_GATHERED_H
#include "engine/traces.h"

struct gathered_share {
    uint32_t object, post; /* or a record of `late`, counted down from UINT32_MAX */
};

struct gathered {
    struct gathered_share *items;
    size_t count, room;
};

/* Further records of posts that state another time than the first did. */
struct late {
    struct late_record {
        int64_t time;
        uint32_t post;
    } * items;
    size_t count, room;
};

/* What a share of this post and time names as its post; always a record of its own if `is_apart`.
 */
LOCKSTEP_MUST_CHECK lockstep_status late_number(struct late *late, const struct posts *posts,
                                                uint32_t post, int64_t time, bool is_apart,
                                                uint32_t *number, lockstep_error *err);
LOCKSTEP_MUST_CHECK lockstep_status gathered_add(struct gathered *gathered, uint32_t object,
                                                 uint32_t post, lockstep_error *err);
/* Brings the shares of each object together, in order of the objects' numbers, keeping their order
 * otherwise. O(shares + `object_room`), which is more than any object number. */
LOCKSTEP_MUST_CHECK lockstep_status gathered_group(struct gathered *gathered, uint32_t object_room,
                                                   lockstep_error *err);
/* Moves the shares to a layer. */
LOCKSTEP_MUST_CHECK lockstep_status gathered_move(struct layer *layer, struct gathered *gathered,
                                                  const struct late *late,
                                                  const struct posts *posts, lockstep_error *err);
#endif
