#include "engine/ingested.h"

#include "engine/drafts.h"
#include "engine/error.h"
#include "engine/memory.h"
#include "engine/ordered.h"

#include <stdlib.h>

/* What sections hold; of SHARES and RUNS one a layer. Numbers, never used again for anything else.
 */
enum {
    SETTINGS = 1,
    SOURCES,
    ACCOUNT_KEYS, /* texts are two sections: bytes, and the size of each */
    ACCOUNT_KEY_SIZES,
    ACCOUNT_FACTS,
    POST_SUMMARY,
    POST_RUNS,
    POST_TIMES,
    POST_ACCOUNTS,
    POST_KINDS,
    POST_LANGUAGES,
    POST_DIGESTS,
    POST_IDS,
    POST_ID_TEXTS,
    POST_BODIES,
    POST_BODY_SIZES,
    LANGUAGES,
    LANGUAGE_SIZES,
    MERGED,
    MERGED_SIZES,
    OBJECTS,
    OBJECT_SIZES,
    LAYERS,
    OBJECT_RUNS, /* of a layer: how many shares of each object */
    SHARES,      /* the post of each, or a record of LATE, counted down from UINT32_MAX */
    LATE,
    FACETS, /* texts */
    FACET_SIZES,
    FACET_ITEMS,
    REACTIONS
};

static struct section_name named(uint32_t kind) {
    return (struct section_name){kind, 0};
}

struct object_run {
    uint32_t object, count;
};

/* A share at another time than its post's. */
struct late_share {
    int64_t time;
    uint32_t post, padding;
};

/* ---- settings that shape what is read ---- */

static const char *const shaping[] = {"min-tokens",      "time-window", "map", "format",
                                      "assume-timezone", "from",        "to",  "lang"};
enum { SHAPING = sizeof shaping / sizeof *shaping };

static size_t row_of(const char *name) {
    const lockstep_setting *table = lockstep_settings_table();
    size_t row = 0;
    while (strcmp(table[row].name, name) != 0)
        row++;
    return row;
}

static void write_settings(struct sections_writer *w, const struct lockstep_settings *settings) {
    struct buffer packed = {0};
    for (size_t i = 0; i < SHAPING; i++)
        pack_text(&packed, slice_of(settings_value(settings, row_of(shaping[i]))));
    if (packed.failed) w->status = LOCKSTEP_ENOMEM;
    section_write(w, named(SETTINGS), packed.bytes, packed.size, 1);
    buffer_release(&packed);
}

/* A value ended by a NUL, in the settings' arena. */
static lockstep_status take_value(struct slice *value, struct arena *arena, struct ingested *from,
                                  lockstep_error *err) {
    *value = arena_copy(arena, unpack_text(&from->settings));
    if (!value->at) return fail_memory(err, "settings");
    return from->settings.failed ? sections_damaged(&from->sections, err) : LOCKSTEP_OK;
}

static lockstep_status check_setting(struct slice value, const char *name,
                                     const struct ingested *from, struct lockstep_settings *adopt,
                                     const struct lockstep_settings *settings,
                                     lockstep_error *err) {
    size_t row = row_of(name);
    if (slice_equal(value, slice_of(settings_value(settings, row)))) return LOCKSTEP_OK;
    if (adopt && !settings->values[row]) return lockstep_settings_set(adopt, name, value.at, err);
    const char *now = settings_value(settings, row);
    if (!value.size)
        return fail_at(err, LOCKSTEP_EARG, from->sections.path, 0,
                       "the archive was ingested without --%s: ingest the input again, with \"%s\"",
                       name, now);
    return fail_at(err, LOCKSTEP_EARG, from->sections.path, 0,
                   "the archive was ingested with --%s \"%s\", which \"%s\" does not go with", name,
                   value.at, now);
}

lockstep_status ingested_settings(struct ingested *from, struct lockstep_settings *adopt,
                                  const struct lockstep_settings *settings, lockstep_error *err) {
    struct arena arena = {0};
    lockstep_status status = LOCKSTEP_OK;
    for (size_t i = 0; i < SHAPING && status == LOCKSTEP_OK; i++) {
        struct slice value;
        status = take_value(&value, &arena, from, err);
        if (status == LOCKSTEP_OK)
            status = check_setting(value, shaping[i], from, adopt, settings, err);
    }
    arena_release(&arena);
    return status;
}

/* ---- texts ---- */

/* `end` is where each ends in `bytes`, its NUL included. */
static void write_texts(struct sections_writer *w, uint32_t kind, const char *bytes,
                        const uint64_t *end, size_t count) {
    uint32_t *sizes = malloc((count + 1) * sizeof *sizes);
    if (!sizes) {
        w->status = LOCKSTEP_ENOMEM;
        return;
    }
    for (size_t i = 0; i < count; memory_step(++i))
        sizes[i] = (uint32_t) (end[i] - (i ? end[i - 1] : 0));
    section_write(w, named(kind), bytes, count ? (size_t) end[count - 1] : 0, 1);
    section_write(w, named(kind + 1), sizes, count, sizeof *sizes);
    free(sizes);
}

static void write_names(struct sections_writer *w, uint32_t kind, const struct names *names) {
    write_texts(w, kind, names->bytes, names->count ? names->start + 1 : NULL, names->count);
}

/* Where each text begins, and at the end where the last one ends. */
static lockstep_status read_texts(char **bytes, size_t *size, uint64_t **start, size_t *count,
                                  struct sections *from, uint32_t kind, lockstep_error *err) {
    void *all, *sizes;
    TRY(section_read(&all, size, from, named(kind), 1, err));
    *bytes = all;
    TRY(section_read(&sizes, count, from, named(kind + 1), sizeof(uint32_t), err));
    *start = malloc((*count + 1) * sizeof **start);
    uint64_t at = 0;
    bool sound = true;
    for (size_t i = 0; *start && i < *count && sound; memory_leap(++i)) {
        uint32_t taken = ((const uint32_t *) sizes)[i];
        (*start)[i] = at;
        sound = taken && taken <= *size - at && (*bytes)[at + taken - 1] == '\0';
        at += taken;
    }
    free(sizes);
    if (!*start) return fail_memory(err, "the archive");
    if (!sound || at != *size) return sections_damaged(from, err);
    (*start)[*count] = at;
    return LOCKSTEP_OK;
}

static lockstep_status read_names(struct names *names, struct sections *from, uint32_t kind,
                                  lockstep_error *err) {
    size_t count;
    TRY(read_texts(&names->bytes, &names->size, &names->start, &count, from, kind, err));
    if (count > UINT32_MAX - 2) return sections_damaged(from, err);
    names->count = (uint32_t) count;
    names->size_room = names->size;
    names->start_room = count + 1;
    return LOCKSTEP_OK;
}

/* ---- sources ---- */

static void pack_tally(struct buffer *out, const struct tally *t) {
    const uint64_t counts[] = {t->read,   t->used,     t->duplicates, t->filtered, t->repaired,
                               t->coarse, t->zoneless, t->mangled,    t->cut_links};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        pack_number(out, counts[i]);
    for (size_t r = 0; r < REJECT_REASON_COUNT; r++) {
        pack_number(out, t->rejected[r]);
        pack_number(out, t->first[r].line);
        pack_text(out, slice_of(t->rejected[r] ? t->first[r].detail : ""));
    }
    pack_text(out, (struct slice){(const char *) &t->clocks, sizeof t->clocks});
}

static void unpack_tally(struct tally *t, struct unpacking *from) {
    uint64_t *const counts[] = {&t->read,     &t->used,     &t->duplicates,
                                &t->filtered, &t->repaired, &t->coarse,
                                &t->zoneless, &t->mangled,  &t->cut_links};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        *counts[i] = unpack_number(from);
    for (size_t r = 0; r < REJECT_REASON_COUNT; r++) {
        t->rejected[r] = unpack_number(from);
        t->first[r].line = unpack_number(from);
        t->first[r].reason = (enum reject_reason) r;
        struct slice detail = unpack_text(from);
        snprintf(t->first[r].detail, sizeof t->first[r].detail, "%.*s", (int) detail.size,
                 detail.at);
    }
    struct slice clocks = unpack_text(from);
    if (clocks.size == sizeof t->clocks) memcpy(&t->clocks, clocks.at, clocks.size);
}

/* NULL is another than "". */
static void pack_string(struct buffer *out, const char *string) {
    pack_number(out, string != NULL);
    if (string) pack_text(out, slice_of(string));
}

static void pack_source(struct buffer *out, const struct source *s) {
    pack_string(out, s->name);
    pack_number(out, s->bytes);
    pack_text(out, slice_of(s->sha256));
    pack_text(out, slice_of(s->encoding ? s->encoding : ""));
    pack_number(out, s->day_first);
    pack_number(out, s->nuls);
    pack_number(out, s->half_characters);
    pack_text(out, slice_of(s->format ? s->format : ""));
    pack_string(out, s->unused);
    pack_number(out, s->unused_count);
    pack_string(out, s->taken);
    pack_string(out, s->set_aside);
    pack_string(out, s->left_out);
    pack_tally(out, &s->tally);
}

static void write_sources(struct sections_writer *w, const struct sources *sources) {
    struct buffer packed = {0};
    for (size_t i = 0; i < sources->count; i++)
        pack_source(&packed, sources->items[i]);
    if (packed.failed) w->status = LOCKSTEP_ENOMEM;
    section_write(w, named(SOURCES), packed.bytes, packed.size, 1);
    buffer_release(&packed);
}

static const char *copy_or_null(struct arena *arena, struct slice text) {
    return text.size ? arena_copy(arena, text).at : NULL;
}

static lockstep_status unpack_string(char **out, struct unpacking *from, lockstep_error *err) {
    *out = NULL;
    if (!unpack_number(from)) return LOCKSTEP_OK;
    struct slice text = unpack_text(from);
    char *string = malloc(text.size + 1);
    if (!string) return fail_memory(err, "sources");
    memcpy(string, text.at, text.size);
    string[text.size] = '\0';
    *out = string;
    return LOCKSTEP_OK;
}

/* Names of formats and encodings go to the arena. */
static lockstep_status unpack_source(struct source *s, struct unpacking *from, struct arena *arena,
                                     lockstep_error *err) {
    TRY(unpack_string(&s->name, from, err));
    s->bytes = unpack_number(from);
    struct slice hash = unpack_text(from);
    snprintf(s->sha256, sizeof s->sha256, "%.*s", (int) hash.size, hash.at);
    s->encoding = copy_or_null(arena, unpack_text(from));
    s->day_first = unpack_number(from) != 0;
    s->nuls = unpack_number(from);
    s->half_characters = unpack_number(from);
    s->format = copy_or_null(arena, unpack_text(from));
    TRY(unpack_string(&s->unused, from, err));
    s->unused_count = (size_t) unpack_number(from);
    TRY(unpack_string(&s->taken, from, err));
    TRY(unpack_string(&s->set_aside, from, err));
    TRY(unpack_string(&s->left_out, from, err));
    unpack_tally(&s->tally, from);
    return LOCKSTEP_OK;
}

static lockstep_status add_source(struct sources *sources, lockstep_error *err) {
    struct source **items = grow(sources->items, &sources->room, sources->count + 1, sizeof *items);
    if (items) sources->items = items;
    struct source *source = items ? calloc(1, sizeof *source) : NULL;
    if (!source) return fail_memory(err, "sources");
    items[sources->count++] = source;
    return LOCKSTEP_OK;
}

static lockstep_status read_sources(struct archive *out, struct sections *from,
                                    lockstep_error *err) {
    void *bytes;
    size_t size;
    TRY(section_read(&bytes, &size, from, named(SOURCES), 1, err));
    struct unpacking packed = {{bytes, size}, false};
    lockstep_status status = LOCKSTEP_OK;
    while (packed.rest.size && !packed.failed && status == LOCKSTEP_OK) {
        status = add_source(&out->sources, err);
        if (status == LOCKSTEP_OK)
            status = unpack_source(out->sources.items[out->sources.count - 1], &packed,
                                   &out->traces.arena, err);
    }
    free(bytes);
    for (size_t i = 0; i < out->sources.count && status == LOCKSTEP_OK; i++)
        if (!out->sources.items[i]->name) status = sections_damaged(from, err);
    return status == LOCKSTEP_OK && packed.failed ? sections_damaged(from, err) : status;
}

/* ---- accounts ---- */

/* The keys by rank, which need not be the order that `accounts->keys` has. */
static void write_accounts(struct sections_writer *w, const struct accounts *accounts) {
    struct buffer keys = {0}, facts = {0};
    uint64_t *end = malloc(((size_t) accounts->count + 1) * sizeof *end);
    for (uint32_t a = 0; end && a < accounts->count; memory_leap(++a)) {
        buffer_append(&keys, accounts->items[a].platform);
        buffer_byte(&keys, KEY_DIVIDER);
        buffer_append(&keys, accounts->items[a].id);
        buffer_byte(&keys, '\0');
        end[a] = keys.size;
    }
    accounts_pack(&facts, accounts);
    if (!end || keys.failed || facts.failed) w->status = LOCKSTEP_ENOMEM;
    if (w->status == LOCKSTEP_OK) write_texts(w, ACCOUNT_KEYS, keys.bytes, end, accounts->count);
    section_write(w, named(ACCOUNT_FACTS), facts.bytes, facts.size, 1);
    free(end);
    buffer_release(&keys), buffer_release(&facts);
}

static lockstep_status read_facts(struct accounts *out, struct sections *from,
                                  lockstep_error *err) {
    void *facts;
    size_t size;
    TRY(section_read(&facts, &size, from, named(ACCOUNT_FACTS), 1, err));
    lockstep_status status =
        accounts_unpack(out, (struct slice){facts, size}, NULL, out->count, err);
    free(facts);
    return status;
}

static lockstep_status read_accounts(struct archive *out, struct sections *from,
                                     lockstep_error *err) {
    TRY(read_names(&out->accounts.keys, from, ACCOUNT_KEYS, err));
    TRY(accounts_restore(&out->accounts, err));
    return out->posts.for_now ? LOCKSTEP_OK : read_facts(&out->accounts, from, err);
}

/* ---- posts ---- */

static void write_posts(struct sections_writer *w, const struct archive *archive) {
    const struct posts *p = &archive->posts;
    const uint64_t summary[] = {p->count, p->precision, archive->deleted, archive->edited};
    section_write(w, named(POST_SUMMARY), summary, 4, sizeof *summary);
    section_write(w, named(POST_RUNS), p->runs, p->run_count, sizeof *p->runs);
    section_write(w, named(POST_TIMES), p->time, p->count, sizeof *p->time);
    section_write(w, named(POST_ACCOUNTS), p->account, p->count, sizeof *p->account);
    section_write(w, named(POST_KINDS), p->kind, p->count, sizeof *p->kind);
    section_write(w, named(POST_LANGUAGES), p->language, p->count, sizeof *p->language);
    section_write(w, named(POST_DIGESTS), p->digest, p->count, sizeof *p->digest);
    section_write(w, named(POST_IDS), p->ids.items, p->ids.count, sizeof *p->ids.items);
    section_write(w, named(POST_ID_TEXTS), p->ids.bytes, p->ids.size, 1);
    write_texts(w, POST_BODIES, p->bodies.bytes, p->bodies.end,
                p->bodies.end ? p->bodies.count : 0);
    write_names(w, LANGUAGES, &p->languages);
    write_names(w, MERGED, &p->merged);
}

/* Differences of times are times. */
static bool is_time(int64_t time) {
    return time > INT64_MIN / 4 && time < INT64_MAX / 4;
}

/* A column with an item for each post. */
static lockstep_status read_column(void **column, size_t *room, struct sections *from,
                                   uint32_t kind, size_t size, const struct posts *posts,
                                   lockstep_error *err) {
    size_t count;
    TRY(section_read(column, &count, from, named(kind), size, err));
    if (room) *room = count;
    if (count == posts->count) return LOCKSTEP_OK;
    free(*column);
    *column = NULL;
    return sections_damaged(from, err);
}

static lockstep_status read_bodies(struct texts *bodies, const struct posts *posts,
                                   struct sections *from, lockstep_error *err) {
    size_t count = 0;
    uint64_t *start = NULL;
    lockstep_status status =
        read_texts(&bodies->bytes, &bodies->size, &start, &count, from, POST_BODIES, err);
    bodies->count = posts->count;
    bodies->size_room = bodies->size;
    if (status == LOCKSTEP_OK && count != 0 && count != posts->count)
        status = sections_damaged(from, err);
    if (status != LOCKSTEP_OK || count == 0) {
        free(start);
        return status;
    }
    memmove(start, start + 1, count * sizeof *start);
    bodies->end = start;
    bodies->end_room = count;
    return LOCKSTEP_OK;
}

static bool is_sound_id(const struct ids *ids, uint64_t item) {
    uint64_t at = item - ID_TEXT;
    size_t size;
    if (item < ID_TEXT || item >= ID_LINE) return true;
    if (ids->size < sizeof size || at > ids->size - sizeof size) return false;
    memcpy(&size, ids->bytes + at, sizeof size);
    return size <= ids->size - sizeof size - at;
}

static lockstep_status read_ids(struct ids *ids, const struct posts *posts, struct sections *from,
                                lockstep_error *err) {
    void *items, *bytes;
    TRY(read_column(&items, &ids->room, from, POST_IDS, sizeof *ids->items, posts, err));
    ids->items = items;
    ids->count = posts->count;
    TRY(section_read(&bytes, &ids->size, from, named(POST_ID_TEXTS), 1, err));
    ids->bytes = bytes;
    ids->size_room = ids->size;
    for (size_t i = 0; i < ids->count; memory_step(++i))
        if (!is_sound_id(ids, ids->items[i])) return sections_damaged(from, err);
    return LOCKSTEP_OK;
}

/* What posts are shown with. */
static lockstep_status read_contents(struct posts *out, struct sections *from,
                                     lockstep_error *err) {
    void *column;
    TRY(read_column(&column, &out->room[3], from, POST_KINDS, sizeof *out->kind, out, err));
    out->kind = column;
    TRY(read_column(&column, &out->room[4], from, POST_LANGUAGES, sizeof *out->language, out, err));
    out->language = column;
    TRY(read_ids(&out->ids, out, from, err));
    TRY(read_bodies(&out->bodies, out, from, err));
    TRY(read_names(&out->languages, from, LANGUAGES, err));
    for (uint32_t p = 0; p < out->count; memory_step(++p))
        if (out->kind[p] >= POST_KIND_COUNT || out->language[p] >= out->languages.count)
            return sections_damaged(from, err);
    return LOCKSTEP_OK;
}

/* What more posts are compared with. */
static lockstep_status read_digests(struct posts *out, struct sections *from, lockstep_error *err) {
    void *column;
    TRY(read_column(&column, &out->room[2], from, POST_DIGESTS, sizeof *out->digest, out, err));
    out->digest = column;
    return read_names(&out->merged, from, MERGED, err);
}

static lockstep_status read_runs(struct posts *out, const struct sources *sources,
                                 struct sections *from, lockstep_error *err) {
    void *runs;
    TRY(section_read(&runs, &out->run_count, from, named(POST_RUNS), sizeof *out->runs, err));
    out->runs = runs;
    out->run_room = out->run_count;
    for (size_t r = 0; r < out->run_count; r++) {
        bool follows = r == 0 ? out->runs[r].first_post == 0
                              : out->runs[r].first_post > out->runs[r - 1].first_post;
        if (!follows || out->runs[r].first_post >= out->count ||
            out->runs[r].source >= sources->count)
            return sections_damaged(from, err);
    }
    return LOCKSTEP_OK;
}

static lockstep_status read_summary(struct archive *out, struct sections *from,
                                    lockstep_error *err) {
    void *section;
    uint64_t summary[4] = {0};
    size_t count;
    TRY(section_read(&section, &count, from, named(POST_SUMMARY), sizeof *summary, err));
    if (count == 4) memcpy(summary, section, sizeof summary);
    free(section);
    if (!summary[0] || summary[0] >= UINT32_MAX || summary[1] > PRECISION_DAY)
        return sections_damaged(from, err);
    out->posts.count = (uint32_t) summary[0];
    out->posts.precision = (enum time_precision) summary[1];
    out->deleted = summary[2];
    out->edited = summary[3];
    return LOCKSTEP_OK;
}

static lockstep_status read_posts(struct archive *archive, struct sections *from, unsigned parts,
                                  lockstep_error *err) {
    struct posts *out = &archive->posts;
    void *column;
    TRY(read_summary(archive, from, err));
    TRY(read_runs(out, &archive->sources, from, err));
    TRY(read_column(&column, &out->room[0], from, POST_TIMES, sizeof *out->time, out, err));
    out->time = column;
    TRY(read_column(&column, &out->room[1], from, POST_ACCOUNTS, sizeof *out->account, out, err));
    out->account = column;
    for (uint32_t p = 0; p < out->count; memory_step(++p))
        if (out->account[p] >= archive->accounts.count || !is_time(out->time[p]))
            return sections_damaged(from, err);
    if (parts & (ARCHIVE_POSTS | ARCHIVE_WHOLE)) TRY(read_contents(out, from, err));
    return parts & ARCHIVE_WHOLE ? read_digests(out, from, err) : LOCKSTEP_OK;
}

static void write_facets(struct sections_writer *w, const struct facets *f, uint32_t posts) {
    write_names(w, FACETS, &f->names);
    section_write(w, named(FACET_ITEMS), f->items, f->count, sizeof *f->items);
    section_write(w, named(REACTIONS), f->reactions, posts, sizeof *f->reactions);
}

static lockstep_status read_facets(struct facets *out, const struct posts *posts,
                                   struct sections *from, lockstep_error *err) {
    void *items;
    TRY(read_names(&out->names, from, FACETS, err));
    for (uint32_t n = 0; n < out->names.count; memory_step(++n)) {
        struct slice name = names_get(&out->names, n);
        if (!name.size || (unsigned char) name.at[0] >= FACET_COUNT)
            return sections_damaged(from, err);
    }
    TRY(section_read(&items, &out->count, from, named(FACET_ITEMS), sizeof *out->items, err));
    out->items = items;
    out->room = out->count;
    for (size_t i = 0; i < out->count; memory_step(++i))
        if (out->items[i].post >= posts->count || out->items[i].name >= out->names.count)
            return sections_damaged(from, err);
    TRY(read_column(&items, &out->reaction_room, from, REACTIONS, sizeof *out->reactions, posts,
                    err));
    out->reactions = items;
    return names_open(&out->names, err);
}

/* ---- shares ---- */

/* All late shares of all layers, in one list. */
struct late_list {
    struct late_share *items;
    size_t count, room;
};

static uint32_t number_of(struct late_list *late, const struct share *share,
                          const struct posts *posts, lockstep_status *status) {
    if (posts->time[share->post] == share->time) return share->post;
    struct late_share *items = grow(late->items, &late->room, late->count + 1, sizeof *items);
    if (!items) {
        *status = LOCKSTEP_ENOMEM;
        return 0;
    }
    late->items = items;
    items[late->count] = (struct late_share){share->time, share->post, 0};
    return UINT32_MAX - (uint32_t) late->count++;
}

static void write_shares(struct sections_writer *w, uint32_t number, const struct layer *layer,
                         struct late_list *late, const struct posts *posts) {
    uint32_t *shares = malloc((layer->count + 1) * sizeof *shares);
    struct object_run *runs = malloc((layer->count + 1) * sizeof *runs);
    size_t count = 0;
    for (size_t i = 0; shares && runs && i < layer->count; memory_leap(++i)) {
        bool begins = !i || layer->shares[i].object != layer->shares[i - 1].object;
        if (begins) runs[count++] = (struct object_run){layer->shares[i].object, 0};
        runs[count - 1].count++;
        shares[i] = number_of(late, &layer->shares[i], posts, &w->status);
    }
    if (!shares || !runs) w->status = LOCKSTEP_ENOMEM;
    section_write(w, (struct section_name){OBJECT_RUNS, number}, runs, count, sizeof *runs);
    section_write(w, (struct section_name){SHARES, number}, shares, layer->count, sizeof *shares);
    free(shares), free(runs);
}

static void write_layers(struct sections_writer *w, const struct archive *archive) {
    struct buffer packed = {0};
    struct late_list late = {0};
    for (size_t l = 0; l < archive->traces.count; l++) {
        pack_text(&packed, slice_of(archive->traces.layers[l].name));
        write_shares(w, (uint32_t) l, &archive->traces.layers[l], &late, &archive->posts);
    }
    if (packed.failed) w->status = LOCKSTEP_ENOMEM;
    section_write(w, named(LAYERS), packed.bytes, packed.size, 1);
    section_write(w, named(LATE), late.items, late.count, sizeof *late.items);
    free(late.items);
    buffer_release(&packed);
}

/* What shares are made of, while they are read. */
struct sharing {
    const struct posts *posts;
    const struct late_share *late;
    size_t late_count;
};

static bool share_of(struct share *out, const struct sharing *from, uint32_t number,
                     uint32_t object) {
    uint32_t post = number;
    size_t late = UINT32_MAX - number;
    if (number >= from->posts->count) {
        if (late >= from->late_count) return false;
        post = from->late[late].post;
    }
    int64_t time = number == post ? from->posts->time[post] : from->late[late].time;
    *out = (struct share){time, object, from->posts->account[post], post};
    return true;
}

/* How far ahead memory is asked for: longer than it takes to come. */
enum { AHEAD = 16 };

static void prefetch_share(const struct sharing *from, uint32_t number) {
    if (number >= from->posts->count) return;
    __builtin_prefetch(&from->posts->time[number]);
    __builtin_prefetch(&from->posts->account[number]);
}

static bool fill_shares(struct layer *layer, const struct sharing *from,
                        const struct object_run *runs, size_t run_count, const uint32_t *numbers,
                        uint32_t objects) {
    size_t at = 0;
    for (size_t r = 0; r < run_count; r++) {
        if (runs[r].object >= objects || runs[r].count > layer->count - at) return false;
        for (uint32_t i = 0; i < runs[r].count; i++, memory_leap(++at)) {
            if (at + AHEAD < layer->count) prefetch_share(from, numbers[at + AHEAD]);
            if (!share_of(&layer->shares[at], from, numbers[at], runs[r].object)) return false;
        }
    }
    return at == layer->count;
}

/* Layers are read beside each other. */
struct layers_reading {
    struct traces *traces;
    const bool *wanted; /* by layer; NULL: all are */
    const struct sharing *sharing;
    struct sections *from;
    uint32_t next;
};

static lockstep_status next_layer(void *data, void *item, bool *end, lockstep_error *err) {
    struct layers_reading *r = data;
    while (r->next < r->traces->count && r->wanted && !r->wanted[r->next])
        r->next++;
    *end = r->next == r->traces->count;
    *(uint32_t *) item = r->next++;
    return check_interrupt(err);
}

static lockstep_status read_shares(void *data, void *item, lockstep_error *err) {
    const struct layers_reading *r = data;
    uint32_t number = *(uint32_t *) item, objects = r->traces->objects.count;
    struct layer *layer = &r->traces->layers[number];
    struct sections *from = r->from;
    void *runs, *numbers = NULL;
    size_t run_count;
    TRY(section_read(&runs, &run_count, from, (struct section_name){OBJECT_RUNS, number},
                     sizeof(struct object_run), err));
    lockstep_status status =
        section_read(&numbers, &layer->count, from, (struct section_name){SHARES, number},
                     sizeof(uint32_t), err);
    if (status == LOCKSTEP_OK) {
        layer->shares = malloc((layer->count + 1) * sizeof *layer->shares);
        layer->room = layer->count + 1;
        if (!layer->shares)
            status = fail_memory(err, "shares");
        else if (!fill_shares(layer, r->sharing, runs, run_count, numbers, objects))
            status = sections_damaged(from, err);
    }
    free(runs), free(numbers);
    return status;
}

static lockstep_status read_layers(struct archive *out, struct sections *from, const bool *wanted,
                                   unsigned threads, lockstep_error *err) {
    void *late;
    struct sharing sharing = {.posts = &out->posts};
    struct layers_reading reading = {&out->traces, wanted, &sharing, from, 0};
    struct ordered job = {&reading,    sizeof(uint32_t),     next_layer,
                          read_shares, ordered_keep_nothing, ordered_release_nothing};
    TRY(section_read(&late, &sharing.late_count, from, named(LATE), sizeof(struct late_share),
                     err));
    sharing.late = late;
    lockstep_status status = LOCKSTEP_OK;
    for (size_t i = 0; i < sharing.late_count && status == LOCKSTEP_OK; i++)
        if (sharing.late[i].post >= out->posts.count || !is_time(sharing.late[i].time))
            status = sections_damaged(from, err);
    if (status == LOCKSTEP_OK) status = ordered_run(&job, threads, err);
    free(late);
    return status;
}

/* Whether shares are made anew from what objects are called. */
static bool are_spelt(const struct traces *traces, const bool *wanted) {
    bool spelt = false;
    for (size_t l = 0; l < traces->count; l++) {
        enum trace trace = traces->layers[l].trace;
        spelt |=
            (trace == TRACE_NEAR_TEXT || trace == TRACE_HASHTAGS_DAY) && (!wanted || wanted[l]);
    }
    return spelt;
}

static lockstep_status count_objects(struct traces *traces, const struct sections *from,
                                     lockstep_error *err) {
    size_t count;
    TRY(section_count(&count, from, named(OBJECT_SIZES), sizeof(uint32_t), err));
    if (count > UINT32_MAX - 2) return sections_damaged(from, err);
    traces->objects.count = (uint32_t) count;
    return LOCKSTEP_OK;
}

/* The first byte of a key is its layer's. */
static lockstep_status read_objects(struct traces *traces, struct sections *from,
                                    lockstep_error *err) {
    TRY(read_names(&traces->objects, from, OBJECTS, err));
    for (uint32_t o = 0; o < traces->objects.count; memory_leap(++o)) {
        struct slice key = names_get(&traces->objects, o);
        if (!key.size || (unsigned char) key.at[0] >= traces->count)
            return sections_damaged(from, err);
    }
    return LOCKSTEP_OK;
}

/* ---- the whole ---- */

lockstep_status ingested_write(FILE *file, const struct archive *archive,
                               const struct lockstep_settings *settings, lockstep_error *err) {
    struct sections_writer w;
    sections_begin(&w, file);
    write_settings(&w, settings);
    write_sources(&w, &archive->sources);
    write_accounts(&w, &archive->accounts);
    write_posts(&w, archive);
    write_facets(&w, &archive->facets, archive->posts.count);
    write_names(&w, OBJECTS, &archive->traces.objects);
    write_layers(&w, archive);
    return sections_end(&w, err);
}

lockstep_status ingested_open(struct ingested *out, const char *path, lockstep_error *err) {
    size_t size;
    *out = (struct ingested){0};
    TRY(sections_open(&out->sections, path, err));
    TRY(section_read(&out->settings_bytes, &size, &out->sections, named(SETTINGS), 1, err));
    out->settings.rest = (struct slice){out->settings_bytes, size};
    TRY(section_read(&out->layers_bytes, &size, &out->sections, named(LAYERS), 1, err));
    out->layers.rest = (struct slice){out->layers_bytes, size};
    return LOCKSTEP_OK;
}

void ingested_close(struct ingested *ingested) {
    free(ingested->settings_bytes), free(ingested->layers_bytes);
    sections_close(&ingested->sections);
    *ingested = (struct ingested){0};
}

lockstep_status ingested_traces(struct ingested *ingested, struct buffer *out,
                                lockstep_error *err) {
    while (ingested->layers.rest.size && !ingested->layers.failed) {
        if (out->size) buffer_byte(out, ',');
        buffer_append(out, unpack_text(&ingested->layers));
    }
    buffer_byte(out, '\0');
    if (ingested->layers.failed) return sections_damaged(&ingested->sections, err);
    return out->failed ? fail_memory(err, "traces") : LOCKSTEP_OK;
}

/* What is left of an archive. */
struct leaving {
    const bool *wanted; /* layers; NULL: all are */
    size_t layers;
    bool objects; /* what they are called */
};

/* Where posts are for now. */
static bool is_left(struct section_name name, const void *data) {
    const struct leaving *leaving = data;
    switch (name.kind) {
    case ACCOUNT_FACTS:
    case FACETS:
    case FACET_SIZES:
    case FACET_ITEMS:
    case REACTIONS:
        return true;
    case OBJECTS:
        return leaving->objects;
    case OBJECT_RUNS:
    case SHARES:
        return leaving->wanted && name.number < leaving->layers && !leaving->wanted[name.number];
    default:
        return name.kind >= POST_KINDS && name.kind <= MERGED_SIZES;
    }
}

lockstep_status ingested_read(struct archive *out, struct ingested *ingested, const bool *wanted,
                              unsigned parts, unsigned threads, lockstep_error *err) {
    struct sections *from = &ingested->sections;
    struct leaving leaving = {wanted, out->traces.count, !are_spelt(&out->traces, wanted)};
    if (out->posts.for_now && threads != 1)
        TRY(sections_check_beside(from, is_left, &leaving, err));
    TRY(read_sources(out, from, err));
    TRY(read_accounts(out, from, err));
    TRY(read_posts(out, from, parts, err));
    if (parts & ARCHIVE_FACETS) TRY(read_facets(&out->facets, &out->posts, from, err));
    TRY(out->posts.for_now && !are_spelt(&out->traces, wanted)
            ? count_objects(&out->traces, from, err)
            : read_objects(&out->traces, from, err));
    return read_layers(out, from, wanted, threads, err);
}
