#include "engine/traces.h"

#include "engine/csv_cells.h"
#include "engine/drafts.h"
#include "engine/error.h"
#include "engine/fusing.h"
#include "engine/memory.h"

#include <stdlib.h>

bool trace_has_own_window(enum trace trace) {
    return trace == TRACE_TIME || trace == TRACE_HASHTAGS_DAY || trace == TRACE_HANDLE;
}

bool trace_has_audience(enum trace trace) {
    return trace == TRACE_REPOST || trace == TRACE_QUOTE || trace == TRACE_REPLY ||
           trace == TRACE_URL;
}

bool layer_has_presence(const struct layer *layer, uint32_t accounts) {
    enum { SEEN_OFTEN = 5 }; /* shares of an account, on average */
    if (trace_has_own_window(layer->trace)) return false;
    switch (layer->trace) {
    case TRACE_TEXT:
    case TRACE_NEAR_TEXT:
    case TRACE_MEDIA:
    case TRACE_FIELD:
        return false;
    case TRACE_OBJECT:
        return layer->count >= (size_t) SEEN_OFTEN * accounts;
    default:
        return true;
    }
}

void traces_release(struct traces *traces) {
    for (size_t i = 0; i < traces->count; i++)
        layer_release(&traces->layers[i]);
    names_release(&traces->objects);
    arena_release(&traces->arena);
    *traces = (struct traces){0};
}

/* ---- copy families ---- */

static lockstep_status list_variants(struct traces *traces, const struct layer *layer,
                                     uint32_t *variant_of, lockstep_error *err) {
    uint32_t count = 0;
    for (size_t i = 0; i < layer->count; memory_step(++i))
        if (!variant_of[layer->shares[i].object]) variant_of[layer->shares[i].object] = ++count;
    struct variant *variants = arena_alloc(&traces->arena, count, sizeof *variants);
    if (!variants) return fail_memory(err, "copy families");
    for (size_t i = 0; i < layer->count; memory_step(++i)) {
        const struct share *share = &layer->shares[i];
        struct variant *v = &variants[variant_of[share->object] - 1];
        if (!v->posts++ || share->time < v->first) v->first = share->time;
        v->object = share->object;
    }
    for (uint32_t i = 0; i < count; i++) {
        struct slice key = names_get(&traces->objects, variants[i].object);
        variants[i].text = (struct slice){key.at + 1, key.size - 1};
    }
    traces->families = (struct families){variants, count};
    return LOCKSTEP_OK;
}

lockstep_status traces_gather(struct traces *traces, struct layer *layer,
                              const struct lockstep_settings *settings, lockstep_error *err) {
    const struct families *families = &traces->families;
    uint32_t *number = calloc((size_t) traces->objects.count + 1, sizeof *number);
    if (!number) return fail_memory(err, "copy families");
    lockstep_status status = list_variants(traces, layer, number, err);
    if (status == LOCKSTEP_OK)
        status = families_find(families->variants, families->count, settings, err);
    for (uint32_t i = 0; status == LOCKSTEP_OK && i < families->count; i++)
        number[families->variants[i].object] =
            families->variants[families->variants[i].family].object;
    for (size_t i = 0; status == LOCKSTEP_OK && i < layer->count; memory_step(++i))
        layer->shares[i].object = number[layer->shares[i].object];
    free(number);
    return status;
}

/* ---- further windows ---- */

lockstep_status traces_add_window(struct traces *traces, int64_t window,
                                  const struct layer_sizes *sizes, unsigned threads,
                                  lockstep_error *err) {
    size_t from = traces->count;
    for (size_t i = 0; i < from; i++) {
        struct layer layer = traces->layers[i];
        if (layer.borrowed || layer.trace == TRACE_FUSED || trace_has_own_window(layer.trace))
            continue;
        layer.window = window;
        layer.borrowed = true;
        traces->layers[traces->count++] = layer;
    }
    return traces_fuse(traces, from, sizes, threads, err);
}

void traces_widen(struct traces *traces, struct trace_window window) {
    const struct layer *lender = NULL;
    for (size_t i = traces->count; i-- > 0;) {
        if (traces->layers[i].trace != window.trace) continue;
        if (traces->layers[i].window == window.window) return;
        lender = &traces->layers[i];
    }
    if (!lender) return;
    struct layer *layer = &traces->layers[traces->count++];
    *layer = *lender;
    layer->window = window.window;
    layer->borrowed = true;
}

/* ---- looking at them ---- */

/* Its keys begin with the platform. */
static bool is_of_platform(enum trace trace) {
    return trace == TRACE_REPOST || trace == TRACE_QUOTE || trace == TRACE_REPLY ||
           trace == TRACE_REPLY_AUTHOR || trace == TRACE_FAST_REPOST || trace == TRACE_HANDLE;
}

size_t object_layer(const struct traces *traces, uint32_t object) {
    return traces->place[(unsigned char) names_get(&traces->objects, object).at[0]];
}

struct slice object_key(const struct traces *traces, uint32_t object) {
    struct slice key = names_get(&traces->objects, object);
    enum trace trace = traces->layers[object_layer(traces, object)].trace;
    const char *divider = NULL;
    if (is_of_platform(trace)) divider = memchr(key.at, KEY_DIVIDER, key.size);
    size_t skip = divider ? (size_t) (divider - key.at) + 1 : 1;
    return (struct slice){key.at + skip, key.size - skip};
}

const struct layer *traces_find(const struct traces *traces, const char *name) {
    for (size_t i = 0; i < traces->count; i++)
        if (strcmp(traces->layers[i].name, name) == 0) return &traces->layers[i];
    return NULL;
}

bool traces_has_wider(const struct traces *traces, size_t layer) {
    for (size_t i = layer + 1; i < traces->count; i++)
        if (traces->layers[i].borrowed && traces->layers[i].shares == traces->layers[layer].shares)
            return true;
    return false;
}

struct keyed_object {
    struct slice key, whole; /* as shown, and with the platform where that is a part of it */
    size_t index;
};

static int by_key(const void *a, const void *b) {
    const struct keyed_object *x = a, *y = b;
    memory_look();
    int order = slice_compare(x->key, y->key);
    return order ? order : slice_compare(x->whole, y->whole);
}

lockstep_status objects_by_key(size_t **order, const struct traces *traces,
                               const struct layer *layer, lockstep_error *err) {
    size_t count = layer->object_count;
    struct keyed_object *keyed = malloc((count + 1) * sizeof *keyed);
    *order = malloc((count + 1) * sizeof **order);
    if (!keyed || !*order) {
        free(keyed), free(*order);
        *order = NULL;
        return fail_memory(err, "sorting objects");
    }
    for (size_t o = 0; o < count; o++) {
        uint32_t object = layer->objects[o].object;
        keyed[o] = (struct keyed_object){object_key(traces, object),
                                         names_get(&traces->objects, object), o};
    }
    qsort(keyed, count, sizeof *keyed, by_key);
    for (size_t o = 0; o < count; o++)
        (*order)[o] = keyed[o].index;
    free(keyed);
    return LOCKSTEP_OK;
}

static void print_share(FILE *out, const struct archive *archive, const struct layer *layer,
                        const struct share *share) {
    char room[192];
    struct csv_row row = {.out = out};
    csv_text(&row, slice_of(layer->name));
    csv_text(&row, object_key(&archive->traces, share->object));
    csv_text(&row, archive->accounts.items[share->account].name);
    csv_text(&row, post_id(&archive->posts, &archive->sources, share->post, room));
    csv_time(&row, share->time);
    csv_end_row(&row);
}

static lockstep_status print_layer(FILE *out, const struct archive *archive,
                                   const struct layer *layer, lockstep_error *err) {
    size_t *order;
    TRY(objects_by_key(&order, &archive->traces, layer, err));
    for (size_t o = 0; o < layer->object_count; memory_step(++o)) {
        const struct object_shares *object = &layer->objects[order[o]];
        for (size_t i = object->start; i < object->start + object->count; i++)
            print_share(out, archive, layer, &layer->shares[i]);
    }
    free(order);
    return check_interrupt(err);
}

lockstep_status traces_print(FILE *out, const struct archive *archive, lockstep_error *err) {
    csv_header(out, "layer,object,account,post,time");
    for (size_t l = 0; l < archive->traces.count; l++) {
        const struct layer *layer = &archive->traces.layers[l];
        if (layer->trace == TRACE_FUSED || layer->borrowed) continue;
        TRY(print_layer(out, archive, layer, err));
        for (size_t i = 0; i < layer->count && !layer->object_count;
             memory_step(++i)) /* --compat: as it came */
            print_share(out, archive, layer, &layer->shares[i]);
    }
    return ferror(out) ? fail_io(err, "output") : LOCKSTEP_OK;
}
