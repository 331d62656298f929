/* From bytes to records: recognises what an input is from its first bytes, then parses it block by
 * block. */
#ifndef LOCKSTEP_ENGINE_READER_H
#define LOCKSTEP_ENGINE_READER_H
#include "engine/json_split.h"
#include "engine/record.h"
#include "engine/settings.h"

struct block;
struct reader;

/* Recognises the format from the first bytes of a source, which hold its first records whole, or
 * takes the settings' --format, and resolves the columns. EINPUT names what was found and what was
 * expected: "no column for the time; found a, b, c". */
LOCKSTEP_MUST_CHECK lockstep_status reader_open(struct reader **out,
                                                const struct lockstep_settings *settings,
                                                struct slice head, const char *source,
                                                lockstep_error *err);
/* Bytes at the start that hold no record: a BOM, a CSV header. */
size_t reader_header(const struct reader *reader);
/* Lines that these bytes take. */
uint64_t reader_header_lines(const struct reader *reader);
/* What lies open at a source's first record; json_split_release. */
void reader_start(const struct reader *reader, struct json_split *split);
/* The whole records next in `text`, which starts where the last cut ended; size 0 if there is not
 * even one. */
struct json_cut reader_cut(const struct reader *reader, struct json_split *split,
                           struct slice text);
/* Appends the records of a block to `out`, in order; bad ones as rejects. Thread-safe: does not
 * change the reader. Fails only for lack of memory. */
LOCKSTEP_MUST_CHECK lockstep_status reader_parse(const struct reader *reader,
                                                 const struct block *block, struct batch *out,
                                                 lockstep_error *err);
bool reader_is_table(const struct reader *reader);      /* or else JSON */
const char *reader_format(const struct reader *reader); /* "x-v2-flat" */
const char *
reader_platform(const struct reader *reader); /* "x"; "" where the format does not say */
/* Whether dates such as 13/10/2016 have the day first: where that reads more of the first rows. */
bool reader_day_first(const struct reader *reader);
/* Columns, or members of the first record, that nothing is read from: "a, b", NUL-ended; "" where
 * there are none. Of documents with posts inside, none are told. */
const char *reader_unused(const struct reader *reader, size_t *count);
/* Of a table, "account=user, time=date|day": the columns that each field is read from, and "url":
 * those that hold the posts' own addresses, which are not read. "" for JSON, and where there are
 * none. */
const char *reader_taken(const struct reader *reader);
const char *reader_set_aside(const struct reader *reader);
void reader_close(struct reader *reader);

/* The table of formats as text, for `lockstep formats`. */
LOCKSTEP_MUST_CHECK lockstep_status formats_print(FILE *out, lockstep_error *err);
/* Whether --format knows a name. */
bool format_exists(struct slice name);
#endif
