#include "engine/formats.h"

#include "tests/reading.h"

static struct reading r;
static lockstep_error err;

static void teardown(void) {
    release_reading(&r);
}
TestSuite(formats, .fini = teardown);

#define AUTHOR                                                                                     \
    "{\"id\":\"77\",\"username\":\"Ada\",\"name\":\"Ada L\",\"description\":\"bio\","              \
    "\"location\":\"London\",\"created_at\":\"2020-01-02T03:04:05.000Z\",\"verified\":true,"       \
    "\"public_metrics\":{\"followers_count\":5,\"following_count\":6,\"tweet_count\":7}}"
#define OWN_ENTITIES "\"entities\":{\"mentions\":[{\"username\":\"Bob\",\"id\":\"88\"}]}"
#define ORIGINAL_BODY                                                                              \
    "\"text\":\"the whole original #one\",\"author_id\":\"88\",\"entities\":{"                     \
    "\"hashtags\":[{\"tag\":\"one\"}],\"urls\":["                                                  \
    "{\"url\":\"https://t.co/1\",\"expanded_url\":\"http://short/1\","                             \
    "\"unwound_url\":\"https://long.example/1\"},"                                                 \
    "{\"url\":\"https://t.co/2\",\"expanded_url\":\"https://plain.example/2\"},"                   \
    "{\"url\":\"https://t.co/3\"},"                                                                \
    "{\"expanded_url\":\"https://twitter.com/Bob/status/500/photo/1\"},"                           \
    "{\"expanded_url\":\"https://x.com/Bob/status/500/video/1\"},"                                 \
    "{\"expanded_url\":\"https://twitter.com/Eve/status/600\"},"                                   \
    "{\"expanded_url\":\"https://twitter.com/Eve/status/601\"}]},"                                 \
    "\"referenced_tweets\":[{\"type\":\"quoted\",\"id\":\"600\"}],"                                \
    "\"attachments\":{\"media_keys\":[\"3_1\",\"3_2\"]}"
#define REPOST_HEAD                                                                                 \
    "\"id\":\"1\",\"author_id\":\"77\",\"created_at\":\"2023-07-06T08:31:12.000Z\","                \
    "\"lang\":\"en\",\"source\":\"Web\",\"conversation_id\":\"1\",\"text\":\"RT @Bob: the wh…\"," \
    "\"public_metrics\":{\"retweet_count\":9,\"reply_count\":8,\"like_count\":7,"                   \
    "\"impression_count\":6}," OWN_ENTITIES ","

static void check_repost(const struct record *record) {
    check_slice(record->id, "1");
    check_slice(record->account, "77");
    check_count(record->time, 1688632272000000);
    check_count(record->precision, PRECISION_MILLISECOND);
    check_slice(record->text, "the whole original #one");
    check_slice(record->language, "en");
    check_slice(record->client, "Web");
    check_slice(record->conversation, "1");
    cr_expect(record->is_repost && record->has_entities);
    check_slice(record->repost_of, "500");
    check_slice(record->repost_of_account, "88");
    check_list(record->urls, "https://long.example/1 https://plain.example/2 https://t.co/3 "
                             "https://twitter.com/Eve/status/601");
    check_list(record->hashtags, "one");
    check_list(record->mentions, "");
    check_list(record->media, "3_1 3_2");
    check_count(record->reposts, 9);
    check_count(record->replies, 8);
    check_count(record->likes, 7);
    check_count(record->views, 6);
    const struct account_facts *facts = &record->facts;
    check_slice(facts->handle, "Ada");
    check_slice(facts->display_name, "Ada L");
    check_slice(facts->bio, "bio");
    check_slice(facts->location, "London");
    check_count(facts->created, 1577934245000000);
    check_count(facts->followers, 5);
    check_count(facts->following, 6);
    check_count(facts->posts, 7);
    check_count(facts->verified, 1);
}

Test(formats, take_a_flattened_repost_from_its_original) {
    read_text(&r, "{" REPOST_HEAD "\"author\":" AUTHOR ",\"referenced_tweets\":[{\"type\":"
                  "\"retweeted\",\"id\":\"500\"," ORIGINAL_BODY "}]}\n");
    check_text(reader_format(r.reader), "x-v2-flat");
    check_text(reader_platform(r.reader), "x");
    cr_assert_eq(r.batch.count, 1);
    check_repost(&r.batch.records[0]);
}

Test(formats, join_a_page_with_its_includes) {
    read_text(&r, "{\"data\":[{" REPOST_HEAD "\"referenced_tweets\":[{\"type\":\"retweeted\","
                  "\"id\":\"500\"}]}],\"includes\":{\"users\":[" AUTHOR "],\"tweets\":[{\"id\":"
                  "\"499\"},{\"id\":\"500\"," ORIGINAL_BODY "}]},\"meta\":{}}\n");
    check_text(reader_format(r.reader), "x-v2-pages");
    cr_assert_eq(r.batch.count, 1);
    check_repost(&r.batch.records[0]);
}

Test(formats, keep_a_repost_whose_original_is_not_held) {
    read_text(&r, "{\"data\":{" REPOST_HEAD "\"referenced_tweets\":[{\"type\":\"retweeted\",\"id\":"
                  "\"500\"}]},\"matching_rules\":[]}\n");
    cr_assert_eq(r.batch.count, 1);
    const struct record *record = &r.batch.records[0];
    cr_expect(record->is_repost);
    check_slice(record->repost_of, "500");
    check_slice(record->text, "RT @Bob: the wh…");
    check_list(record->mentions, "Bob");
    check_count(record->repost_of_account.size, 0);
    check_count((uint64_t) record->facts.followers, (uint64_t) -1);
}

Test(formats, tell_quotes_and_replies) {
    read_text(&r, "{\"id\":\"1\",\"author_id\":\"7\",\"created_at\":\"2023-07-06T08:31:12Z\","
                  "\"text\":\"t\",\"in_reply_to_user_id\":\"9\",\"referenced_tweets\":["
                  "{\"type\":\"replied_to\",\"id\":\"2\",\"text\":\"r\"},"
                  "{\"type\":\"quoted\",\"id\":\"3\",\"text\":\"q\"}],"
                  "\"note_tweet\":{\"text\":\"the long text\"},\"entities\":{\"urls\":[{"
                  "\"expanded_url\":\"https://twitter.com/i/web/status/1\"},{"
                  "\"expanded_url\":\"https://twitter.com/Eve/status/3\"}]}}\n");
    const struct record *record = &r.batch.records[0];
    cr_expect_not(record->is_repost);
    check_slice(record->text, "the long text");
    check_slice(record->quote_of, "3");
    check_slice(record->reply_to, "2");
    check_slice(record->reply_to_account, "9");
    check_list(record->urls, "");
}

Test(formats, reject_pages_that_hold_no_posts) {
    read_text(&r, "{\"data\":[{\"id\":\"1\",\"author_id\":\"7\",\"created_at\":\"2023-07-06\","
                  "\"text\":\"t\"}],\"meta\":{}}\n"
                  "{\"errors\":[{\"title\":\"x\"}]}\n"
                  "{\"meta\":{\"result_count\":0}}\n"
                  "{\"data\":[{\"start\":\"a\",\"end\":\"b\",\"tweet_count\":5}],\"meta\":{}}\n"
                  "{\"data\":[{\"id\":\"1\",\"username\":\"u\",\"created_at\":\"2023-07-06\"},"
                  "{\"id\":\"2\",\"username\":\"u\",\"created_at\":\"2023-07-06\"}]}\n"
                  "{\"id\":\"1\",\"action\":\"delete\",\"created_at\":\"2023-07-06\"}\n");
    static const uint64_t lines[] = {2, 3, 4, 5, 5, 6};
    check_count(r.batch.count, 1);
    check_count(r.batch.reject_count, 6);
    for (size_t i = 0; i < 6; i++) {
        check_count(r.batch.rejects[i].reason, REJECT_NOT_A_POST);
        check_count(r.batch.rejects[i].line, lines[i]);
    }
}

Test(formats, read_the_long_table_of_coortweet) {
    read_text(&r, "\"object_id\",\"account_id\",\"content_id\",\"timestamp_share\"\n"
                  "\"o\",\"a\",\"c\",1623881091\n");
    check_text(reader_format(r.reader), "coortweet");
    const struct record *record = &r.batch.records[0];
    check_slice(record->object, "o");
    check_slice(record->account, "a");
    check_slice(record->id, "c");
    check_count(record->time, 1623881091000000);
}

Test(formats, read_the_table_of_the_coordination_network_toolkit) {
    read_text(&r, "message_id,user_id,username,repost_id,reply_id,message,timestamp,urls\n"
                  "1,4,user_4,,,mango,1606451170.518101,['http://example.com/2']\n"
                  "2,1,user_1,1,,camel,1606451170,http://example.com/4 http://example.com/6\n");
    check_text(reader_format(r.reader), "cnt");
    cr_expect_not(r.batch.records[0].is_repost);
    check_list(r.batch.records[0].urls, "http://example.com/2");
    cr_expect(r.batch.records[1].is_repost);
    check_slice(r.batch.records[1].repost_of, "1");
    check_slice(r.batch.records[1].facts.handle, "user_1");
    check_list(r.batch.records[1].urls, "http://example.com/4 http://example.com/6");
}

Test(formats, know_the_generic_table_by_its_columns) {
    static const char *const accounts[] = {"account",   "account_id", "user_id",  "author_id",
                                           "userid",    "author",     "user",     "username",
                                           "sender_id", "from_id",    "User Name"};
    static const char *const times[] = {"time",     "timestamp",    "created_at",  "date",
                                        "datetime", "publish_date", "published_at"};
    for (size_t a = 0; a < sizeof accounts / sizeof *accounts; a++)
        for (size_t t = 0; t < sizeof times / sizeof *times; t++) {
            char text[128];
            snprintf(text, sizeof text, "%s,%s\nada,2023-07-06\n", accounts[a], times[t]);
            read_text(&r, text);
            check_text(reader_format(r.reader), "generic");
            cr_assert_eq(r.batch.count, 1, "%s", text);
            check_slice(r.batch.records[0].account, "ada");
            release_reading(&r);
        }
    read_text(&r, "user,time\na,10\n");
}

Test(formats, are_told_from_the_first_record_that_shows_one) {
    read_text(&r, "{\"errors\":[]}\n\n{\"broken\n"
                  "{\"object_id\":\"o\",\"account_id\":\"a\",\"content_id\":\"c\","
                  "\"timestamp_share\":5}\n");
    check_text(reader_format(r.reader), "coortweet");
    check_count(r.batch.count, 1);
    check_count(r.batch.reject_count, 2);
}

Test(formats, are_named_by_the_user) {
    struct choices choices;
    struct slice table = SLICE("object_id,account_id,content_id,timestamp_share,text\no,a,c,5,t\n");
    check_ok(read_bytes(&r, choose(&choices, "generic", NULL, NULL), table, &err), err);
    check_text(reader_format(r.reader), "generic");
    check_slice(r.batch.records[0].text, "t");
    release_reading(&r);
    check_status(read_bytes(&r, choose(&choices, "cnt", NULL, NULL), table, &err), LOCKSTEP_EINPUT,
                 err);
    check_text(err.text, "not of format cnt: found object_id, account_id, content_id, "
                         "timestamp_share, text; expected message_id");
}

Test(formats, say_what_is_missing) {
    static const struct {
        const char *text, *error;
    } cases[] = {
        {"", "the file is empty"},
        {" \n\n", "the file holds nothing but white space"},
        {"\xEF\xBB\xBF", "the file holds nothing but white space"},
        {"[{\"user\":1}]", "no member for the time; found user; expected timestamp, time, "
                           "created_at, createdat, datetime, date_time, or --map time=NAME"},
        {"<?xml version='1.0'?><gexf/>", "not a table or JSON: XML"},
        {"<!DOCTYPE html><html></html>", "not a table or JSON: a web page"},
        {"%PDF-1.7 ...", "not a table or JSON: a PDF document"},
        {"\x01\x02\x03\x04\x05\x06\x07 x", "not a table or JSON: binary data"},
        {"a,b\n1,2\n", "no column for the account; found a, b; expected account_id, author_id, "
                       "user_id, userid, sender_id, from_id, or --map account=NAME"},
        {"user,b\n1,2\n", "no column for the time; found user, b; expected timestamp, time, "
                          "created_at, createdat, datetime, date_time, or --map time=NAME"},
        {"{\"user\":1}\n", "no member for the time; found user; expected timestamp, time, "
                           "created_at, createdat, datetime, date_time, or --map time=NAME"},
    };
    static struct choices choices;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        err = (lockstep_error){0};
        check_status(
            read_bytes(&r, choose(&choices, "auto", NULL, NULL), slice_of(cases[i].text), &err),
            LOCKSTEP_EINPUT, err);
        check_text(err.text, cases[i].error);
        check_text(err.source, "test");
    }
    err = (lockstep_error){0};
    check_status(read_bytes(&r, choose(&choices, "auto", NULL, NULL), SLICE("PNG\0\0"), &err),
                 LOCKSTEP_EINPUT, err);
    check_text(err.text, "not a table or JSON: binary data");
}

Test(formats, are_printed_with_their_fields) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    check_ok(formats_print(out, &err), err);
    fclose(out);
    for (size_t i = 0; i < format_count; i++) {
        cr_expect(strstr(text, formats[i].name), "%s", formats[i].name);
        cr_expect_eq(format_exists(slice_of(formats[i].name)), !formats[i].of_accounts);
    }
    cr_expect(strstr(text, "    account            author_id|author.id\n"), "%s", text);
    cr_expect(strstr(text, "{videoTitle}\\n\\n{videoDescription}|videoTitle|videoDescription\n"),
              "%s", text);
    cr_expect_not(format_exists(SLICE("telepathy")));
    free(text);
}

/* ---- moments in ids ---- */

Test(formats, take_the_millisecond_from_the_id_where_the_time_is_coarse) {
    /* 1050118621198921728 was given at 20:19:24.211 */
    static const struct {
        const char *time, *moment;
        enum time_precision precision;
    } cases[] = {
        {"2018-10-10 20:19", "2018-10-10T20:19:24.211Z", PRECISION_MILLISECOND},
        {"2018-10-10", "2018-10-10T20:19:24.211Z", PRECISION_MILLISECOND},
        {"2018-10-10 20:19:24", "2018-10-10T20:19:24.211Z", PRECISION_MILLISECOND},
        {"2018-10-10T20:19:24.000Z", "2018-10-10T20:19:24.211Z", PRECISION_MILLISECOND},
        {"2018-10-10T20:19:24.212Z", "2018-10-10T20:19:24.212Z", PRECISION_MILLISECOND},
        {"2018-10-10 20:19:25", "2018-10-10T20:19:25Z", PRECISION_SECOND},
        {"2018-10-10 20:20", "2018-10-10T20:20:00Z", PRECISION_MINUTE},
        {"2018-10-10 15:19", "2018-10-10T15:19:00Z", PRECISION_MINUTE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[256], moment[TIME_TEXT];
        snprintf(text, sizeof text,
                 "tweetid,userid,tweet_time\n1050118621198921728,905874659358453760,%s\n",
                 cases[i].time);
        read_text(&r, text);
        cr_assert_eq(r.batch.count, 1);
        check_text(time_format(moment, r.batch.records[0].time), cases[i].moment);
        check_count(r.batch.records[0].precision, cases[i].precision);
        check_text(time_format(moment, r.batch.records[0].facts.created),
                   "2017-09-07T19:25:23.785Z");
        release_reading(&r);
    }
    read_text(&r, "user,time\na,10\n");
}

Test(formats, count_times_that_disagree_with_their_ids) {
    read_text(&r, "tweetid,userid,tweet_time\n"
                  "1050118621198921728,1,2018-10-10 20:19\n"
                  "1050118621198921728,1,2018-10-10 20:19:24\n"
                  "1050118621198921728,1,2018-10-10 15:19\n"
                  "1050118621198921728,1,2018-10-10 15:19:20\n"
                  "1050118621198921728,1,2018-10-11 01:49\n"
                  "1050118621198921728,1,2015-01-01\n"
                  "20,1,2006-03-21 20:50\n"
                  "not-a-number-at-all,1,2018-10-10\n"
                  "99999999999999999999,1,2018-10-10\n");
    struct clocks twice = {0};
    int64_t seconds;
    check_count(r.batch.count, 9);
    check_count(r.batch.clocks.compared, 6);
    check_count(r.batch.clocks.agree, 2);
    check_count(r.batch.clocks.far, 1);
    clocks_add(&twice, &r.batch.clocks);
    clocks_add(&twice, &r.batch.clocks);
    check_count(clocks_offset(&twice, &seconds), 4);
    check_count(seconds, -5 * 3600);
    check_count(r.batch.records[6].facts.created, INT64_MIN);
}

/* ---- every allocation may fail ---- */

Test(formats, survive_a_failing_allocation) {
    static const char *const texts[] = {
        "{\"data\":[{" REPOST_HEAD "\"referenced_tweets\":[{\"type\":\"retweeted\",\"id\":\"500\"}]"
        "}],\"includes\":{\"users\":[" AUTHOR "],\"tweets\":[{\"id\":\"500\"," ORIGINAL_BODY "}]},"
        "\"meta\":{}}\n{\"data\":[{\"id\":1,\"author_id\":2,\"text\":\"caf\xE9\"}]}\n{\n",
        "user,time,text,urls\na,10,caf\xE9,http://a\nb,noon,\nc,11\n",
        "{\"id\":5,\"messages\":[{\"id\":1,\"type\":\"message\",\"date\":\"2023-07-06\",\"from_"
        "id\":"
        "\"user1\",\"text\":[\"a\",{\"type\":\"link\",\"text\":\"http://"
        "a\"},{\"type\":\"text_link\","
        "\"href\":\"http://b\",\"text\":\"b\"}]}]}\n",
        "[{\"id\":\"1\",\"created_at\":\"2023-07-06\",\"account\":{\"id\":\"1\",\"acct\":\"a\"},"
        "\"content\":\"<p>x <a href='http://a'>a</a></p>\",\"card\":{\"url\":\"http://b\"}}]\n",
        "id,thread_id,timestamp,body,author,images,videos\n1,2,10,x,a,\"[\"\"\\u00e9\"\"]\",b\n"};
    static struct choices choices;
    static const char *const fields[] = {"text", NULL};
    for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
        lockstep_status status = LOCKSTEP_ENOMEM;
        for (long n = 0; status == LOCKSTEP_ENOMEM; n++) {
            err = (lockstep_error){0};
            arena_fail_after = n;
            status =
                read_bytes(&r, choose(&choices, "auto", NULL, fields), slice_of(texts[t]), &err);
            arena_fail_after = -1;
            cr_assert(n > 5 || status == LOCKSTEP_ENOMEM, "%ld allocations were enough", n);
            release_reading(&r);
        }
        check_ok(status, err);
    }
    read_text(&r, "user,time\na,10\n");
}

/* The address of a post: '@' is its account's number, '#' its own. */
static void append_address(struct buffer *out, const char *address, int account, int post) {
    char number[16];
    for (const char *c = address; *c; c++) {
        snprintf(number, sizeof number, "%d", *c == '@' ? account : post);
        if (*c == '@' || *c == '#')
            append_text(out, number);
        else
            buffer_byte(out, *c);
    }
}

/* Fourteen rows with addresses in a column. */
static void read_rows_with(const char *address, int accounts, const char *column) {
    static struct choices choices;
    struct buffer table = {0};
    char row[64];
    snprintf(row, sizeof row, "user,date,other,%s\n", column);
    append_text(&table, row);
    for (int i = 0; i < 14; i++) {
        snprintf(row, sizeof row, "user%d,2024-01-01 10:00:%d,x,", i % accounts, 10 + i);
        append_text(&table, row);
        append_address(&table, address, i % accounts, 100 + i);
        append_text(&table, "\n");
    }
    err = (lockstep_error){0};
    check_ok(read_bytes(&r, choose(&choices, "auto", NULL, NULL), buffer_slice(&table), &err), err);
    buffer_release(&table);
    cr_assert_eq(r.batch.count, 14);
}

Test(formats, tell_a_post_s_own_address_from_a_link) {
    static const struct {
        const char *address, *column;
        int accounts;
        bool is_own;
    } cases[] = {
        {"https://social.example/user@/status/#", "url", 3, true},
        {"https://social.example/user@/status/#", "link", 3, true},
        {"https://social.example/user@/status/#", "tweet", 3, true},
        {"https://social.example/user@/status/#", "url", 1, false}, /* of one account */
        {"https://social.example/user@/status/", "url", 3, true},   /* each its own profile */
        {"https://social.example/watch?a=@&v=#", "url", 3, false},  /* names nobody */
        {"https://site@.example/user@/#", "url", 3, false},         /* of several sites */
        {"see https://social.example/user@/status/#", "tweet", 3, false},
        {"https://user@.example", "url", 3, false}, /* no path */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        read_rows_with(cases[i].address, cases[i].accounts, cases[i].column);
        const struct record *record = &r.batch.records[0];
        check_text(reader_set_aside(r.reader), cases[i].is_own ? cases[i].column : "");
        cr_expect_eq(record->text.size + record->urls.count == 0, cases[i].is_own, "%zu", i);
        release_reading(&r);
        r = (struct reading){0};
    }
}

Test(formats, leave_a_mapped_column_of_own_addresses_alone) {
    static struct choices choices;
    struct buffer table = {0};
    append_text(&table, "user,date,url\n");
    for (int i = 0; i < 14; i++) {
        char row[120];
        snprintf(row, sizeof row, "user%d,%d,https://a.example/user%d/%d\n", i % 3, i, i % 3, i);
        append_text(&table, row);
    }
    const char *maps[] = {"urls=url", NULL};
    check_ok(read_bytes(&r, choose(&choices, "auto", maps, NULL), buffer_slice(&table), &err), err);
    buffer_release(&table);
    check_list(r.batch.records[0].urls, "https://a.example/user0/0");
    check_text(reader_set_aside(r.reader), "");
}

Test(formats, say_what_each_column_was_taken_for) {
    read_text(&r, "author_id,user,date,day,body,x\n1,ada,,2024-01-01,t,y\n");
    check_text(reader_taken(r.reader), "account=author_id|user, time=date, text=body");
    size_t count;
    check_text(reader_unused(r.reader, &count), "day, x");
}
