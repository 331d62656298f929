#include "engine/alike.h"

#include "engine/error.h"
#include "engine/memory.h"
#include "engine/points.h"

#include <stdlib.h>

/* Control characters, blanks of any kind, zero-width characters, marks of direction and order. */
static bool is_unseen(int32_t point) {
    return point <= 0x20 || (point >= 0x7F && point <= 0xA0) || point == 0xAD || point == 0x34F ||
           point == 0x61C || (point >= 0x180B && point <= 0x180E) ||
           (point >= 0x2000 && point <= 0x200F) || (point >= 0x2028 && point <= 0x202F) ||
           (point >= 0x205F && point <= 0x206F) || point == 0x3000 || point == 0x3164 ||
           (point >= 0xFE00 && point <= 0xFE0F) || point == 0xFEFF;
}

static bool is_plain(struct slice name) {
    size_t at = 0;
    while (at < name.size && name.at[at] > 0x20 && name.at[at] < 0x7F)
        at++;
    return at == name.size;
}

/* Appends what is seen of a name; false when that is all of it. */
static bool append_seen(struct buffer *out, struct slice name) {
    if (is_plain(name)) return false;
    size_t before = out->size;
    for (size_t at = 0; at < name.size;) {
        size_t from = at;
        int32_t point = point_next(name, &at);
        if (!is_unseen(point)) buffer_append(out, (struct slice){name.at + from, at - from});
    }
    return out->size - before < name.size;
}

struct seen {
    struct slice text;
    uint32_t account;
};

static int by_text(const void *a, const void *b) {
    const struct seen *x = a, *y = b;
    int order = slice_compare(x->text, y->text);
    return order ? order : (x->account > y->account) - (x->account < y->account);
}

static lockstep_status add_seen(struct seen **items, size_t *count, size_t *room,
                                struct arena *arena, struct slice text, uint32_t account,
                                lockstep_error *err) {
    struct seen *more = grow(*items, room, *count + 1, sizeof *more);
    if (!more) return fail_memory(err, "names");
    *items = more;
    more[*count] = (struct seen){arena_copy(arena, text), account};
    return more[(*count)++].text.at ? LOCKSTEP_OK : fail_memory(err, "names");
}

static void count_alike(struct alike *out, const struct accounts *accounts, struct seen *items,
                        size_t count) {
    if (count) qsort(items, count, sizeof *items, by_text);
    for (size_t i = 0; i < count; i++) {
        bool like_another = i && slice_equal(items[i].text, items[i - 1].text);
        if (!like_another && accounts_find(accounts, items[i].text) == UINT32_MAX) continue;
        if (!out->accounts++ || items[i].account < out->first) out->first = items[i].account;
    }
}

lockstep_status alike_find(struct alike *out, const struct accounts *accounts,
                           lockstep_error *err) {
    struct seen *items = NULL;
    struct buffer text = {0};
    struct arena arena = {0};
    size_t count = 0, room = 0;
    lockstep_status status = LOCKSTEP_OK;
    *out = (struct alike){0};
    for (uint32_t a = 0; a < accounts->count && status == LOCKSTEP_OK; memory_leap(++a)) {
        buffer_clear(&text);
        bool hides = append_seen(&text, accounts->items[a].name);
        if (text.failed) status = fail_memory(err, "names");
        if (hides && status == LOCKSTEP_OK)
            status = add_seen(&items, &count, &room, &arena, buffer_slice(&text), a, err);
    }
    if (status == LOCKSTEP_OK) count_alike(out, accounts, items, count);
    free(items);
    buffer_release(&text);
    arena_release(&arena);
    return status;
}
