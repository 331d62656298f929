#include "export/report.h"

#include "engine/error.h"
#include "engine/memory.h"
#include "export/dossier_page.h"

#include <stdlib.h>

enum { KEY_RANKS = 30 };

/* ---- clusters */

static void link_cell(struct page *page, const struct dossier *dossier) {
    struct claim number = {0};
    claim_count(&number, dossier->cluster->number);
    page_open(page, PAGE_CELL);
    fprintf(page->voice.out, "<a href=\"%s\">", page->base);
    page_say(page, PHRASE_REPORT_CLUSTER, &number);
    fputs("</a>", page->voice.out);
    page_close(page, PAGE_CELL);
}

/* A cell of one number or moment, as sentences have it. */
static void claim_cell(struct page *page, enum element element, const struct claim *claim) {
    page_open(page, element);
    voice_say(&page->voice, "{0}", claim);
    page_close(page, element);
}

static void say_row(struct page *page) {
    const struct dossier *dossier = page->voice.dossier;
    const struct cluster *cluster = dossier->cluster;
    const struct layer *layer = &dossier->findings->archive->traces.layers[cluster->layer];
    struct claim evidence = {0}, window = {0}, first = {0}, last = {0};
    claim_number(&evidence, cluster->evidence);
    claim_span(&window, layer->window);
    claim_moment(&first, cluster->first_time);
    claim_moment(&last, cluster->last_time);
    page_open(page, PAGE_ROW);
    link_cell(page, dossier);
    page_count_cell(page, cluster->count);
    page_count_cell(page, dossier->habits.posts);
    page_text_cell(page, slice_of(layer->name));
    claim_cell(page, PAGE_NUMBER, &window);
    claim_cell(page, PAGE_NUMBER, &evidence);
    claim_cell(page, PAGE_CELL, &first);
    claim_cell(page, PAGE_CELL, &last);
    page_open(page, PAGE_CELL);
    page_name_finding(page, SAY_SIZE);
    page_name_finding(page, SAY_COSHARES);
    page_name_finding(page, SAY_CHANCE);
    page_close(page, PAGE_CELL);
    page_close(page, PAGE_ROW);
}

static void say_findings(struct page *page) {
    const struct dossier *dossier = page->voice.dossier;
    const struct claim title = dossier_title(dossier);
    fprintf(page->voice.out, "<h3 id=\"cluster-%u\">", dossier->cluster->number);
    page_say(page, PHRASE_TITLE, &title);
    fputs("</h3>\n", page->voice.out);
    page_key_findings(page, KEY_RANKS);
    page_open(page, PAGE_PARAGRAPH);
    page->format->link(page, page->base, page_phrase(page, PHRASE_REPORT_DOSSIER), false);
    page_close(page, PAGE_PARAGRAPH);
}

/* What `say` tells of a dossier, at the end of `to`. */
static lockstep_status take_down(struct buffer *to, const struct dossier *dossier, const char *base,
                                 void (*say)(struct page *), lockstep_error *err) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out) return fail_memory(err, "report.html");
    struct page page = dossier_page(out, dossier, &page_html);
    page.base = base;
    say(&page);
    bool failed = fclose(out) != 0;
    if (!failed) buffer_append(to, (struct slice){text, size});
    free(text);
    return failed || to->failed ? fail_memory(err, "report.html") : LOCKSTEP_OK;
}

lockstep_status report_add(struct report *report, const struct dossier *dossier, const char *folder,
                           lockstep_error *err) {
    char base[64];
    snprintf(base, sizeof base, "%s/dossier.html", folder);
    TRY(take_down(&report->rows, dossier, base, say_row, err));
    return take_down(&report->clusters, dossier, base, say_findings, err);
}

void report_release(struct report *report) {
    buffer_release(&report->rows);
    buffer_release(&report->clusters);
}

/* ---- the page */

static struct claim summary_of(const struct findings *findings) {
    const struct clusters *clusters = findings->clusters;
    const struct posts *posts = &findings->archive->posts;
    struct claim claim = {.from = INT64_MIN, .to = INT64_MIN};
    uint64_t members = 0;
    for (size_t c = 0; c < clusters->kept; c++)
        members += clusters->items[c].count;
    for (uint32_t p = 0; p < posts->count; memory_step(++p)) {
        if (claim.from == INT64_MIN || posts->time[p] < claim.from) claim.from = posts->time[p];
        if (posts->time[p] > claim.to) claim.to = posts->time[p];
    }
    claim_count(&claim, clusters->kept);
    claim_count(&claim, members);
    claim_count(&claim, posts->count);
    claim_count(&claim, findings->archive->accounts.count);
    claim_count(&claim, clusters->count - clusters->kept);
    claim_count(&claim, clusters->significant_pairs);
    return claim;
}

static void write_summary(struct page *page, enum phrase title, const struct claim *summary) {
    bool any = page->findings->clusters->kept > 0;
    page_open(page, PAGE_TITLE);
    page_say(page, title, summary);
    page_close(page, PAGE_TITLE);
    page_open(page, PAGE_PARAGRAPH);
    page_say(page, any ? PHRASE_REPORT_SUMMARY : PHRASE_REPORT_SUMMARY_NONE, summary);
    page_close(page, PAGE_PARAGRAPH);
    page_picture(page, "network", 0);
    page_picture(page, "timeline", 0);
}

static void put_buffer(FILE *out, const struct buffer *buffer) {
    if (buffer->size) fwrite(buffer->bytes, 1, buffer->size, out);
}

static void write_clusters(struct page *page, const struct report *report) {
    if (!report->rows.size) return;
    page_heading(page, "clusters", PHRASE_REPORT_CLUSTERS);
    page_table(page, page_phrase(page, PHRASE_COLUMNS_CLUSTERS));
    put_buffer(page->voice.out, &report->rows);
    page_close(page, PAGE_TABLE);
    page_heading(page, "meaning", PHRASE_HEAD_MEANING);
    page_paragraph(page, PHRASE_MEANING);
    page_heading(page, "findings", PHRASE_HEAD_KEY);
    put_buffer(page->voice.out, &report->clusters);
}

static void write_limits(struct page *page) {
    static const enum phrase limits[] = {PHRASE_LIMIT_SEEN, PHRASE_LIMIT_NULL};
    page_heading(page, "limits", PHRASE_HEAD_LIMITS);
    page_open(page, PAGE_LIST);
    for (size_t i = 0; i < 2; i++) {
        page_open(page, PAGE_ITEM);
        page_words(page, limits[i]);
        page_close(page, PAGE_ITEM);
    }
    page_close(page, PAGE_LIST);
}

static void write_provenance(struct page *page, const struct outputs *outputs) {
    page_heading(page, "provenance", PHRASE_HEAD_PROVENANCE);
    page_inputs(page);
    page_paragraph(page, PHRASE_REPORT_OUTPUTS);
    page_table(page, page_phrase(page, PHRASE_COLUMNS_OUTPUTS));
    for (size_t o = 0; o < outputs->count; o++) {
        page_open(page, PAGE_ROW);
        page_text_cell(page, slice_of(outputs->items[o].name));
        page_text_cell(page, slice_of(outputs->items[o].sha256));
        page_close(page, PAGE_ROW);
    }
    page_close(page, PAGE_TABLE);
}

lockstep_status report_write(FILE *out, const struct report *report,
                             const struct findings *findings, const struct pictures *pictures,
                             const struct outputs *outputs, lockstep_error *err) {
    const struct wording *wording = wording_find(findings->settings->words);
    struct page page = {.voice = {out, wording, NULL, &page_html.script},
                        .format = &page_html,
                        .findings = findings,
                        .pictures = pictures,
                        .base = ""};
    const struct claim summary = summary_of(findings);
    enum phrase title = findings->clusters->kept ? PHRASE_REPORT_TITLE : PHRASE_REPORT_TITLE_NONE;
    page_html.begin(&page, title, &summary);
    write_summary(&page, title, &summary);
    write_clusters(&page, report);
    page_heading(&page, "method", PHRASE_HEAD_METHOD);
    page_paragraph(&page, PHRASE_METHOD);
    page_settings(&page);
    write_limits(&page);
    write_provenance(&page, outputs);
    page_html.end(&page);
    return ferror(out) ? fail_io(err, "report.html") : LOCKSTEP_OK;
}
