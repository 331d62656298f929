#include "datasets/scenarios.h"
#include "datasets/scene.h"

enum { IDOLS, FANS, IDOL_COUNT = 3, FANS_OF_EACH = 120, CASUAL_FANS = 60, FIRST_TAG = 2000000 };

static const int64_t minute = 60000, hour = 3600000, day = 86400000;

static const struct role roles[] = {
    [IDOLS] = {"", IDOL_COUNT, {ENGLISH, ENGLISH}, "Singer", "", 3000000, true, .audience = 40},
    [FANS] =
        {"", IDOL_COUNT *FANS_OF_EACH, {ENGLISH, ENGLISH}, "fan account 💜", "", .followers = 400},
};

/* Half of the fans, the keenest within minutes. */
static void plan_idol_post(struct planner *p, const struct deck *fans, uint32_t idol,
                           int64_t time) {
    size_t place = p->plan->count;
    plan_post(p, time, p->cast->first[IDOLS] + idol);
    uint32_t thread = plan_thread(p, place);
    for (uint32_t i = 0; i < fans->count; i++) {
        if (!random_chance(&p->stream, 0.5)) continue;
        struct draft *repost = plan_post(p, reacted_at(p, time, 240), fans->cards[i]);
        repost->reference = REPOST, repost->thread = thread;
    }
}

/* An hour in which they make the idol's hashtag trend. */
static void plan_party(struct planner *p, const struct deck *fans, uint32_t idol, int64_t time) {
    for (uint32_t i = 0; i < fans->count; i++) {
        if (!random_chance(&p->stream, 0.7)) continue;
        for (uint32_t post = random_between(&p->stream, 2, 6); post > 0; post--) {
            int64_t at = time + random_below(&p->stream, 60 * 60000);
            struct draft *draft = plan_post(p, at, fans->cards[i]);
            if (random_chance(&p->stream, 0.5))
                draft->wording = FAN_SLOGAN,
                draft->number = idol * FAN_SLOGANS + random_below(&p->stream, FAN_SLOGANS);
            else
                draft->wording = BREAKING_NEWS, draft->number = FIRST_TAG + idol;
        }
    }
}

static void plan_fandom_of(struct planner *p, uint32_t idol) {
    struct deck fans = {0};
    uint32_t first = p->cast->first[FANS] + idol * FANS_OF_EACH;
    for (uint32_t i = 0; i < FANS_OF_EACH; i++)
        deck_add(&fans, p, first + i, NULL);
    deck_recruit(&fans, p, ENGLISH, CASUAL_FANS, NULL);
    for (int date = 1; date < 28; date++) {
        int64_t midnight = scenario_begin + date * day;
        for (uint32_t posts = rounded(&p->stream, 0.7); posts > 0; posts--)
            plan_idol_post(p, &fans, idol, at_leisure(&p->stream, midnight));
        if (date % 7 == (int) idol) plan_party(p, &fans, idol, midnight + 18 * hour + 5 * minute);
    }
}

/* Nobody is told to do anything: three idols, and those who love them. */
static void plan_fandom(struct planner *p) {
    for (uint32_t idol = 0; idol < IDOL_COUNT; idol++)
        plan_fandom_of(p, idol);
}

lockstep_status simulate_fandom(FILE *out, FILE *truth, uint64_t seed, uint64_t posts,
                                lockstep_error *err) {
    static const struct scenario fandom = {
        .name = "fandom", .plan = plan_fandom, .days = 30, .roles = roles, .role_count = 2};
    return scene_play(&fandom, out, truth, seed, posts, err);
}
