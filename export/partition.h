/* Tables of account and cluster: a truth, or the accounts.csv of a case. */
#ifndef LOCKSTEP_EXPORT_PARTITION_H
#define LOCKSTEP_EXPORT_PARTITION_H
#include "engine/names.h"

struct membership {
    uint32_t account, cluster;
};

/* A partition of some accounts: cluster numbers from 1 by account number, 0 in no cluster. Starts
 * zeroed, but for `may_overlap`. */
struct partition {
    struct names clusters; /* their names; cluster n is name n - 1 */
    uint32_t *of;          /* the first that the table names */
    bool *listed;          /* the table has the account */
    size_t room, listed_room;
    uint32_t count; /* of accounts that `of` and `listed` cover */
    bool may_overlap;
    struct membership *further; /* of accounts in several clusters, where they may be */
    size_t further_count, further_room;
    struct names memberships; /* where they may be: the bytes of each */
};

/* Reads CSV with the columns account and cluster, "" and "0" meaning no cluster; adds its accounts
 * to `accounts`. `disarmed`: cells may begin with the apostrophe of csv_text. EINPUT names what is
 * wrong and where. */
LOCKSTEP_MUST_CHECK lockstep_status partition_read(struct partition *partition,
                                                   struct names *accounts, const char *path,
                                                   bool disarmed, lockstep_error *err);
/* The same for the accounts.csv of a case folder. */
LOCKSTEP_MUST_CHECK lockstep_status partition_read_case(struct partition *partition,
                                                        struct names *accounts,
                                                        const char *case_path, lockstep_error *err);
/* Makes `of` and `listed` cover so many accounts; the new ones are in no cluster. */
LOCKSTEP_MUST_CHECK lockstep_status partition_cover(struct partition *partition, uint32_t count,
                                                    lockstep_error *err);
void partition_release(struct partition *partition);
#endif
