/* CooRTweet 2.1.3, R/detect_groups.R and R/flag_speed_share.R. CooRTweet forms all pairs of an
 * object before it looks at the time; a sweep over the rows sorted by time finds the same pairs. */
#include "engine/csv_cells.h"

#include "engine/compat_coortweet.h"
#include "engine/error.h"

#include <inttypes.h>
#include <stdlib.h>

/* data.table's `by`: place[i] is where item i stands when the items are grouped by key, the groups
 * in order of first appearance and each group in order. Items whose key has fewer than `least` of
 * them get UINT32_MAX. Returns how many are placed. */
static lockstep_status group_by(uint32_t *place, size_t *placed, const uint32_t *keys, size_t count,
                                size_t key_count, uint32_t least, lockstep_error *err) {
    uint32_t *size = calloc(key_count + 1, sizeof *size),
             *next = malloc((key_count + 1) * sizeof *next);
    if (!size || !next) {
        free(size), free(next);
        return fail_memory(err, "groups of rows");
    }
    memset(next, 0xff, (key_count + 1) * sizeof *next);
    for (size_t i = 0; i < count; i++)
        size[keys[i]]++;
    *placed = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t key = keys[i];
        place[i] = UINT32_MAX;
        if (size[key] < least) continue;
        if (next[key] == UINT32_MAX) {
            next[key] = (uint32_t) *placed;
            *placed += size[key];
        }
        place[i] = next[key]++;
    }
    free(size), free(next);
    return LOCKSTEP_OK;
}

/* Step 1: the rows of accounts with at least min_participation rows. Rows, not posts or objects: a
 * post with three objects is three. They come out grouped by account, which decides ties later. */
static lockstep_status take_rows(struct detection *d, const struct layer *layer,
                                 lockstep_error *err) {
    if (layer->count >= UINT32_MAX) return fail(err, LOCKSTEP_ELIMIT, "more than 2^32 - 2 rows");
    uint32_t *message, *account = arena_alloc(&d->arena, layer->count, sizeof *account);
    uint32_t *place = arena_alloc(&d->arena, layer->count, sizeof *place);
    d->rows = arena_alloc(&d->arena, layer->count, sizeof *d->rows);
    if (!account || !place || !d->rows) return fail_memory(err, "rows");
    TRY(compat_messages(&d->contents, &message, d->archive, &d->arena, err));
    for (size_t i = 0; i < layer->count; i++)
        account[i] = layer->shares[i].account;
    TRY(group_by(place, &d->row_count, account, layer->count, d->archive->accounts.count,
                 d->settings->min_participation, err));
    for (size_t i = 0; i < layer->count; i++) {
        const struct share *s = &layer->shares[i];
        if (place[i] != UINT32_MAX)
            d->rows[place[i]] = (struct row){s->time, s->object, s->account, message[s->post]};
    }
    return LOCKSTEP_OK;
}

struct moment {
    int64_t time;
    uint32_t row;
};

static int by_time(const void *a, const void *b) {
    const struct moment *x = a, *y = b;
    if (x->time != y->time) return x->time < y->time ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static uint32_t later_row(const struct pair *pair) {
    return pair->older > pair->newer ? pair->older : pair->newer;
}

static uint32_t earlier_row(const struct pair *pair) {
    return pair->older < pair->newer ? pair->older : pair->newer;
}

/* The order in which the join on id < id leaves an object's pairs. */
static int by_join(const void *a, const void *b) {
    const struct pair *x = a, *y = b;
    uint32_t p = later_row(x), q = later_row(y);
    if (p == q) p = earlier_row(x), q = earlier_row(y);
    return (p > q) - (p < q);
}

/* Step 3. `original` is the content that is the object itself, or UINT32_MAX. */
static bool is_loop(const struct row *a, const struct row *b, uint32_t original) {
    return a->content == original || b->content == original || a->content == b->content ||
           a->account == b->account;
}

static lockstep_status add_pair(struct detection *d, uint32_t older, uint32_t newer,
                                lockstep_error *err) {
    struct pair *pairs = grow(d->pairs, &d->pair_room, d->pair_count + 1, sizeof *pairs);
    if (!pairs) return fail_memory(err, "co-shares");
    d->pairs = pairs;
    pairs[d->pair_count++] = (struct pair){older, newer, false};
    return LOCKSTEP_OK;
}

/* Steps 2, 3 and 5 for the rows of one object, which come sorted by time. */
static lockstep_status pair_object(struct detection *d, const struct moment *moments, size_t count,
                                   lockstep_error *err) {
    size_t before = d->pair_count, from = 0;
    uint32_t object = d->rows[moments[0].row].object;
    uint32_t original = names_find(&d->contents, object_key(&d->archive->traces, object));
    for (size_t k = 0; k < count; k++) {
        while (moments[k].time - moments[from].time > d->settings->window)
            from++;
        for (size_t m = from; m < k; m++)
            if (d->settings->keep_loops ||
                !is_loop(&d->rows[moments[m].row], &d->rows[moments[k].row], original))
                TRY(add_pair(d, moments[m].row, moments[k].row, err));
    }
    if (d->pair_count > before)
        qsort(d->pairs + before, d->pair_count - before, sizeof *d->pairs, by_join);
    return check_interrupt(err);
}

static lockstep_status pair_rows(struct detection *d, lockstep_error *err) {
    uint32_t *object = arena_alloc(&d->arena, d->row_count, sizeof *object);
    uint32_t *place = arena_alloc(&d->arena, d->row_count, sizeof *place);
    struct moment *moments = arena_alloc(&d->arena, d->row_count, sizeof *moments);
    if (!object || !place || !moments) return fail_memory(err, "rows by object");
    for (size_t i = 0; i < d->row_count; i++)
        object[i] = d->rows[i].object;
    size_t placed, end;
    TRY(group_by(place, &placed, object, d->row_count, d->archive->traces.objects.count, 0, err));
    for (uint32_t i = 0; i < d->row_count; i++)
        moments[place[i]] = (struct moment){d->rows[i].time, i};
    for (size_t start = 0; start < placed; start = end) {
        for (end = start + 1; end < placed; end++)
            if (object[moments[end].row] != object[moments[start].row]) break;
        qsort(moments + start, end - start, sizeof *moments, by_time);
        TRY(pair_object(d, moments + start, end - start, err));
    }
    return LOCKSTEP_OK;
}

/* Step 4: *ok[content] tells the contents, of pairs within `window`, of accounts that have enough
 * rows of such contents: rows for any object of the post, paired or not. One pass: accounts that
 * lose their partners here stay. */
static lockstep_status find_participants(const uint8_t **ok, struct detection *d, int64_t window,
                                         lockstep_error *err) {
    uint8_t *paired = arena_alloc(&d->arena, d->contents.count, 1);
    uint8_t *enough = arena_alloc(&d->arena, d->contents.count, 1);
    uint32_t *rows_of = arena_alloc(&d->arena, d->archive->accounts.count, sizeof *rows_of);
    if (!paired || !enough || !rows_of) return fail_memory(err, "participation");
    for (size_t i = 0; i < d->pair_count; i++)
        if (pair_delta(d, &d->pairs[i]) <= window)
            paired[d->rows[d->pairs[i].older].content] =
                paired[d->rows[d->pairs[i].newer].content] = 1;
    for (size_t i = 0; i < d->row_count; i++)
        rows_of[d->rows[i].account] += paired[d->rows[i].content];
    for (size_t i = 0; i < d->row_count; i++)
        if (paired[d->rows[i].content] &&
            rows_of[d->rows[i].account] >= d->settings->min_participation)
            enough[d->rows[i].content] = 1;
    *ok = enough;
    return LOCKSTEP_OK;
}

/* One end is enough, so partners below the minimum stay. */
static bool participates(const struct detection *d, const struct pair *pair, const uint8_t *ok) {
    return ok[d->rows[pair->older].content] || ok[d->rows[pair->newer].content];
}

static lockstep_status keep_participants(struct detection *d, lockstep_error *err) {
    const uint8_t *ok;
    size_t kept = 0;
    TRY(find_participants(&ok, d, INT64_MAX, err));
    for (size_t i = 0; i < d->pair_count; i++)
        if (participates(d, &d->pairs[i], ok)) d->pairs[kept++] = d->pairs[i];
    d->pair_count = kept;
    return LOCKSTEP_OK;
}

/* ---- flag_speed_share ---- */

struct keyed_pair {
    uint32_t content, content_y; /* by rank in byte order */
    size_t index;
    struct pair pair;
};

static int by_contents(const void *a, const void *b) {
    const struct keyed_pair *x = a, *y = b;
    if (x->content != y->content) return x->content < y->content ? -1 : 1;
    if (x->content_y != y->content_y) return x->content_y < y->content_y ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

/* setkey(result, content_id, content_id_y): the flagged table comes out in this order, and with it
 * the order of accounts in the network made from it. */
static lockstep_status sort_by_contents(struct detection *d, struct keyed_pair *keyed,
                                        lockstep_error *err) {
    uint32_t *order = arena_alloc(&d->arena, d->contents.count, sizeof *order);
    uint32_t *rank = arena_alloc(&d->arena, d->contents.count, sizeof *rank);
    if (!order || !rank) return fail_memory(err, "sorting contents");
    TRY(names_sort(&d->contents, order, err));
    for (uint32_t i = 0; i < d->contents.count; i++)
        rank[order[i]] = i;
    for (size_t i = 0; i < d->pair_count; i++) {
        const struct pair *p = &d->pairs[i];
        keyed[i] = (struct keyed_pair){rank[d->rows[p->older].content],
                                       rank[d->rows[p->newer].content], i, *p};
    }
    if (d->pair_count) qsort(keyed, d->pair_count, sizeof *keyed, by_contents);
    return LOCKSTEP_OK;
}

/* Pairs within the fast window whose contents still participate when only those count. The flag is
 * joined back on the two contents alone, so a slow pair of the same two posts over another object
 * is flagged with them. */
static lockstep_status flag_fast_pairs(struct detection *d, lockstep_error *err) {
    const uint8_t *ok;
    size_t end;
    TRY(find_participants(&ok, d, d->settings->fast_window, err));
    struct keyed_pair *keyed = arena_alloc(&d->arena, d->pair_count, sizeof *keyed);
    if (!keyed) return fail_memory(err, "fast co-shares");
    TRY(sort_by_contents(d, keyed, err));
    for (size_t start = 0; start < d->pair_count; start = end) {
        bool fast = false;
        for (end = start; end < d->pair_count && keyed[end].content == keyed[start].content &&
                          keyed[end].content_y == keyed[start].content_y;
             end++)
            fast = fast || (pair_delta(d, &keyed[end].pair) <= d->settings->fast_window &&
                            participates(d, &keyed[end].pair, ok));
        for (size_t i = start; i < end; i++) {
            d->pairs[i] = keyed[i].pair;
            d->pairs[i].fast = fast;
        }
    }
    return LOCKSTEP_OK;
}

lockstep_status detection_make(struct detection *out, const struct archive *archive,
                               const struct lockstep_settings *settings, lockstep_error *err) {
    const struct layer *layer;
    *out = (struct detection){.archive = archive, .settings = settings};
    TRY(compat_layer(&layer, archive, err));
    if (!layer) return LOCKSTEP_OK;
    TRY(take_rows(out, layer, err));
    TRY(pair_rows(out, err));
    TRY(keep_participants(out, err));
    return settings->fast_window ? flag_fast_pairs(out, err) : LOCKSTEP_OK;
}

void detection_release(struct detection *d) {
    names_release(&d->contents);
    free(d->pairs);
    arena_release(&d->arena);
    *d = (struct detection){0};
}

/* ---- the table ---- */

static void print_pair(struct csv_row *row, const struct detection *d, const struct pair *pair) {
    const struct row *older = &d->rows[pair->older], *newer = &d->rows[pair->newer];
    const struct account *accounts = d->archive->accounts.items;
    csv_verbatim(row, object_key(&d->archive->traces, older->object));
    csv_verbatim(row, accounts[older->account].name);
    csv_verbatim(row, accounts[newer->account].name);
    csv_verbatim(row, names_get(&d->contents, older->content));
    csv_verbatim(row, names_get(&d->contents, newer->content));
    csv_precise(row, (double) pair_delta(d, pair) / MICROSECONDS);
    if (d->settings->fast_window) csv_count(row, pair->fast);
    csv_end_row(row);
}

static void print_pairs(FILE *out, const struct detection *d) {
    fputs("object_id,account_id,account_id_y,content_id,content_id_y,time_delta", out);
    if (d->settings->fast_window)
        fprintf(out, ",time_window_%.15g", (double) d->settings->fast_window / MICROSECONDS);
    fputc('\n', out);
    struct csv_row row = {.out = out};
    for (size_t i = 0; i < d->pair_count; i++)
        print_pair(&row, d, &d->pairs[i]);
}

lockstep_status compat_coortweet_coshares(FILE *out, const struct archive *archive,
                                          const struct lockstep_settings *settings,
                                          lockstep_error *err) {
    struct detection d;
    lockstep_status status = detection_make(&d, archive, settings, err);
    if (!status) print_pairs(out, &d);
    detection_release(&d);
    return status;
}
