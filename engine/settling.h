/* What records come to once all are read: those of one post become one, which is what the richest
 * of them says, deleted posts go with their shares, and an edited post has the text and the shares
 * of its last edit. */
#ifndef LOCKSTEP_ENGINE_SETTLING_H
#define LOCKSTEP_ENGINE_SETTLING_H
#include "engine/facets.h"
#include "engine/merging.h"
#include "engine/revisions.h"
#include "engine/traces.h"

struct settling {
    /* in; `posts` holds a post for each record */
    struct posts *posts;
    struct accounts *accounts;
    struct facets *facets;
    const struct sources *sources;
    struct revisions *revisions;
    struct merging merging; /* what is known already */
    bool merges;            /* records of one account and id are one post */
    bool keeps_digests;     /* more posts will be compared with these */
    unsigned threads;
    /* out; NULL where every record is a post of its own */
    uint32_t *shares; /* by record: the number of the post that its shares are of;
                         UINT32_MAX: they go */
    uint8_t *reposts; /* by the post's number: 1 where it is a repost, as not all of its records
                         say; NULL: there is none */
    bool has_further; /* some posts have records that do not say the same */
    uint64_t deleted, edited; /* posts */
    /* private */
    uint32_t *first;            /* by record: the first record of its post; UINT32_MAX for one that
                                   says nothing new */
    uint32_t *place;            /* by record: the number of the post that it is the first of */
    struct chosen_text *chosen; /* by post */
    size_t chosen_count;
};

/* Of several texts of one post that is no edit, the one of the longest normal form stays, of
 * equally long ones the greater. Accounts get their ranks; posts keep their places until
 * settling_finish. O(records). */
LOCKSTEP_MUST_CHECK lockstep_status settling_begin(struct settling *settling, lockstep_error *err);
/* Posts move to their numbers; `shares` is of no use any more. */
LOCKSTEP_MUST_CHECK lockstep_status settling_finish(struct settling *settling, lockstep_error *err);
/* The shares, once their posts have numbers: those of a repost's content go, those of a text (or a
 * sequence of hashtags) that a record has whole and another cut off are the whole one's. O(shares
 * + posts). */
LOCKSTEP_MUST_CHECK lockstep_status settling_shares(const struct settling *settling,
                                                    struct traces *traces, lockstep_error *err);
void settling_release(struct settling *settling);
#endif
