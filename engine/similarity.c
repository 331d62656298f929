#include "engine/similarity.h"

#include "engine/error.h"
#include "engine/memory.h"
#include "engine/seeking.h"

#include <math.h>
#include <stdlib.h>

static void count_terms(struct vectors *v, const struct layer *layer, uint32_t accounts,
                        const uint8_t *wanted) {
    for (size_t i = 0; i < layer->count; memory_step(++i)) /* an upper bound: repetitions too */
        if (wanted[layer->shares[i].account]) v->start[layer->shares[i].account + 1]++;
    for (uint32_t a = 0; a < accounts; memory_step(++a))
        v->start[a + 1] += v->start[a];
}

static void fill_terms(struct vectors *v, const struct layer *layer, const uint8_t *wanted) {
    for (size_t o = 0; o < layer->object_count; memory_leap(++o))
        for (size_t i = 0; i < layer->objects[o].count; memory_leap(++i)) {
            uint32_t a = layer->shares[layer->objects[o].start + i].account;
            if (!wanted[a]) continue;
            struct term *last = v->end[a] > v->start[a] ? &v->terms[v->end[a] - 1] : NULL;
            if (last && last->object == o)
                last->shares++;
            else
                v->terms[v->end[a]++] = (struct term){(uint32_t) o, 1};
        }
}

/* Of an object that `accounts` of n have. */
static double rarity(uint32_t accounts, double n) {
    return log((1 + n) / (1 + (double) accounts)) + 1;
}

/* Logarithms are taken once for the few accounts that most objects have. */
static void measure_rarity(struct vectors *v, const struct layer *layer, double n) {
    enum { FEW = 256 };
    double of_few[FEW];
    for (uint32_t accounts = 0; accounts < FEW; accounts++)
        of_few[accounts] = rarity(accounts, n);
    for (size_t o = 0; o < layer->object_count; memory_step(++o)) {
        uint32_t accounts = layer->objects[o].accounts;
        v->rarity[o] = accounts < FEW ? of_few[accounts] : rarity(accounts, n);
    }
}

static double weight_of(const struct vectors *v, struct term term) {
    double rarity = v->rarity[term.object];
    return term.shares == 1 ? rarity : (1 + log(term.shares)) * rarity;
}

static void measure(struct vectors *v, const struct layer *layer, uint32_t accounts, double n) {
    measure_rarity(v, layer, n);
    for (uint32_t a = 0; a < accounts; memory_step(++a)) {
        double square = 0;
        for (size_t i = v->start[a]; i < v->end[a]; memory_leap(++i)) {
            double weight = weight_of(v, v->terms[i]);
            square += weight * weight;
        }
        v->norm[a] = sqrt(square);
    }
}

lockstep_status vectors_make(struct vectors *out, const struct layer *layer, uint32_t accounts,
                             const uint8_t *wanted, uint32_t sharers, lockstep_error *err) {
    size_t room = (size_t) accounts + 1;
    *out = (struct vectors){.start = memory_zeroed(room + 1, sizeof *out->start),
                            .end = malloc(room * sizeof *out->end),
                            .norm = malloc(room * sizeof *out->norm),
                            .rarity = malloc((layer->object_count + 1) * sizeof *out->rarity)};
    if (!out->start || !out->end || !out->norm || !out->rarity)
        return fail_memory(err, "similarities");
    count_terms(out, layer, accounts, wanted);
    memory_copy(out->end, out->start, accounts * sizeof *out->end);
    out->terms = malloc((out->start[accounts] + 1) * sizeof *out->terms);
    if (!out->terms) return fail_memory(err, "similarities");
    fill_terms(out, layer, wanted);
    measure(out, layer, accounts, sharers);
    return LOCKSTEP_OK;
}

DEFINE_SEEK(seek_object, struct term, uint32_t, object)

double vectors_cosine(const struct vectors *v, uint32_t a, uint32_t b) {
    size_t i = v->start[a], j = v->start[b];
    double product = 0;
    while (i < v->end[a] && j < v->end[b]) {
        uint32_t x = v->terms[i].object, y = v->terms[j].object;
        if (x < y) {
            i = seek_object(v->terms, i, v->end[a], y);
        } else if (y < x) {
            j = seek_object(v->terms, j, v->end[b], x);
        } else {
            product += weight_of(v, v->terms[i++]) * weight_of(v, v->terms[j++]);
        }
    }
    return product / (v->norm[a] * v->norm[b]);
}

void vectors_release(struct vectors *v) {
    free(v->terms), free(v->start), free(v->end), free(v->norm), free(v->rarity);
    *v = (struct vectors){0};
}
