#include "engine/significance.h"

#include "engine/coshares.h"
#include "engine/dice.h"
#include "engine/error.h"
#include "engine/lookup.h"
#include "engine/memory.h"
#include "engine/sorting.h"

#include <math.h>

/* ---- activity ---- */

static lockstep_status alloc_model(struct null_model *m, const struct layer *layer,
                                   uint32_t accounts, lockstep_error *err) {
    *m = (struct null_model){.account_room = accounts};
    m->activity_total = memory_zeroed((size_t) accounts + 1, sizeof *m->activity_total);
    m->activity_start = memory_zeroed((size_t) accounts + 2, sizeof *m->activity_start);
    m->rate = calloc(layer->stratum_count + 1, sizeof *m->rate);
    m->total = calloc(layer->stratum_count + 1, sizeof *m->total);
    if (m->activity_total && m->activity_start && m->rate && m->total) return LOCKSTEP_OK;
    return fail_memory(err, "the null model");
}

/* By account: index + 1 of the object, and number + 1 of the stratum, that it was seen in last. */
struct last_seen {
    uint32_t object, stratum;
};

/* Goes once to each account of each object, stratum by stratum. */
struct distinct {
    struct last_seen *seen;
    struct null_model *model;
    size_t *next; /* NULL while counting; where the account's next stratum goes while filling */
};

static void add_activity(struct distinct *d, uint32_t account, uint32_t stratum, bool is_new) {
    struct null_model *m = d->model;
    if (!d->next) {
        m->activity_total[account]++;
        m->total[stratum]++;
        if (is_new) m->activity_start[account + 1]++;
        return;
    }
    if (is_new) m->activity[d->next[account]++] = (struct activity){stratum, 0};
    m->activity[d->next[account] - 1].objects++;
}

static void add_object(struct distinct *d, const struct layer *layer, uint32_t object,
                       uint32_t stratum) {
    const struct share *s = layer->shares + layer->objects[object].start;
    for (size_t i = 0; i < layer->objects[object].count; memory_leap(++i)) {
        struct last_seen *seen = &d->seen[s[i].account];
        if (seen->object == object + 1) continue;
        add_activity(d, s[i].account, stratum, seen->stratum != stratum + 1);
        *seen = (struct last_seen){object + 1, stratum + 1};
    }
}

static void each_activity(struct distinct *d, const struct layer *layer) {
    for (size_t stratum = 0; stratum < layer->stratum_count; stratum++)
        for (size_t o = layer->strata[stratum]; o < layer->strata[stratum + 1]; memory_leap(++o))
            add_object(d, layer, (uint32_t) o, (uint32_t) stratum);
}

static lockstep_status fill_activity(struct null_model *m, const struct layer *layer,
                                     struct distinct *d, lockstep_error *err) {
    each_activity(d, layer);
    for (uint32_t a = 0; a < m->account_room; memory_step(++a)) {
        m->accounts += m->activity_total[a] > 0;
        m->activity_start[a + 1] += m->activity_start[a];
    }
    m->activity = memory_zeroed(m->activity_start[m->account_room] + 1, sizeof *m->activity);
    d->next = malloc(((size_t) m->account_room + 1) * sizeof *d->next);
    if (!m->activity || !d->next) return fail_memory(err, "the null model");
    if (layer->stratum_count == 1) { /* nothing to divide */
        for (uint32_t a = 0; a < m->account_room; memory_step(++a))
            if (m->activity_total[a])
                m->activity[m->activity_start[a]] = (struct activity){0, m->activity_total[a]};
        return LOCKSTEP_OK;
    }
    memory_copy(d->next, m->activity_start, m->account_room * sizeof *d->next);
    memory_fill(d->seen, 0, m->account_room * sizeof *d->seen);
    each_activity(d, layer);
    return LOCKSTEP_OK;
}

static lockstep_status count_activity(struct null_model *m, const struct layer *layer,
                                      lockstep_error *err) {
    size_t room = (size_t) m->account_room + 1;
    struct distinct d = {.seen = memory_zeroed(room, sizeof *d.seen), .model = m};
    lockstep_status status =
        d.seen ? fill_activity(m, layer, &d, err) : fail_memory(err, "the null model");
    free(d.seen), free(d.next);
    return status;
}

/* ---- π: the share of an object's account pairs that have a co-share ---- */

/* Pairs of shares within the window, an account's own included: the account pairs where every
 * account shares once, and else no more work than this to name them. O(n). */
static double count_close(const struct layer *layer, const struct object_shares *object) {
    const struct share *s = layer->shares + object->start;
    double pairs = 0;
    for (size_t i = 0, first = 0; i < object->count; memory_step(++i)) {
        while (s[i].time - s[first].time > layer->window)
            first++;
        pairs += (double) (i - first);
    }
    return pairs;
}

/* Account pairs, each once. */
struct pair_set {
    uint64_t *slots; /* 0 is free: no pair has two accounts of number 0 */
    size_t mask, count;
};

static lockstep_status note_pair(void *data, const struct share *first, const struct share *second,
                                 lockstep_error *err) {
    struct pair_set *set = data;
    uint64_t a = first->account, b = second->account, pair = a < b ? a << 32 | b : b << 32 | a;
    size_t slot = (size_t) lookup_mix(pair) & set->mask;
    (void) err;
    while (set->slots[slot] && set->slots[slot] != pair)
        slot = (slot + 1) & set->mask;
    set->count += !set->slots[slot];
    set->slots[slot] = pair;
    return LOCKSTEP_OK;
}

/* `most`: no more co-shares than this. */
static lockstep_status count_named(double *pairs, const struct layer *layer,
                                   const struct object_shares *object, double most,
                                   lockstep_error *err) {
    size_t slots = 16;
    while ((double) slots < 1.5 * most + 1)
        slots *= 2;
    struct pair_set set = {memory_zeroed(slots, sizeof *set.slots), slots - 1, 0};
    if (!set.slots) return fail_memory(err, "account pairs");
    lockstep_status status = coshares_of_object(layer, object, NULL, note_pair, &set, err);
    *pairs = (double) set.count;
    free(set.slots);
    return status;
}

static int by_account(const void *a, const void *b) {
    const struct share *x = a, *y = b;
    if (x->account != y->account) return x->account < y->account ? -1 : 1;
    return (x->time > y->time) - (x->time < y->time);
}

/* Whether two sorted lists of times have two within the window. */
static bool times_meet(const struct share *a, size_t a_count, const struct share *b, size_t b_count,
                       int64_t window) {
    for (size_t i = 0, j = 0; i < a_count && j < b_count;) {
        int64_t delta = a[i].time - b[j].time;
        if (delta <= window && -delta <= window) return true;
        if (delta < 0)
            i++;
        else
            j++;
    }
    return false;
}

enum { SAMPLE = 100000 };

/* The share of account pairs with a co-share, from SAMPLE pairs drawn with repetition: one stream
 * an object, by its place in the layer, so that the sample depends on nothing else. */
static lockstep_status sample_pairs(double *pi, const struct layer *layer,
                                    const struct object_shares *object, uint64_t seed,
                                    lockstep_error *err) {
    struct share *s = malloc(object->count * sizeof *s);
    size_t *start = malloc(((size_t) object->accounts + 1) * sizeof *start), met = 0, accounts = 0;
    if (s && start) {
        uint64_t state = seed ^ ((uint64_t) (object - layer->objects) << 20);
        memcpy(s, layer->shares + object->start, object->count * sizeof *s);
        qsort(s, object->count, sizeof *s, by_account);
        for (size_t i = 0; i < object->count; i++)
            if (i == 0 || s[i].account != s[i - 1].account) start[accounts++] = i;
        start[accounts] = object->count;
        for (int draw = 0; draw < SAMPLE; draw++) {
            size_t a = dice_below(&state, accounts), b = dice_below(&state, accounts - 1);
            b += b >= a;
            met += times_meet(s + start[a], start[a + 1] - start[a], s + start[b],
                              start[b + 1] - start[b], layer->window);
        }
    }
    free(start), free(s);
    *pi = (double) met / SAMPLE;
    return accounts ? LOCKSTEP_OK : fail_memory(err, "sampling pairs");
}

static lockstep_status pair_share(double *pi, bool *sampled, const struct layer *layer,
                                  const struct object_shares *object, uint64_t seed,
                                  lockstep_error *err) {
    double pairs = 0, all = 0.5 * object->accounts * ((double) object->accounts - 1);
    *sampled = false;
    if (layer->trace == TRACE_TIME) { /* all that share a moment share it together */
        *pi = 1;
        return LOCKSTEP_OK;
    }
    double close = count_close(layer, object);
    if (object->accounts == object->count) {
        pairs = close;
    } else if (close <= SIGNIFICANCE_PAIRS) {
        TRY(count_named(&pairs, layer, object, close, err));
    } else {
        *sampled = true;
        return sample_pairs(pi, layer, object, seed, err);
    }
    *pi = pairs / all;
    return LOCKSTEP_OK;
}

/* ---- the rates ---- */

static lockstep_status fit_rates(struct null_model *m, const struct layer *layer, uint64_t seed,
                                 lockstep_error *err) {
    double variance = 0;
    for (size_t stratum = 0; stratum < layer->stratum_count; stratum++)
        for (size_t o = layer->strata[stratum]; o < layer->strata[stratum + 1]; memory_leap(++o)) {
            const struct object_shares *object = &layer->objects[o];
            if (object->accounts < 2) continue;
            double pi, part = object->accounts / m->total[stratum];
            bool sampled;
            TRY(pair_share(&pi, &sampled, layer, object, seed, err));
            m->rate[stratum] += part * part * pi;
            m->sampled_objects += sampled;
            if (sampled) variance += part * part * part * part * pi * (1 - pi) / SAMPLE;
        }
    m->rate_error = sqrt(variance);
    return LOCKSTEP_OK;
}

/* Σ λ over all ordered pairs, an account with itself included, is Σ_s S_s M_s²; one rate for all
 * gives S (Σ_s M_s)². */
static void fit_mean_rate(struct null_model *m, size_t strata) {
    double expected = 0, total = 0;
    for (size_t s = 0; s < strata; s++) {
        expected += m->rate[s] * m->total[s] * m->total[s];
        total += m->total[s];
    }
    m->mean_rate = total > 0 ? expected / total / total : 0;
}

lockstep_status null_model_fit_rates(struct null_model *out, const struct layer *layer,
                                     uint32_t accounts, uint64_t seed, lockstep_error *err) {
    TRY(alloc_model(out, layer, accounts, err));
    TRY(count_activity(out, layer, err));
    TRY(fit_rates(out, layer, seed, err));
    fit_mean_rate(out, layer->stratum_count);
    return LOCKSTEP_OK;
}

lockstep_status null_model_fit_times(struct null_model *model, const struct layer *layer,
                                     lockstep_error *err) {
    return layer_has_presence(layer, model->accounts)
               ? chronicle_make(&model->chronicle, layer, err)
               : LOCKSTEP_OK;
}

lockstep_status null_model_fit(struct null_model *out, const struct layer *layer, uint32_t accounts,
                               uint64_t seed, lockstep_error *err) {
    TRY(null_model_fit_rates(out, layer, accounts, seed, err));
    return null_model_fit_times(out, layer, err);
}

void null_model_release(struct null_model *m) {
    free(m->activity_total), free(m->activity), free(m->activity_start), free(m->rate),
        free(m->total);
    chronicle_release(&m->chronicle);
    *m = (struct null_model){0};
}

double null_expected(const struct null_model *m, uint32_t a, uint32_t b) {
    size_t i = m->activity_start[a], j = m->activity_start[b];
    double expected = 0;
    while (i < m->activity_start[a + 1] && j < m->activity_start[b + 1]) {
        const struct activity *x = &m->activity[i], *y = &m->activity[j];
        if (x->stratum == y->stratum) expected += m->rate[x->stratum] * x->objects * y->objects;
        i += x->stratum <= y->stratum;
        j += y->stratum <= x->stratum;
    }
    return expected;
}

/* ---- p and q ---- */

/* Stirling's series from 16 on: its next term is below 1e-11. */
double ln_factorial(double n) {
    if (n < 16) {
        double product = 1;
        for (int i = 2; i <= (int) n; i++)
            product *= i;
        return log(product);
    }
    const double half_ln_two_pi = 0.91893853320467274178;
    double square = n * n;
    return (n + 0.5) * log(n) - n + half_ln_two_pi +
           (1 / 12.0 - (1 / 360.0 - 1 / (1260.0 * square)) / square) / n;
}

/* Below the mean the tail is all but the few terms below k; above it, the series from k on, which
 * falls at once, so that tails far below the smallest step of 1 − p stay exact. */
double poisson_tail(double lambda, uint32_t k) {
    if (k == 0) return 1;
    if (lambda <= 0) return 0;
    double term = exp(k * log(lambda) - lambda - ln_factorial(k)), sum = 0;
    if (k > lambda) {
        for (uint64_t n = k; term > sum * 1e-17; term *= lambda / (double) ++n)
            sum += term;
        return sum < 1 ? sum : 1;
    }
    for (uint32_t n = k; n > 0 && term > 0; n--) {
        term *= n / lambda;
        sum += term;
    }
    return sum < 1 ? 1 - sum : 0;
}

struct tested {
    double p;
    size_t index;
};

static bool is_smaller(const struct tested *a, const struct tested *b) {
    return a->p != b->p ? a->p < b->p : a->index < b->index;
}
DEFINE_SORT(sort_by_p, struct tested, is_smaller)

lockstep_status benjamini_hochberg(double *q, const double *p, size_t count, double pairs,
                                   lockstep_error *err) {
    struct tested *tested = malloc((count + 1) * sizeof *tested);
    if (!tested) return fail_memory(err, "q-values");
    for (size_t i = 0; i < count; memory_step(++i))
        tested[i] = (struct tested){p[i], i};
    lockstep_status status = sort_by_p(tested, count, err);
    double least = 1;
    for (size_t rank = count; rank > 0 && status == LOCKSTEP_OK; memory_leap(--rank)) {
        double q_here = tested[rank - 1].p * pairs / (double) rank;
        if (q_here < least) least = q_here;
        q[tested[rank - 1].index] = least;
    }
    free(tested);
    return status;
}
