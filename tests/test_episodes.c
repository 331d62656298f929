#include "graph/episodes.h"

#include "engine/coshares.h"
#include "tests/check.h"
#include "tests/oracle.h"

#include <stdlib.h>

enum { ROOM = 200 };

static lockstep_error err;

/* About half of the accounts with a share. */
static uint32_t draw_members(uint32_t *members, const struct null_model *null,
                             struct oracle_random *random) {
    uint32_t count = 0;
    for (uint32_t a = 0; a < null->account_room; a++)
        if (null->activity_total[a] && oracle_draw(random, 2)) members[count++] = a;
    return count;
}

static bool is_first_of_account(const struct episode *episode, size_t at) {
    for (size_t i = 0; i < at; i++)
        if (episode->shares[i].account == episode->shares[at].account) return false;
    return true;
}

static double stratum_activity(const struct null_model *null, const bool *is_member, size_t s) {
    double activity = 0;
    for (uint32_t a = 0; a < null->account_room; a++)
        for (size_t i = null->activity_start[a]; i < null->activity_start[a + 1]; i++)
            if (is_member[a] && null->activity[i].stratum == s)
                activity += null->activity[i].objects;
    return activity;
}

static double gain_by_definition(const struct episode *episode, const bool *is_member, double q) {
    uint32_t n = 0, k = 0;
    for (size_t i = 0; i < episode->count; i++) {
        bool first = is_first_of_account(episode, i);
        n += first;
        k += first && is_member[episode->shares[i].account];
    }
    return episode_gain(k, n, q);
}

/* What activity alone says, episode by episode. */
static double evidence_by_definition(const struct edges *edges, const uint32_t *members,
                                     uint32_t count, uint64_t *episodes) {
    const struct layer *layer = edges->layer;
    bool is_member[ROOM] = {false};
    double nats = -evidence_price(edges->null.accounts, count, 0.05);
    uint64_t gained = 0;
    for (uint32_t m = 0; m < count; m++)
        is_member[members[m]] = true;
    for (size_t s = 0; s < layer->stratum_count; s++) {
        double q = stratum_activity(&edges->null, is_member, s) / edges->null.total[s];
        for (size_t o = layer->strata[s]; o < layer->strata[s + 1]; o++)
            for (size_t from = 0; from < layer->objects[o].count;) {
                struct episode episode = episode_at(layer, &layer->objects[o], from);
                double gain = gain_by_definition(&episode, is_member, q);
                nats += gain;
                gained += gain > 0;
                from += episode.count;
            }
    }
    if (episodes) *episodes = gained;
    return nats;
}

/* Chance explains no less when it knows more than activity. */
static void check_bound(const struct edges *edges, const uint32_t *members, uint32_t count,
                        double found) {
    double nats;
    check_ok(cluster_evidence(&nats, NULL, edges->layer, &edges->null, members, count, 0.05, &err),
             err);
    cr_expect_leq(nats, found + 1e-6);
}

static void check_losses(struct episodes *index, const struct edges *edges, const uint32_t *members,
                         uint32_t count, uint64_t seed) {
    double loss[ROOM], whole = evidence_by_definition(edges, members, count, NULL);
    check_ok(episodes_losses(loss, index, members, count, &err), err);
    for (uint32_t left = 0; left < count; left++) {
        uint32_t others[ROOM], other_count = 0;
        for (uint32_t m = 0; m < count; m++)
            if (m != left) others[other_count++] = members[m];
        double want = whole - evidence_by_definition(edges, others, other_count, NULL);
        cr_expect_float_eq(loss[left], want, 1e-6, "seed %llu, member %u: %g, expected %g",
                           (unsigned long long) seed, left, loss[left], want);
    }
}

/* Returns the number of members looked at. */
static uint32_t check_layer(const struct oracle_layer *made, uint64_t seed) {
    struct edges edges = {.layer = &made->layer};
    struct episodes index;
    struct oracle_random random = oracle_seed(seed);
    uint8_t wanted[ROOM];
    uint32_t members[ROOM];
    memset(wanted, 1, sizeof wanted);
    check_ok(null_model_fit(&edges.null, &made->layer, made->accounts, seed, &err), err);
    check_ok(episodes_index(&index, &edges, wanted, &err), err);
    uint32_t count = draw_members(members, &edges.null, &random);
    uint64_t gained;
    double want = evidence_by_definition(&edges, members, count, &gained);
    struct evidence found = episodes_evidence(&index, members, count, 0.05);
    check_near(found.nats, want, 1e-6);
    check_count(found.episodes, gained);
    check_bound(&edges, members, count, found.nats);
    check_losses(&index, &edges, members, count, seed);
    episodes_release(&index);
    null_model_release(&edges.null);
    return count;
}

Test(episodes, give_the_evidence_and_the_losses_that_evaluating_anew_gives) {
    uint32_t looked_at = 0;
    for (uint64_t seed = 1; seed <= 400; seed++) {
        struct oracle_layer made;
        oracle_layer_make(&made, seed);
        cr_assert_leq(made.accounts, ROOM);
        looked_at += check_layer(&made, seed);
        oracle_layer_free(&made);
    }
    cr_expect_gt(looked_at, 1000);
}

Test(episodes, report_that_memory_is_out) {
    struct oracle_layer made;
    struct edges edges = {.layer = &made.layer};
    struct episodes index;
    uint8_t wanted[ROOM];
    const uint32_t members[] = {0, 1, 2};
    double loss[3];
    lockstep_status status = LOCKSTEP_ENOMEM;
    memset(wanted, 1, sizeof wanted);
    oracle_layer_make(&made, 3);
    check_ok(null_model_fit(&edges.null, &made.layer, made.accounts, 1, &err), err);
    for (long n = 0; status != LOCKSTEP_OK; n++) {
        cr_assert_lt(n, 100);
        arena_fail_after = n;
        status = episodes_index(&index, &edges, wanted, NULL);
        if (status == LOCKSTEP_OK) status = episodes_losses(loss, &index, members, 3, NULL);
        arena_fail_after = -1;
        cr_assert(status == LOCKSTEP_OK || status == LOCKSTEP_ENOMEM);
        episodes_release(&index);
    }
    null_model_release(&edges.null);
    oracle_layer_free(&made);
}
