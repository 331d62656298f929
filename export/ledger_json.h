/* The ledger as JSON: what dossier.json calls `findings`, and `lockstep verify` compares. */
#ifndef LOCKSTEP_EXPORT_LEDGER_JSON_H
#define LOCKSTEP_EXPORT_LEDGER_JSON_H
#include "export/dossier.h"

#include <jansson.h>

enum { DOSSIER_DIGITS = 10 }; /* of numbers that are not whole, in dossier.json */

/* A list of objects, one a claim, in the ledger's order; NULL when memory is out. Also below. */
json_t *ledger_findings(const struct dossier *dossier);
/* What was left out, and the field that the input lacks. */
json_t *ledger_omissions(const struct dossier *dossier);
/* The techniques that findings suggest. */
json_t *ledger_techniques(const struct dossier *dossier);
/* Day by day, each campaign: posts, accounts, kinds. */
json_t *campaigns_json(const struct dossier *dossier);

/* Text from data, invalid UTF-8 replaced by U+FFFD. */
json_t *json_text(struct slice text);
#endif
