/* Most posts in any window (A5), longest runs of one account (A7). */
#include "export/findings.h"
#include "export/statistics.h"

#include <math.h>
#include <stdlib.h>

static const int64_t windows[] = {INT64_C(1) * MICROSECONDS, INT64_C(60) * MICROSECONDS,
                                  TEN_MINUTES, INT64_C(3600) * MICROSECONDS,
                                  INT64_C(86400) * MICROSECONDS};
enum { WINDOWS = sizeof windows / sizeof *windows };

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
    if (precision == PRECISION_DAY) return window >= windows[WINDOWS - 1];
    return precision != PRECISION_MINUTE || window >= windows[1];
}

/* Chance of so many posts in the window somewhere, if each came independently at the rate that the
 * cluster has in that hour of the week (that weekday, for a day's window). */
static double chance_of(const struct dossier *dossier, uint64_t posts, int64_t window) {
    struct stream all = {dossier->stream, dossier->habits.posts};
    const double hour = 3600;
    double span = (double) (all.items[all.count - 1].time - all.items[0].time) / MICROSECONDS;
    double weeks = fmax(1, span / (7 * 24 * hour)), none = 1;
    double width = (double) window / MICROSECONDS;
    for (int d = 0; d < 7; d++) {
        double day = 0;
        for (int h = 0; h < 24; h++) {
            double rate = dossier->hours[d][h] / (weeks * hour);
            if (width <= hour) none *= 1 - scan_tail(posts, rate, width, weeks * hour);
            day += dossier->hours[d][h];
        }
        double length = 24 * hour;
        if (width > hour)
            none *= 1 - scan_tail(posts, day / (weeks * length), width, weeks * length);
    }
    return 1 - none;
}

static void find_burst(struct ledger *ledger, const struct dossier *dossier, int64_t window) {
    struct stream all = {dossier->stream, dossier->habits.posts};
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
    claim->p_value = chance_of(dossier, burst.count, window);
    claim->test = "scan statistic against the rhythm of the week";
    claim_parameter(claim, "window_seconds", (double) window / MICROSECONDS);
    claim_evidence(ledger, claim, burst);
}

void find_bursts(struct ledger *ledger, const struct dossier *dossier) {
    if (!dossier->habits.posts) return;
    for (size_t w = 0; w < WINDOWS; w++)
        if (is_told(dossier, windows[w])) find_burst(ledger, dossier, windows[w]);
    if (!is_told(dossier, windows[0])) ledger_omit(ledger, "A5", PHRASE_FIELD_SECONDS);
}

void find_campaign_bursts(struct ledger *ledger, const struct dossier *dossier,
                          const struct campaign *campaign) {
    struct stream all = campaign_stream(campaign);
    for (size_t w = 0; w < WINDOWS && all.count; w++) {
        if (!is_told(dossier, windows[w])) continue;
        if (!dossier->campaigns->given && windows[w] != TEN_MINUTES) continue;
        struct busy_window busiest = busiest_window(all.items, all.count, windows[w]);
        struct stream burst = part_of(all, busiest.first, busiest.count);
        struct crowd crowd = crowd_of(ledger, dossier, burst);
        struct claim *claim = ledger_add(ledger, SAY_CAMPAIGN_BURST);
        claim_part(claim, crowd.inside, burst.count);
        claim_value(claim, (double) burst.count, "posts");
        claim_name(claim, campaign->name);
        claim_span(claim, windows[w]);
        claim_count(claim, crowd.accounts);
        claim_texts(claim, dossier, &crowd);
        claim_window(claim, burst.items[0].time, burst.items[burst.count - 1].time);
        claim_parameter(claim, "window_seconds", (double) windows[w] / MICROSECONDS);
        claim_evidence(ledger, claim, burst);
    }
}

/* ---- runs of one account */

static void fill_run(struct ledger *ledger, struct claim *claim, struct stream run,
                     uint32_t account) {
    claim_value(claim, (double) run.count, "posts");
    claim_account(claim, account);
    claim_window(claim, run.items[0].time, run.items[run.count - 1].time);
    claim_evidence(ledger, claim, run);
    claim_add_account(ledger, claim, account);
}

/* The longest stretch of a stream by one author; by a member where `members` asks for it. */
static struct stream longest_of(const struct dossier *dossier, struct stream stream, bool members) {
    const uint32_t *account_of = dossier->findings->archive->posts.account;
    struct stream best = {0};
    for (size_t first = 0, i = 0; i < stream.count; i++) {
        uint32_t account = account_of[stream.items[i].post];
        if (account != account_of[stream.items[first].post]) first = i;
        if (i + 1 - first > best.count && (!members || is_member(dossier, account)))
            best = part_of(stream, first, i + 1 - first);
    }
    return best;
}

void find_campaign_run(struct ledger *ledger, const struct dossier *dossier,
                       const struct campaign *campaign) {
    struct stream run = longest_of(dossier, campaign_stream(campaign), false);
    if (run.count < 2) return;
    struct claim *claim = ledger_add(ledger, SAY_CAMPAIGN_RUN);
    claim_name(claim, campaign->name);
    fill_run(ledger, claim, run, dossier->findings->archive->posts.account[run.items[0].post]);
}

/* The longest stretch of an account's own posts that `goes_on` holds together. */
typedef bool (*goes_on_fn)(const struct dossier *dossier, uint32_t before, uint32_t post);

static const int64_t rapid = INT64_C(60) * MICROSECONDS;

static bool is_rapid(const struct dossier *dossier, uint32_t before, uint32_t post) {
    const int64_t *time = dossier->findings->archive->posts.time;
    return time[post] - time[before] <= rapid;
}

static bool is_same_text(const struct dossier *dossier, uint32_t before, uint32_t post) {
    const uint32_t *text_of = dossier_background(dossier)->text_of;
    return text_of[post] != UINT32_MAX && text_of[post] == text_of[before];
}

struct own_run {
    uint32_t account;
    const uint32_t *posts;
    size_t count;
};

static struct own_run longest_own(const struct dossier *dossier, goes_on_fn goes_on) {
    const struct group group = dossier_group(dossier);
    struct own_run best = {0};
    for (uint32_t a = 0; a < group.count; a++) {
        size_t count;
        const uint32_t *posts = posts_of(dossier_background(dossier), group.accounts[a], &count);
        for (size_t first = 0, i = 0; i < count; i++) {
            if (i && !goes_on(dossier, posts[i - 1], posts[i])) first = i;
            if (i + 1 - first > best.count)
                best = (struct own_run){group.accounts[a], posts + first, i + 1 - first};
        }
    }
    return best;
}

static struct claim *add_own_run(struct ledger *ledger, const struct dossier *dossier,
                                 enum statement statement, const struct own_run *run) {
    const int64_t *time = dossier->findings->archive->posts.time;
    struct claim *claim = ledger_add(ledger, statement);
    claim_value(claim, (double) run->count, "posts");
    claim_account(claim, run->account);
    claim_window(claim, time[run->posts[0]], time[run->posts[run->count - 1]]);
    for (size_t i = 0; i < run->count; i++)
        claim_add_post(ledger, claim, run->posts[i]);
    claim_add_account(ledger, claim, run->account);
    return claim;
}

void find_runs(struct ledger *ledger, const struct dossier *dossier) {
    const uint32_t *account_of = dossier->findings->archive->posts.account;
    struct stream own = {dossier->stream, dossier->habits.posts};
    struct stream run = longest_of(dossier, own, false);
    if (run.count >= 2)
        fill_run(ledger, ledger_add(ledger, SAY_RUN), run, account_of[run.items[0].post]);
    run = longest_of(dossier, dossier_background(dossier)->timeline, true);
    if (run.count >= 2)
        fill_run(ledger, ledger_add(ledger, SAY_RUN_IN_DATA), run, account_of[run.items[0].post]);
    struct own_run quick = longest_own(dossier, is_rapid);
    if (quick.count >= 3) {
        struct claim *claim = add_own_run(ledger, dossier, SAY_RUN_RAPID, &quick);
        claim_span(claim, rapid);
        claim_parameter(claim, "gap_seconds", (double) rapid / MICROSECONDS);
    }
    if (!dossier_background(dossier)->text_of) return;
    struct own_run same = longest_own(dossier, is_same_text);
    if (same.count < 2) return;
    struct claim *claim = add_own_run(ledger, dossier, SAY_RUN_OF_TEXT, &same);
    claim_text(claim, dossier_body(dossier, same.posts[0]));
}
