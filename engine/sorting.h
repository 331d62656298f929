/* Sorting where it counts: what compares is inlined, and items move as what they are. It takes half
 * the time of qsort, which calls the one and copies the other by their size. */
#ifndef LOCKSTEP_ENGINE_SORTING_H
#define LOCKSTEP_ENGINE_SORTING_H
#include "engine/error.h"
#include "engine/memory.h"

#include <stdlib.h>
#include <string.h>

enum { SORT_FEW = 12, SORT_NEAR = 64 }; /* by insertion; in room on the stack */

/* Defines lockstep_status NAME(TYPE *items, size_t count, lockstep_error *err), a stable merge sort
 * by bool BEFORE(const TYPE *, const TYPE *): O(n log n), O(n) where all is in order. */
#define DEFINE_SORT(NAME, TYPE, BEFORE)                                                            \
    static void NAME##_few(TYPE *items, size_t count) {                                            \
        for (size_t i = 1, to; i < count; i++) {                                                   \
            TYPE item = items[i];                                                                  \
            for (to = i; to > 0 && BEFORE(&item, &items[to - 1]); to--)                            \
                items[to] = items[to - 1];                                                         \
            items[to] = item;                                                                      \
        }                                                                                          \
    }                                                                                              \
    static void NAME##_merge(TYPE *items, size_t middle, size_t count, TYPE *room) {               \
        size_t a = 0, b = middle, to = 0;                                                          \
        if (!BEFORE(&items[middle], &items[middle - 1])) return;                                   \
        memory_copy(room, items, middle * sizeof *items);                                          \
        for (; a < middle && b < count; memory_step(to))                                           \
            items[to++] = BEFORE(&items[b], &room[a]) ? items[b++] : room[a++];                    \
        memory_copy(items + to, room + a, (middle - a) * sizeof *items);                           \
    }                                                                                              \
    static void NAME##_with(TYPE *items, size_t count, TYPE *room) {                               \
        size_t middle = count / 2;                                                                 \
        if (count <= SORT_FEW) {                                                                   \
            NAME##_few(items, count);                                                              \
            return;                                                                                \
        }                                                                                          \
        NAME##_with(items, middle, room);                                                          \
        NAME##_with(items + middle, count - middle, room);                                         \
        NAME##_merge(items, middle, count, room);                                                  \
    }                                                                                              \
    static lockstep_status NAME(TYPE *items, size_t count, lockstep_error *err) {                  \
        TYPE near[SORT_NEAR];                                                                      \
        bool is_near = count / 2 <= SORT_NEAR;                                                     \
        TYPE *room = is_near ? near : malloc(count / 2 * sizeof *room);                            \
        if (!room) return fail_memory(err, "sorting");                                             \
        NAME##_with(items, count, room);                                                           \
        if (!is_near) free(room);                                                                  \
        return LOCKSTEP_OK;                                                                        \
    }

#endif
