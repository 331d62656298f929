#include "engine/sections.h"

#include "engine/arena.h"
#include "engine/error.h"
#include "engine/memory.h"
#include "engine/ordered.h"

#include <stdlib.h>
#include <unistd.h>
#include <xxhash.h>

static const char magic[8] = "lockstep";

struct header {
    char magic[8];
    uint32_t version, sections;
    uint64_t table, hash;
};

static uint64_t hash_header(const struct header *header, const struct section *table) {
    uint64_t before = XXH3_64bits(header, offsetof(struct header, hash));
    return XXH3_64bits_withSeed(table, header->sections * sizeof *table, before);
}

enum { PIECE = 256 * 1024 }; /* stays in the caches between what is done with it */

/* ---- writing ---- */

static lockstep_status write_bytes(FILE *file, const char *bytes, size_t size, uint64_t *hash) {
    XXH3_state_t *state = XXH3_createState();
    if (!state) return LOCKSTEP_ENOMEM;
    XXH3_64bits_reset(state);
    for (size_t at = 0, piece; at < size; at += piece, memory_keep()) {
        piece = size - at < PIECE ? size - at : PIECE;
        fwrite(bytes + at, piece, 1, file);
        XXH3_64bits_update(state, bytes + at, piece);
    }
    *hash = XXH3_64bits_digest(state);
    XXH3_freeState(state);
    return LOCKSTEP_OK;
}

void sections_begin(struct sections_writer *writer, FILE *file) {
    static const struct header blank;
    *writer = (struct sections_writer){.file = file, .offset = sizeof blank};
    fwrite(&blank, sizeof blank, 1, file);
}

void section_write(struct sections_writer *writer, struct section_name name, const void *bytes,
                   size_t count, size_t size) {
    if (writer->status != LOCKSTEP_OK) return;
    struct section *items = grow(writer->items, &writer->room, writer->count + 1, sizeof *items);
    if (!items) {
        writer->status = LOCKSTEP_ENOMEM;
        return;
    }
    writer->items = items;
    struct section *section = &items[writer->count++];
    *section = (struct section){name, writer->offset, count * size, 0};
    writer->status = write_bytes(writer->file, bytes, count * size, &section->hash);
    writer->offset += count * size;
}

lockstep_status sections_end(struct sections_writer *writer, lockstep_error *err) {
    struct header header = {
        .version = SECTIONS_VERSION, .sections = (uint32_t) writer->count, .table = writer->offset};
    memcpy(header.magic, magic, sizeof magic);
    header.hash = hash_header(&header, writer->items);
    if (writer->count) fwrite(writer->items, sizeof *writer->items, writer->count, writer->file);
    free(writer->items);
    if (writer->status == LOCKSTEP_ENOMEM) return fail_memory(err, "the archive");
    if (fseek(writer->file, 0, SEEK_SET) != 0) return fail_io(err, "the archive");
    fwrite(&header, sizeof header, 1, writer->file);
    return fflush(writer->file) != 0 || ferror(writer->file) ? fail_io(err, "the archive")
                                                             : LOCKSTEP_OK;
}

/* ---- reading ---- */

bool sections_are(const char *path) {
    char start[sizeof magic];
    FILE *file = fopen(path, "rb");
    bool are =
        file && fread(start, sizeof start, 1, file) == 1 && memcmp(start, magic, sizeof magic) == 0;
    if (file) fclose(file);
    return are;
}

lockstep_status sections_damaged(const struct sections *sections, lockstep_error *err) {
    return fail_at(err, LOCKSTEP_EINPUT, sections->path, 0,
                   "the archive is damaged: ingest the input again");
}

/* The table ends where the file does, and each section begins where the one before it ends. */
static bool is_whole(const struct sections *sections, const struct header *header, uint64_t size) {
    uint64_t offset = sizeof *header;
    for (size_t i = 0; i < sections->count; i++) {
        if (sections->items[i].offset != offset || sections->items[i].size > size - offset)
            return false;
        offset += sections->items[i].size;
    }
    return offset == header->table && size - offset == sections->count * sizeof *sections->items;
}

static lockstep_status read_table(struct sections *sections, const struct header *header,
                                  lockstep_error *err) {
    if (fseek(sections->file, 0, SEEK_END) != 0) return fail_io(err, sections->path);
    uint64_t size = (uint64_t) ftell(sections->file);
    if (header->table > size || header->sections > (size - header->table) / sizeof(struct section))
        return sections_damaged(sections, err);
    sections->count = header->sections;
    sections->items = calloc(sections->count + 1, sizeof *sections->items);
    sections->intact = calloc(sections->count + 1, sizeof *sections->intact);
    if (!sections->items || !sections->intact) return fail_memory(err, "the archive");
    if (fseek(sections->file, (long) header->table, SEEK_SET) != 0 ||
        fread(sections->items, sizeof *sections->items, sections->count, sections->file) !=
            sections->count ||
        hash_header(header, sections->items) != header->hash || !is_whole(sections, header, size))
        return sections_damaged(sections, err);
    return LOCKSTEP_OK;
}

lockstep_status sections_open(struct sections *out, const char *path, lockstep_error *err) {
    struct header header;
    *out = (struct sections){.path = path, .file = fopen(path, "rb")};
    if (!out->file) return fail_io(err, path);
    if (fread(&header, sizeof header, 1, out->file) != 1) return sections_damaged(out, err);
    if (header.version != SECTIONS_VERSION)
        return fail_at(err, LOCKSTEP_EINPUT, path, 0,
                       "an archive of version %u, which this lockstep does not read: ingest the "
                       "input again, or take a newer lockstep",
                       header.version);
    return read_table(out, &header, err);
}

static struct section *find(const struct sections *sections, struct section_name name) {
    for (size_t i = 0; i < sections->count; i++)
        if (sections->items[i].name.kind == name.kind &&
            sections->items[i].name.number == name.number)
            return &sections->items[i];
    return NULL;
}

lockstep_status section_count(size_t *count, const struct sections *sections,
                              struct section_name name, size_t size, lockstep_error *err) {
    const struct section *section = find(sections, name);
    *count = section ? (size_t) section->size / size : 0;
    return section && section->size % size == 0 ? LOCKSTEP_OK : sections_damaged(sections, err);
}

static bool read_piece(int file, char *bytes, size_t size, uint64_t offset) {
    while (size) {
        ssize_t taken = pread(file, bytes, size, (off_t) offset);
        if (taken <= 0) return false;
        bytes += taken, offset += (uint64_t) taken, size -= (size_t) taken;
    }
    return true;
}

/* Reads a section to `bytes`, or where they are `room` for a piece, one piece after the other. */
static bool read_bytes(const struct sections *sections, const struct section *section, char *bytes,
                       bool room, XXH3_state_t *state) {
    XXH3_64bits_reset(state);
    for (uint64_t at = 0, piece; at < section->size && !sections->beside.is_over; at += piece) {
        char *to = room ? bytes : bytes + at;
        piece = section->size - at < PIECE ? section->size - at : PIECE;
        if (!read_piece(fileno(sections->file), to, (size_t) piece, section->offset + at))
            return false;
        XXH3_64bits_update(state, to, (size_t) piece);
        memory_keep();
    }
    return XXH3_64bits_digest(state) == section->hash;
}

static lockstep_status take_section(const struct sections *sections, const struct section *section,
                                    char *bytes, bool room, lockstep_error *err) {
    XXH3_state_t *state = XXH3_createState();
    if (!state) return fail_memory(err, "the archive");
    bool intact = read_bytes(sections, section, bytes, room, state);
    XXH3_freeState(state);
    return intact ? LOCKSTEP_OK : sections_damaged(sections, err);
}

lockstep_status section_read(void **items, size_t *count, struct sections *sections,
                             struct section_name name, size_t size, lockstep_error *err) {
    const struct section *section = find(sections, name);
    *items = NULL, *count = 0;
    if (!section || section->size % size || section->size > SIZE_MAX / 2)
        return sections_damaged(sections, err);
    char *bytes = malloc((size_t) section->size + size);
    if (!bytes) return fail_memory(err, "the archive");
    memset(bytes + section->size, 0, size);
    lockstep_status status = take_section(sections, section, bytes, false, err);
    if (status != LOCKSTEP_OK) {
        free(bytes);
        return status;
    }
    sections->intact[section - sections->items] = true;
    *items = bytes;
    *count = (size_t) section->size / size;
    return LOCKSTEP_OK;
}

/* ---- what was not read */

struct checking {
    struct sections *sections;
    size_t next;
};

struct check {
    size_t section;
    char *room; /* for a piece */
};

static lockstep_status next_unread(void *data, void *item, bool *end, lockstep_error *err) {
    struct checking *c = data;
    while (c->next < c->sections->count && c->sections->intact[c->next])
        c->next++;
    *end = c->next == c->sections->count;
    ((struct check *) item)->section = c->next++;
    return check_interrupt(err);
}

static lockstep_status check_section(struct sections *sections, struct check *check,
                                     lockstep_error *err) {
    if (!check->room) check->room = malloc(PIECE);
    if (!check->room) return fail_memory(err, "the archive");
    TRY(take_section(sections, &sections->items[check->section], check->room, true, err));
    sections->intact[check->section] = true;
    return LOCKSTEP_OK;
}

static lockstep_status check_next(void *data, void *item, lockstep_error *err) {
    const struct checking *c = data;
    return check_section(c->sections, item, err);
}

static void release_check(void *item) {
    free(((struct check *) item)->room);
}

static void *work_beside(void *data) {
    struct sections *sections = data;
    struct beside *beside = &sections->beside;
    struct check check = {0};
    for (size_t i = 0; i < sections->count && !beside->is_over; i++) {
        check.section = i;
        if (beside->left[i] && beside->status == LOCKSTEP_OK)
            beside->status = check_section(sections, &check, &beside->err);
    }
    release_check(&check);
    return NULL;
}

lockstep_status sections_check_beside(struct sections *sections,
                                      bool (*is_left)(struct section_name, const void *),
                                      const void *data, lockstep_error *err) {
    struct beside *beside = &sections->beside;
    beside->left = calloc(sections->count + 1, 1);
    if (!beside->left) return fail_memory(err, "the archive");
    for (size_t i = 0; i < sections->count; i++)
        beside->left[i] = is_left(sections->items[i].name, data);
    beside->is_running = pthread_create(&beside->thread, NULL, work_beside, sections) == 0;
    return LOCKSTEP_OK;
}

static void await_beside(struct beside *beside) {
    if (beside->is_running) pthread_join(beside->thread, NULL);
    beside->is_running = false;
}

lockstep_status sections_check(struct sections *sections, unsigned threads, lockstep_error *err) {
    struct checking checking = {sections, 0};
    struct ordered job = {&checking,  sizeof(struct check), next_unread,
                          check_next, ordered_keep_nothing, release_check};
    await_beside(&sections->beside);
    if (sections->beside.status != LOCKSTEP_OK) {
        if (err) *err = sections->beside.err;
        return sections->beside.status;
    }
    return ordered_run(&job, threads, err);
}

void sections_close(struct sections *sections) {
    sections->beside.is_over = true;
    await_beside(&sections->beside);
    if (sections->file) fclose(sections->file);
    free(sections->items), free(sections->intact), free(sections->beside.left);
    *sections = (struct sections){0};
}

/* ---- numbers and texts inside a section ---- */

void pack_number(struct buffer *out, uint64_t number) {
    buffer_append(out, (struct slice){(const char *) &number, sizeof number});
}

void pack_text(struct buffer *out, struct slice text) {
    pack_number(out, text.size);
    buffer_append(out, text);
}

static struct slice unpack(struct unpacking *from, uint64_t size) {
    if (size > from->rest.size) {
        from->failed = true;
        return SLICE("");
    }
    struct slice taken = {from->rest.at, (size_t) size};
    from->rest = (struct slice){from->rest.at + size, from->rest.size - (size_t) size};
    return taken;
}

uint64_t unpack_number(struct unpacking *from) {
    uint64_t number = 0;
    struct slice bytes = unpack(from, sizeof number);
    if (bytes.size) memcpy(&number, bytes.at, sizeof number);
    return number;
}

struct slice unpack_text(struct unpacking *from) {
    return unpack(from, unpack_number(from));
}
