#include "graph/placebo.h"

#include "engine/dice.h"
#include "engine/error.h"
#include "engine/memory.h"

#include <stdlib.h>

static const uint32_t UNSEEN = UINT32_MAX;

struct dealing {
    uint32_t *account; /* by post: whose it becomes, or UNSEEN */
    uint32_t *posts;   /* of the stratum that is dealt out */
    uint32_t count;
    enum trace *trace; /* by object */
};

/* The posts of a stratum that no stratum before it had. */
static void gather_posts(struct dealing *d, const struct layer *layer, size_t stratum) {
    d->count = 0;
    for (size_t o = layer->strata[stratum]; o < layer->strata[stratum + 1]; memory_leap(++o)) {
        const struct object_shares *object = &layer->objects[o];
        d->trace[object->object] = object->trace;
        for (size_t i = object->start; i < object->start + object->count; memory_leap(++i)) {
            const struct share *share = &layer->shares[i];
            if (d->account[share->post] != UNSEEN) continue;
            d->account[share->post] = share->account;
            d->posts[d->count++] = share->post;
        }
    }
}

/* Fisher & Yates. */
static void deal(struct dealing *d, uint64_t *dice) {
    for (uint32_t left = d->count; left > 1; memory_leap(--left)) {
        uint32_t *a = &d->account[d->posts[left - 1]];
        uint32_t *b = &d->account[d->posts[dice_below(dice, left)]], held = *a;
        *a = *b, *b = held;
    }
}

static lockstep_status deal_out(struct dealing *d, struct layer *out, const struct layer *layer,
                                const struct layer_sizes *sizes, uint64_t seed,
                                lockstep_error *err) {
    uint64_t dice = seed;
    memory_fill(d->account, 0xff, sizes->posts * sizeof *d->account);
    for (size_t s = 0; s < layer->stratum_count; s++) {
        gather_posts(d, layer, s);
        deal(d, &dice);
    }
    for (size_t i = 0; i < layer->count; memory_step(++i)) {
        struct share share = layer->shares[i];
        share.account = d->account[share.post];
        TRY(layer_add(out, share, err));
    }
    TRY(layer_finish(out, sizes->objects, sizes->accounts, 1, err));
    for (size_t o = 0; o < out->object_count; memory_step(++o))
        out->objects[o].trace = d->trace[out->objects[o].object];
    return LOCKSTEP_OK;
}

lockstep_status placebo_layer(struct layer *out, const struct layer *layer,
                              const struct layer_sizes *sizes, uint64_t seed, lockstep_error *err) {
    struct arena scratch = {0};
    struct dealing d = {.account = arena_alloc(&scratch, sizes->posts, sizeof *d.account),
                        .posts = arena_alloc(&scratch, sizes->posts, sizeof *d.posts),
                        .trace = arena_alloc(&scratch, sizes->objects, sizeof *d.trace)};
    *out = (struct layer){.trace = layer->trace, .name = layer->name, .window = layer->window};
    lockstep_status status = d.account && d.posts && d.trace
                                 ? deal_out(&d, out, layer, sizes, seed, err)
                                 : fail_memory(err, "the placebo");
    arena_release(&scratch);
    return status;
}

lockstep_status placebo_edges(struct edges *out, const struct layer *layer,
                              const struct layer_sizes *sizes,
                              const struct lockstep_settings *settings, lockstep_error *err) {
    *out = (struct edges){0};
    TRY(edges_build(out, layer, sizes->accounts, settings, err));
    return edges_count_once(out, sizes, settings->seed, err);
}
