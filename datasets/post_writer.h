/* Posts as X API v2 flattened JSONL, one a line: what `twarc2 flatten` writes. Entities are found
 * in the text, as the platform does, so that they cannot disagree with it. Or as flat JSONL of
 * several platforms, as a collector who merges them would write it. */
#ifndef LOCKSTEP_DATASETS_POST_WRITER_H
#define LOCKSTEP_DATASETS_POST_WRITER_H
#include "engine/buffer.h"

/* An account, as the platform describes it with each of its posts. Texts are UTF-8. */
struct profile {
    uint64_t id;
    int64_t created; /* milliseconds since 1970, like every time here */
    char handle[16], name[40];
    const char *bio, *location; /* "" when empty */
    uint32_t followers, following, listed, posts;
    bool verified, has_picture;
};

enum reference { NO_REFERENCE, REPOST, QUOTE, REPLY };

struct mentioned {
    const char *handle;
    uint64_t id;
};

enum { MENTIONS_OF_A_POST = 4 };

struct written_post {
    uint64_t id;
    int64_t time;
    const struct profile *author;
    struct slice text; /* mentions stand as @handle, the link and the picture as LINK_MARK */
    const char *language, *client;
    struct mentioned mentions[MENTIONS_OF_A_POST]; /* in the order of the text */
    const char *link;                              /* where the link leads; NULL: no link */
    uint64_t picture;                              /* of its media key; 0: none */
    uint32_t reposts, replies, likes, views;
    enum reference reference;
    const struct written_post
        *original; /* reposted, quoted or replied to; may be NULL in a reply */
    uint64_t reply_to, reply_to_account, conversation; /* of a reply */
};

/* Stands in a text where the platform puts the short address; a link comes before a picture. */
#define LINK_MARK "\x01"

struct post_writer {
    FILE *out;
    struct buffer json, text; /* `text`: scratch for a repost's */
    int64_t last_time;
    uint32_t sequence;
    bool is_flat; /* flat records of several platforms */
    uint64_t written;
};

/* The platform of an account in flat records: "x", "telegram" or "facebook". There accounts and
 * posts are called PLATFORM:ID, and a post of another platform is not reposted: its address is
 * shared. */
const char *platform_of(const struct profile *profile);

/* A snowflake id: milliseconds since 2010-11-04T01:42:54.657Z, then 22 bits. */
uint64_t snowflake(int64_t time, uint32_t low_bits);
/* The id of the next post, unique for times that never go back. */
uint64_t post_writer_next_id(struct post_writer *writer, int64_t time);
/* Appends one line. EIO when `out` does, ENOMEM. */
LOCKSTEP_MUST_CHECK lockstep_status post_writer_add(struct post_writer *writer,
                                                    const struct written_post *post,
                                                    lockstep_error *err);
/* Writes what is still held. */
LOCKSTEP_MUST_CHECK lockstep_status post_writer_finish(struct post_writer *writer,
                                                       lockstep_error *err);
void post_writer_release(struct post_writer *writer);
#endif
