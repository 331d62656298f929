#include "export/case.h"

#include "engine/clock.h"
#include "engine/error.h"
#include "engine/settings.h"
#include "export/activity.h"
#include "export/dossier.h"
#include "export/export.h"
#include "export/figure.h"
#include "export/folder.h"
#include "export/network_file.h"
#include "export/page.h"
#include "export/report.h"
#include "export/run_json.h"
#include "export/sqlite.h"
#include "export/stix.h"
#include "export/template.h"

#include <errno.h>
#include <nettle/base16.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <sys/stat.h>

#define DATABASE "case.sqlite"

struct writing {
    const struct findings *findings;
    struct folder folder;
    struct outputs outputs;
    struct arena names;     /* of files */
    size_t total;           /* files, for progress */
    struct timing *timings; /* those of the run, and of the writing */
    size_t timing_count;
    double stage_began;
    struct font_sets *fonts;                        /* of figures; NULL where none are wanted */
    struct response_curve *curves;                  /* by kept cluster */
    struct pictures of_case, of_cluster, *pictures; /* figures: of what is at hand */
    struct report report;
    struct case_database database;
};

/* Where a file is while it is written; NULL when memory is out. */
static char *partial_path(struct writing *writing, const char *name) {
    return arena_format(&writing->names, "%s/%s", writing->folder.partial, name);
}

/* The reason is in errno; the path is the one that the file would have had in the end. */
static lockstep_status fail_output(struct writing *writing, const char *name, lockstep_error *err) {
    int reason = errno;
    const char *path = arena_format(&writing->names, "%s/%s", writing->folder.path, name);
    errno = reason;
    return fail_io(err, path ? path : name);
}

static lockstep_status open_output(FILE **out, struct writing *writing, const char *name,
                                   lockstep_error *err) {
    char *path = partial_path(writing, name);
    if (!path) return fail_memory(err, name);
    *out = fopen(path, "wx");
    return *out ? LOCKSTEP_OK : fail_output(writing, name, err);
}

bool file_sha256(char sha256[65], const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) return false;
    struct sha256_ctx context;
    uint8_t bytes[16384], digest[SHA256_DIGEST_SIZE];
    sha256_init(&context);
    for (size_t size; (size = fread(bytes, 1, sizeof bytes, file)) > 0;)
        sha256_update(&context, size, bytes);
    bool whole = !ferror(file);
    fclose(file);
    sha256_digest(&context, sizeof digest, digest);
    base16_encode_update(sha256, sizeof digest, digest);
    sha256[64] = '\0';
    return whole;
}

/* Notes the hash of a file that is whole. */
static lockstep_status note_output(struct writing *writing, const char *name, lockstep_error *err) {
    struct outputs *outputs = &writing->outputs;
    struct output *items = grow(outputs->items, &outputs->room, outputs->count + 1, sizeof *items);
    char *path = partial_path(writing, name);
    if (!items || !path) return fail_memory(err, "the names of outputs");
    outputs->items = items;
    items[outputs->count].name = path + strlen(writing->folder.partial) + 1;
    if (!file_sha256(items[outputs->count].sha256, path)) return fail_output(writing, name, err);
    outputs->count++;
    settings_progress(writing->findings->settings, "writing", "files", outputs->count,
                      writing->total);
    return check_interrupt(err);
}

/* Closes the file, whatever `status` came before, and notes its hash. */
static lockstep_status close_output(struct writing *writing, FILE *out, const char *name,
                                    lockstep_status status, lockstep_error *err) {
    bool bad = ferror(out);
    if (fclose(out) != 0) bad = true;
    if (status != LOCKSTEP_OK) return status;
    return bad ? fail_output(writing, name, err) : note_output(writing, name, err);
}

static lockstep_status make_folder(struct writing *writing, const char *name, lockstep_error *err) {
    char *path = partial_path(writing, name);
    if (!path) return fail_memory(err, name);
    return mkdir(path, 0777) == 0 ? LOCKSTEP_OK : fail_output(writing, name, err);
}

/* ---- the run's files */

static const struct run_file {
    const char *name;
    export_fn write;
} run_files[] = {{"accounts.csv", export_accounts}, {"edges.csv", export_edges},
                 {"clusters.csv", export_clusters}, {"lead_lag.csv", export_leads},
                 {"layers.csv", export_layers},     {"contributions.csv", export_contributions}};
enum { RUN_FILES = sizeof run_files / sizeof *run_files };

static const struct run_file family_files[] = {{"families.csv", export_families},
                                               {"family-variants.csv", export_family_variants},
                                               {"family-adoption.csv", export_family_adoption}};
enum { FAMILY_FILES = sizeof family_files / sizeof *family_files };

static lockstep_status write_run_file(struct writing *writing, const char *name, export_fn write,
                                      lockstep_error *err) {
    FILE *out;
    TRY(open_output(&out, writing, name, err));
    lockstep_status status = write(out, writing->findings, err);
    return close_output(writing, out, name, status, err);
}

static lockstep_status write_run_files(struct writing *writing, lockstep_error *err) {
    for (size_t f = 0; f < RUN_FILES; f++)
        TRY(write_run_file(writing, run_files[f].name, run_files[f].write, err));
    if (writing->findings->watchlist)
        TRY(write_run_file(writing, "watchlist.csv", export_watchlist, err));
    if (has_families(writing->findings))
        for (size_t f = 0; f < FAMILY_FILES; f++)
            TRY(write_run_file(writing, family_files[f].name, family_files[f].write, err));
    if (!writing->findings->evolution) return LOCKSTEP_OK;
    TRY(write_run_file(writing, "evolution.csv", export_evolution, err));
    return write_run_file(writing, "evolution-accounts.csv", export_evolution_accounts, err);
}

/* ---- the network's files */

static lockstep_status write_view(struct writing *writing, const char *name, network_fn write,
                                  const struct view *view, lockstep_error *err) {
    FILE *out;
    TRY(open_output(&out, writing, name, err));
    lockstep_status status = write(out, view, err);
    return close_output(writing, out, name, status, err);
}

static lockstep_status write_network(struct writing *writing, lockstep_error *err) {
    struct view view;
    lockstep_status status = view_open(&view, writing->findings, NULL, 0, err);
    for (const struct network_file *f = network_files; f->name && status == LOCKSTEP_OK; f++)
        if (!f->asked || (f->asked & writing->findings->settings->networks))
            status = write_view(writing, f->name, f->write, &view, err);
    if (status == LOCKSTEP_OK && writing->findings->evolution)
        status = write_view(writing, "network-stories.gexf", gexf_write_stories, &view, err);
    view_close(&view);
    return status;
}

/* A file for each layer with a kept edge. */
static lockstep_status write_layers(struct writing *writing, lockstep_error *err) {
    const struct network *network = writing->findings->network;
    if (!(writing->findings->settings->networks & NETWORK_LAYERS)) return LOCKSTEP_OK;
    TRY(make_folder(writing, "layers", err));
    for (size_t l = 0; l < network->count; l++) {
        struct view view;
        char name[LAYER_FILE];
        TRY(view_open(&view, writing->findings, &network->layers[l], 0, err));
        lockstep_status status = LOCKSTEP_OK;
        if (view.account_count)
            status = write_view(writing, layer_file_name(name, writing->findings, l), gexf_write,
                                &view, err);
        view_close(&view);
        TRY(status);
    }
    return LOCKSTEP_OK;
}

/* ---- the clusters' files */

static const struct cluster_file {
    const char *name;
    lockstep_status (*write)(FILE *out, const struct dossier *dossier, lockstep_error *err);
} cluster_files[] = {
    {"dossier.json", dossier_write_json}, {"dossier.md", dossier_write_markdown},
    {"dossier.html", dossier_write_html}, {"accounts.csv", dossier_write_accounts},
    {"texts.csv", dossier_write_texts},   {"coshares.csv", dossier_write_coshares},
    {"blocks.csv", dossier_write_blocks}, {"participation.csv", dossier_write_participation}};
enum { CLUSTER_FILES = sizeof cluster_files / sizeof *cluster_files };

/* ---- figures */

/* Pages show what was drawn. */
static lockstep_status keep_picture(struct writing *writing, const char *name, struct slice svg,
                                    lockstep_error *err) {
    for (size_t f = 0; f < figure_count; f++) {
        char file[48];
        snprintf(file, sizeof file, "/%s.svg", figures[f].name);
        if (strlen(name) > strlen(file) && strcmp(name + strlen(name) - strlen(file), file) == 0)
            return pictures_add(writing->pictures, figures[f].name, svg, err);
    }
    return LOCKSTEP_OK;
}

static lockstep_status put_file(void *data, const char *name, struct slice bytes,
                                lockstep_error *err) {
    struct writing *writing = data;
    FILE *out;
    TRY(keep_picture(writing, name, bytes, err));
    TRY(open_output(&out, writing, name, err));
    if (bytes.size) fwrite(bytes.at, 1, bytes.size, out);
    return close_output(writing, out, name, LOCKSTEP_OK, err);
}

/* `folder` ends with a slash; that of the case is "". */
static lockstep_status write_figures(struct writing *writing, const char *folder,
                                     const struct series *series, lockstep_error *err) {
    const struct lockstep_settings *settings = writing->findings->settings;
    char name[64];
    if (settings->figures != FIGURES_NONE) {
        snprintf(name, sizeof name, "%sfigures", folder);
        TRY(make_folder(writing, name, err));
    }
    struct figure_sink sink = {put_file, writing, folder};
    return figures_write(&sink, settings, writing->fonts, series, err);
}

static lockstep_status write_report(struct writing *writing, lockstep_error *err) {
    FILE *out;
    TRY(open_output(&out, writing, "report.html", err));
    lockstep_status status = report_write(out, &writing->report, writing->findings,
                                          &writing->of_case, &writing->outputs, err);
    return close_output(writing, out, "report.html", status, err);
}

static lockstep_status write_case_figures(struct writing *writing, const struct dossiers *dossiers,
                                          lockstep_error *err) {
    struct series series;
    lockstep_status status = series_of_case(&series, dossiers, err);
    if (status == LOCKSTEP_OK) status = write_figures(writing, "", &series, err);
    series_release(&series);
    return status;
}

static lockstep_status write_cluster_figures(struct writing *writing, const char *folder,
                                             const struct dossier *dossier, lockstep_error *err) {
    char within[48];
    struct series series;
    snprintf(within, sizeof within, "%s/", folder);
    const struct response_curve *curve = &writing->curves[dossier->cluster->number - 1];
    lockstep_status status = series_of_cluster(&series, dossier, curve, err);
    if (status == LOCKSTEP_OK) status = write_figures(writing, within, &series, err);
    series_release(&series);
    return status;
}

/* ---- clusters */

static lockstep_status write_cluster_file(struct writing *writing, const char *folder,
                                          const struct cluster_file *file,
                                          const struct dossier *dossier, lockstep_error *err) {
    char name[64];
    FILE *out;
    snprintf(name, sizeof name, "%s/%s", folder, file->name);
    TRY(open_output(&out, writing, name, err));
    lockstep_status status = file->write(out, dossier, err);
    return close_output(writing, out, name, status, err);
}

static lockstep_status write_dossier(struct writing *writing, const char *folder,
                                     const struct dossier *dossier, lockstep_error *err) {
    static const struct cluster_file page = {"page.md", template_write};
    static const struct cluster_file stix = {"cluster.stix.json", dossier_write_stix};
    static const struct cluster_file pairs = {"co-participation.csv",
                                              dossier_write_co_participation};
    const struct lockstep_settings *settings = writing->findings->settings;
    for (size_t f = 0; f < CLUSTER_FILES; f++)
        TRY(write_cluster_file(writing, folder, &cluster_files[f], dossier, err));
    if (*settings->campaigns) TRY(write_cluster_file(writing, folder, &pairs, dossier, err));
    if (settings->stix) TRY(write_cluster_file(writing, folder, &stix, dossier, err));
    return *settings->page ? write_cluster_file(writing, folder, &page, dossier, err) : LOCKSTEP_OK;
}

/* Decimal digits, two at least, so that folders sort by number. */
static int digits_of(size_t count) {
    int digits = 2;
    for (count /= 100; count; count /= 10)
        digits++;
    return digits;
}

char *cluster_folder(char out[CLUSTER_FOLDER], const struct clusters *clusters, uint32_t number) {
    snprintf(out, CLUSTER_FOLDER, "clusters/%0*u", digits_of(clusters->kept), number);
    return out;
}

static lockstep_status write_cluster_network(struct writing *writing, const char *folder,
                                             uint32_t cluster, lockstep_error *err) {
    char name[64];
    struct view view;
    if (!(writing->findings->settings->networks & NETWORK_CLUSTERS)) return LOCKSTEP_OK;
    snprintf(name, sizeof name, "%s/network.gexf", folder);
    TRY(view_open(&view, writing->findings, NULL, cluster, err));
    lockstep_status status = write_view(writing, name, gexf_write, &view, err);
    view_close(&view);
    return status;
}

static lockstep_status write_cluster(struct writing *writing, const struct dossiers *dossiers,
                                     const struct cluster *cluster, lockstep_error *err) {
    char folder[CLUSTER_FOLDER];
    struct dossier *dossier;
    cluster_folder(folder, writing->findings->clusters, cluster->number);
    TRY(make_folder(writing, folder, err));
    TRY(dossier_build(&dossier, dossiers, cluster, err));
    dossier->pictures = writing->pictures = &writing->of_cluster;
    pictures_clear(writing->pictures);
    lockstep_status status = write_cluster_figures(writing, folder, dossier, err);
    if (status == LOCKSTEP_OK) status = write_dossier(writing, folder, dossier, err);
    if (status == LOCKSTEP_OK) status = report_add(&writing->report, dossier, folder, err);
    if (status == LOCKSTEP_OK) status = sqlite_add_findings(&writing->database, dossier, err);
    if (status == LOCKSTEP_OK)
        status = write_cluster_network(writing, folder, cluster->number, err);
    dossier_free(dossier);
    return status;
}

static lockstep_status write_clusters(struct writing *writing, const struct dossiers *dossiers,
                                      lockstep_error *err) {
    const struct clusters *clusters = writing->findings->clusters;
    if (clusters->kept) TRY(make_folder(writing, "clusters", err));
    for (size_t c = 0; c < clusters->kept; c++)
        TRY(write_cluster(writing, dossiers, &clusters->items[c], err));
    return LOCKSTEP_OK;
}

/* The database takes in findings as the dossiers are made. */
static lockstep_status begin_database(struct writing *writing, lockstep_error *err) {
    const char *path = partial_path(writing, DATABASE);
    const char *shown = arena_format(&writing->names, "%s/%s", writing->folder.path, DATABASE);
    if (!path || !shown) return fail_memory(err, DATABASE);
    return sqlite_begin(&writing->database, writing->findings, path, shown, err);
}

static lockstep_status finish_database(struct writing *writing, lockstep_error *err) {
    TRY(sqlite_finish(&writing->database, err));
    return note_output(writing, DATABASE, err);
}

static lockstep_status write_findings(struct writing *writing, lockstep_error *err) {
    struct dossiers *dossiers;
    TRY(dossiers_build(&dossiers, writing->findings, err));
    lockstep_status status = curves_measure(&writing->curves, writing->findings, err);
    if (status == LOCKSTEP_OK && writing->findings->settings->figures != FIGURES_NONE)
        status = font_sets_open(&writing->fonts, err);
    writing->pictures = &writing->of_case;
    if (status == LOCKSTEP_OK) status = write_case_figures(writing, dossiers, err);
    if (status == LOCKSTEP_OK) status = write_clusters(writing, dossiers, err);
    if (status == LOCKSTEP_OK) status = write_report(writing, err);
    font_sets_close(writing->fonts);
    report_release(&writing->report);
    pictures_release(&writing->of_case);
    pictures_release(&writing->of_cluster);
    free(writing->curves);
    dossiers_free(dossiers);
    return status;
}

/* ---- the case */

enum { WRITING_STAGES = 3 };

static void end_stage(struct writing *writing, const char *stage) {
    double now = clock_seconds();
    writing->timings[writing->timing_count++] = (struct timing){stage, now - writing->stage_began};
    writing->stage_began = now;
}

/* run.json comes last: a folder that holds it is whole. */
static lockstep_status write_run_json(struct writing *writing, lockstep_error *err) {
    FILE *out;
    struct findings findings = *writing->findings;
    findings.timings = writing->timings;
    findings.timing_count = writing->timing_count;
    TRY(open_output(&out, writing, "run.json", err));
    lockstep_status status = run_json_write(out, &findings, &writing->outputs, err);
    return close_output(writing, out, "run.json", status, err);
}

/* How many files there will be. */
static size_t count_files(const struct findings *findings) {
    const struct lockstep_settings *settings = findings->settings;
    size_t kept = findings->clusters->kept;
    size_t of_cluster = CLUSTER_FILES + (*settings->page ? 1U : 0U) + (settings->stix ? 1U : 0U) +
                        (*settings->campaigns ? 1U : 0U);
    size_t total = RUN_FILES + of_cluster * kept + figures_count(settings, kept) + 2;
    total += (findings->evolution ? 3U : 0U) + (findings->watchlist ? 1U : 0U);
    total += has_families(findings) ? FAMILY_FILES : 0U;
    for (const struct network_file *f = network_files; f->name; f++)
        total += !f->asked;
    return total;
}

static lockstep_status write_parts(struct writing *writing, lockstep_error *err) {
    TRY(write_run_files(writing, err));
    TRY(write_network(writing, err));
    TRY(write_layers(writing, err));
    end_stage(writing, "tables");
    TRY(begin_database(writing, err));
    TRY(write_findings(writing, err));
    end_stage(writing, "dossiers");
    TRY(finish_database(writing, err));
    end_stage(writing, "database");
    return LOCKSTEP_OK;
}

static lockstep_status write_case(const char *path, const struct findings *findings,
                                  struct timing *timings, lockstep_error *err) {
    struct writing writing = {.findings = findings,
                              .timings = timings,
                              .timing_count = findings->timing_count,
                              .stage_began = clock_seconds(),
                              .total = count_files(findings)};
    TRY(folder_begin(&writing.folder, path, err));
    lockstep_status status = write_parts(&writing, err);
    sqlite_release(&writing.database);
    if (status == LOCKSTEP_OK) status = write_run_json(&writing, err);
    if (status == LOCKSTEP_OK)
        status = folder_commit(&writing.folder, err);
    else
        folder_abandon(&writing.folder);
    arena_release(&writing.names);
    free(writing.outputs.items);
    return status;
}

lockstep_status case_write(const char *path, const struct findings *findings, lockstep_error *err) {
    struct findings all = *findings;
    struct account_activity *activities;
    struct timing *timings = calloc(findings->timing_count + WRITING_STAGES, sizeof *timings);
    if (!timings) return fail_memory(err, "timings");
    if (findings->timing_count)
        memcpy(timings, findings->timings, findings->timing_count * sizeof *timings);
    lockstep_status status = activities_measure(&activities, findings, err);
    if (status == LOCKSTEP_OK) {
        all.activities = activities;
        status = write_case(path, &all, timings, err);
        free(activities);
    }
    free(timings);
    return status;
}
