/* What the planted groups do: decided before anything is written, because it is small and does not
 * grow with the number of posts. Times are milliseconds since 1970. */
#ifndef LOCKSTEP_DATASETS_PLAN_H
#define LOCKSTEP_DATASETS_PLAN_H
#include "datasets/cast.h"

enum wording {
    OWN_WORDS,
    STOCK_PHRASE,
    SHARED_ARTICLE, /* own words and a link that others share too */
    BREAKING_NEWS,  /* own words, the event's hashtag and often its link */
    TALKING_POINT,
    PARAPHRASE,  /* a talking point in other words, each teller's own */
    EVENT_POINT, /* a talking point with the hashtag of event number / TALKING_POINTS */
    NEWS_HEADLINE,
    SHARE_BUTTON, /* what the button under an article makes: its headline, its link, its paper */
    FAN_SLOGAN    /* what all fans say of idol number / FAN_SLOGANS */
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

/* An account and its cluster, for the truth. An account may have two. */
struct member {
    uint32_t account;
    const char *cluster;
};

struct plan {
    struct draft *posts; /* sorted by time */
    size_t count, room;
    uint32_t threads;     /* their numbers are 1 to `threads` */
    struct member *truth; /* beside the roles that have a name there */
    size_t truth_count, truth_room;
};

/* A scenario lasts from midnight UTC to midnight UTC; no scenario is longer than to
 * `scenario_end`. */
extern const int64_t scenario_begin, scenario_end;

struct crowd;

struct planner {
    struct plan *plan;
    const struct cast *cast;
    struct crowd *crowd; /* for those of the background who take part */
    struct random_stream stream;
    int64_t end;               /* of the scenario */
    int64_t silent[CAST_ROOM]; /* when each of the cast is suspended */
    bool *recruited;           /* by number in the background */
    struct draft lost;         /* takes what there is no room for, once `failed` */
    bool failed;
};

typedef void (*plan_fn)(struct planner *p);

/* Runs `make` and sorts what it planned. ENOMEM. */
LOCKSTEP_MUST_CHECK lockstep_status plan_make(struct plan *plan, const struct cast *cast,
                                              struct crowd *crowd, int64_t end, plan_fn make,
                                              lockstep_error *err);
void plan_release(struct plan *plan);

/* ---- what a planner does ---- */

/* A post in own words, to be changed before the next call. */
struct draft *plan_post(struct planner *p, int64_t time, uint32_t account);
/* The next thread; the post at this place of the plan is what it hangs on. */
uint32_t plan_thread(struct planner *p, size_t post);
/* Whether the account exists and is not suspended. */
bool plan_is_active(const struct planner *p, uint32_t account, int64_t time);
/* A whole number near `expected`, which is its mean. */
uint32_t rounded(struct random_stream *stream, double expected);

/* The work of a day in Baku, a working day's being 1; midnight is local. */
double work_of(int64_t midnight);
/* A moment of the office day, with its lunch break and some overtime. */
int64_t at_work(struct random_stream *stream, int64_t midnight);
/* A moment of a private person's day. */
int64_t at_leisure(struct random_stream *stream, int64_t midnight);

enum { LARGEST_DECK = 1299 };

/* Members of a group in an order of chance. Dealing them one after the other lets all take part
 * equally often, always in other company. */
struct deck {
    uint32_t cards[LARGEST_DECK], count, next;
};

/* Adds an account. `cluster`: its name in the truth, or NULL. */
void deck_add(struct deck *deck, struct planner *p, uint32_t account, const char *cluster);
/* The accounts of a role; with a time, those who are active then. */
void deck_of_role(struct deck *deck, struct planner *p, size_t role, int64_t time);
/* Adds `count` people of the background, who go on with their own lives too: anybody who speaks
 * the language and was not recruited before, busy or quiet. Fewer where the crowd is too small. */
void deck_recruit(struct deck *deck, struct planner *p, enum language language, uint32_t count,
                  const char *cluster);
void deck_remove(struct deck *deck, uint32_t account);
/* The next of the deck who is active; UINT32_MAX when nobody is. */
uint32_t deal(struct deck *deck, struct planner *p, int64_t time);

/* A text that a team gets to copy. */
struct order {
    uint8_t wording, script, tags;
    uint32_t number, team;
    double spread; /* mean seconds until a member posts it */
    int64_t latest;
    bool has_picture;
};

/* When a member follows the order of `time`: most within the spread, a tenth hours late. */
int64_t copied_at(struct planner *p, const struct order *order, int64_t time);
/* Deals the order to its team. */
void hand_out(struct planner *p, struct deck *deck, const struct order *order, int64_t time);
/* The same for a repost of what `author` says at `time`. */
void order_reposts(struct planner *p, struct deck *deck, const struct order *order, uint32_t author,
                   int64_t time);
/* Orders day after day, days counted from the scenario's begin: `rate` of them on a working day,
 * each of one of `pool` texts from the order's number on. */
struct campaign {
    int first_day, last_day;
    double rate;
    uint32_t pool;
    struct order order;
};
void plan_campaign(struct planner *p, struct deck *deck, const struct campaign *campaign);
/* When one of a crowd reacts to what happens at `time`: log-logistic delays, the slowest a day. */
int64_t reacted_at(struct planner *p, int64_t time, double median_seconds);
#endif
