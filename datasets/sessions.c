/* Populations that read in sessions: an account comes, reposts some of what is new, and leaves. */
#include "datasets/population.h"
#include "datasets/scenarios.h"

#include "engine/error.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_NEWS = 8, NEWS_ORIGINALS = 4, NEWS_APPEAL = 20000, ZONES = 3 };
/* milliseconds; `memory`: how long a post draws readers, on average */
static const int64_t minute = 60000, hour = 3600000, day = 86400000, memory = 7200000;

struct habit {
    double session; /* mean reposts of a session */
    double pace;    /* mean milliseconds between two of them */
    bool rhythm;    /* awake sixteen hours a day, in one of three zones */
    uint32_t news;  /* events to which four of ten accounts react within minutes */
};

struct original {
    int64_t time;
    double appeal;
};

/* What there is to repost, by time, and what the account of now has reposted. */
struct timeline {
    struct original originals[POPULATION_ORIGINALS];
    uint32_t mark[POPULATION_ORIGINALS]; /* the last account that reposted it, from 1 */
    int64_t news[MOST_NEWS];
};

static int by_time(const void *a, const void *b) {
    const struct original *x = a, *y = b;
    if (x->time != y->time) return x->time < y->time ? -1 : 1;
    return (x->appeal > y->appeal) - (x->appeal < y->appeal);
}

/* News come as several posts that everybody wants, minutes apart. */
static lockstep_status draw_originals(struct population *p, struct timeline *t, uint32_t news,
                                      lockstep_error *err) {
    for (uint32_t i = 0; i < POPULATION_ORIGINALS; i++) {
        struct original *original = &t->originals[i];
        *original =
            (struct original){population_time(p), fmin(random_pareto(&p->stream, 0.9), 3000)};
        if (i >= news * NEWS_ORIGINALS) continue;
        if (i % NEWS_ORIGINALS == 0) t->news[i / NEWS_ORIGINALS] = original->time;
        original->time = t->news[i / NEWS_ORIGINALS] + i % NEWS_ORIGINALS * minute;
        original->appeal = NEWS_APPEAL;
    }
    qsort(t->originals, POPULATION_ORIGINALS, sizeof *t->originals, by_time);
    for (uint32_t i = 0; i < POPULATION_ORIGINALS; i++)
        TRY(population_add_original(p, i, t->originals[i].time, err));
    return LOCKSTEP_OK;
}

/* The first original at or after `time`. */
static uint32_t first_since(const struct timeline *t, int64_t time) {
    uint32_t low = 0, high = POPULATION_ORIGINALS;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (t->originals[middle].time < time)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* How much a post draws somebody who comes at `time`: new and appealing posts come first. */
static double pull(const struct timeline *t, uint32_t original, int64_t time, uint32_t account) {
    double age = (double) (time - t->originals[original].time);
    bool done = t->mark[original] == account + 1;
    return done ? 0 : t->originals[original].appeal * exp(-age / (double) memory);
}

static uint32_t pick(const struct timeline *t, struct random_stream *stream, int64_t time,
                     uint32_t account) {
    uint32_t from = first_since(t, time - 6 * memory), to = first_since(t, time);
    double all = 0;
    for (uint32_t i = from; i < to; i++)
        all += pull(t, i, time, account);
    double u = random_unit(stream) * all;
    for (uint32_t i = from; i < to; i++) {
        double part = pull(t, i, time, account);
        if (part > 0 && (u -= part) < 0) return i;
    }
    return UINT32_MAX;
}

static lockstep_status draw_session(struct population *p, struct timeline *t, uint32_t account,
                                    int64_t time, const struct habit *habit, lockstep_error *err) {
    do {
        time += 1 + (int64_t) random_exponential(&p->stream, habit->pace);
        uint32_t original = pick(t, &p->stream, time, account);
        if (original == UINT32_MAX) continue;
        t->mark[original] = account + 1;
        TRY(population_add(p, (struct event){time, account, original, true}, err));
    } while (random_chance(&p->stream, 1 - 1 / habit->session));
    return LOCKSTEP_OK;
}

/* A moment at which the account is awake: from 8 to 24 h of its zone, most in the evening. */
static int64_t come(struct population *p, uint32_t account, const struct habit *habit) {
    int64_t time = population_time(p);
    if (!habit->rhythm) return time;
    double u = fmax(random_unit(&p->stream), random_unit(&p->stream));
    int64_t of_day = (int64_t) ((8 + 16 * u) * (double) hour);
    int64_t zone = account % ZONES * (24 / ZONES) * hour;
    return time - time % day + (of_day + zone) % day;
}

static lockstep_status draw_reader(struct population *p, struct timeline *t, uint32_t account,
                                   const struct habit *habit, lockstep_error *err) {
    double reposts = fmin(random_pareto(&p->stream, 0.8), 500);
    uint32_t sessions = 1 + (uint32_t) (reposts / habit->session);
    for (uint32_t i = 0; i < sessions; i++)
        TRY(draw_session(p, t, account, come(p, account, habit), habit, err));
    for (uint32_t i = 0; i < habit->news; i++) {
        if (!random_chance(&p->stream, 0.4)) continue;
        int64_t reaction = (int64_t) random_exponential(&p->stream, 5 * (double) minute);
        TRY(draw_session(p, t, account, t->news[i] + minute + reaction, habit, err));
    }
    return LOCKSTEP_OK;
}

static lockstep_status draw(struct population *p, const struct habit *habit, lockstep_error *err) {
    struct timeline *t = calloc(1, sizeof *t);
    lockstep_status status =
        t ? draw_originals(p, t, habit->news, err) : fail_memory(err, "the scenario");
    for (uint32_t a = 0; a < POPULATION_ACCOUNTS && status == LOCKSTEP_OK; a++)
        status = draw_reader(p, t, a, habit, err);
    free(t);
    return status;
}

static lockstep_status simulate(FILE *out, FILE *truth, const struct habit *habit, uint64_t seed,
                                uint64_t posts, lockstep_error *err) {
    struct population_plan plan = {draw, habit, seed, 5, posts};
    return population_simulate(out, truth, plan, err);
}

lockstep_status simulate_bursty(FILE *out, FILE *truth, uint64_t seed, uint64_t posts,
                                lockstep_error *err) {
    const struct habit habit = {.session = 8, .pace = 15000};
    return simulate(out, truth, &habit, seed, posts, err);
}

lockstep_status simulate_rhythm(FILE *out, FILE *truth, uint64_t seed, uint64_t posts,
                                lockstep_error *err) {
    const struct habit habit = {.session = 4, .pace = 60000, .rhythm = true};
    return simulate(out, truth, &habit, seed, posts, err);
}

lockstep_status simulate_news(FILE *out, FILE *truth, uint64_t seed, uint64_t posts,
                              lockstep_error *err) {
    const struct habit habit = {.session = 3, .pace = 30000, .rhythm = true, .news = MOST_NEWS};
    return simulate(out, truth, &habit, seed, posts, err);
}
