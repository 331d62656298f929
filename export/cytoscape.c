/* The JSON of Cytoscape and cytoscape.js, with everything that is known of accounts and kept edges.
 * Its vertical axis points down. networkx looks for `value` and `key`. A column of Cytoscape has
 * the type of its first value: a real number always shows a point. */
#include "engine/error.h"
#include "engine/memory.h"
#include "export/network_file.h"

/* What stands for the code point in a string; NULL where it stands for itself. In `room`. */
static const char *escape(char room[8], int32_t c) {
    if (c < 0) return "\xEF\xBF\xBD";
    if (c != '"' && c != '\\' && c >= ' ') return NULL;
    snprintf(room, 8, c < ' ' ? "\\u%04x" : "\\%c", (unsigned) c);
    return room;
}

static void put_text(FILE *out, struct slice text) {
    size_t written = 0, at = 0;
    char room[8];
    fputc('"', out);
    while (at < text.size) {
        int32_t c;
        size_t size = xml_code_point((struct slice){text.at + at, text.size - at}, &c);
        const char *stand_in = escape(room, c);
        if (stand_in) {
            fwrite(text.at + written, 1, at - written, out);
            fputs(stand_in, out);
            written = at + size;
        }
        at += size;
    }
    if (at > written) fwrite(text.at + written, 1, at - written, out);
    fputc('"', out);
}

/* A further member of an object that has one. */
static void put_value(FILE *out, const struct column *column, struct slice value) {
    char room[VALUE_TEXT];
    if (!value.size) return;
    value = guessable(room, column->type, value);
    fputs(",\"", out);
    fputs(column->name, out);
    fputs("\":", out);
    if (column->type == COLUMN_TEXT || column->type == COLUMN_MOMENT)
        put_text(out, value);
    else
        slice_put(out, value);
}

static void put_node(FILE *out, const struct view *view, uint32_t rank) {
    struct point place = view->findings->positions[rank];
    char id[NODE_ID], room[VALUE_TEXT], x[NUMBER_TEXT], y[NUMBER_TEXT];
    (void) account_id(id, view, rank);
    fprintf(out, "{\"data\":{\"id\":\"%s\",\"value\":\"%s\",\"name\":", id, id);
    put_text(out, account_label(&view->findings->archive->accounts.items[rank]));
    for (size_t c = 0; account_columns[c].name; c++)
        put_value(out, &account_columns[c], account_value(room, view, rank, c));
    fprintf(out, "},\"position\":{\"x\":%s,\"y\":%s}}", number_format(x, place.x),
            number_format(y, -place.y));
}

static void put_ends(FILE *out, const struct view *view, const struct edge *edge) {
    char id[NODE_ID];
    fputs(",\"source\":\"", out);
    slice_put(out, account_id(id, view, edge->source));
    fputs("\",\"target\":\"", out);
    slice_put(out, account_id(id, view, edge->target));
    fputs("\",\"interaction\":", out);
}

static void put_edge(struct text_block *block, const struct view *view,
                     const struct shown_edge *shown) {
    FILE *out = block->spelling;
    static const struct column weight_column = {.name = "weight", .type = COLUMN_REAL};
    const struct edges *edges = &view->findings->network->layers[shown->layer];
    char digits[COUNT_TEXT], kind[LAYER_KIND], room[VALUE_TEXT];
    struct slice number = digits_format(digits, shown->number);
    fputs(shown->number ? ",\n{\"data\":{\"id\":\"e" : "\n{\"data\":{\"id\":\"e", out);
    slice_put(out, number);
    fputs("\",\"key\":", out);
    slice_put(out, number);
    put_ends(out, view, shown->edge);
    put_text(out, layer_kind(kind, view, shown->layer));
    put_value(out, &weight_column, weight_value(room, shown->edge->weight));
    for (size_t c = 0; edge_columns[c].name; c++)
        put_value(out, &edge_columns[c], edge_value(room, edges, shown->edge, c));
    fputs("}}", out);
}

lockstep_status cytoscape_write(FILE *out, const struct view *view, lockstep_error *err) {
    bool begun = false;
    fputs("{\"format_version\":\"1.0\",\"generated_by\":\"lockstep\","
          "\"target_cytoscapejs_version\":\"~3.0\",\"directed\":false,\"multigraph\":true,"
          "\"data\":{\"name\":\"lockstep\"},\"elements\":{\"nodes\":[",
          out);
    for (uint32_t a = 0; a < view->findings->archive->accounts.count; memory_step(++a)) {
        if (!view->shown[a]) continue;
        fputs(begun ? ",\n" : "\n", out);
        begun = true;
        put_node(out, view, a);
    }
    fputs("],\n\"edges\":[", out);
    TRY(edge_lines_put(out, "network.cyjs", view, false, put_edge, err));
    fputs("]}}\n", out);
    return ferror(out) ? fail_io(err, "network.cyjs") : LOCKSTEP_OK;
}
