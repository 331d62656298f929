#include "engine/settling.h"

#include "engine/drafts.h"
#include "engine/error.h"
#include "engine/memory.h"
#include "engine/ordered.h"
#include "engine/seeking.h"

#include <stdlib.h>

/* ---- events ---- */

/* Facts are stated; posts whose deletion names them are sought. */
static lockstep_status take_events(struct settling *s, lockstep_error *err) {
    const struct revisions *r = s->revisions;
    struct sought_post *sought = calloc(r->event_count + 1, sizeof *sought);
    if (!sought) return fail_memory(err, "deletions");
    s->merging.sought = sought;
    for (size_t i = 0; i < r->event_count; i++) {
        const struct account_event *event = &r->events[i];
        uint32_t account =
            event->local ? UINT32_MAX : names_find(&s->accounts->keys, event->account);
        if (account == UINT32_MAX) continue;
        if (event->post.size)
            sought[s->merging.sought_count++] =
                (struct sought_post){account, id_of(event->post, 0), UINT32_MAX};
        else
            TRY(accounts_state(s->accounts, account, &event->facts, event->time, err));
    }
    return LOCKSTEP_OK;
}

/* ---- which records are of which post ---- */

static bool changes_anything(const struct settling *s) {
    const struct revisions *r = s->revisions;
    return s->merging.count || r->edit_count || r->event_count;
}

static lockstep_status find_firsts(struct settling *s, lockstep_error *err) {
    size_t room = (size_t) s->posts->count + 1;
    s->first = malloc(room * sizeof *s->first);
    s->place = malloc(room * sizeof *s->place);
    s->shares = malloc(room * sizeof *s->shares);
    if (!s->first || !s->place || !s->shares) return fail_memory(err, "posts");
    for (uint32_t r = 0; r < s->posts->count; memory_step(++r)) {
        s->first[r] = r;
        s->place[r] = 0;
    }
    for (size_t i = 0; i < s->merging.count; i++) {
        const struct further_record *item = &s->merging.items[i];
        s->first[item->record] = item->is_repetition ? UINT32_MAX : item->first;
        s->place[item->record] = UINT32_MAX;
    }
    return LOCKSTEP_OK;
}

/* Every record was counted as used. */
static void count_repetitions(const struct settling *s) {
    for (size_t i = 0; i < s->merging.count; i++) {
        const struct further_record *item = &s->merging.items[i];
        if (!item->is_repetition) continue;
        struct tally *tally = &s->sources->items[posts_source(s->posts, item->record)]->tally;
        tally->used--;
        tally->duplicates++;
    }
}

/* ---- deletions ---- */

static int by_hash(const void *a, const void *b) {
    const struct local_id *x = a, *y = b;
    if (x->hash != y->hash) return x->hash < y->hash ? -1 : 1;
    return (x->record > y->record) - (x->record < y->record);
}

DEFINE_SEEK(seek_local, struct local_id, uint64_t, hash)

/* The only post that a server calls so; UINT32_MAX: there is none, or more than one. Posts of two
 * servers may happen to have one such id. */
static uint32_t find_local(const struct settling *s, uint64_t hash) {
    const struct revisions *r = s->revisions;
    uint32_t post = UINT32_MAX;
    size_t l = seek_local(r->locals, 0, r->local_count, hash);
    for (; l < r->local_count && r->locals[l].hash == hash; l++) {
        uint32_t other = s->first[r->locals[l].record];
        if (other == UINT32_MAX) continue;
        if (post != UINT32_MAX && post != other) return UINT32_MAX;
        post = other;
    }
    return post;
}

static void delete_post(struct settling *s, uint32_t post) {
    if (post == UINT32_MAX || s->place[post] == UINT32_MAX) return;
    s->place[post] = UINT32_MAX;
    s->deleted++;
}

static void delete_posts(struct settling *s) {
    struct revisions *r = s->revisions;
    if (r->local_count) qsort(r->locals, r->local_count, sizeof *r->locals, by_hash);
    for (size_t i = 0; i < s->merging.sought_count; i++)
        delete_post(s, s->merging.sought[i].first);
    for (size_t i = 0; i < r->event_count; i++)
        if (r->events[i].local) delete_post(s, find_local(s, r->events[i].local));
}

/* ---- texts ---- */

/* What may replace the text of a post, and in the end what does. */
struct chosen_text {
    uint32_t post, record; /* the post's first record, and the text's */
    bool is_edit;
    int64_t time; /* of the edit */
    struct slice text;
};

/* The longer, or else the greater. */
static int compare_wealth(struct slice a, struct slice b) {
    return a.size != b.size ? (a.size > b.size) - (a.size < b.size) : slice_compare(a, b);
}

/* By their normal forms, as their shares are compared, or else as they are. */
static lockstep_status compare_texts(int *order, struct slice a, struct slice b,
                                     lockstep_error *err) {
    struct buffer forms[2] = {{0}, {0}};
    memory_look();
    *order = slice_compare(a, b);
    if (*order == 0) return LOCKSTEP_OK;
    (void) canonical_text(&forms[0], a, 0);
    (void) canonical_text(&forms[1], b, 0);
    bool failed = forms[0].failed || forms[1].failed;
    *order = compare_wealth(buffer_slice(&forms[0]), buffer_slice(&forms[1]));
    if (*order == 0) *order = compare_wealth(a, b);
    buffer_release(&forms[0]), buffer_release(&forms[1]);
    return failed ? fail_memory(err, "texts") : LOCKSTEP_OK;
}

static lockstep_status replaces(bool *out, const struct chosen_text *now,
                                const struct chosen_text *before, struct slice first,
                                lockstep_error *err) {
    int order;
    *out = now->is_edit;
    if (before && before->is_edit != now->is_edit) return LOCKSTEP_OK;
    if (before && now->is_edit) *out = now->time >= before->time;
    if (now->is_edit) return LOCKSTEP_OK;
    TRY(compare_texts(&order, now->text, before ? before->text : first, err));
    *out = order > 0;
    return LOCKSTEP_OK;
}

static int by_post(const void *a, const void *b) {
    const struct chosen_text *x = a, *y = b;
    if (x->post != y->post) return x->post < y->post ? -1 : 1;
    return (x->record > y->record) - (x->record < y->record);
}

/* Edits, and the texts of further records where texts are kept. Both lists are by record. */
static lockstep_status list_texts(struct settling *s, lockstep_error *err) {
    const struct revisions *r = s->revisions;
    const struct texts *bodies = &s->posts->bodies;
    s->chosen = malloc((r->edit_count + s->merging.count + 1) * sizeof *s->chosen);
    if (!s->chosen) return fail_memory(err, "texts");
    for (size_t i = 0; i < r->edit_count; i++) {
        const struct edit *edit = &r->edits[i];
        uint32_t post = s->first[edit->record];
        if (post == UINT32_MAX) continue;
        s->chosen[s->chosen_count++] =
            (struct chosen_text){post, edit->record, true, edit->time, edit->text};
    }
    for (size_t i = 0, e = 0; i < s->merging.count && !s->posts->for_now; i++) {
        const struct further_record *item = &s->merging.items[i];
        while (e < r->edit_count && r->edits[e].record < item->record)
            e++;
        bool is_edit = e < r->edit_count && r->edits[e].record == item->record;
        struct slice text = texts_get(bodies, item->record);
        if (item->is_repetition || is_edit || !text.size) continue;
        s->chosen[s->chosen_count++] =
            (struct chosen_text){item->first, item->record, false, 0, text};
    }
    return LOCKSTEP_OK;
}

static lockstep_status choose_texts(struct settling *s, lockstep_error *err) {
    size_t kept = 0;
    bool is_better;
    if (s->chosen_count) qsort(s->chosen, s->chosen_count, sizeof *s->chosen, by_post);
    for (size_t i = 0; i < s->chosen_count; i++) {
        const struct chosen_text now = s->chosen[i];
        struct chosen_text *before =
            kept && s->chosen[kept - 1].post == now.post ? &s->chosen[kept - 1] : NULL;
        struct slice first = texts_get(&s->posts->bodies, now.post);
        TRY(replaces(&is_better, &now, before, first, err));
        if (is_better) s->chosen[before ? kept - 1 : kept++] = now;
    }
    s->chosen_count = kept;
    for (size_t i = 0; i < kept; i++)
        s->edited += s->chosen[i].is_edit;
    return LOCKSTEP_OK;
}

static int by_post_alone(const void *a, const void *b) {
    uint32_t x = ((const struct chosen_text *) a)->post;
    uint32_t y = ((const struct chosen_text *) b)->post;
    return (x > y) - (x < y);
}

/* What replaces the text of a post, or NULL. */
static const struct chosen_text *chosen_for(const struct settling *s, uint32_t post) {
    const struct chosen_text key = {.post = post};
    return s->chosen_count ? bsearch(&key, s->chosen, s->chosen_count, sizeof key, by_post_alone)
                           : NULL;
}

/* ---- where all goes ---- */

static void number_posts(struct settling *s) {
    uint32_t next = 0;
    for (uint32_t r = 0; r < s->posts->count; memory_step(++r))
        if (s->place[r] != UINT32_MAX) s->place[r] = next++;
    for (uint32_t r = 0; r < s->posts->count; memory_step(++r))
        s->shares[r] = s->first[r] == UINT32_MAX ? UINT32_MAX : s->place[s->first[r]];
}

/* Of an edited post, the shares of all other records go. */
static void drop_edited_shares(struct settling *s) {
    for (size_t i = 0; i < s->chosen_count; i++) {
        const struct chosen_text *text = &s->chosen[i];
        if (text->is_edit && text->record != text->post) s->shares[text->post] = UINT32_MAX;
    }
    for (size_t i = 0; i < s->merging.count; i++) {
        const struct further_record *item = &s->merging.items[i];
        const struct chosen_text *text = chosen_for(s, item->first);
        if (text && text->is_edit && text->record != item->record)
            s->shares[item->record] = UINT32_MAX;
    }
}

/* What the posts are, by all of their records. */
static lockstep_status find_kinds(struct settling *s, lockstep_error *err) {
    for (size_t i = 0; i < s->merging.count; i++) {
        const struct further_record *item = &s->merging.items[i];
        uint32_t post = s->place[item->first];
        if (item->is_repetition || post == UINT32_MAX) continue;
        bool was_repost = posts_is_repost(s->posts, item->first);
        bool agree = posts_is_repost(s->posts, item->record) == was_repost;
        s->has_further = true;
        posts_enrich(s->posts, item->first, item->record);
        if (agree) continue;
        if (!s->reposts && !(s->reposts = calloc((size_t) s->posts->count + 1, 1)))
            return fail_memory(err, "posts");
        s->reposts[post] = 1;
    }
    return LOCKSTEP_OK;
}

/* What further records said, for posts that are yet to come. */
static lockstep_status keep_digests(struct settling *s, lockstep_error *err) {
    for (size_t i = 0; i < s->merging.count && s->keeps_digests; i++) {
        const struct further_record *item = &s->merging.items[i];
        uint32_t post = s->place[item->first], number;
        uint64_t digest = s->posts->digest[item->record];
        if (item->is_repetition || post == UINT32_MAX || digest == s->posts->digest[item->first])
            continue;
        struct said_key key = said_key(digest, post);
        TRY(names_intern(&s->posts->merged, (struct slice){(const char *) &key, sizeof key},
                         &number, NULL, err));
    }
    return LOCKSTEP_OK;
}

static lockstep_status find_places(struct settling *s, lockstep_error *err) {
    TRY(find_firsts(s, err));
    count_repetitions(s);
    delete_posts(s);
    TRY(list_texts(s, err));
    TRY(choose_texts(s, err));
    number_posts(s);
    TRY(find_kinds(s, err));
    facets_keep_reactions(s->facets, s->shares, s->posts->count);
    drop_edited_shares(s);
    facets_keep(s->facets, s->shares);
    return keep_digests(s, err);
}

/* Ranking takes long and needs no posts: it goes beside what needs no ranks. */
struct beside {
    struct settling *settling;
    uint32_t *rank;
};

static lockstep_status rank_accounts(void *data, lockstep_error *err) {
    const struct beside *b = data;
    return accounts_rank(b->settling->accounts, b->rank, err);
}

static lockstep_status merge_records(void *data, lockstep_error *err) {
    struct settling *s = ((const struct beside *) data)->settling;
    return s->merges ? merging_find(&s->merging, s->posts, s->threads, err) : LOCKSTEP_OK;
}

static lockstep_status settle(struct settling *s, uint32_t *rank, lockstep_error *err) {
    const task_fn tasks[] = {rank_accounts, merge_records};
    struct beside beside = {s, rank};
    TRY(ordered_tasks(tasks, 2, &beside, s->threads, err));
    for (uint32_t p = 0; p < s->posts->count; memory_step(++p))
        s->posts->account[p] = rank[s->posts->account[p]];
    return s->merges && changes_anything(s) ? find_places(s, err) : LOCKSTEP_OK;
}

lockstep_status settling_begin(struct settling *s, lockstep_error *err) {
    TRY(take_events(s, err));
    uint32_t *rank = malloc(((size_t) s->accounts->count + 1) * sizeof *rank);
    if (!rank) return fail_memory(err, "sorting accounts");
    lockstep_status status = settle(s, rank, err);
    free(rank);
    return status;
}

static lockstep_status move_texts(const struct settling *s, struct texts *to, lockstep_error *err) {
    const struct posts *posts = s->posts;
    for (uint32_t p = 0, i = 0; p < posts->count && !posts->for_now; memory_step(++p)) {
        while (i < s->chosen_count && s->chosen[i].post < p)
            i++;
        if (s->place[p] == UINT32_MAX) continue;
        bool is_replaced = i < s->chosen_count && s->chosen[i].post == p;
        TRY(texts_add(to, is_replaced ? s->chosen[i].text : texts_get(&posts->bodies, p), err));
    }
    return LOCKSTEP_OK;
}

lockstep_status settling_finish(struct settling *s, lockstep_error *err) {
    struct texts bodies = {0};
    if (!s->shares) return LOCKSTEP_OK;
    lockstep_status status = move_texts(s, &bodies, err);
    posts_keep(s->posts, s->place, &bodies);
    return status;
}

/* ---- shares ---- */

static void drop_content(struct layer *layer, const uint8_t *reposts) {
    size_t kept = 0;
    for (size_t i = 0; i < layer->count; memory_step(++i))
        if (!reposts[layer->shares[i].post]) layer->shares[kept++] = layer->shares[i];
    layer->count = kept;
}

/* The key of an object without the byte of its layer. */
static struct slice spelling_of(const struct traces *traces, uint32_t object) {
    struct slice key = names_get(&traces->objects, object);
    return (struct slice){key.at + 1, key.size - 1};
}

/* "#a #b" is the beginning of "#a #b #c". */
static bool is_begun_by(struct slice whole, struct slice part) {
    return whole.size > part.size && whole.at[part.size] == ' ' &&
           memcmp(whole.at, part.at, part.size) == 0;
}

/* Whether the richest that a post has leaves another one standing: tables with one row a hashtag
 * have sequences of their own in each. */
static bool stands_beside(const struct traces *traces, enum trace trace, uint32_t object,
                          uint32_t richest) {
    if (object == richest) return true;
    bool is_sequence = trace == TRACE_HASHTAGS || trace == TRACE_HASHTAGS_DAY;
    return is_sequence && !is_begun_by(spelling_of(traces, richest), spelling_of(traces, object));
}

static bool is_whole_text(enum trace trace) {
    return trace == TRACE_TEXT || trace == TRACE_NEAR_TEXT || trace == TRACE_HASHTAGS ||
           trace == TRACE_HASHTAGS_DAY;
}

/* `richest` has room for each post. */
static void keep_richest(struct layer *layer, const struct traces *traces, uint32_t *richest,
                         uint32_t posts) {
    size_t kept = 0;
    memset(richest, 0xFF, posts * sizeof *richest);
    for (size_t i = 0; i < layer->count; memory_step(++i)) {
        const struct share *share = &layer->shares[i];
        uint32_t *best = &richest[share->post];
        if (*best == share->object) continue;
        if (*best == UINT32_MAX ||
            compare_wealth(spelling_of(traces, share->object), spelling_of(traces, *best)) > 0)
            *best = share->object;
    }
    for (size_t i = 0; i < layer->count; memory_step(++i)) {
        struct share share = layer->shares[i];
        if (stands_beside(traces, layer->trace, share.object, richest[share.post]))
            layer->shares[kept++] = share;
    }
    layer->count = kept;
}

lockstep_status settling_shares(const struct settling *s, struct traces *traces,
                                lockstep_error *err) {
    uint32_t posts = s->posts->count;
    if (!s->has_further) return LOCKSTEP_OK;
    uint32_t *richest = malloc(((size_t) posts + 1) * sizeof *richest);
    if (!richest) return fail_memory(err, "posts");
    for (size_t l = 0; l < traces->count; l++) {
        struct layer *layer = &traces->layers[l];
        if (s->reposts && trace_is_own_content(layer->trace)) drop_content(layer, s->reposts);
        if (is_whole_text(layer->trace)) keep_richest(layer, traces, richest, posts);
    }
    free(richest);
    return LOCKSTEP_OK;
}

void settling_release(struct settling *s) {
    merging_release(&s->merging);
    free(s->shares), free(s->first), free(s->place), free(s->chosen), free(s->reposts);
    s->shares = s->first = s->place = NULL;
    s->reposts = NULL;
    s->chosen = NULL;
}
