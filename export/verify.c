#include "export/verify.h"

#include "engine/csv_cells.h"
#include "engine/error.h"
#include "export/case.h"
#include "export/difference.h"
#include "export/dossier.h"
#include "export/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

/* A case and what it holds; `run` is its run.json. */
struct side {
    const char *path;
    json_t *run;
};

struct checking {
    FILE *out;
    struct verdict *verdict;
    struct side stated, found;
    struct arena arena;
    lockstep_error *err;
};

/* ---- rows */

static const char *text_of(const json_t *value) {
    const char *text = json_string_value(value);
    return text ? text : "";
}

/* Nearest to the cause first: an input that is another one changes all that follows. */
static const char *const kinds[] = {"input",   "setting", "finding", "part",
                                    "cluster", "run",     "output",  "hash"};

/* How much of a text is shown: whole characters. */
static int shown(const char *text) {
    enum { SHOWN = 120 };
    size_t size = strlen(text);
    if (size <= SHOWN) return (int) size;
    for (size = SHOWN; size && ((unsigned char) text[size] & 0xC0) == 0x80;)
        size--;
    return (int) size;
}

static void note_failure(struct verdict *verdict, const char *kind, const char *name,
                         const char *stated, const char *found) {
    int rank = 1;
    while (rank < (int) (sizeof kinds / sizeof *kinds) && strcmp(kinds[rank - 1], kind) != 0)
        rank++;
    if (verdict->rank && rank >= verdict->rank) return;
    verdict->rank = rank;
    (void) snprintf(verdict->worst, sizeof verdict->worst, "%s %.*s: stated %.*s, found %.*s", kind,
                    shown(name), name, shown(stated), stated, shown(found), found);
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
    if (!holds) note_failure(c->verdict, kind, name, stated, found);
}

static void compare(struct checking *c, const char *kind, const char *name, const char *stated,
                    const char *found) {
    row(c, kind, name, strcmp(stated, found) == 0, stated, found);
}

/* A row that does not hold, and where in `name` it does not. */
static void differs(struct checking *c, const char *kind, const char *name,
                    const struct difference *difference) {
    const char *where = arena_format(&c->arena, "%s %s", name, difference->where);
    row(c, kind, where && *difference->where ? where : name, false, difference->stated,
        difference->found);
}

static void compare_json(struct checking *c, const char *kind, const char *name, json_t *stated,
                         json_t *found) {
    struct difference difference;
    if (json_difference(&difference, stated, found))
        differs(c, kind, name, &difference);
    else
        row(c, kind, name, true, "same", "same");
}

/* ---- run.json */

static lockstep_status load(json_t **out, struct checking *c, const struct side *side,
                            const char *name) {
    const char *path = arena_format(&c->arena, "%s/%s", side->path, name);
    return path ? json_read(out, path, c->err) : fail_memory(c->err, name);
}

/* In the order read; what one side lacks is empty there. */
static void check_inputs(struct checking *c) {
    json_t *stated = json_object_get(c->stated.run, "inputs");
    json_t *found = json_object_get(c->found.run, "inputs");
    for (size_t i = 0; i < json_array_size(stated) || i < json_array_size(found); i++) {
        json_t *a = json_array_get(stated, i), *b = json_array_get(found, i);
        compare(c, "input", text_of(json_object_get(a ? a : b, "name")),
                text_of(json_object_get(a, "sha256")), text_of(json_object_get(b, "sha256")));
    }
}

static void check_settings(struct checking *c) {
    json_t *stated = json_object_get(c->stated.run, "settings");
    json_t *found = json_object_get(c->found.run, "settings");
    for (const lockstep_setting *s = lockstep_settings_table(); s->name; s++) {
        json_t *a = json_object_get(stated, s->name), *b = json_object_get(found, s->name);
        if ((a || b) && !setting_is_of_running(s->name)) compare_json(c, "setting", s->name, a, b);
    }
}

/* Checked elsewhere, or told of the run that wrote the case alone. */
static bool is_apart(const char *part) {
    static const char *const parts[] = {"settings", "outputs", "started", "timings", "memory"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strcmp(parts[i], part) == 0) return true;
    return false;
}

static void check_parts(struct checking *c, const char *kind, const char *prefix, json_t *stated,
                        json_t *found) {
    const char *part;
    json_t *value;
    json_object_foreach(found, part, value) {
        const char *name = arena_format(&c->arena, "%s%s", prefix, part);
        if (!is_apart(part))
            compare_json(c, kind, name ? name : part, json_object_get(stated, part), value);
    }
    json_object_foreach(stated, part, value) {
        const char *name = arena_format(&c->arena, "%s%s", prefix, part);
        if (!is_apart(part) && !json_object_get(found, part))
            compare_json(c, kind, name ? name : part, value, NULL);
    }
}

/* ---- files */

/* What run.json says of a file is compared beside the file itself: either may have been changed. */
static lockstep_status check_output(struct checking *c, const char *name, const char *hash) {
    char sha256[65];
    struct difference difference;
    const char *path = arena_format(&c->arena, "%s/%s", c->stated.path, name);
    const char *again = arena_format(&c->arena, "%s/%s", c->found.path, name);
    if (!path || !again) return fail_memory(c->err, name);
    bool is_there = is_file(path) && file_sha256(sha256, path);
    const json_t *listed = json_object_get(json_object_get(c->stated.run, "outputs"), name);
    if (!listed || strcmp(text_of(listed), hash) != 0)
        row(c, "hash", name, false, listed ? text_of(listed) : "not listed in run.json", hash);
    if (!is_there || strcmp(sha256, hash) == 0) {
        compare(c, "output", name, is_there ? sha256 : "missing", hash);
        return LOCKSTEP_OK;
    }
    TRY(file_difference(&difference, path, again, c->err));
    if (*difference.where)
        differs(c, "output", name, &difference);
    else
        row(c, "output", name, false, sha256, hash);
    return LOCKSTEP_OK;
}

static void check_stranger(struct checking *c, const char *name) {
    const json_t *outputs = json_object_get(c->found.run, "outputs");
    if (strcmp(name, "run.json") != 0 && !json_object_get(outputs, name))
        row(c, "output", name, false, "there", "no file of this case");
}

static int by_name(const void *a, const void *b) {
    return strcmp(json_string_value(*(json_t *const *) a), json_string_value(*(json_t *const *) b));
}

static lockstep_status list_folder(json_t *names, struct checking *c, const char *within);

/* `name` is from the case folder on. A link to a folder is a stranger like any file. */
static lockstep_status list_entry(json_t *names, struct checking *c, const char *name) {
    struct stat found;
    const char *path = name ? arena_format(&c->arena, "%s/%s", c->stated.path, name) : NULL;
    if (!path) return fail_memory(c->err, "the names of files");
    if (lstat(path, &found) == 0 && S_ISDIR(found.st_mode)) return list_folder(names, c, name);
    json_t *text = json_stringn_nocheck(name, strlen(name));
    return json_array_append_new(names, text) == 0 ? LOCKSTEP_OK
                                                   : fail_memory(c->err, "the names of files");
}

static lockstep_status list_folder(json_t *names, struct checking *c, const char *within) {
    const char *path = arena_format(&c->arena, "%s/%s", c->stated.path, within);
    DIR *dir = path ? opendir(path) : NULL;
    if (!dir) return path ? fail_io(c->err, path) : fail_memory(c->err, within);
    lockstep_status status = LOCKSTEP_OK;
    for (struct dirent *entry; status == LOCKSTEP_OK && (entry = readdir(dir));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        status = list_entry(
            names, c, arena_format(&c->arena, *within ? "%s/%s" : "%s%s", within, entry->d_name));
    }
    closedir(dir);
    return status;
}

/* Nobody who opens the folder can tell a file that was added from those that were made. */
static lockstep_status check_strangers(struct checking *c) {
    json_t *names = json_array();
    if (!names) return fail_memory(c->err, "the names of files");
    lockstep_status status = list_folder(names, c, "");
    size_t count = json_array_size(names);
    json_t **sorted = calloc(count + 1, sizeof(json_t *));
    if (!sorted && status == LOCKSTEP_OK) status = fail_memory(c->err, "the names of files");
    if (status == LOCKSTEP_OK) {
        for (size_t i = 0; i < count; i++)
            sorted[i] = json_array_get(names, i);
        qsort(sorted, count, sizeof *sorted, by_name);
        for (size_t i = 0; i < count; i++)
            check_stranger(c, json_string_value(sorted[i]));
    }
    free(sorted);
    json_decref(names);
    return status;
}

static lockstep_status check_outputs(struct checking *c) {
    const char *name;
    json_t *hash;
    json_object_foreach(json_object_get(c->found.run, "outputs"), name, hash)
        TRY(check_output(c, name, text_of(hash)));
    json_object_foreach(json_object_get(c->stated.run, "outputs"), name,
                        hash) if (!json_object_get(json_object_get(c->found.run, "outputs"), name))
        row(c, "hash", name, false, text_of(hash), "no file of this case");
    return check_strangers(c);
}

/* ---- findings */

static const char *finding_name(struct checking *c, const char *folder, const json_t *finding) {
    const char *name = arena_format(
        &c->arena, "%s %s %s %s", folder, text_of(json_object_get(finding, "id")),
        text_of(json_object_get(finding, "analysis")), text_of(json_object_get(finding, "key")));
    return name ? name : folder;
}

static void check_finding(struct checking *c, const char *folder, json_t *stated, json_t *found) {
    char value[DIFFERENCE_TEXT];
    struct difference difference;
    const char *name = finding_name(c, folder, found ? found : stated);
    json_spell(value, json_object_get(found ? found : stated, "value"));
    if (!stated)
        row(c, "finding", name, false, "missing", value);
    else if (!found)
        row(c, "finding", name, false, value, "no finding of this case");
    else if (json_difference(&difference, stated, found))
        differs(c, "finding", name, &difference);
    else
        row(c, "finding", name, true, value, value);
}

/* By id; NULL when memory is out. The members are borrowed from `findings`, which outlives it. */
static json_t *by_id(json_t *findings) {
    json_t *index = json_object(), *finding;
    size_t i;
    json_array_foreach(findings, i, finding) {
        const char *id = text_of(json_object_get(finding, "id"));
        if (!json_object_get(index, id)) json_object_set(index, id, finding);
    }
    return index;
}

static lockstep_status check_findings(struct checking *c, const char *folder, json_t *stated,
                                      json_t *found) {
    json_t *of_case = by_id(stated), *again = by_id(found), *finding;
    size_t i;
    lockstep_status status = of_case && again ? LOCKSTEP_OK : fail_memory(c->err, "findings");
    if (status == LOCKSTEP_OK) {
        json_array_foreach(found, i, finding) check_finding(
            c, folder, json_object_get(of_case, text_of(json_object_get(finding, "id"))), finding);
        json_array_foreach(stated, i, finding) {
            const char *id = text_of(json_object_get(finding, "id"));
            bool is_second = json_object_get(of_case, id) != finding;
            if (is_second || !json_object_get(again, id)) check_finding(c, folder, finding, NULL);
        }
    }
    json_decref(of_case), json_decref(again);
    return status;
}

/* ---- dossiers */

/* Those that a dossier states against those that the case was made anew with. */
static void check_stated_settings(struct checking *c, const char *folder, json_t *dossier) {
    const char *name;
    json_t *value;
    const json_t *of_run = json_object_get(c->stated.run, "settings");
    const json_t *method = json_object_get(dossier, "method");
    json_object_foreach(json_object_get(method, "settings"), name, value) {
        const char *shown = arena_format(&c->arena, "%s %s", folder, name);
        const char *stated = text_of(value), *run = text_of(json_object_get(of_run, name));
        if (strcmp(stated, run) != 0) row(c, "setting", shown ? shown : name, false, stated, run);
    }
}

static lockstep_status check_dossier(struct checking *c, const char *name, json_t *stated,
                                     json_t *found) {
    const char *slash = strrchr(name, '/');
    const char *folder = arena_format(&c->arena, "%.*s", (int) (slash - name), name);
    const char *prefix = folder ? arena_format(&c->arena, "%s ", folder) : NULL;
    if (!prefix) return fail_memory(c->err, name);
    TRY(check_findings(c, folder, json_object_get(stated, "findings"),
                       json_object_get(found, "findings")));
    check_stated_settings(c, folder, stated);
    json_object_del(stated, "findings"), json_object_del(found, "findings");
    check_parts(c, "part", prefix, stated, found);
    return LOCKSTEP_OK;
}

static lockstep_status check_cluster(struct checking *c, const char *name) {
    json_t *stated = NULL, *found = NULL;
    lockstep_error why = {0}, *err = c->err;
    lockstep_status status = load(&found, c, &c->found, name);
    c->err = &why;
    bool is_there = load(&stated, c, &c->stated, name) == LOCKSTEP_OK;
    c->err = err;
    row(c, "cluster", name, is_there, is_there ? "there" : "none that can be read", "there");
    if (is_there && status == LOCKSTEP_OK) status = check_dossier(c, name, stated, found);
    json_decref(stated), json_decref(found);
    return status;
}

static lockstep_status check_clusters(struct checking *c) {
    static const char end[] = "/dossier.json";
    const char *name;
    json_t *hash;
    json_object_foreach(json_object_get(c->found.run, "outputs"), name, hash) {
        size_t size = strlen(name);
        if (size >= sizeof end && strcmp(name + size - (sizeof end - 1), end) == 0)
            TRY(check_cluster(c, name));
    }
    return LOCKSTEP_OK;
}

/* ---- the whole */

lockstep_status verify_case(FILE *out, const char *stated, const char *found,
                            struct verdict *verdict, lockstep_error *err) {
    struct checking c = {.out = out,
                         .verdict = verdict,
                         .stated = {.path = stated},
                         .found = {.path = found},
                         .err = err};
    *verdict = (struct verdict){0};
    lockstep_status status = load(&c.stated.run, &c, &c.stated, "run.json");
    if (status == LOCKSTEP_OK) status = load(&c.found.run, &c, &c.found, "run.json");
    if (status == LOCKSTEP_OK) {
        csv_header(out, "kind,name,holds,stated,found");
        check_inputs(&c);
        check_settings(&c);
        check_parts(&c, "run", "", c.stated.run, c.found.run);
        status = check_outputs(&c);
    }
    if (status == LOCKSTEP_OK) status = check_clusters(&c);
    json_decref(c.stated.run), json_decref(c.found.run);
    arena_release(&c.arena);
    return status;
}
