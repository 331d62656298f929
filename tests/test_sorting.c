/* Typed sorts against the slowest one: what is equal keeps its order, whatever the size. */
#include "engine/sorting.h"

#include "engine/dice.h"
#include "tests/check.h"

enum { MOST = 700 };

struct entry {
    uint32_t key, place; /* where it stood */
};

static bool has_lower_key(const struct entry *a, const struct entry *b) {
    return a->key < b->key;
}
DEFINE_SORT(sort_entries, struct entry, has_lower_key)

/* Random, ascending or descending keys, few or many of them equal. */
static void draw(struct entry *entries, uint32_t count, uint64_t seed) {
    uint64_t dice = seed;
    size_t keys = seed % 3 ? 5 : 1000000;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t drawn = (uint32_t) dice_below(&dice, keys);
        entries[i].key = seed % 4 == 0 ? i : seed % 4 == 1 ? count - i / 2 : drawn;
        entries[i].place = i;
    }
}

/* One after the other, each to where no lower one is before it. */
static void insert_all(struct entry *out, const struct entry *entries, uint32_t count) {
    for (uint32_t i = 0, to; i < count; i++) {
        for (to = i; to > 0 && out[to - 1].key > entries[i].key; to--)
            out[to] = out[to - 1];
        out[to] = entries[i];
    }
}

Test(sorting, is_stable_and_right) {
    static struct entry entries[MOST], expected[MOST];
    lockstep_error err = {0};
    for (uint32_t seed = 1; seed <= MOST; seed++) {
        uint32_t count = seed - 1;
        draw(entries, count, seed);
        insert_all(expected, entries, count);
        check_status(sort_entries(entries, count, &err), LOCKSTEP_OK, err);
        cr_assert_arr_eq(entries, expected, count * sizeof *entries, "seed %u", seed);
    }
}
