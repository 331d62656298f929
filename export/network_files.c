#include "engine/settings.h"
#include "export/network_file.h"

static lockstep_status draw(FILE *out, const struct view *view, lockstep_error *err) {
    return export_dot(out, view->findings, err);
}

const struct network_file network_files[] = {
    {"network.gexf", gexf_write, 0},
    {"network-dynamic.gexf", gexf_write_dynamic, 0},
    {"network.gephi.dot", gephi_dot_write, 0},
    {"network.dot", draw, 0},
    {"network.graphml", graphml_write, 0},
    {"network.nodes.csv", gephi_nodes_write, NETWORK_CSV},
    {"network.edges.csv", gephi_edges_write, NETWORK_CSV},
    {"network.edgelist", edgelist_write, NETWORK_EDGELIST},
    {"network.cyjs", cytoscape_write, NETWORK_CYTOSCAPE},
    {"network.net", pajek_write, NETWORK_PAJEK},
    {NULL, NULL, 0},
};

char *layer_file_name(char out[LAYER_FILE], const struct findings *findings, size_t layer) {
    const struct layer *named = findings->network->layers[layer].layer;
    char slug[41], number[24] = "", window[TIME_TEXT + 1] = "";
    size_t size = 0;
    for (const char *c = named->name; *c && size < sizeof slug - 1; c++) {
        bool plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
                     (*c >= '0' && *c <= '9') || *c == '-';
        slug[size++] = plain ? *c : '_';
    }
    slug[size] = '\0';
    if (named->trace == TRACE_FIELD) snprintf(number, sizeof number, "-%zu", layer + 1);
    if (settings_has_windows(findings->settings)) {
        window[0] = '-';
        duration_format(window + 1, named->window);
    }
    snprintf(out, LAYER_FILE, "layers/%s%s%s.gexf", slug, number, window);
    return out;
}
