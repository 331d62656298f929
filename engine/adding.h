/* The co-shares of account pairs, added up to edges. */
#ifndef LOCKSTEP_ENGINE_ADDING_H
#define LOCKSTEP_ENGINE_ADDING_H
#include "engine/edges.h"

/* Room for the work on one account after the other; starts zeroed but for the matches. */
struct adding {
    const struct matches *matches;
    /* Of the pair at hand. */
    int64_t *deltas;
    struct posts_met {
        uint32_t *items;
        size_t count, room;
    } source, target; /* posts of each side with a co-share */
    struct run_met {
        uint32_t object;
        double weight;
    } * runs; /* with a co-share */
    size_t delta_count, delta_room, run_count, run_room;
    /* Of the account at hand. */
    struct coshare_met {
        uint32_t edge, place, match; /* the source's place, the target's match */
    } * coshares, *by_edge;
    size_t *end; /* in by_edge: of each edge's */
    size_t coshare_count, coshare_room, by_edge_room, end_room;
    size_t leaps; /* to where others' shares are */
};

/* Fills `edges`, one for each of partners->found, with what their co-shares add up to. */
LOCKSTEP_MUST_CHECK lockstep_status adding_up(struct adding *adding, struct edge *edges,
                                              const struct partners *partners, uint32_t source,
                                              lockstep_error *err);
/* The two ways to do so, which give the same. At once: all matches around the source's are gone
 * through, O(these). Pair by pair, what the two do not have in common is passed over:
 * O(Σ co-shares + meetings log matches). */
LOCKSTEP_MUST_CHECK lockstep_status adding_at_once(struct adding *adding, struct edge *edges,
                                                   const struct partners *partners, uint32_t source,
                                                   lockstep_error *err);
LOCKSTEP_MUST_CHECK lockstep_status adding_by_pair(struct adding *adding, struct edge *edges,
                                                   const struct partners *partners, uint32_t source,
                                                   lockstep_error *err);
void adding_release(struct adding *adding);
#endif
