/* Text from the data as something to look at: on one line, with nothing hidden in it. */
#ifndef LOCKSTEP_EXPORT_VISIBLE_H
#define LOCKSTEP_EXPORT_VISIBLE_H
#include "engine/slice.h"

#include <stdio.h>

/* Writes text.at[at], which is ASCII and no control, so that it is no markup. `leads`: nothing but
 * digits stands before it. */
typedef void (*ascii_fn)(FILE *out, struct slice text, size_t at, bool leads);

/* A run of blanks becomes one, with ⏎ where a line ended; control, bidirectional and invisible
 * characters show as ‹U+202E›; invalid UTF-8 as U+FFFD. Cut with an ellipsis after `limit`
 * characters. */
void visible_text(FILE *out, struct slice text, size_t limit, ascii_fn ascii);
#endif
