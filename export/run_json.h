/* run.json: what was read, how it was set, what was found, and the hash of every other file of the
 * case. The only output that holds times of the run itself. */
#ifndef LOCKSTEP_EXPORT_RUN_JSON_H
#define LOCKSTEP_EXPORT_RUN_JSON_H
#include "export/export.h"

/* One file of the case. */
struct output {
    const char *name; /* from the case folder on: "clusters/01/texts.csv" */
    char sha256[65];
};
struct outputs {
    struct output *items;
    size_t count, room;
};

LOCKSTEP_MUST_CHECK lockstep_status run_json_write(FILE *out, const struct findings *findings,
                                                   const struct outputs *outputs,
                                                   lockstep_error *err);
#endif
