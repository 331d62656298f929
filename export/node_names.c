#include "engine/memory.h"
#include "engine/settings.h"
#include "export/network_file.h"

#include <utf8proc.h>
#include <xxhash.h>

/* ---- XML */

static bool is_legal(int32_t c) {
    return c == '\t' || c == '\n' || c == '\r' || (c >= ' ' && c != 0xFFFE && c != 0xFFFF);
}

size_t xml_code_point(struct slice text, int32_t *value) {
    utf8proc_ssize_t size = 1;
    *value = (unsigned char) text.at[0];
    if (*value >= 0x80) /* most are not, and a call for each would be dear */
        size = utf8proc_iterate((const utf8proc_uint8_t *) text.at, (utf8proc_ssize_t) text.size,
                                value);
    if (size < 1 || !is_legal(*value)) *value = -1;
    return size < 1 ? 1 : (size_t) size;
}

static const char *entity(int32_t c) {
    switch (c) {
    case -1:
        return "\xEF\xBF\xBD"; /* U+FFFD */
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\t':
        return "&#9;";
    case '\n':
        return "&#10;";
    case '\r':
        return "&#13;";
    case 0x85: /* which, and the next, some parsers take for the end of a line */
        return "&#133;";
    case 0x2028:
        return "&#8232;";
    default:
        return NULL;
    }
}

static bool is_plain_byte(char c) {
    return c >= ' ' && c <= '~' && c != '&' && c != '<' && c != '>' && c != '"';
}

/* Where escapes go: a file, a buffer, or nowhere, to be counted. */
typedef void (*piece_fn)(void *out, struct slice piece);

static uint64_t escape(void *out, piece_fn put, struct slice text) {
    uint64_t replaced = 0;
    size_t written = 0, at = 0;
    while (at < text.size && is_plain_byte(text.at[at])) /* most are, all through */
        at++;
    while (at < text.size) {
        int32_t c;
        size_t size = xml_code_point((struct slice){text.at + at, text.size - at}, &c);
        const char *stand_in = entity(c);
        if (stand_in) {
            put(out, (struct slice){text.at + written, at - written});
            put(out, slice_of(stand_in));
            written = at + size;
        }
        replaced += c < 0;
        at += size;
    }
    put(out, (struct slice){text.at + written, at - written});
    return replaced;
}

static void to_file(void *out, struct slice piece) {
    if (out) slice_put(out, piece);
}

static void to_buffer(void *out, struct slice piece) {
    buffer_append(out, piece);
}

uint64_t xml_put(FILE *out, struct slice text) {
    return escape(out, to_file, text);
}

void xml_append(struct buffer *out, struct slice text) {
    (void) escape(out, to_buffer, text);
}

void slice_put(FILE *out, struct slice text) {
    if (text.size) fwrite(text.at, 1, text.size, out);
}

static bool holds(struct slice text, const char *part) {
    size_t size = strlen(part);
    for (size_t at = 0; at + size <= text.size; at++)
        if (memcmp(text.at + at, part, size) == 0) return true;
    return false;
}

static void add_losses(struct network_losses *losses, const struct account *account) {
    const struct account_facts *facts = account->facts;
    const struct slice texts[] = {account->name,     facts->handle, facts->display_name,
                                  account->platform, facts->status, facts->tags};
    bool infinite = false, is_cut = false;
    for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
        losses->replaced += xml_put(NULL, texts[t]);
        infinite |= holds(texts[t], "INF");
        is_cut |= texts[t].size > LONGEST_LABEL;
    }
    losses->infinite += infinite;
    losses->cut += is_cut;
    losses->cut_in_dot +=
        account->name.size > LONGEST_IN_DOT || account_called(account).size > LONGEST_IN_DOT;
}

struct network_losses network_losses(const struct findings *findings, const bool *shown) {
    const struct accounts *accounts = &findings->archive->accounts;
    struct network_losses losses = {0};
    for (uint32_t a = 0; a < accounts->count; memory_step(++a))
        if (shown ? shown[a] : findings->centrality->degree[a] > 0)
            add_losses(&losses, &accounts->items[a]);
    for (size_t l = 0; l < findings->network->count; l++) {
        struct slice name = slice_of(findings->network->layers[l].layer->name);
        losses.replaced += xml_put(NULL, name);
        losses.infinite_layers += holds(name, "INF");
    }
    return losses;
}

/* ---- ids */

enum { WHOLE_ID = 200, CUT_ID = 160 };

static inline bool is_plain_ascii(int32_t c) {
    return (c >= '-' && c <= ':') || (c >= 'a' && c <= 'z') || (c >= '@' && c <= 'Z') || c == '_' ||
           c == '+';
}

/* Letters, digits, marks and signs that mean nothing in any format; no blank, no control or
 * formatting character. */
static bool is_plain(int32_t c) {
    if (c < 0x80) return is_plain_ascii(c);
    utf8proc_category_t category = utf8proc_category(c);
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_SO;
}

/* The code point at the start of `text`, spelt at `out`. Returns the bytes written. */
static size_t spell(char *out, struct slice text, size_t *taken) {
    static const char digits[] = "0123456789ABCDEF";
    int32_t c;
    size_t written = 0;
    *taken = xml_code_point(text, &c);
    bool plain = is_plain(c);
    for (size_t i = 0; i < *taken; i++) {
        unsigned char byte = (unsigned char) text.at[i];
        if (plain) {
            out[written++] = text.at[i];
        } else {
            out[written++] = '%', out[written++] = digits[byte >> 4];
            out[written++] = digits[byte & 15];
        }
    }
    return written;
}

/* The plain bytes at the beginning: most names are that all through, and to ask for each code point
 * is dear. Returns how many. */
static size_t spell_plain(char *out, struct slice name) {
    size_t count = 0;
    for (; count < name.size && is_plain_ascii(name.at[count]); count++)
        out[count] = name.at[count];
    return count;
}

static size_t cut_id(char room[NODE_ID], size_t cut, struct slice name) {
    XXH128_hash_t hash = XXH3_128bits(name.at, name.size);
    return cut + (size_t) snprintf(room + cut, NODE_ID - cut, "~%016llx%016llx",
                                   (unsigned long long) hash.high64,
                                   (unsigned long long) hash.low64);
}

struct slice node_id(char room[NODE_ID], struct slice name) {
    struct slice beginning = {name.at, name.size < CUT_ID ? name.size : CUT_ID - 1};
    size_t plain = spell_plain(room + 1, beginning);
    size_t size = plain + 1, cut = size, taken;
    struct slice rest = {name.at + plain, name.size - plain};
    room[0] = 'u';
    for (; rest.size && size <= WHOLE_ID; rest.at += taken, rest.size -= taken) {
        size += spell(room + size, rest, &taken);
        if (size <= CUT_ID) cut = size;
    }
    if (rest.size || size > WHOLE_ID) size = cut_id(room, cut, name);
    room[size] = '\0';
    return (struct slice){room, size};
}

struct slice account_id(char room[NODE_ID], const struct view *view, uint32_t rank) {
    return node_id(room, view->findings->archive->accounts.items[rank].name);
}

/* ---- labels */

/* Blanks, controls and formatting characters leave no ink, nor do letters that are fillers. */
static bool has_ink(int32_t c) {
    static const int32_t fillers[] = {0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0};
    for (size_t f = 0; f < sizeof fillers / sizeof *fillers; f++)
        if (c == fillers[f]) return false;
    utf8proc_category_t category = c < 0 ? UTF8PROC_CATEGORY_SO : utf8proc_category(c);
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_SO;
}

static bool can_be_seen(struct slice text) {
    for (size_t at = 0; at < text.size;) {
        int32_t c;
        at += xml_code_point((struct slice){text.at + at, text.size - at}, &c);
        if (has_ink(c)) return true;
    }
    return false;
}

struct slice account_called(const struct account *account) {
    return can_be_seen(account->facts->handle) ? account->facts->handle : account->name;
}

struct slice text_cut(struct slice text) {
    if (text.size <= LONGEST_LABEL) return text;
    size_t size = LONGEST_LABEL;
    while (size > LONGEST_LABEL - 4 && ((unsigned char) text.at[size] & 0xC0) == 0x80)
        size--;
    return (struct slice){text.at, size};
}

struct slice account_label(const struct account *account) {
    return text_cut(account_called(account));
}

struct slice layer_kind(char room[LAYER_KIND], const struct view *view, size_t layer) {
    const struct layer *named = view->findings->network->layers[layer].layer;
    char window[TIME_TEXT] = "";
    struct slice name = slice_of(named->name);
    bool several = settings_has_windows(view->findings->settings);
    if (!several && name.size < LAYER_KIND) return name;
    if (several) duration_format(window, named->window);
    snprintf(room, LAYER_KIND, "%s%s%s", named->name, several ? " " : "", window);
    return slice_of(room);
}
