#include "datasets/scenarios.h"
#include "datasets/scene.h"

/* Accounts of one ring on three platforms, which copy the same points wherever they are. */
static void plan_platforms(struct planner *p) {
    struct deck ring = {0};
    deck_recruit(&ring, p, ENGLISH, 45, "ring");
    struct campaign campaign = {
        .first_day = 2,
        .last_day = 28,
        .rate = 2.5,
        .pool = 120,
        .order = {.wording = TALKING_POINT, .team = 15, .spread = 90, .latest = INT64_MAX}};
    plan_campaign(p, &ring, &campaign);
}

lockstep_status simulate_platforms(FILE *out, FILE *truth, uint64_t seed, uint64_t posts,
                                   lockstep_error *err) {
    static const struct scenario platforms = {
        .name = "platforms", .plan = plan_platforms, .days = 30, .mixed_platforms = true};
    return scene_play(&platforms, out, truth, seed, posts, err);
}
