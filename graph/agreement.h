/* How far two divisions of the same accounts into clusters agree. */
#ifndef LOCKSTEP_GRAPH_AGREEMENT_H
#define LOCKSTEP_GRAPH_AGREEMENT_H
#include "engine/error.h"

struct agreement {
    double ari; /* adjusted Rand index (Hubert & Arabie 1985) over the accounts that either has in
                   a cluster; one that the other has in none is a cluster of its own there */
    double jaccard; /* accounts in clusters of both / in clusters of either */
};

/* of_account: the number of an account's cluster, 0 for none. Both measures are NaN where neither
 * has a cluster. O(n log n). */
LOCKSTEP_MUST_CHECK lockstep_status clusters_agreement(struct agreement *out, const uint32_t *a,
                                                       const uint32_t *b, uint32_t accounts,
                                                       lockstep_error *err);
#endif
