/* The dialect of DOT that Gephi's importer reads. It knows no statement of defaults, no attribute
 * of the graph and no subgraph: at the first it drops the rest of the file without a word. Colours
 * are hue, saturation and value; what begins with # it reads as transparent. It guesses the
 * encoding from the beginning of the file, which therefore holds a dash that is no ASCII. */
#include "engine/error.h"
#include "engine/memory.h"
#include "export/network_file.h"

#include <math.h>

/* Bytes with escapes. Graphviz, which may be asked to look at the file too, gives up at 16,384. */
enum { LONGEST_STRING = 16000 };

/* In quotes as C has them; white space but newlines as a blank. */
static void put_text(FILE *out, struct slice text) {
    size_t escapes = 0;
    for (size_t at = 0; at < text.size && at + escapes < LONGEST_STRING;) {
        int32_t c;
        size_t size = xml_code_point((struct slice){text.at + at, text.size - at}, &c);
        if (c < 0)
            fputs("\xEF\xBF\xBD", out);
        else if (c == '\n')
            fputs("\\n", out);
        else if (c == '\\' || c == '"')
            fprintf(out, "\\%c", (char) c);
        else if (c < ' ')
            fputc(' ', out);
        else
            fwrite(text.at + at, 1, size, out);
        escapes += c < 0 ? 2 : c == '\n' || c == '\\' || c == '"';
        at += size;
    }
}

/* Hue, saturation and value from 0 to 1 (Smith 1978). */
static void put_colour(FILE *out, struct colour colour) {
    double red = colour.red / 255.0, green = colour.green / 255.0, blue = colour.blue / 255.0;
    double value = fmax(red, fmax(green, blue)), range = value - fmin(red, fmin(green, blue));
    double hue = 0;
    if (range > 0) {
        if (value <= red)
            hue = (green - blue) / range + (green < blue ? 6 : 0);
        else if (value <= green)
            hue = (blue - red) / range + 2;
        else
            hue = (red - green) / range + 4;
    }
    char text[3][NUMBER_TEXT];
    fprintf(out, "color=\"%s %s %s\"", number_format_short(text[0], hue / 6),
            number_format_short(text[1], value > 0 ? range / value : 0),
            number_format_short(text[2], value));
}

static void put_node(FILE *out, const struct view *view, uint32_t rank) {
    const struct findings *findings = view->findings;
    uint32_t cluster = findings->clusters->of_account[rank];
    char id[NODE_ID], x[NUMBER_TEXT], y[NUMBER_TEXT];
    fprintf(out, "\"%s\" [label=\"", account_id(id, view, rank).at);
    put_text(out, account_label(&findings->archive->accounts.items[rank]));
    fprintf(out, "\" pos=\"%s,%s\" ", number_format(x, findings->positions[rank].x),
            number_format(y, findings->positions[rank].y));
    put_colour(out, cluster_colour(cluster));
    if (cluster) fprintf(out, " cluster=\"%u\"", cluster);
    fputs("]\n", out);
}

static void put_tie(FILE *out, const struct pair_walk *walk) {
    size_t layer = pair_layer(walk);
    char source[NODE_ID], target[NODE_ID], weight[VALUE_TEXT];
    fprintf(out, "\"%s\" -- \"%s\" [weight=\"%s\" layer=\"",
            account_id(source, walk->view, walk->source).at,
            account_id(target, walk->view, walk->target).at,
            weight_value(weight, walk->edges[layer]->weight).at);
    put_text(out, slice_of(walk->view->findings->network->layers[layer].layer->name));
    fprintf(out, "\" objects=\"%u\"]\n", walk->edges[layer]->objects);
}

lockstep_status gephi_dot_write(FILE *out, const struct view *view, lockstep_error *err) {
    struct pair_walk walk;
    TRY(pairs_begin(&walk, view, err));
    fputs("// lockstep \xE2\x80\x94 for Gephi; Graphviz draws network.dot\ngraph lockstep {\n",
          out);
    for (uint32_t a = 0; a < view->findings->archive->accounts.count; memory_step(++a))
        if (view->shown[a]) put_node(out, view, a);
    while (pairs_next(&walk))
        put_tie(out, &walk);
    fputs("}\n", out);
    pairs_end(&walk);
    return ferror(out) ? fail_io(err, "network.gephi.dot") : LOCKSTEP_OK;
}
