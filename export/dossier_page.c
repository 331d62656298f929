/* A dossier for reading: sentences first, then tables. Every sentence with a number is a claim of
 * the ledger, and carries its id. The page is a list of blocks, which templates name too. */
#include "export/dossier_page.h"

#include "engine/error.h"
#include "export/findings.h"
#include "export/markdown.h"

enum { KEY_RANKS = 30 };

#define DATE(day) date_format((char[DATE_TEXT]){0}, day)

static size_t finding_id(const struct dossier *dossier, const struct claim *claim) {
    return (size_t) (claim - dossier->ledger.claims) + 1;
}

static enum mention mention_of(const struct claim *claim) {
    return claim->post_count || claim->account_count ? PROVEN : TOLD;
}

static void sentence(struct page *page, const struct claim *claim, enum mention mention) {
    voice_sentence(&page->voice, claim);
    page->format->finding(page, finding_id(page->voice.dossier, claim), mention);
}

/* ---- claims */

/* The next "heading=cell" line; false at the end. */
static bool next_column(const char **at, struct slice *head, struct slice *cell) {
    if (!**at) return false;
    size_t size = strcspn(*at, "\n"), name = strcspn(*at, "=");
    *head = (struct slice){*at, name};
    *cell = (struct slice){*at + name + 1, size - name - 1};
    *at += size + ((*at)[size] == '\n');
    return true;
}

static void table_head(struct page *page, const char *columns, const struct claim *claim) {
    struct slice head, cell;
    page_open(page, PAGE_TABLE);
    page_open(page, PAGE_HEAD);
    for (const char *at = columns; next_column(&at, &head, &cell);) {
        enum element element = voice_counts(cell, claim) ? PAGE_HEAD_NUMBER : PAGE_HEAD_CELL;
        page_open(page, element);
        page->voice.script->words(page->voice.out, head);
        page_close(page, element);
    }
    page_open(page, PAGE_HEAD_CELL);
    page_close(page, PAGE_HEAD_CELL);
    page_close(page, PAGE_HEAD);
}

static void table_row(struct page *page, const char *columns, const struct claim *claim) {
    struct slice head, cell;
    page_open(page, PAGE_ROW);
    for (const char *at = columns; next_column(&at, &head, &cell);) {
        enum element element = voice_counts(cell, claim) ? PAGE_NUMBER : PAGE_CELL;
        char text[128];
        snprintf(text, sizeof text, "%.*s", (int) cell.size, cell.at);
        page_open(page, element);
        voice_say(&page->voice, text, claim);
        page_close(page, element);
    }
    page_open(page, PAGE_CELL);
    page->format->finding(page, finding_id(page->voice.dossier, claim), mention_of(claim));
    page_close(page, PAGE_CELL);
    page_close(page, PAGE_ROW);
}

/* What claims stand in as they are written one after the other: a list, the table of a statement,
 * or neither. */
struct flow {
    bool list;
    enum statement table; /* STATEMENT_COUNT: none */
};

static void flow_to(struct page *page, struct flow *flow, bool list, const struct claim *claim) {
    const char *const *columns = page->voice.wording->columns;
    enum statement table = list || !claim ? STATEMENT_COUNT : claim->statement;
    if (flow->list && !list) page_close(page, PAGE_LIST);
    if (flow->table != table && flow->table != STATEMENT_COUNT) page_close(page, PAGE_TABLE);
    if (!flow->list && list) page_open(page, PAGE_LIST);
    if (flow->table != table && table != STATEMENT_COUNT) table_head(page, columns[table], claim);
    *flow = (struct flow){list, table};
}

void page_claims(struct page *page, claim_filter holds, const void *data) {
    const struct ledger *ledger = &page->voice.dossier->ledger;
    struct flow flow = {false, STATEMENT_COUNT};
    for (size_t i = 0; i < ledger->count; i++) {
        const struct claim *claim = &ledger->claims[i];
        const char *columns = page->voice.wording->columns[claim->statement];
        if (!holds(claim, data)) continue;
        flow_to(page, &flow, !columns, claim);
        if (columns) {
            table_row(page, columns, claim);
            continue;
        }
        page_open(page, PAGE_ITEM);
        sentence(page, claim, mention_of(claim));
        page_close(page, PAGE_ITEM);
    }
    flow_to(page, &flow, false, NULL);
}

/* Captions aside: they stand with their tables. */
static bool in_section(const struct claim *claim, const void *section) {
    if (claim->statement == SAY_HOURLY || claim->statement == SAY_DAILY) return false;
    return statement_section(claim->statement) == *(const enum section *) section;
}

/* ---- the beginning */

void page_name_finding(struct page *page, enum statement statement) {
    const struct dossier *dossier = page->voice.dossier;
    const struct claim *claim = ledger_first(&dossier->ledger, statement);
    if (claim) page->format->finding(page, finding_id(dossier, claim), NAMED);
}

struct claim dossier_title(const struct dossier *dossier) {
    const struct cluster *cluster = dossier->cluster;
    struct claim title = {.from = cluster->first_time, .to = cluster->last_time};
    claim_count(&title, cluster->number);
    claim_count(&title, cluster->count);
    return title;
}

static void write_title(struct page *page, enum section section) {
    (void) section;
    struct claim title = dossier_title(page->voice.dossier);
    page_say(page, PHRASE_TITLE, &title);
}

static void write_introduction(struct page *page, enum section section) {
    (void) section;
    const struct dossier *dossier = page->voice.dossier;
    const struct cluster *cluster = dossier->cluster;
    const struct layer *layer = &dossier->findings->archive->traces.layers[cluster->layer];
    struct claim claim = {.from = cluster->first_time, .to = cluster->last_time};
    claim_phrase(&claim, (enum phrase)(PHRASE_DEED_OBJECT + layer->trace));
    claim_span(&claim, layer->window);
    claim_name(&claim, slice_of(dossier->all->zone));
    claim_count(&claim, cluster->count);
    page_open(page, PAGE_PARAGRAPH);
    page_say(page, PHRASE_SUMMARY, &claim);
    page_name_finding(page, SAY_SIZE);
    page_name_finding(page, SAY_COSHARES);
    putc(' ', page->voice.out);
    page_say(page, PHRASE_INTRODUCTION, &claim);
    page_close(page, PAGE_PARAGRAPH);
}

static void key_finding(struct page *page, const struct claim *claim) {
    static const enum phrase standings[] = {PHRASE_OBSERVED, PHRASE_COMPUTED, PHRASE_ASSESSED};
    char standing[PHRASE_TEXT];
    snprintf(standing, sizeof standing, " *%s.*",
             page_phrase(page, standings[statement_standing(claim->statement)]));
    page_open(page, PAGE_STEP);
    sentence(page, claim, NAMED);
    page->voice.script->words(page->voice.out, slice_of(standing));
    page_close(page, PAGE_STEP);
}

/* Each campaign that was given has its sentence; of other statements one speaks for all. */
static void key_findings_of(struct page *page, enum statement statement) {
    const struct dossier *dossier = page->voice.dossier;
    const struct ledger *ledger = &dossier->ledger;
    bool each = statement == SAY_PARTICIPATION && dossier->campaigns->given;
    const struct claim *key = each ? NULL : ledger_key(ledger, statement);
    for (size_t i = 0; i < ledger->count && each; i++)
        if (ledger->claims[i].statement == statement && !claim_is_of_nothing(&ledger->claims[i]))
            key_finding(page, &ledger->claims[i]);
    if (key) key_finding(page, key);
}

void page_key_findings(struct page *page, unsigned ranks) {
    page_open(page, PAGE_STEPS);
    for (unsigned rank = 1; rank <= ranks; rank++)
        for (int s = 0; s < STATEMENT_COUNT; s++)
            if (statement_rank((enum statement) s) == rank)
                key_findings_of(page, (enum statement) s);
    page_close(page, PAGE_STEPS);
}

static void write_key_findings(struct page *page, enum section section) {
    (void) section;
    page_key_findings(page, KEY_RANKS);
}

static void write_meaning(struct page *page, enum section section) {
    (void) section;
    page_paragraph(page, PHRASE_MEANING);
}

/* ---- when */

/* A claim that stands above a table and carries its numbers; false where there is none. */
static bool caption(struct page *page, enum statement statement) {
    const struct claim *claim = ledger_first(&page->voice.dossier->ledger, statement);
    if (!claim) return false;
    page_open(page, PAGE_PARAGRAPH);
    sentence(page, claim, mention_of(claim));
    page_close(page, PAGE_PARAGRAPH);
    return true;
}

static void hour_cell(struct page *page, uint32_t posts) {
    if (posts) {
        page_count_cell(page, posts);
        return;
    }
    page_open(page, PAGE_NUMBER);
    fputs("·", page->voice.out);
    page_close(page, PAGE_NUMBER);
}

static void write_hours(struct page *page) {
    const struct dossier *dossier = page->voice.dossier;
    char head[24 * 4 + 2] = "|";
    if (!caption(page, SAY_HOURLY)) return;
    for (size_t hour = 0; hour < 24; hour++)
        snprintf(head + strlen(head), sizeof head - strlen(head), "#%02zu|", hour);
    head[strlen(head) - 1] = '\0';
    page_table(page, head);
    for (unsigned day = 0; day < 7; day++) {
        page_open(page, PAGE_ROW);
        page_text_cell(page, wording_weekday(page->voice.wording, day));
        for (size_t hour = 0; hour < 24; hour++)
            hour_cell(page, dossier->hours[day][hour]);
        page_close(page, PAGE_ROW);
    }
    page_close(page, PAGE_TABLE);
}

static void write_days(struct page *page) {
    const struct dossier *dossier = page->voice.dossier;
    if (!caption(page, SAY_DAILY)) return;
    uint32_t least = least_shown(dossier);
    page_table(page, page_phrase(page, PHRASE_COLUMNS_DAYS));
    for (size_t i = 0; i < dossier->day_count; i++) {
        if (dossier->days[i].posts < least) continue;
        page_open(page, PAGE_ROW);
        page_open(page, PAGE_CELL);
        fputs(DATE(dossier->days[i].number), page->voice.out);
        page_close(page, PAGE_CELL);
        page_count_cell(page, dossier->days[i].posts);
        page_count_cell(page, dossier->days[i].accounts);
        page_close(page, PAGE_ROW);
    }
    page_close(page, PAGE_TABLE);
}

/* ---- sections */

/* The figures of a section, after what it says. */
static void write_pictures(struct page *page, enum section section) {
    static const struct {
        enum section section;
        const char *figure;
    } places[] = {{SECTION_ACTIVITY, "timeline"}, {SECTION_ACTIVITY, "heatmap"},
                  {SECTION_CAMPAIGNS, "upset"},   {SECTION_CONTENT, "cascade"},
                  {SECTION_ACCOUNTS, "created"},  {SECTION_NETWORK, "network"},
                  {SECTION_NETWORK, "windows"}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (places[i].section == section)
            page_picture(page, places[i].figure, page->voice.dossier->cluster->number);
}

static void write_section(struct page *page, enum section section) {
    const struct dossier *dossier = page->voice.dossier;
    if (section == SECTION_CAMPAIGNS && dossier->own_campaigns)
        page_paragraph(page, PHRASE_OWN_CAMPAIGNS);
    page_claims(page, in_section, &section);
    if (section == SECTION_MARKS)
        page_paragraph(page, dossier->cluster->signs.marks ? PHRASE_MARKS_SOME : PHRASE_MARKS_NONE);
    write_pictures(page, section);
    if (section == SECTION_ACTIVITY) write_hours(page), write_days(page);
}

static void technique_row(struct page *page, const struct technique *technique,
                          const struct claim *claim) {
    FILE *out = page->voice.out;
    page_open(page, PAGE_ROW);
    page_open(page, PAGE_CELL);
    fputs(technique->id, out);
    if (*technique->former) fprintf(out, " (%s)", technique->former);
    page_close(page, PAGE_CELL);
    page_text_cell(page, slice_of(technique->name));
    page_open(page, PAGE_CELL);
    page->format->finding(page, finding_id(page->voice.dossier, claim), NAMED);
    page_close(page, PAGE_CELL);
    page_close(page, PAGE_ROW);
}

static void write_techniques(struct page *page, enum section section) {
    (void) section;
    size_t count;
    const struct technique *techniques = technique_table(&count);
    page_paragraph(page, PHRASE_TECHNIQUES);
    page_table(page, page_phrase(page, PHRASE_COLUMNS_TECHNIQUES));
    for (size_t t = 0; t < count; t++) {
        const struct claim *claim = technique_claim(&techniques[t], &page->voice.dossier->ledger);
        if (claim) technique_row(page, &techniques[t], claim);
    }
    page_close(page, PAGE_TABLE);
}

static void write_indicators(struct page *page, enum section section) {
    (void) section;
    page_paragraph(page, PHRASE_INDICATORS);
}

/* What makes a post part of each campaign that was given. */
static void write_definitions(struct page *page) {
    const struct campaigns *campaigns = page->voice.dossier->campaigns;
    if (!campaigns->given) return;
    page_table(page, page_phrase(page, PHRASE_COLUMNS_CAMPAIGNS));
    for (size_t k = 0; k < campaigns->count; k++) {
        page_open(page, PAGE_ROW);
        page_text_cell(page, campaigns->items[k].name);
        page_text_cell(page, campaigns->items[k].definition);
        page_close(page, PAGE_ROW);
    }
    page_close(page, PAGE_TABLE);
}

static void write_method(struct page *page, enum section section) {
    (void) section;
    page_paragraph(page, PHRASE_METHOD);
    page_settings(page);
    write_definitions(page);
}

static void write_omissions(struct page *page) {
    const struct ledger *ledger = &page->voice.dossier->ledger;
    FILE *out = page->voice.out;
    if (!ledger->omission_count) return;
    page_open(page, PAGE_ITEM);
    page_words(page, PHRASE_OMITTED);
    for (size_t i = 0; i < ledger->omission_count; i++) {
        fprintf(out, "%s%s (", i ? "; " : " ", ledger->omissions[i].analysis);
        page_words(page, ledger->omissions[i].field);
        putc(')', out);
    }
    putc('.', out);
    page_close(page, PAGE_ITEM);
}

static void write_limits(struct page *page, enum section section) {
    enum phrase limits[DOSSIER_LIMITS];
    size_t count = dossier_limits(page->voice.dossier, limits);
    page_open(page, PAGE_LIST);
    for (size_t i = 0; i < count; i++) {
        page_open(page, PAGE_ITEM);
        page_words(page, limits[i]);
        page_close(page, PAGE_ITEM);
    }
    write_omissions(page);
    page_close(page, PAGE_LIST);
    page_claims(page, in_section, &section);
}

static void write_provenance(struct page *page, enum section section) {
    (void) section;
    page_inputs(page);
}

/* ---- evidence */

static void account_name(struct page *page, uint32_t account) {
    struct claim claim = {0};
    claim_account(&claim, account);
    voice_say(&page->voice, "{0}", &claim);
}

static void post_name(struct page *page, uint32_t post) {
    struct claim claim = {0};
    claim_post(&claim, post);
    voice_say(&page->voice, "{0}", &claim);
}

static void evidence_of(struct page *page, const struct claim *claim) {
    bool of_posts = claim->post_count;
    uint32_t shown = of_posts ? claim->posts_shown : claim->accounts_shown;
    struct claim counts = {0};
    claim_count(&counts, shown);
    claim_count(&counts, of_posts ? claim->post_count : claim->account_count);
    page->format->evidence(page, finding_id(page->voice.dossier, claim));
    fprintf(page->voice.out, "%s · ", statement_analysis(claim->statement));
    page_say(page, of_posts ? PHRASE_EVIDENCE_POSTS : PHRASE_EVIDENCE_ACCOUNTS, &counts);
    for (uint32_t i = 0; i < shown; i++) {
        fputs(i ? ", " : " ", page->voice.out);
        if (of_posts)
            post_name(page, claim->posts[i]);
        else
            account_name(page, claim->accounts[i]);
    }
    page_close(page, PAGE_PARAGRAPH);
}

static void write_evidence(struct page *page, enum section section) {
    (void) section;
    const struct ledger *ledger = &page->voice.dossier->ledger;
    page_paragraph(page, PHRASE_EVIDENCE);
    for (size_t i = 0; i < ledger->count && page->format->evidence; i++)
        if (mention_of(&ledger->claims[i]) == PROVEN) evidence_of(page, &ledger->claims[i]);
}

/* ---- the page */

const struct dossier_block dossier_blocks[] = {
    {"title", PHRASE_COUNT, write_title, SECTION_COUNT},
    {"introduction", PHRASE_COUNT, write_introduction, SECTION_COUNT},
    {"key-findings", PHRASE_HEAD_KEY, write_key_findings, SECTION_COUNT},
    {"meaning", PHRASE_HEAD_MEANING, write_meaning, SECTION_COUNT},
    {"alternatives", PHRASE_HEAD_MARKS, write_section, SECTION_MARKS},
    {"identity", PHRASE_HEAD_CARD, write_section, SECTION_CARD},
    {"activity", PHRASE_HEAD_ACTIVITY, write_section, SECTION_ACTIVITY},
    {"campaigns", PHRASE_HEAD_CAMPAIGNS, write_section, SECTION_CAMPAIGNS},
    {"content", PHRASE_HEAD_CONTENT, write_section, SECTION_CONTENT},
    {"accounts", PHRASE_HEAD_ACCOUNTS, write_section, SECTION_ACCOUNTS},
    {"reach", PHRASE_HEAD_REACH, write_section, SECTION_REACH},
    {"network", PHRASE_HEAD_NETWORK, write_section, SECTION_NETWORK},
    {"comparison", PHRASE_HEAD_COMPARISON, write_section, SECTION_COMPARISON},
    {"techniques", PHRASE_HEAD_TECHNIQUES, write_techniques, SECTION_COUNT},
    {"indicators", PHRASE_HEAD_INDICATORS, write_indicators, SECTION_COUNT},
    {"method", PHRASE_HEAD_METHOD, write_method, SECTION_COUNT},
    {"limits", PHRASE_HEAD_LIMITS, write_limits, SECTION_LIMITS},
    {"provenance", PHRASE_HEAD_PROVENANCE, write_provenance, SECTION_COUNT},
    {"evidence", PHRASE_HEAD_EVIDENCE, write_evidence, SECTION_COUNT}};
const size_t dossier_block_count = sizeof dossier_blocks / sizeof *dossier_blocks;

static bool has_technique(const struct ledger *ledger) {
    size_t count;
    const struct technique *techniques = technique_table(&count);
    for (size_t t = 0; t < count; t++)
        if (technique_claim(&techniques[t], ledger)) return true;
    return false;
}

bool dossier_block_told(const struct page *page, const struct dossier_block *block) {
    const struct ledger *ledger = &page->voice.dossier->ledger;
    if (block->write == write_techniques) return has_technique(ledger);
    if (block->write == write_evidence) return page->format->evidence;
    if (block->write != write_section) return true;
    for (size_t i = 0; i < ledger->count; i++)
        if (in_section(&ledger->claims[i], &block->section)) return true;
    return false;
}

static void write_contents(struct page *page) {
    bool after = false;
    page->format->contents(page, true);
    for (size_t b = 0; b < dossier_block_count; b++) {
        const struct dossier_block *block = &dossier_blocks[b];
        char to[32];
        if (block->head == PHRASE_COUNT || !dossier_block_told(page, block)) continue;
        snprintf(to, sizeof to, "#%s", block->key);
        page->format->link(page, to, page_phrase(page, block->head), after);
        after = true;
    }
    page->format->contents(page, false);
}

struct page dossier_page(FILE *out, const struct dossier *dossier,
                         const struct page_format *format) {
    return (struct page){.voice = {out, dossier->all->wording, dossier, &format->script},
                         .format = format,
                         .findings = dossier->findings,
                         .pictures = dossier->pictures,
                         .base = ""};
}

static void write_page(FILE *out, const struct dossier *dossier, const struct page_format *format) {
    struct page page = dossier_page(out, dossier, format);
    struct claim title = dossier_title(dossier);
    format->begin(&page, PHRASE_TITLE, &title);
    page_open(&page, PAGE_TITLE);
    write_title(&page, SECTION_COUNT);
    page_close(&page, PAGE_TITLE);
    write_introduction(&page, SECTION_COUNT);
    if (format->link) write_contents(&page);
    for (size_t b = 0; b < dossier_block_count; b++) {
        const struct dossier_block *block = &dossier_blocks[b];
        if (block->head == PHRASE_COUNT || !dossier_block_told(&page, block)) continue;
        page_heading(&page, block->key, block->head);
        block->write(&page, block->section);
    }
    format->end(&page);
}

lockstep_status dossier_write_markdown(FILE *out, const struct dossier *dossier,
                                       lockstep_error *err) {
    write_page(out, dossier, &page_markdown);
    return ferror(out) ? fail_io(err, "dossier.md") : LOCKSTEP_OK;
}

lockstep_status dossier_write_html(FILE *out, const struct dossier *dossier, lockstep_error *err) {
    write_page(out, dossier, &page_html);
    return ferror(out) ? fail_io(err, "dossier.html") : LOCKSTEP_OK;
}
