#include "graph/kindred.h"

#include "engine/error.h"
#include "engine/memory.h"

#include <math.h>
#include <stdlib.h>

/* An account beside a community. */
struct stranger {
    uint32_t community, account;
};

struct looking {
    const struct layer *layer;
    const uint32_t *community; /* by account */
    size_t *seen;              /* by community: the last run of shares that it was met in */
    size_t runs;
    uint32_t *found; /* the communities that share the object at hand */
    uint32_t found_count;
    struct stranger *strangers;
    size_t count, room;
    uint32_t *beside; /* by community: its strangers beside the object at hand */
    double *within;   /* by community: pairs of strangers beside one object, who are never one
                         account */
    double *same;     /* by community: pairs of strangers that by activity are one account */
};

/* Marks the communities of a run of shares; lists them where `list` says so. */
static void meet(struct looking *l, const struct share *shares, size_t count, bool list) {
    l->runs++;
    for (size_t i = 0; i < count; i++) {
        uint32_t c = l->community[shares[i].account];
        if (c == UINT32_MAX || l->seen[c] == l->runs) continue;
        l->seen[c] = l->runs;
        if (list) l->found[l->found_count++] = c;
    }
}

/* Those of the object's communities that are not in the episode have met a stranger. */
static lockstep_status add_stranger(struct looking *l, uint32_t account, lockstep_error *err) {
    struct stranger *strangers =
        grow(l->strangers, &l->room, l->count + l->found_count, sizeof *strangers);
    if (!strangers) return fail_memory(err, "the evidence of communities");
    l->strangers = strangers;
    for (uint32_t i = 0; i < l->found_count; i++) {
        uint32_t c = l->found[i];
        if (l->seen[c] == l->runs) continue;
        strangers[l->count++] = (struct stranger){c, account};
        l->within[c] += l->beside[c]++;
    }
    return LOCKSTEP_OK;
}

static bool is_among(const uint32_t *accounts, size_t count, uint32_t account) {
    for (size_t i = 0; i < count; i++)
        if (accounts[i] == account) return true;
    return false;
}

static lockstep_status look_at(struct looking *l, const struct object_shares *object,
                               lockstep_error *err) {
    const struct share *shares = l->layer->shares + object->start;
    uint32_t taken[KINDRED_SAMPLE];
    size_t samples = object->count < KINDRED_SAMPLE ? object->count : KINDRED_SAMPLE, took = 0;
    struct episode episode = {0};
    for (; l->found_count; l->found_count--)
        l->beside[l->found[l->found_count - 1]] = 0;
    meet(l, shares, object->count, true);
    if (l->found_count == 0) return LOCKSTEP_OK;
    for (size_t s = 0, from = 0; s < samples; s++) {
        size_t at = s * object->count / samples;
        uint32_t account = shares[at].account;
        while (from + episode.count <= at) {
            from += episode.count;
            episode = episode_at(l->layer, object, from);
            if (from + episode.count > at) meet(l, episode.shares, episode.count, false);
        }
        if (is_among(taken, took, account)) continue;
        taken[took++] = account;
        TRY(add_stranger(l, account, err));
    }
    return LOCKSTEP_OK;
}

static int by_community(const void *left, const void *right) {
    const struct stranger *a = left, *b = right;
    if (a->community != b->community) return a->community < b->community ? -1 : 1;
    return (a->account > b->account) - (a->account < b->account);
}

/* same[c]: the chance that two strangers to c, each by activity, are one. */
static void meet_by_activity(double *same, const struct null_model *null, const uint32_t *community,
                             uint32_t count, double *activity) {
    double all = 0, squares = 0;
    for (uint32_t a = 0; a < null->account_room; a++) {
        double d = null->activity_total[a];
        all += d, squares += d * d;
        if (community[a] == UINT32_MAX) continue;
        activity[community[a]] += d;
        same[community[a]] += d * d;
    }
    for (uint32_t c = 0; c < count; c++) {
        double strangers = all - activity[c];
        same[c] = strangers > 0 ? (squares - same[c]) / (strangers * strangers) : 0;
    }
}

static void find_lifts(double *lift, struct looking *l) {
    qsort(l->strangers, l->count, sizeof *l->strangers, by_community);
    for (size_t from = 0, end = 0; from < l->count; from = end) {
        uint32_t c = l->strangers[from].community;
        double met = 0, all, run = 0;
        for (; end < l->count && l->strangers[end].community == c; end++) {
            bool again = end > from && l->strangers[end].account == l->strangers[end - 1].account;
            run = again ? run + 1 : 0;
            met += run;
        }
        all = (double) (end - from) * (double) (end - from - 1) / 2 - l->within[c];
        lift[c] = fmax(1, (met + KINDRED_PRIOR) / (all * l->same[c] + KINDRED_PRIOR));
    }
}

static lockstep_status look(struct looking *l, lockstep_error *err) {
    const struct layer *layer = l->layer;
    TRY(check_interrupt(err));
    for (size_t o = 0; o < layer->object_count; memory_leap(++o)) {
        const struct object_shares *object = &layer->objects[o];
        if (object->accounts < 2 || !trace_has_audience(object->trace)) continue;
        TRY(look_at(l, object, err));
    }
    return LOCKSTEP_OK;
}

lockstep_status kindred_lift(double *lift, const struct layer *layer, const struct null_model *null,
                             const uint32_t *community, uint32_t count, lockstep_error *err) {
    struct arena scratch = {0};
    struct looking l = {.layer = layer, .community = community};
    l.seen = arena_alloc(&scratch, count, sizeof *l.seen);
    l.found = arena_alloc(&scratch, count, sizeof *l.found);
    l.beside = arena_alloc(&scratch, count, sizeof *l.beside);
    l.within = arena_alloc(&scratch, count, sizeof *l.within);
    l.same = arena_alloc(&scratch, count, sizeof *l.same);
    double *activity = arena_alloc(&scratch, count, sizeof *activity);
    bool all = l.same && activity && l.seen && l.found && l.beside && l.within;
    lockstep_status status = all ? look(&l, err) : fail_memory(err, "the evidence of communities");
    for (uint32_t c = 0; c < count; c++)
        lift[c] = 1;
    if (status == LOCKSTEP_OK && l.count) {
        meet_by_activity(l.same, null, community, count, activity);
        find_lifts(lift, &l);
    }
    free(l.strangers);
    arena_release(&scratch);
    return status;
}
