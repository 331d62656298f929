/* The cluster in named campaigns: who took part (A2, A3), day by day (A6), and in little else
 * (A24). Where no campaigns are given, each hashtag that many of the cluster use is taken for one.
 */
#include "engine/error.h"
#include "engine/memory.h"
#include "export/findings.h"

#include <math.h>
#include <stdlib.h>

/* ---- campaigns that nobody named */

enum { OWN_CAMPAIGNS = 20, OWN_SHARE = 10, OWN_LEAST = 3 };

static bool own_campaign(struct campaign *campaign, struct campaigns *own,
                         const struct dossier *dossier, uint32_t name) {
    const struct background *b = dossier_background(dossier);
    const struct posts *posts = &dossier->findings->archive->posts;
    size_t first = b->name_start[name], count = b->name_start[name + 1] - first;
    struct slice text = facet_text(dossier_facets(dossier), name);
    char *marked = arena_alloc(&own->arena, text.size + 2, 1);
    *campaign = (struct campaign){.from = INT64_MIN, .to = INT64_MAX, .post_count = count};
    campaign->posts = malloc((count + 1) * sizeof *campaign->posts);
    if (!marked || !campaign->posts) return false;
    marked[0] = '#';
    memcpy(marked + 1, text.at, text.size);
    campaign->name = (struct slice){marked, text.size + 1};
    for (size_t i = 0; i < count; i++) {
        uint32_t post = b->name_posts[first + i];
        campaign->posts[i] = (struct moment){posts->time[post], post};
    }
    return true;
}

/* Hashtags of a tenth of the accounts and of three at least: the commonest. */
lockstep_status dossier_add_campaigns(struct dossier *dossier, lockstep_error *err) {
    const struct background *b = dossier_background(dossier);
    dossier->campaigns = &b->campaigns;
    if (b->campaigns.given) return LOCKSTEP_OK;
    struct usages tags = usage_of(&dossier->ledger, dossier, FACET_HASHTAG);
    struct campaigns *own = arena_alloc(&dossier->arena, 1, sizeof *own);
    if (!own) return fail_memory(err, "campaigns");
    dossier->campaigns = dossier->own_campaigns = own;
    own->items = arena_alloc(&own->arena, OWN_CAMPAIGNS, sizeof *own->items);
    bool fits = own->items && !dossier->ledger.failed;
    for (size_t i = 0; i < tags.count && own->count < OWN_CAMPAIGNS && fits; i++) {
        uint32_t accounts = tags.items[i].accounts;
        if (accounts < OWN_LEAST || accounts * OWN_SHARE < dossier->cluster->count) break;
        fits = own_campaign(&own->items[own->count++], own, dossier, tags.items[i].name);
    }
    ledger_next(&dossier->ledger);
    return fits ? LOCKSTEP_OK : fail_memory(err, "campaigns");
}

/* ---- who took part */

/* By account of the data: in how many campaigns, and posts in the one at hand. */
struct roll {
    uint32_t *campaigns, *posts;
};

static uint32_t count_posts(const struct dossier *dossier, struct roll *roll,
                            struct stream stream) {
    const uint32_t *account_of = dossier->findings->archive->posts.account;
    uint32_t accounts = 0;
    for (size_t i = 0; i < stream.count; i++) {
        uint32_t account = account_of[stream.items[i].post];
        accounts += roll->posts[account]++ == 0;
    }
    return accounts;
}

/* Forgets the campaign at hand. */
static void clear_posts(const struct dossier *dossier, struct roll *roll, struct stream stream) {
    const uint32_t *account_of = dossier->findings->archive->posts.account;
    for (size_t i = 0; i < stream.count; i++) {
        uint32_t account = account_of[stream.items[i].post];
        roll->campaigns[account] += roll->posts[account] > 0;
        roll->posts[account] = 0;
    }
}

/* Members, and their posts. The accounts named are those who did not take part: the complement. */
static void say_participation(struct ledger *ledger, const struct dossier *dossier,
                              const struct campaign *campaign, const struct roll *roll,
                              uint32_t accounts) {
    const struct cluster *cluster = dossier->cluster;
    struct claim *claim = ledger_add(ledger, SAY_PARTICIPATION);
    uint32_t present = 0;
    uint64_t posts = 0;
    for (uint32_t i = 0; i < cluster->count; i++) {
        posts += roll->posts[cluster->members[i]];
        present += roll->posts[cluster->members[i]] > 0;
        if (!roll->posts[cluster->members[i]])
            claim_add_account(ledger, claim, cluster->members[i]);
    }
    claim_share(claim, present, cluster->count);
    const struct group *rest = &dossier_background(dossier)->rest;
    uint64_t others = 0;
    for (uint32_t i = 0; i < rest->count; i++)
        others += roll->posts[rest->accounts[i]] > 0;
    claim_against(claim, others, rest->count);
    claim_name(claim, campaign->name);
    claim_count(claim, posts);
    claim_count(claim, accounts);
    claim_count(claim, campaign->post_count);
    struct stream stream = campaign_stream(campaign);
    if (stream.count)
        claim_window(claim, stream.items[0].time, stream.items[stream.count - 1].time);
    for (size_t i = 0; i < stream.count; i++)
        if (is_member(dossier, dossier->findings->archive->posts.account[stream.items[i].post]))
            claim_add_post(ledger, claim, stream.items[i].post);
}

/* ---- how many, and how many a day */

struct volume {
    uint64_t kinds[POST_KIND_COUNT];
    uint32_t accounts, top_posts, top; /* the account with most posts, the smallest of equals */
};

/* `seen` has a zero for each account, and again afterwards. */
static struct volume volume_of(const struct dossier *dossier, struct stream stream,
                               uint32_t *seen) {
    const struct posts *posts = &dossier->findings->archive->posts;
    struct volume volume = {0};
    for (size_t i = 0; i < stream.count; i++) {
        uint32_t post = stream.items[i].post, account = posts->account[post];
        volume.kinds[posts->kind[post]]++;
        volume.accounts += seen[account]++ == 0;
        bool more = seen[account] > volume.top_posts;
        bool as_many = seen[account] == volume.top_posts && account < volume.top;
        if (more || as_many) volume.top_posts = seen[account], volume.top = account;
    }
    for (size_t i = 0; i < stream.count; i++)
        seen[posts->account[stream.items[i].post]] = 0;
    return volume;
}

/* Name, accounts, posts by kind, the account with most. `of`: how many posts these are among. */
static void fill_volume(struct claim *claim, const struct campaign *campaign,
                        const struct volume *volume, size_t posts, size_t of) {
    claim_part(claim, posts, of);
    claim_value(claim, (double) posts, "posts");
    claim_name(claim, campaign->name);
    claim_count(claim, volume->accounts);
    for (int k = 0; k < POST_KIND_COUNT; k++)
        claim_count(claim, volume->kinds[k]);
    claim_account(claim, volume->top);
    claim_count(claim, volume->top_posts);
}

static void say_total(struct ledger *ledger, const struct dossier *dossier,
                      const struct campaign *campaign, uint32_t *seen) {
    struct stream stream = campaign_stream(campaign);
    struct volume volume = volume_of(dossier, stream, seen);
    struct claim *claim = ledger_add(ledger, SAY_CAMPAIGN_TOTAL);
    fill_volume(claim, campaign, &volume, stream.count, dossier->findings->archive->posts.count);
    claim_window(claim, stream.items[0].time, stream.items[stream.count - 1].time);
    claim_evidence(ledger, claim, stream);
}

/* The day with most posts; the earliest of equals. A change of clock may split a day: its parts
 * are days of their own. */
static void say_busiest_day(struct ledger *ledger, const struct dossier *dossier,
                            const struct campaign *campaign, uint32_t *seen) {
    struct stream stream = campaign_stream(campaign), best = {0};
    for (size_t first = 0, end; first < stream.count; first = end) {
        int64_t day = dossier_day(dossier, stream.items[first].time);
        for (end = first + 1;
             end < stream.count && dossier_day(dossier, stream.items[end].time) == day; end++)
            ;
        if (end - first > best.count) best = (struct stream){stream.items + first, end - first};
    }
    struct volume volume = volume_of(dossier, best, seen);
    struct claim *claim = ledger_add(ledger, SAY_CAMPAIGN_DAY);
    fill_volume(claim, campaign, &volume, best.count, stream.count);
    claim_day(claim, dossier_day(dossier, best.items[0].time));
    claim_number(claim, (double) best.count / volume.accounts);
    claim_window(claim, best.items[0].time, best.items[best.count - 1].time);
    claim_evidence(ledger, claim, best);
}

/* ---- in how many campaigns */

static void say_at_least(struct ledger *ledger, const struct dossier *dossier,
                         const struct roll *roll, size_t least, enum statement statement) {
    const struct cluster *cluster = dossier->cluster;
    uint32_t everywhere = 0, present = 0, others = 0;
    const struct group *rest = &dossier_background(dossier)->rest;
    struct claim *claim = ledger_add(ledger, statement);
    for (uint32_t a = 0; a < dossier->findings->archive->accounts.count; memory_step(++a))
        everywhere += roll->campaigns[a] >= least;
    for (uint32_t i = 0; i < rest->count; i++)
        others += roll->campaigns[rest->accounts[i]] >= least;
    for (uint32_t i = 0; i < cluster->count; i++) {
        bool in = roll->campaigns[cluster->members[i]] >= least;
        present += in;
        if (in) claim_add_account(ledger, claim, cluster->members[i]);
    }
    claim_share(claim, present, cluster->count);
    claim_against(claim, others, rest->count);
    claim_count(claim, least);
    claim_count(claim, dossier->campaigns->count);
    claim_count(claim, everywhere);
}

/* Accounts nine tenths of whose posts, of five at least, are part of a campaign. */
enum { SINGLE_LEAST = 5, SINGLE_SHARE = 90 };

struct purpose {
    uint32_t single, judged; /* accounts */
    uint64_t posts;          /* that are part of a campaign */
};

/* `part` tells of each post whether it is. `claim` takes the accounts, where it is not NULL. */
static struct purpose purpose_of(struct ledger *ledger, struct claim *claim,
                                 const struct dossier *dossier, const struct group *group,
                                 const uint8_t *part) {
    struct purpose purpose = {0};
    for (uint32_t i = 0; i < group->count; i++) {
        size_t count, own = 0;
        const uint32_t *of = posts_of(dossier_background(dossier), group->accounts[i], &count);
        for (size_t p = 0; p < count; p++)
            own += part[of[p]];
        purpose.posts += own;
        purpose.judged += count >= SINGLE_LEAST;
        bool is_single = count >= SINGLE_LEAST && own * 100 >= count * SINGLE_SHARE;
        purpose.single += is_single;
        if (is_single && claim) claim_add_account(ledger, claim, group->accounts[i]);
    }
    return purpose;
}

static void say_single_purpose(struct ledger *ledger, const struct dossier *dossier) {
    struct group group = dossier_group(dossier);
    uint8_t *part = ledger_room(ledger, dossier->findings->archive->posts.count, 1);
    if (!part) return;
    for (size_t k = 0; k < dossier->campaigns->count; k++)
        for (size_t i = 0; i < dossier->campaigns->items[k].post_count; i++)
            part[dossier->campaigns->items[k].posts[i].post] = 1;
    struct purpose rest =
        purpose_of(ledger, NULL, dossier, &dossier_background(dossier)->rest, part);
    if (!purpose_of(ledger, NULL, dossier, &group, part).judged) return;
    struct claim *claim = ledger_add(ledger, SAY_SINGLE_PURPOSE);
    struct purpose own = purpose_of(ledger, claim, dossier, &group, part);
    claim_share(claim, own.single, own.judged);
    claim_against(claim, rest.single, rest.judged);
    claim_share_of(claim, (double) own.posts / (double) dossier->habits.posts);
    claim_count(claim, SINGLE_LEAST);
    claim_parameter(claim, "least_posts", SINGLE_LEAST);
    claim_parameter(claim, "share", SINGLE_SHARE / 100.0);
    claim_parameter(claim, "posts_in_campaigns", (double) own.posts);
}

static void say_participations(struct ledger *ledger, const struct dossier *dossier,
                               struct roll *roll) {
    for (size_t k = 0; k < dossier->campaigns->count; k++) {
        const struct campaign *campaign = &dossier->campaigns->items[k];
        struct stream stream = campaign_stream(campaign);
        uint32_t everybody = count_posts(dossier, roll, stream);
        say_participation(ledger, dossier, campaign, roll, everybody);
        clear_posts(dossier, roll, stream);
    }
    if (!dossier->campaigns->given || dossier->campaigns->count < 2) return;
    for (size_t least = 1; least < dossier->campaigns->count; least++)
        say_at_least(ledger, dossier, roll, least, SAY_AT_LEAST);
    say_at_least(ledger, dossier, roll, dossier->campaigns->count, SAY_IN_ALL);
}

/* A statement on each campaign that has posts. */
typedef void (*say_fn)(struct ledger *ledger, const struct dossier *dossier,
                       const struct campaign *campaign, uint32_t *seen);

static void say_bursts(struct ledger *ledger, const struct dossier *dossier,
                       const struct campaign *campaign, uint32_t *seen) {
    (void) seen;
    find_campaign_bursts(ledger, dossier, campaign);
}

static void say_run(struct ledger *ledger, const struct dossier *dossier,
                    const struct campaign *campaign, uint32_t *seen) {
    find_campaign_run(ledger, dossier, campaign, seen);
}

void find_campaigns(struct ledger *ledger, const struct dossier *dossier) {
    static const say_fn statements[] = {say_total, say_busiest_day, say_bursts, say_run};
    const struct campaigns *campaigns = dossier->campaigns;
    uint32_t accounts = dossier->findings->archive->accounts.count;
    struct roll roll = {ledger_room(ledger, accounts, sizeof *roll.campaigns),
                        ledger_room(ledger, accounts, sizeof *roll.posts)};
    if (!dossier->findings->archive->facets.start) ledger_omit(ledger, "A2", PHRASE_FIELD_HASHTAGS);
    if (!roll.campaigns || !roll.posts || !campaigns->count || !dossier->habits.posts) return;
    say_participations(ledger, dossier, &roll);
    for (size_t s = 0; s < sizeof statements / sizeof *statements; s++)
        for (size_t k = 0; k < campaigns->count; k++)
            if (campaigns->items[k].post_count)
                statements[s](ledger, dossier, &campaigns->items[k], roll.posts);
    say_single_purpose(ledger, dossier);
}
