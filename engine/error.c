#include "engine/error.h"

#include "engine/memory.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <string.h>

static atomic_bool interrupted; /* set in signal handlers, asked for in every thread */

const char *lockstep_strerror(lockstep_status status) {
    switch (status) {
#define X(name, value, text)                                                                       \
    case LOCKSTEP_##name:                                                                          \
        return text;
        LOCKSTEP_STATUSES(X)
#undef X
    }
    return "unknown error";
}

static void record(lockstep_error *err, lockstep_status status, const char *source, uint64_t line,
                   const char *format, va_list args) __attribute__((format(printf, 5, 0)));

static void record(lockstep_error *err, lockstep_status status, const char *source, uint64_t line,
                   const char *format, va_list args) {
    if (!err || err->status != LOCKSTEP_OK) return;
    err->status = status;
    err->line = line;
    size_t length = source ? strlen(source) : 0;
    bool fits = length < sizeof err->source;
    if (source)
        snprintf(err->source, sizeof err->source, "%s%s", fits ? "" : "...",
                 fits ? source : source + length - (sizeof err->source - 4));
    vsnprintf(err->text, sizeof err->text, format, args);
}

lockstep_status fail(lockstep_error *err, lockstep_status status, const char *format, ...) {
    va_list args;
    va_start(args, format);
    record(err, status, NULL, 0, format, args);
    va_end(args);
    return status;
}

lockstep_status fail_at(lockstep_error *err, lockstep_status status, const char *source,
                        uint64_t line, const char *format, ...) {
    va_list args;
    va_start(args, format);
    record(err, status, source, line, format, args);
    va_end(args);
    return status;
}

lockstep_status fail_memory(lockstep_error *err, const char *what) {
    char why[256];
    if (memory_reason(why, sizeof why))
        return fail(err, LOCKSTEP_ENOMEM, "no memory for %s: %s", what, why);
    return fail(err, LOCKSTEP_ENOMEM, "no memory for %s", what);
}

lockstep_status fail_io(lockstep_error *err, const char *path) {
    return fail_at(err, LOCKSTEP_EIO, path, 0, "%s", strerror(errno));
}

void lockstep_interrupt(void) {
    interrupted = true;
}

lockstep_status check_interrupt(lockstep_error *err) {
    memory_keep();
    return interrupted ? fail(err, LOCKSTEP_EINTERRUPTED, "interrupted") : LOCKSTEP_OK;
}
