/* What figures show, from what a run found. */
#include "engine/error.h"
#include "engine/memory.h"
#include "engine/settings.h"
#include "export/dossier.h"
#include "export/figure.h"
#include "export/findings.h"

#include <math.h>
#include <stdlib.h>

enum {
    MOST_BARS = 200,   /* of less than a day each */
    MOST_DAYS = 400,   /* bars of a day or more */
    MOST_MONTHS = 240, /* bars of creation dates */
    CASCADE_ACCOUNTS = 5000
};
#define DAY_LENGTH (INT64_C(86400) * MICROSECONDS)

void series_release(struct series *series) {
    arena_release(&series->arena);
}

int64_t series_local_time(const struct dossiers *all, int64_t microseconds) {
    int64_t offset = 0;
    (void) zone_offset(all->zone, microseconds, &offset); /* known since the index */
    return microseconds + offset;
}

static struct study study_of(const struct dossiers *all) {
    const struct lockstep_settings *settings = all->findings->settings;
    return (struct study){.min_objects = settings->min_objects,
                          .alpha = settings->alpha,
                          .fdr = settings->fdr,
                          .seed = settings->seed,
                          .zone = slice_of(all->zone)};
}

/* Keeps the windows ascending, each once. */
static void add_window(struct study *study, int64_t window) {
    size_t at = 0;
    while (at < study->window_count && study->windows[at] < window)
        at++;
    bool known = at < study->window_count && study->windows[at] == window;
    if (known || study->window_count == STUDY_WINDOWS) return;
    memmove(study->windows + at + 1, study->windows + at,
            (study->window_count++ - at) * sizeof *study->windows);
    study->windows[at] = window;
}

static bool has_kept(const struct edges *edges) {
    for (size_t e = 0; e < edges->count; memory_step(++e))
        if (edges->items[e].kept) return true;
    return false;
}

/* Those of the layers that the network's edges are of; where it has none, those at which co-shares
 * were looked for. */
static void add_all_windows(struct study *study, const struct findings *findings) {
    const struct network *network = findings->network;
    for (size_t l = 0; l < network->count; l++)
        if (has_kept(&network->layers[l])) add_window(study, network->layers[l].layer->window);
    const struct lockstep_settings *settings = findings->settings;
    if (study->window_count) return;
    add_window(study, settings->window);
    for (size_t w = 0; w < settings->window_count; w++)
        add_window(study, settings->windows[w]);
    for (size_t w = 0; w < settings->trace_window_count; w++)
        add_window(study, settings->trace_windows[w].window);
}

/* ---- the network */

struct choice {
    double worth;
    size_t place;
};

/* Strongest first, then by place. */
static int by_worth(const void *a, const void *b) {
    const struct choice *x = a, *y = b;
    if (x->worth != y->worth) return x->worth > y->worth ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

static int by_place(const void *a, const void *b) {
    const struct choice *x = a, *y = b;
    return (x->place > y->place) - (x->place < y->place);
}

static bool is_drawn(const struct findings *findings, uint32_t account, uint32_t cluster) {
    return findings->centrality->degree[account] &&
           (!cluster || findings->clusters->of_account[account] == cluster);
}

static struct network_node node_of(const struct findings *findings, uint32_t account) {
    const struct account *named = &findings->archive->accounts.items[account];
    return (struct network_node){.name = account_called(named),
                                 .at = findings->positions[account],
                                 .strength = findings->centrality->strength[account],
                                 .cluster = findings->clusters->of_account[account]};
}

/* seat[account] is 1 + its node. */
static lockstep_status add_nodes(struct series *series, const struct findings *findings,
                                 uint32_t *seat, struct choice *choices, lockstep_error *err) {
    struct figure_network *network = &series->network;
    for (uint32_t a = 0; a < findings->archive->accounts.count; memory_step(++a))
        if (is_drawn(findings, a, series->study.cluster))
            choices[network->accounts++] = (struct choice){findings->centrality->strength[a], a};
    network->count = network->accounts;
    if (network->count > DRAWN_ACCOUNTS) {
        qsort(choices, network->count, sizeof *choices, by_worth);
        network->count = DRAWN_ACCOUNTS;
        qsort(choices, network->count, sizeof *choices, by_place);
    }
    network->nodes = arena_alloc(&series->arena, network->count, sizeof *network->nodes);
    if (!network->nodes) return fail_memory(err, "the accounts of a figure");
    for (size_t n = 0; n < network->count; n++) {
        network->nodes[n] = node_of(findings, (uint32_t) choices[n].place);
        seat[choices[n].place] = (uint32_t) n + 1;
    }
    return LOCKSTEP_OK;
}

static double worth_of(const struct tie *tie, const struct centrality *centrality) {
    double strengths = centrality->strength[tie->source] * centrality->strength[tie->target];
    return strengths > 0 ? tie->weight / sqrt(strengths) : 0;
}

static int by_weight(const void *a, const void *b) {
    const struct network_tie *x = a, *y = b;
    if (x->weight != y->weight) return x->weight < y->weight ? -1 : 1;
    if (x->source != y->source) return x->source < y->source ? -1 : 1;
    return (x->target > y->target) - (x->target < y->target);
}

/* Those that weigh most for their accounts, so that a weak cluster keeps ties beside a strong one:
 * weight over the geometric mean of the two strengths. The strongest are drawn last, on top. */
static lockstep_status add_ties(struct series *series, const struct centrality *centrality,
                                const uint32_t *seat, struct choice *choices, lockstep_error *err) {
    struct figure_network *network = &series->network;
    for (size_t t = 0; t < centrality->tie_count; memory_step(++t)) {
        const struct tie *tie = &centrality->ties[t];
        if (seat[tie->source] && seat[tie->target])
            choices[network->ties_in_all++] = (struct choice){worth_of(tie, centrality), t};
    }
    qsort(choices, network->ties_in_all, sizeof *choices, by_worth);
    network->tie_count = network->ties_in_all < DRAWN_TIES ? network->ties_in_all : DRAWN_TIES;
    network->ties = arena_alloc(&series->arena, network->tie_count, sizeof *network->ties);
    if (!network->ties) return fail_memory(err, "the ties of a figure");
    for (size_t t = 0; t < network->tie_count; memory_step(++t)) {
        const struct tie *tie = &centrality->ties[choices[t].place];
        network->ties[t] =
            (struct network_tie){seat[tie->source] - 1, seat[tie->target] - 1, tie->weight};
    }
    qsort(network->ties, network->tie_count, sizeof *network->ties, by_weight);
    return LOCKSTEP_OK;
}

static lockstep_status add_network(struct series *series, const struct findings *findings,
                                   lockstep_error *err) {
    const struct centrality *centrality = findings->centrality;
    size_t accounts = findings->archive->accounts.count, ties = centrality->tie_count;
    uint32_t *seat = calloc(accounts + 1, sizeof *seat);
    struct choice *choices = calloc((accounts > ties ? accounts : ties) + 1, sizeof *choices);
    lockstep_status status =
        seat && choices ? LOCKSTEP_OK : fail_memory(err, "the network of a figure");
    series->network.strongest = strongest_account(findings);
    if (status == LOCKSTEP_OK) status = add_nodes(series, findings, seat, choices, err);
    if (status == LOCKSTEP_OK) status = add_ties(series, centrality, seat, choices, err);
    free(seat), free(choices);
    return status;
}

/* ---- posts over time */

/* The first and the last moment of a stretch of posts, on the zone's clocks. */
struct range {
    int64_t first, last;
};

static void widen(struct range *range, int64_t local) {
    if (local < range->first) range->first = local;
    if (local > range->last) range->last = local;
}

static lockstep_status begin_timeline(struct series *series, const struct range *range,
                                      lockstep_error *err) {
    struct timeline *timeline = &series->timeline;
    bool long_time = range->last - range->first >= 14 * DAY_LENGTH;
    timeline->span = span_for(range->first, range->last, long_time ? MOST_DAYS : MOST_BARS,
                              long_time ? SPAN_DAY : SPAN_SECOND);
    timeline->start = span_start(timeline->span, range->first);
    timeline->count = (size_t) span_count(timeline->span, timeline->start,
                                          span_start(timeline->span, range->last)) +
                      1;
    timeline->posts = arena_alloc(&series->arena, timeline->count, sizeof *timeline->posts);
    timeline->marked = arena_alloc(&series->arena, timeline->count, sizeof *timeline->marked);
    return timeline->posts && timeline->marked ? LOCKSTEP_OK : fail_memory(err, "a timeline");
}

static void count_post(struct timeline *timeline, int64_t local, bool marked) {
    int64_t start = span_start(timeline->span, local);
    size_t bar = (size_t) span_count(timeline->span, timeline->start, start);
    timeline->posts[bar]++;
    timeline->marked[bar] += marked;
}

/* Marks the partners of a share among the `count` before it. Behind one that is marked already all
 * are. */
static void mark_before(uint8_t *posts, const struct dossiers *all, const struct layer *layer,
                        const struct share *share, size_t count) {
    for (const struct share *before = share - 1;
         count-- > 0 && share->time - before->time <= layer->window; before--) {
        uint8_t *marked = &posts[all->place[before->post]];
        if (before->account == share->account) continue;
        if (*marked) return;
        *marked = 1;
    }
}

/* posts[place] = 1 for the posts of the cluster's stream that share an object with another
 * account's within the window: the nearest share of another account, before it or after it, tells.
 */
static void mark_coshared(uint8_t *posts, const struct dossiers *all, const struct layer *inside) {
    for (size_t o = 0; o < inside->object_count; memory_step(++o)) {
        const struct share *shares = inside->shares + inside->objects[o].start;
        size_t other = SIZE_MAX; /* the last share before i by another account than i's */
        for (size_t i = 1; i < inside->objects[o].count; i++) {
            bool changes = shares[i].account != shares[i - 1].account;
            if (changes) other = i - 1;
            if (other == SIZE_MAX || shares[i].time - shares[other].time > inside->window) continue;
            posts[all->place[shares[i].post]] = 1;
            if (changes) mark_before(posts, all, inside, &shares[i], i);
        }
    }
}

/* The busiest of ten minutes that begin or end an hour off those known; of equals the first. */
static struct burst next_burst(const struct timeline *known, const int64_t *times, size_t count) {
    struct burst best = {0};
    for (size_t first = 0, last = 0; last < count; last++) {
        bool far = true;
        while (times[last] - times[first] > BURST_LENGTH)
            first++;
        for (size_t b = 0; b < known->burst_count; b++)
            far &= llabs(times[first] - known->bursts[b].start) > 6 * BURST_LENGTH;
        if (far && last + 1 - first > best.posts)
            best = (struct burst){times[first], last + 1 - first};
    }
    return best;
}

/* `times` ascend, and are UTC's: on local clocks an hour comes twice a year. */
static void list_bursts(struct timeline *timeline, const struct dossiers *all, const int64_t *times,
                        size_t count) {
    while (timeline->burst_count < TIMELINE_BURSTS) {
        struct burst burst = next_burst(timeline, times, count);
        if (burst.posts < 2 || 2 * burst.posts < timeline->bursts[0].posts) break;
        timeline->bursts[timeline->burst_count++] = burst;
    }
    for (size_t b = 0; b < timeline->burst_count; b++)
        timeline->bursts[b].start = series_local_time(all, timeline->bursts[b].start);
}

static int by_time(const void *a, const void *b) {
    int64_t x = *(const int64_t *) a, y = *(const int64_t *) b;
    return (x > y) - (x < y);
}

static lockstep_status add_bursts(struct timeline *timeline, const struct dossiers *all,
                                  const struct moment *stream, size_t count, lockstep_error *err) {
    int64_t *times = malloc((count + 1) * sizeof *times);
    if (!times) return fail_memory(err, "a timeline");
    for (size_t i = 0; i < count; i++)
        times[i] = stream[i].time;
    qsort(times, count, sizeof *times, by_time); /* of several clusters */
    list_bursts(timeline, all, times, count);
    free(times);
    return LOCKSTEP_OK;
}

static lockstep_status add_cluster_posts(struct series *series, const struct dossier *dossier,
                                         lockstep_error *err) {
    const struct dossiers *all = dossier->all;
    size_t count = dossier->habits.posts;
    if (!count) return LOCKSTEP_OK;
    uint8_t *coshared = calloc(count, 1);
    if (!coshared) return fail_memory(err, "a timeline");
    if (dossier->own) mark_coshared(coshared, all, &dossier->own->inside);
    struct range range = {INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < count; i++)
        widen(&range, series_local_time(all, dossier->stream[i].time));
    lockstep_status status = begin_timeline(series, &range, err);
    for (size_t i = 0; i < count && status == LOCKSTEP_OK; i++)
        count_post(&series->timeline, series_local_time(all, dossier->stream[i].time), coshared[i]);
    free(coshared);
    TRY(status);
    return add_bursts(&series->timeline, all, dossier->stream, count, err);
}

/* The clusters' posts are behind those of the other accounts in the stream. */
static lockstep_status add_all_posts(struct series *series, const struct dossiers *all,
                                     lockstep_error *err) {
    const struct posts *posts = &all->findings->archive->posts;
    if (!posts->count) return LOCKSTEP_OK;
    struct range range = {INT64_MAX, INT64_MIN};
    for (uint32_t p = 0; p < posts->count; memory_step(++p))
        widen(&range, series_local_time(all, posts->time[p]));
    TRY(begin_timeline(series, &range, err));
    for (size_t i = 0; i < posts->count; memory_step(++i)) {
        int64_t local = series_local_time(all, all->stream[i].time);
        bool clustered = i >= all->stream_start[1];
        count_post(&series->timeline, local, clustered);
        struct civil_time civil = time_civil(local);
        if (clustered || !all->findings->clusters->kept)
            series->heatmap.posts[civil.weekday][civil.hour]++;
    }
    return add_bursts(&series->timeline, all, all->stream + all->stream_start[1],
                      posts->count - all->stream_start[1], err);
}

/* ---- when accounts were created */

/* cluster 0: of any. */
static bool is_these(const struct findings *findings, uint32_t account, uint32_t cluster) {
    uint32_t of = findings->clusters->of_account[account];
    return cluster ? of == cluster : of != 0;
}

static lockstep_status add_created(struct series *series, const struct dossiers *all,
                                   lockstep_error *err) {
    const struct findings *findings = all->findings;
    const struct accounts *accounts = &findings->archive->accounts;
    struct created *created = &series->created;
    struct range range = {INT64_MAX, INT64_MIN};
    for (uint32_t a = 0; a < accounts->count; memory_leap(++a))
        if (accounts->items[a].facts->created != INT64_MIN)
            widen(&range, series_local_time(all, accounts->items[a].facts->created));
    if (range.first > range.last) return LOCKSTEP_OK;
    created->span = span_for(range.first, range.last, MOST_MONTHS, SPAN_DAY);
    created->start = span_start(created->span, range.first);
    created->count =
        (size_t) span_count(created->span, created->start, span_start(created->span, range.last)) +
        1;
    created->these = arena_alloc(&series->arena, created->count, sizeof *created->these);
    created->others = arena_alloc(&series->arena, created->count, sizeof *created->others);
    if (!created->these || !created->others) return fail_memory(err, "creation dates");
    for (uint32_t a = 0; a < accounts->count; memory_leap(++a)) {
        if (accounts->items[a].facts->created == INT64_MIN) continue;
        bool these = is_these(findings, a, series->study.cluster);
        int64_t start =
            span_start(created->span, series_local_time(all, accounts->items[a].facts->created));
        size_t bar = (size_t) span_count(created->span, created->start, start);
        (these ? created->these : created->others)[bar]++;
        *(these ? &created->known : &created->others_known) += 1;
    }
    return LOCKSTEP_OK;
}

/* ---- the spread of one object */

/* The text that most accounts of the cluster shared, or the object where there is no text. */
static const struct part *most_shared(const struct dossier *dossier) {
    const struct part *best = NULL;
    for (size_t p = 0; p < dossier->part_count; p++) {
        const struct part *part = &dossier->parts[p];
        if (!part->object_count || part->whole->trace == TRACE_TIME) continue;
        bool text = object_shows_text(dossier, part->objects[0].object);
        bool best_text = best && object_shows_text(dossier, best->objects[0].object);
        if (!best || text > best_text ||
            (text == best_text && part->objects[0].accounts > best->objects[0].accounts))
            best = part;
    }
    return best;
}

static const struct object_shares *find_object(const struct layer *layer, uint32_t object) {
    for (size_t o = 0; o < layer->object_count; memory_step(++o))
        if (layer->objects[o].object == object) return &layer->objects[o];
    return NULL;
}

/* One object's shares, gone through for the first of each account. */
struct first_shares {
    const struct layer *layer;
    const struct object_shares *object;
    uint8_t *seen; /* by account */
    size_t next;
};

static const struct share *next_first(struct first_shares *walk) {
    while (walk->next < walk->object->count) {
        const struct share *share = &walk->layer->shares[walk->object->start + walk->next++];
        if (walk->seen[share->account]) continue;
        walk->seen[share->account] = 1;
        return share;
    }
    return NULL;
}

/* Where most accounts shared the object before the cluster's first or after its last, what lies
 * between, or the cluster would be lost in years of others; places in the order of first shares. */
static void choose_stretch(struct first_shares walk, const struct dossier *dossier,
                           struct cascade *cascade) {
    const uint32_t *cluster_of = dossier->findings->clusters->of_account;
    uint32_t first = UINT32_MAX, last = 0, place = 0;
    const struct share *share;
    for (; (share = next_first(&walk)); place++) {
        if (cluster_of[share->account] != dossier->cluster->number) continue;
        first = first == UINT32_MAX ? place : first;
        last = place;
    }
    if (first == UINT32_MAX || 2 * (last + 1 - first) >= place) return;
    cascade->before = first;
    cascade->after = place - last - 1;
}

static void list_shares(struct first_shares walk, const struct dossier *dossier,
                        struct cascade *cascade) {
    const struct findings *findings = dossier->findings;
    uint32_t end = cascade->accounts - cascade->after;
    for (uint32_t place = 0; place < end && cascade->count < CASCADE_ACCOUNTS; place++) {
        const struct share *share = next_first(&walk);
        if (place < cascade->before) continue;
        cascade->shares[cascade->count++] = (struct cascade_share){
            .time = series_local_time(dossier->all, share->time),
            .account = account_called(&findings->archive->accounts.items[share->account]),
            .inside = findings->clusters->of_account[share->account] == dossier->cluster->number};
    }
}

static lockstep_status add_shares(struct series *series, const struct dossier *dossier,
                                  const struct layer *layer, const struct object_shares *object,
                                  lockstep_error *err) {
    struct cascade *cascade = &series->cascade;
    size_t accounts = dossier->findings->archive->accounts.count;
    size_t room = object->accounts < CASCADE_ACCOUNTS ? object->accounts : CASCADE_ACCOUNTS;
    struct first_shares walk = {layer, object, calloc(accounts + 1, 1), 0};
    cascade->shares = arena_alloc(&series->arena, room, sizeof *cascade->shares);
    cascade->accounts = object->accounts;
    bool failed = !walk.seen || !cascade->shares;
    if (!failed) {
        choose_stretch(walk, dossier, cascade);
        memset(walk.seen, 0, accounts);
        list_shares(walk, dossier, cascade);
    }
    free(walk.seen);
    return failed ? fail_memory(err, "a cascade") : LOCKSTEP_OK;
}

static lockstep_status add_cascade(struct series *series, const struct dossier *dossier,
                                   lockstep_error *err) {
    const struct part *part = most_shared(dossier);
    if (!part) return LOCKSTEP_OK;
    const struct shared_object *shared = &part->objects[0];
    const struct object_shares *object = find_object(part->whole, shared->object);
    if (!object) return LOCKSTEP_OK;
    struct slice body = dossier_body(dossier, shared->first_inside.post);
    struct cascade *cascade = &series->cascade;
    cascade->layer = slice_of(part->whole->name);
    cascade->is_text = object_shows_text(dossier, shared->object) && body.size;
    cascade->text = cascade->is_text ? body : shared->key;
    return add_shares(series, dossier, part->whole, object, err);
}

/* ---- the whole */

lockstep_status series_of_case(struct series *out, const struct dossiers *all,
                               lockstep_error *err) {
    const struct clusters *clusters = all->findings->clusters;
    *out = (struct series){.study = study_of(all)};
    add_all_windows(&out->study, all->findings);
    for (size_t c = 0; c < clusters->kept; c++)
        out->study.accounts += clusters->items[c].count;
    out->study.posts = all->findings->archive->posts.count;
    TRY(add_network(out, all->findings, err));
    TRY(add_all_posts(out, all, err));
    TRY(series_add_bands(out, &all->background->campaigns, all, err));
    return add_created(out, all, err);
}

lockstep_status series_of_cluster(struct series *out, const struct dossier *dossier,
                                  const struct response_curve *curve, lockstep_error *err) {
    const struct cluster *cluster = dossier->cluster;
    const struct layer *layer = &dossier->findings->archive->traces.layers[cluster->layer];
    *out = (struct series){.study = study_of(dossier->all)};
    out->study.cluster = cluster->number;
    out->study.accounts = cluster->count;
    out->study.posts = dossier->habits.posts;
    out->study.layer = slice_of(layer->name);
    add_window(&out->study, layer->window);
    memcpy(out->heatmap.posts, dossier->hours, sizeof out->heatmap.posts);
    TRY(add_network(out, dossier->findings, err));
    TRY(add_cluster_posts(out, dossier, err));
    TRY(add_created(out, dossier->all, err));
    TRY(add_cascade(out, dossier, err));
    out->windows = *curve;
    return series_add_campaigns(out, dossier, err);
}
