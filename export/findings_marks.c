/* What else than a campaign the cluster may be (A35); graph/marks.h has the thresholds. */
#include "export/findings.h"
#include "graph/marks.h"

static struct claim *add_mark(struct ledger *ledger, const struct dossier *dossier,
                              enum statement statement, enum mark mark, double share) {
    bool holds = dossier->cluster->signs.marks >> mark & 1;
    struct claim *claim = ledger_add(ledger, statement);
    claim_value(claim, share, "share");
    claim_phrase(claim, holds ? PHRASE_MARK_HOLDS : PHRASE_MARK_ABSENT);
    claim_share_of(claim, share);
    claim_parameter(claim, "holds", holds);
    return claim;
}

void find_marks(struct ledger *ledger, const struct dossier *dossier) {
    const struct signs *signs = &dossier->cluster->signs;
    struct claim *claim = add_mark(ledger, dossier, SAY_MARK_EVENT, MARK_EVENT, signs->burst);
    claim_share_of(claim, signs->outsiders);
    claim = add_mark(ledger, dossier, SAY_MARK_NEWS, MARK_NEWS, signs->links);
    claim_share_of(claim, signs->news);
    claim_share_of(claim, signs->via);
    claim_share_of(claim, signs->source);
    claim_account(claim, signs->source_account);
    claim_phrase(claim, signs->source_known ? PHRASE_SOURCE_KNOWN : PHRASE_SOURCE_UNKNOWN);
    claim_share_of(claim, signs->own_sites);
    claim = add_mark(ledger, dossier, SAY_MARK_FANS, MARK_FANS, signs->fans);
    claim_share_of(claim, signs->focus);
    add_mark(ledger, dossier, SAY_MARK_DECLARED, MARK_DECLARED, signs->network);
    if (signs->marks >> MARK_CLOCK & 1) /* asked of clusters by timing alone */
        add_mark(ledger, dossier, SAY_MARK_CLOCK, MARK_CLOCK, signs->clock);
}
