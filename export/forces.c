#include "export/forces.h"

#include "engine/arena.h"
#include "engine/error.h"

#include <math.h>
#include <stdlib.h>

static const double PUSH = 0.2; /* C of Hu; K is 1 */
static const double OPENING =
    0.9; /* a cell less wide than this share of its distance is one mass */
static const double TURN = 6.283185307179586;
enum {
    COARSEST = 40, /* nodes, that are placed from nothing */
    FIRST_ROUNDS = 400,
    ROUNDS = 70, /* of each finer graph */
    LEVELS = 64, /* each has half the nodes of the one before it at most */
    LEAF = 8,    /* nodes of a cell that is not divided */
    DEPTH = 16   /* of cells: the bits of a coordinate in a key */
};

/* A graph; in coarse ones a node stands for several, and a tie too. */
struct level {
    size_t count;
    size_t *first;   /* by node, one more: of its neighbours */
    uint32_t *other; /* the neighbours */
    float *weight;   /* of the ties to them */
    double *mass;
    uint32_t *parent; /* the node of the coarser graph */
    struct point *at;
};

/* ---- the graph */

static lockstep_status level_room(struct level *level, struct arena *arena, size_t neighbours,
                                  lockstep_error *err) {
    level->first = arena_alloc(arena, level->count + 1, sizeof *level->first);
    level->other = arena_alloc(arena, neighbours, sizeof *level->other);
    level->weight = arena_alloc(arena, neighbours, sizeof *level->weight);
    level->mass = arena_alloc(arena, level->count, sizeof *level->mass);
    level->parent = arena_alloc(arena, level->count, sizeof *level->parent);
    level->at = arena_alloc(arena, level->count, sizeof *level->at);
    bool ready =
        level->first && level->other && level->weight && level->mass && level->parent && level->at;
    return ready ? LOCKSTEP_OK : fail_memory(err, "a layout");
}

static void fill_finest(struct level *level, const struct pull *pulls, size_t pull_count) {
    memset(level->first, 0, (level->count + 1) * sizeof *level->first);
    for (size_t p = 0; p < pull_count; p++)
        level->first[pulls[p].a]++, level->first[pulls[p].b]++;
    for (size_t v = 1; v <= level->count; v++)
        level->first[v] += level->first[v - 1]; /* for now, where a node's neighbours end */
    for (size_t p = pull_count; p-- > 0;) {
        level->other[--level->first[pulls[p].a]] = pulls[p].b;
        level->other[--level->first[pulls[p].b]] = pulls[p].a;
    }
    for (size_t n = 0; n < 2 * pull_count; n++)
        level->weight[n] = 1;
    for (size_t v = 0; v < level->count; v++)
        level->mass[v] = 1;
}

/* The neighbour that the node is matched with: the lightest for the weight of the tie, of those
 * without a parent or of those with one. UINT32_MAX where there is none. */
static uint32_t find_partner(const struct level *level, uint32_t node, bool with_parent) {
    uint32_t best = UINT32_MAX;
    double most = 0;
    for (size_t n = level->first[node]; n < level->first[node + 1]; n++) {
        uint32_t other = level->other[n];
        double worth = (double) level->weight[n] / level->mass[other];
        if ((level->parent[other] != UINT32_MAX) != with_parent) continue;
        if (worth > most || (worth == most && other < best)) best = other, most = worth;
    }
    return best;
}

/* Nodes of few ties first. `order` has room for all, `from` for one more than the most ties. */
static void order_by_degree(uint32_t *order, size_t *from, const struct level *level) {
    memset(from, 0, (level->count + 1) * sizeof *from);
    for (uint32_t v = 0; v < level->count; v++) {
        size_t degree = level->first[v + 1] - level->first[v];
        from[degree < level->count ? degree : level->count]++;
    }
    for (size_t d = 0, next = 0; d <= level->count; d++) {
        size_t nodes = from[d];
        from[d] = next, next += nodes;
    }
    for (uint32_t v = 0; v < level->count; v++) {
        size_t degree = level->first[v + 1] - level->first[v];
        order[from[degree < level->count ? degree : level->count]++] = v;
    }
}

/* Gives every node a parent, each with two nodes at least. Returns how many parents. */
static size_t match(struct level *level, const uint32_t *order) {
    size_t parents = 0;
    for (size_t v = 0; v < level->count; v++)
        level->parent[v] = UINT32_MAX;
    for (size_t i = 0; i < level->count; i++) {
        uint32_t node = order[i], partner;
        if (level->parent[node] != UINT32_MAX) continue;
        if ((partner = find_partner(level, node, false)) != UINT32_MAX)
            level->parent[node] = level->parent[partner] = (uint32_t) parents++;
        else
            level->parent[node] = level->parent[find_partner(level, node, true)];
    }
    return parents;
}

/* The nodes by parent: those of parent p end at end[p], and begin where those before it end. */
static void sort_by_parent(uint32_t *order, size_t *end, const struct level *level,
                           size_t parents) {
    memset(end, 0, (parents + 1) * sizeof *end);
    for (size_t v = 0; v < level->count; v++)
        end[level->parent[v] + 1]++;
    for (size_t p = 1; p <= parents; p++)
        end[p] += end[p - 1];
    for (uint32_t v = 0; v < level->count; v++)
        order[end[level->parent[v]]++] = v;
}

/* Adds up what nodes of one parent have. `seen` is SIZE_MAX for every parent, or before the
 * parent's own first neighbour. */
static void add_up(struct level *coarse, const struct level *fine, const uint32_t *order,
                   const size_t *end, size_t *seen) {
    size_t written = 0, i = 0;
    for (uint32_t p = 0; p < coarse->count; p++) {
        coarse->first[p] = written;
        coarse->mass[p] = 0;
        for (; i < end[p]; i++) {
            uint32_t v = order[i];
            coarse->mass[p] += fine->mass[v];
            for (size_t n = fine->first[v]; n < fine->first[v + 1]; n++) {
                uint32_t other = fine->parent[fine->other[n]];
                if (other == p) continue;
                if (seen[other] == SIZE_MAX || seen[other] < coarse->first[p]) {
                    seen[other] = written;
                    coarse->other[written] = other, coarse->weight[written++] = 0;
                }
                coarse->weight[seen[other]] += fine->weight[n];
            }
        }
    }
    coarse->first[coarse->count] = written;
}

static lockstep_status coarsen(struct level *coarse, struct level *fine, struct arena *arena,
                               lockstep_error *err) {
    uint32_t *order = malloc(fine->count * sizeof *order);
    size_t *work = malloc((fine->count + 1) * sizeof *work);
    size_t *seen = malloc((fine->count + 1) * sizeof *seen);
    lockstep_status status = order && work && seen ? LOCKSTEP_OK : fail_memory(err, "a layout");
    if (status == LOCKSTEP_OK) {
        order_by_degree(order, work, fine);
        coarse->count = match(fine, order);
        sort_by_parent(order, work, fine, coarse->count);
        memset(seen, 0xFF, (fine->count + 1) * sizeof *seen);
        status = level_room(coarse, arena, fine->first[fine->count], err);
    }
    if (status == LOCKSTEP_OK) add_up(coarse, fine, order, work, seen);
    free(order), free(work), free(seen);
    return status;
}

/* ---- what is far off, in cells */

/* A square and the nodes in it. Those within it follow it; `next` is the one after all these. */
struct cell {
    struct point centre; /* of mass */
    double mass, width;
    uint32_t next;
    uint32_t from, to; /* places in the order of keys; from == to where it is divided */
};

struct key {
    uint32_t key, node; /* the bits of both coordinates in turn, the highest first */
};

struct forces {
    const struct level *level;
    struct point *force;
    struct key *keys, *sorted; /* by key, then by node */
    struct cell *cells;
    size_t cell_count;
    double width; /* of the outermost cell */
};

static uint32_t spread_bits(uint32_t x) {
    x = (x | x << 8) & 0x00FF00FF;
    x = (x | x << 4) & 0x0F0F0F0F;
    x = (x | x << 2) & 0x33333333;
    return (x | x << 1) & 0x55555555;
}

static void make_keys(struct forces *f) {
    const struct level *level = f->level;
    struct point low = level->at[0], high = low;
    for (size_t v = 1; v < level->count; v++) {
        low = (struct point){fmin(low.x, level->at[v].x), fmin(low.y, level->at[v].y)};
        high = (struct point){fmax(high.x, level->at[v].x), fmax(high.y, level->at[v].y)};
    }
    f->width = fmax(fmax(high.x - low.x, high.y - low.y), 1e-9);
    double scale = ((1 << DEPTH) - 1) / f->width;
    for (uint32_t v = 0; v < level->count; v++) {
        uint32_t x = (uint32_t) ((level->at[v].x - low.x) * scale);
        uint32_t y = (uint32_t) ((level->at[v].y - low.y) * scale);
        f->keys[v] = (struct key){spread_bits(x) | spread_bits(y) << 1, v};
    }
}

/* By digits of 8 bits, the lowest first: 4 rounds, so that the result is in `keys` again. */
static void sort_keys(struct forces *f) {
    for (int shift = 0; shift < 32; shift += 8) {
        size_t from[257] = {0};
        for (size_t i = 0; i < f->level->count; i++)
            from[(f->keys[i].key >> shift & 255) + 1]++;
        for (size_t d = 1; d < 256; d++)
            from[d] += from[d - 1];
        for (size_t i = 0; i < f->level->count; i++)
            f->sorted[from[f->keys[i].key >> shift & 255]++] = f->keys[i];
        struct key *keys = f->keys;
        f->keys = f->sorted, f->sorted = keys;
    }
}

/* The first place from `from` on whose digit at the depth is `digit` or more. */
static uint32_t find_digit(const struct forces *f, uint32_t from, uint32_t to, int depth,
                           uint32_t digit) {
    int shift = 2 * (DEPTH - 1 - depth);
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        if ((f->keys[middle].key >> shift & 3) < digit)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static void weigh(struct cell *cell, struct point at, double mass) {
    cell->centre.x += at.x * mass, cell->centre.y += at.y * mass;
    cell->mass += mass;
}

/* The cell of the nodes from `from` to `to`, which agree in their first `depth` digits. Recursion
 * ends at DEPTH. */
static void add_cell(struct forces *f, uint32_t from, uint32_t to, int depth) {
    struct cell *cell = &f->cells[f->cell_count++];
    *cell = (struct cell){.width = ldexp(f->width, -depth), .from = from, .to = to};
    if (to - from > LEAF && depth < DEPTH) {
        cell->to = from;
        for (uint32_t digit = 0, begin = from; digit < 4; digit++) {
            uint32_t end = digit < 3 ? find_digit(f, begin, to, depth, digit + 1) : to;
            if (end > begin) {
                const struct cell *part = &f->cells[f->cell_count];
                add_cell(f, begin, end, depth + 1);
                weigh(cell, part->centre, part->mass);
            }
            begin = end;
        }
    }
    for (uint32_t i = cell->from; i < cell->to; i++)
        weigh(cell, f->level->at[f->keys[i].node], f->level->mass[f->keys[i].node]);
    cell->centre.x /= cell->mass, cell->centre.y /= cell->mass;
    cell->next = (uint32_t) f->cell_count;
}

/* ---- forces */

static struct point direction(uint64_t of) {
    of = (of ^ of >> 31) * 0x9E3779B97F4A7C15;
    double angle = (double) (of >> 40) / (1 << 24) * TURN;
    return (struct point){cos(angle), sin(angle)};
}

/* Of a mass at `from` upon one at `at`. */
static void push(struct point *force, struct point at, struct point from, double masses) {
    double x = at.x - from.x, y = at.y - from.y, square = x * x + y * y;
    if (square < 1e-12) return;
    force->x += x * PUSH * masses / square, force->y += y * PUSH * masses / square;
}

static struct point pushes(const struct forces *f, uint32_t node) {
    const struct level *level = f->level;
    struct point force = {0, 0}, at = level->at[node];
    double mass = level->mass[node];
    for (uint32_t c = 0; c < f->cell_count;) {
        const struct cell *cell = &f->cells[c];
        double x = at.x - cell->centre.x, y = at.y - cell->centre.y;
        bool far = cell->width * cell->width < OPENING * OPENING * (x * x + y * y);
        bool leaf = cell->to > cell->from;
        if (far || (leaf && cell->to - cell->from > LEAF))
            push(&force, at, cell->centre, mass * cell->mass);
        for (uint32_t i = cell->from; leaf && !far && i < cell->to && cell->to - cell->from <= LEAF;
             i++)
            push(&force, at, level->at[f->keys[i].node], mass * level->mass[f->keys[i].node]);
        c = far || leaf ? cell->next : c + 1;
    }
    return force;
}

static struct point pulls_of(const struct level *level, uint32_t node) {
    struct point force = {0, 0}, at = level->at[node];
    for (size_t n = level->first[node]; n < level->first[node + 1]; n++) {
        double x = level->at[level->other[n]].x - at.x, y = level->at[level->other[n]].y - at.y;
        double pull = (double) level->weight[n] * sqrt(x * x + y * y);
        force.x += x * pull, force.y += y * pull;
    }
    return force;
}

/* Moves every node by `step` where the forces push it; returns the sum of their squares. */
static double move_nodes(struct forces *f, double step) {
    double energy = 0;
    make_keys(f);
    sort_keys(f);
    f->cell_count = 0;
    add_cell(f, 0, (uint32_t) f->level->count, 0);
    for (uint32_t i = 0; i < f->level->count; i++) { /* neighbours use the same cells */
        uint32_t v = f->keys[i].node;
        struct point pushed = pushes(f, v), pulled = pulls_of(f->level, v);
        f->force[v] = (struct point){pushed.x + pulled.x, pushed.y + pulled.y};
    }
    for (size_t v = 0; v < f->level->count; v++) {
        struct point force = f->force[v];
        double square = force.x * force.x + force.y * force.y;
        if (square <= 0) continue;
        f->level->at[v].x += force.x / sqrt(square) * step;
        f->level->at[v].y += force.y / sqrt(square) * step;
        energy += square;
    }
    return energy;
}

static double mean_length(const struct level *level) {
    double sum = 0, weights = 0;
    for (size_t v = 0; v < level->count; v++)
        for (size_t n = level->first[v]; n < level->first[v + 1]; n++) {
            struct point a = level->at[v], b = level->at[level->other[n]];
            sum += hypot(a.x - b.x, a.y - b.y), weights++;
        }
    return weights > 0 ? sum / weights : 1;
}

/* Hu's adaptive cooling: steps grow after five rounds of progress, and shrink without it. */
static lockstep_status settle(struct forces *f, double step, int rounds, lockstep_error *err) {
    double before = INFINITY, least = step / 200;
    for (int round = 0, progress = 0; round < rounds && step > least; round++) {
        TRY(check_interrupt(err));
        double energy = move_nodes(f, step);
        progress = energy < before ? progress + 1 : 0;
        if (progress >= 5)
            step /= 0.9, progress = 0;
        else if (progress == 0)
            step *= 0.9;
        before = energy;
    }
    return LOCKSTEP_OK;
}

/* ---- all of it */

/* Nodes begin near their parent: at a distance that grows with its mass, each in its own direction.
 */
static void begin_at_parents(struct level *fine, const struct level *coarse) {
    for (size_t v = 0; v < fine->count; v++) {
        struct point at = coarse->at[fine->parent[v]], to = direction(v + LAYOUT_SEED);
        double off = 0.3 * cbrt(coarse->mass[fine->parent[v]]);
        fine->at[v] = (struct point){at.x + to.x * off, at.y + to.y * off};
    }
}

static void begin_anywhere(struct level *level) {
    double radius = cbrt(level->mass[0] * (double) level->count) * sqrt((double) level->count);
    for (size_t v = 0; v < level->count; v++) {
        struct point to = direction(v + LAYOUT_SEED);
        double off = radius * sqrt(((double) v + 0.5) / (double) level->count);
        level->at[v] = (struct point){to.x * off, to.y * off};
    }
}

static lockstep_status settle_levels(struct level *levels, size_t count, struct forces *f,
                                     lockstep_error *err) {
    for (size_t l = count; l-- > 0;) {
        bool coarsest = l + 1 == count;
        if (coarsest)
            begin_anywhere(&levels[l]);
        else
            begin_at_parents(&levels[l], &levels[l + 1]);
        f->level = &levels[l];
        double length = mean_length(&levels[l]);
        TRY(settle(f, coarsest ? length : length / 4, coarsest ? FIRST_ROUNDS : ROUNDS, err));
    }
    return LOCKSTEP_OK;
}

static lockstep_status forces_room(struct forces *f, struct arena *arena, size_t count,
                                   lockstep_error *err) {
    /* Leaves are no more than nodes; of each depth fewer than count / LEAF cells are divided. */
    f->force = arena_alloc(arena, count, sizeof *f->force);
    f->keys = arena_alloc(arena, count, sizeof *f->keys);
    f->sorted = arena_alloc(arena, count, sizeof *f->sorted);
    f->cells = arena_alloc(arena, 3 * count + DEPTH, sizeof *f->cells);
    bool ready = f->force && f->keys && f->sorted && f->cells;
    return ready ? LOCKSTEP_OK : fail_memory(err, "a layout");
}

/* The centre goes to the origin, the mean distance from it becomes 1. */
static void normalise(struct point *places, const struct point *at, size_t count) {
    struct point centre = {0, 0};
    double distances = 0;
    for (size_t v = 0; v < count; v++)
        centre.x += at[v].x / (double) count, centre.y += at[v].y / (double) count;
    for (size_t v = 0; v < count; v++)
        distances += hypot(at[v].x - centre.x, at[v].y - centre.y) / (double) count;
    for (size_t v = 0; v < count; v++) {
        double x = at[v].x - centre.x, y = at[v].y - centre.y;
        places[v] =
            distances > 0 ? (struct point){x / distances, y / distances} : (struct point){0, 0};
    }
}

static lockstep_status place_nodes(struct point *places, size_t count, const struct pull *pulls,
                                   size_t pull_count, struct arena *arena, lockstep_error *err) {
    struct level levels[LEVELS] = {{.count = count}};
    struct forces f;
    size_t level_count = 1;
    TRY(level_room(&levels[0], arena, 2 * pull_count, err));
    fill_finest(&levels[0], pulls, pull_count);
    for (; levels[level_count - 1].count > COARSEST && level_count < LEVELS; level_count++) {
        TRY(check_interrupt(err));
        TRY(coarsen(&levels[level_count], &levels[level_count - 1], arena, err));
    }
    TRY(forces_room(&f, arena, count, err));
    TRY(settle_levels(levels, level_count, &f, err));
    normalise(places, levels[0].at, count);
    return LOCKSTEP_OK;
}

lockstep_status forces_place(struct point *places, size_t count, const struct pull *pulls,
                             size_t pull_count, lockstep_error *err) {
    struct arena arena = {0};
    if (count < 2) {
        for (size_t v = 0; v < count; v++)
            places[v] = (struct point){0, 0};
        return LOCKSTEP_OK;
    }
    lockstep_status status = place_nodes(places, count, pulls, pull_count, &arena, err);
    arena_release(&arena);
    return status;
}
