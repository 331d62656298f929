#include "graph/kindred.h"

#include "tests/check.h"

#include <stdlib.h>

static const int64_t HOUR = 3600 * (int64_t) MICROSECONDS;
enum { ROOM = 2000 };

static lockstep_error err;
static struct layer layer;
static struct null_model null;
static uint32_t next_post;
static uint64_t state = 7;

static uint32_t below(uint32_t bound) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t) ((state >> 33) % bound);
}

static void start(enum trace trace) {
    layer = (struct layer){.trace = trace, .name = "layer", .window = 60 * (int64_t) MICROSECONDS};
    next_post = 0;
}

static void share(uint32_t object, uint32_t account, int64_t time) {
    struct share s = {time, object, account, next_post++};
    check_ok(layer_add(&layer, s, &err), err);
}

/* Of the accounts below `members`. */
static double lift_of(uint32_t members, uint32_t accounts) {
    uint32_t community[ROOM];
    double lift = 0;
    check_ok(layer_finish(&layer, ROOM, accounts, 1, &err), err);
    check_ok(null_model_fit(&null, &layer, accounts, 1, &err), err);
    for (uint32_t a = 0; a < accounts; a++)
        community[a] = a < members ? 0 : UINT32_MAX;
    check_ok(kindred_lift(&lift, &layer, &null, community, 1, &err), err);
    null_model_release(&null);
    free(layer.shares), free(layer.objects), free(layer.strata);
    return lift;
}

/* Account 2 shares both objects of the members, hours later; 3 and 4 one of them; the one who is
 * there at once with a member, 5, is no stranger. */
static void share_by_hand(void) {
    share(0, 0, 0), share(0, 5, 1), share(0, 2, HOUR), share(0, 3, 2 * HOUR);
    share(1, 1, 0), share(1, 2, HOUR), share(1, 4, 2 * HOUR);
    for (uint32_t a = 6; a < 10; a++)
        share(a, a, 0);
}

Test(kindred, are_found_as_worked_out_by_hand) {
    start(TRACE_REPOST);
    share_by_hand();
    /* strangers 2, 3 and 2, 4: of four pairs one is the same account; activity 2, 1, 1, 1, 1, … */
    double same = (4 + 7.0) / (9 * 9);
    check_near(lift_of(2, 10), (1 + KINDRED_PRIOR) / (4 * same + KINDRED_PRIOR), 1e-12);
}

Test(kindred, are_not_asked_for_where_objects_have_no_audience) {
    start(TRACE_TEXT);
    share_by_hand();
    check_near(lift_of(2, 10), 1, 0);
}

/* 200 accounts of ten objects each, at any time, out of those of their own language. */
static void speak(uint32_t languages) {
    for (uint32_t a = 0; a < 200; a++)
        for (uint32_t i = 0; i < 10; i++)
            share(below(200 / languages) * languages + a * languages / 200, a,
                  below(24 * 60) * (HOUR / 60));
}

Test(kindred, of_a_language_are_so_many_times_fewer) {
    for (int round = 0; round < 20; round++) {
        start(TRACE_URL);
        speak(1);
        double everybody = lift_of(4, 200);
        start(TRACE_URL);
        speak(5);
        double fifth = lift_of(4, 200);
        cr_expect(everybody < 2, "%g", everybody);
        cr_expect(fifth > 3.5 && fifth < 7, "%g", fifth);
    }
}
