/* The JSON of Cytoscape and cytoscape.js, with everything that is known of accounts and kept edges.
 * Its vertical axis points down. networkx looks for `value` and `key`. A column of Cytoscape has
 * the type of its first value: a real number always shows a point. */
#include "engine/error.h"
#include "export/network_file.h"

#include <inttypes.h>

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
    fprintf(out, ",\"%s\":", column->name);
    if (column->type == COLUMN_TEXT || column->type == COLUMN_MOMENT)
        put_text(out, value);
    else
        fwrite(value.at, 1, value.size, out);
}

static void put_node(FILE *out, const struct view *view, uint32_t rank) {
    struct point place = view->findings->positions[rank];
    char id[NODE_ID], room[VALUE_TEXT], x[NUMBER_TEXT], y[NUMBER_TEXT];
    account_id(id, view, rank);
    fprintf(out, "{\"data\":{\"id\":\"%s\",\"value\":\"%s\",\"name\":", id, id);
    put_text(out, account_label(&view->findings->archive->accounts.items[rank]));
    for (size_t c = 0; account_columns[c].name; c++)
        put_value(out, &account_columns[c], account_value(room, view, rank, c));
    fprintf(out, "},\"position\":{\"x\":%s,\"y\":%s}}", number_format(x, place.x),
            number_format(y, -place.y));
}

static void put_edge(FILE *out, const struct pair_walk *walk, size_t layer, uint64_t number) {
    const struct edges *edges = &walk->view->findings->network->layers[layer];
    const struct edge *edge = walk->edges[layer];
    char source[NODE_ID], target[NODE_ID], kind[LAYER_KIND], room[VALUE_TEXT];
    fprintf(out,
            "{\"data\":{\"id\":\"e%" PRIu64 "\",\"key\":%" PRIu64
            ",\"source\":\"%s\",\"target\":\"%s\",",
            number, number, account_id(source, walk->view, walk->source),
            account_id(target, walk->view, walk->target));
    fputs("\"interaction\":", out);
    put_text(out, layer_kind(kind, walk->view, layer));
    put_value(out, &(struct column){.name = "weight", .type = COLUMN_REAL},
              slice_of(weight_value(room, edge->weight)));
    for (size_t c = 0; edge_columns[c].name; c++)
        put_value(out, &edge_columns[c], edge_value(room, edges, edge, c));
    fputs("}}", out);
}

lockstep_status cytoscape_write(FILE *out, const struct view *view, lockstep_error *err) {
    struct pair_walk walk;
    uint64_t number = 0;
    bool begun = false;
    TRY(pairs_begin(&walk, view, err));
    fputs("{\"format_version\":\"1.0\",\"generated_by\":\"lockstep\","
          "\"target_cytoscapejs_version\":\"~3.0\",\"directed\":false,\"multigraph\":true,"
          "\"data\":{\"name\":\"lockstep\"},\"elements\":{\"nodes\":[",
          out);
    for (uint32_t a = 0; a < view->findings->archive->accounts.count; a++) {
        if (!view->shown[a]) continue;
        fputs(begun ? ",\n" : "\n", out);
        begun = true;
        put_node(out, view, a);
    }
    fputs("],\n\"edges\":[", out);
    while (pairs_next(&walk))
        for (size_t l = 0; l < view->findings->network->count; l++) {
            if (!pair_shows(&walk, l)) continue;
            fputs(number ? ",\n" : "\n", out);
            put_edge(out, &walk, l, number++);
        }
    fputs("]}}\n", out);
    pairs_end(&walk);
    return ferror(out) ? fail_io(err, "network.cyjs") : LOCKSTEP_OK;
}
