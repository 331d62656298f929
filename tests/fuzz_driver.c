/* Runs a fuzz target without libFuzzer: each seed as it is, then with bytes changed, cut out,
 * repeated or taken from another seed. The same -seed gives the same inputs.
 *
 * fuzz_x -runs=N -seed=N FOLDER... */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SEEDS = 512, LONGEST = 1 << 16 };

struct seed {
    uint8_t *bytes;
    size_t size;
};

static struct seed seeds[SEEDS];
static size_t seed_count;
static uint64_t state;

static size_t below(size_t bound) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return bound ? (size_t) (state >> 33) % bound : 0;
}

static void add_file(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file || seed_count == SEEDS) return;
    struct seed *seed = &seeds[seed_count];
    seed->bytes = malloc(LONGEST);
    if (seed->bytes) seed->size = fread(seed->bytes, 1, LONGEST, file);
    seed_count += seed->size > 0;
    if (!seed->size) free(seed->bytes); /* an empty file shows nothing */
    fclose(file);
}

static int is_shown(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

static void add_folder(const char *path) {
    struct dirent **entries;
    int count = scandir(path, &entries, is_shown, alphasort);
    for (int i = 0; i < count; i++) {
        char name[1024];
        snprintf(name, sizeof name, "%s/%s", path, entries[i]->d_name);
        add_file(name);
        free(entries[i]);
    }
    if (count >= 0) free(entries);
}

/* One change of `size` bytes, in a buffer of LONGEST; the new size. */
static size_t change(uint8_t *bytes, size_t size) {
    static const char *const telling[] = {"\"",   "{",        "}",       "[",    "]",  ",",    "\n",
                                          "\r",   "\\",       "\\ud83d", "&",    "#",  "@",    "%",
                                          "\xFF", "\xE2\x80", "http://", "null", "-1", "1e999"};
    size_t at = below(size), length = below(size - at) % 64;
    const struct seed *other = &seeds[below(seed_count)];
    switch (below(5)) {
    case 0:
        bytes[at] = (uint8_t) below(256);
        return size;
    case 1: /* cut out */
        memmove(bytes + at, bytes + at + length, size - at - length);
        return size - length;
    case 2: /* cut off */
        return at + 1;
    case 3: { /* something that means something */
        const char *text = telling[below(sizeof telling / sizeof *telling)];
        size_t added = strlen(text);
        if (size + added > LONGEST) return size;
        memmove(bytes + at + added, bytes + at, size - at);
        memcpy(bytes + at, text, added);
        return size + added;
    }
    default: { /* a piece of another */
        size_t from = below(other->size), added = below(other->size - from) % 256;
        if (at + added > LONGEST) return size;
        memcpy(bytes + at, other->bytes + from, added);
        return at + added > size ? at + added : size;
    }
    }
}

static void run_once(size_t number) {
    const struct seed *seed = &seeds[number % seed_count];
    uint8_t *bytes = malloc(LONGEST);
    if (!bytes) abort();
    size_t size = seed->size;
    memcpy(bytes, seed->bytes, size);
    for (size_t changes = number < seed_count ? 0 : 1 + below(6); changes && size; changes--)
        size = change(bytes, size);
    uint8_t *exact = malloc(size + 1); /* so that a sanitizer sees what lies behind it */
    if (!exact) abort();
    memcpy(exact, bytes, size);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact), free(bytes);
}

int main(int argc, char **argv) {
    size_t runs = 1000;
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "-runs=", 6) == 0)
            runs = strtoull(argv[i] + 6, NULL, 10);
        else if (strncmp(argv[i], "-seed=", 6) == 0)
            state = strtoull(argv[i] + 6, NULL, 10);
        else if (*argv[i] != '-')
            add_folder(argv[i]);
    }
    if (!seed_count) {
        fputs("no seeds\n", stderr);
        return 1;
    }
    for (size_t number = 0; number < runs; number++)
        run_once(number);
    printf("%zu inputs from %zu seeds\n", runs, seed_count);
    for (size_t i = 0; i < seed_count; i++)
        free(seeds[i].bytes);
    return 0;
}
