/* What posts share: turns records into shares (account, object, post, time), one layer a trace. */
#ifndef LOCKSTEP_ENGINE_TRACES_H
#define LOCKSTEP_ENGINE_TRACES_H
#include "engine/posts.h"

struct share {
    int64_t time; /* microseconds */
    uint32_t object, account, post;
};

/* All shares of one object in a layer. */
struct object_shares {
    size_t start; /* in the layer's shares */
    uint32_t object, count;
    uint32_t accounts; /* distinct */
};

/* One trace over all accounts. After traces_finish the shares are sorted by object, time, account
 * rank and post, without repetition, and `objects` names the runs of equal objects. In a layer with
 * strata (`time`: one stratum an hour) objects of one stratum are neighbours; every other layer is
 * a single stratum. */
struct layer {
    enum trace trace;
    const char *name; /* "url", "field:phash_id", "fused" */
    int64_t window;   /* microseconds */
    struct share *shares;
    size_t count, room;
    struct object_shares *objects;
    size_t object_count;
    size_t *strata; /* first object of each stratum, then object_count */
    size_t stratum_count;
};

/* Every layer of a run. Object numbers are common to all layers. */
struct traces {
    struct names objects; /* a byte for the layer, then the canonical key */
    struct layer *layers;
    size_t count; /* the layers that hold shares; the fused one, where there is one, comes last */
    struct arena arena;
};

/* Everything that reading an input gives. */
struct archive {
    struct sources sources;
    struct accounts accounts;
    struct posts posts;
    struct traces traces;
};

/* Reads all inputs. With --compat, records stay as they came: one share a row, in input order,
 * nothing merged. */
LOCKSTEP_MUST_CHECK lockstep_status archive_read(struct archive *out,
                                                 const struct lockstep_settings *settings,
                                                 const char *const *paths, size_t count,
                                                 lockstep_error *err);
void archive_release(struct archive *archive);

/* The object's canonical key, as text: "https://example.com/a", "prezidentseckiləri". */
struct slice object_key(const struct traces *traces, uint32_t object);
/* The layer that an object was made in; the index into `layers` of the trace it came from. */
size_t object_layer(const struct traces *traces, uint32_t object);
/* The layer of a name, or NULL. */
const struct layer *traces_find(const struct traces *traces, const char *name);
/* Writes the shares as CSV: layer, object, account, post, time. */
LOCKSTEP_MUST_CHECK lockstep_status traces_print(FILE *out, const struct archive *archive,
                                                 lockstep_error *err);
#endif
