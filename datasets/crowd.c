#include "datasets/crowd.h"

#include "engine/arena.h"
#include "engine/error.h"
#include "engine/times.h"

#include <math.h>
#include <stdlib.h>

static const int64_t hour = 3600000, day = 86400000;

enum { POSTS_OF_AN_ACCOUNT = 20, LARGEST_WAVE = 2000 };
/* What waves add to a post outside them; the rate corrects itself where this is wrong. */
static const double expected_shares = 0.8;

/* The reposts of one post, or the posts on one event, in the order of time. Each is made by
 * somebody of another stratum of the activity curve, the strata being passed in a random order: by
 * activity, and hardly ever the same account twice, without a list. */
struct wave {
    int64_t next, start;
    double u, reach;      /* quantile of the last share's delay; of the longest */
    double median, shape; /* of the log-logistic delays, milliseconds */
    uint32_t size, left, stratum, step;
    enum language language;
    struct draft original; /* of an event: its number */
};

/* ---- who ---- */

/* Activity falls with the rank r as (r + q)^-0.8, q being a two-hundredth of the accounts. */
static void set_activity(struct crowd *crowd, uint64_t groups) {
    for (int l = 0; l < LANGUAGES; l++) {
        double accounts = (double) groups * language_slots((enum language) l);
        crowd->activity[l].low = pow(accounts / 200, 0.2);
        crowd->activity[l].span = pow(accounts * 1.005, 0.2) - crowd->activity[l].low;
    }
}

/* Who stands at 0 <= u < 1 of the curve. */
static uint32_t account_at(const struct crowd *crowd, enum language language, double u) {
    double low = crowd->activity[language].low, x = low + u * crowd->activity[language].span;
    double rank = x * x * x * x * x - low * low * low * low * low;
    uint32_t most = crowd->population / LANGUAGE_SLOTS * language_slots(language) - 1;
    return background_of_language(language, rank < most ? (uint32_t) fmax(rank, 0) : most);
}

static bool is_awake(const struct crowd *crowd, uint32_t account, enum language language,
                     int64_t time) {
    static const uint8_t awake[24] = {30, 15, 8,  5,  5,  10, 30, 55, 70, 75, 75, 80,
                                      85, 80, 75, 75, 75, 80, 85, 90, 95, 99, 85, 55};
    uint64_t draw = random_hash(crowd->cast->seed, account, 7);
    int64_t local = time + language_zone(language, draw) * hour;
    return random_hash(draw, (uint64_t) (time / hour), 8) % 100 < awake[local / hour % 24];
}

/* Somebody between two places of the curve who is awake, or, after some tries, anybody. */
static uint32_t somebody(struct crowd *crowd, enum language language, double from, double to,
                         int64_t time) {
    uint32_t account = 0;
    for (int tries = 0; tries < 4; tries++) {
        account = account_at(crowd, language, from + (to - from) * random_unit(&crowd->stream));
        if (is_awake(crowd, account, language, time)) break;
    }
    return account;
}

uint32_t crowd_member(struct crowd *crowd, enum language language, int64_t time) {
    return somebody(crowd, language, 0, 1, time);
}

static enum language some_language(struct crowd *crowd) {
    return background_language(CAST_ROOM + random_below(&crowd->stream, LANGUAGE_SLOTS));
}

/* ---- waves: a binary heap by time, equal times by account of the original ---- */

static bool sooner(const struct wave *a, const struct wave *b) {
    if (a->next != b->next) return a->next < b->next;
    if (a->start != b->start) return a->start < b->start;
    return a->original.salt < b->original.salt;
}

static void sift_down(struct crowd *crowd, size_t i) {
    struct wave *waves = crowd->waves, moving = waves[i];
    for (size_t child; (child = 2 * i + 1) < crowd->count; i = child) {
        if (child + 1 < crowd->count && sooner(&waves[child + 1], &waves[child])) child++;
        if (!sooner(&waves[child], &moving)) break;
        waves[i] = waves[child];
    }
    waves[i] = moving;
}

static lockstep_status push(struct crowd *crowd, const struct wave *wave, lockstep_error *err) {
    struct wave *waves = grow(crowd->waves, &crowd->room, crowd->count + 1, sizeof *waves);
    if (!waves) return fail_memory(err, "running waves");
    crowd->waves = waves;
    size_t i = crowd->count++;
    for (; i && sooner(wave, &waves[(i - 1) / 2]); i = (i - 1) / 2)
        waves[i] = waves[(i - 1) / 2];
    waves[i] = *wave;
    return LOCKSTEP_OK;
}

static void move_on(struct crowd *crowd, struct wave *wave) {
    random_next_of_sorted(&crowd->stream, &wave->u, wave->left);
    double u = wave->u * wave->reach;
    wave->next = wave->start + (int64_t) (wave->median * pow(u / (1 - u), 1 / wave->shape));
}

static uint32_t common_divisor(uint32_t a, uint32_t b) {
    return b ? common_divisor(b, a % b) : a;
}

/* `size` is what it would be in a larger world. */
static lockstep_status start_wave(struct crowd *crowd, struct wave wave, double size,
                                  lockstep_error *err) {
    double speakers = crowd->population / LANGUAGE_SLOTS * language_slots(wave.language);
    size = fmin(fmin(size, fmin(crowd->largest_wave, speakers / 4)), (double) crowd->left);
    int64_t longest = crowd->end - wave.start < 14 * day ? crowd->end - wave.start : 14 * day;
    if (size < 1 || longest < hour) return LOCKSTEP_OK;
    wave.size = wave.left = (uint32_t) size;
    wave.stratum = random_below(&crowd->stream, wave.size);
    wave.step = 1 + random_below(&crowd->stream, wave.size);
    while (common_divisor(wave.step, wave.size) != 1)
        wave.step++;
    wave.reach = 1 / (1 + pow((double) longest / wave.median, -wave.shape));
    crowd->left -= wave.size;
    move_on(crowd, &wave);
    return push(crowd, &wave, err);
}

lockstep_status crowd_hears(struct crowd *crowd, const struct draft *post, uint32_t at_least,
                            lockstep_error *err) {
    if (!at_least && !random_chance(&crowd->stream, 0.2)) return LOCKSTEP_OK;
    struct wave wave = {.start = post->time,
                        .median = random_lognormal(&crowd->stream, 2400000, 1.2),
                        .shape = 1 + random_unit(&crowd->stream),
                        .language = account_language(crowd->cast, post->account),
                        .original = *post};
    double size = random_pareto(&crowd->stream, 1.15);
    return start_wave(crowd, wave, fmax(size, at_least), err);
}

/* Something happens: many strangers say so within minutes, each in own words. */
static lockstep_status start_event(struct crowd *crowd, int64_t time, lockstep_error *err) {
    struct wave wave = {.start = time,
                        .median = random_lognormal(&crowd->stream, 900000, 0.8),
                        .shape = 1.5 + random_unit(&crowd->stream),
                        .language = some_language(crowd),
                        .original = {.wording = BREAKING_NEWS, .number = crowd->events++}};
    return start_wave(crowd, wave, 30 * random_pareto(&crowd->stream, 1), err);
}

/* ---- when ---- */

static double weight_of(int64_t hour_begin) {
    static const double by_hour[24] = {1.1, 1.1, 1.0, 0.9, 0.7, 0.6, 0.6, 0.7, 0.8, 0.9, 0.9, 1.0,
                                       1.1, 1.1, 1.2, 1.2, 1.3, 1.3, 1.4, 1.4, 1.3, 1.3, 1.2, 1.2};
    bool weekend = (hour_begin / day + 3) % 7 >= 5; /* 1970 began on a Thursday */
    return by_hour[hour_begin / hour % 24] * (weekend ? 0.9 : 1);
}

/* Moves the clock to the next post outside waves. What is left to post is spread over the time that
 * is left, so that the total comes out exactly. */
static void advance(struct crowd *crowd) {
    while (crowd->left && crowd->clock < crowd->end) {
        double weight = weight_of(crowd->hour_end - hour);
        double rest = (double) (crowd->hour_end - crowd->clock) / (double) hour * weight;
        double rate = (double) crowd->left / (1 + expected_shares) * weight /
                      (crowd->hours_left + rest) / (double) hour;
        double gap = random_exponential(&crowd->stream, 1 / rate);
        if (gap < (double) (crowd->hour_end - crowd->clock)) {
            crowd->clock += (int64_t) gap;
            return;
        }
        crowd->clock = crowd->hour_end;
        crowd->hour_end += hour;
        if (crowd->clock < crowd->end) crowd->hours_left -= weight_of(crowd->clock);
    }
}

void crowd_start(struct crowd *crowd, const struct cast *cast, uint64_t posts, int64_t end,
                 double homophily) {
    *crowd = (struct crowd){.cast = cast, .left = posts, .end = end, .homophily = homophily};
    random_start(&crowd->stream, cast->seed, 3);
    uint64_t groups = posts / POSTS_OF_AN_ACCOUNT / LANGUAGE_SLOTS;
    groups = groups < 64 ? 64 : groups > 1U << 26 ? 1U << 26 : groups;
    crowd->population = (uint32_t) groups * LANGUAGE_SLOTS;
    crowd->largest_wave = (uint32_t) fmin(crowd->population / 64.0, LARGEST_WAVE);
    set_activity(crowd, groups);
    crowd->clock = scenario_begin, crowd->hour_end = scenario_begin + hour;
    for (int64_t t = scenario_begin + hour; t < crowd->end; t += hour)
        crowd->hours_left += weight_of(t);
    advance(crowd);
}

int64_t crowd_next_time(const struct crowd *crowd) {
    int64_t time = crowd->left ? crowd->clock : INT64_MAX;
    return crowd->count && crowd->waves[0].next < time ? crowd->waves[0].next : time;
}

/* ---- what ---- */

static void post_in_wave(struct crowd *crowd, struct draft *post, struct draft *original,
                         bool *has_original) {
    struct wave *wave = &crowd->waves[0];
    double from = (double) wave->stratum / wave->size, to = (wave->stratum + 1.0) / wave->size;
    wave->stratum = (uint32_t) (((uint64_t) wave->stratum + wave->step) % wave->size);
    *has_original = wave->original.id != 0;
    if (*has_original)
        *original = wave->original, post->reference = REPOST;
    else
        post->wording = BREAKING_NEWS, post->number = wave->original.number;
    post->time = wave->next;
    bool at_home = random_chance(&crowd->stream, crowd->homophily);
    enum language language = at_home ? wave->language : some_language(crowd);
    post->account = somebody(crowd, language, from, to, post->time);
    if (--wave->left)
        move_on(crowd, wave);
    else
        crowd->waves[0] = crowd->waves[--crowd->count];
    if (crowd->count) sift_down(crowd, 0);
}

/* An answer or a quote, of what is being talked about or of anything. */
static void respond(struct crowd *crowd, struct draft *post, struct draft *original,
                    bool *has_original) {
    post->reference = random_chance(&crowd->stream, 0.8) ? REPLY : QUOTE;
    const struct wave *wave =
        crowd->count ? &crowd->waves[random_below(&crowd->stream, (uint32_t) crowd->count)] : NULL;
    *has_original = wave && wave->original.id && random_chance(&crowd->stream, 0.4);
    if (*has_original) {
        *original = wave->original;
    } else {
        post->reference = REPLY;
        post->reply_to = account_at(crowd, some_language(crowd), random_unit(&crowd->stream));
    }
}

/* Articles are shared for some days, the newest most. */
static uint32_t some_article(struct crowd *crowd, int64_t time) {
    double age = random_exponential(&crowd->stream, 1.5 * (double) day);
    uint64_t hour_of_it =
        (uint64_t) ((double) (time - scenario_begin) + 30.0 * (double) day - age) / 3600000;
    return (uint32_t) hour_of_it * 8 + (uint32_t) (8 * pow(random_unit(&crowd->stream), 2));
}

static void post_outside_waves(struct crowd *crowd, struct draft *post, struct draft *original,
                               bool *has_original) {
    enum language language = some_language(crowd);
    post->time = crowd->clock;
    post->account = somebody(crowd, language, 0, 1, post->time);
    double u = random_unit(&crowd->stream);
    if (u < 0.3)
        respond(crowd, post, original, has_original);
    else if (u < 0.4)
        post->wording = SHARED_ARTICLE, post->number = some_article(crowd, post->time);
    else if (u < 0.41)
        post->wording = STOCK_PHRASE;
    crowd->left--;
    advance(crowd);
}

lockstep_status crowd_next(struct crowd *crowd, struct draft *post, struct draft *original,
                           bool *has_original, lockstep_error *err) {
    *post = (struct draft){.salt = (uint32_t) random_bits(&crowd->stream)};
    *has_original = false;
    if (crowd->count && (!crowd->left || crowd->waves[0].next <= crowd->clock)) {
        post_in_wave(crowd, post, original, has_original);
        return LOCKSTEP_OK;
    }
    post_outside_waves(crowd, post, original, has_original);
    if (random_chance(&crowd->stream, 1 / 3000.0)) return start_event(crowd, post->time, err);
    return LOCKSTEP_OK;
}

void crowd_release(struct crowd *crowd) {
    free(crowd->waves);
    *crowd = (struct crowd){0};
}
