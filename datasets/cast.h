/* Who takes part: the planted groups, kept in memory because they are few, and a background
 * population of any size, whose facts are computed from the account's number whenever they are
 * needed. No name here belongs to anybody. */
#ifndef LOCKSTEP_DATASETS_CAST_H
#define LOCKSTEP_DATASETS_CAST_H
#include "datasets/post_writer.h"
#include "datasets/words.h"

/* X(NAME, "name in the truth, empty: not in it", accounts), in the order of their numbers. */
#define GROUPS(X)                                                                                  \
    X(RING, "big", 423)                                                                            \
    X(AMPLIFIERS, "amplifiers", 631) /* one conference day only */                                 \
    X(VISUALS, "visuals", 1299)      /* two days in May only */                                    \
    X(NEWSROOM, "newsroom", 12)      /* sister papers */                                           \
    X(FANS, "fans", 200)                                                                           \
    X(IDOL, "", 1)                                                                                 \
    X(OFFICIALS, "", 3) /* whom the ring reposts */                                                \
    X(TARGETS, "", 8)   /* whom the ring attacks */

enum group {
#define X(name, truth, accounts) GROUP_##name,
    GROUPS(X)
#undef X
        GROUP_COUNT
};

enum {
#define X(name, truth, accounts) +accounts
    CAST_SIZE = 0 GROUPS(X)
#undef X
};

struct cast {
    uint64_t seed;
    struct profile members[CAST_SIZE];
    uint32_t first[GROUP_COUNT + 1]; /* number of each group's first account */
};

/* Every fact of every member. No two accounts share an id or a handle. */
void cast_fill(struct cast *cast, uint64_t seed);
/* GROUP_COUNT for the background. */
enum group cast_group(const struct cast *cast, uint32_t account);
const char *group_truth(enum group group);

/* Numbers from CAST_SIZE on are the background: `language` is spoken by 1 to 11 accounts of every
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
