/* Copy families: groups of nearly equal texts.
 *
 * Similarity of two texts: twice the weight of the shingles that both have over the weights of one
 * and the other (Dice 1945). Where a part r of a text is replaced it is about 1 - r, as the ratio
 * of edit distance to length would say; words that change places cost next to nothing. A shingle
 * weighs 4; one that more than 1 % of the texts have, and more than 1,000 of them, weighs 3, and
 * one less for each doubling, down to 1, so that phrases that everybody uses hold nothing together.
 *
 * A family is gathered around its representative. Texts are taken in order: the most posted first,
 * then the earliest, then by bytes. Each joins the most similar representative before it that is at
 * least --similarity alike, of equals the first, or else becomes one. So families do not chain: all
 * that are in one resemble the same text. */
#ifndef LOCKSTEP_ENGINE_FAMILIES_H
#define LOCKSTEP_ENGINE_FAMILIES_H
#include "engine/settings.h"

/* One normal form that posts have. */
struct variant {
    struct slice text;
    int64_t first; /* time of the first post that has it */
    uint32_t posts, object;
    uint32_t family; /* index of the representative among the variants */
};

struct families {
    struct variant *variants; /* in the order above */
    uint32_t count;
};

/* Brings the variants into their order and fills `family`: variants[i].family ≤ i, and a
 * representative's is its own. The texts are distinct. The outcome does not depend on the order in
 * which they come or on threads.
 *
 * Exact: an index over the rarest shingles of each representative finds all that are similar enough
 * (prefix filter: Bayardo et al. 2007, Xiao et al. 2008; bitmap filter: Sandes et al. 2017), and
 * each is verified. Time grows with the length of the texts times how many representatives share
 * their rarest shingles. Memory: 4 bytes a character, 12 bytes for each shingle looked up, which is
 * about half of them all, and 128 MB. */
LOCKSTEP_MUST_CHECK lockstep_status families_find(struct variant *variants, uint32_t count,
                                                  const struct lockstep_settings *settings,
                                                  lockstep_error *err);
#endif
