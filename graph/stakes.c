#include "graph/stakes.h"

#include "engine/coshares.h"
#include "engine/error.h"
#include "engine/memory.h"
#include "graph/episodes.h"

#include <math.h>
#include <stdlib.h>

double evidence_net(const struct evidence *evidence, const struct stakes *stakes) {
    double net = evidence->nats - stakes->placebo;
    return (stakes->placebo > 0 ? fmax(net, evidence->strict) : net) - stakes->price;
}

double evidence_worth(double nats, const struct stakes *stakes) {
    return fmax(0, nats - stakes->price - stakes->placebo);
}

/* ---- strict evidence: every choice is paid for */

double strict_gain(uint32_t k, uint32_t n, uint32_t members, double q) {
    double chance = ln_binomial(n, k) + k * log(q) + (n - k) * log1p(-q);
    double distinct = ln_factorial(members) - ln_factorial(members - k) - k * log(members);
    return -chance - distinct - log(n - 1.0);
}

double strict_choice(double episodes, double chosen) {
    double ways = ln_factorial(episodes) - ln_factorial(chosen) - ln_factorial(episodes - chosen);
    return ways + log((chosen + 1) * (chosen + 2));
}

struct strict_part {
    double nats;
    uint32_t community;
};

/* The gains of all communities, in the order of the episodes. */
struct strict_parts {
    struct strict_part *items;
    size_t count, room;
    uint32_t *members; /* by community */
    bool full;         /* memory is out */
    gain_fn visit;     /* told too; may be NULL */
    void *data;
};

static void add_part(void *data, const struct gain *gain) {
    struct strict_parts *p = data;
    if (p->visit) p->visit(p->data, gain);
    if (p->full || gain->chance >= 1) return;
    double nats =
        strict_gain(gain->present, gain->accounts, p->members[gain->community], gain->chance);
    if (nats <= 0) return;
    struct strict_part *items = grow(p->items, &p->room, p->count + 1, sizeof *items);
    p->full = !items;
    if (!items) return;
    p->items = items;
    items[p->count++] = (struct strict_part){nats, gain->community};
}

static int by_community(const void *left, const void *right) {
    const struct strict_part *a = left, *b = right;
    if (a->community != b->community) return a->community < b->community ? -1 : 1;
    return (a->nats < b->nats) - (a->nats > b->nats);
}

/* Those by two accounts or more: all that could be chosen. */
static double count_episodes(const struct layer *layer) {
    double count = 0;
    for (size_t o = 0; o < layer->object_count; memory_step(++o)) {
        const struct object_shares *object = &layer->objects[o];
        for (size_t from = 0; object->accounts > 1 && from < object->count;) {
            struct episode episode = episode_at(layer, object, from);
            size_t i = 1;
            while (i < episode.count && episode.shares[i].account == episode.shares[0].account)
                i++;
            count += i < episode.count;
            from += episode.count;
        }
    }
    return count;
}

/* The best choice of the episodes of each community: those that gain most, as many as pay. */
static void choose_episodes(struct evidence *out, struct strict_parts *p, double episodes) {
    if (p->count) qsort(p->items, p->count, sizeof *p->items, by_community);
    for (size_t from = 0, i = 0; from < p->count; from = i) {
        uint32_t c = p->items[from].community;
        double gains = 0, best = 0;
        for (; i < p->count && p->items[i].community == c; i++) {
            gains += p->items[i].nats;
            best = fmax(best, gains - strict_choice(episodes, (double) (i - from + 1)));
        }
        out[c].strict += best;
    }
}

static lockstep_status weigh_strictly(struct strict_parts *p, struct evidence *out,
                                      const struct layer *layer, const struct null_model *null,
                                      const uint32_t *community, uint32_t count, double alpha,
                                      lockstep_error *err) {
    for (uint32_t a = 0; a < null->account_room; a++)
        if (community[a] != UINT32_MAX) p->members[community[a]]++;
    TRY(communities_gains(out, layer, null, community, count, alpha, add_part, p, err));
    if (p->full) return fail_memory(err, "the evidence of communities");
    for (uint32_t c = 0; c < count; c++)
        out[c].strict = -evidence_price(null->accounts, p->members[c], alpha);
    choose_episodes(out, p, count_episodes(layer));
    return LOCKSTEP_OK;
}

lockstep_status communities_weigh(struct evidence *out, const struct layer *layer,
                                  const struct null_model *null, const uint32_t *community,
                                  uint32_t count, const struct stakes *stakes, gain_fn visit,
                                  void *data, lockstep_error *err) {
    if (stakes->placebo <= 0)
        return communities_gains(out, layer, null, community, count, stakes->alpha, visit, data,
                                 err);
    struct strict_parts p = {.visit = visit, .data = data};
    p.members = calloc((size_t) count + 1, sizeof *p.members);
    if (!p.members) return fail_memory(err, "the evidence of communities");
    lockstep_status status =
        weigh_strictly(&p, out, layer, null, community, count, stakes->alpha, err);
    free(p.items), free(p.members);
    return status;
}

/* ---- sets of accounts */

lockstep_status sets_evidence(struct evidence *out, const struct edges *edges,
                              const uint32_t *community, uint32_t sets, const struct stakes *stakes,
                              lockstep_error *err) {
    bool once = edges->once.count > 0; /* posts with several objects are one event each */
    TRY(communities_weigh(out, once ? &edges->once : edges->layer,
                          once ? &edges->once_null : &edges->null, community, sets, stakes, NULL,
                          NULL, err));
    for (uint32_t i = 0; i < sets; i++)
        out[i].nats = evidence_net(&out[i], stakes);
    return LOCKSTEP_OK;
}

lockstep_status set_evidence(double *nats, uint64_t *episodes, const struct edges *edges,
                             const uint32_t *members, uint32_t count, const struct stakes *stakes,
                             lockstep_error *err) {
    struct arena scratch = {0};
    struct evidence found = {0};
    uint32_t *community = arena_alloc(&scratch, edges->null.account_room, sizeof *community);
    if (!community) return fail_memory(err, "the evidence of a cluster");
    memset(community, 0xff, edges->null.account_room * sizeof *community);
    for (uint32_t i = 0; i < count; i++)
        community[members[i]] = 0;
    lockstep_status status = sets_evidence(&found, edges, community, 1, stakes, err);
    *nats = found.nats;
    if (episodes) *episodes = found.episodes;
    arena_release(&scratch);
    return status;
}
