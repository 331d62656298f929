/* Work of one kind in several processes at once: igraph keeps global state, so that threads cannot
 * share it. */
#ifndef LOCKSTEP_GRAPH_JOBS_H
#define LOCKSTEP_GRAPH_JOBS_H
#include "engine/error.h"

/* Fills the `size` bytes at `result`, which are 0 before, of job `index`. Runs in another process:
 * it changes nothing else that the caller can see. */
typedef lockstep_status (*job_fn)(void *result, size_t index, const void *data,
                                  lockstep_error *err);

struct jobs {
    job_fn run;
    const void *data;
    size_t count, size;
};

/* results[index × size] for every job, the same whatever the number of processes (0: one a core;
 * memory_processes may want fewer). A job that fails, or a process that dies, fails them all; no
 * process outlives the call. Where processes cannot be had the jobs run here. */
LOCKSTEP_MUST_CHECK lockstep_status jobs_run(void *results, const struct jobs *jobs,
                                             uint32_t processes, lockstep_error *err);
#endif
