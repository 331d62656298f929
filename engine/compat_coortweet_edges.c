/* CooRTweet 2.1.3, R/generate_coordinated_network.R. */
#include "engine/csv_cells.h"

#include "engine/compat_coortweet.h"
#include "engine/error.h"

#include <math.h>
#include <stdlib.h>

/* ---- ties ---- */

struct tied_pair {
    uint32_t low, high; /* account ranks: string order */
    uint32_t index;
};

static int by_accounts(const void *a, const void *b) {
    const struct tied_pair *x = a, *y = b;
    if (x->low != y->low) return x->low < y->low ? -1 : 1;
    if (x->high != y->high) return x->high < y->high ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

static struct tied_pair tied(const struct detection *d, uint32_t index) {
    uint32_t a = d->rows[d->pairs[index].older].account, b = d->rows[d->pairs[index].newer].account;
    return (struct tied_pair){a < b ? a : b, a < b ? b : a, index};
}

/* The last column is the pair that a tie appears with first; ties come sorted by accounts. */
struct first_pair {
    uint32_t index;
    struct tie tie;
};

static int by_first_pair(const void *a, const void *b) {
    const struct first_pair *x = a, *y = b;
    return (x->index > y->index) - (x->index < y->index);
}

static size_t cut_ties(struct first_pair *out, const struct tied_pair *pairs, size_t count) {
    size_t ties = 0;
    for (size_t i = 0; i < count; i++) {
        bool same = i && pairs[i].low == pairs[i - 1].low && pairs[i].high == pairs[i - 1].high;
        if (!same)
            out[ties++] = (struct first_pair){
                pairs[i].index, {.from = pairs[i].low, .to = pairs[i].high, .start = i}};
        out[ties - 1].tie.full.weight++;
    }
    return ties;
}

static lockstep_status make_ties(struct coordinated *c, lockstep_error *err) {
    struct detection *d = &c->found;
    if (d->pair_count >= UINT32_MAX) return fail(err, LOCKSTEP_ELIMIT, "more than 2^32 co-shares");
    struct tied_pair *pairs = arena_alloc(&d->arena, d->pair_count, sizeof *pairs);
    struct first_pair *first = arena_alloc(&d->arena, d->pair_count, sizeof *first);
    c->by_tie = arena_alloc(&d->arena, d->pair_count, sizeof *c->by_tie);
    if (!pairs || !first || !c->by_tie) return fail_memory(err, "edges");
    for (uint32_t i = 0; i < d->pair_count; i++)
        pairs[i] = tied(d, i);
    if (d->pair_count) qsort(pairs, d->pair_count, sizeof *pairs, by_accounts);
    c->count = cut_ties(first, pairs, d->pair_count);
    if (c->count) qsort(first, c->count, sizeof *first, by_first_pair);
    c->ties = arena_alloc(&d->arena, c->count, sizeof *c->ties);
    if (!c->ties) return fail_memory(err, "edges");
    for (size_t i = 0; i < c->count; i++)
        c->ties[i] = first[i].tie;
    for (size_t i = 0; i < d->pair_count; i++)
        c->by_tie[i] = pairs[i].index;
    return LOCKSTEP_OK;
}

/* graph_from_data_frame numbers the accounts down the first column, then down the second;
 * as_data_frame gives the ends of an undirected edge in order of these numbers. */
static lockstep_status orient(struct coordinated *c, lockstep_error *err) {
    uint32_t *vertex =
        arena_alloc(&c->found.arena, c->found.archive->accounts.count, sizeof *vertex);
    if (!vertex) return fail_memory(err, "vertices");
    uint32_t vertices = 0;
    for (size_t i = 0; i < c->count; i++)
        if (!vertex[c->ties[i].from]) vertex[c->ties[i].from] = ++vertices;
    for (size_t i = 0; i < c->count; i++)
        if (!vertex[c->ties[i].to]) vertex[c->ties[i].to] = ++vertices;
    for (size_t i = 0; i < c->count; i++) {
        struct tie *tie = &c->ties[i];
        if (vertex[tie->from] <= vertex[tie->to]) continue;
        uint32_t low = tie->from;
        tie->from = tie->to;
        tie->to = low;
    }
    return LOCKSTEP_OK;
}

/* Whether this is the first time since the last change of the stamp. */
static bool is_first(uint32_t *stamps, uint32_t number, uint32_t stamp) {
    bool first = stamps[number] != stamp;
    stamps[number] = stamp;
    return first;
}

static const struct pair *pair_of(const struct coordinated *c, const struct tie *tie, uint64_t i) {
    return &c->found.pairs[c->by_tie[tie->start + i]];
}

static struct measure measure(struct coordinated *c, const struct tie *tie, bool fast_only) {
    struct measure m = {0};
    const struct detection *d = &c->found;
    c->stamp++;
    for (uint64_t i = 0; i < tie->full.weight; i++) {
        const struct pair *pair = pair_of(c, tie, i);
        if (fast_only && !pair->fast) continue;
        m.weight++;
        m.delta += pair_delta(d, pair);
        m.older += is_first(c->stamps, d->rows[pair->older].content, c->stamp);
        m.newer += is_first(c->stamps_y, d->rows[pair->newer].content, c->stamp);
    }
    return m;
}

static lockstep_status measure_ties(struct coordinated *c, lockstep_error *err) {
    size_t contents = c->found.contents.count, objects = c->found.archive->traces.objects.count;
    size_t most = contents > objects ? contents : objects;
    c->stamps = arena_alloc(&c->found.arena, most, sizeof *c->stamps);
    c->stamps_y = arena_alloc(&c->found.arena, most, sizeof *c->stamps_y);
    if (!c->stamps || !c->stamps_y) return fail_memory(err, "edges");
    for (size_t i = 0; i < c->count; i++) {
        c->ties[i].fast = measure(c, &c->ties[i], true);
        c->ties[i].full = measure(c, &c->ties[i], false);
    }
    return LOCKSTEP_OK;
}

/* ---- thresholds and subgraphs ---- */

static int by_weight(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *) a, y = *(const uint64_t *) b;
    return (x > y) - (x < y);
}

/* R's quantile, type 7, of sorted weights. */
static double quantile(const uint64_t *weights, size_t count, double p) {
    double h = (double) (count - 1) * p, part = h - floor(h);
    size_t low = (size_t) floor(h), high = (size_t) ceil(h);
    double a = (double) weights[low], b = (double) weights[high];
    return a == b ? a : (1 - part) * a + part * b;
}

static struct measure *measure_in(struct tie *tie, bool fast) {
    return fast ? &tie->fast : &tie->full;
}

/* "Over" is strictly over: where all weights are equal, nothing is. */
static lockstep_status mark_heavy(struct coordinated *c, bool fast, lockstep_error *err) {
    uint64_t *weights = arena_alloc(&c->found.arena, c->count, sizeof *weights);
    if (!weights) return fail_memory(err, "weights");
    size_t count = 0;
    for (size_t i = 0; i < c->count; i++)
        if (measure_in(&c->ties[i], fast)->weight)
            weights[count++] = measure_in(&c->ties[i], fast)->weight;
    if (!count) return LOCKSTEP_OK;
    qsort(weights, count, sizeof *weights, by_weight);
    double threshold = quantile(weights, count, c->found.settings->edge_weight);
    for (size_t i = 0; i < c->count; i++) {
        struct measure *m = measure_in(&c->ties[i], fast);
        m->over = (double) m->weight > threshold;
    }
    return LOCKSTEP_OK;
}

/* Accounts next to an end of a fast edge over the threshold: those ends among them. */
static lockstep_status find_context(uint8_t **out, const struct coordinated *c, struct arena *arena,
                                    lockstep_error *err) {
    size_t accounts = c->found.archive->accounts.count;
    uint8_t *ends = arena_alloc(arena, accounts, 1), *near = arena_alloc(arena, accounts, 1);
    if (!ends || !near) return fail_memory(err, "the subgraph");
    for (size_t i = 0; i < c->count; i++)
        if (c->ties[i].fast.over) ends[c->ties[i].from] = ends[c->ties[i].to] = 1;
    for (size_t i = 0; i < c->count; i++) {
        near[c->ties[i].to] |= ends[c->ties[i].from];
        near[c->ties[i].from] |= ends[c->ties[i].to];
    }
    *out = near;
    return LOCKSTEP_OK;
}

static lockstep_status take_subgraph(struct coordinated *c, lockstep_error *err) {
    uint32_t subgraph = c->found.settings->subgraph;
    uint8_t *near = NULL;
    size_t kept = 0;
    if (subgraph == 3) TRY(find_context(&near, c, &c->found.arena, err));
    for (size_t i = 0; i < c->count; i++) {
        const struct tie *tie = &c->ties[i];
        if ((subgraph == 1 && !tie->full.over) || (subgraph == 2 && !tie->fast.over) ||
            (subgraph == 3 && !(near[tie->from] && near[tie->to])))
            continue;
        c->ties[kept++] = *tie;
    }
    c->count = kept;
    return LOCKSTEP_OK;
}

static lockstep_status check_subgraph(const struct lockstep_settings *settings,
                                      lockstep_error *err) {
    if (settings->subgraph == 1 && settings->fast_window)
        return fail(err, LOCKSTEP_EARG, "--subgraph 1 does not go with --fast-window");
    if (settings->subgraph >= 2 && !settings->fast_window)
        return fail(err, LOCKSTEP_EARG, "--subgraph %u needs --fast-window",
                    (unsigned) settings->subgraph);
    return LOCKSTEP_OK;
}

static lockstep_status coordinate(struct coordinated *out, const struct archive *archive,
                                  const struct lockstep_settings *settings, lockstep_error *err) {
    *out = (struct coordinated){0};
    TRY(check_subgraph(settings, err));
    TRY(detection_make(&out->found, archive, settings, err));
    TRY(make_ties(out, err));
    TRY(orient(out, err));
    TRY(measure_ties(out, err));
    TRY(mark_heavy(out, false, err));
    TRY(mark_heavy(out, true, err));
    return take_subgraph(out, err);
}

/* ---- the edge table ---- */

/* One rounding: equal fractions give equal means, whatever they were made of. */
double measure_mean(const struct measure *m) {
    return (double) ((long double) m->delta / ((long double) m->weight * MICROSECONDS));
}

double measure_symmetry(const struct measure *m) {
    uint32_t less = m->older < m->newer ? m->older : m->newer;
    return (double) less / (m->older < m->newer ? m->newer : m->older);
}

void tie_objects(struct buffer *out, struct coordinated *c, const struct tie *tie, bool fast_only) {
    size_t before = out->size;
    const struct detection *d = &c->found;
    c->stamp++;
    for (uint64_t i = 0; i < tie->full.weight; i++) {
        const struct pair *pair = pair_of(c, tie, i);
        uint32_t object = d->rows[pair->older].object;
        if ((fast_only && !pair->fast) || !is_first(c->stamps, object, c->stamp)) continue;
        if (out->size > before) buffer_byte(out, ',');
        buffer_append(out, object_key(&d->archive->traces, object));
    }
}

static void print_names(struct csv_row *row, const struct coordinated *c, const struct tie *tie) {
    const struct account *accounts = c->found.archive->accounts.items;
    csv_verbatim(row, accounts[tie->from].name);
    csv_verbatim(row, accounts[tie->to].name);
}

/* Not available in R, empty in CSV: a tie without a fast pair. */
static void print_or_empty(struct csv_row *row, const struct measure *m, double number) {
    csv_precise(row, m->weight ? number : NAN);
}

static lockstep_status print_objects(struct csv_row *row, struct coordinated *c,
                                     const struct tie *tie, bool fast_only, struct buffer *scratch,
                                     lockstep_error *err) {
    buffer_clear(scratch);
    tie_objects(scratch, c, tie, fast_only);
    if (scratch->failed) return fail_memory(err, "objects of an edge");
    csv_verbatim(row, buffer_slice(scratch));
    return LOCKSTEP_OK;
}

static lockstep_status print_tie(struct csv_row *row, struct coordinated *c, const struct tie *tie,
                                 struct buffer *scratch, lockstep_error *err) {
    print_names(row, c, tie);
    csv_count(row, tie->full.weight);
    csv_precise(row, measure_mean(&tie->full));
    csv_count(row, tie->full.older);
    csv_count(row, tie->full.newer);
    csv_precise(row, measure_symmetry(&tie->full));
    if (c->found.settings->objects) TRY(print_objects(row, c, tie, false, scratch, err));
    csv_count(row, tie->full.over);
    csv_end_row(row);
    return LOCKSTEP_OK;
}

static lockstep_status print_fast_tie(struct csv_row *row, struct coordinated *c,
                                      const struct tie *tie, struct buffer *scratch,
                                      lockstep_error *err) {
    const struct measure *full = &tie->full, *fast = &tie->fast;
    print_names(row, c, tie);
    csv_count(row, full->weight);
    print_or_empty(row, fast, (double) fast->weight);
    csv_precise(row, measure_mean(full));
    print_or_empty(row, fast, measure_mean(fast));
    csv_count(row, full->older);
    csv_count(row, full->newer);
    print_or_empty(row, fast, fast->older);
    print_or_empty(row, fast, fast->newer);
    csv_precise(row, measure_symmetry(full));
    print_or_empty(row, fast, measure_symmetry(fast));
    if (c->found.settings->objects) {
        TRY(print_objects(row, c, tie, false, scratch, err));
        TRY(print_objects(row, c, tie, true, scratch, err));
    }
    csv_count(row, full->over);
    print_or_empty(row, fast, fast->over);
    csv_end_row(row);
    return LOCKSTEP_OK;
}

static lockstep_status print_ties(FILE *out, struct coordinated *c, lockstep_error *err) {
    bool fast = c->found.settings->fast_window != 0, objects = c->found.settings->objects;
    fputs(fast ? "from,to,weight_full,weight_fast,avg_time_delta_full,avg_time_delta_fast,"
                 "n_content_id_full,n_content_id_y_full,n_content_id_fast,n_content_id_y_fast,"
                 "edge_symmetry_score_full,edge_symmetry_score_fast,"
               : "from,to,weight,avg_time_delta,n_content_id,n_content_id_y,edge_symmetry_score,",
          out);
    if (objects) fputs(fast ? "object_ids_full,object_ids_fast," : "object_ids,", out);
    csv_header(out, fast ? "weight_threshold_full,weight_threshold_fast" : "weight_threshold");
    struct csv_row row = {.out = out};
    struct buffer scratch = {0};
    lockstep_status status = LOCKSTEP_OK;
    for (size_t i = 0; i < c->count && !status; i++)
        status = (fast ? print_fast_tie : print_tie)(&row, c, &c->ties[i], &scratch, err);
    buffer_release(&scratch);
    return status;
}

lockstep_status compat_coortweet_edges(FILE *out, const struct archive *archive,
                                       const struct lockstep_settings *settings,
                                       lockstep_error *err) {
    struct coordinated c;
    lockstep_status status = coordinate(&c, archive, settings, err);
    if (!status)
        status = settings->stats == STATS_ACCOUNTS  ? coordinated_account_stats(out, &c, err)
                 : settings->stats == STATS_OBJECTS ? coordinated_group_stats(out, &c, err)
                                                    : print_ties(out, &c, err);
    detection_release(&c.found);
    return status;
}
