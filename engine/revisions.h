/* What later records change about posts: an edit, a deletion; and events that state facts of
 * accounts. Kept while reading, since what they are about may come after them; settling.h applies
 * them. */
#ifndef LOCKSTEP_ENGINE_REVISIONS_H
#define LOCKSTEP_ENGINE_REVISIONS_H
#include "engine/record.h"

/* A record that is an edit of its post. */
struct edit {
    uint32_t record;
    int64_t time; /* of the edit */
    struct slice text;
};

struct account_event {
    struct slice account; /* platform and id, divided */
    struct slice post;    /* the id of one that is deleted; empty: facts */
    uint64_t local;       /* instead: the hash of its server's id; 0: none */
    int64_t time;
    struct account_facts facts;
};

/* What a record's server calls its post. */
struct local_id {
    uint64_t hash;
    uint32_t record;
};

struct revisions {
    struct edit *edits; /* by record */
    size_t edit_count, edit_room;
    struct local_id *locals;
    size_t local_count, local_room;
    struct account_event *events; /* in order of arrival */
    size_t event_count, event_room;
    struct arena arena;
};

LOCKSTEP_MUST_CHECK lockstep_status revisions_add_edit(struct revisions *revisions, uint32_t number,
                                                       const struct record *record,
                                                       lockstep_error *err);
/* A record of a post gives the id that its server calls it by. */
LOCKSTEP_MUST_CHECK lockstep_status revisions_add_local(struct revisions *revisions,
                                                        uint32_t number, struct slice local_id,
                                                        lockstep_error *err);
/* A record that is no post: a deletion, or facts of an account. `spelling` is the account's key. */
LOCKSTEP_MUST_CHECK lockstep_status revisions_add_event(struct revisions *revisions,
                                                        struct slice spelling,
                                                        const struct record *record,
                                                        lockstep_error *err);
void revisions_release(struct revisions *revisions);
#endif
