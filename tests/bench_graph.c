/* How fast the measures and the layout of a large connected network are: for each, seconds. usage:
 * bench_graph ACCOUNTS TIES */
#include "engine/clock.h"
#include "engine/settings.h"
#include "export/export.h"
#include "graph/graph.h"
#include "graph/partition.h"

#include <stdlib.h>

/* Groups of GROUP accounts; of the ties of an account most stay in its group. */
enum { GROUP = 100, INSIDE = 90 /* % */ };

static uint32_t below(uint64_t *state, uint32_t bound) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t) ((*state >> 33) % bound);
}

static int by_pair(const void *left, const void *right) {
    const struct tie *a = left, *b = right;
    if (a->source != b->source) return a->source < b->source ? -1 : 1;
    return (a->target > b->target) - (a->target < b->target);
}

static size_t draw_ties(struct tie *ties, uint32_t accounts, size_t count) {
    uint64_t state = 1;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t a = below(&state, accounts), group = a - a % GROUP;
        uint32_t b =
            below(&state, 100) < INSIDE ? group + below(&state, GROUP) : below(&state, accounts);
        double weight = 0.5 + below(&state, 1000) / 500.0;
        ties[i] = (struct tie){a < b ? a : b, a < b ? b : a, weight};
    }
    qsort(ties, count, sizeof *ties, by_pair);
    for (size_t i = 0; i < count; i++)
        if (ties[i].source != ties[i].target && ties[i].target < accounts &&
            (kept == 0 || by_pair(&ties[kept - 1], &ties[i]) != 0))
            ties[kept++] = ties[i];
    return kept;
}

/* All of it one piece, in no cluster. */
static lockstep_status place(const struct centrality *centrality, uint32_t accounts,
                             const struct lockstep_settings *settings, lockstep_error *err) {
    struct arena arena = {0};
    struct archive archive = {.accounts = {.count = accounts}};
    struct clusters clusters = {.of_account = arena_alloc(&arena, accounts, sizeof(uint32_t))};
    struct point *positions = arena_alloc(&arena, accounts, sizeof *positions);
    struct findings findings = {
        .archive = &archive, .clusters = &clusters, .centrality = centrality, .settings = settings};
    if (!clusters.of_account || !positions) return LOCKSTEP_ENOMEM;
    double began = clock_seconds();
    lockstep_status status = layout_compute(positions, &findings, err);
    printf("layout %.2f\n", clock_seconds() - began);
    arena_release(&arena);
    return status;
}

static int measure(const struct tie *ties, size_t count, uint32_t accounts,
                   const struct lockstep_settings *settings) {
    struct centrality out = {0};
    lockstep_error err = {0};
    double began = clock_seconds();
    out.ties = arena_alloc(&out.arena, count, sizeof *out.ties);
    if (!out.ties) return 1;
    memcpy(out.ties, ties, count * sizeof *ties);
    out.tie_count = count;
    lockstep_status status = centrality_of_ties(&out, accounts, settings, &err);
    printf("centrality %.2f (paths from %u accounts)\n", clock_seconds() - began,
           out.betweenness_sources);
    if (status == LOCKSTEP_OK) status = place(&out, accounts, settings, &err);
    centrality_release(&out);
    return status != LOCKSTEP_OK;
}

static int part(const struct tie *ties, size_t count, uint32_t accounts) {
    struct arena arena = {0};
    lockstep_error err = {0};
    struct weighted_graph graph = {.vertices = accounts, .edges = count};
    uint32_t communities, *membership = arena_alloc(&arena, accounts, sizeof *membership);
    graph.ends = arena_alloc(&arena, 2 * count, sizeof *graph.ends);
    graph.weights = arena_alloc(&arena, count, sizeof *graph.weights);
    if (!membership || !graph.ends || !graph.weights) return 1;
    for (size_t i = 0; i < count; i++) {
        graph.ends[2 * i] = ties[i].source, graph.ends[2 * i + 1] = ties[i].target;
        graph.weights[i] = ties[i].weight;
    }
    double began = clock_seconds();
    lockstep_status status =
        partition_find(membership, &communities, &graph, COMMUNITY_LEIDEN_MODULARITY, 1, 1, &err);
    printf("leiden %.2f (%u communities)\n", clock_seconds() - began, communities);
    arena_release(&arena);
    return status != LOCKSTEP_OK;
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    uint32_t accounts = (uint32_t) strtoul(argv[1], NULL, 10);
    size_t count = strtoul(argv[2], NULL, 10);
    struct tie *ties = malloc((count + 1) * sizeof *ties);
    lockstep_settings *settings = lockstep_settings_new();
    if (!ties || !settings) return 1;
    count = draw_ties(ties, accounts, count);
    int failed = part(ties, count, accounts) || measure(ties, count, accounts, settings);
    lockstep_settings_free(settings);
    free(ties);
    return failed;
}
