/* Hashtags: the commonest, whose they are, exact sequences, misspellings (A15). */
#include "export/findings.h"

#include "engine/memory.h"

#include <stdlib.h>

static struct slice marked(struct ledger *ledger, struct slice text) {
    char *room = arena_alloc(&ledger->arena, text.size + 2, 1);
    ledger->failed |= !room;
    if (!room) return SLICE("");
    room[0] = '#';
    memcpy(room + 1, text.at, text.size);
    return (struct slice){room, text.size + 1};
}

/* Uses by accounts outside the cluster. */
struct outside {
    uint32_t posts, accounts;
    uint32_t before; /* posts before the cluster's first use */
};

static struct outside outside_of(const struct dossier *dossier, const struct usage *usage) {
    const struct background *b = dossier_background(dossier);
    const struct posts *posts = &dossier->findings->archive->posts;
    struct outside outside = {.posts = b->usage[usage->name].posts - usage->posts,
                              .accounts = b->usage[usage->name].accounts - usage->accounts};
    for (size_t i = b->name_start[usage->name]; i < b->name_start[usage->name + 1]; i++) {
        uint32_t post = b->name_posts[i];
        if (posts->time[post] >= usage->first) break;
        outside.before += posts->kind[post] != POST_REPOST;
    }
    return outside;
}

/* The cluster's own: nobody used it before, and few do beside them. Taken over: others used it more
 * before the cluster came. */
static enum phrase kind_of(const struct usage *usage, const struct outside *outside) {
    if (!outside->before && outside->posts * 10 <= usage->posts) return PHRASE_TAG_OWN;
    if (!outside->before) return PHRASE_TAG_STARTED;
    return outside->before >= usage->posts ? PHRASE_TAG_COMMON : PHRASE_TAG_JOINED;
}

enum { SHOWN_TAGS = 20, SHOWN_TUPLES = 10, SHOWN_SLIPS = 5 };

static void find_tags(struct ledger *ledger, const struct dossier *dossier,
                      const struct usages *tags) {
    for (size_t i = 0; i < tags->count && i < SHOWN_TAGS && tags->items[i].accounts >= 2; i++) {
        const struct usage *usage = &tags->items[i];
        struct outside outside = outside_of(dossier, usage);
        struct claim *claim = ledger_add(ledger, SAY_HASHTAG);
        claim_share(claim, usage->accounts, dossier->cluster->count);
        claim_against_users(claim, dossier, usage->name);
        claim_name(claim, marked(ledger, facet_text(dossier_facets(dossier), usage->name)));
        claim_count(claim, usage->posts);
        claim_count(claim, outside.accounts);
        claim_count(claim, outside.posts);
        claim_count(claim, outside.before);
        claim_moment(claim, usage->first);
        claim_phrase(claim, kind_of(usage, &outside));
        evidence_of_name(ledger, claim, dossier, usage->name);
    }
}

/* ---- sequences */

/* The objects of the layer of hashtag sequences are just these. */
static void find_tuples(struct ledger *ledger, const struct dossier *dossier) {
    for (size_t p = 0; p < dossier->part_count; p++) {
        const struct part *part = &dossier->parts[p];
        if (part->whole->trace != TRACE_HASHTAGS) continue;
        for (size_t i = 0; i < part->object_count && i < SHOWN_TUPLES; memory_step(++i)) {
            const struct shared_object *tuple = &part->objects[i];
            struct claim *claim = ledger_add(ledger, SAY_HASHTAG_TUPLE);
            claim_share(claim, tuple->accounts, dossier->cluster->count);
            claim_against_sharers(ledger, claim, dossier, part->whole, tuple->object);
            claim_name(claim, tuple->key);
            claim_count(claim, tuple->posts);
            claim_count(claim, tuple->outside);
            claim_moment(claim, tuple->first_inside.time);
            claim_moment(claim, tuple->last_inside.time);
            claim_window(claim, tuple->first_inside.time, tuple->last_inside.time);
            for (size_t s = 0; s < part->inside.count; s++)
                if (part->inside.shares[s].object == tuple->object)
                    claim_add_post(ledger, claim, part->inside.shares[s].post);
        }
    }
}

/* ---- one letter off */

enum { LEAST_LETTERS = 8, LEAST_SPELLERS = 3, COMPARED_TAGS = 200 };

/* Whether one insertion, deletion or change of a byte, or one letter of two bytes changed, makes
 * one of the other. */
static bool is_slip(struct slice a, struct slice b) {
    size_t front = 0, back = 0, shorter = a.size < b.size ? a.size : b.size;
    while (front < shorter && a.at[front] == b.at[front])
        front++;
    while (back < shorter - front && a.at[a.size - 1 - back] == b.at[b.size - 1 - back])
        back++;
    size_t left_a = a.size - front - back, left_b = b.size - front - back;
    return left_a + left_b > 0 && left_a <= 2 && left_b <= 2 && left_a + left_b <= 3;
}

/* A tag of the cluster against the better known tags of the data: more accounts use these. */
static uint32_t better_known(const struct dossier *dossier, const struct usage *usage) {
    const struct facets *facets = dossier_facets(dossier);
    const struct usage *all = dossier_background(dossier)->usage;
    struct slice text = facet_text(facets, usage->name);
    uint32_t best = UINT32_MAX;
    if (text.size < LEAST_LETTERS) return best;
    for (uint32_t n = 0; n < facets->names.count; n++) {
        if (all[n].accounts <= all[usage->name].accounts) continue;
        if (facet_kind(facets, n) != FACET_HASHTAG || !is_slip(text, facet_text(facets, n)))
            continue;
        if (best == UINT32_MAX || all[n].accounts > all[best].accounts) best = n;
    }
    return best;
}

static void find_slips(struct ledger *ledger, const struct dossier *dossier,
                       const struct usages *tags) {
    size_t found = 0;
    for (size_t i = 0; i < tags->count && i < COMPARED_TAGS && found < SHOWN_SLIPS; i++) {
        const struct usage *usage = &tags->items[i];
        if (usage->accounts < LEAST_SPELLERS) return;
        uint32_t other = better_known(dossier, usage);
        if (other == UINT32_MAX) continue;
        const struct facets *facets = dossier_facets(dossier);
        struct claim *claim = ledger_add(ledger, SAY_MISSPELT);
        claim_share(claim, usage->accounts, dossier->cluster->count);
        claim_against_users(claim, dossier, usage->name);
        claim_name(claim, marked(ledger, facet_text(facets, usage->name)));
        claim_name(claim, marked(ledger, facet_text(facets, other)));
        claim_count(claim, usage->posts);
        claim_count(claim, dossier_background(dossier)->usage[other].accounts);
        evidence_of_name(ledger, claim, dossier, usage->name);
        found++;
    }
}

void find_hashtags(struct ledger *ledger, const struct dossier *dossier) {
    struct usages tags = usage_of(ledger, dossier, FACET_HASHTAG);
    find_tuples(ledger, dossier);
    if (!tags.count) {
        ledger_omit(ledger, "A15", PHRASE_FIELD_HASHTAGS);
        return;
    }
    find_tags(ledger, dossier, &tags);
    find_slips(ledger, dossier, &tags);
}
