/* What posts hold beside what they share: hashtags, mentions, links, media and whom they answer or
 * repost, of reposts too, whatever traces a run follows; and how others reacted. For dossiers. */
#ifndef LOCKSTEP_ENGINE_FACETS_H
#define LOCKSTEP_ENGINE_FACETS_H
#include "engine/buffer.h"
#include "engine/names.h"
#include "engine/memory.h"
#include "engine/record.h"

/* In canonical spelling, but for media and the accounts of reposts and replies: as written. */
enum facet {
    FACET_HASHTAG,
    FACET_MENTION,
    FACET_URL,
    FACET_HOST,
    FACET_MEDIA,
    FACET_REPOST_OF, /* the account that is reposted */
    FACET_REPLY_TO,  /* the account that is answered */
    FACET_CLIENT,
    FACET_COUNT
};

/* Counts at collection; UINT32_MAX is unknown. */
struct reactions {
    uint32_t reposts, replies, likes, views;
};

struct facet_item {
    uint32_t post, name;
};

struct facets {
    struct names names;       /* a byte for the facet, then the spelling */
    struct facet_item *items; /* by post, as stated, without repetition */
    size_t count;
    size_t *start; /* of a post's items; one more than the posts. NULL: nothing was kept */
    struct reactions *reactions; /* by post */
    /* private */
    size_t room, reaction_room;
};

/* Facets of one record before they have numbers: "\1name" behind each other in `bytes`. */
struct facet_draft {
    size_t start, size;
    uint64_t hash;
};
struct facet_drafts {
    struct facet_draft *items;
    size_t count, room;
};
/* Appends those of a record; `bytes` takes the spellings. Pure. */
LOCKSTEP_MUST_CHECK lockstep_status facets_draft(struct facet_drafts *out, struct buffer *bytes,
                                                 const struct record *record, struct arena *arena,
                                                 lockstep_error *err);

LOCKSTEP_MUST_CHECK lockstep_status facets_add(struct facets *facets, uint32_t post,
                                               struct slice spelling, uint64_t hash,
                                               lockstep_error *err);
/* How a post was reacted to. */
LOCKSTEP_MUST_CHECK lockstep_status facets_react(struct facets *facets, uint32_t post,
                                                 const struct record *record, lockstep_error *err);
/* The facets of each of the records go to the post that it is of; those at UINT32_MAX are gone. */
void facets_keep(struct facets *facets, const uint32_t *place);
/* The same with reactions, of which the largest stay; the first records of posts are in order. */
void facets_keep_reactions(struct facets *facets, const uint32_t *place, uint32_t records);
/* Sorts the items by post once all are there. O(items). */
LOCKSTEP_MUST_CHECK lockstep_status facets_finish(struct facets *facets, uint32_t posts,
                                                  lockstep_error *err);
void facets_release(struct facets *facets);

/* The items of a post. */
static inline const struct facet_item *facets_of(const struct facets *facets, uint32_t post,
                                                 size_t *count) {
    memory_look();
    *count = facets->start ? facets->start[post + 1] - facets->start[post] : 0;
    return *count ? facets->items + facets->start[post] : NULL;
}
static inline enum facet facet_kind(const struct facets *facets, uint32_t name) {
    return (enum facet) names_get(&facets->names, name).at[0];
}
static inline struct slice facet_text(const struct facets *facets, uint32_t name) {
    struct slice text = names_get(&facets->names, name);
    return (struct slice){text.at + 1, text.size - 1};
}
/* The number of a name, or UINT32_MAX. */
LOCKSTEP_MUST_CHECK lockstep_status facets_find(const struct facets *facets, enum facet facet,
                                                struct slice text, uint32_t *name,
                                                lockstep_error *err);
#endif
