#include "graph/episodes.h"

#include "engine/coshares.h"
#include "engine/error.h"
#include "engine/memory.h"

#include <math.h>
#include <stdlib.h>

/* ---- the index: counted, then filled */

struct indexing {
    struct episodes *out;
    const uint8_t *wanted;
    size_t *seen; /* by account: the last run of shares that it was met in */
    size_t runs;
    size_t *next;  /* by account: where its next episode goes; NULL while counting */
    uint32_t *met; /* wanted accounts of the episode that is looked at */
    uint32_t met_count;
};

static uint32_t meet_accounts(struct indexing *x, const struct episode *episode) {
    uint32_t accounts = 0;
    x->runs++;
    x->met_count = 0;
    for (size_t i = 0; i < episode->count; i++) {
        uint32_t account = episode->shares[i].account;
        if (x->seen[account] == x->runs) continue;
        x->seen[account] = x->runs;
        accounts++;
        if (x->wanted[account]) x->met[x->met_count++] = account;
    }
    return accounts;
}

static void add_episode(struct indexing *x, const struct episode *episode, uint32_t stratum) {
    struct episodes *out = x->out;
    uint32_t accounts = meet_accounts(x, episode);
    if (x->met_count == 0 || accounts < 2) return;
    for (uint32_t i = 0; i < x->met_count; i++) {
        if (x->next)
            out->of[x->next[x->met[i]]++] = out->count;
        else
            out->start[x->met[i] + 1]++;
    }
    if (x->next)
        out->items[out->count] = (struct indexed_episode){.accounts = accounts, .stratum = stratum};
    out->count++;
}

static lockstep_status each_episode(struct indexing *x, const struct layer *layer,
                                    lockstep_error *err) {
    x->out->count = 0;
    for (size_t s = 0; s < layer->stratum_count; s++) {
        TRY(check_interrupt(err));
        for (size_t o = layer->strata[s]; o < layer->strata[s + 1]; memory_leap(++o)) {
            const struct object_shares *object = &layer->objects[o];
            for (size_t from = 0; object->accounts > 1 && from < object->count;) {
                struct episode episode = episode_at(layer, object, from);
                add_episode(x, &episode, (uint32_t) s);
                from += episode.count;
            }
        }
    }
    return LOCKSTEP_OK;
}

static lockstep_status index_layer(struct indexing *x, const struct layer *layer,
                                   struct arena *scratch, lockstep_error *err) {
    struct episodes *out = x->out;
    size_t room = out->null->account_room;
    out->strata = (uint32_t) layer->stratum_count;
    x->seen = arena_alloc(scratch, room, sizeof *x->seen);
    x->met = arena_alloc(scratch, room, sizeof *x->met);
    size_t *next = arena_alloc(scratch, room, sizeof *next);
    out->start = arena_alloc(&out->arena, room + 1, sizeof *out->start);
    out->activity = arena_alloc(&out->arena, layer->stratum_count, sizeof *out->activity);
    if (!x->seen || !x->met || !next || !out->start || !out->activity)
        return fail_memory(err, "the episodes");
    TRY(each_episode(x, layer, err));
    for (size_t a = 0; a < room; memory_step(++a)) {
        out->start[a + 1] += out->start[a];
        next[a] = out->start[a];
    }
    out->of = arena_alloc(&out->arena, out->start[room], sizeof *out->of);
    out->items = arena_alloc(&out->arena, out->count, sizeof *out->items);
    out->seen = arena_alloc(&out->arena, out->count, sizeof *out->seen);
    if (!out->of || !out->items || !out->seen) return fail_memory(err, "the episodes");
    x->next = next;
    return each_episode(x, layer, err);
}

lockstep_status episodes_index(struct episodes *out, const struct edges *edges,
                               const uint8_t *wanted, lockstep_error *err) {
    struct arena scratch = {0};
    bool once = edges->once.count > 0; /* posts with several objects are one event each */
    *out = (struct episodes){.null = once ? &edges->once_null : &edges->null};
    struct indexing x = {.out = out, .wanted = wanted};
    lockstep_status status = index_layer(&x, once ? &edges->once : edges->layer, &scratch, err);
    if (status != LOCKSTEP_OK) episodes_release(out);
    arena_release(&scratch);
    return status;
}

void episodes_release(struct episodes *episodes) {
    arena_release(&episodes->arena);
    *episodes = (struct episodes){0};
}

/* ---- a set of accounts */

static void take_set(struct episodes *e, const uint32_t *members, uint32_t count) {
    e->seen_count = 0;
    for (uint32_t m = 0; m < count; m++) {
        uint32_t a = members[m];
        for (size_t i = e->null->activity_start[a]; i < e->null->activity_start[a + 1]; i++)
            e->activity[e->null->activity[i].stratum] += e->null->activity[i].objects;
        for (size_t i = e->start[a]; i < e->start[a + 1]; i++)
            if (e->items[e->of[i]].present++ == 0) e->seen[e->seen_count++] = e->of[i];
    }
}

static void drop_set(struct episodes *e, const uint32_t *members, uint32_t count) {
    for (uint32_t m = 0; m < count; m++)
        for (size_t i = e->null->activity_start[members[m]];
             i < e->null->activity_start[members[m] + 1]; i++)
            e->activity[e->null->activity[i].stratum] = 0;
    for (uint32_t i = 0; i < e->seen_count; i++)
        e->items[e->seen[i]].present = 0;
}

struct evidence episodes_evidence(struct episodes *e, const uint32_t *members, uint32_t count,
                                  double alpha) {
    struct evidence found = {.nats = -evidence_price(e->null->accounts, count, alpha)};
    take_set(e, members, count);
    for (uint32_t i = 0; i < e->seen_count; i++) {
        const struct indexed_episode *episode = &e->items[e->seen[i]];
        double q = e->activity[episode->stratum] / e->null->total[episode->stratum];
        double gain = episode_gain(episode->present, episode->accounts, q);
        found.nats += gain;
        found.episodes += gain > 0;
    }
    drop_set(e, members, count);
    return found;
}

/* ---- meetings */

double binomial_tail(uint32_t n, uint32_t k, double p) {
    double tail = 0;
    if (k == 0 || p >= 1) return 1;
    for (uint32_t i = k; i <= n && p > 0; i++)
        tail += exp(ln_binomial(n, i) + i * log(p) + (n - i) * log1p(-p));
    return fmin(1, tail);
}

static struct meetings count_meetings(const struct episodes *e, uint32_t account) {
    const struct activity *own = e->null->activity + e->null->activity_start[account];
    struct meetings m = {0};
    for (size_t i = e->start[account]; i < e->start[account + 1]; i++) {
        const struct indexed_episode *x = &e->items[e->of[i]];
        while (own->stratum < x->stratum)
            own++;
        double q = (e->activity[x->stratum] - own->objects) / e->null->total[x->stratum];
        m.episodes++;
        m.met += x->present > 1;
        m.expected += 1 - pow(1 - q, x->accounts - 1.0);
    }
    m.p_value = m.episodes ? binomial_tail(m.episodes, m.met, m.expected / m.episodes) : 1;
    return m;
}

void episodes_meetings(struct meetings *out, struct episodes *e, const uint32_t *members,
                       uint32_t count) {
    take_set(e, members, count);
    for (uint32_t m = 0; m < count; m++)
        out[m] = count_meetings(e, members[m]);
    drop_set(e, members, count);
}

/* ---- losses */

/* A member's activity in one stratum. */
struct stake {
    uint32_t stratum, objects, member;
};

/* Episodes of one stratum with equal (k, n). */
struct kind {
    uint32_t stratum, present, accounts, count;
};

struct losing {
    struct episodes *e;
    double *loss;
    struct stake *stakes; /* by stratum, objects and member */
    size_t stake_count;
    struct kind *kinds; /* by stratum */
    size_t kind_count;
};

static int by_stratum(const void *left, const void *right) {
    const struct stake *a = left, *b = right;
    if (a->stratum != b->stratum) return a->stratum < b->stratum ? -1 : 1;
    if (a->objects != b->objects) return a->objects < b->objects ? -1 : 1;
    return (a->member > b->member) - (a->member < b->member);
}

static int by_kind(const void *left, const void *right) {
    const struct kind *a = left, *b = right;
    if (a->stratum != b->stratum) return a->stratum < b->stratum ? -1 : 1;
    if (a->present != b->present) return a->present < b->present ? -1 : 1;
    return (a->accounts > b->accounts) - (a->accounts < b->accounts);
}

static lockstep_status list_stakes(struct losing *l, const uint32_t *members, uint32_t count,
                                   struct arena *scratch, lockstep_error *err) {
    const struct null_model *null = l->e->null;
    size_t room = 0;
    for (uint32_t m = 0; m < count; m++)
        room += null->activity_start[members[m] + 1] - null->activity_start[members[m]];
    l->stakes = arena_alloc(scratch, room, sizeof *l->stakes);
    if (!l->stakes) return fail_memory(err, "the evidence of accounts");
    for (uint32_t m = 0; m < count; m++)
        for (size_t i = null->activity_start[members[m]]; i < null->activity_start[members[m] + 1];
             i++)
            l->stakes[l->stake_count++] =
                (struct stake){null->activity[i].stratum, null->activity[i].objects, m};
    qsort(l->stakes, l->stake_count, sizeof *l->stakes, by_stratum);
    return LOCKSTEP_OK;
}

static lockstep_status list_kinds(struct losing *l, struct arena *scratch, lockstep_error *err) {
    struct episodes *e = l->e;
    l->kinds = arena_alloc(scratch, e->seen_count, sizeof *l->kinds);
    if (!l->kinds) return fail_memory(err, "the evidence of accounts");
    for (uint32_t i = 0; i < e->seen_count; i++) {
        const struct indexed_episode *x = &e->items[e->seen[i]];
        l->kinds[i] = (struct kind){x->stratum, x->present, x->accounts, 1};
    }
    qsort(l->kinds, e->seen_count, sizeof *l->kinds, by_kind);
    for (uint32_t i = 0; i < e->seen_count; i++) {
        struct kind *last = l->kind_count ? &l->kinds[l->kind_count - 1] : NULL;
        if (last && by_kind(last, &l->kinds[i]) == 0)
            last->count++;
        else
            l->kinds[l->kind_count++] = l->kinds[i];
    }
    return LOCKSTEP_OK;
}

static double gains_of(const struct kind *kinds, size_t count, double q) {
    double gains = 0;
    for (size_t i = 0; i < count; i++)
        gains += kinds[i].count * episode_gain(kinds[i].present, kinds[i].accounts, q);
    return gains;
}

/* All episodes gain when the others are fewer: once for all members of equal activity. */
static void lose_activity(struct losing *l) {
    size_t kind = 0, kinds = 0;
    double before = 0, after = 0;
    for (size_t i = 0; i < l->stake_count; i++) {
        const struct stake *s = &l->stakes[i], *last = i ? &l->stakes[i - 1] : NULL;
        double activity = l->e->activity[s->stratum], total = l->e->null->total[s->stratum];
        if (!last || last->stratum != s->stratum) {
            for (kind += kinds; kind < l->kind_count && l->kinds[kind].stratum < s->stratum;)
                kind++;
            for (kinds = 0;
                 kind + kinds < l->kind_count && l->kinds[kind + kinds].stratum == s->stratum;)
                kinds++;
            before = gains_of(l->kinds + kind, kinds, activity / total);
        }
        if (!last || last->stratum != s->stratum || last->objects != s->objects)
            after = gains_of(l->kinds + kind, kinds, (activity - s->objects) / total);
        l->loss[s->member] += before - after;
    }
}

/* The account's own episodes have one member fewer. */
static double lose_episodes(const struct episodes *e, uint32_t account) {
    const struct activity *own = e->null->activity + e->null->activity_start[account];
    double loss = 0;
    for (size_t i = e->start[account]; i < e->start[account + 1]; i++) {
        const struct indexed_episode *x = &e->items[e->of[i]];
        while (own->stratum < x->stratum)
            own++;
        double q = (e->activity[x->stratum] - own->objects) / e->null->total[x->stratum];
        loss +=
            episode_gain(x->present, x->accounts, q) - episode_gain(x->present - 1, x->accounts, q);
    }
    return loss;
}

lockstep_status episodes_losses(double *loss, struct episodes *e, const uint32_t *members,
                                uint32_t count, lockstep_error *err) {
    struct arena scratch = {0};
    struct losing l = {.e = e, .loss = loss};
    double choice = evidence_price(e->null->accounts, count, 1) -
                    evidence_price(e->null->accounts, count ? count - 1 : 0, 1);
    take_set(e, members, count);
    for (uint32_t m = 0; m < count; m++)
        loss[m] = lose_episodes(e, members[m]) - choice;
    lockstep_status status = list_stakes(&l, members, count, &scratch, err);
    if (status == LOCKSTEP_OK) status = list_kinds(&l, &scratch, err);
    if (status == LOCKSTEP_OK) lose_activity(&l);
    drop_set(e, members, count);
    arena_release(&scratch);
    return status;
}
