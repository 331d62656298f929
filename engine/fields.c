#include "engine/fields.h"

#include "engine/buffer.h"
#include "engine/canonical.h"
#include "engine/cells.h"
#include "engine/error.h"
#include "engine/utf8.h"

#include <stddef.h>
#include <stdio.h>

enum kind {
    KIND_ID,
    KIND_TEXT,
    KIND_HANDLE,
    KIND_MOMENT,
    KIND_COUNT,
    KIND_FLAG,
    KIND_LIST,
    KIND_TAGS,
    KIND_HANDLES,
    KIND_URLS,
    KIND_JOINED,
    KIND_LINKED
};

static const struct {
    const char *name;
    enum kind kind;
    size_t offset; /* in struct record */
    bool content;
} fields[] = {
#define X(name, text, kind, member, content)                                                       \
    {text, KIND_##kind, offsetof(struct record, member), content},
    FIELDS(X)
#undef X
};

const char *field_name(enum field field) {
    return fields[field].name;
}

bool field_is_content(enum field field) {
    return fields[field].content;
}

bool field_is_list(enum field field) {
    return fields[field].kind >= KIND_LIST;
}

bool field_is_detail(enum field field) {
    return field == FIELD_CLIENT || (field >= FIELD_REPOSTS && field <= FIELD_FORMER);
}

bool field_is_missed(enum field field) {
    return field == FIELD_ACCOUNT || field == FIELD_TIME;
}

/* ---- texts ---- */

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static struct slice trim(struct slice text) {
    while (text.size && is_blank(*text.at))
        text.at++, text.size--;
    while (text.size && is_blank(text.at[text.size - 1]))
        text.size--;
    return text;
}

/* What R, Python and SQL write for a value that is not there. */
static bool is_missing(struct slice text) {
    static const char *const marks[] = {"NA", "NaN", "nan", "None", "null", "NULL", "<NA>"};
    if (text.size == 0) return true;
    if (text.size > 4 || is_digit(*text.at)) return false;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (slice_equal(text, slice_of(marks[i]))) return true;
    return false;
}

/* Each byte from '0' to '9' has the upper half 3, and still has it when 6 is added. */
static bool are_eight_digits(const char *at) {
    const uint64_t upper = 0xF0F0F0F0F0F0F0F0, threes = 0x3030303030303030;
    uint64_t bytes;
    memcpy(&bytes, at, sizeof bytes);
    return (bytes & upper) == threes && ((bytes + 0x0606060606060606) & upper) == threes;
}

static size_t count_digits(struct slice text) {
    size_t count = 0;
    while (count + 8 <= text.size && are_eight_digits(text.at + count))
        count += 8;
    while (count < text.size && is_digit(text.at[count]))
        count++;
    return count;
}

static struct slice behind(struct slice text, size_t size) {
    return (struct slice){text.at + size, text.size - size};
}

/* "17.0" is 17 as data frames write whole numbers where others of the column are missing. */
static struct slice without_decimals(struct slice text) {
    size_t digits = count_digits(text);
    bool has_decimals = digits && slice_equal(behind(text, digits), SLICE(".0"));
    return has_decimals ? (struct slice){text.at, digits} : text;
}

/* 9.06E+17, 9,06E17: a number that a spreadsheet has rounded; 1050118621198921728.0: one that a
 * data frame has, when it has more digits than a double. */
static bool is_mangled(struct slice text) {
    enum { EXACT = 15 };
    size_t digits = count_digits(text);
    struct slice rest = behind(text, digits);
    if (!digits) return false;
    if (digits > EXACT && slice_equal(rest, SLICE(".0"))) return true;
    bool has_point = rest.size && strchr(".,", *rest.at);
    if (has_point) rest = behind(rest, 1 + count_digits(behind(rest, 1)));
    if (rest.size < 2 || (*rest.at | 0x20) != 'e') return false;
    bool has_sign = rest.at[1] == '+';
    rest = behind(rest, 1 + has_sign);
    return (has_point || has_sign) && rest.size && count_digits(rest) == rest.size;
}

static bool parse_count(struct slice text, int64_t *count) {
    int64_t value = 0;
    size_t i = 0;
    for (; i < text.size && (is_digit(text.at[i]) || (i && text.at[i] == ',')); i++) {
        if (value > INT64_MAX / 100) return false;
        if (text.at[i] != ',') value = value * 10 + (text.at[i] - '0'); /* 1,234,567 */
    }
    *count = value;
    return i > 0 &&
           (i == text.size || slice_equal((struct slice){text.at + i, text.size - i}, SLICE(".0")));
}

static int8_t parse_flag(struct slice text) {
    static const char *const words[] = {"0",     "1",    "false", "true", "False", "True",
                                        "FALSE", "TRUE", "no",    "yes",  "f",     "t"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (slice_equal(text, slice_of(words[i]))) return (int8_t) (i % 2);
    return -1;
}

static struct slice without_mark(struct slice text) {
    text = trim(text);
    if (text.size && (*text.at == '#' || *text.at == '@')) text.at++, text.size--;
    return text;
}

/* ---- lists ---- */

static bool is_marked(enum kind kind) {
    return kind == KIND_TAGS || kind == KIND_HANDLES;
}

static bool divides(char c) {
    return is_blank(c) || c == ',' || c == '|' || c == ';';
}

/* What divides the items of a list that is written plainly: the strongest of the dividers in it. */
static char divider_of(struct slice text) {
    for (const char *c = ",|;"; *c; c++)
        if (memchr(text.at, *c, text.size)) return *c;
    return ' ';
}

static bool begins_url(struct slice text) {
    text = trim(text);
    return text.size > 7 &&
           (memcmp(text.at, "http://", 7) == 0 || memcmp(text.at, "https:/", 7) == 0);
}

/* Whether the item before `at` ends there. In a list of URLs only blanks divide for certain; in
 * others the strongest divider does, and a blank before a mark; in what is joined again, no blank.
 */
static bool ends_item(struct slice text, size_t at, enum kind kind, char divider, bool bracketed) {
    struct slice rest = {text.at + at + 1, text.size - at - 1};
    if (!divides(text.at[at])) return false;
    if (bracketed) return text.at[at] == ',' && (kind != KIND_URLS || begins_url(rest));
    if (kind == KIND_URLS) return is_blank(text.at[at]) || begins_url(rest);
    if (kind == KIND_JOINED && is_blank(text.at[at])) return false;
    if (!is_blank(text.at[at])) return text.at[at] == divider;
    return divider == ' ' || (rest.size && (*rest.at == '#' || *rest.at == '@'));
}

/* The size of a quoted item, quotes included, or 0 if its end is not there. */
static size_t quoted_size(struct slice text) {
    for (size_t i = 1; i < text.size; i++) {
        if (text.at[i] == '\\')
            i++;
        else if (text.at[i] == *text.at)
            return i + 1;
    }
    return 0;
}

static int hex_digit(char c) {
    if (is_digit(c)) return c - '0';
    c = (char) (c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Reads the four digits behind "\\u"; -1 when they are not there. */
static int32_t unit_at(struct slice text, size_t at) {
    int32_t unit = 0;
    if (at + 6 > text.size || text.at[at] != '\\' || text.at[at + 1] != 'u') return -1;
    for (size_t i = at + 2; i < at + 6; i++) {
        int digit = hex_digit(text.at[i]);
        if (digit < 0) return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

/* A quoted item as JSON and Python mean it; {NULL, 0} when memory is out. */
static struct slice unescaped(struct slice item, struct arena *arena) {
    char *out = arena_alloc(arena, item.size, 1);
    size_t size = 0;
    if (!out) return (struct slice){NULL, 0};
    for (size_t i = 0; i < item.size; i++) {
        int32_t unit = unit_at(item, i), low = unit_at(item, i + 6);
        if (unit >= 0xD800 && unit < 0xDC00 && low >= 0xDC00 && low < 0xE000) {
            unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
            i += 6;
        }
        if (unit > 0 && (unit < 0xD800 || unit > 0xDFFF)) {
            size += utf8_put(out + size, (uint32_t) unit);
            i += 5;
        } else {
            i += item.at[i] == '\\' && i + 1 < item.size;
            out[size++] = item.at[i];
        }
    }
    return (struct slice){out, size};
}

struct list {
    struct slice rest;
    enum kind kind;
    char divider;
    bool bracketed;
};

/* Takes the next item off the front of the list; false at its end. */
static bool next_item(struct list *list, struct slice *item, bool *quoted) {
    struct slice *rest = &list->rest;
    while (rest->size && divides(*rest->at))
        rest->at++, rest->size--;
    if (rest->size == 0) return false;
    size_t size = 0;
    if (list->bracketed && (*rest->at == '\'' || *rest->at == '"')) size = quoted_size(*rest);
    *quoted = size > 0;
    while (!*quoted && size < rest->size &&
           !ends_item(*rest, size, list->kind, list->divider, list->bracketed))
        size++;
    *item = (struct slice){rest->at + *quoted, size - 2 * (size_t) *quoted};
    rest->at += size;
    rest->size -= size;
    return true;
}

static size_t item_bound(struct slice text) {
    size_t bound = 1;
    for (size_t i = 0; i < text.size; i++)
        bound += divides(text.at[i]);
    return bound;
}

/* Empty: it is not one of the list's kind. */
static struct slice finish_item(struct slice item, enum kind kind) {
    bool is_none = kind == KIND_HANDLES && begins_url(item);
    item = is_marked(kind) ? without_mark(item) : trim(item);
    return is_none ? (struct slice){NULL, 0} : item;
}

/* Room for `more` items behind those that are there. */
static bool make_room(struct slices *out, size_t more, struct arena *arena) {
    struct slice *items = arena_alloc(arena, out->count + more, sizeof *items);
    if (!items) return false;
    if (out->count) memcpy(items, out->items, out->count * sizeof *items);
    out->items = items;
    return true;
}

/* What an item is known by where a list holds objects, best first. */
static const char *const *keys_of(enum kind kind) {
    static const char *const urls[] = {"unwound_url", "expanded_url", "expanded", "url", NULL};
    static const char *const tags[] = {"tag",  "hashtag_name", "username", "screen_name",
                                       "text", "name",         NULL};
    static const char *const others[] = {"media_key", "id_str", "id", "url", NULL};
    return kind == KIND_URLS ? urls : is_marked(kind) ? tags : others;
}

/* The rank of a key, 0 the best; the number of keys when it is none of them. */
static size_t rank_of(const char *const *keys, struct slice key) {
    size_t rank = 0;
    while (keys[rank] && !slice_equal(key, slice_of(keys[rank])))
        rank++;
    return rank;
}

/* A string, or a number or word, at the start of `rest`, taken off it; empty where neither is. */
static struct slice take_value(struct slice *rest) {
    struct slice value = *rest;
    bool quoted = rest->size && (*rest->at == '\'' || *rest->at == '"');
    size_t size = quoted ? quoted_size(*rest) : 0;
    while (!quoted && size < rest->size && !strchr(",{}[]: \t\r\n", rest->at[size]))
        size++;
    rest->at += size;
    rest->size -= size;
    if (size < 2 || !quoted) return (struct slice){value.at, size};
    return (struct slice){value.at + 1, size - 2};
}

/* [{"url": "https://t.co/a", "expanded_url": "https://example.org/a"}], also as Python writes it:
 * of each object the best of the keys that it has. Never more items than braces. */
static bool split_objects(struct slice rest, enum kind kind, struct arena *arena,
                          struct slices *out) {
    const char *const *keys = keys_of(kind);
    struct slice best = {NULL, 0};
    size_t depth = 0, best_rank = SIZE_MAX;
    for (struct slice key = {NULL, 0}; rest.size;) {
        char c = *rest.at;
        if (is_blank(c) || strchr("{}[],:", c)) {
            depth += c == '{';
            if (c == '{' && depth == 1) best = (struct slice){NULL, 0}, best_rank = SIZE_MAX;
            if (c == '}' && depth == 1 && best.size) out->items[out->count++] = best;
            depth -= c == '}' && depth > 0;
            if (c == ',' || c == '{') key = (struct slice){NULL, 0};
            rest.at++, rest.size--;
            continue;
        }
        struct slice value = take_value(&rest);
        if (value.size && memchr(value.at, '\\', value.size)) value = unescaped(value, arena);
        if (!value.at) return false;
        size_t rank = key.at && depth == 1 ? rank_of(keys, key) : SIZE_MAX;
        if (rank < best_rank && keys[rank] && value.size) best = value, best_rank = rank;
        key = value;
        if (rest.at == value.at && rest.size) rest.at++, rest.size--; /* a lone quote */
    }
    return true;
}

/* {"id": …, as JSON and Python have it; {a,b} is a list of PostgreSQL's. */
static bool is_object(struct slice text) {
    if (!text.size || *text.at != '{') return false;
    text = trim(behind(text, 1));
    if (!text.size || (*text.at != '\'' && *text.at != '"')) return false;
    text = trim(behind(text, quoted_size(text)));
    return text.size && *text.at == ':';
}

static bool holds_objects(struct slice text) {
    return is_object(text) || (*text.at == '[' && is_object(trim(behind(text, 1))));
}

static bool is_bracketed(struct slice text) {
    char first = *text.at, last = text.at[text.size - 1];
    return text.size > 1 && ((first == '[' && last == ']') || (first == '{' && last == '}'));
}

static size_t count_braces(struct slice text) {
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++)
        count += text.at[i] == '}';
    return count;
}

/* Appends items that point into `text`, or, where they hold escapes, into the arena. */
static bool split_list(struct slice text, enum kind kind, struct arena *arena, struct slices *out) {
    text = trim(text);
    if (is_missing(text)) return true;
    if (holds_objects(text))
        return make_room(out, count_braces(text) + 1, arena) &&
               split_objects(text, kind, arena, out);
    bool bracketed = is_bracketed(text), quoted;
    struct list list = {text, kind, divider_of(text), bracketed};
    if (bracketed) list.rest = (struct slice){text.at + 1, text.size - 2};
    if (!make_room(out, item_bound(text), arena)) return false;
    for (struct slice item; next_item(&list, &item, &quoted);) {
        if (quoted && memchr(item.at, '\\', item.size)) item = unescaped(item, arena);
        if (!item.at) return false;
        item = finish_item(item, kind);
        if (item.size) out->items[out->count++] = item;
    }
    return true;
}

/* ---- records ---- */

struct fill {
    struct batch *batch;
    const struct filling *filling;
    struct cell *cells;
    struct record *record;
    bool failed;               /* memory ran out */
    bool zoneless;             /* the time states no zone */
    uint64_t mangled;          /* ids of others that are left out */
    uint64_t cut_links;        /* left out */
    struct slice bad;          /* what was refused, and why */
    enum reject_reason reason; /* REJECT_REASON_COUNT: nothing was */
};

static void refuse(struct fill *f, enum reject_reason reason, struct slice what) {
    if (f->reason != REJECT_REASON_COUNT) return;
    f->reason = reason;
    f->bad = what;
}

/* The first of the field's cells that holds something. */
static struct slice best_text(const struct fill *f, enum field field) {
    const uint32_t *first = f->filling->order->first;
    for (uint32_t i = first[field]; i < first[field + 1]; i++)
        if (f->cells[i].text.size) return f->cells[i].text;
    return (struct slice){NULL, 0};
}

static bool take_prefix(struct slice *text, const char *prefix) {
    size_t size = strlen(prefix);
    if (text->size < size || memcmp(text->at, prefix, size) != 0) return false;
    text->at += size;
    text->size -= size;
    return true;
}

/* Activity Streams spell the id of an account id:twitter.com:12, that of a post
 * tag:search.twitter.com,2005:34. */
static struct slice without_scheme(struct slice id) {
    if (id.size < 15 || id.at[0] < 'i' || id.at[0] > 't') return id;
    if (!take_prefix(&id, "id:twitter.com:") && !take_prefix(&id, "tag:search.twitter.com,2005:"))
        take_prefix(&id, "object:search.twitter.com,2005:");
    return id;
}

/* What a post cannot do without; ids of others can be left out. */
static bool is_own_id(enum field field) {
    return field == FIELD_ID || field == FIELD_ACCOUNT || field == FIELD_OBJECT;
}

/* The same for ids: a mangled one gives way to any that is whole. */
static struct slice best_id(struct fill *f, enum field field) {
    const uint32_t *first = f->filling->order->first;
    struct slice mangled = {NULL, 0};
    for (uint32_t i = first[field]; i < first[field + 1]; i++) {
        struct slice text = trim(f->cells[i].text);
        if (is_missing(text)) continue;
        if (count_digits(text) == text.size) return text; /* most are */
        if (!is_mangled(text)) return without_scheme(without_decimals(text));
        mangled = text;
    }
    if (mangled.size && is_own_id(field)) refuse(f, REJECT_MANGLED_ID, mangled);
    f->mangled += mangled.size > 0;
    return (struct slice){NULL, 0};
}

static void fill_items(struct fill *f, const struct cell *cell, enum kind kind,
                       struct slices *out) {
    if (!make_room(out, cell->count, &f->batch->arena)) f->failed = true;
    for (size_t i = 0; i < cell->count && !f->failed; i++) {
        struct slice item = finish_item(cell->items[i], kind);
        if (item.size) out->items[out->count++] = item;
    }
}

static void drop_repeated(struct slices *list) {
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++) {
        size_t k = 0;
        while (k < kept && !slice_equal(list->items[k], list->items[i]))
            k++;
        if (k == kept) list->items[kept++] = list->items[i];
    }
    list->count = kept;
}

static void fill_list(struct fill *f, enum field field, struct slices *out) {
    const uint32_t *first = f->filling->order->first;
    const bool *also = f->filling->order->also;
    enum kind kind = fields[field].kind;
    bool several = false;
    for (uint32_t i = first[field]; i < first[field + 1]; i++) {
        if (out->count && !also[i]) break;
        several |= also[i];
        if (f->cells[i].count)
            fill_items(f, &f->cells[i], kind, out);
        else if (f->cells[i].text.size)
            f->failed |= !split_list(f->cells[i].text, kind, &f->batch->arena, out);
    }
    if (several) drop_repeated(out);
}

/* The field's cell as a table has it, empty or not. */
static struct slice written_cell(const struct fill *f, enum field field) {
    const uint32_t *first = f->filling->order->first;
    for (uint32_t i = first[field]; i < first[field + 1]; i++)
        if (f->cells[i].text.at) return f->cells[i].text;
    return (struct slice){NULL, 0};
}

static bool says_yes(const struct fill *f, enum field field) {
    const uint32_t *first = f->filling->order->first;
    return first[field] < first[field + 1] && parse_flag(trim(best_text(f, field))) == 1;
}

static enum record_event event_of(const struct fill *f) {
    if (says_yes(f, FIELD_DELETED)) return EVENT_DELETED;
    return says_yes(f, FIELD_FACTS_ONLY) ? EVENT_FACTS : EVENT_NONE;
}

/* Of a post, what it cannot do without; of an account, what it may be known by. Deletions by the
 * server's own id do not say whose post it was. */
static bool is_needed(const struct fill *f, enum field field) {
    const uint32_t *first = f->filling->order->first;
    bool is_local = first[FIELD_LOCAL_ID] < first[FIELD_LOCAL_ID + 1];
    if (f->filling->of_accounts) return false;
    if (field == FIELD_ACCOUNT) return f->record->event != EVENT_DELETED || !is_local;
    return field == FIELD_TIME && f->record->event == EVENT_NONE;
}

/* A time that states no zone is taken to be of the source's. */
static int64_t moment_of(const struct fill *f, const struct stated_time *stated) {
    if (stated->has_zone || !f->filling->zone) return stated->microseconds;
    return zone_to_utc(f->filling->zone, stated->microseconds);
}

/* An abbreviation of several zones is of --assume-timezone where that has it. */
static bool read_stated(const struct fill *f, struct slice text, struct stated_time *stated) {
    const struct zone *zone = f->filling->zone;
    if (f->filling->serial_days && time_read_serial(text, stated)) return true;
    if (time_read(text, f->filling->day_first, stated)) return true;
    return stated->zone_name.size && zone && zone_has_name(zone, stated->zone_name);
}

/* The first of the time's cells that can be read: a table may have the hour alone in one column and
 * the whole moment in another. */
static bool read_time(const struct fill *f, struct stated_time *stated) {
    const uint32_t *first = f->filling->order->first;
    for (uint32_t i = first[FIELD_TIME]; i < first[FIELD_TIME + 1]; i++)
        if (read_stated(f, trim(f->cells[i].text), stated)) return true;
    return false;
}

/* What is wrong with a time, and what helps. */
static struct slice explain_time(struct fill *f, struct slice text) {
    enum { ROOM = 96 };
    struct stated_time stated;
    (void) time_read(text, f->filling->day_first, &stated);
    struct slice zone = stated.zone_name;
    char *out = zone.size ? arena_alloc(&f->batch->arena, ROOM, 1) : NULL;
    if (!out) return text;
    snprintf(out, ROOM, "%.*s: several zones or none are %.*s; say which by --assume-timezone",
             (int) (text.size < 40 ? text.size : 40), text.at, (int) zone.size, zone.at);
    return slice_of(out);
}

static void fill_time(struct fill *f) {
    struct stated_time stated;
    struct slice text = trim(best_text(f, FIELD_TIME));
    if (read_time(f, &stated)) {
        f->record->time = moment_of(f, &stated);
        f->record->precision = stated.precision;
        f->zoneless = !stated.has_zone;
    } else if (!is_missing(text)) {
        refuse(f, REJECT_BAD_TIME, explain_time(f, text));
    } else if (is_needed(f, FIELD_TIME)) {
        refuse(f, REJECT_NO_TIME, text);
    }
}

static void fill_moment(struct fill *f, enum field field, int64_t *out) {
    struct stated_time stated;
    struct slice text = trim(best_text(f, field));
    if (field == FIELD_TIME)
        fill_time(f);
    else if (!is_missing(text) && read_stated(f, text, &stated))
        *out = moment_of(f, &stated);
}

/* One text of all items. */
static void fill_joined(struct fill *f, enum field field, struct slice *out) {
    struct slices items = {0};
    struct buffer joined = {0};
    fill_list(f, field, &items);
    for (size_t i = 0; i < items.count && !f->failed; i++) {
        if (i) buffer_append(&joined, SLICE(", "));
        buffer_append(&joined, items.items[i]);
    }
    if (joined.size) *out = arena_copy(&f->batch->arena, buffer_slice(&joined));
    f->failed |= joined.failed || (joined.size && !out->at);
    buffer_release(&joined);
}

static void fill_field(struct fill *f, enum field field) {
    void *member = (char *) f->record + fields[field].offset;
    switch (fields[field].kind) {
    case KIND_ID:
        *(struct slice *) member = best_id(f, field);
        break;
    case KIND_TEXT:
        *(struct slice *) member = best_text(f, field);
        break;
    case KIND_HANDLE:
        *(struct slice *) member = without_mark(best_text(f, field));
        break;
    case KIND_MOMENT:
        fill_moment(f, field, member);
        break;
    case KIND_COUNT:
        if (!parse_count(trim(best_text(f, field)), member)) *(int64_t *) member = -1;
        break;
    case KIND_FLAG:
        *(int8_t *) member = parse_flag(trim(best_text(f, field)));
        break;
    case KIND_LIST:
    case KIND_TAGS:
    case KIND_HANDLES:
    case KIND_URLS:
        fill_list(f, field, member);
        break;
    case KIND_JOINED:
        fill_joined(f, field, member);
        break;
    case KIND_LINKED:
        break;
    }
}

/* ---- links that X puts into the text by itself ---- */

/* Of https://twitter.com/NAME/status/ID/photo/1 the part from ID on; empty for other URLs. */
static struct slice behind_status(struct slice url) {
    if (!take_prefix(&url, "https://")) take_prefix(&url, "http://");
    if (!take_prefix(&url, "www.")) take_prefix(&url, "mobile.");
    if (!take_prefix(&url, "twitter.com/") && !take_prefix(&url, "x.com/"))
        return (struct slice){NULL, 0};
    for (; url.size; url.at++, url.size--)
        if (take_prefix(&url, "/status/")) return url;
    return url;
}

static bool is_linked(const struct fill *f, struct slice id) {
    const struct record *r = f->record;
    if (slice_equal(id, r->quote_of) || slice_equal(id, r->id) || slice_equal(id, r->repost_of))
        return true;
    const uint32_t *first = f->filling->order->first;
    for (uint32_t i = first[FIELD_LINKED]; i < first[FIELD_LINKED + 1]; i++) {
        if (slice_equal(id, f->cells[i].text)) return true;
        for (size_t k = 0; k < f->cells[i].count; k++)
            if (slice_equal(id, f->cells[i].items[k])) return true;
    }
    return false;
}

static bool is_own_link(const struct fill *f, struct slice url) {
    struct slice rest = behind_status(url), id = rest;
    size_t digits = 0;
    while (digits < rest.size && is_digit(rest.at[digits]))
        digits++;
    if (digits == 0) return false;
    id.size = digits;
    rest.at += digits;
    rest.size -= digits;
    return take_prefix(&rest, "/photo/") || take_prefix(&rest, "/video/") || is_linked(f, id);
}

static void drop_own_links(const struct fill *f) {
    struct slices *urls = &f->record->urls;
    size_t kept = 0;
    for (size_t i = 0; i < urls->count; i++)
        if (!is_own_link(f, urls->items[i])) urls->items[kept++] = urls->items[i];
    urls->count = kept;
}

/* ---- links that are cut off ---- */

static void drop_cut_links(struct fill *f) {
    struct slices *urls = &f->record->urls;
    size_t kept = 0;
    for (size_t i = 0; i < urls->count; i++)
        if (!url_is_cut(urls->items[i])) urls->items[kept++] = urls->items[i];
    f->cut_links += urls->count - kept;
    urls->count = kept;
}

/* ---- moments in ids ---- */

/* The moment in an id of X's, in milliseconds since November 2010 above 22 bits; false for the
 * older ones, which are short. */
static bool id_time(struct slice id, size_t least_digits, int64_t *microseconds) {
    static const int64_t epoch = 1288834974657;
    uint64_t value = 0; /* holds any 19 digits */
    if (id.size < least_digits || id.size > 19 || count_digits(id) < id.size) return false;
    for (size_t i = 0; i < id.size; i++)
        value = value * 10 + (uint64_t) (id.at[i] - '0');
    *microseconds = ((int64_t) (value >> 22) + epoch) * 1000;
    return value <= INT64_MAX;
}

static void count_offset(struct clocks *clocks, int64_t offset) {
    const int64_t quarter = 900 * (int64_t) MICROSECONDS, half = quarter / 2;
    int64_t slot = (offset + (offset < 0 ? -half : half)) / quarter + CLOCK_REACH;
    if (slot < 0 || slot >= CLOCK_SLOTS)
        clocks->far++;
    else
        clocks->off[slot]++;
}

/* A time that is stated more coarsely than the id has it is taken from the id, where that lies in
 * it. X's API writes no milliseconds but ".000". */
static void compare_clocks(struct fill *f) {
    static const int64_t units[] = {MICROSECONDS, MICROSECONDS, MICROSECONDS,
                                    60 * (int64_t) MICROSECONDS, 86400 * (int64_t) MICROSECONDS};
    struct record *r = f->record;
    struct clocks *clocks = &f->batch->clocks;
    int64_t unit = units[r->precision], moment;
    if (!id_time(r->id, 13, &moment)) return;
    int64_t late = moment - r->time;
    clocks->compared++;
    if (late >= -MICROSECONDS && late < unit + MICROSECONDS)
        clocks->agree++;
    else
        count_offset(clocks, -late);
    bool is_coarse =
        r->precision > PRECISION_SECOND || (!f->filling->as_written && r->time % MICROSECONDS == 0);
    if (!is_coarse || late < 0 || late >= unit) return;
    r->time = moment;
    r->precision = PRECISION_MILLISECOND;
}

static void date_original(struct record *r) {
    (void) id_time(r->repost_of, 13, &r->repost_of_time);
}

/* Accounts have had such ids since 2016. */
static void date_account(struct record *r) {
    enum { LEAST_DIGITS = 18 };
    if (r->facts.created == INT64_MIN) (void) id_time(r->account, LEAST_DIGITS, &r->facts.created);
}

/* ---- */

static void fill_extra(struct fill *f) {
    const struct cell_order *order = f->filling->order;
    uint32_t extra = order->first[FIELD_COUNT];
    if (order->count == extra) return;
    struct slice *out = arena_alloc(&f->batch->arena, order->count - extra, sizeof *out);
    if (!out) f->failed = true;
    for (uint32_t i = extra; i < order->count && !f->failed; i++)
        if (!is_missing(trim(f->cells[i].text))) out[i - extra] = f->cells[i].text;
    f->record->fields = out;
}

/* Telegram states the links that the text does not show, and previews one; the rest stand in it. */
static void add_text_links(struct fill *f) {
    struct record *r = f->record;
    struct slices urls = {0}, ignored[2] = {{0}, {0}};
    lockstep_error err = {0};
    if (!r->urls.count || !r->text.size || f->failed) return;
    f->failed = text_entities(r->text, &urls, &ignored[0], &ignored[1], NULL, &f->batch->arena,
                              &err) != LOCKSTEP_OK ||
                !make_room(&r->urls, urls.count, &f->batch->arena);
    for (size_t i = 0; i < urls.count && !f->failed; i++)
        r->urls.items[r->urls.count++] = urls.items[i];
    drop_repeated(&r->urls);
}

static void fill_record(struct fill *f, uint64_t line) {
    const struct cell_order *order = f->filling->order;
    const struct record *r = f->record;
    int8_t is_repost = 0;
    f->record->line = line;
    f->record->event = event_of(f);
    for (size_t i = 0; i < order->used_count && f->reason == REJECT_REASON_COUNT; i++) {
        enum field field = order->used[i];
        bool has_cells = order->first[field] < order->first[field + 1];
        if (!has_cells && !is_needed(f, field)) continue;
        if (field == FIELD_IS_REPOST)
            is_repost = parse_flag(trim(best_text(f, field)));
        else
            fill_field(f, field);
        if (field == FIELD_ACCOUNT && is_needed(f, field) && r->account.size == 0)
            refuse(f, REJECT_NO_ACCOUNT, r->id);
    }
    if (f->filling->of_accounts && !r->account.size && !r->facts.handle.size)
        refuse(f, REJECT_NO_ACCOUNT, r->facts.display_name);
    f->record->urls_cell = written_cell(f, FIELD_URLS);
    fill_extra(f);
    f->record->is_repost = is_repost == 1 || f->record->repost_of.size > 0;
    f->record->has_entities = f->filling->has_entities;
    if (f->filling->links_in_text) add_text_links(f);
    if (f->filling->linked_media) drop_own_links(f);
    if (!f->filling->as_written) drop_cut_links(f);
    if (!f->filling->timed_ids || f->reason != REJECT_REASON_COUNT) return;
    if (f->record->event == EVENT_NONE) compare_clocks(f);
    date_original(f->record);
    date_account(f->record);
}

lockstep_status record_fill(struct batch *batch, const struct filling *filling, struct cell *cells,
                            uint64_t line, lockstep_error *err) {
    if (!cells_finish(filling->order, cells, &batch->arena)) return fail_memory(err, "records");
    struct fill f = {.batch = batch,
                     .filling = filling,
                     .cells = cells,
                     .record = batch_add(batch),
                     .reason = REJECT_REASON_COUNT};
    if (!f.record) return fail_memory(err, "records");
    fill_record(&f, line);
    if (f.failed) return fail_memory(err, "records");
    if (f.reason == REJECT_REASON_COUNT) {
        batch->zoneless += f.zoneless;
        batch->mangled += f.mangled;
        batch->cut_links += f.cut_links;
        return LOCKSTEP_OK;
    }
    batch_drop(batch);
    return batch_reject(batch, line, f.reason, f.bad, err);
}
