#include "engine/times.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- the calendar ---- */

enum { DAY_SECONDS = 86400 };

/* Days since 1970-01-01 of the proleptic Gregorian calendar, by eras of 400 years that begin on
 * March 1 (Howard Hinnant, "chrono-compatible low-level date algorithms"). */
static int64_t days_from_civil(int year, int month, int day) {
    int64_t y = (int64_t) year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static int64_t floor_divide(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

struct civil_time time_civil(int64_t microseconds) {
    int64_t seconds = floor_divide(microseconds, MICROSECONDS);
    int64_t days = floor_divide(seconds, DAY_SECONDS), of_day = seconds - days * DAY_SECONDS;
    int64_t z = days + 719468, era = floor_divide(z, 146097), day_of_era = z - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted_month = (5 * day_of_year + 2) / 153;
    int month = (int) (shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
    return (struct civil_time){
        .year = (int) (year_of_era + era * 400 + (month <= 2)),
        .month = month,
        .day = (int) (day_of_year - (153 * shifted_month + 2) / 5 + 1),
        .hour = (int) (of_day / 3600),
        .minute = (int) (of_day / 60 % 60),
        .second = (int) (of_day % 60),
        .weekday = (int) (days + 3 - floor_divide(days + 3, 7) * 7), /* 1970-01-01: a Thursday */
    };
}

int64_t time_from_civil(int year, int month, int day, int hour, int minute, int second) {
    int64_t of_day = (int64_t) hour * 3600 + minute * 60 + second;
    return (days_from_civil(year, month, day) * DAY_SECONDS + of_day) * MICROSECONDS;
}

static int days_in_month(int year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap);
}

/* ---- reading moments ---- */

/* What is left of the text; the take_… functions move it on when they succeed. */
struct cursor {
    const char *at, *end;
};

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool take(struct cursor *c, char byte) {
    if (c->at == c->end || *c->at != byte) return false;
    c->at++;
    return true;
}

/* A number of `least` to `most` digits. */
static bool take_number(struct cursor *c, int least, int most, int *number) {
    const char *at = c->at;
    int value = 0;
    while (at < c->end && at - c->at < most && is_digit(*at))
        value = value * 10 + (*at++ - '0');
    if (at - c->at < least) return false;
    c->at = at;
    *number = value;
    return true;
}

/* The digits behind a decimal point as microseconds; those past the sixth are cut off. */
static bool take_fraction(struct cursor *c, int64_t *microseconds, enum time_precision *precision) {
    if (c->at == c->end || !is_digit(*c->at)) return false;
    int digits = 0;
    *microseconds = 0;
    for (; c->at < c->end && is_digit(*c->at); c->at++, digits++)
        if (digits < 6) *microseconds = *microseconds * 10 + (*c->at - '0');
    for (int i = digits; i < 6; i++)
        *microseconds *= 10;
    *precision = digits <= 3 ? PRECISION_MILLISECOND : PRECISION_MICROSECOND;
    return true;
}

struct moment {
    int year, month, day, hour, minute, second;
    int64_t fraction, offset; /* microseconds; the zone's offset from UTC */
    enum time_precision precision;
    bool has_zone;
    struct slice zone_name; /* an abbreviation that does not say the offset by itself */
};

/* H:MM[:SS[.fraction]], the hour of one digit only where `short_hour`. */
static bool take_clock(struct cursor *c, bool short_hour, struct moment *m) {
    if (!take_number(c, short_hour ? 1 : 2, 2, &m->hour) || !take(c, ':') ||
        !take_number(c, 2, 2, &m->minute))
        return false;
    m->precision = PRECISION_MINUTE;
    if (!take(c, ':')) return true;
    m->precision = PRECISION_SECOND;
    if (!take_number(c, 2, 2, &m->second)) return false;
    return !(take(c, '.') || take(c, ',')) || take_fraction(c, &m->fraction, &m->precision);
}

/* "AM" or "PM" behind a clock of twelve hours, if they are there. */
static bool take_half(struct cursor *c, struct moment *m) {
    const char *at = c->at;
    while (at < c->end && *at == ' ')
        at++;
    if (c->end - at < 2 || (at[1] | 0x20) != 'm') return true;
    bool late = (*at | 0x20) == 'p';
    if (!late && (*at | 0x20) != 'a') return true;
    if (m->hour < 1 || m->hour > 12) return false;
    m->hour = m->hour % 12 + 12 * late;
    c->at = at + 2;
    return true;
}

static bool take_offset(struct cursor *c, int64_t *offset) {
    bool west = c->at < c->end && *c->at == '-';
    int hours, minutes = 0;
    if (!take(c, '+') && !take(c, '-')) return false;
    if (!take_number(c, 2, 2, &hours)) return false;
    bool colon = take(c, ':');
    if (!take_number(c, 2, 2, &minutes) && colon) return false;
    if (hours > 23 || minutes > 59) return false;
    *offset = ((int64_t) hours * 60 + minutes) * 60 * MICROSECONDS * (west ? -1 : 1);
    return true;
}

/* Abbreviations that mean one offset alone: those of RFC 5322, and those that the IANA database has
 * for one offset since 1990. Not IST (India, Israel, Ireland), AST (Atlantic, Arabia), SST, WIT. */
static bool abbreviation_minutes(struct slice name, int *minutes) {
    static const struct {
        const char *name;
        int minutes;
    } zones[] = {{"UTC", 0},    {"GMT", 0},     {"UT", 0},      {"EST", -300}, {"EDT", -240},
                 {"CST", -360}, {"CDT", -300},  {"MST", -420},  {"MDT", -360}, {"PST", -480},
                 {"PDT", -420}, {"AKST", -540}, {"AKDT", -480}, {"HST", -600}, {"WET", 0},
                 {"WEST", 60},  {"CET", 60},    {"CEST", 120},  {"EET", 120},  {"EEST", 180},
                 {"WAT", 60},   {"CAT", 120},   {"SAST", 120},  {"EAT", 180},  {"PKT", 300},
                 {"WIB", 420},  {"WITA", 480},  {"HKT", 480},   {"AWST", 480}, {"JST", 540},
                 {"KST", 540},  {"ACST", 570},  {"ACDT", 630},  {"AEST", 600}, {"AEDT", 660},
                 {"NZST", 720}, {"NZDT", 780}};
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        if (!slice_equal(name, slice_of(zones[i].name))) continue;
        *minutes = zones[i].minutes;
        return true;
    }
    return false;
}

/* Two to five capital letters. What they mean may hang on the date: see zone_of_date. */
static bool take_abbreviation(struct cursor *c, struct moment *m) {
    int minutes;
    size_t size = 0;
    while (c->at + size < c->end && c->at[size] >= 'A' && c->at[size] <= 'Z')
        size++;
    struct slice name = {c->at, size};
    if (size < 2 || size > 5) return false;
    c->at += size;
    m->zone_name = (struct slice){NULL, 0};
    if (abbreviation_minutes(name, &minutes))
        m->offset = minutes * 60 * (int64_t) MICROSECONDS;
    else
        m->zone_name = name;
    return true;
}

/* Java's "[Europe/Paris]" behind an offset. */
static bool is_bracketed(const struct cursor *c) {
    return c->end - c->at > 2 && *c->at == '[' && c->end[-1] == ']';
}

/* An abbreviation, an offset, or both: "GMT+0200", "+0000 UTC". The offset counts. */
static bool take_named_zone(struct cursor *c, struct moment *m) {
    struct moment ignored;
    bool named = take_abbreviation(c, m);
    if (!named && !take_offset(c, &m->offset)) return false;
    if (named && c->at < c->end && *c->at != ' ') {
        m->zone_name = (struct slice){NULL, 0};
        if (!take_offset(c, &m->offset)) return false;
    }
    if (!named && take(c, ' ') && !take_abbreviation(c, &ignored)) c->at--;
    return true;
}

/* Nothing, or "Z" or a named zone, with or without a blank before it; what else the zone is called
 * in brackets. */
static bool take_zone(struct cursor *c, struct moment *m) {
    if (c->at == c->end) return true;
    take(c, ' ');
    m->has_zone = true;
    if (!take(c, 'Z') && !take(c, 'z') && !take_named_zone(c, m)) return false;
    bool in_words = c->end - c->at > 2 && c->at[0] == ' ' && c->at[1] == '(' && c->end[-1] == ')';
    if (in_words || is_bracketed(c)) c->at = c->end;
    return true;
}

/* What follows a date: nothing, or a clock of one-digit hours and halves of a day, and a zone. */
static bool take_loose_clock(struct cursor *c, struct moment *m) {
    m->precision = PRECISION_DAY;
    if (c->at == c->end) return true;
    take(c, ',');
    if (!take(c, ' ')) return false;
    if (c->end - c->at > 3 && memcmp(c->at, "at ", 3) == 0) c->at += 3;
    return take_clock(c, true, m) && take_half(c, m) && take_zone(c, m);
}

/* YYYY-MM-DD, alone or with a clock and a zone. */
static bool take_iso(struct cursor *c, struct moment *m) {
    if (!take_number(c, 4, 4, &m->year) || !take(c, '-') || !take_number(c, 2, 2, &m->month) ||
        !take(c, '-') || !take_number(c, 2, 2, &m->day))
        return false;
    m->precision = PRECISION_DAY;
    if (c->at == c->end) return true;
    if (*c->at == ' ') return take_loose_clock(c, m);
    return (take(c, 'T') || take(c, 't')) && take_clock(c, false, m) && take_zone(c, m);
}

/* YYYYMMDDTHHMMSS and a zone. */
static bool take_compact(struct cursor *c, struct moment *m) {
    m->precision = PRECISION_SECOND;
    return take_number(c, 4, 4, &m->year) && take_number(c, 2, 2, &m->month) &&
           take_number(c, 2, 2, &m->day) && take(c, 'T') && take_number(c, 2, 2, &m->hour) &&
           take_number(c, 2, 2, &m->minute) && take_number(c, 2, 2, &m->second) && take_zone(c, m);
}

/* YYYY/M/D. */
static bool take_slashed_iso(struct cursor *c, struct moment *m) {
    return take_number(c, 4, 4, &m->year) && take(c, '/') && take_number(c, 1, 2, &m->month) &&
           take(c, '/') && take_number(c, 1, 2, &m->day) && take_loose_clock(c, m);
}

/* M/D/YYYY or, where the day comes first, D/M/YYYY and D.M.YYYY; a year of two digits is of this
 * century. */
static bool take_divided(struct cursor *c, char divider, bool day_first, struct moment *m) {
    int *first = day_first ? &m->day : &m->month, *second = day_first ? &m->month : &m->day;
    if (!take_number(c, 1, 2, first) || !take(c, divider) || !take_number(c, 1, 2, second) ||
        !take(c, divider) || !(take_number(c, 4, 4, &m->year) || take_number(c, 2, 2, &m->year)))
        return false;
    if (m->year < 100) m->year += 2000;
    return take_loose_clock(c, m);
}

/* The number, from 1, of a name of which three letters or more are there. */
static bool take_name(struct cursor *c, const char *names, int *number) {
    const char *at = c->at;
    while (at < c->end && ((*at | 0x20) >= 'a' && (*at | 0x20) <= 'z'))
        at++;
    if (at - c->at < 3) return false;
    for (int i = 0; names[3 * i]; i++)
        if (memcmp(c->at, names + 3 * (size_t) i, 3) == 0) {
            c->at = at;
            *number = i + 1;
            return true;
        }
    return false;
}

static bool take_month(struct cursor *c, struct moment *m) {
    return take_name(c, "JanFebMarAprMayJunJulAugSepOctNovDec", &m->month);
}

/* Behind "Oct 10 ": 20:19:24 +0000 2018; C's ctime has no zone. */
static bool take_classic(struct cursor *c, struct moment *m) {
    if (!take_clock(c, false, m) || !take(c, ' ')) return false;
    if (c->end - c->at == 4) return take_number(c, 4, 4, &m->year);
    m->has_zone = true;
    if (!take_abbreviation(c, m) && !take_offset(c, &m->offset)) return false;
    return take(c, ' ') && take_number(c, 4, 4, &m->year);
}

/* With the month's name, a weekday before it or not: X's classic "Wed Oct 10 20:19:24 +0000 2018",
 * "Wed, 10 Oct 2018 20:19:24 GMT" (RFC 5322), "October 10, 2018 at 8:19 PM". */
static bool take_named(struct cursor *c, struct moment *m) {
    int weekday;
    if (take_name(c, "MonTueWedThuFriSatSun", &weekday)) {
        take(c, ',');
        if (!take(c, ' ')) return false;
    }
    if (c->at < c->end && is_digit(*c->at))
        return take_number(c, 1, 2, &m->day) && (take(c, ' ') || take(c, '-')) &&
               take_month(c, m) && (take(c, ' ') || take(c, '-')) &&
               take_number(c, 4, 4, &m->year) && take_loose_clock(c, m);
    if (!take_month(c, m) || !take(c, ' ')) return false;
    take(c, ' '); /* ctime: "Jul  6" */
    if (!take_number(c, 1, 2, &m->day)) return false;
    bool comma = take(c, ',');
    if (!take(c, ' ')) return false;
    if (!comma && c->end - c->at > 2 && c->at[2] == ':') return take_classic(c, m);
    return take_number(c, 4, 4, &m->year) && take_loose_clock(c, m);
}

/* Seconds, milliseconds or microseconds, whichever puts the moment before the year 5138; what is
 * left is nanoseconds. */
static bool parse_epoch(struct cursor c, int64_t *microseconds, enum time_precision *precision) {
    static const int64_t limit = 100000000000; /* 10^11 s */
    bool negative = take(&c, '-');
    const char *begin = c.at;
    int64_t value = 0, fraction = 0;
    for (; c.at < c.end && is_digit(*c.at); c.at++) {
        if (value > (INT64_MAX - 9) / 10) return false;
        value = value * 10 + (*c.at - '0');
    }
    if (c.at == begin) return false;
    if (value >= limit * MICROSECONDS) value /= 1000;
    int64_t unit = value < limit ? MICROSECONDS : value < limit * 1000 ? 1000 : 1;
    *precision = unit == MICROSECONDS ? PRECISION_SECOND
                 : unit == 1000       ? PRECISION_MILLISECOND
                                      : PRECISION_MICROSECOND;
    if (take(&c, '.')) {
        enum time_precision stated = *precision;
        if (!take_fraction(&c, &fraction, precision)) return false;
        fraction /= MICROSECONDS / unit;
        if (unit != MICROSECONDS) *precision = PRECISION_MICROSECOND;
        if (!fraction) *precision = stated; /* "1688632272.0" */
    }
    *microseconds = (value * unit + fraction) * (negative ? -1 : 1);
    return c.at == c.end && *microseconds >= time_from_civil(1, 1, 1, 0, 0, 0);
}

/* 45113.355: the days since 1899-12-30 that a spreadsheet writes, from the year 2000 to 2099. Whole
 * ones look like seconds. */
static bool parse_serial(struct cursor c, bool whole, int64_t *microseconds,
                         enum time_precision *precision) {
    enum { EPOCH = 25569 };
    int days;
    int64_t millionths, finer = 0;
    enum time_precision ignored;
    if (!take_number(&c, 5, 5, &days) || days < SERIAL_FIRST || days > SERIAL_LAST) return false;
    if (c.at == c.end && whole) {
        *microseconds = (days - EPOCH) * (int64_t) DAY_SECONDS * MICROSECONDS;
        *precision = PRECISION_DAY;
        return true;
    }
    if (!take(&c, '.')) return false;
    struct cursor rest = c;
    if (!take_fraction(&c, &millionths, &ignored) || c.at != c.end) return false;
    size_t decimals = (size_t) (c.end - rest.at);
    rest.at += decimals < 6 ? decimals : 6;
    if (rest.at < rest.end) take_fraction(&rest, &finer, &ignored);
    double fraction = ((double) millionths + (double) finer / 1e6) / 1e6;
    int64_t seconds = (int64_t) (fraction * DAY_SECONDS + 0.5);
    *microseconds = ((days - EPOCH) * (int64_t) DAY_SECONDS + seconds) * MICROSECONDS;
    *precision = decimals < 5 ? PRECISION_MINUTE : PRECISION_SECOND;
    return true;
}

static bool is_real(const struct moment *m) {
    return m->year >= 1 && m->month >= 1 && m->month <= 12 && m->day >= 1 &&
           m->day <= days_in_month(m->year, m->month) && m->hour < 24 && m->minute < 60 &&
           m->second < 60;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Whether the text begins like a date with letters in it. */
static bool begins_named(struct cursor c) {
    int day;
    if (take_number(&c, 1, 2, &day) && !take(&c, ' ') && !take(&c, '-')) return false;
    return c.at < c.end && ((*c.at | 0x20) >= 'a' && (*c.at | 0x20) <= 'z');
}

/* 6-7-2023, and not 6-Jul-2023. */
static bool has_dashes(struct cursor c) {
    int ignored;
    return take_number(&c, 1, 2, &ignored) && take(&c, '-') && take_number(&c, 1, 2, &ignored) &&
           take(&c, '-');
}

static bool take_date(struct cursor *c, bool day_first, struct moment *m) {
    size_t size = (size_t) (c->end - c->at);
    if (size >= 8 && has_dashes(*c)) return take_divided(c, '-', day_first, m);
    if (size >= 8 && c->at[4] == '-') return take_iso(c, m);
    if (size >= 6 && (c->at[1] == '/' || c->at[2] == '/'))
        return take_divided(c, '/', day_first, m);
    if (size >= 8 && c->at[4] == '/') return take_slashed_iso(c, m);
    if (size >= 8 && (c->at[1] == '.' || c->at[2] == '.')) return take_divided(c, '.', true, m);
    if (size >= 15 && c->at[8] == 'T') return take_compact(c, m);
    return begins_named(*c) && take_named(c, m);
}

/* 20201113 or 20201113230216: digits that are a day of the years 1990 to 2099, and no seconds of
 * 1970 or milliseconds of the year 2610. */
static bool parse_digits(struct cursor c, struct stated_time *out) {
    struct moment m = {0};
    bool has_clock = c.end - c.at == 14;
    if (!has_clock && c.end - c.at != 8) return false;
    if (!take_number(&c, 4, 4, &m.year) || !take_number(&c, 2, 2, &m.month) ||
        !take_number(&c, 2, 2, &m.day))
        return false;
    if (has_clock && (!take_number(&c, 2, 2, &m.hour) || !take_number(&c, 2, 2, &m.minute) ||
                      !take_number(&c, 2, 2, &m.second)))
        return false;
    if (m.year < 1990 || m.year > 2099 || !is_real(&m)) return false;
    out->microseconds = time_from_civil(m.year, m.month, m.day, m.hour, m.minute, m.second);
    out->precision = has_clock ? PRECISION_SECOND : PRECISION_DAY;
    out->has_zone = false;
    return true;
}

static bool parse_number(struct cursor c, struct stated_time *out) {
    if (parse_digits(c, out)) return true;
    out->has_zone = !parse_serial(c, false, &out->microseconds, &out->precision);
    return !out->has_zone || parse_epoch(c, &out->microseconds, &out->precision);
}

/* The day of the month's last Sunday. */
static int last_sunday(int year, int month) {
    int last = days_in_month(year, month);
    int64_t days = days_from_civil(year, month, last) + 3; /* 0 is a Monday, modulo 7 */
    return last - (int) ((days + 1) % 7);
}

static int64_t day_number(int month, int day) {
    return month * 32 + day;
}

/* Offsets that hang on the date. BST is British Summer Time where that was; elsewhere, and in
 * winter, it is somebody else's. Moscow was an hour ahead from March 2011 to October 2014, which
 * called summer what all others did before. False: it does not say which zone is meant. */
static bool zone_of_date(struct moment *m) {
    int64_t day = day_number(m->month, m->day);
    int64_t hours = 0;
    if (slice_equal(m->zone_name, SLICE("BST")) && day >= day_number(3, last_sunday(m->year, 3)) &&
        day <= day_number(10, last_sunday(m->year, 10)))
        hours = 1;
    if (slice_equal(m->zone_name, SLICE("MSD"))) hours = 4;
    if (slice_equal(m->zone_name, SLICE("MSK"))) {
        int64_t of_years = m->year * (int64_t) 1000 + day;
        hours = of_years >= 2011000 + day_number(3, 27) && of_years < 2014000 + day_number(10, 26)
                    ? 4
                    : 3;
    }
    if (!hours) return false;
    m->offset = hours * 3600 * MICROSECONDS;
    m->zone_name = (struct slice){NULL, 0};
    return true;
}

bool time_read(struct slice text, bool day_first, struct stated_time *out) {
    struct cursor c = {text.at, text.at + text.size};
    while (c.at < c.end && is_blank(*c.at))
        c.at++;
    while (c.at < c.end && is_blank(c.end[-1]))
        c.end--;
    struct moment m = {0};
    struct cursor date = c;
    bool taken = c.end - c.at >= 6 && take_date(&date, day_first, &m);
    out->zone_name = (struct slice){NULL, 0};
    if (!taken || date.at != date.end) return parse_number(c, out);
    if (!is_real(&m)) return false;
    bool is_named = m.zone_name.size && !zone_of_date(&m);
    if (is_named) out->zone_name = m.zone_name;
    out->microseconds =
        time_from_civil(m.year, m.month, m.day, m.hour, m.minute, m.second) + m.fraction - m.offset;
    out->precision = m.precision;
    out->has_zone = m.has_zone && !is_named;
    return !is_named;
}

bool time_read_serial(struct slice text, struct stated_time *out) {
    struct cursor c = {text.at, text.at + text.size};
    out->zone_name = (struct slice){NULL, 0};
    out->has_zone = false;
    return parse_serial(c, true, &out->microseconds, &out->precision);
}

bool time_parse(struct slice text, int64_t *microseconds, enum time_precision *precision) {
    struct stated_time stated;
    if (!time_read(text, false, &stated)) return false;
    *microseconds = stated.microseconds;
    *precision = stated.precision;
    return true;
}

/* ---- writing moments ---- */

/* A point and the decimals of `millionths`, without trailing zeros; nothing when it is 0. */
static void append_decimals(char *out, size_t room, int millionths) {
    if (millionths == 0) return;
    char digits[12];
    int size = snprintf(digits, sizeof digits, ".%06d", millionths);
    while (size > 1 && digits[size - 1] == '0')
        digits[--size] = '\0';
    snprintf(out + strlen(out), room - strlen(out), "%s", digits);
}

/* With zeros before it; returns what is behind. */
static char *put_digits(char *out, int number, int digits) {
    for (int i = digits; i-- > 0; number /= 10)
        out[i] = (char) ('0' + number % 10);
    return out + digits;
}

char *time_format(char out[TIME_TEXT], int64_t microseconds) {
    struct civil_time t = time_civil(microseconds);
    int fraction =
        (int) (microseconds - floor_divide(microseconds, MICROSECONDS) * (int64_t) MICROSECONDS);
    const int parts[] = {t.month, t.day, t.hour, t.minute, t.second};
    char *at = t.year >= 0 && t.year <= 9999 ? put_digits(out, t.year, 4)
                                             : out + snprintf(out, 16, "%04d", t.year);
    for (size_t i = 0; i < 5; i++) {
        *at++ = "--T::"[i];
        at = put_digits(at, parts[i], 2);
    }
    if (fraction) {
        *at++ = '.';
        at = fraction % 1000 ? put_digits(at, fraction, 6) : put_digits(at, fraction / 1000, 3);
    }
    *at++ = 'Z', *at = '\0';
    return out;
}

char *seconds_format(char out[TIME_TEXT], int64_t microseconds) {
    bool negative = microseconds < 0;
    uint64_t size = negative ? 0 - (uint64_t) microseconds : (uint64_t) microseconds;
    snprintf(out, TIME_TEXT, "%s%llu", negative ? "-" : "",
             (unsigned long long) (size / MICROSECONDS));
    append_decimals(out, TIME_TEXT, (int) (size % MICROSECONDS));
    return out;
}

/* ---- durations ---- */

static const struct {
    const char *name;
    int64_t microseconds;
} units[] = {
    {"w", 7LL * DAY_SECONDS *MICROSECONDS},
    {"d", 1LL * DAY_SECONDS *MICROSECONDS},
    {"h", 3600LL * MICROSECONDS},
    {"m", 60LL * MICROSECONDS},
    {"s", MICROSECONDS},
    {"ms", 1000},
};
enum { UNIT_COUNT = sizeof units / sizeof *units, UNIT_MINUTE = 3, UNIT_MILLISECOND = 5 };

static int64_t unit_of(struct cursor c) {
    if (c.at == c.end) return MICROSECONDS;
    struct slice rest = {c.at, (size_t) (c.end - c.at)};
    for (size_t i = 0; i < UNIT_COUNT; i++)
        if (slice_equal(rest, slice_of(units[i].name))) return units[i].microseconds;
    return 0;
}

bool duration_parse(struct slice text, int64_t *microseconds) {
    struct cursor c = {text.at, text.at + text.size};
    const char *begin = c.at;
    int64_t whole = 0, millionths = 0;
    for (; c.at < c.end && is_digit(*c.at); c.at++) {
        if (whole > INT64_MAX / 100) return false;
        whole = whole * 10 + (*c.at - '0');
    }
    if (c.at == begin) return false;
    enum time_precision ignored;
    if (take(&c, '.') && !take_fraction(&c, &millionths, &ignored)) return false;
    int64_t unit = unit_of(c);
    if (unit == 0 || whole > INT64_MAX / 4 / unit) return false;
    *microseconds = whole * unit + (int64_t) ((double) millionths * (double) unit / 1e6 + 0.5);
    return *microseconds > 0;
}

/* In the largest unit that leaves a whole number; but minutes from two on, since people say 60s. */
char *duration_format(char out[TIME_TEXT], int64_t microseconds) {
    for (size_t i = 0; i < UNIT_COUNT; i++) {
        int64_t unit = units[i].microseconds;
        if (microseconds % unit != 0 || (i == UNIT_MINUTE && microseconds < 2 * unit)) continue;
        snprintf(out, TIME_TEXT, "%lld%s", (long long) (microseconds / unit), units[i].name);
        return out;
    }
    snprintf(out, TIME_TEXT, "%lld", (long long) (microseconds / 1000));
    append_decimals(out, TIME_TEXT, (int) (microseconds % 1000 * 1000));
    strcat(out, units[UNIT_MILLISECOND].name);
    return out;
}

/* ---- zones: the system's TZif files (RFC 8536) ---- */

/* A zone as its file states it; the pointers point into `file`. */
struct zone {
    char name[64];
    unsigned char *file;
    size_t size;
    const unsigned char *transitions, *indices,
        *types; /* 64-bit times, a type each, 6 bytes each */
    size_t transition_count, type_count, name_size;
    const char *names; /* abbreviations, each with a NUL behind it */
    const char *rule;  /* POSIX TZ string for what comes after; ended by a newline */
};

static int64_t big_endian(const unsigned char *at, int bytes) {
    uint64_t value = at[0] & 0x80 ? UINT64_MAX : 0;
    for (int i = 0; i < bytes; i++)
        value = value << 8 | at[i];
    return (int64_t) value;
}

enum { TZIF_HEADER = 44, ZONE_FILE_LIMIT = 1 << 20 };

/* Size of the data behind a TZif header whose times take `time_size` bytes. */
static size_t tzif_size(const unsigned char *header, size_t time_size) {
    size_t n[6]; /* UT flags, standard flags, leap seconds, transitions, types, characters */
    for (int i = 0; i < 6; i++)
        n[i] = (size_t) big_endian(header + 20 + 4 * i, 4) & 0xFFFFF;
    return n[0] + n[1] + n[2] * (time_size + 4) + n[3] * (time_size + 1) + n[4] * 6 + n[5];
}

/* Finds the 64-bit part of the file, which is the second. */
static bool zone_index(struct zone *zone) {
    const unsigned char *file = zone->file;
    if (zone->size < TZIF_HEADER || memcmp(file, "TZif", 4) != 0 || file[4] < '2') return false;
    size_t second = TZIF_HEADER + tzif_size(file, 4);
    if (second + TZIF_HEADER > zone->size) return false;
    const unsigned char *header = file + second;
    size_t behind = second + TZIF_HEADER + tzif_size(header, 8);
    if (behind + 1 > zone->size || file[zone->size - 1] != '\n') return false;
    zone->transition_count = (size_t) big_endian(header + 32, 4) & 0xFFFFF;
    zone->type_count = (size_t) big_endian(header + 36, 4) & 0xFFFFF;
    zone->transitions = header + TZIF_HEADER;
    zone->indices = zone->transitions + zone->transition_count * 8;
    zone->types = zone->indices + zone->transition_count;
    zone->names = (const char *) zone->types + zone->type_count * 6;
    zone->name_size = (size_t) big_endian(header + 40, 4) & 0xFFFFF;
    zone->rule = (const char *) file + behind + 1;
    return zone->type_count > 0;
}

static bool zone_read(struct zone *zone, const char *path) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    zone->file = malloc(ZONE_FILE_LIMIT);
    ssize_t got = 0;
    while (zone->file &&
           (got = read(fd, zone->file + zone->size, ZONE_FILE_LIMIT - zone->size)) > 0)
        zone->size += (size_t) got;
    close(fd);
    return zone->file && got == 0 && zone_index(zone);
}

static bool zone_load(struct zone *zone, const char *name) {
    char path[128];
    free(zone->file);
    *zone = (struct zone){0};
    if (*name == '/' || strstr(name, "..") || strlen(name) >= sizeof zone->name) return false;
    snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
    if (!zone_read(zone, path)) return false;
    memcpy(zone->name, name, strlen(name) + 1);
    return true;
}

/* The parts of a POSIX TZ string such as "CET-1CEST,M3.5.0,M10.5.0/3". */
struct zone_rule {
    int64_t standard, summer; /* seconds east of UTC */
    struct turn {
        int month, week, weekday; /* week 5 is the last; weekday 0 is Sunday */
        int64_t seconds;          /* of the day, local time */
    } to_summer, to_standard;
    bool has_summer;
};

static bool take_zone_name(struct cursor *c) {
    const char *begin = c->at;
    if (take(c, '<')) {
        while (c->at < c->end && *c->at != '>')
            c->at++;
        return take(c, '>');
    }
    while (c->at < c->end && ((*c->at | 0x20) >= 'a' && (*c->at | 0x20) <= 'z'))
        c->at++;
    return c->at > begin;
}

/* [+-]h[h[h]][:mm[:ss]] in seconds. */
static bool take_hours(struct cursor *c, int64_t *seconds) {
    bool negative = take(c, '-');
    int hours, minutes = 0, rest = 0;
    if (!negative) take(c, '+');
    if (!take_number(c, 1, 3, &hours)) return false;
    if (take(c, ':') && !take_number(c, 2, 2, &minutes)) return false;
    if (take(c, ':') && !take_number(c, 2, 2, &rest)) return false;
    *seconds = ((int64_t) hours * 3600 + minutes * 60 + rest) * (negative ? -1 : 1);
    return true;
}

static bool take_turn(struct cursor *c, struct turn *turn) {
    turn->seconds = 7200;
    return take(c, ',') && take(c, 'M') && take_number(c, 1, 2, &turn->month) && take(c, '.') &&
           take_number(c, 1, 1, &turn->week) && take(c, '.') &&
           take_number(c, 1, 1, &turn->weekday) &&
           (!take(c, '/') || take_hours(c, &turn->seconds)) && turn->month >= 1 &&
           turn->month <= 12 && turn->week >= 1 && turn->week <= 5 && turn->weekday <= 6;
}

static bool parse_rule(const char *text, struct zone_rule *rule) {
    struct cursor c = {text, strchr(text, '\n')};
    if (!c.end || !take_zone_name(&c) || !take_hours(&c, &rule->standard)) return false;
    rule->standard = -rule->standard; /* POSIX counts west of Greenwich */
    if (c.at == c.end) return true;
    if (!take_zone_name(&c)) return false;
    rule->summer = rule->standard + 3600;
    if (*c.at != ',') {
        if (!take_hours(&c, &rule->summer)) return false;
        rule->summer = -rule->summer;
    }
    rule->has_summer = true;
    return take_turn(&c, &rule->to_summer) && take_turn(&c, &rule->to_standard) && c.at == c.end;
}

/* Seconds since 1970 of a turn in `year`, as the wall clock before it shows. */
static int64_t turn_at(const struct turn *turn, int year) {
    int64_t first = days_from_civil(year, turn->month, 1);
    int first_weekday = (int) ((first + 4) - floor_divide(first + 4, 7) * 7);
    int day = 1 + (turn->weekday - first_weekday + 7) % 7 + (turn->week - 1) * 7;
    while (day > days_in_month(year, turn->month))
        day -= 7;
    return (first + day - 1) * DAY_SECONDS + turn->seconds;
}

static int64_t rule_offset(const struct zone_rule *rule, int64_t seconds) {
    if (!rule->has_summer) return rule->standard;
    int year = time_civil((seconds + rule->standard) * MICROSECONDS).year;
    int64_t on = turn_at(&rule->to_summer, year) - rule->standard;
    int64_t off = turn_at(&rule->to_standard, year) - rule->summer;
    bool summer = on < off ? seconds >= on && seconds < off : seconds >= on || seconds < off;
    return summer ? rule->summer : rule->standard;
}

static int64_t type_offset(const struct zone *zone, size_t type) {
    return big_endian(zone->types + 6 * (type < zone->type_count ? type : 0), 4);
}

static int64_t zone_seconds(const struct zone *zone, int64_t seconds) {
    size_t low = 0, high = zone->transition_count; /* the transitions before `low` have happened */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (big_endian(zone->transitions + 8 * middle, 8) <= seconds)
            low = middle + 1;
        else
            high = middle;
    }
    struct zone_rule rule = {0};
    if (low == zone->transition_count && parse_rule(zone->rule, &rule))
        return rule_offset(&rule, seconds);
    return type_offset(zone, low ? zone->indices[low - 1] : 0);
}

struct zone *zone_open(const char *name) {
    struct zone *zone = calloc(1, sizeof *zone);
    bool is_utc = strcmp(name, "UTC") == 0;
    if (zone && (is_utc || (*name && zone_load(zone, name)))) return zone;
    zone_close(zone);
    return NULL;
}

void zone_close(struct zone *zone) {
    if (zone) free(zone->file);
    free(zone);
}

bool zone_has_name(const struct zone *zone, struct slice name) {
    for (size_t i = 0; i + name.size < zone->name_size; i++) {
        bool is_whole = (i == 0 || !zone->names[i - 1]) && !zone->names[i + name.size];
        if (is_whole && memcmp(zone->names + i, name.at, name.size) == 0) return true;
    }
    return false;
}

int64_t zone_at(const struct zone *zone, int64_t microseconds) {
    if (!zone->file) return 0;
    return zone_seconds(zone, floor_divide(microseconds, MICROSECONDS)) * MICROSECONDS;
}

int64_t zone_to_utc(const struct zone *zone, int64_t local) {
    int64_t guess = local - zone_at(zone, local);
    return local - zone_at(zone, guess);
}

bool zone_offset(const char *zone, int64_t microseconds, int64_t *offset) {
    static struct zone loaded; /* the last one asked for */
    *offset = 0;
    if (strcmp(zone, "UTC") == 0) return true;
    if (!*zone) return false;
    if (strcmp(loaded.name, zone) != 0 && !zone_load(&loaded, zone)) return false;
    *offset = zone_at(&loaded, microseconds);
    return true;
}
