#include "engine/buffer.h"

#include "engine/arena.h"

#include <stdlib.h>

void buffer_append(struct buffer *buffer, struct slice text) {
    char *bytes = text.size > SIZE_MAX / 4 - buffer->size
                      ? NULL
                      : grow(buffer->bytes, &buffer->room, buffer->size + text.size, 1);
    if (!bytes && text.size) {
        buffer->failed = true;
        return;
    }
    buffer->bytes = bytes;
    if (text.size) memcpy(bytes + buffer->size, text.at, text.size);
    buffer->size += text.size;
}

void buffer_byte(struct buffer *buffer, char byte) {
    buffer_append(buffer, (struct slice){&byte, 1});
}

void buffer_clear(struct buffer *buffer) {
    buffer->size = 0;
    buffer->failed = false;
}

void buffer_release(struct buffer *buffer) {
    free(buffer->bytes);
    *buffer = (struct buffer){0};
}
