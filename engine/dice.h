/* Seeded random numbers: the same on every machine. */
#ifndef LOCKSTEP_ENGINE_DICE_H
#define LOCKSTEP_ENGINE_DICE_H
#include <stddef.h>
#include <stdint.h>

/* SplitMix64 (Steele, Lea & Flood 2014). */
static inline uint64_t dice_next(uint64_t *state) {
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

/* Below `limit`, which is below 2^32. */
static inline size_t dice_below(uint64_t *state, size_t limit) {
    return (size_t) (((dice_next(state) >> 32) * limit) >> 32);
}
#endif
