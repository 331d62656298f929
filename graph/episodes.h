/* The episodes of a layer by account: what evidence is made of, at hand for many sets of accounts
 * of which none costs a pass over the layer. */
#ifndef LOCKSTEP_GRAPH_EPISODES_H
#define LOCKSTEP_GRAPH_EPISODES_H
#include "graph/graph.h"

/* Nats by which an episode of n accounts, k of them from a community that by chance would be a
 * share q of them, is likelier when the community takes part at a rate of its own, less the price
 * of stating k and of choosing the episode. 0 where it gains nothing. */
double episode_gain(uint32_t k, uint32_t n, double q);
/* What is paid for having chosen these accounts among all, their number too (2 / n(n − 1) sums to 1
 * over all n from 3 on), and for alpha. */
double evidence_price(uint32_t accounts, uint32_t chosen, double alpha);
/* ln of the number of ways to choose k of n. */
double ln_binomial(uint32_t n, uint32_t k);
/* P(at least k of n) with chance p each. O(n − k). */
double binomial_tail(uint32_t n, uint32_t k, double p);

/* An episode of two or more accounts, one of them wanted. */
struct indexed_episode {
    uint32_t accounts, stratum;
    uint32_t present; /* of the set that is looked at; 0 between calls */
};

struct episodes {
    const struct null_model *null;
    struct indexed_episode *items; /* by stratum */
    uint32_t count, strata;
    size_t *start;  /* by account, and one more: where its episodes are in `of` */
    uint32_t *of;   /* ascending */
    uint32_t *seen; /* the episodes of the set that is looked at */
    uint32_t seen_count;
    double *activity; /* by stratum, of the set that is looked at; 0 between calls */
    struct arena arena;
};

/* Indexes what the evidence of a layer is made of, for sets of accounts with wanted[account] = 1.
 * O(shares). */
LOCKSTEP_MUST_CHECK lockstep_status episodes_index(struct episodes *out, const struct edges *edges,
                                                   const uint8_t *wanted, lockstep_error *err);
void episodes_release(struct episodes *episodes);

/* The evidence of members that were wanted where chance is their share of all activity alone. That
 * of cluster_evidence, which looks at who is about and at the audience too, is no more: this one
 * tells quickly what is worth evaluating. O(episodes and strata of the members). */
struct evidence episodes_evidence(struct episodes *episodes, const uint32_t *members,
                                  uint32_t count, double alpha);

/* How often a member meets the others. */
struct meetings {
    uint32_t episodes; /* of the account, with anybody */
    uint32_t met;      /* of these, with another member */
    double expected;   /* of these, were everybody in them drawn by activity */
    double p_value;    /* of meeting so many; the chances of its episodes are taken as their mean,
                          which errs on the side of chance (Hoeffding 1956) */
};
void episodes_meetings(struct meetings *out, struct episodes *episodes, const uint32_t *members,
                       uint32_t count);

/* loss[i]: the nats that this evidence of the set loses when members[i] leaves it; below 0 for one
 * who weakens it. Exact: the share of activity of the others changes every episode's gain, but
 * alike for all with equal (k, n), and alike for members of equal activity. O(e log e + d h) with
 * the e episodes of the members, d different activities and h different (k, n). */
LOCKSTEP_MUST_CHECK lockstep_status episodes_losses(double *loss, struct episodes *episodes,
                                                    const uint32_t *members, uint32_t count,
                                                    lockstep_error *err);
#endif
