/* Graphviz DOT: the kept network with its places and colours, one edge for each pair of accounts,
 * clusters as subgraphs. `dot -Tpdf network.dot` draws it as it stands (layout=nop2), and so does
 * `neato -n2`. Written without cgraph, which sorts subgraphs by where their names lie in memory,
 * and holds the whole graph. */
#include "engine/csv_cells.h"
#include "engine/error.h"
#include "engine/memory.h"
#include "export/export.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

static const double PER_INCH = 72;
enum {
    NAMED = 3,
    PER_NAME = 6
}; /* accounts of a cluster that the picture names: one in six, at
      most three */

struct box {
    struct point low, high;
};

struct drawing {
    FILE *out;
    const struct findings *findings;
    bool *named;  /* by rank */
    double *ties; /* inside each kept cluster, per account, by number; [0]: all others */
    struct box *boxes, *labels; /* by cluster: around its accounts, and around its label */
    double strongest, heaviest;
};

/* ---- attributes: each a word, its value in quotes, and a blank */

/* A label is an escape string with entities, in quotes: backslashes doubled, & as &amp;, white
 * space as a blank, U+FFFD for what no SVG can hold. */
static void put_text(FILE *out, const char *name, struct slice value) {
    fprintf(out, "%s=\"", name);
    for (size_t used = 0; used < value.size && used < LONGEST_IN_DOT;) {
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
    for (uint32_t a = 0; a < findings->archive->accounts.count; memory_step(++a)) {
        const struct account *account = &findings->archive->accounts.items[a];
        if (!findings->centrality->degree[a]) continue;
        fprintf(drawing->out, "n%" PRIu32 " [", a);
        put_text(drawing->out, "account", account->name);
        put_text(drawing->out, "label", account_called(account)); /* which a point does not show */
        if (drawing->named[a]) put_text(drawing->out, "xlabel", account_called(account));
        put_point(drawing->out, "pos", findings->positions[a]);
        put_number(drawing->out, "width", diameter(drawing, a) / PER_INCH);
        put_colour(drawing->out, "fillcolor", cluster_colour(findings->clusters->of_account[a]), 1);
        fputs("]\n", drawing->out);
    }
}

/* ---- clusters */

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

static bool overlap(const struct box *a, const struct box *b) {
    return a->low.x < b->high.x && b->low.x < a->high.x && a->low.y < b->high.y &&
           b->low.y < a->high.y;
}

/* As wide as its text is at most: letters of DejaVu Sans take 0.62 of its size on average. */
static struct box label_box(const struct box *accounts, double size, size_t letters, bool below) {
    double middle = (accounts->low.x + accounts->high.x) / 2, half = 0.31 * size * (double) letters;
    double low = below ? accounts->low.y - 1.4 * size : accounts->high.y;
    return (struct box){{middle - half, low}, {middle + half, low + 1.4 * size}};
}

/* No account of another cluster, and no label before it, is there. */
static bool is_free(const struct drawing *drawing, const struct box *box, size_t which) {
    for (size_t c = 0; c < drawing->findings->clusters->kept; c++) {
        if (c != which && overlap(box, &drawing->boxes[c])) return false;
        if (c < which && overlap(box, &drawing->labels[c])) return false;
    }
    return true;
}

/* A line of text stands on the accounts, or hangs below them, larger at larger clusters: as large
 * as there is room for. Returns its size. O(clusters). */
static double place_label(const struct drawing *drawing, size_t which, size_t letters) {
    static const double parts[] = {1, 0.8, 0.65, 0.5, 0.35};
    enum { PARTS = sizeof parts / sizeof *parts };
    double most = fmin(40, 10 + 1.6 * sqrt(drawing->findings->clusters->items[which].count)),
           size = most;
    for (size_t p = 0; p < 2 * PARTS; p++) {
        size = most * parts[p / 2];
        drawing->labels[which] = label_box(&drawing->boxes[which], size, letters, p % 2);
        if (is_free(drawing, &drawing->labels[which], which)) break;
    }
    return size;
}

static void put_cluster(const struct drawing *drawing, size_t which) {
    const struct cluster *cluster = &drawing->findings->clusters->items[which];
    struct box box = drawing->boxes[which], *at = &drawing->labels[which];
    FILE *out = drawing->out;
    char text[48], number[4][NUMBER_TEXT];
    if (box.low.x > box.high.x) return;
    int letters = snprintf(text, sizeof text, "%" PRIu32 ": %" PRIu32 " accounts", cluster->number,
                           cluster->count);
    double size = place_label(drawing, which, (size_t) letters);
    fprintf(out, "subgraph cluster_%" PRIu32 " {\ngraph [label=\"%s\" ", cluster->number, text);
    put_number(out, "fontsize", round(10 * size) / 10);
    put_point(out, "lp",
              (struct point){(at->low.x + at->high.x) / 2, (at->low.y + at->high.y) / 2});
    fprintf(out, "bb=\"%s,%s,%s,%s\"]\n", number_format(number[0], fmin(box.low.x, at->low.x)),
            number_format(number[1], fmin(box.low.y, at->low.y)),
            number_format(number[2], fmax(box.high.x, at->high.x)),
            number_format(number[3], fmax(box.high.y, at->high.y)));
    for (uint32_t m = 0; m < cluster->count; m++)
        if (drawing->findings->centrality->degree[cluster->members[m]])
            fprintf(out, "n%" PRIu32 ";\n", cluster->members[m]);
    fputs("}\n", out);
}

static void put_clusters(const struct drawing *drawing) {
    const struct clusters *clusters = drawing->findings->clusters;
    for (size_t c = 0; c < clusters->kept; c++)
        drawing->boxes[c] = box_around(drawing, &clusters->items[c]);
    for (size_t c = 0; c < clusters->kept; c++)
        put_cluster(drawing, c);
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
    for (size_t t = 0; t < centrality->tie_count; memory_step(++t)) {
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
    for (size_t t = 0; t < centrality->tie_count; memory_step(++t)) {
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
    put_clusters(drawing);
    put_ties(drawing);
    fputs("}\n", drawing->out);
}

lockstep_status export_dot(FILE *out, const struct findings *findings, lockstep_error *err) {
    struct drawing drawing = {.out = out, .findings = findings};
    size_t accounts = findings->archive->accounts.count, clusters = findings->clusters->kept;
    drawing.named = calloc(accounts + 1, sizeof *drawing.named);
    drawing.ties = calloc(clusters + 1, sizeof *drawing.ties);
    drawing.boxes = calloc(clusters + 1, sizeof *drawing.boxes);
    drawing.labels = calloc(clusters + 1, sizeof *drawing.labels);
    bool ready = drawing.named && drawing.ties && drawing.boxes && drawing.labels;
    if (ready) put_graph(&drawing);
    free(drawing.named), free(drawing.ties), free(drawing.boxes), free(drawing.labels);
    if (!ready) return fail_memory(err, "a drawing");
    return ferror(out) ? fail_io(err, "network.dot") : LOCKSTEP_OK;
}
