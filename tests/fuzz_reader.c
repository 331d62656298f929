/* Any bytes are read or refused; nothing is lost: rows are records or rejects, and a block cut in
 * two says the same. */
#include "engine/input.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t parse(const struct reader *reader, const char *bytes, size_t size) {
    struct batch batch = {0};
    struct block block = {
        .reader = reader, .first_line = 1, .size = size, .bytes = calloc(size + BLOCK_PADDING, 1)};
    if (!block.bytes) abort();
    if (size) memcpy(block.bytes, bytes, size);
    if (reader_parse(reader, &block, &batch, NULL) != LOCKSTEP_OK) abort();
    size_t rows = batch.count + batch.reject_count;
    batch_release(&batch);
    free(block.bytes);
    return rows;
}

static void check(const struct reader *reader, const char *bytes, size_t size) {
    size_t start = reader_header(reader);
    if (start > size) abort();
    struct slice rest = {bytes + start, size - start};
    size_t whole = reader_whole(reader, rest);
    if (whole > rest.size) abort();
    size_t half = reader_whole(reader, (struct slice){rest.at, whole / 2});
    size_t together = parse(reader, rest.at, whole);
    size_t apart = parse(reader, rest.at, half) + parse(reader, rest.at + half, whole - half);
    if (together != apart) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    lockstep_settings *settings = lockstep_settings_new();
    struct reader *reader = NULL;
    char *text = calloc(size + BLOCK_PADDING, 1);
    if (!settings || !text) abort();
    if (size) memcpy(text, data, size);
    if (reader_open(&reader, settings, (struct slice){text, size}, "fuzz", NULL) == LOCKSTEP_OK) {
        check(reader, text, size);
        reader_close(reader);
    }
    free(text);
    lockstep_settings_free(settings);
    return 0;
}
