/* Every sentence that a dossier can say with a number, once: X(NAME, "key", "analysis", SECTION,
 * rank), where rank is its place among the key findings, 0 for none. What the sentences say in a
 * language is in wording_*.c; what they mean exactly is in docs/findings.md. */
#ifndef LOCKSTEP_EXPORT_STATEMENTS_H
#define LOCKSTEP_EXPORT_STATEMENTS_H

#define SECTIONS(X)                                                                                \
    X(MARKS, "alternatives")                                                                       \
    X(CARD, "identity")                                                                            \
    X(ACTIVITY, "activity")                                                                        \
    X(CAMPAIGNS, "campaigns")                                                                      \
    X(CONTENT, "content")                                                                          \
    X(ACCOUNTS, "accounts")                                                                        \
    X(REACH, "reach")                                                                              \
    X(NETWORK, "network")                                                                          \
    X(COMPARISON, "comparison")                                                                    \
    X(LIMITS, "limits")

enum section {
#define X(name, key) SECTION_##name,
    SECTIONS(X)
#undef X
        SECTION_COUNT
};

#define STATEMENTS(X)                                                                              \
    X(MARK_EVENT, "mark-event", "A35", MARKS, 0)                                                   \
    X(MARK_NEWS, "mark-news", "A35", MARKS, 0)                                                     \
    X(MARK_FANS, "mark-fans", "A35", MARKS, 0)                                                     \
    X(MARK_DECLARED, "mark-declared", "A35", MARKS, 0)                                             \
    X(MARK_CLOCK, "mark-clock", "A35", MARKS, 0)                                                   \
    X(SIZE, "size", "A6", CARD, 1)                                                                 \
    X(COSHARES, "co-shares", "A28", CARD, 2)                                                       \
    X(BLOCK, "block", "A28", CARD, 2)                                                              \
    X(CHANCE, "chance", "A29", CARD, 3)                                                            \
    X(CONFIDENCE, "confidence", "A35", CARD, 4)                                                    \
    X(KINDS, "kinds", "A25", ACTIVITY, 0)                                                          \
    X(PER_ACCOUNT, "posts-per-account", "A6", ACTIVITY, 0)                                         \
    X(BUSIEST_DAY, "busiest-day", "A6", ACTIVITY, 5)                                               \
    X(DAYS, "days", "A12", ACTIVITY, 0)                                                            \
    X(DAILY, "daily", "A6", ACTIVITY, 0)                                                           \
    X(HOURLY, "hourly", "A10", ACTIVITY, 0)                                                        \
    X(BURST, "burst", "A5", ACTIVITY, 6)                                                           \
    X(RUN, "run", "A7", ACTIVITY, 7)                                                               \
    X(RUN_IN_DATA, "run-in-data", "A7", ACTIVITY, 0)                                               \
    X(RUN_OF_TEXT, "run-of-text", "A7", ACTIVITY, 0)                                               \
    X(RUN_RAPID, "run-rapid", "A7", ACTIVITY, 0)                                                   \
    X(GAP, "gap", "A8", ACTIVITY, 0)                                                               \
    X(GAP_MODE, "commonest-gap", "A8", ACTIVITY, 0)                                                \
    X(MEDIAN_GAP, "median-gap", "A8", ACTIVITY, 0)                                                 \
    X(BURSTINESS, "burstiness", "A8", ACTIVITY, 0)                                                 \
    X(ENTROPY, "gap-entropy", "A8", ACTIVITY, 0)                                                   \
    X(SECONDS, "second-of-minute", "A8", ACTIVITY, 0)                                              \
    X(MINUTES, "minute-of-hour", "A8", ACTIVITY, 0)                                                \
    X(SAME_SECOND, "same-second", "A9", ACTIVITY, 0)                                               \
    X(SAME_MINUTE, "same-minute", "A9", ACTIVITY, 0)                                               \
    X(ZONE, "time-zone", "A10", ACTIVITY, 10)                                                      \
    X(OFFICE_ZONE, "office-hours", "A10", ACTIVITY, 0)                                             \
    X(WEEK, "working-days", "A11", ACTIVITY, 8)                                                    \
    X(HOLIDAYS, "holidays", "A11", ACTIVITY, 9)                                                    \
    X(HOLIDAY, "holiday", "A11", ACTIVITY, 0)                                                      \
    X(WEEKS, "weeks", "A33", ACTIVITY, 0)                                                          \
    X(COMMON_SILENCE, "common-silence", "A12", ACTIVITY, 0)                                        \
    X(LUNCH, "lunch", "A12", ACTIVITY, 0)                                                          \
    X(PARTICIPATION, "participation", "A3", CAMPAIGNS, 11)                                         \
    X(CAMPAIGN_TOTAL, "campaign", "A6", CAMPAIGNS, 0)                                              \
    X(CAMPAIGN_DAY, "campaign-day", "A6", CAMPAIGNS, 12)                                           \
    X(CAMPAIGN_BURST, "campaign-burst", "A5", CAMPAIGNS, 0)                                        \
    X(CAMPAIGN_RUN, "campaign-run", "A7", CAMPAIGNS, 0)                                            \
    X(AT_LEAST, "at-least", "A2", CAMPAIGNS, 0)                                                    \
    X(IN_ALL, "in-all", "A2", CAMPAIGNS, 13)                                                       \
    X(SINGLE_PURPOSE, "single-purpose", "A24", CAMPAIGNS, 0)                                       \
    X(COPIES, "copies", "A13", CONTENT, 14)                                                        \
    X(COPIED_TEXT, "copied-text", "A13", CONTENT, 0)                                               \
    X(FIRST_POSTER, "first-poster", "A14", CONTENT, 0)                                             \
    X(LEADER, "leader", "A14", CONTENT, 0)                                                         \
    X(HASHTAG, "hashtag", "A15", CONTENT, 0)                                                       \
    X(HASHTAG_TUPLE, "hashtag-tuple", "A15", CONTENT, 15)                                          \
    X(SEEDED, "seeded", "A14", CONTENT, 0)                                                         \
    X(MISSPELT, "misspelt-hashtag", "A15", CONTENT, 0)                                             \
    X(SHIFT, "shift", "A16", CONTENT, 16)                                                          \
    X(TEXT_SHIFT, "text-shift", "A16", CONTENT, 0)                                                 \
    X(TARGET, "target", "A17", CONTENT, 0)                                                         \
    X(REPLIED, "replied-to", "A17", CONTENT, 0)                                                    \
    X(LISTED_TARGETS, "listed-targets", "A17", CONTENT, 17)                                        \
    X(LANGUAGE, "language", "A18", CONTENT, 0)                                                     \
    X(SPEAKERS, "language-accounts", "A18", CONTENT, 0)                                            \
    X(LETTERS, "letters", "A18", CONTENT, 0)                                                       \
    X(PLACE, "place", "A18", CONTENT, 0)                                                           \
    X(MEDIUM, "medium", "A19", CONTENT, 0)                                                         \
    X(MEDIA_REUSE, "media-reuse", "A19", CONTENT, 0)                                               \
    X(HOST, "host", "A20", CONTENT, 0)                                                             \
    X(LINK, "link", "A20", CONTENT, 0)                                                             \
    X(CREATED, "created", "A21", ACCOUNTS, 18)                                                     \
    X(CREATED_BURST, "created-burst", "A21", ACCOUNTS, 0)                                          \
    X(CREATED_DAYS, "created-days", "A21", ACCOUNTS, 0)                                            \
    X(CREATED_MINUTES, "created-minutes", "A21", ACCOUNTS, 0)                                      \
    X(CREATED_BEFORE, "created-before", "A21", ACCOUNTS, 0)                                        \
    X(STATUS, "status", "A22", ACCOUNTS, 19)                                                       \
    X(SILENT, "silent", "A22", ACCOUNTS, 20)                                                       \
    X(SURVIVAL, "survival", "A22", ACCOUNTS, 0)                                                    \
    X(FOLLOWERS, "followers", "A23", ACCOUNTS, 0)                                                  \
    X(FOLLOWING, "following", "A23", ACCOUNTS, 0)                                                  \
    X(SAME_NAME, "same-name", "A23", ACCOUNTS, 0)                                                  \
    X(WEBSITE, "website", "A23", ACCOUNTS, 0)                                                      \
    X(PICTURE_REUSE, "picture-reuse", "A19", ACCOUNTS, 0)                                          \
    X(PICTURE, "picture", "A19", ACCOUNTS, 0)                                                      \
    X(TAG, "tag", "A23", ACCOUNTS, 0)                                                              \
    X(KEYWORD, "keyword", "A23", ACCOUNTS, 0)                                                      \
    X(RENAMED, "several-handles", "A4", ACCOUNTS, 0)                                               \
    X(FORMER_HANDLE, "former-handle", "A4", ACCOUNTS, 0)                                           \
    X(KNOWN_LIST, "known-list", "A4", ACCOUNTS, 21)                                                \
    X(REACTIONS, "reactions", "A27", REACH, 22)                                                    \
    X(TOP_POST, "top-post", "A27", REACH, 0)                                                       \
    X(SELF_REPOSTS, "self-reposts", "A25", REACH, 0)                                               \
    X(SELF_RECEIVED, "self-received", "A25", REACH, 0)                                             \
    X(REPOSTED, "reposted", "A25", REACH, 0)                                                       \
    X(CLIENT, "client", "A26", REACH, 0)                                                           \
    X(LAYER, "layer", "A28", NETWORK, 0)                                                           \
    X(COHESION, "cohesion", "A30", NETWORK, 0)                                                     \
    X(RESPONSE_WINDOW, "response-window", "A30", NETWORK, 0)                                       \
    X(RESPONSE_OBJECT, "response-object", "A30", NETWORK, 0)                                       \
    X(PAIR, "pair", "A28", NETWORK, 0)                                                             \
    X(CENTRAL, "central", "A31", NETWORK, 0)                                                       \
    X(HANGING, "one-object", "A31", NETWORK, 0)                                                    \
    X(HELD, "held", "A31", NETWORK, 0)                                                             \
    X(TRAIT_REPOST, "trait-repost", "A32", COMPARISON, 0)                                          \
    X(TRAIT_QUOTE, "trait-quote", "A32", COMPARISON, 0)                                            \
    X(TRAIT_REPLY, "trait-reply", "A32", COMPARISON, 0)                                            \
    X(TRAIT_WEEKEND, "trait-weekend", "A32", COMPARISON, 0)                                        \
    X(TRAIT_OFFICE, "trait-office", "A32", COMPARISON, 0)                                          \
    X(TRAIT_HASHTAG, "trait-hashtag", "A32", COMPARISON, 0)                                        \
    X(TRAIT_LINK, "trait-link", "A32", COMPARISON, 0)                                              \
    X(TRAIT_MEDIA, "trait-media", "A32", COMPARISON, 0)                                            \
    X(TRAIT_NO_BIO, "trait-no-bio", "A23", COMPARISON, 0)                                          \
    X(TRAIT_NO_PLACE, "trait-no-place", "A23", COMPARISON, 0)                                      \
    X(TRAIT_DIGITS, "trait-digits", "A23", COMPARISON, 0)                                          \
    X(TRAIT_EIGHT_DIGITS, "trait-eight-digits", "A23", COMPARISON, 0)                              \
    X(TRAIT_VERIFIED, "trait-verified", "A23", COMPARISON, 0)                                      \
    X(TRAIT_BALANCED, "trait-balanced", "A23", COMPARISON, 0)                                      \
    X(TRAIT_WEBSITE, "trait-website", "A23", COMPARISON, 0)                                        \
    X(TRAIT_UNLISTED, "trait-unlisted", "A23", COMPARISON, 0)                                      \
    X(TRAIT_DEFAULT_PICTURE, "trait-default-picture", "A23", COMPARISON, 0)                        \
    X(TRAIT_BORN_WEEKEND, "trait-born-weekend", "A21", COMPARISON, 0)                              \
    X(TRAIT_BORN_OFFICE, "trait-born-office", "A21", COMPARISON, 0)                                \
    X(TRAIT_YOUNG, "trait-young", "A21", COMPARISON, 0)                                            \
    X(BUSIEST_COMPARED, "busiest-compared", "A32", COMPARISON, 0)                                  \
    X(LIMIT_NO_BACKGROUND, "no-background", "A35", LIMITS, 0)                                      \
    X(LIMIT_SMALL_BACKGROUND, "small-background", "A35", LIMITS, 0)                                \
    X(LIMIT_NO_IDS, "posts-without-id", "A35", LIMITS, 0)                                          \
    X(LIMIT_NO_TEXT, "posts-without-text", "A35", LIMITS, 0)                                       \
    X(LIMIT_CUT, "texts-cut", "A35", LIMITS, 0)                                                    \
    X(LIMIT_NO_CREATION, "accounts-without-creation", "A35", LIMITS, 0)                            \
    X(LIMIT_NO_FOLLOWERS, "accounts-without-followers", "A35", LIMITS, 0)                          \
    X(LIMIT_NO_HANDLE, "accounts-without-handle", "A35", LIMITS, 0)                                \
    X(LIMIT_REJECTED, "records-rejected", "A35", LIMITS, 0)                                        \
    X(LIMIT_FILTERED, "records-left-out", "A35", LIMITS, 0)                                        \
    X(LIMIT_REPAIRED, "records-repaired", "A35", LIMITS, 0)                                        \
    X(LIMIT_DELETED, "posts-deleted", "A35", LIMITS, 0)                                            \
    X(LIMIT_EDITED, "posts-edited", "A35", LIMITS, 0)                                              \
    X(LIMIT_SAMPLED, "objects-sampled", "A35", LIMITS, 0)                                          \
    X(LIMIT_BETWEENNESS, "betweenness-estimated", "A35", LIMITS, 0)

enum statement {
#define X(name, key, analysis, section, rank) SAY_##name,
    STATEMENTS(X)
#undef X
        STATEMENT_COUNT
};
#endif
