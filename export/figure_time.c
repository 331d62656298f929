/* Posts over time, and when accounts were created: counts by equal spans of time. */
#include "export/figure.h"

#include <math.h>
#include <stdlib.h>

/* Left and right of a span's bar; bars stand apart where there is room for it. */
struct bar {
    double x, width;
};

static struct bar bar_at(const struct scale *scale, enum span span, int64_t start, size_t i) {
    double left = scale_at(scale, (double) span_add(span, start, (int64_t) i));
    double right = scale_at(scale, (double) span_add(span, start, (int64_t) i + 1));
    double gap = right - left > 3 ? 0.6 : 0;
    return (struct bar){left, fmax(0.4, right - left - gap)};
}

static struct scale time_scale(enum span span, int64_t start, size_t count, const struct box *box) {
    return (struct scale){(double) start, (double) span_add(span, start, (int64_t) count),
                          box->left, box->right};
}

static uint32_t highest(const uint32_t *counts, size_t count) {
    uint32_t most = 0;
    for (size_t i = 0; i < count; i++)
        most = counts[i] > most ? counts[i] : most;
    return most;
}

static struct box plot_box(const struct canvas *canvas, double top) {
    double height = fmin(120, fmax(92, canvas->width * 0.27));
    return (struct box){6, top, canvas->width - 8, top + height};
}

static struct slice per_span(char out[PHRASE], const struct canvas *canvas, enum word unit,
                             enum span span) {
    enum language language = canvas->look->language;
    enum word name = (enum word)(WORD_PER_SECOND + span);
    return slice_of(phrase(out, language, unit, word(language, name)));
}

struct stretch {
    double left, right;
};

/* What stands side by side in one line. */
struct line {
    struct stretch taken[32];
    size_t count;
};

static bool take_stretch(struct line *line, double left, double right) {
    for (size_t i = 0; i < line->count; i++)
        if (left < line->taken[i].right && line->taken[i].left < right) return false;
    if (line->count == sizeof line->taken / sizeof *line->taken) return false;
    line->taken[line->count++] = (struct stretch){left, right};
    return true;
}

/* ---- campaigns: a bar each above the posts, in lanes, its ground behind them */

enum { LANES = 8 };
static const double LANE = 9; /* points */

struct lanes {
    struct line lines[LANES];
    size_t count;   /* with a bar */
    size_t unnamed; /* campaigns that find no lane */
};

/* What of a band is on the page; false where it has nothing there. */
static bool find_stretch(struct stretch *out, const struct band *band, const struct scale *scale) {
    double left = scale_at(scale, (double) band->from), right = scale_at(scale, (double) band->to);
    *out = (struct stretch){fmax(left, scale->from), fmin(right, scale->to)};
    if (out->right <= scale->from || out->left >= scale->to) return false;
    out->right = fmax(out->right, out->left + 1);
    return true;
}

/* The first lane with room; LANES where none has. */
static size_t take_lane(struct lanes *lanes, double left, double right) {
    size_t lane = 0;
    while (lane < LANES && !take_stretch(&lanes->lines[lane], left, right + 3))
        lane++;
    if (lane < LANES && lane >= lanes->count) lanes->count = lane + 1;
    return lane;
}

static void draw_band(struct canvas *canvas, const struct stretch *bar, const struct place *name,
                      const struct band *band) {
    double wide = bar->right - bar->left;
    canvas_ink(canvas, INK_BAND, 1);
    canvas_rectangle(canvas, bar->left, name->y, wide, LANE - 1.5);
    canvas_ink(canvas, INK_MUTED, 1);
    cairo_set_line_width(canvas->cairo, 0.4);
    cairo_rectangle(canvas->cairo, bar->left, name->y, wide, LANE - 1.5);
    cairo_stroke(canvas->cairo);
    canvas_ink(canvas, INK_TEXT, 1);
    canvas_text(canvas, name, FONT_SMALL, band->name);
}

/* The name stands in its bar, right of it, or left. `draw` is false where the lanes are counted. */
static struct lanes place_bands(struct canvas *canvas, const struct box *box,
                                const struct scale *scale, const struct timeline *timeline,
                                bool draw) {
    struct lanes lanes = {.count = 0};
    for (size_t b = 0; b < timeline->band_count; b++) {
        const struct band *band = &timeline->bands[b];
        struct stretch bar;
        if (!find_stretch(&bar, band, scale)) continue;
        double width = canvas_measure(canvas, FONT_SMALL, band->name, 130, 1).width + 0.5;
        struct place name = {.x = bar.left + 2, .limit = width, .lines = 1};
        if (width + 4 > bar.right - bar.left)
            name.x = bar.right + 3 + width < scale->to ? bar.right + 3 : bar.left - 3 - width;
        size_t lane = take_lane(&lanes, fmin(name.x, bar.left), fmax(name.x + width, bar.right));
        name.y = box->top - LANE * (double) (lane + 1);
        lanes.unnamed += lane == LANES;
        if (!draw) continue;
        canvas_ink(canvas, INK_BAND, 0.35);
        canvas_rectangle(canvas, bar.left, box->top, bar.right - bar.left, box->bottom - box->top);
        if (lane < LANES) draw_band(canvas, &bar, &name, band);
    }
    return lanes;
}

/* ---- posts */

/* A bar higher than the axis is cut, and shows it by a gap near its top. */
static void draw_bar(struct canvas *canvas, struct bar bar, const struct scale *y, double from,
                     double to) {
    double foot = scale_at(y, fmin(from, y->high)), head = scale_at(y, fmin(to, y->high));
    if (foot > head) canvas_rectangle(canvas, bar.x, head, bar.width, foot - head);
}

static void draw_posts(struct canvas *canvas, const struct timeline *timeline,
                       const struct scale *x, const struct scale *y) {
    for (size_t i = 0; i < timeline->count; i++) {
        struct bar bar = bar_at(x, timeline->span, timeline->start, i);
        canvas_ink(canvas, INK_WEAK, 1);
        draw_bar(canvas, bar, y, timeline->marked[i], timeline->posts[i]);
        canvas_ink(canvas, INK_STRONG, 1);
        draw_bar(canvas, bar, y, 0, timeline->marked[i]);
        if (timeline->posts[i] <= y->high) continue;
        canvas_ink(canvas, INK_PAPER, 1);
        canvas_rectangle(canvas, bar.x - 0.5, y->to + 4, bar.width + 1, 1.6);
    }
}

static int by_posts(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *) a, y = *(const uint32_t *) b;
    return (x > y) - (x < y);
}

/* Where a few bars tower over all others: what a second look may be cut at; else 0. */
static double lower_cut(struct canvas *canvas, const struct timeline *timeline) {
    uint32_t *sorted = malloc(timeline->count * sizeof *sorted);
    if (!sorted) {
        canvas->out_of_memory = true;
        return 0;
    }
    memcpy(sorted, timeline->posts, timeline->count * sizeof *sorted);
    qsort(sorted, timeline->count, sizeof *sorted, by_posts);
    double most = sorted[timeline->count - 1], usual = sorted[timeline->count * 97 / 100];
    free(sorted);
    return timeline->count >= 30 && usual > 0 && most > 5 * usual ? 1.2 * usual : 0;
}

/* ---- bursts */

/* Right of the mark, left of it, or wherever the line has room. */
static void describe_burst(struct canvas *canvas, const struct box *box, double x, double y,
                           const struct burst *burst) {
    enum language language = canvas->look->language;
    char count[NUMBER_ROOM], ten[NUMBER_ROOM], moment[NUMBER_ROOM], text[PHRASE];
    count_words(count, language, burst->posts);
    duration_words(ten, language, BURST_LENGTH);
    moment_words(moment, language, burst->start);
    phrase(text, language, WORD_BURST, count, ten, moment);
    double width = canvas_measure(canvas, FONT_SMALL, slice_of(text), 0, 1).width;
    double left = x - 2.6 + width > box->right ? x + 2.6 - width : x - 2.6;
    struct place place = {.x = fmax(box->left, left), .y = y, .down = 1};
    canvas_text(canvas, &place, FONT_SMALL, slice_of(text));
}

static void draw_triangle(struct canvas *canvas, double x, double foot, bool filled) {
    cairo_move_to(canvas->cairo, x, foot);
    cairo_line_to(canvas->cairo, x - 2.6, foot - 5);
    cairo_line_to(canvas->cairo, x + 2.6, foot - 5);
    cairo_close_path(canvas->cairo);
    cairo_set_line_width(canvas->cairo, 0.7);
    if (filled) cairo_fill_preserve(canvas->cairo);
    cairo_stroke(canvas->cairo);
}

/* A mark above each burst; that of the busiest is filled and has words above it, the others have
 * numbers beside them where there is room. */
static void draw_bursts(struct canvas *canvas, const struct box *box, const struct scale *scale,
                        const struct timeline *timeline, double lanes_height) {
    double foot = box->top - 1 - lanes_height;
    struct line marks = {.count = 0};
    canvas_ink(canvas, INK_ACCENT, 1);
    for (size_t b = 0; b < timeline->burst_count; b++) {
        const struct burst *burst = &timeline->bursts[b];
        double x =
            fmin(box->right - 2.6, fmax(box->left + 2.6, scale_at(scale, (double) burst->start)));
        char count[NUMBER_ROOM];
        if (!take_stretch(&marks, x - 2.6, x + 2.6)) continue;
        draw_triangle(canvas, x, foot, b == 0);
        if (b == 0) describe_burst(canvas, box, x, foot - 5, burst);
        count_words(count, canvas->look->language, burst->posts);
        double width = canvas_measure(canvas, FONT_SMALL, slice_of(count), 0, 1).width;
        struct place place = {.x = x + 4, .y = foot - 2.5, .down = 0.5};
        if (b && place.x + width < canvas->width && take_stretch(&marks, x + 3, x + 5 + width))
            canvas_text(canvas, &place, FONT_SMALL, slice_of(count));
    }
}

static double timeline_key(struct canvas *canvas, double y, bool of_cluster) {
    enum language language = canvas->look->language;
    enum word strong = of_cluster ? WORD_COORDINATED : WORD_OF_CLUSTERS;
    enum word weak = of_cluster ? WORD_NOT_COORDINATED : WORD_OF_OTHERS;
    double x = figure_key(canvas, 6, y, SWATCH_BAR, INK_STRONG, slice_of(word(language, strong)));
    figure_key(canvas, x, y, SWATCH_BAR, INK_WEAK, slice_of(word(language, weak)));
    return y + 10;
}

/* The same posts once more, so that the usual days show beside the towering ones. */
static double draw_lower(struct canvas *canvas, const struct timeline *timeline,
                         const struct box *above, double high) {
    enum language language = canvas->look->language;
    char number[NUMBER_ROOM], text[PHRASE];
    struct box box = {6, above->bottom + 40, above->right, above->bottom + 110};
    box.left = above->left - figure_value_room(canvas, &box, high, true);
    struct scale y = figure_value_axis(canvas, &box, high, true);
    struct scale x = time_scale(timeline->span, timeline->start, timeline->count, &box);
    phrase(text, language, WORD_CUT_AT, number_or_count(number, language, y.high));
    struct place place = {.x = 6, .y = box.top - 5, .down = 1};
    canvas_ink(canvas, INK_MUTED, 1);
    canvas_text(canvas, &place, FONT_BODY, slice_of(text));
    draw_posts(canvas, timeline, &x, &y);
    return figure_time_axis(canvas, &box, &x);
}

/* Which campaigns the figure does not show, or does not name. */
static void note_campaigns(struct buffer *notes, enum language language,
                           const struct timeline *timeline, const struct lanes *lanes) {
    char note[PHRASE];
    if (timeline->undated)
        figure_note(notes, counted(note, language, WORD_UNDATED, timeline->undated));
    if (lanes->unnamed) figure_note(notes, counted(note, language, WORD_UNNAMED, lanes->unnamed));
}

double draw_timeline(struct canvas *canvas, const struct series *series) {
    const struct timeline *timeline = &series->timeline;
    char title[PHRASE], unit[PHRASE];
    figure_title(title, canvas->look->language, &series->study, WORD_TIMELINE);
    if (!timeline->count)
        return figure_of_nothing(canvas, &series->study, slice_of(title), WORD_NO_POSTS);
    double top = figure_head(canvas, slice_of(title),
                             per_span(unit, canvas, WORD_POSTS_PER, timeline->span));
    top = timeline_key(canvas, top, series->study.cluster) + 4;
    struct box box = plot_box(canvas, top);
    double cut = lower_cut(canvas, timeline), most = highest(timeline->posts, timeline->count);
    if (cut > 0) box.bottom -= 20;
    struct box inner = box;
    inner.left += figure_value_room(canvas, &box, most, true);
    struct scale x = time_scale(timeline->span, timeline->start, timeline->count, &inner);
    struct lanes bands = place_bands(canvas, &box, &x, timeline, false);
    double lanes = LANE * (double) bands.count;
    double above = lanes + (timeline->burst_count ? 14 : 0);
    box.top += above, box.bottom += above;
    struct scale y = figure_value_axis(canvas, &box, most, true);
    place_bands(canvas, &box, &x, timeline, true);
    draw_posts(canvas, timeline, &x, &y);
    draw_bursts(canvas, &box, &x, timeline, lanes);
    double end = figure_time_axis(canvas, &box, &x);
    if (cut > 0) end = draw_lower(canvas, timeline, &box, cut);
    struct buffer notes = {0};
    note_campaigns(&notes, canvas->look->language, timeline, &bands);
    end = figure_foot(canvas, end, &series->study, buffer_slice(&notes));
    buffer_release(&notes);
    return end;
}

/* ---- creation dates */

static double percent(uint32_t part, uint32_t whole) {
    return whole ? 100.0 * part / whole : 0;
}

static double highest_percent(const struct created *created) {
    return fmax(percent(highest(created->these, created->count), created->known),
                percent(highest(created->others, created->count), created->others_known));
}

/* The others as a line of steps, on paper so that it shows before dark bars too. */
static void draw_steps(struct canvas *canvas, const struct created *created, const struct scale *x,
                       const struct scale *y) {
    for (int halo = 1; halo >= 0; halo--) {
        for (size_t i = 0; i < created->count; i++) {
            double level = scale_at(y, percent(created->others[i], created->others_known));
            double left =
                scale_at(x, (double) span_add(created->span, created->start, (int64_t) i));
            double right =
                scale_at(x, (double) span_add(created->span, created->start, (int64_t) i + 1));
            if (i == 0) cairo_move_to(canvas->cairo, left, level);
            cairo_line_to(canvas->cairo, left, level);
            cairo_line_to(canvas->cairo, right, level);
        }
        canvas_ink(canvas, halo ? INK_PAPER : INK_ACCENT, 1);
        cairo_set_line_width(canvas->cairo, halo ? 1.7 : 0.9);
        cairo_stroke(canvas->cairo);
    }
}

static double created_key(struct canvas *canvas, double y, const struct series *series) {
    enum language language = canvas->look->language;
    const struct created *created = &series->created;
    enum word names[] = {series->study.cluster ? WORD_THESE : WORD_CLUSTERED, WORD_OTHER_ACCOUNTS};
    uint32_t known[] = {created->known, created->others_known};
    double x = 6;
    for (size_t i = 0; i < 2; i++) {
        char count[NUMBER_ROOM], text[PHRASE];
        count_words(count, language, known[i]);
        phrase(text, language, WORD_KNOWN, word(language, names[i]), count);
        if (known[i])
            x = figure_key(canvas, x, y, i ? SWATCH_LINE : SWATCH_BAR, i ? INK_ACCENT : INK_STRONG,
                           slice_of(text));
    }
    return y + 10;
}

double draw_created(struct canvas *canvas, const struct series *series) {
    const struct created *created = &series->created;
    char title[PHRASE], unit[PHRASE];
    figure_title(title, canvas->look->language, &series->study, WORD_CREATED);
    if (!created->count)
        return figure_of_nothing(canvas, &series->study, slice_of(title), WORD_NO_DATES);
    double top = figure_head(canvas, slice_of(title),
                             per_span(unit, canvas, WORD_CREATED_UNIT, created->span));
    struct box box = plot_box(canvas, created_key(canvas, top, series) + 6);
    struct scale y = figure_value_axis(canvas, &box, highest_percent(created), false);
    struct scale x = time_scale(created->span, created->start, created->count, &box);
    canvas_ink(canvas, INK_STRONG, 1);
    for (size_t i = 0; i < created->count; i++) {
        struct bar bar = bar_at(&x, created->span, created->start, i);
        double level = scale_at(&y, percent(created->these[i], created->known));
        if (created->these[i])
            canvas_rectangle(canvas, bar.x, level, bar.width, box.bottom - level);
    }
    if (created->others_known) draw_steps(canvas, created, &x, &y);
    return figure_foot(canvas, figure_time_axis(canvas, &box, &x), &series->study, SLICE(""));
}
