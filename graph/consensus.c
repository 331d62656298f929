#include "graph/consensus.h"

#include "engine/error.h"
#include "graph/jobs.h"

#include <stdlib.h>

static const double RESOLUTIONS[] = {0.5, 0.70710678118654752, 1, 1.4142135623730951, 2};
enum { RESOLUTION_COUNT = sizeof RESOLUTIONS / sizeof *RESOLUTIONS };

uint32_t consensus_runs(size_t edges) {
    if (edges <= FULL_RUNS_EDGES) return CONSENSUS_RUNS;
    size_t runs = (size_t) CONSENSUS_RUNS * FULL_RUNS_EDGES / edges;
    return runs > FEWEST_RUNS ? (uint32_t) runs : FEWEST_RUNS;
}

/* ---- the runs */

struct rerun {
    const struct edges *edges;
    const struct lockstep_settings *settings;
};

static lockstep_status find_again(void *membership, size_t run, const void *data,
                                  lockstep_error *err) {
    const struct rerun *again = data;
    uint32_t communities;
    struct community_rule rule = {
        .community = again->settings->community,
        .resolution = again->settings->resolution * RESOLUTIONS[run % RESOLUTION_COUNT],
        .seed = again->settings->seed + 1 + run,
    };
    return communities_find(membership, &communities, again->edges, &rule, err);
}

/* ---- what they say of a cluster */

/* The community of one run that shares most accounts with a cluster. */
struct counterpart {
    uint64_t set; /* a hash of its accounts; 0 where there is none */
    uint32_t count, common;
};

struct comparing {
    const struct layer_clusters *clusters;
    struct hold *holds;
    uint32_t accounts, runs;
    const uint32_t *membership;       /* of the run at hand */
    uint32_t *size, *common;          /* by community; `common` is 0 between clusters */
    uint64_t *set;                    /* by community */
    struct counterpart *counterparts; /* by cluster, then run */
};

/* SplitMix64's finaliser: sums of it tell sets apart. */
static uint64_t mix(uint64_t z) {
    z = (z + 1) * 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static void measure_communities(struct comparing *c) {
    memset(c->size, 0, c->accounts * sizeof *c->size);
    memset(c->set, 0, c->accounts * sizeof *c->set);
    for (uint32_t a = 0; a < c->accounts; a++) {
        uint32_t community = c->membership[a];
        if (community == UINT32_MAX) continue;
        c->size[community]++;
        c->set[community] += mix(a);
    }
}

/* A member may have no edge in the layer: then it is in no community. */
static struct counterpart compare(struct comparing *c, const struct cluster *cluster) {
    struct counterpart best = {0};
    for (uint32_t i = 0; i < cluster->count; i++)
        if (c->membership[cluster->members[i]] != UINT32_MAX)
            c->common[c->membership[cluster->members[i]]]++;
    for (uint32_t i = 0; i < cluster->count; i++) {
        uint32_t account = cluster->members[i], community = c->membership[account];
        if (community == UINT32_MAX) continue;
        uint32_t common = c->common[community];
        c->holds[account].stability += (common - 1.0) / (cluster->count - 1.0) / c->runs;
        if (common > best.common)
            best = (struct counterpart){c->set[community], c->size[community], common};
    }
    for (uint32_t i = 0; i < cluster->count; i++)
        if (c->membership[cluster->members[i]] != UINT32_MAX)
            c->common[c->membership[cluster->members[i]]] = 0;
    return best;
}

static uint64_t set_of(const struct cluster *cluster) {
    uint64_t set = 0;
    for (uint32_t i = 0; i < cluster->count; i++)
        set += mix(cluster->members[i]);
    return set;
}

/* The commonest of the others, the earliest of equals. */
static void find_runner_up(struct cluster *cluster, const struct counterpart *counterparts,
                           uint32_t runs) {
    uint64_t own = set_of(cluster);
    for (uint32_t i = 0; i < runs; i++) {
        const struct counterpart *x = &counterparts[i];
        uint32_t times = 0;
        for (uint32_t j = 0; j < runs; j++)
            times += counterparts[j].set == x->set;
        if (x->common == 0 || x->set == own || times <= cluster->runner_up_runs) continue;
        cluster->runner_up_runs = times;
        cluster->runner_up_accounts = x->count;
        cluster->runner_up_overlap = x->common / ((double) cluster->count + x->count - x->common);
    }
}

static void sum_up(const struct comparing *c) {
    for (uint32_t i = 0; i < c->clusters->count; i++) {
        struct cluster *cluster = c->clusters->items[i];
        double stability = 0;
        for (uint32_t m = 0; m < cluster->count; m++)
            stability += c->holds[cluster->members[m]].stability;
        cluster->stability = stability / cluster->count;
        cluster->runs = c->runs;
        find_runner_up(cluster, c->counterparts + (size_t) i * c->runs, c->runs);
    }
}

static lockstep_status make_room(struct comparing *c, struct arena *scratch, lockstep_error *err) {
    size_t pairs = (size_t) c->clusters->count * c->runs;
    c->size = arena_alloc(scratch, c->accounts, sizeof *c->size);
    c->common = arena_alloc(scratch, c->accounts, sizeof *c->common);
    c->set = arena_alloc(scratch, c->accounts, sizeof *c->set);
    c->counterparts = arena_alloc(scratch, pairs, sizeof *c->counterparts);
    bool all = c->size && c->common && c->set && c->counterparts;
    return all ? LOCKSTEP_OK : fail_memory(err, "the stability of clusters");
}

static lockstep_status measure(struct comparing *c, const struct rerun *again,
                               struct arena *scratch, lockstep_error *err) {
    const struct jobs jobs = {find_again, again, c->runs, c->accounts * sizeof(uint32_t)};
    uint32_t *memberships = arena_alloc(scratch, c->runs, jobs.size);
    if (!memberships) return fail_memory(err, "the stability of clusters");
    TRY(make_room(c, scratch, err));
    TRY(jobs_run(memberships, &jobs, again->settings->threads, err));
    for (uint32_t run = 0; run < c->runs; run++) {
        c->membership = memberships + (size_t) run * c->accounts;
        measure_communities(c);
        for (uint32_t i = 0; i < c->clusters->count; i++)
            c->counterparts[(size_t) i * c->runs + run] = compare(c, c->clusters->items[i]);
    }
    sum_up(c);
    return LOCKSTEP_OK;
}

static lockstep_status measure_layer(const struct layer_clusters *clusters, struct hold *holds,
                                     const struct edges *edges,
                                     const struct lockstep_settings *settings,
                                     lockstep_error *err) {
    struct arena scratch = {0};
    struct rerun again = {edges, settings};
    struct comparing comparing = {.clusters = clusters,
                                  .holds = holds,
                                  .accounts = edges->null.account_room,
                                  .runs = consensus_runs(edges->count)};
    lockstep_status status = measure(&comparing, &again, &scratch, err);
    arena_release(&scratch);
    return status;
}

/* The kept clusters of a layer; false where there are none. */
static bool select_layer(struct layer_clusters *out, const struct clusters *clusters, size_t layer,
                         uint32_t accounts) {
    out->count = 0;
    for (uint32_t a = 0; a < accounts; a++)
        out->community[a] = UINT32_MAX;
    for (size_t c = 0; c < clusters->kept; c++) {
        struct cluster *cluster = &clusters->items[c];
        if (cluster->layer != layer) continue;
        for (uint32_t m = 0; m < cluster->count; m++)
            out->community[cluster->members[m]] = out->count;
        out->items[out->count++] = cluster;
    }
    return out->count > 0;
}

lockstep_status clusters_repeat(struct clusters *clusters, const struct network *network,
                                const struct lockstep_settings *settings, lockstep_error *err) {
    struct arena scratch = {0};
    struct layer_clusters look = {0};
    look.items = arena_alloc(&scratch, clusters->kept, sizeof(struct cluster *));
    look.community = arena_alloc(&scratch, network->accounts, sizeof *look.community);
    lockstep_status status =
        look.items && look.community ? LOCKSTEP_OK : fail_memory(err, "the stability of clusters");
    for (size_t l = 0; l < network->count && status == LOCKSTEP_OK; l++)
        if (select_layer(&look, clusters, l, network->accounts))
            status = measure_layer(&look, clusters->holds, &network->layers[l], settings, err);
    arena_release(&scratch);
    return status;
}
