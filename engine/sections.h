/* A file of sections, each with its hash: whatever is in it was written by lockstep, and whole.
 *
 *     "lockstep" | version, sections (4 bytes each) | offset of the table, hash (8 each)
 *     the sections, one after the other
 *     the table: kind, number (4 each), offset, size, hash (8 each)
 *
 * The header's hash is of what stands before it and of the table. All hashes are XXH3, 64 bits; all
 * numbers little-endian, as they lie in memory: a machine of the other kind reads a version that it
 * does not know. */
#ifndef LOCKSTEP_ENGINE_SECTIONS_H
#define LOCKSTEP_ENGINE_SECTIONS_H
#include "engine/buffer.h"
#include "engine/lockstep.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

enum { SECTIONS_VERSION = 5 };

/* What a section is called: what it holds, and of which of several. */
struct section_name {
    uint32_t kind, number;
};

struct section {
    struct section_name name;
    uint64_t offset, size, hash;
};

/* ---- writing ---- */

struct sections_writer {
    FILE *file;
    struct section *items;
    size_t count, room;
    uint64_t offset;
    lockstep_status status; /* the first failure; nothing is written after it */
};

/* `file` is empty and can be sought in. */
void sections_begin(struct sections_writer *writer, FILE *file);
/* One whole section. */
void section_write(struct sections_writer *writer, struct section_name name, const void *bytes,
                   size_t count, size_t size);
/* Writes what makes it a file of sections: without it, it is none. Releases the writer. */
LOCKSTEP_MUST_CHECK lockstep_status sections_end(struct sections_writer *writer,
                                                 lockstep_error *err);

/* ---- reading ---- */

struct sections {
    const char *path;
    FILE *file;
    struct section *items;
    size_t count;
    atomic_bool *intact; /* by section: it was read, and is what was written */
    struct beside {      /* what is checked while others are read */
        pthread_t thread;
        bool is_running;
        atomic_bool is_over; /* nobody waits for it */
        uint8_t *left;       /* by section */
        lockstep_status status;
        lockstep_error err;
    } beside;
};

/* Whether a file begins as one of sections. */
bool sections_are(const char *path);
/* EINPUT for what is damaged, cut short or of a newer version. Close it whatever the status. */
LOCKSTEP_MUST_CHECK lockstep_status sections_open(struct sections *out, const char *path,
                                                  lockstep_error *err);
/* A section as an array from malloc with room for one item more; EINPUT where it is damaged or
 * missing, or no whole number of items. */
LOCKSTEP_MUST_CHECK lockstep_status section_read(void **items, size_t *count,
                                                 struct sections *sections,
                                                 struct section_name name, size_t size,
                                                 lockstep_error *err);
/* How many items a section has, which is not read for that; EINPUT as above. */
LOCKSTEP_MUST_CHECK lockstep_status section_count(size_t *count, const struct sections *sections,
                                                  struct section_name name, size_t size,
                                                  lockstep_error *err);
/* Begins to check sections that nobody will read, on a thread of its own, where one can be had:
 * those for which `is_left` says so. */
LOCKSTEP_MUST_CHECK lockstep_status sections_check_beside(struct sections *sections,
                                                          bool (*is_left)(struct section_name,
                                                                          const void *),
                                                          const void *data, lockstep_error *err);
/* Reads what was not read, to see that all is as it was written. */
LOCKSTEP_MUST_CHECK lockstep_status sections_check(struct sections *sections, unsigned threads,
                                                   lockstep_error *err);
void sections_close(struct sections *sections);
lockstep_status sections_damaged(const struct sections *sections, lockstep_error *err);

/* ---- numbers and texts inside a section ---- */

void pack_number(struct buffer *out, uint64_t number);
void pack_text(struct buffer *out, struct slice text);

/* What is left of a section; what is not there reads as 0 and "", and is remembered. */
struct unpacking {
    struct slice rest;
    bool failed;
};
uint64_t unpack_number(struct unpacking *from);
struct slice unpack_text(struct unpacking *from);
#endif
