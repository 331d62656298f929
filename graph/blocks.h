/* Lockstep blocks: certificates of a cluster that anybody can check by hand. "These 408 accounts
 * each posted at least 9 of these 12 texts within 60 s." */
#ifndef LOCKSTEP_GRAPH_BLOCKS_H
#define LOCKSTEP_GRAPH_BLOCKS_H
#include "graph/graph.h"

enum { BLOCKS_PER_CLUSTER = 3, SMALLEST_BLOCK = 3 /* accounts; of objects two */ };

/* One object of a block, and the shares of it by accounts of the block that lie in one window. */
struct block_object {
    uint32_t object, accounts;
    int64_t from, to; /* of the first and the last of these shares; to − from ≤ window */
};

/* Each of `accounts` shares at least `least` of `objects`, each in its window. */
struct certificate {
    uint32_t cluster;   /* number */
    uint32_t *accounts; /* ranks, ascending */
    uint32_t account_count;
    struct block_object *objects; /* by object */
    uint32_t object_count, least;
    int64_t from, to;     /* of its first and its last share */
    uint32_t outside;     /* accounts that are not in the cluster and do the same */
    struct share *shares; /* one for each account and object, by object, time and account */
    size_t share_count;
};

/* By cluster, the largest first; blocks of one cluster share no account. */
struct blocks {
    struct certificate *items;
    size_t count;
    size_t *start; /* by cluster, from 0: its first block; and one more */
    struct arena arena;
};

/* Looks for blocks in every kept cluster, in its layer, each post under one object, each object in
 * one window. n accounts with at least r of m objects are worth n(r − 1) − (m − 1): the ties of
 * accounts and objects beyond those that it takes to connect them (a lower bound of the cyclomatic
 * number of their graph). m ≤ 1000. As in CopyCatch (Beutel et al. 2013) accounts, objects and
 * windows are chosen by turns, each the best for the others, from several beginnings (all accounts,
 * the most crowded objects, the busiest accounts), until that gains no more: what comes out holds
 * as stated, but a better block may exist. The next block is looked for without the accounts of
 * those before it. Deterministic. O(blocks × beginnings × rounds × (shares of the cluster + objects
 * log objects)). */
LOCKSTEP_MUST_CHECK lockstep_status blocks_find(struct blocks *out, const struct network *network,
                                                const struct clusters *clusters,
                                                lockstep_error *err);
void blocks_release(struct blocks *blocks);
/* The blocks of a kept cluster. */
const struct certificate *blocks_of(const struct blocks *blocks, uint32_t cluster, size_t *count);
#endif
