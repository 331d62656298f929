/* Shares before they have numbers: what one block's records share, in canonical spelling. Made
 * beside each other by many threads, numbered afterwards in order. */
#ifndef LOCKSTEP_ENGINE_DRAFTS_H
#define LOCKSTEP_ENGINE_DRAFTS_H
#include "engine/canonical.h"
#include "engine/domains.h"
#include "engine/facets.h"
#include "engine/ids.h"
#include "engine/record.h"
#include "engine/settings.h"

/* One layer that shares may go to. */
struct layer_plan {
    enum trace trace;
    size_t field; /* index into record.fields, of field:NAME */
};

struct trace_plan {
    struct layer_plan *layers; /* most specific first */
    size_t count;
    struct domains *domains; /* of the trace domain; else NULL */
    bool optional; /* nobody asked for these traces by name: those that do not occur are left out */
    bool facets;   /* what posts hold is kept too */
};
LOCKSTEP_MUST_CHECK lockstep_status trace_plan_make(struct trace_plan *out,
                                                    const struct lockstep_settings *settings,
                                                    struct arena *arena, lockstep_error *err);
void trace_plan_release(struct trace_plan *plan);

struct draft {
    uint32_t record; /* index into the batch */
    uint8_t layer;   /* index into the plan */
    uint32_t size;   /* of the key: the layer's byte, then the canonical spelling */
    size_t start;    /* of the key in the drafts' bytes */
    uint64_t hash;   /* of the spelling, whatever the layer */
};

/* What can be told of one record ahead of its place among all. */
struct record_draft {
    size_t account_start, account_size; /* of platform and id, divided, in the drafts' bytes */
    uint64_t account_hash;
    struct id id;
    uint64_t digest; /* of all that the record says: two records of a post with the same one are the
                        same. Its lowest bit: the record is a repost */
    bool wanted;     /* not filtered out by --from, --to and --lang */
    bool is_post, states_facts;
    size_t end;        /* of its shares in `items` */
    size_t facets_end; /* of its facets in `facets` */
};

struct drafts {
    struct draft *items; /* by record, then layer */
    size_t count, room;
    struct record_draft *records;
    size_t record_room;
    struct facet_drafts facets; /* by record, where the plan asks for them */
    struct buffer bytes;        /* of the keys */
    uint64_t cut_links;         /* in texts, left out */
    uint64_t coarse;            /* wanted records whose time is too coarse for the time trace */
};

/* Appends the shares of all records of the batch. `platform` keeps ids of different platforms
 * apart. Pure. */
LOCKSTEP_MUST_CHECK lockstep_status drafts_make(struct drafts *out, const struct batch *batch,
                                                const struct trace_plan *plan,
                                                const struct lockstep_settings *settings,
                                                struct slice platform, struct arena *arena,
                                                lockstep_error *err);
/* The hash of a key. Objects go by it, so that a layer's do not depend on what other layers there
 * are. */
uint64_t draft_hash(struct slice key);
struct slice draft_account(const struct drafts *drafts, size_t record);
struct slice draft_key(const struct drafts *drafts, const struct draft *draft);
void drafts_clear(struct drafts *drafts);
void drafts_release(struct drafts *drafts);

/* Whether what is shared is the account's own, which a repost's content is not. */
bool trace_is_own_content(enum trace trace);

/* Divides a platform from an id inside keys; no id holds it. */
enum { KEY_DIVIDER = 0x1F };
#endif
