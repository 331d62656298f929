/* How much of a cluster hangs on the choice of the window and on single objects. */
#ifndef LOCKSTEP_GRAPH_RESPONSE_H
#define LOCKSTEP_GRAPH_RESPONSE_H
#include "graph/stakes.h"

/* What one object gives to the evidence of a cluster. */
struct object_gain {
    uint32_t object;
    double nats;
};
enum { TOP_GAINS = 5 };

/* The evidence of the accounts of a cluster somewhere. */
struct response {
    double evidence;                   /* nats, less the price of the layers */
    double gains;                      /* of all episodes, before anything is paid */
    struct object_gain top[TOP_GAINS]; /* most nats first, then by object; 0 nats where none is */
};

/* By index, the evidence of the kept clusters that were found in a layer of the same name as that
 * of `edges`, from its shares at `window`; others are left as they are. Each post counts under the
 * object chosen at the window of `edges`. `layers` compete. O(shares). */
LOCKSTEP_MUST_CHECK lockstep_status clusters_response(
    struct response *out, const struct clusters *clusters, const struct network *network,
    const struct edges *edges, int64_t window, double alpha, size_t layers, lockstep_error *err);
/* Fills what struct cluster says of half and double the window, and of its largest object. */
LOCKSTEP_MUST_CHECK lockstep_status clusters_respond(struct clusters *clusters,
                                                     const struct network *network,
                                                     const struct lockstep_settings *settings,
                                                     lockstep_error *err);
#endif
