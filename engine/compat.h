/* What CooRTweet 2.1.3, CooRnet 1.7.0 and the Coordination Network Toolkit (at daa0e11) print for
 * the same posts, row for row: for studies that must agree with those made by them. Their defects
 * are reproduced here and nowhere else, each named where it is.
 *
 * All of these take an archive that was read with --compat: every row is a post of its own, and the
 * one layer that holds shares has one share a row, in input order. EARG when several layers do. */
#ifndef LOCKSTEP_ENGINE_COMPAT_H
#define LOCKSTEP_ENGINE_COMPAT_H
#include "engine/traces.h"

/* detect_groups(x, time_window = --window, min_participation = --min-participation, remove_loops =
 * not --keep-loops), in its order of rows: object_id, account_id, account_id_y, content_id,
 * content_id_y, time_delta. With --fast-window 3s also flag_speed_share's column time_window_3, and
 * its order. O(n log n + co-shares); memory for the co-shares. */
LOCKSTEP_MUST_CHECK lockstep_status
compat_coortweet_coshares(FILE *out, const struct archive *archive,
                          const struct lockstep_settings *settings, lockstep_error *err);

/* generate_coordinated_network(edge_weight = --edge-weight, fast_net = with --fast-window, objects
 * = --objects, subgraph = --subgraph) as igraph's as_data_frame has its edges. With --stats
 * accounts or objects: account_stats or group_stats of that network instead, with weight_threshold
 * "none"; "full" is --subgraph 1, "fast" is --subgraph 2. EARG for a subgraph that CooRTweet
 * refuses. */
LOCKSTEP_MUST_CHECK lockstep_status compat_coortweet_edges(FILE *out, const struct archive *archive,
                                                           const struct lockstep_settings *settings,
                                                           lockstep_error *err);

/* The toolkit's edge table user_1, user_2, weight in order of the accounts, loops included: the
 * network co_retweet for the trace repost, co_link for url, co_tweet for text, co_reply for reply,
 * co_post for time; any other layer by the same rule. time_window = --window, min_edge_weight =
 * --min-weight. O(n log n + co-shares); memory for the shares. */
LOCKSTEP_MUST_CHECK lockstep_status compat_cnt_edges(FILE *out, const struct archive *archive,
                                                     const struct lockstep_settings *settings,
                                                     lockstep_error *err);

/* get_coord_shares' network as igraph's as_data_frame has its edges: from, to, weight, by account.
 * coordination_interval = --window, where that was named, and else estimate_coord_interval's;
 * percentile_edge_weight = --edge-weight, 0.9 where that was not named. With --stats interval what
 * estimate_coord_interval says instead: the fastest URLs, the summary of their times in seconds and
 * the interval. O(n log n + account pairs of each URL). */
LOCKSTEP_MUST_CHECK lockstep_status compat_coornet_edges(FILE *out, const struct archive *archive,
                                                         const struct lockstep_settings *settings,
                                                         lockstep_error *err);
/* get_coord_shares' table of shares, in input order: object_id, account_id, content_id, date,
 * is_coordinated. */
LOCKSTEP_MUST_CHECK lockstep_status
compat_coornet_coshares(FILE *out, const struct archive *archive,
                        const struct lockstep_settings *settings, lockstep_error *err);

/* Appends the text as co_tweet compares it: lower case, each run from an '@' to the next blank
 * deleted, blanks collapsed. Always true, as no text is too poor: a post of mentions alone becomes
 * "" and equals every other such post. */
bool compat_cnt_text(struct buffer *out, struct slice text);

/* ---- shared by all ---- */

/* The one layer that holds shares; NULL when none does. EARG when several do. */
LOCKSTEP_MUST_CHECK lockstep_status compat_layer(const struct layer **out,
                                                 const struct archive *archive,
                                                 lockstep_error *err);
/* Numbers post ids: rows of one id are one message. `by_post` comes from `arena`. */
LOCKSTEP_MUST_CHECK lockstep_status compat_messages(struct names *ids, uint32_t **by_post,
                                                    const struct archive *archive,
                                                    struct arena *arena, lockstep_error *err);
#endif
