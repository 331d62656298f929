#include "engine/decompress.h"

#include <bzlib.h>
#include <lzma.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

enum { ROOM = 256 << 10 };

struct decompressor {
    const struct packing *packing;
    packed_fn more;
    void *data;
    z_stream gzip;
    ZSTD_DCtx *zstd;
    lzma_stream xz;
    bz_stream bzip2;
    struct slice in; /* given and not used yet */
    size_t size;     /* of what is in `out` */
    bool between;    /* behind a member, stream or frame: another may follow */
    bool was_full;   /* more may come out without more going in */
    bool is_cut;
    const char *damage;
    unsigned char out[ROOM];
};

/* One way of packing. */
struct packing {
    bool (*knows)(struct slice head);
    bool (*start)(struct decompressor *d);
    bool (*step)(struct decompressor *d); /* takes from `in`, adds to `out`; false: it is damaged */
    void (*stop)(struct decompressor *d);
    bool (*begins)(unsigned char first); /* another member, stream or frame */
    const char *block;                   /* the largest that comes out whole or not at all */
};

static bool begins(struct slice head, const char *bytes, size_t size) {
    return head.size >= size && memcmp(head.at, bytes, size) == 0;
}

/* What a step has taken and given. */
static void move_on(struct decompressor *d, size_t in_left, size_t out_left) {
    d->in = (struct slice){d->in.at + d->in.size - in_left, in_left};
    d->size = ROOM - out_left;
}

/* ---- gzip ---- */

static bool is_gzip(struct slice head) {
    return begins(head, "\x1F\x8B", 2);
}

static bool start_gzip(struct decompressor *d) {
    return inflateInit2(&d->gzip, 15 + 16) == Z_OK;
}

static bool step_gzip(struct decompressor *d) {
    z_stream *z = &d->gzip;
    if (d->between) inflateReset(z);
    z->next_in = (z_const Bytef *) (uintptr_t) d->in.at;
    z->avail_in = (uInt) d->in.size;
    z->next_out = d->out + d->size;
    z->avail_out = (uInt) (ROOM - d->size);
    int got = inflate(z, Z_NO_FLUSH);
    move_on(d, z->avail_in, z->avail_out);
    d->between = got == Z_STREAM_END;
    if (got == Z_OK || got == Z_STREAM_END || got == Z_BUF_ERROR) return true;
    d->damage = z->msg ? z->msg : "";
    return false;
}

static void stop_gzip(struct decompressor *d) {
    inflateEnd(&d->gzip);
}

static bool begins_gzip(unsigned char first) {
    return first == 0x1F;
}

/* ---- zstd ---- */

/* A frame, or one to be skipped, which pzstd begins with. */
static bool is_zstd(struct slice head) {
    if (head.size < 4) return false;
    bool skipped = (head.at[0] & 0xF0) == 0x50 && memcmp(head.at + 1, "\x2A\x4D\x18", 3) == 0;
    return skipped || begins(head, "\x28\xB5\x2F\xFD", 4);
}

static bool start_zstd(struct decompressor *d) {
    d->zstd = ZSTD_createDCtx();
    if (!d->zstd) return false;
    ZSTD_bounds bounds = ZSTD_dParam_getBounds(ZSTD_d_windowLogMax);
    return !ZSTD_isError(ZSTD_DCtx_setParameter(d->zstd, ZSTD_d_windowLogMax, bounds.upperBound));
}

static bool step_zstd(struct decompressor *d) {
    ZSTD_inBuffer in = {d->in.at, d->in.size, 0};
    ZSTD_outBuffer out = {d->out, ROOM, d->size};
    size_t left = ZSTD_decompressStream(d->zstd, &out, &in);
    move_on(d, d->in.size - in.pos, ROOM - out.pos);
    d->between = left == 0;
    if (ZSTD_isError(left)) d->damage = ZSTD_getErrorName(left);
    return !ZSTD_isError(left);
}

static void stop_zstd(struct decompressor *d) {
    ZSTD_freeDCtx(d->zstd);
}

static bool begins_zstd(unsigned char first) {
    return first == 0x28 || (first & 0xF0) == 0x50;
}

/* ---- xz, and LZMA alone ---- */

/* What `xz -9` needs, and a good deal more. */
enum { XZ_MEMORY = 1 << 30 };

static bool is_xz(struct slice head) {
    return begins(head, "\xFD\x37zXZ\0", 6);
}

static bool start_xz(struct decompressor *d) {
    return lzma_stream_decoder(&d->xz, XZ_MEMORY, 0) == LZMA_OK;
}

static const char *xz_problem(lzma_ret got) {
    return got == LZMA_MEMLIMIT_ERROR  ? "it needs more than 1 GB of memory"
           : got == LZMA_MEM_ERROR     ? "out of memory"
           : got == LZMA_OPTIONS_ERROR ? "of a kind that is not known"
                                       : "";
}

static bool step_xz(struct decompressor *d) {
    lzma_stream *xz = &d->xz;
    if (d->between && !d->packing->start(d)) return false;
    xz->next_in = (const uint8_t *) d->in.at;
    xz->avail_in = d->in.size;
    xz->next_out = d->out + d->size;
    xz->avail_out = ROOM - d->size;
    lzma_ret got = lzma_code(xz, LZMA_RUN);
    move_on(d, xz->avail_in, xz->avail_out);
    d->between = got == LZMA_STREAM_END;
    if (got == LZMA_OK || got == LZMA_STREAM_END || got == LZMA_BUF_ERROR) return true;
    d->damage = xz_problem(got);
    return false;
}

static void stop_xz(struct decompressor *d) {
    lzma_end(&d->xz);
}

static bool begins_xz(unsigned char first) {
    return first == 0xFD;
}

static bool is_lzma(struct slice head) {
    return begins(head, "\x5D\0\0\x80\0", 5);
}

static bool start_lzma(struct decompressor *d) {
    return lzma_alone_decoder(&d->xz, XZ_MEMORY) == LZMA_OK;
}

static bool begins_no_lzma(unsigned char first) {
    (void) first;
    return false;
}

/* ---- bzip2 ---- */

static bool is_bzip2(struct slice head) {
    return begins(head, "BZh", 3) && head.size >= 10 && memcmp(head.at + 4, "1AY&SY", 6) == 0;
}

static bool start_bzip2(struct decompressor *d) {
    d->bzip2 = (bz_stream){0};
    return BZ2_bzDecompressInit(&d->bzip2, 0, 0) == BZ_OK;
}

static bool step_bzip2(struct decompressor *d) {
    bz_stream *z = &d->bzip2;
    if (d->between) {
        BZ2_bzDecompressEnd(z);
        if (!start_bzip2(d)) return false;
    }
    z->next_in = (char *) (uintptr_t) d->in.at;
    z->avail_in = (unsigned) d->in.size;
    z->next_out = (char *) d->out + d->size;
    z->avail_out = (unsigned) (ROOM - d->size);
    int got = BZ2_bzDecompress(z);
    move_on(d, z->avail_in, z->avail_out);
    d->between = got == BZ_STREAM_END;
    if (got == BZ_OK || got == BZ_STREAM_END) return true;
    d->damage = got == BZ_MEM_ERROR ? "out of memory" : "";
    return false;
}

static void stop_bzip2(struct decompressor *d) {
    BZ2_bzDecompressEnd(&d->bzip2);
}

static bool begins_bzip2(unsigned char first) {
    return first == 'B';
}

/* ---- any of them ---- */

static const struct packing packings[] = {
    {is_gzip, start_gzip, step_gzip, stop_gzip, begins_gzip, NULL},
    {is_zstd, start_zstd, step_zstd, stop_zstd, begins_zstd, "128 kB"},
    {is_xz, start_xz, step_xz, stop_xz, begins_xz, NULL},
    {is_lzma, start_lzma, step_xz, stop_xz, begins_no_lzma, NULL},
    {is_bzip2, start_bzip2, step_bzip2, stop_bzip2, begins_bzip2, "900 kB"},
};

static const struct packing *packing_of(struct slice head) {
    for (size_t i = 0; i < sizeof packings / sizeof *packings; i++)
        if (packings[i].knows(head)) return &packings[i];
    return NULL;
}

bool decompressor_knows(struct slice head) {
    return packing_of(head) != NULL;
}

struct decompressor *decompressor_new(struct slice head, packed_fn more, void *data) {
    struct decompressor *d = calloc(1, sizeof *d);
    if (!d) return NULL;
    d->packing = packing_of(head);
    d->more = more;
    d->data = data;
    if (d->packing->start(d)) return d;
    decompressor_free(d);
    return NULL;
}

void decompressor_free(struct decompressor *d) {
    if (d) d->packing->stop(d);
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

/* Whether another member follows the last; zeros pad, and all else does not belong there. */
static bool goes_on(struct decompressor *d) {
    while (d->in.size && !*d->in.at)
        d->in = (struct slice){d->in.at + 1, d->in.size - 1};
    if (!d->in.size) return false;
    if (d->packing->begins((unsigned char) *d->in.at)) return true;
    d->damage = "something else stands behind its end";
    return false;
}

/* False at damage. What pads is passed over. */
static bool step(struct decompressor *d) {
    if (d->between && d->in.size && !goes_on(d)) return !d->damage;
    bool sound = d->packing->step(d);
    d->was_full = sound && d->size == ROOM && !d->between;
    if (!sound && !d->damage) d->damage = "out of memory";
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

const char *decompressor_block(const struct decompressor *d) {
    return d->packing->block;
}

size_t decompressor_unused(const struct decompressor *d) {
    return d->in.size;
}
