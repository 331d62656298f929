/* The posts of a run as columns, and the accounts that wrote them. */
#ifndef LOCKSTEP_ENGINE_POSTS_H
#define LOCKSTEP_ENGINE_POSTS_H
#include "engine/buffer.h"
#include "engine/ids.h"
#include "engine/input.h"
#include "engine/names.h"

enum post_kind { POST_ORIGINAL, POST_REPOST, POST_QUOTE, POST_REPLY, POST_KIND_COUNT };

/* A column of texts, which takes no memory as long as all are empty. */
struct texts {
    char *bytes; /* each text with a NUL behind it */
    size_t size, size_room;
    uint64_t *end; /* of each text in `bytes`, its NUL included; NULL: all are empty */
    size_t count, end_room;
};
LOCKSTEP_MUST_CHECK lockstep_status texts_add(struct texts *texts, struct slice text,
                                              lockstep_error *err);
struct slice texts_get(const struct texts *texts, uint32_t index);

/* Posts from one source follow each other. */
struct source_run {
    uint32_t first_post, source; /* index into the sources */
};

/* Posts in the order read. While reading there is one for each record; afterwards records of one
 * platform, account and id are one post (settling.h). Records without an id are posts of their own,
 * named by their place ("posts.csv:17"). */
struct posts {
    uint32_t count;
    int64_t *time;      /* microseconds */
    uint32_t *account;  /* rank in `accounts` */
    uint8_t *kind;      /* enum post_kind */
    uint16_t *language; /* number in `languages` */
    struct ids ids;
    struct texts bodies;
    struct names languages;        /* 0 is "" */
    enum time_precision precision; /* the finest that any post has */
    struct source_run *runs;
    size_t run_count;
    bool for_now; /* nobody asks for posts once their shares are known: fewer columns */
    /* private */
    size_t room[5], run_room;
    uint64_t *digest;    /* of what the post's first record says; see struct record_draft */
    struct names merged; /* what its further records say, as said_key */
};

/* What a record says of its post, beside its shares. */
struct post_draft {
    const struct record *record;
    struct id id; /* of the record's id and line */
    uint32_t account, source;
    uint64_t digest; /* of all that the record says */
};
LOCKSTEP_MUST_CHECK lockstep_status posts_add(struct posts *posts, const struct post_draft *draft,
                                              lockstep_error *err);

/* A further record of a post, which says the same at another time. */
LOCKSTEP_MUST_CHECK lockstep_status posts_repeat(struct posts *posts, uint32_t post, int64_t time,
                                                 lockstep_error *err);

/* A digest of a post, as a name. */
struct said_key {
    uint64_t digest;
    uint32_t post, padding;
};
static inline struct said_key said_key(uint64_t digest, uint32_t post) {
    return (struct said_key){digest, post, 0};
}

/* Whether a record of a post, while there is one for each, says that it is a repost. */
bool posts_is_repost(const struct posts *posts, uint32_t record);
/* What a further record says better: that the post is a repost, a quote or a reply, and its
 * language. The order in which records come leaves no mark. */
void posts_enrich(struct posts *posts, uint32_t post, uint32_t record);
/* Posts move to their places, which keep their order; UINT32_MAX: the post goes. `bodies` are the
 * texts of those that stay, and are taken. */
void posts_keep(struct posts *posts, const uint32_t *place, struct texts *bodies);
/* Frees what only further reading needs. */
void posts_close(struct posts *posts);
/* Frees all but the count and the precision. */
void posts_forget(struct posts *posts);

/* Of handles that an account was seen with beside its latest, the first so many in byte order are
 * kept, `former` of its facts; the latest may be among them. */
enum { MOST_FORMER = 32 };

/* One account, with its latest known facts. */
struct account {
    struct slice name; /* unique in the run, what every output calls it: the id, with "platform:"
                          before it when the run mixes platforms */
    struct slice id, platform;
    struct account_facts *facts; /* latest known; many accounts may share it, all unknown */
    uint32_t posts;              /* in this run */
};

/* Accounts in byte order of their names: an account's number is its rank, whatever order the input
 * came in. */
struct accounts {
    uint32_t count;
    struct account *items;
    struct arena arena;
    /* private */
    struct names keys; /* also holds the ids */
    size_t room;
    struct account_facts *unknown;
};

/* What accounts_add knows an account by: the platform and the id. */
struct account_key {
    struct slice platform;
    struct slice spelling; /* both, divided */
    uint64_t hash;         /* names_hash of it */
};
bool facts_are_stated(const struct account_facts *facts); /* any of them */
/* The account of a record, by order of appearance until accounts_rank; its facts are kept up to
 * date. `record` may be NULL where it states none. */
LOCKSTEP_MUST_CHECK lockstep_status accounts_add(struct accounts *accounts,
                                                 const struct account_key *key,
                                                 const struct record *record, uint32_t *account,
                                                 lockstep_error *err);
/* What is stated of an account at a moment. The latest statement of each fact wins, of two from one
 * second the greater: the order in which they come leaves no mark. */
LOCKSTEP_MUST_CHECK lockstep_status accounts_state(struct accounts *accounts, uint32_t account,
                                                   const struct account_facts *facts, int64_t time,
                                                   lockstep_error *err);
/* Adds an account for each of `accounts->keys`, of which nothing is stated yet; EINPUT where one is
 * no key. */
LOCKSTEP_MUST_CHECK lockstep_status accounts_restore(struct accounts *accounts,
                                                     lockstep_error *err);
/* What is stated of the accounts, and when; unpacked, it goes beside what was stated before, of the
 * account that number[...] gives for its number (NULL: the same). */
void accounts_pack(struct buffer *out, const struct accounts *accounts);
LOCKSTEP_MUST_CHECK lockstep_status accounts_unpack(struct accounts *accounts, struct slice packed,
                                                    const uint32_t *number, uint32_t count,
                                                    lockstep_error *err);
/* Names the accounts and sorts them by name; rank[old] = new. */
LOCKSTEP_MUST_CHECK lockstep_status accounts_rank(struct accounts *accounts, uint32_t *rank,
                                                  lockstep_error *err);
void posts_release(struct posts *posts);
/* The account of a name, or UINT32_MAX; of ranked accounts. O(log accounts). */
uint32_t accounts_find(const struct accounts *accounts, struct slice name);
void accounts_release(struct accounts *accounts);
/* The source of a post. O(log sources). */
uint32_t posts_source(const struct posts *posts, uint32_t post);
/* The post's id, or its place in the input when it has none. */
struct slice post_id(const struct posts *posts, const struct sources *sources, uint32_t post,
                     char room[192]);
const char *post_kind_name(enum post_kind kind);
#endif
