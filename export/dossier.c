#include "export/findings.h"

#include "engine/error.h"
#include "engine/memory.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

static int by_time_and_post(const void *a, const void *b) {
    const struct moment *x = a, *y = b;
    if (x->time != y->time) return x->time < y->time ? -1 : 1;
    return (x->post > y->post) - (x->post < y->post);
}

static int by_count(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *) a, y = *(const uint32_t *) b;
    return (x > y) - (x < y);
}

/* Counts at [c + 2] become starts at [c + 1], which become ends of what was placed: the counting
 * sort that leaves starts[c] where cluster c starts. */
static void counts_to_starts(size_t *starts, size_t clusters) {
    for (size_t c = 2; c <= clusters + 1; c++)
        starts[c] += starts[c - 1];
}

/* Streams of the posts of each kept cluster, and of the rest (cluster 0). */
static lockstep_status index_posts(struct dossiers *all, lockstep_error *err) {
    const struct posts *posts = &all->findings->archive->posts;
    const uint32_t *cluster_of = all->findings->clusters->of_account;
    size_t clusters = all->findings->clusters->kept + 1;
    all->stream = arena_alloc(&all->arena, posts->count, sizeof *all->stream);
    all->place = arena_alloc(&all->arena, posts->count, sizeof *all->place);
    size_t *start = arena_alloc(&all->arena, clusters + 2, sizeof *start);
    if (!all->stream || !all->place || !start) return fail_memory(err, "posts by cluster");
    for (uint32_t p = 0; p < posts->count; memory_step(++p)) {
        start[cluster_of[posts->account[p]] + 2]++;
        all->kinds_stated |= posts->kind[p] != POST_ORIGINAL;
    }
    counts_to_starts(start, clusters);
    for (uint32_t p = 0; p < posts->count; memory_step(++p))
        all->stream[start[cluster_of[posts->account[p]] + 1]++] =
            (struct moment){posts->time[p], p};
    for (size_t c = 0; c < clusters; c++) {
        size_t count = start[c + 1] - start[c];
        qsort(all->stream + start[c], count, sizeof *all->stream, by_time_and_post);
        for (size_t i = 0; i < count; i++)
            all->place[all->stream[start[c] + i].post] = (uint32_t) i;
    }
    all->stream_start = start;
    return LOCKSTEP_OK;
}

static lockstep_status index_accounts(struct dossiers *all, lockstep_error *err) {
    const struct clusters *clusters = all->findings->clusters;
    for (uint32_t a = 0; a < all->findings->archive->accounts.count; memory_step(++a))
        all->tied += all->findings->centrality->degree[a] > 0;
    all->seat = arena_alloc(&all->arena, all->findings->archive->accounts.count, sizeof *all->seat);
    if (!all->seat) return fail_memory(err, "accounts by cluster");
    for (size_t c = 0; c < clusters->kept; c++)
        for (uint32_t i = 0; i < clusters->items[c].count; i++)
            all->seat[clusters->items[c].members[i]] = i;
    return LOCKSTEP_OK;
}

static lockstep_status index_layer(struct share_index *index, const struct layer *layer,
                                   const struct clusters *clusters, struct arena *arena,
                                   lockstep_error *err) {
    const uint32_t *cluster_of = clusters->of_account;
    size_t *start = arena_alloc(arena, clusters->kept + 3, sizeof *start), count = 0;
    if (!start) return fail_memory(err, "shares by cluster");
    for (size_t i = 0; i < layer->count; memory_step(++i)) {
        uint32_t cluster = cluster_of[layer->shares[i].account];
        count += cluster > 0;
        if (cluster) start[cluster + 2]++;
    }
    counts_to_starts(start, clusters->kept + 1);
    index->places = arena_alloc(arena, count, sizeof *index->places);
    if (!index->places) return fail_memory(err, "shares by cluster");
    for (size_t i = 0; i < layer->count; memory_step(++i)) {
        uint32_t cluster = cluster_of[layer->shares[i].account];
        if (cluster) index->places[start[cluster + 1]++] = i;
    }
    index->start = start;
    return LOCKSTEP_OK;
}

/* The layer itself, or the one that it has its shares from. */
static size_t owner_of_shares(const struct traces *traces, size_t layer) {
    size_t owner = 0;
    while (traces->layers[owner].shares != traces->layers[layer].shares)
        owner++;
    return owner;
}

static lockstep_status index_shares(struct dossiers *all, lockstep_error *err) {
    const struct traces *traces = &all->findings->archive->traces;
    all->shares = arena_alloc(&all->arena, traces->count, sizeof *all->shares);
    if (!all->shares) return fail_memory(err, "shares by cluster");
    for (size_t l = 0; l < traces->count; l++)
        if (traces->layers[l].borrowed)
            all->shares[l] = all->shares[owner_of_shares(traces, l)];
        else
            TRY(index_layer(&all->shares[l], &traces->layers[l], all->findings->clusters,
                            &all->arena, err));
    return LOCKSTEP_OK;
}

void habits_measure(struct habits *out, const struct posts *posts, const struct moment *stream,
                    size_t post_count, uint32_t *counts, uint32_t account_count) {
    *out = (struct habits){.accounts = account_count, .posts = post_count};
    for (size_t i = 0; i < post_count; i++)
        out->kinds[posts->kind[stream[i].post]]++;
    qsort(counts, account_count, sizeof *counts, by_count);
    if (account_count) {
        uint32_t upper = counts[account_count / 2], lower = counts[(account_count - 1) / 2];
        out->median_posts = ((double) lower + (double) upper) / 2;
    }
    out->busiest = busiest_window(stream, post_count, TEN_MINUTES);
}

static lockstep_status measure_rest(struct dossiers *all, lockstep_error *err) {
    const struct archive *archive = all->findings->archive;
    uint32_t *counts = calloc((size_t) archive->accounts.count + 1, sizeof *counts), accounts = 0;
    if (!counts) return fail_memory(err, "the rest of the accounts");
    for (size_t i = 0; i < all->stream_start[1]; i++)
        counts[archive->posts.account[all->stream[i].post]]++;
    for (uint32_t a = 0; a < archive->accounts.count; memory_step(++a))
        if (counts[a]) counts[accounts++] = counts[a];
    habits_measure(&all->rest, &archive->posts, all->stream, all->stream_start[1], counts,
                   accounts);
    free(counts);
    return LOCKSTEP_OK;
}

static lockstep_status index_findings(struct dossiers *all, lockstep_error *err) {
    int64_t offset;
    if (!zone_offset(all->zone, 0, &offset))
        return fail(err, LOCKSTEP_EARG, "unknown time zone \"%s\"; expected one such as Asia/Baku",
                    all->zone);
    TRY(index_posts(all, err));
    TRY(index_accounts(all, err));
    TRY(index_shares(all, err));
    TRY(measure_rest(all, err));
    return background_build(all, err);
}

lockstep_status dossiers_build(struct dossiers **out, const struct findings *findings,
                               lockstep_error *err) {
    struct dossiers *all = calloc(1, sizeof *all);
    if (!all) return fail_memory(err, "dossiers");
    const char *zone = findings->settings->timezone;
    all->findings = findings;
    all->zone = zone && *zone ? zone : "UTC";
    all->wording = wording_find(findings->settings->words);
    lockstep_status status = index_findings(all, err);
    if (status == LOCKSTEP_OK)
        *out = all;
    else
        dossiers_free(all);
    return status;
}

void dossiers_free(struct dossiers *dossiers) {
    if (!dossiers) return;
    background_release(dossiers->background);
    arena_release(&dossiers->arena);
    free(dossiers);
}

/* Members are in the order of the cluster until they are ranked. */
static lockstep_status compute(struct dossier *dossier, lockstep_error *err) {
    TRY(dossier_add_members(dossier, err));
    TRY(dossier_count_posts(dossier, err));
    TRY(dossier_find_shares(dossier, err));
    TRY(dossier_rank_pairs(dossier, err));
    TRY(dossier_explain_members(dossier, err));
    TRY(dossier_date_accounts(dossier, err));
    TRY(dossier_rank_members(dossier, err));
    TRY(dossier_add_campaigns(dossier, err));
    return dossier_find(dossier, err);
}

lockstep_status dossier_build(struct dossier **out, const struct dossiers *dossiers,
                              const struct cluster *cluster, lockstep_error *err) {
    struct dossier *dossier = calloc(1, sizeof *dossier);
    if (!dossier) return fail_memory(err, "a dossier");
    dossier->all = dossiers;
    dossier->findings = dossiers->findings;
    dossier->cluster = cluster;
    lockstep_status status = compute(dossier, err);
    if (status == LOCKSTEP_OK)
        *out = dossier;
    else
        dossier_free(dossier);
    return status;
}

void dossier_free(struct dossier *dossier) {
    if (!dossier) return;
    if (dossier->own_campaigns) campaigns_release(dossier->own_campaigns);
    ledger_release(&dossier->ledger);
    arena_release(&dossier->arena);
    free(dossier);
}

struct slice archive_post_id(const struct archive *archive, uint32_t post, char room[192]) {
    const struct posts *posts = &archive->posts;
    struct slice id = ids_get(&posts->ids, post, room);
    if (id.size) return id;
    struct slice name = source_name(archive->sources.items[posts_source(posts, post)]);
    bool fits = name.size < 160;
    snprintf(room, 192, "%s%.*s:%" PRIu64, fits ? "" : "...", fits ? (int) name.size : 156,
             fits ? name.at : name.at + name.size - 156, ids_line(&posts->ids, post));
    return slice_of(room);
}

struct slice dossier_post_id(const struct dossier *dossier, uint32_t post, char room[192]) {
    return archive_post_id(dossier->findings->archive, post, room);
}

bool object_shows_text(const struct dossier *dossier, uint32_t object) {
    const struct traces *traces = &dossier->findings->archive->traces;
    enum trace trace = traces->layers[object_layer(traces, object)].trace;
    return trace == TRACE_TEXT || trace == TRACE_NEAR_TEXT || trace == TRACE_REPOST;
}

const struct part *dossier_part(const struct dossier *dossier, size_t layer) {
    for (size_t i = 0; i < dossier->part_count; i++)
        if (dossier->parts[i].index == layer) return &dossier->parts[i];
    return NULL;
}

const struct share *coshare_source(const struct share *first, const struct share *second) {
    return first->account < second->account ? first : second;
}

const struct share *coshare_target(const struct share *first, const struct share *second) {
    return first->account < second->account ? second : first;
}

double dossier_chance(const struct dossier *dossier) {
    return log(dossier->findings->settings->alpha) - dossier->cluster->evidence;
}

uint64_t tally_rejected(const struct tally *tally) {
    uint64_t rejected = 0;
    for (size_t r = 0; r < REJECT_REASON_COUNT; r++)
        rejected += tally->rejected[r];
    return rejected;
}

bool setting_is_of_running(const char *name) {
    static const char *const names[] = {"threads", "memory", "tmp", "strict", "redact"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0) return true;
    return false;
}

bool setting_matters(const struct lockstep_settings *settings, const lockstep_setting *row) {
    bool of_running = setting_is_of_running(row->name);
    bool of_compat = strcmp(row->name, "compat") == 0 || strncmp(row->help, "--compat", 8) == 0;
    return !of_running && !(of_compat && settings->compat == COMPAT_NONE);
}
