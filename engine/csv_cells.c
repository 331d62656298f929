#include "engine/csv_cells.h"

#include "engine/times.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

static void begin_cell(struct csv_row *row) {
    if (row->begun) fputc(',', row->out);
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
    if (!needs_quotes(text)) {
        fputs(before, row->out);
        if (text.size) fwrite(text.at, 1, text.size, row->out);
        return;
    }
    fputc('"', row->out);
    fputs(before, row->out);
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] == '"') fputc('"', row->out);
        fputc(text.at[i], row->out);
    }
    fputc('"', row->out);
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

void csv_count(struct csv_row *row, uint64_t count) {
    begin_cell(row);
    fprintf(row->out, "%" PRIu64, count);
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

char *number_format(char out[NUMBER_TEXT], double number) {
    return format_number(out, number, 10);
}

char *number_format_short(char out[NUMBER_TEXT], double number) {
    return format_number(out, number, 6);
}

void csv_number(struct csv_row *row, double number) {
    char text[NUMBER_TEXT];
    begin_cell(row);
    fputs(number_format(text, number), row->out);
}

void csv_time(struct csv_row *row, int64_t microseconds) {
    char text[TIME_TEXT];
    begin_cell(row);
    fputs(time_format(text, microseconds), row->out);
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
    fputc('\n', row->out);
    row->begun = false;
}

void csv_header(FILE *out, const char *names) {
    fputs(names, out);
    fputc('\n', out);
}
