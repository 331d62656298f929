/* CSV in: RFC 4180 with any of the usual delimiters, read by libcsv. Quotes inside an unquoted
 * field are text; blanks around an unquoted field are dropped. */
#ifndef LOCKSTEP_ENGINE_READ_CSV_H
#define LOCKSTEP_ENGINE_READ_CSV_H
#include "engine/fields.h"

struct csv_table {
    char delimiter;
    struct slices columns; /* names, from the header */
    size_t header_size;    /* bytes */
    uint64_t header_lines;
    uint32_t *column; /* by cell: where it is read from */
};

/* Reads the header at the start of `text` and finds the delimiter (comma, semicolon, tab or '|')
 * that gives it the most columns. */
LOCKSTEP_MUST_CHECK lockstep_status csv_table_open(struct csv_table *out, struct slice text,
                                                   struct arena *arena, lockstep_error *err);
/* The column of a name, as names_alike compares, or UINT32_MAX. */
uint32_t csv_table_column(const struct csv_table *table, struct slice name);
/* How many bytes of `text`, which starts at a record, are whole records. */
size_t csv_table_whole(const struct csv_table *table, struct slice text);
/* Appends the records of `text`. A row longer than the header is taken when what it has too much is
 * empty (a delimiter at the end of each line); any other wrong number of columns is a reject. So is
 * a quote that is never closed: its line is skipped, those after it are read. */
LOCKSTEP_MUST_CHECK lockstep_status csv_table_parse(const struct csv_table *table,
                                                    const struct filling *filling,
                                                    struct slice text, uint64_t first_line,
                                                    struct batch *out, lockstep_error *err);
#endif
