/* Candidate clusters made better as long as that gains evidence. Evidence pays for the choice of
 * its accounts among all, so that any search for better ones is as honest as any other. */
#ifndef LOCKSTEP_GRAPH_REFINE_H
#define LOCKSTEP_GRAPH_REFINE_H
#include "graph/episodes.h"
#include "graph/stakes.h"

enum { SMALLEST_CLUSTER = 3 }; /* accounts */

/* Appends a cluster with room for `count` members. */
LOCKSTEP_MUST_CHECK lockstep_status clusters_add(struct clusters *clusters, size_t layer,
                                                 uint32_t count, lockstep_error *err);

/* Refines clusters->items[first ...], disjoint communities of the layer of `edges`.
 * Split: the parts that modularity finds among a cluster's own edges take its place where they are
 * worth more together and hardly ever meet. Trimmed: accounts without which the evidence is greater
 * leave a cluster that is worth something. */
LOCKSTEP_MUST_CHECK lockstep_status clusters_refine(struct clusters *clusters, size_t first,
                                                    const struct edges *edges,
                                                    const struct stakes *stakes,
                                                    lockstep_error *err);

/* Unites kept clusters with each other and with what chance explains wherever a layer gives the
 * union more evidence than the two are worth: the best first, until none is left. Such pairs meet
 * in two episodes of that layer or more. One of the two is emptied. O(rounds × shares log shares +
 * unions_list of what changed + pairs that may gain × episodes). */
LOCKSTEP_MUST_CHECK lockstep_status clusters_merge(struct clusters *clusters,
                                                   const struct network *network,
                                                   const struct stakes *stakes, /* by layer */
                                                   lockstep_error *err);

/* Removes the members without whom the evidence is greater, the weakest first, all at once where
 * that gains and else by halves. `members` keep their order. Never below SMALLEST_CLUSTER. */
LOCKSTEP_MUST_CHECK lockstep_status members_trim(uint32_t *members, uint32_t *count,
                                                 struct episodes *episodes, double alpha,
                                                 lockstep_error *err);
#endif
