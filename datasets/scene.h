/* A scenario of planted groups in a crowd: what its file says, and how it is played. */
#ifndef LOCKSTEP_DATASETS_SCENE_H
#define LOCKSTEP_DATASETS_SCENE_H
#include "datasets/plan.h"

struct scenario {
    const char *name;
    const struct role *roles;
    size_t role_count;
    plan_fn plan;         /* NULL: nobody plans anything */
    int days;             /* from scenario_begin; 0: to scenario_end */
    double homophily;     /* share of a wave of reposts that stays within its language */
    bool mixed_platforms; /* flat records of several platforms instead of X's */
    FILE *facts;          /* where to write what was planted, as counted; NULL: nowhere */
};

/* Writes the posts in the order of time, and the truth, as CSV account,cluster. EARG where `posts`
 * is less than what was planned. Memory for the plan and the running waves; linear in `posts`. */
LOCKSTEP_MUST_CHECK lockstep_status scene_play(const struct scenario *scenario, FILE *out,
                                               FILE *truth, uint64_t seed, uint64_t posts,
                                               lockstep_error *err);
#endif
