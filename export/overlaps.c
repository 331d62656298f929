#include "engine/error.h"
#include "export/forces.h"

#include <math.h>
#include <stdlib.h>

enum { ROUNDS = 150 };

/* Discs by the square of a grid that they stand in: only those of squares beside each other can
 * overlap. */
struct grid {
    struct point *places;
    const double *radii;
    size_t count;
    double side;           /* the widest disc */
    uint32_t *head, *next; /* by hash of a square, by disc; UINT32_MAX ends */
    size_t mask;
};

static size_t square_of(const struct grid *grid, int64_t column, int64_t row) {
    uint64_t hash = (uint64_t) column * 0x9E3779B97F4A7C15 ^ (uint64_t) row * 0xC2B2AE3D27D4EB4F;
    return (size_t) (hash ^ hash >> 29) & grid->mask;
}

static int64_t step_of(const struct grid *grid, double coordinate) {
    return (int64_t) floor(coordinate / grid->side);
}

static void fill_grid(struct grid *grid) {
    memset(grid->head, 0xFF, (grid->mask + 1) * sizeof *grid->head);
    for (uint32_t d = 0; d < grid->count; d++) {
        size_t square =
            square_of(grid, step_of(grid, grid->places[d].x), step_of(grid, grid->places[d].y));
        grid->next[d] = grid->head[square];
        grid->head[square] = d;
    }
}

/* Moves both ends by half of what they overlap. */
static bool part_two(struct grid *grid, uint32_t a, uint32_t b) {
    struct point *p = &grid->places[a], *q = &grid->places[b];
    double x = p->x - q->x, y = p->y - q->y, apart = grid->radii[a] + grid->radii[b];
    if (x * x + y * y >= apart * apart) return false;
    double distance = sqrt(x * x + y * y), by = (apart - distance) / 2 + apart * 1e-3;
    if (distance < apart * 1e-6) { /* on one point: the direction hangs on who they are */
        x = cos((double) a + (double) b), y = sin((double) a + (double) b);
        distance = 1;
    }
    p->x += x / distance * by, p->y += y / distance * by;
    q->x -= x / distance * by, q->y -= y / distance * by;
    return true;
}

/* Squares whose hashes are alike hold each other's discs, too: those are far off, and stay. */
static size_t part_round(struct grid *grid) {
    size_t parted = 0;
    fill_grid(grid);
    for (uint32_t a = 0; a < grid->count; a++) {
        int64_t column = step_of(grid, grid->places[a].x), row = step_of(grid, grid->places[a].y);
        for (int beside = 0; beside < 9; beside++) {
            size_t square = square_of(grid, column + beside % 3 - 1, row + beside / 3 - 1);
            for (uint32_t b = grid->head[square]; b != UINT32_MAX && b > a; b = grid->next[b])
                parted += part_two(grid, a, b);
        }
    }
    return parted;
}

lockstep_status discs_part(struct point *places, const double *radii, size_t count,
                           lockstep_error *err) {
    struct grid grid = {.places = places, .radii = radii, .count = count, .mask = 15};
    for (size_t d = 0; d < count; d++)
        grid.side = fmax(grid.side, 2 * radii[d]);
    while (grid.mask < 2 * count)
        grid.mask = 2 * grid.mask + 1;
    grid.head = malloc((grid.mask + 1) * sizeof *grid.head);
    grid.next = malloc((count + 1) * sizeof *grid.next);
    lockstep_status status = grid.head && grid.next ? LOCKSTEP_OK : fail_memory(err, "a layout");
    for (int round = 0; round < ROUNDS && status == LOCKSTEP_OK && grid.side > 0; round++) {
        status = check_interrupt(err);
        if (status == LOCKSTEP_OK && part_round(&grid) == 0) break;
    }
    free(grid.head), free(grid.next);
    return status;
}
