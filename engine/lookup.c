#include "engine/lookup.h"

#include "engine/error.h"
#include "engine/memory.h"

#include <stdlib.h>

static size_t free_slot(const struct lookup *lookup, struct probe probe) {
    while (lookup->slots[probe.slot])
        probe.slot = (probe.slot + 1) & (lookup->slot_count - 1);
    return probe.slot;
}

static bool has_room(size_t slots, size_t count, uint32_t number) {
    return count + count / 2 < slots && (size_t) number + 1 < slots;
}

void lookup_enter(struct lookup *lookup, uint64_t hash, uint32_t number) {
    struct probe probe = lookup_probe(lookup, hash);
    probe.slot = free_slot(lookup, probe);
    lookup_put(lookup, &probe, number);
}

lockstep_status lookup_reserve(struct lookup *lookup, uint32_t number, lookup_hash_fn hash_of,
                               const void *owner, lockstep_error *err) {
    if (has_room(lookup->slot_count, lookup->count, number)) return LOCKSTEP_OK;
    struct lookup bigger = {.slot_count = lookup->slot_count ? lookup->slot_count : 512};
    do
        bigger.slot_count *= 2;
    while (!has_room(bigger.slot_count, lookup->count, number));
    bigger.slots = memory_zeroed(bigger.slot_count, sizeof *bigger.slots);
    if (!bigger.slots) return fail_memory(err, "a hash table");
    uint64_t hash;
    for (uint32_t n = 0; n < number && bigger.count < lookup->count; n++) {
        if (hash_of(owner, n, &hash)) lookup_enter(&bigger, hash, n);
    }
    free(lookup->slots);
    *lookup = bigger;
    return LOCKSTEP_OK;
}

void lookup_release(struct lookup *lookup) {
    free(lookup->slots);
    *lookup = (struct lookup){0};
}
