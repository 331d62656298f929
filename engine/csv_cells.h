/* CSV out: one row at a time, RFC 4180, cells that a spreadsheet would run as a formula disarmed.
 */
#ifndef LOCKSTEP_ENGINE_CSV_CELLS_H
#define LOCKSTEP_ENGINE_CSV_CELLS_H
#include "engine/slice.h"

/* Cells of a row are separated by the writer: call csv_cell_… for each, then csv_end_row. Starts
 * zeroed. Write errors stay in the FILE: check ferror once at the end. */
struct csv_row {
    FILE *out;
    bool begun;
};
/* Text that starts with = + - @ tab or CR, and is no number, gets an apostrophe before it (OWASP,
 * CSV injection); quotes as needed. */
void csv_text(struct csv_row *row, struct slice text);
/* What csv_text was given, from the cell that it wrote: takes the apostrophe off again. */
struct slice csv_armed(struct slice cell);
/* The same as csv_text without the apostrophe: for --compat, whose rows must equal the peers'. */
void csv_verbatim(struct csv_row *row, struct slice text);
void csv_count(struct csv_row *row, uint64_t count);
enum { NUMBER_TEXT = 40 };
/* Shortest text that reads back as the same double to 10 significant digits; "" for NaN.
 * Independent of locale. Returns `out`. */
char *number_format(char out[NUMBER_TEXT], double number);
/* The same to 6 digits: for network files, where every byte counts. */
char *number_format_short(char out[NUMBER_TEXT], double number);
/* The same two, which know where they end. */
struct slice number_spell(char out[NUMBER_TEXT], double number);
struct slice number_spell_short(char out[NUMBER_TEXT], double number);
/* A count's digits, at the end of `out`. */
enum { COUNT_TEXT = 20 };
struct slice digits_format(char out[COUNT_TEXT], uint64_t count);
void csv_number(struct csv_row *row, double number);
/* The same to 15 digits as R's tables have them, which are rounded to 16 digits before: 292/11 is
 * 26.5454545454546. For --compat. */
void csv_precise(struct csv_row *row, double number);
/* ISO 8601 UTC. */
void csv_time(struct csv_row *row, int64_t microseconds);
void csv_end_row(struct csv_row *row);
/* A header in one call: "source,target,weight". */
void csv_header(FILE *out, const char *names);
#endif
