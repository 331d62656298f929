/* Every tunable, once: settings.c holds the table that the command line, config files, --help and
 * run.json share. */
#ifndef LOCKSTEP_ENGINE_SETTINGS_H
#define LOCKSTEP_ENGINE_SETTINGS_H
#include "engine/arena.h"
#include "engine/redaction.h"
#include "engine/times.h"

/* The kinds of repeatable behaviour, most specific first: in the fused layer a post counts once,
 * under the first of these that it has. X(NAME, "name", help) */
#define TRACES(X)                                                                                  \
    X(OBJECT, "object", "the object column of a table of shares")                                  \
    X(REPOST, "repost", "the same original post reposted")                                         \
    X(TEXT, "text", "equal normal form of the text")                                               \
    X(NEAR_TEXT, "near-text", "nearly equal texts: copy families")                                 \
    X(MEDIA, "media", "the same picture or video")                                                 \
    X(URL, "url", "the same canonical URL")                                                        \
    X(QUOTE, "quote", "the same post quoted")                                                      \
    X(REPLY, "reply", "replies to the same post")                                                  \
    X(HASHTAGS, "hashtags", "the same hashtags in the same order, two or more")                    \
    X(HASHTAG, "hashtag", "the same hashtag")                                                      \
    X(MENTION, "mention", "the same account mentioned")                                            \
    X(REPLY_AUTHOR, "reply-author", "replies to the same account")                                 \
    X(FAST_REPOST, "fast-repost", "the same account reposted within --repost-within")              \
    X(DOMAIN, "domain", "a link to the same registered domain")                                    \
    X(FIELD, "field:NAME", "equal values of any column")                                           \
    X(HASHTAGS_DAY, "hashtags-day", "the same hashtags in the same order all day")                 \
    X(HANDLE, "handle", "the same handle, at any time")                                            \
    X(TIME, "time", "timing alone")

enum trace {
#define X(name, text, help) TRACE_##name,
    TRACES(X)
#undef X
        TRACE_COUNT,
    TRACE_FUSED = TRACE_COUNT
};

/* What the case folder has in figures/: nothing, SVG files, or SVG, PDF and PNG. */
enum figure_files { FIGURES_NONE, FIGURES_SVG, FIGURES_ALL };
/* What cluster.stix.json is written in; none: no such file. */
enum stix_profile { STIX_NONE, STIX_STRICT, STIX_OPENCTI };
/* How communities are found: graph/partition.h. X(NAME, "name", function of graph/partition.c) */
#define COMMUNITIES(X)                                                                             \
    X(LEIDEN, "leiden", leiden)                                                                    \
    X(LEIDEN_MODULARITY, "leiden-modularity", leiden_modularity)                                   \
    X(LEIDEN_CPM, "leiden-cpm", leiden_cpm)                                                        \
    X(LOUVAIN, "louvain", louvain)                                                                 \
    X(INFOMAP, "infomap", infomap)                                                                 \
    X(LABEL_PROPAGATION, "label-propagation", label_propagation)                                   \
    X(WALKTRAP, "walktrap", walktrap)                                                              \
    X(COMPONENTS, "components", components)                                                        \
    X(K_CORE, "k-core", k_core)

enum community {
#define X(name, text, function) COMMUNITY_##name,
    COMMUNITIES(X)
#undef X
};

/* --backbone: graph/backbone.h. Values that keep all: 0, but 1 for q and disparity and -1 for
 * noise.
 */
struct backbone {
    bool given;
    double count, top, core; /* whole */
    double q, weight, disparity, noise, symmetry;
};

/* One trace that was asked for; `field` is the NAME of field:NAME, else NULL. */
struct trace_choice {
    enum trace trace;
    const char *field;
};

/* One NAME=DURATION of --window: a further window of one trace. */
struct trace_window {
    enum trace trace;
    int64_t window; /* microseconds */
};

/* Network files that a case holds on request. X(NAME, "name") */
#define NETWORKS(X)                                                                                \
    X(LAYERS, "layers")                                                                            \
    X(CLUSTERS, "clusters")                                                                        \
    X(CSV, "csv")                                                                                  \
    X(EDGELIST, "edgelist")                                                                        \
    X(CYTOSCAPE, "cytoscape")                                                                      \
    X(PAJEK, "pajek")

enum network_choice {
#define X(name, text) NETWORK_##name##_PLACE,
    NETWORKS(X)
#undef X
#define X(name, text) NETWORK_##name = 1 << NETWORK_##name##_PLACE,
        NETWORKS(X)
#undef X
};

enum compat { COMPAT_NONE, COMPAT_COORTWEET, COMPAT_CNT, COMPAT_COORNET };
/* What `edges --compat coortweet` prints in place of the edges. */
enum compat_stats { STATS_NONE, STATS_ACCOUNTS, STATS_OBJECTS, STATS_INTERVAL };

/* One name=path of --map. */
struct mapping {
    const char *name, *path; /* "account", "user.id_str" */
};

struct lockstep_settings {
    int64_t step;                /* microseconds, of the evolution; 0: none */
    int64_t window, time_window; /* microseconds: co-shares; moments of the `time` trace */
    int64_t *windows;            /* all that were named, ascending; `window` is the first named */
    size_t window_count;
    struct trace_window *trace_windows; /* beside these */
    size_t trace_window_count;
    bool automatic; /* every trace that occurs and is among the default ones, and `traces` */
    struct trace_choice *traces; /* as named */
    size_t trace_count;
    uint32_t min_objects, min_participation, min_tokens;
    uint32_t *thresholds; /* all of --min-objects, ascending; `min_objects` is the first named */
    size_t threshold_count;
    double similarity;     /* least of two texts of a copy family */
    int64_t repost_within; /* microseconds from the original, of the fast-repost trace */
    double alpha, fdr;     /* fdr < 0: off */
    enum community community;
    struct backbone backbone;
    double resolution;
    uint64_t seed;
    uint32_t threads;   /* 0: all cores */
    uint64_t memory;    /* bytes; 0: no bound */
    const char *folder; /* for what goes beyond it; "": one is chosen */
    const char *format; /* "auto" */
    struct mapping *map;
    size_t map_count;
    const char *timezone;
    const char *assumed_timezone; /* of times that state no zone */
    const char *accounts;         /* the file of facts to join; "": none */
    int64_t from, to; /* microseconds; INT64_MIN and INT64_MAX when open; `to` is exclusive */
    const char *language;
    const char *words;                                      /* language of dossiers: "en" */
    const char *campaigns, *holidays, *watchlist, *targets; /* files; "" for none */
    const char *page;                                       /* file; "" for none */
    const char *keywords;                                   /* of profiles, by commas */
    enum figure_files figures;
    enum stix_profile stix;
    bool dark_figures; /* --theme screen */
    bool strict;
    const char *rejects; /* where to write what is rejected; "": nowhere */
    uint32_t max_ratio;  /* of decompressed to compressed bytes */
    unsigned networks;   /* NETWORK_LAYERS | … */
    bool gexf_draft;     /* 1.2draft instead of 1.3 */
    enum compat compat;
    bool keep_loops, objects; /* CooRTweet's: loops stay; edges name their objects */
    int64_t fast_window;      /* microseconds; 0: none */
    uint32_t subgraph;        /* CooRTweet's, 0 to 3 */
    enum compat_stats stats;
    double edge_weight;  /* CooRTweet's quantile, and CooRnet's */
    uint32_t min_weight; /* the Coordination Network Toolkit's */
    struct redaction redaction;
    /* private */
    bool shares_only;                   /* nobody asks for what no share depends on */
    const char *from_text, *to_text; /* by the clocks of `timezone` where they state no zone */
    lockstep_progress_fn progress;
    void *progress_data;
    struct arena arena;  /* owns the strings */
    const char **values; /* as set, by row of the table; NULL: default */
};

/* Calls the progress function, if there is one. */
void settings_progress(const struct lockstep_settings *settings, const char *stage,
                       const char *unit, uint64_t done, uint64_t total);
/* The path mapped to `name`, or NULL. */
const char *settings_mapped(const struct lockstep_settings *settings, const char *name);
/* The fields that field:NAME traces ask for, in the order of `traces`: what record.fields follows.
 */
size_t settings_field_count(const struct lockstep_settings *settings);
const char *settings_field(const struct lockstep_settings *settings, size_t index);
/* Whether co-shares are looked for at more than one window. */
bool settings_has_windows(const struct lockstep_settings *settings);
const char *trace_name(enum trace trace); /* "url"; "field:NAME" is spelt by its layer; "fused" */
/* Whether somebody named a setting, be it with its default. */
bool settings_is_named(const struct lockstep_settings *settings, const char *name);
/* Chooses the traces of a list, without its being noted as set. */
LOCKSTEP_MUST_CHECK lockstep_status settings_take_traces(struct lockstep_settings *settings,
                                                         const char *list, lockstep_error *err);
/* Whether a setting names a place on this machine, which is nobody's business. */
bool settings_is_private(const lockstep_setting *row);
/* The value of a row of lockstep_settings_table() as a command line would give it: for run.json. */
const char *settings_value(const struct lockstep_settings *settings, size_t row);
#endif
