#include "engine/revisions.h"

#include "engine/error.h"

#include <stdlib.h>

struct revision {
    uint32_t post, number;
    bool is_edit;
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

struct local_post {
    uint64_t hash; /* of the server's id */
    uint32_t post;
};

/* ---- while reading ---- */

static uint64_t local_hash(struct slice id) {
    return names_hash(id) | 1; /* never 0 */
}

lockstep_status revisions_add_local(struct revisions *r, uint32_t post, struct slice local_id,
                                    lockstep_error *err) {
    struct local_post *locals = grow(r->locals, &r->local_room, r->local_count + 1, sizeof *locals);
    if (!locals) return fail_memory(err, "revisions");
    r->locals = locals;
    locals[r->local_count++] = (struct local_post){local_hash(local_id), post};
    return LOCKSTEP_OK;
}

static lockstep_status keep(struct revisions *r, struct slice *text, lockstep_error *err) {
    if (!text->size) return LOCKSTEP_OK;
    *text = arena_copy(&r->arena, *text);
    return text->at ? LOCKSTEP_OK : fail_memory(err, "revisions");
}

lockstep_status revisions_add_record(struct revisions *r, uint32_t post, uint32_t number,
                                     const struct record *record, lockstep_error *err) {
    bool is_edit = record->edited != INT64_MIN;
    if (!is_edit && !record->text.size) return LOCKSTEP_OK;
    struct revision *items = grow(r->items, &r->room, r->count + 1, sizeof *items);
    if (!items) return fail_memory(err, "revisions");
    r->items = items;
    items[r->count] = (struct revision){post, number, is_edit, record->edited, record->text};
    TRY(keep(r, &items[r->count].text, err));
    r->count++;
    return LOCKSTEP_OK;
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

/* ---- when all is read ---- */

struct applying {
    const struct revised *of;
    uint32_t *place;               /* of each post among those that stay; UINT32_MAX: it goes */
    const struct revision **texts; /* of each post: what replaces its text; NULL: nothing does */
};

static bool replaces(const struct revision *now, const struct revision *before,
                     struct slice first) {
    if (before && before->is_edit != now->is_edit) return now->is_edit;
    if (before && now->is_edit) return now->time >= before->time;
    if (now->is_edit) return true;
    struct slice old = before ? before->text : first;
    if (now->text.size != old.size) return now->text.size > old.size;
    return slice_compare(now->text, old) > 0;
}

static void choose_texts(struct applying *a, const struct revisions *r, uint64_t *edited) {
    const struct posts *posts = a->of->posts;
    for (size_t i = 0; i < r->count; i++) {
        const struct revision *now = &r->items[i], **chosen = &a->texts[now->post];
        struct slice first =
            posts->for_now ? (struct slice){NULL, 0} : texts_get(&posts->bodies, now->post);
        if (!replaces(now, *chosen, first)) continue;
        *edited += now->is_edit && !(*chosen && (*chosen)->is_edit);
        *chosen = now;
    }
}

static int by_hash(const void *a, const void *b) {
    const struct local_post *x = a, *y = b;
    if (x->hash != y->hash) return x->hash < y->hash ? -1 : 1;
    return (x->post > y->post) - (x->post < y->post);
}

/* The only post that a server calls so; UINT32_MAX: there is none, or more than one. */
static uint32_t find_local(const struct revisions *r, uint64_t hash) {
    size_t low = 0, high = r->local_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (r->locals[middle].hash < hash)
            low = middle + 1;
        else
            high = middle;
    }
    uint32_t post = UINT32_MAX;
    for (; low < r->local_count && r->locals[low].hash == hash; low++) {
        if (post != UINT32_MAX && post != r->locals[low].post) return UINT32_MAX;
        post = r->locals[low].post;
    }
    return post;
}

static void delete_post(struct applying *a, uint32_t post, uint64_t *deleted) {
    if (post == UINT32_MAX || a->place[post] == UINT32_MAX) return;
    a->place[post] = UINT32_MAX;
    ++*deleted;
}

static lockstep_status take_events(struct applying *a, const struct revisions *r, uint64_t *deleted,
                                   lockstep_error *err) {
    if (r->local_count) qsort(r->locals, r->local_count, sizeof *r->locals, by_hash);
    for (size_t i = 0; i < r->event_count; i++) {
        const struct account_event *event = &r->events[i];
        if (event->local) {
            delete_post(a, find_local(r, event->local), deleted);
            continue;
        }
        uint32_t account = names_find(&a->of->accounts->keys, event->account);
        if (account == UINT32_MAX) continue;
        struct id id = id_of(event->post, 0);
        if (event->post.size)
            delete_post(a, posts_find(a->of->posts, account, &id), deleted);
        else
            TRY(accounts_state(a->of->accounts, account, &event->facts, event->time, err));
    }
    return LOCKSTEP_OK;
}

/* Renumbers a share's post or late record. False where the share goes: with its post, or because an
 * edit took its place. */
static bool place_share(const struct applying *a, uint32_t *number) {
    const struct late *late = a->of->late;
    bool is_late = *number >= a->of->posts->count;
    uint32_t post = is_late ? late->items[UINT32_MAX - *number].post : *number;
    const struct revision *text = a->texts[post];
    if (a->place[post] == UINT32_MAX || (text && text->is_edit && text->number != *number))
        return false;
    if (!is_late) *number = a->place[post];
    return true;
}

static void move_shares(const struct applying *a) {
    for (size_t l = 0; l < a->of->layer_count; l++) {
        struct gathered *layer = &a->of->layers[l];
        size_t kept = 0;
        for (size_t i = 0; i < layer->count; i++) {
            struct gathered_share share = layer->items[i];
            if (place_share(a, &share.post)) layer->items[kept++] = share;
        }
        layer->count = kept;
    }
    for (size_t i = 0; i < a->of->late->count; i++) {
        uint32_t *post = &a->of->late->items[i].post;
        if (a->place[*post] != UINT32_MAX) *post = a->place[*post];
    }
}

static lockstep_status move_posts(const struct applying *a, lockstep_error *err) {
    struct posts *posts = a->of->posts;
    struct texts bodies = {0};
    lockstep_status status = LOCKSTEP_OK;
    for (uint32_t p = 0; p < posts->count && status == LOCKSTEP_OK && !posts->for_now; p++)
        if (a->place[p] != UINT32_MAX)
            status = texts_add(&bodies,
                               a->texts[p] ? a->texts[p]->text : texts_get(&posts->bodies, p), err);
    facets_keep(a->of->facets, a->place, posts->count);
    posts_keep(posts, a->place, &bodies);
    return status;
}

static lockstep_status apply(struct applying *a, const struct revisions *r, uint64_t *deleted,
                             uint64_t *edited, lockstep_error *err) {
    uint32_t count = a->of->posts->count, kept = 0;
    TRY(take_events(a, r, deleted, err));
    choose_texts(a, r, edited);
    for (uint32_t p = 0; p < count; p++)
        if (a->place[p] != UINT32_MAX) a->place[p] = kept++;
    move_shares(a);
    return move_posts(a, err);
}

lockstep_status revisions_apply(const struct revisions *r, const struct revised *of,
                                uint64_t *deleted, uint64_t *edited, lockstep_error *err) {
    size_t count = of->posts->count;
    *deleted = *edited = 0;
    if (!r->count && !r->event_count) return LOCKSTEP_OK;
    struct applying a = {of, calloc(count + 1, sizeof *a.place),
                         calloc(count + 1, sizeof *a.texts)};
    lockstep_status status =
        a.place && a.texts ? apply(&a, r, deleted, edited, err) : fail_memory(err, "revisions");
    free(a.place), free(a.texts);
    return status;
}

void revisions_release(struct revisions *r) {
    free(r->items), free(r->events), free(r->locals);
    arena_release(&r->arena);
    *r = (struct revisions){0};
}
