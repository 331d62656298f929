#include "engine/edges.h"

#include "engine/settings.h"
#include "tests/check.h"
#include "tests/oracle.h"

#include <math.h>
#include <stdlib.h>

enum { SEEDS = 320 };

static lockstep_error err;
static struct oracle_layer random_layer;
static struct lockstep_settings settings = {.seed = 1};

static struct edges build(const struct layer *layer, uint32_t min_objects) {
    struct edges edges;
    settings.min_objects = min_objects;
    check_ok(edges_build(&edges, layer, random_layer.accounts, &settings, &err), err);
    return edges;
}

static void check_close(double actual, double expected, const char *column, uint64_t seed,
                        const struct edge *edge) {
    cr_assert(fabs(actual - expected) <= 1e-9 * fabs(expected),
              "seed %zu, %s, %u–%u: %s is %.17g, expected %.17g", (size_t) seed, random_layer.shape,
              edge->source, edge->target, column, actual, expected);
}

/* p and q in log space: to so many nats, however small they are. */
static void check_chance(double actual, double expected, const char *column, uint64_t seed,
                         const struct edge *edge) {
    cr_assert(actual > 0 && actual <= 1 && fabs(log(actual) - log(expected)) <= 1e-9,
              "seed %zu, %s, %u–%u: %s is %.17g, expected %.17g", (size_t) seed, random_layer.shape,
              edge->source, edge->target, column, actual, expected);
}

static void check_edge(const struct edge *a, const struct edge *e, uint64_t seed) {
    cr_assert(a->source == e->source && a->target == e->target,
              "seed %zu: edge %u–%u, expected %u–%u", (size_t) seed, a->source, a->target,
              e->source, e->target);
    cr_assert(a->objects == e->objects && a->pairs == e->pairs &&
                  a->posts_source == e->posts_source && a->posts_target == e->posts_target,
              "seed %zu, %s: counts of %u–%u", (size_t) seed, random_layer.shape, a->source,
              a->target);
    cr_assert(a->first_time == e->first_time && a->last_time == e->last_time,
              "seed %zu: times of %u–%u", (size_t) seed, a->source, a->target);
    cr_assert(!a->kept);
    check_close(a->mean_delta, e->mean_delta, "mean_delta", seed, e);
    check_close(a->median_delta, e->median_delta, "median_delta", seed, e);
    check_close(a->source_first, e->source_first, "source_first", seed, e);
    check_close(a->similarity, e->similarity, "similarity", seed, e);
    check_close(a->weight, e->weight, "weight", seed, e);
    check_close(a->expected, e->expected, "expected", seed, e);
    check_chance(a->p_value, e->p_value, "p_value", seed, e);
    check_chance(a->q_value, e->q_value, "q_value", seed, e);
}

Test(edges, have_every_column_that_the_slow_way_gives) {
    size_t compared = 0, in_strata = 0, significant = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        oracle_layer_make(&random_layer, seed);
        for (uint32_t min_objects = 1; min_objects <= 4; min_objects++) {
            struct edges edges = build(&random_layer.layer, min_objects);
            struct edge *slow;
            size_t count =
                oracle_edges(&slow, &random_layer.layer, random_layer.accounts, min_objects);
            cr_assert_eq(edges.count, count, "seed %zu, %s, min_objects %u: %zu edges, not %zu",
                         (size_t) seed, random_layer.shape, min_objects, edges.count, count);
            for (size_t e = 0; e < count; e++) {
                check_edge(&edges.items[e], &slow[e], seed);
                significant += slow[e].q_value < 0.05;
            }
            compared += count;
            in_strata += random_layer.layer.stratum_count > 1 ? count : 0;
            free(slow);
            edges_release(&edges);
        }
        oracle_layer_free(&random_layer);
    }
    cr_expect(compared > 10000 && in_strata > 300 && significant > 50,
              "too few to mean much: %zu edges, %zu in strata, %zu significant", compared,
              in_strata, significant);
}

/* A layer of moments, as archive_read makes it: one stratum a spell, all of a moment together.
 * Every fifteenth slot holds one, so that four moments are a spell. */
static void become_moments(struct layer *out) {
    const int64_t moment = 10 * (int64_t) MICROSECONDS, begin = 1700000400 / 10;
    *out = (struct layer){.trace = TRACE_TIME, .name = "time", .window = moment};
    for (size_t i = 0; i < random_layer.layer.count; i++) {
        struct share share = random_layer.layer.shares[i];
        uint32_t number = (uint32_t) ((share.post * 7919u + share.account % 3) % 40);
        share.time = (begin + 15 * (int64_t) number) * moment + share.post;
        share.object = number;
        check_ok(layer_add(out, share, &err), err);
    }
    check_ok(layer_finish(out, 40, random_layer.accounts, 1, &err), err);
}

Test(edges, of_moments_are_those_of_the_slow_way_spell_by_spell) {
    size_t compared = 0, strata = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct layer moments;
        struct edge *slow;
        oracle_layer_make(&random_layer, seed);
        become_moments(&moments);
        struct edges edges = build(&moments, 2);
        size_t count = oracle_edges(&slow, &moments, random_layer.accounts, 2);
        cr_assert_eq(edges.count, count, "seed %zu", (size_t) seed);
        for (size_t e = 0; e < count; e++)
            check_edge(&edges.items[e], &slow[e], seed);
        compared += count, strata += moments.stratum_count;
        free(slow);
        edges_release(&edges), layer_release(&moments), oracle_layer_free(&random_layer);
    }
    cr_expect(compared > 1000 && strata > 3 * SEEDS, "%zu edges, %zu strata", compared, strata);
}

/* ---- what must hold whatever the data */

static struct layer with_ranks_reversed(void) {
    struct layer out;
    struct share *shares = malloc(random_layer.layer.count * sizeof *shares);
    for (size_t i = 0; i < random_layer.layer.count; i++) {
        shares[i] = random_layer.layer.shares[i];
        shares[i].account = random_layer.accounts - 1 - shares[i].account;
    }
    oracle_layer_sort(&out, shares, random_layer.layer.count, random_layer.layer.window, NULL, 0);
    oracle_layer_call(&out, random_layer.layer.trace);
    free(shares);
    return out;
}

/* The share of the edge's co-shares in which both came at the same time. */
static double tied(const struct edge *edge) {
    struct oracle_coshare *all;
    size_t count = oracle_coshares(&all, &random_layer.layer), ties = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t a = all[i].first.account, b = all[i].second.account;
        bool of_pair =
            (a == edge->source && b == edge->target) || (b == edge->source && a == edge->target);
        ties += of_pair && all[i].first.time == all[i].second.time;
    }
    free(all);
    return (double) ties / (double) edge->pairs;
}

static const struct edge *find(const struct edges *edges, uint32_t source, uint32_t target) {
    for (size_t e = 0; e < edges->count; e++)
        if (edges->items[e].source == source && edges->items[e].target == target)
            return &edges->items[e];
    return NULL;
}

static struct edge mirrored(const struct edge *edge) {
    struct edge out = *edge;
    out.source = random_layer.accounts - 1 - edge->target;
    out.target = random_layer.accounts - 1 - edge->source;
    out.posts_source = edge->posts_target;
    out.posts_target = edge->posts_source;
    out.source_first = 1 - tied(edge) - edge->source_first;
    if (fabs(out.source_first) < 1e-15) out.source_first = 0;
    return out;
}

Test(edges, are_mirrored_when_account_ranks_are) {
    size_t ties = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        oracle_layer_make(&random_layer, seed);
        random_layer.layer.stratum_count = 1; /* reversed layers are made without strata */
        random_layer.layer.strata[1] = random_layer.layer.object_count;
        struct layer reversed = with_ranks_reversed();
        struct edges here = build(&random_layer.layer, 1), there = build(&reversed, 1);
        cr_assert_eq(here.count, there.count, "seed %zu", (size_t) seed);
        for (size_t e = 0; e < here.count; e++) {
            struct edge expected = mirrored(&here.items[e]);
            const struct edge *edge = find(&there, expected.source, expected.target);
            cr_assert(edge, "seed %zu: no %u–%u", (size_t) seed, expected.source, expected.target);
            check_edge(edge, &expected, seed);
            ties += tied(&here.items[e]) > 0;
        }
        edges_release(&here), edges_release(&there);
        oracle_layer_clear(&reversed);
        oracle_layer_free(&random_layer);
    }
    cr_expect_gt(ties, 100);
}

Test(edges, of_more_objects_are_among_those_of_fewer) {
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        oracle_layer_make(&random_layer, seed);
        struct edges all = build(&random_layer.layer, 1);
        for (uint32_t min_objects = 2; min_objects <= 4; min_objects++) {
            struct edges few = build(&random_layer.layer, min_objects);
            size_t enough = 0;
            for (size_t e = 0; e < all.count; e++)
                enough += all.items[e].objects >= min_objects;
            cr_assert_eq(few.count, enough, "seed %zu", (size_t) seed);
            for (size_t e = 0; e < few.count; e++) {
                const struct edge *x = &few.items[e], *y = find(&all, x->source, x->target);
                cr_assert(y && x->pairs == y->pairs, "seed %zu: %u–%u", (size_t) seed, x->source,
                          x->target);
                check_close(x->p_value, y->p_value, "p_value", seed, y);
            }
            edges_release(&few);
        }
        edges_release(&all);
        oracle_layer_free(&random_layer);
    }
}

Test(edges, of_a_window_stay_in_a_larger_one_and_never_lose_evidence) {
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        oracle_layer_make(&random_layer, seed);
        struct layer wider = random_layer.layer;
        wider.window *= 2;
        struct edges few = build(&random_layer.layer, 1), many = build(&wider, 1);
        for (size_t e = 0; e < few.count; e++) {
            const struct edge *x = &few.items[e], *y = find(&many, x->source, x->target);
            cr_assert(y && y->pairs >= x->pairs && y->objects >= x->objects &&
                          y->posts_source >= x->posts_source &&
                          y->posts_target >= x->posts_target && y->first_time <= x->first_time &&
                          y->last_time >= x->last_time && y->weight >= x->weight * (1 - 1e-12),
                      "seed %zu: %u–%u", (size_t) seed, x->source, x->target);
        }
        edges_release(&few), edges_release(&many);
        oracle_layer_free(&random_layer);
    }
}

/* A crowd whose accounts repeat themselves: its pairs are named for the null model, too. */
Test(edges, fail_cleanly_wherever_memory_runs_out) {
    lockstep_status status = LOCKSTEP_ENOMEM;
    long n = 0;
    oracle_layer_make(&random_layer, 3);
    settings.min_objects = 1;
    for (; status != LOCKSTEP_OK && n < 100; n++) {
        struct edges edges;
        lockstep_error at = {0};
        arena_fail_after = n;
        status = edges_build(&edges, &random_layer.layer, random_layer.accounts, &settings, &at);
        arena_fail_after = -1;
        check_status(status, status == LOCKSTEP_OK ? LOCKSTEP_OK : LOCKSTEP_ENOMEM, at);
        edges_release(&edges);
    }
    check_count(status, LOCKSTEP_OK);
    cr_expect_gt(n, 6, "co-shares and names grow, not %ld times", n);
    oracle_layer_free(&random_layer);
}
