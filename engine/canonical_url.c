/* URLs: RFC 3986 normalisation, and what is known of hosts that show one page under several
 * addresses. Shortened addresses stay: offline nobody knows where they lead. */
#include "engine/canonical.h"
#include "engine/points.h"

#include <idn2.h>
#include <stdlib.h>

enum { HOST_LIMIT = 255, PORT_LIMIT = 65535 };

/* A URL taken apart; the slices point into the URL as given. */
struct parts {
    struct slice host, path, query;
    unsigned port; /* 0: the scheme's own */
};

/* ---- slices */

static bool same_letters(const char *text, const char *lower, size_t size) {
    for (size_t i = 0; i < size; i++)
        if (ascii_lower(text[i]) != lower[i]) return false;
    return true;
}

static bool starts(struct slice text, const char *lower) {
    size_t size = strlen(lower);
    return text.size >= size && same_letters(text.at, lower, size);
}

static struct slice behind(struct slice text, size_t size) {
    return (struct slice){text.at + size, text.size - size};
}

/* Up to the first byte that is in `stops`; the rest, that byte included, is left in `text`. */
static struct slice cut(struct slice *text, const char *stops) {
    struct slice head = *text;
    for (; *stops; stops++) {
        const char *stop = memchr(head.at, *stops, head.size);
        if (stop) head.size = (size_t) (stop - head.at);
    }
    *text = behind(*text, head.size);
    return head;
}

static struct slice trimmed(struct slice text) {
    while (text.size && (unsigned char) text.at[0] <= ' ')
        text = behind(text, 1);
    while (text.size && (unsigned char) text.at[text.size - 1] <= ' ')
        text.size--;
    return text;
}

/* ---- taking a URL apart */

static bool parse_port(struct slice digits, unsigned *port) {
    *port = 0;
    for (size_t i = 0; i < digits.size; i++) {
        if (digits.at[i] < '0' || digits.at[i] > '9') return false;
        *port = *port * 10 + (unsigned) (digits.at[i] - '0');
        if (*port > PORT_LIMIT) return false;
    }
    if (*port == 80 || *port == 443) *port = 0;
    return true;
}

static bool parse_authority(struct slice authority, bool has_scheme, struct parts *parts) {
    for (size_t i = authority.size; i-- > 0;)
        if (authority.at[i] == '@') {
            if (!has_scheme) return false; /* a mail address */
            authority = behind(authority, i + 1);
            break;
        }
    struct slice rest = authority;
    if (authority.size && authority.at[0] == '[') {
        parts->host = cut(&rest, "]");
        if (!rest.size) return false;
        parts->host.size++;
        rest = behind(rest, 1);
        if (rest.size && rest.at[0] != ':') return false;
    } else {
        parts->host = cut(&rest, ":");
        if (!has_scheme && !memchr(parts->host.at, '.', parts->host.size)) return false;
    }
    return parse_port(rest.size ? behind(rest, 1) : rest, &parts->port) && parts->host.size > 0;
}

static bool parse(struct slice url, struct parts *parts) {
    url = trimmed(url);
    bool has_scheme = true;
    if (starts(url, "https://"))
        url = behind(url, 8);
    else if (starts(url, "http://"))
        url = behind(url, 7);
    else if (starts(url, "//"))
        url = behind(url, 2);
    else
        has_scheme = false;
    if (!url.size) return false;
    struct slice authority = cut(&url, "/?#");
    parts->path = cut(&url, "?#");
    if (url.size && url.at[0] == '?') url = behind(url, 1), parts->query = cut(&url, "#");
    return parse_authority(authority, has_scheme, parts);
}

/* ---- percent escapes */

static int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    c = ascii_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool is_unreserved(char c) {
    return is_ascii_word(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

static bool stands_for_itself(char c) {
    return is_unreserved(c) || (c && strchr("!$&'()*+,;=:@/?[]", c));
}

/* The byte at `*at`, an escape decoded, and whether it was one. A '%' that begins no escape is
 * itself. */
static char unescape(struct slice text, size_t *at, bool *escaped) {
    size_t i = (*at)++;
    *escaped = false;
    if (text.at[i] != '%' || text.size - i < 3) return text.at[i];
    int high = hex_value(text.at[i + 1]), low = hex_value(text.at[i + 2]);
    if (high < 0 || low < 0) return text.at[i];
    *at = i + 3, *escaped = true;
    return (char) (unsigned char) (high * 16 + low);
}

/* RFC 3986, 6.2.2: escapes of unreserved characters decoded, the others in upper case; what may not
 * stand bare is escaped. */
static void append_escaped(struct buffer *out, struct slice text) {
    static const char hex[] = "0123456789ABCDEF";
    for (size_t at = 0; at < text.size;) {
        size_t from = at;
        while (at < text.size && stands_for_itself(text.at[at]))
            at++;
        buffer_append(out, (struct slice){text.at + from, at - from});
        if (at == text.size) return;
        bool escaped;
        char c = unescape(text, &at, &escaped);
        unsigned char byte = (unsigned char) c;
        if (escaped && is_unreserved(c))
            buffer_byte(out, c);
        else
            buffer_append(out, (struct slice){(char[]){'%', hex[byte >> 4], hex[byte & 15]}, 3});
    }
}

/* ---- hosts */

/* Hosts that show the same pages. */
static const struct {
    const char *host, *same_as;
} host_aliases[] = {
    {"x.com", "twitter.com"}, {"youtube-nocookie.com", "youtube.com"}, {"fb.com", "facebook.com"}};

static bool is_host_point(int32_t point) {
    if (point < 0x80)
        return is_ascii_word((char) point) || point == '-' || point == '_' || point == '.';
    return point_role(point) <= POINT_MARK;
}

static bool has_good_labels(struct slice host) {
    for (size_t i = 0; i < host.size; i++)
        if (host.at[i] == '.' && (i == 0 || i + 1 == host.size || host.at[i - 1] == '.'))
            return false;
    for (size_t at = 0; at < host.size;)
        if (!is_host_point(point_next(host, &at))) return false;
    return host.size > 0 && host.size <= HOST_LIMIT;
}

static bool is_address_literal(struct slice host) {
    if (host.size < 4 || host.at[0] != '[') return false;
    for (size_t i = 1; i + 1 < host.size; i++)
        if (hex_value(host.at[i]) < 0 && host.at[i] != ':' && host.at[i] != '.') return false;
    return host.size <= HOST_LIMIT;
}

/* Removes the labels of mobile and www mirrors where two labels follow: "m.vk.com",
 * "en.m.wikipedia.org", but not "m.me". */
static void drop_mirror_labels(struct buffer *out, size_t start) {
    static const char *const mirrors[] = {"www.", "m.", "mobile."};
    for (size_t at = start; at < out->size;) {
        struct slice rest = {out->bytes + at, out->size - at};
        size_t size = 0;
        for (size_t i = 0; i < 3; i++)
            if (starts(rest, mirrors[i])) size = strlen(mirrors[i]);
        struct slice next = behind(rest, size);
        if (size && memchr(next.at, '.', next.size)) {
            memmove(out->bytes + at, next.at, next.size);
            out->size -= size;
            continue;
        }
        cut(&rest, ".");
        at = out->size - rest.size + 1;
    }
}

static void replace(struct buffer *out, size_t start, const char *text) {
    out->size = start;
    buffer_append(out, slice_of(text));
}

static void apply_aliases(struct buffer *out, size_t start) {
    struct slice host = {out->bytes + start, out->size - start};
    for (size_t i = 0; i < sizeof host_aliases / sizeof *host_aliases; i++)
        if (slice_equal(host, slice_of(host_aliases[i].host))) {
            replace(out, start, host_aliases[i].same_as);
            return;
        }
}

static void append_ascii_host(struct buffer *out, struct slice host) {
    buffer_append(out, host);
    for (size_t i = out->size - (out->failed ? 0 : host.size); i < out->size; i++)
        out->bytes[i] = ascii_lower(out->bytes[i]);
}

/* Escapes decoded, capitals and ideographic full stops folded. */
static void append_wide_host(struct buffer *out, struct slice host) {
    struct buffer plain = {0}, dotted = {0};
    for (size_t at = 0; at < host.size;)
        buffer_byte(&plain, unescape(host, &at, &(bool){false}));
    for (size_t at = 0; at < plain.size;) {
        int32_t point = point_next(buffer_slice(&plain), &at);
        point_append(&dotted, point == 0x3002 || point == 0xFF61 ? '.' : point);
    }
    canonical_handle(out, buffer_slice(&dotted));
    out->failed |= plain.failed || dotted.failed;
    buffer_release(&plain), buffer_release(&dotted);
}

/* What was appended becomes ASCII: "bücher.example" is "xn--bcher-kva.example" (IDNA 2008 with the
 * mappings of UTS 46). What is no such name stays. */
static void encode_host(struct buffer *out, size_t start) {
    bool plain = true;
    for (size_t i = start; i < out->size; i++)
        plain &= (unsigned char) out->bytes[i] < 0x80;
    if (plain) return;
    char *encoded = NULL;
    buffer_byte(out, '\0');
    if (out->failed) return;
    int got = idn2_to_ascii_8z(out->bytes + start, &encoded, IDN2_NONTRANSITIONAL);
    out->size--;
    if (got == IDN2_OK) replace(out, start, encoded);
    out->failed |= got == IDN2_MALLOC;
    idn2_free(encoded);
}

static bool is_plain_host(struct slice host) {
    size_t at = 0;
    while (at < host.size && (unsigned char) host.at[at] < 0x80 && is_host_point(host.at[at]))
        at++;
    return at == host.size;
}

/* False when that is no host. */
static bool append_host(struct buffer *out, struct slice host) {
    size_t start = out->size;
    bool literal = is_address_literal(host);
    if (host.size > 3 * HOST_LIMIT) return false;
    if (literal || is_plain_host(host))
        append_ascii_host(out, host);
    else
        append_wide_host(out, host);
    if (literal || out->failed) return !out->failed;
    while (out->size > start && out->bytes[out->size - 1] == '.')
        out->size--;
    if (out->size == start) return false;
    if (!has_good_labels((struct slice){out->bytes + start, out->size - start})) return false;
    encode_host(out, start);
    drop_mirror_labels(out, start);
    apply_aliases(out, start);
    return !out->failed;
}

/* ---- queries */

/* Parameters that say where a reader came from, not what there is to read. A name that ends in '*'
 * stands for all that begin so. `host` NULL: on any. */
static const struct {
    const char *host, *name;
} tracking[] = {{NULL, "utm_*"},
                {NULL, "fbclid"},
                {NULL, "gclid"},
                {NULL, "gclsrc"},
                {NULL, "gbraid"},
                {NULL, "wbraid"},
                {NULL, "dclid"},
                {NULL, "msclkid"},
                {NULL, "yclid"},
                {NULL, "ysclid"},
                {NULL, "twclid"},
                {NULL, "ttclid"},
                {NULL, "igshid"},
                {NULL, "igsh"},
                {NULL, "mibextid"},
                {NULL, "mc_cid"},
                {NULL, "mc_eid"},
                {NULL, "mkt_tok"},
                {NULL, "_hsenc"},
                {NULL, "_hsmi"},
                {NULL, "_ga"},
                {NULL, "_gl"},
                {NULL, "ref_src"},
                {NULL, "ref_url"},
                {NULL, "__twitter_impression"},
                {"twitter.com", "s"},
                {"twitter.com", "t"},
                {"youtube.com", "si"},
                {"youtube.com", "feature"},
                {"youtube.com", "pp"},
                {"youtube.com", "ab_channel"},
                {"youtu.be", "si"},
                {"youtu.be", "feature"}};

static bool is_tracking(struct slice host, struct slice parameter) {
    struct slice name = cut(&parameter, "=");
    char first = name.size ? ascii_lower(name.at[0]) : '\0';
    for (size_t i = 0; i < sizeof tracking / sizeof *tracking; i++) {
        const char *known = tracking[i].name;
        if (known[0] != first) continue;
        size_t size = strlen(known);
        if (tracking[i].host && !slice_equal(host, slice_of(tracking[i].host))) continue;
        bool fits = name.size == size;
        if (known[size - 1] == '*') fits = name.size >= --size;
        if (fits && same_letters(name.at, known, size)) return true;
    }
    return false;
}

static int by_bytes(const void *a, const void *b) {
    return slice_compare(*(const struct slice *) a, *(const struct slice *) b);
}

/* The parameters of an escaped query without tracking, sorted; `items` has room for them all. */
static size_t split_query(struct slice query, struct slice host, struct slice *items) {
    size_t count = 0;
    while (query.size) {
        struct slice parameter = cut(&query, "&");
        if (query.size) query = behind(query, 1);
        if (parameter.size && !is_tracking(host, parameter)) items[count++] = parameter;
    }
    if (count) qsort(items, count, sizeof *items, by_bytes);
    return count;
}

/* ---- whole URLs */

static void append_path(struct buffer *out, struct slice path) {
    append_escaped(out, path);
    while (out->size && out->bytes[out->size - 1] == '/')
        out->size--;
}

static void append_query(struct buffer *out, const struct slice *items, size_t count) {
    for (size_t i = 0; i < count; i++) {
        buffer_byte(out, i ? '&' : '?');
        buffer_append(out, items[i]);
    }
}

/* The letters, digits, '-' and '_' that `text` begins with. */
static struct slice id_at(struct slice text) {
    size_t size = 0;
    while (size < text.size &&
           (is_ascii_word(text.at[size]) || text.at[size] == '-' || text.at[size] == '_'))
        size++;
    return (struct slice){text.at, size};
}

static struct slice id_behind(struct slice text, const char *prefix) {
    size_t size = strlen(prefix);
    bool fits = text.size >= size && memcmp(text.at, prefix, size) == 0;
    return fits ? id_at(behind(text, size)) : (struct slice){NULL, 0};
}

/* The id of the video that a YouTube address shows, or an empty slice. */
static struct slice video_id(struct slice host, struct slice path, const struct slice *items,
                             size_t count) {
    static const char *const places[] = {"/shorts/", "/embed/", "/live/", "/v/"};
    struct slice id = {NULL, 0};
    if (slice_equal(host, SLICE("youtu.be"))) return id_behind(path, "/");
    if (!slice_equal(host, SLICE("youtube.com"))) return id;
    for (size_t i = 0; !id.size && i < sizeof places / sizeof *places; i++)
        id = id_behind(path, places[i]);
    for (size_t i = 0; !id.size && slice_equal(path, SLICE("/watch")) && i < count; i++)
        id = id_behind(items[i], "v=");
    return id;
}

static void append_port(struct buffer *out, unsigned port) {
    char text[16];
    int size = port ? snprintf(text, sizeof text, ":%u", port) : 0;
    buffer_append(out, (struct slice){text, (size_t) size});
}

/* `pieces` holds the canonical host; path and query are added to it, escaped. */
static void append_url(struct buffer *out, const struct parts *parts, struct buffer *pieces) {
    size_t host_end = pieces->size, room = 0;
    append_path(pieces, parts->path);
    size_t path_end = pieces->size;
    append_escaped(pieces, parts->query);
    struct slice *items = grow(NULL, &room, parts->query.size / 2 + 1, sizeof *items);
    out->failed |= pieces->failed || !items;
    if (!out->failed) {
        struct slice host = {pieces->bytes, host_end};
        struct slice path = {pieces->bytes + host_end, path_end - host_end};
        size_t count = split_query(behind(buffer_slice(pieces), path_end), host, items);
        struct slice video = video_id(host, path, items, count);
        buffer_append(out, video.size ? SLICE("https://youtube.com/watch?v=") : SLICE("https://"));
        buffer_append(out, video.size ? video : host);
        if (!video.size) {
            append_port(out, parts->port);
            buffer_append(out, path);
            append_query(out, items, count);
        }
    }
    free(items);
}

bool canonical_url(struct buffer *out, struct slice url) {
    size_t start = out->size;
    struct parts parts = {0};
    struct buffer pieces = {0};
    bool has_host = parse(url, &parts) && append_host(&pieces, parts.host);
    out->failed |= pieces.failed;
    if (has_host) append_url(out, &parts, &pieces);
    buffer_release(&pieces);
    if (out->failed) out->size = start;
    return has_host && !out->failed;
}

bool canonical_host(struct buffer *out, struct slice url) {
    size_t start = out->size, scheme = strlen("https://");
    if (!canonical_url(out, url)) return false;
    struct slice host = {out->bytes + start + scheme, out->size - start - scheme};
    const char *stops = host.at[0] == '[' ? "/?]" : "/?:";
    size_t size = cut(&host, stops).size;
    if (host.size && host.at[0] == ']') size++;
    memmove(out->bytes + start, out->bytes + start + scheme, size);
    out->size = start + size;
    return true;
}
