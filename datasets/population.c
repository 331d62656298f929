#include "datasets/population.h"

#include "datasets/post_writer.h"
#include "datasets/scenarios.h"

#include "engine/arena.h"
#include "engine/error.h"

#include <math.h>
#include <stdlib.h>

enum { WRITERS = 300 };
static const int64_t population_begin = 1688169600000; /* 2023-07-01 */
static const int64_t population_span = 30 * INT64_C(86400000);

lockstep_status population_add(struct population *p, struct event event, lockstep_error *err) {
    struct event *events = grow(p->events, &p->room, p->count + 1, sizeof *events);
    if (!events) return fail_memory(err, "the scenario");
    p->events = events;
    events[p->count++] = event;
    return LOCKSTEP_OK;
}

int64_t population_time(struct population *p) {
    return population_begin + (int64_t) (random_unit(&p->stream) * (double) population_span);
}

lockstep_status population_add_original(struct population *p, uint32_t number, int64_t time,
                                        lockstep_error *err) {
    p->originals[number] =
        (struct event){time, POPULATION_ACCOUNTS + number % WRITERS, number, false};
    return population_add(p, p->originals[number], err);
}

/* Times are drawn to the millisecond; an original comes before what reposts it. */
static int by_time(const void *a, const void *b) {
    const struct event *x = a, *y = b;
    if (x->time != y->time) return x->time < y->time ? -1 : 1;
    if (x->is_repost != y->is_repost) return x->is_repost ? 1 : -1;
    if (x->original != y->original) return x->original < y->original ? -1 : 1;
    return (x->account > y->account) - (x->account < y->account);
}

/* Accounts from POPULATION_ACCOUNTS on are those who write the originals. */
static void describe(struct profile *profile, uint32_t account) {
    const int64_t y2019 = 1546300800000;
    *profile =
        (struct profile){.created = y2019 + account * INT64_C(20000000), .bio = "", .location = ""};
    profile->id = snowflake(profile->created, account);
    snprintf(profile->handle, sizeof profile->handle, "%s%u",
             account < POPULATION_ACCOUNTS ? "reader" : "writer", account);
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

lockstep_status population_simulate(FILE *out, FILE *truth, struct population_plan plan,
                                    lockstep_error *err) {
    struct population *p = calloc(1, sizeof *p);
    if (!p) return fail_memory(err, "the scenario");
    random_start(&p->stream, plan.seed, plan.stream);
    lockstep_status status = plan.draw(p, plan.habit, err);
    if (status == LOCKSTEP_OK) {
        qsort(p->events, p->count, sizeof *p->events, by_time);
        status = write_all(p, out, plan.posts, err);
    }
    if (status == LOCKSTEP_OK && truth && (fputs("account,cluster\n", truth) < 0 || fflush(truth)))
        status = fail_io(err, NULL);
    free(p->events);
    free(p);
    return status;
}
