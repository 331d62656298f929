/* A piece of a file that is spelt in memory, so that several can be at once, and written when its
 * turn has come. Starts zeroed. */
#ifndef LOCKSTEP_ENGINE_TEXT_BLOCK_H
#define LOCKSTEP_ENGINE_TEXT_BLOCK_H
#include "engine/lockstep.h"

struct text_block {
    char *text;
    size_t size;
    FILE *spelling; /* while it is open */
};

/* Opens `spelling`, which is for one thread: its bytes take no lock. */
LOCKSTEP_MUST_CHECK lockstep_status text_block_open(struct text_block *block, lockstep_error *err);
/* Closes it; fails where memory ran out on the way. */
LOCKSTEP_MUST_CHECK lockstep_status text_block_close(struct text_block *block, lockstep_error *err);
/* Writes what was spelt, and releases it. `path` is for the message of a failure. */
LOCKSTEP_MUST_CHECK lockstep_status text_block_write(struct text_block *block, FILE *out,
                                                     const char *path, lockstep_error *err);
void text_block_release(struct text_block *block);
#endif
