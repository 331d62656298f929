#include "engine/presence.h"

#include "engine/error.h"
#include "engine/memory.h"
#include "engine/seeking.h"
#include "engine/sorting.h"

static lockstep_status alloc_presence(struct presence *p, const uint8_t *wanted,
                                      lockstep_error *err) {
    const struct layer *layer = p->layer;
    uint32_t room = p->null->account_room;
    p->start = memory_zeroed((size_t) room + 2, sizeof *p->start);
    if (!p->start) return fail_memory(err, "who is about");
    for (size_t i = 0; i < layer->count; memory_step(++i))
        if (wanted[layer->shares[i].account]) p->start[layer->shares[i].account + 1]++;
    for (uint32_t a = 0; a < room; a++)
        p->start[a + 1] += p->start[a];
    p->shares = malloc((p->start[room] + 1) * sizeof *p->shares);
    p->sums = memory_zeroed((size_t) room + 1, sizeof *p->sums);
    return p->shares && p->sums ? LOCKSTEP_OK : fail_memory(err, "who is about");
}

static size_t *copy_starts(const struct presence *p) {
    size_t room = (size_t) p->null->account_room + 1;
    size_t *next = malloc(room * sizeof *next);
    return next ? memcpy(next, p->start, room * sizeof *next) : NULL;
}

/* Places of the accounts in the lists that are being filled, and what is in the window. */
struct filling {
    const uint8_t *wanted;
    size_t *next;
    uint32_t *in_window; /* shares of the object, by account */
};

/* The shares of an object that are within the window of one; it slides on with that. */
struct window {
    const struct share *shares;
    size_t first, end, count; /* count: of the object */
    int64_t length;
};

/* What leaves the window, and what comes, is counted by account where `counts` is not NULL. */
static void slide(struct window *w, size_t share, uint32_t *counts) {
    const struct share *s = w->shares;
    for (; w->end < w->count && s[w->end].time - s[share].time <= w->length; w->end++)
        if (counts) counts[s[w->end].account]++;
    for (; s[share].time - s[w->first].time > w->length; w->first++)
        if (counts) counts[s[w->first].account]--;
}

static struct window window_of(const struct presence *p, const struct object_shares *object) {
    return (struct window){.shares = p->layer->shares + object->start,
                           .count = object->count,
                           .length = p->layer->window};
}

static size_t widest(const struct presence *p, const struct object_shares *object) {
    struct window w = window_of(p, object);
    size_t most = 0;
    for (size_t i = 0; i < w.count; memory_step(++i)) {
        slide(&w, i, NULL);
        if (w.end - w.first > most) most = w.end - w.first;
    }
    return most;
}

static uint32_t count_own(const struct window *w, uint32_t account) {
    uint32_t own = 0;
    for (size_t i = w->first; i < w->end; i++)
        own += w->shares[i].account == account;
    return own;
}

static bool is_wanted(const struct window *w, const uint8_t *wanted) {
    size_t i = 0;
    while (i < w->count && !wanted[w->shares[i].account])
        memory_step(++i);
    return i < w->count;
}

/* The weight is, for now, the number of shares of the object in the window. An account's own are
 * looked for among few, and counted among many: counts lie far apart. */
static void fill_object(struct presence *p, struct filling *f, uint32_t object) {
    enum { FEW = 32 };
    const struct object_shares *o = &p->layer->objects[object];
    struct window w = window_of(p, o);
    if (!is_wanted(&w, f->wanted)) return;
    uint32_t *counts = o->count > FEW && widest(p, o) > FEW ? f->in_window : NULL;
    for (size_t i = 0; i < w.count; memory_leap(++i)) {
        uint32_t account = w.shares[i].account;
        slide(&w, i, counts);
        if (!f->wanted[account]) continue;
        uint32_t here = (uint32_t) (w.end - w.first);
        uint32_t own = counts ? counts[account] : count_own(&w, account);
        p->shares[f->next[account]++] =
            (struct surrounded){w.shares[i].time, object, here - own, here};
    }
    for (; counts && w.first < w.count; w.first++)
        counts[w.shares[w.first].account] = 0;
}

static bool is_earlier(const struct surrounded *a, const struct surrounded *b) {
    return a->time != b->time ? a->time < b->time : a->object < b->object;
}
DEFINE_SORT(sort_by_time, struct surrounded, is_earlier)

static lockstep_status sort_accounts(const struct presence *p, lockstep_error *err) {
    for (uint32_t a = 0; a < p->null->account_room; memory_step(++a))
        TRY(sort_by_time(p->shares + p->start[a], p->start[a + 1] - p->start[a], err));
    return LOCKSTEP_OK;
}

static lockstep_status fill(struct presence *p, const uint8_t *wanted, lockstep_error *err) {
    size_t room = (size_t) p->null->account_room + 1;
    struct filling f = {wanted, copy_starts(p), memory_zeroed(room, sizeof *f.in_window)};
    lockstep_status status = f.next && f.in_window ? LOCKSTEP_OK : fail_memory(err, "who is about");
    for (size_t o = 0; o < p->layer->object_count && status == LOCKSTEP_OK; memory_leap(++o))
        fill_object(p, &f, (uint32_t) o);
    free(f.next), free(f.in_window);
    return status == LOCKSTEP_OK ? sort_accounts(p, err) : status;
}

lockstep_status presence_begin(struct presence *out, const struct layer *layer,
                               const struct null_model *null, const uint8_t *wanted,
                               lockstep_error *err) {
    *out = (struct presence){.layer = layer, .null = null};
    TRY(alloc_presence(out, wanted, err));
    return fill(out, wanted, err);
}

/* The window slides over all shares in the order of time, which is that of each account's, too. */
static void weigh(struct presence *p, const uint8_t *wanted, size_t *next_of) {
    const struct chronicle *c = &p->null->chronicle;
    int64_t window = p->layer->window;
    size_t first = 0, end = 0;
    for (size_t i = 0; i < c->count; memory_step(++i)) {
        if (!wanted[c->accounts[i]]) continue;
        while (end < c->count && c->times[end] - c->times[i] <= window)
            end++;
        while (c->times[i] - c->times[first] > window)
            first++;
        struct surrounded *s = &p->shares[next_of[c->accounts[i]]++];
        double elsewhere = (double) (end - first) - s->weight;
        s->weight = s->others / (elsewhere + PRIOR_SHARES);
        p->sums[c->accounts[i]].others += s->others;
        p->sums[c->accounts[i]].weight += s->weight;
    }
}

lockstep_status presence_weigh(struct presence *p, const uint8_t *wanted, lockstep_error *err) {
    size_t *next = copy_starts(p);
    if (!next) return fail_memory(err, "who is about");
    weigh(p, wanted, next);
    free(next);
    return LOCKSTEP_OK;
}

void presence_release(struct presence *p) {
    free(p->start), free(p->shares), free(p->sums);
    *p = (struct presence){0};
}

DEFINE_SEEK(seek_time, struct surrounded, int64_t, time)

/* Each of the others around a share of one account is the other account as often as shares of other
 * objects then are that account's: the weight, for each such share. */
static double meet_elsewhere(const struct presence *p, uint32_t few, uint32_t many) {
    size_t at = p->start[many], end = p->start[many + 1];
    int64_t window = p->layer->window;
    double sum = 0;
    for (size_t i = p->start[few]; i < p->start[few + 1]; i++) {
        const struct surrounded *s = &p->shares[i];
        at = seek_time(p->shares, at, end, s->time - window);
        for (size_t j = at; j < end && p->shares[j].time - s->time <= window; j++)
            if (p->shares[j].object != s->object) sum += s->weight + p->shares[j].weight;
    }
    return sum;
}

double presence_lift(const struct presence *p, uint32_t a, uint32_t b) {
    bool a_has_fewer = p->start[a + 1] - p->start[a] < p->start[b + 1] - p->start[b];
    double total = p->null->total[0];
    double activity_a = p->null->activity_total[a] / total;
    double activity_b = p->null->activity_total[b] / total;
    struct surroundings of_a = p->sums[a], of_b = p->sums[b];
    double by_activity = of_a.others * activity_b + of_b.others * activity_a;
    double by_presence = meet_elsewhere(p, a_has_fewer ? a : b, a_has_fewer ? b : a) +
                         PRIOR_SHARES * (of_a.weight * activity_b + of_b.weight * activity_a);
    return by_presence > by_activity ? by_presence / by_activity : 1;
}
