/* Columns that hold the addresses of the posts themselves. They look like links that posts share,
 * and are none. */
#ifndef LOCKSTEP_ENGINE_PERMALINKS_H
#define LOCKSTEP_ENGINE_PERMALINKS_H
#include "engine/record.h"

/* What a column gives each record: its only link, or its text. */
typedef struct slice (*permalink_fn)(const struct record *record);
struct slice permalink_in_urls(const struct record *record);
struct slice permalink_in_text(const struct record *record);

/* Whether the first rows of a table have their own addresses there: nearly all have one address and
 * nothing else, of one site, that names the post's id or its account, and no two accounts have the
 * same one. Not of fewer than 10 rows or of
 * one account, which tell nothing. O(n log n). */
LOCKSTEP_MUST_CHECK lockstep_status permalinks_are(bool *out, const struct batch *rows,
                                                   permalink_fn of, lockstep_error *err);
#endif
