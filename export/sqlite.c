/* What a run knows before and beside its posts: everything but the evidence. */
#include "export/sqlite.h"

#include "engine/error.h"
#include "engine/memory.h"
#include "export/database_schema.h"
#include "export/ledger_json.h"

#include <stdlib.h>

typedef lockstep_status (*fill_fn)(struct rows *rows, const struct findings *findings,
                                   lockstep_error *err);

static lockstep_status fill_settings(struct rows *rows, const struct findings *findings,
                                     lockstep_error *err) {
    const lockstep_setting *table = lockstep_settings_table();
    for (size_t row = 0; table[row].name; row++) {
        if (!setting_matters(findings->settings, &table[row])) continue;
        const char *value = settings_value(findings->settings, row);
        cell_text(rows, slice_of(table[row].name));
        cell_stated(rows, slice_of(value));
        TRY(row_end(rows, err));
    }
    return LOCKSTEP_OK;
}

static size_t owner_of(const struct traces *traces, size_t layer) {
    size_t owner = 0;
    while (traces->layers[owner].shares != traces->layers[layer].shares)
        owner++;
    return owner;
}

static lockstep_status fill_layers(struct rows *rows, const struct findings *findings,
                                   lockstep_error *err) {
    const struct traces *traces = &findings->archive->traces;
    for (size_t l = 0; l < traces->count; l++) {
        cell_count(rows, l + 1);
        cell_text(rows, slice_of(traces->layers[l].name));
        cell_whole(rows, traces->layers[l].window);
        cell_count(rows, owner_of(traces, l) + 1);
        TRY(row_end(rows, err));
    }
    return LOCKSTEP_OK;
}

/* "ada_old ada_older"; `room` lives until the row ends. */
static void cell_handles(struct rows *rows, const struct slices *handles, struct buffer *room) {
    buffer_clear(room);
    for (size_t i = 0; i < handles->count; i++) {
        if (i) buffer_byte(room, ' ');
        buffer_append(room, handles->items[i]);
    }
    cell_stated(rows, buffer_slice(room));
}

static void account_facts(struct rows *rows, const struct account_facts *facts,
                          struct buffer *room) {
    cell_stated(rows, facts->handle);
    cell_stated(rows, facts->display_name);
    cell_stated(rows, facts->bio);
    cell_stated(rows, facts->location);
    cell_stated(rows, facts->status);
    cell_stated(rows, facts->tags);
    cell_time(rows, facts->created);
    cell_known(rows, facts->followers);
    cell_known(rows, facts->following);
    cell_known(rows, facts->posts);
    cell_known(rows, facts->verified);
    cell_known(rows, facts->listed);
    cell_stated(rows, facts->website);
    cell_stated(rows, facts->picture);
    cell_known(rows, facts->default_picture);
    cell_handles(rows, &facts->former, room);
}

static lockstep_status fill_accounts(struct rows *rows, const struct findings *findings,
                                     lockstep_error *err) {
    const struct accounts *accounts = &findings->archive->accounts;
    const struct centrality *centrality = findings->centrality;
    struct buffer handles = {0};
    lockstep_status status = LOCKSTEP_OK;
    for (uint32_t a = 0; a < accounts->count && status == LOCKSTEP_OK; memory_step(++a)) {
        cell_count(rows, a + (uint64_t) 1);
        cell_text(rows, accounts->items[a].name);
        cell_stated(rows, accounts->items[a].platform);
        account_facts(rows, accounts->items[a].facts, &handles);
        cell_count(rows, accounts->items[a].posts);
        cell_count(rows, centrality->degree[a]);
        cell_number(rows, centrality->strength[a]);
        cell_number(rows, centrality->betweenness[a]);
        cell_number(rows, centrality->pagerank[a]);
        cell_number(rows, centrality->eigenvector[a]);
        cell_count(rows, centrality->coreness[a]);
        status = handles.failed ? fail_memory(err, "accounts") : row_end(rows, err);
    }
    buffer_release(&handles);
    return status;
}

static lockstep_status fill_clusters(struct rows *rows, const struct findings *findings,
                                     lockstep_error *err) {
    for (size_t c = 0; c < findings->clusters->kept; c++) {
        const struct cluster *cluster = &findings->clusters->items[c];
        cell_count(rows, cluster->number);
        cell_count(rows, cluster->count);
        cell_count(rows, cluster->posts);
        cell_count(rows, cluster->edges);
        cell_number(rows, cluster->evidence);
        cell_count(rows, cluster->episodes);
        cell_count(rows, cluster->layer + 1);
        cell_number(rows, cluster->density);
        cell_number(rows, cluster->conductance);
        cell_number(rows, cluster->stability);
        cell_time(rows, cluster->first_time);
        cell_time(rows, cluster->last_time);
        TRY(row_end(rows, err));
    }
    return LOCKSTEP_OK;
}

static lockstep_status fill_memberships(struct rows *rows, const struct findings *findings,
                                        lockstep_error *err) {
    const struct clusters *clusters = findings->clusters;
    for (uint32_t a = 0; a < findings->archive->accounts.count; memory_step(++a)) {
        const struct hold *hold = &clusters->holds[a];
        if (!clusters->of_account[a]) continue;
        cell_count(rows, a + (uint64_t) 1);
        cell_count(rows, clusters->of_account[a]);
        cell_number(rows, hold->evidence);
        cell_count(rows, hold->episodes);
        cell_count(rows, hold->met);
        cell_number(rows, hold->expected);
        cell_number(rows, hold->p_value);
        cell_number(rows, hold->stability);
        TRY(row_end(rows, err));
    }
    return LOCKSTEP_OK;
}

static lockstep_status add_edge(struct rows *rows, const struct edge *edge, size_t layer,
                                lockstep_error *err) {
    cell_count(rows, rows->count + 1);
    cell_count(rows, layer + 1);
    cell_count(rows, edge->source + (uint64_t) 1);
    cell_count(rows, edge->target + (uint64_t) 1);
    cell_count(rows, edge->pairs);
    cell_count(rows, edge->objects);
    cell_count(rows, edge->posts_source);
    cell_count(rows, edge->posts_target);
    cell_number(rows, edge->mean_delta);
    cell_number(rows, edge->median_delta);
    cell_number(rows, edge->source_first);
    cell_time(rows, edge->first_time);
    cell_time(rows, edge->last_time);
    cell_number(rows, edge->similarity);
    cell_number(rows, edge->weight);
    cell_number(rows, edge->p_value);
    cell_number(rows, edge->q_value);
    cell_count(rows, edge->kept);
    return row_end(rows, err);
}

static lockstep_status fill_edges(struct rows *rows, const struct findings *findings,
                                  lockstep_error *err) {
    const struct network *network = findings->network;
    for (size_t l = 0; l < network->count; l++)
        for (size_t e = 0; e < network->layers[l].count; memory_step(++e))
            TRY(add_edge(rows, &network->layers[l].items[e], l, err));
    return LOCKSTEP_OK;
}

/* Columns are those that are written. */
static const struct {
    const char *name;
    int columns;
    fill_fn fill;
} tables[] = {{"settings", 2, fill_settings},       {"layers", 4, fill_layers},
              {"accounts", 26, fill_accounts},      {"clusters", 12, fill_clusters},
              {"memberships", 8, fill_memberships}, {"edges", 18, fill_edges}};

static lockstep_status fill_table(struct case_database *db, size_t table, lockstep_error *err) {
    struct rows rows;
    TRY(rows_open(&rows, &db->database, tables[table].name, tables[table].columns, err));
    lockstep_status status = tables[table].fill(&rows, db->findings, err);
    rows_close(&rows);
    return status;
}

static lockstep_status take_room(struct case_database *db, lockstep_error *err) {
    const struct archive *archive = db->findings->archive;
    const struct centrality *centrality = db->findings->centrality;
    uint32_t accounts = archive->accounts.count;
    db->posts = calloc((size_t) archive->posts.count + 1, 1);
    db->object_of = calloc((size_t) archive->traces.objects.count + 1, sizeof *db->object_of);
    db->text_of = calloc((size_t) archive->posts.count + 1, sizeof *db->text_of);
    db->first_tie = calloc((size_t) accounts + 2, sizeof *db->first_tie);
    if (!db->posts || !db->object_of || !db->text_of || !db->first_tie)
        return fail_memory(err, db->database.path);
    for (size_t t = 0; t < centrality->tie_count; memory_step(++t))
        db->first_tie[centrality->ties[t].source + 1]++;
    for (uint32_t a = 0; a < accounts; a++)
        db->first_tie[a + 1] += db->first_tie[a];
    return LOCKSTEP_OK;
}

lockstep_status sqlite_begin(struct case_database *out, const struct findings *findings,
                             const char *path, const char *shown, lockstep_error *err) {
    *out = (struct case_database){.findings = findings, .room = COSHARE_ROWS};
    TRY(database_create(&out->database, path, shown, findings->settings->memory, err));
    TRY(take_room(out, err));
    TRY(database_run_all(&out->database, database_tables, err));
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
        TRY(fill_table(out, t, err));
    return LOCKSTEP_OK;
}

void sqlite_release(struct case_database *db) {
    database_close(&db->database);
    free(db->posts), free(db->object_of), free(db->text_of), free(db->first_tie);
    *db = (struct case_database){0};
}

/* ---- findings, as dossier.json has them */

static void cell_json(struct rows *rows, const json_t *value) {
    if (json_is_string(value))
        cell_text(rows, (struct slice){json_string_value(value), json_string_length(value)});
    else if (json_is_number(value))
        cell_number(rows, json_number_value(value));
    else
        cell_none(rows);
}

static void cell_member(struct rows *rows, const json_t *object, const char *key) {
    cell_json(rows, json_object_get(object, key));
}

static void cell_members(struct rows *rows, const json_t *object, const char *const *keys) {
    for (; *keys; keys++)
        cell_member(rows, object, *keys);
}

static lockstep_status add_finding(struct rows *rows, uint32_t cluster, const json_t *finding,
                                   lockstep_error *err) {
    static const char *const first[] = {"id",        "analysis",    "key",   "section",
                                        "standing",  "statement",   "value", "unit",
                                        "numerator", "denominator", NULL};
    static const char *const interval[] = {"low", "high", "method", NULL};
    static const char *const second[] = {"p_value", "test", "baseline", "effect_size", NULL};
    static const char *const window[] = {"from", "to", NULL};
    cell_count(rows, cluster);
    cell_members(rows, finding, first);
    cell_members(rows, json_object_get(finding, "interval"), interval);
    cell_members(rows, finding, second);
    cell_members(rows, json_object_get(finding, "window"), window);
    cell_member(rows, finding, "timezone");
    cell_member(rows, json_object_get(finding, "evidence"), "count");
    cell_member(rows, json_object_get(finding, "accounts"), "count");
    return row_end(rows, err);
}

static lockstep_status add_technique(struct rows *rows, uint32_t cluster, const json_t *technique,
                                     lockstep_error *err) {
    static const char *const keys[] = {"id", "former_id", "name", "framework", "finding", NULL};
    cell_count(rows, cluster);
    cell_members(rows, technique, keys);
    return row_end(rows, err);
}

typedef lockstep_status (*item_fn)(struct rows *rows, uint32_t cluster, const json_t *item,
                                   lockstep_error *err);

/* Takes the list, which is NULL where memory is out. */
static lockstep_status add_list(struct case_database *db, const char *table, int columns,
                                uint32_t cluster, json_t *list, item_fn add, lockstep_error *err) {
    struct rows rows = {0};
    lockstep_status status = list ? rows_open(&rows, &db->database, table, columns, err)
                                  : fail_memory(err, db->database.path);
    for (size_t i = 0; i < json_array_size(list) && status == LOCKSTEP_OK; i++)
        status = add(&rows, cluster, json_array_get(list, i), err);
    rows_close(&rows);
    json_decref(list);
    return status;
}

/* Posts or accounts behind the findings, the first of them. */
static lockstep_status add_evidence(struct rows *rows, const struct dossier *dossier, bool of_posts,
                                    lockstep_error *err) {
    for (size_t f = 0; f < dossier->ledger.count; f++) {
        const struct claim *claim = &dossier->ledger.claims[f];
        const uint32_t *items = of_posts ? claim->posts : claim->accounts;
        uint32_t count = of_posts ? claim->posts_shown : claim->accounts_shown;
        char id[24];
        snprintf(id, sizeof id, "F%zu", f + 1);
        for (uint32_t i = 0; i < count; i++) {
            cell_count(rows, dossier->cluster->number);
            cell_text(rows, slice_of(id));
            cell_count(rows, i + (uint64_t) 1);
            cell_count(rows, items[i] + (uint64_t) 1);
            TRY(row_end(rows, err));
        }
    }
    return LOCKSTEP_OK;
}

static lockstep_status add_links(struct case_database *db, const struct dossier *dossier,
                                 bool of_posts, lockstep_error *err) {
    struct rows rows;
    const char *table = of_posts ? "finding_posts" : "finding_accounts";
    TRY(rows_open(&rows, &db->database, table, 4, err));
    lockstep_status status = add_evidence(&rows, dossier, of_posts, err);
    rows_close(&rows);
    return status;
}

lockstep_status sqlite_add_findings(struct case_database *db, const struct dossier *dossier,
                                    lockstep_error *err) {
    uint32_t cluster = dossier->cluster->number;
    for (size_t f = 0; f < dossier->ledger.count; f++)
        for (uint32_t i = 0; i < dossier->ledger.claims[f].posts_shown; i++)
            db->posts[dossier->ledger.claims[f].posts[i]] = 1;
    TRY(add_list(db, "findings", 23, cluster, ledger_findings(dossier), add_finding, err));
    TRY(add_links(db, dossier, true, err));
    TRY(add_links(db, dossier, false, err));
    return add_list(db, "techniques", 6, cluster, ledger_techniques(dossier), add_technique, err);
}
