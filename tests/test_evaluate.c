#include "engine/lockstep.h"
#include "tests/check.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

/* A case folder with nothing but its table of accounts, and a truth beside it. */
struct folder {
    char path[32], accounts[64], truth[64];
};

static void write_text(const char *path, const char *text) {
    FILE *out = fopen(path, "w");
    cr_assert_not_null(out);
    fputs(text, out);
    fclose(out);
}

static struct folder folder_with(const char *accounts, const char *truth) {
    struct folder f = {.path = "/tmp/evaluateXXXXXX"};
    cr_assert_not_null(mkdtemp(f.path));
    snprintf(f.accounts, sizeof f.accounts, "%s/accounts.csv", f.path);
    snprintf(f.truth, sizeof f.truth, "%s/truth.csv", f.path);
    if (accounts) write_text(f.accounts, accounts);
    if (truth) write_text(f.truth, truth);
    return f;
}

static void folder_remove(const struct folder *f) {
    remove(f->accounts), remove(f->truth), rmdir(f->path);
}

static lockstep_status evaluate(json_t **result, const struct folder *f, lockstep_error *err) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    lockstep_status status = lockstep_evaluate(out, f->path, f->truth, err);
    fclose(out);
    *result = status == LOCKSTEP_OK ? json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL) : NULL;
    free(text);
    return status;
}

static json_t *evaluated(const char *accounts, const char *truth) {
    struct folder f = folder_with(accounts, truth);
    lockstep_error err = {0};
    json_t *result = NULL;
    check_ok(evaluate(&result, &f, &err), err);
    folder_remove(&f);
    cr_assert_not_null(result);
    return result;
}

static double number(const json_t *object, const char *name) {
    const json_t *value = json_object_get(object, name);
    cr_assert(json_is_number(value), "%s is no number", name);
    return json_number_value(value);
}

/* a-f truly in x, g-i in y; found: 1 = a-d, 2 = e-g and the stranger z; h and i in no cluster. */
static const char found_table[] =
    "account,handle,cluster\n"
    "a,,1\nb,,1\nc,,1\nd,,1\ne,,2\nf,,2\ng,,2\nh,,\ni,,0\nz,,2\nn,,\n";
static const char true_table[] = "account,cluster\n"
                                 "a,x\nb,x\nc,x\nd,x\ne,x\nf,x\ng,y\nh,y\ni,y\n";

Test(evaluate, counts_accounts_in_any_cluster) {
    json_t *result = evaluated(found_table, true_table), *a = json_object_get(result, "accounts");
    check_near(number(a, "true_positives"), 7, 0);
    check_near(number(a, "false_positives"), 1, 0);
    check_near(number(a, "false_negatives"), 2, 0);
    check_near(number(a, "precision"), 7 / 8.0, 1e-9);
    check_near(number(a, "recall"), 7 / 9.0, 1e-9);
    check_near(number(a, "f1"), 14 / 17.0, 1e-9);
    check_near(number(a, "in_case"), 11, 0);
    check_near(number(a, "in_truth"), 9, 0);
    json_decref(result);
}

/* Ten accounts that somebody claims; pairs together in truth 15 + 3, found 6 + 6, in both 6 + 1. */
Test(evaluate, agrees_with_an_adjusted_rand_index_by_hand) {
    json_t *result = evaluated(found_table, true_table);
    double expected = 18 * 12 / 45.0;
    check_near(number(result, "ari"), (7 - expected) / (15 - expected), 1e-9);
    /* with "none" as a class, eleven accounts: truth 15 + 3 + 1 (z n), found 6 + 6 + 3 (h i n),
     * both 6 (abcd) + 1 (ef) + 1 (hi) */
    expected = 19 * 15 / 55.0;
    check_near(number(result, "ari_with_unclustered"), (8 - expected) / (17 - expected), 1e-9);
    json_decref(result);
}

Test(evaluate, matches_each_true_cluster_with_the_best_found_one) {
    json_t *result = evaluated(found_table, true_table);
    json_t *clusters = json_object_get(result, "clusters"), *x = json_array_get(clusters, 0);
    check_count(json_array_size(clusters), 2);
    check_text(json_string_value(json_object_get(x, "cluster")), "x");
    check_text(json_string_value(json_object_get(x, "found")), "1");
    check_near(number(x, "precision"), 1, 1e-9);
    check_near(number(x, "recall"), 4 / 6.0, 1e-9);
    check_near(number(x, "f1"), 8 / 10.0, 1e-9);
    check_near(number(x, "found_size"), 4, 0);
    check_near(number(json_array_get(clusters, 1), "f1"), 2 / 7.0, 1e-9);
    json_decref(result);
}

Test(evaluate, counts_true_accounts_that_the_case_does_not_hold_as_missed) {
    json_t *result = evaluated("account,cluster\na,1\nb,1\n", "account,cluster\na,x\nb,x\nc,x\n");
    json_t *a = json_object_get(result, "accounts");
    check_near(number(a, "missing"), 1, 0);
    check_near(number(a, "false_negatives"), 1, 0);
    check_near(number(json_array_get(json_object_get(result, "clusters"), 0), "missing"), 1, 0);
    json_decref(result);
}

Test(evaluate, says_null_where_nothing_can_be_divided) {
    json_t *result = evaluated("account,cluster\na,\n", "account,cluster\n");
    cr_expect(json_is_null(json_object_get(result, "ari")));
    cr_expect(json_is_null(json_object_get(json_object_get(result, "accounts"), "precision")));
    check_count(json_array_size(json_object_get(result, "clusters")), 0);
    json_decref(result);
}

Test(evaluate, reads_quoted_cells_a_byte_order_mark_and_disarmed_names) {
    json_t *result = evaluated("\xef\xbb\xbf\"account\",\"cluster\"\r\n'@a,1\r\n\"b,\"\"\n\",1\r\n",
                               "cluster,account\nx,@a\nx,\"b,\"\"\n\"\n");
    check_near(number(json_object_get(result, "accounts"), "true_positives"), 2, 0);
    check_near(number(json_object_get(result, "accounts"), "missing"), 0, 0);
    json_decref(result);
}

Test(evaluate, compares_nothing_with_nothing) {
    json_t *result = evaluated("account,cluster\n", "account,cluster\n");
    check_near(number(result, "found_clusters"), 0, 0);
    cr_expect(json_is_null(json_object_get(result, "ari")));
    json_decref(result);
}

/* In the truth an account may act for two groups: it counts for both, and once over all. */
Test(evaluate, lets_true_clusters_share_accounts) {
    json_t *result = evaluated("account,cluster\na,1\nb,1\nc,1\nd,2\ne,2\nf,\n",
                               "account,cluster\na,x\nb,x\nc,x\nc,y\nd,y\ne,y\n");
    const json_t *clusters = json_object_get(result, "clusters");
    const json_t *x = json_array_get(clusters, 0), *y = json_array_get(clusters, 1);
    check_near(number(x, "f1"), 1, 1e-12);
    check_near(number(y, "recall"), 2 / 3.0, 1e-9);
    check_near(number(y, "precision"), 1, 1e-12);
    check_near(number(result, "ari"), 1, 1e-12);
    check_near(number(json_object_get(result, "accounts"), "true_positives"), 5, 0);
    json_decref(result);
}

Test(evaluate, names_what_is_wrong_with_a_table) {
    static const struct {
        const char *accounts, *truth, *says;
        uint64_t line;
        lockstep_status status;
    } cases[] = {
        {"account,group\n", "account,cluster\n", "cluster", 1, LOCKSTEP_EINPUT},
        {"account,cluster\n", "id,cluster\n", "account", 1, LOCKSTEP_EINPUT},
        {"account,cluster\n", "", "account", 0, LOCKSTEP_EINPUT},
        {"account,cluster\n", "account,cluster\na,x\na,x\n", "twice", 3, LOCKSTEP_EINPUT},
        {"account,cluster\n", "account,cluster\na,x\na,y\na,y\n", "twice", 4, LOCKSTEP_EINPUT},
        {"account,cluster\n", "account,cluster\na,x\na,\n", "twice", 3, LOCKSTEP_EINPUT},
        {"account,cluster\na,1\na,2\n", "account,cluster\n", "twice", 3, LOCKSTEP_EINPUT},
        {"account,cluster\n", "account,cluster\n,x\n", "without an account", 2, LOCKSTEP_EINPUT},
        {"account,cluster\n", "account,cluster\na,\"x\" y\n", "not valid CSV", 2, LOCKSTEP_EINPUT},
        {"account,cluster\n", "account,cluster\na,\"x\n", "does not end", 2, LOCKSTEP_EINPUT},
        {"account,cluster\n", NULL, "No such file", 0, LOCKSTEP_EIO},
        {NULL, "account,cluster\n", "No such file", 0, LOCKSTEP_EIO},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct folder f = folder_with(cases[i].accounts, cases[i].truth);
        lockstep_error err = {0};
        json_t *result = NULL;
        check_status(evaluate(&result, &f, &err), cases[i].status, err);
        cr_expect(strstr(err.text, cases[i].says), "case %zu says \"%s\"", i, err.text);
        cr_expect_eq(err.line, cases[i].line, "case %zu is at line %llu", i,
                     (unsigned long long) err.line);
        cr_expect(strstr(err.source, ".csv"), "case %zu is in \"%s\"", i, err.source);
        folder_remove(&f);
    }
}

/* ---- an oracle: all pairs of accounts, one by one ---- */

enum { MOST_ACCOUNTS = 40 };

static uint32_t next_random(uint64_t *state) {
    *state = *state * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t) (*state >> 33);
}

static bool together(const int *cluster, int a, int b, bool unclustered_together) {
    return cluster[a] == cluster[b] && (cluster[a] || unclustered_together);
}

static double rand_index_by_pairs(const int *truth, const int *found, int count,
                                  bool unclustered_together) {
    double both = 0, in_truth = 0, in_found = 0, pairs = 0;
    for (int a = 0; a < count; a++)
        for (int b = a + 1; b < count; b++) {
            if (!unclustered_together && !(truth[a] || found[a])) continue;
            if (!unclustered_together && !(truth[b] || found[b])) continue;
            bool t = together(truth, a, b, unclustered_together);
            bool f = together(found, a, b, unclustered_together);
            pairs++, both += t && f, in_truth += t, in_found += f;
        }
    double expected = pairs > 0 ? in_truth * in_found / pairs : 0;
    double most = (in_truth + in_found) / 2;
    return most > expected ? (both - expected) / (most - expected) : 1;
}

static void write_partition(char *text, size_t room, const int *cluster, int count) {
    size_t size = (size_t) snprintf(text, room, "account,cluster\n");
    for (int a = 0; a < count; a++)
        size += (size_t) snprintf(text + size, room - size, "a%d,%d\n", a, cluster[a]);
}

Test(evaluate, agrees_with_counting_all_pairs) {
    for (uint64_t seed = 1; seed <= 200; seed++) {
        uint64_t state = seed;
        int truth[MOST_ACCOUNTS], found[MOST_ACCOUNTS];
        int count = 6 + (int) (next_random(&state) % (MOST_ACCOUNTS - 5)), claimed = 0;
        for (int a = 0; a < count; a++) {
            truth[a] = (int) (next_random(&state) % 5);
            found[a] = next_random(&state) % 3 ? truth[a] : (int) (next_random(&state) % 6);
            claimed += truth[a] || found[a];
        }
        if (claimed < 2) continue;
        char accounts[1024], clusters[1024];
        write_partition(accounts, sizeof accounts, found, count);
        write_partition(clusters, sizeof clusters, truth, count);
        json_t *result = evaluated(accounts, clusters);
        double expected = rand_index_by_pairs(truth, found, count, false);
        cr_expect(fabs(number(result, "ari") - expected) < 1e-9, "seed %d: %g, not %g", (int) seed,
                  number(result, "ari"), expected);
        expected = rand_index_by_pairs(truth, found, count, true);
        cr_expect(fabs(number(result, "ari_with_unclustered") - expected) < 1e-9, "seed %d",
                  (int) seed);
        json_decref(result);
    }
}
