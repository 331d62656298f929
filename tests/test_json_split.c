#include "engine/json_split.h"

#include "engine/arena.h"

#include "tests/reading.h"

static struct buffer out;
static struct json_split split;

static void teardown(void) {
    buffer_release(&out);
    json_split_release(&split);
}
TestSuite(json_split, .fini = teardown);

static void append_values(struct slice records) {
    struct slice value, facts = json_split_facts(&split);
    while (json_next_value(&records, &value)) {
        buffer_append(&out, value);
        buffer_append(&out, facts);
        buffer_byte(&out, '\n');
    }
}

/* The records of a text of which no more than `window` bytes, but at least one record, are seen at
 * a time, each with the facts around it; what never ends comes last. */
static const char *records_of(struct slice text, const char *lists, size_t window) {
    buffer_clear(&out);
    json_split_release(&split);
    split.lists = lists;
    for (size_t seen = window; text.size;) {
        struct slice part = {text.at, text.size < seen ? text.size : seen};
        struct json_cut cut = json_split_next(&split, part);
        cr_assert_leq(cut.skip + cut.size, part.size);
        append_values((struct slice){text.at + cut.skip, cut.size});
        text.at += cut.skip + cut.size;
        text.size -= cut.skip + cut.size;
        seen = cut.skip + cut.size ? window : 2 * seen;
        if (!(cut.skip + cut.size) && part.size == text.size) {
            append_values(text);
            break;
        }
    }
    buffer_byte(&out, '\0');
    return out.bytes;
}

static const struct {
    const char *text, *lists, *records;
} cases[] = {
    {"", NULL, ""},
    {" \n", NULL, ""},
    {"{\"a\":1}\n{\"b\":2}\n", NULL, "{\"a\":1}\n{\"b\":2}\n"},
    {"{\"a\":1}{\"b\":2}", NULL, "{\"a\":1}\n{\"b\":2}\n"},
    {"[{\"a\":1},{\"b\":2}]", NULL, "{\"a\":1}\n{\"b\":2}\n"},
    {"[{\"a\":1}]\n[{\"b\":2}]\n", NULL, "{\"a\":1}\n{\"b\":2}\n"},
    {"[ 1, \"x\", [2] , {} ]", NULL, "1\n\"x\"\n[2]\n{}\n"},
    {"[]{}", NULL, "{}\n"},
    {"{\"s\":\"}]{[\\\"\\\\\"}\n{\"s\":\"\\\\\"}", NULL,
     "{\"s\":\"}]{[\\\"\\\\\"}\n{\"s\":\"\\\\\"}\n"},
    {"{\"a\":{\"b\":[{}]}}", NULL, "{\"a\":{\"b\":[{}]}}\n"},
    {"{\"cut", NULL, "{\"cut\n"},
    {"[{\"a\":1},{\"cut\":", NULL, "{\"a\":1}\n{\"cut\":\n"},
    {"[{\"a\":\"cut\n{\"b\":2}\n]", NULL, "{\"a\":\"cut\n{\"b\":2}\n"},
    {"{\"m\":[{\"i\":1},{\"i\":2}]}", "m", "{\"i\":1}\n{\"i\":2}\n"},
    {"{\"id\":5,\"n\":\"x\",\"m\":[{\"i\":1},{\"i\":2}],\"z\":1}", "m",
     "{\"i\":1}{\"id\":5,\"n\":\"x\"}\n{\"i\":2}{\"id\":5,\"n\":\"x\"}\n"},
    {"{\"id\":5,\"big\":{\"m\":[{\"i\":0}]},\"m\":[{\"i\":1}]}", "m", "{\"i\":1}{\"id\":5}\n"},
    {"{\"m\":[{\"i\":1}]}{\"id\":6,\"m\":[{\"i\":2}]}", "m", "{\"i\":1}\n{\"i\":2}{\"id\":6}\n"},
    {"[{\"m\":[{\"i\":1}]},{\"m\":[{\"i\":2}]}]", "m", "{\"i\":1}\n{\"i\":2}\n"},
    {"{\"a\":1,\"c\":{\"x\":2,\"list\":[{\"id\":7,\"m\":[{\"i\":1}]},{\"id\":8,\"m\":[]},{\"id\":9,"
     "\"m\":[{\"i\":3}]}]},\"l\":{\"list\":[{\"m\":[{\"i\":4}]}]}}",
     "m|c.list[].m|l.list[].m", "{\"i\":1}{\"id\":7}\n{\"i\":3}{\"id\":9}\n{\"i\":4}\n"},
    {"{\"mm\":[{\"i\":1}],\"m\":{\"i\":2},\"c\":3}", "m|c.list[].m", ""},
    {"{\"\":1,\"m\":[{\"i\":1}]}", "m", "{\"i\":1}{\"\":1}\n"},
    {"]]}}{\"m\":[{\"i\":1}]}", "m", "{\"i\":1}\n"},
};

Test(json_split, finds_records_whatever_the_window) {
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t window = 1; window <= strlen(cases[i].text) + 1; window++) {
            const char *records = records_of(slice_of(cases[i].text), cases[i].lists, window);
            cr_assert_str_eq(records, cases[i].records, "%s in windows of %zu:\n%s", cases[i].text,
                             window, records);
        }
}

/* ---- beside the slow way: written out of a tree that is known ---- */

static uint64_t next_random(uint64_t *random) {
    *random = *random * 6364136223846793005u + 1442695040888963407u;
    return *random >> 33;
}

static void append_value(struct buffer *text, uint64_t *random, int depth) {
    static const char *const plain[] = {"1",        "-2.5e3",       "true",         "null",
                                        "\"\"",     "\"a,b\"",      "\"{[\"",       "\"\\\"]\"",
                                        "\"\\\\\"", "\"\\\\\\\"\"", "\"é\\u00e9\"", "\"}\""};
    static const char *const blanks[] = {"", " ", "\n", "\n  "};
    uint64_t kind = next_random(random) % 4, count = next_random(random) % 4;
    if (depth == 0 || kind < 2) {
        append_text(text, plain[next_random(random) % (sizeof plain / sizeof *plain)]);
        return;
    }
    append_text(text, kind == 2 ? "{" : "[");
    for (uint64_t i = 0; i < count; i++) {
        append_text(text, i ? "," : "");
        append_text(text, blanks[next_random(random) % 4]);
        append_text(text, kind == 2 ? "\"k\": " : "");
        append_value(text, random, depth - 1);
    }
    append_text(text, blanks[next_random(random) % 4]);
    append_text(text, kind == 2 ? "}" : "]");
}

Test(json_split, finds_the_records_that_were_written) {
    for (uint64_t seed = 1; seed <= 400; seed++) {
        struct buffer text = {0}, expected = {0};
        uint64_t random = seed;
        bool in_list = seed % 2;
        append_text(&text, in_list ? "{\"id\": 1, \"m\": [" : "[");
        for (uint64_t i = 0, count = next_random(&random) % 6; i < count; i++) {
            struct buffer record = {0};
            append_text(&record, "{\"r\":");
            append_value(&record, &random, 4);
            append_text(&record, "}");
            append_text(&text, i ? ",\n" : "");
            buffer_append(&text, buffer_slice(&record));
            buffer_append(&expected, buffer_slice(&record));
            append_text(&expected, in_list ? "{\"id\": 1}\n" : "\n");
            buffer_release(&record);
        }
        append_text(&text, in_list ? "]}" : "]");
        buffer_byte(&expected, '\0');
        for (size_t window = 1; window < 300; window = 2 * window + 1) {
            const char *records = records_of(buffer_slice(&text), in_list ? "m" : NULL, window);
            cr_assert_str_eq(records, expected.bytes, "seed %llu, window %zu:\n%.*s\n%s",
                             (unsigned long long) seed, window, (int) text.size, text.bytes,
                             records);
        }
        buffer_release(&text), buffer_release(&expected);
    }
}

Test(json_split, closes_a_document_that_is_cut_off) {
    static const char *const pairs[][2] = {
        {"{\"a\":1}", "{\"a\":1}"},
        {"{\"a\":1} {\"b\":2}", "{\"a\":1}"},
        {"{\"a\":1,\"b\":[{\"c\":2},{\"d\":", "{\"a\":1,\"b\":[{\"c\":2}]}"},
        {"{\"a\":1,\"b\":\"x,y", "{\"a\":1}"},
        {"{\"a\":[1,2],\"b\":[3,{\"c\":4", "{\"a\":[1,2],\"b\":[3]}"},
        {"{\"a\":", ""},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        buffer_clear(&out);
        json_close(&out, slice_of(pairs[i][0]));
        cr_expect(slice_equal(buffer_slice(&out), slice_of(pairs[i][1])), "%s: %.*s", pairs[i][0],
                  (int) out.size, out.bytes);
    }
}

Test(json_split, keeps_no_more_than_short_facts) {
    struct buffer text = {0};
    append_text(&text, "{\"id\":1,\"long\":\"");
    for (int i = 0; i < 2000; i++)
        buffer_byte(&text, 'x');
    append_text(&text, "\",\"m\":[{}]}");
    check_text(records_of(buffer_slice(&text), "m", text.size), "{}{\"id\":1}\n");
    buffer_release(&text);
}
