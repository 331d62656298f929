#include "graph/levels.h"

#include "engine/memory.h"

/* Of each vertex: where its lower neighbours end, and where the next neighbour goes. */
struct sorting {
    struct level *level;
    size_t *middle, *next;
};

static void put(struct sorting *s, uint32_t vertex, uint32_t neighbour, double weight) {
    size_t at = s->next[vertex]++;
    s->level->neighbour[at] = neighbour;
    s->level->weight[at] = weight;
}

static void count_neighbours(struct sorting *s, const struct joint *joints, size_t count) {
    struct level *l = s->level;
    for (size_t i = 0; i < count; memory_leap(++i)) {
        l->start[joints[i].low + 1]++, l->start[joints[i].high + 1]++;
        s->middle[joints[i].high]++;
    }
    for (uint32_t v = 0; v < l->vertices; memory_leap(++v)) {
        l->start[v + 1] += l->start[v];
        s->middle[v] += l->start[v];
    }
}

/* The lower neighbours come in any order; read by vertex they give the upper ones in theirs, and
 * these in turn the lower ones. */
static void sort_neighbours(struct sorting *s, const struct joint *joints, size_t count) {
    struct level *l = s->level;
    memcpy(s->next, l->start, l->vertices * sizeof *s->next);
    for (size_t i = 0; i < count; memory_leap(++i))
        put(s, joints[i].high, joints[i].low, joints[i].weight);
    memcpy(s->next, s->middle, l->vertices * sizeof *s->next);
    for (uint32_t v = 0; v < l->vertices; memory_leap(++v))
        for (size_t i = l->start[v]; i < s->middle[v]; i++)
            put(s, l->neighbour[i], v, l->weight[i]);
    memcpy(s->next, l->start, l->vertices * sizeof *s->next);
    for (uint32_t v = 0; v < l->vertices; memory_leap(++v))
        for (size_t i = s->middle[v]; i < l->start[v + 1]; i++)
            put(s, l->neighbour[i], v, l->weight[i]);
}

lockstep_status level_make(struct level *out, uint32_t vertices, const struct joint *joints,
                           size_t count, lockstep_error *err) {
    struct arena scratch = {0};
    struct sorting s = {.level = out};
    *out = (struct level){.vertices = vertices};
    s.middle = arena_alloc(&scratch, vertices, sizeof *s.middle);
    s.next = arena_alloc(&scratch, vertices, sizeof *s.next);
    out->start = arena_alloc(&out->arena, (size_t) vertices + 1, sizeof *out->start);
    out->neighbour = arena_alloc(&out->arena, count, 2 * sizeof *out->neighbour);
    out->weight = arena_alloc(&out->arena, count, 2 * sizeof *out->weight);
    out->size = arena_alloc(&out->arena, vertices, sizeof *out->size);
    out->community = arena_alloc(&out->arena, vertices, sizeof *out->community);
    bool all = s.middle && s.next && out->start && out->neighbour && out->weight && out->size &&
               out->community;
    if (all) {
        count_neighbours(&s, joints, count);
        sort_neighbours(&s, joints, count);
    } else {
        level_release(out);
    }
    arena_release(&scratch);
    return all ? LOCKSTEP_OK : fail_memory(err, "communities");
}

void level_release(struct level *level) {
    arena_release(&level->arena);
    *level = (struct level){0};
}
