/* Three passes over the texts, each shared by all threads: shingles are made and counted; ordered
 * from rare to common, which settles each text's prefix; and probed for in the index of
 * representatives. The last goes by blocks: the texts of a block probe side by side for what
 * earlier blocks led, and then, one after the other, for what their own block led. */
#include "engine/families.h"

#include "engine/error.h"
#include "engine/memory.h"
#include "engine/shingles.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum {
    BLOCK = 4096,
    FULL_WEIGHT = 4,
    HASHES = 1 << SHINGLE_BITS,
    SKETCH_WORDS = 4,
    SKETCH_BITS = 64 * SKETCH_WORDS,
    COMMON_TEXTS = 1000,
    COMMON_CLASS = 28, /* the first of those that weigh less */
    CLASS_COUNT = COMMON_CLASS + FULL_WEIGHT - 1
};

/* Shingles carry their class above their hash: the more texts have one, the higher. */
struct text {
    uint32_t *shingles;     /* ascending: rarest first */
    uint32_t count, prefix; /* of them all; of those that are looked up */
    uint32_t weight;
};

/* A bit for each shingle of full weight, by its hash. */
struct sketch {
    uint64_t words[SKETCH_WORDS];
};

/* A representative has this shingle in its prefix. */
struct posting {
    uint32_t text, weight;
    uint32_t rest; /* weight of this shingle and those behind it */
};

/* The postings of one bucket, oldest representative first. */
struct list {
    size_t start;
    uint32_t count, newest; /* how many; the last one's text */
};

struct match {
    uint32_t leader;
    uint32_t shared, both; /* weights: of what both have; of one and the other, 0: no match */
};

struct gathering {
    const struct variant *variants;
    struct text *texts;
    struct sketch *sketches;
    uint32_t count;
    double similarity;
    _Atomic uint32_t *counts; /* by hash: texts that have the shingle */
    unsigned shift;           /* from a hash to its bucket */
    struct list *lists;       /* two for each bucket: early, then late shingles */
    struct posting *postings;
    struct match *best;
    uint32_t from, to; /* the block */
    struct worker *workers;
    unsigned worker_count;
};

struct worker {
    struct gathering *all;
    unsigned index;
    uint32_t *seen;     /* by representative: the text, plus one, that met it last */
    uint32_t *room;     /* for the shingles of one text */
    struct list *lists; /* for those of its prefix */
    pthread_t thread;
};

/* ---- side by side ---- */

/* Every worker does its share; a thread that does not start costs time only. */
static void work_together(struct gathering *g, void *(*work)(void *worker)) {
    unsigned started = 1;
    while (started < g->worker_count &&
           !pthread_create(&g->workers[started].thread, NULL, work, &g->workers[started]))
        started++;
    work(&g->workers[0]);
    for (unsigned w = started; w < g->worker_count; w++)
        work(&g->workers[w]);
    for (unsigned w = 1; w < started; w++)
        pthread_join(g->workers[w].thread, NULL);
}

/* ---- shingles and their weights ---- */

static uint32_t hash_of(uint32_t shingle) {
    return shingle & (HASHES - 1);
}

static void *make_shingles(void *data) {
    const struct worker *worker = data;
    struct gathering *g = worker->all;
    for (uint32_t i = worker->index; i < g->count; i += g->worker_count) {
        struct text *text = &g->texts[i];
        text->count = shingles_of(text->shingles, g->variants[i].text);
        for (uint32_t s = 0; s < text->count; memory_look(), s++)
            atomic_fetch_add_explicit(&g->counts[text->shingles[s]], 1, memory_order_relaxed);
    }
    return NULL;
}

/* Two classes for each doubling of the texts that have a shingle; one where it is common. */
static uint32_t class_of(uint32_t texts, uint32_t all) {
    uint64_t common = all / 100 > COMMON_TEXTS ? all / 100 : COMMON_TEXTS;
    uint32_t class = COMMON_CLASS;
    if (texts > common) {
        while (class + 1 < CLASS_COUNT && texts > 2 * common)
            class ++, common *= 2;
        return class;
    }
    for (class = 0; texts >= 4; texts /= 2)
        class += 2;
    class += texts > 1 ? texts : 0;
    return class < COMMON_CLASS ? class : COMMON_CLASS - 1;
}

static uint32_t weight_of(uint32_t shingle) {
    uint32_t class = shingle >> SHINGLE_BITS;
    return class < COMMON_CLASS ? FULL_WEIGHT : COMMON_CLASS + FULL_WEIGHT - 1 - class;
}

/* They were ascending by hash: sorted stably by class, they ascend as a whole. */
static void order_by_class(const struct gathering *g, struct text *text, uint32_t *room) {
    uint32_t next[CLASS_COUNT + 1] = {0};
    for (uint32_t s = 0; s < text->count; memory_look(), s++) {
        uint32_t texts = atomic_load_explicit(&g->counts[text->shingles[s]], memory_order_relaxed);
        room[s] = text->shingles[s] | class_of(texts, g->count) << SHINGLE_BITS;
        next[(room[s] >> SHINGLE_BITS) + 1]++;
    }
    for (uint32_t c = 1; c <= CLASS_COUNT; c++)
        next[c] += next[c - 1];
    for (uint32_t s = 0; s < text->count; s++)
        text->shingles[next[room[s] >> SHINGLE_BITS]++] = room[s];
}

/* The least whole number that is not below `least`; rounding errors never make it higher. */
static uint32_t at_least(double least) {
    return (uint32_t) ceil(least - 1e-6);
}

/* Texts that share none of the rarest shingles, their prefixes, cannot share enough of the rest. */
static void weigh(const struct gathering *g, struct text *text, struct sketch *sketch) {
    for (uint32_t s = 0; s < text->count; s++) {
        uint32_t weight = weight_of(text->shingles[s]), bit = text->shingles[s] % SKETCH_BITS;
        text->weight += weight;
        if (weight == FULL_WEIGHT) sketch->words[bit / 64] |= UINT64_C(1) << bit % 64;
    }
    /* s ≥ t/2 (a + b) and b ≥ s: where b is lightest, (2 - t) s = t a. */
    uint32_t least = at_least(g->similarity / (2 - g->similarity) * text->weight);
    uint32_t rest = text->weight;
    while (text->prefix < text->count && rest >= least)
        rest -= weight_of(text->shingles[text->prefix++]);
}

static void *weigh_shingles(void *data) {
    const struct worker *worker = data;
    struct gathering *g = worker->all;
    for (uint32_t i = worker->index; i < g->count; i += g->worker_count) {
        order_by_class(g, &g->texts[i], worker->room);
        weigh(g, &g->texts[i], &g->sketches[i]);
    }
    return NULL;
}

/* ---- the index of representatives ---- */

/* The least that similar texts share of the weight of both. */
static double least_share(const struct gathering *g) {
    return g->similarity / 2;
}

/* Similar texts share least_share of both weights, at least twice the lighter one's. So much is
 * left at the first shingle that they share: it is an early one of the lighter text. */
static bool is_late(const struct gathering *g, const struct text *text, uint32_t rest) {
    return rest + 1e-6 < 2 * least_share(g) * text->weight;
}

/* Shingles share lists when there are many more hashes than postings. */
static size_t bucket_count(const struct gathering *g) {
    return (size_t) HASHES >> g->shift;
}

static struct list *list_of(const struct gathering *g, const struct text *text, uint32_t shingle,
                            uint32_t rest) {
    size_t bucket = hash_of(text->shingles[shingle]) >> g->shift;
    return &g->lists[2 * bucket + is_late(g, text, rest)];
}

static lockstep_status make_lists(struct gathering *g, struct arena *arena, lockstep_error *err) {
    size_t all = 0, start = 0;
    for (uint32_t i = 0; i < g->count; memory_step(++i))
        all += g->texts[i].prefix;
    while (g->shift < SHINGLE_BITS && bucket_count(g) > all / 2)
        g->shift++;
    g->lists = arena_alloc(arena, 2 * bucket_count(g), sizeof *g->lists);
    g->postings = arena_alloc(arena, all, sizeof *g->postings);
    if (!g->lists || !g->postings) return fail_memory(err, "copy families");
    for (uint32_t i = 0; i < g->count; i++) {
        const struct text *text = &g->texts[i];
        for (uint32_t s = 0, rest = text->weight; s < text->prefix; s++) {
            list_of(g, text, s, rest)->count++;
            memory_look();
            rest -= weight_of(text->shingles[s]);
        }
    }
    for (size_t l = 0; l < 2 * bucket_count(g); memory_step(++l)) {
        g->lists[l].start = start;
        start += g->lists[l].count;
        g->lists[l].count = 0;
    }
    return LOCKSTEP_OK;
}

static void lead(struct gathering *g, uint32_t leader) {
    const struct text *text = &g->texts[leader];
    uint32_t rest = text->weight;
    for (uint32_t s = 0; s < text->prefix; s++) {
        struct list *list = list_of(g, text, s, rest);
        g->postings[list->start + list->count++] = (struct posting){leader, text->weight, rest};
        list->newest = leader;
        memory_look();
        rest -= weight_of(text->shingles[s]);
    }
}

/* ---- one text beside another ---- */

static unsigned bits_of(uint64_t x) {
    x -= x >> 1 & 0x5555555555555555u;
    x = (x & 0x3333333333333333u) + (x >> 2 & 0x3333333333333333u);
    x = (x + (x >> 4)) & 0x0F0F0F0F0F0F0F0Fu;
    return (unsigned) (x * 0x0101010101010101u >> 56);
}

static unsigned bits_apart(const struct sketch *a, const struct sketch *b) {
    unsigned bits = 0;
    for (size_t w = 0; w < SKETCH_WORDS; w++)
        bits += bits_of(a->words[w] ^ b->words[w]);
    return bits;
}

/* The weight of what both have; anything less than `least` when it is less. */
static uint32_t shared_weight(const struct text *a, const struct text *b, uint32_t least) {
    uint32_t shared = 0, rest_a = a->weight, rest_b = b->weight;
    for (uint32_t i = 0, j = 0; i < a->count && j < b->count;) {
        uint32_t x = a->shingles[i], y = b->shingles[j];
        if (shared + (rest_a < rest_b ? rest_a : rest_b) < least) return 0;
        shared += x == y ? weight_of(x) : 0;
        if (x <= y) rest_a -= weight_of(x), i++;
        if (y <= x) rest_b -= weight_of(y), j++;
    }
    return shared;
}

static bool is_better(struct match a, struct match b) {
    uint64_t x = (uint64_t) a.shared * b.both, y = (uint64_t) b.shared * a.both;
    return !b.both || x > y || (x == y && a.leader < b.leader);
}

static void compare(const struct gathering *g, uint32_t i, uint32_t leader, uint32_t least) {
    const struct text *a = &g->texts[i], *b = &g->texts[leader];
    uint32_t shared = shared_weight(a, b, least);
    struct match match = {leader, shared, a->weight + b->weight};
    if (shared + 1e-9 >= least_share(g) * match.both && is_better(match, g->best[i]))
        g->best[i] = match;
}

/* Compares text i with those of the list from `oldest` on that may share enough with it. What is
 * left of both must be the least share of both; and each bit that only one of their sketches has is
 * a shingle that only one of them has. */
static void probe_list(const struct worker *worker, uint32_t i, const struct list *list,
                       uint32_t rest, uint32_t oldest) {
    const struct gathering *g = worker->all;
    const struct posting *postings = g->postings + list->start;
    const uint64_t share = (uint64_t) (least_share(g) * 65536); /* rounded down */
    for (uint32_t p = list->count; p-- > 0 && postings[p].text >= oldest;) {
        uint32_t leader = postings[p].text, both = g->texts[i].weight + postings[p].weight;
        uint64_t most = rest < postings[p].rest ? rest : postings[p].rest;
        uint32_t least = (uint32_t) (both * share >> 16);
        if (most < least) continue;
        memory_look();
        unsigned apart = bits_apart(&g->sketches[i], &g->sketches[leader]);
        if (apart * FULL_WEIGHT > both - 2 * least || worker->seen[leader] == i + 1) continue;
        worker->seen[leader] = i + 1;
        compare(g, i, leader, least);
    }
}

/* Compares text i with the representatives from `oldest` on that share a shingle of both prefixes,
 * early in one of them. The lists lie far apart in memory: they are fetched all at once. */
static void probe(const struct worker *worker, uint32_t i, uint32_t oldest) {
    const struct gathering *g = worker->all;
    const struct text *text = &g->texts[i];
    uint32_t rest = text->weight;
    for (uint32_t s = 0; s < text->prefix; memory_look(), s++)
        memcpy(&worker->lists[2 * s], list_of(g, text, s, text->weight), 2 * sizeof(struct list));
    for (uint32_t s = 0; s < text->prefix; s++) {
        const struct list *lists = &worker->lists[2 * s];
        unsigned kinds = is_late(g, text, rest) ? 1 : 2;
        for (unsigned k = 0; k < kinds; k++)
            if (lists[k].count && lists[k].newest >= oldest)
                probe_list(worker, i, &lists[k], rest, oldest);
        rest -= weight_of(text->shingles[s]);
    }
}

/* ---- gathering ---- */

static void *probe_block(void *data) {
    const struct worker *worker = data;
    const struct gathering *g = worker->all;
    for (uint32_t i = g->from + worker->index; i < g->to; i += g->worker_count)
        probe(worker, i, 0);
    return NULL;
}

static lockstep_status gather(struct gathering *g, struct variant *variants,
                              const struct lockstep_settings *settings, lockstep_error *err) {
    for (; g->from < g->count; g->from = g->to) {
        settings_progress(settings, "copy families", "texts", g->from, g->count);
        TRY(check_interrupt(err));
        g->to = g->count - g->from > BLOCK ? g->from + BLOCK : g->count;
        work_together(g, probe_block);
        for (uint32_t i = g->from; i < g->to; i++) {
            probe(&g->workers[0], i, g->from);
            variants[i].family = g->best[i].both ? g->best[i].leader : i;
            if (!g->best[i].both) lead(g, i);
        }
    }
    return LOCKSTEP_OK;
}

/* ---- room ---- */

static lockstep_status make_texts(struct gathering *g, struct arena *arena, size_t *longest,
                                  lockstep_error *err) {
    size_t all = 0;
    for (uint32_t i = 0; i < g->count; memory_leap(++i))
        all += shingles_room(g->variants[i].text);
    g->texts = arena_alloc(arena, g->count, sizeof *g->texts);
    g->sketches = arena_alloc(arena, g->count, sizeof *g->sketches);
    g->best = arena_alloc(arena, g->count, sizeof *g->best);
    g->counts = calloc(HASHES, sizeof *g->counts); /* most of it is never touched */
    uint32_t *shingles = arena_alloc(arena, all, sizeof *shingles);
    if (!g->texts || !g->sketches || !g->best || !g->counts || !shingles)
        return fail_memory(err, "copy families");
    for (uint32_t i = 0; i < g->count; memory_leap(++i)) {
        size_t room = shingles_room(g->variants[i].text);
        g->texts[i].shingles = shingles;
        shingles += room;
        if (room > *longest) *longest = room;
    }
    return LOCKSTEP_OK;
}

static lockstep_status make_workers(struct gathering *g, struct arena *arena, unsigned threads,
                                    size_t longest, lockstep_error *err) {
    g->worker_count = memory_threads(threads);
    g->workers = arena_alloc(arena, g->worker_count, sizeof *g->workers);
    for (unsigned w = 0; g->workers && w < g->worker_count; w++) {
        uint32_t *seen = arena_alloc(arena, g->count, sizeof *seen);
        uint32_t *room = arena_alloc(arena, longest, sizeof *room);
        struct list *lists = arena_alloc(arena, 2 * longest, sizeof *lists);
        if (!seen || !room || !lists) return fail_memory(err, "copy families");
        g->workers[w] =
            (struct worker){.all = g, .index = w, .seen = seen, .room = room, .lists = lists};
    }
    return g->workers ? LOCKSTEP_OK : fail_memory(err, "copy families");
}

static int by_standing(const void *a, const void *b) {
    const struct variant *x = a, *y = b;
    if (x->posts != y->posts) return x->posts > y->posts ? -1 : 1;
    if (x->first != y->first) return x->first < y->first ? -1 : 1;
    memory_look();
    return slice_compare(x->text, y->text);
}

static lockstep_status find(struct gathering *g, struct variant *variants, struct arena *arena,
                            const struct lockstep_settings *settings, lockstep_error *err) {
    size_t longest = 0;
    TRY(make_texts(g, arena, &longest, err));
    TRY(make_workers(g, arena, settings->threads, longest, err));
    work_together(g, make_shingles);
    work_together(g, weigh_shingles);
    TRY(make_lists(g, arena, err));
    return gather(g, variants, settings, err);
}

lockstep_status families_find(struct variant *variants, uint32_t count,
                              const struct lockstep_settings *settings, lockstep_error *err) {
    struct gathering g = {.variants = variants, .count = count, .similarity = settings->similarity};
    struct arena arena = {0};
    if (!count) return LOCKSTEP_OK;
    qsort(variants, count, sizeof *variants, by_standing);
    lockstep_status status = find(&g, variants, &arena, settings, err);
    free(g.counts);
    arena_release(&arena);
    return status;
}
