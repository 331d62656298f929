/* Pairs and edges as CooRTweet has them: shared by the files that do its part of compat.h. */
#ifndef LOCKSTEP_ENGINE_COMPAT_COORTWEET_H
#define LOCKSTEP_ENGINE_COMPAT_COORTWEET_H
#include "engine/compat.h"

/* One row of the table: content_id is a number in `contents`. */
struct row {
    int64_t time;
    uint32_t object, account, content;
};

/* Two rows of one object within the window, the older first. */
struct pair {
    uint32_t older, newer; /* indices into the rows; of rows of one moment the earlier is "older" */
    bool fast;             /* flagged by flag_speed_share */
};

struct detection {
    const struct archive *archive;
    const struct lockstep_settings *settings;
    struct names contents;
    struct row *rows; /* of accounts with enough of them, grouped by account */
    size_t row_count;
    struct pair *pairs; /* in CooRTweet's order of rows */
    size_t pair_count, pair_room;
    struct arena arena;
};

/* detect_groups, and flag_speed_share when there is a fast window. Release it also on failure. */
LOCKSTEP_MUST_CHECK lockstep_status detection_make(struct detection *out,
                                                   const struct archive *archive,
                                                   const struct lockstep_settings *settings,
                                                   lockstep_error *err);
void detection_release(struct detection *d);

static inline int64_t pair_delta(const struct detection *d, const struct pair *pair) {
    return d->rows[pair->newer].time - d->rows[pair->older].time;
}

/* The pairs of two accounts added up. CooRTweet says that older and newer count the contents of one
 * account and of the other; they count the older and the newer contents, whoever wrote them. */
struct measure {
    uint64_t weight; /* pairs */
    int64_t delta;   /* sum, microseconds */
    uint32_t older, newer;
    bool over; /* the weight threshold */
};

struct tie {
    uint32_t from, to; /* account ranks, in igraph's order */
    size_t start;      /* of its pairs in `by_tie` */
    struct measure full, fast;
};

struct coordinated {
    struct detection found;
    struct tie *ties; /* in order of first appearance */
    size_t count;
    uint32_t *by_tie; /* indices of pairs, grouped by tie, in order; each tie has full.weight */
    uint32_t *stamps; /* by content or by object: the last set of pairs that had it */
    uint32_t *stamps_y;
    uint32_t stamp;
};

double measure_mean(const struct measure *m); /* seconds */
double measure_symmetry(const struct measure *m);
/* Appends the distinct objects of a tie's pairs, by commas, in their order. */
void tie_objects(struct buffer *out, struct coordinated *c, const struct tie *tie, bool fast_only);

LOCKSTEP_MUST_CHECK lockstep_status coordinated_account_stats(FILE *out, struct coordinated *c,
                                                              lockstep_error *err);
LOCKSTEP_MUST_CHECK lockstep_status coordinated_group_stats(FILE *out, struct coordinated *c,
                                                            lockstep_error *err);
#endif
