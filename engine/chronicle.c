#include "engine/chronicle.h"

#include "engine/error.h"
#include "engine/memory.h"

#include <stdlib.h>

/* Times and accounts that belong together. */
struct stretch {
    int64_t *times;
    uint32_t *accounts;
    size_t count;
};

struct span {
    int64_t first, last;
};

static void widen(struct span *span, int64_t time) {
    if (time < span->first) span->first = time;
    if (time > span->last) span->last = time;
}

/* ---- a stretch that fits into caches: a radix sort (Knuth, The Art of Computer Programming 3,
 * 5.2.5) ---- */

enum { DIGIT = 11, VALUES = 1 << DIGIT, SHORT = 1 << 16 };

struct entry {
    uint64_t since; /* the earliest */
    uint32_t account;
};

struct room {
    struct entry *entries, *other; /* SHORT of each */
};

/* One round, by the digit at `shift`. */
static void sort_by_digit(struct entry *to, const struct entry *from, size_t count,
                          unsigned shift) {
    size_t next[VALUES + 1] = {0};
    for (size_t i = 0; i < count; i++)
        next[(from[i].since >> shift) % VALUES + 1]++;
    for (size_t v = 1; v < VALUES; v++)
        next[v] += next[v - 1];
    for (size_t i = 0; i < count; i++)
        to[next[(from[i].since >> shift) % VALUES]++] = from[i];
}

/* Few are sooner sorted by insertion. */
static void insert_few(struct stretch s) {
    for (size_t i = 1; i < s.count; i++) {
        int64_t time = s.times[i];
        uint32_t account = s.accounts[i];
        size_t j = i;
        for (; j && s.times[j - 1] > time; j--)
            s.times[j] = s.times[j - 1], s.accounts[j] = s.accounts[j - 1];
        s.times[j] = time, s.accounts[j] = account;
    }
}

static void sort_short(struct stretch s, struct span span, struct room room) {
    uint64_t length = (uint64_t) span.last - (uint64_t) span.first;
    struct entry *entries = room.entries, *other = room.other;
    for (size_t i = 0; i < s.count; i++)
        entries[i] = (struct entry){(uint64_t) s.times[i] - (uint64_t) span.first, s.accounts[i]};
    for (unsigned shift = 0; shift < 64 && length >> shift; shift += DIGIT) {
        sort_by_digit(other, entries, s.count, shift);
        struct entry *sorted = other;
        other = entries, entries = sorted;
    }
    for (size_t i = 0; i < s.count; i++) {
        s.times[i] = (int64_t) (entries[i].since + (uint64_t) span.first);
        s.accounts[i] = entries[i].account;
    }
}

/* ---- a longer one is parted first, in place (the American flag sort of McIlroy, Bostic & McIlroy
 * 1993), so that no second copy is held ---- */

enum { PARTS = 256 };

static size_t part_of(int64_t time, struct span span, unsigned shift) {
    return (size_t) (((uint64_t) time - (uint64_t) span.first) >> shift);
}

static void exchange(struct stretch s, size_t a, size_t b) {
    int64_t time = s.times[a];
    uint32_t account = s.accounts[a];
    s.times[a] = s.times[b], s.accounts[a] = s.accounts[b];
    s.times[b] = time, s.accounts[b] = account;
}

static void part(struct stretch s, struct span span, unsigned shift, size_t start[PARTS + 1]) {
    size_t next[PARTS];
    memset(start, 0, (PARTS + 1) * sizeof *start);
    for (size_t i = 0; i < s.count; memory_step(++i))
        start[part_of(s.times[i], span, shift) + 1]++;
    for (size_t p = 0; p < PARTS; p++) {
        start[p + 1] += start[p];
        next[p] = start[p];
    }
    for (size_t p = 0; p < PARTS; p++)
        while (next[p] < start[p + 1]) {
            size_t to = part_of(s.times[next[p]], span, shift);
            memory_leap(next[p]);
            if (to == p)
                next[p]++;
            else
                exchange(s, next[p], next[to]++);
        }
}

/* Each level has a 256th of the span, so that there are eight of them at most. */
static void sort_stretch(struct stretch s, struct room room) {
    enum { FEW = 24 };
    struct span span = {INT64_MAX, INT64_MIN};
    size_t start[PARTS + 1];
    unsigned shift = 0;
    if (s.count <= FEW) {
        insert_few(s);
        return;
    }
    for (size_t i = 0; i < s.count; memory_step(++i))
        widen(&span, s.times[i]);
    if (span.first == span.last) return;
    memory_look();
    if (s.count <= SHORT) {
        sort_short(s, span, room);
        return;
    }
    while ((uint64_t) span.last - (uint64_t) span.first >= (uint64_t) PARTS << shift)
        shift++;
    part(s, span, shift, start);
    for (size_t p = 0; p < PARTS; p++)
        sort_stretch(
            (struct stretch){s.times + start[p], s.accounts + start[p], start[p + 1] - start[p]},
            room);
}

lockstep_status chronicle_make(struct chronicle *out, const struct layer *layer,
                               lockstep_error *err) {
    size_t room = layer->count + 1, shorter = room < SHORT ? room : SHORT;
    struct room sorting = {malloc(shorter * sizeof(struct entry)),
                           malloc(shorter * sizeof(struct entry))};
    *out = (struct chronicle){.times = malloc(room * sizeof *out->times),
                              .accounts = malloc(room * sizeof *out->accounts)};
    bool all = sorting.entries && sorting.other && out->times && out->accounts;
    for (size_t i = 0; i < layer->count && all; memory_step(++i)) {
        out->times[i] = layer->shares[i].time;
        out->accounts[i] = layer->shares[i].account;
    }
    out->count = all ? layer->count : 0;
    sort_stretch((struct stretch){out->times, out->accounts, out->count}, sorting);
    free(sorting.entries), free(sorting.other);
    return all ? LOCKSTEP_OK : fail_memory(err, "the order of time");
}

void chronicle_release(struct chronicle *chronicle) {
    free(chronicle->times), free(chronicle->accounts);
    *chronicle = (struct chronicle){0};
}

/* The first of the times at or after `time`. */
static size_t first_since(const int64_t *times, size_t count, int64_t time) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (times[middle] < time)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t times_within(const int64_t *times, size_t count, int64_t from, int64_t to) {
    size_t before = first_since(times, count, from);
    return first_since(times + before, count - before, to + 1);
}
