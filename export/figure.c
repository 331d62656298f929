#include "export/figure.h"

#include <inttypes.h>
#include <math.h>

const struct figure figures[] = {{"network", draw_network, WORD_NETWORK, true},
                                 {"timeline", draw_timeline, WORD_TIMELINE, true},
                                 {"heatmap", draw_heatmap, WORD_HEATMAP, true},
                                 {"created", draw_created, WORD_CREATED, true},
                                 {"cascade", draw_cascade, WORD_CASCADE, false},
                                 {"windows", draw_windows, WORD_WINDOWS, false},
                                 {"upset", draw_upset, WORD_UPSET, false}};
const size_t figure_count = sizeof figures / sizeof *figures;

static const double MARGIN = 6; /* points around the figure */

static double across(const struct canvas *canvas) {
    return canvas->width - 2 * MARGIN;
}

double figure_head(struct canvas *canvas, struct slice title, struct slice unit) {
    struct place place = {.x = MARGIN, .y = MARGIN, .limit = across(canvas), .lines = 2};
    canvas_ink(canvas, INK_TEXT, 1);
    place.y += canvas_text(canvas, &place, FONT_TITLE, title).height + 1;
    if (unit.size) {
        canvas_ink(canvas, INK_MUTED, 1);
        place.y += canvas_text(canvas, &place, FONT_BODY, unit).height;
    }
    return place.y + 5;
}

static void separate(struct buffer *caption) {
    if (caption->size) buffer_append(caption, SLICE("\u00a0\u00b7 "));
}

void figure_note(struct buffer *notes, const char *note) {
    separate(notes);
    buffer_append(notes, slice_of(note));
}

/* Lines end between clauses, not within them. */
static void add_clause(struct buffer *caption, const char *clause) {
    separate(caption);
    for (; *clause; clause++)
        if (*clause == ' ')
            buffer_append(caption, SLICE("\xC2\xA0"));
        else
            buffer_byte(caption, *clause);
}

/* "window 60 s", "windows 10 s, 60 s". */
static void add_windows(struct buffer *caption, enum language language, const struct study *study) {
    char clause[PHRASE], list[PHRASE] = "", text[NUMBER_ROOM];
    for (size_t w = 0, size = 0; w < study->window_count && size < sizeof list; w++)
        size += (size_t) snprintf(list + size, sizeof list - size, "%s%s", w ? ", " : "",
                                  duration_words(text, language, study->windows[w]));
    bool several = study->window_count > 1;
    if (*list)
        add_clause(caption,
                   phrase(clause, language, several ? WORD_IN_WINDOWS : WORD_WINDOW, list));
}

static void add_method(struct buffer *caption, enum language language, const struct study *study) {
    char clause[PHRASE], text[NUMBER_ROOM], layer[64];
    label_clean(layer, sizeof layer, study->layer);
    if (*layer) add_clause(caption, phrase(clause, language, WORD_LAYER, layer));
    add_windows(caption, language, study);
    add_clause(caption, counted(clause, language, WORD_MIN_OBJECTS, study->min_objects));
    number_words(text, language, study->alpha);
    add_clause(caption, phrase(clause, language, WORD_ALPHA, text));
    if (study->fdr >= 0)
        add_clause(caption,
                   phrase(clause, language, WORD_FDR, number_words(text, language, study->fdr)));
    snprintf(text, sizeof text, "%" PRIu64, study->seed);
    add_clause(caption, phrase(clause, language, WORD_SEED, text));
}

double figure_foot(struct canvas *canvas, double y, const struct study *study, struct slice note) {
    enum language language = canvas->look->language;
    char clause[PHRASE], zone[64];
    struct buffer caption = {0};
    buffer_append(&caption, note);
    bool one = study->cluster != 0;
    add_clause(&caption, counted(clause, language, one ? WORD_N_ACCOUNTS : WORD_N_CLUSTERED,
                                 study->accounts));
    add_clause(&caption,
               counted(clause, language, one ? WORD_N_POSTS : WORD_N_POSTS_IN_ALL, study->posts));
    add_method(&caption, language, study);
    label_clean(zone, sizeof zone, study->zone);
    add_clause(&caption, phrase(clause, language, WORD_ZONE, zone));
    struct place place = {.x = MARGIN, .y = y + 5, .limit = across(canvas), .lines = 4};
    canvas_ink(canvas, INK_MUTED, 1);
    double height = canvas_text(canvas, &place, FONT_SMALL, buffer_slice(&caption)).height;
    buffer_release(&caption);
    return place.y + height + MARGIN;
}

char *figure_title(char out[PHRASE], enum language language, const struct study *study,
                   enum word title) {
    char subject[PHRASE], number[NUMBER_ROOM];
    snprintf(number, sizeof number, "%" PRIu32, study->cluster);
    phrase(subject, language, study->cluster ? WORD_CLUSTER : WORD_ALL, number);
    return phrase(out, language, title, subject);
}

double figure_of_nothing(struct canvas *canvas, const struct study *study, struct slice title,
                         enum word why) {
    double y = figure_head(canvas, title, SLICE(""));
    struct place place = {.x = MARGIN, .y = y, .limit = across(canvas), .lines = 3};
    canvas_ink(canvas, INK_TEXT, 1);
    y += canvas_text(canvas, &place, FONT_BODY, slice_of(word(canvas->look->language, why))).height;
    return figure_foot(canvas, y, study, SLICE(""));
}

/* ---- axes */

/* Round numbers from 0 to `high` or more. */
struct values {
    double step;
    int count;
};

static struct values choose_values(const struct box *box, double high, bool whole) {
    int most = (int) fmax(2, fmin(5, (box->bottom - box->top) / 22));
    double step = round_step(high, most, whole ? 1 : 0.1);
    return (struct values){step, (int) fmax(1, ceil(high / step - 1e-9))};
}

double figure_value_room(struct canvas *canvas, const struct box *box, double high, bool whole) {
    struct values values = choose_values(box, high, whole);
    double widest = 0;
    char text[NUMBER_ROOM];
    for (int i = 0; i <= values.count; i++) {
        number_or_count(text, canvas->look->language, i * values.step);
        widest = fmax(widest, canvas_measure(canvas, FONT_BODY, slice_of(text), 0, 1).width);
    }
    return widest + 4;
}

struct scale figure_value_axis(struct canvas *canvas, struct box *box, double high, bool whole) {
    struct values values = choose_values(box, high, whole);
    struct scale scale = {0, values.step * values.count, box->bottom, box->top};
    box->left += figure_value_room(canvas, box, high, whole);
    for (int i = 0; i <= values.count; i++) {
        double y = scale_at(&scale, i * values.step);
        char text[NUMBER_ROOM];
        struct place place = {.x = box->left - 4, .y = y, .across = 1, .down = 0.5};
        canvas_ink(canvas, i ? INK_RULE : INK_MUTED, 1);
        canvas_line(canvas, box->left, y, box->right, y, 0.5);
        canvas_ink(canvas, INK_MUTED, 1);
        canvas_text(canvas, &place, FONT_BODY,
                    slice_of(number_or_count(text, canvas->look->language, i * values.step)));
    }
    return scale;
}

/* A tick's own label, and what stands below it where that has changed. */
static void label_moment(char fine[NUMBER_ROOM], char coarse[NUMBER_ROOM], enum language language,
                         enum span span, int64_t local) {
    struct civil_time civil = time_civil(local);
    const char *month = word(language, (enum word)(WORD_JANUARY + civil.month - 1));
    snprintf(coarse, NUMBER_ROOM, "%d", civil.year);
    if (span >= SPAN_YEAR) {
        snprintf(fine, NUMBER_ROOM, "%d", civil.year);
        *coarse = '\0';
    } else if (span >= SPAN_MONTH) {
        snprintf(fine, NUMBER_ROOM, "%s", month);
    } else if (span >= SPAN_DAY) {
        snprintf(fine, NUMBER_ROOM, "%d\xC2\xA0%s", civil.day, month);
    } else {
        date_words(coarse, language, local);
        snprintf(fine, NUMBER_ROOM, span < SPAN_MINUTE ? "%02d:%02d:%02d" : "%02d:%02d", civil.hour,
                 civil.minute, civil.second);
    }
}

/* Half a label may not leave the page. */
static double keep_inside(const struct canvas *canvas, double x, double width) {
    return fmin(fmax(x, MARGIN / 2 + width / 2), canvas->width - MARGIN / 2 - width / 2);
}

struct time_axis {
    const struct box *box;
    double fine_end, coarse_end; /* of the labels drawn so far */
    char coarse[NUMBER_ROOM];    /* the last one drawn */
};

/* Where there is room for it. */
static void name_tick(struct canvas *canvas, struct time_axis *axis, enum span span, int64_t local,
                      double x) {
    const struct box *box = axis->box;
    char fine[NUMBER_ROOM], coarse[NUMBER_ROOM];
    label_moment(fine, coarse, canvas->look->language, span, local);
    double width = canvas_measure(canvas, FONT_BODY, slice_of(fine), 0, 1).width;
    struct place place = {.x = keep_inside(canvas, x, width), .y = box->bottom + 3, .across = 0.5};
    if (place.x - width / 2 < axis->fine_end + 4) return;
    struct extent drawn = canvas_text(canvas, &place, FONT_BODY, slice_of(fine));
    axis->fine_end = place.x + width / 2;
    if (strcmp(coarse, axis->coarse) == 0) return;
    width = canvas_measure(canvas, FONT_BODY, slice_of(coarse), 0, 1).width;
    place.x = keep_inside(canvas, x, width);
    if (place.x - width / 2 < axis->coarse_end + 4) return;
    place.y += drawn.height;
    canvas_text(canvas, &place, FONT_BODY, slice_of(coarse));
    axis->coarse_end = place.x + width / 2;
    strcpy(axis->coarse, coarse);
}

/* The span between ticks: one of which as many as `most` names have room for, or the next finer one
 * where that leaves less than three. */
static enum span tick_span(int64_t first, int64_t last, int64_t most) {
    enum span span = span_for(first, last, most, SPAN_SECOND);
    int64_t ticks = span_count(span, span_start(span, first - 1), span_start(span, last));
    return ticks < 3 && span > SPAN_SECOND ? span - 1 : span;
}

double figure_time_axis(struct canvas *canvas, const struct box *box, const struct scale *scale) {
    int64_t first = (int64_t) scale->low, last = (int64_t) scale->high;
    int64_t most = (int64_t) fmax(2, (box->right - box->left) / 36);
    enum span span = tick_span(first, last, most);
    struct time_axis axis = {.box = box, .fine_end = -1e9, .coarse_end = -1e9};
    int64_t at = span_start(span, first);
    if (at < first) at = span_add(span, at, 1);
    int64_t ticks = span_count(span, at, span_start(span, last)) + 1;
    int64_t every = ticks > most ? (ticks + most - 1) / most : 1; /* of which one has its name */
    for (int64_t tick = 0; at <= last; at = span_add(span, at, 1), tick++) {
        double x = scale_at(scale, (double) at);
        canvas_ink(canvas, INK_MUTED, 1);
        canvas_line(canvas, x, box->bottom, x, box->bottom + 2.5, 0.5);
        if (tick % every == 0) name_tick(canvas, &axis, span, at, x);
    }
    double line = canvas_measure(canvas, FONT_BODY, SLICE("0"), 0, 1).height;
    return box->bottom + 3 + (span < SPAN_YEAR ? 2 : 1) * line;
}

void figure_dot(struct canvas *canvas, double x, double y, double radius, bool ring, enum ink ink) {
    canvas_ink(canvas, ink, 1);
    canvas_disc(canvas, x, y, radius);
    if (!ring) return;
    canvas_ink(canvas, INK_PAPER, 1);
    canvas_disc(canvas, x, y, 0.55 * radius);
}

double figure_key(struct canvas *canvas, double x, double y, enum swatch swatch, enum ink ink,
                  struct slice text) {
    canvas_ink(canvas, ink, 1);
    if (swatch == SWATCH_LINE)
        canvas_line(canvas, x - 0.5, y + 5, x + 6.5, y + 5, 1.2);
    else if (swatch != SWATCH_BAR)
        figure_dot(canvas, x + 3, y + 5, 2.2, swatch == SWATCH_RING, ink);
    else
        canvas_rectangle(canvas, x, y + 2, 6, 6);
    canvas_ink(canvas, INK_TEXT, 1);
    struct place place = {.x = x + 9, .y = y + 5, .down = 0.5};
    return place.x + canvas_text(canvas, &place, FONT_BODY, text).width + 10;
}
