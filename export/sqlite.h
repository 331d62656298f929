/* case.sqlite: the tables of a case, and the evidence: every co-share of pairs with a kept edge,
 * every post of a cluster, every post that a finding names. Its tables are in docs/database.md. */
#ifndef LOCKSTEP_EXPORT_SQLITE_H
#define LOCKSTEP_EXPORT_SQLITE_H
#include "export/database.h"
#include "export/export.h"

/* Past so many, `coshares` is a view that works the same rows out from the shares: the file stays
 * of the size of the posts, whatever a dense ring comes to (n accounts that share an object at once
 * are n² / 2 co-shares). */
enum { COSHARE_ROWS = 5000000 };

struct case_database {
    const struct findings *findings;
    struct database database;
    uint64_t room;       /* of coshares: COSHARE_ROWS */
    uint8_t *posts;      /* by number: whether it is in the database */
    uint32_t *object_of; /* by object: its id, 0 for none */
    uint32_t objects;    /* that have one */
    uint32_t *text_of;   /* by post: the id of its text, 0 for none */
    size_t *first_tie;   /* by account, one more than accounts: where its ties start */
};

/* Begins the file at `path`, called `shown` in messages, with all that needs no dossier. Release
 * `out` whatever the status. O(accounts + edges), and memory of five bytes a post. */
LOCKSTEP_MUST_CHECK lockstep_status sqlite_begin(struct case_database *out,
                                                 const struct findings *findings, const char *path,
                                                 const char *shown, lockstep_error *err);
/* Adds the findings of one cluster. */
LOCKSTEP_MUST_CHECK lockstep_status sqlite_add_findings(struct case_database *database,
                                                        const struct dossier *dossier,
                                                        lockstep_error *err);
/* Adds the evidence, then indexes and views, and closes the file. O(c + s log s) with the co-shares
 * among the accounts of the kept network and the shares of its posts. */
LOCKSTEP_MUST_CHECK lockstep_status sqlite_finish(struct case_database *database,
                                                  lockstep_error *err);
void sqlite_release(struct case_database *database);
#endif
