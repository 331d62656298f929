#include "engine/settings.h"
#include "export/folder.h"
#include "tests/check.h"
#include "tests/fixture.h"

#include <dirent.h>
#include <jansson.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct fixture fixture;
static char room[64]; /* a folder of this test */
static lockstep_error err;

static void setup(void) {
    fixture_build(&fixture);
    check_ok(lockstep_settings_set(fixture.settings, "figures", "none", &err), err);
    snprintf(room, sizeof room, "/tmp/lockstep-test-XXXXXX");
    cr_assert(mkdtemp(room));
}

static void teardown(void) {
    fixture_release(&fixture);
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", room);
    if (system(command) != 0) abort();
}
TestSuite(case, .init = setup, .fini = teardown);

/* A path in the room; good for four calls. */
static const char *in_room(const char *name) {
    static char paths[4][192];
    static size_t next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", room, name);
    return path;
}

static size_t entries(const char *path) {
    DIR *dir = opendir(path);
    cr_assert(dir, "%s", path);
    size_t count = 0;
    for (struct dirent *entry; (entry = readdir(dir));)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(dir);
    return count;
}

static void touch(const char *path) {
    FILE *file = fopen(path, "w");
    cr_assert(file);
    fclose(file);
}

static json_t *read_run(const char *folder) {
    char path[256];
    json_error_t problem;
    snprintf(path, sizeof path, "%s/run.json", folder);
    json_t *run = json_load_file(path, JSON_REJECT_DUPLICATES, &problem);
    cr_assert(run, "%s: %s", path, problem.text);
    return run;
}

/* The value at "a.b.2.c", numbers being places in arrays. */
static json_t *at(json_t *json, const char *path) {
    char part[64];
    for (int size; *path; path += size + (path[size] == '.')) {
        size = (int) strcspn(path, ".");
        snprintf(part, sizeof part, "%.*s", size, path);
        json = json_is_array(json) ? json_array_get(json, strtoul(part, NULL, 10))
                                   : json_object_get(json, part);
    }
    return json;
}

/* By another's program: sha256sum of coreutils. */
static void check_outputs(const char *folder, json_t *outputs) {
    const char *name;
    json_t *hash;
    char command[256];
    snprintf(command, sizeof command, "cd %s && sha256sum --check --quiet -", folder);
    FILE *sums = popen(command, "w");
    cr_assert(sums);
    json_object_foreach(outputs, name, hash)
        fprintf(sums, "%s  %s\n", json_string_value(hash), name);
    check_count(pclose(sums), 0);
}

Test(case, holds_every_file_and_its_hash) {
    const char *path = in_room("a");
    check_ok(case_write(path, &fixture.findings, &err), err);
    check_count(entries(room), 1);
    check_count(entries(path), 16);
    check_count(entries(in_room("a/clusters")), 2);
    check_count(entries(in_room("a/clusters/02")), 10);
    json_t *run = read_run(path);
    check_count(json_object_size(at(run, "outputs")), 14 + 2 * 10);
    check_outputs(path, at(run, "outputs"));
    json_decref(run);
}

Test(case, holds_more_network_files_on_request) {
    check_ok(lockstep_settings_set(fixture.settings, "networks",
                                   "layers,clusters,csv,edgelist,cytoscape,pajek", &err),
             err);
    check_ok(case_write(in_room("a"), &fixture.findings, &err), err);
    check_count(entries(in_room("a")), 16 + 1 + 2 + 1 + 1 + 1);
    check_count(entries(in_room("a/layers")), FIXTURE_LAYERS);
    check_count(entries(in_room("a/clusters/01")), 10 + 1);
    json_t *run = read_run(in_room("a"));
    check_outputs(in_room("a"), at(run, "outputs"));
    cr_expect(at(run, "outputs") && json_object_get(at(run, "outputs"), "layers/url.gexf"));
    json_decref(run);
    check_status(lockstep_settings_set(fixture.settings, "networks", "csv,excel", &err),
                 LOCKSTEP_EARG, err);
}

Test(case, accounts_for_every_record) {
    check_ok(case_write(in_room("a"), &fixture.findings, &err), err);
    json_t *run = read_run(in_room("a"));
    json_t *input = at(run, "inputs.0");
    check_text(json_string_value(at(input, "name")), "posts.jsonl");
    json_t *rejected = at(input, "rejected"), *reason;
    const char *key;
    json_int_t sum = json_integer_value(at(input, "used")) +
                     json_integer_value(at(input, "duplicates")) +
                     json_integer_value(at(input, "filtered"));
    json_object_foreach(rejected, key, reason) {
        sum += json_integer_value(at(reason, "count"));
        check_count(json_integer_value(at(reason, "first_line")), 17);
        check_text(json_string_value(at(reason, "first_detail")), "noon\xEF\xBF\xBD");
    }
    check_count(json_object_size(rejected), 1);
    check_count(sum, json_integer_value(at(input, "read")));
    json_decref(run);
}

Test(case, states_settings_counts_and_layers) {
    check_ok(case_write(in_room("a"), &fixture.findings, &err), err);
    json_t *run = read_run(in_room("a"));
    for (const lockstep_setting *row = lockstep_settings_table(); row->name; row++)
        cr_expect_eq(!json_object_get(at(run, "settings"), row->name), settings_is_private(row),
                     "%s", row->name);
    cr_expect(!json_object_get(at(run, "settings"), "tmp"), "a place on the machine");
    cr_expect_gt(json_integer_value(at(run, "memory.peak_resident_bytes")), 0);
    check_text(json_string_value(at(run, "version")), lockstep_version());
    check_text(json_string_value(at(run, "started")), "2023-11-14T22:13:20Z");
    check_count(json_integer_value(at(run, "counts.posts")), 41);
    check_count(json_integer_value(at(run, "counts.accounts_in_network")), 10);
    check_count(json_integer_value(at(run, "counts.accounts_in_clusters")), 8);
    check_count(json_integer_value(at(run, "layers.0.communities")), 2);
    check_count(json_integer_value(at(run, "layers.0.clusters")), 1);
    check_count(json_integer_value(at(run, "layers.0.communities_that_chance_explains")), 1);
    check_text(json_string_value(at(run, "layers.1.layer")), "url");
    check_near(json_real_value(at(run, "clusters.0.evidence")), 42.5, 0);
    check_text(json_string_value(at(run, "timings.1.stage")), "edges");
    json_decref(run);
}

Test(case, is_the_same_every_time_but_for_run_json) {
    check_ok(case_write(in_room("a"), &fixture.findings, &err), err);
    check_ok(case_write(in_room("b"), &fixture.findings, &err), err);
    json_t *a = read_run(in_room("a")), *b = read_run(in_room("b"));
    cr_expect(json_equal(at(a, "outputs"), at(b, "outputs")));
    json_decref(a), json_decref(b);
}

Test(case, replaces_a_former_case_whole) {
    check_ok(case_write(in_room("a"), &fixture.findings, &err), err);
    fixture.clusters.kept = 0;
    memset(fixture.clusters.of_account, 0, FIXTURE_ACCOUNTS * sizeof(uint32_t));
    check_ok(case_write(in_room("a/"), &fixture.findings, &err), err);
    check_count(entries(room), 1);
    check_count(entries(in_room("a")), 15);
}

Test(case, takes_an_empty_folder) {
    cr_assert(mkdir(in_room("a"), 0777) == 0);
    check_ok(case_write(in_room("a"), &fixture.findings, &err), err);
    check_count(entries(in_room("a")), 16);
}

Test(case, refuses_what_is_no_case) {
    cr_assert(mkdir(in_room("thesis"), 0777) == 0);
    touch(in_room("thesis/chapter1.txt"));
    touch(in_room("file"));
    static const char *const names[] = {"thesis", "file"};
    for (size_t i = 0; i < 2; i++) {
        lockstep_error refusal = {0};
        check_status(case_write(in_room(names[i]), &fixture.findings, &refusal), LOCKSTEP_EARG,
                     refusal);
        check_text(refusal.text, "exists and is not a case folder");
        check_text(refusal.source, in_room(names[i]));
    }
    check_count(entries(room), 2);
    check_count(entries(in_room("thesis")), 1);
}

Test(case, refuses_a_name_that_is_none) {
    lockstep_error refusal = {0};
    cr_assert(mkdir(in_room("a"), 0777) == 0);
    check_status(case_write(in_room("a/."), &fixture.findings, &refusal), LOCKSTEP_EARG, refusal);
}

Test(case, needs_the_folder_that_it_goes_into) {
    check_status(case_write(in_room("no/a"), &fixture.findings, &err), LOCKSTEP_EIO, err);
    check_count(entries(room), 0);
}

Test(case, leaves_nothing_when_interrupted) {
    lockstep_interrupt();
    check_status(case_write(in_room("a"), &fixture.findings, &err), LOCKSTEP_EINTERRUPTED, err);
    check_count(entries(room), 0);
}

Test(case, leaves_nothing_on_a_full_disk_and_names_the_file) {
    struct rlimit limit = {1024, 1024};
    signal(SIGXFSZ, SIG_IGN);
    cr_assert(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    check_status(case_write(in_room("a"), &fixture.findings, &err), LOCKSTEP_EIO, err);
    cr_expect(strstr(err.source, "/a/"), "%s: %s", err.source, err.text);
    check_count(entries(room), 0);
}

Test(case, keeps_the_former_case_when_it_fails) {
    check_ok(case_write(in_room("a"), &fixture.findings, &err), err);
    lockstep_interrupt();
    check_status(case_write(in_room("a"), &fixture.findings, &err), LOCKSTEP_EINTERRUPTED, err);
    check_count(entries(room), 1);
    json_decref(read_run(in_room("a")));
}

/* The number of a process that has ended. */
static long dead_process(void) {
    pid_t child = fork();
    if (child == 0) _exit(0);
    cr_assert(child > 0 && waitpid(child, NULL, 0) == child);
    return (long) child;
}

Test(case, clears_away_what_killed_runs_left_and_nothing_else) {
    char name[64];
    snprintf(name, sizeof name, ".a.partial-%ld", dead_process());
    cr_assert(mkdir(in_room(name), 0777) == 0);
    cr_assert(symlink("/", in_room(name)) != 0);
    touch(in_room(".a.partial-"));
    touch(in_room(".a.partial-1x"));
    touch(in_room(".ab.partial-99999999"));
    snprintf(name, sizeof name, ".a.partial-%ld", (long) getppid());
    touch(in_room(name));
    check_ok(case_write(in_room("a"), &fixture.findings, &err), err);
    check_count(entries(room), 1 + 4);
}

Test(case, does_not_follow_links_as_it_clears_away) {
    char name[64], link[80];
    cr_assert(mkdir(in_room("precious"), 0777) == 0);
    touch(in_room("precious/file"));
    snprintf(name, sizeof name, ".a.partial-%ld", dead_process());
    snprintf(link, sizeof link, "%s/link", name);
    cr_assert(mkdir(in_room(name), 0777) == 0);
    cr_assert(symlink("../precious", in_room(link)) == 0);
    check_ok(case_write(in_room("a"), &fixture.findings, &err), err);
    check_count(entries(in_room("precious")), 1);
    check_count(entries(room), 2);
}

Test(case, brings_back_a_former_case_of_a_run_killed_as_it_replaced_it) {
    char name[64];
    check_ok(case_write(in_room("a"), &fixture.findings, &err), err);
    snprintf(name, sizeof name, ".a.replaced-%ld", dead_process());
    cr_assert(rename(in_room("a"), in_room(name)) == 0);
    lockstep_interrupt();
    check_status(case_write(in_room("a"), &fixture.findings, &err), LOCKSTEP_EINTERRUPTED, err);
    check_count(entries(room), 1);
    json_decref(read_run(in_room("a")));
}

Test(case, passes_on_that_memory_is_out_and_leaves_nothing) {
    for (long n = 0; n < 8; n++) {
        lockstep_error failure = {0};
        arena_fail_after = n;
        lockstep_status status = case_write(in_room("a"), &fixture.findings, &failure);
        arena_fail_after = -1;
        check_status(status, LOCKSTEP_ENOMEM, failure);
        check_count(entries(room), 0);
    }
}
