/* What posts share: turns records into shares (account, object, post, time), one layer a trace. */
#ifndef LOCKSTEP_ENGINE_TRACES_H
#define LOCKSTEP_ENGINE_TRACES_H
#include "engine/account_facts.h"
#include "engine/alike.h"
#include "engine/facets.h"
#include "engine/families.h"

enum { MOMENTS_IN_SPELL = 60 }; /* ten minutes of ten seconds each */

struct share {
    int64_t time; /* microseconds */
    uint32_t object, account, post;
};

/* All shares of one object in a layer. */
struct object_shares {
    size_t start; /* in the layer's shares */
    uint32_t object, count;
    uint32_t accounts; /* distinct */
    enum trace trace;  /* that the object is of: in the fused layer, the one it came from */
};

/* Whether a trace has a window of its own, that --window leaves alone: the moment of `time`, the
 * day of `hashtags-day`, any time of `handle`. Such layers are not fused. */
bool trace_has_own_window(enum trace trace);

/* One trace over all accounts. After traces_finish the shares are sorted by object, time, account
 * rank and post, without repetition, and `objects` names the runs of equal objects. In a layer with
 * strata (`time`: one stratum a spell of MOMENTS_IN_SPELL moments) objects of one stratum are
 * neighbours; every other layer is a single stratum. */
struct layer {
    enum trace trace;
    const char *name; /* "url", "field:phash_id", "fused" */
    int64_t window;   /* microseconds */
    bool borrowed;    /* shares, objects and strata are those of a layer before it */
    struct share *shares;
    size_t count, room;
    struct object_shares *objects;
    size_t object_count;
    size_t *strata; /* first object of each stratum, then object_count */
    size_t stratum_count;
};

/* Every layer of a run. Object numbers are common to all layers. */
struct traces {
    struct names objects; /* a byte for the planned layer, then the canonical key */
    /* That hold shares: most specific first, `time`, then the fused one. With several windows, all
     * of these but `time` again for each further window, over the same shares; last, single traces
     * at windows of their own (--window text=1d). */
    struct layer *layers;
    size_t count;
    uint8_t *place;           /* index into `layers` of each planned layer */
    struct families families; /* of the near-text layer: its objects are representatives */
    struct arena arena;
};

/* Whether what is shared was made by somebody else and finds its audience by itself: posts that are
 * reposted, quoted, replied to, and links. */
bool trace_has_audience(enum trace trace);
/* Whether the accounts of a layer choose among what is going around, so that those who are about at
 * one time meet by chance: everything but what people write themselves, and tables of objects whose
 * accounts are hardly ever seen. `accounts`: with a share in it. */
bool layer_has_presence(const struct layer *layer, uint32_t accounts);

LOCKSTEP_MUST_CHECK lockstep_status layer_add(struct layer *layer, struct share share,
                                              lockstep_error *err);
/* Sorts the shares as they are in a layer, repetitions too. O(n log n). */
LOCKSTEP_MUST_CHECK lockstep_status layer_sort(struct layer *layer, uint32_t object_room,
                                               lockstep_error *err);
/* Shares in any order become a layer: sorted, without repetition (and in the trace `handle` an
 * account's first share of an object alone), with `objects` and `strata` filled. `object_room` is
 * more than any object number, `accounts` more than any account. O(n log n). */
LOCKSTEP_MUST_CHECK lockstep_status layer_finish(struct layer *layer, uint32_t object_room,
                                                 uint32_t accounts, unsigned threads,
                                                 lockstep_error *err);
/* Turns the objects of the near-text layer, one a text, into one a family: the representative's.
 * Fills `traces->families`. */
LOCKSTEP_MUST_CHECK lockstep_status traces_gather(struct traces *traces, struct layer *layer,
                                                  const struct lockstep_settings *settings,
                                                  lockstep_error *err);
void layer_release(struct layer *layer);

/* matched[i] = 1 where share i of the object has one of another account within the window, 0 where
 * it has none. `alive` (may be NULL: all) says by account whose shares take part; others have none.
 * O(n).
 */
void layer_match(uint8_t *matched, const struct layer *layer, const struct object_shares *object,
                 const uint8_t *alive);

/* How many of each a run has: numbers are below. */
struct layer_sizes {
    uint32_t posts, objects, accounts;
};

/* Adds every content layer at `window`, over the shares that the first has, and the fused one. The
 * shares are not copied; the fused layer chooses anew. */
LOCKSTEP_MUST_CHECK lockstep_status traces_add_window(struct traces *traces, int64_t window,
                                                      const struct layer_sizes *sizes,
                                                      unsigned threads, lockstep_error *err);
/* Adds the layer of one trace at a further window, unless it is there already. */
void traces_widen(struct traces *traces, struct trace_window window);
void traces_release(struct traces *traces);

/* Everything that reading an input gives. */
struct archive {
    struct sources sources;
    struct accounts accounts;
    struct account_facts_joined joined; /* of --accounts */
    struct posts posts;
    struct facets facets;
    struct traces traces;
    uint64_t deleted, edited; /* posts, by later records */
    struct alike alike;       /* accounts that differ by what nobody sees */
    const char *time_refused; /* why there is no `time` layer, or NULL */
};

enum archive_part {
    ARCHIVE_HASHES = 1, /* the SHA-256 of each file */
    ARCHIVE_POSTS = 2, /* the columns of posts, the facts of accounts, the keys of objects; without,
                          there may be but their number */
    ARCHIVE_FACETS = 4, /* what posts hold beside what they share */
    ARCHIVE_WHOLE = 8   /* for ingested_write: every trace, shares sorted but no layers yet */
};
/* Reads all inputs. With --compat, records stay as they came: one share a row, in input order,
 * nothing merged or sorted. `parts` says what else than
 * accounts and traces is needed. Archives among the inputs come before all others. Release `out`
 * whatever the status. */
LOCKSTEP_MUST_CHECK lockstep_status archive_read(struct archive *out,
                                                 const struct lockstep_settings *settings,
                                                 const char *const *paths, size_t count,
                                                 unsigned parts, lockstep_error *err);
void archive_release(struct archive *archive);
struct layer_sizes archive_sizes(const struct archive *archive);

/* The object's canonical key, as text: "https://example.com/a", "prezidentseckiləri". */
struct slice object_key(const struct traces *traces, uint32_t object);
/* The layer that an object was made in; the index into `layers` of the trace it came from. */
size_t object_layer(const struct traces *traces, uint32_t object);
/* The layer's objects (indices into `objects`, from malloc) in byte order of their keys: what
 * tables show. O(objects log objects). */
LOCKSTEP_MUST_CHECK lockstep_status objects_by_key(size_t **order, const struct traces *traces,
                                                   const struct layer *layer, lockstep_error *err);
/* Whether a later layer has the same shares at a wider window. */
bool traces_has_wider(const struct traces *traces, size_t layer);
/* The layer of a name, at the first window; or NULL. */
const struct layer *traces_find(const struct traces *traces, const char *name);
/* Writes the shares as CSV: layer, object, account, post, time. */
LOCKSTEP_MUST_CHECK lockstep_status traces_print(FILE *out, const struct archive *archive,
                                                 lockstep_error *err);
#endif
