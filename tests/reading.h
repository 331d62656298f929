/* Reading a text, or files, into a batch, and saying in one text what came of it. */
#ifndef LOCKSTEP_TESTS_READING_H
#define LOCKSTEP_TESTS_READING_H
#include "engine/buffer.h"
#include "engine/input.h"

#include "tests/check.h"

#include <stdlib.h>

/* Settings as the tests need them: "name=path" maps and the fields of field:NAME traces, each list
 * ended by NULL. */
struct choices {
    struct mapping map[8];
    struct trace_choice traces[8];
    struct lockstep_settings settings;
};

static inline const struct lockstep_settings *
choose(struct choices *c, const char *format, const char *const *maps, const char *const *fields) {
    static char names[8][32];
    *c = (struct choices){.settings = {.format = format, .max_ratio = 200}};
    for (size_t i = 0; maps && maps[i]; i++) {
        size_t size = strcspn(maps[i], "=");
        memcpy(names[i], maps[i], size);
        names[i][size] = '\0';
        c->map[i] = (struct mapping){names[i], maps[i] + size + 1};
        c->settings.map_count++;
    }
    for (size_t i = 0; fields && fields[i]; i++) {
        c->traces[i] = (struct trace_choice){TRACE_FIELD, fields[i]};
        c->settings.trace_count++;
    }
    c->settings.map = c->map;
    c->settings.traces = c->traces;
    return &c->settings;
}

/* A text read whole: one reader, one block. */
struct reading {
    struct reader *reader;
    struct batch batch;
};

/* The bytes as a block has them, for as long as the batch is there. */
static inline struct slice in_block(struct batch *batch, struct slice text) {
    long fail_after = arena_fail_after;
    arena_fail_after = -1; /* no test's allocation */
    char *bytes = arena_alloc(&batch->arena, text.size + BLOCK_PADDING, 1);
    arena_fail_after = fail_after;
    cr_assert(bytes);
    if (text.size) memcpy(bytes, text.at, text.size);
    return (struct slice){bytes, text.size};
}

/* Parses the records of a part of a source that starts on a line. */
static inline lockstep_status parse_part(const struct reader *reader, struct slice part,
                                         struct slice around, uint64_t line, struct batch *out,
                                         lockstep_error *err) {
    part = in_block(out, part);
    if (around.at) around = in_block(out, around);
    struct block block = {.reader = reader,
                          .first_line = line,
                          .bytes = part.at,
                          .size = part.size,
                          .around = (char *) (uintptr_t) around.at,
                          .around_size = around.size};
    return reader_parse(reader, &block, out, err);
}

static inline uint64_t newlines_in(struct slice text) {
    uint64_t count = 0;
    for (size_t i = 0; i < text.size; i++)
        count += text.at[i] == '\n';
    return count;
}

/* As the input does with a source of one block, or of several where lists end. */
static inline lockstep_status read_rest(struct reading *r, struct slice rest, uint64_t line,
                                        lockstep_error *err) {
    struct json_split split;
    reader_start(r->reader, &split);
    lockstep_status status = LOCKSTEP_OK;
    while (status == LOCKSTEP_OK && rest.size) {
        struct json_cut cut = reader_cut(r->reader, &split, rest);
        line += newlines_in((struct slice){rest.at, cut.skip});
        rest.at += cut.skip;
        rest.size -= cut.skip;
        if (cut.skip && !cut.size) continue;
        struct slice part = {rest.at, cut.size ? cut.size : rest.size};
        status = parse_part(r->reader, part, json_split_facts(&split), line, &r->batch, err);
        line += newlines_in(part);
        rest.at += part.size;
        rest.size -= part.size;
    }
    json_split_release(&split);
    return status;
}

static inline lockstep_status read_bytes(struct reading *r,
                                         const struct lockstep_settings *settings,
                                         struct slice text, lockstep_error *err) {
    *r = (struct reading){0};
    lockstep_status status = reader_open(&r->reader, settings, text, "test", err);
    if (status != LOCKSTEP_OK) return status;
    size_t header = reader_header(r->reader);
    struct slice rest = {text.at + header, text.size - header};
    return read_rest(r, rest, 1 + reader_header_lines(r->reader), err);
}

static inline void release_reading(struct reading *r) {
    batch_release(&r->batch);
    reader_close(r->reader);
}

/* Reads a text that must be recognised, by the formats' own paths. */
static inline void read_text(struct reading *r, const char *text) {
    static struct choices choices;
    lockstep_error err = {0};
    check_ok(read_bytes(r, choose(&choices, "auto", NULL, NULL), slice_of(text), &err), err);
}

/* Items of a list with a blank between. */
static inline const char *joined(struct slices list, char room[512]) {
    size_t size = 0;
    room[0] = '\0';
    for (size_t i = 0; i < list.count && size < 400; i++)
        size += (size_t) snprintf(room + size, 512 - size, "%s%.*s", i ? " " : "",
                                  (int) list.items[i].size, list.items[i].at);
    return room;
}

#define check_list(list, expected)                                                                 \
    do {                                                                                           \
        char room_[512];                                                                           \
        check_text(joined((list), room_), (expected));                                             \
    } while (0)

static inline void append_text(struct buffer *out, const char *text) {
    buffer_append(out, slice_of(text));
}

/* One line for each record and reject, by which two readings can be compared. */
static inline void describe(struct buffer *out, const struct batch *batch) {
    char text[64], moment[TIME_TEXT];
    for (size_t i = 0; i < batch->count; i++) {
        const struct record *r = &batch->records[i];
        snprintf(text, sizeof text, "%llu %s ", (unsigned long long) r->line,
                 time_format(moment, r->time));
        append_text(out, text);
        buffer_append(out, r->account);
        append_text(out, " ");
        buffer_append(out, r->id);
        append_text(out, " [");
        buffer_append(out, r->text);
        append_text(out, "]");
        for (size_t k = 0; k < r->urls.count; k++) {
            append_text(out, " ");
            buffer_append(out, r->urls.items[k]);
        }
        append_text(out, "\n");
    }
    for (size_t i = 0; i < batch->reject_count; i++) {
        const struct reject *r = &batch->rejects[i];
        snprintf(text, sizeof text, "%llu: %s ", (unsigned long long) r->line,
                 reject_text(r->reason));
        append_text(out, text);
        append_text(out, r->detail);
        append_text(out, "\n");
    }
}
#endif
