#include "graph/leads.h"

#include "engine/coshares.h"
#include "engine/error.h"
#include "engine/memory.h"
#include "graph/episodes.h"

#include <math.h>
#include <stdlib.h>

const char *role_name(enum role role) {
    static const char *const names[ROLE_COUNT] = {"", "seeder", "amplifier", "relay"};
    return names[role];
}

double precedence_lead(const struct precedence *s) {
    double all = (double) s->first + (double) s->second;
    return all > 0 ? ((double) s->first - (double) s->second) / all : 0;
}

enum role precedence_role(const struct precedence *s) {
    if (s->first + s->second == 0) return ROLE_NONE;
    if (s->first >= 2 * s->second) return ROLE_SEEDER;
    return s->second >= 2 * s->first ? ROLE_AMPLIFIER : ROLE_RELAY;
}

/* ---- the co-shares of one layer */

struct leading {
    struct leads *out;
    const struct clusters *clusters;
    const struct edges *edges;
    struct lead *leads; /* of this layer, by source and target */
    size_t count;
    int64_t *delays; /* by lead: microseconds */
    size_t *next;    /* by lead: where its next delay goes */
    uint8_t *alive;  /* by account: in a cluster of this layer */
};

static uint32_t cluster_inside(const struct leading *l, uint32_t a, uint32_t b) {
    return l->clusters->of_account[a] == l->clusters->of_account[b] ? l->clusters->of_account[a]
                                                                    : 0;
}

static struct lead *find_lead(const struct leading *l, uint32_t source, uint32_t target) {
    size_t low = 0, high = l->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct lead *at = &l->leads[middle];
        if (at->source < source || (at->source == source && at->target < target))
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < l->count && l->leads[low].source == source && l->leads[low].target == target;
    return found ? &l->leads[low] : NULL;
}

static void note_order(struct precedence *precedences, const struct share *first,
                       const struct share *second) {
    if (first->time == second->time) return;
    precedences[first->account].first++;
    precedences[second->account].second++;
}

static lockstep_status note_coshare(void *data, const struct share *first,
                                    const struct share *second, lockstep_error *err) {
    struct leading *l = data;
    (void) err;
    if (!cluster_inside(l, first->account, second->account)) return LOCKSTEP_OK;
    note_order(l->out->precedences, first, second);
    bool in_order = first->account < second->account;
    struct lead *lead = find_lead(l, in_order ? first->account : second->account,
                                  in_order ? second->account : first->account);
    if (!lead) return LOCKSTEP_OK;
    int64_t delay = second->time - first->time;
    l->delays[l->next[lead - l->leads]++] = in_order ? delay : -delay;
    lead->coshares++;
    lead->source_first += delay > 0 && in_order;
    lead->target_first += delay > 0 && !in_order;
    return LOCKSTEP_OK;
}

/* ---- what they add up to */

static int by_delay(const void *left, const void *right) {
    int64_t a = *(const int64_t *) left, b = *(const int64_t *) right;
    return (a > b) - (a < b);
}

/* Hyndman & Fan's type 7, as R's default; in seconds. */
static double quantile(const int64_t *sorted, uint64_t count, double p) {
    double place = p * (double) (count - 1), below = floor(place);
    size_t at = (size_t) below;
    double low = (double) sorted[at];
    double high = at + 1 < count ? (double) sorted[at + 1] : low;
    return (low + (place - below) * (high - low)) / MICROSECONDS;
}

static void sum_up(struct lead *lead, int64_t *delays) {
    uint64_t decided = lead->source_first + lead->target_first, steady = 0;
    uint64_t more =
        lead->source_first > lead->target_first ? lead->source_first : lead->target_first;
    double tail = binomial_tail((uint32_t) decided, (uint32_t) more, 0.5);
    lead->p_value = fmin(1, 2 * tail);
    if (lead->coshares == 0) return;
    qsort(delays, lead->coshares, sizeof *delays, by_delay);
    lead->median = quantile(delays, lead->coshares, 0.5);
    lead->quartile_1 = quantile(delays, lead->coshares, 0.25);
    lead->quartile_3 = quantile(delays, lead->coshares, 0.75);
    for (uint64_t i = 0; i < lead->coshares; i++)
        steady += fabs((double) delays[i] / MICROSECONDS - lead->median) <= STEADY_SECONDS;
    lead->steady = (double) steady / (double) lead->coshares;
}

/* ---- layer by layer */

static void mark_members(struct leading *l, size_t layer, uint32_t accounts) {
    memset(l->alive, 0, accounts);
    for (size_t c = 0; c < l->clusters->kept; c++)
        for (uint32_t m = 0;
             l->clusters->items[c].layer == layer && m < l->clusters->items[c].count; m++)
            l->alive[l->clusters->items[c].members[m]] = 1;
}

/* Edges inside clusters of the layer. */
static lockstep_status list_edges(struct leading *l, struct arena *scratch, lockstep_error *err) {
    size_t coshares = 0;
    l->leads = l->out->items + l->out->count;
    l->count = 0;
    l->next = arena_alloc(scratch, l->edges->count, sizeof *l->next);
    if (!l->next) return fail_memory(err, "who leads");
    for (size_t i = 0; i < l->edges->count; memory_step(++i)) {
        const struct edge *e = &l->edges->items[i];
        if (!l->alive[e->source] || !l->alive[e->target]) continue;
        uint32_t cluster = cluster_inside(l, e->source, e->target);
        if (!cluster) continue;
        l->next[l->count] = coshares;
        coshares += e->pairs;
        l->leads[l->count++] =
            (struct lead){.source = e->source, .target = e->target, .cluster = cluster};
    }
    l->delays = arena_alloc(scratch, coshares, sizeof *l->delays);
    return l->delays ? LOCKSTEP_OK : fail_memory(err, "who leads");
}

static lockstep_status measure_layer(struct leading *l, struct arena *scratch,
                                     lockstep_error *err) {
    TRY(list_edges(l, scratch, err));
    TRY(coshares_visit(l->edges->layer, l->alive, note_coshare, l, err));
    for (size_t i = 0; i < l->count; i++)
        sum_up(&l->leads[i], l->delays + l->next[i] - l->leads[i].coshares);
    l->out->count += l->count;
    return LOCKSTEP_OK;
}

static int by_cluster(const void *left, const void *right) {
    const struct lead *a = left, *b = right;
    if (a->cluster != b->cluster) return a->cluster < b->cluster ? -1 : 1;
    if (a->source != b->source) return a->source < b->source ? -1 : 1;
    return (a->target > b->target) - (a->target < b->target);
}

static lockstep_status measure_layers(struct leading *l, const struct network *network,
                                      lockstep_error *err) {
    lockstep_status status = LOCKSTEP_OK;
    for (size_t layer = 0; layer < network->count && status == LOCKSTEP_OK; layer++) {
        struct arena scratch = {0};
        l->edges = &network->layers[layer];
        l->alive = arena_alloc(&scratch, network->accounts, 1);
        if (!l->alive) return fail_memory(err, "who leads");
        mark_members(l, layer, network->accounts);
        status = measure_layer(l, &scratch, err);
        arena_release(&scratch);
    }
    if (l->out->count) qsort(l->out->items, l->out->count, sizeof *l->out->items, by_cluster);
    return status;
}

/* Inside clusters, in any layer. */
static size_t count_edges(const struct network *network, const struct clusters *clusters) {
    size_t inside = 0;
    for (size_t l = 0; l < network->count; l++)
        for (size_t i = 0; i < network->layers[l].count; memory_leap(++i)) {
            const struct edge *e = &network->layers[l].items[i];
            uint32_t number = clusters->of_account[e->source];
            inside += number && number == clusters->of_account[e->target] &&
                      clusters->items[number - 1].layer == l;
        }
    return inside;
}

lockstep_status leads_measure(struct leads *out, const struct network *network,
                              const struct clusters *clusters, lockstep_error *err) {
    struct leading leading = {.out = out, .clusters = clusters};
    size_t room = count_edges(network, clusters);
    *out = (struct leads){0};
    out->items = arena_alloc(&out->arena, room, sizeof *out->items);
    out->precedences = arena_alloc(&out->arena, network->accounts, sizeof *out->precedences);
    lockstep_status status = out->items && out->precedences ? measure_layers(&leading, network, err)
                                                            : fail_memory(err, "who leads");
    if (status != LOCKSTEP_OK) leads_release(out);
    return status;
}

void leads_release(struct leads *leads) {
    arena_release(&leads->arena);
    *leads = (struct leads){0};
}
