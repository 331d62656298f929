/* Texts, hashtags and handles. URLs are in canonical_url.c.
 *
 * A text is cut into runs that no ASCII separator interrupts. A word of ASCII and common Latin,
 * Cyrillic or Arabic letters, as nearly all are, only needs its small letters. Any other is
 * decomposed (NFKD) and folded: look-alikes into one script, case, order of marks, composition;
 * together NFKC of the case fold. */
#include "engine/canonical.h"

#include "engine/entities.h"
#include "engine/points.h"

#include <stdlib.h>
#include <utf8proc.h>

enum {
    MARK_LIMIT = 30,
    EXPANSION = 32, /* above the longest decomposition of one code point, 18 */
    DOT_ABOVE = 0x0307,
    SMALL_BIT = 'a' ^ 'A' /* of ASCII letters; digits have it too */
};

struct points {
    int32_t *items;
    size_t count, room;
    bool failed;
};

static void points_add(struct points *points, const int32_t *more, size_t count) {
    int32_t *items =
        grow(points->items, &points->room, points->count + count, sizeof *points->items);
    if (!items) {
        points->failed = true;
        return;
    }
    points->items = items;
    memcpy(items + points->count, more, count * sizeof *more);
    points->count += count;
}

/* A text on its way to its normal form, which grows at the end of `out`. */
struct folding {
    struct buffer *out;
    size_t start; /* of the form in `out` */
    size_t tokens;
    struct points word; /* the code points of one */
};

/* ---- letters that look alike */

enum script { LATIN, CYRILLIC, GREEK, SCRIPT_COUNT, OTHER_SCRIPT = SCRIPT_COUNT };

/* Rows of Unicode TR39 confusables whose letters look alike in common typefaces; 0 where a script
 * has no such letter. Order and columns keep one property: where a small letter has a twin in
 * another script its capital has one too, so that folding case never opens a new way to fold. */
static const int32_t twins[][SCRIPT_COUNT] = {
    {'A', 0x0410, 0x0391}, {'a', 0x0430, 0x03B1}, {'B', 0x0412, 0x0392}, {'C', 0x0421, 0},
    {'c', 0x0441, 0},      {'E', 0x0415, 0x0395}, {'e', 0x0435, 0},      {'H', 0x041D, 0x0397},
    {'I', 0x0406, 0x0399}, {'i', 0x0456, 0x03B9}, {'J', 0x0408, 0},      {'j', 0x0458, 0},
    {'K', 0x041A, 0x039A}, {'M', 0x041C, 0x039C}, {'N', 0, 0x039D},      {'O', 0x041E, 0x039F},
    {'o', 0x043E, 0x03BF}, {'P', 0x0420, 0x03A1}, {'p', 0x0440, 0x03C1}, {'S', 0x0405, 0},
    {'s', 0x0455, 0},      {'T', 0x0422, 0x03A4}, {'X', 0x0425, 0x03A7}, {'x', 0x0445, 0},
    {'Y', 0x0423, 0x03A5}, {'y', 0x0443, 0},      {'Z', 0, 0x0396},      {0x018F, 0x04D8, 0},
    {0x0259, 0x04D9, 0},   {0xFFFF, 0, 0}};

/* Letters rare enough in their own script that only the way into Latin makes sense. */
static const int32_t disguises[][2] = {{0x04BA, 'h'}, {0x04BB, 'h'}, {0x0500, 'd'}, {0x0501, 'd'},
                                       {0x051A, 'q'}, {0x051B, 'q'}, {0x051C, 'w'}, {0x051D, 'w'},
                                       {0x0474, 'v'}, {0x0475, 'v'}, {0x03BD, 'v'}, {0x03C5, 'u'}};

static enum script script_of(int32_t p) {
    if ((p >= 'A' && p <= 'Z') || (p >= 'a' && p <= 'z')) return LATIN;
    if ((p >= 0x00C0 && p <= 0x02AF) || (p >= 0x1D00 && p <= 0x1D25)) return LATIN;
    if ((p >= 0x1E00 && p <= 0x1EFF) || (p >= 0x2C60 && p <= 0x2C7F)) return LATIN;
    if ((p >= 0xA720 && p <= 0xA7FF) || (p >= 0xAB30 && p <= 0xAB64)) return LATIN;
    if ((p >= 0x0370 && p <= 0x03FF) || (p >= 0x1F00 && p <= 0x1FFF)) return GREEK;
    if ((p >= 0x0400 && p <= 0x052F) || (p >= 0xA640 && p <= 0xA69D)) return CYRILLIC;
    return OTHER_SCRIPT;
}

/* The letter of script `to` that `p` of script `from` looks like; `p` itself where it is of that
 * script or of none; 0 where there is none. */
static int32_t twin(int32_t p, enum script from, enum script to) {
    if (from == to || from == OTHER_SCRIPT) return p;
    for (size_t i = 0; i < sizeof twins / sizeof *twins; i++)
        if (twins[i][from] == p && twins[i][to]) return twins[i][to];
    for (size_t i = 0; to == LATIN && i < sizeof disguises / sizeof *disguises; i++)
        if (disguises[i][0] == p) return disguises[i][1];
    return 0;
}

static bool folds_into(const struct points *word, enum script to) {
    for (size_t i = 0; i < word->count; i++)
        if (!twin(word->items[i], script_of(word->items[i]), to)) return false;
    return true;
}

/* A word that mixes Latin, Cyrillic and Greek becomes all of one of these scripts when the letters
 * of the others all have a twin in it; of several such scripts the one with most letters in the
 * word, then in the order of the enum. Words of one script are left alone: Cyrillic "сор" is no
 * Latin "cop". So are words that need two scripts: "iphoneом". */
static void unify_script(struct points *word) {
    size_t letters[SCRIPT_COUNT + 1] = {0};
    for (size_t i = 0; i < word->count; i++)
        letters[script_of(word->items[i])]++;
    if (!!letters[LATIN] + !!letters[CYRILLIC] + !!letters[GREEK] < 2) return;
    enum script best = OTHER_SCRIPT;
    for (enum script s = LATIN; s < SCRIPT_COUNT; s++)
        if (letters[s] && (best == OTHER_SCRIPT || letters[s] > letters[best]) &&
            folds_into(word, s))
            best = s;
    for (size_t i = 0; best != OTHER_SCRIPT && i < word->count; i++)
        word->items[i] = twin(word->items[i], script_of(word->items[i]), best);
}

/* ---- one word */

static int mark_class(int32_t p) {
    return p < 0x0300 ? 0 : utf8proc_get_property(p)->combining_class;
}

/* Canonical order: marks behind a letter sort stably by class. */
static void order_marks(struct points *word) {
    for (size_t i = 1; i < word->count; i++) {
        int32_t p = word->items[i];
        int class = mark_class(p);
        size_t j = i;
        for (; class > 0 && j > 0 && mark_class(word->items[j - 1]) > class; j--)
            word->items[j] = word->items[j - 1];
        word->items[j] = p;
    }
}

/* Case folding writes İ as i and a dot above; that i has a dot already. */
static void drop_dots_of_i(struct points *word) {
    int32_t base = 0;
    size_t kept = 0;
    for (size_t i = 0; i < word->count; i++) {
        int32_t p = word->items[i];
        if (mark_class(p) == 0) base = p;
        if (p != DOT_ABOVE || base != 'i') word->items[kept++] = p;
    }
    word->count = kept;
}

/* How many code points `p` decomposes to (NFKD, and what `more` asks for). */
static size_t decompose(int32_t p, int more, int32_t parts[EXPANSION]) {
    int boundary = 0;
    utf8proc_ssize_t count = utf8proc_decompose_char(
        p, parts, EXPANSION, (utf8proc_option_t) (UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | more),
        &boundary);
    return count > 0 ? (size_t) count : 0;
}

/* Capitals whose looks may say more than their small letters' do: "М" is a twin of "M", "м" of
 * nothing. They keep their case until the word's script is settled; all have simple small letters
 * and no decomposition matters to them. */
static bool keeps_case(int32_t p) {
    return (p >= 'A' && p <= 'Z') || (p >= 0x0391 && p <= 0x03A9) || (p >= 0x0402 && p <= 0x042F) ||
           p == 0x018F || p == 0x04D8;
}

/* Whether the word ends in so many marks that no more are taken: Unicode's stream-safe format
 * (UAX #15) stops at 30, which no language reaches, and sorting them stays cheap. */
static bool is_full_of_marks(const struct points *word) {
    size_t marks = 0;
    while (marks < MARK_LIMIT && marks < word->count &&
           mark_class(word->items[word->count - 1 - marks]) > 0)
        marks++;
    return marks == MARK_LIMIT;
}

/* Adds a decomposed code point, its case folded but for capitals that may have twins. */
static void add_folded(struct points *word, int32_t p) {
    int32_t parts[EXPANSION] = {p};
    if (mark_class(p) > 0 && is_full_of_marks(word)) return;
    bool as_it_is = keeps_case(p) || utf8proc_get_property(p)->casefold_seqindex == UINT16_MAX;
    points_add(word, parts, as_it_is ? 1 : decompose(p, UTF8PROC_CASEFOLD, parts));
}

/* What is left of NFKC and case folding for a word made by add_folded. */
static void finish_word(struct points *word) {
    for (size_t i = 0; i < word->count; i++)
        if (keeps_case(word->items[i])) word->items[i] = utf8proc_tolower(word->items[i]);
    order_marks(word);
    drop_dots_of_i(word);
    if (word->count)
        word->count = (size_t) utf8proc_normalize_utf32(word->items, (utf8proc_ssize_t) word->count,
                                                        UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

/* Scripts written without blanks between words: Han, Kana, Thai, Lao, Khmer, Myanmar. */
static bool is_unspaced(int32_t p) {
    return (p >= 0x0E00 && p <= 0x0EFF) || (p >= 0x1000 && p <= 0x109F) ||
           (p >= 0x1780 && p <= 0x17FF) || (p >= 0x3005 && p <= 0x3007) ||
           (p >= 0x3040 && p <= 0x30FF) || (p >= 0x31F0 && p <= 0x31FF) ||
           (p >= 0x3400 && p <= 0x4DBF) || (p >= 0x4E00 && p <= 0x9FFF) ||
           (p >= 0xA9E0 && p <= 0xA9FF) || (p >= 0xAA60 && p <= 0xAA7F) ||
           (p >= 0xF900 && p <= 0xFAFF) || (p >= 0x20000 && p <= 0x3FFFF);
}

static size_t count_tokens(const struct points *word) {
    size_t tokens = 0;
    bool inside = false;
    for (size_t i = 0; i < word->count; i++) {
        enum point_role role = word->items[i] < 0x80 ? POINT_LETTER : point_role(word->items[i]);
        if (role == POINT_MARK) continue;
        bool single = role == POINT_LETTER && is_unspaced(word->items[i]);
        tokens += single || !inside;
        inside = !single;
    }
    return tokens;
}

static void append_points(struct buffer *out, const struct points *points) {
    for (size_t i = 0; i < points->count; i++)
        if (points->items[i] < 0x80)
            buffer_byte(out, (char) points->items[i]);
        else
            point_append(out, points->items[i]);
}

static void append_blank(struct folding *folding) {
    if (folding->out->size > folding->start) buffer_byte(folding->out, ' ');
}

static void end_word(struct folding *folding) {
    if (!folding->word.count) return;
    unify_script(&folding->word);
    finish_word(&folding->word);
    append_blank(folding);
    append_points(folding->out, &folding->word);
    folding->tokens += count_tokens(&folding->word);
    folding->word.count = 0;
}

/* ---- a run of the text */

/* Symbols that decompose into letters and are emoji or trade marks all the same. */
static bool is_pictograph(int32_t p) {
    return p == 0x2120 || p == 0x2122 || p == 0x2139 || p == 0x3297 || p == 0x3299 ||
           (p >= 0x1F200 && p <= 0x1F2FF);
}

static void add_part(struct folding *folding, int32_t p) {
    switch (point_role(p)) {
    case POINT_LETTER:
    case POINT_NUMBER:
        add_folded(&folding->word, p);
        break;
    case POINT_MARK:
        if (folding->word.count) add_folded(&folding->word, p);
        break;
    case POINT_NOTHING:
        break;
    case POINT_JOINER:
    case POINT_SEPARATOR:
        end_word(folding);
    }
}

/* ---- words of common letters */

/* Letters of Arabic, Persian and Urdu but for those that stand for two. */
static bool is_arabic(int32_t p) {
    return (p >= 0x0621 && p < 0x063B) || (p >= 0x0641 && p < 0x064B) ||
           (p >= 0x0679 && p < 0x06D4);
}

/* The small letter of a common Latin, Cyrillic or Arabic one beyond ASCII, which no rule but case
 * touches unless marks follow or scripts mix; 0 for any other code point. */
static int32_t small_letter(int32_t p) {
    if (p < 0x00C0 || p == 0x00D7 || p == 0x00DF || p == 0x00F7) return 0;
    if (p < 0x0100) return p < 0x00E0 ? p + 0x20 : p;
    if (p == 0x0130) return 'i';
    if (p == 0x0131 || p == 0x0259) return p;
    if (p == 0x018F) return 0x0259;
    if (p == 0x0132 || p == 0x0133 || p == 0x0138 || p == 0x013F || p == 0x0140) return 0;
    if (p < 0x0138 || (p >= 0x014A && p < 0x0178)) return p | 1;
    if ((p >= 0x0139 && p < 0x0149) || (p >= 0x0179 && p < 0x017F)) return p + (p & 1);
    if (p >= 0x0400 && p < 0x0410) return p + 0x50;
    if (p >= 0x0410 && p < 0x0430) return p + 0x20;
    return (p >= 0x0430 && p < 0x0460) || is_arabic(p) ? p : 0;
}

/* The code point of a character of two bytes at `at`, or 0. */
static int32_t two_byte_point(struct slice text, size_t at) {
    if (text.size - at < 2) return 0;
    unsigned char first = (unsigned char) text.at[at], second = (unsigned char) text.at[at + 1];
    bool valid = first >= 0xC2 && first < 0xE0 && (second & 0xC0) == 0x80;
    return valid ? (first & 0x1F) << 6 | (second & 0x3F) : 0;
}

static bool is_apostrophe(struct slice text, size_t at) {
    return text.size - at >= 3 && memcmp(text.at + at, "’", 3) == 0;
}

/* Separators that often touch a word: dashes, quotation marks, the ellipsis, most emoji. */
static bool breaks_word(int32_t p) {
    return p == 0x00AB || p == 0x00BB || (p >= 0x2010 && p <= 0x2015) ||
           (p >= 0x201C && p <= 0x201F) || p == 0x2026 || (p >= 0x1F300 && p <= 0x1F64F);
}

/* The end of a word at `at` that is all ASCII and common letters of one script, with apostrophes;
 * `at` where it is another word or none. */
static size_t common_end(struct slice run, size_t at) {
    bool latin = false, cyrillic = false, holds_part = false;
    size_t end = at;
    while (end < run.size) {
        int32_t p = run.at[end];
        if ((unsigned char) run.at[end] < 0x80) {
            holds_part |= p != '\'';
            latin |= p > '9';
            end++;
        } else if (is_apostrophe(run, end)) {
            end += 3;
        } else if (small_letter(p = two_byte_point(run, end))) {
            holds_part = true;
            latin |= p < 0x0400;
            cyrillic |= p >= 0x0400 && p < 0x0600;
            end += 2;
        } else {
            size_t next = end;
            if (!breaks_word(point_next(run, &next))) return at;
            break;
        }
    }
    return holds_part && !(latin && cyrillic) ? end : at;
}

/* Writes the small letters of such a word to `to`, which may be where it stands: they are never
 * longer. The end of what was written. */
static char *write_small(char *to, struct slice word) {
    for (size_t at = 0; at < word.size;) {
        char c = word.at[at];
        if ((unsigned char) c < 0x80) {
            at++;
            *to = ascii_lower(c);
            to += c != '\'';
        } else if (is_apostrophe(word, at)) {
            at += 3;
        } else {
            int32_t small = small_letter(two_byte_point(word, at));
            at += 2;
            if (small >= 0x80) *to++ = (char) (0xC0 | small >> 6);
            *to++ = (char) (small < 0x80 ? small : 0x80 | (small & 0x3F));
        }
    }
    return to;
}

static bool add_common(struct folding *folding, struct slice run, size_t *at) {
    struct buffer *out = folding->out;
    struct slice word = {run.at + *at, common_end(run, *at) - *at};
    if (!word.size) return false;
    *at += word.size;
    append_blank(folding);
    size_t from = out->size;
    buffer_append(out, word);
    if (!out->failed) out->size = (size_t) (write_small(out->bytes + from, word) - out->bytes);
    folding->tokens++;
    return true;
}

/* ---- any word */

static void add_run(struct folding *folding, struct slice run) {
    for (size_t at = 0; at < run.size;) {
        if (!folding->word.count && add_common(folding, run, &at)) continue;
        int32_t point = point_next(run, &at), parts[EXPANSION];
        size_t count = is_pictograph(point) ? 0 : decompose(point, 0, parts);
        if (!count) end_word(folding);
        for (size_t i = 0; i < count; i++)
            add_part(folding, parts[i]);
    }
    end_word(folding);
}

/* ---- texts */

/* The end of the run at `at`: letters, digits, whatever is not ASCII, and apostrophes inside. */
static size_t run_end(struct slice text, size_t at) {
    size_t end = at;
    while (end < text.size &&
           (is_ascii_word(text.at[end]) || (unsigned char) text.at[end] >= 0x80 ||
            (text.at[end] == '\'' && end > at)))
        end++;
    return end;
}

/* Addresses that are written without a scheme. */
static const char *const bare_addresses[] = {
    "www.", "t.co/", "t.me/", "bit.ly/", "youtu.be/", "pic.twitter.com/", "pic.x.com/"};

static size_t bare_address_end(struct slice text, size_t at) {
    for (size_t i = 0; i < sizeof bare_addresses / sizeof *bare_addresses; i++) {
        size_t size = strlen(bare_addresses[i]), same = 0;
        while (same < size && at + same < text.size &&
               ascii_lower(text.at[at + same]) == bare_addresses[i][same])
            same++;
        if (same < size) continue;
        while (at < text.size && !is_ascii_blank(text.at[at]) && (unsigned char) text.at[at] < 0x80)
            at++;
        return at;
    }
    return at;
}

/* Where an address begins in the run [at, end), and where it ends; `end` for both where none is.
 * A scheme is one wherever it stands, as in "texthttps://example.com". */
static size_t find_address(struct slice text, size_t at, size_t end, size_t *address_end) {
    static const size_t scheme_sizes[] = {5, 4}; /* https, http */
    if (end < text.size && text.at[end] == ':')
        for (size_t i = 0; i < 2; i++) {
            size_t from = end - at < scheme_sizes[i] ? end : end - scheme_sizes[i];
            if ((*address_end = url_end(text, from)) > end) return from;
        }
    if (end < text.size && text.at[end] == '.' && (*address_end = bare_address_end(text, at)) > at)
        return at;
    return *address_end = end;
}

/* The end of what separates words at `at`: a mention, an escape that some platforms leave in texts,
 * or one character. */
static size_t removed_end(struct slice text, size_t at) {
    static const char *const escapes[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;", "&nbsp;"};
    size_t name, end = at;
    if (text.at[at] == '@') end = mention_end(text, at, &name);
    for (size_t i = 0; text.at[at] == '&' && i < sizeof escapes / sizeof *escapes; i++) {
        size_t size = strlen(escapes[i]);
        if (text.size - at >= size && memcmp(text.at + at, escapes[i], size) == 0) end = at + size;
    }
    return end > at ? end : at + 1;
}

/* Whether the word [at, end) goes on, or may be part of an address. */
static bool goes_on(struct slice text, size_t at, size_t end) {
    char next = end < text.size ? text.at[end] : ' ';
    if (next == '.') return strchr("btwyp", ascii_lower(text.at[at])); /* bare_addresses */
    if (next == ':') return strchr("sp", ascii_lower(text.at[end - 1]));
    return (unsigned char) next >= 0x80 || next == '\'';
}

/* Eight bytes side by side. */
static const uint64_t each = UINT64_MAX / UINT8_MAX, upper_bits = 0x80 * (UINT64_MAX / UINT8_MAX);

/* The upper bit of each byte that lies from `first` to `last`; all are below 0x80. */
static uint64_t within(uint64_t bytes, uint64_t first, uint64_t last) {
    return (bytes + (0x80 - first) * each) & ~(bytes + (0x7F - last) * each) & upper_bits;
}

/* How many ASCII letters and digits eight bytes begin with. */
static size_t count_plain(uint64_t bytes) {
    uint64_t lower = bytes & ~upper_bits, letters = within(lower | SMALL_BIT * each, 'a', 'z');
    uint64_t others = (~(letters | within(lower, '0', '9')) | bytes) & upper_bits;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return others ? (size_t) __builtin_ctzll(others) / 8 : sizeof bytes;
#else
    return others ? (size_t) __builtin_clzll(others) / 8 : sizeof bytes;
#endif
}

/* Writes the small letters of the ASCII letters and digits at `at` to `to`. Their end. */
static size_t copy_small(char *to, struct slice text, size_t at) {
    uint64_t bytes;
    size_t count = sizeof bytes, end = at;
    for (; count == sizeof bytes && text.size - end >= sizeof bytes; end += count, to += count) {
        memcpy(&bytes, text.at + end, sizeof bytes);
        count = count_plain(bytes);
        bytes |= SMALL_BIT * each;
        memcpy(to, &bytes, sizeof bytes);
    }
    while (count == sizeof bytes && end < text.size && is_ascii_word(text.at[end]))
        *to++ = (char) (text.at[end++] | SMALL_BIT);
    return end;
}

/* Adds the word at `at` if it is of ASCII letters and digits alone, as most are, and no more than a
 * word. Its end, or `at`. */
static size_t add_plain(struct folding *folding, struct slice text, size_t at) {
    char *to = buffer_room(folding->out, text.size - at + 1);
    if (!to) return at;
    bool is_first = folding->out->size == folding->start;
    if (!is_first) *to++ = ' ';
    size_t end = copy_small(to, text, at);
    if (end == at || goes_on(text, at, end)) return at;
    folding->out->size += !is_first + end - at;
    folding->tokens++;
    return end;
}

static void fold_text(struct folding *folding, struct slice text) {
    for (size_t at = 0; at < text.size;) {
        size_t plain_end = add_plain(folding, text, at);
        if (plain_end > at) {
            at = plain_end;
            continue;
        }
        size_t end = run_end(text, at), address_end;
        if (end == at) {
            at = removed_end(text, at);
            continue;
        }
        size_t address = find_address(text, at, end, &address_end);
        add_run(folding, (struct slice){text.at + at, address - at});
        at = address_end;
    }
}

static bool release(struct folding *folding) {
    folding->out->failed |= folding->word.failed;
    free(folding->word.items);
    return !folding->out->failed;
}

bool canonical_text(struct buffer *out, struct slice text, unsigned min_tokens) {
    struct folding folding = {.out = out, .start = out->size};
    fold_text(&folding, text);
    bool rich = release(&folding) && folding.tokens > 0 && folding.tokens >= min_tokens;
    if (!rich) out->size = folding.start;
    return rich;
}

/* ---- hashtags and handles */

/* NFKC and case-folded, without `marker` and blanks in front, blanks behind and zero-width
 * characters; all else stays. */
static bool fold_name(struct buffer *out, struct slice name, int32_t marker) {
    struct folding folding = {.out = out, .start = out->size};
    struct points *word = &folding.word;
    for (size_t at = 0; at < name.size;) {
        int32_t parts[EXPANSION];
        size_t count = decompose(point_next(name, &at), 0, parts);
        for (size_t i = 0; i < count; i++) {
            bool in_front = !word->count && (parts[i] == marker || parts[i] <= ' ');
            if (!in_front && !utf8proc_get_property(parts[i])->ignorable)
                add_folded(word, parts[i]);
        }
    }
    while (word->count && word->items[word->count - 1] <= ' ')
        word->count--;
    finish_word(word);
    append_points(out, word);
    if (!release(&folding)) out->size = folding.start;
    return out->size > folding.start;
}

bool canonical_hashtag(struct buffer *out, struct slice tag) {
    return fold_name(out, tag, '#');
}

bool canonical_handle(struct buffer *out, struct slice handle) {
    return fold_name(out, handle, '@');
}
