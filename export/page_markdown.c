/* Pages as Markdown: CommonMark with GitHub's tables. */
#include "export/markdown.h"
#include "export/page.h"

static void words(FILE *out, struct slice text) {
    fwrite(text.at, 1, text.size, out);
}

static void begin(struct page *page, enum phrase title, const struct claim *claim) {
    (void) page, (void) title, (void) claim;
}

static void end(struct page *page) {
    (void) page;
}

static void heading(struct page *page, const char *key, const char *text, unsigned level) {
    (void) key;
    fprintf(page->voice.out, "\n%.*s %s\n\n", (int) level, "######", text);
}

static void finding(struct page *page, size_t id, enum mention mention) {
    (void) mention;
    fprintf(page->voice.out, page->in_cell ? "F%zu" : " [F%zu]", id);
}

static void picture(struct page *page, const struct picture *picture, const char *title) {
    fprintf(page->voice.out, "\n![%s](figures/%s.svg)\n", title, picture->name);
}

const struct page_format page_markdown = {.script = {markdown_text, words},
                                          .elements = {[PAGE_TITLE] = {"# ", "\n\n"},
                                                       [PAGE_PARAGRAPH] = {"", "\n"},
                                                       [PAGE_LIST] = {"", ""},
                                                       [PAGE_ITEM] = {"- ", "\n"},
                                                       [PAGE_STEPS] = {"", ""},
                                                       [PAGE_STEP] = {"1. ", "\n"},
                                                       [PAGE_TABLE] = {"\n", "\n"},
                                                       [PAGE_HEAD] = {"", "|\n"},
                                                       [PAGE_HEAD_CELL] = {"| ", " "},
                                                       [PAGE_HEAD_NUMBER] = {"| ", " "},
                                                       [PAGE_ROW] = {"", "|\n"},
                                                       [PAGE_CELL] = {"| ", " "},
                                                       [PAGE_NUMBER] = {"| ", " "}},
                                          .begin = begin,
                                          .end = end,
                                          .heading = heading,
                                          .finding = finding,
                                          .picture = picture};
