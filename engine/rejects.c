#include "engine/rejects.h"

#include "engine/csv_cells.h"
#include "engine/error.h"

lockstep_status rejects_open(struct rejects *rejects, const char *path, lockstep_error *err) {
    *rejects = (struct rejects){.path = path};
    if (!path || !*path) return LOCKSTEP_OK;
    rejects->out = fopen(path, "w");
    if (!rejects->out) return fail_io(err, path);
    csv_header(rejects->out, "source,line,reason,detail,record");
    return LOCKSTEP_OK;
}

void rejects_add(struct rejects *rejects, const struct source *source,
                 const struct reject *reject) {
    if (!rejects->out) return;
    struct csv_row row = {.out = rejects->out};
    csv_text(&row, slice_of(source->name));
    csv_count(&row, reject->line);
    csv_text(&row, slice_of(reject_text(reject->reason)));
    csv_text(&row, slice_of(reject->detail));
    csv_text(&row, reject->record);
    csv_end_row(&row);
}

lockstep_status rejects_close(struct rejects *rejects, lockstep_status status,
                              lockstep_error *err) {
    if (!rejects->out) return status;
    bool failed = ferror(rejects->out) != 0;
    failed |= fclose(rejects->out) != 0;
    rejects->out = NULL;
    return failed && status == LOCKSTEP_OK ? fail_io(err, rejects->path) : status;
}
