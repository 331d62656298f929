#include "graph/placebo.h"

#include "tests/check.h"
#include "tests/oracle.h"

#include <stdlib.h>

static lockstep_error err;

static struct layer_sizes sizes_of(const struct oracle_layer *made) {
    struct layer_sizes sizes = {.accounts = made->accounts};
    for (size_t i = 0; i < made->layer.count; i++) {
        const struct share *share = &made->layer.shares[i];
        if (share->post >= sizes.posts) sizes.posts = share->post + 1;
        if (share->object >= sizes.objects) sizes.objects = share->object + 1;
    }
    return sizes;
}

static int by_post(const void *left, const void *right) {
    const struct share *a = left, *b = right;
    if (a->post != b->post) return a->post < b->post ? -1 : 1;
    if (a->object != b->object) return a->object < b->object ? -1 : 1;
    return (a->time > b->time) - (a->time < b->time);
}

static struct share *shares_by_post(const struct layer *layer) {
    struct share *shares = malloc((layer->count + 1) * sizeof *shares);
    memcpy(shares, layer->shares, layer->count * sizeof *shares);
    qsort(shares, layer->count, sizeof *shares, by_post);
    return shares;
}

/* Posts by account. */
static void count_posts(uint32_t *posts, const struct share *shares, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (i == 0 || shares[i].post != shares[i - 1].post) posts[shares[i].account]++;
}

/* Returns the shares whose account is another. */
static size_t check_dealt(const struct layer *dealt, const struct oracle_layer *made,
                          uint64_t seed) {
    struct share *was = shares_by_post(&made->layer), *is = shares_by_post(dealt);
    uint32_t *before = calloc(made->accounts + 1u, sizeof *before);
    uint32_t *after = calloc(made->accounts + 1u, sizeof *after);
    size_t moved = 0;
    cr_assert_eq(dealt->count, made->layer.count, "seed %llu", (unsigned long long) seed);
    for (size_t i = 0; i < dealt->count; i++) {
        cr_assert(was[i].post == is[i].post && was[i].object == is[i].object &&
                  was[i].time == is[i].time);
        cr_assert(i == 0 || is[i].post != is[i - 1].post || is[i].account == is[i - 1].account);
        moved += was[i].account != is[i].account;
    }
    count_posts(before, was, dealt->count), count_posts(after, is, dealt->count);
    for (uint32_t a = 0; a < made->accounts; a++)
        cr_assert_eq(before[a], after[a], "seed %llu: account %u", (unsigned long long) seed, a);
    free(was), free(is), free(before), free(after);
    return moved;
}

/* A post is its account's; the layers of the oracle are of accounts that share with any post. */
static void own_posts(struct layer *layer) {
    for (size_t i = 0; i < layer->count; i++)
        layer->shares[i].post = (uint32_t) i;
}

Test(placebo, deals_the_posts_out_and_leaves_the_rest_alone) {
    size_t moved = 0, shares = 0;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct oracle_layer made;
        struct layer dealt, again;
        oracle_layer_make(&made, seed);
        own_posts(&made.layer);
        struct layer_sizes sizes = sizes_of(&made);
        check_ok(placebo_layer(&dealt, &made.layer, &sizes, seed, &err), err);
        check_ok(placebo_layer(&again, &made.layer, &sizes, seed, &err), err);
        moved += check_dealt(&dealt, &made, seed);
        shares += dealt.count;
        cr_assert_eq(memcmp(dealt.shares, again.shares, dealt.count * sizeof *dealt.shares), 0);
        layer_release(&dealt), layer_release(&again);
        oracle_layer_free(&made);
    }
    cr_expect_gt(moved, shares / 2, "%zu of %zu moved", moved, shares);
}

Test(placebo, moves_all_shares_of_a_post_together) {
    const struct share shares[] = {{0, 0, 0, 0}, {0, 1, 0, 0},  {9, 0, 1, 1},
                                   {9, 2, 1, 1}, {20, 1, 2, 2}, {20, 2, 2, 2}};
    const struct layer_sizes sizes = {.posts = 3, .objects = 3, .accounts = 3};
    size_t moved = 0;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct oracle_layer made = {.accounts = 3};
        struct layer dealt;
        oracle_layer_sort(&made.layer, shares, 6, 60000000, NULL, 1);
        check_ok(placebo_layer(&dealt, &made.layer, &sizes, seed, &err), err);
        moved += check_dealt(&dealt, &made, seed);
        layer_release(&dealt);
        oracle_layer_clear(&made.layer);
    }
    cr_expect_gt(moved, 20);
}

Test(placebo, leaves_everybody_in_the_stratum) {
    const struct share shares[] = {{0, 0, 0, 0},  {1, 0, 1, 1},  {2, 1, 2, 2},
                                   {60, 2, 3, 3}, {61, 2, 4, 4}, {62, 3, 5, 5}};
    const uint32_t first[] = {0, 2};
    const struct layer_sizes sizes = {.posts = 6, .objects = 4, .accounts = 6};
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct layer layer, dealt;
        oracle_layer_sort(&layer, shares, 6, 60, first, 2);
        check_ok(placebo_layer(&dealt, &layer, &sizes, seed, &err), err);
        for (size_t i = 0; i < dealt.count; i++)
            cr_expect_eq(dealt.shares[i].account < 3, dealt.shares[i].object < 2);
        layer_release(&dealt);
        oracle_layer_clear(&layer);
    }
}
