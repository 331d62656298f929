/* The formats beside GEXF and DOT, and what all have in common. tests/clients opens them in the
 * programs that they are for. */
#include "engine/settings.h"
#include "export/network_file.h"
#include "export/watchlist.h"
#include "tests/check.h"
#include "tests/fixture.h"

#include <jansson.h>
#include <stdlib.h>

static struct fixture fixture;
static char *bytes;
static lockstep_error err;

static void setup(void) {
    fixture_build(&fixture);
}

static void teardown(void) {
    fixture_release(&fixture);
    free(bytes);
}
TestSuite(network_files, .init = setup, .fini = teardown);

static const char *write_file(network_fn write) {
    struct view view;
    size_t size;
    free(bytes);
    FILE *out = open_memstream(&bytes, &size);
    cr_assert(out);
    check_ok(view_open(&view, &fixture.findings, NULL, 0, &err), err);
    lockstep_status status = write(out, &view, &err);
    view_close(&view);
    fclose(out);
    check_status(status, LOCKSTEP_OK, err);
    return bytes;
}

static size_t occurrences(const char *text, const char *part) {
    size_t count = 0;
    for (; (text = strstr(text, part)); text += strlen(part))
        count++;
    return count;
}

Test(network_files, give_every_account_one_id) {
    const struct {
        struct slice name;
        const char *id;
    } cases[] = {
        {SLICE("1234567890123456789"), "u1234567890123456789"},
        {SLICE("tg:Some_Channel-1.2/x@y+z"), "utg:Some_Channel-1.2/x@y+z"},
        {SLICE(""), "u"},
        {SLICE("a b\t\"<&>'\\%"), "ua%20b%09%22%3C%26%3E%27%5C%25"},
        {SLICE("süleyman 北京 é"), "usüleyman%20北京%20é"},
        {SLICE("\xF0\x9F\x98\x80\xE2\x80\x8F\xE2\x80\x8B"), "u😀%E2%80%8F%E2%80%8B"},
        {SLICE("\xFF\xC3(\0"), "u%FF%C3%28%00"},
        {SLICE("%20"), "u%2520"},
    };
    char id[NODE_ID];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_text(node_id(id, cases[i].name).at, cases[i].id);
}

Test(network_files, cut_long_ids_and_keep_them_apart) {
    char name[10001], ids[3][NODE_ID];
    memset(name, 'x', sizeof name);
    node_id(ids[0], (struct slice){name, 10000});
    node_id(ids[1], (struct slice){name, 10001});
    memset(name, '"', sizeof name);
    node_id(ids[2], (struct slice){name, 10000});
    for (size_t i = 0; i < 3; i++)
        cr_expect(strlen(ids[i]) < 200 && strchr(ids[i], '~'), "%s", ids[i]);
    cr_expect(strcmp(ids[0], ids[1]) != 0);
    check_count(node_id(ids[0], (struct slice){name, 66}).size, 1 + 3 * 66);
    cr_expect(!strchr(ids[0], '~'));
}

Test(network_files, walk_every_pair_once_in_order) {
    struct view view;
    struct pair_walk walk;
    uint64_t pairs = 0, before = 0;
    check_ok(view_open(&view, &fixture.findings, NULL, 0, &err), err);
    check_ok(pairs_begin(&walk, &view, &err), err);
    for (; pairs_next(&walk); pairs++) {
        const struct tie *tie = &fixture.centrality.ties[pairs];
        uint64_t key = (uint64_t) walk.source << 32 | walk.target;
        cr_expect(key > before || !pairs);
        before = key;
        check_count(walk.source, tie->source);
        check_count(walk.target, tie->target);
        check_near(walk.edges[pair_layer(&walk)]->weight, tie->weight, 0);
    }
    check_count(pairs, fixture.centrality.tie_count);
    check_count(view.account_count, 10);
    pairs_end(&walk);
    view_close(&view);
}

Test(network_files, name_layers_by_what_every_file_system_takes) {
    char name[LAYER_FILE];
    struct layer layer = {.trace = TRACE_FIELD, .name = "field:../a b\\ü", .window = 60000000};
    fixture.network.layers[1].layer = &layer;
    check_text(layer_file_name(name, &fixture.findings, 0), "layers/text.gexf");
    check_text(layer_file_name(name, &fixture.findings, 1), "layers/field____a_b___-2.gexf");
    fixture.settings->window_count = 2;
    check_text(layer_file_name(name, &fixture.findings, 1), "layers/field____a_b___-2-60s.gexf");
}

Test(network_files, speak_the_dialect_of_gephi) {
    const char *dot = write_file(gephi_dot_write);
    cr_expect(strncmp(dot, "// ", 3) == 0 && strstr(dot, "\xE2\x80\x94") < strchr(dot, '\n'));
    check_count(occurrences(dot, "\" -- \""), fixture.centrality.tie_count);
    check_count(occurrences(dot, " [label=\""), 10);
    check_count(occurrences(dot, "node ["), 0);
    check_count(occurrences(dot, "subgraph"), 0);
    check_count(occurrences(dot, "#4477"), 0);
    cr_expect(strstr(dot, "\"ua%5C\" [label=\"ends in a backslash\\\\\" pos=\"102,0\" "
                          "color=\"0.583333 0.6 0.666667\" cluster=\"1\"]\n"));
    cr_expect(strstr(dot, "label=\"two\\nlines and a tab\""));
    cr_expect(strstr(dot, "label=\"\\\\N \\\\G \\\\\\\"\""));
}

Test(network_files, keep_everything_in_graphml) {
    const char *xml = write_file(graphml_write);
    check_count(occurrences(xml, "<node id="), 10);
    check_count(occurrences(xml, "<edge id="), 15);
    check_count(occurrences(xml, "label=\"url\">"), 4);
    cr_expect(strstr(xml, "<data key=\"n1\">#DISINFO</data>"));
    for (size_t c = 0; edge_columns[c].name; c++) {
        char data[64];
        snprintf(data, sizeof data, "<data key=\"e%zu\">", c);
        check_count(occurrences(xml, data), 15);
    }
}

/* Cytoscape, and Gephi of a table, give a column the type of its first value. */
Test(network_files, show_that_a_number_is_real) {
    const struct {
        enum column_type type;
        const char *value, *shown;
    } cases[] = {{COLUMN_REAL, "3", "3.0"},   {COLUMN_REAL, "-12", "-12.0"},
                 {COLUMN_REAL, "0.5", "0.5"}, {COLUMN_REAL, "1e-06", "1e-06"},
                 {COLUMN_REAL, "", ""},       {COLUMN_LONG, "3", "3"},
                 {COLUMN_TEXT, "3", "3"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char room[VALUE_TEXT];
        struct slice value = guessable(room, cases[i].type, slice_of(cases[i].value));
        check_slice(value, cases[i].shown);
    }
    cr_expect(strstr(write_file(cytoscape_write), "\"betweenness\":0.0,"), "%.900s", bytes);
}

Test(network_files, have_columns_of_a_watch_list_only_with_one) {
    static bool listed[FIXTURE_ACCOUNTS];
    struct watchlist watchlist = {.listed = listed};
    const network_fn writers[] = {gexf_write, graphml_write, gephi_nodes_write, cytoscape_write};
    for (size_t w = 0; w < sizeof writers / sizeof *writers; w++) {
        fixture.findings.watchlist = NULL;
        check_count(occurrences(write_file(writers[w]), "watch"), 0);
        fixture.findings.watchlist = &watchlist;
        cr_expect(strstr(write_file(writers[w]), "watchlisted") && strstr(bytes, "watch_score"));
    }
}

/* igraph makes false of a boolean that is not there. */
Test(network_files, have_no_boolean_in_graphml) {
    for (size_t a = 0; a < FIXTURE_ACCOUNTS; a++)
        fixture.archive.accounts.items[a].facts->verified = -1;
    fixture.archive.accounts.items[FIXTURE_INF].facts->verified = 1;
    fixture.archive.accounts.items[FIXTURE_TURKISH].facts->verified = 0;
    size_t column = 0;
    char key[96], yes[48], no[48];
    while (account_columns[column].type != COLUMN_BOOLEAN)
        column++;
    const char *xml = write_file(graphml_write);
    snprintf(key, sizeof key,
             "<key id=\"n%zu\" for=\"node\" attr.name=\"verified\" attr.type=\"int\"/>", column);
    snprintf(yes, sizeof yes, "<data key=\"n%zu\">1</data>", column);
    snprintf(no, sizeof no, "<data key=\"n%zu\">0</data>", column);
    cr_expect(strstr(xml, key), "%s", key);
    const char *end = strstr(xml, "<edge "), *one = strstr(xml, yes), *zero = strstr(xml, no);
    cr_expect(one && one < end && zero && zero < end);
    check_count(occurrences(xml, "boolean"), 0);
    check_count(occurrences(write_file(cytoscape_write), "\"verified\":true"), 1);
    check_count(occurrences(bytes, "\"verified\":false"), 1);
    check_count(occurrences(bytes, "\"verified\":"), 2);
}

Test(network_files, make_tables_that_are_safe_to_open) {
    const char *nodes = write_file(gephi_nodes_write);
    cr_expect(strncmp(nodes, "\xEF\xBB\xBFId,Label,handle,display_name,", 30) == 0);
    cr_expect(strstr(nodes, "\nu%3Dcmd%7C%27%20/C%20calc%27%21A0,\"'=HYPERLINK(\"\"http://x\"\","),
              "%s", nodes);
    cr_expect(strstr(nodes, "\nua%5C,ends in a backslash\\\\,ends in a backslash\\\\,"), "%s",
              nodes);
    cr_expect(strstr(nodes, "\nuctrl%01%0B%21,bell\xEF\xBF\xBD"));
    cr_expect(strstr(nodes, ",2023-11-16 08:13:20,") && !strstr(nodes, "T08:13:20"));
    const char *edges = write_file(gephi_edges_write);
    cr_expect(strstr(edges, ",2023-11-19 08:13:20,") && !strstr(edges, "T08:13:20"));
    cr_expect(strncmp(edges, "\xEF\xBB\xBFSource,Target,Type,Kind,Weight,pairs,", 40) == 0);
    check_count(occurrences(edges, ",Undirected,text,"), 11);
    check_count(occurrences(edges, ",Undirected,url,"), 4);
}

Test(network_files, write_json_for_cytoscape) {
    json_error_t problem;
    json_t *root = json_loads(write_file(cytoscape_write), JSON_REJECT_DUPLICATES, &problem);
    cr_assert(root, "%s", problem.text);
    json_t *elements = json_object_get(root, "elements");
    check_count(json_array_size(json_object_get(elements, "nodes")), 10);
    check_count(json_array_size(json_object_get(elements, "edges")), 15);
    json_t *first = json_object_get(json_array_get(json_object_get(elements, "nodes"), 0), "data");
    check_text(json_string_value(json_object_get(first, "name")), "two\nlines\tand a tab");
    json_decref(root);
}

Test(network_files, list_ties) {
    cr_expect(strstr(write_file(edgelist_write), "uctrl%01%0B%21 unul%00here 0.833333\n"));
    check_count(occurrences(bytes, "\n"), fixture.centrality.tie_count);
    cr_expect(strncmp(write_file(pajek_write), "*Vertices 10\n1 \"u%0A%20new", 26) == 0);
    cr_expect(strstr(bytes, "\n7 8 0.833333\n"));
    size_t count = 0;
    for (const char *at = bytes; (at = strstr(at, "\" ")); at++, count++) {
        double x, y;
        cr_assert(sscanf(at, "\" %lf %lf", &x, &y) == 2);
        cr_expect(x >= 0 && x <= 1 && y >= 0 && y <= 1, "%.30s", at);
    }
    check_count(count, 10);
}

Test(network_files, report_a_full_disk) {
    for (const struct network_file *file = network_files; file->name; file++) {
        FILE *full = fopen("/dev/full", "w");
        if (!full) cr_skip_test("no /dev/full");
        setvbuf(full, NULL, _IONBF, 0);
        struct view view;
        lockstep_error why = {0};
        check_ok(view_open(&view, &fixture.findings, NULL, 0, &err), err);
        check_status(file->write(full, &view, &why), LOCKSTEP_EIO, why);
        cr_expect(strstr(why.source, file->name), "%s: %s", file->name, why.source);
        view_close(&view);
        fclose(full);
    }
}

/* What is not text has no damage to repair; what is, keeps its code points. */
Test(network_files, escape_for_xml) {
    const struct {
        struct slice text;
        const char *xml;
        uint64_t replaced;
    } cases[] = {{SLICE("a<b>&\"c\"]]>"), "a&lt;b&gt;&amp;&quot;c&quot;]]&gt;", 0},
                 {SLICE("\t\n\r"), "&#9;&#10;&#13;", 0},
                 {SLICE("\xC2\x85\xE2\x80\xA8"), "&#133;&#8232;", 0},
                 {SLICE("\0\x1F\xEF\xBF\xBF\xFF"), "\uFFFD\uFFFD\uFFFD\uFFFD", 4},
                 {SLICE("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD", 3},
                 {SLICE("😀 ü"), "😀 ü", 0},
                 {SLICE(""), "", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t size;
        char *text;
        FILE *out = open_memstream(&text, &size);
        check_count(xml_put(out, cases[i].text), cases[i].replaced);
        check_count(xml_put(NULL, cases[i].text), cases[i].replaced);
        fclose(out);
        check_text(text, cases[i].xml);
        free(text);
    }
}
