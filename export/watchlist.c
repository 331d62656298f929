#include "export/watchlist.h"

#include "engine/csv_cells.h"
#include "engine/error.h"
#include "engine/memory.h"
#include "export/export.h"
#include "export/lists.h"

#include <math.h>
#include <stdlib.h>

/* An edge between an account and one of the list. */
struct tie_to_known {
    uint32_t account, known;
    size_t layer;
    const struct edge *edge;
};

struct search {
    struct watchlist *out;
    const struct archive *archive;
    const struct network *network;
    struct name_list list;
    struct tie_to_known *ties;
    size_t count, room;
};

/* ---- who is on the list ---- */

static bool meets(const struct name_list *list, struct slice name, bool *met) {
    uint32_t number = name_list_find(list, name);
    if (number != UINT32_MAX && met) met[number] = true;
    return number != UINT32_MAX;
}

enum listed_by watchlist_match(const struct name_list *list, const struct account *account,
                               bool *met) {
    const struct account_facts *facts = account->facts;
    bool by_id = meets(list, account->id, met), by_name = meets(list, account->name, met);
    bool by_handle = meets(list, facts->handle, met), by_former = false;
    for (size_t i = 0; i < facts->former.count; i++)
        by_former |= meets(list, facts->former.items[i], met);
    if (by_id || by_name) return LISTED_BY_ID;
    if (by_handle) return LISTED_BY_HANDLE;
    return by_former ? LISTED_BY_FORMER : NOT_LISTED;
}

static lockstep_status find_listed(struct search *s, lockstep_error *err) {
    const struct accounts *accounts = &s->archive->accounts;
    struct watchlist *out = s->out;
    uint32_t names = s->list.names.count;
    bool *met = arena_alloc(&out->arena, names, sizeof *met);
    out->listed = arena_alloc(&out->arena, accounts->count, sizeof *out->listed);
    if (!out->listed || !met) return fail_memory(err, "the watch-list");
    for (uint32_t a = 0; a < accounts->count; memory_step(++a)) {
        out->listed[a] = watchlist_match(&s->list, &accounts->items[a], met) != NOT_LISTED;
        out->accounts += out->listed[a];
    }
    out->names = names;
    for (uint32_t n = 0; n < names; n++)
        out->unknown += !met[n];
    return LOCKSTEP_OK;
}

/* ---- ties ---- */

/* The smallest p of a pair first, then its first layer. */
static int by_pair(const void *left, const void *right) {
    const struct tie_to_known *a = left, *b = right;
    if (a->account != b->account) return a->account < b->account ? -1 : 1;
    if (a->known != b->known) return a->known < b->known ? -1 : 1;
    if (a->edge->p_value != b->edge->p_value) return a->edge->p_value < b->edge->p_value ? -1 : 1;
    return (a->layer > b->layer) - (a->layer < b->layer);
}

static lockstep_status list_ties(struct search *s, lockstep_error *err) {
    const bool *listed = s->out->listed;
    for (size_t l = 0; l < s->network->count; l++)
        for (size_t i = 0; i < s->network->layers[l].count; memory_step(++i)) {
            const struct edge *e = &s->network->layers[l].items[i];
            if (listed[e->source] == listed[e->target]) continue;
            struct tie_to_known *ties = grow(s->ties, &s->room, s->count + 1, sizeof *ties);
            if (!ties) return fail_memory(err, "the watch-list");
            s->ties = ties;
            uint32_t known = listed[e->source] ? e->source : e->target;
            ties[s->count++] = (struct tie_to_known){e->source + e->target - known, known, l, e};
        }
    if (s->count) qsort(s->ties, s->count, sizeof *s->ties, by_pair);
    return LOCKSTEP_OK;
}

static double score_of(const struct edge *edge) {
    static const double most = 700; /* -ln of the smallest p that a double holds, about */
    return edge->p_value > 0 ? fmin(-log(edge->p_value), most) : most;
}

static void add_tie(struct watched *w, const struct tie_to_known *tie, double *strongest) {
    double score = score_of(tie->edge);
    w->account = tie->account;
    if (!w->known || score > *strongest)
        w->strongest = tie->known, w->layer = tie->layer, *strongest = score;
    if (!w->known || tie->edge->first_time < w->first_time) w->first_time = tie->edge->first_time;
    if (!w->known || tie->edge->last_time > w->last_time) w->last_time = tie->edge->last_time;
    w->known++;
    w->objects += tie->edge->objects;
    w->weight += tie->edge->weight;
    w->score += score;
}

static int by_score(const void *left, const void *right) {
    const struct watched *a = left, *b = right;
    if (a->score != b->score) return a->score > b->score ? -1 : 1;
    if (a->weight != b->weight) return a->weight > b->weight ? -1 : 1;
    return (a->account > b->account) - (a->account < b->account);
}

static lockstep_status rank_ties(struct search *s, lockstep_error *err) {
    struct watchlist *out = s->out;
    size_t accounts = 0;
    double strongest = 0;
    for (size_t i = 0; i < s->count; i++)
        accounts += !i || s->ties[i].account != s->ties[i - 1].account;
    out->items = arena_alloc(&out->arena, accounts, sizeof *out->items);
    if (!out->items) return fail_memory(err, "the watch-list");
    for (size_t i = 0; i < s->count; i++) {
        bool new_account = !i || s->ties[i].account != s->ties[i - 1].account;
        out->count += new_account;
        if (new_account || s->ties[i].known != s->ties[i - 1].known)
            add_tie(&out->items[out->count - 1], &s->ties[i], &strongest);
    }
    if (out->count) qsort(out->items, out->count, sizeof *out->items, by_score);
    return LOCKSTEP_OK;
}

static lockstep_status find(struct search *s, const char *path, lockstep_error *err) {
    TRY(name_list_read(&s->list, path, err));
    TRY(find_listed(s, err));
    TRY(list_ties(s, err));
    return rank_ties(s, err);
}

lockstep_status watchlist_find(struct watchlist *out, const struct archive *archive,
                               const struct network *network,
                               const struct lockstep_settings *settings, lockstep_error *err) {
    struct search search = {.out = out,
                            .archive = archive,
                            .network = network,
                            .list = {.redaction = &settings->redaction}};
    *out = (struct watchlist){0};
    lockstep_status status = find(&search, settings->watchlist, err);
    name_list_release(&search.list);
    free(search.ties);
    if (status != LOCKSTEP_OK) watchlist_release(out);
    return status;
}

void watchlist_release(struct watchlist *watchlist) {
    arena_release(&watchlist->arena);
    *watchlist = (struct watchlist){0};
}

/* ---- watchlist.csv ---- */

static void print_watched(FILE *out, const struct findings *findings, size_t index) {
    const struct account *accounts = findings->archive->accounts.items;
    const struct watched *w = &findings->watchlist->items[index];
    uint32_t cluster = findings->clusters->of_account[w->account];
    struct csv_row row = {.out = out};
    csv_count(&row, index + 1);
    csv_text(&row, accounts[w->account].name);
    csv_text(&row, accounts[w->account].facts->handle);
    if (cluster)
        csv_count(&row, cluster);
    else
        csv_text(&row, SLICE(""));
    csv_count(&row, w->known);
    csv_count(&row, w->objects);
    csv_number(&row, w->weight);
    csv_number(&row, w->score);
    csv_text(&row, accounts[w->strongest].name);
    csv_text(&row, slice_of(findings->network->layers[w->layer].layer->name));
    csv_time(&row, w->first_time);
    csv_time(&row, w->last_time);
    csv_end_row(&row);
}

lockstep_status export_watchlist(FILE *out, const struct findings *findings, lockstep_error *err) {
    csv_header(out, "rank,account,handle,cluster,known,objects,weight,score,strongest,layer,"
                    "first_time,last_time");
    for (size_t i = 0; i < findings->watchlist->count; i++)
        print_watched(out, findings, i);
    return ferror(out) ? fail_io(err, "watchlist.csv") : LOCKSTEP_OK;
}
