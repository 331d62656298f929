#include "graph/paths.h"

#include "engine/dice.h"
#include "engine/error.h"
#include "engine/ordered.h"
#include "graph/brandes.h"

#include <math.h>
#include <stdlib.h>

enum { EXACT_ACCOUNTS = 5000, FEWEST_SOURCES = 16, SLICES = 16 };
/* Sources × (accounts + ties): below the first all accounts are sources, the second is what a
 * sample may cost, and below the third it is not worth another thread. */
static const double EXACT_WORK = 4e9, SAMPLED_WORK = 2e8, SMALL_WORK = 2e7;
static const double CONFIDENCE = 0.95;

struct walking {
    const struct adjacency *network;
    double *length;    /* as `weight` there */
    uint32_t *sources; /* vertices, ascending */
    uint32_t source_count, slices;
    double *betweenness, *harmonic; /* by vertex */
};

/* Every SLICES-th source from `first` on, and what these add. */
struct slice_of_sources {
    uint32_t first;
    double *betweenness, *harmonic; /* by vertex */
    struct arena arena;
};

/* ---- slices: sums of each by itself are added in their order, whatever thread they come from */

static lockstep_status next_slice(void *data, void *item, bool *end, lockstep_error *err) {
    struct walking *w = data;
    struct slice_of_sources *slice = item;
    (void) err;
    slice->first = w->slices;
    *end = w->slices == SLICES || w->slices == w->source_count;
    w->slices += !*end;
    return LOCKSTEP_OK;
}

static lockstep_status walk_sources(const struct walking *w, struct slice_of_sources *slice,
                                    struct arena *scratch, lockstep_error *err) {
    struct brandes walk;
    TRY(brandes_prepare(&walk, w->network, w->length, scratch, err));
    for (uint32_t i = slice->first; i < w->source_count; i += SLICES) {
        TRY(check_interrupt(err));
        brandes_walk(&walk, w->sources[i], slice->betweenness, slice->harmonic);
    }
    return LOCKSTEP_OK;
}

static lockstep_status walk_slice(void *data, void *item, lockstep_error *err) {
    const struct walking *w = data;
    struct slice_of_sources *slice = item;
    struct arena scratch = {0};
    size_t vertices = w->network->vertices;
    slice->betweenness = arena_alloc(&slice->arena, vertices, sizeof *slice->betweenness);
    slice->harmonic = arena_alloc(&slice->arena, vertices, sizeof *slice->harmonic);
    if (!slice->betweenness || !slice->harmonic) return fail_memory(err, "the shortest paths");
    lockstep_status status = walk_sources(w, slice, &scratch, err);
    arena_release(&scratch);
    return status;
}

static lockstep_status add_slice(void *data, void *item, lockstep_error *err) {
    struct walking *w = data;
    struct slice_of_sources *slice = item;
    (void) err;
    for (uint32_t v = 0; v < w->network->vertices; v++) {
        w->betweenness[v] += slice->betweenness[v];
        w->harmonic[v] += slice->harmonic[v];
    }
    arena_release(&slice->arena);
    return LOCKSTEP_OK;
}

static void release_slice(void *item) {
    arena_release(&((struct slice_of_sources *) item)->arena);
}

/* ---- sources */

static double size_of(const struct adjacency *network) {
    return network->vertices + (double) network->start[network->vertices] / 2;
}

static uint32_t count_sources(const struct adjacency *network) {
    uint32_t all = network->vertices;
    if (all <= EXACT_ACCOUNTS && all * size_of(network) <= EXACT_WORK) return all;
    double sources = fmax(SAMPLED_WORK / size_of(network), FEWEST_SOURCES);
    return sources < all ? (uint32_t) sources : all;
}

/* At random, each set as likely as any other (Knuth 1969, algorithm S): sources at even distances
 * would fall in step with accounts that are named in a row. */
static void draw_sources(struct walking *w, uint64_t seed) {
    uint32_t drawn = 0, vertices = w->network->vertices;
    for (uint32_t v = 0; drawn < w->source_count; v++)
        if (dice_below(&seed, vertices - v) < w->source_count - drawn) w->sources[drawn++] = v;
}

static lockstep_status measure_lengths(struct walking *w, lockstep_error *err) {
    for (size_t i = 0; i < w->network->start[w->network->vertices]; i++) {
        double weight = w->network->weight[i];
        if (!(weight > 0 && isfinite(weight)))
            return fail(err, LOCKSTEP_EGRAPH, "a tie has the weight %g, and so no length", weight);
        w->length[i] = distance_of(weight);
    }
    return LOCKSTEP_OK;
}

static lockstep_status prepare(struct walking *w, uint64_t seed, struct arena *arena,
                               lockstep_error *err) {
    size_t vertices = w->network->vertices;
    w->source_count = count_sources(w->network);
    w->length = arena_alloc(arena, w->network->start[vertices], sizeof *w->length);
    w->sources = arena_alloc(arena, w->source_count, sizeof *w->sources);
    w->betweenness = arena_alloc(arena, vertices, sizeof *w->betweenness);
    w->harmonic = arena_alloc(arena, vertices, sizeof *w->harmonic);
    if (!w->length || !w->sources || !w->betweenness || !w->harmonic)
        return fail_memory(err, "the shortest paths");
    draw_sources(w, seed);
    return measure_lengths(w, err);
}

/* ---- the result */

/* What a source adds to an account's betweenness lies between 0 and n − 2; Hoeffding's inequality
 * (1963), for all accounts at once. Pairs count once, hence the half. */
static double betweenness_error(double n, double sources) {
    if (sources >= n) return 0;
    return 0.5 * n * (n - 2) * sqrt(log(2 * n / (1 - CONFIDENCE)) / (2 * sources));
}

static void scale_up(struct centrality *out, const struct walking *w) {
    double n = w->network->vertices, factor = n / w->source_count;
    for (uint32_t v = 0; v < w->network->vertices; v++) {
        out->betweenness[w->network->account[v]] = factor * w->betweenness[v] / 2;
        out->harmonic[w->network->account[v]] = factor * w->harmonic[v] / (n - 1);
    }
    out->betweenness_sources = w->source_count;
    out->betweenness_error = betweenness_error(n, w->source_count);
}

lockstep_status paths_measure(struct centrality *out, const struct adjacency *network,
                              const struct lockstep_settings *settings, lockstep_error *err) {
    struct arena arena = {0};
    struct walking walking = {.network = network};
    struct ordered job = {.data = &walking,
                          .item_size = sizeof(struct slice_of_sources),
                          .produce = next_slice,
                          .work = walk_slice,
                          .consume = add_slice,
                          .release = release_slice};
    lockstep_status status = prepare(&walking, settings->seed, &arena, err);
    bool small = walking.source_count * size_of(network) < SMALL_WORK;
    if (status == LOCKSTEP_OK) status = ordered_run(&job, small ? 1 : settings->threads, err);
    if (status == LOCKSTEP_OK) scale_up(out, &walking);
    arena_release(&arena);
    return status;
}
