#include "export/lists.h"

#include "engine/canonical.h"
#include "engine/error.h"
#include "engine/seeking.h"
#include "engine/times.h"

#include <csv.h>
#include <stdlib.h>

/* ---- CSV, a row at a time */

enum { LIST_CELLS = 2 }; /* of a row, that anybody asks for */

struct rows {
    const char *path;
    uint64_t line;
    struct buffer cells[LIST_CELLS];
    size_t cell;
    bool seeks_header; /* cells[0] is that of the column of accounts */
    size_t column;     /* which one, from 1; 0: the first, there is no header */
    lockstep_status (*take)(void *data, const struct rows *rows, lockstep_error *err);
    void *data;
    lockstep_status status;
    lockstep_error *err;
};

static bool is_column_of_accounts(struct slice name) {
    static const char *const names[] = {"account", "account_id", "user_id",
                                        "handle",  "username",   "screen_name"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (slice_equal(name, slice_of(names[i]))) return true;
    return false;
}

/* Where the cell goes; LIST_CELLS: nowhere. */
static size_t place_of(const struct rows *rows) {
    if (rows->column) return rows->cell + 1 == rows->column ? 0 : LIST_CELLS;
    return rows->cell;
}

static void end_cell(void *bytes, size_t size, void *data) {
    struct rows *rows = data;
    struct slice cell = {bytes, size};
    if (rows->seeks_header && rows->line == 0 && !rows->column && is_column_of_accounts(cell))
        rows->column = rows->cell + 1;
    size_t place = place_of(rows);
    if (place < LIST_CELLS && size) buffer_append(&rows->cells[place], cell);
    rows->cell++;
}

static void end_row(int end, void *data) {
    struct rows *rows = data;
    (void) end;
    rows->line++;
    bool failed = false;
    for (size_t i = 0; i < LIST_CELLS; i++)
        failed |= rows->cells[i].failed;
    if (rows->status == LOCKSTEP_OK)
        rows->status =
            failed ? fail_memory(rows->err, rows->path) : rows->take(rows->data, rows, rows->err);
    for (size_t i = 0; i < LIST_CELLS; i++)
        buffer_clear(&rows->cells[i]);
    rows->cell = 0;
}

static lockstep_status parse_rows(struct rows *rows, FILE *file) {
    struct csv_parser parser;
    char bytes[16384];
    if (csv_init(&parser, CSV_APPEND_NULL) != 0) return fail_memory(rows->err, rows->path);
    for (size_t size; rows->status == LOCKSTEP_OK && (size = fread(bytes, 1, sizeof bytes, file));)
        if (csv_parse(&parser, bytes, size, end_cell, end_row, rows) != size)
            rows->status = fail_at(rows->err, LOCKSTEP_EINPUT, rows->path, rows->line + 1, "%s",
                                   csv_strerror(csv_error(&parser)));
    if (rows->status == LOCKSTEP_OK) csv_fini(&parser, end_cell, end_row, rows);
    csv_free(&parser);
    if (rows->status == LOCKSTEP_OK && ferror(file)) return fail_io(rows->err, rows->path);
    return rows->status;
}

static lockstep_status read_rows(struct rows *rows) {
    FILE *file = fopen(rows->path, "rb");
    if (!file) return fail_io(rows->err, rows->path);
    lockstep_status status = parse_rows(rows, file);
    fclose(file);
    for (size_t i = 0; i < LIST_CELLS; i++)
        buffer_release(&rows->cells[i]);
    return status;
}

/* ---- names */

static struct slice trimmed(struct slice text) {
    while (text.size && (unsigned char) text.at[0] <= ' ')
        text = (struct slice){text.at + 1, text.size - 1};
    while (text.size && (unsigned char) text.at[text.size - 1] <= ' ')
        text.size--;
    return text;
}

static lockstep_status add_name(struct name_list *list, struct slice name, lockstep_error *err) {
    struct buffer folded = {0};
    uint32_t number;
    name = trimmed(name);
    if (name.size && name.at[0] == '@') name = (struct slice){name.at + 1, name.size - 1};
    struct buffer spelt = {0};
    if (list->redaction && list->redaction->wanted) {
        redaction_name(&spelt, list->redaction, name);
        name = buffer_slice(&spelt);
    }
    bool usable = canonical_handle(&folded, name);
    folded.failed |= spelt.failed;
    lockstep_status status = folded.failed ? fail_memory(err, "a list of names") : LOCKSTEP_OK;
    if (status == LOCKSTEP_OK && usable)
        status = names_intern(&list->names, buffer_slice(&folded), &number, NULL, err);
    buffer_release(&folded);
    buffer_release(&spelt);
    return status;
}

static lockstep_status take_name(void *data, const struct rows *rows, lockstep_error *err) {
    if (rows->line == 1 && rows->column) return LOCKSTEP_OK;
    return add_name(data, buffer_slice(&rows->cells[0]), err);
}

lockstep_status name_list_read(struct name_list *out, const char *path, lockstep_error *err) {
    struct rows rows = {
        .path = path, .take = take_name, .data = out, .seeks_header = true, .err = err};
    if (!path || !*path) return LOCKSTEP_OK;
    out->given = true;
    return read_rows(&rows);
}

lockstep_status name_list_split(struct name_list *out, const char *names, lockstep_error *err) {
    if (!names || !*names) return LOCKSTEP_OK;
    out->given = true;
    for (const char *comma; (comma = strchr(names, ',')); names = comma + 1)
        TRY(add_name(out, (struct slice){names, (size_t) (comma - names)}, err));
    return add_name(out, slice_of(names), err);
}

uint32_t name_list_find(const struct name_list *list, struct slice name) {
    struct buffer folded = {0};
    bool usable = canonical_handle(&folded, name) && !folded.failed;
    uint32_t number = usable ? names_find(&list->names, buffer_slice(&folded)) : UINT32_MAX;
    buffer_release(&folded);
    return number;
}

bool name_list_has(const struct name_list *list, struct slice name) {
    return name_list_find(list, name) != UINT32_MAX;
}

void name_list_release(struct name_list *list) {
    names_release(&list->names);
    *list = (struct name_list){0};
}

/* ---- holidays */

struct holiday_list {
    struct holidays *holidays;
    size_t room;
};

static lockstep_status take_holiday(void *data, const struct rows *rows, lockstep_error *err) {
    struct holiday_list *list = data;
    struct holidays *holidays = list->holidays;
    struct slice date = trimmed(buffer_slice(&rows->cells[0]));
    int64_t time;
    enum time_precision precision;
    if (!date.size || (rows->line == 1 && slice_equal(date, SLICE("date")))) return LOCKSTEP_OK;
    if (!time_parse(date, &time, &precision) || precision != PRECISION_DAY)
        return fail_at(err, LOCKSTEP_EINPUT, rows->path, rows->line,
                       "expected a date such as 2023-11-08, found \"%.*s\"", (int) date.size,
                       date.at);
    struct holiday *items = grow(holidays->items, &list->room, holidays->count + 1, sizeof *items);
    if (items) holidays->items = items;
    struct slice name = arena_copy(&holidays->arena, buffer_slice(&rows->cells[1]));
    if (!items || !name.at) return fail_memory(err, "holidays");
    items[holidays->count++] = (struct holiday){time / MICROSECONDS / 86400, name};
    return LOCKSTEP_OK;
}

static int by_day(const void *a, const void *b) {
    const struct holiday *x = a, *y = b;
    if (x->day != y->day) return x->day < y->day ? -1 : 1;
    return slice_compare(x->name, y->name);
}

/* A day that is a holiday twice counts once, under the first of its names. */
static void drop_repeated(struct holidays *holidays) {
    size_t kept = 0;
    for (size_t i = 0; i < holidays->count; i++)
        if (!kept || holidays->items[i].day != holidays->items[kept - 1].day)
            holidays->items[kept++] = holidays->items[i];
    holidays->count = kept;
}

lockstep_status holidays_read(struct holidays *out, const char *path, lockstep_error *err) {
    struct holiday_list list = {.holidays = out};
    struct rows rows = {.path = path, .take = take_holiday, .data = &list, .err = err};
    if (!path || !*path) return LOCKSTEP_OK;
    out->given = true;
    TRY(read_rows(&rows));
    if (out->count) qsort(out->items, out->count, sizeof *out->items, by_day);
    drop_repeated(out);
    return LOCKSTEP_OK;
}

DEFINE_SEEK(seek_day, struct holiday, int64_t, day)

bool is_holiday(const struct holidays *holidays, int64_t day) {
    size_t holiday = seek_day(holidays->items, 0, holidays->count, day);
    return holiday < holidays->count && holidays->items[holiday].day == day;
}

void holidays_release(struct holidays *holidays) {
    free(holidays->items);
    arena_release(&holidays->arena);
    *holidays = (struct holidays){0};
}
