/* Pages for people: one content, told once, and written as Markdown or as HTML. What a page says
 * comes from the wording of its language; what a format adds is here. Write errors stay in the
 * FILE. */
#ifndef LOCKSTEP_EXPORT_PAGE_H
#define LOCKSTEP_EXPORT_PAGE_H
#include "engine/buffer.h"
#include "export/export.h"
#include "export/wording.h"
#include "export/words.h"

/* Figures of a cluster or of the case as they were drawn, to be shown within a page. */
enum { PICTURES = 8 };
struct pictures {
    struct picture {
        const char *name; /* of the figure: "timeline" */
        struct buffer svg;
    } items[PICTURES];
    size_t count;
};
/* Takes a copy; ENOMEM. `name` lives as long as the pictures. */
LOCKSTEP_MUST_CHECK lockstep_status pictures_add(struct pictures *pictures, const char *name,
                                                 struct slice svg, lockstep_error *err);
void pictures_clear(struct pictures *pictures);
void pictures_release(struct pictures *pictures);

enum element {
    PAGE_TITLE,
    PAGE_PARAGRAPH,
    PAGE_LIST,
    PAGE_ITEM,
    PAGE_STEPS, /* a list in which the order counts */
    PAGE_STEP,
    PAGE_TABLE,
    PAGE_HEAD, /* the row of headings */
    PAGE_HEAD_CELL,
    PAGE_HEAD_NUMBER, /* of a column of numbers */
    PAGE_ROW,
    PAGE_CELL,
    PAGE_NUMBER,
    ELEMENT_COUNT
};

enum mention { NAMED, TOLD, PROVEN };

struct page;
struct page_format {
    struct script script;
    struct {
        const char *open, *close;
    } elements[ELEMENT_COUNT];
    /* The head of a document with its title, and its end. */
    void (*begin)(struct page *page, enum phrase title, const struct claim *claim);
    void (*end)(struct page *page);
    void (*heading)(struct page *page, const char *key, const char *words, unsigned level);
    /* The links to the headings, between two calls of `contents`; NULL: the format has none. */
    void (*contents)(struct page *page, bool begin);
    void (*link)(struct page *page, const char *to, const char *words, bool after);
    /* "F12" where it is only named, where it is told, or told with its evidence on the page. */
    void (*finding)(struct page *page, size_t id, enum mention mention);
    void (*picture)(struct page *page, const struct picture *picture, const char *title);
    /* Begins the paragraph that names what is behind a finding. NULL: the format has none. */
    void (*evidence)(struct page *page, size_t id);
};
extern const struct page_format page_markdown, page_html;

struct page {
    struct voice voice;
    const struct page_format *format;
    const struct findings *findings;
    const struct pictures *pictures;
    const char *base; /* the page on which findings are told; "" for this one */
    bool in_cell;
    uint64_t numbers; /* bit i: column i of the table at hand holds numbers */
    unsigned columns;
};

void page_open(struct page *page, enum element element);
void page_close(struct page *page, enum element element);
/* A phrase of the wording, with the numbers of a claim if it has any. */
void page_words(struct page *page, enum phrase phrase);
void page_say(struct page *page, enum phrase phrase, const struct claim *claim);
void page_paragraph(struct page *page, enum phrase phrase);
void page_heading(struct page *page, const char *key, enum phrase phrase);
/* "A|B|#C": a table begins, of which C are numbers. */
void page_table(struct page *page, const char *headings);
void page_count_cell(struct page *page, uint64_t count);
void page_text_cell(struct page *page, struct slice text);
/* The figure of that name where the page has it. */
void page_picture(struct page *page, const char *name, uint32_t cluster);

/* What pages of a cluster and of the case have in common. */
void page_settings(struct page *page);
void page_inputs(struct page *page);
static inline enum language page_language(const struct page *page) {
    return strcmp(page->voice.wording->language, "fr") == 0 ? LANGUAGE_FRENCH : LANGUAGE_ENGLISH;
}
static inline const char *page_phrase(const struct page *page, enum phrase phrase) {
    return page->voice.wording->phrases[phrase];
}
enum { PAGE_NAME_LIMIT = 60, PAGE_TEXT_LIMIT = 240 };
#endif
