/* The graph side of lockstep: communities of a layer, the clusters that chance does not explain,
 * centrality. igraph lives behind this header and shows no type through it; it keeps global state,
 * so nothing here is thread-safe. */
#ifndef LOCKSTEP_GRAPH_GRAPH_H
#define LOCKSTEP_GRAPH_GRAPH_H
#include "engine/edges.h"

/* ---- communities
 * --------------------------------------------------------------------------------------------------
 */

/* Which algorithm, at which resolution, with which random numbers. */
struct community_rule {
    enum community community;
    double resolution;
    uint64_t seed;
};

/* Communities of a layer. COMMUNITY_LEIDEN is Leiden (Traag et al. 2019) with our null: it
 * maximises Σ over pairs a,b of one community of (objects_ab − γ λ_ab), with edge weights
 * objects_ab, node weights d_a and resolution γ S. The others (graph/partition.h) take the edges'
 * `weight`. membership[account] is a dense community number, or UINT32_MAX for accounts in none.
 * Deterministic for a seed. */
LOCKSTEP_MUST_CHECK lockstep_status communities_find(uint32_t *membership, uint32_t *count,
                                                     const struct edges *edges,
                                                     const struct community_rule *rule,
                                                     lockstep_error *err);

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
    double clock;               /* of the posts, at a full five minutes or a few seconds later */
    double own_sites; /* of the accounts, whose links lead to one site that no other account's do */
    unsigned marks;   /* 1 << enum mark */
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
    double stability;   /* mean of its accounts' */
    int64_t first_time, last_time; /* of its co-shares */
    /* Filled by clusters_respond. */
    double evidence_half, evidence_double; /* of the same accounts and shares at half and at double
                                              the window; NaN where the trace has its own */
    double gains, largest_gain; /* nats of all its episodes, and of those of one object at most */
    struct signs signs;         /* filled by marks_find, for kept clusters */
    double modularity; /* its part of the modularity of its layer: weight inside / W − (strength / 2
                          W)², W the weight of all edges (Newman & Girvan 2004) */
    double density_p; /* of so many edges inside where they join accounts by degree alone: a
                         Poisson tail, mean (degrees of its accounts)² / 4 edges */
    uint32_t runs;    /* of community detection that stability is of */
    /* The set of accounts that these found most often in its place: in how many, how many accounts,
     * and the Jaccard similarity with the cluster. 0 where they found nothing else. */
    uint32_t runner_up_runs, runner_up_accounts;
    double runner_up_overlap;
};

/* What holds an account in its cluster. */
struct hold {
    double evidence;   /* nats that the cluster's evidence loses without the account */
    uint32_t episodes; /* of the account, with anybody, in the cluster's layer */
    uint32_t met;      /* of these, with another account of the cluster */
    double expected;   /* of these, were everybody in them drawn by activity */
    double p_value;    /* of meeting so many */
    double stability;  /* share of the other accounts that are in one community with it, mean over
                          further runs of community detection: graph/consensus.h */
};

/* Kept clusters by number (size, then smallest account), then the communities of three or more that
 * chance explains, by layer, size and smallest account. */
/* What the same search finds in a layer whose posts were dealt out anew (graph/placebo.h). Looked
 * for where something would be kept, else all 0. */
struct placebo {
    uint32_t tries;
    size_t clusters, communities; /* kept there, and all: the most of any try */
    double evidence;              /* the most that one of them has; may be −INFINITY */
    double price;                 /* that evidence in the layer itself pays for it */
};

struct clusters {
    struct cluster *items;
    size_t count, kept, room;
    uint32_t *of_account;       /* number of the kept cluster, 0 if none, by account rank */
    struct hold *holds;         /* by account rank; 0 for accounts in no kept cluster */
    uint32_t significant_pairs; /* edges with q ≤ fdr outside kept clusters, all layers */
    uint64_t tied_posts; /* by accounts of kept clusters and of these pairs: where they are most of
                            all posts there is no background to compare with */
    struct placebo *placebos; /* by layer */
    struct arena arena;
};

/* What speaks for a community acting in lockstep. */
struct evidence {
    double nats;       /* the gains of its episodes − ln binom(N, n_C) − ln(1/alpha) */
    double strict;     /* the same where every choice is paid for; see graph/stakes.h */
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
/* A community in an episode that it has two accounts in or more, and a greater part than by chance.
 */
struct gain {
    uint32_t community, object;
    uint32_t present, accounts; /* k, n */
    double chance;              /* q */
    double nats;                /* 0 where nothing is gained */
};
/* Those of one object follow each other. */
typedef void (*gain_fn)(void *data, const struct gain *gain);
/* The same, with every such part told to `visit`. */
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
 * of the network. Stability is left to clusters_repeat (graph/consensus.h). */
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
    double *harmonic;    /* mean of 1/length of the shortest paths to the others (Marchiori & Latora
                            2000), of those with a tie */
    double
        *clustering; /* share of the pairs of neighbours that have a tie (Watts & Strogatz 1998) */
    /* 1 − Σ over clusters of (strength towards it / strength)² (Guimerà & Amaral 2005); accounts in
     * no cluster count as one. Filled by centrality_within. */
    double *participation;
    uint32_t betweenness_sources; /* shortest paths were counted from so many accounts; fewer than
                                     the accounts with a tie means an estimate (Brandes, Pich
                                     2007) */
    double betweenness_error;     /* with 95 % confidence no account's betweenness is further off */
    struct arena arena;
};

/* Shortest paths: see graph/paths.h; all else is O(ties) a round. */
LOCKSTEP_MUST_CHECK lockstep_status centrality_measure(struct centrality *out,
                                                       const struct network *network,
                                                       const struct lockstep_settings *settings,
                                                       lockstep_error *err);
/* The same of out->ties alone, which are filled, between accounts below `accounts`. */
LOCKSTEP_MUST_CHECK lockstep_status centrality_of_ties(struct centrality *out, uint32_t accounts,
                                                       const struct lockstep_settings *settings,
                                                       lockstep_error *err);
/* Every kept cluster by itself: the columns have the measures of an account among the ties inside
 * its cluster; pagerank sums to 1 in each. No ties are kept in `out`. */
LOCKSTEP_MUST_CHECK lockstep_status centrality_within(
    struct centrality *out, const struct centrality *whole, const struct clusters *clusters,
    uint32_t accounts, const struct lockstep_settings *settings, lockstep_error *err);
void centrality_release(struct centrality *centrality);
#endif
