/* The background: people who post in their own rhythm and languages, repost what goes viral, and
 * meet by chance on the day's news. It keeps nothing but the waves that are still running. */
#ifndef LOCKSTEP_DATASETS_CROWD_H
#define LOCKSTEP_DATASETS_CROWD_H
#include "datasets/plan.h"

struct wave;

struct crowd {
    const struct cast *cast;
    struct random_stream stream;
    double homophily; /* share of a wave that stays within its language */
    uint32_t population, largest_wave, events;
    uint64_t left; /* posts to come that no running wave has promised */
    struct {
        double low, span; /* of the activity curve of those who speak a language */
    } activity[LANGUAGES];
    int64_t end;             /* of the scenario */
    int64_t clock, hour_end; /* of the next post outside waves */
    double hours_left;       /* after hour_end, weighted */
    struct wave *waves;      /* a heap: the next to post is the first */
    size_t count, room;
};

/* A crowd that will make `posts` posts from scenario_begin until `end`. */
void crowd_start(struct crowd *crowd, const struct cast *cast, uint64_t posts, int64_t end,
                 double homophily);
/* Somebody who speaks the language and is awake, by activity. */
uint32_t crowd_member(struct crowd *crowd, enum language language, int64_t time);
/* When the next post comes; INT64_MAX after the last one. */
int64_t crowd_next_time(const struct crowd *crowd);
/* The next post. `*original`: what it reposts, quotes or answers; left alone unless it has one
 * (`*has_original`). */
LOCKSTEP_MUST_CHECK lockstep_status crowd_next(struct crowd *crowd, struct draft *post,
                                               struct draft *original, bool *has_original,
                                               lockstep_error *err);
/* Tells the crowd of a post that was written: some are reposted. With `at_least` > 0 it surely is.
 * Amortised O(log of the running waves). */
LOCKSTEP_MUST_CHECK lockstep_status crowd_hears(struct crowd *crowd, const struct draft *post,
                                                uint32_t at_least, lockstep_error *err);
void crowd_release(struct crowd *crowd);
#endif
