/* When: the days on which accounts post, how long ties live, and their weight by day. */
#ifndef LOCKSTEP_EXPORT_DYNAMICS_H
#define LOCKSTEP_EXPORT_DYNAMICS_H
#include "export/network_file.h"

/* As GEXF has it: the millisecond that it is in, which is the finest that Gephi reads. Returns
 * `out`. */
char *dynamics_moment(char out[TIME_TEXT], int64_t time);

struct dynamics;
/* O(posts). */
LOCKSTEP_MUST_CHECK lockstep_status dynamics_open(struct dynamics **out, const struct view *view,
                                                  lockstep_error *err);
void dynamics_close(struct dynamics *dynamics);

/* GEXF's spells of a node: each run of days (UTC) with a post of the account. */
void dynamics_put_days(FILE *out, struct dynamics *dynamics, uint32_t rank);
/* What stands in an edge behind its ends: from the first to the last post of the pair's co-shares,
 * and for each day with a co-share, by its later post, the sum over the objects co-shared then of
 * 1/ln(1 + accounts of the object); both in the layer that stands for the pair. To be called for
 * all pairs in the order of the walk. O(co-shares of the shown accounts) for every batch of
 * co-shares of ties, which takes 64 MB, or a sixteenth of --memory where that is less. */
LOCKSTEP_MUST_CHECK lockstep_status dynamics_put_tie(FILE *out, struct dynamics *dynamics,
                                                     const struct pair_walk *walk,
                                                     lockstep_error *err);
#endif
