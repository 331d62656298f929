#include "engine/ordered.h"

#include "engine/error.h"
#include "tests/check.h"

#include <time.h>

enum { ITEMS = 300 };

struct job {
    size_t made, fail_work_at, fail_consume_at;
    size_t consumed[ITEMS], count;
};

static lockstep_status produce(void *data, void *item, bool *end, lockstep_error *err) {
    struct job *job = data;
    (void) err;
    *end = job->made == ITEMS;
    *(size_t *) item = job->made;
    job->made += !*end;
    return LOCKSTEP_OK;
}

/* Early items take longest, so that workers overtake each other. */
static lockstep_status work(void *data, void *item, lockstep_error *err) {
    const struct job *job = data;
    size_t *number = item;
    struct timespec pause = {0, (long) (*number % 7) * 10000};
    nanosleep(&pause, NULL);
    if (*number == job->fail_work_at) return fail(err, LOCKSTEP_EINPUT, "item %zu", *number);
    *number *= 2;
    return LOCKSTEP_OK;
}

static lockstep_status consume(void *data, void *item, lockstep_error *err) {
    struct job *job = data;
    if (job->count == job->fail_consume_at) return fail(err, LOCKSTEP_EIO, "after %zu", job->count);
    job->consumed[job->count++] = *(size_t *) item;
    return LOCKSTEP_OK;
}

static size_t released;
static void release(void *item) {
    (void) item;
    released++;
}

static lockstep_status run(struct job *job, unsigned threads, lockstep_error *err) {
    struct ordered ordered = {job, sizeof(size_t), produce, work, consume, release};
    return ordered_run(&ordered, threads, err);
}

Test(ordered, consumes_every_item_in_order_whatever_the_threads) {
    for (unsigned threads = 0; threads <= 5; threads++) {
        struct job job = {.fail_work_at = SIZE_MAX, .fail_consume_at = SIZE_MAX};
        lockstep_error err = {0};
        check_ok(run(&job, threads, &err), err);
        check_count(job.count, ITEMS);
        for (size_t i = 0; i < ITEMS; i++)
            cr_assert_eq(job.consumed[i], 2 * i, "item %zu with %u threads", i, threads);
    }
}

Test(ordered, reports_the_first_failure_in_item_order) {
    for (unsigned threads = 1; threads <= 4; threads++) {
        struct job job = {.fail_work_at = 40, .fail_consume_at = SIZE_MAX};
        lockstep_error err = {0};
        check_status(run(&job, threads, &err), LOCKSTEP_EINPUT, err);
        check_text(err.text, "item 40");
        check_count(job.count, 40);
    }
}

Test(ordered, stops_when_consuming_fails) {
    for (unsigned threads = 1; threads <= 4; threads++) {
        struct job job = {.fail_work_at = SIZE_MAX, .fail_consume_at = 17};
        lockstep_error err = {0};
        check_status(run(&job, threads, &err), LOCKSTEP_EIO, err);
        check_count(job.count, 17);
    }
}

Test(ordered, releases_every_item_that_it_made) {
    struct job job = {.fail_work_at = SIZE_MAX, .fail_consume_at = SIZE_MAX};
    lockstep_error err = {0};
    released = 0;
    check_ok(run(&job, 3, &err), err);
    check_count(released, 3 + 2);
}
