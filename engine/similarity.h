/* How alike two accounts' objects are: the cosine of their TF-IDF vectors over all objects of a
 * layer, with the term weight (1 + ln c)(ln((1 + N)/(1 + d_o)) + 1) for c shares of object o, after
 * Pacheco et al. 2021. */
#ifndef LOCKSTEP_ENGINE_SIMILARITY_H
#define LOCKSTEP_ENGINE_SIMILARITY_H
#include "engine/traces.h"

struct term {
    uint32_t object, shares; /* index into the layer's objects; how many of the account's */
};

struct vectors {
    struct term *terms;  /* by account, then object */
    size_t *start, *end; /* of an account's terms */
    double *norm;        /* by account */
    double *rarity;      /* by object: its inverse document frequency */
};

/* The vectors of accounts with wanted[account]; `sharers` is N. O(shares). */
LOCKSTEP_MUST_CHECK lockstep_status vectors_make(struct vectors *out, const struct layer *layer,
                                                 uint32_t accounts, const uint8_t *wanted,
                                                 uint32_t sharers, lockstep_error *err);
double vectors_cosine(const struct vectors *vectors, uint32_t a, uint32_t b);
void vectors_release(struct vectors *vectors);
#endif
