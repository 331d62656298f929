#include "graph/partition.h"

#include "graph/bridge.h"
#include "graph/leiden.h"

#include <math.h>

enum { WALK_STEPS = 4, INFOMAP_TRIALS = 5, LOUVAIN_PATIENCE = 100000 };
static const double WHOLE_WEIGHTS = 1e6; /* label propagation in igraph 0.10.2 rounds weights */

struct partitioning {
    const struct weighted_graph *given;
    enum community community;
    double resolution;
    uint32_t *membership, count; /* the result */
    igraph_t graph;              /* Leiden needs neither this nor the weights */
    igraph_vector_t weights, sizes;
    igraph_vector_int_t found; /* by vertex; -1: in none */
    lockstep_error *err;
};

static igraph_error_t improve(struct partitioning *p, double resolution) {
    lockstep_status status =
        leiden_find(p->membership, p->given, VECTOR(p->sizes), resolution, p->err);
    if (status != LOCKSTEP_OK) return IGRAPH_FAILURE;
    IGRAPH_CHECK(igraph_vector_int_resize(&p->found, p->given->vertices));
    for (uint32_t v = 0; v < p->given->vertices; v++)
        VECTOR(p->found)[v] = p->membership[v];
    return IGRAPH_SUCCESS;
}

static double weight_of_all(const struct weighted_graph *graph) {
    double all = 0;
    for (size_t e = 0; e < graph->edges; e++)
        all += graph->weights[e];
    return all;
}

static igraph_error_t leiden(struct partitioning *p) {
    for (uint32_t v = 0; v < p->given->vertices; v++)
        VECTOR(p->sizes)[v] = p->given->sizes[v];
    return improve(p, p->resolution);
}

/* The size of a vertex is its strength. */
static igraph_error_t leiden_modularity(struct partitioning *p) {
    const struct weighted_graph *graph = p->given;
    for (size_t e = 0; e < graph->edges; e++) {
        VECTOR(p->sizes)[graph->ends[2 * e]] += graph->weights[e];
        VECTOR(p->sizes)[graph->ends[2 * e + 1]] += graph->weights[e];
    }
    return improve(p, p->resolution / (2 * weight_of_all(graph)));
}

static igraph_error_t leiden_cpm(struct partitioning *p) {
    double vertices = p->given->vertices;
    double mean = weight_of_all(p->given) / (0.5 * vertices * (vertices - 1));
    igraph_vector_fill(&p->sizes, 1);
    return improve(p, p->resolution * mean);
}

static igraph_error_t louvain(struct partitioning *p) {
    return igraph_community_multilevel(&p->graph, &p->weights, p->resolution, &p->found, NULL,
                                       NULL);
}

static igraph_error_t infomap(struct partitioning *p) {
    igraph_real_t length;
    return igraph_community_infomap(&p->graph, &p->weights, NULL, INFOMAP_TRIALS, &p->found,
                                    &length);
}

static igraph_error_t label_propagation(struct partitioning *p) {
    for (igraph_integer_t e = 0; e < igraph_vector_size(&p->weights); e++)
        VECTOR(p->weights)[e] = fmax(1, round(WHOLE_WEIGHTS * VECTOR(p->weights)[e]));
    return igraph_community_label_propagation(&p->graph, &p->found, IGRAPH_ALL, &p->weights, NULL,
                                              NULL);
}

static igraph_error_t walktrap(struct partitioning *p) {
    igraph_matrix_int_t merges;
    igraph_vector_t modularity;
    IGRAPH_CHECK(igraph_matrix_int_init(&merges, 0, 0));
    IGRAPH_FINALLY(igraph_matrix_int_destroy, &merges);
    IGRAPH_VECTOR_INIT_FINALLY(&modularity, 0);
    IGRAPH_CHECK(igraph_community_walktrap(&p->graph, &p->weights, WALK_STEPS, &merges, &modularity,
                                           &p->found));
    igraph_vector_destroy(&modularity);
    igraph_matrix_int_destroy(&merges);
    IGRAPH_FINALLY_CLEAN(2);
    return IGRAPH_SUCCESS;
}

static igraph_error_t components(struct partitioning *p) {
    return igraph_connected_components(&p->graph, &p->found, NULL, NULL, IGRAPH_WEAK);
}

/* Parts of the graph without the edges that leave the core; who is not in it is in none. */
static igraph_error_t k_core(struct partitioning *p) {
    igraph_vector_int_t coreness, leaving;
    igraph_real_t least = fmax(2, round(p->resolution));
    IGRAPH_VECTOR_INT_INIT_FINALLY(&coreness, 0);
    IGRAPH_VECTOR_INT_INIT_FINALLY(&leaving, 0);
    IGRAPH_CHECK(igraph_coreness(&p->graph, &coreness, IGRAPH_ALL));
    for (igraph_integer_t e = 0; e < igraph_ecount(&p->graph); e++) {
        igraph_integer_t from = IGRAPH_FROM(&p->graph, e), to = IGRAPH_TO(&p->graph, e);
        if ((igraph_real_t) VECTOR(coreness)[from] < least ||
            (igraph_real_t) VECTOR(coreness)[to] < least)
            IGRAPH_CHECK(igraph_vector_int_push_back(&leaving, e));
    }
    IGRAPH_CHECK(igraph_delete_edges(&p->graph, igraph_ess_vector(&leaving)));
    IGRAPH_CHECK(components(p));
    for (igraph_integer_t v = 0; v < igraph_vcount(&p->graph); v++)
        if ((igraph_real_t) VECTOR(coreness)[v] < least) VECTOR(p->found)[v] = -1;
    igraph_vector_int_destroy(&leaving);
    igraph_vector_int_destroy(&coreness);
    IGRAPH_FINALLY_CLEAN(2);
    return IGRAPH_SUCCESS;
}

static igraph_error_t (*const algorithms[])(struct partitioning *) = {
#define X(name, text, function) function,
    COMMUNITIES(X)
#undef X
};

/* Numbers the communities by their first member. */
static igraph_error_t copy_membership(struct partitioning *p) {
    igraph_vector_int_t number;
    IGRAPH_VECTOR_INT_INIT_FINALLY(&number, igraph_vector_int_size(&p->found));
    igraph_vector_int_fill(&number, -1);
    for (igraph_integer_t v = 0; v < igraph_vector_int_size(&p->found); v++) {
        p->membership[v] = UINT32_MAX;
        if (VECTOR(p->found)[v] < 0) continue;
        igraph_integer_t *dense = &VECTOR(number)[VECTOR(p->found)[v]];
        if (*dense < 0) *dense = p->count++;
        p->membership[v] = (uint32_t) *dense;
    }
    igraph_vector_int_destroy(&number);
    IGRAPH_FINALLY_CLEAN(1);
    return IGRAPH_SUCCESS;
}

static bool is_leiden(enum community community) {
    return community == COMMUNITY_LEIDEN || community == COMMUNITY_LEIDEN_MODULARITY ||
           community == COMMUNITY_LEIDEN_CPM;
}

static igraph_error_t fill_graph(struct partitioning *p) {
    const struct weighted_graph *given = p->given;
    igraph_vector_int_t ends;
    if (is_leiden(p->community)) return igraph_empty(&p->graph, 0, IGRAPH_UNDIRECTED);
    IGRAPH_CHECK(igraph_vector_resize(&p->weights, (igraph_integer_t) given->edges));
    IGRAPH_VECTOR_INT_INIT_FINALLY(&ends, (igraph_integer_t) (2 * given->edges));
    for (size_t i = 0; i < 2 * given->edges; i++)
        VECTOR(ends)[i] = given->ends[i];
    for (size_t i = 0; i < given->edges; i++)
        VECTOR(p->weights)[i] = given->weights[i];
    IGRAPH_CHECK(igraph_create(&p->graph, &ends, given->vertices, IGRAPH_UNDIRECTED));
    igraph_vector_int_destroy(&ends);
    IGRAPH_FINALLY_CLEAN(1);
    return IGRAPH_SUCCESS;
}

static igraph_error_t partition(void *data) {
    struct partitioning *p = data;
    IGRAPH_VECTOR_INIT_FINALLY(&p->weights, 0);
    IGRAPH_VECTOR_INIT_FINALLY(&p->sizes, p->given->vertices);
    IGRAPH_VECTOR_INT_INIT_FINALLY(&p->found, 0);
    IGRAPH_CHECK(fill_graph(p));
    IGRAPH_FINALLY(igraph_destroy, &p->graph);
    IGRAPH_CHECK(algorithms[p->community](p));
    IGRAPH_CHECK(copy_membership(p));
    igraph_destroy(&p->graph);
    igraph_vector_int_destroy(&p->found);
    igraph_vector_destroy(&p->sizes);
    igraph_vector_destroy(&p->weights);
    IGRAPH_FINALLY_CLEAN(4);
    return IGRAPH_SUCCESS;
}

lockstep_status partition_find(uint32_t *membership, uint32_t *count,
                               const struct weighted_graph *graph, enum community community,
                               double resolution, uint64_t seed, lockstep_error *err) {
    lockstep_error own = {0};
    struct partitioning p = {.given = graph,
                             .community = community,
                             .resolution = resolution,
                             .membership = membership,
                             .err = err ? err : &own};
    /* igraph 0.10.2's multilevel may go on for ever in rare cases: it asks whether to go on once a
     * pass, and is told to stop after far more of them than any graph needs. */
    uint64_t patience = community == COMMUNITY_LOUVAIN ? LOUVAIN_PATIENCE : UINT64_MAX;
    *count = 0;
    TRY(bridge_run(partition, &p, seed, patience, p.err));
    *count = p.count;
    return LOCKSTEP_OK;
}
