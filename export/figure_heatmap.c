/* Posts by hour and weekday, with their sums beside: when somebody is at work. */
#include "export/figure.h"

#include <math.h>

struct grid {
    const struct heatmap *heatmap;
    struct box box;
    double side, tall; /* of a cell */
    uint32_t most;
    uint64_t by_day[7], by_hour[24];
};

static void add_up(struct grid *grid) {
    for (size_t day = 0; day < 7; day++)
        for (size_t hour = 0; hour < 24; hour++) {
            uint32_t posts = grid->heatmap->posts[day][hour];
            grid->by_day[day] += posts, grid->by_hour[hour] += posts;
            if (posts > grid->most) grid->most = posts;
        }
}

static uint64_t largest(const uint64_t *sums, size_t count) {
    uint64_t most = 1;
    for (size_t i = 0; i < count; i++)
        most = sums[i] > most ? sums[i] : most;
    return most;
}

static void draw_cells(struct canvas *canvas, const struct grid *grid) {
    for (size_t day = 0; day < 7; day++)
        for (size_t hour = 0; hour < 24; hour++) {
            uint32_t posts = grid->heatmap->posts[day][hour];
            if (posts)
                canvas_heat(canvas, (double) posts / grid->most);
            else
                canvas_ink(canvas, INK_EMPTY, 1);
            canvas_rectangle(canvas, grid->box.left + (double) hour * grid->side,
                             grid->box.top + (double) day * grid->tall, grid->side - 0.6,
                             grid->tall - 0.6);
        }
}

/* Every third hour has a name. */
static void name_rows_and_columns(struct canvas *canvas, const struct grid *grid) {
    canvas_ink(canvas, INK_MUTED, 1);
    for (int day = 0; day < 7; day++) {
        struct place place = {.x = grid->box.left - 4,
                              .y = grid->box.top + (day + 0.5) * grid->tall,
                              .across = 1,
                              .down = 0.5};
        canvas_text(canvas, &place, FONT_BODY,
                    slice_of(word(canvas->look->language, (enum word)(WORD_MONDAY + day))));
    }
    for (int hour = 0; hour < 24; hour += 3) {
        char text[NUMBER_ROOM];
        snprintf(text, sizeof text, "%02d", hour);
        struct place place = {.x = grid->box.left + (hour + 0.5) * grid->side,
                              .y = grid->box.bottom + 1,
                              .across = 0.5};
        canvas_text(canvas, &place, FONT_BODY, slice_of(text));
    }
}

static void draw_sums(struct canvas *canvas, const struct grid *grid, double room) {
    uint64_t most = largest(grid->by_hour, 24);
    canvas_ink(canvas, INK_MUTED, 0.6);
    for (size_t hour = 0; hour < 24; hour++) {
        double height = (room - 3) * (double) grid->by_hour[hour] / (double) most;
        canvas_rectangle(canvas, grid->box.left + (double) hour * grid->side,
                         grid->box.top - 2 - height, grid->side - 0.6, height);
    }
    most = largest(grid->by_day, 7);
    for (size_t day = 0; day < 7; day++) {
        double width = (room - 3) * (double) grid->by_day[day] / (double) most;
        canvas_rectangle(canvas, grid->box.right + 2, grid->box.top + (double) day * grid->tall,
                         width, grid->tall - 0.6);
    }
}

/* What the shades mean: from 1 to the most. */
static double draw_shades(struct canvas *canvas, const struct grid *grid, double y) {
    enum { SHADES = 40 };
    double width = 80, x = grid->box.right - width;
    char text[NUMBER_ROOM];
    for (int i = 0; i < SHADES; i++) {
        canvas_heat(canvas, (double) i / (SHADES - 1));
        canvas_rectangle(canvas, x + i * width / SHADES, y + 2, width / SHADES + (i + 1 < SHADES),
                         5);
    }
    canvas_ink(canvas, INK_MUTED, 1);
    struct place low = {.x = x - 3, .y = y + 4.5, .across = 1, .down = 0.5};
    canvas_text(canvas, &low, FONT_BODY, SLICE("1"));
    struct place high = {.x = grid->box.right + 3, .y = y + 4.5, .down = 0.5};
    canvas_text(canvas, &high, FONT_BODY,
                slice_of(count_words(text, canvas->look->language, grid->most)));
    struct place hour = {.x = grid->box.left, .y = y + 4.5, .down = 0.5};
    canvas_text(canvas, &hour, FONT_BODY, slice_of(word(canvas->look->language, WORD_HOUR)));
    return y + 10;
}

double draw_heatmap(struct canvas *canvas, const struct series *series) {
    struct grid grid = {.heatmap = &series->heatmap};
    char title[PHRASE], unit[PHRASE], zone[64];
    figure_title(title, canvas->look->language, &series->study, WORD_HEATMAP);
    add_up(&grid);
    if (!grid.most)
        return figure_of_nothing(canvas, &series->study, slice_of(title), WORD_NO_POSTS);
    label_clean(zone, sizeof zone, series->study.zone);
    double top =
        figure_head(canvas, slice_of(title),
                    slice_of(phrase(unit, canvas->look->language, WORD_HEATMAP_UNIT, zone)));
    double room = fmin(28, canvas->width * 0.1);
    grid.box = (struct box){26, top + room, canvas->width - 6 - room, 0};
    grid.side = (grid.box.right - grid.box.left) / 24;
    grid.tall = fmin(grid.side * 1.25, 15);
    grid.box.bottom = grid.box.top + 7 * grid.tall;
    draw_cells(canvas, &grid);
    name_rows_and_columns(canvas, &grid);
    draw_sums(canvas, &grid, room);
    return figure_foot(canvas, draw_shades(canvas, &grid, grid.box.bottom + 12), &series->study,
                       SLICE(""));
}
