/* Accounts whose names look the same: they differ by characters that nobody sees, such as a
 * zero-width space or a byte order mark that an export left. */
#ifndef LOCKSTEP_ENGINE_ALIKE_H
#define LOCKSTEP_ENGINE_ALIKE_H
#include "engine/posts.h"

struct alike {
    uint32_t accounts; /* that look like one before them */
    uint32_t first;    /* one of these, the first */
};

/* Of accounts in byte order of their names. O(length of the names + n log n) in those that hold
 * such characters, which are few. */
LOCKSTEP_MUST_CHECK lockstep_status alike_find(struct alike *out, const struct accounts *accounts,
                                               lockstep_error *err);
#endif
