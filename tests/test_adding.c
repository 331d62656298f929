#include "engine/adding.h"

#include "tests/check.h"
#include "tests/oracle.h"

#include <stdlib.h>

enum { SEEDS = 320, MOST_OBJECTS = 3 };

static lockstep_error err;
static struct oracle_layer random_layer;

typedef lockstep_status (*way_fn)(struct adding *, struct edge *, const struct partners *, uint32_t,
                                  lockstep_error *);

static struct edge *begin(const struct partners *partners, uint32_t source) {
    struct edge *edges = calloc(partners->found_count + 1, sizeof *edges);
    for (size_t e = 0; e < partners->found_count; e++)
        edges[e] = (struct edge){.source = source,
                                 .target = partners->found[e],
                                 .first_time = INT64_MAX,
                                 .last_time = INT64_MIN};
    return edges;
}

/* All that co-shares add up to; the weight is a sum in the same order. */
static bool is_same(const struct edge *a, const struct edge *b) {
    return a->target == b->target && a->objects == b->objects &&
           a->posts_source == b->posts_source && a->posts_target == b->posts_target &&
           a->pairs == b->pairs && a->first_time == b->first_time && a->last_time == b->last_time &&
           memcmp(&a->mean_delta, &b->mean_delta, sizeof a->mean_delta) == 0 &&
           memcmp(&a->median_delta, &b->median_delta, sizeof a->median_delta) == 0 &&
           memcmp(&a->source_first, &b->source_first, sizeof a->source_first) == 0 &&
           memcmp(&a->weight, &b->weight, sizeof a->weight) == 0;
}

/* Both ways, as often as they are asked for, against what the slow way gives for the source. */
static size_t check_source(struct adding *adding, const struct partners *partners, uint32_t source,
                           const struct edge *slow, uint64_t seed) {
    const way_fn ways[] = {adding_at_once, adding_by_pair, adding_up, adding_at_once};
    struct edge *first = NULL;
    for (size_t w = 0; w < sizeof ways / sizeof *ways; w++) {
        struct edge *edges = begin(partners, source);
        check_ok(ways[w](adding, edges, partners, source, &err), err);
        for (size_t e = 0; e < partners->found_count; e++) {
            cr_assert(!first || is_same(&edges[e], &first[e]), "seed %zu, %s, way %zu: %u–%u",
                      (size_t) seed, random_layer.shape, w, source, edges[e].target);
            cr_assert(edges[e].target == slow[e].target && edges[e].pairs == slow[e].pairs &&
                          edges[e].objects == slow[e].objects &&
                          edges[e].posts_source == slow[e].posts_source &&
                          edges[e].posts_target == slow[e].posts_target &&
                          edges[e].first_time == slow[e].first_time &&
                          edges[e].last_time == slow[e].last_time,
                      "seed %zu, %s: %u–%u", (size_t) seed, random_layer.shape, source,
                      edges[e].target);
        }
        if (first)
            free(edges);
        else
            first = edges;
    }
    free(first);
    return partners->found_count;
}

static size_t check_layer(uint32_t min_objects, enum pruning prunings, uint64_t seed) {
    struct matches matches;
    struct partners partners = {0};
    struct edge *slow;
    size_t checked = 0,
           count = oracle_edges(&slow, &random_layer.layer, random_layer.accounts, min_objects);
    check_ok(matches_make(&matches, &random_layer.layer, random_layer.accounts, min_objects,
                          prunings, 1, &err),
             err);
    struct adding adding = {.matches = &matches};
    for (uint32_t source = 0; source < random_layer.accounts; source++) {
        check_ok(partners_find(&partners, &matches, source, &err), err);
        if (partners.found_count)
            checked += check_source(&adding, &partners, source, slow + checked, seed);
    }
    cr_assert_eq(checked, count, "seed %zu, %s", (size_t) seed, random_layer.shape);
    adding_release(&adding), partners_release(&partners), matches_release(&matches);
    free(slow);
    return checked;
}

Test(adding, gives_the_same_at_once_and_pair_by_pair) {
    size_t compared = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        oracle_layer_make(&random_layer, seed);
        for (uint32_t k = 1; k <= MOST_OBJECTS; k++)
            for (int prunings = 0; prunings <= PRUNE_ALL; prunings++)
                compared += check_layer(k, (enum pruning) prunings, seed);
        oracle_layer_free(&random_layer);
    }
    cr_expect(compared > 10000, "too few to mean much: %zu edges", compared);
}
