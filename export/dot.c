/* Graphviz DOT: the kept network with its places and colours, one edge for each pair of accounts,
 * clusters as subgraphs. `dot -Tpdf network.dot` draws it as it stands (layout=nop2), and so does
 * `neato -n2`. Written without cgraph, which sorts subgraphs by where their names lie in memory,
 * and holds the whole graph. */
#include "engine/csv_cells.h"
#include "engine/error.h"
#include "export/export.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

static const double PER_INCH = 72;
enum { LONGEST_TEXT = 4096 }; /* bytes, what Graphviz's scanner takes with ease */
enum {
    NAMED = 3,
    PER_NAME = 6
}; /* accounts of a cluster that the picture names: one in six, at
      most three */

struct drawing {
    FILE *out;
    const struct findings *findings;
    bool *named;  /* by rank */
    double *ties; /* inside each kept cluster, per account, by number; [0]: all others */
    double strongest, heaviest;
};

/* ---- attributes: each a word, its value in quotes, and a blank */

/* A label is an escape string with entities, in quotes: backslashes doubled, & as &amp;, white
 * space as a blank, U+FFFD for what no SVG can hold. */
static void put_text(FILE *out, const char *name, struct slice value) {
    fprintf(out, "%s=\"", name);
    for (size_t used = 0; used < value.size && used < LONGEST_TEXT;) {
        int32_t c;
        struct slice rest = {value.at + used, value.size - used};
        size_t size = xml_code_point(rest, &c);
        if (c < 0)
            fputs("\xEF\xBF\xBD", out);
        else if (c == '\\')
            fputs("\\\\", out);
        else if (c == '"')
            fputs("\\\"", out);
        else if (c == '&')
            fputs("&amp;", out);
        else if (c < ' ')
            fputc(' ', out);
        else
            fwrite(rest.at, 1, size, out);
        used += size;
    }
    fputs("\" ", out);
}

static void put_number(FILE *out, const char *name, double value) {
    char text[NUMBER_TEXT];
    fprintf(out, "%s=%s ", name, number_format(text, value));
}

static void put_point(FILE *out, const char *name, struct point point) {
    char x[NUMBER_TEXT], y[NUMBER_TEXT];
    fprintf(out, "%s=\"%s,%s\" ", name, number_format(x, point.x), number_format(y, point.y));
}

static void put_colour(FILE *out, const char *name, struct colour colour, double opacity) {
    fprintf(out, "%s=\"#%02x%02x%02x%02x\" ", name, colour.red, colour.green, colour.blue,
            (unsigned) (opacity * 255));
}

/* ---- accounts */

static struct slice label(const struct account *account) {
    return account->facts->handle.size ? account->facts->handle : account->name;
}

/* The strongest account of a cluster below `limit`, an account of it or UINT32_MAX; of equals the
 * smallest rank. UINT32_MAX where there is none with a tie. */
static uint32_t strongest_below(const struct findings *findings, const struct cluster *cluster,
                                uint32_t limit) {
    const double *strength = findings->centrality->strength;
    uint32_t best = UINT32_MAX;
    for (uint32_t m = 0; m < cluster->count; m++) {
        uint32_t a = cluster->members[m];
        bool below = limit == UINT32_MAX || strength[a] < strength[limit] ||
                     (strength[a] == strength[limit] && a > limit);
        if (!findings->centrality->degree[a] || !below) continue;
        if (best == UINT32_MAX || strength[a] > strength[best]) best = a;
    }
    return best;
}

static void choose_names(struct drawing *drawing) {
    const struct clusters *clusters = drawing->findings->clusters;
    for (size_t c = 0; c < clusters->kept; c++) {
        const struct cluster *cluster = &clusters->items[c];
        uint32_t account = UINT32_MAX;
        for (uint32_t n = 0; n < NAMED && n < cluster->count / PER_NAME; n++) {
            account = strongest_below(drawing->findings, cluster, account);
            if (account == UINT32_MAX) break;
            drawing->named[account] = true;
        }
    }
}

static double diameter(const struct drawing *drawing, uint32_t rank) {
    return account_diameter(drawing->findings->centrality->strength[rank], drawing->strongest);
}

static void put_accounts(const struct drawing *drawing) {
    const struct findings *findings = drawing->findings;
    for (uint32_t a = 0; a < findings->archive->accounts.count; a++) {
        const struct account *account = &findings->archive->accounts.items[a];
        if (!findings->centrality->degree[a]) continue;
        fprintf(drawing->out, "n%" PRIu32 " [", a);
        put_text(drawing->out, "account", account->name);
        put_text(drawing->out, "label", label(account)); /* which a point does not show */
        if (drawing->named[a]) put_text(drawing->out, "xlabel", label(account));
        put_point(drawing->out, "pos", findings->positions[a]);
        put_number(drawing->out, "width", diameter(drawing, a) / PER_INCH);
        put_colour(drawing->out, "fillcolor", cluster_colour(findings->clusters->of_account[a]), 1);
        fputs("]\n", drawing->out);
    }
}

/* ---- clusters */

struct box {
    struct point low, high;
};

/* Around the members with a tie; upside down where there is none. */
static struct box box_around(const struct drawing *drawing, const struct cluster *cluster) {
    struct box box = {{INFINITY, INFINITY}, {-INFINITY, -INFINITY}};
    for (uint32_t m = 0; m < cluster->count; m++) {
        uint32_t a = cluster->members[m];
        struct point p = drawing->findings->positions[a];
        double half = diameter(drawing, a) / 2;
        if (!drawing->findings->centrality->degree[a]) continue;
        box.low.x = fmin(box.low.x, p.x - half), box.high.x = fmax(box.high.x, p.x + half);
        box.low.y = fmin(box.low.y, p.y - half), box.high.y = fmax(box.high.y, p.y + half);
    }
    return box;
}

/* A line of text stands on the box, larger over larger clusters. */
static void put_cluster(const struct drawing *drawing, const struct cluster *cluster) {
    FILE *out = drawing->out;
    struct box box = box_around(drawing, cluster);
    if (box.low.x > box.high.x) return;
    double size = fmin(40, 10 + 1.6 * sqrt(cluster->count));
    struct point middle = {(box.low.x + box.high.x) / 2, box.high.y + 0.7 * size};
    fprintf(out,
            "subgraph cluster_%" PRIu32 " {\ngraph [label=\"%" PRIu32 ": %" PRIu32 " accounts\" ",
            cluster->number, cluster->number, cluster->count);
    put_number(out, "fontsize", size);
    put_point(out, "lp", middle);
    char low[2][NUMBER_TEXT], high[2][NUMBER_TEXT];
    fprintf(out, "bb=\"%s,%s,%s,%s\"]\n", number_format(low[0], box.low.x),
            number_format(low[1], box.low.y), number_format(high[0], box.high.x),
            number_format(high[1], box.high.y + 1.4 * size));
    for (uint32_t m = 0; m < cluster->count; m++)
        if (drawing->findings->centrality->degree[cluster->members[m]])
            fprintf(out, "n%" PRIu32 ";\n", cluster->members[m]);
    fputs("}\n", out);
}

/* ---- ties */

/* The cluster that a tie is inside, 0 if none. */
static uint32_t cluster_of(const struct drawing *drawing, const struct tie *tie) {
    const uint32_t *cluster = drawing->findings->clusters->of_account;
    return cluster[tie->source] == cluster[tie->target] ? cluster[tie->source] : 0;
}

static void weigh_ties(struct drawing *drawing) {
    const struct centrality *centrality = drawing->findings->centrality;
    const struct clusters *clusters = drawing->findings->clusters;
    for (size_t t = 0; t < centrality->tie_count; t++) {
        drawing->heaviest = fmax(drawing->heaviest, centrality->ties[t].weight);
        drawing->ties[cluster_of(drawing, &centrality->ties[t])]++;
    }
    for (size_t c = 0; c < clusters->kept; c++)
        drawing->ties[c + 1] /= clusters->items[c].count;
}

/* The more ties an account has inside its cluster, the fainter they are, or a dense cluster is one
 * blot; and the more ties outside of clusters there are, or they veil the picture. */
static double opacity(const struct drawing *drawing, uint32_t cluster) {
    if (cluster) return fmax(0.06, fmin(0.7, 3 / drawing->ties[cluster]));
    return fmax(0.1, fmin(0.7, 0.7 * sqrt(200 / drawing->ties[0])));
}

static void put_ties(const struct drawing *drawing) {
    const struct centrality *centrality = drawing->findings->centrality;
    for (size_t t = 0; t < centrality->tie_count; t++) {
        const struct tie *tie = &centrality->ties[t];
        uint32_t cluster = cluster_of(drawing, tie);
        fprintf(drawing->out, "n%" PRIu32 " -- n%" PRIu32 " [", tie->source, tie->target);
        put_number(drawing->out, "weight", tie->weight);
        put_number(drawing->out, "penwidth", 0.5 + 2 * sqrt(tie->weight / drawing->heaviest));
        put_colour(drawing->out, "color", cluster_colour(cluster), opacity(drawing, cluster));
        fputs("]\n", drawing->out);
    }
}

/* ---- the file */

static void put_graph(struct drawing *drawing) {
    const struct clusters *clusters = drawing->findings->clusters;
    drawing->strongest = strongest_account(drawing->findings);
    weigh_ties(drawing);
    choose_names(drawing);
    fputs("strict graph lockstep {\n"
          "graph [layout=nop2 outputorder=edgesfirst splines=line peripheries=0 pad=\"1,0.3\" "
          "fontname=\"DejaVu Sans\" fontcolor=\"#333333\"]\n"
          "node [shape=point style=filled color=white penwidth=0.5 "
          "fontname=\"DejaVu Sans\" fontsize=9]\n",
          drawing->out);
    put_accounts(drawing);
    for (size_t c = 0; c < clusters->kept; c++)
        put_cluster(drawing, &clusters->items[c]);
    put_ties(drawing);
    fputs("}\n", drawing->out);
}

lockstep_status export_dot(FILE *out, const struct findings *findings, lockstep_error *err) {
    struct drawing drawing = {.out = out, .findings = findings};
    drawing.named = calloc(findings->archive->accounts.count + (size_t) 1, sizeof *drawing.named);
    drawing.ties = calloc(findings->clusters->kept + 1, sizeof *drawing.ties);
    bool ready = drawing.named && drawing.ties;
    if (ready) put_graph(&drawing);
    free(drawing.named), free(drawing.ties);
    if (!ready) return fail_memory(err, "a drawing");
    return ferror(out) ? fail_io(err, "network.dot") : LOCKSTEP_OK;
}
