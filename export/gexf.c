/* GEXF 1.3, in the profile that Gephi, networkx (3.6 and later) and graphology read alike: one
 * block of columns for nodes and one for edges, of plain types, their ids numbers, since all three
 * then go by the titles; ids of nodes that begin with a letter, a label for every node, `kind` for
 * the layer, weights above 0, nothing empty, no code point that XML 1.0 forbids. For older
 * readers 1.2draft, which knows no `kind`: one edge a pair.
 *
 * Gephi replaces "INF" by "Infinity" inside the values of every column, strings too (#DISINFO
 * becomes #DISInfinityO). Ids and labels are not touched, so nothing is lost there; the file holds
 * the data as they are, and says how many accounts this meets. */
#include "engine/error.h"
#include "engine/memory.h"
#include "engine/settings.h"
#include "export/dynamics.h"
#include "export/memberships.h"
#include "export/network_file.h"

#include <inttypes.h>

struct gexf {
    FILE *out;
    const struct view *view;
    const char *name;
    struct dynamics *dynamics;   /* NULL: static */
    struct memberships *stories; /* only where dynamic; NULL: accounts have the tables' columns */
    bool draft;                  /* 1.2draft */
    struct buffer line;          /* of a dynamic file, for the next piece */
};

/* ---- columns */

static const char *type_name(enum column_type type) {
    static const char *const names[] = {"string", "integer", "long", "double", "boolean", "string"};
    return names[type];
}

static void put_columns(const struct gexf *gexf, const char *class, const struct column *columns) {
    fprintf(gexf->out, "<attributes class=\"%s\" mode=\"static\">\n", class);
    for (size_t c = 0; columns[c].name; c++)
        if (column_is_shown(&columns[c], gexf->view))
            fprintf(gexf->out, "<attribute id=\"%zu\" title=\"%s\" type=\"%s\"/>\n", c,
                    columns[c].name, type_name(columns[c].type));
    fputs("</attributes>\n", gexf->out);
}

static void put_dynamic_column(const struct gexf *gexf, const char *class, const char *name,
                               const char *type) {
    fprintf(gexf->out,
            "<attributes class=\"%s\" mode=\"dynamic\">\n"
            "<attribute id=\"%s\" title=\"%s\" type=\"%s\"/>\n</attributes>\n",
            class, name, name, type);
}

/* Lines are put together in memory: tens of millions can tell a call of stdio for each piece. */

static void put_number(struct buffer *line, uint64_t number) {
    char digits[COUNT_TEXT];
    buffer_append(line, digits_format(digits, number));
}

static void put_value(struct buffer *line, const struct column *columns, size_t c,
                      struct slice value) {
    if (!value.size) return;
    buffer_append(line, SLICE("<attvalue for=\""));
    put_number(line, c);
    buffer_append(line, SLICE("\" value=\""));
    if (columns[c].type == COLUMN_TEXT)
        xml_append(line, value);
    else
        buffer_append(line, value);
    buffer_append(line, SLICE("\"/>"));
}

/* ---- nodes */

static void put_account_values(struct buffer *line, const struct view *view, uint32_t rank) {
    char room[VALUE_TEXT];
    buffer_append(line, SLICE("<attvalues>"));
    for (size_t c = 0; account_columns[c].name; c++)
        if (column_is_shown(&account_columns[c], view))
            put_value(line, account_columns, c, account_value(room, view, rank, c));
    buffer_append(line, SLICE("</attvalues>"));
}

static void put_colour(struct buffer *line, struct colour colour) {
    buffer_append(line, SLICE("<viz:color r=\""));
    put_number(line, colour.red);
    buffer_append(line, SLICE("\" g=\""));
    put_number(line, colour.green);
    buffer_append(line, SLICE("\" b=\""));
    put_number(line, colour.blue);
    buffer_append(line, SLICE("\" a=\"1\"/>"));
}

static void put_point(struct buffer *line, struct point point) {
    char number[NUMBER_TEXT];
    buffer_append(line, SLICE("<viz:position x=\""));
    buffer_append(line, number_spell(number, point.x));
    buffer_append(line, SLICE("\" y=\""));
    buffer_append(line, number_spell(number, point.y));
    buffer_append(line, SLICE("\" z=\"0\"/>"));
}

static void put_look(struct buffer *line, const struct view *view, uint32_t rank) {
    const struct findings *findings = view->findings;
    char number[NUMBER_TEXT];
    double diameter = account_diameter(findings->centrality->strength[rank], view->strongest);
    put_colour(line, cluster_colour(findings->clusters->of_account[rank]));
    put_point(line, findings->positions[rank]);
    buffer_append(line, SLICE("<viz:size value=\""));
    buffer_append(line, number_spell_short(number, diameter));
    buffer_append(line, SLICE("\"/>"));
}

static void begin_node(struct buffer *line, const struct view *view, uint32_t rank) {
    char id[NODE_ID];
    buffer_append(line, SLICE("<node id=\""));
    buffer_append(line, account_id(id, view, rank));
    buffer_append(line, SLICE("\" label=\""));
    xml_append(line, account_label(&view->findings->archive->accounts.items[rank]));
    buffer_append(line, SLICE("\">"));
}

static void end_node(struct buffer *line, const struct view *view, uint32_t rank) {
    put_look(line, view, rank);
    buffer_append(line, SLICE("</node>\n"));
}

static void put_static_node(struct text_block *block, const struct view *view, uint32_t rank) {
    begin_node(&block->text, view, rank);
    put_account_values(&block->text, view, rank);
    end_node(&block->text, view, rank);
}

static void flush_line(struct gexf *gexf) {
    slice_put(gexf->out, buffer_slice(&gexf->line));
    gexf->line.size = 0;
}

/* What changes with time is put out by others, behind what the line holds. */
static void put_changing_node(struct gexf *gexf, uint32_t rank) {
    begin_node(&gexf->line, gexf->view, rank);
    if (!gexf->stories) put_account_values(&gexf->line, gexf->view, rank);
    flush_line(gexf);
    if (gexf->stories) memberships_put(gexf->out, gexf->stories, rank);
    dynamics_put_days(gexf->out, gexf->dynamics, rank);
    end_node(&gexf->line, gexf->view, rank);
    flush_line(gexf);
}

static lockstep_status put_nodes(struct gexf *gexf, lockstep_error *err) {
    fputs("<nodes>\n", gexf->out);
    if (!gexf->dynamics)
        TRY(node_lines_put(gexf->out, gexf->name, gexf->view, put_static_node, err));
    for (uint32_t a = 0; gexf->dynamics && a < gexf->view->findings->archive->accounts.count;
         memory_step(++a))
        if (gexf->view->shown[a]) put_changing_node(gexf, a);
    fputs("</nodes>\n", gexf->out);
    return LOCKSTEP_OK;
}

/* ---- edges */

static void begin_edge(struct buffer *line, const struct view *view, const struct edge *edge,
                       uint64_t number) {
    char id[NODE_ID];
    buffer_append(line, SLICE("<edge id=\"e"));
    put_number(line, number);
    buffer_append(line, SLICE("\" source=\""));
    buffer_append(line, account_id(id, view, edge->source));
    buffer_append(line, SLICE("\" target=\""));
    buffer_append(line, account_id(id, view, edge->target));
    buffer_append(line, SLICE("\""));
}

static void put_kind(struct buffer *line, const struct view *view, size_t layer) {
    char kind[LAYER_KIND];
    buffer_append(line, SLICE(" kind=\""));
    xml_append(line, layer_kind(kind, view, layer));
    buffer_append(line, SLICE("\""));
}

static void put_static_edge(struct text_block *block, const struct view *view,
                            const struct shown_edge *shown) {
    const struct edges *edges = &view->findings->network->layers[shown->layer];
    struct buffer *line = &block->text;
    char room[VALUE_TEXT];
    begin_edge(line, view, shown->edge, shown->number);
    if (!view->findings->settings->gexf_draft) put_kind(line, view, shown->layer);
    buffer_append(line, SLICE(" weight=\""));
    buffer_append(line, weight_value(room, shown->edge->weight));
    buffer_append(line, SLICE("\"><attvalues>"));
    for (size_t c = 0; edge_columns[c].name; c++)
        if (column_is_shown(&edge_columns[c], view))
            put_value(line, edge_columns, c, edge_value(room, edges, shown->edge, c));
    buffer_append(line, SLICE("</attvalues></edge>\n"));
}

static lockstep_status put_dynamic_edges(struct gexf *gexf, struct pair_walk *walk,
                                         lockstep_error *err) {
    for (uint64_t number = 0; pairs_next(walk); number++) {
        begin_edge(&gexf->line, gexf->view, walk->edges[pair_layer(walk)], number);
        flush_line(gexf);
        TRY(dynamics_put_tie(gexf->out, gexf->dynamics, walk, err));
        fputs("</edge>\n", gexf->out);
    }
    return LOCKSTEP_OK;
}

static lockstep_status put_lives(struct gexf *gexf, lockstep_error *err) {
    struct pair_walk walk;
    TRY(pairs_begin(&walk, gexf->view, err));
    lockstep_status status = put_dynamic_edges(gexf, &walk, err);
    pairs_end(&walk);
    return status;
}

static lockstep_status put_edges(struct gexf *gexf, lockstep_error *err) {
    fputs("<edges>\n", gexf->out);
    TRY(gexf->dynamics
            ? put_lives(gexf, err)
            : edge_lines_put(gexf->out, gexf->name, gexf->view, gexf->draft, put_static_edge, err));
    fputs("</edges>\n", gexf->out);
    return LOCKSTEP_OK;
}

/* ---- the file */

/* Gephi's older parser loses what stands before an entity here: plain text only. */
static void put_meta(const struct gexf *gexf) {
    struct network_losses losses = network_losses(gexf->view->findings, gexf->view->shown);
    fprintf(gexf->out,
            "<meta><creator>lockstep</creator><description>The kept edges of every layer and their "
            "accounts. Weight is the sum over shared objects of 1/ln(1 + accounts of the object). "
            "Bytes and code points that XML cannot hold, replaced by U+FFFD: %" PRIu64
            ". Accounts with a text that is cut at 64 KiB: %" PRIu64
            ". Accounts with INF in a text, which Gephi shows as Infinity in that column "
            "but not in Id and Label: %" PRIu64 ", layers of the run: %" PRIu64
            ".%s</description></meta>\n",
            losses.replaced, losses.cut, losses.infinite, losses.infinite_layers,
            gexf->view->edge_count > BRIEF_EDGES
                ? " With so many edges, the less asked for columns are in network.graphml only."
                : "");
}

static void put_head(const struct gexf *gexf) {
    const char *space = gexf->draft ? "http://www.gexf.net/1.2draft" : "http://gexf.net/1.3";
    fprintf(gexf->out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<gexf xmlns=\"%s\" xmlns:viz=\"%s/viz\" version=\"%s\">\n",
            space, space, gexf->draft ? "1.2" : "1.3");
    put_meta(gexf);
    fprintf(gexf->out, "<graph mode=\"%s\" defaultedgetype=\"undirected\"%s>\n",
            gexf->dynamics ? "dynamic" : "static", gexf->dynamics ? " timeformat=\"date\"" : "");
    if (gexf->stories)
        put_dynamic_column(gexf, "node", "story", "integer");
    else
        put_columns(gexf, "node", account_columns);
    if (gexf->dynamics)
        put_dynamic_column(gexf, "edge", "weight", "double");
    else
        put_columns(gexf, "edge", edge_columns);
}

static lockstep_status write(struct gexf *gexf, lockstep_error *err) {
    gexf->draft = gexf->view->findings->settings->gexf_draft;
    put_head(gexf);
    TRY(put_nodes(gexf, err));
    TRY(put_edges(gexf, err));
    fputs("</graph>\n</gexf>\n", gexf->out);
    if (gexf->line.failed) return fail_memory(err, gexf->name);
    return ferror(gexf->out) ? fail_io(err, gexf->name) : LOCKSTEP_OK;
}

lockstep_status gexf_write(FILE *out, const struct view *view, lockstep_error *err) {
    struct gexf gexf = {.out = out, .view = view, .name = "network.gexf"};
    return write(&gexf, err);
}

static lockstep_status write_dynamic(struct gexf *gexf, lockstep_error *err) {
    TRY(dynamics_open(&gexf->dynamics, gexf->view, err));
    lockstep_status status = write(gexf, err);
    buffer_release(&gexf->line);
    dynamics_close(gexf->dynamics);
    return status;
}

lockstep_status gexf_write_dynamic(FILE *out, const struct view *view, lockstep_error *err) {
    struct gexf gexf = {.out = out, .view = view, .name = "network-dynamic.gexf"};
    return write_dynamic(&gexf, err);
}

lockstep_status gexf_write_stories(FILE *out, const struct view *view, lockstep_error *err) {
    const struct findings *findings = view->findings;
    struct gexf gexf = {.out = out, .view = view, .name = "network-stories.gexf"};
    lockstep_status status = memberships_open(&gexf.stories, findings->evolution,
                                              findings->archive->accounts.count, err);
    if (status == LOCKSTEP_OK) status = write_dynamic(&gexf, err);
    memberships_close(gexf.stories);
    return status;
}
