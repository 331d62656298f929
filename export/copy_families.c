/* The tables of copy families, where --trace near-text was asked for: what they are, how their
 * texts vary, and who took them up after whom. Families that a single account posts are left out.
 */
#include "engine/csv_cells.h"
#include "engine/error.h"
#include "engine/memory.h"
#include "export/export.h"

#include <stdlib.h>

enum { TOKENS = 256, COMPARED = 64 }; /* of a text; of a family's variants: for templates */

struct copies {
    const struct findings *findings;
    const struct families *families;
    const struct layer *layer;
    const struct object_shares **shares; /* by representative; NULL: the family is left out */
    uint32_t *start;                     /* by representative: where its variants are listed */
    uint32_t *listed;                    /* variants, the representative first */
    uint16_t (*common)[TOKENS + 1];      /* for template_mark */
};

/* ---- which there are ---- */

static const struct layer *near_text(const struct traces *traces) {
    for (size_t i = 0; i < traces->count; i++)
        if (traces->layers[i].trace == TRACE_NEAR_TEXT) return &traces->layers[i];
    return NULL;
}

bool has_families(const struct findings *findings) {
    const struct traces *traces = &findings->archive->traces;
    return traces->families.count && near_text(traces);
}

static void find_shares(struct copies *c, uint32_t *leader_of) {
    for (uint32_t v = 0; v < c->families->count; v++)
        if (c->families->variants[v].family == v)
            leader_of[c->families->variants[v].object] = v + 1;
    for (size_t i = 0; i < c->layer->object_count; memory_step(++i)) {
        const struct object_shares *object = &c->layer->objects[i];
        uint32_t leader = leader_of[object->object];
        if (leader && object->accounts > 1) c->shares[leader - 1] = object;
    }
}

static void list_variants(struct copies *c) {
    uint32_t count = c->families->count;
    for (uint32_t v = 0; v < count; v++)
        c->start[c->families->variants[v].family + 1]++;
    for (uint32_t v = 0; v < count; v++)
        c->start[v + 1] += c->start[v];
    for (uint32_t v = 0; v < count; v++)
        c->listed[c->start[c->families->variants[v].family]++] = v;
    for (uint32_t v = count; v > 0; v--)
        c->start[v] = c->start[v - 1];
    c->start[0] = 0;
}

static lockstep_status open_copies(struct copies *c, const struct findings *findings,
                                   struct arena *arena, lockstep_error *err) {
    const struct traces *traces = &findings->archive->traces;
    uint32_t count = traces->families.count;
    *c = (struct copies){
        .findings = findings, .families = &traces->families, .layer = near_text(traces)};
    c->shares = arena_alloc(arena, count, sizeof *c->shares);
    c->start = arena_alloc(arena, (size_t) count + 1, sizeof *c->start);
    c->listed = arena_alloc(arena, count, sizeof *c->listed);
    c->common = arena_alloc(arena, TOKENS + 1, sizeof *c->common);
    uint32_t *leader_of = arena_alloc(arena, traces->objects.count, sizeof *leader_of);
    if (!c->shares || !c->start || !c->listed || !c->common || !leader_of)
        return fail_memory(err, "copy families");
    find_shares(c, leader_of);
    list_variants(c);
    return LOCKSTEP_OK;
}

/* ---- templates ---- */

struct tokens {
    struct slice items[TOKENS];
    uint32_t count;
};

static void split(struct tokens *out, struct slice text) {
    out->count = 0;
    while (text.size && out->count < TOKENS) {
        const char *blank = memchr(text.at, ' ', text.size);
        size_t size = blank ? (size_t) (blank - text.at) : text.size;
        if (size) out->items[out->count++] = (struct slice){text.at, size};
        size += blank != NULL;
        text = (struct slice){text.at + size, text.size - size};
    }
}

static bool is_number(struct slice token) {
    for (size_t i = 0; i < token.size; i++)
        if (token.at[i] < '0' || token.at[i] > '9') return false;
    return true;
}

static bool matches(struct slice a, struct slice b) {
    return slice_equal(a, b) || (is_number(a) && is_number(b));
}

/* A token of the representative, beside the other variants: in how many it stands at its place of
 * the longest common subsequence, and in how many of these as another number. */
struct place {
    uint32_t kept, changed;
};

static void mark_common(struct copies *c, struct place *places, const struct tokens *a,
                        const struct tokens *b) {
    uint16_t(*common)[TOKENS + 1] = c->common; /* of what stands from i and from j on */
    for (uint32_t i = a->count + 1; i-- > 0;)
        for (uint32_t j = b->count + 1; j-- > 0;) {
            uint16_t best = 0;
            if (i < a->count && j < b->count) {
                best = common[i + 1][j] > common[i][j + 1] ? common[i + 1][j] : common[i][j + 1];
                if (matches(a->items[i], b->items[j])) best = (uint16_t) (common[i + 1][j + 1] + 1);
            }
            common[i][j] = best;
        }
    for (uint32_t i = 0, j = 0; i < a->count && j < b->count;) {
        if (matches(a->items[i], b->items[j])) {
            places[i].kept++;
            places[i].changed += !slice_equal(a->items[i], b->items[j]);
            i++, j++;
        } else if (common[i + 1][j] >= common[i][j + 1]) {
            i++;
        } else {
            j++;
        }
    }
}

/* The representative's tokens that at least half of the other variants have in their places; "{}"
 * stands for what they put between, "{number}" for numbers that vary. */
static lockstep_status spell_template(struct buffer *out, struct copies *c, uint32_t leader,
                                      lockstep_error *err) {
    struct tokens tokens, other;
    struct place places[TOKENS] = {{0, 0}};
    uint32_t from = c->start[leader] + 1, to = c->start[leader + 1], compared = 0;
    split(&tokens, c->families->variants[leader].text);
    for (uint32_t i = from; i < to && compared < COMPARED; i++, compared++) {
        split(&other, c->families->variants[c->listed[i]].text);
        mark_common(c, places, &tokens, &other);
    }
    bool in_slot = false;
    buffer_clear(out);
    for (uint32_t i = 0; i < tokens.count; i++) {
        bool slot = 2 * places[i].kept < compared;
        if (slot && in_slot) continue;
        if (out->size) buffer_byte(out, ' ');
        buffer_append(out, slot                ? SLICE("{}")
                           : places[i].changed ? SLICE("{number}")
                                               : tokens.items[i]);
        in_slot = slot;
    }
    return out->failed ? fail_memory(err, "a template") : LOCKSTEP_OK;
}

/* ---- rows ---- */

static void put_first(struct csv_row *row, const struct copies *c, const struct share *share) {
    const struct archive *archive = c->findings->archive;
    char id[192];
    csv_text(row, archive->accounts.items[share->account].name);
    csv_text(row, post_id(&archive->posts, &archive->sources, share->post, id));
    csv_time(row, share->time);
}

static lockstep_status put_family(FILE *out, struct copies *c, uint32_t number, uint32_t leader,
                                  struct buffer *room, lockstep_error *err) {
    struct csv_row row = {.out = out};
    const struct object_shares *object = c->shares[leader];
    const struct share *shares = c->layer->shares + object->start;
    TRY(spell_template(room, c, leader, err));
    csv_count(&row, number);
    csv_count(&row, object->accounts);
    csv_count(&row, object->count);
    csv_count(&row, c->start[leader + 1] - c->start[leader]);
    put_first(&row, c, &shares[0]);
    csv_time(&row, shares[object->count - 1].time);
    csv_text(&row, buffer_slice(room));
    csv_text(&row, c->families->variants[leader].text);
    csv_end_row(&row);
    return LOCKSTEP_OK;
}

static lockstep_status put_variants(FILE *out, struct copies *c, uint32_t number, uint32_t leader,
                                    struct buffer *room, lockstep_error *err) {
    (void) room, (void) err;
    for (uint32_t i = c->start[leader]; i < c->start[leader + 1]; i++) {
        struct csv_row row = {.out = out};
        const struct variant *variant = &c->families->variants[c->listed[i]];
        csv_count(&row, number);
        csv_count(&row, i - c->start[leader] + 1);
        csv_count(&row, variant->posts);
        csv_time(&row, variant->first);
        csv_text(&row, variant->text);
        csv_end_row(&row);
    }
    return LOCKSTEP_OK;
}

/* Each account by its first post; `room` holds the accounts that were named. */
static lockstep_status put_adoption(FILE *out, struct copies *c, uint32_t number, uint32_t leader,
                                    struct buffer *room, lockstep_error *err) {
    const struct object_shares *object = c->shares[leader];
    const struct share *shares = c->layer->shares + object->start;
    uint32_t accounts = c->findings->archive->accounts.count, place = 0;
    while (room->size < accounts && !room->failed)
        buffer_byte(room, 0);
    if (room->failed) return fail_memory(err, "copy families");
    for (uint32_t i = 0; i < object->count; i++) {
        struct csv_row row = {.out = out};
        char *named = &room->bytes[shares[i].account];
        uint32_t cluster = c->findings->clusters->of_account[shares[i].account];
        if (*named) continue;
        *named = 1;
        csv_count(&row, number);
        csv_count(&row, ++place);
        put_first(&row, c, &shares[i]);
        if (cluster)
            csv_count(&row, cluster);
        else
            csv_text(&row, SLICE(""));
        csv_end_row(&row);
    }
    for (uint32_t i = 0; i < object->count; i++)
        room->bytes[shares[i].account] = 0;
    return LOCKSTEP_OK;
}

typedef lockstep_status (*put_fn)(FILE *out, struct copies *copies, uint32_t number,
                                  uint32_t leader, struct buffer *room, lockstep_error *err);

/* Families are numbered from 1 in their representatives' order. */
static lockstep_status write_table(FILE *out, const struct findings *findings, const char *header,
                                   put_fn put, lockstep_error *err) {
    struct copies c;
    struct arena arena = {0};
    struct buffer room = {0};
    uint32_t number = 0;
    csv_header(out, header);
    lockstep_status status = open_copies(&c, findings, &arena, err);
    for (uint32_t v = 0; status == LOCKSTEP_OK && v < c.families->count; v++)
        if (c.shares[v]) status = put(out, &c, ++number, v, &room, err);
    buffer_release(&room);
    arena_release(&arena);
    return status;
}

lockstep_status export_families(FILE *out, const struct findings *findings, lockstep_error *err) {
    return write_table(out, findings,
                       "family,accounts,posts,variants,first_account,first_post,first_time,"
                       "last_time,template,representative",
                       put_family, err);
}

lockstep_status export_family_variants(FILE *out, const struct findings *findings,
                                       lockstep_error *err) {
    return write_table(out, findings, "family,variant,posts,first_time,text", put_variants, err);
}

lockstep_status export_family_adoption(FILE *out, const struct findings *findings,
                                       lockstep_error *err) {
    return write_table(out, findings, "family,place,account,post,time,cluster", put_adoption, err);
}
