#include "graph/bridge.h"

static lockstep_error *sink; /* igraph keeps its handlers in globals, and so must their message */

static lockstep_status status_of(igraph_error_t code) {
    switch (code) {
    case IGRAPH_SUCCESS:
        return LOCKSTEP_OK;
    case IGRAPH_ENOMEM:
        return LOCKSTEP_ENOMEM;
    case IGRAPH_INTERRUPTED:
        return LOCKSTEP_EINTERRUPTED;
    default:
        return LOCKSTEP_EGRAPH;
    }
}

/* Called once per unwound frame, with an empty reason after the first. */
static void keep_message(const char *reason, const char *file, int line, igraph_error_t code) {
    (void) file, (void) line;
    if (reason && reason[0]) fail(sink, status_of(code), "igraph: %s", reason);
    IGRAPH_FINALLY_FREE();
}

static igraph_error_t ask_interrupt(void *data) {
    (void) data;
    return check_interrupt(sink) == LOCKSTEP_OK ? IGRAPH_SUCCESS : IGRAPH_INTERRUPTED;
}

lockstep_status bridge_run(bridge_fn body, void *data, uint64_t seed, lockstep_error *err) {
    igraph_error_handler_t *error_before = igraph_set_error_handler(keep_message);
    igraph_warning_handler_t *warning_before =
        igraph_set_warning_handler(igraph_warning_handler_ignore);
    igraph_interruption_handler_t *interrupt_before =
        igraph_set_interruption_handler(ask_interrupt);
    sink = err;
    /* igraph's Mersenne twister takes 32 bits */
    igraph_error_t code =
        igraph_rng_seed(igraph_rng_default(), (igraph_uint_t) ((seed ^ (seed >> 32)) & UINT32_MAX));
    if (code == IGRAPH_SUCCESS) code = body(data);
    sink = NULL;
    igraph_set_interruption_handler(interrupt_before);
    igraph_set_warning_handler(warning_before);
    igraph_set_error_handler(error_before);
    if (code == IGRAPH_SUCCESS) return LOCKSTEP_OK;
    return fail(err, status_of(code), "igraph: %s", igraph_strerror(code));
}
