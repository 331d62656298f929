/* A dossier as JSON: everything the Markdown says, uncut. Times are ISO 8601 UTC, durations
 * seconds, unknown values null. */
#include "engine/error.h"
#include "engine/memory.h"
#include "export/ledger_json.h"
#include "graph/marks.h"

#include <math.h>

/* A value that could not be made is NULL, and so is all that it was to be a part of. */

static void append(json_t **array, json_t *item) {
    if (json_array_append_new(*array, item)) json_decref(*array), *array = NULL;
}

static void put(json_t **object, const char *key, json_t *value) {
    if (json_object_set_new(*object, key, value)) json_decref(*object), *object = NULL;
}

static json_t *text(struct slice text) {
    return json_text(text);
}

static json_t *stated_text(struct slice stated) {
    return stated.size ? text(stated) : json_null();
}

static json_t *count(uint64_t count) {
    return json_integer((json_int_t) count);
}

static json_t *stated_count(int64_t stated) {
    return stated < 0 ? json_null() : json_integer(stated);
}

static json_t *number(double number) {
    return isfinite(number) ? json_real(number) : json_null();
}

static json_t *ratio(uint64_t part, uint64_t whole) {
    return whole ? number((double) part / (double) whole) : json_null();
}

static json_t *moment(int64_t microseconds) {
    char room[TIME_TEXT];
    return json_string(time_format(room, microseconds));
}

static json_t *stated_moment(int64_t stated) {
    return stated == INT64_MIN ? json_null() : moment(stated);
}

static json_t *seconds(int64_t microseconds) {
    if (microseconds % MICROSECONDS == 0) return json_integer(microseconds / MICROSECONDS);
    return number((double) microseconds / MICROSECONDS);
}

/* ---- posts, accounts and objects */

static json_t *account_name(const struct dossier *dossier, uint32_t account) {
    return text(dossier_account(dossier, account)->name);
}

static json_t *share_json(const struct dossier *dossier, const struct share *share) {
    char room[192];
    return json_pack("{s:o, s:o, s:o}", "account", account_name(dossier, share->account), "post",
                     text(dossier_post_id(dossier, share->post, room)), "time",
                     moment(share->time));
}

static json_t *moment_json(const struct dossier *dossier, struct moment moment) {
    struct share share = {.time = moment.time,
                          .post = moment.post,
                          .account = dossier->findings->archive->posts.account[moment.post]};
    return share_json(dossier, &share);
}

static json_t *stated_flag(int8_t flag) {
    return flag < 0 ? json_null() : json_boolean(flag);
}

static json_t *texts_json(const struct slices *texts) {
    json_t *list = json_array();
    for (size_t i = 0; i < texts->count; i++)
        if (json_array_append_new(list, text(texts->items[i])) != 0) return json_decref(list), NULL;
    return list;
}

/* What the profile shows. */
static json_t *appearance_json(const struct account_facts *facts) {
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "bio", stated_text(facts->bio),
                     "location", stated_text(facts->location), "website",
                     stated_text(facts->website), "picture", stated_text(facts->picture),
                     "default_picture", stated_flag(facts->default_picture), "display_name",
                     stated_text(facts->display_name), "handle", stated_text(facts->handle),
                     "former_handles", texts_json(&facts->former));
}

static json_t *profile_json(const struct account *account) {
    const struct account_facts *facts = account->facts;
    json_t *profile = appearance_json(facts);
    json_t *counts =
        json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "status", stated_text(facts->status), "created",
                  stated_moment(facts->created), "followers", stated_count(facts->followers),
                  "following", stated_count(facts->following), "listed",
                  stated_count(facts->listed), "verified", stated_flag(facts->verified));
    if (profile && counts && json_object_update_new(profile, counts) == 0) return profile;
    if (!profile) json_decref(counts);
    return json_decref(profile), NULL;
}

static json_t *scores_json(const struct centrality *scores, uint32_t account) {
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o}", "degree", count(scores->degree[account]), "strength",
        number(scores->strength[account]), "betweenness", number(scores->betweenness[account]),
        "pagerank", number(scores->pagerank[account]), "eigenvector",
        number(scores->eigenvector[account]), "coreness", count(scores->coreness[account]));
}

static json_t *member_json(const struct dossier *dossier, const struct member *member) {
    json_t *coshares =
        json_pack("{s:o, s:o, s:o, s:o, s:o}", "count", count(member->coshares), "first",
                  count(member->first_in), "first_share", ratio(member->first_in, member->coshares),
                  "posts", count(member->posts_in), "partners", count(member->partners));
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "account", account_name(dossier, member->account),
        "posts", count(member->posts), "coshares", coshares, "profile",
        profile_json(dossier_account(dossier, member->account)), "network",
        scores_json(dossier->findings->centrality, member->account), "first_post_time",
        stated_moment(member->posts ? member->first_time : INT64_MIN), "last_post_time",
        stated_moment(member->posts ? member->last_time : INT64_MIN));
}

static json_t *members_json(const struct dossier *dossier) {
    json_t *array = json_array();
    for (uint32_t i = 0; i < dossier->cluster->count; i++)
        append(&array, member_json(dossier, &dossier->members[i]));
    return array;
}

static json_t *object_json(const struct dossier *dossier, const struct shared_object *object) {
    uint32_t post = object->first_inside.post;
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "object", text(object->key), "text",
        object_shows_text(dossier, object->object) ? text(dossier_body(dossier, post))
                                                   : json_null(),
        "accounts", count(object->accounts), "posts", count(object->posts), "coshares",
        count(object->coshares), "accounts_outside", count(object->outside), "first",
        share_json(dossier, &object->first), "first_accounts", count(object->first_accounts),
        "first_inside", share_json(dossier, &object->first_inside), "last_inside",
        share_json(dossier, &object->last_inside));
}

static json_t *objects_json(const struct dossier *dossier, const struct part *part) {
    json_t *array = json_array();
    for (size_t i = 0; i < part->object_count && i < LISTED_OBJECTS; memory_step(++i))
        append(&array, object_json(dossier, &part->objects[i]));
    return array;
}

static json_t *part_json(const struct dossier *dossier, const struct part *part) {
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "layer",
                     text(slice_of(part->whole->name)), "window", seconds(part->whole->window),
                     "accounts", count(part->accounts), "posts", count(part->posts), "coshares",
                     count(part->coshares), "coshared_objects", count(part->coshared_objects),
                     "edges", count(part->edges), "shared_objects", count(part->object_count),
                     "top", objects_json(dossier, part));
}

static json_t *layers_json(const struct dossier *dossier) {
    json_t *array = json_array();
    for (size_t i = 0; i < dossier->part_count; i++)
        append(&array, part_json(dossier, &dossier->parts[i]));
    return array;
}

/* ---- evidence */

/* As in coshares.csv: the source comes first by name, delta is the target's time less the source's.
 */
static json_t *coshare_json(const struct dossier *dossier, const struct coshare *coshare) {
    const struct traces *traces = &dossier->findings->archive->traces;
    const struct share *source = coshare_source(&coshare->first, &coshare->second);
    const struct share *target = coshare_target(&coshare->first, &coshare->second);
    return json_pack("{s:o, s:o, s:o, s:o, s:o}", "layer", text(slice_of(coshare->layer->name)),
                     "object", text(object_key(traces, source->object)), "source",
                     share_json(dossier, source), "target", share_json(dossier, target), "delta",
                     seconds(target->time - source->time));
}

static json_t *coshares_json(const struct dossier *dossier) {
    json_t *array = json_array();
    for (size_t i = 0; i < dossier->coshare_count; i++)
        append(&array, coshare_json(dossier, &dossier->coshares[i]));
    return json_pack("{s:o, s:o}", "count", count(dossier->coshares_in_all), "first", array);
}

static json_t *pair_json(const struct dossier *dossier, const struct pair *pair) {
    const struct edge *edge = pair->edge;
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "source",
                     account_name(dossier, edge->source), "target",
                     account_name(dossier, edge->target), "coshares", count(edge->pairs), "objects",
                     count(edge->objects), "median_delta", number(edge->median_delta),
                     "source_first", number(edge->source_first), "weight", number(edge->weight),
                     "first_time", moment(edge->first_time), "last_time", moment(edge->last_time),
                     "closest",
                     pair->closest.layer ? coshare_json(dossier, &pair->closest) : json_null());
}

static json_t *pairs_json(const struct dossier *dossier) {
    json_t *array = json_array();
    for (size_t i = 0; i < dossier->pair_count; i++)
        append(&array, pair_json(dossier, &dossier->pairs[i]));
    return array;
}

/* ---- when */

static json_t *window_json(const struct dossier *dossier) {
    struct busy_window busiest = dossier->habits.busiest;
    if (!busiest.count) return json_null();
    const struct moment *first = &dossier->stream[busiest.first];
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "from", moment(first->time), "to",
                     moment(first[busiest.count - 1].time), "posts", count(busiest.count),
                     "accounts", count(dossier->busiest_accounts), "posts_of_all_accounts",
                     count(dossier->busiest_in_data), "first", moment_json(dossier, *first));
}

static json_t *run_json(const struct dossier *dossier) {
    struct posting_run run = dossier->run;
    if (!run.count) return json_null();
    return json_pack("{s:o, s:o, s:o}", "posts", count(run.count), "first",
                     moment_json(dossier, dossier->stream[run.first]), "last",
                     moment_json(dossier, dossier->stream[run.first + run.count - 1]));
}

static json_t *day_json(const struct day *day) {
    char date[DATE_TEXT];
    return json_pack("{s:s, s:o, s:o}", "day", date_format(date, day->number), "posts",
                     count(day->posts), "accounts", count(day->accounts));
}

static json_t *creation_json(const struct dossier *dossier) {
    const struct creation *creation = &dossier->creation;
    if (!creation->known) return json_null();
    char date[DATE_TEXT];
    return json_pack("{s:o, s:o, s:o, s:s, s:o}", "known", count(creation->known), "first",
                     moment(creation->first), "last", moment(creation->last), "busiest_day",
                     date_format(date, creation->day), "on_busiest_day", count(creation->on_day));
}

static json_t *days_json(const struct dossier *dossier) {
    json_t *array = json_array();
    for (size_t i = 0; i < dossier->day_count; i++)
        append(&array, day_json(&dossier->days[i]));
    return array;
}

static json_t *hours_json(const struct dossier *dossier) {
    json_t *week = json_array();
    for (size_t day = 0; day < 7; day++) {
        json_t *hours = json_array();
        for (size_t hour = 0; hour < 24; hour++)
            append(&hours, count(dossier->hours[day][hour]));
        append(&week, hours);
    }
    return week;
}

static json_t *activity_json(const struct dossier *dossier) {
    const struct moment *stream = dossier->stream;
    size_t posts = dossier->habits.posts;
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "timezone", text(slice_of(dossier->all->zone)),
        "first_post", posts ? moment_json(dossier, stream[0]) : json_null(), "last_post",
        posts ? moment_json(dossier, stream[posts - 1]) : json_null(), "busiest_day",
        posts ? day_json(&dossier->days[dossier->busiest_day]) : json_null(), "busiest_ten_minutes",
        window_json(dossier), "longest_run", run_json(dossier), "days", days_json(dossier),
        "hours_by_weekday_from_monday", hours_json(dossier));
}

static json_t *languages_json(const struct dossier *dossier) {
    json_t *array = json_array();
    for (size_t i = 0; i < dossier->language_count; i++) {
        const struct language_count *language = &dossier->languages[i];
        json_t *row = json_pack("{s:o, s:o}", "language", stated_text(language->language), "posts",
                                count(language->posts));
        append(&array, row);
    }
    return array;
}

static json_t *kinds_json(const struct habits *habits) {
    json_t *kinds = json_object();
    for (size_t k = 0; k < POST_KIND_COUNT; k++)
        put(&kinds, post_kind_name((enum post_kind) k), count(habits->kinds[k]));
    return kinds;
}

static json_t *habits_json(const struct habits *habits) {
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "accounts", count(habits->accounts),
                     "posts", count(habits->posts), "mean_posts",
                     ratio(habits->posts, habits->accounts), "median_posts",
                     habits->accounts ? number(habits->median_posts) : json_null(), "kinds",
                     kinds_json(habits), "busiest_ten_minutes", count(habits->busiest.count),
                     "busiest_ten_minutes_share", ratio(habits->busiest.count, habits->posts));
}

/* ---- the whole */

static json_t *survival(double evidence) {
    return isnan(evidence) ? json_null() : json_boolean(evidence > 0);
}

/* Evidence of the same accounts where one choice, or one object, is another. */
static json_t *response_json(const struct cluster *c) {
    double without = c->evidence - c->largest_gain;
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "evidence_half",
                     number(c->evidence_half), "survives_half", survival(c->evidence_half),
                     "evidence_double", number(c->evidence_double), "survives_double",
                     survival(c->evidence_double), "largest_object_share",
                     number(c->largest_gain / c->gains), "evidence_without_largest_object",
                     number(without), "survives_leave_one_out", survival(without));
}

static json_t *marks_json(const struct dossier *dossier) {
    const struct signs *signs = &dossier->cluster->signs;
    json_t *marks = json_array();
    for (int mark = 0; mark < MARK_COUNT; mark++)
        if (signs->marks >> mark & 1) append(&marks, json_string(mark_name((enum mark) mark)));
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "marks", marks,
        "burst", number(signs->burst), "outsiders", number(signs->outsiders), "source",
        number(signs->source), "source_account",
        isnan(signs->source) ? json_null() : account_name(dossier, signs->source_account),
        "source_known", json_boolean(signs->source_known), "links", number(signs->links), "via",
        number(signs->via), "focus", number(signs->focus), "news_words", number(signs->news),
        "fan_words", number(signs->fans), "network_words", number(signs->network), "clock",
        number(signs->clock), "own_sites", number(signs->own_sites));
}

static json_t *cluster_json(const struct dossier *dossier) {
    const struct cluster *c = dossier->cluster;
    const struct layer *layer = &dossier->findings->archive->traces.layers[c->layer];
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
        "response", response_json(c), "number", count(c->number), "accounts", count(c->count),
        "layer", text(slice_of(layer->name)), "window", seconds(layer->window), "posts",
        count(dossier->habits.posts), "posts_in_coshares", count(c->posts), "evidence",
        number(c->evidence), "chance_at_most_log10", number(dossier_chance(dossier) / log(10)),
        "episodes", count(c->episodes), "edges", count(c->edges), "density", number(c->density),
        "conductance", number(c->conductance), "stability", number(c->stability), "first_time",
        moment(c->first_time), "last_time", moment(c->last_time));
}

static json_t *settings_json(const struct lockstep_settings *settings) {
    json_t *object = json_object();
    const lockstep_setting *table = lockstep_settings_table();
    for (size_t row = 0; table[row].name; row++) {
        const char *value = settings_value(settings, row);
        if (setting_matters(settings, &table[row]))
            put(&object, table[row].name, value ? text(slice_of(value)) : json_null());
    }
    return object;
}

static json_t *null_json(const struct null_model *null) {
    return json_pack("{s:o, s:o, s:o, s:o}", "accounts", count(null->accounts), "rate",
                     number(null->mean_rate), "rate_error", number(null->rate_error),
                     "sampled_objects", count(null->sampled_objects));
}

static json_t *rejects_json(const struct tally *tally) {
    json_t *object = json_object();
    for (size_t r = 0; r < REJECT_REASON_COUNT; r++)
        if (tally->rejected[r])
            put(&object, reject_key((enum reject_reason) r), count(tally->rejected[r]));
    return object;
}

static json_t *source_json(const struct source *source) {
    const struct tally *tally = &source->tally;
    return json_pack(
        "{s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "name", text(source_name(source)), "bytes",
        count(source->bytes), "sha256", source->sha256, "format",
        source->format ? text(slice_of(source->format)) : json_null(), "read", count(tally->read),
        "used", count(tally->used), "duplicates", count(tally->duplicates), "filtered",
        count(tally->filtered), "rejected", rejects_json(tally));
}

static json_t *sources_json(const struct sources *sources) {
    json_t *array = json_array();
    for (size_t i = 0; i < sources->count; i++)
        append(&array, source_json(sources->items[i]));
    return array;
}

/* Those that are numbers are among the findings. */
static json_t *limits_json(const struct dossier *dossier) {
    enum phrase limits[DOSSIER_LIMITS];
    size_t count = dossier_limits(dossier, limits);
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        append(&array, json_string(dossier->all->wording->phrases[limits[i]]));
    return array;
}

static json_t *dossier_json(const struct dossier *dossier) {
    const struct findings *findings = dossier->findings;
    const struct null_model *null = &findings->network->layers[dossier->cluster->layer].null;
    json_t *comparison = json_pack("{s:o, s:o}", "cluster", habits_json(&dossier->habits),
                                   "accounts_in_no_cluster", habits_json(&dossier->all->rest));
    json_t *method = json_pack("{s:o, s:o}", "settings", settings_json(findings->settings), "null",
                               null_json(null));
    json_t *provenance = json_pack("{s:s, s:o}", "version", lockstep_version(), "inputs",
                                   sources_json(&findings->archive->sources));
    json_t *whole =
        json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "creation",
                  creation_json(dossier), "cluster", cluster_json(dossier), "accounts",
                  members_json(dossier), "layers", layers_json(dossier), "activity",
                  activity_json(dossier), "languages", languages_json(dossier), "coshares",
                  coshares_json(dossier), "pairs", pairs_json(dossier), "comparison", comparison,
                  "method", method, "limits", limits_json(dossier), "provenance", provenance);
    put(&whole, "not_a_campaign", marks_json(dossier));
    put(&whole, "language", json_string(dossier->all->wording->language));
    put(&whole, "findings", ledger_findings(dossier));
    put(&whole, "omitted", ledger_omissions(dossier));
    put(&whole, "techniques", ledger_techniques(dossier));
    put(&whole, "campaigns", campaigns_json(dossier));
    return whole;
}

lockstep_status dossier_write_json(FILE *out, const struct dossier *dossier, lockstep_error *err) {
    json_t *whole = dossier_json(dossier);
    if (!whole) return fail_memory(err, "a dossier");
    int failed = json_dumpf(whole, out,
                            JSON_SORT_KEYS | JSON_INDENT(1) | JSON_REAL_PRECISION(DOSSIER_DIGITS));
    json_decref(whole);
    if (ferror(out)) return fail_io(err, "dossier.json");
    if (failed) return fail_memory(err, "dossier.json");
    return putc('\n', out) == EOF ? fail_io(err, "dossier.json") : LOCKSTEP_OK;
}
