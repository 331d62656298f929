#include "export/ledger_json.h"

#include "export/findings.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <utf8proc.h>

/* A value that could not be made is NULL, and so is all that it was to be a part of. */

static void append(json_t **array, json_t *item) {
    if (json_array_append_new(*array, item)) json_decref(*array), *array = NULL;
}

static void put(json_t **object, const char *key, json_t *value) {
    if (json_object_set_new(*object, key, value)) json_decref(*object), *object = NULL;
}

static json_t *repaired(struct slice text) {
    struct buffer buffer = {0};
    for (size_t at = 0; at < text.size;) {
        int32_t c;
        utf8proc_ssize_t size = utf8proc_iterate((const utf8proc_uint8_t *) text.at + at,
                                                 (utf8proc_ssize_t) (text.size - at), &c);
        buffer_append(&buffer, size > 0 ? (struct slice){text.at + at, (size_t) size}
                                        : SLICE("\xEF\xBF\xBD"));
        at += size > 0 ? (size_t) size : 1;
    }
    json_t *string = buffer.failed ? NULL : json_stringn(buffer.bytes, buffer.size);
    buffer_release(&buffer);
    return string;
}

json_t *json_text(struct slice text) {
    if (!text.size) return json_string("");
    json_t *string = json_stringn(text.at, text.size);
    return string ? string : repaired(text);
}

/* Whole numbers without a point. */
static json_t *number(double number) {
    if (!isfinite(number)) return json_null();
    if (fabs(number) < 1e15 && fabs(number - round(number)) < 1e-12)
        return json_integer((json_int_t) llround(number));
    return json_real(number);
}

static json_t *moment(int64_t microseconds) {
    char room[TIME_TEXT];
    return microseconds == INT64_MIN ? json_null() : json_string(time_format(room, microseconds));
}

/* ---- a claim */

static json_t *argument_json(const struct dossier *dossier, const struct argument *argument) {
    char room[192], date[DATE_TEXT];
    switch (argument->kind) {
    case ARGUMENT_COUNT:
        return json_integer((json_int_t) argument->count);
    case ARGUMENT_NUMBER:
    case ARGUMENT_SHARE:
    case ARGUMENT_ODDS:
        return number(argument->number);
    case ARGUMENT_MOMENT:
        return moment(argument->time);
    case ARGUMENT_DAY:
        return json_string(date_format(date, argument->time));
    case ARGUMENT_SPAN:
        return argument->time < 0 ? json_null() : number((double) argument->time / MICROSECONDS);
    case ARGUMENT_ACCOUNT:
        return json_text(dossier_account(dossier, argument->rank)->name);
    case ARGUMENT_POST:
        return json_text(dossier_post_id(dossier, argument->rank, room));
    case ARGUMENT_TEXT:
    case ARGUMENT_NAME:
    case ARGUMENT_LANGUAGE:
        return json_text(argument->text);
    case ARGUMENT_PHRASE:
        return json_string(dossier->all->wording->phrases[argument->phrase]);
    }
    return NULL;
}

static json_t *arguments_json(const struct dossier *dossier, const struct claim *claim) {
    json_t *array = json_array();
    for (unsigned i = 0; i < claim->argument_count; i++)
        append(&array, argument_json(dossier, &claim->arguments[i]));
    return array;
}

static json_t *sentence_json(const struct dossier *dossier, const struct claim *claim) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out) return NULL;
    struct voice voice = {out, dossier->all->wording, dossier, &script_plain};
    voice_sentence(&voice, claim);
    json_t *string = fclose(out) == 0 ? json_text((struct slice){text, size}) : NULL;
    free(text);
    return string;
}

static json_t *posts_json(const struct dossier *dossier, const struct claim *claim) {
    char room[192];
    json_t *array = json_array();
    for (uint32_t i = 0; i < claim->posts_shown; i++)
        append(&array, json_text(dossier_post_id(dossier, claim->posts[i], room)));
    return json_pack("{s:I, s:o}", "count", (json_int_t) claim->post_count, "posts", array);
}

static json_t *accounts_json(const struct dossier *dossier, const struct claim *claim) {
    json_t *array = json_array();
    for (uint32_t i = 0; i < claim->accounts_shown; i++)
        append(&array, json_text(dossier_account(dossier, claim->accounts[i])->name));
    return json_pack("{s:I, s:o}", "count", (json_int_t) claim->account_count, "accounts", array);
}

static json_t *parameters_json(const struct claim *claim) {
    json_t *object = json_object();
    for (unsigned i = 0; i < claim->parameter_count; i++)
        put(&object, claim->parameters[i].name, number(claim->parameters[i].value));
    return object;
}

static json_t *interval_json(const struct claim *claim) {
    if (!isfinite(claim->low)) return json_null();
    return json_pack("{s:o, s:o, s:s}", "low", number(claim->low), "high", number(claim->high),
                     "method", claim->interval);
}

static json_t *window_json(const struct claim *claim) {
    if (claim->from == INT64_MIN) return json_null();
    return json_pack("{s:o, s:o}", "from", moment(claim->from), "to", moment(claim->to));
}

static json_t *finding(const struct dossier *dossier, size_t index) {
    static const char *const standings[] = {"observed", "computed", "assessed"};
    const struct claim *claim = &dossier->ledger.claims[index];
    char id[24];
    snprintf(id, sizeof id, "F%zu", index + 1);
    json_t *object = json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id", id, "analysis",
        statement_analysis(claim->statement), "key", statement_key(claim->statement), "section",
        section_key(statement_section(claim->statement)), "standing",
        standings[statement_standing(claim->statement)], "statement", sentence_json(dossier, claim),
        "arguments", arguments_json(dossier, claim), "value", number(claim->value), "numerator",
        number(claim->numerator), "denominator", number(claim->denominator), "interval",
        interval_json(claim), "p_value", number(claim->p_value));
    put(&object, "unit", claim->unit ? json_string(claim->unit) : json_null());
    put(&object, "test", claim->test ? json_string(claim->test) : json_null());
    put(&object, "baseline", number(claim->baseline));
    put(&object, "effect_size", number(claim->effect));
    put(&object, "window", window_json(claim));
    put(&object, "timezone", json_string(dossier->all->zone));
    put(&object, "evidence", posts_json(dossier, claim));
    put(&object, "accounts", accounts_json(dossier, claim));
    put(&object, "parameters", parameters_json(claim));
    return object;
}

json_t *ledger_findings(const struct dossier *dossier) {
    json_t *array = json_array();
    for (size_t i = 0; i < dossier->ledger.count; i++)
        append(&array, finding(dossier, i));
    return array;
}

json_t *ledger_omissions(const struct dossier *dossier) {
    json_t *array = json_array();
    for (size_t i = 0; i < dossier->ledger.omission_count; i++) {
        const struct omission *omission = &dossier->ledger.omissions[i];
        append(&array, json_pack("{s:s, s:s}", "analysis", omission->analysis, "lacks",
                                 dossier->all->wording->phrases[omission->field]));
    }
    return array;
}

json_t *ledger_techniques(const struct dossier *dossier) {
    size_t count;
    const struct technique *table = technique_table(&count);
    json_t *array = json_array();
    for (size_t t = 0; t < count; t++) {
        char id[24];
        const struct claim *claim = technique_claim(&table[t], &dossier->ledger);
        if (!claim) continue;
        snprintf(id, sizeof id, "F%zu", (size_t) (claim - dossier->ledger.claims) + 1);
        append(&array,
               json_pack("{s:s, s:s, s:s, s:s, s:s}", "framework", DISARM, "id", table[t].id,
                         "former_id", table[t].former, "name", table[t].name, "finding", id));
    }
    return array;
}

/* ---- campaigns day by day */

struct day_of_campaign {
    int64_t day;
    uint32_t account;
    uint8_t kind;
};

static int by_day(const void *a, const void *b) {
    const struct day_of_campaign *x = a, *y = b;
    if (x->day != y->day) return x->day < y->day ? -1 : 1;
    return (x->account > y->account) - (x->account < y->account);
}

/* Posts of one day, by account; the first account of equals has most. */
static json_t *day_json(const struct dossier *dossier, const struct day_of_campaign *posts,
                        size_t count) {
    char date[DATE_TEXT];
    json_int_t accounts = 0, kinds[POST_KIND_COUNT] = {0};
    size_t most = 0, top = 0;
    for (size_t i = 0, first = 0; i < count; i++) {
        bool is_new = i == 0 || posts[i].account != posts[i - 1].account;
        accounts += is_new;
        if (is_new) first = i;
        if (i - first + 1 > most) most = i - first + 1, top = first;
        kinds[posts[i].kind]++;
    }
    return json_pack("{s:s, s:I, s:I, s:f, s:o, s:I, s:I, s:I, s:I, s:I}", "day",
                     date_format(date, posts[0].day), "posts", (json_int_t) count, "accounts",
                     accounts, "posts_per_account", (double) count / (double) accounts,
                     "top_account", json_text(dossier_account(dossier, posts[top].account)->name),
                     "top_account_posts", (json_int_t) most, "originals", kinds[POST_ORIGINAL],
                     "reposts", kinds[POST_REPOST], "quotes", kinds[POST_QUOTE], "replies",
                     kinds[POST_REPLY]);
}

static json_t *days_json(const struct dossier *dossier, const struct campaign *campaign) {
    const struct posts *posts = &dossier->findings->archive->posts;
    struct day_of_campaign *items = malloc((campaign->post_count + 1) * sizeof *items);
    json_t *array = items ? json_array() : NULL;
    if (!items) return NULL;
    for (size_t i = 0; i < campaign->post_count; i++) {
        struct moment moment = campaign->posts[i];
        items[i] = (struct day_of_campaign){dossier_day(dossier, moment.time),
                                            posts->account[moment.post], posts->kind[moment.post]};
    }
    qsort(items, campaign->post_count, sizeof *items, by_day);
    for (size_t first = 0, end; first < campaign->post_count; first = end) {
        for (end = first; end < campaign->post_count && items[end].day == items[first].day; end++)
            ;
        append(&array, day_json(dossier, items + first, end - first));
    }
    free(items);
    return array;
}

/* As the file has it; of a hashtag that was taken for a campaign, what the file would have. */
static json_t *definition_json(const struct campaign *campaign) {
    struct slice text = campaign->definition;
    if (text.size) return json_loadb(text.at, text.size, 0, NULL);
    return json_pack("{s:o, s:[o]}", "name", json_text(campaign->name), "hashtags",
                     json_text(campaign->name));
}

json_t *campaigns_json(const struct dossier *dossier) {
    json_t *array = json_array();
    for (size_t k = 0; k < dossier->campaigns->count; k++) {
        const struct campaign *campaign = &dossier->campaigns->items[k];
        append(&array, json_pack("{s:o, s:b, s:o, s:o}", "name", json_text(campaign->name), "given",
                                 dossier->campaigns->given, "definition", definition_json(campaign),
                                 "days", days_json(dossier, campaign)));
    }
    return array;
}
