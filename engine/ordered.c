#include "engine/ordered.h"

#include "engine/error.h"
#include "engine/memory.h"

#include <pthread.h>
#include <stdlib.h>

enum slot_state { FREE, TAKEN, DONE };

struct slot {
    void *item;
    enum slot_state state;
    lockstep_status status;
    lockstep_error err;
};

struct pool {
    const struct ordered *job;
    struct slot *slots;
    size_t slot_count;
    pthread_mutex_t
        producing; /* held while an item is made: the order of items is the order of taking it */
    pthread_mutex_t lock; /* of what follows and of the slots' states */
    pthread_cond_t changed;
    size_t made, consumed;
    bool ended;     /* no item after `made` */
    bool consuming; /* by one of the threads */
    lockstep_status status;
    lockstep_error err; /* of the first item that failed */
};

static lockstep_status run_alone(const struct ordered *job, lockstep_error *err) {
    void *item = calloc(1, job->item_size);
    if (!item) return fail_memory(err, "a block");
    lockstep_status status = LOCKSTEP_OK;
    for (bool end = false; status == LOCKSTEP_OK;) {
        status = job->produce(job->data, item, &end, err);
        if (end) break;
        if (status == LOCKSTEP_OK) status = job->work(job->data, item, err);
        if (status == LOCKSTEP_OK) status = job->consume(job->data, item, err);
    }
    job->release(item);
    free(item);
    return status;
}

/* The next item in a slot that is its own, or NULL when there is none left. */
static struct slot *take(struct pool *pool) {
    struct slot *slot = NULL;
    bool end = false;
    pthread_mutex_lock(&pool->producing);
    pthread_mutex_lock(&pool->lock);
    while (!pool->ended && pool->slots[pool->made % pool->slot_count].state != FREE)
        pthread_cond_wait(&pool->changed, &pool->lock);
    if (!pool->ended) slot = &pool->slots[pool->made % pool->slot_count];
    pthread_mutex_unlock(&pool->lock);
    if (slot) {
        slot->err = (lockstep_error){0};
        slot->status = pool->job->produce(pool->job->data, slot->item, &end, &slot->err);
        pthread_mutex_lock(&pool->lock);
        if (!end) slot->state = TAKEN, pool->made++;
        if (end || slot->status != LOCKSTEP_OK) pool->ended = true;
        pthread_cond_broadcast(&pool->changed);
        pthread_mutex_unlock(&pool->lock);
    }
    pthread_mutex_unlock(&pool->producing);
    return end ? NULL : slot;
}

/* With the lock held, which it lets go meanwhile. */
static void consume(struct pool *pool, struct slot *slot) {
    pthread_mutex_unlock(&pool->lock);
    lockstep_status status = slot->status;
    if (status == LOCKSTEP_OK) status = pool->job->consume(pool->job->data, slot->item, &slot->err);
    pthread_mutex_lock(&pool->lock);
    slot->state = FREE;
    pool->consumed++;
    if (status == LOCKSTEP_OK) return;
    pool->status = status;
    pool->err = slot->err;
    pool->ended = true;
}

/* The thread whose item was waited for consumes it, and those behind it that are done: what it made
 * is still in its cache, and no thread waits for another to do so. */
static void hand_in(struct pool *pool, struct slot *slot) {
    pthread_mutex_lock(&pool->lock);
    slot->state = DONE;
    while (!pool->consuming && pool->status == LOCKSTEP_OK) {
        struct slot *next = &pool->slots[pool->consumed % pool->slot_count];
        if (next->state != DONE) break;
        pool->consuming = true;
        consume(pool, next);
        pool->consuming = false;
        pthread_cond_broadcast(&pool->changed);
    }
    pthread_mutex_unlock(&pool->lock);
}

static void *work(void *data) {
    struct pool *pool = data;
    for (struct slot *slot; (slot = take(pool));) {
        if (slot->status == LOCKSTEP_OK)
            slot->status = pool->job->work(pool->job->data, slot->item, &slot->err);
        hand_in(pool, slot);
    }
    return NULL;
}

/* The calling thread is one of them. */
static lockstep_status run_pool(struct pool *pool, pthread_t *threads, unsigned count,
                                lockstep_error *err) {
    unsigned started = 0;
    while (started + 1 < count && pthread_create(&threads[started], NULL, work, pool) == 0)
        started++;
    work(pool);
    while (started)
        pthread_join(threads[--started], NULL);
    if (pool->status != LOCKSTEP_OK && err && err->status == LOCKSTEP_OK) *err = pool->err;
    return pool->status;
}

static void release_slots(struct pool *pool) {
    for (size_t i = 0; pool->slots && i < pool->slot_count; i++) {
        if (pool->slots[i].item) pool->job->release(pool->slots[i].item);
        free(pool->slots[i].item);
    }
    free(pool->slots);
}

static bool make_slots(struct pool *pool) {
    pool->slots = calloc(pool->slot_count, sizeof *pool->slots);
    for (size_t i = 0; pool->slots && i < pool->slot_count; i++)
        if (!(pool->slots[i].item = calloc(1, pool->job->item_size))) return false;
    return pool->slots;
}

lockstep_status ordered_run(const struct ordered *job, unsigned threads, lockstep_error *err) {
    threads = memory_threads(threads);
    if (threads <= 1) return run_alone(job, err);
    struct pool pool = {.job = job, .slot_count = (size_t) threads + 2};
    pthread_t *ids = calloc(threads, sizeof *ids);
    lockstep_status status = LOCKSTEP_OK;
    if (!ids || !make_slots(&pool)) {
        status = fail_memory(err, "blocks");
    } else {
        pthread_mutex_init(&pool.producing, NULL);
        pthread_mutex_init(&pool.lock, NULL);
        pthread_cond_init(&pool.changed, NULL);
        status = run_pool(&pool, ids, threads, err);
        pthread_cond_destroy(&pool.changed);
        pthread_mutex_destroy(&pool.lock);
        pthread_mutex_destroy(&pool.producing);
    }
    release_slots(&pool);
    free(ids);
    return status;
}

lockstep_status ordered_keep_nothing(void *data, void *item, lockstep_error *err) {
    (void) data, (void) item, (void) err;
    return LOCKSTEP_OK;
}

void ordered_release_nothing(void *item) {
    (void) item;
}

struct tasks {
    const task_fn *items;
    size_t count, begun;
    void *data;
};

static lockstep_status next_task(void *data, void *item, bool *end, lockstep_error *err) {
    struct tasks *tasks = data;
    (void) err;
    *(size_t *) item = tasks->begun;
    *end = tasks->begun == tasks->count;
    tasks->begun += !*end;
    return LOCKSTEP_OK;
}

static lockstep_status do_task(void *data, void *item, lockstep_error *err) {
    const struct tasks *tasks = data;
    return tasks->items[*(size_t *) item](tasks->data, err);
}

lockstep_status ordered_tasks(const task_fn *tasks, size_t count, void *data, unsigned threads,
                              lockstep_error *err) {
    struct tasks all = {tasks, count, 0, data};
    struct ordered job = {&all,    sizeof(size_t),       next_task,
                          do_task, ordered_keep_nothing, ordered_release_nothing};
    return ordered_run(&job, threads, err);
}
