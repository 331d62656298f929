/* From values to places on a page: round steps, calendar steps, bins. Pure functions. */
#ifndef LOCKSTEP_EXPORT_SCALE_H
#define LOCKSTEP_EXPORT_SCALE_H
#include "engine/times.h"

/* A straight line from values to points. */
struct scale {
    double low, high; /* values */
    double from, to;  /* points */
};
double scale_at(const struct scale *scale, double value);

/* The step 1, 2 or 5 × 10^k that cuts 0 to `high` into at most `most` pieces; at least `least`. */
double round_step(double high, int most, double least);

/* Spans of time that calendars know. */
enum span {
    SPAN_SECOND,
    SPAN_5_SECONDS,
    SPAN_10_SECONDS,
    SPAN_30_SECONDS,
    SPAN_MINUTE,
    SPAN_5_MINUTES,
    SPAN_10_MINUTES,
    SPAN_30_MINUTES,
    SPAN_HOUR,
    SPAN_3_HOURS,
    SPAN_6_HOURS,
    SPAN_12_HOURS,
    SPAN_DAY,
    SPAN_WEEK,
    SPAN_MONTH,
    SPAN_QUARTER,
    SPAN_YEAR,
    SPAN_5_YEARS,
    SPAN_20_YEARS,
    SPAN_CENTURY,
    SPAN_COUNT
};
/* The names in series.json: "hour", "10 minutes". */
const char *span_name(enum span span);
/* False for a name that is none. */
bool span_parse(struct slice name, enum span *out);
/* The start of the span that holds a moment, and of the one `steps` spans later. Weeks start on
 * Monday. Moments are microseconds on the clocks of a zone. */
int64_t span_start(enum span span, int64_t local);
int64_t span_add(enum span span, int64_t start, int64_t steps);
/* How many spans lie between the starts of two. O(1). */
int64_t span_count(enum span span, int64_t start, int64_t end);
/* The finest span, of `finest` or coarser, that cuts [first, last] into at most `most`. */
enum span span_for(int64_t first, int64_t last, int64_t most, enum span finest);
#endif
