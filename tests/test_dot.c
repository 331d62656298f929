#include "tests/check.h"
#include "tests/fixture.h"

#include <cgraph.h>
#include <math.h>
#include <stdlib.h>

static struct fixture fixture;
static char *bytes;
static Agraph_t *graph;
static lockstep_error err;

static void setup(void) {
    fixture_build(&fixture);
}

static void teardown(void) {
    if (graph) agclose(graph);
    free(bytes);
    fixture_release(&fixture);
}
TestSuite(dot, .init = setup, .fini = teardown);

/* Written, and read back by graphviz. */
static void write_dot(void) {
    size_t size;
    FILE *out = open_memstream(&bytes, &size);
    cr_assert(out);
    lockstep_status status = export_dot(out, &fixture.findings, &err);
    fclose(out);
    check_status(status, LOCKSTEP_OK, err);
    graph = agmemread(bytes);
    cr_assert(graph, "graphviz cannot read %s", bytes);
}

static const char *get(void *object, char *name) {
    const char *value = agget(object, name);
    return value ? value : "";
}

static Agnode_t *node_of(uint32_t account) {
    char name[16];
    snprintf(name, sizeof name, "n%u", account);
    Agnode_t *node = agnode(graph, name, 0);
    cr_assert(node, "%s", name);
    return node;
}

Test(dot, holds_every_account_with_a_tie_and_one_edge_a_pair) {
    write_dot();
    check_count(agnnodes(graph), 10);
    check_count(agnedges(graph), fixture.centrality.tie_count);
    for (size_t t = 0; t < fixture.centrality.tie_count; t++) {
        const struct tie *tie = &fixture.centrality.ties[t];
        Agedge_t *edge = agedge(graph, node_of(tie->source), node_of(tie->target), NULL, 0);
        cr_assert(edge);
        char weight[] = "weight";
        check_near(strtod(get(edge, weight), NULL), tie->weight, 1e-9);
    }
}

/* graphviz resolves escapes and entities only as it draws. */
Test(dot, gives_hostile_names_back) {
    char label[] = "label", account[] = "account";
    static const struct {
        uint32_t account;
        const char *label, *name;
    } cases[] = {
        {FIXTURE_NEWLINE, "two lines and a tab", "  new line "},
        {FIXTURE_MARKUP, "\"quoted\" &amp; <b>]]>&amp;amp;", "\"quoted\" &amp; <b>]]>"},
        {FIXTURE_FORMULA, "=HYPERLINK(\"http://x\",\"y\")", "=cmd|' /C calc'!A0"},
        {FIXTURE_BACKSLASH, "ends in a backslash\\\\", "a\\\\"},
        {FIXTURE_ESCAPE, "\\\\N \\\\G \\\\\"", "back\\\\N"},
        {FIXTURE_CONTROL, "bell\xEF\xBF\xBD and escape\xEF\xBF\xBD[31m",
         "ctrl\xEF\xBF\xBD\xEF\xBF\xBD!"},
        {FIXTURE_NUL, "nul\xEF\xBF\xBDhere", "nul\xEF\xBF\xBDhere"},
        {FIXTURE_NONCHARACTER, "\xEF\xBF\xBD", "s\xEF\xBF\xBD"},
        {FIXTURE_TURKISH, "Süleyman \xE2\x80\x8F\xD8\xA7", "süleyman"},
    };
    write_dot();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_text(get(node_of(cases[i].account), label), cases[i].label);
        check_text(get(node_of(cases[i].account), account), cases[i].name);
    }
}

Test(dot, does_not_break_long_names_over_lines) {
    static char name[2001];
    memset(name, 'x', sizeof name - 1);
    fixture.archive.accounts.items[FIXTURE_INF].facts->handle = slice_of(name);
    write_dot();
    cr_expect(strstr(bytes, name));
}

Test(dot, draws_clusters_as_named_subgraphs) {
    write_dot();
    char first[] = "cluster_1", second[] = "cluster_2", label[] = "label", bb[] = "bb";
    Agraph_t *one = agsubg(graph, first, 0), *two = agsubg(graph, second, 0);
    cr_assert(one && two);
    check_count(agnnodes(one), 5);
    check_count(agnnodes(two), 3);
    check_text(get(one, label), "1: 5 accounts");
    cr_expect(agcontains(two, node_of(FIXTURE_TURKISH)));
    double box[4];
    check_count(sscanf(get(two, bb), "%lf,%lf,%lf,%lf", &box[0], &box[1], &box[2], &box[3]), 4);
    struct point turkish = fixture.positions[FIXTURE_TURKISH];
    cr_expect(box[0] < turkish.x && turkish.x < box[2] && box[1] < turkish.y && turkish.y < box[3]);
}

/* As wide as Graphviz draws it in DejaVu Sans, half of it. */
static double half_width(Agraph_t *cluster) {
    char label[] = "label", fontsize[] = "fontsize";
    return 0.29 * (double) strlen(get(cluster, label)) * strtod(get(cluster, fontsize), NULL);
}

Test(dot, puts_no_label_of_a_cluster_on_another_cluster) {
    const struct cluster *below = &fixture.clusters.items[0], *above = &fixture.clusters.items[1];
    for (uint32_t gap = 0; gap < 40; gap += 4) {
        for (uint32_t m = 0; m < below->count; m++)
            fixture.positions[below->members[m]] = (struct point){20.0 * m, 10 * (m % 2)};
        for (uint32_t m = 0; m < above->count; m++)
            fixture.positions[above->members[m]] = (struct point){30.0 * m + 20, 28.0 + gap};
        write_dot();
        char names[2][16] = {"cluster_1", "cluster_2"}, lp[] = "lp", fontsize[] = "fontsize";
        struct {
            double x, y, half, tall;
        } labels[2];
        for (size_t c = 0; c < 2; c++) {
            Agraph_t *cluster = agsubg(graph, names[c], 0);
            cr_assert(sscanf(get(cluster, lp), "%lf,%lf", &labels[c].x, &labels[c].y) == 2);
            labels[c].half = half_width(cluster);
            labels[c].tall = strtod(get(cluster, fontsize), NULL) / 2;
        }
        cr_expect(fabs(labels[0].x - labels[1].x) > labels[0].half + labels[1].half ||
                  fabs(labels[0].y - labels[1].y) > labels[0].tall + labels[1].tall);
        for (size_t c = 0; c < 2; c++)
            for (uint32_t m = 0; m < (c ? below : above)->count; m++) {
                struct point at = fixture.positions[(c ? below : above)->members[m]];
                cr_expect(fabs(at.x - labels[c].x) > labels[c].half + 4 ||
                              fabs(at.y - labels[c].y) > labels[c].tall + 4,
                          "gap %u, label %zu", gap, c + 1);
            }
        agclose(graph), graph = NULL;
        free(bytes), bytes = NULL;
    }
}

Test(dot, colours_and_places_accounts) {
    write_dot();
    char fillcolor[] = "fillcolor", pos[] = "pos";
    check_text(get(node_of(FIXTURE_MARKUP), fillcolor), "#4477aaff");
    check_text(get(node_of(FIXTURE_INF), fillcolor), "#ee6677ff");
    check_text(get(node_of(FIXTURE_NUL), fillcolor), "#bbbbbbff");
    check_text(get(node_of(FIXTURE_MARKUP), pos), "25.5,30.25");
}

Test(dot, is_whole_without_any_account) {
    memset(fixture.centrality.degree, 0, FIXTURE_ACCOUNTS * sizeof(uint32_t));
    fixture.centrality.tie_count = 0;
    write_dot();
    check_count(agnnodes(graph), 0);
}

Test(dot, reports_a_full_disk) {
    FILE *full = fopen("/dev/full", "w");
    if (!full) cr_skip_test("no /dev/full");
    setvbuf(full, NULL, _IONBF, 0);
    check_status(export_dot(full, &fixture.findings, &err), LOCKSTEP_EIO, err);
    fclose(full);
}
