#include "export/activity.h"

#include "engine/error.h"
#include "engine/memory.h"

#include <stdlib.h>

static void count_shares(struct account_activity *activities, const struct traces *traces) {
    for (size_t l = 0; l < traces->count; l++) {
        const struct layer *layer = &traces->layers[l];
        if (layer->trace == TRACE_FUSED || layer->borrowed) continue;
        for (size_t s = 0; s < layer->count; memory_step(++s))
            activities[layer->shares[s].account].shares++;
    }
}

static void find_times(struct account_activity *activities, const struct posts *posts) {
    for (uint32_t p = 0; p < posts->count; memory_step(++p)) {
        struct account_activity *activity = &activities[posts->account[p]];
        if (posts->time[p] < activity->first) activity->first = posts->time[p];
        if (posts->time[p] > activity->last) activity->last = posts->time[p];
    }
}

lockstep_status activities_measure(struct account_activity **out, const struct findings *findings,
                                   lockstep_error *err) {
    size_t count = findings->archive->accounts.count;
    const struct watchlist *watchlist = findings->watchlist;
    struct account_activity *activities = malloc((count + 1) * sizeof *activities);
    if (!activities) return fail_memory(err, "the accounts' activity");
    for (size_t a = 0; a < count; a++)
        activities[a] = (struct account_activity){.first = INT64_MAX, .last = INT64_MIN};
    count_shares(activities, &findings->archive->traces);
    find_times(activities, &findings->archive->posts);
    for (size_t i = 0; watchlist && i < watchlist->count; i++)
        activities[watchlist->items[i].account].watch_score = watchlist->items[i].score;
    *out = activities;
    return LOCKSTEP_OK;
}
