#include "export/export.h"

#include "engine/arena.h"
#include "engine/buffer.h"
#include "engine/csv_cells.h"
#include "engine/error.h"
#include "engine/names.h"

#include <csv.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>

/* ---- tables of account and cluster ---- */

struct membership {
    uint32_t account, cluster;
};

/* A partition of some accounts: cluster numbers from 1 by account number, 0 in no cluster. */
struct partition {
    struct names clusters; /* their names; cluster n is name n - 1 */
    uint32_t *of;          /* the first that the table names */
    bool *listed;          /* the table has the account */
    size_t room, listed_room;
    uint32_t count; /* of accounts that `of` and `listed` cover */
    bool may_overlap;
    struct membership *further; /* of accounts in several clusters, where they may be */
    size_t further_count, further_room;
    struct names memberships; /* where they may be: the bytes of each */
};

/* A table while it is read. */
struct table {
    struct names *accounts;
    struct partition *partition;
    const char *path;
    uint64_t line;
    size_t column, account_column, cluster_column; /* SIZE_MAX: not seen */
    struct buffer account, cluster;
    bool in_header, disarmed; /* cells may begin with the apostrophe of csv_text */
    lockstep_status status;
    lockstep_error *err;
};

static lockstep_status cover(struct partition *partition, uint32_t count, lockstep_error *err) {
    if (!count) return LOCKSTEP_OK;
    uint32_t *of = grow(partition->of, &partition->room, count, sizeof *of);
    if (of) partition->of = of;
    bool *listed = grow(partition->listed, &partition->listed_room, count, sizeof *listed);
    if (listed) partition->listed = listed;
    if (!of || !listed) return fail_memory(err, "a table of clusters");
    for (; partition->count < count; partition->count++)
        of[partition->count] = 0, listed[partition->count] = false;
    return LOCKSTEP_OK;
}

static lockstep_status add_further(struct partition *partition, uint32_t account, uint32_t cluster,
                                   lockstep_error *err) {
    struct membership *further = grow(partition->further, &partition->further_room,
                                      partition->further_count + 1, sizeof *further);
    if (!further) return fail_memory(err, "a table of clusters");
    partition->further = further;
    further[partition->further_count++] = (struct membership){account, cluster};
    return LOCKSTEP_OK;
}

static bool is_no_cluster(struct slice name) {
    return name.size == 0 || slice_equal(name, SLICE("0"));
}

static lockstep_status add_row(struct table *table) {
    struct partition *partition = table->partition;
    struct slice written = buffer_slice(&table->account);
    struct slice account = table->disarmed ? csv_armed(written) : written;
    struct slice cluster = buffer_slice(&table->cluster);
    if (table->account.failed || table->cluster.failed) return fail_memory(table->err, "a row");
    if (!account.size)
        return fail_at(table->err, LOCKSTEP_EINPUT, table->path, table->line,
                       "a row without an account");
    uint32_t number, name = 0;
    TRY(names_intern(table->accounts, account, &number, NULL, table->err));
    TRY(cover(partition, table->accounts->count, table->err));
    if (!is_no_cluster(cluster)) {
        TRY(names_intern(&partition->clusters, cluster, &name, NULL, table->err));
        name++;
    }
    bool is_new = !partition->listed[number];
    if (partition->may_overlap && name && (is_new || partition->of[number])) {
        struct membership row = {number, name};
        TRY(names_intern(&partition->memberships, (struct slice){(const char *) &row, sizeof row},
                         &(uint32_t){0}, &is_new, table->err));
        if (is_new && partition->listed[number])
            return add_further(partition, number, name, table->err);
    }
    if (is_new) {
        partition->listed[number] = true;
        partition->of[number] = name;
        return LOCKSTEP_OK;
    }
    return fail_at(table->err, LOCKSTEP_EINPUT, table->path, table->line,
                   "account \"%.*s\" is listed twice", (int) account.size, account.at);
}

static void take_cell(void *bytes, size_t size, void *data) {
    struct table *table = data;
    struct slice cell = {bytes, size};
    size_t column = table->column++;
    if (table->in_header) {
        if (slice_equal(cell, SLICE("account"))) table->account_column = column;
        if (slice_equal(cell, SLICE("cluster"))) table->cluster_column = column;
    } else if (column == table->account_column) {
        buffer_append(&table->account, cell);
    } else if (column == table->cluster_column) {
        buffer_append(&table->cluster, cell);
    }
}

static lockstep_status check_header(struct table *table) {
    const char *missing = table->account_column == SIZE_MAX   ? "account"
                          : table->cluster_column == SIZE_MAX ? "cluster"
                                                              : NULL;
    table->in_header = false;
    if (!missing) return LOCKSTEP_OK;
    return fail_at(table->err, LOCKSTEP_EINPUT, table->path, table->line,
                   "no column is called \"%s\"", missing);
}

static void take_row(int ending, void *data) {
    (void) ending;
    struct table *table = data;
    if (table->status == LOCKSTEP_OK)
        table->status = table->in_header ? check_header(table) : add_row(table);
    table->column = 0;
    buffer_clear(&table->account), buffer_clear(&table->cluster);
}

static lockstep_status parse_line(struct csv_parser *parser, struct table *table, const char *line,
                                  size_t size) {
    if (++table->line == 1 && size >= 3 && memcmp(line, "\xef\xbb\xbf", 3) == 0)
        line += 3, size -= 3;
    if (csv_parse(parser, line, size, take_cell, take_row, table) != size)
        return fail_at(table->err, LOCKSTEP_EINPUT, table->path, table->line, "not valid CSV: %s",
                       csv_strerror(csv_error(parser)));
    return table->status;
}

static lockstep_status parse_file(FILE *in, struct table *table) {
    struct csv_parser parser;
    char *line = NULL;
    size_t room = 0;
    lockstep_status status = LOCKSTEP_OK;
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI)) return fail_memory(table->err, "CSV");
    for (ssize_t size; status == LOCKSTEP_OK && (size = getline(&line, &room, in)) >= 0;)
        status = parse_line(&parser, table, line, (size_t) size);
    if (status == LOCKSTEP_OK && ferror(in)) status = fail_io(table->err, table->path);
    if (status == LOCKSTEP_OK && csv_fini(&parser, take_cell, take_row, table))
        status = fail_at(table->err, LOCKSTEP_EINPUT, table->path, table->line,
                         "a quoted cell does not end");
    if (status == LOCKSTEP_OK && table->in_header) status = check_header(table);
    csv_free(&parser);
    free(line);
    return status == LOCKSTEP_OK ? table->status : status;
}

/* Adds the accounts of the table to `accounts`. */
static lockstep_status read_partition(struct partition *partition, struct names *accounts,
                                      const char *path, bool disarmed, lockstep_error *err) {
    struct table table = {.accounts = accounts,
                          .partition = partition,
                          .path = path,
                          .account_column = SIZE_MAX,
                          .cluster_column = SIZE_MAX,
                          .in_header = true,
                          .disarmed = disarmed,
                          .err = err};
    FILE *in = fopen(path, "rb");
    if (!in) return fail_io(err, path);
    lockstep_status status = parse_file(in, &table);
    fclose(in);
    buffer_release(&table.account), buffer_release(&table.cluster);
    return status;
}

static void partition_release(struct partition *partition) {
    names_release(&partition->clusters), names_release(&partition->memberships);
    free(partition->of), free(partition->listed), free(partition->further);
}

/* ---- comparison ---- */

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
    TRY(cover(&c->truth, c->accounts.count, err));
    TRY(cover(&c->found, c->accounts.count, err));
    TRY(compare_alloc(c, err));
    for (uint32_t a = 0; a < c->accounts.count; a++) {
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
    for (uint32_t a = 0; a < c->accounts.count; a++) {
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
    struct buffer path = {0};
    buffer_append(&path, slice_of(case_path));
    buffer_append(&path,
                  (struct slice){"/accounts.csv", sizeof "/accounts.csv"}); /* with its NUL */
    lockstep_status status = path.failed
                                 ? fail_memory(err, "a path")
                                 : read_partition(&c->found, &c->accounts, path.bytes, true, err);
    buffer_release(&path);
    if (status == LOCKSTEP_OK)
        status = read_partition(&c->truth, &c->accounts, truth_path, false, err);
    return status;
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
