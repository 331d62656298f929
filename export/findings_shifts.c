/* When a cluster changes what it talks about, and how many of it follow (A16). */
#include "export/findings.h"
#include "export/statistics.h"

#include <math.h>
#include <stdlib.h>

enum { SHIFT_TAGS = 60, LEAST_USES = 20, SHOWN_SHIFTS = 10, RISING = 6 };
static const double least_rise = 0.05; /* of all uses of hashtags in the week */

/* Uses of the commonest tags by week; the last column is all other tags. */
struct weeks {
    int64_t first; /* Monday, as a day since 1970 */
    size_t count;
    uint32_t (*uses)[SHIFT_TAGS + 1];
    uint32_t *total;
    const struct usages *tags;
    size_t tag_count;
};

static int64_t monday_of(int64_t day) {
    return day - ((day % 7 + 7 + 3) % 7); /* 1970 began on a Thursday */
}

static size_t column_of(const struct weeks *weeks, uint32_t name) {
    for (size_t t = 0; t < weeks->tag_count; t++)
        if (weeks->tags->items[t].name == name) return t;
    return SHIFT_TAGS;
}

static void count_uses(struct weeks *weeks, const struct dossier *dossier) {
    const struct facets *facets = dossier_facets(dossier);
    for (size_t i = 0; i < dossier->habits.posts; i++) {
        struct moment moment = dossier->stream[i];
        size_t count, week = (size_t) (dossier_day(dossier, moment.time) - weeks->first) / 7;
        const struct facet_item *items = facets_of(facets, moment.post, &count);
        if (dossier->findings->archive->posts.kind[moment.post] == POST_REPOST) continue;
        for (size_t k = 0; k < count; k++) {
            if (facet_kind(facets, items[k].name) != FACET_HASHTAG) continue;
            weeks->uses[week][column_of(weeks, items[k].name)]++;
            weeks->total[week]++;
        }
    }
}

static bool count_weeks(struct weeks *weeks, struct ledger *ledger, const struct dossier *dossier,
                        const struct usages *tags) {
    weeks->tags = tags;
    weeks->tag_count = tags->count < SHIFT_TAGS ? tags->count : SHIFT_TAGS;
    weeks->first = monday_of(dossier->days[0].number);
    weeks->count = (size_t) (dossier->days[dossier->day_count - 1].number - weeks->first) / 7 + 1;
    weeks->uses = ledger_room(ledger, weeks->count, sizeof *weeks->uses);
    weeks->total = ledger_room(ledger, weeks->count, sizeof *weeks->total);
    if (!weeks->uses || !weeks->total) return false;
    count_uses(weeks, dossier);
    return true;
}

/* ---- how far apart two weeks are */

/* Jensen–Shannon divergence in bits (Lin 1991), each week weighted by its uses; times 2 N ln 2 it
 * is the G statistic of the table. */
struct change {
    size_t week, before; /* the week, and the one before it that has enough uses */
    double divergence, g, p_value;
};

static struct change compare(const struct weeks *weeks, size_t before, size_t week) {
    double a = weeks->total[before], b = weeks->total[week], sum = 0;
    int columns = 0;
    for (size_t t = 0; t <= SHIFT_TAGS; t++) {
        double x = weeks->uses[before][t], y = weeks->uses[week][t], both = x + y;
        columns += both > 0;
        if (x > 0) sum += x * log2(x / a / (both / (a + b)));
        if (y > 0) sum += y * log2(y / b / (both / (a + b)));
    }
    double divergence = sum / (a + b);
    double g = 2 * sum * log(2);
    return (struct change){week, before, divergence, g, chi_square_tail(g, columns - 1)};
}

static int by_evidence(const void *a, const void *b) {
    const struct change *x = a, *y = b;
    if (x->g > y->g) return -1;
    if (x->g < y->g) return 1;
    return (x->week > y->week) - (x->week < y->week);
}

static int by_week(const void *a, const void *b) {
    const struct change *x = a, *y = b;
    return (x->week > y->week) - (x->week < y->week);
}

/* ---- who followed */

/* Tags whose share of uses rose by a twentieth or more, the strongest first. */
static size_t rising(size_t columns[RISING], const struct weeks *weeks,
                     const struct change *change) {
    double rise[RISING];
    size_t count = 0;
    for (size_t t = 0; t < weeks->tag_count; t++) {
        double here = (double) weeks->uses[change->week][t] / weeks->total[change->week] -
                      (double) weeks->uses[change->before][t] / weeks->total[change->before];
        if (here < least_rise) continue;
        size_t place = count < RISING ? count++ : RISING;
        for (; place > 0 && rise[place - 1] < here; place--)
            if (place < RISING) rise[place] = rise[place - 1], columns[place] = columns[place - 1];
        if (place < RISING) rise[place] = here, columns[place] = t;
    }
    return count;
}

/* Which of the rising tags each account has used since the week began, as bits; the first use of
 * the strongest by the cluster. */
static int64_t mark_followers(uint8_t *used, const struct dossier *dossier,
                              const struct weeks *weeks, const size_t *columns, size_t count,
                              int64_t from_day) {
    const struct background *b = dossier_background(dossier);
    const struct posts *posts = &dossier->findings->archive->posts;
    int64_t first = INT64_MAX;
    for (size_t c = 0; c < count; c++) {
        uint32_t name = weeks->tags->items[columns[c]].name;
        for (size_t i = b->name_start[name]; i < b->name_start[name + 1]; i++) {
            uint32_t post = b->name_posts[i], account = posts->account[post];
            if (posts->kind[post] == POST_REPOST) continue;
            if (dossier_day(dossier, posts->time[post]) < from_day) continue;
            used[account] |= (uint8_t) (1U << c);
            bool leads = c == 0 && is_member(dossier, account);
            if (leads && posts->time[post] < first) first = posts->time[post];
        }
    }
    return first;
}

static struct slice names_of(struct ledger *ledger, const struct dossier *dossier,
                             const struct weeks *weeks, const size_t *columns, size_t count) {
    struct buffer text = {0};
    for (size_t c = 0; c < count; c++) {
        buffer_append(&text, c ? SLICE(" #") : SLICE("#"));
        buffer_append(&text,
                      facet_text(dossier_facets(dossier), weeks->tags->items[columns[c]].name));
    }
    struct slice names =
        text.failed ? (struct slice){0} : arena_copy(&ledger->arena, buffer_slice(&text));
    ledger->failed |= !names.at;
    buffer_release(&text);
    return names.at ? names : SLICE("");
}

/* The share of the rest that used all of them; the test of the claim is another. */
static void claim_rest_follows(struct claim *claim, const struct dossier *dossier,
                               const uint8_t *used, uint8_t every) {
    const struct group *rest = &dossier_background(dossier)->rest;
    uint32_t all = 0;
    if (!rest->count) return;
    for (uint32_t i = 0; i < rest->count; i++)
        all += used[rest->accounts[i]] == every;
    claim->baseline = (double) all / rest->count;
    claim->effect = effect_size(claim->value, claim->baseline);
}

static void say_shift(struct ledger *ledger, const struct dossier *dossier,
                      const struct weeks *weeks, const struct change *change) {
    size_t columns[RISING], count = rising(columns, weeks, change);
    int64_t from_day = weeks->first + 7 * (int64_t) change->week;
    const uint8_t every = (uint8_t) ((1U << count) - 1);
    uint8_t *used = ledger_room(ledger, dossier->findings->archive->accounts.count, 1);
    if (!used || !count) return;
    int64_t first = mark_followers(used, dossier, weeks, columns, count, from_day);
    uint32_t all = 0, any = 0;
    struct slice names = names_of(ledger, dossier, weeks, columns, count);
    struct claim *claim = ledger_add(ledger, SAY_SHIFT);
    for (uint32_t i = 0; i < dossier->cluster->count; i++) {
        uint32_t account = dossier->cluster->members[i];
        all += used[account] == every;
        any += used[account] != 0;
        if (used[account] == every) claim_add_account(ledger, claim, account);
    }
    claim_share(claim, all, dossier->cluster->count);
    claim_rest_follows(claim, dossier, used, every);
    claim->p_value = change->p_value;
    claim->test = "G test of the two weeks' hashtags";
    claim_day(claim, from_day);
    claim_name(claim, names);
    claim_moment(claim, first);
    claim_count(claim, count);
    claim_count(claim, any);
    claim_number(claim, change->divergence);
    claim_day(claim, weeks->first + 7 * (int64_t) change->before);
    claim_parameter(claim, "divergence_bits", change->divergence);
    claim_parameter(claim, "least_rise", least_rise);
    claim_parameter(claim, "least_uses", LEAST_USES);
}

/* The weeks that differ from the one before with most evidence, in order of time. */
void find_shifts(struct ledger *ledger, const struct dossier *dossier) {
    struct usages tags = usage_of(ledger, dossier, FACET_HASHTAG);
    struct weeks weeks;
    if (!tags.count || !count_weeks(&weeks, ledger, dossier, &tags)) return;
    struct change *changes = ledger_room(ledger, weeks.count, sizeof *changes);
    size_t count = 0, before = SIZE_MAX;
    for (size_t w = 0; w < weeks.count && changes; w++) {
        if (weeks.total[w] < LEAST_USES) continue;
        if (before != SIZE_MAX) changes[count++] = compare(&weeks, before, w);
        before = w;
    }
    if (!changes || !count) return;
    qsort(changes, count, sizeof *changes, by_evidence);
    if (count > SHOWN_SHIFTS) count = SHOWN_SHIFTS;
    qsort(changes, count, sizeof *changes, by_week);
    for (size_t i = 0; i < count; i++)
        say_shift(ledger, dossier, &weeks, &changes[i]);
}
