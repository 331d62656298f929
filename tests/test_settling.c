/* Records of one post become one, and objects get their numbers, part by part and on all threads:
 * beside the same done by comparing every row with every other. */
#include "engine/dice.h"
#include "engine/error.h"
#include "engine/traces.h"
#include "tests/check.h"

#include <stdlib.h>
#include <unistd.h>

enum { ROWS = 400, SEEDS = 120, TEXTS = 5 };

/* From poor to rich by their normal forms, which are not those of their lengths. */
static const char *const texts[TEXTS] = {"", "one two three f… https://t.co/0123456789",
                                         "one two three four", "one two three four 😀 six",
                                         "One two THREE four five"};
static const char *const forms[TEXTS] = {"", "one two three f", "one two three four",
                                         "one two three four six", "one two three four five"};

struct row {
    char id[8]; /* "": none */
    int account, second, url, text;
    bool is_repost, is_repetition;
    int first; /* of the rows of its post */
};

static struct row rows[ROWS];
static char folder[] = "/tmp/lockstep-settling-XXXXXX";
static char path[64];
static lockstep_error err;

static void setup(void) {
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/posts.csv", folder);
}

static void teardown(void) {
    remove(path), rmdir(folder);
}

TestSuite(settling, .init = setup, .fini = teardown);

/* Few ids, times and links, so that all that may coincide does; a part of the rows repeat others.
 */
static void make_rows(uint64_t seed) {
    uint64_t state = seed;
    for (int i = 0; i < ROWS; i++) {
        struct row *r = &rows[i];
        if (i && dice_below(&state, 5) == 0) {
            *r = rows[dice_below(&state, (size_t) i)];
            continue;
        }
        *r = (struct row){.account = (int) dice_below(&state, 7),
                          .second = (int) dice_below(&state, 40),
                          .url = (int) dice_below(&state, 9),
                          .text = (int) dice_below(&state, TEXTS),
                          .is_repost = dice_below(&state, 6) == 0};
        size_t id = dice_below(&state, 60);
        if (id < 25)
            snprintf(r->id, sizeof r->id, "%zu", id);
        else if (id < 50)
            snprintf(r->id, sizeof r->id, "x-%zu", id);
    }
}

static void shuffle_rows(uint64_t seed) {
    uint64_t state = seed;
    for (size_t i = ROWS; i > 1; i--) {
        size_t j = dice_below(&state, i);
        struct row row = rows[i - 1];
        rows[i - 1] = rows[j];
        rows[j] = row;
    }
}

static void read_rows(struct archive *out, const char *threads) {
    lockstep_settings *settings = lockstep_settings_new();
    const char *input = path;
    FILE *file = fopen(path, "w");
    cr_assert(file && settings);
    fputs("id,account,time,url,text,is_repost\n", file);
    for (int i = 0; i < ROWS; i++)
        fprintf(file, "%s,a%d,2024-01-01 00:00:%02d,http://a.org/%d,%s,%d\n", rows[i].id,
                rows[i].account, rows[i].second, rows[i].url, texts[rows[i].text],
                rows[i].is_repost);
    cr_assert_eq(fclose(file), 0);
    check_ok(lockstep_settings_set(settings, "threads", threads, &err), err);
    check_ok(archive_read(out, settings, &input, 1, ARCHIVE_POSTS, &err), err);
    lockstep_settings_free(settings);
}

/* ---- the same by comparing ---- */

static bool are_of_one_post(const struct row *a, const struct row *b) {
    return *a->id && a->account == b->account && strcmp(a->id, b->id) == 0;
}

static bool say_the_same(const struct row *a, const struct row *b) {
    bool share_alike = a->is_repost || a->url == b->url;
    return a->second == b->second && share_alike && a->text == b->text &&
           a->is_repost == b->is_repost;
}

static int compare_rows(void) {
    int posts = 0;
    for (int i = 0; i < ROWS; i++) {
        rows[i].first = i;
        rows[i].is_repetition = false;
        for (int j = i; j-- > 0;) {
            if (!are_of_one_post(&rows[i], &rows[j])) continue;
            rows[i].first = rows[j].first;
            rows[i].is_repetition |= say_the_same(&rows[i], &rows[j]);
        }
        posts += rows[i].first == i;
    }
    return posts;
}

static int richest_text(int first) {
    int richest = 0;
    for (int i = first; i < ROWS; i++)
        if (rows[i].first == first && rows[i].text > richest) richest = rows[i].text;
    return richest;
}

static bool is_repost(int first) {
    for (int i = first; i < ROWS; i++)
        if (rows[i].first == first && rows[i].is_repost) return true;
    return false;
}

/* What a row shares in a layer: links and texts by number, -1: nothing. A repost's content is not
 * its own, and of several texts of a post one is whole. */
static int shared_by(const struct row *row, bool of_texts) {
    if (is_repost(row->first)) return -1;
    if (!of_texts) return row->url;
    return row->text && row->text == richest_text(row->first) ? row->text : -1;
}

/* Whether a row shares this at this second in the post that begins with row `first`. */
static bool is_shared(int first, bool of_texts, int object, int second) {
    for (int i = first; i < ROWS; i++)
        if (rows[i].first == first && shared_by(&rows[i], of_texts) == object &&
            rows[i].second == second)
            return true;
    return false;
}

static size_t count_shares(bool of_texts) {
    size_t count = 0;
    for (int i = 0; i < ROWS; i++) {
        int object = shared_by(&rows[i], of_texts);
        bool is_new = object >= 0;
        for (int j = rows[i].first; j < i && is_new; j++)
            is_new = rows[j].first != rows[i].first || shared_by(&rows[j], of_texts) != object ||
                     rows[j].second != rows[i].second;
        count += is_new;
    }
    return count;
}

/* first_of[post] = the first row of the post, which are in the order of the input. */
static void list_firsts(int *first_of) {
    for (int i = 0; i < ROWS; i++)
        if (rows[i].first == i) *first_of++ = i;
}

static int object_number(struct slice key, bool of_texts) {
    if (!of_texts) return key.at[key.size - 1] - '0';
    for (int i = 0; i < TEXTS; i++)
        if (slice_equal(key, slice_of(forms[i]))) return i;
    return -1;
}

static void check_layer(const struct archive *archive, bool of_texts, const int *first_of,
                        uint64_t seed) {
    const struct layer *layer = traces_find(&archive->traces, of_texts ? "text" : "url");
    cr_assert_eq(layer->count, count_shares(of_texts), "seed %llu", (unsigned long long) seed);
    for (size_t i = 0; i < layer->count; i++) {
        const struct share *s = &layer->shares[i];
        int first = first_of[s->post], second = (int) (s->time / MICROSECONDS % 60);
        int object = object_number(object_key(&archive->traces, s->object), of_texts);
        bool follows =
            !i || s->object > s[-1].object || (s->object == s[-1].object && s->time >= s[-1].time);
        cr_assert(follows && is_shared(first, of_texts, object, second) &&
                      archive->accounts.items[s->account].id.at[1] == '0' + rows[first].account,
                  "seed %llu, share %zu", (unsigned long long) seed, i);
    }
}

static void check_posts(const struct archive *archive, uint64_t seed) {
    int first_of[ROWS], posts = compare_rows();
    uint64_t repetitions = 0;
    for (int i = 0; i < ROWS; i++)
        repetitions += rows[i].is_repetition;
    list_firsts(first_of);
    cr_assert_eq(archive->posts.count, (uint32_t) posts, "seed %llu", (unsigned long long) seed);
    const struct tally *tally = &archive->sources.items[0]->tally;
    cr_assert(tally->duplicates == repetitions && tally->used == ROWS - repetitions, "seed %llu",
              (unsigned long long) seed);
    for (uint32_t p = 0; p < archive->posts.count; p++)
        cr_assert(slice_equal(texts_get(&archive->posts.bodies, p),
                              slice_of(texts[richest_text(first_of[p])])) &&
                      (archive->posts.kind[p] == POST_REPOST) == is_repost(first_of[p]),
                  "seed %llu, post %u", (unsigned long long) seed, p);
    check_layer(archive, false, first_of, seed);
    check_layer(archive, true, first_of, seed);
}

Test(settling, comes_to_what_comparing_all_rows_comes_to) {
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct archive archive;
        make_rows(seed);
        read_rows(&archive, seed % 2 ? "1" : "3");
        check_posts(&archive, seed);
        archive_release(&archive);
    }
}

/* The layer as text: link, account, time. */
static char *spell_layer(const struct archive *archive) {
    const struct layer *layer = traces_find(&archive->traces, "url");
    size_t size;
    char *text;
    FILE *out = open_memstream(&text, &size);
    for (size_t i = 0; i < layer->count; i++) {
        const struct share *s = &layer->shares[i];
        fprintf(out, "%u %s %s %lld\n", s->object, object_key(&archive->traces, s->object).at,
                archive->accounts.items[s->account].name.at, (long long) s->time);
    }
    cr_assert_eq(fclose(out), 0);
    return text;
}

Test(settling, numbers_objects_alike_in_whatever_order_rows_come) {
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct archive one, other;
        make_rows(seed);
        read_rows(&one, "1");
        shuffle_rows(seed);
        read_rows(&other, "3");
        char *a = spell_layer(&one), *b = spell_layer(&other);
        cr_assert_str_eq(a, b, "seed %llu", (unsigned long long) seed);
        free(a), free(b);
        archive_release(&one), archive_release(&other);
    }
}

/* ---- edits ---- */

/* How many posts have a tag. */
static size_t count_tag(const struct archive *archive, const char *tag) {
    uint32_t name;
    size_t count = 0;
    check_ok(facets_find(&archive->facets, FACET_HASHTAG, slice_of(tag), &name, &err), err);
    for (size_t i = 0; i < archive->facets.count; i++)
        count += archive->facets.items[i].name == name;
    return name == UINT32_MAX ? 0 : count;
}

static void write_event(FILE *file, bool is_edit) {
    fprintf(
        file,
        "{\"did\":\"did:plc:a\",\"time_us\":1,\"kind\":\"commit\",\"commit\":{\"operation\":"
        "\"%s\",\"collection\":\"app.bsky.feed.post\",\"rkey\":\"r\",\"record\":{\"$type\":"
        "\"app.bsky.feed.post\",\"createdAt\":\"2024-01-01T00:00:00Z\",\"text\":\"%s\",\"tags\":"
        "[\"%s\",\"both\"]}}}\n",
        is_edit ? "update" : "create", is_edit ? "y" : "x", is_edit ? "new" : "old");
}

/* What an edit took away is gone from all that the post holds. */
Test(settling, keeps_what_the_last_edit_holds) {
    for (int order = 0; order < 2; order++) {
        struct archive archive;
        const char *input = path;
        lockstep_settings *settings = lockstep_settings_new();
        FILE *file = fopen(path, "w");
        cr_assert(file && settings);
        write_event(file, order), write_event(file, !order);
        cr_assert_eq(fclose(file), 0);
        check_ok(archive_read(&archive, settings, &input, 1, ARCHIVE_POSTS | ARCHIVE_FACETS, &err),
                 err);
        check_count(archive.posts.count, 1);
        check_count(archive.edited, 1);
        check_count(count_tag(&archive, "new"), 1);
        check_count(count_tag(&archive, "both"), 1);
        check_count(count_tag(&archive, "old"), 0);
        check_slice(texts_get(&archive.posts.bodies, 0), "y");
        const struct layer *layer = traces_find(&archive.traces, "hashtag");
        cr_expect(layer && layer->count == 2);
        lockstep_settings_free(settings);
        archive_release(&archive);
    }
}
