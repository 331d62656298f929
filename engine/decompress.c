#include "engine/decompress.h"

#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

enum { ROOM = 256 << 10 };

struct decompressor {
    packed_fn more;
    void *data;
    z_stream gzip;   /* where `zstd` is NULL */
    ZSTD_DCtx *zstd; /* NULL: it is gzip */
    struct slice in; /* given and not used yet */
    size_t size;     /* of what is in `out` */
    bool between;    /* behind a member, or frame: another may follow */
    bool was_full;   /* more may come out without more going in */
    bool is_cut;
    const char *damage;
    unsigned char out[ROOM];
};

static bool is_gzip(struct slice head) {
    return head.size > 1 && memcmp(head.at, "\x1F\x8B", 2) == 0;
}

/* A frame, or one to be skipped, which pzstd begins with. */
static bool is_zstd(struct slice head) {
    if (head.size < 4) return false;
    bool skipped = (head.at[0] & 0xF0) == 0x50 && memcmp(head.at + 1, "\x2A\x4D\x18", 3) == 0;
    return skipped || memcmp(head.at, "\x28\xB5\x2F\xFD", 4) == 0;
}

bool decompressor_knows(struct slice head) {
    return is_gzip(head) || is_zstd(head);
}

static bool start_zstd(struct decompressor *d) {
    d->zstd = ZSTD_createDCtx();
    if (!d->zstd) return false;
    ZSTD_bounds bounds = ZSTD_dParam_getBounds(ZSTD_d_windowLogMax);
    return !ZSTD_isError(ZSTD_DCtx_setParameter(d->zstd, ZSTD_d_windowLogMax, bounds.upperBound));
}

struct decompressor *decompressor_new(struct slice head, packed_fn more, void *data) {
    struct decompressor *d = calloc(1, sizeof *d);
    if (!d) return NULL;
    d->more = more;
    d->data = data;
    if (is_gzip(head) ? inflateInit2(&d->gzip, 15 + 16) == Z_OK : start_zstd(d)) return d;
    decompressor_free(d);
    return NULL;
}

void decompressor_free(struct decompressor *d) {
    if (!d) return;
    if (d->zstd)
        ZSTD_freeDCtx(d->zstd);
    else
        inflateEnd(&d->gzip);
    free(d);
}

/* Makes sure that there are bytes to go on with; false at the end, which may come too early. */
static bool feed(struct decompressor *d, bool *readable) {
    if (d->in.size || d->was_full) return true;
    *readable = d->more(d->data, &d->in);
    if (d->in.size) return true;
    if (*readable && !d->between) {
        d->is_cut = true;
        d->damage = "";
    }
    return false;
}

/* One step of gzip; false when it is damaged. */
static bool step_gzip(struct decompressor *d) {
    z_stream *z = &d->gzip;
    if (d->between) inflateReset(z);
    z->next_in = (z_const Bytef *) (uintptr_t) d->in.at;
    z->avail_in = (uInt) d->in.size;
    z->next_out = d->out + d->size;
    z->avail_out = (uInt) (ROOM - d->size);
    int got = inflate(z, Z_NO_FLUSH);
    d->in = (struct slice){d->in.at + d->in.size - z->avail_in, z->avail_in};
    d->size = ROOM - z->avail_out;
    d->between = got == Z_STREAM_END;
    if (got == Z_OK || got == Z_STREAM_END || got == Z_BUF_ERROR) return true;
    d->damage = z->msg ? z->msg : "";
    return false;
}

static bool step_zstd(struct decompressor *d) {
    ZSTD_inBuffer in = {d->in.at, d->in.size, 0};
    ZSTD_outBuffer out = {d->out, ROOM, d->size};
    size_t left = ZSTD_decompressStream(d->zstd, &out, &in);
    d->in = (struct slice){d->in.at + in.pos, d->in.size - in.pos};
    d->size = out.pos;
    d->between = left == 0;
    if (ZSTD_isError(left)) d->damage = ZSTD_getErrorName(left);
    return !ZSTD_isError(left);
}

/* Whether another member follows the last; else it is zeros, which pad, or does not belong there.
 */
static bool goes_on(struct decompressor *d) {
    unsigned char first = (unsigned char) *d->in.at;
    if (d->zstd ? first == 0x28 || (first & 0xF0) == 0x50 : first == 0x1F) return true;
    if (first) d->damage = "something else stands behind its end";
    return false;
}

/* False at the end, or at damage. */
static bool step(struct decompressor *d) {
    if (d->between && d->in.size && !goes_on(d)) return false;
    bool sound = (d->zstd ? step_zstd : step_gzip)(d);
    d->was_full = sound && d->size == ROOM && !d->between;
    return sound;
}

bool decompressor_bytes(struct decompressor *d, struct slice *bytes) {
    bool readable = true;
    d->size = 0;
    while (!d->damage && d->size < ROOM && feed(d, &readable) && step(d))
        ;
    *bytes = (struct slice){(const char *) d->out, d->size};
    return readable || d->size;
}

const char *decompressor_damage(const struct decompressor *d, bool *is_cut) {
    *is_cut = d->is_cut;
    return d->damage;
}

size_t decompressor_unused(const struct decompressor *d) {
    return d->in.size;
}
