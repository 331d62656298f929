#include "engine/edges.h"

#include "engine/adding.h"
#include "engine/csv_cells.h"
#include "engine/error.h"
#include "engine/fusing.h"
#include "engine/memory.h"
#include "engine/ordered.h"
#include "engine/presence.h"
#include "engine/similarity.h"
#include "engine/sorting.h"
#include "engine/text_block.h"

#include <math.h>

/* ---- the edges of a stretch of accounts; stretches are worked on side by side ---- */

enum { STRETCH = 4096 }; /* matches, at least; the least stretch is one account */

struct stretch {
    uint32_t from, to; /* sources */
    struct partners partners;
    struct adding adding;
    struct edge *items;
    size_t count, room;
};

struct building {
    struct edges *edges;
    struct matches matches;
    uint32_t next; /* source */
    size_t room;   /* for edges */
};

static lockstep_status cut_stretch(void *data, void *item, bool *end, lockstep_error *err) {
    struct building *b = data;
    struct stretch *stretch = item;
    const struct matches *m = &b->matches;
    TRY(check_interrupt(err));
    *end = b->next == m->accounts;
    stretch->from = b->next;
    while (b->next < m->accounts && m->of[b->next].first - m->of[stretch->from].first < STRETCH)
        b->next++;
    stretch->to = b->next;
    stretch->adding.matches = m;
    return LOCKSTEP_OK;
}

static lockstep_status add_edges(struct stretch *stretch, uint32_t source, lockstep_error *err) {
    const struct partners *partners = &stretch->partners;
    size_t count = stretch->count + partners->found_count;
    struct edge *items = grow(stretch->items, &stretch->room, count, sizeof *items);
    if (!items) return fail_memory(err, "edges");
    stretch->items = items;
    struct edge *edges = items + stretch->count;
    for (size_t e = 0; e < partners->found_count; e++)
        edges[e] = (struct edge){.source = source,
                                 .target = partners->found[e],
                                 .first_time = INT64_MAX,
                                 .last_time = INT64_MIN};
    stretch->count = count;
    return adding_up(&stretch->adding, edges, partners, source, err);
}

static lockstep_status work_stretch(void *data, void *item, lockstep_error *err) {
    const struct building *b = data;
    struct stretch *stretch = item;
    stretch->count = 0;
    for (uint32_t source = stretch->from; source < stretch->to; source++) {
        TRY(partners_find(&stretch->partners, &b->matches, source, err));
        if (stretch->partners.found_count) TRY(add_edges(stretch, source, err));
    }
    return LOCKSTEP_OK;
}

static lockstep_status keep_stretch(void *data, void *item, lockstep_error *err) {
    struct building *b = data;
    const struct stretch *stretch = item;
    if (!stretch->count) return LOCKSTEP_OK;
    struct edge *items =
        grow(b->edges->items, &b->room, b->edges->count + stretch->count, sizeof *items);
    if (!items) return fail_memory(err, "edges");
    b->edges->items = items;
    memory_copy(items + b->edges->count, stretch->items, stretch->count * sizeof *items);
    b->edges->count += stretch->count;
    return b->edges->count < UINT32_MAX
               ? LOCKSTEP_OK
               : fail(err, LOCKSTEP_ELIMIT,
                      "more than 2^32 edges in one layer; raise --min-objects");
}

static void release_stretch(void *item) {
    struct stretch *stretch = item;
    partners_release(&stretch->partners);
    adding_release(&stretch->adding);
    free(stretch->items);
}

/* ---- what goes before: the matches, and beside them the null, which needs none ---- */

struct preparing {
    struct building *building;
    const struct lockstep_settings *settings;
    uint32_t accounts;
    enum pruning prunings;
};

static lockstep_status make_matches(void *data, lockstep_error *err) {
    const struct preparing *p = data;
    return matches_make(&p->building->matches, p->building->edges->layer, p->accounts,
                        p->settings->min_objects, p->prunings, p->settings->threads, err);
}

static lockstep_status fit_null(void *data, lockstep_error *err) {
    const struct preparing *p = data;
    struct edges *edges = p->building->edges;
    return null_model_fit_rates(&edges->null, edges->layer, p->accounts, p->settings->seed, err);
}

static lockstep_status find_edges(struct edges *out, uint32_t accounts,
                                  const struct lockstep_settings *settings, enum pruning prunings,
                                  lockstep_error *err) {
    struct building b = {.edges = out};
    struct preparing p = {&b, settings, accounts, prunings};
    const task_fn tasks[] = {make_matches, fit_null};
    struct ordered job = {&b,           sizeof(struct stretch), cut_stretch,
                          work_stretch, keep_stretch,           release_stretch};
    lockstep_status status = ordered_tasks(tasks, 2, &p, settings->threads, err);
    if (status == LOCKSTEP_OK) status = ordered_run(&job, settings->threads, err);
    matches_release(&b.matches);
    return status;
}

/* ---- what else is to be said of an edge, once all are known ---- */

enum { BATCH = 64 }; /* some edges take a thousand times as long as others */

struct measuring {
    struct edges *edges;
    uint32_t accounts;
    uint8_t *joined; /* by account: 1 where it has an edge */
    struct vectors vectors;
    struct presence presence;
    size_t next;
};

struct edge_batch {
    size_t from, to;
};

static lockstep_status cut_batch(void *data, void *item, bool *end, lockstep_error *err) {
    struct measuring *m = data;
    size_t left = m->edges->count - m->next;
    struct edge_batch *batch = item;
    *batch = (struct edge_batch){m->next, m->next + (left < BATCH ? left : BATCH)};
    *end = left == 0;
    m->next = batch->to;
    return check_interrupt(err);
}

static double expect(const struct measuring *m, uint32_t source, uint32_t target) {
    double expected = null_expected(&m->edges->null, source, target);
    return m->presence.start ? expected * presence_lift(&m->presence, source, target) : expected;
}

static lockstep_status measure_batch(void *data, void *item, lockstep_error *err) {
    const struct measuring *m = data;
    const struct edge_batch *batch = item;
    (void) err;
    for (size_t e = batch->from; e < batch->to; e++) {
        struct edge *edge = &m->edges->items[e];
        memory_look();
        edge->similarity = vectors_cosine(&m->vectors, edge->source, edge->target);
        edge->expected = expect(m, edge->source, edge->target);
        edge->p_value = poisson_tail(edge->expected, edge->objects);
    }
    return LOCKSTEP_OK;
}

/* Only now: the matches, which take as much, are gone. */
static lockstep_status fit_times(void *data, lockstep_error *err) {
    const struct measuring *m = data;
    return null_model_fit_times(&m->edges->null, m->edges->layer, err);
}

static lockstep_status begin_presence(void *data, lockstep_error *err) {
    struct measuring *m = data;
    const struct edges *edges = m->edges;
    if (!layer_has_presence(edges->layer, edges->null.accounts)) return LOCKSTEP_OK;
    return presence_begin(&m->presence, edges->layer, &edges->null, m->joined, err);
}

static lockstep_status make_vectors(void *data, lockstep_error *err) {
    struct measuring *m = data;
    return vectors_make(&m->vectors, m->edges->layer, m->accounts, m->joined,
                        m->edges->null.accounts, err);
}

static lockstep_status find_joined(struct measuring *m, lockstep_error *err) {
    if (!(m->joined = calloc((size_t) m->accounts + 1, 1))) return fail_memory(err, "similarities");
    for (size_t e = 0; e < m->edges->count; memory_step(++e))
        m->joined[m->edges->items[e].source] = m->joined[m->edges->items[e].target] = 1;
    return LOCKSTEP_OK;
}

static lockstep_status weigh_presence(void *data, lockstep_error *err) {
    struct measuring *m = data;
    return m->presence.start ? presence_weigh(&m->presence, m->joined, err) : LOCKSTEP_OK;
}

/* What is known of accounts, by which edges are measured. */
static lockstep_status know_accounts(struct measuring *m, unsigned threads, lockstep_error *err) {
    const task_fn first[] = {begin_presence, fit_times}, then[] = {make_vectors, weigh_presence};
    TRY(find_joined(m, err));
    TRY(ordered_tasks(first, 2, m, threads, err));
    return ordered_tasks(then, 2, m, threads, err);
}

static lockstep_status measure_edges(struct edges *out, uint32_t accounts, unsigned threads,
                                     lockstep_error *err) {
    struct measuring m = {.edges = out, .accounts = accounts};
    struct ordered job = {&m,
                          sizeof(struct edge_batch),
                          cut_batch,
                          measure_batch,
                          ordered_keep_nothing,
                          ordered_release_nothing};
    lockstep_status status = know_accounts(&m, threads, err);
    if (status == LOCKSTEP_OK) status = ordered_run(&job, threads, err);
    presence_release(&m.presence);
    vectors_release(&m.vectors);
    free(m.joined);
    return status;
}

static lockstep_status correct_for_many(struct edges *out, lockstep_error *err) {
    double *p = malloc((out->count + 1) * sizeof *p), *q = malloc((out->count + 1) * sizeof *q);
    double n = out->null.accounts;
    lockstep_status status = p && q ? LOCKSTEP_OK : fail_memory(err, "p-values");
    for (size_t e = 0; status == LOCKSTEP_OK && e < out->count; memory_step(++e))
        p[e] = out->items[e].p_value;
    if (status == LOCKSTEP_OK) status = benjamini_hochberg(q, p, out->count, n * (n - 1) / 2, err);
    for (size_t e = 0; status == LOCKSTEP_OK && e < out->count; memory_step(++e))
        out->items[e].q_value = q[e];
    free(p), free(q);
    return status;
}

lockstep_status edges_build_pruned(struct edges *out, const struct layer *layer, uint32_t accounts,
                                   const struct lockstep_settings *settings, enum pruning prunings,
                                   lockstep_error *err) {
    *out = (struct edges){.layer = layer};
    TRY(find_edges(out, accounts, settings, prunings, err));
    TRY(measure_edges(out, accounts, settings->threads, err));
    return correct_for_many(out, err);
}

lockstep_status edges_build(struct edges *out, const struct layer *layer, uint32_t accounts,
                            const struct lockstep_settings *settings, lockstep_error *err) {
    return edges_build_pruned(out, layer, accounts, settings, PRUNE_ALL, err);
}

static bool has_posts_of_several_objects(const struct layer *layer, uint8_t *seen) {
    for (size_t i = 0; i < layer->count; memory_step(++i)) {
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

lockstep_status edges_select(struct edges *out, const struct edges *from, uint32_t min_objects,
                             lockstep_error *err) {
    *out = *from;
    out->count = 0;
    out->items = malloc((from->count + 1) * sizeof *out->items);
    if (!out->items) return fail_memory(err, "edges");
    for (size_t e = 0; e < from->count; memory_step(++e))
        if (from->items[e].objects >= min_objects) out->items[out->count++] = from->items[e];
    return correct_for_many(out, err);
}

void edges_release(struct edges *edges) {
    free(edges->items);
    null_model_release(&edges->null);
    layer_release(&edges->once);
    null_model_release(&edges->once_null);
    *edges = (struct edges){0};
}

/* ---- all layers ---- */

/* The largest first: what is left for one thread at the end is little. */
struct network_building {
    struct network *network;
    const struct archive *archive;
    const struct lockstep_settings *settings;
    struct layer_place *order;
    size_t next, done;
};

struct layer_place {
    size_t shares, layer;
};

static bool is_larger(const struct layer_place *a, const struct layer_place *b) {
    return a->shares != b->shares ? a->shares > b->shares : a->layer < b->layer;
}
DEFINE_SORT(sort_by_size, struct layer_place, is_larger)

static lockstep_status order_layers(struct network_building *b, lockstep_error *err) {
    size_t count = b->network->count;
    b->order = malloc((count + 1) * sizeof *b->order);
    if (!b->order) return fail_memory(err, "the network");
    for (size_t l = 0; l < count; l++)
        b->order[l] = (struct layer_place){b->archive->traces.layers[l].count, l};
    return sort_by_size(b->order, count, err);
}

static lockstep_status next_layer(void *data, void *item, bool *end, lockstep_error *err) {
    struct network_building *b = data;
    *end = b->next == b->network->count;
    if (!*end) *(size_t *) item = b->order[b->next++].layer;
    return check_interrupt(err);
}

static lockstep_status build_layer(void *data, void *item, lockstep_error *err) {
    const struct network_building *b = data;
    size_t l = *(size_t *) item;
    return edges_build(&b->network->layers[l], &b->archive->traces.layers[l], b->network->accounts,
                       b->settings, err);
}

static lockstep_status count_layer(void *data, void *item, lockstep_error *err) {
    struct network_building *b = data;
    (void) item, (void) err;
    settings_progress(b->settings, "edges", "layers", ++b->done, b->network->count);
    return LOCKSTEP_OK;
}

/* Two at once, where they are small: what one does on a single thread, the other fills. Of a large
 * layer that is little, and its matches take room. */
static unsigned layers_at_once(const struct archive *archive, unsigned threads) {
    enum { LARGE = 1 << 20 };
    for (size_t l = 0; l < archive->traces.count; l++)
        if (archive->traces.layers[l].count > LARGE) return 1;
    return threads == 1 ? 1 : 2;
}

lockstep_status network_build(struct network *out, const struct archive *archive,
                              const struct lockstep_settings *settings, lockstep_error *err) {
    *out = (struct network){.accounts = archive->accounts.count, .count = archive->traces.count};
    out->layers = calloc(out->count + 1, sizeof *out->layers);
    if (!out->layers) return fail_memory(err, "the network");
    struct network_building building = {out, archive, settings, NULL, 0, 0};
    struct ordered job = {&building,   sizeof(size_t), next_layer,
                          build_layer, count_layer,    ordered_release_nothing};
    lockstep_status status = order_layers(&building, err);
    if (status == LOCKSTEP_OK)
        status = ordered_run(&job, layers_at_once(archive, settings->threads), err);
    free(building.order);
    return status;
}

lockstep_status network_count_once(struct network *network, const struct archive *archive,
                                   const struct lockstep_settings *settings, lockstep_error *err) {
    struct layer_sizes sizes = archive_sizes(archive);
    for (size_t l = 0; l < network->count; l++)
        TRY(edges_count_once(&network->layers[l], &sizes, settings->seed, err));
    return LOCKSTEP_OK;
}

void network_release(struct network *network) {
    for (size_t l = 0; network->layers && l < network->count; l++)
        edges_release(&network->layers[l]);
    free(network->layers);
    *network = (struct network){0};
}

/* ---- looking at them: rows are spelt side by side, and written in order ---- */

struct printing {
    FILE *out;
    const struct network *network;
    const struct account *accounts;
    bool with_kept;
    size_t layer, next; /* what comes next */
};

enum { ROWS = 1024 };

struct printed {
    const struct edges *edges;
    size_t from, to;
    char window[TIME_TEXT];
    struct text_block text;
};

static void print_edge(FILE *out, const struct edge *e, const struct printed *rows,
                       const struct printing *p) {
    struct csv_row row = {.out = out};
    csv_text(&row, p->accounts[e->source].name);
    csv_text(&row, p->accounts[e->target].name);
    csv_text(&row, slice_of(rows->edges->layer->name));
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
    if (p->with_kept) csv_count(&row, e->kept);
    csv_text(&row, slice_of(rows->window));
    csv_end_row(&row);
}

static lockstep_status cut_rows(void *data, void *item, bool *end, lockstep_error *err) {
    struct printing *p = data;
    struct printed *rows = item;
    while (p->layer < p->network->count && p->next == p->network->layers[p->layer].count)
        p->layer++, p->next = 0;
    *end = p->layer == p->network->count;
    if (*end) return LOCKSTEP_OK;
    rows->edges = &p->network->layers[p->layer];
    duration_format(rows->window, rows->edges->layer->window);
    size_t left = rows->edges->count - p->next;
    rows->from = p->next;
    rows->to = p->next += left < ROWS ? left : ROWS;
    return check_interrupt(err);
}

static lockstep_status spell_rows(void *data, void *item, lockstep_error *err) {
    const struct printing *p = data;
    struct printed *rows = item;
    TRY(text_block_open(&rows->text, err));
    for (size_t e = rows->from; e < rows->to; memory_leap(++e))
        print_edge(rows->text.spelling, &rows->edges->items[e], rows, p);
    return text_block_close(&rows->text, err);
}

static lockstep_status write_rows(void *data, void *item, lockstep_error *err) {
    const struct printing *p = data;
    return text_block_write(&((struct printed *) item)->text, p->out, "output", err);
}

static void release_rows(void *item) {
    text_block_release(&((struct printed *) item)->text);
}

lockstep_status edges_print(FILE *out, const struct network *network, const struct archive *archive,
                            bool with_kept, unsigned threads, lockstep_error *err) {
    struct printing p = {out, network, archive->accounts.items, with_kept, 0, 0};
    struct ordered job = {&p,          sizeof(struct printed), cut_rows, spell_rows, write_rows,
                          release_rows};
    csv_header(
        out,
        with_kept
            ? "source,target,layer,pairs,objects,posts_source,posts_target,mean_delta,median_delta,"
              "source_first,first_time,last_time,similarity,weight,p_value,q_value,kept,window"
            : "source,target,layer,pairs,objects,posts_source,posts_target,mean_delta,median_delta,"
              "source_first,first_time,last_time,similarity,weight,p_value,q_value,window");
    TRY(ordered_run(&job, threads, err));
    return ferror(out) ? fail_io(err, "output") : LOCKSTEP_OK;
}
