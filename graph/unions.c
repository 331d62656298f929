#include "graph/unions.h"

#include "engine/error.h"

#include <math.h>
#include <stdlib.h>

static const double MARGIN = 0.01; /* nats; far more than rounding can be */

/* A set in an episode, with so many accounts. */
struct place {
    uint32_t episode, set, present;
};

/* Episodes of one set with equal (k, n). */
struct kind {
    uint32_t present, accounts;
    double count;
};

/* The activity of two sets, as a share of all. */
struct chance {
    double share, log_inside, log_outside;
};

/* What a set has with the one that is looked at. */
struct encounter {
    uint32_t episodes;
    struct chance chance;
    double gained; /* where both are: over what the two gain there at the activity of both; in
                      layers of several strata all that they can gain */
};

struct scan {
    const struct parties *parties;
    struct union_pairs *out;
    struct place *places;  /* by episode and set */
    size_t *episode_start; /* by episode, and one more: into places */
    size_t *start;         /* by set, and one more: into own and kinds */
    uint32_t *own;         /* episodes of each set */
    uint32_t *own_present; /* the accounts that it has there */
    struct kind *kinds;
    uint32_t *kind_count, *members; /* by set */
    double *activity;               /* by set: its share of all; 0 where there are several strata */
    double *entropy;                /* by number: x ln x */
    double *choice;                 /* by number: what is paid for an episode of so many */
    struct encounter *encounters;   /* by set, with the one that is looked at; 0 between sets */
    uint32_t *met;
    uint32_t met_count;
    bool exact; /* the layer has one stratum */
};

/* ---- who is where ---- */

static int by_place(const void *left, const void *right) {
    const struct place *a = left, *b = right;
    if (a->episode != b->episode) return a->episode < b->episode ? -1 : 1;
    return (a->set > b->set) - (a->set < b->set);
}

static size_t list_places(struct scan *s) {
    const struct episodes *e = s->parties->episodes;
    size_t all = 0, count = 0;
    for (uint32_t a = 0; a < s->parties->accounts; a++)
        for (size_t i = e->start[a]; i < e->start[a + 1]; i++)
            s->places[all++] = (struct place){e->of[i], s->parties->owner[a], 1};
    if (all) qsort(s->places, all, sizeof *s->places, by_place);
    for (size_t i = 0; i < all; i++) {
        if (count && by_place(&s->places[count - 1], &s->places[i]) == 0)
            s->places[count - 1].present++;
        else
            s->places[count++] = s->places[i];
    }
    return count;
}

static void index_places(struct scan *s, size_t count) {
    uint32_t *filled = s->met; /* by set */
    for (size_t i = 0; i < count; i++) {
        s->episode_start[s->places[i].episode + 1]++;
        s->start[s->places[i].set + 1]++;
    }
    for (uint32_t e = 0; e < s->parties->episodes->count; e++)
        s->episode_start[e + 1] += s->episode_start[e];
    for (uint32_t c = 0; c < s->parties->count; c++)
        s->start[c + 1] += s->start[c];
    for (size_t i = 0; i < count; i++) {
        const struct place *p = &s->places[i];
        size_t at = s->start[p->set] + filled[p->set]++;
        s->own[at] = p->episode;
        s->own_present[at] = p->present;
    }
}

/* ---- what a set gains ---- */

static int by_kind(const void *left, const void *right) {
    const struct kind *a = left, *b = right;
    if (a->present != b->present) return a->present < b->present ? -1 : 1;
    return (a->accounts > b->accounts) - (a->accounts < b->accounts);
}

static void list_kinds(struct scan *s, uint32_t set) {
    struct kind *kinds = s->kinds + s->start[set];
    uint32_t all = 0, count = 0;
    for (size_t i = s->start[set]; i < s->start[set + 1]; i++)
        if (s->own_present[i] > 1)
            kinds[all++] = (struct kind){s->own_present[i],
                                         s->parties->episodes->items[s->own[i]].accounts, 1};
    if (all) qsort(kinds, all, sizeof *kinds, by_kind);
    for (uint32_t i = 0; i < all; i++) {
        if (count && by_kind(&kinds[count - 1], &kinds[i]) == 0)
            kinds[count - 1].count++;
        else
            kinds[count++] = kinds[i];
    }
    s->kind_count[set] = count;
}

static void count_activity(struct scan *s) {
    const struct null_model *null = s->parties->episodes->null;
    for (uint32_t a = 0; a < s->parties->accounts; a++) {
        uint32_t set = s->parties->owner[a];
        if (set == UINT32_MAX) continue;
        s->members[set]++;
        for (size_t i = null->activity_start[a]; s->exact && i < null->activity_start[a + 1]; i++)
            s->activity[set] += null->activity[i].objects / null->total[0];
    }
}

static struct chance chance_of(const struct scan *s, uint32_t a, uint32_t b) {
    double share = s->activity[a] + s->activity[b];
    return (struct chance){share, log(share), log1p(-share)};
}

/* episode_gain of k ≤ n, from tables. */
static double gain_at(const struct scan *s, uint32_t k, uint32_t n, const struct chance *q) {
    if (k < 2 || k <= n * q->share) return 0;
    double inside = s->entropy[k] - k * q->log_inside;
    double outside = k < n ? s->entropy[n - k] - (n - k) * q->log_outside : 0;
    return fmax(0, inside + outside - s->entropy[n] - s->choice[n]);
}

static double gains_at(const struct scan *s, uint32_t set, const struct chance *q) {
    const struct kind *kinds = s->kinds + s->start[set];
    double gains = 0;
    for (uint32_t i = 0; i < s->kind_count[set]; i++)
        gains += kinds[i].count * gain_at(s, kinds[i].present, kinds[i].accounts, q);
    return gains;
}

/* ---- two sets ---- */

static bool is_wanted(const struct parties *p, uint32_t a, uint32_t b) {
    bool first = b > a || (b < a && !p->fresh[b]); /* each pair once: the outer set is fresh */
    return first && (p->kept[a] || p->kept[b]);
}

/* Of k accounts: the activity of each in the stratum is one share at least. */
static double most_gain(const struct scan *s, uint32_t episode, uint32_t k) {
    const struct indexed_episode *x = &s->parties->episodes->items[episode];
    return episode_gain(k, x->accounts, k / s->parties->episodes->null->total[x->stratum]);
}

static void meet_in(struct scan *s, uint32_t set, uint32_t episode, uint32_t present) {
    uint32_t n = s->parties->episodes->items[episode].accounts;
    for (size_t i = s->episode_start[episode]; i < s->episode_start[episode + 1]; i++) {
        const struct place *other = &s->places[i];
        struct encounter *encounter = &s->encounters[other->set];
        if (!is_wanted(s->parties, set, other->set)) continue;
        if (encounter->episodes++ == 0) {
            s->met[s->met_count++] = other->set;
            encounter->chance = chance_of(s, set, other->set);
        }
        if (!s->exact) {
            encounter->gained += most_gain(s, episode, present + other->present);
            continue;
        }
        encounter->gained += gain_at(s, present + other->present, n, &encounter->chance) -
                             gain_at(s, present, n, &encounter->chance) -
                             gain_at(s, other->present, n, &encounter->chance);
    }
}

static bool may_gain(const struct scan *s, uint32_t a, uint32_t b,
                     const struct encounter *encounter) {
    const struct parties *p = s->parties;
    if (encounter->episodes < FEWEST_MEETINGS) return false;
    if (s->exact && encounter->chance.share >= 1) return true;
    double price = evidence_price(p->episodes->null->accounts, s->members[a] + s->members[b],
                                  p->stakes->alpha);
    double alone = s->exact
                       ? gains_at(s, a, &encounter->chance) + gains_at(s, b, &encounter->chance)
                       : p->gains[a] + p->gains[b];
    double nats = alone + encounter->gained - price;
    return evidence_worth(nats + MARGIN, p->stakes) > p->worth[a] + p->worth[b];
}

static lockstep_status add_pair(struct union_pairs *out, uint32_t a, uint32_t b,
                                lockstep_error *err) {
    struct union_pair *items = grow(out->items, &out->room, out->count + 1, sizeof *items);
    if (!items) return fail_memory(err, "clusters");
    out->items = items;
    items[out->count++] = a < b ? (struct union_pair){a, b, 0, false} //
                                : (struct union_pair){b, a, 0, false};
    return LOCKSTEP_OK;
}

static lockstep_status pair_up(struct scan *s, uint32_t set, lockstep_error *err) {
    s->met_count = 0;
    for (size_t i = s->start[set]; i < s->start[set + 1]; i++)
        meet_in(s, set, s->own[i], s->own_present[i]);
    for (uint32_t i = 0; i < s->met_count; i++) {
        uint32_t other = s->met[i];
        struct encounter encounter = s->encounters[other];
        s->encounters[other] = (struct encounter){0};
        if (may_gain(s, set, other, &encounter)) TRY(add_pair(s->out, set, other, err));
    }
    return LOCKSTEP_OK;
}

/* ---- all of them ---- */

static lockstep_status make_room(struct scan *s, struct arena *scratch, lockstep_error *err) {
    const struct episodes *e = s->parties->episodes;
    size_t places = e->start[s->parties->accounts], sets = s->parties->count;
    uint32_t largest = 1;
    for (uint32_t i = 0; i < e->count; i++)
        if (e->items[i].accounts > largest) largest = e->items[i].accounts;
    s->places = arena_alloc(scratch, places, sizeof *s->places);
    s->own = arena_alloc(scratch, places, sizeof *s->own);
    s->own_present = arena_alloc(scratch, places, sizeof *s->own_present);
    s->kinds = arena_alloc(scratch, places, sizeof *s->kinds);
    s->episode_start = arena_alloc(scratch, (size_t) e->count + 1, sizeof *s->episode_start);
    s->start = arena_alloc(scratch, sets + 1, sizeof *s->start);
    s->kind_count = arena_alloc(scratch, sets, sizeof *s->kind_count);
    s->members = arena_alloc(scratch, sets, sizeof *s->members);
    s->activity = arena_alloc(scratch, sets, sizeof *s->activity);
    s->encounters = arena_alloc(scratch, sets, sizeof *s->encounters);
    s->met = arena_alloc(scratch, sets, sizeof *s->met);
    s->entropy = arena_alloc(scratch, (size_t) largest + 1, sizeof *s->entropy);
    s->choice = arena_alloc(scratch, (size_t) largest + 1, sizeof *s->choice);
    bool all = s->places && s->own && s->own_present && s->kinds && s->episode_start && s->start &&
               s->kind_count && s->members && s->activity && s->encounters && s->met &&
               s->entropy && s->choice;
    if (!all) return fail_memory(err, "clusters");
    for (uint32_t x = 1; x <= largest; x++) {
        s->entropy[x] = x * log(x);
        s->choice[x] = log(x + 1.0) + log(2);
    }
    return LOCKSTEP_OK;
}

static lockstep_status scan(struct scan *s, struct arena *scratch, lockstep_error *err) {
    TRY(make_room(s, scratch, err));
    index_places(s, list_places(s));
    count_activity(s);
    for (uint32_t set = 0; set < s->parties->count; set++)
        if (s->exact) list_kinds(s, set);
    for (uint32_t set = 0; set < s->parties->count; set++) {
        if (!s->parties->fresh[set]) continue;
        TRY(check_interrupt(err));
        TRY(pair_up(s, set, err));
    }
    return LOCKSTEP_OK;
}

lockstep_status unions_list(struct union_pairs *out, const struct parties *parties,
                            lockstep_error *err) {
    struct arena scratch = {0};
    struct scan s = {.parties = parties, .out = out};
    s.exact = parties->episodes->strata == 1;
    lockstep_status status = scan(&s, &scratch, err);
    arena_release(&scratch);
    return status;
}
