#include "engine/cells.h"

#include "engine/error.h"
#include "engine/html.h"
#include "engine/read_csv.h"

#include <stdlib.h>

/* What is done to a cell's text. */
enum finish_kind {
    FINISH_WHERE, /* empty, unless another cell holds a value */
    FINISH_JOIN,  /* made of literals and other cells, empty if one of those is */
    FINISH_TAIL,
    FINISH_HTML,
    FINISH_LINKS,
    FINISH_UNLESS, /* empty where it is a value */
    FINISH_AS      /* a value where there is any */
};

struct piece {
    struct slice literal;
    uint32_t cell; /* what follows it; UINT32_MAX: nothing */
};

struct finish {
    enum finish_kind kind;
    uint32_t cell, other;
    struct slice value;
    struct piece *pieces;
    size_t piece_count;
};

/* ---- laying out ---- */

struct layout {
    struct cell_paths *out;
    struct cell_order *order;
    const struct csv_table *table;
    struct arena *arena;
    struct slice *hidden; /* paths of cells that only others are made of */
    uint32_t hidden_count;
    struct finish *finishes;
    bool *also;
    bool shares_only;
    bool failed;
};

const char *cells_field_paths(const struct lockstep_settings *settings, const struct format *format,
                              enum field field) {
    const char *mapped =
        field < FIELD_MAPPED_COUNT ? settings_mapped(settings, field_name(field)) : NULL;
    return mapped ? mapped : format->paths[field];
}

static bool has_column(const struct layout *l, struct slice path) {
    return !l->table || csv_table_column(l->table, path) != UINT32_MAX;
}

static uint32_t add_cell(struct layout *l, struct slice path, enum field field, bool also) {
    uint32_t cell = l->order->count++;
    l->out->paths[cell] = path;
    l->out->is_content[cell] = field < FIELD_COUNT && field_is_content(field);
    l->out->is_list[cell] = field < FIELD_COUNT && field_is_list(field);
    l->out->is_read[cell] = !(l->shares_only && field < FIELD_COUNT && field_is_detail(field));
    l->out->column[cell] = l->table && path.size ? csv_table_column(l->table, path) : UINT32_MAX;
    l->also[cell] = also;
    return cell;
}

/* Numbered from 0; they come to lie behind the others. */
static uint32_t add_hidden(struct layout *l, struct slice path) {
    l->hidden[l->hidden_count] = path;
    return l->hidden_count++;
}

static struct finish *add_finish(struct layout *l, enum finish_kind kind, uint32_t cell) {
    struct finish *finish = &l->finishes[l->order->finish_count++];
    *finish = (struct finish){.kind = kind, .cell = cell};
    return finish;
}

static size_t index_of(struct slice text, char c) {
    const char *at = text.size ? memchr(text.at, c, text.size) : NULL;
    return at ? (size_t) (at - text.at) : text.size;
}

static struct slice behind(struct slice text, size_t size) {
    if (size > text.size) size = text.size;
    return (struct slice){text.at + size, text.size - size};
}

/* Takes "literal{path" off the front of a template; false at its end. */
static bool next_piece(struct slice *rest, struct slice *literal, struct slice *path) {
    if (rest->size == 0) return false;
    *literal = (struct slice){rest->at, index_of(*rest, '{')};
    *path = behind(*rest, literal->size + 1);
    path->size = index_of(*path, '}');
    *rest = behind(*rest, literal->size + path->size + 2);
    return true;
}

static bool has_pieces(const struct layout *l, struct slice template) {
    struct slice literal, path;
    while (next_piece(&template, &literal, &path))
        if (path.size && !has_column(l, path)) return false;
    return true;
}

/* "at://{did}/{rkey}" */
static void add_template(struct layout *l, struct slice template, enum field field, bool also) {
    if (!has_pieces(l, template)) return;
    struct slice rest = template, literal, path;
    struct piece *pieces = arena_alloc(l->arena, template.size, sizeof *pieces);
    if (!pieces) {
        l->failed = true;
        return;
    }
    uint32_t cell = add_cell(l, (struct slice){"", 0}, field, also);
    struct finish *finish = add_finish(l, FINISH_JOIN, cell);
    finish->pieces = pieces;
    while (next_piece(&rest, &literal, &path))
        pieces[finish->piece_count++] =
            (struct piece){literal, path.size ? add_hidden(l, path) : UINT32_MAX};
}

/* "[column=value].path" of a table; JSON's are followed by its reader. */
static void add_guarded(struct layout *l, struct slice path, enum field field, bool also) {
    struct slice key = behind(path, 1), value;
    key.size = index_of(key, '=');
    value = behind(path, key.size + 2);
    value.size = index_of(value, ']');
    path = behind(path, key.size + value.size + 4);
    if (!has_column(l, key) || (path.size && !has_column(l, path))) return;
    struct finish *finish = add_finish(l, FINISH_WHERE, add_cell(l, path, field, also));
    finish->other = add_hidden(l, key);
    finish->value = value;
}

/* "tail", "unless(value)" */
static void add_operation(struct layout *l, struct slice operation, uint32_t cell) {
    static const struct {
        const char *name;
        enum finish_kind kind;
    } operations[] = {{"tail", FINISH_TAIL},
                      {"html", FINISH_HTML},
                      {"links", FINISH_LINKS},
                      {"unless", FINISH_UNLESS},
                      {"as", FINISH_AS}};
    struct slice name = {operation.at, index_of(operation, '(')};
    struct slice value = behind(operation, name.size + 1);
    if (value.size) value.size--;
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++)
        if (slice_equal(name, slice_of(operations[i].name)))
            add_finish(l, operations[i].kind, cell)->value = value;
}

static void add_path(struct layout *l, struct slice path, enum field field, bool also) {
    uint32_t before = l->order->count;
    struct slice plain = {path.at, index_of(path, '~')};
    if (l->table && has_column(l, path))
        add_cell(l, path, field, also);
    else if (index_of(path, '{') < path.size)
        add_template(l, path, field, also);
    else if (l->table && path.size && *path.at == '[')
        add_guarded(l, plain, field, also);
    else if (has_column(l, plain))
        add_cell(l, plain, field, also);
    if (plain.size < path.size && l->order->count > before)
        add_operation(l, behind(path, plain.size + 1), before);
}

static void add_field(struct layout *l, const char *paths, enum field field) {
    struct slice path;
    while (next_alternative(&paths, &path)) {
        bool also = false;
        for (struct slice rest = path, one; rest.size; rest = behind(rest, one.size + 1)) {
            one = (struct slice){rest.at, index_of(rest, '&')};
            add_path(l, one, field, also);
            also = true;
        }
    }
}

/* No path gives more cells than it has of the characters that divide it. */
static size_t cell_bound(const struct lockstep_settings *settings, const struct format *format) {
    size_t bound = settings_field_count(settings) + 1;
    for (enum field field = 0; field < FIELD_COUNT; field++) {
        const char *paths = cells_field_paths(settings, format, field);
        bound += paths != NULL;
        for (; paths && *paths; paths++)
            bound += strchr("|&{[~", *paths) != NULL;
    }
    return bound;
}

static bool make_room(struct layout *l, size_t room) {
    struct arena *arena = l->arena;
    *l->out = (struct cell_paths){arena_alloc(arena, room, sizeof *l->out->paths),
                                  arena_alloc(arena, room, sizeof *l->out->is_content),
                                  arena_alloc(arena, room, sizeof *l->out->is_list),
                                  arena_alloc(arena, room, sizeof *l->out->is_read),
                                  arena_alloc(arena, room, sizeof *l->out->column)};
    l->hidden = arena_alloc(arena, room, sizeof *l->hidden);
    l->finishes = arena_alloc(arena, room, sizeof *l->finishes);
    l->also = arena_alloc(arena, room, sizeof *l->also);
    l->order->also = l->also;
    l->order->finishes = l->finishes;
    return l->out->paths && l->out->is_content && l->out->is_list && l->out->is_read &&
           l->out->column && l->hidden && l->finishes && l->also;
}

/* Puts the hidden cells behind the others, and forgets what is done to cells that are not read. */
static void place_hidden(struct layout *l) {
    uint32_t shown = l->order->count;
    size_t kept = 0;
    for (size_t i = 0; i < l->order->finish_count; i++)
        if (l->out->is_read[l->finishes[i].cell]) l->finishes[kept++] = l->finishes[i];
    l->order->finish_count = kept;
    for (size_t i = 0; i < kept; i++) {
        struct finish *finish = &l->finishes[i];
        finish->other += shown;
        for (size_t k = 0; k < finish->piece_count; k++) {
            if (finish->pieces[k].cell != UINT32_MAX) finish->pieces[k].cell += shown;
        }
    }
    for (uint32_t i = 0; i < l->hidden_count; i++)
        add_cell(l, l->hidden[i], FIELD_COUNT, false);
    l->order->count = shown;
    l->order->total = shown + l->hidden_count;
}

static void list_used(struct cell_order *order, bool shares_only) {
    for (enum field field = 0; field < FIELD_COUNT; field++) {
        bool has_cells = order->first[field] < order->first[field + 1];
        bool is_read = has_cells && !(shares_only && field_is_detail(field));
        if (is_read || field_is_missed(field)) order->used[order->used_count++] = field;
    }
}

lockstep_status cells_lay_out(struct cell_paths *out, struct cell_order *order,
                              const struct lockstep_settings *settings, const struct format *format,
                              const struct csv_table *table, struct arena *arena,
                              lockstep_error *err) {
    struct layout l = {.out = out,
                       .order = order,
                       .table = table,
                       .arena = arena,
                       .shares_only = settings->shares_only};
    *order = (struct cell_order){0};
    if (!make_room(&l, 2 * cell_bound(settings, format))) return fail_memory(err, "columns");
    for (enum field field = 0; field < FIELD_COUNT; field++) {
        order->first[field] = order->count;
        add_field(&l, cells_field_paths(settings, format, field), field);
    }
    order->first[FIELD_COUNT] = order->count;
    list_used(order, settings->shares_only);
    for (size_t i = 0; i < settings_field_count(settings); i++)
        add_cell(&l, slice_of(settings_field(settings, i)), FIELD_COUNT, false);
    place_hidden(&l);
    return l.failed ? fail_memory(err, "columns") : LOCKSTEP_OK;
}

/* ---- finishing ---- */

static size_t last_part(struct slice text) {
    size_t from = text.size;
    while (from && text.at[from - 1] != '/')
        from--;
    return from;
}

/* A mere query says nothing alone: "456/?type=3". */
static struct slice tail(struct slice text) {
    while (text.size && text.at[text.size - 1] == '/')
        text.size--;
    size_t from = last_part(text);
    if (from > 1 && from < text.size && text.at[from] == '?')
        from = last_part((struct slice){text.at, from - 1});
    return behind(text, from);
}

static bool join(const struct finish *finish, struct cell *cells, struct arena *arena) {
    size_t size = 0;
    for (size_t i = 0; i < finish->piece_count; i++) {
        const struct piece *piece = &finish->pieces[i];
        if (piece->cell != UINT32_MAX && cells[piece->cell].text.size == 0) return true;
        size += piece->literal.size;
        if (piece->cell != UINT32_MAX) size += cells[piece->cell].text.size;
    }
    char *out = arena_alloc(arena, size, 1);
    if (!out) return false;
    cells[finish->cell].text = (struct slice){out, size};
    for (size_t i = 0; i < finish->piece_count; i++) {
        const struct piece *piece = &finish->pieces[i];
        memcpy(out, piece->literal.at, piece->literal.size);
        out += piece->literal.size;
        if (piece->cell == UINT32_MAX) continue;
        memcpy(out, cells[piece->cell].text.at, cells[piece->cell].text.size);
        out += cells[piece->cell].text.size;
    }
    return true;
}

static bool link_items(struct cell *cell, struct arena *arena) {
    struct slices links;
    if (!html_links(arena, cell->text, &links)) return false;
    cell->text = (struct slice){NULL, 0};
    cell->count = 0;
    struct slice *items = grow(cell->items, &cell->room, links.count, sizeof *items);
    if (!items) return links.count == 0;
    cell->items = items;
    memcpy(items, links.items, links.count * sizeof *items);
    cell->count = links.count;
    return true;
}

static bool finish_cell(const struct finish *finish, struct cell *cells, struct arena *arena) {
    struct cell *cell = &cells[finish->cell];
    switch (finish->kind) {
    case FINISH_WHERE:
        if (!slice_equal(cells[finish->other].text, finish->value))
            cell->text = (struct slice){NULL, 0};
        else if (!cell->text.at)
            cell->text = SLICE("true"); /* a condition alone */
        return true;
    case FINISH_JOIN:
        return join(finish, cells, arena);
    case FINISH_TAIL:
        cell->text = tail(cell->text);
        return true;
    case FINISH_HTML:
        if (cell->text.size) cell->text = html_text(arena, cell->text);
        return cell->text.size == 0 || cell->text.at;
    case FINISH_LINKS:
        return cell->text.size == 0 || link_items(cell, arena);
    case FINISH_UNLESS:
        if (slice_equal(cell->text, finish->value)) cell->text = (struct slice){NULL, 0};
        return true;
    case FINISH_AS:
        if (cell->text.size) cell->text = finish->value;
        return true;
    }
    return true;
}

bool cells_finish(const struct cell_order *order, struct cell *cells, struct arena *arena) {
    for (size_t i = 0; i < order->finish_count; i++)
        if (!finish_cell(&order->finishes[i], cells, arena)) return false;
    return true;
}
