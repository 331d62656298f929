#include "graph/overlap.h"

#include "engine/csv_cells.h"
#include "engine/error.h"
#include "engine/memory.h"

#include <stdlib.h>

static int by_pair(const struct edge *a, const struct edge *b) {
    if (a->source != b->source) return a->source < b->source ? -1 : 1;
    return (a->target > b->target) - (a->target < b->target);
}

/* ---- overlap */

static void mark_accounts(uint8_t *marks, uint8_t mark, const struct edges *edges) {
    for (size_t i = 0; i < edges->count; memory_step(++i))
        if (edges->items[i].kept) {
            marks[edges->items[i].source] |= mark;
            marks[edges->items[i].target] |= mark;
        }
}

/* Both are sorted by pair. */
static uint64_t common_edges(const struct edges *a, const struct edges *b) {
    uint64_t common = 0;
    for (size_t i = 0, j = 0; i < a->count && j < b->count;) {
        int order = by_pair(&a->items[i], &b->items[j]);
        common += order == 0 && a->items[i].kept && b->items[j].kept;
        i += order <= 0;
        j += order >= 0;
    }
    return common;
}

static uint64_t kept_edges(const struct edges *edges) {
    uint64_t kept = 0;
    for (size_t i = 0; i < edges->count; memory_step(++i))
        kept += edges->items[i].kept;
    return kept;
}

static struct overlap compare(const struct network *network, size_t first, size_t second,
                              uint8_t *marks) {
    const struct edges *a = &network->layers[first], *b = &network->layers[second];
    struct overlap o = {.first = first,
                        .second = second,
                        .edges_first = kept_edges(a),
                        .edges_second = kept_edges(b),
                        .edges_both = common_edges(a, b)};
    memset(marks, 0, network->accounts);
    mark_accounts(marks, 1, a);
    mark_accounts(marks, 2, b);
    for (uint32_t i = 0; i < network->accounts; memory_step(++i)) {
        o.accounts_first += (marks[i] & 1) > 0;
        o.accounts_second += (marks[i] & 2) > 0;
        o.accounts_both += marks[i] == 3;
    }
    return o;
}

lockstep_status layers_overlap(struct overlap **out, size_t *count, const struct network *network,
                               lockstep_error *err) {
    size_t room = network->count * (network->count + 1) / 2;
    uint8_t *marks = malloc((size_t) network->accounts + 1);
    *out = malloc((room + 1) * sizeof **out);
    *count = 0;
    bool all = marks && *out;
    for (size_t a = 0; a < network->count && all; a++)
        for (size_t b = a; b < network->count; b++) {
            struct overlap overlap = compare(network, a, b, marks);
            if (overlap.edges_first && overlap.edges_second) (*out)[(*count)++] = overlap;
        }
    free(marks);
    if (all) return LOCKSTEP_OK;
    free(*out);
    *out = NULL;
    return fail_memory(err, "the overlap of layers");
}

static double jaccard(double first, double second, double both) {
    return both / (first + second - both);
}

static void put_layer(struct csv_row *row, const struct layer *layer) {
    char window[TIME_TEXT];
    csv_text(row, slice_of(layer->name));
    csv_text(row, slice_of(duration_format(window, layer->window)));
}

lockstep_status layers_print(FILE *out, const struct network *network, lockstep_error *err) {
    struct overlap *overlaps;
    size_t count;
    TRY(layers_overlap(&overlaps, &count, network, err));
    struct csv_row row = {.out = out};
    csv_header(out, "layer,window,other,other_window,edges,other_edges,common_edges,edge_jaccard,"
                    "accounts,other_accounts,common_accounts,account_jaccard");
    for (size_t i = 0; i < count; i++) {
        const struct overlap *o = &overlaps[i];
        put_layer(&row, network->layers[o->first].layer);
        put_layer(&row, network->layers[o->second].layer);
        csv_count(&row, o->edges_first);
        csv_count(&row, o->edges_second);
        csv_count(&row, o->edges_both);
        csv_number(&row, jaccard((double) o->edges_first, (double) o->edges_second,
                                 (double) o->edges_both));
        csv_count(&row, o->accounts_first);
        csv_count(&row, o->accounts_second);
        csv_count(&row, o->accounts_both);
        csv_number(&row, jaccard(o->accounts_first, o->accounts_second, o->accounts_both));
        csv_end_row(&row);
    }
    free(overlaps);
    return ferror(out) ? fail_io(err, "layers.csv") : LOCKSTEP_OK;
}

/* ---- contributions */

static int find_pair(const void *key, const void *item) {
    return by_pair(key, item);
}

static bool contributes(const struct layer *layer, const struct layer *fused) {
    return layer->trace != TRACE_FUSED && layer->trace != TRACE_TIME &&
           layer->window == fused->window;
}

static const struct edge *edge_of(const struct edges *edges, const struct edge *pair) {
    if (edges->count == 0) return NULL;
    return bsearch(pair, edges->items, edges->count, sizeof *edges->items, find_pair);
}

static void put_contributions(struct csv_row *row, const struct edge *pair,
                              const struct layer *fused, const struct network *network,
                              const struct archive *archive) {
    char window[TIME_TEXT];
    double all = 0;
    for (size_t l = 0; l < network->count; l++) {
        const struct edge *edge = edge_of(&network->layers[l], pair);
        if (edge && contributes(network->layers[l].layer, fused)) all += edge->weight;
    }
    for (size_t l = 0; l < network->count; l++) {
        const struct edge *edge = edge_of(&network->layers[l], pair);
        if (!edge || !contributes(network->layers[l].layer, fused)) continue;
        csv_text(row, archive->accounts.items[pair->source].name);
        csv_text(row, archive->accounts.items[pair->target].name);
        csv_text(row, slice_of(duration_format(window, fused->window)));
        csv_text(row, slice_of(network->layers[l].layer->name));
        csv_count(row, edge->objects);
        csv_number(row, edge->weight);
        csv_number(row, edge->weight / all);
        csv_end_row(row);
    }
}

lockstep_status contributions_print(FILE *out, const struct network *network,
                                    const struct archive *archive, lockstep_error *err) {
    struct csv_row row = {.out = out};
    csv_header(out, "source,target,window,layer,objects,weight,share");
    for (size_t l = 0; l < network->count; l++) {
        const struct edges *fused = &network->layers[l];
        for (size_t i = 0; fused->layer->trace == TRACE_FUSED && i < fused->count; i++)
            if (fused->items[i].kept)
                put_contributions(&row, &fused->items[i], fused->layer, network, archive);
    }
    return ferror(out) ? fail_io(err, "contributions.csv") : LOCKSTEP_OK;
}
