#include "export/canvas.h"

#include "engine/error.h"
#include "export/export.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <fontconfig/fontconfig.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>
#include <stdlib.h>
#include <utf8proc.h>

/* ---- fonts */

struct fonts {
    FcConfig *config;
    PangoFontMap *map;
    PangoContext *context;
};

/* The same glyphs at the same places on every surface: no hints, no rounding to pixels. */
static void lay_out_exactly(PangoContext *context) {
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(context, options);
    cairo_font_options_destroy(options);
    pango_context_set_round_glyph_positions(context, FALSE);
    pango_cairo_context_set_resolution(context, 72);
}

/* A configuration of our own, because the default one complains on stderr where there is none. */
static lockstep_status open_config(FcConfig **out, lockstep_error *err) {
    FcConfig *config = FcConfigCreate();
    if (!config) return fail_memory(err, "fonts");
    *out = config;
    (void) FcConfigParseAndLoad(config, NULL, FcFalse);
    if (!FcConfigBuildFonts(config)) return fail_memory(err, "fonts");
    FcFontSet *found = FcConfigGetFonts(config, FcSetSystem);
    if (!found || !found->nfont)
        return fail(err, LOCKSTEP_EIO, "figures need a font, and none is installed (fontconfig)");
    return LOCKSTEP_OK;
}

lockstep_status fonts_open(struct fonts **out, lockstep_error *err) {
    struct fonts *fonts = calloc(1, sizeof *fonts);
    if (!fonts) return fail_memory(err, "fonts");
    lockstep_status status = open_config(&fonts->config, err);
    if (status != LOCKSTEP_OK) {
        fonts_close(fonts);
        return status;
    }
    fonts->map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(fonts->map), fonts->config);
    fonts->context = pango_font_map_create_context(fonts->map);
    lay_out_exactly(fonts->context);
    *out = fonts;
    return LOCKSTEP_OK;
}

void fonts_close(struct fonts *fonts) {
    if (!fonts) return;
    if (fonts->context) g_object_unref(fonts->context);
    if (fonts->map) g_object_unref(fonts->map);
    if (fonts->config) FcConfigDestroy(fonts->config);
    free(fonts);
}

/* ---- colours: Okabe & Ito's and Tol's, which differ in lightness too */

static const struct colour inks[][2] = {
    [INK_TEXT] = {{0x1A, 0x1A, 0x1A}, {0xF2, 0xF2, 0xF2}},
    [INK_MUTED] = {{0x5F, 0x5F, 0x5F}, {0xA8, 0xAD, 0xB5}},
    [INK_RULE] = {{0xDD, 0xDD, 0xDD}, {0x3A, 0x41, 0x4C}},
    [INK_PAPER] = {{0xFF, 0xFF, 0xFF}, {0x16, 0x1B, 0x22}},
    [INK_EMPTY] = {{0xF2, 0xF2, 0xF2}, {0x21, 0x27, 0x30}},
    [INK_STRONG] = {{0x00, 0x5A, 0x9C}, {0x56, 0xB4, 0xE9}},
    [INK_WEAK] = {{0xA9, 0xC4, 0xDE}, {0x3F, 0x62, 0x80}},
    [INK_ACCENT] = {{0xC7, 0x4A, 0x00}, {0xE6, 0x9F, 0x00}},
    [INK_BAND] = {{0xF0, 0xE4, 0xC0}, {0x3A, 0x36, 0x26}},
};

void canvas_colour(struct canvas *canvas, struct colour colour, double alpha) {
    cairo_set_source_rgba(canvas->cairo, colour.red / 255.0, colour.green / 255.0,
                          colour.blue / 255.0, alpha);
}

void canvas_ink(struct canvas *canvas, enum ink ink, double alpha) {
    canvas_colour(canvas, inks[ink][canvas->look->theme == THEME_SCREEN], alpha);
}

void canvas_heat(struct canvas *canvas, double share) {
    static const struct colour viridis[] = {
        {0x44, 0x01, 0x54}, {0x47, 0x2D, 0x7B}, {0x3B, 0x52, 0x8B},
        {0x2C, 0x72, 0x8E}, {0x21, 0x91, 0x8C}, {0x28, 0xAE, 0x80},
        {0x5E, 0xC9, 0x62}, {0xAD, 0xDC, 0x30}, {0xFD, 0xE7, 0x25}};
    enum { LAST = sizeof viridis / sizeof *viridis - 1 };
    bool screen = canvas->look->theme == THEME_SCREEN;
    double at = LAST * fmin(1, fmax(0, screen ? share : 1 - share));
    size_t low = at >= LAST ? LAST - 1 : (size_t) at;
    double t = at - (double) low;
    const struct colour *a = &viridis[low], *b = a + 1;
    cairo_set_source_rgb(canvas->cairo, ((1 - t) * a->red + t * b->red) / 255,
                         ((1 - t) * a->green + t * b->green) / 255,
                         ((1 - t) * a->blue + t * b->blue) / 255);
}

/* ---- marks */

void canvas_rectangle(struct canvas *canvas, double x, double y, double width, double height) {
    cairo_rectangle(canvas->cairo, x, y, width, height);
    cairo_fill(canvas->cairo);
}

void canvas_line(struct canvas *canvas, double x1, double y1, double x2, double y2, double width) {
    cairo_set_line_width(canvas->cairo, width);
    cairo_move_to(canvas->cairo, x1, y1);
    cairo_line_to(canvas->cairo, x2, y2);
    cairo_stroke(canvas->cairo);
}

void canvas_disc(struct canvas *canvas, double x, double y, double radius) {
    cairo_new_path(canvas->cairo);
    cairo_arc(canvas->cairo, x, y, radius, 0, 2 * G_PI);
    cairo_fill(canvas->cairo);
}

/* ---- pictures */

static const double PICTURE_SCALE = 300 / 72.0;

void canvas_begin_picture(struct canvas *canvas, double top, double bottom) {
    if (canvas->is_picture) return;
    cairo_surface_t *picture =
        cairo_image_surface_create(CAIRO_FORMAT_ARGB32, (int) ceil(canvas->width * PICTURE_SCALE),
                                   (int) ceil((bottom - top) * PICTURE_SCALE));
    canvas->page = canvas->cairo;
    canvas->cairo = cairo_create(picture);
    cairo_surface_destroy(picture);
    cairo_scale(canvas->cairo, PICTURE_SCALE, PICTURE_SCALE);
    cairo_translate(canvas->cairo, 0, -top);
}

void canvas_end_picture(struct canvas *canvas, double top) {
    if (!canvas->page) return;
    cairo_t *page = canvas->page;
    if (cairo_status(canvas->cairo) != CAIRO_STATUS_SUCCESS) canvas->out_of_memory = true;
    cairo_save(page);
    cairo_translate(page, 0, top);
    cairo_scale(page, 1 / PICTURE_SCALE, 1 / PICTURE_SCALE);
    cairo_set_source_surface(page, cairo_get_target(canvas->cairo), 0, 0);
    cairo_paint(page);
    cairo_restore(page);
    cairo_destroy(canvas->cairo);
    canvas->cairo = page;
    canvas->page = NULL;
}

/* ---- text */

static bool is_mark(const utf8proc_property_t *property) {
    return property->category == UTF8PROC_CATEGORY_MN || property->category == UTF8PROC_CATEGORY_ME;
}

/* Overrides and isolates would turn round what stands beside the label; a joiner makes emoji. */
static bool is_left_out(int32_t c, const utf8proc_property_t *property) {
    if (c == 0x200C || c == 0x200D) return false;
    return property->category == UTF8PROC_CATEGORY_CC ||
           property->category == UTF8PROC_CATEGORY_CF ||
           property->category == UTF8PROC_CATEGORY_CO || property->category == UTF8PROC_CATEGORY_CS;
}

static bool is_blank(int32_t c, const utf8proc_property_t *property) {
    if (c == 0xA0 || c == 0x202F) return false; /* no line may end there */
    return (c >= 9 && c <= 13) || property->category == UTF8PROC_CATEGORY_ZS ||
           property->category == UTF8PROC_CATEGORY_ZL || property->category == UTF8PROC_CATEGORY_ZP;
}

size_t label_clean(char *out, size_t size, struct slice text) {
    enum { MARKS = 3 };
    size_t length = 0, marks = 0;
    for (size_t at = 0; at < text.size;) {
        int32_t c;
        utf8proc_ssize_t taken = utf8proc_iterate((const uint8_t *) text.at + at,
                                                  (utf8proc_ssize_t) (text.size - at), &c);
        at += taken > 0 ? (size_t) taken : 1;
        if (taken <= 0) c = 0xFFFD;
        const utf8proc_property_t *property = utf8proc_get_property(c);
        bool blank = is_blank(c, property);
        if (blank && (length == 0 || out[length - 1] == ' ')) continue;
        if (blank) c = ' ';
        if (!blank && is_left_out(c, property)) continue;
        marks = is_mark(property) ? marks + 1 : 0;
        if (marks > MARKS) continue;
        uint8_t bytes[4];
        size_t added = (size_t) utf8proc_encode_char(c, bytes);
        if (length + added + 1 > size) break;
        memcpy(out + length, bytes, added);
        length += added;
    }
    out[length] = '\0';
    return length;
}

static const struct {
    double size;
    PangoWeight weight;
} faces[] = {[FONT_TITLE] = {8.5, PANGO_WEIGHT_BOLD},
             [FONT_BODY] = {6.8, PANGO_WEIGHT_NORMAL},
             [FONT_BOLD] = {6.8, PANGO_WEIGHT_BOLD},
             [FONT_SMALL] = {6, PANGO_WEIGHT_NORMAL}};

static PangoLayout *lay_out(struct canvas *canvas, enum font font, struct slice text, double limit,
                            int lines) {
    char clean[1024];
    size_t length = label_clean(clean, sizeof clean, text);
    PangoLayout *layout = pango_layout_new(canvas->fonts->context);
    PangoFontDescription *description = pango_font_description_new();
    pango_font_description_set_family_static(description, "Noto Sans, DejaVu Sans, Sans");
    pango_font_description_set_weight(description, faces[font].weight);
    pango_font_description_set_absolute_size(description, faces[font].size * PANGO_SCALE);
    pango_layout_set_font_description(layout, description);
    pango_font_description_free(description);
    pango_layout_set_text(layout, clean, (int) length);
    pango_layout_set_single_paragraph_mode(layout, TRUE);
    if (limit > 0) {
        pango_layout_set_width(layout, (int) (limit * PANGO_SCALE));
        pango_layout_set_height(layout, -(lines > 0 ? lines : 1));
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
        pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    }
    return layout;
}

static struct extent extent_of(PangoLayout *layout, double *left) {
    PangoRectangle logical;
    pango_layout_get_extents(layout, NULL, &logical);
    *left = (double) logical.x / PANGO_SCALE;
    return (struct extent){(double) logical.width / PANGO_SCALE,
                           (double) logical.height / PANGO_SCALE};
}

struct extent canvas_measure(struct canvas *canvas, enum font font, struct slice text, double limit,
                             int lines) {
    double left;
    PangoLayout *layout = lay_out(canvas, font, text, limit, lines);
    struct extent extent = extent_of(layout, &left);
    g_object_unref(layout);
    return extent;
}

static struct extent place_layout(struct canvas *canvas, const struct place *place,
                                  PangoLayout *layout) {
    double left;
    struct extent extent = extent_of(layout, &left);
    cairo_move_to(canvas->cairo, place->x - place->across * extent.width - left,
                  place->y - place->down * extent.height);
    return extent;
}

struct extent canvas_text(struct canvas *canvas, const struct place *place, enum font font,
                          struct slice text) {
    PangoLayout *layout = lay_out(canvas, font, text, place->limit, place->lines);
    struct extent extent = place_layout(canvas, place, layout);
    pango_cairo_show_layout(canvas->cairo, layout);
    g_object_unref(layout);
    cairo_new_path(canvas->cairo);
    return extent;
}

void canvas_halo(struct canvas *canvas, const struct place *place, enum font font,
                 struct slice text) {
    PangoLayout *layout = lay_out(canvas, font, text, place->limit, place->lines);
    place_layout(canvas, place, layout);
    pango_cairo_layout_path(canvas->cairo, layout);
    g_object_unref(layout);
    canvas_ink(canvas, INK_PAPER, 0.85);
    cairo_set_line_width(canvas->cairo, 2.2);
    cairo_set_line_join(canvas->cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_stroke(canvas->cairo);
}

/* ---- files */

static cairo_status_t append_bytes(void *buffer, const unsigned char *bytes, unsigned int size) {
    buffer_append(buffer, (struct slice){(const char *) bytes, size});
    return CAIRO_STATUS_SUCCESS;
}

static const double PIXELS_PER_POINT = 200 / 72.0;

static cairo_surface_t *open_surface(struct buffer *out, enum canvas_file file, double width,
                                     double height) {
    if (file == CANVAS_SVG)
        return cairo_svg_surface_create_for_stream(append_bytes, out, width, height);
    if (file == CANVAS_PNG)
        return cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int) ceil(width * PIXELS_PER_POINT),
                                          (int) ceil(height * PIXELS_PER_POINT));
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream(append_bytes, out, width, height);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "lockstep");
    return surface;
}

/* A page of one pixel is for measuring: nothing is painted there. */
struct page {
    cairo_surface_t *surface;
    struct fonts *fonts;
    const struct look *look;
    double scale;  /* units of the surface per point */
    bool is_dots;  /* of dots itself, or for measuring: no pictures within it */
    double height; /* that the drawing took */
    bool out_of_memory;
};

static void draw_page(struct page *page, draw_fn draw, const struct series *series) {
    struct canvas canvas = {.cairo = cairo_create(page->surface),
                            .fonts = page->fonts,
                            .look = page->look,
                            .width = page->look->width,
                            .is_picture = page->is_dots};
    const char *language = page->look->language == LANGUAGE_FRENCH ? "fr" : "en";
    pango_context_set_language(page->fonts->context, pango_language_from_string(language));
    cairo_scale(canvas.cairo, page->scale, page->scale);
    canvas_ink(&canvas, INK_PAPER, 1);
    cairo_paint(canvas.cairo);
    page->height = draw(&canvas, series);
    page->out_of_memory = canvas.out_of_memory;
    cairo_destroy(canvas.cairo);
}

/* ---- SVG that is the same every time, and says what it shows */

/* cairo numbers surfaces through the whole process ("surface143", "image24"): here by their order
 * in the file. */
struct numbering {
    unsigned long *known;
    size_t count, room;
};

static size_t number_of(struct numbering *numbering, unsigned long cairos, bool *failed) {
    size_t i = 0;
    while (i < numbering->count && numbering->known[i] != cairos)
        i++;
    if (i < numbering->count) return i;
    unsigned long *known = grow(numbering->known, &numbering->room, i + 1, sizeof *known);
    if (!known) {
        *failed = true;
        return i;
    }
    numbering->known = known;
    known[numbering->count++] = cairos;
    return i;
}

/* Bytes before the number of a name such as `"surface143` or `#image24` that starts here; else 0.
 */
static size_t before_number(struct slice text) {
    static const char *const names[] = {"\"surface", "#surface", "\"image", "#image"};
    for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
        size_t length = strlen(names[n]);
        if (text.size > length && memcmp(text.at, names[n], length) == 0 &&
            text.at[length] >= '0' && text.at[length] <= '9')
            return length;
    }
    return 0;
}

static void copy_renumbered(struct buffer *out, struct slice svg) {
    struct numbering numbering = {0};
    size_t copied = 0;
    for (size_t at = 0; at < svg.size; at++) {
        if (svg.at[at] != '"' && svg.at[at] != '#') continue;
        size_t length = before_number((struct slice){svg.at + at, svg.size - at});
        if (!length) continue;
        char *end, text[24];
        unsigned long cairos = strtoul(svg.at + at + length, &end, 10);
        snprintf(text, sizeof text, "%zu", number_of(&numbering, cairos, &out->failed));
        buffer_append(out, (struct slice){svg.at + copied, at + length - copied});
        buffer_append(out, slice_of(text));
        copied = (size_t) (end - svg.at);
        at = copied - 1;
    }
    buffer_append(out, (struct slice){svg.at + copied, svg.size - copied});
    free(numbering.known);
}

static void append_escaped(struct buffer *out, struct slice title) {
    char clean[PHRASE];
    size_t length = label_clean(clean, sizeof clean, title);
    for (size_t i = 0; i < length; i++)
        if (clean[i] == '<')
            buffer_append(out, SLICE("&lt;"));
        else if (clean[i] == '&')
            buffer_append(out, SLICE("&amp;"));
        else
            buffer_byte(out, clean[i]);
}

static void finish_svg(struct buffer *out, struct buffer *bytes, struct slice title) {
    buffer_byte(bytes, '\0'); /* for strstr and strtoul */
    if (bytes->failed) return;
    struct slice svg = {bytes->bytes, bytes->size - 1};
    const char *tag = strstr(svg.at, "<svg "), *end = tag ? strchr(tag, '>') : NULL;
    if (!end) return;
    size_t head = (size_t) (end + 1 - svg.at);
    buffer_append(out, (struct slice){svg.at, head});
    buffer_append(out, SLICE("\n<title>"));
    append_escaped(out, title);
    buffer_append(out, SLICE("</title>"));
    copy_renumbered(out, (struct slice){svg.at + head, svg.size - head});
}

/* ---- the file */

static lockstep_status check(cairo_status_t status, bool out_of_memory, lockstep_error *err) {
    if (status == CAIRO_STATUS_NO_MEMORY || out_of_memory) return fail_memory(err, "a figure");
    if (status == CAIRO_STATUS_SUCCESS) return LOCKSTEP_OK;
    return fail(err, LOCKSTEP_EIO, "a figure: %s", cairo_status_to_string(status));
}

/* A first time on a page of one pixel, to learn the height. */
static double measure_page(struct page *page, draw_fn draw, const struct series *series) {
    page->surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1);
    draw_page(page, draw, series);
    cairo_surface_destroy(page->surface);
    return ceil(page->height);
}

static void name_pdf(cairo_surface_t *pdf, struct slice title) {
    char clean[PHRASE];
    label_clean(clean, sizeof clean, title);
    cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_TITLE, clean);
}

lockstep_status canvas_render(struct buffer *out, enum canvas_file file, struct fonts *fonts,
                              const struct look *look, struct slice title, draw_fn draw,
                              const struct series *series, lockstep_error *err) {
    struct buffer bytes = {0};
    struct page page = {.fonts = fonts, .look = look, .scale = 1, .is_dots = true};
    page.surface = open_surface(&bytes, file, look->width, measure_page(&page, draw, series));
    page.is_dots = file == CANVAS_PNG;
    page.scale = file == CANVAS_PNG ? PIXELS_PER_POINT : 1;
    if (file == CANVAS_PDF) name_pdf(page.surface, title);
    draw_page(&page, draw, series);
    cairo_status_t written = CAIRO_STATUS_SUCCESS;
    if (file == CANVAS_PNG)
        written = cairo_surface_write_to_png_stream(page.surface, append_bytes, &bytes);
    cairo_surface_finish(page.surface);
    if (written == CAIRO_STATUS_SUCCESS) written = cairo_surface_status(page.surface);
    cairo_surface_destroy(page.surface);
    if (file == CANVAS_SVG)
        finish_svg(out, &bytes, title);
    else
        buffer_append(out, buffer_slice(&bytes));
    lockstep_status status = check(written, page.out_of_memory || bytes.failed || out->failed, err);
    buffer_release(&bytes);
    return status;
}
