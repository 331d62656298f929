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
    uint64_t edges;              /* written */
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

static void put_slice(FILE *out, struct slice text) {
    fwrite(text.at, 1, text.size, out);
}

static void put_value(FILE *out, const struct column *columns, size_t c, struct slice value) {
    char room[COUNT_TEXT];
    if (!value.size) return;
    fputs("<attvalue for=\"", out);
    put_slice(out, digits_format(room, c));
    fputs("\" value=\"", out);
    if (columns[c].type == COLUMN_TEXT)
        xml_put(out, value);
    else
        put_slice(out, value);
    fputs("\"/>", out);
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

static void put_look(const struct gexf *gexf, uint32_t rank) {
    const struct findings *findings = gexf->view->findings;
    struct colour colour = cluster_colour(findings->clusters->of_account[rank]);
    struct point place = findings->positions[rank];
    char x[NUMBER_TEXT], y[NUMBER_TEXT], size[NUMBER_TEXT];
    double diameter = account_diameter(findings->centrality->strength[rank], gexf->view->strongest);
    fprintf(gexf->out,
            "<viz:color r=\"%u\" g=\"%u\" b=\"%u\" a=\"1\"/>"
            "<viz:position x=\"%s\" y=\"%s\" z=\"0\"/><viz:size value=\"%s\"/>",
            colour.red, colour.green, colour.blue, number_format(x, place.x),
            number_format(y, place.y), number_format_short(size, diameter));
}

static void put_node(struct gexf *gexf, uint32_t rank) {
    const struct account *account = &gexf->view->findings->archive->accounts.items[rank];
    char id[NODE_ID];
    fprintf(gexf->out, "<node id=\"%s\" label=\"", node_id(id, account->name));
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

static void begin_edge(struct gexf *gexf, const struct pair_walk *walk) {
    char number[COUNT_TEXT], id[NODE_ID];
    fputs("<edge id=\"e", gexf->out);
    put_slice(gexf->out, digits_format(number, gexf->edges++));
    fputs("\" source=\"", gexf->out);
    fputs(account_id(id, gexf->view, walk->source), gexf->out);
    fputs("\" target=\"", gexf->out);
    fputs(account_id(id, gexf->view, walk->target), gexf->out);
    fputs("\"", gexf->out);
}

static void put_static_edge(struct gexf *gexf, const struct pair_walk *walk, size_t layer) {
    const struct edges *edges = &gexf->view->findings->network->layers[layer];
    const struct edge *edge = walk->edges[layer];
    char room[VALUE_TEXT], kind[LAYER_KIND];
    begin_edge(gexf, walk);
    if (!gexf->draft) {
        fputs(" kind=\"", gexf->out);
        xml_put(gexf->out, layer_kind(kind, gexf->view, layer));
        fputs("\"", gexf->out);
    }
    fputs(" weight=\"", gexf->out);
    fputs(weight_value(room, edge->weight), gexf->out);
    fputs("\"><attvalues>", gexf->out);
    for (size_t c = 0; edge_columns[c].name; c++)
        if (column_is_shown(&edge_columns[c], gexf->view))
            put_value(gexf->out, edge_columns, c, edge_value(room, edges, edge, c));
    fputs("</attvalues></edge>\n", gexf->out);
}

static void put_static_edges(struct gexf *gexf, struct pair_walk *walk) {
    while (pairs_next(walk)) {
        if (gexf->draft) put_static_edge(gexf, walk, pair_layer(walk));
        for (size_t l = 0; l < gexf->view->findings->network->count && !gexf->draft; l++)
            if (pair_shows(walk, l)) put_static_edge(gexf, walk, l);
    }
}

static lockstep_status put_dynamic_edges(struct gexf *gexf, struct pair_walk *walk,
                                         lockstep_error *err) {
    while (pairs_next(walk)) {
        begin_edge(gexf, walk);
        TRY(dynamics_put_tie(gexf->out, gexf->dynamics, walk, err));
        fputs("</edge>\n", gexf->out);
    }
    return LOCKSTEP_OK;
}

static lockstep_status put_edges(struct gexf *gexf, lockstep_error *err) {
    struct pair_walk walk;
    lockstep_status status = LOCKSTEP_OK;
    TRY(pairs_begin(&walk, gexf->view, err));
    fputs("<edges>\n", gexf->out);
    if (gexf->dynamics)
        status = put_dynamic_edges(gexf, &walk, err);
    else
        put_static_edges(gexf, &walk);
    fputs("</edges>\n", gexf->out);
    pairs_end(&walk);
    return status;
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
