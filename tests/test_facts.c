#include "export/findings.h"

#include "engine/settings.h"
#include "tests/check.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

/* What `big` plants, as it counts itself while it writes, against what the dossier of its ring
 * finds: the same numbers, every one. The cluster is the truth's, so that nothing hangs on finding
 * it. */

enum { POSTS = 62000 };

static struct world {
    char path[64];
    char *truth;
    json_t *facts;
    struct lockstep_settings *settings;
    struct archive archive;
    struct network network;
    struct clusters clusters;
    struct cluster cluster;
    struct centrality centrality;
    struct blocks blocks;
    struct findings findings;
    struct dossiers *all;
    struct dossier *dossier;
    struct arena arena;
} w;

static lockstep_error err;

static void simulate(void) {
    char *facts = NULL;
    size_t truth_size, facts_size;
    strcpy(w.path, "/tmp/lockstep-facts-XXXXXX");
    int fd = mkstemp(w.path);
    cr_assert(fd >= 0);
    FILE *posts = fdopen(fd, "w"), *truth = open_memstream(&w.truth, &truth_size);
    FILE *out = open_memstream(&facts, &facts_size);
    check_ok(lockstep_simulate_facts(posts, truth, out, 4, POSTS, &err), err);
    fclose(posts), fclose(truth), fclose(out);
    w.facts = json_loads(facts, 0, NULL);
    cr_assert(w.facts);
    free(facts);
}

static void *take(size_t count, size_t size) {
    void *memory = arena_alloc(&w.arena, count, size);
    cr_assert(memory);
    return memory;
}

static uint32_t rank_of(const char *id, size_t size) {
    for (uint32_t a = 0; a < w.archive.accounts.count; a++)
        if (slice_equal(w.archive.accounts.items[a].name, (struct slice){id, size})) return a;
    cr_assert_fail("%.*s is not in the data", (int) size, id);
    return 0;
}

static int by_number(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *) a, y = *(const uint32_t *) b;
    return (x > y) - (x < y);
}

/* The ring of the truth as the only cluster. */
static void make_cluster(void) {
    uint32_t accounts = w.archive.accounts.count;
    w.cluster = (struct cluster){.number = 1, .members = take(accounts, sizeof(uint32_t))};
    w.clusters = (struct clusters){.items = &w.cluster, .count = 1, .kept = 1};
    w.clusters.of_account = take(accounts, sizeof(uint32_t));
    w.clusters.holds = take(accounts, sizeof *w.clusters.holds);
    w.blocks.start = take(2, sizeof *w.blocks.start);
    for (const char *line = strchr(w.truth, '\n') + 1; *line; line = strchr(line, '\n') + 1) {
        const char *comma = strchr(line, ',');
        if (strncmp(comma, ",big\n", 5) != 0) continue;
        uint32_t account = rank_of(line, (size_t) (comma - line));
        w.cluster.members[w.cluster.count++] = account;
        w.clusters.of_account[account] = 1;
    }
    qsort(w.cluster.members, w.cluster.count, sizeof(uint32_t), by_number);
    while (w.archive.traces.layers[w.cluster.layer].trace != TRACE_HASHTAG)
        w.cluster.layer++;
}

/* Without edges: nothing that is planted hangs on them. */
static void make_network(void) {
    uint32_t accounts = w.archive.accounts.count;
    struct traces *traces = &w.archive.traces;
    w.network.layers = take(traces->count, sizeof *w.network.layers);
    w.network.count = traces->count;
    for (size_t l = 0; l < traces->count; l++)
        w.network.layers[l].layer = &traces->layers[l];
    w.centrality.degree = take(accounts, sizeof(uint32_t));
    w.centrality.coreness = take(accounts, sizeof(uint32_t));
    w.centrality.strength = take(accounts, sizeof(double));
    w.centrality.betweenness = take(accounts, sizeof(double));
    w.centrality.pagerank = take(accounts, sizeof(double));
    w.centrality.eigenvector = take(accounts, sizeof(double));
}

static void set(const char *name, const char *value) {
    check_ok(lockstep_settings_set(w.settings, name, value, &err), err);
}

static void setup(void) {
    simulate();
    w.settings = lockstep_settings_new();
    set("timezone", "Asia/Baku");
    set("campaigns", LOCKSTEP_SOURCE "/datasets/big.campaigns.json");
    set("holidays", LOCKSTEP_SOURCE "/datasets/big.holidays.csv");
    set("trace", "text,hashtags,hashtag");
    const char *const paths[] = {w.path};
    check_ok(archive_read(&w.archive, w.settings, paths, 1, ARCHIVE_POSTS | ARCHIVE_FACETS, &err),
             err);
    make_cluster();
    make_network();
    w.findings = (struct findings){.settings = w.settings,
                                   .blocks = &w.blocks,
                                   .archive = &w.archive,
                                   .network = &w.network,
                                   .clusters = &w.clusters,
                                   .centrality = &w.centrality};
    check_ok(dossiers_build(&w.all, &w.findings, &err), err);
    check_ok(dossier_build(&w.dossier, w.all, &w.cluster, &err), err);
}

static void teardown(void) {
    dossier_free(w.dossier), dossiers_free(w.all);
    archive_release(&w.archive);
    lockstep_settings_free(w.settings);
    arena_release(&w.arena);
    json_decref(w.facts);
    free(w.truth);
    unlink(w.path);
}
TestSuite(facts, .init = setup, .fini = teardown);

/* ---- asking */

static json_int_t count_of(const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    cr_assert(json_is_integer(value), "no number \"%s\" in the facts", key);
    return json_integer_value(value);
}

static const struct claim *claim_of(enum statement statement, const char *campaign, double window) {
    for (size_t i = 0; i < w.dossier->ledger.count; i++) {
        const struct claim *claim = &w.dossier->ledger.claims[i];
        if (claim->statement != statement) continue;
        if (campaign && !slice_equal(claim->arguments[0].text, slice_of(campaign))) continue;
        if (window > 0 && fabs(claim->parameters[0].value - window) > 1e-9) continue;
        return claim;
    }
    cr_assert_fail("no %s of %s", statement_key(statement), campaign ? campaign : "the cluster");
    return NULL;
}

static void check_theme(const json_t *theme) {
    const char *name = json_string_value(json_object_get(theme, "name"));
    const struct claim *part = claim_of(SAY_PARTICIPATION, name, 0);
    const struct claim *total = claim_of(SAY_CAMPAIGN_TOTAL, name, 0);
    check_count(part->numerator, count_of(theme, "accounts_of_ring"));
    check_count(part->denominator, 423);
    check_count(part->arguments[1].count, count_of(theme, "posts_of_ring"));
    check_count(total->value, count_of(theme, "posts"));
    check_count(total->arguments[1].count, count_of(theme, "accounts"));
    check_count(total->arguments[3].count, count_of(theme, "reposts"));
    check_count(claim_of(SAY_CAMPAIGN_BURST, name, 600)->value,
                count_of(theme, "most_in_ten_minutes"));
    if (count_of(theme, "in_a_row") < 2) return;
    const struct claim *run = claim_of(SAY_CAMPAIGN_RUN, name, 0);
    check_count(run->value, count_of(theme, "in_a_row"));
    check_slice(w.archive.accounts.items[run->accounts[0]].name,
                json_string_value(json_object_get(theme, "in_a_row_by")));
}

Test(facts, are_what_the_dossier_of_the_ring_finds) {
    size_t i;
    const json_t *theme;
    check_count(json_array_size(json_object_get(w.facts, "themes")), 7);
    json_array_foreach(json_object_get(w.facts, "themes"), i, theme) check_theme(theme);
    const json_t *holiday = json_array_get(json_object_get(w.facts, "holidays"), 0);
    const struct claim *found = claim_of(SAY_HOLIDAY, NULL, 0);
    check_count(found->numerator, count_of(holiday, "posts"));
    check_count(found->parameters[0].value, count_of(holiday, "comparison_days"));
    check_count(found->parameters[1].value, count_of(holiday, "comparison_posts"));
    check_near(found->value, json_real_value(json_object_get(holiday, "ratio")), 1e-12);
    const json_t *week = json_object_get(w.facts, "week");
    const struct claim *worked = claim_of(SAY_WEEK, NULL, 0);
    check_count(worked->numerator, count_of(week, "working_day_posts"));
    check_count(worked->denominator, count_of(week, "weekend_posts"));
    check_count(worked->parameters[0].value, count_of(week, "working_days"));
    check_count(worked->parameters[1].value, count_of(week, "weekend_days"));
    const json_t *ring = json_object_get(w.facts, "ring");
    check_count(claim_of(SAY_SIZE, NULL, 0)->value, count_of(ring, "accounts"));
    check_count(claim_of(SAY_SIZE, NULL, 0)->numerator, count_of(ring, "posts"));
}

/* The numbers of the published case that the scenario is made after. */
Test(facts, hold_what_was_published_of_the_case) {
    const struct claim *day = claim_of(SAY_CAMPAIGN_DAY, "conference", 0);
    cr_expect(day->value > 7000);
    check_count(day->arguments[1].count, 895);
    cr_expect(claim_of(SAY_CAMPAIGN_BURST, "conference", 600)->value >= 1000);
    check_count(claim_of(SAY_CAMPAIGN_RUN, "conference", 0)->value, 73);
    check_count(claim_of(SAY_PARTICIPATION, "election", 0)->numerator, 414);
    const struct claim *islands = claim_of(SAY_CAMPAIGN_TOTAL, "new-caledonia", 0);
    check_count(islands->arguments[1].count, 1686);
    check_count(islands->arguments[2].count, 5187);
    check_count(islands->arguments[3].count, 179);
}

/* The shift of February 2024, which no list of campaigns tells. */
Test(facts, hold_the_shift_that_414_accounts_follow) {
    for (size_t i = 0; i < w.dossier->ledger.count; i++) {
        const struct claim *claim = &w.dossier->ledger.claims[i];
        if (claim->statement != SAY_SHIFT) continue;
        char date[DATE_TEXT];
        if (strcmp(date_format(date, claim->arguments[0].time), "2024-01-29") != 0) continue;
        check_slice(claim->arguments[1].text,
                    "#prezidentseçkiləri #qalibxalqınqaliblideri #seçki2024");
        check_count(claim->numerator, 414);
        check_count(claim->denominator, 423);
        return;
    }
    cr_assert_fail("no shift in the week of the election");
}
