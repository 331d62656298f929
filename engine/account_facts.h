/* Facts of accounts from a file of their own (--accounts): any table or JSON lines with an id or a
 * handle. They go before what records say. */
#ifndef LOCKSTEP_ENGINE_ACCOUNT_FACTS_H
#define LOCKSTEP_ENGINE_ACCOUNT_FACTS_H
#include "engine/posts.h"

/* What was joined. Of each source's tally, `used` are rows that name an account of the run,
 * `filtered` those that name none. */
struct account_facts_joined {
    struct sources sources;
    uint32_t accounts; /* of the run that a row names */
};

/* Joins the file that the settings name, if they name one, to accounts that are ranked. A row goes
 * to the accounts of its name or id; where there are none, to those of its handle, case aside. Of
 * rows on one account the greater statement wins. Release `out` whatever the status. O(n log n) in
 * accounts, O(log n) a row. */
LOCKSTEP_MUST_CHECK lockstep_status account_facts_join(struct account_facts_joined *out,
                                                       struct accounts *accounts,
                                                       const struct lockstep_settings *settings,
                                                       lockstep_error *err);
void account_facts_release(struct account_facts_joined *joined);
#endif
