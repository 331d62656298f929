#define _GNU_SOURCE /* mremap, O_TMPFILE */
#include "engine/memory.h"

#include "engine/clock.h"
#include "engine/code_pages.h"
#include "engine/error.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

enum {
    LARGE = 2 << 20,  /* what is smaller is left to malloc at first */
    MEDIUM = 1 << 18, /* and this once memory fills up: such blocks cost a little time */
    SMALL = 1 << 16,  /* and this within a small bound */
    TIGHT = 1 << 28,  /* at most */
    GRAIN = 1 << 16,  /* sizes of blocks: whole pages of any size */
    PIECE = 8 << 20,  /* let go of at once */
    PERIOD = 1000000, /* nanoseconds from one look at what is resident to the next, at least */
    TMPFS = 0x01021994,
    RAMFS = -2054924042, /* 0x858458f6 */
};

struct block {
    char *at;
    size_t size;
    int file; /* -1: anonymous */
};

static struct {
    pthread_mutex_t lock;
    pthread_cond_t unbound; /* the watcher has to end */
    struct block *blocks;   /* by address */
    size_t count, room;
    size_t limit, anonymous, filed, most_filed; /* bytes */
    size_t hand; /* the block to be let go of next, and how far that was done */
    size_t hand_at;
    uint64_t others; /* resident bytes of processes made, at most, since memory_bind */
    int resident;    /* /proc/self/statm */
    bool in_memory;
    char folder[4096], reason[320];
    pthread_t watcher;
    atomic_bool bound;
    atomic_bool can_let_go; /* there are files */
    atomic_size_t least;    /* size of a block */
    _Atomic double looked;  /* when what is resident was looked at last: clock_seconds */
} memory = {.lock = PTHREAD_MUTEX_INITIALIZER, .unbound = PTHREAD_COND_INITIALIZER, .resident = -1};

_Thread_local unsigned memory_looks;
atomic_size_t memory_leaps = 63;

/* ---- the blocks ---- */

/* The index of the block at an address, or of the one before which it belongs. */
static size_t place_of(const void *at) {
    size_t low = 0, high = memory.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if ((uintptr_t) memory.blocks[middle].at < (uintptr_t) at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct block *find(const void *at) {
    size_t place = place_of(at);
    bool is_there = place < memory.count && memory.blocks[place].at == at;
    return is_there ? &memory.blocks[place] : NULL;
}

static bool make_place(void) {
    if (memory.count < memory.room) return true;
    size_t size = memory.room * sizeof *memory.blocks, more = size ? 2 * size : GRAIN;
    void *blocks =
        size ? mremap(memory.blocks, size, more, MREMAP_MAYMOVE)
             : mmap(NULL, more, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (blocks == MAP_FAILED) return false;
    memory.blocks = blocks;
    memory.room = more / sizeof *memory.blocks;
    return true;
}

static void count_in(const struct block *block) {
    *(block->file < 0 ? &memory.anonymous : &memory.filed) += block->size;
    if (memory.filed > memory.most_filed) memory.most_filed = memory.filed;
    memory.can_let_go = memory.filed > 0;
}

static void count_out(const struct block *block) {
    *(block->file < 0 ? &memory.anonymous : &memory.filed) -= block->size;
    memory.can_let_go = memory.filed > 0;
}

/* There is a place for it. */
static void insert(struct block block) {
    size_t place = place_of(block.at);
    memmove(&memory.blocks[place + 1], &memory.blocks[place],
            (memory.count - place) * sizeof block);
    memory.blocks[place] = block;
    memory.count++;
    count_in(&block);
}

static void take_out(struct block *block) {
    size_t place = (size_t) (block - memory.blocks);
    count_out(block);
    memory.count--;
    memmove(block, block + 1, (memory.count - place) * sizeof *block);
}

/* ---- what is resident ---- */

struct resident {
    size_t all, anonymous; /* bytes */
};

static struct resident measure_resident(void) {
    char text[128];
    uint64_t size, all, shared, page = (uint64_t) sysconf(_SC_PAGESIZE);
    ssize_t length = pread(memory.resident, text, sizeof text - 1, 0);
    text[length > 0 ? length : 0] = '\0';
    if (sscanf(text, "%" SCNu64 " %" SCNu64 " %" SCNu64, &size, &all, &shared) != 3)
        return (struct resident){0, 0};
    return (struct resident){(size_t) (all * page), (size_t) ((all - shared) * page)};
}

/* Room for what comes between two looks, where the machine is busy. */
static size_t margin(void) {
    return memory.limit / 4;
}

static size_t larger(size_t a, size_t b) {
    return a > b ? a : b;
}

/* Lets go of one piece of the files; false at the end of a round. */
static bool let_go(void) {
    while (memory.hand < memory.count) {
        const struct block *block = &memory.blocks[memory.hand];
        if (block->file >= 0 && memory.hand_at < block->size) {
            size_t left = block->size - memory.hand_at, size = left < PIECE ? left : PIECE;
            madvise(block->at + memory.hand_at, size, MADV_DONTNEED);
            memory.hand_at += size;
            return true;
        }
        memory.hand++;
        memory.hand_at = 0;
    }
    memory.hand = memory.hand_at = 0;
    return false;
}

/* The least size of a block is large until a quarter of the bound is taken. Each that is in a file
 * takes a mapping, of which a process may have some ten thousand: small ones are for small data. */
static void set_least(size_t anonymous) {
    size_t full = memory.limit > TIGHT ? MEDIUM : SMALL;
    memory.least = anonymous < memory.limit / 4 ? LARGE : full;
}

/* In the order of addresses, round and round: what was let go of longest ago is touched again or
 * not needed. An eighth of the bound is left to the files, whatever is anonymous: with less, the
 * same pages would come and go. Returns what was resident before. The lock is held. */
static struct resident keep_within(void) {
    struct resident resident = measure_resident();
    size_t most = larger(memory.limit - margin(), resident.anonymous + memory.limit / 8);
    size_t wanted = most - memory.limit / 8;
    set_least(resident.anonymous);
    if (!memory.filed || resident.all <= most) return resident;
    for (int rounds = 0; rounds < 2 && measure_resident().all > wanted;)
        rounds += !let_go();
    return resident;
}

/* In so short a time a thread touches a few pages, and looking takes a twentieth of it. */
void memory_keep(void) {
    const double moment = 20e-6;
    if (!memory.bound || !memory.can_let_go || clock_seconds() - memory.looked < moment) return;
    pthread_mutex_lock(&memory.lock); /* who makes pages resident waits while others let them go */
    keep_within();
    memory.looked = clock_seconds();
    pthread_mutex_unlock(&memory.lock);
}

void *memory_zeroed(size_t count, size_t size) {
    if (size && count > SIZE_MAX / 2 / size) return NULL;
    size_t all = count * size;
    char *zeroed = malloc(all ? all : 1);
    if (zeroed) memory_fill(zeroed, 0, all);
    return zeroed;
}

/* Nothing has to be done before there are files, or a quarter of the bound is taken, which no
 * thread does faster than at four bytes a nanosecond. */
static long pause_after(size_t anonymous) {
    enum { LONGEST = 20 * PERIOD, SPEED = 4 };
    size_t quarter = memory.limit / 4, left = quarter > anonymous ? quarter - anonymous : 0;
    if (memory.can_let_go || left / SPEED < PERIOD) return PERIOD;
    return left / SPEED < LONGEST ? (long) (left / SPEED) : LONGEST;
}

static struct timespec moment_after(long pause) {
    enum { SECOND = 1000000000 };
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_nsec += pause;
    at.tv_sec += at.tv_nsec / SECOND;
    at.tv_nsec %= SECOND;
    return at;
}

/* Of a small bound code is a good part, and where the files alone do not make room, it goes, too;
 * what is in use of it comes back, and stays for some time. Not with the lock: the loader has its
 * own, and may allocate under it. */
static void keep_code_small(unsigned look) {
    enum { RARELY = 32 };
    if (memory.limit > TIGHT || look % RARELY) return;
    if (measure_resident().all <= memory.limit - margin()) return;
    pthread_mutex_unlock(&memory.lock);
    code_pages_let_go();
    pthread_mutex_lock(&memory.lock);
}

static void *watch(void *data) {
    long pause = PERIOD;
    (void) data;
    pthread_mutex_lock(&memory.lock);
    for (unsigned look = 0; memory.bound; look++) {
        struct timespec until = moment_after(pause);
        pthread_cond_clockwait(&memory.unbound, &memory.lock, CLOCK_MONOTONIC, &until);
        pause = pause_after(keep_within().anonymous);
        keep_code_small(look);
    }
    pthread_mutex_unlock(&memory.lock);
    return NULL;
}

/* ---- files ---- */

/* A file without a name. */
static int open_file(void) {
    int file = open(memory.folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)) return file;
    char path[sizeof memory.folder + 32];
    snprintf(path, sizeof path, "%s/lockstep.XXXXXX", memory.folder);
    file = mkostemp(path, O_CLOEXEC);
    if (file >= 0) unlink(path);
    return file;
}

static void note_reason(size_t needed, int why) {
    struct statvfs found;
    pthread_mutex_lock(&memory.lock);
    if (memory.in_memory) {
        snprintf(memory.reason, sizeof memory.reason,
                 "--memory is used up, and %.120s, where the rest would go, is itself in memory: "
                 "name a folder on a disk with --tmp",
                 memory.folder);
    } else if (why == ENOSPC && statvfs(memory.folder, &found) == 0) {
        uint64_t room = (uint64_t) found.f_bavail * found.f_frsize;
        snprintf(memory.reason, sizeof memory.reason,
                 "--memory is used up, and %.120s has room for %" PRIu64
                 " MB where %zu MB are needed",
                 memory.folder, room >> 20, needed >> 20);
    } else {
        snprintf(memory.reason, sizeof memory.reason, "--memory is used up, and %.120s: %s",
                 memory.folder, strerror(why));
    }
    pthread_mutex_unlock(&memory.lock);
}

/* Room on the disk from the start: a write to a mapped page could not fail, but end the process.
 * What is too much is not tried, since it would fill the disk for a while. */
static bool reserve(int file, size_t from, size_t to) {
    struct statvfs found;
    bool has_room =
        fstatvfs(file, &found) != 0 || (to - from) / found.f_frsize <= (uint64_t) found.f_bavail;
    int why = has_room ? posix_fallocate(file, (off_t) from, (off_t) (to - from)) : ENOSPC;
    if (why) note_reason(to - from, why);
    return why == 0;
}

static bool map_file(struct block *block) {
    block->file = memory.in_memory ? -1 : open_file();
    if (block->file < 0) {
        note_reason(block->size, errno);
        return false;
    }
    void *at = MAP_FAILED;
    if (reserve(block->file, 0, block->size))
        at = mmap(NULL, block->size, PROT_READ | PROT_WRITE, MAP_SHARED, block->file, 0);
    if (at == MAP_FAILED) {
        close(block->file);
        return false;
    }
    madvise(at, block->size, MADV_NOHUGEPAGE); /* a touch is to bring 64 KB, not 2 MB */
    block->at = at;
    return true;
}

/* ---- taking and giving back ---- */

static bool whole_size(size_t *size) {
    if (*size > SIZE_MAX / 4) return false;
    *size = (*size + GRAIN - 1) / GRAIN * GRAIN;
    return true;
}

/* Three quarters of the bound are for anonymous memory, that of small blocks too, but for what
 * files need beside code and libraries so that their pages do not come and go too often; of a small
 * bound an eighth. */
static size_t anonymous_share(void) {
    const size_t least = memory.limit / 8, most = memory.limit / 4 * 3, others = (size_t) 256 << 20;
    return most > least + others ? most - others : least;
}

static bool may_be_anonymous(size_t more) {
    if (!memory.bound) return true;
    pthread_mutex_lock(&memory.lock);
    size_t share = anonymous_share();
    bool may = memory.anonymous + more <= share && measure_resident().anonymous + more <= share;
    pthread_mutex_unlock(&memory.lock);
    return may;
}

/* What may take long is done without the lock. */
static bool map_block(struct block *block) {
    block->file = -1;
    if (!may_be_anonymous(block->size)) return map_file(block);
    void *at = mmap(NULL, block->size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    block->at = at;
    return at != MAP_FAILED;
}

static void unmap(const struct block *block) {
    munmap(block->at, block->size);
    if (block->file >= 0) close(block->file);
}

static bool enter(const struct block *block) {
    pthread_mutex_lock(&memory.lock);
    bool has_place = make_place();
    if (has_place) insert(*block);
    pthread_mutex_unlock(&memory.lock);
    if (!has_place) unmap(block);
    return has_place;
}

void *lockstep_block_new(size_t size) {
    struct block block = {.size = size};
    if (whole_size(&block.size) && map_block(&block) && enter(&block)) return block.at;
    errno = ENOMEM;
    return NULL;
}

void lockstep_block_free(void *at) {
    int before = errno;
    pthread_mutex_lock(&memory.lock);
    struct block *found = find(at), block = *found;
    take_out(found);
    pthread_mutex_unlock(&memory.lock);
    unmap(&block);
    errno = before;
}

size_t lockstep_block_size(const void *at) {
    if ((uintptr_t) at % 4096) return 0; /* no page begins here */
    pthread_mutex_lock(&memory.lock);
    const struct block *block = find(at);
    size_t size = block ? block->size : 0;
    pthread_mutex_unlock(&memory.lock);
    return size;
}

/* Piece by piece, so that what is copied need not be in memory twice. */
static void move_contents(char *to, char *from, size_t size) {
    for (size_t done = 0; done < size; done += PIECE) {
        size_t piece = size - done < PIECE ? size - done : PIECE;
        memcpy(to + done, from + done, piece);
        madvise(from + done, piece, MADV_DONTNEED);
        memory_keep();
    }
}

/* Room for a block of this size where it is. */
static bool may_stretch(const struct block *block, size_t size) {
    if (size <= block->size) return true;
    return block->file < 0 ? may_be_anonymous(size - block->size)
                           : reserve(block->file, block->size, size);
}

/* Without copying: where it is, or at another address; NULL where that cannot be. */
static void *stretch(void *at, size_t size) {
    pthread_mutex_lock(&memory.lock);
    struct block *block = find(at), stretched = {.size = size, .file = block->file};
    bool shrinks = size < block->size;
    stretched.at = mremap(at, block->size, size, MREMAP_MAYMOVE);
    bool fits = stretched.at != MAP_FAILED;
    if (fits) {
        take_out(block);
        insert(stretched);
    }
    pthread_mutex_unlock(&memory.lock);
    bool is_long = fits && shrinks && stretched.file >= 0;
    if (is_long && ftruncate(stretched.file, (off_t) size) != 0) errno = 0; /* does no harm */
    return fits ? stretched.at : NULL;
}

/* From anonymous memory into a file. */
static void *move(void *at, size_t before, size_t size) {
    void *moved = lockstep_block_new(size);
    if (!moved) return NULL;
    move_contents(moved, at, before < size ? before : size);
    lockstep_block_free(at);
    return moved;
}

void *lockstep_block_resize(void *at, size_t size) {
    size_t whole = size;
    if (!whole_size(&whole)) {
        errno = ENOMEM;
        return NULL;
    }
    pthread_mutex_lock(&memory.lock);
    struct block before = *find(at);
    pthread_mutex_unlock(&memory.lock);
    if (whole == before.size) return at;
    void *stretched = may_stretch(&before, whole) ? stretch(at, whole) : NULL;
    if (!stretched && before.file < 0) return move(at, before.size, size);
    if (!stretched) errno = ENOMEM;
    return stretched;
}

/* ---- the bound ---- */

static lockstep_status check_folder(const char *folder, bool chosen, lockstep_error *err) {
    struct statfs found;
    if (strlen(folder) >= sizeof memory.folder)
        return fail(err, LOCKSTEP_EARG, "--tmp: a path of more than %zu bytes",
                    sizeof memory.folder - 1);
    if (statfs(folder, &found) != 0) return fail_io(err, folder);
    memory.in_memory = (int) found.f_type == TMPFS || (int) found.f_type == RAMFS;
    if (memory.in_memory && chosen)
        return fail(err, LOCKSTEP_EARG,
                    "--tmp: %s is itself in memory (tmpfs): name a folder on a disk", folder);
    strcpy(memory.folder, folder);
    return LOCKSTEP_OK;
}

static lockstep_status check_file(lockstep_error *err) {
    int file = open_file();
    if (file < 0) return fail_io(err, memory.folder);
    close(file);
    return LOCKSTEP_OK;
}

/* Each filed block is an open file. */
static void allow_many_files(void) {
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
}

lockstep_status memory_bind(uint64_t limit, const char *folder, bool chosen, lockstep_error *err) {
    TRY(check_folder(folder, chosen, err));
    TRY(check_file(err));
    if (memory.resident < 0) memory.resident = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    if (memory.resident < 0) return fail_io(err, "/proc/self/statm");
    allow_many_files();
    memory.limit = limit < SIZE_MAX ? (size_t) limit : SIZE_MAX;
    memory.most_filed = memory.filed;
    memory.others = 0;
    *memory.reason = '\0';
    memory_leaps = memory.limit > TIGHT ? 63 : 15;
    set_least(0);
    memory.bound = true;
    if (pthread_create(&memory.watcher, NULL, watch, NULL) == 0) return LOCKSTEP_OK;
    memory.bound = false;
    return fail_memory(err, "threads");
}

void memory_unbind(void) {
    if (!memory.bound) return;
    pthread_mutex_lock(&memory.lock);
    memory.bound = false;
    pthread_cond_signal(&memory.unbound);
    pthread_mutex_unlock(&memory.lock);
    pthread_join(memory.watcher, NULL);
}

unsigned memory_threads(unsigned wanted) {
    const size_t each = (size_t) 16 << 20; /* more than what comes between two looks of a thread */
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    size_t count = wanted ? wanted : cores > 0 ? (size_t) cores : 1;
    if (memory.bound && memory.limit / each < count) count = memory.limit / each;
    return (unsigned) count;
}

unsigned memory_processes(unsigned wanted) {
    return memory.bound && memory.limit <= TIGHT ? 1 : memory_threads(wanted);
}

void memory_note_process(uint64_t peak) {
    pthread_mutex_lock(&memory.lock);
    if (peak > memory.others) memory.others = peak;
    pthread_mutex_unlock(&memory.lock);
}

/* The file says what is resident of the process that opened it. */
static void measure_this_process(void) {
    close(memory.resident);
    memory.resident = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
}

pid_t memory_fork(void) {
    pthread_mutex_lock(&memory.lock);
    pid_t process = fork();
    if (process == 0 && memory.bound) measure_this_process();
    pthread_mutex_unlock(&memory.lock);
    return process;
}

bool lockstep_block_wanted(size_t size) {
    return memory.bound && size >= memory.least;
}

bool memory_reason(char *text, size_t size) {
    pthread_mutex_lock(&memory.lock);
    snprintf(text, size, "%s", memory.reason);
    pthread_mutex_unlock(&memory.lock);
    return *text;
}

struct memory_use memory_use(void) {
    struct rusage usage = {0};
    getrusage(RUSAGE_SELF, &usage);
    uint64_t own = (uint64_t) usage.ru_maxrss * 1024;
    pthread_mutex_lock(&memory.lock);
    struct memory_use use = {own > memory.others ? own : memory.others, memory.most_filed};
    pthread_mutex_unlock(&memory.lock);
    return use;
}
