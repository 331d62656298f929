/* How far the posts reach (A27), who reposts whom (A25), which programs post (A26). */
#include "engine/memory.h"
#include "export/findings.h"
#include "export/statistics.h"

#include <math.h>
#include <stdlib.h>

/* ---- reactions */

static uint32_t reaction_of(const struct facets *facets, uint32_t post, enum reaction reaction) {
    if (!facets->reactions) return UINT32_MAX;
    const struct reactions *all = &facets->reactions[post];
    const uint32_t counts[] = {all->reposts, all->replies, all->likes, all->views};
    return counts[reaction];
}

bool reaction_measure(struct reaction_count *out, const struct dossiers *all,
                      const struct group *group, enum reaction reaction, struct arena *arena) {
    const struct archive *archive = all->findings->archive;
    double *values = arena_alloc(arena, group->stream.count, sizeof *values);
    double sum = 0, squares = 0;
    *out = (struct reaction_count){.mean = NAN, .median = NAN, .deviation = NAN};
    if (!values) return false;
    for (size_t i = 0; i < group->stream.count; i++) {
        uint32_t post = group->stream.items[i].post;
        uint32_t count = reaction_of(&archive->facets, post, reaction);
        if (archive->posts.kind[post] == POST_REPOST || count == UINT32_MAX) continue;
        values[out->posts++] = count;
        sum += count;
    }
    if (!out->posts) return true;
    out->mean = sum / (double) out->posts;
    for (uint64_t i = 0; i < out->posts; i++)
        squares += (values[i] - out->mean) * (values[i] - out->mean);
    out->deviation = out->posts > 1 ? sqrt(squares / (double) (out->posts - 1)) : NAN;
    out->median = median_of(values, out->posts);
    return true;
}

static void say_reaction(struct ledger *ledger, const struct dossier *dossier,
                         enum reaction reaction, const struct reaction_count *here) {
    const struct reaction_count *rest = &dossier_background(dossier)->reactions[reaction];
    double reach = 1.959963984540054 * here->deviation / sqrt((double) here->posts);
    struct claim *claim = ledger_add(ledger, SAY_REACTIONS);
    claim_value(claim, here->mean, "per post");
    claim->denominator = (double) here->posts;
    claim->numerator = here->mean * (double) here->posts;
    claim->low = fmax(0, here->mean - reach);
    claim->high = here->mean + reach;
    claim->interval = "normal, 95 %";
    claim->baseline = rest->mean;
    claim->effect = rest->mean > 0 ? here->mean / rest->mean : NAN;
    claim->p_value =
        welch_test((struct sample_mean){here->mean, here->deviation, (double) here->posts},
                   (struct sample_mean){rest->mean, rest->deviation, (double) rest->posts});
    claim->test = isnan(claim->p_value) ? NULL : "Welch's test of two means";
    claim_phrase(claim, (enum phrase)(PHRASE_REACTION_REPOSTS + reaction));
    claim_number(claim, here->median);
}

enum { SHOWN_POSTS = 5 };

/* The own posts with most reposts, or likes where no reposts are stated. */
static void find_top_posts(struct ledger *ledger, const struct dossier *dossier,
                           enum reaction reaction) {
    const struct archive *archive = dossier->findings->archive;
    uint32_t top[SHOWN_POSTS], counts[SHOWN_POSTS];
    size_t found = 0;
    for (size_t i = 0; i < dossier->habits.posts; i++) {
        uint32_t post = dossier->stream[i].post;
        uint32_t count = reaction_of(&archive->facets, post, reaction);
        if (archive->posts.kind[post] == POST_REPOST || count == UINT32_MAX || !count) continue;
        size_t place = found < SHOWN_POSTS ? found++ : SHOWN_POSTS;
        for (; place > 0 && counts[place - 1] < count; place--)
            if (place < SHOWN_POSTS) top[place] = top[place - 1], counts[place] = counts[place - 1];
        if (place < SHOWN_POSTS) top[place] = post, counts[place] = count;
    }
    for (size_t i = 0; i < found; i++) {
        struct claim *claim = ledger_add(ledger, SAY_TOP_POST);
        claim_value(claim, counts[i], "reactions");
        claim_account(claim, archive->posts.account[top[i]]);
        claim_text(claim, dossier_body(dossier, top[i]));
        claim_moment(claim, archive->posts.time[top[i]]);
        claim_phrase(claim, (enum phrase)(PHRASE_REACTION_REPOSTS + reaction));
        claim_add_post(ledger, claim, top[i]);
    }
}

static void find_reactions(struct ledger *ledger, const struct dossier *dossier) {
    struct group group = dossier_group(dossier);
    int top = -1;
    for (int r = 0; r < REACTIONS; r++) {
        struct reaction_count count;
        bool fits =
            reaction_measure(&count, dossier->all, &group, (enum reaction) r, &ledger->scratch);
        ledger->failed |= !fits;
        if (!fits || !count.posts) continue;
        say_reaction(ledger, dossier, (enum reaction) r, &count);
        if (top < 0 && count.mean > 0 && r != REACTION_REPLIES) top = r;
    }
    if (top >= 0) find_top_posts(ledger, dossier, (enum reaction) top);
    if (!dossier_background(dossier)->reactions[REACTION_REPOSTS].posts && top < 0)
        ledger_omit(ledger, "A27", PHRASE_FIELD_REACTIONS);
}

/* ---- reposts */

/* Reposts by one kind of accounts of another; accounts of the data alone are reposted. */
enum side { CLUSTER, REST, OTHERS, SIDES }; /* this cluster, no kept one, another one */

/* Whom each post reposts, as an account of the data; UINT32_MAX: nobody, or not in the data. */
struct amplification {
    uint64_t made[SIDES];       /* reposts, of accounts in the data or not */
    uint64_t of[SIDES][SIDES];  /* by the first side, of the second */
    uint32_t *by_members;       /* by account: reposts by the cluster, */
    uint32_t *reposters[SIDES]; /* accounts that did, by side */
    uint32_t *last;             /* and one more than the account counted last */
};

static enum side side_of(const struct dossier *dossier, uint32_t account) {
    if (is_member(dossier, account)) return CLUSTER;
    return dossier->findings->clusters->of_account[account] ? OTHERS : REST;
}

static void add_repost(struct amplification *a, const struct dossier *dossier, uint32_t post) {
    uint32_t by = dossier->findings->archive->posts.account[post];
    uint32_t of = dossier_background(dossier)->repost_of[post];
    enum side side = side_of(dossier, by);
    a->made[side]++;
    if (of == UINT32_MAX) return;
    a->of[side][side_of(dossier, of)]++;
    a->by_members[of] += side == CLUSTER;
    a->reposters[side][of] += a->last[of] != by + 1;
    a->last[of] = by + 1;
}

static uint64_t received(const struct amplification *a, enum side side) {
    return a->of[CLUSTER][side] + a->of[REST][side] + a->of[OTHERS][side];
}

enum { SHOWN_REPOSTED = 10 };

static void find_reposted(struct ledger *ledger, const struct dossier *dossier,
                          struct amplification *a) {
    for (size_t shown = 0; shown < SHOWN_REPOSTED; shown++) {
        uint32_t best = 0;
        for (uint32_t of = 1; of < dossier->findings->archive->accounts.count; memory_step(++of))
            if (a->by_members[of] > a->by_members[best]) best = of;
        if (a->reposters[CLUSTER][best] < 2) return;
        struct claim *claim = ledger_add(ledger, SAY_REPOSTED);
        claim_share(claim, a->reposters[CLUSTER][best], dossier->cluster->count);
        claim_against(claim, a->reposters[REST][best], dossier_background(dossier)->rest.count);
        claim_account(claim, best);
        claim_count(claim, a->by_members[best]);
        claim_add_account(ledger, claim, best);
        a->by_members[best] = 0;
    }
}

/* The rest's reposts of the cluster's accounts, and the cluster's of the rest's, are what its own
 * reposts of its own are compared with. */
static void say_amplification(struct ledger *ledger, const struct dossier *dossier,
                              struct amplification *a) {
    uint64_t own = a->of[CLUSTER][CLUSTER];
    if (dossier_background(dossier)->any_repost_of && a->made[CLUSTER]) {
        struct claim *claim = ledger_add(ledger, SAY_SELF_REPOSTS);
        claim_share(claim, own, a->made[CLUSTER]);
        claim_against(claim, a->of[REST][CLUSTER], a->made[REST]);
        find_reposted(ledger, dossier, a);
    } else if (a->made[CLUSTER]) {
        ledger_omit(ledger, "A25", PHRASE_FIELD_REPOST_OF);
    }
    if (!received(a, CLUSTER)) return;
    struct claim *claim = ledger_add(ledger, SAY_SELF_RECEIVED);
    claim_share(claim, own, received(a, CLUSTER));
    claim_against(claim, a->of[CLUSTER][REST], received(a, REST));
}

/* Account after account, so that each is counted once. */
static void find_amplification(struct ledger *ledger, const struct dossier *dossier) {
    const struct posts *posts = &dossier->findings->archive->posts;
    const struct background *b = dossier_background(dossier);
    size_t accounts = dossier->findings->archive->accounts.count;
    struct amplification a = {.by_members = ledger_room(ledger, accounts, sizeof *a.by_members),
                              .last = ledger_room(ledger, accounts, sizeof *a.last)};
    for (int s = 0; s < SIDES; s++)
        a.reposters[s] = ledger_room(ledger, accounts, sizeof *a.reposters[s]);
    if (ledger->failed) return;
    for (size_t i = 0; i < posts->count; memory_step(++i)) {
        uint32_t post = b->by_account[i];
        if (posts->kind[post] == POST_REPOST) add_repost(&a, dossier, post);
    }
    say_amplification(ledger, dossier, &a);
}

/* ---- clients */

enum { SHOWN_CLIENTS = 8 };

static void find_clients(struct ledger *ledger, const struct dossier *dossier) {
    struct usages clients = usage_of(ledger, dossier, FACET_CLIENT);
    const struct usage *all = dossier_background(dossier)->usage;
    const struct habits *here = &dossier->habits;
    uint64_t own = here->posts - here->kinds[POST_REPOST];
    uint64_t everywhere = 0;
    for (size_t k = 0; k < dossier->findings->archive->posts.count; memory_step(++k))
        everywhere += dossier->findings->archive->posts.kind[k] != POST_REPOST;
    if (!clients.count) ledger_omit(ledger, "A26", PHRASE_FIELD_CLIENT);
    for (size_t i = 0; i < clients.count && i < SHOWN_CLIENTS; i++) {
        const struct usage *usage = &clients.items[i];
        struct claim *claim = ledger_add(ledger, SAY_CLIENT);
        claim_share(claim, usage->posts, own);
        claim_against(claim, all[usage->name].posts - usage->posts, everywhere - own);
        claim_name(claim, facet_text(dossier_facets(dossier), usage->name));
        claim_count(claim, usage->accounts);
    }
}

void find_reach(struct ledger *ledger, const struct dossier *dossier) {
    find_reactions(ledger, dossier);
    find_amplification(ledger, dossier);
    find_clients(ledger, dossier);
}
