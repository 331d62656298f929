/* A page to draw figures on, and the three files that one drawing becomes. Lengths are points (1/72
 * inch) from the top left. cairo and pango live behind this header and the figures' own files. */
#ifndef LOCKSTEP_EXPORT_CANVAS_H
#define LOCKSTEP_EXPORT_CANVAS_H
#include "engine/buffer.h"
#include "export/words.h"

#include <cairo.h>

enum canvas_file { CANVAS_SVG, CANVAS_PDF, CANVAS_PNG, CANVAS_FILES };
enum theme { THEME_PRINT, THEME_SCREEN };

/* How a figure is to look. */
struct look {
    enum theme theme; /* ink on white paper; light on dark */
    enum language language;
    double width; /* of the page, points */
};

/* The fonts of this machine, read once. Owns what one thread draws with. */
struct fonts;
/* EIO where the machine has no font at all. */
LOCKSTEP_MUST_CHECK lockstep_status fonts_open(struct fonts **out, lockstep_error *err);
void fonts_close(struct fonts *fonts);

enum font { FONT_TITLE, FONT_BODY, FONT_BOLD, FONT_SMALL };
enum ink {
    INK_TEXT,
    INK_MUTED,
    INK_RULE,   /* grid lines, frames */
    INK_PAPER,  /* the background */
    INK_EMPTY,  /* a cell or a bar of nothing */
    INK_STRONG, /* what the figure is about */
    INK_WEAK,   /* what it is compared with */
    INK_ACCENT, /* what deserves a look */
    INK_BAND    /* a span of time behind the marks */
};

struct canvas {
    cairo_t *cairo;
    struct fonts *fonts;
    const struct look *look;
    double width;
    bool out_of_memory; /* set by whoever draws */
    /* private */
    cairo_t *page; /* while `cairo` is a picture's */
    bool is_picture;
};

/* Draws from the top of the page and returns how much of its height it took. */
struct series;
typedef double (*draw_fn)(struct canvas *canvas, const struct series *series);

/* Draws `series` into a file's bytes, the same every time. `title` names the picture to programs
 * that read it aloud. EIO where cairo fails. */
LOCKSTEP_MUST_CHECK lockstep_status canvas_render(struct buffer *out, enum canvas_file file,
                                                  struct fonts *fonts, const struct look *look,
                                                  struct slice title, draw_fn draw,
                                                  const struct series *series, lockstep_error *err);

void canvas_ink(struct canvas *canvas, enum ink ink, double alpha);
struct colour;
void canvas_colour(struct canvas *canvas, struct colour colour, double alpha);
/* `share` from 0 to 1: light to dark on paper, dark to light on a screen; the hue runs along
 * viridis, so that neither eye nor grey print confuses two values. */
void canvas_heat(struct canvas *canvas, double share);
void canvas_rectangle(struct canvas *canvas, double x, double y, double width, double height);
void canvas_line(struct canvas *canvas, double x1, double y1, double x2, double y2, double width);
void canvas_disc(struct canvas *canvas, double x, double y, double radius);

/* What is drawn between these, from `top` to `bottom` over the page's width, is one picture of 300
 * dots an inch in SVG and PDF: many thousands of marks take less room so. */
void canvas_begin_picture(struct canvas *canvas, double top, double bottom);
void canvas_end_picture(struct canvas *canvas, double top);

/* Where a text stands: (x, y) is the point of it that lies `across` of its width from its left and
 * `down` of its height from its top. */
struct place {
    double x, y, across, down;
    double limit; /* no wider than this: wrapped to `lines`, the rest "…"; 0: one line, any width */
    int lines;
};
struct extent {
    double width, height;
};
/* Any bytes: what is no text, or would disturb its neighbours, is left out or replaced. */
struct extent canvas_text(struct canvas *canvas, const struct place *place, enum font font,
                          struct slice text);
struct extent canvas_measure(struct canvas *canvas, enum font font, struct slice text, double limit,
                             int lines);
/* Behind a label that stands on marks. */
void canvas_halo(struct canvas *canvas, const struct place *place, enum font font,
                 struct slice text);

/* A text as labels show it, ended by a NUL: valid UTF-8, no controls, no overrides of direction, at
 * most three marks on a letter, white space as one blank, `size` - 1 bytes at most. Returns its
 * length. */
size_t label_clean(char *out, size_t size, struct slice text);
#endif
