/* What evidence is worth to a run: less what all clusters pay, and less what chance has. */
#ifndef LOCKSTEP_GRAPH_STAKES_H
#define LOCKSTEP_GRAPH_STAKES_H
#include "graph/graph.h"

/* Of one layer, in nats. */
struct stakes {
    double alpha;
    double price;   /* for the layers that compete */
    double placebo; /* for what chance has in this layer; 0 where that is nothing */
    uint64_t seed;
};

/* evidence − price − placebo, or strict evidence − price where that is more. */
double evidence_net(const struct evidence *evidence, const struct stakes *stakes);
/* The same of evidence that was counted in passing, never below 0. */
double evidence_worth(double nats, const struct stakes *stakes);

/* As communities_gains, with `strict` filled where the placebo asks for it. */
LOCKSTEP_MUST_CHECK lockstep_status communities_weigh(struct evidence *out,
                                                      const struct layer *layer,
                                                      const struct null_model *null,
                                                      const uint32_t *community, uint32_t count,
                                                      const struct stakes *stakes, gain_fn visit,
                                                      void *data, lockstep_error *err);
/* The net evidence of disjoint sets of accounts in a layer, each post once: what decisions hang on.
 * community[account] as in communities_evidence. */
LOCKSTEP_MUST_CHECK lockstep_status sets_evidence(struct evidence *out, const struct edges *edges,
                                                  const uint32_t *community, uint32_t sets,
                                                  const struct stakes *stakes, lockstep_error *err);
/* Of one set; may be negative; `episodes` may be NULL. */
LOCKSTEP_MUST_CHECK lockstep_status set_evidence(double *nats, uint64_t *episodes,
                                                 const struct edges *edges, const uint32_t *members,
                                                 uint32_t count, const struct stakes *stakes,
                                                 lockstep_error *err);

/* What one episode gains in strict evidence: −ln of the chance of k of its n accounts (2 ≤ k) by
 * draws without repetition from a community of so many members that has a share q of all, with a
 * uniform prior over k. */
double strict_gain(uint32_t k, uint32_t n, uint32_t members, double q);
/* What is paid for having chosen so many of all episodes. */
double strict_choice(double episodes, double chosen);
#endif
