/* What is read, in streams of bytes that are parted by a hash: as much as there is goes in one
 * after the other, and each part, small enough to be worked on in caches, comes out whole. */
#ifndef LOCKSTEP_ENGINE_STREAMS_H
#define LOCKSTEP_ENGINE_STREAMS_H
#include "engine/buffer.h"

enum { PART_BITS = 7, PARTS = 1 << PART_BITS };

/* By the upper bits; hash tables go by the lower ones. */
static inline uint32_t part_of(uint64_t hash) {
    return (uint32_t) (hash >> (64 - PART_BITS));
}

struct streams {
    struct stream {
        char **chunks;
        size_t count, room; /* of chunks */
        size_t last;        /* bytes in the last one */
    } parts[PARTS];
};

LOCKSTEP_MUST_CHECK lockstep_status streams_append(struct streams *streams, uint32_t part,
                                                   struct slice bytes, lockstep_error *err);
/* All bytes of a part, which is empty afterwards. Any number of parts at a time. */
LOCKSTEP_MUST_CHECK lockstep_status streams_take(struct streams *streams, uint32_t part,
                                                 struct buffer *out, lockstep_error *err);
void streams_release(struct streams *streams);

/* Numbers of seven bits a byte, the lowest first (LEB128). */
void number_append(struct buffer *out, uint64_t number);
/* The number at *at, which moves behind it. */
static inline uint64_t number_take(const char **at) {
    uint64_t number = 0;
    for (unsigned shift = 0;; shift += 7) {
        uint8_t byte = (uint8_t) * (*at)++;
        number |= (uint64_t) (byte & 0x7F) << shift;
        if (byte < 0x80) return number;
    }
}
#endif
