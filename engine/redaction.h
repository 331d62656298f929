/* Pseudonyms in place of who posted (--redact KEYFILE). Records are changed as soon as they are
 * read, so that nothing behind the readers, and no file of a case, knows an account's id or handle,
 * or the id of a post. The same key gives the same pseudonyms; the key is written nowhere. */
#ifndef LOCKSTEP_ENGINE_REDACTION_H
#define LOCKSTEP_ENGINE_REDACTION_H
#include "engine/buffer.h"
#include "engine/record.h"

struct redaction {
    bool wanted;
    uint8_t key[32]; /* SHA-256 of the file's bytes */
};

/* Reads a key of 16 bytes or more; EARG where there are fewer. */
LOCKSTEP_MUST_CHECK lockstep_status redaction_read(struct redaction *out, const char *path,
                                                   lockstep_error *err);

enum { PSEUDONYM_LETTERS = 14, PSEUDONYM = PSEUDONYM_LETTERS + 8 };
/* Appends the pseudonym of an id or handle: letters from HMAC-SHA-256. Names that differ by the
 * case of their letters alone have pseudonyms that do; of a name with letters that ends in four
 * digits or more, or in eight or more, so does the pseudonym. "user@host" keeps its host. */
void redaction_name(struct buffer *out, const struct redaction *redaction, struct slice name);
/* Appends a text with the names in its @mentions and in the addresses of profiles and posts
 * replaced. */
void redaction_text(struct buffer *out, const struct redaction *redaction, struct slice text);

/* Replaces all that names an account or a post in the records of a batch, and drops what was found
 * in rejected ones. `fields` is how many each record has. Nothing where redaction is not wanted.
 * O(bytes). */
LOCKSTEP_MUST_CHECK lockstep_status redaction_apply(const struct redaction *redaction,
                                                    struct batch *batch, size_t fields,
                                                    lockstep_error *err);
#endif
