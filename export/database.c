#include "export/database.h"

#include "engine/error.h"

#include <assert.h>
#include <errno.h>
#include <math.h>

/* A full disk and what else the system refuses are said in its words, all else in SQLite's. */
static lockstep_status failed(struct database *database, int code, lockstep_error *err) {
    int reason = code == SQLITE_CANTOPEN ? sqlite3_system_errno(database->handle) : 0;
    if (code == SQLITE_INTERRUPT) return check_interrupt(err);
    if (code == SQLITE_NOMEM || !database->handle) return fail_memory(err, database->path);
    if (code == SQLITE_IOERR)
        sqlite3_file_control(database->handle, "main", SQLITE_FCNTL_LAST_ERRNO, &reason);
    errno = code == SQLITE_FULL ? ENOSPC : reason;
    if (errno) return fail_io(err, database->path);
    const char *text = sqlite3_errmsg(database->handle);
    return fail_at(err, LOCKSTEP_EIO, database->path, 0, "%s", text);
}

static int ask_interrupt(void *data) {
    (void) data;
    return check_interrupt(NULL) != LOCKSTEP_OK;
}

enum { STEPS_BETWEEN_ASKING = 100000 };

static int held_kibibytes(uint64_t memory) {
    const uint64_t most = 32768, part = memory / 16 / 1024;
    return (int) (memory && part < most ? part : most);
}

lockstep_status database_create(struct database *out, const char *path, const char *shown,
                                uint64_t memory, lockstep_error *err) {
    *out = (struct database){.path = shown};
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    int code = sqlite3_open_v2(path, &out->handle, flags, NULL);
    if (code != SQLITE_OK) return failed(out, code, err);
    sqlite3_progress_handler(out->handle, STEPS_BETWEEN_ASKING, ask_interrupt, NULL);
    char pragmas[256];
    snprintf(pragmas, sizeof pragmas,
             "PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'; PRAGMA locking_mode = EXCLUSIVE;"
             "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -%d; BEGIN",
             held_kibibytes(memory));
    return database_run(out, pragmas, err);
}

lockstep_status database_run(struct database *database, const char *sql, lockstep_error *err) {
    int code = sqlite3_exec(database->handle, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? LOCKSTEP_OK : failed(database, code, err);
}

lockstep_status database_run_all(struct database *database, const char *const *statements,
                                 lockstep_error *err) {
    for (; *statements; statements++)
        TRY(database_run(database, *statements, err));
    return LOCKSTEP_OK;
}

lockstep_status database_commit(struct database *database, lockstep_error *err) {
    TRY(database_run(database, "COMMIT", err));
    int code = sqlite3_close(database->handle);
    if (code != SQLITE_OK) return failed(database, code, err);
    database->handle = NULL;
    return LOCKSTEP_OK;
}

void database_close(struct database *database) {
    sqlite3_close(database->handle);
    database->handle = NULL;
}

/* ---- rows */

lockstep_status rows_open(struct rows *out, struct database *database, const char *table,
                          int columns, lockstep_error *err) {
    char sql[256];
    int size = snprintf(sql, sizeof sql, "INSERT INTO %s VALUES (?", table);
    for (int c = 1; c < columns; c++)
        size += snprintf(sql + size, sizeof sql - (size_t) size, ",?");
    snprintf(sql + size, sizeof sql - (size_t) size, ")");
    *out = (struct rows){.database = database};
    int code = sqlite3_prepare_v2(database->handle, sql, -1, &out->insert, NULL);
    return code == SQLITE_OK ? LOCKSTEP_OK : failed(database, code, err);
}

static void note(struct rows *rows, int code) {
    if (rows->code == SQLITE_OK) rows->code = code;
}

void cell_none(struct rows *rows) {
    note(rows, sqlite3_bind_null(rows->insert, ++rows->column));
}

void cell_text(struct rows *rows, struct slice text) {
    const char *at = text.size ? text.at : "";
    note(rows, sqlite3_bind_text64(rows->insert, ++rows->column, at, text.size, SQLITE_STATIC,
                                   SQLITE_UTF8));
}

void cell_stated(struct rows *rows, struct slice text) {
    if (text.size)
        cell_text(rows, text);
    else
        cell_none(rows);
}

void cell_whole(struct rows *rows, int64_t number) {
    note(rows, sqlite3_bind_int64(rows->insert, ++rows->column, number));
}

void cell_count(struct rows *rows, uint64_t count) {
    cell_whole(rows, (int64_t) count);
}

void cell_number(struct rows *rows, double number) {
    note(rows, isnan(number) ? sqlite3_bind_null(rows->insert, ++rows->column)
                             : sqlite3_bind_double(rows->insert, ++rows->column, number));
}

void cell_time(struct rows *rows, int64_t microseconds) {
    if (microseconds == INT64_MIN || microseconds == INT64_MAX)
        cell_none(rows);
    else
        cell_whole(rows, microseconds);
}

void cell_known(struct rows *rows, int64_t number) {
    if (number < 0)
        cell_none(rows);
    else
        cell_whole(rows, number);
}

lockstep_status row_end(struct rows *rows, lockstep_error *err) {
    assert(rows->column == sqlite3_bind_parameter_count(rows->insert));
    if (rows->code == SQLITE_OK && sqlite3_step(rows->insert) != SQLITE_DONE)
        rows->code = sqlite3_reset(rows->insert);
    if (rows->code != SQLITE_OK) return failed(rows->database, rows->code, err);
    sqlite3_reset(rows->insert);
    rows->column = 0;
    return ++rows->count % 4096 ? LOCKSTEP_OK : check_interrupt(err);
}

void rows_close(struct rows *rows) {
    sqlite3_finalize(rows->insert);
    rows->insert = NULL;
}
