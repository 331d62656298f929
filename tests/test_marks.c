#include "datasets/random.h"
#include "engine/lockstep.h"
#include "graph/marks.h"
#include "graph/profile_words.h"
#include "tests/check.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

/* The columns of the kept clusters that lockstep prints for a file; rows[0] is the header. */
struct printed {
    char *text, *rows[64];
    size_t count;
};

static struct printed clusters_of(const char *path) {
    struct printed p = {0};
    size_t size;
    lockstep_error err = {0};
    lockstep_settings *settings = lockstep_settings_new();
    FILE *out = open_memstream(&p.text, &size);
    check_ok(lockstep_print_stage(out, LOCKSTEP_CLUSTERS, settings, &path, 1, NULL, NULL, &err),
             err);
    fclose(out);
    lockstep_settings_free(settings);
    for (char *line = p.text; *line && p.count < 64;) {
        char *end = strchr(line, '\n');
        *end = '\0';
        p.rows[p.count++] = line;
        line = end + 1;
    }
    return p;
}

/* A cell of a row by the name of its column; no cell of clusters.csv is quoted. */
static const char *cell(const struct printed *p, size_t row, const char *name, char room[64]) {
    size_t column = 0;
    const char *at = p->rows[0];
    for (size_t size; (size = strcspn(at, ",")) &&
                      strncmp(at, name, size > strlen(name) ? size : strlen(name)) != 0;
         column++)
        at += size + 1;
    at = p->rows[row];
    for (; column; column--)
        at += strcspn(at, ",") + 1;
    snprintf(room, 64, "%.*s", (int) strcspn(at, ","), at);
    return room;
}

static struct printed simulated(const char *scenario, uint64_t posts) {
    char path[] = "/tmp/marksXXXXXX";
    int file = mkstemp(path);
    cr_assert_geq(file, 0);
    FILE *out = fdopen(file, "w");
    lockstep_error err = {0};
    check_ok(lockstep_simulate(out, NULL, scenario, 1, posts, &err), err);
    fclose(out);
    struct printed p = clusters_of(path);
    remove(path);
    return p;
}

Test(marks, tells_fans_and_newsrooms_and_leaves_rings_unmarked, .timeout = 55) {
    static const struct {
        const char *name;
        uint64_t posts;
        const char *marks;
    } cases[] = {{"fandom", 16000, "fans"}, {"newsroom", 14000, "news"}, {"viral", 12000, ""},
                 {"timing", 30000, ""},     {"sleeper", 8000, ""},       {"platforms", 8000, ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct printed p = simulated(cases[i].name, cases[i].posts);
        char room[64];
        cr_expect_gt(p.count, 1, "%s", cases[i].name);
        for (size_t row = 1; row < p.count; row++)
            if (atoi(cell(&p, row, "accounts", room)) >= 10)
                cr_expect_str_eq(cell(&p, row, "marks", room), cases[i].marks, "%s: %s",
                                 cases[i].name, p.rows[row]);
        free(p.text);
    }
}

/* On one evening the same twelve, and each time thirty others, take up what is said; or the twelve
 * alone do. */
static struct printed evening(bool with_strangers, bool on_one_day) {
    char path[] = "/tmp/marksXXXXXX";
    int file = mkstemp(path);
    cr_assert_geq(file, 0);
    FILE *out = fdopen(file, "w");
    struct random_stream stream;
    random_start(&stream, 7, 1);
    fputs("account_id,object_id,content_id,timestamp_share\n", out);
    int content = 0;
    for (int object = 0; object < 400; object++)
        for (int share = 0; share < 30; share++)
            fprintf(out, "a%u,o%d,%d,%u\n", random_below(&stream, 2000), object, content++,
                    1700000000 + random_below(&stream, 2000000));
    for (int object = 0; object < 20; object++) {
        int time = 1700500000 + object * (on_one_day ? 1000 : 80000);
        for (int member = 0; member < 12; member++)
            fprintf(out, "m%d,event%d,%d,%d\n", member, object, content++, time + member);
        for (int other = 0; other < 30 && with_strangers; other++)
            fprintf(out, "a%u,event%d,%d,%d\n", random_below(&stream, 2000), object, content++,
                    time + other);
    }
    fclose(out);
    struct printed p = clusters_of(path);
    remove(path);
    return p;
}

Test(marks, tells_an_event_by_its_one_burst_among_strangers) {
    for (int with_strangers = 0; with_strangers < 2; with_strangers++)
        for (int on_one_day = 0; on_one_day < 2; on_one_day++) {
            struct printed p = evening(with_strangers, on_one_day);
            char room[64];
            cr_assert_geq(p.count, 2, "%d %d", with_strangers, on_one_day);
            cr_expect_str_eq(cell(&p, 1, "marks", room),
                             with_strangers && on_one_day ? "event" : "", "%d %d: %s",
                             with_strangers, on_one_day, p.rows[1]);
            check_near(atof(cell(&p, 1, "burst", room)), on_one_day ? 1 : 2 / 20.0, 0.03);
            double outsiders = atof(cell(&p, 1, "outsiders", room));
            if (with_strangers)
                cr_expect(outsiders > 0.5 && outsiders < 0.75, "%g", outsiders);
            else
                check_near(outsiders, 0, 1e-9);
            free(p.text);
        }
}

Test(marks, reads_whole_words_of_profiles_in_many_languages) {
    enum { NEWS = 1 << SUBJECT_NEWS, FANS = 1 << SUBJECT_FANS, NETWORK = 1 << SUBJECT_NETWORK };
    static const struct {
        const char *handle, *name, *bio;
        unsigned subjects;
    } cases[] = {
        {"CityNews24", "", "", NEWS},
        {"anna_fan_2001", "", "", FANS},
        {"stefan", "Stefan Press-ley", "fantastic", NEWS},
        {"stefan", "Stefan", "fantastic news-free", NEWS},
        {"fantasy", "newsman", "botany", 0},
        {"", "", "FAN ACCOUNT 💜", FANS},
        {"", "Xəbərlər", "", NEWS},
        {"", "", "Noticias y más", NEWS},
        {"", "", "Это новости", NEWS},
        {"weather_bot", "", "", NETWORK},
        {"", "", "Part of the Example Network", NETWORK},
        {"", "", "part time", 0},
        {"NEWS", "", "", NEWS},
        {"\xff\xfe", "\xc3", "\x01", 0},
        {"", "", "", 0},
    };
    struct buffer scratch = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct account_facts facts = {.handle = slice_of(cases[i].handle),
                                      .display_name = slice_of(cases[i].name),
                                      .bio = slice_of(cases[i].bio)};
        unsigned subjects = 99;
        cr_assert_eq(profile_subjects(&subjects, &scratch, &facts, NULL), LOCKSTEP_OK);
        cr_expect_eq(subjects, cases[i].subjects, "%s, %s, %s: %u", cases[i].handle, cases[i].name,
                     cases[i].bio, subjects);
    }
    buffer_release(&scratch);
}

Test(marks, spells_marks_with_bars) {
    char room[MARKS_TEXT];
    struct signs signs = {.marks = 0};
    check_text(marks_text(room, &signs), "");
    signs.marks = 1U << MARK_NEWS | 1U << MARK_DECLARED;
    check_text(marks_text(room, &signs), "news|declared");
    signs.marks = (1U << MARK_COUNT) - 1;
    check_text(marks_text(room, &signs), "event|news|fans|declared|clock");
}
