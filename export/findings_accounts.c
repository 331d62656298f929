/* When the accounts were made (A21), what became of them (A22) and what they look like (A23). */
#include "engine/canonical.h"
#include "engine/memory.h"
#include "export/findings.h"
#include "export/statistics.h"

#include <math.h>
#include <stdlib.h>

static const int64_t day = INT64_C(86400) * MICROSECONDS;

static const struct account_facts *facts_of(const struct dossier *dossier, uint32_t account) {
    memory_look();
    return dossier_account(dossier, account)->facts;
}

/* ---- creation */

static int by_time(const void *a, const void *b) {
    const struct moment *x = a, *y = b;
    if (x->time != y->time) return x->time < y->time ? -1 : 1;
    return (x->post > y->post) - (x->post < y->post);
}

/* Accounts with a known creation date, by it: `post` is the account. */
static struct stream created_of(struct ledger *ledger, const struct dossier *dossier,
                                const struct group *group) {
    size_t count = 0;
    struct moment *items = ledger_room(ledger, group->count, sizeof *items);
    for (uint32_t i = 0; items && i < group->count; i++) {
        uint32_t account = group->accounts[i];
        int64_t time = facts_of(dossier, account)->created;
        if (time != INT64_MIN) items[count++] = (struct moment){time, account};
    }
    if (count) qsort(items, count, sizeof *items, by_time);
    return (struct stream){items, count};
}

/* How many there would be, had they been created when the rest was. The window is the cluster's
 * own, which no test of the two takes into account. */
static void claim_rest_burst(struct claim *claim, struct stream rest) {
    if (!rest.count) return;
    size_t then = stream_between(rest, claim->from, claim->to);
    claim->baseline = claim->denominator * (double) then / (double) rest.count;
    claim->effect = then ? claim->value / claim->baseline : NAN;
    claim_parameter(claim, "baseline_numerator", (double) then);
    claim_parameter(claim, "baseline_denominator", (double) rest.count);
}

static void say_created_burst(struct ledger *ledger, struct stream created, struct stream rest,
                              int64_t window) {
    struct busy_window busiest = busiest_window(created.items, created.count, window);
    const struct moment *first = &created.items[busiest.first];
    double span = (double) (created.items[created.count - 1].time - created.items[0].time);
    struct claim *claim = ledger_add(ledger, SAY_CREATED_BURST);
    claim_part(claim, busiest.count, created.count);
    claim_value(claim, (double) busiest.count, "accounts");
    claim_span(claim, window);
    claim_window(claim, first->time, first[busiest.count - 1].time);
    claim->p_value =
        span > 0 ? scan_tail(busiest.count, (double) created.count / span, (double) window, span)
                 : NAN;
    claim->test = "scan statistic against an even rate";
    claim_parameter(claim, "window_seconds", (double) window / MICROSECONDS);
    claim_rest_burst(claim, rest);
    for (size_t i = 0; i < busiest.count; i++)
        claim_add_account(ledger, claim, first[i].post);
}

enum { CROWDED_DAY = 5 };

/* Accounts made on one day of the zone, from `first` on; returns the end. */
static size_t end_of_day(const struct dossier *dossier, struct stream created, size_t first) {
    int64_t on = dossier_day(dossier, created.items[first].time);
    size_t end = first + 1;
    while (end < created.count && dossier_day(dossier, created.items[end].time) == on)
        end++;
    return end;
}

/* Accounts made on days on which five or more were, and how many of the rest were made on these. */
static void say_crowded_days(struct ledger *ledger, const struct dossier *dossier,
                             struct stream created, struct stream rest) {
    uint64_t accounts = 0, days = 0, others = 0;
    struct claim *claim = ledger_add(ledger, SAY_CREATED_DAYS);
    for (size_t first = 0, end, other = 0; first < created.count; first = end) {
        int64_t on = dossier_day(dossier, created.items[first].time);
        end = end_of_day(dossier, created, first);
        if (end - first < CROWDED_DAY) continue;
        days++;
        accounts += end - first;
        for (size_t i = first; i < end; i++)
            claim_add_account(ledger, claim, created.items[i].post);
        while (other < rest.count && dossier_day(dossier, rest.items[other].time) < on)
            other++;
        for (; other < rest.count && dossier_day(dossier, rest.items[other].time) == on; other++)
            others++;
    }
    claim_share(claim, accounts, created.count);
    claim_count(claim, days);
    claim_count(claim, CROWDED_DAY);
    claim_parameter(claim, "least_accounts", CROWDED_DAY);
    if (!rest.count) return;
    claim->baseline = (double) others / (double) rest.count;
    claim->effect = effect_size(claim->value, claim->baseline);
    claim_parameter(claim, "baseline_numerator", (double) others);
    claim_parameter(claim, "baseline_denominator", (double) rest.count);
}

enum { CLOSE_MINUTES = 10, BEFORE_CAMPAIGN_DAYS = 90 };

/* A group's accounts whose hour of creation is known, by it: `post` is the account. Of accounts
 * made at midnight UTC to the second, the hour is not known. */
static size_t births_of(struct moment *items, const struct dossiers *all,
                        const struct group *group) {
    size_t known = 0;
    for (uint32_t i = 0; i < group->count; i++) {
        uint32_t account = group->accounts[i];
        int64_t time = all->findings->archive->accounts.items[account].facts->created;
        if (time == INT64_MIN || time % day == 0) continue;
        items[known++] = (struct moment){time, account};
    }
    if (known) qsort(items, known, sizeof *items, by_time);
    return known;
}

/* Whether an account was made within ten minutes of the one before or after it. */
static bool is_close(const struct moment *items, size_t count, size_t i) {
    const int64_t reach = INT64_C(60) * CLOSE_MINUTES * MICROSECONDS;
    return (i > 0 && items[i].time - items[i - 1].time <= reach) ||
           (i + 1 < count && items[i + 1].time - items[i].time <= reach);
}

bool births_measure(struct trait_count *out, const struct dossiers *all, const struct group *group,
                    struct arena *arena) {
    struct moment *items = arena_alloc(arena, group->count, sizeof *items);
    *out = (struct trait_count){0};
    if (!items) return false;
    out->known = births_of(items, all, group);
    for (size_t i = 0; i < out->known; i++)
        out->has += is_close(items, out->known, i);
    return true;
}

static void say_close(struct ledger *ledger, const struct dossier *dossier) {
    struct group group = dossier_group(dossier);
    const struct trait_count *rest = &dossier_background(dossier)->close_births;
    struct moment *items = ledger_room(ledger, group.count, sizeof *items);
    size_t known = items ? births_of(items, dossier->all, &group) : 0, close = 0;
    if (!known) return;
    struct claim *claim = ledger_add(ledger, SAY_CREATED_MINUTES);
    for (size_t i = 0; i < known; i++) {
        if (!is_close(items, known, i)) continue;
        close++;
        claim_add_account(ledger, claim, items[i].post);
    }
    claim_share(claim, close, known);
    claim_against(claim, rest->has, rest->known);
    claim_count(claim, CLOSE_MINUTES);
    claim_parameter(claim, "minutes", CLOSE_MINUTES);
}

/* Of a group's accounts with a known date, those made in the 90 days up to a moment. */
static uint64_t count_made(const struct dossier *dossier, const struct group *group, int64_t until,
                           uint64_t *known) {
    uint64_t made = 0;
    *known = 0;
    for (uint32_t i = 0; i < group->count; i++) {
        int64_t time = facts_of(dossier, group->accounts[i])->created;
        *known += time != INT64_MIN;
        made += time != INT64_MIN && time <= until && time > until - BEFORE_CAMPAIGN_DAYS * day;
    }
    return made;
}

static void say_made_before(struct ledger *ledger, const struct dossier *dossier,
                            const struct campaign *campaign) {
    struct group group = dossier_group(dossier);
    int64_t first = campaign->posts[0].time;
    uint64_t known, rest_known;
    uint64_t made = count_made(dossier, &group, first, &known);
    uint64_t rest = count_made(dossier, &dossier_background(dossier)->rest, first, &rest_known);
    struct claim *claim = ledger_add(ledger, SAY_CREATED_BEFORE);
    claim_share(claim, made, known);
    claim_against(claim, rest, rest_known);
    claim_name(claim, campaign->name);
    claim_count(claim, BEFORE_CAMPAIGN_DAYS);
    claim_moment(claim, first);
    claim_window(claim, first - BEFORE_CAMPAIGN_DAYS * day, first);
    claim_parameter(claim, "days", BEFORE_CAMPAIGN_DAYS);
    for (uint32_t i = 0; i < group.count; i++) {
        int64_t time = facts_of(dossier, group.accounts[i])->created;
        if (time != INT64_MIN && time <= first && time > claim->from)
            claim_add_account(ledger, claim, group.accounts[i]);
    }
}

/* Before the first post of each campaign that was given. */
static void find_made_before(struct ledger *ledger, const struct dossier *dossier) {
    const struct campaigns *campaigns = dossier->campaigns;
    for (size_t k = 0; k < campaigns->count && campaigns->given; k++)
        if (campaigns->items[k].post_count) say_made_before(ledger, dossier, &campaigns->items[k]);
}

void find_accounts(struct ledger *ledger, const struct dossier *dossier) {
    const struct creation *creation = &dossier->creation;
    struct group group = dossier_group(dossier);
    struct stream created = created_of(ledger, dossier, &group);
    struct stream rest = created_of(ledger, dossier, &dossier_background(dossier)->rest);
    if (!created.items || !created.count) {
        ledger_omit(ledger, "A21", PHRASE_FIELD_CREATED);
        return;
    }
    struct claim *claim = ledger_add(ledger, SAY_CREATED);
    claim_part(claim, creation->on_day, creation->known);
    claim_value(claim, creation->on_day, "accounts");
    claim_moment(claim, creation->first);
    claim_moment(claim, creation->last);
    claim_day(claim, creation->day);
    claim_window(claim, creation->first, creation->last);
    for (size_t i = 0; i < created.count; i++)
        if (dossier_day(dossier, created.items[i].time) == creation->day)
            claim_add_account(ledger, claim, created.items[i].post);
    say_created_burst(ledger, created, rest, day);
    say_created_burst(ledger, created, rest, 7 * day);
    say_crowded_days(ledger, dossier, created, rest);
    say_close(ledger, dossier);
    find_made_before(ledger, dossier);
}

/* ---- what became of them */

enum { SILENT_DAYS = 14 };

/* Whether an account that had posted before the last two weeks of the data posts no more in them.
 */
bool fell_silent(const struct dossiers *all, uint32_t account, bool *seen) {
    const int64_t *time = all->findings->archive->posts.time;
    int64_t border = all->background->last - SILENT_DAYS * day;
    size_t count;
    const uint32_t *posts = posts_of(all->background, account, &count);
    *seen = count && time[posts[0]] < border;
    return *seen && time[posts[count - 1]] < border;
}

void silence_measure(uint64_t *silent, uint64_t *seen, const struct dossiers *all,
                     const struct group *group) {
    *silent = *seen = 0;
    for (uint32_t i = 0; i < group->count; i++) {
        bool was_seen;
        *silent += fell_silent(all, group->accounts[i], &was_seen);
        *seen += was_seen;
    }
}

/* Statuses as the input has them, the commonest first, then by name. */
struct status_count {
    struct slice status;
    uint32_t accounts;
};

static size_t count_statuses(struct status_count *counts, const struct dossier *dossier,
                             const struct group *group, uint64_t *known) {
    size_t statuses = 0;
    *known = 0;
    for (uint32_t i = 0; i < group->count; i++) {
        struct slice status = facts_of(dossier, group->accounts[i])->status;
        size_t s = 0;
        if (!status.size) continue;
        ++*known;
        while (s < statuses && !slice_equal(counts[s].status, status))
            s++;
        if (s == statuses) counts[statuses++] = (struct status_count){status, 0};
        counts[s].accounts++;
    }
    return statuses;
}

static int by_accounts(const void *a, const void *b) {
    const struct status_count *x = a, *y = b;
    if (x->accounts != y->accounts) return x->accounts > y->accounts ? -1 : 1;
    return slice_compare(x->status, y->status);
}

static uint64_t with_status(const struct dossier *dossier, const struct group *group,
                            struct slice status, uint64_t *known) {
    uint64_t accounts = 0;
    *known = 0;
    for (uint32_t i = 0; i < group->count; i++) {
        struct slice here = facts_of(dossier, group->accounts[i])->status;
        *known += here.size > 0;
        accounts += here.size && slice_equal(here, status);
    }
    return accounts;
}

static void find_statuses(struct ledger *ledger, const struct dossier *dossier) {
    struct group group = dossier_group(dossier);
    struct status_count *counts = ledger_room(ledger, group.count, sizeof *counts);
    uint64_t known, known_rest;
    if (!counts) return;
    size_t statuses = count_statuses(counts, dossier, &group, &known);
    if (!statuses) {
        ledger_omit(ledger, "A22", PHRASE_FIELD_STATUS);
        return;
    }
    qsort(counts, statuses, sizeof *counts, by_accounts);
    for (size_t s = 0; s < statuses; s++) {
        uint64_t rest =
            with_status(dossier, &dossier_background(dossier)->rest, counts[s].status, &known_rest);
        struct claim *claim = ledger_add(ledger, SAY_STATUS);
        claim_share(claim, counts[s].accounts, known);
        claim_against(claim, rest, known_rest);
        claim_name(claim, counts[s].status);
        for (uint32_t i = 0; i < group.count; i++)
            if (slice_equal(facts_of(dossier, group.accounts[i])->status, counts[s].status))
                claim_add_account(ledger, claim, group.accounts[i]);
    }
}

enum { BEFORE_DAYS = 14, AFTER_DAYS = 7 };

/* Of the accounts of a group that posted in the two weeks up to a day's end, those that posted a
 * week later or after. */
struct survival {
    uint64_t before, after;
};

static struct survival survival_of(const struct dossier *dossier, const struct group *group,
                                   int64_t event) {
    const int64_t *time = dossier->findings->archive->posts.time;
    struct survival survival = {0};
    for (uint32_t i = 0; i < group->count; i++) {
        size_t count;
        bool present = false;
        const uint32_t *posts = posts_of(dossier_background(dossier), group->accounts[i], &count);
        for (size_t p = count; p > 0 && !present; p--) {
            int64_t on = dossier_day(dossier, time[posts[p - 1]]);
            if (on <= event - BEFORE_DAYS) break;
            present = on <= event;
        }
        if (!present) continue;
        survival.before++;
        survival.after += dossier_day(dossier, time[posts[count - 1]]) >= event + AFTER_DAYS;
    }
    return survival;
}

/* `campaign` is empty where the event is none. */
static void say_survival(struct ledger *ledger, const struct dossier *dossier, int64_t event,
                         struct slice campaign) {
    const struct background *b = dossier_background(dossier);
    struct group group = dossier_group(dossier);
    if (dossier_day(dossier, b->last) < event + AFTER_DAYS) return;
    struct survival here = survival_of(dossier, &group, event);
    struct survival rest = survival_of(dossier, &b->rest, event);
    if (!here.before) return;
    struct claim *claim = ledger_add(ledger, SAY_SURVIVAL);
    claim_share(claim, here.after, here.before);
    claim_against(claim, rest.after, rest.before);
    claim_day(claim, event);
    claim_count(claim, BEFORE_DAYS);
    claim_count(claim, AFTER_DAYS);
    claim_name(claim, campaign);
    claim_parameter(claim, "days_before", BEFORE_DAYS);
    claim_parameter(claim, "days_after", AFTER_DAYS);
}

/* After the last day of each campaign that was given, else after the cluster's busiest day. */
static void find_survival(struct ledger *ledger, const struct dossier *dossier) {
    const struct campaigns *campaigns = dossier->campaigns;
    if (!campaigns->given)
        say_survival(ledger, dossier, dossier->days[dossier->busiest_day].number, SLICE(""));
    for (size_t k = 0; k < campaigns->count && campaigns->given; k++) {
        const struct campaign *campaign = &campaigns->items[k];
        if (!campaign->post_count) continue;
        int64_t last = campaign->posts[campaign->post_count - 1].time;
        say_survival(ledger, dossier, dossier_day(dossier, last), campaign->name);
    }
}

void find_status(struct ledger *ledger, const struct dossier *dossier) {
    const struct background *b = dossier_background(dossier);
    struct group group = dossier_group(dossier);
    uint64_t silent, seen;
    if (!dossier->habits.posts) return;
    find_statuses(ledger, dossier);
    silence_measure(&silent, &seen, dossier->all, &group);
    if (!seen) return;
    struct claim *claim = ledger_add(ledger, SAY_SILENT);
    claim_share(claim, silent, seen);
    claim_against(claim, b->silent, b->seen);
    claim_count(claim, SILENT_DAYS);
    claim_window(claim, b->last - SILENT_DAYS * day, b->last);
    claim_parameter(claim, "days", SILENT_DAYS);
    for (uint32_t i = 0; i < group.count; i++)
        if (fell_silent(dossier->all, group.accounts[i], &(bool){false}))
            claim_add_account(ledger, claim, group.accounts[i]);
    find_survival(ledger, dossier);
}

/* ---- profiles */

/* Numbers that accounts of a group state, sorted. */
struct stated_numbers {
    double *values;
    size_t count;
    double median;
};

static struct stated_numbers numbers_of(struct ledger *ledger, const struct dossier *dossier,
                                        const struct group *group, bool followers) {
    struct stated_numbers numbers = {ledger_room(ledger, group->count, sizeof(double)), 0, NAN};
    for (uint32_t i = 0; i < group->count && numbers.values; i++) {
        const struct account_facts *facts = facts_of(dossier, group->accounts[i]);
        int64_t value = followers ? facts->followers : facts->following;
        if (value >= 0) numbers.values[numbers.count++] = (double) value;
    }
    if (numbers.values) numbers.median = median_of(numbers.values, numbers.count);
    return numbers;
}

static void find_median(struct ledger *ledger, const struct dossier *dossier, bool followers) {
    struct group group = dossier_group(dossier);
    struct stated_numbers here = numbers_of(ledger, dossier, &group, followers);
    struct stated_numbers rest =
        numbers_of(ledger, dossier, &dossier_background(dossier)->rest, followers);
    if (ledger->failed) return;
    if (!here.count) {
        if (followers) ledger_omit(ledger, "A23", PHRASE_FIELD_FOLLOWERS);
        return;
    }
    struct claim *claim = ledger_add(ledger, followers ? SAY_FOLLOWERS : SAY_FOLLOWING);
    claim_value(claim, here.median, "accounts");
    claim_of_median(claim, median_interval(here.values, here.count));
    claim->denominator = (double) here.count;
    claim->baseline = rest.median;
    claim->effect = rest.median > 0 ? here.median / rest.median : NAN;
    claim->p_value = rank_sum_test(here.values, here.count, rest.values, rest.count);
    claim->test = isnan(claim->p_value) ? NULL : "Mann-Whitney";
}

static bool has_word(struct slice text, struct slice word) {
    for (size_t at = 0; at + word.size <= text.size; at++)
        if (memcmp(text.at + at, word.at, word.size) == 0) return true;
    return false;
}

/* Case-folded, in the bio, the display name or the place. */
static bool mentions_word(const struct account_facts *facts, struct slice word,
                          struct buffer *folded) {
    const struct slice fields[] = {facts->bio, facts->display_name, facts->location};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        buffer_clear(folded);
        if (canonical_text(folded, fields[i], 1) && has_word(buffer_slice(folded), word))
            return true;
    }
    return false;
}

static void find_keywords(struct ledger *ledger, const struct dossier *dossier) {
    const struct background *b = dossier_background(dossier);
    struct group group = dossier_group(dossier);
    struct buffer folded = {0};
    for (uint32_t k = 0; k < b->keywords.names.count; k++) {
        struct slice word = names_get(&b->keywords.names, k);
        uint32_t inside = 0, outside = 0;
        struct claim *claim = ledger_add(ledger, SAY_KEYWORD);
        for (uint32_t i = 0; i < group.count; i++) {
            bool has = mentions_word(facts_of(dossier, group.accounts[i]), word, &folded);
            inside += has;
            if (has) claim_add_account(ledger, claim, group.accounts[i]);
        }
        for (uint32_t i = 0; i < b->rest.count; i++)
            outside += mentions_word(facts_of(dossier, b->rest.accounts[i]), word, &folded);
        claim_share(claim, inside, group.count);
        claim_against(claim, outside, b->rest.count);
        claim_name(claim, word);
    }
    ledger->failed |= folded.failed;
    buffer_release(&folded);
}

/* The next of "bot, wave 2", without blanks around it; false at the end. */
static bool next_tag(struct slice *rest, struct slice *tag) {
    if (!rest->size) return false;
    const char *comma = memchr(rest->at, ',', rest->size);
    size_t size = comma ? (size_t) (comma - rest->at) : rest->size;
    *tag = (struct slice){rest->at, size};
    size_t past = size + (comma != NULL);
    *rest = (struct slice){rest->at + past, rest->size - past};
    while (tag->size && tag->at[0] == ' ')
        *tag = (struct slice){tag->at + 1, tag->size - 1};
    while (tag->size && tag->at[tag->size - 1] == ' ')
        tag->size--;
    return true;
}

static uint64_t count_tagged(struct ledger *ledger, struct claim *claim,
                             const struct dossier *dossier, const struct group *group,
                             struct slice wanted) {
    uint64_t tagged = 0;
    for (uint32_t i = 0; i < group->count; i++) {
        struct slice rest = facts_of(dossier, group->accounts[i])->tags, tag;
        bool has = false;
        while (!has && next_tag(&rest, &tag))
            has = slice_equal(tag, wanted);
        tagged += has;
        if (has && claim) claim_add_account(ledger, claim, group->accounts[i]);
    }
    return tagged;
}

/* ---- display names */

struct named_account {
    struct slice name;
    uint32_t account;
};

static int by_display_name(const void *a, const void *b) {
    const struct named_account *x = a, *y = b;
    int order = slice_compare(x->name, y->name);
    return order ? order : (x->account > y->account) - (x->account < y->account);
}

/* A group's accounts that show a name, by it. */
static size_t named_of(struct named_account *items, const struct dossiers *all,
                       const struct group *group) {
    size_t known = 0;
    for (uint32_t i = 0; i < group->count; i++) {
        uint32_t account = group->accounts[i];
        struct slice name = all->findings->archive->accounts.items[account].facts->display_name;
        if (name.size) items[known++] = (struct named_account){name, account};
    }
    if (known) qsort(items, known, sizeof *items, by_display_name);
    return known;
}

/* Whether an account shows the same name as the one before or after it. */
static bool is_namesake(const struct named_account *items, size_t count, size_t i) {
    return (i > 0 && slice_equal(items[i].name, items[i - 1].name)) ||
           (i + 1 < count && slice_equal(items[i].name, items[i + 1].name));
}

bool namesakes_measure(struct trait_count *out, const struct dossiers *all,
                       const struct group *group, struct arena *arena) {
    struct named_account *items = arena_alloc(arena, group->count, sizeof *items);
    *out = (struct trait_count){0};
    if (!items) return false;
    out->known = named_of(items, all, group);
    for (size_t i = 0; i < out->known; i++)
        out->has += is_namesake(items, out->known, i);
    return true;
}

static void find_same_names(struct ledger *ledger, const struct dossier *dossier) {
    struct group group = dossier_group(dossier);
    const struct trait_count *rest = &dossier_background(dossier)->namesakes;
    struct named_account *items = ledger_room(ledger, group.count, sizeof *items);
    size_t known = items ? named_of(items, dossier->all, &group) : 0, same = 0;
    if (!known) return;
    struct claim *claim = ledger_add(ledger, SAY_SAME_NAME);
    for (size_t i = 0; i < known; i++) {
        if (!is_namesake(items, known, i)) continue;
        same++;
        claim_add_account(ledger, claim, items[i].account);
    }
    claim_share(claim, same, known);
    claim_against(claim, rest->has, rest->known);
}

/* Tags that --accounts joins, in byte order. */
static void find_tags(struct ledger *ledger, const struct dossier *dossier) {
    struct group group = dossier_group(dossier);
    const struct group *others = &dossier_background(dossier)->rest;
    struct names tags = {0};
    bool fits = true;
    for (uint32_t i = 0; i < group.count && fits; i++) {
        struct slice rest = facts_of(dossier, group.accounts[i])->tags, tag;
        uint32_t number;
        while (fits && next_tag(&rest, &tag))
            fits = !tag.size || names_intern(&tags, tag, &number, NULL, NULL) == LOCKSTEP_OK;
    }
    uint32_t *order = ledger_room(ledger, tags.count, sizeof *order);
    fits = fits && order && names_sort(&tags, order, NULL) == LOCKSTEP_OK;
    ledger->failed |= !fits;
    for (uint32_t t = 0; t < tags.count && fits; t++) {
        struct slice tag = arena_copy(&ledger->arena, names_get(&tags, order[t]));
        uint64_t outside = count_tagged(ledger, NULL, dossier, others, tag);
        struct claim *claim = ledger_add(ledger, SAY_TAG);
        ledger->failed |= !tag.at;
        claim_share(claim, count_tagged(ledger, claim, dossier, &group, tag), group.count);
        claim_against(claim, outside, others->count);
        claim_name(claim, tag);
    }
    names_release(&tags);
}

void find_profiles(struct ledger *ledger, const struct dossier *dossier) {
    find_median(ledger, dossier, true);
    find_median(ledger, dossier, false);
    find_same_names(ledger, dossier);
    find_tags(ledger, dossier);
    find_keywords(ledger, dossier);
    if (!dossier_background(dossier)->any_bio) ledger_omit(ledger, "A23", PHRASE_FIELD_BIO);
}
