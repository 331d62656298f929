/* Recording failures. A function that fails says so once, where it knows most, and everyone above
 * passes it on. */
#ifndef LOCKSTEP_ENGINE_ERROR_H
#define LOCKSTEP_ENGINE_ERROR_H
#include "engine/lockstep.h"

/* Records the first failure and returns `status`, so that callers write `return fail(...)`. */
lockstep_status fail(lockstep_error *err, lockstep_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same, with the place in the input. `source` may be NULL; a long one keeps its tail. */
lockstep_status fail_at(lockstep_error *err, lockstep_status status, const char *source,
                        uint64_t line, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* ENOMEM, naming what there was no room for. */
lockstep_status fail_memory(lockstep_error *err, const char *what);
/* EIO with the reason in errno. */
lockstep_status fail_io(lockstep_error *err, const char *path);

/* EINTERRUPTED once lockstep_interrupt() was called, else OK. Long loops ask now and then. */
lockstep_status check_interrupt(lockstep_error *err);

#define TRY(call)                                                                                  \
    do {                                                                                           \
        lockstep_status try_ = (call);                                                             \
        if (try_ != LOCKSTEP_OK) return try_;                                                      \
    } while (0)
#endif
