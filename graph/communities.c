#include "engine/error.h"
#include "engine/memory.h"
#include "graph/graph.h"
#include "graph/partition.h"

/* A layer's edges over the accounts that have one. */
struct tied {
    struct weighted_graph graph;
    uint32_t *account;   /* by vertex, ascending */
    uint32_t *community; /* by vertex */
};

/* Leiden subtracts resolution × n_a n_b from every pair in a community. With a single stratum n_a =
 * d_a and resolution γ S make that γ λ_ab. With several, λ is no such product: the mean rate serves
 * all pairs, and the weight of an edge makes up the difference. */
static double null_weight(const struct edges *edges, const struct edge *edge, double resolution) {
    const struct null_model *null = &edges->null;
    if (edges->layer->stratum_count < 2) return edge->objects;
    double product =
        null->mean_rate * null->activity_total[edge->source] * null->activity_total[edge->target];
    return edge->objects - resolution * (edge->expected - product);
}

/* Numbers the accounts with an edge. */
static lockstep_status number_accounts(struct tied *tied, const struct edges *edges,
                                       struct arena *scratch, lockstep_error *err) {
    uint32_t *vertex = arena_alloc(scratch, edges->null.account_room, sizeof *vertex);
    tied->account = arena_alloc(scratch, edges->null.account_room, sizeof *tied->account);
    if (!vertex || !tied->account) return fail_memory(err, "communities");
    for (size_t i = 0; i < edges->count; memory_step(++i))
        vertex[edges->items[i].source] = vertex[edges->items[i].target] = 1;
    for (uint32_t a = 0; a < edges->null.account_room; memory_leap(++a))
        if (vertex[a]) {
            tied->account[tied->graph.vertices] = a;
            vertex[a] = tied->graph.vertices++;
        }
    for (size_t i = 0; i < edges->count; memory_step(++i)) {
        tied->graph.ends[2 * i] = vertex[edges->items[i].source];
        tied->graph.ends[2 * i + 1] = vertex[edges->items[i].target];
    }
    return LOCKSTEP_OK;
}

static lockstep_status tie(struct tied *tied, const struct edges *edges,
                           const struct community_rule *rule, struct arena *scratch,
                           lockstep_error *err) {
    struct weighted_graph *graph = &tied->graph;
    graph->edges = edges->count;
    graph->ends = arena_alloc(scratch, edges->count, 2 * sizeof *graph->ends);
    graph->weights = arena_alloc(scratch, edges->count, sizeof *graph->weights);
    if (!graph->ends || !graph->weights) return fail_memory(err, "communities");
    TRY(number_accounts(tied, edges, scratch, err));
    graph->sizes = arena_alloc(scratch, graph->vertices, sizeof *graph->sizes);
    tied->community = arena_alloc(scratch, graph->vertices, sizeof *tied->community);
    if (!graph->sizes || !tied->community) return fail_memory(err, "communities");
    for (size_t i = 0; i < edges->count; memory_step(++i))
        graph->weights[i] = rule->community == COMMUNITY_LEIDEN
                                ? null_weight(edges, &edges->items[i], rule->resolution)
                                : edges->items[i].weight;
    for (uint32_t v = 0; v < graph->vertices; memory_leap(++v))
        graph->sizes[v] = edges->null.activity_total[tied->account[v]];
    return LOCKSTEP_OK;
}

static lockstep_status find(struct tied *tied, uint32_t *count, const struct edges *edges,
                            const struct community_rule *rule, struct arena *scratch,
                            lockstep_error *err) {
    double null_rate = rule->community == COMMUNITY_LEIDEN ? edges->null.mean_rate : 1;
    TRY(tie(tied, edges, rule, scratch, err));
    return partition_find(tied->community, count, &tied->graph, rule->community,
                          rule->resolution * null_rate, rule->seed, err);
}

lockstep_status communities_find(uint32_t *membership, uint32_t *count, const struct edges *edges,
                                 const struct community_rule *rule, lockstep_error *err) {
    struct arena scratch = {0};
    struct tied tied = {0};
    lockstep_status status = LOCKSTEP_OK;
    *count = 0;
    for (uint32_t a = 0; a < edges->null.account_room; memory_leap(++a))
        membership[a] = UINT32_MAX;
    if (edges->count) status = find(&tied, count, edges, rule, &scratch, err);
    for (uint32_t v = 0; v < tied.graph.vertices && status == LOCKSTEP_OK; memory_leap(++v))
        membership[tied.account[v]] = tied.community[v];
    arena_release(&scratch);
    return status;
}
