/* Named campaigns: what makes a post part of one, and which posts are. */
#ifndef LOCKSTEP_EXPORT_CAMPAIGNS_H
#define LOCKSTEP_EXPORT_CAMPAIGNS_H
#include "engine/settings.h"
#include "engine/traces.h"
#include "export/ledger.h"

struct campaign {
    struct slice name;
    struct slice definition; /* JSON, as the file has it; of a redacted case, with pseudonyms */
    int64_t from, to;        /* microseconds, `to` exclusive; INT64_MIN and INT64_MAX when open */
    /* Names of the facets; UINT32_MAX for one that no post has. A post is part of the campaign when
     * it has all of `all`, `all_texts`, and one of `any`, `any_texts` where these are not empty. */
    struct name_set {
        uint32_t *names;
        size_t count;
        struct slice *texts; /* normal forms: the post's holds them, word by word */
        size_t text_count;
    } any, all;
    struct moment *posts; /* of all accounts, in order of time */
    size_t post_count, room;
};

struct campaigns {
    struct campaign *items;
    size_t count;
    bool given; /* by --campaigns; else each is a hashtag that a cluster uses */
    struct arena arena;
};

/* Reads --campaigns, or takes nothing when there is none. Days without an hour are those of
 * --timezone, the last one included. Mentions, links, media and texts are redacted as those of
 * posts are. EINPUT names what was expected. */
LOCKSTEP_MUST_CHECK lockstep_status campaigns_read(struct campaigns *out,
                                                   const struct archive *archive,
                                                   const struct lockstep_settings *settings,
                                                   lockstep_error *err);
/* Finds the posts of each. `timeline` holds all posts. O(posts × campaigns). */
LOCKSTEP_MUST_CHECK lockstep_status campaigns_gather(struct campaigns *campaigns,
                                                     const struct archive *archive,
                                                     struct stream timeline, lockstep_error *err);
struct stream campaign_stream(const struct campaign *campaign);
void campaigns_release(struct campaigns *campaigns);
#endif
