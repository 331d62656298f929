/* Who the cluster is, how it was found and how sure that is; how much it posts (A6, A12, A25). */
#include "export/findings.h"

#include <math.h>

/* The posts of a layer that take part in co-shares, as evidence: the first of them. */
static void add_shares(struct ledger *ledger, struct claim *claim, const struct part *part) {
    for (size_t i = 0; i < part->inside.count && i < SHOWN_EVIDENCE; i++)
        claim_add_post(ledger, claim, part->inside.shares[i].post);
    claim->post_count = part->posts;
}

static void find_coshares(struct ledger *ledger, const struct dossier *dossier) {
    const struct part *own = dossier->own;
    if (!own) return;
    struct claim *claim = ledger_add(ledger, SAY_COSHARES);
    claim_part(claim, own->posts, dossier->habits.posts);
    claim_value(claim, (double) own->coshares, "co-shares");
    claim_count(claim, own->coshares);
    claim_phrase(claim, (enum phrase)(PHRASE_DEED_OBJECT + own->whole->trace));
    claim_span(claim, own->whole->window);
    claim_count(claim, own->accounts);
    claim_count(claim, own->coshared_objects);
    claim_window(claim, dossier->cluster->first_time, dossier->cluster->last_time);
    claim_parameter(claim, "window_seconds", (double) own->whole->window / MICROSECONDS);
    claim_parameter(claim, "min_objects", dossier->findings->settings->min_objects);
    add_shares(ledger, claim, own);
}

/* Certificates: what can be checked by hand. */
static void find_blocks(struct ledger *ledger, const struct dossier *dossier) {
    size_t count;
    const struct layer *layer = &dossier->findings->archive->traces.layers[dossier->cluster->layer];
    const struct certificate *blocks =
        blocks_of(dossier->findings->blocks, dossier->cluster->number, &count);
    for (const struct certificate *block = blocks; block < blocks + count; block++) {
        struct claim *claim = ledger_add(ledger, SAY_BLOCK);
        claim_part(claim, block->account_count, dossier->cluster->count);
        claim_value(claim, block->account_count, "accounts");
        claim_count(claim, block->least);
        claim_count(claim, block->object_count);
        claim_phrase(claim, (enum phrase)(PHRASE_THINGS_OBJECT + layer->trace));
        claim_span(claim, layer->window);
        claim_count(claim, block->outside);
        claim_window(claim, block->from, block->to);
        claim_parameter(claim, "window_seconds", (double) layer->window / MICROSECONDS);
        for (uint32_t a = 0; a < block->account_count; a++)
            claim_add_account(ledger, claim, block->accounts[a]);
        for (size_t s = 0; s < block->share_count; s++)
            claim_add_post(ledger, claim, block->shares[s].post);
    }
}

static void find_chance(struct ledger *ledger, const struct dossier *dossier) {
    const struct cluster *cluster = dossier->cluster;
    const struct null_model *null = &dossier->findings->network->layers[cluster->layer].null;
    struct claim *claim = ledger_add(ledger, SAY_CHANCE);
    claim_value(claim, cluster->evidence, "nats");
    claim->p_value = exp(dossier_chance(dossier));
    claim->test = "Markov bound of the evidence";
    claim_count(claim, null->accounts);
    claim_count(claim, cluster->count);
    claim_odds(claim, dossier_chance(dossier));
    claim_count(claim, cluster->episodes);
    claim_window(claim, cluster->first_time, cluster->last_time);
    claim_parameter(claim, "alpha", dossier->findings->settings->alpha);
}

/* Layers, the fused one and timing alone aside, in which members co-share. */
static uint32_t layers_that_agree(const struct dossier *dossier) {
    uint32_t layers = 0;
    for (size_t i = 0; i < dossier->part_count; i++) {
        enum trace trace = dossier->parts[i].whole->trace;
        layers += trace != TRACE_FUSED && trace != TRACE_TIME && dossier->parts[i].coshares > 0;
    }
    return layers;
}

/* High: chance below one in a million, two layers, found again by other seeds, and a background
 * larger than the cluster. Moderate: chance below one in a thousand and one of the others. */
static enum phrase confidence(const struct dossier *dossier, uint32_t layers) {
    double ln_chance = dossier_chance(dossier);
    bool stable = dossier->cluster->stability >= 0.9;
    bool compared = dossier->all->rest.accounts > dossier->cluster->count;
    if (ln_chance < log(1e-6) && layers >= 2 && stable && compared) return PHRASE_CONFIDENCE_HIGH;
    if (ln_chance < log(1e-3) && (layers >= 2 || stable) && compared)
        return PHRASE_CONFIDENCE_MODERATE;
    return PHRASE_CONFIDENCE_LOW;
}

static void find_confidence(struct ledger *ledger, const struct dossier *dossier) {
    uint32_t layers = layers_that_agree(dossier);
    struct claim *claim = ledger_add(ledger, SAY_CONFIDENCE);
    claim_value(claim, dossier->cluster->stability, "stability");
    claim_phrase(claim, confidence(dossier, layers));
    claim_odds(claim, dossier_chance(dossier));
    claim_count(claim, layers);
    claim_number(claim, dossier->cluster->stability);
    claim_count(claim, dossier->all->rest.accounts);
}

void find_card(struct ledger *ledger, const struct dossier *dossier) {
    struct group group = dossier_group(dossier);
    size_t posts = group.stream.count;
    struct claim *claim = ledger_add(ledger, SAY_SIZE);
    claim_part(claim, posts, dossier->findings->archive->posts.count);
    claim_value(claim, group.count, "accounts");
    claim_count(claim, group.count);
    if (posts) claim_window(claim, group.stream.items[0].time, group.stream.items[posts - 1].time);
    claim_evidence(ledger, claim, group.stream);
    for (uint32_t i = 0; i < group.count; i++)
        claim_add_account(ledger, claim, dossier->members[i].account);
    find_coshares(ledger, dossier);
    find_blocks(ledger, dossier);
    find_chance(ledger, dossier);
    find_confidence(ledger, dossier);
}

/* ---- how much */

/* The posts of one day, in the zone, as evidence. */
static void add_day(struct ledger *ledger, struct claim *claim, const struct dossier *dossier,
                    int64_t day) {
    int64_t first = INT64_MIN, last = INT64_MIN;
    for (size_t i = 0; i < dossier->habits.posts; i++) {
        if (dossier_day(dossier, dossier->stream[i].time) != day) continue;
        if (first == INT64_MIN) first = dossier->stream[i].time;
        last = dossier->stream[i].time;
        claim_add_post(ledger, claim, dossier->stream[i].post);
    }
    claim_window(claim, first, last);
}

/* The most posts that the rest made on a day. */
static void claim_busiest_of_rest(struct claim *claim, const struct rhythm *rest) {
    uint32_t most = 0;
    for (size_t i = 0; i < rest->day_count; i++)
        if (rest->days[i] > most) most = rest->days[i];
    if (!most) return;
    claim->baseline = most;
    claim->effect = claim->value / most;
}

static void find_busiest_day(struct ledger *ledger, const struct dossier *dossier) {
    const struct day *day = &dossier->days[dossier->busiest_day];
    struct claim *claim = ledger_add(ledger, SAY_BUSIEST_DAY);
    claim_part(claim, day->posts, dossier->habits.posts);
    claim_value(claim, day->posts, "posts");
    claim_busiest_of_rest(claim, &dossier_background(dossier)->rhythm);
    claim_day(claim, day->number);
    claim_count(claim, day->accounts);
    claim_number(claim, (double) day->posts / day->accounts);
    add_day(ledger, claim, dossier, day->number);
}

/* Days with a post, of those from the first to the last; the longest silence among them. */
static void find_days(struct ledger *ledger, const struct dossier *dossier) {
    const struct day *days = dossier->days;
    int64_t silence = 0, span = days[dossier->day_count - 1].number - days[0].number + 1;
    for (size_t i = 1; i < dossier->day_count; i++) {
        int64_t between = days[i].number - days[i - 1].number - 1;
        if (between > silence) silence = between;
    }
    if (span < 2) return;
    struct claim *claim = ledger_add(ledger, SAY_DAYS);
    claim_part(claim, dossier->day_count, (uint64_t) span);
    claim_count(claim, (uint64_t) silence);
    claim_day(claim, days[0].number);
    claim_day(claim, days[dossier->day_count - 1].number);
    claim_window(claim, dossier->stream[0].time, dossier->stream[dossier->habits.posts - 1].time);
}

enum { SHOWN_DAYS = 31 };

static size_t days_with(const struct dossier *dossier, uint32_t least, uint64_t *posts) {
    size_t days = 0;
    *posts = 0;
    for (size_t i = 0; i < dossier->day_count; i++)
        if (dossier->days[i].posts >= least) days++, *posts += dossier->days[i].posts;
    return days;
}

uint32_t least_shown(const struct dossier *dossier) {
    if (dossier->day_count <= SHOWN_DAYS) return 1;
    uint64_t posts;
    uint32_t low = 1, high = dossier->days[dossier->busiest_day].posts + 1;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (days_with(dossier, middle, &posts) > SHOWN_DAYS)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* What stands above the table of days. Nothing where more days than it has room for are equals. */
static void find_daily(struct ledger *ledger, const struct dossier *dossier) {
    uint64_t posts;
    size_t days = days_with(dossier, least_shown(dossier), &posts);
    if (!days) return;
    struct claim *claim = ledger_add(ledger, SAY_DAILY);
    claim_part(claim, posts, dossier->habits.posts);
    claim_value(claim, (double) posts, "posts");
    claim_count(claim, dossier->day_count);
    claim_count(claim, days);
}

/* What stands above the table of hours. */
static void find_hourly(struct ledger *ledger, const struct dossier *dossier) {
    const uint32_t(*hours)[24] = dossier->hours;
    unsigned most = 0;
    if (dossier->findings->archive->posts.precision == PRECISION_DAY) return;
    for (unsigned slot = 1; slot < 7 * 24; slot++)
        if (hours[slot / 24][slot % 24] > hours[most / 24][most % 24]) most = slot;
    struct claim *claim = ledger_add(ledger, SAY_HOURLY);
    claim_part(claim, hours[most / 24][most % 24], dossier->habits.posts);
    claim_value(claim, hours[most / 24][most % 24], "posts");
    claim_name(claim, wording_weekday(dossier->all->wording, most / 24));
    claim_count(claim, most % 24);
    claim_count(claim, most / 24);
    claim_name(claim, slice_of(dossier->all->zone));
}

static void find_kinds(struct ledger *ledger, const struct dossier *dossier) {
    const struct habits *habits = &dossier->habits;
    if (!dossier->all->kinds_stated) {
        ledger_omit(ledger, "A25", PHRASE_FIELD_KIND);
        return;
    }
    struct claim *claim = ledger_add(ledger, SAY_KINDS);
    claim_share(claim, habits->kinds[POST_ORIGINAL], habits->posts);
    claim_against(claim, dossier->all->rest.kinds[POST_ORIGINAL], dossier->all->rest.posts);
    for (int k = POST_REPOST; k < POST_KIND_COUNT; k++)
        claim_count(claim, habits->kinds[k]);
    if (habits->kinds[POST_REPOST])
        claim_number(claim,
                     (double) habits->kinds[POST_ORIGINAL] / (double) habits->kinds[POST_REPOST]);
}

/* Posts of each account of a group that has any, sorted. */
static size_t counts_of_posts(double *out, const struct dossier *dossier,
                              const struct group *group) {
    size_t accounts = 0, count;
    for (uint32_t i = 0; i < group->count; i++) {
        posts_of(dossier_background(dossier), group->accounts[i], &count);
        if (count) out[accounts++] = (double) count;
    }
    (void) median_of(out, accounts); /* sorts */
    return accounts;
}

static void claim_counts_of_posts(struct ledger *ledger, struct claim *claim,
                                  const struct dossier *dossier) {
    const struct group group = dossier_group(dossier), *rest = &dossier_background(dossier)->rest;
    double *here = ledger_room(ledger, group.count, sizeof *here);
    double *there = ledger_room(ledger, rest->count, sizeof *there);
    if (!here || !there) return;
    size_t accounts = counts_of_posts(here, dossier, &group);
    claim_of_median(claim, median_interval(here, accounts));
    claim->p_value = rank_sum_test(here, accounts, there, counts_of_posts(there, dossier, rest));
    claim->test = isnan(claim->p_value) ? NULL : "Mann-Whitney";
}

void find_volume(struct ledger *ledger, const struct dossier *dossier) {
    const struct habits *habits = &dossier->habits, *rest = &dossier->all->rest;
    if (!habits->posts) return;
    find_kinds(ledger, dossier);
    struct claim *claim = ledger_add(ledger, SAY_PER_ACCOUNT);
    claim_value(claim, habits->median_posts, "posts");
    claim->numerator = (double) habits->posts;
    claim->denominator = habits->accounts;
    claim_counts_of_posts(ledger, claim, dossier);
    claim_number(claim, (double) habits->posts / habits->accounts);
    if (rest->accounts) {
        claim->baseline = rest->median_posts;
        claim->effect = rest->median_posts > 0 ? habits->median_posts / rest->median_posts : NAN;
        claim_number(claim, (double) rest->posts / rest->accounts);
    }
    find_busiest_day(ledger, dossier);
    find_days(ledger, dossier);
    find_daily(ledger, dossier);
    find_hourly(ledger, dossier);
}
