/* Figures. Each is drawn from a small struct of its own data: a run fills it from what it found
 * (series.c), the command `lockstep figure` from the case folder
 * (series_json.c). */
#ifndef LOCKSTEP_EXPORT_FIGURE_H
#define LOCKSTEP_EXPORT_FIGURE_H
#include "engine/arena.h"
#include "export/canvas.h"
#include "export/export.h"
#include "export/font_sets.h"
#include "export/scale.h"

/* What a figure is about, and under which settings it was found: the caption. */
enum { STUDY_WINDOWS = 12 };
struct study {
    uint32_t cluster; /* 0: all kept clusters */
    uint64_t accounts, posts;
    struct slice layer;             /* empty for all clusters */
    int64_t windows[STUDY_WINDOWS]; /* microseconds, ascending; of a cluster its own */
    size_t window_count;
    uint32_t min_objects;
    double alpha, fdr; /* fdr < 0: off */
    uint64_t seed;
    struct slice zone;
};

/* Times of the following are microseconds on the clocks of the study's zone. */

/* A span of time with a name: a campaign. One without a beginning or an end reaches as far as the
 * timeline. */
struct band {
    struct slice name;
    int64_t from, to;
};

/* Posts by equal spans of time, and how many of them are what the figure is about: in a co-share
 * (of a cluster), by an account of a cluster (of the case). */
#define BURST_LENGTH (INT64_C(600) * MICROSECONDS)
enum { TIMELINE_BURSTS = 5 };
struct timeline {
    enum span span;
    int64_t start;
    uint32_t *posts, *marked;
    size_t count;
    struct burst { /* ten minutes; posts of all clusters or of the cluster */
        int64_t start;
        uint64_t posts;
    } bursts[TIMELINE_BURSTS]; /* the busiest, and others at least half as busy an hour off */
    size_t burst_count;
    struct band *bands;
    size_t band_count, undated; /* campaigns with a beginning or an end, and with neither */
};

struct heatmap {
    uint32_t posts[7][24]; /* by weekday (0 is Monday) and hour */
};

/* When accounts were created, those at hand and the others. */
struct created {
    enum span span;
    int64_t start;
    uint32_t *these, *others;
    size_t count;
    uint32_t known, others_known;
};

struct cascade_share {
    int64_t time;
    struct slice account;
    bool inside; /* an account of the cluster */
};
/* The first share of each account of one object, in order of time. */
struct cascade {
    struct slice layer, text; /* its text; its key where it has none */
    bool is_text;
    struct cascade_share *shares;
    size_t count;
    uint32_t accounts;      /* in all; more than `count` where not all are listed: */
    uint32_t before, after; /* those, before the cluster's first share and after its last, and */
                            /* the last ones where there are too many */
};

/* Who took part in which campaigns: accounts by the set of campaigns that they took part in. */
enum { UPSET_CAMPAIGNS = 8, UPSET_SETS = 20 };
struct upset {
    struct slice names[UPSET_CAMPAIGNS];
    uint32_t sizes[UPSET_CAMPAIGNS]; /* accounts of the cluster that took part, falling */
    size_t count;
    struct upset_set {
        uint32_t campaigns; /* bit i: the i-th */
        uint32_t accounts;
    } sets[UPSET_SETS]; /* the largest first; sets beyond are left out */
    size_t set_count;
    uint32_t accounts; /* in all sets, those left out too */
};

/* The evidence of a cluster's accounts at other windows than its own. */
enum { RESPONSE_WINDOWS = 12 };
struct response_curve {
    struct {
        int64_t window;  /* microseconds, ascending */
        double evidence; /* nats */
    } points[RESPONSE_WINDOWS];
    size_t count;
};

struct network_node {
    struct slice name;
    struct point at;
    double strength;
    uint32_t cluster; /* 0: none */
};
struct network_tie {
    uint32_t source, target; /* index of the nodes */
    double weight;
};
struct figure_network {
    struct network_node *nodes;
    size_t count, accounts;   /* drawn, DRAWN_ACCOUNTS of the strongest at most; in all */
    struct network_tie *ties; /* drawn, DRAWN_TIES at most, the strongest last */
    size_t tie_count, ties_in_all;
    double strongest; /* of all accounts of the case */
};

/* The data of all figures of one cluster, or of the case. */
struct series {
    struct study study;
    struct figure_network network;
    struct timeline timeline;
    struct heatmap heatmap;
    struct created created;
    struct cascade cascade; /* this and what follows: of a cluster only */
    struct response_curve windows;
    struct upset upset;
    struct arena arena;
};
struct dossiers;
struct dossier;
/* By kept cluster: release with free. `out` is NULL where there is none. O(shares) for each window.
 */
LOCKSTEP_MUST_CHECK lockstep_status curves_measure(struct response_curve **out,
                                                   const struct findings *findings,
                                                   lockstep_error *err);
/* Campaigns that were given with a beginning or an end are bands behind the timeline's posts. */
struct campaigns;
LOCKSTEP_MUST_CHECK lockstep_status series_add_bands(struct series *series,
                                                     const struct campaigns *campaigns,
                                                     const struct dossiers *all,
                                                     lockstep_error *err);
/* Fills `upset`, and the bands of the timeline, from the campaigns of a dossier. */
LOCKSTEP_MUST_CHECK lockstep_status series_add_campaigns(struct series *series,
                                                         const struct dossier *dossier,
                                                         lockstep_error *err);
/* Microseconds on the clocks of the dossiers' zone. */
int64_t series_local_time(const struct dossiers *dossiers, int64_t microseconds);
/* From what a run found: release `out` whatever the status. The texts are the findings'. `curve` is
 * the cluster's. */
LOCKSTEP_MUST_CHECK lockstep_status series_of_case(struct series *out,
                                                   const struct dossiers *dossiers,
                                                   lockstep_error *err);
LOCKSTEP_MUST_CHECK lockstep_status series_of_cluster(struct series *out,
                                                      const struct dossier *dossier,
                                                      const struct response_curve *curve,
                                                      lockstep_error *err);
/* Appends series.json, from which series_read makes the same figures to the last byte. It fails
 * with EINPUT where the file is none such. */
LOCKSTEP_MUST_CHECK lockstep_status series_write(struct buffer *out, const struct series *series,
                                                 lockstep_error *err);
LOCKSTEP_MUST_CHECK lockstep_status series_read(struct series *out, const char *path,
                                                lockstep_error *err);
void series_release(struct series *series);

/* ---- the figures */

double draw_network(struct canvas *canvas, const struct series *series);
double draw_timeline(struct canvas *canvas, const struct series *series);
double draw_heatmap(struct canvas *canvas, const struct series *series);
double draw_created(struct canvas *canvas, const struct series *series);
double draw_cascade(struct canvas *canvas, const struct series *series);
double draw_windows(struct canvas *canvas, const struct series *series);
double draw_upset(struct canvas *canvas, const struct series *series);

struct figure {
    const char *name; /* of the file, and on the command line */
    draw_fn draw;
    enum word title; /* a phrase about the cluster or the case */
    bool of_case;    /* both, or of a cluster alone */
};
extern const struct figure figures[];
extern const size_t figure_count;

LOCKSTEP_MUST_CHECK lockstep_status figure_draw(struct buffer *out, enum canvas_file file,
                                                struct fonts *fonts, const struct look *look,
                                                const struct figure *figure,
                                                const struct series *series, lockstep_error *err);
/* Takes a file of a folder whole. */
struct figure_sink {
    lockstep_status (*put)(void *data, const char *name, struct slice bytes, lockstep_error *err);
    void *data;
    const char *folder; /* before the names: "clusters/01/" */
};
/* series.json, and the figures that the settings ask for: "figures/network.svg", … Drawn on the
 * settings' threads, the same whatever their number; put in their order by the calling one. `fonts`
 * may be NULL where they ask for none. */
LOCKSTEP_MUST_CHECK lockstep_status figures_write(const struct figure_sink *sink,
                                                  const struct lockstep_settings *settings,
                                                  struct font_sets *fonts,
                                                  const struct series *series, lockstep_error *err);
/* The files that come of that in a case of so many clusters. */
size_t figures_count(const struct lockstep_settings *settings, size_t clusters);
const char *canvas_file_name(enum canvas_file file); /* "svg" */
#define MILLIMETRE (72 / 25.4)                       /* in points */

/* ---- what figures have in common */

struct box {
    double left, top, right, bottom;
};

/* The title, and below it what is shown in which unit. Returns where the figure goes on. */
double figure_head(struct canvas *canvas, struct slice title, struct slice unit);
/* Appends a clause to what stands before the caption. */
void figure_note(struct buffer *notes, const char *note);
/* The caption: n, window, thresholds, seed; `note` before it, if any. Returns the figure's height.
 */
double figure_foot(struct canvas *canvas, double y, const struct study *study, struct slice note);
/* A figure without data: says so. */
double figure_of_nothing(struct canvas *canvas, const struct study *study, struct slice title,
                         enum word why);
/* "Cluster 3" or "All clusters", put into a phrase with one text. Returns `out`. */
char *figure_title(char out[PHRASE], enum language language, const struct study *study,
                   enum word title);

/* Lines and numbers at round values of 0 to `high`, which the scale is made to reach; moves
 * box->left right of the numbers. */
struct scale figure_value_axis(struct canvas *canvas, struct box *box, double high, bool whole);
/* How far it moves box->left. */
double figure_value_room(struct canvas *canvas, const struct box *box, double high, bool whole);
/* Ticks and dates below the box, as many as fit. Returns where the figure goes on. */
double figure_time_axis(struct canvas *canvas, const struct box *box, const struct scale *scale);

/* A dot, or a ring, so that grey print tells the two apart. */
void figure_dot(struct canvas *canvas, double x, double y, double radius, bool ring, enum ink ink);

/* A swatch and what it stands for; returns where the next one may start. */
enum swatch { SWATCH_BAR, SWATCH_LINE, SWATCH_DOT, SWATCH_RING };
double figure_key(struct canvas *canvas, double x, double y, enum swatch swatch, enum ink ink,
                  struct slice text);
#endif
