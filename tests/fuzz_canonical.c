/* Canonical forms of any bytes are canonical: a second time changes nothing. */
#include "engine/canonical.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef bool (*spell_fn)(struct buffer *out, struct slice text);

static bool spell_text(struct buffer *out, struct slice text) {
    return canonical_text(out, text, 1);
}

static void check(spell_fn spell, struct slice text) {
    struct buffer once = {0}, twice = {0};
    bool usable = spell(&once, text);
    if (!usable && once.size) abort();
    if (usable && (!spell(&twice, buffer_slice(&once)) ||
                   !slice_equal(buffer_slice(&once), buffer_slice(&twice))))
        abort();
    buffer_release(&once), buffer_release(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct slice text = {(const char *) data, size};
    check(spell_text, text);
    check(canonical_url, text);
    check(canonical_hashtag, text);
    check(canonical_handle, text);
    return 0;
}
