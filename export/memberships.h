/* Which story of the evolution an account is part of, step by step. */
#ifndef LOCKSTEP_EXPORT_MEMBERSHIPS_H
#define LOCKSTEP_EXPORT_MEMBERSHIPS_H
#include "export/network_file.h"

struct memberships;
/* Of all accounts. The caller closes it. O(accounts + members of all appearances). */
LOCKSTEP_MUST_CHECK lockstep_status memberships_open(struct memberships **out,
                                                     const struct evolution *evolution,
                                                     uint32_t accounts, lockstep_error *err);
void memberships_close(struct memberships *memberships);

/* GEXF's values of a node in the column "story": one for each run of steps in one story, with the
 * time from the beginning of the first to the end of the last; nothing where it is in none. */
void memberships_put(FILE *out, const struct memberships *memberships, uint32_t rank);
#endif
