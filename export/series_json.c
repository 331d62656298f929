/* series.json: what the figures of one folder show, as numbers. */
#include "engine/error.h"
#include "engine/memory.h"
#include "export/figure.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>

/* ---- writing: what could not be made is NULL, and so is all that it was to be a part of */

static void append(json_t **array, json_t *item) {
    if (json_array_append_new(*array, item)) json_decref(*array), *array = NULL;
}

/* As labels show it, because nothing else is asked of it; long texts are cut. */
static json_t *label(struct slice text) {
    char clean[1024];
    size_t size = label_clean(clean, sizeof clean, text);
    return json_stringn(clean, size);
}

static json_t *count(uint64_t count) {
    return json_integer((json_int_t) count);
}

/* On the clocks of the zone, so without a zone: "2023-07-06T08:31:12". */
static json_t *local_moment(int64_t local) {
    char text[TIME_TEXT];
    time_format(text, local);
    text[strlen(text) - 1] = '\0';
    return json_string(text);
}

static json_t *counts(const uint32_t *items, size_t size) {
    json_t *array = json_array();
    for (size_t i = 0; i < size; i++)
        append(&array, count(items[i]));
    return array;
}

static json_t *study_windows_json(const struct study *study) {
    json_t *array = json_array();
    for (size_t w = 0; w < study->window_count; w++)
        append(&array, json_integer(study->windows[w]));
    return array;
}

static json_t *study_json(const struct study *study) {
    char seed[32];
    snprintf(seed, sizeof seed, "%llu", (unsigned long long) study->seed);
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:o}", "cluster",
                     count(study->cluster), "accounts", count(study->accounts), "posts",
                     count(study->posts), "layer", label(study->layer), "windows_microseconds",
                     study_windows_json(study), "min_objects", count(study->min_objects), "alpha",
                     json_real(study->alpha), "fdr", json_real(study->fdr), "seed", seed,
                     "timezone", label(study->zone));
}

static json_t *nodes_json(const struct figure_network *network) {
    json_t *array = json_array();
    for (size_t n = 0; n < network->count; n++) {
        const struct network_node *node = &network->nodes[n];
        append(&array, json_pack("[o, f, f, f, o]", label(node->name), node->at.x, node->at.y,
                                 node->strength, count(node->cluster)));
    }
    return array;
}

static json_t *ties_json(const struct figure_network *network) {
    json_t *array = json_array();
    for (size_t t = 0; t < network->tie_count; memory_step(++t))
        append(&array, json_pack("[o, o, f]", count(network->ties[t].source),
                                 count(network->ties[t].target), network->ties[t].weight));
    return array;
}

static json_t *network_json(const struct figure_network *network) {
    return json_pack("{s:o, s:o, s:o, s:o, s:f}", "accounts", count(network->accounts),
                     "name_x_y_strength_cluster", nodes_json(network), "ties",
                     count(network->ties_in_all), "source_target_weight", ties_json(network),
                     "strongest", network->strongest);
}

static json_t *bands_json(const struct timeline *timeline) {
    json_t *array = json_array();
    for (size_t b = 0; b < timeline->band_count; b++) {
        const struct band *band = &timeline->bands[b];
        append(&array, json_pack("[o, o, o]", label(band->name), local_moment(band->from),
                                 local_moment(band->to)));
    }
    return array;
}

static json_t *bursts_json(const struct timeline *timeline) {
    json_t *array = json_array();
    for (size_t b = 0; b < timeline->burst_count; b++)
        append(&array, json_pack("[o, o]", local_moment(timeline->bursts[b].start),
                                 count(timeline->bursts[b].posts)));
    return array;
}

static json_t *timeline_json(const struct timeline *timeline) {
    return json_pack(
        "{s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "span", span_name(timeline->span), "start",
        local_moment(timeline->start), "posts", counts(timeline->posts, timeline->count), "marked",
        counts(timeline->marked, timeline->count), "busiest_ten_minutes", bursts_json(timeline),
        "campaigns", bands_json(timeline), "campaigns_without_dates", count(timeline->undated));
}

static json_t *heatmap_json(const struct heatmap *heatmap) {
    json_t *week = json_array();
    for (size_t day = 0; day < 7; day++)
        append(&week, counts(heatmap->posts[day], 24));
    return week;
}

static json_t *created_json(const struct created *created) {
    return json_pack("{s:s, s:o, s:o, s:o}", "span", span_name(created->span), "start",
                     local_moment(created->start), "these", counts(created->these, created->count),
                     "others", counts(created->others, created->count));
}

static json_t *cascade_json(const struct cascade *cascade) {
    json_t *array = json_array();
    for (size_t i = 0; i < cascade->count; i++) {
        const struct cascade_share *share = &cascade->shares[i];
        append(&array, json_pack("[o, o, b]", local_moment(share->time), label(share->account),
                                 share->inside));
    }
    return json_pack("{s:o, s:o, s:b, s:o, s:o, s:o, s:o}", "layer", label(cascade->layer), "text",
                     label(cascade->text), "is_text", cascade->is_text, "accounts",
                     count(cascade->accounts), "accounts_before", count(cascade->before),
                     "accounts_after", count(cascade->after), "time_account_inside", array);
}

static json_t *windows_json(const struct response_curve *curve) {
    json_t *array = json_array();
    for (size_t p = 0; p < curve->count; p++)
        append(&array, json_pack("[o, f]", json_integer(curve->points[p].window),
                                 curve->points[p].evidence));
    return array;
}

static json_t *upset_json(const struct upset *upset) {
    json_t *names = json_array(), *sets = json_array();
    for (size_t c = 0; c < upset->count; c++)
        append(&names, json_pack("[o, o]", label(upset->names[c]), count(upset->sizes[c])));
    for (size_t s = 0; s < upset->set_count; s++)
        append(&sets, json_pack("[o, o]", count(upset->sets[s].campaigns),
                                count(upset->sets[s].accounts)));
    return json_pack("{s:o, s:o, s:o}", "accounts", count(upset->accounts), "campaign_accounts",
                     names, "campaign_bits_accounts", sets);
}

static int take_json(const char *bytes, size_t size, void *buffer) {
    buffer_append(buffer, (struct slice){bytes, size});
    return 0;
}

lockstep_status series_write(struct buffer *out, const struct series *series, lockstep_error *err) {
    json_t *whole = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "study", study_json(&series->study), "network",
        network_json(&series->network), "timeline", timeline_json(&series->timeline), "heatmap",
        heatmap_json(&series->heatmap), "created", created_json(&series->created), "cascade",
        cascade_json(&series->cascade), "windows_microseconds_evidence",
        windows_json(&series->windows), "upset", upset_json(&series->upset));
    if (!whole) return fail_memory(err, "series.json");
    int failed = json_dump_callback(whole, take_json, out,
                                    JSON_SORT_KEYS | JSON_COMPACT | JSON_REAL_PRECISION(17));
    json_decref(whole);
    buffer_byte(out, '\n');
    return failed || out->failed ? fail_memory(err, "series.json") : LOCKSTEP_OK;
}

/* ---- reading: the first thing that is not as written above is remembered */

struct reading {
    struct series *series;
    bool failed, out_of_memory;
};

static const json_t *member(struct reading *reading, const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    if (!value) reading->failed = true;
    return value;
}

static int64_t whole_number(struct reading *reading, const json_t *value, int64_t most) {
    int64_t number = json_integer_value(value);
    if (json_is_integer(value) && number >= 0 && number <= most) return number;
    reading->failed = true;
    return 0;
}

static double real_number(struct reading *reading, const json_t *value) {
    double number = json_number_value(value);
    if (json_is_number(value) && isfinite(number) && fabs(number) < 1e12) return number;
    reading->failed = true;
    return 0;
}

static struct slice text_of(struct reading *reading, const json_t *value) {
    if (!json_is_string(value)) {
        reading->failed = true;
        return SLICE("");
    }
    struct slice text = {json_string_value(value), json_string_length(value)};
    struct slice copy = arena_copy(&reading->series->arena, text);
    if (copy.at) return copy;
    reading->out_of_memory = true;
    return SLICE("");
}

static int64_t local_of(struct reading *reading, const json_t *value) {
    int64_t local = 0;
    enum time_precision precision;
    struct slice text = {json_string_value(value), json_string_length(value)};
    if (!json_is_string(value) || !time_parse(text, &local, &precision)) reading->failed = true;
    return local;
}

static void *room_for(struct reading *reading, size_t count, size_t size) {
    void *room = arena_alloc(&reading->series->arena, count, size);
    if (!room) reading->out_of_memory = true;
    return room;
}

static size_t length_of(struct reading *reading, const json_t *array) {
    if (!json_is_array(array)) reading->failed = true;
    return json_array_size(array);
}

static uint32_t *counts_of(struct reading *reading, const json_t *array, size_t *count) {
    *count = length_of(reading, array);
    uint32_t *items = room_for(reading, *count, sizeof *items);
    for (size_t i = 0; items && i < *count; i++)
        items[i] = (uint32_t) whole_number(reading, json_array_get(array, i), UINT32_MAX);
    return items;
}

static void read_study_windows(struct reading *reading, const json_t *array) {
    struct study *study = &reading->series->study;
    study->window_count = length_of(reading, array);
    if (study->window_count > STUDY_WINDOWS)
        reading->failed = true, study->window_count = STUDY_WINDOWS;
    for (size_t w = 0; w < study->window_count; w++)
        study->windows[w] = whole_number(reading, json_array_get(array, w), INT64_MAX);
}

static void read_study(struct reading *reading, const json_t *object) {
    struct study *study = &reading->series->study;
    study->cluster =
        (uint32_t) whole_number(reading, member(reading, object, "cluster"), UINT32_MAX);
    study->accounts =
        (uint64_t) whole_number(reading, member(reading, object, "accounts"), INT64_MAX);
    study->posts = (uint64_t) whole_number(reading, member(reading, object, "posts"), INT64_MAX);
    study->layer = text_of(reading, member(reading, object, "layer"));
    read_study_windows(reading, member(reading, object, "windows_microseconds"));
    study->min_objects =
        (uint32_t) whole_number(reading, member(reading, object, "min_objects"), UINT32_MAX);
    study->alpha = real_number(reading, member(reading, object, "alpha"));
    study->fdr = real_number(reading, member(reading, object, "fdr"));
    const char *seed = json_string_value(member(reading, object, "seed"));
    study->seed = seed ? strtoull(seed, NULL, 10) : 0;
    study->zone = text_of(reading, member(reading, object, "timezone"));
}

static void read_nodes(struct reading *reading, const json_t *array) {
    struct figure_network *network = &reading->series->network;
    network->count = length_of(reading, array);
    network->nodes = room_for(reading, network->count, sizeof *network->nodes);
    for (size_t n = 0; network->nodes && n < network->count; n++) {
        const json_t *node = json_array_get(array, n);
        network->nodes[n] = (struct network_node){
            .name = text_of(reading, json_array_get(node, 0)),
            .at = {real_number(reading, json_array_get(node, 1)),
                   real_number(reading, json_array_get(node, 2))},
            .strength = real_number(reading, json_array_get(node, 3)),
            .cluster = (uint32_t) whole_number(reading, json_array_get(node, 4), UINT32_MAX)};
    }
}

static void read_ties(struct reading *reading, const json_t *array) {
    struct figure_network *network = &reading->series->network;
    network->tie_count = length_of(reading, array);
    network->ties = room_for(reading, network->tie_count, sizeof *network->ties);
    int64_t last = (int64_t) network->count - 1;
    for (size_t t = 0; network->ties && t < network->tie_count; memory_step(++t)) {
        const json_t *tie = json_array_get(array, t);
        network->ties[t] = (struct network_tie){
            .source = (uint32_t) whole_number(reading, json_array_get(tie, 0), last),
            .target = (uint32_t) whole_number(reading, json_array_get(tie, 1), last),
            .weight = real_number(reading, json_array_get(tie, 2))};
    }
}

static void read_network(struct reading *reading, const json_t *object) {
    struct figure_network *network = &reading->series->network;
    read_nodes(reading, member(reading, object, "name_x_y_strength_cluster"));
    read_ties(reading, member(reading, object, "source_target_weight"));
    network->accounts =
        (size_t) whole_number(reading, member(reading, object, "accounts"), INT64_MAX);
    network->ties_in_all =
        (size_t) whole_number(reading, member(reading, object, "ties"), INT64_MAX);
    network->strongest = real_number(reading, member(reading, object, "strongest"));
}

static enum span span_of(struct reading *reading, const json_t *object) {
    enum span span = SPAN_DAY;
    const char *name = json_string_value(member(reading, object, "span"));
    if (!name || !span_parse(slice_of(name), &span)) reading->failed = true;
    return span;
}

static void read_bands(struct reading *reading, const json_t *array) {
    struct timeline *timeline = &reading->series->timeline;
    timeline->band_count = length_of(reading, array);
    timeline->bands = room_for(reading, timeline->band_count, sizeof *timeline->bands);
    for (size_t b = 0; timeline->bands && b < timeline->band_count; b++) {
        const json_t *band = json_array_get(array, b);
        timeline->bands[b] = (struct band){.name = text_of(reading, json_array_get(band, 0)),
                                           .from = local_of(reading, json_array_get(band, 1)),
                                           .to = local_of(reading, json_array_get(band, 2))};
    }
}

static void read_bursts(struct reading *reading, const json_t *array) {
    struct timeline *timeline = &reading->series->timeline;
    timeline->burst_count = length_of(reading, array);
    if (timeline->burst_count > TIMELINE_BURSTS)
        reading->failed = true, timeline->burst_count = TIMELINE_BURSTS;
    for (size_t b = 0; b < timeline->burst_count; b++) {
        const json_t *burst = json_array_get(array, b);
        timeline->bursts[b] =
            (struct burst){local_of(reading, json_array_get(burst, 0)),
                           (uint64_t) whole_number(reading, json_array_get(burst, 1), INT64_MAX)};
    }
}

static void read_timeline(struct reading *reading, const json_t *object) {
    struct timeline *timeline = &reading->series->timeline;
    size_t marked;
    timeline->span = span_of(reading, object);
    timeline->start = local_of(reading, member(reading, object, "start"));
    timeline->posts = counts_of(reading, member(reading, object, "posts"), &timeline->count);
    timeline->marked = counts_of(reading, member(reading, object, "marked"), &marked);
    if (marked != timeline->count) reading->failed = true;
    read_bursts(reading, member(reading, object, "busiest_ten_minutes"));
    read_bands(reading, member(reading, object, "campaigns"));
    timeline->undated = (size_t) whole_number(
        reading, member(reading, object, "campaigns_without_dates"), UINT32_MAX);
}

static void read_heatmap(struct reading *reading, const json_t *week) {
    for (size_t day = 0; day < 7; day++)
        for (size_t hour = 0; hour < 24; hour++)
            reading->series->heatmap.posts[day][hour] = (uint32_t) whole_number(
                reading, json_array_get(json_array_get(week, day), hour), UINT32_MAX);
}

static uint32_t sum_of(const uint32_t *items, size_t count) {
    uint32_t sum = 0;
    for (size_t i = 0; items && i < count; i++)
        sum += items[i];
    return sum;
}

static void read_created(struct reading *reading, const json_t *object) {
    struct created *created = &reading->series->created;
    size_t others;
    created->span = span_of(reading, object);
    created->start = local_of(reading, member(reading, object, "start"));
    created->these = counts_of(reading, member(reading, object, "these"), &created->count);
    created->others = counts_of(reading, member(reading, object, "others"), &others);
    if (others != created->count) {
        reading->failed = true;
        return;
    }
    created->known = sum_of(created->these, created->count);
    created->others_known = sum_of(created->others, created->count);
}

static void read_cascade(struct reading *reading, const json_t *object) {
    struct cascade *cascade = &reading->series->cascade;
    const json_t *array = member(reading, object, "time_account_inside");
    cascade->layer = text_of(reading, member(reading, object, "layer"));
    cascade->text = text_of(reading, member(reading, object, "text"));
    cascade->is_text = json_is_true(member(reading, object, "is_text"));
    cascade->accounts =
        (uint32_t) whole_number(reading, member(reading, object, "accounts"), UINT32_MAX);
    cascade->before =
        (uint32_t) whole_number(reading, member(reading, object, "accounts_before"), UINT32_MAX);
    cascade->after =
        (uint32_t) whole_number(reading, member(reading, object, "accounts_after"), UINT32_MAX);
    cascade->count = length_of(reading, array);
    cascade->shares = room_for(reading, cascade->count, sizeof *cascade->shares);
    for (size_t i = 0; cascade->shares && i < cascade->count; i++) {
        const json_t *share = json_array_get(array, i);
        cascade->shares[i] =
            (struct cascade_share){.time = local_of(reading, json_array_get(share, 0)),
                                   .account = text_of(reading, json_array_get(share, 1)),
                                   .inside = json_is_true(json_array_get(share, 2))};
    }
}

static void read_windows(struct reading *reading, const json_t *array) {
    struct response_curve *curve = &reading->series->windows;
    size_t count = length_of(reading, array);
    if (count > RESPONSE_WINDOWS) reading->failed = true;
    for (size_t p = 0; p < count && p < RESPONSE_WINDOWS; p++) {
        const json_t *point = json_array_get(array, p);
        curve->points[p].window = whole_number(reading, json_array_get(point, 0), INT64_MAX);
        curve->points[p].evidence = real_number(reading, json_array_get(point, 1));
        if (curve->points[p].window < (p ? curve->points[p - 1].window : 0) + 1)
            reading->failed = true;
        curve->count = p + 1;
    }
}

static void read_sets(struct reading *reading, const json_t *array) {
    struct upset *upset = &reading->series->upset;
    uint64_t accounts = 0;
    upset->set_count = length_of(reading, array);
    if (upset->set_count > UPSET_SETS) reading->failed = true, upset->set_count = UPSET_SETS;
    for (size_t s = 0; s < upset->set_count; s++) {
        const json_t *set = json_array_get(array, s);
        upset->sets[s].campaigns =
            (uint32_t) whole_number(reading, json_array_get(set, 0), (1 << UPSET_CAMPAIGNS) - 1);
        upset->sets[s].accounts =
            (uint32_t) whole_number(reading, json_array_get(set, 1), UINT32_MAX);
        accounts += upset->sets[s].accounts;
    }
    if (accounts > upset->accounts) reading->failed = true;
}

static void read_upset(struct reading *reading, const json_t *object) {
    struct upset *upset = &reading->series->upset;
    const json_t *names = member(reading, object, "campaign_accounts");
    upset->count = length_of(reading, names);
    if (upset->count > UPSET_CAMPAIGNS) reading->failed = true, upset->count = UPSET_CAMPAIGNS;
    for (size_t c = 0; c < upset->count; c++) {
        const json_t *campaign = json_array_get(names, c);
        upset->names[c] = text_of(reading, json_array_get(campaign, 0));
        upset->sizes[c] = (uint32_t) whole_number(reading, json_array_get(campaign, 1), UINT32_MAX);
    }
    upset->accounts =
        (uint32_t) whole_number(reading, member(reading, object, "accounts"), UINT32_MAX);
    read_sets(reading, member(reading, object, "campaign_bits_accounts"));
}

lockstep_status series_read(struct series *out, const char *path, lockstep_error *err) {
    *out = (struct series){0};
    FILE *in = fopen(path, "rb");
    if (!in) return fail_io(err, path);
    json_error_t wrong;
    json_t *whole = json_loadf(in, 0, &wrong);
    fclose(in);
    if (!whole) return fail_at(err, LOCKSTEP_EINPUT, path, (uint64_t) wrong.line, "%s", wrong.text);
    struct reading reading = {.series = out};
    read_study(&reading, member(&reading, whole, "study"));
    read_network(&reading, member(&reading, whole, "network"));
    read_timeline(&reading, member(&reading, whole, "timeline"));
    read_heatmap(&reading, member(&reading, whole, "heatmap"));
    read_created(&reading, member(&reading, whole, "created"));
    read_cascade(&reading, member(&reading, whole, "cascade"));
    read_windows(&reading, member(&reading, whole, "windows_microseconds_evidence"));
    read_upset(&reading, member(&reading, whole, "upset"));
    json_decref(whole);
    if (reading.out_of_memory) return fail_memory(err, path);
    if (reading.failed)
        return fail_at(err, LOCKSTEP_EINPUT, path, 0, "not a series.json of this version");
    return LOCKSTEP_OK;
}
