#include "graph/leads.h"

#include "tests/check.h"
#include "tests/oracle.h"

#include <stdlib.h>

enum { ROOM = 200 };

static lockstep_error err;

static int by_number(const void *left, const void *right) {
    double a = *(const double *) left, b = *(const double *) right;
    return (a > b) - (a < b);
}

/* All co-shares of the pair, by the double loop. */
static void check_lead(const struct lead *lead, const struct oracle_coshare *all, size_t count) {
    double *delays = calloc(count + 1, sizeof *delays);
    uint64_t found = 0, first = 0, second = 0, steady = 0;
    for (size_t i = 0; i < count; i++) {
        const struct share *a = &all[i].first, *b = &all[i].second;
        if (a->account == lead->target && b->account == lead->source)
            a = &all[i].second, b = &all[i].first;
        if (a->account != lead->source || b->account != lead->target) continue;
        delays[found++] = (double) (b->time - a->time) / MICROSECONDS;
        first += a->time < b->time;
        second += b->time < a->time;
    }
    check_count(lead->coshares, found);
    check_count(lead->source_first, first);
    check_count(lead->target_first, second);
    cr_assert_gt(found, 0);
    qsort(delays, found, sizeof *delays, by_number);
    double median = 0.5 * (delays[(found - 1) / 2] + delays[found / 2]);
    check_near(lead->median, median, 1e-9);
    for (uint64_t i = 0; i < found; i++)
        steady += delays[i] - median <= 1 && median - delays[i] <= 1;
    check_near(lead->steady, (double) steady / (double) found, 1e-9);
    cr_expect(lead->quartile_1 <= lead->median && lead->median <= lead->quartile_3);
    cr_expect(lead->p_value > 0 && lead->p_value <= 1);
    free(delays);
}

static void check_precedences(const struct leads *leads, const uint32_t *of_account,
                              const struct oracle_coshare *all, size_t count) {
    static uint64_t first[ROOM], second[ROOM];
    memset(first, 0, sizeof first), memset(second, 0, sizeof second);
    for (size_t i = 0; i < count; i++) {
        uint32_t a = all[i].first.account, b = all[i].second.account;
        if (!of_account[a] || of_account[a] != of_account[b]) continue;
        if (all[i].first.time == all[i].second.time) continue;
        first[all[i].first.time < all[i].second.time ? a : b]++;
        second[all[i].first.time < all[i].second.time ? b : a]++;
    }
    for (uint32_t a = 0; a < ROOM; a++)
        if (of_account[a]) {
            check_count(leads->precedences[a].first, first[a]);
            check_count(leads->precedences[a].second, second[a]);
        }
}

Test(leads, are_what_all_coshares_of_a_pair_say) {
    size_t looked_at = 0;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        struct oracle_layer made;
        struct edges edges;
        struct leads leads;
        struct oracle_coshare *all;
        uint32_t members[ROOM], of_account[ROOM] = {0};
        struct lockstep_settings settings = {.min_objects = 1, .seed = 1, .threads = 1};
        oracle_layer_make(&made, seed);
        check_ok(edges_build(&edges, &made.layer, made.accounts, &settings, &err), err);
        struct network network = {.accounts = made.accounts, .layers = &edges, .count = 1};
        struct cluster cluster = {.number = 1, .members = members, .edges = edges.count};
        for (uint32_t a = 0; a < made.accounts; a++)
            if (a % 3) members[cluster.count++] = a, of_account[a] = 1;
        struct clusters clusters = {
            .items = &cluster, .count = 1, .kept = 1, .of_account = of_account};
        check_ok(leads_measure(&leads, &network, &clusters, &err), err);
        size_t count = oracle_coshares(&all, &made.layer);
        for (size_t i = 0; i < leads.count; i++)
            check_lead(&leads.items[i], all, count);
        check_precedences(&leads, of_account, all, count);
        looked_at += leads.count;
        free(all);
        leads_release(&leads);
        edges_release(&edges);
        oracle_layer_free(&made);
    }
    cr_expect_gt(looked_at, 500);
}

Test(leads, give_roles_by_who_is_first_twice_as_often) {
    static const struct {
        uint64_t first, second;
        enum role role;
    } CASES[] = {{0, 0, ROLE_NONE},  {2, 1, ROLE_SEEDER},    {1, 2, ROLE_AMPLIFIER},
                 {3, 2, ROLE_RELAY}, {0, 1, ROLE_AMPLIFIER}, {1, 0, ROLE_SEEDER}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct precedence p = {CASES[i].first, CASES[i].second};
        check_text(role_name(precedence_role(&p)), role_name(CASES[i].role));
    }
}
