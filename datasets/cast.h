/* Who takes part: the planted groups, kept in memory because they are few, and a background
 * population of any size, whose facts are computed from the account's number whenever they are
 * needed. No name here belongs to anybody. */
#ifndef LOCKSTEP_DATASETS_CAST_H
#define LOCKSTEP_DATASETS_CAST_H
#include "datasets/post_writer.h"
#include "datasets/words.h"

/* A planted group. */
struct role {
    const char *truth; /* its name there; empty: not in it */
    uint32_t accounts;
    enum language languages[2]; /* of its accounts with even and with odd numbers */
    const char *bio, *place;
    double followers; /* median */
    bool verified;
    bool documented;   /* 423 accounts with the published facts of the real ones; the first role */
    uint32_t audience; /* how many of the crowd, at least, repost what it says; 0: as anybody's */
};

enum { CAST_ROOM = 2577, ROLES_ROOM = 8 };

struct cast {
    uint64_t seed;
    const struct role *roles;
    size_t role_count;
    uint32_t first[ROLES_ROOM + 1]; /* number of each role's first account */
    struct profile members[CAST_ROOM];
};

/* Every fact of every member of the roles, which must outlive the cast. No two accounts share an id
 * or a handle. */
void cast_fill(struct cast *cast, uint64_t seed, const struct role *roles, size_t role_count);
/* NULL for the background. */
const struct role *cast_role(const struct cast *cast, uint32_t account);

/* Numbers from CAST_ROOM on are the background: `language` is spoken by 1 to 11 accounts of every
 * LANGUAGE_SLOTS. */
enum { LANGUAGE_SLOTS = 32 };
enum language background_language(uint32_t number);
/* The number of the `rank`-th account of those who speak `language`. */
uint32_t background_of_language(enum language language, uint32_t rank);
uint32_t language_slots(enum language language);

enum language account_language(const struct cast *cast, uint32_t account);
/* Fills `profile` with the facts of any account at `time` (its count of posts grows). */
void account_profile(struct profile *profile, const struct cast *cast, uint32_t account,
                     int64_t time);
#endif
