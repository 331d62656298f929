#include "tests/oracle.h"

#include <math.h>
#include <stdlib.h>

static void *zeroed(size_t count, size_t size) {
    void *items = calloc(count + 1, size);
    if (!items) abort();
    return items;
}

/* ---- layers */

static int by_layer_order(const void *a, const void *b) {
    const struct share *x = a, *y = b;
    if (x->object != y->object) return x->object < y->object ? -1 : 1;
    if (x->time != y->time) return x->time < y->time ? -1 : 1;
    if (x->account != y->account) return x->account < y->account ? -1 : 1;
    return (x->post > y->post) - (x->post < y->post);
}

static uint32_t distinct_accounts(const struct share *shares, size_t count) {
    uint32_t distinct = 0;
    for (size_t i = 0; i < count; i++) {
        bool is_new = true;
        for (size_t j = 0; j < i; j++)
            is_new &= shares[j].account != shares[i].account;
        distinct += is_new;
    }
    return distinct;
}

static void name_objects(struct layer *layer) {
    layer->objects = zeroed(layer->count, sizeof *layer->objects);
    for (size_t i = 0, end; i < layer->count; i = end) {
        for (end = i; end < layer->count && layer->shares[end].object == layer->shares[i].object;)
            end++;
        layer->objects[layer->object_count++] =
            (struct object_shares){.start = i,
                                   .object = layer->shares[i].object,
                                   .count = (uint32_t) (end - i),
                                   .accounts = distinct_accounts(layer->shares + i, end - i),
                                   .trace = layer->trace};
    }
}

/* A stratum without an object is left out. */
static void name_strata(struct layer *layer, const uint32_t *first_object_of, size_t strata) {
    layer->strata = zeroed(strata + 2, sizeof *layer->strata);
    for (size_t s = 0; s < strata; s++) {
        size_t first = 0;
        while (first < layer->object_count && layer->objects[first].object < first_object_of[s])
            first++;
        size_t next = first;
        while (next < layer->object_count &&
               (s + 1 == strata || layer->objects[next].object < first_object_of[s + 1]))
            next++;
        if (next > first) layer->strata[layer->stratum_count++] = first;
    }
    layer->strata[layer->stratum_count] = layer->object_count;
}

void oracle_layer_call(struct layer *layer, enum trace trace) {
    layer->trace = trace, layer->name = trace_name(trace);
    for (size_t o = 0; o < layer->object_count; o++)
        layer->objects[o].trace = trace;
}

void oracle_layer_sort(struct layer *out, const struct share *shares, size_t count, int64_t window,
                       const uint32_t *first_object_of, size_t strata) {
    *out = (struct layer){.trace = TRACE_OBJECT, .name = "object", .window = window};
    out->shares = zeroed(count, sizeof *shares);
    out->room = count + 1;
    if (count) memcpy(out->shares, shares, count * sizeof *shares);
    qsort(out->shares, count, sizeof *shares, by_layer_order);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || by_layer_order(&out->shares[i - 1], &out->shares[i]) != 0)
            out->shares[out->count++] = out->shares[i];
    name_objects(out);
    name_strata(out, first_object_of ? first_object_of : (const uint32_t[]){0},
                first_object_of ? strata : 1);
}

void oracle_layer_clear(struct layer *layer) {
    free(layer->shares), free(layer->objects), free(layer->strata);
    *layer = (struct layer){0};
}

void oracle_layer_free(struct oracle_layer *layer) {
    oracle_layer_clear(&layer->layer);
    free(layer->unsorted);
}

/* ---- random layers */

struct oracle_random oracle_seed(uint64_t seed) {
    struct oracle_random random = {(seed + 1) * 0x9E3779B97F4A7C15u};
    for (int i = 0; i < 4; i++)
        oracle_draw(&random, 2);
    return random;
}

uint32_t oracle_draw(struct oracle_random *random, uint32_t below) {
    random->state ^= random->state >> 12;
    random->state ^= random->state << 25;
    random->state ^= random->state >> 27;
    return (uint32_t) (((random->state * 0x2545F4914F6CDD1Du) >> 32) * below >> 32);
}

/* What one random layer is like, at most. Times are in steps of a third of the window, or finer. */
struct shape {
    const char *name;
    uint32_t accounts, objects, posts, objects_per_post;
    uint32_t span;  /* times are drawn from so many steps ... */
    uint32_t burst; /* ... and so many behind the object's burst, for half of the posts; 0: none */
    uint32_t ring;  /* so many accounts post about the same objects at about the same time */
    uint32_t favourites; /* the first of so many accounts post half of the posts; 0: none */
    bool fine, strata;
};

static const struct shape shapes[] = {
    {.name = "tiny", .accounts = 4, .objects = 3, .posts = 8, .objects_per_post = 2, .span = 9},
    {.name = "sparse",
     .accounts = 40,
     .objects = 30,
     .posts = 90,
     .objects_per_post = 2,
     .span = 900},
    {.name = "bursts",
     .accounts = 25,
     .objects = 20,
     .posts = 160,
     .objects_per_post = 1,
     .span = 400,
     .burst = 6,
     .fine = true},
    {.name = "crowd",
     .accounts = 40,
     .objects = 2,
     .posts = 120,
     .objects_per_post = 1,
     .span = 60,
     .fine = true},
    {.name = "repeaters",
     .accounts = 12,
     .objects = 6,
     .posts = 120,
     .objects_per_post = 2,
     .span = 60,
     .favourites = 3},
    {.name = "ring",
     .accounts = 30,
     .objects = 25,
     .posts = 120,
     .objects_per_post = 2,
     .span = 300,
     .ring = 6,
     .fine = true},
    {.name = "ties", .accounts = 15, .objects = 12, .posts = 100, .objects_per_post = 2, .span = 8},
    {.name = "strata",
     .accounts = 20,
     .objects = 24,
     .posts = 140,
     .objects_per_post = 2,
     .span = 40,
     .burst = 4,
     .strata = true},
};

struct maker {
    struct oracle_layer *out;
    struct oracle_random random;
    const struct shape *shape;
    int64_t start, step;
    uint32_t accounts, objects;
    size_t room;
};

static void add_share(struct maker *maker, int64_t time, uint32_t object, uint32_t account) {
    struct oracle_layer *out = maker->out;
    if (out->unsorted_count == maker->room) {
        maker->room = 2 * maker->room + 16;
        out->unsorted = realloc(out->unsorted, maker->room * sizeof *out->unsorted);
        if (!out->unsorted) abort();
    }
    /* Numbers with holes: neither objects nor accounts need to be dense. */
    out->unsorted[out->unsorted_count++] = (struct share){
        .time = time, .object = 3 * object + 1, .account = account, .post = out->posts};
}

static int64_t draw_time(struct maker *maker, uint32_t from, uint32_t steps) {
    uint32_t step = from + oracle_draw(&maker->random, steps);
    int64_t fine = maker->shape->fine ? oracle_draw(&maker->random, (uint32_t) maker->step) : 0;
    return maker->start + step * maker->step + fine;
}

static void add_post(struct maker *maker) {
    const struct shape *shape = maker->shape;
    struct oracle_random *random = &maker->random;
    bool favourite = shape->favourites && oracle_draw(random, 2);
    uint32_t account =
        oracle_draw(random, favourite ? shape->favourites : maker->accounts) % maker->accounts;
    uint32_t object = oracle_draw(random, maker->objects);
    bool bursts = shape->burst && oracle_draw(random, 2);
    uint32_t burst = object * 37 % shape->span;
    int64_t time =
        bursts ? draw_time(maker, burst, shape->burst) : draw_time(maker, 0, shape->span);
    for (uint32_t n = 1 + oracle_draw(random, shape->objects_per_post); n > 0; n--) {
        add_share(maker, time, object, account);
        if (oracle_draw(random, 8) == 0) add_share(maker, time, object, account);
        object = oracle_draw(random, maker->objects);
    }
    maker->out->posts++;
}

/* One occasion on which most of the ring post about one object within about a window. */
static void add_ring(struct maker *maker) {
    uint32_t object = oracle_draw(&maker->random, maker->objects);
    uint32_t when = oracle_draw(&maker->random, maker->shape->span);
    for (uint32_t member = 0; member < maker->shape->ring; member++) {
        if (oracle_draw(&maker->random, 4) == 0) continue;
        add_share(maker, draw_time(maker, when, 3), object, member * 2 % maker->accounts);
        maker->out->posts++;
    }
}

static void shuffle(struct oracle_random *random, struct share *shares, size_t count) {
    for (size_t i = count; i > 1; i--) {
        size_t j = oracle_draw(random, (uint32_t) i);
        struct share other = shares[j];
        shares[j] = shares[i - 1], shares[i - 1] = other;
    }
}

void oracle_layer_make(struct oracle_layer *out, uint64_t seed) {
    static const int64_t windows[] = {3, 1500000, 10000000, 60000000, 3600000000};
    static const uint32_t first_object_of[] = {0, 16, 40, 41, 60};
    *out = (struct oracle_layer){0};
    struct maker maker = {.out = out, .random = oracle_seed(seed)};
    const struct shape *shape = maker.shape = &shapes[seed % (sizeof shapes / sizeof *shapes)];
    out->shape = shape->name;
    int64_t window = windows[oracle_draw(&maker.random, sizeof windows / sizeof *windows)];
    maker.step = window / 3;
    maker.start = oracle_draw(&maker.random, 4) ? 1700000000000000 : -500000000;
    maker.accounts = 2 + oracle_draw(&maker.random, shape->accounts - 1);
    maker.objects = 1 + oracle_draw(&maker.random, shape->objects);
    for (uint32_t n = 1 + oracle_draw(&maker.random, shape->posts); n > 0; n--)
        add_post(&maker);
    for (uint32_t n = shape->ring ? oracle_draw(&maker.random, 12) : 0; n > 0; n--)
        add_ring(&maker);
    out->accounts = maker.accounts + oracle_draw(&maker.random, 3);
    shuffle(&maker.random, out->unsorted, out->unsorted_count);
    oracle_layer_sort(&out->layer, out->unsorted, out->unsorted_count, window,
                      shape->strata ? first_object_of : NULL, 5);
    static const enum trace traces[] = {TRACE_OBJECT, TRACE_REPOST, TRACE_TEXT, TRACE_HASHTAG};
    oracle_layer_call(&out->layer, shape->strata ? TRACE_TEXT : traces[seed / 7 % 4]);
}

/* ---- co-shares */

static bool is_coshare(const struct layer *layer, const struct share *a, const struct share *b) {
    int64_t delta = a->time > b->time ? a->time - b->time : b->time - a->time;
    return a->object == b->object && a->account != b->account && delta <= layer->window;
}

size_t oracle_coshares(struct oracle_coshare **out, const struct layer *layer) {
    const struct share *shares = layer->shares;
    size_t count = 0, object = 0;
    for (int pass = 0; pass < 2; pass++) {
        if (pass == 1) *out = zeroed(count, sizeof **out);
        count = object = 0;
        for (size_t j = 0; j < layer->count; j++) {
            while (layer->objects[object].object != shares[j].object)
                object++;
            for (size_t i = 0; i < j; i++) {
                if (!is_coshare(layer, &shares[i], &shares[j])) continue;
                if (pass == 1)
                    (*out)[count] = (struct oracle_coshare){shares[i], shares[j], object};
                count++;
            }
        }
    }
    return count;
}

/* ---- the null model */

static uint32_t shares_of(const struct layer *layer, size_t object, uint32_t account) {
    const struct object_shares *o = &layer->objects[object];
    uint32_t count = 0;
    for (size_t i = o->start; i < o->start + o->count; i++)
        count += layer->shares[i].account == account;
    return count;
}

/* π: of the pairs of the object's accounts, the share that has a co-share. */
static double paired_share(const struct layer *layer, size_t object, uint32_t accounts) {
    const struct object_shares *o = &layer->objects[object];
    uint8_t *paired = zeroed((size_t) accounts * accounts, 1);
    for (size_t i = o->start; i < o->start + o->count; i++)
        for (size_t j = o->start; j < o->start + o->count; j++)
            if (is_coshare(layer, &layer->shares[i], &layer->shares[j]))
                paired[(size_t) layer->shares[i].account * accounts + layer->shares[j].account] = 1;
    double pairs = 0;
    for (size_t i = 0; i < (size_t) accounts * accounts; i++)
        pairs += paired[i];
    free(paired);
    return o->accounts < 2 ? 0 : pairs / ((double) o->accounts * (o->accounts - 1.0));
}

static void fit_stratum(struct oracle_null *null, const struct layer *layer, size_t s) {
    for (size_t o = layer->strata[s]; o < layer->strata[s + 1]; o++)
        for (uint32_t a = 0; a < null->room; a++)
            if (shares_of(layer, o, a)) {
                null->activity[s * null->room + a]++;
                null->activity_total[a]++;
                null->total[s]++;
            }
    for (size_t o = layer->strata[s]; o < layer->strata[s + 1]; o++) {
        double crowd = layer->objects[o].accounts / null->total[s];
        null->rate[s] += crowd * crowd * paired_share(layer, o, null->room);
    }
}

void oracle_null(struct oracle_null *out, const struct layer *layer, uint32_t accounts) {
    *out = (struct oracle_null){.room = accounts, .strata = layer->stratum_count};
    out->activity = zeroed(out->strata * accounts, sizeof *out->activity);
    out->activity_total = zeroed(accounts, sizeof *out->activity_total);
    out->rate = zeroed(out->strata, sizeof *out->rate);
    out->total = zeroed(out->strata, sizeof *out->total);
    for (size_t s = 0; s < out->strata; s++)
        fit_stratum(out, layer, s);
    double expected = 0, products = 0;
    for (uint32_t a = 0; a < accounts; a++) {
        out->accounts += out->activity_total[a] > 0;
        for (uint32_t b = 0; b < a; b++) {
            expected += oracle_expected(out, a, b);
            products += (double) out->activity_total[a] * out->activity_total[b];
        }
    }
    out->mean_rate = products > 0 ? expected / products : 0;
}

void oracle_null_free(struct oracle_null *null) {
    free(null->activity), free(null->activity_total), free(null->rate), free(null->total);
}

double oracle_expected(const struct oracle_null *null, uint32_t a, uint32_t b) {
    double expected = 0;
    for (size_t s = 0; s < null->strata; s++)
        expected +=
            null->rate[s] * null->activity[s * null->room + a] * null->activity[s * null->room + b];
    return expected;
}

long double oracle_poisson_tail(double lambda, uint32_t k) {
    if (k == 0 || lambda <= 0) return k == 0;
    long double term = expl(-(long double) lambda), sum = 0;
    for (uint32_t i = 1; i <= k; i++)
        term *= lambda / i;
    for (uint32_t i = k; i < k + 10 || i < 4 * lambda || term > sum * 1e-22L; i++) {
        sum += term;
        term *= lambda / (i + 1.0L);
    }
    return sum;
}

void oracle_benjamini_hochberg(double *q, const double *p, size_t count, double pairs) {
    for (size_t i = 0; i < count; i++) {
        q[i] = 1;
        for (size_t j = 0; j < count; j++) {
            if (p[j] < p[i]) continue;
            double rank = 0;
            for (size_t k = 0; k < count; k++)
                rank += p[k] <= p[j];
            if (p[j] * pairs / rank < q[i]) q[i] = p[j] * pairs / rank;
        }
    }
}

/* ---- edges */

/* The co-shares of one pair. */
struct pair {
    const struct oracle_coshare *items;
    size_t count;
    uint32_t source, target;
};

static int64_t delta_of(const struct oracle_coshare *c) {
    return c->second.time - c->first.time; /* the layer is sorted by time */
}

static const struct share *side(const struct oracle_coshare *c, uint32_t account) {
    return c->first.account == account ? &c->first : &c->second;
}

static uint32_t distinct_posts(const struct pair *pair, uint32_t account) {
    uint32_t distinct = 0;
    for (size_t i = 0; i < pair->count; i++) {
        bool is_new = true;
        for (size_t j = 0; j < i; j++)
            is_new &= side(&pair->items[j], account)->post != side(&pair->items[i], account)->post;
        distinct += is_new;
    }
    return distinct;
}

static bool object_is_new(const struct pair *pair, size_t i) {
    for (size_t j = 0; j < i; j++)
        if (pair->items[j].object == pair->items[i].object) return false;
    return true;
}

static int by_delta(const void *a, const void *b) {
    int64_t x = *(const int64_t *) a, y = *(const int64_t *) b;
    return (x > y) - (x < y);
}

static double median_delta(const struct pair *pair) {
    int64_t *deltas = zeroed(pair->count, sizeof *deltas);
    for (size_t i = 0; i < pair->count; i++)
        deltas[i] = delta_of(&pair->items[i]);
    qsort(deltas, pair->count, sizeof *deltas, by_delta);
    double low = (double) deltas[(pair->count - 1) / 2], high = (double) deltas[pair->count / 2];
    free(deltas);
    return (low + high) / 2 / 1e6;
}

/* (1 + ln c) (ln((1 + N)/(1 + d_o)) + 1): smoothed TF-IDF with sublinear counts. */
static double term_weight(const struct layer *layer, const struct oracle_null *null, size_t object,
                          uint32_t account) {
    uint32_t c = shares_of(layer, object, account);
    double idf = log((1.0 + null->accounts) / (1.0 + layer->objects[object].accounts)) + 1;
    return c ? (1 + log(c)) * idf : 0;
}

static double cosine(const struct layer *layer, const struct oracle_null *null, uint32_t a,
                     uint32_t b) {
    double ab = 0, aa = 0, bb = 0;
    for (size_t o = 0; o < layer->object_count; o++) {
        double x = term_weight(layer, null, o, a), y = term_weight(layer, null, o, b);
        ab += x * y, aa += x * x, bb += y * y;
    }
    return ab / sqrt(aa * bb);
}

static void add_coshares(struct edge *edge, const struct layer *layer, const struct pair *pair) {
    double delta_sum = 0, source_first = 0;
    edge->first_time = INT64_MAX, edge->last_time = INT64_MIN;
    for (size_t i = 0; i < pair->count; i++) {
        const struct oracle_coshare *c = &pair->items[i];
        delta_sum += (double) delta_of(c);
        source_first += delta_of(c) > 0 && c->first.account == pair->source;
        if (c->first.time < edge->first_time) edge->first_time = c->first.time;
        if (c->second.time > edge->last_time) edge->last_time = c->second.time;
        if (!object_is_new(pair, i)) continue;
        edge->objects++;
        edge->weight += 1 / log(1.0 + layer->objects[c->object].accounts);
    }
    edge->mean_delta = delta_sum / (double) pair->count / 1e6;
    edge->source_first = source_first / (double) pair->count;
}

/* ---- who is about at a time */

static bool has_presence(const struct layer *layer, uint32_t accounts) {
    if (layer->trace == TRACE_OBJECT) return (double) layer->count / accounts >= 5;
    return layer->trace != TRACE_TEXT && layer->trace != TRACE_TIME;
}

static bool is_near(const struct share *share, int64_t from, int64_t to) {
    return share->time >= from && share->time <= to;
}

/* Whether each of the others around a share is b: of the shares of other objects around it, b's. */
static double chance_of(const struct layer *layer, const struct oracle_null *null,
                        const struct share *of, uint32_t b) {
    double all = 0, own = 0;
    for (size_t i = 0; i < layer->count; i++) {
        const struct share *s = &layer->shares[i];
        if (s->object == of->object ||
            !is_near(s, of->time - layer->window, of->time + layer->window))
            continue;
        all++;
        own += s->account == b;
    }
    return (own + 10.0 * null->activity_total[b] / null->total[0]) / (all + 10.0);
}

/* Adds up how many of the others around the shares of a are expected to be b: by b's activity, and
 * by b's being about. */
static void expect_there(double *by_activity, double *by_presence, const struct layer *layer,
                         const struct oracle_null *null, uint32_t a, uint32_t b) {
    for (size_t i = 0; i < layer->count; i++)
        for (size_t j = 0; j < layer->count; j++) {
            if (layer->shares[i].account != a ||
                !is_coshare(layer, &layer->shares[i], &layer->shares[j]))
                continue;
            *by_activity += null->activity_total[b] / null->total[0];
            *by_presence += chance_of(layer, null, &layer->shares[i], b);
        }
}

static struct edge edge_of(const struct layer *layer, const struct oracle_null *null,
                           const struct pair *pair) {
    struct edge edge = {.source = pair->source, .target = pair->target, .pairs = pair->count};
    add_coshares(&edge, layer, pair);
    edge.posts_source = distinct_posts(pair, pair->source);
    edge.posts_target = distinct_posts(pair, pair->target);
    edge.median_delta = median_delta(pair);
    edge.similarity = cosine(layer, null, pair->source, pair->target);
    edge.expected = oracle_expected(null, pair->source, pair->target);
    if (has_presence(layer, null->accounts)) {
        double by_activity = 0, by_presence = 0;
        expect_there(&by_activity, &by_presence, layer, null, pair->source, pair->target);
        expect_there(&by_activity, &by_presence, layer, null, pair->target, pair->source);
        if (by_presence > by_activity) edge.expected *= by_presence / by_activity;
    }
    edge.p_value = (double) oracle_poisson_tail(edge.expected, edge.objects);
    return edge;
}

static size_t select_pair(struct oracle_coshare *out, const struct oracle_coshare *all,
                          size_t count, uint32_t a, uint32_t b) {
    size_t selected = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t first = all[i].first.account, second = all[i].second.account;
        if ((first == a && second == b) || (first == b && second == a)) out[selected++] = all[i];
    }
    return selected;
}

static void add_q(struct edge *edges, size_t count, double accounts) {
    double *p = zeroed(count, sizeof *p), *q = zeroed(count, sizeof *q);
    for (size_t i = 0; i < count; i++)
        p[i] = edges[i].p_value;
    oracle_benjamini_hochberg(q, p, count, accounts * (accounts - 1) / 2);
    for (size_t i = 0; i < count; i++)
        edges[i].q_value = q[i];
    free(p), free(q);
}

size_t oracle_edges(struct edge **out, const struct layer *layer, uint32_t accounts,
                    uint32_t min_objects) {
    struct oracle_null null;
    struct oracle_coshare *all;
    oracle_null(&null, layer, accounts);
    size_t coshares = oracle_coshares(&all, layer), count = 0;
    struct oracle_coshare *mine = zeroed(coshares, sizeof *mine);
    *out = zeroed((size_t) accounts * accounts, sizeof **out);
    for (uint32_t a = 0; a < accounts; a++)
        for (uint32_t b = a + 1; b < accounts; b++) {
            struct pair pair = {mine, select_pair(mine, all, coshares, a, b), a, b};
            if (!pair.count) continue;
            struct edge edge = edge_of(layer, &null, &pair);
            if (edge.objects >= min_objects) (*out)[count++] = edge;
        }
    add_q(*out, count, null.accounts);
    free(mine), free(all);
    oracle_null_free(&null);
    return count;
}

/* ---- evidence */

static double ln_binomial(uint32_t n, uint32_t k) {
    double sum = 0;
    for (uint32_t i = 1; i <= k; i++)
        sum += log((double) (n - k + i)) - log((double) i);
    return sum;
}

static bool is_member(const uint32_t *members, uint32_t count, uint32_t account) {
    for (uint32_t i = 0; i < count; i++)
        if (members[i] == account) return true;
    return false;
}

/* What an episode of n accounts, k of them in the cluster, gains; q the cluster's share of
 * activity. */
static double gain(double n, double k, double q) {
    double r = k / n;
    if (k < 2 || r <= q) return 0;
    double inside = k * log(r / q), outside = k < n ? (n - k) * log((1 - r) / (1 - q)) : 0;
    double total = inside + outside - log(n + 1) - log(2);
    return total > 0 ? total : 0;
}

static size_t episode_end(const struct layer *layer, size_t from) {
    const struct share *shares = layer->shares;
    size_t end = from + 1;
    while (end < layer->count && shares[end].object == shares[from].object &&
           shares[end].time - shares[end - 1].time <= layer->window)
        end++;
    return end;
}

static size_t stratum_of(const struct layer *layer, size_t share) {
    size_t s = 0;
    while (s + 1 < layer->stratum_count && layer->objects[layer->strata[s + 1]].start <= share)
        s++;
    return s;
}

/* The members' share of the activity in a stratum. */
static double activity_share(const struct oracle_null *null, size_t stratum,
                             const uint32_t *members, uint32_t count) {
    double inside = 0;
    for (uint32_t i = 0; i < count; i++)
        inside += null->activity[stratum * null->room + members[i]];
    return inside / null->total[stratum];
}

/* The members' share of what others share while the episode [from, end) lasts. */
static double share_of_present(const struct layer *layer, size_t from, size_t end,
                               const uint32_t *members, uint32_t count, double activity) {
    int64_t first = layer->shares[from].time - layer->window;
    int64_t last = layer->shares[end - 1].time + layer->window;
    double all = 0, inside = 0;
    for (size_t i = 0; i < layer->count; i++) {
        if ((i >= from && i < end) || !is_near(&layer->shares[i], first, last)) continue;
        all++;
        inside += is_member(members, count, layer->shares[i].account);
    }
    return (inside + 10 * activity) / (all + 10);
}

static bool is_in_episode(const struct layer *layer, size_t from, size_t end, uint32_t account) {
    for (size_t i = from; i < end; i++)
        if (layer->shares[i].account == account) return true;
    return false;
}

/* ---- who shares what the members share, but never with them */

struct stranger {
    size_t object; /* its first share */
    uint32_t account;
};

static bool has_member(const struct layer *layer, size_t from, size_t end, const uint32_t *members,
                       uint32_t count) {
    for (size_t i = from; i < end; i++)
        if (is_member(members, count, layer->shares[i].account)) return true;
    return false;
}

/* Eight shares of the object [from, end), or all, evenly spaced; no account twice. */
static size_t strangers_beside(struct stranger *out, const struct layer *layer, size_t from,
                               size_t end, const uint32_t *members, uint32_t count) {
    size_t samples = end - from < 8 ? end - from : 8, found = 0;
    uint32_t looked_at[8];
    for (size_t s = 0; s < samples; s++) {
        size_t at = from + s * (end - from) / samples, first = from, last;
        bool is_new = true;
        looked_at[s] = layer->shares[at].account;
        for (size_t i = 0; i < s; i++)
            is_new = is_new && looked_at[i] != looked_at[s];
        while ((last = episode_end(layer, first)) <= at)
            first = last;
        if (is_new && !has_member(layer, first, last, members, count))
            out[found++] = (struct stranger){from, looked_at[s]};
    }
    return found;
}

static size_t list_strangers(struct stranger *out, const struct layer *layer,
                             const uint32_t *members, uint32_t count) {
    size_t found = 0;
    for (size_t from = 0, end = 0; from < layer->count; from = end) {
        while (end < layer->count && layer->shares[end].object == layer->shares[from].object)
            end++;
        if (has_member(layer, from, end, members, count) &&
            distinct_accounts(layer->shares + from, end - from) > 1)
            found += strangers_beside(out + found, layer, from, end, members, count);
    }
    return found;
}

/* Two strangers by activity are one account with this chance. */
static double same_by_activity(const struct oracle_null *null, const uint32_t *members,
                               uint32_t count) {
    double all = 0, squares = 0;
    for (uint32_t a = 0; a < null->room; a++) {
        if (is_member(members, count, a)) continue;
        all += null->activity_total[a];
        squares += (double) null->activity_total[a] * null->activity_total[a];
    }
    return all > 0 ? squares / all / all : 0;
}

static double lift_of_kindred(const struct oracle_null *null, const struct layer *layer,
                              const uint32_t *members, uint32_t count) {
    struct stranger *strangers = calloc(8 * layer->count + 1, sizeof *strangers);
    size_t found = list_strangers(strangers, layer, members, count);
    double pairs = 0, met = 0;
    for (size_t i = 0; i < found; i++)
        for (size_t j = 0; j < i; j++) {
            pairs += strangers[i].object != strangers[j].object;
            met += strangers[i].account == strangers[j].account;
        }
    free(strangers);
    double lift = (met + 1) / (pairs * same_by_activity(null, members, count) + 1);
    return found && lift > 1 ? lift : 1;
}

/* The members' share of the object's accounts that are not in the episode, and of the activity of
 * their kindred. */
static double share_of_audience(const struct layer *layer, size_t from, size_t end,
                                const uint32_t *members, uint32_t count, double kindred) {
    double all = 0, inside = 0;
    for (size_t i = 0; i < layer->count; i++) {
        uint32_t account = layer->shares[i].account;
        bool is_new = layer->shares[i].object == layer->shares[from].object &&
                      !is_in_episode(layer, from, end, account);
        for (size_t j = 0; j < i && is_new; j++)
            is_new = layer->shares[j].object != layer->shares[i].object ||
                     layer->shares[j].account != account;
        all += is_new;
        inside += is_new && is_member(members, count, account);
    }
    double share = (inside + 10 * kindred) / (all + 10);
    return share > kindred ? share : kindred;
}

static double most(double a, double b) {
    return a > b ? a : b;
}

/* A cluster in an episode. */
struct part {
    uint32_t accounts, present; /* n, k */
    double chance;              /* q */
};

/* Of every episode in order; the caller frees *out. */
static size_t list_parts(struct part **out, const struct oracle_null *null,
                         const struct layer *layer, const uint32_t *members, uint32_t count) {
    size_t parts = 0;
    bool has_audience = layer->trace == TRACE_REPOST || layer->trace == TRACE_URL;
    double lift = has_audience ? lift_of_kindred(null, layer, members, count) : 1;
    *out = calloc(layer->count + 1, sizeof **out);
    for (size_t from = 0, end; from < layer->count; from = end) {
        struct part *p = &(*out)[parts++];
        end = episode_end(layer, from);
        for (size_t i = from; i < end; i++) {
            if (distinct_accounts(layer->shares + from, i - from) ==
                distinct_accounts(layer->shares + from, i - from + 1))
                continue; /* seen before in this episode */
            p->accounts++;
            p->present += is_member(members, count, layer->shares[i].account);
        }
        double activity = activity_share(null, stratum_of(layer, from), members, count);
        p->chance = activity;
        if (has_presence(layer, null->accounts))
            p->chance =
                most(p->chance, share_of_present(layer, from, end, members, count, activity));
        double kindred = activity * lift / (activity * lift + 1 - activity);
        if (kindred > 0.5) kindred = activity;
        if (has_audience)
            p->chance =
                most(p->chance, share_of_audience(layer, from, end, members, count, kindred));
    }
    return parts;
}

/* What is paid for the accounts, their number and alpha. */
static double price_of_accounts(uint32_t accounts, uint32_t count, double alpha) {
    double size = count > 2 ? log(count * (count - 1.0) / 2) : 0;
    return ln_binomial(accounts, count) + size + log(1 / alpha);
}

double oracle_evidence(const struct layer *layer, uint32_t accounts, const uint32_t *members,
                       uint32_t count, double alpha, uint64_t *episodes) {
    struct oracle_null null;
    struct part *parts;
    oracle_null(&null, layer, accounts);
    size_t all = list_parts(&parts, &null, layer, members, count);
    double evidence = -price_of_accounts(null.accounts, count, alpha);
    uint64_t gaining = 0;
    for (size_t i = 0; i < all; i++) {
        double gained = gain(parts[i].accounts, parts[i].present, parts[i].chance);
        evidence += gained;
        gaining += gained > 0;
    }
    if (episodes) *episodes = gaining;
    free(parts);
    oracle_null_free(&null);
    return evidence;
}

/* P(k of n by draws without repetition), at most: the k first are members and all different, times
 * the ways to place them. */
static double strict_gain(double n, double k, double q, double members) {
    if (k < 2 || k / n <= q) return 0;
    double chance = 1;
    for (double i = 0; i < k; i++)
        chance *= q * (members - i) / members * (n - i) / (i + 1);
    for (double i = k; i < n; i++)
        chance *= 1 - q;
    double gained = log(1 / chance / (n - 1));
    return gained > 0 ? gained : 0;
}

double oracle_strict(const struct layer *layer, uint32_t accounts, const uint32_t *members,
                     uint32_t count, double alpha) {
    struct oracle_null null;
    struct part *parts;
    oracle_null(&null, layer, accounts);
    size_t all = list_parts(&parts, &null, layer, members, count);
    uint32_t episodes = 0, chosen = 0;
    for (size_t i = 0; i < all; i++)
        episodes += parts[i].accounts > 1;
    double gains = 0, best = 0, last = INFINITY;
    while (last > 0) { /* the next smaller gain, as often as it occurs */
        double next = 0;
        for (size_t i = 0; i < all; i++) {
            double gained =
                strict_gain(parts[i].accounts, parts[i].present, parts[i].chance, count);
            if (gained < last && gained > next) next = gained;
        }
        for (size_t i = 0; next > 0 && i < all; i++) {
            if (strict_gain(parts[i].accounts, parts[i].present, parts[i].chance, count) != next)
                continue;
            gains += next, chosen++;
            best = most(best, gains - ln_binomial(episodes, chosen) -
                                  log((chosen + 1.0) * (chosen + 2.0)));
        }
        last = next;
    }
    double evidence = best - price_of_accounts(null.accounts, count, alpha);
    free(parts);
    oracle_null_free(&null);
    return evidence;
}
