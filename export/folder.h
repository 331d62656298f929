/* A folder that appears whole or not at all: written under another name beside its place, then
 * renamed. */
#ifndef LOCKSTEP_EXPORT_FOLDER_H
#define LOCKSTEP_EXPORT_FOLDER_H
#include "engine/arena.h"

struct folder {
    const char *path;          /* as asked for, without slashes at its end */
    const char *parent, *name; /* of `path` */
    const char *partial;       /* where it is written: "PARENT/.NAME.partial-PID" */
    const char *replaced;      /* where a former one waits for its end */
    struct arena arena;        /* owns the strings */
};

/* Whether a case may be written to `path`: nothing is there, or an empty folder, or a former case
 * (it holds run.json). EARG otherwise; EIO where its parent cannot be written to. For callers to
 * ask before long work. */
LOCKSTEP_MUST_CHECK lockstep_status folder_check(const char *path, lockstep_error *err);

/* Checks `path`, clears away what killed runs left beside it, and makes the partial folder. On
 * failure there is nothing to abandon. */
LOCKSTEP_MUST_CHECK lockstep_status folder_begin(struct folder *out, const char *path,
                                                 lockstep_error *err);
/* Puts the folder in its place, instead of a former case; removes it where that fails. Frees the
 * strings. */
LOCKSTEP_MUST_CHECK lockstep_status folder_commit(struct folder *folder, lockstep_error *err);
/* Removes what was written. Frees the strings. */
void folder_abandon(struct folder *folder);

/* A new folder in `parent`, for work that nobody keeps: EIO, ENOMEM. */
LOCKSTEP_MUST_CHECK lockstep_status scratch_make(char **out, struct arena *arena,
                                                 const char *parent, lockstep_error *err);
/* Removes it with all that is in it. */
void scratch_remove(const char *path);

/* Whether there is a file: no pipe, which would be waited for, and no folder. */
bool is_file(const char *path);

/* "FORMAT" filled in; NULL when memory is out. */
char *arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
#endif
