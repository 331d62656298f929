/* The ledger of a dossier: every claim is one sentence with its numbers, what they are of, and the
 * posts and accounts behind it. Analyses add claims; what writes a dossier only reads them. */
#ifndef LOCKSTEP_EXPORT_LEDGER_H
#define LOCKSTEP_EXPORT_LEDGER_H
#include "engine/arena.h"
#include "export/statements.h"
#include "export/statistics.h"
#include "export/wording.h"

/* When a post was made. A stream of posts is sorted by time, then by input order. */
struct moment {
    int64_t time;
    uint32_t post;
};
struct stream {
    const struct moment *items;
    size_t count;
};

/* How many moments of a stream are before `time`; how many lie from `from` to `to`, both included.
 */
size_t stream_before(struct stream stream, int64_t time);
size_t stream_between(struct stream stream, int64_t from, int64_t to);

enum argument_kind {
    ARGUMENT_COUNT,    /* count */
    ARGUMENT_NUMBER,   /* number */
    ARGUMENT_SHARE,    /* number, 1 is all */
    ARGUMENT_ODDS,     /* number: ln of a probability */
    ARGUMENT_MOMENT,   /* time, microseconds */
    ARGUMENT_DAY,      /* time, days since 1970 in the dossier's zone */
    ARGUMENT_SPAN,     /* time, microseconds */
    ARGUMENT_ACCOUNT,  /* rank */
    ARGUMENT_POST,     /* rank: the post's number */
    ARGUMENT_TEXT,     /* text from the data, shown in quotation marks */
    ARGUMENT_NAME,     /* text from the data, shown as it is */
    ARGUMENT_LANGUAGE, /* text: a language's code, shown with its name */
    ARGUMENT_PHRASE    /* phrase */
};

struct argument {
    enum argument_kind kind;
    union {
        uint64_t count;
        double number;
        int64_t time;
        uint32_t rank;
        struct slice text;
        enum phrase phrase;
    };
};

enum { CLAIM_ARGUMENTS = 10, CLAIM_PARAMETERS = 6, SHOWN_EVIDENCE = 50 };

struct parameter {
    const char *name;
    double value;
};

/* Numbers that are unknown or make no sense are NaN, times INT64_MIN. */
struct claim {
    enum statement statement;
    struct argument arguments[CLAIM_ARGUMENTS];
    unsigned argument_count;
    const char *unit; /* of value and baseline: "posts"; "share" is of numerator and denominator */
    double value, numerator, denominator;
    double low, high; /* 95 % interval of value */
    double p_value;
    double baseline; /* the same of the rest of the data */
    double effect;   /* how far from the baseline: Cohen's h of shares, the ratio of others, δ of
                        scores */
    const char *interval, *test; /* what the interval and p_value are by; NULL: none */
    int64_t from, to;
    uint32_t *posts, *accounts; /* the first SHOWN_EVIDENCE of those behind it */
    uint32_t posts_shown, accounts_shown;
    uint64_t post_count, account_count; /* of all of them */
    struct parameter parameters[CLAIM_PARAMETERS];
    unsigned parameter_count;
};

/* A statement that was not made, and the field of the input that would be needed. */
struct omission {
    const char *analysis;
    enum phrase field;
};

struct ledger {
    struct claim *claims;
    size_t count, room;
    struct omission *omissions;
    size_t omission_count, omission_room;
    struct arena arena;   /* of evidence */
    struct arena scratch; /* of one analysis, until ledger_next */
    struct claim lost;    /* takes what there is no room for, once `failed` */
    bool failed;          /* memory ran out: asked once, after the last analysis */
};

/* A new claim with everything unknown. Valid until the next one. */
struct claim *ledger_add(struct ledger *ledger, enum statement statement);
/* Notes that the input lacks what an analysis needs. */
void ledger_omit(struct ledger *ledger, const char *analysis, enum phrase field);
/* Zeroed memory until the next analysis; NULL, and the ledger failed, when there is none. */
void *ledger_room(struct ledger *ledger, size_t count, size_t size);
/* Whether it says that a share is 0: true, and no key finding. */
bool claim_is_of_nothing(const struct claim *claim);
/* The claim that stands for a statement among the key findings: the one with the largest value, of
 * shifts that of the largest divergence, of bursts that of ten minutes, of campaign days those that
 * the cluster took part in. None that chance explains as well: p above a tenth, or a time zone
 * whose interval is wider than four hours. NULL where there is none. */
const struct claim *ledger_key(const struct ledger *ledger, enum statement statement);
/* The first claim of a statement, or NULL. */
const struct claim *ledger_first(const struct ledger *ledger, enum statement statement);
/* Ends an analysis. */
void ledger_next(struct ledger *ledger);
void ledger_release(struct ledger *ledger);

void claim_count(struct claim *claim, uint64_t count);
void claim_number(struct claim *claim, double number);
void claim_share_of(struct claim *claim, double share);
void claim_odds(struct claim *claim, double ln_probability);
void claim_moment(struct claim *claim, int64_t time);
void claim_day(struct claim *claim, int64_t day);
void claim_span(struct claim *claim, int64_t microseconds);
void claim_account(struct claim *claim, uint32_t account);
void claim_post(struct claim *claim, uint32_t post);
void claim_text(struct claim *claim, struct slice text);
void claim_name(struct claim *claim, struct slice name);
void claim_language(struct claim *claim, struct slice code);
void claim_phrase(struct claim *claim, enum phrase phrase);

void claim_value(struct claim *claim, double value, const char *unit);
/* The value is part / whole. */
void claim_part(struct claim *claim, uint64_t part, uint64_t whole);
/* The same, with its Wilson interval. */
void claim_share(struct claim *claim, uint64_t part, uint64_t whole);
/* The same share of the rest of the data, with Fisher's exact test and Cohen's h. Nothing where the
 * rest is empty. */
void claim_against(struct claim *claim, uint64_t part, uint64_t whole);
/* The 95 % interval of a median. */
void claim_of_median(struct claim *claim, struct interval range);
void claim_window(struct claim *claim, int64_t from, int64_t to);
void claim_parameter(struct claim *claim, const char *name, double value);

/* The posts behind a claim: `count` of the stream from its start. */
void claim_evidence(struct ledger *ledger, struct claim *claim, struct stream stream);
/* One after the other. `most` claims of room are taken at the first. */
void claim_add_post(struct ledger *ledger, struct claim *claim, uint32_t post);
void claim_add_account(struct ledger *ledger, struct claim *claim, uint32_t account);

const char *statement_key(enum statement statement);
const char *statement_analysis(enum statement statement);
enum section statement_section(enum statement statement);
unsigned statement_rank(enum statement statement);
/* Whether a claim is read off the data, worked out from it, or judged. */
enum standing { OBSERVED, COMPUTED, ASSESSED };
enum standing statement_standing(enum statement statement);
const char *section_key(enum section section);

/* A technique of DISARM, and the claim that suggests it: one of a statement that reaches a bound.
 */
#define DISARM "DISARM 1.6"
struct technique {
    const char *id, *former, *name; /* `former` is "" where the id is no older */
    enum statement statement;
    enum { OF_VALUE, OF_VALUE_IN_USE, OF_EFFECT, OF_P } measure;
    double bound;       /* at least, of p at most */
    const char *tactic; /* as a phase of a kill chain is spelt */
};
const struct technique *technique_table(size_t *count);
/* Whether a claim is such a one. */
bool technique_supported(const struct technique *technique, const struct claim *claim);
/* The first such claim, or NULL. */
const struct claim *technique_claim(const struct technique *technique, const struct ledger *ledger);
#endif
