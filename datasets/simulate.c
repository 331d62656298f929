#include "datasets/scenarios.h"

#include "engine/error.h"

#include <string.h>

static const struct {
    const char *name;
    lockstep_status (*simulate)(FILE *out, FILE *truth, uint64_t seed, uint64_t posts,
                                lockstep_error *err);
} scenarios[] = {
    {"big", simulate_big},
    {"languages", simulate_languages},
    {"independent", simulate_independent},
    {"slow", simulate_slow},
    {"paraphrase", simulate_paraphrase},
    {"timing", simulate_timing},
    {"viral", simulate_viral},
    {"overlap", simulate_overlap},
    {"sleeper", simulate_sleeper},
    {"platforms", simulate_platforms},
    {"fandom", simulate_fandom},
    {"newsroom", simulate_newsroom},
    {"bursty", simulate_bursty},
    {"rhythm", simulate_rhythm},
    {"news", simulate_news},
    {"uniform", simulate_uniform},
};

static lockstep_status unknown_scenario(const char *name, lockstep_error *err) {
    char known[256] = "";
    size_t size = 0, count = sizeof scenarios / sizeof *scenarios;
    for (size_t i = 0; i < count && size < sizeof known; i++)
        size += (size_t) snprintf(known + size, sizeof known - size, " %s", scenarios[i].name);
    return fail(err, LOCKSTEP_EARG, "no scenario is called \"%s\"; known:%s", name, known);
}

lockstep_status lockstep_simulate(FILE *out, FILE *truth, const char *scenario, uint64_t seed,
                                  uint64_t posts, lockstep_error *err) {
    for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++)
        if (strcmp(scenario, scenarios[i].name) == 0)
            return scenarios[i].simulate(out, truth, seed, posts, err);
    return unknown_scenario(scenario, err);
}

lockstep_status lockstep_simulate_facts(FILE *out, FILE *truth, FILE *facts, uint64_t seed,
                                        uint64_t posts, lockstep_error *err) {
    return simulate_big_facts(out, truth, facts, seed, posts, err);
}
