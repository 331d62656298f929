#include "graph/response.h"

#include "engine/error.h"
#include "engine/memory.h"

#include <math.h>
#include <stdlib.h>

/* ---- the clusters of one layer ---- */

struct responding {
    const struct clusters *clusters;
    struct response *out;
    struct object_gain *met; /* by cluster: what the object at hand has given so far */
};

static void keep_top(struct response *response, struct object_gain gain) {
    struct object_gain *top = response->top;
    if (gain.nats <= top[TOP_GAINS - 1].nats) return;
    size_t at = TOP_GAINS - 1;
    for (; at > 0 && gain.nats > top[at - 1].nats; at--)
        top[at] = top[at - 1];
    top[at] = gain;
}

/* Episodes of one object follow each other. */
static void add_gain(void *data, const struct gain *gain) {
    struct responding *r = data;
    struct object_gain *met = &r->met[gain->community];
    if (met->object != gain->object) {
        keep_top(&r->out[gain->community], *met);
        *met = (struct object_gain){.object = gain->object};
    }
    met->nats += gain->nats;
    r->out[gain->community].gains += gain->nats;
}

static bool is_found_in(const struct cluster *cluster, const struct network *network,
                        const struct layer *layer) {
    return strcmp(network->layers[cluster->layer].layer->name, layer->name) == 0;
}

/* Numbers the accounts of the clusters found in the layer; false where there are none. */
static bool mark_members(uint32_t *community, const struct clusters *clusters,
                         const struct network *network, const struct layer *layer) {
    bool any = false;
    for (uint32_t a = 0; a < network->accounts; memory_step(++a))
        community[a] = UINT32_MAX;
    for (uint32_t c = 0; c < clusters->kept; c++) {
        const struct cluster *cluster = &clusters->items[c];
        if (!is_found_in(cluster, network, layer)) continue;
        any = true;
        for (uint32_t i = 0; i < cluster->count; i++)
            community[cluster->members[i]] = c;
    }
    return any;
}

static double placebo_price(const struct clusters *clusters, size_t cluster) {
    return clusters->placebos ? clusters->placebos[clusters->items[cluster].layer].price : 0;
}

lockstep_status clusters_response(struct response *out, const struct clusters *clusters,
                                  const struct network *network, const struct edges *edges,
                                  int64_t window, double alpha, size_t layers,
                                  lockstep_error *err) {
    struct arena scratch = {0};
    struct responding r = {.clusters = clusters};
    struct stakes stakes = {.alpha = alpha, .price = log((double) layers)};
    for (size_t c = 0; c < clusters->kept; c++)
        stakes.placebo = fmax(stakes.placebo, placebo_price(clusters, c));
    uint32_t *community = arena_alloc(&scratch, network->accounts, sizeof *community);
    struct evidence *evidence = arena_alloc(&scratch, clusters->kept, sizeof *evidence);
    r.out = arena_alloc(&scratch, clusters->kept, sizeof *r.out);
    r.met = arena_alloc(&scratch, clusters->kept, sizeof *r.met);
    lockstep_status status = community && evidence && r.out && r.met
                                 ? LOCKSTEP_OK
                                 : fail_memory(err, "the response of clusters");
    if (status == LOCKSTEP_OK && mark_members(community, clusters, network, edges->layer)) {
        bool once = edges->once.count > 0; /* posts with several objects are one event each */
        struct layer layer = once ? edges->once : *edges->layer;
        layer.window = window;
        status =
            communities_weigh(evidence, &layer, once ? &edges->once_null : &edges->null, community,
                              (uint32_t) clusters->kept, &stakes, add_gain, &r, err);
        for (size_t c = 0; status == LOCKSTEP_OK && c < clusters->kept; c++) {
            if (!is_found_in(&clusters->items[c], network, edges->layer)) continue;
            keep_top(&r.out[c], r.met[c]);
            stakes.placebo = placebo_price(clusters, c);
            r.out[c].evidence = evidence_net(&evidence[c], &stakes);
            out[c] = r.out[c];
        }
    }
    arena_release(&scratch);
    return status;
}

/* ---- what clusters.csv says ---- */

/* A moment, or a day, has no other window: its border is its object's. */
static lockstep_status respond_in_layer(struct response *responses, struct clusters *clusters,
                                        const struct network *network, size_t layer, double alpha,
                                        lockstep_error *err) {
    const struct edges *edges = &network->layers[layer];
    int64_t windows[] = {edges->layer->window, edges->layer->window / 2, 2 * edges->layer->window};
    size_t count = trace_has_own_window(edges->layer->trace) ? 1 : 3;
    for (size_t w = 0; w < count; w++) {
        TRY(clusters_response(responses, clusters, network, edges, windows[w], alpha,
                              network->count, err));
        for (size_t c = 0; c < clusters->kept; c++) {
            struct cluster *cluster = &clusters->items[c];
            if (cluster->layer != layer) continue;
            const struct response *found = &responses[c];
            if (w == 1) cluster->evidence_half = found->evidence;
            if (w == 2) cluster->evidence_double = found->evidence;
            if (w > 0) continue;
            cluster->evidence_half = cluster->evidence_double = NAN;
            cluster->gains = found->gains;
            cluster->largest_gain = found->top[0].nats;
        }
    }
    return LOCKSTEP_OK;
}

static bool has_clusters(const struct clusters *clusters, size_t layer) {
    for (size_t c = 0; c < clusters->kept; c++)
        if (clusters->items[c].layer == layer) return true;
    return false;
}

lockstep_status clusters_respond(struct clusters *clusters, const struct network *network,
                                 const struct lockstep_settings *settings, lockstep_error *err) {
    struct response *responses = calloc(clusters->kept + 1, sizeof *responses);
    lockstep_status status = responses ? LOCKSTEP_OK : fail_memory(err, "the response of clusters");
    for (size_t l = 0; status == LOCKSTEP_OK && l < network->count; l++)
        if (has_clusters(clusters, l))
            status = respond_in_layer(responses, clusters, network, l, settings->alpha, err);
    free(responses);
    return status;
}
