#include "engine/compat.h"

#include "engine/error.h"

lockstep_status compat_layer(const struct layer **out, const struct archive *archive,
                             lockstep_error *err) {
    *out = NULL;
    for (size_t i = 0; i < archive->traces.count; i++) {
        const struct layer *layer = &archive->traces.layers[i];
        if (layer->trace == TRACE_FUSED || !layer->count) continue;
        if (*out)
            return fail(err, LOCKSTEP_EARG,
                        "--compat takes one trace at a time, and both %s and %s occur: choose one "
                        "with --trace",
                        (*out)->name, layer->name);
        *out = layer;
    }
    return LOCKSTEP_OK;
}

lockstep_status compat_messages(struct names *ids, uint32_t **by_post,
                                const struct archive *archive, struct arena *arena,
                                lockstep_error *err) {
    char room[192];
    const struct posts *posts = &archive->posts;
    uint32_t *message = arena_alloc(arena, posts->count, sizeof *message);
    if (!message) return fail_memory(err, "post ids");
    for (uint32_t post = 0; post < posts->count; post++)
        TRY(names_intern(ids, post_id(posts, &archive->sources, post, room), &message[post], NULL,
                         err));
    *by_post = message;
    return LOCKSTEP_OK;
}
