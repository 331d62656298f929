/* Populations in which nobody coordinates: readers repost the originals of writers, each by a habit
 * of its own. What the null of lockstep is calibrated on. */
#ifndef LOCKSTEP_DATASETS_POPULATION_H
#define LOCKSTEP_DATASETS_POPULATION_H
#include "datasets/random.h"

#include "engine/lockstep.h"

enum { POPULATION_ACCOUNTS = 5000, POPULATION_ORIGINALS = 3000 };

/* An original or a repost of it; `original` is the number of the post that is reposted. */
struct event {
    int64_t time; /* milliseconds */
    uint32_t account, original;
    bool is_repost;
};

struct population {
    struct random_stream stream;
    struct event *events;
    size_t count, room;
    struct event originals[POPULATION_ORIGINALS];
    uint64_t original_ids[POPULATION_ORIGINALS];
};

struct habit;
struct population_plan {
    /* Fills `originals` and adds all events, in any order. */
    lockstep_status (*draw)(struct population *population, const struct habit *habit,
                            lockstep_error *err);
    const struct habit *habit;
    uint64_t seed, stream; /* of the random draws */
    uint64_t posts;        /* that are written at most; 0: all */
};

LOCKSTEP_MUST_CHECK lockstep_status population_add(struct population *population,
                                                   struct event event, lockstep_error *err);
/* A random time within the thirty days, in milliseconds. */
int64_t population_time(struct population *population);
/* Adds original `number` by one of 300 writers. */
LOCKSTEP_MUST_CHECK lockstep_status population_add_original(struct population *population,
                                                            uint32_t number, int64_t time,
                                                            lockstep_error *err);
/* Draws and writes; the truth is empty. */
LOCKSTEP_MUST_CHECK lockstep_status population_simulate(FILE *out, FILE *truth,
                                                        struct population_plan plan,
                                                        lockstep_error *err);
#endif
