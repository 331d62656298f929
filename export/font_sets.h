/* Fonts for several threads: pango's may be used by one at a time. */
#ifndef LOCKSTEP_EXPORT_FONT_SETS_H
#define LOCKSTEP_EXPORT_FONT_SETS_H
#include "export/canvas.h"

struct font_sets;
/* With one set. EIO where the machine has no font at all. */
LOCKSTEP_MUST_CHECK lockstep_status font_sets_open(struct font_sets **out, lockstep_error *err);
void font_sets_close(struct font_sets *sets);

/* A set that nobody else has until it is given back; opened where none is left. From any thread. */
LOCKSTEP_MUST_CHECK lockstep_status font_sets_take(struct fonts **out, struct font_sets *sets,
                                                   lockstep_error *err);
void font_sets_give(struct font_sets *sets, struct fonts *fonts);
#endif
