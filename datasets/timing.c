#include "datasets/scenarios.h"
#include "datasets/scene.h"

enum { MOMENTS_A_DAY = 4, TEAM = 10 };

/* A scheduler posts for ten accounts within two and a half seconds, each in own words: nothing but
 * the time is common. */
static void plan_timing(struct planner *p) {
    struct deck ring = {0};
    deck_recruit(&ring, p, ENGLISH, 30, "ring");
    for (int date = 1; date < 29; date++)
        for (int i = 0; i < MOMENTS_A_DAY; i++) {
            int64_t time = at_work(&p->stream, scenario_begin + date * INT64_C(86400000));
            for (int member = 0; member < TEAM; member++)
                plan_post(p, time + random_below(&p->stream, 2500), deal(&ring, p, time));
        }
}

lockstep_status simulate_timing(FILE *out, FILE *truth, uint64_t seed, uint64_t posts,
                                lockstep_error *err) {
    static const struct scenario timing = {.name = "timing", .plan = plan_timing, .days = 30};
    return scene_play(&timing, out, truth, seed, posts, err);
}
