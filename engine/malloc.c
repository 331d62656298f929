/* The heap of the program lockstep: large blocks from where they can be held to --memory, whoever
 * asks for them, libraries too; all others from the C library. glibc lets a program replace malloc;
 * what it does not replace (aligned_alloc and its like) stays with the C library, whose free is
 * called for them here. */
#define _GNU_SOURCE /* RTLD_NEXT */
#include "lockstep.h"

#include <dlfcn.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

/* What malloc and its like are called inside glibc. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *at, size_t size);
extern void __libc_free(void *at);

/* Blocks from this size on go back to the system when they are freed. glibc would raise it to the
 * largest block ever freed, up to 32 MB, and keep what lies between blocks in use. */
enum { LARGE = 1 << 21 };

__attribute__((constructor)) static void give_large_blocks_back(void) {
    mallopt(M_MMAP_THRESHOLD, LARGE);
}

LOCKSTEP_API void *malloc(size_t size) {
    return lockstep_block_wanted(size) ? lockstep_block_new(size) : __libc_malloc(size);
}

LOCKSTEP_API void *calloc(size_t count, size_t size) {
    bool is_block = (!size || count <= SIZE_MAX / size) && lockstep_block_wanted(count * size);
    return is_block ? lockstep_block_new(count * size) : __libc_calloc(count, size);
}

LOCKSTEP_API void free(void *at) {
    if (at && lockstep_block_size(at))
        lockstep_block_free(at);
    else
        __libc_free(at);
}

LOCKSTEP_API size_t malloc_usable_size(void *at) {
    size_t size = at ? lockstep_block_size(at) : 0;
    if (size) return size;
    union {
        void *symbol;
        size_t (*call)(void *);
    } next = {dlsym(RTLD_NEXT, "malloc_usable_size")};
    return next.call(at);
}

static void *become_block(void *at, size_t size) {
    void *block = lockstep_block_new(size);
    if (!block) return NULL;
    size_t before = malloc_usable_size(at);
    memcpy(block, at, before < size ? before : size);
    __libc_free(at);
    return block;
}

LOCKSTEP_API void *realloc(void *at, size_t size) {
    if (!at) return malloc(size);
    if (!lockstep_block_size(at))
        return lockstep_block_wanted(size) ? become_block(at, size) : __libc_realloc(at, size);
    if (size) return lockstep_block_resize(at, size);
    lockstep_block_free(at);
    return NULL;
}
