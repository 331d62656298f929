/* From paths to texts: the cells that a source's fields are read from, and what is done to their
 * texts before a record is filled (joined, cut, freed of mark-up). The language of paths stands in
 * formats.h. */
#ifndef LOCKSTEP_ENGINE_CELLS_H
#define LOCKSTEP_ENGINE_CELLS_H
#include "engine/fields.h"
#include "engine/formats.h"
#include "engine/settings.h"

struct csv_table;

/* Where the cells lie; arrays are by cell, hidden ones included. */
struct cell_paths {
    struct slice *paths;
    bool *is_content, *is_list; /* see fields.h */
    bool *is_read;              /* false: nobody asks for it */
    uint32_t *column;           /* of a table; UINT32_MAX: not there */
};

/* Gives a cell to each path of each field and to each extra field of the settings. `table` is NULL
 * for JSON; a path whose column a table lacks has no cell. */
LOCKSTEP_MUST_CHECK lockstep_status cells_lay_out(struct cell_paths *out, struct cell_order *order,
                                                  const struct lockstep_settings *settings,
                                                  const struct format *format,
                                                  const struct csv_table *table,
                                                  struct arena *arena, lockstep_error *err);
/* The paths of a field: --map's, or the format's; NULL: none. */
const char *cells_field_paths(const struct lockstep_settings *settings, const struct format *format,
                              enum field field);
/* Does to the cells' texts what their paths ask for. False when memory is out. */
bool cells_finish(const struct cell_order *order, struct cell *cells, struct arena *arena);
#endif
