#include "engine/unpack.h"

#include "engine/decompress.h"
#include "engine/error.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

struct unpacker {
    unpack_read_fn read;
    void *data;
    struct slice first; /* of the packed file: bytes that were looked at and are yet to be given */
    struct decompressor *outer_stream, *inner_stream; /* NULL: libarchive unpacks it */
    const char *outer_packing, *inner_packing;        /* "xz" */
    bool outer_told, inner_told;                      /* that a stream is damaged */
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
        {0, 4, "\x50\x2A\x4D\x18", "zstd"}, /* pzstd's */
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

/* ---- archives, and what they read from ---- */

static bool packed_bytes(void *data, struct slice *bytes) {
    struct unpacker *u = data;
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
    bool read =
        u->outer_stream ? decompressor_bytes(u->outer_stream, &chunk) : packed_bytes(u, &chunk);
    if (!read) {
        archive_set_error(archive, errno, "%s", strerror(errno));
        return -1;
    }
    *bytes = chunk.at;
    return (la_ssize_t) chunk.size;
}

static bool is_cut_off(const struct decompressor *stream) {
    bool is_cut;
    return decompressor_damage(stream, &is_cut) && is_cut;
}

/* How much a cut takes that lay before it. */
static const char *block_of(const struct decompressor *stream, const char *kind) {
    if (stream) return decompressor_block(stream);
    return kind && strcmp(kind, "LZ4") == 0 ? "4 MB" : NULL;
}

/* Where in the packed file it cannot be read, and why. */
static void tell_damage(struct unpacker *u, struct archive *archive, const char *why) {
    const char *kind = archive == u->outer ? u->outer_packing : u->inner_packing;
    uint64_t place = u->outer_stream ? u->taken - decompressor_unused(u->outer_stream)
                                     : (uint64_t) archive_filter_bytes(u->outer, -1);
    bool is_cut = u->is_used_up;
    if (archive == u->inner) is_cut = u->inner_stream && is_cut_off(u->inner_stream);
    const char *block = block_of(archive == u->outer ? u->outer_stream : u->inner_stream, kind);
    if (is_cut && archive == u->inner)
        snprintf(u->damage, sizeof u->damage, "the %s data in the archive is cut off%s%s", kind,
                 block ? " with up to " : "", block ? block : "");
    else if (is_cut)
        snprintf(u->damage, sizeof u->damage, "the %s data is cut off after %" PRIu64 " bytes%s%s",
                 kind ? kind : "packed", u->taken, block ? "; a block before is lost, up to " : "",
                 block ? block : "");
    else
        snprintf(u->damage, sizeof u->damage, "the %s data is damaged near byte %" PRIu64 "%s%s",
                 kind ? kind : "packed", place, why && *why ? ": " : "", why ? why : "");
}

static enum unpacked damaged(struct unpacker *u, struct archive *archive, int got) {
    tell_damage(u, archive, archive_error_string(archive));
    u->is_over |= archive == u->outer && got == ARCHIVE_FATAL;
    return UNPACKED_DAMAGED;
}

/* A stream may have ended before its end, which is told once. */
static enum unpacked at_end(struct unpacker *u, struct archive *archive) {
    const struct decompressor *stream = archive == u->outer ? u->outer_stream : u->inner_stream;
    bool *is_told = archive == u->outer ? &u->outer_told : &u->inner_told, is_cut;
    const char *damage = stream ? decompressor_damage(stream, &is_cut) : NULL;
    if (!damage || *is_told) return UNPACKED_END;
    *is_told = true;
    tell_damage(u, archive, damage);
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

static bool member_bytes(void *data, struct slice *bytes) {
    struct unpacker *u = data;
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
    bool read =
        u->inner_stream ? decompressor_bytes(u->inner_stream, &block) : member_bytes(u, &block);
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
    bool is_stream = read(data, &u->first) && decompressor_knows(u->first);
    u->outer_packing = packing_of(u->first); /* what cannot be read fails again */
    if (is_stream) u->outer_stream = decompressor_new(u->first, packed_bytes, u);
    if (u->outer_stream || !is_stream) u->outer = open_archive(outer_bytes, u);
    if (!u->outer) {
        unpack_close(u);
        return fail_memory(err, "an archive");
    }
    *out = u;
    return LOCKSTEP_OK;
}

static void close_inner(struct unpacker *u) {
    if (u->inner) archive_read_free(u->inner);
    decompressor_free(u->inner_stream);
    u->inner = NULL;
    u->inner_stream = NULL;
    u->head = (struct slice){NULL, 0};
    u->is_single = false;
}

void unpack_close(struct unpacker *u) {
    if (!u) return;
    close_inner(u);
    if (u->outer) archive_read_free(u->outer);
    decompressor_free(u->outer_stream);
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
    u->inner_told = false;
    bool is_stream = decompressor_knows(u->head);
    if (is_stream) u->inner_stream = decompressor_new(u->head, member_bytes, u);
    if (is_stream && !u->inner_stream) return out_of_memory(u);
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
