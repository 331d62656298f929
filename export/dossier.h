/* What the parts of a dossier share. Private to export/dossier*.c and its test. */
#ifndef LOCKSTEP_EXPORT_DOSSIER_H
#define LOCKSTEP_EXPORT_DOSSIER_H
#include "engine/buffer.h"
#include "export/export.h"
#include "export/ledger.h"

/* The most posts of a stream in any `width` of time, both ends inclusive; the earliest of equals.
 * posts[first .. first + count) of the stream; count is 0 for an empty stream. O(count). */
struct busy_window {
    size_t first, count;
};
struct busy_window busiest_window(const struct moment *stream, size_t count, int64_t width);

/* The longest run of posts in a row by one account; the earliest of equals. `account_of` is by
 * post. O(count). */
struct posting_run {
    size_t first, count;
};
struct posting_run longest_run(const struct moment *stream, size_t count,
                               const uint32_t *account_of);

/* How a set of accounts posts. */
struct habits {
    uint32_t accounts; /* with a post */
    size_t posts;
    size_t kinds[POST_KIND_COUNT]; /* posts by enum post_kind */
    double median_posts;           /* of an account; 0 without accounts */
    struct busy_window busiest;    /* ten minutes of their stream */
};

/* The shares of kept clusters in one layer: places[start[c] .. start[c + 1]) are where the shares
 * of cluster c are among the layer's, ascending. */
struct share_index {
    size_t *places, *start;
};

struct background; /* findings.h */

struct dossiers {
    const struct findings *findings;
    const struct wording *wording; /* of sentences */
    struct background *background; /* what analyses look things up in */
    const char *zone;              /* of hours, weekdays and days */
    struct moment *stream;         /* every post, by cluster (0: none), then in stream order */
    size_t *stream_start;          /* by cluster; one more than the last */
    uint32_t *place;               /* by post: its place in its cluster's stream */
    uint32_t *seat;                /* by account: its place among its cluster's members */
    struct share_index *shares;    /* by layer of the traces */
    uint32_t tied;                 /* accounts with a tie in the kept network */
    bool kinds_stated;             /* some post is known to be no original */
    struct habits rest;            /* of the accounts in no kept cluster */
    struct arena arena;
};

/* One account of the cluster. Numbers of co-shares are of those inside the cluster, in its layer.
 */
struct member {
    uint32_t account;
    uint32_t posts;                /* in the data */
    uint32_t posts_in;             /* in a co-share */
    uint32_t partners;             /* members with whom it has an edge */
    uint64_t coshares;             /* that it is part of */
    uint64_t first_in;             /* of these, where it was strictly earlier */
    int64_t first_time, last_time; /* of its posts; valid where posts > 0 */
    uint32_t significant;          /* edges with partners of q ≤ fdr */
    const struct edge *heaviest;   /* with a partner; NULL where it has none */
    /* The object without which most of these edges would have too few objects, and how many. */
    uint32_t critical_object, edges_lost; /* valid where edges_lost > 0 */
};

/* The other end of its heaviest edge, where it has one. */
static inline uint32_t heaviest_partner(const struct member *member) {
    const struct edge *edge = member->heaviest;
    return edge->source == member->account ? edge->target : edge->source;
}

/* An object that two or more accounts of the cluster shared. */
struct shared_object {
    struct slice key; /* the object's */
    uint32_t object;
    uint32_t accounts, posts;               /* of the cluster */
    uint32_t outside;                       /* accounts outside the cluster that shared it too */
    uint64_t coshares;                      /* inside the cluster */
    struct share first;                     /* in all the data; by account where several are */
    uint32_t first_accounts;                /* that shared it at that moment */
    struct share first_inside, last_inside; /* of the cluster */
};

/* What the cluster shared in one layer. */
struct part {
    size_t index;                  /* of the layer in the traces */
    const struct layer *whole;     /* all accounts */
    struct layer inside;           /* the members' shares alone: same order, same window */
    uint64_t coshares;             /* inside the cluster, and how many … */
    uint32_t accounts;             /* … accounts, */
    uint32_t posts;                /* posts */
    uint32_t coshared_objects;     /* and objects take part in them */
    uint64_t edges;                /* with both ends in the cluster */
    struct shared_object *objects; /* most accounts first, then posts, co-shares, key */
    size_t object_count;
};

struct coshare {
    const struct layer *layer;
    struct share first, second; /* first is not later */
};

/* An edge of the cluster's layer inside it, and its closest co-share. */
struct pair {
    const struct edge *edge;
    struct coshare closest;
};

struct day {
    int64_t number; /* since 1970-01-01, in the dossiers' zone */
    uint32_t posts, accounts;
};

struct language_count {
    struct slice language;
    size_t posts;
};

/* When the accounts with a known creation date were created. */
struct creation {
    uint32_t known;
    int64_t first, last; /* valid where known > 0, as the rest */
    int64_t day;         /* on which most of them were, the earliest of equals; as in struct day */
    uint32_t on_day;
};

enum { SHOWN_PAIRS = 20, SHOWN_COSHARES = 100, SHOWN_OBJECTS = 20, LISTED_OBJECTS = 100 };
#define TEN_MINUTES ((int64_t) 600 * MICROSECONDS)

struct dossier {
    const struct dossiers *all;
    const struct findings *findings;
    const struct cluster *cluster;
    struct member *members; /* strongest first, then by account */
    struct creation creation;
    /* The layers in which two members shared an object, in their order: those of the cluster's
     * window, and `time`; the window named first where `time` is the cluster's layer. */
    struct part *parts;
    size_t part_count;
    const struct part *own; /* the cluster's layer; NULL when it is not among the parts */
    const struct moment *stream;
    struct habits habits;
    size_t busiest_in_data;    /* posts of all accounts in the cluster's busiest ten minutes */
    uint32_t busiest_accounts; /* of the cluster, in them */
    struct posting_run run;
    struct day *days; /* with posts, ascending */
    size_t day_count, busiest_day;
    uint32_t hours[7][24];            /* posts by weekday (0 is Monday) and hour, in the zone */
    struct language_count *languages; /* most posts first, then by name */
    size_t language_count;
    struct pair *pairs; /* heaviest first */
    size_t pair_count;
    struct coshare *coshares; /* the first of coshares.csv */
    size_t coshare_count;
    uint64_t coshares_in_all;          /* of all layers but the fused one */
    const struct campaigns *campaigns; /* the run's, or the cluster's own */
    struct campaigns *own_campaigns;
    const struct pictures *pictures; /* for pages, once they are drawn; NULL: none */
    struct ledger ledger;
    struct arena arena;
};

static inline const struct account *dossier_account(const struct dossier *dossier, uint32_t rank) {
    return &dossier->findings->archive->accounts.items[rank];
}
static inline struct slice dossier_body(const struct dossier *dossier, uint32_t post) {
    return texts_get(&dossier->findings->archive->posts.bodies, post);
}
/* The post's id, or its place in the input, without the folders of the machine. */
struct slice archive_post_id(const struct archive *archive, uint32_t post, char room[192]);
struct slice dossier_post_id(const struct dossier *dossier, uint32_t post, char room[192]);
/* Whether an object is best shown by the text of a post that shares it. */
bool object_shows_text(const struct dossier *dossier, uint32_t object);
typedef void (*edge_fn)(void *data, const struct edge *edge);
/* Calls `visit` for every edge of a layer inside the cluster, by source and target. */
void edges_inside(const struct dossier *dossier, const struct edges *edges, edge_fn visit,
                  void *data);
/* The part of a layer of the traces, or NULL. */
const struct part *dossier_part(const struct dossier *dossier, size_t layer);
/* ln of the probability, at most, that chance shows so much evidence (Markov's inequality). */
double dossier_chance(const struct dossier *dossier);

enum { DATE_TEXT = 40 };
/* "2023-07-06" of a day since 1970-01-01. Returns `out`. */
char *date_format(char out[DATE_TEXT], int64_t day);
/* A moment of the dossiers' zone, as microseconds since 1970 on its clocks. */
int64_t dossier_local(const struct dossiers *all, int64_t microseconds);
/* The day of a moment in the dossiers' zone, as in struct day. */
int64_t dossier_day(const struct dossier *dossier, int64_t microseconds);

/* The parts of dossier_build, in its order. */
LOCKSTEP_MUST_CHECK lockstep_status dossier_add_members(struct dossier *dossier,
                                                        lockstep_error *err);
LOCKSTEP_MUST_CHECK lockstep_status dossier_count_posts(struct dossier *dossier,
                                                        lockstep_error *err);
LOCKSTEP_MUST_CHECK lockstep_status dossier_find_shares(struct dossier *dossier,
                                                        lockstep_error *err);
LOCKSTEP_MUST_CHECK lockstep_status dossier_rank_pairs(struct dossier *dossier,
                                                       lockstep_error *err);
LOCKSTEP_MUST_CHECK lockstep_status dossier_explain_members(struct dossier *dossier,
                                                            lockstep_error *err);
LOCKSTEP_MUST_CHECK lockstep_status dossier_date_accounts(struct dossier *dossier,
                                                          lockstep_error *err);
LOCKSTEP_MUST_CHECK lockstep_status dossier_rank_members(struct dossier *dossier,
                                                         lockstep_error *err);

/* The habits of accounts that wrote stream[0 .. post_count), counts[0 .. account_count) posts each;
 * sorts `counts`. */
void habits_measure(struct habits *out, const struct posts *posts, const struct moment *stream,
                    size_t post_count, uint32_t *counts, uint32_t account_count);

/* The side of a co-share whose account comes first by name, as in edges, and the other. */
const struct share *coshare_source(const struct share *first, const struct share *second);
const struct share *coshare_target(const struct share *first, const struct share *second);

/* Limits that are no numbers, as phrases. */
enum { DOSSIER_LIMITS = 6 };
size_t dossier_limits(const struct dossier *dossier, enum phrase limits[DOSSIER_LIMITS]);
uint64_t tally_rejected(const struct tally *tally);
/* Whether a setting says how the run is to run, not what it is to find: --threads. */
bool setting_is_of_running(const char *name);
/* Whether a row of lockstep_settings_table() can change what a dossier says: not the number of
 * threads. */
bool setting_matters(const struct lockstep_settings *settings, const lockstep_setting *row);
#endif
