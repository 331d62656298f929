/* An SQLite file that is written once, from the start to its end, and a row at a time. */
#ifndef LOCKSTEP_EXPORT_DATABASE_H
#define LOCKSTEP_EXPORT_DATABASE_H
#include "engine/slice.h"

#include <sqlite3.h>

struct database {
    sqlite3 *handle;
    const char *path; /* what messages call it */
};

/* A new file at `path`, which messages call `shown`, with one transaction begun that
 * database_commit ends. Nothing is journalled: a file that was not closed by database_commit is of
 * no use. Pages are held within a sixteenth of `memory` bytes (0: no bound). Call database_close
 * whatever the status. */
LOCKSTEP_MUST_CHECK lockstep_status database_create(struct database *out, const char *path,
                                                    const char *shown, uint64_t memory,
                                                    lockstep_error *err);
/* Statements that give no rows. */
LOCKSTEP_MUST_CHECK lockstep_status database_run(struct database *database, const char *sql,
                                                 lockstep_error *err);
/* The same of a list that ends with NULL. */
LOCKSTEP_MUST_CHECK lockstep_status database_run_all(struct database *database,
                                                     const char *const *statements,
                                                     lockstep_error *err);
LOCKSTEP_MUST_CHECK lockstep_status database_commit(struct database *database, lockstep_error *err);
/* Of a database that is zero, too. */
void database_close(struct database *database);

/* Rows to insert: a cell_… for each column, in order, then row_end. What goes wrong in a cell is
 * said by row_end. Text that is given must live until then. */
struct rows {
    struct database *database;
    sqlite3_stmt *insert;
    uint64_t count; /* inserted */
    int column, code;
};
LOCKSTEP_MUST_CHECK lockstep_status rows_open(struct rows *out, struct database *database,
                                              const char *table, int columns, lockstep_error *err);
void cell_none(struct rows *rows);
void cell_text(struct rows *rows, struct slice text);
void cell_stated(struct rows *rows, struct slice text); /* NULL where it is empty */
void cell_count(struct rows *rows, uint64_t count);
void cell_whole(struct rows *rows, int64_t number);
void cell_number(struct rows *rows, double number);      /* NULL where it is NaN */
void cell_time(struct rows *rows, int64_t microseconds); /* NULL for INT64_MIN and _MAX */
void cell_known(struct rows *rows, int64_t number);      /* NULL below 0 */
LOCKSTEP_MUST_CHECK lockstep_status row_end(struct rows *rows, lockstep_error *err);
void rows_close(struct rows *rows);
#endif
