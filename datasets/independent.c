#include "datasets/post_writer.h"
#include "datasets/random.h"
#include "datasets/scenarios.h"

#include "engine/arena.h"
#include "engine/error.h"

#include <math.h>
#include <stdlib.h>

enum { ACCOUNTS = 5000, ORIGINALS = 3000, LARGEST_AUDIENCE = 3000 };

/* An original and its reposts; `original` is the number of the post that is reposted. */
struct event {
    int64_t time;
    uint32_t account, original;
    bool is_repost;
};

struct population {
    struct random_stream stream;
    double before[ACCOUNTS + 1]; /* activity of the accounts before each */
    uint32_t mark[ACCOUNTS];     /* the last original that each reposted, from 1 */
    struct event *events;
    size_t count, room;
    struct event originals[ORIGINALS];
    uint64_t original_ids[ORIGINALS];
};

static lockstep_status add(struct population *p, struct event event, lockstep_error *err) {
    struct event *events = grow(p->events, &p->room, p->count + 1, sizeof *events);
    if (!events) return fail_memory(err, "the scenario");
    p->events = events;
    events[p->count++] = event;
    return LOCKSTEP_OK;
}

static uint32_t draw_account(struct population *p) {
    double u = random_unit(&p->stream) * p->before[ACCOUNTS];
    uint32_t low = 0, high = ACCOUNTS;
    while (high - low > 1) {
        uint32_t middle = (low + high) / 2;
        if (p->before[middle] <= u)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static lockstep_status draw_audience(struct population *p, uint32_t original, int64_t time,
                                     lockstep_error *err) {
    uint32_t audience = (uint32_t) fmin(random_pareto(&p->stream, 0.9), LARGEST_AUDIENCE);
    for (uint32_t i = 0; i < audience; i++) {
        uint32_t account;
        do
            account = draw_account(p);
        while (p->mark[account] == original + 1);
        p->mark[account] = original + 1;
        int64_t delay = 1 + (int64_t) random_exponential(&p->stream, 1800000);
        TRY(add(p, (struct event){time + delay, account, original, true}, err));
    }
    return LOCKSTEP_OK;
}

/* Times are drawn to the millisecond; an original comes before what reposts it. */
static int by_time(const void *a, const void *b) {
    const struct event *x = a, *y = b;
    if (x->time != y->time) return x->time < y->time ? -1 : 1;
    if (x->is_repost != y->is_repost) return x->is_repost ? 1 : -1;
    if (x->original != y->original) return x->original < y->original ? -1 : 1;
    return (x->account > y->account) - (x->account < y->account);
}

static lockstep_status draw_all(struct population *p, uint64_t seed, lockstep_error *err) {
    const int64_t begin = 1688169600000; /* 2023-07-01 */
    random_start(&p->stream, seed, 4);
    for (uint32_t a = 0; a < ACCOUNTS; a++)
        p->before[a + 1] = p->before[a] + fmin(random_pareto(&p->stream, 0.8), 500);
    for (uint32_t i = 0; i < ORIGINALS; i++) {
        int64_t time = begin + (int64_t) (random_unit(&p->stream) * 30 * 86400000);
        p->originals[i] = (struct event){time, ACCOUNTS + i % 300, i, false};
        TRY(add(p, p->originals[i], err));
        TRY(draw_audience(p, i, time, err));
    }
    qsort(p->events, p->count, sizeof *p->events, by_time);
    return LOCKSTEP_OK;
}

/* Accounts from ACCOUNTS on are those who write the originals. */
static void describe(struct profile *profile, uint32_t account) {
    const int64_t y2019 = 1546300800000;
    *profile =
        (struct profile){.created = y2019 + account * INT64_C(20000000), .bio = "", .location = ""};
    profile->id = snowflake(profile->created, account);
    snprintf(profile->handle, sizeof profile->handle, "%s%u",
             account < ACCOUNTS ? "reader" : "writer", account);
    snprintf(profile->name, sizeof profile->name, "%s", profile->handle);
}

static lockstep_status write_event(struct population *p, struct post_writer *writer,
                                   const struct event *event, lockstep_error *err) {
    struct profile author, reposter;
    char text[64];
    const struct event *of = &p->originals[event->original];
    uint64_t id = post_writer_next_id(writer, event->time);
    if (!event->is_repost) p->original_ids[event->original] = id;
    describe(&author, of->account);
    snprintf(text, sizeof text, "Note number %u of writer %u", of->original, of->account);
    struct written_post original = {.id = p->original_ids[event->original],
                                    .time = of->time,
                                    .author = &author,
                                    .text = slice_of(text),
                                    .language = "en",
                                    .client = "Twitter Web App"};
    if (!event->is_repost) return post_writer_add(writer, &original, err);
    describe(&reposter, event->account);
    struct written_post repost = {.id = id,
                                  .time = event->time,
                                  .author = &reposter,
                                  .language = "en",
                                  .client = "Twitter Web App",
                                  .reference = REPOST,
                                  .original = &original};
    return post_writer_add(writer, &repost, err);
}

static lockstep_status write_all(struct population *p, FILE *out, uint64_t posts,
                                 lockstep_error *err) {
    struct post_writer writer = {.out = out};
    size_t count = posts && posts < p->count ? (size_t) posts : p->count;
    lockstep_status status = LOCKSTEP_OK;
    for (size_t i = 0; i < count && status == LOCKSTEP_OK; i++)
        status = write_event(p, &writer, &p->events[i], err);
    if (status == LOCKSTEP_OK) status = post_writer_finish(&writer, err);
    post_writer_release(&writer);
    return status;
}

lockstep_status simulate_independent(FILE *out, FILE *truth, uint64_t seed, uint64_t posts,
                                     lockstep_error *err) {
    struct population *p = calloc(1, sizeof *p);
    if (!p) return fail_memory(err, "the scenario");
    lockstep_status status = draw_all(p, seed, err);
    if (status == LOCKSTEP_OK) status = write_all(p, out, posts, err);
    if (status == LOCKSTEP_OK && truth && (fputs("account,cluster\n", truth) < 0 || fflush(truth)))
        status = fail_io(err, NULL);
    free(p->events);
    free(p);
    return status;
}
