#include "engine/csv_cells.h"

#include "engine/times.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

/* A row has one writer: no lock for each byte. */
static void write_byte(struct csv_row *row, char byte) {
    putc_unlocked(byte, row->out);
}

static void write_bytes(struct csv_row *row, const char *bytes, size_t size) {
    for (size_t i = 0; i < size; i++)
        write_byte(row, bytes[i]);
}

static void begin_cell(struct csv_row *row) {
    if (row->begun) write_byte(row, ',');
    row->begun = true;
}

static bool needs_quotes(struct slice text) {
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i] == ',' || text.at[i] == '"' || text.at[i] == '\n' || text.at[i] == '\r')
            return true;
    return false;
}

/* `before` is what disarms the text: "" or an apostrophe. */
static void write_text(struct csv_row *row, const char *before, struct slice text) {
    begin_cell(row);
    bool quoted = needs_quotes(text);
    if (quoted) write_byte(row, '"');
    write_bytes(row, before, strlen(before));
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] == '"') write_byte(row, '"');
        write_byte(row, text.at[i]);
    }
    if (quoted) write_byte(row, '"');
}

static size_t skip_digits(struct slice text, size_t from) {
    while (from < text.size && text.at[from] >= '0' && text.at[from] <= '9')
        from++;
    return from;
}

/* [+-] digits [. digits] [e [+-] digits], with a digit before or after the point. */
static bool is_number(struct slice text) {
    size_t start = text.size && (text.at[0] == '+' || text.at[0] == '-');
    size_t at = skip_digits(text, start), digits = at - start;
    if (at < text.size && text.at[at] == '.') {
        size_t end = skip_digits(text, at + 1);
        digits += end - at - 1;
        at = end;
    }
    if (!digits) return false;
    if (at < text.size && (text.at[at] == 'e' || text.at[at] == 'E')) {
        size_t sign = at + 1 < text.size && (text.at[at + 1] == '+' || text.at[at + 1] == '-');
        size_t exponent = at + 1 + sign;
        at = skip_digits(text, exponent);
        if (at == exponent) return false;
    }
    return at == text.size;
}

/* Behind apostrophes, too: a name that begins with one must not read like a disarmed one. */
static bool is_formula(struct slice text) {
    while (text.size && text.at[0] == '\'')
        text = (struct slice){text.at + 1, text.size - 1};
    return text.size && text.at[0] && strchr("=+-@\t\r", text.at[0]) && !is_number(text);
}

struct slice csv_armed(struct slice cell) {
    bool disarmed = cell.size > 1 && cell.at[0] == '\'' && is_formula(cell);
    return disarmed ? (struct slice){cell.at + 1, cell.size - 1} : cell;
}

void csv_text(struct csv_row *row, struct slice text) {
    write_text(row, is_formula(text) ? "'" : "", text);
}

void csv_verbatim(struct csv_row *row, struct slice text) {
    write_text(row, "", text);
}

struct slice digits_format(char out[COUNT_TEXT], uint64_t count) {
    size_t from = COUNT_TEXT;
    do
        out[--from] = (char) ('0' + count % 10);
    while (count /= 10);
    return (struct slice){out + from, COUNT_TEXT - from};
}

void csv_count(struct csv_row *row, uint64_t count) {
    char room[COUNT_TEXT];
    struct slice digits = digits_format(room, count);
    begin_cell(row);
    write_bytes(row, digits.at, digits.size);
}

/* A host program may have set a locale: whatever stands for the decimal point becomes '.'. */
static void plain_point(char *number) {
    char *point = number + strspn(number, "+-0123456789");
    size_t size = strcspn(point, "e0123456789");
    if (!size) return;
    *point = '.';
    memmove(point + 1, point + size, strlen(point + size) + 1);
}

static char *format_number(char out[NUMBER_TEXT], double number, int digits) {
    snprintf(out, NUMBER_TEXT, "%.*g", digits, number + 0.0); /* never "-0" */
    if (isnan(number)) out[0] = '\0';
    if (isfinite(number)) plain_point(out);
    return out;
}

enum { DIGITS = 10, SHORT_DIGITS = 6 };

/* Powers of ten, which a double holds exactly up to the 22nd. */
static const double tens[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                              1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                              1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
enum { LAST_TEN = sizeof tens / sizeof *tens - 1 };

/* The power of ten below a normal, positive number, or the one before. */
static int least_exponent(double number) {
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    int power = (int) (bits >> 52) - 1023; /* of two: 2^power <= number */
    return (int) (power * 0.30102999566398119521 + 1000) - 1000;
}

/* The first `count` digits of a positive number, rounded, and the exponent of the first; false
 * where it is too close to the middle of two to be sure, or too large or small to scale. Each step
 * of scaling is off by one in 2^53 at most. */
static bool find_digits(double number, int count, int64_t *digits, int *exponent) {
    const double end = tens[count], unsure = 1e-3;
    if (!(number > 1e-250 && number < 1e250)) return false;
    *exponent = least_exponent(number);
    int left = count - 1 - *exponent;
    double scaled = number;
    for (; left > LAST_TEN; left -= LAST_TEN)
        scaled *= tens[LAST_TEN];
    for (; left < -LAST_TEN; left += LAST_TEN)
        scaled /= tens[LAST_TEN];
    scaled = left < 0 ? scaled / tens[-left] : scaled * tens[left];
    if (scaled >= end) scaled /= 10, ++*exponent;
    *digits = (int64_t) scaled;
    double rest = scaled - (double) *digits;
    if (rest > 0.5 - unsure && rest < 0.5 + unsure) return false;
    *digits += rest > 0.5;
    if (*digits == (int64_t) end) *digits /= 10, ++*exponent;
    return true;
}

/* "e-07", "e+120". Returns where it ends. */
static char *place_exponent(char *out, int exponent) {
    int size = abs(exponent);
    *out++ = 'e', *out++ = exponent < 0 ? '-' : '+';
    if (size >= 100) *out++ = (char) ('0' + size / 100);
    *out++ = (char) ('0' + size / 10 % 10), *out++ = (char) ('0' + size % 10);
    return out;
}

/* Digits are copied by DIGIT_ROOM, from the first or a later one: a size that is known is a single
 * step. */
enum { DIGIT_ROOM = 16, TEXT_ROOM = 2 * DIGIT_ROOM };

static size_t count_significant(const char *text, int digits) {
    while (digits > 1 && text[digits - 1] == '0')
        digits--;
    return (size_t) digits;
}

/* "123000", "12.3", "0.00123": the first digit stands for 10^exponent, -4 at least. */
static char *place_plain(char *out, const char text[TEXT_ROOM], size_t count, int exponent) {
    if (exponent < 0) {
        memcpy(out, "0.0000", 6);
        out += 1 - exponent;
        memcpy(out, text, DIGIT_ROOM);
        return out + count;
    }
    size_t point = (size_t) exponent + 1; /* digits before it */
    memcpy(out, text, DIGIT_ROOM);
    if (count <= point) return out + point;
    out[point] = '.';
    memcpy(out + point + 1, text + point, DIGIT_ROOM);
    return out + count + 1;
}

/* As "%.*g" has it: `text` holds so many digits, and zeros behind them. */
static char *place_point(char *out, const char text[TEXT_ROOM], int digits, int exponent) {
    size_t count = count_significant(text, digits);
    if (exponent < -4 || exponent >= digits)
        out = place_exponent(place_plain(out, text, count, 0), exponent);
    else
        out = place_plain(out, text, count, exponent);
    *out = '\0';
    return out;
}

static const char pairs[] =
    "00010203040506070809101112131415161718192021222324252627282930313233343536373839"
    "40414243444546474849505152535455565758596061626364656667686970717273747576777879"
    "8081828384858687888990919293949596979899";

/* An even count of digits. */
static struct slice format_quickly(char out[NUMBER_TEXT], double number, int count) {
    char text[TEXT_ROOM];
    int64_t digits;
    int exponent;
    if (number == 0) return (struct slice){strcpy(out, "0"), 1};
    if (!find_digits(fabs(number), count, &digits, &exponent))
        return slice_of(format_number(out, number, count));
    memset(text, '0', sizeof text);
    for (int i = count; i > 0; i -= 2, digits /= 100)
        memcpy(text + i - 2, pairs + 2 * (digits % 100), 2);
    out[0] = '-';
    const char *end = place_point(out + (number < 0), text, count, exponent);
    return (struct slice){out, (size_t) (end - out)};
}

struct slice number_spell(char out[NUMBER_TEXT], double number) {
    return format_quickly(out, number, DIGITS);
}

struct slice number_spell_short(char out[NUMBER_TEXT], double number) {
    return format_quickly(out, number, SHORT_DIGITS);
}

char *number_format(char out[NUMBER_TEXT], double number) {
    number_spell(out, number);
    return out;
}

char *number_format_short(char out[NUMBER_TEXT], double number) {
    number_spell_short(out, number);
    return out;
}

void csv_number(struct csv_row *row, double number) {
    char text[NUMBER_TEXT];
    begin_cell(row);
    struct slice digits = number_spell(text, number);
    write_bytes(row, digits.at, digits.size);
}

void csv_time(struct csv_row *row, int64_t microseconds) {
    char text[TIME_TEXT];
    begin_cell(row);
    time_format(text, microseconds);
    write_bytes(row, text, strlen(text));
}

/* Rounded half up from 16 digits to 15. */
static double round_again(double number) {
    char text[40];
    uint64_t digits = 0;
    const char *at = text;
    snprintf(text, sizeof text, "%.15e", fabs(number));
    for (; *at != 'e'; at++)
        if (*at >= '0' && *at <= '9') digits = 10 * digits + (uint64_t) (*at - '0');
    int exponent = (int) strtol(at + 1, NULL, 10) - 14;
    digits = digits / 10 + (digits % 10 >= 5);
    snprintf(text, sizeof text, "%" PRIu64 "e%d", digits, exponent);
    return copysign(strtod(text, NULL), number);
}

void csv_precise(struct csv_row *row, double number) {
    char text[NUMBER_TEXT];
    begin_cell(row);
    fputs(format_number(text, isfinite(number) ? round_again(number) : number, 15), row->out);
}

void csv_end_row(struct csv_row *row) {
    write_byte(row, '\n');
    row->begun = false;
}

void csv_header(FILE *out, const char *names) {
    fputs(names, out);
    fputc('\n', out);
}
