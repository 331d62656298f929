/* What chance explains: the null model of a layer, p of an edge, q over all pairs. docs/method.md
 * has the derivations. */
#ifndef LOCKSTEP_ENGINE_SIGNIFICANCE_H
#define LOCKSTEP_ENGINE_SIGNIFICANCE_H
#include "engine/chronicle.h"

/* Account pairs of an object with repeated accounts are named up to so many co-shares, and sampled
 * beyond. */
enum { SIGNIFICANCE_PAIRS = 4000000 };

/* Where little else goes on around a moment, it is mixed with so many shares by activity alone. */
enum { PRIOR_SHARES = 10 };

/* Distinct objects of an account in one stratum. */
struct activity {
    uint32_t stratum, objects;
};

/* The null: the co-shares that each object shows fall on account pairs in proportion to activity.
 * With d_a the distinct objects of account a, d_o the accounts of object o, M = Σ d_o and π_o the
 * share of o's account pairs that have a co-share, a pair is expected to co-share λ_ab = Σ over
 * strata s of S_s d_as d_bs objects, S_s = Σ_{o in s} (d_o/M_s)² π_o. */
struct null_model {
    uint32_t accounts;         /* N: with a share in the layer */
    uint32_t account_room;     /* of the run */
    uint32_t *activity_total;  /* d_a by account rank, all strata */
    struct activity *activity; /* by account, then stratum */
    size_t *activity_start;    /* by account rank; one more than account_room */
    double *rate;              /* S_s */
    double *total;             /* M_s */
    double mean_rate; /* the one S that gives the same Σ λ over all ordered pairs, an account with
                         itself included; S itself with a single stratum */
    double rate_error; /* standard error of Σ S_s from sampled objects; 0 when all were counted */
    uint32_t sampled_objects;   /* too popular to enumerate */
    struct chronicle chronicle; /* empty where presence is not looked at */
};

/* O(shares + account pairs of objects that hold repeated accounts, at most `SIGNIFICANCE_PAIRS`
 * each; beyond, a sample). */
LOCKSTEP_MUST_CHECK lockstep_status null_model_fit(struct null_model *out,
                                                   const struct layer *layer, uint32_t accounts,
                                                   uint64_t seed, lockstep_error *err);
/* The two parts of that: all but the chronicle, and then that, 12 bytes a share. */
LOCKSTEP_MUST_CHECK lockstep_status null_model_fit_rates(struct null_model *out,
                                                         const struct layer *layer,
                                                         uint32_t accounts, uint64_t seed,
                                                         lockstep_error *err);
LOCKSTEP_MUST_CHECK lockstep_status null_model_fit_times(struct null_model *model,
                                                         const struct layer *layer,
                                                         lockstep_error *err);
void null_model_release(struct null_model *model);

/* λ_ab. O(strata of a + strata of b); O(1) with a single stratum. */
double null_expected(const struct null_model *model, uint32_t a, uint32_t b);

/* ln n! for whole n ≥ 0, to 11 digits; unlike lgamma it touches no global. */
double ln_factorial(double n);

/* P(Poisson(λ) ≥ k), accurate in the far tail. */
double poisson_tail(double lambda, uint32_t k);

/* q[i] by Benjamini–Hochberg (1995) for p[i], i < count, in a family of `pairs` tests; those not
 * given count as p = 1. */
LOCKSTEP_MUST_CHECK lockstep_status benjamini_hochberg(double *q, const double *p, size_t count,
                                                       double pairs, lockstep_error *err);
#endif
