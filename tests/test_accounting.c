/* Row accounting: read = used + duplicates + filtered + rejected by reason, whatever the bytes are.
 * The files under tests/formats and tests/bad are changed at random and read in two ways; what is
 * rejected is counted once more in what --rejects writes. */
#include "engine/dice.h"
#include "engine/error.h"
#include "engine/traces.h"
#include "tests/check.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_ROOM = 1 << 16, ROUNDS = 20 };

struct file {
    char bytes[FILE_ROOM];
    size_t size;
};

static char folder[] = "/tmp/lockstep-accounting-XXXXXX";
static char path[64], rejects[64];
static struct file original, changed;
static lockstep_error err;

static void setup(void) {
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/input", folder);
    snprintf(rejects, sizeof rejects, "%s/rejects.csv", folder);
}

static void teardown(void) {
    remove(path), remove(rejects), rmdir(folder);
}

TestSuite(accounting, .init = setup, .fini = teardown);

/* ---- files ---- */

static size_t read_bytes(const char *name, struct file *out) {
    FILE *file = fopen(name, "rb");
    out->size = file ? fread(out->bytes, 1, FILE_ROOM / 2, file) : 0;
    if (file) fclose(file);
    return out->size;
}

static void write_bytes(const struct file *file) {
    FILE *out = fopen(path, "wb");
    cr_assert(out && fwrite(file->bytes, 1, file->size, out) == file->size && fclose(out) == 0);
}

/* Calls `visit` for each file under a folder, by name. */
typedef void (*visit_fn)(const char *name);

static size_t each_file(const char *name, visit_fn visit) {
    struct dirent **entries;
    char below[1024];
    size_t files = 0;
    int count = scandir(name, &entries, NULL, alphasort);
    if (count < 0) {
        visit(name);
        return 1;
    }
    for (int i = 0; i < count; i++) {
        if (*entries[i]->d_name != '.') {
            snprintf(below, sizeof below, "%s/%s", name, entries[i]->d_name);
            files += each_file(below, visit);
        }
        free(entries[i]);
    }
    free(entries);
    return files;
}

/* ---- changes ---- */

/* Puts `size` bytes at `at` in the place of `gone` others. */
static void splice(struct file *file, size_t at, size_t gone, const char *bytes, size_t size) {
    if (at > file->size || file->size + size > FILE_ROOM) return;
    if (gone > file->size - at) gone = file->size - at;
    memmove(file->bytes + at + size, file->bytes + at + gone, file->size - at - gone);
    memcpy(file->bytes + at, bytes, size);
    file->size += size - gone;
}

/* Line ends, quotes and brackets in wrong places, bytes that are no text, parts that are gone or
 * there twice, an end that is not. */
static void change(struct file *file, uint64_t *state) {
    static const struct slice damage[] = {{"\n", 1},    {"\r\n", 2}, {"\"", 1}, {",", 1},
                                          {"}", 1},     {"{", 1},    {"]", 1},  {"[", 1},
                                          {"\0", 1},    {"\xFF", 1}, {"\\", 1}, {"\x1E", 1},
                                          {"9E+17", 5}, {";", 1},    {"\r", 1}, {"null", 4}};
    char copy[400];
    size_t at = dice_below(state, file->size + 1), size = dice_below(state, sizeof copy);
    struct slice bytes = damage[dice_below(state, sizeof damage / sizeof *damage)];
    if (size > file->size - at) size = file->size - at;
    memcpy(copy, file->bytes + at, size);
    switch (dice_below(state, 5)) {
    case 0:
        splice(file, at, 1, bytes.at, bytes.size);
        break;
    case 1:
        splice(file, at, 0, bytes.at, bytes.size);
        break;
    case 2:
        splice(file, at, size, "", 0);
        break;
    case 3:
        splice(file, dice_below(state, file->size + 1), 0, copy, size);
        break;
    default:
        if (at > file->size / 2) file->size = at;
    }
}

/* ---- counts ---- */

struct counts {
    uint64_t read, used, duplicates, filtered, rejected;
};

static struct counts count_rows(const struct archive *archive) {
    struct counts counts = {0};
    for (size_t s = 0; s < archive->sources.count; s++) {
        const struct tally *t = &archive->sources.items[s]->tally;
        counts.read += t->read;
        counts.used += t->used;
        counts.duplicates += t->duplicates;
        counts.filtered += t->filtered;
        for (size_t r = 0; r < REJECT_REASON_COUNT; r++)
            counts.rejected += t->rejected[r];
    }
    return counts;
}

/* The rows of a table, which may go over several lines, but for its header. */
static uint64_t count_table(const char *name) {
    uint64_t rows = 0;
    bool quoted = false;
    FILE *file = fopen(name, "rb");
    for (int c; file && (c = fgetc(file)) != EOF;) {
        if (c == '"') quoted = !quoted;
        rows += c == '\n' && !quoted;
    }
    if (file) fclose(file);
    return rows ? rows - 1 : 0;
}

/* False when the input is refused as a whole. */
static bool read_counts(struct counts *out, const char *threads, const char *from,
                        const char *language) {
    struct archive archive;
    lockstep_settings *settings = lockstep_settings_new();
    const char *input = path;
    cr_assert_not_null(settings);
    check_ok(lockstep_settings_set(settings, "threads", threads, &err), err);
    check_ok(lockstep_settings_set(settings, "rejects", rejects, &err), err);
    if (from) check_ok(lockstep_settings_set(settings, "from", from, &err), err);
    if (language) check_ok(lockstep_settings_set(settings, "lang", language, &err), err);
    err = (lockstep_error){0};
    lockstep_status status = archive_read(&archive, settings, &input, 1, ARCHIVE_POSTS, &err);
    *out = count_rows(&archive);
    cr_assert(status == LOCKSTEP_OK || status == LOCKSTEP_EINPUT, "%s", err.text);
    archive_release(&archive);
    lockstep_settings_free(settings);
    return out->read > 0;
}

static void check_counts(const char *name, uint64_t seed) {
    struct counts all, some;
    if (!read_counts(&all, "1", NULL, NULL)) return;
    cr_expect_eq(all.read, all.used + all.duplicates + all.filtered + all.rejected, "%s, seed %llu",
                 name, (unsigned long long) seed);
    cr_expect_eq(count_table(rejects), all.rejected, "%s, seed %llu: %llu rejected, %llu written",
                 name, (unsigned long long) seed, (unsigned long long) all.rejected,
                 (unsigned long long) count_table(rejects));
    (void) read_counts(&some, "3", "2023-07-06", "en");
    cr_expect(some.read == all.read && some.rejected == all.rejected && all.filtered == 0 &&
                  some.used + some.duplicates + some.filtered == all.used + all.duplicates,
              "%s, seed %llu: filtered", name, (unsigned long long) seed);
}

static void check_file(const char *name) {
    size_t size = strlen(name);
    if (size > 4 && strcmp(name + size - 4, ".out") == 0) return;
    if (!read_bytes(name, &original)) return;
    for (uint64_t seed = 0; seed < ROUNDS; seed++) {
        uint64_t state = seed + size;
        changed = original;
        for (size_t i = 0; i < seed; i++)
            change(&changed, &state);
        if (!changed.size) continue;
        write_bytes(&changed);
        check_counts(name, seed);
    }
}

Test(accounting, every_row_is_used_or_told_of) {
    cr_expect_gt(each_file(LOCKSTEP_SOURCE "/tests/formats", check_file), 100);
    cr_expect_gt(each_file(LOCKSTEP_SOURCE "/tests/bad", check_file), 15);
    cr_expect_gt(each_file(LOCKSTEP_SOURCE "/tests/packed", check_file), 5);
}
