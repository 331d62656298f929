/* The first place where two files or two JSON values differ, to tell a reader where to look. */
#ifndef LOCKSTEP_EXPORT_DIFFERENCE_H
#define LOCKSTEP_EXPORT_DIFFERENCE_H
#include "engine/lockstep.h"

#include <jansson.h>
#include <stdbool.h>

enum { DIFFERENCE_TEXT = 240 };

struct difference {
    char where[DIFFERENCE_TEXT]; /* "line 3"; "pairs[2].closest.delta"; "" is the whole */
    char stated[DIFFERENCE_TEXT], found[DIFFERENCE_TEXT]; /* there; "nothing" past an end. Cut
                                                             between characters. */
};

/* Reads a document whole. EIO, EINPUT. */
LOCKSTEP_MUST_CHECK lockstep_status json_read(json_t **out, const char *path, lockstep_error *err);
/* Whether two values differ. Members of objects are met in the order of `stated`. */
bool json_difference(struct difference *out, json_t *stated, json_t *found);
/* A value as one line of JSON, cut; "nothing" for NULL. Returns `out`. */
char *json_spell(char out[DIFFERENCE_TEXT], const json_t *value);

/* The first line that differs, of files that do; of a file of bytes (.png, .pdf, .sqlite) `where`
 * is
 * "" and so are the others. EIO, ENOMEM. */
LOCKSTEP_MUST_CHECK lockstep_status file_difference(struct difference *out, const char *stated,
                                                    const char *found, lockstep_error *err);
#endif
