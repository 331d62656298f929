/* What later records change about posts: a fuller text of the same post, an edit, a deletion; and
 * events that state facts of accounts. Kept while reading, since what they are about may come after
 * them, and applied when all is read. */
#ifndef LOCKSTEP_ENGINE_REVISIONS_H
#define LOCKSTEP_ENGINE_REVISIONS_H
#include "engine/facets.h"
#include "engine/gathered.h"

struct revisions {
    struct revision *items; /* fuller texts and edits, in order of arrival */
    size_t count, room;
    struct local_post *locals; /* posts by what their servers call them */
    size_t local_count, local_room;
    struct account_event *events; /* deletions and facts */
    size_t event_count, event_room;
    struct arena arena;
};

/* A further record of a post, whose shares are numbered `number`. */
LOCKSTEP_MUST_CHECK lockstep_status revisions_add_record(struct revisions *revisions, uint32_t post,
                                                         uint32_t number,
                                                         const struct record *record,
                                                         lockstep_error *err);
/* A record of a post gives the id that its server calls it by. Posts of two servers that happen to
 * have one such id are not deleted by it. */
LOCKSTEP_MUST_CHECK lockstep_status revisions_add_local(struct revisions *revisions, uint32_t post,
                                                        struct slice local_id, lockstep_error *err);
/* A record that is no post: a deletion, or facts of an account. `spelling` is the account's key. */
LOCKSTEP_MUST_CHECK lockstep_status revisions_add_event(struct revisions *revisions,
                                                        struct slice spelling,
                                                        const struct record *record,
                                                        lockstep_error *err);

/* What is revised: everything by order of appearance. */
struct revised {
    struct posts *posts;
    struct accounts *accounts;
    struct gathered *layers;
    size_t layer_count;
    struct late *late;
    struct facets *facets;
};
/* Deleted posts go, with their shares; an edited post has the text and the shares of its last edit;
 * of other texts of one post the longest stays, of equally long ones the greater. Before
 * posts_close. O(posts + shares) where there is anything to do. */
LOCKSTEP_MUST_CHECK lockstep_status revisions_apply(const struct revisions *revisions,
                                                    const struct revised *of, uint64_t *deleted,
                                                    uint64_t *edited, lockstep_error *err);
void revisions_release(struct revisions *revisions);
#endif
