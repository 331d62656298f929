#include "engine/json_split.h"

#include "engine/arena.h"

#include <stdlib.h>

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool divides(char c) {
    return is_blank(c) || c == ',';
}

static bool opens(char c) {
    return c == '{' || c == '[';
}

static bool closes(char c) {
    return c == '}' || c == ']';
}

static const char *skip_blanks(const char *at, const char *end) {
    while (at < end && is_blank(*at))
        at++;
    return at;
}

static const char *skip_dividers(const char *at, const char *end) {
    while (at < end && divides(*at))
        at++;
    return at;
}

/* ---- values ---- */

/* Behind the quote that closes a string; NULL if it is not there. No string holds a newline: one
 * that seems to was cut off, and ends there, so that the records behind it are found. */
static const char *string_end(const char *at, const char *end) {
    const char *begin = at;
    for (const char *quote; (quote = memchr(at, '"', (size_t) (end - at))); at = quote + 1) {
        const char *newline = memchr(at, '\n', (size_t) (quote - at));
        if (newline) return newline;
        const char *escape = quote;
        while (escape > begin && escape[-1] == '\\')
            escape--;
        if ((quote - escape) % 2 == 0) return quote + 1;
    }
    const char *newline = memchr(at, '\n', (size_t) (end - at));
    return newline;
}

static const char *nested_end(const char *at, const char *end) {
    size_t depth = 0;
    while (at < end) {
        char c = *at++;
        if (c == '"') {
            at = string_end(at, end);
            if (!at) return NULL;
            if (at < end && *at == '\n' && at[-1] != '"') return at; /* cut off */
        } else if (opens(c)) {
            depth++;
        } else if (closes(c) && --depth == 0) {
            return at;
        }
    }
    return NULL;
}

/* Behind the value that begins at `at`; NULL if its end is not there. */
static const char *value_end(const char *at, const char *end) {
    if (opens(*at)) return nested_end(at, end);
    if (*at == '"') return string_end(at + 1, end);
    const char *begin = at;
    while (at < end && !divides(*at) && !closes(*at) && !opens(*at) && *at != '"')
        at++;
    if (at == end) return NULL;
    return at > begin ? at : at + 1;
}

bool json_next_value(struct slice *rest, struct slice *value) {
    const char *end = rest->at + rest->size, *at = skip_dividers(rest->at, end);
    if (at == end) return false;
    const char *behind = value_end(at, end);
    if (!behind) behind = end;
    *value = (struct slice){at, (size_t) (behind - at)};
    *rest = (struct slice){behind, (size_t) (end - behind)};
    return true;
}

/* ---- what is open ---- */

static bool begins_with(const char *text, struct slice prefix) {
    return prefix.size == 0 || strncmp(text, prefix.at, prefix.size) == 0;
}

enum use { USE_NONE, USE_WAY, USE_RECORDS };

/* Whether the container at the split's path is a list of records, or on the way to one. */
static enum use use_of(const struct json_split *split) {
    struct slice path = buffer_slice(&split->path);
    enum use use = USE_NONE;
    for (const char *list = split->lists;; list++) {
        if (begins_with(list, path)) {
            char next = list[path.size];
            if (next == '\0' || next == '|') return USE_RECORDS;
            if (next == '.' || next == '[' || path.size == 0) use = USE_WAY;
        }
        list += strcspn(list, "|");
        if (!*list) return use;
    }
}

static void push(struct json_split *split, size_t path_size, bool is_object, bool holds_records) {
    split->open[split->depth++] = (struct json_open){path_size, is_object, holds_records};
    if (!is_object) return;
    buffer_clear(&split->facts);
    buffer_byte(&split->facts, '{');
}

static void pop(struct json_split *split) {
    if (split->depth) split->path.size = split->open[--split->depth].path_size;
}

/* Opens the container `c` that is the member `key` of the object that is open, or an item of the
 * list when the key is empty; false when it holds no records. */
static bool open_way(struct json_split *split, struct slice key, char c) {
    size_t before = split->path.size;
    if (!split->lists || split->depth == JSON_SPLIT_DEPTH) return false;
    if (key.size && before) buffer_byte(&split->path, '.');
    buffer_append(&split->path, key);
    enum use use = use_of(split);
    if (use == USE_WAY && c == '[') {
        buffer_append(&split->path, SLICE("[]"));
        use = use_of(split);
    }
    bool fits = c == '[' ? use != USE_NONE : use == USE_WAY;
    if (fits)
        push(split, before, c == '{', use == USE_RECORDS);
    else
        split->path.size = before;
    return fits;
}

/* Opens what begins at `c` where values stand: outside of all, or in a list. */
static bool open_value(struct json_split *split, char c) {
    if (!opens(c)) return false;
    const struct json_open *top = split->depth ? &split->open[split->depth - 1] : NULL;
    if (top && top->holds_records && (split->path.size || !split->lists)) return false;
    if (c == '[' && !top) {
        push(split, 0, false, true);
        return true;
    }
    return c == '{' && open_way(split, (struct slice){"", 0}, c);
}

/* ---- going on ---- */

static void add_fact(struct json_split *split, const char *from, const char *to) {
    enum { LONGEST = 1000 };
    if (to - from > LONGEST) return;
    struct buffer *facts = &split->facts;
    if (facts->size && facts->bytes[facts->size - 1] == '}') facts->bytes[facts->size - 1] = ',';
    buffer_append(facts, (struct slice){from, (size_t) (to - from)});
    buffer_byte(facts, ',');
}

/* Passes over the member at `at`, or into it; NULL if it is not whole. */
static const char *pass_member(struct json_split *split, const char *at, const char *end) {
    if (*at != '"') return at + 1;
    const char *behind = string_end(at + 1, end);
    if (!behind || behind - at < 2 || behind[-1] != '"') return behind;
    struct slice key = {at + 1, (size_t) (behind - at) - 2};
    const char *value = skip_blanks(behind, end);
    if (value == end) return NULL;
    if (*value != ':') return value;
    value = skip_blanks(value + 1, end);
    if (value == end) return NULL;
    if (opens(*value) && key.size && open_way(split, key, *value)) return value + 1;
    behind = value_end(value, end);
    if (behind && !opens(*value)) add_fact(split, at, behind);
    return behind;
}

/* Passes over what stands before the next record. `*at` stops there, or at what is not whole, or at
 * the end. */
static bool find_record(struct json_split *split, const char **at, const char *end) {
    for (;;) {
        *at = skip_dividers(*at, end);
        if (*at == end) return false;
        bool in_object = split->depth && split->open[split->depth - 1].is_object;
        if (closes(**at)) {
            pop(split);
            ++*at;
        } else if (in_object) {
            const char *behind = pass_member(split, *at, end);
            if (!behind) return false;
            *at = behind;
        } else if (open_value(split, **at)) {
            ++*at;
        } else {
            return true;
        }
    }
}

/* Whether what begins at `c` is a record like those before it. */
static bool is_record(const struct json_split *split, char c) {
    if (closes(c)) return false;
    if (split->depth) return !split->lists || split->path.size;
    return c != '[' && !split->lists;
}

struct json_cut json_split_next(struct json_split *split, struct slice text) {
    const char *end = text.at + text.size, *at = text.at;
    bool found = find_record(split, &at, end);
    struct json_cut cut = {(size_t) (at - text.at), 0};
    if (split->path.failed || split->facts.failed) split->failed = true;
    for (const char *first = at, *next = at, *behind; found && next < end; next = at) {
        if (next > first && !is_record(split, *next)) break;
        if (!(behind = value_end(next, end))) break;
        cut.size = (size_t) (behind - first);
        at = skip_dividers(behind, end);
    }
    return cut;
}

struct slice json_split_facts(struct json_split *split) {
    struct buffer *facts = &split->facts;
    size_t size = facts->size;
    if (size < 2) return (struct slice){NULL, 0};
    if (facts->bytes[size - 1] == ',') facts->bytes[size - 1] = '}';
    if (split->failed) return (struct slice){NULL, 0};
    return (struct slice){facts->bytes, size};
}

void json_split_release(struct json_split *split) {
    buffer_release(&split->path), buffer_release(&split->facts);
    *split = (struct json_split){0};
}

/* ---- a document that is cut off ---- */

void json_close(struct buffer *out, struct slice text) {
    enum { DEEPEST = 256 };
    char stack[DEEPEST]; /* what closes each container that is open */
    size_t depth = 0, closed_depth = 0;
    const char *end = text.at + text.size, *closed = text.at;
    for (const char *at = text.at; at && at < end;) {
        char c = *at++;
        if (c == '"') {
            at = string_end(at, end);
        } else if (opens(c)) {
            if (depth == DEEPEST) break;
            stack[depth++] = c == '{' ? '}' : ']';
        } else if (closes(c) && depth && --depth == 0) {
            closed = at, closed_depth = 0;
            break;
        } else if (c == ',') {
            closed = at - 1, closed_depth = depth;
        }
    }
    buffer_append(out, (struct slice){text.at, (size_t) (closed - text.at)});
    while (closed_depth)
        buffer_byte(out, stack[--closed_depth]);
}
