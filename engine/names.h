/* Names (account ids, object keys, post ids) and their dense numbers, given in order of appearance
 * from 0. Compared whole, byte for byte: no two names ever share a number. */
#ifndef LOCKSTEP_ENGINE_NAMES_H
#define LOCKSTEP_ENGINE_NAMES_H
#include "engine/lookup.h"

struct names {
    uint32_t count;
    /* private */
    char *bytes; /* all names, one after the other, each with a NUL behind it */
    size_t size, size_room;
    uint64_t *start; /* of each name in `bytes`; one more than `count` */
    size_t start_room;
    struct lookup known;
};

/* The hash that names_intern_hashed wants; pure, so that other threads can compute it ahead. */
uint64_t names_hash(struct slice name);

/* The number of `name`, a new one if it is new (`*is_new`, may be NULL). ENOMEM, or ELIMIT past
 * 2^32 - 2 names. Amortised O(length). */
LOCKSTEP_MUST_CHECK lockstep_status names_intern(struct names *names, struct slice name,
                                                 uint32_t *number, bool *is_new,
                                                 lockstep_error *err);
LOCKSTEP_MUST_CHECK lockstep_status names_intern_hashed(struct names *names, struct slice name,
                                                        uint64_t hash, uint32_t *number,
                                                        bool *is_new, lockstep_error *err);
/* Adds a name that is new, which look-ups will not find. ELIMIT past 2^32 - 2 names. */
LOCKSTEP_MUST_CHECK lockstep_status names_add(struct names *names, struct slice name,
                                              lockstep_error *err);
/* Asks for the memory that interning a name of this hash will look at. */
static inline void names_prefetch(const struct names *names, uint64_t hash) {
    lookup_prefetch(&names->known, hash);
}
/* The same, nearer to it: for what lies behind what was asked for before. */
static inline void names_prefetch_start(const struct names *names, uint64_t hash) {
    uint32_t number = lookup_peek(&names->known, hash);
    if (number != UINT32_MAX) __builtin_prefetch(&names->start[number]);
}
static inline void names_prefetch_bytes(const struct names *names, uint64_t hash) {
    uint32_t number = lookup_peek(&names->known, hash);
    if (number != UINT32_MAX) __builtin_prefetch(names->bytes + names->start[number]);
}
/* Frees what only look-ups need: names_get still works, names_find finds nothing. */
void names_close(struct names *names);
/* Makes what names_close freed: names can be interned again. O(bytes). */
LOCKSTEP_MUST_CHECK lockstep_status names_open(struct names *names, lockstep_error *err);
/* Adds the names of another, none of which it has, behind its own. What look-ups need is freed. */
LOCKSTEP_MUST_CHECK lockstep_status names_append(struct names *names, const struct names *other,
                                                 lockstep_error *err);
/* The i-th name is the one that was the order[i]-th. What look-ups need is freed. */
LOCKSTEP_MUST_CHECK lockstep_status names_reorder(struct names *names, const uint32_t *order,
                                                  lockstep_error *err);
/* The number of `name`, or UINT32_MAX. */
uint32_t names_find(const struct names *names, struct slice name);
/* A name by number, ended by a NUL; valid until the next names_intern. */
struct slice names_get(const struct names *names, uint32_t number);
/* order[i] = the number of the i-th name in byte order. O(n log n). */
LOCKSTEP_MUST_CHECK lockstep_status names_sort(const struct names *names, uint32_t *order,
                                               lockstep_error *err);
void names_release(struct names *names);
#endif
