#include "engine/html.h"

#include "tests/check.h"

static struct arena arena;

static void teardown(void) {
    arena_release(&arena);
}
TestSuite(html, .fini = teardown);

Test(html, becomes_the_text_that_is_shown) {
    static const char *const pairs[][2] = {
        {"", ""},
        {"plain", "plain"},
        {"<p>one</p><p>two<br>three<br/>four</p>", "one\n\ntwo\nthree\nfour"},
        {"a &amp; b &lt;c&gt; &quot;d&quot; it&#39;s &#x1F600; &nbsp;e",
         "a & b <c> \"d\" it's 😀  e"},
        {"&unknown; & &; &#0; &#xD800; &#1114112; &#12x;",
         "&unknown; & &; &#0; &#xD800; &#1114112; &#12x;"},
        {"<b>bold</b><pre>x</pre><brand>y</brand>", "boldxy"},
        {"cut <a href=\"x", "cut "},
        {"1 &lt; 2", "1 < 2"},
        {"<span class=\"invisible\">https://</span><span>a.example/b</span>",
         "https://a.example/b"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        check_slice(html_text(&arena, slice_of(pairs[i][0])), pairs[i][1]);
}

Test(html, leads_where_its_links_lead) {
    static const struct {
        const char *html;
        size_t count;
        const char *first;
    } cases[] = {
        {"", 0, NULL},
        {"<a href=\"https://a.example/?x=1&amp;y=2\">a</a>", 1, "https://a.example/?x=1&y=2"},
        {"<a class='x' href='https://a.example/'>a</a><a href=\"b\">b</a>", 2,
         "https://a.example/"},
        {"<a href=\"https://a.example/@bob\" class=\"u-url mention\">@bob</a>", 0, NULL},
        {"<a href=\"https://a.example/tags/x\" class=\"mention hashtag\" rel=\"tag\">#x</a>", 0,
         NULL},
        {"<a href=\"https://a.example/tag/x\" rel=\"tag\">#x</a>", 0, NULL},
        {"<abbr href=\"x\">y</abbr><a href=>z</a><a>no</a><a href=\"open>", 0, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct slices links;
        cr_assert(html_links(&arena, slice_of(cases[i].html), &links));
        cr_expect_eq(links.count, cases[i].count, "%s: %zu links", cases[i].html, links.count);
        if (cases[i].count && links.count) check_slice(links.items[0], cases[i].first);
    }
}
