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
/* 95 % interval of the median, whatever the values are distributed like: order statistics whose
 * ranks are by the normal approximation of the binomial, widened to whole ranks. `values` is
 * sorted. NaN of fewer than six, whose least and greatest hold the median less often. */
struct interval {
    double low, high;
};
struct interval median_interval(const double *values, size_t count);
/* Two-sided p that values of either group are as often greater as smaller than those of the other
 * (Mann & Whitney 1947; normal approximation with ties and continuity). Both are sorted. NaN where
 * one is empty or all values are equal. O(count_a + count_b). */
double rank_sum_test(const double *a, size_t count_a, const double *b, size_t count_b);
/* How much oftener a value of the first group is greater than one of the second than smaller (Cliff
 * 1993): -1 to 1, 0 where they are alike. Both are sorted. NaN where one is empty. O(count_a +
 * count_b). */
double dominance(const double *a, size_t count_a, const double *b, size_t count_b);
/* Two-sided p that two means are one (Welch 1947; normal approximation, for many values), by the
 * standard deviations of the values. NaN where nothing deviates. */
struct sample_mean {
    double mean, deviation, count;
};
double welch_test(struct sample_mean a, struct sample_mean b);
/* The mean over pairs of `count` things. `sums[i]` and `pairs[i]` are the sum and the number of
 * those that thing i is in. The deviation is the mean's standard error, by leaving out one thing
 * after the other (jackknife of a U statistic, Arvesen 1969), times the root of `count`; NaN under
 * six things.
 */
struct sample_mean pair_mean(const double *sums, const double *pairs, size_t count);
/* 95 % interval of a mean, by the normal approximation. */
struct interval mean_interval(struct sample_mean mean);
#endif
