/* A piece of a file that is spelt in memory, so that several can be at once, and written when its
 * turn has come. Its memory serves for the next piece. Starts zeroed, and stays where it is. */
#ifndef LOCKSTEP_ENGINE_TEXT_BLOCK_H
#define LOCKSTEP_ENGINE_TEXT_BLOCK_H
#include "engine/buffer.h"

struct text_block {
    struct buffer text;
    FILE *spelling; /* the way there for what prints; appending to the text is faster */
};

/* Empties the block for a piece that goes either to `text` or to `spelling`, which is for one
 * thread: its bytes take no lock. */
LOCKSTEP_MUST_CHECK lockstep_status text_block_open(struct text_block *block, lockstep_error *err);
/* Ends the piece; fails where memory ran out on the way. */
LOCKSTEP_MUST_CHECK lockstep_status text_block_close(struct text_block *block, lockstep_error *err);
/* Writes what was spelt. `path` is for the message of a failure. */
LOCKSTEP_MUST_CHECK lockstep_status text_block_write(const struct text_block *block, FILE *out,
                                                     const char *path, lockstep_error *err);
void text_block_release(struct text_block *block);
#endif
