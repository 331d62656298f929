/* Writing Markdown (CommonMark with GitHub's tables): text from data that cannot become markup,
 * and numbers as a reader wants them. Write errors stay in the FILE. */
#ifndef LOCKSTEP_EXPORT_MARKDOWN_H
#define LOCKSTEP_EXPORT_MARKDOWN_H
#include "engine/times.h"

/* Writes `text` on one line as what it is and nothing else: no emphasis, link, HTML, table border,
 * heading or list, no link that a viewer makes by itself. A run of blanks becomes one, with ⏎ where
 * a line ended; control, bidirectional and invisible characters show as ‹U+202E›; invalid UTF-8 as
 * U+FFFD. Cut with an ellipsis after `limit` characters. */
void markdown_text(FILE *out, struct slice text, size_t limit);

enum { PHRASE_TEXT = 64 };
/* "12,345". Returns `out`, as do the others. */
char *count_format(char out[PHRASE_TEXT], uint64_t count);
/* "1 post", "12,345 posts"; `thing` takes an s. */
char *things_format(char out[PHRASE_TEXT], uint64_t count, const char *thing);
/* "45.6 %"; a share that is neither none nor all is never shown as 0.0 % or 100.0 %. "–" of 0. */
char *percent_format(char out[PHRASE_TEXT], uint64_t part, uint64_t whole);
/* "2023-07-06 08:31:12 UTC", with a fraction where there is one. */
char *moment_format(char out[PHRASE_TEXT], int64_t microseconds);
/* "60 seconds", "1 hour". */
char *span_format(char out[PHRASE_TEXT], int64_t microseconds);

/* For calls of printf that take several. */
#define COUNT(count)         count_format((char[PHRASE_TEXT]){0}, count)
#define THINGS(count, thing) things_format((char[PHRASE_TEXT]){0}, count, thing)
#define PERCENT(part, whole) percent_format((char[PHRASE_TEXT]){0}, part, whole)
#define MOMENT(microseconds) moment_format((char[PHRASE_TEXT]){0}, microseconds)
#define SPAN(microseconds)   span_format((char[PHRASE_TEXT]){0}, microseconds)
#endif
