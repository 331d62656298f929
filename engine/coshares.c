#include "engine/coshares.h"

#include "engine/csv_cells.h"
#include "engine/error.h"
#include "engine/memory.h"

#include <stdlib.h>

lockstep_status coshares_of_object(const struct layer *layer, const struct object_shares *object,
                                   const uint8_t *alive, coshare_fn visit, void *data,
                                   lockstep_error *err) {
    const struct share *s = layer->shares + object->start;
    for (size_t i = 0, first = 0; i < object->count; i++) {
        if (alive && !alive[s[i].account]) continue;
        while (s[i].time - s[first].time > layer->window)
            first++;
        for (size_t j = first; j < i; j++)
            if (s[j].account != s[i].account && (!alive || alive[s[j].account])) {
                memory_look();
                TRY(visit(data, &s[j], &s[i], err));
            }
    }
    return LOCKSTEP_OK;
}

lockstep_status coshares_visit(const struct layer *layer, const uint8_t *alive, coshare_fn visit,
                               void *data, lockstep_error *err) {
    for (size_t o = 0; o < layer->object_count; memory_step(++o)) {
        if (o % 4096 == 0) TRY(check_interrupt(err));
        TRY(coshares_of_object(layer, &layer->objects[o], alive, visit, data, err));
    }
    return LOCKSTEP_OK;
}

lockstep_status coshares_by_key(const struct traces *traces, const struct layer *layer,
                                coshare_fn visit, void *data, lockstep_error *err) {
    size_t *order;
    lockstep_status status = objects_by_key(&order, traces, layer, err);
    for (size_t o = 0; o < layer->object_count && status == LOCKSTEP_OK; memory_step(++o)) {
        if (o % 4096 == 0) status = check_interrupt(err);
        if (status == LOCKSTEP_OK)
            status = coshares_of_object(layer, &layer->objects[order[o]], NULL, visit, data, err);
    }
    free(order);
    return status;
}

struct episode episode_at(const struct layer *layer, const struct object_shares *object,
                          size_t from) {
    const struct share *s = layer->shares + object->start;
    size_t end = from + 1;
    while (end < object->count && s[end].time - s[end - 1].time <= layer->window)
        end++;
    return (struct episode){s + from, end - from};
}

/* ---- pruning ---- */

/* Objects of an account with an in-window partner, and index + 1 of the one counted last; its
 * shares with one. */
struct object_count {
    uint32_t objects, last, shares;
};

struct pruning {
    struct object_count *counts; /* by account */
    uint8_t *here;               /* by share of the object at hand: whether it is matched */
    uint8_t *matched;            /* by share: a bit */
    uint64_t *met;               /* by object: a bit where it has a matched share */
};

enum { WORD = 64 }; /* bits */

static void count_once(struct pruning *p, uint32_t account, uint32_t object) {
    struct object_count *count = &p->counts[account];
    count->objects += count->last != object + 1;
    count->last = object + 1;
    count->shares++;
}

/* Counts, for each living account, the objects in which a living account shared within the window
 * of it. */
static bool count_object(struct pruning *p, const struct layer *layer, uint32_t object,
                         const uint8_t *alive) {
    const struct object_shares *o = &layer->objects[object];
    bool met = false;
    layer_match(p->here, layer, o, alive);
    for (size_t i = 0; i < o->count; i++) {
        if (!p->here[i]) continue;
        memory_leap(i);
        met = true;
        p->matched[(o->start + i) / 8] |= (uint8_t) (1 << (o->start + i) % 8);
        count_once(p, layer->shares[o->start + i].account, object);
    }
    return met;
}

/* Before the first round. Returns the shares of the object that has most. */
static uint32_t meet_all(struct pruning *p, const struct layer *layer) {
    uint32_t most = 0;
    memory_fill(p->met, 0, (layer->object_count / WORD + 1) * sizeof *p->met);
    for (size_t o = 0; o < layer->object_count; memory_step(++o)) {
        p->met[o / WORD] |= (uint64_t) (layer->objects[o].accounts >= 2) << o % WORD;
        if (layer->objects[o].count > most) most = layer->objects[o].count;
    }
    return most;
}

/* Where nobody met in the round before, nobody does in this one. */
static void count_objects(struct pruning *p, const struct layer *layer, const uint8_t *alive) {
    for (size_t word = 0; word <= layer->object_count / WORD; memory_step(++word))
        for (uint64_t left = p->met[word]; left; left &= left - 1) {
            uint64_t bit = left & -left;
            size_t object = word * WORD + (size_t) __builtin_ctzll(left);
            if (!count_object(p, layer, (uint32_t) object, alive)) p->met[word] &= ~bit;
        }
}

static size_t prune_round(struct pruning *p, const struct layer *layer, uint32_t accounts,
                          uint32_t min_objects, uint8_t *alive) {
    size_t dropped = 0;
    memory_fill(p->counts, 0, accounts * sizeof *p->counts);
    memory_fill(p->matched, 0, layer->count / 8 + 1);
    count_objects(p, layer, alive);
    for (uint32_t a = 0; a < accounts; memory_step(++a)) {
        bool drop = alive[a] && p->counts[a].objects < min_objects;
        alive[a] = alive[a] && !drop;
        dropped += drop;
    }
    return dropped;
}

static lockstep_status begin_pruning(struct pruning *p, const struct layer *layer,
                                     uint32_t accounts, lockstep_error *err) {
    p->counts = malloc(((size_t) accounts + 1) * sizeof *p->counts);
    p->met = malloc((layer->object_count / WORD + 1) * sizeof *p->met);
    if (p->counts && p->met) p->here = malloc((size_t) meet_all(p, layer) + 1);
    return p->here ? LOCKSTEP_OK : fail_memory(err, "pruning");
}

lockstep_status coshares_prune(const struct layer *layer, uint32_t accounts, uint32_t min_objects,
                               uint8_t *alive, uint8_t *matched, uint32_t *counts,
                               lockstep_error *err) {
    struct pruning p = {.matched = matched};
    lockstep_status status = begin_pruning(&p, layer, accounts, err);
    memory_fill(alive, 1, accounts);
    while (status == LOCKSTEP_OK && prune_round(&p, layer, accounts, min_objects, alive) > 0)
        status = check_interrupt(err);
    for (uint32_t a = 0; counts && status == LOCKSTEP_OK && a < accounts; memory_step(++a))
        counts[a] = p.counts[a].shares;
    free(p.counts), free(p.here), free(p.met);
    return status;
}

/* ---- looking at them ---- */

struct printing {
    FILE *out;
    const struct archive *archive;
    const struct layer *layer;
};

/* The source is the account that comes first by name, as in edges; delta is the target's time less
 * the source's. */
static lockstep_status print_coshare(void *data, const struct share *first,
                                     const struct share *second, lockstep_error *err) {
    const struct printing *p = data;
    const struct archive *a = p->archive;
    const struct share *source = first->account < second->account ? first : second;
    const struct share *target = source == first ? second : first;
    struct csv_row row = {.out = p->out};
    char room[192], delta[TIME_TEXT];
    csv_text(&row, slice_of(p->layer->name));
    csv_text(&row, object_key(&a->traces, first->object));
    csv_text(&row, a->accounts.items[source->account].name);
    csv_text(&row, a->accounts.items[target->account].name);
    csv_text(&row, post_id(&a->posts, &a->sources, source->post, room));
    csv_text(&row, post_id(&a->posts, &a->sources, target->post, room));
    csv_time(&row, source->time);
    csv_time(&row, target->time);
    csv_text(&row, slice_of(seconds_format(delta, target->time - source->time)));
    csv_end_row(&row);
    return ferror(p->out) ? fail_io(err, "output") : LOCKSTEP_OK;
}

lockstep_status coshares_print(FILE *out, const struct archive *archive,
                               const struct lockstep_settings *settings, lockstep_error *err) {
    csv_header(out,
               "layer,object,source,target,source_post,target_post,source_time,target_time,delta");
    for (size_t l = 0; l < archive->traces.count; l++) {
        struct printing p = {out, archive, &archive->traces.layers[l]};
        settings_progress(settings, "co-shares", "layers", l, archive->traces.count);
        if (p.layer->trace != TRACE_FUSED && !traces_has_wider(&archive->traces, l))
            TRY(coshares_by_key(&archive->traces, p.layer, print_coshare, &p, err));
    }
    return ferror(out) ? fail_io(err, "output") : LOCKSTEP_OK;
}
