#include "graph/agreement.h"

#include "tests/check.h"
#include "tests/oracle.h"

#include <math.h>

static lockstep_error err;

enum { ACCOUNTS = 40 };

/* Account pairs one by one; who is in no cluster is alone. */
static struct agreement slow(const uint32_t *a, const uint32_t *b) {
    double pairs = 0, both = 0, in_a = 0, in_b = 0, either = 0, shared = 0;
    for (size_t i = 0; i < ACCOUNTS; i++) {
        either += a[i] || b[i];
        shared += a[i] && b[i];
        for (size_t j = 0; j < i; j++) {
            if (!(a[i] || b[i]) || !(a[j] || b[j])) continue;
            bool one = a[i] && a[i] == a[j], other = b[i] && b[i] == b[j];
            pairs++, in_a += one, in_b += other, both += one && other;
        }
    }
    double expected = pairs > 0 ? in_a * in_b / pairs : 0, most = (in_a + in_b) / 2;
    return (struct agreement){most > expected ? (both - expected) / (most - expected) : 1,
                              shared / either};
}

Test(agreement, is_what_counting_pairs_gives) {
    for (uint64_t seed = 1; seed <= 500; seed++) {
        struct oracle_random random = oracle_seed(seed);
        uint32_t a[ACCOUNTS], b[ACCOUNTS], kinds = 2 + oracle_draw(&random, 5);
        for (size_t i = 0; i < ACCOUNTS; i++) {
            a[i] = oracle_draw(&random, kinds);
            b[i] = oracle_draw(&random, 3) ? a[i] : oracle_draw(&random, kinds);
        }
        struct agreement found, expected = slow(a, b);
        check_ok(clusters_agreement(&found, a, b, ACCOUNTS, &err), err);
        check_near(found.ari, expected.ari, 1e-12);
        check_near(found.jaccard, expected.jaccard, 1e-12);
    }
}

Test(agreement, of_the_same_is_one_and_of_nothing_unknown) {
    uint32_t none[4] = {0}, some[4] = {0, 1, 1, 1}, renamed[4] = {0, 7, 7, 7};
    struct agreement found;
    check_ok(clusters_agreement(&found, some, renamed, 4, &err), err);
    check_near(found.ari, 1, 0);
    check_near(found.jaccard, 1, 0);
    check_ok(clusters_agreement(&found, some, none, 4, &err), err);
    check_near(found.ari, 0, 0);
    check_near(found.jaccard, 0, 0);
    check_ok(clusters_agreement(&found, none, none, 4, &err), err);
    cr_expect(isnan(found.ari) && isnan(found.jaccard));
}
