#include "engine/hasher.h"

#include "tests/check.h"

#include <stdlib.h>

static lockstep_error err;

/* The hash of `size` bytes that follow from `seed`, handed over in pieces of all sizes. */
static void hash_pieces(struct hasher *hasher, size_t size, uint32_t seed, char out[HASH_TEXT]) {
    static char piece[300000];
    for (size_t done = 0, next; done < size; done += next) {
        next = 1 + done * 7919 % sizeof piece;
        if (next > size - done) next = size - done;
        for (size_t i = 0; i < next; i++)
            piece[i] = (char) ((done + i) * (seed + 3) >> 5);
        hasher_add(hasher, (struct slice){piece, next});
    }
    hasher_end(hasher, out);
}

Test(hasher, knows_what_the_standard_says) {
    for (int beside = 0; beside < 2; beside++) {
        struct hasher *hasher;
        char out[HASH_TEXT];
        check_ok(hasher_new(&hasher, beside, &err), err);
        hasher_add(hasher, SLICE("abc"));
        hasher_end(hasher, out);
        check_text(out, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        hasher_end(hasher, out); /* of nothing */
        check_text(out, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        hasher_free(hasher);
    }
}

Test(hasher, gives_the_same_beside_the_reader_as_alone) {
    struct hasher *alone, *beside;
    check_ok(hasher_new(&alone, false, &err), err);
    check_ok(hasher_new(&beside, true, &err), err);
    for (uint32_t file = 0; file < 4; file++) {
        char expected[HASH_TEXT], actual[HASH_TEXT];
        hash_pieces(alone, 3000000 * (size_t) file + file, file, expected);
        hash_pieces(beside, 3000000 * (size_t) file + file, file, actual);
        check_text(actual, expected);
    }
    hasher_free(alone), hasher_free(beside);
}
