#include "engine/edges.h"

#include "engine/dice.h"
#include "engine/settings.h"
#include "tests/check.h"
#include "tests/oracle.h"

#include <stdlib.h>

enum { SEEDS = 320, MOST_OBJECTS = 5 };

static lockstep_error err;
static struct oracle_layer random_layer;
static struct lockstep_settings settings = {.seed = 1};

static struct edges build(const struct layer *layer, uint32_t accounts, uint32_t min_objects,
                          enum pruning prunings, uint32_t threads) {
    struct edges edges;
    settings.min_objects = min_objects;
    settings.threads = threads;
    check_ok(edges_build_pruned(&edges, layer, accounts, &settings, prunings, &err), err);
    return edges;
}

static void check_counts(const struct edges *edges, const struct edge *slow, size_t count,
                         uint64_t seed, enum pruning prunings) {
    cr_assert_eq(edges->count, count, "seed %zu, %s, pruned by %d: %zu edges, expected %zu",
                 (size_t) seed, random_layer.shape, (int) prunings, edges->count, count);
    for (size_t e = 0; e < count; e++) {
        const struct edge *a = &edges->items[e];
        cr_assert(a->source == slow[e].source && a->target == slow[e].target &&
                      a->objects == slow[e].objects && a->pairs == slow[e].pairs &&
                      a->posts_source == slow[e].posts_source &&
                      a->posts_target == slow[e].posts_target,
                  "seed %zu, %s, pruned by %d: counts of %u–%u", (size_t) seed, random_layer.shape,
                  (int) prunings, slow[e].source, slow[e].target);
    }
}

/* Every column, to the last bit. */
static bool are_same(const struct edges *a, const struct edges *b) {
    if (a->count != b->count) return false;
    for (size_t e = 0; e < a->count; e++) {
        const struct edge *x = &a->items[e], *y = &b->items[e];
        if (x->source != y->source || x->target != y->target || x->objects != y->objects ||
            x->posts_source != y->posts_source || x->posts_target != y->posts_target ||
            x->pairs != y->pairs || x->first_time != y->first_time ||
            x->last_time != y->last_time ||
            memcmp(&x->mean_delta, &y->mean_delta, sizeof x->mean_delta) != 0 ||
            memcmp(&x->median_delta, &y->median_delta, sizeof x->median_delta) != 0 ||
            memcmp(&x->source_first, &y->source_first, sizeof x->source_first) != 0 ||
            memcmp(&x->similarity, &y->similarity, sizeof x->similarity) != 0 ||
            memcmp(&x->weight, &y->weight, sizeof x->weight) != 0 ||
            memcmp(&x->p_value, &y->p_value, sizeof x->p_value) != 0 ||
            memcmp(&x->q_value, &y->q_value, sizeof x->q_value) != 0)
            return false;
    }
    return true;
}

Test(matches, give_the_same_edges_however_they_are_pruned) {
    size_t compared = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        oracle_layer_make(&random_layer, seed);
        for (uint32_t k = 1; k <= MOST_OBJECTS; k++) {
            struct edge *slow;
            size_t count = oracle_edges(&slow, &random_layer.layer, random_layer.accounts, k);
            for (int prunings = 0; prunings <= PRUNE_ALL; prunings++) {
                struct edges edges = build(&random_layer.layer, random_layer.accounts, k,
                                           (enum pruning) prunings, 1);
                check_counts(&edges, slow, count, seed, (enum pruning) prunings);
                edges_release(&edges);
            }
            compared += count;
            free(slow);
        }
        oracle_layer_free(&random_layer);
    }
    cr_expect(compared > 10000, "too few to mean much: %zu edges", compared);
}

/* A crowd shares object 0 in one minute; every tenth account also shares an object with the one
 * before it. */
enum { CROWD = 20000 };

static struct layer crowd(void) {
    struct layer layer;
    struct share *shares = malloc(2 * CROWD * sizeof *shares);
    size_t count = 0;
    for (uint32_t a = 0; a < CROWD; a++)
        shares[count++] = (struct share){a * INT64_C(1000), 0, a, a};
    for (uint32_t a = 9; a < CROWD; a += 10)
        for (uint32_t k = 0; k < 2; k++)
            shares[count++] = (struct share){a * INT64_C(1000), a, a - k, CROWD + a - k};
    oracle_layer_sort(&layer, shares, count, 60 * (int64_t) MICROSECONDS, NULL, 0);
    free(shares);
    return layer;
}

Test(matches, of_an_object_that_all_share_are_not_paired) {
    struct layer layer = crowd();
    struct matches matches;
    check_ok(matches_make(&matches, &layer, CROWD, 2, PRUNE_ALL, 1, &err), err);
    const struct match_run *most = &matches.runs[matches.run_count - 1];
    check_count(layer.objects[most->object].count, CROWD);
    check_count(most->light_end - most->start, 0);
    matches_release(&matches), oracle_layer_clear(&layer);
}

Test(matches, give_the_same_edges_whatever_the_threads) {
    struct layer layer = crowd();
    struct edges alone = build(&layer, CROWD, 2, PRUNE_ALL, 1);
    check_count(alone.count, CROWD / 10);
    for (size_t e = 0; e < alone.count; e++)
        cr_assert(alone.items[e].objects == 2 && alone.items[e].pairs == 2);
    for (uint32_t threads = 2; threads <= 4; threads++) {
        struct edges edges = build(&layer, CROWD, 2, PRUNE_ALL, threads);
        cr_assert(are_same(&edges, &alone), "%u threads", threads);
        edges_release(&edges);
    }
    edges_release(&alone), oracle_layer_clear(&layer);
}

/* Some objects are shared by few, some by thousands. */
static struct layer uneven(uint32_t accounts) {
    enum { SHARES = 60000, OBJECTS = 9000 };
    uint64_t state = 11;
    struct layer layer;
    struct share *shares = malloc(SHARES * sizeof *shares);
    for (uint32_t i = 0; i < SHARES; i++) {
        uint32_t object = (uint32_t) dice_below(&state, OBJECTS);
        uint32_t account = (uint32_t) dice_below(&state, accounts);
        int64_t time = (int64_t) dice_below(&state, 3600) * MICROSECONDS;
        shares[i] = (struct share){time, i % 3 ? object / 100 : object, account, i};
    }
    oracle_layer_sort(&layer, shares, SHARES, 60 * (int64_t) MICROSECONDS, NULL, 0);
    free(shares);
    return layer;
}

enum { MANY = 600 }; /* accounts */
struct meetings {
    uint32_t pairs, objects, last;
};

/* Pair by pair, object by object: [source][target]. */
static void meet_all(struct meetings (*all)[MANY], const struct layer *layer) {
    for (size_t o = 0; o < layer->object_count; o++) {
        const struct share *s = layer->shares + layer->objects[o].start;
        for (uint32_t i = 0; i < layer->objects[o].count; i++)
            for (uint32_t j = i; j-- > 0 && s[i].time - s[j].time <= layer->window;) {
                uint32_t a = s[i].account, b = s[j].account;
                struct meetings *pair = a < b ? &all[a][b] : &all[b][a];
                if (a == b) continue;
                pair->pairs++;
                pair->objects += pair->last != o + 1;
                pair->last = (uint32_t) o + 1;
            }
    }
}

static void check_meetings(const struct edges *edges, const struct meetings (*all)[MANY],
                           uint32_t min_objects) {
    size_t e = 0;
    for (uint32_t a = 0; a < MANY; a++)
        for (uint32_t b = a + 1; b < MANY; b++) {
            if (all[a][b].objects < min_objects) continue;
            const struct edge *edge = &edges->items[e++];
            cr_assert(e <= edges->count && edge->source == a && edge->target == b &&
                          edge->pairs == all[a][b].pairs && edge->objects == all[a][b].objects,
                      "%u–%u, %u objects", a, b, min_objects);
        }
    check_count(edges->count, e);
    cr_expect(e > 10000, "too few to mean much: %zu edges", e);
}

Test(matches, of_many_runs_give_the_same_edges_whatever_the_threads) {
    struct layer layer = uneven(MANY);
    struct meetings(*all)[MANY] = calloc(MANY, sizeof *all);
    meet_all(all, &layer);
    for (uint32_t k = 1; k <= 3; k++) {
        struct edges alone = build(&layer, MANY, k, PRUNE_ALL, 1);
        check_meetings(&alone, (const struct meetings(*)[MANY]) all, k);
        for (uint32_t threads = 2; threads <= 4; threads++) {
            struct edges edges = build(&layer, MANY, k, PRUNE_ALL, threads);
            cr_assert(are_same(&edges, &alone), "%u threads", threads);
            edges_release(&edges);
        }
        edges_release(&alone);
    }
    free(all);
    oracle_layer_clear(&layer);
}
