/* CooRnet 1.7.0: estimate_coord_interval and get_coord_shares, with clean_urls and keep_ourl_only
 * off. Its rule is no window: time is cut into bins from each URL's first share on. Two who are a
 * second apart on both sides of a border are not together, and two who each shared with somebody
 * else in a bin of the URL are, however far these bins lie apart. */
#include "engine/compat.h"
#include "engine/csv_cells.h"
#include "engine/error.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

/* The defaults of estimate_coord_interval. */
static const double FASTEST = 0.1, REACHED = 0.5;

struct coornet {
    const struct archive *archive;
    const struct lockstep_settings *settings;
    const struct layer *layer;
    struct share *shares; /* by object, then time, then input */
    size_t count;
    int64_t interval;                /* microseconds, whole seconds */
    uint8_t *in_bin;                 /* by place in `shares`: in a coordinated bin */
    uint8_t *object_in, *account_in; /* such a share has it */
    int64_t *moments;                /* of such shares, sorted */
    size_t moment_count;
    uint64_t *pairs; /* an account pair, as from << 32 | to, once for each URL; then sorted */
    size_t pair_count, pair_room;
    struct arena arena;
};

static int by_object(const void *a, const void *b) {
    const struct share *x = a, *y = b;
    if (x->object != y->object) return x->object < y->object ? -1 : 1;
    if (x->time != y->time) return x->time < y->time ? -1 : 1;
    return (x->post > y->post) - (x->post < y->post);
}

static int by_value(const void *a, const void *b) {
    int64_t x = *(const int64_t *) a, y = *(const int64_t *) b;
    return (x > y) - (x < y);
}

static int by_pair(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *) a, y = *(const uint64_t *) b;
    return (x > y) - (x < y);
}

static size_t end_of_object(const struct coornet *c, size_t start) {
    size_t end = start + 1;
    while (end < c->count && c->shares[end].object == c->shares[start].object)
        end++;
    return end;
}

/* R's quantile, type 7, of sorted values. */
static double quantile(const int64_t *values, size_t count, double p) {
    double h = (double) (count - 1) * p, part = h - floor(h);
    double a = (double) values[(size_t) floor(h)], b = (double) values[(size_t) ceil(h)];
    return a == b ? a : (1 - part) * a + part * b; /* not a hair above all of equal values */
}

/* ---- estimate_coord_interval ---- */

/* Of a URL: how long its second share took, and the first share past half of all. */
static int64_t second_share(const struct share *s) {
    return s[1].time - s[0].time;
}

static int64_t reaching_share(const struct share *s, size_t count) {
    size_t rank = 1;
    while ((double) rank / (double) count <= REACHED)
        rank++;
    return s[rank - 1].time - s[0].time;
}

/* `times` become those of the fastest URLs, sorted. */
static size_t list_fastest(int64_t *times, const struct coornet *c) {
    size_t count = 0, kept = 0;
    for (size_t start = 0, end; start < c->count; start = end) {
        end = end_of_object(c, start);
        if (end - start > 1) times[count++] = second_share(&c->shares[start]);
    }
    if (!count) return 0;
    qsort(times, count, sizeof *times, by_value);
    double limit = quantile(times, count, FASTEST);
    for (size_t start = 0, end; start < c->count; start = end) {
        end = end_of_object(c, start);
        if (end - start > 1 && (double) second_share(&c->shares[start]) <= limit)
            times[kept++] = reaching_share(&c->shares[start], end - start);
    }
    qsort(times, kept, sizeof *times, by_value);
    return kept;
}

/* An interval of 0 is made 1 second. */
static double median_interval(const int64_t *times, size_t count) {
    double median = count ? quantile(times, count, 0.5) : 0;
    return median > 0 ? median : MICROSECONDS;
}

static lockstep_status print_estimate(FILE *out, const struct coornet *c, lockstep_error *err) {
    static const double at[] = {0, 0.25, 0.5, 0.75, 1};
    struct csv_row row = {.out = out};
    int64_t *times = malloc((c->count + 1) * sizeof *times);
    if (!times) return fail_memory(err, "the interval");
    size_t count = list_fastest(times, c);
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (double) times[i];
    csv_header(out, "urls,min,q1,median,q3,max,mean,interval");
    csv_count(&row, count);
    for (size_t i = 0; i < sizeof at / sizeof *at; i++)
        csv_number(&row, count ? quantile(times, count, at[i]) / MICROSECONDS : NAN);
    csv_number(&row, sum / (double) count / MICROSECONDS);
    csv_number(&row, median_interval(times, count) / MICROSECONDS);
    csv_end_row(&row);
    free(times);
    return LOCKSTEP_OK;
}

/* As cut() takes it: whole seconds. */
static lockstep_status choose_interval(struct coornet *c, lockstep_error *err) {
    double interval = (double) c->settings->window;
    if (!settings_is_named(c->settings, "window")) {
        int64_t *times = malloc((c->count + 1) * sizeof *times);
        if (!times) return fail_memory(err, "the interval");
        size_t count = list_fastest(times, c);
        interval = median_interval(times, count);
        free(times);
    }
    c->interval = (int64_t) (interval / MICROSECONDS) * MICROSECONDS;
    if (c->interval < MICROSECONDS) c->interval = MICROSECONDS;
    return LOCKSTEP_OK;
}

/* ---- get_coord_shares ---- */

static bool has_two_accounts(const struct share *s, size_t count) {
    for (size_t i = 1; i < count; i++)
        if (s[i].account != s[0].account) return true;
    return false;
}

/* A bin with two shares is coordinated, be they of one account. */
static void mark_bins(struct coornet *c, size_t start, size_t end) {
    const struct share *s = c->shares;
    if (!has_two_accounts(s + start, end - start)) return;
    for (size_t from = start, to; from < end; from = to) {
        int64_t bin = (s[from].time - s[start].time) / c->interval;
        for (to = from + 1; to < end && (s[to].time - s[start].time) / c->interval == bin;)
            to++;
        for (size_t i = from; i < to && to - from > 1; i++) {
            c->in_bin[i] = 1;
            c->object_in[s[i].object] = c->account_in[s[i].account] = 1;
            c->moments[c->moment_count++] = s[i].time;
        }
    }
}

static lockstep_status add_pair(struct coornet *c, uint32_t a, uint32_t b, lockstep_error *err) {
    uint64_t *pairs = grow(c->pairs, &c->pair_room, c->pair_count + 1, sizeof *pairs);
    if (!pairs) return fail_memory(err, "account pairs");
    c->pairs = pairs;
    pairs[c->pair_count++] = a < b ? (uint64_t) a << 32 | b : (uint64_t) b << 32 | a;
    return LOCKSTEP_OK;
}

/* Every two accounts that are in some coordinated bin of the URL. */
static lockstep_status project(struct coornet *c, size_t start, size_t end, uint32_t *members,
                               size_t *seen, lockstep_error *err) {
    size_t count = 0;
    for (size_t i = start; i < end; i++) {
        uint32_t account = c->shares[i].account;
        if (!c->in_bin[i] || seen[account] == start + 1) continue;
        seen[account] = start + 1;
        members[count++] = account;
    }
    for (size_t i = 1; i < count; i++)
        for (size_t j = 0; j < i; j++)
            TRY(add_pair(c, members[j], members[i], err));
    return check_interrupt(err);
}

static lockstep_status coordinate(struct coornet *c, lockstep_error *err) {
    size_t accounts = c->archive->accounts.count, objects = c->archive->traces.objects.count;
    c->in_bin = arena_alloc(&c->arena, c->count, 1);
    c->object_in = arena_alloc(&c->arena, objects, 1);
    c->account_in = arena_alloc(&c->arena, accounts, 1);
    c->moments = arena_alloc(&c->arena, c->count, sizeof *c->moments);
    uint32_t *members = arena_alloc(&c->arena, accounts, sizeof *members);
    size_t *seen = arena_alloc(&c->arena, accounts, sizeof *seen);
    if (!c->in_bin || !c->object_in || !c->account_in || !c->moments || !members || !seen)
        return fail_memory(err, "the network");
    for (size_t start = 0, end; start < c->count; start = end) {
        end = end_of_object(c, start);
        mark_bins(c, start, end);
        TRY(project(c, start, end, members, seen, err));
    }
    if (c->moment_count) qsort(c->moments, c->moment_count, sizeof *c->moments, by_value);
    if (c->pair_count) qsort(c->pairs, c->pair_count, sizeof *c->pairs, by_pair);
    return LOCKSTEP_OK;
}

/* The URLs of the pair that begins at `at`. */
static size_t count_urls(const struct coornet *c, size_t at) {
    size_t end = at + 1;
    while (end < c->pair_count && c->pairs[end] == c->pairs[at])
        end++;
    return end - at;
}

static lockstep_status find_least_weight(double *least, const struct coornet *c,
                                         lockstep_error *err) {
    double p = settings_is_named(c->settings, "edge-weight") ? c->settings->edge_weight : 0.9;
    int64_t *weights = malloc((c->pair_count + 1) * sizeof *weights);
    size_t count = 0;
    if (!weights) return fail_memory(err, "weights");
    for (size_t i = 0, urls; i < c->pair_count; i += urls)
        weights[count++] = (int64_t) (urls = count_urls(c, i));
    qsort(weights, count, sizeof *weights, by_value);
    *least = count ? quantile(weights, count, p) : 0;
    free(weights);
    return LOCKSTEP_OK;
}

static lockstep_status print_edges(FILE *out, struct coornet *c, lockstep_error *err) {
    const struct account *accounts = c->archive->accounts.items;
    struct csv_row row = {.out = out};
    double least = 0;
    TRY(find_least_weight(&least, c, err));
    csv_header(out, "from,to,weight");
    for (size_t i = 0, urls; i < c->pair_count; i += urls) {
        urls = count_urls(c, i);
        if ((double) urls < least) continue;
        csv_verbatim(&row, accounts[c->pairs[i] >> 32].name);
        csv_verbatim(&row, accounts[(uint32_t) c->pairs[i]].name);
        csv_count(&row, urls);
        csv_end_row(&row);
    }
    return LOCKSTEP_OK;
}

/* Three tests apart: any of its URL, its moment and its account may come from another share. */
static bool is_coordinated(const struct coornet *c, const struct share *share) {
    return c->object_in[share->object] && c->account_in[share->account] &&
           bsearch(&share->time, c->moments, c->moment_count, sizeof *c->moments, by_value);
}

static lockstep_status print_shares(FILE *out, struct coornet *c, lockstep_error *err) {
    const struct archive *archive = c->archive;
    struct csv_row row = {.out = out};
    char room[192];
    csv_header(out, "object_id,account_id,content_id,date,is_coordinated");
    for (size_t i = 0; i < c->count; i++) {
        const struct share *share = &c->layer->shares[i];
        csv_verbatim(&row, object_key(&archive->traces, share->object));
        csv_verbatim(&row, archive->accounts.items[share->account].name);
        csv_verbatim(&row, post_id(&archive->posts, &archive->sources, share->post, room));
        csv_time(&row, share->time);
        csv_verbatim(&row, slice_of(is_coordinated(c, share) ? "TRUE" : "FALSE"));
        csv_end_row(&row);
    }
    (void) err;
    return LOCKSTEP_OK;
}

typedef lockstep_status (*print_fn)(FILE *out, struct coornet *c, lockstep_error *err);

static lockstep_status sort_shares(struct coornet *c, lockstep_error *err) {
    c->count = c->layer ? c->layer->count : 0;
    c->shares = arena_alloc(&c->arena, c->count, sizeof *c->shares);
    if (!c->shares) return fail_memory(err, "shares");
    if (c->count) memcpy(c->shares, c->layer->shares, c->count * sizeof *c->shares);
    if (c->count) qsort(c->shares, c->count, sizeof *c->shares, by_object);
    return LOCKSTEP_OK;
}

static lockstep_status detect(FILE *out, struct coornet *c, print_fn print, lockstep_error *err) {
    TRY(compat_layer(&c->layer, c->archive, err));
    TRY(sort_shares(c, err));
    if (!print) return print_estimate(out, c, err);
    TRY(choose_interval(c, err));
    TRY(coordinate(c, err));
    return print(out, c, err);
}

static lockstep_status run(FILE *out, const struct archive *archive,
                           const struct lockstep_settings *settings, print_fn print,
                           lockstep_error *err) {
    struct coornet c = {.archive = archive, .settings = settings};
    lockstep_status status = detect(out, &c, print, err);
    free(c.pairs);
    arena_release(&c.arena);
    return status;
}

lockstep_status compat_coornet_edges(FILE *out, const struct archive *archive,
                                     const struct lockstep_settings *settings,
                                     lockstep_error *err) {
    return run(out, archive, settings, settings->stats == STATS_INTERVAL ? NULL : print_edges, err);
}

lockstep_status compat_coornet_coshares(FILE *out, const struct archive *archive,
                                        const struct lockstep_settings *settings,
                                        lockstep_error *err) {
    return run(out, archive, settings, print_shares, err);
}
