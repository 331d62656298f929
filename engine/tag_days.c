#include "engine/tag_days.h"

#include "engine/error.h"

#include <stdlib.h>

#define DAY (86400 * (int64_t) MICROSECONDS)

/* A post with tags. */
struct tagged {
    struct share share;
    struct slice tags; /* "#a #b" */
};

static int64_t day_of(int64_t time) {
    return time / DAY - (time % DAY < 0);
}

static int by_account_and_time(const void *a, const void *b) {
    const struct tagged *x = a, *y = b;
    if (x->share.account != y->share.account) return x->share.account < y->share.account ? -1 : 1;
    if (x->share.time != y->share.time) return x->share.time < y->share.time ? -1 : 1;
    int order = slice_compare(x->tags, y->tags);
    return order ? order : (x->share.post > y->share.post) - (x->share.post < y->share.post);
}

static int by_bytes(const void *a, const void *b) {
    return slice_compare(*(const struct slice *) a, *(const struct slice *) b);
}

/* Room for the work on one day after the other. */
struct day_work {
    struct buffer key;
    struct slice *tags;
    size_t tag_count, tag_room;
};

static lockstep_status add_tags(struct day_work *work, struct slice tags, lockstep_error *err) {
    for (size_t start = 0, stop; start < tags.size; start = stop + 1) {
        for (stop = start; stop < tags.size && tags.at[stop] != ' ';)
            stop++;
        struct slice *all = grow(work->tags, &work->tag_room, work->tag_count + 1, sizeof *all);
        if (!all) return fail_memory(err, "the tags of days");
        work->tags = all;
        all[work->tag_count++] = (struct slice){tags.at + start, stop - start};
    }
    return LOCKSTEP_OK;
}

static size_t count_distinct(struct slice *tags, size_t count) {
    size_t distinct = 0;
    if (count) qsort(tags, count, sizeof *tags, by_bytes);
    for (size_t i = 0; i < count; i++)
        distinct += i == 0 || !slice_equal(tags[i], tags[i - 1]);
    return distinct;
}

/* The layer's byte, "2024-02-01", then the tags of each post. */
static void spell_day(struct buffer *key, char layer, const struct tagged *posts, size_t count) {
    char date[TIME_TEXT];
    buffer_clear(key);
    buffer_byte(key, layer);
    time_format(date, day_of(posts->share.time) * DAY);
    buffer_append(key, (struct slice){date, strcspn(date, "T")});
    for (size_t i = 0; i < count; i++) {
        buffer_byte(key, ' ');
        buffer_append(key, posts[i].tags);
    }
}

static lockstep_status add_day(struct traces *traces, struct layer *out, struct day_work *work,
                               char layer, const struct tagged *posts, size_t count,
                               lockstep_error *err) {
    work->tag_count = 0;
    if (count < TAG_DAY_POSTS) return LOCKSTEP_OK;
    for (size_t i = 0; i < count; i++)
        TRY(add_tags(work, posts[i].tags, err));
    if (count_distinct(work->tags, work->tag_count) < TAG_DAY_TAGS) return LOCKSTEP_OK;
    struct share share = posts->share;
    spell_day(&work->key, layer, posts, count);
    if (work->key.failed) return fail_memory(err, "the tags of days");
    TRY(names_intern(&traces->objects, buffer_slice(&work->key), &share.object, NULL, err));
    return layer_add(out, share, err);
}

static lockstep_status add_days(struct traces *traces, struct layer *out, char layer,
                                const struct tagged *posts, size_t count, lockstep_error *err) {
    struct day_work work = {0};
    lockstep_status status = LOCKSTEP_OK;
    for (size_t start = 0, end; start < count && status == LOCKSTEP_OK; start = end) {
        const struct share *first = &posts[start].share;
        for (end = start + 1; end < count && posts[end].share.account == first->account &&
                              day_of(posts[end].share.time) == day_of(first->time);)
            end++;
        status = add_day(traces, out, &work, layer, posts + start, end - start, err);
    }
    buffer_release(&work.key);
    free(work.tags);
    return status;
}

/* Brings the layer's count down to the posts. The tags are copied: the names that they are may move
 * when days are added. */
static lockstep_status list_posts(struct tagged *posts, const struct traces *traces,
                                  struct layer *layer, struct arena *arena, lockstep_error *err) {
    size_t kept = 0, count = layer->count;
    for (size_t i = 0; i < count; i++) {
        struct slice key = names_get(&traces->objects, layer->shares[i].object);
        struct slice tags = arena_copy(arena, (struct slice){key.at + 1, key.size - 1});
        if (!tags.at) return fail_memory(err, "the tags of days");
        posts[i] = (struct tagged){layer->shares[i], tags};
    }
    qsort(posts, count, sizeof *posts, by_account_and_time);
    for (size_t i = 0; i < count; i++) /* a post that several records name is one */
        if (!kept || by_account_and_time(&posts[kept - 1], &posts[i]) != 0)
            posts[kept++] = posts[i];
    layer->count = kept;
    return LOCKSTEP_OK;
}

lockstep_status tag_days_gather(struct traces *traces, struct layer *layer, lockstep_error *err) {
    if (!layer->count) return LOCKSTEP_OK;
    char byte = names_get(&traces->objects, layer->shares[0].object).at[0];
    struct arena scratch = {0};
    struct tagged *posts = arena_alloc(&scratch, layer->count, sizeof *posts);
    lockstep_status status = posts ? list_posts(posts, traces, layer, &scratch, err)
                                   : fail_memory(err, "the tags of days");
    size_t count = layer->count;
    layer->count = 0;
    if (status == LOCKSTEP_OK) status = add_days(traces, layer, byte, posts, count, err);
    arena_release(&scratch);
    return status;
}
