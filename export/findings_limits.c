/* What a dossier cannot know (A35). */
#include "export/findings.h"

/* NULL where there is nothing to say. */
static struct claim *say_of(struct ledger *ledger, enum statement statement, uint64_t part,
                            uint64_t whole) {
    if (!part) return NULL;
    struct claim *claim = ledger_add(ledger, statement);
    claim_value(claim, (double) part, "count");
    claim->numerator = (double) part;
    claim->denominator = (double) whole;
    return claim;
}

static void limit_background(struct ledger *ledger, const struct dossier *dossier) {
    uint32_t rest = dossier->all->rest.accounts;
    uint32_t accounts = dossier->findings->archive->accounts.count;
    if (!rest)
        say_of(ledger, SAY_LIMIT_NO_BACKGROUND, accounts, accounts);
    else if (rest < accounts / 2)
        say_of(ledger, SAY_LIMIT_SMALL_BACKGROUND, rest, accounts);
}

static void limit_posts(struct ledger *ledger, const struct dossier *dossier) {
    const struct posts *posts = &dossier->findings->archive->posts;
    size_t nameless = 0, empty = 0, count = dossier->habits.posts;
    for (size_t i = 0; i < count; i++) {
        nameless += posts->ids.items[dossier->stream[i].post] >= ID_LINE;
        empty += dossier_body(dossier, dossier->stream[i].post).size == 0;
    }
    say_of(ledger, SAY_LIMIT_NO_IDS, nameless, count);
    say_of(ledger, SAY_LIMIT_NO_TEXT, empty, count);
}

/* Whether a text ends in an ellipsis, or in one and a link: X's and Facebook's ways to cut one. */
static bool is_cut(struct slice text) {
    static const char ellipsis[] = "\xE2\x80\xA6";
    const size_t size = sizeof ellipsis - 1;
    size_t end = text.size;
    while (end && text.at[end - 1] != ' ')
        end--;
    bool links = text.size - end > 8 && memcmp(text.at + end, "https://", 8) == 0;
    while (links && end && text.at[end - 1] == ' ')
        end--;
    if (!links) end = text.size;
    return end >= size && memcmp(text.at + end - size, ellipsis, size) == 0;
}

static void limit_texts(struct ledger *ledger, const struct dossier *dossier) {
    uint64_t cut = 0;
    size_t count = dossier->habits.posts;
    for (size_t i = 0; i < count; i++)
        cut += is_cut(dossier_body(dossier, dossier->stream[i].post));
    struct claim *claim = say_of(ledger, SAY_LIMIT_CUT, cut, count);
    for (size_t i = 0; claim && i < count; i++)
        if (is_cut(dossier_body(dossier, dossier->stream[i].post)))
            claim_add_post(ledger, claim, dossier->stream[i].post);
}

static void limit_accounts(struct ledger *ledger, const struct dossier *dossier) {
    uint32_t no_date = 0, no_followers = 0, no_handle = 0, count = dossier->cluster->count;
    for (uint32_t i = 0; i < count; i++) {
        const struct account *account = dossier_account(dossier, dossier->members[i].account);
        no_date += account->facts->created == INT64_MIN;
        no_followers += account->facts->followers < 0;
        no_handle += account->facts->handle.size == 0;
    }
    say_of(ledger, SAY_LIMIT_NO_CREATION, no_date, count);
    say_of(ledger, SAY_LIMIT_NO_FOLLOWERS, no_followers, count);
    say_of(ledger, SAY_LIMIT_NO_HANDLE, no_handle, count);
}

static void limit_input(struct ledger *ledger, const struct dossier *dossier) {
    const struct sources *sources = &dossier->findings->archive->sources;
    uint64_t read = 0, rejected = 0, filtered = 0, repaired = 0;
    for (size_t i = 0; i < sources->count; i++) {
        const struct tally *tally = &sources->items[i]->tally;
        read += tally->read, filtered += tally->filtered, repaired += tally->repaired;
        rejected += tally_rejected(tally);
    }
    say_of(ledger, SAY_LIMIT_REJECTED, rejected, read);
    say_of(ledger, SAY_LIMIT_FILTERED, filtered, read);
    say_of(ledger, SAY_LIMIT_REPAIRED, repaired, read);
    const struct archive *archive = dossier->findings->archive;
    say_of(ledger, SAY_LIMIT_DELETED, archive->deleted, archive->posts.count + archive->deleted);
    say_of(ledger, SAY_LIMIT_EDITED, archive->edited, archive->posts.count);
}

void find_limits(struct ledger *ledger, const struct dossier *dossier) {
    const struct centrality *scores = dossier->findings->centrality;
    const struct edges *edges = &dossier->findings->network->layers[dossier->cluster->layer];
    uint32_t tied = dossier->all->tied;
    limit_background(ledger, dossier);
    limit_posts(ledger, dossier);
    limit_texts(ledger, dossier);
    limit_accounts(ledger, dossier);
    limit_input(ledger, dossier);
    say_of(ledger, SAY_LIMIT_SAMPLED, edges->null.sampled_objects, edges->layer->object_count);
    if (scores->betweenness_sources < tied)
        say_of(ledger, SAY_LIMIT_BETWEENNESS, scores->betweenness_sources, tied);
}

size_t dossier_limits(const struct dossier *dossier, enum phrase limits[DOSSIER_LIMITS]) {
    enum time_precision precision = dossier->findings->archive->posts.precision;
    size_t count = 0;
    limits[count++] = PHRASE_LIMIT_SEEN;
    limits[count++] = PHRASE_LIMIT_NULL;
    if (precision == PRECISION_MINUTE) limits[count++] = PHRASE_LIMIT_MINUTE;
    if (precision == PRECISION_DAY) limits[count++] = PHRASE_LIMIT_DAY;
    if (!dossier->all->kinds_stated) limits[count++] = PHRASE_LIMIT_KINDS;
    if (dossier->findings->settings->redaction.wanted) limits[count++] = PHRASE_LIMIT_REDACTED;
    return count;
}
