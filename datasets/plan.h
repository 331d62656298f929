/* What the planted groups do: decided before anything is written, because it is small and does not
 * grow with the number of posts. */
#ifndef LOCKSTEP_DATASETS_PLAN_H
#define LOCKSTEP_DATASETS_PLAN_H
#include "datasets/cast.h"

enum wording {
    OWN_WORDS,
    STOCK_PHRASE,
    SHARED_ARTICLE, /* own words and a link that others share too */
    BREAKING_NEWS,  /* own words, the event's hashtag and often its link */
    TALKING_POINT,
    NEWS_HEADLINE
};

/* The hashtags that go with a talking point: X(NAME, "text"). The ring and the crowd hired for a
 * day have one in common, and the rest from other leaflets. */
#define TAG_SETS(X)                                                                                \
    X(NO, "")                                                                                      \
    X(CONFERENCE, " #BakuConference #NonAlignedMovement #Decolonization")                          \
    X(CONFERENCE_CROWD, " #BakuConference #neocolonialism #Reparations")                           \
    X(ROUTINE, " #France #Colonialism")                                                            \
    X(ROUTINE_ISLANDS, " #Corsica #Nazione #injustice")                                            \
    X(ASSEMBLY, " #Decolonization #NonAlignedMovement #UNGA78")                                    \
    X(VICTORY, " #Karabakh #8Noyabr #Colonialism")                                                 \
    X(LOBBY, " #Macron #frenchcolonialism")                                                        \
    X(ISLANDS, " #injustice #Decolonization #France")                                              \
    X(ELECTION, " #Prezidentseçkiləri #Seçki2024 #QalibXalqınQalibLideri")                         \
    X(CALEDONIA, " #RecognizeNewCaledonia #EndFrenchColonialsm #BoycottParis2024")                 \
    X(CALEDONIA_CROWD, " #RecognizeNewCaledonia #FrenchColonialism #Paris2024")

enum tag_set {
#define X(name, text) TAGS_##name,
    TAG_SETS(X)
#undef X
};

/* One post to come: all that its text and fields follow from. */
struct draft {
    int64_t time;
    uint64_t id;       /* once it is written */
    uint32_t account;  /* its number in the cast or the background */
    uint32_t salt;     /* decides what nothing else does */
    uint32_t number;   /* of the talking point, headline, article or event */
    uint32_t thread;   /* of a post that planned posts repost or answer, and of these; 0: none */
    uint32_t reply_to; /* a reply outside threads: the account that it answers */
    uint8_t wording, script, variant, tags;
    uint8_t reference; /* enum reference */
    bool has_picture;  /* the picture of `number` */
};

struct plan {
    struct draft *posts; /* sorted by time */
    size_t count, room;
    uint32_t threads; /* their numbers are 1 to `threads` */
};

/* Milliseconds: the scenario begins and ends at midnight UTC. */
extern const int64_t scenario_begin, scenario_end;

LOCKSTEP_MUST_CHECK lockstep_status plan_make(struct plan *plan, const struct cast *cast,
                                              lockstep_error *err);
void plan_release(struct plan *plan);
#endif
