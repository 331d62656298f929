/* What numbers of a dossier are worth: intervals and tests, exact where that is cheap. Pure. */
#ifndef LOCKSTEP_EXPORT_STATISTICS_H
#define LOCKSTEP_EXPORT_STATISTICS_H
#include <stddef.h>
#include <stdint.h>

/* 95 % interval of a share (Wilson 1927). */
void wilson_interval(double *low, double *high, double part, double whole);
/* P(X >= k) of k marked among `drawn` out of `all`, `marked` of which are. */
double hypergeometric_tail(uint64_t k, uint64_t drawn, uint64_t marked, uint64_t all);
/* Two-sided p of Fisher's exact test that two shares are one: the tables no likelier than the one
 * at hand. O(smaller group). */
double fisher_test(uint64_t a, uint64_t all_a, uint64_t b, uint64_t all_b);
/* Two-sided p of k of n against the probability `rate`, by the same rule. */
double binomial_test(uint64_t k, uint64_t n, double rate);
/* Cohen's h (1988) of two shares: 2 asin √a − 2 asin √b. */
double effect_size(double share, double baseline);
/* P(χ² with `freedom` degrees >= x). */
double chi_square_tail(double x, double freedom);
/* Chance that some window of length `width` within `span` holds `count` or more events that come
 * at `rate` a unit of time (Poisson; approximation of Alm 1983). */
double scan_tail(uint64_t count, double rate, double width, double span);

/* Numbers from a seed, the same everywhere (SplitMix64). */
uint64_t draw_bits(uint64_t *state);
/* 0 <= n < below; the bias is below below / 2^32. */
uint32_t draw_below(uint64_t *state, uint32_t below);

/* P, one added to both counts, that `marked` of `count` values drawn at random have a sum as far
 * from their expectation, on the same side, as the first `marked`; by 999 draws from `seed`.
 * Leaves the values in another order. */
double permutation_test(double *values, uint32_t count, uint32_t marked, uint64_t seed);
/* The middle one, or the mean of the two; sorts `values`. NaN of none. */
double median_of(double *values, size_t count);
#endif
