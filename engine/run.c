/* The pipeline: input ─► posts ─► traces ─► co-shares ─► edges ─► clusters ─► case folder. */
#include "engine/clock.h"
#include "engine/compat.h"
#include "engine/error.h"
#include "engine/ingested.h"
#include "engine/memory.h"
#include "engine/moments.h"
#include "export/export.h"
#include "export/folder.h"
#include "export/verify.h"
#include "graph/consensus.h"
#include "graph/marks.h"
#include "graph/response.h"
#include "graph/sweep.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>

enum { STAGES = 7 };
static const double NO_BACKGROUND = 0.5; /* of all posts, by accounts that are tied to others */

struct pipeline {
    const struct lockstep_settings *settings;
    lockstep_report_fn report;
    void *report_data;
    struct archive archive;
    struct network network;
    struct clusters clusters;
    struct evolution evolution;
    struct watchlist watchlist;
    struct centrality centrality, within;
    struct leads leads;
    struct blocks blocks;
    struct point *positions;
    int64_t started;
    struct timing timings[STAGES];
    size_t timing_count;
    double stage_began;
};

/* ---- telling what was done ---- */

static void say(const struct pipeline *p, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void say(const struct pipeline *p, const char *format, ...) {
    char line[512];
    va_list args;
    if (!p->report) return;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    p->report(p->report_data, line);
}

static const char *noun(uint64_t count, const char *one, const char *more) {
    return count == 1 ? one : more;
}

static void say_clocks(const struct pipeline *p, const struct clocks *clocks) {
    int64_t seconds;
    uint64_t common = clocks_offset(clocks, &seconds);
    if (clocks->agree == clocks->compared) return;
    say(p,
        "  %" PRIu64 " of %" PRIu64 " times are not those that their ids hold; %" PRIu64
        " of these are off by %s%d:%02d h",
        clocks->compared - clocks->agree, clocks->compared, common, seconds < 0 ? "-" : "+",
        abs((int) seconds) / 3600, abs((int) seconds) / 60 % 60);
}

static void say_rejects(const struct pipeline *p, const struct tally *t) {
    for (int r = 0; r < REJECT_REASON_COUNT; r++)
        if (t->rejected[r])
            say(p, "  %" PRIu64 " rejected: %s; first in line %" PRIu64 "%s%s", t->rejected[r],
                reject_text((enum reject_reason) r), t->first[r].line,
                *t->first[r].detail ? ": " : "", t->first[r].detail);
}

static void say_source(const struct pipeline *p, const struct source *source) {
    const struct tally *t = &source->tally;
    if (!source->format) {
        if (source->left_out) say(p, "%s: left out: %s", source->name, source->left_out);
        return;
    }
    say(p,
        "%s (%s): %" PRIu64 " rows read = %" PRIu64 " used + %" PRIu64 " duplicates + %" PRIu64
        " filtered + %" PRIu64 " rejected",
        source->name, source->format, t->read, t->used, t->duplicates, t->filtered,
        t->read - t->used - t->duplicates - t->filtered);
    say_rejects(p, t);
    bool is_generic = strcmp(source->format, "generic") == 0;
    if (is_generic && source->taken && *source->taken)
        say(p, "  read as (--map FIELD=COLUMN for others): %.400s", source->taken);
    if (source->set_aside && *source->set_aside)
        say(p, "  not taken for texts or links, since it holds the posts' own addresses: %.160s",
            source->set_aside);
    if (source->unused_count && is_generic)
        say(p, "  nothing is read from %zu %s (see --map, --trace field:NAME): %.160s",
            source->unused_count, noun(source->unused_count, "column", "columns"), source->unused);
    say_clocks(p, &t->clocks);
    if (t->coarse)
        say(p, "  %" PRIu64 " times are too coarse for moments of --time-window: not in layer time",
            t->coarse);
    if (t->zoneless)
        say(p, "  %" PRIu64 " times state no zone: taken to be %s%s", t->zoneless,
            p->settings->assumed_timezone, source->day_first ? ", the day before the month" : "");
    if (t->mangled)
        say(p, "  %" PRIu64 " ids of other posts or accounts mangled by a spreadsheet: left out",
            t->mangled);
    if (t->cut_links)
        say(p, "  %" PRIu64 " links are cut off (https://t.co/aB...): left out", t->cut_links);
    if (source->encoding) say(p, "  converted from %s", source->encoding);
    if (source->half_characters) say(p, "  half a character at the end");
    if (source->nuls) say(p, "  %" PRIu64 " NUL bytes left out", source->nuls);
    if (t->repaired)
        say(p, "  %" PRIu64 " with invalid UTF-8 or NULs, replaced by U+FFFD", t->repaired);
}

static void say_joined(const struct pipeline *p) {
    const struct account_facts_joined *joined = &p->archive.joined;
    size_t count = joined->sources.count;
    for (size_t i = 0; i < count; i++) {
        const struct source *source = joined->sources.items[i];
        const struct tally *t = &source->tally;
        char accounts[80] = "";
        if (i + 1 == count)
            snprintf(accounts, sizeof accounts, "; %u of %u accounts have facts from %s",
                     joined->accounts, p->archive.accounts.count, count == 1 ? "it" : "these");
        say(p,
            "%s (accounts): %" PRIu64 " rows read = %" PRIu64 " joined + %" PRIu64
            " of other accounts + %" PRIu64 " rejected%s",
            source->name, t->read, t->used, t->filtered, t->read - t->used - t->filtered, accounts);
        say_rejects(p, t);
    }
}

/* A window finer than the clock cannot tell what it is asked to. */
static void say_precision(const struct pipeline *p, const struct archive *a) {
    int64_t window = shortest_window(p->settings), unit = precision_length(a->posts.precision);
    char asked[TIME_TEXT], stated[TIME_TEXT];
    if (!a->posts.count || window >= unit || a->posts.precision == PRECISION_DAY) return;
    say(p, "times are stated to %s: --window %s only compares posts of the same %s",
        duration_format(stated, unit), duration_format(asked, window),
        unit > MICROSECONDS ? "minute" : "moment");
}

static void say_archive(const struct pipeline *p) {
    const struct archive *a = &p->archive;
    for (size_t i = 0; i < a->sources.count; i++)
        say_source(p, a->sources.items[i]);
    if (a->deleted)
        say(p, "%" PRIu64 " %s left out: deleted later", a->deleted,
            noun(a->deleted, "post", "posts"));
    if (a->edited)
        say(p, "%" PRIu64 " %s", a->edited,
            noun(a->edited, "post as its last edit has it", "posts as their last edit has them"));
    if (a->alike.accounts)
        say(p, "%u accounts differ from others by invisible characters only; first \"%s\"",
            a->alike.accounts, a->accounts.items[a->alike.first].name.at);
    say_joined(p);
    if (a->posts.count)
        say(p, "%u %s by %u %s", a->posts.count, noun(a->posts.count, "post", "posts"),
            a->accounts.count, noun(a->accounts.count, "account", "accounts"));
    if (a->traces.count == 1 && a->traces.layers[0].trace == TRACE_TIME && p->settings->automatic)
        say(p, "only times are compared: no text, link, hashtag or other content was found "
               "(--map text=COLUMN, --trace field:COLUMN)");
    say_precision(p, a);
    if (a->time_refused) say(p, "no time layer: %s", a->time_refused);
}

/* Evidence compares with what everybody else does. */
static void say_background(const struct pipeline *p) {
    double part = (double) p->clusters.tied_posts / (double) p->archive.posts.count;
    if (p->clusters.tied_posts == 0 || part < NO_BACKGROUND) return;
    say(p,
        "accounts of clusters and significant pairs made %.0f%% of all posts: there is hardly any "
        "background to compare with, and chance explains more than it would beside other people's "
        "posts",
        100 * part);
}

static void say_no_clusters(const struct pipeline *p) {
    size_t others = p->clusters.count;
    uint32_t pairs = p->clusters.significant_pairs;
    const char *pairs_are = noun(pairs, "significant pair", "significant pairs");
    if (others && pairs)
        say(p, "no clusters but %zu %s that chance explains; %u %s of accounts", others,
            noun(others, "community", "communities"), pairs, pairs_are);
    else if (others)
        say(p, "no clusters but %zu %s that chance explains, and no significant pairs", others,
            noun(others, "community", "communities"));
    else if (pairs)
        say(p, "no clusters; %u %s of accounts", pairs, pairs_are);
    else
        say(p, "no clusters, and no significant pairs");
}

static void say_found_clusters(const struct pipeline *p) {
    uint64_t accounts = 0;
    for (size_t i = 0; i < p->clusters.kept; i++)
        accounts += p->clusters.items[i].count;
    size_t kept = p->clusters.kept, others = p->clusters.count - kept;
    uint32_t pairs = p->clusters.significant_pairs;
    say(p,
        "%zu %s of %" PRIu64
        " accounts; %zu %s that chance explains; %u significant %s beside them",
        kept, noun(kept, "cluster", "clusters"), accounts, others,
        noun(others, "community", "communities"), pairs, noun(pairs, "pair", "pairs"));
}

static void say_clusters(const struct pipeline *p) {
    (p->clusters.kept ? say_found_clusters : say_no_clusters)(p);
    for (size_t l = 0; l < p->network.count; l++) {
        const struct placebo *placebo = &p->clusters.placebos[l];
        if (placebo->price > 0)
            say(p,
                "%s: posts dealt out at random give clusters of up to %.0f nats there too; that is "
                "paid",
                p->network.layers[l].layer->name, placebo->evidence);
    }
    say_background(p);
}

static void end_stage(struct pipeline *p, const char *stage) {
    double now = clock_seconds();
    p->timings[p->timing_count++] = (struct timing){stage, now - p->stage_began};
    p->stage_began = now;
}

/* ---- stages ---- */

static lockstep_status read_stage(struct pipeline *p, const char *const *inputs, size_t count,
                                  unsigned parts, lockstep_error *err) {
    p->stage_began = clock_seconds();
    lockstep_status status = archive_read(&p->archive, p->settings, inputs, count, parts, err);
    say_archive(p);
    end_stage(p, "reading");
    return status;
}

static lockstep_status edges_stage(struct pipeline *p, lockstep_error *err) {
    TRY(network_build(&p->network, &p->archive, p->settings, err));
    end_stage(p, "edges");
    return LOCKSTEP_OK;
}

static lockstep_status clusters_stage(struct pipeline *p, lockstep_error *err) {
    settings_progress(p->settings, "clusters", "", 0, 0);
    TRY(network_count_once(&p->network, &p->archive, p->settings, err));
    TRY(clusters_find(&p->clusters, &p->network, &p->archive, p->settings, err));
    TRY(clusters_repeat(&p->clusters, &p->network, p->settings, err));
    TRY(clusters_respond(&p->clusters, &p->network, p->settings, err));
    TRY(marks_find(&p->clusters, &p->archive, err));
    say_clusters(p);
    end_stage(p, "clusters");
    return LOCKSTEP_OK;
}

static struct findings findings_of(const struct pipeline *p) {
    return (struct findings){
        .settings = p->settings,
        .archive = &p->archive,
        .network = &p->network,
        .clusters = &p->clusters,
        .centrality = &p->centrality,
        .evolution = p->settings->step ? &p->evolution : NULL,
        .watchlist = *p->settings->watchlist ? &p->watchlist : NULL,
        .within = &p->within,
        .leads = &p->leads,
        .blocks = &p->blocks,
        .positions = p->positions,
        .timings = p->timings,
        .timing_count = p->timing_count,
    };
}

static lockstep_status evolution_stage(struct pipeline *p, lockstep_error *err) {
    if (!p->settings->step) return LOCKSTEP_OK;
    TRY(evolution_find(&p->evolution, &p->archive, &p->clusters, p->settings, err));
    say(p, "%u stories of clusters in %u steps", p->evolution.story_count, p->evolution.step_count);
    end_stage(p, "evolution");
    return LOCKSTEP_OK;
}

static lockstep_status watchlist_stage(struct pipeline *p, lockstep_error *err) {
    const struct watchlist *list = &p->watchlist;
    if (!*p->settings->watchlist) return LOCKSTEP_OK;
    TRY(watchlist_find(&p->watchlist, &p->archive, &p->network, p->settings, err));
    say(p,
        "watch-list: %u names, %u of them not in the data; %u accounts; %zu others are tied to "
        "these",
        list->names, list->unknown, list->accounts, list->count);
    end_stage(p, "watch-list");
    return LOCKSTEP_OK;
}

static lockstep_status centrality_stage(struct pipeline *p, lockstep_error *err) {
    settings_progress(p->settings, "centrality", "", 0, 0);
    TRY(centrality_measure(&p->centrality, &p->network, p->settings, err));
    TRY(centrality_within(&p->within, &p->centrality, &p->clusters, p->archive.accounts.count,
                          p->settings, err));
    TRY(leads_measure(&p->leads, &p->network, &p->clusters, err));
    TRY(blocks_find(&p->blocks, &p->network, &p->clusters, err));
    end_stage(p, "centrality");
    return check_interrupt(err);
}

static lockstep_status network_stage(struct pipeline *p, lockstep_error *err) {
    TRY(centrality_stage(p, err));
    settings_progress(p->settings, "layout", "", 0, 0);
    p->positions = calloc((size_t) p->archive.accounts.count + 1, sizeof *p->positions);
    if (!p->positions) return fail_memory(err, "the layout");
    struct findings findings = findings_of(p);
    TRY(layout_compute(p->positions, &findings, err));
    end_stage(p, "layout");
    return LOCKSTEP_OK;
}

static void release(struct pipeline *p) {
    free(p->positions);
    evolution_release(&p->evolution);
    watchlist_release(&p->watchlist);
    blocks_release(&p->blocks);
    leads_release(&p->leads);
    centrality_release(&p->within);
    centrality_release(&p->centrality);
    clusters_release(&p->clusters);
    network_release(&p->network);
    archive_release(&p->archive);
}

/* ---- memory ---- */

/* What was let go is told, since it costs time. */
static void unbind_memory(const struct pipeline *p) {
    struct memory_use use = memory_use();
    uint64_t bound = p->settings->memory;
    memory_unbind();
    if (bound && use.spilled)
        say(p, "%" PRIu64 " MB lay in files, for --memory", (use.spilled + (1 << 20) - 1) >> 20);
    if (bound && use.peak > bound)
        say(p,
            "--memory %" PRIu64 "M was passed, by %" PRIu64
            " MB at most: what is held in small pieces cannot lie in files",
            bound >> 20, (use.peak - bound + (1 << 20) - 1) >> 20);
}

static const char *default_folder(void) {
    const char *folder = getenv("TMPDIR");
    return folder && *folder ? folder : "/var/tmp";
}

/* The folder that a path lies in. */
static lockstep_status folder_of(struct slice *out, const char *path, struct arena *arena,
                                 lockstep_error *err) {
    size_t size = strlen(path);
    while (size > 1 && path[size - 1] == '/')
        size--;
    while (size && path[size - 1] != '/')
        size--;
    *out = size ? arena_copy(arena, (struct slice){path, size}) : SLICE(".");
    return out->at ? LOCKSTEP_OK : fail_memory(err, "the case folder");
}

/* `case_path` is NULL for a stage that is printed. */
static lockstep_status bind_memory(const struct lockstep_settings *settings, const char *case_path,
                                   lockstep_error *err) {
    if (!settings->memory) return LOCKSTEP_OK;
    if (*settings->folder) return memory_bind(settings->memory, settings->folder, true, err);
    if (!case_path) return memory_bind(settings->memory, default_folder(), false, err);
    struct arena arena = {0};
    struct slice folder;
    lockstep_status status = folder_of(&folder, case_path, &arena, err);
    if (status == LOCKSTEP_OK) status = memory_bind(settings->memory, folder.at, false, err);
    arena_release(&arena);
    return status;
}

/* ---- the public calls ---- */

static lockstep_status check_lists(const struct lockstep_settings *settings, bool sweeps,
                                   lockstep_error *err) {
    if (sweeps && settings->compat != COMPAT_NONE)
        return fail(err, LOCKSTEP_EARG, "--compat goes with the commands coshares and edges");
    if (!sweeps && settings->threshold_count > 1)
        return fail(err, LOCKSTEP_EARG, "only sweep takes several --min-objects");
    return LOCKSTEP_OK;
}

/* Checks what can be checked before the work, and reads. */
static lockstep_status begin_run(struct pipeline *p, const char *case_path,
                                 const char *const *inputs, size_t count, lockstep_error *err) {
    p->started = clock_now();
    if (p->settings->compat != COMPAT_NONE)
        return fail(err, LOCKSTEP_EARG, "--compat goes with the commands coshares and edges");
    TRY(check_lists(p->settings, false, err));
    TRY(folder_check(case_path, err));
    TRY(dossiers_check(p->settings, err));
    TRY(bind_memory(p->settings, case_path, err));
    return read_stage(p, inputs, count, ARCHIVE_HASHES | ARCHIVE_POSTS | ARCHIVE_FACETS, err);
}

/* What the figure of the whole network leaves out. */
static void tell_of_drawing(const struct pipeline *p) {
    size_t ties = p->centrality.tie_count;
    uint32_t accounts = 0;
    if (p->settings->figures == FIGURES_NONE) return;
    for (uint32_t a = 0; a < p->archive.accounts.count; memory_step(++a))
        accounts += p->centrality.degree[a] > 0;
    if (accounts > DRAWN_ACCOUNTS)
        say(p, "figures: the %d strongest of %u accounts are drawn; network.gexf has all",
            DRAWN_ACCOUNTS, accounts);
    if (ties > DRAWN_TIES)
        say(p, "figures: %d of %zu ties are drawn, those that weigh most; network.gexf has all",
            DRAWN_TIES, ties);
}

/* What the network files cannot say as it is. */
static void tell_of_losses(const struct pipeline *p, const struct findings *findings) {
    struct network_losses losses = network_losses(findings, NULL);
    if (losses.replaced)
        say(p, "network files: %" PRIu64 " bytes and characters that XML cannot hold are U+FFFD",
            losses.replaced);
    if (losses.cut)
        say(p, "network files: texts of %" PRIu64 " accounts are cut at 64 KiB", losses.cut);
    if (losses.cut_in_dot)
        say(p,
            "network.dot: names of %" PRIu64 " accounts are cut at 4 KiB (network.gephi.dot: at "
            "16,000 bytes)",
            losses.cut_in_dot);
    if (losses.infinite)
        say(p,
            "network.gexf: texts of %" PRIu64 " accounts hold INF, which Gephi shows as Infinity "
            "in their columns (not in Id and Label)",
            losses.infinite);
    if (losses.infinite_layers)
        say(p,
            "network.gexf: names of %" PRIu64 " layers hold INF, which Gephi shows as Infinity in "
            "the column (not in Kind)",
            losses.infinite_layers);
}

static lockstep_status finish_run(struct pipeline *p, const char *case_path, lockstep_error *err) {
    TRY(window_check(&p->archive, p->settings, err));
    TRY(edges_stage(p, err));
    TRY(clusters_stage(p, err));
    TRY(evolution_stage(p, err));
    TRY(watchlist_stage(p, err));
    TRY(network_stage(p, err));
    struct findings findings = findings_of(p);
    findings.started = p->started;
    settings_progress(p->settings, "writing", "", 0, 0);
    TRY(case_write(case_path, &findings, err));
    tell_of_drawing(p);
    tell_of_losses(p, &findings);
    return LOCKSTEP_OK;
}

lockstep_status lockstep_run(const char *case_path, const lockstep_settings *settings,
                             const char *const *inputs, size_t input_count,
                             lockstep_report_fn report, void *report_data, lockstep_error *err) {
    struct pipeline p = {.settings = settings, .report = report, .report_data = report_data};
    lockstep_status status = begin_run(&p, case_path, inputs, input_count, err);
    if (status == LOCKSTEP_OK) status = finish_run(&p, case_path, err);
    release(&p);
    unbind_memory(&p);
    return status;
}

static lockstep_status ingest(struct pipeline *p, FILE *out, const char *const *inputs,
                              size_t count, lockstep_error *err) {
    if (p->settings->compat != COMPAT_NONE)
        return fail(err, LOCKSTEP_EARG, "--compat goes with the commands coshares and edges");
    TRY(bind_memory(p->settings, NULL, err));
    TRY(read_stage(p, inputs, count,
                   ARCHIVE_HASHES | ARCHIVE_POSTS | ARCHIVE_FACETS | ARCHIVE_WHOLE, err));
    settings_progress(p->settings, "writing", "", 0, 0);
    return ingested_write(out, &p->archive, p->settings, err);
}

lockstep_status lockstep_ingest(FILE *out, const lockstep_settings *settings,
                                const char *const *inputs, size_t input_count,
                                lockstep_report_fn report, void *report_data, lockstep_error *err) {
    struct pipeline p = {.settings = settings, .report = report, .report_data = report_data};
    lockstep_status status = ingest(&p, out, inputs, input_count, err);
    release(&p);
    unbind_memory(&p);
    return status;
}

bool lockstep_is_archive(const char *path) {
    return sections_are(path);
}

lockstep_status lockstep_settings_adopt(lockstep_settings *settings, const char *const *inputs,
                                        size_t input_count, lockstep_error *err) {
    lockstep_status status = LOCKSTEP_OK;
    for (size_t i = 0; i < input_count && status == LOCKSTEP_OK; i++) {
        struct ingested ingested;
        if (!sections_are(inputs[i])) continue;
        status = ingested_open(&ingested, inputs[i], err);
        if (status == LOCKSTEP_OK) status = ingested_settings(&ingested, settings, settings, err);
        ingested_close(&ingested);
    }
    return status;
}

/* ---- verifying */

struct verification {
    const struct pipeline *pipeline;
    const char *case_path, *again; /* what is to be verified, and the same made anew */
    const char *const *inputs;
    size_t input_count;
};

static lockstep_status run_again(const struct verification *v, lockstep_error *err) {
    struct pipeline p = *v->pipeline;
    lockstep_status status = begin_run(&p, v->again, v->inputs, v->input_count, err);
    if (status == LOCKSTEP_OK) status = verify_name_inputs(&p.archive, v->case_path, err);
    if (status == LOCKSTEP_OK) status = finish_run(&p, v->again, err);
    release(&p);
    unbind_memory(&p);
    return status;
}

static lockstep_status verify(FILE *out, bool *holds, const struct verification *v,
                              lockstep_error *err) {
    struct verdict verdict;
    TRY(run_again(v, err));
    TRY(verify_case(out, v->case_path, v->again, &verdict, err));
    *holds = verdict.failed == 0;
    say(v->pipeline, "%" PRIu64 " of %" PRIu64 " checks hold%s%s", verdict.checked - verdict.failed,
        verdict.checked, *holds ? "" : "; the first that does not: ", verdict.worst);
    return fflush(out) == 0 && !ferror(out) ? LOCKSTEP_OK : fail_io(err, "output");
}

/* In a folder that is gone afterwards. */
static lockstep_status verify_apart(FILE *out, bool *holds, struct verification *v,
                                    lockstep_error *err) {
    struct arena arena = {0};
    char *scratch;
    const char *folder = v->pipeline->settings->folder;
    lockstep_status status =
        scratch_make(&scratch, &arena, *folder ? folder : default_folder(), err);
    if (status == LOCKSTEP_OK) {
        v->again = arena_format(&arena, "%s/case", scratch);
        status = v->again ? verify(out, holds, v, err) : fail_memory(err, scratch);
        scratch_remove(scratch);
    }
    arena_release(&arena);
    return status;
}

lockstep_status lockstep_verify(FILE *out, bool *holds, const char *case_path,
                                const lockstep_settings *settings, const char *const *inputs,
                                size_t input_count, lockstep_report_fn report, void *report_data,
                                lockstep_error *err) {
    lockstep_settings *of_case = lockstep_settings_new();
    struct pipeline p = {.settings = of_case, .report = report, .report_data = report_data};
    struct verification v = {&p, case_path, NULL, inputs, input_count};
    *holds = false;
    if (!of_case) return fail_memory(err, "settings");
    lockstep_status status = verify_settings(of_case, case_path, settings, err);
    if (status == LOCKSTEP_OK) status = verify_apart(out, holds, &v, err);
    lockstep_settings_free(of_case);
    return status;
}

typedef lockstep_status (*compat_fn)(FILE *out, const struct archive *archive,
                                     const struct lockstep_settings *settings, lockstep_error *err);

static lockstep_status print_compat(const struct pipeline *p, FILE *out, lockstep_stage stage,
                                    lockstep_error *err) {
    static const struct {
        compat_fn edges, coshares;
    } tools[] = {[COMPAT_COORTWEET] = {compat_coortweet_edges, compat_coortweet_coshares},
                 [COMPAT_CNT] = {compat_cnt_edges, NULL},
                 [COMPAT_COORNET] = {compat_coornet_edges, compat_coornet_coshares}};
    const struct lockstep_settings *s = p->settings;
    compat_fn print = stage == LOCKSTEP_EDGES      ? tools[s->compat].edges
                      : stage == LOCKSTEP_COSHARES ? tools[s->compat].coshares
                                                   : NULL;
    if (settings_has_windows(s)) return fail(err, LOCKSTEP_EARG, "--compat takes one --window");
    if (s->stats != STATS_NONE && (s->stats == STATS_INTERVAL) != (s->compat == COMPAT_COORNET))
        return fail(
            err, LOCKSTEP_EARG,
            "--stats accounts and objects go with --compat coortweet, interval with coornet");
    if (!print)
        return fail(
            err, LOCKSTEP_EARG,
            "--compat goes with edges, and --compat coortweet and coornet with coshares too");
    return print(out, &p->archive, s, err);
}

static lockstep_status print_sweep(struct pipeline *p, FILE *out, lockstep_stage stage,
                                   const struct sweep *sweep, lockstep_error *err) {
    TRY(edges_stage(p, err));
    TRY(network_count_once(&p->network, &p->archive, p->settings, err));
    struct swept swept = {sweep, &p->archive, &p->network};
    return (stage == LOCKSTEP_SWEEP ? sweep_cells : sweep_clusters)(out, &swept, err);
}

static lockstep_status print_stage(struct pipeline *p, FILE *out, lockstep_stage stage,
                                   lockstep_error *err) {
    if (stage == LOCKSTEP_TRACES) return traces_print(out, &p->archive, err);
    if (p->settings->compat != COMPAT_NONE) return print_compat(p, out, stage, err);
    TRY(window_check(&p->archive, p->settings, err));
    if (stage == LOCKSTEP_COSHARES) return coshares_print(out, &p->archive, p->settings, err);
    TRY(edges_stage(p, err));
    if (stage == LOCKSTEP_EDGES)
        return edges_print(out, &p->network, &p->archive, false, p->settings->threads, err);
    TRY(clusters_stage(p, err));
    return clusters_print(out, &p->clusters, &p->archive, err);
}

lockstep_status lockstep_print_stage(FILE *out, lockstep_stage stage,
                                     const lockstep_settings *settings, const char *const *inputs,
                                     size_t input_count, lockstep_report_fn report,
                                     void *report_data, lockstep_error *err) {
    struct pipeline p = {.settings = settings, .report = report, .report_data = report_data};
    struct sweep sweep;
    bool sweeps = stage == LOCKSTEP_SWEEP || stage == LOCKSTEP_RESPONSE;
    bool of_accounts = stage == LOCKSTEP_EDGES && settings->compat == COMPAT_NONE;
    sweep_plan(&sweep, settings);
    if (sweeps) p.settings = &sweep.settings;
    lockstep_status status = check_lists(settings, sweeps, err);
    if (status == LOCKSTEP_OK) status = bind_memory(settings, NULL, err);
    if (status == LOCKSTEP_OK)
        status = read_stage(&p, inputs, input_count, of_accounts ? 0 : ARCHIVE_POSTS, err);
    if (status == LOCKSTEP_OK)
        status =
            sweeps ? print_sweep(&p, out, stage, &sweep, err) : print_stage(&p, out, stage, err);
    if (status == LOCKSTEP_OK && fflush(out) == EOF) status = fail_io(err, "output");
    release(&p);
    unbind_memory(&p);
    return status;
}

lockstep_status lockstep_formats(FILE *out, lockstep_error *err) {
    return formats_print(out, err);
}
