#include "engine/error.h"
#include "engine/memory.h"
#include "export/network_file.h"

#include <stdlib.h>

static bool in_view(const struct view *view, const struct edge *edge) {
    const uint32_t *cluster = view->findings->clusters->of_account;
    if (!edge->kept) return false;
    return !view->cluster ||
           (cluster[edge->source] == view->cluster && cluster[edge->target] == view->cluster);
}

static bool has_layer(const struct view *view, size_t layer) {
    return !view->layer || view->layer == &view->findings->network->layers[layer];
}

static void find_shown(struct view *view) {
    const struct network *network = view->findings->network;
    for (size_t l = 0; l < network->count; l++)
        for (size_t e = 0; e < network->layers[l].count && has_layer(view, l); memory_step(++e)) {
            const struct edge *edge = &network->layers[l].items[e];
            if (!in_view(view, edge)) continue;
            view->shown[edge->source] = view->shown[edge->target] = true;
            view->edge_count++;
        }
    for (uint32_t a = 0; a < network->accounts; memory_step(++a))
        view->account_count += view->shown[a];
}

lockstep_status view_open(struct view *out, const struct findings *findings,
                          const struct edges *layer, uint32_t cluster, lockstep_error *err) {
    *out = (struct view){.findings = findings,
                         .layer = layer,
                         .cluster = cluster,
                         .strongest = strongest_account(findings)};
    out->shown = calloc((size_t) findings->network->accounts + 1, sizeof *out->shown);
    if (!out->shown) return fail_memory(err, "a network file");
    find_shown(out);
    return LOCKSTEP_OK;
}

void view_close(struct view *view) {
    free(view->shown);
    *view = (struct view){0};
}

/* ---- pairs */

lockstep_status pairs_begin(struct pair_walk *out, const struct view *view, lockstep_error *err) {
    size_t layers = view->findings->network->count;
    *out = (struct pair_walk){.view = view};
    out->edges = calloc(layers + 1, sizeof *out->edges);
    out->next = calloc(layers + 1, sizeof *out->next);
    if (out->edges && out->next) return LOCKSTEP_OK;
    pairs_end(out);
    return fail_memory(err, "a network file");
}

void pairs_end(struct pair_walk *walk) {
    free(walk->edges), free(walk->next);
    *walk = (struct pair_walk){0};
}

static uint64_t key(const struct edge *edge) {
    return (uint64_t) edge->source << 32 | edge->target;
}

/* The layer's next edge in the view; NULL where there is none. */
static const struct edge *next_edge(struct pair_walk *walk, size_t layer) {
    const struct edges *edges = &walk->view->findings->network->layers[layer];
    if (!has_layer(walk->view, layer)) return NULL;
    while (walk->next[layer] < edges->count &&
           !in_view(walk->view, &edges->items[walk->next[layer]]))
        walk->next[layer]++;
    return walk->next[layer] < edges->count ? &edges->items[walk->next[layer]] : NULL;
}

bool pairs_next(struct pair_walk *walk) {
    size_t layers = walk->view->findings->network->count;
    uint64_t first = UINT64_MAX;
    for (size_t l = 0; l < layers; l++) {
        walk->edges[l] = next_edge(walk, l);
        if (walk->edges[l] && key(walk->edges[l]) < first) first = key(walk->edges[l]);
    }
    for (size_t l = 0; l < layers; l++) {
        if (walk->edges[l] && key(walk->edges[l]) != first) walk->edges[l] = NULL;
        walk->next[l] += walk->edges[l] != NULL;
    }
    walk->source = (uint32_t) (first >> 32), walk->target = (uint32_t) first;
    return first != UINT64_MAX;
}

static const struct layer *layer_of(const struct pair_walk *walk, size_t layer) {
    return walk->view->findings->network->layers[layer].layer;
}

/* Whether the edge of `layer` says more of the pair than that of `other`: fused before all others,
 * of these the widest window; else the larger weight. */
static bool stands_before(const struct pair_walk *walk, size_t layer, size_t other) {
    const struct layer *a = layer_of(walk, layer), *b = layer_of(walk, other);
    bool fused = a->trace == TRACE_FUSED, other_fused = b->trace == TRACE_FUSED;
    if (fused != other_fused) return fused;
    if (fused) return a->window > b->window;
    return walk->edges[layer]->weight > walk->edges[other]->weight;
}

size_t pair_layer(const struct pair_walk *walk) {
    size_t best = SIZE_MAX;
    for (size_t l = 0; l < walk->view->findings->network->count; l++)
        if (walk->edges[l] && (best == SIZE_MAX || stands_before(walk, l, best))) best = l;
    return best;
}

bool pair_shows(const struct pair_walk *walk, size_t layer) {
    const struct layer *fused = layer_of(walk, layer);
    if (!walk->edges[layer] || fused->trace != TRACE_FUSED) return walk->edges[layer];
    for (size_t l = 0; l < walk->view->findings->network->count; l++)
        if (l != layer && walk->edges[l] && layer_of(walk, l)->window == fused->window)
            return false;
    return true;
}
