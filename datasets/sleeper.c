#include "datasets/scenarios.h"
#include "datasets/scene.h"

/* Five weeks of work, half a year of silence, four weeks of other work. */
static void plan_sleeper(struct planner *p) {
    struct deck ring = {0};
    deck_recruit(&ring, p, ENGLISH, 40, "ring");
    struct campaign campaign = {
        .first_day = 30,
        .last_day = 65,
        .rate = 1.3,
        .pool = 60,
        .order = {.wording = TALKING_POINT, .team = 14, .spread = 90, .latest = INT64_MAX}};
    plan_campaign(p, &ring, &campaign);
    campaign.first_day = 260, campaign.last_day = 288;
    campaign.order.number = 200;
    plan_campaign(p, &ring, &campaign);
}

lockstep_status simulate_sleeper(FILE *out, FILE *truth, uint64_t seed, uint64_t posts,
                                 lockstep_error *err) {
    static const struct scenario sleeper = {.name = "sleeper", .plan = plan_sleeper};
    return scene_play(&sleeper, out, truth, seed, posts, err);
}
