/* How one object spread: a dot for each account, in the order of their first shares. */
#include "export/figure.h"

#include <math.h>

enum { NAMED_ROWS = 30, NAMED_FIRST = 8, NAMED_LEAST = 3, NAMES_WIDTH = 68 };

struct spread {
    const struct cascade *cascade;
    struct box box;
    struct scale x, y;
    bool logarithmic;
};

static double seconds_since_first(const struct cascade *cascade, size_t i) {
    return (double) (cascade->shares[i].time - cascade->shares[0].time) / MICROSECONDS;
}

static double position(const struct spread *spread, double seconds) {
    return scale_at(&spread->x, spread->logarithmic ? log10(1 + seconds) : seconds);
}

/* Where half of the accounts follow in less than a twentieth of the time, a straight scale would
 * hide them all in its first line. */
static bool needs_logarithm(const struct cascade *cascade) {
    double last = seconds_since_first(cascade, cascade->count - 1);
    return seconds_since_first(cascade, cascade->count / 2) < last / 20 && last > 60;
}

/* "20 min", "1 h 20", "6 h", "1 d 12 h". */
static void name_lag(char text[NUMBER_ROOM], enum language language, double seconds) {
    double unit = seconds < 3600 ? 1 : seconds < 86400 ? 3600 : 86400;
    int64_t lag = (int64_t) (seconds * MICROSECONDS);
    if (fmod(seconds, unit) > 0)
        lag_words(text, language, lag);
    else
        duration_words(text, language, lag);
}

static void draw_tick(struct canvas *canvas, const struct spread *spread, double seconds,
                      double *end) {
    char text[NUMBER_ROOM];
    double x = position(spread, seconds);
    name_lag(text, canvas->look->language, seconds);
    double width = canvas_measure(canvas, FONT_BODY, slice_of(text), 0, 1).width;
    struct place place = {.x = fmin(fmax(x, 3 + width / 2), canvas->width - 3 - width / 2),
                          .y = spread->box.bottom + 3,
                          .across = 0.5};
    canvas_ink(canvas, INK_RULE, 1);
    canvas_line(canvas, x, spread->box.top, x, spread->box.bottom + 2, 0.5);
    if (place.x - width / 2 < *end + 4) return;
    canvas_ink(canvas, INK_MUTED, 1);
    canvas_text(canvas, &place, FONT_BODY, slice_of(text));
    *end = place.x + width / 2;
}

static const double round_seconds[] = {
    1,      2,      5,      10,      20,      30,      60,       120,      300,
    600,    1200,   1800,   3600,    7200,    10800,   21600,    43200,    86400,
    172800, 432000, 864000, 1728000, 4320000, 8640000, 17280000, 43200000, 86400000};
enum { ROUND_SECONDS = sizeof round_seconds / sizeof *round_seconds };

static void draw_linear_ticks(struct canvas *canvas, const struct spread *spread, double *end) {
    double most = fmax(2, (spread->box.right - spread->box.left) / 40), step = 0;
    for (size_t i = 0; i < ROUND_SECONDS && (step == 0 || spread->x.high / step > most); i++)
        step = round_seconds[i];
    for (int i = 0; i < 100 && i * step <= spread->x.high; i++)
        draw_tick(canvas, spread, i * step, end);
}

static void draw_log_ticks(struct canvas *canvas, const struct spread *spread, double *end) {
    static const double seconds[] = {0,     1,     10,     60,      600,     3600,
                                     21600, 86400, 864000, 8640000, 86400000};
    for (size_t i = 0; i < sizeof seconds / sizeof *seconds; i++)
        if (log10(1 + seconds[i]) <= spread->x.high) draw_tick(canvas, spread, seconds[i], end);
}

static double row(const struct spread *spread, size_t i) {
    return scale_at(&spread->y, (double) i + 0.5);
}

/* Steps up with each account; then the dots. */
static void draw_shares(struct canvas *canvas, const struct spread *spread) {
    const struct cascade *cascade = spread->cascade;
    double radius =
        fmin(2.2, fmax(1, (spread->box.bottom - spread->box.top) / (double) cascade->count / 2.4));
    for (size_t i = 0; i < cascade->count; i++) {
        double x = position(spread, seconds_since_first(cascade, i));
        cairo_line_to(canvas->cairo, x, row(spread, i ? i - 1 : 0));
        cairo_line_to(canvas->cairo, x, row(spread, i));
    }
    canvas_ink(canvas, INK_WEAK, 1);
    cairo_set_line_width(canvas->cairo, 0.8);
    cairo_stroke(canvas->cairo);
    for (int inside = 0; inside < 2; inside++)
        for (size_t i = 0; i < cascade->count; i++) {
            if (cascade->shares[i].inside != inside) continue;
            figure_dot(canvas, position(spread, seconds_since_first(cascade, i)), row(spread, i),
                       radius, !inside, inside ? INK_STRONG : INK_ACCENT);
        }
}

/* All names left of the rows, where they fit. */
static void draw_names(struct canvas *canvas, const struct spread *spread) {
    const struct cascade *cascade = spread->cascade;
    for (size_t i = 0; i < cascade->count; i++) {
        struct place place = {.x = spread->box.left - 5,
                              .y = row(spread, i),
                              .across = 1,
                              .down = 0.5,
                              .limit = NAMES_WIDTH,
                              .lines = 1};
        struct extent extent =
            canvas_measure(canvas, FONT_SMALL, cascade->shares[i].account, NAMES_WIDTH, 1);
        place.limit = extent.width + 0.5;
        canvas_ink(canvas, INK_TEXT, 1);
        canvas_text(canvas, &place, FONT_SMALL, cascade->shares[i].account);
    }
}

/* A corner that the curve leaves free: below it at the right, or above it at the left; false where
 * it leaves none. */
static bool find_corner(const struct spread *spread, double width, double height,
                        struct point *corner) {
    const struct cascade *cascade = spread->cascade;
    bool right = true, left = true;
    for (size_t i = 0; i < cascade->count; i++) {
        double x = position(spread, seconds_since_first(cascade, i)), y = row(spread, i);
        if (x > spread->box.right - width - 4 && y > spread->box.bottom - height - 6) right = false;
        if (x < spread->box.left + width + 12 && y < spread->box.top + height + 6) left = false;
    }
    *corner = right ? (struct point){spread->box.right - width, spread->box.bottom - height - 3}
                    : (struct point){spread->box.left + 8, spread->box.top + 3};
    return right || left;
}

/* Who was first, where all have no room: eight, or as many as the curve leaves room for. It rises,
 * so that three nearly always have it. */
static void list_first(struct canvas *canvas, const struct spread *spread) {
    const struct cascade *cascade = spread->cascade;
    double line = 8, width = fmin(110, (spread->box.right - spread->box.left) * 0.45);
    struct point corner;
    size_t names = NAMED_FIRST;
    while (names >= NAMED_LEAST && !find_corner(spread, width, (double) names * line, &corner))
        names--;
    for (size_t i = 0; names >= NAMED_LEAST && i < names; i++) {
        char lag[NUMBER_ROOM];
        lag_words(lag, canvas->look->language, cascade->shares[i].time - cascade->shares[0].time);
        struct place name = {
            .x = corner.x, .y = corner.y + (double) i * line, .limit = width - 38, .lines = 1};
        struct place when = {.x = corner.x + width - 3, .y = name.y, .across = 1};
        canvas_halo(canvas, &name, FONT_SMALL, cascade->shares[i].account);
        canvas_ink(canvas, cascade->shares[i].inside ? INK_TEXT : INK_ACCENT, 1);
        canvas_text(canvas, &name, FONT_SMALL, cascade->shares[i].account);
        canvas_halo(canvas, &when, FONT_SMALL, slice_of(lag));
        canvas_ink(canvas, INK_MUTED, 1);
        canvas_text(canvas, &when, FONT_SMALL, slice_of(lag));
    }
}

static bool has_share(const struct cascade *cascade, bool inside) {
    for (size_t i = 0; i < cascade->count; i++)
        if (cascade->shares[i].inside == inside) return true;
    return false;
}

static double cascade_head(struct canvas *canvas, const struct series *series) {
    enum language language = canvas->look->language;
    const struct cascade *cascade = &series->cascade;
    char title[PHRASE], subject[PHRASE], number[NUMBER_ROOM], layer[64];
    snprintf(number, sizeof number, "%u", series->study.cluster);
    phrase(subject, language, WORD_CLUSTER, number);
    label_clean(layer, sizeof layer, cascade->layer);
    phrase(title, language, cascade->is_text ? WORD_CASCADE : WORD_CASCADE_OBJECT, subject, layer);
    double y = figure_head(canvas, slice_of(title), slice_of(word(language, WORD_CASCADE_UNIT)));
    struct place place = {.x = 6, .y = y, .limit = canvas->width - 12, .lines = 3};
    canvas_ink(canvas, INK_TEXT, 1);
    y += canvas_text(canvas, &place, FONT_BODY, cascade->text).height + 3;
    double x = 6;
    for (int inside = 1; inside >= 0; inside--)
        if (has_share(cascade, inside))
            x = figure_key(
                canvas, x, y, inside ? SWATCH_DOT : SWATCH_RING, inside ? INK_STRONG : INK_ACCENT,
                slice_of(word(language, inside ? WORD_IN_CLUSTER : WORD_NOT_IN_CLUSTER)));
    return y + 16;
}

static void fit_scales(struct canvas *canvas, struct spread *spread, double top) {
    const struct cascade *cascade = spread->cascade;
    bool named = cascade->count <= NAMED_ROWS;
    double height = named ? fmax(20, (double) cascade->count * 8.5)
                          : fmin(170, fmax(120, canvas->width * 0.35));
    spread->box = (struct box){6, top, canvas->width - 10, top + height};
    spread->y = (struct scale){0, (double) cascade->count, top, top + height};
    if (named)
        spread->box.left = 6 + NAMES_WIDTH + 6;
    else
        spread->y = figure_value_axis(canvas, &spread->box, (double) cascade->count, true);
    spread->logarithmic = needs_logarithm(cascade);
    double last = fmax(1, seconds_since_first(cascade, cascade->count - 1));
    spread->x = (struct scale){0, spread->logarithmic ? log10(1 + last) : last,
                               spread->box.left + 3, spread->box.right};
}

static double name_time(struct canvas *canvas, const struct spread *spread, double y) {
    enum language language = canvas->look->language;
    char moment[NUMBER_ROOM], text[PHRASE], whole[PHRASE];
    moment_words(moment, language, spread->cascade->shares[0].time);
    bool stretch = spread->cascade->before || spread->cascade->after;
    phrase(text, language, stretch ? WORD_SINCE_CLUSTERS_FIRST : WORD_SINCE_FIRST, moment);
    snprintf(whole, sizeof whole, "%.200s (%s)", text, word(language, WORD_LOG_SCALE));
    struct place place = {.x = spread->box.left, .y = y, .limit = 0};
    canvas_ink(canvas, INK_MUTED, 1);
    if (canvas_measure(canvas, FONT_BODY, slice_of(whole), 0, 1).width >
        canvas->width - 6 - place.x)
        place.x = 6, place.limit = canvas->width - 12, place.lines = 2;
    return y + canvas_text(canvas, &place, FONT_BODY, slice_of(spread->logarithmic ? whole : text))
                   .height;
}

/* Which accounts are not shown, if any. */
static void note_omissions(char out[PHRASE], enum language language,
                           const struct cascade *cascade) {
    char some[NUMBER_ROOM], others[NUMBER_ROOM];
    bool stretch = cascade->before || cascade->after;
    if (!stretch && cascade->accounts <= cascade->count) return;
    count_words(some, language, stretch ? cascade->before : cascade->count);
    count_words(others, language, stretch ? cascade->after : cascade->accounts);
    phrase(out, language, stretch ? WORD_STRETCH : WORD_FIRST_OF, some, others);
}

double draw_cascade(struct canvas *canvas, const struct series *series) {
    struct spread spread = {.cascade = &series->cascade};
    enum language language = canvas->look->language;
    char note[PHRASE] = "";
    if (!spread.cascade->count)
        return figure_of_nothing(
            canvas, &series->study,
            slice_of(figure_title(note, language, &series->study, WORD_CASCADE)), WORD_NO_CASCADE);
    fit_scales(canvas, &spread, cascade_head(canvas, series));
    double end = -1e9;
    (spread.logarithmic ? draw_log_ticks : draw_linear_ticks)(canvas, &spread, &end);
    draw_shares(canvas, &spread);
    if (spread.cascade->count <= NAMED_ROWS)
        draw_names(canvas, &spread);
    else
        list_first(canvas, &spread);
    note_omissions(note, language, spread.cascade);
    double y = name_time(canvas, &spread, spread.box.bottom + 12);
    return figure_foot(canvas, y, &series->study, slice_of(note));
}
