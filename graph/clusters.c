#include "engine/csv_cells.h"
#include "engine/error.h"
#include "engine/memory.h"
#include "graph/backbone.h"
#include "graph/facts.h"
#include "graph/jobs.h"
#include "graph/marks.h"
#include "graph/placebo.h"
#include "graph/refine.h"

#include <math.h>
#include <stdlib.h>

static const uint32_t TAKEN = UINT32_MAX; /* by a kept cluster */
static const double PLACEBO_MARGIN = 2; /* of the best that chance has: another try may have more */
static const double PLACEBO_WEAK = 20;  /* nats; of evidence below, one try says too little */
enum { PLACEBO_TRIES = 5 };

struct search {
    struct clusters *out;
    const struct network *network;
    const struct lockstep_settings *settings;
    const uint32_t *found;       /* of communities_of_layers */
    const struct stakes *stakes; /* by layer */
    struct cluster **open;       /* candidates not yet decided */
    size_t open_count;
    uint32_t *claimed;          /* by account: the last round in which an undecided candidate wanted
                                   it, or TAKEN */
    struct layer_clusters look; /* the open candidates of the layer that is looked at */
    struct evidence *evidence;  /* of these */
};

/* ---- candidates: the communities of every layer ---- */

struct finding {
    const struct network *network;
    const struct lockstep_settings *settings;
};

/* Their number, and then the community of each account. */
static size_t room_of_layer(const struct network *network) {
    return (size_t) network->accounts + 1;
}

static lockstep_status find_communities(void *result, size_t layer, const void *data,
                                        lockstep_error *err) {
    const struct finding *f = data;
    uint32_t *found = result;
    struct community_rule rule = {f->settings->community, f->settings->resolution,
                                  f->settings->seed};
    return communities_find(found + 1, found, &f->network->layers[layer], &rule, err);
}

/* They hang on the edges alone: searches at several prices start from the same. */
static lockstep_status communities_of_layers(uint32_t **out, const struct network *network,
                                             const struct lockstep_settings *settings,
                                             struct arena *arena, lockstep_error *err) {
    const struct finding finding = {network, settings};
    const struct jobs jobs = {find_communities, &finding, network->count,
                              room_of_layer(network) * sizeof **out};
    settings_progress(settings, "communities", "layers", 0, network->count);
    *out = arena_alloc(arena, network->count, jobs.size);
    if (!*out) return fail_memory(err, "communities");
    return jobs_run(*out, &jobs, settings->threads, err);
}

/* For all candidates. */
static lockstep_status make_room(struct search *s, struct arena *scratch, lockstep_error *err) {
    s->look.community = arena_alloc(scratch, s->network->accounts, sizeof *s->look.community);
    s->open = arena_alloc(scratch, s->out->count, sizeof *s->open);
    s->look.items = arena_alloc(scratch, s->out->count, sizeof *s->look.items);
    s->evidence = arena_alloc(scratch, s->out->count, sizeof *s->evidence);
    bool all = s->look.community && s->open && s->look.items && s->evidence;
    return all ? LOCKSTEP_OK : fail_memory(err, "clusters");
}

/* slot[community] becomes the item of a candidate, or UINT32_MAX for a community too small. */
static lockstep_status add_candidates(struct search *s, size_t layer, uint32_t *slot,
                                      uint32_t communities, lockstep_error *err) {
    for (uint32_t c = 0; c < communities; c++) {
        uint32_t size = slot[c];
        slot[c] = UINT32_MAX;
        if (size < SMALLEST_CLUSTER) continue;
        slot[c] = (uint32_t) s->out->count;
        TRY(clusters_add(s->out, layer, size, err));
    }
    return LOCKSTEP_OK;
}

static lockstep_status collect_layer(struct search *s, size_t layer, uint32_t *slot,
                                     lockstep_error *err) {
    const uint32_t *found = s->found + layer * room_of_layer(s->network), *membership = found + 1;
    uint32_t communities = *found, accounts = s->network->accounts;
    size_t first = s->out->count;
    memset(slot, 0, communities * sizeof *slot);
    for (uint32_t a = 0; a < accounts; a++)
        if (membership[a] != UINT32_MAX) slot[membership[a]]++;
    TRY(add_candidates(s, layer, slot, communities, err));
    for (uint32_t a = 0; a < accounts; a++) {
        uint32_t item = membership[a] == UINT32_MAX ? UINT32_MAX : slot[membership[a]];
        if (item == UINT32_MAX) continue;
        struct cluster *cluster = &s->out->items[item];
        cluster->members[cluster->count++] = a;
    }
    return clusters_refine(s->out, first, &s->network->layers[layer], &s->stakes[layer], err);
}

static lockstep_status collect(struct search *s, struct arena *scratch, lockstep_error *err) {
    uint32_t accounts = s->network->accounts;
    uint32_t *slot = arena_alloc(scratch, accounts, sizeof *slot);
    s->claimed = arena_alloc(scratch, accounts, sizeof *s->claimed);
    if (!slot || !s->claimed) return fail_memory(err, "clusters");
    for (size_t l = 0; l < s->network->count; l++) {
        settings_progress(s->settings, "candidates", "layers", l, s->network->count);
        TRY(collect_layer(s, l, slot, err));
    }
    return make_room(s, scratch, err);
}

static void open_all(struct search *s) {
    for (s->open_count = 0; s->open_count < s->out->count; s->open_count++)
        s->open[s->open_count] = &s->out->items[s->open_count];
}

static void look_at(struct search *s, size_t layer) {
    struct layer_clusters *look = &s->look;
    look->count = 0;
    for (uint32_t a = 0; a < s->network->accounts; memory_step(++a))
        look->community[a] = UINT32_MAX;
    for (size_t i = 0; i < s->open_count; i++) {
        if (s->open[i]->layer != layer) continue;
        for (uint32_t m = 0; m < s->open[i]->count; m++)
            look->community[s->open[i]->members[m]] = look->count;
        look->items[look->count++] = s->open[i];
    }
}

/* ---- competition: who keeps which accounts ---- */

static lockstep_status evaluate(struct search *s, lockstep_error *err) {
    for (size_t l = 0; l < s->network->count; l++) {
        look_at(s, l);
        if (s->look.count == 0) continue;
        TRY(sets_evidence(s->evidence, &s->network->layers[l], s->look.community, s->look.count,
                          &s->stakes[l], err));
        for (uint32_t i = 0; i < s->look.count; i++) {
            s->look.items[i]->evidence = s->evidence[i].nats;
            s->look.items[i]->episodes = s->evidence[i].episodes;
        }
    }
    return LOCKSTEP_OK;
}

/* Where each post counts once goes first: a layer in which one post is several objects, such as
 * three hashtags, has the more evidence the more often it counts the same post. */
static int by_evidence(const void *left, const void *right) {
    const struct cluster *a = *(struct cluster *const *) left;
    const struct cluster *b = *(struct cluster *const *) right;
    if (a->evidence != b->evidence) return a->evidence > b->evidence ? -1 : 1;
    if (a->layer != b->layer) return a->layer < b->layer ? -1 : 1;
    return (a->members[0] > b->members[0]) - (a->members[0] < b->members[0]);
}

static bool is_free(const struct search *s, const struct cluster *cluster, uint32_t round) {
    for (uint32_t i = 0; i < cluster->count; i++) {
        uint32_t claimed = s->claimed[cluster->members[i]];
        if (claimed == TAKEN || claimed == round) return false;
    }
    return true;
}

static void claim(struct search *s, const struct cluster *cluster, uint32_t claimed) {
    for (uint32_t i = 0; i < cluster->count; i++)
        if (s->claimed[cluster->members[i]] != TAKEN) s->claimed[cluster->members[i]] = claimed;
}

/* By evidence: a candidate is kept when no better one, kept or waiting, wants an account of it;
 * else it waits. */
static void decide_round(struct search *s, uint32_t round) {
    size_t waiting = 0;
    qsort(s->open, s->open_count, sizeof(struct cluster *), by_evidence);
    for (size_t i = 0; i < s->open_count; i++) {
        struct cluster *cluster = s->open[i];
        if (cluster->evidence <= 0) continue;
        if (is_free(s, cluster, round)) {
            claim(s, cluster, TAKEN);
            cluster->number = 1; /* kept; numbered later */
        } else {
            claim(s, cluster, round);
            s->open[waiting++] = cluster;
        }
    }
    s->open_count = waiting;
}

/* The waiting candidates lose the accounts that were taken; what is left of one must be a cluster.
 */
static void give_up_taken(struct search *s) {
    size_t waiting = 0;
    for (size_t i = 0; i < s->open_count; i++) {
        struct cluster *cluster = s->open[i];
        uint32_t left = 0;
        for (uint32_t m = 0; m < cluster->count; m++)
            if (s->claimed[cluster->members[m]] != TAKEN)
                cluster->members[left++] = cluster->members[m];
        cluster->count = left < SMALLEST_CLUSTER ? 0 : left;
        if (cluster->count) s->open[waiting++] = cluster;
    }
    s->open_count = waiting;
}

/* Every round keeps the best candidate that is left, and evaluates what waits anew. */
static lockstep_status compete(struct search *s, lockstep_error *err) {
    open_all(s);
    TRY(evaluate(s, err));
    for (uint32_t round = 1; s->open_count > 0; round++) {
        decide_round(s, round);
        give_up_taken(s);
        TRY(evaluate(s, err));
    }
    return LOCKSTEP_OK;
}

/* ---- the result ---- */

/* Kept, explained by chance, emptied by others. */
static int group(const struct cluster *cluster) {
    return cluster->number ? 0 : cluster->count ? 1 : 2;
}

static int by_rank(const void *left, const void *right) {
    const struct cluster *a = left, *b = right;
    if (group(a) != group(b)) return group(a) - group(b);
    if (group(a) == 1 && a->layer != b->layer) return a->layer < b->layer ? -1 : 1;
    if (a->count != b->count) return a->count > b->count ? -1 : 1;
    return (a->members[0] > b->members[0]) - (a->members[0] < b->members[0]);
}

static lockstep_status number_clusters(struct clusters *out, uint32_t accounts,
                                       lockstep_error *err) {
    size_t all = out->count;
    out->of_account = arena_alloc(&out->arena, accounts, sizeof *out->of_account);
    out->holds = arena_alloc(&out->arena, accounts, sizeof *out->holds);
    if (!out->of_account || !out->holds) return fail_memory(err, "clusters");
    if (all) qsort(out->items, all, sizeof *out->items, by_rank);
    for (out->count = 0; out->count < all && out->items[out->count].count; out->count++) {
        struct cluster *cluster = &out->items[out->count];
        if (!cluster->number) continue;
        cluster->number = (uint32_t) ++out->kept;
        for (uint32_t i = 0; i < cluster->count; i++)
            out->of_account[cluster->members[i]] = cluster->number;
    }
    return LOCKSTEP_OK;
}

static lockstep_status describe(struct clusters *out, const struct network *network, uint32_t posts,
                                const struct lockstep_settings *settings, lockstep_error *err) {
    struct arena scratch = {0};
    struct search s = {.out = out, .network = network, .settings = settings};
    lockstep_status status = make_room(&s, &scratch, err);
    if (status == LOCKSTEP_OK) open_all(&s);
    for (size_t l = 0; l < network->count && status == LOCKSTEP_OK; l++) {
        settings_progress(settings, "clusters", "layers", l, network->count);
        look_at(&s, l);
        if (s.look.count)
            status = clusters_describe(&s.look, out->holds, &network->layers[l], posts, err);
    }
    arena_release(&scratch);
    return status;
}

static void mark_kept(struct network *network, struct clusters *out, double fdr) {
    for (size_t l = 0; l < network->count; l++)
        for (size_t i = 0; i < network->layers[l].count; memory_step(++i)) {
            struct edge *edge = &network->layers[l].items[i];
            uint32_t number = out->of_account[edge->source];
            bool inside = number && number == out->of_account[edge->target];
            bool significant = edge->q_value <= fdr;
            edge->kept = inside || significant || fdr < 0;
            out->significant_pairs += significant && !inside;
        }
}

static lockstep_status count_tied(struct clusters *out, const struct network *network,
                                  const struct posts *posts, double fdr, lockstep_error *err) {
    struct arena scratch = {0};
    uint8_t *tied = arena_alloc(&scratch, network->accounts, sizeof *tied);
    if (!tied) return fail_memory(err, "clusters");
    for (size_t l = 0; l < network->count; l++)
        for (size_t i = 0; i < network->layers[l].count; memory_step(++i)) {
            const struct edge *edge = &network->layers[l].items[i];
            if (edge->q_value <= fdr) tied[edge->source] = tied[edge->target] = 1;
        }
    for (uint32_t p = 0; posts->account && p < posts->count; memory_step(++p))
        out->tied_posts += tied[posts->account[p]] || out->of_account[posts->account[p]];
    arena_release(&scratch);
    return LOCKSTEP_OK;
}

/* Candidates, and which of them are kept, not yet in their order. */
static lockstep_status search_clusters(struct clusters *out, const struct network *network,
                                       const uint32_t *found, const struct stakes *stakes,
                                       const struct lockstep_settings *settings,
                                       lockstep_error *err) {
    struct arena scratch = {0};
    struct search search = {
        .out = out, .network = network, .settings = settings, .found = found, .stakes = stakes};
    lockstep_status status = collect(&search, &scratch, err);
    if (status == LOCKSTEP_OK) status = compete(&search, err);
    if (status == LOCKSTEP_OK) status = clusters_merge(out, network, stakes, err);
    arena_release(&scratch);
    return status;
}

/* ---- what chance would keep ---- */

static void judge_placebo(struct placebo *out, const struct clusters *found) {
    size_t kept = 0, communities = 0;
    for (size_t i = 0; i < found->count; i++) {
        const struct cluster *cluster = &found->items[i];
        if (!cluster->count) continue;
        communities++;
        kept += cluster->number > 0;
        out->evidence = fmax(out->evidence, cluster->evidence);
    }
    out->tries++;
    if (kept > out->clusters) out->clusters = kept;
    if (communities > out->communities) out->communities = communities;
    out->price = fmax(0, PLACEBO_MARGIN * out->evidence);
}

/* A search, and what chance would keep in its place. */
struct trial {
    const struct network *network;
    const struct layer_sizes *sizes;
    const struct lockstep_settings *settings;
    uint32_t *found;       /* of communities_of_layers */
    struct stakes *stakes; /* by layer, as what follows */
    struct placebo *placebos;
};

static lockstep_status search_placebo(struct placebo *out, struct edges *edges,
                                      const struct trial *t, const struct stakes *stakes,
                                      lockstep_error *err) {
    struct arena scratch = {0};
    struct clusters found = {0};
    struct network network = {.accounts = t->sizes->accounts, .layers = edges, .count = 1};
    uint32_t *communities;
    lockstep_status status =
        communities_of_layers(&communities, &network, t->settings, &scratch, err);
    if (status == LOCKSTEP_OK)
        status = search_clusters(&found, &network, communities, stakes, t->settings, err);
    if (status == LOCKSTEP_OK) judge_placebo(out, &found);
    clusters_release(&found);
    arena_release(&scratch);
    return status;
}

static lockstep_status try_placebo(struct trial *t, size_t layer, lockstep_error *err) {
    struct layer dealt = {0};
    struct edges edges = {0};
    struct placebo *out = &t->placebos[layer];
    struct stakes stakes = t->stakes[layer];
    stakes.placebo = 0; /* what it is to tell */
    lockstep_status status = placebo_layer(&dealt, t->network->layers[layer].layer, t->sizes,
                                           t->settings->seed + out->tries, err);
    if (status == LOCKSTEP_OK) status = placebo_edges(&edges, &dealt, t->sizes, t->settings, err);
    if (status == LOCKSTEP_OK) status = search_placebo(out, &edges, t, &stakes, err);
    edges_release(&edges);
    layer_release(&dealt);
    return status;
}

/* Of what is kept in a layer. */
static double weakest_evidence(const struct clusters *found, size_t layer) {
    double weakest = INFINITY;
    for (size_t i = 0; i < found->count; i++)
        if (found->items[i].number && found->items[i].layer == layer)
            weakest = fmin(weakest, found->items[i].evidence);
    return weakest;
}

static lockstep_status try_often(struct trial *t, size_t layer, double weakest,
                                 lockstep_error *err) {
    struct placebo *out = &t->placebos[layer];
    out->evidence = -INFINITY;
    do
        TRY(try_placebo(t, layer, err));
    while (out->tries < PLACEBO_TRIES && weakest < PLACEBO_WEAK && out->evidence < PLACEBO_WEAK);
    return LOCKSTEP_OK;
}

/* Whether the shares of a layer are the fused one's, too. */
static bool is_fused_in(const struct layer *layer, const struct layer *fused) {
    return fused->trace == TRACE_FUSED && layer->trace != TRACE_FUSED &&
           !trace_has_own_window(layer->trace) && layer->window == fused->window;
}

/* What chance has in a layer it has in the fused one, which has its shares too: that is larger, and
 * posts dealt out all over it may not show it. True where a price rises. */
static bool raise_fused(struct trial *t) {
    bool risen = false;
    for (size_t f = 0; f < t->network->count; f++)
        for (size_t l = 0; l < t->network->count; l++) {
            struct placebo *fused = &t->placebos[f], *layer = &t->placebos[l];
            bool part = is_fused_in(t->network->layers[l].layer, t->network->layers[f].layer);
            if (!part || layer->evidence <= fused->price) continue;
            fused->price = fused->evidence = layer->evidence;
            risen = true;
        }
    return risen;
}

/* Of the layers that something is kept in. `dear` becomes true where a price is to be paid. */
static lockstep_status try_placebos(struct trial *t, bool *dear, const struct clusters *found,
                                    lockstep_error *err) {
    *dear = false;
    for (size_t l = 0; l < t->network->count; l++) {
        double weakest = weakest_evidence(found, l);
        if (isinf(weakest) || t->placebos[l].tries) continue;
        settings_progress(t->settings, "placebo", "layers", l, t->network->count);
        TRY(try_often(t, l, weakest, err));
        *dear = *dear || t->placebos[l].price > 0;
    }
    *dear = raise_fused(t) || *dear;
    return LOCKSTEP_OK;
}

/* Where chance would keep clusters too, the search is done again at its price. */
static lockstep_status search_at_price(struct clusters *out, struct trial *t, lockstep_error *err) {
    for (bool dear = true; dear;) {
        for (size_t l = 0; l < t->network->count; l++)
            t->stakes[l] = (struct stakes){t->settings->alpha, log((double) t->network->count),
                                           t->placebos[l].price, t->settings->seed};
        clusters_release(out);
        TRY(search_clusters(out, t->network, t->found, t->stakes, t->settings, err));
        TRY(try_placebos(t, &dear, out, err));
    }
    return LOCKSTEP_OK;
}

static lockstep_status search_and_try(struct clusters *out, const struct network *network,
                                      const struct layer_sizes *sizes,
                                      const struct lockstep_settings *settings,
                                      lockstep_error *err) {
    struct arena scratch = {0};
    struct trial t = {.network = network, .sizes = sizes, .settings = settings};
    t.stakes = arena_alloc(&scratch, network->count, sizeof *t.stakes);
    t.placebos = arena_alloc(&scratch, network->count, sizeof *t.placebos);
    lockstep_status status = t.stakes && t.placebos ? LOCKSTEP_OK : fail_memory(err, "clusters");
    if (status == LOCKSTEP_OK)
        status = communities_of_layers(&t.found, network, settings, &scratch, err);
    if (status == LOCKSTEP_OK) status = search_at_price(out, &t, err);
    if (status == LOCKSTEP_OK) {
        out->placebos = arena_alloc(&out->arena, network->count, sizeof *t.placebos);
        if (!out->placebos) status = fail_memory(err, "clusters");
    }
    for (size_t l = 0; l < network->count && status == LOCKSTEP_OK; l++)
        out->placebos[l] = t.placebos[l];
    arena_release(&scratch);
    return status;
}

lockstep_status clusters_find(struct clusters *out, struct network *network,
                              const struct archive *archive,
                              const struct lockstep_settings *settings, lockstep_error *err) {
    *out = (struct clusters){0};
    struct layer_sizes sizes = archive_sizes(archive);
    lockstep_status status = search_and_try(out, network, &sizes, settings, err);
    if (status == LOCKSTEP_OK) status = number_clusters(out, network->accounts, err);
    if (status == LOCKSTEP_OK) status = describe(out, network, archive->posts.count, settings, err);
    if (status == LOCKSTEP_OK) {
        mark_kept(network, out, settings->fdr);
        status = count_tied(out, network, &archive->posts, settings->fdr, err);
    }
    if (status == LOCKSTEP_OK) {
        status = backbone_apply(network, &settings->backbone, err);
    }
    if (status != LOCKSTEP_OK) clusters_release(out);
    return status;
}

void clusters_release(struct clusters *clusters) {
    free(clusters->items);
    arena_release(&clusters->arena);
    *clusters = (struct clusters){0};
}

/* Empty where it is not known. */
static void put_survival(struct csv_row *row, double evidence) {
    csv_text(row, slice_of(isnan(evidence) ? "" : evidence > 0 ? "1" : "0"));
}

static void print_signs(struct csv_row *row, const struct signs *signs) {
    char marks[MARKS_TEXT];
    csv_text(row, slice_of(marks_text(marks, signs)));
    csv_number(row, signs->burst);
    csv_number(row, signs->outsiders);
    csv_number(row, signs->source);
    csv_number(row, signs->links);
    csv_number(row, signs->via);
    csv_number(row, signs->focus);
    csv_number(row, signs->news);
    csv_number(row, signs->fans);
    csv_number(row, signs->network);
}

static void print_cluster(FILE *out, const struct cluster *cluster, const struct layer *layer) {
    struct csv_row row = {.out = out};
    char window[TIME_TEXT];
    csv_count(&row, cluster->number);
    csv_count(&row, cluster->count);
    csv_count(&row, cluster->posts);
    csv_count(&row, cluster->edges);
    csv_number(&row, cluster->evidence);
    csv_count(&row, cluster->episodes);
    csv_text(&row, slice_of(duration_format(window, layer->window)));
    csv_text(&row, slice_of(layer->name));
    csv_number(&row, cluster->density);
    csv_number(&row, cluster->conductance);
    csv_number(&row, cluster->stability);
    csv_time(&row, cluster->first_time);
    csv_time(&row, cluster->last_time);
    put_survival(&row, cluster->evidence_half);
    put_survival(&row, cluster->evidence_double);
    csv_number(&row, cluster->largest_gain / cluster->gains);
    put_survival(&row, cluster->evidence - cluster->largest_gain);
    print_signs(&row, &cluster->signs);
    csv_number(&row, cluster->modularity);
    csv_number(&row, cluster->density_p);
    csv_count(&row, cluster->runs);
    csv_count(&row, cluster->runner_up_runs);
    csv_count(&row, cluster->runner_up_accounts);
    csv_number(&row, cluster->runner_up_overlap);
    csv_number(&row, cluster->signs.clock);
    csv_number(&row, cluster->signs.own_sites);
    csv_end_row(&row);
}

lockstep_status clusters_print(FILE *out, const struct clusters *clusters,
                               const struct archive *archive, lockstep_error *err) {
    csv_header(
        out,
        "cluster,accounts,posts,edges,evidence,episodes,window,layer,density,"
        "conductance,stability,first_time,last_time,survives_half,survives_double,"
        "largest_object_share,survives_leave_one_out,marks,burst,outsiders,source,links,"
        "via,focus,news_words,fan_words,network_words,modularity,density_p,runs,runner_up_runs,"
        "runner_up_accounts,runner_up_overlap,clock,own_sites");
    for (size_t i = 0; i < clusters->kept; i++)
        print_cluster(out, &clusters->items[i], &archive->traces.layers[clusters->items[i].layer]);
    return ferror(out) ? fail_io(err, "output") : LOCKSTEP_OK;
}
