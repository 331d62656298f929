/* Techniques of DISARM (red framework 1.6) that findings suggest; `former` ids are those of 1.5 and
 * before, which published bundles still use. */
#include "export/ledger.h"

#include <math.h>

static const struct technique table[] = {
    {"T0049", "", "Flood Information Space", SAY_BURST, OF_VALUE, 100},
    {"T0049.002", "T0019.002", "Flood Existing Hashtag", SAY_HASHTAG, OF_VALUE, 0.5},
    {"T0049.003", "", "Bots Amplify via Automated Forwarding and Reposting", SAY_SAME_SECOND, OF_P,
     1e-6},
    {"T0049.005", "", "Conduct Swarming", SAY_LISTED_TARGETS, OF_VALUE, 0.1},
    {"T0084.001", "", "Use Copypasta", SAY_COPIES, OF_VALUE, 0.1},
    {"T0118", "", "Amplify Existing Narrative", SAY_SELF_REPOSTS, OF_VALUE, 0.1},
    {"T0129.007", "", "Delete Accounts/Account Activity", SAY_SILENT, OF_EFFECT, 0.5},
    {"T0144.002", "", "Persona Template", SAY_TRAIT_NO_BIO, OF_EFFECT, 0.5},
    {"T0150.001", "T0090", "Newly Created Asset", SAY_TRAIT_YOUNG, OF_EFFECT, 0.5},
    {"T0150.008", "T0090", "Bulk Created Asset", SAY_CREATED_BURST, OF_P, 1e-3},
};

const struct technique *technique_table(size_t *count) {
    *count = sizeof table / sizeof *table;
    return table;
}

static bool supports(const struct technique *technique, const struct claim *claim) {
    switch (technique->measure) {
    case OF_VALUE:
        return claim->value >= technique->bound;
    case OF_EFFECT:
        return claim->effect >= technique->bound;
    case OF_P:
        return claim->p_value <= technique->bound;
    }
    return false;
}

const struct claim *technique_claim(const struct technique *technique,
                                    const struct ledger *ledger) {
    for (size_t i = 0; i < ledger->count; i++)
        if (ledger->claims[i].statement == technique->statement &&
            supports(technique, &ledger->claims[i]))
            return &ledger->claims[i];
    return NULL;
}
