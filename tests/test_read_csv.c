#include "engine/read_csv.h"

#include "tests/reading.h"

static struct reading r;
static lockstep_error err;

static void teardown(void) {
    release_reading(&r);
}
TestSuite(read_csv, .fini = teardown);

Test(read_csv, takes_fields_as_they_are_quoted) {
    read_text(&r, "id,user,time,text\n"
                  "1,a,10,plain\n"
                  "2,a,11,\"a \"\"quoted\"\" word, and a comma\"\n"
                  "3,a,12,\"two\nlines\"\n"
                  "4,a,13,5\" screen\n"
                  "5,a,14,\n"
                  "6, a ,15, \"blanks around\" \n");
    check_count(r.batch.count, 6);
    static const char *const texts[] = {
        "plain", "a \"quoted\" word, and a comma", "two\nlines", "5\" screen", "", "blanks around"};
    for (size_t i = 0; i < 6; i++)
        check_slice(r.batch.records[i].text, texts[i]);
    check_slice(r.batch.records[5].account, "a");
}

Test(read_csv, finds_the_delimiter) {
    static const char delimiters[] = ",;\t|";
    for (const char *d = delimiters; *d; d++) {
        char text[128];
        snprintf(text, sizeof text, "user%ctime%ctext\na%c10%c\"x%cy\"\n", *d, *d, *d, *d, *d);
        char expected[] = {'x', *d, 'y', '\0'};
        read_text(&r, text);
        cr_assert_eq(r.batch.count, 1, "delimiter '%c'", *d);
        check_slice(r.batch.records[0].text, expected);
        release_reading(&r);
    }
    read_text(&r, "user,time\na,10\n");
}

Test(read_csv, does_not_take_what_is_quoted_for_delimiters) {
    read_text(&r, "\"user\",\"time\",\"text; or; more; here\"\nann,10,x\n");
    check_slice(r.batch.records[0].account, "ann");
}

Test(read_csv, reads_behind_the_line_that_tells_excel_the_delimiter) {
    read_text(&r, "sep=;\r\nuser;time;a,b,c,d\r\nann;10;x\r\n");
    cr_assert_eq(r.batch.count, 1);
    check_slice(r.batch.records[0].account, "ann");
    check_count(r.batch.records[0].line, 3);
}

Test(read_csv, reads_crlf_a_bom_and_a_last_line_without_newline) {
    read_text(&r, "\xEF\xBB\xBFuser,time\r\na,10\r\nb,11\r\n\r\nc,12\n");
    check_count(r.batch.count, 3);
    check_slice(r.batch.records[0].account, "a");
    check_count(r.batch.records[0].line, 2);
    check_count(r.batch.records[1].line, 3);
    check_count(r.batch.records[2].line, 5);
}

Test(read_csv, counts_the_lines_inside_of_fields) {
    read_text(&r, "user,time,\"a\nheader\"\n" /* 1, 2 */
                  "a,10,x\n"                  /* 3 */
                  "\n"                        /* 4 */
                  "b,11,\"x\r\n\r\ny\"\n"     /* 5, 6, 7 */
                  "c,noon,x\n"                /* 8 */
                  "d,12,x\n");                /* 9 */
    check_count(r.batch.count, 3);
    check_count(r.batch.records[0].line, 3);
    check_count(r.batch.records[1].line, 5);
    check_count(r.batch.records[2].line, 9);
    check_count(r.batch.rejects[0].line, 8);
}

Test(read_csv, compares_column_names_loosely) {
    read_text(&r, "User ID,Created-At,TEXT\n7,10,x\n");
    check_count(r.batch.count, 1);
    check_slice(r.batch.records[0].account, "7");
    check_slice(r.batch.records[0].text, "x");
}

Test(read_csv, rejects_rows_with_a_reason) {
    static const struct {
        const char *row;
        enum reject_reason reason;
        const char *detail;
    } cases[] = {
        {"1,a", REJECT_COLUMNS, "2 columns instead of 4"},
        {"1,a,10,x,y", REJECT_COLUMNS, "5 columns instead of 4"},
        {"1,,10,x", REJECT_NO_ACCOUNT, "1"},
        {"1,NA,10,x", REJECT_NO_ACCOUNT, "1"},
        {"1,a,,x", REJECT_NO_TIME, ""},
        {"1,a,null,x", REJECT_NO_TIME, "null"},
        {"1,a,noon,x", REJECT_BAD_TIME, "noon"},
        {"1,a,2023-13-01,x", REJECT_BAD_TIME, "2023-13-01"},
        {"9.06E+17,a,10,x", REJECT_MANGLED_ID, "9.06E+17"},
        {"1,9.06E+17,10,x", REJECT_MANGLED_ID, "9.06E+17"},
        {"1,a,10,\"x", REJECT_SYNTAX, "a quote is never closed"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[128];
        snprintf(text, sizeof text, "id,user,time,text\n0,z,9,\n%s\n", cases[i].row);
        read_text(&r, text);
        cr_assert_eq(r.batch.reject_count, 1, "%s", cases[i].row);
        cr_expect_eq(r.batch.rejects[0].reason, cases[i].reason, "%s: %s", cases[i].row,
                     reject_text(r.batch.rejects[0].reason));
        check_text(r.batch.rejects[0].detail, cases[i].detail);
        check_count(r.batch.rejects[0].line, 3);
        check_count(r.batch.count, 1);
        release_reading(&r);
    }
    read_text(&r, "user,time\na,10\n");
}

Test(read_csv, takes_a_row_that_is_too_long_by_empty_fields) {
    read_text(&r, "user,time\na,10,\nb,11,,,\n");
    check_count(r.batch.count, 2);
    check_count(r.batch.reject_count, 0);
}

Test(read_csv, goes_on_behind_a_quote_that_is_never_closed) {
    read_text(&r, "user,time,text\na,10,x\nb,11,\"open\nc,12,y\nd,13,z\n");
    check_count(r.batch.count, 3);
    check_slice(r.batch.records[1].account, "c");
    check_count(r.batch.records[1].line, 4);
    check_count(r.batch.records[2].line, 5);
    check_count(r.batch.rejects[0].line, 3);
}

/* Each unclosed quote costs a look at all that is behind it: 100,000 of them were half a minute. */
Test(read_csv, is_not_held_up_by_many_quotes_that_are_never_closed) {
    enum { LINES = 100000 };
    struct buffer text = {0};
    append_text(&text, "user,time\n");
    for (int i = 0; i < LINES; i++)
        append_text(&text, i % 1000 ? "\"a,1\n" : "b,1\n");
    buffer_byte(&text, '\0');
    read_text(&r, text.bytes);
    buffer_release(&text);
    check_count(r.batch.count, LINES / 1000);
    check_count(r.batch.reject_count, LINES - LINES / 1000);
    check_count(r.batch.rejects[0].line, 3);
    check_count(r.batch.rejects[r.batch.reject_count - 1].line, LINES + 1);
}

Test(read_csv, prefers_an_id_that_is_whole) {
    read_text(&r, "user_id,author,time\n9.06E+17,ada,10\n12,bob,11\n");
    check_count(r.batch.count, 2);
    check_slice(r.batch.records[0].account, "ada");
    check_slice(r.batch.records[1].account, "12");
}

/* Spreadsheets round numbers of more than 15 digits, and data frames write whole ones with ".0". */
Test(read_csv, tells_ids_that_were_rounded_from_those_that_were_not) {
    static const struct {
        const char *id, *as_read; /* NULL: refused */
    } cases[] = {{"9.06E+17", NULL},
                 {"9,06E+17", NULL},
                 {"9.06e17", NULL},
                 {"9E+17", NULL},
                 {"1050118621198921728.0", NULL},
                 {"1050118621198921728", "1050118621198921728"},
                 {"12345.0", "12345"},
                 {"9e17", "9e17"}, /* as good an id as any */
                 {"1.2.3", "1.2.3"},
                 {"80.0x", "80.0x"},
                 {"e+5", "e+5"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[64];
        snprintf(text, sizeof text, "id;user;time\n%s;a;10\n", cases[i].id);
        read_text(&r, text);
        cr_assert_eq(r.batch.count, cases[i].as_read != NULL, "%s", cases[i].id);
        if (cases[i].as_read) check_slice(r.batch.records[0].id, cases[i].as_read);
        if (!cases[i].as_read) check_count(r.batch.rejects[0].reason, REJECT_MANGLED_ID);
        release_reading(&r);
    }
    read_text(&r, "id,user,time,reply_to,retweet_id\n1,a,10,9.06E+17,77.0\n2,b,11,,9.06E+17\n");
    check_count(r.batch.count, 2);
    check_count(r.batch.mangled, 2);
    check_count(r.batch.records[0].reply_to.size, 0);
    check_slice(r.batch.records[0].repost_of, "77");
    check_count(r.batch.records[1].repost_of.size, 0);
}

Test(read_csv, reads_a_field_of_a_megabyte) {
    enum { SIZE = 1 << 20 };
    struct buffer text = {0};
    append_text(&text, "user,time,text\na,10,\"");
    for (size_t i = 0; i < SIZE; i++)
        buffer_byte(&text, "word,\n"[i % 6]);
    append_text(&text, "\"\nb,11,x\n");
    buffer_byte(&text, '\0');
    read_text(&r, text.bytes);
    buffer_release(&text);
    check_count(r.batch.count, 2);
    check_count(r.batch.records[0].text.size, SIZE);
    check_count(r.batch.records[1].line, 3 + SIZE / 6);
}

Test(read_csv, repairs_bytes_that_are_no_utf8) {
    read_text(&r, "user,time,text\na,10,caf\xE9 \xF0\x9F\x98\nb,11,caf\xC3\xA9\n");
    check_count(r.batch.count, 2);
    check_count(r.batch.repaired, 1);
    check_slice(r.batch.records[0].text, "caf\xEF\xBF\xBD \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    check_slice(r.batch.records[1].text, "caf\xC3\xA9");
}

Test(read_csv, splits_every_spelling_of_a_list) {
    static const struct {
        const char *cell, *urls, *hashtags;
    } cases[] = {
        {"", "", ""},
        {"[]", "", ""},
        {"NA", "", ""},
        {"\"['http://a/1', 'http://b/2']\"", "http://a/1 http://b/2", "http://a/1 http://b/2"},
        {"\"[\"\"http://a/1\"\", \"\"http://b/2\"\"]\"", "http://a/1 http://b/2",
         "http://a/1 http://b/2"},
        {"\"[http://a/1, http://b/2]\"", "http://a/1 http://b/2", "http://a/1 http://b/2"},
        {"http://a/1 http://b/2", "http://a/1 http://b/2", "http://a/1 http://b/2"},
        {"\"http://a/1,http://b/2\"", "http://a/1 http://b/2", "http://a/1 http://b/2"},
        {"http://a/1|http://b/2", "http://a/1 http://b/2", "http://a/1 http://b/2"},
        {"\"http://a/1,2\"", "http://a/1,2", "http://a/1 2"},
        {"\"['http://a/1,2']\"", "http://a/1,2", "http://a/1,2"},
        {"\"#one, #two\"", "#one, #two", "one two"},
        {"\"['it\\'s', 'b']\"", "it's b", "it's b"},
        {"\"[\"\"caf\\u00e9\"\", \"\"\\ud83d\\ude00\"\"]\"", "café 😀", "café 😀"},
        {"\"two words, three\"", "two words, three", "two words three"},
        {"#one #two|x", "#one #two|x", "one two x"},
        {"\"['open, b]\"", "'open, b", "'open b"},
        {"\"{one,\"\"two, three\"\"}\"", "one,\"two, three\"", "one two, three"},
        {"\"{\"\"url\"\": \"\"http://a/1\"\", \"\"tag\"\": \"\"x\"\"}\"", "http://a/1", "x"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[256];
        snprintf(text, sizeof text, "user,time,urls,hashtags\na,10,%s,%s\n", cases[i].cell,
                 cases[i].cell);
        read_text(&r, text);
        cr_assert_eq(r.batch.count, 1, "%s", cases[i].cell);
        check_list(r.batch.records[0].urls, cases[i].urls);
        check_list(r.batch.records[0].hashtags, cases[i].hashtags);
        release_reading(&r);
    }
    read_text(&r, "user,time\na,10\n");
}

Test(read_csv, follows_the_map_and_the_fields_asked_for) {
    static const char *const maps[] = {"account=name", "time=starred_at", "object=github", NULL};
    static const char *const fields[] = {"stars", "absent", NULL};
    struct choices choices;
    check_ok(read_bytes(&r, choose(&choices, "auto", maps, fields),
                        SLICE("github,name,starred_at,stars\no/r,ada,2023-04-04T20:15:37Z,5\n"),
                        &err),
             err);
    const struct record *record = &r.batch.records[0];
    check_slice(record->account, "ada");
    check_slice(record->object, "o/r");
    check_slice(record->fields[0], "5");
    check_count(record->fields[1].size, 0);
}

static void append_plain(struct buffer *text, char delimiter, uint64_t *random) {
    static const char pieces[] = "a1,;|\t \n\r\n";
    for (int i = 0; i < 120; i++) {
        *random = *random * 6364136223846793005u + 1442695040888963407u;
        buffer_byte(text, pieces[(*random >> 33) % (sizeof pieces - 1)]);
        if (i % 12) continue;
        char row[] = {'\n', 'a', delimiter, '1', '0', delimiter, '\0'};
        append_text(text, row);
    }
    append_text(text, "\n");
}

/* Text without quotes is not given to libcsv, which takes all of a text that has one: a row with a
 * quote behind it changes nothing of what is read before. */
Test(read_csv, splits_plain_text_as_libcsv_does) {
    static struct choices choices;
    const struct lockstep_settings *settings = choose(&choices, "auto", NULL, NULL);
    uint64_t random = 7, records = 0, rejects = 0;
    for (int seed = 0; seed < 600; seed++) {
        struct buffer text = {0}, expected = {0}, actual = {0};
        struct reading plain, quoted;
        char delimiter = ",;\t|"[seed % 4], row[64];
        snprintf(row, sizeof row, "user%ctime%ctext\n", delimiter, delimiter);
        append_text(&text, row);
        append_plain(&text, delimiter, &random);
        check_ok(read_bytes(&plain, settings, buffer_slice(&text), &err), err);
        snprintf(row, sizeof row, "\"z\"%c9%cx\n", delimiter, delimiter);
        append_text(&text, row);
        check_ok(read_bytes(&quoted, settings, buffer_slice(&text), &err), err);
        check_slice(quoted.batch.records[quoted.batch.count - 1].account, "z");
        batch_drop(&quoted.batch);
        describe(&expected, &quoted.batch);
        describe(&actual, &plain.batch);
        cr_assert(slice_equal(buffer_slice(&actual), buffer_slice(&expected)),
                  "seed %d:\n%.*s\nis\n%.*s\nexpected\n%.*s", seed, (int) text.size, text.bytes,
                  (int) actual.size, actual.bytes, (int) expected.size, expected.bytes);
        records += plain.batch.count, rejects += plain.batch.reject_count;
        release_reading(&plain), release_reading(&quoted);
        buffer_release(&text), buffer_release(&expected), buffer_release(&actual);
    }
    cr_assert_gt(records, 600);
    cr_assert_gt(rejects, 600);
    read_text(&r, "user,time\na,10\n");
}

static void append_random(struct buffer *text, uint64_t *random) {
    static const char *const pieces[] = {"a",    ",",  "\"",    "\"\"",    "\n",         "\r\n",
                                         " ",    "10", "x",     "\",\"",   "\t",         "\"\n",
                                         ",10,", "é",  "a,10,", "\"x\n\"", "\n\na,10,\""};
    for (int i = 0; i < 60; i++) {
        *random = *random * 6364136223846793005u + 1442695040888963407u;
        append_text(text, pieces[(*random >> 33) % (sizeof pieces / sizeof *pieces)]);
        if (i % 4 == 0) append_text(text, "\na,10,");
    }
    append_text(text, "\n");
}

/* The scan that cuts blocks must see records end where libcsv does: two parts of a text hold the
 * records of the whole. */
Test(read_csv, cuts_blocks_where_records_end) {
    static struct choices choices;
    const struct lockstep_settings *settings = choose(&choices, "auto", NULL, NULL);
    struct json_split split = {0};
    uint64_t random = 1;
    for (int seed = 0; seed < 500; seed++) {
        struct buffer text = {0}, expected = {0}, actual = {0};
        append_text(&text, "user,time,text\n");
        size_t header = text.size;
        append_random(&text, &random);
        struct reading whole;
        check_ok(read_bytes(&whole, settings, buffer_slice(&text), &err), err);
        struct slice first = {text.bytes + header, (text.size - header) / 2}, second;
        first.size = reader_cut(whole.reader, &split, first).size;
        second = (struct slice){first.at + first.size, text.size - header - first.size};
        struct batch batch = {0};
        struct slice none = {NULL, 0};
        uint64_t line = 2 + newlines_in(first);
        check_ok(parse_part(whole.reader, first, none, 2, &batch, &err), err);
        check_ok(parse_part(whole.reader, second, none, line, &batch, &err), err);
        describe(&expected, &whole.batch);
        describe(&actual, &batch);
        cr_assert(slice_equal(buffer_slice(&actual), buffer_slice(&expected)),
                  "seed %d:\n%.*s\nis\n%.*s\nexpected\n%.*s", seed, (int) text.size, text.bytes,
                  (int) actual.size, actual.bytes, (int) expected.size, expected.bytes);
        batch_release(&batch);
        release_reading(&whole);
        buffer_release(&text), buffer_release(&expected), buffer_release(&actual);
    }
    read_text(&r, "user,time\na,10\n");
}
