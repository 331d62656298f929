/* How finely the clocks of the data tell moments apart, and what must not be read out of coarser
 * ones. */
#ifndef LOCKSTEP_ENGINE_MOMENTS_H
#define LOCKSTEP_ENGINE_MOMENTS_H
#include "engine/traces.h"

/* What a precision leaves open, in microseconds. */
int64_t precision_length(enum time_precision precision);

/* Takes the moments of sources out of the `time` layer whose times are, for a hundred posts and
 * more, all at second 0: minutes, written with seconds. Before, posts that say themselves that they
 * know no finer time gave none. `archive->time_refused` says so where none are left; an EARG
 * where the trace was asked for. O(posts). */
LOCKSTEP_MUST_CHECK lockstep_status moments_check(struct archive *archive,
                                                  const struct lockstep_settings *settings,
                                                  bool optional, lockstep_error *err);

int64_t shortest_window(const struct lockstep_settings *settings);
/* An EINPUT where all times state the day only, and the window is shorter. */
LOCKSTEP_MUST_CHECK lockstep_status window_check(const struct archive *archive,
                                                 const struct lockstep_settings *settings,
                                                 lockstep_error *err);
#endif
