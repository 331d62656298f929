#include "engine/error.h"
#include "graph/refine.h"
#include "graph/unions.h"

#include <math.h>
#include <stdlib.h>

static const double LEAST_GAIN = 1e-6; /* nats; below, sums may differ by rounding */

struct newcomer {
    double gain;
    uint32_t account;
};

/* A kept cluster with those who join it. */
struct enlarged {
    struct cluster *cluster;
    uint32_t *members;
    uint32_t count;
};

struct joining {
    struct clusters *clusters;
    const struct edges *edges; /* of the layer at hand */
    const struct stakes *stakes;
    size_t layer;
    struct episodes episodes; /* of its kept clusters, and of accounts in no kept cluster */
    size_t *start;            /* by episode, and one more: where its free accounts are in `free` */
    uint32_t *free;
    uint8_t *taken;             /* by account: in a kept cluster */
    uint32_t *present;          /* by episode: members of the cluster at hand; 0 between clusters */
    double *activity;           /* by stratum: theirs; 0 between clusters */
    uint32_t *met;              /* by account: in how many of its episodes; 0 between clusters */
    uint32_t *others;           /* who may join it */
    double *gains;              /* by place in `others` */
    struct newcomer *newcomers; /* best first */
    uint32_t *community;        /* by account */
};

/* ---- the free accounts of every episode */

static void mark_taken(struct joining *j, uint8_t *wanted, uint32_t accounts) {
    memset(j->taken, 0, accounts);
    memset(wanted, 1, accounts);
    for (size_t c = 0; c < j->clusters->count; c++) {
        const struct cluster *cluster = &j->clusters->items[c];
        for (uint32_t m = 0; cluster->number && m < cluster->count; m++) {
            j->taken[cluster->members[m]] = 1;
            wanted[cluster->members[m]] = cluster->layer == j->layer;
        }
    }
}

static lockstep_status list_free(struct joining *j, uint32_t accounts, struct arena *scratch,
                                 lockstep_error *err) {
    struct episodes *e = &j->episodes;
    size_t *next = arena_alloc(scratch, (size_t) e->count + 1, sizeof *next);
    j->start = arena_alloc(scratch, (size_t) e->count + 2, sizeof *j->start);
    if (!next || !j->start) return fail_memory(err, "clusters");
    for (uint32_t a = 0; a < accounts; a++)
        for (size_t i = e->start[a]; i < e->start[a + 1] && !j->taken[a]; i++)
            j->start[e->of[i] + 1]++;
    for (uint32_t i = 0; i < e->count; i++) {
        j->start[i + 1] += j->start[i];
        next[i] = j->start[i];
    }
    j->free = arena_alloc(scratch, j->start[e->count], sizeof *j->free);
    if (!j->free) return fail_memory(err, "clusters");
    for (uint32_t a = 0; a < accounts; a++)
        for (size_t i = e->start[a]; i < e->start[a + 1] && !j->taken[a]; i++)
            j->free[next[e->of[i]]++] = a;
    return LOCKSTEP_OK;
}

/* ---- who may join a cluster */

/* Members of the cluster by episode, listed in `seen`; their activity by stratum. */
static void look_at(struct joining *j, const uint32_t *members, uint32_t count) {
    struct episodes *e = &j->episodes;
    e->seen_count = 0;
    for (uint32_t m = 0; m < count; m++) {
        uint32_t a = members[m];
        for (size_t i = e->null->activity_start[a]; i < e->null->activity_start[a + 1]; i++)
            j->activity[e->null->activity[i].stratum] += e->null->activity[i].objects;
        for (size_t i = e->start[a]; i < e->start[a + 1]; i++)
            if (j->present[e->of[i]]++ == 0) e->seen[e->seen_count++] = e->of[i];
    }
}

/* Those who meet members in several episodes that would gain with one more. */
static uint32_t list_others(struct joining *j) {
    const struct episodes *e = &j->episodes;
    uint32_t count = 0;
    for (uint32_t s = 0; s < e->seen_count; s++) {
        uint32_t episode = e->seen[s];
        const struct indexed_episode *x = &e->items[episode];
        double q = j->activity[x->stratum] / e->null->total[x->stratum];
        if (episode_gain(j->present[episode] + 1, x->accounts, q) <= 0) continue;
        for (size_t i = j->start[episode]; i < j->start[episode + 1]; i++)
            if (!j->taken[j->free[i]] && ++j->met[j->free[i]] == FEWEST_MEETINGS)
                j->others[count++] = j->free[i];
    }
    return count;
}

static void look_away(struct joining *j, const uint32_t *members, uint32_t count) {
    const struct episodes *e = &j->episodes;
    for (uint32_t s = 0; s < e->seen_count; s++) {
        uint32_t episode = e->seen[s];
        j->present[episode] = 0;
        for (size_t i = j->start[episode]; i < j->start[episode + 1]; i++)
            j->met[j->free[i]] = 0;
    }
    for (uint32_t m = 0; m < count; m++)
        for (size_t i = e->null->activity_start[members[m]];
             i < e->null->activity_start[members[m] + 1]; i++)
            j->activity[e->null->activity[i].stratum] = 0;
}

static int by_gain(const void *left, const void *right) {
    const struct newcomer *a = left, *b = right;
    if (a->gain != b->gain) return a->gain > b->gain ? -1 : 1;
    return (a->account > b->account) - (a->account < b->account);
}

/* The cluster pays for each as one of n + 1; here each pays for having been chosen among all, and
 * for what chance has in the layer. */
static lockstep_status list_newcomers(uint32_t *count, struct joining *j, const uint32_t *members,
                                      uint32_t member_count, lockstep_error *err) {
    double least = log((member_count + 1) / j->stakes->alpha) + j->stakes->placebo;
    look_at(j, members, member_count);
    uint32_t others = list_others(j);
    look_away(j, members, member_count);
    *count = 0;
    TRY(episodes_gains(j->gains, &j->episodes, members, member_count, j->others, others, err));
    for (uint32_t i = 0; i < others; i++)
        if (j->gains[i] > least)
            j->newcomers[(*count)++] = (struct newcomer){j->gains[i], j->others[i]};
    if (*count) qsort(j->newcomers, *count, sizeof *j->newcomers, by_gain);
    return LOCKSTEP_OK;
}

static int by_number(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *) left, b = *(const uint32_t *) right;
    return (a > b) - (a < b);
}

/* The best newcomers, all at once where that gains and else by halves, until nobody gains. */
static lockstep_status enlarge(struct enlarged *into, struct joining *j, lockstep_error *err) {
    double nats =
        episodes_evidence(&j->episodes, into->members, into->count, j->stakes->alpha).nats;
    for (uint32_t some = 1; some > 0;) {
        TRY(check_interrupt(err));
        TRY(list_newcomers(&some, j, into->members, into->count, err));
        for (; some > 0; some /= 2) {
            for (uint32_t i = 0; i < some; i++)
                into->members[into->count + i] = j->newcomers[i].account;
            double with =
                episodes_evidence(&j->episodes, into->members, into->count + some, j->stakes->alpha)
                    .nats;
            if (with <= nats + LEAST_GAIN) continue;
            nats = with;
            break;
        }
        for (uint32_t i = 0; i < some; i++)
            j->taken[j->newcomers[i].account] = 1;
        into->count += some;
    }
    qsort(into->members, into->count, sizeof *into->members, by_number);
    return LOCKSTEP_OK;
}

/* ---- the clusters of a layer, all at once, so that their evidence is found in one pass */

static lockstep_status enlarge_all(struct enlarged *out, uint32_t *count, struct joining *j,
                                   uint32_t accounts, struct arena *scratch, lockstep_error *err) {
    uint32_t *room = arena_alloc(scratch, accounts, sizeof *room);
    if (!room) return fail_memory(err, "clusters");
    *count = 0;
    for (size_t c = 0; c < j->clusters->count; c++) {
        struct cluster *cluster = &j->clusters->items[c];
        if (!cluster->number || cluster->layer != j->layer) continue;
        struct enlarged into = {cluster, room, cluster->count};
        memcpy(room, cluster->members, cluster->count * sizeof *room);
        TRY(enlarge(&into, j, err));
        if (into.count == cluster->count) continue;
        into.members = arena_alloc(&j->clusters->arena, into.count, sizeof *into.members);
        if (!into.members) return fail_memory(err, "clusters");
        memcpy(into.members, room, into.count * sizeof *room);
        out[(*count)++] = into;
    }
    return LOCKSTEP_OK;
}

/* Whatever chance explains: those who are about, and the audience, too. */
static lockstep_status keep_better(struct joining *j, const struct enlarged *all, uint32_t count,
                                   uint32_t accounts, struct arena *scratch, lockstep_error *err) {
    struct evidence *found = arena_alloc(scratch, count, sizeof *found);
    if (!found) return fail_memory(err, "clusters");
    memset(j->community, 0xff, accounts * sizeof *j->community);
    for (uint32_t c = 0; c < count; c++)
        for (uint32_t m = 0; m < all[c].count; m++)
            j->community[all[c].members[m]] = c;
    TRY(sets_evidence(found, j->edges, j->community, count, j->stakes, err));
    for (uint32_t c = 0; c < count; c++) {
        struct cluster *cluster = all[c].cluster;
        if (found[c].nats <= cluster->evidence + LEAST_GAIN) continue;
        cluster->members = all[c].members;
        cluster->count = all[c].count;
        cluster->evidence = found[c].nats;
        cluster->episodes = found[c].episodes;
    }
    return LOCKSTEP_OK;
}

static lockstep_status make_room(struct joining *j, uint32_t accounts, struct arena *scratch,
                                 lockstep_error *err) {
    const struct episodes *e = &j->episodes;
    j->present = arena_alloc(scratch, e->count, sizeof *j->present);
    j->activity = arena_alloc(scratch, e->strata, sizeof *j->activity);
    j->met = arena_alloc(scratch, accounts, sizeof *j->met);
    j->others = arena_alloc(scratch, accounts, sizeof *j->others);
    j->gains = arena_alloc(scratch, accounts, sizeof *j->gains);
    j->newcomers = arena_alloc(scratch, accounts, sizeof *j->newcomers);
    j->community = arena_alloc(scratch, accounts, sizeof *j->community);
    bool all = j->present && j->activity && j->met && j->others && j->gains && j->newcomers &&
               j->community;
    return all ? LOCKSTEP_OK : fail_memory(err, "clusters");
}

static lockstep_status join_layer(struct joining *j, uint32_t accounts, struct arena *scratch,
                                  lockstep_error *err) {
    uint32_t count = 0;
    uint8_t *wanted = arena_alloc(scratch, accounts, 1);
    struct enlarged *all = arena_alloc(scratch, j->clusters->count, sizeof *all);
    j->taken = arena_alloc(scratch, accounts, 1);
    if (!wanted || !all || !j->taken) return fail_memory(err, "clusters");
    mark_taken(j, wanted, accounts);
    TRY(episodes_index(&j->episodes, j->edges, wanted, err));
    TRY(list_free(j, accounts, scratch, err));
    TRY(make_room(j, accounts, scratch, err));
    TRY(enlarge_all(all, &count, j, accounts, scratch, err));
    return count ? keep_better(j, all, count, accounts, scratch, err) : LOCKSTEP_OK;
}

static bool has_kept(const struct clusters *clusters, size_t layer) {
    for (size_t c = 0; c < clusters->count; c++)
        if (clusters->items[c].number && clusters->items[c].layer == layer) return true;
    return false;
}

lockstep_status clusters_join(struct clusters *clusters, const struct network *network,
                              const struct stakes *stakes, lockstep_error *err) {
    lockstep_status status = LOCKSTEP_OK;
    for (size_t l = 0; l < network->count && status == LOCKSTEP_OK; l++) {
        struct arena scratch = {0};
        struct joining j = {
            .clusters = clusters, .edges = &network->layers[l], .stakes = &stakes[l], .layer = l};
        if (!has_kept(clusters, l)) continue;
        status = join_layer(&j, network->accounts, &scratch, err);
        episodes_release(&j.episodes);
        arena_release(&scratch);
    }
    return status;
}

static void give_up(struct clusters *clusters, size_t layer, uint8_t *taken, uint32_t accounts) {
    memset(taken, 0, accounts);
    for (size_t c = 0; c < clusters->count; c++) {
        const struct cluster *cluster = &clusters->items[c];
        for (uint32_t m = 0; cluster->number && cluster->layer == layer && m < cluster->count; m++)
            taken[cluster->members[m]] = 1;
    }
    for (size_t c = 0; c < clusters->count; c++) {
        struct cluster *cluster = &clusters->items[c];
        uint32_t left = 0;
        if (cluster->number || cluster->layer != layer) continue;
        for (uint32_t m = 0; m < cluster->count; m++)
            if (!taken[cluster->members[m]]) cluster->members[left++] = cluster->members[m];
        cluster->count = left < SMALLEST_CLUSTER ? 0 : left;
    }
}

lockstep_status clusters_give_up(struct clusters *clusters, const struct network *network,
                                 lockstep_error *err) {
    struct arena scratch = {0};
    uint8_t *taken = arena_alloc(&scratch, network->accounts, 1);
    for (size_t l = 0; taken && l < network->count; l++)
        give_up(clusters, l, taken, network->accounts);
    arena_release(&scratch);
    return taken ? LOCKSTEP_OK : fail_memory(err, "clusters");
}
