/* What files are packed in: any compression and zip or tar, also of compressed files, by
 * libarchive. Bytes are asked for and given; names are the archive's own and lead nowhere: nothing
 * is written to a disk. */
#ifndef LOCKSTEP_ENGINE_UNPACK_H
#define LOCKSTEP_ENGINE_UNPACK_H
#include "engine/slice.h"

/* Whether a file's first bytes, 512 at best, are those of a compression or an archive. */
bool unpack_knows(struct slice head);

/* The next bytes of the packed file, valid until the next call; size 0 at its end. False with errno
 * when they cannot be read. */
typedef bool (*unpack_read_fn)(void *data, struct slice *bytes);

struct unpacker;
LOCKSTEP_MUST_CHECK lockstep_status unpack_open(struct unpacker **out, unpack_read_fn read,
                                                void *data, lockstep_error *err);
void unpack_close(struct unpacker *unpacker);

enum unpacked {
    UNPACKED_ONE,    /* of unpack_next: a file; of unpack_data: bytes */
    UNPACKED_END,    /* no more of them */
    UNPACKED_DAMAGED /* unpack_damage says why; what follows a damaged member may still be read */
};
/* Goes on to the next file in it, hidden ones left out. `*name` is its path, "a.zip!b.csv" in an
 * archive inside one; NULL where the file is but compressed. Valid until the next call. */
enum unpacked unpack_next(struct unpacker *unpacker, const char **name);
/* Its next bytes, valid until the next call. */
enum unpacked unpack_data(struct unpacker *unpacker, struct slice *bytes);
const char *unpack_damage(const struct unpacker *unpacker);
#endif
