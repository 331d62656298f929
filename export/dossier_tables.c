/* The CSV files of a dossier: accounts, texts, co-shares, blocks, participation in campaigns, alone
 * and together. */
#include "engine/csv_cells.h"
#include "engine/error.h"
#include "engine/memory.h"
#include "export/findings.h"

#include <stdlib.h>

/* Spreadsheets and most CSV readers stop at a NUL, so one shows as U+FFFD. */
static lockstep_status text_cell(struct csv_row *row, struct slice text, struct buffer *room,
                                 lockstep_error *err) {
    if (!text.size || !memchr(text.at, '\0', text.size)) {
        csv_text(row, text);
        return LOCKSTEP_OK;
    }
    buffer_clear(room);
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i])
            buffer_byte(room, text.at[i]);
        else
            buffer_append(room, SLICE("\xEF\xBF\xBD"));
    if (room->failed) return fail_memory(err, "a cell");
    csv_text(row, buffer_slice(room));
    return LOCKSTEP_OK;
}

static void optional_count(struct csv_row *row, int64_t count) {
    if (count < 0)
        csv_text(row, SLICE(""));
    else
        csv_count(row, (uint64_t) count);
}

static void optional_time(struct csv_row *row, int64_t time) {
    if (time == INT64_MIN)
        csv_text(row, SLICE(""));
    else
        csv_time(row, time);
}

static lockstep_status finish(FILE *out, struct buffer *room, lockstep_status status,
                              lockstep_error *err) {
    buffer_release(room);
    if (status == LOCKSTEP_OK && ferror(out)) return fail_io(err, "a dossier's table");
    return status;
}

/* Why the account is in: what is empty is unknown. */
static lockstep_status why_cells(struct csv_row *row, const struct dossier *dossier,
                                 const struct member *member, struct buffer *room,
                                 lockstep_error *err) {
    const struct hold *hold = &dossier->findings->clusters->holds[member->account];
    const struct edge *edge = member->heaviest;
    csv_number(row, hold->evidence);
    csv_count(row, hold->episodes);
    csv_count(row, hold->met);
    csv_number(row, hold->expected);
    csv_number(row, hold->p_value);
    csv_number(row, hold->stability);
    csv_count(row, member->significant);
    TRY(text_cell(row, edge ? dossier_account(dossier, heaviest_partner(member))->name : SLICE(""),
                  room, err));
    optional_count(row, edge ? (int64_t) edge->objects : -1);
    csv_count(row, member->edges_lost);
    struct slice critical = member->edges_lost ? object_key(&dossier->findings->archive->traces,
                                                            member->critical_object)
                                               : SLICE("");
    return text_cell(row, critical, room, err);
}

/* Its posts by kind; empty where the data marks none as anything but an original. */
static void kind_cells(struct csv_row *row, const struct dossier *dossier, uint32_t account) {
    size_t kinds[POST_KIND_COUNT] = {0}, count;
    const uint32_t *posts = posts_of(dossier_background(dossier), account, &count);
    for (size_t i = 0; i < count; i++)
        kinds[dossier->findings->archive->posts.kind[posts[i]]]++;
    for (int k = 0; k < POST_KIND_COUNT; k++)
        optional_count(row, dossier->all->kinds_stated ? (int64_t) kinds[k] : -1);
}

/* What the profile shows beside what stands in other columns. */
static lockstep_status profile_cells(struct csv_row *row, const struct account_facts *facts,
                                     struct buffer *room, lockstep_error *err) {
    struct buffer handles = {0};
    for (size_t i = 0; i < facts->former.count; i++) {
        if (i) buffer_byte(&handles, ' ');
        buffer_append(&handles, facts->former.items[i]);
    }
    optional_count(row, facts->listed);
    lockstep_status status = text_cell(row, facts->website, room, err);
    if (status == LOCKSTEP_OK) status = text_cell(row, facts->picture, room, err);
    if (status == LOCKSTEP_OK)
        status = handles.failed ? fail_memory(err, "a cell")
                                : text_cell(row, buffer_slice(&handles), room, err);
    buffer_release(&handles);
    return status;
}

static lockstep_status account_row(FILE *out, const struct dossier *dossier,
                                   const struct member *member, struct buffer *room,
                                   lockstep_error *err) {
    struct csv_row row = {out, false};
    const struct account *account = dossier_account(dossier, member->account);
    const struct centrality *scores = dossier->findings->centrality;
    TRY(text_cell(&row, account->name, room, err));
    TRY(text_cell(&row, account->facts->handle, room, err));
    csv_count(&row, member->posts);
    csv_count(&row, member->posts_in);
    csv_count(&row, member->partners);
    csv_count(&row, member->coshares);
    csv_count(&row, member->first_in);
    csv_count(&row, scores->degree[member->account]);
    csv_number(&row, scores->strength[member->account]);
    csv_number(&row, scores->betweenness[member->account]);
    csv_number(&row, scores->pagerank[member->account]);
    csv_count(&row, scores->coreness[member->account]);
    optional_time(&row, account->facts->created);
    optional_count(&row, account->facts->followers);
    optional_count(&row, account->facts->following);
    optional_time(&row, member->posts ? member->first_time : INT64_MIN);
    optional_time(&row, member->posts ? member->last_time : INT64_MIN);
    TRY(why_cells(&row, dossier, member, room, err));
    kind_cells(&row, dossier, member->account);
    TRY(profile_cells(&row, account->facts, room, err));
    csv_end_row(&row);
    return LOCKSTEP_OK;
}

lockstep_status dossier_write_accounts(FILE *out, const struct dossier *dossier,
                                       lockstep_error *err) {
    csv_header(out, "account,handle,posts,posts_in_coshares,partners,coshares,coshares_first,"
                    "degree,strength,betweenness,pagerank,coreness,created,followers,following,"
                    "first_post_time,last_post_time,evidence,episodes,met,expected,meeting_p,"
                    "stability,significant_edges,heaviest_partner,heaviest_objects,edges_lost,"
                    "critical_object,originals,reposts,quotes,replies,listed,website,picture,"
                    "former_handles");
    struct buffer room = {0};
    lockstep_status status = LOCKSTEP_OK;
    for (uint32_t i = 0; status == LOCKSTEP_OK && i < dossier->cluster->count; i++)
        status = account_row(out, dossier, &dossier->members[i], &room, err);
    return finish(out, &room, status, err);
}

static lockstep_status share_cells(struct csv_row *row, const struct dossier *dossier,
                                   const struct share *share, struct buffer *room,
                                   lockstep_error *err) {
    char id[192];
    TRY(text_cell(row, dossier_account(dossier, share->account)->name, room, err));
    TRY(text_cell(row, dossier_post_id(dossier, share->post, id), room, err));
    csv_time(row, share->time);
    return LOCKSTEP_OK;
}

static lockstep_status text_row(FILE *out, const struct dossier *dossier,
                                const struct shared_object *object, struct buffer *room,
                                lockstep_error *err) {
    struct csv_row row = {out, false};
    TRY(text_cell(&row, dossier_body(dossier, object->first_inside.post), room, err));
    csv_count(&row, object->accounts);
    csv_count(&row, object->posts);
    csv_count(&row, object->coshares);
    csv_count(&row, object->outside);
    TRY(share_cells(&row, dossier, &object->first, room, err));
    TRY(share_cells(&row, dossier, &object->first_inside, room, err));
    csv_time(&row, object->last_inside.time);
    TRY(text_cell(&row, object->key, room, err));
    csv_end_row(&row);
    return LOCKSTEP_OK;
}

lockstep_status dossier_write_texts(FILE *out, const struct dossier *dossier, lockstep_error *err) {
    csv_header(out, "text,accounts,posts,coshares,accounts_outside,first_account,first_post,"
                    "first_time,cluster_first_account,cluster_first_post,cluster_first_time,"
                    "cluster_last_time,normal_form");
    struct buffer room = {0};
    lockstep_status status = LOCKSTEP_OK;
    for (size_t i = 0; i < dossier->part_count; i++) {
        const struct part *part = &dossier->parts[i];
        enum trace trace = part->whole->trace;
        if (trace != TRACE_TEXT && trace != TRACE_NEAR_TEXT) continue;
        for (size_t o = 0; status == LOCKSTEP_OK && o < part->object_count; memory_step(++o))
            status = text_row(out, dossier, &part->objects[o], &room, err);
    }
    return finish(out, &room, status, err);
}

struct coshare_rows {
    FILE *out;
    const struct dossier *dossier;
    const struct layer *layer;
    struct buffer room;
};

static lockstep_status coshare_row(void *data, const struct share *first,
                                   const struct share *second, lockstep_error *err) {
    struct coshare_rows *rows = data;
    const struct dossier *dossier = rows->dossier;
    const struct share *source = coshare_source(first, second);
    const struct share *target = coshare_target(first, second);
    struct csv_row row = {rows->out, false};
    char id[192], delta[TIME_TEXT];
    csv_text(&row, slice_of(rows->layer->name));
    TRY(text_cell(&row, object_key(&dossier->findings->archive->traces, first->object), &rows->room,
                  err));
    TRY(text_cell(&row, dossier_account(dossier, source->account)->name, &rows->room, err));
    TRY(text_cell(&row, dossier_account(dossier, target->account)->name, &rows->room, err));
    TRY(text_cell(&row, dossier_post_id(dossier, source->post, id), &rows->room, err));
    TRY(text_cell(&row, dossier_post_id(dossier, target->post, id), &rows->room, err));
    csv_time(&row, source->time);
    csv_time(&row, target->time);
    csv_text(&row, slice_of(seconds_format(delta, target->time - source->time)));
    csv_end_row(&row);
    return LOCKSTEP_OK;
}

lockstep_status dossier_write_coshares(FILE *out, const struct dossier *dossier,
                                       lockstep_error *err) {
    csv_header(out, "layer,object,source,target,source_post,target_post,source_time,target_time,"
                    "delta");
    struct coshare_rows rows = {.out = out, .dossier = dossier};
    lockstep_status status = LOCKSTEP_OK;
    for (size_t i = 0; status == LOCKSTEP_OK && i < dossier->part_count; i++) {
        const struct part *part = &dossier->parts[i];
        if (part->whole->trace == TRACE_FUSED) continue;
        rows.layer = part->whole;
        status = coshares_by_key(&dossier->findings->archive->traces, &part->inside, coshare_row,
                                 &rows, err);
    }
    return finish(out, &rows.room, status, err);
}

static lockstep_status block_rows(FILE *out, const struct dossier *dossier, size_t number,
                                  const struct certificate *block, struct buffer *room,
                                  lockstep_error *err) {
    const struct traces *traces = &dossier->findings->archive->traces;
    for (size_t i = 0; i < block->share_count; i++) {
        struct csv_row row = {out, false};
        const struct share *share = &block->shares[i];
        csv_count(&row, number);
        csv_count(&row, block->least);
        csv_text(&row, slice_of(traces->layers[dossier->cluster->layer].name));
        TRY(text_cell(&row, object_key(traces, share->object), room, err));
        TRY(share_cells(&row, dossier, share, room, err));
        csv_end_row(&row);
    }
    return LOCKSTEP_OK;
}

lockstep_status dossier_write_blocks(FILE *out, const struct dossier *dossier,
                                     lockstep_error *err) {
    size_t count;
    const struct certificate *blocks =
        blocks_of(dossier->findings->blocks, dossier->cluster->number, &count);
    csv_header(out, "block,at_least,layer,object,account,post,time");
    struct buffer room = {0};
    lockstep_status status = LOCKSTEP_OK;
    for (size_t b = 0; status == LOCKSTEP_OK && b < count; b++)
        status = block_rows(out, dossier, b + 1, &blocks[b], &room, err);
    return finish(out, &room, status, err);
}

/* ---- who took part in which campaign (A2) */

/* A member's posts in the campaign at hand. */
struct turnout {
    uint32_t posts;
    int64_t first, last;
};

/* By seat. */
static void count_turnouts(struct turnout *turnouts, const struct dossier *dossier,
                           const struct campaign *campaign) {
    const uint32_t *account_of = dossier->findings->archive->posts.account;
    const uint32_t *cluster_of = dossier->findings->clusters->of_account;
    memset(turnouts, 0, dossier->cluster->count * sizeof *turnouts);
    for (size_t i = 0; i < campaign->post_count; i++) {
        uint32_t account = account_of[campaign->posts[i].post];
        if (cluster_of[account] != dossier->cluster->number) continue;
        struct turnout *turnout = &turnouts[dossier->all->seat[account]];
        if (!turnout->posts++) turnout->first = campaign->posts[i].time;
        turnout->last = campaign->posts[i].time;
    }
}

static lockstep_status turnout_row(FILE *out, const struct dossier *dossier, struct slice campaign,
                                   uint32_t account, const struct turnout *turnout,
                                   struct buffer *room, lockstep_error *err) {
    struct csv_row row = {out, false};
    TRY(text_cell(&row, dossier_account(dossier, account)->name, room, err));
    TRY(text_cell(&row, dossier_account(dossier, account)->facts->handle, room, err));
    TRY(text_cell(&row, campaign, room, err));
    csv_count(&row, turnout->posts);
    optional_time(&row, turnout->posts ? turnout->first : INT64_MIN);
    optional_time(&row, turnout->posts ? turnout->last : INT64_MIN);
    csv_end_row(&row);
    return LOCKSTEP_OK;
}

lockstep_status dossier_write_participation(FILE *out, const struct dossier *dossier,
                                            lockstep_error *err) {
    const struct campaigns *campaigns = dossier->campaigns;
    struct turnout *turnouts = calloc((size_t) dossier->cluster->count + 1, sizeof *turnouts);
    struct buffer room = {0};
    lockstep_status status = turnouts ? LOCKSTEP_OK : fail_memory(err, "a dossier's table");
    csv_header(out, "account,handle,campaign,posts,first_post_time,last_post_time");
    for (size_t k = 0; status == LOCKSTEP_OK && k < campaigns->count; k++) {
        count_turnouts(turnouts, dossier, &campaigns->items[k]);
        for (uint32_t i = 0; status == LOCKSTEP_OK && i < dossier->cluster->count; i++) {
            uint32_t account = dossier->members[i].account;
            status = turnout_row(out, dossier, campaigns->items[k].name, account,
                                 &turnouts[dossier->all->seat[account]], &room, err);
        }
    }
    free(turnouts);
    return finish(out, &room, status, err);
}

/* ---- which two took part in the same campaigns (A2) */

/* The campaigns of each member, a bit each, by seat. */
struct calling {
    uint64_t *bits;
    size_t words;
};

static const uint64_t *calling_of(const struct calling *calling, uint32_t seat) {
    return calling->bits + seat * calling->words;
}

static lockstep_status find_callings(struct calling *out, const struct dossier *dossier,
                                     lockstep_error *err) {
    const struct campaigns *campaigns = dossier->campaigns;
    const uint32_t *account_of = dossier->findings->archive->posts.account;
    const uint32_t *cluster_of = dossier->findings->clusters->of_account;
    out->words = campaigns->count / 64 + 1;
    out->bits = calloc((size_t) dossier->cluster->count * out->words + 1, sizeof *out->bits);
    if (!out->bits) return fail_memory(err, "a dossier's table");
    for (size_t k = 0; k < campaigns->count; k++)
        for (size_t i = 0; i < campaigns->items[k].post_count; i++) {
            uint32_t account = account_of[campaigns->items[k].posts[i].post];
            if (cluster_of[account] != dossier->cluster->number) continue;
            out->bits[dossier->all->seat[account] * out->words + k / 64] |= UINT64_C(1) << k % 64;
        }
    return LOCKSTEP_OK;
}

/* In how many campaigns both were; with itself, in how many it was. */
static uint32_t count_common(const struct calling *calling, uint32_t one, uint32_t other) {
    const uint64_t *x = calling_of(calling, one), *y = calling_of(calling, other);
    uint32_t common = 0;
    for (size_t w = 0; w < calling->words; w++)
        for (uint64_t bits = x[w] & y[w]; bits; bits &= bits - 1)
            common++;
    return common;
}

static lockstep_status pair_row(FILE *out, const struct dossier *dossier,
                                const struct calling *calling, uint32_t source, uint32_t target,
                                uint32_t common, struct buffer *room, lockstep_error *err) {
    struct csv_row row = {out, false};
    const uint32_t *members = dossier->cluster->members;
    uint32_t of_source = count_common(calling, source, source);
    uint32_t of_target = count_common(calling, target, target);
    TRY(text_cell(&row, dossier_account(dossier, members[source])->name, room, err));
    TRY(text_cell(&row, dossier_account(dossier, members[target])->name, room, err));
    csv_count(&row, of_source);
    csv_count(&row, of_target);
    csv_count(&row, common);
    csv_number(&row, (double) common / (of_source + of_target - common));
    csv_end_row(&row);
    return LOCKSTEP_OK;
}

/* The pairs of one member, with those behind it by account. */
static lockstep_status pair_rows(FILE *out, const struct dossier *dossier,
                                 const struct calling *calling, uint32_t source,
                                 struct buffer *room, lockstep_error *err) {
    for (uint32_t target = source + 1; target < dossier->cluster->count; target++) {
        uint32_t common = count_common(calling, source, target);
        if (common) TRY(pair_row(out, dossier, calling, source, target, common, room, err));
    }
    return check_interrupt(err);
}

lockstep_status dossier_write_co_participation(FILE *out, const struct dossier *dossier,
                                               lockstep_error *err) {
    struct calling calling = {0};
    struct buffer room = {0};
    lockstep_status status = find_callings(&calling, dossier, err);
    csv_header(out, "source,target,campaigns_source,campaigns_target,campaigns_both,jaccard");
    for (uint32_t i = 0; status == LOCKSTEP_OK && i < dossier->cluster->count; i++)
        status = pair_rows(out, dossier, &calling, i, &room, err);
    free(calling.bits);
    return finish(out, &room, status, err);
}
