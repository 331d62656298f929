/* The campaigns of a dossier, as figures show them. */
#include "engine/error.h"
#include "export/campaigns.h"
#include "export/dossier.h"
#include "export/figure.h"

#include <stdlib.h>

static bool is_inside(const struct dossier *dossier, uint32_t post) {
    const struct findings *findings = dossier->findings;
    uint32_t account = findings->archive->posts.account[post];
    return findings->clusters->of_account[account] == dossier->cluster->number;
}

static struct band band_of(const struct campaign *campaign, const struct timeline *timeline,
                           const struct dossiers *all) {
    struct band band = {campaign->name, timeline->start,
                        span_add(timeline->span, timeline->start, (int64_t) timeline->count)};
    if (campaign->from != INT64_MIN) band.from = series_local_time(all, campaign->from);
    if (campaign->to != INT64_MAX) band.to = series_local_time(all, campaign->to);
    return band;
}

lockstep_status series_add_bands(struct series *series, const struct campaigns *campaigns,
                                 const struct dossiers *all, lockstep_error *err) {
    struct timeline *timeline = &series->timeline;
    timeline->bands = arena_alloc(&series->arena, campaigns->count, sizeof *timeline->bands);
    if (!timeline->bands) return fail_memory(err, "the campaigns of a figure");
    for (size_t c = 0; c < campaigns->count; c++) {
        const struct campaign *campaign = &campaigns->items[c];
        if (campaign->from == INT64_MIN && campaign->to == INT64_MAX)
            timeline->undated += campaigns->given; /* else it is a hashtag of a cluster */
        else
            timeline->bands[timeline->band_count++] = band_of(campaign, timeline, all);
    }
    return LOCKSTEP_OK;
}

struct turnout {
    const struct campaign *campaign;
    size_t place;
    uint32_t accounts;
};

static int by_accounts(const void *a, const void *b) {
    const struct turnout *x = a, *y = b;
    if (x->accounts != y->accounts) return x->accounts > y->accounts ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

static int by_size(const void *a, const void *b) {
    const struct upset_set *x = a, *y = b;
    if (x->accounts != y->accounts) return x->accounts > y->accounts ? -1 : 1;
    return (x->campaigns > y->campaigns) - (x->campaigns < y->campaigns);
}

/* `met` is a place more than that of the last campaign in which the member was counted. */
static uint32_t count_members(const struct dossier *dossier, const struct campaign *campaign,
                              size_t *met, size_t place) {
    uint32_t accounts = 0;
    for (size_t i = 0; i < campaign->post_count; i++) {
        uint32_t post = campaign->posts[i].post;
        if (!is_inside(dossier, post)) continue;
        size_t *last = &met[dossier->all->seat[dossier->findings->archive->posts.account[post]]];
        accounts += *last != place + 1;
        *last = place + 1;
    }
    return accounts;
}

static void mark_members(uint32_t *sets, const struct dossier *dossier,
                         const struct campaign *campaign, uint32_t bit) {
    for (size_t i = 0; i < campaign->post_count; i++) {
        uint32_t post = campaign->posts[i].post;
        if (is_inside(dossier, post))
            sets[dossier->all->seat[dossier->findings->archive->posts.account[post]]] |= bit;
    }
}

static void count_sets(struct upset *upset, const uint32_t *sets, uint32_t members) {
    struct upset_set all[1 << UPSET_CAMPAIGNS];
    size_t count = 0;
    for (uint32_t set = 0; set < 1 << UPSET_CAMPAIGNS; set++)
        all[set] = (struct upset_set){.campaigns = set};
    for (uint32_t m = 0; m < members; m++)
        all[sets[m]].accounts++;
    qsort(all, 1 << UPSET_CAMPAIGNS, sizeof *all, by_size);
    while (count < UPSET_SETS && all[count].accounts)
        count++;
    memcpy(upset->sets, all, count * sizeof *all);
    upset->set_count = count;
    upset->accounts = members;
}

static void fill_upset(struct upset *upset, const struct dossier *dossier, struct turnout *turnouts,
                       size_t *met, uint32_t *sets) {
    const struct campaigns *campaigns = dossier->campaigns;
    for (size_t c = 0; c < campaigns->count; c++)
        turnouts[c] = (struct turnout){&campaigns->items[c], c,
                                       count_members(dossier, &campaigns->items[c], met, c)};
    qsort(turnouts, campaigns->count, sizeof *turnouts, by_accounts);
    for (size_t c = 0; c < campaigns->count && c < UPSET_CAMPAIGNS && turnouts[c].accounts; c++) {
        upset->names[c] = turnouts[c].campaign->name;
        upset->sizes[c] = turnouts[c].accounts;
        upset->count = c + 1;
        mark_members(sets, dossier, turnouts[c].campaign, UINT32_C(1) << c);
    }
    if (upset->count) count_sets(upset, sets, dossier->cluster->count);
}

lockstep_status series_add_campaigns(struct series *series, const struct dossier *dossier,
                                     lockstep_error *err) {
    size_t members = (size_t) dossier->cluster->count + 1;
    struct turnout *turnouts = calloc(dossier->campaigns->count + 1, sizeof *turnouts);
    size_t *met = calloc(members, sizeof *met);
    uint32_t *sets = calloc(members, sizeof *sets);
    bool fits = turnouts && met && sets;
    if (fits) fill_upset(&series->upset, dossier, turnouts, met, sets);
    free(turnouts), free(met), free(sets);
    if (!fits) return fail_memory(err, "the campaigns of a figure");
    return series_add_bands(series, dossier->campaigns, dossier->all, err);
}
