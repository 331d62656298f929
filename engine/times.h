/* Moments and durations: microseconds since 1970-01-01T00:00:00Z, and how finely a source states
 * them. */
#ifndef LOCKSTEP_ENGINE_TIMES_H
#define LOCKSTEP_ENGINE_TIMES_H
#include "engine/slice.h"

enum { MICROSECONDS = 1000000 }; /* in a second */

/* The finest unit that a source writes. Coarser is larger. */
enum time_precision {
    PRECISION_MICROSECOND,
    PRECISION_MILLISECOND,
    PRECISION_SECOND,
    PRECISION_MINUTE,
    PRECISION_DAY
};

/* A moment as a source states it. */
struct stated_time {
    int64_t microseconds; /* UTC where the text has a zone; else what the clock shows, as if UTC */
    enum time_precision precision;
    bool has_zone;          /* epochs have one */
    struct slice zone_name; /* where time_read fails for that alone: the abbreviation that stands
                               for several zones, or none ("IST"); what the clock shows is read */
};

/* Reads a moment: ISO 8601 with zone, "Z" or neither ("T" or blank between date and time,
 * fractions, YYYYMMDDTHHMMSS, YYYYMMDDHHMMSS or YYYYMMDD), "YYYY-MM-DD HH:MM[:SS][ TZ]" with TZ =
 * UTC, GMT, another abbreviation that has one meaning or an offset, a date alone, M/D/YYYY
 * H:MM[:SS][ PM] (D/M/YYYY where `day_first`; so M-D-YYYY), D.M.YYYY H:MM, a spreadsheet's days
 * with a fraction (45113.355), epoch seconds (with a fraction), milliseconds, microseconds or
 * nanoseconds told apart by size, X's classic "Wed Oct 10 20:19:24 +0000 2018", ctime's without the
 * zone, "10 Oct 2018 20:19:24 GMT" and "October 10, 2018 at 8:19 PM". False when the text is none
 * of these or names no real moment (month 13, hour 25). */
bool time_read(struct slice text, bool day_first, struct stated_time *out);
/* A spreadsheet's days, also whole ones ("45113"), from SERIAL_FIRST to SERIAL_LAST: the years 2000
 * to 2099. */
enum { SERIAL_FIRST = 36526, SERIAL_LAST = 73050 };
bool time_read_serial(struct slice text, struct stated_time *out);
/* The same as time_read, with the month first; no zone means UTC. */
bool time_parse(struct slice text, int64_t *microseconds, enum time_precision *precision);

enum { TIME_TEXT = 40 };
/* "2023-07-06T08:31:12Z", with ".123" or ".123456" only where the moment has a fraction. Returns
 * `out`. */
char *time_format(char out[TIME_TEXT], int64_t microseconds);

/* "500ms", "10s", "5m", "1h", "1d", "2w", "1.5h"; a bare number is seconds. False when it is none
 * of these or not positive. */
bool duration_parse(struct slice text, int64_t *microseconds);
/* The shortest such text: "60s" stays "60s", 3600 s is "1h". */
char *duration_format(char out[TIME_TEXT], int64_t microseconds);

/* Seconds with as many decimals as needed, at most 6, none when whole: "15", "0.25". For CSV cells.
 */
char *seconds_format(char out[TIME_TEXT], int64_t microseconds);

struct civil_time {
    int year, month, day;     /* 2023, 1-12, 1-31 */
    int hour, minute, second; /* 0-23, 0-59, 0-59 */
    int weekday;              /* 0 is Monday */
};
/* Proleptic Gregorian calendar, UTC. Add the zone's offset first for local time. */
struct civil_time time_civil(int64_t microseconds);
int64_t time_from_civil(int year, int month, int day, int hour, int minute, int second);

/* An IANA zone ("Asia/Baku") from the system's zone files; NULL when it is unknown or memory is
 * out. "UTC" always works. */
struct zone;
struct zone *zone_open(const char *name);
void zone_close(struct zone *zone);
/* Whether its clocks were ever called so: "IST" of Asia/Kolkata. */
bool zone_has_name(const struct zone *zone, struct slice name);
/* Its offset from UTC at a moment, in microseconds. Thread-safe. */
int64_t zone_at(const struct zone *zone, int64_t microseconds);
/* The moment at which the zone's clocks show `local`; the later one of two. */
int64_t zone_to_utc(const struct zone *zone, int64_t local);

/* Offset from UTC, in microseconds, that the IANA zone `zone` ("Asia/Baku") has at a moment, from
 * the system's zone files. False when the zone is unknown. "UTC" always works. Loads a zone once;
 * not thread-safe. */
bool zone_offset(const char *zone, int64_t microseconds, int64_t *offset);
#endif
