/* A dossier for reading: sentences first, then tables. Every sentence with a number is a claim of
 * the ledger, and carries its id. */
#include "engine/error.h"
#include "export/findings.h"
#include "export/markdown.h"

enum { NAME_LIMIT = 60, TEXT_LIMIT = 240, SHOWN_DAYS = 31, KEY_RANKS = 30 };

#define DATE(day) date_format((char[DATE_TEXT]){0}, day)

static struct voice voice_of(FILE *out, const struct dossier *dossier) {
    return (struct voice){out, dossier->all->wording, dossier, markdown_text};
}

static const char *phrase(const struct dossier *dossier, enum phrase phrase) {
    return dossier->all->wording->phrases[phrase];
}

static void heading(FILE *out, const struct dossier *dossier, enum phrase head) {
    fprintf(out, "\n## %s\n\n", phrase(dossier, head));
}

static size_t finding_id(const struct dossier *dossier, const struct claim *claim) {
    return (size_t) (claim - dossier->ledger.claims) + 1;
}

static void sentence(FILE *out, const struct dossier *dossier, const struct claim *claim) {
    struct voice voice = voice_of(out, dossier);
    voice_sentence(&voice, claim);
    fprintf(out, " [F%zu]", finding_id(dossier, claim));
}

/* ---- tables of claims */

/* The next "heading=cell" line; false at the end. */
static bool next_column(const char **at, struct slice *head, struct slice *cell) {
    if (!**at) return false;
    size_t size = strcspn(*at, "\n"), name = strcspn(*at, "=");
    *head = (struct slice){*at, name};
    *cell = (struct slice){*at + name + 1, size - name - 1};
    *at += size + ((*at)[size] == '\n');
    return true;
}

static void table_head(FILE *out, const char *columns) {
    struct slice head, cell;
    for (const char *at = columns; next_column(&at, &head, &cell);)
        fprintf(out, "| %.*s ", (int) head.size, head.at);
    fputs("| |\n", out);
    for (const char *at = columns; next_column(&at, &head, &cell);)
        fputs("|---", out);
    fputs("|---|\n", out);
}

static void table_row(FILE *out, const struct dossier *dossier, const char *columns,
                      const struct claim *claim) {
    struct voice voice = voice_of(out, dossier);
    struct slice head, cell;
    for (const char *at = columns; next_column(&at, &head, &cell);) {
        char text[128];
        snprintf(text, sizeof text, "%.*s", (int) cell.size, cell.at);
        fputs("| ", out);
        voice_say(&voice, text, claim);
        putc(' ', out);
    }
    fprintf(out, "| F%zu |\n", finding_id(dossier, claim));
}

/* The claims of a section in their order: tables where the wording has columns, else a list. */
static void write_claims(FILE *out, const struct dossier *dossier, enum section section) {
    const struct ledger *ledger = &dossier->ledger;
    enum statement before = STATEMENT_COUNT;
    for (size_t i = 0; i < ledger->count; i++) {
        const struct claim *claim = &ledger->claims[i];
        const char *columns = dossier->all->wording->columns[claim->statement];
        if (statement_section(claim->statement) != section) continue;
        if (!columns) {
            fputs("- ", out);
            sentence(out, dossier, claim);
            putc('\n', out);
        } else {
            if (claim->statement != before) putc('\n', out), table_head(out, columns);
            table_row(out, dossier, columns, claim);
        }
        bool ends = columns &&
                    (i + 1 == ledger->count || ledger->claims[i + 1].statement != claim->statement);
        if (ends) putc('\n', out);
        before = ends ? STATEMENT_COUNT : claim->statement;
    }
}

/* ---- the beginning */

static void write_title(FILE *out, const struct dossier *dossier) {
    const struct cluster *cluster = dossier->cluster;
    const struct layer *layer = &dossier->findings->archive->traces.layers[cluster->layer];
    struct voice voice = voice_of(out, dossier);
    struct claim title = {.from = cluster->first_time, .to = cluster->last_time};
    claim_count(&title, cluster->number);
    claim_count(&title, cluster->count);
    fputs("# ", out);
    voice_say(&voice, phrase(dossier, PHRASE_TITLE), &title);
    fputs("\n\n", out);
    title.argument_count = 0;
    claim_phrase(&title, (enum phrase)(PHRASE_DEED_OBJECT + layer->trace));
    claim_span(&title, layer->window);
    claim_name(&title, slice_of(dossier->all->zone));
    voice_say(&voice, phrase(dossier, PHRASE_INTRODUCTION), &title);
    putc('\n', out);
}

static void key_finding(FILE *out, const struct dossier *dossier, const struct claim *claim) {
    static const enum phrase standings[] = {PHRASE_OBSERVED, PHRASE_COMPUTED, PHRASE_ASSESSED};
    fputs("1. ", out);
    sentence(out, dossier, claim);
    fprintf(out, " *%s.*\n", phrase(dossier, standings[statement_standing(claim->statement)]));
}

/* Each campaign that was given has its sentence; of other statements one speaks for all. */
static void write_key_findings(FILE *out, const struct dossier *dossier) {
    const struct ledger *ledger = &dossier->ledger;
    bool given = dossier->campaigns->given;
    heading(out, dossier, PHRASE_HEAD_KEY);
    for (unsigned rank = 1; rank < KEY_RANKS; rank++)
        for (int s = 0; s < STATEMENT_COUNT; s++) {
            if (statement_rank((enum statement) s) != rank) continue;
            for (size_t i = 0; i < ledger->count && s == SAY_PARTICIPATION && given; i++)
                if (ledger->claims[i].statement == SAY_PARTICIPATION)
                    key_finding(out, dossier, &ledger->claims[i]);
            const struct claim *claim = ledger_key(ledger, (enum statement) s);
            if (claim && !(s == SAY_PARTICIPATION && given)) key_finding(out, dossier, claim);
        }
}

/* ---- when */

static void pipe_row(FILE *out, const char *cells) {
    putc('|', out);
    for (; *cells; cells += strcspn(cells, "|"), cells += *cells == '|')
        fprintf(out, " %.*s |", (int) strcspn(cells, "|"), cells);
    putc('\n', out);
}

/* Headings "A|B", then a line that makes a table of them. */
static void pipe_head(FILE *out, const char *cells) {
    pipe_row(out, cells);
    putc('|', out);
    for (; *cells; cells += strcspn(cells, "|"), cells += *cells == '|')
        fputs("---|", out);
    putc('\n', out);
}

static void count_cell(FILE *out, const struct dossier *dossier, uint64_t count) {
    char number[NUMBER_WORDS];
    fprintf(out, " %s |", word_count(number, dossier->all->wording, count));
}

static void write_hours(FILE *out, const struct dossier *dossier) {
    const char *weekday = phrase(dossier, PHRASE_WEEKDAYS);
    fprintf(out, "\n%s (%s):\n\n|  |", phrase(dossier, PHRASE_HOURS), dossier->all->zone);
    for (int hour = 0; hour < 24; hour++)
        fprintf(out, " %02d |", hour);
    fputs("\n|---|", out);
    for (int hour = 0; hour < 24; hour++)
        fputs("--:|", out);
    for (size_t day = 0; day < 7; day++) {
        fprintf(out, "\n| %.*s |", (int) strcspn(weekday, "|"), weekday);
        weekday += strcspn(weekday, "|") + 1;
        for (size_t hour = 0; hour < 24; hour++)
            if (dossier->hours[day][hour])
                count_cell(out, dossier, dossier->hours[day][hour]);
            else
                fputs(" · |", out);
    }
    fputs("\n", out);
}

static size_t days_with(const struct dossier *dossier, uint32_t posts) {
    size_t days = 0;
    for (size_t i = 0; i < dossier->day_count; i++)
        days += dossier->days[i].posts >= posts;
    return days;
}

/* The fewest posts a day must have so that at most SHOWN_DAYS days are shown. */
static uint32_t least_shown(const struct dossier *dossier) {
    if (dossier->day_count <= SHOWN_DAYS) return 1;
    uint32_t low = 1, high = dossier->days[dossier->busiest_day].posts + 1;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (days_with(dossier, middle) > SHOWN_DAYS)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void write_days(FILE *out, const struct dossier *dossier) {
    uint32_t least = least_shown(dossier);
    fprintf(out, "\n%s (%s):\n\n", phrase(dossier, PHRASE_DAYS), dossier->all->zone);
    pipe_head(out, phrase(dossier, PHRASE_COLUMNS_DAYS));
    for (size_t i = 0; i < dossier->day_count; i++) {
        if (dossier->days[i].posts < least) continue;
        fprintf(out, "| %s |", DATE(dossier->days[i].number));
        count_cell(out, dossier, dossier->days[i].posts);
        count_cell(out, dossier, dossier->days[i].accounts);
        putc('\n', out);
    }
}

/* ---- pairs */

static void name(FILE *out, const struct dossier *dossier, uint32_t account) {
    struct voice voice = voice_of(out, dossier);
    struct claim claim = {0};
    claim_account(&claim, account);
    voice_say(&voice, "{0}", &claim);
}

static void post_name(FILE *out, const struct dossier *dossier, uint32_t post) {
    char room[192];
    markdown_text(out, dossier_post_id(dossier, post, room), sizeof room);
}

static void pair_row(FILE *out, const struct dossier *dossier, const struct pair *pair) {
    const struct edge *edge = pair->edge;
    char number[NUMBER_WORDS], span[NUMBER_WORDS];
    const struct wording *wording = dossier->all->wording;
    fputs("| ", out);
    name(out, dossier, edge->source);
    fputs(" | ", out);
    name(out, dossier, edge->target);
    fputs(" |", out);
    count_cell(out, dossier, edge->pairs);
    count_cell(out, dossier, edge->objects);
    fprintf(out, " %s | %s | ",
            word_span(span, wording, (int64_t) (edge->median_delta * MICROSECONDS)),
            word_number(number, wording, edge->weight));
    if (pair->closest.layer) {
        const struct share *first = &pair->closest.first, *second = &pair->closest.second;
        post_name(out, dossier, first->post);
        fprintf(out, " (%s), ", MOMENT(first->time));
        post_name(out, dossier, second->post);
        fprintf(out, " (+ %s)", word_span(span, wording, second->time - first->time));
    }
    fputs(" |\n", out);
}

static void write_pairs(FILE *out, const struct dossier *dossier) {
    if (!dossier->pair_count) return;
    fprintf(out, "\n%s\n\n", phrase(dossier, PHRASE_PAIRS));
    pipe_head(out, phrase(dossier, PHRASE_COLUMNS_PAIRS));
    for (size_t i = 0; i < dossier->pair_count; i++)
        pair_row(out, dossier, &dossier->pairs[i]);
}

/* ---- techniques */

static void write_techniques(FILE *out, const struct dossier *dossier) {
    size_t count;
    const struct technique *techniques = technique_table(&count);
    bool begun = false;
    for (size_t t = 0; t < count; t++) {
        const struct claim *claim = technique_claim(&techniques[t], &dossier->ledger);
        if (!claim) continue;
        if (!begun) {
            heading(out, dossier, PHRASE_HEAD_TECHNIQUES);
            fprintf(out, "%s\n\n", phrase(dossier, PHRASE_TECHNIQUES));
            pipe_head(out, phrase(dossier, PHRASE_COLUMNS_TECHNIQUES));
        }
        begun = true;
        fprintf(out, "| %s%s%s%s | %s | F%zu |\n", techniques[t].id,
                *techniques[t].former ? " (" : "", techniques[t].former,
                *techniques[t].former ? ")" : "", techniques[t].name, finding_id(dossier, claim));
    }
}

/* ---- method, limits, provenance */

static void write_method(FILE *out, const struct dossier *dossier) {
    const struct lockstep_settings *settings = dossier->findings->settings;
    const lockstep_setting *table = lockstep_settings_table();
    heading(out, dossier, PHRASE_HEAD_METHOD);
    fprintf(out, "%s\n\n", phrase(dossier, PHRASE_METHOD));
    pipe_head(out, phrase(dossier, PHRASE_COLUMNS_SETTINGS));
    for (size_t row = 0; table[row].name; row++) {
        const char *value = settings_value(settings, row);
        if (!setting_matters(settings, &table[row]) || !value || !*value) continue;
        fprintf(out, "| %s | ", table[row].name);
        markdown_text(out, slice_of(value), TEXT_LIMIT);
        fputs(" |\n", out);
    }
}

static void write_omissions(FILE *out, const struct dossier *dossier) {
    const struct ledger *ledger = &dossier->ledger;
    if (!ledger->omission_count) return;
    fprintf(out, "- %s: ", phrase(dossier, PHRASE_OMITTED));
    for (size_t i = 0; i < ledger->omission_count; i++)
        fprintf(out, "%s%s (%s)", i ? "; " : "", ledger->omissions[i].analysis,
                phrase(dossier, ledger->omissions[i].field));
    fputs(".\n", out);
}

static void write_limits(FILE *out, const struct dossier *dossier) {
    enum phrase limits[DOSSIER_LIMITS];
    size_t count = dossier_limits(dossier, limits);
    heading(out, dossier, PHRASE_HEAD_LIMITS);
    for (size_t i = 0; i < count; i++)
        fprintf(out, "- %s\n", phrase(dossier, limits[i]));
    write_claims(out, dossier, SECTION_LIMITS);
    write_omissions(out, dossier);
}

static void write_provenance(FILE *out, const struct dossier *dossier) {
    const struct sources *sources = &dossier->findings->archive->sources;
    heading(out, dossier, PHRASE_HEAD_PROVENANCE);
    fprintf(out, "%s %s.\n\n", phrase(dossier, PHRASE_MADE_BY), lockstep_version());
    pipe_head(out, phrase(dossier, PHRASE_COLUMNS_INPUTS));
    for (size_t i = 0; i < sources->count; i++) {
        const struct source *source = sources->items[i];
        const struct tally *tally = &source->tally;
        fputs("| ", out);
        markdown_text(out, source_name(source), TEXT_LIMIT);
        fprintf(out, " | %s | %s |", source->sha256, source->format ? source->format : "–");
        count_cell(out, dossier, tally->read);
        count_cell(out, dossier, tally->used);
        count_cell(out, dossier, tally->duplicates);
        count_cell(out, dossier, tally->filtered);
        count_cell(out, dossier, tally_rejected(tally));
        putc('\n', out);
    }
}

static void write_section(FILE *out, const struct dossier *dossier, enum section section) {
    static const enum phrase heads[] = {
        PHRASE_HEAD_MARKS,     PHRASE_HEAD_CARD,    PHRASE_HEAD_ACTIVITY,
        PHRASE_HEAD_CAMPAIGNS, PHRASE_HEAD_CONTENT, PHRASE_HEAD_ACCOUNTS,
        PHRASE_HEAD_REACH,     PHRASE_HEAD_NETWORK, PHRASE_HEAD_COMPARISON};
    bool any = false;
    for (size_t i = 0; i < dossier->ledger.count && !any; i++)
        any = statement_section(dossier->ledger.claims[i].statement) == section;
    if (!any) return;
    heading(out, dossier, heads[section]);
    if (section == SECTION_CAMPAIGNS && dossier->own_campaigns)
        fprintf(out, "%s\n\n", phrase(dossier, PHRASE_OWN_CAMPAIGNS));
    write_claims(out, dossier, section);
    if (section == SECTION_MARKS)
        fprintf(
            out, "\n%s\n",
            phrase(dossier, dossier->cluster->signs.marks ? PHRASE_MARKS_SOME : PHRASE_MARKS_NONE));
    if (section == SECTION_ACTIVITY) write_hours(out, dossier), write_days(out, dossier);
    if (section == SECTION_NETWORK) write_pairs(out, dossier);
}

lockstep_status dossier_write_markdown(FILE *out, const struct dossier *dossier,
                                       lockstep_error *err) {
    write_title(out, dossier);
    write_key_findings(out, dossier);
    heading(out, dossier, PHRASE_HEAD_MEANING);
    fprintf(out, "%s\n", phrase(dossier, PHRASE_MEANING));
    for (int s = SECTION_MARKS; s < SECTION_LIMITS; s++)
        write_section(out, dossier, (enum section) s);
    write_techniques(out, dossier);
    heading(out, dossier, PHRASE_HEAD_INDICATORS);
    fprintf(out, "%s\n", phrase(dossier, PHRASE_INDICATORS));
    write_method(out, dossier);
    write_limits(out, dossier);
    write_provenance(out, dossier);
    return ferror(out) ? fail_io(err, "dossier.md") : LOCKSTEP_OK;
}
