/* An archive that `lockstep ingest` writes: what reading an input comes to, so that it need not be
 * read again. It holds all that shares are made of, and no layer, window or threshold. */
#ifndef LOCKSTEP_ENGINE_INGESTED_H
#define LOCKSTEP_ENGINE_INGESTED_H
#include "engine/sections.h"
#include "engine/traces.h"

/* Writes what archive_read came to with ARCHIVE_WHOLE. `file` is empty and can be sought in. */
LOCKSTEP_MUST_CHECK lockstep_status ingested_write(FILE *file, const struct archive *archive,
                                                   const struct lockstep_settings *settings,
                                                   lockstep_error *err);

struct ingested {
    struct sections sections;
    struct unpacking settings, layers; /* of the sections of these names, which follow */
    void *settings_bytes, *layers_bytes;
};
/* EINPUT for what is damaged or of another version. Close it whatever the status. */
LOCKSTEP_MUST_CHECK lockstep_status ingested_open(struct ingested *out, const char *path,
                                                  lockstep_error *err);
void ingested_close(struct ingested *ingested);

/* EARG, naming it, where a setting that shaped the archive is another one now; with `adopt`, one
 * that was not set is set as it was then. */
LOCKSTEP_MUST_CHECK lockstep_status ingested_settings(struct ingested *ingested,
                                                      struct lockstep_settings *adopt,
                                                      const struct lockstep_settings *settings,
                                                      lockstep_error *err);
/* The traces that it holds, as --trace names them, by commas. */
LOCKSTEP_MUST_CHECK lockstep_status ingested_traces(struct ingested *ingested, struct buffer *out,
                                                    lockstep_error *err);
/* Fills sources, accounts, posts, objects and the shares of those of archive->traces.layers that
 * `wanted` says (NULL: all), sorted. The layers are those of ingested_traces. Without ARCHIVE_POSTS
 * in `parts` the columns of posts are only those that shares are made of; with ARCHIVE_WHOLE more
 * can be read. Where posts are `for_now`, accounts have no facts, and objects are but counted
 * unless shares are made of their keys. What is not read is checked by sections_check. */
LOCKSTEP_MUST_CHECK lockstep_status ingested_read(struct archive *out, struct ingested *ingested,
                                                  const bool *wanted, unsigned parts,
                                                  unsigned threads, lockstep_error *err);
#endif
