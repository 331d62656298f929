#include "datasets/population.h"
#include "datasets/scenarios.h"

#include <math.h>
#include <stdlib.h>

#include "engine/error.h"

enum { LARGEST_AUDIENCE = 3000 };

/* Who has reposted what, by activity alone. */
struct audience {
    double before[POPULATION_ACCOUNTS + 1]; /* activity of the accounts before each */
    uint32_t mark[POPULATION_ACCOUNTS];     /* the last original that each reposted, from 1 */
};

static uint32_t draw_account(const struct audience *a, struct random_stream *stream) {
    double u = random_unit(stream) * a->before[POPULATION_ACCOUNTS];
    uint32_t low = 0, high = POPULATION_ACCOUNTS;
    while (high - low > 1) {
        uint32_t middle = (low + high) / 2;
        if (a->before[middle] <= u)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static lockstep_status draw_audience(struct population *p, struct audience *a, uint32_t original,
                                     lockstep_error *err) {
    uint32_t size = (uint32_t) fmin(random_pareto(&p->stream, 0.9), LARGEST_AUDIENCE);
    for (uint32_t i = 0; i < size; i++) {
        uint32_t account;
        do
            account = draw_account(a, &p->stream);
        while (a->mark[account] == original + 1);
        a->mark[account] = original + 1;
        int64_t delay = 1 + (int64_t) random_exponential(&p->stream, 1800000);
        int64_t time = p->originals[original].time + delay;
        TRY(population_add(p, (struct event){time, account, original, true}, err));
    }
    return LOCKSTEP_OK;
}

static lockstep_status draw(struct population *p, const struct habit *habit, lockstep_error *err) {
    struct audience *a = calloc(1, sizeof *a);
    lockstep_status status = a ? LOCKSTEP_OK : fail_memory(err, "the scenario");
    (void) habit;
    for (uint32_t i = 0; i < POPULATION_ACCOUNTS && a; i++)
        a->before[i + 1] = a->before[i] + fmin(random_pareto(&p->stream, 0.8), 500);
    for (uint32_t i = 0; i < POPULATION_ORIGINALS && status == LOCKSTEP_OK; i++) {
        status = population_add_original(p, i, population_time(p), err);
        if (status == LOCKSTEP_OK) status = draw_audience(p, a, i, err);
    }
    free(a);
    return status;
}

lockstep_status simulate_independent(FILE *out, FILE *truth, uint64_t seed, uint64_t posts,
                                     lockstep_error *err) {
    return population_simulate(
        out, truth,
        (struct population_plan){.draw = draw, .seed = seed, .stream = 4, .posts = posts}, err);
}
