#include "engine/error.h"
#include "engine/memory.h"
#include "graph/baseline.h"
#include "graph/episodes.h"

#include <math.h>

/* Of a community in a run. */
struct presence {
    uint32_t accounts, shares;
};

/* A run of shares is looked at as a whole: an object's, for the activity of the communities, or an
 * episode's, for its gains. */
struct pass {
    const uint32_t *community; /* by account */
    size_t *seen;              /* by account: the last run that it was counted in */
    size_t runs;
    struct presence *present; /* by community; all 0 between runs */
    uint32_t *found;          /* the communities in the run */
    uint32_t found_count;
    double *activity;   /* by community: its (account, object) pairs in the stratum */
    uint32_t *audience; /* by community: accounts of the object that is looked at */
    struct baseline baseline;
    struct evidence *evidence;
    gain_fn visit; /* may be NULL */
    void *data;
};

static lockstep_status pass_alloc(struct pass *p, struct arena *scratch, uint32_t accounts,
                                  uint32_t communities, lockstep_error *err) {
    p->seen = arena_alloc(scratch, accounts, sizeof *p->seen);
    p->present = arena_alloc(scratch, communities, sizeof *p->present);
    p->found = arena_alloc(scratch, communities, sizeof *p->found);
    p->activity = arena_alloc(scratch, communities, sizeof *p->activity);
    p->audience = arena_alloc(scratch, communities, sizeof *p->audience);
    bool all = p->seen && p->present && p->found && p->activity && p->audience;
    return all ? LOCKSTEP_OK : fail_memory(err, "the evidence of communities");
}

/* Distinct accounts: all of them; and what is there by community, in `present`. */
static uint32_t count_accounts(struct pass *p, const struct share *shares, size_t count) {
    uint32_t accounts = 0;
    p->runs++;
    p->found_count = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t account = shares[i].account, community = p->community[account];
        bool is_new = p->seen[account] != p->runs;
        p->seen[account] = p->runs;
        accounts += is_new;
        if (community == UINT32_MAX) continue;
        struct presence *present = &p->present[community];
        if (present->shares++ == 0) p->found[p->found_count++] = community;
        present->accounts += is_new;
    }
    return accounts;
}

static void add_activity(struct pass *p, const struct share *shares, size_t count) {
    count_accounts(p, shares, count);
    for (uint32_t i = 0; i < p->found_count; i++) {
        p->activity[p->found[i]] += p->present[p->found[i]].accounts;
        p->present[p->found[i]] = (struct presence){0};
    }
}

double episode_gain(uint32_t k, uint32_t n, double q) {
    double r = (double) k / n;
    if (k < 2 || r <= q) return 0;
    double inside = k * log(r / q);
    double outside = k < n ? (n - k) * log((1 - r) / (1 - q)) : 0;
    return fmax(0, inside + outside - log(n + 1.0) - log(2));
}

static void add_gains(struct pass *p, const struct object_shares *object,
                      const struct episode *episode, double total) {
    uint32_t n = count_accounts(p, episode->shares, episode->count);
    for (uint32_t i = 0; i < p->found_count; i++) {
        uint32_t c = p->found[i];
        struct part part = {c, p->present[c].accounts, p->present[c].shares, p->audience[c],
                            p->activity[c] / total};
        p->present[c] = (struct presence){0};
        if (part.accounts < 2) continue;
        struct gain gain = {c,
                            object->object,
                            part.accounts,
                            n,
                            baseline_share(&p->baseline, object, episode, n, &part),
                            0};
        gain.nats = episode_gain(part.accounts, n, gain.chance);
        p->evidence[c].nats += gain.nats;
        p->evidence[c].episodes += gain.nats > 0;
        if (p->visit && part.accounts > n * gain.chance) p->visit(p->data, &gain);
    }
}

/* `audience` stays what it was for communities that the object does not know, which no episode of
 * it asks for. */
static void meet_audience(struct pass *p, const struct layer *layer,
                          const struct object_shares *object) {
    count_accounts(p, layer->shares + object->start, object->count);
    for (uint32_t i = 0; i < p->found_count; i++) {
        p->audience[p->found[i]] = p->present[p->found[i]].accounts;
        p->present[p->found[i]] = (struct presence){0};
    }
}

static void add_object(struct pass *p, const struct layer *layer,
                       const struct object_shares *object, double total) {
    meet_audience(p, layer, object);
    for (size_t from = 0; from < object->count;) {
        struct episode episode = episode_at(layer, object, from);
        add_gains(p, object, &episode, total);
        from += episode.count;
    }
}

static lockstep_status pass_over(struct pass *p, const struct layer *layer, size_t stratum,
                                 double total, lockstep_error *err) {
    const struct object_shares *o = layer->objects + layer->strata[stratum];
    const struct object_shares *end = layer->objects + layer->strata[stratum + 1];
    TRY(check_interrupt(err));
    for (const struct object_shares *object = o; object < end; object++, memory_look())
        add_activity(p, layer->shares + object->start, object->count);
    for (const struct object_shares *object = o; object < end; object++, memory_look())
        if (object->accounts > 1) add_object(p, layer, object, total);
    return LOCKSTEP_OK;
}

double ln_binomial(uint32_t n, uint32_t k) {
    return k < n ? ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k) : 0;
}

double evidence_price(uint32_t accounts, uint32_t chosen, double alpha) {
    double n = chosen, size = n > 2 ? log(n * (n - 1) / 2) : 0;
    return ln_binomial(accounts, chosen) + size + log(1 / alpha);
}

static void pay(struct pass *p, uint32_t count, const struct null_model *null, double alpha) {
    uint32_t *members = p->audience;
    memset(members, 0, count * sizeof *members);
    for (uint32_t a = 0; a < null->account_room; a++)
        if (p->community[a] != UINT32_MAX) members[p->community[a]]++;
    for (uint32_t c = 0; c < count; c++)
        p->evidence[c].nats -= evidence_price(null->accounts, members[c], alpha);
}

lockstep_status communities_gains(struct evidence *out, const struct layer *layer,
                                  const struct null_model *null, const uint32_t *community,
                                  uint32_t count, double alpha, gain_fn visit, void *data,
                                  lockstep_error *err) {
    struct arena scratch = {0};
    struct pass pass = {.community = community, .evidence = out, .visit = visit, .data = data};
    lockstep_status status = pass_alloc(&pass, &scratch, null->account_room, count, err);
    memset(out, 0, count * sizeof *out);
    if (status == LOCKSTEP_OK)
        status = baseline_make(&pass.baseline, layer, null, community, count, &scratch, err);
    for (size_t s = 0; s < layer->stratum_count && status == LOCKSTEP_OK; s++) {
        memset(pass.activity, 0, count * sizeof *pass.activity);
        status = pass_over(&pass, layer, s, null->total[s], err);
    }
    if (status == LOCKSTEP_OK) pay(&pass, count, null, alpha);
    arena_release(&scratch);
    return status;
}

lockstep_status communities_evidence(struct evidence *out, const struct layer *layer,
                                     const struct null_model *null, const uint32_t *community,
                                     uint32_t count, double alpha, lockstep_error *err) {
    return communities_gains(out, layer, null, community, count, alpha, NULL, NULL, err);
}

lockstep_status cluster_evidence(double *evidence, uint64_t *episodes, const struct layer *layer,
                                 const struct null_model *null, const uint32_t *members,
                                 uint32_t count, double alpha, lockstep_error *err) {
    struct arena scratch = {0};
    struct evidence found = {0};
    uint32_t *community = arena_alloc(&scratch, null->account_room, sizeof *community);
    if (!community) return fail_memory(err, "the evidence of a cluster");
    for (uint32_t a = 0; a < null->account_room; a++)
        community[a] = UINT32_MAX;
    for (uint32_t i = 0; i < count; i++)
        community[members[i]] = 0;
    lockstep_status status = communities_evidence(&found, layer, null, community, 1, alpha, err);
    *evidence = found.nats;
    if (episodes) *episodes = found.episodes;
    arena_release(&scratch);
    return status;
}
