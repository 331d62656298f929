/* The canonical form of any URL is canonical: a second time changes nothing; its host is the
 * canonical host; hashtags and handles likewise. */
#include "engine/canonical.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef bool (*spell_fn)(struct buffer *out, struct slice text);

static void check_twice(spell_fn spell, struct slice text) {
    struct buffer once = {0}, twice = {0};
    bool usable = spell(&once, text);
    if (!usable && once.size) abort();
    if (usable && (!spell(&twice, buffer_slice(&once)) ||
                   !slice_equal(buffer_slice(&once), buffer_slice(&twice))))
        abort();
    buffer_release(&once), buffer_release(&twice);
}

static void check_host(struct slice url) {
    struct buffer whole = {0}, host = {0};
    bool usable = canonical_url(&whole, url);
    if (canonical_host(&host, url) != usable) abort();
    struct slice scheme = SLICE("https://");
    if (usable && (whole.size < scheme.size + host.size ||
                   memcmp(whole.bytes + scheme.size, host.bytes, host.size) != 0))
        abort();
    buffer_release(&whole), buffer_release(&host);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct slice text = {(const char *) data, size};
    check_twice(canonical_url, text);
    check_twice(canonical_hashtag, text);
    check_twice(canonical_handle, text);
    check_host(text);
    return 0;
}
