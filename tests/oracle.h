/* What the engine computes, computed the slow and obvious way: double loops over everything, no
 * sweep, no pruning, no hash table. For tests only; memory that runs out aborts. And a maker of
 * random layers to compare the two on. */
#ifndef LOCKSTEP_TESTS_ORACLE_H
#define LOCKSTEP_TESTS_ORACLE_H
#include "engine/edges.h"

/* ---- random input */

/* xorshift64*: the same numbers everywhere. */
struct oracle_random {
    uint64_t state;
};
struct oracle_random oracle_seed(uint64_t seed);
/* 0 ≤ result < below. */
uint32_t oracle_draw(struct oracle_random *random, uint32_t below);

/* A random layer: a few to some dozen accounts, objects and shares; crowds, bursts, planted groups,
 * accounts that repeat themselves, ties, gaps of exactly the window, posts that share several
 * objects, accounts without a share, strata. Eight shapes take turns with the seed. */
struct oracle_layer {
    const char *shape;      /* for messages: "ties" */
    struct layer layer;     /* valid as traces.h says */
    struct share *unsorted; /* its shares in random order, some of them several times */
    size_t unsorted_count;
    uint32_t accounts; /* of the run: ranks are below */
    uint32_t posts;    /* likewise; a post has one account and one time */
};
void oracle_layer_make(struct oracle_layer *out, uint64_t seed);
/* Gives the layer and its objects that trace: what it is about decides what is chance. */
void oracle_layer_call(struct layer *layer, enum trace trace);
/* The valid layer of any shares; `first_object_of` strata, ascending and beginning with 0, or NULL
 * for a single stratum. Takes a copy. */
void oracle_layer_sort(struct layer *out, const struct share *shares, size_t count, int64_t window,
                       const uint32_t *first_object_of, size_t strata);
void oracle_layer_free(struct oracle_layer *layer);
void oracle_layer_clear(struct layer *layer); /* what oracle_layer_sort made */

/* ---- co-shares */

struct oracle_coshare {
    struct share first, second;
    size_t object; /* index in layer.objects */
};
/* In the order of coshares_visit; the caller frees *out. O(shares²). */
size_t oracle_coshares(struct oracle_coshare **out, const struct layer *layer);

/* ---- the null model */

struct oracle_null {
    uint32_t room;     /* account ranks are below */
    uint32_t accounts; /* N */
    size_t strata;
    uint32_t *activity;       /* d_as at [s * room + a] */
    uint32_t *activity_total; /* d_a */
    double *rate, *total;     /* S_s, M_s */
    double mean_rate;
};
void oracle_null(struct oracle_null *out, const struct layer *layer, uint32_t accounts);
void oracle_null_free(struct oracle_null *null);
double oracle_expected(const struct oracle_null *null, uint32_t a, uint32_t b);
/* P(Poisson(λ) ≥ k), term by term. */
long double oracle_poisson_tail(double lambda, uint32_t k);
/* q by the definition: min over ranks j ≥ i of p_(j) m / j, at most 1, for m = `pairs` tests, the
 * unnamed ones with p = 1. O(count²). */
void oracle_benjamini_hochberg(double *q, const double *p, size_t count, double pairs);

/* ---- edges */

/* Pairs with `min_objects` objects, by source and target, every column but `kept`; the caller frees
 * *out. */
size_t oracle_edges(struct edge **out, const struct layer *layer, uint32_t accounts,
                    uint32_t min_objects);

/* ---- evidence */

/* As graph/graph.h's cluster_evidence, by the formula of docs/method.md, with q_C of each episode's
 * stratum. `accounts` as above; `episodes` may be NULL. */
double oracle_evidence(const struct layer *layer, uint32_t accounts, const uint32_t *members,
                       uint32_t count, double alpha, uint64_t *episodes);
/* The same for strict evidence. */
double oracle_strict(const struct layer *layer, uint32_t accounts, const uint32_t *members,
                     uint32_t count, double alpha);
#endif
