/* Registrable domains, by the public suffix list (https://publicsuffix.org) that the system has. */
#ifndef LOCKSTEP_ENGINE_DOMAINS_H
#define LOCKSTEP_ENGINE_DOMAINS_H
#include "engine/buffer.h"
#include "engine/error.h"

struct domains;

LOCKSTEP_MUST_CHECK lockstep_status domains_open(struct domains **out, lockstep_error *err);
void domains_close(struct domains *domains); /* NULL is fine */

/* Cuts the lower-case host that `out` holds from `start` on down to what somebody registered:
 * "news.example.co.uk" to "example.co.uk", "a.b.github.io" to "b.github.io". Addresses, and
 * suffixes themselves, stay whole. Pure, so that threads can share `domains`. */
void domains_cut(struct buffer *out, size_t start, const struct domains *domains);
#endif
