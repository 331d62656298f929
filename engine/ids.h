/* Ids of posts as a column. Most are decimal numbers, and take eight bytes each; a post without an
 * id is known by its line. */
#ifndef LOCKSTEP_ENGINE_IDS_H
#define LOCKSTEP_ENGINE_IDS_H
#include "engine/slice.h"

/* How an id lies in the column: below ID_TEXT its value, as long as that spells the same text; from
 * ID_TEXT on, where its text lies; from ID_LINE on, a line. */
#define ID_TEXT (UINT64_C(1) << 63)
#define ID_LINE (UINT64_C(3) << 62)

/* An id made ready for the column. */
struct id {
    struct slice text;
    uint64_t item; /* ID_TEXT for a text */
    uint64_t hash;
};

struct ids {
    uint64_t *items;
    size_t count, room;
    char *bytes; /* texts, each behind its size */
    size_t size, size_room;
};

/* `line` stands in for an empty id. */
struct id id_of(struct slice text, uint64_t line);
LOCKSTEP_MUST_CHECK lockstep_status ids_add(struct ids *ids, const struct id *id,
                                            lockstep_error *err);
bool ids_equal(const struct ids *ids, uint32_t index, const struct id *id);
/* Whether two of the column are the same. */
bool ids_same(const struct ids *ids, uint32_t a, uint32_t b);
uint64_t ids_hash(const struct ids *ids, uint32_t index);
enum { ID_ROOM = 24 };
/* The text of an id, in `room` if it is a number; empty where there is none. */
struct slice ids_get(const struct ids *ids, uint32_t index, char room[ID_ROOM]);
/* The line of a post without an id. */
uint64_t ids_line(const struct ids *ids, uint32_t index);
void ids_release(struct ids *ids);
#endif
