#include "engine/times.h"

#include "tests/check.h"

static int64_t parsed(const char *text, enum time_precision *precision) {
    int64_t time = 0;
    cr_expect(time_parse(slice_of(text), &time, precision), "%s is not read", text);
    return time;
}

Test(times, read_every_spelling_of_a_moment) {
    static const struct {
        const char *text, *moment;
        enum time_precision precision;
    } cases[] = {
        {"2023-07-06T08:31:12.000Z", "2023-07-06T08:31:12Z", PRECISION_MILLISECOND},
        {"2023-07-06T08:31:12Z", "2023-07-06T08:31:12Z", PRECISION_SECOND},
        {"2023-07-06t08:31:12z", "2023-07-06T08:31:12Z", PRECISION_SECOND},
        {"2023-07-06 08:31:12", "2023-07-06T08:31:12Z", PRECISION_SECOND},
        {"2023-07-06 08:31", "2023-07-06T08:31:00Z", PRECISION_MINUTE},
        {"2023-07-06", "2023-07-06T00:00:00Z", PRECISION_DAY},
        {"2023-07-06T08:31:12.5Z", "2023-07-06T08:31:12.500Z", PRECISION_MILLISECOND},
        {"2023-07-06T08:31:12.123456Z", "2023-07-06T08:31:12.123456Z", PRECISION_MICROSECOND},
        {"2023-07-06T08:31:12.123456789Z", "2023-07-06T08:31:12.123456Z", PRECISION_MICROSECOND},
        {"2023-07-06T08:31:12+04:00", "2023-07-06T04:31:12Z", PRECISION_SECOND},
        {"2023-07-06T08:31:12-0330", "2023-07-06T12:01:12Z", PRECISION_SECOND},
        {"2023-07-06T08:31:12+02", "2023-07-06T06:31:12Z", PRECISION_SECOND},
        {"2023-07-06 08:31:12 UTC", "2023-07-06T08:31:12Z", PRECISION_SECOND},
        {"2023-07-06 08:31:12 GMT", "2023-07-06T08:31:12Z", PRECISION_SECOND},
        {"2023-07-06 08:31:12 +0000", "2023-07-06T08:31:12Z", PRECISION_SECOND},
        {"2023-07-06 08:31:12 EDT", "2023-07-06T12:31:12Z", PRECISION_SECOND},
        {"2023-01-06 08:31:12 EST", "2023-01-06T13:31:12Z", PRECISION_SECOND},
        {"2023-07-06 08:31:12 CEST", "2023-07-06T06:31:12Z", PRECISION_SECOND},
        {"45113.355", "2023-07-06T08:31:12Z", PRECISION_MINUTE},
        {"45113.35500000", "2023-07-06T08:31:12Z", PRECISION_SECOND},
        {"45113.9999999", "2023-07-07T00:00:00Z", PRECISION_SECOND},
        {"36526.0", "2000-01-01T00:00:00Z", PRECISION_MINUTE},
        {"45113", "1970-01-01T12:31:53Z", PRECISION_SECOND},
        {"  2023-07-06 08:31:12\t", "2023-07-06T08:31:12Z", PRECISION_SECOND},
        {"2024-02-29", "2024-02-29T00:00:00Z", PRECISION_DAY},
        {"0001-01-01", "0001-01-01T00:00:00Z", PRECISION_DAY},
        {"1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500Z", PRECISION_MILLISECOND},
        {"10/3/2016 0:05", "2016-10-03T00:05:00Z", PRECISION_MINUTE},
        {"1/2/2016 13:05", "2016-01-02T13:05:00Z", PRECISION_MINUTE},
        {"10/3/2016 10:05:59", "2016-10-03T10:05:59Z", PRECISION_SECOND},
        {"10/3/2016", "2016-10-03T00:00:00Z", PRECISION_DAY},
        {"Wed Oct 10 20:19:24 +0000 2018", "2018-10-10T20:19:24Z", PRECISION_SECOND},
        {"Sun Feb 29 01:00:00 +0100 2004", "2004-02-29T00:00:00Z", PRECISION_SECOND},
        {"2023-07-06 8:31:12 PM", "2023-07-06T20:31:12Z", PRECISION_SECOND},
        {"2023-07-06 12:31 AM", "2023-07-06T00:31:00Z", PRECISION_MINUTE},
        {"2023-07-06 8:31:12", "2023-07-06T08:31:12Z", PRECISION_SECOND},
        {"2023-07-06 08:31:12,123", "2023-07-06T08:31:12.123Z", PRECISION_MILLISECOND},
        {"2023-07-06 08:31:12 +0200 CEST", "2023-07-06T06:31:12Z", PRECISION_SECOND},
        {"2023-07-06 08:31:12.5 +0000 UTC", "2023-07-06T08:31:12.500Z", PRECISION_MILLISECOND},
        {"2023/7/6 8:31", "2023-07-06T08:31:00Z", PRECISION_MINUTE},
        {"2023/07/06", "2023-07-06T00:00:00Z", PRECISION_DAY},
        {"20230706T083112Z", "2023-07-06T08:31:12Z", PRECISION_SECOND},
        {"20201113230216", "2020-11-13T23:02:16Z", PRECISION_SECOND},
        {"20201113", "2020-11-13T00:00:00Z", PRECISION_DAY},
        {"20201313", "1970-08-22T19:28:33Z", PRECISION_SECOND},
        {"20230706T083112+0200", "2023-07-06T06:31:12Z", PRECISION_SECOND},
        {"10/3/2016 8:05:09 PM", "2016-10-03T20:05:09Z", PRECISION_SECOND},
        {"10/3/2016, 8:05:09 am", "2016-10-03T08:05:09Z", PRECISION_SECOND},
        {"1/2/16 13:05", "2016-01-02T13:05:00Z", PRECISION_MINUTE},
        {"6.7.2023 08:31", "2023-07-06T08:31:00Z", PRECISION_MINUTE},
        {"06.07.2023", "2023-07-06T00:00:00Z", PRECISION_DAY},
        {"Wed Oct 10 20:19:24 GMT 2018", "2018-10-10T20:19:24Z", PRECISION_SECOND},
        {"Wed Oct 10 2018 20:19:24 GMT+0200 (Central European Summer Time)", "2018-10-10T18:19:24Z",
         PRECISION_SECOND},
        {"Wed, 10 Oct 2018 20:19:24 +0000", "2018-10-10T20:19:24Z", PRECISION_SECOND},
        {"10 Oct 2018 20:19:24 GMT", "2018-10-10T20:19:24Z", PRECISION_SECOND},
        {"Wed Oct  3 20:19:24 2018", "2018-10-03T20:19:24Z", PRECISION_SECOND},
        {"10-3-2018 20:19", "2018-10-03T20:19:00Z", PRECISION_MINUTE},
        {"2018-10-03T20:19:24.5+02:00[Europe/Paris]", "2018-10-03T18:19:24.500Z",
         PRECISION_MILLISECOND},
        {"2018-10-03T20:19:24Z[UTC]", "2018-10-03T20:19:24Z", PRECISION_SECOND},
        {"10-Oct-2018 20:19", "2018-10-10T20:19:00Z", PRECISION_MINUTE},
        {"Oct 10, 2018", "2018-10-10T00:00:00Z", PRECISION_DAY},
        {"Wednesday, October 10, 2018 at 8:19 PM", "2018-10-10T20:19:00Z", PRECISION_MINUTE},
        {"0", "1970-01-01T00:00:00Z", PRECISION_SECOND},
        {"1623881091", "2021-06-16T22:04:51Z", PRECISION_SECOND},
        {"-1", "1969-12-31T23:59:59Z", PRECISION_SECOND},
        {"1606451170.518101", "2020-11-27T04:26:10.518101Z", PRECISION_MICROSECOND},
        {"1606451170.5", "2020-11-27T04:26:10.500Z", PRECISION_MILLISECOND},
        {"1623881091123", "2021-06-16T22:04:51.123Z", PRECISION_MILLISECOND},
        {"1623881091123456", "2021-06-16T22:04:51.123456Z", PRECISION_MICROSECOND},
        {"1606451170.0", "2020-11-27T04:26:10Z", PRECISION_SECOND},
        {"1623881091123456789", "2021-06-16T22:04:51.123456Z", PRECISION_MICROSECOND},
        {"1623881091123.5", "2021-06-16T22:04:51.123500Z", PRECISION_MICROSECOND},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[TIME_TEXT];
        enum time_precision precision = PRECISION_DAY;
        time_format(text, parsed(cases[i].text, &precision));
        cr_expect_str_eq(text, cases[i].moment, "%s is %s", cases[i].text, text);
        cr_expect_eq(precision, cases[i].precision, "%s: precision %d", cases[i].text, precision);
    }
}

/* Beside what the zone's own file says of that day. */
Test(times, know_the_zones_that_exports_name) {
    static const struct {
        const char *name, *zone, *day;
    } cases[] = {
        {"UTC", "UTC", "2023-07-06"},
        {"GMT", "Europe/London", "2023-01-06"},
        {"BST", "Europe/London", "2023-07-06"},
        {"BST", "Europe/London", "2023-03-27"},
        {"BST", "Europe/London", "2020-10-24"},
        {"EST", "America/New_York", "2023-01-06"},
        {"EDT", "America/New_York", "2023-07-06"},
        {"CST", "America/Chicago", "2023-01-06"},
        {"CDT", "America/Chicago", "2023-07-06"},
        {"MST", "America/Denver", "2023-01-06"},
        {"MDT", "America/Denver", "2023-07-06"},
        {"PST", "America/Los_Angeles", "2023-01-06"},
        {"PDT", "America/Los_Angeles", "2023-07-06"},
        {"AKST", "America/Anchorage", "2023-01-06"},
        {"AKDT", "America/Anchorage", "2023-07-06"},
        {"HST", "Pacific/Honolulu", "2023-07-06"},
        {"WET", "Europe/Lisbon", "2023-01-06"},
        {"WEST", "Europe/Lisbon", "2023-07-06"},
        {"CET", "Europe/Paris", "2023-01-06"},
        {"CEST", "Europe/Paris", "2023-07-06"},
        {"EET", "Europe/Kiev", "2023-01-06"},
        {"EEST", "Europe/Kiev", "2023-07-06"},
        {"MSK", "Europe/Moscow", "2023-07-06"},
        {"MSK", "Europe/Moscow", "2011-03-28"},
        {"MSK", "Europe/Moscow", "2014-10-25"},
        {"MSK", "Europe/Moscow", "2014-10-27"},
        {"MSK", "Europe/Moscow", "2010-01-06"},
        {"MSD", "Europe/Moscow", "2010-07-06"},
        {"WAT", "Africa/Lagos", "2023-07-06"},
        {"CAT", "Africa/Maputo", "2023-07-06"},
        {"SAST", "Africa/Johannesburg", "2023-07-06"},
        {"EAT", "Africa/Nairobi", "2023-07-06"},
        {"PKT", "Asia/Karachi", "2023-07-06"},
        {"WIB", "Asia/Jakarta", "2023-07-06"},
        {"WITA", "Asia/Makassar", "2023-07-06"},
        {"HKT", "Asia/Hong_Kong", "2023-07-06"},
        {"AWST", "Australia/Perth", "2023-07-06"},
        {"JST", "Asia/Tokyo", "2023-07-06"},
        {"KST", "Asia/Seoul", "2023-07-06"},
        {"ACST", "Australia/Adelaide", "2023-07-06"},
        {"ACDT", "Australia/Adelaide", "2023-01-06"},
        {"AEST", "Australia/Sydney", "2023-07-06"},
        {"AEDT", "Australia/Sydney", "2023-01-06"},
        {"NZST", "Pacific/Auckland", "2023-07-06"},
        {"NZDT", "Pacific/Auckland", "2023-01-06"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[40];
        enum time_precision precision;
        struct zone *zone = zone_open(cases[i].zone);
        cr_assert(zone && (strcmp(cases[i].name, "UTC") == 0 ||
                           zone_has_name(zone, slice_of(cases[i].name))),
                  "%s", cases[i].name);
        snprintf(text, sizeof text, "%s 12:00:00", cases[i].day);
        int64_t expected = zone_to_utc(zone, parsed(text, &precision));
        strcat(strcat(text, " "), cases[i].name);
        cr_expect_eq(parsed(text, &precision), expected, "%s", text);
        zone_close(zone);
    }
}

Test(times, say_which_name_of_a_zone_is_not_known) {
    static const struct {
        const char *text, *name;
    } cases[] = {{"2023-07-06 12:00:00 IST", "IST"},      {"2023-01-06 12:00:00 BST", "BST"},
                 {"Thu Jul 06 12:00:00 AST 2023", "AST"}, {"2023-07-06 12:00:00", ""},
                 {"2023-07-06 12:00:00 IST+0530", ""},    {"2023-13-06 12:00:00 IST", ""},
                 {"2023-07-06 12:00:00 Indian", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct stated_time stated;
        bool read = time_read(slice_of(cases[i].text), false, &stated);
        cr_expect(slice_equal(stated.zone_name, slice_of(cases[i].name)), "%s", cases[i].text);
        if (*cases[i].name)
            cr_expect(!read && !stated.has_zone && time_civil(stated.microseconds).hour == 12, "%s",
                      cases[i].text);
    }
    struct zone *zone = zone_open("Asia/Kolkata");
    cr_assert_not_null(zone);
    cr_expect(zone_has_name(zone, SLICE("IST")) && !zone_has_name(zone, SLICE("ST")) &&
              !zone_has_name(zone, SLICE("IS")) && !zone_has_name(zone, SLICE("CET")));
    zone_close(zone);
}

Test(times, refuse_what_is_no_moment) {
    static const char *const texts[] = {
        "",
        " ",
        "noon",
        "2023",
        "2023-13-01",
        "2023-00-01",
        "2023-02-29",
        "2023-04-31",
        "2023-01-00",
        "0000-01-01",
        "2023-07-06T24:00:00Z",
        "2023-07-06T08:60:00Z",
        "2023-07-06T08:31:60Z",
        "2023-07-06T08:31:12Zulu",
        "2023-07-06T08:31:12.Z",
        "2023-07-06T08:31:1",
        "2023-07-06T8:31:12",
        "2023-07-06 08:31:12 XYZ",
        "2023-07-06X08:31",
        "2023-07-06T",
        "2023-07-06 ",
        "20230-07-06",
        "2023-7-6",
        "2023-07-06T08:31:12+24:00",
        "2023-07-06T08:31:12+02:",
        "13/1/2016 10:00",
        "1/32/2016",
        "10/3/2016 1:5",
        "10/3/2016 13:05 PM",
        "10/3/2016 0:05 AM",
        "10/3/2016 1:05 XM",
        "32.1.2016",
        "10.3.201",
        "20231306T083112Z",
        "2023-07-06 08:31:12 GMT+",
        "10 Okt 2018",
        "Wed, Oct",
        "Wed Oct 32 20:19:24 +0000 2018",
        "Wed Okt 10 20:19:24 +0000 2018",
        "Wed Oct 10 20:19:24 +0000 2018 ?",
        "12.",
        "1.5x",
        "-",
        ".5",
        "1e9",
        "0x10",
        "9223372036854775808",
        "6-13-2023 08:31x",
        "32-13-2023",
        "2023-07-06T08:31:12[Europe/Paris]",
        "-62389116841808", /* before the year 1 */
        "1 2",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        int64_t time;
        enum time_precision precision;
        bool read = time_parse(slice_of(texts[i]), &time, &precision);
        /* a trimmed date and a bare number are moments */
        bool is_moment = strcmp(texts[i], "2023-07-06 ") == 0 || strcmp(texts[i], "2023") == 0;
        cr_expect_eq(read, is_moment, "\"%s\" is%s read", texts[i], read ? "" : " not");
    }
}

Test(times, take_whole_days_of_a_spreadsheet_where_they_are_asked_for) {
    struct stated_time stated;
    cr_expect(time_read_serial(SLICE("45113"), &stated));
    cr_expect_eq(stated.microseconds, time_from_civil(2023, 7, 6, 0, 0, 0));
    cr_expect_eq(stated.precision, PRECISION_DAY);
    cr_expect_not(stated.has_zone);
    cr_expect(time_read_serial(SLICE("45113.5"), &stated));
    cr_expect_eq(stated.microseconds, time_from_civil(2023, 7, 6, 12, 0, 0));
    cr_expect_not(time_read_serial(SLICE("36525"), &stated));
    cr_expect_not(time_read_serial(SLICE("73051"), &stated));
    cr_expect_not(time_read_serial(SLICE("45113x"), &stated));
}

Test(times, put_the_day_first_where_the_source_does) {
    struct stated_time stated;
    cr_expect(time_read(SLICE("13/10/2016 8:05"), true, &stated));
    cr_expect_eq(stated.microseconds, time_from_civil(2016, 10, 13, 8, 5, 0));
    cr_expect(time_read(SLICE("3/10/2016 8:05"), true, &stated));
    cr_expect_eq(stated.microseconds, time_from_civil(2016, 10, 3, 8, 5, 0));
    cr_expect_not(time_read(SLICE("3/13/2016 8:05"), true, &stated));
}

Test(times, say_whether_a_zone_is_stated) {
    static const struct {
        const char *text;
        bool has_zone;
    } cases[] = {
        {"2023-07-06T08:31:12Z", true},
        {"2023-07-06T08:31:12", false},
        {"2023-07-06 08:31:12 UTC", true},
        {"2023-07-06", false},
        {"10/3/2016 0:05", false},
        {"1623881091", true},
        {"45113.355", false},
        {"Wed Oct 10 20:19:24 +0000 2018", true},
        {"2023-07-06 08:31:12+02:00", true},
        {"10 Oct 2018 20:19:24", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct stated_time stated;
        cr_expect(time_read(slice_of(cases[i].text), false, &stated), "%s", cases[i].text);
        cr_expect_eq(stated.has_zone, cases[i].has_zone, "%s", cases[i].text);
    }
}

Test(times, find_the_moment_of_a_local_clock) {
    static const struct {
        const char *zone, *local, *moment;
    } cases[] = {
        {"UTC", "2023-07-06T08:31:12Z", "2023-07-06T08:31:12Z"},
        {"Asia/Baku", "2023-07-06T08:31:12Z", "2023-07-06T04:31:12Z"},
        {"Europe/Berlin", "2023-07-06T08:31:12Z", "2023-07-06T06:31:12Z"},
        {"Europe/Berlin", "2023-01-06T08:31:12Z", "2023-01-06T07:31:12Z"},
        {"Europe/Berlin", "2023-03-26T03:00:00Z", "2023-03-26T01:00:00Z"},
        {"America/New_York", "2023-11-05T03:00:00Z", "2023-11-05T08:00:00Z"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        enum time_precision precision;
        struct zone *zone = zone_open(cases[i].zone);
        if (!zone) cr_skip_test("no zone files");
        char text[TIME_TEXT];
        time_format(text, zone_to_utc(zone, parsed(cases[i].local, &precision)));
        check_text(text, cases[i].moment);
        zone_close(zone);
    }
    cr_expect_null(zone_open("Mars/Olympus"));
    cr_expect_null(zone_open(""));
}

Test(times, do_not_read_past_the_slice) {
    int64_t time;
    enum time_precision precision;
    cr_expect(time_parse((struct slice){"2023-07-06T08:31:12Z", 10}, &time, &precision));
    check_count(precision, PRECISION_DAY);
    cr_expect_not(time_parse((struct slice){"2023-07-06T08:31:12Z", 15}, &time, &precision));
    cr_expect_not(time_parse((struct slice){NULL, 0}, &time, &precision));
}

/* The calendar counted day by day, beside the formula. */
Test(times, count_the_days_of_eight_centuries) {
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t day = time_from_civil(1600, 1, 1, 0, 0, 0) / MICROSECONDS / 86400;
    check_count(day + 135140, 0);
    int weekday = 5; /* a Saturday */
    for (int year = 1600; year < 2400; year++)
        for (int month = 1; month <= 12; month++) {
            bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            for (int d = 1; d <= lengths[month - 1] + (month == 2 && leap); d++) {
                int64_t time = day * 86400 * MICROSECONDS;
                struct civil_time civil = time_civil(time + 86399999999);
                cr_assert_eq(time_from_civil(year, month, d, 0, 0, 0), time);
                cr_assert(civil.year == year && civil.month == month && civil.day == d &&
                              civil.hour == 23 && civil.second == 59 && civil.weekday == weekday,
                          "%d-%d-%d", year, month, d);
                day++;
                weekday = (weekday + 1) % 7;
            }
        }
}

Test(times, write_what_they_read) {
    uint64_t random = 7;
    for (int i = 0; i < 1000; i++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        int64_t time = (int64_t) (random >> 12) - ((int64_t) 1 << 51), back = 0;
        char text[TIME_TEXT];
        enum time_precision precision;
        time_format(text, time);
        cr_assert(time_parse(slice_of(text), &back, &precision), "%s", text);
        cr_assert_eq(back, time, "%s", text);
    }
}

Test(times, read_and_write_durations) {
    static const struct {
        const char *text;
        int64_t microseconds;
        const char *written;
    } cases[] = {
        {"500ms", 500000, "500ms"},
        {"10s", 10000000, "10s"},
        {"60s", 60000000, "60s"},
        {"60", 60000000, "60s"},
        {"1m", 60000000, "60s"},
        {"90s", 90000000, "90s"},
        {"5m", 300000000, "5m"},
        {"3600s", 3600000000, "1h"},
        {"1.5h", 5400000000, "90m"},
        {"1d", 86400000000, "1d"},
        {"2w", 1209600000000, "2w"},
        {"0.25ms", 250, "0.25ms"},
        {"1.000001s", 1000001, "1000.001ms"},
        {"24h", 86400000000, "1d"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t time = 0;
        char text[TIME_TEXT];
        cr_expect(duration_parse(slice_of(cases[i].text), &time), "%s", cases[i].text);
        cr_expect_eq(time, cases[i].microseconds, "%s is %lld", cases[i].text, (long long) time);
        cr_expect_str_eq(duration_format(text, time), cases[i].written, "%s is written %s",
                         cases[i].text, text);
        cr_expect(duration_parse(slice_of(text), &time) && time == cases[i].microseconds);
    }
}

Test(times, refuse_what_is_no_duration) {
    static const char *const texts[] = {"",
                                        "0",
                                        "0s",
                                        "-1s",
                                        "s",
                                        "1x",
                                        "1 s",
                                        "1.s",
                                        "1h30",
                                        "1e3",
                                        "99999999999999999999s",
                                        "99999999999w",
                                        "0.0000001s",
                                        "10S"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        int64_t time;
        cr_expect_not(duration_parse(slice_of(texts[i]), &time), "\"%s\" is read", texts[i]);
    }
}

Test(times, write_seconds_with_the_decimals_they_need) {
    static const struct {
        int64_t microseconds;
        const char *text;
    } cases[] = {{15000000, "15"},   {250000, "0.25"}, {0, "0"},
                 {-250000, "-0.25"}, {1, "0.000001"},  {-61000000, "-61"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[TIME_TEXT];
        check_text(seconds_format(text, cases[i].microseconds), cases[i].text);
    }
}

Test(times, know_the_offset_of_a_zone) {
    static const struct {
        const char *zone, *moment;
        int minutes;
    } cases[] = {
        {"UTC", "2023-07-06", 0},
        {"Asia/Baku", "2023-07-06", 240},
        {"Asia/Baku", "2015-07-06", 300}, /* had summer time until 2015 */
        {"Europe/Berlin", "2023-01-15", 60},
        {"Europe/Berlin", "2023-03-26T00:59:59Z", 60},
        {"Europe/Berlin", "2023-03-26T01:00:00Z", 120},
        {"Europe/Berlin", "2023-10-29T00:59:59Z", 120},
        {"Europe/Berlin", "2023-10-29T01:00:00Z", 60},
        {"Europe/Berlin", "2061-07-01", 120}, /* by the rule behind the table */
        {"Europe/Berlin", "2061-12-01", 60},
        {"America/New_York", "2061-03-13T07:00:00Z", -240},
        {"America/New_York", "2061-03-13T06:59:59Z", -300},
        {"Australia/Sydney", "2061-01-01", 660}, /* summer across the new year */
        {"Australia/Sydney", "2061-07-01", 600},
        {"Asia/Kolkata", "2061-07-01", 330},
        {"America/Sao_Paulo", "2061-01-01", -180},
    };
    int64_t offset = 0;
    if (!zone_offset("Europe/Berlin", 0, &offset)) cr_skip_test("no zone files");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        enum time_precision precision;
        bool known = zone_offset(cases[i].zone, parsed(cases[i].moment, &precision), &offset);
        cr_expect(known, "%s is not known", cases[i].zone);
        cr_expect_eq(offset, cases[i].minutes * 60LL * MICROSECONDS, "%s at %s: %lld s",
                     cases[i].zone, cases[i].moment, (long long) (offset / MICROSECONDS));
    }
}

Test(times, do_not_know_zones_that_are_not_there) {
    static const char *const zones[] = {
        "", "Asia/Atlantis", "../../../etc/passwd", "/etc/passwd", "Europe", "zone.tab"};
    int64_t offset;
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
        cr_expect_not(zone_offset(zones[i], 0, &offset), "\"%s\" is known", zones[i]);
}
