/* gzip, zstd, xz, LZMA and bzip2 by their own libraries: of a file that is cut, libarchive drops
 * what it has decoded last, and it refuses the long windows of zstd (--long=31) that the dumps of
 * Reddit come in. */
#ifndef LOCKSTEP_ENGINE_DECOMPRESS_H
#define LOCKSTEP_ENGINE_DECOMPRESS_H
#include "engine/slice.h"

/* Whether what begins so is one of them. */
bool decompressor_knows(struct slice head);

/* The next bytes of what is compressed, valid until the next call; size 0 at its end. False when
 * they cannot be read. */
typedef bool (*packed_fn)(void *data, struct slice *bytes);

struct decompressor;
/* NULL when memory is out. `head` is known, and still to be given by `more`. */
struct decompressor *decompressor_new(struct slice head, packed_fn more, void *data);
void decompressor_free(struct decompressor *d);

/* The next bytes that come out, valid until the next call; size 0 at the end, which may be damage.
 * False when `more` fails. */
bool decompressor_bytes(struct decompressor *d, struct slice *bytes);
/* NULL: it is not damaged. `*is_cut`: it ends before its end, and is sound till there. */
const char *decompressor_damage(const struct decompressor *d, bool *is_cut);
/* How many of the bytes that `more` gave are not used yet. */
size_t decompressor_unused(const struct decompressor *d);
/* What a cut may take with it though it lay before: "900 kB", the block that is not whole; NULL:
 * nothing. */
const char *decompressor_block(const struct decompressor *d);
#endif
