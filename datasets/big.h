/* The case of the 423: who takes part, and what they do. */
#ifndef LOCKSTEP_DATASETS_BIG_H
#define LOCKSTEP_DATASETS_BIG_H
#include "datasets/plan.h"

/* Its roles, in the order of their accounts. */
enum group {
    GROUP_RING,
    GROUP_AMPLIFIERS, /* one conference day only */
    GROUP_VISUALS,    /* two days in May only */
    GROUP_NEWSROOM,   /* sister papers */
    GROUP_FANS,
    GROUP_IDOL,
    GROUP_OFFICIALS, /* whom the ring reposts */
    GROUP_TARGETS,   /* whom the ring attacks */
    GROUP_COUNT
};

void plan_big(struct planner *p);
#endif
