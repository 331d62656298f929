#include "graph/backbone.h"

#include "tests/check.h"

#include <math.h>
#include <stdlib.h>

enum { ACCOUNTS = 25, MOST = ACCOUNTS * ACCOUNTS };

static struct edge items[MOST];
static struct edges edges = {.items = items, .null = {.account_room = ACCOUNTS}};
static uint8_t keeps[MOST], want[MOST];
static const struct backbone ALL = {.given = true, .q = 1, .disparity = 1, .noise = -1};
static lockstep_error err;
static uint64_t state;

static uint32_t below(uint32_t bound) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t) ((state >> 33) % bound);
}

static void draw(uint64_t seed) {
    state = seed;
    edges.count = 0;
    uint32_t percent = 5 + below(90);
    for (uint32_t a = 0; a < ACCOUNTS; a++)
        for (uint32_t b = a + 1; b < ACCOUNTS; b++)
            if (below(100) < percent)
                items[edges.count++] = (struct edge){.source = a,
                                                     .target = b,
                                                     .objects = 2 + below(20) * below(5),
                                                     .weight = 0.25 * (1 + below(30)),
                                                     .q_value = below(100) / 100.0,
                                                     .posts_source = 1 + below(9),
                                                     .posts_target = 1 + below(9)};
}

static bool touches(const struct edge *e, uint32_t account) {
    return e->source == account || e->target == account;
}

static double strength(uint32_t account, bool of_objects) {
    double sum = 0;
    for (size_t i = 0; i < edges.count; i++)
        if (touches(&items[i], account)) sum += of_objects ? items[i].objects : items[i].weight;
    return sum;
}

static uint32_t degree(uint32_t account, const uint8_t *among) {
    uint32_t count = 0;
    for (size_t i = 0; i < edges.count; i++)
        count += touches(&items[i], account) && (!among || among[i]);
    return count;
}

/* Edges of the account that are heavier, or as heavy and before it. */
static uint32_t before(size_t edge, uint32_t account) {
    uint32_t count = 0;
    for (size_t i = 0; i < edges.count; i++)
        count +=
            touches(&items[i], account) && (items[i].weight > items[edge].weight ||
                                            (items[i].weight == items[edge].weight && i < edge));
    return count;
}

static int by_value(const void *left, const void *right) {
    double a = *(const double *) left, b = *(const double *) right;
    return (a > b) - (a < b);
}

static double quantile(double p) {
    double weights[MOST];
    for (size_t i = 0; i < edges.count; i++)
        weights[i] = items[i].weight;
    qsort(weights, edges.count, sizeof *weights, by_value);
    double place = p * (double) (edges.count - 1), low = floor(place), high = ceil(place);
    return weights[(size_t) low] + (place - low) * (weights[(size_t) high] - weights[(size_t) low]);
}

/* As in the authors' backboning.py, line by line. */
static bool exceeds_noise(const struct edge *e, double deviations) {
    double n = 0, nij = e->objects, ni = strength(e->source, true), nj = strength(e->target, true);
    for (uint32_t a = 0; a < ACCOUNTS; a++)
        n += strength(a, true);
    double mean_prior = ((ni * nj) / n) * (1 / n), kappa = n / (ni * nj);
    double score = ((kappa * nij) - 1) / ((kappa * nij) + 1);
    double var_prior = (1 / pow(n, 2)) * (ni * nj * (n - ni) * (n - nj)) / (pow(n, 2) * (n - 1));
    double alpha_prior = ((pow(mean_prior, 2) / var_prior) * (1 - mean_prior)) - mean_prior;
    double beta_prior = (mean_prior / var_prior) * (1 - pow(mean_prior, 2)) - (1 - mean_prior);
    double alpha = alpha_prior + nij, beta = n - nij + beta_prior;
    double expected = alpha / (alpha + beta), variance = expected * (1 - expected) * n;
    double d = (1 / (ni * nj)) - (n * ((ni + nj) / pow(ni * nj, 2)));
    double variance_score =
        variance * pow((2 * (kappa + (nij * d))) / pow((kappa * nij) + 1, 2), 2);
    return score - deviations * sqrt(variance_score) > 0;
}

static double disparity(const struct edge *e, uint32_t end) {
    double k = degree(end, NULL);
    return k > 1 ? pow(1 - e->weight / strength(end, false), k - 1) : 1;
}

static void slow_core(uint32_t k) {
    for (bool peeled = true; peeled;) {
        peeled = false;
        for (size_t i = 0; i < edges.count; i++)
            if (want[i] && (degree(items[i].source, want) < k || degree(items[i].target, want) < k))
                want[i] = 0, peeled = true;
    }
}

static void slow_backbone(const struct backbone *b) {
    for (size_t i = 0; i < edges.count; i++) {
        const struct edge *e = &items[i];
        double fewer = fmin(e->posts_source, e->posts_target);
        want[i] = e->objects >= b->count && (b->q >= 1 || e->q_value <= b->q) &&
                  e->weight >= quantile(b->weight) &&
                  (b->disparity >= 1 || disparity(e, e->source) < b->disparity ||
                   disparity(e, e->target) < b->disparity) &&
                  (b->noise < 0 || exceeds_noise(e, b->noise)) &&
                  (b->top < 1 || before(i, e->source) < b->top || before(i, e->target) < b->top) &&
                  fewer / fmax(e->posts_source, e->posts_target) >= b->symmetry;
    }
    if (b->core >= 1) slow_core((uint32_t) b->core);
}

/* Returns how many edges it keeps. */
static size_t check(struct backbone b, const char *what, uint64_t seed) {
    size_t kept = 0;
    check_ok(backbone_find(keeps, &edges, &b, &err), err);
    slow_backbone(&b);
    for (size_t i = 0; i < edges.count; i++) {
        cr_expect_eq(keeps[i], want[i], "%s, seed %llu, edge %zu", what, (unsigned long long) seed,
                     i);
        kept += keeps[i];
    }
    return kept;
}

Test(backbone, keeps_what_the_definitions_keep) {
    enum { RULES = 9 };
    static const char *const NAMES[RULES] = {"count", "q",    "weight",   "disparity", "noise",
                                             "top",   "core", "symmetry", "all"};
    size_t kept[RULES] = {0}, all = 0;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        draw(seed);
        struct backbone rules[RULES];
        for (int r = 0; r < RULES; r++)
            rules[r] = ALL;
        rules[0].count = rules[8].count = 1 + below(10);
        rules[1].q = below(100) / 100.0, rules[8].q = 0.9;
        rules[2].weight = rules[8].weight = below(100) / 100.0 / 2;
        rules[3].disparity = rules[8].disparity = (1 + below(60)) / 100.0;
        rules[4].noise = below(30) / 10.0;
        rules[5].top = 1 + below(5), rules[8].top = 8;
        rules[6].core = 1 + below(8), rules[8].core = 2;
        rules[7].symmetry = below(100) / 100.0;
        for (int r = 0; r < RULES; r++)
            kept[r] += check(rules[r], NAMES[r], seed);
        all += check(ALL, "none", seed);
    }
    for (int r = 0; r < RULES; r++)
        cr_expect(kept[r] > 0 && kept[r] < all, "%s keeps %zu of %zu", NAMES[r], kept[r], all);
}

Test(backbone, of_a_layer_without_edges_is_empty) {
    edges.count = 0;
    check_ok(backbone_find(keeps, &edges, &ALL, &err), err);
}

Test(backbone, is_set_by_a_list) {
    lockstep_settings *settings = lockstep_settings_new();
    cr_assert(settings);
    cr_expect_not(settings->backbone.given);
    check_ok(lockstep_settings_set(settings, "backbone", "disparity=0.05,top=10,k-core=3", &err),
             err);
    cr_expect(settings->backbone.given);
    check_near(settings->backbone.disparity, 0.05, 0);
    check_near(settings->backbone.top, 10, 0);
    check_near(settings->backbone.core, 3, 0);
    check_near(settings->backbone.noise, -1, 0);
    static const char *const BAD[] = {"top",    "top=0", "top=1.5",   "disparity=2", "x=1",
                                      "top=1,", "q=",    "noise=nan", "count=-1"};
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        lockstep_error error = {0};
        check_status(lockstep_settings_set(settings, "backbone", BAD[i], &error), LOCKSTEP_EARG,
                     error);
    }
    lockstep_settings_free(settings);
}
