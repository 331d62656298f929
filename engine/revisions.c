#include "engine/revisions.h"

#include "engine/error.h"
#include "engine/names.h"

#include <stdlib.h>

static uint64_t local_hash(struct slice id) {
    return names_hash(id) | 1; /* never 0 */
}

lockstep_status revisions_add_local(struct revisions *r, uint32_t number, struct slice local_id,
                                    lockstep_error *err) {
    struct local_id *locals = grow(r->locals, &r->local_room, r->local_count + 1, sizeof *locals);
    if (!locals) return fail_memory(err, "revisions");
    r->locals = locals;
    locals[r->local_count++] = (struct local_id){local_hash(local_id), number};
    return LOCKSTEP_OK;
}

static lockstep_status keep(struct revisions *r, struct slice *text, lockstep_error *err) {
    if (!text->size) return LOCKSTEP_OK;
    *text = arena_copy(&r->arena, *text);
    return text->at ? LOCKSTEP_OK : fail_memory(err, "revisions");
}

lockstep_status revisions_add_edit(struct revisions *r, uint32_t number,
                                   const struct record *record, lockstep_error *err) {
    struct edit *edits = grow(r->edits, &r->edit_room, r->edit_count + 1, sizeof *edits);
    if (!edits) return fail_memory(err, "revisions");
    r->edits = edits;
    edits[r->edit_count] = (struct edit){number, record->edited, record->text};
    return keep(r, &edits[r->edit_count++].text, err);
}

lockstep_status revisions_add_event(struct revisions *r, struct slice spelling,
                                    const struct record *record, lockstep_error *err) {
    struct account_event *events =
        grow(r->events, &r->event_room, r->event_count + 1, sizeof *events);
    if (!events) return fail_memory(err, "revisions");
    r->events = events;
    struct account_event *event = &events[r->event_count];
    bool deletes = record->event == EVENT_DELETED;
    *event = (struct account_event){
        .account = spelling,
        .post = deletes ? record->id : (struct slice){NULL, 0},
        .local = deletes && !record->id.size ? local_hash(record->local_id) : 0,
        .time = record->time,
        .facts = record->facts};
    TRY(keep(r, &event->account, err));
    TRY(keep(r, &event->post, err));
    TRY(keep(r, &event->facts.handle, err));
    TRY(keep(r, &event->facts.display_name, err));
    TRY(keep(r, &event->facts.status, err));
    event->facts.bio = event->facts.location = event->facts.tags = (struct slice){NULL, 0};
    r->event_count++;
    return LOCKSTEP_OK;
}

void revisions_release(struct revisions *r) {
    free(r->edits), free(r->events), free(r->locals);
    arena_release(&r->arena);
    *r = (struct revisions){0};
}
