#include "engine/fusing.h"

#include "engine/arena.h"
#include "tests/check.h"

#include <stdlib.h>

static lockstep_error err;

static uint32_t random_below(uint64_t *state, uint32_t limit) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t) ((*state >> 33) % limit);
}

static struct layer random_layer(uint64_t *seed, enum trace trace, uint32_t first_object,
                                 uint32_t posts) {
    struct layer layer = {.trace = trace, .name = "x", .window = 5};
    size_t count = 1 + random_below(seed, 60);
    for (size_t i = 0; i < count; i++) {
        uint32_t post = random_below(seed, posts);
        struct share share = {.time = 10 + post % 37,
                              .object = first_object + random_below(seed, 6),
                              .account = post % 7,
                              .post = post};
        check_ok(layer_add(&layer, share, &err), err);
    }
    return layer;
}

static int order_of(const struct share *a, const struct share *b) {
    if (a->object != b->object) return a->object < b->object ? -1 : 1;
    if (a->time != b->time) return a->time < b->time ? -1 : 1;
    if (a->account != b->account) return a->account < b->account ? -1 : 1;
    return (a->post > b->post) - (a->post < b->post);
}

Test(traces, a_finished_layer_is_sorted_without_repetition_and_complete) {
    for (uint64_t seed = 1; seed <= 300; seed++) {
        uint64_t state = seed;
        struct layer layer = random_layer(&state, TRACE_URL, 0, 40);
        size_t count = layer.count;
        struct share *before = malloc(count * sizeof *before);
        memcpy(before, layer.shares, count * sizeof *before);
        check_ok(layer_finish(&layer, 6, 7, 1, &err), err);
        for (size_t i = 1; i < layer.count; i++)
            cr_assert_lt(order_of(&layer.shares[i - 1], &layer.shares[i]), 0, "seed %llu",
                         (unsigned long long) seed);
        for (size_t i = 0; i < count; i++) {
            size_t found = 0;
            for (size_t j = 0; j < layer.count; j++)
                found += order_of(&before[i], &layer.shares[j]) == 0;
            cr_assert_eq(found, 1, "seed %llu: a share is there %zu times",
                         (unsigned long long) seed, found);
        }
        size_t covered = 0;
        for (size_t o = 0; o < layer.object_count; o++) {
            bool seen[7] = {false};
            uint32_t distinct = 0;
            cr_assert_eq(layer.objects[o].start, covered);
            for (size_t i = 0; i < layer.objects[o].count; i++) {
                const struct share *s = &layer.shares[covered + i];
                cr_assert_eq(s->object, layer.objects[o].object);
                distinct += !seen[s->account];
                seen[s->account] = true;
            }
            cr_assert_eq(layer.objects[o].accounts, distinct, "seed %llu",
                         (unsigned long long) seed);
            covered += layer.objects[o].count;
        }
        cr_assert_eq(covered, layer.count);
        check_count(layer.stratum_count, 1);
        free(before);
        layer_release(&layer);
    }
}

Test(traces, moments_of_one_spell_are_one_stratum) {
    const int64_t minute = 60 * (int64_t) MICROSECONDS;
    struct layer layer = {.trace = TRACE_TIME, .name = "time", .window = minute};
    const int64_t times[] = {130 * minute, 5 * minute, -1, 59 * minute, 5 * minute};
    const uint32_t slots[] = {3, 1, 0, 2, 1};
    for (uint32_t i = 0; i < 5; i++)
        check_ok(layer_add(&layer, (struct share){times[i], slots[i], i, i}, &err), err);
    check_ok(layer_finish(&layer, 4, 5, 1, &err), err);
    cr_assert_eq(layer.object_count, 4);
    cr_assert_eq(layer.stratum_count, 3); /* the hour before 1970, the first after, the third */
    check_count(layer.strata[1], 1);
    check_count(layer.strata[2], 3);
    check_count(layer.strata[3], 4);
    layer_release(&layer);
}

static const struct layer_sizes sizes = {.posts = 40, .objects = 18, .accounts = 7};

/* What traces_fuse says, word by word. */
static const struct share *slow_choice(const struct traces *traces, uint32_t post) {
    const struct share *best = NULL;
    bool best_matched = false;
    uint32_t best_accounts = 0;
    size_t best_layer = 0;
    for (size_t l = 0; l < traces->count; l++) {
        const struct layer *layer = &traces->layers[l];
        if (layer->trace == TRACE_TIME || layer->trace == TRACE_FUSED) continue;
        for (size_t i = 0; i < layer->count; i++) {
            const struct share *s = &layer->shares[i];
            if (s->post != post) continue;
            bool matched = false, seen[7] = {false};
            uint32_t accounts = 0;
            for (size_t j = 0; j < layer->count; j++) {
                const struct share *t = &layer->shares[j];
                if (t->object != s->object) continue;
                accounts += !seen[t->account];
                seen[t->account] = true;
                matched = matched ||
                          (t->account != s->account && llabs(t->time - s->time) <= layer->window);
            }
            bool better = !best || (matched != best_matched     ? matched
                                    : l != best_layer           ? l < best_layer
                                    : accounts != best_accounts ? accounts < best_accounts
                                                                : s->object < best->object);
            if (better) best = s, best_matched = matched, best_accounts = accounts, best_layer = l;
        }
    }
    return best;
}

Test(traces, fusing_counts_each_post_once_under_its_most_specific_object) {
    for (uint64_t seed = 1; seed <= 300; seed++) {
        uint64_t state = seed * 977;
        struct layer layers[4] = {random_layer(&state, TRACE_TEXT, 0, 40),
                                  random_layer(&state, TRACE_URL, 6, 40),
                                  random_layer(&state, TRACE_TIME, 12, 40)};
        struct traces traces = {.layers = layers, .count = 3};
        traces.objects.count = 18;
        for (size_t l = 0; l < 3; l++)
            check_ok(layer_finish(&layers[l], 18, 7, 1, &err), err);
        check_ok(traces_fuse(&traces, 0, &sizes, 1 + (unsigned) seed % 3, &err), err);
        cr_assert_eq(traces.count, 4);
        size_t expected = 0;
        for (uint32_t post = 0; post < 40; post++) {
            const struct share *choice = slow_choice(&traces, post), *found = NULL;
            size_t times = 0;
            for (size_t i = 0; i < layers[3].count; i++)
                if (layers[3].shares[i].post == post) found = &layers[3].shares[i], times++;
            cr_assert_eq(times, choice ? 1 : 0, "seed %llu post %u", (unsigned long long) seed,
                         post);
            if (choice)
                cr_assert_eq(found->object, choice->object, "seed %llu post %u",
                             (unsigned long long) seed, post);
            expected += choice != NULL;
        }
        check_count(layers[3].count, expected);
        for (size_t l = 0; l < 4; l++)
            layer_release(&layers[l]);
    }
}

Test(traces, a_layer_counted_once_holds_each_post_under_its_most_specific_object) {
    for (uint64_t seed = 1; seed <= 300; seed++) {
        uint64_t state = seed * 31;
        struct layer layer = random_layer(&state, TRACE_HASHTAG, 0, 40), once;
        struct traces traces = {.layers = &layer, .count = 1};
        check_ok(layer_finish(&layer, 18, 7, 1, &err), err);
        check_ok(layer_count_once(&once, &layer, &sizes, &err), err);
        for (uint32_t post = 0; post < 40; post++) {
            const struct share *choice = slow_choice(&traces, post), *found = NULL;
            size_t times = 0;
            for (size_t i = 0; i < once.count; i++)
                if (once.shares[i].post == post) found = &once.shares[i], times++;
            cr_assert_eq(times, choice ? 1 : 0, "seed %llu post %u", (unsigned long long) seed,
                         post);
            if (choice)
                cr_assert_eq(found->object, choice->object, "seed %llu", (unsigned long long) seed);
        }
        layer_release(&layer), layer_release(&once);
    }
}

/* By the definition: the distinct accounts of each object, one after the other. */
static void check_objects(const struct layer *layer, const struct share *before, size_t count,
                          uint32_t objects, uint32_t accounts) {
    uint8_t *seen = malloc(accounts);
    size_t o = 0, shares = 0;
    for (uint32_t object = 0; object < objects; object++) {
        uint32_t distinct = 0, kept = 0;
        memset(seen, 0, accounts);
        for (size_t i = 0; i < count; i++) { /* grouped: repetitions are neighbours */
            if (before[i].object != object) continue;
            if (i && order_of(&before[i - 1], &before[i]) == 0) continue;
            kept += layer->trace != TRACE_HANDLE || !seen[before[i].account];
            distinct += !seen[before[i].account];
            seen[before[i].account] = 1;
        }
        if (!kept) continue;
        cr_assert_eq(layer->objects[o].object, object);
        check_count(layer->objects[o].start, shares);
        check_count(layer->objects[o].count, kept);
        check_count(layer->objects[o].accounts, distinct);
        shares += kept, o++;
    }
    check_count(layer->object_count, o);
    check_count(layer->count, shares);
    free(seen);
}

static int by_order(const void *a, const void *b) {
    return order_of(a, b);
}

Test(traces, a_large_layer_is_finished_alike_by_any_number_of_threads) {
    enum { SHARES = 300000, OBJECTS = 40, ACCOUNTS = 3000 };
    for (unsigned threads = 1; threads <= 6; threads++) {
        uint64_t state = 7 + threads / 2;
        struct layer layer = {.trace = threads % 2 ? TRACE_URL : TRACE_HANDLE, .window = 5};
        for (size_t i = 0; i < SHARES; i++) {
            uint32_t draw = random_below(&state, 1 << 20), post = random_below(&state, 50000);
            struct share share = {post / 3, draw % (1 + draw % OBJECTS), post % ACCOUNTS, post};
            check_ok(layer_add(&layer, share, &err), err);
        }
        struct share *before = malloc(SHARES * sizeof *before);
        memcpy(before, layer.shares, SHARES * sizeof *before);
        qsort(before, SHARES, sizeof *before, by_order);
        check_ok(layer_finish(&layer, OBJECTS, ACCOUNTS, threads, &err), err);
        check_objects(&layer, before, SHARES, OBJECTS, ACCOUNTS);
        for (size_t i = 1; i < layer.count; i++)
            cr_assert_lt(order_of(&layer.shares[i - 1], &layer.shares[i]), 0);
        free(before);
        layer_release(&layer);
    }
}

Test(traces, a_single_content_layer_is_not_fused) {
    uint64_t state = 5;
    struct layer layers[3] = {random_layer(&state, TRACE_TEXT, 0, 40),
                              random_layer(&state, TRACE_TIME, 6, 40)};
    struct traces traces = {.layers = layers, .count = 2};
    check_ok(traces_fuse(&traces, 0, &sizes, 1, &err), err);
    check_count(traces.count, 2);
    layer_release(&layers[0]), layer_release(&layers[1]);
}

/* The layers of one seed: each time the same. */
static void make_traces(struct traces *traces, struct layer layers[7], uint64_t seed,
                        int64_t window) {
    uint64_t state = seed;
    layers[0] = random_layer(&state, TRACE_TEXT, 0, 40);
    layers[1] = random_layer(&state, TRACE_URL, 6, 40);
    layers[2] = random_layer(&state, TRACE_TIME, 12, 40);
    *traces = (struct traces){.layers = layers, .count = 3};
    for (size_t l = 0; l < 3; l++) {
        if (layers[l].trace != TRACE_TIME) layers[l].window = window;
        check_ok(layer_finish(&layers[l], 18, 7, 1, &err), err);
    }
    check_ok(traces_fuse(traces, 0, &sizes, 1, &err), err);
}

Test(traces, a_further_window_gives_the_layers_that_it_gives_alone) {
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct layer both[7], alone[7];
        struct traces traces, single;
        make_traces(&traces, both, seed, 2);
        check_ok(traces_add_window(&traces, 9, &sizes, 1 + (unsigned) seed % 3, &err), err);
        make_traces(&single, alone, seed, 9);
        cr_assert_eq(traces.count, 7); /* text, url, time, fused; text, url, fused */
        static const size_t same[] = {0, 1, 3};
        for (size_t l = 0; l < 3; l++) {
            const struct layer *added = &both[4 + l], *expected = &alone[same[l]];
            cr_assert(added->trace == expected->trace && added->window == 9);
            cr_assert_eq(added->borrowed, added->trace != TRACE_FUSED);
            cr_assert_eq(added->count, expected->count, "seed %llu", (unsigned long long) seed);
            for (size_t i = 0; i < added->count; i++)
                cr_assert_eq(order_of(&added->shares[i], &expected->shares[i]), 0, "seed %llu",
                             (unsigned long long) seed);
        }
        cr_assert_eq(both[4].shares, both[0].shares, "shares are not copied");
        cr_assert(traces_has_wider(&traces, 0) && !traces_has_wider(&traces, 2) &&
                  !traces_has_wider(&traces, 4));
        for (size_t l = 0; l < 7; l++)
            layer_release(&both[l]);
        for (size_t l = 0; l < 4; l++)
            layer_release(&alone[l]);
    }
}

Test(traces, one_trace_gets_a_further_window_once) {
    struct layer layers[7];
    struct traces traces;
    make_traces(&traces, layers, 1, 2);
    traces_widen(&traces, (struct trace_window){TRACE_MEDIA, 9});
    traces_widen(&traces, (struct trace_window){TRACE_URL, 2});
    check_count(traces.count, 4); /* no such trace; no other window */
    traces_widen(&traces, (struct trace_window){TRACE_URL, 9});
    traces_widen(&traces, (struct trace_window){TRACE_URL, 9});
    check_count(traces.count, 5);
    cr_expect(layers[4].borrowed && layers[4].shares == layers[1].shares && layers[4].window == 9);
    cr_expect(traces_has_wider(&traces, 1) && !traces_has_wider(&traces, 0));
    for (size_t l = 0; l < traces.count; l++)
        layer_release(&layers[l]);
}

/* 1,000 shares of 500 objects, in a spell of their own each. */
static lockstep_status fill_layer(struct layer *layer, lockstep_error *at) {
    lockstep_status status = LOCKSTEP_OK;
    for (uint32_t i = 0; status == LOCKSTEP_OK && i < 1000; i++) {
        int64_t spell = i / 2 * MOMENTS_IN_SPELL * (int64_t) MICROSECONDS;
        status = layer_add(layer, (struct share){spell, i / 2, i % 2, i}, at);
    }
    return status == LOCKSTEP_OK ? layer_finish(layer, 500, 2, 1, at) : status;
}

Test(traces, a_layer_fails_cleanly_wherever_memory_runs_out) {
    lockstep_status status = LOCKSTEP_ENOMEM;
    long n = 0;
    for (; status != LOCKSTEP_OK && n < 100; n++) {
        struct layer layer = {.trace = TRACE_TIME, .name = "time", .window = MICROSECONDS};
        lockstep_error at = {0};
        arena_fail_after = n;
        status = fill_layer(&layer, &at);
        arena_fail_after = -1;
        check_status(status, status == LOCKSTEP_OK ? LOCKSTEP_OK : LOCKSTEP_ENOMEM, at);
        if (status == LOCKSTEP_OK) check_count(layer.stratum_count, 500);
        layer_release(&layer);
    }
    check_count(status, LOCKSTEP_OK);
    cr_expect_geq(n, 12, "shares, objects and strata grow four times or more each, not %ld", n);
}
