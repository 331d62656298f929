#include "engine/moments.h"

#include "engine/error.h"
#include "engine/memory.h"

#include <stdlib.h>

static const int64_t minute = 60 * (int64_t) MICROSECONDS;

int64_t precision_length(enum time_precision precision) {
    static const int64_t lengths[] = {1, 1000, MICROSECONDS, 60 * (int64_t) MICROSECONDS,
                                      86400 * (int64_t) MICROSECONDS};
    return lengths[precision];
}

/* Of each source, how many posts it has, and whether any is at another second than 0. */
struct times_stated {
    uint32_t posts;
    bool seconds;
};

static bool states_minutes(const struct times_stated *stated) {
    enum { ENOUGH = 100 };
    return stated->posts >= ENOUGH && !stated->seconds;
}

static void look_for_seconds(struct times_stated *of_sources, const struct posts *posts) {
    for (size_t r = 0; r < posts->run_count; r++) {
        struct times_stated *stated = &of_sources[posts->runs[r].source];
        uint32_t p = posts->runs[r].first_post;
        uint32_t end = r + 1 < posts->run_count ? posts->runs[r + 1].first_post : posts->count;
        stated->posts += end - p;
        for (; p < end && !stated->seconds; memory_step(++p))
            stated->seconds = posts->time[p] % minute != 0;
    }
}

static void drop_moments(struct layer *layer, const struct posts *posts,
                         const struct times_stated *of_sources) {
    size_t kept = 0;
    for (size_t i = 0; i < layer->count; memory_step(++i))
        if (!states_minutes(&of_sources[posts_source(posts, layer->shares[i].post)]))
            layer->shares[kept++] = layer->shares[i];
    layer->count = kept;
}

static lockstep_status drop_written_minutes(struct archive *archive, struct layer *layer,
                                            lockstep_error *err) {
    struct times_stated *of_sources = calloc(archive->sources.count + 1, sizeof *of_sources);
    if (!of_sources) return fail_memory(err, "moments");
    bool all = true, any = false;
    look_for_seconds(of_sources, &archive->posts);
    for (size_t s = 0; s < archive->sources.count; s++) {
        if (of_sources[s].posts && !states_minutes(&of_sources[s])) all = false;
        if (!states_minutes(&of_sources[s])) continue;
        archive->sources.items[s]->tally.coarse = of_sources[s].posts;
        any = true;
    }
    if (all && archive->posts.count && archive->posts.precision < PRECISION_MINUTE)
        archive->posts.precision = PRECISION_MINUTE;
    if (any) drop_moments(layer, &archive->posts, of_sources);
    free(of_sources);
    return LOCKSTEP_OK;
}

lockstep_status moments_check(struct archive *archive, const struct lockstep_settings *settings,
                              bool optional, lockstep_error *err) {
    for (size_t i = 0; i < archive->traces.count; i++) {
        struct layer *layer = &archive->traces.layers[i];
        if (layer->trace != TRACE_TIME) continue;
        if (settings->time_window < minute) TRY(drop_written_minutes(archive, layer, err));
        if (layer->count) continue;
        archive->time_refused = "times in the data are coarser than --time-window";
        if (!optional)
            return fail(err, LOCKSTEP_EARG,
                        "--trace time: the times of this input are too coarse for moments of "
                        "--time-window; no post tells seconds apart");
    }
    return LOCKSTEP_OK;
}

int64_t shortest_window(const struct lockstep_settings *settings) {
    return settings->window_count ? settings->windows[0] : settings->window;
}

lockstep_status window_check(const struct archive *archive,
                             const struct lockstep_settings *settings, lockstep_error *err) {
    int64_t shortest = shortest_window(settings);
    if (archive->posts.precision < PRECISION_DAY || shortest >= precision_length(PRECISION_DAY))
        return LOCKSTEP_OK;
    return fail(err, LOCKSTEP_EINPUT,
                "all times state the day only, which --window cannot be finer than: choose "
                "--window 1d or more, or name a finer time with --map");
}
