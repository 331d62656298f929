/* Memory that lives and dies together: what one stage produces is allocated here and freed in one
 * call. */
#ifndef LOCKSTEP_ENGINE_ARENA_H
#define LOCKSTEP_ENGINE_ARENA_H
#include "engine/slice.h"

struct arena {
    struct arena_block *head;
};

/* Zeroed memory for `count` things of `size` bytes, aligned for any type; NULL when memory is out.
 */
void *arena_alloc(struct arena *arena, size_t count, size_t size);
/* A copy that ends with a NUL, which its size does not count. {NULL, 0} when memory is out. */
struct slice arena_copy(struct arena *arena, struct slice text);
/* Frees everything; the arena is empty and usable again. */
void arena_release(struct arena *arena);

/* `count` things of `size` bytes from malloc, grown by doubling so that `needed` fit; NULL (and
 * *items kept) when memory is out. The one way in which arrays grow. */
void *grow_more(void *items, size_t *room, size_t needed, size_t size); /* than there is room for */
static inline void *grow(void *items, size_t *room, size_t needed, size_t size) {
    return needed <= *room ? items : grow_more(items, room, needed, size);
}

/* Test hook: the next `n` allocations by arena_alloc and grow succeed, then all fail; -1 turns it
 * off. */
extern long arena_fail_after;
#endif
