/* Whether a case folder says what its input gives: it is compared with the same case made anew. */
#ifndef LOCKSTEP_EXPORT_VERIFY_H
#define LOCKSTEP_EXPORT_VERIFY_H
#include "engine/traces.h"
#include "export/export.h"

enum { VERDICT_TEXT = 400 };
struct verdict {
    uint64_t checked, failed;
    char worst[VERDICT_TEXT]; /* what fails first, in words, the nearest to the cause */
    int rank;                 /* of that */
};

/* Sets everything that `given` does not set to what the case's run.json says. Of a setting that
 * names a file, `given` says where the file is now; it goes on to be called as the case calls it.
 * `out` is new. */
LOCKSTEP_MUST_CHECK lockstep_status verify_settings(lockstep_settings *out, const char *case_path,
                                                    const lockstep_settings *given,
                                                    lockstep_error *err);
/* An input whose hash is that of the case's is called as the case calls it: it may have been
 * renamed or moved since. */
LOCKSTEP_MUST_CHECK lockstep_status verify_name_inputs(struct archive *archive,
                                                       const char *case_path, lockstep_error *err);
/* Compares the case `stated` with the case `found`, made anew from its inputs, and prints a row a
 * check as CSV: kind, name, holds, stated, found. Kinds are input (its hash), setting, run (any
 * other part of run.json, but for when and how fast it ran), output (a file, byte for byte), hash
 * (what run.json lists for a file), and of each dossier.json: cluster (whether it can be read),
 * part and finding (by id). O(bytes). */
LOCKSTEP_MUST_CHECK lockstep_status verify_case(FILE *out, const char *stated, const char *found,
                                                struct verdict *verdict, lockstep_error *err);
#endif
