/* The accounts and the edges of a network file: blocks of them are spelt side by side, and written
 * in order. */
#include "engine/arena.h"
#include "engine/error.h"
#include "engine/ordered.h"
#include "engine/settings.h"
#include "export/network_file.h"

#include <stdlib.h>

enum { BATCH = 2048 };

/* ---- accounts */

struct node_spelling {
    FILE *out;
    const char *path;
    const struct view *view;
    node_line_fn put;
    uint32_t next; /* rank */
};

struct node_lines {
    uint32_t from, to; /* ranks */
    struct text_block text;
};

static lockstep_status cut_nodes(void *data, void *item, bool *end, lockstep_error *err) {
    struct node_spelling *s = data;
    struct node_lines *lines = item;
    uint32_t left = s->view->findings->archive->accounts.count - s->next;
    lines->from = s->next;
    lines->to = s->next += left < BATCH ? left : BATCH;
    *end = left == 0;
    return check_interrupt(err);
}

static lockstep_status spell_nodes(void *data, void *item, lockstep_error *err) {
    const struct node_spelling *s = data;
    struct node_lines *lines = item;
    TRY(text_block_open(&lines->text, err));
    for (uint32_t a = lines->from; a < lines->to; a++)
        if (s->view->shown[a]) s->put(&lines->text, s->view, a);
    return text_block_close(&lines->text, err);
}

static lockstep_status write_nodes(void *data, void *item, lockstep_error *err) {
    struct node_spelling *s = data;
    return text_block_write(&((struct node_lines *) item)->text, s->out, s->path, err);
}

static void release_nodes(void *item) {
    text_block_release(&((struct node_lines *) item)->text);
}

lockstep_status node_lines_put(FILE *out, const char *path, const struct view *view,
                               node_line_fn put, lockstep_error *err) {
    struct node_spelling spelling = {out, path, view, put, 0};
    struct ordered job = {
        &spelling, sizeof(struct node_lines), cut_nodes, spell_nodes, write_nodes, release_nodes};
    return ordered_run(&job, view->findings->settings->threads, err);
}

/* ---- edges */

struct edge_spelling {
    FILE *out;
    const char *path;
    struct pair_walk walk;
    edge_line_fn put;
    bool one_a_pair;
    uint64_t number; /* of the next edge */
};

struct edge_lines {
    struct shown_edge *edges;
    size_t count, room;
    struct text_block text;
};

static lockstep_status add_edge(struct edge_lines *lines, struct edge_spelling *s, size_t layer,
                                lockstep_error *err) {
    struct shown_edge *edges = grow(lines->edges, &lines->room, lines->count + 1, sizeof *edges);
    if (!edges) return fail_memory(err, "the edges of a network file");
    lines->edges = edges;
    edges[lines->count++] = (struct shown_edge){s->walk.edges[layer], layer, s->number++};
    return LOCKSTEP_OK;
}

static lockstep_status add_pair(struct edge_lines *lines, struct edge_spelling *s,
                                lockstep_error *err) {
    if (s->one_a_pair) return add_edge(lines, s, pair_layer(&s->walk), err);
    for (size_t l = 0; l < s->walk.view->findings->network->count; l++)
        if (pair_shows(&s->walk, l)) TRY(add_edge(lines, s, l, err));
    return LOCKSTEP_OK;
}

static lockstep_status cut_lines(void *data, void *item, bool *end, lockstep_error *err) {
    struct edge_spelling *s = data;
    struct edge_lines *lines = item;
    lines->count = 0;
    while (lines->count < BATCH && pairs_next(&s->walk))
        TRY(add_pair(lines, s, err));
    *end = lines->count == 0;
    return check_interrupt(err);
}

static lockstep_status spell_lines(void *data, void *item, lockstep_error *err) {
    const struct edge_spelling *s = data;
    struct edge_lines *lines = item;
    TRY(text_block_open(&lines->text, err));
    for (size_t e = 0; e < lines->count; e++)
        s->put(&lines->text, s->walk.view, &lines->edges[e]);
    return text_block_close(&lines->text, err);
}

static lockstep_status write_lines(void *data, void *item, lockstep_error *err) {
    struct edge_spelling *s = data;
    return text_block_write(&((struct edge_lines *) item)->text, s->out, s->path, err);
}

static void release_lines(void *item) {
    struct edge_lines *lines = item;
    free(lines->edges);
    text_block_release(&lines->text);
}

lockstep_status edge_lines_put(FILE *out, const char *path, const struct view *view,
                               bool one_a_pair, edge_line_fn put, lockstep_error *err) {
    struct edge_spelling spelling = {
        .out = out, .path = path, .put = put, .one_a_pair = one_a_pair};
    struct ordered job = {
        &spelling, sizeof(struct edge_lines), cut_lines, spell_lines, write_lines, release_lines};
    TRY(pairs_begin(&spelling.walk, view, err));
    lockstep_status status = ordered_run(&job, view->findings->settings->threads, err);
    pairs_end(&spelling.walk);
    return status;
}
