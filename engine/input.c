#include "engine/input.h"

#include "engine/buffer.h"
#include "engine/encoding.h"
#include "engine/error.h"
#include "engine/hasher.h"
#include "engine/unpack.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    BLOCK_SIZE = 256 << 10, /* its records stay in the cache */
    RECORD_LIMIT = 256 << 20,
    HEAD_SIZE = 4 << 20, /* what a format is recognised from */
    CHUNK_SIZE = 256 << 10,
    MAGIC_SIZE = 512
};

/* One file to read; a folder on the command line gives several. */
struct file {
    char *path;
    size_t named;  /* index of the path on the command line */
    bool is_alone; /* it is that path itself */
    int64_t size;  /* -1 unknown */
    dev_t device;
    ino_t node;
    const char *same_as; /* a file before it that is the same; NULL: none is */
};

struct input {
    const struct lockstep_settings *settings;
    struct sources *sources;
    struct file *files;
    size_t file_count, file_room;
    struct reader **readers; /* of all sources so far: blocks refer to them */
    size_t reader_count, reader_room;
    size_t block_size, record_limit;
    _Atomic uint64_t done; /* bytes read from disk */

    /* the path of the command line being read */
    size_t recognised;      /* sources that hold records */
    lockstep_error refusal; /* why the first of the others does not */

    /* the file being read */
    size_t file; /* the next one when fd is -1 */
    int fd;
    struct hasher *hasher; /* NULL: no hash is wanted */
    char *chunk;
    size_t magic_size; /* bytes in `chunk` that were looked at and are yet to be read */
    size_t first_source;
    struct unpacker *unpacker; /* NULL: a plain file */
    int failed_read;           /* errno of a read that the unpacker asked for; 0: none failed */
    uint64_t packed_from, unpacked; /* `done` when the file was begun; bytes that came out of it */
    bool at_file_end;

    /* the source being read */
    struct source *source; /* NULL: none */
    struct reader *reader; /* NULL before it is recognised */
    struct json_split split;
    struct decoder decoder;
    bool is_decoding;     /* the decoder has seen the source's first bytes */
    struct buffer window; /* decoded */
    size_t start;         /* of what is not handed on yet in the window */
    uint64_t line;        /* at `start` */
    bool at_end;          /* of the source */
    bool is_member;       /* of an archive of files */
    bool is_damaged;      /* it ended before its end, and this was not told yet */
    bool is_torn;         /* and in the middle of a line */
    bool skipping;        /* what is left of a line whose record is too large */
    size_t refused;       /* records that are too large, so far */
};

/* ---- which files ---- */

static lockstep_status add_file(struct input *input, const char *path, size_t named, bool is_alone,
                                int64_t size, lockstep_error *err) {
    struct file *files =
        grow(input->files, &input->file_room, input->file_count + 1, sizeof *files);
    if (!files) return fail_memory(err, "file names");
    input->files = files;
    char *copy = strdup(path);
    if (!copy) return fail_memory(err, "file names");
    files[input->file_count++] =
        (struct file){.path = copy, .named = named, .is_alone = is_alone, .size = size};
    return LOCKSTEP_OK;
}

/* The folders gone through so far: a symbolic link may lead back to one. */
struct visited {
    struct stat *items;
    size_t count, room;
};

/* False also when memory is out: then `items` is NULL. */
static bool visit(struct visited *visited, const struct stat *info) {
    for (size_t i = 0; i < visited->count; i++)
        if (visited->items[i].st_dev == info->st_dev && visited->items[i].st_ino == info->st_ino)
            return false;
    struct stat *items = grow(visited->items, &visited->room, visited->count + 1, sizeof *items);
    if (!items) {
        free(visited->items);
        *visited = (struct visited){0};
        return false;
    }
    visited->items = items;
    items[visited->count++] = *info;
    return true;
}

static void note_node(struct file *file, const struct stat *info) {
    file->device = info->st_dev;
    file->node = info->st_ino;
}

static int skip_hidden(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

static int by_bytes(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

static lockstep_status add_folder(struct input *input, const char *path, size_t named,
                                  struct visited *visited, lockstep_error *err);

static lockstep_status add_entry(struct input *input, const char *folder, const char *name,
                                 size_t named, struct visited *visited, lockstep_error *err) {
    size_t size = strlen(folder) + strlen(name) + 2;
    char *path = malloc(size);
    if (!path) return fail_memory(err, "file names");
    bool slash = folder[strlen(folder) - 1] == '/';
    snprintf(path, size, slash ? "%s%s" : "%s/%s", folder, name);
    struct stat info;
    lockstep_status status = LOCKSTEP_OK;
    if (stat(path, &info) != 0) {
        if (errno != ENOENT && errno != ELOOP) status = fail_io(err, path); /* a link to nowhere */
    } else if (S_ISREG(info.st_mode)) {
        status = add_file(input, path, named, false, (int64_t) info.st_size, err);
        if (status == LOCKSTEP_OK) note_node(&input->files[input->file_count - 1], &info);
    } else if (S_ISDIR(info.st_mode) && visit(visited, &info)) {
        status = add_folder(input, path, named, visited, err);
    } else if (!visited->items) {
        status = fail_memory(err, "file names");
    }
    free(path);
    return status;
}

static lockstep_status add_folder(struct input *input, const char *path, size_t named,
                                  struct visited *visited, lockstep_error *err) {
    struct dirent **entries;
    int count = scandir(path, &entries, skip_hidden, by_bytes);
    if (count < 0) return fail_io(err, path);
    lockstep_status status = LOCKSTEP_OK;
    for (int i = 0; i < count; i++) {
        if (status == LOCKSTEP_OK)
            status = add_entry(input, path, entries[i]->d_name, named, visited, err);
        free(entries[i]);
    }
    free(entries);
    return status;
}

static int by_path(const void *a, const void *b) {
    return strcmp(((const struct file *) a)->path, ((const struct file *) b)->path);
}

static int by_node(const void *a, const void *b) {
    const struct file *x = *(struct file *const *) a, *y = *(struct file *const *) b;
    if (x->device != y->device) return x->device < y->device ? -1 : 1;
    if (x->node != y->node) return x->node < y->node ? -1 : 1;
    return strcmp(x->path, y->path);
}

/* A file that a folder has by several names, links among them, is read by the first. */
static lockstep_status find_same(struct file *files, size_t count, lockstep_error *err) {
    struct file **sorted = malloc(count * sizeof *sorted);
    if (!sorted) return fail_memory(err, "file names");
    for (size_t i = 0; i < count; i++)
        sorted[i] = &files[i];
    qsort(sorted, count, sizeof *sorted, by_node);
    for (size_t i = 1; i < count; i++) {
        const struct file *before = sorted[i - 1];
        bool is_same = before->device == sorted[i]->device && before->node == sorted[i]->node;
        if (!is_same) continue;
        sorted[i]->same_as = before->same_as ? before->same_as : before->path;
        sorted[i]->size = 0; /* of it that is read */
    }
    free(sorted);
    return LOCKSTEP_OK;
}

static lockstep_status add_path(struct input *input, const char *path, size_t named,
                                lockstep_error *err) {
    struct stat info;
    if (strcmp(path, "-") == 0) return add_file(input, path, named, true, -1, err);
    if (stat(path, &info) != 0) return fail_io(err, path);
    if (!S_ISDIR(info.st_mode)) {
        bool regular = S_ISREG(info.st_mode);
        if (regular && info.st_size == 0)
            return fail_at(err, LOCKSTEP_EINPUT, path, 0, "the file is empty");
        return add_file(input, path, named, true, regular ? (int64_t) info.st_size : -1, err);
    }
    struct visited visited = {0};
    size_t first = input->file_count;
    lockstep_status status = visit(&visited, &info) ? add_folder(input, path, named, &visited, err)
                                                    : fail_memory(err, "file names");
    free(visited.items);
    TRY(status);
    if (input->file_count == first)
        return fail_at(err, LOCKSTEP_EINPUT, path, 0, "the folder holds no file");
    qsort(input->files + first, input->file_count - first, sizeof *input->files, by_path);
    TRY(find_same(input->files + first, input->file_count - first, err));
    return LOCKSTEP_OK;
}

lockstep_status input_open(struct input **out, struct sources *sources,
                           const struct lockstep_settings *settings, const char *const *paths,
                           size_t count, lockstep_error *err) {
    struct input *input = calloc(1, sizeof *input);
    if (!input) return fail_memory(err, "the input");
    *input = (struct input){.settings = settings,
                            .sources = sources,
                            .block_size = BLOCK_SIZE,
                            .record_limit = RECORD_LIMIT,
                            .fd = -1};
    lockstep_status status = LOCKSTEP_OK;
    input->chunk = malloc(CHUNK_SIZE);
    if (!input->chunk) status = fail_memory(err, "the input");
    for (size_t i = 0; i < count && status == LOCKSTEP_OK; i++)
        status = add_path(input, paths[i], i, err);
    if (status != LOCKSTEP_OK) {
        input_close(input);
        return status;
    }
    *out = input;
    return LOCKSTEP_OK;
}

lockstep_status input_hash(struct input *input, lockstep_error *err) {
    return hasher_new(&input->hasher, input->settings->threads != 1, err);
}

void input_set_sizes(struct input *input, size_t block, size_t record) {
    input->block_size = block;
    input->record_limit = record;
}

void input_progress(const struct input *input, uint64_t *done, uint64_t *total) {
    *done = input->done;
    *total = 0;
    for (size_t i = 0; i < input->file_count; i++) {
        if (input->files[i].size < 0) {
            *total = 0;
            return;
        }
        *total += (uint64_t) input->files[i].size;
    }
}

/* ---- bytes as they lie on disk ---- */

/* Waits for bytes of a pipe, in short turns: the signal that ends the wait may have reached another
 * thread. */
static bool await_bytes(int fd) {
    enum { TURN = 100 }; /* milliseconds */
    struct pollfd waiting = {.fd = fd, .events = POLLIN};
    int ready;
    do {
        ready = poll(&waiting, 1, TURN);
        if (check_interrupt(NULL) == LOCKSTEP_OK) continue;
        errno = EINTR;
        return false;
    } while (ready == 0 || (ready < 0 && errno == EINTR));
    return ready > 0;
}

/* The bytes got, 0 at the end, -1 with errno. */
static ssize_t read_disk(struct input *input, char *to, size_t room) {
    ssize_t got;
    do {
        if (!await_bytes(input->fd)) return -1;
        got = read(input->fd, to, room);
    } while (got < 0 && (errno == EINTR || errno == EAGAIN));
    if (got <= 0) return got;
    if (input->hasher) hasher_add(input->hasher, (struct slice){to, (size_t) got});
    input->done += (uint64_t) got;
    return got;
}

/* The next bytes of the file into `chunk`: first those that were looked at. */
static ssize_t next_chunk(struct input *input) {
    size_t looked_at = input->magic_size;
    input->magic_size = 0;
    return looked_at ? (ssize_t) looked_at : read_disk(input, input->chunk, CHUNK_SIZE);
}

/* For the unpacker. */
static bool disk_bytes(void *data, struct slice *bytes) {
    struct input *input = data;
    ssize_t got = next_chunk(input);
    input->failed_read = got < 0 ? errno : 0;
    *bytes = (struct slice){input->chunk, got > 0 ? (size_t) got : 0};
    return got >= 0;
}

static const char *file_path(const struct input *input) {
    return input->files[input->file].path;
}

static lockstep_status fail_read(const struct input *input, lockstep_error *err) {
    int reason = errno;
    TRY(check_interrupt(err));
    errno = reason;
    return fail_io(err, file_path(input));
}

static lockstep_status open_file(struct input *input, lockstep_error *err) {
    const char *path = file_path(input);
    const int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK; /* a named pipe may have no writer yet */
    input->fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, flags);
    if (input->fd < 0) return fail_io(err, path);
    input->first_source = input->sources->count;
    input->at_file_end = false;
    input->magic_size = 0;
    input->packed_from = input->done;
    input->unpacked = 0;
    while (input->magic_size < MAGIC_SIZE) {
        ssize_t got =
            read_disk(input, input->chunk + input->magic_size, CHUNK_SIZE - input->magic_size);
        if (got < 0) return fail_read(input, err);
        if (got == 0) break;
        input->magic_size += (size_t) got;
    }
    struct slice head = {input->chunk, input->magic_size};
    return unpack_knows(head) ? unpack_open(&input->unpacker, disk_bytes, input, err) : LOCKSTEP_OK;
}

/* Every path of the command line must have given records. */
static lockstep_status check_path(struct input *input, lockstep_error *err) {
    bool same = input->file < input->file_count &&
                input->files[input->file].named == input->files[input->file - 1].named;
    if (same) return LOCKSTEP_OK;
    const lockstep_error *refusal = &input->refusal;
    if (input->recognised == 0 && refusal->status != LOCKSTEP_OK)
        return fail_at(err, refusal->status, refusal->source, refusal->line,
                       "%s (and no other file there holds post records)", refusal->text);
    if (input->recognised == 0)
        return fail_at(err, LOCKSTEP_EINPUT, input->files[input->file - 1].path, 0,
                       "nothing is in the archive");
    input->recognised = 0;
    input->refusal = (lockstep_error){0};
    return LOCKSTEP_OK;
}

/* Gives the file's hash to its sources. What an archive did not need is read too. */
static lockstep_status close_file(struct input *input, lockstep_error *err) {
    char hash[HASH_TEXT] = "";
    ssize_t got;
    while ((got = read_disk(input, input->chunk, CHUNK_SIZE)) > 0)
        ;
    if (got < 0) return fail_read(input, err);
    if (input->hasher) hasher_end(input->hasher, hash);
    for (size_t i = input->first_source; i < input->sources->count; i++)
        memcpy(input->sources->items[i]->sha256, hash, sizeof hash);
    unpack_close(input->unpacker);
    input->unpacker = NULL;
    close(input->fd);
    input->fd = -1;
    input->file++;
    return check_path(input, err);
}

/* ---- sources ---- */

static lockstep_status add_source(struct input *input, const char *member, lockstep_error *err) {
    struct sources *sources = input->sources;
    struct source **items = grow(sources->items, &sources->room, sources->count + 1, sizeof *items);
    if (!items) return fail_memory(err, "sources");
    sources->items = items;
    const char *path = file_path(input);
    size_t size = strlen(path) + (member ? strlen(member) + 1 : 0) + 1;
    struct source *source = calloc(1, sizeof *source);
    char *name = source ? malloc(size) : NULL;
    if (!name) {
        free(source);
        return fail_memory(err, "sources");
    }
    snprintf(name, size, member ? "%s!%s" : "%s", path, member);
    source->name = name;
    items[sources->count++] = input->source = source;
    input->reader = NULL;
    buffer_clear(&input->window);
    input->start = 0;
    input->at_end = input->skipping = input->is_decoding = input->is_damaged = false;
    input->is_torn = false;
    input->refused = 0;
    return LOCKSTEP_OK;
}

/* Says why a source gives no records. */
static lockstep_status leave_out(struct source *source, const char *why, lockstep_error *err) {
    free(source->left_out);
    source->left_out = strdup(why);
    return source->left_out ? LOCKSTEP_OK : fail_memory(err, "sources");
}

/* A source that holds no records is passed over, unless it is what the command line names. */
static lockstep_status pass_over(struct input *input, const lockstep_error *why,
                                 lockstep_error *err) {
    bool alone = input->files[input->file].is_alone && !input->is_member;
    if (why->status != LOCKSTEP_EINPUT || alone)
        return fail_at(err, why->status, why->source, why->line, "%s", why->text);
    if (input->refusal.status == LOCKSTEP_OK) input->refusal = *why;
    TRY(leave_out(input->source, why->text, err));
    input->source = NULL;
    return LOCKSTEP_OK;
}

/* Nothing of it could be unpacked. */
static lockstep_status pass_over_damaged(struct input *input, lockstep_error *err) {
    lockstep_error why = {0};
    (void) fail_at(&why, LOCKSTEP_EINPUT, input->source->name, 0, "%s",
                   unpack_damage(input->unpacker));
    return pass_over(input, &why, err);
}

/* What cannot be unpacked: the disk's fault, or the archive's, which ends a strict run. */
static lockstep_status check_damage(struct input *input, lockstep_error *err) {
    if (input->failed_read) {
        errno = input->failed_read;
        return fail_read(input, err);
    }
    TRY(check_interrupt(err));
    if (!input->settings->strict) return LOCKSTEP_OK;
    return fail_at(err, LOCKSTEP_EINPUT, input->source->name, input->line, "%s",
                   unpack_damage(input->unpacker));
}

/* The archive's next file; no source at its end. */
static lockstep_status next_member(struct input *input, lockstep_error *err) {
    const char *name;
    enum unpacked got = unpack_next(input->unpacker, &name);
    if (got == UNPACKED_END) {
        input->at_file_end = true;
        return LOCKSTEP_OK;
    }
    TRY(add_source(input, name, err));
    input->is_member = name != NULL;
    if (got == UNPACKED_ONE) return LOCKSTEP_OK;
    input->line = 0;
    TRY(check_damage(input, err));
    return pass_over_damaged(input, err);
}

/* Its rows would count twice. */
static lockstep_status pass_over_same(struct input *input, lockstep_error *err) {
    char why[256];
    snprintf(why, sizeof why, "the same file as %.200s", input->files[input->file].same_as);
    TRY(add_source(input, NULL, err));
    TRY(leave_out(input->source, why, err));
    input->source = NULL;
    input->file++;
    return check_path(input, err);
}

/* Goes on to the next source; none when all are read. */
static lockstep_status next_source(struct input *input, lockstep_error *err) {
    input->source = NULL;
    while (!input->source) {
        if (input->fd >= 0 && input->at_file_end) TRY(close_file(input, err));
        if (input->fd < 0) {
            if (input->file == input->file_count) return LOCKSTEP_OK;
            if (input->files[input->file].same_as) {
                TRY(pass_over_same(input, err));
                continue;
            }
            TRY(open_file(input, err));
        }
        if (input->unpacker) {
            TRY(next_member(input, err));
        } else {
            TRY(add_source(input, NULL, err));
            input->is_member = false;
            input->at_file_end = true; /* once the source is read */
        }
    }
    return LOCKSTEP_OK;
}

/* ---- the window ---- */

static struct slice window(const struct input *input) {
    return (struct slice){input->window.bytes + input->start, input->window.size - input->start};
}

/* A few bytes that unpack to gigabytes are made to fill a disk or a memory. */
static lockstep_status check_ratio(struct input *input, size_t size, lockstep_error *err) {
    enum { HARMLESS = 64 << 20 };
    uint64_t packed = input->done - input->packed_from;
    input->unpacked += size;
    if (input->unpacked < HARMLESS ||
        input->unpacked / input->settings->max_ratio <= (packed ? packed : 1))
        return LOCKSTEP_OK;
    return fail_at(
        err, LOCKSTEP_ELIMIT, input->source->name, 0,
        "%llu bytes unpack to %llu and more, above --max-ratio %u: a decompression bomb, "
        "unless you know better and name a larger ratio",
        (unsigned long long) packed, (unsigned long long) input->unpacked,
        input->settings->max_ratio);
}

static lockstep_status unpacked_bytes(struct input *input, struct slice *bytes,
                                      lockstep_error *err) {
    enum unpacked got = unpack_data(input->unpacker, bytes);
    input->at_end = got != UNPACKED_ONE;
    if (got == UNPACKED_ONE) return check_ratio(input, bytes->size, err);
    *bytes = (struct slice){NULL, 0};
    if (got == UNPACKED_END) return LOCKSTEP_OK;
    input->is_damaged = true;
    return check_damage(input, err);
}

/* The next decoded bytes of the source; size 0 at its end. */
static lockstep_status next_bytes(struct input *input, struct slice *bytes, lockstep_error *err) {
    if (input->unpacker) return unpacked_bytes(input, bytes, err);
    ssize_t got = next_chunk(input);
    if (got < 0) return fail_read(input, err);
    input->at_end = got == 0;
    *bytes = (struct slice){input->chunk, (size_t) got};
    return LOCKSTEP_OK;
}

/* What is left of the last character, and the last line's newline. */
static void end_text(struct input *input) {
    struct buffer *window = &input->window;
    if (!input->at_end || !input->is_decoding) return;
    decoder_end(&input->decoder, window);
    if (!window->size || window->bytes[window->size - 1] == '\n') return;
    buffer_byte(window, '\n');
    input->is_torn = input->is_damaged;
}

/* Whether the file's bytes are the window's, so that they are read to where they are wanted. */
static bool is_plain(const struct input *input) {
    return !input->unpacker && !input->magic_size && input->is_decoding &&
           input->decoder.encoding == ENCODING_UTF8;
}

static lockstep_status read_plain(struct input *input, size_t size, lockstep_error *err) {
    enum { MOST = 1 << 20 }; /* at one go: there may be less */
    struct buffer *window = &input->window;
    if (size > MOST) size = MOST;
    char *room = buffer_room(window, size);
    if (!room) return fail_memory(err, "input");
    ssize_t got = read_disk(input, room, size);
    if (got < 0) return fail_read(input, err);
    input->at_end = got == 0;
    input->source->bytes += (size_t) got;
    window->size += (size_t) got;
    decoder_pass(&input->decoder, window, window->size - (size_t) got);
    return LOCKSTEP_OK;
}

static lockstep_status read_decoded(struct input *input, lockstep_error *err) {
    struct slice bytes;
    TRY(next_bytes(input, &bytes, err));
    input->source->bytes += bytes.size;
    if (input->is_decoding)
        decoder_run(&input->decoder, bytes, &input->window);
    else
        buffer_append(&input->window, bytes);
    return LOCKSTEP_OK;
}

/* Reads until the window holds `wanted` bytes or the source ends. */
static lockstep_status fill(struct input *input, size_t wanted, lockstep_error *err) {
    struct buffer *decoded = &input->window;
    if (input->start > 0) {
        decoded->size -= input->start;
        memmove(decoded->bytes, decoded->bytes + input->start, decoded->size);
        input->start = 0;
    }
    while (!input->at_end && decoded->size < wanted) {
        TRY(is_plain(input) ? read_plain(input, wanted - decoded->size, err)
                            : read_decoded(input, err));
        end_text(input);
        if (decoded->failed) return fail_memory(err, "input");
    }
    return LOCKSTEP_OK;
}

/* Converts what the window holds, from which the encoding shows. */
static lockstep_status start_decoding(struct input *input, lockstep_error *err) {
    if (input->is_decoding) return LOCKSTEP_OK;
    TRY(fill(input, HEAD_SIZE, err));
    struct buffer raw = input->window, *window = &input->window;
    *window = (struct buffer){0};
    decoder_start(&input->decoder, buffer_slice(&raw));
    decoder_run(&input->decoder, buffer_slice(&raw), window);
    buffer_release(&raw);
    input->is_decoding = true;
    end_text(input);
    input->source->encoding = encoding_name(input->decoder.encoding);
    return window->failed ? fail_memory(err, "input") : LOCKSTEP_OK;
}

/* Whether what is read so far shows the format: a whole line, or JSON, which may be one long line.
 */
static bool shows_format(struct slice head) {
    size_t i = 0;
    while (i < head.size && (strchr(" \t\r\n", head.at[i]) || (unsigned char) head.at[i] >= 0x80))
        i++;
    if (i < head.size && (head.at[i] == '{' || head.at[i] == '[')) return true;
    return memchr(head.at, '\n', head.size) != NULL;
}

/* What became of a table's columns. */
static lockstep_status tell_columns(struct source *source, const struct reader *reader,
                                    lockstep_error *err) {
    source->unused = strdup(reader_unused(reader, &source->unused_count));
    source->taken = strdup(reader_taken(reader));
    source->set_aside = strdup(reader_set_aside(reader));
    bool told = source->unused && source->taken && source->set_aside;
    return told ? LOCKSTEP_OK : fail_memory(err, "columns");
}

/* Opens a reader on the source's first bytes; none when the source was passed over. */
static lockstep_status recognise(struct input *input, lockstep_error *err) {
    size_t wanted = HEAD_SIZE;
    TRY(start_decoding(input, err));
    do {
        TRY(fill(input, wanted, err));
        wanted *= 2;
    } while (!input->at_end && wanted <= input->record_limit && !shows_format(window(input)));
    if (input->is_damaged && !window(input).size) return pass_over_damaged(input, err);
    struct reader **readers =
        grow(input->readers, &input->reader_room, input->reader_count + 1, sizeof *readers);
    if (!readers) return fail_memory(err, "readers");
    input->readers = readers;
    lockstep_error why = {0};
    if (reader_open(&input->reader, input->settings, window(input), input->source->name, &why) !=
        LOCKSTEP_OK)
        return pass_over(input, &why, err);
    readers[input->reader_count++] = input->reader;
    input->recognised++;
    json_split_release(&input->split);
    reader_start(input->reader, &input->split);
    input->source->format = reader_format(input->reader);
    input->source->day_first = reader_day_first(input->reader);
    TRY(tell_columns(input->source, input->reader, err));
    input->start = reader_header(input->reader);
    input->line = 1 + reader_header_lines(input->reader);
    return LOCKSTEP_OK;
}

/* ---- blocks ---- */

static uint64_t count_lines(struct slice text) {
    uint64_t lines = 0;
    const char *end = text.at + text.size;
    for (const char *at = text.at; (at = memchr(at, '\n', (size_t) (end - at))); at++)
        lines++;
    return lines;
}

/* Takes `size` bytes off the window. */
static void hand_on(struct input *input, size_t size) {
    input->line += count_lines((struct slice){window(input).at, size});
    input->start += size;
}

static lockstep_status add_around(struct input *input, struct block *out, lockstep_error *err) {
    struct slice facts = json_split_facts(&input->split);
    if (input->split.failed) return fail_memory(err, "a block");
    if (!facts.at) return LOCKSTEP_OK;
    out->around = calloc(facts.size + BLOCK_PADDING, 1);
    if (!out->around) return fail_memory(err, "a block");
    memcpy(out->around, facts.at, facts.size);
    out->around_size = facts.size;
    return LOCKSTEP_OK;
}

/* A block without bytes yet; the memory of the one before stays. */
static void begin_block(const struct input *input, struct block *out) {
    input->source->nuls = input->decoder.nuls;
    input->source->half_characters = input->decoder.halves;
    *out = (struct block){.source = (uint32_t) (input->sources->count - 1),
                          .origin = input->source,
                          .reader = input->reader,
                          .first_line = input->line,
                          .memory = out->memory};
}

/* What `memory` holds from `start` on. */
static lockstep_status fill_block(struct block *out, size_t start, lockstep_error *err) {
    char *padding = buffer_room(&out->memory, BLOCK_PADDING);
    if (!padding) return fail_memory(err, "a block");
    memset(padding, 0, BLOCK_PADDING);
    out->bytes = out->memory.bytes + start;
    out->size = out->memory.size - start;
    return LOCKSTEP_OK;
}

/* Takes `size` bytes off the window: the window itself, if what is left of it is less, which goes
 * on in the block's old memory. */
static lockstep_status take_block(struct input *input, struct block *out, size_t size,
                                  lockstep_error *err) {
    struct slice text = {window(input).at, size};
    struct slice rest = {text.at + size, window(input).size - size};
    bool is_lent = rest.size < size;
    size_t start = is_lent ? input->start : 0;
    begin_block(input, out);
    input->line += count_lines(text);
    buffer_clear(&out->memory);
    buffer_append(&out->memory, is_lent ? rest : text);
    if (out->memory.failed) return fail_memory(err, "a block");
    input->start += size;
    if (is_lent) {
        struct buffer lent = input->window;
        lent.size = input->start;
        input->window = out->memory;
        input->start = 0;
        out->memory = lent;
    }
    TRY(fill_block(out, start, err));
    return add_around(input, out, err);
}

/* A block that says why what is here cannot be read. */
static lockstep_status make_refusal(struct input *input, struct block *out,
                                    enum reject_reason reason, struct slice shown,
                                    lockstep_error *err) {
    begin_block(input, out);
    out->is_refused = true;
    out->reason = reason;
    buffer_clear(&out->memory);
    buffer_append(&out->memory, shown);
    return out->memory.failed ? fail_memory(err, "a block") : fill_block(out, 0, err);
}

/* The record here is too large; its beginning is shown. */
static lockstep_status refuse_record(struct input *input, struct block *out, lockstep_error *err) {
    enum { SHOWN = 80 };
    struct slice shown = window(input);
    if (shown.size > SHOWN) shown.size = SHOWN;
    input->skipping = true;
    input->refused++;
    return make_refusal(input, out, REJECT_TOO_LARGE, shown, err);
}

/* The source ends before its end, which is told once. */
static lockstep_status tell_damage(struct input *input, struct block *out, lockstep_error *err) {
    if (!input->is_damaged) return LOCKSTEP_OK;
    input->is_damaged = false;
    return make_refusal(input, out, REJECT_CUT_OFF, slice_of(unpack_damage(input->unpacker)), err);
}

/* Drops what is in the window of the line being skipped. */
static void skip_line(struct input *input) {
    struct slice text = window(input);
    const char *newline = memchr(text.at, '\n', text.size);
    input->skipping = !newline;
    hand_on(input, newline ? (size_t) (newline - text.at) + 1 : text.size);
}

/* Each record that is too large costs a look at so many bytes, which must not go on for ever. */
static size_t largest_record(const struct input *input) {
    enum { FEW = 8, MOST_HALVES = 8 };
    size_t halves = input->refused > FEW ? input->refused - FEW : 0;
    size_t limit = input->record_limit >> (halves < MOST_HALVES ? halves : MOST_HALVES);
    return limit > input->block_size ? limit : input->block_size;
}

/* The last row of a damaged table may seem whole: "http://example.org/pa". It goes with what is
 * lost. */
static void drop_torn_row(struct input *input) {
    struct buffer *window = &input->window;
    if (!input->is_torn || !reader_is_table(input->reader)) return;
    input->is_torn = false;
    if (window->size > input->start) window->size--; /* its newline */
    while (window->size > input->start && window->bytes[window->size - 1] != '\n')
        window->size--;
}

/* Rows are short: half a block makes more records of them than a whole one of JSON. */
static size_t usual_size(const struct input *input) {
    return reader_is_table(input->reader) ? (input->block_size + 1) / 2 : input->block_size;
}

/* The next block of the source; size 0 when there is none, or none yet. */
static lockstep_status cut_block(struct input *input, struct block *out, lockstep_error *err) {
    size_t wanted = usual_size(input), whole = 0, limit = largest_record(input);
    for (;; wanted *= 2) {
        if (wanted > limit) wanted = limit;
        TRY(fill(input, wanted, err));
        drop_torn_row(input);
        struct slice text = window(input);
        if (text.size == 0) return tell_damage(input, out, err);
        if (input->skipping) {
            skip_line(input);
            return LOCKSTEP_OK;
        }
        if (text.size > wanted) text.size = wanted;
        struct json_cut cut = reader_cut(input->reader, &input->split, text);
        hand_on(input, cut.skip);
        whole = cut.size;
        if (whole > 0) break;
        if (cut.skip > 0) return LOCKSTEP_OK;
        if (wanted >= limit && window(input).size >= wanted) return refuse_record(input, out, err);
        if (input->at_end && window(input).size <= wanted) {
            whole = window(input).size; /* a quote that is never closed */
            break;
        }
    }
    return take_block(input, out, whole, err);
}

lockstep_status input_next(struct input *input, struct block *out, lockstep_error *err) {
    enum { MOST_BLOCKS = 16 }; /* what a large record needed is not kept */
    free(out->around);
    if (out->memory.room > MOST_BLOCKS * input->block_size) buffer_release(&out->memory);
    *out = (struct block){.memory = out->memory};
    if (!input->source) TRY(next_source(input, err));
    while (input->source) {
        TRY(check_interrupt(err));
        if (!input->reader) {
            TRY(recognise(input, err));
            if (!input->source) TRY(next_source(input, err));
            continue;
        }
        TRY(cut_block(input, out, err));
        if (out->size) break;
        if (input->at_end && window(input).size == 0 && !input->is_damaged)
            TRY(next_source(input, err));
    }
    return LOCKSTEP_OK;
}

void block_release(struct block *block) {
    buffer_release(&block->memory);
    free(block->around);
    *block = (struct block){0};
}

void tally_reject(struct tally *tally, const struct reject *reject) {
    tally->read++;
    if (tally->rejected[reject->reason]++ > 0) return;
    tally->first[reject->reason] = *reject;
    tally->first[reject->reason].record = (struct slice){NULL, 0}; /* goes with its block */
}

struct slice source_name(const struct source *source) {
    const char *name = source->name;
    size_t start = 0;
    if (*name == '/')
        for (size_t i = 0; name[i] && name[i] != '!';
             i++) /* an archive's member keeps its folders */
            if (name[i] == '/') start = i + 1;
    return slice_of(name + start);
}

void sources_release(struct sources *sources) {
    for (size_t i = 0; i < sources->count; i++) {
        free(sources->items[i]->name), free(sources->items[i]->left_out);
        free(sources->items[i]->unused), free(sources->items[i]->taken);
        free(sources->items[i]->set_aside);
        free(sources->items[i]);
    }
    free(sources->items);
    *sources = (struct sources){0};
}

void input_close(struct input *input) {
    if (!input) return;
    for (size_t i = 0; i < input->reader_count; i++)
        reader_close(input->readers[i]);
    for (size_t i = 0; i < input->file_count; i++)
        free(input->files[i].path);
    unpack_close(input->unpacker);
    if (input->fd >= 0) close(input->fd);
    hasher_free(input->hasher);
    buffer_release(&input->window);
    json_split_release(&input->split);
    free(input->readers), free(input->files), free(input->chunk);
    free(input);
}
