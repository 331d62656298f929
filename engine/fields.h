/* The fields of a record: their names, and how the text found in a column or at a JSON path becomes
 * their value. */
#ifndef LOCKSTEP_ENGINE_FIELDS_H
#define LOCKSTEP_ENGINE_FIELDS_H
#include "engine/record.h"

/* How a field's text is read:
 *   ID        as it is; one that a spreadsheet has turned into 9.06E+17 is refused
 *   TEXT      as it is
 *   HANDLE    without '@'
 *   MOMENT    by time_parse
 *   COUNT     a whole number
 *   FLAG      true, 1, yes
 *   LIST      ["a", "b"], ['a', 'b'], [a, b], "a b", "a,b" or "a|b"
 *   TAGS      a LIST, each without '#' or '@'
 *   HANDLES   TAGS that are no URLs
 *   JOINED    a LIST, kept as one text, ", " between
 *   URLS      a LIST in which a comma or '|' divides only before another URL
 *   LINKED    not stored: ids of posts to which the text links because it quotes them
 *
 * X(NAME, name, KIND, member of struct record, content). Content fields are those that a repost
 * takes from its original. The names up to MEDIA are those that --map knows. */
#define FIELDS(X)                                                                                  \
    X(ID, "id", ID, id, false)                                                                     \
    X(ACCOUNT, "account", ID, account, false)                                                      \
    X(TIME, "time", MOMENT, time, false)                                                           \
    X(TEXT, "text", TEXT, text, true)                                                              \
    X(HANDLE, "handle", HANDLE, facts.handle, false)                                               \
    X(LANGUAGE, "language", TEXT, language, false)                                                 \
    X(CLIENT, "client", TEXT, client, false)                                                       \
    X(OBJECT, "object", ID, object, false)                                                         \
    X(REPOST_OF, "repost_of", ID, repost_of, false)                                                \
    X(REPOST_OF_ACCOUNT, "repost_of_account", ID, repost_of_account, false)                        \
    X(QUOTE_OF, "quote_of", ID, quote_of, false)                                                   \
    X(REPLY_TO, "reply_to", ID, reply_to, false)                                                   \
    X(REPLY_TO_ACCOUNT, "reply_to_account", ID, reply_to_account, false)                           \
    X(CONVERSATION, "conversation", ID, conversation, false)                                       \
    X(URLS, "urls", URLS, urls, true)                                                              \
    X(HASHTAGS, "hashtags", TAGS, hashtags, true)                                                  \
    X(MENTIONS, "mentions", HANDLES, mentions, true)                                               \
    X(MEDIA, "media", LIST, media, true)                                                           \
    X(IS_REPOST, "is_repost", FLAG, is_repost, false)                                              \
    X(REPOSTS, "reposts", COUNT, reposts, false)                                                   \
    X(REPLIES, "replies", COUNT, replies, false)                                                   \
    X(LIKES, "likes", COUNT, likes, false)                                                         \
    X(VIEWS, "views", COUNT, views, false)                                                         \
    X(DISPLAY_NAME, "display_name", TEXT, facts.display_name, false)                               \
    X(BIO, "bio", TEXT, facts.bio, false)                                                          \
    X(LOCATION, "location", TEXT, facts.location, false)                                           \
    X(STATUS, "status", TEXT, facts.status, false)                                                 \
    X(TAGS, "tags", JOINED, facts.tags, false)                                                     \
    X(CREATED, "created", MOMENT, facts.created, false)                                            \
    X(FOLLOWERS, "followers", COUNT, facts.followers, false)                                       \
    X(FOLLOWING, "following", COUNT, facts.following, false)                                       \
    X(POSTS, "posts", COUNT, facts.posts, false)                                                   \
    X(VERIFIED, "verified", FLAG, facts.verified, false)                                           \
    X(LISTED, "listed", COUNT, facts.listed, false)                                                \
    X(WEBSITE, "website", TEXT, facts.website, false)                                              \
    X(PICTURE, "picture", TEXT, facts.picture, false)                                              \
    X(DEFAULT_PICTURE, "default_picture", FLAG, facts.default_picture, false)                      \
    X(FORMER, "former_handles", HANDLES, facts.former, false)                                      \
    X(EDITED, "edited", MOMENT, edited, false)                                                     \
    X(DELETED, "deleted", FLAG, deleted, false)                                                    \
    X(FACTS_ONLY, "facts_only", FLAG, facts_only, false)                                           \
    X(LOCAL_ID, "local_id", ID, local_id, false)                                                   \
    X(LINKED, "linked", LINKED, quote_of, true)

enum field {
#define X(name, text, kind, member, content) FIELD_##name,
    FIELDS(X)
#undef X
        FIELD_COUNT,
    FIELD_MAPPED_COUNT = FIELD_MEDIA + 1 /* those that --map knows come first */
};

const char *field_name(enum field field);
bool field_is_content(enum field field);
bool field_is_list(enum field field);
/* Whether it says no more than how a post was received or who its account is: no share depends on
 * it, and no record is refused for it. */
bool field_is_detail(enum field field);
/* Whether a record may be refused for not having it. */
bool field_is_missed(enum field field);

/* What one column or path of a record holds: a text, or the items of a list. */
struct cell {
    struct slice text;
    struct slice *items;
    size_t count, room;
};

/* The cells of each field, best first: those of field f are first[f] to first[f + 1] - 1. Behind
 * them one cell for each of the settings' extra fields, then hidden ones that others are made of.
 */
struct cell_order {
    uint32_t first[FIELD_COUNT + 1];
    enum field used[FIELD_COUNT]; /* with cells, or looked for in each record all the same */
    size_t used_count;
    uint32_t count;                /* extra cells included */
    uint32_t total;                /* hidden cells included */
    const bool *also;              /* by cell: its items come besides those of the cell before it */
    const struct finish *finishes; /* what is done to the cells' texts: cells.h */
    size_t finish_count;
};

/* How records of one source are filled. */
struct filling {
    const struct cell_order *order;
    bool has_entities;       /* see struct record */
    bool of_accounts;        /* records are facts of accounts, known by id or handle, not posts */
    bool day_first;          /* dates are D/M/Y */
    bool serial_days;        /* dates are a spreadsheet's days */
    const struct zone *zone; /* of times that state none; NULL: UTC */
    bool as_written;    /* for peers: seconds where ids have milliseconds, links that are cut */
    bool timed_ids;     /* ids hold their moment, as X's do since November 2010 */
    bool links_in_text; /* besides the links that it states, where it states any */
    bool linked_media;  /* the text's urls include links to the post's own pictures and to the post
                           it quotes, which are left out */
};

/* Appends the record that `cells` hold, or a reject that says why it cannot be used. The cells'
 * texts have to live as long as the batch. */
LOCKSTEP_MUST_CHECK lockstep_status record_fill(struct batch *batch, const struct filling *filling,
                                                struct cell *cells, uint64_t line,
                                                lockstep_error *err);
#endif
