/* The accounts of a cluster: their order, and when they were created. */
#include "engine/error.h"
#include "export/dossier.h"

#include <stdlib.h>

lockstep_status dossier_add_members(struct dossier *dossier, lockstep_error *err) {
    const struct cluster *cluster = dossier->cluster;
    dossier->members = arena_alloc(&dossier->arena, cluster->count, sizeof *dossier->members);
    if (!dossier->members) return fail_memory(err, "the accounts of a dossier");
    for (uint32_t i = 0; i < cluster->count; i++)
        dossier->members[i].account = cluster->members[i];
    return LOCKSTEP_OK;
}

struct ranked_member {
    double strength;
    struct member member;
};

static int by_strength(const void *a, const void *b) {
    const struct ranked_member *x = a, *y = b;
    if (x->strength > y->strength) return -1;
    if (x->strength < y->strength) return 1;
    return (x->member.account > y->member.account) - (x->member.account < y->member.account);
}

lockstep_status dossier_rank_members(struct dossier *dossier, lockstep_error *err) {
    uint32_t count = dossier->cluster->count;
    struct ranked_member *ranked = malloc((count + (size_t) 1) * sizeof *ranked);
    if (!ranked) return fail_memory(err, "the accounts of a dossier");
    for (uint32_t i = 0; i < count; i++)
        ranked[i] = (struct ranked_member){
            dossier->findings->centrality->strength[dossier->members[i].account],
            dossier->members[i]};
    qsort(ranked, count, sizeof *ranked, by_strength);
    for (uint32_t i = 0; i < count; i++)
        dossier->members[i] = ranked[i].member;
    free(ranked);
    return LOCKSTEP_OK;
}

static int by_number(const void *a, const void *b) {
    int64_t x = *(const int64_t *) a, y = *(const int64_t *) b;
    return (x > y) - (x < y);
}

/* `days` is sorted. The earliest of equals. */
static void find_creation_day(struct creation *creation, const int64_t *days) {
    for (uint32_t first = 0, i = 0; i < creation->known; i++) {
        if (days[i] != days[first]) first = i;
        if (i + 1 - first > creation->on_day)
            creation->on_day = i + 1 - first, creation->day = days[i];
    }
}

lockstep_status dossier_date_accounts(struct dossier *dossier, lockstep_error *err) {
    struct creation *creation = &dossier->creation;
    int64_t *days = malloc((dossier->cluster->count + (size_t) 1) * sizeof *days);
    if (!days) return fail_memory(err, "the accounts of a dossier");
    for (uint32_t i = 0; i < dossier->cluster->count; i++) {
        int64_t created = dossier_account(dossier, dossier->members[i].account)->facts->created;
        if (created == INT64_MIN) continue;
        if (!creation->known || created < creation->first) creation->first = created;
        if (!creation->known || created > creation->last) creation->last = created;
        days[creation->known++] = dossier_day(dossier, created);
    }
    qsort(days, creation->known, sizeof *days, by_number);
    find_creation_day(creation, days);
    free(days);
    return LOCKSTEP_OK;
}
