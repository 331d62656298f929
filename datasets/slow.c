#include "datasets/scenarios.h"
#include "datasets/scene.h"

/* A text takes a day to go round: four hours lie between one member's copy and the next, so that no
 * window of minutes sees two of them. */
static void plan_slow(struct planner *p) {
    struct deck ring = {0};
    deck_recruit(&ring, p, ENGLISH, 40, "ring");
    struct campaign campaign = {
        .first_day = 2,
        .last_day = 56,
        .rate = 1.2,
        .pool = 80,
        .order = {.wording = TALKING_POINT, .team = 14, .spread = 4 * 3600, .latest = INT64_MAX}};
    plan_campaign(p, &ring, &campaign);
}

lockstep_status simulate_slow(FILE *out, FILE *truth, uint64_t seed, uint64_t posts,
                              lockstep_error *err) {
    static const struct scenario slow = {.name = "slow", .plan = plan_slow, .days = 60};
    return scene_play(&slow, out, truth, seed, posts, err);
}
