/* Identifiers of STIX 2.1: UUIDs of version 5 (RFC 4122), which the same object always has. */
#ifndef LOCKSTEP_EXPORT_STIX_ID_H
#define LOCKSTEP_EXPORT_STIX_ID_H
#include "engine/buffer.h"

#include <jansson.h>

enum { UUID_TEXT = 37, STIX_ID = 80 };

/* SHA-1 of namespace and name, as "xxxxxxxx-xxxx-5xxx-yxxx-xxxxxxxxxxxx". Returns `out`. */
char *uuid5(char out[UUID_TEXT], const uint8_t space[16], struct slice name);

/* "user-account--…" of an object that anybody would give the same identifier: by the namespace of
 * STIX 2.1, section 2.9, from the properties that contribute, an object of texts. NULL for `out`
 * when memory is out. */
char *stix_observable_id(char out[STIX_ID], const char *type, const json_t *properties);
/* "note--…" of an object of lockstep's own, from what it is named by: texts, ended by NULL. */
char *stix_own_id(char out[STIX_ID], const char *type, const char *const *names);

/* An object of texts as RFC 8785 has it: sorted keys, no blanks, the shortest escapes. */
void canonical_json(struct buffer *out, const json_t *object);
#endif
