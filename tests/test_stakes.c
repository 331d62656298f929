#include "graph/stakes.h"

#include "tests/check.h"
#include "tests/oracle.h"

#include <math.h>

static lockstep_error err;

enum { ROOM = 200, COMMUNITIES = 3 };

static const struct stakes STAKES = {.alpha = 0.05, .price = 1, .placebo = 20, .seed = 1};

static void check_community(const struct evidence *found, uint32_t number,
                            const uint32_t *community, const struct oracle_layer *made,
                            uint64_t seed) {
    uint32_t members[ROOM], count = 0;
    for (uint32_t a = 0; a < made->accounts; a++)
        if (community[a] == number) members[count++] = a;
    double want = oracle_strict(&made->layer, made->accounts, members, count, STAKES.alpha);
    double loose = oracle_evidence(&made->layer, made->accounts, members, count, 0.05, NULL);
    cr_assert_float_eq(found->strict, want, 1e-6, "seed %llu: %g, expected %g",
                       (unsigned long long) seed, found->strict, want);
    check_near(found->nats, loose, 1e-6);
    check_near(evidence_net(found, &STAKES), fmax(loose - 20, want) - 1, 1e-6);
}

Test(stakes, strict_evidence_is_what_the_definition_gives) {
    struct evidence found[COMMUNITIES];
    uint32_t community[ROOM];
    size_t above = 0;
    for (uint64_t seed = 1; seed <= 400; seed++) {
        struct oracle_layer made;
        struct null_model null;
        struct oracle_random random = oracle_seed(seed);
        oracle_layer_make(&made, seed);
        cr_assert_leq(made.accounts, ROOM);
        check_ok(null_model_fit(&null, &made.layer, made.accounts, seed, &err), err);
        for (uint32_t a = 0; a < made.accounts; a++) {
            uint32_t draw = oracle_draw(&random, COMMUNITIES + 1);
            community[a] = null.activity_total[a] && draw < COMMUNITIES ? draw : UINT32_MAX;
        }
        check_ok(communities_weigh(found, &made.layer, &null, community, COMMUNITIES, &STAKES, NULL,
                                   NULL, &err),
                 err);
        for (uint32_t c = 0; c < COMMUNITIES; c++) {
            check_community(&found[c], c, community, &made, seed);
            above += found[c].strict > found[c].nats;
        }
        null_model_release(&null);
        oracle_layer_free(&made);
    }
    cr_expect_gt(above, 10, "strict evidence is the greater %zu times", above);
}

/* All ordered draws of `left` different members, each times its weight. */
static double draws(const double *weight, uint32_t members, uint32_t left, uint32_t taken) {
    double sum = 0;
    if (left == 0) return 1;
    for (uint32_t m = 0; m < members; m++)
        if (!(taken >> m & 1)) sum += weight[m] * draws(weight, members, left - 1, taken | 1u << m);
    return sum;
}

static double ways(uint32_t n, uint32_t k) {
    double product = 1;
    for (uint32_t i = 0; i < k; i++)
        product = product * (n - i) / (i + 1);
    return product;
}

/* An e-value: by chance its mean is 1 at most, whatever the activities, so that a product of such
 * exceeds 1/α with probability α at most (Ville 1939). */
Test(stakes, a_strict_gain_is_never_more_than_chance_allows) {
    struct oracle_random random = oracle_seed(1);
    double largest = 0;
    for (uint32_t round = 0; round < 500; round++) {
        uint32_t members = 2 + oracle_draw(&random, 5), n = 2 + oracle_draw(&random, 6);
        double weight[6], q = 0, mean = 0;
        for (uint32_t m = 0; m < members; m++)
            q += weight[m] = (1 + oracle_draw(&random, 100)) / 700.0;
        for (uint32_t k = 2; k <= n && k <= members; k++)
            mean += ways(n, k) * draws(weight, members, k, 0) * pow(1 - q, n - k) *
                    exp(strict_gain(k, n, members, q));
        cr_assert_leq(mean, 1 + 1e-9, "round %u: %g", round, mean);
        largest = fmax(largest, mean);
    }
    cr_expect_gt(largest, 0.9, "the bound is never near: %g", largest);
}

Test(stakes, the_choice_of_episodes_sums_to_one_at_most) {
    double sum = 0;
    for (uint32_t chosen = 0; chosen <= 40; chosen++)
        sum += ways(40, chosen) * exp(-strict_choice(40, chosen));
    cr_expect_leq(sum, 1);
    cr_expect_gt(sum, 0.9);
}

Test(stakes, ask_for_strict_evidence_only_where_chance_has_some) {
    const struct evidence loose = {.nats = 5, .strict = 9};
    struct stakes stakes = STAKES;
    check_near(evidence_net(&loose, &stakes), 8, 0);
    stakes.placebo = 0;
    check_near(evidence_net(&loose, &stakes), 4, 0);
}
