/* Why an account is in the cluster: the edges that hold it, and what would be left of them without
 * any one object. */
#include "engine/coshares.h"
#include "engine/error.h"
#include "export/dossier.h"

struct explaining {
    struct dossier *dossier;
    const struct edge **edges; /* inside, in the cluster's layer, by source and target */
    size_t count;
    uint32_t object; /* at hand */
    bool begun;
    uint32_t *last;    /* by edge: the last object that was counted, plus one */
    uint32_t *lost;    /* by seat: edges that would go with the object at hand */
    uint32_t *touched; /* seats with some */
    uint32_t touched_count;
};

static struct member *seat_of(const struct explaining *x, uint32_t account) {
    return &x->dossier->members[x->dossier->all->seat[account]];
}

static void hold(struct member *member, const struct edge *edge, double fdr) {
    member->significant += edge->q_value <= fdr;
    if (!member->heaviest || edge->weight > member->heaviest->weight) member->heaviest = edge;
}

static void list_edge(void *data, const struct edge *edge) {
    struct explaining *x = data;
    double fdr = x->dossier->findings->settings->fdr;
    x->edges[x->count++] = edge;
    hold(seat_of(x, edge->source), edge, fdr);
    hold(seat_of(x, edge->target), edge, fdr);
}

/* SIZE_MAX where the pair has none. */
static size_t find_edge(const struct explaining *x, uint32_t source, uint32_t target) {
    size_t low = 0, high = x->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct edge *at = x->edges[middle];
        if (at->source < source || (at->source == source && at->target < target))
            low = middle + 1;
        else
            high = middle;
    }
    bool found =
        low < x->count && x->edges[low]->source == source && x->edges[low]->target == target;
    return found ? low : SIZE_MAX;
}

/* What goes with the object at hand is known: the worst so far stays. */
static void end_object(struct explaining *x) {
    for (uint32_t i = 0; i < x->touched_count; i++) {
        uint32_t seat = x->touched[i];
        struct member *member = &x->dossier->members[seat];
        if (x->lost[seat] > member->edges_lost) {
            member->edges_lost = x->lost[seat];
            member->critical_object = x->object;
        }
        x->lost[seat] = 0;
    }
    x->touched_count = 0;
}

static void lose(struct explaining *x, uint32_t account) {
    uint32_t seat = x->dossier->all->seat[account];
    if (x->lost[seat]++ == 0) x->touched[x->touched_count++] = seat;
}

/* An edge with no object to spare goes with any of its objects. */
static lockstep_status meet_coshare(void *data, const struct share *first,
                                    const struct share *second, lockstep_error *err) {
    struct explaining *x = data;
    (void) err;
    if (x->begun && first->object != x->object) end_object(x);
    x->begun = true, x->object = first->object;
    size_t at = find_edge(x, coshare_source(first, second)->account,
                          coshare_target(first, second)->account);
    if (at == SIZE_MAX || x->last[at] == x->object + 1) return LOCKSTEP_OK;
    x->last[at] = x->object + 1;
    if (x->edges[at]->objects > x->dossier->findings->settings->min_objects) return LOCKSTEP_OK;
    lose(x, first->account);
    lose(x, second->account);
    return LOCKSTEP_OK;
}

lockstep_status dossier_explain_members(struct dossier *dossier, lockstep_error *err) {
    const struct part *own = dossier->own;
    struct arena scratch = {0};
    struct explaining x = {.dossier = dossier};
    if (!own) return LOCKSTEP_OK;
    x.edges = arena_alloc(&scratch, (size_t) own->edges, sizeof *x.edges);
    x.last = arena_alloc(&scratch, (size_t) own->edges, sizeof *x.last);
    x.lost = arena_alloc(&scratch, dossier->cluster->count, sizeof *x.lost);
    x.touched = arena_alloc(&scratch, dossier->cluster->count, sizeof *x.touched);
    lockstep_status status = x.edges && x.last && x.lost && x.touched
                                 ? LOCKSTEP_OK
                                 : fail_memory(err, "why accounts are in a cluster");
    if (status == LOCKSTEP_OK) {
        edges_inside(dossier, &dossier->findings->network->layers[own->index], list_edge, &x);
        status = coshares_visit(&own->inside, NULL, meet_coshare, &x, err);
        end_object(&x);
    }
    arena_release(&scratch);
    return status;
}
