#include "engine/streams.h"

#include "engine/arena.h"
#include "engine/error.h"

#include <stdlib.h>

enum { CHUNK = 1 << 16, CHUNKS_IN_SLAB = 64 };

static char *cut_chunk(struct streams *s) {
    if (!s->slab_count || s->cut == CHUNKS_IN_SLAB) {
        char **slabs = grow(s->slabs, &s->slab_room, s->slab_count + 1, sizeof *slabs);
        if (!slabs) return NULL;
        s->slabs = slabs;
        if (!(slabs[s->slab_count] = malloc((size_t) CHUNK * CHUNKS_IN_SLAB))) return NULL;
        s->slab_count++;
        s->cut = 0;
    }
    return s->slabs[s->slab_count - 1] + CHUNK * s->cut++;
}

static bool add_chunk(struct streams *s, struct stream *part) {
    char **chunks = grow(part->chunks, &part->room, part->count + 1, sizeof *chunks);
    if (!chunks) return false;
    part->chunks = chunks;
    if (!(chunks[part->count] = cut_chunk(s))) return false;
    part->count++;
    part->last = 0;
    return true;
}

lockstep_status streams_append(struct streams *s, uint32_t index, struct slice bytes,
                               lockstep_error *err) {
    struct stream *part = &s->parts[index];
    while (bytes.size) {
        bool is_full = !part->count || part->last == CHUNK;
        if (is_full && !add_chunk(s, part)) return fail_memory(err, "shares");
        size_t left = CHUNK - part->last, size = bytes.size < left ? bytes.size : left;
        memcpy(part->chunks[part->count - 1] + part->last, bytes.at, size);
        part->last += size;
        bytes = (struct slice){bytes.at + size, bytes.size - size};
    }
    return LOCKSTEP_OK;
}

lockstep_status streams_read(const struct streams *s, uint32_t index, struct buffer *out,
                             lockstep_error *err) {
    const struct stream *part = &s->parts[index];
    buffer_clear(out);
    for (size_t i = 0; i < part->count; i++)
        buffer_append(out, (struct slice){part->chunks[i],
                                          i + 1 < part->count ? (size_t) CHUNK : part->last});
    return out->failed ? fail_memory(err, "shares") : LOCKSTEP_OK;
}

void streams_release(struct streams *s) {
    for (size_t i = 0; i < s->slab_count; i++)
        free(s->slabs[i]);
    for (size_t p = 0; p < PARTS; p++)
        free(s->parts[p].chunks);
    free(s->slabs);
    *s = (struct streams){0};
}

void number_append(struct buffer *out, uint64_t number) {
    for (; number >= 0x80; number >>= 7)
        buffer_byte(out, (char) (0x80 | (number & 0x7F)));
    buffer_byte(out, (char) number);
}
