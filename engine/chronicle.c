#include "engine/chronicle.h"

#include "engine/error.h"

#include <stdlib.h>

enum { DIGIT = 11, VALUES = 1 << DIGIT };

struct entry {
    uint64_t since; /* the earliest */
    uint32_t account;
};

/* One round of a radix sort (Knuth, The Art of Computer Programming 3, 5.2.5), by the digit at
 * `shift`. */
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

/* Either of the two may hold the result. */
static struct entry *sort_entries(struct entry *entries, struct entry *other, size_t count,
                                  uint64_t last) {
    for (unsigned shift = 0; shift < 64 && last >> shift; shift += DIGIT) {
        sort_by_digit(other, entries, count, shift);
        struct entry *sorted = other;
        other = entries, entries = sorted;
    }
    return entries;
}

static void fill(struct chronicle *out, const struct layer *layer, struct entry *entries,
                 struct entry *other) {
    int64_t first = INT64_MAX, last = INT64_MIN;
    for (size_t i = 0; i < layer->count; i++) {
        if (layer->shares[i].time < first) first = layer->shares[i].time;
        if (layer->shares[i].time > last) last = layer->shares[i].time;
    }
    for (size_t i = 0; i < layer->count; i++)
        entries[i] = (struct entry){(uint64_t) layer->shares[i].time - (uint64_t) first,
                                    layer->shares[i].account};
    uint64_t span = layer->count ? (uint64_t) last - (uint64_t) first : 0;
    entries = sort_entries(entries, other, layer->count, span);
    for (size_t i = 0; i < layer->count; i++) {
        out->times[i] = (int64_t) (entries[i].since + (uint64_t) first);
        out->accounts[i] = entries[i].account;
    }
    out->count = layer->count;
}

lockstep_status chronicle_make(struct chronicle *out, const struct layer *layer,
                               lockstep_error *err) {
    size_t room = layer->count + 1;
    struct entry *entries = malloc(room * sizeof *entries), *other = malloc(room * sizeof *other);
    *out = (struct chronicle){.times = malloc(room * sizeof *out->times),
                              .accounts = malloc(room * sizeof *out->accounts)};
    bool all = entries && other && out->times && out->accounts;
    if (all) fill(out, layer, entries, other);
    free(entries), free(other);
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
