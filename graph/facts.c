#include "graph/facts.h"

#include "engine/error.h"

/* ---- edges */

static uint32_t cluster_of(const struct layer_clusters *clusters, uint32_t account) {
    return clusters->community[account];
}

static lockstep_status describe_edges(const struct layer_clusters *clusters,
                                      const struct edges *edges, struct arena *scratch,
                                      lockstep_error *err) {
    double *inside = arena_alloc(scratch, clusters->count, sizeof *inside);
    double *leaving = arena_alloc(scratch, clusters->count, sizeof *leaving);
    if (!inside || !leaving) return fail_memory(err, "the edges of clusters");
    for (size_t i = 0; i < edges->count; i++) {
        const struct edge *e = &edges->items[i];
        uint32_t a = cluster_of(clusters, e->source), b = cluster_of(clusters, e->target);
        if (a == b && a != UINT32_MAX) {
            clusters->items[a]->edges++;
            inside[a] += e->weight;
            continue;
        }
        if (a != UINT32_MAX) leaving[a] += e->weight;
        if (b != UINT32_MAX) leaving[b] += e->weight;
    }
    for (uint32_t i = 0; i < clusters->count; i++) {
        struct cluster *c = clusters->items[i];
        double ends = leaving[i] + 2 * inside[i];
        c->density = (double) c->edges / (0.5 * c->count * (c->count - 1.0));
        c->conductance = ends > 0 ? leaving[i] / ends : 0;
    }
    return LOCKSTEP_OK;
}

/* ---- posts and times */

/* The shares of one cluster met so far in a sweep over an object. */
struct neighbours {
    size_t sweep;
    const struct share *last, *other; /* `other` is the last that is not of the account of `last` */
};

struct sweeping {
    const struct layer_clusters *clusters;
    int64_t window;
    struct neighbours *met; /* by cluster */
    uint8_t *counted;       /* by post */
    size_t sweep;
};

static void count_share(struct sweeping *s, struct cluster *cluster, const struct share *share) {
    if (!cluster->posts || share->time < cluster->first_time) cluster->first_time = share->time;
    if (!cluster->posts || share->time > cluster->last_time) cluster->last_time = share->time;
    cluster->posts += !s->counted[share->post];
    s->counted[share->post] = 1;
}

/* A share is in a co-share when the nearest share of another account, on either side, is within the
 * window. */
static void meet(struct sweeping *s, const struct share *share) {
    uint32_t number = cluster_of(s->clusters, share->account);
    if (number == UINT32_MAX) return;
    struct neighbours *n = &s->met[number];
    if (n->sweep != s->sweep) *n = (struct neighbours){.sweep = s->sweep};
    if (n->last && n->last->account != share->account) n->other = n->last;
    n->last = share;
    int64_t delta = n->other ? share->time - n->other->time : 0;
    if (n->other && delta <= s->window && -delta <= s->window)
        count_share(s, s->clusters->items[number], share);
}

static lockstep_status describe_posts(const struct layer_clusters *clusters,
                                      const struct layer *layer, uint32_t posts,
                                      struct arena *scratch, lockstep_error *err) {
    struct sweeping s = {.clusters = clusters, .window = layer->window};
    s.met = arena_alloc(scratch, clusters->count, sizeof *s.met);
    s.counted = arena_alloc(scratch, posts, sizeof *s.counted);
    if (!s.met || !s.counted) return fail_memory(err, "the posts of clusters");
    for (size_t o = 0; o < layer->object_count; o++) {
        const struct share *first = layer->shares + layer->objects[o].start;
        size_t count = layer->objects[o].count;
        s.sweep++;
        for (size_t i = 0; i < count; i++)
            meet(&s, &first[i]);
        s.sweep++;
        for (size_t i = count; i-- > 0;)
            meet(&s, &first[i]);
    }
    return LOCKSTEP_OK;
}

/* ---- stability */

enum { SEEDS = 9, FEWER_SEEDS = 3, MANY_EDGES = 200000 };

/* The best Jaccard similarity of a cluster with a community. `overlap` is 0 before and after. */
static double best_match(const struct cluster *cluster, const uint32_t *membership,
                         const uint32_t *size, uint32_t *overlap) {
    double best = 0;
    for (uint32_t i = 0; i < cluster->count; i++)
        overlap[membership[cluster->members[i]]]++;
    for (uint32_t i = 0; i < cluster->count; i++) {
        uint32_t community = membership[cluster->members[i]], both = overlap[community];
        double jaccard = both / ((double) cluster->count + size[community] - both);
        if (jaccard > best) best = jaccard;
    }
    for (uint32_t i = 0; i < cluster->count; i++)
        overlap[membership[cluster->members[i]]] = 0;
    return best;
}

static lockstep_status describe_stability(const struct layer_clusters *clusters,
                                          const struct edges *edges,
                                          const struct lockstep_settings *settings,
                                          struct arena *scratch, lockstep_error *err) {
    uint32_t accounts = edges->null.account_room, count;
    uint32_t seeds = edges->count > MANY_EDGES ? FEWER_SEEDS : SEEDS;
    uint32_t *membership = arena_alloc(scratch, accounts, sizeof *membership);
    uint32_t *size = arena_alloc(scratch, accounts, sizeof *size);
    uint32_t *overlap = arena_alloc(scratch, accounts, sizeof *overlap);
    if (!membership || !size || !overlap) return fail_memory(err, "the stability of clusters");
    for (uint32_t seed = 1; seed <= seeds; seed++) {
        TRY(communities_leiden(membership, &count, edges, settings->resolution,
                               settings->seed + seed, err));
        memset(size, 0, accounts * sizeof *size);
        for (uint32_t a = 0; a < accounts; a++)
            if (membership[a] != UINT32_MAX) size[membership[a]]++;
        for (uint32_t i = 0; i < clusters->count; i++)
            clusters->items[i]->stability +=
                best_match(clusters->items[i], membership, size, overlap) / seeds;
    }
    return LOCKSTEP_OK;
}

lockstep_status clusters_describe(const struct layer_clusters *clusters, const struct edges *edges,
                                  uint32_t posts, const struct lockstep_settings *settings,
                                  lockstep_error *err) {
    struct arena scratch = {0};
    lockstep_status status = describe_edges(clusters, edges, &scratch, err);
    if (status == LOCKSTEP_OK)
        status = describe_posts(clusters, edges->layer, posts, &scratch, err);
    if (status == LOCKSTEP_OK)
        status = describe_stability(clusters, edges, settings, &scratch, err);
    arena_release(&scratch);
    return status;
}
