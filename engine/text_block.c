#define _GNU_SOURCE /* fopencookie, sync_file_range */
#include "engine/text_block.h"

#include "engine/error.h"

#include <fcntl.h>
#include <stdio_ext.h>

static ssize_t append(void *text, const char *bytes, size_t size) {
    struct buffer *buffer = text;
    buffer_append(buffer, (struct slice){bytes, size});
    return buffer->failed ? 0 : (ssize_t) size;
}

/* open_memstream would take memory anew for each piece. */
lockstep_status text_block_open(struct text_block *block, lockstep_error *err) {
    const cookie_io_functions_t functions = {.write = append};
    if (!block->spelling) block->spelling = fopencookie(&block->text, "w", functions);
    if (!block->spelling) return fail_memory(err, "a block of output");
    __fsetlocking(block->spelling, FSETLOCKING_BYCALLER);
    buffer_clear(&block->text);
    return LOCKSTEP_OK;
}

lockstep_status text_block_close(struct text_block *block, lockstep_error *err) {
    bool written = fflush(block->spelling) == 0 && !ferror(block->spelling);
    return written && !block->text.failed ? LOCKSTEP_OK : fail_memory(err, "a block of output");
}

/* The disk works while the next block is spelt, not after the last one. A pipe has none, and what
 * fails there is told by the calls that write. */
static void start_writing(FILE *out) {
    (void) sync_file_range(fileno(out), 0, 0, SYNC_FILE_RANGE_WRITE);
}

lockstep_status text_block_write(const struct text_block *block, FILE *out, const char *path,
                                 lockstep_error *err) {
    size_t size = block->text.size; /* 0: there may be no bytes at all */
    if (size && fwrite(block->text.bytes, 1, size, out) != size) return fail_io(err, path);
    start_writing(out);
    return LOCKSTEP_OK;
}

void text_block_release(struct text_block *block) {
    if (block->spelling) fclose(block->spelling);
    buffer_release(&block->text);
    block->spelling = NULL;
}
