/* Why accounts are in the cluster (A31): the strongest, the weakest, and what hangs on one object.
 * The others are in accounts.csv. */
#include "export/findings.h"

#include <math.h>
#include <stdlib.h>

enum { SHOWN_STRONGEST = 5, SHOWN_WEAKEST = 5 };

struct held {
    const struct member *member;
    const struct hold *hold;
};

/* The strongest first. */
static int by_evidence(const void *left, const void *right) {
    const struct held *a = left, *b = right;
    if (a->hold->evidence != b->hold->evidence)
        return a->hold->evidence > b->hold->evidence ? -1 : 1;
    return (a->member->account > b->member->account) - (a->member->account < b->member->account);
}

static void say_held(struct ledger *ledger, const struct held *held) {
    const struct member *member = held->member;
    const struct edge *edge = member->heaviest;
    struct claim *claim = ledger_add(ledger, SAY_HELD);
    claim_value(claim, held->hold->evidence, "nats");
    claim_account(claim, member->account);
    claim_count(claim, held->hold->episodes);
    claim_count(claim, held->hold->met);
    claim_number(claim, held->hold->expected);
    claim_number(claim, held->hold->stability);
    claim_count(claim, member->partners);
    claim_count(claim, member->significant);
    if (edge)
        claim_account(claim, heaviest_partner(member));
    else
        claim_name(claim, SLICE("–"));
    claim_count(claim, edge ? edge->objects : 0);
    claim_count(claim, member->edges_lost);
    claim->p_value = held->hold->p_value;
    claim->test = "binomial, of the episodes that another account of the cluster is in";
    claim_add_account(ledger, claim, member->account);
}

static void say_hanging(struct ledger *ledger, const struct dossier *dossier,
                        const struct held *held) {
    uint32_t hanging = 0, alone = 0, idle = 0, count = dossier->cluster->count;
    for (uint32_t i = 0; i < count; i++) {
        const struct member *member = held[i].member;
        hanging += member->partners > 0 && member->edges_lost == member->partners;
        alone += member->partners == 0;
        idle += held[i].hold->evidence <= 0;
    }
    struct claim *claim = ledger_add(ledger, SAY_HANGING);
    claim_share(claim, hanging, count);
    claim_count(claim, alone);
    claim_count(claim, idle);
    claim_parameter(claim, "min_objects", dossier->findings->settings->min_objects);
    for (uint32_t i = 0; i < count; i++)
        if (held[i].member->partners > 0 && held[i].member->edges_lost == held[i].member->partners)
            claim_add_account(ledger, claim, held[i].member->account);
}

void find_why(struct ledger *ledger, const struct dossier *dossier) {
    uint32_t count = dossier->cluster->count;
    struct held *held = ledger_room(ledger, count, sizeof *held);
    if (!held || !dossier->own) return;
    for (uint32_t i = 0; i < count; i++)
        held[i] = (struct held){&dossier->members[i],
                                &dossier->findings->clusters->holds[dossier->members[i].account]};
    qsort(held, count, sizeof *held, by_evidence);
    say_hanging(ledger, dossier, held);
    for (uint32_t i = 0; i < count; i++)
        if (i < SHOWN_STRONGEST || i + SHOWN_WEAKEST >= count) say_held(ledger, &held[i]);
}
