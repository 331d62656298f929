/* The shares of a layer in the order of time: who is about at a moment. */
#ifndef LOCKSTEP_ENGINE_CHRONICLE_H
#define LOCKSTEP_ENGINE_CHRONICLE_H
#include "engine/traces.h"

struct chronicle {
    int64_t *times; /* of all shares, ascending */
    uint32_t *accounts;
    size_t count;
};

/* O(shares). */
LOCKSTEP_MUST_CHECK lockstep_status chronicle_make(struct chronicle *out, const struct layer *layer,
                                                   lockstep_error *err);
void chronicle_release(struct chronicle *chronicle);
/* How many of `count` ascending times lie within [from, to]. O(log count). */
size_t times_within(const int64_t *times, size_t count, int64_t from, int64_t to);
#endif
