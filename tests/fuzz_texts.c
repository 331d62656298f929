/* The normal form of any text is normal: a second time changes nothing. What is found in a text
 * lies in it. Marked-up text becomes text whatever it is. */
#include "engine/canonical.h"
#include "engine/html.h"
#include "engine/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_normal(struct slice text) {
    struct buffer once = {0}, twice = {0};
    bool usable = canonical_text(&once, text, 1);
    if (!usable && once.size) abort();
    if (usable &&
        (!utf8_valid(buffer_slice(&once)) || !canonical_text(&twice, buffer_slice(&once), 1) ||
         !slice_equal(buffer_slice(&once), buffer_slice(&twice))))
        abort();
    buffer_release(&once), buffer_release(&twice);
}

static void check_inside(struct slices found, struct slice text) {
    for (size_t i = 0; i < found.count; i++)
        if (found.items[i].at < text.at ||
            found.items[i].at + found.items[i].size > text.at + text.size)
            abort();
}

static void check_found(struct slice text, struct arena *arena) {
    struct slices urls = {0}, hashtags = {0}, mentions = {0};
    struct slice name;
    if (text_entities(text, &urls, &hashtags, &mentions, NULL, arena, NULL) != LOCKSTEP_OK) abort();
    check_inside(urls, text), check_inside(hashtags, text), check_inside(mentions, text);
    struct slice behind = text_behind_rt(text, &name);
    if (behind.size > text.size) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct slice text = {(const char *) data, size};
    struct slices links;
    struct arena arena = {0};
    check_normal(text);
    check_found(text, &arena);
    if (size && !html_text(&arena, text).at) abort();
    if (!html_links(&arena, text, &links)) abort();
    arena_release(&arena);
    return 0;
}
