#include "engine/buffer.h"

#include "engine/arena.h"
#include "engine/memory.h"

#include <stdlib.h>

char *buffer_make_room(struct buffer *buffer, size_t more) {
    char *bytes = more > SIZE_MAX / 4 - buffer->size
                      ? NULL
                      : grow(buffer->bytes, &buffer->room, buffer->size + more, 1);
    if (!bytes) return NULL;
    buffer->bytes = bytes;
    return bytes + buffer->size;
}

void buffer_append_more(struct buffer *buffer, struct slice text) {
    char *room = buffer_make_room(buffer, text.size);
    if (!room) {
        buffer->failed = true;
        return;
    }
    memory_copy(room, text.at, text.size);
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
