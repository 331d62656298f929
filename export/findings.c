#include "export/findings.h"

#include "engine/error.h"
#include "engine/memory.h"

#include <stdlib.h>

static const analysis_fn analyses[] = {
    find_marks,    find_card,     find_volume,   find_bursts,    find_runs,     find_rhythm,
    find_zone,     find_calendar, find_presence, find_campaigns, find_texts,    find_hashtags,
    find_seeds,    find_shifts,   find_targets,  find_languages, find_places,   find_media,
    find_accounts, find_status,   find_profiles, find_websites,  find_pictures, find_handles,
    find_reach,    find_network,  find_why,      find_traits,    find_limits};

/* A claim about the cluster as a whole stands on all its posts, from the first to the last. */
static void add_whole(struct ledger *ledger, const struct dossier *dossier) {
    const struct stream whole = {dossier->stream, dossier->habits.posts};
    for (size_t i = 0; i < ledger->count && !ledger->failed; i++) {
        struct claim *claim = &ledger->claims[i];
        bool of_data = statement_section(claim->statement) == SECTION_LIMITS;
        if (of_data || !whole.count) continue;
        if (claim->from == INT64_MIN)
            claim_window(claim, whole.items[0].time, whole.items[whole.count - 1].time);
        if (!claim->post_count && !claim->account_count) claim_evidence(ledger, claim, whole);
    }
}

static int by_analysis(const void *a, const void *b) {
    const struct omission *x = a, *y = b;
    long one = strtol(x->analysis + 1, NULL, 10), other = strtol(y->analysis + 1, NULL, 10);
    if (one != other) return one < other ? -1 : 1;
    return (x->field > y->field) - (x->field < y->field);
}

static void sort_omissions(struct ledger *ledger) {
    if (ledger->omission_count)
        qsort(ledger->omissions, ledger->omission_count, sizeof *ledger->omissions, by_analysis);
}

lockstep_status dossier_find(struct dossier *dossier, lockstep_error *err) {
    struct ledger *ledger = &dossier->ledger;
    for (size_t i = 0; i < sizeof analyses / sizeof *analyses && !ledger->failed; i++) {
        analyses[i](ledger, dossier);
        ledger_next(ledger);
        TRY(check_interrupt(err));
    }
    add_whole(ledger, dossier);
    sort_omissions(ledger);
    return ledger->failed ? fail_memory(err, "the findings of a dossier") : LOCKSTEP_OK;
}

/* ---- what analyses share */

struct group dossier_group(const struct dossier *dossier) {
    return (struct group){dossier->cluster->members,
                          dossier->cluster->count,
                          {dossier->stream, dossier->habits.posts}};
}

const struct background *dossier_background(const struct dossier *dossier) {
    return dossier->all->background;
}

const struct facets *dossier_facets(const struct dossier *dossier) {
    return &dossier->findings->archive->facets;
}

bool is_member(const struct dossier *dossier, uint32_t account) {
    return dossier->findings->clusters->of_account[account] == dossier->cluster->number;
}

const uint32_t *posts_of(const struct background *background, uint32_t account, size_t *count) {
    const size_t *start = &background->account_start[account];
    memory_look();
    *count = start[1] - start[0];
    return background->by_account + start[0];
}

bool is_office_hour(unsigned weekday, unsigned hour) {
    return weekday < 5 && hour >= 9 && hour < 18;
}

uint32_t account_by_id(const struct archive *archive, uint32_t beside, struct slice id,
                       bool *failed) {
    const struct account *other = &archive->accounts.items[beside];
    if (slice_equal(other->name, other->id)) return accounts_find(&archive->accounts, id);
    struct buffer name = {0};
    buffer_append(&name, other->platform);
    buffer_byte(&name, ':');
    buffer_append(&name, id);
    uint32_t found = accounts_find(&archive->accounts, buffer_slice(&name));
    *failed |= name.failed;
    buffer_release(&name);
    return found;
}

/* ---- names in use */

struct use {
    uint32_t name, account;
    int64_t time;
};

static int by_name(const void *a, const void *b) {
    const struct use *x = a, *y = b;
    if (x->name != y->name) return x->name < y->name ? -1 : 1;
    if (x->account != y->account) return x->account < y->account ? -1 : 1;
    return (x->time > y->time) - (x->time < y->time);
}

/* Every use of a name of the kind in the cluster's own posts. */
static size_t gather_uses(struct use *uses, const struct dossier *dossier, enum facet kind) {
    const struct facets *facets = dossier_facets(dossier);
    const struct posts *posts = &dossier->findings->archive->posts;
    size_t found = 0;
    for (size_t i = 0; i < dossier->habits.posts; i++) {
        size_t count;
        struct moment moment = dossier->stream[i];
        const struct facet_item *items = facets_of(facets, moment.post, &count);
        if (posts->kind[moment.post] == POST_REPOST) continue;
        for (size_t k = 0; k < count; k++) {
            if (facet_kind(facets, items[k].name) != kind) continue;
            if (uses)
                uses[found] = (struct use){items[k].name, posts->account[moment.post], moment.time};
            found++;
        }
    }
    return found;
}

struct ranked_usage {
    struct usage usage;
    struct slice text;
};

static int by_accounts(const void *a, const void *b) {
    const struct ranked_usage *x = a, *y = b;
    if (x->usage.accounts != y->usage.accounts)
        return x->usage.accounts > y->usage.accounts ? -1 : 1;
    if (x->usage.posts != y->usage.posts) return x->usage.posts > y->usage.posts ? -1 : 1;
    memory_look();
    return slice_compare(x->text, y->text);
}

/* `uses` is sorted. */
static size_t add_up(struct ranked_usage *ranked, const struct use *uses, size_t count,
                     const struct facets *facets) {
    size_t names = 0;
    for (size_t i = 0; i < count; i++) {
        bool new_name = i == 0 || uses[i].name != uses[i - 1].name;
        if (new_name)
            ranked[names++] = (struct ranked_usage){{.name = uses[i].name, .first = uses[i].time},
                                                    facet_text(facets, uses[i].name)};
        struct usage *usage = &ranked[names - 1].usage;
        usage->posts++;
        usage->accounts += new_name || uses[i].account != uses[i - 1].account;
        if (uses[i].time < usage->first) usage->first = uses[i].time;
    }
    return names;
}

struct usages usage_of(struct ledger *ledger, const struct dossier *dossier, enum facet kind) {
    struct usages none = {0};
    size_t count = gather_uses(NULL, dossier, kind);
    if (!count) return none;
    struct use *uses = ledger_room(ledger, count, sizeof *uses);
    struct ranked_usage *ranked = ledger_room(ledger, count, sizeof *ranked);
    struct usage *items = ledger_room(ledger, count, sizeof *items);
    if (!uses || !ranked || !items) return none;
    gather_uses(uses, dossier, kind);
    qsort(uses, count, sizeof *uses, by_name);
    size_t names = add_up(ranked, uses, count, dossier_facets(dossier));
    qsort(ranked, names, sizeof *ranked, by_accounts);
    for (size_t i = 0; i < names; i++)
        items[i] = ranked[i].usage;
    return (struct usages){items, names};
}

void claim_against_users(struct claim *claim, const struct dossier *dossier, uint32_t name) {
    const struct background *b = dossier_background(dossier);
    claim_against(claim, b->usage[name].rest, b->rest.count);
}

const struct object_shares *object_in(const struct layer *layer, uint32_t object) {
    size_t low = 0;
    for (size_t high = layer->object_count; low + 1 < high;) {
        size_t middle = low + (high - low) / 2;
        if (layer->objects[middle].object <= object)
            low = middle;
        else
            high = middle;
    }
    return &layer->objects[low];
}

void claim_against_sharers(struct ledger *ledger, struct claim *claim,
                           const struct dossier *dossier, const struct layer *layer,
                           uint32_t object) {
    const struct object_shares *all = object_in(layer, object);
    uint8_t *seen = ledger_room(ledger, dossier->findings->archive->accounts.count, 1);
    uint32_t sharers = 0;
    for (uint32_t i = 0; i < all->count && seen; i++) {
        uint32_t account = layer->shares[all->start + i].account;
        sharers += !seen[account] && !dossier->findings->clusters->of_account[account];
        seen[account] = 1;
    }
    claim_against(claim, sharers, dossier_background(dossier)->rest.count);
}

void evidence_of_name(struct ledger *ledger, struct claim *claim, const struct dossier *dossier,
                      uint32_t name) {
    const struct background *b = dossier_background(dossier);
    const struct posts *posts = &dossier->findings->archive->posts;
    for (size_t i = b->name_start[name]; i < b->name_start[name + 1]; i++) {
        uint32_t post = b->name_posts[i];
        if (posts->kind[post] != POST_REPOST && is_member(dossier, posts->account[post]))
            claim_add_post(ledger, claim, post);
    }
}
