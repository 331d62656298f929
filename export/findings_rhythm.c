/* How posts follow each other: gaps, clocks of schedulers, common seconds (A8, A9), lunch (A12). */
#include "engine/significance.h"
#include "export/findings.h"
#include "export/statistics.h"

#include <math.h>
#include <stdlib.h>

const int64_t gap_bounds[GAP_BOUNDS] = {INT64_C(5) * MICROSECONDS, INT64_C(10) * MICROSECONDS,
                                        INT64_C(60) * MICROSECONDS};

/* ---- pace */

enum { FEWEST_GAPS = 5 }; /* that say something of an account's burstiness */

/* (σ − μ)/(σ + μ) of the gaps (Goh & Barabási 2008): −1 is a clock, 0 chance, 1 bursts. */
static double burstiness_of(const double *gaps, size_t count) {
    double sum = 0, squares = 0;
    for (size_t i = 0; i < count; i++)
        sum += gaps[i];
    double mean = sum / (double) count;
    for (size_t i = 0; i < count; i++)
        squares += (gaps[i] - mean) * (gaps[i] - mean);
    double deviation = sqrt(squares / (double) count);
    return deviation + mean > 0 ? (deviation - mean) / (deviation + mean) : NAN;
}

/* Shannon entropy of the pauses in bits, each counted by its doublings of a second: 0 where all are
 * alike. Rounded, so that accounts whose pauses spread alike have equal ranks, whatever the order
 * of the sum. */
static double entropy_of(const double *gaps, size_t count) {
    enum { DOUBLINGS = 64 };
    size_t bins[DOUBLINGS] = {0};
    double entropy = 0;
    for (size_t i = 0; i < count; i++) {
        int bin = (int) floor(log2(gaps[i] + 1));
        bins[bin < 0 ? 0 : bin >= DOUBLINGS ? DOUBLINGS - 1 : bin]++;
    }
    for (size_t b = 0; b < DOUBLINGS; b++)
        if (bins[b])
            entropy -= (double) bins[b] / (double) count * log2((double) bins[b] / (double) count);
    return round(entropy * 1e12) / 1e12;
}

static int by_size(const void *a, const void *b) {
    int64_t x = *(const int64_t *) a, y = *(const int64_t *) b;
    return (x > y) - (x < y);
}

/* The commonest pause, in whole seconds; the shortest of equals. Sorts `pauses`. */
static void find_mode(struct pace *pace, int64_t *pauses, size_t count) {
    if (count) qsort(pauses, count, sizeof *pauses, by_size);
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first + 1; end < count && pauses[end] == pauses[first]; end++)
            ;
        if (end - first <= pace->mode_count) continue;
        pace->mode = pauses[first];
        pace->mode_count = end - first;
    }
}

/* `gaps` takes those of the account; `pauses` all of them, in whole seconds. */
static size_t gaps_of(double *gaps, int64_t *pauses, struct pace *pace, const struct dossiers *all,
                      uint32_t account) {
    const int64_t *time = all->findings->archive->posts.time;
    size_t count;
    const uint32_t *posts = posts_of(all->background, account, &count);
    for (size_t i = 1; i < count; i++) {
        int64_t gap = time[posts[i]] - time[posts[i - 1]];
        gaps[i - 1] = (double) gap / MICROSECONDS;
        pauses[i - 1] = (gap + MICROSECONDS / 2) / MICROSECONDS;
        for (int b = 0; b < GAP_BOUNDS; b++)
            pace->within[b] += gap <= gap_bounds[b];
    }
    return count ? count - 1 : 0;
}

static size_t most_posts(const struct dossiers *all, const struct group *group) {
    size_t most = 0, count;
    for (uint32_t i = 0; i < group->count; i++) {
        posts_of(all->background, group->accounts[i], &count);
        if (count > most) most = count;
    }
    return most;
}

bool pace_measure(struct pace *out, const struct dossiers *all, const struct group *group,
                  struct arena *arena, struct arena *scratch) {
    double *gaps = arena_alloc(scratch, most_posts(all, group), sizeof *gaps);
    int64_t *pauses = arena_alloc(scratch, group->stream.count, sizeof *pauses);
    *out = (struct pace){.medians = arena_alloc(arena, group->count, sizeof *out->medians),
                         .bursts = arena_alloc(arena, group->count, sizeof *out->bursts),
                         .entropies = arena_alloc(arena, group->count, sizeof *out->entropies)};
    if (!gaps || !out->medians || !out->bursts || !out->entropies || !pauses) return false;
    for (uint32_t i = 0; i < group->count; i++) {
        size_t count = gaps_of(gaps, pauses + out->gaps, out, all, group->accounts[i]);
        if (!count) continue;
        double burstiness = count >= FEWEST_GAPS ? burstiness_of(gaps, count) : NAN;
        if (!isnan(burstiness)) out->bursts[out->bursty++] = burstiness;
        if (count >= FEWEST_GAPS) out->entropies[out->judged++] = entropy_of(gaps, count);
        out->gaps += count;
        out->medians[out->accounts++] = median_of(gaps, count);
    }
    find_mode(out, pauses, out->gaps);
    out->median_gap = median_of(out->medians, out->accounts);
    out->gap_range = median_interval(out->medians, out->accounts);
    out->burstiness = median_of(out->bursts, out->bursty);
    out->burstiness_range = median_interval(out->bursts, out->bursty);
    out->entropy = median_of(out->entropies, out->judged);
    out->entropy_range = median_interval(out->entropies, out->judged);
    return true;
}

/* The accounts' own values against those of the rest's. */
static void claim_ranks(struct claim *claim, const double *own, uint32_t accounts,
                        const double *rest, uint32_t others) {
    claim->p_value = rank_sum_test(own, accounts, rest, others);
    claim->test = isnan(claim->p_value) ? NULL : "Mann-Whitney";
}

/* A median over accounts with five pauses or more, `accounts` of them. */
static struct claim *say_regularity(struct ledger *ledger, enum statement statement, double value,
                                    double baseline, uint32_t accounts) {
    struct claim *claim = ledger_add(ledger, statement);
    claim_value(claim, value, statement == SAY_ENTROPY ? "bits" : "score");
    claim->denominator = accounts;
    claim->baseline = baseline;
    claim_count(claim, accounts);
    claim_parameter(claim, "least_pauses", FEWEST_GAPS);
    return claim;
}

/* Scores may be negative, so that no ratio tells how far two are from each other. */
static void say_burstiness(struct ledger *ledger, const struct pace *pace,
                           const struct pace *rest) {
    if (isnan(pace->burstiness)) return;
    struct claim *claim =
        say_regularity(ledger, SAY_BURSTINESS, pace->burstiness, rest->burstiness, pace->bursty);
    claim_of_median(claim, pace->burstiness_range);
    claim_ranks(claim, pace->bursts, pace->bursty, rest->bursts, rest->bursty);
    claim->effect = dominance(pace->bursts, pace->bursty, rest->bursts, rest->bursty);
}

static void say_entropy(struct ledger *ledger, const struct pace *pace, const struct pace *rest) {
    if (isnan(pace->entropy)) return;
    struct claim *claim =
        say_regularity(ledger, SAY_ENTROPY, pace->entropy, rest->entropy, pace->judged);
    claim_of_median(claim, pace->entropy_range);
    claim_ranks(claim, pace->entropies, pace->judged, rest->entropies, rest->judged);
    if (rest->entropy > 0) claim->effect = pace->entropy / rest->entropy;
}

static void say_median_gap(struct ledger *ledger, const struct pace *pace,
                           const struct pace *rest) {
    struct claim *claim = ledger_add(ledger, SAY_MEDIAN_GAP);
    claim_value(claim, pace->median_gap, "seconds");
    claim_span(claim, (int64_t) (pace->median_gap * MICROSECONDS));
    if (rest->accounts) {
        claim->baseline = rest->median_gap;
        claim->effect = rest->median_gap > 0 ? pace->median_gap / rest->median_gap : NAN;
        claim_span(claim, (int64_t) (rest->median_gap * MICROSECONDS));
    }
    claim->denominator = pace->accounts;
    claim_of_median(claim, pace->gap_range);
    claim_ranks(claim, pace->medians, pace->accounts, rest->medians, rest->accounts);
}

static void find_pace(struct ledger *ledger, const struct dossier *dossier) {
    struct group group = dossier_group(dossier);
    const struct pace *rest = &dossier_background(dossier)->pace;
    struct pace pace;
    if (!pace_measure(&pace, dossier->all, &group, &ledger->scratch, &ledger->scratch)) {
        ledger->failed = true;
        return;
    }
    for (int b = 0; b < GAP_BOUNDS && pace.gaps; b++) {
        struct claim *claim = ledger_add(ledger, SAY_GAP);
        claim_share(claim, pace.within[b], pace.gaps);
        claim_against(claim, rest->within[b], rest->gaps);
        claim_span(claim, gap_bounds[b]);
    }
    if (!pace.gaps) return;
    struct claim *claim = ledger_add(ledger, SAY_GAP_MODE);
    claim_share(claim, pace.mode_count, pace.gaps);
    claim_against(claim, rest->mode_count, rest->gaps);
    claim_span(claim, pace.mode * MICROSECONDS);
    claim_parameter(claim, "seconds", (double) pace.mode);
    say_median_gap(ledger, &pace, rest);
    say_burstiness(ledger, &pace, rest);
    say_entropy(ledger, &pace, rest);
}

/* ---- clocks of schedulers */

enum { SLOTS = 60, FEWEST_POSTS = 300 }; /* five expected in each slot */

static void find_clock(struct ledger *ledger, const struct dossier *dossier,
                       enum statement statement, int64_t length) {
    uint64_t slots[SLOTS] = {0}, posts = dossier->habits.posts;
    for (size_t i = 0; i < posts; i++) {
        int64_t within = dossier->stream[i].time % (SLOTS * length);
        slots[(within + (within < 0 ? SLOTS * length : 0)) / length]++;
    }
    double expected = (double) posts / SLOTS, chi = 0;
    size_t most = 0;
    for (size_t s = 0; s < SLOTS; s++) {
        chi += ((double) slots[s] - expected) * ((double) slots[s] - expected) / expected;
        if (slots[s] > slots[most]) most = s;
    }
    struct claim *claim = ledger_add(ledger, statement);
    claim_part(claim, slots[most], posts);
    claim_value(claim, chi, "chi-square");
    claim->p_value = chi_square_tail(chi, SLOTS - 1);
    claim->test = "chi-square, 59 degrees of freedom";
    claim_count(claim, most);
}

static void find_clocks(struct ledger *ledger, const struct dossier *dossier) {
    enum time_precision precision = dossier->findings->archive->posts.precision;
    if (dossier->habits.posts < FEWEST_POSTS) return;
    if (precision <= PRECISION_SECOND) find_clock(ledger, dossier, SAY_SECONDS, MICROSECONDS);
    if (precision <= PRECISION_MINUTE)
        find_clock(ledger, dossier, SAY_MINUTES, INT64_C(60) * MICROSECONDS);
}

/* ---- common seconds and minutes */

/* A slot of the clock, and how many of them before and after a post its neighbours may fall on. */
struct clock {
    enum statement statement;
    int64_t slot;
    unsigned reach;
    const char *test;
};
static const struct clock seconds = {SAY_SAME_SECOND, MICROSECONDS, 300,
                                     "Poisson against posts moved within five minutes"};
static const struct clock minutes = {SAY_SAME_MINUTE, INT64_C(60) * MICROSECONDS, 30,
                                     "Poisson against posts moved within half an hour"};

static int64_t slot_of(const struct clock *clock, int64_t time) {
    return time / clock->slot - (time % clock->slot < 0);
}

/* Posts that share their slot of the clock with another account's of the cluster. */
static void count_common(struct ledger *ledger, struct claim *claim, const struct dossier *dossier,
                         const struct clock *clock, uint64_t *common) {
    const uint32_t *account_of = dossier->findings->archive->posts.account;
    const struct moment *stream = dossier->stream;
    for (size_t first = 0, end; first < dossier->habits.posts; first = end) {
        bool several = false;
        for (end = first + 1; end < dossier->habits.posts && slot_of(clock, stream[end].time) ==
                                                                 slot_of(clock, stream[first].time);
             end++)
            several |= account_of[stream[end].post] != account_of[stream[first].post];
        if (!several) continue;
        *common += end - first;
        for (size_t i = first; i < end; i++)
            claim_add_post(ledger, claim, stream[i].post);
    }
}

/* Their number if the others' posts within reach fell on any of these slots by chance; each
 * account's own do not count. O(posts). */
static double expected_common(struct ledger *ledger, const struct dossier *dossier,
                              const struct clock *clock) {
    const uint32_t *account_of = dossier->findings->archive->posts.account;
    const struct moment *stream = dossier->stream;
    const int64_t reach = clock->slot * clock->reach;
    const double elsewhere = 1 - 1 / (2.0 * clock->reach + 1);
    uint32_t *near = ledger_room(ledger, dossier->cluster->count, sizeof *near);
    double expected = 0;
    size_t from = 0, to = 0, count = dossier->habits.posts;
    if (!near) return NAN;
    for (size_t i = 0; i < count; i++) {
        for (; to < count && stream[to].time <= stream[i].time + reach; to++)
            near[dossier->all->seat[account_of[stream[to].post]]]++;
        for (; stream[from].time < stream[i].time - reach; from++)
            near[dossier->all->seat[account_of[stream[from].post]]]--;
        double others = (double) (to - from - near[dossier->all->seat[account_of[stream[i].post]]]);
        expected += 1 - pow(elsewhere, others);
    }
    return expected;
}

static void say_common(struct ledger *ledger, const struct dossier *dossier,
                       const struct clock *clock) {
    uint64_t common = 0;
    double expected = expected_common(ledger, dossier, clock);
    struct claim *claim = ledger_add(ledger, clock->statement);
    count_common(ledger, claim, dossier, clock, &common);
    claim_part(claim, common, dossier->habits.posts);
    claim_value(claim, (double) common, "posts");
    claim->baseline = expected;
    if (expected > 0) claim->effect = (double) common / expected;
    claim->p_value = poisson_tail(expected, (uint32_t) common);
    claim->test = clock->test;
    claim_number(claim, expected);
    claim_parameter(claim, "slots_before_and_after", clock->reach);
}

static void find_common(struct ledger *ledger, const struct dossier *dossier) {
    enum time_precision precision = dossier->findings->archive->posts.precision;
    if (precision <= PRECISION_SECOND)
        say_common(ledger, dossier, &seconds);
    else
        ledger_omit(ledger, "A9", PHRASE_FIELD_SECONDS);
    if (precision <= PRECISION_MINUTE) say_common(ledger, dossier, &minutes);
}

/* ---- lunch */

/* Posts from 13:00 to 14:00 over the mean of the hours beside it, on working days. */
static double lunch_of(const uint32_t hours[7][24], uint64_t *lunch, uint64_t *beside) {
    *lunch = *beside = 0;
    for (int d = 0; d < 5; d++) {
        *lunch += hours[d][13];
        *beside += hours[d][12] + hours[d][14];
    }
    return *beside ? 2 * (double) *lunch / (double) *beside : NAN;
}

static void find_lunch(struct ledger *ledger, const struct dossier *dossier) {
    uint64_t lunch, beside, rest_lunch, rest_beside;
    double ratio = lunch_of(dossier->hours, &lunch, &beside);
    if (lunch + beside < 60) return;
    struct claim *claim = ledger_add(ledger, SAY_LUNCH);
    claim_value(claim, ratio, "ratio");
    claim->numerator = (double) lunch;
    claim->denominator = (double) beside / 2;
    claim->p_value = binomial_test(lunch, lunch + beside, 1 / 3.0);
    claim->test = "binomial, two-sided";
    claim->baseline =
        lunch_of(dossier_background(dossier)->rhythm.hours, &rest_lunch, &rest_beside);
    if (claim->baseline > 0) claim->effect = claim->value / claim->baseline;
    claim_number(claim, (double) beside / 2);
    claim_name(claim, slice_of(dossier->all->zone));
}

void find_rhythm(struct ledger *ledger, const struct dossier *dossier) {
    if (!dossier->habits.posts) return;
    find_pace(ledger, dossier);
    find_clocks(ledger, dossier);
    find_common(ledger, dossier);
    if (dossier->findings->archive->posts.precision != PRECISION_DAY) find_lunch(ledger, dossier);
}
