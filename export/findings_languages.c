/* Languages as stated, and letters as written (A18). */
#include "export/findings.h"

#include <stdlib.h>

enum { LAST_POSTS = 30, SHOWN_LANGUAGES = 5 };

/* Whether one of an account's last thirty posts is in the language. */
static bool speaks(const struct dossier *dossier, uint32_t account, uint32_t language) {
    size_t count;
    const uint32_t *of = posts_of(dossier_background(dossier), account, &count);
    for (size_t i = count > LAST_POSTS ? count - LAST_POSTS : 0; i < count; i++)
        if (dossier->findings->archive->posts.language[of[i]] == language) return true;
    return false;
}

bool languages_measure(struct language_use *out, const struct dossiers *all,
                       const struct group *group, struct arena *arena) {
    const struct posts *posts = &all->findings->archive->posts;
    uint32_t *last = arena_alloc(arena, posts->languages.count, sizeof *last);
    if (!last) return false;
    for (uint32_t i = 0; i < group->count; i++) {
        size_t count;
        const uint32_t *of = posts_of(all->background, group->accounts[i], &count);
        for (size_t p = 0; p < count; p++) {
            uint16_t language = posts->language[of[p]];
            out[language].posts++;
            if (p + LAST_POSTS < count || last[language] == i + 1) continue;
            out[language].accounts++;
            last[language] = i + 1;
        }
    }
    return true;
}

/* The cluster's posts in a language. */
static void add_posts(struct ledger *ledger, struct claim *claim, const struct dossier *dossier,
                      uint32_t language) {
    const struct posts *posts = &dossier->findings->archive->posts;
    for (size_t i = 0; i < dossier->habits.posts; i++)
        if (posts->language[dossier->stream[i].post] == language)
            claim_add_post(ledger, claim, dossier->stream[i].post);
}

static void say_language(struct ledger *ledger, const struct dossier *dossier,
                         const struct language_count *found) {
    const struct posts *posts = &dossier->findings->archive->posts;
    const struct background *b = dossier_background(dossier);
    uint32_t language = 0;
    while (!slice_equal(names_get(&posts->languages, language), found->language))
        language++;
    struct claim *claim = ledger_add(ledger, SAY_LANGUAGE);
    claim_share(claim, found->posts, dossier->habits.posts);
    claim_against(claim, b->languages[language].posts, b->rest.stream.count);
    claim_name(claim, found->language);
    add_posts(ledger, claim, dossier, language);
    claim = ledger_add(ledger, SAY_SPEAKERS);
    uint32_t inside = 0;
    add_posts(ledger, claim, dossier, language);
    for (uint32_t i = 0; i < dossier->cluster->count; i++) {
        bool does = speaks(dossier, dossier->cluster->members[i], language);
        inside += does;
        if (!does) claim_add_account(ledger, claim, dossier->cluster->members[i]);
    }
    claim_share(claim, inside, dossier->cluster->count);
    claim_against(claim, b->languages[language].accounts, b->rest.count);
    claim_name(claim, found->language);
    claim_count(claim, LAST_POSTS);
    claim_parameter(claim, "last_posts", LAST_POSTS);
}

/* ---- letters */

/* Letters of the Latin script that few languages have, in pairs of cases. */
static const char *const letters[] = {"əƏ", "ğĞ", "ıİ", "ñÑ", "ßẞ", "łŁ", "őŐ", "řŘ", "țȚ", "ơƠ"};

static bool has_letter(struct slice text, struct slice letter) {
    for (size_t at = 0; at + letter.size <= text.size; at++)
        if (memcmp(text.at + at, letter.at, letter.size) == 0) return true;
    return false;
}

/* The first own post of an account that has one of a pair of letters; UINT32_MAX: none. */
static uint32_t writes(const struct dossier *dossier, uint32_t account, const char *pair) {
    size_t count, half = (unsigned char) pair[0] >= 0xE0 ? 3 : 2;
    struct slice small = {pair, half}, large = {pair + half, strlen(pair) - half};
    const uint32_t *of = posts_of(dossier_background(dossier), account, &count);
    for (size_t i = 0; i < count; i++) {
        if (dossier->findings->archive->posts.kind[of[i]] == POST_REPOST) continue;
        struct slice body = dossier_body(dossier, of[i]);
        if (has_letter(body, small) || has_letter(body, large)) return of[i];
    }
    return UINT32_MAX;
}

/* A tenth of the accounts, and three. */
static void find_letters(struct ledger *ledger, const struct dossier *dossier) {
    uint32_t count = dossier->cluster->count;
    for (size_t l = 0; l < sizeof letters / sizeof *letters; l++) {
        uint32_t writers = 0;
        for (uint32_t i = 0; i < count; i++)
            writers += writes(dossier, dossier->cluster->members[i], letters[l]) != UINT32_MAX;
        if (writers < 3 || writers * 10 < count) continue;
        struct claim *claim = ledger_add(ledger, SAY_LETTERS);
        claim_share(claim, writers, count);
        claim_name(claim, slice_of(letters[l]));
        for (uint32_t i = 0; i < count; i++) {
            uint32_t post = writes(dossier, dossier->cluster->members[i], letters[l]);
            if (post != UINT32_MAX) claim_add_post(ledger, claim, post);
        }
    }
}

void find_languages(struct ledger *ledger, const struct dossier *dossier) {
    bool stated = false;
    for (size_t i = 0; i < dossier->language_count; i++)
        stated |= dossier->languages[i].language.size > 0;
    if (!stated) ledger_omit(ledger, "A18", PHRASE_FIELD_LANGUAGE);
    for (size_t i = 0, shown = 0; i < dossier->language_count && shown < SHOWN_LANGUAGES; i++) {
        if (!dossier->languages[i].language.size) continue;
        say_language(ledger, dossier, &dossier->languages[i]);
        shown++;
    }
    find_letters(ledger, dossier);
}
