/* Whom and what a cluster points at: mentions, replies, sites (A17, A20), media (A19). */
#include "export/findings.h"

#include "engine/memory.h"

#include <stdlib.h>

enum { SHOWN_NAMES = 10 };
static const int64_t flood = INT64_C(3600) * MICROSECONDS;

/* Posts of the cluster that hold a name, in order of time. */
static struct stream posts_with(struct ledger *ledger, const struct dossier *dossier,
                                const struct usage *usage) {
    const struct background *b = dossier_background(dossier);
    const struct posts *posts = &dossier->findings->archive->posts;
    struct moment *items = ledger_room(ledger, usage->posts, sizeof *items);
    size_t count = 0;
    for (size_t i = b->name_start[usage->name]; items && i < b->name_start[usage->name + 1]; i++) {
        uint32_t post = b->name_posts[i];
        if (posts->kind[post] == POST_REPOST || !is_member(dossier, posts->account[post])) continue;
        items[count++] = (struct moment){posts->time[post], post};
    }
    return (struct stream){items, count};
}

/* Share of the cluster, posts, others in the data, the busiest hour. */
static void say_target(struct ledger *ledger, const struct dossier *dossier,
                       enum statement statement, const struct usage *usage) {
    struct slice text = facet_text(dossier_facets(dossier), usage->name);
    uint32_t others = dossier_background(dossier)->usage[usage->name].accounts - usage->accounts;
    struct stream posts = posts_with(ledger, dossier, usage);
    if (!posts.count) return;
    struct busy_window busiest = busiest_window(posts.items, posts.count, flood);
    uint32_t by = dossier->cluster->members[0], account = UINT32_MAX;
    if (statement == SAY_REPLIED)
        account = account_by_id(dossier->findings->archive, by, text, &ledger->failed);
    struct claim *claim = ledger_add(ledger, statement);
    claim_share(claim, usage->accounts, dossier->cluster->count);
    claim_against_users(claim, dossier, usage->name);
    if (account == UINT32_MAX)
        claim_name(claim, text);
    else
        claim_account(claim, account);
    claim_count(claim, usage->posts);
    claim_count(claim, others);
    claim_count(claim, busiest.count);
    claim_moment(claim, posts.items[busiest.first].time);
    claim_parameter(claim, "window_seconds", (double) flood / MICROSECONDS);
    claim_window(claim, posts.items[0].time, posts.items[posts.count - 1].time);
    claim_evidence(ledger, claim, posts);
}

/* How many names of the kind the cluster has. */
static size_t find_names(struct ledger *ledger, const struct dossier *dossier, enum facet kind,
                         enum statement statement) {
    struct usages names = usage_of(ledger, dossier, kind);
    for (size_t i = 0; i < names.count && i < SHOWN_NAMES && names.items[i].accounts >= 2; i++)
        say_target(ledger, dossier, statement, &names.items[i]);
    return names.count;
}

/* ---- the list of targets */

static bool is_target(const struct dossier *dossier, uint32_t name) {
    const struct facets *facets = dossier_facets(dossier);
    enum facet kind = facet_kind(facets, name);
    bool points = kind == FACET_MENTION || kind == FACET_REPLY_TO;
    return points && name_list_has(&dossier_background(dossier)->targets, facet_text(facets, name));
}

/* Which names of the data are on the list, asked once for each. */
static uint8_t *mark_targets(struct ledger *ledger, const struct dossier *dossier) {
    uint32_t count = dossier_facets(dossier)->names.count;
    uint8_t *marks = ledger_room(ledger, count, 1);
    for (uint32_t n = 0; n < count && marks; n++)
        marks[n] = is_target(dossier, n);
    return marks;
}

static bool hits_one(const struct facets *facets, const uint8_t *marks, uint32_t post) {
    size_t count;
    const struct facet_item *items = facets_of(facets, post, &count);
    for (size_t k = 0; k < count; k++)
        if (marks[items[k].name]) return true;
    return false;
}

static void find_listed(struct ledger *ledger, const struct dossier *dossier) {
    const struct posts *posts = &dossier->findings->archive->posts;
    const uint8_t *marks = mark_targets(ledger, dossier);
    uint8_t *hit = ledger_room(ledger, dossier->findings->archive->accounts.count, 1);
    if (!marks || !hit) return;
    uint32_t accounts = 0, others = 0;
    uint64_t hits = 0;
    struct claim *claim = ledger_add(ledger, SAY_LISTED_TARGETS);
    for (uint32_t p = 0; p < posts->count; memory_step(++p)) {
        uint32_t account = posts->account[p];
        if (posts->kind[p] == POST_REPOST || !hits_one(dossier_facets(dossier), marks, p)) continue;
        bool inside = is_member(dossier, account);
        hits += inside;
        accounts += inside && !hit[account];
        others += !dossier->findings->clusters->of_account[account] && !hit[account];
        hit[account] = 1;
        if (inside) claim_add_post(ledger, claim, p);
    }
    claim_share(claim, accounts, dossier->cluster->count);
    claim_against(claim, others, dossier_background(dossier)->rest.count);
    claim_count(claim, hits);
    claim_count(claim, dossier_background(dossier)->targets.names.count);
}

void find_targets(struct ledger *ledger, const struct dossier *dossier) {
    size_t mentioned = find_names(ledger, dossier, FACET_MENTION, SAY_TARGET);
    size_t answered = find_names(ledger, dossier, FACET_REPLY_TO, SAY_REPLIED);
    if (!mentioned && !answered) ledger_omit(ledger, "A17", PHRASE_FIELD_MENTIONS);
    if (dossier_background(dossier)->targets.given) find_listed(ledger, dossier);
    if (!find_names(ledger, dossier, FACET_HOST, SAY_HOST))
        ledger_omit(ledger, "A20", PHRASE_FIELD_LINKS);
    find_names(ledger, dossier, FACET_URL, SAY_LINK);
}

/* ---- media */

/* Posts with a picture or video that another account of the cluster used too. */
static void find_reuse(struct ledger *ledger, const struct dossier *dossier,
                       const struct usages *media) {
    const struct facets *facets = dossier_facets(dossier);
    const struct posts *posts = &dossier->findings->archive->posts;
    uint8_t *marks = ledger_room(ledger, facets->names.count, 1);
    uint64_t reused = 0, with = 0;
    if (!marks) return;
    for (size_t i = 0; i < media->count; i++)
        marks[media->items[i].name] = media->items[i].accounts >= 2 ? 2 : 1;
    struct claim *claim = ledger_add(ledger, SAY_MEDIA_REUSE);
    for (size_t i = 0; i < dossier->habits.posts; i++) {
        size_t count;
        uint8_t most = 0;
        uint32_t post = dossier->stream[i].post;
        const struct facet_item *items = facets_of(facets, post, &count);
        for (size_t k = 0; k < count && posts->kind[post] != POST_REPOST; k++)
            if (marks[items[k].name] > most) most = marks[items[k].name];
        with += most > 0;
        reused += most == 2;
        if (most == 2) claim_add_post(ledger, claim, post);
    }
    claim_share(claim, reused, with);
    const struct copy_count *rest = &dossier_background(dossier)->media;
    claim_against(claim, rest->copied, rest->posts);
}

void find_media(struct ledger *ledger, const struct dossier *dossier) {
    struct usages media = usage_of(ledger, dossier, FACET_MEDIA);
    if (!media.count) {
        ledger_omit(ledger, "A19", PHRASE_FIELD_MEDIA);
        return;
    }
    find_reuse(ledger, dossier, &media);
    for (size_t i = 0; i < media.count && i < SHOWN_NAMES && media.items[i].accounts >= 2; i++)
        say_target(ledger, dossier, SAY_MEDIUM, &media.items[i]);
}
