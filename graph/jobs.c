#define _DEFAULT_SOURCE /* wait4 */
#include "graph/jobs.h"

#include "engine/memory.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_PROCESSES = 64, WAIT_MILLISECONDS = 100 };

/* A process, which does the jobs index, index + processes, index + 2 × processes, … and sends for
 * each an error and, where that is none, the result. */
struct worker {
    pid_t process;
    int pipe; /* -1 when it has sent all */
    size_t job;
    size_t received; /* bytes of the error, or of the result */
    bool has_error;  /* the result is what comes next */
    lockstep_error error;
};

struct running {
    const struct jobs *jobs;
    char *results;
    struct worker workers[MOST_PROCESSES];
    size_t count;
};

/* ---- the other process */

static bool send_all(int pipe, const void *data, size_t size) {
    const char *at = data;
    while (size > 0) {
        ssize_t sent = write(pipe, at, size);
        if (sent < 0 && errno != EINTR) return false;
        if (sent > 0) at += sent, size -= (size_t) sent;
    }
    return true;
}

static _Noreturn void work(const struct jobs *jobs, size_t first, size_t step, int pipe) {
    void *result = calloc(1, jobs->size + 1);
    bool sent = true;
    for (size_t job = first; job < jobs->count && sent; job += step) {
        lockstep_error error = {0};
        if (result) memset(result, 0, jobs->size);
        error.status =
            result ? jobs->run(result, job, jobs->data, &error) : fail_memory(&error, "a process");
        sent = send_all(pipe, &error, sizeof error);
        if (error.status != LOCKSTEP_OK) break;
        sent = sent && send_all(pipe, result, jobs->size);
    }
    _exit(sent ? 0 : 1); /* neither flushes nor frees what is the caller's */
}

/* ---- this one */

static bool start(struct running *r, size_t processes) {
    int ends[2];
    struct worker *worker = &r->workers[r->count];
    if (pipe(ends) != 0) return false;
    *worker = (struct worker){.pipe = ends[0], .job = r->count};
    worker->process = memory_fork();
    if (worker->process == 0) {
        signal(SIGPIPE, SIG_IGN);
        close(ends[0]);
        work(r->jobs, worker->job, processes, ends[1]);
    }
    close(ends[1]);
    if (worker->process < 0) close(ends[0]);
    r->count += worker->process > 0;
    return worker->process > 0;
}

static lockstep_status died(lockstep_error *err) {
    return fail(err, LOCKSTEP_EGRAPH, "a process that shared the work died");
}

static void finish_job(struct running *r, struct worker *worker) {
    worker->job += r->count;
    worker->received = 0;
    worker->has_error = false;
    if (worker->job >= r->jobs->count) {
        close(worker->pipe);
        worker->pipe = -1;
    }
}

/* Takes what one read gives. */
static lockstep_status receive(struct running *r, struct worker *worker, lockstep_error *err) {
    char *into =
        worker->has_error ? r->results + worker->job * r->jobs->size : (char *) &worker->error;
    size_t size = worker->has_error ? r->jobs->size : sizeof worker->error;
    ssize_t got = read(worker->pipe, into + worker->received, size - worker->received);
    if (got < 0 && errno == EINTR) return LOCKSTEP_OK;
    if (got <= 0) return died(err);
    worker->received += (size_t) got;
    if (worker->received < size) return LOCKSTEP_OK;
    worker->received = 0;
    if (!worker->has_error && worker->error.status != LOCKSTEP_OK)
        return fail(err, worker->error.status, "%s", worker->error.text);
    bool whole = worker->has_error || r->jobs->size == 0;
    worker->has_error = true;
    if (whole) finish_job(r, worker);
    return LOCKSTEP_OK;
}

static lockstep_status collect(struct running *r, lockstep_error *err) {
    for (;;) {
        struct pollfd waiting[MOST_PROCESSES];
        size_t open = 0;
        TRY(check_interrupt(err));
        for (size_t w = 0; w < r->count; w++) {
            waiting[w] = (struct pollfd){.fd = r->workers[w].pipe, .events = POLLIN};
            open += r->workers[w].pipe >= 0;
        }
        if (open == 0) return LOCKSTEP_OK;
        if (poll(waiting, (nfds_t) r->count, WAIT_MILLISECONDS) < 0 && errno != EINTR)
            return fail_io(err, "a process that shares the work");
        for (size_t w = 0; w < r->count; w++)
            if (waiting[w].fd >= 0 && waiting[w].revents) TRY(receive(r, &r->workers[w], err));
    }
}

static void await_end(pid_t process) {
    struct rusage usage = {0};
    while (wait4(process, NULL, 0, &usage) < 0 && errno == EINTR)
        ;
    memory_note_process((uint64_t) usage.ru_maxrss * 1024);
}

static void end_processes(struct running *r, lockstep_status status) {
    for (size_t w = 0; w < r->count; w++) {
        if (status != LOCKSTEP_OK) kill(r->workers[w].process, SIGKILL);
        if (r->workers[w].pipe >= 0) close(r->workers[w].pipe);
        await_end(r->workers[w].process);
    }
}

static lockstep_status run_here(void *results, const struct jobs *jobs, lockstep_error *err) {
    for (size_t job = 0; job < jobs->count; job++)
        TRY(jobs->run((char *) results + job * jobs->size, job, jobs->data, err));
    return LOCKSTEP_OK;
}

static size_t process_count(size_t jobs, uint32_t wanted) {
    size_t count = memory_processes(wanted);
    if (count > MOST_PROCESSES) count = MOST_PROCESSES;
    return count < jobs ? count : jobs;
}

lockstep_status jobs_run(void *results, const struct jobs *jobs, uint32_t processes,
                         lockstep_error *err) {
    struct running r = {.jobs = jobs, .results = results};
    size_t count = process_count(jobs->count, processes);
    bool all = count > 1;
    memset(results, 0, jobs->count * jobs->size);
    while (all && r.count < count)
        all = start(&r, count);
    lockstep_status status = all ? collect(&r, err) : LOCKSTEP_OK;
    end_processes(&r, all ? status : LOCKSTEP_EGRAPH);
    return all ? status : run_here(results, jobs, err);
}
