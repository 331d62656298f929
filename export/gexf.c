/* GEXF 1.3, in the profile that Gephi, networkx (3.6 and later) and graphology read alike: one
 * block of attributes for nodes and one for edges, slugs for their ids, plain types, ids that begin
 * with a letter, a label for every node, `kind` for the layer, weights above 0, nothing empty, no
 * code point that XML 1.0 forbids.
 *
 * Gephi replaces "INF" by "Infinity" inside the values of every column, strings too (#DISINFO
 * becomes #DISInfinityO); labels are not touched. The file holds the data as they are. */
#include "engine/csv_cells.h"
#include "engine/error.h"
#include "export/export.h"

#include <inttypes.h>
#include <math.h>
#include <utf8proc.h>

/* ---- text */

static bool legal(int32_t c) {
    return c == '\t' || c == '\n' || c == '\r' || (c >= ' ' && c != 0xFFFE && c != 0xFFFF);
}

size_t xml_code_point(struct slice text, int32_t *value) {
    utf8proc_ssize_t size =
        utf8proc_iterate((const utf8proc_uint8_t *) text.at, (utf8proc_ssize_t) text.size, value);
    if (size < 1 || !legal(*value)) *value = -1;
    return size < 1 ? 1 : (size_t) size;
}

static const char *entity(int32_t c) {
    switch (c) {
    case -1:
        return "\xEF\xBF\xBD"; /* U+FFFD */
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\t':
        return "&#9;";
    case '\n':
        return "&#10;";
    case '\r':
        return "&#13;";
    default:
        return NULL;
    }
}

/* `out` may be NULL, to count only. Returns how many bytes or code points were replaced by U+FFFD.
 */
static uint64_t put_text(FILE *out, struct slice text) {
    uint64_t replaced = 0;
    while (text.size) {
        int32_t c;
        size_t size = xml_code_point(text, &c);
        replaced += c < 0;
        const char *stand_in = entity(c);
        if (out && stand_in) fputs(stand_in, out);
        if (out && !stand_in) fwrite(text.at, 1, size, out);
        text = (struct slice){text.at + size, text.size - size};
    }
    return replaced;
}

/* "u" and the account's name; what an id cannot hold as %XX, so that no two become one. */
static void put_id(FILE *out, struct slice name) {
    fputc('u', out);
    while (name.size) {
        int32_t c;
        size_t size = xml_code_point(name, &c);
        bool plain = c > ' ' && c != 0x7F && c != '%' && !entity(c);
        for (size_t i = 0; i < size && !plain; i++)
            fprintf(out, "%%%02X", (unsigned char) name.at[i]);
        if (plain) fwrite(name.at, 1, size, out);
        name = (struct slice){name.at + size, name.size - size};
    }
}

/* What a person calls the account. */
static struct slice label(const struct account *account) {
    return account->facts->handle.size ? account->facts->handle : account->name;
}

/* ---- values: an empty one is left out */

static void put_string(FILE *out, const char *column, struct slice value) {
    if (!value.size) return;
    fprintf(out, "<attvalue for=\"%s\" value=\"", column);
    put_text(out, value);
    fputs("\"/>", out);
}

static void put_whole(FILE *out, const char *column, uint64_t value) {
    fprintf(out, "<attvalue for=\"%s\" value=\"%" PRIu64 "\"/>", column, value);
}

static void put_real(FILE *out, const char *column, double value) {
    char text[NUMBER_TEXT];
    if (isfinite(value))
        fprintf(out, "<attvalue for=\"%s\" value=\"%s\"/>", column, number_format(text, value));
}

static void put_time(FILE *out, const char *column, int64_t microseconds) {
    char text[TIME_TEXT];
    if (microseconds != INT64_MIN)
        put_string(out, column, slice_of(time_format(text, microseconds)));
}

/* ---- columns, in the order of their values below */

static const struct column {
    const char *name, *type;
} account_columns[] = {{"account", "string"},
                       {"handle", "string"},
                       {"cluster", "integer"},
                       {"posts", "long"},
                       {"degree", "integer"},
                       {"strength", "double"},
                       {"betweenness", "double"},
                       {"pagerank", "double"},
                       {"eigenvector", "double"},
                       {"coreness", "integer"},
                       {"followers", "long"},
                       {"created", "string"},
                       {NULL, NULL}},
  edge_columns[] = {
      {"layer", "string"},        {"pairs", "long"},          {"objects", "long"},
      {"posts_source", "long"},   {"posts_target", "long"},   {"mean_delta", "double"},
      {"median_delta", "double"}, {"source_first", "double"}, {"first_time", "string"},
      {"last_time", "string"},    {"similarity", "double"},   {"p_value", "double"},
      {"q_value", "double"},      {"window", "string"},       {NULL, NULL}};

static void put_columns(FILE *out, const char *class, const struct column *columns) {
    fprintf(out, "<attributes class=\"%s\" mode=\"static\">\n", class);
    for (; columns->name; columns++)
        fprintf(out, "<attribute id=\"%s\" title=\"%s\" type=\"%s\"/>\n", columns->name,
                columns->name, columns->type);
    fputs("</attributes>\n", out);
}

/* ---- nodes and edges */

static void put_account_values(FILE *out, const struct findings *findings, uint32_t rank) {
    const struct account *account = &findings->archive->accounts.items[rank];
    const struct centrality *centrality = findings->centrality;
    put_string(out, "account", account->name);
    put_string(out, "handle", account->facts->handle);
    if (findings->clusters->of_account[rank])
        put_whole(out, "cluster", findings->clusters->of_account[rank]);
    put_whole(out, "posts", account->posts);
    put_whole(out, "degree", centrality->degree[rank]);
    put_real(out, "strength", centrality->strength[rank]);
    put_real(out, "betweenness", centrality->betweenness[rank]);
    put_real(out, "pagerank", centrality->pagerank[rank]);
    put_real(out, "eigenvector", centrality->eigenvector[rank]);
    put_whole(out, "coreness", centrality->coreness[rank]);
    if (account->facts->followers >= 0)
        put_whole(out, "followers", (uint64_t) account->facts->followers);
    put_time(out, "created", account->facts->created);
}

static void put_look(FILE *out, const struct findings *findings, uint32_t rank, double strongest) {
    struct colour colour = cluster_colour(findings->clusters->of_account[rank]);
    struct point place = findings->positions[rank];
    char x[NUMBER_TEXT], y[NUMBER_TEXT], size[NUMBER_TEXT];
    double diameter = account_diameter(findings->centrality->strength[rank], strongest);
    fprintf(out,
            "<viz:color r=\"%u\" g=\"%u\" b=\"%u\" a=\"1\"/>"
            "<viz:position x=\"%s\" y=\"%s\" z=\"0\"/><viz:size value=\"%s\"/>",
            colour.red, colour.green, colour.blue, number_format(x, place.x),
            number_format(y, place.y), number_format(size, diameter));
}

static void put_nodes(FILE *out, const struct findings *findings) {
    const struct accounts *accounts = &findings->archive->accounts;
    double strongest = strongest_account(findings);
    fputs("<nodes>\n", out);
    for (uint32_t a = 0; a < accounts->count; a++) {
        if (!findings->centrality->degree[a]) continue;
        fputs("<node id=\"", out);
        put_id(out, accounts->items[a].name);
        fputs("\" label=\"", out);
        put_text(out, label(&accounts->items[a]));
        fputs("\"><attvalues>", out);
        put_account_values(out, findings, a);
        fputs("</attvalues>", out);
        put_look(out, findings, a, strongest);
        fputs("</node>\n", out);
    }
    fputs("</nodes>\n", out);
}

static void put_edge_values(FILE *out, const struct edge *edge, const struct layer *layer) {
    char window[TIME_TEXT];
    put_string(out, "layer", slice_of(layer->name));
    put_whole(out, "pairs", edge->pairs);
    put_whole(out, "objects", edge->objects);
    put_whole(out, "posts_source", edge->posts_source);
    put_whole(out, "posts_target", edge->posts_target);
    put_real(out, "mean_delta", edge->mean_delta);
    put_real(out, "median_delta", edge->median_delta);
    put_real(out, "source_first", edge->source_first);
    put_time(out, "first_time", edge->first_time);
    put_time(out, "last_time", edge->last_time);
    put_real(out, "similarity", edge->similarity);
    put_real(out, "p_value", edge->p_value);
    put_real(out, "q_value", edge->q_value);
    put_string(out, "window", slice_of(duration_format(window, layer->window)));
}

/* Gephi drops edges of weight 0, and reads weights as floats. */
static double drawable(double weight) {
    return isfinite(weight) && weight > 1e-6 ? weight : 1e-6;
}

/* Gephi merges edges of one kind between two nodes: each window is a kind where there are several.
 */
static void put_kind(FILE *out, const struct findings *findings, const struct layer *layer) {
    char window[TIME_TEXT];
    put_text(out, slice_of(layer->name));
    if (findings->settings->window_count > 1)
        fprintf(out, " %s", duration_format(window, layer->window));
}

static void put_edge(FILE *out, const struct findings *findings, const struct layer *layer,
                     const struct edge *edge) {
    const struct account *accounts = findings->archive->accounts.items;
    char weight[NUMBER_TEXT];
    fputs(" source=\"", out);
    put_id(out, accounts[edge->source].name);
    fputs("\" target=\"", out);
    put_id(out, accounts[edge->target].name);
    fputs("\" kind=\"", out);
    put_kind(out, findings, layer);
    fprintf(out, "\" weight=\"%s\"><attvalues>", number_format(weight, drawable(edge->weight)));
    put_edge_values(out, edge, layer);
    fputs("</attvalues></edge>\n", out);
}

static void put_edges(FILE *out, const struct findings *findings) {
    uint64_t number = 0;
    fputs("<edges>\n", out);
    for (size_t l = 0; l < findings->network->count; l++) {
        const struct edges *edges = &findings->network->layers[l];
        for (size_t e = 0; e < edges->count; e++) {
            if (!edges->items[e].kept) continue;
            fprintf(out, "<edge id=\"e%" PRIu64 "\"", number++);
            put_edge(out, findings, edges->layer, &edges->items[e]);
        }
    }
    fputs("</edges>\n", out);
}

/* ---- the file */

static uint64_t count_replaced(const struct findings *findings) {
    uint64_t count = 0;
    for (uint32_t a = 0; a < findings->archive->accounts.count; a++) {
        const struct account *account = &findings->archive->accounts.items[a];
        if (findings->centrality->degree[a])
            count += put_text(NULL, account->name) + put_text(NULL, account->facts->handle);
    }
    return count;
}

/* Gephi's older parser loses what stands before an entity here: plain text only. */
static void put_meta(FILE *out, const struct findings *findings) {
    fprintf(out,
            "<meta><creator>lockstep</creator><description>The kept edges of every layer and their "
            "accounts. Weight is the sum over shared objects of 1/ln(1 + accounts of the object). "
            "Bytes and code points that XML cannot hold, replaced by U+FFFD: %" PRIu64
            "</description></meta>\n",
            count_replaced(findings));
}

lockstep_status export_gexf(FILE *out, const struct findings *findings, lockstep_error *err) {
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
          "<gexf xmlns=\"http://gexf.net/1.3\" xmlns:viz=\"http://gexf.net/1.3/viz\" "
          "version=\"1.3\">\n",
          out);
    put_meta(out, findings);
    fputs("<graph mode=\"static\" defaultedgetype=\"undirected\">\n", out);
    put_columns(out, "node", account_columns);
    put_columns(out, "edge", edge_columns);
    put_nodes(out, findings);
    put_edges(out, findings);
    fputs("</graph>\n</gexf>\n", out);
    return ferror(out) ? fail_io(err, "network.gexf") : LOCKSTEP_OK;
}
