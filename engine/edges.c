#include "engine/edges.h"

#include "engine/csv_cells.h"
#include "engine/error.h"

#include <math.h>
#include <stdlib.h>

/* ---- which pairs have enough objects ---- */

/* Distinct objects by account pair. Objects come one after the other, so the last one is all that
 * need be remembered. */
struct pair_count {
    uint64_t pair; /* source << 32 | target; UINT64_MAX is free */
    uint32_t objects, last_object;
};

struct pair_table {
    struct pair_count *slots;
    size_t slot_count, used;
};

static uint64_t pair_of(uint32_t a, uint32_t b) {
    return a < b ? (uint64_t) a << 32 | b : (uint64_t) b << 32 | a;
}

static size_t slot_of(const struct pair_table *table, uint64_t pair) {
    size_t mask = table->slot_count - 1;
    size_t i = (size_t) ((pair * 0x9E3779B97F4A7C15u) >> 20) & mask; /* Fibonacci hashing */
    while (table->slots[i].pair != pair && table->slots[i].pair != UINT64_MAX)
        i = (i + 1) & mask;
    return i;
}

static lockstep_status widen(struct pair_table *table, lockstep_error *err) {
    struct pair_table bigger = {.slot_count = table->slot_count ? 2 * table->slot_count : 4096,
                                .used = table->used};
    bigger.slots = malloc(bigger.slot_count * sizeof *bigger.slots);
    if (!bigger.slots) return fail_memory(err, "account pairs");
    memset(bigger.slots, 0xFF, bigger.slot_count * sizeof *bigger.slots);
    for (size_t i = 0; i < table->slot_count; i++)
        if (table->slots[i].pair != UINT64_MAX)
            bigger.slots[slot_of(&bigger, table->slots[i].pair)] = table->slots[i];
    free(table->slots);
    *table = bigger;
    return LOCKSTEP_OK;
}

static lockstep_status count_pair(void *data, const struct share *first, const struct share *second,
                                  lockstep_error *err) {
    struct pair_table *table = data;
    if (table->used * 3 >= table->slot_count * 2) TRY(widen(table, err));
    uint64_t pair = pair_of(first->account, second->account);
    struct pair_count *slot = &table->slots[slot_of(table, pair)];
    if (slot->pair == UINT64_MAX) {
        *slot = (struct pair_count){pair, 0, UINT32_MAX};
        table->used++;
    }
    if (slot->objects == 0 || slot->last_object != first->object) slot->objects++;
    slot->last_object = first->object;
    return LOCKSTEP_OK;
}

static int by_pair(const void *a, const void *b) {
    const struct edge *x = a, *y = b;
    if (x->source != y->source) return x->source < y->source ? -1 : 1;
    return (x->target > y->target) - (x->target < y->target);
}

/* One edge for each pair with enough objects, in order; the slot then leads to it. */
static lockstep_status begin_edges(struct edges *out, struct pair_table *table,
                                   uint32_t min_objects, lockstep_error *err) {
    for (size_t i = 0; i < table->slot_count; i++)
        out->count += table->slots[i].pair != UINT64_MAX && table->slots[i].objects >= min_objects;
    out->items = calloc(out->count + 1, sizeof *out->items);
    if (!out->items) return fail_memory(err, "edges");
    size_t e = 0;
    for (size_t i = 0; i < table->slot_count; i++)
        if (table->slots[i].pair != UINT64_MAX && table->slots[i].objects >= min_objects)
            out->items[e++] = (struct edge){.source = (uint32_t) (table->slots[i].pair >> 32),
                                            .target = (uint32_t) table->slots[i].pair,
                                            .objects = table->slots[i].objects};
    qsort(out->items, out->count, sizeof *out->items, by_pair);
    return LOCKSTEP_OK;
}

/* ---- their co-shares, added up ---- */

struct edge_coshare {
    uint32_t edge;
    uint32_t source_post, target_post;
    uint32_t accounts; /* of the object */
    uint32_t object;
    int64_t source_time, target_time;
};

struct collecting {
    struct edges *edges;
    struct edge_coshare *items;
    size_t count, room;
    uint32_t accounts; /* of the object at hand */
};

static struct edge *find_edge(const struct edges *edges, uint32_t a, uint32_t b) {
    struct edge key = {.source = a < b ? a : b, .target = a < b ? b : a};
    return bsearch(&key, edges->items, edges->count, sizeof key, by_pair);
}

static lockstep_status collect(void *data, const struct share *first, const struct share *second,
                               lockstep_error *err) {
    struct collecting *c = data;
    const struct edge *edge = find_edge(c->edges, first->account, second->account);
    if (!edge) return LOCKSTEP_OK;
    struct edge_coshare *items = grow(c->items, &c->room, c->count + 1, sizeof *items);
    if (!items) return fail_memory(err, "co-shares");
    c->items = items;
    bool in_order = first->account == edge->source;
    const struct share *source = in_order ? first : second, *target = in_order ? second : first;
    items[c->count++] = (struct edge_coshare){
        .edge = (uint32_t) (edge - c->edges->items),
        .source_post = source->post,
        .target_post = target->post,
        .accounts = c->accounts,
        .object = source->object,
        .source_time = source->time,
        .target_time = target->time,
    };
    return LOCKSTEP_OK;
}

static int by_edge(const void *a, const void *b) {
    const struct edge_coshare *x = a, *y = b;
    if (x->edge != y->edge) return x->edge < y->edge ? -1 : 1;
    if (x->object != y->object) return x->object < y->object ? -1 : 1;
    if (x->source_time != y->source_time) return x->source_time < y->source_time ? -1 : 1;
    return (x->target_time > y->target_time) - (x->target_time < y->target_time);
}

static int by_number(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *) a, y = *(const uint32_t *) b;
    return (x > y) - (x < y);
}

static int by_delta(const void *a, const void *b) {
    int64_t x = *(const int64_t *) a, y = *(const int64_t *) b;
    return (x > y) - (x < y);
}

static uint32_t count_distinct(uint32_t *numbers, size_t count) {
    uint32_t distinct = 0;
    qsort(numbers, count, sizeof *numbers, by_number);
    for (size_t i = 0; i < count; i++)
        distinct += i == 0 || numbers[i] != numbers[i - 1];
    return distinct;
}

/* Room for the largest number of co-shares that one edge has. */
struct scratch {
    int64_t *deltas;
    uint32_t *posts;
};

static void add_up_deltas(struct edge *edge, const struct edge_coshare *c, int64_t *deltas) {
    double sum = 0;
    size_t earlier = 0, n = (size_t) edge->pairs;
    for (size_t i = 0; i < n; i++) {
        deltas[i] = llabs(c[i].target_time - c[i].source_time);
        sum += (double) deltas[i];
        earlier += c[i].source_time < c[i].target_time;
    }
    qsort(deltas, n, sizeof *deltas, by_delta);
    edge->mean_delta = sum / (double) n / MICROSECONDS;
    edge->median_delta = ((double) deltas[(n - 1) / 2] + (double) deltas[n / 2]) / 2 / MICROSECONDS;
    edge->source_first = (double) earlier / (double) n;
}

static void add_up_times(struct edge *edge, const struct edge_coshare *c) {
    edge->first_time = INT64_MAX, edge->last_time = INT64_MIN;
    for (uint64_t i = 0; i < edge->pairs; i++) {
        int64_t low = c[i].source_time < c[i].target_time ? c[i].source_time : c[i].target_time;
        int64_t high = c[i].source_time < c[i].target_time ? c[i].target_time : c[i].source_time;
        if (low < edge->first_time) edge->first_time = low;
        if (high > edge->last_time) edge->last_time = high;
    }
}

static void add_up(struct edge *edge, const struct edge_coshare *c, size_t count,
                   struct scratch *scratch) {
    edge->pairs = count;
    add_up_deltas(edge, c, scratch->deltas);
    add_up_times(edge, c);
    for (size_t i = 0; i < count; i++)
        scratch->posts[i] = c[i].source_post;
    edge->posts_source = count_distinct(scratch->posts, count);
    for (size_t i = 0; i < count; i++)
        scratch->posts[i] = c[i].target_post;
    edge->posts_target = count_distinct(scratch->posts, count);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || c[i].object != c[i - 1].object) edge->weight += 1 / log1p(c[i].accounts);
}

static lockstep_status add_up_all(struct edges *out, struct collecting *c, lockstep_error *err) {
    if (!c->count) return LOCKSTEP_OK;
    struct scratch scratch = {malloc(c->count * sizeof *scratch.deltas),
                              malloc(c->count * sizeof *scratch.posts)};
    lockstep_status status =
        scratch.deltas && scratch.posts ? LOCKSTEP_OK : fail_memory(err, "edges");
    if (status == LOCKSTEP_OK) {
        qsort(c->items, c->count, sizeof *c->items, by_edge);
        for (size_t start = 0, end; start < c->count; start = end) {
            uint32_t edge = c->items[start].edge;
            for (end = start; end < c->count && c->items[end].edge == edge;)
                end++;
            add_up(&out->items[edge], c->items + start, end - start, &scratch);
        }
    }
    free(scratch.deltas), free(scratch.posts);
    return status;
}

static lockstep_status collect_coshares(struct edges *out, const uint8_t *alive,
                                        lockstep_error *err) {
    struct collecting c = {.edges = out};
    lockstep_status status = LOCKSTEP_OK;
    for (size_t o = 0; status == LOCKSTEP_OK && o < out->layer->object_count; o++) {
        c.accounts = out->layer->objects[o].accounts;
        status = coshares_of_object(out->layer, &out->layer->objects[o], alive, collect, &c, err);
        if (status == LOCKSTEP_OK && o % 4096 == 0) status = check_interrupt(err);
    }
    if (status == LOCKSTEP_OK) status = add_up_all(out, &c, err);
    free(c.items);
    return status;
}

static lockstep_status find_pairs(struct edges *out, uint8_t *alive, uint32_t accounts,
                                  uint32_t min_objects, lockstep_error *err) {
    struct pair_table table = {0};
    lockstep_status status = coshares_prune(out->layer, accounts, min_objects, alive, err);
    if (status == LOCKSTEP_OK) status = coshares_visit(out->layer, alive, count_pair, &table, err);
    if (status == LOCKSTEP_OK) status = begin_edges(out, &table, min_objects, err);
    free(table.slots);
    if (status == LOCKSTEP_OK && out->count >= UINT32_MAX)
        status =
            fail(err, LOCKSTEP_ELIMIT, "more than 2^32 edges in one layer; raise --min-objects");
    return status;
}

/* ---- similarity: cosine of TF-IDF vectors over all objects of the layer ---- */

/* Term weight (1 + ln c)(ln((1 + N)/(1 + d_o)) + 1) for c shares of object o, after Pacheco et al.
 * 2021. */
struct term {
    uint32_t object; /* index into the layer's objects */
    uint32_t account;
    double weight;
};

struct vectors {
    struct term *terms;
    size_t *start; /* by account */
    double *norm;
};

static void count_terms(struct vectors *v, const struct layer *layer, uint32_t accounts) {
    for (size_t i = 0; i < layer->count; i++)
        v->start[layer->shares[i].account + 1]++; /* an upper bound: repetitions too */
    for (uint32_t a = 0; a < accounts; a++)
        v->start[a + 1] += v->start[a];
}

/* Terms of an account come in order of the objects; while filling, `weight` counts the account's
 * shares. */
static void fill_terms(struct vectors *v, const struct layer *layer, size_t *next) {
    for (size_t o = 0; o < layer->object_count; o++)
        for (size_t i = 0; i < layer->objects[o].count; i++) {
            uint32_t a = layer->shares[layer->objects[o].start + i].account;
            struct term *last = next[a] > v->start[a] ? &v->terms[next[a] - 1] : NULL;
            if (last && last->object == o)
                last->weight++;
            else
                v->terms[next[a]++] = (struct term){(uint32_t) o, a, 1};
        }
}

static void weigh_terms(struct vectors *v, const struct layer *layer, const size_t *next,
                        uint32_t accounts, double n) {
    for (uint32_t a = 0; a < accounts; a++) {
        double square = 0;
        for (size_t i = v->start[a]; i < next[a]; i++) {
            double idf =
                log((1 + n) / (1 + (double) layer->objects[v->terms[i].object].accounts)) + 1;
            v->terms[i].weight = (1 + log(v->terms[i].weight)) * idf;
            square += v->terms[i].weight * v->terms[i].weight;
        }
        v->norm[a] = sqrt(square);
    }
}

static double cosine(const struct vectors *v, const size_t *end, uint32_t a, uint32_t b) {
    size_t i = v->start[a], j = v->start[b];
    double product = 0;
    while (i < end[a] && j < end[b]) {
        uint32_t x = v->terms[i].object, y = v->terms[j].object;
        if (x == y) product += v->terms[i].weight * v->terms[j].weight;
        i += x <= y;
        j += y <= x;
    }
    return product / (v->norm[a] * v->norm[b]);
}

static lockstep_status measure_similarity(struct edges *out, uint32_t accounts,
                                          lockstep_error *err) {
    const struct layer *layer = out->layer;
    size_t room = (size_t) accounts + 1, *next = malloc(room * sizeof *next);
    struct vectors v = {malloc((layer->count + 1) * sizeof *v.terms),
                        calloc(room + 1, sizeof *v.start), calloc(room, sizeof *v.norm)};
    lockstep_status status =
        next && v.terms && v.start && v.norm ? LOCKSTEP_OK : fail_memory(err, "similarities");
    if (status == LOCKSTEP_OK) {
        count_terms(&v, layer, accounts);
        memcpy(next, v.start, accounts * sizeof *next);
        fill_terms(&v, layer, next);
        weigh_terms(&v, layer, next, accounts, out->null.accounts);
        for (size_t e = 0; e < out->count; e++)
            out->items[e].similarity = cosine(&v, next, out->items[e].source, out->items[e].target);
    }
    free(next), free(v.terms), free(v.start), free(v.norm);
    return status;
}

/* ---- significance ---- */

static lockstep_status measure_significance(struct edges *out, lockstep_error *err) {
    double *p = malloc((out->count + 1) * sizeof *p), *q = malloc((out->count + 1) * sizeof *q);
    double n = out->null.accounts;
    lockstep_status status = p && q ? LOCKSTEP_OK : fail_memory(err, "p-values");
    for (size_t e = 0; status == LOCKSTEP_OK && e < out->count; e++) {
        struct edge *edge = &out->items[e];
        edge->expected = null_expected(&out->null, edge->source, edge->target);
        edge->p_value = p[e] = poisson_tail(edge->expected, edge->objects);
    }
    if (status == LOCKSTEP_OK) status = benjamini_hochberg(q, p, out->count, n * (n - 1) / 2, err);
    for (size_t e = 0; status == LOCKSTEP_OK && e < out->count; e++)
        out->items[e].q_value = q[e];
    free(p), free(q);
    return status;
}

static lockstep_status build(struct edges *out, uint32_t accounts,
                             const struct lockstep_settings *settings, uint8_t *alive,
                             lockstep_error *err) {
    TRY(find_pairs(out, alive, accounts, settings->min_objects, err));
    TRY(collect_coshares(out, alive, err));
    TRY(null_model_fit(&out->null, out->layer, accounts, settings->seed, err));
    TRY(measure_similarity(out, accounts, err));
    return measure_significance(out, err);
}

lockstep_status edges_build(struct edges *out, const struct layer *layer, uint32_t accounts,
                            const struct lockstep_settings *settings, lockstep_error *err) {
    *out = (struct edges){.layer = layer};
    uint8_t *alive = malloc((size_t) accounts + 1);
    lockstep_status status =
        alive ? build(out, accounts, settings, alive, err) : fail_memory(err, "edges");
    free(alive);
    return status;
}

static bool has_posts_of_several_objects(const struct layer *layer, uint8_t *seen) {
    for (size_t i = 0; i < layer->count; i++) {
        if (seen[layer->shares[i].post]) return true;
        seen[layer->shares[i].post] = 1;
    }
    return false;
}

lockstep_status edges_count_once(struct edges *edges, const struct layer_sizes *sizes,
                                 uint64_t seed, lockstep_error *err) {
    uint8_t *seen = calloc((size_t) sizes->posts + 1, 1);
    if (!seen) return fail_memory(err, "the shares that count once");
    bool several = has_posts_of_several_objects(edges->layer, seen);
    free(seen);
    if (!several) return LOCKSTEP_OK;
    TRY(layer_count_once(&edges->once, edges->layer, sizes, err));
    return null_model_fit(&edges->once_null, &edges->once, sizes->accounts, seed, err);
}

void edges_release(struct edges *edges) {
    free(edges->items);
    null_model_release(&edges->null);
    layer_release(&edges->once);
    null_model_release(&edges->once_null);
    *edges = (struct edges){0};
}

/* ---- all layers ---- */

lockstep_status network_build(struct network *out, const struct archive *archive,
                              const struct lockstep_settings *settings, lockstep_error *err) {
    *out = (struct network){.accounts = archive->accounts.count, .count = archive->traces.count};
    out->layers = calloc(out->count + 1, sizeof *out->layers);
    if (!out->layers) return fail_memory(err, "the network");
    struct layer_sizes sizes = archive_sizes(archive);
    for (size_t l = 0; l < out->count; l++) {
        settings_progress(settings, "edges", "layers", l, out->count);
        TRY(edges_build(&out->layers[l], &archive->traces.layers[l], out->accounts, settings, err));
        TRY(edges_count_once(&out->layers[l], &sizes, settings->seed, err));
    }
    return LOCKSTEP_OK;
}

void network_release(struct network *network) {
    for (size_t l = 0; network->layers && l < network->count; l++)
        edges_release(&network->layers[l]);
    free(network->layers);
    *network = (struct network){0};
}

static void print_edge(FILE *out, const struct edge *e, const char *layer,
                       const struct account *accounts, bool with_kept) {
    struct csv_row row = {.out = out};
    csv_text(&row, accounts[e->source].name);
    csv_text(&row, accounts[e->target].name);
    csv_text(&row, slice_of(layer));
    csv_count(&row, e->pairs);
    csv_count(&row, e->objects);
    csv_count(&row, e->posts_source);
    csv_count(&row, e->posts_target);
    csv_number(&row, e->mean_delta);
    csv_number(&row, e->median_delta);
    csv_number(&row, e->source_first);
    csv_time(&row, e->first_time);
    csv_time(&row, e->last_time);
    csv_number(&row, e->similarity);
    csv_number(&row, e->weight);
    csv_number(&row, e->p_value);
    csv_number(&row, e->q_value);
    if (with_kept) csv_count(&row, e->kept);
    csv_end_row(&row);
}

lockstep_status edges_print(FILE *out, const struct network *network, const struct archive *archive,
                            bool with_kept, lockstep_error *err) {
    csv_header(
        out,
        with_kept
            ? "source,target,layer,pairs,objects,posts_source,posts_target,mean_delta,median_delta,"
              "source_first,first_time,last_time,similarity,weight,p_value,q_value,kept"
            : "source,target,layer,pairs,objects,posts_source,posts_target,mean_delta,median_delta,"
              "source_first,first_time,last_time,similarity,weight,p_value,q_value");
    for (size_t l = 0; l < network->count; l++)
        for (size_t e = 0; e < network->layers[l].count; e++)
            print_edge(out, &network->layers[l].items[e], network->layers[l].layer->name,
                       archive->accounts.items, with_kept);
    return ferror(out) ? fail_io(err, "output") : LOCKSTEP_OK;
}
