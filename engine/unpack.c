#include "engine/unpack.h"

#include "engine/error.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <zlib.h>

/* gzip by zlib itself: of a file that is cut, libarchive drops what it has decoded last. */
struct gunzip {
    z_stream stream;
    unsigned char *out;      /* NULL: what is read is not gzip */
    bool between;            /* behind a gzip member: another may follow */
    bool is_cut, is_damaged; /* it ended before its end; also by what is no gzip */
    bool is_told;
};

struct unpacker {
    unpack_read_fn read;
    void *data;
    struct slice first; /* of the packed file: bytes that were looked at and are yet to be given */
    struct gunzip outer_gzip, inner_gzip;
    const char *outer_packing, *inner_packing; /* "xz" */
    struct archive *outer;
    struct archive *inner; /* a member of it that is packed itself; NULL: none is open */
    struct slice head;     /* of the member: bytes that were looked at and are yet to be given */
    bool is_single;        /* the inner one is but compressed, and was given out */
    char *member, *name;   /* of the outer member; of what is in it */
    size_t number;         /* of the outer member, from 1 */
    uint64_t taken;        /* bytes of the packed file */
    bool is_used_up;       /* more of them were asked for than there are */
    char damage[96];
    bool is_over; /* the outer archive cannot be read on */
};

/* What the bytes are packed in: "xz"; NULL where they are not. */
static const char *packing_of(struct slice head) {
    static const struct {
        size_t at, size;
        const char *bytes, *name;
    } magics[] = {
        {0, 2, "\x1F\x8B", "gzip"},
        {0, 4, "\x28\xB5\x2F\xFD", "zstd"},
        {0, 6, "\xFD\x37zXZ\0", "xz"},
        {4, 6, "1AY&SY", "bzip2"},
        {0, 4, "\x04\x22\x4D\x18", "LZ4"},
        {0, 5, "\x5D\0\0\x80\0", "LZMA"},
        {0, 4, "LZIP", "lzip"},
        {0, 2, "\x1F\x9D", "compress"},
        {0, 4, "PK\3\4", "zip"},
        {0, 4, "PK\5\6", "zip"}, /* an empty one */
        {257, 5, "ustar", "tar"},
    };
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (head.size >= magics[i].at + magics[i].size &&
            memcmp(head.at + magics[i].at, magics[i].bytes, magics[i].size) == 0)
            return magics[i].name;
    return NULL;
}

bool unpack_knows(struct slice head) {
    return packing_of(head) != NULL;
}

/* ---- gzip ---- */

enum { GUNZIPPED = 256 << 10 };

static bool is_gzip(struct slice head) {
    return head.size > 1 && memcmp(head.at, "\x1F\x8B", 2) == 0;
}

/* False when memory is out. */
static bool gunzip_start(struct gunzip *g) {
    *g = (struct gunzip){.out = malloc(GUNZIPPED)};
    if (g->out && inflateInit2(&g->stream, 15 + 16) == Z_OK) return true;
    free(g->out);
    g->out = NULL;
    return false;
}

static void gunzip_stop(struct gunzip *g) {
    if (g->out) inflateEnd(&g->stream);
    free(g->out);
    *g = (struct gunzip){0};
}

/* The next bytes of what is packed; size 0 at its end. False when they cannot be read. */
typedef bool (*packed_fn)(struct unpacker *unpacker, struct slice *bytes);

/* Makes sure that there are bytes to inflate; false at the end, which may come too early. */
static bool gunzip_feed(struct gunzip *g, struct unpacker *u, packed_fn more, bool *readable) {
    struct slice bytes = {NULL, 0};
    if (g->stream.avail_in) return true;
    *readable = more(u, &bytes);
    if (bytes.size == 0) {
        if (*readable && !g->between) g->is_cut = g->is_damaged = true;
        return false;
    }
    g->stream.next_in = (z_const Bytef *) (uintptr_t) bytes.at;
    g->stream.avail_in = (uInt) bytes.size;
    return true;
}

/* Inflates one step; false at the end, or at damage. */
static bool gunzip_step(struct gunzip *g) {
    if (g->between) {
        if (*g->stream.next_in != 0x1F) return false; /* padding behind the last member */
        inflateReset(&g->stream);
        g->between = false;
    }
    int got = inflate(&g->stream, Z_NO_FLUSH);
    g->between = got == Z_STREAM_END;
    if (got == Z_OK || got == Z_STREAM_END || got == Z_BUF_ERROR) return true;
    g->is_damaged = true;
    return false;
}

static bool gunzip_bytes(struct gunzip *g, struct unpacker *u, packed_fn more,
                         struct slice *bytes) {
    bool readable = true;
    g->stream.next_out = g->out;
    g->stream.avail_out = GUNZIPPED;
    while (!g->is_damaged && g->stream.avail_out && gunzip_feed(g, u, more, &readable) &&
           gunzip_step(g))
        ;
    *bytes = (struct slice){(const char *) g->out, GUNZIPPED - g->stream.avail_out};
    return readable || bytes->size;
}

/* ---- archives, and what they read from ---- */

static bool packed_bytes(struct unpacker *u, struct slice *bytes) {
    *bytes = u->first;
    u->first = (struct slice){NULL, 0};
    bool read = bytes->size || u->read(u->data, bytes);
    u->taken += bytes->size;
    u->is_used_up |= read && !bytes->size;
    return read;
}

static la_ssize_t outer_bytes(struct archive *archive, void *data, const void **bytes) {
    struct unpacker *u = data;
    struct slice chunk = {NULL, 0};
    bool read = u->outer_gzip.out ? gunzip_bytes(&u->outer_gzip, u, packed_bytes, &chunk)
                                  : packed_bytes(u, &chunk);
    if (!read) {
        archive_set_error(archive, errno, "%s", strerror(errno));
        return -1;
    }
    *bytes = chunk.at;
    return (la_ssize_t) chunk.size;
}

/* Where in the packed file it cannot be read, and why. */
static void tell_damage(struct unpacker *u, struct archive *archive, const char *why) {
    const char *kind = archive == u->outer ? u->outer_packing : u->inner_packing;
    uint64_t place = u->outer_gzip.out ? u->taken - u->outer_gzip.stream.avail_in
                                       : (uint64_t) archive_filter_bytes(u->outer, -1);
    bool is_cut = archive == u->inner ? u->inner_gzip.is_cut : u->is_used_up;
    if (is_cut && archive == u->inner)
        snprintf(u->damage, sizeof u->damage, "the %s data in the archive is cut off", kind);
    else if (is_cut)
        snprintf(u->damage, sizeof u->damage, "the %s data is cut off after %" PRIu64 " bytes",
                 kind ? kind : "packed", u->taken);
    else
        snprintf(u->damage, sizeof u->damage, "the %s data is damaged near byte %" PRIu64 "%s%s",
                 kind ? kind : "packed", place, why ? ": " : "", why ? why : "");
}

static enum unpacked damaged(struct unpacker *u, struct archive *archive, int got) {
    tell_damage(u, archive, archive_error_string(archive));
    u->is_over |= archive == u->outer && got == ARCHIVE_FATAL;
    return UNPACKED_DAMAGED;
}

/* What was inflated may have ended before its end, which is told once. */
static enum unpacked at_end(struct unpacker *u, struct archive *archive) {
    struct gunzip *g = archive == u->outer ? &u->outer_gzip : &u->inner_gzip;
    if (!g->is_damaged || g->is_told) return UNPACKED_END;
    g->is_told = true;
    tell_damage(u, archive, NULL);
    u->is_over |= archive == u->outer;
    return UNPACKED_DAMAGED;
}

static enum unpacked next_block(struct unpacker *u, struct archive *archive, struct slice *bytes) {
    const void *at = NULL;
    size_t size = 0;
    la_int64_t offset;
    int got = archive_read_data_block(archive, &at, &size, &offset);
    *bytes = (struct slice){at, got == ARCHIVE_EOF ? 0 : size};
    if (got == ARCHIVE_EOF) return at_end(u, archive);
    return got >= ARCHIVE_WARN ? UNPACKED_ONE : damaged(u, archive, got);
}

static bool member_bytes(struct unpacker *u, struct slice *bytes) {
    enum unpacked got = UNPACKED_ONE;
    *bytes = u->head;
    u->head = (struct slice){NULL, 0};
    while (got == UNPACKED_ONE && !bytes->size)
        got = next_block(u, u->outer, bytes);
    return got != UNPACKED_DAMAGED;
}

static la_ssize_t inner_bytes(struct archive *archive, void *data, const void **bytes) {
    struct unpacker *u = data;
    struct slice block = {NULL, 0};
    bool read = u->inner_gzip.out ? gunzip_bytes(&u->inner_gzip, u, member_bytes, &block)
                                  : member_bytes(u, &block);
    if (!read) archive_set_error(archive, EIO, "%s", unpack_damage(u));
    *bytes = block.at;
    return read ? (la_ssize_t) block.size : -1;
}

static struct archive *open_archive(archive_read_callback *bytes, void *data) {
    struct archive *archive = archive_read_new();
    if (!archive) return NULL;
    archive_read_support_filter_all(archive);
    archive_read_support_format_zip_streamable(archive);
    archive_read_support_format_tar(archive);
    archive_read_support_format_raw(archive);
    archive_read_support_format_empty(archive);
    (void) archive_read_open(archive, data, NULL, bytes, NULL); /* a failure shows at the header */
    return archive;
}

lockstep_status unpack_open(struct unpacker **out, unpack_read_fn read, void *data,
                            lockstep_error *err) {
    struct unpacker *u = calloc(1, sizeof *u);
    if (!u) return fail_memory(err, "an archive");
    *u = (struct unpacker){.read = read, .data = data};
    bool readable = read(data, &u->first), started = true; /* what cannot be read fails again */
    u->outer_packing = packing_of(u->first);
    if (readable && is_gzip(u->first)) started = gunzip_start(&u->outer_gzip);
    if (started) u->outer = open_archive(outer_bytes, u);
    if (!u->outer) {
        unpack_close(u);
        return fail_memory(err, "an archive");
    }
    *out = u;
    return LOCKSTEP_OK;
}

static void close_inner(struct unpacker *u) {
    if (u->inner) archive_read_free(u->inner);
    gunzip_stop(&u->inner_gzip);
    u->inner = NULL;
    u->head = (struct slice){NULL, 0};
    u->is_single = false;
}

void unpack_close(struct unpacker *u) {
    if (!u) return;
    close_inner(u);
    if (u->outer) archive_read_free(u->outer);
    gunzip_stop(&u->outer_gzip);
    free(u->member), free(u->name);
    free(u);
}

const char *unpack_damage(const struct unpacker *u) {
    return *u->damage ? u->damage : "the packed data is damaged";
}

/* ---- files ---- */

/* Whether a folder on the way, or the file, is hidden: ".git/x", but not "./x" or "../x". */
static bool is_hidden(const char *path) {
    if (strncmp(path, "__MACOSX/", 9) == 0) return true;
    for (const char *part = path; part; part = strchr(part, '/')) {
        part += *part == '/';
        size_t size = strcspn(part, "/");
        if (*part == '.' && size != 1 && !(size == 2 && part[1] == '.')) return true;
    }
    return false;
}

static bool is_raw(struct archive *archive) {
    return archive_format(archive) == ARCHIVE_FORMAT_RAW;
}

/* The next header of a regular file that is not hidden. */
static enum unpacked next_header(struct unpacker *u, struct archive *archive,
                                 struct archive_entry **entry) {
    for (;;) {
        int got = archive_read_next_header(archive, entry);
        if (got == ARCHIVE_EOF) return at_end(u, archive);
        if (got < ARCHIVE_WARN) return damaged(u, archive, got);
        u->number += archive == u->outer;
        if (is_raw(archive)) return UNPACKED_ONE;
        const char *name = archive_entry_pathname(*entry);
        if (archive_entry_filetype(*entry) == AE_IFREG && (!name || !is_hidden(name)))
            return UNPACKED_ONE;
    }
}

/* "member", or "outer!member"; NULL when memory is out. */
static char *name_of(const struct unpacker *u, struct archive_entry *entry, const char *outer) {
    const char *name = archive_entry_pathname_utf8(entry);
    if (!name) name = archive_entry_pathname(entry);
    size_t room = 32 + (outer ? strlen(outer) + 1 : 0) + (name ? strlen(name) : 0);
    char *out = malloc(room);
    if (out && name)
        snprintf(out, room, "%s%s%s", outer ? outer : "", outer ? "!" : "", name);
    else if (out)
        snprintf(out, room, "%s%s#%zu", outer ? outer : "", outer ? "!" : "", u->number);
    return out;
}

static enum unpacked out_of_memory(struct unpacker *u) {
    snprintf(u->damage, sizeof u->damage, "out of memory");
    return UNPACKED_DAMAGED;
}

/* Looks at the member's first bytes: it may be packed itself. */
static enum unpacked enter_member(struct unpacker *u) {
    enum unpacked got = UNPACKED_ONE;
    while (got == UNPACKED_ONE && !u->head.size)
        got = next_block(u, u->outer, &u->head);
    u->inner_packing = packing_of(u->head);
    if (!u->inner_packing) return UNPACKED_ONE; /* damage shows with data */
    if (is_gzip(u->head) && !gunzip_start(&u->inner_gzip)) return out_of_memory(u);
    u->inner = open_archive(inner_bytes, u);
    return u->inner ? UNPACKED_ONE : out_of_memory(u);
}

/* The next file in the member that is open; one that is only compressed keeps the member's name. */
static enum unpacked next_inner(struct unpacker *u, const char **name) {
    struct archive_entry *entry;
    if (u->is_single) return UNPACKED_END;
    enum unpacked got = next_header(u, u->inner, &entry);
    *name = u->member;
    if (got != UNPACKED_ONE) return got;
    u->is_single = is_raw(u->inner);
    if (u->is_single) return UNPACKED_ONE;
    free(u->name);
    *name = u->name = name_of(u, entry, u->member);
    return u->name ? UNPACKED_ONE : out_of_memory(u);
}

enum unpacked unpack_next(struct unpacker *u, const char **name) {
    *name = NULL;
    for (;;) {
        if (u->inner) {
            enum unpacked got = next_inner(u, name);
            if (got == UNPACKED_DAMAGED) u->is_single = true; /* nothing else can be read of it */
            if (got != UNPACKED_END) return got;
            close_inner(u);
        }
        if (u->is_over) return UNPACKED_END;
        struct archive_entry *entry;
        u->head = (struct slice){NULL, 0};
        enum unpacked got = next_header(u, u->outer, &entry);
        if (got != UNPACKED_ONE) return got;
        if (is_raw(u->outer)) return UNPACKED_ONE;
        free(u->member);
        *name = u->member = name_of(u, entry, NULL);
        if (!u->member) return out_of_memory(u);
        if (enter_member(u) == UNPACKED_DAMAGED) return UNPACKED_DAMAGED;
        if (!u->inner) return UNPACKED_ONE;
    }
}

enum unpacked unpack_data(struct unpacker *u, struct slice *bytes) {
    if (u->inner) return next_block(u, u->inner, bytes);
    *bytes = u->head;
    u->head = (struct slice){NULL, 0};
    return bytes->size ? UNPACKED_ONE : next_block(u, u->outer, bytes);
}
