/* What accounts of the cluster state alike: places, as they spell them (A18), the sites that their
 * profiles link to (A23) and their pictures (A19). */
#include "engine/canonical.h"
#include "engine/memory.h"
#include "engine/pictures.h"
#include "export/findings.h"

#include <stdlib.h>

enum { SHOWN_VALUES = 10, FEWEST_ACCOUNTS = 2 };

/* What an account states; empty where it states nothing. */
typedef struct slice (*stated_fn)(const struct background *background,
                                  const struct account_facts *facts, uint32_t account);

static struct slice place_of(const struct background *background, const struct account_facts *facts,
                             uint32_t account) {
    (void) background, (void) account;
    return facts->location;
}

static struct slice site_of(const struct background *background, const struct account_facts *facts,
                            uint32_t account) {
    (void) facts;
    return background->sites ? background->sites[account] : SLICE("");
}

/* Not the one that a platform shows of all who chose none. */
static struct slice picture_of(const struct background *background,
                               const struct account_facts *facts, uint32_t account) {
    (void) facts;
    return background->pictures[account];
}

int shows_default(const struct account_facts *facts) {
    if (facts->default_picture >= 0) return facts->default_picture;
    return facts->picture.size ? picture_is_default(facts->picture) : -1;
}

/* ---- sites and pictures */

/* One spelling for a host; what is no address stays as it is. X shortens all addresses of profiles
 * to its own, which then says nothing. */
static struct slice site_spelt(struct arena *arena, struct slice website, bool *failed) {
    struct buffer host = {0};
    struct slice site = canonical_host(&host, website) ? buffer_slice(&host) : website;
    if (slice_equal(site, SLICE("t.co"))) site = SLICE("");
    struct slice copy = host.failed ? (struct slice){0} : arena_copy(arena, site);
    *failed |= !copy.at;
    buffer_release(&host);
    return copy;
}

struct slice *sites_of(const struct accounts *accounts, struct arena *arena, bool *failed) {
    struct slice *sites = arena_alloc(arena, accounts->count, sizeof *sites);
    *failed |= !sites;
    for (uint32_t a = 0; a < accounts->count && !*failed; memory_step(++a)) {
        struct slice website = accounts->items[a].facts->website;
        if (website.size) sites[a] = site_spelt(arena, website, failed);
    }
    return sites;
}

struct slice *pictures_of(const struct accounts *accounts, struct arena *arena, bool *failed) {
    struct slice *pictures = arena_alloc(arena, accounts->count, sizeof *pictures);
    *failed |= !pictures;
    for (uint32_t a = 0; a < accounts->count && !*failed; memory_step(++a)) {
        const struct account_facts *facts = accounts->items[a].facts;
        if (shows_default(facts) == 0) pictures[a] = picture_key(facts->picture);
    }
    return pictures;
}

/* ---- values */

struct stated {
    struct slice value;
    uint32_t count; /* accounts that state it */
};

static int by_value(const void *a, const void *b) {
    const struct stated *x = a, *y = b;
    return slice_compare(x->value, y->value);
}

static int by_accounts(const void *a, const void *b) {
    const struct stated *x = a, *y = b;
    if (x->count != y->count) return x->count > y->count ? -1 : 1;
    return slice_compare(x->value, y->value);
}

static size_t add_up(struct stated *values, size_t count) {
    size_t distinct = 0;
    for (size_t i = 0; i < count; i++)
        if (distinct && slice_equal(values[distinct - 1].value, values[i].value))
            values[distinct - 1].count++;
        else
            values[distinct++] = values[i];
    return distinct;
}

/* Different values of a group, in byte order, and how many accounts state one. */
static size_t gather(struct stated *values, const struct dossiers *all, const struct group *group,
                     stated_fn stated, uint32_t *known) {
    *known = 0;
    for (uint32_t i = 0; i < group->count; i++) {
        uint32_t account = group->accounts[i];
        const struct account_facts *facts = all->findings->archive->accounts.items[account].facts;
        struct slice value = stated(all->background, facts, account);
        if (value.size) values[(*known)++] = (struct stated){value, 1};
    }
    if (*known) qsort(values, *known, sizeof *values, by_value);
    return add_up(values, *known);
}

static struct slice value_of(const struct dossier *dossier, stated_fn stated, uint32_t account) {
    return stated(dossier_background(dossier), dossier_account(dossier, account)->facts, account);
}

/* ---- claims */

static void say_value(struct ledger *ledger, const struct dossier *dossier,
                      enum statement statement, stated_fn stated, const struct stated *value,
                      uint32_t known) {
    const struct group *rest = &dossier_background(dossier)->rest;
    const struct cluster *cluster = dossier->cluster;
    uint64_t others = 0, others_known = 0;
    struct claim *claim = ledger_add(ledger, statement);
    for (uint32_t i = 0; i < rest->count; i++) {
        struct slice here = value_of(dossier, stated, rest->accounts[i]);
        others_known += here.size > 0;
        others += slice_equal(here, value->value);
    }
    claim_share(claim, value->count, known);
    claim_against(claim, others, others_known);
    claim_text(claim, value->value);
    claim_count(claim, others);
    for (uint32_t i = 0; i < cluster->count; i++)
        if (slice_equal(value_of(dossier, stated, cluster->members[i]), value->value))
            claim_add_account(ledger, claim, cluster->members[i]);
}

/* The values that most accounts state, two at least. False where no account states any. */
static bool say_values(struct ledger *ledger, const struct dossier *dossier,
                       enum statement statement, stated_fn stated) {
    struct group group = dossier_group(dossier);
    struct stated *values = ledger_room(ledger, group.count, sizeof *values);
    uint32_t known = 0;
    size_t count = values ? gather(values, dossier->all, &group, stated, &known) : 0;
    if (count) qsort(values, count, sizeof *values, by_accounts);
    for (size_t i = 0; i < count && i < SHOWN_VALUES && values[i].count >= FEWEST_ACCOUNTS; i++)
        say_value(ledger, dossier, statement, stated, &values[i], known);
    return known > 0;
}

void find_places(struct ledger *ledger, const struct dossier *dossier) {
    if (!say_values(ledger, dossier, SAY_PLACE, place_of))
        ledger_omit(ledger, "A18", PHRASE_FIELD_PLACE);
}

void find_websites(struct ledger *ledger, const struct dossier *dossier) {
    if (!say_values(ledger, dossier, SAY_WEBSITE, site_of))
        ledger_omit(ledger, "A23", PHRASE_FIELD_WEBSITE);
}

/* ---- pictures of profiles */

bool pictures_measure(struct trait_count *out, const struct dossiers *all,
                      const struct group *group, struct arena *arena) {
    struct stated *values = arena_alloc(arena, group->count, sizeof *values);
    uint32_t known = 0;
    *out = (struct trait_count){0};
    if (!values) return false;
    size_t count = gather(values, all, group, picture_of, &known);
    out->known = known;
    for (size_t i = 0; i < count; i++)
        out->has += values[i].count >= FEWEST_ACCOUNTS ? values[i].count : 0;
    return true;
}

static bool is_shared(const struct stated *values, size_t count, struct slice value) {
    const struct stated wanted = {value, 0};
    const struct stated *found =
        count ? bsearch(&wanted, values, count, sizeof *values, by_value) : NULL;
    return found && found->count >= FEWEST_ACCOUNTS;
}

static void say_reuse(struct ledger *ledger, const struct dossier *dossier,
                      const struct stated *values, size_t count, uint32_t known) {
    const struct trait_count *rest = &dossier_background(dossier)->same_pictures;
    uint64_t shared = 0;
    struct claim *claim = ledger_add(ledger, SAY_PICTURE_REUSE);
    for (uint32_t i = 0; i < dossier->cluster->count; i++) {
        uint32_t account = dossier->cluster->members[i];
        if (!is_shared(values, count, value_of(dossier, picture_of, account))) continue;
        shared++;
        claim_add_account(ledger, claim, account);
    }
    claim_share(claim, shared, known);
    claim_against(claim, rest->has, rest->known);
}

void find_pictures(struct ledger *ledger, const struct dossier *dossier) {
    struct group group = dossier_group(dossier);
    struct stated *values = ledger_room(ledger, group.count, sizeof *values);
    uint32_t known = 0;
    size_t count = values ? gather(values, dossier->all, &group, picture_of, &known) : 0;
    if (!known) {
        ledger_omit(ledger, "A19", PHRASE_FIELD_PICTURE);
        return;
    }
    say_reuse(ledger, dossier, values, count, known);
    (void) say_values(ledger, dossier, SAY_PICTURE, picture_of);
}
