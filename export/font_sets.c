#include "export/font_sets.h"

#include "engine/arena.h"
#include "engine/error.h"

#include <pthread.h>
#include <stdlib.h>

struct font_sets {
    pthread_mutex_t lock;
    struct fonts **idle;
    size_t count, room;
};

lockstep_status font_sets_open(struct font_sets **out, lockstep_error *err) {
    struct fonts *first;
    TRY(fonts_open(&first, err));
    struct font_sets *sets = calloc(1, sizeof *sets);
    if (!sets) {
        fonts_close(first);
        return fail_memory(err, "fonts");
    }
    pthread_mutex_init(&sets->lock, NULL);
    font_sets_give(sets, first);
    *out = sets;
    return LOCKSTEP_OK;
}

void font_sets_close(struct font_sets *sets) {
    if (!sets) return;
    while (sets->count)
        fonts_close(sets->idle[--sets->count]);
    pthread_mutex_destroy(&sets->lock);
    free(sets->idle);
    free(sets);
}

lockstep_status font_sets_take(struct fonts **out, struct font_sets *sets, lockstep_error *err) {
    pthread_mutex_lock(&sets->lock);
    *out = sets->count ? sets->idle[--sets->count] : NULL;
    pthread_mutex_unlock(&sets->lock);
    return *out ? LOCKSTEP_OK : fonts_open(out, err);
}

/* Where there is no room to keep it, it can be opened again. */
void font_sets_give(struct font_sets *sets, struct fonts *fonts) {
    pthread_mutex_lock(&sets->lock);
    struct fonts **idle = grow(sets->idle, &sets->room, sets->count + 1, sizeof *idle);
    if (idle) {
        sets->idle = idle;
        sets->idle[sets->count++] = fonts;
    }
    pthread_mutex_unlock(&sets->lock);
    if (!idle) fonts_close(fonts);
}
