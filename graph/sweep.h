/* How much hangs on the choice of the window and of --min-objects: clusters over a grid of both,
 * from one reading and one network. */
#ifndef LOCKSTEP_GRAPH_SWEEP_H
#define LOCKSTEP_GRAPH_SWEEP_H
#include "graph/graph.h"

/* The grid: what the settings name, the first of each being the reference; and where they name but
 * one, a tenth of it, half, itself, twice and ten times as much, or itself, one more, and twice as
 * much and one. */
struct sweep {
    struct lockstep_settings settings; /* to read and build what every cell needs */
    int64_t window;                    /* the reference */
    uint32_t min_objects;
    /* private */
    int64_t windows[5];
    uint32_t thresholds[3];
};
void sweep_plan(struct sweep *out, const struct lockstep_settings *settings);

/* What sweep_clusters and sweep_cells take: built with sweep->settings, each post counted once. */
struct swept {
    const struct sweep *sweep;
    const struct archive *archive;
    const struct network *network;
};

/* CSV, one row a cell, which says what a run with this window and --min-objects says: window,
 * min_objects, edges, communities, clusters, accounts, largest, ari, jaccard; the last two against
 * the reference. */
LOCKSTEP_MUST_CHECK lockstep_status sweep_cells(FILE *out, const struct swept *swept,
                                                lockstep_error *err);
/* CSV, one row a cell and cluster of the reference; in the reference one more for each of the
 * objects that gain it most, as if these episodes had not been: cluster, accounts, layer, window,
 * min_objects, without, evidence, survives, match, jaccard. `evidence` is of the same accounts, in
 * the trace that they were found in; match and jaccard are of the kept cluster there that is most
 * like it. */
LOCKSTEP_MUST_CHECK lockstep_status sweep_clusters(FILE *out, const struct swept *swept,
                                                   lockstep_error *err);
#endif
