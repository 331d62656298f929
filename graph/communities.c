#include "engine/arena.h"
#include "graph/bridge.h"
#include "graph/graph.h"

/* Each round starts from the partition of the one before; two or three usually reach the fixed
 * point. */
enum { ROUNDS = 50 };
static const double RANDOMNESS = 0.01; /* of the refinement; igraph's advice */

/* igraph's vertices are the accounts with an edge, in order of rank. */
struct leiden {
    const struct edges *edges;
    double resolution;
    uint32_t *vertex;  /* by account; UINT32_MAX without an edge */
    uint32_t *account; /* by vertex */
    uint32_t vertices;
    uint32_t *membership; /* by account: the result */
    uint32_t count;
};

static lockstep_status number_vertices(struct leiden *run, struct arena *scratch,
                                       lockstep_error *err) {
    uint32_t room = run->edges->null.account_room;
    run->vertex = arena_alloc(scratch, room, sizeof *run->vertex);
    run->account = arena_alloc(scratch, room, sizeof *run->account);
    if (!run->vertex || !run->account) return fail_memory(err, "the vertices of a layer");
    for (size_t i = 0; i < run->edges->count; i++)
        run->vertex[run->edges->items[i].source] = run->vertex[run->edges->items[i].target] = 1;
    for (uint32_t a = 0; a < room; a++) {
        run->account[run->vertices] = a;
        run->vertex[a] = run->vertex[a] ? run->vertices++ : UINT32_MAX;
    }
    return LOCKSTEP_OK;
}

static igraph_error_t fill_graph(igraph_t *graph, const struct leiden *run) {
    igraph_vector_int_t ends;
    IGRAPH_VECTOR_INT_INIT_FINALLY(&ends, (igraph_integer_t) (2 * run->edges->count));
    for (size_t i = 0; i < run->edges->count; i++) {
        VECTOR(ends)[2 * i] = run->vertex[run->edges->items[i].source];
        VECTOR(ends)[2 * i + 1] = run->vertex[run->edges->items[i].target];
    }
    IGRAPH_CHECK(igraph_create(graph, &ends, run->vertices, IGRAPH_UNDIRECTED));
    igraph_vector_int_destroy(&ends);
    IGRAPH_FINALLY_CLEAN(1);
    return IGRAPH_SUCCESS;
}

/* igraph subtracts resolution n_a n_b from the weight of every pair in a community. With a single
 * stratum n_a = d_a and resolution γ S make that γ λ_ab. With several, λ is no such product: the
 * mean rate serves all pairs, and the weights of the edges make up the difference where there is
 * one. */
static double edge_weight(const struct leiden *run, const struct edge *edge) {
    const struct null_model *null = &run->edges->null;
    if (run->edges->layer->stratum_count < 2) return edge->objects;
    double product =
        null->mean_rate * null->activity_total[edge->source] * null->activity_total[edge->target];
    return edge->objects - run->resolution * (edge->expected - product);
}

static void fill_weights(igraph_vector_t *of_edges, igraph_vector_t *of_vertices,
                         const struct leiden *run) {
    for (size_t i = 0; i < run->edges->count; i++)
        VECTOR(*of_edges)[i] = edge_weight(run, &run->edges->items[i]);
    for (uint32_t v = 0; v < run->vertices; v++)
        VECTOR(*of_vertices)[v] = run->edges->null.activity_total[run->account[v]];
}

/* Repeats Leiden until its quality stays. A negative number of iterations would ask igraph 0.10.2
 * for that, but it stops early there. */
static igraph_error_t improve(igraph_vector_int_t *found, const igraph_t *graph,
                              const igraph_vector_t *edge_weights,
                              const igraph_vector_t *vertex_weights, double resolution) {
    igraph_integer_t communities;
    igraph_real_t best = -INFINITY, quality = 0;
    for (int round = 0; round < ROUNDS; round++) {
        IGRAPH_CHECK(igraph_community_leiden(graph, edge_weights, vertex_weights, resolution,
                                             RANDOMNESS, round > 0, 1, found, &communities,
                                             &quality));
        quality *= igraph_vector_sum(edge_weights); /* igraph divides by it; it may be negative */
        if (!(quality > best)) break;
        best = quality;
    }
    return IGRAPH_SUCCESS;
}

/* Numbers the communities by their first member. */
static void copy_membership(struct leiden *run, const igraph_vector_int_t *found,
                            igraph_vector_int_t *number) {
    igraph_vector_int_fill(number, -1);
    for (uint32_t v = 0; v < run->vertices; v++) {
        igraph_integer_t *dense = &VECTOR(*number)[VECTOR(*found)[v]];
        if (*dense < 0) *dense = run->count++;
        run->membership[run->account[v]] = (uint32_t) *dense;
    }
}

static igraph_error_t leiden(void *data) {
    struct leiden *run = data;
    igraph_t graph;
    igraph_vector_t edge_weights, vertex_weights;
    igraph_vector_int_t found, number;
    IGRAPH_CHECK(fill_graph(&graph, run));
    IGRAPH_FINALLY(igraph_destroy, &graph);
    IGRAPH_VECTOR_INIT_FINALLY(&edge_weights, (igraph_integer_t) run->edges->count);
    IGRAPH_VECTOR_INIT_FINALLY(&vertex_weights, run->vertices);
    IGRAPH_VECTOR_INT_INIT_FINALLY(&found, run->vertices);
    IGRAPH_VECTOR_INT_INIT_FINALLY(&number, run->vertices);
    fill_weights(&edge_weights, &vertex_weights, run);
    IGRAPH_CHECK(improve(&found, &graph, &edge_weights, &vertex_weights,
                         run->resolution * run->edges->null.mean_rate));
    copy_membership(run, &found, &number);
    igraph_vector_int_destroy(&number);
    igraph_vector_int_destroy(&found);
    igraph_vector_destroy(&vertex_weights);
    igraph_vector_destroy(&edge_weights);
    igraph_destroy(&graph);
    IGRAPH_FINALLY_CLEAN(5);
    return IGRAPH_SUCCESS;
}

lockstep_status communities_leiden(uint32_t *membership, uint32_t *count, const struct edges *edges,
                                   double resolution, uint64_t seed, lockstep_error *err) {
    *count = 0;
    for (uint32_t a = 0; a < edges->null.account_room; a++)
        membership[a] = UINT32_MAX;
    if (edges->count == 0) return LOCKSTEP_OK;
    struct arena scratch = {0};
    struct leiden run = {.edges = edges, .resolution = resolution, .membership = membership};
    lockstep_status status = number_vertices(&run, &scratch, err);
    if (status == LOCKSTEP_OK) status = bridge_run(leiden, &run, seed, err);
    if (status == LOCKSTEP_OK) *count = run.count;
    arena_release(&scratch);
    return status;
}
