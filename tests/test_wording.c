#include "export/findings.h"

#include "tests/check.h"

#include <math.h>
#include <stdlib.h>

static const struct wording *const languages[] = {&wording_en, &wording_fr};
enum { LANGUAGES = 2 };

/* Which placeholders a sentence has, as a sorted text: "0 1 N n". */
static void placeholders(char out[256], const char *sentence) {
    static const char *const names[] = {"0",    "1", "2", "3",  "4",     "5",    "6",
                                        "7",    "8", "9", "N",  "ci",    "base", "effect",
                                        "from", "n", "p", "to", "value", "%"};
    out[0] = '\0';
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t size = strlen(names[i]);
        bool found = false;
        for (const char *at = sentence; (at = strchr(at, '{')) && !found; at++)
            found = strncmp(at + 1, names[i], size) == 0 && strchr(" :}", at[1 + size]);
        if (found) strcat(strcat(out, names[i]), " ");
    }
}

Test(wording, has_every_sentence_with_the_same_numbers_in_each_language) {
    for (int s = 0; s < STATEMENT_COUNT; s++) {
        char first[256], other[256];
        const char *key = statement_key((enum statement) s);
        cr_assert(wording_en.sentences[s], "%s has no English sentence", key);
        cr_assert(wording_fr.sentences[s], "%s has no French sentence", key);
        placeholders(first, wording_en.sentences[s]);
        placeholders(other, wording_fr.sentences[s]);
        cr_expect_str_eq(first, other, "%s: \"%s\" in English, \"%s\" in French", key, first,
                         other);
        bool columns_en = wording_en.columns[s], columns_fr = wording_fr.columns[s];
        cr_expect_eq(columns_en, columns_fr, "%s is a table in one language only", key);
        if (!columns_en || !columns_fr) continue;
        placeholders(first, wording_en.columns[s]);
        placeholders(other, wording_fr.columns[s]);
        cr_expect_str_eq(first, other, "columns of %s: \"%s\", \"%s\"", key, first, other);
    }
}

Test(wording, has_every_phrase) {
    for (int l = 0; l < LANGUAGES; l++)
        for (int p = 0; p < PHRASE_COUNT; p++)
            cr_expect(languages[l]->phrases[p] && *languages[l]->phrases[p], "phrase %d in %s", p,
                      languages[l]->language);
}

static void check_balanced(const char *key, const char *text) {
    int braces = 0, brackets = 0;
    for (; *text; text++) {
        braces += (*text == '{') - (*text == '}');
        brackets += (*text == '[') - (*text == ']');
        cr_expect(braces >= 0 && braces <= 1 && brackets >= 0 && brackets <= 1, "%s: nested", key);
    }
    cr_expect(!braces && !brackets, "%s: not closed", key);
}

Test(wording, closes_its_braces) {
    for (int l = 0; l < LANGUAGES; l++)
        for (int s = 0; s < STATEMENT_COUNT; s++) {
            check_balanced(statement_key((enum statement) s), languages[l]->sentences[s]);
            if (languages[l]->columns[s])
                check_balanced(statement_key((enum statement) s), languages[l]->columns[s]);
        }
}

/* The caller frees. */
static char *said(const struct wording *wording, const char *sentence, const struct claim *claim) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    struct voice voice = {out, wording, NULL, &script_plain};
    voice_say(&voice, sentence, claim);
    fclose(out);
    return text;
}

static void check_said(const struct wording *wording, const char *sentence,
                       const struct claim *claim, const char *expected) {
    char *text = said(wording, sentence, claim);
    check_text(text, expected);
    free(text);
}

Test(wording, puts_nouns_in_their_number) {
    static const struct {
        uint64_t count;
        const char *english, *french;
    } cases[] = {{0, "0 posts were", "0 message a"},
                 {1, "1 post was", "1 message a"},
                 {2, "2 posts were", "2 messages ont"},
                 {1234567, "1,234,567 posts were", "1\u202F234\u202F567 messages ont"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct claim claim = {0};
        claim_count(&claim, cases[i].count);
        check_said(&wording_en, "{0 post|posts} {0:was|were}", &claim, cases[i].english);
        check_said(&wording_fr, "{0 message|messages} {0:a|ont}", &claim, cases[i].french);
    }
}

Test(wording, leaves_out_what_is_not_known) {
    struct claim claim = {.baseline = NAN, .p_value = 0.25};
    check_said(&wording_en, "a[; rest {base}][, {p}] b", &claim, "a, p = 0.25 b");
    check_said(&wording_en, "{base} {7}", &claim, "– –");
    claim.baseline = 0.5, claim.unit = "share";
    check_said(&wording_en, "a[; rest {base}]", &claim, "a; rest 50.0\u00A0%");
    check_said(&wording_fr, "a[ ; reste {base}]", &claim, "a ; reste 50,0\u00A0%");
}

Test(wording, names_languages) {
    static const struct {
        const char *code, *english, *french;
    } cases[] = {{"az", "Azerbaijani (az)", "azerbaïdjanais (az)"},
                 {"zh", "Chinese (zh)", "chinois (zh)"},
                 {"AR", "Arabic (AR)", "arabe (AR)"},
                 {"pt-BR", "Portuguese (pt-BR)", "portugais (pt-BR)"},
                 {"und", "und", "und"},
                 {"a", "a", "a"},
                 {"English", "English", "English"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct claim claim = {0};
        claim_language(&claim, slice_of(cases[i].code));
        check_said(&wording_en, "{0}", &claim, cases[i].english);
        check_said(&wording_fr, "{0}", &claim, cases[i].french);
    }
}

Test(wording, says_all_where_it_is_all) {
    static const char sentence[] = "[=all {N} are][!{n} of {N} are] here[, {p}]";
    struct claim claim = {.numerator = 7, .denominator = 7, .p_value = NAN};
    check_said(&wording_en, sentence, &claim, "all 7 are here");
    claim.numerator = 6;
    check_said(&wording_en, sentence, &claim, "6 of 7 are here");
    claim.numerator = claim.denominator = 1;
    check_said(&wording_en, sentence, &claim, "1 of 1 are here");
}

Test(wording, never_rounds_a_share_to_none_or_all) {
    static const struct {
        double share;
        const char *english;
    } cases[] = {{0, "0.0\u00A0%"},
                 {1, "100.0\u00A0%"},
                 {0.00001, "under 0.1\u00A0%"},
                 {0.99999, "over 99.9\u00A0%"},
                 {0.978723, "97.9\u00A0%"},
                 {NAN, "–"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[NUMBER_WORDS];
        check_text(word_share(text, &wording_en, cases[i].share), cases[i].english);
    }
}

Test(wording, says_spans_as_people_do) {
    static const struct {
        double seconds;
        const char *english, *french;
    } cases[] = {
        {1, "1\u00A0second", "1\u00A0seconde"},         {60, "60\u00A0seconds", "60\u00A0secondes"},
        {600, "10\u00A0minutes", "10\u00A0minutes"},    {3600, "1\u00A0hour", "1\u00A0heure"},
        {86400, "1\u00A0day", "1\u00A0jour"},           {5400, "1.5\u00A0hours", "1,5\u00A0heure"},
        {0.25, "0.2\u00A0seconds", "0,2\u00A0seconde"}, {0, "0\u00A0seconds", "0\u00A0seconde"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[NUMBER_WORDS];
        int64_t span = (int64_t) (cases[i].seconds * MICROSECONDS);
        check_text(word_span(text, &wording_en, span), cases[i].english);
        check_text(word_span(text, &wording_fr, span), cases[i].french);
    }
}

Test(wording, shows_small_chances_as_bounds) {
    struct claim claim = {.p_value = 1e-12};
    check_said(&wording_en, "{p}", &claim, "p < 0.0001");
    claim.p_value = 0.0123;
    check_said(&wording_fr, "{p}", &claim, "p = 0,012");
}

Test(wording, is_found_by_language) {
    cr_expect_eq(wording_find("en"), &wording_en);
    cr_expect_eq(wording_find("fr"), &wording_fr);
    cr_expect_null(wording_find("de"));
}
