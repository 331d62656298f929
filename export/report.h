/* report.html: the whole case in one page. Findings of clusters are taken down while their dossiers
 * are at hand; the page is written when all are. */
#ifndef LOCKSTEP_EXPORT_REPORT_H
#define LOCKSTEP_EXPORT_REPORT_H
#include "export/page.h"
#include "export/run_json.h"

struct report {
    struct buffer rows, clusters; /* of the table, and the key findings */
};

/* Takes down a cluster; `folder` is its dossier's: "clusters/01". */
LOCKSTEP_MUST_CHECK lockstep_status report_add(struct report *report, const struct dossier *dossier,
                                               const char *folder, lockstep_error *err);
/* `pictures` are those of the case, `outputs` all other files but run.json. */
LOCKSTEP_MUST_CHECK lockstep_status report_write(FILE *out, const struct report *report,
                                                 const struct findings *findings,
                                                 const struct pictures *pictures,
                                                 const struct outputs *outputs,
                                                 lockstep_error *err);
void report_release(struct report *report);
#endif
