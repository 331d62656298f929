/* CooRTweet 2.1.3, R/account_stats.R and R/group_stats.r. */
#include "engine/csv_cells.h"

#include "engine/compat_coortweet.h"
#include "engine/error.h"

#include <math.h>
#include <stdlib.h>

/* ---- account_stats ---- */

enum { STAT_COUNT = 4 };       /* mean Δt and symmetry, full, then fast */
static const double NONE = -1; /* below every value; R's NA */

/* One end of one tie. */
struct end_stats {
    uint32_t account;
    double values[STAT_COUNT];
};

static int by_account_and_values(const void *a, const void *b) {
    const struct end_stats *x = a, *y = b;
    if (x->account != y->account) return x->account < y->account ? -1 : 1;
    for (int i = 0; i < STAT_COUNT; i++)
        if (x->values[i] != y->values[i]) return x->values[i] < y->values[i] ? -1 : 1;
    return 0;
}

static struct end_stats end_stats(const struct tie *tie, uint32_t account) {
    bool fast = tie->fast.weight > 0;
    return (struct end_stats){account,
                              {measure_mean(&tie->full), fast ? measure_mean(&tie->fast) : NONE,
                               measure_symmetry(&tie->full),
                               fast ? measure_symmetry(&tie->fast) : NONE}};
}

/* Ends of ties by account. Those of equal values count once, however many ties they stand for: so
 * it does unique() before it takes the mean. Returns how many are left. */
static size_t list_ends(struct end_stats *ends, const struct coordinated *c) {
    size_t kept = 0;
    for (size_t i = 0; i < c->count; i++) {
        ends[2 * i] = end_stats(&c->ties[i], c->ties[i].from);
        ends[2 * i + 1] = end_stats(&c->ties[i], c->ties[i].to);
    }
    if (c->count) qsort(ends, 2 * c->count, sizeof *ends, by_account_and_values);
    for (size_t i = 0; i < 2 * c->count; i++)
        if (!kept || by_account_and_values(&ends[kept - 1], &ends[i])) ends[kept++] = ends[i];
    return kept;
}

struct contribution {
    uint32_t account, content;
};

static int by_account_and_content(const void *a, const void *b) {
    const struct contribution *x = a, *y = b;
    if (x->account != y->account) return x->account < y->account ? -1 : 1;
    return (x->content > y->content) - (x->content < y->content);
}

/* shares[account] = the distinct contents of the account in pairs of the table: in all of them,
 * whatever the threshold, but for "fast" in the flagged ones. */
static lockstep_status count_contents(uint32_t *shares, struct coordinated *c,
                                      lockstep_error *err) {
    struct detection *d = &c->found;
    struct contribution *all = arena_alloc(&d->arena, d->pair_count, 2 * sizeof *all);
    if (!all) return fail_memory(err, "shares of accounts");
    size_t count = 0;
    for (size_t i = 0; i < d->pair_count; i++) {
        if (d->settings->subgraph == 2 && !d->pairs[i].fast) continue;
        const struct row *older = &d->rows[d->pairs[i].older], *newer = &d->rows[d->pairs[i].newer];
        all[count++] = (struct contribution){older->account, older->content};
        all[count++] = (struct contribution){newer->account, newer->content};
    }
    if (count) qsort(all, count, sizeof *all, by_account_and_content);
    for (size_t i = 0; i < count; i++)
        if (!i || by_account_and_content(&all[i - 1], &all[i])) shares[all[i].account]++;
    return LOCKSTEP_OK;
}

static void print_mean(struct csv_row *row, const struct end_stats *ends, size_t count, int stat) {
    long double sum = 0;
    size_t known = 0;
    for (size_t i = 0; i < count; i++) {
        if (ends[i].values[stat] == NONE) continue;
        sum += ends[i].values[stat];
        known++;
    }
    csv_precise(row, known ? (double) (sum / (long double) known) : NAN);
}

static void print_account(struct csv_row *row, const struct coordinated *c,
                          const struct end_stats *ends, size_t count, uint32_t shares) {
    csv_verbatim(row, c->found.archive->accounts.items[ends->account].name);
    for (int stat = 0; stat < STAT_COUNT; stat++)
        if (stat % 2 == 0 || c->found.settings->fast_window) print_mean(row, ends, count, stat);
    csv_count(row, shares);
    csv_end_row(row);
}

lockstep_status coordinated_account_stats(FILE *out, struct coordinated *c, lockstep_error *err) {
    struct arena *arena = &c->found.arena;
    struct end_stats *ends = arena_alloc(arena, c->count, 2 * sizeof *ends);
    uint32_t *shares = arena_alloc(arena, c->found.archive->accounts.count, sizeof *shares);
    if (!ends || !shares) return fail_memory(err, "account statistics");
    TRY(count_contents(shares, c, err));
    csv_header(out, c->found.settings->fast_window
                        ? "account_id,avg_time_delta_full,avg_time_delta_fast,"
                          "avg_edge_symmetry_score_full,avg_edge_symmetry_score_fast,"
                          "unique_shares_count"
                        : "account_id,avg_time_delta,avg_edge_symmetry_score,unique_shares_count");
    struct csv_row row = {.out = out};
    size_t count = list_ends(ends, c), end;
    for (size_t start = 0; start < count; start = end) {
        for (end = start + 1; end < count && ends[end].account == ends[start].account;)
            end++;
        print_account(&row, c, ends + start, end - start, shares[ends[start].account]);
    }
    return LOCKSTEP_OK;
}

/* ---- group_stats ---- */

struct mention {
    uint32_t object, from; /* number in `objects`; account rank */
};

struct group_stats {
    struct names objects; /* in order of first appearance */
    struct mention *mentions;
    size_t count, room;
};

static lockstep_status mention(struct group_stats *g, struct slice object, uint32_t from,
                               lockstep_error *err) {
    struct mention *mentions = grow(g->mentions, &g->room, g->count + 1, sizeof *mentions);
    if (!mentions) return fail_memory(err, "group statistics");
    g->mentions = mentions;
    TRY(names_intern(&g->objects, object, &mentions[g->count].object, NULL, err));
    mentions[g->count++].from = from;
    return LOCKSTEP_OK;
}

/* strsplit(object_ids, ","): tears an object that holds a comma; nothing follows a last comma. */
static lockstep_status mention_all(struct group_stats *g, struct slice objects, uint32_t from,
                                   lockstep_error *err) {
    for (size_t start = 0, end; start < objects.size; start = end + 1) {
        for (end = start; end < objects.size && objects.at[end] != ',';)
            end++;
        TRY(mention(g, (struct slice){objects.at + start, end - start}, from, err));
    }
    return LOCKSTEP_OK;
}

static int by_object_and_account(const void *a, const void *b) {
    const struct mention *x = a, *y = b;
    if (x->object != y->object) return x->object < y->object ? -1 : 1;
    return (x->from > y->from) - (x->from < y->from);
}

struct group {
    uint32_t object, accounts;
};

static int by_size(const void *a, const void *b) {
    const struct group *x = a, *y = b;
    if (x->accounts != y->accounts) return x->accounts > y->accounts ? -1 : 1;
    return (x->object > y->object) - (x->object < y->object);
}

/* Accounts of an object are the distinct first ends of its edges: the second ends are forgotten. */
static lockstep_status print_groups(FILE *out, struct group_stats *g, struct arena *arena,
                                    lockstep_error *err) {
    struct group *groups = arena_alloc(arena, g->objects.count, sizeof *groups);
    if (!groups) return fail_memory(err, "group statistics");
    for (uint32_t i = 0; i < g->objects.count; i++)
        groups[i].object = i;
    if (g->count) qsort(g->mentions, g->count, sizeof *g->mentions, by_object_and_account);
    for (size_t i = 0; i < g->count; i++)
        if (!i || by_object_and_account(&g->mentions[i - 1], &g->mentions[i]))
            groups[g->mentions[i].object].accounts++;
    if (g->objects.count) qsort(groups, g->objects.count, sizeof *groups, by_size);
    csv_header(out, "object_id,num_accounts");
    struct csv_row row = {.out = out};
    for (uint32_t i = 0; i < g->objects.count; i++) {
        csv_verbatim(&row, names_get(&g->objects, groups[i].object));
        csv_count(&row, groups[i].accounts);
        csv_end_row(&row);
    }
    return LOCKSTEP_OK;
}

lockstep_status coordinated_group_stats(FILE *out, struct coordinated *c, lockstep_error *err) {
    struct group_stats g = {0};
    struct buffer objects = {0};
    lockstep_status status = LOCKSTEP_OK;
    for (size_t i = 0; i < c->count && !status; i++) {
        buffer_clear(&objects);
        tie_objects(&objects, c, &c->ties[i], c->found.settings->subgraph == 2);
        status = objects.failed ? fail_memory(err, "objects of an edge")
                                : mention_all(&g, buffer_slice(&objects), c->ties[i].from, err);
    }
    if (!status) status = print_groups(out, &g, &c->found.arena, err);
    names_release(&g.objects);
    free(g.mentions);
    buffer_release(&objects);
    return status;
}
