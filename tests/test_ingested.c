#include "engine/ingested.h"

#include "engine/arena.h"
#include "tests/check.h"

#include <stdlib.h>
#include <unistd.h>

static char folder[] = "/tmp/lockstep-ingested-XXXXXX";
static char input[64], path[64];
static lockstep_settings *settings;
static lockstep_error err;

/* Late and repeated records, ids that are texts and none, facts, languages, NULs in keys. */
static const char text[] =
    "id,account,time,text,url,hashtags,language,followers,display_name\n"
    "1,zoe,2024-01-01 00:00:00,one two three four five,http://a.org/x,a b,en,7,Zoe\n"
    "1,zoe,2024-01-01 00:00:00,one two three four five,http://a.org/x,a b,en,7,Zoe\n"
    "1,zoe,2024-01-01 00:00:30,one two three four five,http://a.org/y,a b,en,9,Zoe Z\n"
    "x-2,adam,2024-01-01 00:00:05,one two three four five,http://a.org/x,a b,az,,\n"
    ",ben,2024-01-01 00:00:09,one two three four six,http://a.org/y,c,,1,B\n"
    "4,ben,yesterday,one,http://a.org/y,c,,1,B\n"
    "5,carl,2024-01-01 00:00:11,,http://b.org/y,,,,\n";

static void write_bytes(const char *to, const void *bytes, size_t size) {
    FILE *file = fopen(to, "wb");
    cr_assert(file && fwrite(bytes, 1, size, file) == size && fclose(file) == 0);
}

static lockstep_status read_path(struct archive *archive, const char *from, unsigned parts) {
    err = (lockstep_error){0};
    return archive_read(archive, settings, &from, 1, parts, &err);
}

static void ingest(void) {
    struct archive archive;
    check_ok(read_path(&archive, input, ARCHIVE_POSTS | ARCHIVE_FACETS | ARCHIVE_WHOLE), err);
    FILE *file = fopen(path, "wb");
    check_ok(ingested_write(file, &archive, settings, &err), err);
    fclose(file);
    archive_release(&archive);
}

static void setup(void) {
    cr_assert_not_null(mkdtemp(folder));
    snprintf(input, sizeof input, "%s/posts.csv", folder);
    snprintf(path, sizeof path, "%s/archive", folder);
    settings = lockstep_settings_new();
    write_bytes(input, text, sizeof text - 1);
    ingest();
}

static void teardown(void) {
    lockstep_settings_free(settings);
    remove(input), remove(path), rmdir(folder);
}

TestSuite(ingested, .init = setup, .fini = teardown);

static struct slice load(char **bytes) {
    FILE *file = fopen(path, "rb");
    *bytes = malloc(1 << 20);
    size_t size = fread(*bytes, 1, 1 << 20, file);
    fclose(file);
    cr_assert(size > 1000 && size < 1 << 20);
    return (struct slice){*bytes, size};
}

static void check_same_layer(const struct layer *a, const struct layer *b) {
    cr_assert_str_eq(a->name, b->name);
    cr_assert_eq(a->count, b->count, "%s", a->name);
    for (size_t i = 0; i < a->count; i++) {
        const struct share *x = &a->shares[i], *y = &b->shares[i];
        cr_expect(x->time == y->time && x->account == y->account && x->post == y->post,
                  "share %zu of %s", i, a->name);
    }
}

Test(ingested, reads_as_the_input_does) {
    struct archive direct, kept;
    char room[192], other[192];
    check_ok(read_path(&direct, input, ARCHIVE_POSTS), err);
    check_ok(read_path(&kept, path, ARCHIVE_POSTS), err);
    cr_assert_eq(direct.traces.count, kept.traces.count);
    for (size_t l = 0; l < direct.traces.count; l++)
        check_same_layer(&direct.traces.layers[l], &kept.traces.layers[l]);
    cr_assert_eq(direct.posts.count, kept.posts.count);
    for (uint32_t p = 0; p < direct.posts.count; p++) {
        cr_expect(slice_equal(post_id(&kept.posts, &kept.sources, p, room),
                              post_id(&direct.posts, &direct.sources, p, other)),
                  "post %u", p);
        cr_expect(slice_equal(texts_get(&kept.posts.bodies, p), texts_get(&direct.posts.bodies, p)),
                  "post %u", p);
        cr_expect(slice_equal(names_get(&kept.posts.languages, kept.posts.language[p]),
                              names_get(&direct.posts.languages, direct.posts.language[p])),
                  "post %u", p);
    }
    const struct account_facts *zoe = kept.accounts.items[kept.accounts.count - 1].facts;
    check_slice(zoe->display_name, "Zoe Z");
    cr_expect_eq(zoe->followers, 9);
    cr_expect_eq(memcmp(&direct.sources.items[0]->tally, &kept.sources.items[0]->tally,
                        offsetof(struct tally, rejected)),
                 0);
    archive_release(&direct), archive_release(&kept);
}

/* The keys of objects are read for the latter two only. */
Test(ingested, gives_the_same_shares_to_who_asks_for_no_posts) {
    static const char *const traces[] = {"text,url,hashtag", "near-text", "near-text,url"};
    for (size_t t = 0; t < sizeof traces / sizeof *traces; t++) {
        struct archive direct, kept;
        check_ok(lockstep_settings_set(settings, "trace", traces[t], &err), err);
        check_ok(read_path(&direct, input, ARCHIVE_POSTS), err);
        check_ok(read_path(&kept, path, 0), err);
        cr_assert(direct.traces.count > 0 && direct.traces.count == kept.traces.count);
        cr_expect_eq(t == 0, !kept.traces.objects.bytes);
        for (size_t l = 0; l < direct.traces.count; l++)
            check_same_layer(&direct.traces.layers[l], &kept.traces.layers[l]);
        cr_assert_eq(direct.accounts.count, kept.accounts.count);
        for (uint32_t a = 0; a < kept.accounts.count; a++)
            cr_expect(slice_equal(kept.accounts.items[a].name, direct.accounts.items[a].name));
        archive_release(&direct), archive_release(&kept);
    }
}

Test(ingested, is_refused_wherever_a_byte_is_another) {
    char *bytes;
    struct slice whole = load(&bytes);
    for (size_t at = 0; at < whole.size; at += at < 256 ? 1 : 7) {
        struct archive archive;
        bytes[at] = (char) (bytes[at] ^ (1 << at % 8));
        write_bytes(path, bytes, whole.size);
        lockstep_status status = read_path(&archive, path, 0);
        cr_expect_eq(status, LOCKSTEP_EINPUT, "byte %zu: %d %s", at, status, err.text);
        archive_release(&archive);
        bytes[at] = (char) (bytes[at] ^ (1 << at % 8));
    }
    free(bytes);
}

Test(ingested, is_refused_wherever_it_is_cut) {
    char *bytes;
    struct slice whole = load(&bytes);
    for (size_t size = 0; size < whole.size; size += 13) {
        struct archive archive;
        write_bytes(path, bytes, size);
        cr_expect_neq(read_path(&archive, path, 0), LOCKSTEP_OK, "%zu bytes", size);
        archive_release(&archive);
    }
    free(bytes);
}

/* Writes the archive with one byte of one section changed, and hashes that are right. */
static void forge(const char *original, const struct sections *of, size_t section, size_t at,
                  int value) {
    struct sections_writer writer;
    char *copy = malloc(1 << 20);
    FILE *file = fopen(path, "wb");
    sections_begin(&writer, file);
    for (size_t s = 0; s < of->count; s++) {
        memcpy(copy, original + of->items[s].offset, of->items[s].size);
        if (s == section) copy[at] = (char) value;
        section_write(&writer, of->items[s].name, copy, of->items[s].size, 1);
    }
    check_ok(sections_end(&writer, &err), err);
    fclose(file);
    free(copy);
}

Test(ingested, is_read_or_refused_but_no_trap_where_it_was_forged) {
    static const int values[] = {0, 1, 0x7F, 0x80, 0xFF};
    struct sections of;
    char *bytes;
    load(&bytes);
    check_ok(sections_open(&of, path, &err), err);
    for (size_t s = 0; s < of.count; s++)
        for (size_t at = 0; at < of.items[s].size; at += of.items[s].size / 12 + 1) {
            struct archive archive;
            forge(bytes, &of, s, at, values[(s + at) % 5]);
            lockstep_status status = read_path(
                &archive, path, at % 2 ? 0 : ARCHIVE_POSTS | ARCHIVE_FACETS | ARCHIVE_WHOLE);
            cr_expect(status == LOCKSTEP_OK || *err.text, "section %zu, byte %zu", s, at);
            archive_release(&archive);
        }
    sections_close(&of);
    free(bytes);
}

Test(ingested, gives_all_memory_back_when_it_runs_out) {
    lockstep_status status = LOCKSTEP_ENOMEM;
    long n = 0;
    for (; status == LOCKSTEP_ENOMEM && n < 10000; n++) {
        struct archive archive;
        arena_fail_after = n;
        status = read_path(&archive, path, ARCHIVE_POSTS);
        arena_fail_after = -1;
        archive_release(&archive);
    }
    check_ok(status, err);
    cr_expect_gt(n, 10, "%ld allocations", n);
}

Test(ingested, is_not_written_in_part_where_the_disk_is_full) {
    struct archive archive;
    FILE *full = fopen("/dev/full", "wb");
    if (!full) cr_skip("no /dev/full");
    check_ok(read_path(&archive, input, ARCHIVE_POSTS | ARCHIVE_FACETS | ARCHIVE_WHOLE), err);
    cr_expect_eq(ingested_write(full, &archive, settings, &err), LOCKSTEP_EIO);
    fclose(full);
    archive_release(&archive);
}
