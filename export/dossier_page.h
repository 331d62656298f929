/* What a dossier says to a reader, block by block. */
#ifndef LOCKSTEP_EXPORT_DOSSIER_PAGE_H
#define LOCKSTEP_EXPORT_DOSSIER_PAGE_H
#include "export/dossier.h"
#include "export/page.h"

/* A part of the page; its heading is not its own. Templates name it by its key. */
struct dossier_block {
    const char *key;
    enum phrase head; /* PHRASE_COUNT: none */
    void (*write)(struct page *page, enum section section);
    enum section section;
};
extern const struct dossier_block dossier_blocks[];
extern const size_t dossier_block_count;
/* Whether there is anything to say in it. */
bool dossier_block_told(const struct page *page, const struct dossier_block *block);

struct page dossier_page(FILE *out, const struct dossier *dossier,
                         const struct page_format *format);
/* The mark of the first finding of a statement, where there is one. */
void page_name_finding(struct page *page, enum statement statement);
struct claim dossier_title(const struct dossier *dossier);

/* Sentences in a list, rows in the tables of their statements, in the order of the ledger. */
typedef bool (*claim_filter)(const struct claim *claim, const void *data);
void page_claims(struct page *page, claim_filter holds, const void *data);
/* The key findings up to a rank. */
void page_key_findings(struct page *page, unsigned ranks);
#endif
