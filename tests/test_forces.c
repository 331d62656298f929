#include "engine/error.h"
#include "export/forces.h"
#include "tests/check.h"

#include <math.h>
#include <stdlib.h>

static lockstep_error err;

static double distance(const struct point *at, size_t a, size_t b) {
    return hypot(at[a].x - at[b].x, at[a].y - at[b].y);
}

static void check_centred(const struct point *at, size_t count) {
    double x = 0, y = 0, distances = 0;
    for (size_t v = 0; v < count; v++) {
        cr_assert(isfinite(at[v].x) && isfinite(at[v].y), "node %zu", v);
        x += at[v].x, y += at[v].y;
        distances += hypot(at[v].x, at[v].y) / (double) count;
    }
    check_near(x, 0, 1e-6 * (double) count);
    check_near(y, 0, 1e-6 * (double) count);
    check_near(distances, 1, 1e-6);
}

Test(forces, stretch_a_path) {
    enum { NODES = 300 };
    struct point at[NODES];
    struct pull pulls[NODES];
    for (uint32_t v = 0; v + 1 < NODES; v++)
        pulls[v] = (struct pull){v, v + 1};
    check_ok(forces_place(at, NODES, pulls, NODES - 1, &err), err);
    check_centred(at, NODES);
    double longest = 0;
    for (size_t v = 0; v + 1 < NODES; v++)
        longest = fmax(longest, distance(at, v, v + 1));
    cr_expect(distance(at, 0, NODES - 1) > 20 * longest, "ends %g, tie %g",
              distance(at, 0, NODES - 1), longest);
}

Test(forces, unfold_a_grid) {
    enum { SIDE = 24, NODES = SIDE * SIDE };
    static struct point at[NODES];
    static struct pull pulls[2 * NODES];
    size_t count = 0;
    for (uint32_t v = 0; v < NODES; v++) {
        if (v % SIDE + 1 < SIDE) pulls[count++] = (struct pull){v, v + 1};
        if (v + SIDE < NODES) pulls[count++] = (struct pull){v, v + SIDE};
    }
    check_ok(forces_place(at, NODES, pulls, count, &err), err);
    check_centred(at, NODES);
    double ties = 0, longest = 0;
    for (size_t p = 0; p < count; p++) {
        ties += distance(at, pulls[p].a, pulls[p].b) / (double) count;
        longest = fmax(longest, distance(at, pulls[p].a, pulls[p].b));
    }
    cr_expect(longest < 4 * ties, "the longest tie is %g, the mean %g", longest, ties);
    double diagonal = distance(at, 0, NODES - 1), other = distance(at, SIDE - 1, NODES - SIDE);
    cr_expect(diagonal > 12 * ties && other > 12 * ties, "%g and %g of %g", diagonal, other, ties);
}

/* Two complete graphs with one tie between them. */
Test(forces, keep_what_is_dense_together) {
    enum { EACH = 40 };
    struct point at[2 * EACH];
    static struct pull pulls[EACH * EACH];
    size_t count = 0;
    for (uint32_t a = 0; a < 2 * EACH; a++)
        for (uint32_t b = a + 1; b < 2 * EACH; b++)
            if (a / EACH == b / EACH || (a == 0 && b == EACH)) pulls[count++] = (struct pull){a, b};
    check_ok(forces_place(at, 2 * EACH, pulls, count, &err), err);
    double within = 0, between = INFINITY;
    for (size_t a = 0; a < 2 * EACH; a++)
        for (size_t b = a + 1; b < 2 * EACH; b++)
            if (a / EACH == b / EACH)
                within = fmax(within, distance(at, a, b));
            else
                between = fmin(between, distance(at, a, b));
    cr_expect(between > within / 4, "%g apart, %g wide", between, within);
}

/* Each is two levels deep where matching goes by pairs alone. */
Test(forces, end_whatever_the_degrees) {
    enum { LEAVES = 20000 };
    struct point *at = malloc((LEAVES + 1) * sizeof *at);
    struct pull *pulls = malloc(LEAVES * sizeof *pulls);
    cr_assert(at && pulls);
    for (uint32_t v = 0; v < LEAVES; v++)
        pulls[v] = (struct pull){0, v + 1};
    check_ok(forces_place(at, LEAVES + 1, pulls, LEAVES, &err), err);
    check_centred(at, LEAVES + 1);
    cr_expect(hypot(at[0].x, at[0].y) < 0.3, "the hub is at %g, %g", at[0].x, at[0].y);
    free(at), free(pulls);
}

Test(forces, are_the_same_every_time_and_small_graphs_have_places) {
    struct pull pulls[] = {{0, 1}, {1, 2}};
    for (size_t count = 0; count <= 3; count++) {
        struct point at[3] = {{0, 0}}, again[3] = {{0, 0}};
        check_ok(forces_place(at, count, pulls, count ? count - 1 : 0, &err), err);
        check_ok(forces_place(again, count, pulls, count ? count - 1 : 0, &err), err);
        cr_expect(memcmp(at, again, sizeof at) == 0);
        if (count > 1) check_centred(at, count);
    }
}

Test(forces, pass_on_interrupts_and_that_memory_is_out) {
    enum { NODES = 100 };
    struct point at[NODES];
    struct pull pulls[NODES];
    for (uint32_t v = 0; v < NODES; v++)
        pulls[v] = (struct pull){v, (v + 1) % NODES};
    lockstep_status status = LOCKSTEP_ENOMEM;
    long n = 0;
    for (; n < 100 && status == LOCKSTEP_ENOMEM; n++) {
        err = (lockstep_error){0};
        arena_fail_after = n;
        status = forces_place(at, NODES, pulls, NODES, &err);
        arena_fail_after = -1;
    }
    cr_expect(n > 6);
    check_status(status, LOCKSTEP_OK, err);
    lockstep_interrupt();
    check_status(forces_place(at, NODES, pulls, NODES, &err), LOCKSTEP_EINTERRUPTED, err);
}

Test(forces, part_discs_that_overlap) {
    for (uint64_t seed = 1; seed <= 200; seed++) {
        enum { DISCS = 60 };
        struct point at[DISCS];
        double radii[DISCS], furthest = 0;
        uint64_t draw = seed;
        for (size_t d = 0; d < DISCS; d++) {
            draw = draw * 6364136223846793005 + 1442695040888963407;
            radii[d] = 4 + (double) (draw >> 60);
            at[d] = (struct point){(double) (draw >> 40 & 127), (double) (draw >> 50 & 127)};
            if (d % 9 == 1) at[d] = at[d - 1];
        }
        check_ok(discs_part(at, radii, DISCS, &err), err);
        for (size_t a = 0; a < DISCS; a++) {
            furthest = fmax(furthest, hypot(at[a].x - 64, at[a].y - 64));
            for (size_t b = a + 1; b < DISCS; b++)
                cr_assert(distance(at, a, b) > 0.97 * (radii[a] + radii[b]),
                          "seed %zu: %zu and %zu", (size_t) seed, a, b);
        }
        cr_assert(furthest < 300, "seed %zu: %g", (size_t) seed, furthest);
    }
}

Test(forces, leave_discs_that_do_not_overlap) {
    struct point at[] = {{0, 0}, {20, 0}, {0, 21}}, before[3];
    double radii[] = {9, 10, 11};
    memcpy(before, at, sizeof at);
    check_ok(discs_part(at, radii, 3, &err), err);
    cr_expect(memcmp(at, before, sizeof at) == 0);
}
