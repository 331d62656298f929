/* Edges: the co-shares of one account pair in one layer, added up. */
#ifndef LOCKSTEP_ENGINE_EDGES_H
#define LOCKSTEP_ENGINE_EDGES_H
#include "engine/matches.h"
#include "engine/significance.h"

struct edge {
    uint32_t source, target;             /* account ranks, source < target */
    uint32_t objects;                    /* distinct objects co-shared */
    uint32_t posts_source, posts_target; /* distinct posts of each side in a co-share of the pair */
    bool kept;      /* inside a kept cluster, or q ≤ fdr; set by the clusters stage */
    uint64_t pairs; /* co-shares */
    double mean_delta, median_delta; /* |Δt| in seconds */
    double source_first;           /* share of co-shares in which the source was strictly earlier */
    int64_t first_time, last_time; /* of the earliest and the latest post in a co-share */
    double similarity;             /* cosine of TF-IDF over all objects of the layer */
    double weight;   /* Σ over co-shared objects of 1/ln(1 + accounts of the object) */
    double expected; /* λ */
    double p_value, q_value;
};

/* The edges of one layer, with at least --min-objects objects, sorted by source and target. */
struct edges {
    const struct layer *layer;
    struct edge *items;
    size_t count;
    struct null_model null;
    /* The layer with each post under one object, and its null: what evidence is made of. Empty
     * where no post has two objects: then the layer itself is that. */
    struct layer once;
    struct null_model once_null;
};

/* What evidence is made of: the layer with each post under one object. */
static inline const struct layer *edges_counted_layer(const struct edges *edges) {
    return edges->once.count > 0 ? &edges->once : edges->layer;
}

static inline const struct null_model *edges_counted_null(const struct edges *edges) {
    return edges->once.count > 0 ? &edges->once_null : &edges->null;
}

LOCKSTEP_MUST_CHECK lockstep_status edges_build(struct edges *out, const struct layer *layer,
                                                uint32_t accounts,
                                                const struct lockstep_settings *settings,
                                                lockstep_error *err);
/* Fills `once`. */
LOCKSTEP_MUST_CHECK lockstep_status edges_count_once(struct edges *edges,
                                                     const struct layer_sizes *sizes, uint64_t seed,
                                                     lockstep_error *err);
/* The same with some prunings left undone: for tests. */
LOCKSTEP_MUST_CHECK lockstep_status edges_build_pruned(struct edges *out, const struct layer *layer,
                                                       uint32_t accounts,
                                                       const struct lockstep_settings *settings,
                                                       enum pruning prunings, lockstep_error *err);
/* The edges with at least `min_objects`, their q anew; all else is that of `from`, which must
 * outlive it. Free `items` alone. */
LOCKSTEP_MUST_CHECK lockstep_status edges_select(struct edges *out, const struct edges *from,
                                                 uint32_t min_objects, lockstep_error *err);
void edges_release(struct edges *edges);

/* All layers over the same accounts. */
struct network {
    uint32_t accounts;
    struct edges *layers; /* by layer of the traces */
    size_t count;
};
LOCKSTEP_MUST_CHECK lockstep_status network_build(struct network *out,
                                                  const struct archive *archive,
                                                  const struct lockstep_settings *settings,
                                                  lockstep_error *err);
/* Fills `once` of every layer: clusters need it. */
LOCKSTEP_MUST_CHECK lockstep_status network_count_once(struct network *network,
                                                       const struct archive *archive,
                                                       const struct lockstep_settings *settings,
                                                       lockstep_error *err);
void network_release(struct network *network);

/* The columns of edges.csv, by window, then layer; `kept` is written when `with_kept`. */
LOCKSTEP_MUST_CHECK lockstep_status edges_print(FILE *out, const struct network *network,
                                                const struct archive *archive, bool with_kept,
                                                unsigned threads, lockstep_error *err);
#endif
