#include "engine/csv_cells.h"

#include "engine/times.h"
#include "tests/check.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

static char *bytes;
static size_t size;
static struct csv_row row;

static void setup(void) {
    row = (struct csv_row){.out = open_memstream(&bytes, &size)};
    cr_assert(row.out);
}

static void teardown(void) {
    fclose(row.out);
    free(bytes);
}
TestSuite(csv_cells, .init = setup, .fini = teardown);

/* What was written since the last call. */
static const char *written(void) {
    static size_t from;
    fflush(row.out);
    const char *text = bytes + from;
    from = size;
    row.begun = false;
    return text;
}

Test(csv_cells, are_separated_and_rows_ended) {
    csv_header(row.out, "a,b,c");
    for (uint64_t r = 0; r < 2; r++) {
        csv_text(&row, SLICE("x"));
        csv_count(&row, r);
        csv_number(&row, 0.5);
        csv_end_row(&row);
    }
    check_text(written(), "a,b,c\nx,0,0.5\nx,1,0.5\n");
}

Test(csv_cells, keep_an_empty_first_cell_apart_from_the_next) {
    csv_text(&row, SLICE(""));
    csv_text(&row, (struct slice){NULL, 0});
    csv_text(&row, SLICE("x"));
    check_text(written(), ",,x");
}

Test(csv_cells, are_quoted_where_needed_and_disarmed_where_a_spreadsheet_would_run_them) {
    static const struct {
        const char *text, *cell, *verbatim;
    } cases[] = {
        {"plain", "plain", "plain"},
        {"a,b", "\"a,b\"", "\"a,b\""},
        {"say \"hi\"", "\"say \"\"hi\"\"\"", "\"say \"\"hi\"\"\""},
        {"two\nlines", "\"two\nlines\"", "\"two\nlines\""},
        {"cr\rhere", "\"cr\rhere\"", "\"cr\rhere\""},
        {"=1+1", "'=1+1", "=1+1"},
        {"'=1+1", "''=1+1", "'=1+1"},
        {"'-5", "'-5", "'-5"},
        {"=HYPERLINK(\"x\",1)", "\"'=HYPERLINK(\"\"x\"\",1)\"", "\"=HYPERLINK(\"\"x\"\",1)\""},
        {"@name", "'@name", "@name"},
        {"\tx", "'\tx", "\tx"},
        {"\rx", "\"'\rx\"", "\"\rx\""},
        {"-", "'-", "-"},
        {"+994 12 555", "'+994 12 555", "+994 12 555"},
        {"-cmd", "'-cmd", "-cmd"},
        {"-1", "-1", "-1"},
        {"-1.25e-7", "-1.25e-7", "-1.25e-7"},
        {"+.5", "+.5", "+.5"},
        {"-1.", "-1.", "-1."},
        {"-1e", "'-1e", "-1e"},
        {"-.", "'-.", "-."},
        {"-1+2", "'-1+2", "-1+2"},
        {"1=2", "1=2", "1=2"},
        {" =1", " =1", " =1"},
        {"süleyman", "süleyman", "süleyman"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        csv_text(&row, slice_of(cases[i].text));
        check_text(written(), cases[i].cell);
        csv_verbatim(&row, slice_of(cases[i].text));
        check_text(written(), cases[i].verbatim);
    }
}

Test(csv_cells, write_numbers_short_and_to_ten_digits) {
    static const struct {
        double number;
        const char *cell;
    } cases[] = {
        {0, "0"},
        {-0.0, "0"},
        {1, "1"},
        {0.1, "0.1"},
        {-2.5, "-2.5"},
        {1.0 / 3, "0.3333333333"},
        {1e6, "1000000"},
        {1e300, "1e+300"},
        {5e-324, "4.940656458e-324"},
        {1e-300, "1e-300"},
        {123456789012, "1.23456789e+11"},
        {INFINITY, "inf"},
        {NAN, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        csv_number(&row, cases[i].number);
        check_text(written(), cases[i].cell);
    }
}

Test(csv_cells, write_the_largest_count) {
    csv_count(&row, UINT64_MAX);
    check_text(written(), "18446744073709551615");
}

Test(csv_cells, write_precise_numbers_as_r_tables_have_them) {
    static const struct {
        double number;
        const char *cell;
    } cases[] = {{0, "0"},
                 {15, "15"},
                 {0.25, "0.25"},
                 {-0.25, "-0.25"},
                 {1.0 / 3, "0.333333333333333"},
                 {61.0 / 6, "10.1666666666667"},
                 {1.0 / 41, "0.024390243902439"},
                 {292.0 / 11, "26.5454545454546"},
                 {232.0 / 7, "33.1428571428572"},
                 {86400, "86400"},
                 {NAN, ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        csv_precise(&row, cases[i].number);
        check_text(written(), cases[i].cell);
    }
}

Test(csv_cells, can_be_armed_again) {
    static const char *const texts[] = {"=x", "'=x", "''=x", "'x", "'-5", "-5", "a", "'", ""};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        csv_text(&row, slice_of(texts[i]));
        check_slice(csv_armed(slice_of(written())), texts[i]);
    }
}

Test(csv_cells, write_times_as_iso_8601) {
    csv_time(&row, time_from_civil(2023, 7, 6, 8, 31, 12));
    csv_time(&row, time_from_civil(2023, 7, 6, 8, 31, 12) + 250000);
    check_text(written(), "2023-07-06T08:31:12Z,2023-07-06T08:31:12.250Z");
}

/* Bits at random, numbers with few digits, neighbours of halves and of powers of ten. */
static double draw_number(uint64_t *state, uint64_t kind) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    uint64_t bits = *state ^ (*state >> 29);
    double number;
    switch (kind % 5) {
    case 0:
        memcpy(&number, &bits, sizeof number);
        return number;
    case 1:
        return (double) (bits >> 40) / 64;
    case 2:
        return (double) (bits >> 30) / 10 + 0.05;
    case 3:
        return pow(10, (double) (bits % 60) - 30) * (1 - 1e-16 * (double) (bits >> 62));
    default:
        return -(double) (bits >> 11) / 9007199254740992.0;
    }
}

static void check_number(struct slice found, int digits, double number) {
    char expected[NUMBER_TEXT];
    snprintf(expected, sizeof expected, "%.*g", digits, number + 0.0);
    cr_assert(slice_equal(found, slice_of(expected)), "%.*s, not %s (%a)", (int) found.size,
              found.at, expected, number);
}

Test(csv_cells, write_numbers_as_printf_does) {
    char room[NUMBER_TEXT];
    uint64_t state = 1;
    for (uint64_t i = 0; i < 1000000; i++) {
        double number = draw_number(&state, i);
        if (isnan(number)) continue;
        check_number(number_spell(room, number), 10, number);
        check_number(number_spell_short(room, number), 6, number);
        check_number(slice_of(number_format(room, number)), 10, number);
    }
    const double edges[] = {0, -0.0, 1e-250, 1e250, DBL_MIN, DBL_MAX, DBL_TRUE_MIN, INFINITY};
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
        check_number(number_spell(room, edges[i]), 10, edges[i]);
        check_number(number_spell_short(room, -edges[i]), 6, -edges[i]);
    }
}
