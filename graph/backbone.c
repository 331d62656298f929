#include "graph/backbone.h"

#include "engine/error.h"
#include "engine/memory.h"

#include <math.h>
#include <stdlib.h>

/* What rules know of an account in a layer. */
struct end {
    double strength, objects; /* of its edges, added up */
    uint32_t degree;
    uint32_t order; /* edges of it that came before, heaviest first */
};

struct choosing {
    const struct edges *edges;
    const struct backbone *backbone;
    uint8_t *keeps;
    struct end *ends; /* by account */
    double *weights;  /* ascending */
    double all;       /* objects of all edges, once for each end */
};

static void add_ends(struct choosing *c) {
    for (size_t i = 0; i < c->edges->count; memory_step(++i)) {
        const struct edge *e = &c->edges->items[i];
        struct end *both[] = {&c->ends[e->source], &c->ends[e->target]};
        for (int side = 0; side < 2; side++) {
            both[side]->strength += e->weight;
            both[side]->objects += e->objects;
            both[side]->degree++;
        }
        c->all += 2.0 * e->objects;
    }
}

/* ---- rules of one edge */

static bool is_disparate(const struct end *end, double weight, double alpha) {
    return end->degree > 1 && pow(1 - weight / end->strength, end->degree - 1.0) < alpha;
}

/* Coscia & Neffke's posterior of the share of objects that fall on a pair: its prior is the
 * hypergeometric mean and variance given the ends' totals a and b of n. */
static bool exceeds_noise(double objects, double a, double b, double n, double deviations) {
    double mean = a * b / n / n, kappa = n / (a * b), lift = kappa * objects;
    double variance = a * b * (n - a) * (n - b) / (n * n * n * n * (n - 1));
    if (!(variance > 0)) return false; /* one account has it all */
    double alpha = mean * mean / variance * (1 - mean) - mean + objects;
    double beta = mean / variance * (1 - mean * mean) - (1 - mean) + n - objects;
    double share = alpha / (alpha + beta);
    double slope = 1 / (a * b) - n * (a + b) / (a * b * a * b);
    double per_object = 2 * (kappa + objects * slope) / ((lift + 1) * (lift + 1));
    double deviation = sqrt(share * (1 - share) * n) * fabs(per_object);
    return (lift - 1) / (lift + 1) > deviations * deviation;
}

static double symmetry(const struct edge *e) {
    double a = e->posts_source, b = e->posts_target;
    return fmax(a, b) > 0 ? fmin(a, b) / fmax(a, b) : 0;
}

static bool passes(const struct choosing *c, const struct edge *e, double least_weight) {
    const struct backbone *b = c->backbone;
    const struct end *source = &c->ends[e->source], *target = &c->ends[e->target];
    if (e->objects < b->count) return false;
    if (b->q < 1 && e->q_value > b->q) return false;
    if (e->weight < least_weight) return false;
    if (b->disparity < 1 && !is_disparate(source, e->weight, b->disparity) &&
        !is_disparate(target, e->weight, b->disparity))
        return false;
    if (b->noise >= 0 &&
        !exceeds_noise(e->objects, source->objects, target->objects, c->all, b->noise))
        return false;
    return symmetry(e) >= b->symmetry;
}

static int by_value(const void *left, const void *right) {
    double a = *(const double *) left, b = *(const double *) right;
    return (a > b) - (a < b);
}

static double least_weight(struct choosing *c) {
    size_t count = c->edges->count;
    for (size_t i = 0; i < count; i++)
        c->weights[i] = c->edges->items[i].weight;
    qsort(c->weights, count, sizeof *c->weights, by_value);
    double place = c->backbone->weight * (double) (count - 1);
    size_t at = (size_t) place;
    double next = at + 1 < count ? c->weights[at + 1] : c->weights[at];
    return c->weights[at] + (place - (double) at) * (next - c->weights[at]);
}

/* ---- rules of edges together */

/* Heaviest first, equals in the layer's order. */
struct heavy {
    double weight;
    size_t edge;
};

static int by_weight(const void *left, const void *right) {
    const struct heavy *a = left, *b = right;
    if (a->weight != b->weight) return a->weight > b->weight ? -1 : 1;
    return (a->edge > b->edge) - (a->edge < b->edge);
}

/* At one end the layer's order is that of the other end. */
static lockstep_status keep_top(struct choosing *c, struct arena *scratch, lockstep_error *err) {
    struct heavy *heavy = arena_alloc(scratch, c->edges->count, sizeof *heavy);
    if (!heavy) return fail_memory(err, "the backbone");
    for (size_t i = 0; i < c->edges->count; memory_step(++i))
        heavy[i] = (struct heavy){c->edges->items[i].weight, i};
    qsort(heavy, c->edges->count, sizeof *heavy, by_weight);
    for (size_t i = 0; i < c->edges->count; memory_step(++i)) {
        const struct edge *e = &c->edges->items[heavy[i].edge];
        uint32_t source = c->ends[e->source].order++, target = c->ends[e->target].order++;
        if (source >= c->backbone->top && target >= c->backbone->top) c->keeps[heavy[i].edge] = 0;
    }
    return LOCKSTEP_OK;
}

/* Peels off accounts with too few kept edges until none is left. */
static void keep_core(struct choosing *c, uint32_t accounts) {
    for (bool peeled = true; peeled;) {
        peeled = false;
        for (uint32_t a = 0; a < accounts; a++)
            c->ends[a].degree = 0;
        for (size_t i = 0; i < c->edges->count; memory_step(++i)) {
            if (!c->keeps[i]) continue;
            c->ends[c->edges->items[i].source].degree++;
            c->ends[c->edges->items[i].target].degree++;
        }
        for (size_t i = 0; i < c->edges->count; memory_step(++i)) {
            const struct edge *e = &c->edges->items[i];
            if (!c->keeps[i] || (c->ends[e->source].degree >= c->backbone->core &&
                                 c->ends[e->target].degree >= c->backbone->core))
                continue;
            c->keeps[i] = 0;
            peeled = true;
        }
    }
}

static lockstep_status choose(struct choosing *c, struct arena *scratch, lockstep_error *err) {
    uint32_t accounts = c->edges->null.account_room;
    c->ends = arena_alloc(scratch, accounts, sizeof *c->ends);
    c->weights = arena_alloc(scratch, c->edges->count, sizeof *c->weights);
    if (!c->ends || !c->weights) return fail_memory(err, "the backbone");
    add_ends(c);
    double least = least_weight(c);
    for (size_t i = 0; i < c->edges->count; memory_step(++i))
        c->keeps[i] = passes(c, &c->edges->items[i], least);
    if (c->backbone->top > 0) TRY(keep_top(c, scratch, err));
    if (c->backbone->core > 0) keep_core(c, accounts);
    return LOCKSTEP_OK;
}

lockstep_status backbone_find(uint8_t *keeps, const struct edges *edges,
                              const struct backbone *backbone, lockstep_error *err) {
    struct arena scratch = {0};
    struct choosing choosing = {.edges = edges, .backbone = backbone, .keeps = keeps};
    lockstep_status status = edges->count ? choose(&choosing, &scratch, err) : LOCKSTEP_OK;
    arena_release(&scratch);
    return status;
}

lockstep_status backbone_apply(struct network *network, const struct backbone *backbone,
                               lockstep_error *err) {
    for (size_t l = 0; l < network->count && backbone->given; l++) {
        struct edges *edges = &network->layers[l];
        uint8_t *keeps = malloc(edges->count + 1);
        if (!keeps) return fail_memory(err, "the backbone");
        lockstep_status status = backbone_find(keeps, edges, backbone, err);
        for (size_t i = 0; i < edges->count && status == LOCKSTEP_OK; memory_step(++i))
            edges->items[i].kept = keeps[i];
        free(keeps);
        TRY(status);
    }
    return LOCKSTEP_OK;
}
