#include "graph/baseline.h"

#include "engine/error.h"
#include "engine/memory.h"
#include "graph/kindred.h"

#include <math.h>

lockstep_status baseline_make(struct baseline *out, const struct layer *layer,
                              const struct null_model *null, const uint32_t *community,
                              uint32_t count, struct arena *scratch, lockstep_error *err) {
    const struct chronicle *c = &null->chronicle;
    *out = (struct baseline){.layer = layer, .chronicle = c};
    out->lift = arena_alloc(scratch, count, sizeof *out->lift);
    if (!out->lift) return fail_memory(err, "the evidence of communities");
    TRY(kindred_lift(out->lift, layer, null, community, count, err));
    if (!c->count) return LOCKSTEP_OK;
    out->start = arena_alloc(scratch, (size_t) count + 2, sizeof *out->start);
    out->times = arena_alloc(scratch, c->count, sizeof *out->times);
    if (!out->start || !out->times) return fail_memory(err, "the evidence of communities");
    for (size_t i = 0; i < c->count; memory_step(++i))
        if (community[c->accounts[i]] != UINT32_MAX) out->start[community[c->accounts[i]] + 2]++;
    for (uint32_t k = 0; k < count; k++)
        out->start[k + 2] += out->start[k + 1];
    for (size_t i = 0; i < c->count; memory_leap(++i)) /* start[k + 1] ends where it belongs */
        if (community[c->accounts[i]] != UINT32_MAX)
            out->times[out->start[community[c->accounts[i]] + 1]++] = c->times[i];
    return LOCKSTEP_OK;
}

/* Of those who share anything else while the episode lasts, a window before and after included: an
 * object has no other shares then. */
static double present(const struct baseline *b, const struct episode *episode,
                      const struct part *part) {
    const int64_t *own = b->times + b->start[part->community];
    size_t own_count = b->start[part->community + 1] - b->start[part->community];
    int64_t from = episode->shares[0].time - b->layer->window;
    int64_t to = episode->shares[episode->count - 1].time + b->layer->window;
    size_t others =
        times_within(b->chronicle->times, b->chronicle->count, from, to) - episode->count;
    size_t members = times_within(own, own_count, from, to) - part->shares;
    return ((double) members + PRIOR_SHARES * part->activity) / ((double) others + PRIOR_SHARES);
}

/* Were activity outside the community confined to its kindred, the lift being by how much. Where
 * that is less than the community's own they are no crowd, but its fringe. */
static double of_kindred(const struct baseline *b, const struct part *part) {
    double own = part->activity * b->lift[part->community], others = 1 - part->activity;
    return own <= others ? own / (own + others) : part->activity;
}

/* Of those who share the object but not in the episode, and at least of the crowd that shares such
 * objects. */
static double interested(const struct baseline *b, const struct object_shares *object,
                         uint32_t accounts, const struct part *part) {
    double others = object->accounts - accounts, members = part->audience - part->accounts;
    double kindred = of_kindred(b, part);
    return fmax(kindred, (members + PRIOR_SHARES * kindred) / (others + PRIOR_SHARES));
}

double baseline_share(const struct baseline *b, const struct object_shares *object,
                      const struct episode *episode, uint32_t accounts, const struct part *part) {
    double share = part->activity;
    if (b->start) share = fmax(share, present(b, episode, part));
    if (trace_has_audience(object->trace))
        share = fmax(share, interested(b, object, accounts, part));
    return share;
}
