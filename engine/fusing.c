#include "engine/fusing.h"

#include "engine/error.h"
#include "engine/memory.h"
#include "engine/ordered.h"
#include "engine/seeking.h"

#include <stdlib.h>

/* How far ahead memory is asked for: longer than it takes to come. */
enum { AHEAD = 16 };

/* ---- the share under which each post counts ---- */

struct best_share {
    const struct share *share;
    uint32_t accounts; /* of its object */
    uint8_t rank;
    bool matched; /* somebody else shared the object in the window */
};

static bool is_better(const struct best_share *a, const struct best_share *b) {
    if (!b->share) return true;
    if (a->matched != b->matched) return a->matched;
    if (a->rank != b->rank) return a->rank < b->rank;
    if (a->accounts != b->accounts) return a->accounts < b->accounts;
    return a->share->object < b->share->object;
}

lockstep_status fusing_begin(struct fusing *out, const struct layer_sizes *sizes,
                             lockstep_error *err) {
    *out = (struct fusing){.sizes = *sizes};
    out->best = memory_zeroed((size_t) sizes->posts + 1, sizeof *out->best);
    return out->best ? LOCKSTEP_OK : fail_memory(err, "the shares that count once");
}

void fusing_release(struct fusing *fusing) {
    free(fusing->best);
    *fusing = (struct fusing){0};
}

/* Where one account shared an object, nobody else did. */
static lockstep_status match_object(uint8_t **matched, size_t *room, const struct layer *layer,
                                    const struct object_shares *object, lockstep_error *err) {
    uint8_t *more = grow(*matched, room, object->count, 1);
    if (!more) return fail_memory(err, "the shares that count once");
    *matched = more;
    if (object->accounts > 1)
        layer_match(more, layer, object, NULL);
    else
        memset(more, 0, object->count);
    return LOCKSTEP_OK;
}

static void add_object(struct fusing *fusing, const struct layer *layer, uint8_t rank,
                       const struct object_shares *object, const uint8_t *matched) {
    struct best_share *best = fusing->best;
    for (size_t i = 0; i < object->count; memory_leap(++i)) {
        const struct share *share = &layer->shares[object->start + i];
        if (object->start + i + AHEAD < layer->count)
            __builtin_prefetch(&best[share[AHEAD].post], 1);
        struct best_share candidate = {share, object->accounts, rank, matched[i]};
        if (is_better(&candidate, &best[share->post])) best[share->post] = candidate;
    }
}

lockstep_status fusing_add(struct fusing *fusing, const struct layer *layer, uint8_t rank,
                           lockstep_error *err) {
    uint8_t *matched = NULL;
    size_t room = 0;
    lockstep_status status = LOCKSTEP_OK;
    fusing->layers[fusing->layer_count++] = layer;
    for (size_t o = 0; o < layer->object_count && status == LOCKSTEP_OK; memory_step(++o)) {
        status = match_object(&matched, &room, layer, &layer->objects[o], err);
        if (status == LOCKSTEP_OK) add_object(fusing, layer, rank, &layer->objects[o], matched);
    }
    free(matched);
    return status;
}

/* ---- the layer of these: objects by their numbers, in stretches beside each other ---- */

struct merging {
    const struct fusing *fusing;
    struct layer *out;
    uint32_t next;   /* object */
    uint8_t *traces; /* by object of `out` */
    size_t object_count, trace_room;
};

struct stretch {
    uint32_t from, to; /* objects */
    struct head {
        size_t place;    /* of the layer's next object */
        uint32_t object; /* its number; UINT32_MAX: there is none */
    } heads[UINT8_MAX + 1];
    struct share *shares;
    uint8_t *traces; /* by object */
    size_t count, room, object_count, trace_room;
};

static lockstep_status cut_stretch(void *data, void *item, bool *end, lockstep_error *err) {
    enum { OBJECTS = 16384 };
    struct merging *m = data;
    struct stretch *stretch = item;
    uint32_t left = m->fusing->sizes.objects - m->next;
    *end = left == 0;
    stretch->from = m->next;
    stretch->to = m->next += left < OBJECTS ? left : OBJECTS;
    return check_interrupt(err);
}

static struct head head_at(const struct layer *layer, size_t place) {
    return (struct head){place,
                         place < layer->object_count ? layer->objects[place].object : UINT32_MAX};
}

DEFINE_SEEK(seek_object, struct object_shares, uint32_t, object)

static size_t lowest(const struct head *heads, size_t count) {
    size_t least = 0;
    for (size_t l = 1; l < count; l++)
        if (heads[l].object < heads[least].object) least = l;
    return least;
}

static lockstep_status make_room(struct stretch *stretch, uint32_t shares, lockstep_error *err) {
    struct share *room =
        grow(stretch->shares, &stretch->room, stretch->count + shares, sizeof *room);
    uint8_t *traces = grow(stretch->traces, &stretch->trace_room, stretch->object_count + 1, 1);
    if (room) stretch->shares = room;
    if (traces) stretch->traces = traces;
    return room && traces ? LOCKSTEP_OK : fail_memory(err, "the shares that count once");
}

/* The shares of an object that were chosen; none, and it is not there. */
static lockstep_status take_object(struct stretch *stretch, const struct fusing *fusing,
                                   const struct layer *layer, size_t place, lockstep_error *err) {
    const struct object_shares *object = &layer->objects[place];
    size_t before = stretch->count;
    TRY(make_room(stretch, object->count, err));
    for (size_t i = object->start; i < object->start + object->count; memory_leap(++i)) {
        const struct share *share = &layer->shares[i];
        if (i + AHEAD < layer->count) __builtin_prefetch(&fusing->best[share[AHEAD].post]);
        if (fusing->best[share->post].share == share) stretch->shares[stretch->count++] = *share;
    }
    if (stretch->count > before) stretch->traces[stretch->object_count++] = (uint8_t) layer->trace;
    return LOCKSTEP_OK;
}

static lockstep_status merge_stretch(void *data, void *item, lockstep_error *err) {
    const struct fusing *fusing = ((const struct merging *) data)->fusing;
    struct stretch *stretch = item;
    struct head *heads = stretch->heads;
    stretch->count = stretch->object_count = 0;
    for (size_t l = 0; l < fusing->layer_count; l++)
        heads[l] =
            head_at(fusing->layers[l], seek_object(fusing->layers[l]->objects, 0,
                                                   fusing->layers[l]->object_count, stretch->from));
    for (size_t l; heads[l = lowest(heads, fusing->layer_count)].object < stretch->to;) {
        TRY(take_object(stretch, fusing, fusing->layers[l], heads[l].place, err));
        heads[l] = head_at(fusing->layers[l], heads[l].place + 1);
    }
    return LOCKSTEP_OK;
}

static lockstep_status keep_stretch(void *data, void *item, lockstep_error *err) {
    struct merging *m = data;
    const struct stretch *stretch = item;
    struct layer *out = m->out;
    if (!stretch->count) return LOCKSTEP_OK;
    struct share *shares =
        grow(out->shares, &out->room, out->count + stretch->count, sizeof *shares);
    uint8_t *traces = grow(m->traces, &m->trace_room, m->object_count + stretch->object_count, 1);
    if (shares) out->shares = shares;
    if (traces) m->traces = traces;
    if (!shares || !traces) return fail_memory(err, "the shares that count once");
    memcpy(shares + out->count, stretch->shares, stretch->count * sizeof *shares);
    memcpy(traces + m->object_count, stretch->traces, stretch->object_count);
    out->count += stretch->count;
    m->object_count += stretch->object_count;
    return LOCKSTEP_OK;
}

static void release_stretch(void *item) {
    struct stretch *stretch = item;
    free(stretch->shares), free(stretch->traces);
}

lockstep_status fusing_make(struct layer *out, const struct fusing *fusing, unsigned threads,
                            lockstep_error *err) {
    struct merging m = {.fusing = fusing, .out = out};
    struct ordered job = {&m,           sizeof(struct stretch), cut_stretch, merge_stretch,
                          keep_stretch, release_stretch};
    lockstep_status status = ordered_run(&job, threads, err);
    if (status == LOCKSTEP_OK)
        status = layer_finish(out, fusing->sizes.objects, fusing->sizes.accounts, threads, err);
    for (size_t o = 0; status == LOCKSTEP_OK && o < out->object_count; memory_step(++o))
        out->objects[o].trace = (enum trace) m.traces[o];
    free(m.traces);
    return status;
}

/* ---- of one layer, and of several ---- */

lockstep_status layer_count_once(struct layer *out, const struct layer *layer,
                                 const struct layer_sizes *sizes, lockstep_error *err) {
    *out = (struct layer){.trace = layer->trace, .name = layer->name, .window = layer->window};
    struct fusing fusing;
    lockstep_status status = fusing_begin(&fusing, sizes, err);
    if (status == LOCKSTEP_OK) status = fusing_add(&fusing, layer, 0, err);
    if (status == LOCKSTEP_OK) status = fusing_make(out, &fusing, 1, err);
    fusing_release(&fusing);
    return status;
}

lockstep_status traces_add_fused(struct traces *traces, const struct fusing *fusing,
                                 unsigned threads, lockstep_error *err) {
    struct layer *fused = &traces->layers[traces->count++];
    *fused = (struct layer){
        .trace = TRACE_FUSED, .name = trace_name(TRACE_FUSED), .window = fusing->layers[0]->window};
    return fusing_make(fused, fusing, threads, err);
}

static lockstep_status fuse(struct fusing *fusing, struct traces *traces, size_t from,
                            unsigned threads, lockstep_error *err) {
    for (size_t l = from; l < traces->count; l++)
        if (!trace_has_own_window(traces->layers[l].trace))
            TRY(fusing_add(fusing, &traces->layers[l], (uint8_t) (l - from), err));
    return fusing->layer_count < 2 ? LOCKSTEP_OK : traces_add_fused(traces, fusing, threads, err);
}

lockstep_status traces_fuse(struct traces *traces, size_t from, const struct layer_sizes *sizes,
                            unsigned threads, lockstep_error *err) {
    struct fusing fusing;
    lockstep_status status = fusing_begin(&fusing, sizes, err);
    if (status == LOCKSTEP_OK) status = fuse(&fusing, traces, from, threads, err);
    fusing_release(&fusing);
    return status;
}
