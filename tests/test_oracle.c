/* The oracle itself, on cases small enough to work out by hand. */
#include "tests/oracle.h"

#include "tests/check.h"

#include <math.h>

enum { A, B, C, SECOND = 1000000 };

static struct layer layer;
static struct oracle_layer random_layer;
static struct edge *edges;

static void teardown(void) {
    oracle_layer_clear(&layer);
    oracle_layer_free(&random_layer);
    free(edges);
}
TestSuite(oracle, .fini = teardown);

/* Three objects, window 10 s:
 *   0: A at 0 s, B at 5 s, A at 12 s, C at 30 s   co-shares A-B (5 s), B-A (7 s)
 *   1: B at 100 s, C at 100 s, A at 103 s         co-shares B-C (0 s), B-A (3 s), C-A (3 s)
 *   2: A at 200 s                                 none */
static const struct share three_objects[] = {{200 * SECOND, 2, A, 7}, {12 * SECOND, 0, A, 2},
                                             {100 * SECOND, 1, C, 5}, {0, 0, A, 0},
                                             {5 * SECOND, 0, B, 1},   {30 * SECOND, 0, C, 3},
                                             {5 * SECOND, 0, B, 1},   {100 * SECOND, 1, B, 4},
                                             {103 * SECOND, 1, A, 6}};

static void make_three_objects(void) {
    oracle_layer_sort(&layer, three_objects, sizeof three_objects / sizeof *three_objects,
                      10 * SECOND, NULL, 1);
}

Test(oracle, sorts_a_layer_and_names_its_objects) {
    make_three_objects();
    static const uint32_t posts[] = {0, 1, 2, 3, 4, 5, 6, 7};
    check_count(layer.count, 8); /* B's post 1 was there twice */
    for (size_t i = 0; i < layer.count; i++)
        check_count(layer.shares[i].post, posts[i]);
    check_count(layer.object_count, 3);
    check_count(layer.objects[1].start, 4);
    check_count(layer.objects[1].count, 3);
    check_count(layer.objects[0].count, 4);
    check_count(layer.objects[0].accounts, 3);
    check_count(layer.stratum_count, 1);
    check_count(layer.strata[0], 0);
    check_count(layer.strata[1], 3);
}

Test(oracle, finds_the_coshares) {
    make_three_objects();
    static const uint32_t wanted[][2] = {{0, 1}, {1, 2}, {4, 5}, {4, 6}, {5, 6}};
    struct oracle_coshare *found;
    check_count(oracle_coshares(&found, &layer), 5);
    for (size_t i = 0; i < 5; i++) {
        check_count(found[i].first.post, wanted[i][0]);
        check_count(found[i].second.post, wanted[i][1]);
    }
    free(found);
}

/* d_A = 3, d_B = d_C = 2, M = 7, N = 3. Object 0: one pair of three has a co-share, π = 1/3; object
 * 1: all three, π = 1; object 2 has one account. S = (3/7)² · 1/3 + (3/7)² · 1 = 12/49. */
Test(oracle, fits_the_null) {
    make_three_objects();
    struct oracle_null null;
    oracle_null(&null, &layer, 5);
    check_count(null.accounts, 3);
    check_count(null.activity_total[A], 3);
    check_count(null.activity_total[C], 2);
    check_count(null.activity_total[4], 0);
    check_near(null.total[0], 7, 0);
    check_near(null.rate[0], 12 / 49.0, 1e-15);
    check_near(null.mean_rate, 12 / 49.0, 1e-15);
    check_near(oracle_expected(&null, A, B), 72 / 49.0, 1e-15);
    check_near(oracle_expected(&null, C, B), 48 / 49.0, 1e-15);
    oracle_null_free(&null);
}

/* Object 0, stratum 0: A and B together: M = 2, S = 1. Object 5, stratum 1: A and C a minute apart:
 * S = 0. λ_AB = 1 · 1 · 1, others 0. Σ d_a d_b = 2 · 1 + 2 · 1 + 1 · 1 = 5. */
Test(oracle, fits_the_null_by_stratum) {
    static const struct share shares[] = {
        {0, 0, A, 0}, {0, 0, B, 1}, {0, 5, A, 2}, {60 * SECOND, 5, C, 3}};
    oracle_layer_sort(&layer, shares, 4, 10 * SECOND, (const uint32_t[]){0, 3, 9}, 3);
    check_count(layer.stratum_count, 2); /* none is made for the stratum without objects */
    struct oracle_null null;
    oracle_null(&null, &layer, 3);
    check_near(oracle_expected(&null, A, B), 1, 0);
    check_near(oracle_expected(&null, A, C), 0, 0);
    check_near(null.mean_rate, 0.2, 1e-15);
    oracle_null_free(&null);
}

Test(oracle, adds_up_the_edges) {
    make_three_objects();
    check_count(oracle_edges(&edges, &layer, 4, 1), 3);
    const struct edge *ab = &edges[0];
    check_count(ab->source, A);
    check_count(ab->target, B);
    check_count(ab->pairs, 3);
    check_count(ab->objects, 2);
    check_count(ab->posts_source, 3); /* posts 0, 2, 6 */
    check_count(ab->posts_target, 2); /* posts 1, 4 */
    check_near(ab->mean_delta, 5, 1e-12);
    check_near(ab->median_delta, 5, 1e-12);
    check_near(ab->source_first, 1 / 3.0, 1e-15); /* 0 s before 5 s; not 12 s, not 103 s */
    check_count(ab->first_time, 0);
    check_count(ab->last_time, 103 * SECOND);
    check_near(ab->weight, 2 / log(4), 1e-12); /* both objects have three accounts */
    check_count(edges[1].target, C);
    check_count(edges[1].first_time, 100 * SECOND);
    check_near(edges[1].median_delta, 3, 1e-12);
    check_near(edges[1].source_first, 0, 0);
    check_near(edges[2].median_delta, 0, 0);
    check_near(edges[2].source_first, 0, 0); /* not strictly */
}

/* idf = ln((1 + 3)/(1 + 3)) + 1 = 1 for objects 0 and 1, ln((1 + 3)/(1 + 1)) + 1 = 1 + ln 2 for 2.
 * A = (1 + ln 2, 1, 1 + ln 2), B = C = (1, 1, 0). */
Test(oracle, measures_similarity) {
    make_three_objects();
    check_count(oracle_edges(&edges, &layer, 4, 1), 3);
    check_near(edges[0].similarity, 0.733879, 1e-6);
    check_near(edges[1].similarity, 0.733879, 1e-6);
    check_near(edges[2].similarity, 1, 1e-12);
}

/* p_AB = 0.4319 for 2 objects, p_AC = 0.7699 and p_BC = 0.6245 for 1. Times 3/1, 3/3, 3/2: 1.30,
 * 0.7699, 0.94; the smallest from each rank upwards is 0.7699. */
Test(oracle, gives_p_and_q) {
    make_three_objects();
    check_count(oracle_edges(&edges, &layer, 4, 1), 3);
    double lambda = 72 / 49.0, p_ac = 1 - exp(-lambda);
    check_near(edges[0].p_value, 1 - exp(-lambda) * (1 + lambda), 1e-14);
    check_near(edges[1].p_value, p_ac, 1e-14);
    check_near(edges[2].p_value, 1 - exp(-48 / 49.0), 1e-14);
    for (size_t i = 0; i < 3; i++)
        check_near(edges[i].q_value, p_ac, 1e-14);
}

Test(oracle, leaves_out_edges_of_few_objects) {
    make_three_objects();
    check_count(oracle_edges(&edges, &layer, 4, 2), 1);
    check_near(edges[0].q_value, 1, 0); /* 3 · 0.4319 */
}

Test(oracle, takes_the_median_of_an_even_number) {
    static const struct share shares[] = {
        {0, 0, A, 0}, {2 * SECOND, 0, B, 1}, {0, 1, A, 2}, {7 * SECOND, 1, B, 3}};
    oracle_layer_sort(&layer, shares, 4, 10 * SECOND, NULL, 1);
    check_count(oracle_edges(&edges, &layer, 2, 2), 1);
    check_near(edges[0].median_delta, 4.5, 1e-12);
    check_near(edges[0].source_first, 1, 0);
}

Test(oracle, sums_the_poisson_tail) {
    check_near((double) oracle_poisson_tail(1, 0), 1, 0);
    check_near((double) oracle_poisson_tail(0, 1), 0, 0);
    check_near((double) oracle_poisson_tail(1, 1), 1 - 1 / exp(1), 1e-15);
    check_near((double) oracle_poisson_tail(1, 2), 1 - 2 / exp(1), 1e-15);
    check_near((double) oracle_poisson_tail(30, 1), 1, 1e-12);
    /* 1/(e · 20!) · (1 + 1/21 + 1/(21 · 22) + …) */
    check_near((double) (oracle_poisson_tail(1, 20) * 1e19L), 1.58753, 1e-4);
}

/* Ranked p · 10 / rank: 0.1, 0.15, 0.1333; from the largest down the minimum so far. */
Test(oracle, gives_q_by_benjamini_and_hochberg) {
    double q[3];
    oracle_benjamini_hochberg(q, (const double[]){0.01, 0.04, 0.03}, 3, 10);
    check_near(q[0], 0.1, 1e-15);
    check_near(q[1], 0.4 / 3, 1e-15);
    check_near(q[2], 0.4 / 3, 1e-15);
    oracle_benjamini_hochberg(q, (const double[]){0.5, 0.5}, 2, 3);
    check_near(q[0], 0.75, 1e-15);
    check_near(q[1], 0.75, 1e-15);
}

/* A and B share object 0 together, and object 1 together with C; C to K share four objects each
 * that nobody else has. N = 11, M = 2 + 3 + 9 · 4 = 41, q = 4/41. Episode 0, n = k = 2, gains 2
 * ln(41/4) − ln 3 − ln 2; episode 1, n = 3, k = 2, r = 2/3, gains 2 ln(2/3 · 41/4) + ln(1/3 ·
 * 41/37) − ln 4 − ln 2. */
Test(oracle, weighs_the_evidence_of_a_cluster) {
    struct share shares[64] = {
        {0, 0, A, 0}, {0, 0, B, 1}, {0, 1, A, 2}, {0, 1, C, 3}, {0, 1, B, 4}};
    uint32_t count = 5;
    for (uint32_t i = 0; i < 36; i++, count++)
        shares[count] = (struct share){0, 2 + i, C + i / 4, count};
    oracle_layer_sort(&layer, shares, count, 10 * SECOND, NULL, 1);
    uint64_t episodes;
    double first = 2 * log(41 / 4.0) - log(3) - log(2);
    double second = 2 * log(41 / 6.0) + log(41 / 111.0) - log(4) - log(2);
    check_near(oracle_evidence(&layer, 11, (const uint32_t[]){A, B}, 2, 0.05, &episodes),
               first + second - log(55) - log(20), 1e-12);
    check_count(episodes, 2);
    check_near(oracle_evidence(&layer, 11, (const uint32_t[]){A, 4}, 2, 1, NULL), -log(55), 1e-12);
}

/* The 7 s and 5 s gaps make one episode of A, B, A; C is 18 s later. */
Test(oracle, cuts_episodes_at_gaps_beyond_the_window) {
    make_three_objects();
    uint64_t episodes;
    /* q = 5/7: 2 ln(7/5) does not pay for ln 3 + ln 2. */
    check_near(oracle_evidence(&layer, 3, (const uint32_t[]){A, B}, 2, 0.05, &episodes),
               -log(3) - log(20), 1e-12);
    check_count(episodes, 0);
}

/* ---- random layers */

static void check_valid(uint64_t seed) {
    const struct layer *l = &random_layer.layer;
    size_t next = 0;
    for (size_t o = 0; o < l->object_count; o++) {
        const struct object_shares *object = &l->objects[o];
        cr_assert_eq(object->start, next, "seed %zu", (size_t) seed);
        cr_assert(object->count > 0 && object->accounts <= object->count);
        next += object->count;
        for (size_t i = object->start; i < next; i++)
            cr_assert_eq(l->shares[i].object, object->object);
    }
    cr_assert_eq(next, l->count);
    cr_assert(l->stratum_count > 0 && l->strata[0] == 0);
    cr_assert_eq(l->strata[l->stratum_count], l->object_count);
    for (size_t s = 0; s < l->stratum_count; s++)
        cr_assert_lt(l->strata[s], l->strata[s + 1]);
    for (size_t i = 0; i < random_layer.unsorted_count; i++) {
        const struct share *share = &random_layer.unsorted[i];
        cr_assert(share->account < random_layer.accounts && share->post < random_layer.posts);
    }
}

Test(oracle, makes_valid_layers_of_every_kind) {
    size_t repeated = 0, ties = 0, exact = 0, coshares = 0, strata = 0, own = 0, early = 0;
    for (uint64_t seed = 0; seed < 400; seed++) {
        oracle_layer_make(&random_layer, seed);
        const struct layer *l = &random_layer.layer;
        check_valid(seed);
        repeated += random_layer.unsorted_count > l->count;
        strata += l->stratum_count > 1;
        early += l->shares[0].time < 0;
        for (size_t i = 1; i < l->count; i++) {
            const struct share *x = &l->shares[i - 1], *y = &l->shares[i];
            if (x->object != y->object) continue;
            cr_assert(x->time <= y->time);
            ties += x->time == y->time;
            exact += y->time - x->time == l->window;
            own += x->account == y->account;
        }
        struct oracle_coshare *found;
        coshares += oracle_coshares(&found, l) > 0;
        free(found);
        oracle_layer_free(&random_layer);
    }
    random_layer = (struct oracle_layer){0};
    cr_expect(repeated > 200 && ties > 400 && exact > 400 && own > 400 && coshares > 300);
    cr_expect(strata > 30 && early > 50);
}

Test(oracle, makes_the_same_layer_of_the_same_seed) {
    struct oracle_layer other;
    oracle_layer_make(&random_layer, 7);
    oracle_layer_make(&other, 7);
    check_count(other.unsorted_count, random_layer.unsorted_count);
    cr_expect_eq(memcmp(other.unsorted, random_layer.unsorted,
                        other.unsorted_count * sizeof *other.unsorted),
                 0);
    oracle_layer_free(&other);
}

Test(oracle, agrees_with_itself_on_edges_and_coshares) {
    for (uint64_t seed = 0; seed < 80; seed++) {
        struct oracle_coshare *found;
        oracle_layer_make(&random_layer, seed);
        size_t coshares = oracle_coshares(&found, &random_layer.layer), pairs = 0;
        size_t count = oracle_edges(&edges, &random_layer.layer, random_layer.accounts, 1);
        for (size_t i = 0; i < count; i++) {
            pairs += edges[i].pairs;
            cr_expect(edges[i].similarity > 0 && edges[i].similarity < 1 + 1e-12);
            cr_expect(edges[i].q_value >= edges[i].p_value * (1 - 1e-15) && edges[i].q_value <= 1);
            cr_expect(edges[i].p_value > 0 && edges[i].expected > 0);
        }
        check_count(pairs, coshares);
        free(found), free(edges), edges = NULL;
        oracle_layer_free(&random_layer);
    }
    random_layer = (struct oracle_layer){0};
}
