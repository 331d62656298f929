/* Handles that accounts had before, and which accounts were known before (A4). */
#include "engine/canonical.h"
#include "engine/memory.h"
#include "export/findings.h"
#include "export/statistics.h"
#include "export/watchlist.h"

#include <stdlib.h>

/* ---- several handles for one account */

/* Handles without case, and without the server behind '@', which says who looked. */
struct handles {
    struct buffer latest, one;
    struct slice found[MOST_FORMER]; /* as written, in byte order */
    size_t count;
};

static bool fold(struct buffer *out, struct slice handle) {
    const char *at = handle.size ? memchr(handle.at, '@', handle.size) : NULL;
    if (at && at > handle.at) handle.size = (size_t) (at - handle.at);
    buffer_clear(out);
    return canonical_handle(out, handle);
}

static bool is_found(struct handles *handles, struct buffer *room) {
    for (size_t i = 0; i < handles->count; i++)
        if (fold(room, handles->found[i]) &&
            slice_equal(buffer_slice(room), buffer_slice(&handles->one)))
            return true;
    return false;
}

/* The handles of an account that are spelt otherwise than its latest, each once. */
static void list_former(struct handles *out, const struct account_facts *facts,
                        struct buffer *room) {
    out->count = 0;
    if (!facts->former.count || !fold(&out->latest, facts->handle)) return;
    for (size_t i = 0; i < facts->former.count && out->count < MOST_FORMER; i++) {
        if (!fold(&out->one, facts->former.items[i])) continue;
        bool is_latest = slice_equal(buffer_slice(&out->one), buffer_slice(&out->latest));
        if (!is_latest && !is_found(out, room)) out->found[out->count++] = facts->former.items[i];
    }
}

bool renamed_measure(struct trait_count *out, const struct dossiers *all,
                     const struct group *group) {
    struct handles handles = {0};
    struct buffer room = {0};
    *out = (struct trait_count){0};
    for (uint32_t i = 0; i < group->count; i++) {
        const struct account_facts *facts =
            all->findings->archive->accounts.items[group->accounts[i]].facts;
        list_former(&handles, facts, &room);
        out->known += facts->handle.size > 0;
        out->has += handles.count > 0;
    }
    bool failed = handles.latest.failed || handles.one.failed || room.failed;
    buffer_release(&handles.latest), buffer_release(&handles.one), buffer_release(&room);
    return !failed;
}

/* "@a, @b" */
static struct slice joined(struct ledger *ledger, const struct handles *handles) {
    struct buffer text = {0};
    for (size_t i = 0; i < handles->count; i++) {
        buffer_append(&text, i ? SLICE(", @") : SLICE("@"));
        buffer_append(&text, handles->found[i]);
    }
    struct slice copy =
        text.failed ? (struct slice){0} : arena_copy(&ledger->arena, buffer_slice(&text));
    ledger->failed |= !copy.at;
    buffer_release(&text);
    return copy.at ? copy : SLICE("");
}

enum { SHOWN_RENAMED = 20 };

static void say_former(struct ledger *ledger, uint32_t account, const struct handles *handles) {
    struct claim *claim = ledger_add(ledger, SAY_FORMER_HANDLE);
    claim_value(claim, (double) handles->count, "handles");
    claim_account(claim, account);
    claim_name(claim, joined(ledger, handles));
    claim_parameter(claim, "most_handles", MOST_FORMER);
    claim_add_account(ledger, claim, account);
}

/* Visits the accounts of the cluster that had another handle: into `all`, or each on its own. */
static void each_renamed(struct ledger *ledger, const struct dossier *dossier, struct claim *all) {
    struct handles handles = {0};
    struct buffer room = {0};
    size_t shown = 0;
    for (uint32_t i = 0; i < dossier->cluster->count && (all || shown < SHOWN_RENAMED); i++) {
        uint32_t account = dossier->cluster->members[i];
        list_former(&handles, dossier_account(dossier, account)->facts, &room);
        if (handles.count && all) claim_add_account(ledger, all, account);
        if (handles.count && !all) say_former(ledger, account, &handles);
        shown += handles.count > 0;
    }
    ledger->failed |= handles.latest.failed || handles.one.failed || room.failed;
    buffer_release(&handles.latest), buffer_release(&handles.one), buffer_release(&room);
}

static void find_renamed(struct ledger *ledger, const struct dossier *dossier) {
    struct group group = dossier_group(dossier);
    const struct trait_count *rest = &dossier_background(dossier)->renamed;
    struct trait_count here;
    ledger->failed |= !renamed_measure(&here, dossier->all, &group);
    if (!here.has && !rest->has) return;
    struct claim *claim = ledger_add(ledger, SAY_RENAMED);
    claim_share(claim, here.has, here.known);
    claim_against(claim, rest->has, rest->known);
    claim_parameter(claim, "most_handles", MOST_FORMER);
    each_renamed(ledger, dossier, claim);
    each_renamed(ledger, dossier, NULL);
}

/* ---- who was known before */

/* The draw is from all accounts of the data. */
static void find_known(struct ledger *ledger, const struct dossier *dossier) {
    const struct name_list *known = &dossier_background(dossier)->known;
    const struct accounts *accounts = &dossier->findings->archive->accounts;
    const struct group *others = &dossier_background(dossier)->rest;
    uint32_t inside = 0, everywhere = 0, rest = 0, by[LISTED_BY_FORMER + 1] = {0};
    struct claim *claim = ledger_add(ledger, SAY_KNOWN_LIST);
    for (uint32_t a = 0; a < accounts->count; memory_step(++a)) {
        enum listed_by listed = watchlist_match(known, &accounts->items[a], NULL);
        if (listed == NOT_LISTED) continue;
        everywhere++;
        rest += !dossier->findings->clusters->of_account[a];
        if (!is_member(dossier, a)) continue;
        inside++;
        by[listed]++;
        claim_add_account(ledger, claim, a);
    }
    uint32_t united = dossier->cluster->count + known->names.count - inside;
    claim_share(claim, inside, dossier->cluster->count);
    claim_against(claim, rest, others->count);
    claim->p_value =
        hypergeometric_tail(inside, dossier->cluster->count, everywhere, accounts->count);
    claim->test = "hypergeometric, one-sided";
    claim_count(claim, known->names.count);
    claim_count(claim, everywhere);
    claim_number(claim, united ? (double) inside / united : 0);
    for (enum listed_by b = LISTED_BY_ID; b <= LISTED_BY_FORMER; b++)
        claim_count(claim, by[b]);
    claim_parameter(claim, "jaccard", united ? (double) inside / united : 0);
    claim_parameter(claim, "by_id", by[LISTED_BY_ID]);
    claim_parameter(claim, "by_handle", by[LISTED_BY_HANDLE]);
    claim_parameter(claim, "by_former_handle", by[LISTED_BY_FORMER]);
}

void find_handles(struct ledger *ledger, const struct dossier *dossier) {
    find_renamed(ledger, dossier);
    if (dossier_background(dossier)->known.given)
        find_known(ledger, dossier);
    else
        ledger_omit(ledger, "A4", PHRASE_FIELD_WATCHLIST);
}
