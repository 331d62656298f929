/* The analyses of a dossier, one file per group: each is a pure function of a cluster, its posts
 * and the rest of the data, and adds claims to the ledger. docs/findings.md defines every number.
 */
#ifndef LOCKSTEP_EXPORT_FINDINGS_H
#define LOCKSTEP_EXPORT_FINDINGS_H
#include "export/campaigns.h"
#include "export/dossier.h"
#include "export/lists.h"

/* Accounts and their posts in order of time: a cluster, or the accounts in none. */
struct group {
    const uint32_t *accounts;
    uint32_t count;
    struct stream stream;
};

/* How fast a group's accounts post one after the other. */
enum { GAP_BOUNDS = 3 };
extern const int64_t gap_bounds[GAP_BOUNDS]; /* microseconds */
struct pace {
    uint64_t gaps, within[GAP_BOUNDS]; /* between successive posts of an account */
    int64_t mode;                      /* the commonest, seconds */
    uint64_t mode_count;
    double median_gap;          /* seconds: the median of the accounts' medians */
    double burstiness, entropy; /* medians of the accounts' with five gaps or more */
    struct interval gap_range, burstiness_range, entropy_range; /* 95 % intervals of these */
    uint32_t accounts, judged;                                  /* with a gap; with five */
    uint32_t bursty;                      /* of these, those whose burstiness is defined */
    double *medians, *bursts, *entropies; /* the accounts' own, sorted */
};

/* Yes-or-no facts of posts and accounts, compared between groups. */
enum trait {
    TRAIT_REPOST,
    TRAIT_QUOTE,
    TRAIT_REPLY,
    TRAIT_WEEKEND,
    TRAIT_OFFICE,
    TRAIT_HASHTAG,
    TRAIT_LINK,
    TRAIT_MEDIA,
    TRAIT_NO_BIO,
    TRAIT_NO_PLACE,
    TRAIT_DIGITS,
    TRAIT_EIGHT_DIGITS,
    TRAIT_VERIFIED,
    TRAIT_BALANCED,
    TRAIT_WEBSITE,
    TRAIT_UNLISTED,
    TRAIT_DEFAULT_PICTURE,
    TRAIT_BORN_WEEKEND,
    TRAIT_BORN_OFFICE,
    TRAIT_YOUNG,
    TRAIT_COUNT
};
struct trait_count {
    uint64_t has, known;
};

/* How a name (a hashtag, a host …) is used in own posts: no reposts. */
struct usage {
    uint32_t name, posts, accounts, rest; /* `rest`: of these accounts, those in no cluster */
    int64_t first;                        /* time */
};

/* Reactions to own posts. */
enum reaction { REACTION_REPOSTS, REACTION_REPLIES, REACTION_LIKES, REACTION_VIEWS, REACTIONS };
struct reaction_count {
    uint64_t posts; /* that state it */
    double mean, median, deviation;
};

/* A language in a group: posts, and accounts with one among their last thirty. */
struct language_use {
    uint64_t posts, accounts;
};

/* The widths of time in which the most posts are looked for. */
enum { BURST_WINDOWS = 5 };
extern const int64_t burst_windows[BURST_WINDOWS]; /* microseconds */

/* How a group's posts pile up: the most in each window, the longest run of one account in the
 * group's stream, and in its own with gaps of a minute and with one text. */
struct pile {
    size_t windows[BURST_WINDOWS], run, rapid, same_text;
};

/* Posts by day of the zone, and by weekday and hour. */
struct rhythm {
    int64_t first; /* the day that days[0] is, since 1970 */
    uint32_t *days;
    size_t day_count;
    uint32_t hours[7][24];
};

/* Letters of the Latin script that few languages have. */
enum { RARE_LETTERS = 10 };

/* What all dossiers of a run look things up in. */
struct background {
    struct group rest;              /* the accounts in no kept cluster */
    struct stream timeline;         /* every post */
    uint32_t *by_account;           /* posts by account, then time */
    size_t *account_start;          /* one more than the accounts */
    const struct layer *text_layer; /* the layer of texts; NULL: none */
    uint32_t *text_of;    /* by post: its object in that layer, or UINT32_MAX; NULL: none */
    uint32_t *repost_of;  /* by post: the account that it reposts, or UINT32_MAX */
    struct usage *usage;  /* by name of the facets, of all accounts */
    uint32_t *name_posts; /* posts that hold a name, reposts too, by name, then time */
    size_t *name_start;   /* one more than the names */
    struct campaigns campaigns;
    struct holidays holidays;
    struct name_list targets, known, keywords;
    struct buffer template; /* of page.md; empty: none */
    struct slice *sites;    /* by account: of its profile's website; NULL: none states one */
    struct slice *pictures; /* by account: what its own picture is known by, else empty */
    bool any_bio, any_place, any_website, any_status; /* some account of the data states it */
    bool any_repost_of;
    struct pace pace;
    struct pile pile;
    struct trait_count close_births, namesakes, same_pictures, renamed; /* accounts */
    struct rhythm rhythm;
    uint32_t letters[RARE_LETTERS]; /* accounts that write each */
    struct trait_count traits[TRAIT_COUNT];
    struct reaction_count reactions[REACTIONS];
    struct copy_count {
        uint64_t copied, posts; /* of the rest's own texts; of its posts with a medium */
    } copies, media;
    struct language_use *languages; /* by language */
    uint64_t silent, seen;          /* of the rest: fell silent, were there to */
    int64_t last;                   /* time of the last post */
};

LOCKSTEP_MUST_CHECK lockstep_status background_build(struct dossiers *all, lockstep_error *err);
void background_release(struct background *background);

/* Chooses the campaigns that a dossier looks at. */
LOCKSTEP_MUST_CHECK lockstep_status dossier_add_campaigns(struct dossier *dossier,
                                                          lockstep_error *err);
/* Runs every analysis on a dossier whose other parts are complete. */
LOCKSTEP_MUST_CHECK lockstep_status dossier_find(struct dossier *dossier, lockstep_error *err);

typedef void (*analysis_fn)(struct ledger *ledger, const struct dossier *dossier);
void find_marks(struct ledger *ledger, const struct dossier *dossier);
void find_card(struct ledger *ledger, const struct dossier *dossier);
void find_volume(struct ledger *ledger, const struct dossier *dossier);
void find_bursts(struct ledger *ledger, const struct dossier *dossier);
void find_runs(struct ledger *ledger, const struct dossier *dossier);
void find_rhythm(struct ledger *ledger, const struct dossier *dossier);
void find_zone(struct ledger *ledger, const struct dossier *dossier);
void find_calendar(struct ledger *ledger, const struct dossier *dossier);
void find_presence(struct ledger *ledger, const struct dossier *dossier);
void find_campaigns(struct ledger *ledger, const struct dossier *dossier);
/* The parts of find_campaigns that other files hold. */
void find_campaign_bursts(struct ledger *ledger, const struct dossier *dossier,
                          const struct campaign *campaign);
void find_campaign_run(struct ledger *ledger, const struct dossier *dossier,
                       const struct campaign *campaign, uint32_t *seen);
void find_texts(struct ledger *ledger, const struct dossier *dossier);
void find_hashtags(struct ledger *ledger, const struct dossier *dossier);
void find_seeds(struct ledger *ledger, const struct dossier *dossier);
void find_shifts(struct ledger *ledger, const struct dossier *dossier);
void find_targets(struct ledger *ledger, const struct dossier *dossier);
void find_languages(struct ledger *ledger, const struct dossier *dossier);
void find_places(struct ledger *ledger, const struct dossier *dossier);
void find_websites(struct ledger *ledger, const struct dossier *dossier);
void find_pictures(struct ledger *ledger, const struct dossier *dossier);
void find_handles(struct ledger *ledger, const struct dossier *dossier);
void find_media(struct ledger *ledger, const struct dossier *dossier);
void find_accounts(struct ledger *ledger, const struct dossier *dossier);
void find_status(struct ledger *ledger, const struct dossier *dossier);
void find_profiles(struct ledger *ledger, const struct dossier *dossier);
void find_reach(struct ledger *ledger, const struct dossier *dossier);
void find_network(struct ledger *ledger, const struct dossier *dossier);
void find_why(struct ledger *ledger, const struct dossier *dossier);
void find_traits(struct ledger *ledger, const struct dossier *dossier);
void find_limits(struct ledger *ledger, const struct dossier *dossier);

/* The fewest posts of a day that dossiers show, so that they show 31 days at most. */
uint32_t least_shown(const struct dossier *dossier);

/* ---- what analyses share */

struct group dossier_group(const struct dossier *dossier);
const struct background *dossier_background(const struct dossier *dossier);
const struct facets *dossier_facets(const struct dossier *dossier);
bool is_member(const struct dossier *dossier, uint32_t account);
/* Posts of one account, in order of time; each is a post's number. */
const uint32_t *posts_of(const struct background *background, uint32_t account, size_t *count);

/* The account of the data with an id, on the platform of another one; UINT32_MAX where there is
 * none. */
uint32_t account_by_id(const struct archive *archive, uint32_t beside, struct slice id,
                       bool *failed);

/* Measured on a group; false when memory is out. */
bool pace_measure(struct pace *out, const struct dossiers *all, const struct group *group,
                  struct arena *arena, struct arena *scratch); /* `arena` holds the accounts' own */
struct trait_count trait_measure(const struct dossiers *all, const struct group *group,
                                 enum trait trait);
bool reaction_measure(struct reaction_count *out, const struct dossiers *all,
                      const struct group *group, enum reaction reaction, struct arena *arena);
/* `out` has a zeroed place for each language. */
bool languages_measure(struct language_use *out, const struct dossiers *all,
                       const struct group *group, struct arena *arena);
/* Own posts whose text another account of the group posted too. */
bool copies_measure(struct copy_count *out, const struct dossiers *all, const struct group *group,
                    struct arena *arena);
/* Accounts that had posted before the last weeks of the data, and those that then fell silent. */
void silence_measure(uint64_t *silent, uint64_t *seen, const struct dossiers *all,
                     const struct group *group);
bool fell_silent(const struct dossiers *all, uint32_t account, bool *seen);

/* The names of a kind that a cluster uses, most accounts first, then posts, then by spelling. */
struct usages {
    struct usage *items;
    size_t count;
};
struct usages usage_of(struct ledger *ledger, const struct dossier *dossier, enum facet kind);
/* The posts of a stream that hold a name, reposts aside. */
void evidence_of_name(struct ledger *ledger, struct claim *claim, const struct dossier *dossier,
                      uint32_t name);

/* Accounts of a group that write each of the rare letters. */
void letters_measure(uint32_t out[RARE_LETTERS], const struct dossiers *all,
                     const struct group *group);
/* Accounts made within minutes of another one of the group; of one name with another of it. */
bool births_measure(struct trait_count *out, const struct dossiers *all, const struct group *group,
                    struct arena *arena);
bool namesakes_measure(struct trait_count *out, const struct dossiers *all,
                       const struct group *group, struct arena *arena);
/* Accounts with a picture of their own that another one of the group shows too; accounts with a
 * handle that had another one. */
bool pictures_measure(struct trait_count *out, const struct dossiers *all,
                      const struct group *group, struct arena *arena);
bool renamed_measure(struct trait_count *out, const struct dossiers *all,
                     const struct group *group);
/* Whether a profile shows its platform's own picture: 1, 0, or -1 where nothing says. */
int shows_default(const struct account_facts *facts);
/* By account: the hosts of all websites, and the keys of pictures that are no default; `failed` is
 * set where memory is out. */
struct slice *sites_of(const struct accounts *accounts, struct arena *arena, bool *failed);
struct slice *pictures_of(const struct accounts *accounts, struct arena *arena, bool *failed);
void pile_measure(struct pile *out, const struct dossiers *all, const struct group *group);
bool rhythm_measure(struct rhythm *out, const struct dossiers *all, const struct group *group,
                    struct arena *arena);
/* The posts of a day, 0 outside. */
uint32_t rhythm_on(const struct rhythm *rhythm, int64_t day);

/* The share of the rest's accounts whose own posts hold a name, beside the cluster's. */
void claim_against_users(struct claim *claim, const struct dossier *dossier, uint32_t name);

/* The shares of an object that the layer, of a single stratum, holds. O(log objects). */
const struct object_shares *object_in(const struct layer *layer, uint32_t object);
/* The share of the rest's accounts that share an object, beside the cluster's. */
void claim_against_sharers(struct ledger *ledger, struct claim *claim,
                           const struct dossier *dossier, const struct layer *layer,
                           uint32_t object);

/* Weekday is 0 on Mondays. */
bool is_office_hour(unsigned weekday, unsigned hour);
#endif
