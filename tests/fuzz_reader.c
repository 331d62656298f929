/* Any bytes are read or refused, and where blocks are cut leaves no mark: as many rows are used, and
 * some are rejected either way or none. (How many pieces the rest of a broken document falls into
 * may differ by one.) */
#include "engine/input.h"

#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct outcome {
    lockstep_status status;
    size_t records, rejects;
};

static lockstep_status read_all(struct input *input, struct outcome *outcome) {
    struct batch batch = {0};
    struct block block = {0};
    for (;;) {
        lockstep_status status = input_next(input, &block, NULL);
        bool end = status != LOCKSTEP_OK || block.size == 0;
        if (!end) status = reader_parse(block.reader, &block, &batch, NULL);
        if (end || status != LOCKSTEP_OK) {
            outcome->records = batch.count;
            outcome->rejects = batch.reject_count;
            batch_release(&batch);
            block_release(&block);
            return status;
        }
    }
}

static struct outcome read_in_blocks(const char *path, size_t block_size) {
    struct outcome outcome = {0};
    struct sources sources = {0};
    struct input *input = NULL;
    lockstep_settings *settings = lockstep_settings_new();
    if (!settings) abort();
    outcome.status = input_open(&input, &sources, settings, &path, 1, NULL);
    if (outcome.status == LOCKSTEP_OK) {
        input_set_sizes(input, block_size, 1 << 20);
        outcome.status = read_all(input, &outcome);
    }
    input_close(input);
    sources_release(&sources);
    lockstep_settings_free(settings);
    return outcome;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char path[] = "/tmp/lockstep-fuzz-XXXXXX";
    int file = mkstemp(path);
    if (file < 0 || write(file, data, size) != (ssize_t) size) abort();
    close(file);
    struct outcome small = read_in_blocks(path, 64), large = read_in_blocks(path, 1 << 20);
    remove(path);
    if (small.status != large.status || small.records != large.records ||
        (small.rejects == 0) != (large.rejects == 0))
        abort();
    return 0;
}
