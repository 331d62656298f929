/* The evidence: co-shares of pairs with a kept edge, and the posts that they and the findings are
 * of, with their texts, objects and shares. */
#include "engine/coshares.h"
#include "engine/error.h"
#include "engine/memory.h"
#include "engine/seeking.h"
#include "export/database_schema.h"
#include "export/dossier.h"
#include "export/sqlite.h"

#include <stdlib.h>

/* ---- co-shares */

/* With no rows to write to it counts, and marks the posts. */
struct pairing {
    struct case_database *database;
    struct rows *rows;
    uint64_t count;
};

DEFINE_SEEK(seek_tie, struct tie, uint32_t, target)

static bool is_tied(const struct case_database *db, uint32_t source, uint32_t target) {
    const struct tie *ties = db->findings->centrality->ties;
    size_t end = db->first_tie[source + 1];
    size_t tie = seek_tie(ties, db->first_tie[source], end, target);
    return tie < end && ties[tie].target == target;
}

static lockstep_status write_coshare(struct rows *rows, uint32_t object, const struct share *source,
                                     const struct share *target, lockstep_error *err) {
    cell_count(rows, rows->count + 1);
    cell_count(rows, object);
    cell_count(rows, source->account + (uint64_t) 1);
    cell_count(rows, target->account + (uint64_t) 1);
    cell_count(rows, source->post + (uint64_t) 1);
    cell_count(rows, target->post + (uint64_t) 1);
    cell_whole(rows, source->time);
    cell_whole(rows, target->time);
    return row_end(rows, err);
}

static lockstep_status take_coshare(void *data, const struct share *first,
                                    const struct share *second, lockstep_error *err) {
    struct pairing *pairing = data;
    struct case_database *db = pairing->database;
    const struct share *source = coshare_source(first, second);
    const struct share *target = coshare_target(first, second);
    if (!is_tied(db, source->account, target->account)) return LOCKSTEP_OK;
    db->posts[source->post] = db->posts[target->post] = 1;
    pairing->count++;
    if (!pairing->rows) return LOCKSTEP_OK;
    return write_coshare(pairing->rows, db->object_of[source->object], source, target, err);
}

/* Every co-share of each object is in the layer that it is of, at the widest window. */
static lockstep_status visit_coshares(struct pairing *pairing, lockstep_error *err) {
    const struct case_database *db = pairing->database;
    const struct traces *traces = &db->findings->archive->traces;
    uint32_t accounts = db->findings->archive->accounts.count;
    uint8_t *alive = calloc((size_t) accounts + 1, 1);
    lockstep_status status = alive ? LOCKSTEP_OK : fail_memory(err, db->database.path);
    for (uint32_t a = 0; alive && a < accounts; a++)
        alive[a] = db->findings->centrality->degree[a] > 0;
    for (size_t l = 0; l < traces->count && status == LOCKSTEP_OK; l++)
        if (traces->layers[l].trace != TRACE_FUSED && !traces_has_wider(traces, l))
            status = coshares_visit(&traces->layers[l], alive, take_coshare, pairing, err);
    free(alive);
    return status;
}

static lockstep_status write_coshares(struct case_database *db, lockstep_error *err) {
    struct rows rows;
    struct pairing writing = {db, &rows, 0};
    TRY(database_run(&db->database, database_coshare_table, err));
    TRY(rows_open(&rows, &db->database, "coshares", 8, err));
    lockstep_status status = visit_coshares(&writing, err);
    rows_close(&rows);
    TRY(status);
    return database_run_all(&db->database, database_coshare_indexes, err);
}

/* ---- texts */

struct texted {
    struct slice text;
    uint32_t post;
};

static int by_text(const void *a, const void *b) {
    const struct texted *x = a, *y = b;
    memory_look();
    int order = slice_compare(x->text, y->text);
    return order ? order : (x->post > y->post) - (x->post < y->post);
}

/* The posts of the database that have a text, sorted by it. */
static size_t sort_texts(struct texted *items, const struct case_database *db) {
    const struct posts *posts = &db->findings->archive->posts;
    size_t count = 0;
    for (uint32_t p = 0; p < posts->count; memory_step(++p)) {
        struct slice text = db->posts[p] ? texts_get(&posts->bodies, p) : SLICE("");
        if (text.size) items[count++] = (struct texted){text, p};
    }
    if (count) qsort(items, count, sizeof *items, by_text);
    return count;
}

static lockstep_status write_texts(struct case_database *db, struct rows *rows,
                                   const struct texted *items, size_t count, lockstep_error *err) {
    for (size_t i = 0; i < count; memory_leap(++i)) {
        if (i == 0 || !slice_equal(items[i].text, items[i - 1].text)) {
            cell_count(rows, rows->count + 1);
            cell_text(rows, items[i].text);
            TRY(row_end(rows, err));
        }
        db->text_of[items[i].post] = (uint32_t) rows->count;
    }
    return LOCKSTEP_OK;
}

static lockstep_status add_texts(struct case_database *db, struct rows *rows, lockstep_error *err) {
    size_t room = 1;
    for (uint32_t p = 0; p < db->findings->archive->posts.count; memory_step(++p))
        room += db->posts[p];
    struct texted *items = malloc(room * sizeof *items);
    if (!items) return fail_memory(err, db->database.path);
    size_t count = sort_texts(items, db);
    lockstep_status status = write_texts(db, rows, items, count, err);
    free(items);
    return status;
}

/* ---- posts, shares, objects */

static void cell_reaction(struct rows *rows, uint32_t reaction) {
    cell_known(rows, reaction == UINT32_MAX ? -1 : (int64_t) reaction);
}

static void post_reactions(struct rows *rows, const struct facets *facets, uint32_t post) {
    static const struct reactions unknown = {UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX};
    const struct reactions *reactions = facets->reactions ? &facets->reactions[post] : &unknown;
    cell_reaction(rows, reactions->reposts);
    cell_reaction(rows, reactions->replies);
    cell_reaction(rows, reactions->likes);
    cell_reaction(rows, reactions->views);
}

static lockstep_status add_post(struct case_database *db, struct rows *rows, uint32_t post,
                                lockstep_error *err) {
    char room[192];
    const struct archive *archive = db->findings->archive;
    const struct posts *posts = &archive->posts;
    cell_count(rows, post + (uint64_t) 1);
    cell_text(rows, archive_post_id(archive, post, room));
    cell_count(rows, posts->account[post] + (uint64_t) 1);
    cell_whole(rows, posts->time[post]);
    cell_text(rows, slice_of(post_kind_name(posts->kind[post])));
    cell_stated(rows, names_get(&posts->languages, posts->language[post]));
    cell_known(rows, db->text_of[post] ? (int64_t) db->text_of[post] : -1);
    post_reactions(rows, &archive->facets, post);
    return row_end(rows, err);
}

static lockstep_status add_posts(struct case_database *db, struct rows *rows, lockstep_error *err) {
    for (uint32_t p = 0; p < db->findings->archive->posts.count; memory_step(++p))
        if (db->posts[p]) TRY(add_post(db, rows, p, err));
    return LOCKSTEP_OK;
}

static lockstep_status add_share(struct case_database *db, struct rows *rows, size_t layer,
                                 const struct share *share, lockstep_error *err) {
    if (!db->posts[share->post]) return LOCKSTEP_OK;
    uint32_t *object = &db->object_of[share->object];
    if (!*object) *object = ++db->objects;
    cell_count(rows, layer + 1);
    cell_count(rows, *object);
    cell_whole(rows, share->time);
    cell_count(rows, share->post + (uint64_t) 1);
    return row_end(rows, err);
}

static lockstep_status add_shares(struct case_database *db, struct rows *rows,
                                  lockstep_error *err) {
    const struct traces *traces = &db->findings->archive->traces;
    for (size_t l = 0; l < traces->count; l++)
        for (size_t s = 0; s < traces->layers[l].count && !traces->layers[l].borrowed;
             memory_leap(++s))
            TRY(add_share(db, rows, l, &traces->layers[l].shares[s], err));
    return LOCKSTEP_OK;
}

static lockstep_status write_objects(struct rows *rows, const struct traces *traces,
                                     const uint32_t *objects, uint32_t count, lockstep_error *err) {
    for (uint32_t i = 0; i < count; i++) {
        cell_count(rows, i + (uint64_t) 1);
        cell_count(rows, object_layer(traces, objects[i]) + 1);
        cell_text(rows, object_key(traces, objects[i]));
        TRY(row_end(rows, err));
    }
    return LOCKSTEP_OK;
}

/* By id, which is their order in the layers: the numbers that a run gives them hang on how the
 * input came. */
static lockstep_status add_objects(struct case_database *db, struct rows *rows,
                                   lockstep_error *err) {
    const struct traces *traces = &db->findings->archive->traces;
    uint32_t *objects = malloc(((size_t) db->objects + 1) * sizeof *objects);
    if (!objects) return fail_memory(err, db->database.path);
    for (uint32_t o = 0; o < traces->objects.count; o++)
        if (db->object_of[o]) objects[db->object_of[o] - 1] = o;
    lockstep_status status = write_objects(rows, traces, objects, db->objects, err);
    free(objects);
    return status;
}

/* ---- all of it */

/* Each numbers what the next one writes. */
static const struct {
    const char *name;
    int columns;
    lockstep_status (*add)(struct case_database *db, struct rows *rows, lockstep_error *err);
} tables[] = {{"texts", 2, add_texts},
              {"posts(id, post, account_id, time, kind, language, text_id, reposts, replies, likes,"
               " views)",
               11, add_posts},
              {"shares", 4, add_shares},
              {"objects", 3, add_objects}};

static void mark_clusters(struct case_database *db) {
    const struct posts *posts = &db->findings->archive->posts;
    for (uint32_t p = 0; p < posts->count; memory_step(++p))
        if (db->findings->clusters->of_account[posts->account[p]]) db->posts[p] = 1;
}

static lockstep_status fill_table(struct case_database *db, size_t table, lockstep_error *err) {
    struct rows rows;
    TRY(rows_open(&rows, &db->database, tables[table].name, tables[table].columns, err));
    lockstep_status status = tables[table].add(db, &rows, err);
    rows_close(&rows);
    return status;
}

lockstep_status sqlite_finish(struct case_database *db, lockstep_error *err) {
    struct pairing counting = {db, NULL, 0};
    mark_clusters(db);
    TRY(visit_coshares(&counting, err));
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
        TRY(fill_table(db, t, err));
    if (counting.count <= db->room)
        TRY(write_coshares(db, err));
    else
        TRY(database_run(&db->database, database_coshare_view, err));
    TRY(database_run_all(&db->database, database_indexes, err));
    TRY(database_run_all(&db->database, database_views, err));
    return database_commit(&db->database, err);
}
