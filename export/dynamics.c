#include "export/dynamics.h"

#include "engine/coshares.h"
#include "engine/error.h"
#include "engine/memory.h"
#include "engine/seeking.h"
#include "engine/settings.h"

#include <math.h>
#include <stdlib.h>

static const int64_t DAY = INT64_C(86400) * MICROSECONDS;
static const int64_t MILLISECOND = 1000; /* the finest that Gephi reads */
/* Co-shares in memory: at most these, and no more than this part of --memory. */
enum { BATCH = 4000000, PART_OF_MEMORY = 16 };

/* A tie of the batch at hand. */
struct planned {
    uint32_t source, target;
    size_t layer;
};

/* A co-share of such a tie. */
struct met {
    uint32_t tie; /* index in the batch */
    int32_t day;  /* since 1970 */
    uint32_t object, accounts;
};

struct dynamics {
    const struct view *view;
    size_t *end;   /* by rank: where its days end; they begin where those before it do */
    int32_t *days; /* with a post, by account */
    /* The batch of ties at hand. */
    struct pair_walk ahead; /* on the pair that the next batch begins with */
    bool more;              /* there is one */
    struct planned *ties;
    uint64_t batch; /* co-shares */
    size_t tie_count, tie_room, next_tie;
    size_t *first_tie; /* by rank as source; one more than there are accounts */
    uint8_t *alive;    /* by rank: an end of a tie of the batch */
    struct met *meetings;
    size_t meeting_count, meeting_room, next_meeting;
    /* What is being swept. */
    size_t layer;
    uint32_t object_accounts;
};

static int32_t day_of(int64_t time) {
    return (int32_t) (time / DAY - (time % DAY < 0));
}

char *dynamics_moment(char out[TIME_TEXT], int64_t time) {
    int64_t rest = time % MILLISECOND;
    return time_format(out, time - rest - (rest < 0 ? MILLISECOND : 0));
}

/* ---- days of accounts */

static size_t days_begin(const struct dynamics *dynamics, uint32_t rank) {
    return rank ? dynamics->end[rank - 1] : 0;
}

static void gather_days(struct dynamics *dynamics) {
    const struct posts *posts = &dynamics->view->findings->archive->posts;
    const bool *shown = dynamics->view->shown;
    uint32_t accounts = dynamics->view->findings->archive->accounts.count;
    size_t begin = 0;
    for (uint32_t p = 0; p < posts->count; memory_step(++p))
        dynamics->end[posts->account[p]] += shown[posts->account[p]];
    for (uint32_t a = 0; a < accounts; a++) {
        size_t count = dynamics->end[a];
        dynamics->end[a] = begin; /* for now, where the next of its days goes */
        begin += count;
    }
    for (uint32_t p = 0; p < posts->count; memory_step(++p))
        if (shown[posts->account[p]])
            dynamics->days[dynamics->end[posts->account[p]]++] = day_of(posts->time[p]);
}

static int by_day(const void *a, const void *b) {
    int32_t x = *(const int32_t *) a, y = *(const int32_t *) b;
    return (x > y) - (x < y);
}

void dynamics_put_days(FILE *out, struct dynamics *dynamics, uint32_t rank) {
    size_t begin = days_begin(dynamics, rank), end = dynamics->end[rank];
    int32_t *days = dynamics->days;
    char from[TIME_TEXT], to[TIME_TEXT];
    if (begin == end) return;
    qsort(days + begin, end - begin, sizeof *days, by_day);
    fputs("<spells>", out);
    for (size_t d = begin, first = begin; d < end; d++) {
        if (d + 1 < end && days[d + 1] <= days[d] + 1) continue;
        fprintf(out, "<spell start=\"%s\" end=\"%s\"/>", dynamics_moment(from, days[first] * DAY),
                dynamics_moment(to, (days[d] + 1) * DAY - 1));
        first = d + 1;
    }
    fputs("</spells>", out);
}

/* ---- a batch of ties */

static lockstep_status plan_ties(struct dynamics *dynamics, lockstep_error *err) {
    uint64_t expected = 0;
    dynamics->tie_count = dynamics->next_tie = 0;
    for (; dynamics->more && expected < dynamics->batch;
         dynamics->more = pairs_next(&dynamics->ahead)) {
        struct planned *ties =
            grow(dynamics->ties, &dynamics->tie_room, dynamics->tie_count + 1, sizeof *ties);
        if (!ties) return fail_memory(err, "the ties of a dynamic network");
        dynamics->ties = ties;
        size_t layer = pair_layer(&dynamics->ahead);
        ties[dynamics->tie_count++] =
            (struct planned){dynamics->ahead.source, dynamics->ahead.target, layer};
        expected += dynamics->ahead.edges[layer]->pairs;
    }
    return LOCKSTEP_OK;
}

static void index_ties(struct dynamics *dynamics) {
    uint32_t accounts = dynamics->view->findings->archive->accounts.count;
    memset(dynamics->alive, 0, accounts);
    for (uint32_t a = 0, t = 0; a <= accounts; a++) {
        dynamics->first_tie[a] = t;
        for (; t < dynamics->tie_count && dynamics->ties[t].source == a; memory_step(++t))
            dynamics->alive[a] = dynamics->alive[dynamics->ties[t].target] = 1;
    }
}

DEFINE_SEEK(seek_tie, struct planned, uint32_t, target)

/* The tie of the batch between two accounts; SIZE_MAX where there is none. */
static size_t find_tie(const struct dynamics *dynamics, uint32_t a, uint32_t b) {
    uint32_t source = a < b ? a : b, target = a < b ? b : a;
    size_t end = dynamics->first_tie[source + 1];
    size_t tie = seek_tie(dynamics->ties, dynamics->first_tie[source], end, target);
    bool found = tie < end && dynamics->ties[tie].target == target &&
                 dynamics->ties[tie].layer == dynamics->layer;
    return found ? tie : SIZE_MAX;
}

static lockstep_status note_met(void *data, const struct share *first, const struct share *second,
                                lockstep_error *err) {
    struct dynamics *dynamics = data;
    size_t tie = find_tie(dynamics, first->account, second->account);
    if (tie == SIZE_MAX) return LOCKSTEP_OK;
    struct met *meetings = grow(dynamics->meetings, &dynamics->meeting_room,
                                dynamics->meeting_count + 1, sizeof *meetings);
    if (!meetings) return fail_memory(err, "the days of a dynamic network");
    dynamics->meetings = meetings;
    meetings[dynamics->meeting_count++] = (struct met){(uint32_t) tie, day_of(second->time),
                                                       second->object, dynamics->object_accounts};
    return LOCKSTEP_OK;
}

static lockstep_status sweep_layer(struct dynamics *dynamics, lockstep_error *err) {
    const struct layer *layer = dynamics->view->findings->network->layers[dynamics->layer].layer;
    for (size_t o = 0; o < layer->object_count; memory_step(++o)) {
        dynamics->object_accounts = layer->objects[o].accounts;
        TRY(check_interrupt(err));
        TRY(coshares_of_object(layer, &layer->objects[o], dynamics->alive, note_met, dynamics,
                               err));
    }
    return LOCKSTEP_OK;
}

static int by_tie(const void *a, const void *b) {
    const struct met *x = a, *y = b;
    if (x->tie != y->tie) return x->tie < y->tie ? -1 : 1;
    if (x->day != y->day) return x->day < y->day ? -1 : 1;
    return (x->object > y->object) - (x->object < y->object);
}

static lockstep_status load_batch(struct dynamics *dynamics, lockstep_error *err) {
    TRY(plan_ties(dynamics, err));
    index_ties(dynamics);
    dynamics->meeting_count = dynamics->next_meeting = 0;
    for (size_t l = 0; l < dynamics->view->findings->network->count; l++) {
        bool used = false;
        for (size_t t = 0; t < dynamics->tie_count && !used; memory_step(++t))
            used = dynamics->ties[t].layer == l;
        dynamics->layer = l;
        if (used) TRY(sweep_layer(dynamics, err));
    }
    if (dynamics->meeting_count)
        qsort(dynamics->meetings, dynamics->meeting_count, sizeof *dynamics->meetings, by_tie);
    return LOCKSTEP_OK;
}

/* ---- ties */

/* The weight of the day that the next meeting is of. */
static double take_day(struct dynamics *dynamics) {
    const struct met *meetings = dynamics->meetings;
    size_t first = dynamics->next_meeting, m = first;
    double weight = 0;
    for (; m < dynamics->meeting_count && meetings[m].tie == meetings[first].tie &&
           meetings[m].day == meetings[first].day;
         m++)
        if (m == first || meetings[m].object != meetings[m - 1].object)
            weight += 1 / log(1 + (double) meetings[m].accounts);
    dynamics->next_meeting = m;
    return weight;
}

lockstep_status dynamics_put_tie(FILE *out, struct dynamics *dynamics, const struct pair_walk *walk,
                                 lockstep_error *err) {
    const struct edge *edge = walk->edges[pair_layer(walk)];
    char from[TIME_TEXT], to[TIME_TEXT], weight[VALUE_TEXT];
    if (dynamics->next_tie == dynamics->tie_count) TRY(load_batch(dynamics, err));
    size_t tie = dynamics->next_tie++;
    fprintf(out, " weight=\"%s\" start=\"%s\" end=\"%s\"><attvalues>",
            weight_value(weight, edge->weight).at, dynamics_moment(from, edge->first_time),
            dynamics_moment(to, edge->last_time));
    while (dynamics->next_meeting < dynamics->meeting_count &&
           dynamics->meetings[dynamics->next_meeting].tie == tie) {
        int64_t day = dynamics->meetings[dynamics->next_meeting].day * DAY;
        double value = take_day(dynamics);
        int64_t last = day + DAY - 1;
        fprintf(out, "<attvalue for=\"weight\" value=\"%s\" start=\"%s\" end=\"%s\"/>",
                weight_value(weight, value).at,
                dynamics_moment(from, day > edge->first_time ? day : edge->first_time),
                dynamics_moment(to, last < edge->last_time ? last : edge->last_time));
    }
    fputs("</attvalues>", out);
    return LOCKSTEP_OK;
}

/* ---- all of it */

static uint64_t batch_of(uint64_t memory) {
    uint64_t most = 1 + memory / PART_OF_MEMORY / sizeof(struct met);
    return memory && most < BATCH ? most : BATCH;
}

lockstep_status dynamics_open(struct dynamics **out, const struct view *view, lockstep_error *err) {
    size_t accounts = view->findings->archive->accounts.count;
    struct dynamics *dynamics = calloc(1, sizeof *dynamics);
    if (!dynamics) return fail_memory(err, "a dynamic network");
    dynamics->view = view;
    dynamics->batch = batch_of(view->findings->settings->memory);
    dynamics->end = calloc(accounts + 1, sizeof *dynamics->end);
    dynamics->days =
        calloc((size_t) view->findings->archive->posts.count + 1, sizeof *dynamics->days);
    dynamics->first_tie = calloc(accounts + 2, sizeof *dynamics->first_tie);
    dynamics->alive = calloc(accounts + 1, sizeof *dynamics->alive);
    bool ready = dynamics->end && dynamics->days && dynamics->first_tie && dynamics->alive;
    lockstep_status status =
        ready ? pairs_begin(&dynamics->ahead, view, err) : fail_memory(err, "a dynamic network");
    if (status != LOCKSTEP_OK) {
        dynamics_close(dynamics);
        return status;
    }
    dynamics->more = pairs_next(&dynamics->ahead);
    gather_days(dynamics);
    *out = dynamics;
    return LOCKSTEP_OK;
}

void dynamics_close(struct dynamics *dynamics) {
    if (!dynamics) return;
    pairs_end(&dynamics->ahead);
    free(dynamics->end), free(dynamics->days);
    free(dynamics->ties), free(dynamics->first_tie), free(dynamics->alive);
    free(dynamics->meetings), free(dynamics);
}
