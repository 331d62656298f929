/* Pajek's format, which has no escapes: vertices go by their ids, which need none. Places are
 * within 0 and 1, and down is more. */
#include "engine/error.h"
#include "engine/memory.h"
#include "export/network_file.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

struct frame {
    double left, top, side;
};

static struct frame frame_of(const struct view *view) {
    double left = INFINITY, right = -INFINITY, low = INFINITY, high = -INFINITY;
    for (uint32_t a = 0; a < view->findings->archive->accounts.count; memory_step(++a)) {
        struct point at = view->findings->positions[a];
        if (!view->shown[a]) continue;
        left = fmin(left, at.x), right = fmax(right, at.x);
        low = fmin(low, at.y), high = fmax(high, at.y);
    }
    return (struct frame){left, high, fmax(1, fmax(right - left, high - low))};
}

static void put_vertices(FILE *out, const struct view *view, uint32_t *number) {
    uint32_t count = 0;
    struct frame frame = frame_of(view);
    char id[NODE_ID], x[NUMBER_TEXT], y[NUMBER_TEXT];
    fprintf(out, "*Vertices %" PRIu32 "\n", view->account_count);
    for (uint32_t a = 0; a < view->findings->archive->accounts.count; memory_step(++a)) {
        if (!view->shown[a]) continue;
        number[a] = ++count;
        struct point at = view->findings->positions[a];
        fprintf(out, "%" PRIu32 " \"%s\" %s %s\n", count, account_id(id, view, a).at,
                number_format_short(x, (at.x - frame.left) / frame.side),
                number_format_short(y, (frame.top - at.y) / frame.side));
    }
}

lockstep_status pajek_write(FILE *out, const struct view *view, lockstep_error *err) {
    struct pair_walk walk;
    char weight[VALUE_TEXT];
    TRY(pairs_begin(&walk, view, err));
    uint32_t *number =
        malloc(((size_t) view->findings->archive->accounts.count + 1) * sizeof *number);
    if (!number) {
        pairs_end(&walk);
        return fail_memory(err, "network.net");
    }
    put_vertices(out, view, number);
    fputs("*Edges\n", out);
    while (pairs_next(&walk))
        fprintf(out, "%" PRIu32 " %" PRIu32 " %s\n", number[walk.source], number[walk.target],
                weight_value(weight, walk.edges[pair_layer(&walk)]->weight).at);
    free(number);
    pairs_end(&walk);
    return ferror(out) ? fail_io(err, "network.net") : LOCKSTEP_OK;
}
