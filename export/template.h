/* A page of each cluster in the user's own words (--template FILE): Markdown in which {{NAME}}
 * stands for a part of the dossier (dossier_blocks), for the claims of an analysis ("A5") or of a
 * statement
 * ("burst"). */
#ifndef LOCKSTEP_EXPORT_TEMPLATE_H
#define LOCKSTEP_EXPORT_TEMPLATE_H
#include "engine/buffer.h"

struct dossier;

/* Reads a template; EINPUT names a placeholder that stands for nothing, ELIMIT a file of more than
 * 16 MB. No path: no template. */
LOCKSTEP_MUST_CHECK lockstep_status template_read(struct buffer *out, const char *path,
                                                  lockstep_error *err);
/* Fills it in. What nothing is known of is left empty. */
LOCKSTEP_MUST_CHECK lockstep_status template_write(FILE *out, const struct dossier *dossier,
                                                   lockstep_error *err);
#endif
