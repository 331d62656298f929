#include "engine/names.h"

#include "engine/arena.h"
#include "engine/error.h"
#include "engine/memory.h"

#include <stdlib.h>
#include <xxhash.h>

uint64_t names_hash(struct slice name) {
    return XXH3_64bits(name.at, name.size);
}

struct slice names_get(const struct names *names, uint32_t number) {
    memory_look();
    uint64_t start = names->start[number];
    return (struct slice){names->bytes + start, (size_t) (names->start[number + 1] - start - 1)};
}

static bool hash_of(const void *owner, uint32_t number, uint64_t *hash) {
    *hash = names_hash(names_get(owner, number));
    return true;
}

/* The number of `name`, or UINT32_MAX, and where it belongs. */
static uint32_t find(const struct names *names, struct slice name, struct probe *probe) {
    uint32_t number;
    while ((number = lookup_next(&names->known, probe)) != UINT32_MAX) {
        if (slice_equal(names_get(names, number), name)) break;
        lookup_pass(&names->known, probe);
    }
    return number;
}

lockstep_status names_add(struct names *names, struct slice name, lockstep_error *err) {
    if (names->count == UINT32_MAX - 1)
        return fail(err, LOCKSTEP_ELIMIT, "more than 2^32 - 2 names");
    char *bytes = grow(names->bytes, &names->size_room, names->size + name.size + 1, 1);
    if (bytes) names->bytes = bytes;
    uint64_t *start =
        grow(names->start, &names->start_room, (size_t) names->count + 2, sizeof *start);
    if (start) names->start = start;
    if (!bytes || !start) return fail_memory(err, "names");
    memory_copy(bytes + names->size, name.at, name.size);
    bytes[names->size + name.size] = '\0';
    start[names->count] = names->size;
    names->size += name.size + 1;
    start[++names->count] = names->size;
    return LOCKSTEP_OK;
}

lockstep_status names_intern_hashed(struct names *names, struct slice name, uint64_t hash,
                                    uint32_t *number, bool *is_new, lockstep_error *err) {
    TRY(lookup_reserve(&names->known, names->count, hash_of, names, err));
    struct probe probe = lookup_probe(&names->known, hash);
    *number = find(names, name, &probe);
    if (is_new) *is_new = *number == UINT32_MAX;
    if (*number != UINT32_MAX) return LOCKSTEP_OK;
    TRY(names_add(names, name, err));
    *number = names->count - 1;
    lookup_put(&names->known, &probe, *number);
    return LOCKSTEP_OK;
}

lockstep_status names_intern(struct names *names, struct slice name, uint32_t *number, bool *is_new,
                             lockstep_error *err) {
    return names_intern_hashed(names, name, names_hash(name), number, is_new, err);
}

uint32_t names_find(const struct names *names, struct slice name) {
    if (!names->known.count) return UINT32_MAX;
    struct probe probe = lookup_probe(&names->known, names_hash(name));
    return find(names, name, &probe);
}

void names_close(struct names *names) {
    lookup_release(&names->known);
}

lockstep_status names_open(struct names *names, lockstep_error *err) {
    for (uint32_t n = 0; n < names->count; n++) {
        TRY(lookup_reserve(&names->known, n, hash_of, names, err));
        lookup_enter(&names->known, names_hash(names_get(names, n)), n);
    }
    return LOCKSTEP_OK;
}

lockstep_status names_append(struct names *names, const struct names *other, lockstep_error *err) {
    size_t count = (size_t) names->count + other->count;
    names_close(names);
    if (!other->count) return LOCKSTEP_OK;
    if (count > UINT32_MAX - 1) return fail(err, LOCKSTEP_ELIMIT, "more than 2^32 - 2 names");
    char *bytes = grow(names->bytes, &names->size_room, names->size + other->size, 1);
    if (bytes) names->bytes = bytes;
    uint64_t *start = grow(names->start, &names->start_room, count + 1, sizeof *start);
    if (start) names->start = start;
    if (!bytes || !start) return fail_memory(err, "names");
    memory_copy(bytes + names->size, other->bytes, other->size);
    for (uint32_t n = 0; n <= other->count; n++)
        start[names->count + n] = names->size + other->start[n];
    names->size += other->size;
    names->count = (uint32_t) count;
    return LOCKSTEP_OK;
}

lockstep_status names_reorder(struct names *names, const uint32_t *order, lockstep_error *err) {
    struct names sorted = {.count = names->count, .size = names->size};
    names_close(names);
    sorted.bytes = malloc(sorted.size_room = names->size + 1);
    sorted.start = malloc((sorted.start_room = (size_t) names->count + 1) * sizeof *sorted.start);
    if (!sorted.bytes || !sorted.start) {
        names_release(&sorted);
        return fail_memory(err, "names");
    }
    uint64_t at = 0;
    for (uint32_t n = 0; n < names->count; n++) {
        struct slice name = names_get(names, order[n]);
        sorted.start[n] = at;
        memory_copy(sorted.bytes + at, name.at, name.size + 1); /* and its NUL */
        at += name.size + 1;
    }
    sorted.start[names->count] = at;
    names_release(names);
    *names = sorted;
    return LOCKSTEP_OK;
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
    free(names->bytes), free(names->start);
    lookup_release(&names->known);
    *names = (struct names){0};
}
