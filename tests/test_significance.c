#include "engine/significance.h"

#include "engine/arena.h"
#include "tests/check.h"
#include "tests/oracle.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

enum { SEEDS = 400 };

static lockstep_error err;
static struct oracle_layer random_layer;

static bool is_close(double actual, double expected, double relative) {
    return fabs(actual - expected) <= relative * fabs(expected);
}

/* ---- the null model */

static void check_activity(const struct null_model *model, const struct oracle_null *slow,
                           uint64_t seed) {
    check_count(model->accounts, slow->accounts);
    for (uint32_t a = 0; a < slow->room; a++) {
        cr_assert_eq(model->activity_total[a], slow->activity_total[a], "seed %zu: account %u",
                     (size_t) seed, a);
        size_t i = model->activity_start[a], end = model->activity_start[a + 1];
        for (size_t s = 0; s < slow->strata; s++) {
            uint32_t expected = slow->activity[s * slow->room + a];
            if (!expected) continue;
            cr_assert(i < end && model->activity[i].stratum == s &&
                          model->activity[i].objects == expected,
                      "seed %zu: account %u in stratum %zu", (size_t) seed, a, s);
            i++;
        }
        cr_assert_eq(i, end, "seed %zu: account %u", (size_t) seed, a);
    }
}

static void check_rates(const struct null_model *model, const struct oracle_null *slow,
                        uint64_t seed) {
    for (size_t s = 0; s < slow->strata; s++) {
        cr_assert(is_close(model->total[s], slow->total[s], 0), "seed %zu: M of stratum %zu",
                  (size_t) seed, s);
        cr_assert(is_close(model->rate[s], slow->rate[s], 1e-12),
                  "seed %zu, %s: S of stratum %zu is %.17g, expected %.17g", (size_t) seed,
                  random_layer.shape, s, model->rate[s], slow->rate[s]);
    }
    for (uint32_t a = 0; a < slow->room; a++)
        for (uint32_t b = 0; b < slow->room; b++)
            cr_assert(is_close(null_expected(model, a, b), oracle_expected(slow, a, b), 1e-12),
                      "seed %zu: λ of %u and %u", (size_t) seed, a, b);
}

Test(significance, the_null_model_is_the_slow_one) {
    size_t repeated = 0, strata = 0, idle = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct null_model model;
        struct oracle_null slow;
        oracle_layer_make(&random_layer, seed);
        const struct layer *layer = &random_layer.layer;
        check_ok(null_model_fit(&model, layer, random_layer.accounts, seed, &err), err);
        oracle_null(&slow, layer, random_layer.accounts);
        check_activity(&model, &slow, seed);
        check_rates(&model, &slow, seed);
        check_count(model.sampled_objects, 0);
        check_near(model.rate_error, 0, 0);
        for (size_t o = 0; o < layer->object_count; o++)
            repeated += layer->objects[o].accounts < layer->objects[o].count;
        strata += slow.strata > 1, idle += slow.accounts < slow.room;
        oracle_null_free(&slow);
        null_model_release(&model);
        oracle_layer_free(&random_layer);
    }
    cr_expect(repeated > 500 && strata > 30 && idle > 100);
}

static double sum_of_expected(const struct null_model *model) {
    double sum = 0;
    for (uint32_t a = 0; a < model->account_room; a++)
        for (uint32_t b = 0; b < model->account_room; b++)
            sum += null_expected(model, a, b);
    return sum;
}

Test(significance, what_is_expected_adds_up_to_what_the_rates_and_the_mean_rate_say) {
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct null_model model;
        oracle_layer_make(&random_layer, seed);
        check_ok(null_model_fit(&model, &random_layer.layer, random_layer.accounts, 1, &err), err);
        double by_rate = 0, activity = 0;
        for (size_t s = 0; s < random_layer.layer.stratum_count; s++)
            by_rate += model.rate[s] * model.total[s] * model.total[s];
        for (uint32_t a = 0; a < random_layer.accounts; a++)
            activity += model.activity_total[a];
        double sum = sum_of_expected(&model);
        cr_assert(is_close(sum, by_rate, 1e-12), "seed %zu: %.17g, %.17g", (size_t) seed, sum,
                  by_rate);
        cr_assert(is_close(model.mean_rate * activity * activity, sum, 1e-12), "seed %zu",
                  (size_t) seed);
        if (random_layer.layer.stratum_count == 1)
            cr_assert(is_close(model.mean_rate, model.rate[0], 1e-15), "seed %zu", (size_t) seed);
        null_model_release(&model);
        oracle_layer_free(&random_layer);
    }
}

/* ---- a crowd too large to name every pair */

enum { CROWD = 3200, SPAN = 100000, OTHERS = 50 };

/* Object 0: each of the crowd shares `times` times at random moments. Objects 1 … OTHERS: one share
 * each, so that the crowd is not all there is. */
static struct layer crowd(uint32_t accounts, uint32_t times, int64_t window) {
    struct layer layer = {.trace = TRACE_URL, .name = "url", .window = window};
    struct oracle_random random = oracle_seed(42);
    uint32_t post = 0;
    for (uint32_t a = 0; a < accounts; a++)
        for (uint32_t n = 0; n < times; n++, post++)
            check_ok(
                layer_add(&layer, (struct share){oracle_draw(&random, SPAN), 0, a, post}, &err),
                err);
    for (uint32_t o = 1; o <= OTHERS; o++, post++)
        check_ok(layer_add(&layer, (struct share){o, o, o, post}, &err), err);
    check_ok(layer_finish(&layer, OTHERS + 1, accounts, 1, &err), err);
    return layer;
}

/* The share of the crowd's pairs with a co-share, pair by pair, each account sharing twice. */
static double exact_pi(const struct layer *layer) {
    static int64_t time[CROWD][2];
    uint8_t known[CROWD] = {0};
    size_t met = 0;
    for (size_t i = 0; i < layer->objects[0].count; i++)
        time[layer->shares[i].account][known[layer->shares[i].account]++] = layer->shares[i].time;
    for (size_t a = 0; a < CROWD; a++)
        for (size_t b = 0; b < a; b++)
            met += llabs(time[a][0] - time[b][0]) <= layer->window ||
                   llabs(time[a][0] - time[b][1]) <= layer->window ||
                   llabs(time[a][1] - time[b][0]) <= layer->window ||
                   llabs(time[a][1] - time[b][1]) <= layer->window;
    return (double) met / (CROWD * (CROWD - 1) / 2.0);
}

static const double crowd_part = (double) CROWD / (CROWD + OTHERS);

/* π as the fitted model has it: object 0 is all that adds to the rate. */
static double fitted_pi(const struct layer *layer, uint64_t seed, double *error, bool sampled) {
    struct null_model model;
    check_ok(null_model_fit(&model, layer, CROWD, seed, &err), err);
    check_count(model.sampled_objects, sampled);
    double pi = model.rate[0] / (crowd_part * crowd_part);
    *error = model.rate_error / (crowd_part * crowd_part);
    null_model_release(&model);
    return pi;
}

Test(significance, a_crowd_beyond_the_limit_is_sampled_within_the_error_that_is_told) {
    enum { DRAWS = 20 };
    struct layer layer = crowd(CROWD, 2, 13500); /* 5.1 million of 20.5 million pairs of shares */
    double exact = exact_pi(&layer), error, mean = 0;
    double standard_error = sqrt(exact * (1 - exact) / 100000);
    cr_assert(exact > 0.5 && exact < 0.8, "π is %g", exact);
    for (uint64_t seed = 1; seed <= DRAWS; seed++) {
        double pi = fitted_pi(&layer, seed, &error, true);
        cr_expect(fabs(pi - exact) <= 5 * standard_error, "seed %zu: π is %g, in truth %g ± %g",
                  (size_t) seed, pi, exact, standard_error);
        cr_expect(is_close(error, standard_error, 0.05), "seed %zu: the error is %g, not %g",
                  (size_t) seed, error, standard_error);
        mean += pi / DRAWS;
    }
    cr_expect(fabs(mean - exact) <= 4 * standard_error / sqrt(DRAWS), "biased: %g, in truth %g",
              mean, exact);
    layer_release(&layer);
}

/* 40 accounts, each with 120 shares at its own place: those up to ten places apart meet, 345 of 780
 * pairs. In a crowd this small, pairing an account with itself would show. */
Test(significance, a_sample_pairs_nobody_with_himself) {
    enum { FEW = 40, TIMES = 120 };
    struct layer layer = {.trace = TRACE_URL, .name = "url", .window = 1000};
    struct null_model model;
    for (uint32_t post = 0; post < FEW * TIMES; post++) {
        uint32_t account = post / TIMES, time = 100 * account + post % 50;
        check_ok(layer_add(&layer, (struct share){time, 0, account, post}, &err), err);
    }
    check_ok(layer_finish(&layer, 1, FEW, 1, &err), err);
    check_ok(null_model_fit(&model, &layer, FEW, 1, &err), err);
    check_count(model.sampled_objects, 1);
    check_near(model.rate[0], 345.0 / 780, 5 * model.rate_error);
    cr_expect(model.rate_error < 0.002);
    null_model_release(&model), layer_release(&layer);
}

Test(significance, a_sample_depends_on_its_seed_and_nothing_else) {
    struct layer layer = crowd(CROWD, 2, 13500);
    double error, one = fitted_pi(&layer, 1, &error, true);
    cr_expect(one == fitted_pi(&layer, 1, &error, true));
    cr_expect(one != fitted_pi(&layer, 2, &error, true));
    layer_release(&layer);
}

Test(significance, a_crowd_within_the_limit_is_counted) {
    struct layer layer = crowd(CROWD, 2, 5000);
    double error, exact = exact_pi(&layer), pi = fitted_pi(&layer, 1, &error, false);
    cr_expect(is_close(pi, exact, 1e-12), "π is %.17g, expected %.17g", pi, exact);
    check_near(error, 0, 0);
    layer_release(&layer);
}

Test(significance, a_crowd_without_repeated_accounts_is_counted_whatever_its_size) {
    struct layer layer = crowd(CROWD, 1, SPAN); /* 5.1 million pairs, all in the window */
    double error, pi = fitted_pi(&layer, 1, &error, false);
    cr_expect(is_close(pi, 1, 1e-14), "π is %.17g", pi);
    check_near(error, 0, 0);
    layer_release(&layer);
}

/* ---- Poisson tails */

static const double lambdas[] = {1e-12, 1e-9, 1e-6, 1e-4, 0.01, 0.1,  0.5,  0.999,
                                 1,     1.5,  3,    7,    15.5, 16,   40,   100,
                                 333.3, 1000, 1999, 2000, 2001, 3000, 6000, 10000};
enum { LAMBDAS = sizeof lambdas / sizeof *lambdas, MOST = 2000 };

/* Every k up to 60 and near λ, and some of the others. */
static bool is_on_grid(double lambda, uint32_t k) {
    return k <= 60 || k % 23 == 0 || fabs(k - lambda) < 5 || k == MOST;
}

Test(significance, poisson_tails_are_the_slow_ones) {
    size_t far = 0;
    for (size_t i = 0; i < LAMBDAS; i++)
        for (uint32_t k = 0; k <= MOST; k++) {
            if (!is_on_grid(lambdas[i], k)) continue;
            double p = poisson_tail(lambdas[i], k);
            long double slow = oracle_poisson_tail(lambdas[i], k);
            if (slow < 1e-300L) {
                cr_expect(p >= 0 && p <= 1.1e-300, "λ %g, k %u: %g", lambdas[i], k, p);
                far++;
                continue;
            }
            cr_expect(p > 0 && p <= 1 && fabsl(logl(p) - logl(slow)) <= 1e-10L,
                      "λ %g, k %u: %.17g, expected %.17Lg", lambdas[i], k, p, slow);
        }
    cr_expect_gt(far, 100);
}

Test(significance, poisson_tails_fall_with_k_and_rise_with_lambda) {
    for (size_t i = 0; i < LAMBDAS; i++)
        for (uint32_t k = 0; k <= MOST; k++) {
            double p = poisson_tail(lambdas[i], k);
            cr_expect(isfinite(p) && p >= 0 && p <= 1);
            cr_expect(poisson_tail(lambdas[i], k + 1) <= p, "λ %g, k %u", lambdas[i], k);
            if (i + 1 < LAMBDAS)
                cr_expect(poisson_tail(lambdas[i + 1], k) >= p * (1 - 1e-11), "λ %g, k %u",
                          lambdas[i], k);
        }
}

Test(significance, poisson_tails_at_the_edges) {
    check_near(poisson_tail(0, 0), 1, 0);
    check_near(poisson_tail(0, 1), 0, 0);
    check_near(poisson_tail(1e4, 0), 1, 0);
    check_near(poisson_tail(1e-12, UINT32_MAX), 0, 0);
    check_near(poisson_tail(1e9, UINT32_MAX), 0, 0);
    check_near(poisson_tail(1e9, 1), 1, 0);
    check_near(poisson_tail(1, 1), 1 - exp(-1), 1e-15);
    check_near(poisson_tail(DBL_MIN, 1) / DBL_MIN, 1, 1e-12);
}

Test(significance, factorials_are_sums_of_logarithms) {
    long double sum = 0;
    for (int n = 0; n <= 5000; n++) {
        if (n) sum += logl(n);
        check_near(ln_factorial(n), (double) sum, 1e-11 + 1e-15 * (double) sum);
    }
}

/* ---- false discovery rate */

Test(significance, q_is_the_slow_one_and_rises_with_p) {
    enum { ROOM = 60 };
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct oracle_random random = oracle_seed(seed);
        double p[ROOM], q[ROOM], slow[ROOM];
        size_t count = oracle_draw(&random, ROOM + 1);
        double pairs = (double) count + oracle_draw(&random, 3) * oracle_draw(&random, 2000);
        for (size_t i = 0; i < count; i++) /* few values: ties, 0 and 1 among them */
            p[i] = pow(oracle_draw(&random, 30) / 29.0, 1 + (double) (seed % 7));
        check_ok(benjamini_hochberg(q, p, count, pairs, &err), err);
        oracle_benjamini_hochberg(slow, p, count, pairs);
        for (size_t i = 0; i < count; i++) {
            cr_assert(is_close(q[i], slow[i], 1e-14), "seed %zu: %.17g, expected %.17g",
                      (size_t) seed, q[i], slow[i]);
            cr_assert(q[i] >= p[i] * (1 - 1e-15) && q[i] <= 1, "seed %zu: p %g, q %g",
                      (size_t) seed, p[i], q[i]);
            for (size_t j = 0; j < i; j++)
                cr_assert((p[i] < p[j] && q[i] <= q[j]) || (p[i] > p[j] && q[i] >= q[j]) ||
                              (p[i] == p[j] && q[i] == q[j]),
                          "seed %zu: not monotone", (size_t) seed);
        }
    }
}

/* Benjamini and Hochberg (1995), section 4.1: of 15 tests, four are significant at 0.05. */
Test(significance, q_gives_what_benjamini_and_hochberg_published) {
    const double p[] = {0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                        0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000};
    double q[15];
    check_ok(benjamini_hochberg(q, p, 15, 15, &err), err);
    for (size_t i = 0; i < 15; i++)
        cr_expect_eq(q[i] <= 0.05, i < 4, "test %zu: q is %g", i + 1, q[i]);
    check_near(q[3], 0.035625, 1e-15); /* 0.0095 × 15 / 4 */
}
