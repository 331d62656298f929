/* How fast network files are written to the disk: for each format, seconds until they are on it,
 * those of the processor, megabytes, the megabytes of memory that it took beside the findings, and
 * the seconds that the disk takes for as many bytes of nothing. usage: bench_network ACCOUNTS EDGES
 * FOLDER [FILE] */
#define _GNU_SOURCE /* sync_file_range */
#include "engine/clock.h"
#include "engine/settings.h"
#include "export/activity.h"
#include "export/network_file.h"

#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { CLUSTERS = 7 };

/* One layer in which each edge is an object that its ends share, and an edge stands for each. */
struct made {
    struct archive archive;
    struct network network;
    struct clusters clusters;
    struct centrality centrality;
    struct leads leads;
    struct account_activity *activities;
    struct findings findings;
    lockstep_settings *settings;
    struct layer layer;
    struct edges edges;
    struct account_facts facts;
    struct arena arena;
};

static void *take(struct made *made, size_t count, size_t size) {
    void *memory = arena_alloc(&made->arena, count, size);
    if (!memory) exit(1);
    return memory;
}

/* Names of 19 digits, as X has them. */
static void make_accounts(struct made *made, uint32_t count) {
    struct accounts *accounts = &made->archive.accounts;
    struct posts *posts = &made->archive.posts;
    accounts->count = posts->count = count;
    accounts->items = take(made, count, sizeof *accounts->items);
    posts->time = take(made, count, sizeof *posts->time);
    posts->account = take(made, count, sizeof *posts->account);
    made->facts =
        (struct account_facts){.created = 1400000000 * (int64_t) MICROSECONDS, .followers = 1234};
    for (uint32_t a = 0; a < count; a++) {
        char *name = take(made, 24, 1);
        snprintf(name, 24, "1%018" PRIu64, a * UINT64_C(1234567890123));
        accounts->items[a] =
            (struct account){.name = slice_of(name), .facts = &made->facts, .posts = 1};
        posts->account[a] = a, posts->time[a] = (1700000000 + a) * (int64_t) MICROSECONDS;
    }
}

static void make_edges(struct made *made, uint32_t accounts, size_t count) {
    size_t each = count / accounts;
    made->layer =
        (struct layer){.trace = TRACE_TEXT, .name = "text", .window = 60 * (int64_t) MICROSECONDS};
    made->layer.shares = take(made, 2 * count, sizeof *made->layer.shares);
    made->layer.objects = take(made, count, sizeof *made->layer.objects);
    made->edges = (struct edges){.layer = &made->layer,
                                 .items = take(made, count, sizeof *made->edges.items)};
    for (uint32_t a = 0; a < accounts; a++)
        for (size_t k = 1; k <= each && a + k < accounts; k++) {
            size_t e = made->edges.count++;
            int64_t time = (1700000000 + (int64_t) e) * MICROSECONDS;
            uint32_t ends[] = {a, a + (uint32_t) k};
            made->edges.items[e] = (struct edge){ends[0],
                                                 ends[1],
                                                 2 + (uint32_t) (e % 50),
                                                 3,
                                                 4,
                                                 true,
                                                 1,
                                                 .mean_delta = 12.3456,
                                                 .median_delta = (double) (e % 600) / 10,
                                                 .source_first = 0.5,
                                                 .first_time = time,
                                                 .last_time = time,
                                                 .similarity = 1 / (1 + (double) e),
                                                 .weight = 1 + (double) (e % 1000) / 7,
                                                 .p_value = 1e-9 / (1 + (double) e),
                                                 .q_value = 1e-7 / (1 + (double) e)};
            for (size_t s = 0; s < 2; s++)
                made->layer.shares[2 * e + s] =
                    (struct share){time, (uint32_t) e, ends[s], ends[s]};
            made->layer.objects[e] = (struct object_shares){
                .start = 2 * e, .object = (uint32_t) e, .count = 2, .accounts = 2};
        }
    made->layer.count = 2 * made->edges.count, made->layer.object_count = made->edges.count;
}

static void make_clusters(struct made *made) {
    struct clusters *clusters = &made->clusters;
    clusters->items = take(made, CLUSTERS, sizeof *clusters->items);
    clusters->count = clusters->kept = CLUSTERS - 1;
    for (uint32_t c = 0; c < clusters->count; c++) {
        clusters->items[c] = (struct cluster){.number = c + 1, .count = 1};
        clusters->items[c].members = take(made, 1, sizeof(uint32_t));
        clusters->items[c].members[0] = c + 1;
    }
}

static void make_findings(struct made *made, uint32_t accounts, size_t edges) {
    struct centrality *centrality = &made->centrality;
    make_accounts(made, accounts);
    make_edges(made, accounts, edges);
    centrality->degree = take(made, accounts, sizeof *centrality->degree);
    centrality->coreness = take(made, accounts, sizeof *centrality->coreness);
    centrality->strength = take(made, accounts, sizeof *centrality->strength);
    centrality->betweenness = centrality->pagerank = centrality->eigenvector = centrality->strength;
    centrality->harmonic = centrality->clustering = centrality->participation =
        centrality->strength;
    made->clusters.holds = take(made, accounts, sizeof *made->clusters.holds);
    made->leads.precedences = take(made, accounts, sizeof *made->leads.precedences);
    made->clusters.of_account = take(made, accounts, sizeof *made->clusters.of_account);
    make_clusters(made);
    struct point *positions = take(made, accounts, sizeof *positions);
    for (uint32_t a = 0; a < accounts; a++) {
        centrality->degree[a] = centrality->coreness[a] = a % 100;
        centrality->strength[a] = 1 + a / 3.0;
        made->clusters.of_account[a] = a % CLUSTERS;
        positions[a] = (struct point){a % 5000 / 4.0, a / 5000.0};
    }
    centrality->ties = take(made, made->edges.count, sizeof *centrality->ties);
    centrality->tie_count = made->edges.count;
    for (size_t e = 0; e < made->edges.count; e++) {
        const struct edge *edge = &made->edges.items[e];
        centrality->ties[e] = (struct tie){edge->source, edge->target, edge->weight};
    }
    made->network = (struct network){accounts, &made->edges, 1};
    made->settings = lockstep_settings_new();
    made->findings = (struct findings){.archive = &made->archive,
                                       .network = &made->network,
                                       .clusters = &made->clusters,
                                       .centrality = centrality,
                                       .within = centrality,
                                       .leads = &made->leads,
                                       .positions = positions,
                                       .settings = made->settings};
    if (activities_measure(&made->activities, &made->findings, NULL) != LOCKSTEP_OK) exit(1);
    made->findings.activities = made->activities;
}

static double megabytes_of_memory(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double) usage.ru_maxrss / 1000;
}

/* On the disk, not in the system's memory. */
static bool settle(FILE *out) {
    bool settled = fflush(out) == 0 && fsync(fileno(out)) == 0;
    return fclose(out) == 0 && settled;
}

/* Seconds that the disk takes alone; below 0 where it fails. */
static double write_nothing(const char *path, size_t size) {
    static char nothing[1 << 20];
    for (size_t i = 0; i < sizeof nothing; i++) /* zeros could be told from bytes */
        nothing[i] = (char) (i * 2654435761U >> 13);
    FILE *out = fopen(path, "w");
    if (!out) return -1;
    double began = clock_seconds();
    for (size_t left = size; left;) {
        size_t piece = left < sizeof nothing ? left : sizeof nothing;
        left -= fwrite(nothing, 1, piece, out);
        if (ferror(out)) break;
        (void) sync_file_range(fileno(out), 0, 0, SYNC_FILE_RANGE_WRITE);
    }
    bool written = settle(out);
    remove(path);
    return written ? clock_seconds() - began : -1;
}

struct written {
    double seconds, processor; /* of the processor, all threads */
    size_t size;
};

static bool write_once(struct written *out, const struct made *made,
                       const struct network_file *file, const char *path) {
    struct view view;
    lockstep_error err = {0};
    FILE *to = fopen(path, "w");
    if (!to) return false;
    double began = clock_seconds();
    clock_t worked = clock();
    lockstep_status status = view_open(&view, &made->findings, NULL, 0, &err);
    if (status == LOCKSTEP_OK) status = file->write(to, &view, &err);
    view_close(&view);
    out->size = (size_t) ftell(to);
    if (!settle(to) || status != LOCKSTEP_OK) return false;
    out->seconds = clock_seconds() - began;
    out->processor = (double) (clock() - worked) / CLOCKS_PER_SEC;
    return remove(path) == 0;
}

/* Each the best of three, by turns: the first ones fetch the system's memory. */
static int write_file(const struct made *made, const struct network_file *file,
                      const char *folder) {
    char path[4096];
    struct written best = {.seconds = INFINITY}, now;
    double before = megabytes_of_memory(), disk = INFINITY;
    snprintf(path, sizeof path, "%s/%s", folder, file->name);
    for (int turn = 0; turn < 3; turn++) {
        if (!write_once(&now, made, file, path)) return 1;
        if (now.seconds < best.seconds) best = now;
        disk = fmin(disk, write_nothing(path, now.size));
    }
    printf("%s %.2f %.2f %.0f %.0f %.2f\n", file->name, best.seconds, best.processor,
           (double) best.size / 1e6, megabytes_of_memory() - before, disk);
    fflush(stdout);
    return disk < 0;
}

int main(int argc, char **argv) {
    static struct made made;
    if (argc != 4 && argc != 5) return 2;
    make_findings(&made, (uint32_t) strtoul(argv[1], NULL, 10), strtoul(argv[2], NULL, 10));
    int failed = 0;
    for (const struct network_file *file = network_files; file->name && !failed; file++)
        if (argc == 4 || strcmp(argv[4], file->name) == 0)
            failed = write_file(&made, file, argv[3]);
    free(made.activities);
    lockstep_settings_free(made.settings);
    arena_release(&made.arena);
    return failed;
}
