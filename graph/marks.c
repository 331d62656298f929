#include "graph/marks.h"

#include "engine/coshares.h"
#include "engine/error.h"
#include "engine/matches.h"
#include "engine/memory.h"
#include "graph/profile_words.h"

#include <math.h>
#include <stdlib.h>

static const int64_t day = INT64_C(86400) * MICROSECONDS;
/* Schedulers and cron jobs start at such times, and take some seconds. */
static const int64_t ROUND = INT64_C(300) * MICROSECONDS, LATE = INT64_C(10) * MICROSECONDS;

/* Something said of a cluster, to be sorted and counted. */
struct row {
    uint32_t cluster; /* place among the kept */
    uint32_t account;
    int64_t key;
};

struct rows {
    struct row *items;
    size_t count, room;
};

/* Sums over the episodes of one cluster. */
struct sums {
    uint64_t inside, all; /* accounts, each episode anew */
    uint64_t objects, posts, originals, linked, via, clock;
};

struct search {
    struct clusters *clusters;
    const struct archive *archive;
    uint8_t *state;   /* by post: LINKED, TAKEN */
    uint32_t *seen;   /* by account: the last episode that counted it */
    uint32_t episode; /* its number, from 1 */
    struct sums *sums;
    uint32_t *present;    /* by kept cluster: accounts in the episode */
    struct rows times;    /* key: a post's time */
    struct rows firsts;   /* account: who was first; key: its object */
    struct rows subjects; /* key: a tag's object, or an author below 0 */
    struct rows sites;    /* key: the site of a link */
    struct arena arena;
};

enum { LINKED = 1, TAKEN = 2 };

static lockstep_status add_row(struct rows *rows, struct row row, lockstep_error *err) {
    struct row *items = grow(rows->items, &rows->room, rows->count + 1, sizeof *items);
    if (!items) return fail_memory(err, "the marks of clusters");
    rows->items = items;
    items[rows->count++] = row;
    return LOCKSTEP_OK;
}

static int by_cluster_key_account(const void *left, const void *right) {
    const struct row *a = left, *b = right;
    if (a->cluster != b->cluster) return a->cluster < b->cluster ? -1 : 1;
    if (a->key != b->key) return a->key < b->key ? -1 : 1;
    return (a->account > b->account) - (a->account < b->account);
}

static int by_cluster_account_key(const void *left, const void *right) {
    const struct row *a = left, *b = right;
    if (a->cluster != b->cluster) return a->cluster < b->cluster ? -1 : 1;
    if (a->account != b->account) return a->account < b->account ? -1 : 1;
    return (a->key > b->key) - (a->key < b->key);
}

static int by_cluster_account(const void *left, const void *right) {
    const struct row *a = left, *b = right;
    if (a->cluster != b->cluster) return a->cluster < b->cluster ? -1 : 1;
    return (a->account > b->account) - (a->account < b->account);
}

/* ---- a pass over the episodes of the clusters' layers ---- */

static bool says_via(struct slice text) {
    for (size_t i = 0; i + 5 <= text.size; i++)
        if (memcmp(text.at + i, " via ", 5) == 0) return true;
    return false;
}

/* A post of a cluster that takes part in one of its episodes. */
static lockstep_status take_post(struct search *s, uint32_t cluster, const struct share *share,
                                 lockstep_error *err) {
    const struct posts *posts = &s->archive->posts;
    struct sums *sums = &s->sums[cluster];
    if (s->state[share->post] & TAKEN) return LOCKSTEP_OK;
    bool repost = posts->kind[share->post] == POST_REPOST;
    sums->posts++;
    sums->originals += !repost;
    sums->linked += !repost && (s->state[share->post] & LINKED);
    sums->clock += share->time % ROUND >= 0 && share->time % ROUND < LATE;
    sums->via += says_via(texts_get(&posts->bodies, share->post));
    s->state[share->post] |= TAKEN;
    return add_row(&s->times, (struct row){cluster, share->account, share->time}, err);
}

/* The kept cluster of an account, where this is its layer; UINT32_MAX otherwise. */
static uint32_t cluster_in(const struct search *s, uint32_t account, size_t layer) {
    uint32_t number = s->clusters->of_account[account];
    return number && s->clusters->items[number - 1].layer == layer ? number - 1 : UINT32_MAX;
}

/* Distinct accounts of the episode; those of clusters in `present`. */
static uint32_t count_present(struct search *s, const struct episode *episode, size_t layer) {
    uint32_t accounts = 0;
    s->episode++;
    for (size_t i = 0; i < episode->count; i++) {
        uint32_t account = episode->shares[i].account;
        if (s->seen[account] == s->episode) continue;
        s->seen[account] = s->episode;
        accounts++;
        uint32_t cluster = cluster_in(s, account, layer);
        if (cluster != UINT32_MAX) s->present[cluster]++;
    }
    return accounts;
}

static lockstep_status pass_episode(struct search *s, const struct episode *episode,
                                    const struct share *first, size_t layer, lockstep_error *err) {
    uint32_t accounts = count_present(s, episode, layer);
    for (size_t i = 0; i < episode->count; i++) {
        const struct share *share = &episode->shares[i];
        uint32_t cluster = cluster_in(s, share->account, layer);
        if (cluster != UINT32_MAX && s->present[cluster] > 1)
            TRY(take_post(s, cluster, share, err));
    }
    for (size_t i = 0; i < episode->count; i++) {
        uint32_t cluster = cluster_in(s, episode->shares[i].account, layer);
        if (cluster == UINT32_MAX || !s->present[cluster]) continue;
        if (s->present[cluster] > 1) {
            s->sums[cluster].inside += s->present[cluster], s->sums[cluster].all += accounts;
            TRY(add_row(&s->firsts, (struct row){cluster, first->account, first->object}, err));
        }
        s->present[cluster] = 0;
    }
    return LOCKSTEP_OK;
}

static lockstep_status pass_layer(struct search *s, size_t index, lockstep_error *err) {
    const struct layer *layer = &s->archive->traces.layers[index];
    TRY(check_interrupt(err));
    for (size_t o = 0; o < layer->object_count; memory_step(++o)) {
        const struct object_shares *object = &layer->objects[o];
        if (object->accounts < 2) continue;
        for (size_t from = 0; from < object->count;) {
            struct episode episode = episode_at(layer, object, from);
            TRY(pass_episode(s, &episode, layer->shares + object->start, index, err));
            from += episode.count;
        }
    }
    return LOCKSTEP_OK;
}

static void note_links(struct search *s) {
    for (size_t l = 0; l < s->archive->traces.count; l++) {
        const struct layer *layer = &s->archive->traces.layers[l];
        for (size_t i = 0; layer->trace == TRACE_URL && i < layer->count; memory_step(++i))
            s->state[layer->shares[i].post] |= LINKED;
    }
}

/* ---- subjects: tags, and authors of what is reposted ---- */

/* Adds a row for every post of a cluster that takes part and shares an object of the layer. */
static lockstep_status add_subjects(struct search *s, const struct layer *layer,
                                    const int64_t *author, lockstep_error *err) {
    for (size_t i = 0; i < layer->count; memory_step(++i)) {
        const struct share *share = &layer->shares[i];
        uint32_t number = s->clusters->of_account[share->account];
        if (!number || !(s->state[share->post] & TAKEN)) continue;
        int64_t key = author ? author[share->object] : share->object;
        if (author && key == 0) continue;
        TRY(add_row(&s->subjects, (struct row){number - 1, share->account, key}, err));
    }
    return LOCKSTEP_OK;
}

/* author[object] = -1 - the account that wrote what is reposted, where it is in the data. */
static lockstep_status find_authors(int64_t *author, struct search *s, const struct layer *layer,
                                    lockstep_error *err) {
    const struct posts *posts = &s->archive->posts;
    struct names ids = {0};
    uint32_t *object_of = arena_alloc(&s->arena, layer->object_count, sizeof *object_of);
    lockstep_status status = object_of ? LOCKSTEP_OK : fail_memory(err, "the marks of clusters");
    for (size_t o = 0; o < layer->object_count && status == LOCKSTEP_OK; memory_step(++o)) {
        uint32_t number, object = layer->objects[o].object;
        status = names_intern(&ids, object_key(&s->archive->traces, object), &number, NULL, err);
        if (status == LOCKSTEP_OK) object_of[number] = object;
    }
    for (uint32_t p = 0; p < posts->count && status == LOCKSTEP_OK; memory_step(++p)) {
        char room[ID_ROOM];
        struct slice id = ids_get(&posts->ids, p, room);
        uint32_t number = id.size ? names_find(&ids, id) : UINT32_MAX;
        if (number != UINT32_MAX) author[object_of[number]] = -1 - (int64_t) posts->account[p];
    }
    names_release(&ids);
    return status;
}

static lockstep_status find_subjects(struct search *s, lockstep_error *err) {
    const struct traces *traces = &s->archive->traces;
    for (size_t l = 0; l < traces->count; l++) {
        const struct layer *layer = &traces->layers[l];
        if (layer->borrowed) continue;
        if (layer->trace == TRACE_HASHTAG) TRY(add_subjects(s, layer, NULL, err));
        if (layer->trace != TRACE_REPOST) continue;
        int64_t *author = arena_alloc(&s->arena, traces->objects.count, sizeof *author);
        if (!author) return fail_memory(err, "the marks of clusters");
        TRY(find_authors(author, s, layer, err));
        TRY(add_subjects(s, layer, author, err));
    }
    return LOCKSTEP_OK;
}

/* ---- sites: where links lead */

/* The host of a canonical URL. */
static struct slice host_of(struct slice url) {
    size_t from = 0, to;
    for (size_t i = 0; i + 3 <= url.size && !from; i++)
        if (memcmp(url.at + i, "://", 3) == 0) from = i + 3;
    for (to = from; to < url.size && url.at[to] != '/' && url.at[to] != '?';)
        to++;
    return (struct slice){url.at + from, to - from};
}

static lockstep_status add_sites(struct search *s, const struct layer *layer, struct names *hosts,
                                 lockstep_error *err) {
    for (size_t i = 0; i < layer->count; memory_step(++i)) {
        const struct share *share = &layer->shares[i];
        uint32_t cluster = s->clusters->of_account[share->account], host;
        if (!cluster || !(s->state[share->post] & TAKEN)) continue;
        struct slice url = object_key(&s->archive->traces, share->object);
        TRY(names_intern(hosts, host_of(url), &host, NULL, err));
        TRY(add_row(&s->sites, (struct row){cluster - 1, share->account, host}, err));
    }
    return LOCKSTEP_OK;
}

static lockstep_status find_sites(struct search *s, lockstep_error *err) {
    struct names hosts = {0};
    lockstep_status status = LOCKSTEP_OK;
    for (size_t l = 0; l < s->archive->traces.count && status == LOCKSTEP_OK; l++) {
        const struct layer *layer = &s->archive->traces.layers[l];
        if (layer->trace == TRACE_URL && !layer->borrowed)
            status = add_sites(s, layer, &hosts, err);
    }
    names_release(&hosts);
    return status;
}

/* Of the links of one account, sorted by site: the site that nearly all lead to, or below 0. */
static int64_t only_site(const struct row *rows, size_t count) {
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from; to < count && rows[to].key == rows[from].key;)
            to++;
        if (count > 1 && (double) (to - from) >= MARK_OWN_SITE * (double) count)
            return rows[from].key;
    }
    return -1;
}

/* Rows of one cluster, by account and site, which become one for each account with an only site;
 * the share of `accounts` that have theirs alone. */
static double share_with_own(struct row *rows, size_t count, uint32_t accounts) {
    size_t found = 0;
    uint32_t own = 0;
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from; to < count && rows[to].account == rows[from].account;)
            to++;
        int64_t site = only_site(rows + from, to - from);
        if (site >= 0) rows[found++] = (struct row){rows[from].cluster, rows[from].account, site};
    }
    if (found) qsort(rows, found, sizeof *rows, by_cluster_key_account);
    for (size_t i = 0; i < found; i++)
        own += (i == 0 || rows[i - 1].key != rows[i].key) &&
               (i + 1 == found || rows[i + 1].key != rows[i].key);
    return (double) own / accounts;
}

/* ---- what the rows say ---- */

/* Rows from..end of one cluster, sorted by key: the largest share of them within a day. */
static double busiest_day(const struct row *rows, size_t count) {
    size_t most = 0;
    for (size_t from = 0, to = 0; to < count; to++) {
        while (rows[to].key - rows[from].key > day)
            from++;
        if (to - from + 1 > most) most = to - from + 1;
    }
    return (double) most / (double) count;
}

/* Sorted by account: who is first of most objects. */
static void commonest_first(struct signs *signs, const struct row *rows, size_t count) {
    size_t most = 0;
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from; to < count && rows[to].account == rows[from].account;)
            to++;
        if (to - from <= most) continue;
        most = to - from;
        signs->source_account = rows[from].account;
    }
    signs->source = (double) most / (double) count;
}

/* Sorted by key and account: the most accounts that have one key twice or more. */
static double most_on_one(const struct row *rows, size_t count, uint32_t accounts) {
    uint32_t most = 0, here = 0;
    for (size_t i = 0; i < count; i++) {
        bool same_key = i && rows[i].key == rows[i - 1].key;
        bool again = same_key && rows[i].account == rows[i - 1].account;
        bool third = again && i > 1 && rows[i - 2].key == rows[i].key &&
                     rows[i - 2].account == rows[i].account;
        if (!same_key) here = 0;
        here += again && !third;
        if (here > most) most = here;
    }
    return (double) most / accounts;
}

/* Objects that have several episodes count once. */
static void drop_repeated(struct rows *rows) {
    size_t kept = 0;
    for (size_t i = 0; i < rows->count; i++)
        if (!kept || by_cluster_key_account(&rows->items[kept - 1], &rows->items[i]) != 0)
            rows->items[kept++] = rows->items[i];
    rows->count = kept;
}

static void sort(struct rows *rows, int (*order)(const void *, const void *)) {
    if (rows->count) qsort(rows->items, rows->count, sizeof *rows->items, order);
}

/* The rows of the next cluster; `*at` moves behind them. */
static size_t next_run(const struct rows *rows, size_t *at) {
    size_t from = *at;
    while (*at < rows->count && rows->items[*at].cluster == rows->items[from].cluster)
        ++*at;
    return *at - from;
}

static void read_rows(struct search *s) {
    struct cluster *items = s->clusters->items;
    sort(&s->times, by_cluster_key_account);
    for (size_t at = 0; at < s->times.count;) {
        const struct row *rows = &s->times.items[at];
        size_t count = next_run(&s->times, &at);
        items[rows->cluster].signs.burst = busiest_day(rows, count);
    }
    sort(&s->firsts, by_cluster_key_account);
    drop_repeated(&s->firsts);
    sort(&s->firsts, by_cluster_account);
    for (size_t at = 0; at < s->firsts.count;) {
        const struct row *rows = &s->firsts.items[at];
        size_t count = next_run(&s->firsts, &at);
        commonest_first(&items[rows->cluster].signs, rows, count);
    }
    sort(&s->subjects, by_cluster_key_account);
    for (size_t at = 0; at < s->subjects.count;) {
        const struct row *rows = &s->subjects.items[at];
        size_t count = next_run(&s->subjects, &at);
        items[rows->cluster].signs.focus = most_on_one(rows, count, items[rows->cluster].count);
    }
    sort(&s->sites, by_cluster_account_key);
    for (size_t at = 0; at < s->sites.count;) {
        struct row *rows = &s->sites.items[at];
        struct cluster *cluster = &items[rows->cluster];
        size_t count = next_run(&s->sites, &at);
        cluster->signs.own_sites = share_with_own(rows, count, cluster->count);
    }
}

/* ---- profiles ---- */

static int by_count(const void *left, const void *right) {
    int64_t a = *(const int64_t *) left, b = *(const int64_t *) right;
    return (a > b) - (a < b);
}

/* Of those that state it; 0 where none does. */
static int64_t median_followers(struct search *s, const struct cluster *cluster,
                                int64_t *followers) {
    uint32_t known = 0;
    for (uint32_t i = 0; i < cluster->count; i++) {
        const struct account *account = &s->archive->accounts.items[cluster->members[i]];
        if (account->facts->followers >= 0) followers[known++] = account->facts->followers;
    }
    if (known) qsort(followers, known, sizeof *followers, by_count);
    return known ? followers[known / 2] : 0;
}

static lockstep_status read_profiles(struct search *s, struct cluster *cluster,
                                     struct buffer *scratch, int64_t *followers,
                                     lockstep_error *err) {
    struct signs *signs = &cluster->signs;
    uint32_t with[SUBJECT_COUNT] = {0};
    unsigned subjects;
    for (uint32_t i = 0; i < cluster->count; i++) {
        const struct account *account = &s->archive->accounts.items[cluster->members[i]];
        TRY(profile_subjects(&subjects, scratch, account->facts, err));
        for (int subject = 0; subject < SUBJECT_COUNT; subject++)
            with[subject] += subjects >> subject & 1;
    }
    signs->news = (double) with[SUBJECT_NEWS] / cluster->count;
    signs->fans = (double) with[SUBJECT_FANS] / cluster->count;
    signs->network = (double) with[SUBJECT_NETWORK] / cluster->count;
    const struct account_facts *source = s->archive->accounts.items[signs->source_account].facts;
    TRY(profile_subjects(&subjects, scratch, source, err));
    int64_t median = median_followers(s, cluster, followers);
    signs->source_known = source->verified == 1 || (subjects >> SUBJECT_NEWS & 1) ||
                          (median > 0 && source->followers >= 10 * median);
    return LOCKSTEP_OK;
}

/* ---- the marks ---- */

static void decide(struct signs *signs, enum trace trace) {
    bool news = signs->via >= MARK_SOURCE || signs->news >= MARK_SOURCE ||
                signs->own_sites >= MARK_SOURCE ||
                (signs->source >= MARK_SOURCE && signs->source_known);
    bool marks[MARK_COUNT] = {
        [MARK_EVENT] =
            trace != TRACE_TIME && signs->burst >= MARK_BURST && signs->outsiders >= MARK_OUTSIDERS,
        [MARK_NEWS] = signs->links >= MARK_LINKS && news,
        [MARK_FANS] = signs->fans >= MARK_FANS_SAY && signs->focus >= MARK_FOCUS,
        [MARK_DECLARED] = signs->network >= MARK_DECLARES,
        [MARK_CLOCK] = trace == TRACE_TIME && signs->clock >= MARK_ON_CLOCK,
    };
    for (int mark = 0; mark < MARK_COUNT; mark++)
        signs->marks |= marks[mark] ? 1U << mark : 0;
}

static double share(uint64_t part, uint64_t whole) {
    return whole ? (double) part / (double) whole : NAN;
}

static lockstep_status read_all(struct search *s, lockstep_error *err) {
    struct buffer scratch = {0};
    uint32_t largest = 0;
    for (size_t c = 0; c < s->clusters->kept; c++)
        if (s->clusters->items[c].count > largest) largest = s->clusters->items[c].count;
    int64_t *followers = arena_alloc(&s->arena, largest, sizeof *followers);
    lockstep_status status = followers ? LOCKSTEP_OK : fail_memory(err, "the marks of clusters");
    if (status == LOCKSTEP_OK) read_rows(s);
    for (size_t c = 0; c < s->clusters->kept && status == LOCKSTEP_OK; c++) {
        struct cluster *cluster = &s->clusters->items[c];
        struct signs *signs = &cluster->signs;
        const struct sums *sums = &s->sums[c];
        signs->outsiders = share(sums->all - sums->inside, sums->all);
        signs->links = share(sums->linked, sums->originals);
        signs->via = share(sums->via, sums->posts);
        signs->clock = share(sums->clock, sums->posts);
        status = read_profiles(s, cluster, &scratch, followers, err);
        decide(signs, s->archive->traces.layers[cluster->layer].trace);
    }
    buffer_release(&scratch);
    return status;
}

static lockstep_status search_alloc(struct search *s, lockstep_error *err) {
    s->state = arena_alloc(&s->arena, s->archive->posts.count, sizeof *s->state);
    s->seen = arena_alloc(&s->arena, s->archive->accounts.count, sizeof *s->seen);
    s->sums = arena_alloc(&s->arena, s->clusters->kept, sizeof *s->sums);
    s->present = arena_alloc(&s->arena, s->clusters->kept, sizeof *s->present);
    bool all = s->state && s->seen && s->sums && s->present;
    return all ? LOCKSTEP_OK : fail_memory(err, "the marks of clusters");
}

static lockstep_status find_all(struct search *s, lockstep_error *err) {
    struct clusters *clusters = s->clusters;
    TRY(search_alloc(s, err));
    note_links(s);
    for (size_t c = 0; c < clusters->kept; c++)
        clusters->items[c].signs =
            (struct signs){.burst = NAN, .source = NAN, .focus = NAN, .own_sites = NAN};
    for (size_t l = 0; l < s->archive->traces.count; l++) {
        bool wanted = false;
        for (size_t c = 0; c < clusters->kept && !wanted; c++)
            wanted = clusters->items[c].layer == l;
        if (wanted) TRY(pass_layer(s, l, err));
    }
    TRY(find_subjects(s, err));
    TRY(find_sites(s, err));
    return read_all(s, err);
}

lockstep_status marks_find(struct clusters *clusters, const struct archive *archive,
                           lockstep_error *err) {
    struct search search = {.clusters = clusters, .archive = archive};
    if (!clusters->kept) return LOCKSTEP_OK;
    lockstep_status status = find_all(&search, err);
    free(search.times.items), free(search.firsts.items), free(search.subjects.items);
    free(search.sites.items);
    arena_release(&search.arena);
    return status;
}

const char *mark_name(enum mark mark) {
    static const char *const names[] = {
#define X(name, text, what) text,
        MARKS(X)
#undef X
    };
    return names[mark];
}

const char *mark_meaning(enum mark mark) {
    static const char *const meanings[] = {
#define X(name, text, what) what,
        MARKS(X)
#undef X
    };
    return meanings[mark];
}

const char *marks_text(char room[MARKS_TEXT], const struct signs *signs) {
    size_t size = 0;
    room[0] = '\0';
    for (int mark = 0; mark < MARK_COUNT; mark++)
        if (signs->marks >> mark & 1)
            size += (size_t) snprintf(room + size, MARKS_TEXT - size, "%s%s", size ? "|" : "",
                                      mark_name((enum mark) mark));
    return room;
}
