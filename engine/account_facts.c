#include "engine/account_facts.h"

#include "engine/canonical.h"
#include "engine/error.h"
#include "engine/memory.h"

#include <stdlib.h>

/* ---- what accounts go by ---- */

struct called {
    struct slice name;
    uint32_t account;
};

/* In byte order of the names. */
struct calling {
    struct called *items;
    size_t count;
};

static int by_name(const void *a, const void *b) {
    const struct called *x = a, *y = b;
    int order = slice_compare(x->name, y->name);
    return order ? order : (x->account > y->account) - (x->account < y->account);
}

/* The first of the callings that is not before `name`. */
static size_t find(const struct calling *calling, struct slice name) {
    size_t low = 0, high = calling->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (slice_compare(calling->items[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct joining {
    struct account_facts_joined *out;
    struct accounts *accounts;
    const struct lockstep_settings *settings;
    struct calling ids, handles;
    struct arena arena; /* of the handles */
    bool *named;        /* by account */
};

/* A handle without case; {NULL, 0} when memory is out. */
static struct slice folded(struct slice handle, struct arena *arena) {
    struct buffer text = {0};
    struct slice copy = {"", 0};
    bool usable = canonical_handle(&text, handle);
    if (text.failed)
        copy = (struct slice){NULL, 0};
    else if (usable)
        copy = arena_copy(arena, buffer_slice(&text));
    buffer_release(&text);
    return copy;
}

/* By ids, each account is there under its id and, where that differs, its name; by handles, under
 * its handle, or its id where it has none. */
static lockstep_status list_names(struct joining *j, lockstep_error *err) {
    size_t room = (size_t) j->accounts->count + 1;
    j->ids.items = calloc(room, 2 * sizeof *j->ids.items);
    j->handles.items = calloc(room, sizeof *j->handles.items);
    j->named = calloc(room, sizeof *j->named);
    if (!j->ids.items || !j->handles.items || !j->named) return fail_memory(err, "accounts");
    for (uint32_t a = 0; a < j->accounts->count; memory_step(++a)) {
        const struct account *account = &j->accounts->items[a];
        struct slice handle = account->facts->handle;
        j->ids.items[j->ids.count++] = (struct called){account->id, a};
        if (!slice_equal(account->id, account->name))
            j->ids.items[j->ids.count++] = (struct called){account->name, a};
        handle = folded(handle.size ? handle : account->id, &j->arena);
        if (!handle.at) return fail_memory(err, "accounts");
        j->handles.items[j->handles.count++] = (struct called){handle, a};
    }
    qsort(j->ids.items, j->ids.count, sizeof *j->ids.items, by_name);
    qsort(j->handles.items, j->handles.count, sizeof *j->handles.items, by_name);
    return LOCKSTEP_OK;
}

/* ---- rows ---- */

/* States the facts of all accounts that go by `name`. */
static lockstep_status state(struct joining *j, const struct calling *calling, struct slice name,
                             const struct account_facts *facts, bool *found, lockstep_error *err) {
    for (size_t i = find(calling, name); name.size && i < calling->count; i++) {
        if (!slice_equal(calling->items[i].name, name)) break;
        uint32_t account = calling->items[i].account;
        *found = true;
        j->out->accounts += !j->named[account];
        j->named[account] = true;
        TRY(accounts_state(j->accounts, account, facts, INT64_MAX, err));
    }
    return LOCKSTEP_OK;
}

static lockstep_status join_row(struct joining *j, const struct record *row, bool *found,
                                lockstep_error *err) {
    *found = false;
    TRY(state(j, &j->ids, row->account, &row->facts, found, err));
    struct slice names[] = {row->account, row->facts.handle};
    for (size_t i = 0; i < 2 && !*found; i++) {
        struct slice handle = folded(names[i], &j->arena);
        if (!handle.at) return fail_memory(err, "accounts");
        TRY(state(j, &j->handles, handle, &row->facts, found, err));
    }
    return LOCKSTEP_OK;
}

static lockstep_status count_rejects(struct joining *j, const struct batch *batch,
                                     struct source *source, lockstep_error *err) {
    struct tally *tally = &source->tally;
    tally->repaired += batch->repaired;
    for (size_t i = 0; i < batch->reject_count; i++) {
        const struct reject *reject = &batch->rejects[i];
        tally_reject(tally, reject);
        if (j->settings->strict)
            return fail_at(err, LOCKSTEP_EINPUT, source->name, reject->line, "%s%s%s",
                           reject_text(reject->reason), *reject->detail ? ": " : "",
                           reject->detail);
    }
    return LOCKSTEP_OK;
}

static lockstep_status join_batch(struct joining *j, const struct batch *batch,
                                  struct source *source, lockstep_error *err) {
    TRY(count_rejects(j, batch, source, err));
    for (size_t i = 0; i < batch->count; i++) {
        bool found;
        TRY(join_row(j, &batch->records[i], &found, err));
        source->tally.read++;
        *(found ? &source->tally.used : &source->tally.filtered) += 1;
    }
    return LOCKSTEP_OK;
}

static lockstep_status join_blocks(struct joining *j, struct input *input, lockstep_error *err) {
    for (;;) {
        struct block block = {0};
        struct batch batch = {0};
        lockstep_status status = input_next(input, &block, err);
        bool is_end = !block.size;
        if (status == LOCKSTEP_OK && !is_end)
            status = reader_parse(block.reader, &block, &batch, err);
        if (status == LOCKSTEP_OK)
            status = redaction_apply(&j->settings->redaction, &batch, 0, err);
        if (status == LOCKSTEP_OK && !is_end) status = join_batch(j, &batch, block.origin, err);
        batch_release(&batch);
        block_release(&block);
        if (status != LOCKSTEP_OK || is_end) return status;
    }
}

/* The file is read as posts are, but by the row of the table of formats that is about accounts. */
static lockstep_status join_file(struct joining *j, lockstep_error *err) {
    struct lockstep_settings reading = *j->settings;
    struct input *input = NULL;
    reading.format = "accounts";
    reading.map_count = reading.trace_count = 0;
    TRY(list_names(j, err));
    lockstep_status status =
        input_open(&input, &j->out->sources, &reading, &j->settings->accounts, 1, err);
    if (status == LOCKSTEP_OK) status = input_hash(input, err);
    if (status == LOCKSTEP_OK) status = join_blocks(j, input, err);
    input_close(input);
    return status;
}

lockstep_status account_facts_join(struct account_facts_joined *out, struct accounts *accounts,
                                   const struct lockstep_settings *settings, lockstep_error *err) {
    struct joining j = {.out = out, .accounts = accounts, .settings = settings};
    *out = (struct account_facts_joined){0};
    if (!settings->accounts || !*settings->accounts) return LOCKSTEP_OK;
    lockstep_status status = join_file(&j, err);
    free(j.ids.items), free(j.handles.items), free(j.named);
    arena_release(&j.arena);
    return status;
}

void account_facts_release(struct account_facts_joined *joined) {
    sources_release(&joined->sources);
}
