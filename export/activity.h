/* How much each account did, of all posts and shares of a run. */
#ifndef LOCKSTEP_EXPORT_ACTIVITY_H
#define LOCKSTEP_EXPORT_ACTIVITY_H
#include "export/export.h"

struct account_activity {
    uint64_t shares;     /* in the layers of posts' own traces: the fused layer repeats them */
    int64_t first, last; /* of its posts; INT64_MAX and INT64_MIN without one */
    double watch_score;  /* ties to accounts of the watch-list */
};

/* By account rank; release with free. O(posts + shares). */
LOCKSTEP_MUST_CHECK lockstep_status activities_measure(struct account_activity **out,
                                                       const struct findings *findings,
                                                       lockstep_error *err);
#endif
