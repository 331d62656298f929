/* Tables of nodes and edges for Gephi's import of spreadsheets, with the headers that it looks for.
 * A mark at the beginning tells it and spreadsheets alike that this is UTF-8. To Gephi a backslash
 * escapes, so it is doubled. A moment is 2023-11-16 08:13:20 (UTC), which spreadsheets take for
 * one; of 2023-11-16T08:13:20Z Gephi makes a set of moments. */
#include "engine/error.h"
#include "engine/memory.h"
#include "export/network_file.h"

#include <stdlib.h>

static const char MARK[] = "\xEF\xBB\xBF";

/* A copy of the text, with U+FFFD for what XML, which Gephi saves in, cannot hold. `room` is three
 * times its size. */
static struct slice spell(char *room, struct slice text) {
    size_t written = 0;
    for (size_t at = 0; at < text.size;) {
        int32_t c;
        size_t size = xml_code_point((struct slice){text.at + at, text.size - at}, &c);
        if (c == '\\') room[written++] = '\\';
        memcpy(room + written, c < 0 ? "\xEF\xBF\xBD" : text.at + at, c < 0 ? 3 : size);
        written += c < 0 ? 3 : size;
        at += size;
    }
    return (struct slice){room, written};
}

static void put_value(struct csv_row *row, enum column_type type, struct slice value) {
    char room[VALUE_TEXT];
    if (type == COLUMN_MOMENT && value.size) {
        snprintf(room, sizeof room, "%.*s", (int) value.size - 1, value.at); /* without the Z */
        *strchr(room, 'T') = ' ';
        value = slice_of(room);
    }
    csv_text(row, guessable(room, type, value));
}

/* Without the account, which is in the Id: a spreadsheet makes 1.5E+18 of a long one. */
static bool is_cell(const struct column *column, const struct view *view) {
    return column != &account_columns[0] && column_exists(column, view);
}

static void put_nodes(FILE *out, const struct view *view, char *room) {
    struct csv_row row = {.out = out};
    char id[NODE_ID], value[VALUE_TEXT];
    for (uint32_t a = 0; a < view->findings->archive->accounts.count; memory_step(++a)) {
        if (!view->shown[a]) continue;
        csv_text(&row, account_id(id, view, a));
        csv_text(&row, spell(room, account_label(&view->findings->archive->accounts.items[a])));
        for (size_t c = 0; account_columns[c].name; c++)
            if (is_cell(&account_columns[c], view))
                put_value(&row, account_columns[c].type,
                          spell(room, account_value(value, view, a, c)));
        csv_end_row(&row);
    }
}

lockstep_status gephi_nodes_write(FILE *out, const struct view *view, lockstep_error *err) {
    char *room = malloc(3 * (size_t) LONGEST_LABEL);
    if (!room) return fail_memory(err, "network.nodes.csv");
    fprintf(out, "%sId,Label", MARK);
    for (size_t c = 0; account_columns[c].name; c++)
        if (is_cell(&account_columns[c], view)) fprintf(out, ",%s", account_columns[c].name);
    fputs("\n", out);
    put_nodes(out, view, room);
    free(room);
    return ferror(out) ? fail_io(err, "network.nodes.csv") : LOCKSTEP_OK;
}

static void put_edge(struct text_block *block, const struct view *view,
                     const struct shown_edge *shown) {
    const struct edges *edges = &view->findings->network->layers[shown->layer];
    const struct edge *edge = shown->edge;
    struct csv_row row = {.out = block->spelling};
    char id[NODE_ID], kind[LAYER_KIND], room[3 * LAYER_KIND];
    csv_text(&row, account_id(id, view, edge->source));
    csv_text(&row, account_id(id, view, edge->target));
    csv_text(&row, SLICE("Undirected"));
    csv_text(&row, spell(room, layer_kind(kind, view, shown->layer)));
    put_value(&row, COLUMN_REAL, weight_value(room, edge->weight));
    for (size_t c = 1; edge_columns[c].name; c++)
        put_value(&row, edge_columns[c].type, edge_value(room, edges, edge, c));
    csv_end_row(&row);
}

lockstep_status gephi_edges_write(FILE *out, const struct view *view, lockstep_error *err) {
    fprintf(out, "%sSource,Target,Type,Kind,Weight", MARK);
    for (size_t c = 1; edge_columns[c].name; c++) /* the first is the layer: it is the kind */
        fprintf(out, ",%s", edge_columns[c].name);
    fputs("\n", out);
    TRY(edge_lines_put(out, "network.edges.csv", view, false, put_edge, err));
    return ferror(out) ? fail_io(err, "network.edges.csv") : LOCKSTEP_OK;
}
