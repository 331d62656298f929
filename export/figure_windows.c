/* What the evidence of a cluster's accounts would be at other windows. */
#include "export/figure.h"

#include <math.h>

static double window_at(const struct scale *x, int64_t window) {
    return scale_at(x, log10((double) window));
}

/* Round values from `low`, which may be negative, to `high`. */
static struct scale evidence_axis(struct canvas *canvas, struct box *box, double low, double high) {
    double step = round_step(high - low, 4, 1), foot = step * floor(low / step);
    double head = step * ceil(high / step), widest = 0;
    struct scale scale = {foot, head > foot ? head : foot + step, box->bottom, box->top};
    char text[NUMBER_ROOM];
    for (int round = 0; round < 2; round++) { /* measures, then draws */
        for (double value = foot; value <= scale.high + step / 2; value += step) {
            snprintf(text, sizeof text, "%s", value < 0 ? "\u2212" : "");
            size_t sign = strlen(text);
            char digits[NUMBER_ROOM];
            number_or_count(digits, canvas->look->language, fabs(value));
            snprintf(text + sign, sizeof text - sign, "%.40s", digits);
            double width = canvas_measure(canvas, FONT_BODY, slice_of(text), 0, 1).width;
            widest = fmax(widest, width);
            if (!round) continue;
            double y = scale_at(&scale, value);
            struct place place = {.x = box->left - 4, .y = y, .across = 1, .down = 0.5};
            canvas_ink(canvas, fabs(value) < step / 2 ? INK_MUTED : INK_RULE, 1);
            canvas_line(canvas, box->left, y, box->right, y, 0.5);
            canvas_ink(canvas, INK_MUTED, 1);
            canvas_text(canvas, &place, FONT_BODY, slice_of(text));
        }
        if (!round) box->left += widest + 4;
    }
    return scale;
}

static void draw_window_ticks(struct canvas *canvas, const struct box *box, const struct scale *x,
                              const struct response_curve *curve) {
    double end = -1e9;
    for (size_t p = 0; p < curve->count; p++) {
        char text[NUMBER_ROOM];
        double at = window_at(x, curve->points[p].window);
        duration_words(text, canvas->look->language, curve->points[p].window);
        double width = canvas_measure(canvas, FONT_BODY, slice_of(text), 0, 1).width;
        canvas_ink(canvas, INK_MUTED, 1);
        canvas_line(canvas, at, box->bottom, at, box->bottom + 2.5, 0.5);
        if (at - width / 2 < end + 3) continue;
        struct place place = {.x = at, .y = box->bottom + 3, .across = 0.5};
        canvas_text(canvas, &place, FONT_BODY, slice_of(text));
        end = at + width / 2;
    }
}

static void draw_curve(struct canvas *canvas, const struct scale *x, const struct scale *y,
                       const struct response_curve *curve) {
    canvas_ink(canvas, INK_STRONG, 1);
    for (size_t p = 0; p < curve->count; p++)
        cairo_line_to(canvas->cairo, window_at(x, curve->points[p].window),
                      scale_at(y, curve->points[p].evidence));
    cairo_set_line_width(canvas->cairo, 1.2);
    cairo_set_line_join(canvas->cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_stroke(canvas->cairo);
    for (size_t p = 0; p < curve->count; p++)
        canvas_disc(canvas, window_at(x, curve->points[p].window),
                    scale_at(y, curve->points[p].evidence), 1.8);
}

static void draw_own(struct canvas *canvas, const struct box *box, const struct scale *x,
                     int64_t window) {
    char duration[NUMBER_ROOM], text[PHRASE];
    double at = window_at(x, window);
    phrase(text, canvas->look->language, WORD_THIS_WINDOW,
           duration_words(duration, canvas->look->language, window));
    bool to_left = at > (box->left + box->right) / 2;
    struct place place = {
        .x = to_left ? at - 3 : at + 3, .y = box->top - 1, .across = to_left, .down = 1};
    canvas_ink(canvas, INK_ACCENT, 1);
    canvas_line(canvas, at, box->top - 8, at, box->bottom, 0.8);
    canvas_text(canvas, &place, FONT_SMALL, slice_of(text));
}

double draw_windows(struct canvas *canvas, const struct series *series) {
    const struct response_curve *curve = &series->windows;
    enum language language = canvas->look->language;
    char title[PHRASE];
    double low = 0, high = 0;
    figure_title(title, language, &series->study, WORD_WINDOWS);
    if (curve->count < 2)
        return figure_of_nothing(canvas, &series->study, slice_of(title), WORD_NO_WINDOWS);
    double top =
        figure_head(canvas, slice_of(title), slice_of(word(language, WORD_WINDOWS_UNIT))) + 10;
    for (size_t p = 0; p < curve->count; p++) {
        low = fmin(low, curve->points[p].evidence);
        high = fmax(high, curve->points[p].evidence);
    }
    struct box box = {6, top, canvas->width - 14, top + fmin(120, fmax(92, canvas->width * 0.27))};
    struct scale y = evidence_axis(canvas, &box, low, high);
    struct scale x = {log10((double) curve->points[0].window),
                      log10((double) curve->points[curve->count - 1].window), box.left + 8,
                      box.right - 8};
    draw_window_ticks(canvas, &box, &x, curve);
    if (series->study.window_count) draw_own(canvas, &box, &x, series->study.windows[0]);
    draw_curve(canvas, &x, &y, curve);
    return figure_foot(canvas, box.bottom + 12, &series->study, slice_of(""));
}
