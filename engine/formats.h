/* The formats that lockstep reads: one row a platform's way of writing posts, which says where each
 * field of a record lies. The same paths name JSON members and CSV columns.
 *
 * A path:      author.public_metrics.followers_count
 * each item:   entities.hashtags[].tag
 * one item:    referenced_tweets[type=retweeted].id       the items whose `type` is "retweeted"
 * first there: entities.urls[].unwound_url/expanded_url/url
 * a look-up:   author_id->users.username                  in a table that the format declares
 * or:          tweet_id|id                                the first that holds something
 *
 * In CSV a whole path is a column's name; case, and which of blank, '-' and '_' is used, do not
 * matter. */
#ifndef LOCKSTEP_ENGINE_FORMATS_H
#define LOCKSTEP_ENGINE_FORMATS_H
#include "engine/fields.h"

enum { FORMAT_TABLES = 2, FORMAT_NEEDS = 4 };

struct format {
    const char *name, *platform, *help;
    /* A source is of this format when a record, or the CSV header, has all of these. */
    const char *needs[FORMAT_NEEDS];
    const char *posts;    /* member of a JSON line that holds the posts, one or an array; NULL: the
                             line is the post */
    const char *post;     /* what every post has: a record without it is none; NULL: any record */
    const char *original; /* where a repost holds its original, from which its content is taken */
    struct format_table { /* items that posts refer to by their `key` */
        const char *name, *path, *key;
    } tables[FORMAT_TABLES];
    bool has_entities, linked_media; /* as in struct filling */
    bool any_case;                   /* JSON members are compared like column names */
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
