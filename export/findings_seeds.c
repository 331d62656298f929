/* Who was first with each hashtag and each picture, and how fast the cluster followed (A14). */
#include "export/findings.h"

enum { SHOWN_SEEDS = 10, TENTH = 10 };

static struct slice shown_name(struct ledger *ledger, const struct facets *facets, uint32_t name) {
    struct slice text = facet_text(facets, name);
    if (facet_kind(facets, name) != FACET_HASHTAG) return text;
    char *marked = arena_alloc(&ledger->arena, text.size + 2, 1);
    ledger->failed |= !marked;
    if (!marked) return SLICE("");
    marked[0] = '#';
    memcpy(marked + 1, text.at, text.size);
    return (struct slice){marked, text.size + 1};
}

/* The place of the first own post of the data that holds the name; the posts of a name are in order
 * of time. */
static size_t first_place(const struct dossier *dossier, uint32_t name) {
    const struct background *b = dossier_background(dossier);
    size_t i = b->name_start[name];
    while (dossier->findings->archive->posts.kind[b->name_posts[i]] == POST_REPOST)
        i++;
    return i;
}

/* Accounts that posted the name at its first moment; `first` is the place of the first own post. */
static uint32_t count_first(const struct dossier *dossier, uint32_t name, size_t first) {
    const struct background *b = dossier_background(dossier);
    const struct posts *posts = &dossier->findings->archive->posts;
    int64_t moment = posts->time[b->name_posts[first]];
    uint32_t accounts = 0;
    for (size_t i = first; i < b->name_start[name + 1]; i++) {
        uint32_t post = b->name_posts[i];
        bool is_new = posts->kind[post] != POST_REPOST;
        if (posts->time[post] != moment) break;
        for (size_t j = first; j < i && is_new; j++)
            is_new = posts->account[b->name_posts[j]] != posts->account[post] ||
                     posts->kind[b->name_posts[j]] == POST_REPOST;
        accounts += is_new;
    }
    return accounts;
}

/* From the cluster's first own post with the name to the first of its tenth account; -1 where there
 * are fewer. */
static int64_t until_tenth(struct ledger *ledger, const struct dossier *dossier,
                           const struct usage *usage) {
    const struct background *b = dossier_background(dossier);
    const struct posts *posts = &dossier->findings->archive->posts;
    uint8_t *seen = ledger_room(ledger, dossier->cluster->count, 1);
    int accounts = 0;
    for (size_t i = b->name_start[usage->name]; seen && i < b->name_start[usage->name + 1]; i++) {
        uint32_t post = b->name_posts[i], account = posts->account[post];
        if (posts->kind[post] == POST_REPOST || !is_member(dossier, account)) continue;
        uint8_t *met = &seen[dossier->all->seat[account]];
        accounts += !*met;
        *met = 1;
        if (accounts == TENTH) return posts->time[post] - usage->first;
    }
    return -1;
}

static void say_seed(struct ledger *ledger, const struct dossier *dossier,
                     const struct usage *usage) {
    const struct posts *posts = &dossier->findings->archive->posts;
    size_t first = first_place(dossier, usage->name);
    uint32_t post = dossier_background(dossier)->name_posts[first];
    uint32_t accounts = count_first(dossier, usage->name, first);
    int64_t tenth = until_tenth(ledger, dossier, usage);
    struct claim *claim = ledger_add(ledger, SAY_SEEDED);
    claim_share(claim, usage->accounts, dossier->cluster->count);
    claim_against_users(claim, dossier, usage->name);
    if (accounts > 1)
        claim_phrase(claim, PHRASE_FIRST_SEVERAL);
    else
        claim_account(claim, posts->account[post]);
    claim_name(claim, shown_name(ledger, dossier_facets(dossier), usage->name));
    claim_moment(claim, posts->time[post]);
    claim_span(claim, tenth);
    if (tenth >= 0) claim_parameter(claim, "tenth_after_seconds", (double) tenth / MICROSECONDS);
    claim_window(claim, posts->time[post], posts->time[post]);
    claim_add_post(ledger, claim, post);
    claim_parameter(claim, "first_accounts", accounts);
    if (accounts == 1) claim_add_account(ledger, claim, posts->account[post]);
}

static void find_firsts(struct ledger *ledger, const struct dossier *dossier, enum facet kind) {
    struct usages names = usage_of(ledger, dossier, kind);
    for (size_t i = 0; i < names.count && i < SHOWN_SEEDS && names.items[i].accounts >= 2; i++)
        say_seed(ledger, dossier, &names.items[i]);
}

void find_seeds(struct ledger *ledger, const struct dossier *dossier) {
    find_firsts(ledger, dossier, FACET_HASHTAG);
    find_firsts(ledger, dossier, FACET_MEDIA);
}
