#include "engine/names.h"

#include "engine/arena.h"
#include "tests/check.h"

static struct names names;
static lockstep_error err;

static void teardown(void) {
    names_release(&names);
}
TestSuite(names, .fini = teardown);

static uint32_t intern(struct slice name) {
    uint32_t number = UINT32_MAX;
    check_ok(names_intern(&names, name, &number, NULL, &err), err);
    return number;
}

Test(names, are_numbered_in_order_of_appearance) {
    check_count(intern(SLICE("b")), 0);
    check_count(intern(SLICE("a")), 1);
    check_count(intern(SLICE("b")), 0);
    check_slice(names_get(&names, 1), "a");
}

Test(names, tell_a_name_with_a_nul_from_its_prefix) {
    check_count(intern((struct slice){"a\0b", 3}), 0);
    check_count(intern(SLICE("a")), 1);
    check_count(intern(SLICE("")), 2);
}

Test(names, survive_growth) {
    char text[16];
    for (uint32_t i = 0; i < 100000; i++) {
        snprintf(text, sizeof text, "n%u", i * 7919);
        cr_assert_eq(intern(slice_of(text)), i);
    }
    for (uint32_t i = 0; i < 100000; i++) {
        snprintf(text, sizeof text, "n%u", i * 7919);
        cr_assert_eq(names_find(&names, slice_of(text)), i);
    }
    check_count(names_find(&names, SLICE("n-1")), UINT32_MAX);
}

Test(names, sort_in_byte_order) {
    uint32_t order[3];
    intern(SLICE("b")), intern(SLICE("ab")), intern(SLICE("a"));
    check_ok(names_sort(&names, order, &err), err);
    check_count(order[0], 2);
    check_count(order[1], 1);
    check_count(order[2], 0);
}

Test(names, stay_whole_wherever_memory_runs_out) {
    char text[32];
    size_t failures = 0;
    for (uint32_t i = 0; i < 3000; i++) {
        uint32_t number;
        snprintf(text, sizeof text, "a name of some length %u", i);
        for (long n = 0; n <= 2; n++) { /* both arrays may have to grow */
            lockstep_error at = {0};
            arena_fail_after = n;
            lockstep_status status = names_intern(&names, slice_of(text), &number, NULL, &at);
            arena_fail_after = -1;
            if (status == LOCKSTEP_OK) break;
            check_status(status, LOCKSTEP_ENOMEM, at);
            check_count(names.count, i);
            check_count(names_find(&names, slice_of(text)), UINT32_MAX);
            failures++;
        }
        cr_assert_eq(intern(slice_of(text)), i);
    }
    cr_expect_gt(failures, 10);
    check_slice(names_get(&names, 2999), "a name of some length 2999");
}
