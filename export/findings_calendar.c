/* The week, the zone and the holidays (A10, A11). */
#include "export/findings.h"
#include "export/statistics.h"

#include <math.h>
#include <stdlib.h>

/* ---- the zone of those who post */

enum {
    FIRST_OFFSET = -12,
    LAST_OFFSET = 14,
    OFFSETS = LAST_OFFSET - FIRST_OFFSET + 1,
    DRAWS = 200
};

/* Spans of the week: Monday to Friday before 9:00, to 18:00, to midnight; the weekend. */
enum span { NIGHT, OFFICE, EVENING, WEEKEND, SPANS };
static const double hours_of[SPANS] = {45, 45, 30, 48};

static const int64_t hour = INT64_C(3600) * MICROSECONDS, day = INT64_C(86400) * MICROSECONDS;

static int64_t day_of(int64_t time) {
    return time / day - (time % day < 0);
}

static enum span span_of(int64_t local) {
    struct civil_time civil = time_civil(local);
    if (civil.weekday >= 5) return WEEKEND;
    if (is_office_hour((unsigned) civil.weekday, (unsigned) civil.hour)) return OFFICE;
    return civil.hour < 9 ? NIGHT : EVENING;
}

/* Posts of one UTC day by the span that they lie in under each offset. */
struct spans {
    uint32_t posts[OFFSETS][SPANS];
};

static size_t count_spans(struct spans *days, const struct dossier *dossier) {
    size_t count = 0;
    for (size_t i = 0; i < dossier->habits.posts; i++) {
        int64_t time = dossier->stream[i].time;
        count += i == 0 || day_of(time) != day_of(dossier->stream[i - 1].time);
        for (int o = 0; days && o < OFFSETS; o++)
            days[count - 1].posts[o][span_of(time + (o + FIRST_OFFSET) * hour)]++;
    }
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

/* Of equals the middle one, of two the western; -1 where no post is in office hours. */
static int best_offset(uint64_t sums[OFFSETS][SPANS], enum choice choice) {
    double fits[OFFSETS], best = -INFINITY;
    uint64_t most = 0;
    int equals = 0, found = -1;
    for (int o = 0; o < OFFSETS; o++)
        most = sums[o][OFFICE] > most ? sums[o][OFFICE] : most;
    if (!most) return -1;
    for (int o = 0; o < OFFSETS; o++)
        best = fmax(best, fits[o] = fit_of(sums[o], most, choice));
    for (int o = 0; o < OFFSETS; o++)
        equals += fits[o] >= best;
    for (int o = 0, before = (equals - 1) / 2; o < OFFSETS; o++)
        if (fits[o] >= best && before-- == 0) found = o;
    return found;
}

/* Of bootstrap samples of days: their offsets, sorted, and how many are the same as `best`. Samples
 * that no offset fits count as another one. */
static uint32_t draw_offsets(double drawn[DRAWS], const struct spans *days, size_t count, int best,
                             enum choice choice, uint64_t seed) {
    uint32_t agree = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
        uint64_t sums[OFFSETS][SPANS] = {{0}};
        for (size_t i = 0; i < count; i++)
            add_spans(sums, &days[draw_below(&seed, (uint32_t) count)]);
        int offset = best_offset(sums, choice);
        drawn[draw] = offset < 0 ? LAST_OFFSET : offset + FIRST_OFFSET;
        agree += offset == best;
    }
    (void) median_of(drawn, DRAWS); /* sorts */
    return agree;
}

/* Share of the posts in office hours of the zone that the user names. */
static double in_declared_zone(const struct dossier *dossier) {
    uint64_t in_office = 0;
    for (unsigned d = 0; d < 7; d++)
        for (unsigned h = 0; h < 24; h++)
            in_office += is_office_hour(d, h) ? dossier->hours[d][h] : 0;
    return (double) in_office / (double) dossier->habits.posts;
}

static struct slice offset_name(struct ledger *ledger, int offset) {
    char text[16];
    int size = snprintf(text, sizeof text, "UTC%+d", offset + FIRST_OFFSET);
    struct slice name = arena_copy(&ledger->arena, (struct slice){text, (size_t) size});
    ledger->failed |= !name.at;
    return name;
}

static void say_zone(struct ledger *ledger, const struct dossier *dossier, const struct spans *days,
                     size_t count, enum statement statement, enum choice choice) {
    uint64_t sums[OFFSETS][SPANS] = {{0}};
    double drawn[DRAWS];
    for (size_t i = 0; i < count; i++)
        add_spans(sums, &days[i]);
    int best = best_offset(sums, choice);
    if (best < 0) return;
    uint32_t agree =
        draw_offsets(drawn, days, count, best, choice, dossier->findings->settings->seed);
    struct claim *claim = ledger_add(ledger, statement);
    claim_share(claim, sums[best][OFFICE], dossier->habits.posts);
    claim_value(claim, best + FIRST_OFFSET, "hours");
    claim->low = drawn[DRAWS / 40], claim->high = drawn[DRAWS - 1 - DRAWS / 40];
    claim->interval = "bootstrap of days, 95 %";
    claim->baseline = hours_of[OFFICE] / 168;
    claim_name(claim, offset_name(ledger, best));
    claim_share_of(claim, (double) agree / DRAWS);
    claim_share_of(claim, claim->baseline);
    claim_share_of(claim, in_declared_zone(dossier));
    claim_name(claim, slice_of(dossier->all->zone));
    claim_parameter(claim, "bootstrap_samples_of_days", DRAWS);
    claim_parameter(claim, "bootstrap_agreeing", agree);
}

enum { FEWEST_OFFICE_POSTS = 100 };

void find_zone(struct ledger *ledger, const struct dossier *dossier) {
    if (dossier->findings->archive->posts.precision == PRECISION_DAY) {
        ledger_omit(ledger, "A10", PHRASE_FIELD_HOURS);
        return;
    }
    if (dossier->habits.posts < FEWEST_OFFICE_POSTS) return;
    size_t count = count_spans(NULL, dossier);
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

static unsigned weekday_of(int64_t number) {
    return (unsigned) ((number % 7 + 7 + 3) % 7); /* 1970 began on a Thursday */
}

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
