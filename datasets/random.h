/* Random draws that are the same on every machine: xoshiro256** (Blackman and Vigna 2018), seeded
 * by splitmix64. One stream per purpose, so that a change in one place leaves the others alone. */
#ifndef LOCKSTEP_DATASETS_RANDOM_H
#define LOCKSTEP_DATASETS_RANDOM_H
#include <stdbool.h>
#include <stdint.h>

struct random_stream {
    uint64_t state[4];
};

/* Streams of one seed with different numbers are independent. */
void random_start(struct random_stream *stream, uint64_t seed, uint64_t number);
uint64_t random_bits(struct random_stream *stream);
/* 0 <= u < 1. */
double random_unit(struct random_stream *stream);
bool random_chance(struct random_stream *stream, double probability);
/* 0 <= n < limit; limit > 0. The bias is below limit / 2^32. */
uint32_t random_below(struct random_stream *stream, uint32_t limit);
/* first <= n <= last. */
uint32_t random_between(struct random_stream *stream, uint32_t first, uint32_t last);
double random_exponential(struct random_stream *stream, double mean);
/* exp of a normal draw; `sigma` is the standard deviation of the logarithm. */
double random_lognormal(struct random_stream *stream, double median, double sigma);
/* >= 1, P(X > x) = x^-shape. */
double random_pareto(struct random_stream *stream, double shape);
/* The shares of a cascade of `size` in time order, without holding them: *u, 0 at first, becomes
 * the next larger one of `left` uniform draws above it. */
void random_next_of_sorted(struct random_stream *stream, double *u, uint32_t left);
void random_shuffle(struct random_stream *stream, uint32_t *items, uint32_t count);

/* A fixed random value of thing `number` in respect `field`: state that need not be kept. */
uint64_t random_hash(uint64_t seed, uint64_t number, uint64_t field);
#endif
