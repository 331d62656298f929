/* Copied texts, who posted them first and how fast they spread (A13, A14). */
#include "engine/memory.h"
#include "export/findings.h"
#include "export/statistics.h"

#include <math.h>
#include <stdlib.h>

/* ---- how much is copied */

struct text_use {
    uint32_t text, account;
};

static int by_text(const void *a, const void *b) {
    const struct text_use *x = a, *y = b;
    if (x->text != y->text) return x->text < y->text ? -1 : 1;
    return (x->account > y->account) - (x->account < y->account);
}

bool copies_measure(struct copy_count *out, const struct dossiers *all, const struct group *group,
                    struct arena *arena) {
    const uint32_t *text_of = all->background->text_of;
    const uint32_t *account_of = all->findings->archive->posts.account;
    *out = (struct copy_count){0};
    if (!text_of) return true;
    struct text_use *uses = arena_alloc(arena, group->stream.count, sizeof *uses);
    if (!uses) return false;
    for (size_t i = 0; i < group->stream.count; i++) {
        uint32_t post = group->stream.items[i].post;
        if (text_of[post] != UINT32_MAX)
            uses[out->posts++] = (struct text_use){text_of[post], account_of[post]};
    }
    qsort(uses, out->posts, sizeof *uses, by_text);
    for (size_t first = 0, end; first < out->posts; first = end) {
        for (end = first; end < out->posts && uses[end].text == uses[first].text; end++)
            ;
        if (uses[end - 1].account != uses[first].account) out->copied += end - first;
    }
    return true;
}

static void find_copies(struct ledger *ledger, const struct dossier *dossier) {
    struct group group = dossier_group(dossier);
    const struct copy_count *rest = &dossier_background(dossier)->copies;
    struct copy_count copies;
    bool fits = copies_measure(&copies, dossier->all, &group, &ledger->scratch);
    ledger->failed |= !fits;
    if (!fits || !copies.posts) return;
    struct claim *claim = ledger_add(ledger, SAY_COPIES);
    claim_share(claim, copies.copied, copies.posts);
    claim_against(claim, rest->copied, rest->posts);
    claim_parameter(claim, "min_tokens", dossier->findings->settings->min_tokens);
}

/* ---- text by text */

enum { TENTH = 10 };

/* When each account of the cluster first shared an object, ascending. */
struct arrivals {
    int64_t *times;
    size_t count;
};

static struct arrivals arrivals_of(struct ledger *ledger, const struct dossier *dossier,
                                   const struct part *part, const struct object_shares *object) {
    struct arrivals arrivals = {ledger_room(ledger, object->accounts, sizeof *arrivals.times), 0};
    uint8_t *seen = ledger_room(ledger, dossier->cluster->count, 1);
    for (uint32_t i = 0; i < object->count && arrivals.times && seen; i++) {
        const struct share *share = &part->inside.shares[object->start + i];
        uint32_t seat = dossier->all->seat[share->account];
        if (!seen[seat]) arrivals.times[arrivals.count++] = share->time;
        seen[seat] = 1;
    }
    return arrivals;
}

static const struct object_shares *inside_of(const struct part *part, uint32_t object) {
    for (size_t i = 0; i < part->inside.object_count; memory_step(++i))
        if (part->inside.objects[i].object == object) return &part->inside.objects[i];
    return NULL;
}

/* The time by which nine tenths of the posts were made, counted from the first. */
static int64_t diffusion(const struct part *part, const struct object_shares *object) {
    const struct share *shares = &part->inside.shares[object->start];
    return shares[(object->count * 9 + 9) / 10 - 1].time - shares[0].time;
}

static double median_lag(struct ledger *ledger, const struct arrivals *arrivals) {
    double *lags = ledger_room(ledger, arrivals->count, sizeof *lags);
    for (size_t i = 1; i < arrivals->count && lags; i++)
        lags[i - 1] = (double) (arrivals->times[i] - arrivals->times[0]);
    return lags ? median_of(lags, arrivals->count - 1) : NAN;
}

/* Languages as the posts state them. */
static uint32_t count_languages(const struct dossier *dossier, const struct part *part,
                                const struct object_shares *object) {
    const uint16_t *language = dossier->findings->archive->posts.language;
    const struct share *shares = &part->inside.shares[object->start];
    uint32_t languages = 0;
    for (uint32_t i = 0; i < object->count; i++) {
        uint32_t before = 0;
        while (language[shares[before].post] != language[shares[i].post])
            before++;
        languages += before == i;
    }
    return languages;
}

static void say_text(struct ledger *ledger, const struct dossier *dossier, const struct part *part,
                     const struct shared_object *shared) {
    const struct object_shares *object = inside_of(part, shared->object);
    struct arrivals arrivals = arrivals_of(ledger, dossier, part, object);
    if (ledger->failed) return;
    struct claim *claim = ledger_add(ledger, SAY_COPIED_TEXT);
    claim_share(claim, shared->accounts, dossier->cluster->count);
    claim_against_sharers(ledger, claim, dossier, part->whole, shared->object);
    claim_text(claim, dossier_body(dossier, shared->first_inside.post));
    claim_count(claim, shared->accounts);
    claim_count(claim, shared->posts);
    claim_count(claim, shared->outside);
    if (shared->first_accounts > 1)
        claim_phrase(claim, PHRASE_FIRST_SEVERAL);
    else
        claim_account(claim, shared->first.account);
    claim_moment(claim, shared->first.time);
    claim_span(claim, (int64_t) median_lag(ledger, &arrivals));
    claim_span(claim, arrivals.count >= TENTH ? arrivals.times[TENTH - 1] - arrivals.times[0] : -1);
    claim_span(claim, diffusion(part, object));
    claim_count(claim, count_languages(dossier, part, object));
    claim_window(claim, shared->first_inside.time, shared->last_inside.time);
    for (uint32_t i = 0; i < object->count; i++)
        claim_add_post(ledger, claim, part->inside.shares[object->start + i].post);
    claim_parameter(claim, "first_accounts", shared->first_accounts);
    if (shared->first_accounts == 1) claim_add_account(ledger, claim, shared->first.account);
}

/* ---- who is first */

enum { LEAST_COPIERS = 3 };

/* The account of the data that posted most of the texts first, of those that three or more of the
 * cluster posted; the smallest of equals. A tie in time is nobody's. */
static void find_first_poster(struct ledger *ledger, const struct dossier *dossier,
                              const struct part *part) {
    uint32_t accounts = dossier->findings->archive->accounts.count, best = UINT32_MAX, texts = 0;
    uint32_t *first = ledger_room(ledger, accounts, sizeof *first);
    for (size_t i = 0; i < part->object_count && first; memory_step(++i)) {
        const struct shared_object *object = &part->objects[i];
        if (object->accounts < LEAST_COPIERS) continue;
        texts++;
        if (object->first_accounts > 1) continue;
        uint32_t account = object->first.account;
        first[account]++;
        bool more = best == UINT32_MAX || first[account] > first[best];
        if (more || (first[account] == first[best] && account < best)) best = account;
    }
    if (!first || best == UINT32_MAX) return;
    struct claim *claim = ledger_add(ledger, SAY_FIRST_POSTER);
    claim_share(claim, first[best], texts);
    claim_account(claim, best);
    claim_parameter(claim, "least_accounts", LEAST_COPIERS);
    for (size_t i = 0; i < part->object_count; memory_step(++i))
        if (part->objects[i].accounts >= LEAST_COPIERS && part->objects[i].first_accounts == 1 &&
            part->objects[i].first.account == best)
            claim_add_post(ledger, claim, part->objects[i].first.post);
    claim_add_account(ledger, claim, best);
}

/* Strictly before the other side of most co-shares; the strongest of equals. */
static void find_leader(struct ledger *ledger, const struct dossier *dossier) {
    const struct member *leader = &dossier->members[0];
    for (uint32_t i = 1; i < dossier->cluster->count; i++)
        if (dossier->members[i].first_in > leader->first_in) leader = &dossier->members[i];
    if (!leader->first_in) return;
    struct claim *claim = ledger_add(ledger, SAY_LEADER);
    claim_share(claim, leader->first_in, leader->coshares);
    claim_account(claim, leader->account);
    claim_add_account(ledger, claim, leader->account);
}

void find_texts(struct ledger *ledger, const struct dossier *dossier) {
    find_leader(ledger, dossier);
    if (!dossier_background(dossier)->text_of) {
        ledger_omit(ledger, "A13", PHRASE_FIELD_TEXT);
        return;
    }
    find_copies(ledger, dossier);
    for (size_t p = 0; p < dossier->part_count; p++) {
        const struct part *part = &dossier->parts[p];
        enum trace trace = part->whole->trace;
        if (trace != TRACE_TEXT && trace != TRACE_NEAR_TEXT) continue;
        for (size_t i = 0; i < part->object_count && i < SHOWN_OBJECTS; memory_step(++i))
            say_text(ledger, dossier, part, &part->objects[i]);
        find_first_poster(ledger, dossier, part);
    }
}
