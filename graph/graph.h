/* The graph side of lockstep: communities of a layer, the clusters that chance does not explain,
 * centrality. igraph lives behind this header and shows no type through it; it keeps global state,
 * so nothing here is thread-safe. */
#ifndef LOCKSTEP_GRAPH_GRAPH_H
#define LOCKSTEP_GRAPH_GRAPH_H
#include "engine/edges.h"

/* ---- communities
 * --------------------------------------------------------------------------------------------------
 */

/* Leiden (Traag et al. 2019) with our null: maximises Σ over pairs a,b of one community of
 * (objects_ab − γ λ_ab), in igraph with edge weights objects_ab, node weights d_a and resolution γ
 * S. membership[account] is a dense community number, or UINT32_MAX for accounts without an edge.
 * Deterministic for a seed. */
LOCKSTEP_MUST_CHECK lockstep_status communities_leiden(uint32_t *membership, uint32_t *count,
                                                       const struct edges *edges, double resolution,
                                                       uint64_t seed, lockstep_error *err);

/* ---- clusters
 * ------------------------------------------------------------------------------------------------------
 */

/* What tells a campaign from other things that act together (graph/marks.h). All are shares, NaN
 * where nothing is known. The posts are those in an episode with another account of the cluster. */
struct signs {
    double burst;     /* of the posts, in the busiest 24 hours */
    double outsiders; /* of the accounts of its episodes, not in the cluster, each episode anew */
    double source;    /* of its objects, first shared by the one account that is first most often */
    uint32_t source_account; /* that one, of the cluster or not */
    bool source_known;       /* it is verified, calls itself news or has ten times the followers */
    double links;            /* of the posts that are no reposts, with a link */
    double via;              /* of the posts, that say "via" somebody */
    double focus;            /* of the accounts, with two posts or more on the same tag or author */
    double news, fans, network; /* of the accounts, with a word of that in their profile */
    unsigned marks;             /* 1 << enum mark */
};

struct cluster {
    uint32_t number;   /* 1 is the largest; 0 for a community that chance explains */
    uint32_t *members; /* account ranks, ascending */
    uint32_t count;
    size_t layer;       /* of the traces: where its evidence is greatest */
    double evidence;    /* nats; what is left after all that is paid */
    uint64_t episodes;  /* that gained */
    uint64_t edges;     /* of its layer, inside it */
    uint64_t posts;     /* of its members that take part in a co-share inside it, in its layer */
    double density;     /* edges / pairs of members */
    double conductance; /* weight leaving / (weight leaving + 2 × weight inside), in its layer's
                           edges */
    double stability; /* mean over other seeds of the best Jaccard similarity with a community found
                         there */
    int64_t first_time, last_time; /* of its co-shares */
    /* Filled by clusters_respond. */
    double evidence_half, evidence_double; /* of the same accounts and shares at half and at double
                                              the window; NaN where the trace has its own */
    double gains, largest_gain; /* nats of all its episodes, and of those of one object at most */
    struct signs signs;         /* filled by marks_find, for kept clusters */
};

/* Kept clusters by number (size, then smallest account), then the communities of three or more that
 * chance explains, by layer, size and smallest account. */
struct clusters {
    struct cluster *items;
    size_t count, kept;
    uint32_t *of_account;       /* number of the kept cluster, 0 if none, by account rank */
    uint32_t significant_pairs; /* edges with q ≤ fdr outside kept clusters, all layers */
    struct arena arena;
};

/* What speaks for a community acting in lockstep. */
struct evidence {
    double nats;       /* the gains of its episodes − ln binom(N, n_C) − ln(1/alpha) */
    uint64_t episodes; /* that gained */
};

/* The evidence of all communities of a layer (docs/method.md), in one pass over it.
 * community[account] is a number below `count` or UINT32_MAX. O(shares + accounts + count ×
 * strata).
 */
LOCKSTEP_MUST_CHECK lockstep_status communities_evidence(struct evidence *out,
                                                         const struct layer *layer,
                                                         const struct null_model *null,
                                                         const uint32_t *community, uint32_t count,
                                                         double alpha, lockstep_error *err);
/* Told of each episode that gains; those of one object follow each other. */
typedef void (*gain_fn)(void *data, uint32_t community, uint32_t object, double nats);
/* The same, with every gain told to `visit`. */
LOCKSTEP_MUST_CHECK lockstep_status communities_gains(struct evidence *out,
                                                      const struct layer *layer,
                                                      const struct null_model *null,
                                                      const uint32_t *community, uint32_t count,
                                                      double alpha, gain_fn visit, void *data,
                                                      lockstep_error *err);
/* The same for one: `members` are ranks; `episodes` may be NULL. */
LOCKSTEP_MUST_CHECK lockstep_status cluster_evidence(double *evidence, uint64_t *episodes,
                                                     const struct layer *layer,
                                                     const struct null_model *null,
                                                     const uint32_t *members, uint32_t count,
                                                     double alpha, lockstep_error *err);

/* Communities of every layer, their evidence, and which are kept; layers compete: where candidates
 * share accounts the one with more evidence (less ln of the number of layers) keeps them. Each post
 * counts once in the evidence of a layer, however many of its objects it has. Marks the kept edges
 * of the network. */
LOCKSTEP_MUST_CHECK lockstep_status clusters_find(struct clusters *out, struct network *network,
                                                  const struct archive *archive,
                                                  const struct lockstep_settings *settings,
                                                  lockstep_error *err);
void clusters_release(struct clusters *clusters);
LOCKSTEP_MUST_CHECK lockstep_status clusters_print(FILE *out, const struct clusters *clusters,
                                                   const struct archive *archive,
                                                   lockstep_error *err);

/* ---- the kept network and its measures
 * ----------------------------------------------------------------------------- */

/* One account pair with a kept edge in any layer. `weight` is the fused edge's, at the widest
 * window that has one, or where the pair has no fused edge the largest of its kept edges'. */
struct tie {
    uint32_t source, target;
    double weight;
};

/* By account rank; 0 for accounts without a tie. */
struct centrality {
    struct tie *ties; /* sorted by source and target */
    size_t tie_count;
    uint32_t *degree, *coreness; /* coreness: Seidman 1983; Batagelj, Zaveršnik 2003 */
    double *strength;            /* sum of the weights */
    double *betweenness; /* Freeman 1977 by Brandes 2001; a tie's length is 1/weight; pairs counted
                            once */
    double *pagerank;    /* weighted, damping 0.85; the accounts with a tie sum to 1 */
    double *eigenvector; /* of the whole weighted graph, its largest entry 1. Only the connected
                            part with the largest eigenvalue has entries other than 0 */
    uint32_t betweenness_sources; /* shortest paths were counted from so many accounts; fewer than
                                     the accounts with a tie means an estimate (Brandes, Pich
                                     2007) */
    struct arena arena;
};

/* Betweenness is O(sources × (accounts + ties) log accounts) with as many sources as keep
 * sources × (accounts + ties) below 10^8, at least 100; all else is O(ties) a round. */
LOCKSTEP_MUST_CHECK lockstep_status centrality_measure(struct centrality *out,
                                                       const struct network *network, uint64_t seed,
                                                       lockstep_error *err);
void centrality_release(struct centrality *centrality);
#endif
