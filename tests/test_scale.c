#include "export/scale.h"
#include "export/words.h"
#include "tests/check.h"

#include <math.h>

static uint64_t state;

static uint64_t draw(uint64_t below) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (state >> 33) % below;
}

Test(scale, goes_straight_from_values_to_points) {
    struct scale scale = {10, 20, 100, 0};
    check_near(scale_at(&scale, 10), 100, 0);
    check_near(scale_at(&scale, 20), 0, 0);
    check_near(scale_at(&scale, 12.5), 75, 1e-12);
    struct scale nothing = {5, 5, 30, 90};
    check_near(scale_at(&nothing, 5), 30, 0);
}

Test(scale, steps_are_one_two_or_five_times_a_power_of_ten) {
    static const struct {
        double high;
        int most;
        double least, step;
    } cases[] = {{10, 5, 1, 2},       {7000, 5, 1, 2000}, {3, 5, 1, 1},    {0, 5, 1, 1},
                 {0.37, 4, 0.1, 0.1}, {100, 4, 1, 50},    {100, 5, 1, 20}, {1, 5, 1, 1},
                 {2e9, 4, 1, 5e8},    {NAN, 4, 1, 1},     {-3, 4, 1, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_near(round_step(cases[i].high, cases[i].most, cases[i].least), cases[i].step,
                   cases[i].step * 1e-12);
}

Test(scale, a_step_never_cuts_into_more_pieces_than_asked) {
    for (state = 1; state < 500; state++) {
        uint64_t seed = state;
        double high = (double) (1 + draw(1000000)) / (double) (1 + draw(1000));
        int most = 2 + (int) draw(6);
        double step = round_step(high, most, 0);
        cr_expect(step * most >= high * (1 - 1e-9), "seed %llu", (unsigned long long) seed);
        cr_expect(round_step(high, most, 0) / 2.5 * most <= high * (1 + 1e-9) ||
                      step / 2 * most < high * (1 + 1e-9),
                  "seed %llu: %g of %g is not the smallest", (unsigned long long) seed, step, high);
        state = seed;
    }
}

Test(scale, a_span_starts_where_the_calendar_says) {
    int64_t moment = time_from_civil(2024, 5, 15, 13, 47, 52) + 123456; /* a Wednesday */
    static const struct {
        enum span span;
        int civil[6];
    } cases[] = {
        {SPAN_SECOND, {2024, 5, 15, 13, 47, 52}},     {SPAN_5_SECONDS, {2024, 5, 15, 13, 47, 50}},
        {SPAN_30_SECONDS, {2024, 5, 15, 13, 47, 30}}, {SPAN_MINUTE, {2024, 5, 15, 13, 47, 0}},
        {SPAN_30_MINUTES, {2024, 5, 15, 13, 30, 0}},  {SPAN_6_HOURS, {2024, 5, 15, 12, 0, 0}},
        {SPAN_DAY, {2024, 5, 15, 0, 0, 0}},           {SPAN_WEEK, {2024, 5, 13, 0, 0, 0}},
        {SPAN_MONTH, {2024, 5, 1, 0, 0, 0}},          {SPAN_QUARTER, {2024, 4, 1, 0, 0, 0}},
        {SPAN_YEAR, {2024, 1, 1, 0, 0, 0}},           {SPAN_5_YEARS, {2020, 1, 1, 0, 0, 0}},
        {SPAN_20_YEARS, {2020, 1, 1, 0, 0, 0}},       {SPAN_CENTURY, {2000, 1, 1, 0, 0, 0}}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const int *c = cases[i].civil;
        cr_expect(span_start(cases[i].span, moment) ==
                      time_from_civil(c[0], c[1], c[2], c[3], c[4], c[5]),
                  "%s", span_name(cases[i].span));
    }
}

/* One span after the other, until the one that holds `to`. */
static int64_t count_slowly(enum span span, int64_t from, int64_t to) {
    int64_t count = 0;
    for (int64_t at = from; at < to; at = span_add(span, at, 1))
        count++;
    return count;
}

Test(scale, spans_follow_each_other_without_a_gap) {
    for (state = 1; state < 400; state++) {
        uint64_t seed = state;
        enum span span = (enum span) draw(SPAN_COUNT);
        int64_t moment = ((int64_t) draw(UINT64_C(1) << 31) - (INT64_C(1) << 30)) * MICROSECONDS;
        int64_t start = span_start(span, moment), end = span_add(span, start, 1);
        cr_expect(start <= moment && moment < end, "seed %llu", (unsigned long long) seed);
        cr_expect(span_start(span, end) == end && span_start(span, end - 1) == start, "seed %llu",
                  (unsigned long long) seed);
        int64_t later = span_add(span, start, (int64_t) draw(50));
        cr_expect(span_count(span, start, later) == count_slowly(span, start, later), "seed %llu",
                  (unsigned long long) seed);
        state = seed;
    }
}

Test(scale, chooses_the_finest_span_that_is_not_too_many) {
    int64_t day = INT64_C(86400) * MICROSECONDS;
    cr_expect(span_for(0, 0, 1, SPAN_SECOND) == SPAN_SECOND);
    cr_expect(span_for(0, day - 1, 24, SPAN_SECOND) == SPAN_HOUR);
    cr_expect(span_for(0, day - 1, 23, SPAN_SECOND) == SPAN_3_HOURS);
    cr_expect(span_for(0, day - 1, 100, SPAN_DAY) == SPAN_DAY);
    cr_expect(span_for(0, 365 * day, 13, SPAN_DAY) == SPAN_MONTH);
    cr_expect(span_for(-1000000 * day, 1000000 * day, 1, SPAN_DAY) == SPAN_CENTURY);
}

Test(scale, names_of_spans_read_back) {
    for (int span = 0; span < SPAN_COUNT; span++) {
        enum span found;
        cr_expect(span_parse(slice_of(span_name((enum span) span)), &found) && (int) found == span);
    }
    enum span found;
    cr_expect(!span_parse(SLICE("fortnight"), &found));
}

Test(words, write_numbers_and_times_as_each_language_does) {
    char out[NUMBER_ROOM];
    check_text(count_words(out, LANGUAGE_ENGLISH, 0), "0");
    check_text(count_words(out, LANGUAGE_ENGLISH, 999), "999");
    check_text(count_words(out, LANGUAGE_ENGLISH, 1234567), "1,234,567");
    check_text(count_words(out, LANGUAGE_FRENCH, 1234567), "1\u202F234\u202F567");
    check_text(number_words(out, LANGUAGE_FRENCH, 0.05), "0,05");
    check_text(number_or_count(out, LANGUAGE_ENGLISH, 2500), "2,500");
    check_text(number_or_count(out, LANGUAGE_ENGLISH, 2.5), "2.5");
    int64_t moment = time_from_civil(2023, 7, 5, 14, 10, 0);
    check_text(date_words(out, LANGUAGE_ENGLISH, moment), "5\u00A0Jul\u00A02023");
    check_text(moment_words(out, LANGUAGE_FRENCH, moment), "5\u00A0juil.\u00A02023, 14:10");
}

Test(words, write_durations_in_their_own_unit) {
    static const struct {
        int64_t milliseconds;
        const char *whole, *lag;
    } cases[] = {{0, "0 s", "0 s"},
                 {250, "0.25 s", "0.3 s"},
                 {1000, "1 s", "1 s"},
                 {60000, "60 s", "1 min 00"},
                 {600000, "10 min", "10 min 00"},
                 {3600000, "1 h", "1 h 00"},
                 {7500000, "125 min", "2 h 05"},
                 {86400000, "1 d", "1 d 00 h"},
                 {90061000, "90061 s", "1 d 01 h"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[NUMBER_ROOM], plain[NUMBER_ROOM];
        for (int lag = 0; lag < 2; lag++) {
            (lag ? lag_words : duration_words)(out, LANGUAGE_ENGLISH, cases[i].milliseconds * 1000);
            size_t size = 0;
            for (const char *c = out; *c; c++)
                if (*c == '\xC2')
                    plain[size++] = ' ', c++;
                else
                    plain[size++] = *c;
            plain[size] = '\0';
            check_text(plain, lag ? cases[i].lag : cases[i].whole);
        }
    }
}

Test(words, fill_texts_into_phrases_and_stop_at_their_room) {
    char out[PHRASE], longer[2 * PHRASE];
    check_text(phrase(out, LANGUAGE_ENGLISH, WORD_CLUSTER, "7"), "Cluster 7");
    check_text(phrase(out, LANGUAGE_FRENCH, WORD_CREATED_UNIT, "mois"),
               "Part des comptes (%) créés par mois");
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    check_count(strlen(phrase(out, LANGUAGE_ENGLISH, WORD_CLUSTER, longer)), PHRASE - 1);
    for (int word_ = 0; word_ < WORD_COUNT; word_++)
        for (int language = 0; language < LANGUAGE_COUNT; language++)
            cr_expect(*word((enum language) language, (enum word) word_) != '\0', "%d", word_);
}
