/* The hashtags of an account's day, in their order, as one object: after Pacheco et al. 2021, who
 * link accounts whose days are equal. */
#ifndef LOCKSTEP_ENGINE_TAG_DAYS_H
#define LOCKSTEP_ENGINE_TAG_DAYS_H
#include "engine/traces.h"

/* A day says something from so many posts with tags and so many different tags on. */
enum { TAG_DAY_POSTS = 5, TAG_DAY_TAGS = 5 };

/* Turns the shares of a layer, whose objects are the tags of one post each, into one share an
 * account and day (UTC) with enough of both: its object is the day and all its tags in the order of
 * time, its post and time are those of the day's first. Equal moments of one account are ordered by
 * their tags. `traces->objects` must not be closed. O(n log n). */
LOCKSTEP_MUST_CHECK lockstep_status tag_days_gather(struct traces *traces, struct layer *layer,
                                                    lockstep_error *err);
#endif
