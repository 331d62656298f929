/* A piece of text that somebody else owns. Not ended by a NUL unless its maker says so; may hold
 * NULs. */
#ifndef LOCKSTEP_ENGINE_SLICE_H
#define LOCKSTEP_ENGINE_SLICE_H
#include "engine/lockstep.h"

#include <string.h>

struct slice {
    const char *at;
    size_t size;
};

struct slices {
    struct slice *items;
    size_t count;
};

#define SLICE(literal) ((struct slice){"" literal, sizeof(literal) - 1})

static inline struct slice slice_of(const char *text) {
    struct slice slice = {text, text ? strlen(text) : 0}; /* no literal: C++ reads this too */
    return slice;
}

static inline bool slice_equal(struct slice a, struct slice b) {
    return a.size == b.size && (a.size == 0 || memcmp(a.at, b.at, a.size) == 0);
}

/* Byte order; a prefix comes first. */
static inline int slice_compare(struct slice a, struct slice b) {
    size_t shorter = a.size < b.size ? a.size : b.size;
    int order = shorter ? memcmp(a.at, b.at, shorter) : 0;
    return order ? order : (a.size > b.size) - (a.size < b.size);
}
#endif
