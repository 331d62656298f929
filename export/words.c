#include "export/words.h"

#include "engine/csv_cells.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>

static const char *const words[][LANGUAGE_COUNT] = {
#define X(name, english, french) {english, french},
    FIGURE_WORDS(X)
#undef X
};

const char *word(enum language language, enum word word) {
    return words[word][language];
}

static size_t append(char *out, size_t room, size_t size, const char *text, size_t length) {
    if (length > room - size - 1) length = room - size - 1;
    memcpy(out + size, text, length);
    return size + length;
}

/* French has a no-break space before these. */
static bool is_tied(enum language language, const char *at) {
    return language == LANGUAGE_FRENCH && *at == ' ' && at[1] && strchr(":;!?", at[1]);
}

/* Not printf: phrases come from a table, and only texts go in. */
static void fill(char out[PHRASE], enum language language, const char *form, va_list texts) {
    size_t size = 0;
    for (const char *at = form; *at && *at != '|'; at++) {
        bool mark = *at == '%';
        if (mark) at++;
        const char *text = mark && *at == 's'      ? va_arg(texts, const char *)
                           : is_tied(language, at) ? "\u00a0"
                                                   : at;
        size = append(out, PHRASE, size, text, text == at ? 1 : strlen(text));
    }
    out[size] = '\0';
}

char *phrase(char out[PHRASE], enum language language, enum word word, ...) {
    va_list texts;
    va_start(texts, word);
    fill(out, language, words[word][language], texts);
    va_end(texts);
    return out;
}

static void fill_form(char out[PHRASE], enum language language, const char *form, ...) {
    va_list texts;
    va_start(texts, form);
    fill(out, language, form, texts);
    va_end(texts);
}

/* To French, none is singular. */
char *counted(char out[PHRASE], enum language language, enum word word, uint64_t count) {
    char number[NUMBER_ROOM];
    bool one = language == LANGUAGE_FRENCH ? count < 2 : count == 1;
    const char *form = words[word][language], *plural = strchr(form, '|');
    count_words(number, language, count);
    fill_form(out, language, one || !plural ? form : plural + 1, number);
    return out;
}

/* A narrow no-break space groups French digits. */
char *count_words(char out[NUMBER_ROOM], enum language language, uint64_t count) {
    const char *mark = language == LANGUAGE_FRENCH ? "\xE2\x80\xAF" : ",";
    char digits[24];
    size_t length = (size_t) snprintf(digits, sizeof digits, "%" PRIu64, count), size = 0;
    for (size_t i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0) size = append(out, NUMBER_ROOM, size, mark, strlen(mark));
        out[size++] = digits[i];
    }
    out[size] = '\0';
    return out;
}

char *number_words(char out[NUMBER_ROOM], enum language language, double number) {
    char plain[NUMBER_TEXT];
    snprintf(out, NUMBER_ROOM, "%s", number_format(plain, number));
    char *point = strchr(out, '.');
    if (point && language == LANGUAGE_FRENCH) *point = ',';
    return out;
}

char *number_or_count(char out[NUMBER_ROOM], enum language language, double number) {
    if (number < 1e15 && number == floor(number))
        return count_words(out, language, (uint64_t) number);
    return number_words(out, language, number);
}

/* A day or more is a matter of days; a no-break space joins number and unit. */
char *duration_words(char out[NUMBER_ROOM], enum language language, int64_t microseconds) {
    static const struct {
        int64_t seconds;
        const char *units[LANGUAGE_COUNT];
    } units[] = {{86400, {"d", "j"}}, {3600, {"h", "h"}}, {60, {"min", "min"}}, {1, {"s", "s"}}};
    for (size_t u = 0; u < sizeof units / sizeof *units; u++) {
        int64_t unit = units[u].seconds * MICROSECONDS;
        bool two = microseconds >= 2 * unit || (microseconds == unit && unit > MICROSECONDS * 60);
        if (microseconds % unit || !two) continue;
        snprintf(out, NUMBER_ROOM, "%" PRId64 "\xC2\xA0%s", microseconds / unit,
                 units[u].units[language]);
        return out;
    }
    char number[NUMBER_ROOM];
    snprintf(out, NUMBER_ROOM, "%.40s\xC2\xA0s",
             number_words(number, language, (double) microseconds / MICROSECONDS));
    return out;
}

char *lag_words(char out[NUMBER_ROOM], enum language language, int64_t microseconds) {
    const char *day = language == LANGUAGE_FRENCH ? "j" : "d";
    int64_t seconds = (microseconds + MICROSECONDS / 2) / MICROSECONDS;
    if (microseconds < 10 * MICROSECONDS) {
        char number[NUMBER_ROOM];
        double tenths = round((double) microseconds / (MICROSECONDS / 10)) / 10;
        snprintf(out, NUMBER_ROOM, "%.40s\xC2\xA0s", number_words(number, language, tenths));
    } else if (seconds < 60) {
        snprintf(out, NUMBER_ROOM, "%" PRId64 "\xC2\xA0s", seconds);
    } else if (seconds < 3600) {
        snprintf(out, NUMBER_ROOM, "%" PRId64 "\xC2\xA0min %02" PRId64, seconds / 60, seconds % 60);
    } else if (seconds < 86400) {
        snprintf(out, NUMBER_ROOM, "%" PRId64 "\xC2\xA0h %02" PRId64, seconds / 3600,
                 seconds / 60 % 60);
    } else {
        snprintf(out, NUMBER_ROOM, "%" PRId64 "\xC2\xA0%s %02" PRId64 "\xC2\xA0h", seconds / 86400,
                 day, seconds / 3600 % 24);
    }
    return out;
}

char *date_words(char out[NUMBER_ROOM], enum language language, int64_t local) {
    struct civil_time civil = time_civil(local);
    snprintf(out, NUMBER_ROOM, "%d\xC2\xA0%s\xC2\xA0%d", civil.day,
             word(language, (enum word)(WORD_JANUARY + civil.month - 1)), civil.year);
    return out;
}

char *moment_words(char out[NUMBER_ROOM], enum language language, int64_t local) {
    char date[NUMBER_ROOM];
    struct civil_time civil = time_civil(local);
    snprintf(out, NUMBER_ROOM, "%.36s, %02d:%02d", date_words(date, language, local), civil.hour,
             civil.minute);
    return out;
}
