#include "datasets/plan.h"

#include "datasets/crowd.h"
#include "engine/arena.h"
#include "engine/error.h"
#include "engine/times.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

const int64_t scenario_begin = 1688169600000; /* 2023-07-01T00:00Z */
const int64_t scenario_end = 1717200000000;   /* 2024-06-01T00:00Z */

static const int64_t second = 1000, hour = 3600000, day = 86400000;

struct draft *plan_post(struct planner *p, int64_t time, uint32_t account) {
    struct plan *plan = p->plan;
    struct draft *posts = grow(plan->posts, &plan->room, plan->count + 1, sizeof *posts);
    if (!posts) {
        p->failed = true;
        return &p->lost;
    }
    plan->posts = posts;
    posts[plan->count] = (struct draft){
        .time = time, .account = account, .salt = (uint32_t) random_bits(&p->stream)};
    return &posts[plan->count++];
}

uint32_t plan_thread(struct planner *p, size_t post) {
    if (post < p->plan->count) p->plan->posts[post].thread = p->plan->threads + 1;
    return ++p->plan->threads;
}

/* ---- calendar and clock, Asia/Baku ---- */

static bool is_holiday(const struct civil_time *date) {
    static const struct {
        int month, first, last;
    } holidays[] = {{1, 1, 2}, {1, 20, 20}, {3, 8, 8},  {3, 20, 26},
                    {5, 9, 9}, {5, 28, 28}, {11, 8, 8}, {12, 31, 31}};
    for (size_t i = 0; i < sizeof holidays / sizeof *holidays; i++)
        if (date->month == holidays[i].month && date->day >= holidays[i].first &&
            date->day <= holidays[i].last)
            return true;
    return false;
}

double work_of(int64_t midnight) {
    struct civil_time date = time_civil((midnight + 4 * hour) * 1000);
    return is_holiday(&date) ? 0.05 : date.weekday >= 5 ? 0.15 : 1;
}

int64_t at_work(struct random_stream *stream, int64_t midnight) {
    static const double by_hour[] = {0.6, 1.2, 1.3, 1.2, 0.5, 1.1,
                                     1.3, 1.2, 0.9, 0.3, 0.2, 0.1}; /* from 9 */
    double clock;
    do
        clock = 12 * random_unit(stream);
    while (!random_chance(stream, by_hour[(int) clock] / 1.3));
    return midnight + 9 * hour + (int64_t) (clock * (double) hour);
}

int64_t at_leisure(struct random_stream *stream, int64_t midnight) {
    double clock =
        random_chance(stream, 0.6) ? 18 + 5 * random_unit(stream) : 8 + 15 * random_unit(stream);
    return midnight + (int64_t) (clock * (double) hour);
}

uint32_t rounded(struct random_stream *stream, double expected) {
    return (uint32_t) (expected + random_unit(stream));
}

/* ---- teams ---- */

bool plan_is_active(const struct planner *p, uint32_t account, int64_t time) {
    if (account >= CAST_ROOM) return true;
    return p->cast->members[account].created < time && time < p->silent[account];
}

void deck_of_role(struct deck *deck, struct planner *p, size_t role, int64_t time) {
    *deck = (struct deck){0};
    for (uint32_t a = p->cast->first[role]; a < p->cast->first[role + 1]; a++)
        if (time == 0 || plan_is_active(p, a, time)) deck->cards[deck->count++] = a;
    random_shuffle(&p->stream, deck->cards, deck->count);
}

static void plan_truth(struct planner *p, uint32_t account, const char *cluster) {
    struct plan *plan = p->plan;
    struct member *truth =
        grow(plan->truth, &plan->truth_room, plan->truth_count + 1, sizeof *truth);
    p->failed |= !truth;
    if (!truth) return;
    plan->truth = truth;
    truth[plan->truth_count++] = (struct member){account, cluster};
}

void deck_add(struct deck *deck, struct planner *p, uint32_t account, const char *cluster) {
    assert(deck->count < LARGEST_DECK);
    deck->cards[deck->count++] = account;
    if (cluster) plan_truth(p, account, cluster);
}

void deck_recruit(struct deck *deck, struct planner *p, enum language language, uint32_t count,
                  const char *cluster) {
    uint32_t speakers = p->crowd->population / LANGUAGE_SLOTS * language_slots(language);
    for (uint32_t tries = 100 * count; count && tries; tries--) {
        uint32_t account = background_of_language(language, random_below(&p->stream, speakers));
        if (p->recruited[account - CAST_ROOM]) continue;
        p->recruited[account - CAST_ROOM] = true;
        deck_add(deck, p, account, cluster);
        count--;
    }
}

void deck_remove(struct deck *deck, uint32_t account) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < deck->count; i++)
        if (deck->cards[i] != account) deck->cards[kept++] = deck->cards[i];
    deck->count = kept;
}

uint32_t deal(struct deck *deck, struct planner *p, int64_t time) {
    for (uint32_t tries = 0; tries < deck->count; tries++) {
        if (deck->next == deck->count) {
            deck->next = 0;
            random_shuffle(&p->stream, deck->cards, deck->count);
        }
        uint32_t account = deck->cards[deck->next++];
        if (plan_is_active(p, account, time)) return account;
    }
    return UINT32_MAX;
}

int64_t copied_at(struct planner *p, const struct order *order, int64_t time) {
    double delay = 3 + random_exponential(&p->stream, order->spread);
    if (random_chance(&p->stream, 0.1)) delay += random_exponential(&p->stream, 5400);
    int64_t at = time + (int64_t) (delay * (double) second);
    if (at < order->latest) return at;
    return time + (int64_t) (random_unit(&p->stream) * (double) (order->latest - time));
}

/* Seven of ten copy exactly, sign at the end aside. */
static uint8_t copied_how(struct planner *p) {
    return random_chance(&p->stream, 0.3) ? (uint8_t) random_between(&p->stream, 1, 2)
                                          : (uint8_t) random_between(&p->stream, 3, 8);
}

void hand_out(struct planner *p, struct deck *deck, const struct order *order, int64_t time) {
    for (uint32_t i = 0; i < order->team; i++) {
        uint32_t account = deal(deck, p, time);
        if (account == UINT32_MAX) return;
        struct draft *post = plan_post(p, copied_at(p, order, time), account);
        post->wording = order->wording;
        post->script = order->script, post->number = order->number, post->tags = order->tags;
        post->variant = copied_how(p);
        post->has_picture = order->has_picture;
    }
}

void order_reposts(struct planner *p, struct deck *deck, const struct order *order, uint32_t author,
                   int64_t time) {
    size_t original = p->plan->count;
    plan_post(p, time, author);
    uint32_t thread = plan_thread(p, original);
    for (uint32_t i = 0; i < order->team; i++) {
        uint32_t account = deal(deck, p, time);
        int64_t at = copied_at(p, order, time);
        if (account == UINT32_MAX || !plan_is_active(p, account, at)) continue;
        struct draft *repost = plan_post(p, at, account);
        repost->reference = REPOST, repost->thread = thread;
    }
}

void plan_campaign(struct planner *p, struct deck *deck, const struct campaign *campaign) {
    for (int date = campaign->first_day; date <= campaign->last_day; date++) {
        int64_t midnight = scenario_begin - 4 * hour + date * day;
        uint32_t orders = rounded(&p->stream, campaign->rate * work_of(midnight));
        for (uint32_t i = 0; i < orders; i++) {
            struct order order = campaign->order;
            order.number += random_below(&p->stream, campaign->pool);
            hand_out(p, deck, &order, at_work(&p->stream, midnight));
        }
    }
}

int64_t reacted_at(struct planner *p, int64_t time, double median_seconds) {
    double u = random_unit(&p->stream), delay = 3 + median_seconds * pow(u / (1 - u), 0.6);
    return time + (int64_t) (fmin(delay, 86400) * (double) second);
}

/* ---- the whole ---- */

/* Equal times are told apart by what never changes between runs. */
static int by_time(const void *a, const void *b) {
    const struct draft *x = a, *y = b;
    if (x->time != y->time) return x->time < y->time ? -1 : 1;
    if (x->account != y->account) return x->account < y->account ? -1 : 1;
    return (x->salt > y->salt) - (x->salt < y->salt);
}

lockstep_status plan_make(struct plan *plan, const struct cast *cast, struct crowd *crowd,
                          int64_t end, plan_fn make, lockstep_error *err) {
    struct planner *p = calloc(1, sizeof *p);
    *plan = (struct plan){0};
    if (!p) return fail_memory(err, "the plan of the scenario");
    *p = (struct planner){.plan = plan, .cast = cast, .crowd = crowd, .end = end};
    p->recruited = calloc(crowd->population, sizeof *p->recruited);
    p->failed = !p->recruited;
    random_start(&p->stream, cast->seed, 2);
    for (uint32_t a = 0; a < CAST_ROOM; a++)
        p->silent[a] = INT64_MAX;
    if (!p->failed) make(p);
    bool failed = p->failed;
    free(p->recruited);
    free(p);
    if (failed) return fail_memory(err, "the plan of the scenario");
    qsort(plan->posts, plan->count, sizeof *plan->posts, by_time);
    return LOCKSTEP_OK;
}

void plan_release(struct plan *plan) {
    free(plan->posts), free(plan->truth);
    *plan = (struct plan){0};
}
