#include "engine/ids.h"

#include "engine/lookup.h"
#include "tests/check.h"

#include <stdlib.h>

static struct ids ids;
static lockstep_error err;

static void teardown(void) {
    ids_release(&ids);
}
TestSuite(ids, .fini = teardown);

static void add(struct slice text) {
    struct id id = id_of(text, ids.count + 1);
    check_ok(ids_add(&ids, &id, &err), err);
}

static const struct slice kinds[] = {
    {"0", 1},
    {"00", 2},
    {"7", 1},
    {"07", 2},
    {"+7", 2},
    {"7 ", 2},
    {"1207136476252742888", 19},
    {"9223372036854775807", 19}, /* 2^63 - 1 */
    {"9223372036854775808", 19},
    {"9999999999999999999", 19},
    {"12071364762527428881", 20},
    {"18446744073709551616", 20}, /* 2^64 */
    {"7\0", 2},
    {"", 0},
    {"85d2d12251a735ce05255061f7f231e2", 32},
    {"🚀", 4},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

Test(ids, come_back_as_they_were_spelt) {
    for (size_t i = 0; i < KINDS; i++)
        add(kinds[i]);
    for (uint32_t i = 0; i < KINDS; i++) {
        char room[ID_ROOM];
        cr_expect(slice_equal(ids_get(&ids, i, room), kinds[i]), "%s", kinds[i].at);
    }
}

Test(ids, are_equal_where_their_texts_are) {
    for (size_t i = 0; i < KINDS; i++)
        add(kinds[i]);
    for (uint32_t i = 0; i < KINDS; i++)
        for (uint32_t k = 0; k < KINDS; k++) {
            struct id id = id_of(kinds[k], k + 1);
            cr_expect_eq(ids_equal(&ids, i, &id), i == k, "%s and %s", kinds[i].at, kinds[k].at);
            if (i == k) cr_expect_eq(ids_hash(&ids, i), id.hash, "%s", kinds[i].at);
        }
}

Test(ids, that_are_not_there_leave_the_line) {
    add(SLICE("a")), add(SLICE("")), add(SLICE("1")), add(SLICE(""));
    check_count(ids_line(&ids, 1), 2);
    check_count(ids_line(&ids, 3), 4);
}

Test(ids, take_eight_bytes_where_they_are_numbers) {
    char text[24];
    for (uint32_t i = 0; i < 1000; i++) {
        snprintf(text, sizeof text, "%u", i * 7919);
        add(slice_of(text));
    }
    check_count(ids.size, 0);
}

/* ---- the hash table behind them */

/* Every third number is in it, and many share a hash. */
static bool hash_of(const void *owner, uint32_t number, uint64_t *hash) {
    (void) owner;
    *hash = lookup_mix(number / 30) << 20;
    return number % 3 == 0;
}

static uint32_t search(const struct lookup *lookup, uint32_t number, struct probe *probe) {
    uint64_t hash;
    uint32_t found;
    hash_of(NULL, number, &hash);
    *probe = lookup_probe(lookup, hash);
    while ((found = lookup_next(lookup, probe)) != UINT32_MAX && found != number)
        lookup_pass(lookup, probe);
    return found;
}

Test(ids, are_found_again_among_many_with_equal_hashes) {
    enum { NUMBERS = 60000 };
    struct lookup lookup = {0};
    struct probe probe;
    for (uint32_t n = 0; n < NUMBERS; n++) {
        if (n % 3) continue;
        check_ok(lookup_reserve(&lookup, n, hash_of, NULL, &err), err);
        cr_assert_eq(search(&lookup, n, &probe), UINT32_MAX, "%u is there already", n);
        lookup_put(&lookup, &probe, n);
    }
    check_count(lookup.count, NUMBERS / 3);
    for (uint32_t n = 0; n < NUMBERS; n++)
        cr_assert_eq(search(&lookup, n, &probe), n % 3 ? UINT32_MAX : n, "%u", n);
    lookup_release(&lookup);
}
