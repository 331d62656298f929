/* --rejects FILE: every rejected record as it came, with the reason, as CSV: source, line, reason,
 * detail, record. */
#ifndef LOCKSTEP_ENGINE_REJECTS_H
#define LOCKSTEP_ENGINE_REJECTS_H
#include "engine/input.h"

struct rejects {
    const char *path; /* NULL or empty: none is wanted */
    FILE *out;
};

LOCKSTEP_MUST_CHECK lockstep_status rejects_open(struct rejects *rejects, const char *path,
                                                 lockstep_error *err);
/* Nothing where none is wanted. Cells that a spreadsheet would run are disarmed. */
void rejects_add(struct rejects *rejects, const struct source *source, const struct reject *reject);
/* EIO where the disk is full; `status` where that is none of OK. */
LOCKSTEP_MUST_CHECK lockstep_status rejects_close(struct rejects *rejects, lockstep_status status,
                                                  lockstep_error *err);
#endif
