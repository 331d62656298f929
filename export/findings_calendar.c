/* The week, the zone and the holidays (A10, A11). */
#include "export/findings.h"
#include "export/statistics.h"

#include <math.h>
#include <stdlib.h>

/* ---- the zone of those who post */

/* Offsets from UTC, in minutes, that clocks somewhere have, in summer or in winter. All are whole
 * quarters of an hour. */
static const int offsets[] = {-720, -660, -600, -570, -540, -480, -420, -360, -300, -240,
                              -210, -180, -150, -120, -60,  0,    60,   120,  180,  210,
                              240,  270,  300,  330,  345,  360,  390,  420,  480,  525,
                              540,  570,  600,  630,  660,  720,  765,  780,  825,  840};
enum { OFFSETS = sizeof offsets / sizeof *offsets, DRAWS = 200 };

/* Spans of the week: Monday to Friday before 9:00, to 18:00, to midnight; the weekend. */
enum span { NIGHT, OFFICE, EVENING, WEEKEND, SPANS };
static const double hours_of[SPANS] = {45, 45, 30, 48};

static const int64_t day = INT64_C(86400) * MICROSECONDS;

static int64_t day_of(int64_t time) {
    return time / day - (time % day < 0);
}

static unsigned weekday_of(int64_t number) {
    return (unsigned) ((number % 7 + 7 + 3) % 7); /* 1970 began on a Thursday */
}

/* Minutes are from Monday 0:00, and may lie in the week before or after. */
static enum span span_of(int minute) {
    enum { DAY = 1440, WEEK = 7 * DAY };
    minute = (minute + WEEK) % WEEK;
    unsigned weekday = (unsigned) (minute / DAY), hour = (unsigned) (minute % DAY / 60);
    if (weekday >= 5) return WEEKEND;
    if (is_office_hour(weekday, hour)) return OFFICE;
    return hour < 9 ? NIGHT : EVENING;
}

/* Posts of one UTC day by the span that they lie in under each offset. */
struct spans {
    uint32_t posts[OFFSETS][SPANS];
};

enum { QUARTERS = 96 }; /* of an hour, in a day */

static void add_quarters(struct spans *out, const uint32_t quarters[QUARTERS], unsigned weekday) {
    for (int q = 0; q < QUARTERS; q++)
        for (int o = 0; o < OFFSETS && quarters[q]; o++)
            out->posts[o][span_of((int) weekday * 1440 + q * 15 + offsets[o])] += quarters[q];
}

/* The posts of the stream from `first` that are of its UTC day; returns the next. */
static size_t count_day(struct spans *out, const struct dossier *dossier, size_t first) {
    uint32_t quarters[QUARTERS] = {0};
    int64_t on = day_of(dossier->stream[first].time);
    size_t i = first;
    for (; i < dossier->habits.posts && day_of(dossier->stream[i].time) == on; i++)
        quarters[(dossier->stream[i].time - on * day) / (day / QUARTERS)]++;
    if (out) add_quarters(out, quarters, weekday_of(on));
    return i;
}

static size_t count_spans(struct spans *days, const struct dossier *dossier) {
    size_t count = 0;
    for (size_t i = 0; i < dossier->habits.posts; count++)
        i = count_day(days ? &days[count] : NULL, dossier, i);
    return count;
}

static void add_spans(uint64_t sums[OFFSETS][SPANS], const struct spans *day_spans) {
    for (int o = 0; o < OFFSETS; o++)
        for (int s = 0; s < SPANS; s++)
            sums[o][s] += day_spans->posts[o][s];
}

/* How an offset is chosen: by the posts in office hours, which work in the evening draws to the
 * west, or, of those that have nearly as many there, by how well one rate for each span explains
 * the posts. Nobody works before 9:00, so that this knows the mornings. */
enum choice { BY_OFFICE, BY_RHYTHM };
enum { NEARLY = 95 }; /* of a hundred */

/* ln of the likelihood of one rate for each span, but for a constant. */
static double likelihood_of(const uint64_t posts[SPANS]) {
    double sum = 0;
    for (int s = 0; s < SPANS; s++)
        if (posts[s]) sum += (double) posts[s] * log((double) posts[s] / hours_of[s]);
    return sum;
}

/* `most`: posts in office hours of the offset that has most. */
static double fit_of(const uint64_t posts[SPANS], uint64_t most, enum choice choice) {
    if (choice == BY_OFFICE) return (double) posts[OFFICE];
    return posts[OFFICE] * 100 >= most * NEARLY ? likelihood_of(posts) : -INFINITY;
}

/* The offsets that fit best: the westernmost, the middle one (of two the western), the easternmost;
 * -1 where no post is in office hours. */
struct best {
    int first, middle, last;
};

static struct best best_offsets(uint64_t sums[OFFSETS][SPANS], enum choice choice) {
    double fits[OFFSETS], best = -INFINITY;
    uint64_t most = 0;
    int equals[OFFSETS], count = 0;
    for (int o = 0; o < OFFSETS; o++)
        most = sums[o][OFFICE] > most ? sums[o][OFFICE] : most;
    if (!most) return (struct best){-1, -1, -1};
    for (int o = 0; o < OFFSETS; o++)
        best = fmax(best, fits[o] = fit_of(sums[o], most, choice));
    for (int o = 0; o < OFFSETS; o++)
        if (fits[o] >= best) equals[count++] = o;
    return (struct best){equals[0], equals[(count - 1) / 2], equals[count - 1]};
}

/* What bootstrap samples of days give: the westernmost and the easternmost of the best, each
 * sorted, and how many samples give the same middle one. Those that no offset fits are of any. */
struct drawn {
    double first[DRAWS], last[DRAWS];
    uint32_t agree;
};

static void draw_offsets(struct drawn *out, const struct spans *days, size_t count, int middle,
                         enum choice choice, uint64_t seed) {
    out->agree = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
        uint64_t sums[OFFSETS][SPANS] = {{0}};
        for (size_t i = 0; i < count; i++)
            add_spans(sums, &days[draw_below(&seed, (uint32_t) count)]);
        struct best best = best_offsets(sums, choice);
        out->first[draw] = offsets[best.first < 0 ? 0 : best.first] / 60.0;
        out->last[draw] = offsets[best.last < 0 ? OFFSETS - 1 : best.last] / 60.0;
        out->agree += best.middle == middle;
    }
    (void) median_of(out->first, DRAWS), (void) median_of(out->last, DRAWS); /* sorts */
}

/* Share of the posts in office hours of the zone that the user names. */
static double in_declared_zone(const struct dossier *dossier) {
    uint64_t in_office = 0;
    for (unsigned d = 0; d < 7; d++)
        for (unsigned h = 0; h < 24; h++)
            in_office += is_office_hour(d, h) ? dossier->hours[d][h] : 0;
    return (double) in_office / (double) dossier->habits.posts;
}

/* "UTC+4", "UTC-3:30" */
static struct slice offset_name(struct ledger *ledger, int offset) {
    char text[24];
    int minutes = offsets[offset], size = snprintf(text, sizeof text, "UTC%+d", minutes / 60);
    if (minutes % 60)
        size += snprintf(text + size, sizeof text - (size_t) size, ":%02d", abs(minutes % 60));
    struct slice name = arena_copy(&ledger->arena, (struct slice){text, (size_t) size});
    ledger->failed |= !name.at;
    return name;
}

static void say_zone(struct ledger *ledger, const struct dossier *dossier, const struct spans *days,
                     size_t count, enum statement statement, enum choice choice) {
    uint64_t sums[OFFSETS][SPANS] = {{0}};
    struct drawn drawn;
    for (size_t i = 0; i < count; i++)
        add_spans(sums, &days[i]);
    int best = best_offsets(sums, choice).middle;
    if (best < 0) return;
    draw_offsets(&drawn, days, count, best, choice, dossier->findings->settings->seed);
    struct claim *claim = ledger_add(ledger, statement);
    claim_share(claim, sums[best][OFFICE], dossier->habits.posts);
    claim_value(claim, offsets[best] / 60.0, "hours");
    claim->low = drawn.first[DRAWS / 40], claim->high = drawn.last[DRAWS - 1 - DRAWS / 40];
    claim->interval = "bootstrap of days, 95 %";
    claim->baseline = hours_of[OFFICE] / 168;
    claim_name(claim, offset_name(ledger, best));
    claim_share_of(claim, (double) drawn.agree / DRAWS);
    claim_share_of(claim, claim->baseline);
    claim_share_of(claim, in_declared_zone(dossier));
    claim_name(claim, slice_of(dossier->all->zone));
    claim_parameter(claim, "bootstrap_samples_of_days", DRAWS);
    claim_parameter(claim, "bootstrap_agreeing", drawn.agree);
}

/* Samples of days say nothing of a zone where there are hardly any to choose from. */
enum { FEWEST_OFFICE_POSTS = 100, FEWEST_ZONE_DAYS = 10 };

void find_zone(struct ledger *ledger, const struct dossier *dossier) {
    if (dossier->findings->archive->posts.precision == PRECISION_DAY) {
        ledger_omit(ledger, "A10", PHRASE_FIELD_HOURS);
        return;
    }
    if (dossier->habits.posts < FEWEST_OFFICE_POSTS) return;
    size_t count = count_spans(NULL, dossier);
    if (count < FEWEST_ZONE_DAYS) {
        ledger_omit(ledger, "A10", PHRASE_FIELD_DAYS);
        return;
    }
    struct spans *days = ledger_room(ledger, count, sizeof *days);
    if (!days) return;
    count_spans(days, dossier);
    say_zone(ledger, dossier, days, count, SAY_ZONE, BY_RHYTHM);
    say_zone(ledger, dossier, days, count, SAY_OFFICE_ZONE, BY_OFFICE);
}

/* ---- days and hours */

bool rhythm_measure(struct rhythm *out, const struct dossiers *all, const struct group *group,
                    struct arena *arena) {
    struct stream stream = group->stream;
    *out = (struct rhythm){0};
    if (!stream.count) return true;
    /* A clock that is set back may show an earlier day than the one before: a day of room at both
     * ends. */
    out->first = day_of(dossier_local(all, stream.items[0].time)) - 1;
    out->day_count =
        (size_t) (day_of(dossier_local(all, stream.items[stream.count - 1].time)) - out->first) + 2;
    out->days = arena_alloc(arena, out->day_count, sizeof *out->days);
    for (size_t i = 0; i < stream.count && out->days; i++) {
        int64_t local = dossier_local(all, stream.items[i].time);
        struct civil_time civil = time_civil(local);
        out->days[day_of(local) - out->first]++;
        out->hours[civil.weekday][civil.hour]++;
    }
    return out->days;
}

uint32_t rhythm_on(const struct rhythm *rhythm, int64_t number) {
    int64_t place = number - rhythm->first;
    return place >= 0 && place < (int64_t) rhythm->day_count ? rhythm->days[place] : 0;
}

/* ---- working days and holidays */

static bool is_working_day(const struct dossier *dossier, int64_t number) {
    return weekday_of(number) < 5 && !is_holiday(&dossier_background(dossier)->holidays, number);
}

/* Posts of every day from the first to the last with one, days without included. */
struct calendar {
    int64_t first;
    uint32_t *posts;
    size_t count;
};

static struct calendar calendar_of(struct ledger *ledger, const struct dossier *dossier) {
    const struct day *days = dossier->days;
    struct calendar calendar = {.first = days[0].number};
    calendar.count = (size_t) (days[dossier->day_count - 1].number - days[0].number + 1);
    calendar.posts = ledger_room(ledger, calendar.count, sizeof *calendar.posts);
    for (size_t i = 0; calendar.posts && i < dossier->day_count; i++)
        calendar.posts[days[i].number - calendar.first] = days[i].posts;
    return calendar;
}

/* How many times the baseline the value is. */
static void claim_compare(struct claim *claim) {
    if (claim->baseline > 0) claim->effect = claim->value / claim->baseline;
}

/* Weekend days that are holidays count for neither. The rest of the data is measured on the same
 * days. */
static void find_week(struct ledger *ledger, const struct dossier *dossier,
                      const struct calendar *calendar) {
    double *values = ledger_room(ledger, calendar->count, sizeof *values);
    uint32_t working = 0, weekend = 0;
    double at_work = 0, off = 0, rest_at_work = 0, rest_off = 0;
    if (!values) return;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < calendar->count; i++) {
            int64_t number = calendar->first + (int64_t) i;
            bool works = is_working_day(dossier, number);
            bool counts = works || (weekday_of(number) >= 5 &&
                                    !is_holiday(&dossier_background(dossier)->holidays, number));
            if (!counts || works != (pass == 0)) continue;
            values[working + weekend] = calendar->posts[i];
            *(works ? &at_work : &off) += calendar->posts[i];
            *(works ? &rest_at_work : &rest_off) +=
                rhythm_on(&dossier_background(dossier)->rhythm, number);
            *(works ? &working : &weekend) += 1;
        }
    if (working < 5 || weekend < 2) return;
    double on_weekday = at_work / working, on_weekend = off / weekend;
    struct claim *claim = ledger_add(ledger, SAY_WEEK);
    claim_value(claim, off > 0 ? on_weekday / on_weekend : NAN, "ratio");
    claim->numerator = at_work;
    claim->denominator = off;
    claim->p_value =
        permutation_test(values, working + weekend, working, dossier->findings->settings->seed);
    claim->test = "permutation of days, one-sided, 999 draws";
    if (rest_off > 0) claim->baseline = rest_at_work / working / (rest_off / weekend);
    claim_compare(claim);
    claim_number(claim, on_weekday);
    claim_number(claim, on_weekend);
    claim_count(claim, working);
    claim_count(claim, weekend);
    claim_name(claim, slice_of(dossier->all->zone));
    claim_parameter(claim, "working_days", working);
    claim_parameter(claim, "weekend_days", weekend);
}

enum { REACH_DAYS = 14 };

/* The working days within two weeks of a holiday. */
struct comparison {
    uint32_t days, as_quiet;
    uint64_t posts, rest; /* of the cluster, of the rest of the data */
};

static struct comparison compare(const struct dossier *dossier, const struct calendar *calendar,
                                 int64_t number) {
    struct comparison found = {0};
    uint32_t here = calendar->posts[number - calendar->first];
    for (int64_t other = number - REACH_DAYS; other <= number + REACH_DAYS; other++) {
        int64_t place = other - calendar->first;
        if (place < 0 || place >= (int64_t) calendar->count) continue;
        if (!is_working_day(dossier, other)) continue;
        found.days++;
        found.posts += calendar->posts[place];
        found.rest += rhythm_on(&dossier_background(dossier)->rhythm, other);
        found.as_quiet += calendar->posts[place] <= here;
    }
    return found;
}

static void add_day(struct ledger *ledger, struct claim *claim, const struct dossier *dossier,
                    int64_t number) {
    for (size_t i = 0; i < dossier->habits.posts; i++)
        if (dossier_day(dossier, dossier->stream[i].time) == number)
            claim_add_post(ledger, claim, dossier->stream[i].post);
}

static void say_holiday(struct ledger *ledger, const struct dossier *dossier, uint32_t posts,
                        const struct holiday *holiday, const struct comparison *with) {
    double expected = (double) with->posts / with->days;
    struct claim *claim = ledger_add(ledger, SAY_HOLIDAY);
    claim_value(claim, expected > 0 ? posts / expected : NAN, "ratio");
    claim->numerator = posts;
    claim->denominator = expected;
    claim->p_value = (1.0 + with->as_quiet) / (1.0 + with->days);
    claim->test = "rank among the working days compared with";
    uint32_t rest = rhythm_on(&dossier_background(dossier)->rhythm, holiday->day);
    if (with->rest) claim->baseline = rest / ((double) with->rest / with->days);
    claim_compare(claim);
    claim_day(claim, holiday->day);
    claim_name(claim, holiday->name);
    claim_count(claim, posts);
    claim_number(claim, expected);
    claim_count(claim, with->days);
    claim_parameter(claim, "comparison_days", with->days);
    claim_parameter(claim, "comparison_posts", (double) with->posts);
    claim_parameter(claim, "reach_days", REACH_DAYS);
    add_day(ledger, claim, dossier, holiday->day);
}

/* Holidays that would have been working days, and have some to compare with. */
static bool is_comparable(const struct calendar *calendar, const struct holiday *holiday) {
    int64_t place = holiday->day - calendar->first;
    return place >= 0 && place < (int64_t) calendar->count && weekday_of(holiday->day) < 5;
}

/* All together: holidays against the days that each is compared with, days drawn for holidays. */
struct holiday_sums {
    double *values; /* of the holidays, then of all working days near one */
    uint32_t holidays, near;
    uint64_t posts, rest;
    double expected, rest_expected;
};

static void add_near(struct holiday_sums *sums, const struct dossier *dossier,
                     const struct calendar *calendar) {
    const struct holidays *all = &dossier_background(dossier)->holidays;
    for (size_t i = 0; i < calendar->count; i++) {
        int64_t number = calendar->first + (int64_t) i;
        bool near = false;
        for (size_t h = 0; h < all->count && !near; h++)
            near = is_comparable(calendar, &all->items[h]) &&
                   llabs((long long) (all->items[h].day - number)) <= REACH_DAYS;
        if (near && is_working_day(dossier, number))
            sums->values[sums->holidays + sums->near++] = calendar->posts[i];
    }
}

static void say_holidays(struct ledger *ledger, const struct dossier *dossier,
                         struct holiday_sums *sums) {
    struct claim *claim = ledger_add(ledger, SAY_HOLIDAYS);
    claim_value(claim, sums->expected > 0 ? (double) sums->posts / sums->expected : NAN, "ratio");
    claim->numerator = (double) sums->posts;
    claim->denominator = sums->expected;
    claim->p_value = permutation_test(sums->values, sums->holidays + sums->near, sums->holidays,
                                      dossier->findings->settings->seed);
    claim->test = "permutation of days, one-sided, 999 draws";
    if (sums->rest_expected > 0) claim->baseline = (double) sums->rest / sums->rest_expected;
    claim_compare(claim);
    claim_count(claim, sums->holidays);
    claim_count(claim, sums->posts);
    claim_number(claim, sums->expected);
    claim_count(claim, sums->near);
    claim_parameter(claim, "holidays", sums->holidays);
    claim_parameter(claim, "reach_days", REACH_DAYS);
}

static void find_holidays(struct ledger *ledger, const struct dossier *dossier,
                          const struct calendar *calendar) {
    const struct holidays *all = &dossier_background(dossier)->holidays;
    struct holiday_sums sums = {0};
    sums.values = ledger_room(ledger, calendar->count + all->count, sizeof *sums.values);
    for (size_t h = 0; h < all->count && sums.values; h++) {
        const struct holiday *holiday = &all->items[h];
        if (!is_comparable(calendar, holiday)) continue;
        struct comparison with = compare(dossier, calendar, holiday->day);
        if (!with.days) continue;
        uint32_t posts = calendar->posts[holiday->day - calendar->first];
        say_holiday(ledger, dossier, posts, holiday, &with);
        sums.values[sums.holidays++] = posts;
        sums.posts += posts;
        sums.expected += (double) with.posts / with.days;
        sums.rest += rhythm_on(&dossier_background(dossier)->rhythm, holiday->day);
        sums.rest_expected += (double) with.rest / with.days;
    }
    if (!sums.holidays) return;
    add_near(&sums, dossier, calendar);
    say_holidays(ledger, dossier, &sums);
}

void find_calendar(struct ledger *ledger, const struct dossier *dossier) {
    if (!dossier->day_count) return;
    struct calendar calendar = calendar_of(ledger, dossier);
    if (!calendar.posts) return;
    find_week(ledger, dossier, &calendar);
    if (dossier_background(dossier)->holidays.given)
        find_holidays(ledger, dossier, &calendar);
    else
        ledger_omit(ledger, "A11", PHRASE_FIELD_HOLIDAYS);
}
