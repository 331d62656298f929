#include "graph/blocks.h"

#include "tests/check.h"
#include "tests/oracle.h"

#include <stdlib.h>

static lockstep_error err;
static const struct lockstep_settings settings = {
    .min_objects = 2, .alpha = 0.05, .seed = 1, .threads = 1};

enum { ACCOUNTS = 60, MEMBERS = 40, OBJECTS = 200, WINDOW = 60 };

static struct layer layer;
static struct edges edges;
static struct network network;
static struct clusters clusters;
static struct cluster cluster;
static uint32_t members[MEMBERS], of_account[ACCOUNTS];
static uint32_t next_post;

static void share(uint32_t object, uint32_t account, int64_t seconds) {
    struct share s = {seconds * MICROSECONDS, object, account, next_post++};
    check_ok(layer_add(&layer, s, &err), err);
}

/* Noise: everybody shares a few objects, at any time of a day. */
static void begin(struct oracle_random *random, uint32_t times) {
    layer = (struct layer){
        .trace = TRACE_TEXT, .name = "text", .window = WINDOW * (int64_t) MICROSECONDS};
    next_post = 0;
    for (uint32_t a = 0; a < ACCOUNTS; a++)
        for (uint32_t i = 0; i < times; i++)
            share(oracle_draw(random, OBJECTS), a, oracle_draw(random, 86400));
}

/* The first accounts are the one kept cluster. */
static void finish(void) {
    check_ok(layer_finish(&layer, OBJECTS, ACCOUNTS, 1, &err), err);
    check_ok(edges_build(&edges, &layer, ACCOUNTS, &settings, &err), err);
    for (uint32_t a = 0; a < MEMBERS; a++)
        members[a] = a;
    for (uint32_t a = 0; a < ACCOUNTS; a++)
        of_account[a] = a < MEMBERS;
    cluster = (struct cluster){.number = 1, .members = members, .count = MEMBERS};
    clusters =
        (struct clusters){.items = &cluster, .count = 1, .kept = 1, .of_account = of_account};
    network = (struct network){.accounts = ACCOUNTS, .layers = &edges, .count = 1};
}

static void end(struct blocks *blocks) {
    blocks_release(blocks);
    edges_release(&edges);
    layer_release(&layer);
}

static bool has(const uint32_t *accounts, uint32_t count, uint32_t account) {
    for (uint32_t i = 0; i < count; i++)
        if (accounts[i] == account) return true;
    return false;
}

/* Whether an account shares the object between two moments, by looking at all shares. */
static bool does_share(uint32_t object, uint32_t account, int64_t from, int64_t to) {
    for (size_t i = 0; i < layer.count; i++) {
        const struct share *s = &layer.shares[i];
        if (s->object == object && s->account == account && s->time >= from && s->time <= to)
            return true;
    }
    return false;
}

/* All that a block says, counted by hand. */
static void check_block(const struct certificate *b, uint64_t seed) {
    uint32_t fewest = UINT32_MAX;
    size_t shares = 0;
    for (uint32_t o = 0; o < b->object_count; o++) {
        const struct block_object *object = &b->objects[o];
        cr_assert(o == 0 || b->objects[o - 1].object < object->object, "seed %zu", (size_t) seed);
        cr_assert_leq(object->to - object->from, layer.window, "seed %zu", (size_t) seed);
        cr_assert_gt(object->accounts, 0, "seed %zu: nobody's object", (size_t) seed);
        for (uint32_t i = 0; i < object->accounts; i++, shares++) {
            const struct share *s = &b->shares[shares];
            cr_assert(s->object == object->object && s->time >= object->from &&
                      s->time <= object->to && has(b->accounts, b->account_count, s->account));
        }
    }
    cr_assert_eq(shares, b->share_count);
    for (uint32_t a = 0; a < b->account_count; a++) {
        uint32_t met = 0;
        cr_assert_lt(b->accounts[a], MEMBERS);
        for (uint32_t o = 0; o < b->object_count; o++)
            met += does_share(b->objects[o].object, b->accounts[a], b->objects[o].from,
                              b->objects[o].to);
        cr_assert_geq(met, b->least, "seed %zu: account %u has %u of %u", (size_t) seed,
                      b->accounts[a], met, b->least);
        fewest = met < fewest ? met : fewest;
    }
    cr_assert_eq(fewest, b->least, "seed %zu: %u, not %u", (size_t) seed, fewest, b->least);
    cr_assert_geq(b->account_count, SMALLEST_BLOCK);
    cr_assert_geq(b->least, 2);
    cr_assert_geq(b->account_count * (b->least - 1), b->object_count);
}

static void check_disjoint(const struct blocks *blocks) {
    for (size_t i = 0; i < blocks->count; i++)
        for (size_t j = 0; j < i; j++)
            for (uint32_t a = 0; a < blocks->items[i].account_count; a++)
                cr_assert(!has(blocks->items[j].accounts, blocks->items[j].account_count,
                               blocks->items[i].accounts[a]));
}

Test(blocks, hold_as_stated) {
    size_t found = 0;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        struct oracle_random random = oracle_seed(seed);
        struct blocks blocks;
        begin(&random, 3);
        uint32_t events = 5 + oracle_draw(&random, 40);
        for (uint32_t e = 0; e < events; e++) {
            uint32_t object = oracle_draw(&random, 20), when = oracle_draw(&random, 86400);
            for (uint32_t i = 2 + oracle_draw(&random, 20); i > 0; i--)
                share(object, oracle_draw(&random, ACCOUNTS), when + oracle_draw(&random, 90));
        }
        finish();
        check_ok(blocks_find(&blocks, &network, &clusters, &err), err);
        for (size_t b = 0; b < blocks.count; b++)
            check_block(&blocks.items[b], seed);
        check_disjoint(&blocks);
        found += blocks.count;
        end(&blocks);
    }
    cr_expect_gt(found, 200, "only %zu blocks", found);
}

/* `accounts` members from `first` on share `least` or more of `objects` objects from `from` on. */
static void plant(struct oracle_random *random, uint32_t first, uint32_t accounts, uint32_t from,
                  uint32_t objects) {
    for (uint32_t o = 0; o < objects; o++) {
        uint32_t when = oracle_draw(random, 86000);
        for (uint32_t a = first; a < first + accounts; a++)
            if (o % 8 != a % 8) share(from + o, a, when + oracle_draw(random, WINDOW + 1));
    }
}

/* Noise adds no object that is worth its price. */
Test(blocks, are_found_where_they_were_planted) {
    for (uint64_t seed = 1; seed <= 200; seed++) {
        struct oracle_random random = oracle_seed(seed);
        uint32_t size = 8 + oracle_draw(&random, 16), first = oracle_draw(&random, MEMBERS - size);
        struct blocks blocks;
        begin(&random, 10);
        plant(&random, first, size, 10, 16);
        finish();
        check_ok(blocks_find(&blocks, &network, &clusters, &err), err);
        cr_assert_geq(blocks.count, 1, "seed %zu", (size_t) seed);
        const struct certificate *block = &blocks.items[0];
        check_block(block, seed);
        cr_expect_eq(block->account_count, size, "seed %zu: %u", (size_t) seed,
                     block->account_count);
        cr_expect_eq(block->accounts[0], first, "seed %zu", (size_t) seed);
        cr_expect_eq(block->object_count, 16, "seed %zu: %u objects", (size_t) seed,
                     block->object_count);
        cr_expect_eq(block->least, 14, "seed %zu: %u", (size_t) seed, block->least);
        check_count(block->outside, 0);
        end(&blocks);
    }
}

Test(blocks, count_who_does_the_same_outside) {
    for (uint64_t seed = 1; seed <= 50; seed++) {
        struct oracle_random random = oracle_seed(seed);
        struct blocks blocks;
        uint32_t outside = oracle_draw(&random, 10);
        begin(&random, 5);
        plant(&random, MEMBERS - 10, 10 + outside, 10, 16);
        finish();
        check_ok(blocks_find(&blocks, &network, &clusters, &err), err);
        cr_assert_geq(blocks.count, 1);
        check_count(blocks.items[0].account_count, 10);
        uint32_t expected = 0;
        for (uint32_t a = MEMBERS; a < ACCOUNTS; a++) {
            uint32_t met = 0;
            for (uint32_t o = 0; o < blocks.items[0].object_count; o++) {
                const struct block_object *object = &blocks.items[0].objects[o];
                met += does_share(object->object, a, object->from, object->from + layer.window);
            }
            expected += met >= blocks.items[0].least;
        }
        check_count(blocks.items[0].outside, expected);
        end(&blocks);
    }
}

Test(blocks, of_no_cluster_are_none) {
    struct oracle_random random = oracle_seed(1);
    struct blocks blocks;
    begin(&random, 2);
    finish();
    clusters.kept = 0;
    check_ok(blocks_find(&blocks, &network, &clusters, &err), err);
    check_count(blocks.count, 0);
    end(&blocks);
}

Test(blocks, say_that_memory_is_out) {
    for (long failing = 0; failing < 100; failing++) {
        struct oracle_random random = oracle_seed(3);
        struct blocks blocks;
        begin(&random, 3);
        plant(&random, 0, 10, 10, 16);
        finish();
        arena_fail_after = failing;
        lockstep_status status = blocks_find(&blocks, &network, &clusters, &err);
        arena_fail_after = -1;
        end(&blocks);
        if (status == LOCKSTEP_OK) return;
        cr_assert_eq(status, LOCKSTEP_ENOMEM);
    }
    cr_assert_fail("never enough memory");
}
