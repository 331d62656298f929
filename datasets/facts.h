/* What `big` plants, counted from its posts as they are written and in no other way: what a dossier
 * must find. */
#ifndef LOCKSTEP_DATASETS_FACTS_H
#define LOCKSTEP_DATASETS_FACTS_H
#include "datasets/post_writer.h"

struct facts;
/* `members` accounts, the first ones, are the ring. NULL when memory is out. */
struct facts *facts_new(uint32_t members);
/* Takes a post into account; posts come in the order of time. */
LOCKSTEP_MUST_CHECK lockstep_status facts_note(struct facts *facts, const struct written_post *post,
                                               uint32_t account, lockstep_error *err);
/* Writes them as one JSON object. */
LOCKSTEP_MUST_CHECK lockstep_status facts_write(FILE *out, struct facts *facts, uint64_t seed,
                                                lockstep_error *err);
void facts_free(struct facts *facts);
#endif
