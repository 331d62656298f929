#include "engine/numbering.h"

#include "engine/error.h"
#include "engine/memory.h"
#include "engine/ordered.h"

#include <stdlib.h>

/* ---- into the streams ----
 *
 * A piece for each block: the number of its first post and how many bytes follow. Then for each
 * share how many posts on it is from the one before it, where the order counts its place among the
 * shares of its post, and the size and bytes of the key. */

static void encode(struct buffer *out, uint64_t step, const uint32_t *place, struct slice key) {
    number_append(out, step);
    if (place) number_append(out, *place);
    number_append(out, key.size);
    buffer_append(out, key);
}

lockstep_status share_block_fill(struct share_block *out, const struct drafts *drafts,
                                 const struct batch *batch, bool in_order, lockstep_error *err) {
    uint32_t last[PARTS] = {0}, post = 0;
    for (size_t r = 0, i = 0; r < batch->count; r++) {
        if (!drafts->records[r].wanted || !drafts->records[r].is_post) continue;
        for (uint32_t place = 0; i < drafts->records[r].end; i++, place++) {
            const struct draft *draft = &drafts->items[i];
            uint32_t part = part_of(draft->hash);
            encode(&out->parts[part], post - last[part], in_order ? &place : NULL,
                   draft_key(drafts, draft));
            last[part] = post;
            out->part_counts[part]++;
            out->layer_counts[draft->layer]++;
        }
        post++;
    }
    for (size_t p = 0; p < PARTS; p++)
        if (out->parts[p].failed) return fail_memory(err, "shares");
    return LOCKSTEP_OK;
}

void share_block_clear(struct share_block *block) {
    for (size_t p = 0; p < PARTS; p++)
        buffer_clear(&block->parts[p]);
    memset(block->part_counts, 0, sizeof block->part_counts);
    memset(block->layer_counts, 0, sizeof block->layer_counts);
}

void share_block_release(struct share_block *block) {
    for (size_t p = 0; p < PARTS; p++)
        buffer_release(&block->parts[p]);
}

lockstep_status unnumbered_add(struct unnumbered *shares, const struct share_block *block,
                               uint32_t first, lockstep_error *err) {
    struct buffer head = {0};
    lockstep_status status = LOCKSTEP_OK;
    for (uint32_t p = 0; p < PARTS && status == LOCKSTEP_OK; p++) {
        if (!block->parts[p].size) continue;
        buffer_clear(&head);
        number_append(&head, first);
        number_append(&head, block->parts[p].size);
        if (head.failed) status = fail_memory(err, "shares");
        if (status == LOCKSTEP_OK)
            status = streams_append(&shares->streams, p, buffer_slice(&head), err);
        if (status == LOCKSTEP_OK)
            status = streams_append(&shares->streams, p, buffer_slice(&block->parts[p]), err);
        shares->part_counts[p] += block->part_counts[p];
    }
    for (size_t l = 0; l <= UINT8_MAX; l++)
        shares->layer_counts[l] += block->layer_counts[l];
    buffer_release(&head);
    return status;
}

lockstep_status unnumbered_add_one(struct unnumbered *shares, struct slice key, uint32_t post,
                                   lockstep_error *err) {
    struct buffer piece = {0}, entry = {0};
    uint32_t part = part_of(draft_hash(key));
    encode(&entry, 0, NULL, key);
    number_append(&piece, post);
    number_append(&piece, entry.size);
    buffer_append(&piece, buffer_slice(&entry));
    bool failed = entry.failed || piece.failed;
    shares->part_counts[part]++;
    shares->layer_counts[(unsigned char) key.at[0]]++;
    lockstep_status status =
        failed ? fail_memory(err, "shares")
               : streams_append(&shares->streams, part, buffer_slice(&piece), err);
    buffer_release(&piece), buffer_release(&entry);
    return status;
}

void unnumbered_release(struct unnumbered *shares) {
    streams_release(&shares->streams);
}

/* ---- out of the streams: one part ---- */

struct numbering {
    struct traces *traces;
    struct unnumbered *from;
    const struct posts *posts;
    const uint32_t *place;
    uint32_t next;     /* part */
    uint32_t **places; /* by layer and share, where the order counts: among those of its post */
};

struct part {
    uint32_t index;
    struct buffer bytes;
    struct names names; /* of objects; in order of appearance, then of numbers */
    struct lookup known;
    uint64_t *hashes; /* of names */
    size_t hash_room;
    struct share *shares;
    uint32_t *places; /* of shares, where the order counts */
    size_t count;
};

static lockstep_status next_part(void *data, void *item, bool *end, lockstep_error *err) {
    struct numbering *n = data;
    ((struct part *) item)->index = n->next++;
    *end = n->next > PARTS;
    return check_interrupt(err);
}

static bool hash_of(const void *owner, uint32_t object, uint64_t *hash) {
    *hash = ((const struct part *) owner)->hashes[object];
    return true;
}

/* The number of an object in its part, a new one if it is new. */
static lockstep_status name_object(struct part *part, struct slice key, uint32_t *object,
                                   lockstep_error *err) {
    uint64_t hash = draft_hash(key);
    TRY(lookup_reserve(&part->known, part->names.count, hash_of, part, err));
    struct probe probe = lookup_probe(&part->known, hash);
    while ((*object = lookup_next(&part->known, &probe)) != UINT32_MAX) {
        if (part->hashes[*object] == hash && slice_equal(names_get(&part->names, *object), key))
            return LOCKSTEP_OK;
        lookup_pass(&part->known, &probe);
    }
    *object = part->names.count;
    uint64_t *hashes = grow(part->hashes, &part->hash_room, (size_t) *object + 1, sizeof *hashes);
    if (!hashes) return fail_memory(err, "objects");
    part->hashes = hashes;
    hashes[*object] = hash;
    TRY(names_add(&part->names, key, err));
    lookup_put(&part->known, &probe, *object);
    return LOCKSTEP_OK;
}

static lockstep_status decode_piece(struct part *part, const struct numbering *n, uint64_t record,
                                    const char *at, const char *end, lockstep_error *err) {
    const struct posts *posts = n->posts;
    while (at < end) {
        record += number_take(&at);
        if (part->places) part->places[part->count] = (uint32_t) number_take(&at);
        size_t size = (size_t) number_take(&at);
        struct slice key = {at, size};
        uint32_t post = n->place ? n->place[record] : (uint32_t) record, object;
        at += size;
        if (post == UINT32_MAX) continue;
        TRY(name_object(part, key, &object, err));
        part->shares[part->count++] =
            (struct share){posts->time[record], object, posts->account[record], post};
        memory_leap(part->count);
    }
    return LOCKSTEP_OK;
}

static lockstep_status decode(struct part *part, const struct numbering *n, lockstep_error *err) {
    TRY(streams_take(&n->from->streams, part->index, &part->bytes, err));
    const char *at = part->bytes.bytes, *end = at + part->bytes.size;
    size_t room = (size_t) n->from->part_counts[part->index] + 1;
    part->shares = malloc(room * sizeof *part->shares);
    part->places = n->from->in_order ? malloc(room * sizeof *part->places) : NULL;
    if (!part->shares || (n->from->in_order && !part->places)) return fail_memory(err, "shares");
    while (at < end) {
        uint64_t first = number_take(&at);
        size_t size = (size_t) number_take(&at);
        TRY(decode_piece(part, n, first, at, at + size, err));
        at += size;
    }
    return LOCKSTEP_OK;
}

/* ---- objects by hash and key ---- */

static bool goes_before(const struct part *part, uint32_t a, uint32_t b) {
    uint64_t x = part->hashes[a], y = part->hashes[b];
    if (x != y) return x < y;
    return slice_compare(names_get(&part->names, a), names_get(&part->names, b)) < 0;
}

/* Hashes are spread evenly: as many places as objects, then few have to move. */
static size_t place_of(uint64_t hash, unsigned bits) {
    return bits ? (size_t) (hash << PART_BITS >> (64 - bits)) : 0;
}

static lockstep_status order_objects(uint32_t *order, const struct part *part,
                                     lockstep_error *err) {
    unsigned bits = 0;
    while (((size_t) 1 << bits) < part->names.count)
        bits++;
    size_t *next = calloc(((size_t) 1 << bits) + 1, sizeof *next);
    if (!next) return fail_memory(err, "objects");
    for (uint32_t o = 0; o < part->names.count; memory_leap(++o))
        next[place_of(part->hashes[o], bits) + 1]++;
    for (size_t i = 1; i < (size_t) 1 << bits; i++)
        next[i] += next[i - 1];
    for (uint32_t o = 0; o < part->names.count; memory_leap(++o))
        order[next[place_of(part->hashes[o], bits)]++] = o;
    for (uint32_t i = 1; i < part->names.count; memory_leap(++i))
        for (uint32_t j = i; j > 0 && goes_before(part, order[j], order[j - 1]); j--) {
            uint32_t later = order[j - 1];
            order[j - 1] = order[j];
            order[j] = later;
        }
    free(next);
    return LOCKSTEP_OK;
}

/* Names and shares go by the new order; shares come together by object, each object's by time,
 * unless the order of the input counts. */
static lockstep_status arrange(struct part *part, const uint32_t *order, uint32_t *number,
                               bool in_order, lockstep_error *err) {
    uint32_t count = part->names.count;
    for (uint32_t i = 0; i < count; memory_leap(++i))
        number[order[i]] = i;
    for (size_t i = 0; i < part->count; memory_leap(++i))
        part->shares[i].object = number[part->shares[i].object];
    TRY(names_reorder(&part->names, order, err));
    struct layer layer = {.shares = part->shares, .count = part->count};
    lockstep_status status = in_order ? LOCKSTEP_OK : layer_sort(&layer, count, err);
    part->shares = layer.shares;
    return status;
}

static lockstep_status number_part(void *data, void *item, lockstep_error *err) {
    const struct numbering *n = data;
    struct part *part = item;
    part->count = 0;
    TRY(decode(part, n, err));
    size_t room = (size_t) part->names.count + 1;
    uint32_t *order = malloc(room * sizeof *order), *number = malloc(room * sizeof *number);
    lockstep_status status =
        order && number ? order_objects(order, part, err) : fail_memory(err, "objects");
    if (status == LOCKSTEP_OK) status = arrange(part, order, number, n->from->in_order, err);
    free(order), free(number);
    return status;
}

static void release_part(void *item) {
    struct part *part = item;
    buffer_release(&part->bytes);
    names_release(&part->names);
    lookup_release(&part->known);
    free(part->hashes), free(part->shares), free(part->places);
    part->hashes = NULL;
    part->shares = NULL;
    part->places = NULL;
    part->hash_room = part->count = 0;
}

/* ---- all parts, one after the other ---- */

static lockstep_status keep_part(void *data, void *item, lockstep_error *err) {
    struct numbering *n = data;
    struct part *part = item;
    uint32_t before = n->traces->objects.count;
    TRY(names_append(&n->traces->objects, &part->names, err));
    for (size_t i = 0; i < part->count; memory_step(++i)) {
        struct share share = part->shares[i];
        struct slice key = names_get(&part->names, share.object);
        unsigned char index = (unsigned char) key.at[0];
        struct layer *layer = &n->traces->layers[index];
        share.object += before;
        if (part->places) n->places[index][layer->count] = part->places[i];
        layer->shares[layer->count++] = share;
    }
    release_part(part);
    return LOCKSTEP_OK;
}

static lockstep_status make_room(struct numbering *n, lockstep_error *err) {
    n->places = calloc(n->traces->count + 1, sizeof *n->places);
    if (!n->places) return fail_memory(err, "shares");
    for (size_t l = 0; l < n->traces->count; l++) {
        struct layer *layer = &n->traces->layers[l];
        layer->room = (size_t) n->from->layer_counts[l] + 1;
        layer->count = 0;
        layer->shares = malloc(layer->room * sizeof *layer->shares);
        n->places[l] = n->from->in_order ? malloc(layer->room * sizeof **n->places) : NULL;
        if (!layer->shares || (n->from->in_order && !n->places[l]))
            return fail_memory(err, "shares");
    }
    return LOCKSTEP_OK;
}

static void release_places(struct numbering *n) {
    for (size_t l = 0; n->places && l < n->traces->count; l++)
        free(n->places[l]);
    free(n->places);
}

/* ---- in the order of the input ---- */

/* The place of each post's first share. */
static lockstep_status find_starts(size_t **start, const struct layer *layer, uint32_t posts,
                                   lockstep_error *err) {
    *start = calloc((size_t) posts + 1, sizeof **start);
    if (!*start) return fail_memory(err, "sorting shares");
    for (size_t i = 0; i < layer->count; memory_step(++i))
        (*start)[layer->shares[i].post + 1]++;
    for (uint32_t p = 0; p < posts; p++)
        (*start)[p + 1] += (*start)[p];
    return LOCKSTEP_OK;
}

/* By post, and the shares of one post as they were stated; `places` are those of shares in other
 * layers too, and need not follow each other. */
static lockstep_status restore_order(struct layer *layer, const uint32_t *places, uint32_t posts,
                                     lockstep_error *err) {
    size_t *next;
    /* what is not filled yet is of post 0, whose shares have no others before them */
    struct share *shares = calloc(layer->room, sizeof *shares);
    uint32_t *of = malloc(layer->room * sizeof *of);
    lockstep_status status = find_starts(&next, layer, posts, err);
    if (status == LOCKSTEP_OK && (!shares || !of)) status = fail_memory(err, "sorting shares");
    for (size_t i = 0; i < layer->count && status == LOCKSTEP_OK; memory_step(++i)) {
        size_t to = next[layer->shares[i].post]++;
        for (; to && shares[to - 1].post == layer->shares[i].post && of[to - 1] > places[i]; to--)
            shares[to] = shares[to - 1], of[to] = of[to - 1];
        shares[to] = layer->shares[i];
        of[to] = places[i];
    }
    free(next), free(of), free(status == LOCKSTEP_OK ? layer->shares : shares);
    if (status == LOCKSTEP_OK) layer->shares = shares;
    return status;
}

/* Gives objects numbers in the order in which the layers name them. */
static lockstep_status number_in_order(const struct numbering *n, lockstep_error *err) {
    struct traces *traces = n->traces;
    uint32_t count = traces->objects.count, next = 0;
    uint32_t *number = calloc((size_t) count + 1, sizeof *number);
    uint32_t *order = malloc(((size_t) count + 1) * sizeof *order);
    lockstep_status status = number && order ? LOCKSTEP_OK : fail_memory(err, "objects");
    for (size_t l = 0; l < traces->count && status == LOCKSTEP_OK; l++) {
        struct layer *layer = &traces->layers[l];
        status = restore_order(layer, n->places[l], n->posts->count, err);
        for (size_t i = 0; i < layer->count && status == LOCKSTEP_OK; memory_step(++i)) {
            uint32_t object = layer->shares[i].object;
            if (!number[object]) order[next] = object, number[object] = ++next;
            layer->shares[i].object = number[object] - 1;
        }
    }
    if (status == LOCKSTEP_OK) status = names_reorder(&traces->objects, order, err);
    free(number), free(order);
    return status;
}

lockstep_status unnumbered_number(struct traces *out, struct unnumbered *shares,
                                  const struct posts *posts, const uint32_t *place,
                                  unsigned threads, lockstep_error *err) {
    struct numbering n = {out, shares, posts, place, 0, NULL};
    struct ordered job = {&n, sizeof(struct part), next_part, number_part, keep_part, release_part};
    lockstep_status status = make_room(&n, err);
    if (status == LOCKSTEP_OK) status = ordered_run(&job, threads, err);
    if (status == LOCKSTEP_OK && shares->in_order) status = number_in_order(&n, err);
    release_places(&n);
    return status;
}
