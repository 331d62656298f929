#include "engine/families.h"

#include "engine/shingles.h"
#include "engine/traces.h"
#include "tests/check.h"

#include <stdlib.h>

static lockstep_settings *settings;
static lockstep_error err;

static void setup(void) {
    settings = lockstep_settings_new();
}

static void teardown(void) {
    lockstep_settings_free(settings);
}

TestSuite(families, .init = setup, .fini = teardown);

static void set(const char *name, const char *value) {
    check_ok(lockstep_settings_set(settings, name, value, &err), err);
}

/* ---- the same, slowly: whole shingles, all pairs ---- */

enum { MOST_SHINGLES = 160, COMMON_TEXTS = 1000 };

struct shingled {
    uint64_t shingles[MOST_SHINGLES]; /* five characters of 12 bits, or three of 16; ascending */
    uint32_t weights[MOST_SHINGLES];
    size_t count;
};

static int by_number(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *) a, y = *(const uint64_t *) b;
    return (x > y) - (x < y);
}

static size_t decode(uint32_t *points, struct slice text) {
    size_t count = 0;
    points[count++] = ' ';
    for (size_t at = 0; at < text.size; count++) {
        unsigned char lead = (unsigned char) text.at[at++];
        uint32_t point = lead < 0x80 ? lead : lead < 0xE0 ? lead & 0x1F : lead & 0x0F;
        while (at < text.size && ((unsigned char) text.at[at] & 0xC0) == 0x80)
            point = point << 6 | ((unsigned char) text.at[at++] & 0x3F);
        bool digit = point >= '0' && point <= '9';
        if (digit && points[count - 1] == '0') count--;
        points[count] = digit ? '0' : point;
    }
    points[count++] = ' ';
    return count;
}

static struct shingled shingle_slowly(struct slice text) {
    struct shingled out = {.count = 0};
    uint32_t points[MOST_SHINGLES];
    uint64_t all[MOST_SHINGLES];
    size_t count = decode(points, text), made = 0;
    for (size_t i = 0; i < count; i++) {
        unsigned columns = 0;
        uint64_t shingle = 1;
        for (size_t j = i; j < count && columns < 5; j++) {
            columns += points[j] >= 0x1100 ? 2 : 1;
            shingle = shingle * 0x10001 + points[j];
        }
        if (columns >= 5 || i == 0) all[made++] = shingle; /* the whole of a text that is shorter */
    }
    qsort(all, made, sizeof *all, by_number);
    for (size_t i = 0; i < made; i++)
        if (!out.count || out.shingles[out.count - 1] != all[i]) out.shingles[out.count++] = all[i];
    return out;
}

struct tally_of_texts {
    uint64_t shingle;
    size_t texts;
};

/* All shingles, ascending, each with the texts that have it; returns how many. */
static size_t tally(struct tally_of_texts **out, const struct shingled *texts, uint32_t count) {
    size_t all = 0, kept = 0;
    for (uint32_t i = 0; i < count; i++)
        all += texts[i].count;
    struct tally_of_texts *items = *out = malloc((all + 1) * sizeof *items);
    all = 0;
    for (uint32_t i = 0; i < count; i++)
        for (size_t s = 0; s < texts[i].count; s++)
            items[all++] = (struct tally_of_texts){texts[i].shingles[s], 1};
    qsort(items, all, sizeof *items, by_number);
    for (size_t i = 0; i < all; i++)
        if (kept && items[kept - 1].shingle == items[i].shingle)
            items[kept - 1].texts++;
        else
            items[kept++] = items[i];
    return kept;
}

/* How many texts have each shingle decides what it weighs. */
static void weigh_slowly(struct shingled *texts, uint32_t count) {
    struct tally_of_texts *tallied;
    size_t all = tally(&tallied, texts, count);
    size_t common = count / 100 > COMMON_TEXTS ? count / 100 : COMMON_TEXTS;
    for (uint32_t i = 0; i < count; i++)
        for (size_t s = 0; s < texts[i].count; s++) {
            const struct tally_of_texts *found =
                bsearch(&texts[i].shingles[s], tallied, all, sizeof *tallied, by_number);
            texts[i].weights[s] = found->texts <= common       ? 4
                                  : found->texts <= 2 * common ? 3
                                  : found->texts <= 4 * common ? 2
                                                               : 1;
        }
    free(tallied);
}

static double similarity(const struct shingled *a, const struct shingled *b, uint32_t *shared,
                         uint32_t *both) {
    *shared = *both = 0;
    for (size_t i = 0, j = 0; i < a->count || j < b->count;) {
        bool in_a = j == b->count || (i < a->count && a->shingles[i] <= b->shingles[j]);
        bool in_b = i == a->count || (j < b->count && b->shingles[j] <= a->shingles[i]);
        uint32_t weight = in_a ? a->weights[i] : b->weights[j];
        *both += in_a && in_b ? 2 * weight : weight;
        *shared += in_a && in_b ? weight : 0;
        i += in_a, j += in_b;
    }
    return 2.0 * *shared / *both;
}

/* The representative of variant i, when those of the variants before it are known. */
static uint32_t join_slowly(const struct shingled *texts, const uint32_t *family, uint32_t i,
                            double least) {
    uint32_t best = i, best_shared = 0, best_both = 1, shared, both;
    for (uint32_t j = 0; j < i; j++) {
        if (family[j] != j || similarity(&texts[i], &texts[j], &shared, &both) < least - 1e-9)
            continue;
        if ((uint64_t) shared * best_both <= (uint64_t) best_shared * both) continue;
        best = j, best_shared = shared, best_both = both;
    }
    return best;
}

static void check_against_all_pairs(const struct variant *variants, uint32_t count, double least,
                                    uint64_t seed) {
    struct shingled *texts = malloc((count + (size_t) 1) * sizeof *texts);
    uint32_t *family = malloc((count + (size_t) 1) * sizeof *family);
    for (uint32_t i = 0; i < count; i++)
        texts[i] = shingle_slowly(variants[i].text);
    weigh_slowly(texts, count);
    for (uint32_t i = 0; i < count; i++) {
        family[i] = join_slowly(texts, family, i, least);
        cr_assert_eq(variants[i].family, family[i],
                     "seed %llu: \"%.*s\" is with %u, by all pairs with %u",
                     (unsigned long long) seed, (int) variants[i].text.size, variants[i].text.at,
                     variants[i].family, family[i]);
    }
    free(texts), free(family);
}

/* ---- corpora ---- */

struct corpus {
    struct variant *variants;
    uint32_t count;
    struct arena arena;
    uint64_t state;
};

static uint32_t draw(struct corpus *corpus, uint32_t limit) {
    corpus->state = corpus->state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t) ((corpus->state >> 33) % limit);
}

static const char *letter(struct corpus *corpus, unsigned script) {
    static const char *const scripts[][8] = {{"a", "e", "n", "r", "s", "t", "l", "k"},
                                             {"а", "о", "е", "н", "т", "р", "в", "к"},
                                             {"我", "们", "爱", "学", "习", "中", "文", "好"},
                                             {"안", "녕", "하", "세", "요", "한", "국", "어"},
                                             {"7", "1", "a", "o", "9", "d", "i", "m"}};
    return scripts[script][draw(corpus, 8)];
}

/* Letters of a script, a blank now and then. */
static void write_words(struct corpus *corpus, char *out, unsigned script, size_t letters) {
    for (size_t i = 0; i < letters; i++)
        strcat(out, i && draw(corpus, 6) == 0 ? " " : letter(corpus, script));
}

/* The text with one in `rate` characters dropped, and as many put in. */
static void mutate(struct corpus *corpus, char *out, const char *text, unsigned script,
                   uint32_t rate) {
    for (size_t at = 0, size; text[at]; at += size) {
        for (size = 1; ((unsigned char) text[at + size] & 0xC0) == 0x80;)
            size++;
        if (draw(corpus, rate) == 0 && text[at + size]) continue;
        strncat(out, text + at, size);
        if (draw(corpus, rate) == 0) strcat(out, letter(corpus, script));
    }
}

static void add(struct corpus *corpus, const char *text) {
    for (uint32_t i = 0; i < corpus->count; i++)
        if (slice_equal(corpus->variants[i].text, slice_of(text))) return;
    corpus->variants[corpus->count] = (struct variant){
        .text = arena_copy(&corpus->arena, slice_of(text)),
        .first = draw(corpus, 5),
        .posts = 1 + draw(corpus, 3),
        .object = corpus->count,
    };
    corpus->count++;
}

/* Some templates, each with its copies; texts that have nothing to do with them between. */
static struct corpus make_corpus(uint64_t seed, uint32_t room) {
    struct corpus corpus = {.variants = calloc(room, sizeof(struct variant)), .state = seed};
    char template[512] = "", text[1024];
    unsigned script = 0;
    while (corpus.count < room && draw(&corpus, 4 * room)) {
        if (!*template || draw(&corpus, 8) == 0) {
            script = draw(&corpus, 5);
            *template = '\0';
            write_words(&corpus, template, script, 4 + draw(&corpus, 50));
        }
        *text = '\0';
        mutate(&corpus, text, template, script, 4 + draw(&corpus, 60));
        if (*text) add(&corpus, text);
    }
    return corpus;
}

static void release(struct corpus *corpus) {
    free(corpus->variants);
    arena_release(&corpus->arena);
}

/* ---- tests ---- */

Test(families, are_those_that_all_pairs_give) {
    static const char *const similarities[] = {"0.7", "0.5", "0.85", "0.3", "1"};
    static const double least[] = {0.7, 0.5, 0.85, 0.3, 1};
    uint32_t joined = 0;
    for (uint64_t seed = 1; seed <= 400; seed++) {
        struct corpus corpus = make_corpus(seed, 60);
        set("similarity", similarities[seed % 5]);
        set("threads", seed % 2 ? "1" : "3");
        check_ok(families_find(corpus.variants, corpus.count, settings, &err), err);
        check_against_all_pairs(corpus.variants, corpus.count, least[seed % 5], seed);
        for (uint32_t i = 0; i < corpus.count; i++)
            joined += corpus.variants[i].family != i;
        release(&corpus);
    }
    cr_expect_gt(joined, 1000, "only %u variants joined any other", joined);
}

/* More than one block, and greetings in so many texts that they weigh less. */
Test(families, of_many_texts_are_those_that_all_pairs_give) {
    static const char *const greetings[] = {"good morning to all of you ", "hello dear friends "};
    struct corpus corpus = {.variants = calloc(4500, sizeof(struct variant)), .state = 7};
    char template[512], text[1024];
    while (corpus.count < 4500) {
        *template = '\0';
        write_words(&corpus, template, 0, 24 + draw(&corpus, 20));
        for (uint32_t copies = 50 + draw(&corpus, 100); copies && corpus.count < 4500; copies--) {
            strcpy(text, greetings[draw(&corpus, 8) == 0]);
            mutate(&corpus, text, template, 0, 60 + draw(&corpus, 100));
            add(&corpus, text);
        }
    }
    check_ok(families_find(corpus.variants, corpus.count, settings, &err), err);
    check_against_all_pairs(corpus.variants, corpus.count, 0.7, 7);
    release(&corpus);
}

Test(families, do_not_depend_on_the_order_of_texts_or_on_threads) {
    for (uint64_t seed = 1; seed <= 100; seed++) {
        struct corpus a = make_corpus(seed, 60), b = make_corpus(seed, 60);
        for (uint32_t i = b.count; i > 1; i--) {
            uint32_t j = draw(&b, i);
            struct variant swapped = b.variants[i - 1];
            b.variants[i - 1] = b.variants[j], b.variants[j] = swapped;
        }
        set("threads", "1");
        check_ok(families_find(a.variants, a.count, settings, &err), err);
        set("threads", "4");
        check_ok(families_find(b.variants, b.count, settings, &err), err);
        for (uint32_t i = 0; i < a.count; i++) {
            cr_assert_eq(a.variants[i].object, b.variants[i].object, "seed %llu",
                         (unsigned long long) seed);
            cr_assert_eq(a.variants[i].family, b.variants[i].family, "seed %llu",
                         (unsigned long long) seed);
        }
        release(&a), release(&b);
    }
}

/* Families of variants with one post each, in the order of the table. */
static void find_in(struct variant *variants, const char *const *texts, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        variants[i] = (struct variant){.text = slice_of(texts[i]), .first = i, .posts = 1};
    check_ok(families_find(variants, count, settings, &err), err);
}

Test(families, hold_the_copies_of_a_template) {
    static const struct {
        const char *a, *b;
        bool together;
    } cases[] = {
        {"we just ran 5 km in 31 minutes", "we just ran 12 km in 118 minutes", true},
        {"acapa the ny times just reached a new low in trying to prove trump is racist",
         "the ny times just reached a new low in trying to prove trump is racist fellon", true},
        {"rt bob they tossed soros out of britain we need to follow suit",
         "they tossed soros out of britain we need to follow suit", true},
        {"我们都要支持这位伟大的候选人大家一起投票", "我们都要支持那位伟大的候选人大家一起投票",
         true},
        {"ขอให้ทุกคนออกมาใช้สิทธิเลือกตั้งในวันอาทิตย์นี้", "ขอให้ทุกคนออกมาใช้สิทธิเลือกตั้งในวันอาทิตย์หน้า", true},
        {"the senate votes on the budget today", "the house rejects the climate bill again", false},
        {"我们都要支持这位伟大的候选人", "今天的天气非常好我想去公园", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *texts[] = {cases[i].a, cases[i].b};
        struct variant variants[2];
        find_in(variants, texts, 2);
        cr_expect_eq(variants[1].family == 0, cases[i].together, "%s / %s", cases[i].a, cases[i].b);
    }
}

/* Each text is close to the next; the first and the last have nothing in common. */
Test(families, do_not_chain) {
    enum { STEPS = 60 };
    static char texts[STEPS][64];
    const char *pointers[STEPS];
    struct variant variants[STEPS];
    for (size_t i = 0; i < STEPS; i++) {
        for (size_t c = 0; c < 40; c++)
            texts[i][c] = (char) ('a' + (i + c) * 7919 % 26 * ((i + c) % 3 + 1) % 26);
        pointers[i] = texts[i];
    }
    find_in(variants, pointers, STEPS);
    uint32_t families = 0, largest = 0;
    for (uint32_t i = 0, size = 0; i < STEPS; i++) {
        families += variants[i].family == i;
        size = variants[i].family == i ? 1 : size + 1;
        if (size > largest) largest = size;
    }
    cr_expect_geq(families, STEPS / 12, "%u families", families);
    cr_expect_leq(largest, 13, "%u in one family", largest);
}

Test(families, are_represented_by_what_is_posted_most_then_first) {
    struct variant variants[] = {
        {.text = SLICE("one two three four five b"), .posts = 2, .first = 1},
        {.text = SLICE("one two three four five c"), .posts = 3, .first = 9},
        {.text = SLICE("one two three four five a"), .posts = 3, .first = 8}};
    check_ok(families_find(variants, 3, settings, &err), err);
    check_slice(variants[0].text, "one two three four five a");
    for (size_t i = 0; i < 3; i++)
        check_count(variants[i].family, 0);
}

/* Two messages behind one greeting: together where few say it, apart where everybody does. */
Test(families, are_not_held_together_by_a_greeting_that_everybody_uses) {
    static const char greeting[] = "good morning everyone and have a wonderful day ";
    enum { CROWD = 5000 };
    struct corpus corpus = {.variants = calloc(CROWD + 2, sizeof(struct variant)), .state = 3};
    for (uint32_t crowd = 0; crowd <= CROWD; crowd += CROWD) {
        char text[256];
        corpus.count = 0;
        for (size_t i = 0; i < 2; i++) {
            snprintf(text, sizeof text, "%s%s", greeting, i ? "buy gold" : "vote eve");
            add(&corpus, text);
            corpus.variants[i].posts = 100;
        }
        for (uint32_t i = 0; i < crowd; i++) {
            snprintf(text, sizeof text, "%s", greeting);
            write_words(&corpus, text, 1, 30);
            corpus.variants[corpus.count++] = (struct variant){
                .text = arena_copy(&corpus.arena, slice_of(text)), .posts = 1, .first = i};
        }
        check_ok(families_find(corpus.variants, corpus.count, settings, &err), err);
        check_count(corpus.variants[1].family, crowd ? 1 : 0);
    }
    release(&corpus);
}

Test(families, fail_cleanly_wherever_memory_runs_out) {
    lockstep_status status = LOCKSTEP_ENOMEM;
    long n = 0;
    set("threads", "2");
    for (; status != LOCKSTEP_OK && n < 100; n++) {
        struct corpus corpus = make_corpus(5, 60);
        arena_fail_after = n;
        status = families_find(corpus.variants, corpus.count, settings, &err);
        arena_fail_after = -1;
        check_status(status, status == LOCKSTEP_OK ? LOCKSTEP_OK : LOCKSTEP_ENOMEM, err);
        release(&corpus);
    }
    cr_expect_gt(n, 8, "%ld allocations", n);
}

Test(families, of_no_text_are_none) {
    check_ok(families_find(NULL, 0, settings, &err), err);
}

Test(shingles, are_five_letters_or_three_wide_characters_and_numbers_are_one_digit) {
    static const struct {
        const char *text;
        uint32_t count;
    } cases[] = {
        {"abcdef", 4},     /* ␣abcd abcde bcdef cdef␣ */
        {"aaaaaaaa", 3},   /* ␣aaaa aaaaa aaaa␣ */
        {"ab", 1},         /* too little for one: the both */
        {"我爱中文", 4},   /* ␣我爱 我爱中 爱中文 中文␣ */
        {"안녕하세요", 5}, /* likewise */
        {"ab 2024", 2},    /* ␣ab␣0 ab␣0␣ */
        {"ab ٢٠٢٤", 2},    /* Arabic digits are digits */
    };
    uint32_t room[64], other[64];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_assert_leq(shingles_room(slice_of(cases[i].text)), 64);
        uint32_t count = shingles_of(room, slice_of(cases[i].text));
        cr_expect_eq(count, cases[i].count, "%s has %u", cases[i].text, count);
    }
    uint32_t count = shingles_of(room, SLICE("in 2024 we ran 5 miles"));
    cr_expect_eq(count, shingles_of(other, SLICE("in 1999 we ran 12345 miles")));
    cr_expect_arr_eq(room, other, count * sizeof *room);
}
