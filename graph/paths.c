#include "graph/paths.h"

#include "graph/bridge.h"
#include "graph/jobs.h"

#include <math.h>
#include <stdlib.h>

enum { EXACT_ACCOUNTS = 5000, FEWEST_SOURCES = 16, SLICES = 8 };
/* Sources × (accounts + ties): below the first all accounts are sources, the second is what a
 * sample may cost, and below the third it is not worth another process. */
static const double EXACT_WORK = 4e9, SAMPLED_WORK = 2e8, SMALL_WORK = 2e7;
static const double CONFIDENCE = 0.95;

struct walking {
    const struct centrality *ties;
    uint32_t accounts, tied, sources;
    uint64_t seed;
};

/* Every SLICES-th source from `slice` on, in igraph's style. */
struct slice_of_sources {
    const struct walking *walking;
    size_t slice;
    double *betweenness, *harmonic; /* by account: what these sources add */
    igraph_t graph;
    igraph_vector_int_t account, sources;
    igraph_vector_t distance, value;
};

static igraph_error_t fill_graph(struct slice_of_sources *s) {
    const struct centrality *ties = s->walking->ties;
    igraph_vector_int_t ends;
    IGRAPH_VECTOR_INT_INIT_FINALLY(&ends, (igraph_integer_t) (2 * ties->tie_count));
    for (size_t i = 0; i < ties->tie_count; i++) {
        VECTOR(ends)[2 * i] = ties->ties[i].source;
        VECTOR(ends)[2 * i + 1] = ties->ties[i].target;
        VECTOR(s->distance)[i] = distance_of(ties->ties[i].weight);
    }
    IGRAPH_CHECK(bridge_graph(&s->graph, &s->account, &ends, s->walking->accounts));
    igraph_vector_int_destroy(&ends);
    IGRAPH_FINALLY_CLEAN(1);
    return IGRAPH_SUCCESS;
}

/* The same draw for every slice. Drawn at random: sources at even distances would fall in step with
 * accounts that are named in a row. */
static igraph_error_t draw_sources(struct slice_of_sources *s) {
    igraph_integer_t mine = 0, all = s->walking->sources;
    IGRAPH_CHECK(igraph_random_sample(&s->sources, 0, igraph_vcount(&s->graph) - 1, all));
    for (igraph_integer_t i = (igraph_integer_t) s->slice; i < all; i += SLICES)
        VECTOR(s->sources)[mine++] = VECTOR(s->sources)[i];
    return igraph_vector_int_resize(&s->sources, mine);
}

static igraph_error_t add_betweenness(struct slice_of_sources *s) {
    IGRAPH_CHECK(igraph_betweenness_subset(&s->graph, &s->value, igraph_vss_all(), false,
                                           igraph_vss_vector(&s->sources), igraph_vss_all(),
                                           &s->distance));
    for (igraph_integer_t v = 0; v < igraph_vcount(&s->graph); v++)
        s->betweenness[VECTOR(s->account)[v]] = VECTOR(s->value)[v];
    return IGRAPH_SUCCESS;
}

static igraph_error_t add_harmonic(struct slice_of_sources *s) {
    igraph_matrix_t lengths;
    IGRAPH_MATRIX_INIT_FINALLY(&lengths, 0, 0);
    for (igraph_integer_t i = 0; i < igraph_vector_int_size(&s->sources); i++) {
        igraph_integer_t source = VECTOR(s->sources)[i];
        IGRAPH_CHECK(igraph_distances_dijkstra(&s->graph, &lengths, igraph_vss_1(source),
                                               igraph_vss_all(), &s->distance, IGRAPH_ALL));
        for (igraph_integer_t v = 0; v < igraph_vcount(&s->graph); v++)
            if (v != source) s->harmonic[VECTOR(s->account)[v]] += 1 / MATRIX(lengths, 0, v);
    }
    igraph_matrix_destroy(&lengths);
    IGRAPH_FINALLY_CLEAN(1);
    return IGRAPH_SUCCESS;
}

static igraph_error_t walk(void *data) {
    struct slice_of_sources *s = data;
    IGRAPH_VECTOR_INT_INIT_FINALLY(&s->account, 0);
    IGRAPH_VECTOR_INT_INIT_FINALLY(&s->sources, 0);
    IGRAPH_VECTOR_INIT_FINALLY(&s->value, 0);
    IGRAPH_VECTOR_INIT_FINALLY(&s->distance, (igraph_integer_t) s->walking->ties->tie_count);
    IGRAPH_CHECK(fill_graph(s));
    IGRAPH_FINALLY(igraph_destroy, &s->graph);
    IGRAPH_CHECK(draw_sources(s));
    if (!igraph_vector_int_empty(&s->sources)) {
        IGRAPH_CHECK(add_betweenness(s));
        IGRAPH_CHECK(add_harmonic(s));
    }
    igraph_destroy(&s->graph);
    igraph_vector_destroy(&s->distance);
    igraph_vector_destroy(&s->value);
    igraph_vector_int_destroy(&s->sources);
    igraph_vector_int_destroy(&s->account);
    IGRAPH_FINALLY_CLEAN(5);
    return IGRAPH_SUCCESS;
}

static lockstep_status walk_slice(void *result, size_t index, const void *data,
                                  lockstep_error *err) {
    const struct walking *walking = data;
    double *sums = result;
    struct slice_of_sources slice = {.walking = walking,
                                     .slice = index,
                                     .betweenness = sums,
                                     .harmonic = sums + walking->accounts};
    return bridge_run(walk, &slice, walking->seed, UINT64_MAX, err);
}

static uint32_t source_count(uint32_t tied, size_t ties) {
    double size = (double) tied + (double) ties;
    if (tied <= EXACT_ACCOUNTS && tied * size <= EXACT_WORK) return tied;
    double affordable = SAMPLED_WORK / size;
    uint32_t sources = affordable > FEWEST_SOURCES ? (uint32_t) affordable : FEWEST_SOURCES;
    return sources < tied ? sources : tied;
}

/* What a source adds to an account's betweenness lies between 0 and n − 2; Hoeffding's inequality
 * (1963), for all accounts at once. Pairs count once, hence the half. */
static double betweenness_error(double n, double sources) {
    if (sources >= n) return 0;
    return 0.5 * n * (n - 2) * sqrt(log(2 * n / (1 - CONFIDENCE)) / (2 * sources));
}

static void add_up(struct centrality *out, const struct walking *w, const double *sums) {
    double n = w->tied, factor = n / w->sources;
    for (size_t slice = 0; slice < SLICES; slice++)
        for (uint32_t a = 0; a < w->accounts; a++) {
            const double *of_slice = sums + 2 * slice * w->accounts;
            out->betweenness[a] += factor * of_slice[a];
            out->harmonic[a] += factor * of_slice[w->accounts + a] / (n - 1);
        }
    out->betweenness_sources = w->sources;
    out->betweenness_error = betweenness_error(n, w->sources);
}

lockstep_status paths_measure(struct centrality *out, uint32_t accounts, uint64_t seed,
                              uint32_t processes, lockstep_error *err) {
    struct walking walking = {.ties = out, .accounts = accounts, .seed = seed};
    for (uint32_t a = 0; a < accounts; a++)
        walking.tied += out->degree[a] > 0;
    walking.sources = source_count(walking.tied, out->tie_count);
    double work = walking.sources * ((double) walking.tied + (double) out->tie_count);
    struct jobs jobs = {walk_slice, &walking, SLICES, 2 * accounts * sizeof(double)};
    double *sums = calloc(SLICES, jobs.size + 1);
    if (!sums) return fail_memory(err, "the shortest paths");
    lockstep_status status = jobs_run(sums, &jobs, work < SMALL_WORK ? 1 : processes, err);
    if (status == LOCKSTEP_OK) add_up(out, &walking, sums);
    free(sums);
    return status;
}
