#include "export/template.h"

#include "engine/error.h"
#include "export/dossier_page.h"
#include "export/findings.h"

enum { LARGEST = 16 << 20, NAME_SHOWN = 40 };

/* ---- placeholders */

static struct slice trimmed(struct slice text) {
    while (text.size && text.at[0] == ' ')
        text = (struct slice){text.at + 1, text.size - 1};
    while (text.size && text.at[text.size - 1] == ' ')
        text.size--;
    return text;
}

/* Cuts the text before the next placeholder, and its name, off the front of `rest`; false where
 * there is none, and all of `rest` is text. */
static bool next_placeholder(struct slice *rest, struct slice *before, struct slice *name) {
    for (size_t at = 0; at + 1 < rest->size; at++) {
        if (rest->at[at] != '{' || rest->at[at + 1] != '{') continue;
        for (size_t end = at + 2; end + 1 < rest->size && rest->at[end] != '\n'; end++) {
            if (rest->at[end] != '}' || rest->at[end + 1] != '}') continue;
            *before = (struct slice){rest->at, at};
            *name = trimmed((struct slice){rest->at + at + 2, end - at - 2});
            *rest = (struct slice){rest->at + end + 2, rest->size - end - 2};
            return true;
        }
    }
    *before = *rest;
    return false;
}

static const struct dossier_block *block_named(struct slice name) {
    for (size_t b = 0; b < dossier_block_count; b++)
        if (slice_equal(name, slice_of(dossier_blocks[b].key))) return &dossier_blocks[b];
    return NULL;
}

static bool is_of(enum statement statement, struct slice name) {
    return slice_equal(name, slice_of(statement_key(statement))) ||
           slice_equal(name, slice_of(statement_analysis(statement)));
}

static bool stands_for_something(struct slice name) {
    bool found = block_named(name);
    for (int s = 0; s < STATEMENT_COUNT && !found; s++)
        found = is_of((enum statement) s, name);
    return found;
}

/* ---- reading */

static lockstep_status read_bytes(struct buffer *out, const char *path, lockstep_error *err) {
    FILE *file = fopen(path, "rb");
    char bytes[16384];
    if (!file) return fail_io(err, path);
    for (size_t size; out->size <= LARGEST && (size = fread(bytes, 1, sizeof bytes, file)) > 0;)
        buffer_append(out, (struct slice){bytes, size});
    bool bad = ferror(file);
    fclose(file);
    if (bad) return fail_io(err, path);
    if (out->size > LARGEST)
        return fail_at(err, LOCKSTEP_ELIMIT, path, 0, "is larger than a template may be");
    return out->failed ? fail_memory(err, path) : LOCKSTEP_OK;
}

lockstep_status template_read(struct buffer *out, const char *path, lockstep_error *err) {
    struct slice before, name;
    uint64_t line = 1;
    if (!path || !*path) return LOCKSTEP_OK;
    TRY(read_bytes(out, path, err));
    for (struct slice rest = buffer_slice(out); next_placeholder(&rest, &before, &name);) {
        for (size_t i = 0; i < before.size; i++)
            line += before.at[i] == '\n';
        int shown = name.size < NAME_SHOWN ? (int) name.size : (int) NAME_SHOWN;
        if (!stands_for_something(name))
            return fail_at(err, LOCKSTEP_EINPUT, path, line, "{{%.*s}} stands for nothing", shown,
                           name.at);
    }
    return LOCKSTEP_OK;
}

/* ---- writing */

static bool is_named(const struct claim *claim, const void *name) {
    return is_of(claim->statement, *(const struct slice *) name);
}

lockstep_status template_write(FILE *out, const struct dossier *dossier, lockstep_error *err) {
    struct page page = dossier_page(out, dossier, &page_markdown);
    struct slice rest = buffer_slice(&dossier_background(dossier)->template), before, name;
    while (next_placeholder(&rest, &before, &name)) {
        const struct dossier_block *block = block_named(name);
        if (before.size) fwrite(before.at, 1, before.size, out);
        if (!block)
            page_claims(&page, is_named, &name);
        else if (dossier_block_told(&page, block))
            block->write(&page, block->section);
    }
    if (before.size) fwrite(before.at, 1, before.size, out);
    return ferror(out) ? fail_io(err, "page.md") : LOCKSTEP_OK;
}
