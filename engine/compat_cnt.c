/* Coordination Network Toolkit, at commit daa0e11: compute_networks.py, similarity.py,
 * preprocess.py. Its rule is one for all networks: the weight of u → v is the number of messages of
 * u that have a message by v with the same key within the window; both directions are counted, a
 * user's own messages too (loops). */
#include "engine/csv_cells.h"

#include "engine/compat.h"
#include "engine/error.h"

#include <stdlib.h>
#include <utf8proc.h>

/* ---- co_tweet's normal form ---- */

/* What \s matches in Python's regex module: the property White_Space. */
static bool is_white(utf8proc_int32_t c) {
    return (c >= 0x09 && c <= 0x0d) || c == ' ' || c == 0x85 || c == 0xa0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
           c == 0x205f || c == 0x3000;
}

/* What str.split() cuts at. */
static bool is_blank(utf8proc_int32_t c) {
    return is_white(c) || (c >= 0x1c && c <= 0x1f);
}

/* The code point at `at`, U+FFFD for a byte that is none; returns its length. */
static size_t decode(struct slice text, size_t at, utf8proc_int32_t *c) {
    size_t left = text.size - at;
    utf8proc_ssize_t size = utf8proc_iterate((const utf8proc_uint8_t *) text.at + at,
                                             left < 4 ? (utf8proc_ssize_t) left : 4, c);
    if (size > 0) return (size_t) size;
    *c = 0xfffd;
    return 1;
}

static void append(struct buffer *out, utf8proc_int32_t c) {
    utf8proc_uint8_t bytes[4];
    utf8proc_ssize_t size = utf8proc_encode_char(c, bytes);
    buffer_append(out, (struct slice){(const char *) bytes, (size_t) size});
}

/* Unicode's Cased; circled letters and Roman numerals are no letters by category. */
static bool is_cased(utf8proc_int32_t c) {
    if (c == 0xaa || c == 0xba || (c >= 0x2160 && c <= 0x217f) || (c >= 0x24b6 && c <= 0x24e9))
        return true;
    utf8proc_category_t category = utf8proc_category(c);
    return category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LL ||
           category == UTF8PROC_CATEGORY_LT;
}

/* Unicode's Case_Ignorable: marks, formats, modifiers and the punctuation of Word_Break MidLetter,
 * MidNumLet and Single_Quote. */
static bool is_case_ignorable(utf8proc_int32_t c) {
    static const utf8proc_int32_t marks[] = {'\'',   '.',    ':',    0xb7,   0x387,  0x55f,
                                             0x5f4,  0x2018, 0x2019, 0x2024, 0x2027, 0xfe13,
                                             0xfe52, 0xfe55, 0xff07, 0xff0e, 0xff1a};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (c == marks[i]) return true;
    utf8proc_category_t category = utf8proc_category(c);
    return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME ||
           category == UTF8PROC_CATEGORY_CF || category == UTF8PROC_CATEGORY_LM ||
           category == UTF8PROC_CATEGORY_SK;
}

static bool letter_follows(struct slice text, size_t at) {
    utf8proc_int32_t c;
    while (at < text.size) {
        at += decode(text, at, &c);
        if (!is_case_ignorable(c)) return is_cased(c);
    }
    return false;
}

/* str.lower() is the full mapping: İ becomes two characters, and Σ at the end of a word ς. */
static void append_lower(struct buffer *out, utf8proc_int32_t c, bool ends_word) {
    if (c == 0x130) {
        append(out, 'i');
        append(out, 0x307);
    } else if (c == 0x3a3) {
        append(out, ends_word ? 0x3c2 : 0x3c3);
    } else {
        append(out, utf8proc_tolower(c));
    }
}

bool compat_cnt_text(struct buffer *out, struct slice text) {
    size_t start = out->size;
    bool in_mention = false, gap = false, after_letter = false;
    utf8proc_int32_t c;
    for (size_t at = 0; at < text.size;) {
        at += decode(text, at, &c);
        bool white = is_white(c);
        in_mention = c == '@' || (in_mention && !white);
        if (is_blank(c)) {
            gap = gap || !in_mention;
        } else if (!in_mention) {
            if (gap && out->size > start) buffer_byte(out, ' ');
            gap = false;
            append_lower(out, c, after_letter && !letter_follows(text, at));
        }
        if (!is_case_ignorable(c)) after_letter = is_cased(c);
    }
    return true;
}

/* ---- networks ---- */

/* One message with one key. */
struct sharing {
    int64_t time;
    uint32_t object, user, message;
    uint32_t place;    /* in the input */
    uint32_t from, to; /* the sharings of the object within the window */
};

/* Where a user's message stands in the sharings. */
struct own {
    uint32_t user, message, place;
};

struct cnt {
    const struct archive *archive;
    const struct lockstep_settings *settings;
    struct names ids;
    struct sharing *items; /* by object, then time */
    struct own *own;       /* the same by user, then message */
    size_t count;
    uint32_t *weight; /* by partner, of the user at hand */
    uint32_t *seen;   /* by partner: the last message that it matched, plus one */
    uint32_t *partners;
    size_t partner_count;
    struct arena arena;
};

static int by_message(const void *a, const void *b) {
    const struct sharing *x = a, *y = b;
    if (x->object != y->object) return x->object < y->object ? -1 : 1;
    if (x->message != y->message) return x->message < y->message ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

static int by_time(const void *a, const void *b) {
    const struct sharing *x = a, *y = b;
    if (x->object != y->object) return x->object < y->object ? -1 : 1;
    return (x->time > y->time) - (x->time < y->time);
}

static int by_user(const void *a, const void *b) {
    const struct own *x = a, *y = b;
    if (x->user != y->user) return x->user < y->user ? -1 : 1;
    if (x->message != y->message) return x->message < y->message ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

/* first[post]: it is the first row of its message id in the whole input. */
static lockstep_status find_first_rows(uint8_t **out, struct cnt *n, const uint32_t *message,
                                       lockstep_error *err) {
    uint32_t posts = n->archive->posts.count;
    uint8_t *first = arena_alloc(&n->arena, posts, 1);
    uint8_t *known = arena_alloc(&n->arena, n->ids.count, 1);
    if (!first || !known) return fail_memory(err, "messages");
    for (uint32_t post = 0; post < posts; post++) {
        first[post] = !known[message[post]];
        known[message[post]] = 1;
    }
    *out = first;
    return LOCKSTEP_OK;
}

/* A message has a key once, as its first row has it. */
static void drop_repeats(struct cnt *n) {
    size_t kept = 0;
    if (n->count) qsort(n->items, n->count, sizeof *n->items, by_message);
    for (size_t i = 0; i < n->count; i++)
        if (!kept || n->items[kept - 1].object != n->items[i].object ||
            n->items[kept - 1].message != n->items[i].message)
            n->items[kept++] = n->items[i];
    n->count = kept;
}

/* The toolkit takes the time of a post on X from its id, to the millisecond and not from 1970. */
static int64_t message_time(const struct archive *archive, const struct share *share) {
    uint64_t id = 0;
    const char *format = archive->sources.items[posts_source(&archive->posts, share->post)]->format;
    char room[ID_ROOM];
    struct slice text = ids_get(&archive->posts.ids, share->post, room);
    if (!format || strncmp(format, "x-", 2) != 0 || !text.size || text.size > 19)
        return share->time;
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] < '0' || text.at[i] > '9') return share->time;
        id = 10 * id + (uint64_t) (text.at[i] - '0');
    }
    return (int64_t) (id >> 22) * (MICROSECONDS / 1000);
}

/* The first row of a message id is the message, others are ignored: but not their links, which have
 * a table of their own whose key is message and URL. There a later row adds the links that the
 * message did not have, under the later row's user and time. */
static lockstep_status take_sharings(struct cnt *n, const struct layer *layer,
                                     lockstep_error *err) {
    if (layer->count >= UINT32_MAX) return fail(err, LOCKSTEP_ELIMIT, "more than 2^32 - 2 shares");
    uint32_t *message = NULL;
    uint8_t *first = NULL;
    TRY(compat_messages(&n->ids, &message, n->archive, &n->arena, err));
    TRY(find_first_rows(&first, n, message, err));
    n->items = arena_alloc(&n->arena, layer->count, sizeof *n->items);
    if (!n->items) return fail_memory(err, "shares");
    for (uint32_t i = 0; i < layer->count; i++) {
        const struct share *s = &layer->shares[i];
        if (layer->trace != TRACE_URL && !first[s->post]) continue;
        n->items[n->count++] = (struct sharing){
            .time = message_time(n->archive, s),
            .object = layer->trace == TRACE_TIME ? 0 : s->object, /* co_post has no key */
            .user = s->account,
            .message = message[s->post],
            .place = i,
        };
    }
    drop_repeats(n);
    return LOCKSTEP_OK;
}

static bool is_within(const struct sharing *early, const struct sharing *late, int64_t window) {
    return early->object == late->object && late->time - early->time <= window;
}

static void find_windows(struct cnt *n) {
    uint32_t from = 0, to = 0;
    if (n->count) qsort(n->items, n->count, sizeof *n->items, by_time);
    for (uint32_t i = 0; i < n->count; i++) {
        while (!is_within(&n->items[from], &n->items[i], n->settings->window))
            from++;
        while (to < n->count &&
               (to <= i || is_within(&n->items[i], &n->items[to], n->settings->window)))
            to++;
        n->items[i].from = from;
        n->items[i].to = to;
    }
}

static lockstep_status prepare(struct cnt *n, const struct layer *layer, lockstep_error *err) {
    uint32_t users = n->archive->accounts.count;
    TRY(take_sharings(n, layer, err));
    find_windows(n);
    n->own = arena_alloc(&n->arena, n->count, sizeof *n->own);
    n->weight = arena_alloc(&n->arena, users, sizeof *n->weight);
    n->seen = arena_alloc(&n->arena, users, sizeof *n->seen);
    n->partners = arena_alloc(&n->arena, users, sizeof *n->partners);
    if (!n->own || !n->weight || !n->seen || !n->partners) return fail_memory(err, "the network");
    for (uint32_t i = 0; i < n->count; i++)
        n->own[i] = (struct own){n->items[i].user, n->items[i].message, i};
    if (n->count) qsort(n->own, n->count, sizeof *n->own, by_user);
    return LOCKSTEP_OK;
}

/* Counts a message once for each partner that matches it. */
static void match(struct cnt *n, const struct sharing *own) {
    for (uint32_t i = own->from; i < own->to; i++) {
        uint32_t partner = n->items[i].user;
        if (n->items[i].message == own->message || n->seen[partner] == own->message + 1) continue;
        n->seen[partner] = own->message + 1;
        if (!n->weight[partner]++) n->partners[n->partner_count++] = partner;
    }
}

static int by_number(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *) a, y = *(const uint32_t *) b;
    return (x > y) - (x < y);
}

/* Prints the user's edges and forgets them. */
static void print_partners(struct csv_row *row, struct cnt *n, uint32_t user) {
    const struct account *accounts = n->archive->accounts.items;
    if (n->partner_count) qsort(n->partners, n->partner_count, sizeof *n->partners, by_number);
    for (size_t i = 0; i < n->partner_count; i++) {
        uint32_t partner = n->partners[i];
        if (n->weight[partner] >= n->settings->min_weight) {
            csv_verbatim(row, accounts[user].name);
            csv_verbatim(row, accounts[partner].name);
            csv_count(row, n->weight[partner]);
            csv_end_row(row);
        }
        n->weight[partner] = n->seen[partner] = 0;
    }
    n->partner_count = 0;
}

static lockstep_status print_network(FILE *out, struct cnt *n, lockstep_error *err) {
    struct csv_row row = {.out = out};
    size_t end;
    csv_header(out, "user_1,user_2,weight");
    for (size_t start = 0; start < n->count; start = end) {
        for (end = start; end < n->count && n->own[end].user == n->own[start].user; end++)
            match(n, &n->items[n->own[end].place]);
        print_partners(&row, n, n->own[start].user);
        TRY(check_interrupt(err));
    }
    return LOCKSTEP_OK;
}

lockstep_status compat_cnt_edges(FILE *out, const struct archive *archive,
                                 const struct lockstep_settings *settings, lockstep_error *err) {
    const struct layer *layer;
    struct cnt n = {.archive = archive, .settings = settings};
    TRY(compat_layer(&layer, archive, err));
    lockstep_status status = layer ? prepare(&n, layer, err) : LOCKSTEP_OK;
    if (!status) status = print_network(out, &n, err);
    names_release(&n.ids);
    arena_release(&n.arena);
    return status;
}
