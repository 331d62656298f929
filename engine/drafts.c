#include "engine/drafts.h"

#include "engine/compat.h"
#include "engine/error.h"
#include "engine/moments.h"
#include "engine/names.h"
#include "engine/posts.h"

#include <stdlib.h>
#include <xxhash.h>

/* ---- which layers there are ---- */

/* Domains and accounts that are replied to or reposted say little, and almost everyone shares some;
 * copy families repeat what texts say, and days what tags do; who changes handles is not in step.
 */
static bool is_default(enum trace trace, const struct lockstep_settings *settings) {
    switch (trace) {
    case TRACE_NEAR_TEXT:
    case TRACE_REPLY_AUTHOR:
    case TRACE_FAST_REPOST:
    case TRACE_DOMAIN:
    case TRACE_FIELD:
    case TRACE_HASHTAGS_DAY:
    case TRACE_HANDLE:
        return false;
    case TRACE_TIME:
        return settings->compat == COMPAT_NONE;
    default:
        return true;
    }
}

/* Traces that no peer has in this form. */
static bool is_ours(enum trace trace) {
    return trace == TRACE_NEAR_TEXT || trace == TRACE_REPLY_AUTHOR || trace == TRACE_FAST_REPOST ||
           trace == TRACE_HASHTAGS_DAY || trace == TRACE_HANDLE;
}

static bool was_chosen(const struct lockstep_settings *settings, enum trace trace) {
    for (size_t i = 0; i < settings->trace_count; i++)
        if (settings->traces[i].trace == trace) return true;
    return false;
}

lockstep_status trace_plan_make(struct trace_plan *out, const struct lockstep_settings *settings,
                                struct arena *arena, lockstep_error *err) {
    size_t fields = settings_field_count(settings);
    if (fields > UINT8_MAX - TRACE_COUNT) return fail(err, LOCKSTEP_EARG, "too many traces");
    for (size_t i = 0; settings->compat != COMPAT_NONE && i < settings->trace_count; i++)
        if (is_ours(settings->traces[i].trace))
            return fail(err, LOCKSTEP_EARG, "--compat knows no trace %s",
                        trace_name(settings->traces[i].trace));
    *out = (struct trace_plan){0};
    if (was_chosen(settings, TRACE_DOMAIN)) TRY(domains_open(&out->domains, err));
    out->optional = settings->automatic;
    out->layers = arena_alloc(arena, TRACE_COUNT + fields, sizeof *out->layers);
    out->count = 0;
    if (!out->layers) return fail_memory(err, "layers");
    for (int t = 0; t < TRACE_COUNT; t++) {
        enum trace trace = (enum trace) t;
        for (size_t field = 0; trace == TRACE_FIELD && field < fields; field++)
            out->layers[out->count++] = (struct layer_plan){trace, field};
        bool wanted = settings->automatic && is_default(trace, settings);
        if (trace != TRACE_FIELD && (wanted || was_chosen(settings, trace)))
            out->layers[out->count++] = (struct layer_plan){trace, 0};
    }
    return LOCKSTEP_OK;
}

void trace_plan_release(struct trace_plan *plan) {
    domains_close(plan->domains);
    plan->domains = NULL;
}

/* ---- what one record shares ---- */

struct drafting {
    struct drafts *out;
    const struct lockstep_settings *settings;
    const struct domains *domains;
    struct slice platform;
    uint32_t record;
    uint8_t layer;
    size_t start; /* of the key that is being spelt */
};

static struct buffer *begin(struct drafting *d) {
    d->start = d->out->bytes.size;
    buffer_byte(&d->out->bytes, (char) d->layer);
    return &d->out->bytes;
}

static lockstep_status end(struct drafting *d, bool usable, lockstep_error *err) {
    struct buffer *bytes = &d->out->bytes;
    if (bytes->failed) return fail_memory(err, "the keys of shares");
    if (!usable) {
        bytes->size = d->start;
        return LOCKSTEP_OK;
    }
    size_t size = bytes->size - d->start;
    if (size > UINT32_MAX) return fail(err, LOCKSTEP_ELIMIT, "a key of more than 4 GB");
    struct draft *items = grow(d->out->items, &d->out->room, d->out->count + 1, sizeof *items);
    if (!items) return fail_memory(err, "shares");
    d->out->items = items;
    items[d->out->count++] = (struct draft){
        .record = d->record,
        .layer = d->layer,
        .size = (uint32_t) size,
        .start = d->start,
        .hash = draft_hash((struct slice){bytes->bytes + d->start, size}),
    };
    return LOCKSTEP_OK;
}

static lockstep_status draft_raw(struct drafting *d, struct slice text, lockstep_error *err) {
    buffer_append(begin(d), text);
    return end(d, text.size > 0, err);
}

/* Ids of posts mean something on their platform only. */
static lockstep_status draft_id(struct drafting *d, struct slice id, lockstep_error *err) {
    struct buffer *key = begin(d);
    buffer_append(key, d->platform);
    buffer_byte(key, KEY_DIVIDER);
    buffer_append(key, id);
    return end(d, id.size > 0, err);
}

static lockstep_status draft_text(struct drafting *d, const struct record *r, lockstep_error *err) {
    struct buffer *key = begin(d);
    bool usable = d->settings->compat == COMPAT_CNT
                      ? compat_cnt_text(key, r->text)
                      : canonical_text(key, r->text, d->settings->min_tokens);
    return end(d, usable, err);
}

typedef bool (*spell_fn)(struct buffer *out, struct slice text);

static bool spell_raw(struct buffer *out, struct slice text) {
    buffer_append(out, text);
    return text.size > 0;
}

static lockstep_status draft_each(struct drafting *d, struct slices list, spell_fn spell,
                                  lockstep_error *err) {
    for (size_t i = 0; i < list.count; i++)
        TRY(end(d, spell(begin(d), list.items[i]), err));
    return LOCKSTEP_OK;
}

/* The toolkit cuts a cell at each blank and keeps what it finds: brackets, quotes, and "" where a
 * post has no link, so that all of these co-link. */
static lockstep_status draft_cell(struct drafting *d, struct slice cell, lockstep_error *err) {
    for (size_t start = 0, stop; start <= cell.size; start = stop + 1) {
        for (stop = start; stop < cell.size && cell.at[stop] != ' ';)
            stop++;
        buffer_append(begin(d), (struct slice){cell.at + start, stop - start});
        TRY(end(d, true, err));
    }
    return LOCKSTEP_OK;
}

static lockstep_status draft_urls(struct drafting *d, const struct record *r, lockstep_error *err) {
    if (d->settings->compat == COMPAT_CNT && r->urls_cell.at)
        return draft_cell(d, r->urls_cell, err);
    return draft_each(d, r->urls, d->settings->compat == COMPAT_NONE ? canonical_url : spell_raw,
                      err);
}

/* Bare hosts with --compat. */
static lockstep_status draft_domains(struct drafting *d, struct slices urls, lockstep_error *err) {
    for (size_t i = 0; i < urls.count; i++) {
        struct buffer *key = begin(d);
        size_t host = key->size;
        bool usable = canonical_host(key, urls.items[i]);
        if (usable && d->settings->compat == COMPAT_NONE) domains_cut(key, host, d->domains);
        TRY(end(d, usable, err));
    }
    return LOCKSTEP_OK;
}

static bool is_self(const struct record *r, struct slice account) {
    return slice_equal(account, r->account) || slice_equal(account, r->facts.handle);
}

/* Threads and reposts of one's own are not addressed to anybody. */
static lockstep_status draft_account_of(struct drafting *d, const struct record *r,
                                        struct slice account, lockstep_error *err) {
    return is_self(r, account) ? LOCKSTEP_OK : draft_id(d, account, err);
}

/* The author is the object (after Luceri et al. 2024), where the repost comes soon enough. A clock
 * of seconds may put a repost before the original's millisecond. */
static lockstep_status draft_fast_repost(struct drafting *d, const struct record *r,
                                         lockstep_error *err) {
    if (r->repost_of_time == INT64_MIN) return LOCKSTEP_OK;
    int64_t delay = r->time - r->repost_of_time;
    if (delay <= -precision_length(r->precision) || delay > d->settings->repost_within)
        return LOCKSTEP_OK;
    return draft_account_of(d, r, r->repost_of_account, err);
}

/* Nothing where the handle is all that the account is known by. */
static lockstep_status draft_handle(struct drafting *d, const struct record *r,
                                    lockstep_error *err) {
    if (slice_equal(r->facts.handle, r->account)) return LOCKSTEP_OK;
    struct buffer *key = begin(d);
    buffer_append(key, d->platform);
    buffer_byte(key, KEY_DIVIDER);
    return end(d, canonical_handle(key, r->facts.handle), err);
}

/* "#a #b": the tags in their order. */
static lockstep_status draft_hashtags(struct drafting *d, struct slices tags, size_t least,
                                      lockstep_error *err) {
    struct buffer *key = begin(d);
    size_t used = 0;
    for (size_t i = 0; i < tags.count; i++) {
        size_t before = key->size;
        buffer_append(key, used ? SLICE(" #") : SLICE("#"));
        if (canonical_hashtag(key, tags.items[i]))
            used++;
        else if (!key->failed)
            key->size = before;
    }
    return end(d, used >= least, err);
}

/* The moment of a post: the window-long slot, counted from 1970, that it lies in. */
static lockstep_status draft_time(struct drafting *d, const struct record *r, lockstep_error *err) {
    if (d->settings->compat == COMPAT_CNT)
        return draft_raw(d, SLICE("any"), err); /* co_post pairs all posts */
    int64_t length = d->settings->time_window, rest = r->time % length;
    if (precision_length(r->precision) > length) {
        d->out->coarse++; /* a moment that the clock does not tell would be made up */
        return LOCKSTEP_OK;
    }
    char text[TIME_TEXT];
    return draft_raw(d, slice_of(time_format(text, r->time - rest - (rest < 0 ? length : 0))), err);
}

/* What a reposter repeats is somebody else's post: it shares that post, and none of its content. */
bool trace_is_own_content(enum trace trace) {
    return trace != TRACE_OBJECT && trace != TRACE_REPOST && trace != TRACE_FAST_REPOST &&
           trace != TRACE_FIELD && trace != TRACE_HANDLE && trace != TRACE_TIME;
}

static lockstep_status draft_layer(struct drafting *d, const struct record *r,
                                   const struct layer_plan *layer, lockstep_error *err) {
    bool as_written = d->settings->compat != COMPAT_NONE;
    if (r->is_repost && trace_is_own_content(layer->trace)) return LOCKSTEP_OK;
    switch (layer->trace) {
    case TRACE_OBJECT:
        return draft_raw(d, r->object, err);
    case TRACE_REPOST:
        return draft_id(d, r->repost_of, err);
    case TRACE_TEXT:
    case TRACE_NEAR_TEXT: /* a family's shares are united when all texts are known */
        return draft_text(d, r, err);
    case TRACE_MEDIA:
        return draft_each(d, r->media, spell_raw, err);
    case TRACE_URL:
        return draft_urls(d, r, err);
    case TRACE_QUOTE:
        return draft_id(d, r->quote_of, err);
    case TRACE_REPLY:
        return draft_id(d, r->reply_to, err);
    case TRACE_HASHTAGS:
        return draft_hashtags(d, r->hashtags, 2, err); /* a single one is the next trace's */
    case TRACE_HASHTAGS_DAY: /* days are put together when all posts are known */
        return draft_hashtags(d, r->hashtags, 1, err);
    case TRACE_HASHTAG:
        return draft_each(d, r->hashtags, as_written ? spell_raw : canonical_hashtag, err);
    case TRACE_MENTION:
        return draft_each(d, r->mentions, canonical_handle, err);
    case TRACE_DOMAIN:
        return draft_domains(d, r->urls, err);
    case TRACE_REPLY_AUTHOR:
        return draft_account_of(d, r, r->reply_to_account, err);
    case TRACE_FAST_REPOST:
        return draft_fast_repost(d, r, err);
    case TRACE_HANDLE:
        return draft_handle(d, r, err);
    case TRACE_FIELD:
        return draft_raw(d, r->fields[layer->field], err);
    case TRACE_TIME:
        return draft_time(d, r, err);
    case TRACE_COUNT:
        break;
    }
    return LOCKSTEP_OK;
}

static bool looks_into_texts(const struct trace_plan *plan) {
    for (size_t i = 0; i < plan->count; i++) {
        enum trace t = plan->layers[i].trace;
        if (t == TRACE_URL || t == TRACE_DOMAIN || t == TRACE_HASHTAG || t == TRACE_HASHTAGS ||
            t == TRACE_MENTION || t == TRACE_HASHTAGS_DAY)
            return true;
    }
    return false;
}

/* Formats without lists of their own have them in the text; a list that a column gives goes before.
 */
static lockstep_status find_entities(struct record *r, uint64_t *cut_links, struct arena *arena,
                                     lockstep_error *err) {
    struct slices urls = {0}, hashtags = {0}, mentions = {0};
    size_t cut;
    TRY(text_entities(r->text, &urls, &hashtags, &mentions, &cut, arena, err));
    if (!r->urls.count) *cut_links += cut;
    if (!r->urls.count) r->urls = urls;
    if (!r->hashtags.count) r->hashtags = hashtags;
    if (!r->mentions.count) r->mentions = mentions;
    return LOCKSTEP_OK;
}

static char folded(char c) {
    return c == '_' ? '-' : c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c;
}

/* Basic filtering of RFC 4647: "en" is "en", "EN", "en-US" and "en_GB". */
static bool is_of_range(struct slice language, struct slice range) {
    if (language.size < range.size) return false;
    for (size_t i = 0; i < range.size; i++)
        if (folded(language.at[i]) != folded(range.at[i])) return false;
    return language.size == range.size || folded(language.at[range.size]) == '-';
}

static bool is_of_language(struct slice language, const char *ranges) {
    for (const char *at = ranges;; at++) {
        size_t size = strcspn(at, ",");
        if (size && is_of_range(language, (struct slice){at, size})) return true;
        at += size;
        if (!*at) return !*ranges;
    }
}

static bool is_wanted(const struct lockstep_settings *settings, const struct record *record) {
    return record->time >= settings->from && record->time < settings->to &&
           is_of_language(record->language, settings->language);
}

static uint64_t digest_of(const struct record *record, const struct draft *drafts, size_t count) {
    uint64_t digest =
        XXH3_64bits_withSeed(record->text.at, record->text.size, (uint64_t) record->time);
    for (size_t i = 0; i < count; i++)
        digest =
            XXH3_64bits_withSeed(&drafts[i].hash, sizeof drafts[i].hash, digest + drafts[i].layer);
    return (digest & ~UINT64_C(1)) | record->is_repost;
}

/* The shares of a record, in every layer; none when it is not wanted. */
static lockstep_status draft_shares(struct drafting *d, const struct record *record,
                                    const struct trace_plan *plan, bool texts, struct arena *arena,
                                    lockstep_error *err) {
    struct record with_entities;
    if (texts && !record->has_entities && record->text.size) {
        with_entities = *record;
        TRY(find_entities(&with_entities, &d->out->cut_links, arena, err));
        record = &with_entities;
    }
    for (size_t layer = 0; layer < plan->count; layer++) {
        d->layer = (uint8_t) layer;
        TRY(draft_layer(d, record, &plan->layers[layer], err));
    }
    return LOCKSTEP_OK;
}

/* `first` is the first of the record's shares. */
static struct record_draft draft_record(const struct drafting *d, const struct record *record,
                                        size_t first) {
    struct drafts *out = d->out;
    size_t start = out->bytes.size;
    buffer_append(&out->bytes, d->platform);
    buffer_byte(&out->bytes, KEY_DIVIDER);
    buffer_append(&out->bytes, record->account);
    struct slice account = {out->bytes.bytes + start, out->bytes.size - start};
    return (struct record_draft){
        .account_start = start,
        .account_size = account.size,
        .account_hash = out->bytes.failed ? 0 : names_hash(account),
        .id = id_of(record->id, record->line),
        .digest = digest_of(record, out->items + first, out->count - first),
        .end = out->count,
    };
}

lockstep_status drafts_make(struct drafts *out, const struct batch *batch,
                            const struct trace_plan *plan, const struct lockstep_settings *settings,
                            struct slice platform, struct arena *arena, lockstep_error *err) {
    bool texts = looks_into_texts(plan);
    struct drafting d = {
        .out = out, .settings = settings, .domains = plan->domains, .platform = platform};
    struct record_draft *records =
        grow(out->records, &out->record_room, batch->count, sizeof *records);
    if (!records && batch->count) return fail_memory(err, "records");
    out->records = records;
    for (size_t i = 0; i < batch->count; i++) {
        d.record = (uint32_t) i;
        bool is_post = batch->records[i].event == EVENT_NONE;
        bool wanted = !is_post || is_wanted(settings, &batch->records[i]);
        size_t first = out->count;
        if (wanted && is_post) TRY(draft_shares(&d, &batch->records[i], plan, texts, arena, err));
        records[i] = draft_record(&d, &batch->records[i], first);
        records[i].wanted = wanted;
        records[i].is_post = is_post;
        records[i].states_facts = facts_are_stated(&batch->records[i].facts);
        if (wanted && is_post && plan->facets)
            TRY(facets_draft(&out->facets, &out->bytes, &batch->records[i], arena, err));
        records[i].facets_end = out->facets.count;
    }
    return out->bytes.failed ? fail_memory(err, "the keys of shares") : LOCKSTEP_OK;
}

uint64_t draft_hash(struct slice key) {
    return names_hash((struct slice){key.at + 1, key.size - 1});
}

struct slice draft_account(const struct drafts *drafts, size_t record) {
    const struct record_draft *draft = &drafts->records[record];
    return (struct slice){drafts->bytes.bytes + draft->account_start, draft->account_size};
}

struct slice draft_key(const struct drafts *drafts, const struct draft *draft) {
    return (struct slice){drafts->bytes.bytes + draft->start, draft->size};
}

void drafts_clear(struct drafts *drafts) {
    drafts->count = drafts->facets.count = 0;
    drafts->coarse = drafts->cut_links = 0;
    buffer_clear(&drafts->bytes);
}

void drafts_release(struct drafts *drafts) {
    free(drafts->items), free(drafts->records), free(drafts->facets.items);
    buffer_release(&drafts->bytes);
    *drafts = (struct drafts){0};
}
