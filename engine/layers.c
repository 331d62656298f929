/* One layer: its shares sorted, its objects and strata found. */
#include "engine/error.h"
#include "engine/memory.h"
#include "engine/ordered.h"
#include "engine/sorting.h"
#include "engine/traces.h"

#include <stdlib.h>

lockstep_status layer_add(struct layer *layer, struct share share, lockstep_error *err) {
    struct share *shares = grow(layer->shares, &layer->room, layer->count + 1, sizeof *shares);
    if (!shares) return fail_memory(err, "shares");
    layer->shares = shares;
    shares[layer->count++] = share;
    return LOCKSTEP_OK;
}

void layer_release(struct layer *layer) {
    if (!layer->borrowed) free(layer->shares), free(layer->objects), free(layer->strata);
    *layer = (struct layer){0};
}

/* ---- sorting ---- */

static int compare(int64_t a, int64_t b) {
    return (a > b) - (a < b);
}

static int by_time(const struct share *x, const struct share *y) {
    int order = compare(x->time, y->time);
    if (!order) order = compare(x->account, y->account);
    return order ? order : compare(x->post, y->post);
}

static bool is_earlier(const struct share *a, const struct share *b) {
    return by_time(a, b) < 0;
}
DEFINE_SORT(sort_by_time, struct share, is_earlier)

/* Brings the shares of each object together, in linear time, keeping their order otherwise. */
static lockstep_status group_by_object(struct layer *layer, uint32_t object_room,
                                       lockstep_error *err) {
    size_t *next = calloc((size_t) object_room + 1, sizeof *next);
    struct share *grouped = malloc((layer->count + 1) * sizeof *grouped);
    if (!next || !grouped) {
        free(next), free(grouped);
        return fail_memory(err, "sorting shares");
    }
    for (size_t i = 0; i < layer->count; memory_leap(++i))
        next[layer->shares[i].object + 1]++;
    for (size_t o = 1; o <= object_room; memory_step(++o))
        next[o] += next[o - 1];
    for (size_t i = 0; i < layer->count; memory_leap(++i))
        grouped[next[layer->shares[i].object]++] = layer->shares[i];
    free(next), free(layer->shares);
    layer->shares = grouped;
    layer->room = layer->count + 1;
    return LOCKSTEP_OK;
}

static bool is_grouped(const struct layer *layer) {
    for (size_t i = 1; i < layer->count; memory_step(++i))
        if (layer->shares[i].object < layer->shares[i - 1].object) return false;
    return true;
}

/* Looks at shares before `limit` only. */
static size_t end_of_object(const struct layer *layer, size_t start, size_t limit) {
    size_t end = start + 1;
    while (end < limit && layer->shares[end].object == layer->shares[start].object)
        memory_step(++end);
    return end;
}

static bool is_sorted(const struct share *shares, size_t count) {
    for (size_t i = 1; i < count; memory_step(++i))
        if (by_time(&shares[i - 1], &shares[i]) > 0) return false;
    return true;
}

static lockstep_status sort_objects(struct layer *layer, lockstep_error *err) {
    for (size_t start = 0, end, o = 0; start < layer->count; start = end, memory_step(++o)) {
        end = end_of_object(layer, start, layer->count);
        if (!is_sorted(layer->shares + start, end - start))
            TRY(sort_by_time(layer->shares + start, end - start, err));
    }
    return LOCKSTEP_OK;
}

/* ---- by time: a radix sort (Knuth, The Art of Computer Programming 3, 5.2.5) ---- */

enum { DIGIT = 11, VALUES = 1 << DIGIT };

static size_t digit_of(const struct share *share, int64_t first, unsigned shift) {
    return (((uint64_t) share->time - (uint64_t) first) >> shift) % VALUES;
}

/* One round, by the digit at `shift` of the time since the first. */
static void sort_by_digit(struct share *to, const struct share *from, size_t count, int64_t first,
                          unsigned shift) {
    size_t next[VALUES + 1] = {0};
    for (size_t i = 0; i < count; memory_step(++i))
        next[digit_of(&from[i], first, shift) + 1]++;
    for (size_t v = 1; v < VALUES; v++)
        next[v] += next[v - 1];
    for (size_t i = 0; i < count; memory_leap(++i))
        to[next[digit_of(&from[i], first, shift)]++] = from[i];
}

/* Those of one time go by account and post. */
static lockstep_status sort_ties(struct share *shares, size_t count, lockstep_error *err) {
    for (size_t start = 0, end; start < count; start = end, memory_step(end)) {
        for (end = start + 1; end < count && shares[end].time == shares[start].time;)
            end++;
        if (end - start > 1) TRY(sort_by_time(shares + start, end - start, err));
    }
    return LOCKSTEP_OK;
}

/* Moments follow each other as time does: sorted by it, moments stay together, and so do the spells
 * that they lie in. */
static lockstep_status sort_moments(struct layer *layer, lockstep_error *err) {
    int64_t first = INT64_MAX, last = INT64_MIN;
    struct share *other = malloc(layer->room * sizeof *other);
    if (!other) return fail_memory(err, "sorting shares");
    for (size_t i = 0; i < layer->count; memory_step(++i)) {
        if (layer->shares[i].time < first) first = layer->shares[i].time;
        if (layer->shares[i].time > last) last = layer->shares[i].time;
    }
    uint64_t length = layer->count ? (uint64_t) last - (uint64_t) first : 0;
    for (unsigned shift = 0; shift < 64 && length >> shift; shift += DIGIT) {
        sort_by_digit(other, layer->shares, layer->count, first, shift);
        struct share *sorted = other;
        other = layer->shares, layer->shares = sorted;
    }
    free(other);
    return sort_ties(layer->shares, layer->count, err);
}

lockstep_status layer_sort(struct layer *layer, uint32_t object_room, lockstep_error *err) {
    if (layer->trace == TRACE_TIME)
        return is_sorted(layer->shares, layer->count) ? LOCKSTEP_OK : sort_moments(layer, err);
    if (!is_grouped(layer)) TRY(group_by_object(layer, object_room, err));
    return sort_objects(layer, err);
}

/* ---- objects ---- */

/* Finds them in stretches, beside each other. */
struct finding {
    struct layer *layer;
    uint32_t accounts;
    size_t next, kept; /* shares */
    size_t room;       /* of the layer's objects */
};

struct stretch {
    size_t from, to; /* shares of whole objects */
    struct object_shares *objects;
    size_t count, room;
    uint32_t *seen; /* by account: the number of the object that it was last seen in */
    uint32_t number;
};

enum { STRETCH = 65536 }; /* shares, about */

static lockstep_status cut_stretch(void *data, void *item, bool *end, lockstep_error *err) {
    struct finding *f = data;
    struct stretch *stretch = item;
    size_t left = f->layer->count - f->next;
    *end = left == 0;
    stretch->from = f->next;
    if (left)
        f->next = end_of_object(f->layer, f->next + (left < STRETCH ? left : STRETCH) - 1,
                                f->layer->count);
    stretch->to = f->next;
    return check_interrupt(err);
}

/* Most objects have few shares: these are looked through. */
enum { FEW = 8 };

static lockstep_status make_seen(struct stretch *stretch, uint32_t accounts, lockstep_error *err) {
    if (!stretch->seen) stretch->seen = memory_zeroed((size_t) accounts + 1, sizeof *stretch->seen);
    return stretch->seen ? LOCKSTEP_OK : fail_memory(err, "objects");
}

static bool has_shared(const struct share *shares, size_t count, uint32_t account) {
    for (size_t i = 0; i < count; i++)
        if (shares[i].account == account) return true;
    return false;
}

static bool is_new_here(struct stretch *stretch, uint32_t account) {
    bool is_new = stretch->seen[account] != stretch->number;
    stretch->seen[account] = stretch->number;
    return is_new;
}

/* One post shares one object once, however often it names it; and who has a handle goes on having
 * it: the first share says all. Those that are kept begin at object->start. */
static void keep_shares(struct stretch *stretch, struct share *shares, struct object_shares *object,
                        const struct share *from, size_t count) {
    struct share *kept = shares + object->start;
    stretch->number++;
    for (size_t i = 0; i < count; memory_step(++i)) {
        struct share share = from[i];
        if (object->count && by_time(&kept[object->count - 1], &share) == 0) continue;
        bool is_new = count > FEW ? is_new_here(stretch, share.account)
                                  : !has_shared(kept, object->count, share.account);
        if (object->trace == TRACE_HANDLE && !is_new) continue;
        object->accounts += is_new;
        kept[object->count++] = share;
    }
}

/* The object of the shares from `start` to `end`, which goes to `kept`. */
static lockstep_status add_object(struct stretch *stretch, const struct finding *f, size_t kept,
                                  size_t start, size_t end, lockstep_error *err) {
    struct share *shares = f->layer->shares;
    struct object_shares *objects =
        grow(stretch->objects, &stretch->room, stretch->count + 1, sizeof *objects);
    if (!objects) return fail_memory(err, "objects");
    stretch->objects = objects;
    struct object_shares *object = &objects[stretch->count++];
    *object = (struct object_shares){
        .start = kept, .object = shares[start].object, .trace = f->layer->trace};
    if (end - start == 1) { /* most are such */
        shares[kept] = shares[start];
        object->count = object->accounts = 1;
        return LOCKSTEP_OK;
    }
    if (end - start > FEW) TRY(make_seen(stretch, f->accounts, err));
    if (!is_sorted(shares + start, end - start))
        TRY(sort_by_time(shares + start, end - start, err));
    keep_shares(stretch, shares, object, shares + start, end - start);
    return LOCKSTEP_OK;
}

static lockstep_status find_objects(void *data, void *item, lockstep_error *err) {
    const struct finding *f = data;
    struct stretch *stretch = item;
    size_t kept = stretch->from;
    stretch->count = 0;
    for (size_t start = stretch->from, end; start < stretch->to; start = end) {
        end = end_of_object(f->layer, start, stretch->to);
        TRY(add_object(stretch, f, kept, start, end, err));
        kept += stretch->objects[stretch->count - 1].count;
        memory_leap(stretch->number);
    }
    stretch->to = kept;
    return LOCKSTEP_OK;
}

static lockstep_status keep_objects(void *data, void *item, lockstep_error *err) {
    struct finding *f = data;
    struct layer *layer = f->layer;
    const struct stretch *stretch = item;
    size_t count = stretch->to - stretch->from, moved = stretch->from - f->kept;
    struct object_shares *objects =
        grow(layer->objects, &f->room, layer->object_count + stretch->count, sizeof *objects);
    if (!objects) return fail_memory(err, "objects");
    layer->objects = objects;
    for (size_t o = 0; o < stretch->count; memory_step(++o)) {
        objects[layer->object_count] = stretch->objects[o];
        objects[layer->object_count++].start -= moved;
    }
    if (moved)
        memmove(layer->shares + f->kept, layer->shares + stretch->from,
                count * sizeof *layer->shares);
    f->kept += count;
    return LOCKSTEP_OK;
}

static void release_stretch(void *item) {
    struct stretch *stretch = item;
    free(stretch->objects), free(stretch->seen);
}

static lockstep_status list_objects(struct layer *layer, uint32_t accounts, unsigned threads,
                                    lockstep_error *err) {
    struct finding f = {.layer = layer, .accounts = accounts};
    struct ordered job = {&f,           sizeof(struct stretch), cut_stretch,
                          find_objects, keep_objects,           release_stretch};
    TRY(ordered_run(&job, layer->count > STRETCH ? threads : 1, err));
    layer->count = f.kept;
    return LOCKSTEP_OK;
}

/* ---- strata ---- */

static int64_t time_of(const struct layer *layer, size_t object) {
    return layer->shares[layer->objects[object].start].time;
}

static int64_t end_of_spell(int64_t time, int64_t spell) {
    int64_t rest = time % spell;
    return time - rest + (rest < 0 ? 0 : spell);
}

static lockstep_status begin_stratum(struct layer *layer, size_t *room, size_t object,
                                     lockstep_error *err) {
    size_t *strata = grow(layer->strata, room, layer->stratum_count + 1, sizeof *strata);
    if (!strata) return fail_memory(err, "strata");
    layer->strata = strata;
    strata[layer->stratum_count++] = object;
    return LOCKSTEP_OK;
}

/* What accounts do in one spell is compared with that spell only: their rhythms, and the crowd's,
 * are then no evidence. Moments follow each other. */
static lockstep_status find_spells(struct layer *layer, size_t *room, lockstep_error *err) {
    const int64_t spell = MOMENTS_IN_SPELL * layer->window;
    int64_t end = end_of_spell(time_of(layer, 0), spell);
    for (size_t o = 1; o < layer->object_count; memory_step(++o)) {
        if (time_of(layer, o) < end) continue;
        end = end_of_spell(time_of(layer, o), spell);
        TRY(begin_stratum(layer, room, o, err));
    }
    return LOCKSTEP_OK;
}

/* The last one only says where those before it end. */
static lockstep_status find_strata(struct layer *layer, lockstep_error *err) {
    size_t room = 0;
    TRY(begin_stratum(layer, &room, 0, err));
    if (layer->trace == TRACE_TIME) TRY(find_spells(layer, &room, err));
    TRY(begin_stratum(layer, &room, layer->object_count, err));
    layer->stratum_count--;
    return LOCKSTEP_OK;
}

lockstep_status layer_finish(struct layer *layer, uint32_t object_room, uint32_t accounts,
                             unsigned threads, lockstep_error *err) {
    if (!layer->count) return LOCKSTEP_OK;
    if (layer->trace == TRACE_TIME)
        TRY(layer_sort(layer, object_room, err));
    else if (!is_grouped(layer)) /* each object is sorted with its stretch */
        TRY(group_by_object(layer, object_room, err));
    TRY(list_objects(layer, accounts, threads, err));
    return find_strata(layer, err);
}

/* ---- matches ---- */

/* Two sweeps, for the nearest share of another account before and behind: the nearest decides. A
 * share right after one of its own account has the same nearest as that. */
void layer_match(uint8_t *matched, const struct layer *layer, const struct object_shares *object,
                 const uint8_t *alive) {
    const struct share *s = layer->shares + object->start, *last = NULL, *other = NULL;
    for (size_t i = 0; i < object->count; memory_step(++i)) {
        matched[i] = 0;
        if (alive && !alive[s[i].account]) continue;
        if (last && last->account != s[i].account) other = last;
        matched[i] = other && s[i].time - other->time <= layer->window;
        last = &s[i];
    }
    last = other = NULL;
    for (size_t i = object->count; i-- > 0;) {
        memory_step(i);
        if (alive && !alive[s[i].account]) continue;
        if (last && last->account != s[i].account) other = last;
        matched[i] |= other && other->time - s[i].time <= layer->window;
        last = &s[i];
    }
}
