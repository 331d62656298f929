#include "export/markdown.h"

#include "export/visible.h"

#include <inttypes.h>

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

void markdown_text(FILE *out, struct slice text, size_t limit) {
    visible_text(out, text, limit, write_ascii);
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
