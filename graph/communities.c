#include "graph/bridge.h"
#include "graph/graph.h"

/* Each round starts from the partition of the one before; a few reach the fixed point. */
enum { ROUNDS = 50 };
static const double RANDOMNESS = 0.01; /* of the refinement; igraph's advice */

struct leiden {
    const struct edges *edges;
    double resolution;
    uint32_t *membership; /* by account: the result */
    uint32_t count;
};

static igraph_error_t fill_graph(igraph_t *graph, igraph_vector_int_t *account,
                                 const struct edges *edges) {
    igraph_vector_int_t ends;
    IGRAPH_VECTOR_INT_INIT_FINALLY(&ends, (igraph_integer_t) (2 * edges->count));
    for (size_t i = 0; i < edges->count; i++) {
        VECTOR(ends)[2 * i] = edges->items[i].source;
        VECTOR(ends)[2 * i + 1] = edges->items[i].target;
    }
    IGRAPH_CHECK(bridge_graph(graph, account, &ends, edges->null.account_room));
    igraph_vector_int_destroy(&ends);
    IGRAPH_FINALLY_CLEAN(1);
    return IGRAPH_SUCCESS;
}

/* igraph subtracts resolution × n_a n_b from every pair in a community. With a single stratum n_a =
 * d_a and resolution γ S make that γ λ_ab. With several, λ is no such product: the mean rate serves
 * all pairs, and the weight of an edge makes up the difference. */
static double edge_weight(const struct leiden *run, const struct edge *edge) {
    const struct null_model *null = &run->edges->null;
    if (run->edges->layer->stratum_count < 2) return edge->objects;
    double product =
        null->mean_rate * null->activity_total[edge->source] * null->activity_total[edge->target];
    return edge->objects - run->resolution * (edge->expected - product);
}

static void fill_weights(igraph_vector_t *of_edges, igraph_vector_t *of_vertices,
                         const struct leiden *run, const igraph_vector_int_t *account) {
    for (size_t i = 0; i < run->edges->count; i++)
        VECTOR(*of_edges)[i] = edge_weight(run, &run->edges->items[i]);
    for (igraph_integer_t v = 0; v < igraph_vector_int_size(account); v++)
        VECTOR(*of_vertices)[v] = run->edges->null.activity_total[VECTOR(*account)[v]];
}

/* Repeats Leiden until its quality stays: told to do so itself by a negative number of iterations,
 * igraph 0.10.2 stops too early. */
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
static igraph_error_t copy_membership(struct leiden *run, const igraph_vector_int_t *found,
                                      const igraph_vector_int_t *account) {
    igraph_vector_int_t number;
    IGRAPH_VECTOR_INT_INIT_FINALLY(&number, igraph_vector_int_size(account));
    igraph_vector_int_fill(&number, -1);
    for (igraph_integer_t v = 0; v < igraph_vector_int_size(account); v++) {
        igraph_integer_t *dense = &VECTOR(number)[VECTOR(*found)[v]];
        if (*dense < 0) *dense = run->count++;
        run->membership[VECTOR(*account)[v]] = (uint32_t) *dense;
    }
    igraph_vector_int_destroy(&number);
    IGRAPH_FINALLY_CLEAN(1);
    return IGRAPH_SUCCESS;
}

static igraph_error_t leiden(void *data) {
    struct leiden *run = data;
    igraph_t graph;
    igraph_vector_t edge_weights, vertex_weights;
    igraph_vector_int_t account, found;
    IGRAPH_VECTOR_INT_INIT_FINALLY(&account, 0);
    IGRAPH_VECTOR_INT_INIT_FINALLY(&found, 0);
    IGRAPH_CHECK(fill_graph(&graph, &account, run->edges));
    IGRAPH_FINALLY(igraph_destroy, &graph);
    IGRAPH_VECTOR_INIT_FINALLY(&edge_weights, igraph_ecount(&graph));
    IGRAPH_VECTOR_INIT_FINALLY(&vertex_weights, igraph_vcount(&graph));
    fill_weights(&edge_weights, &vertex_weights, run, &account);
    IGRAPH_CHECK(improve(&found, &graph, &edge_weights, &vertex_weights,
                         run->resolution * run->edges->null.mean_rate));
    IGRAPH_CHECK(copy_membership(run, &found, &account));
    igraph_vector_destroy(&vertex_weights);
    igraph_vector_destroy(&edge_weights);
    igraph_destroy(&graph);
    igraph_vector_int_destroy(&found);
    igraph_vector_int_destroy(&account);
    IGRAPH_FINALLY_CLEAN(5);
    return IGRAPH_SUCCESS;
}

lockstep_status communities_leiden(uint32_t *membership, uint32_t *count, const struct edges *edges,
                                   double resolution, uint64_t seed, lockstep_error *err) {
    struct leiden run = {.edges = edges, .resolution = resolution, .membership = membership};
    *count = 0;
    for (uint32_t a = 0; a < edges->null.account_room; a++)
        membership[a] = UINT32_MAX;
    if (edges->count == 0) return LOCKSTEP_OK;
    TRY(bridge_run(leiden, &run, seed, err));
    *count = run.count;
    return LOCKSTEP_OK;
}
