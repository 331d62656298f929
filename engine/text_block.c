#include "engine/text_block.h"

#include "engine/error.h"

#include <stdio_ext.h>
#include <stdlib.h>

lockstep_status text_block_open(struct text_block *block, lockstep_error *err) {
    block->spelling = open_memstream(&block->text, &block->size);
    if (!block->spelling) return fail_memory(err, "a block of output");
    __fsetlocking(block->spelling, FSETLOCKING_BYCALLER);
    return LOCKSTEP_OK;
}

lockstep_status text_block_close(struct text_block *block, lockstep_error *err) {
    bool failed = ferror(block->spelling);
    failed |= fclose(block->spelling) != 0;
    block->spelling = NULL;
    return failed ? fail_memory(err, "a block of output") : LOCKSTEP_OK;
}

lockstep_status text_block_write(struct text_block *block, FILE *out, const char *path,
                                 lockstep_error *err) {
    bool written = fwrite(block->text, 1, block->size, out) == block->size;
    text_block_release(block);
    return written ? LOCKSTEP_OK : fail_io(err, path);
}

void text_block_release(struct text_block *block) {
    free(block->text);
    *block = (struct text_block){0};
}
