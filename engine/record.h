/* One record of the input, in lockstep's own terms, before it becomes a post: what every reader
 * yields. All text points into the block that was read or into the batch's arena, and lives as long
 * as the batch. */
#ifndef LOCKSTEP_ENGINE_RECORD_H
#define LOCKSTEP_ENGINE_RECORD_H
#include "engine/arena.h"
#include "engine/times.h"

/* What the record knows of its account. Numbers are -1, times INT64_MIN where the record does not
 * say. */
struct account_facts {
    struct slice handle, display_name, bio, location;
    struct slice status;  /* "suspended", "deleted", … as the source has it */
    struct slice tags;    /* of --accounts: "bot, wave 2" */
    struct slice picture; /* of the profile: its address, or a hash of what it shows */
    struct slice website; /* that the profile links to */
    int64_t created;      /* microseconds */
    int64_t followers, following, posts, listed;
    int8_t verified;        /* 1, 0, -1 */
    int8_t default_picture; /* the platform's own picture is shown: 1, 0, -1 */
    struct slices former;   /* other handles that it had */
};
#define FACTS_UNKNOWN_MEMBERS                                                                      \
    {                                                                                              \
        .created = INT64_MIN, .followers = -1, .following = -1, .posts = -1, .listed = -1,         \
        .verified = -1, .default_picture = -1                                                      \
    }
#define FACTS_UNKNOWN ((struct account_facts) FACTS_UNKNOWN_MEMBERS)

/* What a record is when it is no post. */
enum record_event {
    EVENT_NONE,    /* a post */
    EVENT_DELETED, /* its id and account name a post that is gone */
    EVENT_FACTS    /* it states facts of its account */
};

/* First what is looked at when the record is taken over, by one thread, from another's cache. */
struct record {
    uint64_t line; /* of the record's first byte in its input, from 1 */
    int64_t time;
    enum time_precision precision;
    enum record_event event;
    struct slice
        local_id;      /* what its server calls the post, and a deletion in the server's stream */
    int64_t edited;    /* when, of an edit; INT64_MIN: it is none */
    bool is_repost;    /* also where the format does not say of what */
    bool has_entities; /* the format states urls, hashtags and mentions apart: do not look for them
                          in the text */
    int8_t deleted, facts_only; /* as read; `event` follows from them */
    struct slice id, account;
    struct slice text; /* whole; a repost's is the original's where the record holds it */
    struct slice language, client;
    struct slice object;    /* what a table of shares says was shared (CooRTweet's object_id) */
    int64_t repost_of_time; /* INT64_MIN where it is not known */
    struct slice repost_of, repost_of_account, quote_of, reply_to, reply_to_account, conversation;
    struct slice urls_cell; /* the cell of a table that `urls` come from, as written; NULL: none */
    struct slices urls, hashtags, mentions, media; /* hashtags without '#', mentions without '@' */
    int64_t reposts, replies, likes, views;        /* counts at collection, -1 unknown */
    struct account_facts facts;
    struct slice *fields; /* the columns that --trace field:NAME asks for, in settings' order; empty
                             where absent */
};

/* Why a record cannot be used. X(name, text): the text completes "12 rows rejected: …". */
#define REJECT_REASONS(X)                                                                          \
    X(SYNTAX, "not valid JSON or CSV")                                                             \
    X(COLUMNS, "wrong number of columns")                                                          \
    X(NOT_A_POST, "not a post")                                                                    \
    X(NO_ACCOUNT, "no account")                                                                    \
    X(NO_TIME, "no time")                                                                          \
    X(BAD_TIME, "time cannot be read")                                                             \
    X(MANGLED_ID, "id mangled by a spreadsheet")                                                   \
    X(TOO_LARGE, "record too large")                                                               \
    X(CUT_OFF, "input cut off or damaged")

enum reject_reason {
#define X(name, text) REJECT_##name,
    REJECT_REASONS(X)
#undef X
        REJECT_REASON_COUNT
};

struct reject {
    uint64_t line;
    enum reject_reason reason;
    char detail[96]; /* what was found, such as the time that cannot be read; UTF-8, may be cut */
    struct slice record; /* as it came; lives as long as the block that it is from */
};

/* How the times that posts state lie to those in their ids, by the quarter of an hour. */
enum { CLOCK_REACH = 56, CLOCK_SLOTS = 2 * CLOCK_REACH + 1 }; /* 14 hours either way */

struct clocks {
    uint64_t compared, agree;
    uint64_t off[CLOCK_SLOTS]; /* stated minus id's, the middle one less than 7.5 minutes */
    uint64_t far;              /* off by more than 14 hours */
};

/* Adds up two counts. */
void clocks_add(struct clocks *to, const struct clocks *from);
/* The commonest difference of those that disagree, in seconds, and how many have it; 0 when all
 * agree. The smallest wins a tie. */
uint64_t clocks_offset(const struct clocks *clocks, int64_t *seconds);

/* What one block of input holds. */
struct batch {
    struct arena arena;
    struct record *records;
    size_t count, room;
    struct reject *rejects;
    size_t reject_count, reject_room;
    uint64_t zoneless; /* records whose time states no zone */
    uint64_t mangled;  /* ids of other posts or accounts left out: a spreadsheet had rounded them */
    uint64_t cut_links; /* in records' lists, left out: "https://t.co/aB…" */
    uint64_t repaired;  /* records whose invalid UTF-8, or NULs, were replaced by U+FFFD */
    struct clocks clocks;
    struct slice at; /* the record being read, as it came, for its rejects */
};

/* A new record at the end, with the unknowns above set; NULL when memory is out. Valid until the
 * next batch_add. */
struct record *batch_add(struct batch *batch);
/* Takes the last record back. */
void batch_drop(struct batch *batch);
LOCKSTEP_MUST_CHECK lockstep_status batch_reject(struct batch *batch, uint64_t line,
                                                 enum reject_reason reason, struct slice detail,
                                                 lockstep_error *err);
const char *reject_text(enum reject_reason reason); /* "no account" */
const char *reject_key(enum reject_reason reason);  /* "no_account": for run.json */
/* Forgets the contents, keeps the arrays' memory. */
void batch_clear(struct batch *batch);
void batch_release(struct batch *batch);
#endif
