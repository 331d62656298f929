#include "graph/facts.h"

#include "engine/error.h"
#include "engine/memory.h"
#include "graph/episodes.h"

/* ---- edges */

/* Of one cluster in its layer. */
struct weighing {
    double inside, leaving; /* weight */
    double degrees;
};

static uint32_t cluster_of(const struct layer_clusters *clusters, uint32_t account) {
    return clusters->community[account];
}

/* Returns the weight of all edges. */
static double weigh_edges(struct weighing *weighing, const struct layer_clusters *clusters,
                          const struct edges *edges) {
    double all = 0;
    for (size_t i = 0; i < edges->count; memory_step(++i)) {
        const struct edge *e = &edges->items[i];
        uint32_t a = cluster_of(clusters, e->source), b = cluster_of(clusters, e->target);
        all += e->weight;
        if (a != UINT32_MAX) weighing[a].degrees++;
        if (b != UINT32_MAX) weighing[b].degrees++;
        if (a == b && a != UINT32_MAX) {
            clusters->items[a]->edges++;
            weighing[a].inside += e->weight;
            continue;
        }
        if (a != UINT32_MAX) weighing[a].leaving += e->weight;
        if (b != UINT32_MAX) weighing[b].leaving += e->weight;
    }
    return all;
}

static lockstep_status describe_edges(const struct layer_clusters *clusters,
                                      const struct edges *edges, struct arena *scratch,
                                      lockstep_error *err) {
    struct weighing *weighing = arena_alloc(scratch, clusters->count, sizeof *weighing);
    if (!weighing) return fail_memory(err, "the edges of clusters");
    double all = weigh_edges(weighing, clusters, edges);
    for (uint32_t i = 0; i < clusters->count; i++) {
        struct cluster *c = clusters->items[i];
        const struct weighing *w = &weighing[i];
        double ends = w->leaving + 2 * w->inside, part = all > 0 ? ends / (2 * all) : 0;
        double expected = w->degrees * w->degrees / (4 * (double) edges->count);
        c->density = (double) c->edges / (0.5 * c->count * (c->count - 1.0));
        c->conductance = ends > 0 ? w->leaving / ends : 0;
        c->modularity = all > 0 ? w->inside / all - part * part : 0;
        c->density_p = edges->count ? poisson_tail(expected, (uint32_t) c->edges) : 1;
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
    for (size_t o = 0; o < layer->object_count; memory_step(++o)) {
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

/* ---- accounts */

static lockstep_status hold_members(const struct cluster *cluster, struct hold *holds,
                                    struct episodes *episodes, struct arena *scratch,
                                    lockstep_error *err) {
    double *loss = arena_alloc(scratch, cluster->count, sizeof *loss);
    struct meetings *meetings = arena_alloc(scratch, cluster->count, sizeof *meetings);
    if (!loss || !meetings) return fail_memory(err, "the evidence of accounts");
    TRY(episodes_losses(loss, episodes, cluster->members, cluster->count, err));
    episodes_meetings(meetings, episodes, cluster->members, cluster->count);
    for (uint32_t m = 0; m < cluster->count; m++)
        holds[cluster->members[m]] = (struct hold){.evidence = loss[m],
                                                   .episodes = meetings[m].episodes,
                                                   .met = meetings[m].met,
                                                   .expected = meetings[m].expected,
                                                   .p_value = meetings[m].p_value};
    return LOCKSTEP_OK;
}

/* Of kept clusters: accounts may be in several that chance explains. */
static lockstep_status describe_holds(const struct layer_clusters *kept, struct hold *holds,
                                      const struct edges *edges, struct arena *scratch,
                                      lockstep_error *err) {
    struct episodes episodes;
    uint8_t *wanted = arena_alloc(scratch, edges->null.account_room, sizeof *wanted);
    if (!wanted) return fail_memory(err, "the evidence of accounts");
    for (uint32_t i = 0; i < kept->count; i++)
        for (uint32_t m = 0; m < kept->items[i]->count; m++)
            wanted[kept->items[i]->members[m]] = 1;
    TRY(episodes_index(&episodes, edges, wanted, err));
    lockstep_status status = LOCKSTEP_OK;
    for (uint32_t i = 0; i < kept->count && status == LOCKSTEP_OK; i++)
        status = hold_members(kept->items[i], holds, &episodes, scratch, err);
    episodes_release(&episodes);
    return status;
}

static lockstep_status describe_accounts(const struct layer_clusters *clusters, struct hold *holds,
                                         const struct edges *edges, struct arena *scratch,
                                         lockstep_error *err) {
    struct layer_clusters kept = {.community = clusters->community};
    kept.items = arena_alloc(scratch, clusters->count, sizeof(struct cluster *));
    if (!kept.items) return fail_memory(err, "the evidence of accounts");
    for (uint32_t i = 0; i < clusters->count; i++)
        if (clusters->items[i]->number) kept.items[kept.count++] = clusters->items[i];
    if (kept.count == 0) return LOCKSTEP_OK;
    return describe_holds(&kept, holds, edges, scratch, err);
}

lockstep_status clusters_describe(const struct layer_clusters *clusters, struct hold *holds,
                                  const struct edges *edges, uint32_t posts, lockstep_error *err) {
    struct arena scratch = {0};
    lockstep_status status = describe_edges(clusters, edges, &scratch, err);
    if (status == LOCKSTEP_OK)
        status = describe_posts(clusters, edges->layer, posts, &scratch, err);
    if (status == LOCKSTEP_OK) status = describe_accounts(clusters, holds, edges, &scratch, err);
    arena_release(&scratch);
    return status;
}
