/* When the accounts of a cluster post, and what kinds of posts. */
#include "engine/error.h"
#include "engine/seeking.h"
#include "export/dossier.h"

#include <stdlib.h>

struct busy_window busiest_window(const struct moment *stream, size_t count, int64_t width) {
    struct busy_window best = {0};
    for (size_t first = 0, last = 0; last < count; last++) {
        while (stream[last].time - stream[first].time > width)
            first++;
        if (last + 1 - first > best.count) best = (struct busy_window){first, last + 1 - first};
    }
    return best;
}

struct posting_run longest_run(const struct moment *stream, size_t count,
                               const uint32_t *account_of) {
    struct posting_run best = {0};
    for (size_t first = 0, i = 0; i < count; i++) {
        if (account_of[stream[i].post] != account_of[stream[first].post]) first = i;
        if (i + 1 - first > best.count) best = (struct posting_run){first, i + 1 - first};
    }
    return best;
}

DEFINE_SEEK(seek_moment, struct moment, int64_t, time)

size_t stream_before(struct stream stream, int64_t time) {
    return seek_moment(stream.items, 0, stream.count, time);
}

size_t stream_between(struct stream stream, int64_t from, int64_t to) {
    return stream_before(stream, to + 1) - stream_before(stream, from);
}

/* Posts of all accounts from `from` to `to`, both ends inclusive. */
static size_t posts_between(const struct dossiers *all, int64_t from, int64_t to) {
    size_t posts = 0;
    for (size_t c = 0; c <= all->findings->clusters->kept; c++) {
        struct stream stream = {all->stream + all->stream_start[c],
                                all->stream_start[c + 1] - all->stream_start[c]};
        posts += stream_between(stream, from, to);
    }
    return posts;
}

static struct member *author(const struct dossier *dossier, uint32_t post) {
    uint32_t account = dossier->findings->archive->posts.account[post];
    return &dossier->members[dossier->all->seat[account]];
}

/* Distinct accounts of stream[first .. first + count). */
static lockstep_status count_authors(uint32_t *authors, const struct dossier *dossier, size_t first,
                                     size_t count, lockstep_error *err) {
    uint8_t *seen = calloc((size_t) dossier->cluster->count + 1, 1);
    if (!seen) return fail_memory(err, "the accounts of a dossier");
    for (size_t i = first; i < first + count; i++) {
        ptrdiff_t seat = author(dossier, dossier->stream[i].post) - dossier->members;
        *authors += !seen[seat];
        seen[seat] = 1;
    }
    free(seen);
    return LOCKSTEP_OK;
}

static lockstep_status find_busiest(struct dossier *dossier, lockstep_error *err) {
    struct busy_window busiest = dossier->habits.busiest;
    if (!busiest.count) return LOCKSTEP_OK;
    dossier->busiest_in_data =
        posts_between(dossier->all, dossier->stream[busiest.first].time,
                      dossier->stream[busiest.first + busiest.count - 1].time);
    return count_authors(&dossier->busiest_accounts, dossier, busiest.first, busiest.count, err);
}

static void count_member_posts(struct dossier *dossier) {
    for (size_t i = 0; i < dossier->habits.posts; i++) {
        struct member *member = author(dossier, dossier->stream[i].post);
        if (!member->posts++) member->first_time = dossier->stream[i].time;
        member->last_time = dossier->stream[i].time;
    }
}

static lockstep_status measure_habits(struct dossier *dossier, lockstep_error *err) {
    uint32_t *counts = calloc((size_t) dossier->cluster->count + 1, sizeof *counts), accounts = 0;
    if (!counts) return fail_memory(err, "the accounts of a dossier");
    for (uint32_t i = 0; i < dossier->cluster->count; i++)
        if (dossier->members[i].posts) counts[accounts++] = dossier->members[i].posts;
    habits_measure(&dossier->habits, &dossier->findings->archive->posts, dossier->stream,
                   dossier->habits.posts, counts, accounts);
    free(counts);
    return LOCKSTEP_OK;
}

struct attendance {
    int64_t day;
    uint32_t account;
};

static int by_day_and_account(const void *a, const void *b) {
    const struct attendance *x = a, *y = b;
    if (x->day != y->day) return x->day < y->day ? -1 : 1;
    return (x->account > y->account) - (x->account < y->account);
}

int64_t dossier_local(const struct dossiers *all, int64_t microseconds) {
    int64_t offset = 0;
    (void) zone_offset(all->zone, microseconds, &offset); /* known since the index */
    return microseconds + offset;
}

int64_t dossier_day(const struct dossier *dossier, int64_t microseconds) {
    const int64_t day = INT64_C(86400) * MICROSECONDS;
    int64_t local = dossier_local(dossier->all, microseconds);
    return local / day - (local % day < 0);
}

char *date_format(char out[DATE_TEXT], int64_t day) {
    struct civil_time civil = time_civil(day * 86400 * MICROSECONDS);
    snprintf(out, DATE_TEXT, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
    return out;
}

/* Sorted, because a change of clock may put a later post on an earlier day. */
static lockstep_status add_days(struct dossier *dossier, struct attendance *posts, size_t count,
                                lockstep_error *err) {
    qsort(posts, count, sizeof *posts, by_day_and_account);
    size_t days = 0;
    for (size_t i = 0; i < count; i++)
        days += i == 0 || posts[i].day != posts[i - 1].day;
    struct day *day = dossier->days = arena_alloc(&dossier->arena, days, sizeof *day);
    if (!day) return fail_memory(err, "the days of a dossier");
    for (size_t i = 0; i < count; i++) {
        bool new_day = i == 0 || posts[i].day != posts[i - 1].day;
        if (new_day) day = &dossier->days[dossier->day_count++];
        day->number = posts[i].day;
        day->posts++;
        day->accounts += new_day || posts[i].account != posts[i - 1].account;
    }
    for (size_t i = 0; i < days; i++)
        if (dossier->days[i].posts > dossier->days[dossier->busiest_day].posts)
            dossier->busiest_day = i;
    return LOCKSTEP_OK;
}

static lockstep_status count_hours_and_days(struct dossier *dossier, lockstep_error *err) {
    size_t count = dossier->habits.posts;
    struct attendance *posts = malloc((count + 1) * sizeof *posts);
    if (!posts) return fail_memory(err, "the days of a dossier");
    for (size_t i = 0; i < count; i++) {
        struct moment moment = dossier->stream[i];
        struct civil_time local = time_civil(dossier_local(dossier->all, moment.time));
        dossier->hours[local.weekday][local.hour]++;
        posts[i] = (struct attendance){dossier_day(dossier, moment.time),
                                       dossier->findings->archive->posts.account[moment.post]};
    }
    lockstep_status status = add_days(dossier, posts, count, err);
    free(posts);
    return status;
}

static int by_posts_and_language(const void *a, const void *b) {
    const struct language_count *x = a, *y = b;
    if (x->posts != y->posts) return x->posts > y->posts ? -1 : 1;
    return slice_compare(x->language, y->language);
}

static lockstep_status count_languages(struct dossier *dossier, lockstep_error *err) {
    const struct posts *posts = &dossier->findings->archive->posts;
    struct language_count *counts = dossier->languages =
        arena_alloc(&dossier->arena, posts->languages.count, sizeof *counts);
    if (!counts) return fail_memory(err, "the languages of a dossier");
    for (size_t i = 0; i < dossier->habits.posts; i++)
        counts[posts->language[dossier->stream[i].post]].posts++;
    for (uint32_t l = 0; l < posts->languages.count; l++) {
        struct language_count found = {names_get(&posts->languages, l), counts[l].posts};
        if (found.posts) counts[dossier->language_count++] = found;
    }
    qsort(counts, dossier->language_count, sizeof *counts, by_posts_and_language);
    return LOCKSTEP_OK;
}

lockstep_status dossier_count_posts(struct dossier *dossier, lockstep_error *err) {
    const struct dossiers *all = dossier->all;
    size_t start = all->stream_start[dossier->cluster->number];
    dossier->stream = all->stream + start;
    dossier->habits.posts = all->stream_start[dossier->cluster->number + 1] - start;
    dossier->run = longest_run(dossier->stream, dossier->habits.posts,
                               dossier->findings->archive->posts.account);
    count_member_posts(dossier);
    TRY(measure_habits(dossier, err));
    TRY(find_busiest(dossier, err));
    TRY(count_hours_and_days(dossier, err));
    return count_languages(dossier, err);
}
