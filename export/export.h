/* What a run found, and the formats that it is written in. Every format is one function of one
 * signature. */
#ifndef LOCKSTEP_EXPORT_EXPORT_H
#define LOCKSTEP_EXPORT_EXPORT_H
#include "export/watchlist.h"
#include "graph/blocks.h"
#include "graph/evolution.h"
#include "graph/leads.h"

struct point {
    double x, y;
};

/* A stage and the time that it took. */
struct timing {
    const char *stage;
    double seconds;
};

/* Everything that one run found; exporters only read it. */
struct findings {
    const struct lockstep_settings *settings;
    const struct archive *archive;
    const struct network *network;
    const struct clusters *clusters;
    const struct centrality *centrality;
    const struct evolution *evolution; /* NULL without --step */
    const struct watchlist *watchlist; /* NULL without --watchlist */
    const struct point *positions;     /* by account rank; valid for accounts with a tie */
    const struct centrality *within;   /* the same inside clusters */
    const struct leads *leads;
    const struct account_activity
        *activities; /* by account rank: export/activity.h; of case_write */
    const struct blocks *blocks;
    const struct timing *timings;
    size_t timing_count;
    int64_t started; /* microseconds since 1970 */
};

typedef lockstep_status (*export_fn)(FILE *out, const struct findings *findings,
                                     lockstep_error *err);

LOCKSTEP_MUST_CHECK lockstep_status export_accounts(FILE *out, const struct findings *findings,
                                                    lockstep_error *err);
LOCKSTEP_MUST_CHECK lockstep_status export_edges(FILE *out, const struct findings *findings,
                                                 lockstep_error *err);
LOCKSTEP_MUST_CHECK lockstep_status export_leads(FILE *out, const struct findings *findings,
                                                 lockstep_error *err);
LOCKSTEP_MUST_CHECK lockstep_status export_layers(FILE *out, const struct findings *findings,
                                                  lockstep_error *err);
LOCKSTEP_MUST_CHECK lockstep_status export_contributions(FILE *out, const struct findings *findings,
                                                         lockstep_error *err);
LOCKSTEP_MUST_CHECK lockstep_status export_clusters(FILE *out, const struct findings *findings,
                                                    lockstep_error *err);
/* Who is tied to the accounts of the watch-list, which is not NULL. */
LOCKSTEP_MUST_CHECK lockstep_status export_watchlist(FILE *out, const struct findings *findings,
                                                     lockstep_error *err);
/* Whether near-text was a trace, and found a text. */
bool has_families(const struct findings *findings);
/* The copy families of two accounts and more, their variants, and their accounts in the order in
 * which they took them up: has_families. */
LOCKSTEP_MUST_CHECK lockstep_status export_families(FILE *out, const struct findings *findings,
                                                    lockstep_error *err);
LOCKSTEP_MUST_CHECK lockstep_status export_family_variants(FILE *out,
                                                           const struct findings *findings,
                                                           lockstep_error *err);
LOCKSTEP_MUST_CHECK lockstep_status export_family_adoption(FILE *out,
                                                           const struct findings *findings,
                                                           lockstep_error *err);

/* What happens to clusters from step to step, and who takes part: `evolution` is not NULL. */
LOCKSTEP_MUST_CHECK lockstep_status export_evolution(FILE *out, const struct findings *findings,
                                                     lockstep_error *err);
LOCKSTEP_MUST_CHECK lockstep_status export_evolution_accounts(FILE *out,
                                                              const struct findings *findings,
                                                              lockstep_error *err);
/* network.dot; the other files of the network: network_file.h. */
LOCKSTEP_MUST_CHECK lockstep_status export_dot(FILE *out, const struct findings *findings,
                                               lockstep_error *err);

enum { LAYOUT_SEED = 1 }; /* a picture hangs on no setting */
/* Positions by account rank for all accounts with a tie, clusters apart, components packed.
 * O((ties + n log n) log n). Deterministic. `positions` has room for every account. */
LOCKSTEP_MUST_CHECK lockstep_status layout_compute(struct point *positions,
                                                   const struct findings *findings,
                                                   lockstep_error *err);

/* What the dossiers of one run have in common: its posts and shares by kept cluster, and how the
 * accounts outside them post. Built once, before the first dossier; outlives them all.
 * O(posts log posts + shares). EARG when the settings' time zone is unknown. */
struct dossiers;
LOCKSTEP_MUST_CHECK lockstep_status dossiers_build(struct dossiers **out,
                                                   const struct findings *findings,
                                                   lockstep_error *err);
void dossiers_free(struct dossiers *dossiers);
/* Whether the lists that the settings name for dossiers can be read: before the work, not after. */
LOCKSTEP_MUST_CHECK lockstep_status dossiers_check(const struct lockstep_settings *settings,
                                                   lockstep_error *err);

/* What is known of one kept cluster: computed once, written as JSON, Markdown and CSV. O(p log p +
 * s + c) with the posts, shares and co-shares of the cluster alone. */
struct dossier;
LOCKSTEP_MUST_CHECK lockstep_status dossier_build(struct dossier **out,
                                                  const struct dossiers *dossiers,
                                                  const struct cluster *cluster,
                                                  lockstep_error *err);
LOCKSTEP_MUST_CHECK lockstep_status dossier_write_json(FILE *out, const struct dossier *dossier,
                                                       lockstep_error *err);
LOCKSTEP_MUST_CHECK lockstep_status dossier_write_markdown(FILE *out, const struct dossier *dossier,
                                                           lockstep_error *err);
LOCKSTEP_MUST_CHECK lockstep_status dossier_write_html(FILE *out, const struct dossier *dossier,
                                                       lockstep_error *err);
LOCKSTEP_MUST_CHECK lockstep_status dossier_write_accounts(FILE *out, const struct dossier *dossier,
                                                           lockstep_error *err);
LOCKSTEP_MUST_CHECK lockstep_status dossier_write_texts(FILE *out, const struct dossier *dossier,
                                                        lockstep_error *err);
LOCKSTEP_MUST_CHECK lockstep_status dossier_write_coshares(FILE *out, const struct dossier *dossier,
                                                           lockstep_error *err);
LOCKSTEP_MUST_CHECK lockstep_status dossier_write_participation(FILE *out,
                                                                const struct dossier *dossier,
                                                                lockstep_error *err);
/* Pairs of its accounts that took part in a campaign both, by account. O(accounts² × campaigns /
 * 64), streamed. */
LOCKSTEP_MUST_CHECK lockstep_status dossier_write_co_participation(FILE *out,
                                                                   const struct dossier *dossier,
                                                                   lockstep_error *err);
LOCKSTEP_MUST_CHECK lockstep_status dossier_write_blocks(FILE *out, const struct dossier *dossier,
                                                         lockstep_error *err);
void dossier_free(struct dossier *dossier);

/* What figures of a network have room for; their captions say of how many. */
enum { DRAWN_ACCOUNTS = 100000, DRAWN_TIES = 20000 };

/* Writes the case folder beside `path` and renames it when it is whole; removes what it began when
 * it fails. An existing case there is replaced; anything else there is refused. */
LOCKSTEP_MUST_CHECK lockstep_status case_write(const char *path, const struct findings *findings,
                                               lockstep_error *err);

/* A colour per cluster number, from a palette that colour-blind readers can tell apart (Tol's
 * bright); grey for 0. */
struct colour {
    uint8_t red, green, blue;
};
struct colour cluster_colour(uint32_t number);
/* How large an account is drawn, in units of the positions: by the square root of its strength, 8
 * to 28. */
double account_diameter(double strength, double strongest);
double strongest_account(const struct findings *findings);

/* What a person calls the account: its handle, else its name; also where the handle is nothing that
 * can be seen. */
struct account;
struct slice account_called(const struct account *account);

/* What network files cannot say as it is: bytes and code points that no XML holds, in texts of
 * accounts and names of layers; accounts with a text that is cut, and those whose name or label is
 * cut in DOT alone; and those with INF in a text, and layers with INF in their name, which Gephi
 * shows as Infinity in its column. `shown` is by account; NULL: those with a tie. O(texts). */
enum { LONGEST_IN_DOT = 4096 }; /* bytes, what Graphviz's scanner takes with ease */
struct network_losses {
    uint64_t replaced, cut, cut_in_dot, infinite, infinite_layers;
};
struct network_losses network_losses(const struct findings *findings, const bool *shown);

/* Bytes of the code point at the start of `text`, which is not empty; its value is -1 where that is
 * not UTF-8, or nothing that XML 1.0 can hold. */
size_t xml_code_point(struct slice text, int32_t *value);
#endif
