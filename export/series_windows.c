/* How the evidence of each cluster's accounts hangs on the window. */
#include "engine/error.h"
#include "engine/settings.h"
#include "export/figure.h"
#include "graph/response.h"

#include <math.h>
#include <stdlib.h>

/* Round windows, as far as a thirtieth and thirty times the cluster's own. */
static const int64_t round_windows[] = {1,   2,    5,    10,    30,    60,    120,  300,
                                        600, 1800, 3600, 10800, 21600, 43200, 86400};
enum { ROUND_WINDOWS = sizeof round_windows / sizeof *round_windows, FURTHEST = 30 };

/* Ascending, the own one among them. */
static size_t choose_windows(int64_t windows[RESPONSE_WINDOWS], int64_t own) {
    size_t count = 0;
    bool placed = false;
    for (size_t w = 0; w <= ROUND_WINDOWS && count < RESPONSE_WINDOWS; w++) {
        int64_t window = w < ROUND_WINDOWS ? round_windows[w] * MICROSECONDS : INT64_MAX;
        if (!placed && window >= own) windows[count++] = own, placed = true;
        if (w == ROUND_WINDOWS || window == own) continue;
        if (window < own / FURTHEST || window / FURTHEST > own) continue;
        if (count < RESPONSE_WINDOWS) windows[count++] = window;
    }
    return count;
}

static bool has_clusters(const struct clusters *clusters, size_t layer) {
    for (size_t c = 0; c < clusters->kept; c++)
        if (clusters->items[c].layer == layer) return true;
    return false;
}

static lockstep_status measure_layer(struct response_curve *curves, struct response *responses,
                                     const struct findings *findings, size_t layer,
                                     lockstep_error *err) {
    const struct clusters *clusters = findings->clusters;
    const struct edges *edges = &findings->network->layers[layer];
    int64_t windows[RESPONSE_WINDOWS];
    size_t count = choose_windows(windows, edges->layer->window);
    for (size_t w = 0; w < count; w++) {
        TRY(clusters_response(responses, clusters, findings->network, edges, windows[w],
                              findings->settings->alpha, findings->network->count, err));
        for (size_t c = 0; c < clusters->kept; c++) {
            if (clusters->items[c].layer != layer) continue;
            curves[c].points[w].window = windows[w];
            curves[c].points[w].evidence = responses[c].evidence;
            curves[c].count = w + 1;
        }
    }
    return check_interrupt(err);
}

lockstep_status curves_measure(struct response_curve **out, const struct findings *findings,
                               lockstep_error *err) {
    const struct clusters *clusters = findings->clusters;
    struct response_curve *curves = calloc(clusters->kept + 1, sizeof *curves);
    struct response *responses = calloc(clusters->kept + 1, sizeof *responses);
    lockstep_status status =
        curves && responses ? LOCKSTEP_OK : fail_memory(err, "the response of clusters");
    for (size_t l = 0; status == LOCKSTEP_OK && l < findings->network->count; l++)
        if (has_clusters(clusters, l) &&
            !trace_has_own_window(findings->network->layers[l].layer->trace))
            status = measure_layer(curves, responses, findings, l, err);
    free(responses);
    if (status == LOCKSTEP_OK)
        *out = curves;
    else
        free(curves);
    return status;
}
