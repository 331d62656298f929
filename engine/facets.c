#include "engine/facets.h"

#include "engine/arena.h"
#include "engine/canonical.h"
#include "engine/error.h"

#include <stdlib.h>

/* ---- of one record ---- */

struct drafting {
    struct facet_drafts *out;
    struct buffer *bytes;
    lockstep_error *err;
    size_t first; /* of the record, in `out` */
};

static bool is_repeated(const struct drafting *d, const struct facet_draft *draft) {
    const char *bytes = d->bytes->bytes;
    for (size_t i = d->first; i < d->out->count; i++) {
        const struct facet_draft *other = &d->out->items[i];
        if (other->hash == draft->hash && other->size == draft->size &&
            memcmp(bytes + other->start, bytes + draft->start, draft->size) == 0)
            return true;
    }
    return false;
}

/* Keeps what was spelt since `start`, where that is usable and new to the record. */
static lockstep_status end(struct drafting *d, size_t start, bool usable) {
    struct buffer *bytes = d->bytes;
    if (bytes->failed) return fail_memory(d->err, "what posts hold");
    struct facet_draft draft = {.start = start, .size = bytes->size - start};
    if (usable) draft.hash = names_hash((struct slice){bytes->bytes + start, draft.size});
    if (!usable || is_repeated(d, &draft)) {
        bytes->size = start;
        return LOCKSTEP_OK;
    }
    struct facet_draft *items =
        grow(d->out->items, &d->out->room, d->out->count + 1, sizeof *items);
    if (!items) return fail_memory(d->err, "what posts hold");
    d->out->items = items;
    items[d->out->count++] = draft;
    return LOCKSTEP_OK;
}

static bool spell_raw(struct buffer *out, struct slice text) {
    buffer_append(out, text);
    return text.size > 0;
}

static lockstep_status draft_one(struct drafting *d, enum facet facet, struct slice text) {
    static bool (*const spell[FACET_COUNT])(struct buffer * out, struct slice text) = {
        [FACET_HASHTAG] = canonical_hashtag, [FACET_MENTION] = canonical_handle,
        [FACET_URL] = canonical_url,         [FACET_HOST] = canonical_host,
        [FACET_MEDIA] = spell_raw,           [FACET_REPOST_OF] = spell_raw,
        [FACET_REPLY_TO] = spell_raw,        [FACET_CLIENT] = spell_raw};
    size_t start = d->bytes->size;
    buffer_byte(d->bytes, (char) facet);
    return end(d, start, spell[facet](d->bytes, text));
}

static lockstep_status draft_each(struct drafting *d, enum facet facet, struct slices texts) {
    for (size_t i = 0; i < texts.count; i++)
        TRY(draft_one(d, facet, texts.items[i]));
    return LOCKSTEP_OK;
}

/* What a repost's record states is often cut short with its text, which is the original's: so both
 * count. */
static lockstep_status draft_entities(struct drafting *d, const struct record *record,
                                      struct arena *arena) {
    bool search = record->is_repost || !record->has_entities;
    struct slices urls = {0}, hashtags = {0}, mentions = {0};
    TRY(draft_each(d, FACET_HASHTAG, record->hashtags));
    TRY(draft_each(d, FACET_MENTION, record->mentions));
    TRY(draft_each(d, FACET_URL, record->urls));
    TRY(draft_each(d, FACET_HOST, record->urls));
    if (!search || !record->text.size) return LOCKSTEP_OK;
    TRY(text_entities(record->text, &urls, &hashtags, &mentions, NULL, arena, d->err));
    if (record->is_repost || !record->hashtags.count) TRY(draft_each(d, FACET_HASHTAG, hashtags));
    if (record->is_repost || !record->mentions.count) TRY(draft_each(d, FACET_MENTION, mentions));
    if (record->urls.count || record->has_entities) return LOCKSTEP_OK;
    TRY(draft_each(d, FACET_URL, urls));
    return draft_each(d, FACET_HOST, urls);
}

lockstep_status facets_draft(struct facet_drafts *out, struct buffer *bytes,
                             const struct record *record, struct arena *arena,
                             lockstep_error *err) {
    struct drafting d = {out, bytes, err, out->count};
    TRY(draft_entities(&d, record, arena));
    TRY(draft_each(&d, FACET_MEDIA, record->media));
    TRY(draft_one(&d, FACET_REPOST_OF, record->repost_of_account));
    TRY(draft_one(&d, FACET_REPLY_TO, record->reply_to_account));
    return draft_one(&d, FACET_CLIENT, record->client);
}

/* ---- of all posts ---- */

lockstep_status facets_add(struct facets *facets, uint32_t post, struct slice spelling,
                           uint64_t hash, lockstep_error *err) {
    uint32_t name;
    TRY(names_intern_hashed(&facets->names, spelling, hash, &name, NULL, err));
    struct facet_item *items = grow(facets->items, &facets->room, facets->count + 1, sizeof *items);
    if (!items) return fail_memory(err, "what posts hold");
    facets->items = items;
    items[facets->count++] = (struct facet_item){post, name};
    return LOCKSTEP_OK;
}

static uint32_t count_of(int64_t stated) {
    if (stated < 0) return UINT32_MAX;
    return stated < UINT32_MAX ? (uint32_t) stated : UINT32_MAX - 1;
}

lockstep_status facets_react(struct facets *facets, uint32_t post, const struct record *record,
                             lockstep_error *err) {
    struct reactions *all =
        grow(facets->reactions, &facets->reaction_room, (size_t) post + 1, sizeof *all);
    if (!all) return fail_memory(err, "reactions");
    facets->reactions = all;
    all[post] = (struct reactions){count_of(record->reposts), count_of(record->replies),
                                   count_of(record->likes), count_of(record->views)};
    return LOCKSTEP_OK;
}

/* Further records of a post repeat most of what the first one said. */
static bool is_known(const struct facet_item *first, const struct facet_item *end, uint32_t name) {
    for (; first < end; first++)
        if (first->name == name) return true;
    return false;
}

static uint32_t larger(uint32_t a, uint32_t b) {
    if (a == UINT32_MAX || b == UINT32_MAX) return a == UINT32_MAX ? b : a;
    return a > b ? a : b;
}

/* The largest count of a post's records. */
static struct reactions larger_each(struct reactions a, struct reactions b) {
    return (struct reactions){larger(a.reposts, b.reposts), larger(a.replies, b.replies),
                              larger(a.likes, b.likes), larger(a.views, b.views)};
}

void facets_keep(struct facets *facets, const uint32_t *place) {
    size_t kept = 0;
    for (size_t i = 0; i < facets->count; memory_step(++i)) {
        uint32_t to = place[facets->items[i].post];
        if (to != UINT32_MAX)
            facets->items[kept++] = (struct facet_item){to, facets->items[i].name};
    }
    facets->count = kept;
}

void facets_keep_reactions(struct facets *facets, const uint32_t *place, uint32_t records) {
    struct reactions *all = facets->reactions;
    for (uint32_t r = 0, posts = 0; r < records && all; memory_step(++r)) {
        uint32_t to = place[r];
        if (to == UINT32_MAX) continue;
        all[to] = to < posts ? larger_each(all[to], all[r]) : all[r];
        if (to == posts) posts++;
    }
}

lockstep_status facets_finish(struct facets *facets, uint32_t posts, lockstep_error *err) {
    size_t *end = calloc((size_t) posts + 1, sizeof *end);
    struct facet_item *sorted = malloc((facets->count + 1) * sizeof *sorted);
    facets->start = malloc(((size_t) posts + 1) * sizeof *facets->start);
    if (!end || !sorted || !facets->start) {
        free(end), free(sorted);
        return fail_memory(err, "what posts hold");
    }
    for (size_t i = 0; i < facets->count; memory_step(++i))
        end[facets->items[i].post + 1]++;
    for (size_t p = 1; p <= posts; memory_step(++p))
        end[p] += end[p - 1];
    memory_copy(facets->start, end, ((size_t) posts + 1) * sizeof *end);
    for (size_t i = 0; i < facets->count; memory_leap(++i)) {
        struct facet_item item = facets->items[i];
        if (!is_known(sorted + facets->start[item.post], sorted + end[item.post], item.name))
            sorted[end[item.post]++] = item;
    }
    size_t kept = 0;
    for (uint32_t p = 0; p < posts; memory_step(++p)) {
        size_t from = facets->start[p], to = end[p];
        facets->start[p] = kept;
        memmove(sorted + kept, sorted + from, (to - from) * sizeof *sorted);
        kept += to - from;
    }
    facets->start[posts] = kept;
    free(end), free(facets->items);
    facets->items = sorted;
    facets->count = kept;
    return LOCKSTEP_OK;
}

lockstep_status facets_find(const struct facets *facets, enum facet facet, struct slice text,
                            uint32_t *name, lockstep_error *err) {
    struct buffer key = {0};
    buffer_byte(&key, (char) facet);
    buffer_append(&key, text);
    *name = key.failed ? UINT32_MAX : names_find(&facets->names, buffer_slice(&key));
    bool failed = key.failed;
    buffer_release(&key);
    return failed ? fail_memory(err, "a name") : LOCKSTEP_OK;
}

void facets_release(struct facets *facets) {
    names_release(&facets->names);
    free(facets->items), free(facets->start), free(facets->reactions);
    *facets = (struct facets){0};
}
