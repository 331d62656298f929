/* lockstep: finds accounts that act in lockstep. This header is the whole public interface: what is
 * not here is not API.
 *
 * A run reads post records, turns them into shares (account, object, time), pairs shares of one
 * object within a window (co-shares), adds them up per account pair (edges), and isolates the
 * clusters that chance does not explain.
 *
 * Every function that can fail returns a status, takes its results first and its error last; `err`
 * may be NULL, and the first failure recorded in it wins. The library never prints and never exits.
 * igraph keeps global state: one run at a time per process.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LOCKSTEP_H
#define LOCKSTEP_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#ifdef __cplusplus
extern "C" {
#endif
#if defined(__GNUC__)
#define LOCKSTEP_API        __attribute__((visibility("default")))
#define LOCKSTEP_MUST_CHECK __attribute__((warn_unused_result))
#else
#define LOCKSTEP_API
#define LOCKSTEP_MUST_CHECK
#endif

/* code, value, text; the text completes "lockstep failed: …" */
#define LOCKSTEP_STATUSES(X)                                                                       \
    X(OK, 0, "success")                                                                            \
    X(ENOMEM, -1, "out of memory")            /* an allocation failed */                           \
    X(EIO, -2, "input or output failed")      /* no such file, disk full */                        \
    X(EINPUT, -3, "malformed input")          /* --strict met {"time": "noon"} */                  \
    X(EARG, -4, "invalid argument")           /* --window 0s, an unknown trace */                  \
    X(ELIMIT, -5, "a limit was reached")      /* more than 2^32 posts */                           \
    X(EGRAPH, -6, "graph computation failed") /* igraph or graphviz refused */                     \
    X(EINTERRUPTED, -7, "interrupted")        /* lockstep_interrupt() was called */

typedef enum lockstep_status {
#define X(name, value, text) LOCKSTEP_##name = value,
    LOCKSTEP_STATUSES(X)
#undef X
} lockstep_status;

/* On the caller's stack, {0} to start, nothing to free. `source` and `line` say where, when input
 * is to blame. */
typedef struct lockstep_error {
    lockstep_status status;
    uint64_t line; /* 0 if none */
    char source[160], text[320];
} lockstep_error;

/* A fixed text for a status, never NULL. */
LOCKSTEP_API const char *lockstep_strerror(lockstep_status status);

/* "lockstep 0.1.0 (igraph 0.10.2, …)": the libraries too, because results depend on them. */
LOCKSTEP_API const char *lockstep_version(void);

/* ---- settings
 * ----------------------------------------------------------------------------------------------------
 */

typedef struct lockstep_settings lockstep_settings;

/* One tunable, as the command line, a config file and run.json name it. */
typedef struct lockstep_setting {
    const char *name;          /* "window" */
    const char *argument;      /* "DURATION", NULL for a switch */
    const char *default_value; /* "60s" */
    const char *help;
} lockstep_setting;

/* All settings with their defaults; NULL when memory is out. */
LOCKSTEP_API lockstep_settings *lockstep_settings_new(void);
LOCKSTEP_API void lockstep_settings_free(lockstep_settings *settings);

/* Sets one by name; `value` as on the command line, NULL for a switch. EARG names what was
 * expected. */
LOCKSTEP_API LOCKSTEP_MUST_CHECK lockstep_status lockstep_settings_set(lockstep_settings *settings,
                                                                       const char *name,
                                                                       const char *value,
                                                                       lockstep_error *err);
/* Sets all that the "settings" object of a run.json, or a JSON object of that form, holds. */
LOCKSTEP_API LOCKSTEP_MUST_CHECK lockstep_status lockstep_settings_load(lockstep_settings *settings,
                                                                        const char *path,
                                                                        lockstep_error *err);
/* The table of all settings, ended by a NULL name; for --help. */
LOCKSTEP_API const lockstep_setting *lockstep_settings_table(void);

/* ---- progress and interruption
 * ------------------------------------------------------------------------------------ */

typedef struct lockstep_progress {
    const char *stage;    /* "reading", "co-shares", … */
    const char *unit;     /* "bytes", "shares", … */
    uint64_t done, total; /* total is 0 when it is not known */
} lockstep_progress;
/* Called by whichever thread gets on, one call at a time. */
typedef void (*lockstep_progress_fn)(void *data, const lockstep_progress *progress);
LOCKSTEP_API void lockstep_settings_on_progress(lockstep_settings *settings,
                                                lockstep_progress_fn call, void *data);

/* Asks a running call to stop with EINTERRUPTED and to remove what it has begun. Safe in a signal
 * handler. */
LOCKSTEP_API void lockstep_interrupt(void);

/* ---- memory
 * -------------------------------------------------------------------------------------------------------
 */

/* What the setting "memory" bounds: blocks of a program's heap that come from here. The program
 * lockstep has its malloc ask here first (engine/malloc.c); one that does not is not bounded. */

/* Whether a block of this size is to come from here: large ones, while a run is bound. */
LOCKSTEP_API bool lockstep_block_wanted(size_t size);
/* Zeroed memory at the start of a page; NULL, with errno set, where there is none. */
LOCKSTEP_API void *lockstep_block_new(size_t size);
/* The block with another size, as realloc does; NULL leaves it as it was. */
LOCKSTEP_API void *lockstep_block_resize(void *at, size_t size);
LOCKSTEP_API void lockstep_block_free(void *at);
/* The size of a block, or 0 for an address that is none's. */
LOCKSTEP_API size_t lockstep_block_size(const void *at);

/* ---- runs
 * ---------------------------------------------------------------------------------------------------------
 */

typedef enum lockstep_stage {
    LOCKSTEP_TRACES,   /* one row a share */
    LOCKSTEP_COSHARES, /* one row a co-share */
    LOCKSTEP_EDGES,    /* one row an account pair and layer */
    LOCKSTEP_CLUSTERS, /* one row a cluster */
    LOCKSTEP_SWEEP,    /* one row a window and --min-objects, of all that are named, or of a grid */
    LOCKSTEP_RESPONSE  /* one row a cell of that and cluster of the reference, the first named */
} lockstep_stage;

/* Receives the lines of the account that a run gives of itself: rows read, used, rejected and why,
 * clusters found. */
typedef void (*lockstep_report_fn)(void *data, const char *line);

/* Reads `inputs` (files, folders, "-" for standard input), runs up to `stage` and writes it to
 * `out` as CSV. */
LOCKSTEP_API LOCKSTEP_MUST_CHECK lockstep_status lockstep_print_stage(
    FILE *out, lockstep_stage stage, const lockstep_settings *settings, const char *const *inputs,
    size_t input_count, lockstep_report_fn report, void *report_data, lockstep_error *err);

/* Reads `inputs` and keeps what later calls need of them in `out`, an empty file that can be sought
 * in: an archive, which is an input like any other, and need not be parsed again. Archives among
 * the inputs come before all others. */
LOCKSTEP_API LOCKSTEP_MUST_CHECK lockstep_status lockstep_ingest(
    FILE *out, const lockstep_settings *settings, const char *const *inputs, size_t input_count,
    lockstep_report_fn report, void *report_data, lockstep_error *err);

/* Whether a file is an archive. */
LOCKSTEP_API bool lockstep_is_archive(const char *path);

/* Takes over from archives among the inputs the settings that shaped them, where they were not set;
 * EARG names one that was set otherwise, which a run would refuse. */
LOCKSTEP_API LOCKSTEP_MUST_CHECK lockstep_status
lockstep_settings_adopt(lockstep_settings *settings, const char *const *inputs, size_t input_count,
                        lockstep_error *err);

/* Runs everything and writes the case folder `case_path`, whole or not at all; an existing one is
 * replaced. */
LOCKSTEP_API LOCKSTEP_MUST_CHECK lockstep_status
lockstep_run(const char *case_path, const lockstep_settings *settings, const char *const *inputs,
             size_t input_count, lockstep_report_fn report, void *report_data, lockstep_error *err);

/* Makes a case anew from its inputs, with the settings of its run.json where `settings` sets
 * nothing else, and says whether every file and every finding of it is the same: a row a check, as
 * CSV (kind, name, holds, stated, found). Takes as long, and as much room in --tmp, as the run. */
LOCKSTEP_API LOCKSTEP_MUST_CHECK lockstep_status
lockstep_verify(FILE *out, bool *holds, const char *case_path, const lockstep_settings *settings,
                const char *const *inputs, size_t input_count, lockstep_report_fn report,
                void *report_data, lockstep_error *err);

/* Compares a case folder with a truth table (CSV: account,cluster) and writes one JSON object. */
LOCKSTEP_API LOCKSTEP_MUST_CHECK lockstep_status lockstep_evaluate(FILE *out, const char *case_path,
                                                                   const char *truth_path,
                                                                   lockstep_error *err);

/* A figure of a case, in words as the command line has them. */
typedef struct lockstep_figure {
    uint32_t cluster;     /* 0: the case */
    const char *what;     /* "network", "timeline", "heatmap", "created"; of a cluster also
                             "cascade", "windows", "upset" */
    const char *file;     /* "svg", "pdf", "png" */
    const char *theme;    /* "print", "screen" */
    const char *language; /* "en", "fr" */
    const char *width;    /* "column" (85 mm), "page" (170 mm) */
} lockstep_figure;

/* Draws a figure from the case folder alone. EARG names what was expected. */
LOCKSTEP_API LOCKSTEP_MUST_CHECK lockstep_status lockstep_draw(FILE *out, const char *case_path,
                                                               const lockstep_figure *figure,
                                                               lockstep_error *err);

/* Compares two case folders, the earlier run first: clusters matched by the Jaccard similarity of
 * their accounts, those that are new or gone, accounts that moved; one JSON object. */
LOCKSTEP_API LOCKSTEP_MUST_CHECK lockstep_status lockstep_compare(FILE *out,
                                                                  const char *case_before,
                                                                  const char *case_after,
                                                                  lockstep_error *err);

/* Writes the input formats and the fields that each maps, as text. */
LOCKSTEP_API LOCKSTEP_MUST_CHECK lockstep_status lockstep_formats(FILE *out, lockstep_error *err);

/* Writes the posts of a scenario ("big") to `out` as X API v2 flattened JSONL and its truth to
 * `truth` (may be NULL). The same seed and post count give the same bytes. Constant memory; time
 * linear in `posts`. */
LOCKSTEP_API LOCKSTEP_MUST_CHECK lockstep_status lockstep_simulate(FILE *out, FILE *truth,
                                                                   const char *scenario,
                                                                   uint64_t seed, uint64_t posts,
                                                                   lockstep_error *err);
/* The scenario "big", and what is planted in it as one JSON object: counted from the posts as they
 * are written, so that a dossier of theirs must find the same. */
LOCKSTEP_API LOCKSTEP_MUST_CHECK lockstep_status lockstep_simulate_facts(FILE *out, FILE *truth,
                                                                         FILE *facts, uint64_t seed,
                                                                         uint64_t posts,
                                                                         lockstep_error *err);
#ifdef __cplusplus
}
#endif
#endif
