/* Yes-or-no facts of posts and accounts, in the cluster and in the rest of the data (A21, A23,
 * A32).
 */
#include "export/findings.h"

#include <math.h>

struct case_of {
    const struct dossiers *all;
    const struct archive *archive;
};

/* 1, 0, or -1 where the data does not say. */
typedef int (*trait_fn)(const struct case_of *of, uint32_t item);

/* ---- of posts */

static int is_kind(const struct case_of *of, uint32_t post, enum post_kind kind) {
    return of->all->kinds_stated ? of->archive->posts.kind[post] == kind : -1;
}
static int is_repost(const struct case_of *of, uint32_t post) {
    return is_kind(of, post, POST_REPOST);
}
static int is_quote(const struct case_of *of, uint32_t post) {
    return is_kind(of, post, POST_QUOTE);
}
static int is_reply(const struct case_of *of, uint32_t post) {
    return is_kind(of, post, POST_REPLY);
}

static int on_weekend(const struct case_of *of, uint32_t post) {
    return time_civil(dossier_local(of->all, of->archive->posts.time[post])).weekday >= 5;
}

static int in_office(const struct case_of *of, uint32_t post) {
    if (of->archive->posts.precision == PRECISION_DAY) return -1;
    struct civil_time local = time_civil(dossier_local(of->all, of->archive->posts.time[post]));
    return is_office_hour((unsigned) local.weekday, (unsigned) local.hour);
}

/* Of own posts: a repost's content is another's. */
static int holds(const struct case_of *of, uint32_t post, enum facet kind) {
    size_t count;
    const struct facets *facets = &of->archive->facets;
    const struct facet_item *items = facets_of(facets, post, &count);
    if (!facets->start || of->archive->posts.kind[post] == POST_REPOST) return -1;
    for (size_t k = 0; k < count; k++)
        if (facet_kind(facets, items[k].name) == kind) return 1;
    return 0;
}
static int has_hashtag(const struct case_of *of, uint32_t post) {
    return holds(of, post, FACET_HASHTAG);
}
static int has_link(const struct case_of *of, uint32_t post) {
    return holds(of, post, FACET_URL);
}
static int has_media(const struct case_of *of, uint32_t post) {
    return holds(of, post, FACET_MEDIA);
}

/* ---- of accounts */

static const struct account_facts *facts_of(const struct case_of *of, uint32_t account) {
    return of->archive->accounts.items[account].facts;
}

static int has_no_bio(const struct case_of *of, uint32_t account) {
    const struct account_facts *facts = facts_of(of, account);
    if (!of->all->background->any_bio || !facts->handle.size) return -1;
    return facts->bio.size == 0;
}
static int has_no_place(const struct case_of *of, uint32_t account) {
    const struct account_facts *facts = facts_of(of, account);
    if (!of->all->background->any_place || !facts->handle.size) return -1;
    return facts->location.size == 0;
}

static int trailing_digits(const struct case_of *of, uint32_t account) {
    struct slice handle = facts_of(of, account)->handle;
    int digits = 0;
    for (size_t i = handle.size; i > 0 && handle.at[i - 1] >= '0' && handle.at[i - 1] <= '9'; i--)
        digits++;
    return handle.size ? digits : -1;
}
static int ends_in_digits(const struct case_of *of, uint32_t account) {
    int digits = trailing_digits(of, account);
    return digits < 0 ? -1 : digits >= 4;
}
static int ends_in_eight(const struct case_of *of, uint32_t account) {
    int digits = trailing_digits(of, account);
    return digits < 0 ? -1 : digits == 8;
}

static int is_verified(const struct case_of *of, uint32_t account) {
    return facts_of(of, account)->verified;
}

/* Followers within a fifth of those followed. */
static int is_balanced(const struct case_of *of, uint32_t account) {
    const struct account_facts *facts = facts_of(of, account);
    if (facts->followers < 0 || facts->following <= 0) return -1;
    int64_t difference = facts->followers - facts->following;
    return (difference < 0 ? -difference : difference) * 5 < facts->following;
}

static int has_website(const struct case_of *of, uint32_t account) {
    const struct account_facts *facts = facts_of(of, account);
    if (!of->all->background->any_website || !facts->handle.size) return -1;
    return facts->website.size > 0;
}
static int is_unlisted(const struct case_of *of, uint32_t account) {
    int64_t listed = facts_of(of, account)->listed;
    return listed < 0 ? -1 : listed == 0;
}
static int has_default_picture(const struct case_of *of, uint32_t account) {
    return shows_default(facts_of(of, account));
}

static int born_on_weekend(const struct case_of *of, uint32_t account) {
    int64_t created = facts_of(of, account)->created;
    if (created == INT64_MIN) return -1;
    return time_civil(dossier_local(of->all, created)).weekday >= 5;
}
/* Of accounts made at midnight UTC to the second, the hour is not known. */
static int born_in_office(const struct case_of *of, uint32_t account) {
    int64_t created = facts_of(of, account)->created;
    if (created == INT64_MIN || created % (INT64_C(86400) * MICROSECONDS) == 0) return -1;
    struct civil_time local = time_civil(dossier_local(of->all, created));
    return is_office_hour((unsigned) local.weekday, (unsigned) local.hour);
}

enum { YOUNG_DAYS = 180 };

/* Made in the half year before its first post in the data. */
static int is_young(const struct case_of *of, uint32_t account) {
    size_t count;
    int64_t created = facts_of(of, account)->created;
    const uint32_t *posts = posts_of(of->all->background, account, &count);
    if (created == INT64_MIN || !count) return -1;
    int64_t age = of->archive->posts.time[posts[0]] - created;
    return age < YOUNG_DAYS * INT64_C(86400) * MICROSECONDS;
}

/* ---- the table */

static const struct {
    enum statement statement;
    trait_fn has;
    bool of_accounts;
} table[TRAIT_COUNT] = {
    [TRAIT_REPOST] = {SAY_TRAIT_REPOST, is_repost, false},
    [TRAIT_QUOTE] = {SAY_TRAIT_QUOTE, is_quote, false},
    [TRAIT_REPLY] = {SAY_TRAIT_REPLY, is_reply, false},
    [TRAIT_WEEKEND] = {SAY_TRAIT_WEEKEND, on_weekend, false},
    [TRAIT_OFFICE] = {SAY_TRAIT_OFFICE, in_office, false},
    [TRAIT_HASHTAG] = {SAY_TRAIT_HASHTAG, has_hashtag, false},
    [TRAIT_LINK] = {SAY_TRAIT_LINK, has_link, false},
    [TRAIT_MEDIA] = {SAY_TRAIT_MEDIA, has_media, false},
    [TRAIT_NO_BIO] = {SAY_TRAIT_NO_BIO, has_no_bio, true},
    [TRAIT_NO_PLACE] = {SAY_TRAIT_NO_PLACE, has_no_place, true},
    [TRAIT_DIGITS] = {SAY_TRAIT_DIGITS, ends_in_digits, true},
    [TRAIT_EIGHT_DIGITS] = {SAY_TRAIT_EIGHT_DIGITS, ends_in_eight, true},
    [TRAIT_VERIFIED] = {SAY_TRAIT_VERIFIED, is_verified, true},
    [TRAIT_BALANCED] = {SAY_TRAIT_BALANCED, is_balanced, true},
    [TRAIT_WEBSITE] = {SAY_TRAIT_WEBSITE, has_website, true},
    [TRAIT_UNLISTED] = {SAY_TRAIT_UNLISTED, is_unlisted, true},
    [TRAIT_DEFAULT_PICTURE] = {SAY_TRAIT_DEFAULT_PICTURE, has_default_picture, true},
    [TRAIT_BORN_WEEKEND] = {SAY_TRAIT_BORN_WEEKEND, born_on_weekend, true},
    [TRAIT_BORN_OFFICE] = {SAY_TRAIT_BORN_OFFICE, born_in_office, true},
    [TRAIT_YOUNG] = {SAY_TRAIT_YOUNG, is_young, true},
};

struct trait_count trait_measure(const struct dossiers *all, const struct group *group,
                                 enum trait trait) {
    const struct case_of of = {all, all->findings->archive};
    struct trait_count count = {0};
    size_t items = table[trait].of_accounts ? group->count : group->stream.count;
    for (size_t i = 0; i < items; i++) {
        int has = table[trait].has(&of, table[trait].of_accounts ? group->accounts[i]
                                                                 : group->stream.items[i].post);
        count.known += has >= 0;
        count.has += has > 0;
    }
    return count;
}

/* The accounts or posts that have it. */
static void add_holders(struct ledger *ledger, struct claim *claim, const struct dossier *dossier,
                        enum trait trait) {
    const struct case_of of = {dossier->all, dossier->findings->archive};
    struct group group = dossier_group(dossier);
    for (uint32_t i = 0; i < group.count && table[trait].of_accounts; i++)
        if (table[trait].has(&of, group.accounts[i]) > 0)
            claim_add_account(ledger, claim, group.accounts[i]);
    for (size_t i = 0; i < group.stream.count && !table[trait].of_accounts; i++)
        if (table[trait].has(&of, group.stream.items[i].post) > 0)
            claim_add_post(ledger, claim, group.stream.items[i].post);
}

static void find_busiest_compared(struct ledger *ledger, const struct dossier *dossier) {
    const struct habits *here = &dossier->habits, *rest = &dossier->all->rest;
    if (!here->posts || !rest->posts) return;
    struct claim *claim = ledger_add(ledger, SAY_BUSIEST_COMPARED);
    claim_part(claim, here->busiest.count, here->posts);
    claim->baseline = (double) rest->busiest.count / (double) rest->posts;
    claim_parameter(claim, "baseline_numerator", (double) rest->busiest.count);
    claim_parameter(claim, "baseline_denominator", (double) rest->posts);
    claim_parameter(claim, "window_seconds", (double) TEN_MINUTES / MICROSECONDS);
}

void find_traits(struct ledger *ledger, const struct dossier *dossier) {
    struct group group = dossier_group(dossier);
    for (int t = 0; t < TRAIT_COUNT; t++) {
        struct trait_count here = trait_measure(dossier->all, &group, (enum trait) t);
        struct trait_count rest = dossier_background(dossier)->traits[t];
        if (!here.has && !rest.has) continue; /* also where the data does not say */
        struct claim *claim = ledger_add(ledger, table[t].statement);
        claim_share(claim, here.has, here.known);
        claim_against(claim, rest.has, rest.known);
        add_holders(ledger, claim, dossier, (enum trait) t);
    }
    find_busiest_compared(ledger, dossier);
}
