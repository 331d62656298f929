/* The measures of the network again, for each cluster by itself. */
#include "engine/error.h"
#include "engine/memory.h"
#include "graph/graph.h"

#include <math.h>
#include <stdlib.h>

/* The ties of one cluster by the seats of its members. */
struct part {
    const struct cluster *cluster;
    const struct tie *ties; /* by rank */
    size_t tie_count;
};

struct parting {
    struct centrality *out;
    const struct centrality *whole;
    const struct clusters *clusters;
    uint32_t *seat;   /* by account: its place among the members of its cluster */
    struct tie *ties; /* inside clusters, by cluster */
    size_t *start;    /* by cluster number, and one more */
};

/* The cluster of a tie, or 0. */
static uint32_t cluster_of(const struct parting *p, const struct tie *tie) {
    uint32_t number = p->clusters->of_account[tie->source];
    return number == p->clusters->of_account[tie->target] ? number : 0;
}

static lockstep_status sort_ties(struct parting *p, uint32_t accounts, struct arena *scratch,
                                 lockstep_error *err) {
    size_t kept = p->clusters->kept;
    p->seat = arena_alloc(scratch, accounts, sizeof *p->seat);
    p->start = arena_alloc(scratch, kept + 3, sizeof *p->start);
    p->ties = arena_alloc(scratch, p->whole->tie_count, sizeof *p->ties);
    if (!p->seat || !p->start || !p->ties) return fail_memory(err, "the centrality of accounts");
    for (size_t c = 0; c < kept; c++)
        for (uint32_t m = 0; m < p->clusters->items[c].count; m++)
            p->seat[p->clusters->items[c].members[m]] = m;
    for (size_t t = 0; t < p->whole->tie_count; memory_step(++t))
        p->start[cluster_of(p, &p->whole->ties[t]) + 2]++;
    for (size_t c = 2; c < kept + 3; c++)
        p->start[c] += p->start[c - 1];
    for (size_t t = 0; t < p->whole->tie_count; memory_step(++t))
        p->ties[p->start[cluster_of(p, &p->whole->ties[t]) + 1]++] = p->whole->ties[t];
    return LOCKSTEP_OK;
}

static lockstep_status seat_ties(struct centrality *own, const struct parting *p,
                                 const struct part *part, lockstep_error *err) {
    own->ties = arena_alloc(&own->arena, part->tie_count, sizeof *own->ties);
    if (!own->ties) return fail_memory(err, "the centrality of accounts");
    own->tie_count = part->tie_count;
    for (size_t t = 0; t < part->tie_count; memory_step(++t)) {
        const struct tie *tie = &part->ties[t];
        own->ties[t] = (struct tie){p->seat[tie->source], p->seat[tie->target], tie->weight};
    }
    return LOCKSTEP_OK;
}

static void copy_columns(struct centrality *out, const struct centrality *own,
                         const struct cluster *cluster) {
    for (uint32_t m = 0; m < cluster->count; m++) {
        uint32_t account = cluster->members[m];
        out->degree[account] = own->degree[m];
        out->coreness[account] = own->coreness[m];
        out->strength[account] = own->strength[m];
        out->betweenness[account] = own->betweenness[m];
        out->pagerank[account] = own->pagerank[m];
        out->eigenvector[account] = own->eigenvector[m];
        out->harmonic[account] = own->harmonic[m];
        out->clustering[account] = own->clustering[m];
    }
}

static lockstep_status measure_part(const struct parting *p, const struct part *part,
                                    const struct lockstep_settings *settings, lockstep_error *err) {
    struct centrality own = {0};
    lockstep_status status = seat_ties(&own, p, part, err);
    if (status == LOCKSTEP_OK)
        status = centrality_of_ties(&own, part->cluster->count, settings, err);
    if (status == LOCKSTEP_OK) copy_columns(p->out, &own, part->cluster);
    centrality_release(&own);
    return status;
}

/* ---- participation: ties by account, then by the cluster at their other end */

struct towards {
    uint32_t account, cluster;
    double weight;
};

static int by_account(const void *left, const void *right) {
    const struct towards *a = left, *b = right;
    if (a->account != b->account) return a->account < b->account ? -1 : 1;
    if (a->cluster != b->cluster) return a->cluster < b->cluster ? -1 : 1;
    return (a->weight > b->weight) - (a->weight < b->weight);
}

static lockstep_status measure_participation(const struct parting *p, struct arena *scratch,
                                             lockstep_error *err) {
    const struct centrality *whole = p->whole;
    size_t count = 2 * whole->tie_count;
    struct towards *ends = arena_alloc(scratch, count, sizeof *ends);
    if (!ends) return fail_memory(err, "the centrality of accounts");
    for (size_t t = 0; t < whole->tie_count; memory_step(++t)) {
        struct tie tie = whole->ties[t];
        const uint32_t *of_account = p->clusters->of_account;
        ends[2 * t] = (struct towards){tie.source, of_account[tie.target], tie.weight};
        ends[2 * t + 1] = (struct towards){tie.target, of_account[tie.source], tie.weight};
    }
    if (count) qsort(ends, count, sizeof *ends, by_account);
    for (size_t i = 0, next = 0; i < count; i = next) {
        double weight = 0, strength = whole->strength[ends[i].account];
        double *out = &p->out->participation[ends[i].account];
        if (i == 0 || ends[i].account != ends[i - 1].account) *out = 1;
        for (next = i; next < count && ends[next].account == ends[i].account &&
                       ends[next].cluster == ends[i].cluster;)
            weight += ends[next++].weight;
        *out = fmax(0, *out - weight / strength * (weight / strength)); /* rounding */
    }
    return LOCKSTEP_OK;
}

/* ---- all of them */

static lockstep_status measure_parts(struct parting *p, uint32_t accounts,
                                     const struct lockstep_settings *settings,
                                     struct arena *scratch, lockstep_error *err) {
    TRY(centrality_of_ties(p->out, accounts, settings, err)); /* no ties: all is 0 */
    TRY(measure_participation(p, scratch, err));
    TRY(sort_ties(p, accounts, scratch, err));
    for (uint32_t number = 1; number <= p->clusters->kept; number++) {
        struct part part = {&p->clusters->items[number - 1], p->ties + p->start[number],
                            p->start[number + 1] - p->start[number]};
        TRY(check_interrupt(err));
        TRY(measure_part(p, &part, settings, err));
    }
    return LOCKSTEP_OK;
}

lockstep_status centrality_within(struct centrality *out, const struct centrality *whole,
                                  const struct clusters *clusters, uint32_t accounts,
                                  const struct lockstep_settings *settings, lockstep_error *err) {
    struct arena scratch = {0};
    struct parting parting = {.out = out, .whole = whole, .clusters = clusters};
    *out = (struct centrality){0};
    lockstep_status status = measure_parts(&parting, accounts, settings, &scratch, err);
    if (status != LOCKSTEP_OK) centrality_release(out);
    arena_release(&scratch);
    return status;
}
