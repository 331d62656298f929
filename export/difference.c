#include "export/difference.h"

#include "engine/error.h"
#include "engine/slice.h"
#include "export/folder.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOTHING "nothing"

static char *cut(char out[DIFFERENCE_TEXT], const char *text, size_t size) {
    if (size >= DIFFERENCE_TEXT) {
        size = DIFFERENCE_TEXT - 1;
        while (size && ((unsigned char) text[size] & 0xC0) == 0x80)
            size--;
    }
    memcpy(out, text, size);
    out[size] = '\0';
    return out;
}

/* ---- JSON */

lockstep_status json_read(json_t **out, const char *path, lockstep_error *err) {
    json_error_t why;
    if (!is_file(path)) return fail_at(err, LOCKSTEP_EIO, path, 0, "is no file");
    FILE *file = fopen(path, "r");
    if (!file) return fail_io(err, path);
    *out = json_loadf(file, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, &why);
    fclose(file);
    return *out ? LOCKSTEP_OK
                : fail_at(err, LOCKSTEP_EINPUT, path, (uint64_t) why.line, "%s", why.text);
}

char *json_spell(char out[DIFFERENCE_TEXT], const json_t *value) {
    if (json_is_string(value)) return cut(out, json_string_value(value), json_string_length(value));
    char *text = value ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_SORT_KEYS |
                                               JSON_REAL_PRECISION(12))
                       : NULL;
    cut(out, text ? text : NOTHING, strlen(text ? text : NOTHING));
    free(text);
    return out;
}

static bool differ(struct difference *out, size_t at, json_t *stated, json_t *found);

/* What is too deep to be named in full is named as far as there is room. */
static bool differ_below(struct difference *out, size_t at, const char *name, json_t *stated,
                         json_t *found) {
    char *where = out->where + at;
    size_t room = sizeof out->where - at;
    int size = snprintf(where, room, at && *name != '[' ? ".%s" : "%s", name);
    if (differ(out, size < 0 || (size_t) size >= room ? at : at + (size_t) size, stated, found))
        return true;
    *where = '\0';
    return false;
}

static bool differ_objects(struct difference *out, size_t at, json_t *stated, json_t *found) {
    const char *name;
    json_t *value;
    json_object_foreach(
        stated, name,
        value) if (differ_below(out, at, name, value, json_object_get(found, name))) return true;
    json_object_foreach(found, name,
                        value) if (!json_object_get(stated, name) &&
                                   differ_below(out, at, name, NULL, value)) return true;
    return false;
}

static bool differ_arrays(struct difference *out, size_t at, json_t *stated, json_t *found) {
    for (size_t i = 0; i < json_array_size(stated) || i < json_array_size(found); i++) {
        char name[32];
        snprintf(name, sizeof name, "[%zu]", i);
        if (differ_below(out, at, name, json_array_get(stated, i), json_array_get(found, i)))
            return true;
    }
    return false;
}

static bool differ(struct difference *out, size_t at, json_t *stated, json_t *found) {
    if (json_is_object(stated) && json_is_object(found))
        return differ_objects(out, at, stated, found);
    if (json_is_array(stated) && json_is_array(found)) return differ_arrays(out, at, stated, found);
    if (stated && found && json_equal(stated, found)) return false;
    json_spell(out->stated, stated);
    json_spell(out->found, found);
    return true;
}

bool json_difference(struct difference *out, json_t *stated, json_t *found) {
    *out = (struct difference){0};
    return differ(out, 0, stated, found);
}

/* ---- files */

static bool is_of_bytes(const char *path) {
    static const char *const ends[] = {".png", ".pdf", ".sqlite"};
    struct slice name = slice_of(path);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t size = strlen(ends[i]);
        if (name.size >= size && memcmp(name.at + name.size - size, ends[i], size) == 0)
            return true;
    }
    return false;
}

struct lines {
    FILE *file;
    char *text;
    size_t room;
    ssize_t size; /* of the last one; below 0 at the end */
};

static bool lines_open(struct lines *lines, const char *path) {
    *lines = (struct lines){.file = fopen(path, "rb")};
    return lines->file;
}

static void lines_next(struct lines *lines) {
    lines->size = getline(&lines->text, &lines->room, lines->file);
}

static void lines_close(struct lines *lines) {
    free(lines->text);
    if (lines->file) fclose(lines->file);
}

/* Without the end of the line, and in full characters where it is cut. */
static void show(char out[DIFFERENCE_TEXT], const struct lines *lines) {
    size_t size = lines->size < 0 ? 0 : (size_t) lines->size;
    if (size && lines->text[size - 1] == '\n') size--;
    const char *end = size ? memchr(lines->text, '\0', size) : NULL;
    if (lines->size < 0)
        cut(out, NOTHING, strlen(NOTHING));
    else
        cut(out, lines->text, end ? (size_t) (end - lines->text) : size);
}

static void differ_lines(struct difference *out, struct lines *stated, struct lines *found) {
    uint64_t line = 0;
    do {
        lines_next(stated), lines_next(found);
        line++;
    } while (stated->size >= 0 && stated->size == found->size &&
             memcmp(stated->text, found->text, (size_t) stated->size) == 0);
    snprintf(out->where, sizeof out->where, "line %llu", (unsigned long long) line);
    show(out->stated, stated);
    show(out->found, found);
}

lockstep_status file_difference(struct difference *out, const char *stated, const char *found,
                                lockstep_error *err) {
    struct lines ours = {0}, theirs = {0};
    lockstep_status status = LOCKSTEP_OK;
    *out = (struct difference){0};
    if (is_of_bytes(stated)) return LOCKSTEP_OK;
    if (!lines_open(&theirs, stated))
        status = fail_io(err, stated);
    else if (!lines_open(&ours, found))
        status = fail_io(err, found);
    else
        differ_lines(out, &theirs, &ours);
    lines_close(&ours), lines_close(&theirs);
    return status;
}
