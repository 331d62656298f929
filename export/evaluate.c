#include "export/export.h"

#include "engine/error.h"
#include "engine/memory.h"
#include "engine/names.h"
#include "export/partition.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>

/* Accounts that lie in true cluster `truth` and found cluster `found` (0: in none). */
struct overlap {
    uint32_t truth, found;
    uint64_t accounts;
};

struct comparison {
    struct names accounts;
    struct partition truth, found;
    struct overlap *overlaps; /* sorted by truth, found; none is empty */
    size_t count;
    struct overlap *once; /* the same with each account in the first of its true clusters */
    size_t once_count;
    uint64_t *true_sizes, *found_sizes, *missing; /* by cluster, 0 being none */
    uint64_t *once_sizes;
};

static int by_clusters(const void *a, const void *b) {
    const struct overlap *x = a, *y = b;
    if (x->truth != y->truth) return x->truth < y->truth ? -1 : 1;
    return (x->found > y->found) - (x->found < y->found);
}

static size_t add_up(struct overlap *overlaps, size_t count) {
    size_t kept = 0;
    qsort(overlaps, count, sizeof *overlaps, by_clusters);
    for (size_t i = 0; i < count; i++)
        if (kept && by_clusters(&overlaps[kept - 1], &overlaps[i]) == 0)
            overlaps[kept - 1].accounts += overlaps[i].accounts;
        else
            overlaps[kept++] = overlaps[i];
    return kept;
}

static lockstep_status compare_alloc(struct comparison *c, lockstep_error *err) {
    size_t accounts = c->accounts.count, clusters = c->truth.clusters.count + (size_t) 1;
    c->overlaps = calloc(accounts + c->truth.further_count + 1, sizeof *c->overlaps);
    c->once = calloc(accounts + 1, sizeof *c->once);
    c->true_sizes = calloc(clusters, sizeof *c->true_sizes);
    c->once_sizes = calloc(clusters, sizeof *c->once_sizes);
    c->missing = calloc(clusters, sizeof *c->missing);
    c->found_sizes = calloc(c->found.clusters.count + (size_t) 1, sizeof *c->found_sizes);
    bool all =
        c->overlaps && c->once && c->true_sizes && c->once_sizes && c->missing && c->found_sizes;
    return all ? LOCKSTEP_OK : fail_memory(err, "a comparison");
}

static void add_membership(struct comparison *c, uint32_t account, uint32_t truth) {
    c->overlaps[c->count++] = (struct overlap){truth, c->found.of[account], 1};
    c->true_sizes[truth]++;
    c->missing[truth] += !c->found.listed[account];
}

static lockstep_status compare(struct comparison *c, lockstep_error *err) {
    TRY(partition_cover(&c->truth, c->accounts.count, err));
    TRY(partition_cover(&c->found, c->accounts.count, err));
    TRY(compare_alloc(c, err));
    for (uint32_t a = 0; a < c->accounts.count; memory_step(++a)) {
        uint32_t truth = c->truth.of[a], found = c->found.of[a];
        c->once[c->once_count++] = (struct overlap){truth, found, 1};
        c->once_sizes[truth]++, c->found_sizes[found]++;
        add_membership(c, a, truth);
    }
    for (size_t i = 0; i < c->truth.further_count; i++)
        add_membership(c, c->truth.further[i].account, c->truth.further[i].cluster);
    c->count = add_up(c->overlaps, c->count);
    c->once_count = add_up(c->once, c->once_count);
    return LOCKSTEP_OK;
}

static double pairs_of(uint64_t n) {
    return (double) n * ((double) n - 1) / 2;
}

/* Adjusted Rand index (Hubert and Arabie 1985), from the contingency table. Without
 * `unclustered_together`, an account in no cluster is a class of its own, and one in neither
 * partition is left out: those whom nobody claims say nothing. With it, "in no cluster" is one more
 * class, over all accounts. NaN where there is nothing to agree on. */
static double adjusted_rand_index(const struct comparison *c, bool unclustered_together) {
    double together = 0, in_truth = 0, in_found = 0;
    uint64_t accounts = 0;
    uint32_t first = unclustered_together ? 0 : 1;
    for (size_t i = 0; i < c->once_count; i++) {
        const struct overlap *o = &c->once[i];
        if (unclustered_together || o->truth || o->found) accounts += o->accounts;
        if (o->truth >= first && o->found >= first) together += pairs_of(o->accounts);
    }
    for (uint32_t t = first; t <= c->truth.clusters.count; t++)
        in_truth += pairs_of(c->once_sizes[t]);
    for (uint32_t f = first; f <= c->found.clusters.count; f++)
        in_found += pairs_of(c->found_sizes[f]);
    double expected = in_truth * in_found / pairs_of(accounts), most = (in_truth + in_found) / 2;
    if (accounts < 2) return NAN;
    return most > expected ? (together - expected) / (most - expected) : 1;
}

/* ---- JSON ---- */

/* Undefined where there is nothing to divide by: null. */
static json_t *ratio(double part, double whole) {
    return whole > 0 ? json_real(part / whole) : json_null();
}

static json_t *count(uint64_t n) {
    return json_integer((json_int_t) n);
}

static json_t *real_or_null(double number) {
    return number == number ? json_real(number) : json_null();
}

/* Of deciding whether an account acts in a cluster at all. */
static json_t *compare_accounts(const struct comparison *c) {
    uint64_t both = 0, truth = 0, found = 0, listed = 0, missing = 0;
    for (size_t i = 0; i < c->once_count; i++) {
        uint64_t accounts = c->once[i].accounts;
        truth += c->once[i].truth ? accounts : 0;
        found += c->once[i].found ? accounts : 0;
        both += c->once[i].truth && c->once[i].found ? accounts : 0;
    }
    for (uint32_t a = 0; a < c->accounts.count; memory_step(++a)) {
        listed += c->found.listed[a];
        missing += c->truth.of[a] && !c->found.listed[a];
    }
    return json_pack("{s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "in_case", count(listed), "in_truth",
                     count(truth), "missing", count(missing), "true_positives", count(both),
                     "false_positives", count(found - both), "false_negatives", count(truth - both),
                     "precision", ratio((double) both, (double) found), "recall",
                     ratio((double) both, (double) truth), "f1",
                     ratio(2 * (double) both, (double) (truth + found)));
}

/* F1 of taking `overlap`'s found cluster for its true one. */
static double f1_of(const struct comparison *c, const struct overlap *overlap) {
    uint64_t sizes = c->true_sizes[overlap->truth] + c->found_sizes[overlap->found];
    return 2 * (double) overlap->accounts / (double) sizes;
}

/* The found cluster that fits best, the first of equals; NULL when none has an account of it. */
static const struct overlap *best_match(const struct comparison *c, uint32_t truth) {
    const struct overlap *best = NULL;
    for (size_t i = 0; i < c->count; i++) {
        const struct overlap *o = &c->overlaps[i];
        if (o->truth == truth && o->found && (!best || f1_of(c, o) > f1_of(c, best))) best = o;
    }
    return best;
}

static json_t *match(const struct comparison *c, uint32_t truth) {
    const struct overlap *best = best_match(c, truth);
    struct slice name = names_get(&c->truth.clusters, truth - 1);
    struct slice found = best ? names_get(&c->found.clusters, best->found - 1) : SLICE("");
    uint64_t common = best ? best->accounts : 0,
             found_size = best ? c->found_sizes[best->found] : 0;
    uint64_t size = c->true_sizes[truth];
    return json_pack("{s:s%,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "cluster", name.at, name.size,
                     "size", count(size), "missing", count(c->missing[truth]), "found",
                     best ? json_stringn(found.at, found.size) : json_null(), "found_size",
                     count(found_size), "common", count(common), "precision",
                     ratio((double) common, (double) found_size), "recall",
                     ratio((double) common, (double) size), "f1",
                     ratio(2 * (double) common, (double) (size + found_size)));
}

static lockstep_status match_all(json_t *matches, const struct comparison *c, lockstep_error *err) {
    uint32_t clusters = c->truth.clusters.count,
             *order = calloc(clusters + (size_t) 1, sizeof *order);
    if (!order) return fail_memory(err, "a comparison");
    lockstep_status status = names_sort(&c->truth.clusters, order, err);
    for (uint32_t i = 0; i < clusters && status == LOCKSTEP_OK; i++)
        if (json_array_append_new(matches, match(c, order[i] + 1)))
            status = fail_memory(err, "a comparison");
    free(order);
    return status;
}

static lockstep_status write_comparison(FILE *out, const struct comparison *c,
                                        lockstep_error *err) {
    json_t *matches = json_array();
    json_t *document =
        json_pack("{s:o,s:o,s:o,s:O,s:o}", "accounts", compare_accounts(c), "ari",
                  real_or_null(adjusted_rand_index(c, false)), "ari_with_unclustered",
                  real_or_null(adjusted_rand_index(c, true)), "clusters", matches, "found_clusters",
                  count(c->found.clusters.count));
    lockstep_status status =
        document ? match_all(matches, c, err) : fail_memory(err, "a comparison");
    if (status == LOCKSTEP_OK &&
        (json_dumpf(document, out, JSON_INDENT(2) | JSON_SORT_KEYS | JSON_REAL_PRECISION(10)) ||
         fputc('\n', out) == EOF || fflush(out)))
        status = fail_io(err, "output");
    json_decref(document), json_decref(matches);
    return status;
}

static lockstep_status read_both(struct comparison *c, const char *case_path,
                                 const char *truth_path, lockstep_error *err) {
    TRY(partition_read_case(&c->found, &c->accounts, case_path, err));
    return partition_read(&c->truth, &c->accounts, truth_path, false, err);
}

lockstep_status lockstep_evaluate(FILE *out, const char *case_path, const char *truth_path,
                                  lockstep_error *err) {
    struct comparison c = {.truth.may_overlap = true};
    lockstep_status status = read_both(&c, case_path, truth_path, err);
    if (status == LOCKSTEP_OK) status = compare(&c, err);
    if (status == LOCKSTEP_OK) status = write_comparison(out, &c, err);
    free(c.overlaps), free(c.once), free(c.true_sizes), free(c.once_sizes);
    free(c.found_sizes), free(c.missing);
    partition_release(&c.truth), partition_release(&c.found);
    names_release(&c.accounts);
    return status;
}
