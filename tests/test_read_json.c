#include "engine/read_json.h"

#include "tests/reading.h"

static struct reading r;
static lockstep_error err;

static void teardown(void) {
    release_reading(&r);
}
TestSuite(read_json, .fini = teardown);

Test(read_json, takes_one_object_a_line) {
    read_text(&r, "{\"id\":\"1\",\"user\":\"a\",\"time\":10,\"text\":\"x \\\"y\\\" \\u00e9\"}\n"
                  "\n"
                  "  \t\r\n"
                  "{\"id\":2,\"user\":\"b\",\"time\":\"11\",\"text\":null}\r\n");
    check_count(r.batch.count, 2);
    check_slice(r.batch.records[0].text, "x \"y\" é");
    check_count(r.batch.records[0].line, 1);
    check_count(r.batch.records[1].line, 4);
    check_count(r.batch.records[1].text.size, 0);
    check_count(r.batch.reject_count, 0);
}

Test(read_json, keeps_integers_digit_by_digit) {
    read_text(&r,
              "{\"id\":9007199254740993,\"user\":18446744073709551615,\"time\":1606451170.518101}\n"
              "{\"id\":-1001465826763,\"user\":1,\"time\":1606451170518}\n");
    check_count(r.batch.count, 2);
    check_slice(r.batch.records[0].id, "9007199254740993");
    check_slice(r.batch.records[0].account, "18446744073709551615");
    check_count(r.batch.records[0].time, 1606451170518101);
    check_slice(r.batch.records[1].id, "-1001465826763");
    check_count(r.batch.records[1].precision, PRECISION_MILLISECOND);
}

Test(read_json, rejects_lines_with_a_reason) {
    static const struct {
        const char *line;
        enum reject_reason reason;
        const char *detail;
    } cases[] = {
        {"{\"id\":", REJECT_SYNTAX, NULL},
        {"not json", REJECT_SYNTAX, NULL},
        {"{\"user\":\"a\",\"time\":10} trailing", REJECT_SYNTAX, NULL},
        {"[1,2]", REJECT_NOT_A_POST, ""},
        {"7", REJECT_NOT_A_POST, ""},
        {"{\"time\":10,\"id\":\"1\"}", REJECT_NO_ACCOUNT, "1"},
        {"{\"time\":10,\"user\":null}", REJECT_NO_ACCOUNT, ""},
        {"{\"user\":\"a\"}", REJECT_NO_TIME, ""},
        {"{\"user\":\"a\",\"time\":\"noon\"}", REJECT_BAD_TIME, "noon"},
        {"{\"user\":\"a\",\"time\":true}", REJECT_BAD_TIME, "true"},
        {"{\"user\":\"a\",\"time\":10,\"id\":9.06E+17}", REJECT_MANGLED_ID, "9.06e+17"},
        {"{\"user\":\"9.06E+17\",\"time\":10}", REJECT_MANGLED_ID, "9.06E+17"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[256];
        snprintf(text, sizeof text, "{\"user\":\"z\",\"time\":9}\n\n%s\n", cases[i].line);
        read_text(&r, text);
        cr_assert_eq(r.batch.reject_count, 1, "%s", cases[i].line);
        cr_expect_eq(r.batch.rejects[0].reason, cases[i].reason, "%s: %s", cases[i].line,
                     reject_text(r.batch.rejects[0].reason));
        if (cases[i].detail) check_text(r.batch.rejects[0].detail, cases[i].detail);
        cr_expect_eq(*r.batch.rejects[0].detail == '\0', cases[i].detail && !*cases[i].detail);
        check_count(r.batch.rejects[0].line, 3);
        check_count(r.batch.count, 1);
        release_reading(&r);
    }
    read_text(&r, "{\"user\":\"z\",\"time\":9}\n");
}

Test(read_json, repairs_bad_utf8_and_half_pairs) {
    read_text(&r, "{\"user\":\"a\",\"time\":1,\"text\":\"caf\xE9\"}\n"
                  "{\"user\":\"a\",\"time\":2,\"text\":\"cut \\ud83d\"}\n"
                  "{\"user\":\"a\",\"time\":3,\"text\":\"cut \\uDE00 \\\\ud83d\"}\n"
                  "{\"user\":\"a\",\"time\":4,\"text\":\"whole \\ud83d\\ude00 half \\ud83d\"}\n"
                  "{\"user\":\"a\",\"time\":5,\"text\":\"fine \\ud83d\\ude00\"}\n");
    static const char *const texts[] = {"caf\xEF\xBF\xBD", "cut \xEF\xBF\xBD",
                                        "cut \xEF\xBF\xBD \\ud83d", "whole 😀 half \xEF\xBF\xBD",
                                        "fine 😀"};
    check_count(r.batch.count, 5);
    check_count(r.batch.repaired, 4);
    for (size_t i = 0; i < 5; i++)
        check_slice(r.batch.records[i].text, texts[i]);
}

/* What people's tools write and JSON does not know: Python's NaN, Telegram's \x08, numbers that no
 * double holds, tabs as they are. */
Test(read_json, mends_what_is_no_json_but_plain) {
    static const struct {
        const char *member, *id, *text;
        uint64_t repaired;
    } cases[] = {
        {"\"id\":1,\"score\":NaN,\"low\":-Infinity,\"high\":Infinity", "1", "", 0},
        {"\"id\":123456789012345678901234567890", "123456789012345678901234567890", "", 0},
        {"\"id\":2,\"score\":1e999", "2", "", 0},
        {"\"id\":3,\"text\":\"a\\x08b\\x1Bc\"", "3", "a\bb\033c", 0},
        {"\"id\":4,\"text\":\"a\tb\"", "4", "a\tb", 0},
        {"\"id\":5,\"text\":\"it\\'s NaN \\\\\"", "5", "it's NaN \\", 0},
        {"\"id\":6,\"score\":NaN,\"text\":\"\\ud83d\\ude00 \\ud83d\"", "6", "😀 \uFFFD", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char line[256];
        snprintf(line, sizeof line, "{\"user\":\"a\",\"time\":10,%s}\n", cases[i].member);
        read_text(&r, line);
        cr_assert_eq(r.batch.count, 1, "%s", line);
        check_slice(r.batch.records[0].id, cases[i].id);
        check_slice(r.batch.records[0].text, cases[i].text);
        check_count(r.batch.repaired, cases[i].repaired);
        release_reading(&r);
    }
    read_text(&r, "{\"user\":\"a\",\"time\":10}\n{\"user\":\"b\",\"time\":NaN,,}\n");
    check_count(r.batch.reject_count, 1);
}

/* One item cut off in the middle does not take the rest of the list with it. */
Test(read_json, finds_the_items_behind_one_that_is_cut_off) {
    static const char *const lists[] = {
        "[\n{\"user\":\"a\",\"time\":1},\n{\"user\":\"b\",\"ti\n{\"user\":\"c\",\"time\":3},\n"
        "{\"user\":\"d\",\"time\":4}\n]\n",
        "[\n{\"user\":\"a\",\"time\":1},\n{\"user\":\"b\",\"time\":\n{\"user\":\"c\",\"time\":3}"
        ",\n{\"user\":\"d\",\"time\":4}\n]\n",
        "[\n  {\n    \"user\":\"a\",\n    \"time\":1\n  },\n  {\n    \"user\":\"b\",\n    "
        "\"in\":[\n      {\n        \"x\":1\n  {\n    \"user\":\"c\",\n    \"in\":[\n      {"
        "\n        \"x\":1\n      }\n    ],\n    \"time\":3\n  },\n  {\n    \"user\":\"d\",\n    "
        "\"time\":4\n  }\n]\n"};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        read_text(&r, lists[i]);
        cr_assert_eq(r.batch.count, 3, "%zu: %zu", i, r.batch.count);
        check_slice(r.batch.records[1].account, "c");
        check_slice(r.batch.records[2].account, "d");
        check_count(r.batch.reject_count, 1);
        check_count(r.batch.rejects[0].reason, REJECT_SYNTAX);
        release_reading(&r);
    }
    read_text(&r, "{\"user\":\"a\",\"time\":10}\n");
}

Test(read_json, shows_nuls) {
    read_text(
        &r,
        "{\"user\":\"a\\u0000b\",\"time\":10,\"text\":\"x\\u0000\",\"hashtags\":[\"\\u0000t\"]}\n"
        "{\"user\":\"c\",\"time\":10}\n");
    check_slice(r.batch.records[0].account, "a\xEF\xBF\xBD"
                                            "b");
    check_slice(r.batch.records[0].text, "x\xEF\xBF\xBD");
    check_list(r.batch.records[0].hashtags, "\xEF\xBF\xBDt");
    check_count(r.batch.repaired, 1);
}

Test(read_json, follows_paths) {
    static const struct {
        const char *path, *value;
    } cases[] = {
        {"plain", "p"},
        {"user.id_str", "7"},
        {"user.deep.er", "d"},
        {"items[].name", "one"},
        {"items[kind=b].name", "two"},
        {"items[kind=z].name", ""},
        {"absent/either/plain", "e"},
        {"flag", "true"},
        {"number", "0.1"},
        {"user", ""},
        {"absent.more", ""},
        {"plain.more", ""},
        {"list[]", "x"},
        {"list[+]", "xy"},
        {"items[+].name", "onetwothree"},
        {"mixed[+].text/", "a b c"},
        {"user[id_str=7].deep.er", "d"},
        {"user[id_str=8].deep.er", ""},
        {"user[id_str].deep.er", "d"},
        {"user[nobody].deep.er", ""},
        {"[plain=p].either", "e"},
        {"[plain=q].either", ""},
        {"[flag=true].either", "e"},
        {"user.absent/deep/.er", "d"},
        {"user.absent/.id_str", "7"},
    };
    const char *text =
        "{\"account\":\"a\",\"time\":1,\"plain\":\"p\",\"user\":{\"id_str\":\"7\","
        "\"deep\":{\"er\":\"d\"}},\"items\":[{\"kind\":\"a\",\"name\":\"one\"},"
        "{\"kind\":\"b\",\"name\":\"two\"},{\"kind\":\"b\",\"name\":\"three\"}],"
        "\"mixed\":[\"a \",{\"type\":\"b\",\"text\":\"b\"},\" "
        "c\"],\"either\":\"e\",\"flag\":true,\"number\":0.1,\"list\":[\"x\",\"y\"]}\n";
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *const fields[] = {cases[i].path, NULL};
        struct choices choices;
        check_ok(read_bytes(&r, choose(&choices, "auto", NULL, fields), slice_of(text), &err), err);
        cr_assert_eq(r.batch.count, 1);
        struct slice value = r.batch.records[0].fields[0];
        cr_expect(slice_equal(value, slice_of(cases[i].value)), "%s is \"%.*s\"", cases[i].path,
                  (int) value.size, value.at);
        release_reading(&r);
    }
    read_text(&r, text);
}

Test(read_json, makes_values_of_others) {
    static const struct {
        const char *map, *id;
    } cases[] = {
        {"id=at://{user}/{n}", "at://a/7"},
        {"id={user}{absent}|n", "7"},
        {"id={absent}|{user}-{n}!", "a-7!"},
        {"id=link~tail", "12"},
        {"id=n~unless(7)|user", "a"},
        {"id=n~unless(8)", "7"},
        {"id=n~as(other)", "other"},
        {"id=absent~as(other)|n", "7"},
        {"id=html~html", "x & y"},
        {"id=[user=a]", "true"},
        {"id=[user=b]|n", "7"},
    };
    const char *text = "{\"user\":\"a\",\"time\":1,\"n\":7,\"link\":\"http://x/y/12/\","
                       "\"html\":\"<p>x &amp; y</p>\"}\n";
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *const maps[] = {cases[i].map, NULL};
        struct choices choices;
        check_ok(read_bytes(&r, choose(&choices, "auto", maps, NULL), slice_of(text), &err), err);
        cr_assert_eq(r.batch.count, 1);
        struct slice id = r.batch.records[0].id;
        cr_expect(slice_equal(id, slice_of(cases[i].id)), "%s is %.*s", cases[i].map, (int) id.size,
                  id.at);
        release_reading(&r);
    }
    read_text(&r, text);
}

Test(read_json, takes_lists_from_arrays_and_texts) {
    read_text(&r,
              "{\"user\":\"a\",\"time\":1,\"urls\":[\"http://a/1\",\"http://b/2\"],"
              "\"hashtags\":[\"#one\",\"two\",3],\"mentions\":\"@x, y\"}\n"
              "{\"user\":\"b\",\"time\":1,\"urls\":\"http://a/1 http://b/2\",\"hashtags\":[]}\n");
    check_list(r.batch.records[0].urls, "http://a/1 http://b/2");
    check_list(r.batch.records[0].hashtags, "one two 3");
    check_list(r.batch.records[0].mentions, "x y");
    check_list(r.batch.records[1].urls, "http://a/1 http://b/2");
    check_list(r.batch.records[1].hashtags, "");
}

Test(read_json, says_what_a_map_did_not_find) {
    static const char *const maps[] = {"account=user.name", NULL};
    struct choices choices;
    check_status(read_bytes(&r, choose(&choices, "auto", maps, NULL),
                            SLICE("{\"user\":{\"id\":1},\"time\":1}\n"), &err),
                 LOCKSTEP_EINPUT, err);
    check_text(err.text, "no member for the account; found user, time; expected user.name, or "
                         "--map account=NAME");
    err = (lockstep_error){0};
    read_text(&r, "{\"user\":{\"id\":1},\"time\":1}\n");
    check_slice(r.batch.records[0].account, "1");
}

Test(read_json, does_not_mind_where_the_bytes_end) {
    /* every prefix of a line: fine or a reject, never a crash (ASan watches) */
    static struct choices choices;
    const struct lockstep_settings *settings = choose(&choices, "auto", NULL, NULL);
    const char *line =
        "{\"user\":\"a\",\"time\":1,\"text\":\"\\ud83d\\ude00 caf\xC3\xA9 \\ud83d\"}";
    for (size_t size = 1; size <= strlen(line); size++) {
        char text[128];
        snprintf(text, sizeof text, "{\"user\":\"z\",\"time\":9}\n%.*s\n", (int) size, line);
        check_ok(read_bytes(&r, settings, slice_of(text), &err), err);
        check_count(r.batch.count + r.batch.reject_count, 2);
        release_reading(&r);
    }
    read_text(&r, "{\"user\":\"z\",\"time\":9}\n");
}
