#include "engine/error.h"
#include "graph/refine.h"

#include <stdlib.h>

static const double LEAST_GAIN = 1e-6; /* nats; below, sums may differ by rounding */
static const double BY_CHANCE = 0.5;   /* p of the meetings with the others; above, chance explains
                                          them as well as not */

struct weak {
    double loss;
    uint32_t place; /* among the members */
};

static int by_loss(const void *left, const void *right) {
    const struct weak *a = left, *b = right;
    if (a->loss != b->loss) return a->loss < b->loss ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
}

struct trimming {
    struct episodes *episodes;
    double alpha;
    double *loss;
    struct meetings *meetings;
    struct weak *weak; /* weakest first */
    uint32_t *others;
    uint8_t *leaves; /* by place */
};

static uint32_t list_weak(struct trimming *t, uint32_t count) {
    uint32_t weak = 0, most = count - SMALLEST_CLUSTER;
    for (uint32_t m = 0; m < count; m++)
        if (t->loss[m] < -LEAST_GAIN && t->meetings[m].p_value > BY_CHANCE)
            t->weak[weak++] = (struct weak){t->loss[m], m};
    if (weak) qsort(t->weak, weak, sizeof *t->weak, by_loss);
    return weak < most ? weak : most;
}

/* The members without the `weak` weakest. */
static uint32_t keep_others(struct trimming *t, const uint32_t *members, uint32_t count,
                            uint32_t weak) {
    uint32_t others = 0;
    memset(t->leaves, 0, count);
    for (uint32_t i = 0; i < weak; i++)
        t->leaves[t->weak[i].place] = 1;
    for (uint32_t m = 0; m < count; m++)
        if (!t->leaves[m]) t->others[others++] = members[m];
    return others;
}

static lockstep_status trim(struct trimming *t, uint32_t *members, uint32_t *count,
                            lockstep_error *err) {
    double nats = episodes_evidence(t->episodes, members, *count, t->alpha).nats;
    for (;;) {
        TRY(episodes_losses(t->loss, t->episodes, members, *count, err));
        episodes_meetings(t->meetings, t->episodes, members, *count);
        uint32_t weak = list_weak(t, *count), others = 0;
        double without = nats;
        for (; weak > 0; weak /= 2) {
            others = keep_others(t, members, *count, weak);
            without = episodes_evidence(t->episodes, t->others, others, t->alpha).nats;
            if (without > nats + LEAST_GAIN / 2) break;
        }
        if (weak == 0) return LOCKSTEP_OK;
        memcpy(members, t->others, others * sizeof *members);
        *count = others;
        nats = without;
    }
}

lockstep_status members_trim(uint32_t *members, uint32_t *count, struct episodes *episodes,
                             double alpha, lockstep_error *err) {
    struct arena scratch = {0};
    struct trimming t = {.episodes = episodes, .alpha = alpha};
    if (*count <= SMALLEST_CLUSTER) return LOCKSTEP_OK;
    t.loss = arena_alloc(&scratch, *count, sizeof *t.loss);
    t.meetings = arena_alloc(&scratch, *count, sizeof *t.meetings);
    t.weak = arena_alloc(&scratch, *count, sizeof *t.weak);
    t.others = arena_alloc(&scratch, *count, sizeof *t.others);
    t.leaves = arena_alloc(&scratch, *count, sizeof *t.leaves);
    lockstep_status status = t.loss && t.weak && t.others && t.leaves
                                 ? trim(&t, members, count, err)
                                 : fail_memory(err, "the evidence of accounts");
    arena_release(&scratch);
    return status;
}
