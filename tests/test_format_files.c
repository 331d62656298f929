/* Reads what stands under tests/formats: for each format its own files, as the platform or tool
 * writes them, with invented people, and beside each what must come of it (FILE.out). */
#include "engine/error.h"
#include "engine/formats.h"

#include "tests/reading.h"

#include <dirent.h>

static struct choices choices;
static lockstep_error err;
/* Fields that no share depends on are neither read nor said. */
static bool shares_only;
/* They are read, but not said; and what batches count is. */
static bool is_compared;

/* ---- a record in words ---- */

static void say_text(struct buffer *out, const char *name, struct slice text) {
    if (!text.size) return;
    append_text(out, "  ");
    append_text(out, name);
    append_text(out, ": ");
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i] == '\n')
            append_text(out, "\\n");
        else
            buffer_byte(out, text.at[i]);
    append_text(out, "\n");
}

static void say_list(struct buffer *out, const char *name, struct slices list) {
    char numbered[64];
    for (size_t i = 0; i < list.count; i++) {
        snprintf(numbered, sizeof numbered, "%s %zu", name, i + 1);
        say_text(out, numbered, list.items[i]);
    }
}

static void say_count(struct buffer *out, const char *name, int64_t count) {
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long) count);
    if (count >= 0) say_text(out, name, slice_of(text));
}

static void say_flag(struct buffer *out, const char *name, int8_t flag) {
    if (flag >= 0) say_text(out, name, flag ? SLICE("yes") : SLICE("no"));
}

static void say_moment(struct buffer *out, const char *name, int64_t moment) {
    char text[TIME_TEXT];
    if (moment != INT64_MIN) say_text(out, name, slice_of(time_format(text, moment)));
}

#define SAY_ID      say_text
#define SAY_TEXT    say_text
#define SAY_HANDLE  say_text
#define SAY_MOMENT  say_moment
#define SAY_COUNT   say_count
#define SAY_FLAG    say_flag
#define SAY_LIST    say_list
#define SAY_TAGS    say_list
#define SAY_HANDLES say_list
#define SAY_URLS    say_list
#define SAY_JOINED  say_text

static void say_record(struct buffer *out, const struct record *r, uint64_t seen[FIELD_COUNT]) {
    static const char *const precisions[] = {"microsecond", "millisecond", "second", "minute",
                                             "day"};
    char line[32];
    snprintf(line, sizeof line, "line %llu\n", (unsigned long long) r->line);
    append_text(out, line);
#define X(NAME, name, KIND, member, content)                                                       \
    if (FIELD_##NAME != FIELD_LINKED && !(is_compared && field_is_detail(FIELD_##NAME))) {         \
        size_t before = out->size;                                                                 \
        SAY_##KIND(out, name, r->member);                                                          \
        seen[FIELD_##NAME] += out->size > before;                                                  \
    }
#define SAY_LINKED(out, name, member) (void) (out)
    FIELDS(X)
#undef X
    say_text(out, "precision", slice_of(precisions[r->precision]));
}

/* ---- reading a file whole, and piece by piece ---- */

static void say_batch(struct buffer *out, const struct batch *batch, uint64_t seen[FIELD_COUNT]) {
    char line[64];
    for (size_t i = 0; i < batch->count; i++)
        say_record(out, &batch->records[i], seen);
    for (size_t i = 0; i < batch->reject_count; i++) {
        const struct reject *reject = &batch->rejects[i];
        snprintf(line, sizeof line, "line %llu: ", (unsigned long long) reject->line);
        append_text(out, line);
        append_text(out, reject_text(reject->reason));
        append_text(out, *reject->detail ? ": " : "");
        append_text(out, reject->detail);
        append_text(out, "\n");
    }
    if (!is_compared) return;
    const uint64_t counts[] = {batch->zoneless, batch->mangled,         batch->cut_links,
                               batch->repaired, batch->clocks.compared, batch->clocks.agree};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        say_count(out, "counted", (int64_t) counts[i]);
}

/* In blocks of `block` bytes (0: as ever). The format that it was read as; empty if it was not. */
static void read_file(struct buffer *out, char found[64], const char *path, const char *format,
                      size_t block_size, uint64_t seen[FIELD_COUNT]) {
    struct sources sources = {0};
    struct input *input = NULL;
    struct block block = {0};
    err = (lockstep_error){0};
    choose(&choices, format, NULL, NULL);
    choices.settings.shares_only = shares_only;
    check_ok(input_open(&input, &sources, &choices.settings, &path, 1, &err), err);
    if (block_size) input_set_sizes(input, block_size, 1 << 20);
    for (;;) {
        check_ok(input_next(input, &block, &err), err);
        if (!block.size) break;
        struct batch batch = {0};
        check_ok(reader_parse(block.reader, &block, &batch, &err), err);
        say_batch(out, &batch, seen);
        batch_release(&batch);
        block_release(&block);
    }
    snprintf(found, 64, "%s", sources.items[0]->format);
    buffer_byte(out, '\0');
    out->size--;
    input_close(input);
    sources_release(&sources);
}

/* Calls `visit` for each file of a format's folder but the expected results. */
typedef void (*visit_fn)(const struct format *format, const char *path, void *data);

static size_t each_file(const struct format *format, visit_fn visit, void *data) {
    char path[1024];
    struct dirent **entries;
    size_t files = 0;
    snprintf(path, sizeof path, LOCKSTEP_SOURCE "/tests/formats/%s", format->name);
    int count = scandir(path, &entries, NULL, alphasort);
    cr_assert(count >= 0, "no %s", path);
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        size_t size = strlen(name);
        if (*name != '.' && (size < 4 || strcmp(name + size - 4, ".out") != 0)) {
            snprintf(path, sizeof path, LOCKSTEP_SOURCE "/tests/formats/%s/%s", format->name, name);
            visit(format, path, data);
            files++;
        }
        free(entries[i]);
    }
    free(entries);
    return files;
}

static void read_expected(struct buffer *out, const char *path) {
    char name[1024], bytes[4096];
    snprintf(name, sizeof name, "%s.out", path);
    FILE *file = fopen(name, "rb");
    for (size_t got; file && (got = fread(bytes, 1, sizeof bytes, file)) > 0;)
        buffer_append(out, (struct slice){bytes, got});
    if (file) fclose(file);
    buffer_byte(out, '\0');
    out->size--;
}

/* What is about accounts is no input of posts, and only recognised where it is asked for. */
static const char *asked_for(const struct format *format) {
    return format->of_accounts ? format->name : "auto";
}

static void check_file(const struct format *format, const char *path, void *data) {
    struct buffer actual = {0}, expected = {0};
    char found[64];
    read_file(&actual, found, path, asked_for(format), 0, data);
    read_expected(&expected, path);
    cr_expect_str_eq(found, format->name, "%s was taken for %s", path, found);
    cr_expect_str_eq(actual.bytes, expected.bytes, "%s:\n%s", path, actual.bytes);
    buffer_release(&actual), buffer_release(&expected);
}

Test(format_files, are_recognised_and_read_with_every_field) {
    for (size_t i = 0; i < format_count; i++) {
        uint64_t seen[FIELD_COUNT] = {0};
        size_t files = each_file(&formats[i], check_file, seen);
        cr_expect(files > 0, "%s has no file", formats[i].name);
        for (enum field field = 0; field < FIELD_LINKED; field++)
            cr_expect(!formats[i].paths[field] || seen[field], "no file of %s has a %s",
                      formats[i].name, field_name(field));
    }
}

static void check_named(const struct format *format, const char *path, void *data) {
    struct buffer actual = {0}, expected = {0};
    char found[64];
    read_file(&actual, found, path, format->name, 0, data);
    read_expected(&expected, path);
    cr_expect_str_eq(actual.bytes, expected.bytes, "%s:\n%s", path, actual.bytes);
    buffer_release(&actual), buffer_release(&expected);
}

Test(format_files, are_read_by_the_format_s_name) {
    for (size_t i = 0; i < format_count; i++) {
        uint64_t seen[FIELD_COUNT] = {0};
        each_file(&formats[i], check_named, seen);
    }
}

static int by_text(const void *a, const void *b) {
    return strcmp(*(char *const *) a, *(char *const *) b);
}

/* Rejects follow the records of their own block: lines are compared as sets. */
static void sort_lines(struct buffer *text) {
    char *lines[2000], *rest = NULL;
    size_t count = 0;
    struct buffer sorted = {0};
    for (char *line = strtok_r(text->bytes, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
        if (count < 2000) lines[count++] = line;
    qsort(lines, count, sizeof *lines, by_text);
    for (size_t i = 0; i < count; i++) {
        append_text(&sorted, lines[i]);
        append_text(&sorted, "\n");
    }
    buffer_byte(&sorted, '\0');
    buffer_release(text);
    *text = sorted;
}

static void check_pieces(const struct format *format, const char *path, void *data) {
    static const size_t sizes[] = {1, 7, 64, 500, 3000};
    struct buffer expected = {0};
    read_expected(&expected, path);
    sort_lines(&expected);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct buffer actual = {0};
        char found[64];
        read_file(&actual, found, path, asked_for(format), sizes[i], data);
        sort_lines(&actual);
        cr_expect_str_eq(actual.bytes, expected.bytes, "%s in blocks of %zu:\n%s", path, sizes[i],
                         actual.bytes);
        buffer_release(&actual);
    }
    buffer_release(&expected);
}

Test(format_files, give_the_same_records_in_small_blocks) {
    for (size_t i = 0; i < format_count; i++) {
        uint64_t seen[FIELD_COUNT] = {0};
        each_file(&formats[i], check_pieces, seen);
    }
}

/* `seen` counts what is read, of the details too. */
static void check_shares_only(const struct format *format, const char *path, void *data) {
    struct buffer whole = {0}, part = {0};
    char found[64];
    is_compared = true;
    read_file(&whole, found, path, asked_for(format), 0, data);
    shares_only = true;
    read_file(&part, found, path, asked_for(format), 0, data);
    is_compared = shares_only = false;
    cr_expect_str_eq(part.bytes, whole.bytes, "%s:\n%s", path, part.bytes);
    buffer_release(&whole), buffer_release(&part);
}

static void check_no_details(const struct format *format, const char *path, void *data) {
    struct buffer ignored = {0};
    char found[64];
    shares_only = true;
    read_file(&ignored, found, path, asked_for(format), 0, data);
    shares_only = false;
    buffer_release(&ignored);
}

Test(format_files, give_the_same_records_but_for_details_where_only_shares_count) {
    for (size_t i = 0; i < format_count; i++) {
        uint64_t seen[FIELD_COUNT] = {0}, read[FIELD_COUNT] = {0};
        if (formats[i].of_accounts) continue; /* nothing but details */
        each_file(&formats[i], check_shares_only, seen);
        each_file(&formats[i], check_no_details, read);
        for (enum field field = 0; field < FIELD_LINKED; field++)
            if (field_is_detail(field) &&
                field != FIELD_CREATED) /* ids tell when an account was made */
                cr_expect_eq(read[field], 0, "%s: %s is read", formats[i].name, field_name(field));
    }
}
