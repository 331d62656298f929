#include "engine/memory.h"

#include "engine/code_pages.h"
#include "engine/lockstep.h"
#include "tests/check.h"

#include <inttypes.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { MB = 1 << 20 };

static const uint64_t limit = MEMORY_LEAST;

static void bind(void) {
    lockstep_error err = {0};
    lockstep_status status = memory_bind(limit, ".", false, &err);
    cr_assert_eq(status, LOCKSTEP_OK, "%s", err.text);
}

static uint64_t pattern(size_t block, size_t word) {
    return (block + 1) * UINT64_C(0x9E3779B97F4A7C15) ^ word;
}

static void fill(uint64_t *at, size_t block, size_t from, size_t to) {
    for (size_t i = from; i < to; i++)
        at[i] = pattern(block, i);
}

static bool holds(const uint64_t *at, size_t block, size_t words) {
    for (size_t i = 0; i < words; i++)
        if (at[i] != pattern(block, i)) return false;
    return true;
}

Test(memory, gives_blocks_to_bound_runs_only_and_large_ones_only) {
    cr_expect(!lockstep_block_wanted(64 * MB));
    bind();
    cr_expect(lockstep_block_wanted(64 * MB));
    cr_expect(!lockstep_block_wanted(1000));
    memory_unbind();
    cr_expect(!lockstep_block_wanted(64 * MB));
}

Test(memory, keeps_what_is_written_through_any_resizing_beyond_the_bound) {
    enum { BLOCKS = 24, STEPS = 400 };
    uint64_t *blocks[BLOCKS] = {0}, state = 7;
    size_t words[BLOCKS] = {0};
    bind();
    for (int step = 0; step < STEPS; step++) {
        state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
        size_t b = (size_t) (state >> 33) % BLOCKS;
        size_t size = (size_t) (state >> 40) % (12 * MB / 8) + 1;
        uint64_t *at =
            blocks[b] ? lockstep_block_resize(blocks[b], size * 8) : lockstep_block_new(size * 8);
        cr_assert(at, "step %d", step);
        blocks[b] = at;
        if (size > words[b]) fill(at, b, words[b], size);
        words[b] = size;
        cr_assert(holds(at, b, size), "block %zu at step %d", b, step);
        cr_assert_geq(lockstep_block_size(at), size * 8, "step %d", step);
    }
    for (size_t b = 0; b < BLOCKS; b++) {
        cr_assert(!words[b] || holds(blocks[b], b, words[b]), "block %zu at the end", b);
        if (blocks[b]) lockstep_block_free(blocks[b]);
    }
    cr_expect_gt(memory_use().spilled, limit, "%" PRIu64 " bytes spilled", memory_use().spilled);
    memory_unbind();
}

Test(memory, is_zero_when_new_and_where_a_block_grows_first) {
    unsigned char *at[3]; /* anonymous, then filed */
    bind();
    for (size_t b = 0; b < 3; b++) {
        cr_assert(at[b] = lockstep_block_new(10 * MB));
        memset(at[b], 1, 10 * MB);
        cr_assert(at[b] = lockstep_block_resize(at[b], 20 * MB));
        for (size_t i = 0; i < 20 * MB; i += 997)
            cr_assert_eq(at[b][i], i < 10 * MB, "byte %zu of block %zu", i, b);
    }
    for (size_t b = 0; b < 3; b++)
        lockstep_block_free(at[b]);
    memory_unbind();
}

/* A checker's own memory is resident too, and not held. */
#if defined(__SANITIZE_ADDRESS__)
enum { CHECKED = 1 };
#else
enum { CHECKED = 0 };
#endif

Test(memory, holds_the_resident_set_to_the_bound) {
    enum { BLOCKS = 20, WORDS = 32 * MB / 8, PIECE = MB / 8 };
    uint64_t *blocks[BLOCKS];
    if (CHECKED) cr_skip("resident memory is the checker's");
    bind();
    for (size_t b = 0; b < BLOCKS; b++) {
        cr_assert(blocks[b] = lockstep_block_new(32 * MB));
        for (size_t done = 0; done < WORDS; done += PIECE) {
            fill(blocks[b], b, done, done + PIECE);
            memory_keep(); /* as after a block of work: the watching thread may not get its turn */
        }
    }
    struct memory_use use = memory_use();
    /* the watcher may wait its turn while a block or two are filled */
    cr_expect_leq(use.peak, limit + 2 * WORDS * 8, "%" PRIu64 " bytes at most", use.peak);
    cr_expect_gt(use.spilled, 4 * limit);
    for (size_t b = 0; b < BLOCKS; b++)
        cr_expect(holds(blocks[b], b, WORDS), "block %zu", b);
    for (size_t b = 0; b < BLOCKS; b++)
        lockstep_block_free(blocks[b]);
    memory_unbind();
}

Test(memory, copies_and_fills_in_pieces_what_the_library_does_at_once) {
    const size_t sizes[] = {0,
                            1,
                            MEMORY_PIECE - 1,
                            MEMORY_PIECE,
                            MEMORY_PIECE + 1,
                            2 * MEMORY_PIECE,
                            2 * MEMORY_PIECE + 5};
    enum { ROOM = 3 * MEMORY_PIECE, AFTER = 0x5A };
    unsigned char *from = malloc(ROOM), *to = malloc(ROOM);
    cr_assert(from && to);
    fill((uint64_t *) (void *) from, 0, 0, ROOM / 8);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        size_t size = sizes[i];
        memset(to, AFTER, ROOM);
        memory_copy(to, from, size);
        cr_expect(size == 0 || memcmp(to, from, size) == 0, "%zu bytes", size);
        cr_expect_eq(to[size], AFTER, "behind %zu bytes", size);
        memory_fill(to, 7, size);
        for (size_t at = 0; at < size; at++)
            cr_assert_eq(to[at], 7, "byte %zu of %zu", at, size);
        cr_expect_eq(to[size], AFTER, "behind %zu bytes", size);
    }
    free(from), free(to);
}

Test(memory, has_few_threads_and_one_process_within_a_small_bound) {
    cr_expect_eq(memory_threads(1000), 1000);
    cr_expect_geq(memory_threads(0), 1);
    cr_expect_eq(memory_processes(3), 3);
    bind();
    cr_expect_eq(memory_threads(1000), limit / (16 * MB));
    cr_expect_eq(memory_threads(2), 2);
    cr_expect_eq(memory_processes(3), 1);
    memory_unbind();
}

Test(memory, counts_what_is_resident_of_other_processes) {
    bind();
    memory_note_process(UINT64_C(1) << 40);
    memory_note_process(1);
    cr_expect_eq(memory_use().peak, UINT64_C(1) << 40);
    memory_unbind();
    bind();
    cr_expect_lt(memory_use().peak, UINT64_C(1) << 40, "of another run");
    memory_unbind();
}

Test(memory, says_what_it_needs_where_the_disk_is_too_small) {
    char why[256];
    bind();
    cr_expect(!memory_reason(why, sizeof why));
    cr_expect_null(lockstep_block_new((size_t) 8 << 40));
    cr_expect(memory_reason(why, sizeof why));
    cr_expect(strstr(why, "has room for") && strstr(why, "where 8388608 MB are needed"), "%s", why);
    void *fits = lockstep_block_new(40 * MB);
    cr_expect_null(lockstep_block_resize(fits, (size_t) 8 << 40));
    cr_expect_geq(lockstep_block_size(fits), 40 * MB, "the block is as it was");
    lockstep_block_free(fits);
    memory_unbind();
}

Test(memory, says_why_a_file_cannot_be_made_longer) {
    char why[256];
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){MB, MB});
    bind();
    cr_expect_null(lockstep_block_new(200 * MB));
    cr_expect(memory_reason(why, sizeof why) && strstr(why, "File too large"), "%s", why);
    memory_unbind();
}

Test(memory, refuses_a_folder_that_is_none_and_one_in_memory) {
    lockstep_error err = {0};
    cr_expect_eq(memory_bind(limit, "no/such/folder", true, &err), LOCKSTEP_EIO);
    if (access("/dev/shm", W_OK) != 0) cr_skip("no file system in memory");
    err = (lockstep_error){0};
    cr_expect_eq(memory_bind(limit, "/dev/shm", true, &err), LOCKSTEP_EARG);
    cr_expect(strstr(err.text, "tmpfs"), "%s", err.text);
}

Test(memory, needs_no_file_until_it_spills) {
    char why[256];
    lockstep_error err = {0};
    if (access("/dev/shm", W_OK) != 0) cr_skip("no file system in memory");
    cr_assert_eq(memory_bind(512 * MB, "/dev/shm", false, &err), LOCKSTEP_OK, "%s", err.text);
    void *small = lockstep_block_new(4 * MB);
    cr_assert(small);
    cr_expect_null(lockstep_block_new(200 * MB));
    cr_expect(memory_reason(why, sizeof why) && strstr(why, "--tmp"), "%s", why);
    lockstep_block_free(small);
    memory_unbind();
}

/* Kilobytes of files that are resident, the code among them. */
static long resident_of_files(void) {
    char line[256];
    long size = -1;
    FILE *status = fopen("/proc/self/status", "r");
    cr_assert(status);
    while (fgets(line, sizeof line, status) && sscanf(line, "RssFile: %ld", &size) != 1)
        ;
    fclose(status);
    return size;
}

/* What is called afterwards, here and in libraries, is what it was: it would crash otherwise. */
Test(memory, code_is_let_go_of_and_comes_back) {
    long before = resident_of_files();
    code_pages_let_go();
    long after = resident_of_files();
    cr_assert_gt(after, 0);
    cr_assert_lt(after, before, "%ld kB, then %ld", before, after);
    bind();
    char *at = lockstep_block_new(4 * MB);
    cr_assert(at);
    memset(at, 7, 4 * MB);
    code_pages_let_go();
    cr_expect_eq(at[4 * MB - 1], 7);
    lockstep_block_free(at);
    memory_unbind();
}
