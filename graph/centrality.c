#include "engine/memory.h"
#include "graph/bridge.h"
#include "graph/paths.h"

#include <math.h>
#include <stdlib.h>

static const double DAMPING = 0.85;
enum { PAGERANK_ROUNDS = 1000, EIGENVECTOR_ROUNDS = 10000, FEWEST_ROUNDS = 200 };
static const double EIGENVECTOR_WORK = 1e9;        /* rounds × (accounts + ties) */
static const double PAGERANK_TOLERANCE = 1e-14;    /* of all, from one round to the next */
static const double EIGENVECTOR_TOLERANCE = 1e-13; /* of an entry, from one round to the next */
static const double SAME_EIGENVALUE = 1e-9;        /* relative */

/* ---- ties */

static int by_pair_then_weight(const void *left, const void *right) {
    const struct tie *a = left, *b = right;
    if (a->source != b->source) return a->source < b->source ? -1 : 1;
    if (a->target != b->target) return a->target < b->target ? -1 : 1;
    return (a->weight < b->weight) - (a->weight > b->weight);
}

static size_t count_kept(const struct network *network) {
    size_t kept = 0;
    for (size_t l = 0; l < network->count; l++)
        for (size_t i = 0; i < network->layers[l].count; memory_step(++i))
            kept += network->layers[l].items[i].kept;
    return kept;
}

static void list_kept(struct tie *ties, const struct network *network) {
    for (size_t l = 0; l < network->count; l++)
        for (size_t i = 0; i < network->layers[l].count; memory_step(++i)) {
            const struct edge *e = &network->layers[l].items[i];
            if (e->kept) *ties++ = (struct tie){e->source, e->target, e->weight};
        }
}

/* Keeps the first of each pair, which is its heaviest. */
static size_t drop_repeated(struct tie *ties, size_t count) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        const struct tie *last = kept ? &ties[kept - 1] : NULL;
        if (!last || last->source != ties[i].source || last->target != ties[i].target)
            ties[kept++] = ties[i];
    }
    return kept;
}

/* Both are sorted by source and target. */
static void take_fused_weights(struct tie *ties, size_t count, const struct edges *fused) {
    size_t i = 0;
    for (size_t e = 0; e < fused->count && i < count; e++) {
        struct tie edge = {fused->items[e].source, fused->items[e].target, INFINITY};
        while (i < count && by_pair_then_weight(&ties[i], &edge) < 0)
            i++;
        if (i < count && ties[i].source == edge.source && ties[i].target == edge.target)
            ties[i].weight = fused->items[e].weight;
    }
}

static lockstep_status tie_accounts(struct centrality *out, const struct network *network,
                                    lockstep_error *err) {
    size_t kept = count_kept(network);
    out->ties = arena_alloc(&out->arena, kept, sizeof *out->ties);
    if (!out->ties) return fail_memory(err, "the ties");
    list_kept(out->ties, network);
    qsort(out->ties, kept, sizeof *out->ties, by_pair_then_weight);
    out->tie_count = drop_repeated(out->ties, kept);
    for (size_t l = 0; l < network->count; l++)
        if (network->layers[l].layer->trace == TRACE_FUSED)
            take_fused_weights(out->ties, out->tie_count, &network->layers[l]);
    return LOCKSTEP_OK;
}

/* ---- measures, in igraph's style */

struct measuring {
    struct centrality *out;
    uint32_t accounts;
    igraph_t graph; /* the accounts with a tie; edges are numbered as the ties */
    igraph_vector_int_t account;
    igraph_vector_t weight, value;
};

static void copy_values(double *by_account, const struct measuring *m, double factor) {
    for (igraph_integer_t v = 0; v < igraph_vcount(&m->graph); v++)
        by_account[VECTOR(m->account)[v]] = factor * VECTOR(m->value)[v];
}

/* One round of passing values on along ties; returns how much they change in all. */
static double pass_on(igraph_vector_t *next, const igraph_vector_t *strength, struct measuring *m) {
    igraph_integer_t vertices = igraph_vcount(&m->graph);
    igraph_vector_fill(next, (1 - DAMPING) / (double) vertices);
    for (igraph_integer_t e = 0; e < igraph_ecount(&m->graph); e++) {
        igraph_integer_t a = IGRAPH_FROM(&m->graph, e), b = IGRAPH_TO(&m->graph, e);
        double weight = DAMPING * VECTOR(m->weight)[e];
        VECTOR(*next)[a] += weight * VECTOR(m->value)[b] / VECTOR(*strength)[b];
        VECTOR(*next)[b] += weight * VECTOR(m->value)[a] / VECTOR(*strength)[a];
    }
    double change = 0;
    for (igraph_integer_t v = 0; v < vertices; v++) {
        change += fabs(VECTOR(*next)[v] - VECTOR(m->value)[v]);
        VECTOR(m->value)[v] = VECTOR(*next)[v];
    }
    return change;
}

/* Every vertex has a tie. igraph's PRPACK would add up in the order in which its threads come, and
 * give other last digits from run to run. */
static igraph_error_t pagerank(struct measuring *m) {
    igraph_vector_t strength, next;
    igraph_integer_t vertices = igraph_vcount(&m->graph);
    IGRAPH_VECTOR_INIT_FINALLY(&strength, 0);
    IGRAPH_VECTOR_INIT_FINALLY(&next, vertices);
    IGRAPH_CHECK(igraph_strength(&m->graph, &strength, igraph_vss_all(), IGRAPH_ALL, IGRAPH_LOOPS,
                                 &m->weight));
    IGRAPH_CHECK(igraph_vector_resize(&m->value, vertices));
    igraph_vector_fill(&m->value, 1 / (double) vertices);
    for (int round = 0; round < PAGERANK_ROUNDS; round++)
        if (pass_on(&next, &strength, m) < PAGERANK_TOLERANCE) break;
    copy_values(m->out->pagerank, m, 1);
    igraph_vector_destroy(&next);
    igraph_vector_destroy(&strength);
    IGRAPH_FINALLY_CLEAN(2);
    return IGRAPH_SUCCESS;
}

static igraph_error_t coreness(struct measuring *m) {
    igraph_vector_int_t cores;
    IGRAPH_VECTOR_INT_INIT_FINALLY(&cores, 0);
    IGRAPH_CHECK(igraph_coreness(&m->graph, &cores, IGRAPH_ALL));
    for (igraph_integer_t v = 0; v < igraph_vcount(&m->graph); v++)
        m->out->coreness[VECTOR(m->account)[v]] = (uint32_t) VECTOR(cores)[v];
    igraph_vector_int_destroy(&cores);
    IGRAPH_FINALLY_CLEAN(1);
    return IGRAPH_SUCCESS;
}

static igraph_error_t clustering(struct measuring *m) {
    IGRAPH_CHECK(igraph_transitivity_local_undirected(&m->graph, &m->value, igraph_vss_all(),
                                                      IGRAPH_TRANSITIVITY_ZERO));
    copy_values(m->out->clustering, m, 1);
    return IGRAPH_SUCCESS;
}

/* ---- eigenvector centrality
 *
 * Power iteration of A + σI in each connected part: σ, half its mean strength, keeps stars and
 * other bipartite parts from swinging. igraph's ARPACK gives up on graphs of many parts. */

struct powers {
    igraph_vector_int_t part;       /* by vertex */
    igraph_vector_t shift, largest; /* by part */
    igraph_vector_t next;           /* by vertex */
};

/* The slowest of many parts decides how many rounds all take. */
static int affordable_rounds(const struct measuring *m) {
    double size = (double) igraph_vcount(&m->graph) + (double) igraph_ecount(&m->graph);
    double rounds = fmax(EIGENVECTOR_WORK / size, FEWEST_ROUNDS);
    return rounds < EIGENVECTOR_ROUNDS ? (int) rounds : EIGENVECTOR_ROUNDS;
}

static void shift_parts(struct powers *p, const struct measuring *m) {
    igraph_vector_t *size = &p->largest; /* on loan */
    igraph_vector_null(size), igraph_vector_null(&p->shift);
    for (igraph_integer_t v = 0; v < igraph_vcount(&m->graph); v++)
        VECTOR(*size)[VECTOR(p->part)[v]]++;
    for (igraph_integer_t e = 0; e < igraph_ecount(&m->graph); e++)
        VECTOR(p->shift)[VECTOR(p->part)[IGRAPH_FROM(&m->graph, e)]] += VECTOR(m->weight)[e];
    for (igraph_integer_t c = 0; c < igraph_vector_size(&p->shift); c++)
        VECTOR(p->shift)[c] /= VECTOR(*size)[c];
}

/* One round; returns the largest change of an entry. Entries of each part are at most 1. */
static double multiply(struct powers *p, struct measuring *m) {
    igraph_vector_t *x = &m->value, *y = &p->next;
    igraph_integer_t vertices = igraph_vcount(&m->graph);
    for (igraph_integer_t v = 0; v < vertices; v++)
        VECTOR(*y)[v] = VECTOR(p->shift)[VECTOR(p->part)[v]] * VECTOR(*x)[v];
    for (igraph_integer_t e = 0; e < igraph_ecount(&m->graph); e++) {
        igraph_integer_t from = IGRAPH_FROM(&m->graph, e), to = IGRAPH_TO(&m->graph, e);
        VECTOR(*y)[from] += VECTOR(m->weight)[e] * VECTOR(*x)[to];
        VECTOR(*y)[to] += VECTOR(m->weight)[e] * VECTOR(*x)[from];
    }
    igraph_vector_null(&p->largest);
    for (igraph_integer_t v = 0; v < vertices; v++) {
        igraph_real_t *largest = &VECTOR(p->largest)[VECTOR(p->part)[v]];
        if (VECTOR(*y)[v] > *largest) *largest = VECTOR(*y)[v];
    }
    double change = 0;
    for (igraph_integer_t v = 0; v < vertices; v++) {
        double entry = VECTOR(*y)[v] / VECTOR(p->largest)[VECTOR(p->part)[v]];
        change = fmax(change, fabs(entry - VECTOR(*x)[v]));
        VECTOR(*x)[v] = entry;
    }
    return change;
}

/* The leading eigenvector of the whole graph is that of the part with the largest eigenvalue. */
static void keep_leading_part(struct powers *p, struct measuring *m) {
    igraph_vector_sub(&p->largest, &p->shift); /* now the eigenvalues */
    double leading = igraph_vector_max(&p->largest) * (1 - SAME_EIGENVALUE);
    for (igraph_integer_t v = 0; v < igraph_vcount(&m->graph); v++)
        if (VECTOR(p->largest)[VECTOR(p->part)[v]] < leading) VECTOR(m->value)[v] = 0;
}

static igraph_error_t eigenvector(struct measuring *m) {
    struct powers p;
    igraph_integer_t parts, vertices = igraph_vcount(&m->graph);
    IGRAPH_VECTOR_INT_INIT_FINALLY(&p.part, 0);
    IGRAPH_CHECK(igraph_connected_components(&m->graph, &p.part, NULL, &parts, IGRAPH_WEAK));
    IGRAPH_VECTOR_INIT_FINALLY(&p.shift, parts);
    IGRAPH_VECTOR_INIT_FINALLY(&p.largest, parts);
    IGRAPH_VECTOR_INIT_FINALLY(&p.next, vertices);
    IGRAPH_CHECK(igraph_vector_resize(&m->value, vertices));
    igraph_vector_fill(&m->value, 1);
    shift_parts(&p, m);
    for (int round = 0, rounds = affordable_rounds(m); round < rounds; round++)
        if (multiply(&p, m) < EIGENVECTOR_TOLERANCE) break;
    keep_leading_part(&p, m);
    copy_values(m->out->eigenvector, m, 1);
    igraph_vector_destroy(&p.next);
    igraph_vector_destroy(&p.largest);
    igraph_vector_destroy(&p.shift);
    igraph_vector_int_destroy(&p.part);
    IGRAPH_FINALLY_CLEAN(4);
    return IGRAPH_SUCCESS;
}

/* ---- all of them */

static igraph_error_t fill_graph(struct measuring *m) {
    igraph_vector_int_t ends;
    const struct centrality *out = m->out;
    IGRAPH_VECTOR_INT_INIT_FINALLY(&ends, (igraph_integer_t) (2 * out->tie_count));
    for (size_t i = 0; i < out->tie_count; memory_step(++i)) {
        VECTOR(ends)[2 * i] = out->ties[i].source;
        VECTOR(ends)[2 * i + 1] = out->ties[i].target;
        VECTOR(m->weight)[i] = out->ties[i].weight;
    }
    IGRAPH_CHECK(bridge_graph(&m->graph, &m->account, &ends, m->accounts));
    igraph_vector_int_destroy(&ends);
    IGRAPH_FINALLY_CLEAN(1);
    return IGRAPH_SUCCESS;
}

static igraph_error_t measure(void *data) {
    struct measuring *m = data;
    IGRAPH_VECTOR_INT_INIT_FINALLY(&m->account, 0);
    IGRAPH_VECTOR_INIT_FINALLY(&m->value, 0);
    IGRAPH_VECTOR_INIT_FINALLY(&m->weight, (igraph_integer_t) m->out->tie_count);
    IGRAPH_CHECK(fill_graph(m));
    IGRAPH_FINALLY(igraph_destroy, &m->graph);
    IGRAPH_CHECK(pagerank(m));
    IGRAPH_CHECK(coreness(m));
    IGRAPH_CHECK(eigenvector(m));
    IGRAPH_CHECK(clustering(m));
    igraph_destroy(&m->graph);
    igraph_vector_destroy(&m->weight);
    igraph_vector_destroy(&m->value);
    igraph_vector_int_destroy(&m->account);
    IGRAPH_FINALLY_CLEAN(4);
    return IGRAPH_SUCCESS;
}

static lockstep_status make_columns(struct centrality *out, uint32_t accounts,
                                    lockstep_error *err) {
    out->degree = arena_alloc(&out->arena, accounts, sizeof *out->degree);
    out->coreness = arena_alloc(&out->arena, accounts, sizeof *out->coreness);
    out->strength = arena_alloc(&out->arena, accounts, sizeof *out->strength);
    out->betweenness = arena_alloc(&out->arena, accounts, sizeof *out->betweenness);
    out->pagerank = arena_alloc(&out->arena, accounts, sizeof *out->pagerank);
    out->eigenvector = arena_alloc(&out->arena, accounts, sizeof *out->eigenvector);
    out->participation = arena_alloc(&out->arena, accounts, sizeof *out->participation);
    out->harmonic = arena_alloc(&out->arena, accounts, sizeof *out->harmonic);
    out->clustering = arena_alloc(&out->arena, accounts, sizeof *out->clustering);
    bool all = out->participation && out->harmonic && out->clustering && out->degree &&
               out->coreness && out->strength && out->betweenness && out->pagerank &&
               out->eigenvector;
    return all ? LOCKSTEP_OK : fail_memory(err, "the centrality of accounts");
}

static void add_ties_up(struct centrality *out) {
    for (size_t i = 0; i < out->tie_count; memory_step(++i)) {
        const struct tie *tie = &out->ties[i];
        out->degree[tie->source]++, out->degree[tie->target]++;
        out->strength[tie->source] += tie->weight, out->strength[tie->target] += tie->weight;
    }
}

lockstep_status centrality_of_ties(struct centrality *out, uint32_t accounts,
                                   const struct lockstep_settings *settings, lockstep_error *err) {
    TRY(make_columns(out, accounts, err));
    if (out->tie_count == 0) return LOCKSTEP_OK;
    add_ties_up(out);
    struct measuring m = {.out = out, .accounts = accounts};
    struct adjacency network;
    TRY(bridge_run(measure, &m, settings->seed, UINT64_MAX, err));
    TRY(adjacency_of_ties(&network, out->ties, out->tie_count, accounts, err));
    lockstep_status status = paths_measure(out, &network, settings, err);
    adjacency_release(&network);
    return status;
}

lockstep_status centrality_measure(struct centrality *out, const struct network *network,
                                   const struct lockstep_settings *settings, lockstep_error *err) {
    *out = (struct centrality){0};
    lockstep_status status = tie_accounts(out, network, err);
    if (status == LOCKSTEP_OK) status = centrality_of_ties(out, network->accounts, settings, err);
    if (status != LOCKSTEP_OK) centrality_release(out);
    return status;
}

void centrality_release(struct centrality *centrality) {
    arena_release(&centrality->arena);
    *centrality = (struct centrality){0};
}
