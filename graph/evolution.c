#include "graph/evolution.h"

#include "engine/error.h"
#include "engine/memory.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_STEPS = 10000, SMALLEST = 3 };

/* The last that was seen of a story. */
struct front {
    size_t seen; /* index of the appearance */
    uint32_t born, active;
    bool ended;
    bool matched; /* in this step */
};

/* A story and a cluster of the step that are alike. */
struct likeness {
    uint32_t story, cluster; /* indices of the front and of the cluster in the scene */
    double similarity;
};

/* The clusters of one step. */
struct scene {
    struct cluster *items; /* number, members, count and evidence alone */
    size_t count, room;
    uint32_t *of_account; /* their numbers, by account */
    struct arena arena;
};

struct telling {
    struct evolution *out;
    const struct archive *archive;
    const struct clusters *whole;
    const struct lockstep_settings *settings;
    struct front *fronts;
    size_t front_room;
    struct likeness *matches; /* of one step */
    size_t match_count, match_room;
    uint32_t *story_of; /* by cluster of the scene: index of its front, or UINT32_MAX */
    uint32_t *run_of;   /* by cluster of the scene: number of the run's cluster it is most of */
    uint32_t *common;   /* by number of a cluster of the scene; 0 between uses */
    uint32_t *overlap;  /* by number of a cluster of the run; 0 between uses */
    uint32_t *active;   /* by account: the last step, from 1, in which it is in lockstep with its
                           cluster of the run */
    struct scene scene;
};

const char *turn_name(enum turn turn) {
    static const char *const names[] = {
#define X(name, text) text,
        TURNS(X)
#undef X
    };
    return names[turn];
}

/* ---- one step's share of the archive ---- */

static lockstep_status cut_layer(struct layer *out, const struct layer *layer, int64_t from,
                                 int64_t to, struct layer_sizes sizes, lockstep_error *err) {
    *out = (struct layer){.trace = layer->trace, .name = layer->name, .window = layer->window};
    for (size_t i = 0; i < layer->count; memory_step(++i))
        if (layer->shares[i].time >= from && layer->shares[i].time < to)
            TRY(layer_add(out, layer->shares[i], err));
    return layer_finish(out, sizes.objects, sizes.accounts, 1, err);
}

/* The archive with the shares of the step alone: `cut` owns the layers, all else is shared. */
static lockstep_status cut_archive(struct archive *cut, const struct archive *archive, int64_t from,
                                   int64_t to, lockstep_error *err) {
    *cut = *archive;
    struct traces *traces = &cut->traces;
    traces->layers = calloc(archive->traces.count + 1, sizeof *traces->layers);
    if (!traces->layers) return fail_memory(err, "the layers of a step");
    for (size_t l = 0; l < traces->count; l++) {
        const struct layer *layer = &archive->traces.layers[l];
        size_t lender = 0;
        while (layer->borrowed && archive->traces.layers[lender].shares != layer->shares)
            lender++;
        if (!layer->borrowed) {
            TRY(cut_layer(&traces->layers[l], layer, from, to, archive_sizes(archive), err));
        } else {
            traces->layers[l] = traces->layers[lender];
            traces->layers[l].name = layer->name, traces->layers[l].window = layer->window;
            traces->layers[l].borrowed = true;
        }
    }
    return LOCKSTEP_OK;
}

static void cut_release(struct archive *cut) {
    for (size_t l = 0; cut->traces.layers && l < cut->traces.count; l++)
        layer_release(&cut->traces.layers[l]);
    free(cut->traces.layers);
}

/* ---- the clusters of a step ---- */

/* Members of the run's clusters that co-share with one another in the step. */
static lockstep_status find_active(struct telling *t, const struct archive *cut, uint32_t step,
                                   lockstep_error *err) {
    const struct clusters *whole = t->whole;
    const struct share **last = arena_alloc(&t->scene.arena, whole->kept + 1, sizeof *last);
    if (!last) return fail_memory(err, "the clusters of a step");
    for (size_t l = 0; l < cut->traces.count; l++) {
        const struct layer *layer = &cut->traces.layers[l];
        for (size_t i = 0; i < layer->count; memory_step(++i)) {
            const struct share *share = &layer->shares[i], *before;
            uint32_t number = whole->of_account[share->account];
            if (!number || whole->items[number - 1].layer != l) continue;
            before = last[number], last[number] = share;
            if (!before || before->object != share->object || before->account == share->account ||
                share->time - before->time > layer->window)
                continue;
            t->active[share->account] = t->active[before->account] = step + 1;
        }
        memset(last, 0, (whole->kept + 1) * sizeof *last);
    }
    return LOCKSTEP_OK;
}

/* The kept cluster of the whole run with most of the members, the largest of equals; 0 where none
 * has one. `*most`: how many. */
static uint32_t cluster_of_run(struct telling *t, const uint32_t *members, uint32_t count,
                               uint32_t *most) {
    uint32_t best = 0;
    *most = 0;
    for (uint32_t i = 0; i < count; i++)
        t->overlap[t->whole->of_account[members[i]]]++;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t number = t->whole->of_account[members[i]], both = t->overlap[number];
        if (!number || both < *most || (both == *most && number >= best)) continue;
        best = number, *most = both;
    }
    for (uint32_t i = 0; i < count; i++)
        t->overlap[t->whole->of_account[members[i]]] = 0;
    return best;
}

static lockstep_status add_to_scene(struct scene *scene, const uint32_t *members, uint32_t count,
                                    double evidence, lockstep_error *err) {
    struct cluster *items = grow(scene->items, &scene->room, scene->count + 1, sizeof *items);
    uint32_t *copy = arena_alloc(&scene->arena, count, sizeof *copy);
    if (items) scene->items = items;
    if (!items || !copy) return fail_memory(err, "the clusters of a step");
    memcpy(copy, members, count * sizeof *copy);
    items[scene->count++] = (struct cluster){.members = copy, .count = count, .evidence = evidence};
    return LOCKSTEP_OK;
}

/* How many of the step's own clusters lie mostly in one of the run's, and the last of them. */
struct holdings {
    uint32_t count, cluster; /* `cluster`: index in the scene */
};

/* A cluster of the run whose active members the step's evidence alone does not hold together is
 * there nevertheless; where it holds one part of them together, the others join it. */
static lockstep_status add_active(struct telling *t, const struct cluster *whole,
                                  const struct holdings *held, uint32_t step, uint32_t *room,
                                  lockstep_error *err) {
    struct scene *scene = &t->scene;
    const struct cluster own = held->count ? scene->items[held->cluster] : (struct cluster){0};
    uint32_t count = 0;
    if (held->count > 1) return LOCKSTEP_OK;
    for (uint32_t i = 0, j = 0; i < whole->count || j < own.count;) {
        bool of_own = j < own.count && (i == whole->count || own.members[j] <= whole->members[i]);
        uint32_t account = of_own ? own.members[j] : whole->members[i];
        bool joins = t->active[account] == step + 1 && !scene->of_account[account];
        i += i < whole->count && whole->members[i] == account;
        j += of_own;
        if (of_own || joins) room[count++] = account;
    }
    if (!held->count)
        return count < SMALLEST ? LOCKSTEP_OK : add_to_scene(scene, room, count, NAN, err);
    uint32_t *members = arena_alloc(&scene->arena, count, sizeof *members);
    if (!members) return fail_memory(err, "the clusters of a step");
    memcpy(members, room, count * sizeof *members);
    scene->items[held->cluster].members = members, scene->items[held->cluster].count = count;
    return LOCKSTEP_OK;
}

static int by_size(const void *left, const void *right) {
    const struct cluster *a = left, *b = right;
    if (a->count != b->count) return a->count > b->count ? -1 : 1;
    return (a->members[0] > b->members[0]) - (a->members[0] < b->members[0]);
}

static void number_scene(struct scene *scene, uint32_t accounts) {
    if (scene->count) qsort(scene->items, scene->count, sizeof *scene->items, by_size);
    memset(scene->of_account, 0, accounts * sizeof *scene->of_account);
    for (size_t c = 0; c < scene->count; c++)
        for (uint32_t i = 0; i < scene->items[c].count; i++)
            scene->of_account[scene->items[c].members[i]] = (uint32_t) c + 1;
}

static lockstep_status set_scene(struct telling *t, const struct archive *cut,
                                 const struct clusters *found, uint32_t step, lockstep_error *err) {
    struct scene *scene = &t->scene;
    uint32_t accounts = t->archive->accounts.count, most;
    struct holdings *held = arena_alloc(&scene->arena, t->whole->kept + 1, sizeof *held);
    uint32_t *room = arena_alloc(&scene->arena, accounts, sizeof *room);
    scene->of_account = arena_alloc(&scene->arena, accounts, sizeof *scene->of_account);
    if (!held || !room || !scene->of_account) return fail_memory(err, "the clusters of a step");
    TRY(find_active(t, cut, step, err));
    for (size_t c = 0; c < found->kept; c++) {
        const struct cluster *own = &found->items[c];
        uint32_t number = cluster_of_run(t, own->members, own->count, &most);
        if (number && 2 * most > own->count)
            held[number].count++, held[number].cluster = (uint32_t) c;
        TRY(add_to_scene(scene, own->members, own->count, own->evidence, err));
    }
    number_scene(scene, accounts); /* the same order: found->items are sorted so */
    for (size_t c = 0; c < t->whole->kept; c++)
        TRY(add_active(t, &t->whole->items[c], &held[c + 1], step, room, err));
    number_scene(scene, accounts);
    return LOCKSTEP_OK;
}

static void scene_clear(struct scene *scene) {
    arena_release(&scene->arena);
    scene->count = 0;
}

/* ---- stories ---- */

static struct appearance *append(struct telling *t, struct appearance item, lockstep_error *err) {
    struct evolution *out = t->out;
    struct appearance *items = grow(out->items, &out->room, out->count + 1, sizeof *items);
    if (!items) {
        (void) fail_memory(err, "the evolution of clusters");
        return NULL;
    }
    out->items = items;
    items[out->count] = item;
    return &items[out->count++];
}

/* A row without accounts. */
static lockstep_status append_absence(struct telling *t, uint32_t story, uint32_t step,
                                      enum turn turn, uint32_t related, lockstep_error *err) {
    const struct front *front = &t->fronts[story];
    struct appearance item = {.story = story + 1,
                              .step = step,
                              .turn = turn,
                              .related = related,
                              .left = t->out->items[front->seen].count,
                              .age = step - front->born + 1,
                              .active = front->active,
                              .cluster = t->out->items[front->seen].cluster,
                              .similarity = NAN,
                              .evidence = NAN};
    return append(t, item, err) ? LOCKSTEP_OK : LOCKSTEP_ENOMEM;
}

static lockstep_status make_room(struct telling *t, lockstep_error *err) {
    struct arena *arena = &t->scene.arena;
    t->story_of = arena_alloc(arena, t->scene.count, sizeof *t->story_of);
    t->run_of = arena_alloc(arena, t->scene.count, sizeof *t->run_of);
    t->common = arena_alloc(arena, t->scene.count + 1, sizeof *t->common);
    if (!t->story_of || !t->run_of || !t->common)
        return fail_memory(err, "the evolution of clusters");
    for (size_t c = 0; c < t->scene.count; c++) {
        const struct cluster *cluster = &t->scene.items[c];
        uint32_t most;
        t->story_of[c] = UINT32_MAX;
        t->run_of[c] = cluster_of_run(t, cluster->members, cluster->count, &most);
    }
    return LOCKSTEP_OK;
}

static lockstep_status add_likeness(struct telling *t, uint32_t story, uint32_t cluster,
                                    double similarity, lockstep_error *err) {
    struct likeness *matches =
        grow(t->matches, &t->match_room, t->match_count + 1, sizeof *matches);
    if (!matches) return fail_memory(err, "the evolution of clusters");
    t->matches = matches;
    matches[t->match_count++] = (struct likeness){story, cluster, similarity};
    return LOCKSTEP_OK;
}

/* Clusters of the step that are like what was last seen of the story, or are of the same cluster of
 * the run. */
static lockstep_status match_front(struct telling *t, uint32_t story, lockstep_error *err) {
    const struct appearance *seen = &t->out->items[t->fronts[story].seen];
    const uint32_t *of_account = t->scene.of_account;
    for (uint32_t i = 0; i < seen->count; i++)
        t->common[of_account[seen->members[i]]]++;
    for (size_t c = 0; c < t->scene.count; c++) {
        uint32_t both = t->common[c + 1];
        double all = (double) seen->count + t->scene.items[c].count - both;
        bool same = seen->cluster && seen->cluster == t->run_of[c];
        if (same || both / all >= EVOLUTION_SIMILARITY)
            TRY(add_likeness(t, story, (uint32_t) c, both / all, err));
    }
    memset(t->common, 0, (t->scene.count + 1) * sizeof *t->common);
    return LOCKSTEP_OK;
}

/* The most alike first, the older story before the younger, the larger cluster before the smaller.
 */
static int by_similarity(const void *left, const void *right) {
    const struct likeness *a = left, *b = right;
    if (a->similarity != b->similarity) return a->similarity > b->similarity ? -1 : 1;
    if (a->story != b->story) return a->story < b->story ? -1 : 1;
    return (a->cluster > b->cluster) - (a->cluster < b->cluster);
}

static uint32_t common(const struct appearance *a, const struct cluster *b) {
    uint32_t both = 0;
    for (uint32_t i = 0, j = 0; i < a->count && j < b->count;) {
        both += a->members[i] == b->members[j];
        uint32_t x = a->members[i], y = b->members[j];
        i += x <= y, j += y <= x;
    }
    return both;
}

/* The story has the cluster in this step; `related`: the story that it splits from. */
static lockstep_status tell(struct telling *t, uint32_t story, const struct cluster *cluster,
                            uint32_t step, uint32_t related, double similarity,
                            lockstep_error *err) {
    struct front *front = &t->fronts[story];
    bool is_new = front->active == 0;
    struct appearance item = {.story = story + 1,
                              .step = step,
                              .turn = related  ? TURN_SPLIT
                                      : is_new ? TURN_BORN
                                               : TURN_CONTINUED,
                              .related = related,
                              .count = cluster->count,
                              .joined = cluster->count,
                              .similarity = similarity,
                              .evidence = cluster->evidence};
    uint32_t *members = arena_alloc(&t->out->arena, cluster->count, sizeof *members);
    if (!members) return fail_memory(err, "the evolution of clusters");
    memcpy(members, cluster->members, cluster->count * sizeof *members);
    item.members = members;
    item.cluster = cluster_of_run(t, members, cluster->count, &(uint32_t){0});
    if (is_new) {
        front->born = step;
    } else {
        const struct appearance seen = t->out->items[front->seen];
        uint32_t both = common(&seen, cluster);
        item.joined = cluster->count - both, item.left = seen.count - both;
        if (seen.step + 1 < step) {
            item.turn = TURN_REVIVED;
            TRY(append_absence(t, story, seen.step + 1, TURN_DORMANT, 0, err));
        }
    }
    item.age = step - front->born + 1, item.active = ++front->active;
    front->matched = true;
    front->seen = t->out->count;
    return append(t, item, err) ? LOCKSTEP_OK : LOCKSTEP_ENOMEM;
}

static lockstep_status new_story(struct telling *t, uint32_t *story, lockstep_error *err) {
    size_t count = t->out->story_count + (size_t) 1;
    struct front *fronts = grow(t->fronts, &t->front_room, count, sizeof *fronts);
    if (!fronts) return fail_memory(err, "the evolution of clusters");
    t->fronts = fronts;
    *story = t->out->story_count++;
    fronts[*story] = (struct front){0};
    return LOCKSTEP_OK;
}

static lockstep_status tell_continued(struct telling *t, uint32_t step, lockstep_error *err) {
    for (size_t m = 0; m < t->match_count; m++) {
        const struct likeness *match = &t->matches[m];
        if (t->fronts[match->story].matched || t->story_of[match->cluster] != UINT32_MAX) continue;
        t->story_of[match->cluster] = match->story;
        TRY(tell(t, match->story, &t->scene.items[match->cluster], step, 0, match->similarity,
                 err));
    }
    return LOCKSTEP_OK;
}

/* The best match that is like enough, of those that concern the cluster. */
static uint32_t story_split_from(const struct telling *t, uint32_t cluster) {
    for (size_t m = 0; m < t->match_count; m++)
        if (t->matches[m].cluster == cluster && t->matches[m].similarity >= EVOLUTION_SIMILARITY)
            return t->matches[m].story + 1;
    return 0;
}

static lockstep_status tell_new(struct telling *t, uint32_t step, lockstep_error *err) {
    for (uint32_t c = 0; c < t->scene.count; c++) {
        uint32_t story = 0;
        if (t->story_of[c] != UINT32_MAX) continue;
        TRY(new_story(t, &story, err));
        t->story_of[c] = story;
        TRY(tell(t, story, &t->scene.items[c], step, story_split_from(t, c), NAN, err));
    }
    return LOCKSTEP_OK;
}

static lockstep_status tell_merged(struct telling *t, uint32_t step, lockstep_error *err) {
    for (size_t m = 0; m < t->match_count; m++) {
        const struct likeness *match = &t->matches[m];
        struct front *front = &t->fronts[match->story];
        if (front->matched || front->ended || match->similarity < EVOLUTION_SIMILARITY) continue;
        front->ended = true;
        TRY(append_absence(t, match->story, step, TURN_MERGED, t->story_of[match->cluster] + 1,
                           err));
    }
    return LOCKSTEP_OK;
}

/* Pairs that are free on both sides go on, the most alike first; what is left of clusters splits
 * from the story that it was like, or is born; what is left of stories merges into the cluster that
 * it was like, or waits. */
static lockstep_status tell_step(struct telling *t, uint32_t step, lockstep_error *err) {
    t->match_count = 0;
    TRY(make_room(t, err));
    for (uint32_t s = 0; s < t->out->story_count; s++) {
        t->fronts[s].matched = false;
        if (!t->fronts[s].ended) TRY(match_front(t, s, err));
    }
    if (t->match_count) qsort(t->matches, t->match_count, sizeof *t->matches, by_similarity);
    TRY(tell_continued(t, step, err));
    TRY(tell_new(t, step, err));
    return tell_merged(t, step, err);
}

static lockstep_status find_step(struct telling *t, uint32_t step, lockstep_error *err) {
    struct archive cut;
    struct network network = {0};
    struct clusters found = {0};
    int64_t from = t->out->first + (int64_t) step * t->out->step;
    lockstep_status status = cut_archive(&cut, t->archive, from, from + t->out->step, err);
    if (status == LOCKSTEP_OK) status = network_build(&network, &cut, t->settings, err);
    if (status == LOCKSTEP_OK) status = network_count_once(&network, &cut, t->settings, err);
    if (status == LOCKSTEP_OK) status = clusters_find(&found, &network, &cut, t->settings, err);
    if (status == LOCKSTEP_OK) status = set_scene(t, &cut, &found, step, err);
    if (status == LOCKSTEP_OK) status = tell_step(t, step, err);
    scene_clear(&t->scene);
    clusters_release(&found);
    network_release(&network);
    cut_release(&cut);
    return status;
}

/* ---- the whole ---- */

static int64_t floor_to(int64_t time, int64_t unit) {
    int64_t rest = time % unit;
    return time - (rest < 0 ? rest + unit : rest);
}

static lockstep_status lay_steps(struct telling *t, lockstep_error *err) {
    static const int64_t day = INT64_C(86400) * MICROSECONDS;
    int64_t step = t->settings->step, first = INT64_MAX, last = INT64_MIN;
    int64_t offset = step % (7 * day) == 0 ? 4 * day : 0; /* 1970 began on a Thursday */
    for (size_t l = 0; l < t->archive->traces.count; l++) {
        const struct layer *layer = &t->archive->traces.layers[l];
        for (size_t i = 0; i < layer->count; memory_step(++i)) {
            if (layer->shares[i].time < first) first = layer->shares[i].time;
            if (layer->shares[i].time > last) last = layer->shares[i].time;
        }
    }
    t->out->step = step;
    if (first > last) return LOCKSTEP_OK;
    t->out->first = floor_to(first - offset, step) + offset;
    int64_t steps = (last - t->out->first) / step + 1;
    if (steps > MOST_STEPS)
        return fail(err, LOCKSTEP_ELIMIT, "--step: the data has more than %d of these", MOST_STEPS);
    t->out->step_count = (uint32_t) steps;
    return LOCKSTEP_OK;
}

static int by_step(const void *left, const void *right) {
    const struct appearance *a = left, *b = right;
    if (a->step != b->step) return a->step < b->step ? -1 : 1;
    return (a->story > b->story) - (a->story < b->story);
}

static lockstep_status tell_all(struct telling *t, lockstep_error *err) {
    TRY(lay_steps(t, err));
    for (uint32_t step = 0; step < t->out->step_count; step++) {
        TRY(check_interrupt(err));
        settings_progress(t->settings, "evolution", "steps", step, t->out->step_count);
        TRY(find_step(t, step, err));
    }
    for (uint32_t s = 0; s < t->out->story_count; s++) {
        uint32_t last = t->out->items[t->fronts[s].seen].step;
        if (!t->fronts[s].ended && last + 1 < t->out->step_count)
            TRY(append_absence(t, s, last + 1, TURN_DIED, 0, err));
    }
    if (t->out->count) qsort(t->out->items, t->out->count, sizeof *t->out->items, by_step);
    return LOCKSTEP_OK;
}

lockstep_status evolution_find(struct evolution *out, const struct archive *archive,
                               const struct clusters *clusters,
                               const struct lockstep_settings *settings, lockstep_error *err) {
    struct telling telling = {
        .out = out, .archive = archive, .whole = clusters, .settings = settings};
    *out = (struct evolution){0};
    telling.active = calloc((size_t) archive->accounts.count + 1, sizeof *telling.active);
    telling.overlap = calloc(clusters->kept + 1, sizeof *telling.overlap);
    lockstep_status status = telling.active && telling.overlap
                                 ? tell_all(&telling, err)
                                 : fail_memory(err, "the evolution of clusters");
    free(telling.fronts), free(telling.matches), free(telling.active), free(telling.overlap);
    free(telling.scene.items);
    if (status != LOCKSTEP_OK) evolution_release(out);
    return status;
}

void evolution_release(struct evolution *evolution) {
    free(evolution->items);
    arena_release(&evolution->arena);
    *evolution = (struct evolution){0};
}
