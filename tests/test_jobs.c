#include "graph/jobs.h"

#include "engine/memory.h"
#include "tests/check.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { JOBS = 37, NUMBERS = 50000 }; /* a result is larger than a pipe's room */

static uint32_t results[JOBS][NUMBERS];
static lockstep_error err;

static lockstep_status count_up(void *result, size_t index, const void *data,
                                lockstep_error *error) {
    uint32_t *numbers = result;
    (void) error;
    for (uint32_t i = 0; i < NUMBERS; i++)
        numbers[i] += (uint32_t) index * *(const uint32_t *) data + i;
    return LOCKSTEP_OK;
}

static void check_no_child(void) {
    cr_expect_eq(waitpid(-1, NULL, WNOHANG), -1);
    cr_expect_eq(errno, ECHILD);
}

Test(jobs, give_the_same_whatever_the_number_of_processes) {
    const uint32_t factor = 7;
    const struct jobs jobs = {count_up, &factor, JOBS, sizeof *results};
    for (uint32_t processes = 0; processes < 5; processes++) {
        memset(results, 0xff, sizeof results);
        check_ok(jobs_run(results, &jobs, processes, &err), err);
        for (uint32_t j = 0; j < JOBS; j++)
            for (uint32_t i = 0; i < NUMBERS; i++)
                cr_assert_eq(results[j][i], j * factor + i);
        check_no_child();
    }
}

enum { MUCH = 200 << 20 };

static lockstep_status take_much(void *result, size_t index, const void *data,
                                 lockstep_error *error) {
    char *much = malloc(MUCH);
    volatile char *touched = much; /* a compiler would leave the work out */
    (void) index, (void) data;
    if (!much) return fail_memory(error, "much");
    for (size_t at = 0; at < MUCH; at += 4096)
        touched[at] = 1;
    *(char *) result = touched[0];
    free(much);
    return LOCKSTEP_OK;
}

Test(jobs, are_counted_in_what_was_resident) {
    char taken[2];
    const struct jobs jobs = {take_much, NULL, 2, 1};
    check_ok(jobs_run(taken, &jobs, 2, &err), err);
    cr_expect(taken[0] && taken[1]);
    cr_expect_geq(memory_use().peak, MUCH);
}

Test(jobs, of_none_are_done) {
    const struct jobs jobs = {count_up, NULL, 0, sizeof *results};
    check_ok(jobs_run(results, &jobs, 2, &err), err);
    check_no_child();
}

static lockstep_status fail_one(void *result, size_t index, const void *data,
                                lockstep_error *error) {
    (void) result, (void) data;
    return index == 5 ? fail(error, LOCKSTEP_ELIMIT, "number %zu", index) : LOCKSTEP_OK;
}

Test(jobs, fail_when_one_fails_with_its_reason) {
    const struct jobs jobs = {fail_one, NULL, JOBS, sizeof *results};
    for (uint32_t processes = 1; processes < 5; processes++) {
        lockstep_error error = {0};
        check_status(jobs_run(results, &jobs, processes, &error), LOCKSTEP_ELIMIT, error);
        check_text(error.text, "number 5");
        check_no_child();
    }
}

static lockstep_status die(void *result, size_t index, const void *data, lockstep_error *error) {
    (void) result, (void) data, (void) error;
    if (index == 5) kill(getpid(), SIGKILL);
    return LOCKSTEP_OK;
}

Test(jobs, fail_when_a_process_dies) {
    const struct jobs jobs = {die, NULL, JOBS, sizeof *results};
    check_status(jobs_run(results, &jobs, 3, &err), LOCKSTEP_EGRAPH, err);
    check_no_child();
}

static lockstep_status sleep_long(void *result, size_t index, const void *data,
                                  lockstep_error *error) {
    (void) result, (void) index, (void) data, (void) error;
    while (pause() != 0) {
    }
    return LOCKSTEP_OK;
}

Test(jobs, stop_when_interrupted, .timeout = 20) {
    const struct jobs jobs = {sleep_long, NULL, JOBS, sizeof *results};
    lockstep_interrupt();
    check_status(jobs_run(results, &jobs, 2, &err), LOCKSTEP_EINTERRUPTED, err);
    check_no_child();
}
