#include "engine/merging.h"

#include "engine/error.h"
#include "engine/memory.h"
#include "engine/ordered.h"
#include "engine/streams.h"

#include <stdlib.h>

/* ---- records by part ---- */

struct keyed_record {
    uint32_t record, tag; /* some of the hash */
};

/* Records that follow each other, and how many are in each part. */
struct stretch {
    uint32_t from, to;
    uint32_t counts[PARTS + 1];
};

struct finding {
    struct merging *merging;
    const struct posts *posts;
    uint8_t *part;                /* of each record; PARTS: of none */
    size_t counts[PARTS + 1];     /* of records, by part */
    uint32_t next, end;           /* parts of the round at hand; before, the next record */
    struct keyed_record *records; /* of these parts: by part, then record */
    size_t start[PARTS + 1];      /* in `records` */
    struct stretch *stretches;
    size_t stretch_count, stretch_room;
    size_t gathered;  /* stretches of the round at hand */
    size_t to[PARTS]; /* where the next record of a part goes */
};

/* Half of the parts, so that half as much is held. */
enum { ROUNDS = 2 };

static uint64_t key_hash(uint32_t account, uint64_t id_hash) {
    return lookup_mix(id_hash + account * UINT64_C(0x9E3779B97F4A7C15));
}

static uint64_t hash_of(const struct posts *posts, uint32_t record) {
    return key_hash(posts->account[record], ids_hash(&posts->ids, record));
}

/* A record without an id is a post of its own. */
static bool has_id(const struct posts *posts, uint32_t record) {
    return posts->ids.items[record] < ID_LINE;
}

static lockstep_status cut_stretch(void *data, void *item, bool *end, lockstep_error *err) {
    enum { RECORDS = 65536 };
    struct finding *f = data;
    struct stretch *stretch = item;
    uint32_t left = f->posts->count - f->next;
    *stretch = (struct stretch){.from = f->next};
    stretch->to = f->next += left < RECORDS ? left : RECORDS;
    *end = left == 0;
    return check_interrupt(err);
}

static lockstep_status part_stretch(void *data, void *item, lockstep_error *err) {
    struct finding *f = data;
    struct stretch *stretch = item;
    (void) err;
    for (uint32_t r = stretch->from; r < stretch->to; memory_step(++r)) {
        f->part[r] = (uint8_t) (has_id(f->posts, r) ? part_of(hash_of(f->posts, r)) : PARTS);
        stretch->counts[f->part[r]]++;
    }
    return LOCKSTEP_OK;
}

static lockstep_status keep_stretch(void *data, void *item, lockstep_error *err) {
    struct finding *f = data;
    const struct stretch *stretch = item;
    struct stretch *more = grow(f->stretches, &f->stretch_room, f->stretch_count + 1, sizeof *more);
    if (!more) return fail_memory(err, "posts");
    f->stretches = more;
    more[f->stretch_count++] = *stretch;
    for (size_t p = 0; p <= PARTS; p++)
        f->counts[p] += stretch->counts[p];
    return LOCKSTEP_OK;
}

static lockstep_status find_parts(struct finding *f, unsigned threads, lockstep_error *err) {
    struct ordered job = {f,
                          sizeof(struct stretch),
                          cut_stretch,
                          part_stretch,
                          keep_stretch,
                          ordered_release_nothing};
    f->part = malloc((size_t) f->posts->count + 1);
    return f->part ? ordered_run(&job, threads, err) : fail_memory(err, "posts");
}

/* A stretch, and where its records of each part go. */
struct gathering {
    const struct stretch *stretch;
    size_t to[PARTS];
};

static lockstep_status place_stretch(void *data, void *item, bool *end, lockstep_error *err) {
    struct finding *f = data;
    struct gathering *g = item;
    *end = f->gathered == f->stretch_count;
    if (*end) return LOCKSTEP_OK;
    g->stretch = &f->stretches[f->gathered++];
    for (uint32_t p = f->next; p < f->end; p++) {
        g->to[p] = f->to[p];
        f->to[p] += g->stretch->counts[p];
    }
    return check_interrupt(err);
}

static lockstep_status gather_stretch(void *data, void *item, lockstep_error *err) {
    const struct finding *f = data;
    struct gathering *g = item;
    (void) err;
    for (uint32_t r = g->stretch->from; r < g->stretch->to; memory_step(++r)) {
        uint32_t part = f->part[r];
        if (part < f->next || part >= f->end) continue;
        f->records[g->to[part]++] = (struct keyed_record){r, (uint32_t) hash_of(f->posts, r)};
    }
    return LOCKSTEP_OK;
}

static lockstep_status gather_records(struct finding *f, unsigned threads, lockstep_error *err) {
    struct ordered job = {f,
                          sizeof(struct gathering),
                          place_stretch,
                          gather_stretch,
                          ordered_keep_nothing,
                          ordered_release_nothing};
    size_t count = 0;
    for (uint32_t p = f->next; p < f->end; p++) {
        f->start[p] = f->to[p] = count;
        count += f->counts[p];
    }
    f->start[f->end] = count;
    f->gathered = 0;
    f->records = malloc((count + 1) * sizeof *f->records);
    return f->records ? ordered_run(&job, threads, err) : fail_memory(err, "posts");
}

/* ---- one part ---- */

struct part {
    uint32_t index;
    const struct keyed_record *records;
    size_t count;
    uint32_t *slots; /* 0 is free, else one more than an index into `records` */
    size_t mask, room;
    struct names said; /* what further records said: digest and first record */
    struct merging found;
};

static lockstep_status next_part(void *data, void *item, bool *end, lockstep_error *err) {
    struct finding *f = data;
    struct part *part = item;
    *end = f->next == f->end;
    if (*end) return LOCKSTEP_OK;
    part->index = f->next++;
    part->records = f->records + f->start[part->index];
    part->count = f->start[part->index + 1] - f->start[part->index];
    return check_interrupt(err);
}

/* Parts are about alike: those of the part before serve again, since memory that one thread gives
 * back stops all others for a moment. */
static bool make_slots(struct part *part) {
    size_t slots = 16;
    while (slots < part->count + part->count / 2 + 1)
        slots *= 2;
    uint32_t *room = grow(part->slots, &part->room, slots, sizeof *room);
    if (!room) return false;
    part->slots = memset(room, 0, slots * sizeof *room);
    part->mask = slots - 1;
    return true;
}

/* Whether one of the post's records before said exactly this. */
static lockstep_status is_said(struct part *part, const struct posts *posts, uint32_t first,
                               uint32_t record, bool *said, lockstep_error *err) {
    struct said_key key = said_key(posts->digest[record], first);
    struct slice bytes = {(const char *) &key, sizeof key};
    uint32_t number;
    bool is_new = false;
    *said = posts->digest[record] == posts->digest[first] ||
            names_find(&posts->merged, bytes) != UINT32_MAX;
    if (*said) return LOCKSTEP_OK;
    TRY(names_intern(&part->said, bytes, &number, &is_new, err));
    *said = !is_new;
    return LOCKSTEP_OK;
}

static lockstep_status take_record(struct part *part, const struct posts *posts, size_t i,
                                   lockstep_error *err) {
    struct keyed_record now = part->records[i];
    size_t slot = now.tag & part->mask;
    for (; part->slots[slot]; slot = (slot + 1) & part->mask) {
        struct keyed_record first = part->records[part->slots[slot] - 1];
        if (first.tag != now.tag || posts->account[first.record] != posts->account[now.record] ||
            !ids_same(&posts->ids, first.record, now.record))
            continue;
        struct further_record further = {now.record, first.record, false};
        TRY(is_said(part, posts, first.record, now.record, &further.is_repetition, err));
        return merging_add(&part->found, further, err);
    }
    part->slots[slot] = (uint32_t) i + 1;
    return LOCKSTEP_OK;
}

static void seek(struct part *part, const struct posts *posts, struct sought_post *sought) {
    uint64_t hash = key_hash(sought->account, sought->id.hash);
    if (part_of(hash) != part->index) return;
    for (size_t slot = (uint32_t) hash & part->mask; part->slots[slot];
         slot = (slot + 1) & part->mask) {
        struct keyed_record first = part->records[part->slots[slot] - 1];
        if (first.tag == (uint32_t) hash && posts->account[first.record] == sought->account &&
            ids_equal(&posts->ids, first.record, &sought->id))
            sought->first = first.record;
    }
}

static lockstep_status work_part(void *data, void *item, lockstep_error *err) {
    struct finding *f = data;
    struct part *part = item;
    part->found.count = 0;
    if (!make_slots(part)) return fail_memory(err, "posts");
    for (size_t i = 0; i < part->count; i++)
        TRY(take_record(part, f->posts, i, err));
    for (size_t i = 0; i < f->merging->sought_count; i++)
        seek(part, f->posts, &f->merging->sought[i]); /* each is of one part */
    names_release(&part->said);
    return LOCKSTEP_OK;
}

static lockstep_status keep_part(void *data, void *item, lockstep_error *err) {
    struct finding *f = data;
    const struct part *part = item;
    for (size_t i = 0; i < part->found.count; i++)
        TRY(merging_add(f->merging, part->found.items[i], err));
    return LOCKSTEP_OK;
}

static void release_part(void *item) {
    struct part *part = item;
    free(part->slots);
    names_release(&part->said);
    merging_release(&part->found);
}

/* ---- all parts ---- */

lockstep_status merging_add(struct merging *merging, struct further_record item,
                            lockstep_error *err) {
    struct further_record *items =
        grow(merging->items, &merging->room, merging->count + 1, sizeof *items);
    if (!items) return fail_memory(err, "posts");
    merging->items = items;
    items[merging->count++] = item;
    return LOCKSTEP_OK;
}

static int by_record(const void *a, const void *b) {
    uint32_t x = ((const struct further_record *) a)->record;
    uint32_t y = ((const struct further_record *) b)->record;
    return (x > y) - (x < y);
}

static lockstep_status work_round(struct finding *f, unsigned threads, lockstep_error *err) {
    struct ordered job = {f, sizeof(struct part), next_part, work_part, keep_part, release_part};
    lockstep_status status = gather_records(f, threads, err);
    if (status == LOCKSTEP_OK) status = ordered_run(&job, threads, err);
    free(f->records);
    f->records = NULL;
    return status;
}

lockstep_status merging_find(struct merging *merging, const struct posts *posts, unsigned threads,
                             lockstep_error *err) {
    struct finding f = {.merging = merging, .posts = posts};
    lockstep_status status = find_parts(&f, threads, err);
    for (uint32_t round = 0; round < ROUNDS && status == LOCKSTEP_OK; round++) {
        f.next = round * PARTS / ROUNDS;
        f.end = (round + 1) * PARTS / ROUNDS;
        status = work_round(&f, threads, err);
    }
    free(f.part), free(f.stretches);
    if (merging->count) qsort(merging->items, merging->count, sizeof *merging->items, by_record);
    return status;
}

void merging_release(struct merging *merging) {
    free(merging->items), free(merging->sought);
    *merging = (struct merging){0};
}
