/* Graphs as Leiden walks them: flat, every vertex with its neighbours in order. */
#ifndef LOCKSTEP_GRAPH_LEVELS_H
#define LOCKSTEP_GRAPH_LEVELS_H
#include "engine/arena.h"
#include "engine/error.h"

/* A tie of two vertices. */
struct joint {
    uint32_t low, high; /* low < high */
    double weight;
};

/* A graph; each vertex belongs to a community. */
struct level {
    uint32_t vertices;
    size_t *start;       /* by vertex, and one more: where its neighbours are */
    uint32_t *neighbour; /* of each vertex, ascending */
    double *weight;      /* of the tie to it */
    double *size;        /* by vertex, as what follows */
    uint32_t *community;
    struct arena arena;
};

/* Makes the level of these ties, no two of which join the same vertices; sizes and communities are
 * 0. O(vertices + ties). The caller releases it. */
LOCKSTEP_MUST_CHECK lockstep_status level_make(struct level *out, uint32_t vertices,
                                               const struct joint *joints, size_t count,
                                               lockstep_error *err);
void level_release(struct level *level);
#endif
