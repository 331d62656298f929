#include "engine/coshares.h"

#include "engine/error.h"
#include "tests/check.h"
#include "tests/oracle.h"

#include <stdlib.h>

enum { SEEDS = 400 };

static lockstep_error err;
static struct oracle_layer random_layer;

/* A co-share as two places in the layer's shares. */
struct visited {
    size_t first, second;
};

struct visits {
    const struct layer *layer;
    struct visited *items;
    size_t count, room;
};

static lockstep_status note(void *data, const struct share *first, const struct share *second,
                            lockstep_error *e) {
    struct visits *v = data;
    struct visited *items = grow(v->items, &v->room, v->count + 1, sizeof *items);
    if (!items) return fail_memory(e, "visits");
    v->items = items;
    items[v->count++] =
        (struct visited){(size_t) (first - v->layer->shares), (size_t) (second - v->layer->shares)};
    return LOCKSTEP_OK;
}

static struct visits visit(const struct layer *layer, const uint8_t *alive) {
    struct visits v = {.layer = layer};
    check_ok(coshares_visit(layer, alive, note, &v, &err), err);
    return v;
}

static bool same_share(const struct share *a, const struct share *b) {
    return a->time == b->time && a->object == b->object && a->account == b->account &&
           a->post == b->post;
}

static void draw_alive(uint8_t *alive, uint64_t seed) {
    struct oracle_random random = oracle_seed(seed + 7777);
    for (uint32_t a = 0; a < random_layer.accounts; a++)
        alive[a] = oracle_draw(&random, 4) != 0;
}

/* The visits are the oracle's co-shares of living accounts, one after the other. */
static size_t check_visits(const uint8_t *alive, uint64_t seed) {
    struct visits v = visit(&random_layer.layer, alive);
    struct oracle_coshare *all;
    size_t count = oracle_coshares(&all, &random_layer.layer), at = 0;
    for (size_t i = 0; i < count; i++) {
        const struct share *first = &all[i].first, *second = &all[i].second;
        if (alive && !(alive[first->account] && alive[second->account])) continue;
        cr_assert_lt(at, v.count, "seed %zu: a co-share is missing", (size_t) seed);
        cr_assert(same_share(&v.layer->shares[v.items[at].first], first) &&
                      same_share(&v.layer->shares[v.items[at].second], second),
                  "seed %zu, %s: co-share %zu is another", (size_t) seed, random_layer.shape, at);
        at++;
    }
    cr_assert_eq(v.count, at, "seed %zu: %zu visits, expected %zu", (size_t) seed, v.count, at);
    free(all), free(v.items);
    return at;
}

Test(coshares, are_visited_once_each_in_order_as_the_double_loop_finds_them) {
    size_t all = 0, some = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        uint8_t alive[64];
        oracle_layer_make(&random_layer, seed);
        draw_alive(alive, seed);
        all += check_visits(NULL, seed);
        some += check_visits(alive, seed);
        oracle_layer_free(&random_layer);
    }
    cr_expect(some > 1000 && some < all);
}

Test(coshares, of_the_dead_are_none) {
    const uint8_t alive[64] = {0};
    oracle_layer_make(&random_layer, 3);
    check_count(visit(&random_layer.layer, alive).count, 0);
    oracle_layer_free(&random_layer);
}

Test(coshares, of_a_window_are_among_those_of_a_larger_one) {
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        oracle_layer_make(&random_layer, seed);
        struct layer wider = random_layer.layer;
        wider.window += wider.window / 3 + (int64_t) (seed % 5);
        struct visits few = visit(&random_layer.layer, NULL), many = visit(&wider, NULL);
        size_t at = 0;
        for (size_t i = 0; i < few.count; i++, at++) {
            while (at < many.count && (many.items[at].second != few.items[i].second ||
                                       many.items[at].first != few.items[i].first))
                at++;
            cr_assert_lt(at, many.count, "seed %zu: co-share %zu is lost", (size_t) seed, i);
        }
        free(few.items), free(many.items);
        oracle_layer_free(&random_layer);
    }
}

/* ---- who hears of them */

static lockstep_status refuse_third(void *data, const struct share *first,
                                    const struct share *second, lockstep_error *e) {
    size_t *calls = data;
    (void) first, (void) second;
    return ++*calls == 3 ? fail(e, LOCKSTEP_ELIMIT, "the third") : LOCKSTEP_OK;
}

Test(coshares, stop_where_the_visitor_fails) {
    size_t calls = 0;
    oracle_layer_make(&random_layer, 3); /* a crowd */
    check_status(coshares_visit(&random_layer.layer, NULL, refuse_third, &calls, &err),
                 LOCKSTEP_ELIMIT, err);
    check_count(calls, 3);
    check_text(err.text, "the third");
    oracle_layer_free(&random_layer);
}

Test(coshares, stop_when_interrupted) {
    struct visits v = {.layer = &random_layer.layer};
    uint8_t alive[64], matched[4096];
    oracle_layer_make(&random_layer, 3);
    lockstep_interrupt();
    check_status(coshares_visit(&random_layer.layer, NULL, note, &v, &err), LOCKSTEP_EINTERRUPTED,
                 err);
    check_status(
        coshares_prune(&random_layer.layer, random_layer.accounts, 9, alive, matched, NULL, &err),
        LOCKSTEP_EINTERRUPTED, err);
    check_count(v.count, 0);
    oracle_layer_free(&random_layer);
}

/* ---- episodes */

/* label[i] = the first share that share i hangs together with, through others within the window. */
static void connect(size_t *label, const struct layer *layer, const struct object_shares *object) {
    const struct share *s = layer->shares + object->start;
    for (size_t i = 0; i < object->count; i++)
        label[i] = i;
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < object->count; i++)
            for (size_t j = 0; j < object->count; j++)
                if (llabs(s[i].time - s[j].time) <= layer->window && label[j] < label[i])
                    label[i] = label[j], changed = true;
    }
}

static void check_episodes(const struct object_shares *object, uint64_t seed) {
    const struct layer *layer = &random_layer.layer;
    size_t *label = malloc(object->count * sizeof *label), from = 0;
    connect(label, layer, object);
    while (from < object->count) {
        struct episode episode = episode_at(layer, object, from);
        cr_assert_eq(episode.shares, layer->shares + object->start + from);
        cr_assert(episode.count > 0 && episode.count <= object->count - from);
        for (size_t i = 0; i < object->count; i++)
            cr_assert_eq(label[i] == from, i >= from && i - from < episode.count,
                         "seed %zu: object %u, share %zu, episode from %zu", (size_t) seed,
                         object->object, i, from);
        from += episode.count;
    }
    free(label);
}

Test(coshares, episodes_hold_every_share_once_and_what_hangs_together) {
    size_t objects = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        oracle_layer_make(&random_layer, seed);
        for (size_t o = 0; o < random_layer.layer.object_count; o++, objects++)
            check_episodes(&random_layer.layer.objects[o], seed);
        oracle_layer_free(&random_layer);
    }
    cr_expect_gt(objects, 2 * SEEDS);
}

/* ---- pruning */

/* Objects in which the account has a co-share with a living one. */
static uint32_t objects_of(const struct oracle_coshare *all, size_t count, const uint8_t *alive,
                           uint32_t account) {
    uint32_t objects = 0;
    size_t last = SIZE_MAX; /* co-shares of one object are neighbours */
    for (size_t i = 0; i < count; i++) {
        uint32_t a = all[i].first.account, b = all[i].second.account;
        bool takes_part = (a == account && alive[b]) || (b == account && alive[a]);
        if (!takes_part || all[i].object == last) continue;
        last = all[i].object;
        objects++;
    }
    return objects;
}

/* One account at a time, until nobody has to go. */
static void prune_slowly(uint8_t *alive, const struct oracle_coshare *all, size_t count,
                         uint32_t min_objects) {
    memset(alive, 1, random_layer.accounts);
    for (uint32_t a = 0; a < random_layer.accounts;) {
        bool drop = alive[a] && objects_of(all, count, alive, a) < min_objects;
        if (drop) alive[a] = 0;
        a = drop ? 0 : a + 1;
    }
}

static bool is_same(const struct share *a, const struct share *b) {
    return a->object == b->object && a->account == b->account && a->post == b->post &&
           a->time == b->time;
}

/* A share is matched by a co-share of living accounts. */
static void check_matched(const uint8_t *matched, const uint8_t *alive,
                          const struct oracle_coshare *all, size_t count) {
    for (size_t s = 0; s < random_layer.layer.count; s++) {
        const struct share *share = &random_layer.layer.shares[s];
        bool expected = false;
        for (size_t i = 0; i < count; i++)
            expected |= alive[all[i].first.account] && alive[all[i].second.account] &&
                        (is_same(share, &all[i].first) || is_same(share, &all[i].second));
        cr_assert_eq(share_is_matched(matched, s), expected, "%s: share %zu", random_layer.shape,
                     s);
    }
}

Test(coshares, pruning_is_the_slow_fixed_point) {
    size_t dropped = 0, left = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct oracle_coshare *all;
        uint8_t alive[64], slow[64], matched[4096];
        oracle_layer_make(&random_layer, seed);
        size_t count = oracle_coshares(&all, &random_layer.layer);
        for (uint32_t min_objects = 1; min_objects <= 5; min_objects++) {
            memset(alive, 2, sizeof alive);
            check_ok(coshares_prune(&random_layer.layer, random_layer.accounts, min_objects, alive,
                                    matched, NULL, &err),
                     err);
            prune_slowly(slow, all, count, min_objects);
            check_matched(matched, slow, all, count);
            for (uint32_t a = 0; a < random_layer.accounts; a++) {
                cr_assert_eq(alive[a], slow[a], "seed %zu, %s, min_objects %u: account %u",
                             (size_t) seed, random_layer.shape, min_objects, a);
                *(alive[a] ? &left : &dropped) += 1;
            }
        }
        free(all);
        oracle_layer_free(&random_layer);
    }
    cr_expect(dropped > 1000 && left > 1000);
}

Test(coshares, pruning_keeps_both_of_every_pair_with_enough_objects) {
    size_t pairs = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct edge *edges;
        uint8_t alive[64], matched[4096];
        oracle_layer_make(&random_layer, seed);
        size_t count = oracle_edges(&edges, &random_layer.layer, random_layer.accounts, 1);
        for (uint32_t min_objects = 1; min_objects <= 5; min_objects++) {
            check_ok(coshares_prune(&random_layer.layer, random_layer.accounts, min_objects, alive,
                                    matched, NULL, &err),
                     err);
            for (size_t e = 0; e < count; e++) {
                if (edges[e].objects < min_objects) continue;
                cr_assert(alive[edges[e].source] && alive[edges[e].target],
                          "seed %zu, min_objects %u: %u–%u", (size_t) seed, min_objects,
                          edges[e].source, edges[e].target);
                pairs += min_objects > 1;
            }
        }
        free(edges);
        oracle_layer_free(&random_layer);
    }
    cr_expect_gt(pairs, 1000);
}

/* ---- layers */

static struct layer make_layer(enum trace trace, const struct share *shares, size_t count) {
    struct layer layer = {.trace = trace, .name = "x", .window = random_layer.layer.window};
    uint32_t most = 0;
    for (size_t i = 0; i < count; i++) {
        check_ok(layer_add(&layer, shares[i], &err), err);
        if (shares[i].object > most) most = shares[i].object;
    }
    check_ok(layer_finish(&layer, most + 1, random_layer.accounts, 1, &err), err);
    return layer;
}

static void check_same_layer(const struct layer *a, const struct layer *b, uint64_t seed) {
    cr_assert(a->count == b->count && a->object_count == b->object_count, "seed %zu",
              (size_t) seed);
    for (size_t i = 0; i < a->count; i++)
        cr_assert(same_share(&a->shares[i], &b->shares[i]), "seed %zu: share %zu", (size_t) seed,
                  i);
    for (size_t o = 0; o < a->object_count; o++) {
        const struct object_shares *x = &a->objects[o], *y = &b->objects[o];
        cr_assert(x->start == y->start && x->object == y->object && x->count == y->count &&
                      x->accounts == y->accounts,
                  "seed %zu: object %zu", (size_t) seed, o);
    }
}

static void shuffle(struct share *shares, size_t count, uint64_t seed) {
    struct oracle_random random = oracle_seed(seed + 999);
    for (size_t i = count; i > 1; i--) {
        size_t j = oracle_draw(&random, (uint32_t) i);
        struct share other = shares[j];
        shares[j] = shares[i - 1], shares[i - 1] = other;
    }
}

Test(coshares, shares_in_any_order_make_the_same_layer) {
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        oracle_layer_make(&random_layer, seed);
        struct layer one =
            make_layer(TRACE_URL, random_layer.unsorted, random_layer.unsorted_count);
        shuffle(random_layer.unsorted, random_layer.unsorted_count, seed);
        struct layer two =
            make_layer(TRACE_URL, random_layer.unsorted, random_layer.unsorted_count);
        check_same_layer(&one, &random_layer.layer, seed);
        check_same_layer(&two, &random_layer.layer, seed);
        layer_release(&one), layer_release(&two);
        oracle_layer_free(&random_layer);
    }
}

/* Moments as the `time` trace has them: numbered in no order, and each its own stretch of time. */
static void become_moments(void) {
    const struct layer *layer = &random_layer.layer;
    int64_t least = layer->shares[0].time;
    for (size_t i = 0; i < layer->count; i++)
        if (layer->shares[i].time < least) least = layer->shares[i].time;
    for (size_t i = 0; i < random_layer.unsorted_count; i++) {
        struct share *share = &random_layer.unsorted[i];
        uint32_t moment = (uint32_t) ((share->time - least) / layer->window);
        share->object = moment * 37 % 1024; /* one to one: fewer moments than 1024 */
    }
}

Test(coshares, shares_in_any_order_make_the_same_layer_of_moments) {
    size_t strata = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        oracle_layer_make(&random_layer, seed);
        become_moments();
        struct layer one =
            make_layer(TRACE_TIME, random_layer.unsorted, random_layer.unsorted_count);
        shuffle(random_layer.unsorted, random_layer.unsorted_count, seed);
        struct layer two =
            make_layer(TRACE_TIME, random_layer.unsorted, random_layer.unsorted_count);
        check_same_layer(&one, &two, seed);
        cr_assert_eq(one.stratum_count, two.stratum_count, "seed %zu", (size_t) seed);
        for (size_t s = 0; s <= one.stratum_count; s++)
            cr_assert_eq(one.strata[s], two.strata[s], "seed %zu", (size_t) seed);
        strata += one.stratum_count > 1;
        layer_release(&one), layer_release(&two);
        oracle_layer_free(&random_layer);
    }
    cr_expect_gt(strata, 50);
}
