#include "graph/graph.h"

#include "tests/check.h"

#include <igraph.h>
#include <math.h>
#include <stdlib.h>

enum { SMALL = 8 };

/* A network of one or two layers by hand. */
static struct layer layers[2] = {{.trace = TRACE_URL}, {.trace = TRACE_FUSED}};
static struct edges edges[2];
static struct network network;
static struct centrality c;
static struct lockstep_settings settings = {.seed = 1};
static lockstep_error err;

/* Criterion ignores what a teardown finds. */
static void check_finally_stack(void) {
    cr_expect_eq(IGRAPH_FINALLY_STACK_SIZE(), 0, "igraph's finally stack is not empty");
}

static void setup(void) {
    for (size_t l = 0; l < 2; l++) {
        edges[l] = (struct edges){.layer = &layers[l], .items = calloc(40000, sizeof(struct edge))};
        cr_assert(edges[l].items);
    }
    network = (struct network){.layers = edges, .count = 1};
}

static void teardown(void) {
    centrality_release(&c);
    for (size_t l = 0; l < 2; l++)
        free(edges[l].items);
}
TestSuite(centrality, .init = setup, .fini = teardown);

static void add(size_t l, uint32_t source, uint32_t target, double weight, bool kept) {
    edges[l].items[edges[l].count++] =
        (struct edge){.source = source, .target = target, .weight = weight, .kept = kept};
}

static void tie(uint32_t source, uint32_t target, double weight) {
    add(0, source, target, weight, true);
}

static void measure(uint32_t accounts) {
    centrality_release(&c);
    network.accounts = accounts;
    check_ok(centrality_measure(&c, &network, &settings, &err), err);
    check_finally_stack();
}

static uint64_t state;

static uint32_t below(uint32_t bound) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t) ((state >> 33) % bound);
}

/* Weights are powers of two, so that lengths of paths add up without rounding. */
static void random_ties(uint32_t accounts, uint32_t percent) {
    static const double WEIGHTS[] = {0.5, 1, 2, 4};
    edges[0].count = 0;
    for (uint32_t a = 0; a < accounts; a++)
        for (uint32_t b = a + 1; b < accounts; b++)
            if (below(100) < percent) tie(a, b, WEIGHTS[below(4)]);
}

static double weight_between(uint32_t a, uint32_t b) {
    for (size_t i = 0; i < edges[0].count; i++) {
        const struct edge *e = &edges[0].items[i];
        if ((e->source == a && e->target == b) || (e->source == b && e->target == a))
            return e->weight;
    }
    return 0;
}

static uint32_t tied(uint32_t accounts) {
    uint32_t n = 0;
    for (uint32_t a = 0; a < accounts; a++)
        n += c.degree[a] > 0;
    return n;
}

/* ---- oracles */

/* The shortest paths of one pair, by walking every path there is. */
struct walk {
    uint32_t accounts, target, path[SMALL], steps;
    bool on_path[SMALL];
    double shortest, paths, through[SMALL];
};

static void arrive(struct walk *w, double length) {
    if (length > w->shortest) return;
    if (length < w->shortest) {
        w->shortest = length, w->paths = 0;
        memset(w->through, 0, sizeof w->through);
    }
    w->paths++;
    for (uint32_t i = 1; i + 1 < w->steps; i++)
        w->through[w->path[i]]++;
}

static void walk_on(struct walk *w, uint32_t at, double length) {
    w->path[w->steps++] = at, w->on_path[at] = true;
    if (at == w->target) arrive(w, length);
    for (uint32_t next = 0; at != w->target && next < w->accounts; next++) {
        double weight = weight_between(at, next);
        if (weight > 0 && !w->on_path[next]) walk_on(w, next, length + 1 / weight);
    }
    w->steps--, w->on_path[at] = false;
}

static void slow_betweenness(double *out, uint32_t accounts) {
    memset(out, 0, accounts * sizeof *out);
    for (uint32_t s = 0; s < accounts; s++)
        for (uint32_t t = s + 1; t < accounts; t++) {
            struct walk w = {.accounts = accounts, .target = t, .shortest = INFINITY};
            walk_on(&w, s, 0);
            for (uint32_t a = 0; a < accounts && w.paths > 0; a++)
                out[a] += w.through[a] / w.paths;
        }
}

/* The largest k such that peeling accounts of fewer than k ties leaves this one. */
static uint32_t slow_coreness(uint32_t account, uint32_t accounts) {
    for (uint32_t k = 1;; k++) {
        bool left[SMALL], peeled = true;
        memset(left, true, sizeof left);
        while (peeled) {
            peeled = false;
            for (uint32_t a = 0; a < accounts; a++) {
                uint32_t degree = 0;
                for (uint32_t b = 0; b < accounts; b++)
                    degree += left[a] && left[b] && weight_between(a, b) > 0;
                if (left[a] && degree < k) left[a] = false, peeled = true;
            }
        }
        if (!left[account]) return k - 1;
    }
}

/* ---- the tests */

Test(centrality, counts_shortest_paths_as_walking_them_all_does) {
    double want[SMALL];
    for (uint64_t seed = 1; seed <= 300; seed++) {
        state = seed;
        uint32_t accounts = 3 + below(5);
        random_ties(accounts, 30 + below(60));
        measure(accounts);
        slow_betweenness(want, accounts);
        for (uint32_t a = 0; a < accounts; a++)
            cr_expect_float_eq(c.betweenness[a], want[a], 1e-9,
                               "seed %llu: account %u has %g, expected %g",
                               (unsigned long long) seed, a, c.betweenness[a], want[a]);
        check_count(c.betweenness_sources, tied(accounts));
    }
}

/* Lengths of shortest paths by Floyd & Warshall. */
static void slow_lengths(double length[SMALL][SMALL], uint32_t accounts) {
    for (uint32_t a = 0; a < accounts; a++)
        for (uint32_t b = 0; b < accounts; b++) {
            double weight = weight_between(a, b);
            length[a][b] = a == b ? 0 : weight > 0 ? 1 / weight : INFINITY;
        }
    for (uint32_t k = 0; k < accounts; k++)
        for (uint32_t a = 0; a < accounts; a++)
            for (uint32_t b = 0; b < accounts; b++)
                length[a][b] = fmin(length[a][b], length[a][k] + length[k][b]);
}

static double slow_harmonic(double length[SMALL][SMALL], uint32_t account, uint32_t accounts) {
    double sum = 0;
    for (uint32_t b = 0; b < accounts; b++)
        if (b != account) sum += 1 / length[account][b];
    return tied(accounts) > 1 ? sum / (tied(accounts) - 1) : 0;
}

static double slow_clustering(uint32_t account, uint32_t accounts) {
    double pairs = 0, closed = 0;
    for (uint32_t a = 0; a < accounts; a++)
        for (uint32_t b = a + 1; b < accounts; b++) {
            if (weight_between(account, a) <= 0 || weight_between(account, b) <= 0) continue;
            pairs++;
            closed += weight_between(a, b) > 0;
        }
    return pairs > 0 ? closed / pairs : 0;
}

Test(centrality, is_near_and_clustered_as_the_definitions_say) {
    double length[SMALL][SMALL];
    for (uint64_t seed = 1; seed <= 300; seed++) {
        state = seed;
        uint32_t accounts = 3 + below(5);
        random_ties(accounts, 30 + below(60));
        measure(accounts);
        slow_lengths(length, accounts);
        for (uint32_t a = 0; a < accounts; a++) {
            check_near(c.harmonic[a], slow_harmonic(length, a, accounts), 1e-9);
            check_near(c.clustering[a], slow_clustering(a, accounts), 1e-9);
        }
    }
}

/* The ties of cluster 1 alone. */
static void check_inside(const struct centrality *within, const struct centrality *whole,
                         const uint32_t *of_account) {
    struct centrality alone = {0};
    struct tie ties[SMALL * SMALL];
    for (size_t t = 0; t < whole->tie_count; t++)
        if (of_account[whole->ties[t].source] == 1 && of_account[whole->ties[t].target] == 1)
            ties[alone.tie_count++] = whole->ties[t];
    alone.ties = ties;
    check_ok(centrality_of_ties(&alone, SMALL, &settings, &err), err);
    for (uint32_t a = 0; a < SMALL; a++) {
        if (of_account[a] != 1) continue;
        check_count(within->degree[a], alone.degree[a]);
        check_near(within->strength[a], alone.strength[a], 1e-12);
        check_near(within->betweenness[a], alone.betweenness[a], 1e-9);
        check_near(within->pagerank[a], alone.pagerank[a], 1e-9);
    }
    centrality_release(&alone);
}

static void check_participation(const struct centrality *within, const struct centrality *whole,
                                const uint32_t *of_account) {
    for (uint32_t a = 0; a < SMALL; a++) {
        double towards[3] = {0}, want = whole->strength[a] > 0 ? 1 : 0;
        for (uint32_t b = 0; b < SMALL; b++)
            towards[of_account[b]] += weight_between(a, b);
        for (int k = 0; k < 3 && want > 0; k++)
            want -= pow(towards[k] / whole->strength[a], 2);
        check_near(within->participation[a], fmax(want, 0), 1e-9);
    }
}

Test(centrality, within_a_cluster_is_that_of_its_ties_alone) {
    static uint32_t first[] = {0, 2, 4, 6}, second[] = {1, 3, 5};
    static uint32_t of_account[SMALL] = {1, 2, 1, 2, 1, 2, 1, 0};
    struct cluster items[] = {{.number = 1, .members = first, .count = 4},
                              {.number = 2, .members = second, .count = 3}};
    struct clusters found = {.items = items, .count = 2, .kept = 2, .of_account = of_account};
    for (uint64_t seed = 1; seed <= 50; seed++) {
        struct centrality whole, within;
        state = seed;
        random_ties(SMALL, 60);
        network.accounts = SMALL;
        check_ok(centrality_measure(&whole, &network, &settings, &err), err);
        check_ok(centrality_within(&within, &whole, &found, SMALL, &settings, &err), err);
        check_inside(&within, &whole, of_account);
        check_participation(&within, &whole, of_account);
        centrality_release(&within), centrality_release(&whole);
    }
}

/* igraph's betweenness and lengths of paths, of the accounts with a tie; `value` has room for all.
 */
static void by_igraph(double *betweenness, double *harmonic, uint32_t accounts) {
    igraph_t graph;
    igraph_vector_int_t ends;
    igraph_vector_t value, length;
    igraph_matrix_t lengths;
    igraph_vector_int_init(&ends, (igraph_integer_t) (2 * c.tie_count));
    igraph_vector_init(&value, 0), igraph_vector_init(&length, (igraph_integer_t) c.tie_count);
    igraph_matrix_init(&lengths, 0, 0);
    for (size_t t = 0; t < c.tie_count; t++) {
        VECTOR(ends)[2 * t] = c.ties[t].source, VECTOR(ends)[2 * t + 1] = c.ties[t].target;
        VECTOR(length)[t] = 1 / c.ties[t].weight;
    }
    igraph_create(&graph, &ends, accounts, IGRAPH_UNDIRECTED);
    igraph_betweenness(&graph, &value, igraph_vss_all(), IGRAPH_UNDIRECTED, &length);
    igraph_distances_dijkstra(&graph, &lengths, igraph_vss_all(), igraph_vss_all(), &length,
                              IGRAPH_ALL);
    for (uint32_t a = 0; a < accounts; a++) {
        betweenness[a] = VECTOR(value)[a], harmonic[a] = 0;
        for (uint32_t b = 0; b < accounts; b++)
            if (a != b) harmonic[a] += 1 / MATRIX(lengths, a, b) / (tied(accounts) - 1);
    }
    igraph_destroy(&graph), igraph_vector_int_destroy(&ends), igraph_vector_destroy(&value);
    igraph_vector_destroy(&length), igraph_matrix_destroy(&lengths);
}

/* Sparse and dense, in one part and in many; weights all alike, a few, or as in real layers, where
 * paths of equal length add up to other last digits. */
static void draw_network(uint32_t accounts) {
    uint32_t percent = 1 + below(below(2) ? 8 : 60), kind = below(3);
    edges[0].count = 0;
    for (uint32_t a = 0; a < accounts; a++)
        for (uint32_t b = a + 1; b < accounts; b++) {
            double weight = kind == 0 ? 1 : 1 + below(3);
            for (uint32_t i = 0; kind == 2 && i < below(4); i++)
                weight += 1 / log(3 + below(4));
            if (below(100) < percent) tie(a, b, weight);
        }
}

Test(centrality, of_shortest_paths_is_as_igraph_has_it) {
    enum { MOST = 60 };
    double betweenness[MOST], harmonic[MOST];
    for (uint64_t seed = 1; seed <= 400; seed++) {
        state = seed;
        uint32_t accounts = 2 + below(MOST - 1);
        draw_network(accounts);
        measure(accounts);
        if (c.tie_count == 0) continue;
        by_igraph(betweenness, harmonic, accounts);
        for (uint32_t a = 0; a < accounts; a++) {
            cr_expect_float_eq(c.betweenness[a], betweenness[a], 1e-7, "seed %llu, account %u",
                               (unsigned long long) seed, a);
            cr_expect_float_eq(c.harmonic[a], c.degree[a] ? harmonic[a] : 0, 1e-9,
                               "seed %llu, account %u", (unsigned long long) seed, a);
        }
    }
}

Test(centrality, of_shortest_paths_is_the_same_on_any_number_of_threads) {
    enum { ACCOUNTS = 280 };
    double betweenness[ACCOUNTS], harmonic[ACCOUNTS];
    random_ties(ACCOUNTS, 99); /* enough for threads to be worth it */
    settings.threads = 1;
    measure(ACCOUNTS);
    memcpy(betweenness, c.betweenness, sizeof betweenness);
    memcpy(harmonic, c.harmonic, sizeof harmonic);
    for (settings.threads = 2; settings.threads <= 5; settings.threads++) {
        measure(ACCOUNTS);
        cr_expect_arr_eq(c.betweenness, betweenness, sizeof betweenness);
        cr_expect_arr_eq(c.harmonic, harmonic, sizeof harmonic);
    }
}

Test(centrality, of_one_account_or_none_is_nothing) {
    measure(0);
    check_count(c.tie_count, 0);
    measure(1);
    check_near(c.betweenness[0], 0, 0);
    check_near(c.harmonic[0], 0, 0);
}

Test(centrality, is_short_where_ties_are_strong) {
    tie(0, 1, 4), tie(1, 2, 4), tie(0, 2, 1); /* ¼ + ¼ < 1: the way leads over 1 */
    measure(3);
    check_near(c.betweenness[1], 1, 1e-12);
    check_near(c.betweenness[0], 0, 1e-12);
}

Test(centrality, estimates_betweenness_of_many_accounts_from_some) {
    enum { PATHS = 5000 }; /* of three accounts, one of them between the others */
    for (uint32_t i = 0; i < PATHS; i++)
        tie(3 * i, 3 * i + 1, 1), tie(3 * i + 1, 3 * i + 2, 1);
    measure(3 * PATHS);
    cr_expect_lt(c.betweenness_sources, 3 * PATHS);
    cr_expect_geq(c.betweenness_sources, 100);
    double between = 0;
    for (uint32_t i = 0; i < PATHS; i++) {
        between += c.betweenness[3 * i + 1];
        check_near(c.betweenness[3 * i], 0, 1e-12);
        cr_expect_leq(fabs(c.betweenness[3 * i + 1] - 1), c.betweenness_error);
    }
    double n = 3 * PATHS, k = c.betweenness_sources; /* Hoeffding's, for all accounts at once */
    check_near(c.betweenness_error, n * (n - 2) / 2 * sqrt(log(2 * n / 0.05) / (2 * k)), 1e-3);
    check_near(between, PATHS, PATHS * 0.03);
}

Test(centrality, gives_a_pagerank_that_passing_it_on_does_not_change) {
    for (uint64_t seed = 1; seed <= 200; seed++) {
        state = seed;
        random_ties(SMALL, 20 + below(60));
        measure(SMALL);
        double sum = 0, n = tied(SMALL);
        for (uint32_t a = 0; a < SMALL; a++) {
            double want = c.degree[a] ? 0.15 / n : 0;
            for (uint32_t b = 0; b < SMALL; b++)
                if (c.degree[b])
                    want += 0.85 * c.pagerank[b] * weight_between(a, b) / c.strength[b];
            cr_expect_float_eq(c.pagerank[a], want, 1e-9,
                               "seed %llu: account %u has %g, expected %g",
                               (unsigned long long) seed, a, c.pagerank[a], want);
            sum += c.pagerank[a];
        }
        if (n > 0) check_near(sum, 1, 1e-9);
    }
}

Test(centrality, gives_the_coreness_that_peeling_finds) {
    for (uint64_t seed = 1; seed <= 200; seed++) {
        state = seed;
        random_ties(SMALL, 20 + below(70));
        measure(SMALL);
        for (uint32_t a = 0; a < SMALL; a++)
            cr_expect_eq(c.coreness[a], slow_coreness(a, SMALL), "seed %llu: account %u has %u",
                         (unsigned long long) seed, a, c.coreness[a]);
    }
}

Test(centrality, gives_a_leading_eigenvector) {
    for (uint64_t seed = 1; seed <= 200; seed++) {
        state = seed;
        random_ties(SMALL, 30 + below(60));
        measure(SMALL);
        double product[SMALL] = {0}, largest = 0, lambda = 0;
        for (uint32_t a = 0; a < SMALL; a++) {
            for (uint32_t b = 0; b < SMALL; b++)
                product[a] += weight_between(a, b) * c.eigenvector[b];
            largest = fmax(largest, c.eigenvector[a]);
            lambda = fmax(lambda, product[a]); /* where the entry is 1 */
        }
        if (c.tie_count) check_near(largest, 1, 0);
        for (uint32_t a = 0; a < SMALL; a++) {
            cr_expect_float_eq(product[a], lambda * c.eigenvector[a], 1e-9, "seed %llu, account %u",
                               (unsigned long long) seed, a);
            cr_expect_geq(c.eigenvector[a], 0, "seed %llu, account %u", (unsigned long long) seed,
                          a);
        }
        for (size_t i = 0; i < c.tie_count; i++) /* no part of the graph has a larger one */
            cr_expect_geq(lambda, c.ties[i].weight - 1e-9, "seed %llu", (unsigned long long) seed);
    }
}

Test(centrality, gives_an_eigenvector_of_the_leading_part_only) {
    for (uint32_t a = 0; a < 4; a++)
        for (uint32_t b = a + 1; b < 4; b++)
            tie(a, b, 1); /* eigenvalue 3 */
    tie(4, 5, 2), tie(6, 7, 3);
    measure(9);
    static const double WANT[] = {1, 1, 1, 1, 0, 0, 1, 1, 0};
    for (uint32_t a = 0; a < 9; a++)
        cr_expect_float_eq(c.eigenvector[a], WANT[a], 1e-12, "account %u has %g", a,
                           c.eigenvector[a]);
}

Test(centrality, gives_an_eigenvector_of_a_star) {
    for (uint32_t a = 1; a <= 9; a++)
        tie(0, a, 2);
    measure(10);
    check_near(c.eigenvector[0], 1, 0);
    check_near(c.eigenvector[9], 1.0 / 3, 1e-9); /* 1/√9 */
}

Test(centrality, ties_each_pair_of_kept_edges_once) {
    network.count = 2;
    add(0, 0, 1, 5, true), add(0, 0, 2, 7, false), add(0, 1, 2, 3, true), add(0, 3, 4, 1, true);
    add(1, 0, 1, 2, true), add(1, 0, 3, 9, false), add(1, 1, 2, 8, false), add(1, 1, 4, 6, true);
    measure(5);
    static const struct tie WANT[] = {{0, 1, 2}, {1, 2, 8}, {1, 4, 6}, {3, 4, 1}};
    cr_assert_eq(c.tie_count, 4);
    for (size_t i = 0; i < 4; i++) {
        check_count(c.ties[i].source, WANT[i].source);
        check_count(c.ties[i].target, WANT[i].target);
        check_near(c.ties[i].weight, WANT[i].weight, 0);
    }
    check_count(c.degree[1], 3);
    check_near(c.strength[1], 16, 0);
    check_count(c.degree[0], 1);
}

Test(centrality, takes_the_largest_weight_of_a_pair_without_a_fused_edge) {
    layers[1].trace = TRACE_TEXT;
    network.count = 2;
    add(0, 0, 1, 5, true), add(1, 0, 1, 6, true);
    measure(2);
    check_count(c.tie_count, 1);
    check_near(c.ties[0].weight, 6, 0);
}

Test(centrality, of_a_network_without_kept_edges_is_zero) {
    add(0, 0, 1, 5, false);
    measure(3);
    check_count(c.tie_count, 0);
    check_count(c.degree[0], 0);
    check_near(c.pagerank[0], 0, 0);
}

Test(centrality, says_so_when_a_tie_has_no_length) {
    tie(0, 1, -1);
    network.accounts = 2;
    check_status(centrality_measure(&c, &network, &settings, &err), LOCKSTEP_EGRAPH, err);
    check_finally_stack();
    check_text(err.text, "a tie has the weight -1, and so no length");
    cr_expect_null(c.ties);
}

Test(centrality, stops_when_interrupted) {
    random_ties(SMALL, 50);
    network.accounts = SMALL;
    lockstep_interrupt();
    check_status(centrality_measure(&c, &network, &settings, &err), LOCKSTEP_EINTERRUPTED, err);
    check_finally_stack();
    check_text(err.text, "interrupted");
}

Test(centrality, fails_cleanly_wherever_memory_runs_out) {
    random_ties(SMALL, 50);
    network.accounts = SMALL;
    lockstep_status status = LOCKSTEP_ENOMEM;
    for (long n = 0; status != LOCKSTEP_OK && n < 1000; n++) {
        lockstep_error at = {0};
        arena_fail_after = n;
        status = centrality_measure(&c, &network, &settings, &at);
        arena_fail_after = -1;
        check_finally_stack();
        if (status != LOCKSTEP_OK) cr_expect_eq(status, LOCKSTEP_ENOMEM, "allocation %ld", n);
    }
    check_count(status, LOCKSTEP_OK);
}
