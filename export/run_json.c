#include "export/run_json.h"

#include "engine/buffer.h"
#include "engine/error.h"
#include "engine/memory.h"
#include "engine/settings.h"
#include "export/figure.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>

/* jansson passes NULL on from call to call; that any was met says at the end that memory is out. */
struct document {
    const struct findings *findings;
    struct buffer text;
    bool failed;
};

static void put(struct document *document, json_t *object, const char *key, json_t *value) {
    if (json_object_set_new(object, key, value) != 0) document->failed = true;
}

static void append(struct document *document, json_t *array, json_t *value) {
    if (json_array_append_new(array, value) != 0) document->failed = true;
}

static json_t *count_of(uint64_t count) {
    return json_integer((json_int_t) count);
}

static json_t *number_of(double number) {
    return isfinite(number) ? json_real(number) : json_null();
}

/* File names and settings are whatever bytes the system gives: U+FFFD for what is not UTF-8. */
static json_t *text_of(struct document *document, struct slice text) {
    buffer_clear(&document->text);
    while (text.size) {
        int32_t c;
        size_t size = xml_code_point(text, &c);
        buffer_append(&document->text,
                      c < 0 ? SLICE("\xEF\xBF\xBD") : (struct slice){text.at, size});
        text = (struct slice){text.at + size, text.size - size};
    }
    document->failed |= document->text.failed;
    return json_stringn(document->text.size ? document->text.bytes : "", document->text.size);
}

static json_t *time_of(int64_t microseconds) {
    char text[TIME_TEXT];
    return json_string(time_format(text, microseconds));
}

/* ---- settings and inputs */

/* All but those that name a place on this machine. */
static json_t *settings_object(struct document *document) {
    json_t *object = json_object();
    const lockstep_setting *table = lockstep_settings_table();
    for (size_t row = 0; table[row].name; row++) {
        if (settings_is_private(&table[row])) continue;
        const char *value = settings_value(document->findings->settings, row);
        put(document, object, table[row].name,
            value ? text_of(document, slice_of(value)) : json_null());
    }
    return object;
}

static json_t *rejected_object(struct document *document, const struct tally *tally) {
    json_t *object = json_object();
    for (enum reject_reason r = 0; r < REJECT_REASON_COUNT; r++) {
        if (!tally->rejected[r]) continue;
        json_t *reason = json_object();
        put(document, reason, "count", count_of(tally->rejected[r]));
        put(document, reason, "text", json_string(reject_text(r)));
        put(document, reason, "first_line", count_of(tally->first[r].line));
        put(document, reason, "first_detail", text_of(document, slice_of(tally->first[r].detail)));
        put(document, object, reject_key(r), reason);
    }
    return object;
}

/* How far the times that are stated lie from those that the ids hold. */
static json_t *clocks_object(struct document *document, const struct clocks *clocks) {
    json_t *object = json_object();
    int64_t seconds;
    uint64_t commonest = clocks_offset(clocks, &seconds);
    put(document, object, "compared", count_of(clocks->compared));
    put(document, object, "agree", count_of(clocks->agree));
    put(document, object, "commonest_offset", count_of(commonest));
    put(document, object, "commonest_offset_seconds", json_integer(seconds));
    return object;
}

static json_t *input_object(struct document *document, const struct source *source) {
    json_t *object = json_object();
    put(document, object, "name", text_of(document, source_name(source)));
    put(document, object, "bytes", count_of(source->bytes));
    put(document, object, "sha256", json_string(source->sha256));
    put(document, object, "format", source->format ? json_string(source->format) : json_null());
    if (source->left_out)
        put(document, object, "left_out", text_of(document, slice_of(source->left_out)));
    if (source->unused) {
        put(document, object, "unused_columns", count_of(source->unused_count));
        put(document, object, "unused", text_of(document, slice_of(source->unused)));
    }
    if (source->taken && *source->taken)
        put(document, object, "columns", text_of(document, slice_of(source->taken)));
    if (source->set_aside && *source->set_aside)
        put(document, object, "own_addresses", text_of(document, slice_of(source->set_aside)));
    if (source->encoding) put(document, object, "encoding", json_string(source->encoding));
    if (source->nuls) put(document, object, "nuls", count_of(source->nuls));
    put(document, object, "read", count_of(source->tally.read));
    put(document, object, "used", count_of(source->tally.used));
    put(document, object, "duplicates", count_of(source->tally.duplicates));
    put(document, object, "filtered", count_of(source->tally.filtered));
    put(document, object, "repaired", count_of(source->tally.repaired));
    if (source->tally.coarse)
        put(document, object, "times_too_coarse", count_of(source->tally.coarse));
    if (source->tally.mangled)
        put(document, object, "references_mangled", count_of(source->tally.mangled));
    if (source->tally.cut_links)
        put(document, object, "links_cut_off", count_of(source->tally.cut_links));
    if (source->tally.zoneless) {
        put(document, object, "times_without_zone", count_of(source->tally.zoneless));
        put(document, object, "assumed_timezone",
            json_string(document->findings->settings->assumed_timezone));
        put(document, object, "dates",
            json_string(source->day_first ? "day first" : "month first"));
    }
    if (source->tally.clocks.compared)
        put(document, object, "clocks_of_ids", clocks_object(document, &source->tally.clocks));
    put(document, object, "rejected", rejected_object(document, &source->tally));
    return object;
}

static json_t *inputs_array(struct document *document) {
    const struct sources *sources = &document->findings->archive->sources;
    json_t *array = json_array();
    for (size_t s = 0; s < sources->count; s++)
        append(document, array, input_object(document, sources->items[s]));
    return array;
}

/* The files of --accounts: rows that name an account of the run, and those that name none. */
static json_t *joined_object(struct document *document) {
    const struct account_facts_joined *joined = &document->findings->archive->joined;
    json_t *object = json_object(), *array = json_array();
    for (size_t s = 0; s < joined->sources.count; s++) {
        const struct source *source = joined->sources.items[s];
        json_t *input = json_object();
        put(document, input, "name", text_of(document, source_name(source)));
        put(document, input, "sha256", json_string(source->sha256));
        put(document, input, "read", count_of(source->tally.read));
        put(document, input, "joined", count_of(source->tally.used));
        put(document, input, "unmatched", count_of(source->tally.filtered));
        put(document, input, "rejected", rejected_object(document, &source->tally));
        append(document, array, input);
    }
    put(document, object, "inputs", array);
    put(document, object, "accounts", count_of(joined->accounts));
    return object;
}

/* ---- what was found */

static json_t *counts_object(struct document *document) {
    const struct findings *findings = document->findings;
    uint64_t tied = 0, members = 0;
    for (uint32_t a = 0; a < findings->archive->accounts.count; memory_step(++a))
        tied += findings->centrality->degree[a] > 0;
    for (size_t c = 0; c < findings->clusters->kept; c++)
        members += findings->clusters->items[c].count;
    json_t *object = json_object();
    put(document, object, "posts", count_of(findings->archive->posts.count));
    put(document, object, "accounts", count_of(findings->archive->accounts.count));
    put(document, object, "accounts_alike", count_of(findings->archive->alike.accounts));
    put(document, object, "posts_deleted", count_of(findings->archive->deleted));
    put(document, object, "posts_edited", count_of(findings->archive->edited));
    put(document, object, "accounts_in_network", count_of(tied));
    put(document, object, "accounts_in_clusters", count_of(members));
    put(document, object, "ties", count_of(findings->centrality->tie_count));
    put(document, object, "clusters", count_of(findings->clusters->kept));
    put(document, object, "pairs_outside_clusters",
        count_of(findings->clusters->significant_pairs));
    put(document, object, "posts_of_tied_accounts", count_of(findings->clusters->tied_posts));
    put(document, object, "betweenness_sources",
        count_of(findings->centrality->betweenness_sources));
    put(document, object, "betweenness_error", number_of(findings->centrality->betweenness_error));
    return object;
}

static void put_communities(struct document *document, json_t *object, size_t layer) {
    const struct clusters *clusters = document->findings->clusters;
    uint64_t kept = 0, members = 0, chance = 0;
    for (size_t c = 0; c < clusters->count; c++) {
        if (clusters->items[c].layer != layer) continue;
        chance += c >= clusters->kept;
        kept += c < clusters->kept;
        members += c < clusters->kept ? clusters->items[c].count : 0;
    }
    put(document, object, "communities", count_of(kept + chance));
    put(document, object, "clusters", count_of(kept));
    put(document, object, "accounts_in_clusters", count_of(members));
    put(document, object, "communities_that_chance_explains", count_of(chance));
}

static json_t *window_of(const struct layer *layer) {
    char text[TIME_TEXT];
    return json_string(duration_format(text, layer->window));
}

/* What chance has in the layer, where that was looked for. */
static json_t *placebo_object(struct document *document, const struct placebo *placebo) {
    json_t *object = json_object();
    put(document, object, "tries", count_of(placebo->tries));
    put(document, object, "clusters", count_of(placebo->clusters));
    put(document, object, "communities", count_of(placebo->communities));
    put(document, object, "evidence",
        isinf(placebo->evidence) ? json_null() : number_of(placebo->evidence));
    put(document, object, "price", number_of(placebo->price));
    return object;
}

static json_t *layer_object(struct document *document, size_t number) {
    const struct edges *edges = &document->findings->network->layers[number];
    uint64_t kept = 0;
    for (size_t e = 0; e < edges->count; memory_step(++e))
        kept += edges->items[e].kept;
    json_t *object = json_object();
    put(document, object, "layer", text_of(document, slice_of(edges->layer->name)));
    put(document, object, "window", window_of(edges->layer));
    put(document, object, "shares", count_of(edges->layer->count));
    put(document, object, "objects", count_of(edges->layer->object_count));
    put(document, object, "accounts", count_of(edges->null.accounts));
    put(document, object, "edges", count_of(edges->count));
    put(document, object, "edges_kept", count_of(kept));
    put(document, object, "rate", number_of(edges->null.mean_rate));
    put(document, object, "rate_error", number_of(edges->null.rate_error));
    put(document, object, "sampled_objects", count_of(edges->null.sampled_objects));
    put_communities(document, object, number);
    const struct placebo *placebos = document->findings->clusters->placebos;
    if (placebos && (placebos[number].tries || placebos[number].price > 0))
        put(document, object, "placebo", placebo_object(document, &placebos[number]));
    return object;
}

static json_t *layers_array(struct document *document) {
    json_t *array = json_array();
    for (size_t l = 0; l < document->findings->network->count; l++)
        append(document, array, layer_object(document, l));
    return array;
}

static json_t *clusters_array(struct document *document) {
    const struct clusters *clusters = document->findings->clusters;
    const struct layer *layers = document->findings->archive->traces.layers;
    json_t *array = json_array();
    for (size_t c = 0; c < clusters->kept; c++) {
        const struct cluster *cluster = &clusters->items[c];
        json_t *object = json_object();
        put(document, object, "cluster", count_of(cluster->number));
        put(document, object, "accounts", count_of(cluster->count));
        put(document, object, "layer", text_of(document, slice_of(layers[cluster->layer].name)));
        put(document, object, "window", window_of(&layers[cluster->layer]));
        put(document, object, "evidence", number_of(cluster->evidence));
        append(document, array, object);
    }
    return array;
}

/* ---- the run itself */

static json_t *timings_array(struct document *document) {
    json_t *array = json_array();
    for (size_t t = 0; t < document->findings->timing_count; t++) {
        const struct timing *timing = &document->findings->timings[t];
        json_t *object = json_object();
        put(document, object, "stage", json_string(timing->stage));
        put(document, object, "seconds", number_of(timing->seconds));
        append(document, array, object);
    }
    return array;
}

static json_t *memory_object(struct document *document) {
    struct memory_use use = memory_use();
    json_t *object = json_object();
    put(document, object, "peak_resident_bytes", count_of(use.peak));
    put(document, object, "spilled_bytes", count_of(use.spilled));
    return object;
}

static json_t *seeds_object(struct document *document) {
    json_t *object = json_object();
    put(document, object, "run", count_of(document->findings->settings->seed));
    put(document, object, "layout", count_of(LAYOUT_SEED));
    return object;
}

/* What the figure of the network shows of it. */
static json_t *drawn_object(struct document *document) {
    const struct centrality *centrality = document->findings->centrality;
    uint64_t accounts = 0, ties = centrality->tie_count;
    for (uint32_t a = 0; a < document->findings->archive->accounts.count; memory_step(++a))
        accounts += centrality->degree[a] > 0;
    json_t *object = json_object();
    put(document, object, "accounts",
        count_of(accounts < DRAWN_ACCOUNTS ? accounts : DRAWN_ACCOUNTS));
    put(document, object, "of_accounts", count_of(accounts));
    put(document, object, "ties", count_of(ties < DRAWN_TIES ? ties : DRAWN_TIES));
    put(document, object, "of_ties", count_of(ties));
    return object;
}

static json_t *losses_object(struct document *document) {
    struct network_losses losses = network_losses(document->findings, NULL);
    json_t *object = json_object();
    put(document, object, "replaced_characters", count_of(losses.replaced));
    put(document, object, "accounts_with_cut_texts", count_of(losses.cut));
    put(document, object, "accounts_with_labels_cut_in_dot", count_of(losses.cut_in_dot));
    put(document, object, "accounts_with_inf", count_of(losses.infinite));
    put(document, object, "layers_with_inf", count_of(losses.infinite_layers));
    return object;
}

static json_t *outputs_object(struct document *document, const struct outputs *outputs) {
    json_t *object = json_object();
    for (size_t o = 0; o < outputs->count; o++)
        put(document, object, outputs->items[o].name, json_string(outputs->items[o].sha256));
    return object;
}

lockstep_status run_json_write(FILE *out, const struct findings *findings,
                               const struct outputs *outputs, lockstep_error *err) {
    struct document document = {.findings = findings};
    json_t *root = json_object();
    put(&document, root, "version", json_string(lockstep_version()));
    put(&document, root, "settings", settings_object(&document));
    put(&document, root, "redacted", json_boolean(findings->settings->redaction.wanted));
    put(&document, root, "inputs", inputs_array(&document));
    if (findings->archive->joined.sources.count)
        put(&document, root, "accounts_joined", joined_object(&document));
    put(&document, root, "counts", counts_object(&document));
    put(&document, root, "layers", layers_array(&document));
    put(&document, root, "clusters", clusters_array(&document));
    put(&document, root, "seeds", seeds_object(&document));
    put(&document, root, "network_drawn", drawn_object(&document));
    put(&document, root, "network_losses", losses_object(&document));
    put(&document, root, "started", time_of(findings->started));
    put(&document, root, "timings", timings_array(&document));
    put(&document, root, "memory", memory_object(&document));
    put(&document, root, "outputs", outputs_object(&document, outputs));
    lockstep_status status = LOCKSTEP_OK;
    if (document.failed)
        status = fail_memory(err, "run.json");
    else if (json_dumpf(root, out, JSON_SORT_KEYS | JSON_INDENT(2) | JSON_REAL_PRECISION(12)) != 0)
        status = fail_io(err, "run.json");
    fputc('\n', out);
    json_decref(root);
    buffer_release(&document.text);
    return status;
}
