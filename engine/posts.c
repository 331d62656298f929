#include "engine/posts.h"

#include "engine/drafts.h"
#include "engine/error.h"
#include "engine/memory.h"
#include "engine/sections.h"
#include "engine/sorting.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>

/* ---- columns ---- */

/* The end of each of the empty texts that took no memory so far. */
static lockstep_status begin_texts(struct texts *texts, lockstep_error *err) {
    char *bytes = grow(texts->bytes, &texts->size_room, texts->count + 1, 1);
    if (bytes) texts->bytes = bytes;
    uint64_t *end = grow(NULL, &texts->end_room, texts->count + 1, sizeof *end);
    if (!bytes || !end) {
        free(end);
        texts->end_room = 0;
        return fail_memory(err, "texts");
    }
    texts->end = end;
    texts->size = texts->count;
    memset(bytes, 0, texts->count);
    for (size_t i = 0; i < texts->count; i++)
        end[i] = i + 1;
    return LOCKSTEP_OK;
}

lockstep_status texts_add(struct texts *texts, struct slice text, lockstep_error *err) {
    if (!texts->end && text.size == 0) {
        texts->count++;
        return LOCKSTEP_OK;
    }
    if (!texts->end) TRY(begin_texts(texts, err));
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
    if (!texts->end) return SLICE("");
    memory_look();
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
    GROW_COLUMN(posts, digest, 2);
    if (posts->for_now) return LOCKSTEP_OK;
    GROW_COLUMN(posts, kind, 3);
    GROW_COLUMN(posts, language, 4);
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

static lockstep_status enter_source(struct posts *posts, uint32_t source, lockstep_error *err) {
    if (posts->run_count && posts->runs[posts->run_count - 1].source == source) return LOCKSTEP_OK;
    struct source_run *runs =
        grow(posts->runs, &posts->run_room, posts->run_count + 1, sizeof *runs);
    if (!runs) return fail_memory(err, "posts");
    posts->runs = runs;
    runs[posts->run_count++] = (struct source_run){posts->count, source};
    return LOCKSTEP_OK;
}

uint32_t posts_source(const struct posts *posts, uint32_t post) {
    size_t low = 0, high = posts->run_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (posts->runs[middle].first_post <= post)
            low = middle;
        else
            high = middle;
    }
    return high ? posts->runs[low].source : 0;
}

static lockstep_status append_contents(struct posts *posts, const struct record *r,
                                       lockstep_error *err) {
    uint32_t language;
    if (!posts->languages.count)
        TRY(names_intern(&posts->languages, SLICE(""), &language, NULL, err));
    TRY(names_intern(&posts->languages, r->language, &language, NULL, err));
    TRY(texts_add(&posts->bodies, r->text, err));
    posts->kind[posts->count] = (uint8_t) kind_of(r);
    posts->language[posts->count] = language > UINT16_MAX ? 0 : (uint16_t) language;
    return LOCKSTEP_OK;
}

lockstep_status posts_add(struct posts *posts, const struct post_draft *draft,
                          lockstep_error *err) {
    const struct record *r = draft->record;
    uint32_t p = posts->count;
    if (p == UINT32_MAX - 1) return fail(err, LOCKSTEP_ELIMIT, "more than 2^32 - 2 posts");
    TRY(grow_columns(posts, err));
    TRY(enter_source(posts, draft->source, err));
    if (!posts->for_now) TRY(append_contents(posts, r, err));
    TRY(ids_add(&posts->ids, &draft->id, err));
    posts->count++;
    posts->time[p] = r->time;
    posts->account[p] = draft->account;
    posts->digest[p] = draft->digest;
    if (p == 0 || r->precision < posts->precision) posts->precision = r->precision;
    return LOCKSTEP_OK;
}

lockstep_status posts_repeat(struct posts *posts, uint32_t post, int64_t time,
                             lockstep_error *err) {
    const struct id none = id_of((struct slice){NULL, 0}, 0);
    uint32_t p = posts->count;
    if (p == UINT32_MAX - 1) return fail(err, LOCKSTEP_ELIMIT, "more than 2^32 - 2 posts");
    TRY(grow_columns(posts, err));
    TRY(texts_add(&posts->bodies, (struct slice){NULL, 0}, err));
    TRY(ids_add(&posts->ids, &none, err));
    posts->count++;
    posts->time[p] = time;
    posts->account[p] = posts->account[post];
    posts->digest[p] = posts->digest[post];
    posts->kind[p] = posts->kind[post];
    posts->language[p] = posts->language[post];
    return LOCKSTEP_OK;
}

bool posts_is_repost(const struct posts *posts, uint32_t record) {
    return posts->kind ? posts->kind[record] == POST_REPOST : posts->digest[record] & 1;
}

/* The more special of two: a repost, then a quote, then a reply. */
static bool is_more(uint8_t kind, uint8_t than) {
    return kind != POST_ORIGINAL && (than == POST_ORIGINAL || kind < than);
}

void posts_enrich(struct posts *posts, uint32_t post, uint32_t record) {
    if (posts->for_now) return;
    if (is_more(posts->kind[record], posts->kind[post])) posts->kind[post] = posts->kind[record];
    struct slice now = names_get(&posts->languages, posts->language[record]);
    struct slice before = names_get(&posts->languages, posts->language[post]);
    if (now.size && (!before.size || slice_compare(now, before) < 0))
        posts->language[post] = posts->language[record];
}

/* The runs of sources, by the places of their first posts that stay. */
static void keep_runs(struct posts *posts, const uint32_t *place) {
    size_t kept = 0;
    for (size_t r = 0; r < posts->run_count; r++) {
        uint32_t first = posts->runs[r].first_post;
        uint32_t end = r + 1 < posts->run_count ? posts->runs[r + 1].first_post : posts->count;
        while (first < end && place[first] == UINT32_MAX)
            first++;
        if (first < end)
            posts->runs[kept++] = (struct source_run){place[first], posts->runs[r].source};
    }
    posts->run_count = kept;
}

void posts_keep(struct posts *posts, const uint32_t *place, struct texts *bodies) {
    uint32_t count = 0;
    keep_runs(posts, place);
    for (uint32_t p = 0; p < posts->count; memory_step(++p)) {
        uint32_t to = place[p];
        if (to == UINT32_MAX) continue;
        posts->time[to] = posts->time[p];
        posts->account[to] = posts->account[p];
        posts->ids.items[to] = posts->ids.items[p];
        posts->digest[to] = posts->digest[p];
        if (posts->kind) posts->kind[to] = posts->kind[p];
        if (posts->language) posts->language[to] = posts->language[p];
        count++;
    }
    posts->count = count;
    posts->ids.count = count;
    texts_release(&posts->bodies);
    posts->bodies = *bodies;
}

void posts_close(struct posts *posts) {
    names_release(&posts->merged);
    free(posts->digest);
    posts->digest = NULL;
    if (posts->for_now) ids_release(&posts->ids);
}

void posts_forget(struct posts *posts) {
    struct posts kept = {.count = posts->count, .precision = posts->precision};
    posts_release(posts);
    *posts = kept;
}

struct slice post_id(const struct posts *posts, const struct sources *sources, uint32_t post,
                     char room[192]) {
    struct slice id = ids_get(&posts->ids, post, room);
    if (id.size) return id;
    const char *name = source_name(sources->items[posts_source(posts, post)]).at;
    size_t length = strlen(name);
    bool fits = length < 160;
    snprintf(room, 192, "%s%s:%" PRIu64, fits ? "" : "...", fits ? name : name + length - 156,
             ids_line(&posts->ids, post));
    return slice_of(room);
}

void posts_release(struct posts *posts) {
    free(posts->time), free(posts->account), free(posts->kind), free(posts->language);
    free(posts->runs);
    ids_release(&posts->ids), texts_release(&posts->bodies);
    posts_close(posts);
    names_release(&posts->languages);
    *posts = (struct posts){0};
}

/* ---- accounts ---- */

/* What an account's facts are kept with: when each was stated, in seconds since 1970. */
enum {
    TEXT_FACTS = 8,
    COUNT_FACTS = 5,
    FLAG_FACTS = 2,
    FIRST_FLAG = TEXT_FACTS + COUNT_FACTS,
    FACTS = FIRST_FLAG + FLAG_FACTS
};

struct stated_facts {
    struct account_facts facts;
    uint32_t second[FACTS];
};

static const size_t text_facts[TEXT_FACTS] = {
    offsetof(struct account_facts, handle),  offsetof(struct account_facts, display_name),
    offsetof(struct account_facts, bio),     offsetof(struct account_facts, location),
    offsetof(struct account_facts, status),  offsetof(struct account_facts, tags),
    offsetof(struct account_facts, picture), offsetof(struct account_facts, website)};
static const size_t count_facts[COUNT_FACTS] = {
    offsetof(struct account_facts, created), offsetof(struct account_facts, followers),
    offsetof(struct account_facts, following), offsetof(struct account_facts, posts),
    offsetof(struct account_facts, listed)};
static const size_t flag_facts[FLAG_FACTS] = {offsetof(struct account_facts, verified),
                                              offsetof(struct account_facts, default_picture)};

static struct slice text_fact(const struct account_facts *facts, size_t i) {
    return *(const struct slice *) (const void *) ((const char *) facts + text_facts[i]);
}

static int64_t count_fact(const struct account_facts *facts, size_t i) {
    return *(const int64_t *) (const void *) ((const char *) facts + count_facts[i]);
}

static int8_t flag_fact(const struct account_facts *facts, size_t i) {
    return *((const int8_t *) facts + flag_facts[i]);
}

static int64_t unknown_count(size_t i) {
    return count_facts[i] == offsetof(struct account_facts, created) ? INT64_MIN : -1;
}

bool facts_are_stated(const struct account_facts *facts) {
    bool any = facts->former.count > 0;
    for (size_t i = 0; i < TEXT_FACTS && !any; i++)
        any = text_fact(facts, i).size > 0;
    for (size_t i = 0; i < COUNT_FACTS && !any; i++)
        any = count_fact(facts, i) != unknown_count(i);
    for (size_t i = 0; i < FLAG_FACTS && !any; i++)
        any = flag_fact(facts, i) >= 0;
    return any;
}

static struct account_facts *new_facts(struct accounts *accounts) {
    struct stated_facts *stated = arena_alloc(&accounts->arena, 1, sizeof *stated);
    if (!stated) return NULL;
    stated->facts = FACTS_UNKNOWN;
    return &stated->facts;
}

/* The facts of an account as its own, to be changed; NULL when memory is out. */
static struct stated_facts *own_facts(struct accounts *accounts, struct account *account) {
    if (account->facts == accounts->unknown) {
        struct account_facts *facts = new_facts(accounts);
        if (!facts) return NULL;
        account->facts = facts;
    }
    return (struct stated_facts *) (void *) account->facts;
}

/* Whether a statement replaces the one before it; `order` is that of the values. */
static bool prevails(uint32_t *before, uint32_t second, int order) {
    if (second < *before || (second == *before && order <= 0)) return false;
    *before = second;
    return order != 0;
}

/* Room for MOST_FORMER and one more, which the latest handle may take. */
static lockstep_status make_room(struct arena *arena, struct slices *former, lockstep_error *err) {
    size_t count = former->count;
    if (count & (count - 1)) return LOCKSTEP_OK; /* doubles at 0, 1, 2, 4, … */
    struct slice *items = arena_alloc(arena, count ? 2 * count : 1, sizeof *items);
    if (!items) return fail_memory(err, "accounts");
    if (count) memcpy(items, former->items, count * sizeof *items);
    former->items = items;
    return LOCKSTEP_OK;
}

/* Puts a handle among the former ones. Which of too many stay hangs on the handles alone, so that
 * the order in which they come leaves no mark. */
static lockstep_status keep_former(struct arena *arena, struct slices *former, struct slice handle,
                                   lockstep_error *err) {
    size_t place = 0;
    while (place < former->count && slice_compare(former->items[place], handle) < 0)
        place++;
    bool is_known = place < former->count && slice_equal(former->items[place], handle);
    if (!handle.size || is_known || place > MOST_FORMER) return LOCKSTEP_OK;
    struct slice copy = arena_copy(arena, handle);
    if (!copy.at) return fail_memory(err, "accounts");
    if (former->count <= MOST_FORMER) {
        TRY(make_room(arena, former, err));
        former->count++;
    }
    struct slice *at = former->items + place;
    memmove(at + 1, at, (former->count - 1 - place) * sizeof *at);
    *at = copy;
    return LOCKSTEP_OK;
}

static lockstep_status state_former(struct accounts *accounts, struct stated_facts *to,
                                    const struct slices *from, lockstep_error *err) {
    for (size_t i = 0; i < from->count; i++)
        TRY(keep_former(&accounts->arena, &to->facts.former, from->items[i], err));
    return LOCKSTEP_OK;
}

static lockstep_status state_texts(struct accounts *accounts, struct stated_facts *to,
                                   const struct account_facts *from, uint32_t second,
                                   lockstep_error *err) {
    for (size_t i = 0; i < TEXT_FACTS; i++) {
        struct slice text = text_fact(from, i), before = text_fact(&to->facts, i);
        int order = slice_compare(text, before);
        bool wins = text.size && prevails(&to->second[i], second, order);
        bool is_handle = text_facts[i] == offsetof(struct account_facts, handle);
        if (is_handle && order != 0 && text.size)
            TRY(keep_former(&accounts->arena, &to->facts.former, wins ? before : text, err));
        if (!wins) continue;
        struct slice copy = arena_copy(&accounts->arena, text);
        if (!copy.at) return fail_memory(err, "accounts");
        memcpy((char *) &to->facts + text_facts[i], &copy, sizeof copy);
    }
    return LOCKSTEP_OK;
}

static void state_numbers(struct stated_facts *to, const struct account_facts *from,
                          uint32_t second) {
    for (size_t i = 0; i < COUNT_FACTS; i++) {
        int64_t count = count_fact(from, i), before = count_fact(&to->facts, i);
        if (count == unknown_count(i)) continue;
        if (prevails(&to->second[TEXT_FACTS + i], second, (count > before) - (count < before)))
            memcpy((char *) &to->facts + count_facts[i], &count, sizeof count);
    }
    for (size_t i = 0; i < FLAG_FACTS; i++) {
        int8_t flag = flag_fact(from, i), before = flag_fact(&to->facts, i);
        if (flag >= 0 && prevails(&to->second[FIRST_FLAG + i], second, flag - before))
            *((int8_t *) &to->facts + flag_facts[i]) = flag;
    }
}

lockstep_status accounts_state(struct accounts *accounts, uint32_t account,
                               const struct account_facts *facts, int64_t time,
                               lockstep_error *err) {
    int64_t seconds = time / MICROSECONDS;
    uint32_t second = seconds < 0 ? 0 : seconds > UINT32_MAX ? UINT32_MAX : (uint32_t) seconds;
    if (!facts_are_stated(facts)) return LOCKSTEP_OK;
    struct stated_facts *own = own_facts(accounts, &accounts->items[account]);
    if (!own) return fail_memory(err, "accounts");
    state_numbers(own, facts, second);
    TRY(state_former(accounts, own, &facts->former, err));
    return state_texts(accounts, own, facts, second, err);
}

/* Accounts of one platform follow each other: they share its name. */
static struct slice keep_platform(struct accounts *accounts, struct slice platform) {
    if (accounts->count) {
        struct slice last = accounts->items[accounts->count - 1].platform;
        if (slice_equal(last, platform)) return last;
    }
    return arena_copy(&accounts->arena, platform);
}

static lockstep_status append_account(struct accounts *accounts, struct slice platform,
                                      lockstep_error *err) {
    size_t needed = (size_t) accounts->count + 1;
    struct account *items = grow(accounts->items, &accounts->room, needed, sizeof *items);
    if (!items) return fail_memory(err, "accounts");
    accounts->items = items;
    struct account *account = &items[accounts->count];
    if (!accounts->unknown) accounts->unknown = new_facts(accounts);
    *account =
        (struct account){.platform = keep_platform(accounts, platform), .facts = accounts->unknown};
    if (!account->facts || !account->platform.at) return fail_memory(err, "accounts");
    accounts->count++;
    return LOCKSTEP_OK;
}

lockstep_status accounts_add(struct accounts *accounts, const struct account_key *key,
                             const struct record *record, uint32_t *account, lockstep_error *err) {
    TRY(names_intern_hashed(&accounts->keys, key->spelling, key->hash, account, NULL, err));
    if (*account == accounts->count) TRY(append_account(accounts, key->platform, err));
    return record ? accounts_state(accounts, *account, &record->facts, record->time, err)
                  : LOCKSTEP_OK;
}

lockstep_status accounts_restore(struct accounts *accounts, lockstep_error *err) {
    for (uint32_t a = 0; a < accounts->keys.count; a++) {
        struct slice key = names_get(&accounts->keys, a);
        const char *divider = memchr(key.at, KEY_DIVIDER, key.size);
        if (!divider) return fail(err, LOCKSTEP_EINPUT, "an account without a platform");
        TRY(append_account(accounts, (struct slice){key.at, (size_t) (divider - key.at)}, err));
    }
    return LOCKSTEP_OK;
}

void accounts_pack(struct buffer *out, const struct accounts *accounts) {
    for (uint32_t a = 0; a < accounts->count; memory_leap(++a)) {
        const struct account_facts *facts = accounts->items[a].facts;
        if (facts == accounts->unknown) continue;
        const struct stated_facts *stated = (const struct stated_facts *) (const void *) facts;
        pack_number(out, a);
        for (size_t i = 0; i < TEXT_FACTS; i++)
            pack_text(out, text_fact(facts, i));
        for (size_t i = 0; i < COUNT_FACTS; i++)
            pack_number(out, (uint64_t) count_fact(facts, i));
        for (size_t i = 0; i < FLAG_FACTS; i++)
            pack_number(out, (uint64_t) flag_fact(facts, i));
        for (size_t i = 0; i < FACTS; i++)
            pack_number(out, stated->second[i]);
        pack_number(out, facts->former.count);
        for (size_t i = 0; i < facts->former.count; i++)
            pack_text(out, facts->former.items[i]);
    }
}

/* `former` has room for MOST_FORMER and one more. */
static struct stated_facts unpack_facts(struct unpacking *from, struct slice *former) {
    struct stated_facts stated = {.facts = FACTS_UNKNOWN};
    for (size_t i = 0; i < TEXT_FACTS; i++) {
        struct slice text = unpack_text(from);
        memcpy((char *) &stated.facts + text_facts[i], &text, sizeof text);
    }
    for (size_t i = 0; i < COUNT_FACTS; i++) {
        int64_t count = (int64_t) unpack_number(from);
        memcpy((char *) &stated.facts + count_facts[i], &count, sizeof count);
    }
    for (size_t i = 0; i < FLAG_FACTS; i++)
        *((int8_t *) &stated.facts + flag_facts[i]) = (int8_t) unpack_number(from);
    for (size_t i = 0; i < FACTS; i++)
        stated.second[i] = (uint32_t) unpack_number(from);
    uint64_t count = unpack_number(from);
    from->failed |= count > MOST_FORMER + 1;
    stated.facts.former.items = former;
    for (size_t i = 0; i < count && !from->failed; i++)
        former[stated.facts.former.count++] = unpack_text(from);
    return stated;
}

/* One fact after the other: each was stated at a second of its own. */
static lockstep_status state_again(struct accounts *accounts, uint32_t account,
                                   const struct stated_facts *stated, lockstep_error *err) {
    struct stated_facts *own = own_facts(accounts, &accounts->items[account]);
    if (!own) return fail_memory(err, "accounts");
    for (size_t i = 0; i < FACTS; i++) {
        struct account_facts one = FACTS_UNKNOWN;
        if (i < TEXT_FACTS)
            memcpy((char *) &one + text_facts[i], (const char *) &stated->facts + text_facts[i],
                   sizeof(struct slice));
        else if (i < FIRST_FLAG)
            memcpy((char *) &one + count_facts[i - TEXT_FACTS],
                   (const char *) &stated->facts + count_facts[i - TEXT_FACTS], sizeof(int64_t));
        else
            *((int8_t *) &one + flag_facts[i - FIRST_FLAG]) =
                flag_fact(&stated->facts, i - FIRST_FLAG);
        state_numbers(own, &one, stated->second[i]);
        TRY(state_texts(accounts, own, &one, stated->second[i], err));
    }
    return state_former(accounts, own, &stated->facts.former, err);
}

lockstep_status accounts_unpack(struct accounts *accounts, struct slice packed,
                                const uint32_t *number, uint32_t count, lockstep_error *err) {
    struct unpacking from = {packed, false};
    while (from.rest.size) {
        uint64_t account = unpack_number(&from);
        struct slice former[MOST_FORMER + 1];
        struct stated_facts stated = unpack_facts(&from, former);
        if (from.failed || account >= count)
            return fail(err, LOCKSTEP_EINPUT, "facts of no account");
        TRY(state_again(accounts, number ? number[account] : (uint32_t) account, &stated, err));
    }
    return LOCKSTEP_OK;
}

static bool mixes_platforms(const struct accounts *accounts) {
    for (uint32_t a = 1; a < accounts->count; memory_step(++a))
        if (!slice_equal(accounts->items[a].platform, accounts->items[0].platform)) return true;
    return false;
}

static lockstep_status name_account(struct accounts *accounts, struct account *account,
                                    bool with_platform, lockstep_error *err) {
    account->name = account->id;
    if (!with_platform || !account->platform.size) return LOCKSTEP_OK;
    struct buffer name = {0};
    buffer_append(&name, account->platform);
    buffer_byte(&name, ':');
    buffer_append(&name, account->id);
    if (!name.failed) account->name = arena_copy(&accounts->arena, buffer_slice(&name));
    bool failed = name.failed || !account->name.at;
    buffer_release(&name);
    return failed ? fail_memory(err, "accounts") : LOCKSTEP_OK;
}

static struct slice id_in_key(const struct names *keys, uint32_t account, struct slice platform) {
    struct slice key = names_get(keys, account);
    size_t skip = platform.size + 1;
    return (struct slice){key.at + skip, key.size - skip};
}

/* An account by its name, and the name's first bytes, the first of them the highest: where these
 * differ, nothing else is looked at. */
struct ranked {
    uint64_t start;
    const struct account *account;
};

static struct ranked ranked(const struct account *account) {
    uint64_t start = 0;
    for (size_t i = 0; i < sizeof start; i++) {
        unsigned char byte = i < account->name.size ? (unsigned char) account->name.at[i] : 0;
        start = start << 8 | byte;
    }
    return (struct ranked){start, account};
}

static bool is_named_before(const struct ranked *a, const struct ranked *b) {
    if (a->start != b->start) return a->start < b->start;
    memory_look(), memory_look(); /* at two accounts, and at the names of two */
    int order = slice_compare(a->account->name, b->account->name);
    return (order ? order : slice_compare(a->account->platform, b->account->platform)) < 0;
}
DEFINE_SORT(sort_by_name, struct ranked, is_named_before)

static lockstep_status name_accounts(struct accounts *accounts, lockstep_error *err) {
    bool with_platform = mixes_platforms(accounts);
    for (uint32_t a = 0; a < accounts->count; memory_step(++a)) {
        struct account *account = &accounts->items[a];
        account->id = id_in_key(&accounts->keys, a, account->platform);
        TRY(name_account(accounts, account, with_platform, err));
    }
    return LOCKSTEP_OK;
}

/* order[rank]: the account's number so far. */
static lockstep_status order_accounts(const struct accounts *accounts, uint32_t *order,
                                      lockstep_error *err) {
    struct ranked *sorted = malloc(((size_t) accounts->count + 1) * sizeof *sorted);
    if (!sorted) return fail_memory(err, "sorting accounts");
    for (uint32_t a = 0; a < accounts->count; memory_step(++a))
        sorted[a] = ranked(&accounts->items[a]);
    lockstep_status status = sort_by_name(sorted, accounts->count, err);
    for (uint32_t r = 0; r < accounts->count; memory_step(++r))
        order[r] = (uint32_t) (sorted[r].account - accounts->items);
    free(sorted);
    return status;
}

/* Puts the accounts in order, one cycle of the permutation after the other, which uses `order` up.
 * What went by their former numbers goes. */
static void reorder(struct accounts *accounts, uint32_t *order) {
    uint32_t moved = 0;
    for (uint32_t first = 0; first < accounts->count; memory_step(++first)) {
        struct account account = accounts->items[first];
        uint32_t to = first;
        for (uint32_t from; (from = order[to]) != first; to = from) {
            accounts->items[to] = accounts->items[from];
            order[to] = to;
            memory_leap(moved += 2); /* accounts */
        }
        accounts->items[to] = account;
        order[to] = to;
    }
    names_close(&accounts->keys);
}

lockstep_status accounts_rank(struct accounts *accounts, uint32_t *rank, lockstep_error *err) {
    uint32_t *order = malloc(((size_t) accounts->count + 1) * sizeof *order);
    lockstep_status status =
        order ? name_accounts(accounts, err) : fail_memory(err, "sorting accounts");
    if (status == LOCKSTEP_OK) status = order_accounts(accounts, order, err);
    if (status == LOCKSTEP_OK) {
        for (uint32_t r = 0; r < accounts->count; memory_leap(++r))
            rank[order[r]] = r;
        reorder(accounts, order);
    }
    free(order);
    return status;
}

uint32_t accounts_find(const struct accounts *accounts, struct slice name) {
    uint32_t low = 0, high = accounts->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (slice_compare(accounts->items[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < accounts->count && slice_equal(accounts->items[low].name, name);
    return found ? low : UINT32_MAX;
}

void accounts_release(struct accounts *accounts) {
    free(accounts->items);
    arena_release(&accounts->arena);
    names_release(&accounts->keys);
    *accounts = (struct accounts){0};
}
