/* Matches: the shares that account pairs can be made of, arranged so that the pairs of each account
 * are found alone, in any order, on any thread. */
#ifndef LOCKSTEP_ENGINE_MATCHES_H
#define LOCKSTEP_ENGINE_MATCHES_H
#include "engine/coshares.h"

/* What leaves out shares that no pair with `min_objects` objects needs. All exact; each can be left
 * undone for a test. */
enum pruning {
    PRUNE_ACCOUNTS = 1, /* coshares_prune */
    PRUNE_PREFIXES = 2, /* An account's min_objects - 1 most popular objects cannot be all that it
                           has in common with another: pairs are sought in the others, which are
                           called light for it, and only then looked up in these. After Chaudhuri,
                           Ganti & Kaushik 2006, by account instead of by set of tokens. */
    PRUNE_ALL = 3
};

/* A share with a partner: another account's share of the object within the window. */
struct match {
    int64_t time;
    uint32_t account;
    uint32_t others; /* before it, of the run's matches on the other side of light_end */
};

/* The matches of one object, by time: first those of accounts for which it is light. */
struct match_run {
    uint32_t start, light_end, end;
    uint32_t object; /* index into the layer's objects */
    double weight;   /* of a co-share: 1 / ln(1 + accounts of the object) */
};

/* Where an account's match is. */
struct match_place {
    int64_t time;
    uint32_t run, match;
};

/* Where an account's places begin, and its runs cease to be light. */
struct match_account {
    uint32_t first, light_end;
};

struct matches {
    const struct layer *layer;
    uint32_t accounts, min_objects;
    struct match *items;
    uint32_t *posts; /* by match */
    size_t count;
    struct match_run *runs; /* by popularity, the rarest first */
    size_t run_count;
    struct match_place *places; /* by account, then run, then time */
    struct match_account *of;   /* by account; `first` of one more than `accounts` */
};

/* O(shares × rounds of pruning + objects log objects). ELIMIT from 2^32 shares in a layer on. */
LOCKSTEP_MUST_CHECK lockstep_status matches_make(struct matches *out, const struct layer *layer,
                                                 uint32_t accounts, uint32_t min_objects,
                                                 enum pruning prunings, unsigned threads,
                                                 lockstep_error *err);
void matches_release(struct matches *matches);

/* Matches that lie beside each other, in the order of time. */
struct match_row {
    size_t from, end;
};
/* The matches within the window of a place, itself included. */
struct match_rows {
    struct match_row light, heavy; /* of accounts for which the run is so */
};
struct match_rows matches_around(const struct matches *matches, const struct match_place *place);

/* Room for the work on one account after the other; starts zeroed. */
struct partners {
    struct partner {
        uint32_t source; /* a slot that another source filled is free */
        uint32_t account;
        uint32_t runs; /* in which both meet: light ones, or all */
        uint32_t last; /* of those; in the end, the place in `found`, or UINT32_MAX */
    } * slots;
    size_t slot_count;
    uint32_t *found;
    size_t found_count, found_room;
    size_t around; /* matches in the windows of the source's, about; SIZE_MAX: too many */
};
/* Finds the accounts above `source` that have `min_objects` objects with it, ascending, in
 * partners->found. Each source once. */
LOCKSTEP_MUST_CHECK lockstep_status partners_find(struct partners *partners,
                                                  const struct matches *matches, uint32_t source,
                                                  lockstep_error *err);
/* Where in partners->found the account is, or UINT32_MAX; `source` was the last to be found for. */
uint32_t partners_place(const struct partners *partners, uint32_t source, uint32_t account);
void partners_release(struct partners *partners);

/* The matches of two accounts in one run. */
struct meeting {
    const struct match_run *run;
    const struct match_place *source, *target;
    size_t source_count, target_count;
};
/* The next run in which both accounts have a match, from the places on that *source_at and
 * *target_at lead to, which move behind it; false when there is none. */
bool meeting_next(struct meeting *out, const struct matches *matches, uint32_t source,
                  uint32_t target, size_t *source_at, size_t *target_at);
#endif
