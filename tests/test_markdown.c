#include "export/markdown.h"

#include "engine/arena.h"
#include "tests/check.h"

#include <stdlib.h>

/* The caller frees. */
static char *written(struct slice text, size_t limit) {
    char *out = NULL;
    size_t size;
    FILE *stream = open_memstream(&out, &size);
    cr_assert(stream);
    markdown_text(stream, text, limit);
    fclose(stream);
    return out;
}

Test(markdown, shows_hostile_text_as_what_it_is) {
    const struct {
        struct slice text;
        const char *expected;
    } cases[] = {
        {SLICE("plain words, 3.5 and a-b"), "plain words, 3.5 and a-b"},
        {SLICE("<script>alert(1)</script>"), "&lt;script&gt;alert(1)&lt;/script&gt;"},
        {SLICE("&lt;"), "&amp;lt;"},
        {SLICE("a|b"), "a\\|b"},
        {SLICE("a\\|b"), "a\\\\\\|b"},
        {SLICE("*b* _i_ `c` ~s~ $m$"), "\\*b\\* \\_i\\_ \\`c\\` \\~s\\~ \\$m\\$"},
        {SLICE("![x](http://y)"), "\\!\\[x\\](http\\://y)"},
        {SLICE("see www.example.org"), "see www\\.example.org"},
        {SLICE("# title"), "\\# title"},
        {SLICE("> quote"), "&gt; quote"},
        {SLICE("- item"), "\\- item"},
        {SLICE("+ item"), "\\+ item"},
        {SLICE("12. item"), "12\\. item"},
        {SLICE("0.05 and 7) x"), "0.05 and 7) x"},
        {SLICE("12) item"), "12\\) item"},
        {SLICE("    code"), "code"},
        {SLICE("one\ntwo"), "one ⏎ two"},
        {SLICE("one \r\n\r\n two\tthree  "), "one ⏎ two three"},
        {SLICE("one\xE2\x80\xA8two"), "one ⏎ two"},
        {SLICE("a\0b"), "a‹U+0000›b"},
        {SLICE("\x1b[31m"), "‹U+001B›\\[31m"},
        {SLICE("\xE2\x80\xAE"
               "fdp.exe"),
         "‹U+202E›fdp.exe"},
        {SLICE("\xE2\x81\xA7x\xE2\x80\x8Fy\xEF\xBB\xBF"), "‹U+2067›x‹U+200F›y‹U+FEFF›"},
        {SLICE("a\xFF"
               "b\xE2\x80"),
         "a\xEF\xBF\xBD"
         "b\xEF\xBF\xBD\xEF\xBF\xBD"},
        {SLICE("süß 日本 😀"), "süß 日本 😀"},
        {SLICE(""), ""},
        {SLICE(" \n "), ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *out = written(cases[i].text, 100);
        check_text(out, cases[i].expected);
        free(out);
    }
}

Test(markdown, cuts_between_characters) {
    static const struct {
        size_t limit;
        const char *expected;
    } cases[] = {{0, "…"}, {1, "ü…"}, {3, "ü|b…"}, {4, "ü|b😀"}, {5, "ü|b😀"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *out = written(SLICE("ü|b😀"), cases[i].limit);
        char plain[64];
        size_t size = 0;
        for (const char *c = out; *c; c++)
            if (*c != '\\') plain[size++] = *c;
        plain[size] = '\0';
        check_text(plain, cases[i].expected);
        free(out);
    }
}

Test(markdown, groups_the_digits_of_counts) {
    check_text(COUNT(0), "0");
    check_text(COUNT(999), "999");
    check_text(COUNT(1000), "1,000");
    check_text(COUNT(1234567), "1,234,567");
    check_text(COUNT(UINT64_MAX), "18,446,744,073,709,551,615");
    check_text(THINGS(1, "post"), "1 post");
    check_text(THINGS(0, "post"), "0 posts");
    check_text(THINGS(12345, "post"), "12,345 posts");
}

Test(markdown, rounds_no_share_to_none_or_all) {
    check_text(PERCENT(1, 3), "33.3 %");
    check_text(PERCENT(0, 3), "0.0 %");
    check_text(PERCENT(3, 3), "100.0 %");
    check_text(PERCENT(1, 100000), "under 0.1 %");
    check_text(PERCENT(99999, 100000), "over 99.9 %");
    check_text(PERCENT(0, 0), "–");
}

Test(markdown, writes_moments_for_people) {
    check_text(MOMENT(INT64_C(1688632272) * MICROSECONDS), "2023-07-06 08:31:12 UTC");
}

Test(markdown, spells_durations_out) {
    check_text(SPAN(INT64_C(60) * MICROSECONDS), "60 seconds");
    check_text(SPAN(INT64_C(1) * MICROSECONDS), "1 second");
    check_text(SPAN(INT64_C(500000)), "500 milliseconds");
    check_text(SPAN(INT64_C(3600) * MICROSECONDS), "1 hour");
}
