#include "engine/redaction.h"

#include "engine/error.h"
#include "engine/pictures.h"

#include <nettle/hmac.h>
#include <nettle/sha2.h>

enum { SHORTEST_KEY = 16 };

lockstep_status redaction_read(struct redaction *out, const char *path, lockstep_error *err) {
    FILE *file = fopen(path, "rb");
    struct sha256_ctx context;
    uint8_t bytes[4096];
    size_t total = 0;
    if (!file) return fail_io(err, path);
    sha256_init(&context);
    for (size_t size; (size = fread(bytes, 1, sizeof bytes, file)) > 0; total += size)
        sha256_update(&context, size, bytes);
    bool bad = ferror(file);
    fclose(file);
    if (bad) return fail_io(err, path);
    if (total < SHORTEST_KEY)
        return fail(err, LOCKSTEP_EARG, "--redact: a key has %d bytes or more; %s has %zu",
                    (int) SHORTEST_KEY, path, total);
    sha256_digest(&context, sizeof out->key, out->key);
    out->wanted = true;
    return LOCKSTEP_OK;
}

/* ---- names */

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}

static bool is_letter(char c) {
    return is_upper(c) || (c >= 'a' && c <= 'z');
}

static char lower(char c) {
    return is_upper(c) ? (char) (c - 'A' + 'a') : c;
}

/* HMAC-SHA-256 of a name, its letters in lower case unless `exact`. */
static void digest_name(uint8_t digest[SHA256_DIGEST_SIZE], const struct redaction *redaction,
                        struct slice name, bool exact) {
    struct hmac_sha256_ctx context;
    hmac_sha256_set_key(&context, sizeof redaction->key, redaction->key);
    for (size_t i = 0; i < name.size; i++) {
        uint8_t byte = (uint8_t) (exact ? name.at[i] : lower(name.at[i]));
        hmac_sha256_update(&context, 1, &byte);
    }
    hmac_sha256_digest(&context, SHA256_DIGEST_SIZE, digest);
}

/* How many digits the pseudonym ends in: those that analyses tell apart. */
static size_t digits_of(struct slice name) {
    size_t digits = 0;
    bool letters = false;
    for (size_t i = 0; i < name.size; i++) {
        digits = is_digit(name.at[i]) ? digits + 1 : 0;
        letters |= is_letter(name.at[i]);
    }
    return !letters || digits < 4 ? 0 : digits < 8 ? 4 : 8;
}

static void put_pseudonym(struct buffer *out, const struct redaction *redaction,
                          struct slice name) {
    uint8_t digest[SHA256_DIGEST_SIZE], spelling[SHA256_DIGEST_SIZE];
    bool cased = false;
    for (size_t i = 0; i < name.size; i++)
        cased |= is_upper(name.at[i]);
    digest_name(digest, redaction, name, false);
    if (cased) digest_name(spelling, redaction, name, true);
    for (size_t i = 0; i < PSEUDONYM_LETTERS; i++)
        buffer_byte(out, (char) ((cased && spelling[i] & 1 ? 'A' : 'a') + digest[i] % 26));
    for (size_t i = 0; i < digits_of(name); i++)
        buffer_byte(out, (char) ('0' + digest[PSEUDONYM_LETTERS + i] % 10));
}

void redaction_name(struct buffer *out, const struct redaction *redaction, struct slice name) {
    bool marked = name.size && name.at[0] == '@';
    if (marked) {
        buffer_byte(out, '@');
        name = (struct slice){name.at + 1, name.size - 1};
    }
    const char *at = name.size ? memchr(name.at, '@', name.size) : NULL;
    size_t user = at && at > name.at ? (size_t) (at - name.at) : name.size;
    if (user) put_pseudonym(out, redaction, (struct slice){name.at, user});
    buffer_append(out, (struct slice){name.at + user, name.size - user});
}

/* ---- texts */

static bool is_word(char c) {
    return is_letter(c) || is_digit(c) || c == '_' || (unsigned char) c >= 0x80;
}

static bool in_name(char c) {
    return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '-';
}

/* The length of the handle at the start of a text: of Latin letters, or, as on Weibo, of others. */
static size_t handle_size(struct slice text) {
    size_t size = 0;
    bool other = text.size && (unsigned char) text.at[0] >= 0x80;
    while (size < text.size && (other ? is_word(text.at[size]) : in_name(text.at[size])))
        size++;
    while (size && (text.at[size - 1] == '.' || text.at[size - 1] == '-'))
        size--;
    return size;
}

static struct slice from(struct slice text, size_t at) {
    return (struct slice){text.at + at, text.size - at};
}

static bool is_one_of(struct slice text, const char *const *words) {
    for (; *words; words++)
        if (slice_equal(text, slice_of(*words))) return true;
    return false;
}

/* Sites on which the first part of an address is an account. */
static bool has_accounts_first(struct slice host) {
    static const char *const sites[] = {
        "twitter.com",  "x.com",  "t.me",       "telegram.me", "instagram.com", "threads.net",
        "facebook.com", "vk.com", "tiktok.com", "gab.com",     "parler.com",    NULL};
    static const char *const prefixes[] = {"www.", "mobile.", "m.", NULL};
    for (const char *const *p = prefixes; *p; p++)
        if (host.size > strlen(*p) && memcmp(host.at, *p, strlen(*p)) == 0)
            return is_one_of(from(host, strlen(*p)), sites);
    return is_one_of(host, sites);
}

/* Parts of an address that are no accounts though they stand where one would. */
static bool is_place(struct slice part) {
    static const char *const places[] = {
        "i",           "hashtag",   "search",    "intent", "home",
        "share",       "explore",   "p",         "reel",   "watch",
        "s",           "c",         "groups",    "events", "permalink.php",
        "profile.php", "story.php", "photo.php", NULL};
    return is_one_of(part, places);
}

/* Parts of an address, and names in its query, behind which stands an account or a post. */
static bool names_next(struct slice part) {
    static const char *const parts[] = {"status",
                                        "statuses",
                                        "user",
                                        "users",
                                        "u",
                                        "profile",
                                        "channel",
                                        "post",
                                        "posts",
                                        "profile_banners",
                                        "author",
                                        "accounts",
                                        "web",
                                        "id",
                                        "user_id",
                                        "story_fbid",
                                        "screen_name",
                                        "in_reply_to",
                                        "in_reply_to_tweet_id",
                                        NULL};
    return is_one_of(part, parts);
}

static bool ends_address(char c) {
    return (unsigned char) c <= ' ' || strchr("\"<>()[]{}", c) || (unsigned char) c >= 0x80;
}

static bool divides(char c) {
    return c == '/' || c == '?' || c == '&' || c == '=' || c == '#';
}

/* One part of an address, and what stands before it. */
static void put_part(struct buffer *out, const struct redaction *redaction, struct slice part,
                     bool names) {
    bool marked = part.size > 1 && part.at[0] == '@';
    size_t size = marked || names ? handle_size(from(part, marked)) + marked : 0;
    if (size == (size_t) marked) size = 0;
    if (size) redaction_name(out, redaction, (struct slice){part.at, size});
    buffer_append(out, from(part, size));
}

/* An address from behind its "://"; returns its size. */
static size_t put_address(struct buffer *out, const struct redaction *redaction,
                          struct slice text) {
    size_t end = 0, host = 0;
    while (end < text.size && !ends_address(text.at[end]))
        end++;
    while (host < end && !divides(text.at[host]))
        host++;
    bool names = has_accounts_first((struct slice){text.at, host});
    buffer_append(out, (struct slice){text.at, host});
    for (size_t at = host; at < end;) {
        size_t start = at + 1, stop = start;
        while (stop < end && !divides(text.at[stop]))
            stop++;
        struct slice part = {text.at + start, stop - start};
        bool place = names_next(part) || is_place(part);
        buffer_byte(out, text.at[at]);
        put_part(out, redaction, part, names && !place);
        names = names_next(part) || (part.size && part.at[0] == '@');
        at = stop;
    }
    return end;
}

static bool starts(struct slice text, size_t at, struct slice what) {
    return text.size - at >= what.size && memcmp(text.at + at, what.at, what.size) == 0;
}

void redaction_text(struct buffer *out, const struct redaction *redaction, struct slice text) {
    static const struct slice scheme = {"://", 3}, wide = {"\xEF\xBC\xA0", 3}; /* fullwidth @ */
    for (size_t at = 0; at < text.size;) {
        bool free = !at || !is_word(text.at[at - 1]) || (unsigned char) text.at[at - 1] >= 0x80;
        size_t mark = starts(text, at, wide) ? wide.size : text.at[at] == '@' && free;
        if (starts(text, at, scheme)) {
            buffer_append(out, scheme);
            at += scheme.size + put_address(out, redaction, from(text, at + scheme.size));
            continue;
        }
        buffer_append(out, (struct slice){text.at + at, mark ? mark : 1});
        at += mark ? mark : 1;
        size_t size = mark ? handle_size(from(text, at)) : 0;
        if (size) redaction_name(out, redaction, (struct slice){text.at + at, size});
        at += size;
    }
}

/* ---- records */

struct pass {
    const struct redaction *redaction;
    struct arena *arena;
    struct buffer room;
    bool failed;
};

typedef void (*rewrite_fn)(struct buffer *out, const struct redaction *redaction,
                           struct slice text);

static void rewrite(struct pass *pass, struct slice *text, rewrite_fn with) {
    if (!text->size) return;
    buffer_clear(&pass->room);
    with(&pass->room, pass->redaction, *text);
    struct slice copy = arena_copy(pass->arena, buffer_slice(&pass->room));
    pass->failed |= pass->room.failed || !copy.at;
    *text = copy;
}

static void rewrite_all(struct pass *pass, struct slices *texts, rewrite_fn with) {
    if (!texts->count) return;
    struct slice *items = arena_alloc(pass->arena, texts->count, sizeof *items);
    pass->failed |= !items;
    for (size_t i = 0; i < texts->count && items; i++) {
        items[i] = texts->items[i];
        rewrite(pass, &items[i], with);
    }
    if (items) texts->items = items;
}

/* A column that somebody named: an account or a post, if it is the record's own; else a text. */
static void rewrite_field(struct pass *pass, struct slice *field, const struct record *own) {
    bool named = slice_equal(*field, own->account) || slice_equal(*field, own->facts.handle) ||
                 slice_equal(*field, own->id);
    rewrite(pass, field, named ? redaction_name : redaction_text);
}

/* A picture's address may hold its account, and finds it; what the platform shows of everybody
 * stays. */
static void rewrite_picture(struct pass *pass, struct slice *picture) {
    if (picture_is_default(*picture)) return;
    *picture = picture_key(*picture);
    rewrite(pass, picture, put_pseudonym);
}

static void rewrite_record(struct pass *pass, struct record *record, size_t fields) {
    struct slice *const names[] = {
        &record->account,      &record->repost_of_account,  &record->reply_to_account,
        &record->facts.handle, &record->facts.display_name, &record->id,
        &record->repost_of,    &record->quote_of,           &record->reply_to,
        &record->conversation};
    struct slice *const texts[] = {&record->text, &record->urls_cell, &record->facts.bio,
                                   &record->facts.location};
    rewrite_field(pass, &record->object, record);
    for (size_t i = 0; i < fields && record->fields; i++)
        rewrite_field(pass, &record->fields[i], record);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        rewrite(pass, names[i], redaction_name);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        rewrite(pass, texts[i], redaction_text);
    rewrite(pass, &record->facts.website, put_pseudonym);
    rewrite_picture(pass, &record->facts.picture);
    rewrite_all(pass, &record->facts.former, redaction_name);
    rewrite_all(pass, &record->mentions, redaction_name);
    rewrite_all(pass, &record->urls, redaction_text);
    rewrite_all(pass, &record->media, redaction_text);
}

lockstep_status redaction_apply(const struct redaction *redaction, struct batch *batch,
                                size_t fields, lockstep_error *err) {
    struct pass pass = {redaction, &batch->arena, {0}, false};
    if (!redaction->wanted) return LOCKSTEP_OK;
    for (size_t i = 0; i < batch->count; i++)
        rewrite_record(&pass, &batch->records[i], fields);
    for (size_t i = 0; i < batch->reject_count; i++)
        batch->rejects[i].detail[0] = '\0';
    buffer_release(&pass.room);
    return pass.failed ? fail_memory(err, "pseudonyms") : LOCKSTEP_OK;
}
