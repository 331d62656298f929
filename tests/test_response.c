#include "graph/response.h"

#include "tests/check.h"
#include "tests/oracle.h"

#include <math.h>
#include <stdlib.h>

static lockstep_error err;

enum { CLUSTERS = 3 };

/* Some of the accounts with a share, divided among three clusters by chance. */
static struct clusters draw_clusters(struct cluster items[CLUSTERS], uint32_t *members,
                                     const struct null_model *null, struct oracle_random *random) {
    for (size_t c = 0; c < CLUSTERS; c++)
        items[c] = (struct cluster){.number = (uint32_t) c + 1,
                                    .members = members + c * null->account_room};
    for (uint32_t a = 0; a < null->account_room; a++) {
        if (!null->activity_total[a]) continue;
        uint32_t c = oracle_draw(random, CLUSTERS + 1);
        if (c < CLUSTERS) items[c].members[items[c].count++] = a;
    }
    return (struct clusters){.items = items, .count = CLUSTERS, .kept = CLUSTERS};
}

/* The nats of an object are what is lost when its shares are too far apart for any episode. */
static double slow_gain(const struct oracle_layer *l, size_t object, const struct cluster *cluster,
                        double whole) {
    struct layer apart = l->layer;
    apart.shares = malloc((apart.count + 1) * sizeof *apart.shares);
    memcpy(apart.shares, l->layer.shares, apart.count * sizeof *apart.shares);
    const struct object_shares *o = &apart.objects[object];
    for (size_t i = 0; i < o->count; i++)
        apart.shares[o->start + i].time += (int64_t) i * (apart.window + 1);
    double without =
        oracle_evidence(&apart, l->accounts, cluster->members, cluster->count, 0.05, NULL);
    free(apart.shares);
    return whole - without;
}

static void check_equal(double found, double expected, const char *what, uint64_t seed) {
    cr_assert_float_eq(found, expected, 1e-7, "seed %llu: %s %.17g, not %.17g",
                       (unsigned long long) seed, what, found, expected);
}

static void check_cluster(const struct oracle_layer *l, const struct cluster *c, uint64_t seed) {
    struct layer half = l->layer, twice = l->layer;
    half.window /= 2, twice.window *= 2;
    double whole = oracle_evidence(&l->layer, l->accounts, c->members, c->count, 0.05, NULL);
    double largest = 0, all = 0;
    for (size_t o = 0; o < l->layer.object_count; o++) {
        double gain = slow_gain(l, o, c, whole);
        all += gain;
        if (gain > largest) largest = gain;
    }
    check_equal(c->evidence_half,
                oracle_evidence(&half, l->accounts, c->members, c->count, 0.05, NULL), "half",
                seed);
    check_equal(c->evidence_double,
                oracle_evidence(&twice, l->accounts, c->members, c->count, 0.05, NULL), "double",
                seed);
    check_equal(c->gains, all, "gains", seed);
    check_equal(c->largest_gain, largest, "largest", seed);
}

static const struct lockstep_settings settings = {
    .min_objects = 2, .alpha = 0.05, .seed = 1, .threads = 1};

Test(response, is_the_evidence_of_the_same_accounts_elsewhere) {
    size_t with_gains = 0;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct oracle_layer l;
        oracle_layer_make(&l, seed);
        oracle_layer_call(&l.layer, TRACE_TEXT); /* an object moved away is no part of any crowd */
        struct oracle_random random = oracle_seed(seed + 1000);
        struct cluster items[CLUSTERS];
        uint32_t *members = calloc(CLUSTERS * (size_t) l.accounts + 1, sizeof *members);
        struct edges edges;
        struct network network = {.accounts = l.accounts, .layers = &edges, .count = 1};
        check_ok(edges_build(&edges, &l.layer, l.accounts, &settings, &err), err);
        struct clusters clusters = draw_clusters(items, members, &edges.null, &random);
        check_ok(clusters_respond(&clusters, &network, &settings, &err), err);
        for (size_t c = 0; c < CLUSTERS; c++) {
            check_cluster(&l, &items[c], seed);
            with_gains += items[c].largest_gain > 0;
        }
        edges_release(&edges);
        free(members);
        oracle_layer_free(&l);
    }
    cr_expect_gt(with_gains, 50, "only %zu clusters gain", with_gains);
}

Test(response, of_moments_knows_no_other_window) {
    struct oracle_layer l;
    oracle_layer_make(&l, 3);
    l.layer.trace = TRACE_TIME;
    uint32_t members[] = {0, 1, 2};
    struct cluster item = {.number = 1, .members = members, .count = 3};
    struct clusters clusters = {.items = &item, .count = 1, .kept = 1};
    struct edges edges;
    struct network network = {.accounts = l.accounts, .layers = &edges, .count = 1};
    check_ok(edges_build(&edges, &l.layer, l.accounts, &settings, &err), err);
    check_ok(clusters_respond(&clusters, &network, &settings, &err), err);
    cr_expect(isnan(item.evidence_half) && isnan(item.evidence_double));
    edges_release(&edges);
    oracle_layer_free(&l);
}
