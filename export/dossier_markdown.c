/* A dossier for reading: sentences first, then tables. Every sentence with a number says of what.
 */
#include "engine/error.h"
#include "export/dossier.h"
#include "export/markdown.h"

#include <math.h>

enum {
    NAME_LIMIT = 60,
    TEXT_LIMIT = 240,
    SHOWN_MEMBERS = 20,
    SHOWN_DAYS = 31,
    SHOWN_LANGUAGES = 5
};

#define DATE(day) date_format((char[DATE_TEXT]){0}, day)

/* "posted the same text": what it takes to co-share in a layer; NULL for field:NAME. */
static const char *deed(enum trace trace) {
    static const char *const deeds[] = {
        [TRACE_OBJECT] = "shared the same object",
        [TRACE_REPOST] = "reposted the same post",
        [TRACE_TEXT] = "posted the same text",
        [TRACE_NEAR_TEXT] = "posted nearly the same text",
        [TRACE_MEDIA] = "posted the same picture or video",
        [TRACE_URL] = "linked to the same URL",
        [TRACE_QUOTE] = "quoted the same post",
        [TRACE_REPLY] = "replied to the same post",
        [TRACE_HASHTAGS] = "used the same hashtags in the same order",
        [TRACE_HASHTAG] = "used the same hashtag",
        [TRACE_MENTION] = "mentioned the same account",
        [TRACE_REPLY_AUTHOR] = "replied to the same account",
        [TRACE_FAST_REPOST] = "reposted the same account at once",
        [TRACE_HASHTAGS_DAY] = "used the same hashtags in the same order all day",
        [TRACE_HANDLE] = "had the same handle",
        [TRACE_DOMAIN] = "linked to the same site",
        [TRACE_FIELD] = "showed the same value",
        [TRACE_TIME] = "posted",
        [TRACE_FUSED] = "shared the same thing"};
    return deeds[trace];
}

/* "text": one object of a layer; takes an s. */
static const char *thing(enum trace trace) {
    static const char *const things[] = {[TRACE_OBJECT] = "object",
                                         [TRACE_REPOST] = "reposted post",
                                         [TRACE_TEXT] = "text",
                                         [TRACE_NEAR_TEXT] = "copied text",
                                         [TRACE_MEDIA] = "picture or video file",
                                         [TRACE_URL] = "URL",
                                         [TRACE_QUOTE] = "quoted post",
                                         [TRACE_REPLY] = "reply target",
                                         [TRACE_HASHTAGS] = "hashtag sequence",
                                         [TRACE_HASHTAG] = "hashtag",
                                         [TRACE_MENTION] = "mentioned account",
                                         [TRACE_REPLY_AUTHOR] = "addressed account",
                                         [TRACE_FAST_REPOST] = "reposted account",
                                         [TRACE_HASHTAGS_DAY] = "hashtag day",
                                         [TRACE_HANDLE] = "handle",
                                         [TRACE_DOMAIN] = "site",
                                         [TRACE_FIELD] = "value",
                                         [TRACE_TIME] = "moment",
                                         [TRACE_FUSED] = "shared thing"};
    return things[trace];
}

static const char *const kinds[POST_KIND_COUNT] = {
    [POST_ORIGINAL] = "originals",
    [POST_REPOST] = "reposts",
    [POST_QUOTE] = "quotes",
    [POST_REPLY] = "replies",
};

static const struct layer *own_layer(const struct dossier *dossier) {
    return &dossier->findings->archive->traces.layers[dossier->cluster->layer];
}

/* "handle (id)", or what is known of the two. */
static void name(FILE *out, const struct dossier *dossier, uint32_t account) {
    const struct account *a = dossier_account(dossier, account);
    bool both = a->facts->handle.size && !slice_equal(a->facts->handle, a->name);
    if (both) {
        markdown_text(out, a->facts->handle, NAME_LIMIT);
        fputs(" (", out);
    }
    markdown_text(out, a->name, NAME_LIMIT);
    if (both) fputs(")", out);
}

static void post_name(FILE *out, const struct dossier *dossier, uint32_t post) {
    char room[192];
    markdown_text(out, dossier_post_id(dossier, post, room), sizeof room);
}

static void object_text(FILE *out, const struct dossier *dossier,
                        const struct shared_object *object) {
    struct slice body = dossier_body(dossier, object->first_inside.post);
    bool by_text = object_shows_text(dossier, object->object) && body.size;
    markdown_text(out, by_text ? body : object->key, TEXT_LIMIT);
}

static bool in_cluster(const struct dossier *dossier, uint32_t account) {
    return dossier->findings->clusters->of_account[account] == dossier->cluster->number;
}

/* Who shared an object first, in all the data. */
static void first_name(FILE *out, const struct dossier *dossier,
                       const struct shared_object *object) {
    name(out, dossier, object->first.account);
    if (!in_cluster(dossier, object->first.account)) fputs(" (not in the cluster)", out);
    fprintf(out, ", %s", MOMENT(object->first.time));
    if (object->first_accounts > 1)
        fprintf(out, " and, at the same moment, %s more", COUNT(object->first_accounts - 1));
}

/* "5 of the 25 accounts", "all 25 accounts". */
static void members(FILE *out, const struct dossier *dossier, uint32_t accounts) {
    uint32_t all = dossier->cluster->count;
    if (accounts == all)
        fprintf(out, "all %s", THINGS(all, "account"));
    else
        fprintf(out, "%s of the %s", COUNT(accounts), THINGS(all, "account"));
}

/* ---- key findings */

static void say_size(FILE *out, const struct dossier *dossier) {
    uint32_t posts = dossier->findings->archive->posts.count;
    fprintf(out,
            "1. **Size.** The cluster has %s. They made %s of the %s in the data (%s). "
            "*Membership computed, posts observed.*\n",
            THINGS(dossier->cluster->count, "account"), COUNT(dossier->habits.posts),
            THINGS(posts, "post"), PERCENT(dossier->habits.posts, posts));
}

static void say_lockstep(FILE *out, const struct dossier *dossier) {
    const struct part *own = dossier->own;
    if (!own) return;
    fprintf(out,
            "1. **Lockstep.** %s times, two different accounts of the cluster %s within %s of each "
            "other (co-shares, in layer `%s`). %s of the cluster's %s (%s) by ",
            COUNT(own->coshares), deed(own->whole->trace), SPAN(own->whole->window),
            trace_name(own->whole->trace), COUNT(own->posts), THINGS(dossier->habits.posts, "post"),
            PERCENT(own->posts, dossier->habits.posts));
    members(out, dossier, own->accounts);
    fprintf(out, " take part in these co-shares, over %s.%s *Observed.*\n",
            THINGS(own->coshared_objects, thing(own->whole->trace)),
            own->whole->trace != TRACE_FUSED
                ? ""
                : " A post counts once here, under the most specific thing that it shares.");
}

/* "1 in 20", "1 in 10^153": at most so probable. */
static void odds(FILE *out, double ln_probability) {
    double exponent = -ln_probability / log(10);
    if (exponent < 6)
        fprintf(out, "1 in %s", COUNT((uint64_t) exp(-ln_probability)));
    else
        fprintf(out, "1 in 10^%s", COUNT((uint64_t) exponent));
}

static void say_chance(FILE *out, const struct dossier *dossier) {
    const struct cluster *c = dossier->cluster;
    const struct null_model *null = &dossier->findings->network->layers[c->layer].null;
    bool by_time = own_layer(dossier)->trace == TRACE_TIME;
    fprintf(out,
            "1. **Chance.** If the %s of this layer had chosen %s to %s independently, in "
            "proportion to their activity%s, the probability that any %s of them would show as "
            "much would be at most ",
            THINGS(null->accounts, "account"), by_time ? "when" : "what",
            by_time ? "post" : "share", by_time ? " in each hour" : "", COUNT(c->count));
    odds(out, dossier_chance(dossier));
    fprintf(out, " (evidence %.1f nats from %s). *Computed.*\n", c->evidence,
            THINGS(c->episodes, "episode"));
}

static void say_top_object(FILE *out, const struct dossier *dossier) {
    if (!dossier->own) return;
    const struct shared_object *top = &dossier->own->objects[0];
    const struct traces *traces = &dossier->findings->archive->traces;
    enum trace trace = traces->layers[object_layer(traces, top->object)].trace;
    if (trace == TRACE_TIME) return;
    fprintf(out, "1. **Most widely shared.** The %s “", thing(trace));
    object_text(out, dossier, top);
    fputs("” comes from ", out);
    members(out, dossier, top->accounts);
    fprintf(out, " (%s) in %s", PERCENT(top->accounts, dossier->cluster->count),
            THINGS(top->posts, "post"));
    if (top->outside)
        fprintf(out, ", and from %s outside the cluster. ", THINGS(top->outside, "account"));
    else
        fputs(", and from nobody else in the data. ", out);
    fputs("First in the data to share it: ", out);
    first_name(out, dossier, top);
    fputs(". *Observed.*\n", out);
}

static void say_busiest(FILE *out, const struct dossier *dossier) {
    struct busy_window busiest = dossier->habits.busiest;
    if (!busiest.count) return;
    const struct day *day = &dossier->days[dossier->busiest_day];
    fprintf(out, "1. **Busiest day.** %s (%s): %s of the cluster's %s (%s), by ", DATE(day->number),
            dossier->all->zone, COUNT(day->posts), THINGS(dossier->habits.posts, "post"),
            PERCENT(day->posts, dossier->habits.posts));
    members(out, dossier, day->accounts);
    fputs(". *Observed.*\n", out);
    fprintf(out,
            "1. **Busiest ten minutes.** From %s to %s, %s of the cluster published %s. In that "
            "time the data holds %s of all accounts; %s of them are the cluster's. *Observed.*\n",
            MOMENT(dossier->stream[busiest.first].time),
            MOMENT(dossier->stream[busiest.first + busiest.count - 1].time),
            THINGS(dossier->busiest_accounts, "account"), THINGS(busiest.count, "post"),
            THINGS(dossier->busiest_in_data, "post"),
            PERCENT(busiest.count, dossier->busiest_in_data));
}

static void say_run(FILE *out, const struct dossier *dossier) {
    struct posting_run run = dossier->run;
    if (run.count < 2) return;
    const struct moment *first = &dossier->stream[run.first];
    fputs("1. **Longest run.** ", out);
    name(out, dossier, dossier->findings->archive->posts.account[first->post]);
    fprintf(out,
            " published %s in a row, from %s to %s, with no post of another account of the cluster "
            "between them. *Observed.*\n",
            THINGS(run.count, "post"), MOMENT(first->time), MOMENT(first[run.count - 1].time));
}

static void say_leader(FILE *out, const struct dossier *dossier) {
    const struct member *leader = &dossier->members[0];
    for (uint32_t i = 1; i < dossier->cluster->count; i++)
        if (dossier->members[i].first_in > leader->first_in) leader = &dossier->members[i];
    if (!leader->first_in) return;
    fputs("1. **Most often first.** ", out);
    name(out, dossier, leader->account);
    fprintf(out,
            " posted strictly before the other account in %s of the %s inside the cluster that "
            "it is part of (%s). *Observed.*\n",
            COUNT(leader->first_in), THINGS(leader->coshares, "co-share"),
            PERCENT(leader->first_in, leader->coshares));
}

static void say_creation(FILE *out, const struct dossier *dossier) {
    const struct creation *creation = &dossier->creation;
    if (!creation->known) return;
    fprintf(out,
            "1. **Creation.** The %s of the cluster whose creation date the data has were created "
            "between %s and %s; most on one day: %s, on %s (%s). *Observed.*\n",
            THINGS(creation->known, "account"), MOMENT(creation->first), MOMENT(creation->last),
            COUNT(creation->on_day), DATE(creation->day), dossier->all->zone);
}

static void write_findings(FILE *out, const struct dossier *dossier) {
    const struct cluster *c = dossier->cluster;
    const struct layer *layer = own_layer(dossier);
    fprintf(out, "# Cluster %s: %s in lockstep\n\n", COUNT(c->number), THINGS(c->count, "account"));
    fprintf(out,
            "Between %s and %s, these accounts %s within %s of each other, more often than chance "
            "explains. This page says what was *observed* in the data, what was *computed* from "
            "it, and what is *assessed*. Times are UTC; days, hours and weekdays are those of "
            "%s.\n\n## Key findings\n\n",
            MOMENT(c->first_time), MOMENT(c->last_time), deed(layer->trace), SPAN(layer->window),
            dossier->all->zone);
    say_size(out, dossier);
    say_lockstep(out, dossier);
    say_chance(out, dossier);
    say_top_object(out, dossier);
    say_busiest(out, dossier);
    say_run(out, dossier);
    say_leader(out, dossier);
    say_creation(out, dossier);
}

static void write_meaning(FILE *out) {
    fputs("\n## What this does not say\n\n"
          "Coordination is not inauthenticity. *Assessed:* chance is no good explanation of what "
          "these accounts share and when. The data does not say who runs them, whether people or "
          "programs post, whether they hide that they act together, or whether what they say is "
          "true. Newspapers of one publisher, fans, members of a party, customers of one news "
          "agency and users of one scheduling tool act in lockstep openly and legitimately. Before "
          "drawing a conclusion, read the posts behind `coshares.csv`, look for a common source "
          "and for an innocent reason, and ask the account holders.\n",
          out);
}

/* ---- when */

static void write_hours(FILE *out, const struct dossier *dossier) {
    static const char *const weekdays[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                           "Friday", "Saturday", "Sunday"};
    fprintf(out, "\nPosts by weekday and hour (%s):\n\n|  |", dossier->all->zone);
    for (int hour = 0; hour < 24; hour++)
        fprintf(out, " %02d |", hour);
    fputs("\n|---|", out);
    for (int hour = 0; hour < 24; hour++)
        fputs("--:|", out);
    for (size_t day = 0; day < 7; day++) {
        fprintf(out, "\n| %s |", weekdays[day]);
        for (size_t hour = 0; hour < 24; hour++)
            fprintf(out, " %s |",
                    dossier->hours[day][hour] ? COUNT(dossier->hours[day][hour]) : "·");
    }
    fputs("\n", out);
}

static size_t days_with(const struct dossier *dossier, uint32_t posts) {
    size_t days = 0;
    for (size_t i = 0; i < dossier->day_count; i++)
        days += dossier->days[i].posts >= posts;
    return days;
}

/* The fewest posts a day must have so that at most SHOWN_DAYS days are shown. */
static uint32_t least_shown(const struct dossier *dossier) {
    if (dossier->day_count <= SHOWN_DAYS) return 1;
    uint32_t low = 1, high = dossier->days[dossier->busiest_day].posts + 1;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (days_with(dossier, middle) > SHOWN_DAYS)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void write_days(FILE *out, const struct dossier *dossier) {
    uint32_t least = least_shown(dossier);
    fprintf(out, "\nThe cluster posted on %s (%s)", THINGS(dossier->day_count, "day"),
            dossier->all->zone);
    if (least > 1)
        fprintf(out, "; on %s it published %s or more", COUNT(days_with(dossier, least)),
                THINGS(least, "post"));
    fputs(":\n\n| Day | Posts | Accounts |\n|---|--:|--:|\n", out);
    for (size_t i = 0; i < dossier->day_count; i++)
        if (dossier->days[i].posts >= least)
            fprintf(out, "| %s | %s | %s |\n", DATE(dossier->days[i].number),
                    COUNT(dossier->days[i].posts), COUNT(dossier->days[i].accounts));
}

/* What the data does not mark as anything else counts as an original. */
static void write_kinds(FILE *out, const struct dossier *dossier) {
    const struct habits *habits = &dossier->habits;
    fprintf(out, "Of the cluster's %s, the data marks", THINGS(habits->posts, "post"));
    for (size_t k = POST_ORIGINAL + 1; k < POST_KIND_COUNT; k++)
        fprintf(out, "%s %s (%s) as %s", k > POST_ORIGINAL + 1 ? "," : "", COUNT(habits->kinds[k]),
                PERCENT(habits->kinds[k], habits->posts), kinds[k]);
    fprintf(out, "; %s (%s) count as originals.", COUNT(habits->kinds[POST_ORIGINAL]),
            PERCENT(habits->kinds[POST_ORIGINAL], habits->posts));
}

static void write_languages(FILE *out, const struct dossier *dossier) {
    size_t rest = dossier->habits.posts;
    fputs(" Posts by language, as the data states it: ", out);
    for (size_t i = 0; i < dossier->language_count && i < SHOWN_LANGUAGES; i++) {
        const struct language_count *l = &dossier->languages[i];
        if (i) fputs(", ", out);
        markdown_text(out, l->language.size ? l->language : SLICE("not stated"), NAME_LIMIT);
        fprintf(out, " %s (%s)", COUNT(l->posts), PERCENT(l->posts, dossier->habits.posts));
        rest -= l->posts;
    }
    if (rest) fprintf(out, ", others %s (%s)", COUNT(rest), PERCENT(rest, dossier->habits.posts));
    fputs(".\n", out);
}

static void write_when(FILE *out, const struct dossier *dossier) {
    fputs("\n## When they post\n\n", out);
    write_kinds(out, dossier);
    write_languages(out, dossier);
    write_hours(out, dossier);
    write_days(out, dossier);
}

/* ---- what */

static void object_row(FILE *out, const struct dossier *dossier,
                       const struct shared_object *object) {
    fputs("| ", out);
    object_text(out, dossier, object);
    fprintf(out, " | %s | %s | %s | %s | ", COUNT(object->accounts), COUNT(object->posts),
            COUNT(object->coshares), COUNT(object->outside));
    first_name(out, dossier, object);
    fprintf(out, " | %s | %s |\n", MOMENT(object->first_inside.time),
            MOMENT(object->last_inside.time));
}

static void write_part(FILE *out, const struct dossier *dossier, const struct part *part) {
    size_t shown = part->object_count < SHOWN_OBJECTS ? part->object_count : SHOWN_OBJECTS;
    fputs("\n### Layer ", out);
    markdown_text(out, slice_of(part->whole->name), NAME_LIMIT);
    fprintf(out,
            "\n\n%s in this layer come from two or more accounts of the cluster; within %s of each "
            "other they make %s, by %s in %s.",
            THINGS(part->object_count, thing(part->whole->trace)), SPAN(part->whole->window),
            THINGS(part->coshares, "co-share"), THINGS(part->accounts, "account"),
            THINGS(part->posts, "post"));
    if (part->whole->trace == TRACE_TIME) {
        fputs(" A moment is built from times alone, never from content.\n", out);
        return;
    }
    fprintf(out, " %s the most widely shared%s.\n\n",
            part->object_count > shown ? "The table shows" : "The table shows all,",
            part->object_count > shown ? "" : " first");
    fputs("| Shared | Accounts | Posts | Co-shares | Accounts outside | First in the data | First "
          "time in the cluster | Last time in the cluster |\n"
          "|---|--:|--:|--:|--:|---|---|---|\n",
          out);
    for (size_t i = 0; i < shown; i++)
        object_row(out, dossier, &part->objects[i]);
}

static void write_what(FILE *out, const struct dossier *dossier) {
    fputs(
        "\n## What they share\n\nAccounts, posts and co-shares are the cluster's. Texts appear as "
        "first posted in the cluster; `texts.csv` holds all of them, whole.\n",
        out);
    for (size_t i = 0; i < dossier->part_count; i++)
        if (dossier->parts[i].whole->trace != TRACE_FUSED)
            write_part(out, dossier, &dossier->parts[i]);
}

/* ---- who */

static void member_row(FILE *out, const struct dossier *dossier, const struct member *member) {
    const struct centrality *scores = dossier->findings->centrality;
    const struct account *account = dossier_account(dossier, member->account);
    fputs("| ", out);
    name(out, dossier, member->account);
    fprintf(out, " | %s | %s | %s | %s | %s | %s | %.4g | %.4g | %.4g | %s | ",
            COUNT(member->posts), COUNT(member->posts_in), COUNT(member->partners),
            COUNT(member->coshares), PERCENT(member->first_in, member->coshares),
            COUNT(scores->degree[member->account]), scores->strength[member->account],
            scores->betweenness[member->account], scores->pagerank[member->account],
            COUNT(scores->coreness[member->account]));
    if (account->facts->created == INT64_MIN)
        fputs("– | ", out);
    else
        fprintf(out, "%s | ", MOMENT(account->facts->created));
    fprintf(out, "%s |\n",
            account->facts->followers < 0 ? "–" : COUNT((uint64_t) account->facts->followers));
}

static void write_who(FILE *out, const struct dossier *dossier) {
    uint32_t count = dossier->cluster->count, shown = count < SHOWN_MEMBERS ? count : SHOWN_MEMBERS;
    fprintf(out,
            "\n## Who they are\n\n%s of the %s, strongest first; `accounts.csv` has all of them. "
            "Posts are all that the data holds of an account. Co-shares are those inside the "
            "cluster in its own layer, and *first* is the part of them in which the account was "
            "strictly earlier. Partners are accounts of the cluster with which it shares enough to "
            "be tied. Degree, strength, betweenness, PageRank and coreness are of the whole kept "
            "network.\n\n"
            "| Account | Posts | in co-shares | Partners | Co-shares | First | Degree | Strength | "
            "Betweenness | PageRank | Coreness | Created | Followers |\n"
            "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|--:|\n",
            shown == count ? "All" : COUNT(shown), THINGS(count, "account"));
    for (uint32_t i = 0; i < shown; i++)
        member_row(out, dossier, &dossier->members[i]);
}

/* ---- evidence */

static void write_numbers(FILE *out, const struct dossier *dossier) {
    const struct cluster *c = dossier->cluster;
    fputs("\n## Evidence\n\n| Number | Value | What it means |\n|---|--:|---|\n", out);
    fprintf(out,
            "| Evidence | %.1f nats | log-likelihood of the episodes over chance, after paying for "
            "the choice of these accounts; kept where positive |\n",
            c->evidence);
    fprintf(out,
            "| Episodes | %s | runs of one object, by two or more accounts of the cluster, that "
            "speak for it |\n",
            COUNT(c->episodes));
    fputs("| Layer | ", out);
    markdown_text(out, slice_of(own_layer(dossier)->name), NAME_LIMIT);
    fprintf(out,
            " | where the evidence is greatest |\n| Window | %s | co-shares are this close at "
            "most |\n",
            SPAN(own_layer(dossier)->window));
    fprintf(out, "| Edges | %s | pairs of its accounts with %s or more |\n", COUNT(c->edges),
            THINGS(dossier->findings->settings->min_objects, "shared object"));
    fprintf(out, "| Density | %.3f | edges, of all pairs of its accounts |\n", c->density);
    fprintf(out, "| Conductance | %.3f | edge weight that leaves the cluster; 0 is closed |\n",
            c->conductance);
    fprintf(out, "| Stability | %.3f | agreement with what other seeds find; 1 is the same |\n",
            c->stability);
}

/* What hangs on the choice of the window, and on one object. */
static void write_response(FILE *out, const struct dossier *dossier) {
    const struct cluster *c = dossier->cluster;
    if (!isnan(c->evidence_half))
        fprintf(out,
                "| At half the window | %.1f nats | evidence of the same accounts; holds where "
                "positive |\n| At double the window | %.1f nats | likewise |\n",
                c->evidence_half, c->evidence_double);
    fprintf(out,
            "| Without its largest object | %.1f nats | evidence of the same accounts; that object "
            "gives %.0f %% of what the episodes gain |\n",
            c->evidence - c->largest_gain, c->gains > 0 ? 100 * c->largest_gain / c->gains : 0);
}

static void write_layers(FILE *out, const struct dossier *dossier) {
    fputs("\n| Layer | Window | Co-shares | Objects | Accounts | Posts | Edges |\n"
          "|---|--:|--:|--:|--:|--:|--:|\n",
          out);
    for (size_t i = 0; i < dossier->part_count; i++) {
        const struct part *part = &dossier->parts[i];
        fputs("| ", out);
        markdown_text(out, slice_of(part->whole->name), NAME_LIMIT);
        fprintf(out, " | %s | %s | %s | %s | %s | %s |\n", SPAN(part->whole->window),
                COUNT(part->coshares), COUNT(part->coshared_objects), COUNT(part->accounts),
                COUNT(part->posts), COUNT(part->edges));
    }
}

static void pair_row(FILE *out, const struct dossier *dossier, const struct pair *pair) {
    const struct edge *edge = pair->edge;
    char gap[TIME_TEXT];
    fputs("| ", out);
    name(out, dossier, edge->source);
    fputs(" | ", out);
    name(out, dossier, edge->target);
    fprintf(out, " | %s | %s | %.4g s | %.4g | ", COUNT(edge->pairs), COUNT(edge->objects),
            edge->median_delta, edge->weight);
    if (pair->closest.layer) {
        const struct share *first = &pair->closest.first, *second = &pair->closest.second;
        post_name(out, dossier, first->post);
        fprintf(out, " (%s), ", MOMENT(first->time));
        post_name(out, dossier, second->post);
        fprintf(out, " (%s s later)", seconds_format(gap, second->time - first->time));
    }
    fputs(" |\n", out);
}

static void write_pairs(FILE *out, const struct dossier *dossier) {
    if (!dossier->pair_count) return;
    fprintf(out,
            "\nThe %s of the cluster's layer with the most weight, each with its closest co-share; "
            "`coshares.csv` has all %s of the cluster, layer by layer.\n\n"
            "| Source | Target | Co-shares | Objects | Median gap | Weight | Closest |\n"
            "|---|---|--:|--:|--:|--:|---|\n",
            THINGS(dossier->pair_count, "pair"), THINGS(dossier->coshares_in_all, "co-share"));
    for (size_t i = 0; i < dossier->pair_count; i++)
        pair_row(out, dossier, &dossier->pairs[i]);
}

/* ---- comparison, method, limits, provenance */

static void mean_cell(FILE *out, const struct habits *habits) {
    if (habits->accounts)
        fprintf(out, " %.1f (%.1f) |", (double) habits->posts / habits->accounts,
                habits->median_posts);
    else
        fputs(" – |", out);
}

static void write_comparison(FILE *out, const struct dossier *dossier) {
    const struct habits *here = &dossier->habits, *rest = &dossier->all->background;
    fprintf(out,
            "\n## Compared with the rest\n\nThe rest are the accounts in no kept cluster.\n\n"
            "| | This cluster | The rest |\n|---|--:|--:|\n| Accounts with posts | %s | %s |\n"
            "| Posts | %s | %s |\n| Posts of an account: mean (median) |",
            COUNT(here->accounts), COUNT(rest->accounts), COUNT(here->posts), COUNT(rest->posts));
    mean_cell(out, here);
    mean_cell(out, rest);
    fprintf(out,
            "\n| Posts in their busiest ten minutes | %s (%s of theirs) | %s (%s of theirs) |\n",
            COUNT(here->busiest.count), PERCENT(here->busiest.count, here->posts),
            COUNT(rest->busiest.count), PERCENT(rest->busiest.count, rest->posts));
    for (size_t k = 0; k < POST_KIND_COUNT; k++)
        fprintf(out, "| Posts that are %s | %s (%s) | %s (%s) |\n", kinds[k], COUNT(here->kinds[k]),
                PERCENT(here->kinds[k], here->posts), COUNT(rest->kinds[k]),
                PERCENT(rest->kinds[k], rest->posts));
}

static void write_method(FILE *out, const struct dossier *dossier) {
    const struct lockstep_settings *settings = dossier->findings->settings;
    const lockstep_setting *table = lockstep_settings_table();
    fputs("\n## Method\n\n"
          "Two shares of one object by different accounts that are no further apart than the "
          "window, both ends included, are a co-share. Pairs of accounts that co-share enough "
          "different objects are edges; Leiden communities of these edges that exceed the null "
          "model are candidates. A candidate is kept as a cluster where its evidence is "
          "positive: where its episodes concentrate on its accounts more than their share of all "
          "activity explains, after paying for the choice of the accounts. Posts of "
          "one time are taken in the order of the input. The same data and settings give the same "
          "clusters.\n\n| Setting | Value |\n|---|---|\n",
          out);
    for (size_t row = 0; table[row].name; row++) {
        const char *value = settings_value(settings, row);
        if (!setting_matters(settings, &table[row]) || !value || !*value) continue;
        fprintf(out, "| %s | ", table[row].name);
        markdown_text(out, slice_of(value), TEXT_LIMIT);
        fputs(" |\n", out);
    }
}

static lockstep_status say_limit(void *data, const char *sentences, lockstep_error *err) {
    (void) err;
    fprintf(data, "- %s\n", sentences);
    return LOCKSTEP_OK;
}

static void write_provenance(FILE *out, const struct dossier *dossier) {
    const struct sources *sources = &dossier->findings->archive->sources;
    fprintf(out,
            "\n## Provenance\n\nMade by %s.\n\n"
            "| Input | SHA-256 | Format | Records read | used | repeated | left out | not "
            "usable |\n|---|---|---|--:|--:|--:|--:|--:|\n",
            lockstep_version());
    for (size_t i = 0; i < sources->count; i++) {
        const struct source *source = sources->items[i];
        const struct tally *tally = &source->tally;
        fputs("| ", out);
        markdown_text(out, source_name(source), TEXT_LIMIT);
        fprintf(out, " | %s | %s | %s | %s | %s | %s | %s |\n", source->sha256,
                source->format ? source->format : "–", COUNT(tally->read), COUNT(tally->used),
                COUNT(tally->duplicates), COUNT(tally->filtered), COUNT(tally_rejected(tally)));
    }
}

lockstep_status dossier_write_markdown(FILE *out, const struct dossier *dossier,
                                       lockstep_error *err) {
    write_findings(out, dossier);
    write_meaning(out);
    write_when(out, dossier);
    write_what(out, dossier);
    write_who(out, dossier);
    write_numbers(out, dossier);
    write_response(out, dossier);
    dossier_write_marks(out, dossier);
    write_layers(out, dossier);
    write_pairs(out, dossier);
    write_comparison(out, dossier);
    write_method(out, dossier);
    fputs("\n## Limits\n\n", out);
    TRY(dossier_limits(dossier, say_limit, out, err));
    write_provenance(out, dossier);
    return ferror(out) ? fail_io(err, "dossier.md") : LOCKSTEP_OK;
}
