/* What the formats of the network have in common: which part of it a file shows, what it calls the
 * accounts, and its columns. Every format is one function of one signature; it streams, whatever
 * the size of the network. */
#ifndef LOCKSTEP_EXPORT_NETWORK_FILE_H
#define LOCKSTEP_EXPORT_NETWORK_FILE_H
#include "engine/csv_cells.h"
#include "engine/text_block.h"
#include "engine/times.h"
#include "export/export.h"

/* ---- views */

/* All kept edges, or those of one layer, or those inside one kept cluster. */
struct view {
    const struct findings *findings;
    const struct edges *layer; /* NULL: all */
    uint32_t cluster;          /* number; 0: all */
    bool *shown;               /* by account rank: with a kept edge in the view */
    uint32_t account_count;    /* shown */
    uint64_t edge_count;       /* of all layers */
    double strongest;          /* of the run's accounts: sizes are alike in all views */
};
LOCKSTEP_MUST_CHECK lockstep_status view_open(struct view *out, const struct findings *findings,
                                              const struct edges *layer, uint32_t cluster,
                                              lockstep_error *err);
void view_close(struct view *view);

/* Goes through a view pair by pair, sorted by source and target. O(kept edges × layers). */
struct pair_walk {
    const struct view *view;
    uint32_t source, target;   /* the pair */
    const struct edge **edges; /* by layer of the network: the pair's kept edge, or NULL */
    /* private */
    size_t *next; /* by layer */
};
LOCKSTEP_MUST_CHECK lockstep_status pairs_begin(struct pair_walk *out, const struct view *view,
                                                lockstep_error *err);
/* False after the last pair. */
bool pairs_next(struct pair_walk *walk);
void pairs_end(struct pair_walk *walk);
/* The layer whose edge stands for the pair where a file has one edge a pair: the fused one at
 * the widest window, else that of the largest weight. Its weight is that of the tie. */
size_t pair_layer(const struct pair_walk *walk);
/* Whether a file with an edge for each layer has one here: the fused layer, which adds the others
 * of its window up, only where none of these has the pair. */
bool pair_shows(const struct pair_walk *walk, size_t layer);

/* Spells an account, into the block's text or by its `spelling`; called on several threads. */
typedef void (*node_line_fn)(struct text_block *block, const struct view *view, uint32_t rank);
/* Spells the accounts of a view on all threads and writes them in the order of their ranks. */
LOCKSTEP_MUST_CHECK lockstep_status node_lines_put(FILE *out, const char *path,
                                                   const struct view *view, node_line_fn put,
                                                   lockstep_error *err);

/* An edge of a file. */
struct shown_edge {
    const struct edge *edge;
    size_t layer;    /* of the network */
    uint64_t number; /* from 0 */
};
/* Spells one, into the block's text or by its `spelling`; called on several threads. */
typedef void (*edge_line_fn)(struct text_block *block, const struct view *view,
                             const struct shown_edge *shown);
/* Spells the edges of a view on all threads and writes them in the order of pairs: one a pair
 * (pair_layer), or one for each of its layers (pair_shows). Takes some megabytes a thread;
 * `path` is for the message of a failure. */
LOCKSTEP_MUST_CHECK lockstep_status edge_lines_put(FILE *out, const char *path,
                                                   const struct view *view, bool one_a_pair,
                                                   edge_line_fn put, lockstep_error *err);

/* ---- names */

enum { NODE_ID = 256, LONGEST_LABEL = 65536 };
/* "u" and the account's name, the same in every file of every run; what some format or reader takes
 * for something else as %XX, so that no two become one. Of a very long name its beginning, "~" and
 * its hash. Never needs quotes or escapes. In `room`, and a NUL. */
struct slice node_id(char room[NODE_ID], struct slice name);
/* The same of an account of the view. */
struct slice account_id(char room[NODE_ID], const struct view *view, uint32_t rank);
/* The longest beginning of whole code points within LONGEST_LABEL bytes: Gephi's parser gives up at
 * eight times as many in one value. */
struct slice text_cut(struct slice text);
/* account_called(), cut so. */
struct slice account_label(const struct account *account);

enum { LAYER_KIND = 1024 };
/* The layer's name, and its window where there are several: Gephi merges edges of one kind between
 * two nodes. In `room`. */
struct slice layer_kind(char room[LAYER_KIND], const struct view *view, size_t layer);

/* As an attribute's value or an element's text: five entities, white space as references, U+FFFD
 * for what XML cannot hold. `out` may be NULL, to count only. Returns how many were replaced. */
uint64_t xml_put(FILE *out, struct slice text);
/* The same, behind what the buffer holds. */
void xml_append(struct buffer *out, struct slice text);
/* As it is. */
void slice_put(FILE *out, struct slice text);

/* ---- columns */

/* A moment is a text such as 2023-11-16T08:13:20Z. */
enum column_type {
    COLUMN_TEXT,
    COLUMN_INTEGER,
    COLUMN_LONG,
    COLUMN_REAL,
    COLUMN_BOOLEAN,
    COLUMN_MOMENT
};
struct column {
    const char *name;
    enum column_type type;
    bool brief; /* part of files that are to be small */
};
/* Ended by a NULL name. */
extern const struct column account_columns[], edge_columns[];
/* Whether there is such a column at all: those of a watch-list only with one. */
bool column_exists(const struct column *column, const struct view *view);
/* Whether GEXF has the column: all in a view of up to BRIEF_EDGES edges; of one with more, which
 * would pass 200 MB, those that are brief, and the window where there are several. */
enum { BRIEF_EDGES = 250000 };
bool column_is_shown(const struct column *column, const struct view *view);
enum { VALUE_TEXT = 64 };
/* The value as text, in `room` or elsewhere; empty where it is not known. Numbers have 6 digits:
 * the tables of the case have them all. Booleans are "true" or "false". */
struct slice account_value(char room[VALUE_TEXT], const struct view *view, uint32_t rank,
                           size_t column);
struct slice edge_value(char room[VALUE_TEXT], const struct edges *layer, const struct edge *edge,
                        size_t column);
/* The same for readers that guess the type of a column from its first values: a real number always
 * shows a point. In `room`, or as it was. */
struct slice guessable(char room[VALUE_TEXT], enum column_type type, struct slice value);
/* A weight that no reader drops: above 0 and finite. 6 digits, in `room`, and a NUL. */
struct slice weight_value(char room[VALUE_TEXT], double weight);

/* ---- the files */

typedef lockstep_status (*network_fn)(FILE *out, const struct view *view, lockstep_error *err);
/* For Gephi, Gephi Lite, networkx. */
LOCKSTEP_MUST_CHECK lockstep_status gexf_write(FILE *out, const struct view *view,
                                               lockstep_error *err);
/* The same with the days that accounts are active on, the life of each tie, and its weight by day.
 * Takes 4 bytes a post and some
 * 64 MB, or a sixteenth of --memory where that is less. */
LOCKSTEP_MUST_CHECK lockstep_status gexf_write_dynamic(FILE *out, const struct view *view,
                                                       lockstep_error *err);
/* The same where accounts have one column, the story that they are part of at a time; the evolution
 * is not NULL. A file of its own: Gephi makes intervals of all columns in a block of those that
 * change, and graphology reads one block alone. Some 8 bytes a member of each step more. */
LOCKSTEP_MUST_CHECK lockstep_status gexf_write_stories(FILE *out, const struct view *view,
                                                       lockstep_error *err);

/* All columns; an edge for each layer. For igraph, networkx, yEd, Cytoscape, Gephi. */
LOCKSTEP_MUST_CHECK lockstep_status graphml_write(FILE *out, const struct view *view,
                                                  lockstep_error *err);
/* The dialect of DOT that Gephi reads; an edge a pair. */
LOCKSTEP_MUST_CHECK lockstep_status gephi_dot_write(FILE *out, const struct view *view,
                                                    lockstep_error *err);
/* Tables for Gephi's import of spreadsheets, safe to open in one. */
LOCKSTEP_MUST_CHECK lockstep_status gephi_nodes_write(FILE *out, const struct view *view,
                                                      lockstep_error *err);
LOCKSTEP_MUST_CHECK lockstep_status gephi_edges_write(FILE *out, const struct view *view,
                                                      lockstep_error *err);
/* Cytoscape and cytoscape.js; all columns, an edge for each layer. */
LOCKSTEP_MUST_CHECK lockstep_status cytoscape_write(FILE *out, const struct view *view,
                                                    lockstep_error *err);
/* An edge a pair. Takes 4 bytes an account of the run. */
LOCKSTEP_MUST_CHECK lockstep_status pajek_write(FILE *out, const struct view *view,
                                                lockstep_error *err);
/* A line a pair: source, target, weight, by blanks. */
LOCKSTEP_MUST_CHECK lockstep_status edgelist_write(FILE *out, const struct view *view,
                                                   lockstep_error *err);

/* A file of the case, its name and when it is written. */
struct network_file {
    const char *name;
    network_fn write;
    unsigned asked; /* a bit of the settings' networks; 0: always */
};
/* Ended by a NULL name. */
extern const struct network_file network_files[];
enum { LAYER_FILE = 128 };
/* "layers/url.gexf", "layers/field_phash_id-3.gexf": no two layers share one, whatever a field's
 * name. Returns `out`. */
char *layer_file_name(char out[LAYER_FILE], const struct findings *findings, size_t layer);
#endif
