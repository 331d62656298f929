/* What a dossier says, in each language: one table of sentences and phrases per language, and how
 * numbers are put into them. No sentence stands in any other file.
 *
 * In a sentence, {0} to {9} are the arguments of a claim; {value}, {n}, {N}, {%} (n of N), {ci}
 * (the interval), {p}, {base}, {effect}, {from} and {to} its numbers. {0 post|posts} adds the noun
 * in its number, {0:was|were} gives the word alone. What stands in [brackets] is left out where one
 * of its numbers is unknown, in [=these] where n is not all of N too, in [!these] where it is. */
#ifndef LOCKSTEP_EXPORT_WORDING_H
#define LOCKSTEP_EXPORT_WORDING_H
#include "engine/slice.h"
#include "export/statements.h"

#define PHRASES(X)                                                                                 \
    /* what it takes to co-share in a layer, in the order of enum trace, then the fused one */     \
    X(DEED_OBJECT)                                                                                 \
    X(DEED_REPOST)                                                                                 \
    X(DEED_TEXT)                                                                                   \
    X(DEED_NEAR_TEXT)                                                                              \
    X(DEED_MEDIA)                                                                                  \
    X(DEED_URL)                                                                                    \
    X(DEED_QUOTE)                                                                                  \
    X(DEED_REPLY)                                                                                  \
    X(DEED_HASHTAGS)                                                                               \
    X(DEED_HASHTAG)                                                                                \
    X(DEED_MENTION)                                                                                \
    X(DEED_REPLY_AUTHOR)                                                                           \
    X(DEED_FAST_REPOST)                                                                            \
    X(DEED_DOMAIN)                                                                                 \
    X(DEED_FIELD)                                                                                  \
    X(DEED_HASHTAGS_DAY)                                                                           \
    X(DEED_HANDLE)                                                                                 \
    X(DEED_TIME)                                                                                   \
    X(DEED_FUSED)                                                                                  \
    /* what a layer has as objects, many of them, in the same order */                             \
    X(THINGS_OBJECT)                                                                               \
    X(THINGS_REPOST)                                                                               \
    X(THINGS_TEXT)                                                                                 \
    X(THINGS_NEAR_TEXT)                                                                            \
    X(THINGS_MEDIA)                                                                                \
    X(THINGS_URL)                                                                                  \
    X(THINGS_QUOTE)                                                                                \
    X(THINGS_REPLY)                                                                                \
    X(THINGS_HASHTAGS)                                                                             \
    X(THINGS_HASHTAG)                                                                              \
    X(THINGS_MENTION)                                                                              \
    X(THINGS_REPLY_AUTHOR)                                                                         \
    X(THINGS_FAST_REPOST)                                                                          \
    X(THINGS_DOMAIN)                                                                               \
    X(THINGS_FIELD)                                                                                \
    X(THINGS_HASHTAGS_DAY)                                                                         \
    X(THINGS_HANDLE)                                                                               \
    X(THINGS_TIME)                                                                                 \
    X(THINGS_FUSED)                                                                                \
    X(CONFIDENCE_HIGH)                                                                             \
    X(CONFIDENCE_MODERATE)                                                                         \
    X(CONFIDENCE_LOW)                                                                              \
    X(TAG_OWN)                                                                                     \
    X(TAG_STARTED)                                                                                 \
    X(TAG_COMMON)                                                                                  \
    X(TAG_JOINED)                                                                                  \
    X(REACTION_REPOSTS)                                                                            \
    X(REACTION_REPLIES)                                                                            \
    X(REACTION_LIKES)                                                                              \
    X(REACTION_VIEWS)                                                                              \
    X(NO_MEMBER)                                                                                   \
    X(FIRST_SEVERAL)                                                                               \
    /* fields that an input may lack */                                                            \
    X(FIELD_KIND)                                                                                  \
    X(FIELD_SECONDS)                                                                               \
    X(FIELD_HOURS)                                                                                 \
    X(FIELD_HOLIDAYS)                                                                              \
    X(FIELD_HASHTAGS)                                                                              \
    X(FIELD_MENTIONS)                                                                              \
    X(FIELD_LINKS)                                                                                 \
    X(FIELD_WATCHLIST)                                                                             \
    X(FIELD_TEXT)                                                                                  \
    X(FIELD_PLACE)                                                                                 \
    X(FIELD_LANGUAGE)                                                                              \
    X(FIELD_MEDIA)                                                                                 \
    X(FIELD_CREATED)                                                                               \
    X(FIELD_STATUS)                                                                                \
    X(FIELD_FOLLOWERS)                                                                             \
    X(FIELD_BIO)                                                                                   \
    X(FIELD_REACTIONS)                                                                             \
    X(FIELD_REPOST_OF)                                                                             \
    X(FIELD_WEBSITE)                                                                               \
    X(FIELD_PICTURE)                                                                               \
    X(FIELD_DAYS)                                                                                  \
    X(FIELD_CLIENT)                                                                                \
    /* units, "one|many" */                                                                        \
    X(SECOND)                                                                                      \
    X(MINUTE)                                                                                      \
    X(HOUR)                                                                                        \
    X(DAY)                                                                                         \
    /* patterns of numbers; %s is the number */                                                    \
    X(ODDS)                                                                                        \
    X(P_EQUALS)                                                                                    \
    X(P_BELOW)                                                                                     \
    X(UNDER)                                                                                       \
    X(OVER)                                                                                        \
    X(RANGE)                                                                                       \
    X(QUOTED)                                                                                      \
    /* headings, in the order of the page */                                                       \
    X(TITLE)                                                                                       \
    X(SUMMARY)                                                                                     \
    X(INTRODUCTION)                                                                                \
    X(OBSERVED)                                                                                    \
    X(COMPUTED)                                                                                    \
    X(ASSESSED)                                                                                    \
    X(HEAD_KEY)                                                                                    \
    X(HEAD_MEANING)                                                                                \
    X(MEANING)                                                                                     \
    X(HEAD_MARKS)                                                                                  \
    X(MARK_HOLDS)                                                                                  \
    X(MARK_ABSENT)                                                                                 \
    X(SOURCE_KNOWN)                                                                                \
    X(SOURCE_UNKNOWN)                                                                              \
    X(MARKS_SOME)                                                                                  \
    X(MARKS_NONE)                                                                                  \
    X(HEAD_CARD)                                                                                   \
    X(HEAD_ACTIVITY)                                                                               \
    X(HEAD_CAMPAIGNS)                                                                              \
    X(HEAD_CONTENT)                                                                                \
    X(HEAD_ACCOUNTS)                                                                               \
    X(HEAD_REACH)                                                                                  \
    X(HEAD_NETWORK)                                                                                \
    X(HEAD_COMPARISON)                                                                             \
    X(HEAD_LIMITS)                                                                                 \
    X(HEAD_TECHNIQUES)                                                                             \
    X(TECHNIQUES)                                                                                  \
    X(HEAD_INDICATORS)                                                                             \
    X(INDICATORS)                                                                                  \
    X(HEAD_METHOD)                                                                                 \
    X(METHOD)                                                                                      \
    X(HEAD_PROVENANCE)                                                                             \
    X(MADE_BY)                                                                                     \
    X(HEAD_EVIDENCE)                                                                               \
    X(EVIDENCE)                                                                                    \
    X(EVIDENCE_POSTS)                                                                              \
    X(EVIDENCE_ACCOUNTS)                                                                           \
    /* of the page on the whole case */                                                            \
    X(REPORT_TITLE)                                                                                \
    X(REPORT_SUMMARY)                                                                              \
    X(REPORT_TITLE_NONE)                                                                           \
    X(REPORT_SUMMARY_NONE)                                                                         \
    X(REPORT_CLUSTERS)                                                                             \
    X(REPORT_CLUSTER)                                                                              \
    X(REPORT_DOSSIER)                                                                              \
    X(COLUMNS_CLUSTERS)                                                                            \
    X(REPORT_OUTPUTS)                                                                              \
    X(COLUMNS_OUTPUTS)                                                                             \
    /* notes and columns of tables */                                                              \
    X(OWN_CAMPAIGNS)                                                                               \
    X(LANGUAGES)                                                                                   \
    X(WEEKDAYS)                                                                                    \
    X(COLUMNS_DAYS)                                                                                \
    X(COLUMNS_SETTINGS)                                                                            \
    X(COLUMNS_CAMPAIGNS)                                                                           \
    X(COLUMNS_INPUTS)                                                                              \
    X(COLUMNS_TECHNIQUES)                                                                          \
    X(LIMIT_SEEN)                                                                                  \
    X(LIMIT_NULL)                                                                                  \
    X(LIMIT_MINUTE)                                                                                \
    X(LIMIT_DAY)                                                                                   \
    X(LIMIT_KINDS)                                                                                 \
    X(LIMIT_REDACTED)                                                                              \
    X(OMITTED)

enum phrase {
#define X(name) PHRASE_##name,
    PHRASES(X)
#undef X
        PHRASE_COUNT
};

struct wording {
    const char *language;         /* "en" */
    const char *group;            /* between thousands */
    const char *decimal;          /* between whole and parts */
    bool zero_is_one;             /* nouns after 0 stand in the singular */
    const char *const *sentences; /* by statement */
    const char *const *columns;   /* by statement: "heading={0}" lines, where many make a table */
    const char *const *phrases;
};

extern const struct wording wording_en, wording_fr;
/* NULL where there is none of that name. */
const struct wording *wording_find(const char *language);

/* 0 is Monday. */
struct slice wording_weekday(const struct wording *wording, unsigned weekday);

struct claim;
struct dossier;

/* How text is written: that of the data, cut after `limit` characters, and that of the wording,
 * with its *emphasis* and `code`. */
struct script {
    void (*text)(FILE *out, struct slice text, size_t limit);
    void (*words)(FILE *out, struct slice words);
};
extern const struct script script_plain; /* as it is */

/* Who speaks: where to, in which language, of which dossier. */
struct voice {
    FILE *out;
    const struct wording *wording;
    const struct dossier *dossier;
    const struct script *script;
};

/* Writes a sentence or a cell with the numbers of a claim. *Emphasis* and `code` hold no numbers.
 */
void voice_say(const struct voice *voice, const char *sentence, const struct claim *claim);
void voice_sentence(const struct voice *voice, const struct claim *claim);
/* Whether a cell is a number and nothing else. */
bool voice_counts(struct slice cell, const struct claim *claim);
static inline const char *voice_phrase(const struct voice *voice, enum phrase phrase) {
    return voice->wording->phrases[phrase];
}
enum { NUMBER_WORDS = 64 };
/* "12,345" or "12 345". Returns `out`, as do the others. */
char *word_count(char out[NUMBER_WORDS], const struct wording *wording, uint64_t count);
/* Four significant digits. */
char *word_number(char out[NUMBER_WORDS], const struct wording *wording, double number);
/* "45.6 %"; what is neither none nor all is never shown as 0.0 % or 100.0 %. */
char *word_share(char out[NUMBER_WORDS], const struct wording *wording, double share);
/* "12.5 minutes". */
char *word_span(char out[NUMBER_WORDS], const struct wording *wording, int64_t microseconds);
#endif
