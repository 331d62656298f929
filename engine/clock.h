/* The machine's clocks: for timings and run.json only, never for a result. */
#ifndef LOCKSTEP_ENGINE_CLOCK_H
#define LOCKSTEP_ENGINE_CLOCK_H
#include <stdint.h>
#include <time.h>

static inline double clock_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double) now.tv_sec + (double) now.tv_nsec * 1e-9;
}

/* Microseconds since 1970. */
static inline int64_t clock_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t) now.tv_sec * 1000000 + now.tv_nsec / 1000;
}
#endif
