#include "engine/gathered.h"

#include "engine/error.h"

#include <stdlib.h>

lockstep_status late_number(struct late *late, const struct posts *posts, uint32_t post,
                            int64_t time, bool is_apart, uint32_t *number, lockstep_error *err) {
    *number = post;
    if (posts->time[post] == time && !is_apart) return LOCKSTEP_OK;
    struct late_record *items = grow(late->items, &late->room, late->count + 1, sizeof *items);
    if (!items) return fail_memory(err, "shares");
    late->items = items;
    *number = UINT32_MAX - (uint32_t) late->count;
    if (*number <= post) return fail(err, LOCKSTEP_ELIMIT, "more than 2^32 - 2 records");
    items[late->count++] = (struct late_record){time, post};
    return LOCKSTEP_OK;
}

lockstep_status gathered_add(struct gathered *gathered, uint32_t object, uint32_t post,
                             lockstep_error *err) {
    struct gathered_share *items =
        grow(gathered->items, &gathered->room, gathered->count + 1, sizeof *items);
    if (!items) return fail_memory(err, "shares");
    gathered->items = items;
    items[gathered->count++] = (struct gathered_share){object, post};
    return LOCKSTEP_OK;
}

lockstep_status gathered_group(struct gathered *gathered, uint32_t object_room,
                               lockstep_error *err) {
    if (!gathered->count) return LOCKSTEP_OK;
    size_t *next = calloc((size_t) object_room + 1, sizeof *next);
    struct gathered_share *grouped = malloc((gathered->count + 1) * sizeof *grouped);
    if (!next || !grouped) {
        free(next), free(grouped);
        return fail_memory(err, "sorting shares");
    }
    for (size_t i = 0; i < gathered->count; i++)
        next[gathered->items[i].object + 1]++;
    for (size_t o = 1; o <= object_room; o++)
        next[o] += next[o - 1];
    for (size_t i = 0; i < gathered->count; i++)
        grouped[next[gathered->items[i].object]++] = gathered->items[i];
    free(next), free(gathered->items);
    gathered->items = grouped;
    gathered->room = gathered->count + 1;
    return LOCKSTEP_OK;
}

static struct share share_of(struct gathered_share from, const struct late *late,
                             const struct posts *posts) {
    if (from.post < posts->count)
        return (struct share){posts->time[from.post], from.object, posts->account[from.post],
                              from.post};
    const struct late_record *record = &late->items[UINT32_MAX - from.post];
    return (struct share){record->time, from.object, posts->account[record->post], record->post};
}

/* In place, from the end on: a share takes three times the room that it had. */
lockstep_status gathered_move(struct layer *layer, struct gathered *gathered,
                              const struct late *late, const struct posts *posts,
                              lockstep_error *err) {
    if (!gathered->count) return LOCKSTEP_OK;
    struct share *shares = realloc(gathered->items, gathered->count * sizeof *shares);
    if (!shares) return fail_memory(err, "shares");
    layer->shares = shares;
    layer->count = layer->room = gathered->count;
    *gathered = (struct gathered){0};
    for (size_t i = layer->count; i-- > 0;) {
        struct gathered_share from;
        memcpy(&from, (const char *) shares + i * sizeof from, sizeof from);
        shares[i] = share_of(from, late, posts);
    }
    return LOCKSTEP_OK;
}
