#include "export/ledger.h"

#include "export/statistics.h"

#include <math.h>
#include <stdlib.h>

/* ---- the ledger */

static struct claim unknown_claim(enum statement statement) {
    return (struct claim){.statement = statement,
                          .value = NAN,
                          .numerator = NAN,
                          .denominator = NAN,
                          .low = NAN,
                          .high = NAN,
                          .p_value = NAN,
                          .baseline = NAN,
                          .effect = NAN,
                          .from = INT64_MIN,
                          .to = INT64_MIN};
}

struct claim *ledger_add(struct ledger *ledger, enum statement statement) {
    struct claim *claims = grow(ledger->claims, &ledger->room, ledger->count + 1, sizeof *claims);
    struct claim *claim = &ledger->lost;
    if (claims) {
        ledger->claims = claims;
        claim = &claims[ledger->count++];
    }
    ledger->failed |= !claims;
    *claim = unknown_claim(statement);
    return claim;
}

void ledger_omit(struct ledger *ledger, const char *analysis, enum phrase field) {
    struct omission *omissions = grow(ledger->omissions, &ledger->omission_room,
                                      ledger->omission_count + 1, sizeof *omissions);
    ledger->failed |= !omissions;
    if (!omissions) return;
    ledger->omissions = omissions;
    omissions[ledger->omission_count++] = (struct omission){analysis, field};
}

void *ledger_room(struct ledger *ledger, size_t count, size_t size) {
    void *room = arena_alloc(&ledger->scratch, count, size);
    ledger->failed |= !room;
    return room;
}

void ledger_next(struct ledger *ledger) {
    arena_release(&ledger->scratch);
}

void ledger_release(struct ledger *ledger) {
    free(ledger->claims), free(ledger->omissions);
    arena_release(&ledger->arena), arena_release(&ledger->scratch);
    *ledger = (struct ledger){0};
}

static bool is_of_ten_minutes(const struct claim *claim) {
    return claim->parameter_count && fabs(claim->parameters[0].value - 600) < 1;
}

bool claim_is_of_nothing(const struct claim *claim) {
    return claim->unit && strcmp(claim->unit, "share") == 0 && claim->numerator == 0;
}

/* A certificate of few of the accounts says little of the cluster. */
static bool is_of_half(const struct claim *claim) {
    return 2 * claim->numerator >= claim->denominator;
}

/* Whether the cluster took part in the campaign that a claim names first. */
static bool is_joined(const struct ledger *ledger, const struct claim *claim) {
    for (size_t i = 0; i < ledger->count; i++) {
        const struct claim *part = &ledger->claims[i];
        if (part->statement == SAY_PARTICIPATION && !claim_is_of_nothing(part) &&
            slice_equal(part->arguments[0].text, claim->arguments[0].text))
            return true;
    }
    return false;
}

/* Whether chance explains what it says: p above a tenth, or a time zone that might be another one.
 */
static bool is_unproven(const struct claim *claim) {
    enum { WIDEST_ZONE = 4 }; /* hours */
    if (claim->statement == SAY_ZONE) return claim->high - claim->low > WIDEST_ZONE;
    return claim->p_value > 0.1;
}

/* What makes a claim the one to show: its value; of shifts how far the hashtags moved. */
static double weight_of(const struct claim *claim) {
    return claim->statement == SAY_SHIFT ? claim->parameters[0].value : claim->value;
}

const struct claim *ledger_key(const struct ledger *ledger, enum statement statement) {
    const struct claim *key = NULL;
    for (size_t i = 0; i < ledger->count; i++) {
        const struct claim *claim = &ledger->claims[i];
        if (claim->statement != statement) continue;
        if (statement == SAY_BURST && !is_of_ten_minutes(claim)) continue;
        if (statement == SAY_CAMPAIGN_DAY && !is_joined(ledger, claim)) continue;
        if (statement == SAY_BLOCK && !is_of_half(claim)) continue;
        if (claim_is_of_nothing(claim) || is_unproven(claim)) continue;
        if (!key || weight_of(claim) > weight_of(key)) key = claim;
    }
    return key;
}

const struct claim *ledger_first(const struct ledger *ledger, enum statement statement) {
    for (size_t i = 0; i < ledger->count; i++)
        if (ledger->claims[i].statement == statement) return &ledger->claims[i];
    return NULL;
}

/* ---- arguments */

static void add_argument(struct claim *claim, struct argument argument) {
    if (claim->argument_count < CLAIM_ARGUMENTS)
        claim->arguments[claim->argument_count++] = argument;
}

void claim_count(struct claim *claim, uint64_t count) {
    add_argument(claim, (struct argument){ARGUMENT_COUNT, {.count = count}});
}
void claim_number(struct claim *claim, double number) {
    add_argument(claim, (struct argument){ARGUMENT_NUMBER, {.number = number}});
}
void claim_share_of(struct claim *claim, double share) {
    add_argument(claim, (struct argument){ARGUMENT_SHARE, {.number = share}});
}
void claim_odds(struct claim *claim, double ln_probability) {
    add_argument(claim, (struct argument){ARGUMENT_ODDS, {.number = ln_probability}});
}
void claim_moment(struct claim *claim, int64_t time) {
    add_argument(claim, (struct argument){ARGUMENT_MOMENT, {.time = time}});
}
void claim_day(struct claim *claim, int64_t day) {
    add_argument(claim, (struct argument){ARGUMENT_DAY, {.time = day}});
}
void claim_span(struct claim *claim, int64_t microseconds) {
    add_argument(claim, (struct argument){ARGUMENT_SPAN, {.time = microseconds}});
}
void claim_account(struct claim *claim, uint32_t account) {
    add_argument(claim, (struct argument){ARGUMENT_ACCOUNT, {.rank = account}});
}
void claim_post(struct claim *claim, uint32_t post) {
    add_argument(claim, (struct argument){ARGUMENT_POST, {.rank = post}});
}
void claim_text(struct claim *claim, struct slice text) {
    add_argument(claim, (struct argument){ARGUMENT_TEXT, {.text = text}});
}
void claim_name(struct claim *claim, struct slice name) {
    add_argument(claim, (struct argument){ARGUMENT_NAME, {.text = name}});
}
void claim_language(struct claim *claim, struct slice code) {
    add_argument(claim, (struct argument){ARGUMENT_LANGUAGE, {.text = code}});
}
void claim_phrase(struct claim *claim, enum phrase phrase) {
    add_argument(claim, (struct argument){ARGUMENT_PHRASE, {.phrase = phrase}});
}

/* ---- numbers */

void claim_value(struct claim *claim, double value, const char *unit) {
    claim->value = value;
    claim->unit = unit;
}

void claim_part(struct claim *claim, uint64_t part, uint64_t whole) {
    claim->unit = "share";
    claim->numerator = (double) part;
    claim->denominator = (double) whole;
    claim->value = whole ? (double) part / (double) whole : NAN;
}

void claim_share(struct claim *claim, uint64_t part, uint64_t whole) {
    claim_part(claim, part, whole);
    wilson_interval(&claim->low, &claim->high, (double) part, (double) whole);
    claim->interval = "Wilson, 95 %";
}

void claim_against(struct claim *claim, uint64_t part, uint64_t whole) {
    if (!whole || !(claim->denominator > 0)) return;
    claim->baseline = (double) part / (double) whole;
    claim->effect = effect_size(claim->value, claim->baseline);
    claim->p_value =
        fisher_test((uint64_t) claim->numerator, (uint64_t) claim->denominator, part, whole);
    claim->test = "Fisher exact, two-sided";
    claim_parameter(claim, "baseline_numerator", (double) part);
    claim_parameter(claim, "baseline_denominator", (double) whole);
}

void claim_of_median(struct claim *claim, struct interval range) {
    if (isnan(range.low)) return;
    claim->low = range.low;
    claim->high = range.high;
    claim->interval = "order statistics, 95 %";
}

void claim_window(struct claim *claim, int64_t from, int64_t to) {
    claim->from = from;
    claim->to = to;
}

void claim_parameter(struct claim *claim, const char *name, double value) {
    if (claim->parameter_count < CLAIM_PARAMETERS)
        claim->parameters[claim->parameter_count++] = (struct parameter){name, value};
}

/* ---- evidence */

static void add_shown(struct ledger *ledger, uint32_t **shown, uint32_t *count, uint32_t item) {
    if (*count == SHOWN_EVIDENCE) return;
    if (!*shown) *shown = arena_alloc(&ledger->arena, SHOWN_EVIDENCE, sizeof **shown);
    ledger->failed |= !*shown;
    if (*shown) (*shown)[(*count)++] = item;
}

void claim_add_post(struct ledger *ledger, struct claim *claim, uint32_t post) {
    claim->post_count++;
    add_shown(ledger, &claim->posts, &claim->posts_shown, post);
}

void claim_add_account(struct ledger *ledger, struct claim *claim, uint32_t account) {
    claim->account_count++;
    add_shown(ledger, &claim->accounts, &claim->accounts_shown, account);
}

void claim_evidence(struct ledger *ledger, struct claim *claim, struct stream stream) {
    for (size_t i = 0; i < stream.count && i < SHOWN_EVIDENCE; i++)
        add_shown(ledger, &claim->posts, &claim->posts_shown, stream.items[i].post);
    claim->post_count += stream.count;
}

/* ---- the table of statements */

static const struct {
    const char *key, *analysis;
    enum section section;
    unsigned rank;
} table[] = {
#define X(name, key, analysis, section, rank) {key, analysis, SECTION_##section, rank},
    STATEMENTS(X)
#undef X
};

const char *statement_key(enum statement statement) {
    return table[statement].key;
}
const char *statement_analysis(enum statement statement) {
    return table[statement].analysis;
}
enum section statement_section(enum statement statement) {
    return table[statement].section;
}
unsigned statement_rank(enum statement statement) {
    return table[statement].rank;
}

enum standing statement_standing(enum statement statement) {
    switch (statement) {
    case SAY_CONFIDENCE:
        return ASSESSED;
    case SAY_MARK_EVENT:
    case SAY_MARK_NEWS:
    case SAY_MARK_FANS:
    case SAY_MARK_DECLARED:
    case SAY_MARK_CLOCK:
    case SAY_CHANCE:
    case SAY_ZONE:
    case SAY_OFFICE_ZONE:
    case SAY_SHIFT:
    case SAY_TEXT_SHIFT:
    case SAY_BURSTINESS:
    case SAY_COHESION:
    case SAY_CENTRAL:
    case SAY_HELD:
        return COMPUTED;
    default:
        return OBSERVED;
    }
}

const char *section_key(enum section section) {
    static const char *const keys[] = {
#define X(name, key) key,
        SECTIONS(X)
#undef X
    };
    return keys[section];
}
