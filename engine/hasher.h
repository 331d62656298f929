/* SHA-256 of bytes as they go by, on a thread of its own: whoever reads them need not wait. */
#ifndef LOCKSTEP_ENGINE_HASHER_H
#define LOCKSTEP_ENGINE_HASHER_H
#include "engine/slice.h"

struct hasher;
enum { HASH_TEXT = 65 };

/* `beside`: with a thread; else the work is done in hasher_add. */
LOCKSTEP_MUST_CHECK lockstep_status hasher_new(struct hasher **out, bool beside,
                                               lockstep_error *err);
/* Takes a copy; waits while the thread is several megabytes behind. */
void hasher_add(struct hasher *hasher, struct slice bytes);
/* The hash in hexadecimal of all bytes since the last call. */
void hasher_end(struct hasher *hasher, char out[HASH_TEXT]);
void hasher_free(struct hasher *hasher);
#endif
