#include "engine/input.h"

#include "engine/error.h"

#include "tests/reading.h"

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/lockstep-input-XXXXXX";
static struct choices choices;
static struct sources sources;
static lockstep_error err;

static void setup(void) {
    cr_assert(mkdtemp(folder));
    choose(&choices, "auto", NULL, NULL);
}

static void teardown(void) {
    char command[128];
    sources_release(&sources);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    cr_expect_eq(system(command), 0);
}
TestSuite(input, .init = setup, .fini = teardown);

/* The path of a name in the test's folder; up to eight at a time. */
static const char *in_folder(const char *name) {
    static char paths[8][256];
    static size_t next;
    char *path = paths[next++ % 8];
    snprintf(path, 256, "%s/%s", folder, name);
    return path;
}

static const char *write_bytes(const char *name, struct slice bytes) {
    const char *path = in_folder(name);
    FILE *file = fopen(path, "wb");
    cr_assert(file, "%s", path);
    cr_assert_eq(fwrite(bytes.at, 1, bytes.size, file), bytes.size);
    cr_assert_eq(fclose(file), 0);
    return path;
}

static const char *write_text(const char *name, const char *text) {
    return write_bytes(name, slice_of(text));
}

static void make_folder(const char *name) {
    cr_assert_eq(mkdir(in_folder(name), 0700), 0, "%s", name);
}

struct member {
    const char *name, *text;
    size_t size; /* 0: the text ends with a NUL */
};

/* One raw compressed file when the only member has no name. */
static const char *write_archive(const char *name, const char *format, const char *filter,
                                 const struct member *members, size_t count) {
    const char *path = in_folder(name);
    struct archive *archive = archive_write_new();
    cr_assert_eq(archive_write_set_format_by_name(archive, format), ARCHIVE_OK, "%s", format);
    if (filter) cr_assert_eq(archive_write_add_filter_by_name(archive, filter), ARCHIVE_OK);
    cr_assert_eq(archive_write_open_filename(archive, path), ARCHIVE_OK);
    for (size_t i = 0; i < count; i++) {
        struct archive_entry *entry = archive_entry_new();
        archive_entry_set_pathname(entry, members[i].name);
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0600);
        size_t size = members[i].size ? members[i].size : strlen(members[i].text);
        archive_entry_set_size(entry, (int64_t) size);
        cr_assert_eq(archive_write_header(archive, entry), ARCHIVE_OK);
        archive_write_data(archive, members[i].text, size);
        archive_entry_free(entry);
    }
    cr_assert_eq(archive_write_close(archive), ARCHIVE_OK);
    archive_write_free(archive);
    return path;
}

/* Reads all, in blocks of `block` bytes and records of at most `record` (0: as ever). */
static lockstep_status read_paths(struct buffer *out, const char *const *paths, size_t count,
                                  size_t block_size, size_t record) {
    struct input *input = NULL;
    struct block block = {0};
    sources_release(&sources);
    err = (lockstep_error){0};
    TRY(input_open(&input, &sources, &choices.settings, paths, count, &err));
    check_ok(input_hash(input, &err), err);
    if (block_size) input_set_sizes(input, block_size, record);
    lockstep_status status;
    while ((status = input_next(input, &block, &err)) == LOCKSTEP_OK && block.size) {
        struct batch batch = {0};
        check_ok(reader_parse(block.reader, &block, &batch, &err), err);
        describe(out, &batch);
        batch_release(&batch);
    }
    if (status == LOCKSTEP_OK) {
        uint64_t done, total;
        input_progress(input, &done, &total);
        cr_expect(total == 0 || done == total, "%llu of %llu bytes", (unsigned long long) done,
                  (unsigned long long) total);
        check_ok(input_next(input, &block, &err), err);
        check_count(block.size, 0);
    }
    block_release(&block);
    input_close(input);
    return status;
}

static void check_records(const char *path, const char *expected) {
    struct buffer out = {0};
    check_ok(read_paths(&out, &path, 1, 0, 0), err);
    buffer_byte(&out, '\0');
    cr_expect_str_eq(out.bytes, expected, "%s:\n%s\nexpected\n%s", path, out.bytes, expected);
    buffer_release(&out);
}

static void check_refused(const char *path, lockstep_status expected, const char *source,
                          const char *text) {
    struct buffer out = {0};
    check_status(read_paths(&out, &path, 1, 0, 0), expected, err);
    check_text(err.source, source);
    check_text(err.text, text);
    buffer_release(&out);
}

#define TABLE   "user,time,text\na,1,x\nb,2,y\n"
#define RECORDS "2 1970-01-01T00:00:01Z a  [x]\n3 1970-01-01T00:00:02Z b  [y]\n"

Test(input, reads_a_file_and_says_what_it_was) {
    const char *path = write_text("a.csv", "user,time,text\na,1,x\nb,2,y");
    check_records(path, RECORDS);
    check_count(sources.count, 1);
    check_text(sources.items[0]->name, path);
    check_text(sources.items[0]->format, "generic");
    check_count(sources.items[0]->bytes, 26);
    check_text(sources.items[0]->sha256,
               "6b233819bccd333a2b0f055e3283c7ec7725ef4e370d5840b02b221d6a499087");
}

/* A table and lines with every trouble, and how they are described whatever the blocks. */
#define HARD_TABLE                                                                                 \
    "\xEF\xBB\xBFuser,time,\"te\nxt\",urls\r\na,1,\"x\n\"\"y\"\"\",http://a\r\n\n\r\nb,noon,,\n"   \
    "c,3,5\" screen,\nd\ne,5,\"\n\n\n\",\"['http://a', 'http://b']\"\nf,6,caf\xE9,\n,7,,\n"
#define HARD_LINES                                                                                 \
    "{\"user\":\"a\",\"time\":1,\"text\":\"x\"}\n\n \r\n{\"user\":\"b\",\"time\":\"noon\"}\r\n"    \
    "{\"broken\n{\"user\":\"c\",\"time\":3,\"text\":\"caf\xE9\"}\n{\"time\":4}\n[]\n"              \
    "{\"user\":\"d\",\"time\":5}"

Test(input, gives_the_same_records_whatever_the_blocks) {
    static const char *const texts[] = {HARD_TABLE, HARD_LINES};
    for (size_t t = 0; t < 2; t++) {
        const char *path = write_text("hard", texts[t]);
        struct buffer expected = {0};
        check_ok(read_paths(&expected, &path, 1, 0, 0), err);
        for (size_t size = 1; size < 200; size++) {
            struct buffer out = {0};
            check_ok(read_paths(&out, &path, 1, size, 1 << 20), err);
            /* rejects follow the records of their own block: compare lines as sets */
            cr_assert_eq(out.size, expected.size, "blocks of %zu:\n%.*s", size, (int) out.size,
                         out.bytes);
            buffer_byte(&out, '\0');
            char *rest = NULL;
            struct buffer copy = {0};
            buffer_append(&copy, buffer_slice(&expected));
            buffer_byte(&copy, '\0');
            for (char *line = strtok_r(copy.bytes, "\n", &rest); line;
                 line = strtok_r(NULL, "\n", &rest))
                cr_assert(strstr(out.bytes, line), "blocks of %zu: no \"%s\" in\n%s", size, line,
                          out.bytes);
            buffer_release(&copy), buffer_release(&out);
        }
        buffer_release(&expected);
    }
}

Test(input, skips_a_record_that_is_too_large) {
    struct buffer text = {0}, out = {0};
    append_text(&text, "{\"user\":\"a\",\"time\":1}\n{\"user\":\"large\",\"text\":\"");
    for (int i = 0; i < 5000; i++)
        append_text(&text, "0123456789");
    append_text(&text, "\"}\n{\"user\":\"b\",\"time\":2}\n");
    const char *path = write_bytes("a.jsonl", buffer_slice(&text));
    for (size_t size = 1; size < 2000; size = size * 3 + 1) {
        buffer_clear(&out);
        check_ok(read_paths(&out, &path, 1, size, 2000), err);
        buffer_byte(&out, '\0');
        cr_expect(strstr(out.bytes, "1 1970-01-01T00:00:01Z a"), "%s", out.bytes);
        cr_expect(strstr(out.bytes, "2: record too large {\"user\":\"large\""), "%s", out.bytes);
        cr_expect(strstr(out.bytes, "3 1970-01-01T00:00:02Z b"), "%s", out.bytes);
    }
    buffer_release(&text), buffer_release(&out);
}

Test(input, goes_on_behind_a_quote_that_swallows_too_much) {
    struct buffer text = {0}, out = {0};
    append_text(&text, "user,time,text\na,1,\"open\n");
    for (int i = 0; i < 500; i++)
        append_text(&text, "b,2,x\n");
    const char *path = write_bytes("a.csv", buffer_slice(&text));
    check_ok(read_paths(&out, &path, 1, 100, 1000), err);
    buffer_byte(&out, '\0');
    cr_expect(strstr(out.bytes, "2: record too large a,1,\"open"), "%s", out.bytes);
    cr_expect(strstr(out.bytes, "\n502 1970-01-01T00:00:02Z b  [x]\n"), "%s", out.bytes);
    buffer_release(&text), buffer_release(&out);
}

Test(input, reads_every_compression_by_its_content) {
    static const char *const filters[] = {"gzip", "zstd", "xz", "lzma", "bzip2", "lz4", NULL};
    const struct member member = {"data", TABLE, 0};
    for (size_t i = 0; filters[i]; i++) {
        const char *path = write_archive("a.csv", "raw", filters[i], &member, 1);
        check_records(path, RECORDS);
        check_text(sources.items[0]->name, path);
        check_count(sources.items[0]->bytes, strlen(TABLE));
        cr_expect_neq(sources.items[0]->sha256[0], '\0');
    }
}

Test(input, reads_the_members_of_archives) {
    static const struct member members[] = {{"b.csv", TABLE, 0},
                                            {"__MACOSX/._b.csv", TABLE, 0},
                                            {"notes.txt", "nothing of interest", 0},
                                            {"deep/.hidden.csv", TABLE, 0},
                                            {"deep/a.jsonl", "{\"user\":\"c\",\"time\":3}\n", 0}};
    static const char *const formats[][2] = {{"zip", NULL}, {"pax", NULL}, {"gnutar", "gzip"}};
    for (size_t i = 0; i < 3; i++) {
        const char *path = write_archive("all.bin", formats[i][0], formats[i][1], members, 5);
        check_records(path, RECORDS "1 1970-01-01T00:00:03Z c  []\n");
        check_count(sources.count, 3);
        char name[300];
        snprintf(name, sizeof name, "%s!b.csv", path);
        check_text(sources.items[0]->name, name);
        cr_expect_null(sources.items[1]->format);
        check_text(sources.items[2]->format, "generic");
        check_text(sources.items[0]->sha256, sources.items[2]->sha256);
    }
}

Test(input, reads_folders_in_byte_order) {
    make_folder("in"), make_folder("in/b"), make_folder("in/.git");
    write_text("in/b/z.csv", "user,time\nsecond,2\n");
    write_text("in/b-a.csv", "user,time\nfirst,1\n");
    write_text("in/c.csv", "user,time\nthird,3\n");
    write_text("in/.git/config.csv", "user,time\nhidden,9\n");
    write_text("in/.hidden.csv", "user,time\nhidden,9\n");
    write_text("in/empty.csv", "");
    write_text("in/notes.md", "# Notes\nNothing of interest.\n");
    write_bytes("in/picture.png", SLICE("\x89PNG\r\n\x1A\n\0\0\0\rIHDR"));
    cr_assert_eq(symlink("..", in_folder("in/b/loop")), 0);
    cr_assert_eq(symlink("nowhere", in_folder("in/dangling")), 0);
    check_records(in_folder("in"), "2 1970-01-01T00:00:01Z first  []\n"
                                   "2 1970-01-01T00:00:02Z second  []\n"
                                   "2 1970-01-01T00:00:03Z third  []\n");
    check_count(sources.count, 6);
    size_t unread = 0;
    for (size_t i = 0; i < sources.count; i++)
        unread += sources.items[i]->format == NULL;
    check_count(unread, 3);
}

Test(input, reads_a_file_of_several_names_once) {
    make_folder("in"), make_folder("in/d");
    write_text("in/b.csv", "user,time\na,1\n");
    cr_assert_eq(symlink("b.csv", in_folder("in/c.csv")), 0);
    cr_assert_eq(symlink("../b.csv", in_folder("in/a.csv")), 0); /* leads nowhere */
    cr_assert_eq(link(in_folder("in/b.csv"), in_folder("in/d/e.csv")), 0);
    check_records(in_folder("in"), "2 1970-01-01T00:00:01Z a  []\n");
    check_count(sources.count, 3);
    for (size_t i = 1; i < 3; i++)
        cr_expect(strstr(sources.items[i]->left_out, "the same file as "), "%s",
                  sources.items[i]->left_out);
}

/* A string without the NUL that C adds. */
#define BYTES(literal)                                                                             \
    { literal, sizeof(literal) - 1 }

Test(input, reads_other_encodings_and_says_so) {
    static const struct {
        const char *name;
        struct slice bytes;
        const char *encoding;
        uint64_t nuls;
    } cases[] = {
        {"wide.csv",
         BYTES("\xFF\xFEu\0s\0e\0r\0,\0t\0i\0m\0e\0,\0t\0e\0x\0t\0\r\0\n\0a\0,\0"
               "1\0,\0\xE9\0\r\0\n\0b\0,\0"
               "2\0,\0y\0"),
         "UTF-16LE", 0},
        {"latin.csv", BYTES("user,time,text\na,1,\xE9\nb,2,y"), "Windows-1252", 0},
        {"mac.csv", BYTES("user,time,text\ra,1,\xC3\xA9\rb,2,y\r"), "UTF-8", 0},
        {"nul.csv",
         BYTES("user,time,text\na,1,\xC3\xA9\0\nb,2,y\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n"),
         "UTF-8", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t size = 0; size < 40; size += 7) {
            struct buffer out = {0};
            const char *path = write_bytes(cases[i].name, cases[i].bytes);
            check_ok(read_paths(&out, &path, 1, size, 1 << 20), err);
            buffer_byte(&out, '\0');
            check_text(out.bytes, "2 1970-01-01T00:00:01Z a  [é]\n3 1970-01-01T00:00:02Z b  [y]\n");
            const char *encoding = sources.items[0]->encoding;
            check_text(encoding ? encoding : "UTF-8", cases[i].encoding);
            check_count(sources.items[0]->nuls, cases[i].nuls);
            check_count(sources.items[0]->bytes, cases[i].bytes.size);
            buffer_release(&out);
        }
}

Test(input, reads_standard_input) {
    write_text("a.csv", TABLE);
    cr_assert(freopen(in_folder("a.csv"), "rb", stdin));
    check_records("-", RECORDS);
    check_text(sources.items[0]->name, "-");
}

Test(input, refuses_what_holds_no_records) {
    const char *path = in_folder("absent.csv");
    check_refused(path, LOCKSTEP_EIO, path, "No such file or directory");
    path = write_text("empty.csv", "");
    check_refused(path, LOCKSTEP_EINPUT, path, "the file is empty");
    path = write_bytes("picture.png", SLICE("\x89PNG\r\n\x1A\n\0\0\0\rIHDR"));
    check_refused(path, LOCKSTEP_EINPUT, path, "not a table or JSON: binary data");
    path = write_text("table.csv", "a,time\n1,2\n");
    check_refused(path, LOCKSTEP_EINPUT, path,
                  "no column for the account; found a, time; expected account_id, author_id, "
                  "user_id, userid, sender_id, from_id, or --map account=NAME");
    make_folder("hollow"), make_folder("hollow/in");
    path = in_folder("hollow");
    check_refused(path, LOCKSTEP_EINPUT, path, "the folder holds no file");
    make_folder("useless");
    path = write_text("useless/a.csv", "");
    check_refused(in_folder("useless"), LOCKSTEP_EINPUT, path,
                  "the file is empty (and no other file there holds post records)");
    struct member nothing = {"data", "", 0};
    path = write_archive("empty.csv.gz", "raw", "gzip", &nothing, 1);
    check_refused(path, LOCKSTEP_EINPUT, path, "nothing is in the archive");
    path = write_archive("empty.zip", "zip", NULL, NULL, 0);
    check_refused(path, LOCKSTEP_EINPUT, path, "nothing is in the archive");
}

/* The bytes of a file as a member of an archive. */
static struct member as_member(const char *name, const char *path, struct buffer *bytes) {
    char piece[4096];
    FILE *file = fopen(path, "rb");
    cr_assert(file);
    buffer_clear(bytes);
    for (size_t got; (got = fread(piece, 1, sizeof piece, file)) > 0;)
        buffer_append(bytes, (struct slice){piece, got});
    fclose(file);
    return (struct member){name, bytes->bytes, bytes->size};
}

Test(input, opens_what_is_packed_inside_an_archive) {
    static const char *const outer[][2] = {{"zip", NULL}, {"pax", NULL}, {"gnutar", "gzip"}};
    const struct member plain = {"data", TABLE, 0}, other = {"in/b.csv", "user,time\nc,3\n", 0};
    struct buffer gz = {0}, zip = {0};
    struct member members[3] = {{"a.csv", TABLE, 0}};
    members[1] = as_member("2020/01.csv.gz", write_archive("x", "raw", "gzip", &plain, 1), &gz);
    members[2] = as_member("more.zip", write_archive("y", "zip", NULL, &other, 1), &zip);
    for (size_t i = 0; i < 3; i++) {
        const char *path = write_archive("all.bin", outer[i][0], outer[i][1], members, 3);
        check_records(path, RECORDS RECORDS "2 1970-01-01T00:00:03Z c  []\n");
        check_count(sources.count, 3);
        cr_expect(strstr(sources.items[1]->name, "all.bin!2020/01.csv.gz"));
        cr_expect(strstr(sources.items[2]->name, "all.bin!more.zip!in/b.csv"));
    }
    buffer_release(&gz), buffer_release(&zip);
}

/* Rows that no compression makes much smaller. */
static void append_rows(struct buffer *text, int count) {
    uint64_t random = 3;
    append_text(text, "user,time\n");
    for (int i = 0; i < count; i++) {
        char row[64];
        random = random * 6364136223846793005u + 1442695040888963407u;
        snprintf(row, sizeof row, "%llx,%d\n", (unsigned long long) random, i);
        append_text(text, row);
    }
}

Test(input, reads_a_damaged_archive_as_far_as_it_goes) {
    struct buffer text = {0}, out = {0};
    append_rows(&text, 20000);
    struct member member = {"data", text.bytes, text.size};
    const char *path = write_archive("cut.csv.gz", "raw", "gzip", &member, 1);
    cr_assert_eq(truncate(path, 100000), 0);
    check_ok(read_paths(&out, &path, 1, 10000, 1 << 20), err);
    buffer_byte(&out, '\0');
    cr_expect(strstr(out.bytes, "\n5000 "));
    cr_expect(strstr(out.bytes, ": input cut off or damaged the gzip data is cut off after 100000 "
                                "bytes\n"),
              "%s", out.bytes + out.size - 200);
    choices.settings.strict = true;
    check_status(read_paths(&out, &path, 1, 10000, 1 << 20), LOCKSTEP_EINPUT, err);
    check_text(err.source, path);
    check_text(err.text, "the gzip data is cut off after 100000 bytes");
    buffer_release(&text), buffer_release(&out);
}

/* Zeros pad what is packed; other bytes behind it do not belong there, which is said. */
Test(input, tells_of_what_stands_behind_packed_data) {
    static const char *const filters[] = {"gzip", "zstd", "xz", "bzip2"};
    static const struct slice behind[] = {{"\0\0\0\0", 4}, {"more", 4}};
    for (size_t i = 0; i < 8; i++) {
        struct buffer packed = {0}, out = {0};
        struct member member = {"data", TABLE, 0};
        (void) as_member("", write_archive("a", "raw", filters[i / 2], &member, 1), &packed);
        buffer_append(&packed, packed.size ? behind[i % 2] : SLICE(""));
        const char *path = write_bytes("b", buffer_slice(&packed));
        check_ok(read_paths(&out, &path, 1, 0, 0), err);
        buffer_byte(&out, '\0');
        cr_expect(strstr(out.bytes, RECORDS), "%s", out.bytes);
        cr_expect_eq(strstr(out.bytes, "something else stands behind its end") != NULL, i % 2, "%s",
                     out.bytes);
        buffer_release(&packed), buffer_release(&out);
    }
}

/* Cut off, and with bytes in the middle that are others: the packing, the place and what it is. */
Test(input, says_where_packed_data_ends_too_early) {
    static const char *const filters[] = {"gzip", "xz", "lzma", "zstd", "bzip2"};
    static const char *const names[] = {"gzip", "xz", "LZMA", "zstd", "bzip2"};
    static const char *const lost[] = {"", "", "", "; a block before is lost, up to 128 kB",
                                       "; a block before is lost, up to 900 kB"};
    struct buffer text = {0};
    append_rows(&text, 20000);
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        struct buffer out = {0};
        char expected[96];
        struct member member = {"data", text.bytes, text.size};
        const char *path = write_archive("cut", "raw", filters[i], &member, 1);
        cr_assert_eq(truncate(path, 50000), 0);
        snprintf(expected, sizeof expected, "the %s data is cut off after 50000 bytes%s", names[i],
                 lost[i]);
        choose(&choices, "auto", NULL, NULL);
        choices.settings.strict = true;
        check_status(read_paths(&out, &path, 1, 10000, 1 << 20), LOCKSTEP_EINPUT, err);
        check_text(err.source, path);
        cr_expect(strcmp(err.text, expected) == 0, "%s: %s", filters[i], err.text);
        buffer_release(&out);
    }
    buffer_release(&text);
}

Test(input, goes_on_behind_a_damaged_member) {
    struct buffer text = {0}, cut = {0}, out = {0};
    append_rows(&text, 2000);
    struct member whole = {"data", text.bytes, text.size};
    const char *gz = write_archive("cut.gz", "raw", "gzip", &whole, 1);
    cr_assert_eq(truncate(gz, 5000), 0);
    struct member members[] = {as_member("cut.csv.gz", gz, &cut),
                               {"dead.csv.gz", "\x1F\x8Bno gzip at all", 0},
                               {"z.csv", TABLE, 0}};
    const char *path = write_archive("all.zip", "zip", NULL, members, 3);
    check_ok(read_paths(&out, &path, 1, 0, 0), err);
    buffer_byte(&out, '\0');
    cr_expect(
        strstr(out.bytes, "the gzip data in the archive is cut off\n2 1970-01-01T00:00:01Z a"),
        "%s", out.bytes);
    check_count(sources.count, 3);
    cr_expect_null(sources.items[1]->format);
    cr_expect_not_null(sources.items[1]->left_out);
    buffer_release(&text), buffer_release(&cut), buffer_release(&out);
}

Test(input, says_why_a_source_is_left_out) {
    static const struct member members[] = {{"a.csv", TABLE, 0}, {"notes.txt", "Dear diary", 0}};
    const char *path = write_archive("all.zip", "zip", NULL, members, 2);
    check_records(path, RECORDS);
    cr_assert_not_null(sources.items[1]->left_out);
    cr_expect(strstr(sources.items[1]->left_out, "no column for the account; found Dear diary"));
}

/* A gigabyte of nothing is not written: three layers of ever the same bytes make it. */
Test(input, stops_at_a_decompression_bomb) {
    struct buffer rows = {0}, out = {0};
    append_text(&rows, "user,time\n");
    for (int i = 0; i < 12 << 20; i++)
        append_text(&rows, "a,1,,,\n");
    struct member member = {"data", rows.bytes, rows.size};
    const char *path = write_archive("bomb.csv.gz", "raw", "gzip", &member, 1);
    struct input *input = NULL;
    struct block block = {0};
    check_ok(input_open(&input, &sources, &choices.settings, &path, 1, &err), err);
    lockstep_status status;
    while ((status = input_next(input, &block, &err)) == LOCKSTEP_OK && block.size)
        block_release(&block);
    check_status(status, LOCKSTEP_ELIMIT, err);
    cr_expect(strstr(err.text, "above --max-ratio 200: a decompression bomb"), "%s", err.text);
    input_close(input);
    choices.settings.max_ratio = 2000;
    check_ok(input_open(&input, &sources, &choices.settings, &path, 1, &err), err);
    while ((status = input_next(input, &block, &err)) == LOCKSTEP_OK && block.size)
        block_release(&block);
    cr_expect_eq(status, LOCKSTEP_OK);
    input_close(input);
    buffer_release(&rows), buffer_release(&out);
}

Test(input, replaces_half_a_character_at_the_end) {
    struct buffer out = {0};
    const char *path = write_bytes("wide.csv", SLICE("\xFF\xFEu\0s\0e\0r\0,\0t\0i\0m\0e\0,\0t\0"
                                                     "e\0x\0t\0\n\0a\0,\0001\0,\0x\0y"));
    check_ok(read_paths(&out, &path, 1, 0, 0), err);
    buffer_byte(&out, '\0');
    check_text(out.bytes, "2 1970-01-01T00:00:01Z a  [x\xEF\xBF\xBD]\n");
    check_count(sources.items[0]->half_characters, 1);
    buffer_release(&out);
}

/* Names in archives are names only: nothing is written, whatever they say. */
Test(input, takes_paths_in_archives_for_names) {
    static const struct member members[] = {{"../../etc/passwd", TABLE, 0},
                                            {"/etc/shadow", "user,time\nc,3\n", 0},
                                            {"./a.csv", "user,time\nd,4\n", 0},
                                            {"b\033[31m.csv", "user,time\ne,5\n", 0}};
    const char *path = write_archive("all.tar", "pax", NULL, members, 4);
    check_records(path, RECORDS "2 1970-01-01T00:00:03Z c  []\n2 1970-01-01T00:00:04Z d  []\n"
                                "2 1970-01-01T00:00:05Z e  []\n");
    check_count(sources.count, 4);
}

/* ---- what is rejected, as it came ---- */

static void check_rejected(const char *text, size_t block, const char *const *records) {
    const char *path = write_text("input", text);
    struct input *input = NULL;
    struct block next = {0};
    size_t found = 0;
    check_ok(input_open(&input, &sources, &choices.settings, &path, 1, &err), err);
    if (block) input_set_sizes(input, block, 1 << 20);
    for (;;) {
        struct batch batch = {0};
        check_ok(input_next(input, &next, &err), err);
        if (!next.size) break;
        check_ok(reader_parse(next.reader, &next, &batch, &err), err);
        for (size_t i = 0; i < batch.reject_count && records[found]; i++, found++)
            check_slice(batch.rejects[i].record, records[found]);
        batch_release(&batch), block_release(&next);
    }
    cr_expect_null(records[found], "missing: %s", records[found]);
    input_close(input);
}

Test(input, keeps_rejected_records_as_they_came) {
    static const char table[] = "user,time,text\na,1,x\nb,noon,\"two\nlines\"\r\n\n,3,y\nc,4\n"
                                "d,5,z\ne,\"6,open\nf,7,w\n";
    static const char *const rows[] = {"b,noon,\"two\nlines\"", ",3,y", "c,4", "e,\"6,open", NULL};
    static const char lines[] = "{\"user\":\"a\",\"time\":1}\n  {\"user\":\"b\"}\n{\"bro\n";
    static const char *const broken[] = {"{\"user\":\"b\"}", "{\"bro", NULL};
    static const char list[] = "[{\"user\":\"a\",\"time\":1},{\"user\":\"b\"}, {\"time\":2}]";
    static const char *const values[] = {"{\"user\":\"b\"}", "{\"time\":2}", NULL};
    for (size_t block = 0; block < 60; block += 7) {
        check_rejected(table, block, rows);
        check_rejected(lines, block, broken);
        check_rejected(list, block, values);
    }
}

/* ---- other people's records ---- */

static const char *shared(const char *name) {
    static char path[512];
    const char *data = getenv("LOCKSTEP_DATA");
    if (data)
        snprintf(path, sizeof path, "%s/data/%s", data, name);
    else
        snprintf(path, sizeof path, LOCKSTEP_SOURCE "/../shared/data/%s", name);
    return path;
}

Test(input, recognises_real_files) {
    static const struct {
        const char *name, *format;
        size_t records, rejects;
        const char *maps[4];
    } cases[] = {
        {"russian_coord_tweets.csv.zst", "coortweet", 35125, 0, {NULL}},
        {"german_elections.csv.zst", "generic", 218971, 0, {NULL}},
        {"ira_2016_10_w1.csv.zst", "generic", 38646, 0, {NULL}},
        {"telegram_posts.csv.zst", "generic", 22099, 0, {NULL}},
        {"fake_stars_obvious_users.csv.zst",
         "generic",
         34284,
         0,
         {"account=name", "time=starred_at"}},
        {"pump_telegram.csv", "generic", 1110, 0, {"account=group"}},
        {"native/qut_sample_data.csv", "cnt", 100, 0, {NULL}},
        {"native/bluesky_jetstream/expected_v1.jsonl", "bluesky-jetstream", 35, 117, {NULL}},
        {"native/crowdtangle/crowdtangle_api_160.jsonl", "crowdtangle-api", 160, 0, {NULL}},
        {"native/mastodon/post_akkoma_quote.json", "mastodon", 1, 0, {NULL}},
        {"native/mastodon/post_edited.json", "mastodon", 1, 0, {NULL}},
        {"native/mastodon/post_wordle_linebreaks.json", "mastodon", 1, 0, {NULL}},
        {"native/reddit/graw_more.json", "reddit-listing", 50, 11, {NULL}},
        {"native/reddit/graw_subreddit.json", "reddit-listing", 27, 0, {NULL}},
        {"native/reddit/graw_thread.json", "reddit-listing", 178, 147, {NULL}},
        {"native/reddit/graw_user.json", "reddit-listing", 25, 0, {NULL}},
        {"native/twitter_v2_twarc/flat.jsonl", "x-v2-flat", 100, 0, {NULL}},
        {"native/twitter_v2_twarc/noflat.jsonl", "x-v2-pages", 100, 0, {NULL}},
        {"native/twitter_v2_twarc/2sets.jsonl", "x-v2-pages", 200, 0, {NULL}},
        {"native/twitter_v2_twarc/streaming_output_with_error.jsonl", "x-v2-pages", 7, 1, {NULL}},
        {"native/twitter_v2_twarc/counts.jsonl", "x-v2-pages", 0, 169, {NULL}},
        {"native/twitter_v2_twarc/users.jsonl", "x-v2-pages", 0, 96, {NULL}},
        {"native/twitter_v2_twarc/lists.jsonl", "x-v2-pages", 0, 6, {NULL}},
    };
    if (access(shared(""), R_OK) != 0) cr_skip_test("no LOCKSTEP_DATA");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct input *input = NULL;
        struct block block = {0};
        struct batch batch = {0};
        size_t records = 0, rejects = 0;
        const char *path = shared(cases[i].name);
        choose(&choices, "auto", cases[i].maps, NULL);
        sources_release(&sources);
        check_ok(input_open(&input, &sources, &choices.settings, &path, 1, &err), err);
        for (;;) {
            check_ok(input_next(input, &block, &err), err);
            if (block.size == 0) break;
            check_ok(reader_parse(block.reader, &block, &batch, &err), err);
            records += batch.count;
            rejects += batch.reject_count;
            batch_clear(&batch);
        }
        block_release(&block);
        check_text(sources.items[0]->format, cases[i].format);
        cr_expect_eq(records, cases[i].records, "%s: %zu records", cases[i].name, records);
        cr_expect_eq(rejects, cases[i].rejects, "%s: %zu rejects", cases[i].name, rejects);
        batch_release(&batch);
        input_close(input);
    }
}
