#include "export/verify.h"

#include "engine/csv_cells.h"
#include "engine/error.h"
#include "export/case.h"
#include "export/folder.h"
#include "export/ledger_json.h"

#include <stdlib.h>

struct checking {
    FILE *out;
    const char *path; /* of the case */
    const struct findings *findings;
    struct verdict *verdict;
    json_t *run; /* run.json */
    struct arena arena;
    lockstep_error *err;
};

/* ---- rows */

static const char *text_of(const json_t *value) {
    const char *text = json_string_value(value);
    return text ? text : "";
}

static void row(struct checking *c, const char *kind, const char *name, bool holds,
                const char *stated, const char *found) {
    struct csv_row cells = {c->out, false};
    csv_text(&cells, slice_of(kind));
    csv_text(&cells, slice_of(name));
    csv_text(&cells, holds ? SLICE("yes") : SLICE("no"));
    csv_text(&cells, slice_of(stated));
    csv_text(&cells, slice_of(found));
    csv_end_row(&cells);
    c->verdict->checked++;
    c->verdict->failed += !holds;
}

static void compare(struct checking *c, const char *kind, const char *name, const char *stated,
                    const char *found) {
    row(c, kind, name, strcmp(stated, found) == 0, stated, found);
}

/* ---- files */

static lockstep_status load(json_t **out, struct checking *c, const char *name) {
    json_error_t why;
    const char *path = arena_format(&c->arena, "%s/%s", c->path, name);
    if (!path) return fail_memory(c->err, name);
    FILE *file = fopen(path, "r");
    if (!file) return fail_io(c->err, path);
    *out = json_loadf(file, JSON_ALLOW_NUL, &why);
    fclose(file);
    return *out ? LOCKSTEP_OK
                : fail_at(c->err, LOCKSTEP_EINPUT, path, (uint64_t) why.line, "%s", why.text);
}

static lockstep_status check_outputs(struct checking *c) {
    const char *name;
    json_t *value;
    json_object_foreach(json_object_get(c->run, "outputs"), name, value) {
        char sha256[65];
        const char *path = arena_format(&c->arena, "%s/%s", c->path, name);
        if (!path) return fail_memory(c->err, name);
        if (!file_sha256(sha256, path)) strcpy(sha256, "missing");
        compare(c, "output", name, text_of(value), sha256);
    }
    return LOCKSTEP_OK;
}

/* In the order read; what one side lacks is empty there. */
static void check_inputs(struct checking *c) {
    const struct sources *sources = &c->findings->archive->sources;
    const json_t *inputs = json_object_get(c->run, "inputs");
    size_t count = json_array_size(inputs);
    for (size_t i = 0; i < count || i < sources->count; i++) {
        const json_t *input = json_array_get(inputs, i);
        const struct source *source = i < sources->count ? sources->items[i] : NULL;
        const char *name = input ? text_of(json_object_get(input, "name")) : source_name(source).at;
        compare(c, "input", name, text_of(json_object_get(input, "sha256")),
                source ? source->sha256 : "");
    }
}

/* ---- a cluster */

static json_t *stated_settings(const json_t *dossier) {
    return json_object_get(json_object_get(dossier, "method"), "settings");
}

static void check_settings(struct checking *c, const char *folder, const json_t *dossier) {
    const char *name;
    json_t *value;
    const json_t *settings = json_object_get(c->run, "settings");
    json_object_foreach(stated_settings(dossier), name, value) {
        const char *of_run = text_of(json_object_get(settings, name));
        if (strcmp(text_of(value), of_run) != 0)
            row(c, "setting", arena_format(&c->arena, "%s %s", folder, name), false, text_of(value),
                of_run);
    }
}

/* As dossier.json has it, so that what is read compares with what is made. The caller frees. */
static char *spelt(const json_t *finding) {
    return json_dumps(finding, JSON_SORT_KEYS | JSON_REAL_PRECISION(DOSSIER_DIGITS));
}

static char *value_of(const json_t *finding) {
    const json_t *value = json_object_get(finding, "value");
    return value ? json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(DOSSIER_DIGITS)) : NULL;
}

static void check_finding(struct checking *c, const char *folder, const json_t *stated,
                          const json_t *found) {
    const json_t *any = stated ? stated : found;
    char *a = stated ? spelt(stated) : NULL, *b = found ? spelt(found) : NULL;
    char *value_a = value_of(stated), *value_b = value_of(found);
    const char *name = arena_format(
        &c->arena, "%s %s %s %s", folder, text_of(json_object_get(any, "id")),
        text_of(json_object_get(any, "analysis")), text_of(json_object_get(any, "key")));
    row(c, "finding", name ? name : folder, a && b && strcmp(a, b) == 0, value_a ? value_a : "",
        value_b ? value_b : "");
    free(a), free(b), free(value_a), free(value_b);
}

static lockstep_status check_findings(struct checking *c, const char *folder, const json_t *stated,
                                      const struct dossier *dossier) {
    json_t *found = ledger_findings(dossier);
    const json_t *of_case = json_object_get(stated, "findings");
    if (!found) return fail_memory(c->err, "findings");
    size_t count = json_array_size(of_case), again = json_array_size(found);
    for (size_t i = 0; i < count || i < again; i++)
        check_finding(c, folder, json_array_get(of_case, i), json_array_get(found, i));
    json_decref(found);
    return LOCKSTEP_OK;
}

static lockstep_status check_cluster(struct checking *c, const struct dossiers *dossiers,
                                     const struct cluster *cluster) {
    struct dossier *dossier;
    json_t *stated;
    char folder[CLUSTER_FOLDER];
    cluster_folder(folder, c->findings->clusters, cluster->number);
    const char *name = arena_format(&c->arena, "%s/dossier.json", folder);
    if (!name) return fail_memory(c->err, folder);
    lockstep_error why = {0};
    lockstep_error *err = c->err;
    c->err = &why;
    bool is_there = load(&stated, c, name) == LOCKSTEP_OK;
    c->err = err;
    row(c, "cluster", folder, is_there, is_there ? "there" : "none that can be read", "there");
    if (!is_there) return LOCKSTEP_OK;
    check_settings(c, folder, stated);
    lockstep_status status = dossier_build(&dossier, dossiers, cluster, err);
    if (status == LOCKSTEP_OK) {
        status = check_findings(c, folder, stated, dossier);
        dossier_free(dossier);
    }
    json_decref(stated);
    return status;
}

static lockstep_status check_clusters(struct checking *c) {
    const struct clusters *clusters = c->findings->clusters;
    struct dossiers *dossiers;
    char stated[24], found[24];
    snprintf(stated, sizeof stated, "%zu", json_array_size(json_object_get(c->run, "clusters")));
    snprintf(found, sizeof found, "%zu", clusters->kept);
    compare(c, "cluster", "clusters", stated, found);
    if (!clusters->kept) return LOCKSTEP_OK;
    TRY(dossiers_build(&dossiers, c->findings, c->err));
    lockstep_status status = LOCKSTEP_OK;
    for (size_t i = 0; i < clusters->kept && status == LOCKSTEP_OK; i++)
        status = check_cluster(c, dossiers, &clusters->items[i]);
    dossiers_free(dossiers);
    return status;
}

lockstep_status verify_case(FILE *out, const char *case_path, const struct findings *findings,
                            struct verdict *verdict, lockstep_error *err) {
    struct checking c = {
        .out = out, .path = case_path, .findings = findings, .verdict = verdict, .err = err};
    *verdict = (struct verdict){0};
    lockstep_status status = load(&c.run, &c, "run.json");
    csv_header(out, "kind,name,holds,stated,found");
    if (status == LOCKSTEP_OK) check_inputs(&c);
    if (status == LOCKSTEP_OK) status = check_outputs(&c);
    if (status == LOCKSTEP_OK) status = check_clusters(&c);
    json_decref(c.run);
    arena_release(&c.arena);
    return status;
}

lockstep_status verify_settings(lockstep_settings *out, const char *case_path,
                                const lockstep_settings *given, lockstep_error *err) {
    struct arena arena = {0};
    const char *path = arena_format(&arena, "%s/run.json", case_path);
    const lockstep_setting *table = lockstep_settings_table();
    lockstep_status status =
        path ? lockstep_settings_load(out, path, err) : fail_memory(err, "settings");
    for (size_t row = 0; table[row].name && status == LOCKSTEP_OK; row++)
        if (given->values[row])
            status = lockstep_settings_set(out, table[row].name, given->values[row], err);
    arena_release(&arena);
    return status;
}
