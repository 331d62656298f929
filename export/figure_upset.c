/* Who took part in which campaigns (Lex et al. 2014): a column a set, its bar above the dots that
 * name its campaigns. */
#include "export/figure.h"

#include <math.h>

static const double ROW = 10;

/* Of the texts of one column, the widest. */
static double widest_name(struct canvas *canvas, const struct upset *upset) {
    double widest = 0;
    for (size_t c = 0; c < upset->count; c++)
        widest = fmax(widest, canvas_measure(canvas, FONT_BODY, upset->names[c], 0, 1).width);
    return widest;
}

static double widest_size(struct canvas *canvas, const struct upset *upset) {
    double widest = 0;
    char count[NUMBER_ROOM];
    for (size_t c = 0; c < upset->count; c++) {
        count_words(count, canvas->look->language, upset->sizes[c]);
        widest = fmax(widest, canvas_measure(canvas, FONT_BODY, slice_of(count), 0, 1).width);
    }
    return widest;
}

/* Where the bars may begin: behind names and sizes, which take two fifths of the page, or what few
 * sets leave them. */
static double bars_begin(struct canvas *canvas, const struct upset *upset, double sizes) {
    double most = fmax(0.42 * canvas->width, canvas->width - 8 - 26 * (double) upset->set_count);
    return fmin(most, 8 + widest_name(canvas, upset) + 6 + sizes + 5);
}

/* How many sets fit beside the names. */
static size_t columns_of(double room, const struct upset *upset) {
    size_t most = (size_t) (room / 11);
    return upset->set_count < most ? upset->set_count : most;
}

struct upset_page {
    const struct upset *upset;
    struct box bars;
    double rows;  /* top of the dots */
    double step;  /* from one column to the next */
    double sizes; /* room for the campaigns' sizes */
    size_t columns;
};

static double column_at(const struct upset_page *page, size_t set) {
    return page->bars.left + ((double) set + 0.5) * page->step;
}

static void draw_bars(struct canvas *canvas, const struct upset_page *page,
                      const struct scale *scale) {
    double width = fmin(page->step - 2, 14);
    for (size_t s = 0; s < page->columns; s++) {
        char text[NUMBER_ROOM];
        double x = column_at(page, s), top = scale_at(scale, page->upset->sets[s].accounts);
        canvas_ink(canvas, page->upset->sets[s].campaigns ? INK_STRONG : INK_WEAK, 1);
        canvas_rectangle(canvas, x - width / 2, top, width, page->bars.bottom - top);
        canvas_ink(canvas, INK_TEXT, 1);
        struct place place = {.x = x, .y = top, .across = 0.5, .down = 1};
        count_words(text, canvas->look->language, page->upset->sets[s].accounts);
        if (canvas_measure(canvas, FONT_SMALL, slice_of(text), 0, 1).width < page->step + 4)
            canvas_text(canvas, &place, FONT_SMALL, slice_of(text));
    }
}

static void draw_names(struct canvas *canvas, const struct upset_page *page) {
    for (size_t c = 0; c < page->upset->count; c++) {
        char count[NUMBER_ROOM];
        double y = page->rows + (double) c * ROW;
        if (c % 2 == 0) {
            canvas_ink(canvas, INK_EMPTY, 1);
            canvas_rectangle(canvas, 6, y, page->bars.right - 6, ROW);
        }
        struct place name = {.x = 8,
                             .y = y + ROW / 2,
                             .down = 0.5,
                             .limit = page->bars.left - 5 - page->sizes - 5 - 8,
                             .lines = 1};
        canvas_ink(canvas, INK_TEXT, 1);
        canvas_text(canvas, &name, FONT_BODY, page->upset->names[c]);
        struct place size = {.x = page->bars.left - 5, .y = y + ROW / 2, .across = 1, .down = 0.5};
        canvas_ink(canvas, INK_MUTED, 1);
        canvas_text(canvas, &size, FONT_BODY,
                    slice_of(count_words(count, canvas->look->language, page->upset->sizes[c])));
    }
}

static void draw_dots(struct canvas *canvas, const struct upset_page *page) {
    double radius = fmin(2.8, page->step / 3);
    for (size_t s = 0; s < page->columns; s++) {
        double x = column_at(page, s), first = -1, last = -1;
        for (size_t c = 0; c < page->upset->count; c++) {
            bool part = page->upset->sets[s].campaigns >> c & 1;
            double y = page->rows + ((double) c + 0.5) * ROW;
            canvas_ink(canvas, part ? INK_STRONG : INK_RULE, 1);
            canvas_disc(canvas, x, y, part ? radius : radius * 0.6);
            if (part && first < 0) first = y;
            if (part) last = y;
        }
        canvas_ink(canvas, INK_STRONG, 1);
        if (last > first) canvas_line(canvas, x, first, x, last, 1.2);
    }
}

static uint32_t left_out(const struct upset_page *page) {
    uint32_t accounts = page->upset->accounts;
    for (size_t s = 0; s < page->columns; s++)
        accounts -= page->upset->sets[s].accounts;
    return accounts;
}

double draw_upset(struct canvas *canvas, const struct series *series) {
    const struct upset *upset = &series->upset;
    enum language language = canvas->look->language;
    char title[PHRASE], note[PHRASE] = "";
    figure_title(title, language, &series->study, WORD_UPSET);
    if (!upset->count || !upset->set_count)
        return figure_of_nothing(canvas, &series->study, slice_of(title), WORD_NO_CAMPAIGNS);
    double top = figure_head(canvas, slice_of(title), slice_of(word(language, WORD_UPSET_UNIT)));
    struct upset_page page = {.upset = upset, .sizes = widest_size(canvas, upset)};
    page.bars = (struct box){0, top + 8, canvas->width - 8, top + 88};
    double room = figure_value_room(canvas, &page.bars, upset->sets[0].accounts, true);
    double begin = fmax(6 + room, bars_begin(canvas, upset, page.sizes));
    page.columns = columns_of(page.bars.right - begin, upset);
    page.step = fmin(26, (page.bars.right - begin) / (double) page.columns);
    page.bars.left = begin - room;
    page.bars.right = begin + page.step * (double) page.columns;
    struct scale scale = figure_value_axis(canvas, &page.bars, upset->sets[0].accounts, true);
    page.rows = page.bars.bottom + 6;
    draw_bars(canvas, &page, &scale);
    draw_names(canvas, &page);
    draw_dots(canvas, &page);
    if (left_out(&page)) counted(note, language, WORD_SETS_LEFT_OUT, left_out(&page));
    return figure_foot(canvas, page.rows + (double) upset->count * ROW, &series->study,
                       slice_of(note));
}
