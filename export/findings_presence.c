/* When a cluster is there together, and when it is silent together (A12, A33). */
#include "engine/memory.h"
#include "export/findings.h"
#include "export/statistics.h"

#include <math.h>
#include <stdlib.h>

#define DAY  ((int64_t) 86400 * MICROSECONDS)
#define WEEK (7 * DAY)

/* ---- weeks with co-shares */

/* From Monday to Monday: 1970-01-01 was a Thursday. */
static int64_t week_of(const struct dossier *dossier, int64_t time) {
    int64_t days = dossier_local(dossier->all, time) / DAY + 3;
    return days / 7;
}

static int by_number(const void *a, const void *b) {
    int64_t x = *(const int64_t *) a, y = *(const int64_t *) b;
    return (x > y) - (x < y);
}

/* Two shares of one object within the window by different accounts have two such neighbours between
 * them: neighbours are all that need be looked at. */
static size_t list_weeks(int64_t *weeks, struct ledger *ledger, struct claim *claim,
                         const struct dossier *dossier) {
    const struct layer *layer = &dossier->own->inside;
    size_t count = 0, distinct = 0;
    for (size_t i = 1; i < layer->count; memory_step(++i)) {
        const struct share *a = &layer->shares[i - 1], *b = &layer->shares[i];
        if (a->object != b->object || a->account == b->account) continue;
        if (b->time - a->time > layer->window) continue;
        weeks[count++] = week_of(dossier, b->time);
        claim_add_post(ledger, claim, b->post);
    }
    if (count) qsort(weeks, count, sizeof *weeks, by_number);
    for (size_t i = 0; i < count; i++)
        if (!i || weeks[i] != weeks[i - 1]) weeks[distinct++] = weeks[i];
    return distinct;
}

static size_t longest_row(const int64_t *weeks, size_t count) {
    size_t longest = 0, row = 0;
    for (size_t i = 0; i < count; i++) {
        row = i && weeks[i] == weeks[i - 1] + 1 ? row + 1 : 1;
        longest = row > longest ? row : longest;
    }
    return longest;
}

/* Of the `span` weeks from `first`, those with a co-share in the layer among accounts in no kept
 * cluster. O(shares of the layer). */
static uint64_t count_weeks_of_rest(struct ledger *ledger, const struct dossier *dossier,
                                    int64_t first, uint64_t span) {
    const struct layer *layer = dossier->own->whole;
    const uint32_t *cluster_of = dossier->findings->clusters->of_account;
    const struct share *before = NULL;
    uint8_t *met = ledger_room(ledger, span, 1);
    uint64_t weeks = 0;
    for (size_t i = 0; i < layer->count && weeks < span && met; memory_step(++i)) {
        const struct share *share = &layer->shares[i], *last = before;
        if (cluster_of[share->account]) continue;
        before = share;
        if (!last || last->object != share->object || last->account == share->account) continue;
        if (share->time - last->time > layer->window) continue;
        int64_t week = week_of(dossier, share->time) - first;
        if (week < 0 || (uint64_t) week >= span) continue;
        weeks += !met[week];
        met[week] = 1;
    }
    return weeks;
}

/* No test: the weeks are the same for both, and a busy one is so for both. */
static void claim_against_weeks(struct claim *claim, uint64_t weeks, uint64_t span) {
    claim->baseline = (double) weeks / (double) span;
    claim->effect = effect_size(claim->value, claim->baseline);
    claim_parameter(claim, "baseline_numerator", (double) weeks);
    claim_parameter(claim, "baseline_denominator", (double) span);
}

static void find_weeks(struct ledger *ledger, const struct dossier *dossier) {
    if (!dossier->own || !dossier->habits.posts) return;
    int64_t *weeks = ledger_room(ledger, dossier->own->inside.count, sizeof *weeks);
    if (!weeks) return;
    int64_t first = dossier->stream[0].time, last = dossier->stream[dossier->habits.posts - 1].time;
    uint64_t span = (uint64_t) (week_of(dossier, last) - week_of(dossier, first)) + 1;
    if (span < 2) return;
    uint64_t of_rest = count_weeks_of_rest(ledger, dossier, week_of(dossier, first), span);
    struct claim *claim = ledger_add(ledger, SAY_WEEKS);
    size_t count = list_weeks(weeks, ledger, claim, dossier);
    claim_share(claim, count, span);
    if (dossier_background(dossier)->rest.count) claim_against_weeks(claim, of_rest, span);
    claim_window(claim, first, last);
    claim_count(claim, longest_row(weeks, count));
    claim_count(claim, dossier_background(dossier)->rest.count);
}

/* ---- silent days in common */

enum { COMPARED_ACCOUNTS = 1000, FEWEST_DAYS = 14 };

/* Days with a post, a bit each, of the first accounts of a group that posted. */
struct diary {
    uint64_t *days;
    size_t words, accounts;
};

static bool keep_diary(struct diary *out, struct ledger *ledger, const struct dossier *dossier,
                       const struct group *group, int64_t first, size_t days) {
    uint32_t room = group->count < COMPARED_ACCOUNTS ? group->count : (uint32_t) COMPARED_ACCOUNTS;
    *out = (struct diary){.words = (days + 63) / 64};
    out->days = ledger_room(ledger, (room + 1) * out->words, sizeof *out->days);
    for (uint32_t i = 0; out->days && i < group->count && out->accounts < room; i++) {
        const struct posts *posts = &dossier->findings->archive->posts;
        uint64_t *row = out->days + out->accounts * out->words;
        bool posted = false;
        size_t count;
        const uint32_t *of = posts_of(dossier_background(dossier), group->accounts[i], &count);
        for (size_t p = 0; p < count; p++) {
            int64_t day = dossier_day(dossier, posts->time[of[p]]) - first;
            if (day < 0 || (size_t) day >= days) continue;
            row[day / 64] |= UINT64_C(1) << (day % 64);
            posted = true;
        }
        out->accounts += posted;
    }
    return out->days;
}

static unsigned bits(uint64_t word) {
    unsigned count = 0;
    for (; word; word &= word - 1)
        count++;
    return count;
}

/* Days on which both are silent over those on which one is; NaN where none is. */
static double silence_of_two(const struct diary *diary, size_t a, size_t b, size_t days) {
    unsigned either = 0, both = 0;
    for (size_t w = 0; w < diary->words; w++) {
        uint64_t x = diary->days[a * diary->words + w], y = diary->days[b * diary->words + w];
        either += bits(x | y); /* posts of one at least: not both are silent */
        both += bits(x & y);
    }
    return both < days ? (double) (days - either) / (double) (days - both) : NAN;
}

/* The mean over pairs of accounts; NaN without a pair. O(accounts² × days / 64). */
static struct sample_mean silence_in_common(struct ledger *ledger, const struct diary *diary,
                                            size_t days) {
    double *sums = ledger_room(ledger, diary->accounts, sizeof *sums);
    double *pairs = ledger_room(ledger, diary->accounts, sizeof *pairs);
    if (!sums || !pairs) return (struct sample_mean){NAN, NAN, 0};
    for (size_t a = 0; a < diary->accounts; a++)
        for (size_t b = 0; b < a; b++) {
            double common = silence_of_two(diary, a, b, days);
            if (isnan(common)) continue;
            sums[a] += common, sums[b] += common;
            pairs[a]++, pairs[b]++;
        }
    return pair_mean(sums, pairs, diary->accounts);
}

/* Both means are over pairs, so that accounts, not pairs, are what was drawn. */
static void claim_against_silence(struct claim *claim, struct sample_mean own,
                                  struct sample_mean rest) {
    struct interval range = mean_interval(own);
    if (isfinite(range.low)) {
        claim->low = fmax(0, range.low), claim->high = fmin(1, range.high);
        claim->interval = "jackknife over accounts, 95 %";
    }
    claim->baseline = rest.mean;
    if (claim->baseline > 0) claim->effect = own.mean / rest.mean;
    claim->p_value = welch_test(own, rest);
    claim->test = isnan(claim->p_value) ? NULL : "two means over pairs, jackknife over accounts";
}

static void find_common_silence(struct ledger *ledger, const struct dossier *dossier) {
    const struct group group = dossier_group(dossier);
    const struct group *rest = &dossier_background(dossier)->rest;
    struct diary own, others;
    if (dossier->day_count < 2) return;
    int64_t first = dossier->days[0].number;
    size_t days = (size_t) (dossier->days[dossier->day_count - 1].number - first) + 1;
    if (days < FEWEST_DAYS) return;
    if (!keep_diary(&own, ledger, dossier, &group, first, days)) return;
    if (!keep_diary(&others, ledger, dossier, rest, first, days)) return;
    struct sample_mean here = silence_in_common(ledger, &own, days);
    struct sample_mean there = silence_in_common(ledger, &others, days);
    if (!isfinite(here.mean)) return;
    struct claim *claim = ledger_add(ledger, SAY_COMMON_SILENCE);
    claim_value(claim, here.mean, "Jaccard index");
    claim_against_silence(claim, here, there);
    claim_count(claim, days);
    claim_count(claim, own.accounts);
    claim_window(claim, dossier->stream[0].time, dossier->stream[dossier->habits.posts - 1].time);
    claim_parameter(claim, "most_accounts", COMPARED_ACCOUNTS);
}

void find_presence(struct ledger *ledger, const struct dossier *dossier) {
    find_weeks(ledger, dossier);
    find_common_silence(ledger, dossier);
}
