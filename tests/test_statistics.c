#include "export/statistics.h"

#include "tests/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

Test(statistics, gives_wilson_s_interval) {
    double low, high;
    wilson_interval(&low, &high, 414, 423);
    check_near(low, 0.960063, 1e-6);
    check_near(high, 0.988767, 1e-6);
    wilson_interval(&low, &high, 0, 10);
    check_near(low, 0, 0);
    check_near(high, 0.277533, 1e-6);
    wilson_interval(&low, &high, 10, 10);
    check_near(high, 1, 0);
    wilson_interval(&low, &high, 0, 0);
    cr_expect(isnan(low) && isnan(high));
}

static double choose(int n, int k) {
    double product = 1;
    for (int i = 1; i <= k; i++)
        product = product * (n - k + i) / i;
    return k < 0 || k > n ? 0 : product;
}

/* Every table with these margins, counted in subsets. */
static double exact_fisher(int a, int n, int b, int m) {
    double all = choose(n + m, a + b), observed = choose(n, a) * choose(m, b), sum = 0;
    for (int x = 0; x <= n; x++) {
        double tables = choose(n, x) * choose(m, a + b - x);
        if (a + b - x >= 0 && tables <= observed * (1 + 1e-7)) sum += tables;
    }
    return sum / all;
}

Test(statistics, tests_shares_as_counting_all_tables_does) {
    for (int n = 1; n <= 8; n++)
        for (int m = 1; m <= 8; m++)
            for (int a = 0; a <= n; a++)
                for (int b = 0; b <= m; b++)
                    check_near(fisher_test((uint64_t) a, (uint64_t) n, (uint64_t) b, (uint64_t) m),
                               exact_fisher(a, n, b, m), 1e-8);
}

Test(statistics, draws_without_putting_back) {
    for (int all = 1; all <= 9; all++)
        for (int marked = 0; marked <= all; marked++)
            for (int drawn = 0; drawn <= all; drawn++)
                for (int k = 0; k <= drawn; k++) {
                    double sum = 0;
                    for (int x = k; x <= drawn; x++)
                        sum += choose(marked, x) * choose(all - marked, drawn - x);
                    check_near(hypergeometric_tail((uint64_t) k, (uint64_t) drawn,
                                                   (uint64_t) marked, (uint64_t) all),
                               sum / choose(all, drawn), 1e-9);
                }
}

Test(statistics, tests_a_share_against_a_rate) {
    check_near(binomial_test(5, 10, 0.5), 1, 1e-9);
    check_near(binomial_test(0, 10, 0.5), 2.0 / 1024, 1e-9);
    check_near(binomial_test(59, 423, 2 / 7.0), 1.4870780e-12, 1e-15);
}

Test(statistics, knows_the_chi_square_distribution) {
    check_near(chi_square_tail(3.841458820694124, 1), 0.05, 1e-9);
    check_near(chi_square_tail(77.93052380523042, 59), 0.05, 1e-9);
    check_near(chi_square_tail(9.210340371976184, 2), 0.01, 1e-9);
    check_near(chi_square_tail(20, 59), 1, 1e-6);
    check_near(chi_square_tail(0, 5), 1, 0);
}

/* Poisson points on a line, and the most within a window. */
static uint64_t most_of_points(uint64_t *state, double rate, double width, double span) {
    double points[400];
    size_t count = 0, most = 0;
    for (double at = 0; count < 400;) {
        at -= log(1 - (double) (draw_bits(state) >> 11) * 0x1p-53) / rate;
        if (at > span) break;
        points[count++] = at;
    }
    for (size_t i = 0; i < count; i++)
        for (size_t j = i; j < count && points[j] - points[i] <= width; j++)
            if (j + 1 - i > most) most = j + 1 - i;
    return most;
}

Test(statistics, approximates_the_scan_statistic_that_draws_show) {
    uint64_t state = 1;
    enum { DRAWS = 4000 };
    for (uint64_t count = 4; count <= 8; count++) {
        int reached = 0;
        for (int draw = 0; draw < DRAWS; draw++)
            reached += most_of_points(&state, 1, 1, 100) >= count;
        check_near(scan_tail(count, 1, 1, 100), (double) reached / DRAWS, 0.04);
    }
    check_near(scan_tail(0, 1, 1, 100), 1, 0);
    check_near(scan_tail(5, 0, 1, 100), 0, 0);
}

Test(statistics, permutes_to_a_p_value) {
    double apart[] = {9, 8, 9, 7, 8, 9, 1, 2, 1, 2, 1, 2, 1, 1, 2, 1};
    double mixed[] = {1, 5, 2, 4, 3, 3, 2, 4, 1, 5, 3, 3};
    check_near(permutation_test(apart, 16, 6, 1), 0.001, 0.0005);
    cr_expect(permutation_test(mixed, 12, 6, 1) > 0.2);
    cr_expect(isnan(permutation_test(mixed, 12, 12, 1)));
}

Test(statistics, finds_medians) {
    double odd[] = {3, 1, 2}, even[] = {4, 1, 3, 2};
    check_near(median_of(odd, 3), 2, 0);
    check_near(median_of(even, 4), 2.5, 0);
    cr_expect(isnan(median_of(odd, 0)));
}

/* P(first <= B < last) of a binomial B of n fair coins: how often the order statistics of these
 * ranks hold the median between them. */
static double coverage(size_t n, double first, double last) {
    double sum = 0;
    for (double b = first; b < last; b++)
        sum += exp(lgamma((double) n + 1) - lgamma(b + 1) - lgamma((double) n - b + 1) -
                   (double) n * log(2));
    return sum;
}

Test(statistics, holds_the_median_as_often_as_it_says) {
    static double ranks[400];
    for (size_t i = 0; i < 400; i++)
        ranks[i] = (double) i + 1;
    cr_expect(isnan(median_interval(ranks, 5).low));
    for (size_t n = 6; n <= 400; n++) {
        struct interval range = median_interval(ranks, n);
        cr_expect(coverage(n, range.low, range.high) >= 0.95, "%zu values: %g to %g", n, range.low,
                  range.high);
        cr_expect(coverage(n, range.low + 2, range.high - 2) < 0.95, "%zu values: too wide", n);
    }
}

enum { SIDE = 7 };

/* Of all ways to deal the values out to the two sides, those whose ranks' sum is as far off. */
static double exact_rank_sum(const double *all, const double *a) {
    double ranks[2 * SIDE], observed = 0, dealt = 0, as_far = 0;
    const double expected = SIDE * (2 * SIDE + 1) / 2.0;
    for (int i = 0; i < 2 * SIDE; i++) {
        ranks[i] = 0.5;
        for (int j = 0; j < 2 * SIDE; j++)
            ranks[i] += all[j] < all[i] ? 1 : all[j] == all[i] ? 0.5 : 0;
    }
    for (int i = 0; i < SIDE; i++)
        for (int j = 0; j < 2 * SIDE; j++)
            if (all[j] == a[i]) {
                observed += ranks[j];
                break;
            }
    for (unsigned bits = 0; bits < 1U << 2 * SIDE; bits++) {
        double sum = 0;
        if (__builtin_popcount(bits) != SIDE) continue;
        for (int i = 0; i < 2 * SIDE; i++)
            sum += bits >> i & 1 ? ranks[i] : 0;
        dealt++;
        as_far += fabs(sum - expected) >= fabs(observed - expected) - 1e-9;
    }
    return as_far / dealt;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *) a, y = *(const double *) b;
    return (x > y) - (x < y);
}

Test(statistics, ranks_two_groups_as_all_ways_to_deal_them_do) {
    for (uint64_t seed = 1; seed <= 60; seed++) {
        uint64_t state = seed;
        double all[2 * SIDE], a[SIDE], b[SIDE];
        for (int i = 0; i < 2 * SIDE; i++)
            all[i] =
                draw_below(&state, seed % 2 ? 1000000 : 6) + (i < SIDE ? (double) (seed % 5) : 0);
        memcpy(a, all, sizeof a), memcpy(b, all + SIDE, sizeof b);
        qsort(a, SIDE, sizeof *a, by_size), qsort(b, SIDE, sizeof *b, by_size);
        double exact = exact_rank_sum(all, a); /* ties make the approximation coarse */
        check_near(rank_sum_test(a, SIDE, b, SIDE), exact, exact < 0.2 ? 0.03 : 0.1);
        check_near(rank_sum_test(a, SIDE, b, SIDE), rank_sum_test(b, SIDE, a, SIDE), 1e-12);
    }
    static const double alike[] = {3, 3, 3};
    cr_expect(isnan(rank_sum_test(alike, 3, alike, 2)));
    cr_expect(isnan(rank_sum_test(alike, 0, alike, 2)));
}

Test(statistics, tests_two_means) {
    struct sample_mean a = {1, 1, 50}, b = {0, 1, 50}, still = {1, 0, 10};
    check_near(welch_test(a, b), 5.733e-7, 1e-9); /* five standard errors */
    check_near(welch_test(a, a), 1, 1e-12);
    cr_expect(isnan(welch_test(still, still)));
}

Test(statistics, counts_which_group_s_values_are_greater) {
    for (uint64_t seed = 1; seed <= 40; seed++) {
        double a[9], b[7], greater = 0;
        uint64_t state = seed;
        for (size_t i = 0; i < 9; i++)
            a[i] = draw_below(&state, 8);
        for (size_t i = 0; i < 7; i++)
            b[i] = draw_below(&state, 8) + (double) (seed % 3);
        qsort(a, 9, sizeof *a, by_size), qsort(b, 7, sizeof *b, by_size);
        for (size_t i = 0; i < 9; i++)
            for (size_t j = 0; j < 7; j++)
                greater += (a[i] > b[j]) - (a[i] < b[j]);
        check_near(dominance(a, 9, b, 7), greater / 63, 1e-12);
    }
    static const double one[] = {1};
    cr_expect(isnan(dominance(one, 1, one, 0)));
}

/* The mean distance of two of these, one of them left out. */
static double mean_distance(const double *values, size_t count, size_t without) {
    double sum = 0, pairs = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (i != without && j != without) sum += fabs(values[i] - values[j]), pairs++;
    return sum / pairs;
}

static struct sample_mean distance_of(const double *values, size_t count) {
    double sums[40] = {0}, pairs[40] = {0};
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++)
            sums[i] += fabs(values[i] - values[j]), pairs[i] += i != j;
    return pair_mean(sums, pairs, count);
}

/* The mean distance of two numbers from 0 to 1 is a third. */
Test(statistics, holds_the_mean_over_pairs_as_often_as_it_says) {
    enum { COUNT = 40, SAMPLES = 1000 };
    uint64_t state = 1;
    int held = 0;
    for (int sample = 0; sample < SAMPLES; sample++) {
        double values[COUNT], squares = 0, mean = 0;
        for (size_t i = 0; i < COUNT; i++)
            values[i] = draw_below(&state, 1000000) / 1e6;
        struct sample_mean found = distance_of(values, COUNT);
        struct interval range = mean_interval(found);
        held += range.low <= 1 / 3.0 && 1 / 3.0 <= range.high;
        check_near(found.mean, mean_distance(values, COUNT, COUNT), 1e-12);
        for (size_t i = 0; i < COUNT && sample < 5; i++)
            mean += mean_distance(values, COUNT, i) / COUNT;
        for (size_t i = 0; i < COUNT && sample < 5; i++)
            squares += pow(mean_distance(values, COUNT, i) - mean, 2);
        if (sample < 5)
            check_near(found.deviation, sqrt(squares * (COUNT - 1) / COUNT * COUNT), 1e-9);
    }
    cr_expect(held > 920 && held < 975, "%d of %d", held, SAMPLES);
    static const double few[] = {1, 2, 4, 8, 16};
    cr_expect(isnan(distance_of(few, 5).deviation) &&
              isnan(mean_interval(distance_of(few, 5)).low));
}
