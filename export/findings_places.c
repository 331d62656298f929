/* Places that accounts state, as they spell them (A18). */
#include "export/findings.h"

#include <stdlib.h>

enum { SHOWN_PLACES = 10, FEWEST_ACCOUNTS = 2 };

struct place {
    struct slice name;
    uint32_t account, count; /* the first that states it, and how many do */
};

static int by_name(const void *a, const void *b) {
    const struct place *x = a, *y = b;
    int order = slice_compare(x->name, y->name);
    return order ? order : (x->account > y->account) - (x->account < y->account);
}

static int by_accounts(const void *a, const void *b) {
    const struct place *x = a, *y = b;
    if (x->count != y->count) return x->count > y->count ? -1 : 1;
    return slice_compare(x->name, y->name);
}

static size_t add_up(struct place *places, size_t count) {
    size_t distinct = 0;
    for (size_t i = 0; i < count; i++)
        if (distinct && slice_equal(places[distinct - 1].name, places[i].name))
            places[distinct - 1].count++;
        else
            places[distinct++] = places[i];
    return distinct;
}

static struct slice place_of(const struct dossier *dossier, uint32_t account) {
    return dossier_account(dossier, account)->facts->location;
}

static void say_place(struct ledger *ledger, const struct dossier *dossier,
                      const struct place *place, uint32_t known) {
    const struct group *rest = &dossier_background(dossier)->rest;
    const struct cluster *cluster = dossier->cluster;
    uint64_t others = 0, others_known = 0;
    struct claim *claim = ledger_add(ledger, SAY_PLACE);
    for (uint32_t i = 0; i < rest->count; i++) {
        struct slice name = place_of(dossier, rest->accounts[i]);
        others_known += name.size > 0;
        others += slice_equal(name, place->name);
    }
    claim_share(claim, place->count, known);
    claim_against(claim, others, others_known);
    claim_text(claim, place->name);
    for (uint32_t i = 0; i < cluster->count; i++)
        if (slice_equal(place_of(dossier, cluster->members[i]), place->name))
            claim_add_account(ledger, claim, cluster->members[i]);
}

void find_places(struct ledger *ledger, const struct dossier *dossier) {
    const struct cluster *cluster = dossier->cluster;
    struct place *places = ledger_room(ledger, cluster->count, sizeof *places);
    uint32_t known = 0;
    for (uint32_t i = 0; places && i < cluster->count; i++) {
        struct slice name = place_of(dossier, cluster->members[i]);
        if (name.size) places[known++] = (struct place){name, cluster->members[i], 1};
    }
    if (!known) {
        ledger_omit(ledger, "A18", PHRASE_FIELD_PLACE);
        return;
    }
    qsort(places, known, sizeof *places, by_name);
    size_t count = add_up(places, known);
    qsort(places, count, sizeof *places, by_accounts);
    for (size_t i = 0; i < count && i < SHOWN_PLACES && places[i].count >= FEWEST_ACCOUNTS; i++)
        say_place(ledger, dossier, &places[i], known);
}
