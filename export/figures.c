/* Drawing the figures of a case: all while it is written, one of them later from its folder. */
#include "engine/error.h"
#include "engine/ordered.h"
#include "engine/settings.h"
#include "export/figure.h"

#include <glib.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

static const char *const file_names[CANVAS_FILES] = {"svg", "pdf", "png"};

const char *canvas_file_name(enum canvas_file file) {
    return file_names[file];
}

static void say_nothing(const gchar *domain, GLogLevelFlags level, const gchar *message,
                        gpointer data) {
    (void) domain, (void) level, (void) message, (void) data;
}

static lockstep_status draw(struct buffer *out, enum canvas_file file, struct fonts *fonts,
                            const struct look *look, const struct figure *figure,
                            const struct series *series, lockstep_error *err) {
    char title[PHRASE];
    figure_title(title, look->language, &series->study, figure->title);
    return canvas_render(out, file, fonts, look, slice_of(title), figure->draw, series, err);
}

lockstep_status figure_draw(struct buffer *out, enum canvas_file file, struct fonts *fonts,
                            const struct look *look, const struct figure *figure,
                            const struct series *series, lockstep_error *err) {
    GLogFunc before = g_log_set_default_handler(say_nothing, NULL); /* pango's words on stderr */
    lockstep_status status = draw(out, file, fonts, look, figure, series, err);
    g_log_set_default_handler(before, NULL);
    return status;
}

/* ---- the figures of a run */

static lockstep_status put(const struct figure_sink *sink, const char *name, const char *ending,
                           struct buffer *bytes, lockstep_status status, lockstep_error *err) {
    char path[128];
    snprintf(path, sizeof path, "%s%s%s", sink->folder, name, ending);
    if (status == LOCKSTEP_OK) status = sink->put(sink->data, path, buffer_slice(bytes), err);
    buffer_release(bytes);
    return status;
}

static size_t files_of(const struct lockstep_settings *settings) {
    return settings->figures == FIGURES_NONE ? 0 : settings->figures == FIGURES_SVG ? 1 : 3;
}

struct drawings {
    const struct figure_sink *sink;
    const struct lockstep_settings *settings;
    const struct series *series;
    struct font_sets *fonts;
    struct look look;
    size_t next; /* figure × CANVAS_FILES + file */
};

struct drawing {
    const struct figure *figure;
    enum canvas_file file;
    struct buffer bytes;
};

static lockstep_status next_drawing(void *data, void *item, bool *end, lockstep_error *err) {
    struct drawings *all = data;
    struct drawing *drawing = item;
    (void) err;
    for (*end = true; *end && all->next < figure_count * CANVAS_FILES; all->next++) {
        drawing->figure = &figures[all->next / CANVAS_FILES];
        drawing->file = (enum canvas_file)(all->next % CANVAS_FILES);
        bool has_data = drawing->figure->of_case || all->series->study.cluster;
        *end = !has_data || drawing->file >= files_of(all->settings);
    }
    return LOCKSTEP_OK;
}

static lockstep_status make_drawing(void *data, void *item, lockstep_error *err) {
    struct drawings *all = data;
    struct drawing *drawing = item;
    struct fonts *fonts;
    TRY(font_sets_take(&fonts, all->fonts, err));
    lockstep_status status =
        draw(&drawing->bytes, drawing->file, fonts, &all->look, drawing->figure, all->series, err);
    font_sets_give(all->fonts, fonts);
    return status;
}

static lockstep_status put_drawing(void *data, void *item, lockstep_error *err) {
    struct drawings *all = data;
    struct drawing *drawing = item;
    char name[48];
    snprintf(name, sizeof name, "figures/%s.", drawing->figure->name);
    return put(all->sink, name, file_names[drawing->file], &drawing->bytes, LOCKSTEP_OK, err);
}

static void release_drawing(void *item) {
    buffer_release(&((struct drawing *) item)->bytes);
}

lockstep_status figures_write(const struct figure_sink *sink,
                              const struct lockstep_settings *settings, struct font_sets *fonts,
                              const struct series *series, lockstep_error *err) {
    bool french = strcmp(settings->words, "fr") == 0;
    struct drawings all = {sink, settings, series, fonts, .next = 0};
    all.look = (struct look){settings->dark_figures ? THEME_SCREEN : THEME_PRINT,
                             french ? LANGUAGE_FRENCH : LANGUAGE_ENGLISH, 170 * MILLIMETRE};
    struct ordered job = {&all,        sizeof(struct drawing), next_drawing, make_drawing,
                          put_drawing, release_drawing};
    struct buffer json = {0};
    lockstep_status status = series_write(&json, series, err);
    TRY(put(sink, "series", ".json", &json, status, err));
    if (settings->figures == FIGURES_NONE) return LOCKSTEP_OK;
    GLogFunc before = g_log_set_default_handler(say_nothing, NULL); /* of all threads */
    status = ordered_run(&job, settings->threads, err);
    g_log_set_default_handler(before, NULL);
    return status;
}

size_t figures_count(const struct lockstep_settings *settings, size_t clusters) {
    size_t of_case = 0;
    for (size_t f = 0; f < figure_count; f++)
        of_case += figures[f].of_case;
    return 1 + clusters + files_of(settings) * (of_case + clusters * figure_count);
}

/* ---- one figure, as a command line asks for it */

/* The place of `value` among `names`; EARG lists them. */
static lockstep_status choose(size_t *out, const char *option, const char *value,
                              const char *const *names, size_t count, lockstep_error *err) {
    char known[160] = "";
    size_t size = 0;
    for (*out = 0; *out < count; ++*out) {
        if (strcmp(value, names[*out]) == 0) return LOCKSTEP_OK;
        size += (size_t) snprintf(known + size, sizeof known - size, " %s", names[*out]);
    }
    return fail(err, LOCKSTEP_EARG, "--%s: unknown \"%s\"; known:%s", option, value, known);
}

static lockstep_status choose_figure(const struct figure **out, const lockstep_figure *wanted,
                                     lockstep_error *err) {
    const char *names[16] = {NULL};
    size_t count = 0, which;
    for (size_t f = 0; f < figure_count; f++)
        if (wanted->cluster || figures[f].of_case) names[count++] = figures[f].name;
    TRY(choose(&which, "what", wanted->what, names, count, err));
    for (size_t f = 0; f < figure_count; f++)
        if (names[which] == figures[f].name) *out = &figures[f];
    return LOCKSTEP_OK;
}

static lockstep_status choose_look(struct look *look, enum canvas_file *file,
                                   const lockstep_figure *wanted, lockstep_error *err) {
    static const char *const themes[] = {"print", "screen"}, *const languages[] = {"en", "fr"},
                             *const widths[] = {"column", "page"};
    size_t which;
    TRY(choose(&which, "theme", wanted->theme, themes, 2, err));
    look->theme = (enum theme) which;
    TRY(choose(&which, "lang", wanted->language, languages, LANGUAGE_COUNT, err));
    look->language = (enum language) which;
    TRY(choose(&which, "width", wanted->width, widths, 2, err));
    look->width = (which ? 170 : 85) * MILLIMETRE;
    TRY(choose(&which, "out", wanted->file, file_names, CANVAS_FILES, err));
    *file = (enum canvas_file) which;
    return LOCKSTEP_OK;
}

static void append_path(struct buffer *path, const char *case_path, uint32_t cluster, int digits) {
    char folder[48] = "";
    if (cluster) snprintf(folder, sizeof folder, "/clusters/%0*" PRIu32, digits, cluster);
    buffer_clear(path);
    buffer_append(path, slice_of(case_path));
    buffer_append(path, slice_of(folder));
    buffer_append(path, (struct slice){"/series.json", sizeof "/series.json"}); /* with its NUL */
}

/* The folder of a cluster is its number with zeros before it: as many as the case needed. */
static lockstep_status read_series(struct series *series, const char *case_path, uint32_t cluster,
                                   lockstep_error *err) {
    struct buffer path = {0};
    append_path(&path, case_path, cluster, 2);
    for (int digits = 3; digits <= 10 && !path.failed && access(path.bytes, F_OK) != 0; digits++)
        append_path(&path, case_path, cluster, digits);
    lockstep_status status = LOCKSTEP_OK;
    if (path.failed)
        status = fail_memory(err, "a path");
    else if (cluster && access(path.bytes, F_OK) != 0)
        status = fail_at(err, LOCKSTEP_EARG, case_path, 0, "has no figures of cluster %" PRIu32,
                         cluster);
    else
        status = series_read(series, path.bytes, err);
    buffer_release(&path);
    return status;
}

lockstep_status lockstep_draw(FILE *out, const char *case_path, const lockstep_figure *wanted,
                              lockstep_error *err) {
    const struct figure *figure = NULL;
    struct look look = {0};
    enum canvas_file file = 0;
    TRY(choose_figure(&figure, wanted, err));
    TRY(choose_look(&look, &file, wanted, err));
    struct series series = {0};
    struct fonts *fonts = NULL;
    struct buffer bytes = {0};
    lockstep_status status = read_series(&series, case_path, wanted->cluster, err);
    if (status == LOCKSTEP_OK) status = fonts_open(&fonts, err);
    if (status == LOCKSTEP_OK)
        status = figure_draw(&bytes, file, fonts, &look, figure, &series, err);
    if (status == LOCKSTEP_OK &&
        (fwrite(bytes.bytes, 1, bytes.size, out) != bytes.size || fflush(out) == EOF))
        status = fail_io(err, "output");
    buffer_release(&bytes);
    fonts_close(fonts);
    series_release(&series);
    return status;
}
