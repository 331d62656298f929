#include "datasets/random.h"
#include "graph/evolution.h"
#include "tests/check.h"

#include <stdlib.h>
#include <unistd.h>

enum { GROUP = 10, BACKGROUND = 600, WEEK = 604800 };
static const int64_t monday = 1704067200; /* 2024-01-01 */

static struct archive archive;
static struct network network;
static struct clusters clusters;
static struct evolution evolution;
static lockstep_settings *settings;
static FILE *posts;
static char path[32];
static int object, content;
static struct random_stream stream;

/* The accounts of the groups `from` to `to` share thirty things in the week, each within ten
 * seconds. */
static void act(int week, int from, int to) {
    for (int i = 0; i < 30; i++, object++) {
        int64_t time = monday + week * WEEK + i * 9000 + 100;
        for (int a = from * GROUP; a < (to + 1) * GROUP; a++)
            fprintf(posts, "r%02d,o%d,%d,%lld\n", a, object, content++, (long long) time + a % 10);
    }
}

static void crowd(int weeks) {
    for (int i = 0; i < weeks * 60; i++, object++)
        for (int share = 0; share < 25; share++)
            fprintf(posts, "c%u,o%d,%d,%lld\n", random_below(&stream, BACKGROUND), object,
                    content++, (long long) monday + i / 60 * WEEK + random_below(&stream, WEEK));
}

static void begin(void) {
    snprintf(path, sizeof path, "/tmp/evolutionXXXXXX");
    int file = mkstemp(path);
    cr_assert_geq(file, 0);
    posts = fdopen(file, "w");
    random_start(&stream, 11, 1);
    fputs("account_id,object_id,content_id,timestamp_share\n", posts);
    settings = lockstep_settings_new();
    cr_assert_eq(lockstep_settings_set(settings, "step", "1w", NULL), LOCKSTEP_OK);
    cr_assert_eq(lockstep_settings_set(settings, "trace", "object", NULL), LOCKSTEP_OK);
}

static void find(void) {
    lockstep_error err = {0};
    const char *inputs[] = {path};
    fclose(posts);
    check_ok(archive_read(&archive, settings, inputs, 1, ARCHIVE_POSTS, &err), err);
    check_ok(network_build(&network, &archive, settings, &err), err);
    check_ok(network_count_once(&network, &archive, settings, &err), err);
    check_ok(clusters_find(&clusters, &network, &archive, settings, &err), err);
    check_ok(evolution_find(&evolution, &archive, &clusters, settings, &err), err);
}

static void end(void) {
    remove(path);
    evolution_release(&evolution);
    clusters_release(&clusters);
    network_release(&network);
    archive_release(&archive);
    lockstep_settings_free(settings);
}

TestSuite(evolution, .init = begin, .fini = end);

/* "2: 1 continues 10, 2 merge into 1" and so on, a line a step. */
static char *told(void) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    for (size_t i = 0; i < evolution.count; i++) {
        const struct appearance *a = &evolution.items[i];
        bool new_step = !i || evolution.items[i - 1].step != a->step;
        if (new_step && i) fputc('\n', out);
        fprintf(out, new_step ? "%u: " : ", ", a->step);
        fprintf(out, "%u %s", a->story, turn_name(a->turn));
        if (a->related) fprintf(out, " %u", a->related);
        if (a->count) fprintf(out, " %u", a->count);
    }
    fclose(out);
    return text;
}

Test(evolution, tells_of_merges_and_splits) {
    for (int week = 0; week < 6; week++)
        if (week == 2 || week == 3)
            act(week, 0, 1);
        else
            act(week, 0, 0), act(week, 1, 1);
    crowd(6);
    find();
    char *text = told();
    check_text(text, "0: 1 birth 10, 2 birth 10\n"
                     "1: 1 continues 10, 2 continues 10\n"
                     "2: 1 continues 20, 2 merge 1\n"
                     "3: 1 continues 20\n"
                     "4: 1 continues 10, 3 split 1 10\n"
                     "5: 1 continues 10, 3 continues 10");
    free(text);
}

Test(evolution, tells_of_sleep_and_death) {
    act(0, 0, 0), act(1, 0, 0), act(5, 0, 0);
    act(1, 1, 1), act(2, 1, 1);
    act(6, 2, 2);
    crowd(7);
    find();
    char *text = told();
    check_text(text, "0: 1 birth 10\n"
                     "1: 1 continues 10, 2 birth 10\n"
                     "2: 1 dormancy, 2 continues 10\n"
                     "3: 2 death\n"
                     "5: 1 revival 10\n"
                     "6: 1 death, 3 birth 10");
    free(text);
    check_count(evolution.step_count, 7);
    check_count(evolution.first, monday * MICROSECONDS);
    const struct appearance *revived = &evolution.items[6];
    check_count(revived->age, 6);
    check_count(revived->active, 3);
    check_count(revived->joined + revived->left, 0);
    check_near(revived->similarity, 1, 1e-12);
    cr_expect_gt(revived->evidence, 0);
}

/* Two texts a week, by six of ten in turn, prove nothing in a week, but do in half a year. */
Test(evolution, sees_a_cluster_of_the_run_where_a_step_alone_proves_nothing) {
    uint32_t ring[GROUP] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    for (int week = 0; week < 25; week++)
        for (int i = 0; i < 2; i++, object++) {
            random_shuffle(&stream, ring, GROUP);
            for (int a = 0; a < 6; a++)
                fprintf(posts, "r%02u,o%d,%d,%lld\n", ring[a], object, content++,
                        (long long) monday + week * WEEK + i * 40000 + a);
        }
    crowd(25);
    find();
    check_count(clusters.kept, 1);
    check_count(evolution.story_count, 1);
    check_count(evolution.count, 25);
    for (size_t i = 0; i < evolution.count; i++)
        cr_expect(evolution.items[i].count >= 6 && evolution.items[i].count <= 10, "step %zu", i);
}

Test(evolution, of_nothing_is_empty) {
    fputs("a,o,1,1704067200\n", posts);
    find();
    check_count(evolution.count, 0);
    check_count(evolution.step_count, 1);
}

Test(evolution, refuses_more_steps_than_anybody_reads) {
    lockstep_error err = {0};
    const char *inputs[] = {path};
    fputs("a,o,1,1704067200\nb,o,2,1904067200\n", posts);
    fclose(posts);
    cr_assert_eq(lockstep_settings_set(settings, "step", "1h", NULL), LOCKSTEP_OK);
    check_ok(archive_read(&archive, settings, inputs, 1, ARCHIVE_POSTS, &err), err);
    check_status(evolution_find(&evolution, &archive, &clusters, settings, &err), LOCKSTEP_ELIMIT,
                 err);
}

Test(evolution, fails_cleanly_wherever_memory_runs_out) {
    act(0, 0, 0), act(1, 0, 0), act(3, 0, 1);
    crowd(4);
    find();
    evolution_release(&evolution);
    lockstep_status status = LOCKSTEP_ENOMEM;
    for (long n = 0; status != LOCKSTEP_OK; n = n * 3 / 2 + 1) {
        lockstep_error err = {0};
        arena_fail_after = n;
        status = evolution_find(&evolution, &archive, &clusters, settings, &err);
        arena_fail_after = -1;
        if (status != LOCKSTEP_OK) check_status(status, LOCKSTEP_ENOMEM, err);
    }
}
