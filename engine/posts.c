#include "engine/posts.h"

#include "engine/drafts.h"
#include "engine/error.h"

#include <stdlib.h>

/* ---- columns ---- */

lockstep_status texts_add(struct texts *texts, struct slice text, lockstep_error *err) {
    char *bytes = grow(texts->bytes, &texts->size_room, texts->size + text.size + 1, 1);
    if (bytes) texts->bytes = bytes;
    uint64_t *end = grow(texts->end, &texts->end_room, texts->count + 1, sizeof *end);
    if (end) texts->end = end;
    if (!bytes || !end) return fail_memory(err, "texts");
    if (text.size) memcpy(bytes + texts->size, text.at, text.size);
    bytes[texts->size + text.size] = '\0';
    texts->size += text.size + 1;
    end[texts->count++] = texts->size;
    return LOCKSTEP_OK;
}

struct slice texts_get(const struct texts *texts, uint32_t index) {
    uint64_t start = index ? texts->end[index - 1] : 0;
    return (struct slice){texts->bytes + start, (size_t) (texts->end[index] - start - 1)};
}

static void texts_release(struct texts *texts) {
    free(texts->bytes), free(texts->end);
    *texts = (struct texts){0};
}

#define GROW_COLUMN(posts, column, index)                                                          \
    do {                                                                                           \
        void *bigger_ = grow((posts)->column, &(posts)->room[index], (size_t) (posts)->count + 1,  \
                             sizeof *(posts)->column);                                             \
        if (!bigger_) return fail_memory(err, "posts");                                            \
        (posts)->column = bigger_;                                                                 \
    } while (0)

static lockstep_status grow_columns(struct posts *posts, lockstep_error *err) {
    GROW_COLUMN(posts, time, 0);
    GROW_COLUMN(posts, account, 1);
    GROW_COLUMN(posts, kind, 2);
    GROW_COLUMN(posts, language, 3);
    GROW_COLUMN(posts, source, 4);
    GROW_COLUMN(posts, line, 5);
    return LOCKSTEP_OK;
}

/* ---- posts ---- */

static enum post_kind kind_of(const struct record *r) {
    if (r->is_repost) return POST_REPOST;
    if (r->quote_of.size) return POST_QUOTE;
    return r->reply_to.size ? POST_REPLY : POST_ORIGINAL;
}

const char *post_kind_name(enum post_kind kind) {
    static const char *const names[] = {"original", "repost", "quote", "reply"};
    return names[kind];
}

static lockstep_status append_post(struct posts *posts, const struct post_draft *draft,
                                   lockstep_error *err) {
    const struct record *r = draft->record;
    uint32_t language;
    if (posts->count == UINT32_MAX - 1)
        return fail(err, LOCKSTEP_ELIMIT, "more than 2^32 - 2 posts");
    if (!posts->languages.count)
        TRY(names_intern(&posts->languages, SLICE(""), &language, NULL, err));
    TRY(names_intern(&posts->languages, r->language, &language, NULL, err));
    TRY(grow_columns(posts, err));
    TRY(texts_add(&posts->ids, r->id, err));
    TRY(texts_add(&posts->bodies, r->text, err));
    uint32_t p = posts->count++;
    posts->time[p] = r->time;
    posts->account[p] = draft->account;
    posts->kind[p] = (uint8_t) kind_of(r);
    posts->language[p] = language > UINT16_MAX ? 0 : (uint16_t) language;
    posts->source[p] = draft->source;
    posts->line[p] = r->line < UINT32_MAX ? (uint32_t) r->line : UINT32_MAX;
    if (p == 0 || r->precision < posts->precision) posts->precision = r->precision;
    return LOCKSTEP_OK;
}

/* The post that a record's account and id name: a known one, or `posts->count`. */
static lockstep_status find_post(struct posts *posts, const struct post_draft *draft,
                                 uint32_t *post, lockstep_error *err) {
    uint32_t number;
    bool is_new;
    buffer_clear(&posts->key);
    buffer_append(&posts->key,
                  (struct slice){(const char *) &draft->account, sizeof draft->account});
    buffer_append(&posts->key, draft->record->id);
    if (posts->key.failed) return fail_memory(err, "post ids");
    TRY(names_intern(&posts->keys, buffer_slice(&posts->key), &number, &is_new, err));
    uint32_t *by_key = grow(posts->by_key, &posts->key_room, posts->keys.count, sizeof *by_key);
    if (!by_key) return fail_memory(err, "post ids");
    posts->by_key = by_key;
    if (is_new) by_key[number] = posts->count;
    *post = by_key[number];
    return LOCKSTEP_OK;
}

/* Whether one of the post's records said exactly this. The first digest lies with the post, further
 * ones, which are rare, in a table. */
static lockstep_status is_said(struct posts *posts, uint32_t post, uint64_t digest, bool *said,
                               lockstep_error *err) {
    struct {
        uint64_t digest;
        uint32_t post, padding;
    } key = {digest, post, 0};
    uint32_t number;
    bool is_new = false;
    *said = posts->digest[post] == digest;
    if (*said) return LOCKSTEP_OK;
    TRY(names_intern(&posts->merged, (struct slice){(const char *) &key, sizeof key}, &number,
                     &is_new, err));
    *said = !is_new;
    return LOCKSTEP_OK;
}

lockstep_status posts_add(struct posts *posts, const struct post_draft *draft, uint32_t *post,
                          enum post_outcome *outcome, lockstep_error *err) {
    *post = posts->count;
    *outcome = POST_NEW;
    if (draft->merge && draft->record->id.size) TRY(find_post(posts, draft, post, err));
    if (*post < posts->count) {
        bool said;
        TRY(is_said(posts, *post, draft->digest, &said, err));
        *outcome = said ? POST_DUPLICATE : POST_MERGED;
        return LOCKSTEP_OK;
    }
    uint64_t *digest =
        grow(posts->digest, &posts->digest_room, (size_t) posts->count + 1, sizeof *digest);
    if (!digest) return fail_memory(err, "posts");
    posts->digest = digest;
    digest[posts->count] = draft->digest;
    return append_post(posts, draft, err);
}

void posts_settle_precision(struct posts *posts) {
    if (posts->precision > PRECISION_SECOND || posts->count < 100) return;
    for (uint32_t p = 0; p < posts->count; p++)
        if (posts->time[p] % (60 * (int64_t) MICROSECONDS) != 0) return;
    posts->precision = PRECISION_MINUTE;
}

struct slice post_id(const struct posts *posts, const struct sources *sources, uint32_t post,
                     char room[192]) {
    struct slice id = texts_get(&posts->ids, post);
    if (id.size) return id;
    const char *name = sources->items[posts->source[post]]->name;
    size_t length = strlen(name);
    bool fits = length < 160;
    snprintf(room, 192, "%s%s:%u", fits ? "" : "...", fits ? name : name + length - 156,
             posts->line[post]);
    return slice_of(room);
}

void posts_release(struct posts *posts) {
    free(posts->time), free(posts->account), free(posts->kind), free(posts->language);
    free(posts->source), free(posts->line), free(posts->digest), free(posts->by_key);
    texts_release(&posts->ids), texts_release(&posts->bodies);
    names_release(&posts->languages), names_release(&posts->keys), names_release(&posts->merged);
    buffer_release(&posts->key);
    *posts = (struct posts){0};
}

/* ---- accounts ---- */

static lockstep_status update_text(struct accounts *accounts, struct slice *to, struct slice from,
                                   lockstep_error *err) {
    if (!from.size || slice_equal(*to, from)) return LOCKSTEP_OK;
    struct slice copy = arena_copy(&accounts->arena, from);
    if (!copy.at) return fail_memory(err, "accounts");
    *to = copy;
    return LOCKSTEP_OK;
}

/* The latest statement of each fact wins. */
static lockstep_status update_facts(struct accounts *accounts, struct account *account,
                                    const struct record *r, lockstep_error *err) {
    const struct account_facts *facts = &r->facts;
    if (r->time < account->facts_time) return LOCKSTEP_OK;
    account->facts_time = r->time;
    TRY(update_text(accounts, &account->handle, facts->handle, err));
    TRY(update_text(accounts, &account->display_name, facts->display_name, err));
    TRY(update_text(accounts, &account->bio, facts->bio, err));
    TRY(update_text(accounts, &account->location, facts->location, err));
    TRY(update_text(accounts, &account->status, facts->status, err));
    if (facts->created != INT64_MIN) account->created = facts->created;
    if (facts->followers >= 0) account->followers = facts->followers;
    if (facts->following >= 0) account->following = facts->following;
    if (facts->posts >= 0) account->stated_posts = facts->posts;
    if (facts->verified >= 0) account->verified = facts->verified;
    return LOCKSTEP_OK;
}

static lockstep_status append_account(struct accounts *accounts, struct slice platform,
                                      struct slice id, lockstep_error *err) {
    struct account *items =
        grow(accounts->items, &accounts->room, (size_t) accounts->count + 1, sizeof *items);
    if (!items) return fail_memory(err, "accounts");
    accounts->items = items;
    struct account *account = &items[accounts->count];
    *account = (struct account){.id = arena_copy(&accounts->arena, id),
                                .platform = arena_copy(&accounts->arena, platform),
                                .created = INT64_MIN,
                                .followers = -1,
                                .following = -1,
                                .stated_posts = -1,
                                .verified = -1,
                                .facts_time = INT64_MIN};
    if (!account->id.at || !account->platform.at) return fail_memory(err, "accounts");
    accounts->count++;
    return LOCKSTEP_OK;
}

lockstep_status accounts_add(struct accounts *accounts, struct slice platform,
                             const struct record *record, uint32_t *account, lockstep_error *err) {
    buffer_clear(&accounts->key);
    buffer_append(&accounts->key, platform);
    buffer_byte(&accounts->key, KEY_DIVIDER);
    buffer_append(&accounts->key, record->account);
    if (accounts->key.failed) return fail_memory(err, "accounts");
    TRY(names_intern(&accounts->keys, buffer_slice(&accounts->key), account, NULL, err));
    if (*account == accounts->count) TRY(append_account(accounts, platform, record->account, err));
    return update_facts(accounts, &accounts->items[*account], record, err);
}

static bool mixes_platforms(const struct accounts *accounts) {
    for (uint32_t a = 1; a < accounts->count; a++)
        if (!slice_equal(accounts->items[a].platform, accounts->items[0].platform)) return true;
    return false;
}

static lockstep_status name_account(struct accounts *accounts, struct account *account,
                                    bool with_platform, lockstep_error *err) {
    account->name = account->id;
    if (!with_platform || !account->platform.size) return LOCKSTEP_OK;
    buffer_clear(&accounts->key);
    buffer_append(&accounts->key, account->platform);
    buffer_byte(&accounts->key, ':');
    buffer_append(&accounts->key, account->id);
    if (!accounts->key.failed)
        account->name = arena_copy(&accounts->arena, buffer_slice(&accounts->key));
    return accounts->key.failed || !account->name.at ? fail_memory(err, "accounts") : LOCKSTEP_OK;
}

struct ranked {
    struct account account;
    uint32_t number;
};

static int by_name(const void *a, const void *b) {
    const struct ranked *x = a, *y = b;
    int order = slice_compare(x->account.name, y->account.name);
    return order ? order : slice_compare(x->account.platform, y->account.platform);
}

lockstep_status accounts_rank(struct accounts *accounts, uint32_t *rank, lockstep_error *err) {
    bool with_platform = mixes_platforms(accounts);
    struct ranked *ranked = malloc(((size_t) accounts->count + 1) * sizeof *ranked);
    lockstep_status status = ranked ? LOCKSTEP_OK : fail_memory(err, "sorting accounts");
    for (uint32_t a = 0; status == LOCKSTEP_OK && a < accounts->count; a++) {
        status = name_account(accounts, &accounts->items[a], with_platform, err);
        ranked[a] = (struct ranked){accounts->items[a], a};
    }
    if (status == LOCKSTEP_OK) {
        qsort(ranked, accounts->count, sizeof *ranked, by_name);
        for (uint32_t r = 0; r < accounts->count; r++) {
            accounts->items[r] = ranked[r].account;
            rank[ranked[r].number] = r;
        }
    }
    free(ranked);
    names_release(&accounts->keys); /* its numbers are no ranks */
    return status;
}

void accounts_release(struct accounts *accounts) {
    free(accounts->items);
    arena_release(&accounts->arena);
    names_release(&accounts->keys);
    buffer_release(&accounts->key);
    *accounts = (struct accounts){0};
}
