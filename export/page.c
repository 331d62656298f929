#include "export/page.h"

#include "engine/error.h"
#include "engine/settings.h"
#include "export/dossier.h"
#include "export/figure.h"

lockstep_status pictures_add(struct pictures *pictures, const char *name, struct slice svg,
                             lockstep_error *err) {
    if (pictures->count == PICTURES) return LOCKSTEP_OK;
    struct picture *picture = &pictures->items[pictures->count++];
    picture->name = name;
    buffer_append(&picture->svg, svg);
    return picture->svg.failed ? fail_memory(err, "figures") : LOCKSTEP_OK;
}

void pictures_clear(struct pictures *pictures) {
    for (size_t i = 0; i < pictures->count; i++)
        buffer_clear(&pictures->items[i].svg);
    pictures->count = 0;
}

void pictures_release(struct pictures *pictures) {
    for (size_t i = 0; i < PICTURES; i++)
        buffer_release(&pictures->items[i].svg);
    pictures->count = 0;
}

void page_open(struct page *page, enum element element) {
    if (element == PAGE_HEAD) page->columns = 0, page->numbers = 0;
    if (element == PAGE_HEAD_NUMBER) page->numbers |= UINT64_C(1) << (page->columns & 63);
    if (element == PAGE_HEAD_NUMBER || element == PAGE_HEAD_CELL) page->columns++;
    page->in_cell = element == PAGE_CELL;
    fputs(page->format->elements[element].open, page->voice.out);
}

void page_close(struct page *page, enum element element) {
    fputs(page->format->elements[element].close, page->voice.out);
    if (element != PAGE_HEAD || page->format != &page_markdown) return;
    for (unsigned c = 0; c < page->columns; c++)
        fputs(page->numbers >> (c & 63) & 1 ? "|--:" : "|---", page->voice.out);
    fputs("|\n", page->voice.out);
}

void page_words(struct page *page, enum phrase phrase) {
    page->voice.script->words(page->voice.out, slice_of(page_phrase(page, phrase)));
}

void page_say(struct page *page, enum phrase phrase, const struct claim *claim) {
    voice_say(&page->voice, page_phrase(page, phrase), claim);
}

void page_paragraph(struct page *page, enum phrase phrase) {
    page_open(page, PAGE_PARAGRAPH);
    page_words(page, phrase);
    page_close(page, PAGE_PARAGRAPH);
}

void page_heading(struct page *page, const char *key, enum phrase phrase) {
    page->format->heading(page, key, page_phrase(page, phrase), 2);
}

void page_table(struct page *page, const char *headings) {
    page_open(page, PAGE_TABLE);
    page_open(page, PAGE_HEAD);
    for (const char *at = headings; *at; at += strcspn(at, "|"), at += *at == '|') {
        bool number = *at == '#';
        enum element cell = number ? PAGE_HEAD_NUMBER : PAGE_HEAD_CELL;
        page_open(page, cell);
        page->voice.script->words(page->voice.out,
                                  (struct slice){at + number, strcspn(at + number, "|")});
        page_close(page, cell);
    }
    page_close(page, PAGE_HEAD);
}

void page_count_cell(struct page *page, uint64_t count) {
    char number[NUMBER_WORDS];
    page_open(page, PAGE_NUMBER);
    fputs(word_count(number, page->voice.wording, count), page->voice.out);
    page_close(page, PAGE_NUMBER);
}

void page_text_cell(struct page *page, struct slice text) {
    page_open(page, PAGE_CELL);
    page->voice.script->text(page->voice.out, text, PAGE_TEXT_LIMIT);
    page_close(page, PAGE_CELL);
}

void page_picture(struct page *page, const char *name, uint32_t cluster) {
    const struct study study = {.cluster = cluster};
    char title[PHRASE];
    for (size_t i = 0; page->pictures && i < page->pictures->count; i++) {
        const struct picture *picture = &page->pictures->items[i];
        if (strcmp(picture->name, name) != 0) continue;
        for (size_t f = 0; f < figure_count; f++)
            if (strcmp(figures[f].name, name) == 0)
                page->format->picture(
                    page, picture,
                    figure_title(title, page_language(page), &study, figures[f].title));
    }
}

void page_settings(struct page *page) {
    const struct lockstep_settings *settings = page->findings->settings;
    const lockstep_setting *table = lockstep_settings_table();
    page_table(page, page_phrase(page, PHRASE_COLUMNS_SETTINGS));
    for (size_t row = 0; table[row].name; row++) {
        const char *value = settings_value(settings, row);
        if (!setting_matters(settings, &table[row]) || !value || !*value) continue;
        page_open(page, PAGE_ROW);
        page_text_cell(page, slice_of(table[row].name));
        page_text_cell(page, slice_of(value));
        page_close(page, PAGE_ROW);
    }
    page_close(page, PAGE_TABLE);
}

void page_inputs(struct page *page) {
    const struct sources *sources = &page->findings->archive->sources;
    page_open(page, PAGE_PARAGRAPH);
    fprintf(page->voice.out, "%s %s.", page_phrase(page, PHRASE_MADE_BY), lockstep_version());
    page_close(page, PAGE_PARAGRAPH);
    page_table(page, page_phrase(page, PHRASE_COLUMNS_INPUTS));
    for (size_t i = 0; i < sources->count; i++) {
        const struct source *source = sources->items[i];
        const struct tally *tally = &source->tally;
        page_open(page, PAGE_ROW);
        page_text_cell(page, source_name(source));
        page_text_cell(page, slice_of(source->sha256));
        page_text_cell(page, slice_of(source->format ? source->format : "–"));
        page_count_cell(page, tally->read);
        page_count_cell(page, tally->used);
        page_count_cell(page, tally->duplicates);
        page_count_cell(page, tally->filtered);
        page_count_cell(page, tally_rejected(tally));
        page_close(page, PAGE_ROW);
    }
    page_close(page, PAGE_TABLE);
}
