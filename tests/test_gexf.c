#include "engine/settings.h"
#include "export/network_file.h"
#include "tests/check.h"
#include "tests/fixture.h"

#include <stdlib.h>
#include <strings.h>

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
TestSuite(gexf, .init = setup, .fini = teardown);

static const char *write_view(network_fn write, const struct edges *layer, uint32_t cluster) {
    struct view view;
    size_t size;
    free(bytes);
    FILE *out = open_memstream(&bytes, &size);
    cr_assert(out);
    check_ok(view_open(&view, &fixture.findings, layer, cluster, &err), err);
    lockstep_status status = write(out, &view, &err);
    view_close(&view);
    fclose(out);
    check_status(status, LOCKSTEP_OK, err);
    return bytes;
}

static const char *write_gexf(void) {
    return write_view(gexf_write, NULL, 0);
}

static size_t occurrences(const char *text, const char *part) {
    size_t count = 0;
    for (; (text = strstr(text, part)); text += strlen(part))
        count++;
    return count;
}

/* The text of an attribute of the `n`-th element of that name, with its entities resolved; static.
 */
static const char *attribute(const char *xml, const char *element, size_t n, const char *name) {
    static char value[512];
    char start[64], wanted[64];
    snprintf(start, sizeof start, "<%s ", element);
    snprintf(wanted, sizeof wanted, " %s=\"", name);
    const char *at = strstr(xml, start);
    while (at && n--)
        at = strstr(at + 1, start);
    cr_assert(at && (at = strstr(at, wanted)), "%s of %s", name, element);
    at += strlen(wanted);
    static const struct {
        const char *entity, *text;
    } entities[] = {{"&amp;", "&"},  {"&lt;", "<"},  {"&gt;", ">"},  {"&quot;", "\""},
                    {"&#10;", "\n"}, {"&#9;", "\t"}, {"&#13;", "\r"}};
    size_t size = 0;
    while (*at != '"') {
        size_t e = 0, count = sizeof entities / sizeof *entities;
        while (e < count && strncmp(at, entities[e].entity, strlen(entities[e].entity)) != 0)
            e++;
        cr_assert(e < count || (*at != '&' && *at != '<' && *at != '>'), "bare %c", *at);
        value[size++] = e < count ? *entities[e].text : *at;
        at += e < count ? strlen(entities[e].entity) : 1;
    }
    value[size] = '\0';
    return value;
}

Test(gexf, holds_every_account_with_a_tie_and_every_kept_edge) {
    const char *xml = write_gexf();
    check_count(occurrences(xml, "<node id="), 10);
    check_count(occurrences(xml, "<edge id="), 10 + 1 + 1 + 3);
    check_count(occurrences(xml, "kind=\"text\""), 10 + 1);
    check_count(occurrences(xml, "kind=\"url\""), 1 + 3);
    check_count(occurrences(xml, "<edge id=\"e14\""), 1);
    check_count(occurrences(xml, "uquiet"), 0);
}

Test(gexf, gives_hostile_names_back) {
    const char *xml = write_gexf();
    static const char *const labels[] = {"two\nlines\tand a tab",
                                         "\"quoted\" & <b>]]>&amp;",
                                         "=HYPERLINK(\"http://x\",\"y\")",
                                         "#DISINFO",
                                         "ends in a backslash\\",
                                         "\\N \\G \\\"",
                                         "bell\xEF\xBF\xBD and escape\xEF\xBF\xBD[31m",
                                         "nul\xEF\xBF\xBDhere",
                                         "\xEF\xBF\xBD",
                                         "Süleyman \xE2\x80\x8F\xD8\xA7"};
    for (size_t n = 0; n < sizeof labels / sizeof *labels; n++)
        check_text(attribute(xml, "node", n, "label"), labels[n]);
}

Test(gexf, makes_ids_that_no_two_accounts_share) {
    const char *xml = write_gexf();
    static const char *const ids[] = {"u%0A%20new%0Aline%20",
                                      "u%22quoted%22%20%26%20%3Cb%3E%5D%5D%3E",
                                      "u%3Dcmd%7C%27%20/C%20calc%27%21A0",
                                      "uINFLUENCE",
                                      "ua%5C",
                                      "uback%5CN",
                                      "uctrl%01%0B%21",
                                      "unul%00here",
                                      "us%EF%BF%BF",
                                      "usüleyman"};
    for (size_t n = 0; n < sizeof ids / sizeof *ids; n++)
        check_text(attribute(xml, "node", n, "id"), ids[n]);
    check_text(attribute(xml, "edge", 0, "source"), ids[0]);
    check_text(attribute(xml, "edge", 0, "target"), ids[1]);
}

Test(gexf, holds_nothing_that_xml_forbids_and_says_how_much_it_replaced) {
    fixture.archive.accounts.items[FIXTURE_TURKISH].facts->handle = SLICE("\xFF\xC3(\xED\xA0\x80");
    const char *xml = write_gexf();
    for (const char *at = xml; *at; at++)
        cr_assert(*at == '\n' || (unsigned char) *at >= ' ', "byte %d", *at);
    cr_expect(!strstr(xml, "\xEF\xBF\xBE") && !strstr(xml, "\xEF\xBF\xBF"));
    cr_expect(!strchr(xml, '\xFF') && !strstr(xml, "\xED\xA0\x80"));
    /* 2 in the control account's name and 2 in its handle, 1 + 1 NULs, 1 + 1 noncharacters, those
     * of the handles again in the names that are shown, and here FF, C3 and the three bytes of a
     * surrogate */
    cr_expect(strstr(xml, "replaced by U+FFFD: 17. "), "%.600s", xml);
}

Test(gexf, calls_an_account_by_its_name_where_the_handle_cannot_be_seen) {
    static const char *const unseen[] = {" ", "\u00a0\u3000", "\u200b\u202e", "\u3164", "\n\t", ""};
    struct account *account = &fixture.archive.accounts.items[FIXTURE_TURKISH];
    for (size_t i = 0; i < sizeof unseen / sizeof *unseen; i++) {
        account->facts->handle = slice_of(unseen[i]);
        check_text(account_label(account).at, "s\u00fcleyman");
    }
    account->facts->handle = SLICE(" \u200ba");
    check_text(account_label(account).at, " \u200ba");
}

Test(gexf, counts_accounts_with_a_text_that_gephi_changes) {
    static const char said[] = "Infinity in that column but not in Id and Label: ";
    cr_expect(*(strstr(write_gexf(), said) + strlen(said)) == '1');
    fixture.archive.accounts.items[FIXTURE_TURKISH].facts->tags = SLICE("DISINFO");
    fixture.archive.accounts.items[FIXTURE_MARKUP].facts->status = SLICE("info");
    cr_expect(*(strstr(write_gexf(), said) + strlen(said)) == '2');
    cr_expect(network_losses(&fixture.findings, NULL).infinite == 2);
}

Test(gexf, keeps_to_the_portable_profile) {
    const char *xml = write_gexf();
    static const char start[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                                "<gexf xmlns=\"http://gexf.net/1.3\" "
                                "xmlns:viz=\"http://gexf.net/1.3/viz\" version=\"1.3\">\n";
    cr_expect(strncmp(xml, start, strlen(start)) == 0);
    check_count(occurrences(xml, "<graph mode=\"static\" defaultedgetype=\"undirected\">"), 1);
    check_count(occurrences(xml, "<attributes class=\"node\" mode=\"static\">"), 1);
    check_count(occurrences(xml, "<attributes class=\"edge\" mode=\"static\">"), 1);
    check_count(occurrences(xml, "value=\"\""), 0);
    check_count(occurrences(xml, "nan"), 0);
    check_count(occurrences(xml, "weight=\"0\""), 0);
    cr_expect(strstr(xml, "<attributes class=\"edge\"") < strstr(xml, "<nodes>"));
    cr_expect(strstr(xml, "<nodes>") < strstr(xml, "<edges>"));
    cr_expect(strstr(xml,
                     "<viz:color r=\"68\" g=\"119\" b=\"170\" a=\"1\"/><viz:position x=\"25.5\" "
                     "y=\"30.25\" z=\"0\"/><viz:size value=\""));
}

/* What Gephi drops, turns into something else or stops at: types other than these, colours with
 * `hex` or a part of a number, a size whose first attribute is not its value, options, nodes in
 * nodes, points in time beside intervals, entities in the description. */
static void check_markup(const char *xml) {
    static const char *const never[] = {
        "hex=",    "<options",    "<default",    "pid=",   "parents",      "timestamp", "xsi:",
        "idtype=", "type=\"list", "<viz:size/>", "anyURI", "type=\"float", "open=",     "<node><"};
    for (size_t n = 0; n < sizeof never / sizeof *never; n++)
        cr_expect(!strstr(xml, never[n]), "%s", never[n]);
    const char *meta = strstr(xml, "<meta>"), *end = strstr(xml, "</meta>");
    cr_assert(meta && end);
    for (; meta < end; meta++)
        cr_expect(*meta != '&' && (unsigned char) *meta < 0x80, "%.40s", meta);
    size_t nodes = occurrences(xml, "<node "), colours = 0;
    check_count(occurrences(xml, "<viz:size value=\""), nodes);
    check_count(occurrences(xml, "<viz:position x=\""), nodes);
    for (const char *at = xml; (at = strstr(at, "<viz:color")); at++, colours++) {
        unsigned red, green, blue;
        int size = 0;
        sscanf(at, "<viz:color r=\"%3u\" g=\"%3u\" b=\"%3u\" a=\"1\"/>%n", &red, &green, &blue,
               &size);
        cr_expect(size && red < 256 && green < 256 && blue < 256, "%.60s", at);
    }
    check_count(colours, nodes);
}

Test(gexf, has_nothing_that_gephi_stumbles_over) {
    for (int draft = 0; draft < 2; draft++) {
        fixture.settings->gexf_draft = draft;
        check_markup(write_gexf());
        check_markup(write_view(gexf_write_dynamic, NULL, 0));
        check_count(occurrences(bytes, "<attributes class=\"node\""), 1);
        check_count(occurrences(bytes, "<attributes class=\"edge\""), 1);
    }
}

/* graphology keeps the last of two blocks, and of nodes; Gephi the first of two columns whose names
 * differ by case, and takes some for its own. */
Test(gexf, has_columns_that_no_reader_takes_for_another) {
    static const char *const own[] = {"id",
                                      "label",
                                      "source",
                                      "target",
                                      "type",
                                      "kind",
                                      "weight",
                                      "start",
                                      "end",
                                      "timeset",
                                      "interval",
                                      "timestamp",
                                      "timestamps",
                                      "size",
                                      "color",
                                      "x",
                                      "y",
                                      "z",
                                      "degree centrality",
                                      "viz",
                                      "name",
                                      "value",
                                      "key"};
    const struct column *const tables[] = {account_columns, edge_columns};
    for (size_t t = 0; t < 2; t++)
        for (size_t c = 0; tables[t][c].name; c++) {
            for (size_t other = 0; other < c; other++)
                cr_expect(strcasecmp(tables[t][c].name, tables[t][other].name) != 0);
            for (size_t o = 0; o < sizeof own / sizeof *own; o++)
                cr_expect(strcasecmp(tables[t][c].name, own[o]) != 0, "%s", own[o]);
            cr_expect(strspn(tables[t][c].name, "abcdefghijklmnopqrstuvwxyz0123456789_") ==
                      strlen(tables[t][c].name));
        }
}

Test(gexf, tells_true_from_false_and_from_what_is_not_known) {
    static const char *const values[] = {"true", "false", NULL};
    static const int8_t verified[] = {1, 0, -1};
    size_t column = 0;
    char said[64];
    while (strcmp(account_columns[column].name, "verified") != 0)
        column++;
    for (size_t v = 0; v < 3; v++) {
        for (size_t a = 0; a < FIXTURE_ACCOUNTS; a++)
            fixture.archive.accounts.items[a].facts->verified = verified[v];
        const char *xml = write_gexf();
        snprintf(said, sizeof said, "<attribute id=\"%zu\" title=\"verified\" type=\"boolean\"/>",
                 column);
        cr_expect(strstr(xml, said), "%s", said);
        snprintf(said, sizeof said, "<attvalue for=\"%zu\" value=\"%s\"/>", column,
                 values[v] ? values[v] : "");
        const char *end = strstr(xml, "<edges>");
        size_t count = 0;
        for (const char *at = xml; (at = strstr(at, said)) && at < end; at++)
            count++;
        check_count(count, values[v] ? 10 : 0);
    }
}

Test(gexf, declares_every_column_that_it_fills) {
    const char *xml = write_gexf();
    const char *of_nodes = strstr(xml, "<attributes class=\"node\""),
               *of_edges = strstr(xml, "<attributes class=\"edge\"");
    for (const char *at = xml; (at = strstr(at, "<attvalue for=\"")); at++) {
        const char *model = at < strstr(xml, "<edges>") ? of_nodes : of_edges;
        char id[8], declared[64];
        cr_assert(sscanf(at, "<attvalue for=\"%7[0-9]\"", id) == 1, "%.40s", at);
        snprintf(declared, sizeof declared, "<attribute id=\"%s\" title=\"", id);
        const char *found = strstr(model, declared);
        cr_assert(found && found < strstr(model, "</attributes>"), "%s", declared);
    }
}

Test(gexf, survives_values_that_no_column_can_hold) {
    struct edge *edge = &fixture.network.layers[FIXTURE_TEXT].items[0];
    double zero = 0;
    edge->weight = 0, edge->q_value = 0, edge->similarity = zero / zero;
    edge->median_delta = 1 / zero;
    const char *xml = write_gexf();
    cr_expect(strstr(xml, "weight=\"1e-06\""));
    check_count(occurrences(xml, "<attvalue for=\"12\" value=\"0\"/>"), 1); /* q_value */
    check_count(occurrences(strstr(xml, "<edges>"), "for=\"10\""), 14);     /* similarity */
    check_count(occurrences(strstr(xml, "<edges>"), "for=\"6\""), 14);      /* median_delta */
}

Test(gexf, is_whole_without_any_account) {
    fixture.network.count = 0;
    cr_expect(strstr(write_gexf(), "<nodes>\n</nodes>\n<edges>\n</edges>\n</graph>\n</gexf>\n"));
}

Test(gexf, reports_a_full_disk) {
    FILE *full = fopen("/dev/full", "w");
    if (!full) cr_skip_test("no /dev/full");
    setvbuf(full, NULL, _IONBF, 0);
    struct view view;
    check_ok(view_open(&view, &fixture.findings, NULL, 0, &err), err);
    check_status(gexf_write(full, &view, &err), LOCKSTEP_EIO, err);
    view_close(&view);
    fclose(full);
}

Test(gexf, has_one_edge_a_pair_for_readers_of_1_2) {
    fixture.settings->gexf_draft = true;
    const char *xml = write_gexf();
    cr_expect(strstr(xml, "<gexf xmlns=\"http://www.gexf.net/1.2draft\" "
                          "xmlns:viz=\"http://www.gexf.net/1.2draft/viz\" version=\"1.2\">"));
    check_count(occurrences(xml, "<edge id="), fixture.centrality.tie_count);
    check_count(occurrences(xml, "kind="), 0);
    check_text(attribute(xml, "edge", 0, "weight"), "0.7"); /* text; url has less */
}

Test(gexf, shows_one_layer_or_one_cluster) {
    const char *xml = write_view(gexf_write, &fixture.network.layers[FIXTURE_URL], 0);
    check_count(occurrences(xml, "<edge id="), 1 + 3);
    check_count(occurrences(xml, "<node id="), 2 + 3);
    check_count(occurrences(xml, "kind=\"text\""), 0);
    xml = write_view(gexf_write, NULL, 1);
    check_count(occurrences(xml, "<node id="), 5);
    check_count(occurrences(xml, "<edge id="), 10 + 1);
}

Test(gexf, hides_the_fused_layer_where_it_repeats_others) {
    struct edges *text = &fixture.network.layers[FIXTURE_TEXT];
    struct layer fused = *text->layer;
    fused.trace = TRACE_FUSED, fused.name = "fused";
    struct edges layers[] = {fixture.network.layers[FIXTURE_URL], *text};
    layers[1].layer = &fused;
    fixture.network.layers = layers;
    const char *xml = write_gexf(); /* one pair has both a url edge and what is fused here */
    check_count(occurrences(xml, "kind=\"url\""), 1 + 3);
    check_count(occurrences(xml, "kind=\"fused\""), 10 + 1 - 1);
    fixture.settings->gexf_draft = true;
    xml = write_gexf();
    check_count(occurrences(xml, "for=\"0\" value=\"url\""), 3);
    check_count(occurrences(xml, "for=\"0\" value=\"fused\""), 10 + 1);
}

Test(gexf, says_when_accounts_post_and_ties_act) {
    const char *xml = write_view(gexf_write_dynamic, NULL, 0);
    check_count(occurrences(xml, "<graph mode=\"dynamic\" defaultedgetype=\"undirected\" "
                                 "timeformat=\"date\">"),
                1);
    check_count(occurrences(xml, "<attributes class=\"edge\""), 1);
    check_count(occurrences(xml, "<spells>"), 10);
    check_count(occurrences(xml, "<edge id="), fixture.centrality.tie_count);
    cr_expect(strstr(xml, "<spells><spell start=\"2023-11-16T00:00:00Z\" "
                          "end=\"2023-11-18T23:59:59.999Z\"/>"
                          "<spell start=\"2023-11-24T00:00:00Z\" "
                          "end=\"2023-11-24T23:59:59.999Z\"/></spells>"));
    /* three accounts shared the texts of the first two days, two that of the third */
    cr_expect(strstr(xml, "weight=\"0.833333\" start=\"2023-11-19T08:13:20Z\" "
                          "end=\"2023-11-21T08:13:40Z\"><attvalues>"
                          "<attvalue for=\"weight\" value=\"0.721348\" "
                          "start=\"2023-11-19T08:13:20Z\" end=\"2023-11-19T23:59:59.999Z\"/>"
                          "<attvalue for=\"weight\" value=\"0.721348\" "
                          "start=\"2023-11-20T00:00:00Z\" end=\"2023-11-20T23:59:59.999Z\"/>"
                          "<attvalue for=\"weight\" value=\"0.910239\" "
                          "start=\"2023-11-21T00:00:00Z\" end=\"2023-11-21T08:13:40Z\"/>"
                          "</attvalues></edge>"));
}

/* Steps of a day: one account leaves a story, is back in it and goes to another; two are in one
 * all the time; a third is in none. */
Test(gexf, says_which_story_accounts_are_in_and_when) {
    static const uint32_t all[] = {FIXTURE_NEWLINE, FIXTURE_MARKUP, FIXTURE_FORMULA};
    static const uint32_t none[] = {FIXTURE_INF};
    struct appearance items[] = {
        {.story = 1, .step = 0, .members = all, .count = 3},
        {.story = 1, .step = 1, .members = all, .count = 3},
        {.story = 1, .step = 2, .members = all + 1, .count = 2},
        {.story = 1, .step = 3, .members = all, .count = 3},
        {.story = 1, .step = 4, .members = all + 1, .count = 2},
        {.story = 2, .step = 4, .members = all, .count = 1},
        {.story = 2, .step = 5, .turn = TURN_DIED, .members = none, .count = 0},
    };
    struct evolution evolution = {.first = INT64_C(1700000000) / 86400 * 86400 * MICROSECONDS,
                                  .step = INT64_C(86400) * MICROSECONDS,
                                  .step_count = 6,
                                  .story_count = 2,
                                  .items = items,
                                  .count = sizeof items / sizeof *items};
    fixture.findings.evolution = &evolution;
    const char *xml = write_view(gexf_write_stories, NULL, 0);
    check_count(occurrences(xml, "<attributes class=\"node\" mode=\"dynamic\">\n"
                                 "<attribute id=\"story\" title=\"story\" type=\"integer\"/>\n"
                                 "</attributes>\n"),
                1);
    check_count(occurrences(xml, "<attributes class=\"node\""), 1);
    check_count(occurrences(xml, "<attvalue for=\"story\""), 3 + 1 + 1);
    check_count(occurrences(xml, "<edge id="), fixture.centrality.tie_count);
    cr_expect(strstr(xml, "<attvalues>"
                          "<attvalue for=\"story\" value=\"1\" start=\"2023-11-14T00:00:00Z\" "
                          "end=\"2023-11-15T23:59:59.999Z\"/>"
                          "<attvalue for=\"story\" value=\"1\" start=\"2023-11-17T00:00:00Z\" "
                          "end=\"2023-11-17T23:59:59.999Z\"/>"
                          "<attvalue for=\"story\" value=\"2\" start=\"2023-11-18T00:00:00Z\" "
                          "end=\"2023-11-18T23:59:59.999Z\"/></attvalues>"));
    check_count(occurrences(xml, "value=\"1\" start=\"2023-11-14T00:00:00Z\" "
                                 "end=\"2023-11-18T23:59:59.999Z\"/></attvalues>"),
                2);
}

Test(gexf, counts_layers_whose_name_gephi_changes) {
    struct layer layer = *fixture.network.layers[FIXTURE_URL].layer;
    layer.name = "field:INFO\x01";
    fixture.network.layers[FIXTURE_URL].layer = &layer;
    cr_expect(strstr(write_gexf(), "not in Id and Label: 1, layers of the run: 1."), "%.900s",
              bytes);
    cr_expect(strstr(bytes, "kind=\"field:INFO\uFFFD\""));
    check_count(network_losses(&fixture.findings, NULL).replaced, 12 + 1);
}

/* Gephi's parser gives up at 524,288 characters of one value. */
Test(gexf, cuts_texts_that_are_too_long_and_counts_them) {
    enum { LONG = 600000 };
    char *text = malloc(LONG);
    cr_assert(text);
    for (size_t i = 0; i < LONG; i += 2)
        memcpy(text + i, "\u00fc", 2);
    struct account *account = &fixture.archive.accounts.items[FIXTURE_TURKISH];
    size_t before = occurrences(write_gexf(), "\u00fc");
    account->facts->display_name = (struct slice){text + 1, LONG - 1}; /* the end of one first */
    const char *xml = write_gexf();
    for (const char *at = xml, *end; (at = strchr(at, '"')); at = end + 1) {
        end = strchr(at + 1, '"');
        cr_assert(end && end - at < 65600, "%.80s", at);
    }
    check_count(occurrences(xml, "\u00fc"), before - 1 + LONGEST_LABEL / 2 - 1);
    cr_expect(strstr(xml, "Accounts with a text that is cut at 64 KiB: 1."));
    account->facts->handle = (struct slice){text, 5000};
    struct network_losses losses = network_losses(&fixture.findings, NULL);
    check_count(losses.cut, 1);
    check_count(losses.cut_in_dot, 1);
    free(text);
}

/* Every column of the table but those that the file says otherwise. */
static void check_titles(const char *xml, const char *class, export_fn table) {
    char *csv = NULL, model[64];
    size_t size;
    snprintf(model, sizeof model, "<attributes class=\"%s\"", class);
    const char *columns = strstr(xml, model), *end = strstr(columns, "</attributes>");
    FILE *out = open_memstream(&csv, &size);
    cr_assert(out);
    check_ok(table(out, &fixture.findings, &err), err);
    fclose(out);
    *strchr(csv, '\n') = '\0';
    for (char *name = strtok(csv, ","); name; name = strtok(NULL, ",")) {
        static const char *const said[] = {"source", "target", "weight", "kept"};
        size_t s = 0;
        char title[64];
        while (s < 4 && strcmp(said[s], name) != 0)
            s++;
        snprintf(title, sizeof title, " title=\"%s\"", name);
        const char *found = strstr(columns, title);
        cr_expect(s < 4 || (found && found < end), "%s of %s", name, class);
    }
    free(csv);
}

Test(gexf, of_a_dynamic_network_is_the_same_in_little_memory) {
    const char *written = write_view(gexf_write_dynamic, NULL, 0);
    char *whole = strdup(written);
    cr_assert(whole);
    for (uint64_t memory = 1; memory < 4096; memory *= 4) { /* a co-share or a few at a time */
        fixture.settings->memory = memory;
        check_text(write_view(gexf_write_dynamic, NULL, 0), whole);
    }
    free(whole);
}

Test(gexf, has_every_column_of_the_tables) {
    write_gexf();
    check_titles(bytes, "node", export_accounts);
    check_titles(bytes, "edge", export_edges);
}

Test(gexf, says_which_columns_it_leaves_out_of_a_large_file) {
    struct view view;
    size_t size;
    FILE *out = open_memstream(&bytes, &size);
    check_ok(view_open(&view, &fixture.findings, NULL, 0, &err), err);
    check_count(view.edge_count, 15);
    view.edge_count = BRIEF_EDGES + 1;
    check_ok(gexf_write(out, &view, &err), err);
    view_close(&view);
    fclose(out);
    cr_expect(strstr(bytes, "With so many edges"));
    cr_expect(!strstr(bytes, "title=\"p_value\"") && strstr(bytes, "title=\"q_value\""));
    cr_expect(!strstr(bytes, "title=\"met\"") && strstr(bytes, "title=\"role\""));
}

Test(gexf, types_what_it_knows_of_an_account) {
    fixture.activities[FIXTURE_INF].shares = 77;
    fixture.leads.precedences[FIXTURE_INF] = (struct precedence){3, 1};
    const char *node = strstr(write_gexf(), "<node id=\"uINFLUENCE\""),
               *end = strstr(node, "/node>");
    static const struct {
        const char *name, *type, *value;
    } values[] = {{"shares", "long", "77"},     {"lead", "double", "0.5"},
                  {"role", "string", "seeder"}, {"evidence", "double", "4.5"},
                  {"episodes", "long", "5"},    {"first_time", "string", "2023-11-16T08:13:20Z"}};
    for (size_t v = 0; v < sizeof values / sizeof *values; v++) {
        size_t c = 0;
        char text[96];
        while (strcmp(account_columns[c].name, values[v].name) != 0)
            c++;
        snprintf(text, sizeof text, "<attribute id=\"%zu\" title=\"%s\" type=\"%s\"/>", c,
                 values[v].name, values[v].type);
        cr_expect(strstr(bytes, text), "%s", text);
        snprintf(text, sizeof text, "<attvalue for=\"%zu\" value=\"%s\"/>", c, values[v].value);
        const char *found = strstr(node, text);
        cr_expect(found && found < end, "%s", text);
    }
}
