/* How clusters live: found anew in every step of time, and matched from step to step. */
#ifndef LOCKSTEP_GRAPH_EVOLUTION_H
#define LOCKSTEP_GRAPH_EVOLUTION_H
#include "graph/graph.h"

/* What a step does to a story. X(NAME, "name"); those from DORMANT on have no accounts. */
#define TURNS(X)                                                                                   \
    X(BORN, "birth")                                                                               \
    X(SPLIT, "split") /* born out of the story `related` */                                        \
    X(CONTINUED, "continues")                                                                      \
    X(REVIVED, "revival")  /* after steps without accounts */                                      \
    X(DORMANT, "dormancy") /* it will come back */                                                 \
    X(MERGED, "merge")     /* into the story `related` */                                          \
    X(DIED, "death")       /* not seen again before the data ends */

enum turn {
#define X(name, text) TURN_##name,
    TURNS(X)
#undef X
};
const char *turn_name(enum turn turn);

/* A story is a cluster through time; numbers from 1, in the order of birth. */
struct appearance {
    uint32_t story, step;
    enum turn turn;
    uint32_t related;             /* story; 0: none */
    const uint32_t *members;      /* account ranks, ascending */
    uint32_t count, joined, left; /* against the last time that it was seen */
    uint32_t age, active; /* steps since its birth and, of these, with accounts; both with this */
    uint32_t cluster;     /* of the whole run, which has most of the accounts; 0: none has one */
    double similarity;    /* Jaccard with the last time that it was seen; NaN at a birth */
    double evidence;      /* nats, in the step alone; NaN without accounts */
};

struct evolution {
    int64_t first, step; /* microseconds: step i begins at first + i × step */
    uint32_t step_count, story_count;
    struct appearance *items; /* by step, then story */
    size_t count;
    /* private */
    size_t room;
    struct arena arena;
};

/* The story goes on in the cluster of the next step that is most like it (Jaccard), if it is at
 * least so much like it or both are of one cluster of the run; the rules of Greene, Doyle &
 * Cunningham 2010. */
#define EVOLUTION_SIMILARITY 0.3

/* Clusters of every `--step` of the data, and the stories that they make. A step has the clusters
 * that the run's method finds in it alone, against its own background, and those of the run of
 * which three or more accounts co-share with one another in it. Weeks begin on Monday, UTC; other
 * steps are counted from 1970. ELIMIT past 10,000 steps. A run's work on edges and clusters, once
 * more, and O(accounts
 * + objects) a step. */
LOCKSTEP_MUST_CHECK lockstep_status evolution_find(struct evolution *out,
                                                   const struct archive *archive,
                                                   const struct clusters *clusters,
                                                   const struct lockstep_settings *settings,
                                                   lockstep_error *err);
void evolution_release(struct evolution *evolution);
#endif
