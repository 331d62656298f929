#include "engine/matches.h"

#include "engine/error.h"
#include "engine/memory.h"
#include "engine/ordered.h"
#include "engine/seeking.h"
#include "engine/sorting.h"

#include <math.h>

/* What coshares_prune says. */
struct pruned {
    uint8_t *alive;   /* by account */
    uint8_t *matched; /* by share: a bit */
    uint32_t *counts; /* by account: of its matched shares */
};

/* ---- the objects, the rarest first ---- */

/* How far ahead memory is asked for: longer than it takes to come. */
enum { AHEAD = 8 };

/* The objects of runs lie anywhere: the shares of one that is soon to come, and of a later one
 * where they are. There may be no such runs. */
static void prefetch_run(const struct matches *m, size_t soon, size_t later) {
    if (later < m->run_count) __builtin_prefetch(&m->layer->objects[m->runs[later].object]);
    if (soon < m->run_count)
        __builtin_prefetch(&m->layer->shares[m->layer->objects[m->runs[soon].object].start]);
}

struct popularity {
    uint32_t object, matches;
};

static bool is_rarer(const struct popularity *a, const struct popularity *b) {
    return a->matches != b->matches ? a->matches < b->matches : a->object < b->object;
}
DEFINE_SORT(sort_by_popularity, struct popularity, is_rarer)

static uint32_t count_matches(const struct object_shares *object, const uint8_t *matched) {
    uint32_t count = 0;
    for (size_t i = 0; i < object->count; i++)
        count += share_is_matched(matched, object->start + i);
    return count;
}

static lockstep_status order_objects(struct matches *m, const uint8_t *matched,
                                     lockstep_error *err) {
    const struct layer *layer = m->layer;
    struct popularity *order = NULL;
    size_t room = 0;
    for (size_t o = 0; o < layer->object_count; memory_step(++o)) {
        uint32_t matches = count_matches(&layer->objects[o], matched);
        if (!matches) continue;
        struct popularity *more = grow(order, &room, m->run_count + 1, sizeof *order);
        if (!more) {
            free(order);
            return fail_memory(err, "objects");
        }
        order = more;
        order[m->run_count++] = (struct popularity){(uint32_t) o, matches};
        m->count += matches;
    }
    lockstep_status status = sort_by_popularity(order, m->run_count, err);
    m->runs = calloc(m->run_count + 1, sizeof *m->runs);
    for (size_t r = 0; m->runs && r < m->run_count; memory_leap(++r)) {
        m->runs[r].object = order[r].object;
        m->runs[r].start = r ? m->runs[r - 1].end : 0;
        m->runs[r].end = m->runs[r].start + order[r].matches;
        m->runs[r].weight = 1 / log1p(layer->objects[order[r].object].accounts);
    }
    free(order);
    return m->runs ? status : fail_memory(err, "objects");
}

/* ---- accounts: how many places each has, and where its light runs end ---- */

/* A bit for each account: few enough to stay in the caches. */
static bool is_in(const uint8_t *set, uint32_t account) {
    return set[account / 8] >> account % 8 & 1;
}

static void put_in(uint8_t *set, uint32_t account) {
    set[account / 8] |= (uint8_t) (1 << account % 8);
}

/* From the most popular object down, the first min_objects - 1 of an account are not light: `heavy`
 * are left of these, none of the accounts that are `done`. */
static void find_light_ends(struct matches *m, const uint8_t *matched, uint32_t *heavy,
                            uint8_t *done) {
    const struct layer *layer = m->layer;
    for (size_t r = m->run_count; r-- > 0;) {
        const struct object_shares *object = &layer->objects[m->runs[r].object];
        prefetch_run(m, r - AHEAD, r - 2 * AHEAD);
        for (size_t i = object->start; i < object->start + object->count; memory_leap(++i)) {
            uint32_t account = layer->shares[i].account;
            if (!share_is_matched(matched, i) || is_in(done, account)) continue;
            if (m->of[account].light_end == r) continue;
            m->of[account].light_end = (uint32_t) r;
            if (--heavy[account] == 0) put_in(done, account);
        }
    }
}

static lockstep_status measure_light(struct matches *m, const uint8_t *matched, uint32_t heavy,
                                     lockstep_error *err) {
    uint32_t *left = malloc(((size_t) m->accounts + 1) * sizeof *left);
    uint8_t *done = calloc(m->accounts / 8 + 1, 1);
    for (uint32_t a = 0; left && a < m->accounts; memory_step(++a))
        left[a] = heavy;
    if (left && done) find_light_ends(m, matched, left, done);
    bool ready = left && done;
    free(left), free(done);
    return ready ? LOCKSTEP_OK : fail_memory(err, "accounts");
}

/* Places are counted two accounts ahead, so that `first` of the next account is where the next
 * place of this one goes, and once all are placed, where those of the next begin. */
static lockstep_status measure_accounts(struct matches *m, const struct pruned *pruned,
                                        enum pruning prunings, lockstep_error *err) {
    m->of = calloc((size_t) m->accounts + 2, sizeof *m->of);
    if (!m->of) return fail_memory(err, "accounts");
    for (uint32_t a = 0; a < m->accounts; memory_step(++a)) {
        m->of[a].light_end = UINT32_MAX;
        m->of[(size_t) a + 2].first = m->of[(size_t) a + 1].first + pruned->counts[a];
    }
    if (prunings & PRUNE_PREFIXES && m->min_objects > 1)
        TRY(measure_light(m, pruned->matched, m->min_objects - 1, err));
    return LOCKSTEP_OK;
}

/* ---- the matches themselves, run by run, and their places ---- */

/* A match for whose account the run is heavy. */
struct heavy_match {
    const struct share *share;
    uint32_t others;
};

enum { FEW = 16384 }; /* matches, for which threads are not worth their while */

struct filling {
    struct matches *matches;
    const uint8_t *matched;
    size_t next; /* run */
};

struct run_stretch {
    size_t from, to;           /* runs */
    struct heavy_match *heavy; /* of one run */
    size_t heavy_room;
};

static lockstep_status cut_runs(void *data, void *item, bool *end, lockstep_error *err) {
    enum { MATCHES = 8192 };
    struct filling *f = data;
    const struct matches *m = f->matches;
    struct run_stretch *stretch = item;
    *end = f->next == m->run_count;
    stretch->from = f->next;
    while (f->next < m->run_count && m->runs[f->next].end - m->runs[stretch->from].start < MATCHES)
        f->next++;
    f->next += f->next == stretch->from && !*end; /* one with more */
    stretch->to = f->next;
    return check_interrupt(err);
}

static uint32_t add_match(struct matches *m, uint32_t at, const struct share *share,
                          uint32_t others) {
    m->posts[at] = share->post;
    m->items[at] = (struct match){share->time, share->account, others};
    return at + 1;
}

/* Those for which the run is light, then the others. */
static void fill_run(struct run_stretch *stretch, const struct filling *f, size_t run_index) {
    struct matches *m = f->matches;
    struct match_run *run = &m->runs[run_index];
    const struct object_shares *object = &m->layer->objects[run->object];
    uint32_t heavy = 0, at = run->start;
    prefetch_run(m, run_index + AHEAD, run_index + 2 * AHEAD);
    for (size_t i = object->start; i < object->start + object->count; memory_leap(++i)) {
        const struct share *share = &m->layer->shares[i];
        if (!share_is_matched(f->matched, i)) continue;
        if (run_index < m->of[share->account].light_end)
            at = add_match(m, at, share, heavy);
        else
            stretch->heavy[heavy++] = (struct heavy_match){share, at - run->start};
    }
    run->light_end = at;
    for (uint32_t h = 0; h < heavy; h++)
        at = add_match(m, at, stretch->heavy[h].share, stretch->heavy[h].others);
}

static lockstep_status fill_runs(void *data, void *item, lockstep_error *err) {
    const struct filling *f = data;
    struct run_stretch *stretch = item;
    const struct match_run *runs = f->matches->runs;
    size_t count = runs[stretch->to - 1].end - runs[stretch->from].start;
    struct heavy_match *heavy = grow(stretch->heavy, &stretch->heavy_room, count, sizeof *heavy);
    if (!heavy) return fail_memory(err, "matches");
    stretch->heavy = heavy;
    for (size_t r = stretch->from; r < stretch->to; r++)
        fill_run(stretch, f, r);
    return LOCKSTEP_OK;
}

/* Where the next place of an account is, and before it where that is said, are asked for ahead. */
static void prefetch_place(const struct matches *m, uint32_t at, uint32_t end) {
    if (at + 2 * AHEAD < end)
        __builtin_prefetch(&m->of[(size_t) m->items[at + 2 * AHEAD].account + 1], 1);
    if (at + AHEAD >= end) return;
    __builtin_prefetch(&m->places[m->of[(size_t) m->items[at + AHEAD].account + 1].first], 1);
}

static lockstep_status place_runs(void *data, void *item, lockstep_error *err) {
    struct matches *m = ((struct filling *) data)->matches;
    const struct run_stretch *stretch = item;
    uint32_t start = m->runs[stretch->from].start, end = m->runs[stretch->to - 1].end;
    size_t run = stretch->from;
    (void) err;
    for (uint32_t at = start; at < end; memory_leap(++at)) {
        const struct match *match = &m->items[at];
        prefetch_place(m, at, end);
        run += at == m->runs[run].end;
        uint32_t place = m->of[(size_t) match->account + 1].first++;
        m->places[place] = (struct match_place){match->time, (uint32_t) run, at};
    }
    return LOCKSTEP_OK;
}

static void release_runs(void *item) {
    free(((struct run_stretch *) item)->heavy);
}

static lockstep_status fill(struct matches *m, const uint8_t *matched, unsigned threads,
                            lockstep_error *err) {
    struct filling f = {m, matched, 0};
    struct ordered job = {&f,          sizeof(struct run_stretch), cut_runs, fill_runs, place_runs,
                          release_runs};
    m->items = malloc((m->count + 1) * sizeof *m->items);
    m->places = malloc((m->count + 1) * sizeof *m->places);
    m->posts = malloc((m->count + 1) * sizeof *m->posts);
    bool ready = m->items && m->places && m->posts;
    return ready ? ordered_run(&job, m->count > FEW ? threads : 1, err)
                 : fail_memory(err, "matches");
}

static lockstep_status make(struct matches *m, enum pruning prunings, const struct pruned *pruned,
                            unsigned threads, lockstep_error *err) {
    uint32_t least = prunings & PRUNE_ACCOUNTS ? m->min_objects : 0;
    TRY(coshares_prune(m->layer, m->accounts, least, pruned->alive, pruned->matched, pruned->counts,
                       err));
    TRY(order_objects(m, pruned->matched, err));
    TRY(measure_accounts(m, pruned, prunings, err));
    return fill(m, pruned->matched, threads, err);
}

lockstep_status matches_make(struct matches *out, const struct layer *layer, uint32_t accounts,
                             uint32_t min_objects, enum pruning prunings, unsigned threads,
                             lockstep_error *err) {
    *out = (struct matches){.layer = layer, .accounts = accounts, .min_objects = min_objects};
    if (layer->count > UINT32_MAX - 1)
        return fail(err, LOCKSTEP_ELIMIT, "more than 2^32 - 2 shares in the layer %s", layer->name);
    struct pruned pruned = {malloc((size_t) accounts + 1), malloc(layer->count / 8 + 1),
                            malloc(((size_t) accounts + 1) * sizeof *pruned.counts)};
    lockstep_status status = pruned.alive && pruned.matched && pruned.counts
                                 ? make(out, prunings, &pruned, threads, err)
                                 : fail_memory(err, "matches");
    free(pruned.alive), free(pruned.matched), free(pruned.counts);
    return status;
}

void matches_release(struct matches *m) {
    free(m->items), free(m->runs), free(m->places), free(m->posts), free(m->of);
    *m = (struct matches){0};
}

/* ---- partners of one account ---- */

static struct partner *slot_of(const struct partners *p, uint32_t source, uint32_t account) {
    size_t mask = p->slot_count - 1;
    size_t i = (size_t) (account * UINT64_C(0x9E3779B97F4A7C15) >> 32) & mask;
    while (p->slots[i].source == source && p->slots[i].account != account)
        i = (i + 1) & mask;
    return &p->slots[i];
}

static lockstep_status widen(struct partners *p, uint32_t source, lockstep_error *err) {
    struct partners bigger = {.slot_count = p->slot_count ? 2 * p->slot_count : 1024};
    bigger.slots = malloc(bigger.slot_count * sizeof *bigger.slots);
    if (!bigger.slots) return fail_memory(err, "account pairs");
    memset(bigger.slots, 0xFF, bigger.slot_count * sizeof *bigger.slots);
    for (size_t i = 0; i < p->slot_count; i++)
        if (p->slots[i].source == source)
            *slot_of(&bigger, source, p->slots[i].account) = p->slots[i];
    free(p->slots);
    p->slots = bigger.slots;
    p->slot_count = bigger.slot_count;
    return LOCKSTEP_OK;
}

static lockstep_status note(struct partners *p, uint32_t source, uint32_t account, uint32_t run,
                            lockstep_error *err) {
    struct partner *slot = slot_of(p, source, account);
    if (slot->source == source) {
        slot->runs += slot->last != run;
        slot->last = run;
        return LOCKSTEP_OK;
    }
    uint32_t *found = grow(p->found, &p->found_room, p->found_count + 1, sizeof *found);
    if (!found) return fail_memory(err, "account pairs");
    p->found = found;
    found[p->found_count++] = account;
    *slot = (struct partner){source, account, 1, run};
    return 3 * p->found_count >= 2 * p->slot_count ? widen(p, source, err) : LOCKSTEP_OK;
}

/* The light matches within the window of one of the source's. */
static lockstep_status note_around(struct partners *p, const struct matches *m,
                                   struct match_place place, lockstep_error *err) {
    const struct match_run *run = &m->runs[place.run];
    const struct match *item = &m->items[place.match], *first = &m->items[run->start],
                       *end = &m->items[run->light_end];
    const struct match *i;
    for (i = item; i > first && item->time - i[-1].time <= m->layer->window;)
        if ((--i)->account > item->account) TRY(note(p, item->account, i->account, place.run, err));
    p->around += (size_t) (item - i);
    for (i = item + 1; i < end && i->time - item->time <= m->layer->window; i++)
        if (i->account > item->account) TRY(note(p, item->account, i->account, place.run, err));
    p->around += (size_t) (i - item);
    return LOCKSTEP_OK;
}

DEFINE_SEEK(seek_run, struct match_place, uint32_t, run)

static size_t count_same(const struct match_place *places, size_t from, size_t end) {
    size_t to = from + 1;
    while (to < end && places[to].run == places[from].run)
        to++;
    return to - from;
}

bool meeting_next(struct meeting *out, const struct matches *m, uint32_t source, uint32_t target,
                  size_t *source_at, size_t *target_at) {
    size_t source_end = m->of[source + 1].first, target_end = m->of[target + 1].first;
    const struct match_place *places = m->places;
    size_t a = *source_at, b = *target_at;
    while (a < source_end && b < target_end && places[a].run != places[b].run)
        if (places[a].run < places[b].run)
            a = seek_run(places, a, source_end, places[b].run);
        else
            b = seek_run(places, b, target_end, places[a].run);
    if (a >= source_end || b >= target_end) return false;
    *out = (struct meeting){&m->runs[places[a].run], &places[a], &places[b],
                            count_same(places, a, source_end), count_same(places, b, target_end)};
    *source_at = a + out->source_count;
    *target_at = b + out->target_count;
    return true;
}

/* Whether the two have a co-share in the run. */
static bool meet(const struct meeting *meeting, int64_t window) {
    for (size_t i = 0, j = 0; i < meeting->source_count && j < meeting->target_count;) {
        int64_t delta = meeting->source[i].time - meeting->target[j].time;
        if (delta <= window && -delta <= window) return true;
        if (delta < 0)
            i++;
        else
            j++;
    }
    return false;
}

/* From where on one of the two is heavy: what lies before is counted already. */
static bool has_enough(const struct matches *m, const struct partner *partner) {
    uint32_t runs = partner->runs, source = partner->source, target = partner->account;
    if (runs >= m->min_objects) return true;
    uint32_t from = m->of[source].light_end < m->of[target].light_end ? m->of[source].light_end
                                                                      : m->of[target].light_end;
    size_t a = seek_run(m->places, m->of[source].first, m->of[source + 1].first, from);
    size_t b = seek_run(m->places, m->of[target].first, m->of[target + 1].first, from);
    struct meeting meeting;
    while (runs < m->min_objects && meeting_next(&meeting, m, source, target, &a, &b))
        runs += meet(&meeting, m->layer->window);
    return runs >= m->min_objects;
}

/* ---- the same for all partners at once, where that is less work than a look at each */

enum { MATCHES_A_LOOK = 8 }; /* that can be passed by in the time of a look */

DEFINE_SEEK(seek_time, struct match, int64_t, time)
DEFINE_SEEK_BACK(seek_time, struct match, int64_t, time)

/* Those of a row, which is in the order of time, within the window of a place; `near` is where they
 * are to be found. */
static struct match_row around(const struct matches *m, struct match_row row, size_t near,
                               const struct match_place *place) {
    int64_t window = m->layer->window;
    return (struct match_row){seek_time_back(m->items, row.from, near, place->time - window),
                              seek_time(m->items, near, row.end, place->time + window + 1)};
}

struct match_rows matches_around(const struct matches *m, const struct match_place *place) {
    const struct match_run *run = &m->runs[place->run];
    struct match_row light = {run->start, run->light_end}, heavy = {run->light_end, run->end};
    uint32_t others = m->items[place->match].others;
    bool is_light = place->match < run->light_end;
    return (struct match_rows){
        around(m, light, is_light ? place->match : light.from + others, place),
        around(m, heavy, is_light ? heavy.from + others : place->match, place)};
}

/* Those that were not looked at: where the run is light for the source, all but the light ones. */
static struct match_rows rest_around(const struct matches *m, const struct match_place *place) {
    struct match_rows rows = matches_around(m, place);
    if (place->match < m->runs[place->run].light_end) rows.light.end = rows.light.from;
    return rows;
}

static size_t count_rest(const struct matches *m, uint32_t source) {
    size_t count = 0;
    for (size_t i = m->of[source].first; i < m->of[source + 1].first; memory_leap(++i)) {
        struct match_rows rest = rest_around(m, &m->places[i]);
        count += rest.heavy.end - rest.heavy.from + rest.light.end - rest.light.from;
    }
    return count;
}

static void note_known(struct partners *p, uint32_t source, uint32_t account, uint32_t run) {
    struct partner *slot = slot_of(p, source, account);
    if (slot->source != source) return;
    slot->runs += slot->last != run;
    slot->last = run;
}

static void note_row(struct partners *p, const struct matches *m, struct match_row row,
                     uint32_t source, uint32_t run) {
    for (size_t i = row.from; i < row.end; i++)
        if (m->items[i].account > source) note_known(p, source, m->items[i].account, run);
}

static void note_rest(struct partners *p, const struct matches *m, uint32_t source) {
    for (size_t i = m->of[source].first; i < m->of[source + 1].first; memory_leap(++i)) {
        struct match_rows rest = rest_around(m, &m->places[i]);
        note_row(p, m, rest.heavy, source, m->places[i].run);
        note_row(p, m, rest.light, source, m->places[i].run);
    }
}

static bool is_lower(const uint32_t *a, const uint32_t *b) {
    return *a < *b;
}
DEFINE_SORT(sort_numbers, uint32_t, is_lower)

static lockstep_status keep_found(struct partners *p, const struct matches *m, uint32_t source,
                                  lockstep_error *err) {
    size_t kept = 0, rest = count_rest(m, source);
    bool at_once = rest <= MATCHES_A_LOOK * p->found_count;
    p->around = at_once ? p->around + rest : SIZE_MAX;
    if (at_once) note_rest(p, m, source);
    for (size_t i = 0; i < p->found_count; i++) {
        struct partner *partner = slot_of(p, source, p->found[i]);
        memory_leap(i + 1);
        partner->last = UINT32_MAX;
        if (at_once ? partner->runs >= m->min_objects : has_enough(m, partner))
            p->found[kept++] = p->found[i];
    }
    p->found_count = kept;
    TRY(sort_numbers(p->found, kept, err));
    for (size_t i = 0; i < kept; i++)
        slot_of(p, source, p->found[i])->last = (uint32_t) i;
    return LOCKSTEP_OK;
}

uint32_t partners_place(const struct partners *p, uint32_t source, uint32_t account) {
    const struct partner *slot = slot_of(p, source, account);
    return slot->source == source ? slot->last : UINT32_MAX;
}

lockstep_status partners_find(struct partners *p, const struct matches *m, uint32_t source,
                              lockstep_error *err) {
    p->found_count = p->around = 0;
    if (m->of[source].first == m->of[source + 1].first) return LOCKSTEP_OK;
    if (!p->slots) TRY(widen(p, source, err));
    for (size_t i = m->of[source].first, end = m->of[source + 1].first; i < end; i++) {
        if (m->places[i].run >= m->of[source].light_end) break;
        memory_leap(i);
        TRY(note_around(p, m, m->places[i], err));
    }
    return keep_found(p, m, source, err);
}

void partners_release(struct partners *p) {
    free(p->slots), free(p->found);
    *p = (struct partners){0};
}
