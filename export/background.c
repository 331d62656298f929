/* What every dossier of a run looks things up in, and the measures of the accounts in no cluster.
 */
#include "engine/error.h"
#include "engine/memory.h"
#include "export/findings.h"
#include "export/template.h"

#include <stdlib.h>

struct indexing {
    struct dossiers *all;
    struct background *background;
    const struct archive *archive;
    lockstep_error *err;
};

static void *room(struct indexing *x, size_t count, size_t size) {
    return arena_alloc(&x->all->arena, count, size);
}

static int by_time(const void *a, const void *b) {
    const struct moment *x = a, *y = b;
    if (x->time != y->time) return x->time < y->time ? -1 : 1;
    return (x->post > y->post) - (x->post < y->post);
}

static bool is_sorted(const struct posts *posts) {
    for (uint32_t p = 1; p < posts->count; memory_step(++p))
        if (posts->time[p] < posts->time[p - 1]) return false;
    return true;
}

static lockstep_status index_timeline(struct indexing *x) {
    const struct posts *posts = &x->archive->posts;
    struct moment *items = room(x, posts->count, sizeof *items);
    if (!items) return fail_memory(x->err, "posts by time");
    for (uint32_t p = 0; p < posts->count; memory_step(++p))
        items[p] = (struct moment){posts->time[p], p};
    if (!is_sorted(posts)) qsort(items, posts->count, sizeof *items, by_time);
    x->background->timeline = (struct stream){items, posts->count};
    x->background->last = posts->count ? items[posts->count - 1].time : 0;
    return LOCKSTEP_OK;
}

/* Counting sort of the timeline by account. */
static lockstep_status index_accounts(struct indexing *x) {
    const struct posts *posts = &x->archive->posts;
    uint32_t accounts = x->archive->accounts.count;
    size_t *start = room(x, (size_t) accounts + 2, sizeof *start);
    x->background->by_account = room(x, posts->count, sizeof *x->background->by_account);
    if (!start || !x->background->by_account) return fail_memory(x->err, "posts by account");
    for (uint32_t p = 0; p < posts->count; memory_leap(++p))
        start[posts->account[p] + 2]++;
    for (size_t a = 2; a <= (size_t) accounts + 1; a++)
        start[a] += start[a - 1];
    for (size_t i = 0; i < posts->count; memory_leap(++i)) {
        uint32_t post = x->background->timeline.items[i].post;
        x->background->by_account[start[posts->account[post] + 1]++] = post;
    }
    x->background->account_start = start;
    return LOCKSTEP_OK;
}

static lockstep_status index_texts(struct indexing *x) {
    const struct traces *traces = &x->archive->traces;
    const struct layer *texts = NULL;
    for (size_t l = 0; l < traces->count; l++)
        if (traces->layers[l].trace == TRACE_TEXT || traces->layers[l].trace == TRACE_NEAR_TEXT)
            texts = &traces->layers[l];
    if (!texts) return LOCKSTEP_OK;
    uint32_t *text_of = room(x, x->archive->posts.count, sizeof *text_of);
    if (!text_of) return fail_memory(x->err, "texts by post");
    memset(text_of, 0xFF, x->archive->posts.count * sizeof *text_of);
    for (size_t i = 0; i < texts->count; memory_leap(++i))
        text_of[texts->shares[i].post] = texts->shares[i].object;
    x->background->text_layer = texts;
    x->background->text_of = text_of;
    return LOCKSTEP_OK;
}

static lockstep_status index_names(struct indexing *x) {
    const struct facets *facets = &x->archive->facets;
    size_t *start = room(x, (size_t) facets->names.count + 2, sizeof *start), count;
    x->background->name_posts = room(x, facets->count, sizeof *x->background->name_posts);
    if (!start || !x->background->name_posts) return fail_memory(x->err, "posts by name");
    for (size_t i = 0; i < facets->count; memory_leap(++i))
        start[facets->items[i].name + 2]++;
    for (size_t n = 2; n <= (size_t) facets->names.count + 1; n++)
        start[n] += start[n - 1];
    for (size_t i = 0; i < x->background->timeline.count; i++) {
        uint32_t post = x->background->timeline.items[i].post;
        const struct facet_item *items = facets_of(facets, post, &count);
        for (size_t k = 0; k < count; k++, memory_look())
            x->background->name_posts[start[items[k].name + 1]++] = post;
    }
    x->background->name_start = start;
    return LOCKSTEP_OK;
}

/* Account after account, so that each is counted once a name. */
static lockstep_status index_usage(struct indexing *x) {
    const struct background *b = x->background;
    const struct facets *facets = &x->archive->facets;
    const struct posts *posts = &x->archive->posts;
    struct usage *usage = room(x, facets->names.count, sizeof *usage);
    uint32_t *last = calloc((size_t) facets->names.count + 1, sizeof *last);
    if (!usage || !last) {
        free(last);
        return fail_memory(x->err, "names in use");
    }
    for (size_t i = 0; i < posts->count; memory_step(++i)) {
        size_t count;
        uint32_t post = b->by_account[i], account = posts->account[post];
        const struct facet_item *items = facets_of(facets, post, &count);
        if (posts->kind[post] == POST_REPOST) continue;
        for (size_t k = 0; k < count; k++, memory_look()) {
            struct usage *used = &usage[items[k].name];
            if (!used->posts || posts->time[post] < used->first) used->first = posts->time[post];
            used->posts++;
            bool is_new = last[items[k].name] != account + 1;
            used->accounts += is_new;
            used->rest += is_new && !x->all->findings->clusters->of_account[account];
            last[items[k].name] = account + 1;
        }
    }
    free(last);
    x->background->usage = usage;
    return LOCKSTEP_OK;
}

static lockstep_status index_reposts(struct indexing *x) {
    const struct facets *facets = &x->archive->facets;
    const struct posts *posts = &x->archive->posts;
    uint32_t *repost_of = room(x, posts->count, sizeof *repost_of);
    bool failed = !repost_of;
    for (uint32_t p = 0; p < posts->count && !failed; memory_step(++p)) {
        size_t count;
        const struct facet_item *items = facets_of(facets, p, &count);
        repost_of[p] = UINT32_MAX;
        for (size_t k = 0; k < count && posts->kind[p] == POST_REPOST; k++) {
            if (facet_kind(facets, items[k].name) != FACET_REPOST_OF) continue;
            x->background->any_repost_of = true;
            repost_of[p] = account_by_id(x->archive, posts->account[p],
                                         facet_text(facets, items[k].name), &failed);
        }
    }
    x->background->repost_of = repost_of;
    return failed ? fail_memory(x->err, "who is reposted") : LOCKSTEP_OK;
}

static lockstep_status gather_rest(struct indexing *x) {
    struct dossiers *all = x->all;
    uint32_t count = x->archive->accounts.count;
    uint32_t *accounts = room(x, count, sizeof *accounts);
    struct group *rest = &x->background->rest;
    if (!accounts) return fail_memory(x->err, "accounts in no cluster");
    for (uint32_t a = 0; a < count; a++) {
        const struct account_facts *facts = x->archive->accounts.items[a].facts;
        if (!all->findings->clusters->of_account[a]) accounts[rest->count++] = a;
        x->background->any_bio |= facts->bio.size > 0;
        x->background->any_place |= facts->location.size > 0;
        x->background->any_website |= facts->website.size > 0;
        x->background->any_status |= facts->status.size > 0;
    }
    bool failed = false;
    if (x->background->any_website)
        x->background->sites = sites_of(&x->archive->accounts, &all->arena, &failed);
    x->background->pictures = pictures_of(&x->archive->accounts, &all->arena, &failed);
    if (failed) return fail_memory(x->err, "profiles of accounts");
    rest->accounts = accounts;
    rest->stream = (struct stream){all->stream, all->stream_start[1]};
    return LOCKSTEP_OK;
}

/* Posts of the rest with a medium, and those whose medium two of its accounts or more posted. */
static void measure_media(struct indexing *x) {
    struct background *b = x->background;
    const struct facets *facets = &x->archive->facets;
    for (size_t i = 0; i < b->rest.stream.count; i++) {
        size_t count;
        uint32_t post = b->rest.stream.items[i].post;
        const struct facet_item *items = facets_of(facets, post, &count);
        bool has = false, reused = false;
        for (size_t k = 0; k < count && x->archive->posts.kind[post] != POST_REPOST; k++) {
            bool is_medium = facet_kind(facets, items[k].name) == FACET_MEDIA;
            has |= is_medium;
            reused |= is_medium && b->usage[items[k].name].rest >= 2;
        }
        b->media.posts += has;
        b->media.copied += reused;
    }
}

static lockstep_status measure_rest(struct indexing *x) {
    struct background *b = x->background;
    struct arena scratch = {0};
    for (int t = 0; t < TRAIT_COUNT; t++)
        b->traits[t] = trait_measure(x->all, &b->rest, (enum trait) t);
    b->languages = room(x, x->archive->posts.languages.count, sizeof *b->languages);
    bool fits = b->languages && languages_measure(b->languages, x->all, &b->rest, &scratch);
    fits = fits && pace_measure(&b->pace, x->all, &b->rest, &x->all->arena, &scratch);
    fits = fits && copies_measure(&b->copies, x->all, &b->rest, &scratch);
    for (int r = 0; r < REACTIONS && fits; r++)
        fits = reaction_measure(&b->reactions[r], x->all, &b->rest, (enum reaction) r, &scratch);
    fits = fits && rhythm_measure(&b->rhythm, x->all, &b->rest, &x->all->arena);
    fits = fits && births_measure(&b->close_births, x->all, &b->rest, &scratch);
    fits = fits && namesakes_measure(&b->namesakes, x->all, &b->rest, &scratch);
    fits = fits && pictures_measure(&b->same_pictures, x->all, &b->rest, &scratch);
    fits = fits && renamed_measure(&b->renamed, x->all, &b->rest);
    pile_measure(&b->pile, x->all, &b->rest);
    letters_measure(b->letters, x->all, &b->rest);
    silence_measure(&b->silent, &b->seen, x->all, &b->rest);
    measure_media(x);
    arena_release(&scratch);
    return fits ? LOCKSTEP_OK : fail_memory(x->err, "the rest of the data");
}

/* ---- what the user gave */

static lockstep_status read_lists(struct background *b, const struct lockstep_settings *s,
                                  const struct archive *archive, lockstep_error *err) {
    b->targets.redaction = b->known.redaction = &s->redaction;
    TRY(template_read(&b->template, s->page, err));
    TRY(name_list_read(&b->targets, s->targets, err));
    TRY(name_list_read(&b->known, s->watchlist, err));
    TRY(name_list_split(&b->keywords, s->keywords, err));
    TRY(holidays_read(&b->holidays, s->holidays, err));
    return campaigns_read(&b->campaigns, archive, s, err);
}

static void release_lists(struct background *background) {
    campaigns_release(&background->campaigns);
    holidays_release(&background->holidays);
    name_list_release(&background->targets);
    name_list_release(&background->known);
    name_list_release(&background->keywords);
    buffer_release(&background->template);
}

lockstep_status dossiers_check(const struct lockstep_settings *settings, lockstep_error *err) {
    struct background lists = {0};
    const struct archive nothing = {0};
    lockstep_status status = read_lists(&lists, settings, &nothing, err);
    release_lists(&lists);
    return status;
}

lockstep_status background_build(struct dossiers *all, lockstep_error *err) {
    struct indexing x = {all, calloc(1, sizeof *x.background), all->findings->archive, err};
    if (!x.background) return fail_memory(err, "the rest of the data");
    all->background = x.background;
    TRY(index_timeline(&x));
    TRY(index_accounts(&x));
    TRY(index_texts(&x));
    TRY(index_names(&x));
    TRY(index_usage(&x));
    TRY(index_reposts(&x));
    TRY(gather_rest(&x));
    TRY(read_lists(x.background, all->findings->settings, x.archive, err));
    TRY(campaigns_gather(&x.background->campaigns, x.archive, x.background->timeline, err));
    return measure_rest(&x);
}

void background_release(struct background *background) {
    if (background) release_lists(background);
    free(background);
}
