#include "engine/error.h"
#include "graph/refine.h"
#include "graph/unions.h"

#include <math.h>
#include <stdlib.h>

static const double LEAST_GAIN = 1e-6; /* nats; below, sums may differ by rounding */

enum {
    MOST_FAILURES = 50 /* of unions that seem to gain, in a round: each costs passes over a layer */
};

struct merging {
    struct clusters *clusters;
    const struct edges *edges; /* of the layer at hand */
    size_t layer;
    uint32_t accounts;
    const struct stakes *stakes; /* of that layer */
    struct episodes episodes;
    uint32_t *owner;          /* by account: its item, or UINT32_MAX */
    uint8_t *wanted;          /* by account */
    uint8_t *changed;         /* by item: in this round */
    uint8_t *fresh;           /* by item: changed in the last round */
    uint8_t *kept;            /* by item */
    double *worth;            /* by item: own_worth */
    double *gains;            /* by item: of its episodes in the layer, before what is paid */
    uint32_t *members;        /* of a union */
    struct union_pairs pairs; /* that gain, best first */
    bool merged;              /* anything, in any layer */
};

static struct cluster *item(const struct merging *m, uint32_t index) {
    return &m->clusters->items[index];
}

/* Every account of a kept cluster belongs to it, every other to its community in this layer. */
static void find_owners(struct merging *m, uint32_t accounts) {
    memset(m->owner, 0xff, accounts * sizeof *m->owner);
    for (uint32_t kept = 0; kept < 2; kept++)
        for (uint32_t c = 0; c < m->clusters->count; c++) {
            const struct cluster *cluster = item(m, c);
            bool candidate =
                kept ? cluster->number > 0 : cluster->number == 0 && cluster->layer == m->layer;
            for (uint32_t i = 0; candidate && i < cluster->count; i++)
                m->owner[cluster->members[i]] = c;
        }
    for (uint32_t a = 0; a < accounts; a++)
        m->wanted[a] = m->owner[a] != UINT32_MAX;
}

static int by_items(const void *left, const void *right) {
    const struct union_pair *a = left, *b = right;
    if (a->a != b->a) return a->a < b->a ? -1 : 1;
    return (a->b > b->b) - (a->b < b->b);
}

static int by_gain(const void *left, const void *right) {
    const struct union_pair *a = left, *b = right;
    if (a->gain != b->gain) return a->gain > b->gain ? -1 : 1;
    return by_items(left, right);
}

static int by_number(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *) left, b = *(const uint32_t *) right;
    return (a > b) - (a < b);
}

/* The members of one, or of two, without those whom another kept cluster has taken. */
static uint32_t unite(struct merging *m, uint32_t a, uint32_t b) {
    const uint32_t items[] = {a, b};
    uint32_t count = 0;
    for (int side = 0; side < (a == b ? 1 : 2); side++)
        for (uint32_t i = 0; i < item(m, items[side])->count; i++) {
            uint32_t account = item(m, items[side])->members[i];
            if (m->owner[account] == items[side]) m->members[count++] = account;
        }
    if (count) qsort(m->members, count, sizeof *m->members, by_number);
    return count;
}

/* What a cluster is worth by itself, in this layer or in its own: a union must not gain by a mere
 * change of layers. */
static double own_worth(struct merging *m, uint32_t index) {
    const struct cluster *cluster = item(m, index);
    uint32_t count = unite(m, index, index);
    double nats = episodes_evidence(&m->episodes, m->members, count, m->stakes->alpha).nats;
    double here = evidence_worth(nats, m->stakes);
    m->gains[index] = nats + evidence_price(m->episodes.null->accounts, count, m->stakes->alpha);
    return cluster->number ? fmax(here, cluster->evidence) : here;
}

/* Of the items that changed. */
static void find_worths(struct merging *m) {
    for (uint32_t c = 0; c < m->clusters->count; c++) {
        m->kept[c] = item(m, c)->number > 0;
        if (m->fresh[c] && (m->kept[c] || item(m, c)->layer == m->layer))
            m->worth[c] = own_worth(m, c);
    }
}

/* What two items gain hangs on them alone: only those with a changed one are looked at again. */
static void drop_fresh(struct merging *m) {
    size_t left = 0;
    for (size_t i = 0; i < m->pairs.count; i++)
        if (!m->fresh[m->pairs.items[i].a] && !m->fresh[m->pairs.items[i].b])
            m->pairs.items[left++] = m->pairs.items[i];
    m->pairs.count = left;
}

/* Of the pairs from `first` on, keeps those that gain; sorts all. */
static void evaluate_pairs(struct merging *m, size_t first) {
    size_t gaining = first;
    for (size_t i = first; i < m->pairs.count; i++) {
        struct union_pair pair = m->pairs.items[i];
        double alone = m->worth[pair.a] + m->worth[pair.b];
        uint32_t count = unite(m, pair.a, pair.b);
        double nats = episodes_evidence(&m->episodes, m->members, count, m->stakes->alpha).nats;
        pair.gain = evidence_worth(nats, m->stakes) - alone;
        if (pair.gain > LEAST_GAIN) m->pairs.items[gaining++] = pair;
    }
    m->pairs.count = gaining;
    if (gaining) qsort(m->pairs.items, gaining, sizeof *m->pairs.items, by_gain);
}

static lockstep_status find_pairs(struct merging *m, lockstep_error *err) {
    struct parties parties = {.episodes = &m->episodes,
                              .stakes = m->stakes,
                              .owner = m->owner,
                              .accounts = m->accounts,
                              .count = (uint32_t) m->clusters->count,
                              .worth = m->worth,
                              .gains = m->gains,
                              .kept = m->kept,
                              .fresh = m->fresh};
    drop_fresh(m);
    size_t first = m->pairs.count;
    find_worths(m);
    TRY(unions_list(&m->pairs, &parties, err));
    evaluate_pairs(m, first);
    return LOCKSTEP_OK;
}

/* What a cluster is worth by itself, as own_worth, by all that chance explains. */
static lockstep_status full_worth(double *worth, struct merging *m, uint32_t index,
                                  lockstep_error *err) {
    const struct cluster *cluster = item(m, index);
    uint32_t count = unite(m, index, index);
    double here;
    TRY(set_evidence(&here, NULL, m->edges, m->members, count, m->stakes, err));
    *worth = fmax(0, cluster->number ? fmax(here, cluster->evidence) : here);
    return LOCKSTEP_OK;
}

static lockstep_status merge_pair(struct merging *m, const struct union_pair *pair,
                                  lockstep_error *err) {
    struct cluster *into = item(m, pair->a), *from = item(m, pair->b);
    double first, second, nats;
    uint64_t episodes;
    TRY(full_worth(&first, m, pair->a, err));
    TRY(full_worth(&second, m, pair->b, err));
    uint32_t count = unite(m, pair->a, pair->b);
    TRY(set_evidence(&nats, &episodes, m->edges, m->members, count, m->stakes, err));
    if (nats <= first + second + LEAST_GAIN) return LOCKSTEP_OK;
    uint32_t *members = arena_alloc(&m->clusters->arena, count, sizeof *members);
    if (!members) return fail_memory(err, "clusters");
    memcpy(members, m->members, count * sizeof *members);
    *into = (struct cluster){.number = 1,
                             .members = members,
                             .count = count,
                             .layer = m->layer,
                             .evidence = nats,
                             .episodes = episodes};
    from->number = from->count = 0;
    m->changed[pair->a] = m->changed[pair->b] = 1;
    m->merged = true;
    return LOCKSTEP_OK;
}

/* Clusters that changed are looked at again in the next round. */
static lockstep_status merge_round(struct merging *m, bool *again, lockstep_error *err) {
    *again = false;
    find_owners(m, m->accounts);
    TRY(find_pairs(m, err));
    memset(m->changed, 0, m->clusters->count);
    for (size_t i = 0, failed = 0; i < m->pairs.count && failed < MOST_FAILURES; i++) {
        struct union_pair *pair = &m->pairs.items[i];
        if (m->changed[pair->a] || m->changed[pair->b]) continue;
        if (!pair->failed) TRY(merge_pair(m, pair, err));
        pair->failed = !m->changed[pair->a];
        failed += pair->failed;
        *again = *again || !pair->failed;
    }
    memcpy(m->fresh, m->changed, m->clusters->count);
    return LOCKSTEP_OK;
}

/* The accounts of a union are those of the two, so that one index serves all rounds. */
static lockstep_status merge_layer(struct merging *m, lockstep_error *err) {
    lockstep_status status = LOCKSTEP_OK;
    find_owners(m, m->accounts);
    TRY(episodes_index(&m->episodes, m->edges, m->wanted, err));
    memset(m->fresh, 1, m->clusters->count);
    m->pairs.count = 0;
    for (bool again = true; again && status == LOCKSTEP_OK;) {
        status = check_interrupt(err);
        if (status == LOCKSTEP_OK) status = merge_round(m, &again, err);
    }
    episodes_release(&m->episodes);
    return status;
}

/* Communities of the layer that chance explains lose the accounts of those that are kept in it. */
static void give_up_accounts(struct merging *m) {
    memset(m->wanted, 0, m->accounts);
    for (size_t c = 0; c < m->clusters->count; c++)
        for (uint32_t i = 0; i < m->clusters->items[c].count; i++)
            if (m->clusters->items[c].number && m->clusters->items[c].layer == m->layer)
                m->wanted[m->clusters->items[c].members[i]] = 1;
    for (size_t c = 0; c < m->clusters->count; c++) {
        struct cluster *cluster = &m->clusters->items[c];
        uint32_t left = 0;
        if (cluster->number || cluster->layer != m->layer) continue;
        for (uint32_t i = 0; i < cluster->count; i++)
            if (!m->wanted[cluster->members[i]]) cluster->members[left++] = cluster->members[i];
        cluster->count = left < SMALLEST_CLUSTER ? 0 : left;
    }
}

static lockstep_status merge_layers(struct merging *m, const struct network *network,
                                    const struct stakes *stakes, lockstep_error *err) {
    do {
        m->merged = false;
        for (m->layer = 0; m->layer < network->count; m->layer++) {
            m->edges = &network->layers[m->layer];
            m->stakes = &stakes[m->layer];
            TRY(merge_layer(m, err));
        }
    } while (m->merged && network->count > 1);
    for (m->layer = 0; m->layer < network->count; m->layer++)
        give_up_accounts(m);
    return LOCKSTEP_OK;
}

lockstep_status clusters_merge(struct clusters *clusters, const struct network *network,
                               const struct stakes *stakes, lockstep_error *err) {
    struct arena scratch = {0};
    struct merging m = {.clusters = clusters, .accounts = network->accounts};
    m.owner = arena_alloc(&scratch, network->accounts, sizeof *m.owner);
    m.wanted = arena_alloc(&scratch, network->accounts, sizeof *m.wanted);
    m.members = arena_alloc(&scratch, network->accounts, sizeof *m.members);
    m.changed = arena_alloc(&scratch, clusters->count, sizeof *m.changed);
    m.worth = arena_alloc(&scratch, clusters->count, sizeof *m.worth);
    m.gains = arena_alloc(&scratch, clusters->count, sizeof *m.gains);
    m.fresh = arena_alloc(&scratch, clusters->count, sizeof *m.fresh);
    m.kept = arena_alloc(&scratch, clusters->count, sizeof *m.kept);
    bool all =
        m.owner && m.wanted && m.members && m.changed && m.worth && m.gains && m.fresh && m.kept;
    lockstep_status status =
        all ? merge_layers(&m, network, stakes, err) : fail_memory(err, "clusters");
    free(m.pairs.items);
    arena_release(&scratch);
    return status;
}
