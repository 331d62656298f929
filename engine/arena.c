#include "engine/arena.h"

#include "engine/memory.h"

#include <stdalign.h>
#include <stdlib.h>

enum { BLOCK = 64 * 1024 };

struct arena_block {
    struct arena_block *next;
    size_t used, size;
    size_t all; /* bytes of this block and those before */
    alignas(max_align_t) unsigned char bytes[];
};

long arena_fail_after = -1;

static bool refused(void) {
    if (arena_fail_after == 0) return true;
    if (arena_fail_after > 0) arena_fail_after--;
    return false;
}

/* What is large is made of few blocks, which --memory can hold to its bound. */
static struct arena_block *add_block(struct arena *arena, size_t need) {
    size_t all = arena->head ? arena->head->all : 0;
    size_t room = all / 8 > BLOCK ? all / 8 : BLOCK;
    if (room < need) room = need;
    struct arena_block *b = malloc(sizeof *b + room);
    if (!b) return NULL;
    b->next = arena->head;
    b->used = 0;
    b->size = room;
    b->all = all + room;
    return arena->head = b;
}

void *arena_alloc(struct arena *arena, size_t count, size_t size) {
    if (refused() || (size && count > (SIZE_MAX / 2) / size)) return NULL;
    size_t need = (count * size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    struct arena_block *b = arena->head;
    if ((!b || b->size - b->used < need) && !(b = add_block(arena, need))) return NULL;
    void *p = b->bytes + b->used;
    b->used += need;
    memory_fill(p, 0, need);
    return p;
}

struct slice arena_copy(struct arena *arena, struct slice text) {
    char *copy = arena_alloc(arena, text.size + 1, 1);
    if (!copy) return (struct slice){NULL, 0};
    memory_copy(copy, text.at, text.size);
    return (struct slice){copy, text.size};
}

void arena_release(struct arena *arena) {
    for (struct arena_block *b = arena->head, *next; b; b = next) {
        next = b->next;
        free(b);
    }
    arena->head = NULL;
}

void *grow_more(void *items, size_t *room, size_t needed, size_t size) {
    size_t more = *room < 64 ? 64 : *room;
    while (more < needed && more <= SIZE_MAX / 4)
        more *= 2;
    if (refused() || more < needed || more > (SIZE_MAX / 2) / size) return NULL;
    void *bigger = realloc(items, more * size);
    if (bigger) *room = more;
    return bigger;
}
