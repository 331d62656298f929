#include "datasets/facts.h"

#include "datasets/plan.h"
#include "engine/arena.h"
#include "engine/error.h"
#include "engine/times.h"

#include <jansson.h>
#include <stdlib.h>

static const int64_t hour = 3600000, day = 86400000, ten_minutes = 600000;

/* A theme is what has all of its hashtags, between two days in Asia/Baku, both included. */
enum { TAGS_OF_THEME = 3, THEMES = 7 };

static const struct theme {
    const char *name, *tags[TAGS_OF_THEME];
    const char *from, *to; /* NULL: open */
} themes[THEMES] = {
    {"conference", {"BakuConference"}, "2023-07-06", "2023-07-06"},
    {"assembly", {"UNGA78"}, NULL, NULL},
    {"victory", {"8Noyabr"}, NULL, NULL},
    {"lobby", {"frenchcolonialism"}, "2023-12-11", "2023-12-22"},
    {"islands", {"injustice"}, "2024-01-01", NULL},
    {"election",
     {"Prezidentseçkiləri", "Seçki2024", "QalibXalqınQalibLideri"},
     "2024-02-01",
     "2024-02-10"},
    {"new-caledonia", {"RecognizeNewCaledonia"}, NULL, NULL},
};

struct noted {
    int64_t time;
    uint64_t id; /* of the account */
    uint32_t account;
    uint8_t is_repost;
};

struct facts {
    uint32_t members;
    struct noted *posts[THEMES];
    size_t count[THEMES], room[THEMES];
    uint32_t *ring_by_day; /* since 1970, in Asia/Baku, less `first_day` */
    size_t days, day_room;
    int64_t first_day;
    uint64_t ring_posts;
};

struct facts *facts_new(uint32_t members) {
    struct facts *facts = calloc(1, sizeof *facts);
    if (facts) facts->members = members;
    return facts;
}

void facts_free(struct facts *facts) {
    for (size_t t = 0; facts && t < THEMES; t++)
        free(facts->posts[t]);
    if (facts) free(facts->ring_by_day);
    free(facts);
}

/* ---- noting */

static int64_t baku_day(int64_t time) {
    return (time + 4 * hour) / day;
}

static int64_t day_of(const char *date) {
    int64_t time = 0;
    enum time_precision precision;
    (void) time_parse(slice_of(date), &time, &precision); /* ours, and a date */
    return time / (MICROSECONDS * INT64_C(86400));
}

/* Case says nothing in a tag; other letters than ASCII's are planted in one case only. */
static bool is_same(const char *a, const char *b, size_t size) {
    for (size_t i = 0; i < size; i++) {
        char x = a[i] >= 'A' && a[i] <= 'Z' ? (char) (a[i] + 32) : a[i];
        char y = b[i] >= 'A' && b[i] <= 'Z' ? (char) (b[i] + 32) : b[i];
        if (x != y) return false;
    }
    return true;
}

/* A tag ends where the text does, at a blank, or at the next tag. */
static bool has_tag(struct slice text, const char *tag) {
    size_t size = strlen(tag);
    for (size_t at = 0; at + size < text.size; at++) {
        if (text.at[at] != '#' || !is_same(text.at + at + 1, tag, size)) continue;
        size_t end = at + 1 + size;
        if (end == text.size || text.at[end] == ' ' || text.at[end] == '#') return true;
    }
    return false;
}

static bool is_part(const struct theme *theme, struct slice text, int64_t on) {
    if (theme->from && on < day_of(theme->from)) return false;
    if (theme->to && on > day_of(theme->to)) return false;
    for (size_t i = 0; i < TAGS_OF_THEME && theme->tags[i]; i++)
        if (!has_tag(text, theme->tags[i])) return false;
    return true;
}

static lockstep_status note_theme(struct facts *facts, size_t theme, const struct noted *noted,
                                  lockstep_error *err) {
    struct noted *posts =
        grow(facts->posts[theme], &facts->room[theme], facts->count[theme] + 1, sizeof *posts);
    if (!posts) return fail_memory(err, "facts");
    facts->posts[theme] = posts;
    posts[facts->count[theme]++] = *noted;
    return LOCKSTEP_OK;
}

static lockstep_status note_day(struct facts *facts, int64_t on, lockstep_error *err) {
    if (!facts->days) facts->first_day = on;
    size_t place = (size_t) (on - facts->first_day);
    uint32_t *days = grow(facts->ring_by_day, &facts->day_room, place + 1, sizeof *days);
    if (!days) return fail_memory(err, "facts");
    facts->ring_by_day = days;
    for (; facts->days <= place; facts->days++)
        days[facts->days] = 0;
    days[place]++;
    facts->ring_posts++;
    return LOCKSTEP_OK;
}

lockstep_status facts_note(struct facts *facts, const struct written_post *post, uint32_t account,
                           lockstep_error *err) {
    bool is_repost = post->reference == REPOST;
    struct slice text = is_repost && post->original ? post->original->text : post->text;
    struct noted noted = {post->time, post->author->id, account, is_repost};
    int64_t on = baku_day(post->time);
    if (account < facts->members) TRY(note_day(facts, on, err));
    for (size_t t = 0; t < THEMES && memchr(text.at, '#', text.size); t++)
        if (is_part(&themes[t], text, on)) TRY(note_theme(facts, t, &noted, err));
    return LOCKSTEP_OK;
}

/* ---- counting */

static size_t most_in_ten_minutes(const struct noted *posts, size_t count) {
    size_t most = 0;
    for (size_t first = 0, last = 0; last < count; last++) {
        while (posts[last].time - posts[first].time > ten_minutes)
            first++;
        if (last + 1 - first > most) most = last + 1 - first;
    }
    return most;
}

static size_t longest_run(const struct noted *posts, size_t count, uint64_t *account) {
    size_t longest = 0;
    for (size_t first = 0, i = 0; i < count; i++) {
        if (posts[i].account != posts[first].account) first = i;
        if (i + 1 - first > longest) longest = i + 1 - first, *account = posts[i].id;
    }
    return longest;
}

static int by_account(const void *a, const void *b) {
    const struct noted *x = a, *y = b;
    return (x->account > y->account) - (x->account < y->account);
}

/* Sorts the posts by account: the last thing done with them. */
static json_t *count_accounts(json_t *object, struct noted *posts, size_t count, uint32_t members) {
    json_int_t accounts = 0, of_ring = 0, reposts = 0, ring_posts = 0;
    if (count) qsort(posts, count, sizeof *posts, by_account);
    for (size_t i = 0; i < count; i++) {
        bool is_new = i == 0 || posts[i].account != posts[i - 1].account;
        accounts += is_new;
        of_ring += is_new && posts[i].account < members;
        ring_posts += posts[i].account < members;
        reposts += posts[i].is_repost;
    }
    json_t *counts = json_pack("{s:I, s:I, s:I, s:I, s:I}", "accounts", accounts,
                               "accounts_of_ring", of_ring, "reposts", reposts, "own_posts",
                               (json_int_t) count - reposts, "posts_of_ring", ring_posts);
    if (!counts || json_object_update_new(object, counts) != 0) return json_decref(object), NULL;
    return object;
}

static json_t *theme_json(struct facts *facts, size_t t) {
    uint64_t account = 0;
    char id[24];
    const struct theme *theme = &themes[t];
    struct noted *posts = facts->posts[t];
    size_t run = longest_run(posts, facts->count[t], &account);
    snprintf(id, sizeof id, "%llu", (unsigned long long) account);
    json_t *tags = json_array();
    for (size_t i = 0; i < TAGS_OF_THEME && theme->tags[i]; i++)
        if (json_array_append_new(tags, json_string(theme->tags[i])) != 0)
            return json_decref(tags), NULL;
    json_t *object =
        json_pack("{s:s, s:o, s:s?, s:s?, s:I, s:I, s:I, s:s}", "name", theme->name, "hashtags",
                  tags, "from", theme->from, "to", theme->to, "posts", (json_int_t) facts->count[t],
                  "most_in_ten_minutes", (json_int_t) most_in_ten_minutes(posts, facts->count[t]),
                  "in_a_row", (json_int_t) run, "in_a_row_by", id);
    return object ? count_accounts(object, posts, facts->count[t], facts->members) : NULL;
}

/* A working day is one on which the plan asks for a whole day's work. */
static bool is_working_day(int64_t on) {
    return work_of(on * day - 4 * hour) >= 1;
}

enum { HOLIDAY_REACH = 14 };

static json_t *holiday_json(const struct facts *facts, const char *date) {
    int64_t holiday = day_of(date);
    json_int_t posts = 0, days = 0, compared = 0;
    for (size_t i = 0; i < facts->days; i++) {
        int64_t on = facts->first_day + (int64_t) i, distance = llabs(on - holiday);
        if (on == holiday) posts = facts->ring_by_day[i];
        if (on == holiday || distance > HOLIDAY_REACH || !is_working_day(on)) continue;
        days++;
        compared += facts->ring_by_day[i];
    }
    return json_pack("{s:s, s:I, s:I, s:I, s:f}", "day", date, "posts", posts, "comparison_days",
                     days, "comparison_posts", compared, "ratio",
                     days && compared ? (double) posts / ((double) compared / (double) days) : 0);
}

static json_t *week_json(const struct facts *facts) {
    json_int_t working[2] = {0}, weekend[2] = {0}; /* days, posts */
    for (size_t i = 0; i < facts->days; i++) {
        int64_t on = facts->first_day + (int64_t) i;
        bool is_weekend = (on + 3) % 7 >= 5 && work_of(on * day - 4 * hour) > 0.1;
        if (is_working_day(on)) working[0]++, working[1] += facts->ring_by_day[i];
        if (is_weekend) weekend[0]++, weekend[1] += facts->ring_by_day[i];
    }
    return json_pack("{s:I, s:I, s:I, s:I}", "working_days", working[0], "working_day_posts",
                     working[1], "weekend_days", weekend[0], "weekend_posts", weekend[1]);
}

lockstep_status facts_write(FILE *out, struct facts *facts, uint64_t seed, lockstep_error *err) {
    json_t *list = json_array(), *holidays = json_array();
    int failed = 0;
    for (size_t t = 0; t < THEMES; t++)
        failed |= json_array_append_new(list, theme_json(facts, t));
    failed |= json_array_append_new(holidays, holiday_json(facts, "2023-11-08"));
    json_t *whole =
        json_pack("{s:s, s:I, s:s, s:{s:I, s:I}, s:o, s:o, s:o}", "scenario", "big", "seed",
                  (json_int_t) seed, "timezone", "Asia/Baku", "ring", "accounts",
                  (json_int_t) facts->members, "posts", (json_int_t) facts->ring_posts, "themes",
                  list, "holidays", holidays, "week", week_json(facts));
    lockstep_status status = failed || !whole ? fail_memory(err, "facts") : LOCKSTEP_OK;
    if (status == LOCKSTEP_OK && json_dumpf(whole, out, JSON_INDENT(1)) != 0)
        status = fail_io(err, NULL);
    json_decref(whole);
    if (status == LOCKSTEP_OK && (putc('\n', out) == EOF || fflush(out) != 0))
        status = fail_io(err, NULL);
    return status;
}
