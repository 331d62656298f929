/* How posts follow each other: gaps, clocks of schedulers, common seconds (A8, A9), lunch (A12). */
#include "engine/significance.h"
#include "export/findings.h"
#include "export/statistics.h"

#include <math.h>

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

static size_t gaps_of(double *gaps, struct pace *pace, const struct dossiers *all,
                      uint32_t account) {
    const int64_t *time = all->findings->archive->posts.time;
    size_t count;
    const uint32_t *posts = posts_of(all->background, account, &count);
    for (size_t i = 1; i < count; i++) {
        int64_t gap = time[posts[i]] - time[posts[i - 1]];
        gaps[i - 1] = (double) gap / MICROSECONDS;
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
                  struct arena *arena) {
    double *gaps = arena_alloc(arena, most_posts(all, group), sizeof *gaps);
    double *medians = arena_alloc(arena, group->count, sizeof *medians);
    double *bursts = arena_alloc(arena, group->count, sizeof *bursts);
    uint32_t bursty = 0;
    *out = (struct pace){0};
    if (!gaps || !medians || !bursts) return false;
    for (uint32_t i = 0; i < group->count; i++) {
        size_t count = gaps_of(gaps, out, all, group->accounts[i]);
        if (!count) continue;
        double burstiness = count >= FEWEST_GAPS ? burstiness_of(gaps, count) : NAN;
        if (!isnan(burstiness)) bursts[bursty++] = burstiness;
        out->gaps += count;
        medians[out->accounts++] = median_of(gaps, count);
    }
    out->median_gap = median_of(medians, out->accounts);
    out->burstiness = median_of(bursts, bursty);
    return true;
}

static void find_pace(struct ledger *ledger, const struct dossier *dossier) {
    struct group group = dossier_group(dossier);
    const struct pace *rest = &dossier_background(dossier)->pace;
    struct pace pace;
    if (!pace_measure(&pace, dossier->all, &group, &ledger->scratch)) {
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
    struct claim *claim = ledger_add(ledger, SAY_MEDIAN_GAP);
    claim_value(claim, pace.median_gap, "seconds");
    claim_span(claim, (int64_t) (pace.median_gap * MICROSECONDS));
    if (rest->accounts) {
        claim->baseline = rest->median_gap;
        claim->effect = rest->median_gap > 0 ? pace.median_gap / rest->median_gap : NAN;
        claim_span(claim, (int64_t) (rest->median_gap * MICROSECONDS));
    }
    if (isnan(pace.burstiness)) return;
    claim = ledger_add(ledger, SAY_BURSTINESS);
    claim_value(claim, pace.burstiness, "score");
    if (rest->accounts) claim->baseline = rest->burstiness;
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

/* ---- common seconds */

static const int64_t second = MICROSECONDS, reach = INT64_C(300) * MICROSECONDS;

static int64_t second_of(int64_t time) {
    return time / second - (time % second < 0);
}

/* Posts that share their second of the clock with another account's of the cluster. */
static void count_common(struct ledger *ledger, struct claim *claim, const struct dossier *dossier,
                         uint64_t *common) {
    const uint32_t *account_of = dossier->findings->archive->posts.account;
    const struct moment *stream = dossier->stream;
    for (size_t first = 0, end; first < dossier->habits.posts; first = end) {
        bool several = false;
        for (end = first + 1; end < dossier->habits.posts &&
                              second_of(stream[end].time) == second_of(stream[first].time);
             end++)
            several |= account_of[stream[end].post] != account_of[stream[first].post];
        if (!several) continue;
        *common += end - first;
        for (size_t i = first; i < end; i++)
            claim_add_post(ledger, claim, stream[i].post);
    }
}

/* Their number if the others' posts of the five minutes before and after fell on any of these 601
 * seconds by chance; each account's own do not count. O(posts). */
static double expected_common(struct ledger *ledger, const struct dossier *dossier) {
    const uint32_t *account_of = dossier->findings->archive->posts.account;
    const struct moment *stream = dossier->stream;
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
        expected += 1 - pow(600.0 / 601, others);
    }
    return expected;
}

static void find_same_second(struct ledger *ledger, const struct dossier *dossier) {
    if (dossier->findings->archive->posts.precision > PRECISION_SECOND) {
        ledger_omit(ledger, "A9", PHRASE_FIELD_SECONDS);
        return;
    }
    uint64_t common = 0;
    double expected = expected_common(ledger, dossier);
    struct claim *claim = ledger_add(ledger, SAY_SAME_SECOND);
    count_common(ledger, claim, dossier, &common);
    claim_part(claim, common, dossier->habits.posts);
    claim_value(claim, (double) common, "posts");
    claim->baseline = expected;
    claim->p_value = poisson_tail(expected, (uint32_t) common);
    claim->test = "Poisson against posts moved within five minutes";
    claim_number(claim, expected);
}

/* ---- lunch */

/* Posts from 13:00 to 14:00 against the mean of the hours beside it, on working days. */
static void find_lunch(struct ledger *ledger, const struct dossier *dossier) {
    uint64_t lunch = 0, beside = 0;
    for (int d = 0; d < 5; d++) {
        lunch += dossier->hours[d][13];
        beside += dossier->hours[d][12] + dossier->hours[d][14];
    }
    if (lunch + beside < 60) return;
    struct claim *claim = ledger_add(ledger, SAY_LUNCH);
    claim_value(claim, 2 * (double) lunch / (double) beside, "ratio");
    claim->numerator = (double) lunch;
    claim->denominator = (double) beside / 2;
    claim->p_value = binomial_test(lunch, lunch + beside, 1 / 3.0);
    claim->test = "binomial, two-sided";
    claim_number(claim, (double) beside / 2);
    claim_name(claim, slice_of(dossier->all->zone));
}

void find_rhythm(struct ledger *ledger, const struct dossier *dossier) {
    if (!dossier->habits.posts) return;
    find_pace(ledger, dossier);
    find_clocks(ledger, dossier);
    find_same_second(ledger, dossier);
    if (dossier->findings->archive->posts.precision != PRECISION_DAY) find_lunch(ledger, dossier);
}
