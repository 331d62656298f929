#include "tests/fixture.h"

#include "engine/settings.h"
#include "tests/check.h"

#include <stdlib.h>

/* In byte order. The handles are what a person reads. */
#define NAME(literal)                                                                              \
    { literal, sizeof(literal) - 1 }
static const struct {
    struct slice name, handle;
} people[FIXTURE_ACCOUNTS] = {
    {NAME("\n new\nline "), NAME("two\nlines\tand a tab")},
    {NAME("\"quoted\" & <b>]]>"), NAME("\"quoted\" & <b>]]>&amp;")},
    {NAME("=cmd|' /C calc'!A0"), NAME("=HYPERLINK(\"http://x\",\"y\")")},
    {NAME("INFLUENCE"), NAME("#DISINFO")},
    {NAME("a\\"), NAME("ends in a backslash\\")},
    {NAME("back\\N"), NAME("\\N \\G \\\"")},
    {NAME("ctrl\x01\x0b!"), NAME("bell\x07 and escape\x1b[31m")},
    {NAME("nul\0here"), NAME("nul\0here")},
    {NAME("quiet"), NAME("")},
    {NAME("s\xEF\xBF\xBF"), NAME("\xEF\xBF\xBE")},
    {NAME("süleyman"), NAME("Süleyman \xE2\x80\x8F\xD8\xA7")},
    {NAME("\xF0\x9F\x98\x80"), NAME("\xF0\x9F\x98\x80")},
};

/* Who shared an object, in the order of posting, `gap` seconds apart. */
static const struct {
    size_t layer;
    const char *key, *body;
    int day, gap, count, accounts[5];
} events[] = {
#define FIRST                                                                                      \
    { FIXTURE_FORMULA, FIXTURE_MARKUP, FIXTURE_NEWLINE, FIXTURE_BACKSLASH, FIXTURE_ESCAPE }
#define SECOND                                                                                     \
    { FIXTURE_INF, FIXTURE_NONCHARACTER, FIXTURE_TURKISH }
    {FIXTURE_TEXT, "vote early and often", "Vote early, and often! <b>&amp;\n1", 1, 5, 5, FIRST},
    {FIXTURE_TEXT, "the match was fixed again", "=The match was fixed, again", 2, 7, 5, FIRST},
    {FIXTURE_TEXT, "prices doubled since may", "| Prices doubled | since *May*", 3, 1, 5, FIRST},
    {FIXTURE_TEXT, "nobody reports this story", "Nobody reports this story \\", 9, 0, 4, FIRST},
    {FIXTURE_TEXT,
     "good morning dear all",
     "Good morning, dear all",
     4,
     20,
     3,
     {FIXTURE_CONTROL, FIXTURE_NUL, FIXTURE_QUIET}},
    {FIXTURE_TEXT,
     "see you at the square",
     "See you at the square",
     5,
     20,
     3,
     {FIXTURE_NUL, FIXTURE_CONTROL, FIXTURE_QUIET}},
    {FIXTURE_TEXT,
     "what a lovely long day",
     "What a lovely long day",
     6,
     20,
     2,
     {FIXTURE_NUL, FIXTURE_CONTROL}},
    {FIXTURE_TEXT, "i say this all alone", "I say this all alone", 7, 20, 1, {FIXTURE_EMOJI}},
    {FIXTURE_URL, "https://a.example/?q=1&r=2", "Look: https://a.example/?q=1&r=2", 1, 10, 3,
     SECOND},
    {FIXTURE_URL, "https://b.example/", "Look: https://b.example/", 2, 10, 3, SECOND},
    {FIXTURE_URL, "https://c.example/", "Look: https://c.example/", 3, 3, 3, SECOND},
    {FIXTURE_URL, "https://d.example/", "Here https://d.example/", 8, 2, 2, FIRST},
    {FIXTURE_URL, "https://e.example/", "Here https://e.example/", 9, 2, 2, FIRST},
#undef FIRST
#undef SECOND
};
enum { EVENTS = sizeof events / sizeof *events, POSTS = 41, TEXT_ROOM = 4096 };

static void *take(struct fixture *f, size_t count, size_t size) {
    void *memory = arena_alloc(&f->arena, count, size);
    cr_assert(memory);
    return memory;
}

static void make_accounts(struct fixture *f) {
    struct accounts *accounts = &f->archive.accounts;
    accounts->count = FIXTURE_ACCOUNTS;
    accounts->items = take(f, FIXTURE_ACCOUNTS, sizeof *accounts->items);
    struct account_facts *facts = take(f, FIXTURE_ACCOUNTS, sizeof *facts);
    for (uint32_t a = 0; a < FIXTURE_ACCOUNTS; a++) {
        facts[a] =
            (struct account_facts){.handle = people[a].handle,
                                   .display_name = people[a].handle,
                                   .created = a ? (int64_t) a * 86400 * MICROSECONDS : INT64_MIN,
                                   .followers = a ? (int64_t) a * 10 : -1,
                                   .following = a,
                                   .posts = -1,
                                   .listed = -1,
                                   .default_picture = -1,
                                   .verified = (int8_t) (a % 3 - 1)};
        accounts->items[a] = (struct account){.name = people[a].name,
                                              .id = people[a].name,
                                              .platform = SLICE("x"),
                                              .facts = &facts[a]};
    }
}

static void make_source(struct fixture *f) {
    struct sources *sources = &f->archive.sources;
    struct source *source = take(f, 1, sizeof *source);
    *source = (struct source){.bytes = 12345, .format = "x-v2-flat"};
    source->name = take(f, 32, 1);
    memcpy(source->name, "/home/me/posts.jsonl", 20);
    memset(source->sha256, 'a', 64);
    source->tally =
        (struct tally){.read = POSTS + 3, .used = POSTS, .duplicates = 1, .repaired = 2};
    source->tally.rejected[REJECT_BAD_TIME] = 2;
    source->tally.first[REJECT_BAD_TIME] =
        (struct reject){.line = 17, .reason = REJECT_BAD_TIME, .detail = "noon\x01"};
    sources->items = take(f, 1, sizeof *sources->items);
    sources->items[0] = source;
    sources->count = 1;
}

static void make_texts(struct fixture *f, struct texts *texts) {
    texts->bytes = take(f, TEXT_ROOM, 1);
    texts->end = take(f, POSTS, sizeof *texts->end);
}

static void put_text(struct texts *texts, struct slice text) {
    cr_assert(texts->size + text.size < TEXT_ROOM);
    memcpy(texts->bytes + texts->size, text.at, text.size);
    texts->size += text.size + 1;
    texts->end[texts->count++] = texts->size;
}

static void make_posts(struct fixture *f) {
    struct posts *posts = &f->archive.posts;
    posts->time = take(f, POSTS, sizeof *posts->time);
    posts->account = take(f, POSTS, sizeof *posts->account);
    posts->kind = take(f, POSTS, sizeof *posts->kind);
    posts->language = take(f, POSTS, sizeof *posts->language);
    posts->precision = PRECISION_SECOND;
    posts->ids.items = take(f, POSTS, sizeof *posts->ids.items);
    posts->ids.bytes = take(f, TEXT_ROOM, 1);
    posts->ids.room = POSTS, posts->ids.size_room = TEXT_ROOM;
    make_texts(f, &posts->bodies);
    lockstep_error err = {0};
    uint32_t number;
    check_ok(names_intern(&posts->languages, SLICE(""), &number, NULL, &err), err);
    check_ok(names_intern(&posts->languages, SLICE("en"), &number, NULL, &err), err);
}

static uint32_t add_post(struct fixture *f, uint32_t account, int64_t time, const char *body) {
    struct posts *posts = &f->archive.posts;
    uint32_t post = posts->count++;
    cr_assert(post < POSTS);
    char text[16];
    snprintf(text, sizeof text, "p%u", post);
    lockstep_error err = {0};
    struct id id = id_of(slice_of(text), post + 1);
    check_ok(ids_add(&posts->ids, &id, &err), err);
    put_text(&posts->bodies, slice_of(body));
    posts->time[post] = time;
    posts->account[post] = account;
    posts->language[post] = 1;
    f->archive.accounts.items[account].posts++;
    return post;
}

static void add_event(struct fixture *f, size_t event) {
    struct layer *layer = &f->archive.traces.layers[events[event].layer];
    char key[64];
    snprintf(key, sizeof key, "%c%s", (char) events[event].layer, events[event].key);
    struct slice name = {key, 1 + strlen(events[event].key)};
    uint32_t object, count = (uint32_t) events[event].count;
    lockstep_error err = {0};
    check_ok(names_intern(&f->archive.traces.objects, name, &object, NULL, &err), err);
    layer->objects[layer->object_count++] =
        (struct object_shares){layer->count, object, count, count, layer->trace};
    for (uint32_t i = 0; i < count; i++) {
        int64_t second = events[event].day * 86400 + 36000 + (int64_t) i * events[event].gap;
        uint32_t account = (uint32_t) events[event].accounts[i];
        uint32_t post =
            add_post(f, account, (1700000000 + second) * MICROSECONDS, events[event].body);
        layer->shares[layer->count++] =
            (struct share){f->archive.posts.time[post], object, account, post};
    }
}

static int by_time(const void *a, const void *b) {
    const struct share *x = a, *y = b;
    if (x->object != y->object) return x->object < y->object ? -1 : 1;
    if (x->time != y->time) return x->time < y->time ? -1 : 1;
    return (x->account > y->account) - (x->account < y->account);
}

static void make_layers(struct fixture *f) {
    static const struct layer kinds[] = {{.trace = TRACE_TEXT, .name = "text"},
                                         {.trace = TRACE_URL, .name = "url"}};
    struct traces *traces = &f->archive.traces;
    traces->count = FIXTURE_LAYERS;
    traces->place = take(f, FIXTURE_LAYERS, sizeof *traces->place);
    traces->place[FIXTURE_URL] = FIXTURE_URL;
    traces->layers = take(f, FIXTURE_LAYERS, sizeof *traces->layers);
    for (size_t l = 0; l < FIXTURE_LAYERS; l++) {
        struct layer *layer = &traces->layers[l];
        *layer = kinds[l];
        layer->window = (int64_t) 60 * MICROSECONDS;
        layer->shares = take(f, POSTS, sizeof *layer->shares);
        layer->objects = take(f, EVENTS, sizeof *layer->objects);
    }
    for (size_t e = 0; e < EVENTS; e++)
        add_event(f, e);
    for (size_t l = 0; l < FIXTURE_LAYERS; l++) {
        struct layer *layer = &traces->layers[l];
        qsort(layer->shares, layer->count, sizeof *layer->shares, by_time);
        layer->stratum_count = 1;
        layer->strata = take(f, 2, sizeof *layer->strata);
        layer->strata[1] = layer->object_count;
    }
}

static void fit_null(struct fixture *f, struct edges *edges) {
    const struct layer *layer = edges->layer;
    struct null_model *null = &edges->null;
    null->account_room = FIXTURE_ACCOUNTS;
    null->activity_total = take(f, FIXTURE_ACCOUNTS, sizeof *null->activity_total);
    null->activity = take(f, FIXTURE_ACCOUNTS, sizeof *null->activity);
    null->activity_start = take(f, FIXTURE_ACCOUNTS + 1, sizeof *null->activity_start);
    null->rate = take(f, 1, sizeof *null->rate);
    null->total = take(f, 1, sizeof *null->total);
    for (size_t s = 0; s < layer->count; s++)
        null->activity_total[layer->shares[s].account]++;
    size_t room = 0;
    for (uint32_t a = 0; a < FIXTURE_ACCOUNTS; a++) {
        null->activity_start[a] = room;
        if (null->activity_total[a])
            null->activity[room++] = (struct activity){0, null->activity_total[a]};
    }
    null->activity_start[FIXTURE_ACCOUNTS] = room;
    null->accounts = (uint32_t) room;
    null->total[0] = (double) layer->count;
    for (size_t o = 0; o < layer->object_count; o++) {
        double part = layer->objects[o].accounts / null->total[0];
        null->rate[0] += part * part;
    }
    null->mean_rate = null->rate[0];
}

/* Every account shares an object once, so co-shares, objects and posts of a pair are one number. */
static struct edge pair_up(const struct layer *layer, uint32_t source, uint32_t target) {
    struct edge e = {.source = source, .target = target, .similarity = 0.5};
    for (size_t o = 0; o < layer->object_count; o++) {
        const struct share *mine = NULL, *other = NULL;
        const struct object_shares *object = &layer->objects[o];
        for (size_t s = object->start; s < object->start + object->count; s++) {
            if (layer->shares[s].account == source) mine = &layer->shares[s];
            if (layer->shares[s].account == target) other = &layer->shares[s];
        }
        if (!mine || !other) continue;
        int64_t low = mine->time < other->time ? mine->time : other->time;
        int64_t high = mine->time + other->time - low;
        if (!e.objects || low < e.first_time) e.first_time = low;
        if (!e.objects || high > e.last_time) e.last_time = high;
        e.objects++;
        e.mean_delta += (double) (high - low) / MICROSECONDS;
        e.source_first += mine->time < other->time;
        e.weight += 1 / (double) (object->accounts + 1);
    }
    e.pairs = e.posts_source = e.posts_target = e.objects;
    if (e.objects) e.mean_delta /= e.objects, e.source_first /= e.objects;
    e.median_delta = e.mean_delta;
    return e;
}

static void make_edges(struct fixture *f, struct edges *edges, const struct layer *layer) {
    edges->layer = layer;
    edges->items = take(f, FIXTURE_ACCOUNTS * FIXTURE_ACCOUNTS, sizeof *edges->items);
    fit_null(f, edges);
    for (uint32_t a = 0; a < FIXTURE_ACCOUNTS; a++) {
        for (uint32_t b = a + 1; b < FIXTURE_ACCOUNTS; b++) {
            struct edge e = pair_up(layer, a, b);
            if (e.objects < 2) continue;
            e.kept = b != FIXTURE_QUIET;
            e.expected = edges->null.mean_rate * edges->null.activity_total[a] *
                         edges->null.activity_total[b];
            e.p_value = !e.kept ? 0.4 : e.objects == 2 ? 1e-3 : 5e-324;
            e.q_value = !e.kept ? 0.6 : e.p_value * 10;
            edges->items[edges->count++] = e;
        }
    }
}

static void make_network(struct fixture *f) {
    f->network.accounts = FIXTURE_ACCOUNTS;
    f->network.count = FIXTURE_LAYERS;
    f->network.layers = take(f, FIXTURE_LAYERS, sizeof *f->network.layers);
    for (size_t l = 0; l < FIXTURE_LAYERS; l++)
        make_edges(f, &f->network.layers[l], &f->archive.traces.layers[l]);
}

static void make_clusters(struct fixture *f) {
    static uint32_t first[] = {FIXTURE_NEWLINE, FIXTURE_MARKUP, FIXTURE_FORMULA, FIXTURE_BACKSLASH,
                               FIXTURE_ESCAPE},
                    second[] = {FIXTURE_INF, FIXTURE_NONCHARACTER, FIXTURE_TURKISH},
                    chance[] = {FIXTURE_CONTROL, FIXTURE_NUL, FIXTURE_QUIET};
    const struct share *text = f->archive.traces.layers[FIXTURE_TEXT].shares,
                       *url = f->archive.traces.layers[FIXTURE_URL].shares;
    struct cluster *items = take(f, 3, sizeof *items);
    items[0] = (struct cluster){.number = 1,
                                .members = first,
                                .count = 5,
                                .layer = FIXTURE_TEXT,
                                .evidence = 42.5,
                                .episodes = 4,
                                .edges = 10,
                                .posts = 19,
                                .density = 1,
                                .conductance = 0.05,
                                .stability = 0.9,
                                .first_time = text[0].time,
                                .last_time = text[18].time};
    items[1] = (struct cluster){.number = 2,
                                .members = second,
                                .count = 3,
                                .layer = FIXTURE_URL,
                                .evidence = 7.25,
                                .episodes = 3,
                                .edges = 3,
                                .posts = 9,
                                .density = 1,
                                .conductance = 0,
                                .stability = 1,
                                .first_time = url[0].time,
                                .last_time = url[8].time};
    items[2] = (struct cluster){.number = 0,
                                .members = chance,
                                .count = 3,
                                .layer = FIXTURE_TEXT,
                                .evidence = -3.5,
                                .episodes = 2,
                                .edges = 2,
                                .posts = 8,
                                .density = 0.66,
                                .conductance = 0,
                                .stability = 0.7,
                                .first_time = text[19].time,
                                .last_time = text[26].time};
    f->clusters = (struct clusters){.items = items, .count = 3, .kept = 2, .significant_pairs = 1};
    f->clusters.of_account = take(f, FIXTURE_ACCOUNTS, sizeof *f->clusters.of_account);
    f->clusters.holds = take(f, FIXTURE_ACCOUNTS, sizeof *f->clusters.holds);
    for (uint32_t a = 0; a < FIXTURE_ACCOUNTS; a++)
        f->clusters.holds[a] = (struct hold){.evidence = 1.5 * a,
                                             .episodes = a + 2,
                                             .met = a + 1,
                                             .expected = 0.5,
                                             .p_value = 0.01,
                                             .stability = 0.75};
    for (size_t c = 0; c < f->clusters.kept; c++)
        for (uint32_t m = 0; m < items[c].count; m++)
            f->clusters.of_account[items[c].members[m]] = items[c].number;
}

/* The largest weight of a kept edge of the pair; 0 where there is none. */
static double kept_weight(const struct network *network, uint32_t source, uint32_t target) {
    double weight = 0;
    for (size_t l = 0; l < network->count; l++) {
        const struct edges *edges = &network->layers[l];
        for (size_t e = 0; e < edges->count; e++)
            if (edges->items[e].source == source && edges->items[e].target == target &&
                edges->items[e].kept && edges->items[e].weight > weight)
                weight = edges->items[e].weight;
    }
    return weight;
}

static void make_centrality(struct fixture *f) {
    struct centrality *c = &f->centrality;
    c->ties = take(f, FIXTURE_ACCOUNTS * FIXTURE_ACCOUNTS, sizeof *c->ties);
    c->degree = take(f, FIXTURE_ACCOUNTS, sizeof *c->degree);
    c->coreness = take(f, FIXTURE_ACCOUNTS, sizeof *c->coreness);
    c->strength = take(f, FIXTURE_ACCOUNTS, sizeof *c->strength);
    c->betweenness = take(f, FIXTURE_ACCOUNTS, sizeof *c->betweenness);
    c->pagerank = take(f, FIXTURE_ACCOUNTS, sizeof *c->pagerank);
    c->eigenvector = take(f, FIXTURE_ACCOUNTS, sizeof *c->eigenvector);
    for (uint32_t a = 0; a < FIXTURE_ACCOUNTS; a++) {
        for (uint32_t b = a + 1; b < FIXTURE_ACCOUNTS; b++) {
            double weight = kept_weight(&f->network, a, b);
            if (weight <= 0) continue;
            c->ties[c->tie_count++] = (struct tie){a, b, weight};
            c->degree[a]++, c->degree[b]++;
            c->strength[a] += weight, c->strength[b] += weight;
        }
    }
    for (uint32_t a = 0; a < FIXTURE_ACCOUNTS; a++) {
        if (!c->degree[a]) continue;
        c->coreness[a] = c->degree[a];
        c->betweenness[a] = a / 2.0;
        c->pagerank[a] = 0.1;
        c->eigenvector[a] = c->strength[a] / 10;
        c->betweenness_sources++;
    }
    c->harmonic = take(f, FIXTURE_ACCOUNTS, sizeof *c->harmonic);
    c->clustering = take(f, FIXTURE_ACCOUNTS, sizeof *c->clustering);
    f->within = *c;
    f->within.participation = take(f, FIXTURE_ACCOUNTS, sizeof *c->participation);
    f->leads.precedences = take(f, FIXTURE_ACCOUNTS, sizeof *f->leads.precedences);
}

void fixture_build(struct fixture *f) {
    static const struct timing timings[] = {{"reading", 0.25}, {"edges", 1.5}};
    *f = (struct fixture){.settings = lockstep_settings_new()};
    cr_assert(f->settings);
    make_accounts(f);
    make_source(f);
    make_posts(f);
    make_layers(f);
    make_network(f);
    make_clusters(f);
    make_centrality(f);
    cr_assert_eq(blocks_find(&f->blocks, &f->network, &f->clusters, NULL), LOCKSTEP_OK);
    for (uint32_t a = 0; a < FIXTURE_ACCOUNTS; a++)
        f->positions[a] = (struct point){a * 25.5, a % 4 * 30.25};
    f->findings = (struct findings){.settings = f->settings,
                                    .archive = &f->archive,
                                    .network = &f->network,
                                    .clusters = &f->clusters,
                                    .centrality = &f->centrality,
                                    .within = &f->within,
                                    .leads = &f->leads,
                                    .blocks = &f->blocks,
                                    .positions = f->positions,
                                    .timings = timings,
                                    .timing_count = 2,
                                    .started = (int64_t) 1700000000 * MICROSECONDS};
    fixture_measure(f);
}

void fixture_measure(struct fixture *f) {
    free(f->activities);
    cr_assert_eq(activities_measure(&f->activities, &f->findings, NULL), LOCKSTEP_OK);
    f->findings.activities = f->activities;
}

void fixture_release(struct fixture *f) {
    free(f->activities);
    blocks_release(&f->blocks);
    names_release(&f->archive.posts.languages);
    names_release(&f->archive.traces.objects);
    lockstep_settings_free(f->settings);
    arena_release(&f->arena);
}
