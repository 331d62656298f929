#include "engine/moments.h"
#include "engine/traces.h"

#include "engine/arena.h"
#include "tests/check.h"

#include <stdlib.h>
#include <unistd.h>

static char folder[] = "/tmp/lockstep-archive-XXXXXX";
static char path[64];
static lockstep_settings *settings;
static struct archive archive;
static lockstep_error err;

static void setup(void) {
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/posts.csv", folder);
    settings = lockstep_settings_new();
}

static void teardown(void) {
    archive_release(&archive);
    lockstep_settings_free(settings);
    remove(path), rmdir(folder);
}

TestSuite(archive, .init = setup, .fini = teardown);

static void set(const char *name, const char *value) {
    check_ok(lockstep_settings_set(settings, name, value, &err), err);
}

static lockstep_status read_text(const char *text) {
    FILE *file = fopen(path, "w");
    fputs(text, file);
    fclose(file);
    archive_release(&archive);
    archive = (struct archive){0};
    err = (lockstep_error){0};
    const char *paths[] = {path};
    return archive_read(&archive, settings, paths, 1, ARCHIVE_POSTS, &err);
}

static const struct tally *tally(void) {
    return &archive.sources.items[0]->tally;
}

Test(archive, numbers_accounts_by_the_rank_of_their_names) {
    check_ok(read_text("id,account,time,url\n1,zoe,2024-01-01 "
                       "00:00:00,http://a.org/x\n2,adam,2024-01-01 00:00:05,http://a.org/x\n"),
             err);
    cr_assert_eq(archive.accounts.count, 2);
    check_slice(archive.accounts.items[0].name, "adam");
    check_count(archive.posts.account[0], 1);
    const struct layer *url = traces_find(&archive.traces, "url");
    cr_assert_not_null(url);
    cr_assert_eq(url->count, 2);
    check_count(url->shares[0].account, 1);
    check_slice(object_key(&archive.traces, url->shares[0].object), "https://a.org/x");
}

Test(archive, accounts_for_every_row) {
    check_ok(
        read_text("id,account,time,url,language\n"
                  "1,a,2024-01-01 00:00:00,http://a.org/x,en\n"
                  "1,a,2024-01-01 00:00:00,http://a.org/x,en\n" /* the same again */
                  "1,a,2024-01-01 00:00:00,http://a.org/y,en\n" /* the same post, another object */
                  "2,,2024-01-01 00:00:00,http://a.org/x,en\n"
                  "3,b,yesterday,http://a.org/x,en\n"
                  "4,b,,http://a.org/x,en\n"
                  "5,b,2024-01-01 00:00:00,http://a.org/x,en\n"),
        err);
    check_count(tally()->read, 7);
    check_count(tally()->used, 3);
    check_count(tally()->duplicates, 1);
    check_count(tally()->rejected[REJECT_NO_ACCOUNT], 1);
    check_count(tally()->rejected[REJECT_BAD_TIME], 1);
    check_count(tally()->rejected[REJECT_NO_TIME], 1);
    check_count(tally()->first[REJECT_BAD_TIME].line, 6);
    check_text(tally()->first[REJECT_BAD_TIME].detail, "yesterday");
    check_count(archive.posts.count, 2);
    check_count(traces_find(&archive.traces, "url")->count, 3);
}

Test(archive, a_post_shares_each_link_each_tag_and_each_mention) {
    set("trace", "url,hashtag,mention");
    check_ok(read_text("id,account,time,urls,hashtags,mentions\n"
                       "1,a,2024-01-01,http://a.org/x http://a.org/y,one|two|three,b c\n"),
             err);
    check_count(traces_find(&archive.traces, "url")->count, 2);
    check_count(traces_find(&archive.traces, "hashtag")->count, 3);
    check_count(traces_find(&archive.traces, "mention")->count, 2);
}

Test(archive, a_third_record_of_a_post_is_compared_with_all_before) {
    check_ok(
        read_text(
            "id,account,time,url\n1,a,2024-01-01,http://a.org/x\n1,a,2024-01-01,http://a.org/y\n"
            "1,a,2024-01-01,http://a.org/y\n1,a,2024-01-01,http://a.org/x\n1,a,2024-01-01,http://"
            "a.org/z\n"),
        err);
    check_count(tally()->used, 3);
    check_count(tally()->duplicates, 2);
}

Test(archive, equal_ids_of_different_accounts_are_different_posts) {
    check_ok(
        read_text(
            "id,account,time,url\n1,a,2024-01-01,http://a.org/x\n1,b,2024-01-01,http://a.org/x\n"),
        err);
    check_count(archive.posts.count, 2);
}

Test(archive, rows_without_an_id_are_posts_named_by_their_place) {
    char room[192];
    check_ok(
        read_text("account,time,url\na,2024-01-01,http://a.org/x\na,2024-01-01,http://a.org/x\n"),
        err);
    check_count(archive.posts.count, 2);
    check_slice(post_id(&archive.posts, &archive.sources, 1, room), "posts.csv:3");
}

Test(archive, leaves_out_what_was_not_asked_for_and_counts_it) {
    set("from", "2024-01-02");
    set("to", "2024-01-03");
    set("lang", "en");
    check_ok(read_text("account,time,url,lang\na,2024-01-01T23:59:59Z,http://a.org/"
                       "x,en\na,2024-01-02,http://a.org/x,en\n"
                       "a,2024-01-02,http://a.org/x,az\na,2024-01-03,http://a.org/x,en\n"),
             err);
    check_count(tally()->read, 4);
    check_count(tally()->used, 1);
    check_count(tally()->filtered, 3);
}

Test(archive, strict_stops_at_the_first_bad_row) {
    set("strict", NULL);
    check_status(
        read_text("account,time,url\na,2024-01-01,http://a.org/x\nb,noon,http://a.org/x\n"),
        LOCKSTEP_EINPUT, err);
    check_count(err.line, 3);
    check_text(err.source, path);
    check_text(err.text, "time cannot be read: noon");
}

/* Streams hold likes and other events, which are as good as posts. */
Test(archive, strict_goes_on_behind_what_is_no_post) {
    set("strict", NULL);
    check_ok(
        read_text("{\"did\":\"a\",\"time_us\":1700000000000000,\"kind\":\"commit\",\"commit\":{"
                  "\"collection\":\"app.bsky.feed.like\",\"record\":{}}}\n"
                  "{\"did\":\"a\",\"time_us\":1700000000000000,\"kind\":\"commit\",\"commit\":{"
                  "\"collection\":\"app.bsky.feed.post\",\"rkey\":\"r\",\"record\":{\"$type\":"
                  "\"app.bsky.feed.post\",\"text\":\"http://a.org/x\",\"embed\":{\"external\":{"
                  "\"uri\":\"http://a.org/x\"}}}}}\n"),
        err);
    check_count(tally()->rejected[REJECT_NOT_A_POST], 1);
    check_count(tally()->used, 1);
}

Test(archive, refuses_moments_finer_than_the_clock_of_the_data) {
    const char *text =
        "account,time,url\na,2024-01-01,http://a.org/x\nb,2024-01-01,http://a.org/x\n";
    check_ok(read_text(text), err);
    cr_expect_null(traces_find(&archive.traces, "time"));
    cr_expect_not_null(archive.time_refused);
    set("trace", "time");
    check_status(read_text(text), LOCKSTEP_EARG, err);
}

static void append_row(char *text, size_t room, int row, const char *time) {
    size_t size = strlen(text);
    snprintf(text + size, room - size, "%d,a%d,%s,http://a.org/x\n", row, row % 7, time);
}

Test(archive, takes_moments_from_posts_alone_whose_time_is_fine_enough) {
    char text[8192] = "id,account,time,url\n", time[64];
    for (int i = 0; i < 20; i++) {
        snprintf(time, sizeof time, "2024-01-01 00:%02d:0%d", i, i % 10);
        append_row(text, sizeof text, i, i % 2 ? "2024-01-01 00:05" : time);
    }
    check_ok(read_text(text), err);
    check_count(tally()->coarse, 10);
    check_count(traces_find(&archive.traces, "time")->count, 10);
    check_count(traces_find(&archive.traces, "url")->count, 20);
}

Test(archive, sees_minutes_that_are_written_with_seconds) {
    char text[8192] = "id,account,time,url\n", time[64];
    for (int i = 0; i < 120; i++) {
        snprintf(time, sizeof time, "2024-01-01 %02d:%02d:00", i / 60, i % 60);
        append_row(text, sizeof text, i, time);
    }
    check_ok(read_text(text), err);
    cr_expect_null(traces_find(&archive.traces, "time"));
    check_count(tally()->coarse, 120);
    check_count(archive.posts.precision, PRECISION_MINUTE);
    set("time-window", "60s");
    check_ok(read_text(text), err);
    cr_expect_not_null(traces_find(&archive.traces, "time"));
}

Test(archive, refuses_a_window_finer_than_days_where_times_are_days) {
    check_ok(read_text("account,time,url\na,2024-01-01,http://a.org/x\n"), err);
    check_status(window_check(&archive, settings, &err), LOCKSTEP_EINPUT, err);
    set("window", "1d");
    err = (lockstep_error){0};
    check_ok(window_check(&archive, settings, &err), err);
}

Test(archive, counts_times_without_a_zone_and_takes_them_to_be_of_one) {
    set("assume-timezone", "Asia/Baku");
    check_ok(read_text("account,time,url\na,2024-01-01 10:00:00,http://a.org/x\n"
                       "b,2024-01-01 06:00:00Z,http://a.org/x\n"),
             err);
    check_count(tally()->zoneless, 1);
    cr_expect_eq(archive.posts.time[0], archive.posts.time[1]);
}

Test(archive, reads_dates_with_the_day_first_where_that_reads_more) {
    check_ok(read_text("account;time;url\na;3/10/2016 10:00:00;http://a.org/x\n"
                       "b;13/10/2016 10:00:00;http://a.org/x\n"),
             err);
    check_count(tally()->used, 2);
    cr_expect(archive.sources.items[0]->day_first);
    cr_expect_eq(archive.posts.time[0], time_from_civil(2016, 10, 3, 10, 0, 0));
}

/* 45113 is a day of 2023 where all are such, and a second of 1970 where others are of 1970. */
Test(archive, reads_whole_days_of_a_spreadsheet) {
    static const struct {
        const char *other;
        int year;
    } cases[] = {{"45114", 2023}, {"45113.5", 2023}, {"2023-07-07", 2023}, {"5", 1970}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[128];
        snprintf(text, sizeof text,
                 "account,time,url\na,45113,http://a.org/x\nb,%s,http://a.org/x\n", cases[i].other);
        check_ok(read_text(text), err);
        check_count(time_civil(archive.posts.time[0]).year, cases[i].year);
    }
}

Test(archive, bounds_are_by_the_clocks_of_the_zone) {
    set("from", "2024-01-02");
    set("to", "2024-01-03T00:00:00Z");
    set("timezone", "Asia/Baku");
    check_ok(read_text("account,time,url\na,2024-01-01 19:59:59Z,http://a.org/x\n"
                       "a,2024-01-01 20:00:00Z,http://a.org/x\n"
                       "a,2024-01-02 23:59:59Z,http://a.org/x\n"
                       "a,2024-01-03 00:00:00Z,http://a.org/x\n"),
             err);
    check_count(tally()->used, 2);
}

Test(archive, a_language_holds_those_of_its_regions) {
    set("lang", "en,pt-BR");
    check_ok(read_text("account,time,url,lang\na,2024-01-01 00:00:01,http://a.org/x,en\n"
                       "a,2024-01-01 00:00:02,http://a.org/x,EN\n"
                       "a,2024-01-01 00:00:03,http://a.org/x,en-US\n"
                       "a,2024-01-01 00:00:04,http://a.org/x,en_GB\n"
                       "a,2024-01-01 00:00:05,http://a.org/x,pt-br\n"
                       "a,2024-01-01 00:00:06,http://a.org/x,pt\n"
                       "a,2024-01-01 00:00:07,http://a.org/x,enm\n"
                       "a,2024-01-01 00:00:08,http://a.org/x,\n"),
             err);
    check_count(tally()->used, 5);
    check_count(tally()->filtered, 3);
}

Test(archive, tells_of_accounts_that_differ_by_what_nobody_sees) {
    check_ok(read_text("account,time,url\nann,2024-01-01 00:00:01,http://a.org/x\n"
                       "an\xE2\x80\x8Bn,2024-01-01 00:00:01,http://a.org/x\n"
                       "b\xC2\xADob,2024-01-01 00:00:01,http://a.org/x\n"
                       "bob\xEF\xBB\xBF,2024-01-01 00:00:01,http://a.org/x\n"
                       "c\xE2\x80\x8By,2024-01-01 00:00:01,http://a.org/x\n"
                       "d e,2024-01-01 00:00:01,http://a.org/x\n"),
             err);
    check_count(archive.accounts.count, 6);
    check_count(archive.alike.accounts, 2);
    check_slice(archive.accounts.items[archive.alike.first].name, "an\xE2\x80\x8Bn");
}

/* ---- what later records change ---- */

#define JET(time, body) "{\"did\":\"did:plc:a\",\"time_us\":" time "," body "}\n"
#define JET_POST(time, operation, rkey, words)                                                     \
    JET(time, "\"kind\":\"commit\",\"commit\":{\"operation\":\"" operation                         \
              "\",\"collection\":\"app.bsky.feed.post\",\"rkey\":\"" rkey                          \
              "\",\"record\":{\"$type\":\"app.bsky.feed.post\",\"createdAt\":"                     \
              "\"2024-07-04T14:38:06.240Z\",\"text\":\"" words "\"}}")
#define JET_GONE(time, rkey)                                                                       \
    JET(time, "\"kind\":\"commit\",\"commit\":{\"operation\":\"delete\","                          \
              "\"collection\":\"app.bsky.feed.post\",\"rkey\":\"" rkey "\"}")
#define LINKED(words) words " #one"

Test(archive, deleted_posts_go_with_their_shares_wherever_the_deletion_stands) {
    static const char *const orders[] = {
        JET_POST("1720103886000000", "create", "p", LINKED("first"))
            JET_GONE("1720103887000000", "q")
                JET_POST("1720103888000000", "create", "q", LINKED("second"))
                    JET_POST("1720103889000000", "create", "r", LINKED("third")),
        JET_POST("1720103886000000", "create", "p", LINKED("first"))
            JET_POST("1720103888000000", "create", "q", LINKED("second"))
                JET_POST("1720103889000000", "create", "r", LINKED("third"))
                    JET_GONE("1720103887000000", "q")};
    set("trace", "text");
    set("min-tokens", "1");
    for (size_t i = 0; i < 2; i++) {
        check_ok(read_text(orders[i]), err);
        check_count(archive.posts.count, 2);
        check_count(archive.deleted, 1);
        check_count(tally()->used, 4);
        check_slice(texts_get(&archive.posts.bodies, 0), LINKED("first"));
        check_slice(texts_get(&archive.posts.bodies, 1), LINKED("third"));
        const struct layer *texts = traces_find(&archive.traces, "text");
        check_count(texts->count, 2);
        for (size_t k = 0; k < texts->count; k++) {
            char room[192];
            struct slice id =
                post_id(&archive.posts, &archive.sources, texts->shares[k].post, room);
            struct slice key = object_key(&archive.traces, texts->shares[k].object);
            check_slice(id, *key.at == 'f' ? "at://did:plc:a/app.bsky.feed.post/p"
                                           : "at://did:plc:a/app.bsky.feed.post/r");
        }
    }
}

#define TOOT(id, uri, words)                                                                       \
    "{\"event\":\"update\",\"payload\":\"{\\\"id\\\":\\\"" id "\\\",\\\"uri\\\":\\\"" uri          \
    "\\\",\\\"created_at\\\":\\\"2024-07-04T14:38:06Z\\\",\\\"account\\\":{\\\"id\\\":\\\"1\\\","  \
    "\\\"acct\\\":\\\"ada\\\"},\\\"content\\\":\\\"" words "\\\"}\"}\n"
#define TOOT_GONE(id) "{\"event\":\"delete\",\"payload\":\"" id "\"}\n"

Test(archive, deletions_in_a_mastodon_stream_name_the_post_as_its_server_does) {
    set("trace", "text");
    set("min-tokens", "1");
    check_ok(read_text(TOOT_GONE("12") TOOT("11", "https://a/1", "stays")
                           TOOT("12", "https://a/2", "goes") TOOT_GONE("13")
                               TOOT("14", "https://a/4", "called as another one is")
                                   TOOT("14", "https://b/4", "on another server") TOOT_GONE("14")),
             err);
    check_count(tally()->used, 7);
    check_count(archive.deleted, 1);
    check_count(archive.posts.count, 3);
    check_slice(texts_get(&archive.posts.bodies, 0), "stays");
    check_slice(texts_get(&archive.posts.bodies, 2), "on another server");
}

Test(archive, an_edited_post_shares_what_its_last_edit_says) {
    set("trace", "text");
    set("min-tokens", "1");
    check_ok(read_text(JET_POST("1720103886000000", "create", "p", "before it was edited")
                           JET_POST("1720103887000000", "update", "p", "in between")
                               JET_POST("1720103888000000", "update", "p", "after")),
             err);
    check_count(archive.posts.count, 1);
    check_count(archive.edited, 1);
    check_slice(texts_get(&archive.posts.bodies, 0), "after");
    const struct layer *texts = traces_find(&archive.traces, "text");
    check_count(texts->count, 1);
    check_slice(object_key(&archive.traces, texts->shares[0].object), "after");
    check_ok(read_text(JET_POST("1720103887000000", "update", "p", "alone")), err);
    check_count(traces_find(&archive.traces, "text")->count, 1);
}

Test(archive, keeps_the_fullest_text_of_a_post) {
    static const char *const orders[] = {
        "id,account,time,text\n1,a,2024-01-01 00:00:01,cut off h…\n"
        "1,a,2024-01-01 00:00:01,cut off here no more\n1,a,2024-01-01 00:00:01,\n",
        "id,account,time,text\n1,a,2024-01-01 00:00:01,\n"
        "1,a,2024-01-01 00:00:01,cut off here no more\n1,a,2024-01-01 00:00:01,cut off h…\n"};
    for (size_t i = 0; i < 2; i++) {
        check_ok(read_text(orders[i]), err);
        check_count(archive.posts.count, 1);
        check_slice(texts_get(&archive.posts.bodies, 0), "cut off here no more");
    }
}

Test(archive, events_of_accounts_state_their_facts) {
    check_ok(
        read_text(
            JET("1720103890000000",
                "\"kind\":\"account\",\"account\":{\"active\":false,"
                "\"status\":\"suspended\"}") JET("1720103885000000",
                                                 "\"kind\":\"account\",\"account\":{\"active\":"
                                                 "true}") JET("1720103885000000",
                                                              "\"kind\":\"identity\",\"identity\":{"
                                                              "\"handle\":\"ada.example\"}")
                JET_POST(
                    "1720103886000000", "create", "p",
                    LINKED("first")) "{\"did\":\"did:plc:z\",\"time_us\":1720103885000000,"
                                     "\"kind\":\"identity\",\"identity\":{\"handle\":\"z\"}}\n"),
        err);
    check_count(archive.accounts.count, 1);
    check_slice(archive.accounts.items[0].facts->status, "suspended");
    check_slice(archive.accounts.items[0].facts->handle, "ada.example");
    check_count(tally()->used, 5);
}

Test(archive, says_when_all_posts_are_deleted) {
    check_status(read_text(JET_POST("1720103886000000", "create", "p", LINKED("first"))
                               JET_GONE("1720103887000000", "p")),
                 LOCKSTEP_EINPUT, err);
    check_text(err.text, "all posts of the input are deleted later in it");
}

Test(archive, says_that_a_trace_does_not_occur) {
    set("trace", "hashtag");
    check_status(read_text("account,time,url\na,2024-01-01,http://a.org/x\n"), LOCKSTEP_EINPUT,
                 err);
    check_text(err.text, "no post has anything for the trace hashtag");
}

Test(archive, keeps_columns_apart_by_field) {
    set("trace", "field:b,field:a");
    check_ok(read_text("account,time,a,b\nx,2024-01-01,1,2\ny,2024-01-01,1,2\n"), err);
    cr_assert_eq(archive.traces.count, 3); /* and the fused one */
    check_slice(
        object_key(&archive.traces, traces_find(&archive.traces, "field:a")->shares[0].object),
        "1");
    check_slice(
        object_key(&archive.traces, traces_find(&archive.traces, "field:b")->shares[0].object),
        "2");
}

/* On one thread: the hook that makes memory run out is not for several. */
Test(archive, fails_cleanly_wherever_memory_runs_out) {
    const char *posts = "id,account,time,url,text,hashtags\n"
                        "1,a,2024-01-01 00:00:00,http://a.org/x,one two three four five #x,x y\n"
                        "2,b,2024-01-01 00:00:05,http://a.org/x,one two three four five #x,x y\n"
                        "3,c,not a time,http://a.org/x,one two three four five #x,x y\n";
    lockstep_status status = LOCKSTEP_ENOMEM;
    long n = 0;
    set("threads", "1");
    set("trace", "text,url,hashtags,field:id");
    for (; status != LOCKSTEP_OK && n < 1000; n++) {
        arena_fail_after = n;
        status = read_text(posts);
        arena_fail_after = -1;
        check_status(status, status == LOCKSTEP_OK ? LOCKSTEP_OK : LOCKSTEP_ENOMEM, err);
    }
    check_count(archive.posts.count, 2);
    check_count(tally()->read, 3);
    cr_expect_gt(n, 30, "%ld allocations", n);
}
