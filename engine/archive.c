/* Reading: blocks are parsed and spelt beside each other, then numbered in the order of the input.
 */
#include "engine/drafts.h"
#include "engine/error.h"
#include "engine/gathered.h"
#include "engine/moments.h"
#include "engine/ordered.h"
#include "engine/rejects.h"
#include "engine/revisions.h"
#include "engine/tag_days.h"

#include <stdlib.h>

/* One block on its way. */
struct parcel {
    struct block block;
    struct batch batch;
    struct drafts drafts;
    uint64_t done, total; /* bytes of the input when the block was cut */
};

struct reading {
    struct archive *archive;
    const struct lockstep_settings *settings;
    struct input *input;
    struct trace_plan plan;
    struct gathered *gathered; /* by layer of the plan */
    struct late late;
    struct revisions revisions;
    struct rejects rejects;
    uint32_t *accounts; /* of the records of the block at hand */
    size_t account_room;
};

static lockstep_status produce(void *data, void *item, bool *end, lockstep_error *err) {
    struct reading *r = data;
    struct parcel *parcel = item;
    block_release(&parcel->block);
    TRY(check_interrupt(err));
    TRY(input_next(r->input, &parcel->block, err));
    input_progress(r->input, &parcel->done, &parcel->total);
    *end = parcel->block.size == 0;
    return LOCKSTEP_OK;
}

static lockstep_status work(void *data, void *item, lockstep_error *err) {
    const struct reading *r = data;
    struct parcel *parcel = item;
    batch_clear(&parcel->batch);
    drafts_clear(&parcel->drafts);
    TRY(reader_parse(parcel->block.reader, &parcel->block, &parcel->batch, err));
    struct slice platform = slice_of(reader_platform(parcel->block.reader));
    return drafts_make(&parcel->drafts, &parcel->batch, &r->plan, r->settings, platform,
                       &parcel->batch.arena, err);
}

static void release(void *item) {
    struct parcel *parcel = item;
    block_release(&parcel->block);
    batch_release(&parcel->batch);
    drafts_release(&parcel->drafts);
}

/* How far ahead memory is asked for: longer than it takes to come. */
enum { AHEAD = 16 };

static lockstep_status number_accounts(struct reading *r, const struct parcel *parcel,
                                       lockstep_error *err) {
    struct accounts *accounts = &r->archive->accounts;
    const struct record_draft *drafts = parcel->drafts.records;
    struct account_key key = {.platform = slice_of(reader_platform(parcel->block.reader))};
    size_t count = parcel->batch.count;
    uint32_t *numbers = grow(r->accounts, &r->account_room, count, sizeof *numbers);
    if (!numbers && count) return fail_memory(err, "accounts");
    r->accounts = numbers;
    for (size_t i = 0; i < count; i++) {
        if (i + AHEAD < count) names_prefetch(&accounts->keys, drafts[i + AHEAD].account_hash);
        if (!drafts[i].wanted || parcel->batch.records[i].event != EVENT_NONE) continue;
        key.spelling = draft_account(&parcel->drafts, i);
        key.hash = drafts[i].account_hash;
        TRY(accounts_add(accounts, &key, &parcel->batch.records[i], &numbers[i], err));
    }
    return LOCKSTEP_OK;
}

static lockstep_status add_shares(struct reading *r, const struct parcel *parcel, size_t from,
                                  size_t to, uint32_t post, lockstep_error *err) {
    const struct drafts *drafts = &parcel->drafts;
    struct names *objects = &r->archive->traces.objects;
    for (size_t i = from; i < to; i++) {
        const struct draft *draft = &drafts->items[i];
        uint32_t object;
        if (i + AHEAD < drafts->count) names_prefetch(objects, drafts->items[i + AHEAD].hash);
        TRY(names_intern_hashed(objects, draft_key(drafts, draft), draft->hash, &object, NULL,
                                err));
        TRY(gathered_add(&r->gathered[draft->layer], object, post, err));
    }
    return LOCKSTEP_OK;
}

static lockstep_status add_facets(struct reading *r, const struct parcel *parcel, size_t index,
                                  uint32_t post, lockstep_error *err) {
    const struct drafts *drafts = &parcel->drafts;
    struct facets *facets = &r->archive->facets;
    size_t from = index ? drafts->records[index - 1].facets_end : 0;
    for (size_t i = from; i < drafts->records[index].facets_end; i++) {
        const struct facet_draft *draft = &drafts->facets.items[i];
        struct slice spelling = {drafts->bytes.bytes + draft->start, draft->size};
        TRY(facets_add(facets, post, spelling, draft->hash, err));
    }
    return facets_react(facets, post, &parcel->batch.records[index], err);
}

static lockstep_status add_record(struct reading *r, const struct parcel *parcel, size_t index,
                                  lockstep_error *err) {
    struct archive *archive = r->archive;
    const struct record *record = &parcel->batch.records[index];
    const struct record_draft *drafted = &parcel->drafts.records[index];
    struct tally *tally = &parcel->block.origin->tally;
    struct post_draft draft = {record,
                               drafted->id,
                               r->accounts[index],
                               parcel->block.source,
                               drafted->digest,
                               r->settings->compat == COMPAT_NONE};
    enum post_outcome outcome;
    uint32_t post, number;
    if (record->event != EVENT_NONE) {
        tally->used++;
        return revisions_add_event(&r->revisions, draft_account(&parcel->drafts, index), record,
                                   err);
    }
    TRY(posts_add(&archive->posts, &draft, &post, &outcome, err));
    *(outcome == POST_DUPLICATE ? &tally->duplicates : &tally->used) += 1;
    if (outcome == POST_DUPLICATE) return LOCKSTEP_OK;
    if (r->plan.facets) TRY(add_facets(r, parcel, index, post, err));
    bool is_edit = record->edited != INT64_MIN;
    TRY(late_number(&r->late, &archive->posts, post, record->time, is_edit, &number, err));
    if (draft.merge && (outcome == POST_MERGED || is_edit))
        TRY(revisions_add_record(&r->revisions, post, number, record, err));
    size_t from = index ? parcel->drafts.records[index - 1].end : 0;
    return add_shares(r, parcel, from, drafted->end, number, err);
}

static lockstep_status add_records(struct reading *r, const struct parcel *parcel,
                                   lockstep_error *err) {
    const struct record_draft *drafts = parcel->drafts.records;
    struct posts *posts = &r->archive->posts;
    struct tally *tally = &parcel->block.origin->tally;
    size_t count = parcel->batch.count;
    TRY(number_accounts(r, parcel, err));
    for (size_t i = 0; i < count; i++) {
        tally->read++;
        if (i + AHEAD < count && drafts[i + AHEAD].wanted &&
            parcel->batch.records[i + AHEAD].event == EVENT_NONE)
            posts_prefetch(posts, r->accounts[i + AHEAD], &drafts[i + AHEAD].id);
        if (drafts[i].wanted)
            TRY(add_record(r, parcel, i, err));
        else
            tally->filtered++;
    }
    return LOCKSTEP_OK;
}

static lockstep_status add_rejects(struct reading *r, const struct parcel *parcel,
                                   lockstep_error *err) {
    struct source *source = parcel->block.origin;
    struct tally *tally = &source->tally;
    tally->repaired += parcel->batch.repaired;
    tally->zoneless += parcel->batch.zoneless;
    tally->coarse += parcel->drafts.coarse;
    clocks_add(&tally->clocks, &parcel->batch.clocks);
    for (size_t i = 0; i < parcel->batch.reject_count; i++) {
        const struct reject *reject = &parcel->batch.rejects[i];
        rejects_add(&r->rejects, source, reject);
        tally_reject(tally, reject);
        if (r->settings->strict)
            return fail_at(err, LOCKSTEP_EINPUT, source->name, reject->line, "%s%s%s",
                           reject_text(reject->reason), *reject->detail ? ": " : "",
                           reject->detail);
    }
    return LOCKSTEP_OK;
}

static lockstep_status consume(void *data, void *item, lockstep_error *err) {
    struct reading *r = data;
    const struct parcel *parcel = item;
    TRY(add_rejects(r, parcel, err));
    TRY(add_records(r, parcel, err));
    settings_progress(r->settings, "reading", "bytes", parcel->done, parcel->total);
    return LOCKSTEP_OK;
}

static int64_t window_of(enum trace trace, const struct lockstep_settings *settings) {
    static const int64_t day = 86400 * (int64_t) MICROSECONDS;
    switch (trace) {
    case TRACE_TIME:
        return settings->time_window;
    case TRACE_HASHTAGS_DAY:
        return day;
    case TRACE_HANDLE: /* a century */
        return 36525 * day;
    default:
        return settings->windows[0];
    }
}

static lockstep_status make_layers(struct reading *r, lockstep_error *err) {
    struct traces *traces = &r->archive->traces;
    TRY(trace_plan_make(&r->plan, r->settings, &traces->arena, err));
    size_t room = (r->plan.count + 1) * r->settings->window_count;
    traces->layers = arena_alloc(&traces->arena, room, sizeof *traces->layers);
    traces->place = arena_alloc(&traces->arena, r->plan.count, 1);
    r->gathered = arena_alloc(&traces->arena, r->plan.count, sizeof *r->gathered);
    if (!traces->layers || !traces->place || !r->gathered) return fail_memory(err, "layers");
    traces->count = r->plan.count;
    for (size_t i = 0; i < r->plan.count; i++) {
        struct layer *layer = &traces->layers[i];
        layer->trace = r->plan.layers[i].trace;
        layer->window = window_of(layer->trace, r->settings);
        layer->name = trace_name(layer->trace);
        if (layer->trace != TRACE_FIELD) continue;
        struct buffer name = {0};
        buffer_append(&name, SLICE("field:"));
        buffer_append(&name, slice_of(settings_field(r->settings, r->plan.layers[i].field)));
        if (!name.failed) layer->name = arena_copy(&traces->arena, buffer_slice(&name)).at;
        buffer_release(&name);
        if (!layer->name) return fail_memory(err, "layers");
    }
    return LOCKSTEP_OK;
}

/* Counted apart: accounts are too large to be near when one is wanted. */
static lockstep_status count_posts(struct archive *archive, lockstep_error *err) {
    uint32_t *counts = calloc((size_t) archive->accounts.count + 1, sizeof *counts);
    if (!counts) return fail_memory(err, "accounts");
    for (uint32_t p = 0; p < archive->posts.count; p++)
        counts[archive->posts.account[p]]++;
    for (uint32_t a = 0; a < archive->accounts.count; a++)
        archive->accounts.items[a].posts = counts[a];
    free(counts);
    return LOCKSTEP_OK;
}

static lockstep_status rank_accounts(struct archive *archive, lockstep_error *err) {
    uint32_t *rank = malloc(((size_t) archive->accounts.count + 1) * sizeof *rank);
    if (!rank) return fail_memory(err, "sorting accounts");
    lockstep_status status = accounts_rank(&archive->accounts, rank, err);
    for (uint32_t p = 0; status == LOCKSTEP_OK && p < archive->posts.count; p++)
        archive->posts.account[p] = rank[archive->posts.account[p]];
    free(rank);
    return status == LOCKSTEP_OK ? count_posts(archive, err) : status;
}

/* Layers without shares were not in the data: they go, unless they were asked for, which is an
 * error to be told. */
static lockstep_status drop_empty_layers(struct traces *traces, bool optional,
                                         lockstep_error *err) {
    size_t kept = 0;
    for (size_t i = 0; i < traces->count; i++) {
        traces->place[i] = (uint8_t) kept;
        if (traces->layers[i].count)
            traces->layers[kept++] = traces->layers[i];
        else if (!optional)
            return fail(err, LOCKSTEP_EINPUT, "no post has anything for the trace %s",
                        traces->layers[i].name);
        else
            layer_release(&traces->layers[i]);
    }
    for (size_t i = kept; i < traces->count; i++)
        traces->layers[i] = (struct layer){0};
    traces->count = kept;
    return kept ? LOCKSTEP_OK : fail(err, LOCKSTEP_EINPUT, "no post shares anything");
}

/* With --compat, shares stay in the order of the input; moments are sorted by time. */
static lockstep_status fill_layers(struct reading *r, lockstep_error *err) {
    struct traces *traces = &r->archive->traces;
    for (size_t i = 0; i < traces->count; i++) {
        if (r->settings->compat == COMPAT_NONE && traces->layers[i].trace != TRACE_TIME)
            TRY(gathered_group(&r->gathered[i], traces->objects.count, err));
        TRY(gathered_move(&traces->layers[i], &r->gathered[i], &r->late, &r->archive->posts, err));
    }
    return LOCKSTEP_OK;
}

static lockstep_status revise(struct reading *r, lockstep_error *err) {
    struct archive *archive = r->archive;
    const struct revised of = {&archive->posts, &archive->accounts, r->gathered,
                               r->plan.count,   &r->late,           &archive->facets};
    TRY(revisions_apply(&r->revisions, &of, &archive->deleted, &archive->edited, err));
    if (archive->posts.count) return LOCKSTEP_OK;
    return fail(err, LOCKSTEP_EINPUT, "all posts of the input are deleted later in it");
}

static lockstep_status finish(struct reading *r, lockstep_error *err) {
    struct archive *archive = r->archive;
    struct traces *traces = &archive->traces;
    if (!archive->posts.count) return fail(err, LOCKSTEP_EINPUT, "no usable post in the input");
    TRY(revise(r, err));
    posts_close(&archive->posts);
    if (!traces_find(traces, trace_name(TRACE_HASHTAGS_DAY))) names_close(&traces->objects);
    TRY(rank_accounts(archive, err));
    TRY(alike_find(&archive->alike, &archive->accounts, err));
    TRY(account_facts_join(&archive->joined, &archive->accounts, r->settings, err));
    if (r->plan.facets) TRY(facets_finish(&archive->facets, archive->posts.count, err));
    TRY(fill_layers(r, err));
    if (r->settings->compat == COMPAT_NONE)
        TRY(moments_check(archive, r->settings, r->plan.optional, err));
    for (size_t i = 0; i < traces->count; i++)
        if (traces->layers[i].trace == TRACE_HASHTAGS_DAY)
            TRY(tag_days_gather(traces, &traces->layers[i], err));
    if (archive->posts.for_now) posts_forget(&archive->posts);
    TRY(drop_empty_layers(traces, r->plan.optional, err));
    if (r->settings->compat != COMPAT_NONE) return LOCKSTEP_OK;
    for (size_t i = 0; i < traces->count; i++) {
        settings_progress(r->settings, "sorting shares", "layers", i, traces->count);
        TRY(check_interrupt(err));
        if (traces->layers[i].trace == TRACE_NEAR_TEXT)
            TRY(traces_gather(traces, &traces->layers[i], r->settings, err));
        TRY(layer_finish(&traces->layers[i], traces->objects.count, archive->accounts.count, err));
    }
    names_close(&traces->objects);
    struct layer_sizes sizes = archive_sizes(archive);
    TRY(traces_fuse(traces, &sizes, err));
    for (size_t w = 1; w < r->settings->window_count; w++)
        TRY(traces_add_window(traces, r->settings->windows[w], &sizes, err));
    return LOCKSTEP_OK;
}

lockstep_status archive_read(struct archive *out, const struct lockstep_settings *settings,
                             const char *const *paths, size_t count, unsigned parts,
                             lockstep_error *err) {
    struct reading r = {.archive = out, .settings = settings};
    *out = (struct archive){.posts.for_now = !(parts & ARCHIVE_POSTS)};
    TRY(make_layers(&r, err));
    r.plan.facets = parts & ARCHIVE_FACETS;
    TRY(input_open(&r.input, &out->sources, settings, paths, count, err));
    struct ordered job = {&r, sizeof(struct parcel), produce, work, consume, release};
    lockstep_status status = parts & ARCHIVE_HASHES ? input_hash(r.input, err) : LOCKSTEP_OK;
    if (status == LOCKSTEP_OK) status = rejects_open(&r.rejects, settings->rejects, err);
    if (status == LOCKSTEP_OK) status = ordered_run(&job, settings->threads, err);
    if (status == LOCKSTEP_OK) status = finish(&r, err);
    status = rejects_close(&r.rejects, status, err);
    input_close(r.input);
    for (size_t i = 0; r.gathered && i < r.plan.count; i++)
        free(r.gathered[i].items);
    free(r.late.items), free(r.accounts);
    revisions_release(&r.revisions);
    trace_plan_release(&r.plan);
    return status;
}

struct layer_sizes archive_sizes(const struct archive *archive) {
    return (struct layer_sizes){archive->posts.count, archive->traces.objects.count,
                                archive->accounts.count};
}

void archive_release(struct archive *archive) {
    traces_release(&archive->traces);
    posts_release(&archive->posts);
    facets_release(&archive->facets);
    accounts_release(&archive->accounts);
    account_facts_release(&archive->joined);
    sources_release(&archive->sources);
}
