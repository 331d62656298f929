#include "engine/presence.h"

#include "engine/error.h"

#include <stdlib.h>

static lockstep_status alloc_presence(struct presence *p, const uint8_t *wanted,
                                      lockstep_error *err) {
    const struct chronicle *c = &p->null->chronicle;
    uint32_t room = p->null->account_room;
    p->start = calloc((size_t) room + 2, sizeof *p->start);
    if (!p->start) return fail_memory(err, "who is about");
    for (size_t i = 0; i < c->count; i++)
        p->start[c->accounts[i] + 1] += wanted[c->accounts[i]];
    for (uint32_t a = 0; a < room; a++)
        p->start[a + 1] += p->start[a];
    p->shares = malloc((p->start[room] + 1) * sizeof *p->shares);
    p->times = malloc((p->start[room] + 1) * sizeof *p->times);
    return p->shares && p->times ? LOCKSTEP_OK : fail_memory(err, "who is about");
}

/* Places of the accounts in the lists that are being filled, and what is in the window. */
struct filling {
    const uint8_t *wanted;
    size_t *next;
    uint32_t *in_window; /* shares of the object, by account */
};

static void fill_times(struct presence *p, struct filling *f) {
    const struct chronicle *c = &p->null->chronicle;
    for (size_t i = 0; i < c->count; i++)
        if (f->wanted[c->accounts[i]]) p->times[f->next[c->accounts[i]]++] = c->times[i];
}

/* The window slides over the object's shares, which are in the order of time. */
static void fill_object(struct presence *p, struct filling *f, uint32_t object) {
    const struct object_shares *o = &p->layer->objects[object];
    const struct share *s = p->layer->shares + o->start;
    const struct chronicle *c = &p->null->chronicle;
    int64_t window = p->layer->window;
    size_t first = 0, end = 0;
    for (size_t i = 0; i < o->count; i++) {
        while (end < o->count && s[end].time - s[i].time <= window)
            f->in_window[s[end++].account]++;
        while (s[i].time - s[first].time > window)
            f->in_window[s[first++].account]--;
        if (!f->wanted[s[i].account]) continue;
        size_t here = end - first;
        size_t all = times_within(c->times, c->count, s[i].time - window, s[i].time + window);
        p->shares[f->next[s[i].account]++] =
            (struct surrounded){s[i].time, object, (uint32_t) here - f->in_window[s[i].account],
                                (uint32_t) (all - here)};
    }
    while (first < o->count)
        f->in_window[s[first++].account] = 0;
}

static lockstep_status fill(struct presence *p, const uint8_t *wanted, lockstep_error *err) {
    size_t room = (size_t) p->null->account_room + 1;
    struct filling f = {wanted, malloc(room * sizeof *f.next), calloc(room, sizeof *f.in_window)};
    bool all = f.next && f.in_window;
    if (all) {
        memcpy(f.next, p->start, room * sizeof *f.next);
        fill_times(p, &f);
        memcpy(f.next, p->start, room * sizeof *f.next);
        for (size_t o = 0; o < p->layer->object_count; o++)
            fill_object(p, &f, (uint32_t) o);
    }
    free(f.next), free(f.in_window);
    return all ? LOCKSTEP_OK : fail_memory(err, "who is about");
}

lockstep_status presence_make(struct presence *out, const struct layer *layer,
                              const struct null_model *null, const uint8_t *wanted,
                              lockstep_error *err) {
    *out = (struct presence){.layer = layer, .null = null};
    TRY(alloc_presence(out, wanted, err));
    return fill(out, wanted, err);
}

void presence_release(struct presence *p) {
    free(p->start), free(p->shares), free(p->times);
    *p = (struct presence){0};
}

/* Shares of one object by an account, in its list from `at` on. */
struct run {
    size_t at, end;
};

static struct run run_at(const struct presence *p, size_t at, size_t end) {
    struct run run = {at, at};
    while (run.end < end && p->shares[run.end].object == p->shares[at].object)
        run.end++;
    return run;
}

/* Those of `run` within the window of a time. */
static size_t run_within(const struct presence *p, struct run run, int64_t time) {
    size_t count = 0;
    for (size_t i = run.at; i < run.end; i++)
        count += llabs(p->shares[i].time - time) <= p->layer->window;
    return count;
}

/* What activity alone and what presence expects of b, summed over the shares of a. */
struct expectation {
    double by_activity, by_presence;
};

/* Of one object that a shares: each of the others around is b as often as shares of other objects
 * then are b's. `same`: b's shares of the object. */
static void expect_of_object(struct expectation *e, const struct presence *p, struct run run,
                             struct run same, uint32_t b) {
    const int64_t *times = p->times + p->start[b];
    size_t count = p->start[b + 1] - p->start[b];
    double activity = p->null->activity_total[b] / p->null->total[0];
    for (size_t i = run.at; i < run.end; i++) {
        const struct surrounded *s = &p->shares[i];
        int64_t from = s->time - p->layer->window, to = s->time + p->layer->window;
        size_t about = times_within(times, count, from, to) - run_within(p, same, s->time);
        e->by_activity += s->others * activity;
        e->by_presence +=
            s->others * ((double) about + PRIOR_SHARES * activity) / (s->elsewhere + PRIOR_SHARES);
    }
}

static void expect_of(struct expectation *e, const struct presence *p, uint32_t a, uint32_t b) {
    for (size_t i = p->start[a], j = p->start[b]; i < p->start[a + 1];) {
        struct run run = run_at(p, i, p->start[a + 1]);
        while (j < p->start[b + 1] && p->shares[j].object < p->shares[i].object)
            j++;
        bool shared = j < p->start[b + 1] && p->shares[j].object == p->shares[i].object;
        expect_of_object(e, p, run, shared ? run_at(p, j, p->start[b + 1]) : (struct run){j, j}, b);
        i = run.end;
    }
}

double presence_lift(const struct presence *p, uint32_t a, uint32_t b) {
    struct expectation e = {0};
    expect_of(&e, p, a, b);
    expect_of(&e, p, b, a);
    return e.by_presence > e.by_activity ? e.by_presence / e.by_activity : 1;
}
