#include "export/figure.h"

#include "engine/settings.h"
#include "export/campaigns.h"
#include "export/dossier.h"
#include "tests/check.h"
#include "tests/fixture.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

static struct fixture fixture;
static struct dossiers *dossiers;
static struct dossier *dossier; /* of cluster 1 */
static struct series of_case, of_cluster, empty;
static const struct response_curve curve = {
    {{1 * MICROSECONDS, -3.5}, {30 * MICROSECONDS, 20}, {60 * MICROSECONDS, 41.25}}, 3};
static struct fonts *fonts;
static lockstep_error err;
static const struct look page = {THEME_PRINT, LANGUAGE_ENGLISH, 170 * MILLIMETRE};

static void setup(void) {
    fixture_build(&fixture);
    check_ok(dossiers_build(&dossiers, &fixture.findings, &err), err);
    check_ok(dossier_build(&dossier, dossiers, &fixture.clusters.items[0], &err), err);
    check_ok(layout_compute(fixture.positions, &fixture.findings, &err), err);
    check_ok(series_of_case(&of_case, dossiers, &err), err);
    check_ok(series_of_cluster(&of_cluster, dossier, &curve, &err), err);
    check_ok(fonts_open(&fonts, &err), err);
    empty = (struct series){.study = {.cluster = 1, .zone = SLICE("UTC")}};
}

static void teardown(void) {
    fonts_close(fonts);
    series_release(&of_case), series_release(&of_cluster);
    dossier_free(dossier);
    dossiers_free(dossiers);
    fixture_release(&fixture);
}
TestSuite(figure, .init = setup, .fini = teardown);

static const struct figure *figure_called(const char *name) {
    for (size_t f = 0; f < figure_count; f++)
        if (strcmp(figures[f].name, name) == 0) return &figures[f];
    cr_assert(false, "no figure %s", name);
    return NULL;
}

/* Ended by a NUL that its size does not count; release it. */
static struct buffer drawn(const char *name, enum canvas_file file, const struct look *look,
                           const struct series *series) {
    struct buffer bytes = {0};
    check_ok(figure_draw(&bytes, file, fonts, look, figure_called(name), series, &err), err);
    cr_assert(bytes.size > 100, "%s", name);
    buffer_byte(&bytes, '\0');
    bytes.size--;
    return bytes;
}

static size_t occurrences(const struct buffer *bytes, const char *what) {
    size_t count = 0;
    for (const char *at = bytes->bytes; (at = strstr(at, what)); at += strlen(what))
        count++;
    return count;
}

static bool has(const struct buffer *bytes, const char *what) {
    for (size_t at = 0; at + strlen(what) <= bytes->size; at++)
        if (memcmp(bytes->bytes + at, what, strlen(what)) == 0) return true;
    return false;
}

static bool same(const struct buffer *a, const struct buffer *b) {
    return a->size == b->size && memcmp(a->bytes, b->bytes, a->size) == 0;
}

static uint32_t big_endian(const char *bytes) {
    const unsigned char *b = (const unsigned char *) bytes;
    return (uint32_t) b[0] << 24 | (uint32_t) b[1] << 16 | (uint32_t) b[2] << 8 | b[3];
}

static void check_file(const struct buffer *bytes, enum canvas_file file, const char *name) {
    switch (file) {
    case CANVAS_SVG:
        cr_expect(strncmp(bytes->bytes, "<?xml", 5) == 0, "%s", name);
        check_count(occurrences(bytes, "<title>"), 1);
        check_count(occurrences(bytes, "</svg>"), 1);
        check_count(occurrences(bytes, "<text"), 0); /* outlines: no font is needed to see it */
        break;
    case CANVAS_PDF:
        cr_expect(strncmp(bytes->bytes, "%PDF-1.", 7) == 0, "%s", name);
        cr_expect(!has(bytes, "/CreationDate"), "%s", name);
        cr_expect(has(bytes, "/FontFile"), "%s", name);
        break;
    default:
        cr_expect(memcmp(bytes->bytes, "\x89PNG\r\n\x1a\n", 8) == 0, "%s", name);
        check_count(big_endian(bytes->bytes + 16), ceil(page.width * 200 / 72));
    }
}

Test(figure, is_an_svg_a_pdf_and_a_png) {
    const struct series *all[] = {&of_case, &of_cluster, &empty};
    for (size_t s = 0; s < 3; s++)
        for (size_t f = 0; f < figure_count; f++)
            for (int file = 0; file < CANVAS_FILES; file++) {
                struct buffer bytes =
                    drawn(figures[f].name, (enum canvas_file) file, &page, all[s]);
                check_file(&bytes, (enum canvas_file) file, figures[f].name);
                buffer_release(&bytes);
            }
}

Test(figure, is_the_same_bytes_whatever_was_drawn_before) {
    for (size_t f = 0; f < figure_count; f++)
        for (int file = 0; file < CANVAS_FILES; file++) {
            const char *name = figures[f].name;
            struct buffer first = drawn(name, (enum canvas_file) file, &page, &of_cluster);
            struct buffer between = drawn("network", CANVAS_SVG, &page, &of_case);
            fonts_close(fonts);
            check_ok(fonts_open(&fonts, &err), err);
            struct buffer second = drawn(name, (enum canvas_file) file, &page, &of_cluster);
            cr_expect(same(&first, &second), "%s.%s", name,
                      canvas_file_name((enum canvas_file) file));
            buffer_release(&first), buffer_release(&between), buffer_release(&second);
        }
}

/* cairo writes an opaque colour so. */
static const char strong[] = "fill:rgb(0%,35.294118%,61.176471%)";
static const char accent[] = "fill:rgb(78.039216%,29.019608%,0%)";
static const char weak[] = "fill:rgb(66.27451%,76.862745%,87.058824%)";
static const char cluster_one[] = "fill:rgb(26.666667%,46.666667%,66.666667%)";

/* What an SVG shows: a rectangle's or a disc's box, in order of drawing. */
struct shape {
    bool is_disc;
    double left, top, right, bottom;
};

static size_t shapes_of(struct shape *shapes, size_t room, const struct buffer *svg,
                        const char *colour) {
    size_t count = 0;
    for (const char *at = svg->bytes; (at = strstr(at, colour)); at++) {
        const char *path = strstr(at, " d=\"M ");
        double x[8];
        cr_assert(path && count < room);
        path += strlen(" d=\"");
        if (sscanf(path, "M %lf %lf C %lf %lf %lf %lf %lf %lf", &x[0], &x[1], &x[2], &x[3], &x[4],
                   &x[5], &x[6], &x[7]) == 8) {
            double radius = fabs(x[0] - x[6]) / 2;
            shapes[count++] = (struct shape){true, fmin(x[0], x[6]), x[1] - radius,
                                             fmax(x[0], x[6]), x[1] + radius};
        } else if (sscanf(path, "M %lf %lf L %lf %lf L %lf %lf", &x[0], &x[1], &x[2], &x[3], &x[4],
                          &x[5]) == 6) {
            shapes[count++] = (struct shape){false, fmin(x[0], x[4]), fmin(x[1], x[5]),
                                             fmax(x[0], x[4]), fmax(x[1], x[5])};
        }
    }
    return count;
}

static double middle_of(const struct shape *shape) {
    return (shape->left + shape->right) / 2;
}

Test(figure, has_a_bar_for_each_stretch_with_marked_posts) {
    size_t bars = 0, posts = 0;
    for (size_t i = 0; i < of_cluster.timeline.count; i++) {
        bars += of_cluster.timeline.marked[i] > 0;
        posts += of_cluster.timeline.posts[i];
    }
    check_count(posts, dossier->habits.posts);
    struct buffer svg = drawn("timeline", CANVAS_SVG, &page, &of_cluster);
    check_count(occurrences(&svg, strong), bars + 1); /* the key */
    buffer_release(&svg);
}

/* cairo's INK_BAND: a bar above the plot and the ground behind it. */
Test(figure, shows_campaigns_beside_each_other_and_none_from_another_time) {
    static const char colour[] = "fill:rgb(94.117647%,89.411765%,75.294118%);fill-opacity:1;";
    static const char ground[] = "fill:rgb(94.117647%,89.411765%,75.294118%);fill-opacity:0.35;";
    const int64_t day = INT64_C(86400) * MICROSECONDS;
    struct band bands[] = {{SLICE("first"), 1 * day, 4 * day},
                           {SLICE("second"), 2 * day, 8 * day},
                           {SLICE("third"), 5 * day, 30 * day},
                           {SLICE("before"), -9 * day, 0},
                           {SLICE("after"), 10 * day, 12 * day}};
    uint32_t posts[10] = {1, 2, 3, 4, 5, 4, 3, 2, 1, 1}, marked[10] = {0};
    struct series series = {
        .study = {.cluster = 1, .zone = SLICE("UTC")},
        .timeline = {SPAN_DAY, 0, posts, marked, 10, .bands = bands, .band_count = 5}};
    struct buffer svg = drawn("timeline", CANVAS_SVG, &page, &series);
    struct shape bars[8];
    check_count(occurrences(&svg, ground), 3);
    check_count(shapes_of(bars, 8, &svg, colour), 3);
    for (size_t a = 0; a < 3; a++)
        for (size_t b = 0; b < a; b++)
            cr_expect(bars[a].right < bars[b].left || bars[b].right < bars[a].left ||
                      bars[a].bottom < bars[b].top || bars[b].bottom < bars[a].top);
    double unit = (bars[0].right - bars[0].left) / 3;
    check_near(bars[1].right - bars[1].left, 6 * unit, 0.01);
    check_near(bars[2].right - bars[2].left, 5 * unit, 0.01); /* up to the end of the page */
    buffer_release(&svg);
}

Test(figure, marks_the_busiest_ten_minutes_first_and_others_an_hour_off) {
    const struct timeline *timeline = &of_cluster.timeline;
    const struct busy_window *busiest = &dossier->habits.busiest;
    cr_assert_gt(timeline->burst_count, 0);
    check_count(timeline->bursts[0].posts, busiest->count);
    cr_expect(timeline->bursts[0].start ==
              series_local_time(dossiers, dossier->stream[busiest->first].time));
    for (size_t b = 0; b < timeline->burst_count; b++) {
        const struct burst *burst = &timeline->bursts[b];
        size_t posts = 0;
        for (size_t i = 0; i < dossier->habits.posts; i++) {
            int64_t time = series_local_time(dossiers, dossier->stream[i].time);
            posts += time >= burst->start && time <= burst->start + BURST_LENGTH;
        }
        check_count(burst->posts, posts);
        cr_expect(2 * burst->posts >= timeline->bursts[0].posts);
        for (size_t other = 0; other < b; other++) {
            cr_expect(burst->posts <= timeline->bursts[other].posts);
            cr_expect(llabs(burst->start - timeline->bursts[other].start) > 6 * BURST_LENGTH);
        }
    }
}

Test(figure, marks_the_posts_that_are_in_a_coshare) {
    for (size_t c = 0; c < fixture.clusters.kept; c++) {
        struct dossier *each;
        struct series series;
        check_ok(dossier_build(&each, dossiers, &fixture.clusters.items[c], &err), err);
        check_ok(series_of_cluster(&series, each, &curve, &err), err);
        size_t marked = 0;
        for (size_t i = 0; i < series.timeline.count; i++)
            marked += series.timeline.marked[i];
        cr_assert(each->own);
        check_count(marked, each->own->posts);
        series_release(&series);
        dossier_free(each);
    }
}

Test(figure, has_a_disc_for_each_account_and_no_other_clusters) {
    struct buffer svg = drawn("network", CANVAS_SVG, &page, &of_cluster);
    check_count(of_cluster.network.count, fixture.clusters.items[0].count);
    check_count(occurrences(&svg, cluster_one), of_cluster.network.count);
    buffer_release(&svg);
    svg = drawn("network", CANVAS_SVG, &page, &of_case);
    check_count(occurrences(&svg, cluster_one), of_cluster.network.count + 1); /* the list */
    buffer_release(&svg);
}

Test(figure, says_how_many_of_the_accounts_it_draws) {
    struct series more = of_case;
    more.network.accounts += 5;
    struct buffer all = drawn("network", CANVAS_SVG, &page, &of_case);
    struct buffer some = drawn("network", CANVAS_SVG, &page, &more);
    cr_expect(occurrences(&some, "<use ") > occurrences(&all, "<use ") + 20); /* its letters */
    check_count(occurrences(&some, cluster_one), occurrences(&all, cluster_one));
    buffer_release(&all), buffer_release(&some);
}

Test(figure, of_the_week_counts_every_post_once) {
    uint64_t posts = 0;
    for (size_t hour = 0; hour < 7 * 24; hour++)
        posts += of_cluster.heatmap.posts[hour / 24][hour % 24];
    check_count(posts, dossier->habits.posts);
}

Test(figure, of_creation_dates_counts_every_account_once) {
    uint32_t these = 0, others = 0;
    for (size_t i = 0; i < of_cluster.created.count; i++)
        these += of_cluster.created.these[i], others += of_cluster.created.others[i];
    check_count(these, of_cluster.created.known);
    check_count(others, of_cluster.created.others_known);
    check_count(these, dossier->creation.known);
}

Test(figure, of_a_cascade_lists_each_account_once_in_order_of_time) {
    const struct cascade *cascade = &of_cluster.cascade;
    check_count(cascade->count, 5);
    check_count(cascade->accounts, cascade->count);
    for (size_t i = 1; i < cascade->count; i++) {
        cr_expect(cascade->shares[i].time >= cascade->shares[i - 1].time);
        for (size_t j = 0; j < i; j++)
            cr_expect(!slice_equal(cascade->shares[i].account, cascade->shares[j].account));
    }
}

/* The first shape of each colour is the key's. */
Test(figure, of_a_cascade_puts_each_share_at_its_time_and_in_its_colour) {
    static const int seconds[] = {0, 10, 25, 30, 40, 100};
    static const bool inside[] = {true, false, true, true, false, true};
    enum { SHARES = 6 };
    struct cascade_share shares[SHARES];
    struct shape ours[SHARES + 1], others[SHARES + 1];
    for (size_t i = 0; i < SHARES; i++)
        shares[i] =
            (struct cascade_share){seconds[i] * (int64_t) MICROSECONDS, SLICE("x"), inside[i]};
    struct series series = {.study = {.cluster = 1, .zone = SLICE("UTC")},
                            .cascade = {.text = SLICE("text"),
                                        .layer = SLICE("text"),
                                        .shares = shares,
                                        .count = SHARES,
                                        .accounts = SHARES}};
    struct buffer svg = drawn("cascade", CANVAS_SVG, &page, &series);
    check_count(shapes_of(ours, SHARES + 1, &svg, strong), 4 + 1);
    check_count(shapes_of(others, SHARES + 1, &svg, accent), 2 + 1);
    double first = middle_of(&ours[1]), last = middle_of(&ours[4]), above = 0;
    cr_assert(last > first + 100);
    for (size_t i = 0, in = 1, out = 1; i < SHARES; i++) {
        const struct shape *dot = inside[i] ? &ours[in++] : &others[out++];
        cr_expect(dot->is_disc && dot->top > above, "share %zu", i);
        above = dot->top;
        check_near(middle_of(dot), first + (last - first) * seconds[i] / 100, 0.01);
    }
    buffer_release(&svg);
}

/* A curve that rises evenly leaves little room; names change the picture where they are in it. */
Test(figure, of_a_long_cascade_names_who_was_first_at_any_width) {
    enum { SHARES = 60 };
    static struct cascade_share shares[SHARES];
    struct series series = {.study = {.cluster = 1, .zone = SLICE("UTC")},
                            .cascade = {.is_text = true,
                                        .text = SLICE("text"),
                                        .layer = SLICE("text"),
                                        .shares = shares,
                                        .count = SHARES,
                                        .accounts = SHARES}};
    for (size_t width = 85; width <= 170; width += 85) {
        struct look look = page;
        struct buffer pictures[2];
        look.width = (double) width * MILLIMETRE;
        for (size_t p = 0; p < 2; p++) {
            for (size_t i = 0; i < SHARES; i++)
                shares[i] = (struct cascade_share){(int64_t) i * 60 * MICROSECONDS,
                                                   p && i == 2 ? SLICE("y") : SLICE("x"), true};
            pictures[p] = drawn("cascade", CANVAS_SVG, &look, &series);
        }
        cr_expect(!same(&pictures[0], &pictures[1]), "%zu mm", width);
        buffer_release(&pictures[0]), buffer_release(&pictures[1]);
    }
}

Test(figure, of_posts_has_campaigns_with_one_end_and_counts_those_with_none) {
    const int64_t day = INT64_C(86400) * MICROSECONDS;
    struct campaign items[] = {{.name = SLICE("from"), .from = 4 * day, .to = INT64_MAX},
                               {.name = SLICE("neither"), .from = INT64_MIN, .to = INT64_MAX},
                               {.name = SLICE("to"), .from = INT64_MIN, .to = 3 * day},
                               {.name = SLICE("both"), .from = 1 * day, .to = 2 * day}};
    struct campaigns campaigns = {.items = items, .count = 4, .given = true};
    static const int64_t days[][2] = {{4, 10}, {0, 3}, {1, 2}};
    uint32_t posts[10] = {1}, marked[10] = {0};
    struct series series = {.study = {.cluster = 1, .zone = SLICE("UTC")},
                            .timeline = {SPAN_DAY, 0, posts, marked, 10}};
    check_ok(series_add_bands(&series, &campaigns, dossiers, &err), err);
    check_count(series.timeline.band_count, 3);
    check_count(series.timeline.undated, 1);
    for (size_t b = 0; b < 3; b++) {
        cr_expect(series.timeline.bands[b].from == days[b][0] * day);
        cr_expect(series.timeline.bands[b].to == days[b][1] * day);
    }
    struct buffer with = drawn("timeline", CANVAS_SVG, &page, &series);
    series.timeline.undated = 0;
    struct buffer without = drawn("timeline", CANVAS_SVG, &page, &series);
    cr_expect(!same(&with, &without)); /* the caption says so */
    buffer_release(&with), buffer_release(&without);
    campaigns.given = false, series.timeline.band_count = 0;
    check_ok(series_add_bands(&series, &campaigns, dossiers, &err), err);
    check_count(series.timeline.undated, 0);
    arena_release(&series.arena);
}

/* Two campaigns: 12 accounts in both, 6 in the second, 3 in none. */
Test(figure, of_campaigns_draws_bars_by_the_accounts_and_dots_by_the_campaigns) {
    struct series series = {.study = {.cluster = 1, .zone = SLICE("UTC")},
                            .upset = {.names = {SLICE("second"), SLICE("first")},
                                      .sizes = {18, 12},
                                      .count = 2,
                                      .sets = {{3, 12}, {1, 6}, {0, 3}},
                                      .set_count = 3,
                                      .accounts = 21}};
    struct shape filled[16], grey[16];
    struct buffer svg = drawn("upset", CANVAS_SVG, &page, &series);
    check_count(shapes_of(filled, 16, &svg, strong), 2 + 3); /* bars, then dots */
    check_count(shapes_of(grey, 16, &svg, weak), 1);
    double unit = (filled[0].bottom - filled[0].top) / 12;
    cr_assert(unit > 1);
    check_near(filled[1].bottom - filled[1].top, 6 * unit, 0.01);
    check_near(grey[0].bottom - grey[0].top, 3 * unit, 0.01);
    cr_expect(filled[0].right < filled[1].left && filled[1].right < grey[0].left);
    for (size_t d = 2; d < 5; d++) {
        cr_expect(filled[d].is_disc);
        check_near(middle_of(&filled[d]), middle_of(&filled[d < 4 ? 0 : 1]), 0.01);
    }
    check_near(filled[2].top, filled[4].top, 0.01); /* the first row; the second is below */
    cr_expect(filled[3].top > filled[2].bottom);
    buffer_release(&svg);
}

Test(figure, looks_different_by_theme_language_and_width) {
    const struct look looks[] = {page,
                                 {THEME_SCREEN, LANGUAGE_ENGLISH, 170 * MILLIMETRE},
                                 {THEME_PRINT, LANGUAGE_FRENCH, 170 * MILLIMETRE},
                                 {THEME_PRINT, LANGUAGE_ENGLISH, 85 * MILLIMETRE}};
    for (size_t f = 0; f < figure_count; f++) {
        struct buffer files[4];
        for (size_t l = 0; l < 4; l++)
            files[l] = drawn(figures[f].name, CANVAS_SVG, &looks[l], &of_cluster);
        for (size_t l = 1; l < 4; l++)
            for (size_t m = 0; m < l; m++)
                cr_expect(!same(&files[l], &files[m]), "%s: %zu and %zu", figures[f].name, l, m);
        for (size_t l = 0; l < 4; l++)
            buffer_release(&files[l]);
    }
}

Test(figure, of_campaigns_counts_every_account_once) {
    const struct upset *upset = &of_cluster.upset;
    uint32_t accounts = 0;
    for (size_t s = 0; s < upset->set_count; s++)
        accounts += upset->sets[s].accounts;
    if (upset->count) check_count(accounts, dossier->cluster->count);
    for (size_t c = 0; c < upset->count; c++) {
        uint32_t size = 0;
        for (size_t s = 0; s < upset->set_count; s++)
            if (upset->sets[s].campaigns >> c & 1) size += upset->sets[s].accounts;
        check_count(size, upset->sizes[c]);
    }
}

static void keep_edges(size_t layer, bool kept) {
    struct edges *edges = &fixture.network.layers[layer];
    for (size_t e = 0; e < edges->count; e++)
        edges->items[e].kept = kept;
}

static void check_windows(size_t count, const int64_t *seconds) {
    struct series series;
    check_ok(series_of_case(&series, dossiers, &err), err);
    check_count(series.study.window_count, count);
    for (size_t w = 0; w < count; w++)
        check_count(series.study.windows[w], seconds[w] * MICROSECONDS);
    series_release(&series);
}

Test(figure, of_the_case_names_the_windows_of_layers_with_kept_edges) {
    fixture.archive.traces.layers[FIXTURE_URL].window = 10 * MICROSECONDS;
    check_windows(2, (int64_t[]){10, 60});
    keep_edges(FIXTURE_TEXT, false);
    check_windows(1, (int64_t[]){10});
    keep_edges(FIXTURE_URL, false);
    check_windows(1, (int64_t[]){60}); /* where none is kept: what was looked for */
}

Test(figure, of_windows_goes_up_from_window_to_window_and_has_the_own_one) {
    struct response_curve *curves;
    check_ok(curves_measure(&curves, &fixture.findings, &err), err);
    for (size_t c = 0; c < fixture.clusters.kept; c++) {
        size_t layer = fixture.clusters.items[c].layer;
        bool own = false;
        for (size_t p = 0; p < curves[c].count; p++) {
            own |= curves[c].points[p].window == fixture.archive.traces.layers[layer].window;
            if (p) cr_expect(curves[c].points[p].window > curves[c].points[p - 1].window);
        }
        cr_expect(own && curves[c].count > 4, "cluster %zu", c + 1);
    }
    free(curves);
}

/* ---- series.json */

static const char *written(const struct series *series, struct buffer *json) {
    static char path[64];
    snprintf(path, sizeof path, "/tmp/lockstep-test-XXXXXX");
    int descriptor = mkstemp(path);
    cr_assert(descriptor >= 0);
    check_ok(series_write(json, series, &err), err);
    cr_assert(write(descriptor, json->bytes, json->size) == (ssize_t) json->size);
    close(descriptor);
    return path;
}

Test(figure, is_the_same_from_the_case_folder) {
    const struct series *all[] = {&of_case, &of_cluster, &empty};
    for (size_t s = 0; s < 3; s++) {
        struct series read;
        struct buffer json = {0}, again = {0};
        const char *path = written(all[s], &json);
        check_ok(series_read(&read, path, &err), err);
        unlink(path);
        check_ok(series_write(&again, &read, &err), err);
        cr_expect(same(&json, &again));
        for (size_t f = 0; f < figure_count; f++) {
            struct buffer before = drawn(figures[f].name, CANVAS_SVG, &page, all[s]);
            struct buffer after = drawn(figures[f].name, CANVAS_SVG, &page, &read);
            cr_expect(same(&before, &after), "%s", figures[f].name);
            buffer_release(&before), buffer_release(&after);
        }
        buffer_release(&json), buffer_release(&again);
        series_release(&read);
    }
}

/* Reads a damaged file: refused, or drawn. */
static void read_damaged(const char *path, const struct buffer *json, const char *what) {
    FILE *file = fopen(path, "w");
    cr_assert(file);
    fwrite(json->bytes, 1, json->size, file);
    fclose(file);
    struct series series;
    lockstep_error refused = {0};
    lockstep_status status = series_read(&series, path, &refused);
    cr_expect(status == LOCKSTEP_OK || (status == LOCKSTEP_EINPUT && *refused.text), "%s", what);
    for (size_t f = 0; f < figure_count && status == LOCKSTEP_OK; f++) {
        struct buffer svg = {0};
        check_ok(figure_draw(&svg, CANVAS_SVG, fonts, &page, &figures[f], &series, &refused),
                 refused);
        buffer_release(&svg);
    }
    series_release(&series);
}

Test(figure, refuses_a_damaged_folder) {
    struct buffer json = {0};
    const char *path = written(&of_cluster, &json);
    struct series series;
    check_status(series_read(&series, "/nonexistent/series.json", &(lockstep_error){0}),
                 LOCKSTEP_EIO, err);
    size_t whole = json.size;
    for (json.size = 0; json.size < whole - 1; json.size += 97)
        read_damaged(path, &json, "cut off");
    json.size = whole;
    static const char replacements[] = "9-e[{\"";
    uint64_t state = 7;
    for (size_t round = 0; round < 150; round++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        char *at = &json.bytes[(state >> 33) % whole], before = *at;
        *at = replacements[round % (sizeof replacements - 1)];
        read_damaged(path, &json, at);
        *at = before;
    }
    unlink(path);
    buffer_release(&json);
}

Test(figure, passes_on_that_memory_is_out) {
    lockstep_status status = LOCKSTEP_ENOMEM;
    long n = 0;
    for (; n < 100 && status == LOCKSTEP_ENOMEM; n++) {
        struct series series;
        struct buffer svg = {0};
        err = (lockstep_error){0};
        arena_fail_after = n;
        status = series_of_cluster(&series, dossier, &curve, &err);
        if (status == LOCKSTEP_OK)
            status = figure_draw(&svg, CANVAS_SVG, fonts, &page, &figures[0], &series, &err);
        arena_fail_after = -1;
        buffer_release(&svg);
        series_release(&series);
    }
    cr_expect(n > 8);
    check_status(status, LOCKSTEP_OK, err);
}

/* ---- labels */

Test(labels, show_any_bytes_without_harm) {
    const struct {
        struct slice text;
        const char *label;
    } cases[] = {{SLICE(""), ""},
                 {SLICE(" two\n\t lines "), "two lines "},
                 {SLICE("nul\0here\x1b[31m"), "nulhere[31m"},
                 {SLICE("not \xFF utf-8 \xC3"), "not \uFFFD utf-8 \uFFFD"},
                 {SLICE("left \u202E turned \u2066round"), "left turned round"},
                 {SLICE("a\u0301\u0302\u0303\u0304\u0305b"), "a\u0301\u0302\u0303b"},
                 {SLICE("\U0001F469\u200D\U0001F467"), "\U0001F469\u200D\U0001F467"},
                 {SLICE("مرحبا 中文"), "مرحبا 中文"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[128];
        check_count(label_clean(out, sizeof out, cases[i].text), strlen(cases[i].label));
        check_text(out, cases[i].label);
    }
}

Test(labels, end_before_a_character_that_has_no_room) {
    char out[8];
    check_count(label_clean(out, sizeof out, SLICE("中文字符")), 6);
    check_text(out, "中文");
}

Test(labels, of_any_kind_are_drawn) {
    static char endless[10001];
    memset(endless, 'W', sizeof endless - 1);
    const char *names[] = {endless,
                           "<script>&amp;]]>",
                           "ﷺ عربي \u202Eabc",
                           "한국어 中文 日本語",
                           "\U0001F1EB\U0001F1F7\U0001F468\u200D\U0001F469\u200D\U0001F467",
                           "z\u0351\u0357\u0311\u0352a\u0350l\u0363g\u036Ao",
                           "\xFF\xFE",
                           ""};
    struct cascade_share shares[8];
    struct network_node nodes[8];
    for (size_t i = 0; i < 8; i++) {
        shares[i] = (struct cascade_share){(int64_t) i * MICROSECONDS, slice_of(names[i]), i % 2};
        nodes[i] = (struct network_node){slice_of(names[i]), {40.0 * (double) i, 3}, 1, 1};
    }
    check_ok(fonts_open(&fonts, &err), err);
    for (size_t i = 0; i < 8; i++) {
        struct series series = {
            .study = {.cluster = 1, .layer = slice_of(names[i]), .zone = slice_of(names[i])},
            .network = {.nodes = nodes, .count = 8, .accounts = 8, .strongest = 1},
            .cascade = {.text = slice_of(names[i]), .is_text = true, .shares = shares, .count = 8}};
        for (int file = 0; file < CANVAS_FILES; file++) {
            struct buffer a = {0}, b = {0};
            check_ok(figure_draw(&a, (enum canvas_file) file, fonts, &page,
                                 figure_called("cascade"), &series, &err),
                     err);
            check_ok(figure_draw(&b, (enum canvas_file) file, fonts, &page,
                                 figure_called("network"), &series, &err),
                     err);
            cr_expect(a.size > 100 && b.size > 100);
            buffer_release(&a), buffer_release(&b);
        }
    }
    fonts_close(fonts);
}

/* ---- all figures of a folder */

static lockstep_status gather(void *data, const char *name, struct slice file,
                              lockstep_error *failed) {
    (void) failed;
    buffer_append(data, slice_of(name));
    buffer_append(data, file);
    return LOCKSTEP_OK;
}

static struct buffer all_figures(struct font_sets *sets, const struct series *series,
                                 unsigned threads) {
    struct buffer bytes = {0};
    struct figure_sink sink = {gather, &bytes, "clusters/01/"};
    fixture.settings->threads = threads;
    check_ok(figures_write(&sink, fixture.settings, sets, series, &err), err);
    return bytes;
}

Test(figure, of_a_folder_is_the_same_on_any_number_of_threads) {
    struct font_sets *sets;
    const struct series *both[] = {&of_case, &of_cluster};
    check_ok(font_sets_open(&sets, &err), err);
    fixture.settings->figures = FIGURES_ALL;
    for (size_t i = 0; i < 2; i++) {
        struct buffer one = all_figures(sets, both[i], 1);
        cr_assert_gt(one.size, 10000);
        for (unsigned threads = 2; threads <= 4; threads++) {
            struct buffer many = all_figures(sets, both[i], threads);
            check_count(many.size, one.size);
            cr_expect(memcmp(many.bytes, one.bytes, one.size) == 0, "%u threads", threads);
            buffer_release(&many);
        }
        buffer_release(&one);
    }
    font_sets_close(sets);
}

/* ---- labels of clusters */

enum { TEXTS = 512, MOST_CLUSTERS = 40, MOST_MEMBERS = 12 };
static struct text_box { double left, right, base; } texts[TEXTS];

/* The lines of text of an SVG, from the places of their letters; returns how many. A letter of
 * another font begins a new group. */
static size_t find_texts(const struct buffer *svg) {
    size_t count = 0;
    const char *group_end = NULL;
    for (const char *at = svg->bytes; (at = strstr(at, "<use ")); at++) {
        const char *x = strstr(at, " x=\""), *y = strstr(at, " y=\"");
        cr_assert(x && y);
        double left = strtod(x + 4, NULL), base = strtod(y + 4, NULL);
        struct text_box *last = count ? &texts[count - 1] : NULL;
        bool goes_on = at < group_end || (last && left > last->right && left < last->right + 8);
        if (last && goes_on && fabs(last->base - base) < 0.01) {
            last->left = fmin(last->left, left), last->right = fmax(last->right, left);
            continue;
        }
        cr_assert_lt(count, TEXTS);
        texts[count++] = (struct text_box){left, left, base};
        group_end = strstr(at, "</g>");
        cr_assert(group_end);
    }
    return count;
}

/* A digit of the smallest font is 3.4 points wide and 4.3 high: what touches does not count. */
static bool texts_overlap(const struct text_box *a, const struct text_box *b) {
    return a->left < b->right + 3 && b->left < a->right + 3 && fabs(a->base - b->base) < 4;
}

static uint64_t state;

static double between(double low, double high) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return low + (high - low) * (double) (state >> 40) / (double) (UINT64_C(1) << 24);
}

/* Clusters anywhere, over each other too. */
static size_t scatter(struct network_node *nodes) {
    size_t count = 0;
    uint32_t clusters = (uint32_t) between(1, MOST_CLUSTERS + 1);
    double area = between(50, 2000), spread = between(1, 150);
    for (uint32_t c = 1; c <= clusters; c++) {
        struct point middle = {between(0, area), between(0, area)};
        for (size_t members = (size_t) between(3, MOST_MEMBERS); members > 0; members--)
            nodes[count++] = (struct network_node){
                slice_of("a"),
                {middle.x + between(-spread, spread), middle.y + between(-spread, spread)},
                between(0, 1),
                c};
    }
    return count;
}

Test(figure, of_the_network_has_no_label_of_a_cluster_over_another) {
    static struct network_node nodes[MOST_CLUSTERS * MOST_MEMBERS];
    struct look looks[] = {page, {THEME_SCREEN, LANGUAGE_FRENCH, 85 * MILLIMETRE}};
    size_t all = 0;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        state = seed;
        struct series series = {.study = {.zone = SLICE("UTC")},
                                .network = {.nodes = nodes, .strongest = 1}};
        series.network.count = series.network.accounts = scatter(nodes);
        struct buffer svg = drawn("network", CANVAS_SVG, &looks[seed % 2], &series);
        size_t count = find_texts(&svg);
        for (size_t a = 0; a < count; a++)
            for (size_t b = a + 1; b < count; b++)
                cr_expect(!texts_overlap(&texts[a], &texts[b]),
                          "seed %llu: %g to %g, %g and %g to %g, %g", (unsigned long long) seed,
                          texts[a].left, texts[a].right, texts[a].base, texts[b].left,
                          texts[b].right, texts[b].base);
        all += count;
        buffer_release(&svg);
    }
    cr_expect_gt(all, 200 * 10);
}

/* Clusters of three to six accounts in rows, far from each other, and one that a crowd of no
 * cluster lies around. */
static size_t plant(struct network_node *nodes, size_t clusters) {
    size_t count = 0;
    for (size_t c = 0; c < clusters; c++)
        for (size_t m = 0, members = 3 + c % 4; m < members; m++) {
            double angle = 6.2832 * (double) m / (double) members;
            struct point at = {150 * (double) (c % 6) + 25 * cos(angle),
                               150 * (double) (c / 6) + 25 * sin(angle)};
            nodes[count++] = (struct network_node){SLICE("a"), at, 0.2, (uint32_t) c + 1};
        }
    for (size_t m = 0; m < 12; m++) {
        struct point at = {150 + 60 * cos((double) m), 60 * sin((double) m)};
        nodes[count++] = (struct network_node){SLICE("a"), at, 0.2, 0};
    }
    return count;
}

/* The discs of accounts in all the colours of clusters and in grey. */
static size_t discs_of(struct shape *discs, size_t room, const struct buffer *svg) {
    static const char *const colours[] = {"fill:rgb(26.666667%,46.666667%,66.666667%)",
                                          "fill:rgb(93.333333%,40%,46.666667%)",
                                          "fill:rgb(13.333333%,53.333333%,20%)",
                                          "fill:rgb(80%,73.333333%,26.666667%)",
                                          "fill:rgb(40%,80%,93.333333%)",
                                          "fill:rgb(66.666667%,20%,46.666667%)",
                                          "fill:rgb(73.333333%,73.333333%,73.333333%)"};
    size_t count = 0;
    for (size_t c = 0; c < sizeof colours / sizeof *colours; c++)
        count += shapes_of(discs + count, room - count, svg, colours[c]);
    return count;
}

Test(figure, of_the_network_numbers_every_cluster_beside_its_accounts) {
    enum { CLUSTERS = 24, ROOM = 256 };
    static struct network_node nodes[ROOM];
    static struct shape discs[ROOM];
    struct series series = {.study = {.zone = SLICE("UTC")},
                            .network = {.nodes = nodes, .strongest = 1}};
    series.network.count = series.network.accounts = plant(nodes, CLUSTERS);
    struct buffer svg = drawn("network", CANVAS_SVG, &page, &series);
    size_t disc_count = discs_of(discs, ROOM, &svg), count = find_texts(&svg), numbers = 0;
    double top = INFINITY, bottom = 0;
    check_count(disc_count, series.network.count + 6 + 1); /* the list */
    for (size_t d = 0; d < disc_count; d++) {
        if (fabs(discs[d].bottom - discs[d].top - 6) < 0.01) continue; /* of the list */
        top = fmin(top, discs[d].top), bottom = fmax(bottom, discs[d].bottom);
    }
    for (size_t t = 0; t < count; t++) {
        if (texts[t].base < top - 8 || texts[t].base > bottom + 12) continue;
        numbers++;
        for (size_t d = 0; d < disc_count; d++)
            cr_expect(discs[d].right < texts[t].left || discs[d].left > texts[t].right + 3 ||
                          discs[d].bottom < texts[t].base - 4 || discs[d].top > texts[t].base,
                      "the number at %g, %g hides an account", texts[t].left, texts[t].base);
    }
    check_count(numbers, CLUSTERS);
    buffer_release(&svg);
}

/* All others are at its right but one, which is far off. */
Test(figure, of_a_dense_network_hides_the_fewest_accounts_behind_a_name) {
    enum { COLUMNS = 20, ROWS = 12 };
    static struct network_node nodes[COLUMNS * ROWS + 2];
    static struct shape discs[COLUMNS * ROWS + 3];
    struct series series = {
        .study = {.cluster = 1, .zone = SLICE("UTC")},
        .network = {.nodes = nodes, .count = COLUMNS * ROWS + 2, .strongest = 1}};
    for (size_t i = 0; i < COLUMNS * ROWS; i++)
        nodes[i] = (struct network_node){
            SLICE(" "),
            {40 + 30.0 * (double) (i % COLUMNS), 30.0 * (double) (i / COLUMNS)},
            0.1,
            1};
    nodes[COLUMNS * ROWS] = (struct network_node){SLICE("nnnnnnnn"), {0, 15.0 * ROWS}, 1, 1};
    nodes[COLUMNS * ROWS + 1] = (struct network_node){SLICE(" "), {-400, 0}, 0.1, 1};
    series.network.accounts = series.network.count;
    struct buffer svg = drawn("network", CANVAS_SVG, &page, &series);
    size_t count = shapes_of(discs, COLUMNS * ROWS + 3, &svg, cluster_one), left = 0;
    check_count(count, series.network.count);
    check_count(find_texts(&svg), 4); /* title, unit, the name, caption */
    for (size_t d = 0; d < count; d++)
        left += discs[d].left < texts[2].left;
    check_count(left, 1); /* the one far off */
    buffer_release(&svg);
}

Test(words, count_by_the_grammar_of_the_language) {
    static const struct {
        enum language language;
        enum word word;
        uint64_t count;
        const char *text;
    } cases[] = {{LANGUAGE_ENGLISH, WORD_N_ACCOUNTS, 0, "0 accounts"},
                 {LANGUAGE_ENGLISH, WORD_N_ACCOUNTS, 1, "1 account"},
                 {LANGUAGE_ENGLISH, WORD_N_TIES, 1234, "1,234 ties"},
                 {LANGUAGE_ENGLISH, WORD_AND_MORE, 1, "and 1 more cluster"},
                 {LANGUAGE_FRENCH, WORD_N_CLUSTERED, 0, "0 compte dans les groupes"},
                 {LANGUAGE_FRENCH, WORD_MIN_OBJECTS, 1, "au moins 1 objet"},
                 {LANGUAGE_FRENCH, WORD_N_POSTS, 2345, "2\u202f345 publications"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[PHRASE];
        check_text(counted(out, cases[i].language, cases[i].word, cases[i].count), cases[i].text);
    }
    char out[PHRASE];
    check_text(phrase(out, LANGUAGE_FRENCH, WORD_NUMBERED, "a", "b : c"), "a\u00a0: b : c");
}
