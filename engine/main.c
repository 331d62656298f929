/* The program: turns a command line into calls of lockstep.h, and what they report into words on
 * stderr. */
#define _GNU_SOURCE /* fopencookie */
#include "lockstep.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { EXIT_DATA = 1, EXIT_USAGE = 2, OPTIONS = 96 };

/* Everything that a command line can say beside the settings. */
struct arguments {
    lockstep_settings *settings;
    const char *out, *append, *truth, *seed, *posts;
    const char *what, *cluster, *width, *theme, *lang; /* of a figure */
    const char *progress;                              /* auto, always, never */
    bool quiet, help, clusters;
    char **inputs;
    int input_count;
};

/* ---- words on stderr ---- */

/* Bytes of the character that begins with `first`; 0 where none does. */
static size_t character_size(unsigned char first) {
    if (first < 0x80) return 1;
    return first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
}

/* Bytes of the character at `c`; 0 where it is a control character or no UTF-8. */
static size_t printable(const unsigned char *c) {
    size_t size = character_size(*c);
    if (*c < 0x20 || *c == 0x7F || (*c == 0xC2 && c[1] < 0xA0)) return 0;
    for (size_t i = 1; i < size; i++)
        if ((c[i] & 0xC0) != 0x80) return 0;
    return size;
}

/* Names and texts from the data may hold terminal escapes: control characters never reach the
 * terminal. */
static void put_safely(const char *text) {
    for (const unsigned char *c = (const unsigned char *) text; *c;) {
        size_t size = printable(c);
        if (size)
            fwrite(c, 1, size, stderr);
        else
            fputc('?', stderr);
        c += size ? size : 1;
    }
}

static void print_error(const lockstep_error *err, lockstep_status status) {
    fputs("lockstep: ", stderr);
    if (*err->source) {
        put_safely(err->source);
        if (err->line) fprintf(stderr, ":%" PRIu64, err->line);
        fputs(": ", stderr);
    }
    put_safely(*err->text ? err->text : lockstep_strerror(status));
    fputc('\n', stderr);
}

struct display {
    bool shown; /* a progress line stands on the terminal */
    bool quiet;
    char stage[32];
    double stage_began, last;
};

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double) t.tv_sec + (double) t.tv_nsec * 1e-9;
}

static void clear_progress(struct display *display) {
    if (display->shown) fputs("\r\033[K", stderr);
    display->shown = false;
}

static void print_report(void *data, const char *line) {
    struct display *display = data;
    if (display->quiet) return;
    clear_progress(display);
    put_safely(line);
    fputc('\n', stderr);
}

static void print_amount(double amount, const char *unit) {
    static const char *const scales[] = {"", "k", "M", "G", "T"};
    size_t scale = 0;
    for (; amount >= 1000 && scale < 4; scale++)
        amount /= 1000;
    fprintf(stderr, scale ? "%.1f %s%s" : "%.0f %s%s", amount, scales[scale],
            strcmp(unit, "bytes") == 0 ? "B" : unit);
}

/* Nothing in a stage's first second, then ten lines a second at most. */
static void print_progress(void *data, const lockstep_progress *progress) {
    struct display *display = data;
    double time = now();
    if (strcmp(display->stage, progress->stage) != 0) {
        snprintf(display->stage, sizeof display->stage, "%s", progress->stage);
        display->stage_began = time;
    }
    double spent = time - display->stage_began;
    if (spent < 1 && !(progress->total == 0 && progress->done == 0)) return;
    if (time - display->last < 0.1) return;
    display->last = time;
    fprintf(stderr, "\r\033[K%s", progress->stage);
    if (progress->done) {
        fputs("  ", stderr);
        print_amount((double) progress->done, progress->unit);
        fputs(", ", stderr);
        print_amount((double) progress->done / spent, progress->unit);
        fputs("/s", stderr);
        if (progress->total)
            fprintf(stderr, ", %.0f %%, %.0f s left",
                    100.0 * (double) progress->done / (double) progress->total,
                    spent * ((double) progress->total / (double) progress->done - 1));
    }
    fflush(stderr);
    display->shown = true;
}

static void interrupt(int signal_number) {
    (void) signal_number;
    lockstep_interrupt();
}

/* ---- the command line ---- */

static const lockstep_setting own_options[] = {
    {"out", "PATH", NULL, "the case folder, or a file instead of standard output"},
    {"append", "ARCHIVE", NULL, "ingest: add the inputs to this archive"},
    {"truth", "FILE", NULL, "evaluate: account,cluster as CSV; simulate: where to write it"},
    {"posts", "N", "100000", "simulate: how many"},
    {"clusters", NULL, NULL, "sweep: how each cluster fares, in place of how many there are"},
    {"what", "NAME", "network",
     "figure: network, timeline, heatmap, created; of a cluster cascade, windows, upset too"},
    {"cluster", "N", "0", "figure: of this cluster; 0: of the case"},
    {"width", "NAME", "page", "figure: page (170 mm) or column (85 mm)"},
    {"config", "FILE", NULL, "settings from a run.json or a JSON object; what follows it wins"},
    {"thorough", NULL, NULL,
     "slow and rewording rings too: --trace auto,near-text --window 60s,text=1d,near-text=1d"},
    {"progress", "WHEN", "auto", "auto, always or never"},
    {"quiet", NULL, NULL, "no report on standard error"},
    {"help", NULL, NULL, "this text"},
    {NULL, NULL, NULL, NULL},
};

static size_t add_options(struct option *options, size_t count, const lockstep_setting *table) {
    for (; table->name; table++)
        options[count++] = (struct option){
            table->name, table->argument ? required_argument : no_argument, NULL, 0};
    return count;
}

static lockstep_status be_thorough(lockstep_settings *settings, lockstep_error *err) {
    lockstep_status status = lockstep_settings_set(settings, "trace", "auto,near-text", err);
    if (status != LOCKSTEP_OK) return status;
    return lockstep_settings_set(settings, "window", "60s,text=1d,near-text=1d", err);
}

static lockstep_status take_own_option(struct arguments *a, const char *name, const char *value,
                                       lockstep_error *err) {
    if (strcmp(name, "out") == 0) a->out = value;
    if (strcmp(name, "append") == 0) a->append = value;
    if (strcmp(name, "truth") == 0) a->truth = value;
    if (strcmp(name, "posts") == 0) a->posts = value;
    if (strcmp(name, "what") == 0) a->what = value;
    if (strcmp(name, "cluster") == 0) a->cluster = value;
    if (strcmp(name, "width") == 0) a->width = value;
    if (strcmp(name, "progress") == 0) a->progress = value;
    if (strcmp(name, "clusters") == 0) a->clusters = true;
    if (strcmp(name, "quiet") == 0) a->quiet = true;
    if (strcmp(name, "help") == 0) a->help = true;
    if (strcmp(name, "thorough") == 0) return be_thorough(a->settings, err);
    return strcmp(name, "config") == 0 ? lockstep_settings_load(a->settings, value, err)
                                       : LOCKSTEP_OK;
}

static lockstep_status take_option(struct arguments *a, const char *name, const char *value,
                                   lockstep_error *err) {
    for (const lockstep_setting *own = own_options; own->name; own++)
        if (strcmp(own->name, name) == 0) return take_own_option(a, name, value, err);
    if (strcmp(name, "seed") == 0) a->seed = value;
    if (strcmp(name, "theme") == 0) a->theme = value;
    if (strcmp(name, "lang") == 0 || strcmp(name, "language") == 0) a->lang = value;
    return lockstep_settings_set(a->settings, name, value, err);
}

static int usage_error(const char *text, const char *about) {
    fprintf(stderr, "lockstep: %s", text);
    put_safely(about);
    fputs("\nlockstep: try \"lockstep --help\"\n", stderr);
    return EXIT_USAGE;
}

/* Of two files the last alone would count, and what the other says would be lost in silence. */
static bool names_file(const char *name) {
    for (const lockstep_setting *row = lockstep_settings_table(); row->name; row++)
        if (strcmp(row->name, name) == 0)
            return row->argument && strcmp(row->argument, "FILE") == 0;
    return false;
}

/* 0, or the exit status of a usage error. */
static int parse_arguments(struct arguments *a, int argc, char **argv) {
    struct option options[OPTIONS] = {0};
    bool given[OPTIONS] = {false};
    lockstep_error err = {0};
    int index = 0, found;
    add_options(options, add_options(options, 0, lockstep_settings_table()), own_options);
    opterr = 0;
    while ((found = getopt_long(argc, argv, ":", options, &index)) != -1) {
        if (found == ':') return usage_error("this option needs a value: ", argv[optind - 1]);
        char letter[] = {'-', (char) optopt, '\0'};
        if (found == '?')
            return usage_error("unknown option: ", optopt ? letter : argv[optind - 1]);
        if (given[index] && names_file(options[index].name))
            return usage_error("given twice, and takes one file: --", options[index].name);
        given[index] = true;
        lockstep_status status = take_option(a, options[index].name, optarg, &err);
        if (status == LOCKSTEP_OK) continue;
        print_error(&err, status);
        return status == LOCKSTEP_EARG ? EXIT_USAGE : EXIT_DATA;
    }
    a->inputs = argv + optind;
    a->input_count = argc - optind;
    bool known = strcmp(a->progress, "auto") == 0 || strcmp(a->progress, "always") == 0 ||
                 strcmp(a->progress, "never") == 0;
    return known ? 0
                 : usage_error("--progress: expected auto, always or never, found ", a->progress);
}

static bool parse_number(const char *text, uint64_t *number) {
    char *end;
    errno = 0;
    *number = strtoull(text, &end, 10);
    return *text >= '0' && *text <= '9' && !*end && !errno;
}

/* ---- output files: whole or not at all ---- */

struct output {
    const char *path; /* NULL: standard output */
    char *partial; /* what becomes `path` when it is whole; NULL where nothing can take its place */
    FILE *file;
};

/* A device or a pipe is written to, never replaced. */
static bool is_replaceable(const char *path) {
    struct stat found;
    return lstat(path, &found) != 0 || S_ISREG(found.st_mode);
}

static lockstep_status output_error(const char *path, lockstep_error *err) {
    err->status = LOCKSTEP_EIO;
    snprintf(err->source, sizeof err->source, "%s", path ? path : "standard output");
    snprintf(err->text, sizeof err->text, "%s", strerror(errno));
    return LOCKSTEP_EIO;
}

/* The character that is being written to a terminal. */
struct shown {
    unsigned char bytes[4];
    size_t size;
};

static void show_character(const struct shown *c) {
    bool is_layout = c->bytes[0] == '\n' || c->bytes[0] == '\t';
    if (is_layout || printable(c->bytes) == c->size)
        fwrite(c->bytes, 1, c->size, stdout);
    else
        fputc('?', stdout);
}

static ssize_t show(void *data, const char *bytes, size_t size) {
    struct shown *c = data;
    for (size_t i = 0; i < size; i++) {
        c->bytes[c->size++] = (unsigned char) bytes[i];
        if (c->size < character_size(c->bytes[0])) continue;
        show_character(c);
        *c = (struct shown){0};
    }
    return ferror(stdout) ? 0 : (ssize_t) size;
}

/* What a file or a pipe gets as it is, a terminal is shown without its control characters. */
static lockstep_status open_standard_output(struct output *out, lockstep_error *err) {
    static struct shown shown;
    if (!isatty(STDOUT_FILENO)) return LOCKSTEP_OK;
    out->file = fopencookie(&shown, "w", (cookie_io_functions_t){.write = show});
    return out->file ? LOCKSTEP_OK : output_error(NULL, err);
}

static lockstep_status output_open(struct output *out, const char *path, lockstep_error *err) {
    *out = (struct output){.path = path, .file = stdout};
    if (!path) return open_standard_output(out, err);
    if (is_replaceable(path)) {
        size_t size = strlen(path) + sizeof ".partial";
        out->partial = malloc(size);
        if (!out->partial) return output_error(path, err);
        snprintf(out->partial, size, "%s.partial", path);
    }
    out->file = fopen(out->partial ? out->partial : path, "w");
    return out->file ? LOCKSTEP_OK : output_error(path, err);
}

static lockstep_status output_close(struct output *out, lockstep_status status,
                                    lockstep_error *err) {
    bool fine = !out->file || (fflush(out->file) == 0 && !ferror(out->file));
    if (!fine && status == LOCKSTEP_OK) status = output_error(out->path, err);
    if (out->file == stdout) return status;
    if (out->file && fclose(out->file) != 0 && status == LOCKSTEP_OK)
        status = output_error(out->path, err);
    if (out->partial && status == LOCKSTEP_OK && rename(out->partial, out->path) != 0)
        status = output_error(out->path, err);
    if (out->partial && out->file && status != LOCKSTEP_OK) remove(out->partial);
    free(out->partial);
    return status;
}

/* ---- commands ---- */

static int finish(struct display *display, lockstep_status status, const lockstep_error *err) {
    clear_progress(display);
    if (status == LOCKSTEP_OK) return EXIT_SUCCESS;
    print_error(err, status);
    return status == LOCKSTEP_EARG ? EXIT_USAGE : EXIT_DATA;
}

static void start_display(struct display *display, const struct arguments *a) {
    *display = (struct display){.quiet = a->quiet};
    bool wanted = strcmp(a->progress, "auto") == 0 ? isatty(STDERR_FILENO) && !a->quiet
                                                   : strcmp(a->progress, "always") == 0;
    if (wanted) lockstep_settings_on_progress(a->settings, print_progress, display);
}

static lockstep_status adopt(const struct arguments *a, lockstep_error *err) {
    return lockstep_settings_adopt(a->settings, (const char *const *) a->inputs,
                                   (size_t) a->input_count, err);
}

static int print_stage(const struct arguments *a, lockstep_stage stage) {
    struct display display;
    struct output out = {0};
    lockstep_error err = {0};
    if (!a->input_count)
        return usage_error("no input: name files, folders or - for standard input", "");
    start_display(&display, a);
    lockstep_status status = adopt(a, &err);
    if (status == LOCKSTEP_OK) status = output_open(&out, a->out, &err);
    if (status == LOCKSTEP_OK)
        status = lockstep_print_stage(out.file, stage, a->settings, (const char *const *) a->inputs,
                                      (size_t) a->input_count, print_report, &display, &err);
    status = output_close(&out, status, &err);
    return finish(&display, status, &err);
}

static int cmd_traces(const struct arguments *a) {
    return print_stage(a, LOCKSTEP_TRACES);
}

static int cmd_coshares(const struct arguments *a) {
    return print_stage(a, LOCKSTEP_COSHARES);
}

static int cmd_edges(const struct arguments *a) {
    return print_stage(a, LOCKSTEP_EDGES);
}

static int cmd_clusters(const struct arguments *a) {
    return print_stage(a, LOCKSTEP_CLUSTERS);
}

static int cmd_sweep(const struct arguments *a) {
    return print_stage(a, a->clusters ? LOCKSTEP_RESPONSE : LOCKSTEP_SWEEP);
}

static int cmd_run(const struct arguments *a) {
    struct display display;
    lockstep_error err = {0};
    if (!a->input_count)
        return usage_error("no input: name files, folders or - for standard input", "");
    if (!a->out) return usage_error("run needs --out CASE", "");
    start_display(&display, a);
    lockstep_status status = adopt(a, &err);
    if (status == LOCKSTEP_OK)
        status = lockstep_run(a->out, a->settings, (const char *const *) a->inputs,
                              (size_t) a->input_count, print_report, &display, &err);
    return finish(&display, status, &err);
}

/* The archive that is added to goes first; it is replaced when the new one is whole. */
static int cmd_ingest(const struct arguments *a) {
    struct display display;
    struct output out = {0};
    lockstep_error err = {0};
    if (!a->input_count)
        return usage_error("no input: name files, folders or - for standard input", "");
    if (!a->out == !a->append)
        return usage_error("ingest needs --out ARCHIVE or --append ARCHIVE", "");
    if (a->append && !lockstep_is_archive(a->append))
        return usage_error("--append: not an archive: ", a->append);
    size_t count = 0;
    const char **inputs = calloc((size_t) a->input_count + 1, sizeof *inputs);
    if (!inputs) return usage_error("out of memory", "");
    if (a->append) inputs[count++] = a->append;
    for (int i = 0; i < a->input_count; i++)
        inputs[count++] = a->inputs[i];
    start_display(&display, a);
    lockstep_status status = lockstep_settings_adopt(a->settings, inputs, count, &err);
    if (status == LOCKSTEP_OK) status = output_open(&out, a->append ? a->append : a->out, &err);
    if (status == LOCKSTEP_OK)
        status =
            lockstep_ingest(out.file, a->settings, inputs, count, print_report, &display, &err);
    status = output_close(&out, status, &err);
    free(inputs);
    return finish(&display, status, &err);
}

static int cmd_evaluate(const struct arguments *a) {
    struct display display = {0};
    struct output out;
    lockstep_error err = {0};
    if (a->input_count != 1 || !a->truth)
        return usage_error("usage: lockstep evaluate CASE --truth FILE", "");
    lockstep_status status = output_open(&out, a->out, &err);
    if (status == LOCKSTEP_OK) status = lockstep_evaluate(out.file, a->inputs[0], a->truth, &err);
    status = output_close(&out, status, &err);
    return finish(&display, status, &err);
}

static int cmd_compare(const struct arguments *a) {
    struct display display = {0};
    struct output out;
    lockstep_error err = {0};
    if (a->input_count != 2) return usage_error("usage: lockstep compare CASE CASE", "");
    lockstep_status status = output_open(&out, a->out, &err);
    if (status == LOCKSTEP_OK)
        status = lockstep_compare(out.file, a->inputs[0], a->inputs[1], &err);
    status = output_close(&out, status, &err);
    return finish(&display, status, &err);
}

static int cmd_verify(const struct arguments *a) {
    struct display display;
    struct output out;
    lockstep_error err = {0};
    bool holds = false;
    if (a->input_count < 2) return usage_error("usage: lockstep verify CASE INPUT...", "");
    start_display(&display, a);
    lockstep_status status = output_open(&out, a->out, &err);
    if (status == LOCKSTEP_OK)
        status = lockstep_verify(out.file, &holds, a->inputs[0], a->settings,
                                 (const char *const *) a->inputs + 1, (size_t) a->input_count - 1,
                                 print_report, &display, &err);
    status = output_close(&out, status, &err);
    int exit_status = finish(&display, status, &err);
    return exit_status == EXIT_SUCCESS && !holds ? EXIT_DATA : exit_status;
}

/* "big.facts.json" beside the truth; the caller frees. NULL when memory is out. */
static char *facts_path(const char *truth, const char *scenario) {
    const char *slash = strrchr(truth, '/');
    size_t folder = slash ? (size_t) (slash - truth) + 1 : 0;
    size_t room = folder + strlen(scenario) + sizeof ".facts.json";
    char *path = malloc(room);
    if (path) snprintf(path, room, "%.*s%s.facts.json", (int) folder, truth, scenario);
    return path;
}

/* Of the one scenario that has them. */
static lockstep_status simulate_with_facts(FILE *out, FILE *truth, const struct arguments *a,
                                           uint64_t seed, uint64_t posts, lockstep_error *err) {
    struct output facts;
    char *path = facts_path(a->truth, a->inputs[0]);
    if (!path) return output_error(a->truth, err);
    lockstep_status status = output_open(&facts, path, err);
    if (status == LOCKSTEP_OK)
        status = lockstep_simulate_facts(out, truth, facts.file, seed, posts, err);
    status = output_close(&facts, status, err);
    free(path);
    return status;
}

static int cmd_simulate(const struct arguments *a) {
    struct display display = {0};
    struct output out, truth = {0};
    lockstep_error err = {0};
    uint64_t seed, posts;
    if (a->input_count != 1)
        return usage_error("usage: lockstep simulate SCENARIO [--seed N] [--posts N]", "");
    if (!parse_number(a->seed, &seed))
        return usage_error("--seed: expected a whole number, found ", a->seed);
    if (!parse_number(a->posts, &posts))
        return usage_error("--posts: expected a whole number, found ", a->posts);
    lockstep_status status = output_open(&out, a->out, &err);
    if (status == LOCKSTEP_OK && a->truth) status = output_open(&truth, a->truth, &err);
    bool has_facts = a->truth && strcmp(a->inputs[0], "big") == 0;
    if (status == LOCKSTEP_OK && has_facts)
        status = simulate_with_facts(out.file, truth.file, a, seed, posts, &err);
    else if (status == LOCKSTEP_OK)
        status = lockstep_simulate(out.file, truth.file, a->inputs[0], seed, posts, &err);
    status = output_close(&out, status, &err);
    if (a->truth) status = output_close(&truth, status, &err);
    return finish(&display, status, &err);
}

/* What follows the last point of a path; SVG without one. */
static const char *file_of(const char *path) {
    const char *point = path ? strrchr(path, '.') : NULL;
    return point && !strchr(point, '/') ? point + 1 : "svg";
}

static int cmd_figure(const struct arguments *a) {
    struct display display = {0};
    struct output out;
    lockstep_error err = {0};
    uint64_t cluster;
    if (a->input_count != 1)
        return usage_error("usage: lockstep figure CASE --what NAME [--cluster N] [--out FILE]",
                           "");
    if (!parse_number(a->cluster, &cluster) || cluster > UINT32_MAX)
        return usage_error("--cluster: expected a whole number, found ", a->cluster);
    lockstep_figure figure = {(uint32_t) cluster, a->what, file_of(a->out),
                              a->theme,           a->lang, a->width};
    lockstep_status status = output_open(&out, a->out, &err);
    if (status == LOCKSTEP_OK) status = lockstep_draw(out.file, a->inputs[0], &figure, &err);
    status = output_close(&out, status, &err);
    return finish(&display, status, &err);
}

static int cmd_formats(const struct arguments *a) {
    struct display display = {0};
    struct output out;
    lockstep_error err = {0};
    if (a->input_count) return usage_error("formats takes no input: ", a->inputs[0]);
    lockstep_status status = output_open(&out, a->out, &err);
    if (status == LOCKSTEP_OK) status = lockstep_formats(out.file, &err);
    status = output_close(&out, status, &err);
    return finish(&display, status, &err);
}

static const struct command {
    const char *name;
    int (*run)(const struct arguments *arguments);
    const char *synopsis, *summary;
} commands[] = {
    {"run", cmd_run, "INPUT... --out CASE",
     "everything: read, find the clusters, write the case folder"},
    {"ingest", cmd_ingest, "INPUT... --out ARCHIVE",
     "read once: an archive is an input that is read at once"},
    {"traces", cmd_traces, "INPUT...", "what each post shares, as CSV"},
    {"coshares", cmd_coshares, "INPUT...", "pairs of shares within the window, as CSV"},
    {"edges", cmd_edges, "INPUT...", "account pairs with their evidence added up, as CSV"},
    {"clusters", cmd_clusters, "INPUT...", "clusters that chance does not explain, as CSV"},
    {"sweep", cmd_sweep, "INPUT... [--clusters]",
     "clusters over windows and --min-objects: how much hangs on the choice"},
    {"verify", cmd_verify, "CASE INPUT...",
     "make a case anew: which files and findings are the same, as CSV"},
    {"evaluate", cmd_evaluate, "CASE --truth FILE", "compare a case with the truth, as JSON"},
    {"figure", cmd_figure, "CASE --what NAME",
     "one figure of a case, or of its --cluster, as --out FILE.svg, .pdf or .png"},
    {"compare", cmd_compare, "CASE CASE", "what is new, gone or moved between two runs, as JSON"},
    {"simulate", cmd_simulate, "SCENARIO", "posts with known truth, as X API v2 JSONL"},
    {"formats", cmd_formats, "", "the input formats and the fields that each maps"},
};

enum { COMMANDS = sizeof commands / sizeof *commands };

static void print_options(FILE *to, const lockstep_setting *table) {
    for (; table->name; table++) {
        char head[48];
        snprintf(head, sizeof head, "--%s %s", table->name, table->argument ? table->argument : "");
        fprintf(to, "  %-26s %s", head, table->help);
        if (table->default_value && *table->default_value)
            fprintf(to, " (%s)", table->default_value);
        fputc('\n', to);
    }
}

static void usage(FILE *to) {
    fputs("lockstep finds accounts that act in lockstep\n\nusage: lockstep COMMAND [ARGUMENTS] "
          "[OPTIONS]\n\n",
          to);
    for (size_t i = 0; i < COMMANDS; i++)
        fprintf(to, "  %-9s %-21s %s\n", commands[i].name, commands[i].synopsis,
                commands[i].summary);
    fputs("\nINPUT is files, folders or - for standard input; gz, zst, xz, bz2, zip and tar are "
          "opened.\n\noptions:\n",
          to);
    print_options(to, own_options);
    print_options(to, lockstep_settings_table());
    fputs("\nData on standard output, words on standard error. Exit: 0 ok, 1 data, I/O or graph, 2 "
          "usage.\n",
          to);
}

static int run_command(const struct command *command, int argc, char **argv) {
    struct arguments a = {.settings = lockstep_settings_new(),
                          .progress = "auto",
                          .seed = "1",
                          .posts = "100000",
                          .what = "network",
                          .cluster = "0",
                          .width = "page",
                          .theme = "print",
                          .lang = "en"};
    if (!a.settings) return usage_error("out of memory", "");
    int status = parse_arguments(&a, argc, argv);
    if (status == 0 && a.help)
        usage(stdout);
    else if (status == 0)
        status = command->run(&a);
    lockstep_settings_free(a.settings);
    return status;
}

static int dispatch(int argc, char **argv) {
    if (argc < 2) {
        usage(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        usage(stdout);
        return EXIT_SUCCESS;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts(lockstep_version());
        return EXIT_SUCCESS;
    }
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return run_command(&commands[i], argc - 1, argv + 1);
    return usage_error("unknown command: ", argv[1]);
}

/* A full disk shows up only when stdout is flushed. */
int main(int argc, char **argv) {
    struct sigaction action = {.sa_handler = interrupt};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    int status = dispatch(argc, argv);
    if (status == EXIT_SUCCESS && (fflush(stdout) != 0 || ferror(stdout))) {
        fprintf(stderr, "lockstep: standard output: %s\n", strerror(errno));
        return EXIT_DATA;
    }
    return status;
}
