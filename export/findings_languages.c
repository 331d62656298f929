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
    claim_language(claim, found->language);
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
    claim_language(claim, found->language);
    claim_count(claim, LAST_POSTS);
    claim_parameter(claim, "last_posts", LAST_POSTS);
}

/* ---- letters */

/* In pairs of cases; none begins with an ASCII byte. */
static const char *const letters[RARE_LETTERS] = {"əƏ", "ğĞ", "ıİ", "ñÑ", "ßẞ",
                                                  "łŁ", "őŐ", "řŘ", "țȚ", "ơƠ"};

static bool begins_with(struct slice text, const char *letter, size_t size) {
    return text.size >= size && memcmp(text.at, letter, size) == 0;
}

/* Which of the letters, in either case, a text has, as bits. */
static unsigned letters_in(struct slice text) {
    unsigned found = 0;
    for (; text.size; text.at++, text.size--) {
        if (!(*text.at & 0x80)) continue;
        for (unsigned l = 0; l < RARE_LETTERS; l++) {
            size_t half = (unsigned char) letters[l][0] >= 0xE0 ? 3 : 2;
            if (begins_with(text, letters[l], half) ||
                begins_with(text, letters[l] + half, strlen(letters[l] + half)))
                found |= 1U << l;
        }
    }
    return found;
}

/* The letters of an account's own posts. `first` takes the first post with each. */
static unsigned letters_of(const struct dossiers *all, uint32_t account,
                           uint32_t first[RARE_LETTERS]) {
    const struct archive *archive = all->findings->archive;
    unsigned found = 0;
    size_t count;
    const uint32_t *of = posts_of(all->background, account, &count);
    for (size_t i = 0; i < count; i++) {
        if (archive->posts.kind[of[i]] == POST_REPOST) continue;
        unsigned here = letters_in(texts_get(&archive->posts.bodies, of[i]));
        for (unsigned l = 0; l < RARE_LETTERS; l++)
            if ((here & ~found) >> l & 1) first[l] = of[i];
        found |= here;
    }
    return found;
}

void letters_measure(uint32_t out[RARE_LETTERS], const struct dossiers *all,
                     const struct group *group) {
    uint32_t first[RARE_LETTERS];
    memset(out, 0, RARE_LETTERS * sizeof *out);
    for (uint32_t i = 0; i < group->count; i++) {
        unsigned found = letters_of(all, group->accounts[i], first);
        for (unsigned l = 0; l < RARE_LETTERS; l++)
            out[l] += found >> l & 1;
    }
}

/* A tenth of the accounts, and three. */
static void find_letters(struct ledger *ledger, const struct dossier *dossier) {
    struct group group = dossier_group(dossier);
    const struct background *b = dossier_background(dossier);
    uint32_t writers[RARE_LETTERS], first[RARE_LETTERS];
    letters_measure(writers, dossier->all, &group);
    for (unsigned l = 0; l < RARE_LETTERS; l++) {
        if (writers[l] < 3 || writers[l] * 10 < group.count) continue;
        struct claim *claim = ledger_add(ledger, SAY_LETTERS);
        claim_share(claim, writers[l], group.count);
        claim_against(claim, b->letters[l], b->rest.count);
        claim_name(claim, slice_of(letters[l]));
        for (uint32_t i = 0; i < group.count; i++)
            if (letters_of(dossier->all, group.accounts[i], first) >> l & 1)
                claim_add_post(ledger, claim, first[l]);
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
