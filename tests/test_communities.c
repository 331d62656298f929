#include "graph/graph.h"

#include "tests/check.h"

#include <igraph.h>
#include <stdlib.h>

enum { ACCOUNTS = 60 };

/* A layer by hand: what communities_find reads of one. */
static struct layer layer;
static struct edges edges;
static struct edge items[ACCOUNTS * ACCOUNTS];
static uint32_t activity[ACCOUNTS], membership[ACCOUNTS], count;
static lockstep_error err;

/* Criterion ignores what a teardown finds. */
static void check_finally_stack(void) {
    cr_expect_eq(IGRAPH_FINALLY_STACK_SIZE(), 0, "igraph's finally stack is not empty");
}

static void setup(void) {
    layer = (struct layer){.stratum_count = 1};
    edges = (struct edges){.layer = &layer, .items = items};
    edges.null = (struct null_model){.activity_total = activity, .mean_rate = 0.01};
}

TestSuite(communities, .init = setup);

static uint64_t state;

static uint32_t below(uint32_t bound) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t) ((state >> 33) % bound);
}

static double expected(uint32_t a, uint32_t b) {
    return edges.null.mean_rate * activity[a] * activity[b];
}

static void add_edge(uint32_t source, uint32_t target, uint32_t objects) {
    items[edges.count++] = (struct edge){.source = source,
                                         .target = target,
                                         .objects = objects,
                                         .expected = expected(source, target)};
}

/* Pairs of one group have an edge with chance within/100, the others between/100. */
static void plant(uint32_t accounts, uint32_t groups, uint32_t within, uint32_t between) {
    edges.count = 0;
    edges.null.account_room = edges.null.accounts = accounts;
    for (uint32_t a = 0; a < accounts; a++)
        activity[a] = 2 + below(10);
    for (uint32_t a = 0; a < accounts; a++)
        for (uint32_t b = a + 1; b < accounts; b++)
            if (below(100) < (a % groups == b % groups ? within : between))
                add_edge(a, b, 2 + below(4));
}

/* Σ over pairs of one community of objects_ab − γ λ_ab, from the definition. */
static double objective(const uint32_t *community, double resolution) {
    double sum = 0;
    for (uint32_t a = 0; a < edges.null.account_room; a++)
        for (uint32_t b = a + 1; b < edges.null.account_room; b++)
            if (community[a] == community[b] && community[a] != UINT32_MAX)
                sum -= resolution * expected(a, b);
    for (size_t i = 0; i < edges.count; i++) {
        uint32_t a = items[i].source, b = items[i].target;
        if (community[a] == community[b])
            sum += items[i].objects - resolution * (items[i].expected - expected(a, b));
    }
    return sum;
}

/* The best objective of any partition: community[from...] takes every value up to one more than
 * `used`. */
static double best_partition(uint32_t *community, uint32_t from, uint32_t used, double resolution) {
    if (from == edges.null.account_room) return objective(community, resolution);
    double best = -INFINITY;
    for (community[from] = 0; community[from] <= used; community[from]++) {
        uint32_t mine = community[from];
        double found =
            best_partition(community, from + 1, mine == used ? used + 1 : used, resolution);
        community[from] = mine;
        if (found > best) best = found;
    }
    return best;
}

static void find(double resolution, uint64_t seed) {
    struct community_rule rule = {COMMUNITY_LEIDEN, resolution, seed};
    check_ok(communities_find(membership, &count, &edges, &rule, &err), err);
    check_finally_stack();
}

Test(communities, reach_the_best_of_all_partitions_of_few_accounts) {
    uint32_t reached = 0, trials = 300, community[ACCOUNTS];
    for (state = 1; state <= trials; state++) {
        uint64_t seed = state;
        edges.null.mean_rate = 0.02 * (1 + below(5));
        plant(5 + below(3), 2, 80, 30);
        double resolution = 0.5 * (1 + below(4));
        find(resolution, seed);
        double best = best_partition(community, 0, 0, resolution);
        double found = objective(membership, resolution);
        cr_assert(found <= best + 1e-9, "seed %llu", (unsigned long long) seed);
        reached += found >= best - 1e-9;
        state = seed;
    }
    /* a heuristic: with these seeds it reaches 285 */
    cr_expect_geq(reached, trials * 9 / 10, "reached the best %u times of %u", reached, trials);
}

Test(communities, are_at_least_as_good_as_the_planted_ones_and_as_none) {
    uint32_t planted[ACCOUNTS];
    for (uint32_t a = 0; a < ACCOUNTS; a++)
        planted[a] = a % 5;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        state = seed;
        plant(ACCOUNTS, 5, 90, 3);
        find(1, seed);
        double found = objective(membership, 1);
        cr_expect_geq(found, objective(planted, 1) - 1e-9, "seed %llu", (unsigned long long) seed);
        cr_expect_geq(found, 0, "seed %llu", (unsigned long long) seed);
    }
}

Test(communities, take_the_expected_objects_of_each_edge_where_there_are_strata) {
    uint32_t reached = 0, trials = 300, community[ACCOUNTS];
    layer.stratum_count = 24;
    for (state = 1; state <= trials; state++) {
        uint64_t seed = state;
        plant(5 + below(3), 2, 80, 30);
        for (size_t i = 0; i < edges.count; i++)
            items[i].expected = 0.5 * below(12);
        find(1, seed);
        double best = best_partition(community, 0, 0, 1);
        double found = objective(membership, 1);
        cr_assert(found <= best + 1e-9, "seed %llu", (unsigned long long) seed);
        reached += found >= best - 1e-9;
        state = seed;
    }
    cr_expect_geq(reached, trials * 9 / 10, "reached the best %u times of %u", reached, trials);
}

Test(communities, are_numbered_by_their_first_account) {
    edges.null.account_room = 8;
    for (uint32_t a = 0; a < 8; a++)
        activity[a] = 3;
    add_edge(1, 4, 5), add_edge(2, 6, 5), add_edge(2, 7, 5), add_edge(6, 7, 5);
    find(1, 1);
    check_count(count, 2);
    const uint32_t want[] = {UINT32_MAX, 0, 1, UINT32_MAX, 0, UINT32_MAX, 1, 1};
    for (uint32_t a = 0; a < 8; a++)
        cr_expect_eq(membership[a], want[a], "account %u is in %u", a, membership[a]);
}

Test(communities, part_where_the_resolution_is_high) {
    edges.null.account_room = 3;
    activity[0] = activity[1] = activity[2] = 10; /* λ = 1 */
    add_edge(0, 1, 4), add_edge(0, 2, 4), add_edge(1, 2, 4);
    find(3.9, 1);
    check_count(count, 1);
    find(4.1, 1);
    check_count(count, 3);
}

Test(communities, are_the_same_for_the_same_seed) {
    uint32_t before[ACCOUNTS];
    for (uint64_t seed = 1; seed <= 50; seed++) {
        state = seed;
        plant(ACCOUNTS, 4, 40, 20);
        find(1, seed);
        memcpy(before, membership, sizeof before);
        find(1, seed + 1);
        find(1, seed);
        cr_expect_arr_eq(before, membership, sizeof before, "seed %llu", (unsigned long long) seed);
    }
}

Test(communities, of_a_layer_without_edges_are_none) {
    edges.null.account_room = 4;
    find(1, 1);
    check_count(count, 0);
    for (uint32_t a = 0; a < 4; a++)
        cr_expect_eq(membership[a], UINT32_MAX);
}

Test(communities, stop_when_interrupted) {
    enum { MANY = 30000 }; /* igraph asks once in 10,000 moves */
    uint32_t *numbers = calloc(2 * MANY, sizeof *numbers);
    edges.items = calloc(MANY, sizeof *edges.items);
    cr_assert(numbers && edges.items);
    edges.null = (struct null_model){.account_room = MANY, .activity_total = numbers};
    for (uint32_t a = 0; a + 1 < MANY; a++)
        edges.items[edges.count++] = (struct edge){.source = a, .target = a + 1, .objects = 2};
    struct community_rule rule = {COMMUNITY_LEIDEN, 1, 1};
    lockstep_interrupt();
    check_status(communities_find(numbers + MANY, &count, &edges, &rule, &err),
                 LOCKSTEP_EINTERRUPTED, err);
    check_finally_stack();
    check_count(count, 0);
    free(edges.items), free(numbers);
}
