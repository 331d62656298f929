/* Most posts in any window (A5), longest runs of one account (A7). */
#include "engine/significance.h"
#include "export/findings.h"
#include "export/statistics.h"

#include <math.h>
#include <stdlib.h>

const int64_t burst_windows[BURST_WINDOWS] = {INT64_C(1) * MICROSECONDS, INT64_C(60) * MICROSECONDS,
                                              TEN_MINUTES, INT64_C(3600) * MICROSECONDS,
                                              INT64_C(86400) * MICROSECONDS};

static int by_number(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *) a, y = *(const uint32_t *) b;
    return (x > y) - (x < y);
}

static uint64_t count_distinct(uint32_t *items, size_t count) {
    uint64_t distinct = 0;
    qsort(items, count, sizeof *items, by_number);
    for (size_t i = 0; i < count; i++)
        distinct += i == 0 || items[i] != items[i - 1];
    return distinct;
}

struct crowd {
    uint64_t accounts, texts, inside; /* `inside`: posts of the cluster */
};

/* Who posts in a stream, and how many different texts. Posts without a comparable text (reposts,
 * few words) count for none. */
static struct crowd crowd_of(struct ledger *ledger, const struct dossier *dossier,
                             struct stream stream) {
    const struct posts *posts = &dossier->findings->archive->posts;
    const uint32_t *text_of = dossier_background(dossier)->text_of;
    struct crowd crowd = {0};
    size_t texts = 0;
    uint32_t *items = ledger_room(ledger, stream.count, sizeof *items);
    if (!items) return crowd;
    for (size_t i = 0; i < stream.count; i++) {
        uint32_t post = stream.items[i].post;
        if (text_of && text_of[post] != UINT32_MAX) items[texts++] = text_of[post];
        crowd.inside += is_member(dossier, posts->account[post]);
    }
    crowd.texts = count_distinct(items, texts);
    for (size_t i = 0; i < stream.count; i++)
        items[i] = posts->account[stream.items[i].post];
    crowd.accounts = count_distinct(items, stream.count);
    return crowd;
}

/* Unknown where no text of the data can be compared. */
static void claim_texts(struct claim *claim, const struct dossier *dossier,
                        const struct crowd *crowd) {
    if (dossier_background(dossier)->text_of)
        claim_count(claim, crowd->texts);
    else
        claim_number(claim, NAN);
}

static struct stream part_of(struct stream stream, size_t first, size_t count) {
    return (struct stream){stream.items + first, count};
}

/* The finest window that the clock of the data can tell. */
static bool is_told(const struct dossier *dossier, int64_t window) {
    enum time_precision precision = dossier->findings->archive->posts.precision;
    if (precision == PRECISION_DAY) return window >= burst_windows[BURST_WINDOWS - 1];
    return precision != PRECISION_MINUTE || window >= burst_windows[1];
}

/* A stream by hour of the week. */
struct week {
    struct stream stream;
    uint32_t hours[7][24];
};

static struct week week_of(const struct dossier *dossier, struct stream stream) {
    struct week week = {.stream = stream};
    for (size_t i = 0; i < stream.count; i++) {
        struct civil_time civil = time_civil(dossier_local(dossier->all, stream.items[i].time));
        week.hours[civil.weekday][civil.hour]++;
    }
    return week;
}

/* Chance of so many posts in the window somewhere, if each came independently at the rate that the
 * stream has in that hour of the week (that weekday, for a day's window). */
static double chance_of(const struct week *week, uint64_t posts, int64_t window) {
    struct stream all = week->stream;
    const double hour = 3600;
    double span = (double) (all.items[all.count - 1].time - all.items[0].time) / MICROSECONDS;
    double weeks = fmax(1, span / (7 * 24 * hour)), none = 1;
    double width = (double) window / MICROSECONDS;
    for (int d = 0; d < 7; d++) {
        double day = 0;
        for (int h = 0; h < 24; h++) {
            double rate = week->hours[d][h] / (weeks * hour);
            if (width <= hour) none *= 1 - scan_tail(posts, rate, width, weeks * hour);
            day += week->hours[d][h];
        }
        double length = 24 * hour;
        if (width > hour)
            none *= 1 - scan_tail(posts, day / (weeks * length), width, weeks * length);
    }
    return 1 - none;
}

static void claim_chance(struct claim *claim, const struct week *week, int64_t window) {
    claim->p_value = chance_of(week, (uint64_t) claim->value, window);
    claim->test = "scan statistic against the rhythm of the week";
}

static void find_burst(struct ledger *ledger, const struct dossier *dossier,
                       const struct week *week, size_t w) {
    const int64_t window = burst_windows[w];
    struct stream all = week->stream;
    struct stream timeline = dossier_background(dossier)->timeline;
    struct busy_window busiest = busiest_window(all.items, all.count, window);
    struct stream burst = part_of(all, busiest.first, busiest.count);
    int64_t from = burst.items[0].time, to = burst.items[burst.count - 1].time;
    size_t in_data = stream_between(timeline, from, to);
    struct crowd crowd = crowd_of(ledger, dossier, burst);
    struct claim *claim = ledger_add(ledger, SAY_BURST);
    claim_part(claim, burst.count, in_data);
    claim_value(claim, (double) burst.count, "posts");
    claim_span(claim, window);
    claim_count(claim, crowd.accounts);
    claim_texts(claim, dossier, &crowd);
    claim_window(claim, from, to);
    claim_chance(claim, week, window);
    if (dossier_background(dossier)->rest.stream.count)
        claim->baseline = (double) dossier_background(dossier)->pile.windows[w];
    if (claim->baseline > 0) claim->effect = claim->value / claim->baseline;
    claim_parameter(claim, "window_seconds", (double) window / MICROSECONDS);
    claim_evidence(ledger, claim, burst);
}

void find_bursts(struct ledger *ledger, const struct dossier *dossier) {
    if (!dossier->habits.posts) return;
    struct week week = {.stream = {dossier->stream, dossier->habits.posts}};
    memcpy(week.hours, dossier->hours, sizeof week.hours);
    for (size_t w = 0; w < BURST_WINDOWS; w++)
        if (is_told(dossier, burst_windows[w])) find_burst(ledger, dossier, &week, w);
    if (!is_told(dossier, burst_windows[0])) ledger_omit(ledger, "A5", PHRASE_FIELD_SECONDS);
}

/* Of a campaign, the posts by accounts in no kept cluster. */
static struct stream rest_of(struct ledger *ledger, const struct dossier *dossier,
                             struct stream campaign) {
    const uint32_t *account_of = dossier->findings->archive->posts.account;
    const uint32_t *cluster_of = dossier->findings->clusters->of_account;
    struct moment *items = ledger_room(ledger, campaign.count, sizeof *items);
    size_t count = 0;
    for (size_t i = 0; i < campaign.count && items; i++)
        if (!cluster_of[account_of[campaign.items[i].post]]) items[count++] = campaign.items[i];
    return (struct stream){items, count};
}

static void find_campaign_burst(struct ledger *ledger, const struct dossier *dossier,
                                const struct campaign *campaign, const struct week *week,
                                struct stream rest, int64_t window) {
    struct stream all = week->stream;
    struct busy_window busiest = busiest_window(all.items, all.count, window);
    struct stream burst = part_of(all, busiest.first, busiest.count);
    struct crowd crowd = crowd_of(ledger, dossier, burst);
    struct claim *claim = ledger_add(ledger, SAY_CAMPAIGN_BURST);
    claim_part(claim, crowd.inside, burst.count);
    claim_value(claim, (double) burst.count, "posts");
    claim_name(claim, campaign->name);
    claim_span(claim, window);
    claim_count(claim, crowd.accounts);
    claim_texts(claim, dossier, &crowd);
    claim_window(claim, burst.items[0].time, burst.items[burst.count - 1].time);
    claim_chance(claim, week, window);
    if (dossier_background(dossier)->rest.stream.count)
        claim->baseline = (double) busiest_window(rest.items, rest.count, window).count;
    if (claim->baseline > 0) claim->effect = claim->value / claim->baseline;
    claim_parameter(claim, "window_seconds", (double) window / MICROSECONDS);
    claim_evidence(ledger, claim, burst);
}

void find_campaign_bursts(struct ledger *ledger, const struct dossier *dossier,
                          const struct campaign *campaign) {
    struct week week = week_of(dossier, campaign_stream(campaign));
    struct stream rest = rest_of(ledger, dossier, week.stream);
    for (size_t w = 0; w < BURST_WINDOWS && week.stream.count; w++) {
        if (!is_told(dossier, burst_windows[w])) continue;
        if (!dossier->campaigns->given && burst_windows[w] != TEN_MINUTES) continue;
        find_campaign_burst(ledger, dossier, campaign, &week, rest, burst_windows[w]);
    }
}

/* ---- runs of one account */

/* Of `counts`, how many posts each account has in a stream of `posts`: how many runs of `length`
 * are to be expected where the posts are dealt out in any order, at most 1: so much chance has at
 * most.
 */
static double chance_of_run(const uint32_t *counts, size_t accounts, size_t posts, size_t length) {
    double sum = 0, n = (double) posts, k = (double) length;
    for (size_t a = 0; a < accounts; a++)
        if (counts[a] >= length)
            sum += exp(ln_factorial(counts[a]) - ln_factorial(counts[a] - k) - ln_factorial(n) +
                       ln_factorial(n - k));
    return fmin(1, sum * (n - k + 1));
}

/* A run of the stream, which `counts` are of. */
static void fill_run(struct ledger *ledger, struct claim *claim, struct stream run,
                     struct stream stream, uint32_t account) {
    claim_part(claim, run.count, stream.count);
    claim_value(claim, (double) run.count, "posts");
    claim_account(claim, account);
    claim_window(claim, run.items[0].time, run.items[run.count - 1].time);
    claim->test = "runs expected of the posts in any order";
    claim_evidence(ledger, claim, run);
    claim_add_account(ledger, claim, account);
}

static void claim_longest_of_rest(struct claim *claim, size_t longest) {
    if (!longest) return;
    claim->baseline = (double) longest;
    claim->effect = claim->value / claim->baseline;
}

/* The longest stretch of a stream by one author; by an account of `cluster` where that is not 0. */
static struct stream longest_of(const struct dossiers *all, struct stream stream,
                                uint32_t cluster) {
    const uint32_t *account_of = all->findings->archive->posts.account;
    const uint32_t *cluster_of = all->findings->clusters->of_account;
    struct stream best = {0};
    for (size_t first = 0, i = 0; i < stream.count; i++) {
        uint32_t account = account_of[stream.items[i].post];
        if (account != account_of[stream.items[first].post]) first = i;
        if (i + 1 - first > best.count && (!cluster || cluster_of[account] == cluster))
            best = part_of(stream, first, i + 1 - first);
    }
    return best;
}

/* `seen` has a zero for each account of the data, and again afterwards. */
void find_campaign_run(struct ledger *ledger, const struct dossier *dossier,
                       const struct campaign *campaign, uint32_t *seen) {
    const struct archive *archive = dossier->findings->archive;
    struct stream stream = campaign_stream(campaign), run = longest_of(dossier->all, stream, 0);
    if (run.count < 2) return;
    struct claim *claim = ledger_add(ledger, SAY_CAMPAIGN_RUN);
    claim_name(claim, campaign->name);
    fill_run(ledger, claim, run, stream, archive->posts.account[run.items[0].post]);
    for (size_t i = 0; i < stream.count; i++)
        seen[archive->posts.account[stream.items[i].post]]++;
    claim->p_value = chance_of_run(seen, archive->accounts.count, stream.count, run.count);
    for (size_t i = 0; i < stream.count; i++)
        seen[archive->posts.account[stream.items[i].post]] = 0;
}

/* The longest stretch of an account's own posts that `goes_on` holds together. */
typedef bool (*goes_on_fn)(const struct dossiers *all, uint32_t before, uint32_t post);

static const int64_t rapid = INT64_C(60) * MICROSECONDS;

static bool is_rapid(const struct dossiers *all, uint32_t before, uint32_t post) {
    const int64_t *time = all->findings->archive->posts.time;
    return time[post] - time[before] <= rapid;
}

static bool is_same_text(const struct dossiers *all, uint32_t before, uint32_t post) {
    const uint32_t *text_of = all->background->text_of;
    return text_of[post] != UINT32_MAX && text_of[post] == text_of[before];
}

struct own_run {
    uint32_t account;
    const uint32_t *posts;
    size_t count;
};

static struct own_run longest_own(const struct dossiers *all, const struct group *group,
                                  goes_on_fn goes_on) {
    struct own_run best = {0};
    for (uint32_t a = 0; a < group->count; a++) {
        size_t count;
        const uint32_t *posts = posts_of(all->background, group->accounts[a], &count);
        for (size_t first = 0, i = 0; i < count; i++) {
            if (i && !goes_on(all, posts[i - 1], posts[i])) first = i;
            if (i + 1 - first > best.count)
                best = (struct own_run){group->accounts[a], posts + first, i + 1 - first};
        }
    }
    return best;
}

/* How many runs of `length` posts at most `rapid` apart are to be expected where the pauses of each
 * account come in any order. */
static double chance_of_rapid(const struct dossiers *all, const struct group *group,
                              size_t length) {
    double sum = 0;
    for (uint32_t a = 0; a < group->count; a++) {
        size_t count;
        uint32_t pauses = 0;
        const uint32_t *posts = posts_of(all->background, group->accounts[a], &count);
        for (size_t i = 1; i < count; i++)
            pauses += is_rapid(all, posts[i - 1], posts[i]);
        if (count) sum += chance_of_run(&pauses, 1, count - 1, length - 1);
    }
    return fmin(1, sum);
}

/* Of `texts`, how often each occurs. Sorts and overwrites them. */
static size_t count_each(uint32_t *texts, size_t count) {
    size_t distinct = 0, first = 0;
    if (count) qsort(texts, count, sizeof *texts, by_number);
    for (size_t i = 1; i <= count; i++) {
        if (i < count && texts[i] == texts[i - 1]) continue;
        texts[distinct++] = (uint32_t) (i - first);
        first = i;
    }
    return distinct;
}

/* How many runs of `length` posts of one text are to be expected where the posts of each account
 * come in any order. `texts` has room for the posts of each. */
static double chance_of_same_text(uint32_t *texts, const struct dossiers *all,
                                  const struct group *group, size_t length) {
    const uint32_t *text_of = all->background->text_of;
    double sum = 0;
    for (uint32_t a = 0; a < group->count; a++) {
        size_t count, found = 0;
        const uint32_t *posts = posts_of(all->background, group->accounts[a], &count);
        for (size_t i = 0; i < count; i++)
            if (text_of[posts[i]] != UINT32_MAX) texts[found++] = text_of[posts[i]];
        sum += chance_of_run(texts, count_each(texts, found), count, length);
    }
    return fmin(1, sum);
}

static struct claim *add_own_run(struct ledger *ledger, const struct dossier *dossier,
                                 enum statement statement, const struct own_run *run) {
    const int64_t *time = dossier->findings->archive->posts.time;
    struct claim *claim = ledger_add(ledger, statement);
    size_t posts;
    posts_of(dossier_background(dossier), run->account, &posts);
    claim_part(claim, run->count, posts);
    claim_value(claim, (double) run->count, "posts");
    claim_account(claim, run->account);
    claim_window(claim, time[run->posts[0]], time[run->posts[run->count - 1]]);
    for (size_t i = 0; i < run->count; i++)
        claim_add_post(ledger, claim, run->posts[i]);
    claim_add_account(ledger, claim, run->account);
    return claim;
}

void pile_measure(struct pile *out, const struct dossiers *all, const struct group *group) {
    struct stream stream = group->stream;
    *out = (struct pile){.run = longest_of(all, stream, 0).count};
    for (size_t w = 0; w < BURST_WINDOWS; w++)
        out->windows[w] = busiest_window(stream.items, stream.count, burst_windows[w]).count;
    out->rapid = longest_own(all, group, is_rapid).count;
    if (all->background->text_of) out->same_text = longest_own(all, group, is_same_text).count;
}

/* Runs in the cluster's stream, and in that of all. */
static void find_stretches(struct ledger *ledger, const struct dossier *dossier) {
    const struct archive *archive = dossier->findings->archive;
    const struct background *b = dossier_background(dossier);
    uint32_t *counts = ledger_room(ledger, archive->accounts.count, sizeof *counts);
    struct group group = dossier_group(dossier);
    struct stream run = longest_of(dossier->all, group.stream, 0);
    if (!counts || run.count < 2) return;
    for (size_t i = 0; i < group.stream.count; i++)
        counts[archive->posts.account[group.stream.items[i].post]]++;
    struct claim *claim = ledger_add(ledger, SAY_RUN);
    fill_run(ledger, claim, run, group.stream, archive->posts.account[run.items[0].post]);
    claim->p_value = chance_of_run(counts, archive->accounts.count, group.stream.count, run.count);
    claim_longest_of_rest(claim, b->pile.run);
    run = longest_of(dossier->all, b->timeline, dossier->cluster->number);
    if (run.count < 2) return;
    claim = ledger_add(ledger, SAY_RUN_IN_DATA);
    fill_run(ledger, claim, run, b->timeline, archive->posts.account[run.items[0].post]);
    claim->p_value = chance_of_run(counts, archive->accounts.count, b->timeline.count, run.count);
}

static void find_rapid(struct ledger *ledger, const struct dossier *dossier) {
    struct group group = dossier_group(dossier);
    struct own_run quick = longest_own(dossier->all, &group, is_rapid);
    if (quick.count < 3) return;
    struct claim *claim = add_own_run(ledger, dossier, SAY_RUN_RAPID, &quick);
    claim_span(claim, rapid);
    claim_longest_of_rest(claim, dossier_background(dossier)->pile.rapid);
    claim->p_value = chance_of_rapid(dossier->all, &group, quick.count);
    claim->test = "runs expected of each account's pauses in any order";
    claim_parameter(claim, "gap_seconds", (double) rapid / MICROSECONDS);
}

static void find_same_text(struct ledger *ledger, const struct dossier *dossier) {
    struct group group = dossier_group(dossier);
    if (!dossier_background(dossier)->text_of) return;
    struct own_run same = longest_own(dossier->all, &group, is_same_text);
    uint32_t *texts = ledger_room(ledger, group.stream.count, sizeof *texts);
    if (same.count < 2 || !texts) return;
    struct claim *claim = add_own_run(ledger, dossier, SAY_RUN_OF_TEXT, &same);
    claim_longest_of_rest(claim, dossier_background(dossier)->pile.same_text);
    claim->p_value = chance_of_same_text(texts, dossier->all, &group, same.count);
    claim->test = "runs expected of each account's posts in any order";
    claim_text(claim, dossier_body(dossier, same.posts[0]));
}

void find_runs(struct ledger *ledger, const struct dossier *dossier) {
    find_stretches(ledger, dossier);
    find_rapid(ledger, dossier);
    find_same_text(ledger, dossier);
}
