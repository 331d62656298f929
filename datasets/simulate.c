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
};

lockstep_status lockstep_simulate(FILE *out, FILE *truth, const char *scenario, uint64_t seed,
                                  uint64_t posts, lockstep_error *err) {
    for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++)
        if (strcmp(scenario, scenarios[i].name) == 0)
            return scenarios[i].simulate(out, truth, seed, posts, err);
    return fail(err, LOCKSTEP_EARG,
                "no scenario is called \"%s\"; there are big, languages and independent", scenario);
}
