/* Objects get their numbers. While records are read, what they share goes into streams, parted by
 * the hash of the object's key; once all are read, each part is numbered by itself, beside others,
 * in tables small enough for caches (the hash join of Kitsuregawa, Tanaka & Moto-oka 1983, which
 * Shatdal, Kant & Naughton 1994 fitted to caches). Objects are numbered by hash and key: neither
 * threads nor the order of the input leave a mark. */
#ifndef LOCKSTEP_ENGINE_NUMBERING_H
#define LOCKSTEP_ENGINE_NUMBERING_H
#include "engine/drafts.h"
#include "engine/streams.h"
#include "engine/traces.h"

/* The shares of one block, by part. */
struct share_block {
    struct buffer parts[PARTS];
    uint64_t part_counts[PARTS], layer_counts[UINT8_MAX + 1];
};
/* Of the records that are posts, which are counted from 0. Pure. */
LOCKSTEP_MUST_CHECK lockstep_status share_block_fill(struct share_block *out,
                                                     const struct drafts *drafts,
                                                     const struct batch *batch, bool in_order,
                                                     lockstep_error *err);
void share_block_clear(struct share_block *block);
void share_block_release(struct share_block *block);

/* The shares of all blocks. */
struct unnumbered {
    struct streams streams;
    uint64_t part_counts[PARTS], layer_counts[UINT8_MAX + 1];
    bool in_order; /* the shares of a layer shall keep the order of the input, and so their objects,
                      by first appearance */
};
/* Adds a block whose posts are numbered from `first` on. */
LOCKSTEP_MUST_CHECK lockstep_status unnumbered_add(struct unnumbered *shares,
                                                   const struct share_block *block, uint32_t first,
                                                   lockstep_error *err);
/* Adds a share of one post; `key` as in drafts. */
LOCKSTEP_MUST_CHECK lockstep_status unnumbered_add_one(struct unnumbered *shares, struct slice key,
                                                       uint32_t post, lockstep_error *err);
void unnumbered_release(struct unnumbered *shares);

/* Fills traces->objects, and the shares of each layer: by object and time, those of `time` by time,
 * or in order. Accounts and times are those of the records' own; `place` names the post that a
 * record's shares are of (UINT32_MAX: they go; NULL: its number is the post's). `shares` is used
 * up. O(shares + sorting each object's). ELIMIT from 2^32 - 1 objects on. */
LOCKSTEP_MUST_CHECK lockstep_status unnumbered_number(struct traces *out, struct unnumbered *shares,
                                                      const struct posts *posts,
                                                      const uint32_t *place, unsigned threads,
                                                      lockstep_error *err);
#endif
