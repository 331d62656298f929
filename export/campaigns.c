#include "export/campaigns.h"

#include "engine/canonical.h"
#include "engine/error.h"

#include <jansson.h>
#include <stdlib.h>

struct campaign_reader {
    struct campaigns *out;
    const struct archive *archive;
    const char *path, *zone;
    const struct redaction *redaction;
    lockstep_error *err;
};

static lockstep_status refuse(const struct campaign_reader *r, const char *what) {
    return fail_at(r->err, LOCKSTEP_EINPUT, r->path, 0, "%s", what);
}

/* ---- what makes a post part of it */

static struct slice text_of(const json_t *value) {
    return (struct slice){json_string_value(value), json_string_length(value)};
}

static lockstep_status add_text(struct campaign_reader *r, struct name_set *set,
                                struct slice text) {
    struct buffer normal = {0};
    bool usable = canonical_text(&normal, text, 1);
    if (usable) set->texts[set->text_count] = arena_copy(&r->out->arena, buffer_slice(&normal));
    bool failed = normal.failed || (usable && !set->texts[set->text_count].at);
    buffer_release(&normal);
    if (failed) return fail_memory(r->err, "campaigns");
    if (!usable) return refuse(r, "a text of a campaign has no word");
    set->text_count++;
    return LOCKSTEP_OK;
}

/* "#tag", "@name", "example.org/page" and "example.org" as the facets spell them. A link without a
 * path means the whole host. */
static bool spell(struct buffer *key, enum facet *facet, struct slice text) {
    bool marked = text.size > 1 && (text.at[0] == '#' || text.at[0] == '@');
    struct slice bare = marked ? (struct slice){text.at + 1, text.size - 1} : text;
    if (*facet == FACET_HASHTAG) return canonical_hashtag(key, bare);
    if (*facet == FACET_MENTION) return canonical_handle(key, bare);
    if (*facet == FACET_URL) {
        struct buffer url = {0}, host = {0};
        bool usable = canonical_url(&url, text) && canonical_host(&host, text);
        bool whole = usable && url.size == host.size + strlen("https://");
        if (whole) *facet = FACET_HOST;
        if (usable) buffer_append(key, buffer_slice(whole ? &host : &url));
        key->failed |= url.failed || host.failed;
        buffer_release(&url), buffer_release(&host);
        return usable;
    }
    buffer_append(key, text);
    return text.size > 0;
}

static lockstep_status add_name(struct campaign_reader *r, struct name_set *set, enum facet facet,
                                struct slice text) {
    struct buffer key = {0};
    bool usable = spell(&key, &facet, text) && !key.failed;
    lockstep_status status = key.failed ? fail_memory(r->err, "campaigns")
                             : !usable  ? fail_at(r->err, LOCKSTEP_EINPUT, r->path, 0,
                                                  "\"%.*s\" is none", (int) text.size, text.at)
                                       : facets_find(&r->archive->facets, facet, buffer_slice(&key),
                                                     &set->names[set->count++], r->err);
    buffer_release(&key);
    return status;
}

static const struct {
    const char *key;
    enum facet facet; /* FACET_COUNT: texts */
} kinds[] = {{"hashtags", FACET_HASHTAG},
             {"mentions", FACET_MENTION},
             {"urls", FACET_URL},
             {"media", FACET_MEDIA},
             {"texts", FACET_COUNT}};
enum { KINDS = sizeof kinds / sizeof *kinds };

/* Puts pseudonyms into a list, as they stand in posts. */
static lockstep_status redact_list(struct campaign_reader *r, size_t kind, json_t *list) {
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item) {
        struct buffer text = {0};
        if (!json_is_string(item)) continue;
        (kinds[kind].facet == FACET_MENTION ? redaction_name : redaction_text)(&text, r->redaction,
                                                                               text_of(item));
        bool fits = !text.failed && json_string_setn(item, text.bytes, text.size) == 0;
        buffer_release(&text);
        if (!fits) return fail_memory(r->err, "campaigns");
    }
    return LOCKSTEP_OK;
}

static lockstep_status redact_lists(struct campaign_reader *r, json_t *object) {
    for (size_t k = 0; k < KINDS; k++)
        if (kinds[k].facet != FACET_HASHTAG)
            TRY(redact_list(r, k, json_object_get(object, kinds[k].key)));
    return LOCKSTEP_OK;
}

static size_t items_in(const json_t *object) {
    size_t items = 0;
    for (size_t k = 0; k < KINDS; k++)
        items += json_array_size(json_object_get(object, kinds[k].key));
    return items;
}

static lockstep_status read_list(struct campaign_reader *r, struct name_set *set, size_t kind,
                                 const json_t *list) {
    size_t i;
    const json_t *item;
    if (!json_is_array(list))
        return refuse(r, "hashtags, texts, urls, mentions and media are lists");
    json_array_foreach(list, i, item) {
        if (!json_is_string(item)) return refuse(r, "a list of a campaign holds texts only");
        TRY(kinds[kind].facet == FACET_COUNT ? add_text(r, set, text_of(item))
                                             : add_name(r, set, kinds[kind].facet, text_of(item)));
    }
    return LOCKSTEP_OK;
}

static lockstep_status read_set(struct campaign_reader *r, struct name_set *set, json_t *object,
                                bool alone) {
    const char *key;
    json_t *value;
    if (!json_is_object(object)) return refuse(r, "any-of and all-of are objects");
    size_t items = items_in(object);
    set->names = arena_alloc(&r->out->arena, items, sizeof *set->names);
    set->texts = arena_alloc(&r->out->arena, items, sizeof *set->texts);
    if (!set->names || !set->texts) return fail_memory(r->err, "campaigns");
    json_object_foreach(object, key, value) {
        size_t kind = 0;
        while (kind < KINDS && strcmp(kinds[kind].key, key) != 0)
            kind++;
        if (kind < KINDS)
            TRY(read_list(r, set, kind, value));
        else if (alone)
            return fail_at(r->err, LOCKSTEP_EINPUT, r->path, 0,
                           "\"%s\": expected hashtags, texts, urls, mentions or media", key);
    }
    return LOCKSTEP_OK;
}

/* ---- when */

/* A day without an hour is the zone's; the last one belongs to the campaign. */
static lockstep_status read_time(struct campaign_reader *r, int64_t *out, const json_t *value,
                                 bool is_last) {
    enum time_precision precision;
    int64_t offset = 0;
    if (!value || json_is_null(value)) return LOCKSTEP_OK;
    if (!json_is_string(value) || !time_parse(text_of(value), out, &precision))
        return refuse(r, "from and to are moments such as 2024-02-01 or 2024-02-01T08:00:00Z");
    if (precision != PRECISION_DAY) return LOCKSTEP_OK;
    if (is_last) *out += 86400 * (int64_t) MICROSECONDS;
    if (!zone_offset(r->zone, *out, &offset)) return refuse(r, "unknown time zone");
    *out -= offset;
    return LOCKSTEP_OK;
}

/* ---- the file */

static json_t *either(const json_t *object, const char *key, const char *other) {
    json_t *value = json_object_get(object, key);
    return value ? value : json_object_get(object, other);
}

static lockstep_status check_keys(struct campaign_reader *r, json_t *object) {
    static const char known[] =
        " name from to any-of any_of all-of all_of hashtags texts urls mentions media ";
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value) {
        char padded[24];
        int size = snprintf(padded, sizeof padded, " %s ", key);
        if (size >= (int) sizeof padded || !strstr(known, padded))
            return fail_at(r->err, LOCKSTEP_EINPUT, r->path, 0, "\"%s\" of a campaign; known:%s",
                           key, known);
    }
    return LOCKSTEP_OK;
}

static lockstep_status redact(struct campaign_reader *r, json_t *object) {
    if (!r->redaction->wanted) return LOCKSTEP_OK;
    TRY(redact_lists(r, object));
    TRY(redact_lists(r, either(object, "any-of", "any_of")));
    return redact_lists(r, either(object, "all-of", "all_of"));
}

static lockstep_status keep_definition(struct campaign_reader *r, struct campaign *campaign,
                                       const json_t *object) {
    char *text = json_dumps(object, JSON_COMPACT | JSON_SORT_KEYS);
    if (text) campaign->definition = arena_copy(&r->out->arena, slice_of(text));
    free(text);
    return campaign->definition.at ? LOCKSTEP_OK : fail_memory(r->err, "campaigns");
}

/* Lists beside the name are those of any-of. */
static lockstep_status read_campaign(struct campaign_reader *r, json_t *object) {
    struct campaign *campaign = &r->out->items[r->out->count++];
    *campaign = (struct campaign){.from = INT64_MIN, .to = INT64_MAX};
    const json_t *name = json_object_get(object, "name");
    if (!json_is_object(object) || !json_is_string(name))
        return refuse(r, "each campaign is an object with a name");
    campaign->name = arena_copy(&r->out->arena, text_of(name));
    if (!campaign->name.at) return fail_memory(r->err, "campaigns");
    TRY(check_keys(r, object));
    TRY(redact(r, object));
    TRY(keep_definition(r, campaign, object));
    TRY(read_time(r, &campaign->from, json_object_get(object, "from"), false));
    TRY(read_time(r, &campaign->to, json_object_get(object, "to"), true));
    json_t *any = either(object, "any-of", "any_of"), *all = either(object, "all-of", "all_of");
    TRY(read_set(r, &campaign->any, any ? any : object, any != NULL));
    return all ? read_set(r, &campaign->all, all, true) : LOCKSTEP_OK;
}

static lockstep_status read_campaigns(struct campaign_reader *r, const json_t *root) {
    size_t i;
    json_t *item;
    const json_t *list = json_is_array(root) ? root : json_object_get(root, "campaigns");
    if (!json_is_array(list)) return refuse(r, "expected a list of campaigns");
    r->out->items = arena_alloc(&r->out->arena, json_array_size(list), sizeof *r->out->items);
    if (!r->out->items) return fail_memory(r->err, "campaigns");
    json_array_foreach(list, i, item) TRY(read_campaign(r, item));
    return LOCKSTEP_OK;
}

lockstep_status campaigns_read(struct campaigns *out, const struct archive *archive,
                               const struct lockstep_settings *settings, lockstep_error *err) {
    const char *path = settings->campaigns;
    struct campaign_reader r = {out, archive, path, settings->timezone, &settings->redaction, err};
    json_error_t why;
    if (!path || !*path) return LOCKSTEP_OK;
    FILE *file = fopen(path, "r");
    if (!file) return fail_io(err, path);
    json_t *root = json_loadf(file, JSON_REJECT_DUPLICATES, &why);
    fclose(file);
    if (!root) return fail_at(err, LOCKSTEP_EINPUT, path, (uint64_t) why.line, "%s", why.text);
    out->given = true;
    lockstep_status status = read_campaigns(&r, root);
    json_decref(root);
    return status;
}

/* ---- which posts */

static bool has_name(const struct facets *facets, uint32_t post, uint32_t name) {
    size_t count;
    const struct facet_item *items = facets_of(facets, post, &count);
    for (size_t i = 0; i < count; i++)
        if (items[i].name == name) return true;
    return false;
}

/* Whether the words of `text` stand in `body` one after the other; both are normal forms. */
static bool has_words(struct slice body, struct slice text) {
    for (size_t at = 0; at + text.size <= body.size; at++) {
        bool starts = at == 0 || body.at[at - 1] == ' ';
        bool ends = at + text.size == body.size || body.at[at + text.size] == ' ';
        if (starts && ends && memcmp(body.at + at, text.at, text.size) == 0) return true;
    }
    return false;
}

struct candidate {
    const struct archive *archive;
    uint32_t post;
    struct slice body; /* normal form, where some campaign asks for texts */
};

static size_t hits(const struct candidate *c, const struct name_set *set) {
    size_t found = 0;
    for (size_t i = 0; i < set->count; i++)
        found += has_name(&c->archive->facets, c->post, set->names[i]);
    for (size_t i = 0; i < set->text_count; i++)
        found += has_words(c->body, set->texts[i]);
    return found;
}

static bool is_part(const struct candidate *c, const struct campaign *campaign, int64_t time) {
    const struct name_set *any = &campaign->any, *all = &campaign->all;
    if (time < campaign->from || time >= campaign->to) return false;
    if (any->count + any->text_count && !hits(c, any)) return false;
    return hits(c, all) == all->count + all->text_count;
}

static bool ask_for_texts(const struct campaigns *campaigns) {
    for (size_t i = 0; i < campaigns->count; i++)
        if (campaigns->items[i].any.text_count || campaigns->items[i].all.text_count) return true;
    return false;
}

static lockstep_status add_post(struct campaign *campaign, struct moment moment,
                                lockstep_error *err) {
    struct moment *posts =
        grow(campaign->posts, &campaign->room, campaign->post_count + 1, sizeof *posts);
    if (!posts) return fail_memory(err, "the posts of a campaign");
    campaign->posts = posts;
    posts[campaign->post_count++] = moment;
    return LOCKSTEP_OK;
}

static lockstep_status sort_post(struct campaigns *campaigns, const struct candidate *c,
                                 int64_t time, lockstep_error *err) {
    for (size_t k = 0; k < campaigns->count; k++)
        if (is_part(c, &campaigns->items[k], time))
            TRY(add_post(&campaigns->items[k], (struct moment){time, c->post}, err));
    return LOCKSTEP_OK;
}

lockstep_status campaigns_gather(struct campaigns *campaigns, const struct archive *archive,
                                 struct stream timeline, lockstep_error *err) {
    struct buffer body = {0};
    bool texts = ask_for_texts(campaigns);
    lockstep_status status = LOCKSTEP_OK;
    for (size_t i = 0; i < timeline.count && campaigns->count && status == LOCKSTEP_OK; i++) {
        struct candidate c = {.archive = archive, .post = timeline.items[i].post};
        buffer_clear(&body);
        if (texts) canonical_text(&body, texts_get(&archive->posts.bodies, c.post), 1);
        c.body = buffer_slice(&body);
        status = body.failed ? fail_memory(err, "a text")
                             : sort_post(campaigns, &c, timeline.items[i].time, err);
    }
    buffer_release(&body);
    return status;
}

struct stream campaign_stream(const struct campaign *campaign) {
    return (struct stream){campaign->posts, campaign->post_count};
}

void campaigns_release(struct campaigns *campaigns) {
    for (size_t i = 0; i < campaigns->count; i++)
        free(campaigns->items[i].posts);
    arena_release(&campaigns->arena);
    *campaigns = (struct campaigns){0};
}
