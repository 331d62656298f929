#include "engine/html.h"

#include "engine/utf8.h"

#include <stdlib.h>

/* ---- characters by name or number ---- */

static bool is_character(uint32_t c) {
    return c > 0 && c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF);
}

/* Reads "#39" or "#x27"; 0 when it is none. */
static uint32_t numbered(struct slice name) {
    bool hex = name.size > 1 && (name.at[1] | 0x20) == 'x';
    uint32_t value = 0;
    for (size_t i = hex ? 2 : 1; i < name.size; i++) {
        static const char digits[] = "0123456789abcdef";
        const char *digit = strchr(digits, name.at[i] | 0x20);
        if (!digit || value > 0x10FFFF || (!hex && digit > digits + 9)) return 0;
        value = value * (hex ? 16 : 10) + (uint32_t) (digit - digits);
    }
    return is_character(value) ? value : 0;
}

static uint32_t named(struct slice name) {
    static const struct {
        const char *name;
        uint32_t point;
    } names[] = {{"amp", '&'},      {"lt", '<'},       {"gt", '>'},        {"quot", '"'},
                 {"apos", '\''},    {"nbsp", ' '},     {"hellip", 0x2026}, {"ndash", 0x2013},
                 {"mdash", 0x2014}, {"lsquo", 0x2018}, {"rsquo", 0x2019},  {"ldquo", 0x201C},
                 {"rdquo", 0x201D}, {"laquo", 0xAB},   {"raquo", 0xBB},    {"euro", 0x20AC},
                 {"copy", 0xA9}};
    if (name.size > 1 && *name.at == '#') return numbered(name);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (slice_equal(name, slice_of(names[i].name))) return names[i].point;
    return 0;
}

/* Copies `text` with characters for their names; `out` has room for as much as `text`. */
static size_t decode(char *out, struct slice text) {
    enum { LONGEST = 10 };
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        const char *at = text.at + i;
        size_t left = text.size - i;
        const char *end = *at == '&' ? memchr(at, ';', left < LONGEST ? left : LONGEST) : NULL;
        uint32_t point = end ? named((struct slice){at + 1, (size_t) (end - at) - 1}) : 0;
        if (point) {
            size += utf8_put(out + size, point);
            i += (size_t) (end - at);
        } else {
            out[size++] = *at;
        }
    }
    return size;
}

/* ---- tags ---- */

/* Takes the text before the next tag, and that tag without its brackets, off the front of `html`.
 */
static void take_tag(struct slice *html, struct slice *text, struct slice *tag) {
    const char *open = memchr(html->at, '<', html->size);
    *text = (struct slice){html->at, open ? (size_t) (open - html->at) : html->size};
    *tag = (struct slice){"", 0};
    html->at += text->size;
    html->size -= text->size;
    if (!open) return;
    const char *close = memchr(html->at, '>', html->size);
    size_t size = close ? (size_t) (close - html->at) + 1 : html->size;
    *tag = (struct slice){html->at + 1, size - 1 - (close != NULL)};
    html->at += size;
    html->size -= size;
}

static bool is_tag(struct slice tag, const char *name) {
    size_t size = strlen(name);
    if (tag.size < size || memcmp(tag.at, name, size) != 0) return false;
    return tag.size == size || strchr(" \t\r\n/", tag.at[size]);
}

struct slice html_text(struct arena *arena, struct slice html) {
    struct slice rest = html, text, tag;
    char *out = arena_alloc(arena, html.size + 1, 1);
    size_t size = 0;
    if (!out) return (struct slice){NULL, 0};
    while (rest.size) {
        take_tag(&rest, &text, &tag);
        size += decode(out + size, text);
        if (is_tag(tag, "br")) out[size++] = '\n';
        if (is_tag(tag, "/p")) out[size++] = '\n', out[size++] = '\n';
    }
    while (size && out[size - 1] == '\n')
        size--;
    return (struct slice){out, size};
}

/* The value of an attribute, its quotes taken off; empty when it is not there. */
static struct slice attribute(struct slice tag, const char *name) {
    size_t length = strlen(name);
    for (size_t i = 1; i + length + 2 < tag.size; i++) {
        const char *at = tag.at + i;
        if (at[-1] != ' ' || memcmp(at, name, length) != 0 || at[length] != '=') continue;
        char quote = at[length + 1];
        const char *value = at + length + 2, *end = tag.at + tag.size;
        const char *close =
            quote == '"' || quote == '\'' ? memchr(value, quote, (size_t) (end - value)) : NULL;
        if (close) return (struct slice){value, (size_t) (close - value)};
    }
    return (struct slice){"", 0};
}

static bool has_word(struct slice text, const char *word) {
    size_t size = strlen(word);
    for (size_t i = 0; i + size <= text.size; i++)
        if (memcmp(text.at + i, word, size) == 0) return true;
    return false;
}

static bool is_link(struct slice tag) {
    if (!is_tag(tag, "a")) return false;
    struct slice class = attribute(tag, "class");
    return !has_word(class, "mention") && !has_word(class, "hashtag") &&
           !slice_equal(attribute(tag, "rel"), SLICE("tag"));
}

bool html_links(struct arena *arena, struct slice html, struct slices *links) {
    struct slice rest = html, text, tag;
    size_t bound = 0;
    for (size_t i = 0; i < html.size; i++)
        bound += html.at[i] == '<';
    *links = (struct slices){arena_alloc(arena, bound, sizeof *links->items), 0};
    if (!links->items) return false;
    while (rest.size) {
        take_tag(&rest, &text, &tag);
        struct slice href = is_link(tag) ? attribute(tag, "href") : (struct slice){"", 0};
        if (href.size == 0) continue;
        char *out = arena_alloc(arena, href.size, 1);
        if (!out) return false;
        links->items[links->count++] = (struct slice){out, decode(out, href)};
    }
    return true;
}
