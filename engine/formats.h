/* clang-format off */
/* The formats that lockstep reads: one row a platform's way of writing posts, which says where each
 * field of a record lies. The same paths name JSON members and CSV columns.
 *
 * A path:       author.public_metrics.followers_count
 * each item:    entities.hashtags[].tag
 * some items:   referenced_tweets[type=retweeted].id     those whose `type` is "retweeted"
 * a condition:  object[verb=post].id, [kind=t1].id       where the object has it; alone: true there
 *               [title].id, [!from]                      where the object has any such; has none
 * one text:     text[+].text/                            of all items, in their order
 * first there:  entities.urls[].unwound_url/expanded_url/url; none behind the last '/': the item
 * a look-up:    author_id->users.username                in a table that the format declares
 * around:       ^id                                      of the object around the list of posts
 * made of:      at://{did}/{rkey}                        empty where one of them is
 * part of:      url~tail                                 behind the last '/'
 *               content~html, content~links              its text, where its links lead
 *               author~unless([deleted])                 empty where it is that
 *               closed~as(suspended)                     another word where there is any
 * and:          embed.uri&facets[].uri                   the items of both
 * or:           tweet_id|id                              the first that holds something
 *
 * In CSV a whole path is a column's name, which may have a condition before it ([retweet=1].id) and
 * what is made of it behind; case, and which of blank, '-' and '_' is used, do not matter. */
/* clang-format on */
#ifndef LOCKSTEP_ENGINE_FORMATS_H
#define LOCKSTEP_ENGINE_FORMATS_H
#include "engine/fields.h"

enum { FORMAT_TABLES = 3, FORMAT_NEEDS = 4 };

struct format {
    const char *name, *platform, *help;
    /* A source is of this format when a record, or the CSV header, has all of these. */
    const char *needs[FORMAT_NEEDS];
    const char *within;      /* and when its beginning holds this text; NULL: any */
    const char *posts;       /* member of a JSON document that holds the posts, one or an array;
                                NULL: the document is the post */
    bool posts_are_optional; /* a document without that member, or with a mere text there, is the
                                post */
    const char *lists;       /* paths of lists of posts in a document that may be large: it is read
                                item by item, and what stands before the list is known by '^' */
    const char *post;     /* what every post has: a record without it is none; NULL: any record */
    const char *original; /* where a repost holds its original, from which its content is taken */
    const char *nested;   /* where a post holds further ones */
    struct format_table { /* items that posts refer to by their `key` */
        const char *name, *path, *key;
    } tables[FORMAT_TABLES];
    bool has_entities, linked_media, timed_ids; /* as in struct filling */
    bool links_in_text;                         /* the same */
    bool of_accounts; /* the same: what --accounts reads, and no input of posts */
    bool any_case;    /* JSON members are compared like column names */
    const char *paths[FIELD_COUNT];
};

/* All formats, the most particular first; the last is the generic table. */
extern const struct format formats[];
extern const size_t format_count;

/* NULL when there is none of this name. */
const struct format *format_named(struct slice name);

/* The next of the alternatives in "a|b"; false at the end. */
bool next_alternative(const char **paths, struct slice *path);

/* Whether two column names are the same but for case and '_', '-' or blank. */
bool names_alike(struct slice a, struct slice b);
#endif
