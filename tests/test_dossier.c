#include "export/dossier.h"

#include "engine/settings.h"
#include "tests/check.h"
#include "tests/fixture.h"

#include <jansson.h>
#include <stdlib.h>

static struct fixture fixture;
static struct dossiers *all;
static struct dossier *dossier;
static lockstep_error err;

static void setup(void) {
    fixture_build(&fixture);
}

static void teardown(void) {
    dossier_free(dossier);
    dossiers_free(all);
    fixture_release(&fixture);
}
TestSuite(dossier, .init = setup, .fini = teardown);

static void build(size_t cluster) {
    check_ok(dossiers_build(&all, &fixture.findings, &err), err);
    check_ok(dossier_build(&dossier, all, &fixture.clusters.items[cluster], &err), err);
}

typedef lockstep_status (*writer)(FILE *out, const struct dossier *dossier, lockstep_error *err);

/* The caller frees. */
static char *written(writer write) {
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    cr_assert(stream);
    check_ok(write(stream, dossier, &err), err);
    fclose(stream);
    return text;
}

static void check_holds(const char *text, const char *what) {
    cr_expect(strstr(text, what) != NULL, "\"%s\" is not in:\n%s", what, text);
}

static void check_lacks(const char *text, const char *what) {
    cr_expect(strstr(text, what) == NULL, "\"%s\" is in:\n%s", what, text);
}

static const struct member *member(uint32_t account) {
    for (uint32_t i = 0; i < dossier->cluster->count; i++)
        if (dossier->members[i].account == account) return &dossier->members[i];
    cr_assert_fail("account %u is not in the dossier", account);
    return NULL;
}

/* ---- numbers */

Test(dossier, counts_every_post_once) {
    build(0);
    check_count(dossier->habits.posts, 23);
    check_count(dossier->habits.accounts, 5);
    check_count(dossier->habits.kinds[POST_ORIGINAL], 23);
    check_near(dossier->habits.median_posts, 4, 0);
    check_count(dossier->language_count, 1);
    check_slice(dossier->languages[0].language, "en");
    check_count(dossier->languages[0].posts, 23);
}

Test(dossier, finds_the_busiest_ten_minutes_and_day) {
    build(0);
    check_count(dossier->habits.busiest.count, 6);
    check_count(dossier->busiest_accounts, 4);
    check_count(dossier->busiest_in_data, 6);
    char text[TIME_TEXT];
    check_text(time_format(text, dossier->stream[dossier->habits.busiest.first].time),
               "2023-11-24T08:13:20Z");
    check_count(dossier->day_count, 5);
    check_count(dossier->days[dossier->busiest_day].posts, 6);
    check_count(dossier->days[dossier->busiest_day].accounts, 4);
    check_count(dossier->busiest_day, 4);
    check_count(dossier->hours[3][8], 7); /* two Thursdays, 16 and 23 November */
    check_count(dossier->run.count, 1);
}

Test(dossier, knows_what_each_account_did) {
    static const struct {
        uint32_t account, posts, posts_in;
        uint64_t coshares, first_in;
    } expected[] = {{FIXTURE_FORMULA, 6, 4, 15, 12},
                    {FIXTURE_MARKUP, 6, 4, 15, 9},
                    {FIXTURE_NEWLINE, 4, 4, 15, 6},
                    {FIXTURE_BACKSLASH, 4, 4, 15, 3},
                    {FIXTURE_ESCAPE, 3, 3, 12, 0}};
    build(0);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        const struct member *m = member(expected[i].account);
        check_count(m->posts, expected[i].posts);
        check_count(m->posts_in, expected[i].posts_in);
        check_count(m->coshares, expected[i].coshares);
        check_count(m->first_in, expected[i].first_in);
        check_count(m->partners, 4);
    }
}

Test(dossier, finds_the_day_on_which_most_accounts_were_created) {
    static const int64_t hour = INT64_C(3600) * MICROSECONDS;
    const uint32_t *members = fixture.clusters.items[0].members;
    static const int64_t hours[] = {-1, 30, 47, 50, -25};
    for (size_t i = 0; i < 5; i++)
        fixture.archive.accounts.items[members[i]].facts->created = hours[i] * hour;
    build(0);
    check_count(dossier->creation.known, 5);
    check_count(dossier->creation.on_day, 2);
    check_count(dossier->creation.day, 1);
    check_count(dossier->creation.last, 50 * hour);
    cr_expect_eq(dossier->creation.first, -25 * hour);
    char *text = written(dossier_write_markdown);
    check_holds(text, "most on one day: 2, on 1970-01-02.");
    free(text);
}

Test(dossier, ranks_accounts_by_strength) {
    build(0);
    const double *strength = fixture.centrality.strength;
    for (uint32_t i = 1; i < dossier->cluster->count; i++)
        cr_expect(strength[dossier->members[i - 1].account] >=
                  strength[dossier->members[i].account]);
}

Test(dossier, lists_what_two_accounts_share_most_widely_first) {
    static const struct {
        const char *key;
        uint32_t accounts, posts;
        uint64_t coshares;
    } expected[] = {{"prices doubled since may", 5, 5, 10},
                    {"the match was fixed again", 5, 5, 10},
                    {"vote early and often", 5, 5, 10},
                    {"nobody reports this story", 4, 4, 6}};
    build(0);
    check_count(dossier->part_count, 2);
    const struct part *part = &dossier->parts[0];
    check_count(part->object_count, 4);
    for (size_t i = 0; i < 4; i++) {
        check_slice(part->objects[i].key, expected[i].key);
        check_count(part->objects[i].accounts, expected[i].accounts);
        check_count(part->objects[i].posts, expected[i].posts);
        check_count(part->objects[i].coshares, expected[i].coshares);
        check_count(part->objects[i].outside, 0);
    }
    check_count(part->coshares, 36);
    check_count(part->posts, 19);
    check_count(part->edges, 10);
    check_count(dossier->parts[1].coshares, 2);
    check_count(dossier->parts[1].posts, 4);
    check_count(dossier->parts[1].edges, 1);
    check_count(dossier->coshares_in_all, 38);
    check_count(dossier->coshare_count, 38);
    check_count(dossier->pair_count, 10);
}

Test(dossier, shows_who_outside_the_cluster_was_first) {
    static uint32_t members[] = {FIXTURE_NEWLINE, FIXTURE_MARKUP, FIXTURE_BACKSLASH,
                                 FIXTURE_ESCAPE};
    fixture.clusters.items[0].members = members;
    fixture.clusters.items[0].count = 4;
    fixture.clusters.of_account[FIXTURE_FORMULA] = 0;
    build(0);
    const struct part *part = &dossier->parts[0];
    for (size_t i = 0; i < part->object_count; i++) {
        check_count(part->objects[i].outside, 1);
        bool at_once = i == 3; /* all accounts share the last one in the same second */
        check_count(part->objects[i].first.account, at_once ? FIXTURE_NEWLINE : FIXTURE_FORMULA);
        check_count(part->objects[i].first_accounts, at_once ? 4 : 1);
        check_count(part->objects[i].first_inside.account,
                    at_once ? FIXTURE_NEWLINE : FIXTURE_MARKUP);
    }
    check_count(part->coshares, 6 + 6 + 6 + 3);
    check_count(dossier->busiest_in_data, 6);
    check_count(dossier->habits.busiest.count, 4);
    char *text = written(dossier_write_markdown);
    check_holds(text, "(not in the cluster), 2023-11");
    free(text);
}

static lockstep_status count_one(void *data, const struct share *first, const struct share *second,
                                 lockstep_error *e) {
    (void) first, (void) second, (void) e;
    ++*(uint64_t *) data;
    return LOCKSTEP_OK;
}

Test(dossier, holds_the_co_shares_that_the_whole_layer_has_inside_the_cluster) {
    for (size_t c = 0; c < fixture.clusters.kept; c++) {
        build(c);
        uint8_t alive[FIXTURE_ACCOUNTS] = {0};
        for (uint32_t i = 0; i < dossier->cluster->count; i++)
            alive[dossier->cluster->members[i]] = 1;
        uint64_t expected = 0;
        for (size_t l = 0; l < FIXTURE_LAYERS; l++)
            check_ok(coshares_visit(&fixture.archive.traces.layers[l], alive, count_one, &expected,
                                    &err),
                     err);
        check_count(dossier->coshares_in_all, expected);
        char *rows = written(dossier_write_coshares);
        uint64_t lines = 0;
        for (const char *at = rows; (at = strstr(at, "T08:13:")); at++)
            lines++;
        check_count(lines, 2 * expected); /* each row has two times */
        free(rows);
        dossier_free(dossier), dossier = NULL;
        dossiers_free(all), all = NULL;
    }
}

Test(dossier, compares_with_accounts_in_no_cluster) {
    build(0);
    check_count(all->rest.accounts, 4);
    check_count(all->rest.posts, 9);
    check_count(all->rest.busiest.count, 3);
    check_near(all->rest.median_posts, 2.5, 0);
}

/* ---- windows and runs against slow and obvious ones */

static uint64_t state;
static uint32_t draw(uint32_t below) {
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t) (state >> 33) % below;
}

enum { STREAM = 40 };

static size_t random_stream(struct moment *stream, uint32_t *account_of, uint64_t seed) {
    state = seed;
    size_t count = draw(STREAM);
    int64_t time = -50;
    for (size_t i = 0; i < count; i++) {
        time += draw(6);
        stream[i] = (struct moment){time, (uint32_t) i};
        account_of[i] = draw(3);
    }
    return count;
}

Test(dossier, finds_the_busiest_window_that_a_double_loop_finds) {
    struct moment stream[STREAM];
    uint32_t account_of[STREAM];
    for (uint64_t seed = 1; seed <= 500; seed++) {
        size_t count = random_stream(stream, account_of, seed);
        int64_t width = draw(20);
        struct busy_window best = {0};
        for (size_t first = 0; first < count; first++) {
            size_t posts = 0;
            for (size_t i = first; i < count; i++)
                posts += stream[i].time <= stream[first].time + width;
            if (posts > best.count) best = (struct busy_window){first, posts};
        }
        struct busy_window found = busiest_window(stream, count, width);
        cr_expect(found.first == best.first && found.count == best.count,
                  "seed %llu: %zu at %zu, expected %zu at %zu", (unsigned long long) seed,
                  found.count, found.first, best.count, best.first);
    }
}

Test(dossier, finds_the_longest_run_that_a_double_loop_finds) {
    struct moment stream[STREAM];
    uint32_t account_of[STREAM];
    for (uint64_t seed = 1; seed <= 500; seed++) {
        size_t count = random_stream(stream, account_of, seed);
        struct posting_run best = {0};
        for (size_t first = 0; first < count; first++) {
            size_t length = 1;
            while (first + length < count && account_of[first + length] == account_of[first])
                length++;
            if (length > best.count) best = (struct posting_run){first, length};
        }
        struct posting_run found = longest_run(stream, count, account_of);
        cr_expect(found.first == best.first && found.count == best.count,
                  "seed %llu: %zu at %zu, expected %zu at %zu", (unsigned long long) seed,
                  found.count, found.first, best.count, best.first);
    }
}

Test(dossier, takes_both_ends_of_a_window) {
    const struct moment stream[] = {{0, 0}, {TEN_MINUTES, 1}, {TEN_MINUTES + 1, 2}};
    check_count(busiest_window(stream, 3, TEN_MINUTES).count, 2);
    check_count(busiest_window(stream, 0, TEN_MINUTES).count, 0);
}

/* ---- what is written */

Test(dossier, writes_markdown_that_data_cannot_break) {
    build(0);
    char *text = written(dossier_write_markdown);
    check_holds(text, "# Cluster 1: 5 accounts in lockstep\n");
    check_holds(text, "They made 23 of the 41 posts in the data (56.1\xC2\xA0%)");
    check_holds(text, "36 times, two different accounts of the cluster posted the same text");
    check_holds(text, "Vote early, and often! &lt;b&gt;&amp;amp; ⏎ 1");
    check_holds(text, "\\| Prices doubled \\| since \\*May\\*");
    check_holds(text, "two ⏎ lines and a tab (new ⏎ line)");
    check_lacks(text, "<b>");
    check_lacks(text, "\x01");
    check_lacks(text, "/home/me");
    check_holds(text, "| posts.jsonl |");
    free(text);
}

static json_t *parsed(void) {
    char *text = written(dossier_write_json);
    json_error_t why;
    json_t *json = json_loads(text, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, &why);
    cr_assert(json, "%s at line %d", why.text, why.line);
    free(text);
    return json;
}

Test(dossier, writes_json_with_the_same_numbers) {
    build(0);
    json_t *json = parsed();
    json_int_t posts, accounts, coshares, busiest;
    const char *from, *text, *sha;
    json_error_t why;
    int failed = json_unpack_ex(
        json, &why, 0, "{s:{s:I, s:I}, s:{s:I}, s:{s:{s:I, s:s}}, s:[{s:[{s:s}]}], s:{s:[{s:s}]}}",
        "cluster", "posts", &posts, "accounts", &accounts, "coshares", "count", &coshares,
        "activity", "busiest_ten_minutes", "posts", &busiest, "from", &from, "layers", "top",
        "text", &text, "provenance", "inputs", "sha256", &sha);
    cr_assert_eq(failed, 0, "%s", why.text);
    check_count(posts, 23);
    check_count(accounts, 5);
    check_count(coshares, 38);
    check_count(busiest, 6);
    check_text(from, "2023-11-24T08:13:20Z");
    check_text(text, "| Prices doubled | since *May*");
    check_count(strlen(sha), 64);
    check_count(json_array_size(json_object_get(json, "accounts")), 5);
    json_decref(json);
}

/* Account 0's name and handle become what a test wants. */
static void rename_first(struct slice name) {
    fixture.archive.accounts.items[FIXTURE_NEWLINE].name = name;
    fixture.archive.accounts.items[FIXTURE_NEWLINE].facts->handle = name;
}

Test(dossier, keeps_a_nul_in_json_and_out_of_tables) {
    rename_first(SLICE("a\0b"));
    build(0);
    char *json = written(dossier_write_json), *rows = written(dossier_write_accounts);
    char *text = written(dossier_write_markdown);
    check_holds(json, "\"a\\u0000b\"");
    check_holds(rows, "a\xEF\xBF\xBD"
                      "b,");
    check_holds(text, "a‹U+0000›b");
    free(json), free(rows), free(text);
}

Test(dossier, repairs_invalid_utf_8_in_json) {
    rename_first(SLICE("a\xFFz"));
    build(0);
    char *json = written(dossier_write_json);
    check_holds(json, "a\xEF\xBF\xBDz");
    free(json);
    json_decref(parsed());
}

Test(dossier, disarms_formulas_in_tables) {
    build(0);
    char *accounts = written(dossier_write_accounts), *texts = written(dossier_write_texts);
    check_holds(accounts, "\n'=cmd|' /C calc'!A0,\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",6,4,");
    check_holds(texts, "\n\"'=The match was fixed, again\",5,5,10,0,");
    check_holds(texts, "\n\"Vote early, and often! <b>&amp;\n1\",5,5,10,0,");
    free(accounts), free(texts);
}

Test(dossier, says_what_it_cannot_know) {
    fixture.archive.posts.precision = PRECISION_MINUTE;
    for (uint32_t a = 0; a < FIXTURE_ACCOUNTS; a++)
        if (!fixture.clusters.of_account[a]) fixture.clusters.of_account[a] = 2;
    build(0);
    char *text = written(dossier_write_markdown);
    check_holds(text, "All 12 accounts of the data are in a kept cluster");
    check_holds(text, "states times to the minute at best");
    check_holds(text, "no creation date for 1 of the 5 accounts");
    check_holds(text, "2 of the 44 records read could not be used");
    check_holds(text, "Coordination is not inauthenticity");
    free(text);
}

Test(dossier, counts_hours_and_days_in_the_zone) {
    check_ok(lockstep_settings_set(fixture.settings, "timezone", "Asia/Baku", &err), err);
    build(0);
    check_count(dossier->hours[3][12], 7);
    char *text = written(dossier_write_markdown);
    check_holds(text, "The busiest day is 2023-11-24: 6 of the cluster's 23 posts "
                      "(26.1\xC2\xA0%), by 4 accounts");
    free(text);
}

Test(dossier, shows_the_busiest_days_where_there_are_many) {
    build(0);
    struct day days[40];
    for (uint32_t i = 0; i < 40; i++)
        days[i] = (struct day){i, i + 1, 1};
    dossier->days = days;
    dossier->day_count = 40;
    dossier->busiest_day = 39;
    char *text = written(dossier_write_markdown);
    check_lacks(text, "\n| 1970-01-09 | 9 |");
    check_holds(text, "\n| 1970-01-10 | 10 |");
    free(text);
}

Test(dossier, names_posts_without_an_id_by_file_and_line) {
    for (uint32_t p = 0; p < fixture.archive.posts.count; p++)
        fixture.archive.posts.ids.items[p] = ID_LINE | (p + 1);
    build(0);
    char room[192];
    check_slice(dossier_post_id(dossier, 3, room), "posts.jsonl:4");
    char *text = written(dossier_write_markdown), *rows = written(dossier_write_coshares);
    check_holds(text, "None of the cluster's 23 posts has an id in the data");
    check_holds(rows, ",posts.jsonl:2,posts.jsonl:1,");
    check_lacks(rows, "/home/me");
    free(text), free(rows);
}

Test(dossier, says_whether_the_data_tells_kinds_of_posts_apart) {
    build(0);
    char *text = written(dossier_write_markdown);
    check_holds(text, "marks no post as a repost, a quote or a reply");
    free(text);
    dossier_free(dossier), dossiers_free(all);
    fixture.archive.posts.kind[0] = POST_REPOST;
    build(0);
    text = written(dossier_write_markdown);
    check_lacks(text, "marks no post as a repost");
    check_holds(text, "22 of the cluster's 23 posts (95.7\xC2\xA0%) are originals");
    check_holds(text, "the data marks 1 as reposts, 0 as quotes and 0 as replies");
    free(text);
}

Test(dossier, is_the_same_twice) {
    static const writer writers[] = {
        dossier_write_json,     dossier_write_markdown,      dossier_write_html,
        dossier_write_accounts, dossier_write_texts,         dossier_write_coshares,
        dossier_write_blocks,   dossier_write_participation, dossier_write_co_participation};
    build(1);
    for (size_t i = 0; i < sizeof writers / sizeof *writers; i++) {
        char *once = written(writers[i]), *again = written(writers[i]);
        check_text(once, again);
        free(once), free(again);
    }
}

/* Beside the names of the fixture, a text, an id and a handle that would like to be markup. */
Test(dossier, shows_hostile_texts_as_text_in_html) {
    static const char *const hostile[] = {"<script>alert(1)</script>",
                                          "<img src=x onerror=alert(2)>",
                                          "<a href=\"javascript:alert(3)\">",
                                          "</bdi></td></table>",
                                          "&notit;",
                                          "\xE2\x80\xAEtxt.exe"};
    static const char *const shown[] = {"&lt;script&gt;alert(1)&lt;/script&gt;",
                                        "&lt;img src=x onerror=alert(2)&gt;",
                                        "&lt;a href=&quot;javascript:alert(3)&quot;&gt;",
                                        "&lt;/bdi&gt;&lt;/td&gt;&lt;/table&gt;",
                                        "&amp;notit;",
                                        "‹U+202E›txt.exe"};
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        fixture.archive.accounts.items[FIXTURE_MARKUP].facts->handle = slice_of(hostile[i]);
        dossier_free(dossier), dossier = NULL;
        dossiers_free(all), all = NULL;
        build(0);
        char *text = written(dossier_write_html);
        check_holds(text, shown[i]);
        check_lacks(text, hostile[i]);
        check_lacks(text, "<script");
        check_holds(text, "default-src 'none'");
        free(text);
    }
}

Test(dossier, reports_a_full_disk) {
    static const writer writers[] = {
        dossier_write_json,     dossier_write_markdown,      dossier_write_html,
        dossier_write_accounts, dossier_write_texts,         dossier_write_coshares,
        dossier_write_blocks,   dossier_write_participation, dossier_write_co_participation};
    build(0);
    for (size_t i = 0; i < sizeof writers / sizeof *writers; i++) {
        FILE *full = fopen("/dev/full", "w");
        cr_assert(full);
        setvbuf(full, NULL, _IONBF, 0);
        lockstep_error e = {0};
        check_status(writers[i](full, dossier, &e), LOCKSTEP_EIO, e);
        fclose(full);
    }
}

Test(dossier, leaves_nothing_behind_when_memory_runs_out) {
    lockstep_status status = LOCKSTEP_ENOMEM;
    long allowed = 0;
    for (; status != LOCKSTEP_OK && allowed < 1000; allowed++) {
        lockstep_error e = {0};
        dossiers_free(all), all = NULL;
        arena_fail_after = allowed;
        status = dossiers_build(&all, &fixture.findings, &e);
        if (status == LOCKSTEP_OK)
            status = dossier_build(&dossier, all, &fixture.clusters.items[0], &e);
        arena_fail_after = -1;
        if (status != LOCKSTEP_OK) check_status(status, LOCKSTEP_ENOMEM, e);
    }
    cr_expect(allowed > 10 && allowed < 1000, "%ld allocations", allowed);
}
