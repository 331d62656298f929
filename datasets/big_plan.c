#include "datasets/big.h"

#include "engine/times.h"

#include <math.h>

static const int64_t second = 1000, minute = 60000, hour = 3600000, day = 86400000;

enum { SILENCED = 390 };

static int64_t baku_midnight(int year, int month, int date) {
    return time_from_civil(year, month, date, 0, 0, 0) / 1000 - 4 * hour;
}

/* ---- campaigns ---- */

/* Every day's work: `rate` orders on a working day, out of `pool` talking points from `first`. */
struct dated_campaign {
    struct {
        int year, month, day;
    } from, to; /* both are days of the campaign */
    double rate;
    uint32_t team, first, pool;
    uint8_t tags;
};

static const struct dated_campaign campaigns[] = {
    {{2023, 7, 3}, {2024, 5, 14}, 1.4, 24, 0, 200, TAGS_ROUTINE},
    {{2023, 9, 20}, {2023, 10, 27}, 4.2, 30, 280, 40, TAGS_ASSEMBLY},
    {{2023, 11, 6}, {2023, 11, 24}, 6, 34, 320, 40, TAGS_VICTORY},
    {{2023, 12, 11}, {2023, 12, 22}, 8, 34, 360, 40, TAGS_LOBBY},
    {{2024, 2, 12}, {2024, 2, 23}, 8, 34, 400, 40, TAGS_ISLANDS},
    {{2024, 2, 1}, {2024, 2, 10}, 7, 36, 440, 32, TAGS_ELECTION},
};

static struct order campaign_order(struct planner *p, const struct dated_campaign *campaign) {
    uint32_t number = campaign->first + random_below(&p->stream, campaign->pool);
    struct order order = {.wording = TALKING_POINT,
                          .script = (uint8_t) (number % 3),
                          .tags = campaign->tags,
                          .number = number,
                          .team = campaign->team,
                          .spread = 60 + 60 * (double) (number % 4),
                          .latest = INT64_MAX,
                          .has_picture = number % 4 == 0};
    if (campaign->tags == TAGS_ELECTION) order.script = ELECTION_SCRIPT;
    if (campaign->tags == TAGS_ROUTINE && number % 2) order.tags = TAGS_ROUTINE_ISLANDS;
    return order;
}

static void plan_dated(struct planner *p, const struct dated_campaign *campaign) {
    struct deck deck;
    deck_of_role(&deck, p, GROUP_RING, 0);
    if (campaign->tags == TAGS_ELECTION) deck.count = 414; /* nine take no part */
    int64_t from = baku_midnight(campaign->from.year, campaign->from.month, campaign->from.day);
    int64_t to = baku_midnight(campaign->to.year, campaign->to.month, campaign->to.day);
    for (int64_t date = from; date <= to; date += day) {
        uint32_t orders = rounded(&p->stream, campaign->rate * work_of(date));
        for (uint32_t i = 0; i < orders; i++) {
            struct order order = campaign_order(p, campaign);
            order.latest = date + 24 * hour - 1;
            hand_out(p, &deck, &order, at_work(&p->stream, date));
        }
    }
}

/* ---- the conference day ---- */

/* `count` orders between two moments of the day. */
static void plan_orders(struct planner *p, struct deck *deck, struct order order, uint32_t first,
                        uint32_t pool, uint32_t count, int64_t from, int64_t to) {
    for (uint32_t i = 0; i < count; i++) {
        order.number = first + random_below(&p->stream, pool);
        order.script = (uint8_t) (order.number % 3);
        order.has_picture = order.number % 5 == 0;
        int64_t time = from + (int64_t) (random_unit(&p->stream) * (double) (to - from));
        hand_out(p, deck, &order, time);
    }
}

static void plan_run_of_posts(struct planner *p, uint32_t runner, int64_t time) {
    for (uint32_t i = 0; i < 73; i++, time += random_between(&p->stream, 7000, 13000)) {
        struct draft *post = plan_post(p, time, runner);
        post->wording = TALKING_POINT, post->number = 200 + i % 40,
        post->script = (uint8_t) (post->number % 3);
        post->tags = TAGS_CONFERENCE, post->variant = (uint8_t) random_between(&p->stream, 3, 8);
    }
}

/* 264 of the ring and 631 who are never seen again; a thousand posts from 15:00 to 15:10; then,
 * when the others have gone, 73 of one account. */
static void plan_conference(struct planner *p) {
    int64_t midnight = baku_midnight(2023, 7, 6);
    int64_t peak = midnight + 15 * hour, evening = midnight + 20 * hour;
    struct order ring = {.wording = TALKING_POINT,
                         .tags = TAGS_CONFERENCE,
                         .team = 31,
                         .spread = 150,
                         .latest = evening};
    struct order crowd = {.wording = TALKING_POINT,
                          .tags = TAGS_CONFERENCE_CROWD,
                          .team = 26,
                          .spread = 400,
                          .latest = evening};
    struct deck deck;
    deck_of_role(&deck, p, GROUP_RING, midnight);
    uint32_t runner = deck.cards[0];
    deck_remove(&deck, runner);
    plan_orders(p, &deck, ring, 200, 40, 100, midnight + 9 * hour, evening - hour);
    ring.latest = peak + 10 * minute;
    plan_orders(p, &deck, ring, 200, 40, 14, peak, peak + 7 * minute);
    deck_of_role(&deck, p, GROUP_AMPLIFIERS, midnight);
    plan_orders(p, &deck, crowd, 240, 40, 120, midnight + 9 * hour, evening - hour);
    crowd.latest = peak + 10 * minute;
    plan_orders(p, &deck, crowd, 240, 40, 26, peak, peak + 5 * minute);
    plan_run_of_posts(p, runner, midnight + 20 * hour + 30 * minute);
}

/* ---- New Caledonia ---- */

/* 5,187 posts of 1,686 accounts, 387 of them of the ring, and 179 reposts of the first of them. */
static void plan_caledonia(struct planner *p) {
    int64_t begin = baku_midnight(2024, 5, 15) + 12 * hour + 21 * minute;
    int64_t end = baku_midnight(2024, 5, 17);
    struct order order = {.wording = TALKING_POINT,
                          .tags = TAGS_CALEDONIA,
                          .spread = 240,
                          .latest = end,
                          .has_picture = true};
    struct deck ring, others;
    deck_of_role(&ring, p, GROUP_RING, begin);
    ring.count = 387;
    deck_of_role(&others, p, GROUP_VISUALS, begin);
    size_t first = p->plan->count;
    order.team = 30;
    for (uint32_t i = 0; i < 65; i++) {
        order.number = 472 + i % 20, order.script = ENGLISH_SCRIPT + i % 2;
        int64_t date = baku_midnight(2024, 5, i < 35 ? 15 : 16);
        int64_t time = at_work(&p->stream, date);
        hand_out(p, &ring, &order, time < begin ? begin + (begin - time) : time);
    }
    for (uint32_t i = 0; i < 129; i++) {
        order.team = i ? 25 : 37, order.tags = TAGS_CALEDONIA_CROWD;
        order.number = 492 + i % 20, order.script = ENGLISH_SCRIPT + i % 2;
        hand_out(p, &others, &order,
                 begin + (int64_t) (random_unit(&p->stream) * (double) (end - begin - hour)));
    }
    for (uint32_t i = 0; i < 179; i++) {
        size_t post = first + 30 * (i / 18);
        if (p->failed) return;
        uint32_t thread = i % 18 ? p->plan->threads : plan_thread(p, post);
        int64_t time = p->plan->posts[post].time +
                       (int64_t) (1 + random_exponential(&p->stream, 7200)) * second;
        struct draft *repost =
            plan_post(p, time < end ? time : end - 1 - i, deal(&others, p, begin));
        repost->reference = REPOST, repost->thread = thread;
    }
    for (uint32_t i = 0; i < SILENCED && i < ring.count; i++)
        if (i % 12)
            p->silent[ring.cards[i]] = end + (int64_t) (random_unit(&p->stream) * 3 * (double) day);
}

/* ---- what else the ring does ---- */

static void plan_chatter_of(struct planner *p, uint32_t account) {
    int64_t born = p->cast->members[account].created;
    int64_t from = born > scenario_begin ? born : scenario_begin;
    uint32_t count = 4 + (uint32_t) random_exponential(&p->stream, 8);
    for (uint32_t i = 0; i < count; i++) {
        int64_t date = from + (int64_t) (random_unit(&p->stream) * (double) (scenario_end - from));
        date -= (date + 4 * hour) % day;
        if (random_unit(&p->stream) > 0.3 + work_of(date)) continue;
        int64_t time = at_leisure(&p->stream, date);
        if (time >= scenario_end || !plan_is_active(p, account, time)) continue;
        struct draft *post = plan_post(p, time, account);
        uint32_t friend = random_below(&p->stream, 423);
        if (random_chance(&p->stream, 0.35) && friend != account)
            post->reference = REPLY, post->reply_to = friend;
    }
}

/* The officials' posts, which a team reposts as told. */
static void plan_reposts(struct planner *p) {
    struct deck deck;
    deck_of_role(&deck, p, GROUP_RING, 0);
    for (int64_t date = baku_midnight(2023, 7, 3); date < scenario_end - 2 * day; date += day) {
        if (!random_chance(&p->stream, 0.45 * work_of(date))) continue;
        int64_t time = at_work(&p->stream, date);
        struct order order = {
            .team = random_between(&p->stream, 10, 40), .spread = 300, .latest = INT64_MAX};
        uint32_t official = p->cast->first[GROUP_OFFICIALS] + random_below(&p->stream, 3);
        order_reposts(p, &deck, &order, official, time);
    }
}

/* Members of parliament speak; on four days their posts are flooded with answers. */
static void plan_swarms(struct planner *p) {
    static const int days[4][3] = {{2023, 10, 5}, {2023, 10, 19}, {2024, 1, 17}, {2024, 4, 25}};
    struct deck deck;
    deck_of_role(&deck, p, GROUP_RING, 0);
    for (uint32_t i = 0; i < 4 * 3; i++) {
        int64_t time =
            at_work(&p->stream, baku_midnight(days[i / 3][0], days[i / 3][1], days[i / 3][2]));
        size_t first = p->plan->count;
        plan_post(p, time, p->cast->first[GROUP_TARGETS] + i % 8);
        uint32_t thread = plan_thread(p, first);
        struct order order = {.wording = TALKING_POINT,
                              .script = ENGLISH_SCRIPT,
                              .number = 180 + i,
                              .team = 40,
                              .spread = 900,
                              .latest = INT64_MAX};
        hand_out(p, &deck, &order, time + 10 * minute);
        for (size_t j = first + 1; j < p->plan->count; j++)
            p->plan->posts[j].reference = REPLY, p->plan->posts[j].thread = thread;
    }
    for (uint32_t i = 0; i < 300; i++)
        plan_post(p,
                  scenario_begin + (int64_t) (random_unit(&p->stream) *
                                              (double) (scenario_end - scenario_begin)),
                  p->cast->first[GROUP_TARGETS] + i % 8);
}

/* ---- the other groups ---- */

/* Twelve papers of one owner: a headline and its link appear in most of them at once. */
static void plan_newsroom(struct planner *p) {
    uint32_t first = p->cast->first[GROUP_NEWSROOM], number = 0;
    for (int64_t date = baku_midnight(2023, 7, 1); date < scenario_end - day; date += day)
        for (uint32_t i = rounded(&p->stream, 2.2); i > 0; i--, number++) {
            int64_t time = date + (int64_t) ((6 + 16 * random_unit(&p->stream)) * (double) hour);
            for (uint32_t paper = 0; paper < 12; paper++) {
                if (!random_chance(&p->stream, 0.6)) continue;
                int64_t delay = (int64_t) (random_exponential(&p->stream, 25) * (double) second);
                struct draft *post = plan_post(p, time + delay, first + paper);
                post->wording = NEWS_HEADLINE, post->number = number;
            }
        }
}

/* Fans repost whatever their idol says, the keenest half of them within four minutes. */
static void plan_fans(struct planner *p) {
    uint32_t first = p->cast->first[GROUP_FANS];
    double span = (double) (scenario_end - scenario_begin - 3 * day);
    for (uint32_t i = 0; i < 70; i++) {
        int64_t time = scenario_begin + (int64_t) (random_unit(&p->stream) * span);
        size_t original = p->plan->count;
        plan_post(p, time, p->cast->first[GROUP_IDOL]);
        uint32_t thread = plan_thread(p, original);
        for (uint32_t fan = 0; fan < 200; fan++) {
            if (!random_chance(&p->stream, 0.55)) continue;
            double u = random_unit(&p->stream), delay = 3 + 240 * pow(u / (1 - u), 0.7);
            struct draft *repost =
                plan_post(p, time + (int64_t) (fmin(delay, 172800) * (double) second), first + fan);
            repost->reference = REPOST, repost->thread = thread;
        }
    }
    for (uint32_t i = 0; i < 1200; i++)
        plan_post(p, scenario_begin + (int64_t) (random_unit(&p->stream) * span), first + i % 200);
}

void plan_big(struct planner *p) {
    plan_caledonia(p); /* first: it decides who falls silent */
    plan_conference(p);
    for (size_t i = 0; i < sizeof campaigns / sizeof *campaigns; i++)
        plan_dated(p, &campaigns[i]);
    for (uint32_t a = 0; a < 423; a++)
        plan_chatter_of(p, a);
    plan_reposts(p);
    plan_swarms(p);
    plan_newsroom(p);
    plan_fans(p);
}
