/* Where the nodes of a graph stand when its ties pull and everything pushes. Nothing here hangs on
 * addresses, threads or a library's random numbers. */
#ifndef LOCKSTEP_EXPORT_FORCES_H
#define LOCKSTEP_EXPORT_FORCES_H
#include "export/export.h"

struct pull {
    uint32_t a, b; /* below the number of nodes; not equal */
};

/* The spring-electrical model of Hu (2005): a tie of length d pulls by d²/K, two nodes push by
 * CK²/d, those far off together (Barnes & Hut 1986); solved for a coarse graph of matched nodes
 * first (Walshaw 2003), then for finer and finer ones. The graph is connected; the mean distance
 * from its centre, which is (0, 0), becomes 1. Deterministic. O((ties + nodes log nodes)
 * × log nodes), whatever the graph. */
LOCKSTEP_MUST_CHECK lockstep_status forces_place(struct point *places, size_t count,
                                                 const struct pull *pulls, size_t pull_count,
                                                 lockstep_error *err);

/* Moves discs off each other, a little at a time and no more than they must; what is still upon
 * each other after some hundred rounds stays so. O(discs) a round, where they are of like sizes. */
LOCKSTEP_MUST_CHECK lockstep_status discs_part(struct point *places, const double *radii,
                                               size_t count, lockstep_error *err);
#endif
