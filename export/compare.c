/* Two runs compared: which clusters are the same, which are new, which are gone, who moved. */
#include "engine/error.h"
#include "engine/memory.h"
#include "export/export.h"
#include "export/partition.h"

#include <jansson.h>
#include <stdlib.h>

/* Two clusters are the same where no other is more like either, and their accounts' Jaccard
 * similarity is at least so much. */
#define LEAST_SIMILARITY 0.1

/* Accounts that lie in a cluster of each run, 0 being none. */
struct overlap {
    uint32_t before, after;
    uint64_t accounts;
    double jaccard;
};

struct side {
    struct partition partition;
    uint64_t *sizes;   /* by cluster, 0 being none */
    uint32_t *match;   /* by cluster: the other run's, or 0 */
    uint32_t *order;   /* clusters from 1 on, the largest first, equals by name */
    double *jaccard;   /* by cluster, of its match */
    uint64_t *common;  /* likewise: accounts in both */
    uint32_t *members; /* accounts by cluster, then in byte order */
    size_t *start;     /* of each cluster's; one more than the last */
};

struct comparing {
    struct names accounts;
    uint32_t *by_name; /* accounts in byte order */
    struct side before, after;
    struct overlap *overlaps;
    size_t count;
};

static int by_clusters(const void *left, const void *right) {
    const struct overlap *a = left, *b = right;
    if (a->before != b->before) return a->before < b->before ? -1 : 1;
    return (a->after > b->after) - (a->after < b->after);
}

/* The most alike first, then the largest. */
static int by_similarity(const void *left, const void *right) {
    const struct overlap *a = left, *b = right;
    if (a->jaccard != b->jaccard) return a->jaccard > b->jaccard ? -1 : 1;
    if (a->accounts != b->accounts) return a->accounts > b->accounts ? -1 : 1;
    return by_clusters(a, b);
}

/* ---- matching ---- */

static lockstep_status side_alloc(struct side *side, lockstep_error *err) {
    size_t room = side->partition.clusters.count + (size_t) 1;
    side->sizes = calloc(room, sizeof *side->sizes);
    side->match = calloc(room, sizeof *side->match);
    side->order = calloc(room, sizeof *side->order);
    side->jaccard = calloc(room, sizeof *side->jaccard);
    side->common = calloc(room, sizeof *side->common);
    bool all = side->sizes && side->match && side->order && side->jaccard && side->common;
    return all ? LOCKSTEP_OK : fail_memory(err, "a comparison");
}

static lockstep_status overlap_all(struct comparing *c, lockstep_error *err) {
    c->overlaps = calloc((size_t) c->accounts.count + 1, sizeof *c->overlaps);
    if (!c->overlaps) return fail_memory(err, "a comparison");
    for (uint32_t a = 0; a < c->accounts.count; memory_step(++a)) {
        uint32_t before = c->before.partition.of[a], after = c->after.partition.of[a];
        c->before.sizes[before]++, c->after.sizes[after]++;
        if (before && after) c->overlaps[c->count++] = (struct overlap){before, after, 1, 0};
    }
    size_t kept = 0;
    if (c->count) qsort(c->overlaps, c->count, sizeof *c->overlaps, by_clusters);
    for (size_t i = 0; i < c->count; i++)
        if (kept && by_clusters(&c->overlaps[kept - 1], &c->overlaps[i]) == 0)
            c->overlaps[kept - 1].accounts++;
        else
            c->overlaps[kept++] = c->overlaps[i];
    c->count = kept;
    return LOCKSTEP_OK;
}

static void match_clusters(struct comparing *c) {
    for (size_t i = 0; i < c->count; i++) {
        struct overlap *o = &c->overlaps[i];
        uint64_t all = c->before.sizes[o->before] + c->after.sizes[o->after] - o->accounts;
        o->jaccard = (double) o->accounts / (double) all;
    }
    if (c->count) qsort(c->overlaps, c->count, sizeof *c->overlaps, by_similarity);
    for (size_t i = 0; i < c->count && c->overlaps[i].jaccard >= LEAST_SIMILARITY; i++) {
        const struct overlap *o = &c->overlaps[i];
        if (c->before.match[o->before] || c->after.match[o->after]) continue;
        c->before.match[o->before] = o->after, c->after.match[o->after] = o->before;
        c->before.jaccard[o->before] = c->after.jaccard[o->after] = o->jaccard;
        c->before.common[o->before] = c->after.common[o->after] = o->accounts;
    }
}

struct sized {
    uint64_t size;
    uint32_t rank, cluster; /* rank by name */
};

static int by_size(const void *left, const void *right) {
    const struct sized *a = left, *b = right;
    if (a->size != b->size) return a->size > b->size ? -1 : 1;
    return (a->rank > b->rank) - (a->rank < b->rank);
}

static lockstep_status order_clusters(struct side *side, lockstep_error *err) {
    uint32_t count = side->partition.clusters.count;
    struct sized *sized = calloc((size_t) count + 1, sizeof *sized);
    if (!sized) return fail_memory(err, "a comparison");
    lockstep_status status = names_sort(&side->partition.clusters, side->order, err);
    for (uint32_t i = 0; i < count && status == LOCKSTEP_OK; i++) {
        uint32_t cluster = side->order[i] + 1;
        sized[i] = (struct sized){side->sizes[cluster], i, cluster};
    }
    if (count) qsort(sized, count, sizeof *sized, by_size);
    for (uint32_t i = 0; i < count; i++)
        side->order[i] = sized[i].cluster;
    free(sized);
    return status;
}

static lockstep_status list_members(struct side *side, const struct comparing *c,
                                    lockstep_error *err) {
    uint32_t clusters = side->partition.clusters.count;
    side->members = calloc((size_t) c->accounts.count + 1, sizeof *side->members);
    side->start = calloc((size_t) clusters + 3, sizeof *side->start);
    if (!side->members || !side->start) return fail_memory(err, "a comparison");
    for (uint32_t k = 0; k <= clusters; k++)
        side->start[k + 2] = side->start[k + 1] + side->sizes[k];
    for (uint32_t i = 0; i < c->accounts.count; memory_step(++i)) {
        uint32_t account = c->by_name[i];
        side->members[side->start[side->partition.of[account] + 1]++] = account;
    }
    return LOCKSTEP_OK;
}

/* ---- JSON ---- */

static json_t *count(uint64_t n) {
    return json_integer((json_int_t) n);
}

/* Names of clusters and accounts come from tables that lockstep wrote; bytes that are no UTF-8 make
 * null. */
static json_t *text(struct slice name) {
    json_t *string = json_stringn(name.at, name.size);
    return string ? string : json_null();
}

static json_t *cluster_name(const struct side *side, uint32_t cluster) {
    return cluster ? text(names_get(&side->partition.clusters, cluster - 1)) : json_null();
}

/* Accounts in cluster `in` of one run that are not in cluster `out` of the other. */
static json_t *missing(const struct comparing *c, const struct side *one, uint32_t in,
                       const struct side *other, uint32_t out) {
    json_t *array = json_array();
    for (size_t i = one->start[in]; i < one->start[in + 1]; i++)
        if (other->partition.of[one->members[i]] != out)
            json_array_append_new(array, text(names_get(&c->accounts, one->members[i])));
    return array;
}

static json_t *matched_json(const struct comparing *c, uint32_t after) {
    uint32_t before = c->after.match[after];
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:f, s:o, s:o}", "before",
                     cluster_name(&c->before, before), "after", cluster_name(&c->after, after),
                     "accounts_before", count(c->before.sizes[before]), "accounts_after",
                     count(c->after.sizes[after]), "common", count(c->after.common[after]),
                     "jaccard", c->after.jaccard[after], "joined",
                     missing(c, &c->after, after, &c->before, before), "left",
                     missing(c, &c->before, before, &c->after, after));
}

/* Clusters with a match, or the accounts of those without. */
static json_t *clusters_json(const struct comparing *c, const struct side *side, bool matched) {
    json_t *array = json_array();
    for (uint32_t i = 0; i < side->partition.clusters.count; i++) {
        uint32_t cluster = side->order[i];
        if ((side->match[cluster] != 0) != matched) continue;
        json_t *item = matched ? matched_json(c, cluster)
                               : json_pack("{s:o, s:o}", "cluster", cluster_name(side, cluster),
                                           "accounts", count(side->sizes[cluster]));
        json_array_append_new(array, item);
    }
    return array;
}

/* Accounts that were in a cluster and are in another one, which is not its match. */
static json_t *moved_json(const struct comparing *c) {
    json_t *array = json_array();
    for (uint32_t i = 0; i < c->accounts.count; memory_step(++i)) {
        uint32_t a = c->by_name[i];
        uint32_t before = c->before.partition.of[a], after = c->after.partition.of[a];
        if (!before || !after || c->before.match[before] == after) continue;
        json_array_append_new(array, json_pack("{s:o, s:o, s:o}", "account",
                                               text(names_get(&c->accounts, a)), "before",
                                               cluster_name(&c->before, before), "after",
                                               cluster_name(&c->after, after)));
    }
    return array;
}

static json_t *accounts_json(const struct comparing *c) {
    uint64_t stayed = 0, both = 0, before = 0, after = 0;
    for (size_t i = 0; i < c->count; i++) {
        const struct overlap *o = &c->overlaps[i];
        both += o->accounts;
        stayed += c->before.match[o->before] == o->after ? o->accounts : 0;
    }
    for (uint32_t b = 1; b <= c->before.partition.clusters.count; b++)
        before += c->before.sizes[b];
    for (uint32_t a = 1; a <= c->after.partition.clusters.count; a++)
        after += c->after.sizes[a];
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "before", count(before), "after",
                     count(after), "stayed", count(stayed), "moved", count(both - stayed), "new",
                     count(after - both), "gone", count(before - both));
}

static lockstep_status write_comparison(FILE *out, const struct comparing *c, lockstep_error *err) {
    json_t *document =
        json_pack("{s:o, s:o, s:o, s:o, s:o}", "accounts", accounts_json(c), "clusters",
                  clusters_json(c, &c->after, true), "new", clusters_json(c, &c->after, false),
                  "gone", clusters_json(c, &c->before, false), "moved", moved_json(c));
    if (!document) return fail_memory(err, "a comparison");
    bool failed =
        json_dumpf(document, out, JSON_INDENT(2) | JSON_SORT_KEYS | JSON_REAL_PRECISION(10)) ||
        fputc('\n', out) == EOF || fflush(out);
    json_decref(document);
    return failed ? fail_io(err, "output") : LOCKSTEP_OK;
}

/* ---- the whole ---- */

static lockstep_status compare(FILE *out, struct comparing *c, const char *before,
                               const char *after, lockstep_error *err) {
    TRY(partition_read_case(&c->before.partition, &c->accounts, before, err));
    TRY(partition_read_case(&c->after.partition, &c->accounts, after, err));
    TRY(partition_cover(&c->before.partition, c->accounts.count, err));
    TRY(partition_cover(&c->after.partition, c->accounts.count, err));
    c->by_name = calloc((size_t) c->accounts.count + 1, sizeof *c->by_name);
    if (!c->by_name) return fail_memory(err, "a comparison");
    TRY(names_sort(&c->accounts, c->by_name, err));
    TRY(side_alloc(&c->before, err));
    TRY(side_alloc(&c->after, err));
    TRY(overlap_all(c, err));
    match_clusters(c);
    TRY(order_clusters(&c->before, err));
    TRY(order_clusters(&c->after, err));
    TRY(list_members(&c->before, c, err));
    TRY(list_members(&c->after, c, err));
    return write_comparison(out, c, err);
}

static void side_release(struct side *side) {
    partition_release(&side->partition);
    free(side->sizes), free(side->match), free(side->order);
    free(side->jaccard), free(side->common), free(side->members), free(side->start);
}

lockstep_status lockstep_compare(FILE *out, const char *before, const char *after,
                                 lockstep_error *err) {
    struct comparing c = {0};
    lockstep_status status = compare(out, &c, before, after, err);
    side_release(&c.before), side_release(&c.after);
    names_release(&c.accounts);
    free(c.by_name), free(c.overlaps);
    return status;
}
