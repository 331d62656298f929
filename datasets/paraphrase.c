#include "datasets/scenarios.h"
#include "datasets/scene.h"

/* Nobody copies: each tells the point that was handed out in other words. */
static void plan_paraphrase(struct planner *p) {
    struct deck ring = {0};
    deck_recruit(&ring, p, ENGLISH, 40, "ring");
    struct campaign campaign = {
        .first_day = 2,
        .last_day = 28,
        .rate = 2.5,
        .pool = 120,
        .order = {.wording = PARAPHRASE, .team = 14, .spread = 90, .latest = INT64_MAX}};
    plan_campaign(p, &ring, &campaign);
}

lockstep_status simulate_paraphrase(FILE *out, FILE *truth, uint64_t seed, uint64_t posts,
                                    lockstep_error *err) {
    static const struct scenario paraphrase = {
        .name = "paraphrase", .plan = plan_paraphrase, .days = 30};
    return scene_play(&paraphrase, out, truth, seed, posts, err);
}
