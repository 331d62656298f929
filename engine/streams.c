#include "engine/streams.h"

#include "engine/arena.h"
#include "engine/error.h"

#include <stdlib.h>

/* What is not written of a chunk takes no memory. It is large enough to go back to the system once
 * it is freed, and to lie in a file (memory.h). */
enum { CHUNK = 1 << 21 };

static bool add_chunk(struct stream *part) {
    char **chunks = grow(part->chunks, &part->room, part->count + 1, sizeof *chunks);
    if (!chunks) return false;
    part->chunks = chunks;
    if (!(chunks[part->count] = malloc(CHUNK))) return false;
    part->count++;
    part->last = 0;
    return true;
}

lockstep_status streams_append(struct streams *s, uint32_t index, struct slice bytes,
                               lockstep_error *err) {
    struct stream *part = &s->parts[index];
    while (bytes.size) {
        bool is_full = !part->count || part->last == CHUNK;
        if (is_full && !add_chunk(part)) return fail_memory(err, "shares");
        size_t left = CHUNK - part->last;
        size_t size = bytes.size < left ? bytes.size : left;
        memcpy(part->chunks[part->count - 1] + part->last, bytes.at, size);
        part->last += size;
        bytes = (struct slice){bytes.at + size, bytes.size - size};
    }
    return LOCKSTEP_OK;
}

static void release_part(struct stream *part) {
    for (size_t i = 0; i < part->count; i++)
        free(part->chunks[i]);
    free(part->chunks);
    *part = (struct stream){0};
}

lockstep_status streams_take(struct streams *s, uint32_t index, struct buffer *out,
                             lockstep_error *err) {
    struct stream *part = &s->parts[index];
    buffer_clear(out);
    for (size_t i = 0; i < part->count; i++) {
        size_t size = i + 1 < part->count ? CHUNK : part->last;
        buffer_append(out, (struct slice){part->chunks[i], size});
    }
    release_part(part);
    return out->failed ? fail_memory(err, "shares") : LOCKSTEP_OK;
}

void streams_release(struct streams *s) {
    for (size_t p = 0; p < PARTS; p++)
        release_part(&s->parts[p]);
}

void number_append(struct buffer *out, uint64_t number) {
    for (; number >= 0x80; number >>= 7)
        buffer_byte(out, (char) (0x80 | (number & 0x7F)));
    buffer_byte(out, (char) number);
}
