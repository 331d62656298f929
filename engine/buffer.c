#include "engine/buffer.h"

#include "engine/arena.h"

#include <stdlib.h>

void buffer_append_more(struct buffer *buffer, struct slice text) {
    char *bytes = text.size > SIZE_MAX / 4 - buffer->size
                      ? NULL
                      : grow(buffer->bytes, &buffer->room, buffer->size + text.size, 1);
    if (!bytes) {
        buffer->failed = true;
        return;
    }
    buffer->bytes = bytes;
    memcpy(bytes + buffer->size, text.at, text.size);
    buffer->size += text.size;
}

void buffer_clear(struct buffer *buffer) {
    buffer->size = 0;
    buffer->failed = false;
}

void buffer_release(struct buffer *buffer) {
    free(buffer->bytes);
    *buffer = (struct buffer){0};
}
