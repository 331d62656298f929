/* Techniques of DISARM (red framework 1.6) that findings suggest; `former` ids are those of 1.5 and
 * before, which published bundles still use. */
#include "export/ledger.h"

#include <math.h>

static const struct technique table[] = {
    {"T0049", "", "Flood Information Space", SAY_BURST, OF_VALUE, 100, "maximise-exposure"},
    {"T0049.002", "T0019.002", "Flood Existing Hashtag", SAY_HASHTAG, OF_VALUE_IN_USE, 0.5,
     "maximise-exposure"},
    {"T0049.005", "", "Conduct Swarming", SAY_LISTED_TARGETS, OF_VALUE, 0.1, "maximise-exposure"},
    {"T0084.001", "", "Use Copypasta", SAY_COPIES, OF_VALUE, 0.1, "develop-content"},
    {"T0116", "", "Comment or Reply on Content", SAY_TRAIT_REPLY, OF_EFFECT, 0.5,
     "deliver-content"},
    {"T0118", "", "Amplify Existing Narrative", SAY_SELF_REPOSTS, OF_VALUE, 0.1,
     "maximise-exposure"},
    {"T0129.007", "", "Delete Accounts/Account Activity", SAY_SILENT, OF_EFFECT, 0.5,
     "persist-in-the-information-environment"},
    {"T0144.002", "", "Persona Template", SAY_TRAIT_NO_BIO, OF_EFFECT, 0.5, "establish-legitimacy"},
    {"T0145.001", "", "Copy Account Imagery", SAY_PICTURE_REUSE, OF_VALUE, 0.1, "establish-assets"},
    {"T0146.007", "", "Automated Account Asset", SAY_SAME_SECOND, OF_P, 1e-6, "establish-assets"},
    {"T0150.001", "T0090", "Newly Created Asset", SAY_TRAIT_YOUNG, OF_EFFECT, 0.5,
     "establish-assets"},
    {"T0150.008", "T0090", "Bulk Created Asset", SAY_CREATED_BURST, OF_P, 1e-3, "establish-assets"},
};

const struct technique *technique_table(size_t *count) {
    *count = sizeof table / sizeof *table;
    return table;
}

/* Whether a hashtag was in use outside the cluster before it came. */
static bool is_in_use(const struct claim *claim) {
    for (unsigned i = 0; i < claim->argument_count; i++)
        if (claim->arguments[i].kind == ARGUMENT_PHRASE)
            return claim->arguments[i].phrase == PHRASE_TAG_COMMON ||
                   claim->arguments[i].phrase == PHRASE_TAG_JOINED;
    return false;
}

bool technique_supported(const struct technique *technique, const struct claim *claim) {
    if (claim->statement != technique->statement) return false;
    switch (technique->measure) {
    case OF_VALUE:
        return claim->value >= technique->bound;
    case OF_VALUE_IN_USE:
        return claim->value >= technique->bound && is_in_use(claim);
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
        if (technique_supported(technique, &ledger->claims[i])) return &ledger->claims[i];
    return NULL;
}
