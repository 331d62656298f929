#include "datasets/crowd.h"
#include "datasets/scenarios.h"
#include "datasets/scene.h"

#include <math.h>

enum { AGENCY, SISTERS, PAPERS, ROLES, FIRST_OF_SISTERS = 100000 };

static const int64_t hour = 3600000, day = 86400000;

static const struct role roles[ROLES] = {
    [AGENCY] = {"", 1, {ENGLISH, ENGLISH}, "News agency", "", 90000, true, .audience = 15},
    [SISTERS] =
        {"", 10, {ENGLISH, ENGLISH}, "Regional news, every hour", "Online", 9000, .verified = true},
    [PAPERS] = {"", 20, {ENGLISH, ENGLISH}, "", "", .followers = 2000},
};

static struct draft *plan_headline(struct planner *p, int64_t time, uint32_t account,
                                   uint32_t number) {
    struct draft *post = plan_post(p, time, account);
    post->wording = NEWS_HEADLINE, post->number = number;
    return post;
}

/* The agency is first, papers print what it says, readers press the button under the article. */
static void plan_story(struct planner *p, int64_t time, uint32_t number) {
    plan_headline(p, time, p->cast->first[AGENCY], number);
    for (uint32_t paper = p->cast->first[PAPERS]; paper < p->cast->first[PAPERS + 1]; paper++)
        if (random_chance(&p->stream, 0.5))
            plan_headline(p, reacted_at(p, time, 120), paper, number);
    double readers = fmin(4 * random_pareto(&p->stream, 1.1), p->crowd->population / 40.0);
    for (uint32_t i = rounded(&p->stream, readers); i > 0; i--) {
        int64_t at = reacted_at(p, time, 2400);
        plan_headline(p, at, crowd_member(p->crowd, ENGLISH, at), number)->wording = SHARE_BUTTON;
    }
}

/* Papers of one owner print the same at once. */
static void plan_sisters(struct planner *p, int64_t time, uint32_t number) {
    for (uint32_t paper = p->cast->first[SISTERS]; paper < p->cast->first[SISTERS + 1]; paper++) {
        int64_t delay = (int64_t) random_exponential(&p->stream, 25000);
        if (random_chance(&p->stream, 0.6))
            plan_headline(p, time + delay, paper, FIRST_OF_SISTERS + number);
    }
}

static void plan_newsroom(struct planner *p) {
    uint32_t number = 0;
    for (int64_t date = scenario_begin + day; date < p->end - 2 * day; date += day) {
        for (int i = 0; i < 8; i++)
            plan_story(p, date + (int64_t) ((6 + 16 * random_unit(&p->stream)) * (double) hour),
                       number++);
        for (int i = 0; i < 3; i++)
            plan_sisters(p, date + (int64_t) ((6 + 16 * random_unit(&p->stream)) * (double) hour),
                         number++);
    }
}

lockstep_status simulate_newsroom(FILE *out, FILE *truth, uint64_t seed, uint64_t posts,
                                  lockstep_error *err) {
    static const struct scenario newsroom = {
        .name = "newsroom", .plan = plan_newsroom, .days = 30, .roles = roles, .role_count = ROLES};
    return scene_play(&newsroom, out, truth, seed, posts, err);
}
