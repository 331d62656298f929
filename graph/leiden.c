#include "graph/leiden.h"

#include "engine/memory.h"
#include "graph/bridge.h"
#include "graph/levels.h"

#include <math.h>
#include <stdlib.h>

/* Each round starts from the partition of the one before; a few reach the fixed point. */
enum { ROUNDS = 50, MOVES_UNASKED = 10000 };
static const double RANDOMNESS = 0.01; /* of the refinement; igraph's advice */

struct group {
    double size;
    double ties;    /* of the vertex at hand; 0 between vertices */
    double outside; /* while refining: the ties to the rest of the community that it is part of */
    uint32_t vertices; /* while moving */
    bool is_found;     /* a neighbour of the vertex at hand */
    bool is_joined;    /* while refining: has taken another vertex */
};

struct leiden {
    double resolution;
    const struct level *whole; /* the graph itself */
    struct level above;        /* what is left of it */
    struct level *at;          /* one of both */
    struct group *communities; /* these are by community or by vertex of the graph itself */
    uint32_t *place;           /* the vertex of the level at hand that a vertex is part of */
    uint32_t *refined;         /* by vertex of the level at hand: its part of a community */
    uint32_t *queue, *order, *empty, *found, *number;
    uint32_t *start, *members; /* vertices by group, ascending */
    uint8_t *settled;
    double *chances; /* of the communities found, added up */
    uint32_t empty_count, found_count;
    struct joint *joints; /* of the level that is made */
    size_t joint_count, joint_room;
    size_t looks; /* at neighbours */
};

/* ---- numbers drawn */

static uint32_t draw_below(uint32_t bound) {
    return (uint32_t) igraph_rng_get_integer(igraph_rng_default(), 0, (igraph_integer_t) bound - 1);
}

/* Fisher & Yates. */
static void shuffle(uint32_t *items, uint32_t count) {
    for (; count > 1; count--) {
        uint32_t *drawn = &items[draw_below(count)], held = *drawn;
        *drawn = items[count - 1];
        items[count - 1] = held;
    }
}

/* The place of a number among ascending ones, of equal ones any. */
static uint32_t place_among(const double *ascending, uint32_t count, double number) {
    uint32_t from = 0, to = count;
    while (from < to) {
        uint32_t middle = from + (to - 1 - from) / 2;
        if (ascending[middle] == number) return middle;
        if (ascending[middle] > number)
            to = middle;
        else
            from = middle + 1;
    }
    return from;
}

/* ---- groups */

static size_t degree_of(const struct level *level, uint32_t vertex) {
    return level->start[vertex + 1] - level->start[vertex];
}

/* Numbers communities by their first vertex; returns how many there are. */
static uint32_t number_communities(struct leiden *l, struct level *level) {
    uint32_t count = 0;
    memory_fill(l->number, 0xff, level->vertices * sizeof *l->number);
    for (uint32_t v = 0; v < level->vertices; memory_leap(++v)) {
        uint32_t *number = &l->number[level->community[v]];
        if (*number == UINT32_MAX) *number = count++;
        level->community[v] = *number;
    }
    return count;
}

static void sort_by_group(struct leiden *l, const uint32_t *group, uint32_t groups) {
    memory_fill(l->start, 0, ((size_t) groups + 1) * sizeof *l->start);
    for (uint32_t v = 0; v < l->at->vertices; memory_leap(++v))
        l->start[group[v] + 1]++;
    for (uint32_t g = 0; g < groups; memory_leap(++g))
        l->start[g + 1] += l->start[g];
    memory_copy(l->number, l->start, groups * sizeof *l->number); /* on loan */
    for (uint32_t v = 0; v < l->at->vertices; memory_leap(++v))
        l->members[l->number[group[v]]++] = v;
}

/* ---- the communities beside a vertex */

static void find_first(struct leiden *l, uint32_t community) {
    l->found_count = 1;
    l->found[0] = community;
    l->communities[community].is_found = true;
}

static void find_tied(struct leiden *l, uint32_t community, double weight) {
    struct group *c = &l->communities[community];
    if (!c->is_found) {
        c->is_found = true;
        l->found[l->found_count++] = community;
    }
    c->ties += weight;
}

static double gain_of(const struct leiden *l, const struct group *community, double size) {
    return community->ties - size * community->size * l->resolution;
}

static void forget(struct group *community) {
    community->ties = 0;
    community->is_found = false;
}

/* ---- vertices move to the community where they gain most */

static void leave(struct leiden *l, uint32_t vertex) {
    uint32_t own = l->at->community[vertex];
    l->communities[own].size -= l->at->size[vertex];
    if (--l->communities[own].vertices == 0) l->empty[l->empty_count++] = own;
}

/* An empty community is among those to choose from: the last one that was emptied. */
static uint32_t choose_best(struct leiden *l, uint32_t vertex) {
    const struct level *level = l->at;
    uint32_t best = level->community[vertex];
    find_first(l, l->empty[l->empty_count - 1]);
    for (size_t i = level->start[vertex]; i < level->start[vertex + 1]; i++)
        find_tied(l, level->community[level->neighbour[i]], level->weight[i]);
    double most = gain_of(l, &l->communities[best], level->size[vertex]);
    for (uint32_t i = 0; i < l->found_count; i++) {
        struct group *c = &l->communities[l->found[i]];
        double gain = gain_of(l, c, level->size[vertex]);
        if (gain > most) best = l->found[i], most = gain;
        forget(c);
    }
    return best;
}

static void enter(struct leiden *l, uint32_t vertex, uint32_t community) {
    l->communities[community].size += l->at->size[vertex];
    l->communities[community].vertices++;
    if (l->empty_count && l->empty[l->empty_count - 1] == community) l->empty_count--;
    l->at->community[vertex] = community;
}

/* Each vertex is in the queue once at most. */
struct line {
    uint32_t first, count;
};

static void queue_up(struct leiden *l, struct line *line, uint32_t vertex) {
    uint32_t at = line->first + line->count++;
    l->queue[at < l->at->vertices ? at : at - l->at->vertices] = vertex;
}

static uint32_t take_first(struct leiden *l, struct line *line) {
    uint32_t vertex = l->queue[line->first];
    line->first = line->first + 1 < l->at->vertices ? line->first + 1 : 0;
    line->count--;
    return vertex;
}

/* Neighbours elsewhere may now gain by following. */
static void unsettle_neighbours(struct leiden *l, struct line *line, uint32_t vertex) {
    const struct level *level = l->at;
    for (size_t i = level->start[vertex]; i < level->start[vertex + 1]; i++) {
        uint32_t u = level->neighbour[i];
        if (!l->settled[u] || level->community[u] == level->community[vertex]) continue;
        l->settled[u] = 0;
        queue_up(l, line, u);
    }
}

static void prepare_moves(struct leiden *l) {
    const struct level *level = l->at;
    memory_fill(l->settled, 0, level->vertices);
    memory_fill(l->communities, 0, level->vertices * sizeof *l->communities);
    for (uint32_t v = 0; v < level->vertices; memory_leap(++v)) {
        l->queue[v] = v;
        l->communities[level->community[v]].size += level->size[v];
        l->communities[level->community[v]].vertices++;
    }
    l->empty_count = 0;
    for (uint32_t c = 0; c < level->vertices; memory_leap(++c))
        if (l->communities[c].vertices == 0) l->empty[l->empty_count++] = c;
    shuffle(l->queue, level->vertices);
}

/* Returns the number of communities. */
static lockstep_status move_vertices(struct leiden *l, uint32_t *count, lockstep_error *err) {
    struct line line = {0, l->at->vertices};
    prepare_moves(l);
    for (uint32_t moves = 1; line.count > 0; moves++) {
        uint32_t vertex = take_first(l, &line), before = l->at->community[vertex];
        memory_visit(&l->looks, degree_of(l->at, vertex));
        leave(l, vertex);
        uint32_t best = choose_best(l, vertex);
        enter(l, vertex, best);
        l->settled[vertex] = 1;
        if (best != before) unsettle_neighbours(l, &line, vertex);
        if (moves % MOVES_UNASKED == 0) TRY(check_interrupt(err));
    }
    *count = number_communities(l, l->at);
    return LOCKSTEP_OK;
}

/* ---- communities are refined: vertices by themselves join others of the community, by chance */

/* A community whose vertices are looked at. */
struct whole {
    uint32_t number, count;
    const uint32_t *members;
    double size;
};

/* Every vertex is a part of its own. */
static void part_all(struct leiden *l, struct whole *whole) {
    const struct level *level = l->at;
    for (uint32_t m = 0; m < whole->count; memory_leap(++m)) {
        uint32_t v = whole->members[m];
        struct group own = {.size = level->size[v]};
        memory_visit(&l->looks, degree_of(level, v));
        l->refined[v] = m;
        whole->size += own.size;
        for (size_t i = level->start[v]; i < level->start[v + 1]; i++)
            if (level->community[level->neighbour[i]] == whole->number)
                own.outside += level->weight[i];
        l->communities[m] = own;
    }
}

static bool is_well_tied(const struct leiden *l, const struct group *part,
                         const struct whole *whole) {
    return part->outside >= part->size * (whole->size - part->size) * l->resolution;
}

/* With a probability that grows with what it gains; where numbers do not hold that, the best. */
static uint32_t choose_by_chance(struct leiden *l, uint32_t vertex, const struct whole *whole) {
    uint32_t best = l->refined[vertex];
    double most = 0, all = 0;
    for (uint32_t i = 0; i < l->found_count; i++) {
        struct group *part = &l->communities[l->found[i]];
        double gain = gain_of(l, part, l->at->size[vertex]);
        if (is_well_tied(l, part, whole)) {
            if (gain > most) best = l->found[i], most = gain;
            if (gain >= 0) all += exp(gain / RANDOMNESS);
        }
        l->chances[i] = all;
        forget(part);
    }
    if (!(all < INFINITY)) return best;
    double drawn = igraph_rng_get_unif(igraph_rng_default(), 0, all);
    return l->found[place_among(l->chances, l->found_count, drawn)];
}

static void find_parts(struct leiden *l, uint32_t vertex, const struct whole *whole) {
    const struct level *level = l->at;
    find_first(l, l->refined[vertex]);
    for (size_t i = level->start[vertex]; i < level->start[vertex + 1]; i++)
        if (level->community[level->neighbour[i]] == whole->number)
            find_tied(l, l->refined[level->neighbour[i]], level->weight[i]);
}

static void join(struct leiden *l, uint32_t vertex, uint32_t chosen, const struct whole *whole) {
    const struct level *level = l->at;
    struct group *part = &l->communities[chosen];
    part->size += level->size[vertex];
    for (size_t i = level->start[vertex]; i < level->start[vertex + 1]; i++) {
        uint32_t u = level->neighbour[i];
        if (level->community[u] != whole->number) continue;
        part->outside += l->refined[u] == chosen ? -level->weight[i] : level->weight[i];
    }
    if (chosen == l->refined[vertex]) return;
    l->refined[vertex] = chosen;
    part->is_joined = true;
}

/* Numbers the parts from *count on, by their first vertex. */
static void number_parts(struct leiden *l, const struct whole *whole, uint32_t *count) {
    memory_fill(l->number, 0xff, whole->count * sizeof *l->number);
    for (uint32_t m = 0; m < whole->count; memory_leap(++m)) {
        uint32_t *number = &l->number[l->refined[whole->members[m]]];
        if (*number == UINT32_MAX) *number = (*count)++;
        l->refined[whole->members[m]] = *number;
    }
}

static void refine(struct leiden *l, struct whole *whole, uint32_t *count) {
    part_all(l, whole);
    memory_copy(l->order, whole->members, whole->count * sizeof *l->order);
    shuffle(l->order, whole->count);
    for (uint32_t i = 0; i < whole->count; memory_leap(++i)) {
        uint32_t vertex = l->order[i];
        struct group *own = &l->communities[l->refined[vertex]];
        if (own->is_joined || !is_well_tied(l, own, whole)) continue;
        memory_visit(&l->looks, degree_of(l->at, vertex));
        own->size = 0;
        find_parts(l, vertex, whole);
        join(l, vertex, choose_by_chance(l, vertex, whole), whole);
    }
    number_parts(l, whole, count);
}

/* Returns the number of parts; the communities themselves where nothing was joined. */
static lockstep_status refine_all(struct leiden *l, uint32_t *count, uint32_t communities,
                                  lockstep_error *err) {
    *count = 0;
    sort_by_group(l, l->at->community, communities);
    for (uint32_t c = 0; c < communities; c++) {
        struct whole whole = {c, l->start[c + 1] - l->start[c], l->members + l->start[c], 0};
        if (c % MOVES_UNASKED == 0) TRY(check_interrupt(err));
        refine(l, &whole, count);
    }
    if (*count < l->at->vertices) return LOCKSTEP_OK;
    memory_copy(l->refined, l->at->community, l->at->vertices * sizeof *l->refined);
    *count = communities;
    return LOCKSTEP_OK;
}

/* ---- parts become the vertices of a level above */

static lockstep_status add_joints(struct leiden *l, uint32_t part, lockstep_error *err) {
    struct joint *joints =
        grow(l->joints, &l->joint_room, l->joint_count + l->found_count, sizeof *joints);
    if (l->found_count && !joints) return fail_memory(err, "communities");
    l->joints = joints;
    for (uint32_t i = 0; i < l->found_count; i++) {
        struct group *other = &l->communities[l->found[i]];
        joints[l->joint_count++] = (struct joint){part, l->found[i], other->ties};
        forget(other);
    }
    return LOCKSTEP_OK;
}

/* To parts of greater number. */
static lockstep_status tie_part(struct leiden *l, uint32_t part, lockstep_error *err) {
    const struct level *level = l->at;
    l->found_count = 0;
    for (uint32_t m = l->start[part]; m < l->start[part + 1]; m++) {
        uint32_t v = l->members[m];
        memory_visit(&l->looks, degree_of(level, v));
        for (size_t i = level->start[v]; i < level->start[v + 1]; i++)
            if (l->refined[level->neighbour[i]] > part)
                find_tied(l, l->refined[level->neighbour[i]], level->weight[i]);
    }
    return add_joints(l, part, err);
}

static void fill_parts(const struct leiden *l, struct level *above) {
    for (uint32_t part = 0; part < above->vertices; memory_leap(++part))
        for (uint32_t m = l->start[part]; m < l->start[part + 1]; memory_leap(++m)) {
            above->size[part] += l->at->size[l->members[m]];
            above->community[part] = l->at->community[l->members[m]];
        }
}

static lockstep_status rise(struct leiden *l, uint32_t parts, lockstep_error *err) {
    struct level above;
    sort_by_group(l, l->refined, parts);
    memory_fill(l->communities, 0, parts * sizeof *l->communities);
    l->joint_count = 0;
    for (uint32_t part = 0; part < parts; memory_leap(++part))
        TRY(tie_part(l, part, err));
    TRY(level_make(&above, parts, l->joints, l->joint_count, err));
    fill_parts(l, &above);
    for (uint32_t v = 0; v < l->whole->vertices; memory_leap(++v))
        l->place[v] = l->refined[l->place[v]];
    level_release(&l->above);
    l->above = above;
    l->at = &l->above;
    return LOCKSTEP_OK;
}

/* ---- rounds */

/* Until every vertex of the level that is left is a community. */
static lockstep_status run_round(struct leiden *l, struct level *whole, lockstep_error *err) {
    uint32_t communities, parts;
    l->at = whole;
    for (uint32_t v = 0; v < whole->vertices; memory_leap(++v))
        l->place[v] = v;
    for (;;) {
        TRY(move_vertices(l, &communities, err));
        if (communities >= l->at->vertices) return LOCKSTEP_OK;
        for (uint32_t v = 0; l->at != whole && v < whole->vertices; memory_leap(++v))
            whole->community[v] = l->at->community[l->place[v]];
        TRY(refine_all(l, &parts, communities, err));
        TRY(rise(l, parts, err));
    }
}

/* As igraph adds it up, to the last bit: by edge, then by community, over twice the weight of all,
 * times that weight. */
static double measure_quality(struct leiden *l, const struct weighted_graph *graph,
                              uint32_t communities) {
    const struct level *whole = l->whole;
    double quality = 0, all = 0;
    for (size_t e = 0; e < graph->edges; memory_leap(++e)) {
        uint32_t a = graph->ends[2 * e], b = graph->ends[2 * e + 1];
        all += graph->weights[e];
        if (whole->community[a] == whole->community[b]) quality += 2 * graph->weights[e];
    }
    memory_fill(l->communities, 0, whole->vertices * sizeof *l->communities);
    for (uint32_t v = 0; v < whole->vertices; memory_leap(++v))
        l->communities[whole->community[v]].size += whole->size[v];
    for (uint32_t c = 0; c < communities; c++)
        quality -= l->resolution * l->communities[c].size * l->communities[c].size;
    return quality / (2 * all) * all;
}

static lockstep_status improve(struct leiden *l, struct level *whole,
                               const struct weighted_graph *graph, lockstep_error *err) {
    double best = -INFINITY;
    for (int round = 0; round < ROUNDS; round++) {
        number_communities(l, whole);
        TRY(run_round(l, whole, err));
        double quality = measure_quality(l, graph, whole->vertices);
        if (!(quality > best)) break;
        best = quality;
    }
    return LOCKSTEP_OK;
}

static lockstep_status make_room(struct leiden *l, uint32_t vertices, struct arena *scratch,
                                 lockstep_error *err) {
    uint32_t **columns[] = {&l->place, &l->refined, &l->queue,  &l->order,
                            &l->empty, &l->found,   &l->number, &l->members};
    bool all = true;
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        all = (*columns[i] = arena_alloc(scratch, vertices, sizeof **columns[i])) && all;
    l->start = arena_alloc(scratch, (size_t) vertices + 1, sizeof *l->start);
    l->settled = arena_alloc(scratch, vertices, sizeof *l->settled);
    l->chances = arena_alloc(scratch, vertices, sizeof *l->chances);
    l->communities = arena_alloc(scratch, vertices, sizeof *l->communities);
    all = all && l->start && l->settled && l->chances && l->communities;
    return all ? LOCKSTEP_OK : fail_memory(err, "communities");
}

static lockstep_status make_whole(struct leiden *l, struct level *whole,
                                  const struct weighted_graph *graph, const double *sizes,
                                  lockstep_error *err) {
    l->joints = grow(NULL, &l->joint_room, graph->edges + 1, sizeof *l->joints);
    if (!l->joints) return fail_memory(err, "communities");
    for (size_t e = 0; e < graph->edges; memory_leap(++e)) {
        uint32_t a = graph->ends[2 * e], b = graph->ends[2 * e + 1];
        l->joints[e] = (struct joint){a < b ? a : b, a < b ? b : a, graph->weights[e]};
    }
    TRY(level_make(whole, graph->vertices, l->joints, graph->edges, err));
    memory_copy(whole->size, sizes, whole->vertices * sizeof *sizes);
    for (uint32_t v = 0; v < whole->vertices; memory_leap(++v))
        whole->community[v] = v;
    return LOCKSTEP_OK;
}

lockstep_status leiden_find(uint32_t *membership, const struct weighted_graph *graph,
                            const double *sizes, double resolution, lockstep_error *err) {
    struct arena scratch = {0};
    struct level whole = {0};
    struct leiden l = {.resolution = resolution, .whole = &whole};
    lockstep_status status = make_room(&l, graph->vertices, &scratch, err);
    if (status == LOCKSTEP_OK) status = make_whole(&l, &whole, graph, sizes, err);
    if (status == LOCKSTEP_OK) status = improve(&l, &whole, graph, err);
    if (status == LOCKSTEP_OK)
        memory_copy(membership, whole.community, whole.vertices * sizeof *membership);
    free(l.joints);
    level_release(&l.above);
    level_release(&whole);
    arena_release(&scratch);
    return status;
}
