#include "export/partition.h"

#include "engine/arena.h"
#include "engine/buffer.h"
#include "engine/csv_cells.h"
#include "engine/error.h"

#include <csv.h>
#include <stdlib.h>

/* A table while it is read. */
struct table {
    struct names *accounts;
    struct partition *partition;
    const char *path;
    uint64_t line;
    size_t column, account_column, cluster_column; /* SIZE_MAX: not seen */
    struct buffer account, cluster;
    bool in_header, disarmed; /* cells may begin with the apostrophe of csv_text */
    lockstep_status status;
    lockstep_error *err;
};

lockstep_status partition_cover(struct partition *partition, uint32_t count, lockstep_error *err) {
    if (!count) return LOCKSTEP_OK;
    uint32_t *of = grow(partition->of, &partition->room, count, sizeof *of);
    if (of) partition->of = of;
    bool *listed = grow(partition->listed, &partition->listed_room, count, sizeof *listed);
    if (listed) partition->listed = listed;
    if (!of || !listed) return fail_memory(err, "a table of clusters");
    for (; partition->count < count; partition->count++)
        of[partition->count] = 0, listed[partition->count] = false;
    return LOCKSTEP_OK;
}

static lockstep_status add_further(struct partition *partition, uint32_t account, uint32_t cluster,
                                   lockstep_error *err) {
    struct membership *further = grow(partition->further, &partition->further_room,
                                      partition->further_count + 1, sizeof *further);
    if (!further) return fail_memory(err, "a table of clusters");
    partition->further = further;
    further[partition->further_count++] = (struct membership){account, cluster};
    return LOCKSTEP_OK;
}

static bool is_no_cluster(struct slice name) {
    return name.size == 0 || slice_equal(name, SLICE("0"));
}

static lockstep_status add_row(struct table *table) {
    struct partition *partition = table->partition;
    struct slice written = buffer_slice(&table->account);
    struct slice account = table->disarmed ? csv_armed(written) : written;
    struct slice cluster = buffer_slice(&table->cluster);
    if (table->account.failed || table->cluster.failed) return fail_memory(table->err, "a row");
    if (!account.size)
        return fail_at(table->err, LOCKSTEP_EINPUT, table->path, table->line,
                       "a row without an account");
    uint32_t number, name = 0;
    TRY(names_intern(table->accounts, account, &number, NULL, table->err));
    TRY(partition_cover(partition, table->accounts->count, table->err));
    if (!is_no_cluster(cluster)) {
        TRY(names_intern(&partition->clusters, cluster, &name, NULL, table->err));
        name++;
    }
    bool is_new = !partition->listed[number];
    if (partition->may_overlap && name && (is_new || partition->of[number])) {
        struct membership row = {number, name};
        TRY(names_intern(&partition->memberships, (struct slice){(const char *) &row, sizeof row},
                         &(uint32_t){0}, &is_new, table->err));
        if (is_new && partition->listed[number])
            return add_further(partition, number, name, table->err);
    }
    if (is_new) {
        partition->listed[number] = true;
        partition->of[number] = name;
        return LOCKSTEP_OK;
    }
    return fail_at(table->err, LOCKSTEP_EINPUT, table->path, table->line,
                   "account \"%.*s\" is listed twice", (int) account.size, account.at);
}

static void take_cell(void *bytes, size_t size, void *data) {
    struct table *table = data;
    struct slice cell = {bytes, size};
    size_t column = table->column++;
    if (table->in_header) {
        if (slice_equal(cell, SLICE("account"))) table->account_column = column;
        if (slice_equal(cell, SLICE("cluster"))) table->cluster_column = column;
    } else if (column == table->account_column) {
        buffer_append(&table->account, cell);
    } else if (column == table->cluster_column) {
        buffer_append(&table->cluster, cell);
    }
}

static lockstep_status check_header(struct table *table) {
    const char *missing = table->account_column == SIZE_MAX   ? "account"
                          : table->cluster_column == SIZE_MAX ? "cluster"
                                                              : NULL;
    table->in_header = false;
    if (!missing) return LOCKSTEP_OK;
    return fail_at(table->err, LOCKSTEP_EINPUT, table->path, table->line,
                   "no column is called \"%s\"", missing);
}

static void take_row(int ending, void *data) {
    (void) ending;
    struct table *table = data;
    if (table->status == LOCKSTEP_OK)
        table->status = table->in_header ? check_header(table) : add_row(table);
    table->column = 0;
    buffer_clear(&table->account), buffer_clear(&table->cluster);
}

static lockstep_status parse_line(struct csv_parser *parser, struct table *table, const char *line,
                                  size_t size) {
    if (++table->line == 1 && size >= 3 && memcmp(line, "\xef\xbb\xbf", 3) == 0)
        line += 3, size -= 3;
    if (csv_parse(parser, line, size, take_cell, take_row, table) != size)
        return fail_at(table->err, LOCKSTEP_EINPUT, table->path, table->line, "not valid CSV: %s",
                       csv_strerror(csv_error(parser)));
    return table->status;
}

static lockstep_status parse_file(FILE *in, struct table *table) {
    struct csv_parser parser;
    char *line = NULL;
    size_t room = 0;
    lockstep_status status = LOCKSTEP_OK;
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI)) return fail_memory(table->err, "CSV");
    for (ssize_t size; status == LOCKSTEP_OK && (size = getline(&line, &room, in)) >= 0;)
        status = parse_line(&parser, table, line, (size_t) size);
    if (status == LOCKSTEP_OK && ferror(in)) status = fail_io(table->err, table->path);
    if (status == LOCKSTEP_OK && csv_fini(&parser, take_cell, take_row, table))
        status = fail_at(table->err, LOCKSTEP_EINPUT, table->path, table->line,
                         "a quoted cell does not end");
    if (status == LOCKSTEP_OK && table->in_header) status = check_header(table);
    csv_free(&parser);
    free(line);
    return status == LOCKSTEP_OK ? table->status : status;
}

lockstep_status partition_read(struct partition *partition, struct names *accounts,
                               const char *path, bool disarmed, lockstep_error *err) {
    struct table table = {.accounts = accounts,
                          .partition = partition,
                          .path = path,
                          .account_column = SIZE_MAX,
                          .cluster_column = SIZE_MAX,
                          .in_header = true,
                          .disarmed = disarmed,
                          .err = err};
    FILE *in = fopen(path, "rb");
    if (!in) return fail_io(err, path);
    lockstep_status status = parse_file(in, &table);
    fclose(in);
    buffer_release(&table.account), buffer_release(&table.cluster);
    return status;
}

void partition_release(struct partition *partition) {
    names_release(&partition->clusters), names_release(&partition->memberships);
    free(partition->of), free(partition->listed), free(partition->further);
}

lockstep_status partition_read_case(struct partition *partition, struct names *accounts,
                                    const char *case_path, lockstep_error *err) {
    struct buffer path = {0};
    buffer_append(&path, slice_of(case_path));
    buffer_append(&path,
                  (struct slice){"/accounts.csv", sizeof "/accounts.csv"}); /* with its NUL */
    lockstep_status status = path.failed
                                 ? fail_memory(err, "a path")
                                 : partition_read(partition, accounts, path.bytes, true, err);
    buffer_release(&path);
    return status;
}
