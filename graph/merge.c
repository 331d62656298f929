#include "engine/error.h"
#include "graph/refine.h"

#include <math.h>
#include <stdlib.h>

static const double LEAST_GAIN = 1e-6; /* nats; below, sums may differ by rounding */

enum {
    FEWEST_MEETINGS = 2, /* of two clusters that may be one */
    MOST_FAILURES = 50 /* of unions that seem to gain, in a round: each costs passes over a layer */
};

/* Two clusters that meet. */
struct union_pair {
    uint32_t a, b; /* items, a < b */
    double gain;   /* over what the two are worth */
};

struct merging {
    struct clusters *clusters;
    const struct edges *edges; /* of the layer at hand */
    size_t layer;
    uint32_t accounts;
    const struct stakes *stakes; /* of that layer */
    struct episodes episodes;
    uint32_t *owner;   /* by account: its item, or UINT32_MAX */
    uint8_t *wanted;   /* by account */
    uint8_t *changed;  /* by item: in this round */
    double *worth;     /* by item: own_worth, NaN where nobody has asked yet */
    uint32_t *members; /* of a union */
    struct union_pair *pairs;
    size_t pair_count, pair_room;
    bool merged; /* anything, in any layer */
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

static lockstep_status add_pair(struct merging *m, uint32_t a, uint32_t b, lockstep_error *err) {
    struct union_pair *pairs = grow(m->pairs, &m->pair_room, m->pair_count + 1, sizeof *pairs);
    if (!pairs) return fail_memory(err, "clusters");
    m->pairs = pairs;
    pairs[m->pair_count++] = a < b ? (struct union_pair){a, b, 0} : (struct union_pair){b, a, 0};
    return LOCKSTEP_OK;
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

/* A cluster in an episode. */
struct presence {
    uint32_t episode, item;
};

static int by_episode(const void *left, const void *right) {
    const struct presence *a = left, *b = right;
    if (a->episode != b->episode) return a->episode < b->episode ? -1 : 1;
    return (a->item > b->item) - (a->item < b->item);
}

/* Who is in which episode, each once. The caller frees *out. */
static lockstep_status list_presences(struct presence **out, size_t *count, const struct merging *m,
                                      uint32_t accounts, lockstep_error *err) {
    const struct episodes *e = &m->episodes;
    size_t all = 0, distinct = 0;
    struct presence *list = grow(NULL, &all, e->start[accounts] + 1, sizeof *list);
    if (!list) return fail_memory(err, "clusters");
    all = 0;
    for (uint32_t a = 0; a < accounts; a++)
        for (size_t i = e->start[a]; i < e->start[a + 1]; i++)
            list[all++] = (struct presence){e->of[i], m->owner[a]};
    if (all) qsort(list, all, sizeof *list, by_episode);
    for (size_t i = 0; i < all; i++)
        if (distinct == 0 || by_episode(&list[distinct - 1], &list[i]) != 0)
            list[distinct++] = list[i];
    *out = list, *count = distinct;
    return LOCKSTEP_OK;
}

static lockstep_status pair_up(struct merging *m, const struct presence *list, size_t count,
                               lockstep_error *err) {
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count && list[j].episode == list[i].episode; j++)
            if (item(m, list[i].item)->number || item(m, list[j].item)->number)
                TRY(add_pair(m, list[i].item, list[j].item, err));
    return LOCKSTEP_OK;
}

/* Pairs, one of them kept, that meet in FEWEST_MEETINGS episodes or more. */
static lockstep_status list_pairs(struct merging *m, uint32_t accounts, lockstep_error *err) {
    struct presence *list = NULL;
    size_t count = 0, met = 0;
    m->pair_count = 0;
    TRY(list_presences(&list, &count, m, accounts, err));
    lockstep_status status = pair_up(m, list, count, err);
    free(list);
    TRY(status);
    if (m->pair_count) qsort(m->pairs, m->pair_count, sizeof *m->pairs, by_items);
    for (size_t i = 0, same = 0; i < m->pair_count; i++) {
        same = i && by_items(&m->pairs[i - 1], &m->pairs[i]) == 0 ? same + 1 : 1;
        if (same == FEWEST_MEETINGS) m->pairs[met++] = m->pairs[i];
    }
    m->pair_count = met;
    return LOCKSTEP_OK;
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
    double here = evidence_worth(
        episodes_evidence(&m->episodes, m->members, count, m->stakes->alpha).nats, m->stakes);
    return cluster->number ? fmax(here, cluster->evidence) : here;
}

/* Once for each cluster that a pair asks for. */
static double known_worth(struct merging *m, uint32_t index) {
    if (isnan(m->worth[index])) m->worth[index] = own_worth(m, index);
    return m->worth[index];
}

/* Keeps the pairs that gain, best first. */
static void evaluate_pairs(struct merging *m) {
    size_t gaining = 0;
    for (size_t c = 0; c < m->clusters->count; c++)
        m->worth[c] = NAN;
    for (size_t i = 0; i < m->pair_count; i++) {
        struct union_pair pair = m->pairs[i];
        double alone = known_worth(m, pair.a) + known_worth(m, pair.b);
        uint32_t count = unite(m, pair.a, pair.b);
        double nats = episodes_evidence(&m->episodes, m->members, count, m->stakes->alpha).nats;
        pair.gain = evidence_worth(nats, m->stakes) - alone;
        if (pair.gain > LEAST_GAIN) m->pairs[gaining++] = pair;
    }
    m->pair_count = gaining;
    if (gaining) qsort(m->pairs, gaining, sizeof *m->pairs, by_gain);
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
static lockstep_status merge_pairs(struct merging *m, uint32_t accounts, bool *again,
                                   lockstep_error *err) {
    TRY(list_pairs(m, accounts, err));
    evaluate_pairs(m);
    memset(m->changed, 0, m->clusters->count);
    for (size_t i = 0, failed = 0; i < m->pair_count && failed < MOST_FAILURES; i++) {
        const struct union_pair *pair = &m->pairs[i];
        if (m->changed[pair->a] || m->changed[pair->b]) continue;
        TRY(merge_pair(m, pair, err));
        failed += !m->changed[pair->a];
        *again = *again || m->changed[pair->a];
    }
    return LOCKSTEP_OK;
}

static lockstep_status merge_round(struct merging *m, uint32_t accounts, bool *again,
                                   lockstep_error *err) {
    *again = false;
    find_owners(m, accounts);
    TRY(episodes_index(&m->episodes, m->edges, m->wanted, err));
    lockstep_status status = merge_pairs(m, accounts, again, err);
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
            for (bool again = true; again;) {
                TRY(check_interrupt(err));
                TRY(merge_round(m, network->accounts, &again, err));
            }
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
    lockstep_status status = m.owner && m.wanted && m.members && m.changed && m.worth
                                 ? merge_layers(&m, network, stakes, err)
                                 : fail_memory(err, "clusters");
    free(m.pairs);
    arena_release(&scratch);
    return status;
}
