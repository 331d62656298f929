/* GraphML with everything that is known of accounts and kept edges. Places, sizes and colours go by
 * the names that Gephi knows them by; so does `label` of an edge, which keeps layers apart there
 * and which others pass over. Booleans are whole numbers: igraph has no missing boolean, and would
 * make "not verified" of what is not known. */
#include "engine/error.h"
#include "export/network_file.h"

static const struct column look_columns[] = {
    {"label", COLUMN_TEXT, true}, {"x", COLUMN_REAL, true},    {"y", COLUMN_REAL, true},
    {"size", COLUMN_REAL, true},  {"r", COLUMN_INTEGER, true}, {"g", COLUMN_INTEGER, true},
    {"b", COLUMN_INTEGER, true},  {NULL, COLUMN_TEXT, true}};
static const struct column weight_columns[] = {{"weight", COLUMN_REAL, true},
                                               {NULL, COLUMN_TEXT, true}};

/* Ids of keys are a letter and the place in the table; what matters is `attr.name`. */
static void put_keys(FILE *out, char letter, const char *class, const struct column *columns,
                     const struct view *view) {
    static const char *const types[] = {"string", "int", "long", "double", "int", "string"};
    for (size_t c = 0; columns[c].name; c++)
        if (column_exists(&columns[c], view))
            fprintf(out, "<key id=\"%c%zu\" for=\"%s\" attr.name=\"%s\" attr.type=\"%s\"/>\n",
                    letter, c, class, columns[c].name, types[columns[c].type]);
}

static void begin_value(FILE *out, char letter, size_t c) {
    char digits[COUNT_TEXT];
    fputs("<data key=\"", out);
    putc(letter, out);
    slice_put(out, digits_format(digits, c));
    fputs("\">", out);
}

static void put_value(FILE *out, char letter, size_t c, enum column_type type, struct slice value) {
    if (!value.size) return;
    begin_value(out, letter, c);
    if (type == COLUMN_TEXT)
        xml_put(out, value);
    else if (type == COLUMN_BOOLEAN)
        fputc(slice_equal(value, SLICE("true")) ? '1' : '0', out);
    else
        slice_put(out, value);
    fputs("</data>", out);
}

static void put_look(FILE *out, const struct view *view, uint32_t rank) {
    const struct findings *findings = view->findings;
    struct colour colour = cluster_colour(findings->clusters->of_account[rank]);
    double diameter = account_diameter(findings->centrality->strength[rank], view->strongest);
    char text[NUMBER_TEXT];
    put_value(out, 'l', 0, COLUMN_TEXT, account_label(&findings->archive->accounts.items[rank]));
    fprintf(out, "<data key=\"l1\">%s</data>", number_format(text, findings->positions[rank].x));
    fprintf(out, "<data key=\"l2\">%s</data>", number_format(text, findings->positions[rank].y));
    fprintf(out, "<data key=\"l3\">%s</data>", number_format_short(text, diameter));
    fprintf(out, "<data key=\"l4\">%u</data><data key=\"l5\">%u</data><data key=\"l6\">%u</data>",
            colour.red, colour.green, colour.blue);
}

static void put_node(struct text_block *block, const struct view *view, uint32_t rank) {
    FILE *out = block->spelling;
    char id[NODE_ID], room[VALUE_TEXT];
    fprintf(out, "<node id=\"%s\">", account_id(id, view, rank).at);
    put_look(out, view, rank);
    for (size_t c = 0; account_columns[c].name; c++)
        put_value(out, 'n', c, account_columns[c].type, account_value(room, view, rank, c));
    fputs("</node>\n", out);
}

static void put_edge(struct text_block *block, const struct view *view,
                     const struct shown_edge *shown) {
    FILE *out = block->spelling;
    const struct edges *edges = &view->findings->network->layers[shown->layer];
    const struct edge *edge = shown->edge;
    char digits[COUNT_TEXT], id[NODE_ID], kind[LAYER_KIND], room[VALUE_TEXT];
    fputs("<edge id=\"e", out);
    slice_put(out, digits_format(digits, shown->number));
    fputs("\" source=\"", out);
    slice_put(out, account_id(id, view, edge->source));
    fputs("\" target=\"", out);
    slice_put(out, account_id(id, view, edge->target));
    fputs("\" label=\"", out);
    xml_put(out, layer_kind(kind, view, shown->layer));
    fputs("\">", out);
    put_value(out, 'w', 0, COLUMN_REAL, weight_value(room, edge->weight));
    for (size_t c = 0; edge_columns[c].name; c++)
        put_value(out, 'e', c, edge_columns[c].type, edge_value(room, edges, edge, c));
    fputs("</edge>\n", out);
}

lockstep_status graphml_write(FILE *out, const struct view *view, lockstep_error *err) {
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
          "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n",
          out);
    put_keys(out, 'l', "node", look_columns, view);
    put_keys(out, 'n', "node", account_columns, view);
    put_keys(out, 'w', "edge", weight_columns, view);
    put_keys(out, 'e', "edge", edge_columns, view);
    fputs("<graph id=\"lockstep\" edgedefault=\"undirected\">\n", out);
    TRY(node_lines_put(out, "network.graphml", view, put_node, err));
    TRY(edge_lines_put(out, "network.graphml", view, false, put_edge, err));
    fputs("</graph>\n</graphml>\n", out);
    return ferror(out) ? fail_io(err, "network.graphml") : LOCKSTEP_OK;
}
