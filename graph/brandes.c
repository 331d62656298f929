#include "graph/brandes.h"

#include "engine/error.h"

/* Relative: sums of the same lengths in another order are one length, as in igraph. */
static const double SAME_LENGTH = 1e-10;
enum { CHILDREN = 4 };
static const uint32_t UNSEEN = 0, SETTLED = UINT32_MAX;

/* A vertex on the way. */
struct stop {
    double length, paths; /* of the shortest paths here; how many there are */
    double dependency;    /* what the paths to all beyond add to its betweenness */
    uint32_t place;       /* in the queue, from 1 on, or UNSEEN or SETTLED */
    uint32_t before;      /* in how many vertices these paths come from */
};

struct queued {
    double length;
    uint32_t vertex;
};

lockstep_status brandes_prepare(struct brandes *out, const struct adjacency *network,
                                const double *length, struct arena *arena, lockstep_error *err) {
    size_t ends = network->start[network->vertices];
    *out = (struct brandes){.network = network, .length = length};
    out->stops = arena_alloc(arena, network->vertices, sizeof *out->stops);
    out->queue = arena_alloc(arena, (size_t) network->vertices + 1, sizeof *out->queue);
    out->order = arena_alloc(arena, network->vertices, sizeof *out->order);
    out->before = arena_alloc(arena, ends, sizeof *out->before);
    bool all = out->stops && out->queue && out->order && out->before;
    return all ? LOCKSTEP_OK : fail_memory(err, "the shortest paths");
}

/* ---- the queue: places 1 to `queued`, the children of p at 4p − 2 to 4p + 1 */

static void place(struct brandes *w, size_t at, struct queued item) {
    w->queue[at] = item;
    w->stops[item.vertex].place = (uint32_t) at;
}

static void rise(struct brandes *w, size_t at, struct queued item) {
    while (at > 1) {
        size_t parent = (at + CHILDREN - 2) / CHILDREN;
        if (w->queue[parent].length <= item.length) break;
        place(w, at, w->queue[parent]);
        at = parent;
    }
    place(w, at, item);
}

static void sink(struct brandes *w, struct queued item) {
    size_t at = 1;
    for (size_t first = 2; first <= w->queued; first = CHILDREN * at - 2) {
        size_t end = first + CHILDREN <= w->queued ? first + CHILDREN : w->queued + 1;
        size_t nearest = first;
        for (size_t child = first + 1; child < end; child++)
            if (w->queue[child].length < w->queue[nearest].length) nearest = child;
        if (item.length <= w->queue[nearest].length) break;
        place(w, at, w->queue[nearest]);
        at = nearest;
    }
    place(w, at, item);
}

static uint32_t settle_nearest(struct brandes *w) {
    uint32_t vertex = w->queue[1].vertex;
    struct queued last = w->queue[w->queued--];
    if (w->queued > 0) sink(w, last);
    w->stops[vertex].place = SETTLED;
    return w->order[w->reached++] = vertex;
}

/* ---- one pass */

/* A path to `to` by way of `from`, which is settled. */
static void try_path(struct brandes *w, uint32_t from, uint32_t to, double length) {
    struct stop *stop = &w->stops[to];
    if (stop->place == SETTLED) return;
    double rounding = SAME_LENGTH * (length + stop->length);
    if (stop->place != UNSEEN && length > stop->length + rounding) return;
    if (stop->place == UNSEEN || length < stop->length - rounding) {
        size_t at = stop->place == UNSEEN ? ++w->queued : stop->place;
        stop->length = length, stop->paths = 0, stop->before = 0;
        rise(w, at, (struct queued){length, to});
    }
    stop->paths += w->stops[from].paths;
    w->before[w->network->start[to] + stop->before++] = from;
}

static void reach_all(struct brandes *w, uint32_t source) {
    const struct adjacency *network = w->network;
    w->queued = 1, w->reached = 0;
    w->stops[source].paths = 1;
    place(w, 1, (struct queued){0, source});
    while (w->queued > 0) {
        uint32_t from = settle_nearest(w);
        double length = w->stops[from].length;
        for (size_t i = network->start[from]; i < network->start[from + 1]; i++)
            try_path(w, from, network->neighbour[i], length + w->length[i]);
    }
}

/* Farthest first, so that all beyond a vertex is known when it comes. */
static void add_up(struct brandes *w, double *betweenness, double *harmonic) {
    while (w->reached-- > 1) {
        uint32_t vertex = w->order[w->reached];
        struct stop *stop = &w->stops[vertex];
        const uint32_t *before = &w->before[w->network->start[vertex]];
        double of_a_path = (1 + stop->dependency) / stop->paths;
        for (uint32_t i = 0; i < stop->before; i++)
            w->stops[before[i]].dependency += w->stops[before[i]].paths * of_a_path;
        betweenness[vertex] += stop->dependency;
        harmonic[vertex] += 1 / stop->length;
        *stop = (struct stop){0};
    }
}

void brandes_walk(struct brandes *walk, uint32_t source, double *betweenness, double *harmonic) {
    reach_all(walk, source);
    add_up(walk, betweenness, harmonic);
    walk->stops[source] = (struct stop){0};
}
