#include "export/markdown.h"

#include <inttypes.h>
#include <utf8proc.h>

/* One character of the text, -1 for invalid UTF-8; returns the bytes that it takes. */
static size_t next_character(struct slice text, size_t at, int32_t *character) {
    utf8proc_ssize_t size = utf8proc_iterate((const utf8proc_uint8_t *) text.at + at,
                                             (utf8proc_ssize_t) (text.size - at), character);
    return size > 0 ? (size_t) size : 1;
}

static bool ends_line(int32_t c) {
    return (c >= '\n' && c <= '\r') || c == 0x85 || c == 0x2028 || c == 0x2029;
}

static bool is_blank(int32_t c) {
    return c == ' ' || c == '\t' || ends_line(c);
}

/* Characters that show nothing, or change how their neighbours show. The joiners U+200C and U+200D
 * stay: Persian and emoji need them. */
static bool is_hidden(int32_t c) {
    return (c >= 0 && c < 0x20) || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x61C ||
           c == 0x180E || c == 0x200B || c == 0x200E || c == 0x200F ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
           (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE0FFF);
}

static bool starts_with(struct slice text, size_t at, const char *what) {
    size_t size = strlen(what);
    return text.size - at >= size && memcmp(text.at + at, what, size) == 0;
}

static bool is_w(char c) {
    return c == 'w' || c == 'W';
}

/* Whether a backslash must stand before the character at `at`, which is ASCII and no control. */
static bool is_markup(struct slice text, size_t at, bool leads) {
    char c = text.at[at];
    if (strchr("\\`*_[]|~$", c)) return true;
    if (c == ':') return starts_with(text, at, "://");
    if (c == '.' && at >= 3 && is_w(text.at[at - 1]) && is_w(text.at[at - 2]) &&
        is_w(text.at[at - 3]))
        return true;
    if (c == '.' || c == ')') return leads && (at + 1 == text.size || text.at[at + 1] == ' ');
    return leads && strchr("#+-=!", c);
}

static void write_ascii(FILE *out, struct slice text, size_t at, bool leads) {
    char c = text.at[at];
    if (c == '<')
        fputs("&lt;", out);
    else if (c == '>')
        fputs("&gt;", out);
    else if (c == '&')
        fputs("&amp;", out);
    else
        fprintf(out, is_markup(text, at, leads) ? "\\%c" : "%c", c);
}

/* `leads`: nothing but digits stands before it, so that it could begin a heading or a list. */
static void write_character(FILE *out, struct slice text, size_t at, int32_t c, bool leads) {
    char bytes[4];
    if (c < 0)
        fputs("\xEF\xBF\xBD", out);
    else if (is_hidden(c))
        fprintf(out, "‹U+%04" PRIX32 "›", (uint32_t) c);
    else if (c < 0x80)
        write_ascii(out, text, at, leads);
    else
        fwrite(bytes, 1, (size_t) utf8proc_encode_char(c, (utf8proc_uint8_t *) bytes), out);
}

/* Passes the blanks at `at`; whether a line ended among them. */
static bool pass_blanks(struct slice text, size_t *at) {
    bool ended = false;
    for (int32_t c; *at < text.size;) {
        size_t size = next_character(text, *at, &c);
        if (!is_blank(c)) break;
        ended |= ends_line(c);
        *at += size;
    }
    return ended;
}

void markdown_text(FILE *out, struct slice text, size_t limit) {
    size_t at = 0;
    bool leads = true;
    pass_blanks(text, &at);
    for (size_t written = 0; at < text.size; written++) {
        if (written == limit) {
            fputs("…", out);
            return;
        }
        int32_t c;
        size_t size = next_character(text, at, &c);
        if (is_blank(c)) {
            bool ended = pass_blanks(text, &at);
            if (at < text.size) fputs(ended ? " ⏎ " : " ", out);
            leads = false;
            continue;
        }
        write_character(out, text, at, c, leads);
        leads = leads && c >= '0' && c <= '9';
        at += size;
    }
}

char *count_format(char out[PHRASE_TEXT], uint64_t count) {
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%" PRIu64, count), at = 0;
    for (int i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0) out[at++] = ',';
        out[at++] = digits[i];
    }
    out[at] = '\0';
    return out;
}

char *things_format(char out[PHRASE_TEXT], uint64_t count, const char *thing) {
    count_format(out, count);
    size_t size = strlen(out);
    snprintf(out + size, PHRASE_TEXT - size, " %s%s", thing, count == 1 ? "" : "s");
    return out;
}

char *percent_format(char out[PHRASE_TEXT], uint64_t part, uint64_t whole) {
    double percent = whole ? 100 * (double) part / (double) whole : 0;
    if (!whole)
        snprintf(out, PHRASE_TEXT, "–");
    else if (part && percent < 0.05)
        snprintf(out, PHRASE_TEXT, "under 0.1 %%");
    else if (part < whole && percent >= 99.95)
        snprintf(out, PHRASE_TEXT, "over 99.9 %%");
    else
        snprintf(out, PHRASE_TEXT, "%.1f %%", percent);
    return out;
}

char *moment_format(char out[PHRASE_TEXT], int64_t microseconds) {
    char text[TIME_TEXT];
    time_format(text, microseconds);
    char *t = strchr(text, 'T'), *zone = strchr(text, 'Z');
    if (t) *t = ' ';
    if (zone) *zone = '\0';
    snprintf(out, PHRASE_TEXT, "%s UTC", text);
    return out;
}

char *span_format(char out[PHRASE_TEXT], int64_t microseconds) {
    static const struct {
        const char *unit, *word;
    } units[] = {{"us", "microsecond"}, {"ms", "millisecond"}, {"s", "second"}, {"m", "minute"},
                 {"h", "hour"},         {"d", "day"},          {"w", "week"}};
    char text[TIME_TEXT];
    duration_format(text, microseconds);
    size_t digits = strspn(text, "0123456789.");
    const char *word = text + digits;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(text + digits, units[i].unit) == 0) word = units[i].word;
    bool one = digits == 1 && text[0] == '1';
    snprintf(out, PHRASE_TEXT, "%.*s %s%s", (int) digits, text, word, one ? "" : "s");
    return out;
}
