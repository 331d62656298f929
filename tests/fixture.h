/* Findings made by hand, for tests of exporters: twelve accounts with hostile names, posts over two
 * layers, two kept clusters, a significant pair outside them, a quiet account, a community that
 * chance explains. Accounts by rank: */
#ifndef LOCKSTEP_TESTS_FIXTURE_H
#define LOCKSTEP_TESTS_FIXTURE_H
#include "export/activity.h"

enum {
    FIXTURE_NEWLINE, /* cluster 1: text and, less, url */
    FIXTURE_MARKUP,
    FIXTURE_FORMULA,
    FIXTURE_INF,          /* cluster 2: url */
    FIXTURE_BACKSLASH,    /* cluster 1 */
    FIXTURE_ESCAPE,       /* cluster 1 */
    FIXTURE_CONTROL,      /* the pair */
    FIXTURE_NUL,          /* the pair */
    FIXTURE_QUIET,        /* an edge that is not kept */
    FIXTURE_NONCHARACTER, /* cluster 2 */
    FIXTURE_TURKISH,      /* cluster 2 */
    FIXTURE_EMOJI,        /* no edge */
    FIXTURE_ACCOUNTS
};
enum { FIXTURE_TEXT, FIXTURE_URL, FIXTURE_LAYERS };

struct fixture {
    struct archive archive;
    struct network network;
    struct clusters clusters;
    struct centrality centrality, within;
    struct leads leads;
    struct account_activity *activities;
    struct blocks blocks;
    struct point positions[FIXTURE_ACCOUNTS];
    struct findings findings; /* points at the above; settings are the defaults */
    struct arena arena;       /* owns all memory but the names' */
    lockstep_settings *settings;
};

/* Stops the test when memory is out. */
void fixture_build(struct fixture *fixture);
/* Of its posts and shares as they are now. fixture_build has called it. */
void fixture_measure(struct fixture *fixture);
void fixture_release(struct fixture *fixture);
#endif
