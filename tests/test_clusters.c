#include "graph/consensus.h"
#include "graph/response.h"

#include "tests/check.h"
#include "tests/oracle.h"

#include <igraph.h>
#include <math.h>
#include <stdlib.h>

enum { ACCOUNTS = 200, LAYERS = 2, OBJECTS = 4000 };

static const int64_t SECOND = MICROSECONDS, HOUR = 3600 * (int64_t) MICROSECONDS;

static struct layer layers[LAYERS];
static struct edges edges[LAYERS];
static struct network network;
static struct archive archive;
static struct lockstep_settings settings;
static struct clusters clusters;
static uint32_t next_post, next_object;
static lockstep_error err;

/* Criterion ignores what a teardown finds. */
static void check_finally_stack(void) {
    cr_expect_eq(IGRAPH_FINALLY_STACK_SIZE(), 0, "igraph's finally stack is not empty");
}

static void setup(void) {
    static const char *const NAMES[] = {"repost", "url"};
    for (size_t l = 0; l < LAYERS; l++)
        layers[l] = (struct layer){
            .trace = l ? TRACE_URL : TRACE_REPOST, .name = NAMES[l], .window = 60 * SECOND};
    settings = (struct lockstep_settings){.window = 60 * SECOND,
                                          .min_objects = 2,
                                          .alpha = 0.05,
                                          .fdr = 0.05,
                                          .resolution = 1,
                                          .seed = 1,
                                          .threads = 1};
}

static void clean(void) {
    clusters_release(&clusters);
    for (size_t l = 0; l < LAYERS; l++) {
        edges_release(&edges[l]);
        free(layers[l].shares), free(layers[l].objects), free(layers[l].strata);
        layers[l].shares = NULL, layers[l].objects = NULL, layers[l].strata = NULL;
        layers[l].count = layers[l].room = layers[l].object_count = layers[l].stratum_count = 0;
    }
    next_post = next_object = 0;
}

static void teardown(void) {
    clean();
}
TestSuite(clusters, .init = setup, .fini = teardown);

/* ---- layers by hand and at random */

static uint64_t state;

static uint32_t below(uint32_t bound) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t) ((state >> 33) % bound);
}

static void share(size_t l, uint32_t object, uint32_t account, int64_t time) {
    struct share s = {time, object, account, next_post++};
    check_ok(layer_add(&layers[l], s, &err), err);
}

/* Members first, first + 1, … share a new object within seconds, `times` times. */
static void act(size_t l, uint32_t first, uint32_t members, uint32_t times) {
    for (; times > 0; times--, next_object++) {
        int64_t when = below(30 * 24) * HOUR;
        for (uint32_t m = 0; m < members; m++)
            share(l, next_object, first + m, when + below(30) * SECOND);
    }
}

/* Accounts from `first` on share `times` popular objects each, at any time of a month. */
static void mingle(size_t l, uint32_t first, uint32_t times) {
    uint32_t objects = next_object;
    next_object += 100;
    for (uint32_t a = first; a < ACCOUNTS; a++)
        for (uint32_t i = 0; i < times; i++)
            share(l, objects + below(100), a, below(30 * 24 * 60) * 60 * SECOND);
}

/* One share in five comes again, soon or late. */
static void repeat_some(size_t l) {
    for (size_t i = 0, count = layers[l].count; i < count; i++) {
        struct share s = layers[l].shares[i];
        if (below(5) == 0) share(l, s.object, s.account, s.time + below(150) * SECOND);
    }
}

static void build(size_t count) {
    network = (struct network){.accounts = ACCOUNTS, .layers = edges, .count = count};
    archive.traces = (struct traces){.layers = layers, .count = count, .objects.count = OBJECTS};
    archive.posts.count = next_post;
    archive.accounts.count = ACCOUNTS;
    for (size_t l = 0; l < count; l++) {
        check_ok(layer_finish(&layers[l], OBJECTS, ACCOUNTS, 1, &err), err);
        check_ok(edges_build(&edges[l], &layers[l], ACCOUNTS, &settings, &err), err);
    }
}

static void find(size_t count) {
    build(count);
    check_ok(clusters_find(&clusters, &network, &archive, &settings, &err), err);
    check_ok(clusters_repeat(&clusters, &network, &settings, &err), err);
    check_finally_stack();
}

/* Up to two layers with overlapping groups and noise. */
static void random_network(size_t count) {
    clean();
    for (size_t l = 0; l < count; l++) {
        mingle(l, 0, 2 + below(6));
        for (uint32_t groups = below(6); groups > 0; groups--)
            act(l, below(100), 2 + below(15), 2 + below(12));
        repeat_some(l);
    }
    find(count);
}

/* ---- oracles */

static bool is_member(const struct cluster *cluster, uint32_t account) {
    for (uint32_t i = 0; i < cluster->count; i++)
        if (cluster->members[i] == account) return true;
    return false;
}

/* What coshares_visit finds inside a cluster. */
struct inside {
    uint8_t alive[ACCOUNTS], *post;
    uint64_t posts;
    int64_t first, last;
};

static lockstep_status note(void *data, const struct share *first, const struct share *second,
                            lockstep_error *error) {
    struct inside *in = data;
    (void) error;
    if (in->posts == 0 || first->time < in->first) in->first = first->time;
    if (in->posts == 0 || second->time > in->last) in->last = second->time;
    in->posts += !in->post[first->post];
    in->posts += !in->post[second->post];
    in->post[first->post] = in->post[second->post] = 1;
    return LOCKSTEP_OK;
}

/* ---- evidence */

enum { COMMUNITIES = 3 };

/* Accounts of the layer in COMMUNITIES communities or none. */
static void draw_communities(uint32_t *community, const struct null_model *null) {
    for (uint32_t a = 0; a < null->account_room; a++) {
        uint32_t draw = below(COMMUNITIES + 1);
        community[a] = null->activity_total[a] && draw < COMMUNITIES ? draw : UINT32_MAX;
    }
}

static void check_evidence(struct evidence found, uint32_t number, const uint32_t *community,
                           const struct oracle_layer *made, const struct null_model *null) {
    uint32_t members[ACCOUNTS], count = 0;
    uint64_t episodes, alone_episodes;
    double alone;
    for (uint32_t a = 0; a < made->accounts; a++)
        if (community[a] == number) members[count++] = a;
    double want = oracle_evidence(&made->layer, made->accounts, members, count, 0.05, &episodes);
    check_near(found.nats, want, 1e-6);
    check_count(found.episodes, episodes);
    check_ok(
        cluster_evidence(&alone, &alone_episodes, &made->layer, null, members, count, 0.05, &err),
        err);
    check_near(alone, found.nats, 1e-9);
    check_count(alone_episodes, episodes);
}

Test(clusters, have_the_evidence_that_the_definition_gives) {
    struct evidence found[COMMUNITIES];
    uint32_t community[ACCOUNTS];
    uint64_t gained = 0;
    for (uint64_t seed = 1; seed <= 400; seed++) {
        struct oracle_layer made;
        struct null_model null;
        state = seed;
        oracle_layer_make(&made, seed);
        cr_assert_leq(made.accounts, ACCOUNTS);
        check_ok(null_model_fit(&null, &made.layer, made.accounts, seed, &err), err);
        draw_communities(community, &null);
        check_ok(
            communities_evidence(found, &made.layer, &null, community, COMMUNITIES, 0.05, &err),
            err);
        for (uint32_t c = 0; c < COMMUNITIES; c++) {
            check_evidence(found[c], c, community, &made, &null);
            gained += found[c].episodes;
        }
        null_model_release(&null);
        oracle_layer_free(&made);
    }
    cr_expect_gt(gained, 50, "%llu episodes gained", (unsigned long long) gained);
}

Test(clusters, have_the_evidence_worked_out_by_hand) {
    /* three accounts share one object together, one of them twice; seven others one object each */
    share(0, 0, 0, 0), share(0, 0, 1, 60 * SECOND), share(0, 0, 0, 70 * SECOND);
    share(0, 0, 2, 120 * SECOND);
    for (uint32_t a = 3; a < 10; a++)
        share(0, a, a, 0);
    build(1);
    const uint32_t members[] = {0, 1, 2};
    double evidence;
    uint64_t episodes;
    check_ok(
        cluster_evidence(&evidence, &episodes, &layers[0], &edges[0].null, members, 3, 0.05, &err),
        err);
    /* n = k = 3, q = 3/10, ln binom(10, 3) = ln 120, a cluster of three ln 3 */
    check_near(evidence, 3 * log(1 / 0.3) - log(4) - log(2) - log(120) - log(3) - log(20), 1e-9);
    check_count(episodes, 1);
}

Test(clusters, of_everybody_have_no_evidence) {
    act(0, 0, ACCOUNTS, 20);
    build(1);
    uint32_t members[ACCOUNTS];
    for (uint32_t a = 0; a < ACCOUNTS; a++)
        members[a] = a;
    double evidence;
    check_ok(cluster_evidence(&evidence, NULL, &layers[0], &edges[0].null, members, ACCOUNTS, 0.05,
                              &err),
             err);
    check_near(evidence, -log(20) - log(ACCOUNTS * (ACCOUNTS - 1) / 2), 1e-9);
}

/* ---- which clusters are kept */

Test(clusters, are_the_planted_ones_and_nobody_else) {
    for (uint64_t seed = 1; seed <= 20; seed++) {
        state = seed;
        clean();
        mingle(0, 20, 8);
        act(0, 0, 8, 20), act(0, 10, 5, 20);
        find(1);
        cr_assert_eq(clusters.kept, 2, "seed %llu: %zu kept", (unsigned long long) seed,
                     clusters.kept);
        check_count(clusters.items[0].count, 8);
        check_count(clusters.items[1].count, 5);
        for (uint32_t a = 0; a < ACCOUNTS; a++)
            check_count(clusters.of_account[a], a < 8 ? 1 : a >= 10 && a < 15 ? 2 : 0);
        check_count(clusters.items[0].edges, 28);
        check_near(clusters.items[0].density, 1, 0);
        check_near(clusters.items[0].stability, 1, 1e-12);
        check_count(clusters.items[0].posts, 160);
    }
}

Test(clusters, are_none_where_accounts_act_alone) {
    for (uint64_t seed = 1; seed <= 20; seed++) {
        state = seed;
        clean();
        mingle(0, 0, 30);
        find(1);
        cr_expect_eq(clusters.kept, 0, "seed %llu: %zu kept", (unsigned long long) seed,
                     clusters.kept);
    }
}

/* Sixty accounts that share what all share, at any time of a day: many pairs meet again and again.
 */
static void crowd(void) {
    for (uint32_t a = 40; a < 100; a++)
        for (uint32_t i = 0; i < 200; i++)
            share(0, next_object + below(300), a, below(24 * 60) * 60 * SECOND);
    next_object += 300;
}

Test(clusters, of_a_dense_crowd_pay_for_what_chance_has_there) {
    size_t paid = 0, kept = 0;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        state = seed;
        clean();
        crowd();
        find(1);
        kept += clusters.kept;
        paid += clusters.placebos[0].price > 0;
        cr_expect(clusters.kept == 0 || clusters.placebos[0].tries > 0);
    }
    cr_expect_leq(kept, 2, "%zu kept in 40 crowds", kept);
    cr_expect_gt(paid, 10, "in %zu of 40 crowds chance had something", paid);
}

/* The fused layer has the crowd's shares, too, and others' beside them. */
Test(clusters, of_the_fused_layer_pay_what_chance_has_in_its_layers) {
    size_t paid = 0;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        state = seed;
        clean();
        layers[1].trace = TRACE_FUSED, layers[1].name = "fused";
        crowd();
        for (size_t i = 0; i < layers[0].count; i++) {
            struct share s = layers[0].shares[i];
            check_ok(layer_add(&layers[1], s, &err), err);
        }
        for (uint32_t a = 100; a < ACCOUNTS; a++)
            for (uint32_t i = 0; i < 30; i++)
                share(1, next_object++, a, below(24 * 60) * 60 * SECOND);
        next_object = 0;
        find(2);
        const struct placebo *crowded = &clusters.placebos[0], *fused = &clusters.placebos[1];
        paid += crowded->price > 0;
        if (crowded->price > 0)
            cr_expect_geq(fused->price, crowded->evidence, "seed %llu", (unsigned long long) seed);
    }
    cr_expect_gt(paid, 5, "in %zu of 20 crowds chance had something", paid);
}

Test(clusters, that_are_planted_in_a_dense_crowd_are_found) {
    size_t others = 0;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        state = seed;
        clean();
        crowd();
        act(0, 0, 8, 30);
        find(1);
        cr_assert_geq(clusters.kept, 1, "seed %llu", (unsigned long long) seed);
        check_count(clusters.items[0].count, 8);
        check_count(clusters.items[0].members[7], 7);
        others += clusters.kept - 1;
    }
    cr_expect_leq(others, 1, "%zu others in 10 crowds", others);
}

Test(clusters, of_two_layers_are_told_once) {
    state = 1;
    for (size_t l = 0; l < 2; l++)
        mingle(l, 20, 5);
    act(0, 0, 8, 20), act(1, 0, 8, 30);
    find(2);
    check_count(clusters.kept, 1);
    check_count(clusters.items[0].layer, 1);
    check_count(clusters.items[0].count, 8);
    for (size_t l = 0; l < 2; l++)
        for (size_t i = 0; i < edges[l].count; i++)
            if (edges[l].items[i].target < 8) cr_expect(edges[l].items[i].kept);
}

/* Accounts 0 to 9 are a ring in both layers; in the second, 10 to 13 join it. */
static void ring_and_joiners(void) {
    for (size_t l = 0; l < 2; l++)
        mingle(l, 20, 5);
    act(0, 0, 10, 60), act(1, 0, 10, 20);
}

Test(clusters, that_lost_their_core_to_another_layer_need_evidence_of_their_own) {
    state = 1;
    ring_and_joiners();
    for (uint32_t joiner = 10; joiner < 14; joiner++)
        for (uint32_t i = 0; i < 4; i++) { /* each joins other acts of the ring, never each other */
            int64_t when = below(30 * 24) * HOUR;
            for (uint32_t a = 0; a < 10; a++)
                share(1, next_object, a, when);
            share(1, next_object++, joiner, when);
        }
    find(2);
    check_count(clusters.kept, 1);
    check_count(clusters.items[0].layer, 0);
    check_count(clusters.items[0].count, 10);
    bool met = false; /* what is left of the ring and its joiners is told as chance */
    for (size_t i = clusters.kept; i < clusters.count; i++)
        met |= clusters.items[i].members[0] == 10 && clusters.items[i].count == 4;
    cr_expect(met);
}

Test(clusters, that_lost_their_core_stay_where_the_rest_acts_together) {
    state = 1;
    ring_and_joiners();
    act(1, 0, 14, 10), act(1, 10, 4, 3);
    find(2);
    check_count(clusters.kept, 2);
    check_count(clusters.items[0].count, 10);
    check_count(clusters.items[1].count, 4);
    check_count(clusters.items[1].members[0], 10);
    check_count(clusters.items[1].layer, 1);
}

Test(clusters, wait_for_a_better_one_that_loses_accounts) {
    state = 1;
    for (size_t l = 0; l < 2; l++)
        mingle(l, 20, 40);
    act(0, 0, 10, 100), act(1, 8, 10, 50), act(0, 14, 6, 8);
    find(2);
    check_count(clusters.kept, 2); /* 0 to 9; 10 to 17, before 14 to 19 could have a part of them */
    check_count(clusters.items[0].count, 10);
    check_count(clusters.items[1].count, 8);
    check_count(clusters.items[1].members[0], 10);
}

/* ---- what always holds */

static void check_described(const struct cluster *c, uint64_t seed) {
    const struct edges *e = &edges[c->layer];
    struct inside in = {.post = calloc(next_post, 1)};
    double within = 0, leaving = 0;
    uint64_t count = 0;
    for (uint32_t i = 0; i < c->count; i++)
        in.alive[c->members[i]] = 1;
    check_ok(coshares_visit(&layers[c->layer], in.alive, note, &in, &err), err);
    free(in.post);
    for (size_t i = 0; i < e->count; i++) {
        bool a = is_member(c, e->items[i].source), b = is_member(c, e->items[i].target);
        count += a && b;
        within += a && b ? e->items[i].weight : 0;
        leaving += a != b ? e->items[i].weight : 0;
    }
    cr_expect_eq(c->posts, in.posts, "seed %llu", (unsigned long long) seed);
    cr_expect_eq(c->edges, count, "seed %llu", (unsigned long long) seed);
    check_near(c->density, 2.0 * (double) count / (c->count * (c->count - 1.0)), 1e-12);
    if (count) check_near(c->conductance, leaving / (leaving + 2 * within), 1e-9);
    if (!in.posts) return;
    cr_expect_eq(c->first_time, in.first, "seed %llu", (unsigned long long) seed);
    cr_expect_eq(c->last_time, in.last, "seed %llu", (unsigned long long) seed);
}

static void check_cluster(size_t index, uint64_t seed) {
    const struct cluster *c = &clusters.items[index];
    uint64_t episodes;
    cr_expect_geq(c->count, 3, "seed %llu", (unsigned long long) seed);
    for (uint32_t i = 0; i < c->count; i++) {
        cr_expect(i == 0 || c->members[i - 1] < c->members[i]);
        cr_expect(!c->number || clusters.of_account[c->members[i]] == c->number);
    }
    const struct layer *layer = &layers[c->layer];
    double placebo = clusters.placebos[c->layer].price;
    double want =
        oracle_evidence(layer, ACCOUNTS, c->members, c->count, settings.alpha, &episodes) - placebo;
    if (placebo > 0)
        want = fmax(want, oracle_strict(layer, ACCOUNTS, c->members, c->count, settings.alpha));
    check_near(c->evidence, want - log((double) network.count), 1e-6);
    check_count(c->episodes, episodes);
    check_count(c->number, index < clusters.kept ? index + 1 : 0);
    cr_expect_eq(c->evidence > 0, index < clusters.kept, "seed %llu", (unsigned long long) seed);
    cr_expect(c->stability >= 0 && c->stability <= 1 + 1e-12);
    if (index + 1 < clusters.kept) cr_expect_geq(c->count, c[1].count);
    check_described(c, seed);
}

Test(clusters, are_disjoint_ranked_and_described_as_their_records_say) {
    for (uint64_t seed = 1; seed <= 30; seed++) {
        state = seed;
        random_network(1 + seed % 2);
        uint32_t members = 0, marked = 0;
        for (size_t i = 0; i < clusters.count; i++) {
            check_cluster(i, seed);
            members += i < clusters.kept ? clusters.items[i].count : 0;
        }
        for (uint32_t a = 0; a < ACCOUNTS; a++)
            marked += clusters.of_account[a] > 0;
        cr_expect_eq(marked, members, "seed %llu", (unsigned long long) seed);
    }
}

Test(clusters, mark_the_edges_inside_them_and_the_significant_ones) {
    static const double FDR[] = {0.05, 0.5, -1};
    for (uint64_t seed = 1; seed <= 30; seed++) {
        state = seed;
        settings.fdr = FDR[seed % 3];
        random_network(2);
        uint32_t significant = 0;
        for (size_t l = 0; l < 2; l++)
            for (size_t i = 0; i < edges[l].count; i++) {
                const struct edge *e = &edges[l].items[i];
                uint32_t a = clusters.of_account[e->source], b = clusters.of_account[e->target];
                bool inside = a && a == b, low = e->q_value <= settings.fdr;
                cr_expect_eq(e->kept, inside || low || settings.fdr < 0, "seed %llu",
                             (unsigned long long) seed);
                significant += low && !inside;
            }
        check_count(clusters.significant_pairs, significant);
    }
}

Test(clusters, are_printed_as_rows) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    for (uint32_t object = 0; object < 4; object++)
        for (uint32_t a = 0; a < 3; a++)
            share(0, object, a, object * HOUR + a * SECOND);
    for (uint32_t a = 3; a < ACCOUNTS; a++)
        share(0, a + 10, a, 0);
    find(1);
    check_ok(clusters_respond(&clusters, &network, &settings, &err), err);
    check_ok(clusters_print(out, &clusters, &archive, &err), err);
    fclose(out);
    char want[1024];
    snprintf(want, sizeof want,
             "cluster,accounts,posts,edges,evidence,episodes,window,layer,density,conductance,"
             "stability,first_time,last_time,survives_half,survives_double,largest_object_share,"
             "survives_leave_one_out,marks,burst,outsiders,source,links,via,focus,news_words,"
             "fan_words,network_words,modularity,density_p,runs,runner_up_runs,runner_up_accounts,"
             "runner_up_overlap,clock,own_sites\n"
             "1,3,12,3,%.10g,4,60s,repost,1,0,1,1970-01-01T00:00:00Z,1970-01-01T03:00:02Z,1,1,0.25,"
             "1,,0,0,0,0,0,0,0,0,0,0,%.10g,20,0,0,0,0,0\n",
             clusters.items[0].evidence, clusters.items[0].density_p);
    check_text(text, want);
    free(text);
}

Test(clusters, fail_cleanly_wherever_memory_runs_out) {
    state = 1;
    ring_and_joiners();
    build(2);
    lockstep_status status = LOCKSTEP_ENOMEM;
    for (long n = 0; status != LOCKSTEP_OK && n < 10000; n += 1 + n / 50) {
        lockstep_error at = {0};
        arena_fail_after = n;
        status = clusters_find(&clusters, &network, &archive, &settings, &at);
        bool found = status == LOCKSTEP_OK;
        if (found) status = clusters_repeat(&clusters, &network, &settings, &at);
        arena_fail_after = -1;
        if (found && status != LOCKSTEP_OK) clusters_release(&clusters);
        check_finally_stack();
        if (status != LOCKSTEP_OK) cr_assert_eq(status, LOCKSTEP_ENOMEM, "allocation %ld", n);
    }
    check_count(status, LOCKSTEP_OK);
    check_count(clusters.kept, 1);
}
