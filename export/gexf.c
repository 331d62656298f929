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
    struct memberships *stories; /* NULL: accounts have the columns of the tables */
    bool draft;                  /* 1.2draft */
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

/* Text at `at`; returns where it ends. A line put together so is written by one call, not by forty,
 * which tens of millions of lines can tell. */
static char *place(char *at, struct slice text) {
    memcpy(at, text.at, text.size);
    return at + text.size;
}

static char *place_number(char *at, uint64_t number) {
    char digits[COUNT_TEXT];
    return place(at, digits_format(digits, number));
}

enum { MARKUP = 64 };

static char *begin_value(char *at, size_t c) {
    at = place(at, SLICE("<attvalue for=\""));
    at = place_number(at, c);
    return place(at, SLICE("\" value=\""));
}

static void put_plain_value(FILE *out, size_t c, struct slice value) {
    char tag[MARKUP + VALUE_TEXT], *at = begin_value(tag, c);
    at = place(at, value);
    at = place(at, SLICE("\"/>"));
    fwrite(tag, 1, (size_t) (at - tag), out);
}

static void put_text_value(FILE *out, size_t c, struct slice value) {
    char tag[MARKUP];
    fwrite(tag, 1, (size_t) (begin_value(tag, c) - tag), out);
    xml_put(out, value);
    fputs("\"/>", out);
}

static void put_value(FILE *out, const struct column *columns, size_t c, struct slice value) {
    if (!value.size) return;
    if (columns[c].type == COLUMN_TEXT)
        put_text_value(out, c, value);
    else
        put_plain_value(out, c, value);
}

/* ---- nodes */

static void put_account_values(const struct gexf *gexf, uint32_t rank) {
    char room[VALUE_TEXT];
    fputs("<attvalues>", gexf->out);
    for (size_t c = 0; account_columns[c].name; c++)
        if (column_is_shown(&account_columns[c], gexf->view))
            put_value(gexf->out, account_columns, c, account_value(room, gexf->view, rank, c));
    fputs("</attvalues>", gexf->out);
}

static char *place_colour(char *at, struct colour colour) {
    at = place_number(place(at, SLICE("<viz:color r=\"")), colour.red);
    at = place_number(place(at, SLICE("\" g=\"")), colour.green);
    at = place_number(place(at, SLICE("\" b=\"")), colour.blue);
    return place(at, SLICE("\" a=\"1\"/>"));
}

static char *place_point(char *at, struct point point) {
    char number[NUMBER_TEXT];
    at = place(at, SLICE("<viz:position x=\""));
    at = place(at, slice_of(number_format(number, point.x)));
    at = place(at, SLICE("\" y=\""));
    at = place(at, slice_of(number_format(number, point.y)));
    return place(at, SLICE("\" z=\"0\"/>"));
}

static void put_look(const struct gexf *gexf, uint32_t rank) {
    const struct findings *findings = gexf->view->findings;
    double diameter = account_diameter(findings->centrality->strength[rank], gexf->view->strongest);
    char look[4 * MARKUP + 3 * NUMBER_TEXT], number[NUMBER_TEXT], *at = look;
    at = place_colour(at, cluster_colour(findings->clusters->of_account[rank]));
    at = place_point(at, findings->positions[rank]);
    at = place(at, SLICE("<viz:size value=\""));
    at = place(at, slice_of(number_format_short(number, diameter)));
    at = place(at, SLICE("\"/>"));
    fwrite(look, 1, (size_t) (at - look), gexf->out);
}

static void put_node(struct gexf *gexf, uint32_t rank) {
    const struct account *account = &gexf->view->findings->archive->accounts.items[rank];
    char id[NODE_ID];
    fputs("<node id=\"", gexf->out);
    fputs(node_id(id, account->name), gexf->out);
    fputs("\" label=\"", gexf->out);
    xml_put(gexf->out, account_label(account));
    fputs("\">", gexf->out);
    if (gexf->stories)
        memberships_put(gexf->out, gexf->stories, rank);
    else
        put_account_values(gexf, rank);
    if (gexf->dynamics) dynamics_put_days(gexf->out, gexf->dynamics, rank);
    put_look(gexf, rank);
    fputs("</node>\n", gexf->out);
}

static void put_nodes(struct gexf *gexf) {
    fputs("<nodes>\n", gexf->out);
    for (uint32_t a = 0; a < gexf->view->findings->archive->accounts.count; a++)
        if (gexf->view->shown[a]) put_node(gexf, a);
    fputs("</nodes>\n", gexf->out);
}

/* ---- edges: millions of them, which printf would make a fifth dearer */

static void begin_edge(FILE *out, const struct view *view, const struct edge *edge,
                       uint64_t number) {
    char line[MARKUP + 2 * NODE_ID], id[NODE_ID], *at = line;
    at = place(at, SLICE("<edge id=\"e"));
    at = place_number(at, number);
    at = place(at, SLICE("\" source=\""));
    at = place(at, slice_of(account_id(id, view, edge->source)));
    at = place(at, SLICE("\" target=\""));
    at = place(at, slice_of(account_id(id, view, edge->target)));
    at = place(at, SLICE("\""));
    fwrite(line, 1, (size_t) (at - line), out);
}

static void put_static_edge(FILE *out, const struct view *view, const struct shown_edge *shown) {
    const struct edges *edges = &view->findings->network->layers[shown->layer];
    char room[VALUE_TEXT], kind[LAYER_KIND];
    begin_edge(out, view, shown->edge, shown->number);
    if (!view->findings->settings->gexf_draft) {
        fputs(" kind=\"", out);
        xml_put(out, layer_kind(kind, view, shown->layer));
        fputs("\"", out);
    }
    fputs(" weight=\"", out);
    fputs(weight_value(room, shown->edge->weight), out);
    fputs("\"><attvalues>", out);
    for (size_t c = 0; edge_columns[c].name; c++)
        if (column_is_shown(&edge_columns[c], view))
            put_value(out, edge_columns, c, edge_value(room, edges, shown->edge, c));
    fputs("</attvalues></edge>\n", out);
}

static lockstep_status put_dynamic_edges(struct gexf *gexf, struct pair_walk *walk,
                                         lockstep_error *err) {
    for (uint64_t number = 0; pairs_next(walk); number++) {
        begin_edge(gexf->out, gexf->view, walk->edges[pair_layer(walk)], number);
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
    put_nodes(gexf);
    TRY(put_edges(gexf, err));
    fputs("</graph>\n</gexf>\n", gexf->out);
    return ferror(gexf->out) ? fail_io(err, gexf->name) : LOCKSTEP_OK;
}

lockstep_status gexf_write(FILE *out, const struct view *view, lockstep_error *err) {
    struct gexf gexf = {.out = out, .view = view, .name = "network.gexf"};
    return write(&gexf, err);
}

static lockstep_status write_dynamic(struct gexf *gexf, lockstep_error *err) {
    TRY(dynamics_open(&gexf->dynamics, gexf->view, err));
    lockstep_status status = write(gexf, err);
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
