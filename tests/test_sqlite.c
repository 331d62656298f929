#include "export/sqlite.h"

#include "tests/check.h"
#include "tests/fixture.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

static struct fixture fixture;
static struct case_database database;
static char path[] = "/tmp/lockstep-test-XXXXXX";
static sqlite3 *opened;
static lockstep_error err;

static void setup(void) {
    fixture_build(&fixture);
    int file = mkstemp(path);
    cr_assert(file >= 0 && close(file) == 0);
}

static void teardown(void) {
    sqlite3_close(opened);
    sqlite_release(&database);
    fixture_release(&fixture);
    unlink(path);
}
TestSuite(sqlite, .init = setup, .fini = teardown);

/* Writes the fixture, with room for so many co-shares, and opens what was written. */
static void write_with_room(uint64_t room) {
    struct dossiers *dossiers;
    struct dossier *dossier;
    check_ok(sqlite_begin(&database, &fixture.findings, path, "case.sqlite", &err), err);
    database.room = room;
    check_ok(dossiers_build(&dossiers, &fixture.findings, &err), err);
    for (size_t c = 0; c < fixture.clusters.kept; c++) {
        check_ok(dossier_build(&dossier, dossiers, &fixture.clusters.items[c], &err), err);
        check_ok(sqlite_add_findings(&database, dossier, &err), err);
        dossier_free(dossier);
    }
    dossiers_free(dossiers);
    check_ok(sqlite_finish(&database, &err), err);
    cr_assert(sqlite3_open(path, &opened) == SQLITE_OK);
}

/* The first cell of the first row; "" where there is none. Good until the next call. */
static const char *ask(const char *sql) {
    static char answer[4096];
    sqlite3_stmt *statement;
    cr_assert(sqlite3_prepare_v2(opened, sql, -1, &statement, NULL) == SQLITE_OK, "%s: %s", sql,
              sqlite3_errmsg(opened));
    *answer = '\0';
    if (sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_text(statement, 0))
        snprintf(answer, sizeof answer, "%s", (const char *) sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    return answer;
}

/* Every co-share in one text, ordered by what it is. */
static const char all_coshares[] =
    "SELECT group_concat(row, char(10)) FROM (SELECT format('%d %d %d %d %d %d %d', object_id, "
    "source_id, target_id, source_post_id, target_post_id, source_time, target_time) AS row "
    "FROM coshares ORDER BY row)";

Test(sqlite, has_keys_that_hold_and_names_as_they_are) {
    write_with_room(COSHARE_ROWS);
    check_text(ask("PRAGMA integrity_check"), "ok");
    check_text(ask("PRAGMA foreign_key_check"), "");
    check_text(ask("PRAGMA user_version"), "1");
    check_text(ask("SELECT count(*) FROM accounts"), "12");
    for (uint32_t a = 0; a < FIXTURE_ACCOUNTS; a++) {
        char sql[96];
        struct slice name = fixture.archive.accounts.items[a].name;
        snprintf(sql, sizeof sql, "SELECT CAST(name AS BLOB) FROM accounts WHERE id = %u", a + 1);
        if (!memchr(name.at, '\0', name.size)) check_slice(name, ask(sql));
    }
}

Test(sqlite, works_coshares_out_where_they_are_too_many_to_write) {
    write_with_room(COSHARE_ROWS);
    check_text(ask("SELECT type FROM sqlite_master WHERE name = 'coshares'"), "table");
    char *written = strdup(ask(all_coshares));
    cr_expect(strlen(written) > 0);
    sqlite3_close(opened);
    unlink(path);
    sqlite_release(&database);
    write_with_room(0);
    check_text(ask("SELECT type FROM sqlite_master WHERE name = 'coshares'"), "view");
    check_text(ask(all_coshares), written);
    check_text(ask("PRAGMA integrity_check"), "ok");
    free(written);
}

Test(sqlite, says_that_the_disk_is_full_and_of_which_file) {
    struct rlimit limit = {20000, 20000};
    signal(SIGXFSZ, SIG_IGN);
    cr_assert(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    lockstep_status status = sqlite_begin(&database, &fixture.findings, path, "case.sqlite", &err);
    if (status == LOCKSTEP_OK) status = sqlite_finish(&database, &err);
    cr_expect_eq(status, LOCKSTEP_EIO);
    cr_expect_str_eq(err.source, "case.sqlite", "%s: %s", err.source, err.text);
    cr_expect(*err.text && !strstr(err.text, "Success"), "%s", err.text);
}

Test(sqlite, stops_when_it_is_asked_to) {
    check_ok(sqlite_begin(&database, &fixture.findings, path, "case.sqlite", &err), err);
    lockstep_interrupt();
    check_status(sqlite_finish(&database, &err), LOCKSTEP_EINTERRUPTED, err);
}
