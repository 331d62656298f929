/* Finds URLs, hashtags and mentions in running text, roughly by X's published rules (twitter-text),
 * widened to the handles of Bluesky and the fediverse. */
#include "engine/entities.h"

#include "engine/canonical.h"
#include "engine/error.h"
#include "engine/points.h"

enum { MENTION_LIMIT = 30 };

static bool begins_with(struct slice text, size_t at, const char *lower) {
    for (; *lower; lower++, at++)
        if (at >= text.size || ascii_lower(text.at[at]) != *lower) return false;
    return true;
}

/* ---- URLs */

static bool ends_url(struct slice text, size_t at, size_t *next) {
    unsigned char c = (unsigned char) text.at[at];
    *next = at + 1;
    if (c < 0x80) return c <= ' ' || c == 0x7F || strchr("\"<>\\^`{|}", c);
    *next = at;
    enum point_role role = point_role(point_next(text, next));
    return role == POINT_SEPARATOR || role == POINT_NOTHING;
}

static size_t count_of(const char *bytes, size_t size, char c) {
    size_t count = 0;
    for (size_t i = 0; i < size; i++)
        count += bytes[i] == c;
    return count;
}

static size_t trim_url(const char *url, size_t size) {
    size_t open_round = count_of(url, size, '('), open_square = count_of(url, size, '[');
    size_t round = count_of(url, size, ')'), square = count_of(url, size, ']');
    for (; size; size--) {
        char last = url[size - 1];
        if (last == ')' && round > open_round)
            round--;
        else if (last == ']' && square > open_square)
            square--;
        else if (!strchr(".,;:!?'*", last) || !last)
            break;
    }
    return size;
}

size_t url_end(struct slice text, size_t at) {
    size_t start = at;
    if (begins_with(text, at, "http://"))
        at += 7;
    else if (begins_with(text, at, "https://"))
        at += 8;
    else
        return start;
    size_t body = at, next = at;
    while (at < text.size && !ends_url(text, at, &next))
        at = next;
    return body + trim_url(text.at + body, at - body);
}

static bool ends_with(struct slice text, const char *end) {
    size_t size = strlen(end);
    return text.size >= size && memcmp(text.at + text.size - size, end, size) == 0;
}

/* Where the path of an http or https URL begins; 0: it is none. `host` is where the host does. */
static size_t path_of(struct slice url, size_t *host) {
    size_t end = begins_with(url, 0, "https://") ? 8 : begins_with(url, 0, "http://") ? 7 : 0;
    *host = end;
    while (end && end < url.size && !strchr("/?#", url.at[end]))
        end++;
    return end;
}

bool url_is_cut(struct slice url) {
    static const struct slice shortener = {"t.co/", 5};
    size_t host, path = path_of(url, &host), size = url.size - host;
    bool is_prefix =
        path && size <= shortener.size && memcmp(shortener.at, url.at + host, size) == 0;
    return is_prefix || (path && ends_with(url, "…"));
}

/* What hardly anybody writes but by a limit to the length of texts: a host without a dot and
 * nothing behind it, or too little behind t.co at the end of a text that is long; names there have
 * 7 to 10 characters. */
static bool is_begun(struct slice url, struct slice text) {
    enum { SHORTEST = 7, LONG = 100 };
    size_t host, path = path_of(url, &host);
    bool is_address = url.at[host] == '['; /* of IPv6 */
    if (path == url.size && !is_address && !memchr(url.at + host, '.', path - host)) return true;
    bool is_last = url.at + url.size == text.at + text.size;
    return is_last && text.size >= LONG && path - host == 4 && begins_with(url, host, "t.co") &&
           url.size - path <= SHORTEST;
}

/* ---- mentions */

static size_t marker_size(struct slice text, size_t at, char ascii, const char *wide) {
    if (text.at[at] == ascii) return 1;
    return begins_with(text, at, wide) ? strlen(wide) : 0;
}

static size_t name_end(struct slice text, size_t at) {
    while (at < text.size && (is_ascii_word(text.at[at]) || text.at[at] == '_'))
        at++;
    return at;
}

/* "name", "name.bsky.social": parts joined by '.' or '-'. */
static size_t dotted_end(struct slice text, size_t at) {
    size_t end = name_end(text, at);
    while (end > at && end + 1 < text.size && (text.at[end] == '.' || text.at[end] == '-') &&
           is_ascii_word(text.at[end + 1]))
        end = name_end(text, end + 1);
    return end;
}

/* Whether an accent or an accented Latin letter follows: then it is no name but a word. */
static bool goes_on(struct slice text, size_t at) {
    if (at >= text.size || (unsigned char) text.at[at] < 0x80) return false;
    int32_t point = point_next(text, &at);
    return point_role(point) == POINT_MARK || (point >= 0x00C0 && point <= 0x024F) ||
           (point >= 0x1E00 && point <= 0x1EFF);
}

size_t mention_end(struct slice text, size_t at, size_t *name) {
    size_t marker = marker_size(text, at, '@', "＠");
    char before = at ? text.at[at - 1] : ' ';
    if (!marker || is_ascii_word(before) || (before && strchr("_@/", before))) return at;
    *name = at + marker;
    size_t first = name_end(text, *name) - *name, end = dotted_end(text, *name);
    if (first == 0 || first > MENTION_LIMIT) return at;
    if (end + 1 < text.size && text.at[end] == '@' && is_ascii_word(text.at[end + 1]))
        end = dotted_end(text, end + 1);
    return goes_on(text, end) ? at : end;
}

/* ---- hashtags */

static bool in_hashtag(int32_t point, bool *has_letter) {
    enum point_role role = point_role(point);
    bool letter = role == POINT_LETTER || role == POINT_MARK || point == '_';
    *has_letter |= letter;
    return letter || role == POINT_NUMBER || point == 0x200C || point == 0x200D; /* ZWNJ, ZWJ */
}

/* Whether a letter, a digit or the like stands right before `at`: no hashtag begins there. */
static bool joins_word(struct slice text, size_t at) {
    if (at == 0) return false;
    char c = text.at[at - 1];
    if ((unsigned char) c < 0x80) return is_ascii_word(c) || c == '_' || c == '&' || c == '/';
    size_t from = at - 1;
    while (from > 0 && at - from < 4 && ((unsigned char) text.at[from] & 0xC0) == 0x80)
        from--;
    int32_t point = point_next(text, &from);
    return from == at && point_role(point) <= POINT_MARK;
}

static size_t hashtag_end(struct slice text, size_t at, size_t *name) {
    size_t marker = marker_size(text, at, '#', "＃");
    if (!marker || joins_word(text, at)) return at;
    *name = at + marker;
    size_t end = *name;
    bool has_letter = false;
    for (size_t next = end; next < text.size; end = next)
        if (!in_hashtag(point_next(text, &next), &has_letter)) break;
    return has_letter ? end : at;
}

/* ---- all of them */

enum entity { ENTITY_URL, ENTITY_HASHTAG, ENTITY_MENTION, ENTITY_NONE };

/* The end of the entity that begins at `at`; `from` is where what it names begins. */
static size_t entity_end(struct slice text, size_t at, enum entity *kind, size_t *from) {
    size_t end = *from = at;
    if ((end = url_end(text, at)) > at + strlen("https://"))
        *kind = ENTITY_URL;
    else if ((end = hashtag_end(text, at, from)) > at)
        *kind = ENTITY_HASHTAG;
    else if ((end = mention_end(text, at, from)) > at)
        *kind = ENTITY_MENTION;
    return end;
}

static bool may_begin_entity(char c) {
    return c == '#' || c == '@' || c == 'h' || c == 'H' || c == '\xEF'; /* ＃, ＠ */
}

/* What is cut off names something else, or nothing: "https://t.c…", and at the text's end
 * "https://example.org/pa...". */
static bool is_cut_off(struct slice text, size_t end, enum entity kind, struct slice found) {
    if (begins_with(text, end, "…")) return true;
    if (kind != ENTITY_URL) return false;
    bool is_dotted = begins_with(text, end, "...") && end + 3 == text.size;
    return url_is_cut(found) || is_begun(found, text) || is_dotted;
}

static enum entity next_entity(struct slice text, size_t *at, struct slice *found, size_t *cut) {
    for (; *at < text.size; ++*at) {
        if (!may_begin_entity(text.at[*at])) continue;
        enum entity kind = ENTITY_NONE;
        size_t from, end = entity_end(text, *at, &kind, &from);
        if (kind == ENTITY_NONE) continue;
        *found = (struct slice){text.at + from, end - from};
        if (is_cut_off(text, end, kind, *found)) {
            *cut += kind == ENTITY_URL;
            continue;
        }
        *at = end;
        return kind;
    }
    return ENTITY_NONE;
}

lockstep_status text_entities(struct slice text, struct slices *urls, struct slices *hashtags,
                              struct slices *mentions, size_t *cut, struct arena *arena,
                              lockstep_error *err) {
    struct slices *lists[] = {urls, hashtags, mentions};
    struct slice found;
    enum entity kind;
    size_t cut_links = 0, again = 0;
    for (size_t i = 0; i < ENTITY_NONE; i++)
        *lists[i] = (struct slices){0};
    for (size_t at = 0; (kind = next_entity(text, &at, &found, &cut_links)) != ENTITY_NONE;)
        lists[kind]->count++;
    if (cut) *cut = cut_links;
    for (size_t i = 0; i < ENTITY_NONE; i++) {
        if (!lists[i]->count) continue;
        lists[i]->items = arena_alloc(arena, lists[i]->count, sizeof *lists[i]->items);
        lists[i]->count = 0;
    }
    for (size_t at = 0; (kind = next_entity(text, &at, &found, &again)) != ENTITY_NONE;) {
        if (!lists[kind]->items) goto no_memory;
        lists[kind]->items[lists[kind]->count++] = found;
    }
    return LOCKSTEP_OK;
no_memory:
    for (size_t i = 0; i < ENTITY_NONE; i++)
        *lists[i] = (struct slices){0};
    return fail_memory(err, "URLs, hashtags and mentions");
}

struct slice text_behind_rt(struct slice text, struct slice *name) {
    size_t at = 0, from = 0;
    *name = (struct slice){NULL, 0};
    while (at < text.size && is_ascii_blank(text.at[at]))
        at++;
    if (text.size - at < 5 || memcmp(text.at + at, "RT @", 4) != 0) return *name;
    size_t end = mention_end(text, at + 3, &from);
    if (end == at + 3 || end == text.size || text.at[end] != ':') return *name;
    at = end + 1;
    while (at < text.size && is_ascii_blank(text.at[at]))
        at++;
    if (at == text.size) return *name;
    *name = (struct slice){text.at + from, end - from};
    return (struct slice){text.at + at, text.size - at};
}
