#include "engine/names.h"

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
