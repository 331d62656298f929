#include "engine/record.h"

#include "engine/error.h"
#include "engine/memory.h"

#include <stdlib.h>

static const struct record unknown = {.repost_of_time = INT64_MIN,
                                      .deleted = -1,
                                      .facts_only = -1,
                                      .edited = INT64_MIN,
                                      .reposts = -1,
                                      .replies = -1,
                                      .likes = -1,
                                      .views = -1,
                                      .facts = FACTS_UNKNOWN_MEMBERS};

struct record *batch_add(struct batch *batch) {
    struct record *records = grow(batch->records, &batch->room, batch->count + 1, sizeof *records);
    if (!records) return NULL;
    batch->records = records;
    records[batch->count] = unknown;
    memory_step(batch->count);
    return &records[batch->count++];
}

void batch_drop(struct batch *batch) {
    batch->count--;
}

/* At most `room` - 1 bytes, cut before a character rather than inside it. */
static void copy_cut(char *to, size_t room, struct slice from) {
    size_t size = from.size < room ? from.size : room - 1;
    while (size < from.size && size > 0 && ((unsigned char) from.at[size] & 0xC0) == 0x80)
        size--;
    if (size) memcpy(to, from.at, size);
    to[size] = '\0';
}

lockstep_status batch_reject(struct batch *batch, uint64_t line, enum reject_reason reason,
                             struct slice detail, lockstep_error *err) {
    struct reject *rejects =
        grow(batch->rejects, &batch->reject_room, batch->reject_count + 1, sizeof *rejects);
    if (!rejects) return fail_memory(err, "rejected records");
    batch->rejects = rejects;
    struct reject *reject = &rejects[batch->reject_count++];
    *reject = (struct reject){.line = line, .reason = reason, .record = batch->at};
    copy_cut(reject->detail, sizeof reject->detail, detail);
    return LOCKSTEP_OK;
}

const char *reject_text(enum reject_reason reason) {
    static const char *const texts[] = {
#define X(name, text) text,
        REJECT_REASONS(X)
#undef X
    };
    return texts[reason];
}

const char *reject_key(enum reject_reason reason) {
    static const char *const keys[] = {
#define X(name, text) #name,
        REJECT_REASONS(X)
#undef X
    };
    return keys[reason];
}

void clocks_add(struct clocks *to, const struct clocks *from) {
    to->compared += from->compared;
    to->agree += from->agree;
    to->far += from->far;
    for (size_t i = 0; i < CLOCK_SLOTS; i++)
        to->off[i] += from->off[i];
}

uint64_t clocks_offset(const struct clocks *clocks, int64_t *seconds) {
    uint64_t most = 0;
    *seconds = 0;
    for (int distance = 0; distance <= CLOCK_REACH; distance++)
        for (int side = -1; side <= 1; side += 2) {
            uint64_t count = clocks->off[CLOCK_REACH + side * distance];
            if (count <= most) continue;
            most = count;
            *seconds = (int64_t) side * distance * 900;
        }
    return most;
}

void batch_clear(struct batch *batch) {
    arena_release(&batch->arena);
    batch->count = batch->reject_count = 0;
    batch->repaired = batch->zoneless = batch->mangled = batch->cut_links = 0;
    batch->clocks = (struct clocks){0};
    batch->at = (struct slice){NULL, 0};
}

void batch_release(struct batch *batch) {
    arena_release(&batch->arena);
    free(batch->records), free(batch->rejects);
    *batch = (struct batch){0};
}
