#include "engine/settings.h"

#include "tests/check.h"

#include <stdlib.h>

static lockstep_settings *settings;
static lockstep_error err;

static void setup(void) {
    settings = lockstep_settings_new();
    err = (lockstep_error){0};
}
static void teardown(void) {
    lockstep_settings_free(settings);
}
TestSuite(settings, .init = setup, .fini = teardown);

Test(settings, begin_with_the_defaults_of_the_table) {
    cr_assert_not_null(settings);
    check_count(settings->window, 60 * (int64_t) MICROSECONDS);
    check_count(settings->time_window, 10 * (int64_t) MICROSECONDS);
    check_count(settings->min_objects, 2);
    check_near(settings->alpha, 0.05, 0);
    check_count(settings->trace_count, 0);
    check_text(settings->format, "auto");
}

Test(settings, read_a_list_of_traces_once_each) {
    check_ok(lockstep_settings_set(settings, "trace", "url,field:a,text,url,field:b,field:a", &err),
             err);
    cr_assert_eq(settings->trace_count, 4);
    check_count(settings->traces[0].trace, TRACE_URL);
    check_text(settings->traces[1].field, "a");
    check_count(settings_field_count(settings), 2);
    check_text(settings_field(settings, 1), "b");
    cr_expect_null(settings_field(settings, 2));
}

Test(settings, map_names_to_columns_and_paths) {
    check_ok(lockstep_settings_set(settings, "map", "time=publish_date,account=user.id_str", &err),
             err);
    check_text(settings_mapped(settings, "account"), "user.id_str");
    cr_expect_null(settings_mapped(settings, "text"));
}

Test(settings, name_what_can_be_mapped_where_a_name_is_unknown) {
    check_status(lockstep_settings_set(settings, "map", "url=link", &err), LOCKSTEP_EARG, err);
    check_text(err.text, "--map: unknown name \"url\"; known: id account time text handle language "
                         "client object repost_of repost_of_account quote_of reply_to "
                         "reply_to_account conversation urls hashtags mentions media");
}

static const struct {
    const char *name, *value;
} wrong[] = {
    {"window", "0s"},
    {"window", "soon"},
    {"trace", "likes"},
    {"trace", ""},
    {"trace", "url,,text"},
    {"trace", "field:"},
    {"window", "text=1d"},
    {"window", "60s,text="},
    {"window", "60s,colour=1d"},
    {"window", "60s,time=1d"},
    {"min-objects", "0"},
    {"min-objects", "-1"},
    {"min-objects", "2x"},
    {"min-objects", "1e3"},
    {"alpha", "0"},
    {"alpha", "1.5"},
    {"alpha", "nan"},
    {"fdr", "of"},
    {"resolution", "inf"},
    {"seed", "one"},
    {"seed", "99999999999999999999"},
    {"map", "time"},
    {"map", "=x"},
    {"map", "time="},
    {"map", "url=link"},
    {"map", "time=date,acount=user"},
    {"timezone", "Mars/Crater"},
    {"from", "2024-13-01"},
    {"compat", "gephi"},
    {"format", "no-such-format"},
    {"community", "guess"},
};

Test(settings, refuse_values_out_of_range_and_say_what_they_expected) {
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        err = (lockstep_error){0};
        lockstep_status status =
            lockstep_settings_set(settings, wrong[i].name, wrong[i].value, &err);
        cr_expect_eq(status, LOCKSTEP_EARG, "--%s %s is %d", wrong[i].name, wrong[i].value, status);
        cr_expect(strstr(err.text, wrong[i].name), "--%s %s: \"%s\"", wrong[i].name, wrong[i].value,
                  err.text);
    }
}

Test(settings, refuse_an_unknown_name) {
    check_status(lockstep_settings_set(settings, "colour", "red", &err), LOCKSTEP_EARG, err);
    check_text(err.text, "unknown setting \"colour\"");
}

Test(settings, give_their_values_back_as_texts) {
    check_ok(lockstep_settings_set(settings, "window", "10m", &err), err);
    for (size_t row = 0; lockstep_settings_table()[row].name; row++)
        if (strcmp(lockstep_settings_table()[row].name, "window") == 0)
            check_text(settings_value(settings, row), "10m");
}

Test(settings, windows_are_sorted_once_each_and_the_first_named_is_the_reference) {
    check_ok(lockstep_settings_set(settings, "window", "10m,500ms,60s,10m", &err), err);
    check_count(settings->window_count, 3);
    check_count(settings->windows[0], 500000);
    check_count(settings->windows[1], 60 * (int64_t) MICROSECONDS);
    check_count(settings->windows[2], 600 * (int64_t) MICROSECONDS);
    check_count(settings->window, 600 * (int64_t) MICROSECONDS);
    check_status(lockstep_settings_set(settings, "window", "60s,", &err), LOCKSTEP_EARG, err);
}

Test(settings, windows_of_single_traces_stand_beside_those_of_all) {
    check_ok(lockstep_settings_set(settings, "window", "text=1d,60s,url=1h", &err), err);
    check_count(settings->window_count, 1);
    check_count(settings->window, 60 * (int64_t) MICROSECONDS);
    check_count(settings->trace_window_count, 2);
    cr_expect_eq(settings->trace_windows[0].trace, TRACE_TEXT);
    check_count(settings->trace_windows[1].window, 3600 * (int64_t) MICROSECONDS);
    cr_expect(settings_has_windows(settings));
    check_ok(lockstep_settings_set(settings, "window", "60s", &err), err);
    cr_expect(!settings_has_windows(settings));
}

Test(settings, traces_are_automatic_alone_or_beside_named_ones) {
    cr_expect(settings->automatic && settings->trace_count == 0);
    check_ok(lockstep_settings_set(settings, "trace", "auto,near-text", &err), err);
    cr_expect(settings->automatic);
    check_count(settings->trace_count, 1);
    check_ok(lockstep_settings_set(settings, "trace", "url", &err), err);
    cr_expect(!settings->automatic);
}

static lockstep_status load(const char *json) {
    char path[] = "/tmp/lockstep-settings-XXXXXX";
    int file = mkstemp(path);
    cr_assert_geq(file, 0);
    FILE *out = fdopen(file, "w");
    fputs(json, out);
    fclose(out);
    lockstep_status status = lockstep_settings_load(settings, path, &err);
    remove(path);
    return status;
}

Test(settings, load_what_a_run_wrote) {
    check_ok(load("{\"settings\": {\"window\": \"5m\", \"strict\": \"false\", \"fdr\": \"off\"}, "
                  "\"counts\": {}}"),
             err);
    check_count(settings->window, 300 * (int64_t) MICROSECONDS);
    cr_expect_not(settings->strict);
    cr_expect_lt(settings->fdr, 0);
}

Test(settings, load_numbers_and_switches_written_by_hand) {
    check_ok(load("{\"min-objects\": 3, \"alpha\": 0.01, \"strict\": true, \"objects\": false}"),
             err);
    check_count(settings->min_objects, 3);
    check_near(settings->alpha, 0.01, 0);
    cr_expect(settings->strict);
    cr_expect_not(settings->objects);
    check_status(load("{\"trace\": [\"url\"]}"), LOCKSTEP_EINPUT, err);
}
