#include "engine/arena.h"
#include "engine/names.h"
#include "engine/times.h"
#include "tests/check.h"

#include <jansson.h>
#include <stdlib.h>

/* Counted from the posts as they are written, knowing nothing of how they are made. */

enum { POSTS = 62000, CAMPAIGNS = 4, MINUTES_TEN = 600 };
static const int64_t baku = 4 * INT64_C(3600000000);

struct stream {
    int64_t times[16384];
    uint32_t accounts[16384];
    size_t count;
};

struct facts {
    struct names ids, accounts, ring; /* `ring`: from the truth */
    struct stream conference;
    uint64_t lines, invalid, out_of_order, repeated_ids, wrong_snowflakes, unborn, wrong_handles;
    uint64_t caledonia_posts, caledonia_reposts, ring_by_day[400], ring_posts;
    struct names conference_accounts, election, caledonia, campaigns[CAMPAIGNS], handles;
    int64_t last;
};

struct written {
    char *posts, *truth;
    size_t posts_size, truth_size;
};

static struct written simulate(const char *scenario, uint64_t seed, uint64_t posts) {
    struct written w = {0};
    lockstep_error err = {0};
    FILE *out = open_memstream(&w.posts, &w.posts_size);
    FILE *truth = open_memstream(&w.truth, &w.truth_size);
    check_ok(lockstep_simulate(out, truth, scenario, seed, posts, &err), err);
    fclose(out), fclose(truth);
    return w;
}

static void written_release(struct written *w) {
    free(w->posts), free(w->truth);
}

/* Whether the name is new. */
static bool put(struct names *names, const char *name) {
    uint32_t number;
    bool is_new;
    cr_assert_eq(names_intern(names, slice_of(name), &number, &is_new, NULL), LOCKSTEP_OK);
    return is_new;
}

static bool has(const struct names *names, const char *name) {
    return names_find(names, slice_of(name)) != UINT32_MAX;
}

static void read_ring(struct facts *facts, const char *truth) {
    cr_assert_eq(strncmp(truth, "account,cluster\n", 16), 0);
    for (const char *line = truth + 16; *line; line = strchr(line, '\n') + 1) {
        char account[32], cluster[32];
        cr_assert_eq(sscanf(line, "%31[^,],%31[^\n]", account, cluster), 2);
        if (strcmp(cluster, "big") == 0) put(&facts->ring, account);
    }
}

static const char *text_of(const json_t *object, const char *name) {
    const char *text = json_string_value(json_object_get(object, name));
    cr_assert_not_null(text, "no text in \"%s\"", name);
    return text;
}

static int64_t time_of(const json_t *object) {
    int64_t time;
    enum time_precision precision;
    cr_assert(time_parse(slice_of(text_of(object, "created_at")), &time, &precision));
    return time;
}

static bool has_tag(const json_t *post, const char *tag) {
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(json_object_get(post, "entities"), "hashtags"), i, item) {
        if (strcmp(text_of(item, "tag"), tag) == 0) return true;
    }
    return false;
}

static void check_platform(struct facts *facts, const json_t *post, const char *id, int64_t time) {
    json_t *author = json_object_get(post, "author");
    facts->out_of_order += time < facts->last;
    facts->last = time;
    facts->repeated_ids += !put(&facts->ids, id);
    uint64_t snowflake = strtoull(id, NULL, 10);
    facts->wrong_snowflakes += (int64_t) (snowflake >> 22) + 1288834974657 != time / 1000;
    facts->unborn += time_of(author) >= time;
    bool same = strcmp(text_of(author, "id"), text_of(post, "author_id")) == 0;
    bool new_account = put(&facts->accounts, text_of(post, "author_id"));
    bool new_handle = put(&facts->handles, text_of(author, "username"));
    facts->wrong_handles += !same || new_account != new_handle;
}

static const json_t *reference_of(const json_t *post, const char *type) {
    const json_t *reference = json_array_get(json_object_get(post, "referenced_tweets"), 0);
    return reference && strcmp(text_of(reference, "type"), type) == 0 ? reference : NULL;
}

static void count_campaigns(struct facts *facts, const json_t *post, const char *account) {
    static const char *const tags[CAMPAIGNS] = {"UNGA78", "8Noyabr", "frenchcolonialism",
                                                "injustice"};
    static const int64_t year2024 = 1704067200000000;
    for (int c = 0; c < CAMPAIGNS; c++)
        if (has_tag(post, tags[c]) && (c < 3 || facts->last > year2024))
            put(&facts->campaigns[c], account);
    if (has_tag(post, "Prezidentseçkiləri") && has_tag(post, "Seçki2024") &&
        has_tag(post, "QalibXalqınQalibLideri"))
        put(&facts->election, account);
}

static void count_case(struct facts *facts, const json_t *post, int64_t time) {
    const char *account = text_of(post, "author_id");
    const json_t *reposted = reference_of(post, "retweeted");
    if (has_tag(reposted ? reposted : post, "RecognizeNewCaledonia")) {
        put(&facts->caledonia, account);
        facts->caledonia_posts += !reposted, facts->caledonia_reposts += reposted != NULL;
    }
    if (has_tag(post, "BakuConference")) {
        struct stream *s = &facts->conference;
        cr_assert_lt(s->count, 16384);
        put(&facts->conference_accounts, account);
        s->times[s->count] = time;
        s->accounts[s->count++] = names_find(&facts->accounts, slice_of(account));
    }
    if (!has(&facts->ring, account)) return;
    facts->ring_posts++;
    facts->ring_by_day[(time + baku) / 86400000000 - 19539]++; /* days since 2023-07-01 */
    count_campaigns(facts, post, account);
}

static struct facts *facts_of(uint64_t seed) {
    struct facts *facts = calloc(1, sizeof *facts);
    struct written w = simulate("big", seed, POSTS);
    read_ring(facts, w.truth);
    for (char *line = w.posts, *end; line < w.posts + w.posts_size; line = end + 1) {
        end = strchr(line, '\n');
        json_t *post = json_loadb(line, (size_t) (end - line), JSON_REJECT_DUPLICATES, NULL);
        facts->lines++;
        facts->invalid += !post;
        if (!post) continue;
        int64_t time = time_of(post);
        check_platform(facts, post, text_of(post, "id"), time);
        count_case(facts, post, time);
        json_decref(post);
    }
    written_release(&w);
    return facts;
}

static void facts_free(struct facts *facts) {
    names_release(&facts->ids), names_release(&facts->accounts), names_release(&facts->ring);
    names_release(&facts->conference_accounts), names_release(&facts->election);
    names_release(&facts->caledonia), names_release(&facts->handles);
    for (int c = 0; c < CAMPAIGNS; c++)
        names_release(&facts->campaigns[c]);
    free(facts);
}

static size_t most_within(const struct stream *s, int64_t width) {
    size_t most = 0;
    for (size_t from = 0, to = 0; to < s->count; to++) {
        while (s->times[to] - s->times[from] >= width)
            from++;
        if (to - from + 1 > most) most = to - from + 1;
    }
    return most;
}

static size_t longest_run(const struct stream *s) {
    size_t longest = 0, run = 0;
    for (size_t i = 0; i < s->count; i++) {
        run = i && s->accounts[i] == s->accounts[i - 1] ? run + 1 : 1;
        if (run > longest) longest = run;
    }
    return longest;
}

static void check_records(const struct facts *facts) {
    check_count(facts->lines, POSTS);
    check_count(facts->invalid, 0);
    check_count(facts->out_of_order, 0);
    check_count(facts->repeated_ids, 0);
    check_count(facts->wrong_snowflakes, 0);
    check_count(facts->unborn, 0);
    check_count(facts->wrong_handles, 0);
}

static void check_conference(const struct facts *facts) {
    const struct stream *s = &facts->conference;
    check_count(facts->conference_accounts.count, 895);
    cr_expect_gt(s->count, 7000, "%zu posts of the conference", s->count);
    check_count((s->times[0] + baku) / 86400000000, 19544); /* 2023-07-06 */
    check_count((s->times[s->count - 1] + baku) / 86400000000, 19544);
    size_t burst = most_within(s, (int64_t) MINUTES_TEN * MICROSECONDS);
    cr_expect_geq(burst, 1000, "%zu posts within ten minutes", burst);
    check_count(longest_run(s), 73);
}

static void check_cluster(const struct facts *facts) {
    check_count(facts->ring.count, 423);
    for (int c = 0; c < CAMPAIGNS; c++)
        check_count(facts->campaigns[c].count, 423);
    check_count(facts->election.count, 414);
    check_count(facts->caledonia.count, 1686);
    check_count(facts->caledonia_posts, 5187);
    check_count(facts->caledonia_reposts, 179);
    cr_expect(facts->ring_posts > 25000 && facts->ring_posts < 40000, "%d posts of the ring",
              (int) facts->ring_posts);
}

/* 2023-11-08 is a Wednesday and a holiday. */
static void check_calendar(const struct facts *facts) {
    const uint64_t *day = facts->ring_by_day;
    size_t holiday = 31 + 31 + 30 + 31 + 7;
    uint64_t weekdays = 0, weekend = 0;
    cr_expect_lt(day[holiday] * 8, day[holiday - 1] + day[holiday + 1], "%d posts on the holiday",
                 (int) day[holiday]);
    for (size_t d = 70; d < 280; d++)
        *((d + 5) % 7 >= 5 ? &weekend : &weekdays) += day[d]; /* day 0 is a Saturday */
    cr_expect_lt(weekend * 5 * 3, weekdays * 2, "%d on weekends, %d on other days", (int) weekend,
                 (int) weekdays);
}

Test(simulate, tells_the_case_that_the_design_describes, .timeout = 55) {
    struct facts *facts = facts_of(1);
    check_records(facts);
    check_conference(facts);
    check_cluster(facts);
    check_calendar(facts);
    facts_free(facts);
}

Test(simulate, tells_it_with_other_details_for_another_seed, .timeout = 55) {
    struct facts *facts = facts_of(20240207);
    check_records(facts);
    check_conference(facts);
    check_cluster(facts);
    check_calendar(facts);
    facts_free(facts);
}

Test(simulate, repeats_itself_for_the_same_seed_only) {
    struct written a = simulate("big", 5, POSTS), b = simulate("big", 5, POSTS);
    struct written c = simulate("big", 6, POSTS);
    cr_expect(a.posts_size == b.posts_size && memcmp(a.posts, b.posts, a.posts_size) == 0);
    check_text(a.truth, b.truth);
    cr_expect(a.posts_size != c.posts_size || memcmp(a.posts, c.posts, a.posts_size) != 0);
    cr_expect_str_neq(a.truth, c.truth);
    written_release(&a), written_release(&b), written_release(&c);
}

static size_t line_count(const struct written *w) {
    size_t lines = 0;
    for (size_t i = 0; i < w->posts_size; i++)
        lines += w->posts[i] == '\n';
    return lines;
}

Test(simulate, writes_an_independent_population_without_a_truth) {
    struct written all = simulate("independent", 3, 0), some = simulate("independent", 3, 5000);
    check_text(all.truth, "account,cluster\n");
    cr_expect_gt(line_count(&all), 10000);
    check_count(line_count(&some), 5000);
    cr_expect(memcmp(all.posts, some.posts, some.posts_size) == 0);
    written_release(&all), written_release(&some);
}

Test(simulate, writes_a_uniform_crowd_in_which_every_original_has_25_reposts) {
    struct written all = simulate("uniform", 3, 0), again = simulate("uniform", 3, 0);
    check_text(all.truth, "account,cluster\n");
    check_count(line_count(&all), 1500 * 26);
    cr_expect(all.posts_size == again.posts_size &&
              memcmp(all.posts, again.posts, all.posts_size) == 0);
    written_release(&all), written_release(&again);
}

Test(simulate, writes_exactly_as_many_posts_as_asked_for) {
    static const uint64_t counts[] = {0, 1, 2500, 20001};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        struct written w = simulate("languages", i, counts[i]);
        check_count(line_count(&w), counts[i]);
        check_text(w.truth, "account,cluster\n");
        written_release(&w);
    }
}

/* How many of each scenario's accounts are in its truth. */
static const struct {
    const char *name;
    uint64_t posts;
    size_t members;
} scenes[] = {{"slow", 3000, 40},      {"paraphrase", 3000, 40}, {"timing", 3000, 30},
              {"viral", 4000, 40},     {"overlap", 3000, 80},    {"sleeper", 3000, 40},
              {"platforms", 3000, 45}, {"fandom", 13000, 0},     {"newsroom", 9000, 0}};

/* Who posts; and that posts are in the order of time. */
static void read_accounts(struct names *accounts, const struct written *w, const char *name) {
    int64_t last = 0;
    for (char *line = w->posts, *end; line < w->posts + w->posts_size; line = end + 1) {
        end = strchr(line, '\n');
        json_t *post = json_loadb(line, (size_t) (end - line), JSON_REJECT_DUPLICATES, NULL);
        cr_assert_not_null(post, "%s: %.*s", name, (int) (end - line), line);
        bool flat = json_object_get(post, "account");
        put(accounts, text_of(post, flat ? "account" : "author_id"));
        int64_t time;
        enum time_precision precision;
        cr_assert(
            time_parse(slice_of(text_of(post, flat ? "time" : "created_at")), &time, &precision));
        cr_assert_geq(time, last, "%s", name);
        last = time;
        json_decref(post);
    }
}

Test(simulate, hides_every_group_of_every_scene_in_its_crowd, .timeout = 55) {
    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++) {
        struct written w = simulate(scenes[i].name, 3, scenes[i].posts);
        struct written again = simulate(scenes[i].name, 3, scenes[i].posts);
        struct names accounts = {0};
        size_t members = 0;
        check_count(line_count(&w), scenes[i].posts);
        cr_expect(w.posts_size == again.posts_size &&
                      memcmp(w.posts, again.posts, w.posts_size) == 0,
                  "%s", scenes[i].name);
        check_text(w.truth, again.truth);
        read_accounts(&accounts, &w, scenes[i].name);
        for (const char *line = strchr(w.truth, '\n') + 1; *line; members++) {
            char account[48];
            cr_assert_eq(sscanf(line, "%47[^,],", account), 1);
            cr_expect(has(&accounts, account), "%s: %s posts nothing", scenes[i].name, account);
            line = strchr(line, '\n') + 1;
        }
        check_count(members, scenes[i].members);
        names_release(&accounts);
        written_release(&w), written_release(&again);
    }
}

Test(simulate, puts_six_accounts_into_both_rings_of_overlap) {
    struct written w = simulate("overlap", 1, 2000);
    struct names seen = {0};
    size_t twice = 0;
    for (const char *line = strchr(w.truth, '\n') + 1; *line; line = strchr(line, '\n') + 1) {
        char account[48];
        cr_assert_eq(sscanf(line, "%47[^,],", account), 1);
        twice += !put(&seen, account);
    }
    check_count(twice, 6);
    names_release(&seen);
    written_release(&w);
}

/* Every failure is ENOMEM and leaves nothing behind. */
Test(simulate, returns_when_memory_is_out) {
    long allowed = 0;
    lockstep_status status;
    do {
        lockstep_error err = {0};
        FILE *out = fopen("/dev/null", "w");
        arena_fail_after = allowed;
        status = lockstep_simulate(out, NULL, "big", 1, POSTS, &err);
        arena_fail_after = -1;
        cr_assert(status == LOCKSTEP_OK || status == LOCKSTEP_ENOMEM, "after %ld: %s", allowed,
                  err.text);
        fclose(out);
        allowed = allowed * 2 + 1;
    } while (status != LOCKSTEP_OK);
}

Test(simulate, says_what_it_needs) {
    lockstep_error err = {0};
    FILE *out = tmpfile();
    check_status(lockstep_simulate(out, NULL, "big", 1, 1000, &err), LOCKSTEP_EARG, err);
    cr_expect(strstr(err.text, "--posts"), "%s", err.text);
    err = (lockstep_error){0};
    check_status(lockstep_simulate(out, NULL, "small", 1, 1000, &err), LOCKSTEP_EARG, err);
    cr_expect(strstr(err.text, "newsroom"), "%s", err.text);
    fclose(out);
}

Test(simulate, reports_a_full_disk) {
    lockstep_error err = {0};
    FILE *out = fopen("/dev/full", "w");
    if (!out) cr_skip_test("no /dev/full here");
    check_status(lockstep_simulate(out, NULL, "independent", 1, 1000, &err), LOCKSTEP_EIO, err);
    fclose(out);
}
