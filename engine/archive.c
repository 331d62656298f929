/* Reading: blocks are parsed and spelt beside each other, and their records kept in the order of
 * the input; what they come to is found when all are read. */
#include "engine/error.h"
#include "engine/fusing.h"
#include "engine/ingested.h"
#include "engine/memory.h"
#include "engine/moments.h"
#include "engine/numbering.h"
#include "engine/ordered.h"
#include "engine/rejects.h"
#include "engine/settling.h"
#include "engine/tag_days.h"

#include <stdlib.h>

/* One block on its way. */
struct parcel {
    struct block block;
    struct batch batch;
    struct drafts drafts;
    struct share_block shares;
    uint64_t done, total; /* bytes of the input when the block was cut */
};

struct reading {
    struct archive *archive;
    const struct lockstep_settings *settings;
    struct lockstep_settings shaped; /* with the traces that are read: all that an archive holds */
    unsigned parts;
    struct input *input;
    struct trace_plan plan, asked; /* what is read, and what of it is asked for */
    bool *wanted;                  /* by layer of the plan */
    bool reads;                    /* anything but an archive */
    struct ingested ingested;      /* the archive, if there is one */
    struct unnumbered shares;
    struct revisions revisions;
    struct settling settling;
    struct rejects rejects;
    uint32_t *accounts; /* of the records of the block at hand */
    size_t account_room;
};

static lockstep_status produce(void *data, void *item, bool *end, lockstep_error *err) {
    struct reading *r = data;
    struct parcel *parcel = item;
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
    share_block_clear(&parcel->shares);
    TRY(reader_parse(parcel->block.reader, &parcel->block, &parcel->batch, err));
    TRY(redaction_apply(&r->settings->redaction, &parcel->batch, settings_field_count(&r->shaped),
                        err));
    struct slice platform = slice_of(reader_platform(parcel->block.reader));
    TRY(drafts_make(&parcel->drafts, &parcel->batch, &r->plan, &r->shaped, platform,
                    &parcel->batch.arena, err));
    return share_block_fill(&parcel->shares, &parcel->drafts, &parcel->batch, r->shares.in_order,
                            err);
}

static void release(void *item) {
    struct parcel *parcel = item;
    block_release(&parcel->block);
    batch_release(&parcel->batch);
    drafts_release(&parcel->drafts);
    share_block_release(&parcel->shares);
}

/* How far ahead memory is asked for: longer than it takes to come. */
enum { AHEAD = 24 };

/* The slot, then where the name lies, then the name: each known by what came before. */
static void prefetch_accounts(const struct names *keys, const struct record_draft *drafts, size_t i,
                              size_t count) {
    if (i + AHEAD < count) names_prefetch(keys, drafts[i + AHEAD].account_hash);
    if (i + AHEAD * 2 / 3 < count)
        names_prefetch_start(keys, drafts[i + AHEAD * 2 / 3].account_hash);
    if (i + AHEAD / 3 < count) names_prefetch_bytes(keys, drafts[i + AHEAD / 3].account_hash);
}

static lockstep_status number_accounts(struct reading *r, const struct parcel *parcel,
                                       lockstep_error *err) {
    struct accounts *accounts = &r->archive->accounts;
    const struct record_draft *drafts = parcel->drafts.records;
    struct account_key key = {.platform = slice_of(reader_platform(parcel->block.reader))};
    size_t count = parcel->batch.count;
    uint32_t *numbers = grow(r->accounts, &r->account_room, count, sizeof *numbers);
    if (!numbers && count) return fail_memory(err, "accounts");
    r->accounts = numbers;
    for (size_t i = 0; i < count; memory_leap(++i)) {
        prefetch_accounts(&accounts->keys, drafts, i, count);
        if (!drafts[i].wanted || !drafts[i].is_post) continue;
        key.spelling = draft_account(&parcel->drafts, i);
        key.hash = drafts[i].account_hash;
        bool states = !r->archive->posts.for_now && drafts[i].states_facts;
        const struct record *stating = states ? &parcel->batch.records[i] : NULL;
        TRY(accounts_add(accounts, &key, stating, &numbers[i], err));
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

static lockstep_status add_post(struct reading *r, const struct parcel *parcel, size_t index,
                                lockstep_error *err) {
    struct posts *posts = &r->archive->posts;
    const struct record *record = &parcel->batch.records[index];
    const struct record_draft *drafted = &parcel->drafts.records[index];
    struct post_draft draft = {record, drafted->id, r->accounts[index], parcel->block.source,
                               drafted->digest};
    uint32_t number = posts->count;
    TRY(posts_add(posts, &draft, err));
    if (r->plan.facets) TRY(add_facets(r, parcel, index, number, err));
    if (r->settings->compat != COMPAT_NONE) return LOCKSTEP_OK;
    if (record->local_id.size)
        TRY(revisions_add_local(&r->revisions, number, record->local_id, err));
    return record->edited == INT64_MIN ? LOCKSTEP_OK
                                       : revisions_add_edit(&r->revisions, number, record, err);
}

static lockstep_status add_records(struct reading *r, const struct parcel *parcel,
                                   lockstep_error *err) {
    struct tally *tally = &parcel->block.origin->tally;
    uint32_t first = r->archive->posts.count;
    TRY(number_accounts(r, parcel, err));
    tally->read += parcel->batch.count;
    for (size_t i = 0; i < parcel->batch.count; i++) {
        const struct record *record = &parcel->batch.records[i];
        bool wanted = parcel->drafts.records[i].wanted;
        *(wanted ? &tally->used : &tally->filtered) += 1;
        if (!wanted) continue;
        if (parcel->drafts.records[i].is_post)
            TRY(add_post(r, parcel, i, err));
        else
            TRY(revisions_add_event(&r->revisions, draft_account(&parcel->drafts, i), record, err));
    }
    return unnumbered_add(&r->shares, &parcel->shares, first, err);
}

static lockstep_status add_rejects(struct reading *r, const struct parcel *parcel,
                                   lockstep_error *err) {
    struct source *source = parcel->block.origin;
    struct tally *tally = &source->tally;
    tally->repaired += parcel->batch.repaired;
    tally->zoneless += parcel->batch.zoneless;
    tally->mangled += parcel->batch.mangled;
    tally->cut_links += parcel->batch.cut_links + parcel->drafts.cut_links;
    tally->coarse += parcel->drafts.coarse;
    clocks_add(&tally->clocks, &parcel->batch.clocks);
    for (size_t i = 0; i < parcel->batch.reject_count; i++) {
        const struct reject *reject = &parcel->batch.rejects[i];
        rejects_add(&r->rejects, source, reject);
        tally_reject(tally, reject);
        if (r->settings->strict && reject->reason != REJECT_NOT_A_POST)
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
    TRY(trace_plan_make(&r->plan, &r->shaped, &traces->arena, err));
    r->plan.facets = r->parts & ARCHIVE_FACETS;
    size_t room = (r->plan.count + 1) * r->settings->window_count + r->settings->trace_window_count;
    traces->layers = arena_alloc(&traces->arena, room, sizeof *traces->layers);
    traces->place = arena_alloc(&traces->arena, r->plan.count, 1);
    if (!traces->layers || !traces->place) return fail_memory(err, "layers");
    traces->count = r->plan.count;
    for (size_t i = 0; i < r->plan.count; i++) {
        struct layer *layer = &traces->layers[i];
        layer->trace = r->plan.layers[i].trace;
        layer->window = window_of(layer->trace, r->settings);
        layer->name = trace_name(layer->trace);
        if (layer->trace != TRACE_FIELD) continue;
        struct buffer name = {0};
        buffer_append(&name, SLICE("field:"));
        buffer_append(&name, slice_of(settings_field(&r->shaped, r->plan.layers[i].field)));
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
    for (uint32_t p = 0; p < archive->posts.count; memory_leap(++p))
        counts[archive->posts.account[p]]++;
    for (uint32_t a = 0; a < archive->accounts.count; memory_leap(++a))
        archive->accounts.items[a].posts = counts[a];
    free(counts);
    return LOCKSTEP_OK;
}

/* Releases the layers that are not to be kept; the others move up. */
static void keep_layers(struct reading *r, const bool *keep) {
    struct traces *traces = &r->archive->traces;
    uint8_t place[UINT8_MAX + 1];
    size_t kept = 0;
    for (size_t i = 0; i < traces->count; i++) {
        struct layer layer = traces->layers[i];
        place[i] = (uint8_t) kept;
        traces->layers[i] = (struct layer){0};
        if (keep[i])
            traces->layers[kept++] = layer;
        else
            layer_release(&layer);
    }
    for (size_t i = 0; i < r->plan.count; i++)
        traces->place[i] = place[traces->place[i]];
    traces->count = kept;
}

/* Of what an archive holds, only what is asked for. */
static void drop_unwanted_layers(struct reading *r) {
    bool times = false;
    for (size_t i = 0; i < r->plan.count; i++) {
        r->archive->traces.place[i] = (uint8_t) i;
        times |= r->wanted[i] && r->plan.layers[i].trace == TRACE_TIME;
    }
    for (size_t i = 0; i < r->archive->sources.count && !times; i++)
        r->archive->sources.items[i]->tally.coarse = 0;
    keep_layers(r, r->wanted);
}

/* Layers without shares were not in the data: they go, unless they were asked for, which is an
 * error to be told. */
static lockstep_status drop_empty_layers(struct reading *r, lockstep_error *err) {
    const struct traces *traces = &r->archive->traces;
    bool keep[UINT8_MAX + 1];
    for (size_t i = 0; i < traces->count; i++) {
        keep[i] = traces->layers[i].count > 0;
        if (!keep[i] && !r->asked.optional)
            return fail(err, LOCKSTEP_EINPUT, "no post has anything for the trace %s",
                        traces->layers[i].name);
    }
    keep_layers(r, keep);
    return traces->count ? LOCKSTEP_OK : fail(err, LOCKSTEP_EINPUT, "no post shares anything");
}

static lockstep_status sort_layers(struct reading *r, lockstep_error *err) {
    struct traces *traces = &r->archive->traces;
    for (size_t i = 0; i < traces->count; i++) {
        settings_progress(r->settings, "sorting shares", "layers", i, traces->count);
        TRY(check_interrupt(err));
        TRY(layer_sort(&traces->layers[i], traces->objects.count, err));
    }
    return LOCKSTEP_OK;
}

/* Layers that are finished beside each other, the largest first. Those that are fused are chosen
 * from as soon as they are, and put together beside the others. */
struct finishing {
    const struct reading *reading;
    unsigned threads;      /* for one layer */
    struct fusing *fusing; /* or NULL */
    bool fuses;
    struct layer *layers[UINT8_MAX + 1];
    size_t count, next;
    size_t *done, all; /* of both kinds */
};

static int by_size(const void *a, const void *b) {
    const struct layer *x = *(struct layer *const *) a, *y = *(struct layer *const *) b;
    return (x->count < y->count) - (x->count > y->count);
}

/* NULL: what is to be done is fusing. */
static lockstep_status next_layer(void *data, void *item, bool *end, lockstep_error *err) {
    struct finishing *f = data;
    struct layer **layer = item;
    bool fuses = f->fuses;
    f->fuses = false;
    *end = !fuses && f->next == f->count;
    if (*end) return LOCKSTEP_OK;
    *layer = fuses ? NULL : f->layers[f->next++];
    return check_interrupt(err);
}

static lockstep_status finish_layer(void *data, void *item, lockstep_error *err) {
    const struct finishing *f = data;
    struct archive *archive = f->reading->archive;
    struct layer *layer = *(struct layer **) item;
    struct layer_sizes sizes = archive_sizes(archive);
    if (!layer)
        return traces_add_fused(&archive->traces, f->fusing, f->reading->settings->threads, err);
    return layer_finish(layer, sizes.objects, sizes.accounts, f->threads, err);
}

static lockstep_status take_layer(void *data, void *item, lockstep_error *err) {
    struct finishing *f = data;
    const struct layer *layer = *(struct layer **) item;
    if (!layer) return LOCKSTEP_OK;
    settings_progress(f->reading->settings, "sorting shares", "layers", ++*f->done, f->all);
    if (!f->fusing || trace_has_own_window(layer->trace)) return LOCKSTEP_OK;
    return fusing_add(f->fusing, layer, (uint8_t) (layer - f->reading->archive->traces.layers),
                      err);
}

static lockstep_status finish_all(struct finishing *f, lockstep_error *err) {
    struct ordered job = {f,          sizeof(struct layer *), next_layer, finish_layer,
                          take_layer, ordered_release_nothing};
    qsort(f->layers, f->count, sizeof *f->layers, by_size);
    return ordered_run(&job, f->reading->settings->threads, err);
}

/* Layers that have windows of their own are not fused. */
static lockstep_status finish_and_fuse(struct finishing *fused, struct finishing *others,
                                       lockstep_error *err) {
    struct fusing fusing;
    struct layer_sizes sizes = archive_sizes(fused->reading->archive);
    lockstep_status status = fusing_begin(&fusing, &sizes, err);
    fused->fusing = others->fusing = &fusing;
    others->fuses = true;
    if (status == LOCKSTEP_OK) status = finish_all(fused, err);
    if (status == LOCKSTEP_OK) status = finish_all(others, err);
    fusing_release(&fusing);
    return status;
}

static lockstep_status finish_layers(struct reading *r, lockstep_error *err) {
    struct traces *traces = &r->archive->traces;
    unsigned threads = r->settings->threads;
    size_t done = 0;
    struct finishing fused = {
        .reading = r,
        .threads = traces->count > 1 ? 1 : threads,
        .done = &done,
        .all = traces->count,
    };
    struct finishing others = fused;
    for (size_t i = 0; i < traces->count; i++) {
        struct layer *layer = &traces->layers[i];
        struct finishing *f = trace_has_own_window(layer->trace) ? &others : &fused;
        f->layers[f->count++] = layer;
        if (layer->trace == TRACE_NEAR_TEXT) TRY(traces_gather(traces, layer, r->settings, err));
    }
    if (fused.count > 1) return finish_and_fuse(&fused, &others, err);
    TRY(finish_all(&fused, err));
    return finish_all(&others, err);
}

static lockstep_status add_windows(struct reading *r, lockstep_error *err) {
    struct traces *traces = &r->archive->traces;
    struct layer_sizes sizes = archive_sizes(r->archive);
    for (size_t w = 1; w < r->settings->window_count; w++)
        TRY(traces_add_window(traces, r->settings->windows[w], &sizes, r->settings->threads, err));
    for (size_t w = 0; w < r->settings->trace_window_count; w++)
        traces_widen(traces, r->settings->trace_windows[w]);
    return LOCKSTEP_OK;
}

static lockstep_status fail_without_posts(const struct reading *r, lockstep_error *err) {
    if (!r->revisions.event_count) return fail(err, LOCKSTEP_EINPUT, "no usable post in the input");
    return fail(err, LOCKSTEP_EINPUT,
                "no post in the input: what is in it deletes posts or tells of accounts "
                "(records of that kind: %zu)",
                r->revisions.event_count);
}

static lockstep_status settle_posts(struct reading *r, lockstep_error *err) {
    struct archive *archive = r->archive;
    struct settling *s = &r->settling;
    s->posts = &archive->posts;
    s->accounts = &archive->accounts;
    s->facets = &archive->facets;
    s->sources = &archive->sources;
    s->revisions = &r->revisions;
    s->merges = r->reads && r->settings->compat == COMPAT_NONE;
    s->keeps_digests = r->parts & ARCHIVE_WHOLE;
    s->threads = r->settings->threads;
    TRY(settling_begin(s, err));
    archive->deleted += s->deleted; /* to what an archive knows of */
    archive->edited += s->edited;
    return LOCKSTEP_OK;
}

/* Posts and accounts as they stay, and the shares of each layer. */
static lockstep_status settle(struct reading *r, lockstep_error *err) {
    struct archive *archive = r->archive;
    struct posts *posts = &archive->posts;
    if (!posts->count) return fail_without_posts(r, err);
    settings_progress(r->settings, "numbering", "", 0, 0);
    TRY(settle_posts(r, err));
    if (!(r->parts & ARCHIVE_WHOLE) && !r->settling.shares) posts_close(posts);
    if (r->reads)
        TRY(unnumbered_number(&archive->traces, &r->shares, posts, r->settling.shares,
                              r->settings->threads, err));
    unnumbered_release(&r->shares);
    TRY(settling_finish(&r->settling, err));
    if (!posts->count)
        return fail(err, LOCKSTEP_EINPUT, "all posts of the input are deleted later in it");
    TRY(settling_shares(&r->settling, &archive->traces, err));
    if (!(r->parts & ARCHIVE_WHOLE)) posts_close(posts);
    TRY(count_posts(archive, err));
    return r->plan.facets ? facets_finish(&archive->facets, posts->count, err) : LOCKSTEP_OK;
}

/* Days are objects that no post has alone. */
static lockstep_status gather_days(struct traces *traces, lockstep_error *err) {
    for (size_t i = 0; i < traces->count; i++) {
        if (traces->layers[i].trace != TRACE_HASHTAGS_DAY) continue;
        TRY(names_open(&traces->objects, err));
        TRY(tag_days_gather(traces, &traces->layers[i], err));
        names_close(&traces->objects);
    }
    return LOCKSTEP_OK;
}

static lockstep_status complete_layers(void *data, lockstep_error *err) {
    struct reading *r = data;
    struct archive *archive = r->archive;
    if (r->settings->compat == COMPAT_NONE)
        TRY(moments_check(archive, r->settings, r->asked.optional, err));
    TRY(gather_days(&archive->traces, err));
    if (archive->posts.for_now) posts_forget(&archive->posts);
    TRY(drop_empty_layers(r, err));
    if (r->settings->compat != COMPAT_NONE) return LOCKSTEP_OK;
    TRY(finish_layers(r, err));
    return add_windows(r, err);
}

static lockstep_status find_alike(void *data, lockstep_error *err) {
    struct archive *archive = ((struct reading *) data)->archive;
    return alike_find(&archive->alike, &archive->accounts, err);
}

/* What nobody asked for, too, so that a damaged archive is never taken for a whole one. */
static lockstep_status check_archive(void *data, lockstep_error *err) {
    struct reading *r = data;
    if (!r->ingested.sections.file) return LOCKSTEP_OK;
    return sections_check(&r->ingested.sections, r->settings->threads, err);
}

static lockstep_status finish(struct reading *r, lockstep_error *err) {
    struct archive *archive = r->archive;
    const task_fn tasks[] = {complete_layers, find_alike, check_archive};
    TRY(settle(r, err));
    if (r->parts & ARCHIVE_WHOLE) {
        TRY(check_archive(r, err));
        return sort_layers(r, err);
    }
    drop_unwanted_layers(r);
    TRY(account_facts_join(&archive->joined, &archive->accounts, r->settings, err));
    return ordered_tasks(tasks, 3, r, r->settings->threads, err);
}

/* ---- archives among the inputs ---- */

/* The inputs, archives first. */
struct inputs {
    const char **paths;
    size_t count, archives;
};

static lockstep_status part_inputs(struct inputs *out, const char *const *paths, size_t count,
                                   lockstep_error *err) {
    *out = (struct inputs){.paths = malloc((count + 1) * sizeof *out->paths), .count = count};
    if (!out->paths) return fail_memory(err, "the inputs");
    size_t others = count;
    for (size_t i = count; i-- > 0;)
        if (!sections_are(paths[i])) out->paths[--others] = paths[i];
    for (size_t i = 0; i < count; i++)
        if (sections_are(paths[i])) out->paths[out->archives++] = paths[i];
    return LOCKSTEP_OK;
}

/* Every trace but `field`, of which those that were named. */
static lockstep_status list_traces(struct buffer *out, const struct lockstep_settings *settings,
                                   lockstep_error *err) {
    for (int trace = 0; trace < TRACE_COUNT; trace++) {
        if (trace == TRACE_FIELD) continue;
        if (trace) buffer_byte(out, ',');
        buffer_append(out, slice_of(trace_name((enum trace) trace)));
    }
    for (size_t f = 0; f < settings_field_count(settings); f++) {
        buffer_append(out, SLICE(",field:"));
        buffer_append(out, slice_of(settings_field(settings, f)));
    }
    buffer_byte(out, '\0');
    return out->failed ? fail_memory(err, "traces") : LOCKSTEP_OK;
}

/* Reads the traces `list` in place of those that are asked for. */
static lockstep_status shape_traces(struct reading *r, const struct buffer *list,
                                    lockstep_error *err) {
    TRY(settings_take_traces(&r->shaped, list->bytes, err));
    return make_layers(r, err);
}

static bool same_layer(const struct reading *r, size_t asked, size_t layer) {
    const struct layer_plan *a = &r->asked.layers[asked], *b = &r->plan.layers[layer];
    if (a->trace != b->trace) return false;
    return a->trace != TRACE_FIELD ||
           strcmp(settings_field(r->settings, a->field), settings_field(&r->shaped, b->field)) == 0;
}

static lockstep_status fail_unread(const struct reading *r, const struct layer_plan *layer,
                                   lockstep_error *err) {
    bool is_field = layer->trace == TRACE_FIELD;
    return fail(err, LOCKSTEP_EARG,
                "--trace: the archive was ingested without %s%s: ingest the input again, with it",
                is_field ? "field:" : trace_name(layer->trace),
                is_field ? settings_field(r->settings, layer->field) : "");
}

/* Which of the layers that are read are asked for; an EARG names one that is not read. */
static lockstep_status mark_wanted(struct reading *r, lockstep_error *err) {
    TRY(trace_plan_make(&r->asked, r->settings, &r->archive->traces.arena, err));
    r->wanted = arena_alloc(&r->archive->traces.arena, r->plan.count, sizeof *r->wanted);
    if (!r->wanted) return fail_memory(err, "layers");
    for (size_t i = 0; i < r->asked.count; i++) {
        size_t layer = 0;
        while (layer < r->plan.count && !same_layer(r, i, layer))
            layer++;
        if (layer == r->plan.count) return fail_unread(r, &r->asked.layers[i], err);
        r->wanted[layer] = true;
    }
    for (size_t i = 0; i < r->plan.count && r->parts & ARCHIVE_WHOLE; i++)
        r->wanted[i] = true;
    return LOCKSTEP_OK;
}

/* A share at another time than its post's is of a further record. */
static lockstep_status record_of(struct reading *r, const struct share *share, uint32_t *record,
                                 lockstep_error *err) {
    struct posts *posts = &r->archive->posts;
    *record = share->post;
    if (posts->time[share->post] == share->time) return LOCKSTEP_OK;
    *record = posts->count;
    TRY(posts_repeat(posts, share->post, share->time, err));
    return merging_add(&r->settling.merging, (struct further_record){*record, share->post, false},
                       err);
}

static lockstep_status stream_layer(struct reading *r, struct layer *layer, lockstep_error *err) {
    const struct names *objects = &r->archive->traces.objects;
    for (size_t i = 0; i < layer->count; memory_step(++i)) {
        uint32_t record;
        TRY(record_of(r, &layer->shares[i], &record, err));
        TRY(unnumbered_add_one(&r->shares, names_get(objects, layer->shares[i].object), record,
                               err));
    }
    free(layer->shares);
    layer->shares = NULL;
    layer->count = layer->room = 0;
    return LOCKSTEP_OK;
}

/* Takes what an archive holds back to how it was while it was read. */
static lockstep_status stream_again(struct reading *r, lockstep_error *err) {
    struct archive *archive = r->archive;
    for (size_t l = 0; l < archive->traces.count; l++)
        TRY(stream_layer(r, &archive->traces.layers[l], err));
    names_release(&archive->traces.objects);
    TRY(names_open(&archive->accounts.keys, err));
    TRY(names_open(&archive->posts.languages, err));
    return names_open(&archive->posts.merged, err);
}

static lockstep_status read_first(struct reading *r, struct ingested *ingested, bool more,
                                  lockstep_error *err) {
    struct buffer list = {0};
    unsigned parts = more ? r->parts | ARCHIVE_WHOLE : r->parts;
    TRY(ingested_settings(ingested, NULL, r->settings, err));
    lockstep_status status = ingested_traces(ingested, &list, err);
    if (status == LOCKSTEP_OK) status = shape_traces(r, &list, err);
    buffer_release(&list);
    if (status == LOCKSTEP_OK) status = mark_wanted(r, err);
    if (status != LOCKSTEP_OK) return status;
    if (more) r->archive->posts.for_now = false;
    TRY(ingested_read(r->archive, ingested, more ? NULL : r->wanted, parts, r->settings->threads,
                      err));
    if (more && r->archive->deleted + r->archive->edited)
        return fail(err, LOCKSTEP_EARG,
                    "the archive's input holds edits or deletions, which later posts may follow: "
                    "ingest all of it at once");
    return more ? stream_again(r, err) : LOCKSTEP_OK;
}

static lockstep_status read_archive(struct reading *r, const struct inputs *inputs,
                                    lockstep_error *err) {
    if (r->settings->compat != COMPAT_NONE)
        return fail(err, LOCKSTEP_EARG, "--compat does not go with an archive: name its inputs");
    if (r->settings->redaction.wanted)
        return fail(err, LOCKSTEP_EARG, "--redact does not go with an archive: ingest with it");
    if (*r->settings->rejects)
        return fail(err, LOCKSTEP_EARG, "--rejects: an archive holds no rejected records");
    if (inputs->archives > 1)
        return fail(err, LOCKSTEP_EARG, "only one of the inputs may be an archive");
    TRY(ingested_open(&r->ingested, inputs->paths[0], err));
    return read_first(r, &r->ingested, inputs->count > 1, err);
}

static lockstep_status plan_reading(struct reading *r, lockstep_error *err) {
    struct buffer list = {0};
    lockstep_status status;
    if (r->parts & ARCHIVE_WHOLE) {
        status = list_traces(&list, r->settings, err);
        if (status == LOCKSTEP_OK) status = shape_traces(r, &list, err);
    } else {
        status = make_layers(r, err);
    }
    buffer_release(&list);
    return status == LOCKSTEP_OK ? mark_wanted(r, err) : status;
}

/* ---- the whole ---- */

static lockstep_status read_blocks(struct reading *r, const char *const *paths, size_t count,
                                   lockstep_error *err) {
    struct ordered job = {r, sizeof(struct parcel), produce, work, consume, release};
    r->shaped.shares_only = r->archive->posts.for_now;
    TRY(input_open(&r->input, &r->archive->sources, &r->shaped, paths, count, err));
    if (r->parts & ARCHIVE_HASHES) TRY(input_hash(r->input, err));
    return ordered_run(&job, r->settings->threads, err);
}

/* Tells what was read until it failed: which records were duplicates, and how many posts they are
 * of. */
static void take_stock(struct reading *r) {
    lockstep_error ignored = {0};
    if (settle_posts(r, &ignored) != LOCKSTEP_OK ||
        settling_finish(&r->settling, &ignored) != LOCKSTEP_OK)
        r->archive->posts.count = 0;
}

static lockstep_status read_all(struct reading *r, const struct inputs *inputs,
                                lockstep_error *err) {
    size_t others = inputs->count - inputs->archives;
    TRY(inputs->archives ? read_archive(r, inputs, err) : plan_reading(r, err));
    r->reads = others || !inputs->count;
    r->shares.in_order = r->settings->compat != COMPAT_NONE;
    lockstep_status status =
        r->reads ? read_blocks(r, inputs->paths + inputs->archives, others, err) : LOCKSTEP_OK;
    if (status == LOCKSTEP_EINPUT) take_stock(r);
    return status == LOCKSTEP_OK ? finish(r, err) : status;
}

static void release_reading(struct reading *r) {
    input_close(r->input);
    ingested_close(&r->ingested);
    unnumbered_release(&r->shares);
    settling_release(&r->settling);
    free(r->accounts);
    trace_plan_release(&r->plan), trace_plan_release(&r->asked);
    arena_release(&r->shaped.arena);
}

lockstep_status archive_read(struct archive *out, const struct lockstep_settings *settings,
                             const char *const *paths, size_t count, unsigned parts,
                             lockstep_error *err) {
    struct reading r = {.archive = out, .settings = settings, .shaped = *settings, .parts = parts};
    struct inputs inputs;
    r.shaped.arena = (struct arena){0};
    *out = (struct archive){.posts.for_now = !(parts & (ARCHIVE_POSTS | ARCHIVE_WHOLE))};
    lockstep_status status = part_inputs(&inputs, paths, count, err);
    if (status == LOCKSTEP_OK) status = rejects_open(&r.rejects, settings->rejects, err);
    if (status == LOCKSTEP_OK) status = read_all(&r, &inputs, err);
    status = rejects_close(&r.rejects, status, err);
    revisions_release(&r.revisions);
    release_reading(&r);
    free(inputs.paths);
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
