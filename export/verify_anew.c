/* How a case is made anew: with its own settings, from inputs that are called as it calls them. */
#include "engine/error.h"
#include "engine/settings.h"
#include "export/difference.h"
#include "export/folder.h"
#include "export/verify.h"

#include <stdlib.h>

static lockstep_status set(lockstep_settings *out, const lockstep_setting *setting, size_t row,
                           const char *value, lockstep_error *err) {
    const char *called = out->values[row];
    TRY(lockstep_settings_set(out, setting->name, value, err));
    bool is_file = setting->argument && strcmp(setting->argument, "FILE") == 0;
    if (is_file && called) out->values[row] = called;
    return LOCKSTEP_OK;
}

lockstep_status verify_settings(lockstep_settings *out, const char *case_path,
                                const lockstep_settings *given, lockstep_error *err) {
    struct arena arena = {0};
    const char *path = arena_format(&arena, "%s/run.json", case_path);
    const lockstep_setting *table = lockstep_settings_table();
    lockstep_status status =
        path ? lockstep_settings_load(out, path, err) : fail_memory(err, "settings");
    for (size_t row = 0; table[row].name && status == LOCKSTEP_OK; row++)
        if (given->values[row]) status = set(out, &table[row], row, given->values[row], err);
    out->rejects = given->rejects; /* those of the run stay as they are */
    lockstep_settings_on_progress(out, given->progress, given->progress_data);
    arena_release(&arena);
    return status;
}

static lockstep_status name_sources(struct sources *sources, const json_t *stated,
                                    lockstep_error *err) {
    for (size_t i = 0; i < sources->count; i++) {
        struct source *source = sources->items[i];
        const json_t *input = json_array_get(stated, i);
        const char *name = json_string_value(json_object_get(input, "name"));
        const char *sha256 = json_string_value(json_object_get(input, "sha256"));
        if (!name || !sha256 || strcmp(source->sha256, sha256) != 0) continue;
        char *copy = strdup(name);
        if (!copy) return fail_memory(err, "the names of inputs");
        free(source->name);
        source->name = copy;
    }
    return LOCKSTEP_OK;
}

lockstep_status verify_name_inputs(struct archive *archive, const char *case_path,
                                   lockstep_error *err) {
    struct arena arena = {0};
    json_t *run = NULL;
    const char *path = arena_format(&arena, "%s/run.json", case_path);
    lockstep_status status = path ? json_read(&run, path, err) : fail_memory(err, "inputs");
    const json_t *joined = json_object_get(run, "accounts_joined");
    if (status == LOCKSTEP_OK)
        status = name_sources(&archive->sources, json_object_get(run, "inputs"), err);
    if (status == LOCKSTEP_OK)
        status = name_sources(&archive->joined.sources, json_object_get(joined, "inputs"), err);
    json_decref(run);
    arena_release(&arena);
    return status;
}
