#include "datasets/big.h"

#include "datasets/scenarios.h"
#include "datasets/scene.h"

static const struct role roles[GROUP_COUNT] = {
    [GROUP_RING] = {"big", 423, {AZERI, AZERI}, "", "", 0, false, .documented = true},
    [GROUP_AMPLIFIERS] = {"amplifiers", 631, {AZERI, AZERI}, "", "", .followers = 60},
    [GROUP_VISUALS] = {"visuals", 1299, {FRENCH, AZERI}, "", "", .followers = 90},
    [GROUP_NEWSROOM] = {"newsroom",
                        12,
                        {ENGLISH, ENGLISH},
                        "Regional news, every hour",
                        "Online",
                        9000,
                        .verified = true},
    [GROUP_FANS] = {"fans", 200, {ENGLISH, ENGLISH}, "fan account 💜", "", .followers = 400},
    [GROUP_IDOL] = {"", 1, {ENGLISH, ENGLISH}, "Singer", "", 3000000, true, .audience = 40},
    [GROUP_OFFICIALS] =
        {"", 3, {AZERI, AZERI}, "Official account", "Bakı", 300000, true, .audience = 12},
    [GROUP_TARGETS] =
        {"", 8, {ENGLISH, ENGLISH}, "Member of Parliament", "Brussels", 40000, true, .audience = 3},
};

lockstep_status simulate_big_facts(FILE *out, FILE *truth, FILE *facts, uint64_t seed,
                                   uint64_t posts, lockstep_error *err) {
    const struct scenario big = {
        .name = "big", .roles = roles, .role_count = GROUP_COUNT, .plan = plan_big, .facts = facts};
    return scene_play(&big, out, truth, seed, posts, err);
}

lockstep_status simulate_big(FILE *out, FILE *truth, uint64_t seed, uint64_t posts,
                             lockstep_error *err) {
    return simulate_big_facts(out, truth, NULL, seed, posts, err);
}
