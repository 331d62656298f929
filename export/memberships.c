#include "export/memberships.h"

#include "engine/error.h"
#include "export/dynamics.h"

#include <stdlib.h>

struct membership {
    uint32_t step, story;
};

struct memberships {
    const struct evolution *evolution;
    size_t *start;            /* by account, and one more: into `items` */
    struct membership *items; /* of each account by step, which has it in one story at most */
};

static size_t count_members(struct memberships *m, uint32_t accounts) {
    const struct evolution *evolution = m->evolution;
    for (size_t i = 0; i < evolution->count; i++)
        for (uint32_t member = 0; member < evolution->items[i].count; member++)
            m->start[evolution->items[i].members[member] + 1]++;
    for (uint32_t a = 0; a < accounts; a++)
        m->start[a + 1] += m->start[a];
    return m->start[accounts];
}

/* Appearances are sorted by step, and so are those of each account. */
static void fill(struct memberships *m, size_t *next) {
    const struct evolution *evolution = m->evolution;
    for (size_t i = 0; i < evolution->count; i++) {
        const struct appearance *a = &evolution->items[i];
        for (uint32_t member = 0; member < a->count; member++)
            m->items[next[a->members[member]]++] = (struct membership){a->step, a->story};
    }
}

lockstep_status memberships_open(struct memberships **out, const struct evolution *evolution,
                                 uint32_t accounts, lockstep_error *err) {
    struct memberships *m = calloc(1, sizeof *m);
    size_t *next = malloc(((size_t) accounts + 1) * sizeof *next);
    *out = m;
    if (m) {
        m->evolution = evolution;
        m->start = calloc((size_t) accounts + 2, sizeof *m->start);
    }
    bool all = m && m->start && next;
    if (all) all = (m->items = malloc((count_members(m, accounts) + 1) * sizeof *m->items));
    if (all) {
        memcpy(next, m->start, accounts * sizeof *next);
        fill(m, next);
    }
    free(next);
    return all ? LOCKSTEP_OK : fail_memory(err, "the stories of accounts");
}

void memberships_close(struct memberships *memberships) {
    if (!memberships) return;
    free(memberships->start), free(memberships->items);
    free(memberships);
}

static void put_stay(FILE *out, const struct evolution *evolution, const struct membership *first,
                     const struct membership *last) {
    int64_t begin = evolution->first + first->step * evolution->step;
    int64_t end = evolution->first + (last->step + INT64_C(1)) * evolution->step;
    char from[TIME_TEXT], to[TIME_TEXT];
    fprintf(out, "<attvalue for=\"story\" value=\"%u\" start=\"%s\" end=\"%s\"/>", first->story,
            dynamics_moment(from, begin), dynamics_moment(to, end - 1));
}

void memberships_put(FILE *out, const struct memberships *memberships, uint32_t rank) {
    const struct membership *items = memberships->items;
    size_t begin = memberships->start[rank], end = memberships->start[rank + 1];
    if (begin == end) return;
    fputs("<attvalues>", out);
    for (size_t i = begin, last; i < end; i = last + 1) {
        for (last = i; last + 1 < end && items[last + 1].story == items[i].story &&
                       items[last + 1].step == items[last].step + 1;)
            last++;
        put_stay(out, memberships->evolution, &items[i], &items[last]);
    }
    fputs("</attvalues>", out);
}
