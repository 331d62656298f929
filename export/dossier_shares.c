/* What the accounts of a cluster share, and the co-shares that are the evidence. */
#include "engine/error.h"
#include "engine/memory.h"
#include "engine/seeking.h"
#include "engine/sorting.h"
#include "export/dossier.h"

#include <stdlib.h>

static uint32_t seat_of(const struct dossier *dossier, uint32_t account) {
    return dossier->all->seat[account];
}

/* ---- the members' shares of one layer */

/* The whole object that the share at `place` of a layer belongs to: shares ascend by object only
 * within a stratum (object_in). */
static const struct object_shares *object_at(const struct layer *layer, size_t place) {
    size_t low = 0;
    for (size_t high = layer->object_count; low + 1 < high;) {
        size_t middle = low + (high - low) / 2;
        memory_look();
        if (layer->objects[middle].start <= place)
            low = middle;
        else
            high = middle;
    }
    return &layer->objects[low];
}

static lockstep_status copy_shares(struct dossier *dossier, struct part *part, const size_t *places,
                                   size_t count, lockstep_error *err) {
    struct layer *inside = &part->inside;
    inside->shares = arena_alloc(&dossier->arena, count, sizeof *inside->shares);
    if (!inside->shares) return fail_memory(err, "the shares of a dossier");
    inside->count = inside->room = count;
    for (size_t i = 0; i < count; memory_leap(++i)) {
        inside->shares[i] = part->whole->shares[places[i]];
        inside->object_count += i == 0 || inside->shares[i].object != inside->shares[i - 1].object;
    }
    inside->objects = arena_alloc(&dossier->arena, inside->object_count, sizeof *inside->objects);
    return inside->objects ? LOCKSTEP_OK : fail_memory(err, "the objects of a dossier");
}

/* `seen` has a zero for each member. */
static void group_by_object(const struct dossier *dossier, struct layer *inside, size_t *seen) {
    struct object_shares *object = inside->objects;
    for (size_t i = 0, objects = 0; i < inside->count; i++) {
        const struct share *share = &inside->shares[i];
        if (i == 0 || share->object != share[-1].object) {
            object = &inside->objects[objects++];
            *object = (struct object_shares){.start = i, .object = share->object};
        }
        size_t *last = &seen[seat_of(dossier, share->account)];
        object->accounts += *last != objects;
        *last = objects;
        object->count++;
    }
}

static lockstep_status select_inside(struct dossier *dossier, struct part *part,
                                     lockstep_error *err) {
    const struct share_index *index = &dossier->all->shares[part->index];
    const size_t *start = &index->start[dossier->cluster->number];
    part->inside = (struct layer){
        .trace = part->whole->trace, .name = part->whole->name, .window = part->whole->window};
    TRY(copy_shares(dossier, part, index->places + start[0], start[1] - start[0], err));
    size_t *seen = calloc((size_t) dossier->cluster->count + 1, sizeof *seen);
    if (!seen) return fail_memory(err, "the objects of a dossier");
    group_by_object(dossier, &part->inside, seen);
    free(seen);
    return LOCKSTEP_OK;
}

/* ---- objects that members share, and their co-shares */

struct census {
    struct dossier *dossier;
    const struct part *part;
    uint64_t coshares;                 /* of the object at hand */
    uint8_t *post_seen, *account_seen; /* in a co-share of this layer; by place and seat */
    bool own, listed;                  /* the cluster's layer; one of coshares.csv */
};

static void mark(const struct census *census, const struct share *share) {
    census->post_seen[census->dossier->all->place[share->post]] = 1;
    census->account_seen[seat_of(census->dossier, share->account)] = 1;
}

static lockstep_status count_coshare(void *data, const struct share *first,
                                     const struct share *second, lockstep_error *err) {
    (void) err;
    struct census *census = data;
    struct dossier *dossier = census->dossier;
    memory_look();
    census->coshares++;
    mark(census, first);
    mark(census, second);
    if (census->own) {
        struct member *leader = &dossier->members[seat_of(dossier, first->account)];
        leader->coshares++;
        leader->first_in += first->time < second->time;
        dossier->members[seat_of(dossier, second->account)].coshares++;
    }
    if (census->listed && dossier->coshare_count < SHOWN_COSHARES)
        dossier->coshares[dossier->coshare_count++] =
            (struct coshare){census->part->whole, *first, *second};
    return LOCKSTEP_OK;
}

/* Accounts that share the object at its first moment, where shares are sorted by account. */
static uint32_t count_first(const struct layer *layer, const struct object_shares *object) {
    const struct share *first = &layer->shares[object->start];
    uint32_t accounts = 1;
    for (uint32_t i = 1; i < object->count && first[i].time == first->time; i++)
        accounts += first[i].account != first[i - 1].account;
    return accounts;
}

static struct shared_object describe(const struct dossier *dossier, const struct part *part,
                                     const struct object_shares *object) {
    const struct layer *inside = &part->inside, *whole = part->whole;
    const struct share_index *index = &dossier->all->shares[part->index];
    size_t place = index->places[index->start[dossier->cluster->number] + object->start];
    const struct object_shares *everywhere = object_at(whole, place);
    return (struct shared_object){
        .key = object_key(&dossier->findings->archive->traces, object->object),
        .object = object->object,
        .accounts = object->accounts,
        .posts = object->count,
        .outside = everywhere->accounts - object->accounts,
        .first = whole->shares[everywhere->start],
        .first_accounts = count_first(whole, everywhere),
        .first_inside = inside->shares[object->start],
        .last_inside = inside->shares[object->start + object->count - 1]};
}

static lockstep_status add_objects(struct part *part, struct census *census, lockstep_error *err) {
    const struct layer *inside = &part->inside;
    size_t shared = 0;
    for (size_t i = 0; i < inside->object_count; memory_step(++i))
        shared += inside->objects[i].accounts >= 2;
    part->objects = arena_alloc(&census->dossier->arena, shared, sizeof *part->objects);
    if (!part->objects) return fail_memory(err, "the objects of a dossier");
    for (size_t i = 0; i < inside->object_count; memory_step(++i)) {
        const struct object_shares *object = &inside->objects[i];
        if (object->accounts < 2) continue;
        census->coshares = 0;
        TRY(coshares_of_object(inside, object, NULL, count_coshare, census, err));
        struct shared_object *described = &part->objects[part->object_count++];
        *described = describe(census->dossier, part, object);
        described->coshares = census->coshares;
        part->coshares += census->coshares;
        part->coshared_objects += census->coshares > 0;
    }
    return LOCKSTEP_OK;
}

/* What took part in co-shares, from the marks. */
static void count_marked(struct part *part, const struct census *census) {
    struct dossier *dossier = census->dossier;
    for (uint32_t i = 0; i < dossier->cluster->count; i++)
        part->accounts += census->account_seen[i];
    for (size_t i = 0; i < dossier->habits.posts; i++) {
        if (!census->post_seen[i]) continue;
        part->posts++;
        uint32_t account = dossier->findings->archive->posts.account[dossier->stream[i].post];
        if (census->own) dossier->members[seat_of(dossier, account)].posts_in++;
    }
}

static int by_accounts(const void *a, const void *b) {
    const struct shared_object *x = a, *y = b;
    if (x->accounts != y->accounts) return x->accounts > y->accounts ? -1 : 1;
    if (x->posts != y->posts) return x->posts > y->posts ? -1 : 1;
    if (x->coshares != y->coshares) return x->coshares > y->coshares ? -1 : 1;
    memory_look();
    return slice_compare(x->key, y->key);
}

static lockstep_status count_part(struct dossier *dossier, struct part *part, lockstep_error *err) {
    struct census census = {.dossier = dossier, .part = part};
    census.own = part->index == dossier->cluster->layer;
    census.listed = part->whole->trace != TRACE_FUSED;
    census.post_seen = calloc(dossier->habits.posts + 1, 1);
    census.account_seen = calloc((size_t) dossier->cluster->count + 1, 1);
    lockstep_status status = census.post_seen && census.account_seen
                                 ? add_objects(part, &census, err)
                                 : fail_memory(err, "the co-shares of a dossier");
    if (status == LOCKSTEP_OK) count_marked(part, &census);
    free(census.post_seen), free(census.account_seen);
    if (status == LOCKSTEP_OK && part->object_count)
        qsort(part->objects, part->object_count, sizeof *part->objects, by_accounts);
    if (census.listed) dossier->coshares_in_all += part->coshares;
    return status;
}

static bool has_window(const struct traces *traces, const struct layer *layer, int64_t window) {
    for (size_t l = 0; l < traces->count; l++)
        if (traces->layers[l].window == window && !strcmp(traces->layers[l].name, layer->name))
            return true;
    return false;
}

/* The other windows have the same shares, and would repeat what is said. What is not seen at the
 * cluster's window is shown at the shortest. */
static bool is_of_window(const struct dossier *dossier, const struct layer *layer) {
    const struct traces *traces = &dossier->findings->archive->traces;
    const struct layer *own = &traces->layers[dossier->cluster->layer];
    const struct lockstep_settings *settings = dossier->findings->settings;
    int64_t window = trace_has_own_window(own->trace) ? settings->window : own->window;
    if (trace_has_own_window(layer->trace) || layer->window == window) return true;
    return layer->window == settings->windows[0] && !has_window(traces, layer, window);
}

lockstep_status dossier_find_shares(struct dossier *dossier, lockstep_error *err) {
    const struct traces *traces = &dossier->findings->archive->traces;
    dossier->parts = arena_alloc(&dossier->arena, traces->count, sizeof *dossier->parts);
    dossier->coshares = arena_alloc(&dossier->arena, SHOWN_COSHARES, sizeof *dossier->coshares);
    if (!dossier->parts || !dossier->coshares) return fail_memory(err, "the layers of a dossier");
    for (size_t l = 0; l < traces->count; l++) {
        struct part *part = &dossier->parts[dossier->part_count];
        if (!is_of_window(dossier, &traces->layers[l])) continue;
        *part = (struct part){.index = l, .whole = &traces->layers[l]};
        TRY(select_inside(dossier, part, err));
        TRY(count_part(dossier, part, err));
        dossier->part_count += part->object_count > 0;
    }
    dossier->own = dossier_part(dossier, dossier->cluster->layer);
    return LOCKSTEP_OK;
}

/* ---- edges inside the cluster */

DEFINE_SEEK(seek_edge, struct edge, uint32_t, source)

void edges_inside(const struct dossier *dossier, const struct edges *edges, edge_fn visit,
                  void *data) {
    const struct cluster *cluster = dossier->cluster;
    const uint32_t *cluster_of = dossier->findings->clusters->of_account;
    for (uint32_t i = 0; i < cluster->count; i++)
        for (size_t e = seek_edge(edges->items, 0, edges->count, cluster->members[i]);
             e < edges->count && edges->items[e].source == cluster->members[i]; memory_leap(++e))
            if (cluster_of[edges->items[e].target] == cluster->number)
                visit(data, &edges->items[e]);
}

static void count_edge(void *data, const struct edge *edge) {
    (void) edge;
    ++*(uint64_t *) data;
}

struct ranking {
    struct dossier *dossier;
    const struct edge **edges;
    size_t count;
};

static void add_pair(void *data, const struct edge *edge) {
    struct ranking *ranking = data;
    const struct dossier *dossier = ranking->dossier;
    ranking->edges[ranking->count++] = edge;
    dossier->members[seat_of(dossier, edge->source)].partners++;
    dossier->members[seat_of(dossier, edge->target)].partners++;
}

static bool is_heavier(const struct edge *const *a, const struct edge *const *b) {
    const struct edge *x = *a, *y = *b;
    memory_look();
    if (x->weight != y->weight) return x->weight > y->weight;
    return x->source != y->source ? x->source < y->source : x->target < y->target;
}
DEFINE_SORT(sort_by_weight, const struct edge *, is_heavier)

/* Earlier ones come first, so that they stay where gaps are equal. */
static void keep_closest(struct pair *pair, const struct layer *layer, const struct share *first,
                         const struct share *second) {
    struct coshare *closest = &pair->closest;
    int64_t gap = second->time - first->time, least = closest->second.time - closest->first.time;
    bool sooner = gap == least && first->time < closest->first.time;
    if (!closest->layer || gap < least || sooner)
        *closest = (struct coshare){layer, *first, *second};
}

static lockstep_status match_pair(void *data, const struct share *first, const struct share *second,
                                  lockstep_error *err) {
    (void) err;
    struct dossier *dossier = data;
    uint32_t source = coshare_source(first, second)->account;
    uint32_t target = coshare_target(first, second)->account;
    for (size_t i = 0; i < dossier->pair_count; i++) {
        const struct edge *edge = dossier->pairs[i].edge;
        if (edge->source == source && edge->target == target)
            keep_closest(&dossier->pairs[i], dossier->own->whole, first, second);
    }
    return LOCKSTEP_OK;
}

/* The heaviest of them. */
static lockstep_status show_pairs(struct dossier *dossier, const struct edge *const *edges,
                                  size_t count, lockstep_error *err) {
    dossier->pair_count = count < SHOWN_PAIRS ? count : SHOWN_PAIRS;
    dossier->pairs = arena_alloc(&dossier->arena, dossier->pair_count, sizeof *dossier->pairs);
    if (!dossier->pairs) return fail_memory(err, "the pairs of a dossier");
    for (size_t i = 0; i < dossier->pair_count; i++)
        dossier->pairs[i].edge = edges[i];
    return LOCKSTEP_OK;
}

static lockstep_status rank_own(struct dossier *dossier, lockstep_error *err) {
    const struct part *own = dossier->own;
    struct ranking ranking = {.dossier = dossier};
    ranking.edges = malloc(((size_t) own->edges + 1) * sizeof *ranking.edges);
    if (!ranking.edges) return fail_memory(err, "the pairs of a dossier");
    edges_inside(dossier, &dossier->findings->network->layers[own->index], add_pair, &ranking);
    lockstep_status status = sort_by_weight(ranking.edges, ranking.count, err);
    if (status == LOCKSTEP_OK) status = show_pairs(dossier, ranking.edges, ranking.count, err);
    free(ranking.edges);
    return status == LOCKSTEP_OK ? coshares_visit(&own->inside, NULL, match_pair, dossier, err)
                                 : status;
}

lockstep_status dossier_rank_pairs(struct dossier *dossier, lockstep_error *err) {
    for (size_t i = 0; i < dossier->part_count; i++)
        edges_inside(dossier, &dossier->findings->network->layers[dossier->parts[i].index],
                     count_edge, &dossier->parts[i].edges);
    return dossier->own ? rank_own(dossier, err) : LOCKSTEP_OK;
}
