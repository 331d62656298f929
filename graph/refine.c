#include "graph/refine.h"

#include "engine/error.h"
#include "engine/memory.h"
#include "graph/partition.h"

#include <math.h>
#include <stdlib.h>

static const double LEAST_GAIN = 1e-6; /* nats; below, sums may differ by rounding */

lockstep_status clusters_add(struct clusters *clusters, size_t layer, uint32_t count,
                             lockstep_error *err) {
    struct cluster *items =
        grow(clusters->items, &clusters->room, clusters->count + 1, sizeof *items);
    uint32_t *members = arena_alloc(&clusters->arena, count, sizeof *members);
    if (items) clusters->items = items;
    if (!items || !members) return fail_memory(err, "clusters");
    items[clusters->count++] = (struct cluster){.members = members, .layer = layer};
    return LOCKSTEP_OK;
}

/* ---- splitting */

static const double RESOLUTIONS[] = {0.5, 1, 2}; /* of the parts that are tried */
static const double APART = 0.03; /* of the episodes in which members of one group would mix */
/* Accounts may work for two groups: who is in episodes of other parts so often is a bridge, and
 * groups stand apart where bridges are so few of the accounts. */
static const double BRIDGE_ABROAD = 0.25;
static const double MOST_BRIDGES = 0.2;

/* The members of a cluster that take part in an episode, by parts of the cluster. */
struct mixture {
    uint32_t present, part;
    bool mixed;          /* of more than one part */
    uint32_t here, most; /* of `part`; of the part that has most */
    uint32_t home;       /* that part */
};

/* Edges between members of one cluster: order[from .. to). */
struct inner_edges {
    size_t from, to;
};

struct refining {
    struct clusters *clusters;
    size_t first;
    const struct edges *edges;
    const struct stakes *stakes;
    struct episodes episodes;
    struct mixture *mixtures;  /* by episode; empty between calls */
    double *activity;          /* by part */
    uint8_t *is_bridge;        /* by account */
    uint32_t *seat;            /* by account: its place among the members of the cluster at hand */
    size_t *order;             /* edges, by cluster */
    struct inner_edges *inner; /* by cluster from `first` */
    size_t inner_room;
};

/* One way to part a cluster. */
struct parting {
    struct weighted_graph graph; /* its members by seat, its edges by objects */
    uint32_t *part;              /* by seat */
    uint32_t count;              /* parts */
    uint32_t *start;             /* by part, and one more: where its members are in `members` */
    uint32_t *members;
    double worth;
};

static struct cluster *cluster_at(const struct refining *r, size_t index) {
    return &r->clusters->items[index];
}

static double worth_of(struct refining *r, const uint32_t *members, uint32_t count) {
    return evidence_worth(episodes_evidence(&r->episodes, members, count, r->stakes->alpha).nats,
                          r->stakes);
}

static lockstep_status fill_graph(struct parting *p, const struct refining *r, size_t index,
                                  struct arena *scratch, lockstep_error *err) {
    struct inner_edges inner = r->inner[index - r->first];
    const struct cluster *cluster = cluster_at(r, index);
    p->graph = (struct weighted_graph){.vertices = cluster->count, .edges = inner.to - inner.from};
    p->graph.ends = arena_alloc(scratch, p->graph.edges, 2 * sizeof *p->graph.ends);
    p->graph.weights = arena_alloc(scratch, p->graph.edges, sizeof *p->graph.weights);
    if (!p->graph.ends || !p->graph.weights) return fail_memory(err, "clusters");
    for (uint32_t m = 0; m < cluster->count; memory_leap(++m))
        r->seat[cluster->members[m]] = m;
    for (size_t i = 0; i < p->graph.edges; memory_leap(++i)) {
        const struct edge *edge = &r->edges->items[r->order[inner.from + i]];
        p->graph.ends[2 * i] = r->seat[edge->source];
        p->graph.ends[2 * i + 1] = r->seat[edge->target];
        p->graph.weights[i] = edge->objects;
    }
    return LOCKSTEP_OK;
}

static lockstep_status make_room(struct parting *p, uint32_t members, struct arena *scratch,
                                 lockstep_error *err) {
    p->part = arena_alloc(scratch, members, sizeof *p->part);
    p->start = arena_alloc(scratch, members + 2, sizeof *p->start);
    p->members = arena_alloc(scratch, members, sizeof *p->members);
    return p->part && p->start && p->members ? LOCKSTEP_OK : fail_memory(err, "clusters");
}

static void sort_members(struct parting *p, const struct cluster *cluster) {
    memset(p->start, 0, (p->count + 2) * sizeof *p->start);
    for (uint32_t m = 0; m < cluster->count; memory_leap(++m))
        p->start[p->part[m] + 2]++;
    for (uint32_t c = 0; c < p->count; c++)
        p->start[c + 2] += p->start[c + 1];
    for (uint32_t m = 0; m < cluster->count; memory_leap(++m))
        p->members[p->start[p->part[m] + 1]++] = cluster->members[m];
}

static uint32_t part_size(const struct parting *p, uint32_t part) {
    return p->start[part + 1] - p->start[part];
}

/* Adds the members of a part to the mixtures of their episodes, but for bridges. */
static void mix_part(struct refining *r, const struct parting *p, uint32_t part) {
    struct episodes *e = &r->episodes;
    r->activity[part] = 0;
    for (uint32_t m = p->start[part]; m < p->start[part + 1]; memory_leap(++m)) {
        uint32_t account = p->members[m];
        if (r->is_bridge[account]) continue;
        r->activity[part] += e->null->activity_total[account];
        for (size_t i = e->start[account]; i < e->start[account + 1]; memory_leap(++i)) {
            struct mixture *x = &r->mixtures[e->of[i]];
            if (x->present++ == 0) e->seen[e->seen_count++] = e->of[i];
            x->mixed = x->mixed || (x->present > 1 && x->part != part);
            x->here = x->part == part ? x->here + 1 : 1;
            x->part = part;
            if (x->here > x->most) x->most = x->here, x->home = part;
        }
    }
}

static void mix(struct refining *r, const struct parting *p) {
    r->episodes.seen_count = 0;
    for (uint32_t c = 0; c < p->count; c++)
        mix_part(r, p, c);
}

static void forget_mixtures(struct refining *r) {
    for (uint32_t i = 0; i < r->episodes.seen_count; memory_leap(++i))
        r->mixtures[r->episodes.seen[i]] = (struct mixture){0};
}

/* Of its episodes with other members, so many are mostly of another part. */
static bool is_often_abroad(const struct refining *r, uint32_t account, uint32_t part) {
    const struct episodes *e = &r->episodes;
    uint32_t met = 0, abroad = 0;
    for (size_t i = e->start[account]; i < e->start[account + 1]; memory_leap(++i)) {
        const struct mixture *x = &r->mixtures[e->of[i]];
        if (x->present < 2) continue;
        met++;
        abroad += x->home != part;
    }
    return abroad >= BRIDGE_ABROAD * met && abroad > 0;
}

/* Marks the bridges; false where they are too many, or most of one part: then this is one group. */
static bool mark_bridges(struct refining *r, const struct parting *p) {
    uint32_t bridges = 0;
    bool few = true;
    for (uint32_t c = 0; c < p->count; c++) {
        uint32_t own = 0;
        for (uint32_t m = p->start[c]; m < p->start[c + 1]; memory_leap(++m))
            own += r->is_bridge[p->members[m]] = is_often_abroad(r, p->members[m], c);
        few = few && own * 2 <= part_size(p, c);
        bridges += own;
    }
    return few && bridges <= MOST_BRIDGES * p->start[p->count];
}

/* Few episodes are mixed, as compared with one group: were the members of an episode drawn by
 * activity whatever their part, all k of them would be of one part with probability Σ over parts of
 * (its share of the activity)^k. */
static bool hardly_meet(const struct refining *r, const struct parting *p) {
    double mixed = 0, expected = 0, all = 0;
    for (uint32_t c = 0; c < p->count; c++)
        all += r->activity[c];
    for (uint32_t i = 0; i < r->episodes.seen_count; memory_leap(++i)) {
        const struct mixture *x = &r->mixtures[r->episodes.seen[i]];
        double alone = 0;
        for (uint32_t c = 0; c < p->count; c++)
            alone += pow(r->activity[c] / all, x->present);
        mixed += x->mixed;
        expected += 1 - alone;
    }
    return mixed <= APART * expected;
}

/* Whether members of different parts meet in so few episodes that these are groups of their own,
 * bridges between them left aside. */
static bool stand_apart(struct refining *r, const struct parting *p) {
    mix(r, p);
    bool apart = hardly_meet(r, p), few = !apart && mark_bridges(r, p);
    forget_mixtures(r);
    if (few) {
        mix(r, p);
        apart = hardly_meet(r, p);
        forget_mixtures(r);
    }
    for (uint32_t m = 0; m < p->start[p->count]; memory_leap(++m))
        r->is_bridge[p->members[m]] = 0;
    return apart;
}

/* Tries one resolution. */
static lockstep_status part(struct parting *p, struct refining *r, size_t index, double resolution,
                            lockstep_error *err) {
    TRY(partition_find(p->part, &p->count, &p->graph, COMMUNITY_LEIDEN_MODULARITY, resolution,
                       r->stakes->seed, err));
    sort_members(p, cluster_at(r, index));
    p->worth = 0;
    for (uint32_t c = 0; c < p->count && p->count > 1; c++)
        if (part_size(p, c) >= SMALLEST_CLUSTER)
            p->worth += worth_of(r, p->members + p->start[c], part_size(p, c));
    return LOCKSTEP_OK;
}

/* The cluster's edges that lie inside a part, by part; the others are in none. */
static lockstep_status part_edges(struct refining *r, const struct parting *p, size_t index,
                                  const size_t *cluster_of_part, struct arena *scratch,
                                  lockstep_error *err) {
    struct inner_edges whole = r->inner[index - r->first];
    size_t *kept = arena_alloc(scratch, whole.to - whole.from, sizeof *kept), next = whole.from;
    struct inner_edges *inner =
        grow(r->inner, &r->inner_room, r->clusters->count - r->first, sizeof *inner);
    if (inner) r->inner = inner;
    if (!kept || !inner) return fail_memory(err, "clusters");
    memcpy(kept, r->order + whole.from, (whole.to - whole.from) * sizeof *kept);
    for (uint32_t c = 0; c < p->count; c++) {
        if (cluster_of_part[c] == SIZE_MAX) continue;
        struct inner_edges *own = &inner[cluster_of_part[c] - r->first];
        own->from = next;
        for (size_t i = 0; i < p->graph.edges; memory_leap(++i))
            if (p->part[p->graph.ends[2 * i]] == c && p->part[p->graph.ends[2 * i + 1]] == c)
                r->order[next++] = kept[i];
        own->to = next;
    }
    return LOCKSTEP_OK;
}

/* The first part of three or more takes the place of the whole, the others come at the end. */
static lockstep_status apply(struct refining *r, const struct parting *p, size_t index,
                             struct arena *scratch, lockstep_error *err) {
    size_t *cluster_of_part = arena_alloc(scratch, p->count, sizeof *cluster_of_part), at = index;
    if (!cluster_of_part) return fail_memory(err, "clusters");
    for (uint32_t c = 0; c < p->count; c++) {
        uint32_t size = part_size(p, c);
        cluster_of_part[c] = SIZE_MAX;
        if (size < SMALLEST_CLUSTER) continue;
        if (at != index) TRY(clusters_add(r->clusters, cluster_at(r, index)->layer, size, err));
        struct cluster *cluster = cluster_at(r, at);
        memcpy(cluster->members, p->members + p->start[c], size * sizeof *cluster->members);
        cluster->count = size;
        cluster_of_part[c] = at;
        at = r->clusters->count;
    }
    return part_edges(r, p, index, cluster_of_part, scratch, err);
}

/* The best way to part a cluster, and what both are worth by all that chance explains. */
struct attempt {
    size_t index;
    struct parting parts;
    double whole_worth, parts_worth;
    struct arena arena;
};

/* Attempts at clusters that wait, in rounds: so that the evidence of all of a round is found in two
 * passes over the layer. */
struct splitting {
    struct refining *r;
    size_t *waiting; /* clusters */
    size_t waiting_count, waiting_room;
    struct attempt *attempts;
    size_t count, room;
    uint32_t *community; /* by account */
};

static lockstep_status find_best(struct attempt *out, struct refining *r, lockstep_error *err) {
    const struct cluster *whole = cluster_at(r, out->index);
    struct parting *best = &out->parts, tried = {0};
    best->worth = worth_of(r, whole->members, whole->count);
    TRY(fill_graph(&tried, r, out->index, &out->arena, err));
    for (size_t i = 0; i < sizeof RESOLUTIONS / sizeof *RESOLUTIONS; i++) {
        TRY(make_room(&tried, whole->count, &out->arena, err));
        TRY(part(&tried, r, out->index, RESOLUTIONS[i], err));
        if (tried.worth > best->worth + LEAST_GAIN && stand_apart(r, &tried)) *best = tried;
    }
    return LOCKSTEP_OK;
}

static void drop_attempts(struct splitting *s) {
    for (; s->count > 0; s->count--)
        arena_release(&s->attempts[s->count - 1].arena);
}

static lockstep_status attempt_all(struct splitting *s, lockstep_error *err) {
    for (size_t i = 0; i < s->waiting_count; i++) {
        struct attempt *attempts = grow(s->attempts, &s->room, s->count + 1, sizeof *attempts);
        if (!attempts) return fail_memory(err, "clusters");
        s->attempts = attempts;
        struct attempt *attempt = &attempts[s->count];
        *attempt = (struct attempt){.index = s->waiting[i]};
        TRY(check_interrupt(err));
        if (cluster_at(s->r, attempt->index)->count <= SMALLEST_CLUSTER) continue;
        s->count++;
        TRY(find_best(attempt, s->r, err));
        if (attempt->parts.count > 1) continue;
        arena_release(&attempt->arena);
        s->count--;
    }
    return LOCKSTEP_OK;
}

static uint32_t mark_whole(struct splitting *s) {
    for (size_t i = 0; i < s->count; i++) {
        const struct cluster *whole = cluster_at(s->r, s->attempts[i].index);
        for (uint32_t m = 0; m < whole->count; memory_leap(++m))
            s->community[whole->members[m]] = (uint32_t) i;
    }
    return (uint32_t) s->count;
}

static uint32_t mark_parts(struct splitting *s) {
    uint32_t sets = 0;
    for (size_t i = 0; i < s->count; i++) {
        const struct parting *p = &s->attempts[i].parts;
        for (uint32_t c = 0; c < p->count; c++) {
            if (part_size(p, c) < SMALLEST_CLUSTER) continue;
            for (uint32_t m = p->start[c]; m < p->start[c + 1]; memory_leap(++m))
                s->community[p->members[m]] = sets;
            sets++;
        }
    }
    return sets;
}

static lockstep_status weigh_sets(struct evidence **out, struct splitting *s, bool parts,
                                  struct arena *scratch, lockstep_error *err) {
    memset(s->community, 0xff, s->r->edges->null.account_room * sizeof *s->community);
    uint32_t sets = parts ? mark_parts(s) : mark_whole(s);
    *out = arena_alloc(scratch, sets, sizeof **out);
    if (!*out) return fail_memory(err, "clusters");
    return sets_evidence(*out, s->r->edges, s->community, sets, s->r->stakes, err);
}

static lockstep_status weigh_attempts(struct splitting *s, struct arena *scratch,
                                      lockstep_error *err) {
    struct evidence *whole, *parts;
    TRY(weigh_sets(&whole, s, false, scratch, err));
    TRY(weigh_sets(&parts, s, true, scratch, err));
    for (size_t i = 0; i < s->count; i++) {
        struct attempt *attempt = &s->attempts[i];
        attempt->whole_worth = fmax(0, whole[i].nats);
        for (uint32_t c = 0; c < attempt->parts.count; c++)
            if (part_size(&attempt->parts, c) >= SMALLEST_CLUSTER)
                attempt->parts_worth += fmax(0, parts++->nats);
    }
    return LOCKSTEP_OK;
}

static lockstep_status await(struct splitting *s, size_t index, lockstep_error *err) {
    size_t *waiting = grow(s->waiting, &s->waiting_room, s->waiting_count + 1, sizeof *waiting);
    if (!waiting) return fail_memory(err, "clusters");
    s->waiting = waiting;
    waiting[s->waiting_count++] = index;
    return LOCKSTEP_OK;
}

/* Where the parts are worth more than the whole they take its place, and are tried in turn. */
static lockstep_status decide(struct splitting *s, struct attempt *attempt, lockstep_error *err) {
    size_t before = s->r->clusters->count;
    if (attempt->parts_worth <= attempt->whole_worth + LEAST_GAIN) return LOCKSTEP_OK;
    TRY(apply(s->r, &attempt->parts, attempt->index, &attempt->arena, err));
    TRY(await(s, attempt->index, err));
    for (size_t added = before; added < s->r->clusters->count; added++)
        TRY(await(s, added, err));
    return LOCKSTEP_OK;
}

static lockstep_status split_round(struct splitting *s, lockstep_error *err) {
    struct arena scratch = {0};
    lockstep_status status = attempt_all(s, err);
    s->waiting_count = 0;
    if (status == LOCKSTEP_OK && s->count) status = weigh_attempts(s, &scratch, err);
    for (size_t i = 0; i < s->count && status == LOCKSTEP_OK; i++)
        status = decide(s, &s->attempts[i], err);
    drop_attempts(s);
    arena_release(&scratch);
    return status;
}

/* Until no parts are worth more than the whole. */
static lockstep_status split_all(struct refining *r, struct arena *scratch, lockstep_error *err) {
    struct splitting s = {.r = r};
    s.community = arena_alloc(scratch, r->edges->null.account_room, sizeof *s.community);
    lockstep_status status = s.community ? LOCKSTEP_OK : fail_memory(err, "clusters");
    for (size_t i = r->first; i < r->clusters->count && status == LOCKSTEP_OK; i++)
        status = await(&s, i, err);
    while (status == LOCKSTEP_OK && s.waiting_count > 0)
        status = split_round(&s, err);
    free(s.attempts), free(s.waiting);
    return status;
}

/* ---- what both need */

static lockstep_status list_edges(struct refining *r, struct arena *scratch, lockstep_error *err) {
    size_t clusters = r->clusters->count - r->first, inside = 0;
    uint32_t *own = r->seat; /* on loan: the cluster of an account */
    r->inner = grow(NULL, &r->inner_room, clusters + 1, sizeof *r->inner);
    r->order = arena_alloc(scratch, r->edges->count, sizeof *r->order);
    if (!r->inner || !r->order) return fail_memory(err, "clusters");
    memset(r->inner, 0, (clusters + 1) * sizeof *r->inner);
    memset(own, 0xff, r->edges->null.account_room * sizeof *own);
    for (uint32_t c = 0; c < clusters; c++)
        for (uint32_t m = 0; m < cluster_at(r, r->first + c)->count; m++)
            own[cluster_at(r, r->first + c)->members[m]] = c;
    for (size_t i = 0; i < r->edges->count; memory_step(++i)) {
        const struct edge *e = &r->edges->items[i];
        if (own[e->source] != UINT32_MAX && own[e->source] == own[e->target])
            r->inner[own[e->source]].to++;
    }
    for (size_t c = 0; c < clusters; c++) {
        inside += r->inner[c].to;
        r->inner[c].from = r->inner[c].to = inside - r->inner[c].to;
    }
    for (size_t i = 0; i < r->edges->count; memory_step(++i)) {
        const struct edge *e = &r->edges->items[i];
        if (own[e->source] != UINT32_MAX && own[e->source] == own[e->target])
            r->order[r->inner[own[e->source]].to++] = i;
    }
    return LOCKSTEP_OK;
}

static lockstep_status index_members(struct refining *r, struct arena *scratch,
                                     lockstep_error *err) {
    uint32_t accounts = r->edges->null.account_room;
    uint8_t *wanted = arena_alloc(scratch, accounts, sizeof *wanted);
    r->seat = arena_alloc(scratch, accounts, sizeof *r->seat);
    if (!wanted || !r->seat) return fail_memory(err, "clusters");
    for (size_t i = r->first; i < r->clusters->count; i++)
        for (uint32_t m = 0; m < cluster_at(r, i)->count; m++)
            wanted[cluster_at(r, i)->members[m]] = 1;
    TRY(episodes_index(&r->episodes, r->edges, wanted, err));
    r->mixtures = arena_alloc(scratch, r->episodes.count, sizeof *r->mixtures);
    r->activity = arena_alloc(scratch, accounts, sizeof *r->activity);
    r->is_bridge = arena_alloc(scratch, accounts, sizeof *r->is_bridge);
    return r->mixtures && r->activity && r->is_bridge ? LOCKSTEP_OK : fail_memory(err, "clusters");
}

/* ---- trimming: all clusters at once, so that their evidence is found in one pass */

/* What trimming would leave of a cluster. */
struct cut {
    struct cluster *cluster;
    uint32_t *left;
    uint32_t count;
};

static lockstep_status cut_clusters(struct cut *cuts, uint32_t *count, struct refining *r,
                                    lockstep_error *err) {
    *count = 0;
    for (size_t i = r->first; i < r->clusters->count; i++) {
        struct cluster *cluster = cluster_at(r, i);
        struct cut cut = {.cluster = cluster, .count = cluster->count};
        TRY(check_interrupt(err));
        if (worth_of(r, cluster->members, cluster->count) <= 0) continue;
        cut.left = arena_alloc(&r->clusters->arena, cluster->count, sizeof *cut.left);
        if (!cut.left) return fail_memory(err, "clusters");
        memcpy(cut.left, cluster->members, cluster->count * sizeof *cut.left);
        TRY(members_trim(cut.left, &cut.count, &r->episodes, r->stakes->alpha, err));
        if (cut.count < cluster->count) cuts[(*count)++] = cut;
    }
    return LOCKSTEP_OK;
}

/* Of the whole clusters, or of what is left; community[account] is overwritten. */
static lockstep_status weigh_cuts(struct evidence *out, const struct cut *cuts, uint32_t count,
                                  bool whole, uint32_t *community, const struct refining *r,
                                  lockstep_error *err) {
    memset(community, 0xff, r->edges->null.account_room * sizeof *community);
    for (uint32_t c = 0; c < count; c++) {
        const uint32_t *members = whole ? cuts[c].cluster->members : cuts[c].left;
        uint32_t size = whole ? cuts[c].cluster->count : cuts[c].count;
        for (uint32_t m = 0; m < size; m++)
            community[members[m]] = c;
    }
    return sets_evidence(out, r->edges, community, count, r->stakes, err);
}

/* Keeps what trimming leaves where that has more evidence by all that chance explains. */
static lockstep_status trim_all(struct refining *r, struct arena *scratch, lockstep_error *err) {
    size_t clusters = r->clusters->count - r->first;
    uint32_t count;
    struct cut *cuts = arena_alloc(scratch, clusters, sizeof *cuts);
    struct evidence *before = arena_alloc(scratch, clusters, sizeof *before);
    struct evidence *after = arena_alloc(scratch, clusters, sizeof *after);
    uint32_t *community = arena_alloc(scratch, r->edges->null.account_room, sizeof *community);
    if (!cuts || !before || !after || !community) return fail_memory(err, "clusters");
    TRY(cut_clusters(cuts, &count, r, err));
    if (count == 0) return LOCKSTEP_OK;
    TRY(weigh_cuts(before, cuts, count, true, community, r, err));
    TRY(weigh_cuts(after, cuts, count, false, community, r, err));
    for (uint32_t c = 0; c < count; c++) {
        if (after[c].nats <= before[c].nats) continue;
        cuts[c].cluster->members = cuts[c].left;
        cuts[c].cluster->count = cuts[c].count;
    }
    return LOCKSTEP_OK;
}

/* ---- both */

static lockstep_status refine(struct refining *r, struct arena *scratch, lockstep_error *err) {
    TRY(index_members(r, scratch, err));
    TRY(list_edges(r, scratch, err));
    TRY(split_all(r, scratch, err));
    return trim_all(r, scratch, err);
}

lockstep_status clusters_refine(struct clusters *clusters, size_t first, const struct edges *edges,
                                const struct stakes *stakes, lockstep_error *err) {
    struct arena scratch = {0};
    struct refining r = {.clusters = clusters, .first = first, .edges = edges, .stakes = stakes};
    lockstep_status status = LOCKSTEP_OK;
    if (first < clusters->count) status = refine(&r, &scratch, err);
    free(r.inner);
    episodes_release(&r.episodes);
    arena_release(&scratch);
    return status;
}
