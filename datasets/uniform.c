#include "datasets/population.h"
#include "datasets/scenarios.h"

#include <stdlib.h>

#include "engine/error.h"

enum { EQUALS = 600, ORIGINALS = 1500, AUDIENCE = 25, THREE_HOURS = 3 * 3600000 };

static lockstep_status draw(struct population *p, const struct habit *habit, lockstep_error *err) {
    uint32_t mark[EQUALS] = {0}; /* the last original that each reposted, from 1 */
    (void) habit;
    for (uint32_t i = 0; i < ORIGINALS; i++) {
        TRY(population_add_original(p, i, population_time(p), err));
        for (uint32_t share = 0; share < AUDIENCE; share++) {
            uint32_t account;
            do
                account = random_below(&p->stream, EQUALS);
            while (mark[account] == i + 1);
            mark[account] = i + 1;
            int64_t time = p->originals[i].time + 1 + random_below(&p->stream, THREE_HOURS);
            TRY(population_add(p, (struct event){time, account, i, true}, err));
        }
    }
    return LOCKSTEP_OK;
}

lockstep_status simulate_uniform(FILE *out, FILE *truth, uint64_t seed, uint64_t posts,
                                 lockstep_error *err) {
    return population_simulate(
        out, truth,
        (struct population_plan){.draw = draw, .seed = seed, .stream = 9, .posts = posts}, err);
}
