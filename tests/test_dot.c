#include "tests/check.h"
#include "tests/fixture.h"

#include <cgraph.h>
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
