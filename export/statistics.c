#include "export/statistics.h"

#include "engine/significance.h"

#include <math.h>
#include <stdlib.h>

static double smaller(double a, double b) {
    return a < b ? a : b;
}

static const double z_of_95 = 1.959963984540054; /* of the normal distribution */

void wilson_interval(double *low, double *high, double part, double whole) {
    const double z = z_of_95;
    if (whole <= 0) {
        *low = *high = NAN;
        return;
    }
    double p = part / whole, square = z * z / whole;
    double centre = (p + square / 2) / (1 + square);
    double reach = z / (1 + square) * sqrt(p * (1 - p) / whole + square / (4 * whole));
    *low = part > 0 ? centre - reach : 0;
    *high = part < whole ? centre + reach : 1;
}

static double ln_binomial(double n, double k) {
    return ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k);
}

static double ln_hypergeometric(uint64_t k, uint64_t drawn, uint64_t marked, uint64_t all) {
    return ln_binomial((double) marked, (double) k) +
           ln_binomial((double) (all - marked), (double) (drawn - k)) -
           ln_binomial((double) all, (double) drawn);
}

double hypergeometric_tail(uint64_t k, uint64_t drawn, uint64_t marked, uint64_t all) {
    double sum = 0;
    uint64_t most = drawn < marked ? drawn : marked;
    uint64_t least = drawn + marked > all ? drawn + marked - all : 0;
    for (uint64_t x = k > least ? k : least; x <= most; x++)
        sum += exp(ln_hypergeometric(x, drawn, marked, all));
    return smaller(sum, 1);
}

/* Equal probabilities may differ in the last digits of their logarithms. */
static const double rounding = 1e-7;

double fisher_test(uint64_t a, uint64_t all_a, uint64_t b, uint64_t all_b) {
    uint64_t marked = a + b, all = all_a + all_b;
    uint64_t most = all_a < marked ? all_a : marked;
    uint64_t least = all_a + marked > all ? all_a + marked - all : 0;
    double observed = ln_hypergeometric(a, all_a, marked, all), sum = 0;
    for (uint64_t x = least; x <= most; x++) {
        double ln_p = ln_hypergeometric(x, all_a, marked, all);
        if (ln_p <= observed + rounding) sum += exp(ln_p);
    }
    return smaller(sum, 1);
}

static double ln_binomial_chance(uint64_t k, uint64_t n, double rate) {
    return ln_binomial((double) n, (double) k) + (double) k * log(rate) +
           (double) (n - k) * log1p(-rate);
}

double binomial_test(uint64_t k, uint64_t n, double rate) {
    double observed = ln_binomial_chance(k, n, rate), sum = 0;
    for (uint64_t x = 0; x <= n; x++) {
        double ln_p = ln_binomial_chance(x, n, rate);
        if (ln_p <= observed + rounding) sum += exp(ln_p);
    }
    return smaller(sum, 1);
}

double effect_size(double share, double baseline) {
    return 2 * asin(sqrt(share)) - 2 * asin(sqrt(baseline));
}

/* ln Γ(a) for whole and half a, which is all that degrees of freedom need. */
static double ln_gamma_of_halves(double a) {
    double sum = 0;
    for (; a > 1; a--)
        sum += log(a - 1);
    return a < 0.75 ? sum + 0.57236494292470008707 : sum; /* ln √π */
}

/* Incomplete gamma function: its series below the mean, Lentz's continued fraction above. */
double chi_square_tail(double x, double freedom) {
    double a = freedom / 2;
    x /= 2;
    if (x <= 0 || freedom <= 0) return 1;
    double scale = exp(a * log(x) - x - ln_gamma_of_halves(a));
    if (x < a + 1) {
        double term = 1 / a, sum = term;
        for (double n = a + 1; term > sum * 1e-16; n++)
            sum += term *= x / n;
        return fmax(0, 1 - sum * scale);
    }
    double b = x + 1 - a, c = 1e300, d = 1 / b, h = d;
    for (int i = 1; i < 10000; i++) {
        double factor = -i * (i - a);
        b += 2;
        d = 1 / (factor * d + b);
        c = b + factor / c;
        h *= c * d;
        if (fabs(c * d - 1) < 1e-15) break;
    }
    return smaller(scale * h, 1);
}

double scan_tail(uint64_t count, double rate, double width, double span) {
    double mean = rate * width;
    if (count == 0 || count > UINT32_MAX) return count ? 0 : 1;
    if (mean <= 0) return 0;
    if ((double) count <= mean) return 1;
    uint32_t k = (uint32_t) count;
    double tail = poisson_tail(mean, k);
    double before = exp((k - 1) * log(mean) - mean - ln_factorial(k - 1.0));
    double starts = (1 - mean / k) * rate * fmax(span - width, 0) * before;
    return smaller(1, -expm1(log1p(-smaller(tail, 1 - 1e-16)) - starts));
}

uint64_t draw_bits(uint64_t *state) {
    return lookup_mix(*state += UINT64_C(0x9E3779B97F4A7C15));
}

uint32_t draw_below(uint64_t *state, uint32_t below) {
    return (uint32_t) ((draw_bits(state) >> 32) * below >> 32);
}

static double sum_of(const double *values, size_t count) {
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += values[i];
    return sum;
}

double permutation_test(double *values, uint32_t count, uint32_t marked, uint64_t seed) {
    enum { DRAWS = 999 };
    if (!marked || marked >= count) return NAN;
    double expected = sum_of(values, count) * marked / count;
    double distance = sum_of(values, marked) - expected;
    uint32_t as_far = 1;
    for (int draw = 0; draw < DRAWS; draw++) {
        for (uint32_t i = 0; i < marked; i++) {
            uint32_t j = i + draw_below(&seed, count - i);
            double kept = values[i];
            values[i] = values[j], values[j] = kept;
        }
        double here = sum_of(values, marked) - expected;
        as_far += distance < 0 ? here <= distance : here >= distance;
    }
    return as_far / (DRAWS + 1.0);
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *) a, y = *(const double *) b;
    return (x > y) - (x < y);
}

double median_of(double *values, size_t count) {
    if (!count) return NAN;
    qsort(values, count, sizeof *values, by_value);
    return (values[(count - 1) / 2] + values[count / 2]) / 2;
}

struct interval median_interval(const double *values, size_t count) {
    enum { FEWEST = 6 };
    if (count < FEWEST) return (struct interval){NAN, NAN};
    double reach = z_of_95 * sqrt((double) count) / 2, middle = (double) count / 2;
    double lower = floor(middle - reach), upper = ceil(middle + reach) + 1; /* ranks from 1 */
    size_t first = lower < 1 ? 1 : (size_t) lower;
    size_t last = upper > (double) count ? count : (size_t) upper;
    return (struct interval){values[first - 1], values[last - 1]};
}

static size_t count_equal(const double *values, size_t count, size_t from, double value) {
    size_t end = from;
    while (end < count && values[end] <= value)
        end++;
    return end - from;
}

double rank_sum_test(const double *a, size_t count_a, const double *b, size_t count_b) {
    double n = (double) count_a, m = (double) count_b, ranks = 0, ties = 0;
    for (size_t i = 0, j = 0; i < count_a || j < count_b;) {
        double value = i == count_a ? b[j] : j == count_b || a[i] < b[j] ? a[i] : b[j];
        size_t of_a = count_equal(a, count_a, i, value), of_b = count_equal(b, count_b, j, value);
        double tied = (double) (of_a + of_b);
        ranks += (double) of_a * ((double) (i + j) + (tied + 1) / 2);
        ties += tied * tied * tied - tied;
        i += of_a, j += of_b;
    }
    double all = n + m, u = ranks - n * (n + 1) / 2;
    double variance = n * m / 12 * (all + 1 - ties / (all * (all - 1)));
    if (!count_a || !count_b || !(variance > 0)) return NAN;
    double distance = fmax(0, fabs(u - n * m / 2) - 0.5);
    return erfc(distance / sqrt(2 * variance));
}

double welch_test(struct sample_mean a, struct sample_mean b) {
    double variance = a.deviation * a.deviation / a.count + b.deviation * b.deviation / b.count;
    if (!(variance > 0)) return NAN;
    return erfc(fabs(a.mean - b.mean) / sqrt(2 * variance));
}

double dominance(const double *a, size_t count_a, const double *b, size_t count_b) {
    double greater = 0, smaller_ones = 0;
    for (size_t i = 0, below = 0, upto = 0; i < count_a; i++) {
        while (below < count_b && b[below] < a[i])
            below++;
        while (upto < count_b && b[upto] <= a[i])
            upto++;
        greater += (double) below;
        smaller_ones += (double) (count_b - upto);
    }
    return (greater - smaller_ones) / ((double) count_a * (double) count_b);
}

struct sample_mean pair_mean(const double *sums, const double *pairs, size_t count) {
    enum { FEWEST = 6 };
    double sum = sum_of(sums, count) / 2, all = sum_of(pairs, count) / 2, n = (double) count;
    double mean = 0, squares = 0;
    for (size_t i = 0; i < count; i++)
        mean += (sum - sums[i]) / (all - pairs[i]) / n;
    for (size_t i = 0; i < count; i++)
        squares += pow((sum - sums[i]) / (all - pairs[i]) - mean, 2);
    double error = count < FEWEST ? NAN : sqrt(squares * (n - 1) / n);
    return (struct sample_mean){all > 0 ? sum / all : NAN, error * sqrt(n), n};
}

struct interval mean_interval(struct sample_mean mean) {
    double reach = z_of_95 * mean.deviation / sqrt(mean.count);
    return (struct interval){mean.mean - reach, mean.mean + reach};
}
