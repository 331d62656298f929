/* When a cluster changes what it talks about, by its hashtags and by the texts that it copies, and
 * how many of it follow (A16). */
#include "engine/memory.h"
#include "export/findings.h"
#include "export/statistics.h"

#include <math.h>
#include <stdlib.h>

enum { TOPICS = 60, LEAST_USES = 20, SHOWN_SHIFTS = 10, RISING = 6 };
static const double least_rise = 0.05; /* of all uses in the week */

/* What the cluster is about: its commonest hashtags, or the texts that most of it posted. */
struct topics {
    uint32_t ids[TOPICS]; /* names of the facets, or objects */
    size_t count;
    bool of_texts;
};

/* Uses by week; the last column is all other hashtags, or texts. */
struct weeks {
    int64_t first; /* Monday, as a day since 1970 */
    size_t count;
    uint32_t (*uses)[TOPICS + 1];
    uint32_t *total;
    struct topics topics;
};

static int64_t monday_of(int64_t day) {
    return day - ((day % 7 + 7 + 3) % 7); /* 1970 began on a Thursday */
}

static void count_use(struct weeks *weeks, size_t week, uint32_t id) {
    size_t t = 0;
    while (t < weeks->topics.count && weeks->topics.ids[t] != id)
        t++;
    weeks->uses[week][t < weeks->topics.count ? t : TOPICS]++;
    weeks->total[week]++;
}

static void count_tags(struct weeks *weeks, size_t week, const struct dossier *dossier,
                       uint32_t post) {
    size_t count;
    const struct facets *facets = dossier_facets(dossier);
    const struct facet_item *items = facets_of(facets, post, &count);
    for (size_t k = 0; k < count; k++)
        if (facet_kind(facets, items[k].name) == FACET_HASHTAG)
            count_use(weeks, week, items[k].name);
}

static void count_uses(struct weeks *weeks, const struct dossier *dossier) {
    const uint32_t *text_of = dossier_background(dossier)->text_of;
    for (size_t i = 0; i < dossier->habits.posts; i++) {
        struct moment moment = dossier->stream[i];
        size_t week = (size_t) (dossier_day(dossier, moment.time) - weeks->first) / 7;
        if (dossier->findings->archive->posts.kind[moment.post] == POST_REPOST) continue;
        if (!weeks->topics.of_texts)
            count_tags(weeks, week, dossier, moment.post);
        else if (text_of[moment.post] != UINT32_MAX)
            count_use(weeks, week, text_of[moment.post]);
    }
}

static bool count_weeks(struct weeks *weeks, struct ledger *ledger, const struct dossier *dossier) {
    weeks->first = monday_of(dossier->days[0].number);
    weeks->count = (size_t) (dossier->days[dossier->day_count - 1].number - weeks->first) / 7 + 1;
    weeks->uses = ledger_room(ledger, weeks->count, sizeof *weeks->uses);
    weeks->total = ledger_room(ledger, weeks->count, sizeof *weeks->total);
    if (!weeks->uses || !weeks->total) return false;
    count_uses(weeks, dossier);
    return true;
}

/* ---- how far apart two weeks are */

/* Jensen–Shannon divergence in bits (Lin 1991), each week weighted by its uses; times 2 N ln 2 it
 * is the G statistic of the table. */
struct change {
    size_t week, before; /* the week, and the one before it that has enough uses */
    double divergence, g, p_value;
};

static struct change compare(const struct weeks *weeks, size_t before, size_t week) {
    double a = weeks->total[before], b = weeks->total[week], sum = 0;
    int columns = 0;
    for (size_t t = 0; t <= TOPICS; t++) {
        double x = weeks->uses[before][t], y = weeks->uses[week][t], both = x + y;
        columns += both > 0;
        if (x > 0) sum += x * log2(x / a / (both / (a + b)));
        if (y > 0) sum += y * log2(y / b / (both / (a + b)));
    }
    double divergence = sum / (a + b);
    double g = 2 * sum * log(2);
    return (struct change){week, before, divergence, g, chi_square_tail(g, columns - 1)};
}

static int by_evidence(const void *a, const void *b) {
    const struct change *x = a, *y = b;
    if (x->g > y->g) return -1;
    if (x->g < y->g) return 1;
    return (x->week > y->week) - (x->week < y->week);
}

static int by_week(const void *a, const void *b) {
    const struct change *x = a, *y = b;
    return (x->week > y->week) - (x->week < y->week);
}

/* ---- who followed */

/* Topics whose share of uses rose by a twentieth or more, the strongest first. */
static size_t rising(size_t columns[RISING], const struct weeks *weeks,
                     const struct change *change) {
    double rise[RISING];
    size_t count = 0;
    for (size_t t = 0; t < weeks->topics.count; t++) {
        double here = (double) weeks->uses[change->week][t] / weeks->total[change->week] -
                      (double) weeks->uses[change->before][t] / weeks->total[change->before];
        if (here < least_rise) continue;
        size_t place = count < RISING ? count++ : RISING;
        for (; place > 0 && rise[place - 1] < here; place--)
            if (place < RISING) rise[place] = rise[place - 1], columns[place] = columns[place - 1];
        if (place < RISING) rise[place] = here, columns[place] = t;
    }
    return count;
}

/* The posts that hold a topic, whoever made them. */
struct holders {
    const uint32_t *posts;
    const struct share *shares; /* of a text, in place of posts */
    size_t count;
};

static struct holders holders_of(const struct background *b, const struct topics *topics,
                                 uint32_t id) {
    if (!topics->of_texts)
        return (struct holders){b->name_posts + b->name_start[id], NULL,
                                b->name_start[id + 1] - b->name_start[id]};
    const struct object_shares *object = object_in(b->text_layer, id);
    return (struct holders){NULL, b->text_layer->shares + object->start, object->count};
}

/* The topics that rose in a week. */
struct rise {
    size_t columns[RISING], count; /* the strongest first */
    int64_t from_day;
    uint8_t *used; /* by account: which of them it has used since, as bits */
    int64_t first; /* use of the strongest by the cluster */
};

static void mark_followers(struct rise *rise, const struct dossier *dossier,
                           const struct weeks *weeks) {
    const struct posts *posts = &dossier->findings->archive->posts;
    rise->first = INT64_MAX;
    for (size_t c = 0; c < rise->count; c++) {
        struct holders holders = holders_of(dossier_background(dossier), &weeks->topics,
                                            weeks->topics.ids[rise->columns[c]]);
        for (size_t i = 0; i < holders.count; i++) {
            uint32_t post = holders.posts ? holders.posts[i] : holders.shares[i].post;
            uint32_t account = posts->account[post];
            if (posts->kind[post] == POST_REPOST) continue;
            if (dossier_day(dossier, posts->time[post]) < rise->from_day) continue;
            rise->used[account] |= (uint8_t) (1U << c);
            bool leads = c == 0 && is_member(dossier, account);
            if (leads && posts->time[post] < rise->first) rise->first = posts->time[post];
        }
    }
}

static bool is_risen(const struct weeks *weeks, const struct rise *rise, uint32_t id) {
    for (size_t c = 0; c < rise->count; c++)
        if (weeks->topics.ids[rise->columns[c]] == id) return true;
    return false;
}

static bool holds_risen(const struct dossier *dossier, const struct weeks *weeks,
                        const struct rise *rise, uint32_t post) {
    size_t count;
    const struct facet_item *items = facets_of(dossier_facets(dossier), post, &count);
    if (dossier->findings->archive->posts.kind[post] == POST_REPOST) return false;
    if (weeks->topics.of_texts)
        return is_risen(weeks, rise, dossier_background(dossier)->text_of[post]);
    for (size_t k = 0; k < count; k++)
        if (is_risen(weeks, rise, items[k].name)) return true;
    return false;
}

/* The cluster's posts with one of the topics since the week began. */
static void add_posts(struct ledger *ledger, struct claim *claim, const struct dossier *dossier,
                      const struct weeks *weeks, const struct rise *rise) {
    for (size_t i = 0; i < dossier->habits.posts; i++) {
        struct moment moment = dossier->stream[i];
        if (dossier_day(dossier, moment.time) >= rise->from_day &&
            holds_risen(dossier, weeks, rise, moment.post))
            claim_add_post(ledger, claim, moment.post);
    }
}

/* How many of a group used each of the topics that rose, and how many used one. */
struct followers {
    uint32_t all, any;
};

static struct followers count_followers(const struct rise *rise, const uint32_t *accounts,
                                        uint32_t count) {
    const uint8_t every = (uint8_t) ((1U << rise->count) - 1);
    struct followers followers = {0};
    for (uint32_t i = 0; i < count; i++) {
        followers.all += rise->used[accounts[i]] == every;
        followers.any += rise->used[accounts[i]] != 0;
    }
    return followers;
}

/* The strongest text, or all the hashtags. */
static void claim_topics(struct ledger *ledger, struct claim *claim, const struct dossier *dossier,
                         const struct weeks *weeks, const struct rise *rise) {
    const uint32_t *ids = weeks->topics.ids;
    struct buffer text = {0};
    for (size_t c = 0; c < rise->count && !weeks->topics.of_texts; c++) {
        buffer_append(&text, c ? SLICE(" #") : SLICE("#"));
        buffer_append(&text, facet_text(dossier_facets(dossier), ids[rise->columns[c]]));
    }
    struct slice names =
        text.failed ? (struct slice){0} : arena_copy(&ledger->arena, buffer_slice(&text));
    ledger->failed |= !names.at;
    buffer_release(&text);
    if (!weeks->topics.of_texts) {
        claim_name(claim, names.at ? names : SLICE(""));
        return;
    }
    struct holders holders =
        holders_of(dossier_background(dossier), &weeks->topics, ids[rise->columns[0]]);
    claim_text(claim, dossier_body(dossier, holders.shares[0].post));
}

/* Of hashtags those count who used all, as a slogan is taken up; of texts who posted any. */
static void claim_followers(struct ledger *ledger, struct claim *claim,
                            const struct dossier *dossier, const struct rise *rise, bool of_texts) {
    const struct group *rest = &dossier_background(dossier)->rest;
    const struct cluster *cluster = dossier->cluster;
    const uint8_t every = (uint8_t) ((1U << rise->count) - 1);
    struct followers here = count_followers(rise, cluster->members, cluster->count);
    struct followers there = count_followers(rise, rest->accounts, rest->count);
    for (uint32_t i = 0; i < cluster->count; i++) {
        uint8_t used = rise->used[cluster->members[i]];
        if (of_texts ? used != 0 : used == every)
            claim_add_account(ledger, claim, cluster->members[i]);
    }
    claim_share(claim, of_texts ? here.any : here.all, cluster->count);
    claim_count(claim, rise->count);
    claim_count(claim, of_texts ? here.all : here.any);
    if (!rest->count) return;
    claim->baseline = (double) (of_texts ? there.any : there.all) / rest->count;
    claim->effect = effect_size(claim->value, claim->baseline);
}

static double share_of_week(const struct weeks *weeks, const struct rise *rise, size_t week) {
    uint64_t uses = 0;
    for (size_t c = 0; c < rise->count; c++)
        uses += weeks->uses[week][rise->columns[c]];
    return (double) uses / weeks->total[week];
}

static void say_shift(struct ledger *ledger, const struct dossier *dossier,
                      const struct weeks *weeks, const struct change *change) {
    bool of_texts = weeks->topics.of_texts;
    struct rise rise = {.from_day = weeks->first + 7 * (int64_t) change->week};
    rise.count = rising(rise.columns, weeks, change);
    rise.used = ledger_room(ledger, dossier->findings->archive->accounts.count, 1);
    if (!rise.used || !rise.count) return;
    struct claim *claim = ledger_add(ledger, of_texts ? SAY_TEXT_SHIFT : SAY_SHIFT);
    mark_followers(&rise, dossier, weeks);
    add_posts(ledger, claim, dossier, weeks, &rise);
    claim->p_value = change->p_value;
    claim->test = of_texts ? "G test of the two weeks' texts" : "G test of the two weeks' hashtags";
    claim_day(claim, rise.from_day);
    claim_topics(ledger, claim, dossier, weeks, &rise);
    claim_moment(claim, rise.first);
    claim_followers(ledger, claim, dossier, &rise, of_texts);
    claim_number(claim, change->divergence);
    claim_day(claim, weeks->first + 7 * (int64_t) change->before);
    claim_share_of(claim, share_of_week(weeks, &rise, change->week));
    claim_share_of(claim, share_of_week(weeks, &rise, change->before));
    claim_parameter(claim, "divergence_bits", change->divergence);
    claim_parameter(claim, "least_rise", least_rise);
    claim_parameter(claim, "least_uses", LEAST_USES);
}

/* The weeks that differ from the one before with most evidence, in order of time. */
static void say_shifts(struct ledger *ledger, const struct dossier *dossier, struct weeks *weeks) {
    if (!weeks->topics.count || !count_weeks(weeks, ledger, dossier)) return;
    struct change *changes = ledger_room(ledger, weeks->count, sizeof *changes);
    size_t count = 0, before = SIZE_MAX;
    for (size_t w = 0; w < weeks->count && changes; w++) {
        if (weeks->total[w] < LEAST_USES) continue;
        if (before != SIZE_MAX) changes[count++] = compare(weeks, before, w);
        before = w;
    }
    if (!changes || !count) return;
    qsort(changes, count, sizeof *changes, by_evidence);
    if (count > SHOWN_SHIFTS) count = SHOWN_SHIFTS;
    qsort(changes, count, sizeof *changes, by_week);
    for (size_t i = 0; i < count; i++)
        say_shift(ledger, dossier, weeks, &changes[i]);
}

/* The texts that most accounts of the cluster posted, two at least. */
static void add_texts(struct topics *topics, const struct dossier *dossier) {
    const struct layer *layer = dossier_background(dossier)->text_layer;
    topics->of_texts = true;
    for (size_t p = 0; p < dossier->part_count && layer; p++) {
        const struct part *part = &dossier->parts[p];
        if (part->whole->trace != layer->trace || topics->count) continue;
        for (size_t i = 0; i < part->object_count && topics->count < TOPICS; memory_step(++i))
            topics->ids[topics->count++] = part->objects[i].object;
    }
}

void find_shifts(struct ledger *ledger, const struct dossier *dossier) {
    struct usages tags = usage_of(ledger, dossier, FACET_HASHTAG);
    struct weeks of_tags = {0}, of_texts = {0};
    for (size_t t = 0; t < tags.count && t < TOPICS; t++)
        of_tags.topics.ids[of_tags.topics.count++] = tags.items[t].name;
    add_texts(&of_texts.topics, dossier);
    if (!of_tags.topics.count && !of_texts.topics.count)
        ledger_omit(ledger, "A16", PHRASE_FIELD_HASHTAGS);
    say_shifts(ledger, dossier, &of_tags);
    say_shifts(ledger, dossier, &of_texts);
}
