#include "graph/refine.h"

#include "tests/check.h"

#include <igraph.h>
#include <math.h>

enum { ACCOUNTS = 300, OBJECTS = 20000 };

static const int64_t SECOND = MICROSECONDS, HOUR = 3600 * (int64_t) MICROSECONDS;

static struct layer layer;
static struct edges edges;
static struct clusters clusters;
static struct lockstep_settings settings;
static const struct stakes STAKES = {.alpha = 0.05, .price = 0, .seed = 1};
static uint32_t next_post, next_object;
static uint64_t state;
static lockstep_error err;

static uint32_t below(uint32_t bound) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t) ((state >> 33) % bound);
}

static void share(uint32_t object, uint32_t account, int64_t time) {
    struct share s = {time, object, account, next_post++};
    check_ok(layer_add(&layer, s, &err), err);
}

/* `some` of the accounts first … first + members − 1 share a new object within seconds, `times`
 * times. */
static void act(uint32_t first, uint32_t members, uint32_t some, uint32_t times) {
    for (; times > 0; times--, next_object++) {
        int64_t when = below(30 * 24) * HOUR;
        for (uint32_t i = 0; i < some; i++)
            share(next_object, first + below(members), when + below(30) * SECOND);
    }
}

/* Accounts from `first` on share `times` popular objects each, at any time of a month. */
static void mingle(uint32_t first, uint32_t times) {
    uint32_t objects = next_object;
    next_object += 100;
    for (uint32_t a = first; a < ACCOUNTS; a++)
        for (uint32_t i = 0; i < times; i++)
            share(objects + below(100), a, below(30 * 24 * 60) * 60 * SECOND);
}

static void begin(uint64_t seed) {
    layer = (struct layer){.trace = TRACE_URL, .name = "url", .window = 60 * SECOND};
    settings = (struct lockstep_settings){.min_objects = 2, .seed = 1, .threads = 1};
    clusters = (struct clusters){0};
    state = seed, next_post = next_object = 0;
}

static void finish(void) {
    check_ok(layer_finish(&layer, OBJECTS, ACCOUNTS, &err), err);
    check_ok(edges_build(&edges, &layer, ACCOUNTS, &settings, &err), err);
}

static void end(void) {
    clusters_release(&clusters);
    edges_release(&edges);
    layer_release(&layer);
    cr_expect_eq(IGRAPH_FINALLY_STACK_SIZE(), 0, "igraph's finally stack is not empty");
}

/* A candidate of the accounts 0 … count − 1. */
static void propose(uint32_t count) {
    check_ok(clusters_add(&clusters, 0, count, &err), err);
    for (uint32_t a = 0; a < count; a++)
        clusters.items[0].members[clusters.items[0].count++] = a;
}

static double evidence_of(const struct cluster *cluster) {
    double nats;
    check_ok(cluster_evidence(&nats, NULL, &layer, &edges.null, cluster->members, cluster->count,
                              STAKES.alpha, &err),
             err);
    return nats;
}

static void check_members(const struct cluster *cluster, uint32_t first, uint32_t count,
                          uint64_t seed) {
    cr_assert_eq(cluster->count, count, "seed %llu: %u members, expected %u",
                 (unsigned long long) seed, cluster->count, count);
    for (uint32_t m = 0; m < count; m++)
        cr_expect_eq(cluster->members[m], first + m, "seed %llu", (unsigned long long) seed);
}

Test(refine, parts_two_groups_that_never_meet) {
    for (uint64_t seed = 1; seed <= 20; seed++) {
        begin(seed);
        act(0, 10, 8, 60), act(10, 12, 8, 60), mingle(22, 10);
        finish();
        propose(22);
        check_ok(clusters_refine(&clusters, 0, &edges, &STAKES, &err), err);
        check_count(clusters.count, 2);
        check_members(&clusters.items[0], 0, 10, seed);
        check_members(&clusters.items[1], 10, 12, seed);
        end();
    }
}

Test(refine, leaves_a_group_whole_of_which_some_act_at_a_time) {
    for (uint64_t seed = 1; seed <= 20; seed++) {
        begin(seed);
        act(0, 40, 4, 150), mingle(40, 10);
        finish();
        propose(40);
        check_ok(clusters_refine(&clusters, 0, &edges, &STAKES, &err), err);
        check_count(clusters.count, 1);
        check_members(&clusters.items[0], 0, 40, seed);
        end();
    }
}

/* Accounts of the crowd share much that the group does not. */
Test(refine, sends_away_those_who_meet_the_others_by_chance) {
    for (uint64_t seed = 1; seed <= 20; seed++) {
        begin(seed);
        act(0, 10, 9, 40), mingle(10, 30);
        finish();
        propose(14);
        double before = evidence_of(&clusters.items[0]);
        check_ok(clusters_refine(&clusters, 0, &edges, &STAKES, &err), err);
        check_count(clusters.count, 1);
        check_members(&clusters.items[0], 0, 10, seed);
        cr_expect_gt(evidence_of(&clusters.items[0]), before);
        end();
    }
}

/* Whatever is proposed: disjoint sets of its accounts, worth no less together. */
Test(refine, never_loses_evidence) {
    uint32_t gained = 0;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        uint8_t taken[ACCOUNTS] = {0};
        double before, after = 0;
        begin(seed);
        mingle(0, 2 + below(10));
        for (uint32_t groups = below(5); groups > 0; groups--)
            act(below(60), 2 + below(20), 2 + below(6), 2 + below(20));
        finish();
        propose(20 + below(60));
        before = fmax(0, evidence_of(&clusters.items[0]));
        check_ok(clusters_refine(&clusters, 0, &edges, &STAKES, &err), err);
        for (size_t i = 0; i < clusters.count; i++) {
            const struct cluster *c = &clusters.items[i];
            cr_expect_geq(c->count, SMALLEST_CLUSTER);
            after += fmax(0, evidence_of(c));
            for (uint32_t m = 0; m < c->count; m++)
                cr_expect_eq(taken[c->members[m]]++, 0, "seed %llu", (unsigned long long) seed);
        }
        cr_expect_geq(after, before - 1e-6, "seed %llu", (unsigned long long) seed);
        gained += after > before + 1e-6;
        end();
    }
    cr_expect_gt(gained, 10, "gained %u times", gained);
}

/* Kept candidates of accounts first … first + count − 1 each. */
static void keep_group(uint32_t first, uint32_t count) {
    check_ok(clusters_add(&clusters, 0, count, &err), err);
    struct cluster *cluster = &clusters.items[clusters.count - 1];
    for (; cluster->count < count; cluster->count++)
        cluster->members[cluster->count] = first + cluster->count;
    cluster->evidence = evidence_of(cluster);
    cluster->number = 1;
}

static size_t merge_groups(void) {
    struct network network = {.accounts = ACCOUNTS, .layers = &edges, .count = 1};
    size_t kept = 0;
    check_ok(clusters_merge(&clusters, &network, &STAKES, &err), err);
    for (size_t i = 0; i < clusters.count; i++)
        kept += clusters.items[i].number > 0;
    return kept;
}

Test(refine, unites_the_fragments_of_one_group) {
    for (uint64_t seed = 1; seed <= 20; seed++) {
        begin(seed);
        act(0, 30, 8, 60), mingle(30, 10);
        finish();
        keep_group(0, 10), keep_group(10, 8), keep_group(18, 12);
        check_count(merge_groups(), 1);
        for (size_t i = 0; i < clusters.count; i++) {
            if (clusters.items[i].number == 0) continue;
            check_members(&clusters.items[i], 0, 30, seed);
            check_near(clusters.items[i].evidence, evidence_of(&clusters.items[i]), 1e-6);
        }
        end();
    }
}

Test(refine, leaves_groups_apart_that_act_apart) {
    for (uint64_t seed = 1; seed <= 20; seed++) {
        begin(seed);
        act(0, 10, 8, 60), act(10, 12, 8, 60), mingle(0, 10);
        finish();
        keep_group(0, 10), keep_group(10, 12);
        check_count(merge_groups(), 2);
        end();
    }
}

Test(refine, reports_that_memory_is_out) {
    lockstep_status status = LOCKSTEP_ENOMEM;
    begin(1);
    act(0, 10, 8, 30), act(10, 10, 8, 30), mingle(20, 10);
    finish();
    for (long n = 0; status != LOCKSTEP_OK; n++) {
        cr_assert_lt(n, 1000);
        propose(22);
        arena_fail_after = n;
        status = clusters_refine(&clusters, 0, &edges, &STAKES, NULL);
        for (size_t i = 0; i < clusters.count; i++)
            clusters.items[i].number = 1;
        struct network network = {.accounts = ACCOUNTS, .layers = &edges, .count = 1};
        if (status == LOCKSTEP_OK) status = clusters_merge(&clusters, &network, &STAKES, NULL);
        arena_fail_after = -1;
        cr_assert(status == LOCKSTEP_OK || status == LOCKSTEP_ENOMEM);
        clusters_release(&clusters);
    }
    end();
}
