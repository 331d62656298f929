/* The peers' rules, step by step and pair by pair as they state them, beside ours. Answers of the
 * peers themselves are in tests/golden. */
#include "engine/arena.h"
#include "engine/compat.h"
#include "engine/csv_cells.h"
#include "engine/settings.h"

#include "tests/check.h"

#include <stdlib.h>

/* ---- tables by hand ---- */

struct entry {
    const char *object, *account, *content;
    double seconds;
};

enum { MOST_ENTRIES = 64, MOST_NAMES = 32 };

/* An archive of one layer, as archive_read makes it with --compat. */
struct table {
    struct archive archive;
    struct layer layer;
    uint8_t place;
    struct source source, *sources[1];
    struct share shares[MOST_ENTRIES];
    struct account accounts[MOST_NAMES];
    struct names account_names;
    uint32_t by_appearance[MOST_NAMES], rank[MOST_NAMES];
};

static lockstep_error err;

static void add_entry(struct table *t, const struct entry *e) {
    char key[64];
    struct share *s = &t->shares[t->layer.count];
    snprintf(key, sizeof key, "_%s", e->object);
    key[0] = '\0';
    struct slice object = {key, strlen(e->object) + 1};
    s->time = (int64_t) (e->seconds * MICROSECONDS);
    s->post = t->archive.posts.count++;
    check_ok(names_intern(&t->archive.traces.objects, object, &s->object, NULL, &err), err);
    check_ok(names_intern(&t->account_names, slice_of(e->account), &s->account, NULL, &err), err);
    struct id id = id_of(slice_of(e->content), t->layer.count + 1);
    check_ok(ids_add(&t->archive.posts.ids, &id, &err), err);
    t->layer.count++;
}

static void table_fill(struct table *t, enum trace trace, const struct entry *entries,
                       size_t count) {
    *t = (struct table){.layer = {.trace = trace, .name = "object", .shares = t->shares}};
    for (size_t i = 0; i < count; i++)
        add_entry(t, &entries[i]);
    check_ok(names_sort(&t->account_names, t->by_appearance, &err), err);
    for (uint32_t i = 0; i < t->account_names.count; i++) {
        t->rank[t->by_appearance[i]] = i;
        t->accounts[i].name = names_get(&t->account_names, t->by_appearance[i]);
    }
    for (size_t i = 0; i < count; i++)
        t->shares[i].account = t->rank[t->shares[i].account];
    t->archive.accounts.items = t->accounts;
    t->archive.accounts.count = t->account_names.count;
    t->archive.traces.layers = &t->layer;
    t->archive.traces.place = &t->place;
    t->archive.traces.count = 1;
    t->sources[0] = &t->source;
    t->archive.sources.items = t->sources;
}

static void table_release(struct table *t) {
    names_release(&t->account_names);
    names_release(&t->archive.traces.objects);
    ids_release(&t->archive.posts.ids);
}

typedef lockstep_status (*print_fn)(FILE *out, const struct archive *archive,
                                    const struct lockstep_settings *settings, lockstep_error *err);

/* What a function prints; to be freed. */
static char *printed(print_fn print, const struct table *t,
                     const struct lockstep_settings *settings) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    check_ok(print(out, &t->archive, settings, &err), err);
    fclose(out);
    return text;
}

static void expect_printed(print_fn print, enum trace trace, const struct entry *entries,
                           size_t count, const struct lockstep_settings *settings,
                           const char *expected) {
    struct table t;
    table_fill(&t, trace, entries, count);
    char *text = printed(print, &t, settings);
    check_text(text, expected);
    free(text);
    table_release(&t);
}
#define EXPECT(print, trace, entries, settings, expected)                                          \
    expect_printed(print, trace, entries, sizeof(entries) / sizeof *(entries), settings, expected)

static struct lockstep_settings settings_of(double window, uint32_t min_participation) {
    return (struct lockstep_settings){.window = (int64_t) (window * MICROSECONDS),
                                      .min_participation = min_participation,
                                      .edge_weight = 0.5,
                                      .min_weight = 1};
}

#define PAIR_COLUMNS "object_id,account_id,account_id_y,content_id,content_id_y,time_delta"
#define EDGE_COLUMNS                                                                               \
    "from,to,weight,avg_time_delta,n_content_id,n_content_id_y,edge_symmetry_score,"

/* ---- CooRTweet by hand ---- */

Test(compat, the_window_of_coortweet_includes_its_end) {
    const struct entry entries[] = {{"o", "a", "1", 0}, {"o", "b", "2", 10}, {"o", "c", "3", 10.5}};
    struct lockstep_settings settings = settings_of(10, 1);
    EXPECT(compat_coortweet_coshares, TRACE_OBJECT, entries, &settings,
           PAIR_COLUMNS "\no,a,b,1,2,10\no,b,c,2,3,0.5\n");
}

Test(compat, a_pair_stays_when_one_end_participates_enough) {
    const struct entry entries[] = {{"o", "a", "1", 0},   {"o", "b", "2", 1}, {"p", "a", "3", 100},
                                    {"p", "c", "4", 101}, {"q", "b", "5", 0}, {"q", "c", "6", 500}};
    struct lockstep_settings settings = settings_of(10, 2);
    EXPECT(compat_coortweet_coshares, TRACE_OBJECT, entries, &settings,
           PAIR_COLUMNS "\no,a,b,1,2,1\np,a,c,3,4,1\n");
}

Test(compat, rows_of_one_moment_keep_the_order_of_accounts_first_seen) {
    const struct entry entries[] = {{"p", "z", "1", 0}, {"o", "b", "2", 7}, {"o", "z", "3", 7}};
    struct lockstep_settings settings = settings_of(10, 1);
    EXPECT(compat_coortweet_coshares, TRACE_OBJECT, entries, &settings,
           PAIR_COLUMNS "\no,z,b,3,2,0\n");
}

Test(compat, loops_are_the_original_the_same_post_and_the_same_account) {
    const struct entry entries[] = {
        {"1", "a", "1", 0}, {"1", "b", "2", 1}, {"1", "b", "3", 2}, {"1", "c", "2", 3}};
    struct lockstep_settings settings = settings_of(10, 1);
    EXPECT(compat_coortweet_coshares, TRACE_OBJECT, entries, &settings,
           PAIR_COLUMNS "\n1,b,c,3,2,1\n");
    settings.keep_loops = true;
    EXPECT(compat_coortweet_coshares, TRACE_OBJECT, entries, &settings,
           PAIR_COLUMNS "\n1,a,b,1,2,1\n1,a,b,1,3,2\n1,b,b,2,3,1\n1,a,c,1,2,3\n1,b,c,2,2,2\n"
                        "1,b,c,3,2,1\n");
}

/* a posts four times, b once in the middle: CooRTweet says 3 and 3, fully symmetric. */
Test(compat, symmetry_counts_older_and_newer_posts_whoever_wrote_them) {
    const struct entry entries[] = {{"o", "a", "1", 0},
                                    {"o", "a", "2", 1},
                                    {"o", "b", "x", 2},
                                    {"o", "a", "3", 3},
                                    {"o", "a", "4", 4}};
    struct lockstep_settings settings = settings_of(10, 1);
    EXPECT(compat_coortweet_edges, TRACE_OBJECT, entries, &settings,
           EDGE_COLUMNS "weight_threshold\na,b,4,1.5,3,3,1,0\n");
}

Test(compat, objects_of_an_edge_are_joined_and_torn_at_commas) {
    const struct entry entries[] = {
        {"x,y", "a", "1", 0}, {"x,y", "b", "2", 1}, {"x", "a", "3", 0}, {"x", "c", "4", 1}};
    struct lockstep_settings settings = settings_of(10, 1);
    settings.objects = true;
    EXPECT(compat_coortweet_edges, TRACE_OBJECT, entries, &settings,
           EDGE_COLUMNS
           "object_ids,weight_threshold\na,b,1,1,1,1,1,\"x,y\",0\na,c,1,1,1,1,1,x,0\n");
    settings.stats = STATS_OBJECTS;
    EXPECT(compat_coortweet_edges, TRACE_OBJECT, entries, &settings,
           "object_id,num_accounts\nx,1\ny,1\n");
}

/* Edges of a with mean Δt 1, 1 and 5: the mean is 3, not 7/3. */
Test(compat, account_stats_count_equal_edges_once) {
    const struct entry entries[] = {{"o", "a", "1", 0},   {"o", "b", "2", 1},
                                    {"p", "a", "3", 100}, {"p", "c", "4", 101},
                                    {"q", "a", "5", 200}, {"q", "d", "6", 205}};
    struct lockstep_settings settings = settings_of(10, 1);
    settings.stats = STATS_ACCOUNTS;
    EXPECT(compat_coortweet_edges, TRACE_OBJECT, entries, &settings,
           "account_id,avg_time_delta,avg_edge_symmetry_score,unique_shares_count\n"
           "a,3,1,3\nb,1,1,1\nc,1,1,1\nd,5,1,1\n");
}

static const struct entry fast_entries[] = {
    {"o", "a", "1", 0},   {"o", "b", "2", 1},   {"p", "a", "3", 100}, {"p", "b", "4", 101},
    {"q", "b", "5", 200}, {"q", "c", "6", 208}, {"r", "d", "7", 300}, {"r", "e", "8", 309}};

Test(compat, a_fast_window_flags_pairs_and_adds_columns) {
    struct lockstep_settings settings = settings_of(10, 1);
    settings.fast_window = 3 * MICROSECONDS;
    EXPECT(compat_coortweet_coshares, TRACE_OBJECT, fast_entries, &settings,
           PAIR_COLUMNS ",time_window_3\no,a,b,1,2,1,1\np,a,b,3,4,1,1\nq,b,c,5,6,8,0\n"
                        "r,d,e,7,8,9,0\n");
    EXPECT(compat_coortweet_edges, TRACE_OBJECT, fast_entries, &settings,
           "from,to,weight_full,weight_fast,avg_time_delta_full,avg_time_delta_fast,"
           "n_content_id_full,n_content_id_y_full,n_content_id_fast,n_content_id_y_fast,"
           "edge_symmetry_score_full,edge_symmetry_score_fast,"
           "weight_threshold_full,weight_threshold_fast\n"
           "a,b,2,2,1,1,2,2,2,2,1,1,1,0\nb,c,1,,8,,1,1,,,1,,0,\nd,e,1,,9,,1,1,,,1,,0,\n");
}

Test(compat, subgraphs_keep_heavy_edges_or_the_context_of_fast_ones) {
    const struct entry entries[] = {
        {"o", "a", "1", 0},   {"o", "b", "2", 1},   {"p", "a", "3", 100}, {"p", "b", "4", 101},
        {"q", "b", "5", 200}, {"q", "c", "6", 208}, {"r", "d", "7", 300}, {"r", "e", "8", 302}};
    struct lockstep_settings settings = settings_of(10, 1);
    settings.subgraph = 1;
    EXPECT(compat_coortweet_edges, TRACE_OBJECT, entries, &settings,
           EDGE_COLUMNS "weight_threshold\na,b,2,1,2,2,1,1\n");
    settings.fast_window = 3 * MICROSECONDS;
    settings.stats = STATS_ACCOUNTS;
    settings.subgraph = 3;
    EXPECT(compat_coortweet_edges, TRACE_OBJECT, entries, &settings,
           "account_id,avg_time_delta_full,avg_time_delta_fast,avg_edge_symmetry_score_full,"
           "avg_edge_symmetry_score_fast,unique_shares_count\n"
           "a,1,1,1,1,2\nb,4.5,1,1,1,3\nc,8,,1,,1\n");
}

Test(compat, refuses_subgraphs_that_coortweet_refuses) {
    struct table t;
    table_fill(&t, TRACE_OBJECT, fast_entries, 2);
    struct lockstep_settings settings = settings_of(10, 1);
    settings.subgraph = 2;
    check_status(compat_coortweet_edges(stdout, &t.archive, &settings, &err), LOCKSTEP_EARG, err);
    settings.subgraph = 1;
    settings.fast_window = MICROSECONDS;
    check_status(compat_coortweet_edges(stdout, &t.archive, &settings, &err), LOCKSTEP_EARG, err);
    table_release(&t);
}

Test(compat, refuses_two_traces_at_once) {
    struct table t;
    table_fill(&t, TRACE_URL, fast_entries, 2);
    struct layer layers[] = {t.layer, t.layer};
    t.archive.traces.layers = layers;
    t.archive.traces.count = 2;
    struct lockstep_settings settings = settings_of(10, 1);
    check_status(compat_cnt_edges(stdout, &t.archive, &settings, &err), LOCKSTEP_EARG, err);
    table_release(&t);
}

/* ---- seeded tables ---- */

static uint64_t next_random(uint64_t *state) {
    *state += 0x9e3779b97f4a7c15;
    uint64_t z = *state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

static size_t below(uint64_t *state, size_t limit) {
    return (size_t) (next_random(state) % limit);
}

/* String order is not the order of the numbers; some contents are objects; "x,y" is torn. */
static const char *const object_names[] = {"m1", "m2", "o1", "x,y", "x"};
static const char *const account_names[] = {"a9", "a10", "b", "a1", "c", "B", "a"};
static const char *const content_names[] = {
    "m1", "m2", "c1", "c10", "c9", "c8", "d1", "d2", "d3", "e1", "e2", "e3", "f1", "f2", "f3",
    "g1", "g2", "g3", "h1",  "h2", "h3", "i1", "i2", "i3", "j1", "j2", "j3", "k1", "k2", "k3"};

static size_t random_entries(struct entry *out, uint64_t *state) {
    size_t count = below(state, MOST_ENTRIES), span = 1 + below(state, 60);
    size_t objects = 1 + below(state, 5), accounts = 1 + below(state, 7);
    size_t contents = 1 + below(state, 30);
    for (size_t i = 0; i < count; i++)
        out[i] = (struct entry){
            object_names[below(state, objects)], account_names[below(state, accounts)],
            content_names[below(state, contents)], (double) below(state, 2 * span) / 2};
    return count;
}

/* ---- CooRTweet in its five steps ---- */

struct plain_pair {
    struct entry a, b; /* older, newer */
    double delta;
    bool fast;
};

struct plain_pairs {
    struct plain_pair items[MOST_ENTRIES * MOST_ENTRIES];
    size_t count;
};

static bool same(const char *a, const char *b) {
    return strcmp(a, b) == 0;
}

static size_t plain_regroup(struct entry *out, const struct entry *in, size_t count,
                            uint32_t least) {
    size_t taken = 0;
    for (size_t i = 0; i < count; i++) {
        size_t rows = 0, earlier = 0;
        for (size_t j = 0; j < count; j++) {
            rows += same(in[i].account, in[j].account);
            earlier += j < i && same(in[i].account, in[j].account);
        }
        for (size_t j = 0; j < count && !earlier && rows >= least; j++)
            if (same(in[i].account, in[j].account)) out[taken++] = in[j];
    }
    return taken;
}

static bool plain_loop(const struct entry *a, const struct entry *b) {
    return same(a->object, a->content) || same(a->object, b->content) ||
           same(a->content, b->content) || same(a->account, b->account);
}

static void plain_pair_object(struct plain_pairs *out, const struct entry *x, size_t count,
                              const char *object, const struct lockstep_settings *s) {
    for (size_t j = 0; j < count; j++)
        for (size_t i = 0; i < j; i++) {
            double delta = x[i].seconds - x[j].seconds, size = delta < 0 ? -delta : delta;
            if (!same(x[i].object, object) || !same(x[j].object, object)) continue;
            if (size * MICROSECONDS > (double) s->window) continue;
            if (!s->keep_loops && plain_loop(&x[i], &x[j])) continue;
            out->items[out->count++] = delta > 0 ? (struct plain_pair){x[j], x[i], size, false}
                                                 : (struct plain_pair){x[i], x[j], size, false};
        }
}

static bool in_pairs(const struct plain_pairs *pairs, const char *content) {
    for (size_t i = 0; i < pairs->count; i++)
        if (same(pairs->items[i].a.content, content) || same(pairs->items[i].b.content, content))
            return true;
    return false;
}

static bool participates(const char *content, const struct entry *x, size_t count,
                         const struct plain_pairs *pairs, uint32_t least) {
    for (size_t i = 0; i < count; i++) {
        if (!same(x[i].content, content)) continue;
        uint32_t rows = 0;
        for (size_t j = 0; j < count; j++)
            rows += same(x[i].account, x[j].account) && in_pairs(pairs, x[j].content);
        if (rows >= least) return true;
    }
    return false;
}

static void plain_filter(struct plain_pairs *pairs, const struct entry *x, size_t count,
                         uint32_t least) {
    static struct plain_pairs all;
    all = *pairs;
    pairs->count = 0;
    for (size_t i = 0; i < all.count; i++)
        if (participates(all.items[i].a.content, x, count, &all, least) ||
            participates(all.items[i].b.content, x, count, &all, least))
            pairs->items[pairs->count++] = all.items[i];
}

static int plain_order(const struct plain_pair *p, const struct plain_pair *q) {
    int order = strcmp(p->a.content, q->a.content);
    return order ? order : strcmp(p->b.content, q->b.content);
}

/* Insertion, which is stable. */
static void plain_sort(struct plain_pairs *pairs) {
    for (size_t i = 1; i < pairs->count; i++)
        for (size_t j = i; j && plain_order(&pairs->items[j - 1], &pairs->items[j]) > 0; j--) {
            struct plain_pair swap = pairs->items[j];
            pairs->items[j] = pairs->items[j - 1];
            pairs->items[j - 1] = swap;
        }
}

static void plain_flag(struct plain_pairs *pairs, const struct entry *all, size_t count,
                       const struct lockstep_settings *s) {
    static struct plain_pairs quick;
    quick.count = 0;
    for (size_t i = 0; i < pairs->count; i++)
        if (pairs->items[i].delta * MICROSECONDS <= (double) s->fast_window)
            quick.items[quick.count++] = pairs->items[i];
    plain_filter(&quick, all, count, s->min_participation);
    for (size_t i = 0; i < pairs->count; i++)
        for (size_t j = 0; j < quick.count; j++)
            if (!plain_order(&pairs->items[i], &quick.items[j])) pairs->items[i].fast = true;
    plain_sort(pairs);
}

static void plain_detect(struct plain_pairs *out, const struct entry *entries, size_t count,
                         const struct lockstep_settings *s) {
    struct entry x[MOST_ENTRIES];
    size_t rows = plain_regroup(x, entries, count, s->min_participation);
    out->count = 0;
    for (size_t i = 0; i < rows; i++) {
        bool known = false;
        for (size_t j = 0; j < i; j++)
            known = known || same(x[j].object, x[i].object);
        if (!known) plain_pair_object(out, x, rows, x[i].object, s);
    }
    plain_filter(out, x, rows, s->min_participation);
    if (s->fast_window) plain_flag(out, entries, count, s);
}

static void plain_print_pairs(FILE *out, const struct plain_pairs *pairs,
                              const struct lockstep_settings *s) {
    fputs(PAIR_COLUMNS, out);
    if (s->fast_window) fprintf(out, ",time_window_%g", (double) s->fast_window / MICROSECONDS);
    fputc('\n', out);
    struct csv_row row = {.out = out};
    for (size_t i = 0; i < pairs->count; i++) {
        const struct plain_pair *p = &pairs->items[i];
        const char *const cells[] = {p->a.object, p->a.account, p->b.account, p->a.content,
                                     p->b.content};
        for (size_t j = 0; j < 5; j++)
            csv_verbatim(&row, slice_of(cells[j]));
        csv_precise(&row, p->delta);
        if (s->fast_window) csv_count(&row, p->fast);
        csv_end_row(&row);
    }
}

struct plain_edge {
    const char *low, *high;
    unsigned weight, older, newer;
    double sum;
    char objects[200];
};

struct plain_edges {
    struct plain_edge items[MOST_NAMES * MOST_NAMES];
    size_t count;
};

static bool of_edge(const struct plain_edge *e, const struct plain_pair *p) {
    return (same(p->a.account, e->low) && same(p->b.account, e->high)) ||
           (same(p->a.account, e->high) && same(p->b.account, e->low));
}

/* Whether pair i is the first of the edge with this older content, newer content or object. */
static bool is_new(const struct plain_edge *e, const struct plain_pairs *pairs, size_t i,
                   int column) {
    for (size_t j = 0; j < i; j++) {
        const struct plain_pair *p = &pairs->items[j], *q = &pairs->items[i];
        if (!of_edge(e, p)) continue;
        if (column == 0 && same(p->a.content, q->a.content)) return false;
        if (column == 1 && same(p->b.content, q->b.content)) return false;
        if (column == 2 && same(p->a.object, q->a.object)) return false;
    }
    return true;
}

static void plain_add_up(struct plain_edge *e, const struct plain_pairs *pairs) {
    for (size_t i = 0; i < pairs->count; i++) {
        if (!of_edge(e, &pairs->items[i])) continue;
        e->weight++;
        e->sum += pairs->items[i].delta;
        e->older += is_new(e, pairs, i, 0);
        e->newer += is_new(e, pairs, i, 1);
        if (!is_new(e, pairs, i, 2)) continue;
        if (*e->objects) strcat(e->objects, ",");
        strcat(e->objects, pairs->items[i].a.object);
    }
}

static void plain_connect(struct plain_edges *out, const struct plain_pairs *pairs) {
    out->count = 0;
    for (size_t i = 0; i < pairs->count; i++) {
        const struct plain_pair *p = &pairs->items[i];
        bool known = false;
        for (size_t j = 0; j < out->count; j++)
            known = known || of_edge(&out->items[j], p);
        if (known) continue;
        bool straight = strcmp(p->a.account, p->b.account) < 0;
        struct plain_edge *e = &out->items[out->count++];
        *e = (struct plain_edge){.low = straight ? p->a.account : p->b.account,
                                 .high = straight ? p->b.account : p->a.account};
        plain_add_up(e, pairs);
    }
}

/* igraph's number of an account: down the first column, then down the second. */
static size_t vertex(const struct plain_edges *edges, const char *account) {
    for (size_t i = 0; i < 2 * edges->count; i++) {
        const struct plain_edge *e = &edges->items[i % edges->count];
        if (same(i < edges->count ? e->low : e->high, account)) return i;
    }
    return SIZE_MAX;
}

static int by_weight(const void *a, const void *b) {
    unsigned x = *(const unsigned *) a, y = *(const unsigned *) b;
    return (x > y) - (x < y);
}

static double plain_threshold(const struct plain_edges *edges, double p) {
    unsigned weights[MOST_NAMES * MOST_NAMES + 1];
    for (size_t i = 0; i < edges->count; i++)
        weights[i] = edges->items[i].weight;
    qsort(weights, edges->count, sizeof *weights, by_weight);
    double h = (double) (edges->count - 1) * p;
    size_t low = (size_t) h;
    double above = low + 1 < edges->count ? weights[low + 1] : weights[low];
    return weights[low] + (h - (double) low) * (above - weights[low]);
}

static void plain_print_edges(FILE *out, const struct plain_edges *edges,
                              const struct lockstep_settings *s) {
    fputs(EDGE_COLUMNS "object_ids,weight_threshold\n", out);
    struct csv_row row = {.out = out};
    double threshold = edges->count ? plain_threshold(edges, s->edge_weight) : 0;
    for (size_t i = 0; i < edges->count; i++) {
        const struct plain_edge *e = &edges->items[i];
        bool straight = vertex(edges, e->low) <= vertex(edges, e->high);
        csv_verbatim(&row, slice_of(straight ? e->low : e->high));
        csv_verbatim(&row, slice_of(straight ? e->high : e->low));
        csv_count(&row, e->weight);
        csv_precise(&row, e->sum / e->weight);
        csv_count(&row, e->older);
        csv_count(&row, e->newer);
        csv_precise(&row, e->older < e->newer ? (double) e->older / e->newer
                                              : (double) e->newer / e->older);
        csv_verbatim(&row, slice_of(e->objects));
        csv_count(&row, e->weight > threshold);
        csv_end_row(&row);
    }
}

static struct lockstep_settings random_settings(uint64_t *state) {
    struct lockstep_settings s =
        settings_of((double) below(state, 25) / 2, (uint32_t) below(state, 6));
    s.keep_loops = below(state, 3) == 0;
    s.edge_weight = (double) below(state, 5) / 4;
    s.min_weight = 1 + (uint32_t) below(state, 3);
    s.objects = true;
    return s;
}

static char *plain_coortweet(const struct entry *entries, size_t count, bool edges,
                             const struct lockstep_settings *s) {
    static struct plain_pairs pairs;
    static struct plain_edges network;
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    plain_detect(&pairs, entries, count, s);
    plain_connect(&network, &pairs);
    if (edges)
        plain_print_edges(out, &network, s);
    else
        plain_print_pairs(out, &pairs, s);
    fclose(out);
    return text;
}

static void compare(print_fn print, enum trace trace, const struct entry *entries, size_t count,
                    const struct lockstep_settings *s, char *expected, uint64_t seed) {
    struct table t;
    table_fill(&t, trace, entries, count);
    char *text = printed(print, &t, s);
    cr_assert_str_eq(text, expected, "seed %llu:\n%s\nexpected:\n%s", (unsigned long long) seed,
                     text, expected);
    free(text);
    free(expected);
    table_release(&t);
}

Test(compat, coshares_and_edges_equal_the_five_steps) {
    for (uint64_t seed = 0; seed < 400; seed++) {
        uint64_t state = seed;
        struct entry entries[MOST_ENTRIES];
        size_t count = random_entries(entries, &state);
        struct lockstep_settings s = random_settings(&state);
        compare(compat_coortweet_coshares, TRACE_OBJECT, entries, count, &s,
                plain_coortweet(entries, count, false, &s), seed);
        compare(compat_coortweet_edges, TRACE_OBJECT, entries, count, &s,
                plain_coortweet(entries, count, true, &s), seed);
        s.fast_window = (int64_t) (1 + below(&state, 10)) * MICROSECONDS / 2;
        compare(compat_coortweet_coshares, TRACE_OBJECT, entries, count, &s,
                plain_coortweet(entries, count, false, &s), seed);
    }
}

/* ---- the toolkit ---- */

Test(compat, a_toolkit_edge_counts_messages_of_its_source) {
    const struct entry entries[] = {{"T", "A", "1", 0},
                                    {"T", "A", "2", 1},
                                    {"T", "A", "3", 2},
                                    {"T", "B", "4", 1},
                                    {"T", "A", "1", 1}};
    struct lockstep_settings settings = settings_of(60, 2);
    EXPECT(compat_cnt_edges, TRACE_REPOST, entries, &settings,
           "user_1,user_2,weight\nA,A,3\nA,B,3\nB,A,1\n");
    settings.min_weight = 2;
    EXPECT(compat_cnt_edges, TRACE_REPOST, entries, &settings,
           "user_1,user_2,weight\nA,A,3\nA,B,3\n");
}

Test(compat, the_first_row_of_a_message_is_the_message_but_for_new_links) {
    const struct entry entries[] = {
        {"u", "A", "1", 0}, {"v", "B", "1", 0}, {"v", "C", "2", 0}, {"u", "D", "3", 0}};
    struct lockstep_settings settings = settings_of(60, 2);
    EXPECT(compat_cnt_edges, TRACE_REPLY, entries, &settings,
           "user_1,user_2,weight\nA,D,1\nD,A,1\n");
    EXPECT(compat_cnt_edges, TRACE_URL, entries, &settings,
           "user_1,user_2,weight\nA,D,1\nB,C,1\nC,B,1\nD,A,1\n");
}

/* The toolkit's own fixture, tests/data/coretweet_test_input.csv, and its expected node counts. */
static const struct entry toolkit_entries[] = {
    {"rtid0", "uid0", "0", 0},    {"rtid0", "uid1", "1", 59},    {"rtid1", "uid2", "2", 60},
    {"rtid1", "uid3", "3", 70},   {"rtid2", "uid2", "4", 70},    {"rtid2", "uid3", "5", 131},
    {"rtid3", "uid4", "6", 30},   {"rtid3", "uid5", "7", 89},    {"rtid4", "uid4", "8", 40},
    {"rtid4", "uid5", "9", 41},   {"rtid5", "uid10", "10", 42},  {"rtid5", "uid10", "11", 52},
    {"rtid6", "uid11", "12", 42}, {"rtid6", "uid12", "13", 300}, {"rtid0", "uid0", "14", 1}};

static size_t nodes_of(const char *text, bool loops) {
    struct names nodes = {0};
    char user_1[16], user_2[16];
    uint32_t number;
    for (const char *line = strchr(text, '\n') + 1; *line; line = strchr(line, '\n') + 1) {
        cr_assert_eq(sscanf(line, "%15[^,],%15[^,],", user_1, user_2), 2);
        if (!loops && same(user_1, user_2)) continue;
        check_ok(names_intern(&nodes, slice_of(user_1), &number, NULL, &err), err);
        check_ok(names_intern(&nodes, slice_of(user_2), &number, NULL, &err), err);
    }
    size_t count = nodes.count;
    names_release(&nodes);
    return count;
}

Test(compat, the_toolkits_fixture_has_the_toolkits_nodes) {
    static const struct {
        double window;
        uint32_t min_weight;
        size_t nodes, nodes_with_loops;
    } cases[] = {{1, 1, 2, 3}, {1, 2, 0, 1}, {60, 1, 6, 7}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct table t;
        struct lockstep_settings s = settings_of(cases[i].window, 1);
        s.min_weight = cases[i].min_weight;
        table_fill(&t, TRACE_REPOST, toolkit_entries,
                   sizeof toolkit_entries / sizeof *toolkit_entries);
        char *text = printed(compat_cnt_edges, &t, &s);
        check_count(nodes_of(text, false), cases[i].nodes);
        check_count(nodes_of(text, true), cases[i].nodes_with_loops);
        free(text);
        table_release(&t);
    }
}

/* The rows that the toolkit's tables would hold. */
static size_t plain_insert(struct entry *out, const struct entry *in, size_t count, bool links) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        bool known = false;
        for (size_t j = 0; j < i; j++)
            known = known || (same(in[i].content, in[j].content) &&
                              (!links || same(in[i].object, in[j].object)));
        if (!known) out[kept++] = in[i];
    }
    return kept;
}

static bool plain_match(const struct entry *x, const struct entry *y, bool keyed,
                        const struct lockstep_settings *s) {
    double delta = x->seconds < y->seconds ? y->seconds - x->seconds : x->seconds - y->seconds;
    return (!keyed || same(x->object, y->object)) && !same(x->content, y->content) &&
           delta * MICROSECONDS <= (double) s->window;
}

/* Distinct messages of u among those with a match by v. */
static unsigned plain_weight(const struct entry *x, size_t count, const char *u, const char *v,
                             bool keyed, const struct lockstep_settings *s) {
    const char *counted[MOST_ENTRIES];
    unsigned weight = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++) {
            if (!same(x[i].account, u) || !same(x[j].account, v) ||
                !plain_match(&x[i], &x[j], keyed, s))
                continue;
            bool known = false;
            for (unsigned k = 0; k < weight; k++)
                known = known || same(counted[k], x[i].content);
            if (!known) counted[weight++] = x[i].content;
        }
    return weight;
}

static char *plain_toolkit(enum trace trace, const struct entry *entries, size_t count,
                           const struct lockstep_settings *s) {
    static const char *const users[] = {"B", "a", "a1", "a10", "a9", "b", "c"};
    struct entry x[MOST_ENTRIES];
    char *text = NULL;
    size_t size, rows = plain_insert(x, entries, count, trace == TRACE_URL);
    FILE *out = open_memstream(&text, &size);
    fputs("user_1,user_2,weight\n", out);
    for (size_t u = 0; u < 7; u++)
        for (size_t v = 0; v < 7; v++) {
            unsigned weight = plain_weight(x, rows, users[u], users[v], trace != TRACE_TIME, s);
            if (weight >= s->min_weight) fprintf(out, "%s,%s,%u\n", users[u], users[v], weight);
        }
    fclose(out);
    return text;
}

Test(compat, toolkit_edges_equal_the_queries) {
    static const enum trace traces[] = {TRACE_REPOST, TRACE_URL, TRACE_TIME};
    for (uint64_t seed = 0; seed < 300; seed++)
        for (size_t i = 0; i < 3; i++) {
            uint64_t state = seed;
            struct entry entries[MOST_ENTRIES];
            size_t count = random_entries(entries, &state);
            struct lockstep_settings s = random_settings(&state);
            compare(compat_cnt_edges, traces[i], entries, count, &s,
                    plain_toolkit(traces[i], entries, count, &s), seed);
        }
}

/* 2^22 in an id is a millisecond. */
Test(compat, the_toolkit_reads_times_on_x_from_the_ids) {
    const struct entry entries[] = {{"u", "A", "1067450367410470912", 0},
                                    {"u", "B", "1067450371604774912", 0},
                                    {"u", "C", "1067450375803273216", 0}};
    struct lockstep_settings s = settings_of(1, 2);
    struct table t;
    table_fill(&t, TRACE_URL, entries, 3);
    t.source.format = "x-v2-flat";
    char *text = printed(compat_cnt_edges, &t, &s);
    check_text(text, "user_1,user_2,weight\nA,B,1\nB,A,1\n");
    free(text);
    table_release(&t);
}

/* Expected values are those of the toolkit's message_preprocessor in Python 3.11. */
Test(compat, toolkit_texts_lose_case_mentions_and_blanks_only) {
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"", ""},
        {"@a @b", ""},
        {"Hello,  World! http://X.com/Y", "hello, world! http://x.com/y"},
        {"RT @user: TEXT", "rt text"},
        {"me@example.com wrote", "me wrote"},
        {"a@b c", "a c"},
        {" \t a\xc2\xa0\xe2\x80\x83"
         "b \n",
         "a b"},
        {"@a\x1cgone b", "b"},
        {"a\x1c"
         "b",
         "a b"},
        {"\xc4\xb0STANBUL", "i\xcc\x87stanbul"},
        {"\xce\xa3\xce\x91\xce\xa3", "\xcf\x83\xce\xb1\xcf\x82"},
        {"\xce\x91\xce\xa3. \xce\x91\xce\xa3.\xce\x91 \xce\xa3",
         "\xce\xb1\xcf\x82. \xce\xb1\xcf\x83.\xce\xb1 \xcf\x83"},
        {"\xd0\x9f\xd0\xa0\xd0\x98\xd0\x92\xd0\x95\xd0\xa2 \xf0\x9f\x98\x80",
         "\xd0\xbf\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82 \xf0\x9f\x98\x80"},
        {"a\xff"
         "b",
         "a\xef\xbf\xbd"
         "b"},
    };
    struct buffer out = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buffer_clear(&out);
        cr_expect(compat_cnt_text(&out, slice_of(cases[i].text)));
        check_slice(buffer_slice(&out), cases[i].expected);
    }
    buffer_release(&out);
}

/* ---- memory ---- */

Test(compat, a_failed_allocation_is_an_enomem_and_leaks_nothing) {
    static const print_fn prints[] = {compat_coortweet_coshares, compat_coortweet_edges,
                                      compat_cnt_edges};
    struct table t;
    table_fill(&t, TRACE_OBJECT, fast_entries, sizeof fast_entries / sizeof *fast_entries);
    struct lockstep_settings s = settings_of(10, 1);
    s.fast_window = 3 * MICROSECONDS;
    s.objects = true;
    for (int stats = STATS_NONE; stats <= STATS_OBJECTS; stats++)
        for (size_t i = 0; i < 3; i++) {
            lockstep_status status = LOCKSTEP_ENOMEM;
            s.stats = (enum compat_stats) stats;
            for (long n = 0; status == LOCKSTEP_ENOMEM && n < 1000; n++) {
                char *text = NULL;
                size_t size;
                FILE *out = open_memstream(&text, &size);
                arena_fail_after = n;
                status = prints[i](out, &t.archive, &s, &err);
                arena_fail_after = -1;
                fclose(out);
                free(text);
            }
            check_status(status, LOCKSTEP_OK, err);
        }
    table_release(&t);
}
