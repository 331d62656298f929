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
/* The same, and what is planted, counted from the posts as they are written, as one JSON object. */
LOCKSTEP_MUST_CHECK lockstep_status simulate_big_facts(FILE *out, FILE *truth, FILE *facts,
                                                       uint64_t seed, uint64_t posts,
                                                       lockstep_error *err);

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

/* ---- one group each, hidden in a crowd; EARG where `posts` is less than the group posts (a few
 * thousand at most). Members of rings are people of the crowd who go on with their own lives. ----
 */

/* A ring of 40 whose copies of a text lie hours apart. */
LOCKSTEP_MUST_CHECK lockstep_status simulate_slow(FILE *out, FILE *truth, uint64_t seed,
                                                  uint64_t posts, lockstep_error *err);

/* A ring of 40 that says the same in other words. */
LOCKSTEP_MUST_CHECK lockstep_status simulate_paraphrase(FILE *out, FILE *truth, uint64_t seed,
                                                        uint64_t posts, lockstep_error *err);

/* A ring of 30 that has nothing in common but seconds. */
LOCKSTEP_MUST_CHECK lockstep_status simulate_timing(FILE *out, FILE *truth, uint64_t seed,
                                                    uint64_t posts, lockstep_error *err);

/* A ring of 40 that acts inside five events to which hundreds of strangers react. */
LOCKSTEP_MUST_CHECK lockstep_status simulate_viral(FILE *out, FILE *truth, uint64_t seed,
                                                   uint64_t posts, lockstep_error *err);

/* Two rings of 40 with six accounts in both: the truth lists these twice. */
LOCKSTEP_MUST_CHECK lockstep_status simulate_overlap(FILE *out, FILE *truth, uint64_t seed,
                                                     uint64_t posts, lockstep_error *err);

/* A ring of 40 that works for five weeks, sleeps for six months and works again. */
LOCKSTEP_MUST_CHECK lockstep_status simulate_sleeper(FILE *out, FILE *truth, uint64_t seed,
                                                     uint64_t posts, lockstep_error *err);

/* A ring of 45 on three platforms, as flat JSONL whose accounts are called PLATFORM:ID. */
LOCKSTEP_MUST_CHECK lockstep_status simulate_platforms(FILE *out, FILE *truth, uint64_t seed,
                                                       uint64_t posts, lockstep_error *err);

/* Three idols and their fans, of whom nobody is told what to do. The truth is empty. */
LOCKSTEP_MUST_CHECK lockstep_status simulate_fandom(FILE *out, FILE *truth, uint64_t seed,
                                                    uint64_t posts, lockstep_error *err);

/* An agency, papers that print what it says, sister papers of one owner, readers who press the
 * share button. The truth is empty. */
LOCKSTEP_MUST_CHECK lockstep_status simulate_newsroom(FILE *out, FILE *truth, uint64_t seed,
                                                      uint64_t posts, lockstep_error *err);
/* Nobody coordinates: 5,000 accounts read in sessions and repost what is new and appealing then. In
 * `bursty` a session is eight reposts within two minutes; in `rhythm` accounts are awake sixteen
 * hours a day in one of three zones; in `news` four of ten also react to each of eight events
 * within minutes. The truth is empty. */
LOCKSTEP_MUST_CHECK lockstep_status simulate_bursty(FILE *out, FILE *truth, uint64_t seed,
                                                    uint64_t posts, lockstep_error *err);
LOCKSTEP_MUST_CHECK lockstep_status simulate_rhythm(FILE *out, FILE *truth, uint64_t seed,
                                                    uint64_t posts, lockstep_error *err);
LOCKSTEP_MUST_CHECK lockstep_status simulate_news(FILE *out, FILE *truth, uint64_t seed,
                                                  uint64_t posts, lockstep_error *err);
/* Nobody coordinates: 600 equals repost 1,500 originals, 25 each, drawn evenly and within three
 * hours. No tail is heavy, and everybody meets everybody. The truth is empty. */
LOCKSTEP_MUST_CHECK lockstep_status simulate_uniform(FILE *out, FILE *truth, uint64_t seed,
                                                     uint64_t posts, lockstep_error *err);
#endif
