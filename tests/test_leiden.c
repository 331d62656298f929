/* Leiden on flat arrays against igraph's own: the same communities, whatever the graph. */
#include "graph/bridge.h"
#include "graph/leiden.h"

#include "tests/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { VERTICES = 400, EDGES = 4000, ROUNDS = 50 };

static uint32_t ends[2 * EDGES];
static double weights[EDGES], sizes[VERTICES];
static struct weighted_graph graph;
static lockstep_error err;
static uint64_t state;

static uint32_t below(uint32_t bound) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t) ((state >> 33) % bound);
}

/* ---- the oracle: igraph, from the partition of the round before, until the quality stays */

struct reference {
    double resolution;
    uint32_t *membership;
};

static igraph_error_t make_graph(igraph_t *out, igraph_vector_t *of_edges,
                                 igraph_vector_t *of_vertices) {
    igraph_vector_int_t list;
    IGRAPH_CHECK(igraph_vector_int_init(&list, (igraph_integer_t) (2 * graph.edges)));
    for (size_t i = 0; i < 2 * graph.edges; i++)
        VECTOR(list)[i] = graph.ends[i];
    for (size_t e = 0; e < graph.edges; e++)
        VECTOR(*of_edges)[e] = graph.weights[e];
    for (uint32_t v = 0; v < graph.vertices; v++)
        VECTOR(*of_vertices)[v] = sizes[v];
    IGRAPH_CHECK(igraph_create(out, &list, graph.vertices, IGRAPH_UNDIRECTED));
    igraph_vector_int_destroy(&list);
    return IGRAPH_SUCCESS;
}

static igraph_error_t find_by_igraph(void *data) {
    struct reference *r = data;
    igraph_t g;
    igraph_vector_t of_edges, of_vertices;
    igraph_vector_int_t found;
    igraph_integer_t count;
    double best = -INFINITY, quality;
    IGRAPH_CHECK(igraph_vector_init(&of_edges, (igraph_integer_t) graph.edges));
    IGRAPH_CHECK(igraph_vector_init(&of_vertices, graph.vertices));
    IGRAPH_CHECK(igraph_vector_int_init(&found, 0));
    IGRAPH_CHECK(make_graph(&g, &of_edges, &of_vertices));
    for (int round = 0; round < ROUNDS; round++) {
        IGRAPH_CHECK(igraph_community_leiden(&g, &of_edges, &of_vertices, r->resolution, 0.01,
                                             round > 0, 1, &found, &count, &quality));
        quality *= igraph_vector_sum(&of_edges);
        if (!(quality > best)) break;
        best = quality;
    }
    for (uint32_t v = 0; v < graph.vertices; v++)
        r->membership[v] = (uint32_t) VECTOR(found)[v];
    igraph_destroy(&g);
    igraph_vector_int_destroy(&found);
    igraph_vector_destroy(&of_vertices);
    igraph_vector_destroy(&of_edges);
    return IGRAPH_SUCCESS;
}

static igraph_error_t find_here(void *data) {
    struct reference *r = data;
    check_status(leiden_find(r->membership, &graph, sizes, r->resolution, &err), LOCKSTEP_OK, err);
    return IGRAPH_SUCCESS;
}

/* ---- graphs */

static void add_edge(uint32_t a, uint32_t b, double weight) {
    if (a == b || graph.edges == EDGES) return;
    for (size_t e = 0; e < graph.edges; e++)
        if ((ends[2 * e] == a && ends[2 * e + 1] == b) ||
            (ends[2 * e] == b && ends[2 * e + 1] == a))
            return;
    ends[2 * graph.edges] = a, ends[2 * graph.edges + 1] = b;
    weights[graph.edges++] = weight;
}

/* Fractions, whole numbers, or numbers of either sign. */
static double draw_weight(uint32_t kind) {
    if (kind == 0) return 1 + below(5);
    if (kind == 1) return (1 + below(1000)) / 300.0;
    return (below(1000) - 300.0) / 100;
}

/* Groups of ten with ties within and some between, listed in no order. */
static void plant(uint32_t seed) {
    state = seed;
    graph = (struct weighted_graph){.ends = ends, .weights = weights};
    graph.vertices = 2 + below(seed % 4 ? VERTICES - 2 : 30);
    uint32_t kind = seed % 3, wanted = below(graph.vertices * (1 + below(10)));
    for (uint32_t v = 0; v < graph.vertices; v++)
        sizes[v] = kind == 1 ? (1 + below(1000)) / 100.0 : 1 + below(20);
    for (uint32_t i = 0; i < wanted; i++) {
        uint32_t a = below(graph.vertices),
                 b = below(10) < 6 ? a / 10 * 10 + below(10) : below(graph.vertices);
        if (b < graph.vertices) add_edge(a, b, draw_weight(kind));
    }
}

static double draw_resolution(uint32_t seed) {
    static const double of[] = {0, 0.0003, 0.002, 0.01, 0.05, 0.3};
    return of[seed / 3 % (sizeof of / sizeof *of)];
}

static void check_same(uint32_t seed) {
    uint32_t expected[VERTICES], found[VERTICES];
    struct reference igraph = {draw_resolution(seed), expected}, here = igraph;
    here.membership = found;
    check_status(bridge_run(find_by_igraph, &igraph, seed, UINT64_MAX, &err), LOCKSTEP_OK, err);
    check_status(bridge_run(find_here, &here, seed, UINT64_MAX, &err), LOCKSTEP_OK, err);
    for (uint32_t v = 0; v < graph.vertices; v++)
        cr_assert_eq(found[v], expected[v], "seed %u, vertex %u: %u, igraph says %u", seed, v,
                     found[v], expected[v]);
}

/* Later versions of igraph may draw otherwise. */
static void want_the_reference(void) {
    const char *version;
    igraph_version(&version, NULL, NULL, NULL);
    if (strcmp(version, "0.10.2") != 0) cr_skip_test("igraph is %s, not 0.10.2", version);
}

Test(leiden, finds_what_igraph_finds) {
    want_the_reference();
    for (uint32_t seed = 1; seed <= 1500; seed++) {
        plant(seed);
        check_same(seed);
    }
}

Test(leiden, takes_graphs_without_edges) {
    want_the_reference();
    plant(2);
    graph.edges = 0;
    check_same(2);
}

/* Every allocation fails once; nothing leaks, and the status is right. */
Test(leiden, says_that_memory_is_out) {
    uint32_t found[VERTICES];
    lockstep_status status = LOCKSTEP_ENOMEM;
    plant(5);
    for (long allocations = 0; status == LOCKSTEP_ENOMEM && allocations < 1000; allocations++) {
        arena_fail_after = allocations;
        status = leiden_find(found, &graph, sizes, 0.01, NULL);
    }
    arena_fail_after = -1;
    cr_expect_eq(status, LOCKSTEP_OK);
}
