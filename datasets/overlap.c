#include "datasets/scenarios.h"
#include "datasets/scene.h"

enum { SHARED = 6 };

/* Two rings on two subjects, and six accounts that work for both. */
static void plan_overlap(struct planner *p) {
    struct deck shared = {0}, left = {0}, right = {0};
    deck_recruit(&left, p, ENGLISH, 34, "left");
    deck_recruit(&right, p, ENGLISH, 34, "right");
    deck_recruit(&shared, p, ENGLISH, SHARED, NULL);
    for (uint32_t i = 0; i < SHARED; i++) {
        deck_add(&left, p, shared.cards[i], "left");
        deck_add(&right, p, shared.cards[i], "right");
    }
    struct campaign campaign = {
        .first_day = 2,
        .last_day = 28,
        .rate = 2.5,
        .pool = 100,
        .order = {.wording = TALKING_POINT, .team = 14, .spread = 90, .latest = INT64_MAX}};
    plan_campaign(p, &left, &campaign);
    campaign.order.script = FRENCH_SCRIPT;
    plan_campaign(p, &right, &campaign);
}

lockstep_status simulate_overlap(FILE *out, FILE *truth, uint64_t seed, uint64_t posts,
                                 lockstep_error *err) {
    static const struct scenario overlap = {.name = "overlap", .plan = plan_overlap, .days = 30};
    return scene_play(&overlap, out, truth, seed, posts, err);
}
