#include "engine/reader.h"

#include "engine/error.h"
#include "engine/input.h"
#include "engine/read_csv.h"
#include "engine/read_json.h"

#include <stdlib.h>

struct reader {
    struct arena arena;
    const struct format *format;
    struct cell_order order;
    struct filling filling;
    size_t header;
    uint64_t header_lines;
    bool is_csv;
    struct csv_table table;
    struct json_shape *shape;
};

/* ---- what the first bytes show ---- */

/* The records at the start of a source, as far as recognition needs them. */
struct sample {
    const struct lockstep_settings *settings;
    const char *source;
    struct slice text;
    const struct csv_table *table; /* CSV, or else */
    struct json_parser *parser;    /* holds the record looked at */
    lockstep_error *err;
};

static bool sample_has(const struct sample *s, const struct format *format, struct slice path) {
    if (s->table) return csv_table_column(s->table, path) != UINT32_MAX;
    return json_has(s->parser, path, format->any_case);
}

static bool has_any(const struct sample *s, const struct format *format, const char *paths) {
    struct slice path;
    while (next_alternative(&paths, &path))
        if (sample_has(s, format, path)) return true;
    return false;
}

static const char *field_paths(const struct sample *s, const struct format *format,
                               enum field field) {
    const char *mapped =
        field < FIELD_MAPPED_COUNT ? settings_mapped(s->settings, field_name(field)) : NULL;
    return mapped ? mapped : format->paths[field];
}

static bool is_of(const struct sample *s, const struct format *format) {
    for (size_t i = 0; i < FORMAT_NEEDS && format->needs[i]; i++)
        if (!has_any(s, format, format->needs[i])) return false;
    return format->needs[0] || (has_any(s, format, field_paths(s, format, FIELD_ACCOUNT)) &&
                                has_any(s, format, field_paths(s, format, FIELD_TIME)));
}

/* The format of the record that the sample holds, or NULL. */
static const struct format *recognise(const struct sample *s) {
    if (strcmp(s->settings->format, "auto") != 0) {
        const struct format *format = format_named(slice_of(s->settings->format));
        return format && is_of(s, format) ? format : NULL;
    }
    for (size_t i = 0; i < format_count; i++)
        if (is_of(s, &formats[i])) return &formats[i];
    return NULL;
}

static void append_names(const struct sample *s, struct buffer *out) {
    if (s->parser) {
        json_names(s->parser, out);
        return;
    }
    for (size_t i = 0; i < s->table->columns.count; i++) {
        if (i) buffer_append(out, SLICE(", "));
        buffer_append(out, s->table->columns.items[i]);
    }
}

static void append_expected(struct buffer *out, const char *paths) {
    struct slice path;
    for (size_t i = 0; i < 6 && next_alternative(&paths, &path); i++) {
        if (i) buffer_append(out, SLICE(", "));
        buffer_append(out, path);
    }
}

/* "no column for the time; found a, b; expected one of c, d", and what to do about it. */
static lockstep_status fail_missing(const struct sample *s, const char *what, const char *paths,
                                    bool is_field) {
    struct buffer found = {0}, expected = {0};
    append_names(s, &found);
    buffer_byte(&found, '\0');
    append_expected(&expected, paths);
    buffer_byte(&expected, '\0');
    const char *kind = s->table ? "column" : "member";
    lockstep_status status;
    if (found.failed || expected.failed)
        status = fail_memory(s->err, "an error message");
    else if (is_field)
        status = fail_at(s->err, LOCKSTEP_EINPUT, s->source, 0,
                         "no %s for the %s; found %.140s; expected %.90s, or --map %s=NAME", kind,
                         what, found.bytes, expected.bytes, what);
    else
        status = fail_at(s->err, LOCKSTEP_EINPUT, s->source, 0,
                         "not of format %s: found %.140s; expected %.90s", what, found.bytes,
                         expected.bytes);
    buffer_release(&found);
    buffer_release(&expected);
    return status;
}

/* Why the record is of no format: its account or its time has no column. */
static lockstep_status fail_unrecognised(const struct sample *s) {
    const struct format *format = format_named(slice_of(s->settings->format));
    if (!format) format = &formats[format_count - 1];
    for (size_t i = 0; i < FORMAT_NEEDS && format->needs[i]; i++)
        if (!has_any(s, format, format->needs[i]))
            return fail_missing(s, format->name, format->needs[i], false);
    const char *account = field_paths(s, format, FIELD_ACCOUNT);
    if (!has_any(s, format, account)) return fail_missing(s, "account", account, true);
    return fail_missing(s, "time", field_paths(s, format, FIELD_TIME), true);
}

static lockstep_status check_maps(const struct sample *s, const struct format *format) {
    for (enum field field = 0; field < FIELD_MAPPED_COUNT; field++) {
        const char *path = settings_mapped(s->settings, field_name(field));
        if (path && !has_any(s, format, path))
            return fail_missing(s, field_name(field), path, true);
    }
    return LOCKSTEP_OK;
}

/* ---- cells ---- */

struct cell_list {
    struct slice *paths;
    bool *is_content, *is_list;
    uint32_t *column;
    uint32_t count;
};

static void add_cell(struct cell_list *cells, const struct reader *reader, struct slice path,
                     enum field field) {
    uint32_t column = UINT32_MAX;
    if (reader->is_csv) {
        column = csv_table_column(&reader->table, path);
        if (column == UINT32_MAX && field < FIELD_COUNT) return;
    }
    cells->paths[cells->count] = path;
    cells->is_content[cells->count] = field < FIELD_COUNT && field_is_content(field);
    cells->is_list[cells->count] = field < FIELD_COUNT && field_is_list(field);
    cells->column[cells->count] = column;
    cells->count++;
}

static size_t cell_bound(const struct sample *s, const struct format *format) {
    size_t bound = settings_field_count(s->settings) + 1;
    struct slice path;
    for (enum field field = 0; field < FIELD_COUNT; field++)
        for (const char *paths = field_paths(s, format, field); next_alternative(&paths, &path);)
            bound++;
    return bound;
}

static bool states_entities(const struct cell_order *order) {
    const uint32_t *first = order->first;
    return first[FIELD_URLS] < first[FIELD_URLS + 1] &&
           first[FIELD_HASHTAGS] < first[FIELD_HASHTAGS + 1] &&
           first[FIELD_MENTIONS] < first[FIELD_MENTIONS + 1];
}

/* Gives a cell to each path of each field, and to each extra field. */
static lockstep_status lay_out(struct reader *reader, const struct sample *s) {
    size_t room = cell_bound(s, reader->format);
    struct arena *arena = &reader->arena;
    struct cell_list cells = {arena_alloc(arena, room, sizeof *cells.paths),
                              arena_alloc(arena, room, sizeof *cells.is_content),
                              arena_alloc(arena, room, sizeof *cells.is_list),
                              arena_alloc(arena, room, sizeof *cells.column), 0};
    if (!cells.paths || !cells.is_content || !cells.is_list || !cells.column)
        return fail_memory(s->err, "columns");
    struct slice path;
    for (enum field field = 0; field < FIELD_COUNT; field++) {
        reader->order.first[field] = cells.count;
        const char *paths = field_paths(s, reader->format, field);
        while (next_alternative(&paths, &path))
            add_cell(&cells, reader, path, field);
    }
    reader->order.first[FIELD_COUNT] = cells.count;
    for (size_t i = 0; i < settings_field_count(s->settings); i++)
        add_cell(&cells, reader, slice_of(settings_field(s->settings, i)), FIELD_COUNT);
    reader->order.count = cells.count;
    reader->table.column = cells.column;
    reader->filling =
        (struct filling){.order = &reader->order,
                         .has_entities = reader->format->has_entities ||
                                         (reader->is_csv && states_entities(&reader->order)),
                         .linked_media = reader->format->linked_media};
    if (reader->is_csv) return LOCKSTEP_OK;
    reader->shape =
        json_shape_new(reader->format, cells.paths, cells.is_content, cells.is_list, cells.count);
    return reader->shape ? LOCKSTEP_OK : fail_memory(s->err, "columns");
}

/* ---- opening ---- */

static lockstep_status open_csv(struct reader *reader, struct sample *s) {
    reader->is_csv = true;
    TRY(csv_table_open(&reader->table, s->text, &reader->arena, s->err));
    reader->header += reader->table.header_size;
    reader->header_lines = reader->table.header_lines;
    s->table = &reader->table;
    reader->format = recognise(s);
    if (!reader->format) return fail_unrecognised(s);
    TRY(check_maps(s, reader->format));
    return lay_out(reader, s);
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct slice trim(struct slice text) {
    while (text.size && is_blank(*text.at))
        text.at++, text.size--;
    while (text.size && is_blank(text.at[text.size - 1]))
        text.size--;
    return text;
}

/* Takes the next line that is not blank off the front of `rest`, and counts the lines before it. */
static bool next_line(struct slice *rest, struct slice *line, uint64_t *number) {
    while (rest->size) {
        const char *newline = memchr(rest->at, '\n', rest->size);
        size_t size = newline ? (size_t) (newline - rest->at) : rest->size;
        *line = trim((struct slice){rest->at, size});
        size += newline != NULL;
        rest->at += size;
        rest->size -= size;
        ++*number;
        if (line->size) return true;
    }
    return false;
}

/* simdjson reads past the end of what it parses. */
static lockstep_status parse_copy(struct sample *s, struct slice line, const char **problem) {
    bool repaired;
    char *copy = calloc(line.size + BLOCK_PADDING, 1);
    if (!copy) return fail_memory(s->err, "JSON");
    memcpy(copy, line.at, line.size);
    lockstep_status status =
        json_parse(s->parser, (struct slice){copy, line.size}, problem, &repaired, s->err);
    free(copy);
    return status;
}

/* Looks at the first records until one shows the format. */
static lockstep_status recognise_json(struct reader *reader, struct sample *s) {
    enum { LINES = 1000 };
    struct slice rest = s->text, line, first = {NULL, 0};
    uint64_t number = 0;
    const char *problem = NULL, *first_problem = NULL;
    while (!reader->format && number < LINES && next_line(&rest, &line, &number)) {
        TRY(parse_copy(s, line, &problem));
        if (!problem) reader->format = recognise(s);
        if (!problem && !first.at) first = line;
        if (problem && !first_problem) first_problem = problem;
    }
    if (reader->format) return check_maps(s, reader->format);
    if (!first.at)
        return fail_at(s->err, LOCKSTEP_EINPUT, s->source, 0, "not one JSON object a line: %s",
                       first_problem);
    TRY(parse_copy(s, first, &problem));
    return fail_unrecognised(s);
}

static lockstep_status open_json(struct reader *reader, struct sample *s) {
    s->parser = json_parser_new();
    if (!s->parser) return fail_memory(s->err, "JSON");
    lockstep_status status = recognise_json(reader, s);
    if (status == LOCKSTEP_OK) status = lay_out(reader, s);
    json_parser_free(s->parser);
    return status;
}

static bool begins(struct slice text, const char *bytes, size_t size) {
    return text.size >= size && memcmp(text.at, bytes, size) == 0;
}

/* NULL, or what the bytes are instead of text. */
static const char *not_text(struct slice head) {
    if (begins(head, "\xFF\xFE", 2) || begins(head, "\xFE\xFF", 2)) return "UTF-16; save as UTF-8";
    if (begins(head, "%PDF", 4)) return "a PDF document";
    size_t controls = 0, looked = head.size < 65536 ? head.size : 65536;
    for (size_t i = 0; i < looked; i++) {
        unsigned char c = (unsigned char) head.at[i];
        if (c == 0) return "binary data";
        controls += c < 0x20 && !is_blank((char) c);
    }
    return controls > looked / 50 ? "binary data" : NULL;
}

static lockstep_status open_text(struct reader *reader, struct sample *s, struct slice head) {
    const char *other = not_text(head);
    if (other) return fail_at(s->err, LOCKSTEP_EINPUT, s->source, 0, "not text: %s", other);
    reader->header = begins(head, "\xEF\xBB\xBF", 3) ? 3 : 0;
    s->text = (struct slice){head.at + reader->header, head.size - reader->header};
    struct slice visible = trim(s->text);
    if (visible.size == 0)
        return fail_at(s->err, LOCKSTEP_EINPUT, s->source, 0,
                       head.size == 0 ? "the file is empty"
                                      : "the file holds nothing but white space");
    if (*visible.at == '[')
        return fail_at(s->err, LOCKSTEP_EINPUT, s->source, 0,
                       "a JSON array; expected one JSON object a line");
    return *visible.at == '{' ? open_json(reader, s) : open_csv(reader, s);
}

lockstep_status reader_open(struct reader **out, const struct lockstep_settings *settings,
                            struct slice head, const char *source, lockstep_error *err) {
    struct reader *reader = calloc(1, sizeof *reader);
    if (!reader) return fail_memory(err, "a reader");
    struct sample sample = {.settings = settings, .source = source, .err = err};
    lockstep_status status = open_text(reader, &sample, head);
    if (status != LOCKSTEP_OK) {
        reader_close(reader);
        return status;
    }
    *out = reader;
    return LOCKSTEP_OK;
}

void reader_close(struct reader *reader) {
    if (!reader) return;
    json_shape_free(reader->shape);
    arena_release(&reader->arena);
    free(reader);
}

size_t reader_header(const struct reader *reader) {
    return reader->header;
}

uint64_t reader_header_lines(const struct reader *reader) {
    return reader->header_lines;
}

const char *reader_format(const struct reader *reader) {
    return reader->format->name;
}

const char *reader_platform(const struct reader *reader) {
    return reader->format->platform;
}

/* ---- parsing ---- */

size_t reader_whole(const struct reader *reader, struct slice text) {
    if (reader->is_csv) return csv_table_whole(&reader->table, text);
    while (text.size && text.at[text.size - 1] != '\n')
        text.size--;
    return text.size;
}

struct lines {
    const struct reader *reader;
    struct json_parser *parser;
    struct cell *cells;
    struct batch *out;
    lockstep_error *err;
};

static lockstep_status add_posts(struct lines *lines, uint64_t number, bool repaired) {
    enum json_found found;
    size_t before = lines->out->count;
    TRY(json_first(lines->parser, lines->reader->shape, lines->err));
    for (;;) {
        TRY(json_next(lines->parser, lines->reader->shape, lines->cells, &lines->out->arena, &found,
                      lines->err));
        if (found == JSON_END) break;
        if (found == JSON_POST)
            TRY(record_fill(lines->out, &lines->reader->filling, lines->cells, number, true,
                            lines->err));
        else
            TRY(batch_reject(lines->out, number, REJECT_NOT_A_POST, SLICE(""), lines->err));
    }
    if (repaired) lines->out->repaired += lines->out->count - before;
    return LOCKSTEP_OK;
}

static lockstep_status parse_lines(struct lines *lines, const struct block *block) {
    struct slice rest = {block->bytes, block->size}, line;
    const char *problem;
    bool repaired;
    for (uint64_t number = block->first_line - 1; next_line(&rest, &line, &number);) {
        TRY(json_parse(lines->parser, line, &problem, &repaired, lines->err));
        if (problem)
            TRY(batch_reject(lines->out, number, REJECT_SYNTAX, slice_of(problem), lines->err));
        else
            TRY(add_posts(lines, number, repaired));
    }
    return LOCKSTEP_OK;
}

static lockstep_status parse_json(const struct reader *reader, const struct block *block,
                                  struct batch *out, lockstep_error *err) {
    struct lines lines = {.reader = reader, .out = out, .err = err};
    lines.parser = json_parser_new();
    lines.cells = calloc(reader->order.count + 1, sizeof *lines.cells);
    lockstep_status status =
        lines.parser && lines.cells ? parse_lines(&lines, block) : fail_memory(err, "JSON");
    for (uint32_t i = 0; i < reader->order.count && lines.cells; i++)
        free(lines.cells[i].items);
    free(lines.cells);
    json_parser_free(lines.parser);
    return status;
}

lockstep_status reader_parse(const struct reader *reader, const struct block *block,
                             struct batch *out, lockstep_error *err) {
    struct slice text = {block->bytes, block->size};
    if (block->too_large) return batch_reject(out, block->first_line, REJECT_TOO_LARGE, text, err);
    if (reader->is_csv)
        return csv_table_parse(&reader->table, &reader->filling, text, block->first_line, out, err);
    return parse_json(reader, block, out, err);
}
