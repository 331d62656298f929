/* Graphviz DOT: the kept network with its places and colours, one edge for each pair of accounts,
 * clusters as subgraphs. `dot -Tpdf network.dot` draws it as it stands (layout=nop2), and so does
 * `neato -n2`. cgraph writes the file, and leaves three things to us: it escapes quotes but no
 * backslashes, it decodes entities in labels, and it lets through what no SVG can hold. */
#include "engine/buffer.h"
#include "engine/csv_cells.h"
#include "engine/error.h"
#include "export/export.h"

#include <cgraph.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

static const double PER_INCH = 72;
enum { LONGEST_TEXT = 4096 }; /* bytes */
enum {
    NAMED = 3,
    PER_NAME = 6
}; /* accounts of a cluster that the picture names: one in six, at most three */

struct drawing {
    const struct findings *findings;
    Agraph_t *graph;
    Agnode_t **nodes; /* by rank; NULL without a tie */
    double *ties;     /* inside each kept cluster, per account, by number; 0 are all others */
    double strongest, heaviest;
    struct buffer text; /* of the attribute being set */
    bool failed;
};

/* cgraph never writes to the strings that it takes as char *. */
static char *unconst(const char *text) {
    union {
        const char *in;
        char *out;
    } pointer = {text};
    return pointer.out;
}

static void set(void *object, const char *name, const char *value) {
    agsafeset(object, unconst(name), unconst(value), unconst(""));
}

static void set_number(void *object, const char *name, double value) {
    char text[NUMBER_TEXT];
    set(object, name, number_format(text, value));
}

/* A label is an escape string with entities: backslashes doubled, & as &amp;, white space as a
 * blank, U+FFFD for what XML cannot hold. */
static void set_text(struct drawing *drawing, void *object, const char *name, struct slice value) {
    struct buffer *out = &drawing->text;
    buffer_clear(out);
    while (value.size && out->size < LONGEST_TEXT) {
        int32_t c;
        size_t size = xml_code_point(value, &c);
        if (c < 0)
            buffer_append(out, SLICE("\xEF\xBF\xBD"));
        else if (c == '\\')
            buffer_append(out, SLICE("\\\\"));
        else if (c == '&')
            buffer_append(out, SLICE("&amp;"));
        else if (c < ' ')
            buffer_byte(out, ' ');
        else
            buffer_append(out, (struct slice){value.at, size});
        value = (struct slice){value.at + size, value.size - size};
    }
    buffer_byte(out, '\0');
    drawing->failed |= out->failed;
    if (!out->failed) set(object, name, out->bytes);
}

static void set_colour(void *object, const char *name, struct colour colour, unsigned opacity) {
    char text[16];
    snprintf(text, sizeof text, "#%02x%02x%02x%02x", colour.red, colour.green, colour.blue,
             opacity);
    set(object, name, text);
}

/* ---- nodes */

static struct slice label(const struct account *account) {
    return account->handle.size ? account->handle : account->name;
}

static void draw_account(struct drawing *drawing, uint32_t rank) {
    const struct findings *findings = drawing->findings;
    const struct account *account = &findings->archive->accounts.items[rank];
    struct point place = findings->positions[rank];
    char text[2 * NUMBER_TEXT], x[NUMBER_TEXT], y[NUMBER_TEXT];
    snprintf(text, sizeof text, "n%" PRIu32, rank);
    Agnode_t *node = drawing->nodes[rank] = agnode(drawing->graph, text, 1);
    set_text(drawing, node, "account", account->name);
    set_text(drawing, node, "label", label(account)); /* a point shows no label */
    snprintf(text, sizeof text, "%s,%s", number_format(x, place.x), number_format(y, place.y));
    set(node, "pos", text);
    double strength = findings->centrality->strength[rank];
    set_number(node, "width", account_diameter(strength, drawing->strongest) / PER_INCH);
    set_colour(node, "fillcolor", cluster_colour(findings->clusters->of_account[rank]), 0xFF);
}

/* The cluster that a tie is inside, 0 if none. */
static uint32_t cluster_of(const struct drawing *drawing, const struct tie *tie) {
    const uint32_t *cluster = drawing->findings->clusters->of_account;
    return cluster[tie->source] == cluster[tie->target] ? cluster[tie->source] : 0;
}

/* The more ties an account has, the fainter, or a dense cluster is one blot. */
static void draw_tie(struct drawing *drawing, const struct tie *tie) {
    Agedge_t *edge =
        agedge(drawing->graph, drawing->nodes[tie->source], drawing->nodes[tie->target], NULL, 1);
    uint32_t cluster = cluster_of(drawing, tie);
    double opacity = cluster ? fmax(0.05, fmin(0.5, 2.5 / drawing->ties[cluster])) : 0.6;
    set_number(edge, "weight", tie->weight);
    set_number(edge, "penwidth", 0.3 + 1.7 * sqrt(tie->weight / drawing->heaviest));
    set_colour(edge, "color", cluster_colour(cluster), (unsigned) (opacity * 255));
}

/* ---- clusters */

/* Names the strongest accounts of a cluster in the picture. */
static void name_strongest(struct drawing *drawing, const struct cluster *cluster) {
    const struct account *accounts = drawing->findings->archive->accounts.items;
    const double *strength = drawing->findings->centrality->strength;
    uint32_t last = UINT32_MAX;
    for (uint32_t named = 0; named < NAMED && named < cluster->count / PER_NAME; named++) {
        uint32_t best = UINT32_MAX;
        for (uint32_t m = 0; m < cluster->count; m++) {
            uint32_t a = cluster->members[m];
            bool later = last == UINT32_MAX || strength[a] < strength[last] ||
                         (strength[a] == strength[last] && a > last);
            if (drawing->nodes[a] && later && (best == UINT32_MAX || strength[a] > strength[best]))
                best = a;
        }
        if (best == UINT32_MAX) return;
        set_text(drawing, drawing->nodes[best], "xlabel", label(&accounts[best]));
        last = best;
    }
}

struct box {
    double left, bottom, right, top;
};

static struct box box_around(const struct drawing *drawing, const struct cluster *cluster) {
    struct box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (uint32_t m = 0; m < cluster->count; m++) {
        uint32_t a = cluster->members[m];
        struct point p = drawing->findings->positions[a];
        double half =
            account_diameter(drawing->findings->centrality->strength[a], drawing->strongest) / 2;
        if (!drawing->nodes[a]) continue;
        box.left = fmin(box.left, p.x - half), box.right = fmax(box.right, p.x + half);
        box.bottom = fmin(box.bottom, p.y - half), box.top = fmax(box.top, p.y + half);
    }
    return box;
}

static void draw_cluster(struct drawing *drawing, const struct cluster *cluster) {
    char text[5 * NUMBER_TEXT];
    snprintf(text, sizeof text, "cluster_%" PRIu32, cluster->number);
    Agraph_t *group = agsubg(drawing->graph, text, 1);
    for (uint32_t m = 0; m < cluster->count; m++)
        if (drawing->nodes[cluster->members[m]])
            agsubnode(group, drawing->nodes[cluster->members[m]], 1);
    name_strongest(drawing, cluster);
    struct box box = box_around(drawing, cluster);
    if (box.left > box.right) return; /* no member has a tie */
    double size = fmin(40, fmax(12, (box.top - box.bottom) / 10));
    snprintf(text, sizeof text, "%.2f,%.2f,%.2f,%.2f", box.left, box.bottom, box.right,
             box.top + 1.4 * size);
    set(group, "bb", text);
    snprintf(text, sizeof text, "%.2f,%.2f", (box.left + box.right) / 2, box.top + size * 0.7);
    set(group, "lp", text);
    snprintf(text, sizeof text, "%" PRIu32 ": %" PRIu32 " accounts", cluster->number,
             cluster->count);
    set(group, "label", text);
    set_number(group, "fontsize", size);
}

/* ---- the graph */

static void set_defaults(Agraph_t *graph) {
    static const struct {
        int kind;
        const char *name, *value;
    } defaults[] = {
        {AGRAPH, "layout", "nop2"},
        {AGRAPH, "linelength", "0"},
        {AGRAPH, "outputorder", "edgesfirst"},
        {AGRAPH, "splines", "line"},
        {AGRAPH, "fontname", "DejaVu Sans"},
        {AGRAPH, "fontcolor", "#333333"},
        {AGRAPH, "peripheries", "0"},
        {AGNODE, "shape", "point"},
        {AGNODE, "style", "filled"},
        {AGNODE, "color", "white"},
        {AGNODE, "penwidth", "0.5"},
        {AGNODE, "fontname", "DejaVu Sans"},
        {AGNODE, "fontsize", "9"},
    };
    for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++)
        agattr(graph, defaults[i].kind, unconst(defaults[i].name), unconst(defaults[i].value));
}

static void draw(struct drawing *drawing) {
    const struct findings *findings = drawing->findings;
    const struct centrality *centrality = findings->centrality;
    drawing->strongest = strongest_account(findings);
    for (size_t t = 0; t < centrality->tie_count; t++) {
        drawing->heaviest = fmax(drawing->heaviest, centrality->ties[t].weight);
        drawing->ties[cluster_of(drawing, &centrality->ties[t])]++;
    }
    for (size_t c = 0; c < findings->clusters->kept; c++)
        drawing->ties[c + 1] /= findings->clusters->items[c].count;
    set_defaults(drawing->graph);
    for (uint32_t a = 0; a < findings->archive->accounts.count; a++)
        if (centrality->degree[a]) draw_account(drawing, a);
    for (size_t c = 0; c < findings->clusters->kept; c++)
        draw_cluster(drawing, &findings->clusters->items[c]);
    for (size_t t = 0; t < centrality->tie_count; t++)
        draw_tie(drawing, &centrality->ties[t]);
}

lockstep_status export_dot(FILE *out, const struct findings *findings, lockstep_error *err) {
    struct drawing drawing = {.findings = findings};
    drawing.nodes = calloc(findings->archive->accounts.count + (size_t) 1, sizeof *drawing.nodes);
    drawing.ties = calloc(findings->clusters->kept + 1, sizeof *drawing.ties);
    drawing.graph = agopen(unconst("lockstep"), Agstrictundirected, NULL);
    lockstep_status status = LOCKSTEP_OK;
    bool ready = drawing.nodes && drawing.ties && drawing.graph;
    if (ready) draw(&drawing);
    if (!ready || drawing.failed)
        status = fail_memory(err, "a drawing");
    else if (agwrite(drawing.graph, out) != 0 || ferror(out))
        status = fail_io(err, "network.dot");
    if (drawing.graph) agclose(drawing.graph);
    buffer_release(&drawing.text);
    free(drawing.nodes), free(drawing.ties);
    return status;
}
