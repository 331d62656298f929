/* Which records tell of one post: those of one account and id. Found once all are read, part by
 * part as in numbering.h. */
#ifndef LOCKSTEP_ENGINE_MERGING_H
#define LOCKSTEP_ENGINE_MERGING_H
#include "engine/posts.h"

/* A further record of a post. */
struct further_record {
    uint32_t record, first; /* numbers of this record and of the post's first */
    bool is_repetition;     /* one of the records before it said the same */
};

/* A post that is looked for by what names it. */
struct sought_post {
    uint32_t account;
    struct id id;
    uint32_t first; /* out: its first record, or UINT32_MAX */
};

struct merging {
    struct further_record *items; /* by record; those that were there before it began stay */
    size_t count, room;
    struct sought_post *sought;
    size_t sought_count;
};

/* Appends one that is known already, behind all others. */
LOCKSTEP_MUST_CHECK lockstep_status merging_add(struct merging *merging, struct further_record item,
                                                lockstep_error *err);
/* Finds all others, and the posts that are sought. O(records). */
LOCKSTEP_MUST_CHECK lockstep_status merging_find(struct merging *merging, const struct posts *posts,
                                                 unsigned threads, lockstep_error *err);
void merging_release(struct merging *merging);
#endif
