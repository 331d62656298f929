#include "engine/domains.h"

#include <libpsl.h>

#include <stdlib.h>

/* libpsl's context is what the other functions of this header take; it has no other shape. */
struct domains {
    psl_ctx_t *list;
};

lockstep_status domains_open(struct domains **out, lockstep_error *err) {
    struct domains *domains = calloc(1, sizeof *domains);
    if (!domains) return fail_memory(err, "the public suffix list");
    domains->list = psl_latest(NULL);
    if (!domains->list) {
        free(domains);
        return fail(err, LOCKSTEP_EIO, "no public suffix list: install the package publicsuffix");
    }
    *out = domains;
    return LOCKSTEP_OK;
}

void domains_close(struct domains *domains) {
    if (domains) psl_free(domains->list);
    free(domains);
}

/* "192.0.2.7", "[2001:db8::1]" */
static bool is_address(const char *host) {
    return *host == '[' || host[strspn(host, "0123456789.")] == '\0';
}

void domains_cut(struct buffer *out, size_t start, const struct domains *domains) {
    buffer_byte(out, '\0');
    if (out->failed) return;
    char *host = out->bytes + start;
    const char *found = is_address(host) ? NULL : psl_registrable_domain(domains->list, host);
    if (found) {
        size_t size = strlen(found);
        memmove(host, found, size);
        out->size = start + size;
    } else {
        out->size--;
    }
}
