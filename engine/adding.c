#include "engine/adding.h"

#include "engine/error.h"
#include "engine/memory.h"
#include "engine/seeking.h"
#include "engine/sorting.h"

/* ---- one pair ---- */

static bool has_lower_object(const struct run_met *a, const struct run_met *b) {
    return a->object < b->object;
}
DEFINE_SORT(sort_by_object, struct run_met, has_lower_object)

static bool is_lower(const uint32_t *a, const uint32_t *b) {
    return *a < *b;
}
DEFINE_SORT(sort_numbers, uint32_t, is_lower)

static bool is_shorter(const int64_t *a, const int64_t *b) {
    return *a < *b;
}
DEFINE_SORT(sort_deltas, int64_t, is_shorter)

static void begin_pair(struct adding *adding) {
    adding->delta_count = adding->run_count = adding->source.count = adding->target.count = 0;
}

static void widen_span(struct edge *edge, int64_t a, int64_t b) {
    if ((a < b ? a : b) < edge->first_time) edge->first_time = a < b ? a : b;
    if ((a < b ? b : a) > edge->last_time) edge->last_time = a < b ? b : a;
}

static lockstep_status add_coshare(struct adding *adding, struct edge *edge, int64_t source,
                                   int64_t target, lockstep_error *err) {
    int64_t *deltas =
        grow(adding->deltas, &adding->delta_room, adding->delta_count + 1, sizeof *deltas);
    if (!deltas) return fail_memory(err, "co-shares");
    adding->deltas = deltas;
    deltas[adding->delta_count++] = source < target ? target - source : source - target;
    edge->source_first += source < target;
    widen_span(edge, source, target);
    return LOCKSTEP_OK;
}

/* Distinct posts of one side, as far as they are told from the one before. */
static lockstep_status add_post(struct posts_met *posts, uint32_t post, lockstep_error *err) {
    if (posts->count && posts->items[posts->count - 1] == post) return LOCKSTEP_OK;
    uint32_t *items = grow(posts->items, &posts->room, posts->count + 1, sizeof *items);
    if (!items) return fail_memory(err, "co-shares");
    posts->items = items;
    items[posts->count++] = post;
    return LOCKSTEP_OK;
}

static lockstep_status add_run(struct adding *adding, const struct match_run *run,
                               lockstep_error *err) {
    struct run_met *runs =
        grow(adding->runs, &adding->run_room, adding->run_count + 1, sizeof *runs);
    if (!runs) return fail_memory(err, "co-shares");
    adding->runs = runs;
    runs[adding->run_count++] = (struct run_met){run->object, run->weight};
    return LOCKSTEP_OK;
}

static lockstep_status measure_deltas(struct edge *edge, struct adding *adding,
                                      lockstep_error *err) {
    size_t n = adding->delta_count;
    double sum = 0;
    TRY(sort_deltas(adding->deltas, n, err));
    for (size_t i = 0; i < n; i++)
        sum += (double) adding->deltas[i];
    edge->pairs = n;
    edge->mean_delta = sum / (double) n / MICROSECONDS;
    edge->median_delta =
        ((double) adding->deltas[(n - 1) / 2] + (double) adding->deltas[n / 2]) / 2 / MICROSECONDS;
    edge->source_first /= (double) n;
    return LOCKSTEP_OK;
}

static lockstep_status count_distinct(uint32_t *distinct, const struct posts_met *posts,
                                      lockstep_error *err) {
    const uint32_t *items = posts->items;
    TRY(sort_numbers(posts->items, posts->count, err));
    for (size_t i = 0; i < posts->count; memory_step(++i))
        *distinct += i == 0 || items[i] != items[i - 1];
    return LOCKSTEP_OK;
}

/* In the order of the objects, so that the sum does not depend on that of the runs. */
static lockstep_status finish_pair(struct adding *adding, struct edge *edge, lockstep_error *err) {
    TRY(measure_deltas(edge, adding, err));
    TRY(sort_by_object(adding->runs, adding->run_count, err));
    edge->objects = (uint32_t) adding->run_count;
    for (size_t r = 0; r < adding->run_count; r++)
        edge->weight += adding->runs[r].weight;
    TRY(count_distinct(&edge->posts_source, &adding->source, err));
    return count_distinct(&edge->posts_target, &adding->target, err);
}

/* ---- pair by pair ---- */

DEFINE_SEEK(seek_time, struct match_place, int64_t, time)

/* The targets in the window of one source, the first of which is at hand; `met` is behind those
 * that an earlier source met. */
static lockstep_status add_source(struct adding *adding, struct edge *edge,
                                  const struct meeting *meeting, size_t source, size_t target,
                                  size_t *met, lockstep_error *err) {
    const struct matches *m = adding->matches;
    const struct match_place *a = &meeting->source[source];
    int64_t last = a->time + m->layer->window;
    for (; target < meeting->target_count && meeting->target[target].time <= last; target++) {
        const struct match_place *b = &meeting->target[target];
        TRY(add_coshare(adding, edge, a->time, b->time, err));
        TRY(add_post(&adding->source, m->posts[a->match], err));
        if (target < *met) continue;
        *met = target + 1;
        TRY(add_post(&adding->target, m->posts[b->match], err));
    }
    return LOCKSTEP_OK;
}

/* Both sides are sorted by time: what neither meets is passed over, on either. */
static lockstep_status add_meeting(struct adding *adding, struct edge *edge,
                                   const struct meeting *meeting, lockstep_error *err) {
    int64_t window = adding->matches->layer->window;
    const struct match_place *a = meeting->source, *b = meeting->target;
    size_t before = adding->delta_count;
    for (size_t i = 0, j = 0, met = 0; i < meeting->source_count;) {
        memory_leap(++adding->leaps);
        j = seek_time(b, j, meeting->target_count, a[i].time - window);
        if (j == meeting->target_count) break;
        if (b[j].time - a[i].time > window)
            i = seek_time(a, i, meeting->source_count, b[j].time - window);
        else
            TRY(add_source(adding, edge, meeting, i++, j, &met, err));
    }
    return adding->delta_count > before ? add_run(adding, meeting->run, err) : LOCKSTEP_OK;
}

static lockstep_status add_pair(struct adding *adding, struct edge *edge, lockstep_error *err) {
    const struct matches *m = adding->matches;
    size_t a = m->of[edge->source].first, b = m->of[edge->target].first;
    struct meeting meeting;
    begin_pair(adding);
    while (meeting_next(&meeting, m, edge->source, edge->target, &a, &b))
        TRY(add_meeting(adding, edge, &meeting, err));
    return finish_pair(adding, edge, err);
}

lockstep_status adding_by_pair(struct adding *adding, struct edge *edges,
                               const struct partners *partners, uint32_t source,
                               lockstep_error *err) {
    (void) source;
    for (size_t e = 0; e < partners->found_count; e++)
        TRY(add_pair(adding, &edges[e], err));
    return LOCKSTEP_OK;
}

/* ---- all at once ---- */

static lockstep_status list_row(struct adding *adding, const struct partners *partners,
                                uint32_t source, uint32_t place, struct match_row row,
                                lockstep_error *err) {
    const struct match *items = adding->matches->items;
    for (size_t i = row.from; i < row.end; i++) {
        if (items[i].account <= source) continue;
        uint32_t edge = partners_place(partners, source, items[i].account);
        if (edge == UINT32_MAX) continue;
        struct coshare_met *coshares = grow(adding->coshares, &adding->coshare_room,
                                            adding->coshare_count + 1, sizeof *coshares);
        if (!coshares) return fail_memory(err, "co-shares");
        adding->coshares = coshares;
        coshares[adding->coshare_count++] = (struct coshare_met){edge, place, (uint32_t) i};
    }
    return LOCKSTEP_OK;
}

static lockstep_status list_coshares(struct adding *adding, const struct partners *partners,
                                     uint32_t source, lockstep_error *err) {
    const struct matches *m = adding->matches;
    adding->coshare_count = 0;
    for (uint32_t p = m->of[source].first; p < m->of[source + 1].first; p++) {
        struct match_rows rows = matches_around(m, &m->places[p]);
        memory_leap(++adding->leaps);
        TRY(list_row(adding, partners, source, p, rows.light, err));
        TRY(list_row(adding, partners, source, p, rows.heavy, err));
    }
    return LOCKSTEP_OK;
}

/* Those of each edge together, in their order: afterwards end[e] is where those of edge e end. */
static lockstep_status group_by_edge(struct adding *adding, size_t edges, lockstep_error *err) {
    size_t *end = grow(adding->end, &adding->end_room, edges + 1, sizeof *end);
    if (end) adding->end = end;
    struct coshare_met *by_edge =
        grow(adding->by_edge, &adding->by_edge_room, adding->coshare_count, sizeof *by_edge);
    if (by_edge) adding->by_edge = by_edge;
    if (!end || !by_edge) return fail_memory(err, "co-shares");
    memset(end, 0, (edges + 1) * sizeof *end);
    for (size_t c = 0; c < adding->coshare_count; c++)
        end[adding->coshares[c].edge + 1]++;
    for (size_t e = 0; e < edges; e++)
        end[e + 1] += end[e];
    for (size_t c = 0; c < adding->coshare_count; c++)
        by_edge[end[adding->coshares[c].edge]++] = adding->coshares[c];
    return LOCKSTEP_OK;
}

static lockstep_status add_listed(struct adding *adding, struct edge *edge,
                                  const struct coshare_met *coshares, size_t count,
                                  lockstep_error *err) {
    const struct matches *m = adding->matches;
    begin_pair(adding);
    for (size_t c = 0; c < count; c++) {
        const struct match_place *place = &m->places[coshares[c].place];
        const struct match_place *before = c ? &m->places[coshares[c - 1].place] : NULL;
        uint32_t match = coshares[c].match;
        memory_look();
        TRY(add_coshare(adding, edge, place->time, m->items[match].time, err));
        TRY(add_post(&adding->source, m->posts[place->match], err));
        TRY(add_post(&adding->target, m->posts[match], err));
        if (!before || before->run != place->run) TRY(add_run(adding, &m->runs[place->run], err));
    }
    return finish_pair(adding, edge, err);
}

lockstep_status adding_at_once(struct adding *adding, struct edge *edges,
                               const struct partners *partners, uint32_t source,
                               lockstep_error *err) {
    TRY(list_coshares(adding, partners, source, err));
    TRY(group_by_edge(adding, partners->found_count, err));
    for (size_t e = 0, from = 0; e < partners->found_count; from = adding->end[e++])
        TRY(add_listed(adding, &edges[e], adding->by_edge + from, adding->end[e] - from, err));
    return LOCKSTEP_OK;
}

/* ---- whichever is less work ---- */

lockstep_status adding_up(struct adding *adding, struct edge *edges,
                          const struct partners *partners, uint32_t source, lockstep_error *err) {
    enum { AROUND_A_PAIR = 32 }; /* matches that can be gone through in the time of a pair */
    bool at_once = partners->around <= AROUND_A_PAIR * partners->found_count;
    return at_once ? adding_at_once(adding, edges, partners, source, err)
                   : adding_by_pair(adding, edges, partners, source, err);
}

void adding_release(struct adding *adding) {
    free(adding->deltas), free(adding->source.items), free(adding->target.items),
        free(adding->runs);
    free(adding->coshares), free(adding->by_edge), free(adding->end);
}
