#include "engine/reader.h"

#include "engine/cells.h"
#include "engine/error.h"
#include "engine/input.h"
#include "engine/permalinks.h"
#include "engine/read_csv.h"
#include "engine/read_json.h"

#include <stdlib.h>

enum { LOOKED_AT = 1 << 20 }; /* bytes of rows that dates and addresses are looked for in */

struct reader {
    struct arena arena;
    struct zone *zone;
    struct slice unused; /* names of columns that nothing is read from */
    size_t unused_count;
    struct slice taken, set_aside; /* as reader_taken and reader_set_aside have them */
    const struct format *format;
    struct cell_order order;
    struct filling filling;
    size_t header;
    uint64_t header_lines;
    bool is_csv, is_split; /* JSON that is not one object a line */
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
    char *record;                  /* its text */
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

/* Whether the document has a path that begins at a post. */
static bool posts_have(const struct sample *s, const struct format *format, struct slice path) {
    const char *lists = s->table ? NULL : format->lists ? format->lists : format->posts;
    if (!lists) return sample_has(s, format, path);
    bool found = format->posts_are_optional && sample_has(s, format, path);
    for (struct slice list; !found && next_alternative(&lists, &list);) {
        struct buffer whole = {0};
        buffer_append(&whole, list);
        if (format->lists) buffer_append(&whole, SLICE("[]"));
        if (*path.at != '[') buffer_byte(&whole, '.');
        buffer_append(&whole, path);
        found = !whole.failed && sample_has(s, format, buffer_slice(&whole));
        buffer_release(&whole);
    }
    return found;
}

/* The same for what a post's field is made of. */
static bool has_field(const struct sample *s, const struct format *format, const char *paths) {
    struct slice path;
    while (next_alternative(&paths, &path)) {
        size_t plain = 0;
        while (plain < path.size && !strchr("~&{^", path.at[plain]))
            plain++;
        if (plain < path.size && strchr("{^", path.at[plain])) return true;
        if (posts_have(s, format, path)) return true;
        if (plain < path.size && posts_have(s, format, (struct slice){path.at, plain})) return true;
    }
    return false;
}

static bool holds(struct slice text, struct slice part) {
    for (const char *end = text.at + text.size, *at = text.at;
         (at = memchr(at, *part.at, (size_t) (end - at))); at++)
        if ((size_t) (end - at) >= part.size && memcmp(at, part.at, part.size) == 0) return true;
    return false;
}

static bool is_of(const struct sample *s, const struct format *format) {
    for (size_t i = 0; i < FORMAT_NEEDS && format->needs[i]; i++)
        if (!has_any(s, format, format->needs[i])) return false;
    if (format->within && !holds(s->text, slice_of(format->within))) return false;
    return format->needs[0] ||
           (has_field(s, format, cells_field_paths(s->settings, format, FIELD_ACCOUNT)) &&
            has_field(s, format, cells_field_paths(s->settings, format, FIELD_TIME)));
}

/* The format of the record that the sample holds, or NULL. */
static const struct format *recognise(const struct sample *s) {
    if (strcmp(s->settings->format, "auto") != 0) {
        const struct format *format = format_named(slice_of(s->settings->format));
        return format && is_of(s, format) ? format : NULL;
    }
    for (size_t i = 0; i < format_count; i++)
        if (!formats[i].of_accounts && is_of(s, &formats[i])) return &formats[i];
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
    const char *account = cells_field_paths(s->settings, format, FIELD_ACCOUNT);
    if (!has_field(s, format, account)) return fail_missing(s, "account", account, true);
    return fail_missing(s, "time", cells_field_paths(s->settings, format, FIELD_TIME), true);
}

static lockstep_status check_maps(const struct sample *s, const struct format *format) {
    for (enum field field = 0; field < FIELD_MAPPED_COUNT; field++) {
        const char *path = settings_mapped(s->settings, field_name(field));
        if (path && !has_field(s, format, path))
            return fail_missing(s, field_name(field), path, true);
    }
    return LOCKSTEP_OK;
}

/* ---- what is not read ---- */

/* Whether a path begins at the member, or names the column. */
static bool begins_at(struct slice path, struct slice name) {
    struct slice first = path;
    if (names_alike(path, name)) return true;
    for (first.size = 0; first.size < path.size && !strchr(".[/~", path.at[first.size]);)
        first.size++;
    return names_alike(first, name);
}

static bool is_used(const struct reader *reader, const struct cell_paths *cells,
                    struct slice name) {
    for (uint32_t i = 0; i < reader->order.total; i++)
        if (begins_at(cells->paths[i], name)) return true;
    return false;
}

static lockstep_status find_unused(struct reader *reader, const struct sample *s,
                                   const struct cell_paths *cells) {
    struct buffer names = {0}, unused = {0};
    if (reader->is_csv || (!reader->format->posts && !reader->format->lists))
        append_names(s, &names);
    for (struct slice rest = buffer_slice(&names), name; rest.size;) {
        const char *comma = memchr(rest.at, ',', rest.size);
        name = (struct slice){rest.at, comma ? (size_t) (comma - rest.at) : rest.size};
        size_t taken = name.size + (comma && name.size + 2 <= rest.size ? 2 : comma != NULL);
        rest = (struct slice){rest.at + taken, rest.size - taken};
        if (!name.size || is_used(reader, cells, name)) continue;
        if (reader->unused_count++) buffer_append(&unused, SLICE(", "));
        buffer_append(&unused, name);
    }
    reader->unused = arena_copy(&reader->arena, buffer_slice(&unused));
    bool failed = names.failed || unused.failed || !reader->unused.at;
    buffer_release(&names), buffer_release(&unused);
    return failed ? fail_memory(s->err, "columns") : LOCKSTEP_OK;
}

/* ---- cells ---- */

static bool states_entities(const struct cell_order *order) {
    const uint32_t *first = order->first;
    return first[FIELD_URLS] < first[FIELD_URLS + 1] &&
           first[FIELD_HASHTAGS] < first[FIELD_HASHTAGS + 1] &&
           first[FIELD_MENTIONS] < first[FIELD_MENTIONS + 1];
}

/* NULL where it is UTC. */
static lockstep_status open_zone(struct reader *reader, const struct sample *s) {
    const char *name = s->settings->assumed_timezone;
    if (!name || strcmp(name, "UTC") == 0) return LOCKSTEP_OK;
    reader->zone = zone_open(name);
    return reader->zone ? LOCKSTEP_OK
                        : fail(s->err, LOCKSTEP_EARG, "--assume-timezone: cannot read %s", name);
}

static lockstep_status lay_out(struct reader *reader, const struct sample *s) {
    struct cell_paths cells;
    TRY(open_zone(reader, s));
    TRY(cells_lay_out(&cells, &reader->order, s->settings, reader->format,
                      reader->is_csv ? &reader->table : NULL, &reader->arena, s->err));
    reader->table.column = cells.column;
    reader->filling =
        (struct filling){.order = &reader->order,
                         .has_entities = reader->is_csv ? states_entities(&reader->order)
                                                        : reader->format->has_entities,
                         .links_in_text = reader->format->links_in_text,
                         .linked_media = reader->format->linked_media,
                         .timed_ids = reader->format->timed_ids,
                         .as_written = s->settings->compat != COMPAT_NONE,
                         .of_accounts = reader->format->of_accounts,
                         .zone = reader->zone};
    TRY(find_unused(reader, s, &cells));
    if (reader->is_csv) return LOCKSTEP_OK;
    reader->shape = json_shape_new(reader->format, &cells, reader->order.total);
    return reader->shape ? LOCKSTEP_OK : fail_memory(s->err, "columns");
}

/* ---- opening ---- */

static lockstep_status parse_first_rows(struct batch *out, const struct reader *reader,
                                        const struct sample *s, bool day_first) {
    struct filling filling = reader->filling;
    struct slice rows = {s->text.at + reader->table.header_size,
                         s->text.size - reader->table.header_size};
    filling.day_first = day_first;
    if (rows.size > LOOKED_AT) rows.size = LOOKED_AT;
    rows.size = csv_table_whole(&reader->table, rows);
    return csv_table_parse(&reader->table, &filling, rows, 1, out, s->err);
}

static size_t count_bad_times(const struct batch *rows) {
    size_t count = 0;
    for (size_t i = 0; i < rows->reject_count; i++)
        count += rows->rejects[i].reason == REJECT_BAD_TIME;
    return count;
}

/* Reads nothing for the field. What it was read from is told. */
static void set_aside(struct reader *reader, enum field field, struct buffer *told) {
    const uint32_t *first = reader->order.first;
    for (uint32_t i = first[field]; i < first[field + 1]; i++) {
        uint32_t column = reader->table.column[i];
        reader->table.column[i] = UINT32_MAX;
        if (column == UINT32_MAX) continue;
        if (told->size) buffer_append(told, SLICE(", "));
        buffer_append(told, reader->table.columns.items[column]);
    }
}

/* A column of the generic table that nobody has named may hold the posts' own addresses. */
static lockstep_status find_permalinks(struct reader *reader, const struct sample *s,
                                       const struct batch *rows) {
    static const struct {
        enum field field;
        permalink_fn of;
    } candidates[] = {{FIELD_TEXT, permalink_in_text}, {FIELD_URLS, permalink_in_urls}};
    struct buffer told = {0};
    lockstep_status status = LOCKSTEP_OK;
    for (size_t i = 0; i < 2 && status == LOCKSTEP_OK && !reader->format->needs[0]; i++) {
        bool are = false;
        if (settings_mapped(s->settings, field_name(candidates[i].field))) continue;
        status = permalinks_are(&are, rows, candidates[i].of, s->err);
        if (are) set_aside(reader, candidates[i].field, &told);
    }
    reader->set_aside = arena_copy(&reader->arena, buffer_slice(&told));
    if (status == LOCKSTEP_OK && (told.failed || !reader->set_aside.at))
        status = fail_memory(s->err, "columns");
    buffer_release(&told);
    return status;
}

/* Whole days of a spreadsheet look like seconds of 1970, in which nobody has posted. */
static bool are_serial_days(const struct batch *rows) {
    const int64_t year_2000 = 946684800;
    bool any = false;
    for (size_t i = 0; i < rows->count; i++) {
        int64_t seconds = rows->records[i].time / MICROSECONDS;
        bool is_day = seconds >= SERIAL_FIRST && seconds <= SERIAL_LAST;
        if (!is_day && seconds < year_2000) return false;
        any |= is_day;
    }
    return any;
}

/* Europe writes D/M/Y where America writes M/D/Y: the order that reads more rows is the source's.
 */
static lockstep_status look_at_rows(struct reader *reader, const struct sample *s) {
    struct batch american = {0}, european = {0};
    lockstep_status status = parse_first_rows(&american, reader, s, false);
    size_t bad = count_bad_times(&american);
    if (status == LOCKSTEP_OK && bad) status = parse_first_rows(&european, reader, s, true);
    reader->filling.day_first = bad && count_bad_times(&european) < bad;
    reader->filling.serial_days = are_serial_days(&american);
    if (status == LOCKSTEP_OK)
        status = find_permalinks(reader, s, reader->filling.day_first ? &european : &american);
    batch_release(&american), batch_release(&european);
    return status;
}

/* "user|author": the columns that a field is read from, or what --map says. */
static void append_taken(struct buffer *out, const struct reader *reader, const struct sample *s,
                         enum field field) {
    const uint32_t *first = reader->order.first;
    const char *mapped =
        field < FIELD_MAPPED_COUNT ? settings_mapped(s->settings, field_name(field)) : NULL;
    size_t before = out->size;
    if (mapped) buffer_append(out, slice_of(mapped));
    for (uint32_t i = first[field]; i < first[field + 1] && !mapped; i++) {
        uint32_t column = reader->table.column[i];
        if (column == UINT32_MAX) continue;
        if (out->size > before) buffer_byte(out, '|');
        buffer_append(out, reader->table.columns.items[column]);
    }
}

/* "account=user, time=date|day" */
static lockstep_status tell_taken(struct reader *reader, const struct sample *s) {
    struct buffer told = {0};
    for (enum field field = 0; field < FIELD_COUNT; field++) {
        size_t before = told.size;
        if (before) buffer_append(&told, SLICE(", "));
        buffer_append(&told, slice_of(field_name(field)));
        buffer_byte(&told, '=');
        size_t name_end = told.size;
        append_taken(&told, reader, s, field);
        if (told.size == name_end) told.size = before;
    }
    reader->taken = arena_copy(&reader->arena, buffer_slice(&told));
    bool failed = told.failed || !reader->taken.at;
    buffer_release(&told);
    return failed ? fail_memory(s->err, "columns") : LOCKSTEP_OK;
}

static lockstep_status open_csv(struct reader *reader, struct sample *s) {
    reader->is_csv = true;
    TRY(csv_table_open(&reader->table, s->text, &reader->arena, s->err));
    reader->header += reader->table.header_size;
    reader->header_lines = reader->table.header_lines;
    s->table = &reader->table;
    reader->format = recognise(s);
    if (!reader->format) return fail_unrecognised(s);
    TRY(check_maps(s, reader->format));
    TRY(lay_out(reader, s));
    TRY(look_at_rows(reader, s));
    return tell_taken(reader, s);
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
    free(s->record);
    s->record = calloc(line.size + BLOCK_PADDING, 1);
    if (!s->record) return fail_memory(s->err, "JSON");
    if (line.size) memcpy(s->record, line.at, line.size);
    return json_parse(s->parser, (struct slice){s->record, line.size}, problem, &repaired, s->err);
}

/* Whether a line that is no JSON itself is the beginning of a longer value, whose items may stand
 * in lines of their own. */
static bool goes_on(struct slice line) {
    return strchr("[{,:", line.at[line.size - 1]) != NULL;
}

/* Looks at the first lines until one shows the format. `first`: the first that is an object. */
static lockstep_status recognise_lines(struct reader *reader, struct sample *s, struct slice *first,
                                       const char **first_problem) {
    enum { LINES = 1000 };
    struct slice rest = s->text, line;
    uint64_t number = 0;
    const char *problem = NULL;
    if (*trim(s->text).at == '[') return LOCKSTEP_OK;
    while (!reader->format && number < LINES && next_line(&rest, &line, &number)) {
        bool is_indented = line.at > s->text.at && line.at[-1] != '\n';
        if (is_indented || *line.at != '{') continue;
        TRY(parse_copy(s, line, &problem));
        if (problem && !first->at && !*first_problem && goes_on(line)) return LOCKSTEP_OK;
        if (!problem) reader->format = recognise(s);
        if (!problem && !first->at) *first = line;
        if (problem && !*first_problem) *first_problem = problem;
    }
    return LOCKSTEP_OK;
}

/* The same for the first values, or items of an array; the last may be cut off. */
static lockstep_status recognise_values(struct reader *reader, struct sample *s,
                                        struct slice *first) {
    enum { VALUES = 100 };
    struct json_split split = {0};
    struct json_cut cut = json_split_next(&split, s->text);
    json_split_release(&split);
    struct slice rest = {s->text.at + cut.skip, s->text.size - cut.skip}, value;
    lockstep_status status = LOCKSTEP_OK;
    for (int i = 0; i < VALUES && !reader->format && json_next_value(&rest, &value); i++) {
        const char *problem = NULL;
        struct buffer closed = {0};
        json_close(&closed, value);
        status = closed.failed ? fail_memory(s->err, "JSON")
                               : parse_copy(s, buffer_slice(&closed), &problem);
        buffer_release(&closed);
        if (status != LOCKSTEP_OK) break;
        if (!problem) reader->format = recognise(s);
        if (!first->at) *first = value;
    }
    reader->is_split = true;
    return status;
}

static lockstep_status recognise_json(struct reader *reader, struct sample *s) {
    struct slice first = {NULL, 0};
    const char *problem = NULL;
    TRY(recognise_lines(reader, s, &first, &problem));
    if (!first.at) TRY(recognise_values(reader, s, &first));
    if (reader->format) {
        reader->is_split |= reader->format->lists != NULL;
        return check_maps(s, reader->format);
    }
    struct buffer closed = {0};
    if (first.at) json_close(&closed, first);
    lockstep_status status = closed.failed ? fail_memory(s->err, "JSON")
                                           : parse_copy(s, buffer_slice(&closed), &problem);
    buffer_release(&closed);
    TRY(status);
    if (!first.at || *first.at != '{')
        return fail_at(s->err, LOCKSTEP_EINPUT, s->source, 0, "no JSON object is in it");
    if (problem)
        return fail_at(s->err, LOCKSTEP_EINPUT, s->source, 0, "no whole JSON object: %s", problem);
    return fail_unrecognised(s);
}

static lockstep_status open_json(struct reader *reader, struct sample *s) {
    s->parser = json_parser_new();
    if (!s->parser) return fail_memory(s->err, "JSON");
    lockstep_status status = recognise_json(reader, s);
    if (status == LOCKSTEP_OK) status = lay_out(reader, s);
    json_parser_free(s->parser);
    free(s->record);
    return status;
}

static bool begins(struct slice text, const char *bytes, size_t size) {
    return text.size >= size && memcmp(text.at, bytes, size) == 0;
}

/* NULL, or what the bytes are instead of text. */
static const char *not_text(struct slice head) {
    if (begins(head, "%PDF", 4)) return "a PDF document";
    if (begins(head, "<?xml", 5)) return "XML";
    if (begins(head, "<!DOCTYPE", 9) || begins(head, "<html", 5)) return "a web page";
    size_t controls = 0, looked = head.size < 65536 ? head.size : 65536;
    for (size_t i = 0; i < looked; i++) {
        unsigned char c = (unsigned char) head.at[i];
        if (c == 0) return "binary data";
        controls += c < 0x20 && !(c >= '\a' && c <= '\r') && c != 0x1B; /* of terminals */
    }
    return controls > looked / 50 ? "binary data" : NULL;
}

static lockstep_status open_text(struct reader *reader, struct sample *s, struct slice head) {
    const char *other = not_text(head);
    if (other)
        return fail_at(s->err, LOCKSTEP_EINPUT, s->source, 0, "not a table or JSON: %s", other);
    reader->header = begins(head, "\xEF\xBB\xBF", 3) ? 3 : 0;
    s->text = (struct slice){head.at + reader->header, head.size - reader->header};
    struct slice visible = trim(s->text);
    if (visible.size == 0)
        return fail_at(s->err, LOCKSTEP_EINPUT, s->source, 0,
                       head.size == 0 ? "the file is empty"
                                      : "the file holds nothing but white space");
    bool is_json = *visible.at == '{' || *visible.at == '[';
    return is_json ? open_json(reader, s) : open_csv(reader, s);
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
    zone_close(reader->zone);
    arena_release(&reader->arena);
    free(reader);
}

size_t reader_header(const struct reader *reader) {
    return reader->header;
}

uint64_t reader_header_lines(const struct reader *reader) {
    return reader->header_lines;
}

const char *reader_unused(const struct reader *reader, size_t *count) {
    *count = reader->unused_count;
    return reader->unused.at;
}

const char *reader_taken(const struct reader *reader) {
    return reader->taken.size ? reader->taken.at : "";
}

const char *reader_set_aside(const struct reader *reader) {
    return reader->set_aside.size ? reader->set_aside.at : "";
}

bool reader_day_first(const struct reader *reader) {
    return reader->filling.day_first;
}

bool reader_is_table(const struct reader *reader) {
    return reader->is_csv;
}

const char *reader_format(const struct reader *reader) {
    return reader->format->name;
}

const char *reader_platform(const struct reader *reader) {
    return reader->format->platform;
}

/* ---- parsing ---- */

void reader_start(const struct reader *reader, struct json_split *split) {
    *split = (struct json_split){.lists = reader->format->lists};
}

struct json_cut reader_cut(const struct reader *reader, struct json_split *split,
                           struct slice text) {
    if (reader->is_split) return json_split_next(split, text);
    if (reader->is_csv) return (struct json_cut){0, csv_table_whole(&reader->table, text)};
    while (text.size && text.at[text.size - 1] != '\n')
        text.size--;
    return (struct json_cut){0, text.size};
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
            TRY(record_fill(lines->out, &lines->reader->filling, lines->cells, number, lines->err));
        else
            TRY(batch_reject(lines->out, number, REJECT_NOT_A_POST, SLICE(""), lines->err));
    }
    if (repaired) lines->out->repaired += lines->out->count - before;
    return LOCKSTEP_OK;
}

static lockstep_status parse_document(struct lines *lines, struct slice text, uint64_t number) {
    const char *problem;
    bool repaired;
    lines->out->at = text;
    TRY(json_parse(lines->parser, text, &problem, &repaired, lines->err));
    if (problem)
        return batch_reject(lines->out, number, REJECT_SYNTAX, slice_of(problem), lines->err);
    return add_posts(lines, number, repaired);
}

static lockstep_status parse_lines(struct lines *lines, const struct block *block) {
    struct slice rest = {block->bytes, block->size}, line;
    for (uint64_t number = block->first_line - 1; next_line(&rest, &line, &number);)
        TRY(parse_document(lines, line, number));
    return LOCKSTEP_OK;
}

/* An object that is cut off seems to hold those behind it, and ends where the list does. */
static bool is_unclosed(struct slice value) {
    return *value.at == '{' && value.at[value.size - 1] != '}';
}

/* The first of those behind it: the line that opens an object with the fewest blanks before it. */
static const char *next_object(struct slice value) {
    const char *end = value.at + value.size, *found = NULL, *at;
    ptrdiff_t least = PTRDIFF_MAX;
    for (const char *line = value.at; (line = memchr(line, '\n', (size_t) (end - line)));) {
        for (at = ++line; at < end && (*at == ' ' || *at == '\t'); at++)
            ;
        if (at < end && *at == '{' && at - line < least) found = at, least = at - line;
    }
    return found;
}

/* What was taken for the object's end is its list's. */
static bool is_end(struct slice value) {
    return value.size == 1 && strchr("]}", *value.at);
}

static void free_those_behind(struct slice *value, struct slice *rest) {
    const char *next = next_object(*value);
    if (!next) return;
    *rest = (struct slice){next, (size_t) (rest->at - next) + rest->size};
    value->size = (size_t) (next - value->at);
}

static lockstep_status parse_values(struct lines *lines, const struct block *block) {
    enum { UNCLOSED = 100 }; /* more are no accident, and cost a look at all behind each */
    struct slice rest = {block->bytes, block->size}, value;
    const char *counted = block->bytes;
    size_t unclosed = 0;
    for (uint64_t number = block->first_line; json_next_value(&rest, &value);) {
        for (const char *at; (at = memchr(counted, '\n', (size_t) (value.at - counted)));)
            counted = at + 1, number++;
        counted = value.at;
        if (unclosed && is_end(value)) continue;
        if (is_unclosed(value) && unclosed++ < UNCLOSED) free_those_behind(&value, &rest);
        TRY(parse_document(lines, value, number));
    }
    return LOCKSTEP_OK;
}

static lockstep_status parse_json(const struct reader *reader, const struct block *block,
                                  struct batch *out, lockstep_error *err) {
    struct lines lines = {.reader = reader, .out = out, .err = err};
    lines.parser = json_parser_new();
    lines.cells = calloc(reader->order.total + 1, sizeof *lines.cells);
    lockstep_status status =
        lines.parser && lines.cells
            ? json_around(lines.parser, (struct slice){block->around, block->around_size}, err)
            : fail_memory(err, "JSON");
    if (status == LOCKSTEP_OK)
        status = (reader->is_split ? parse_values : parse_lines)(&lines, block);
    for (uint32_t i = 0; i < reader->order.total && lines.cells; i++)
        free(lines.cells[i].items);
    free(lines.cells);
    json_parser_free(lines.parser);
    return status;
}

lockstep_status reader_parse(const struct reader *reader, const struct block *block,
                             struct batch *out, lockstep_error *err) {
    struct slice text = {block->bytes, block->size};
    out->at = (struct slice){NULL, 0};
    if (block->is_refused) return batch_reject(out, block->first_line, block->reason, text, err);
    if (reader->is_csv)
        return csv_table_parse(&reader->table, &reader->filling, text, block->first_line, out, err);
    return parse_json(reader, block, out, err);
}
