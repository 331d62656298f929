/* Where records come from: files, folders and standard input, plain or compressed or inside
 * archives (libarchive), cut into blocks of whole records. Reading is serial; parsing a block is
 * not tied to the others. */
#ifndef LOCKSTEP_ENGINE_INPUT_H
#define LOCKSTEP_ENGINE_INPUT_H
#include "engine/buffer.h"
#include "engine/reader.h"

/* What became of one input's records: read = used + duplicates + filtered + rejected. */
struct tally {
    uint64_t read, used, duplicates, filtered;
    uint64_t rejected[REJECT_REASON_COUNT];
    struct reject
        first[REJECT_REASON_COUNT]; /* the first of each reason; valid where rejected > 0 */
    uint64_t repaired;
    uint64_t cut_links;   /* left out of posts */
    uint64_t coarse;      /* posts whose time is too coarse for moments of --time-window */
    uint64_t zoneless;    /* times without a zone, taken to be of --assume-timezone */
    uint64_t mangled;     /* ids of other posts or accounts left out, see struct batch */
    struct clocks clocks; /* where ids hold times */
};

/* Counts a record that is rejected. */
void tally_reject(struct tally *tally, const struct reject *reject);

/* One file, archive member or standard input. */
struct source {
    char
        *name; /* as given, or found in a folder: "posts/a.jsonl.zst", "dump.zip!tweets.csv", "-" */
    uint64_t bytes;  /* read, after decompression */
    char sha256[65]; /* of the file as it lies on disk (an archive's members share their file's);
                        empty where none was asked for */
    const char *encoding;     /* that it was converted from; NULL: it is UTF-8 */
    bool day_first;           /* dates are D/M/Y */
    uint64_t nuls;            /* NUL bytes left out */
    uint64_t half_characters; /* of UTF-16, at the end: U+FFFD stands for them */
    const char *format;       /* name in the table of formats, NULL before it is recognised */
    char *unused; /* columns that nothing is read from, see reader_unused; NULL: not known */
    size_t unused_count;
    char *taken, *set_aside; /* see reader_taken; NULL: not known */
    char *left_out;          /* why it was; NULL: it was not */
    struct tally tally;
};

struct sources {
    struct source **items; /* in the order read */
    size_t count, room;
};

struct block {
    uint32_t source;             /* index into the sources */
    struct source *origin;       /* the same: the list may be moved while other blocks are read */
    const struct reader *reader; /* owned by the input */
    uint64_t first_line;         /* of the source, from 1 */
    struct buffer memory;        /* holds the bytes */
    const char *bytes;           /* whole records, BLOCK_PADDING readable bytes behind them */
    size_t size;
    char *around; /* the object around the list that the records are in, as JSON, BLOCK_PADDING
                     behind it too; NULL: none */
    size_t around_size;
    bool is_refused; /* the bytes are not records, but tell of one that is rejected for `reason` */
    enum reject_reason reason;
};
enum { BLOCK_PADDING = 64 }; /* what simdjson may read past the end */

struct input;

/* Opens `paths` (files, folders in byte order of their paths, "-"); nothing is read yet, but that
 * each exists is checked. `sources` fills up as blocks are read. An empty file, or a folder without
 * a file, is an EINPUT. */
LOCKSTEP_MUST_CHECK lockstep_status input_open(struct input **out, struct sources *sources,
                                               const struct lockstep_settings *settings,
                                               const char *const *paths, size_t count,
                                               lockstep_error *err);
/* The next block, in order; size 0 at the end. `out` is {0}, or a block before, whose memory is used
 * again. The caller owns it: block_release. */
LOCKSTEP_MUST_CHECK lockstep_status input_next(struct input *input, struct block *out,
                                               lockstep_error *err);
/* Bytes read from disk so far, and in all (0 if unknown): for progress, from any thread. */
void input_progress(const struct input *input, uint64_t *done, uint64_t *total);
void input_close(struct input *input);
/* Asks for the hash of each file: before the first block. */
LOCKSTEP_MUST_CHECK lockstep_status input_hash(struct input *input, lockstep_error *err);
/* How much a block holds, at least one record (256 KB), and how large a record may be (256 MB): for
 * tests, before the first block. */
void input_set_sizes(struct input *input, size_t block, size_t record);
void block_release(struct block *block);
void sources_release(struct sources *sources);
/* A source as outputs call it: its name, but of an absolute path only what follows the last '/' of
 * the file, so that no output names a place on this machine. Ended by a NUL. */
struct slice source_name(const struct source *source);
#endif
