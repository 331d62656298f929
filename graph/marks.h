/* Not a campaign? What a cluster may be instead, told from what can be counted. Coordination is not
 * inauthenticity, and a mark is a question for the reader, not an acquittal. docs/method.md has the
 * thresholds and where they come from. */
#ifndef LOCKSTEP_GRAPH_MARKS_H
#define LOCKSTEP_GRAPH_MARKS_H
#include "graph/graph.h"

/* X(NAME, "name", what it may be) */
#define MARKS(X)                                                                                   \
    X(EVENT, "event", "a reaction to one event")                                                   \
    X(NEWS, "news", "syndicated news")                                                             \
    X(FANS, "fans", "a fan or sports community")                                                   \
    X(DECLARED, "declared", "a network that says that it is one")                                  \
    X(CLOCK, "clock", "posts that schedulers send at round times")

enum mark {
#define X(name, text, what) MARK_##name,
    MARKS(X)
#undef X
        MARK_COUNT
};
const char *mark_name(enum mark mark); /* "event" */
const char *mark_meaning(enum mark mark);

/* The least shares that make a mark. */
#define MARK_BURST     0.8 /* event: of the posts in one day */
#define MARK_OUTSIDERS 0.5 /* event: of those who took part */
#define MARK_LINKS     0.8 /* news: of the posts */
#define MARK_SOURCE                                                                                \
    0.5 /* news: of the objects; likewise of accounts with words of news or a site of their own,   \
           or posts "via" */
#define MARK_FANS_SAY 0.2 /* fans: of the accounts */
#define MARK_FOCUS    0.5 /* fans: of the accounts */
#define MARK_DECLARES 0.5 /* declared: of the accounts */
#define MARK_ON_CLOCK 0.5 /* clock: of the posts */
#define MARK_OWN_SITE 0.8 /* news: of an account's links, to one site */

/* Fills `signs` of every kept cluster. O(shares + posts), and sorting what clusters share. */
LOCKSTEP_MUST_CHECK lockstep_status marks_find(struct clusters *clusters,
                                               const struct archive *archive, lockstep_error *err);

/* The names of the marks, by '|'; "" for none. */
enum { MARKS_TEXT = 48 };
const char *marks_text(char room[MARKS_TEXT], const struct signs *signs);
#endif
