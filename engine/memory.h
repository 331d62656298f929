/* The bound on resident memory, --memory. Blocks of the heap that are large come from here: from
 * anonymous memory up to a part of the bound, and beyond that from unlinked files, mapped. Whenever
 * the process grows near its bound, pages of those files are let go: what is in them stays in the
 * file, and comes back when it is touched. So a bound changes no algorithm and no output, holds for
 * what libraries allocate too, and a killed run leaves nothing behind.
 *
 * What is resident is the process's, and so is the state of this file. Linux only. */
#ifndef LOCKSTEP_ENGINE_MEMORY_H
#define LOCKSTEP_ENGINE_MEMORY_H
#include "engine/lockstep.h"

#include <stdatomic.h>
#include <string.h>
#include <sys/types.h>

#define MEMORY_LEAST (UINT64_C(128) << 20) /* too little to work in otherwise */

/* Holds the process to `limit` bytes, MEMORY_LEAST or more, from now on, with files in `folder`:
 * EIO where no file can be made there. A folder in a memory file system is an EARG where it was
 * `chosen`; else only a run that needs it fails. */
LOCKSTEP_MUST_CHECK lockstep_status memory_bind(uint64_t limit, const char *folder, bool chosen,
                                                lockstep_error *err);
/* Blocks that are still in use stay as they are. */
void memory_unbind(void);
/* Lets pages go where the bound is near: a thread looks every millisecond, and others do after each
 * block of work, since it may have to wait for its turn. */
void memory_keep(void);

/* The same at every 4096th step of a loop over more than blocks of work. */
static inline void memory_step(size_t step) {
    if (step % 4096 == 0) memory_keep();
}
/* And where each step looks here and there: some tens of kilobytes come with each look. One more
 * than `memory_leaps`, a power of two, is how many steps go by; a small bound allows few. */
extern atomic_size_t memory_leaps;
static inline void memory_leap(size_t step) {
    if ((step & atomic_load_explicit(&memory_leaps, memory_order_relaxed)) == 0) memory_keep();
}

/* Where a step looks here and there `more` times; `looks` counts on from step to step. */
static inline void memory_visit(size_t *looks, size_t more) {
    *looks += more;
    if (*looks <= atomic_load_explicit(&memory_leaps, memory_order_relaxed)) return;
    *looks = 0;
    memory_keep();
}

/* The same for looks that come from all over the program, counted by each thread. */
extern _Thread_local unsigned memory_looks __attribute__((tls_model("initial-exec")));
static inline void memory_look(void) {
    memory_leap(++memory_looks);
}

enum { MEMORY_PIECE = 1 << 20 };

/* memcpy and memset, piece by piece where it is much. */
static inline void memory_copy(void *to, const void *from, size_t size) {
    size_t at = 0;
    for (; size - at > MEMORY_PIECE; at += MEMORY_PIECE, memory_keep())
        memcpy((char *) to + at, (const char *) from + at, MEMORY_PIECE);
    if (size) memcpy((char *) to + at, (const char *) from + at, size - at);
}

static inline void memory_fill(void *to, int byte, size_t size) {
    size_t at = 0;
    for (; size - at > MEMORY_PIECE; at += MEMORY_PIECE, memory_keep())
        memset((char *) to + at, byte, MEMORY_PIECE);
    if (size) memset((char *) to + at, byte, size - at);
}

/* Zeroed memory, as calloc gives it, but with its pages there at once: those that are read before
 * they are written are mapped twice otherwise, and each second time the cores of all other threads
 * are interrupted. NULL when memory is out. */
void *memory_zeroed(size_t count, size_t size);

/* Why a block could not be had, ready for a message: "/data has room for 3 MB, and 128 MB more are
 * needed"; false where nothing is known. */
bool memory_reason(char *text, size_t size);

/* How many threads there are to be: `wanted`, or one a core where that is 0; fewer within a small
 * bound, of which each of them brings pages before it looks after it. */
unsigned memory_threads(unsigned wanted);
/* The same for processes: one within a small bound, since each keeps to it by itself. */
unsigned memory_processes(unsigned wanted);
/* What was resident of one of them, at most, for memory_use. */
void memory_note_process(uint64_t peak);

/* fork() at a moment when the blocks are whole: the new process may take and give back its own, and
 * keeps to the bound, too. It must not write to those that it finds. */
pid_t memory_fork(void);

struct memory_use {
    uint64_t peak;    /* resident bytes of the process, or of one that it made, at most so far */
    uint64_t spilled; /* bytes in files, at most since memory_bind */
};
struct memory_use memory_use(void);
#endif
