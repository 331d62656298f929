#include "export/findings.h"

#include "engine/settings.h"
#include "export/statistics.h"
#include "graph/consensus.h"
#include "tests/check.h"

#include <math.h>
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

/* A small world, and everything that a dossier says of it counted again by loops that a child could
 * follow. */

enum { ACCOUNTS = 40, RING = 10, DAYS = 35, ROOM = 4000, TAGS = 5, SEEDS = 12 };
static const int64_t monday = 1704067200, day = 86400; /* 2024-01-01, seconds */

struct made {
    int64_t time;               /* seconds */
    uint32_t account, reposted; /* of a repost: whose post; else UINT32_MAX */
    uint32_t tags;              /* as bits */
    int text;                   /* the same number: the same text; -1: own words */
    bool mentions, repost, picture;
    char language[3];
};

static struct world {
    struct made posts[ROOM];
    size_t count;
    struct lockstep_settings *settings;
    struct archive archive;
    struct network network;
    struct clusters clusters;
    struct centrality centrality;
    struct blocks blocks;
    struct findings findings;
    struct dossiers *all;
    struct dossier *dossier;
    uint64_t state, seed;
} w;

static uint32_t draw(uint32_t below) {
    return draw_below(&w.state, below);
}

static const char *const tag_names[TAGS] = {"Alpha", "Beta", "Gamma", "DeltaNews", "Seçki"};

/* ---- making it */

static struct made *add(int64_t time, uint32_t account) {
    cr_assert(w.count < ROOM);
    struct made *post = &w.posts[w.count++];
    *post = (struct made){.time = time, .account = account, .reposted = UINT32_MAX, .text = -1};
    strcpy(post->language, draw(4) ? "en" : "az");
    return post;
}

static bool is_holiday_of_test(int64_t number) {
    return number == 16 || number == 24; /* a Wednesday and a Thursday */
}

static void make_orders(int64_t on) {
    bool works = on % 7 < 5 && !is_holiday_of_test(on);
    for (uint32_t order = works ? 2 + draw(3) : draw(2); order > 0; order--) {
        int64_t time = monday + on * day + (9 + draw(9)) * 3600 + draw(3600);
        int text = (int) draw(12);
        uint32_t tags = on < 20 ? 3 : 4 + (draw(2) << 3);
        for (uint32_t a = 0; a < RING; a++) {
            if (draw(5) == 0) continue;
            struct made *post = add(time + draw(50), a);
            post->text = text, post->tags = tags;
            post->mentions = text % 3 == 0, post->picture = text % 4 == 1;
            strcpy(post->language, "az");
        }
    }
}

static void make_life(int64_t on) {
    for (uint32_t i = 0; i < 25; i++) {
        struct made *post = add(monday + on * day + draw(86400), draw(ACCOUNTS));
        post->tags = draw(6) == 0 ? 1u << draw(TAGS) : 0;
        post->mentions = draw(20) == 0;
        post->picture = draw(12) == 0;
        if (draw(5)) continue;
        post->repost = true;
        post->reposted = draw(ACCOUNTS);
        post->tags = post->mentions = post->picture = 0;
    }
}

static int by_time(const void *a, const void *b) {
    const struct made *x = a, *y = b;
    return x->time != y->time ? (x->time < y->time ? -1 : 1)
                              : (x->account > y->account) - (x->account < y->account);
}

static void make(uint64_t seed) {
    w.state = w.seed = seed;
    w.count = 0;
    for (int64_t on = 0; on < DAYS; on++)
        make_orders(on), make_life(on);
    for (uint32_t i = 0; i < 7 + seed % 5; i++)
        add(monday + 10 * day + 20 * 3600 + i * 20, 3)->tags = 1;
    qsort(w.posts, w.count, sizeof *w.posts, by_time);
}

/* ---- writing it */

static void write_entities(FILE *out, const struct made *post) {
    fputs(",\"entities\":{\"hashtags\":[", out);
    for (int t = 0, many = 0; t < TAGS; t++)
        if (post->tags >> t & 1)
            fprintf(out, "%s{\"tag\":\"%s\"}", many++ ? "," : "", tag_names[t]);
    fprintf(out, "],\"mentions\":[%s]}", post->mentions ? "{\"username\":\"Target\"}" : "");
    if (post->picture)
        fprintf(out, ",\"attachments\":{\"media_keys\":[\"3_%d\"]}",
                post->text < 0 ? 99 : post->text);
}

static void write_text(FILE *out, const struct made *post, size_t i) {
    if (post->text >= 0)
        fprintf(out, "the council must answer question number %c%c today", 'a' + post->text,
                'k' - post->text % 7);
    else
        fprintf(out, "own words of mine %zu are here today", i);
    for (int t = 0; t < TAGS; t++)
        if (post->tags >> t & 1) fprintf(out, " #%s", tag_names[t]);
    if (post->mentions) fputs(" @Target", out);
}

/* Four accounts at a time, within some minutes of each other. */
static int64_t created_of(uint32_t account) {
    return monday - 100 * day + account / 4 * 3 * day + account % 4 * 400 + 60;
}

/* Some have another handle in the first ten days. */
static bool goes_by_another(const struct made *post) {
    return post->account % 7 == 0 && post->time < monday + 10 * day;
}

/* What profiles show: one of four websites or none, one of eight pictures in two sizes or the
 * platform's own, none to two lists. */
static void write_profile(FILE *out, uint32_t account) {
    if (account % 5 < 2)
        fprintf(out, "\"url\":\"https://%sSite-%u.example/%u\",", account % 2 ? "www." : "",
                account % 4, account);
    if (account % 6 == 0)
        fputs("\"profile_image_url\":\"https://abs.twimg.com/sticky/default_profile_images/"
              "default_profile_normal.png\",",
              out);
    else
        fprintf(out, "\"profile_image_url\":\"https://pbs.twimg.com/profile_images/1/p%u%s.jpg\",",
                account % 8, account % 3 ? "_normal" : "_400x400");
    fprintf(out, "\"public_metrics\":{\"listed_count\":%u},", account % 3);
}

static void write_post(FILE *out, const struct made *post, size_t i) {
    char time[TIME_TEXT], created[TIME_TEXT];
    time_format(time, post->time * MICROSECONDS);
    time_format(created, created_of(post->account) * MICROSECONDS);
    fprintf(out,
            "{\"id\":\"%zu\",\"author_id\":\"%u\",\"created_at\":\"%s\",\"lang\":\"%s\",\"source\":"
            "\"%s\",\"public_metrics\":{\"retweet_count\":%zu,\"reply_count\":0,\"like_count\":%zu,"
            "\"quote_count\":0},\"author\":{\"id\":\"%u\",\"username\":\"%s%04u\",\"name\":"
            "\"Name %u\",",
            5000 + i, 100 + post->account, time, post->language,
            post->account % 3 ? "Web" : "Phone", i % 5, i % 9, 100 + post->account,
            goes_by_another(post) ? "was" : "user", post->account, post->account % 30);
    write_profile(out, post->account);
    fprintf(out, "\"created_at\":\"%s\",\"description\":\"%s\"},\"text\":\"", created,
            post->account % 4 ? "" : "Some YAP member");
    if (post->repost) fprintf(out, "RT @user%04u: ", post->reposted);
    write_text(out, post, i);
    fputs("\"", out);
    write_entities(out, post);
    if (post->repost)
        fprintf(out,
                ",\"referenced_tweets\":[{\"type\":\"retweeted\",\"id\":\"%zu\",\"author_id\":\"%u"
                "\",\"text\":\"whatever it was that they said %zu\"}]",
                900000 + i, 100 + post->reposted, i);
    fputs("}\n", out);
}

static void write_file(char *path, const char *text) {
    strcpy(path, "/tmp/lockstep-findings-XXXXXX");
    int fd = mkstemp(path);
    cr_assert(fd >= 0);
    FILE *out = fdopen(fd, "w");
    cr_assert(out);
    if (text) fputs(text, out);
    for (size_t i = 0; !text && i < w.count; i++)
        write_post(out, &w.posts[i], i);
    cr_assert_eq(fclose(out), 0);
}

/* ---- running it */

static const char campaigns_text[] =
    "[{\"name\":\"first\",\"to\":\"2024-01-20\",\"all-of\":{\"hashtags\":[\"#alpha\",\"BETA\"]}},"
    "{\"name\":\"second\",\"any-of\":{\"hashtags\":[\"gamma\",\"deltanews\"]}},"
    "{\"name\":\"third\",\"from\":\"2024-01-10T00:00:00Z\",\"texts\":[\"must answer Question\"],"
    "\"mentions\":[\"@target\"]}]";

static void build(void) {
    lockstep_error err = {0};
    char posts[64], campaigns[64], holidays[64], targets[64], known[64];
    write_file(posts, NULL);
    write_file(campaigns, campaigns_text);
    write_file(holidays, "date,name\n2024-01-17,Rest\n2024-01-25,\"More, rest\"\n");
    write_file(targets, "@TARGET\n105\n");
    write_file(known, "105\nWAS0007\n@user0008\n");
    w.settings = lockstep_settings_new();
    check_ok(lockstep_settings_set(w.settings, "campaigns", campaigns, &err), err);
    check_ok(lockstep_settings_set(w.settings, "holidays", holidays, &err), err);
    check_ok(lockstep_settings_set(w.settings, "targets", targets, &err), err);
    check_ok(lockstep_settings_set(w.settings, "watchlist", known, &err), err);
    check_ok(lockstep_settings_set(w.settings, "keywords", "yap", &err), err);
    check_ok(lockstep_settings_set(w.settings, "threads", "1", &err), err);
    const char *const paths[] = {posts};
    check_ok(archive_read(&w.archive, w.settings, paths, 1, ARCHIVE_POSTS | ARCHIVE_FACETS, &err),
             err);
    check_ok(network_build(&w.network, &w.archive, w.settings, &err), err);
    check_ok(network_count_once(&w.network, &w.archive, w.settings, &err), err);
    check_ok(clusters_find(&w.clusters, &w.network, &w.archive, w.settings, &err), err);
    check_ok(clusters_repeat(&w.clusters, &w.network, w.settings, &err), err);
    cr_assert(w.clusters.kept > 0, "seed %llu has no cluster", (unsigned long long) w.seed);
    check_ok(centrality_measure(&w.centrality, &w.network, w.settings, &err), err);
    check_ok(blocks_find(&w.blocks, &w.network, &w.clusters, &err), err);
    w.findings = (struct findings){.settings = w.settings,
                                   .archive = &w.archive,
                                   .network = &w.network,
                                   .clusters = &w.clusters,
                                   .centrality = &w.centrality,
                                   .blocks = &w.blocks};
    check_ok(dossiers_build(&w.all, &w.findings, &err), err);
    check_ok(dossier_build(&w.dossier, w.all, &w.clusters.items[0], &err), err);
    unlink(posts), unlink(campaigns), unlink(holidays), unlink(targets), unlink(known);
}

static void forget(void) {
    dossier_free(w.dossier), dossiers_free(w.all);
    blocks_release(&w.blocks), centrality_release(&w.centrality), clusters_release(&w.clusters);
    network_release(&w.network), archive_release(&w.archive);
    lockstep_settings_free(w.settings);
}

static void for_each_seed(void (*check)(void)) {
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        make(seed);
        build();
        cr_assert_eq(w.archive.posts.count, w.count);
        cr_assert_eq(w.archive.accounts.count, ACCOUNTS);
        check();
        forget();
    }
}

/* ---- asking */

static bool in(uint32_t account) {
    return w.clusters.of_account[account] == 1;
}

static bool in_rest(uint32_t account) {
    return !w.clusters.of_account[account];
}

static uint32_t members(void) {
    return w.clusters.items[0].count;
}

/* The n-th claim of a statement; NULL where there are fewer. */
static const struct claim *claim_at(enum statement statement, size_t n) {
    for (size_t i = 0; i < w.dossier->ledger.count; i++)
        if (w.dossier->ledger.claims[i].statement == statement && n-- == 0)
            return &w.dossier->ledger.claims[i];
    return NULL;
}

static const struct claim *claim(enum statement statement) {
    const struct claim *found = claim_at(statement, 0);
    cr_assert(found, "seed %llu: nothing is said of %s", (unsigned long long) w.seed,
              statement_key(statement));
    return found;
}

static void same(const char *what, double found, double expected) {
    cr_expect(fabs(found - expected) < 1e-9 || (isnan(found) && isnan(expected)),
              "seed %llu: %s is %.12g, expected %.12g", (unsigned long long) w.seed, what, found,
              expected);
}
#define same(found, expected) same(#found, (double) (found), (double) (expected))

static void check_blocks(void) {
    size_t count;
    const struct certificate *blocks = blocks_of(&w.blocks, 1, &count);
    cr_expect_gt(count, 0, "seed %llu has no block", (unsigned long long) w.seed);
    for (size_t b = 0; b < count; b++) {
        const struct claim *said = claim_at(SAY_BLOCK, b);
        cr_assert(said);
        same(said->numerator, blocks[b].account_count);
        same(said->post_count, blocks[b].share_count);
        same(said->arguments[0].count, blocks[b].least);
        same(said->arguments[1].count, blocks[b].object_count);
        for (uint32_t p = 0; p < said->posts_shown; p++)
            cr_expect(w.archive.posts.time[said->posts[p]] >= said->from &&
                      w.archive.posts.time[said->posts[p]] <= said->to);
    }
}

/* What a block is: tests/test_blocks.c. */
Test(findings, say_what_the_blocks_say) {
    for_each_seed(check_blocks);
}

/* Whether two accounts share the object in the window, share by share. */
static bool do_share(const struct layer *layer, const struct object_shares *object, uint32_t a,
                     uint32_t b) {
    const struct share *s = layer->shares + object->start;
    for (size_t i = 0; i < object->count; i++)
        for (size_t j = 0; j < object->count; j++)
            if (s[i].account == a && s[j].account == b && s[j].time - s[i].time <= layer->window &&
                s[i].time - s[j].time <= layer->window)
                return true;
    return false;
}

/* The edges of an account inside the cluster, and those that go with the object. */
static uint32_t edges_with(uint32_t account, const struct object_shares *object, uint32_t *all) {
    const struct edges *edges = &w.network.layers[w.clusters.items[0].layer];
    uint32_t lost = 0;
    *all = 0;
    for (size_t e = 0; e < edges->count; e++) {
        const struct edge *edge = &edges->items[e];
        if (!in(edge->source) || !in(edge->target)) continue;
        if (edge->source != account && edge->target != account) continue;
        ++*all;
        lost += edge->objects == w.settings->min_objects &&
                do_share(edges->layer, object, edge->source, edge->target);
    }
    return lost;
}

static void check_why(void) {
    const struct layer *layer = w.network.layers[w.clusters.items[0].layer].layer;
    uint32_t hanging = 0;
    for (uint32_t i = 0; i < members(); i++) {
        const struct member *member = &w.dossier->members[i];
        uint32_t most = 0, all = 0;
        for (size_t o = 0; o < layer->object_count; o++) {
            uint32_t lost = edges_with(member->account, &layer->objects[o], &all);
            if (lost > most) most = lost;
        }
        same(member->edges_lost, most);
        same(member->partners, all);
        hanging += all > 0 && most == all;
    }
    same(claim(SAY_HANGING)->numerator, hanging);
    const struct claim *strongest = claim_at(SAY_HELD, 0), *next = claim_at(SAY_HELD, 1);
    cr_assert(strongest && next);
    cr_expect_geq(strongest->value, next->value);
    same(strongest->value, w.clusters.holds[strongest->arguments[0].rank].evidence);
}

Test(findings, say_why_accounts_are_in) {
    for_each_seed(check_why);
}

/* ---- how much and when */

static void check_volume(void) {
    size_t posts = 0, kinds[2] = {0}, by_day[DAYS] = {0}, best = 0, active = 0;
    for (size_t i = 0; i < w.count; i++) {
        if (!in(w.posts[i].account)) continue;
        posts++;
        kinds[w.posts[i].repost]++;
        by_day[(w.posts[i].time - monday) / day]++;
    }
    for (size_t d = 0; d < DAYS; d++) {
        if (by_day[d] > by_day[best]) best = d;
        active += by_day[d] > 0;
    }
    same(claim(SAY_SIZE)->numerator, posts);
    same(claim(SAY_SIZE)->denominator, w.count);
    same(claim(SAY_SIZE)->value, members());
    same(claim(SAY_KINDS)->numerator, kinds[0]);
    same(claim(SAY_KINDS)->arguments[0].count, kinds[1]);
    same(claim(SAY_BUSIEST_DAY)->numerator, by_day[best]);
    same(claim(SAY_BUSIEST_DAY)->arguments[0].time, monday / day + (int64_t) best);
    same(claim(SAY_DAYS)->numerator, active);
}
Test(findings, count_posts_and_days_as_a_loop_does) {
    for_each_seed(check_volume);
}

/* The most posts of a kind of stream within `width` seconds, by a double loop. */
static size_t most_within(bool (*is_part)(const struct made *), int64_t width, size_t *first) {
    size_t most = 0;
    for (size_t i = 0; i < w.count; i++) {
        size_t posts = 0;
        if (!is_part(&w.posts[i])) continue;
        for (size_t j = i; j < w.count && w.posts[j].time <= w.posts[i].time + width; j++)
            posts += is_part(&w.posts[j]);
        if (posts > most) most = posts, *first = i;
    }
    return most;
}

static bool of_cluster(const struct made *post) {
    return in(post->account);
}

static bool of_rest(const struct made *post) {
    return in_rest(post->account);
}

static void check_bursts(void) {
    static const int64_t widths[] = {1, 60, 600, 3600, 86400};
    for (size_t i = 0; i < 5; i++) {
        size_t first = 0, posts = most_within(of_cluster, widths[i], &first);
        const struct claim *burst = claim_at(SAY_BURST, i);
        cr_assert(burst);
        same(burst->value, posts);
        size_t of_others;
        same(burst->baseline, most_within(of_rest, widths[i], &of_others));
        same(burst->from, w.posts[first].time * MICROSECONDS);
        size_t everybody = 0;
        for (size_t j = 0; j < w.count; j++)
            everybody += w.posts[j].time * MICROSECONDS >= burst->from &&
                         w.posts[j].time * MICROSECONDS <= burst->to;
        same(burst->denominator, everybody);
        same(burst->post_count, posts);
    }
}
Test(findings, find_the_most_posts_in_any_window_as_a_double_loop_does) {
    for_each_seed(check_bursts);
}

/* The text of a post as the layer of texts has it; posts are in order of time. */
static uint32_t text_at(size_t i) {
    return w.all->background->text_of[w.all->background->timeline.items[i].post];
}

/* How many runs of `length` are to be expected in a random order, factor by factor. */
static double runs_expected(bool (*is_part)(uint32_t account), size_t length, size_t posts) {
    double sum = 0;
    for (uint32_t a = 0; a < ACCOUNTS; a++) {
        double chance = 1, own = 0;
        for (size_t i = 0; i < w.count; i++)
            own += w.posts[i].account == a;
        for (size_t i = 0; i < length; i++)
            chance *= own > (double) i ? (own - (double) i) / (double) (posts - i) : 0;
        sum += is_part(a) ? chance * (double) (posts - length + 1) : 0;
    }
    return sum < 1 ? sum : 1;
}

static size_t longest_of(bool (*is_part)(uint32_t account), size_t *posts) {
    size_t longest = 0, run = 0;
    uint32_t last = UINT32_MAX;
    *posts = 0;
    for (size_t i = 0; i < w.count; i++) {
        if (!is_part(w.posts[i].account)) continue;
        ++*posts;
        run = w.posts[i].account == last ? run + 1 : 1;
        last = w.posts[i].account;
        if (run > longest) longest = run;
    }
    return longest;
}

/* Expected runs of so many of `marked` among `all`, factor by factor. */
static double runs_of(double marked, double all, size_t length) {
    double chance = all - (double) length + 1;
    for (size_t i = 0; i < length; i++)
        chance *= marked > (double) i ? (marked - (double) i) / (all - (double) i) : 0;
    return chance;
}

/* Of each member, pauses of a minute at most in a row among all its pauses; posts of one text among
 * its posts. Tags and mentions are part of a text, but follow from it and from the day. */
static void check_own_runs(void) {
    const struct claim *quick = claim(SAY_RUN_RAPID);
    const struct claim *text = claim_at(SAY_RUN_OF_TEXT, 0);
    double rapid = 0, same_text = 0;
    for (uint32_t a = 0; a < ACCOUNTS; a++) {
        double own = 0, short_ones = 0;
        int64_t before = INT64_MIN / 2;
        for (size_t i = 0; i < w.count && in(a); i++) {
            if (w.posts[i].account != a) continue;
            own++, short_ones += w.posts[i].time - before <= 60;
            before = w.posts[i].time;
        }
        rapid += own > 1 ? runs_of(short_ones, own - 1, (size_t) quick->value - 1) : 0;
        for (size_t i = 0; i < w.count && in(a) && text; i++) {
            double alike = 0;
            bool is_first = true;
            if (w.posts[i].account != a || text_at(i) == UINT32_MAX) continue;
            for (size_t j = 0; j < w.count; j++) {
                if (w.posts[j].account != a || text_at(j) != text_at(i)) continue;
                alike++, is_first &= j >= i;
            }
            if (is_first) same_text += runs_of(alike, own, (size_t) text->value);
        }
    }
    same(quick->p_value, fmin(1, rapid));
    if (text) same(text->p_value, fmin(1, same_text));
}

static void check_runs(void) {
    size_t in_data = 0, rapid = 0, posts, of_others;
    size_t longest = longest_of(in, &posts);
    for (size_t i = 0; i < w.count; i++) {
        size_t length = 0;
        while (i + length < w.count && w.posts[i + length].account == w.posts[i].account)
            length++;
        if (in(w.posts[i].account) && length > in_data) in_data = length;
    }
    for (uint32_t a = 0; a < ACCOUNTS; a++) {
        int64_t before = -1000000;
        size_t length = 0;
        for (size_t i = 0; i < w.count && in(a); i++) {
            if (w.posts[i].account != a) continue;
            length = w.posts[i].time - before <= 60 ? length + 1 : 1;
            before = w.posts[i].time;
            if (length > rapid) rapid = length;
        }
    }
    same(claim(SAY_RUN)->value, longest);
    same(claim(SAY_RUN)->denominator, posts);
    same(claim(SAY_RUN)->baseline, longest_of(in_rest, &of_others));
    same(claim(SAY_RUN)->p_value, runs_expected(in, longest, posts));
    same(claim(SAY_RUN_IN_DATA)->p_value, runs_expected(in, in_data, w.count));
    same(claim(SAY_RUN_IN_DATA)->value, in_data);
    same(claim(SAY_RUN_RAPID)->value, rapid);
    check_own_runs();
}
Test(findings, find_the_longest_runs_in_three_readings) {
    for_each_seed(check_runs);
}

static void check_rhythm(void) {
    static const int64_t bounds[] = {5, 10, 60};
    size_t within[2][3] = {{0}}, gaps[2] = {0}, common = 0;
    for (size_t i = 0; i < w.count; i++) {
        size_t j = i + 1;
        bool shared = false;
        while (j < w.count && w.posts[j].account != w.posts[i].account)
            j++;
        for (size_t k = 0; k < w.count; k++)
            shared |= w.posts[k].time == w.posts[i].time && in(w.posts[k].account) &&
                      w.posts[k].account != w.posts[i].account;
        common += in(w.posts[i].account) && shared;
        if (j == w.count) continue;
        int group = in(w.posts[i].account) ? 0 : w.clusters.of_account[w.posts[i].account] ? 2 : 1;
        if (group == 2) continue;
        gaps[group]++;
        for (int b = 0; b < 3; b++)
            within[group][b] += w.posts[j].time - w.posts[i].time <= bounds[b];
    }
    for (size_t b = 0; b < 3; b++) {
        same(claim_at(SAY_GAP, b)->numerator, within[0][b]);
        same(claim_at(SAY_GAP, b)->denominator, gaps[0]);
        same(claim_at(SAY_GAP, b)->baseline, (double) within[1][b] / (double) gaps[1]);
    }
    same(claim(SAY_SAME_SECOND)->numerator, common);
}
Test(findings, measure_gaps_and_common_seconds) {
    for_each_seed(check_rhythm);
}

/* Pauses of an account in seconds. */
static size_t pauses_of(uint32_t account, int64_t *pauses) {
    int64_t before = -1;
    size_t count = 0;
    for (size_t i = 0; i < w.count; i++) {
        if (w.posts[i].account != account) continue;
        if (before >= 0) pauses[count++] = w.posts[i].time - before;
        before = w.posts[i].time;
    }
    return count;
}

static double entropy_of_account(uint32_t account) {
    int64_t pauses[ROOM];
    size_t count = pauses_of(account, pauses);
    double entropy = 0;
    for (size_t i = 0; i < count; i++) { /* −Σ over pauses of ln(their bin's share) / count */
        size_t alike = 0;
        for (size_t j = 0; j < count; j++)
            alike += floor(log2((double) pauses[i] + 1)) == floor(log2((double) pauses[j] + 1));
        entropy -= log2((double) alike / (double) count) / (double) count;
    }
    return count >= 5 ? round(entropy * 1e12) / 1e12 : NAN;
}

static double median_pause(uint32_t account) {
    int64_t pauses[ROOM];
    double seconds[ROOM];
    size_t count = pauses_of(account, pauses);
    for (size_t i = 0; i < count; i++)
        seconds[i] = (double) pauses[i];
    return median_of(seconds, count);
}

static double burstiness_of_account(uint32_t account) {
    int64_t pauses[ROOM];
    size_t count = pauses_of(account, pauses);
    double mean = 0, deviation = 0;
    for (size_t i = 0; i < count; i++)
        mean += (double) pauses[i] / (double) count;
    for (size_t i = 0; i < count; i++)
        deviation += pow((double) pauses[i] - mean, 2) / (double) count;
    deviation = sqrt(deviation);
    return count >= 5 ? (deviation - mean) / (deviation + mean) : NAN;
}

/* P(greater) − P(smaller), and Mann and Whitney's p, over accounts of the cluster and of the rest.
 */
static void check_ranks(const struct claim *said, double (*value_of)(uint32_t account),
                        bool has_delta) {
    double own[ACCOUNTS], rest[ACCOUNTS], greater = 0;
    size_t accounts = 0, others = 0;
    for (uint32_t a = 0; a < ACCOUNTS; a++) {
        double value = value_of(a);
        if (!isnan(value) && in(a)) own[accounts++] = value;
        if (!isnan(value) && in_rest(a)) rest[others++] = value;
    }
    for (size_t i = 0; i < accounts; i++)
        for (size_t j = 0; j < others; j++)
            greater += (own[i] > rest[j]) - (own[i] < rest[j]);
    same(said->value, median_of(own, accounts));
    same(said->baseline, median_of(rest, others));
    same(said->denominator, accounts);
    same(said->p_value, rank_sum_test(own, accounts, rest, others)); /* sorted by now */
    same(said->effect,
         has_delta ? greater / (double) (accounts * others) : said->value / said->baseline);
}

static double median_entropy(bool (*is_part)(uint32_t account)) {
    double entropies[ACCOUNTS];
    size_t count = 0;
    for (uint32_t a = 0; a < ACCOUNTS; a++)
        if (is_part(a) && !isnan(entropy_of_account(a))) entropies[count++] = entropy_of_account(a);
    return median_of(entropies, count);
}

static size_t commonest_pause(bool (*is_part)(uint32_t account), int64_t *pause) {
    static int64_t all[ROOM];
    size_t count = 0, most = 0;
    for (uint32_t a = 0; a < ACCOUNTS; a++)
        if (is_part(a)) count += pauses_of(a, all + count);
    for (size_t i = 0; i < count; i++) {
        size_t alike = 0;
        for (size_t j = 0; j < count; j++)
            alike += all[j] == all[i];
        if (alike > most || (alike == most && all[i] < *pause)) most = alike, *pause = all[i];
    }
    return most;
}

static void check_regularity(void) {
    int64_t pause = 0, of_others = 0;
    size_t common = 0, most = commonest_pause(in, &pause);
    double expected = 0;
    same(claim(SAY_GAP_MODE)->numerator, most);
    same(claim(SAY_GAP_MODE)->parameters[2].value, pause);
    same(claim(SAY_GAP_MODE)->baseline,
         (double) commonest_pause(in_rest, &of_others) / claim(SAY_GAP_MODE)->parameters[1].value);
    check_ranks(claim(SAY_MEDIAN_GAP), median_pause, false);
    check_ranks(claim(SAY_BURSTINESS), burstiness_of_account, true);
    check_ranks(claim(SAY_ENTROPY), entropy_of_account, false);
    same(claim(SAY_ENTROPY)->value, median_entropy(in));
    same(claim(SAY_ENTROPY)->baseline, median_entropy(in_rest));
    for (size_t i = 0; i < w.count; i++) {
        bool shared = false;
        size_t near = 0;
        for (size_t j = 0; j < w.count && in(w.posts[i].account); j++) {
            if (!in(w.posts[j].account) || w.posts[j].account == w.posts[i].account) continue;
            shared |= w.posts[j].time / 60 == w.posts[i].time / 60;
            near += llabs(w.posts[j].time - w.posts[i].time) <= 1800;
        }
        common += shared;
        expected += 1 - pow(60.0 / 61, (double) near);
    }
    same(claim(SAY_SAME_MINUTE)->numerator, common);
    same(claim(SAY_SAME_MINUTE)->baseline, expected);
}
Test(findings, measure_how_regular_pauses_are_and_common_minutes) {
    for_each_seed(check_regularity);
}

/* Weeks in which two accounts of a group shared one thing within the window, by a double loop. */
static size_t weeks_with_coshares(bool (*is_part)(uint32_t account), int64_t first, int64_t last) {
    const struct layer *layer = w.dossier->own->whole;
    bool met[DAYS / 7 + 1] = {false};
    size_t weeks = 0;
    for (size_t i = 0; i < layer->count; i++)
        for (size_t j = 0; j < layer->count; j++) {
            const struct share *a = &layer->shares[i], *b = &layer->shares[j];
            bool both = a->object == b->object && a->account != b->account;
            if (!both || !is_part(a->account) || !is_part(b->account)) continue;
            if (b->time < a->time || b->time - a->time > layer->window) continue;
            int64_t week = (b->time / MICROSECONDS - monday) / (7 * day);
            if (week >= first && week <= last) weeks += !met[week], met[week] = true;
        }
    return weeks;
}

/* The mean over pairs of accounts, one left out: days on which both are silent over those on which
 * one is. */
static double common_silence(bool (*is_part)(uint32_t account), int64_t first, int64_t last,
                             uint32_t without) {
    static bool posted[ACCOUNTS][DAYS];
    double sum = 0, pairs = 0;
    memset(posted, 0, sizeof posted);
    for (size_t i = 0; i < w.count; i++)
        posted[w.posts[i].account][(w.posts[i].time - monday) / day] = true;
    for (uint32_t a = 0; a < ACCOUNTS; a++)
        for (uint32_t b = 0; b < a; b++) {
            double both = 0, either = 0;
            if (!is_part(a) || !is_part(b) || a == without || b == without) continue;
            for (int64_t d = first; d <= last; d++)
                both += !posted[a][d] && !posted[b][d], either += !posted[a][d] || !posted[b][d];
            if (either > 0) sum += both / either, pairs++;
        }
    return sum / pairs;
}

/* The standard error by leaving out one account after the other. */
static double error_of_silence(bool (*is_part)(uint32_t account), int64_t first, int64_t last) {
    double values[ACCOUNTS], mean = 0, squares = 0, n = 0;
    for (uint32_t a = 0; a < ACCOUNTS; a++)
        if (is_part(a)) values[(size_t) n++] = common_silence(is_part, first, last, a);
    for (size_t i = 0; i < (size_t) n; i++)
        mean += values[i] / n;
    for (size_t i = 0; i < (size_t) n; i++)
        squares += pow(values[i] - mean, 2);
    return sqrt(squares * (n - 1) / n);
}

static void check_silence(void) {
    const struct claim *said = claim(SAY_COMMON_SILENCE);
    int64_t first = (said->from / MICROSECONDS - monday) / day;
    int64_t last = (said->to / MICROSECONDS - monday) / day;
    double own = error_of_silence(in, first, last), rest = error_of_silence(in_rest, first, last);
    same(said->value, common_silence(in, first, last, UINT32_MAX));
    same(said->baseline, common_silence(in_rest, first, last, UINT32_MAX));
    same(said->low, fmax(0, said->value - 1.959963984540054 * own));
    same(said->high, fmin(1, said->value + 1.959963984540054 * own));
    same(said->p_value,
         erfc(fabs(said->value - said->baseline) / sqrt(2 * (own * own + rest * rest))));
}
Test(findings, compare_how_often_two_accounts_are_silent_together) {
    for_each_seed(check_silence);
}

static void check_weeks(void) {
    const struct claim *said = claim(SAY_WEEKS);
    int64_t first = (said->from / MICROSECONDS - monday) / (7 * day);
    int64_t last = (said->to / MICROSECONDS - monday) / (7 * day);
    same(said->denominator, last - first + 1);
    same(said->numerator, weeks_with_coshares(in, first, last));
    same(said->baseline,
         (double) weeks_with_coshares(in_rest, first, last) / (double) (last - first + 1));
    same(said->effect, effect_size(said->value, said->baseline));
}
Test(findings, count_the_weeks_with_co_shares_of_the_cluster_and_of_the_rest) {
    for_each_seed(check_weeks);
}

static void check_calendar(void) {
    size_t posts[DAYS] = {0}, first = DAYS, last = 0, on_weekdays = 0, weekdays = 0;
    size_t on_weekends = 0, weekends = 0, others[DAYS] = {0}, others_off = 0, others_at_work = 0;
    for (size_t i = 0; i < w.count; i++) {
        size_t on = (size_t) ((w.posts[i].time - monday) / day);
        others[on] += in_rest(w.posts[i].account);
        if (!in(w.posts[i].account)) continue;
        posts[on]++;
        if (on < first) first = on;
        if (on > last) last = on;
    }
    for (size_t d = first; d <= last; d++) {
        if (is_holiday_of_test((int64_t) d)) continue;
        if (d % 7 < 5)
            weekdays++, on_weekdays += posts[d], others_at_work += others[d];
        else
            weekends++, on_weekends += posts[d], others_off += others[d];
    }
    same(claim(SAY_WEEK)->numerator, on_weekdays);
    same(claim(SAY_WEEK)->denominator, on_weekends);
    same(claim(SAY_WEEK)->value,
         (double) on_weekdays / (double) weekdays / ((double) on_weekends / (double) weekends));
    same(claim(SAY_WEEK)->baseline,
         (double) others_at_work / (double) weekdays / ((double) others_off / (double) weekends));
    static const int holidays[] = {16, 24};
    for (size_t h = 0; h < 2; h++) {
        double compared = 0, days = 0, of_others = 0;
        for (int d = (int) first; d <= (int) last; d++) {
            if (d % 7 >= 5 || is_holiday_of_test(d) || abs(d - holidays[h]) > 14) continue;
            compared += (double) posts[d], days++, of_others += (double) others[d];
        }
        same(claim_at(SAY_HOLIDAY, h)->numerator, posts[holidays[h]]);
        same(claim_at(SAY_HOLIDAY, h)->denominator, compared / days);
        same(claim_at(SAY_HOLIDAY, h)->baseline, (double) others[holidays[h]] / (of_others / days));
        same(claim_at(SAY_HOLIDAY, h)->value, (double) posts[holidays[h]] / (compared / days));
    }
}
Test(findings, compare_working_days_weekends_and_holidays) {
    for_each_seed(check_calendar);
}

/* Posts of the cluster by span of the week under an offset in hours: nights, office hours,
 * evenings, weekends. */
static void count_spans(double spans[4], double offset) {
    memset(spans, 0, 4 * sizeof *spans);
    for (size_t i = 0; i < w.count; i++) {
        int64_t local = w.posts[i].time - monday + (int64_t) (offset * 3600) + 7 * day;
        int64_t weekday = local / day % 7, hour = local % day / 3600;
        if (!in(w.posts[i].account)) continue;
        spans[weekday >= 5 ? 3 : hour < 9 ? 0 : hour < 18 ? 1 : 2]++;
    }
}

/* Of an offset that has nearly as many posts in office hours as any has. */
static double likelihood(const double spans[4], double most) {
    static const double hours[] = {45, 45, 30, 48};
    double sum = 0;
    for (int s = 0; s < 4; s++)
        sum += spans[s] > 0 ? spans[s] * log(spans[s] / hours[s]) : 0;
    return spans[1] >= 0.95 * most ? sum : -INFINITY;
}

/* Whole hours; Marquesas, Newfoundland in winter and summer; Tehran, Kabul, Kolkata, Kathmandu,
 * Yangon, Eucla, Adelaide in winter and summer, Chatham in winter and summer. */
static bool is_in_use(double offset) {
    static const double parts[] = {-9.5, -3.5, -2.5, 3.5,  4.5,   5.5,  5.75,
                                   6.5,  8.75, 9.5,  10.5, 12.75, 13.75};
    bool in_use = offset == floor(offset);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        in_use |= offset == parts[i];
    return in_use;
}

static void check_zones(void) {
    double most = 0, best = -INFINITY, spans[4];
    const struct claim *rhythm = claim(SAY_ZONE), *office = claim(SAY_OFFICE_ZONE);
    for (double offset = -12; offset <= 14; offset += 0.25) {
        count_spans(spans, offset);
        if (is_in_use(offset)) most = fmax(most, spans[1]);
    }
    for (double offset = -12; offset <= 14; offset += 0.25) {
        count_spans(spans, offset);
        if (is_in_use(offset)) best = fmax(best, likelihood(spans, most));
    }
    count_spans(spans, office->value);
    same(spans[1], most);
    same(office->numerator, most);
    cr_expect(is_in_use(office->value) && is_in_use(rhythm->value));
    count_spans(spans, rhythm->value);
    same(likelihood(spans, most), best);
    same(rhythm->numerator, spans[1]);
}
Test(findings, fit_the_zone_by_rhythm_and_by_office_hours) {
    for_each_seed(check_zones);
}

/* ---- what the cluster is about */

/* A text's normal form keeps the words of its hashtags. */
enum { FORMS = 12 * 32, OTHER = FORMS };

static size_t form_of(const struct made *post) {
    return post->text < 0 ? OTHER : (size_t) post->text * 32 + post->tags;
}

/* Own posts of the cluster by week and form; those that one account alone posted are others. */
static void count_forms(double uses[][FORMS + 1], size_t *posts) {
    uint64_t by[FORMS] = {0};
    for (size_t i = 0; i < w.count; i++)
        if (in(w.posts[i].account) && w.posts[i].text >= 0)
            by[form_of(&w.posts[i])] |= UINT64_C(1) << w.posts[i].account;
    for (size_t i = 0; i < w.count; i++) {
        const struct made *post = &w.posts[i];
        size_t week = (size_t) ((post->time - monday) / (7 * day)), form = form_of(post);
        if (!in(post->account) || post->repost) continue;
        bool is_shared = form != OTHER && (by[form] & (by[form] - 1));
        uses[week][is_shared ? form : OTHER]++, posts[week]++;
    }
}

static void check_text_shift(const struct claim *said, double uses[][FORMS + 1],
                             const size_t *posts) {
    size_t week = (size_t) (said->arguments[0].time - monday / day) / 7, rose = 0, any = 0;
    size_t before = (size_t) (said->arguments[6].time - monday / day) / 7;
    double a = (double) posts[before], b = (double) posts[week], divergence = 0, share = 0;
    bool rising[FORMS + 1] = {false}, joined[ACCOUNTS] = {false};
    for (size_t f = 0; f <= FORMS; f++) {
        double x = uses[before][f], y = uses[week][f], both = (x + y) / (a + b);
        if (x > 0) divergence += x / (a + b) * log2(x / a / both);
        if (y > 0) divergence += y / (a + b) * log2(y / b / both);
        rising[f] = f != OTHER && y / b - x / a >= 0.05;
        rose += rising[f];
        share += rising[f] ? y / b : 0;
    }
    same(said->arguments[5].number, divergence);
    if (rose > 6) return; /* the six strongest are shown */
    same(said->arguments[3].count, rose);
    same(said->arguments[7].number, share);
    size_t held = 0;
    for (size_t i = 0; i < w.count; i++) {
        const struct made *post = &w.posts[i];
        if (!in(post->account) || post->repost || !rising[form_of(post)]) continue;
        if (post->time < monday + (int64_t) week * 7 * day) continue;
        joined[post->account] = true, held++;
    }
    for (uint32_t account = 0; account < ACCOUNTS; account++)
        any += joined[account];
    same(said->numerator, any);
    same(said->post_count, held);
}

static void check_text_shifts(void) {
    static double uses[DAYS / 7 + 1][FORMS + 1];
    size_t posts[DAYS / 7 + 1] = {0}, n = 0;
    memset(uses, 0, sizeof uses);
    count_forms(uses, posts);
    for (const struct claim *said; (said = claim_at(SAY_TEXT_SHIFT, n)); n++)
        check_text_shift(said, uses, posts);
    cr_expect_gt(n, 0, "seed %llu: no text rose", (unsigned long long) w.seed);
}
Test(findings, tell_when_other_texts_come_up) {
    for_each_seed(check_text_shifts);
}

/* ---- campaigns */

static bool in_first(const struct made *post) {
    return post->time < monday + 20 * day && (post->tags & 3) == 3;
}
static bool in_second(const struct made *post) {
    return (post->tags & 12) != 0;
}
static bool in_third(const struct made *post) {
    return post->time >= monday + 9 * day && (post->text >= 0 || post->mentions);
}

static bool of_rest_in_first(const struct made *post) {
    return in_first(post) && of_rest(post);
}
static bool of_rest_in_second(const struct made *post) {
    return in_second(post) && of_rest(post);
}
static bool of_rest_in_third(const struct made *post) {
    return in_third(post) && of_rest(post);
}

/* Of so many posts within `width` seconds, hours of the week having rates of their own, or days. */
static double chance_of_burst(bool (*is_part)(const struct made *), uint64_t posts, double width) {
    const size_t slot = width > 3600 ? 86400 : 3600, slots = 7 * 86400 / slot;
    double of_slot[168] = {0}, none = 1;
    int64_t first = INT64_MAX, last = INT64_MIN;
    for (size_t i = 0; i < w.count; i++) {
        if (!is_part(&w.posts[i])) continue;
        of_slot[(size_t) (w.posts[i].time - monday) / slot % slots]++;
        if (w.posts[i].time < first) first = w.posts[i].time;
        last = w.posts[i].time;
    }
    double weeks = fmax(1, (double) (last - first) / (7 * 86400.0)), open = weeks * (double) slot;
    for (size_t s = 0; s < slots; s++)
        none *= 1 - scan_tail(posts, of_slot[s] / open, width, open);
    return 1 - none;
}

static void check_campaign_bursts(size_t k, bool (*is_part)(const struct made *),
                                  bool (*is_of_rest)(const struct made *)) {
    static const int64_t widths[] = {1, 60, 600, 3600, 86400};
    for (size_t i = 0; i < 5; i++) {
        size_t first = 0, of_others, most = most_within(is_part, widths[i], &first);
        const struct claim *burst = claim_at(SAY_CAMPAIGN_BURST, 5 * k + i);
        same(burst->value, most);
        same(burst->baseline, most_within(is_of_rest, widths[i], &of_others));
        same(burst->p_value, chance_of_burst(is_part, most, (double) widths[i]));
        if (burst->baseline > 0) same(burst->effect, burst->value / burst->baseline);
    }
}

static void check_campaigns(void) {
    static bool (*const is_of_rest[])(const struct made *) = {of_rest_in_first, of_rest_in_second,
                                                              of_rest_in_third};
    static bool (*const is_part[])(const struct made *) = {in_first, in_second, in_third};
    uint32_t taken[ACCOUNTS] = {0}, all_three = 0, of_rest_in_all = 0, rest = 0;
    for (size_t k = 0; k < 3; k++) {
        size_t posts = 0, by_day[DAYS] = {0}, best = 0, of_cluster_now = 0, accounts = 0;
        bool seen[ACCOUNTS] = {false};
        for (size_t i = 0; i < w.count; i++) {
            if (!is_part[k](&w.posts[i])) continue;
            posts++;
            seen[w.posts[i].account] = true;
            by_day[(w.posts[i].time - monday) / day]++;
        }
        for (uint32_t a = 0; a < ACCOUNTS; a++) {
            of_cluster_now += seen[a] && in(a);
            accounts += seen[a];
            taken[a] += seen[a];
        }
        for (size_t d = 0; d < DAYS; d++)
            if (by_day[d] > by_day[best]) best = d;
        const struct claim *part = claim_at(SAY_PARTICIPATION, k);
        same(part->numerator, of_cluster_now);
        same(part->denominator, members());
        same(part->arguments[2].count, accounts);
        same(part->arguments[3].count, posts);
        same(part->account_count, members() - of_cluster_now);
        same(claim_at(SAY_CAMPAIGN_TOTAL, k)->value, posts);
        same(claim_at(SAY_CAMPAIGN_DAY, k)->value, by_day[best]);
        same(claim_at(SAY_CAMPAIGN_DAY, k)->arguments[8].time, monday / day + (int64_t) best);
        check_campaign_bursts(k, is_part[k], is_of_rest[k]);
    }
    for (uint32_t a = 0; a < ACCOUNTS; a++)
        all_three += in(a) && taken[a] == 3, rest += in_rest(a),
            of_rest_in_all += in_rest(a) && taken[a] == 3;
    same(claim(SAY_IN_ALL)->numerator, all_three);
    same(claim(SAY_IN_ALL)->baseline, (double) of_rest_in_all / rest);
}
Test(findings, match_campaigns_by_hashtags_texts_mentions_and_time) {
    for_each_seed(check_campaigns);
}

/* The campaigns of an account among the first posts of each, as bits. */
enum { FEW_POSTS = 8 };
static uint32_t campaigns_of(uint32_t account) {
    static bool (*const is_part[])(const struct made *) = {in_first, in_second, in_third};
    uint32_t campaigns = 0;
    for (uint32_t k = 0; k < 3; k++)
        for (size_t i = 0, posts = 0; i < w.count && posts < FEW_POSTS + k; i++) {
            if (!is_part[k](&w.posts[i])) continue;
            posts++;
            if (w.posts[i].account == account) campaigns |= 1U << k;
        }
    return campaigns;
}

static unsigned count_of(uint32_t campaigns) {
    return (campaigns & 1) + (campaigns >> 1 & 1) + (campaigns >> 2 & 1);
}

static void expect_pairs(FILE *out) {
    fputs("source,target,campaigns_source,campaigns_target,campaigns_both,jaccard\n", out);
    for (uint32_t a = 0; a < ACCOUNTS; a++)
        for (uint32_t b = a + 1; b < ACCOUNTS && in(a); b++) {
            uint32_t one = campaigns_of(a), other = campaigns_of(b);
            if (!in(b) || !(one & other)) continue;
            fprintf(out, "%u,%u,%u,%u,%u,%.10g\n", 100 + a, 100 + b, count_of(one), count_of(other),
                    count_of(one & other), (double) count_of(one & other) / count_of(one | other));
        }
}

/* With the first posts of each campaign alone, in which not everybody is. */
static void check_co_participation(void) {
    char *expected = NULL, *found = NULL;
    size_t size;
    lockstep_error err = {0};
    for (size_t k = 0; k < 3; k++)
        w.all->background->campaigns.items[k].post_count = FEW_POSTS + k;
    FILE *out = open_memstream(&expected, &size);
    expect_pairs(out);
    fclose(out);
    out = open_memstream(&found, &size);
    check_ok(dossier_write_co_participation(out, w.dossier, &err), err);
    fclose(out);
    check_text(found, expected);
    free(expected), free(found);
}
Test(findings, pair_the_accounts_that_took_part_in_the_same_campaigns) {
    for_each_seed(check_co_participation);
}

/* ---- content */

/* Accounts with a post of their own that has a tag. */
static size_t users_of(bool (*is_part)(uint32_t account), int tag) {
    bool used[ACCOUNTS] = {false};
    size_t users = 0;
    for (size_t i = 0; i < w.count; i++)
        if (!w.posts[i].repost && w.posts[i].tags >> tag & 1 && is_part(w.posts[i].account))
            users += !used[w.posts[i].account], used[w.posts[i].account] = true;
    return users;
}

/* From the cluster's first post with a tag to the first of its tenth account; -1: there is none. */
static int64_t until_tenth(int tag) {
    bool used[ACCOUNTS] = {false};
    int64_t first = -1;
    int users = 0;
    for (size_t i = 0; i < w.count; i++) {
        const struct made *post = &w.posts[i];
        if (post->repost || !(post->tags >> tag & 1) || !in(post->account)) continue;
        if (first < 0) first = post->time;
        users += !used[post->account], used[post->account] = true;
        if (users == 10) return post->time - first;
    }
    return -1;
}

static uint32_t first_with(int tag) {
    for (size_t i = 0; i < w.count; i++)
        if (!w.posts[i].repost && w.posts[i].tags >> tag & 1) return w.posts[i].account;
    return UINT32_MAX;
}

static size_t first_accounts_with(int tag) {
    bool used[ACCOUNTS] = {false};
    int64_t first = -1;
    size_t accounts = 0;
    for (size_t i = 0; i < w.count; i++) {
        const struct made *post = &w.posts[i];
        if (post->repost || !(post->tags >> tag & 1) || (first >= 0 && post->time != first))
            continue;
        first = post->time;
        accounts += !used[post->account], used[post->account] = true;
    }
    return accounts;
}

static void check_tags(void) {
    size_t rest = 0;
    for (uint32_t a = 0; a < ACCOUNTS; a++)
        rest += in_rest(a);
    for (int t = 0; t < TAGS; t++)
        for (size_t n = 0; n < TAGS; n++) {
            const struct claim *tag = claim_at(SAY_HASHTAG, n), *seed = claim_at(SAY_SEEDED, n);
            if (tag && strncasecmp(tag->arguments[0].text.at + 1, tag_names[t], 3) == 0)
                same(tag->baseline, (double) users_of(in_rest, t) / (double) rest);
            if (!seed || strncasecmp(seed->arguments[1].text.at, "#", 1) != 0) continue;
            if (strncasecmp(seed->arguments[1].text.at + 1, tag_names[t], 3) != 0) continue;
            int64_t tenth = until_tenth(t);
            same(seed->numerator, users_of(in, t));
            same(seed->baseline, (double) users_of(in_rest, t) / (double) rest);
            if (seed->account_count) same(seed->accounts[0], first_with(t));
            same(seed->parameters[seed->parameter_count - 1].value, first_accounts_with(t));
            same(seed->arguments[3].time, tenth < 0 ? -1 : tenth * MICROSECONDS);
        }
}
Test(findings, tell_who_was_first_with_a_hashtag) {
    for_each_seed(check_tags);
}

static void check_content(void) {
    size_t accounts_of_tag[TAGS] = {0}, posts_of_tag[TAGS] = {0}, mentions = 0, mentioning = 0;
    size_t copied = 0, own = 0, pictures = 0, reused = 0;
    for (uint32_t a = 0; a < ACCOUNTS; a++) {
        uint32_t used = 0;
        bool mentioned = false;
        for (size_t i = 0; i < w.count && in(a); i++) {
            const struct made *post = &w.posts[i];
            if (post->account != a || post->repost) continue;
            bool copy = false, again = false;
            for (size_t j = 0; j < w.count; j++) {
                const struct made *other = &w.posts[j];
                if (!in(other->account) || other->account == a || other->repost) continue;
                copy |= post->text >= 0 && other->text == post->text && other->tags == post->tags;
                again |= other->picture && other->text == post->text;
            }
            own++, copied += copy;
            pictures += post->picture, reused += post->picture && again;
            mentions += post->mentions, mentioned |= post->mentions;
            used |= post->tags;
            for (int t = 0; t < TAGS; t++)
                posts_of_tag[t] += post->tags >> t & 1;
        }
        mentioning += mentioned;
        for (int t = 0; t < TAGS; t++)
            accounts_of_tag[t] += used >> t & 1;
    }
    same(claim(SAY_COPIES)->numerator, copied);
    same(claim(SAY_COPIES)->denominator, own);
    same(claim(SAY_MEDIA_REUSE)->numerator, reused);
    same(claim(SAY_MEDIA_REUSE)->denominator, pictures);
    same(claim(SAY_TARGET)->numerator, mentioning);
    same(claim(SAY_TARGET)->arguments[1].count, mentions);
    same(claim(SAY_LISTED_TARGETS)->numerator, mentioning);
    for (size_t n = 0; n < TAGS; n++) {
        const struct claim *tag = claim_at(SAY_HASHTAG, n);
        for (int t = 0; tag && t < TAGS; t++) {
            if (strncasecmp(tag->arguments[0].text.at + 1, tag_names[t], 3) != 0) continue;
            same(tag->numerator, accounts_of_tag[t]);
            same(tag->arguments[1].count, posts_of_tag[t]);
        }
    }
}
Test(findings, count_copies_hashtags_targets_and_media) {
    for_each_seed(check_content);
}

static void check_languages(void) {
    size_t posts = 0, speakers = 0;
    for (uint32_t a = 0; a < ACCOUNTS; a++) {
        size_t left = 30;
        bool speaks = false;
        for (size_t i = w.count; i > 0 && in(a); i--) {
            bool az = strcmp(w.posts[i - 1].language, "az") == 0;
            if (w.posts[i - 1].account != a) continue;
            posts += az;
            if (left) left--, speaks |= az;
        }
        speakers += speaks;
    }
    size_t n = slice_equal(claim(SAY_LANGUAGE)->arguments[0].text, SLICE("az")) ? 0 : 1;
    same(claim_at(SAY_LANGUAGE, n)->numerator, posts);
    same(claim_at(SAY_SPEAKERS, n)->numerator, speakers);
}
Test(findings, count_languages_of_posts_and_of_accounts) {
    for_each_seed(check_languages);
}

/* ---- accounts and reach */

static void check_origins(void) {
    size_t close = 0, alike = 0, made_before = 0, rest_close = 0, rest = 0;
    for (uint32_t a = 0; a < ACCOUNTS; a++) {
        bool is_close = false, is_alike = false;
        for (uint32_t b = 0; b < ACCOUNTS; b++) {
            if (a == b || w.clusters.of_account[a] != w.clusters.of_account[b]) continue;
            is_close |= llabs(created_of(a) - created_of(b)) <= 600;
            is_alike |= a % 30 == b % 30;
        }
        close += in(a) && is_close, rest_close += in_rest(a) && is_close, rest += in_rest(a);
        alike += in(a) && is_alike;
        int64_t before = claim(SAY_CREATED_BEFORE)->to / MICROSECONDS - created_of(a);
        made_before += in(a) && before >= 0 && before < 90 * day;
    }
    same(claim(SAY_CREATED_MINUTES)->numerator, close);
    same(claim(SAY_CREATED_MINUTES)->baseline, (double) rest_close / (double) rest);
    same(claim(SAY_SAME_NAME)->numerator, alike);
    same(claim(SAY_SAME_NAME)->denominator, members());
    same(claim(SAY_CREATED_BEFORE)->numerator, made_before);
    size_t i = 0;
    while (!in_first(&w.posts[i]))
        i++;
    same(claim(SAY_CREATED_BEFORE)->to, w.posts[i].time * MICROSECONDS);
}
Test(findings, tell_accounts_made_together_and_of_one_name) {
    for_each_seed(check_origins);
}

/* How many of the rest repost whom many of the cluster do. */
static void check_reposted(void) {
    const struct claim *said;
    for (size_t n = 0; (said = claim_at(SAY_REPOSTED, n)); n++) {
        size_t reposters = 0, rest = 0;
        for (uint32_t a = 0; a < ACCOUNTS; a++) {
            bool did = false;
            for (size_t i = 0; i < w.count; i++)
                did |= w.posts[i].repost && w.posts[i].account == a &&
                       w.posts[i].reposted == said->arguments[0].rank;
            reposters += did && in_rest(a), rest += in_rest(a);
        }
        same(said->baseline, (double) reposters / (double) rest);
    }
}

static void check_accounts(void) {
    double rest_made = 0, rest_received = 0, of_cluster_by_rest = 0, of_rest_by_cluster = 0;
    size_t no_bio = 0, digits = 0, yap = 0, self = 0, reposts = 0, received = 0;
    size_t rest = 0, no_bio_of_rest = 0;
    for (uint32_t a = 0; a < ACCOUNTS; a++) {
        no_bio += in(a) && a % 4;
        yap += in(a) && a % 4 == 0;
        digits += in(a);
        rest += !w.clusters.of_account[a];
        no_bio_of_rest += !w.clusters.of_account[a] && a % 4;
    }
    for (size_t i = 0; i < w.count; i++) {
        const struct made *post = &w.posts[i];
        if (!post->repost) continue;
        reposts += in(post->account);
        self += in(post->account) && in(post->reposted);
        received += in(post->reposted);
        rest_made += in_rest(post->account), rest_received += in_rest(post->reposted);
        of_cluster_by_rest += in_rest(post->account) && in(post->reposted);
        of_rest_by_cluster += in(post->account) && in_rest(post->reposted);
    }
    same(claim(SAY_TRAIT_NO_BIO)->numerator, no_bio);
    same(claim(SAY_TRAIT_NO_BIO)->baseline, (double) no_bio_of_rest / (double) rest);
    same(claim(SAY_TRAIT_DIGITS)->numerator, digits);
    same(claim(SAY_KEYWORD)->numerator, yap);
    same(claim(SAY_SELF_REPOSTS)->numerator, self);
    same(claim(SAY_SELF_REPOSTS)->denominator, reposts);
    same(claim(SAY_SELF_RECEIVED)->denominator, received);
    same(claim(SAY_SELF_REPOSTS)->baseline, of_cluster_by_rest / rest_made);
    same(claim(SAY_SELF_RECEIVED)->baseline, of_rest_by_cluster / rest_received);
    check_reposted();
}
Test(findings, describe_accounts_and_who_reposts_whom) {
    for_each_seed(check_accounts);
}

/* Pictures are compared without their sizes, sites without what stands before and behind. */
static void check_appearance(void) {
    size_t shared = 0, shared_rest = 0, own = 0, own_rest = 0, sites[4] = {0}, with_site = 0;
    size_t unlisted = 0, defaults = 0, most = 0, most_at = 0;
    for (uint32_t a = 0; a < ACCOUNTS; a++) {
        bool is_shared = false;
        for (uint32_t b = 0; b < ACCOUNTS && a % 6; b++)
            is_shared |= a != b && b % 6 && a % 8 == b % 8 &&
                         w.clusters.of_account[a] == w.clusters.of_account[b];
        shared += in(a) && is_shared, own += in(a) && a % 6;
        shared_rest += in_rest(a) && is_shared, own_rest += in_rest(a) && a % 6;
        unlisted += in(a) && a % 3 == 0, defaults += in(a) && a % 6 == 0;
        if (!in(a) || a % 5 >= 2) continue;
        with_site++, sites[a % 4]++;
    }
    for (size_t s = 0; s < 4; s++)
        if (sites[s] > most) most = sites[s], most_at = s;
    same(claim(SAY_PICTURE_REUSE)->numerator, shared);
    same(claim(SAY_PICTURE_REUSE)->denominator, own);
    same(claim(SAY_PICTURE_REUSE)->baseline, (double) shared_rest / (double) own_rest);
    same(claim(SAY_PICTURE_REUSE)->account_count, shared);
    same(claim(SAY_TRAIT_WEBSITE)->numerator, with_site);
    same(claim(SAY_TRAIT_UNLISTED)->numerator, unlisted);
    same(claim(SAY_TRAIT_UNLISTED)->denominator, members());
    same(claim(SAY_TRAIT_DEFAULT_PICTURE)->numerator, defaults);
    char site[64];
    snprintf(site, sizeof site, "site-%zu.example", most_at);
    if (most < 2) return;
    same(claim(SAY_WEBSITE)->numerator, most);
    same(claim(SAY_WEBSITE)->denominator, with_site);
    cr_expect(slice_equal(claim(SAY_WEBSITE)->arguments[0].text, slice_of(site)));
}
Test(findings, compare_pictures_websites_and_lists_of_profiles) {
    for_each_seed(check_appearance);
}

/* Accounts 105 by id, 108 by its handle, 107 by one that it had before. */
static void check_handles(void) {
    bool early[ACCOUNTS] = {false}, late[ACCOUNTS] = {false};
    size_t renamed = 0, rest_renamed = 0, rest = 0, n = 0;
    for (size_t i = 0; i < w.count; i++)
        (goes_by_another(&w.posts[i]) ? early : late)[w.posts[i].account] = true;
    for (uint32_t a = 0; a < ACCOUNTS; a++) {
        renamed += in(a) && early[a] && late[a];
        rest += in_rest(a), rest_renamed += in_rest(a) && early[a] && late[a];
    }
    same(claim(SAY_RENAMED)->numerator, renamed);
    same(claim(SAY_RENAMED)->denominator, members());
    same(claim(SAY_RENAMED)->baseline, (double) rest_renamed / (double) rest);
    for (const struct claim *said; (said = claim_at(SAY_FORMER_HANDLE, n)); n++) {
        char former[16];
        snprintf(former, sizeof former, "@was%04u", said->arguments[0].rank);
        cr_expect(slice_equal(said->arguments[1].text, slice_of(former)), "%.*s",
                  (int) said->arguments[1].text.size, said->arguments[1].text.at);
    }
    same(n, renamed);
    const struct claim *known = claim(SAY_KNOWN_LIST);
    same(known->numerator, in(5) + in(7) + in(8));
    same(known->arguments[3].count, in(5));
    same(known->arguments[4].count, in(8));
    same(known->arguments[5].count, in(7));
    same(known->baseline, (double) (in_rest(5) + in_rest(7) + in_rest(8)) / (double) rest);
}
Test(findings, know_accounts_by_the_handles_that_they_had) {
    for_each_seed(check_handles);
}

/* The cell that is `back` from the end of a line, 1 being the last. */
static const char *cell_from_end(const char *line, const char *end, int back) {
    const char *at = end;
    while (at > line && (at[-1] != ',' || --back > 0))
        at--;
    return at;
}

/* accounts.csv ends in originals, reposts, quotes, replies, listed, website, picture, former. */
static void check_accounts_table(void) {
    char *text = NULL;
    size_t size = 0;
    lockstep_error err = {0};
    FILE *out = open_memstream(&text, &size);
    check_ok(dossier_write_accounts(out, w.dossier, &err), err);
    fclose(out);
    uint32_t rows = 0;
    for (char *line = strchr(text, '\n') + 1, *end; (end = strchr(line, '\n')); line = end + 1) {
        uint32_t account = (uint32_t) atoi(line) - 100;
        long kinds[2] = {0};
        bool another = false, latest = false;
        for (size_t i = 0; i < w.count; i++) {
            if (w.posts[i].account != account) continue;
            kinds[w.posts[i].repost]++;
            *(goes_by_another(&w.posts[i]) ? &another : &latest) = true;
        }
        same(atol(cell_from_end(line, end, 8)), kinds[0]);
        same(atol(cell_from_end(line, end, 7)), kinds[1]);
        same(atol(cell_from_end(line, end, 6)), 0);
        same(atol(cell_from_end(line, end, 4)), account % 3);
        same(cell_from_end(line, end, 1) < end - 1, another && latest);
        rows++;
    }
    same(rows, members());
    free(text);
}
Test(findings, count_the_kinds_of_each_account_s_posts) {
    for_each_seed(check_accounts_table);
}

static void check_reach(void) {
    double reposts = 0, posts = 0;
    size_t web = 0;
    for (size_t i = 0; i < w.count; i++) {
        if (!in(w.posts[i].account) || w.posts[i].repost) continue;
        posts++, reposts += (double) (i % 5);
        web += w.posts[i].account % 3 != 0;
    }
    same(claim(SAY_REACTIONS)->value, reposts / posts);
    for (size_t n = 0; n < 2; n++)
        if (slice_equal(claim_at(SAY_CLIENT, n)->arguments[0].text, SLICE("Web")))
            same(claim_at(SAY_CLIENT, n)->numerator, web);
}
Test(findings, measure_reach_and_clients) {
    for_each_seed(check_reach);
}

/* ---- evidence */

static void check_evidence(void) {
    for (size_t i = 0; i < w.dossier->ledger.count; i++) {
        const struct claim *c = &w.dossier->ledger.claims[i];
        uint64_t shown = c->post_count < SHOWN_EVIDENCE ? c->post_count : SHOWN_EVIDENCE;
        cr_expect_eq(c->posts_shown, shown, "seed %llu: %s shows %u of %llu posts",
                     (unsigned long long) w.seed, statement_key(c->statement), c->posts_shown,
                     (unsigned long long) c->post_count);
        if (!isnan(c->numerator) && c->unit && strcmp(c->unit, "share") == 0)
            same(c->value, c->denominator > 0 ? c->numerator / c->denominator : NAN);
        cr_expect(statement_section(c->statement) == SECTION_LIMITS || c->from != INT64_MIN,
                  "%s has no window", statement_key(c->statement));
        cr_expect(isnan(c->p_value) || (c->p_value >= 0 && c->p_value <= 1), "p of %s is %g",
                  statement_key(c->statement), c->p_value);
        cr_expect(isnan(c->low) || (c->low <= c->value && c->value <= c->high), "interval of %s",
                  statement_key(c->statement));
    }
}
Test(findings, name_the_posts_behind_them) {
    for_each_seed(check_evidence);
}
