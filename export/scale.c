#include "export/scale.h"

#include <math.h>

double scale_at(const struct scale *scale, double value) {
    double span = scale->high - scale->low;
    double share = span > 0 ? (value - scale->low) / span : 0;
    return scale->from + share * (scale->to - scale->from);
}

double round_step(double high, int most, double least) {
    static const double steps[] = {1, 2, 5};
    if (!(high > 0) || !isfinite(high)) return least;
    double power = pow(10, floor(log10(high / most)));
    for (;; power *= 10)
        for (size_t s = 0; s < sizeof steps / sizeof *steps; s++)
            if (steps[s] * power * most >= high * (1 - 1e-12) && steps[s] * power >= least)
                return steps[s] * power;
}

/* Either so many microseconds or so many months long. */
static const struct {
    const char *name;
    int64_t microseconds;
    int months;
} spans[] = {
    {"second", INT64_C(1) * MICROSECONDS, 0},
    {"5 seconds", INT64_C(5) * MICROSECONDS, 0},
    {"10 seconds", INT64_C(10) * MICROSECONDS, 0},
    {"30 seconds", INT64_C(30) * MICROSECONDS, 0},
    {"minute", INT64_C(60) * MICROSECONDS, 0},
    {"5 minutes", INT64_C(300) * MICROSECONDS, 0},
    {"10 minutes", INT64_C(600) * MICROSECONDS, 0},
    {"30 minutes", INT64_C(1800) * MICROSECONDS, 0},
    {"hour", INT64_C(3600) * MICROSECONDS, 0},
    {"3 hours", INT64_C(10800) * MICROSECONDS, 0},
    {"6 hours", INT64_C(21600) * MICROSECONDS, 0},
    {"12 hours", INT64_C(43200) * MICROSECONDS, 0},
    {"day", INT64_C(86400) * MICROSECONDS, 0},
    {"week", INT64_C(604800) * MICROSECONDS, 0},
    {"month", 0, 1},
    {"quarter", 0, 3},
    {"year", 0, 12},
    {"5 years", 0, 60},
    {"20 years", 0, 240},
    {"century", 0, 1200},
};

const char *span_name(enum span span) {
    return spans[span].name;
}

bool span_parse(struct slice name, enum span *out) {
    for (int span = 0; span < SPAN_COUNT; span++)
        if (slice_equal(name, slice_of(spans[span].name))) {
            *out = (enum span) span;
            return true;
        }
    return false;
}

static int64_t floor_to(int64_t value, int64_t unit) {
    int64_t rest = value % unit;
    return value - (rest < 0 ? rest + unit : rest);
}

/* Months since the year 0. */
static int64_t month_of(int64_t local) {
    struct civil_time civil = time_civil(local);
    return INT64_C(12) * civil.year + civil.month - 1;
}

static int64_t month_start(int64_t month) {
    int64_t year = floor_to(month, 12) / 12;
    return time_from_civil((int) year, (int) (month - 12 * year) + 1, 1, 0, 0, 0);
}

int64_t span_start(enum span span, int64_t local) {
    const int64_t monday = INT64_C(4) * 86400 * MICROSECONDS; /* 1970-01-05 */
    if (spans[span].months) return month_start(floor_to(month_of(local), spans[span].months));
    int64_t origin = span == SPAN_WEEK ? monday : 0;
    return floor_to(local - origin, spans[span].microseconds) + origin;
}

int64_t span_add(enum span span, int64_t start, int64_t steps) {
    if (spans[span].months) return month_start(month_of(start) + steps * spans[span].months);
    return start + steps * spans[span].microseconds;
}

int64_t span_count(enum span span, int64_t start, int64_t end) {
    if (spans[span].months) return (month_of(end) - month_of(start)) / spans[span].months;
    return (end - start) / spans[span].microseconds;
}

enum span span_for(int64_t first, int64_t last, int64_t most, enum span finest) {
    enum span span = finest;
    while (span + 1 < SPAN_COUNT &&
           span_count(span, span_start(span, first), span_start(span, last)) + 1 > most)
        span++;
    return span;
}
