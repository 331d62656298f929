#include "tests/check.h"
#include "tests/fixture.h"

#include <math.h>
#include <stdlib.h>

static struct fixture fixture;
static struct point positions[FIXTURE_ACCOUNTS];
static lockstep_error err;

static void setup(void) {
    fixture_build(&fixture);
}

static void teardown(void) {
    fixture_release(&fixture);
}
TestSuite(layout, .init = setup, .fini = teardown);

static double distance(uint32_t a, uint32_t b) {
    return hypot(positions[a].x - positions[b].x, positions[a].y - positions[b].y);
}

Test(layout, gives_every_account_with_a_tie_a_place_of_its_own) {
    check_ok(layout_compute(positions, &fixture.findings, &err), err);
    for (uint32_t a = 0; a < FIXTURE_ACCOUNTS; a++) {
        cr_expect(isfinite(positions[a].x) && isfinite(positions[a].y), "account %u", a);
        for (uint32_t b = 0; b < a; b++)
            if (fixture.centrality.degree[a] && fixture.centrality.degree[b])
                cr_expect(distance(a, b) >= 1, "accounts %u and %u", a, b);
    }
}

Test(layout, is_the_same_every_time) {
    struct point again[FIXTURE_ACCOUNTS];
    check_ok(layout_compute(positions, &fixture.findings, &err), err);
    check_ok(layout_compute(again, &fixture.findings, &err), err);
    cr_expect(memcmp(positions, again, sizeof again) == 0);
}

struct circle {
    struct point centre;
    double radius;
};

static struct circle around(const struct cluster *cluster) {
    struct circle c = {{0, 0}, 0};
    for (uint32_t m = 0; m < cluster->count; m++) {
        c.centre.x += positions[cluster->members[m]].x / cluster->count;
        c.centre.y += positions[cluster->members[m]].y / cluster->count;
    }
    for (uint32_t m = 0; m < cluster->count; m++)
        c.radius = fmax(c.radius, hypot(positions[cluster->members[m]].x - c.centre.x,
                                        positions[cluster->members[m]].y - c.centre.y));
    return c;
}

Test(layout, keeps_clusters_apart_from_each_other_and_from_the_rest) {
    check_ok(layout_compute(positions, &fixture.findings, &err), err);
    for (size_t c = 0; c < fixture.clusters.kept; c++) {
        struct circle circle = around(&fixture.clusters.items[c]);
        for (uint32_t a = 0; a < FIXTURE_ACCOUNTS; a++) {
            if (!fixture.centrality.degree[a] || fixture.clusters.of_account[a] == c + 1) continue;
            double away = hypot(positions[a].x - circle.centre.x, positions[a].y - circle.centre.y);
            cr_expect(away > circle.radius, "account %u in cluster %zu", a, c + 1);
        }
    }
}

Test(layout, puts_the_largest_group_in_the_middle) {
    check_ok(layout_compute(positions, &fixture.findings, &err), err);
    struct circle largest = around(&fixture.clusters.items[0]);
    check_near(largest.centre.x, 0, 1);
    check_near(largest.centre.y, 0, 1);
}

Test(layout, of_nothing_is_nothing) {
    memset(fixture.centrality.degree, 0, FIXTURE_ACCOUNTS * sizeof(uint32_t));
    fixture.centrality.tie_count = 0;
    fixture.clusters.kept = 0;
    check_ok(layout_compute(positions, &fixture.findings, &err), err);
    for (uint32_t a = 0; a < FIXTURE_ACCOUNTS; a++)
        cr_expect(positions[a].x == 0 && positions[a].y == 0);
}

Test(layout, passes_on_that_memory_is_out) {
    lockstep_status status = LOCKSTEP_ENOMEM;
    long n = 0;
    for (; n < 100 && status == LOCKSTEP_ENOMEM; n++) {
        err = (lockstep_error){0};
        arena_fail_after = n;
        status = layout_compute(positions, &fixture.findings, &err);
        arena_fail_after = -1;
    }
    cr_expect(n > 3);
    check_status(status, LOCKSTEP_OK, err);
}

Test(layout, stops_when_interrupted) {
    lockstep_interrupt();
    check_status(layout_compute(positions, &fixture.findings, &err), LOCKSTEP_EINTERRUPTED, err);
}

Test(layout, packs_many_pairs_without_overlap) {
    enum { PAIRS = 400 };
    static struct tie ties[PAIRS];
    static uint32_t degree[2 * PAIRS], of_account[2 * PAIRS];
    static double strength[2 * PAIRS];
    static struct point places[2 * PAIRS];
    for (uint32_t p = 0; p < PAIRS; p++) {
        ties[p] = (struct tie){2 * p, 2 * p + 1, 1};
        degree[2 * p] = degree[2 * p + 1] = 1;
        strength[2 * p] = strength[2 * p + 1] = 1;
    }
    struct archive archive = {.accounts = {.count = 2 * PAIRS}};
    struct clusters clusters = {.of_account = of_account};
    struct centrality centrality = {
        .ties = ties, .tie_count = PAIRS, .degree = degree, .strength = strength};
    struct findings findings = {.settings = fixture.settings,
                                .archive = &archive,
                                .clusters = &clusters,
                                .centrality = &centrality};
    check_ok(layout_compute(places, &findings, &err), err);
    double furthest = 0;
    for (uint32_t a = 0; a < 2 * PAIRS; a++) {
        furthest = fmax(furthest, hypot(places[a].x, places[a].y));
        for (uint32_t b = 0; b < a; b++)
            cr_assert(hypot(places[a].x - places[b].x, places[a].y - places[b].y) > 30,
                      "accounts %u and %u", a, b);
    }
    cr_expect(furthest < 2000, "400 pairs reach out to %g", furthest);
}

Test(layout, draws_clusters_in_six_colours_and_the_rest_in_grey) {
    for (uint32_t n = 1; n <= 6; n++)
        for (uint32_t m = 0; m < n; m++) {
            struct colour a = cluster_colour(n), b = cluster_colour(m);
            cr_expect(a.red != b.red || a.green != b.green || a.blue != b.blue, "%u and %u", n, m);
        }
    struct colour grey = cluster_colour(0);
    cr_expect(grey.red == grey.green && grey.green == grey.blue);
}

Test(layout, draws_accounts_by_the_square_root_of_their_strength) {
    double weak = account_diameter(0, 9), middle = account_diameter(2.25, 9);
    double strong = account_diameter(9, 9);
    cr_expect(weak > 0);
    check_near(middle - weak, (strong - weak) / 2, 1e-9);
    check_near(account_diameter(0, 0), weak, 0);
}
