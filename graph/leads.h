/* Who is first and who follows, inside kept clusters. */
#ifndef LOCKSTEP_GRAPH_LEADS_H
#define LOCKSTEP_GRAPH_LEADS_H
#include "graph/graph.h"

/* The co-shares of one edge inside a kept cluster, in the cluster's layer, in time. Delays are in
 * seconds, above 0 where the source is first. */
struct lead {
    uint32_t source, target, cluster;
    uint64_t coshares, source_first, target_first; /* the rest are of one moment */
    double p_value;                                /* sign test of who is first, two-sided */
    double median, quartile_1, quartile_3;         /* of the delays */
    double steady; /* share of delays within STEADY_SECONDS of the median: a constant offset */
};

enum { STEADY_SECONDS = 1 };

/* What an account does in its cluster: a seeder is first at least twice as often as second, an
 * amplifier second at least twice as often as first, a relay neither. */
enum role { ROLE_NONE, ROLE_SEEDER, ROLE_AMPLIFIER, ROLE_RELAY, ROLE_COUNT };
const char *role_name(enum role role); /* "seeder"; "" for ROLE_NONE */

/* By account: co-shares with others of its cluster, in its layer. */
struct precedence {
    uint64_t first, second; /* in which it is strictly earlier, later */
};
/* (first − second) / (first + second); 0 where there is neither. */
double precedence_lead(const struct precedence *precedence);
enum role precedence_role(const struct precedence *precedence);

struct leads {
    struct lead *items; /* by cluster, source and target */
    size_t count;
    struct precedence *precedences; /* by account rank */
    struct arena arena;
};

/* O(shares + co-shares inside clusters × log edges); 8 bytes for each of these co-shares of the
 * layer at hand. */
LOCKSTEP_MUST_CHECK lockstep_status leads_measure(struct leads *out, const struct network *network,
                                                  const struct clusters *clusters,
                                                  lockstep_error *err);
void leads_release(struct leads *leads);
#endif
