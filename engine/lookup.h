/* A hash table of numbers. What a number stands for lies with the table's owner, who alone can tell
 * whether two are equal; so nothing is stored twice. Open addressing, at most two thirds full. */
#ifndef LOCKSTEP_ENGINE_LOOKUP_H
#define LOCKSTEP_ENGINE_LOOKUP_H
#include "engine/slice.h"

struct lookup {
    uint32_t *slots;   /* 0 is free; number + 1 in the lower bits, and in those above, which no
                          number needs, some of the hash: most that differ are told apart here */
    size_t slot_count; /* 0 or a power of two */
    uint32_t count;
};

/* A search on its way. */
struct probe {
    size_t slot;
    uint32_t tag;
};

/* The hash of what a number stands for; false where it is not in the table. */
typedef bool (*lookup_hash_fn)(const void *owner, uint32_t number, uint64_t *hash);

/* Makes room for one number more, which is at least as large as all before it. `hash_of` gives the
 * hashes of 0 to `number` - 1. Amortised O(1). */
LOCKSTEP_MUST_CHECK lockstep_status lookup_reserve(struct lookup *lookup, uint32_t number,
                                                   lookup_hash_fn hash_of, const void *owner,
                                                   lockstep_error *err);
/* Puts a number that is not in the table where its hash belongs. */
void lookup_enter(struct lookup *lookup, uint64_t hash, uint32_t number);
void lookup_release(struct lookup *lookup);

/* Spreads what is no hash yet over 64 bits: the end of SplitMix64 (Steele, Lea & Flood 2014). */
static inline uint64_t lookup_mix(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static inline uint32_t lookup_number_bits(const struct lookup *lookup) {
    return (uint32_t) (lookup->slot_count - 1);
}

static inline struct probe lookup_probe(const struct lookup *lookup, uint64_t hash) {
    uint32_t tag = (uint32_t) (hash >> 32) & ~lookup_number_bits(lookup);
    return (struct probe){(size_t) hash & (lookup->slot_count - 1), tag};
}

/* The next number that may be the one searched for; UINT32_MAX where there is none, and the probe
 * stands at the slot for it. The table has slots. */
static inline uint32_t lookup_next(const struct lookup *lookup, struct probe *probe) {
    uint32_t bits = lookup_number_bits(lookup), slot;
    while ((slot = lookup->slots[probe->slot])) {
        if ((slot & ~bits) == probe->tag) return (slot & bits) - 1;
        probe->slot = (probe->slot + 1) & (lookup->slot_count - 1);
    }
    return UINT32_MAX;
}

/* Behind a number that was not it. */
static inline void lookup_pass(const struct lookup *lookup, struct probe *probe) {
    probe->slot = (probe->slot + 1) & (lookup->slot_count - 1);
}

/* Puts a number where lookup_next found none. */
static inline void lookup_put(struct lookup *lookup, const struct probe *probe, uint32_t number) {
    lookup->slots[probe->slot] = probe->tag | (number + 1);
    lookup->count++;
}

/* The number that a search will most likely find, or UINT32_MAX. */
static inline uint32_t lookup_peek(const struct lookup *lookup, uint64_t hash) {
    if (!lookup->slot_count) return UINT32_MAX;
    struct probe probe = lookup_probe(lookup, hash);
    return lookup_next(lookup, &probe);
}

/* Asks for the memory that a search will look at: many such requests are under way at once. */
static inline void lookup_prefetch(const struct lookup *lookup, uint64_t hash) {
    if (lookup->slot_count)
        __builtin_prefetch(&lookup->slots[(size_t) hash & (lookup->slot_count - 1)]);
}
#endif
