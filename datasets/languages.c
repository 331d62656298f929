#include "datasets/scenarios.h"
#include "datasets/scene.h"

lockstep_status simulate_languages(FILE *out, FILE *truth, uint64_t seed, uint64_t posts,
                                   lockstep_error *err) {
    static const struct scenario languages = {.name = "languages", .homophily = 0.9};
    return scene_play(&languages, out, truth, seed, posts, err);
}
