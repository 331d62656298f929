#include "datasets/crowd.h"
#include "datasets/scenarios.h"
#include "datasets/scene.h"

enum { EVENTS = 5, FIRST_EVENT = 1000000, TOP_POSTS = 6, LARGEST_CROWD = 1500 };

static const int64_t minute = 60000, day = 86400000;

/* Hundreds of strangers: half say so in own words, half repost what the first have said. */
static void plan_strangers(struct planner *p, int64_t time, uint32_t event) {
    uint32_t strangers = p->crowd->population / 9, first = p->plan->threads + 1;
    if (strangers > LARGEST_CROWD) strangers = LARGEST_CROWD;
    for (uint32_t i = 0; i < TOP_POSTS; i++) {
        size_t place = p->plan->count;
        int64_t at = time + (int64_t) i * minute;
        struct draft *top = plan_post(p, at, crowd_member(p->crowd, ENGLISH, at));
        top->wording = BREAKING_NEWS, top->number = event;
        plan_thread(p, place);
    }
    for (uint32_t i = 0; i < strangers; i++) {
        int64_t at = reacted_at(p, time + TOP_POSTS * minute, 1200);
        struct draft *post = plan_post(p, at, crowd_member(p->crowd, ENGLISH, at));
        if (i % 2)
            post->wording = BREAKING_NEWS, post->number = event;
        else
            post->reference = REPOST, post->thread = first + random_below(&p->stream, TOP_POSTS);
    }
}

/* Five times all the world reacts to an event, and a ring uses the moment: its members copy points
 * with the event's hashtag, and repost one of theirs. They do nothing together but that. */
static void plan_viral(struct planner *p) {
    struct deck ring = {0};
    deck_recruit(&ring, p, ENGLISH, 40, "ring");
    struct order points = {.wording = EVENT_POINT, .team = 14, .spread = 90, .latest = INT64_MAX};
    struct order reposts = {.team = 16, .spread = 90, .latest = INT64_MAX};
    for (uint32_t i = 0; i < EVENTS; i++) {
        int64_t time = at_work(&p->stream, scenario_begin + (3 + 5 * i) * day);
        uint32_t event = FIRST_EVENT + i;
        plan_strangers(p, time, event);
        for (uint32_t order = 0; order < 5; order++) {
            points.number = event * TALKING_POINTS + 5 * i + order;
            hand_out(p, &ring, &points, time + random_below(&p->stream, 120) * minute);
        }
        for (uint32_t order = 0; order < 3; order++) {
            int64_t at = time + random_below(&p->stream, 120) * minute;
            order_reposts(p, &ring, &reposts, deal(&ring, p, at), at);
        }
    }
}

lockstep_status simulate_viral(FILE *out, FILE *truth, uint64_t seed, uint64_t posts,
                               lockstep_error *err) {
    static const struct scenario viral = {.name = "viral", .plan = plan_viral, .days = 30};
    return scene_play(&viral, out, truth, seed, posts, err);
}
