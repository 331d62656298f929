/* The tables of the evolution of clusters: one of what happens to them, one of who takes part. */
#include "engine/csv_cells.h"
#include "engine/error.h"
#include "export/export.h"

#include <math.h>
#include <stdlib.h>

static void put_number(struct csv_row *row, double number) {
    if (isnan(number))
        csv_text(row, SLICE(""));
    else
        csv_number(row, number);
}

static void put_known(struct csv_row *row, uint32_t number) {
    if (number)
        csv_count(row, number);
    else
        csv_text(row, SLICE(""));
}

lockstep_status export_evolution(FILE *out, const struct findings *findings, lockstep_error *err) {
    const struct evolution *evolution = findings->evolution;
    csv_header(out, "step,from,to,story,event,related,accounts,joined,left,similarity,evidence,age,"
                    "active,cluster");
    for (size_t i = 0; i < evolution->count; i++) {
        const struct appearance *a = &evolution->items[i];
        int64_t from = evolution->first + a->step * evolution->step;
        struct csv_row row = {.out = out};
        csv_count(&row, a->step + UINT64_C(1));
        csv_time(&row, from);
        csv_time(&row, from + evolution->step);
        csv_count(&row, a->story);
        csv_text(&row, slice_of(turn_name(a->turn)));
        put_known(&row, a->related);
        csv_count(&row, a->count);
        csv_count(&row, a->joined);
        csv_count(&row, a->left);
        put_number(&row, a->similarity);
        put_number(&row, a->evidence);
        csv_count(&row, a->age);
        csv_count(&row, a->active);
        put_known(&row, a->cluster);
        csv_end_row(&row);
    }
    return ferror(out) ? fail_io(err, "evolution.csv") : LOCKSTEP_OK;
}

/* An account in a story. */
struct part {
    uint32_t story, account, step;
};

static int by_part(const void *left, const void *right) {
    const struct part *a = left, *b = right;
    if (a->story != b->story) return a->story < b->story ? -1 : 1;
    if (a->account != b->account) return a->account < b->account ? -1 : 1;
    return (a->step > b->step) - (a->step < b->step);
}

static size_t list_parts(struct part *parts, const struct evolution *evolution) {
    size_t count = 0;
    for (size_t i = 0; i < evolution->count; i++) {
        const struct appearance *a = &evolution->items[i];
        for (uint32_t m = 0; m < a->count; m++, count++)
            if (parts) parts[count] = (struct part){a->story, a->members[m], a->step};
    }
    return count;
}

enum { RANGE_TEXT = 24 }; /* "4294967295-4294967295 " */

/* The steps, as "6-11 39": numbers and stretches of them. `room` has RANGE_TEXT for each. */
static struct slice list_steps(char *room, const struct part *parts, size_t count) {
    size_t size = 0;
    for (size_t i = 0, last; i < count; i = last + 1) {
        for (last = i; last + 1 < count && parts[last + 1].step == parts[last].step + 1;)
            last++;
        unsigned from = parts[i].step + 1, to = parts[last].step + 1;
        size += (size_t) snprintf(room + size, RANGE_TEXT, size ? " %u" : "%u", from);
        if (to > from) size += (size_t) snprintf(room + size, RANGE_TEXT, "-%u", to);
    }
    return (struct slice){room, size};
}

/* Rows of one account in one story. */
static void print_part(FILE *out, const struct findings *findings, const struct part *parts,
                       size_t count, char *room) {
    const struct evolution *evolution = findings->evolution;
    const struct account *account = &findings->archive->accounts.items[parts->account];
    struct csv_row row = {.out = out};
    csv_count(&row, parts->story);
    csv_text(&row, account->name);
    csv_text(&row, account->facts->handle);
    csv_count(&row, count);
    csv_time(&row, evolution->first + parts->step * evolution->step);
    csv_time(&row, evolution->first + (parts[count - 1].step + INT64_C(1)) * evolution->step);
    csv_text(&row, list_steps(room, parts, count));
    csv_end_row(&row);
}

lockstep_status export_evolution_accounts(FILE *out, const struct findings *findings,
                                          lockstep_error *err) {
    size_t count = list_parts(NULL, findings->evolution);
    struct part *parts = calloc(count + 1, sizeof *parts);
    char *room = malloc(((size_t) findings->evolution->step_count + 1) * RANGE_TEXT);
    if (!parts || !room) {
        free(parts), free(room);
        return fail_memory(err, "evolution-accounts.csv");
    }
    list_parts(parts, findings->evolution);
    if (count) qsort(parts, count, sizeof *parts, by_part);
    csv_header(out, "story,account,handle,steps,first_from,last_to,in_steps");
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && parts[end].story == parts[i].story &&
                          parts[end].account == parts[i].account;)
            end++;
        print_part(out, findings, &parts[i], end - i, room);
    }
    free(parts), free(room);
    return ferror(out) ? fail_io(err, "evolution-accounts.csv") : LOCKSTEP_OK;
}
