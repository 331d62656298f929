#include "graph/agreement.h"

#include <math.h>
#include <stdlib.h>

/* An account's cluster in each. */
struct place {
    uint32_t a, b;
};

static int by_a_then_b(const void *left, const void *right) {
    const struct place *x = left, *y = right;
    if (x->a != y->a) return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

static double pairs_of(size_t n) {
    return (double) n * ((double) n - 1) / 2;
}

/* Account pairs with equal a, and equal b where `both`; of accounts in a cluster there. Sorts. */
static double count_pairs(struct place *places, size_t count, bool both) {
    double pairs = 0;
    qsort(places, count, sizeof *places, by_a_then_b);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && places[end].a == places[i].a;)
            if (both && places[end].b != places[i].b)
                break;
            else
                end++;
        if (places[i].a && (!both || places[i].b)) pairs += pairs_of(end - i);
    }
    return pairs;
}

static void swap_sides(struct place *places, size_t count) {
    for (size_t i = 0; i < count; i++)
        places[i] = (struct place){places[i].b, places[i].a};
}

static struct agreement measure(struct place *places, size_t count, size_t in_both) {
    struct agreement out = {NAN, NAN};
    if (!count) return out;
    double together = count_pairs(places, count, true), in_a = count_pairs(places, count, false);
    swap_sides(places, count);
    double in_b = count_pairs(places, count, false);
    double expected = count > 1 ? in_a * in_b / pairs_of(count) : 0, most = (in_a + in_b) / 2;
    out.ari = most > expected ? (together - expected) / (most - expected) : 1;
    out.jaccard = (double) in_both / (double) count;
    return out;
}

lockstep_status clusters_agreement(struct agreement *out, const uint32_t *a, const uint32_t *b,
                                   uint32_t accounts, lockstep_error *err) {
    struct place *places = malloc(((size_t) accounts + 1) * sizeof *places);
    size_t count = 0, in_both = 0;
    if (!places) return fail_memory(err, "comparing clusters");
    for (uint32_t i = 0; i < accounts; i++) {
        if (a[i] || b[i]) places[count++] = (struct place){a[i], b[i]};
        in_both += a[i] && b[i];
    }
    *out = measure(places, count, in_both);
    free(places);
    return LOCKSTEP_OK;
}
