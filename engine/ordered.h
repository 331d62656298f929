/* An ordered parallel map: items are produced one after the other, worked on side by side, and
 * consumed in the order in which they were produced, so that the outcome does not depend on the
 * number of threads. */
#ifndef LOCKSTEP_ENGINE_ORDERED_H
#define LOCKSTEP_ENGINE_ORDERED_H
#include "engine/lockstep.h"

struct ordered {
    void *data;       /* given to all three */
    size_t item_size; /* items start zeroed and are used again */
    /* Fills an item; sets *end when there is none left. One call at a time. */
    lockstep_status (*produce)(void *data, void *item, bool *end, lockstep_error *err);
    /* Any number at a time: may change the item only. */
    lockstep_status (*work)(void *data, void *item, lockstep_error *err);
    /* In order, one call at a time, by any of the threads. */
    lockstep_status (*consume)(void *data, void *item, lockstep_error *err);
    /* Frees what an item holds, used or not. */
    void (*release)(void *item);
};

/* Runs until the end or the first failure in item order. `threads` 0 means all cores, 1 no thread
 * at all. */
LOCKSTEP_MUST_CHECK lockstep_status ordered_run(const struct ordered *job, unsigned threads,
                                                lockstep_error *err);

/* For a job whose work leaves nothing to be consumed, and whose items hold nothing. */
lockstep_status ordered_keep_nothing(void *data, void *item, lockstep_error *err);
void ordered_release_nothing(void *item);

/* One of a few things to do beside each other. */
typedef lockstep_status (*task_fn)(void *data, lockstep_error *err);
/* Does them all; the first failure in their order counts. */
LOCKSTEP_MUST_CHECK lockstep_status ordered_tasks(const task_fn *tasks, size_t count, void *data,
                                                  unsigned threads, lockstep_error *err);
#endif
