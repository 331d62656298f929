#include "engine/ids.h"

#include "engine/arena.h"
#include "engine/error.h"
#include "engine/memory.h"
#include "engine/lookup.h"

#include <inttypes.h>
#include <stdlib.h>
#include <xxhash.h>

static uint64_t hash_text(struct slice text) {
    return XXH3_64bits(text.at, text.size);
}

/* 18 digits and most of 19 are below 2^63; a zero before others would be lost. */
static uint64_t number_of(struct slice text) {
    uint64_t number = 0;
    if (text.size == 0 || text.size > 19 || (*text.at == '0' && text.size > 1)) return ID_TEXT;
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] < '0' || text.at[i] > '9') return ID_TEXT;
        number = 10 * number + (uint64_t) (text.at[i] - '0');
    }
    return number < ID_TEXT ? number : ID_TEXT;
}

struct id id_of(struct slice text, uint64_t line) {
    uint64_t item = text.size ? number_of(text) : ID_LINE | (line & ~ID_LINE);
    return (struct id){text, item, item == ID_TEXT ? hash_text(text) : lookup_mix(item)};
}

lockstep_status ids_add(struct ids *ids, const struct id *id, lockstep_error *err) {
    uint64_t *items = grow(ids->items, &ids->room, ids->count + 1, sizeof *items);
    if (!items) return fail_memory(err, "post ids");
    ids->items = items;
    if (id->item != ID_TEXT) {
        items[ids->count++] = id->item;
        return LOCKSTEP_OK;
    }
    size_t size = id->text.size;
    char *bytes = grow(ids->bytes, &ids->size_room, ids->size + sizeof size + size, 1);
    if (!bytes) return fail_memory(err, "post ids");
    ids->bytes = bytes;
    memcpy(bytes + ids->size, &size, sizeof size);
    if (size) memcpy(bytes + ids->size + sizeof size, id->text.at, size);
    items[ids->count++] = ID_TEXT | ids->size;
    ids->size += sizeof size + size;
    return LOCKSTEP_OK;
}

static bool is_text(uint64_t item) {
    return item >= ID_TEXT && item < ID_LINE;
}

static struct slice text_at(const struct ids *ids, uint64_t item) {
    const char *at = ids->bytes + (item - ID_TEXT);
    size_t size;
    memcpy(&size, at, sizeof size);
    return (struct slice){at + sizeof size, size};
}

bool ids_equal(const struct ids *ids, uint32_t index, const struct id *id) {
    uint64_t item = ids->items[index];
    if (!is_text(item)) return item == id->item;
    return id->item == ID_TEXT && slice_equal(text_at(ids, item), id->text);
}

bool ids_same(const struct ids *ids, uint32_t a, uint32_t b) {
    uint64_t x = ids->items[a], y = ids->items[b];
    return x == y || (is_text(x) && is_text(y) && slice_equal(text_at(ids, x), text_at(ids, y)));
}

uint64_t ids_hash(const struct ids *ids, uint32_t index) {
    uint64_t item = ids->items[index];
    return is_text(item) ? hash_text(text_at(ids, item)) : lookup_mix(item);
}

struct slice ids_get(const struct ids *ids, uint32_t index, char room[ID_ROOM]) {
    memory_look();
    uint64_t item = ids->items[index];
    if (item >= ID_LINE) return SLICE("");
    if (item >= ID_TEXT) return text_at(ids, item);
    return (struct slice){room, (size_t) snprintf(room, ID_ROOM, "%" PRIu64, item)};
}

uint64_t ids_line(const struct ids *ids, uint32_t index) {
    return ids->items[index] & ~ID_LINE;
}

void ids_release(struct ids *ids) {
    free(ids->items), free(ids->bytes);
    *ids = (struct ids){0};
}
