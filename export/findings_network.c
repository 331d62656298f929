/* The network that holds the cluster together: its layers (A28), cohesion (A30), centre (A31). */
#include "export/findings.h"

#include <math.h>

static void find_layers(struct ledger *ledger, const struct dossier *dossier) {
    for (size_t i = 0; i < dossier->part_count; i++) {
        const struct part *part = &dossier->parts[i];
        struct claim *claim = ledger_add(ledger, SAY_LAYER);
        claim_part(claim, part->posts, dossier->habits.posts);
        claim_value(claim, (double) part->coshares, "co-shares");
        claim_name(claim, slice_of(part->whole->name));
        claim_span(claim, part->whole->window);
        claim_count(claim, part->coshared_objects);
        claim_count(claim, part->accounts);
        claim_count(claim, part->posts);
        claim_count(claim, part->edges);
        claim_parameter(claim, "window_seconds", (double) part->whole->window / MICROSECONDS);
    }
}

static void find_pairs(struct ledger *ledger, const struct dossier *dossier) {
    for (size_t i = 0; i < dossier->pair_count; i++) {
        const struct edge *edge = dossier->pairs[i].edge;
        const struct coshare *closest = &dossier->pairs[i].closest;
        struct claim *claim = ledger_add(ledger, SAY_PAIR);
        claim_value(claim, (double) edge->pairs, "co-shares");
        claim_window(claim, edge->first_time, edge->last_time);
        claim_account(claim, edge->source);
        claim_account(claim, edge->target);
        claim_count(claim, edge->objects);
        claim_span(claim, (int64_t) (edge->median_delta * MICROSECONDS));
        claim_number(claim, edge->weight);
        claim_add_account(ledger, claim, edge->source);
        claim_add_account(ledger, claim, edge->target);
        if (!closest->layer) continue;
        claim_post(claim, closest->first.post);
        claim_moment(claim, closest->first.time);
        claim_post(claim, closest->second.post);
        claim_span(claim, closest->second.time - closest->first.time);
        claim_add_post(ledger, claim, closest->first.post);
        claim_add_post(ledger, claim, closest->second.post);
    }
}

enum { SHOWN_CENTRAL = 10 };

static void find_central(struct ledger *ledger, const struct dossier *dossier) {
    const struct centrality *scores = dossier->findings->centrality;
    for (uint32_t i = 0; i < dossier->cluster->count && i < SHOWN_CENTRAL; i++) {
        const struct member *member = &dossier->members[i];
        struct claim *claim = ledger_add(ledger, SAY_CENTRAL);
        claim_value(claim, scores->strength[member->account], "strength");
        claim_account(claim, member->account);
        claim_count(claim, member->partners);
        claim_count(claim, member->coshares);
        claim_count(claim, member->first_in);
        claim_count(claim, scores->degree[member->account]);
        claim_number(claim, scores->betweenness[member->account]);
        claim_number(claim, scores->pagerank[member->account]);
        claim_count(claim, scores->coreness[member->account]);
        claim_add_account(ledger, claim, member->account);
    }
}

/* What hangs on the choice of the window, and on one object. */
static void find_response(struct ledger *ledger, const struct dossier *dossier) {
    const struct cluster *cluster = dossier->cluster;
    struct claim *claim;
    if (!isnan(cluster->evidence_half)) {
        claim = ledger_add(ledger, SAY_RESPONSE_WINDOW);
        claim_value(claim, cluster->evidence, "nats");
        claim_number(claim, cluster->evidence_half);
        claim_number(claim, cluster->evidence_double);
    }
    claim = ledger_add(ledger, SAY_RESPONSE_OBJECT);
    claim_value(claim, cluster->evidence - cluster->largest_gain, "nats");
    claim_share_of(claim, cluster->gains > 0 ? cluster->largest_gain / cluster->gains : NAN);
}

void find_network(struct ledger *ledger, const struct dossier *dossier) {
    const struct cluster *cluster = dossier->cluster;
    uint64_t pairs = (uint64_t) cluster->count * (cluster->count - 1) / 2;
    find_layers(ledger, dossier);
    struct claim *claim = ledger_add(ledger, SAY_COHESION);
    claim_part(claim, cluster->edges, pairs);
    claim_value(claim, cluster->density, "density");
    claim_count(claim, dossier->findings->settings->min_objects);
    claim_number(claim, cluster->conductance);
    claim_number(claim, cluster->stability);
    claim_parameter(claim, "resolution", dossier->findings->settings->resolution);
    claim_parameter(claim, "seed", (double) dossier->findings->settings->seed);
    find_response(ledger, dossier);
    find_pairs(ledger, dossier);
    find_central(ledger, dossier);
}
