#include "graph/blocks.h"

#include "engine/error.h"
#include "engine/memory.h"

#include <stdlib.h>

enum {
    MOST_OBJECTS = 1000, /* of a block */
    BEGINNINGS = 8,      /* with objects, and as many with accounts … */
    MOST_WORK = 1 << 24  /* … or fewer, where that would be more shares looked at in a round */
};

/* A share of a member. */
struct hit {
    struct share share;
    uint32_t place; /* of the object in its layer */
    uint32_t seat;  /* of the account among the members */
};

/* The members' shares of one object, and the window that is looked at. */
struct column {
    size_t first, count; /* in the hits, by time and account */
    uint32_t place;
    int64_t from;  /* the window's beginning */
    uint32_t met;  /* members of the set at hand in it */
    uint32_t free; /* members of no earlier block, in the window where these are most … */
    int64_t crowd; /* … which begins here */
};

struct busy {
    uint32_t seat, columns;
};

/* A set of accounts and the objects that fit it best: the first `columns` in order, of which at
 * least `accounts` accounts have `least` or more. */
struct fit {
    uint64_t worth;
    uint32_t columns, least;
};

struct search {
    const struct layer *layer;
    const struct cluster *cluster;
    const struct hit *hits;
    struct column *columns;
    uint32_t column_count;
    struct column **order;          /* the most met first */
    struct column **crowded;        /* the most free first */
    uint8_t *taken;                 /* by seat: of an earlier block */
    uint8_t *wanted, *tried, *best; /* sets, by seat */
    uint32_t *near;                 /* by seat: shares in the window at hand; 0 between */
    uint32_t *last;                 /* by seat: the last column that it was counted in, and one */
    uint32_t *counts;               /* by seat: columns in whose window it is */
    uint32_t *reached;              /* seats in so many columns, or more */
    struct busy *busy;              /* members, the most columns first */
};

/* ---- windows and objects for a set */

static bool is_wanted(const struct search *s, const uint8_t *set, uint32_t seat) {
    return !s->taken[seat] && (!set || set[seat]);
}

/* How many members of the set (NULL: all) the window has that has most; the earliest of equals. */
static uint32_t widest_meeting(const struct search *s, const struct column *column,
                               const uint8_t *set, int64_t *from) {
    const struct hit *low = s->hits + column->first, *end = low + column->count;
    uint32_t inside = 0, most = 0;
    for (const struct hit *high = low; high < end; high++) {
        if (is_wanted(s, set, high->seat)) inside += s->near[high->seat]++ == 0;
        for (; high->share.time - low->share.time > s->layer->window; low++)
            if (is_wanted(s, set, low->seat)) inside -= --s->near[low->seat] == 0;
        if (inside > most) most = inside, *from = low->share.time;
    }
    for (; low < end; low++)
        s->near[low->seat] = 0;
    return most;
}

static int by_met(const void *left, const void *right) {
    const struct column *a = *(struct column *const *) left, *b = *(struct column *const *) right;
    if (a->met != b->met) return a->met > b->met ? -1 : 1;
    if (a->free != b->free) return a->free > b->free ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
}

static void order_columns(struct search *s, const uint8_t *set) {
    for (uint32_t c = 0; c < s->column_count; c++) {
        s->order[c] = &s->columns[c];
        s->columns[c].met = widest_meeting(s, &s->columns[c], set, &s->columns[c].from);
    }
    qsort(s->order, s->column_count, sizeof *s->order, by_met);
}

/* The hits from *at to the result lie in the window that begins at `from`. */
static const struct hit *window_at(const struct search *s, const struct column *column,
                                   int64_t from, const struct hit **at) {
    const struct hit *to = s->hits + column->first, *end = to + column->count;
    while (to < end && to->share.time < from)
        to++;
    *at = to;
    while (to < end && to->share.time - from <= s->layer->window)
        to++;
    return to;
}

static void clear_counts(struct search *s) {
    memset(s->counts, 0, s->cluster->count * sizeof *s->counts);
    memset(s->last, 0, s->cluster->count * sizeof *s->last);
    memset(s->reached, 0, (s->column_count + 1) * sizeof *s->reached);
}

static void count_column(struct search *s, uint32_t c) {
    const struct hit *at, *to = window_at(s, s->order[c], s->order[c]->from, &at);
    for (; at < to; at++) {
        if (s->taken[at->seat] || s->last[at->seat] == c + 1) continue;
        s->last[at->seat] = c + 1;
        s->reached[++s->counts[at->seat]]++;
    }
}

/* The best with the first `columns`. */
static struct fit fit_prefix(const struct search *s, uint32_t columns) {
    struct fit best = {0};
    for (uint32_t least = 2; least <= columns && s->reached[least] >= SMALLEST_BLOCK; least++) {
        uint64_t worth = (uint64_t) s->reached[least] * (least - 1), paid = columns - 1;
        if (worth > paid + best.worth) best = (struct fit){worth - paid, columns, least};
    }
    return best;
}

static struct fit fit_columns(struct search *s, const uint8_t *set) {
    struct fit best = {0};
    order_columns(s, set);
    clear_counts(s);
    for (uint32_t c = 0; c < s->column_count && c < MOST_OBJECTS && s->order[c]->met > 0; c++) {
        count_column(s, c);
        struct fit fit = fit_prefix(s, c + 1);
        if (fit.worth > best.worth) best = fit;
    }
    return best;
}

/* The accounts that do what the fit asks. */
static void fit_accounts(uint8_t *set, struct search *s, const struct fit *fit) {
    clear_counts(s);
    for (uint32_t c = 0; c < fit->columns; c++)
        count_column(s, c);
    for (uint32_t m = 0; m < s->cluster->count; m++)
        set[m] = fit->columns && s->counts[m] >= fit->least;
}

/* From s->wanted on. The result is the fit of s->tried, the last set that gained. */
static struct fit climb(struct search *s) {
    struct fit best = {0}, fit;
    while ((fit = fit_columns(s, s->wanted)).worth > best.worth) {
        best = fit;
        memcpy(s->tried, s->wanted, s->cluster->count);
        fit_accounts(s->wanted, s, &fit);
    }
    return best;
}

/* ---- beginnings */

static int by_free(const void *left, const void *right) {
    const struct column *a = *(struct column *const *) left, *b = *(struct column *const *) right;
    if (a->free != b->free) return a->free > b->free ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
}

static int by_columns(const void *left, const void *right) {
    const struct busy *a = left, *b = right;
    if (a->columns != b->columns) return a->columns > b->columns ? -1 : 1;
    return (a->seat > b->seat) - (a->seat < b->seat);
}

static void rank_members(struct search *s) {
    clear_counts(s);
    for (uint32_t c = 0; c < s->column_count; c++) {
        s->order[c] = &s->columns[c];
        for (size_t h = 0; h < s->columns[c].count; h++) {
            uint32_t seat = s->hits[s->columns[c].first + h].seat;
            s->counts[seat] += s->last[seat] != c + 1;
            s->last[seat] = c + 1;
        }
    }
    for (uint32_t m = 0; m < s->cluster->count; m++)
        s->busy[m] = (struct busy){m, s->counts[m]};
    qsort(s->busy, s->cluster->count, sizeof *s->busy, by_columns);
}

static void rank_columns(struct search *s) {
    for (uint32_t c = 0; c < s->column_count; c++) {
        s->crowded[c] = &s->columns[c];
        s->columns[c].free = widest_meeting(s, &s->columns[c], NULL, &s->columns[c].crowd);
    }
    qsort(s->crowded, s->column_count, sizeof *s->crowded, by_free);
}

static void want_crowd(struct search *s, const struct column *column) {
    const struct hit *at, *to = window_at(s, column, column->crowd, &at);
    memset(s->wanted, 0, s->cluster->count);
    for (; at < to; at++)
        s->wanted[at->seat] = 1;
}

static void try_climb(struct search *s, struct fit *best) {
    struct fit fit = climb(s);
    if (fit.worth <= best->worth) return;
    *best = fit;
    memcpy(s->best, s->tried, s->cluster->count);
}

/* The result is the fit of s->best. */
static struct fit climb_from_everywhere(struct search *s, uint32_t beginnings) {
    struct fit best = {0};
    rank_columns(s);
    memset(s->wanted, 1, s->cluster->count);
    try_climb(s, &best);
    for (uint32_t c = 0; c < s->column_count && c < beginnings; c++) {
        want_crowd(s, s->crowded[c]);
        try_climb(s, &best);
    }
    for (uint32_t m = 0, begun = 0; m < s->cluster->count && begun < beginnings; m++) {
        if (s->taken[s->busy[m].seat]) continue;
        memset(s->wanted, 0, s->cluster->count);
        s->wanted[s->busy[m].seat] = 1;
        try_climb(s, &best);
        begun++;
    }
    return best;
}

/* ---- a block of what was found */

static int by_place(const void *left, const void *right) {
    const struct column *a = *(struct column *const *) left, *b = *(struct column *const *) right;
    return (a->place > b->place) - (a->place < b->place);
}

/* The first share of each account in the window. False where no account of the block has one: the
 * object was chosen for others, and is none of the block's. */
static bool list_object(struct certificate *block, const struct search *s, uint32_t c) {
    const struct hit *at, *to = window_at(s, s->order[c], s->order[c]->from, &at);
    struct block_object *object = &block->objects[block->object_count];
    *object = (struct block_object){.object = s->layer->objects[s->order[c]->place].object};
    for (; at < to; at++) {
        if (!s->wanted[at->seat] || s->last[at->seat] == c + 1) continue;
        s->last[at->seat] = c + 1;
        if (object->accounts++ == 0) object->from = at->share.time;
        object->to = at->share.time;
        block->shares[block->share_count++] = at->share;
    }
    block->object_count += object->accounts > 0;
    return object->accounts > 0;
}

static void list_accounts(struct certificate *block, const struct search *s) {
    block->least = UINT32_MAX;
    block->from = block->objects[0].from, block->to = block->objects[0].to;
    for (uint32_t o = 1; o < block->object_count; memory_step(++o)) {
        if (block->objects[o].from < block->from) block->from = block->objects[o].from;
        if (block->objects[o].to > block->to) block->to = block->objects[o].to;
    }
    for (uint32_t m = 0; m < s->cluster->count; m++) {
        if (!s->wanted[m]) continue;
        block->accounts[block->account_count++] = s->cluster->members[m];
        if (s->counts[m] < block->least) block->least = s->counts[m];
        s->taken[m] = 1;
    }
}

static lockstep_status list_block(struct certificate *block, struct search *s, struct arena *arena,
                                  const struct fit *fit, lockstep_error *err) {
    uint32_t accounts = 0;
    size_t shares = 0;
    fit_columns(s, s->best);
    fit_accounts(s->wanted, s, fit);
    for (uint32_t m = 0; m < s->cluster->count; m++) {
        accounts += s->wanted[m];
        shares += s->wanted[m] ? s->counts[m] : 0;
    }
    *block = (struct certificate){.cluster = s->cluster->number};
    block->accounts = arena_alloc(arena, accounts, sizeof *block->accounts);
    block->objects = arena_alloc(arena, fit->columns, sizeof *block->objects);
    block->shares = arena_alloc(arena, shares, sizeof *block->shares);
    if (!block->accounts || !block->objects || !block->shares) return fail_memory(err, "blocks");
    qsort(s->order, fit->columns, sizeof *s->order, by_place);
    memset(s->last, 0, s->cluster->count * sizeof *s->last);
    for (uint32_t c = 0; c < fit->columns; c++) {
        uint32_t at = block->object_count;
        if (list_object(block, s, c)) s->order[at] = s->order[c];
    }
    list_accounts(block, s);
    return LOCKSTEP_OK;
}

/* ---- who else does that */

/* All shares of an object of the block within one window from its first on. */
static const struct share *block_window(const struct search *s, const struct certificate *block,
                                        uint32_t c, const struct share **end) {
    const struct object_shares *object = &s->layer->objects[s->order[c]->place];
    const struct share *at = s->layer->shares + object->start, *last = at + object->count;
    while (at->time < block->objects[c].from)
        at++;
    for (*end = at; *end < last && (*end)->time - at->time <= s->layer->window;)
        ++*end;
    return at;
}

/* Accounts outside the cluster, from the first share of a block's object on; `counts` and `last`
 * are by account, 0 between. */
static void count_outside(struct certificate *block, const struct search *s,
                          const uint32_t *of_account, uint32_t *counts, uint32_t *last) {
    for (uint32_t c = 0; c < block->object_count; memory_look(), c++) {
        const struct share *end, *at = block_window(s, block, c, &end);
        for (; at < end; at++) {
            if (of_account[at->account] == block->cluster || last[at->account] == c + 1) continue;
            last[at->account] = c + 1;
            block->outside += ++counts[at->account] == block->least;
        }
    }
    for (uint32_t c = 0; c < block->object_count; memory_look(), c++) {
        const struct share *end, *at = block_window(s, block, c, &end);
        for (; at < end; at++)
            counts[at->account] = last[at->account] = 0;
    }
}

/* ---- clusters */

struct layer_search {
    struct blocks *out;
    uint32_t *found; /* by cluster: blocks */
    const struct clusters *clusters;
    const struct layer *layer;
    struct hit *hits;
    size_t *start;           /* by cluster: its hits; and one more */
    uint32_t *seat;          /* by account */
    uint32_t *counts, *last; /* by account; 0 between */
    struct arena scratch;    /* of one layer */
};

/* The objects that two or more members share. */
static lockstep_status list_columns(struct search *s, struct arena *scratch, size_t count,
                                    lockstep_error *err) {
    size_t columns = 0;
    for (size_t h = 0; h < count; h++)
        columns += h == 0 || s->hits[h].place != s->hits[h - 1].place;
    s->columns = arena_alloc(scratch, columns, sizeof *s->columns);
    if (!s->columns) return fail_memory(err, "blocks");
    for (size_t h = 0, next; h < count; h = next) {
        bool shared = false;
        for (next = h; next < count && s->hits[next].place == s->hits[h].place; next++)
            shared |= s->hits[next].seat != s->hits[h].seat;
        if (shared)
            s->columns[s->column_count++] =
                (struct column){.first = h, .count = next - h, .place = s->hits[h].place};
    }
    return LOCKSTEP_OK;
}

static lockstep_status search_alloc(struct search *s, struct arena *scratch, lockstep_error *err) {
    uint32_t members = s->cluster->count;
    s->order = arena_alloc(scratch, s->column_count, sizeof *s->order);
    s->crowded = arena_alloc(scratch, s->column_count, sizeof *s->crowded);
    s->reached = arena_alloc(scratch, s->column_count + 1, sizeof *s->reached);
    uint8_t **sets[] = {&s->taken, &s->wanted, &s->tried, &s->best};
    uint32_t **counts[] = {&s->near, &s->last, &s->counts};
    s->busy = arena_alloc(scratch, members, sizeof *s->busy);
    bool whole = s->order && s->crowded && s->reached && s->busy;
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
        whole &= (*sets[i] = arena_alloc(scratch, members, 1)) != NULL;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        whole &= (*counts[i] = arena_alloc(scratch, members, sizeof **counts[i])) != NULL;
    return whole ? LOCKSTEP_OK : fail_memory(err, "blocks");
}

static lockstep_status search_cluster(struct layer_search *l, uint32_t cluster,
                                      struct arena *scratch, lockstep_error *err) {
    size_t count = l->start[cluster + 1] - l->start[cluster];
    struct search s = {.layer = l->layer,
                       .cluster = &l->clusters->items[cluster],
                       .hits = l->hits + l->start[cluster]};
    size_t affordable = count ? MOST_WORK / count : BEGINNINGS;
    uint32_t beginnings = affordable < BEGINNINGS ? (uint32_t) affordable + 1 : BEGINNINGS;
    TRY(list_columns(&s, scratch, count, err));
    TRY(search_alloc(&s, scratch, err));
    rank_members(&s);
    for (uint32_t b = 0; b < BLOCKS_PER_CLUSTER; b++) {
        struct fit fit = climb_from_everywhere(&s, beginnings);
        struct certificate *block = &l->out->items[(size_t) cluster * BLOCKS_PER_CLUSTER + b];
        if (fit.worth == 0) break;
        TRY(check_interrupt(err));
        TRY(list_block(block, &s, &l->out->arena, &fit, err));
        count_outside(block, &s, l->clusters->of_account, l->counts, l->last);
        l->found[cluster]++;
    }
    return LOCKSTEP_OK;
}

/* The number of the kept cluster, from 0, that was found in the layer and has the account. */
static uint32_t cluster_in(const struct layer_search *l, size_t layer, uint32_t account) {
    uint32_t number = l->clusters->of_account[account];
    bool in = number && l->clusters->items[number - 1].layer == layer;
    return in ? number - 1 : UINT32_MAX;
}

/* The hits of each cluster, by object, time and account. */
static lockstep_status sort_hits(struct layer_search *l, size_t number, lockstep_error *err) {
    size_t kept = l->clusters->kept;
    size_t *next = arena_alloc(&l->scratch, kept + 1, sizeof *next);
    l->start = arena_alloc(&l->scratch, kept + 1, sizeof *l->start);
    if (!next || !l->start) return fail_memory(err, "blocks");
    for (size_t i = 0; i < l->layer->count; memory_leap(++i)) {
        uint32_t cluster = cluster_in(l, number, l->layer->shares[i].account);
        if (cluster != UINT32_MAX) l->start[cluster + 1]++;
    }
    for (size_t c = 0; c < kept; c++) {
        l->start[c + 1] += l->start[c];
        next[c] = l->start[c];
    }
    l->hits = arena_alloc(&l->scratch, l->start[kept], sizeof *l->hits);
    if (!l->hits) return fail_memory(err, "blocks");
    for (size_t o = 0; o < l->layer->object_count; memory_step(++o)) {
        const struct object_shares *object = &l->layer->objects[o];
        for (size_t i = object->start; i < object->start + object->count; memory_leap(++i)) {
            struct share share = l->layer->shares[i];
            uint32_t cluster = cluster_in(l, number, share.account);
            if (cluster != UINT32_MAX)
                l->hits[next[cluster]++] =
                    (struct hit){share, (uint32_t) o, l->seat[share.account]};
        }
    }
    return LOCKSTEP_OK;
}

static bool is_sought(const struct clusters *clusters, size_t cluster, size_t layer) {
    return clusters->items[cluster].layer == layer;
}

static lockstep_status search_layer(struct layer_search *l, size_t number, lockstep_error *err) {
    lockstep_status status = sort_hits(l, number, err);
    for (size_t c = 0; c < l->clusters->kept && status == LOCKSTEP_OK; c++) {
        struct arena scratch = {0};
        if (is_sought(l->clusters, c, number))
            status = search_cluster(l, (uint32_t) c, &scratch, err);
        arena_release(&scratch);
    }
    return status;
}

static lockstep_status search_layers(struct layer_search *l, const struct network *network,
                                     lockstep_error *err) {
    for (size_t number = 0; number < network->count; number++) {
        bool any = false;
        for (size_t c = 0; c < l->clusters->kept; c++)
            any |= is_sought(l->clusters, c, number);
        if (!any) continue;
        l->layer = edges_counted_layer(&network->layers[number]);
        lockstep_status status = search_layer(l, number, err);
        arena_release(&l->scratch);
        TRY(status);
    }
    return LOCKSTEP_OK;
}

/* Each cluster has room for the most blocks until here. */
static void close_ranks(struct blocks *out, const uint32_t *found, size_t clusters) {
    for (size_t c = 0; c < clusters; c++) {
        out->start[c] = out->count;
        for (uint32_t b = 0; b < found[c]; b++)
            out->items[out->count++] = out->items[c * BLOCKS_PER_CLUSTER + b];
    }
    out->start[clusters] = out->count;
}

lockstep_status blocks_find(struct blocks *out, const struct network *network,
                            const struct clusters *clusters, lockstep_error *err) {
    struct arena arena = {0};
    struct layer_search l = {.out = out, .clusters = clusters};
    *out = (struct blocks){0};
    out->items = arena_alloc(&out->arena, clusters->kept * BLOCKS_PER_CLUSTER, sizeof *out->items);
    out->start = arena_alloc(&out->arena, clusters->kept + 1, sizeof *out->start);
    l.found = arena_alloc(&arena, clusters->kept, sizeof *l.found);
    l.seat = arena_alloc(&arena, network->accounts, sizeof *l.seat);
    l.counts = arena_alloc(&arena, network->accounts, sizeof *l.counts);
    l.last = arena_alloc(&arena, network->accounts, sizeof *l.last);
    bool whole = out->items && out->start && l.found && l.seat && l.counts && l.last;
    for (size_t c = 0; c < clusters->kept && whole; c++)
        for (uint32_t m = 0; m < clusters->items[c].count; m++)
            l.seat[clusters->items[c].members[m]] = m;
    lockstep_status status = whole ? search_layers(&l, network, err) : fail_memory(err, "blocks");
    if (status == LOCKSTEP_OK)
        close_ranks(out, l.found, clusters->kept);
    else
        blocks_release(out);
    arena_release(&arena);
    return status;
}

void blocks_release(struct blocks *blocks) {
    arena_release(&blocks->arena);
    *blocks = (struct blocks){0};
}

const struct certificate *blocks_of(const struct blocks *blocks, uint32_t cluster, size_t *count) {
    *count = blocks->start[cluster] - blocks->start[cluster - 1];
    return blocks->items + blocks->start[cluster - 1];
}
