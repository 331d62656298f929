#include "engine/permalinks.h"

#include "engine/error.h"

#include <stdlib.h>

struct address {
    struct slice url, account;
};

struct slice permalink_in_urls(const struct record *record) {
    return record->urls.count == 1 ? record->urls.items[0] : SLICE("");
}

struct slice permalink_in_text(const struct record *record) {
    return record->text;
}

/* "https://host/" of what is one address and nothing else; empty for what is not. */
static struct slice site_of(struct slice url) {
    const char *slashes = url.size > 8 ? memchr(url.at, ':', 8) : NULL;
    if (!slashes || memcmp(url.at, "http", 4) != 0) return SLICE("");
    for (size_t i = 0; i < url.size; i++)
        if (strchr(" \t\r\n", url.at[i])) return SLICE("");
    size_t start = (size_t) (slashes - url.at) + 3;
    const char *end = start < url.size ? memchr(url.at + start, '/', url.size - start) : NULL;
    return end ? (struct slice){url.at, (size_t) (end - url.at)} : SLICE("");
}

static char folded(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
}

static bool has_part(struct slice url, struct slice part) {
    enum { LEAST = 3 }; /* shorter ones are in many addresses */
    for (size_t at = 0; part.size >= LEAST && at + part.size <= url.size; at++) {
        size_t same = 0;
        while (same < part.size && folded(url.at[at + same]) == folded(part.at[same]))
            same++;
        if (same == part.size) return true;
    }
    return false;
}

/* Whether an address names the post or who wrote it. */
static bool names_post(struct slice url, const struct record *r) {
    return has_part(url, r->id) || has_part(url, r->account) || has_part(url, r->facts.handle);
}

static int by_url(const void *a, const void *b) {
    const struct address *x = a, *y = b;
    int order = slice_compare(x->url, y->url);
    return order ? order : slice_compare(x->account, y->account);
}

/* Whether no address is of two accounts, and there are two at least. */
static bool are_of_one_each(struct address *items, size_t count) {
    bool several = false;
    qsort(items, count, sizeof *items, by_url);
    for (size_t i = 1; i < count; i++) {
        bool same = slice_equal(items[i].account, items[i - 1].account);
        if (!same && slice_equal(items[i].url, items[i - 1].url)) return false;
        several |= !same;
    }
    return several;
}

lockstep_status permalinks_are(bool *out, const struct batch *rows, permalink_fn of,
                               lockstep_error *err) {
    enum { LEAST = 10, RARE = 20 };
    struct address *items = malloc((rows->count + 1) * sizeof *items);
    struct slice site = {NULL, 0};
    size_t filled = 0, count = 0;
    if (!items) return fail_memory(err, "addresses");
    for (size_t i = 0; i < rows->count; i++) {
        const struct record *r = &rows->records[i];
        struct slice url = of(r), its_site = site_of(url);
        filled += url.size > 0 || r->urls.count > 1;
        if (!site.size) site = its_site;
        if (its_site.size && slice_equal(its_site, site) && names_post(url, r))
            items[count++] = (struct address){url, r->account};
    }
    *out = count >= LEAST && filled - count <= filled / RARE && are_of_one_each(items, count);
    free(items);
    return LOCKSTEP_OK;
}
