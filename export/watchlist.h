/* Known accounts, and who is tied to them. */
#ifndef LOCKSTEP_EXPORT_WATCHLIST_H
#define LOCKSTEP_EXPORT_WATCHLIST_H
#include "engine/edges.h"
#include "export/lists.h"

/* An account that is not on the list, and its edges to those that are: of each pair the layer with
 * the smallest p. */
struct watched {
    uint32_t account;
    uint32_t known;     /* accounts of the list that it has an edge with */
    uint32_t objects;   /* of those edges, added up */
    double weight;      /* likewise */
    double score;       /* Σ −ln p of those edges, at most 700 each */
    uint32_t strongest; /* the account of the list with the smallest p, */
    size_t layer;       /* and its layer */
    int64_t first_time, last_time;
};

struct watchlist {
    bool *listed;          /* by account */
    uint32_t names;        /* distinct ids and handles of the list, */
    uint32_t unknown;      /* those that name no account of the run, */
    uint32_t accounts;     /* and accounts of the run that it names */
    struct watched *items; /* the highest score first, then weight, then account */
    size_t count;
    struct arena arena;
};

/* What of an account is on a list, the surest first. */
enum listed_by { NOT_LISTED, LISTED_BY_ID, LISTED_BY_HANDLE, LISTED_BY_FORMER };
/* By its id or name, else by its handle, else by one that it had before. Marks in `met`, by name of
 * the list, all that name it; `met` may be NULL. O(names of the account). */
enum listed_by watchlist_match(const struct name_list *list, const struct account *account,
                               bool *met);

/* By the list that the settings name (name_list_read), as watchlist_match has it. O(accounts +
 * edges + e log e), e being edges to listed accounts. */
LOCKSTEP_MUST_CHECK lockstep_status watchlist_find(struct watchlist *out,
                                                   const struct archive *archive,
                                                   const struct network *network,
                                                   const struct lockstep_settings *settings,
                                                   lockstep_error *err);
void watchlist_release(struct watchlist *watchlist);
#endif
