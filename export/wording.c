#include "export/wording.h"

#include "export/dossier.h"
#include "export/markdown.h"

#include <inttypes.h>
#include <math.h>
#include <strings.h>
#include <utf8proc.h>

enum { NAME_LIMIT = 160, TEXT_LIMIT = 240 };

const struct wording *wording_find(const char *language) {
    if (strcmp(language, wording_en.language) == 0) return &wording_en;
    return strcmp(language, wording_fr.language) == 0 ? &wording_fr : NULL;
}

struct slice wording_weekday(const struct wording *wording, unsigned weekday) {
    const char *name = wording->phrases[PHRASE_WEEKDAYS];
    while (weekday--)
        name += strcspn(name, "|") + 1;
    return (struct slice){name, strcspn(name, "|")};
}

static void plain_text(FILE *out, struct slice text, size_t limit) {
    size_t at = 0;
    for (size_t written = 0; at < text.size && written < limit; written++) {
        int32_t c;
        utf8proc_ssize_t size = utf8proc_iterate((const utf8proc_uint8_t *) text.at + at,
                                                 (utf8proc_ssize_t) (text.size - at), &c);
        if (size > 0)
            fwrite(text.at + at, 1, (size_t) size, out);
        else
            fputs("\xEF\xBF\xBD", out);
        at += size > 0 ? (size_t) size : 1;
    }
    if (at < text.size) fputs("…", out);
}

static void plain_words(FILE *out, struct slice words) {
    fwrite(words.at, 1, words.size, out);
}

const struct script script_plain = {plain_text, plain_words};

/* ---- numbers in words */

char *word_count(char out[NUMBER_WORDS], const struct wording *wording, uint64_t count) {
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%" PRIu64, count);
    size_t at = 0;
    for (int i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0)
            at += (size_t) snprintf(out + at, NUMBER_WORDS - at, "%s", wording->group);
        out[at++] = digits[i];
    }
    out[at] = '\0';
    return out;
}

/* A decimal point becomes the language's. */
static char *localize(char out[NUMBER_WORDS], const struct wording *wording, const char *number) {
    const char *point = strchr(number, '.');
    if (point)
        snprintf(out, NUMBER_WORDS, "%.*s%s%s", (int) (point - number), number, wording->decimal,
                 point + 1);
    else
        snprintf(out, NUMBER_WORDS, "%s", number);
    return out;
}

char *word_number(char out[NUMBER_WORDS], const struct wording *wording, double number) {
    char digits[32];
    if (!isfinite(number)) return strcpy(out, "–");
    if (fabs(number) >= 1000 && fabs(number) < 1e15) {
        word_count(out + (number < 0), wording, (uint64_t) llround(fabs(number)));
        if (number < 0) out[0] = '-';
        return out;
    }
    if (number != 0 && fabs(number) < 1e-4 && fabs(number) > 1e-9)
        snprintf(digits, sizeof digits, "%.*f", (int) ceil(-log10(fabs(number))) + 1, number);
    else
        snprintf(digits, sizeof digits, "%.4g", number);
    return localize(out, wording, digits);
}

char *word_share(char out[NUMBER_WORDS], const struct wording *wording, double share) {
    char digits[32], number[NUMBER_WORDS];
    if (!isfinite(share)) return strcpy(out, "–");
    bool little = share > 0 && share < 0.0005, nearly = share < 1 && share >= 0.9995;
    snprintf(digits, sizeof digits, "%.1f", little ? 0.1 : nearly ? 99.9 : 100 * share);
    localize(number, wording, digits);
    bool bound = little || nearly;
    snprintf(out, NUMBER_WORDS, "%.20s%s%.30s\xC2\xA0%%",
             bound ? wording->phrases[little ? PHRASE_UNDER : PHRASE_OVER] : "", bound ? " " : "",
             number);
    return out;
}

static bool is_one(const struct wording *wording, double number) {
    return wording->zero_is_one ? number >= 0 && number < 2 : fabs(number - 1) < 1e-12;
}

/* "one|many" by number. */
static struct slice form(const struct wording *wording, struct slice forms, double number) {
    const char *bar = memchr(forms.at, '|', forms.size);
    if (!bar) return forms;
    size_t first = (size_t) (bar - forms.at);
    if (is_one(wording, number)) return (struct slice){forms.at, first};
    return (struct slice){bar + 1, forms.size - first - 1};
}

char *word_span(char out[NUMBER_WORDS], const struct wording *wording, int64_t microseconds) {
    static const struct {
        double seconds;
        double below; /* seconds; the next unit is better from there on */
        enum phrase unit;
    } units[] = {{1, 120, PHRASE_SECOND},
                 {60, 3600, PHRASE_MINUTE},
                 {3600, 86400, PHRASE_HOUR},
                 {86400, INFINITY, PHRASE_DAY}};
    char digits[32], number[NUMBER_WORDS];
    size_t u = 0;
    double seconds = (double) microseconds / MICROSECONDS;
    while (fabs(seconds) >= units[u].below)
        u++;
    double amount = seconds / units[u].seconds;
    bool whole = fabs(amount - round(amount)) < 1e-9, small = fabs(amount) < 0.1;
    if (whole && fabs(amount) >= 1000)
        word_count(number, wording, (uint64_t) llround(fabs(amount)));
    else {
        snprintf(digits, sizeof digits, whole ? "%.0f" : small ? "%.3g" : "%.1f", amount);
        localize(number, wording, digits);
    }
    struct slice unit = form(wording, slice_of(wording->phrases[units[u].unit]),
                             whole        ? amount
                             : amount < 2 ? 1.5
                                          : amount);
    snprintf(out, NUMBER_WORDS, "%.30s\xC2\xA0%.*s", number, (int) unit.size, unit.at);
    return out;
}

/* ---- what a placeholder stands for */

struct placeholder {
    struct slice name, forms; /* forms: "post|posts"; empty: none */
    bool word_only;
};

static bool is_named(const struct placeholder *p, const char *name) {
    return slice_equal(p->name, slice_of(name));
}

static const struct argument *argument_of(const struct placeholder *p, const struct claim *claim) {
    unsigned index = (unsigned) (p->name.at[0] - '0');
    bool digit = p->name.size == 1 && p->name.at[0] >= '0' && p->name.at[0] <= '9';
    return digit && index < claim->argument_count ? &claim->arguments[index] : NULL;
}

/* The number of a placeholder that is no argument; NaN where unknown. */
static double number_of(const struct placeholder *p, const struct claim *claim) {
    if (is_named(p, "value")) return claim->value;
    if (is_named(p, "n")) return claim->numerator;
    if (is_named(p, "N")) return claim->denominator;
    if (is_named(p, "%"))
        return claim->denominator > 0 ? claim->numerator / claim->denominator : NAN;
    if (is_named(p, "ci")) return claim->low;
    if (is_named(p, "p")) return claim->p_value;
    if (is_named(p, "base")) return claim->baseline;
    if (is_named(p, "effect")) return claim->effect;
    return NAN;
}

static bool is_known(const struct placeholder *p, const struct claim *claim) {
    const struct argument *argument = argument_of(p, claim);
    if (is_named(p, "from")) return claim->from != INT64_MIN;
    if (is_named(p, "to")) return claim->to != INT64_MIN;
    if (!argument) return isfinite(number_of(p, claim));
    bool moment = argument->kind == ARGUMENT_MOMENT || argument->kind == ARGUMENT_DAY;
    bool number = argument->kind == ARGUMENT_NUMBER || argument->kind == ARGUMENT_SHARE;
    if (moment) return argument->time != INT64_MIN;
    if (argument->kind == ARGUMENT_NAME || argument->kind == ARGUMENT_LANGUAGE)
        return argument->text.size > 0;
    if (number) return isfinite(argument->number);
    return argument->kind != ARGUMENT_SPAN || argument->time >= 0;
}

/* ---- writing */

static void say_words(const struct voice *voice, const char *words) {
    voice->script->words(voice->out, slice_of(words));
}

static void say_pattern(const struct voice *voice, enum phrase pattern, const char *number) {
    const char *text = voice_phrase(voice, pattern), *place = strstr(text, "%s");
    voice->script->words(voice->out, (struct slice){text, (size_t) (place - text)});
    fputs(number, voice->out);
    say_words(voice, place + 2);
}

/* "1 in 20", "1 in 10^153": at most so probable. */
static void say_odds(const struct voice *voice, double ln_probability) {
    char number[NUMBER_WORDS];
    double exponent = -ln_probability / log(10);
    if (exponent < 6)
        word_count(number, voice->wording, (uint64_t) exp(-ln_probability));
    else
        snprintf(number, sizeof number, "10^%.0f", floor(exponent));
    say_pattern(voice, PHRASE_ODDS, number);
}

static void say_p(const struct voice *voice, double p) {
    char digits[32], number[NUMBER_WORDS];
    bool little = p < 0.0001;
    snprintf(digits, sizeof digits, p < 0.1 ? "%.2g" : "%.2f", little ? 0.0001 : p);
    say_pattern(voice, little ? PHRASE_P_BELOW : PHRASE_P_EQUALS,
                localize(number, voice->wording, digits));
}

/* "handle (id)", or what is known of the two, and whether it is no member. */
static void say_account(const struct voice *voice, uint32_t rank) {
    const struct account *account = dossier_account(voice->dossier, rank);
    struct slice handle = account->facts->handle;
    bool both = handle.size && !slice_equal(handle, account->name);
    voice->script->text(voice->out, both ? handle : account->name, NAME_LIMIT);
    if (both) {
        fputs(" (", voice->out);
        voice->script->text(voice->out, account->name, NAME_LIMIT);
        fputs(")", voice->out);
    }
    const uint32_t *cluster_of = voice->dossier->findings->clusters->of_account;
    if (cluster_of[rank] != voice->dossier->cluster->number)
        say_words(voice, voice_phrase(voice, PHRASE_NO_MEMBER));
}

static void say_quoted(const struct voice *voice, struct slice text) {
    const char *marks = voice_phrase(voice, PHRASE_QUOTED), *place = strstr(marks, "%s");
    fprintf(voice->out, "%.*s", (int) (place - marks), marks);
    voice->script->text(voice->out, text, TEXT_LIMIT);
    fputs(place + 2, voice->out);
}

/* Of "az=Azerbaijani|de=German" what stands behind the code, whatever region it names; empty where
 * it is not there. */
static struct slice language_name(const char *names, struct slice code) {
    size_t size = 0;
    while (size < code.size && code.at[size] != '-' && code.at[size] != '_')
        size++;
    for (const char *at = names; *at; at += *at == '|') {
        size_t entry = strcspn(at, "|"), divider = strcspn(at, "=");
        bool is_it = divider == size && strncasecmp(at, code.at, size) == 0;
        if (is_it) return (struct slice){at + divider + 1, entry - divider - 1};
        at += entry;
    }
    return SLICE("");
}

/* "Azerbaijani (az)" */
static void say_language(const struct voice *voice, struct slice code) {
    struct slice name = language_name(voice_phrase(voice, PHRASE_LANGUAGES), code);
    if (name.size) {
        voice->script->words(voice->out, name);
        fputs(" (", voice->out);
    }
    voice->script->text(voice->out, code, NAME_LIMIT);
    if (name.size) fputs(")", voice->out);
}

static void say_argument(const struct voice *voice, const struct argument *argument) {
    char number[NUMBER_WORDS], phrase[PHRASE_TEXT], date[DATE_TEXT], room[192];
    switch (argument->kind) {
    case ARGUMENT_COUNT:
        fputs(word_count(number, voice->wording, argument->count), voice->out);
        return;
    case ARGUMENT_NUMBER:
        fputs(word_number(number, voice->wording, argument->number), voice->out);
        return;
    case ARGUMENT_SHARE:
        fputs(word_share(number, voice->wording, argument->number), voice->out);
        return;
    case ARGUMENT_ODDS:
        say_odds(voice, argument->number);
        return;
    case ARGUMENT_MOMENT:
        fputs(moment_format(phrase, argument->time), voice->out);
        return;
    case ARGUMENT_DAY:
        fputs(date_format(date, argument->time), voice->out);
        return;
    case ARGUMENT_SPAN:
        fputs(word_span(number, voice->wording, argument->time), voice->out);
        return;
    case ARGUMENT_ACCOUNT:
        say_account(voice, argument->rank);
        return;
    case ARGUMENT_POST:
        voice->script->text(voice->out, dossier_post_id(voice->dossier, argument->rank, room),
                            NAME_LIMIT);
        return;
    case ARGUMENT_TEXT:
        say_quoted(voice, argument->text);
        return;
    case ARGUMENT_NAME:
        voice->script->text(voice->out, argument->text, NAME_LIMIT);
        return;
    case ARGUMENT_LANGUAGE:
        say_language(voice, argument->text);
        return;
    case ARGUMENT_PHRASE:
        say_words(voice, voice_phrase(voice, argument->phrase));
        return;
    }
}

static void say_interval(const struct voice *voice, const struct claim *claim) {
    char low[NUMBER_WORDS], high[NUMBER_WORDS];
    bool share = claim->unit && strcmp(claim->unit, "share") == 0;
    if (share) {
        word_share(low, voice->wording, claim->low);
        word_share(high, voice->wording, claim->high);
    } else {
        word_number(low, voice->wording, claim->low);
        word_number(high, voice->wording, claim->high);
    }
    bool is_one = !share && strcmp(low, high) == 0;
    fprintf(voice->out, "%s%s%s", low, is_one ? "" : voice_phrase(voice, PHRASE_RANGE),
            is_one ? "" : high);
}

/* An end of the claim's time: of what lasts a minute or more, to the second. The ledger has all of
 * it. */
static void say_end(const struct voice *voice, const struct claim *claim, bool last) {
    char phrase[PHRASE_TEXT];
    int64_t time = last ? claim->to : claim->from;
    bool is_long = claim->to - claim->from >= 60 * (int64_t) MICROSECONDS;
    int64_t within = (time % MICROSECONDS + MICROSECONDS) % MICROSECONDS;
    fputs(moment_format(phrase, is_long ? time - within : time), voice->out);
}

static void say_number(const struct voice *voice, const struct placeholder *p,
                       const struct claim *claim) {
    char number[NUMBER_WORDS];
    double value = number_of(p, claim);
    bool of_shares = claim->unit && strcmp(claim->unit, "share") == 0;
    bool is_share =
        is_named(p, "%") || (of_shares && (is_named(p, "value") || is_named(p, "base")));
    if (is_named(p, "from") || is_named(p, "to"))
        say_end(voice, claim, is_named(p, "to"));
    else if (is_named(p, "ci"))
        say_interval(voice, claim);
    else if (is_named(p, "p"))
        say_p(voice, value);
    else if (is_share)
        fputs(word_share(number, voice->wording, value), voice->out);
    else if (value >= 0 && value < 1e15 && fabs(value - round(value)) < 1e-12)
        fputs(word_count(number, voice->wording, (uint64_t) value), voice->out);
    else
        fputs(word_number(number, voice->wording, value), voice->out);
}

static void say_placeholder(const struct voice *voice, const struct placeholder *p,
                            const struct claim *claim) {
    const struct argument *argument = argument_of(p, claim);
    if (!is_known(p, claim)) {
        fputs("–", voice->out);
        return;
    }
    if (!p->word_only && argument) say_argument(voice, argument);
    if (!p->word_only && !argument) say_number(voice, p, claim);
    if (!p->forms.size) return;
    double count = !argument                          ? number_of(p, claim)
                   : argument->kind == ARGUMENT_COUNT ? (double) argument->count
                                                      : argument->number;
    struct slice noun = form(voice->wording, p->forms, count);
    if (!p->word_only) putc(' ', voice->out);
    voice->script->words(voice->out, noun);
}

/* The placeholder that begins at `at`, which is a brace; returns what follows it. */
static const char *read_placeholder(struct placeholder *p, const char *at) {
    const char *end = strchr(at, '}');
    size_t name = strcspn(at + 1, " :}");
    const char *divider = at + 1 + name;
    *p = (struct placeholder){.name = {at + 1, name}, .word_only = *divider == ':'};
    if (divider < end) p->forms = (struct slice){divider + 1, (size_t) (end - divider - 1)};
    return end + 1;
}

/* Whether all that a bracket holds is known; `*end` is its end. */
static bool is_told(const char *at, const struct claim *claim, const char **end) {
    bool known = true;
    for (; *at != ']';) {
        struct placeholder p;
        if (*at != '{') {
            at++;
            continue;
        }
        at = read_placeholder(&p, at);
        known &= is_known(&p, claim);
    }
    *end = at;
    return known;
}

/* Of several, not of one. */
static bool is_of_all(const struct claim *claim) {
    return claim->denominator >= 2 && claim->numerator >= claim->denominator;
}

void voice_say(const struct voice *voice, const char *sentence, const struct claim *claim) {
    for (const char *at = sentence, *end; *at;) {
        struct placeholder p;
        if (*at == '{') {
            at = read_placeholder(&p, at);
            say_placeholder(voice, &p, claim);
        } else if (*at == '[') {
            bool marked = at[1] == '=' || at[1] == '!';
            bool fits = !marked || (at[1] == '=') == is_of_all(claim);
            at += marked;
            at = is_told(at + 1, claim, &end) && fits ? at + 1 : end + 1;
        } else {
            at += *at == ']';
            size_t size = strcspn(at, "{[]");
            voice->script->words(voice->out, (struct slice){at, size});
            at += size;
        }
    }
}

bool voice_counts(struct slice cell, const struct claim *claim) {
    struct placeholder p;
    if (cell.size < 3 || *cell.at != '{' || read_placeholder(&p, cell.at) != cell.at + cell.size)
        return false;
    const struct argument *argument = argument_of(&p, claim);
    if (!argument) return !is_named(&p, "from") && !is_named(&p, "to") && !is_named(&p, "ci");
    return argument->kind == ARGUMENT_COUNT || argument->kind == ARGUMENT_NUMBER ||
           argument->kind == ARGUMENT_SHARE || argument->kind == ARGUMENT_SPAN;
}

void voice_sentence(const struct voice *voice, const struct claim *claim) {
    voice_say(voice, voice->wording->sentences[claim->statement], claim);
}
