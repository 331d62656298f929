/* Whether a case folder says what its input gives: every finding computed again. */
#ifndef LOCKSTEP_EXPORT_VERIFY_H
#define LOCKSTEP_EXPORT_VERIFY_H
#include "export/export.h"

struct verdict {
    uint64_t checked, failed;
};

/* Sets everything that `given` does not set to what the case's run.json says. `out` is new. */
LOCKSTEP_MUST_CHECK lockstep_status verify_settings(lockstep_settings *out, const char *case_path,
                                                    const lockstep_settings *given,
                                                    lockstep_error *err);
/* Compares the case with what was found again, and prints a row a check as CSV: kind, name, holds,
 * stated, found. Kinds are input (its hash), output (the hash of a file of the case), setting
 * (those of the dossiers against those of run.json), cluster (whether there is a dossier) and
 * finding. */
LOCKSTEP_MUST_CHECK lockstep_status verify_case(FILE *out, const char *case_path,
                                                const struct findings *findings,
                                                struct verdict *verdict, lockstep_error *err);
#endif
