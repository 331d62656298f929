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
/* Objects belong to one of SPELLS hours, and the layer has strata as `time` has. */
static bool in_spells;
enum { SPELLS = 2, SPELL_OBJECTS = 1000 };

static uint32_t below(uint32_t bound) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t) ((state >> 33) % bound);
}

static void share(uint32_t object, uint32_t account, int64_t time) {
    if (in_spells) /* each has seconds of its hour to itself, as moments have */
        time = object / SPELL_OBJECTS * HOUR + (object % SPELL_OBJECTS * 3 + below(3)) * SECOND;
    struct share s = {time, object, account, next_post++};
    check_ok(layer_add(&layer, s, &err), err);
}

/* `some` of the accounts first … first + members − 1 share a new object within seconds, `times`
 * times. */
static void act(uint32_t first, uint32_t members, uint32_t some, uint32_t times) {
    for (; times > 0; times--, next_object++) {
        uint32_t hour = below(30 * 24), object = next_object;
        if (in_spells) hour %= SPELLS, object += hour * SPELL_OBJECTS;
        int64_t when = hour * HOUR;
        for (uint32_t i = 0; i < some; i++)
            share(object, first + below(members), when + below(30) * SECOND);
    }
}

/* Accounts from `first` on share `times` popular objects each, at any time of a month. */
static void mingle(uint32_t first, uint32_t times) {
    uint32_t objects = next_object;
    next_object += 100;
    for (uint32_t a = first; a < ACCOUNTS; a++)
        for (uint32_t i = 0; i < times; i++) {
            uint32_t object = objects + below(100), minute = below(30 * 24 * 60);
            if (in_spells) minute %= SPELLS * 60, object += minute / 60 * SPELL_OBJECTS;
            share(object, a, minute * 60 * SECOND);
        }
}

static void begin(uint64_t seed) {
    layer = (struct layer){.trace = TRACE_URL, .name = "url", .window = 60 * SECOND};
    settings = (struct lockstep_settings){.min_objects = 2, .seed = 1, .threads = 1};
    clusters = (struct clusters){0};
    state = seed, next_post = next_object = 0;
}

static void finish(void) {
    check_ok(layer_finish(&layer, OBJECTS, ACCOUNTS, 1, &err), err);
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

/* Of the first, `accounts` act in one of the groups at a time and `bridges` now in the one, now in
 * the other. */
static void act_as_two(uint32_t accounts, uint32_t bridges) {
    for (uint32_t turn = 0; turn < 120; turn++) {
        uint32_t group = turn % 2 * accounts;
        int64_t when = below(30 * 24) * HOUR;
        for (uint32_t i = 0; i < 10; i++) {
            uint32_t account = below(accounts + bridges);
            if (account < accounts)
                account += group;
            else
                account += accounts; /* behind both groups */
            share(next_object, account, when + below(30) * SECOND);
        }
        next_object++;
    }
}

Test(refine, parts_two_groups_that_some_accounts_work_for) {
    enum { GROUP = 20, BRIDGES = 4 };
    for (uint64_t seed = 1; seed <= 20; seed++) {
        uint32_t of[2][2] = {{0}}; /* of each group, in each cluster */
        begin(seed);
        act_as_two(GROUP, BRIDGES), mingle(2 * GROUP + BRIDGES, 10);
        finish();
        propose(2 * GROUP + BRIDGES);
        check_ok(clusters_refine(&clusters, 0, &edges, &STAKES, &err), err);
        check_count(clusters.count, 2);
        for (uint32_t c = 0; c < 2; c++)
            for (uint32_t m = 0; m < clusters.items[c].count; m++)
                if (clusters.items[c].members[m] < 2 * GROUP)
                    of[clusters.items[c].members[m] / GROUP][c]++;
        cr_expect((of[0][0] == GROUP && of[1][1] == GROUP && of[0][1] + of[1][0] == 0) ||
                      (of[0][1] == GROUP && of[1][0] == GROUP && of[0][0] + of[1][1] == 0),
                  "seed %llu", (unsigned long long) seed);
        check_count(clusters.items[0].count + clusters.items[1].count, 2 * GROUP + BRIDGES);
        end();
    }
}

Test(refine, leaves_a_group_whole_of_which_half_work_for_both_halves) {
    for (uint64_t seed = 1; seed <= 20; seed++) {
        begin(seed);
        act_as_two(10, 20), mingle(40, 10);
        finish();
        propose(40);
        check_ok(clusters_refine(&clusters, 0, &edges, &STAKES, &err), err);
        check_count(clusters.count, 1);
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

/* ---- the slow way to unite: every pair anew in every round */

enum { MOST_GROUPS = 40 };

struct slow_pair {
    uint32_t a, b;
    double gain;
};

static struct episodes episodes;

static int by_slow_gain(const void *left, const void *right) {
    const struct slow_pair *a = left, *b = right;
    if (a->gain != b->gain) return a->gain > b->gain ? -1 : 1;
    if (a->a != b->a) return a->a < b->a ? -1 : 1;
    return (a->b > b->b) - (a->b < b->b);
}

static int by_account(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *) left, b = *(const uint32_t *) right;
    return (a > b) - (a < b);
}

static uint32_t join(uint32_t *out, const struct cluster *a, const struct cluster *b) {
    memcpy(out, a->members, a->count * sizeof *out);
    if (b) memcpy(out + a->count, b->members, b->count * sizeof *out);
    uint32_t count = a->count + (b ? b->count : 0);
    qsort(out, count, sizeof *out, by_account);
    return count;
}

/* By activity alone; without `b` what `a` is worth. */
static double quick_worth(const struct cluster *a, const struct cluster *b) {
    uint32_t members[ACCOUNTS], count = join(members, a, b);
    double nats = episodes_evidence(&episodes, members, count, STAKES.alpha).nats;
    double worth = evidence_worth(nats, &STAKES);
    return !b && a->number ? fmax(worth, a->evidence) : worth;
}

static double slow_worth(const struct cluster *a) {
    uint32_t members[ACCOUNTS], count = join(members, a, NULL);
    double nats;
    check_ok(set_evidence(&nats, NULL, &edges, members, count, &STAKES, &err), err);
    return fmax(0, a->number ? fmax(nats, a->evidence) : nats);
}

static bool belongs(const struct cluster *c, uint32_t account) {
    return bsearch(&account, c->members, c->count, sizeof account, by_account) != NULL;
}

static bool meet_twice(const struct cluster *a, const struct cluster *b) {
    uint32_t met = 0;
    for (uint32_t e = 0; e < episodes.count; e++) {
        bool first = false, second = false;
        for (uint32_t account = 0; account < ACCOUNTS; account++)
            for (size_t i = episodes.start[account]; i < episodes.start[account + 1]; i++) {
                if (episodes.of[i] != e) continue;
                first = first || belongs(a, account), second = second || belongs(b, account);
            }
        met += first && second;
    }
    return met >= 2;
}

static bool unite_slowly(struct cluster *items, const struct slow_pair *pair) {
    static uint32_t members[MOST_GROUPS][ACCOUNTS];
    struct cluster *a = &items[pair->a], *b = &items[pair->b];
    uint32_t both[ACCOUNTS], count = join(both, a, b);
    double nats;
    check_ok(set_evidence(&nats, NULL, &edges, both, count, &STAKES, &err), err);
    if (nats <= slow_worth(a) + slow_worth(b) + 1e-6) return false;
    memcpy(members[pair->a], both, count * sizeof *both);
    *a = (struct cluster){
        .number = 1, .members = members[pair->a], .count = count, .evidence = nats};
    b->number = b->count = 0;
    return true;
}

static bool round_slowly(struct cluster *items, uint32_t count) {
    static struct slow_pair pairs[MOST_GROUPS * MOST_GROUPS];
    bool changed[MOST_GROUPS] = {0}, any = false;
    size_t found = 0;
    for (uint32_t a = 0; a < count; a++)
        for (uint32_t b = a + 1; b < count; b++) {
            const struct cluster *x = &items[a], *y = &items[b];
            if (!x->count || !y->count || !(x->number || y->number) || !meet_twice(x, y)) continue;
            double gain = quick_worth(x, y) - (quick_worth(x, NULL) + quick_worth(y, NULL));
            if (gain > 1e-6) pairs[found++] = (struct slow_pair){a, b, gain};
        }
    if (found) qsort(pairs, found, sizeof *pairs, by_slow_gain);
    for (size_t i = 0; i < found; i++) {
        if (changed[pairs[i].a] || changed[pairs[i].b] || !unite_slowly(items, &pairs[i])) continue;
        changed[pairs[i].a] = changed[pairs[i].b] = any = true;
    }
    return any;
}

/* Groups of which some are fragments of one, in a crowd that many of them meet. */
static void draw_fragments(void) {
    uint32_t first = 0;
    for (uint32_t groups = 2 + below(5); groups > 0; groups--) {
        uint32_t parts = 1 + below(3), size = 3 + below(6);
        act(first, parts * size, 2 + below(parts * size), 3 + below(20));
        for (; parts > 0; parts--, first += size)
            act(first, size, 2 + below(size), below(10));
    }
    mingle(0, (1 + below(5)) * (in_spells ? 6 : 1));
}

static void keep_fragments(void) {
    for (uint32_t first = 0; first < 120 && clusters.count < MOST_GROUPS;) {
        uint32_t size = 3 + below(6);
        keep_group(first, size);
        clusters.items[clusters.count - 1].number = below(4) > 0;
        first += size;
    }
}

static void begin_spells(void) {
    in_spells = true;
}

/* Returns the rounds that united something. */
static uint32_t check_unions(uint64_t seeds) {
    uint32_t united = 0;
    for (uint64_t seed = 1; seed <= seeds; seed++) {
        struct cluster slow[MOST_GROUPS];
        uint8_t all[ACCOUNTS];
        begin(seed);
        if (in_spells) layer.trace = TRACE_TIME;
        draw_fragments();
        finish();
        keep_fragments();
        memset(all, 0, sizeof all);
        memcpy(slow, clusters.items, clusters.count * sizeof *slow);
        for (size_t i = 0; i < clusters.count; i++)
            for (uint32_t m = 0; m < slow[i].count; m++)
                all[slow[i].members[m]] = 1;
        check_ok(episodes_index(&episodes, &edges, all, &err), err);
        while (round_slowly(slow, (uint32_t) clusters.count))
            united++;
        episodes_release(&episodes);
        merge_groups();
        for (size_t i = 0; i < clusters.count; i++) {
            const struct cluster *fast = &clusters.items[i];
            cr_assert_eq(fast->number, slow[i].number, "seed %llu, cluster %zu",
                         (unsigned long long) seed, i);
            if (!fast->number) continue;
            cr_assert_eq(fast->count, slow[i].count, "seed %llu, cluster %zu",
                         (unsigned long long) seed, i);
            cr_expect_eq(memcmp(fast->members, slow[i].members, fast->count * sizeof(uint32_t)), 0,
                         "seed %llu, cluster %zu", (unsigned long long) seed, i);
            cr_expect_eq(fast->evidence, slow[i].evidence, "seed %llu, cluster %zu",
                         (unsigned long long) seed, i);
        }
        end();
    }
    return united;
}

Test(refine, unites_what_looking_at_every_pair_anew_unites) {
    uint32_t united = check_unions(200);
    cr_expect_gt(united, 50, "united in %u rounds", united);
}

Test(refine, unites_the_same_where_a_layer_has_strata, .init = begin_spells) {
    uint32_t united = check_unions(20);
    cr_expect_gt(united, 10, "united in %u rounds", united);
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
