/* Bytes that grow at the end. A failed growth is remembered, so that callers check once, after the
 * last append. */
#ifndef LOCKSTEP_ENGINE_BUFFER_H
#define LOCKSTEP_ENGINE_BUFFER_H
#include "engine/slice.h"

struct buffer {
    char *bytes;
    size_t size, room;
    bool failed; /* memory ran out; what was appended since is missing */
};

/* What goes beyond the room that there is. */
void buffer_append_more(struct buffer *buffer, struct slice text);
static inline void buffer_append(struct buffer *buffer, struct slice text) {
    if (text.size > buffer->room - buffer->size) {
        buffer_append_more(buffer, text);
    } else if (text.size) {
        memcpy(buffer->bytes + buffer->size, text.at, text.size);
        buffer->size += text.size;
    }
}
static inline void buffer_byte(struct buffer *buffer, char byte) {
    struct slice text = {&byte, 1};
    buffer_append(buffer, text);
}
/* Room for `more` bytes behind those that are there, to be written to; NULL when memory is out. */
char *buffer_make_room(struct buffer *buffer, size_t more);
static inline char *buffer_room(struct buffer *buffer, size_t more) {
    if (more > buffer->room - buffer->size) return buffer_make_room(buffer, more);
    return buffer->bytes + buffer->size;
}
/* Keeps the memory, forgets the contents and a failure. */
void buffer_clear(struct buffer *buffer);
void buffer_release(struct buffer *buffer);

static inline struct slice buffer_slice(const struct buffer *buffer) {
    struct slice slice = {buffer->bytes, buffer->size};
    return slice;
}
#endif
