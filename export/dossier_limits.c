/* What a dossier cannot know, and where it comes from. */
#include "export/dossier.h"
#include "export/markdown.h"

#include "engine/error.h"

#include <stdarg.h>

struct limits {
    const struct dossier *dossier;
    limit_fn say;
    void *data;
    lockstep_error *err;
    lockstep_status status; /* of the first that failed; the rest is skipped */
};

static void say(struct limits *limits, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void say(struct limits *limits, const char *format, ...) {
    if (limits->status != LOCKSTEP_OK) return;
    char text[600];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    limits->status = limits->say(limits->data, text, limits->err);
}

static void say_background(struct limits *limits) {
    const struct habits *rest = &limits->dossier->all->background;
    uint32_t accounts = limits->dossier->findings->archive->accounts.count;
    if (!rest->accounts)
        say(limits,
            "All %s of the data are in a kept cluster: there is no background to compare "
            "with, and what counts as chance was learned from these accounts alone.",
            THINGS(accounts, "account"));
    else if (rest->accounts < accounts / 2)
        say(limits,
            "Only %s of the %s in the data are outside the kept clusters: the background "
            "is small, and what counts as chance was learned mostly from the clusters "
            "themselves.",
            COUNT(rest->accounts), THINGS(accounts, "account"));
}

static void say_precision(struct limits *limits) {
    enum time_precision precision = limits->dossier->findings->archive->posts.precision;
    if (precision == PRECISION_MINUTE)
        say(limits, "The data states times to the minute at best. A gap given here may be off by "
                    "almost a minute either way, and who was first within a minute is unknown.");
    if (precision == PRECISION_DAY)
        say(limits, "The data states times to the day only. Hours, gaps and the order of posts "
                    "within a day are unknown, and tables of hours mean nothing.");
}

static void say_posts(struct limits *limits) {
    const struct dossier *dossier = limits->dossier;
    const struct posts *posts = &dossier->findings->archive->posts;
    size_t nameless = 0, empty = 0, count = dossier->habits.posts;
    for (size_t i = 0; i < count; i++) {
        nameless += posts->ids.items[dossier->stream[i].post] >= ID_LINE;
        empty += dossier_body(dossier, dossier->stream[i].post).size == 0;
    }
    if (nameless)
        say(limits,
            "%s of the cluster's %s have no id in the data; they are named by file and "
            "line, and repeated records of one post cannot be told from two posts.",
            COUNT(nameless), THINGS(count, "post"));
    if (!dossier->all->kinds_stated)
        say(limits, "The data, as it was read, marks no post as a repost, a quote or a reply. All "
                    "count as originals, and a text may be one that was passed on.");
    if (empty)
        say(limits, "%s of the cluster's %s have no text in the data.", COUNT(empty),
            THINGS(count, "post"));
}

static void say_accounts(struct limits *limits) {
    const struct dossier *dossier = limits->dossier;
    uint32_t no_date = 0, no_followers = 0, no_handle = 0, count = dossier->cluster->count;
    for (uint32_t i = 0; i < count; i++) {
        const struct account *account = dossier_account(dossier, dossier->members[i].account);
        no_date += account->facts->created == INT64_MIN;
        no_followers += account->facts->followers < 0;
        no_handle += account->facts->handle.size == 0;
    }
    if (no_date)
        say(limits, "The data has no creation date for %s of the %s.", COUNT(no_date),
            THINGS(count, "account"));
    if (no_followers)
        say(limits, "The data has no number of followers for %s of the %s.", COUNT(no_followers),
            THINGS(count, "account"));
    if (no_handle)
        say(limits, "The data has no handle for %s of the %s.", COUNT(no_handle),
            THINGS(count, "account"));
}

static void say_input(struct limits *limits) {
    const struct sources *sources = &limits->dossier->findings->archive->sources;
    uint64_t read = 0, rejected = 0, filtered = 0, repaired = 0;
    for (size_t i = 0; i < sources->count; i++) {
        const struct tally *tally = &sources->items[i]->tally;
        read += tally->read, filtered += tally->filtered, repaired += tally->repaired;
        rejected += tally_rejected(tally);
    }
    if (rejected)
        say(limits, "%s of the %s read could not be used (see provenance).", COUNT(rejected),
            THINGS(read, "record"));
    if (filtered)
        say(limits,
            "%s of the %s read were left out as the settings ask (dates, "
            "language).",
            COUNT(filtered), THINGS(read, "record"));
    if (repaired)
        say(limits, "%s of the %s read held invalid UTF-8, shown as U+FFFD.", COUNT(repaired),
            THINGS(read, "record"));
}

static void say_computed(struct limits *limits) {
    const struct dossier *dossier = limits->dossier;
    const struct centrality *scores = dossier->findings->centrality;
    const struct null_model *null =
        &dossier->findings->network->layers[dossier->cluster->layer].null;
    uint32_t tied = dossier->all->tied;
    if (null->sampled_objects)
        say(limits,
            "%s were too widely shared to count every pair: the chance level of this "
            "layer rests on a seeded sample of them.",
            THINGS(null->sampled_objects, "object"));
    if (scores->betweenness_sources < tied)
        say(limits,
            "Betweenness is an estimate, from the shortest paths of %s of the %s in the "
            "network.",
            COUNT(scores->betweenness_sources), THINGS(tied, "account"));
}

lockstep_status dossier_limits(const struct dossier *dossier, limit_fn call, void *data,
                               lockstep_error *err) {
    struct limits limits = {.dossier = dossier, .say = call, .data = data, .err = err};
    say(&limits, "Only what the input holds is seen. Posts that were deleted, accounts that were "
                 "suspended and whatever the collection did not ask for are missing, and every "
                 "number here is a number of this data.");
    say(&limits, "The null model takes accounts to choose what they share independently, in "
                 "proportion to their activity. Accounts that follow the same source or react to "
                 "the same event are not independent, and need no agreement to be found.");
    say_background(&limits);
    say_precision(&limits);
    say_posts(&limits);
    say_accounts(&limits);
    say_input(&limits);
    say_computed(&limits);
    return limits.status;
}

uint64_t tally_rejected(const struct tally *tally) {
    uint64_t rejected = 0;
    for (size_t r = 0; r < REJECT_REASON_COUNT; r++)
        rejected += tally->rejected[r];
    return rejected;
}

static bool is_of_running(const char *name) {
    static const char *const names[] = {"threads", "memory", "tmp", "strict"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0) return true;
    return false;
}

bool setting_matters(const struct lockstep_settings *settings, const lockstep_setting *row) {
    bool of_running = is_of_running(row->name);
    bool of_compat = strcmp(row->name, "compat") == 0 || strncmp(row->help, "--compat", 8) == 0;
    return !of_running && !(of_compat && settings->compat == COMPAT_NONE);
}
