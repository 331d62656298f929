/* The scenarios: each writes its posts in the order of time and its truth, as CSV account,cluster.
 */
#ifndef LOCKSTEP_DATASETS_SCENARIOS_H
#define LOCKSTEP_DATASETS_SCENARIOS_H
#include "engine/lockstep.h"

/* The case of 423 accounts that amplified a government's campaigns from July 2023 to May 2024, with
 * the groups of cast.h, in a background that fills up to `posts`. EARG where `posts` is less than
 * what the groups alone post (about 60,000). Constant memory; linear in `posts`. */
LOCKSTEP_MUST_CHECK lockstep_status simulate_big(FILE *out, FILE *truth, uint64_t seed,
                                                 uint64_t posts, lockstep_error *err);

/* Nobody coordinates, and yet the crowd is not of one piece: nine of ten reposts stay within the
 * language of their original. Harder than big's crowd, which reposts across languages: shared
 * taste is no chance, and no coordination either. The truth is empty. */
LOCKSTEP_MUST_CHECK lockstep_status simulate_languages(FILE *out, FILE *truth, uint64_t seed,
                                                       uint64_t posts, lockstep_error *err);

/* Nobody coordinates: 5,000 accounts with Pareto(0.8) activity repost 3,000 posts in 30 days, to
 * Pareto(0.9) audiences drawn by activity. `posts` bounds what is written, 0 does not. The truth is
 * empty. */
LOCKSTEP_MUST_CHECK lockstep_status simulate_independent(FILE *out, FILE *truth, uint64_t seed,
                                                         uint64_t posts, lockstep_error *err);
#endif
