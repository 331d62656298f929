#include "engine/canonical.h"

#include "tests/check.h"

#include <ctype.h>
#include <utf8proc.h>

static struct buffer out, again;
static struct arena arena;
static lockstep_error err;

static void teardown(void) {
    buffer_release(&out), buffer_release(&again);
    arena_release(&arena);
}
TestSuite(canonical, .fini = teardown);

typedef bool (*form_fn)(struct buffer *out, struct slice text);

static bool text_form(struct buffer *to, struct slice text) {
    return canonical_text(to, text, 0);
}

struct example {
    const char *given, *wanted; /* NULL: has no form */
};

static void check_examples(form_fn form, const struct example *examples, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const struct example *e = &examples[i];
        buffer_clear(&out);
        bool has_form = form(&out, slice_of(e->given));
        cr_expect_eq(has_form, e->wanted != NULL, "\"%s\" %s a form", e->given,
                     has_form ? "has" : "has not");
        cr_expect(slice_equal(buffer_slice(&out), slice_of(e->wanted ? e->wanted : "")),
                  "\"%s\" becomes \"%.*s\", expected \"%s\"", e->given, (int) out.size, out.bytes,
                  e->wanted ? e->wanted : "");
    }
}
#define CHECK_EXAMPLES(form, examples)                                                             \
    check_examples(form, examples, sizeof(examples) / sizeof *(examples))

/* ---- texts */

Test(canonical, folds_case_and_cuts_at_punctuation) {
    static const struct example examples[] = {
        {"Hello,  World!\n", "hello world"},
        {"don't 'quote' rock'n'roll", "dont quote rocknroll"},
        {"don’t", "dont"},
        {"a-b_c/d", "a b c d"},
        {"1,000.50", "1 000 50"},
        {"  \t\r\n ", NULL},
        {"...!?", NULL},
        {"", NULL},
        {"Straße STRASSE", "strasse strasse"},
        {"ΣΊΣΥΦΟΣ σίσυφος", "σίσυφοσ σίσυφοσ"},
        {"ﬁne Ｗｉｄｅ 𝐛𝐨𝐥𝐝 ①②", "fine wide bold 12"},
        {"e\u0301te\u0301 été", "été été"},
        {"\u0301orphan ´accent", "orphan accent"},
    };
    CHECK_EXAMPLES(text_form, examples);
}

Test(canonical, drops_what_nobody_sees) {
    static const struct example examples[] = {
        {"vo\u200Bte v\u200Co\u200Dt\uFEFFe v\u00ADote", "vote vote vote"},
        {"\u200Eleft\u200F \u202Aright\u202C \u2066x\u2069", "left right x"},
        {"a\uFE0Fb c\U000E0100d", "ab cd"},
        {"مـــرحبا", "مرحبا"},
        {"\u200B\u200D", NULL},
    };
    CHECK_EXAMPLES(text_form, examples);
}

Test(canonical, removes_emoji_and_symbols) {
    static const struct example examples[] = {
        {"«go…», “mixed—words”😹😹", "go mixed words"},
        {"go🎉go 👩‍👩‍👧 🇦🇿 👍🏽 done", "go go done"},
        {"1️⃣ first", "1 first"},
        {"Nike™ Ⓡ © 5€ ㊗ 🈁", "nike r 5"},
        {"\U0001FAE8 new", "new"},
    };
    CHECK_EXAMPLES(text_form, examples);
}

Test(canonical, removes_addresses_and_mentions_and_keeps_the_word_of_a_hashtag) {
    static const struct example examples[] = {
        {"see https://t.co/AbC now", "see now"},
        {"seehttps://t.co/AbC?x=1#y now", "see now"},
        {"привет:HTTP://пример.рф/путь конец", "привет конец"},
        {"(http://a.b/c_(d)) end", "end"},
        {"cut https://…", "cut"},
        {"www.example.com/a?b t.co/x pic.twitter.com/abc end", "end"},
        {"“https://a.b/c” said", "said"},
        {"hi @user, @user_2: @a.bsky.social @b@example.org!", "hi"},
        {".@user mail me@example.com", "mail me example com"},
        {"#Azərbaycan #seçki2024", "azərbaycan seçki2024"},
        {"Tom &amp; Jerry &lt;3 &amper AT&T", "tom jerry 3 amper at t"},
        {"www and http: words", "www and http words"},
    };
    CHECK_EXAMPLES(text_form, examples);
}

Test(canonical, folds_the_dotted_capital_i_of_azeri) {
    static const struct example examples[] = {
        {"İlham ilham ILHAM", "ilham ilham ilham"},
        {"Bakı", "bakı"},
        {"I\u0307 i\u0307 ı", "i i ı"},
        {"İ\u0323", "ị"},
    };
    CHECK_EXAMPLES(text_form, examples);
}

Test(canonical, unifies_the_scripts_of_a_word_that_mixes_them) {
    static const struct example examples[] = {
        {"сор", "сор"},                 /* Cyrillic stays */
        {"cop", "cop"},                 /* Latin stays */
        {"раypal", "paypal"},           /* Cyrillic р, а: Latin has y, l */
        {"РАYPАL", "paypal"},           /* Cyrillic Р, А, А */
        {"вoйнa", "война"},             /* Latin o, a */
        {"МОСКВA", "москва"},           /* Latin A; all letters have twins: most are Cyrillic */
        {"аa", "aa"},                   /* a tie: Latin */
        {"iphoneом", "iphoneом"},       /* needs both */
        {"Gοοgle", "google"},           /* Greek omicron */
        {"ΚΑΛΗMΕΡΑ", "καλημερα"},       /* Latin M */
        {"Azәrbaycan", "azərbaycan"},   /* Cyrillic schwa */
        {"vоte сейчас", "vote сейчас"}, /* word by word */
        {"αо", "ао"},                   /* Greek and Cyrillic: a tie, Cyrillic */
    };
    CHECK_EXAMPLES(text_form, examples);
}

Test(canonical, counts_tokens) {
    static const struct {
        const char *text;
        unsigned tokens;
    } cases[] = {{"one two three", 3}, {"don't", 1},        {"a-b", 2},
                 {"我爱北京", 4},      {"iphone手机", 3},   {"กินข้าว", 5},
                 {"한국어 문장", 2},   {"さくら2024年", 5}, {"@a b https://c d", 2},
                 {"привет, мир", 2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (unsigned tokens = 1; tokens < 8; tokens++) {
            buffer_clear(&out);
            bool rich = canonical_text(&out, slice_of(cases[i].text), tokens);
            cr_expect_eq(rich, tokens <= cases[i].tokens, "\"%s\" with %u tokens", cases[i].text,
                         tokens);
            cr_expect(rich || out.size == 0, "\"%s\" appends nothing", cases[i].text);
        }
}

Test(canonical, appends_behind_what_is_there) {
    buffer_append(&out, SLICE("x"));
    cr_expect(canonical_text(&out, SLICE("A b"), 2));
    cr_expect(!canonical_text(&out, SLICE("A b"), 3));
    check_slice(buffer_slice(&out), "xa b");
}

/* ---- random input */

static uint64_t state;
static uint32_t draw(uint32_t below) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return (uint32_t) ((state >> 32) % below);
}

/* Letters that fold, marks, ignorables, separators, pieces of addresses: what breaks idempotence.
 */
static const char *const pieces[] = {
    "a",      "B",      "i",  "I",    "İ",    "ı",      "\u0307", "\u0345", "\u0301",
    "\u0323", "а",      "В",  "м",    "М",    "α",      "Ν",      "ν",      "σ",
    "ς",      "V",      "ж",  "h",    "Н",    "һ",      "´",      "¨",      "\u200D",
    "\u20E3", "\uFE0F", "'",  "’",    "ʼ",    "ŉ",      "#",      "@",      "＠",
    " ",      "\u3000", ".",  "/",    ":",    "http",   "https:", "//",     "www",
    "t.co/",  "%",      "&",  "?",    "=",    "漢",     "가",     "\u1100", "\u1161",
    "\u11A8", "ก",      "ำ",  "ﷺ",    "ﬁ",    "ẞ",      "µ",      "K",      "Å",
    "№",      "™",      "😀",  "\xFF", "\xC3", "\0",     "0",      "_",      "youtu.be/",
    "x.com",  "v=",     "m.", "%41",  "%2f",  "%e3%81", "[",      "]"};

static size_t random_text(char *text, size_t room, unsigned kind) {
    size_t size = 0;
    for (uint32_t count = draw(24); count-- > 0 && size + 16 < room;) {
        if (kind == 0) {
            text[size++] = (char) draw(256);
        } else if (kind == 1) {
            utf8proc_int32_t point = (utf8proc_int32_t) draw(draw(2) ? 0x30000 : 0x600);
            if (point < 0xD800 || point > 0xDFFF)
                size += (size_t) utf8proc_encode_char(point, (utf8proc_uint8_t *) text + size);
        } else if (kind == 2) {
            static const utf8proc_int32_t firsts[] = {'A', 'a', 0x0391, 0x03B1, 0x0410, 0x0430};
            utf8proc_int32_t point = firsts[draw(6)] + (utf8proc_int32_t) draw(26);
            size += (size_t) utf8proc_encode_char(point, (utf8proc_uint8_t *) text + size);
            if (draw(3) == 0) text[size++] = ' ';
        } else {
            const char *piece = pieces[draw(sizeof pieces / sizeof *pieces)];
            size_t length = *piece ? strlen(piece) : 1;
            memcpy(text + size, piece, length);
            size += length;
        }
    }
    return size;
}

static void check_idempotent(form_fn form, struct slice given, const char *what) {
    buffer_clear(&out), buffer_clear(&again);
    if (!form(&out, given)) {
        cr_expect_eq(out.size, 0, "%s: nothing is appended without a form", what);
        return;
    }
    bool has_form = form(&again, buffer_slice(&out));
    cr_expect(has_form && slice_equal(buffer_slice(&out), buffer_slice(&again)),
              "%s: \"%.*s\" -> \"%.*s\" -> \"%.*s\"", what, (int) given.size, given.at,
              (int) out.size, out.bytes, (int) again.size, again.bytes ? again.bytes : "");
}

static void check_idempotent_on_random_input(form_fn form, const char *prefix) {
    for (uint64_t seed = 1; seed <= 60000; seed++) {
        char text[512], what[64];
        state = seed * 0x9E3779B97F4A7C15u;
        size_t size = strlen(prefix);
        memcpy(text, prefix, size);
        size += random_text(text + size, sizeof text - size, (unsigned) (seed % 4));
        snprintf(what, sizeof what, "seed %llu", (unsigned long long) seed);
        check_idempotent(form, (struct slice){text, size}, what);
    }
}

Test(canonical, text_is_idempotent_on_random_input) {
    check_idempotent_on_random_input(text_form, "");
}

Test(canonical, text_is_idempotent_on_every_code_point_beside_others) {
    static const char *const beside[] = {"", "a", "ж", "σ", "M", "\u0307", "i"};
    for (utf8proc_int32_t point = 1; point < 0x20000; point++) {
        if (point >= 0xD800 && point <= 0xDFFF) continue;
        for (size_t i = 0; i < 2 * (sizeof beside / sizeof *beside); i++) {
            char text[16] = "", encoded[5] = "", what[32];
            utf8proc_encode_char(point, (utf8proc_uint8_t *) encoded);
            const char *other = beside[i / 2];
            snprintf(text, sizeof text, "%s%s", i % 2 ? other : encoded, i % 2 ? encoded : other);
            snprintf(what, sizeof what, "U+%04X", (unsigned) point);
            check_idempotent(text_form, slice_of(text), what);
        }
    }
}

Test(canonical, text_of_random_input_has_single_blanks_and_no_ascii_punctuation) {
    for (uint64_t seed = 1; seed <= 20000; seed++) {
        char text[512];
        state = seed * 0x9E3779B97F4A7C15u;
        size_t size = random_text(text, sizeof text, (unsigned) (seed % 4));
        buffer_clear(&out);
        if (!text_form(&out, (struct slice){text, size})) continue;
        for (size_t i = 0; i < out.size; i++) {
            char c = out.bytes[i];
            bool blank_inside = c == ' ' && i > 0 && i + 1 < out.size && out.bytes[i - 1] != ' ';
            cr_assert(blank_inside || (unsigned char) c >= 0x80 || (c >= '0' && c <= '9') ||
                          (c >= 'a' && c <= 'z'),
                      "seed %llu: byte %zu of \"%.*s\"", (unsigned long long) seed, i,
                      (int) out.size, out.bytes);
        }
    }
}

Test(canonical, text_is_the_same_however_its_accents_are_coded) {
    for (uint64_t seed = 1; seed <= 20000; seed++) {
        char text[512];
        state = seed * 0x9E3779B97F4A7C15u;
        text[random_text(text, sizeof text - 1, 1)] = '\0';
        utf8proc_uint8_t *composed = utf8proc_NFC((utf8proc_uint8_t *) text);
        utf8proc_uint8_t *decomposed = utf8proc_NFD((utf8proc_uint8_t *) text);
        buffer_clear(&out), buffer_clear(&again);
        text_form(&out, slice_of((char *) composed));
        text_form(&again, slice_of((char *) decomposed));
        cr_expect(slice_equal(buffer_slice(&out), buffer_slice(&again)),
                  "seed %llu: \"%.*s\" and \"%.*s\"", (unsigned long long) seed, (int) out.size,
                  out.bytes, (int) again.size, again.bytes);
        free(composed), free(decomposed);
    }
}

/* A zero-width joiner sends a word the long way. */
static void check_both_ways(const char *word) {
    char joined[64];
    snprintf(joined, sizeof joined, "%s\u200D", word);
    buffer_clear(&out), buffer_clear(&again);
    cr_expect_eq(text_form(&out, slice_of(word)), text_form(&again, slice_of(joined)));
    cr_expect(slice_equal(buffer_slice(&out), buffer_slice(&again)),
              "\"%s\" becomes \"%.*s\" and the long way \"%.*s\"", word, (int) out.size, out.bytes,
              (int) again.size, again.bytes);
}

Test(canonical, common_words_have_the_form_that_the_long_way_gives) {
    static const char *const beside[] = {"", "x", "ж", "ب", "9", "’", "'s"};
    for (utf8proc_int32_t point = '0'; point < 0x800; point++)
        for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
            char word[16], encoded[5] = "";
            if (point < 0x80 && !isalnum(point)) continue;
            utf8proc_encode_char(point, (utf8proc_uint8_t *) encoded);
            snprintf(word, sizeof word, "%s%s", encoded, beside[i]);
            check_both_ways(word);
        }
    for (uint64_t seed = 1; seed <= 20000; seed++) {
        char word[32] = "";
        state = seed * 0x9E3779B97F4A7C15u;
        uint32_t base = (uint32_t[]){'A', 0x00C0, 0x0100, 0x0400, 0x0620, 0x0670}[draw(6)];
        for (size_t size = 0, n = 1 + draw(4); n > 0; n--) {
            utf8proc_int32_t point = (utf8proc_int32_t) (base + draw(base == 'A' ? 26 : 0x60));
            size += (size_t) utf8proc_encode_char(point, (utf8proc_uint8_t *) word + size);
            if (draw(12) == 0) word[size++] = "aI9"[draw(3)];
        }
        check_both_ways(word);
    }
}

/* Of any length, with any byte of ASCII behind. */
Test(canonical, plain_words_have_the_form_that_the_long_way_gives) {
    for (uint64_t seed = 1; seed <= 20000; seed++) {
        char text[64], expected[64];
        state = seed * 0x9E3779B97F4A7C15u;
        size_t size = 1 + draw(40);
        for (size_t i = 0; i < size; i++)
            while (!isalnum(text[i] = (char) (1 + draw(0x7F))))
                ;
        text[size] = '\0';
        check_both_ways(text);
        for (size_t i = 0; i <= size; i++)
            expected[i] = (char) tolower(text[i]);
        text[size] = (char) (1 + draw(0x7F));
        if (isalnum(text[size]) || text[size] == '.' || text[size] == ':') continue;
        text[size + 1] = '\0';
        buffer_clear(&out);
        text_form(&out, slice_of(text));
        check_slice(buffer_slice(&out), expected);
    }
}

Test(canonical, takes_thirty_marks_behind_a_letter) {
    struct buffer given = {0};
    buffer_append(&given, SLICE("a"));
    for (int i = 0; i < 100000; i++)
        buffer_append(&given, i % 2 ? SLICE("\u0323") : SLICE("\u0301"));
    check_idempotent(text_form, buffer_slice(&given), "marks");
    check_count(out.size, strlen("ạ\u0301") + 28 * 2);
    check_idempotent(canonical_hashtag, buffer_slice(&given), "marks of a hashtag");
    buffer_release(&given);
}

Test(canonical, reports_that_memory_ran_out) {
    for (long n = 0;; n++) {
        struct buffer to = {0};
        arena_fail_after = n;
        bool has_form = canonical_text(&to, SLICE("мир paurаl İ"), 1);
        arena_fail_after = -1;
        bool failed = to.failed;
        cr_expect(has_form != failed && (has_form || to.size == 0), "allocation %ld", n);
        buffer_release(&to);
        if (!failed) break;
        cr_assert_lt(n, 100);
    }
}

/* ---- URLs */

Test(canonical, gives_a_url_one_spelling) {
    static const struct example examples[] = {
        {"http://www.Example.COM:80/", "https://example.com"},
        {"https://example.com:8443/a/", "https://example.com:8443/a"},
        {"//example.com/a", "https://example.com/a"},
        {"example.com/a", "https://example.com/a"},
        {"  https://example.com/a \n", "https://example.com/a"},
        {"https://user:pw@example.com/", "https://example.com"},
        {"https://example.com/a?b=2&a=1&&#frag", "https://example.com/a?a=1&b=2"},
        {"https://example.com/?utm_source=x&UTM_Medium=y&id=7&fbclid=z",
         "https://example.com?id=7"},
        {"https://example.com/a?gclid=1", "https://example.com/a"},
        {"https://m.vk.com/wall1", "https://vk.com/wall1"},
        {"https://mobile.example.co.uk", "https://example.co.uk"},
        {"https://en.m.wikipedia.org/wiki/A", "https://en.wikipedia.org/wiki/A"},
        {"https://m.me/x", "https://m.me/x"},
        {"https://www.com", "https://www.com"},
        {"https://x.com/a/status/1?s=20&t=abc", "https://twitter.com/a/status/1"},
        {"https://mobile.twitter.com/a/status/1?ref_src=x", "https://twitter.com/a/status/1"},
        {"https://nitter.net/a/status/1", "https://nitter.net/a/status/1"},
        {"https://youtu.be/dQw4w9WgXcQ?si=abc&t=10", "https://youtube.com/watch?v=dQw4w9WgXcQ"},
        {"https://m.youtube.com/watch?feature=share&v=dQw4w9WgXcQ&list=x",
         "https://youtube.com/watch?v=dQw4w9WgXcQ"},
        {"https://youtube.com/shorts/abc_-1?feature=share", "https://youtube.com/watch?v=abc_-1"},
        {"https://youtube.com/@channel?si=abc", "https://youtube.com/@channel"},
        {"https://bit.ly/AbC", "https://bit.ly/AbC"},
        {"https://example.com/%7euser/%d0%bc%41?q=%c3%a9%26",
         "https://example.com/~user/%D0%BCA?q=%C3%A9%26"},
        {"https://example.com/м", "https://example.com/%D0%BC"},
        {"https://example.com/100%/%zz", "https://example.com/100%25/%25zz"},
        {"https://example.com/a b", "https://example.com/a%20b"},
        {"https://ПРИМЕР.рф/", "https://xn--e1afmkfd.xn--p1ai"},
        {"https://XN--E1AFMKFD.xn--p1ai", "https://xn--e1afmkfd.xn--p1ai"},
        {"https://www.Bu\u0308cher.example/a", "https://xn--bcher-kva.example/a"},
        {"https://b%C3%BCcher.example/a", "https://xn--bcher-kva.example/a"},
        {"https://例え。jp/a", "https://xn--r8jz45g.jp/a"},
        {"https://ex%61mple.com./", "https://example.com"},
        {"http://[2001:DB8::1]:8080/a", "https://[2001:db8::1]:8080/a"},
        {"HTTP://LOCALHOST/A", "https://localhost/A"},
    };
    CHECK_EXAMPLES(canonical_url, examples);
}

Test(canonical, refuses_what_has_no_host) {
    static const struct example examples[] = {
        {"", NULL},
        {"   ", NULL},
        {"https://", NULL},
        {"http:///path", NULL},
        {"javascript:alert(1)", NULL},
        {"javascript://example.com/%0aalert(1)", NULL},
        {"mailto:a@example.com", NULL},
        {"a@example.com", NULL},
        {"data:text/html,x", NULL},
        {"tg://resolve?domain=x", NULL},
        {"ftp://example.com/", NULL},
        {"word", NULL},
        {"/path/only", NULL},
        {"https://a b.com/", NULL},
        {"https://a..b/", NULL},
        {"https://.com/", NULL},
        {"https://example.com:port/", NULL},
        {"https://example.com:99999/", NULL},
        {"https://exa\\mple.com/", NULL},
        {"https://\xFF\xFE/", NULL},
        {"https://😀/", NULL},
    };
    CHECK_EXAMPLES(canonical_url, examples);
}

Test(canonical, survives_hostile_urls) {
    char text[10000];
    memset(text, 'a', sizeof text);
    cr_expect(!canonical_url(&out, (struct slice){text, sizeof text}));
    memcpy(text, "https://", 8);
    cr_expect(!canonical_url(&out, (struct slice){text, sizeof text}), "a host of 9,992 letters");
    memcpy(text, "https://a.b/", 12);
    cr_expect(canonical_url(&out, (struct slice){text, sizeof text}));
    check_count(out.size, sizeof text);
    memset(text + 12, '&', sizeof text - 12);
    text[12] = '?', text[9999] = 'z', buffer_clear(&out);
    cr_expect(canonical_url(&out, (struct slice){text, sizeof text}));
    check_slice(buffer_slice(&out), "https://a.b?z");
    buffer_clear(&out);
    cr_expect(canonical_url(&out, (struct slice){"https://a.b/c\0d", 15}));
    check_slice(buffer_slice(&out), "https://a.b/c%00d");
    cr_expect(!canonical_url(&out, (struct slice){"https://a\0.b/", 13}));
}

Test(canonical, url_is_idempotent_on_random_input) {
    static const char *const prefixes[] = {"",
                                           "https://",
                                           "http://m.",
                                           "https://a.b/",
                                           "https://youtube.com/watch?",
                                           "https://youtu.be/"};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        check_idempotent_on_random_input(canonical_url, prefixes[i]);
}

Test(canonical, host_is_that_of_the_canonical_url) {
    static const struct example examples[] = {
        {"http://www.Example.com:8080/a?b", "example.com"},
        {"https://youtu.be/abc", "youtube.com"},
        {"https://x.com", "twitter.com"},
        {"http://[2001:db8::1]:80/a", "[2001:db8::1]"},
        {"https://example.com?x", "example.com"},
        {"javascript:alert(1)", NULL},
    };
    CHECK_EXAMPLES(canonical_host, examples);
}

/* ---- hashtags and handles */

Test(canonical, folds_hashtags_and_handles) {
    static const struct example hashtags[] = {{"#Seçki2024", "seçki2024"},
                                              {"＃ＭＡＧＡ", "maga"},
                                              {"İlham_Əliyev", "ilham_əliyev"},
                                              {" tag ", "tag"},
                                              {"#", NULL},
                                              {"", NULL},
                                              {"\u200B", NULL},
                                              {"vo\u200Dte", "vote"}};
    CHECK_EXAMPLES(canonical_hashtag, hashtags);
    static const struct example handles[] = {{"@Name_1", "name_1"},
                                             {"A@Example.org", "a@example.org"},
                                             {"name.bsky.social", "name.bsky.social"},
                                             {"@", NULL}};
    CHECK_EXAMPLES(canonical_handle, handles);
}

Test(canonical, hashtag_is_idempotent_on_random_input) {
    check_idempotent_on_random_input(canonical_hashtag, "");
}

/* ---- entities */

static struct slice joined(struct slices list) {
    buffer_clear(&out);
    for (size_t i = 0; i < list.count; i++) {
        if (i) buffer_byte(&out, '|');
        buffer_append(&out, list.items[i]);
    }
    return buffer_slice(&out);
}

Test(canonical, finds_entities_in_a_text) {
    static const struct {
        const char *text, *urls, *hashtags, *mentions;
    } cases[] = {
        {"", "", "", ""},
        {"RT @a: #One two#three https://t.co/x.", "https://t.co/x", "One", "a"},
        {"(see http://a.b/c_(d)) [http://e.f]", "http://a.b/c_(d)|http://e.f", "", ""},
        {"http://a.b/#x @a#b", "http://a.b/#x", "", "a"},
        {"#123 #1a #a_b-c ＃全角 #", "", "1a|a_b|全角", ""},
        {"привет#тег #тег!", "", "тег", ""},
        {"#cut… @cut… https://t.c… http://a.b/c... #d", "http://a.b/c", "d", ""},
        {"&#39; me@example.com @a.bsky.social @b@example.org. @c-", "", "",
         "a.bsky.social|b@example.org|c"},
        {"@abcdefghijabcdefghijabcdefghija @ @é @caf\u00E9 @cafe\u0301 @bмир", "", "", "b"},
        {"“HTTPS://A.b/c” https:// xhttp://d.e/f", "HTTPS://A.b/c|http://d.e/f", "", ""},
        {"#nə\u0301 #a\u200Cb", "", "nə\u0301|a\u200Cb", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct slices urls, hashtags, mentions;
        check_ok(
            text_entities(slice_of(cases[i].text), &urls, &hashtags, &mentions, NULL, &arena, &err),
            err);
        check_slice(joined(urls), cases[i].urls);
        check_slice(joined(hashtags), cases[i].hashtags);
        check_slice(joined(mentions), cases[i].mentions);
    }
}

#define LONG                                                                                       \
    "so many words that one may well think of a limit which is put to the length of texts, and "   \
    "of one that cuts "

Test(canonical, urls_that_are_cut_off_are_counted) {
    static const struct {
        const char *text, *urls;
        size_t cut;
    } cases[] = {
        {"https://t.co/0123456789 and https://t.co/x", "https://t.co/0123456789|https://t.co/x", 0},
        {LONG "https://t.co/0123456", "https://t.co/0123456", 0},
        {LONG "https://t.co/012345", "", 1},
        {"http://t.co/ https://t.co https://t. https://t", "", 4},
        {"https://example.org/pa… https://example.org/x", "https://example.org/x", 1},
        {"https://example.org/pa...", "", 1},
        {"http://exam", "", 1},
        {"https://localhost/path http://[::1] https://a.b?c https://not.co/a",
         "https://localhost/path|http://[::1]|https://a.b?c|https://not.co/a", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct slices urls, others[2];
        size_t cut;
        check_ok(text_entities(slice_of(cases[i].text), &urls, &others[0], &others[1], &cut, &arena,
                               &err),
                 err);
        check_slice(joined(urls), cases[i].urls);
        check_count(cut, cases[i].cut);
    }
}

Test(canonical, entities_report_that_memory_ran_out) {
    struct slices urls, hashtags, mentions;
    for (long n = 0; n < 3; n++) {
        lockstep_error refused = {0};
        arena_fail_after = n;
        check_status(text_entities(SLICE("http://a.b #c @d"), &urls, &hashtags, &mentions, NULL,
                                   &arena, &refused),
                     LOCKSTEP_ENOMEM, refused);
        arena_fail_after = -1;
        check_count(urls.count + hashtags.count + mentions.count, 0);
    }
}

Test(canonical, entities_of_random_input_lie_inside_it) {
    for (uint64_t seed = 1; seed <= 20000; seed++) {
        char text[512];
        state = seed * 0x9E3779B97F4A7C15u;
        size_t size = random_text(text, sizeof text, (unsigned) (seed % 4));
        struct slices lists[3];
        check_ok(text_entities((struct slice){text, size}, &lists[0], &lists[1], &lists[2], NULL,
                               &arena, &err),
                 err);
        for (size_t i = 0; i < 3; i++)
            for (size_t j = 0; j < lists[i].count; j++) {
                struct slice s = lists[i].items[j];
                cr_assert(s.size > 0 && s.at >= text && s.at + s.size <= text + size, "seed %llu",
                          (unsigned long long) seed);
            }
        arena_release(&arena);
    }
}

Test(canonical, finds_the_text_behind_rt) {
    static const struct {
        const char *text, *behind, *name;
    } cases[] = {{"RT @a_1: hello", "hello", "a_1"},
                 {" RT @a:hello ", "hello ", "a"},
                 {"RT @a hello", "", ""},
                 {"RT @a: ", "", ""},
                 {"RT : x", "", ""},
                 {"rt @a: x", "", ""},
                 {"START @a: x", "", ""},
                 {"RT @a:", "", ""},
                 {"", "", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct slice name;
        check_slice(text_behind_rt(slice_of(cases[i].text), &name), cases[i].behind);
        check_slice(name, cases[i].name);
    }
}
