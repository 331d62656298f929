/* Which clusters might gain by being one: an upper bound for every two that meet, at hand without
 * looking at the episodes of the union. */
#ifndef LOCKSTEP_GRAPH_UNIONS_H
#define LOCKSTEP_GRAPH_UNIONS_H
#include "graph/episodes.h"
#include "graph/stakes.h"

enum { FEWEST_MEETINGS = 2 }; /* episodes, of two clusters that may be one */

/* Two clusters, a < b. */
struct union_pair {
    uint32_t a, b;
    double gain; /* over what the two are worth, by activity alone */
    bool failed; /* all that chance explains leaves nothing of that gain */
};

struct union_pairs {
    struct union_pair *items; /* the caller frees it */
    size_t count, room;
};

/* Disjoint sets of accounts, by number below `count`. */
struct parties {
    const struct episodes *episodes;
    const struct stakes *stakes;
    const uint32_t *owner; /* by account: its set, or UINT32_MAX */
    uint32_t accounts, count;
    const double *worth;  /* by set: what a union must exceed */
    const double *gains;  /* by set: of its episodes, before what is paid */
    const uint8_t *kept;  /* by set: a pair has one that is kept */
    const uint8_t *fresh; /* by set: a pair has one that is fresh */
};

/* Appends, with gain 0, the pairs that meet in FEWEST_MEETINGS episodes or more and whose union may
 * be worth more than the two. An episode of the union gains as it does in the set that is in it,
 * at the activity of both; so what two sets gain is known from the kinds of their episodes and from
 * those where both are. That is all that the union gains where the layer has one stratum; in others
 * what is known is more than it gains. O(p log p + m + pairs × kinds), p places of sets in
 * episodes, m meetings. */
LOCKSTEP_MUST_CHECK lockstep_status unions_list(struct union_pairs *out,
                                                const struct parties *parties, lockstep_error *err);
#endif
