/* Criterion's classic assertions, so that every failure shows both values. */
#ifndef LOCKSTEP_TESTS_CHECK_H
#define LOCKSTEP_TESTS_CHECK_H
#include "engine/slice.h"

#include <criterion/criterion.h>

#define check_count(actual, expected)                                                              \
    do {                                                                                           \
        uint64_t a_ = (uint64_t) (actual), e_ = (uint64_t) (expected);                             \
        cr_expect_eq(a_, e_, "%s is %llu, expected %llu", #actual, (unsigned long long) a_,        \
                     (unsigned long long) e_);                                                     \
    } while (0)

#define check_text(actual, expected)                                                               \
    do {                                                                                           \
        const char *a_ = (actual), *e_ = (expected);                                               \
        cr_expect_str_eq(a_, e_, "%s is \"%s\", expected \"%s\"", #actual, a_, e_);                \
    } while (0)

#define check_slice(actual, expected)                                                              \
    do {                                                                                           \
        struct slice a_ = (actual), e_ = slice_of(expected);                                       \
        cr_expect(slice_equal(a_, e_), "%s is \"%.*s\", expected \"%s\"", #actual, (int) a_.size,  \
                  a_.at, e_.at);                                                                   \
    } while (0)

#define check_near(actual, expected, tolerance)                                                    \
    do {                                                                                           \
        double a_ = (actual), e_ = (expected), t_ = (tolerance);                                   \
        cr_expect(a_ - e_ <= t_ && e_ - a_ <= t_, "%s is %.17g, expected %.17g", #actual, a_, e_); \
    } while (0)

/* Stops the test: what follows depends on it. */
#define check_ok(call, err)                                                                        \
    do {                                                                                           \
        lockstep_status s_ = (call);                                                               \
        cr_assert_eq(s_, LOCKSTEP_OK, "%s: %s (%s)", #call, lockstep_strerror(s_), (err).text);    \
    } while (0)

#define check_status(call, expected, err)                                                          \
    do {                                                                                           \
        lockstep_status s_ = (call);                                                               \
        cr_expect_eq(s_, (expected), "%s: %s (%s)", #call, lockstep_strerror(s_), (err).text);     \
    } while (0)
#endif
