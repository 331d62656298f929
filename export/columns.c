/* What network files say of an account and of an edge. */
#include "engine/settings.h"
#include "export/activity.h"
#include "export/network_file.h"

#include <inttypes.h>
#include <math.h>

/* name, type, whether brief files have it, and its value */
/* clang-format off */
#define ACCOUNT_COLUMNS(X) \
    X(ACCOUNT, "account", COLUMN_TEXT, true, text(account->name)) \
    X(HANDLE, "handle", COLUMN_TEXT, false, text(account->facts->handle)) \
    X(DISPLAY_NAME, "display_name", COLUMN_TEXT, false, text(account->facts->display_name)) \
    X(PLATFORM, "platform", COLUMN_TEXT, false, text(account->platform)) \
    X(CLUSTER, "cluster", COLUMN_INTEGER, true, count_above(room, cluster, 1)) \
    X(POSTS, "posts", COLUMN_LONG, true, whole(room, account->posts)) \
    X(SHARES, "shares", COLUMN_LONG, false, whole(room, activity->shares)) \
    X(DEGREE, "degree", COLUMN_INTEGER, true, whole(room, all->degree[rank])) \
    X(STRENGTH, "strength", COLUMN_REAL, true, real(room, all->strength[rank])) \
    X(BETWEENNESS, "betweenness", COLUMN_REAL, true, real(room, all->betweenness[rank])) \
    X(PAGERANK, "pagerank", COLUMN_REAL, true, real(room, all->pagerank[rank])) \
    X(EIGENVECTOR, "eigenvector", COLUMN_REAL, true, real(room, all->eigenvector[rank])) \
    X(CORENESS, "coreness", COLUMN_INTEGER, true, whole(room, all->coreness[rank])) \
    X(HARMONIC, "harmonic", COLUMN_REAL, false, real(room, all->harmonic[rank])) \
    X(CLUSTERING, "clustering", COLUMN_REAL, false, real(room, all->clustering[rank])) \
    X(PARTICIPATION, "participation", COLUMN_REAL, false, real(room, within->participation[rank])) \
    X(CLUSTER_DEGREE, "cluster_degree", COLUMN_INTEGER, false, whole(room, within->degree[rank])) \
    X(CLUSTER_STRENGTH, "cluster_strength", COLUMN_REAL, false, real(room, within->strength[rank])) \
    X(CLUSTER_BETWEENNESS, "cluster_betweenness", COLUMN_REAL, false, real(room, within->betweenness[rank])) \
    X(CLUSTER_PAGERANK, "cluster_pagerank", COLUMN_REAL, false, real(room, within->pagerank[rank])) \
    X(CLUSTER_EIGENVECTOR, "cluster_eigenvector", COLUMN_REAL, false, real(room, within->eigenvector[rank])) \
    X(CLUSTER_CORENESS, "cluster_coreness", COLUMN_INTEGER, false, whole(room, within->coreness[rank])) \
    X(CLUSTER_HARMONIC, "cluster_harmonic", COLUMN_REAL, false, real(room, within->harmonic[rank])) \
    X(CLUSTER_CLUSTERING, "cluster_clustering", COLUMN_REAL, false, real(room, within->clustering[rank])) \
    X(LEAD, "lead", COLUMN_REAL, true, real(room, precedence_lead(precedence))) \
    X(ROLE, "role", COLUMN_TEXT, true, text(slice_of(role_name(precedence_role(precedence))))) \
    X(EVIDENCE, "evidence", COLUMN_REAL, true, held(room, cluster, hold->evidence)) \
    X(EPISODES, "episodes", COLUMN_LONG, false, count_above(room, cluster ? (int64_t) hold->episodes : -1, 0)) \
    X(MET, "met", COLUMN_LONG, false, count_above(room, cluster ? (int64_t) hold->met : -1, 0)) \
    X(EXPECTED, "expected", COLUMN_REAL, false, held(room, cluster, hold->expected)) \
    X(MEETING_P, "meeting_p", COLUMN_REAL, false, held(room, cluster, hold->p_value)) \
    X(STABILITY, "stability", COLUMN_REAL, true, held(room, cluster, hold->stability)) \
    X(FIRST_TIME, "first_time", COLUMN_MOMENT, false, moment(room, activity->first)) \
    X(LAST_TIME, "last_time", COLUMN_MOMENT, false, moment(room, activity->last)) \
    X(CREATED, "created", COLUMN_MOMENT, true, moment(room, account->facts->created)) \
    X(FOLLOWERS, "followers", COLUMN_LONG, true, count_above(room, account->facts->followers, 0)) \
    X(FOLLOWING, "following", COLUMN_LONG, false, count_above(room, account->facts->following, 0)) \
    X(VERIFIED, "verified", COLUMN_BOOLEAN, false, truth(account->facts->verified)) \
    X(STATUS, "status", COLUMN_TEXT, true, text(account->facts->status)) \
    X(TAGS, "tags", COLUMN_TEXT, true, text(account->facts->tags)) \
    X(WATCHLISTED, "watchlisted", COLUMN_BOOLEAN, true, truth(watchlist ? watchlist->listed[rank] : -1)) \
    X(WATCH_SCORE, "watch_score", COLUMN_REAL, true, watchlist ? real(room, activity->watch_score) : SLICE(""))

#define EDGE_COLUMNS(X) \
    X(LAYER, "layer", COLUMN_TEXT, true, slice_of(layer->layer->name)) \
    X(PAIRS, "pairs", COLUMN_LONG, false, whole(room, edge->pairs)) \
    X(OBJECTS, "objects", COLUMN_LONG, true, whole(room, edge->objects)) \
    X(POSTS_SOURCE, "posts_source", COLUMN_LONG, false, whole(room, edge->posts_source)) \
    X(POSTS_TARGET, "posts_target", COLUMN_LONG, false, whole(room, edge->posts_target)) \
    X(MEAN_DELTA, "mean_delta", COLUMN_REAL, false, real(room, edge->mean_delta)) \
    X(MEDIAN_DELTA, "median_delta", COLUMN_REAL, true, real(room, edge->median_delta)) \
    X(SOURCE_FIRST, "source_first", COLUMN_REAL, false, real(room, edge->source_first)) \
    X(FIRST_TIME, "first_time", COLUMN_MOMENT, false, moment(room, edge->first_time)) \
    X(LAST_TIME, "last_time", COLUMN_MOMENT, false, moment(room, edge->last_time)) \
    X(SIMILARITY, "similarity", COLUMN_REAL, true, real(room, edge->similarity)) \
    X(P_VALUE, "p_value", COLUMN_REAL, false, real(room, edge->p_value)) \
    X(Q_VALUE, "q_value", COLUMN_REAL, true, real(room, edge->q_value)) \
    X(WINDOW, "window", COLUMN_TEXT, false, duration(room, layer->layer->window))
/* clang-format on */

#define X(id, name, type, brief, value) {name, type, brief},
const struct column account_columns[] = {ACCOUNT_COLUMNS(X){NULL, COLUMN_TEXT, false}};
const struct column edge_columns[] = {EDGE_COLUMNS(X){NULL, COLUMN_TEXT, false}};
#undef X

#define X(id, name, type, brief, value) ACCOUNT_##id,
enum { ACCOUNT_COLUMNS(X) ACCOUNT_COLUMN_COUNT };
#undef X
#define X(id, name, type, brief, value) EDGE_##id,
enum { EDGE_COLUMNS(X) EDGE_COLUMN_COUNT };
#undef X

bool column_exists(const struct column *column, const struct view *view) {
    bool of_list = column == &account_columns[ACCOUNT_WATCHLISTED] ||
                   column == &account_columns[ACCOUNT_WATCH_SCORE];
    return !of_list || view->findings->watchlist;
}

bool column_is_shown(const struct column *column, const struct view *view) {
    if (!column_exists(column, view)) return false;
    return column->brief || view->edge_count <= BRIEF_EDGES ||
           (column == &edge_columns[EDGE_WINDOW] && settings_has_windows(view->findings->settings));
}

static struct slice text(struct slice value) {
    return text_cut(value);
}

static struct slice whole(char room[VALUE_TEXT], uint64_t value) {
    return digits_format(room, value);
}

static struct slice count_above(char room[VALUE_TEXT], int64_t value, int64_t least) {
    return value < least ? SLICE("") : whole(room, (uint64_t) value);
}

static struct slice real(char room[VALUE_TEXT], double value) {
    return isfinite(value) ? number_spell_short(room, value) : SLICE("");
}

/* Nothing where it is not known (below 0). */
static struct slice truth(int value) {
    return value < 0 ? SLICE("") : value ? SLICE("true") : SLICE("false");
}

/* Of an account in its cluster; empty where it is in none. */
static struct slice held(char room[VALUE_TEXT], uint32_t cluster, double value) {
    return cluster ? real(room, value) : SLICE("");
}

static struct slice moment(char room[VALUE_TEXT], int64_t microseconds) {
    bool unknown = microseconds == INT64_MIN || microseconds == INT64_MAX;
    return unknown ? SLICE("") : slice_of(time_format(room, microseconds));
}

static struct slice duration(char room[VALUE_TEXT], int64_t microseconds) {
    return slice_of(duration_format(room, microseconds));
}

struct slice account_value(char room[VALUE_TEXT], const struct view *view, uint32_t rank,
                           size_t column) {
    const struct findings *findings = view->findings;
    const struct account *account = &findings->archive->accounts.items[rank];
    const struct account_activity *activity = &findings->activities[rank];
    const struct centrality *all = findings->centrality, *within = findings->within;
    const struct precedence *precedence = &findings->leads->precedences[rank];
    const struct hold *hold = &findings->clusters->holds[rank];
    const struct watchlist *watchlist = findings->watchlist;
    uint32_t cluster = findings->clusters->of_account[rank];
    switch (column) {
#define X(id, name, type, brief, value)                                                            \
    case ACCOUNT_##id:                                                                             \
        return value;
        ACCOUNT_COLUMNS(X)
#undef X
    default:
        return SLICE("");
    }
}

struct slice edge_value(char room[VALUE_TEXT], const struct edges *layer, const struct edge *edge,
                        size_t column) {
    switch (column) {
#define X(id, name, type, brief, value)                                                            \
    case EDGE_##id:                                                                                \
        return value;
        EDGE_COLUMNS(X)
#undef X
    default:
        return SLICE("");
    }
}

struct slice guessable(char room[VALUE_TEXT], enum column_type type, struct slice value) {
    bool whole = type == COLUMN_REAL && value.size && !memchr(value.at, '.', value.size) &&
                 !memchr(value.at, 'e', value.size);
    if (!whole) return value;
    return (struct slice){
        room, (size_t) snprintf(room, VALUE_TEXT, "%.*s.0", (int) value.size, value.at)};
}

struct slice weight_value(char room[VALUE_TEXT], double weight) {
    static const double least = 1e-6; /* Gephi drops edges of weight 0, and reads floats */
    return number_spell_short(room, isfinite(weight) && weight > least ? weight : least);
}
