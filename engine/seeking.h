/* Where a sorted list reaches a value: by steps that double, then by halves (Bentley & Yao 1976,
 * "An almost optimal algorithm for unbounded searching"), so that what is near is found at once. */
#ifndef LOCKSTEP_ENGINE_SEEKING_H
#define LOCKSTEP_ENGINE_SEEKING_H
#include <stddef.h>

/* Defines size_t NAME(const TYPE *items, size_t from, size_t end, KEY value): the first from `from`
 * on, of those before `end`, whose MEMBER is not below the value. O(log distance). */
#define DEFINE_SEEK(NAME, TYPE, KEY, MEMBER)                                                       \
    static size_t NAME(const TYPE *items, size_t from, size_t end, KEY value) {                    \
        size_t step = 1, low = from, high = from;                                                  \
        while (high < end && items[high].MEMBER < value) {                                         \
            low = high + 1;                                                                        \
            high = end - high > step ? high + step : end;                                          \
            step *= 2;                                                                             \
        }                                                                                          \
        while (low < high) {                                                                       \
            size_t middle = low + (high - low) / 2;                                                \
            if (items[middle].MEMBER < value)                                                      \
                low = middle + 1;                                                                  \
            else                                                                                   \
                high = middle;                                                                     \
        }                                                                                          \
        return low;                                                                                \
    }

/* NAME##_back finds the same, starting from `end`. */
#define DEFINE_SEEK_BACK(NAME, TYPE, KEY, MEMBER)                                                  \
    static size_t NAME##_back(const TYPE *items, size_t from, size_t end, KEY value) {             \
        size_t step = 1, low = end, high = end;                                                    \
        while (low > from && items[low - 1].MEMBER >= value) {                                     \
            high = low - 1;                                                                        \
            low = high - from > step ? high - step : from;                                         \
            step *= 2;                                                                             \
        }                                                                                          \
        return NAME(items, low, high, value);                                                      \
    }

#endif
