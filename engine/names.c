#include "engine/names.h"

#include "engine/arena.h"
#include "engine/error.h"

#include <stdlib.h>
#include <xxhash.h>

uint64_t names_hash(struct slice name) {
    return XXH3_64bits(name.at, name.size);
}

struct slice names_get(const struct names *names, uint32_t number) {
    uint64_t start = names->start[number];
    return (struct slice){names->bytes + start, (size_t) (names->start[number + 1] - start - 1)};
}

static uint32_t tag_of(uint64_t hash) {
    return (uint32_t) (hash >> 32);
}

/* The slot that holds `name`, or the free one where it belongs. */
static size_t probe(const struct names *names, struct slice name, uint64_t hash) {
    size_t mask = names->slot_count - 1, i = (size_t) hash & mask;
    for (; names->slots[i]; i = (i + 1) & mask)
        if (names->tags[i] == tag_of(hash) &&
            slice_equal(names_get(names, names->slots[i] - 1), name))
            break;
    return i;
}

/* Twice the slots; the tags' and slots' old places hold enough of the hash only together, so names
 * are hashed anew. */
static lockstep_status rehash(struct names *names, lockstep_error *err) {
    size_t bigger = names->slot_count ? names->slot_count * 2 : 1024;
    uint32_t *slots = calloc(bigger, sizeof *slots), *tags = malloc(bigger * sizeof *tags);
    if (!slots || !tags) {
        free(slots), free(tags);
        return fail_memory(err, "a table of names");
    }
    free(names->slots), free(names->tags);
    names->slots = slots, names->tags = tags, names->slot_count = bigger;
    for (uint32_t n = 0; n < names->count; n++) {
        uint64_t hash = names_hash(names_get(names, n));
        size_t i = (size_t) hash & (bigger - 1);
        while (slots[i])
            i = (i + 1) & (bigger - 1);
        slots[i] = n + 1, tags[i] = tag_of(hash);
    }
    return LOCKSTEP_OK;
}

static lockstep_status append(struct names *names, struct slice name, lockstep_error *err) {
    if (names->count == UINT32_MAX - 1)
        return fail(err, LOCKSTEP_ELIMIT, "more than 2^32 - 2 names");
    char *bytes = grow(names->bytes, &names->size_room, names->size + name.size + 1, 1);
    if (bytes) names->bytes = bytes;
    uint64_t *start =
        grow(names->start, &names->start_room, (size_t) names->count + 2, sizeof *start);
    if (start) names->start = start;
    if (!bytes || !start) return fail_memory(err, "names");
    if (name.size) memcpy(bytes + names->size, name.at, name.size);
    bytes[names->size + name.size] = '\0';
    start[names->count] = names->size;
    names->size += name.size + 1;
    start[++names->count] = names->size;
    return LOCKSTEP_OK;
}

lockstep_status names_intern_hashed(struct names *names, struct slice name, uint64_t hash,
                                    uint32_t *number, bool *is_new, lockstep_error *err) {
    if ((size_t) names->count + names->count / 2 >= names->slot_count) TRY(rehash(names, err));
    size_t i = probe(names, name, hash);
    if (is_new) *is_new = !names->slots[i];
    if (!names->slots[i]) {
        TRY(append(names, name, err));
        names->slots[i] = names->count;
        names->tags[i] = tag_of(hash);
    }
    *number = names->slots[i] - 1;
    return LOCKSTEP_OK;
}

lockstep_status names_intern(struct names *names, struct slice name, uint32_t *number, bool *is_new,
                             lockstep_error *err) {
    return names_intern_hashed(names, name, names_hash(name), number, is_new, err);
}

uint32_t names_find(const struct names *names, struct slice name) {
    if (!names->count) return UINT32_MAX;
    return names->slots[probe(names, name, names_hash(name))] - 1;
}

struct keyed {
    struct slice name;
    uint32_t number;
};

static int by_name(const void *a, const void *b) {
    return slice_compare(((const struct keyed *) a)->name, ((const struct keyed *) b)->name);
}

lockstep_status names_sort(const struct names *names, uint32_t *order, lockstep_error *err) {
    struct keyed *keyed = malloc((names->count + (size_t) 1) * sizeof *keyed);
    if (!keyed) return fail_memory(err, "sorting names");
    for (uint32_t n = 0; n < names->count; n++)
        keyed[n] = (struct keyed){names_get(names, n), n};
    qsort(keyed, names->count, sizeof *keyed, by_name);
    for (uint32_t n = 0; n < names->count; n++)
        order[n] = keyed[n].number;
    free(keyed);
    return LOCKSTEP_OK;
}

void names_release(struct names *names) {
    free(names->bytes), free(names->start), free(names->slots), free(names->tags);
    *names = (struct names){0};
}
