#include "engine/read_csv.h"

#include "engine/error.h"
#include "engine/formats.h"
#include "engine/memory.h"
#include "engine/utf8.h"

#include <csv.h>
#include <stdlib.h>

/* ---- where records end; the same grammar as libcsv's ---- */

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

/* Behind the closing quote of a field that begins behind its opening one; NULL if it is not there,
 * or if what follows it is not there to tell. */
static const char *quoted_end(const char *at, const char *end, char delimiter) {
    for (const char *quote; (quote = memchr(at, '"', (size_t) (end - at)));) {
        at = quote + 1;
        while (at < end && is_blank(*at) && *at != delimiter)
            at++;
        if (at == end) return NULL;
        if (*at == delimiter || *at == '\n' || *at == '\r') return at;
        if (*at == '"' && at == quote + 1) at++; /* "" is a quote */
    }
    return NULL;
}

/* Behind the newline that ends the record at `at`; NULL if it is not there. A lone carriage return
 * ends a row too, but no block: another row begins there, and is looked through. */
static const char *record_end(const char *at, const char *end, char delimiter) {
    for (;; at++) {
        while (at < end && is_blank(*at) && *at != delimiter)
            at++;
        if (at < end && *at == '"') {
            if (!(at = quoted_end(at + 1, end, delimiter))) return NULL;
        } else {
            while (at < end && *at != delimiter && *at != '\n' && *at != '\r')
                at++;
        }
        if (at < end && *at == '\r' && at + 1 < end && at[1] == '\n') at++;
        if (at == end) return NULL;
        if (*at == '\n') return at + 1;
    }
}

static bool has_quotes(struct slice text) {
    return text.size && memchr(text.at, '"', text.size);
}

static size_t whole_lines(struct slice text) {
    while (text.size && text.at[text.size - 1] != '\n')
        text.size--;
    return text.size;
}

/* Most lines hold no quote, and then end where they seem to. */
static size_t whole_records(struct slice text, char delimiter) {
    const char *at = text.at, *end = text.at + text.size, *quote = at, *newline;
    if (!has_quotes(text)) return whole_lines(text);
    while (at < end && (newline = memchr(at, '\n', (size_t) (end - at)))) {
        if (quote && quote <= at) quote = memchr(at, '"', (size_t) (end - at));
        const char *behind =
            !quote || quote > newline ? newline + 1 : record_end(at, end, delimiter);
        if (!behind) break;
        at = behind;
    }
    return (size_t) (at - text.at);
}

size_t csv_table_whole(const struct csv_table *table, struct slice text) {
    return whole_records(text, table->delimiter);
}

static uint64_t count_lines(const char *at, size_t size) {
    uint64_t lines = 0;
    for (const char *end = at + size; (at = memchr(at, '\n', (size_t) (end - at))); at++)
        lines++;
    return lines;
}

/* ---- the header ---- */

struct header {
    struct arena *arena;
    struct csv_table *table;
    size_t room; /* for column names */
    bool failed;
};

static void header_field(void *text, size_t size, void *data) {
    struct header *h = data;
    struct slices *columns = &h->table->columns;
    if (columns->count == h->room) return;
    struct slice copy = arena_copy(h->arena, (struct slice){text, size});
    if (!copy.at) h->failed = true;
    columns->items[columns->count++] = copy;
}

static void header_end(int c, void *data) {
    (void) c, (void) data;
}

static size_t count_byte(struct slice text, char byte) {
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++)
        count += text.at[i] == byte;
    return count;
}

/* Outside of quotes. */
static size_t count_dividers(struct slice line, char divider) {
    size_t count = 0;
    bool quoted = false;
    for (size_t i = 0; i < line.size; i++) {
        if (line.at[i] == '"') quoted = !quoted;
        count += !quoted && line.at[i] == divider;
    }
    return count;
}

static char sniff_delimiter(struct slice line) {
    static const char candidates[] = ",;\t|";
    char best = ',';
    for (const char *c = candidates; *c; c++)
        if (count_dividers(line, *c) > count_dividers(line, best)) best = *c;
    return best;
}

static struct slice first_line(struct slice text) {
    const char *newline = memchr(text.at, '\n', text.size);
    return (struct slice){text.at, newline ? (size_t) (newline - text.at) : text.size};
}

/* "sep=;", by which Excel is told, and its newline; 0 where the text does not begin so. */
static size_t separator_size(struct slice text) {
    struct slice line = first_line(text);
    size_t size = line.size < text.size ? line.size + 1 : line.size;
    if (line.size && line.at[line.size - 1] == '\r') line.size--;
    return line.size == 5 && memcmp(line.at, "sep=", 4) == 0 ? size : 0;
}

/* libcsv grows a field by steps, and may copy all of it at each: few, large ones. */
static bool parser_begin(struct csv_parser *parser, char delimiter, unsigned char options) {
    enum { STEP = 64 * 1024 };
    if (csv_init(parser, options) != 0) return false;
    csv_set_delim(parser, (unsigned char) delimiter);
    csv_set_blk_size(parser, STEP);
    return true;
}

lockstep_status csv_table_open(struct csv_table *out, struct slice text, struct arena *arena,
                               lockstep_error *err) {
    size_t separator = separator_size(text);
    struct slice header = {text.at + separator, text.size - separator};
    *out = (struct csv_table){.delimiter =
                                  separator ? text.at[4] : sniff_delimiter(first_line(header))};
    const char *end = record_end(header.at, header.at + header.size, out->delimiter);
    if (end) header.size = (size_t) (end - header.at);
    out->header_size = separator + header.size;
    out->header_lines = count_lines(text.at, out->header_size);
    struct header h = {
        .arena = arena, .table = out, .room = 1 + count_byte(header, out->delimiter)};
    out->columns.items = arena_alloc(arena, h.room, sizeof *out->columns.items);
    struct csv_parser parser;
    if (!out->columns.items || !parser_begin(&parser, out->delimiter, 0))
        return fail_memory(err, "a CSV header");
    h.failed =
        csv_parse(&parser, header.at, header.size, header_field, header_end, &h) != header.size ||
        csv_fini(&parser, header_field, header_end, &h) != 0 || h.failed;
    csv_free(&parser);
    return h.failed ? fail_memory(err, "a CSV header") : LOCKSTEP_OK;
}

uint32_t csv_table_column(const struct csv_table *table, struct slice name) {
    for (uint32_t i = 0; i < table->columns.count; i++)
        if (names_alike(table->columns.items[i], name)) return i;
    return UINT32_MAX;
}

/* ---- rows ---- */

struct rows {
    const struct csv_table *table;
    const struct filling *filling;
    struct batch *out;
    struct slice *values; /* by column; only of those that are wanted */
    bool *wanted;         /* by column */
    struct cell *cells;
    char *room; /* decoded text goes here; never more than there is to decode */
    bool valid; /* all of the text is UTF-8 */
    bool excess, repaired;
    bool has_quotes;       /* without which no field holds a newline */
    size_t column;         /* of the field to come */
    uint64_t line, within; /* of the row's first byte; newlines inside its fields */
    lockstep_status status;
    lockstep_error *err;
};

static struct slice valid_text(struct rows *rows, struct slice text) {
    if (rows->valid || utf8_valid(text)) return text;
    rows->repaired = true;
    text = utf8_repair(&rows->out->arena, text);
    if (!text.at) rows->status = fail_memory(rows->err, "records");
    return text;
}

static void row_field(const char *text, size_t size, struct rows *rows) {
    size_t column = rows->column++;
    if (column >= rows->table->columns.count) {
        rows->excess |= size > 0;
    } else if (rows->wanted[column]) {
        memory_copy(rows->room, text, size);
        rows->values[column] = valid_text(rows, (struct slice){rows->room, size});
        rows->room += size;
    }
}

static void quoted_field(void *text, size_t size, void *data) {
    struct rows *rows = data;
    rows->within += count_lines(text, size);
    row_field(text, size, rows);
}

static lockstep_status add_row(struct rows *rows) {
    size_t expected = rows->table->columns.count;
    if (rows->column < expected || rows->excess) {
        char detail[64];
        snprintf(detail, sizeof detail, "%zu columns instead of %zu", rows->column, expected);
        return batch_reject(rows->out, rows->line, REJECT_COLUMNS, slice_of(detail), rows->err);
    }
    for (uint32_t i = 0; i < rows->filling->order->total; i++) {
        uint32_t column = rows->table->column[i];
        rows->cells[i].text = column == UINT32_MAX ? (struct slice){NULL, 0} : rows->values[column];
        rows->cells[i].count = 0;
    }
    size_t before = rows->out->count;
    TRY(record_fill(rows->out, rows->filling, rows->cells, rows->line, rows->err));
    if (rows->repaired && rows->out->count > before) rows->out->repaired++;
    return LOCKSTEP_OK;
}

/* libcsv calls it for empty lines too, and twice for CR LF. */
static void row_end(int c, void *data) {
    struct rows *rows = data;
    if (rows->column && rows->status == LOCKSTEP_OK) rows->status = add_row(rows);
    rows->line += rows->within + (c == '\n');
    rows->within = 0;
    rows->column = 0;
    rows->excess = rows->repaired = false;
}

/* Text without quotes, as libcsv would take it: it goes through a state for each byte, of which
 * quotes alone need one. */
static void split_plain(struct rows *rows, struct slice text) {
    char delimiter = rows->table->delimiter;
    const char *end = text.at + text.size;
    for (const char *at = text.at; at < end; at++) {
        while (at < end && is_blank(*at) && *at != delimiter)
            at++;
        const char *field = at;
        while (at < end && *at != delimiter && *at != '\n' && *at != '\r')
            at++;
        if (at == end) break;
        size_t size = (size_t) (at - field);
        while (size && is_blank(field[size - 1]))
            size--;
        if (rows->column || size || *at == delimiter) row_field(field, size, rows);
        if (*at != delimiter) row_end(*at, rows);
    }
}

/* A row may be as long as the file. */
static bool parse_in_pieces(struct csv_parser *parser, struct rows *rows, struct slice text) {
    for (size_t at = 0, piece; at < text.size; at += piece, memory_keep()) {
        piece = text.size - at < MEMORY_PIECE ? text.size - at : MEMORY_PIECE;
        if (csv_parse(parser, text.at + at, piece, quoted_field, row_end, rows) != piece)
            return false;
    }
    return true;
}

static lockstep_status split_quoted(struct rows *rows, struct slice text) {
    struct csv_parser parser;
    if (!parser_begin(&parser, rows->table->delimiter, CSV_REPALL_NL))
        return fail_memory(rows->err, "CSV");
    if (!parse_in_pieces(&parser, rows, text)) rows->status = fail_memory(rows->err, "a CSV field");
    csv_free(&parser);
    return rows->status;
}

static lockstep_status parse_rows(struct rows *rows, struct slice text) {
    if (rows->has_quotes) return split_quoted(rows, text);
    split_plain(rows, text);
    return rows->status;
}

static struct slice whole_line(struct slice text) {
    struct slice line = first_line(text);
    line.size += line.size < text.size; /* the newline */
    return line;
}

/* The whole records of the text, and what follows each quote that is never closed: each costs a
 * look at all behind it, so that after many of them no record is taken to go on behind its line. */
static lockstep_status parse_text(struct rows *rows, struct slice text) {
    enum { MANY = 100 };
    for (size_t unclosed = 0; text.size;) {
        struct slice seen = unclosed < MANY ? text : whole_line(text);
        size_t whole = csv_table_whole(rows->table, seen);
        TRY(parse_rows(rows, (struct slice){text.at, whole}));
        text = (struct slice){text.at + whole, text.size - whole};
        if (whole == seen.size) continue;
        unclosed++;
        TRY(batch_reject(rows->out, rows->line, REJECT_SYNTAX, SLICE("a quote is never closed"),
                         rows->err));
        size_t skipped = whole_line(text).size;
        text = (struct slice){text.at + skipped, text.size - skipped};
        rows->line++;
    }
    return LOCKSTEP_OK;
}

/* Where the rejected rows lie. Blocks with any are gone through once more. */
static void find_rejects(const struct rows *rows, struct slice text, uint64_t line, size_t from) {
    const char *at = text.at, *end = text.at + text.size;
    for (size_t i = from; i < rows->out->reject_count; i++) {
        struct reject *reject = &rows->out->rejects[i];
        for (const char *newline; line < reject->line && at < end; at = newline + 1, line++)
            if (!(newline = memchr(at, '\n', (size_t) (end - at)))) newline = end - 1;
        bool is_whole = reject->reason != REJECT_SYNTAX; /* else a quote is never closed */
        const char *behind = is_whole ? record_end(at, end, rows->table->delimiter) : NULL;
        if (!behind) behind = memchr(at, '\n', (size_t) (end - at));
        if (!behind) behind = end;
        reject->record = (struct slice){at, (size_t) (behind - at)};
        while (reject->record.size && strchr("\r\n", at[reject->record.size - 1]))
            reject->record.size--;
    }
}

lockstep_status csv_table_parse(const struct csv_table *table, const struct filling *filling,
                                struct slice text, uint64_t first_line, struct batch *out,
                                lockstep_error *err) {
    struct rows rows = {.table = table,
                        .filling = filling,
                        .out = out,
                        .line = first_line,
                        .valid = utf8_valid(text),
                        .has_quotes = has_quotes(text),
                        .err = err};
    rows.room = arena_alloc(&out->arena, text.size, 1);
    rows.values = calloc(table->columns.count, sizeof *rows.values);
    rows.wanted = calloc(table->columns.count, sizeof *rows.wanted);
    rows.cells = calloc(filling->order->total + 1, sizeof *rows.cells);
    lockstep_status status = LOCKSTEP_OK;
    if (!rows.room || !rows.values || !rows.wanted || !rows.cells) status = fail_memory(err, "CSV");
    for (uint32_t i = 0; i < filling->order->total && status == LOCKSTEP_OK; i++)
        if (table->column[i] != UINT32_MAX) rows.wanted[table->column[i]] = true;
    size_t rejects = out->reject_count;
    if (status == LOCKSTEP_OK) status = parse_text(&rows, text);
    find_rejects(&rows, text, first_line, rejects);
    for (uint32_t i = 0; i < filling->order->total && rows.cells; i++)
        free(rows.cells[i].items);
    free(rows.values), free(rows.wanted), free(rows.cells);
    return status;
}
