#include "graph/sweep.h"

#include "engine/csv_cells.h"
#include "engine/error.h"
#include "graph/agreement.h"
#include "graph/response.h"

#include <math.h>
#include <stdlib.h>

static const int64_t LONGEST = INT64_MAX / 100; /* a reference */

void sweep_plan(struct sweep *out, const struct lockstep_settings *settings) {
    int64_t w = settings->window < LONGEST ? settings->window : LONGEST;
    uint32_t m = settings->min_objects < UINT32_MAX / 4 ? settings->min_objects : UINT32_MAX / 4;
    *out = (struct sweep){.settings = *settings,
                          .window = w,
                          .min_objects = m,
                          .windows = {w / 10, w / 2, w, 2 * w, 10 * w},
                          .thresholds = {m, m + 1, 2 * m + 1}};
    struct lockstep_settings *s = &out->settings;
    if (s->window_count == 1) {
        size_t skipped = w < 2 ? 2 : w < 10 ? 1 : 0; /* shorter than a microsecond */
        s->windows = out->windows + skipped;
        s->window_count = 5 - skipped;
    }
    if (s->threshold_count == 1) s->thresholds = out->thresholds, s->threshold_count = 3;
    s->min_objects = s->thresholds[0];
}

/* ---- one cell: the network at one window and threshold ---- */

struct cell {
    int64_t window;
    uint32_t min_objects;
    struct network network; /* its edges are its own, all else is the whole network's */
    struct clusters clusters;
};

static lockstep_status select_network(struct cell *cell, const struct network *whole,
                                      lockstep_error *err) {
    cell->network = (struct network){.accounts = whole->accounts};
    cell->network.layers = calloc(whole->count + 1, sizeof *cell->network.layers);
    if (!cell->network.layers) return fail_memory(err, "the network");
    for (size_t l = 0; l < whole->count; l++) {
        const struct edges *edges = &whole->layers[l];
        bool own = trace_has_own_window(edges->layer->trace);
        if (!own && edges->layer->window != cell->window) continue;
        struct edges *selected = &cell->network.layers[cell->network.count++];
        TRY(edges_select(selected, edges, cell->min_objects, err));
    }
    return LOCKSTEP_OK;
}

/* Layers with a window of their own come before the fused one, as in a run of this window alone. */
static void order_layers(struct network *network) {
    for (size_t l = 1; l < network->count; l++)
        for (size_t at = l;
             at > 0 && network->layers[at - 1].layer->trace > network->layers[at].layer->trace;
             at--) {
            struct edges later = network->layers[at];
            network->layers[at] = network->layers[at - 1];
            network->layers[at - 1] = later;
        }
}

static lockstep_status find_cell(struct cell *cell, const struct swept *swept,
                                 lockstep_error *err) {
    TRY(select_network(cell, swept->network, err));
    order_layers(&cell->network);
    struct lockstep_settings settings = swept->sweep->settings;
    settings.min_objects = cell->min_objects;
    return clusters_find(&cell->clusters, &cell->network, swept->archive, &settings, err);
}

static void cell_release(struct cell *cell) {
    for (size_t l = 0; cell->network.layers && l < cell->network.count; l++)
        free(cell->network.layers[l].items);
    free(cell->network.layers);
    clusters_release(&cell->clusters);
    *cell = (struct cell){0};
}

/* ---- every cell ---- */

struct sweeping {
    FILE *out;
    const struct swept *swept;
    struct cell reference;
    struct response *responses; /* of the reference's clusters at the window at hand */
};

typedef lockstep_status (*cell_fn)(struct sweeping *sweeping, const struct cell *cell,
                                   lockstep_error *err);

static bool is_reference(const struct cell *cell, const struct sweep *sweep) {
    return cell->window == sweep->window && cell->min_objects == sweep->min_objects;
}

static lockstep_status visit_cell(struct sweeping *s, int64_t window, uint32_t min_objects,
                                  cell_fn visit, lockstep_error *err) {
    struct cell cell = {.window = window, .min_objects = min_objects};
    if (is_reference(&cell, s->swept->sweep)) return visit(s, &s->reference, err);
    lockstep_status status = find_cell(&cell, s->swept, err);
    if (status == LOCKSTEP_OK) status = visit(s, &cell, err);
    cell_release(&cell);
    return status;
}

static lockstep_status find_reference(struct sweeping *s, lockstep_error *err) {
    const struct sweep *sweep = s->swept->sweep;
    s->reference = (struct cell){.window = sweep->window, .min_objects = sweep->min_objects};
    TRY(find_cell(&s->reference, s->swept, err));
    s->responses = calloc(s->reference.clusters.kept + 1, sizeof *s->responses);
    return s->responses ? LOCKSTEP_OK : fail_memory(err, "the response of clusters");
}

static lockstep_status visit_cells(struct sweeping *s, cell_fn visit, lockstep_error *err) {
    const struct lockstep_settings *settings = &s->swept->sweep->settings;
    for (size_t w = 0; w < settings->window_count; w++)
        for (size_t t = 0; t < settings->threshold_count; t++) {
            TRY(check_interrupt(err));
            settings_progress(settings, "sweep", "cells", w * settings->threshold_count + t,
                              settings->window_count * settings->threshold_count);
            TRY(visit_cell(s, settings->windows[w], settings->thresholds[t], visit, err));
        }
    return ferror(s->out) ? fail_io(err, "output") : LOCKSTEP_OK;
}

static lockstep_status print_cell(struct sweeping *s, const struct cell *cell,
                                  lockstep_error *err) {
    const struct clusters *clusters = &cell->clusters;
    struct csv_row row = {.out = s->out};
    struct agreement agreement;
    char window[TIME_TEXT];
    uint64_t edges = 0, accounts = 0;
    TRY(clusters_agreement(&agreement, s->reference.clusters.of_account, clusters->of_account,
                           cell->network.accounts, err));
    for (size_t l = 0; l < cell->network.count; l++)
        edges += cell->network.layers[l].count;
    for (size_t c = 0; c < clusters->kept; c++)
        accounts += clusters->items[c].count;
    csv_text(&row, slice_of(duration_format(window, cell->window)));
    csv_count(&row, cell->min_objects);
    csv_count(&row, edges);
    csv_count(&row, clusters->count);
    csv_count(&row, clusters->kept);
    csv_count(&row, accounts);
    csv_count(&row, clusters->kept ? clusters->items[0].count : 0);
    csv_number(&row, agreement.ari);
    csv_number(&row, agreement.jaccard);
    csv_end_row(&row);
    return LOCKSTEP_OK;
}

static lockstep_status sweep(FILE *out, const struct swept *swept, cell_fn print,
                             lockstep_error *err) {
    struct sweeping s = {.out = out, .swept = swept};
    lockstep_status status = find_reference(&s, err);
    if (status == LOCKSTEP_OK) status = visit_cells(&s, print, err);
    free(s.responses);
    cell_release(&s.reference);
    return status;
}

lockstep_status sweep_cells(FILE *out, const struct swept *swept, lockstep_error *err) {
    csv_header(out, "window,min_objects,edges,communities,clusters,accounts,largest,ari,jaccard");
    return sweep(out, swept, print_cell, err);
}

/* ---- every cluster of the reference ---- */

/* The accounts and the Jaccard similarity of the kept cluster that is most like one. */
struct likeness {
    uint32_t accounts;
    double jaccard;
};

static int by_number(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *) a, y = *(const uint32_t *) b;
    return (x > y) - (x < y);
}

/* `numbers` has room for the cluster's accounts. */
static struct likeness find_likest(const struct cluster *cluster, const struct clusters *among,
                                   uint32_t *numbers) {
    struct likeness best = {0};
    uint32_t count = 0;
    for (uint32_t i = 0; i < cluster->count; i++)
        if (among->of_account[cluster->members[i]])
            numbers[count++] = among->of_account[cluster->members[i]];
    if (count) qsort(numbers, count, sizeof *numbers, by_number);
    for (uint32_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && numbers[end] == numbers[i];)
            end++;
        uint32_t accounts = among->items[numbers[i] - 1].count, both = end - i;
        double jaccard = both / ((double) cluster->count + accounts - both);
        if (jaccard > best.jaccard) best = (struct likeness){accounts, jaccard};
    }
    return best;
}

static void begin_row(struct csv_row *row, const struct sweeping *s, const struct cluster *cluster,
                      const struct cell *cell, struct slice without, double evidence) {
    char window[TIME_TEXT];
    csv_count(row, cluster->number);
    csv_count(row, cluster->count);
    csv_text(row, slice_of(s->reference.network.layers[cluster->layer].layer->name));
    csv_text(row, slice_of(duration_format(window, cell->window)));
    csv_count(row, cell->min_objects);
    csv_text(row, without);
    csv_number(row, evidence);
    csv_count(row, evidence > 0);
}

static void print_without(struct sweeping *s, const struct cluster *cluster,
                          const struct response *response) {
    for (size_t i = 0; i < TOP_GAINS && response->top[i].nats > 0; i++) {
        struct csv_row row = {.out = s->out};
        begin_row(&row, s, cluster, &s->reference,
                  object_key(&s->swept->archive->traces, response->top[i].object),
                  response->evidence - response->top[i].nats);
        csv_text(&row, SLICE(""));
        csv_text(&row, SLICE(""));
        csv_end_row(&row);
    }
}

static lockstep_status print_responses(struct sweeping *s, const struct cell *cell,
                                       lockstep_error *err) {
    const struct clusters *clusters = &s->reference.clusters;
    double alpha = s->swept->sweep->settings.alpha;
    for (size_t l = 0; l < cell->network.count; l++) {
        const struct edges *edges = &cell->network.layers[l];
        TRY(clusters_response(s->responses, clusters, &s->reference.network, edges,
                              edges->layer->window, alpha, cell->network.count, err));
    }
    uint32_t *numbers = malloc(((size_t) cell->network.accounts + 1) * sizeof *numbers);
    if (!numbers) return fail_memory(err, "comparing clusters");
    for (size_t c = 0; c < clusters->kept; c++) {
        struct csv_row row = {.out = s->out};
        struct likeness likest = find_likest(&clusters->items[c], &cell->clusters, numbers);
        begin_row(&row, s, &clusters->items[c], cell, SLICE(""), s->responses[c].evidence);
        csv_count(&row, likest.accounts);
        csv_number(&row, likest.jaccard);
        csv_end_row(&row);
        if (is_reference(cell, s->swept->sweep))
            print_without(s, &clusters->items[c], &s->responses[c]);
    }
    free(numbers);
    return LOCKSTEP_OK;
}

lockstep_status sweep_clusters(FILE *out, const struct swept *swept, lockstep_error *err) {
    csv_header(out, "cluster,accounts,layer,window,min_objects,without,evidence,survives,match,"
                    "jaccard");
    return sweep(out, swept, print_responses, err);
}
