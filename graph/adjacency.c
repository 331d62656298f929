#include "graph/adjacency.h"

#include "engine/error.h"
#include "engine/memory.h"

/* vertex[account] where it has a tie; start[vertex + 2] is its number of neighbours. */
static void number_vertices(struct adjacency *out, uint32_t *vertex, const uint32_t *degree,
                            uint32_t accounts) {
    for (uint32_t a = 0; a < accounts; memory_leap(++a)) {
        if (!degree[a]) continue;
        vertex[a] = out->vertices;
        out->start[out->vertices + 2] = degree[a];
        out->account[out->vertices++] = a;
    }
}

static void put(struct adjacency *out, uint32_t from, uint32_t to, double weight) {
    size_t at = out->start[from + 1]++;
    out->neighbour[at] = to;
    out->weight[at] = weight;
}

/* In the order of the ties the lower neighbours of a vertex come first, ascending like the others.
 */
static void fill(struct adjacency *out, const struct tie *ties, size_t count, uint32_t *vertex,
                 uint32_t *degree, uint32_t accounts) {
    for (size_t i = 0; i < count; memory_leap(++i))
        degree[ties[i].source]++, degree[ties[i].target]++;
    number_vertices(out, vertex, degree, accounts);
    for (size_t v = 2; v < (size_t) out->vertices + 2; memory_leap(++v))
        out->start[v] += out->start[v - 1];
    for (size_t i = 0; i < count; memory_leap(++i)) {
        uint32_t a = vertex[ties[i].source], b = vertex[ties[i].target];
        put(out, a, b, ties[i].weight);
        put(out, b, a, ties[i].weight);
    }
}

lockstep_status adjacency_of_ties(struct adjacency *out, const struct tie *ties, size_t count,
                                  uint32_t accounts, lockstep_error *err) {
    struct arena scratch = {0};
    *out = (struct adjacency){0};
    uint32_t *vertex = arena_alloc(&scratch, accounts, sizeof *vertex);
    uint32_t *degree = arena_alloc(&scratch, accounts, sizeof *degree);
    out->account = arena_alloc(&out->arena, accounts, sizeof *out->account);
    out->start = arena_alloc(&out->arena, (size_t) accounts + 2, sizeof *out->start);
    out->neighbour = arena_alloc(&out->arena, count, 2 * sizeof *out->neighbour);
    out->weight = arena_alloc(&out->arena, count, 2 * sizeof *out->weight);
    bool all = vertex && degree && out->account && out->start && out->neighbour && out->weight;
    if (all)
        fill(out, ties, count, vertex, degree, accounts);
    else
        adjacency_release(out);
    arena_release(&scratch);
    return all ? LOCKSTEP_OK : fail_memory(err, "the neighbours of accounts");
}

void adjacency_release(struct adjacency *adjacency) {
    arena_release(&adjacency->arena);
    *adjacency = (struct adjacency){0};
}
