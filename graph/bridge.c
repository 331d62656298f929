#include "graph/bridge.h"

/* igraph keeps its handlers in globals, and so must be what they use. */
static lockstep_error *sink;
static uint64_t asks_left;

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

/* Frees at once: igraph leaves the frame that asked without calling the error handler, and what the
 * finally stack holds may live in that frame. */
static igraph_error_t ask_interrupt(void *data) {
    (void) data;
    bool endless = asks_left == 0;
    asks_left -= !endless;
    if (!endless && check_interrupt(sink) == LOCKSTEP_OK) return IGRAPH_SUCCESS;
    if (endless) fail(sink, LOCKSTEP_EGRAPH, "igraph: the algorithm does not end");
    IGRAPH_FINALLY_FREE();
    return IGRAPH_INTERRUPTED;
}

lockstep_status bridge_run(bridge_fn body, void *data, uint64_t seed, uint64_t patience,
                           lockstep_error *err) {
    igraph_error_handler_t *error_before = igraph_set_error_handler(keep_message);
    igraph_warning_handler_t *warning_before =
        igraph_set_warning_handler(igraph_warning_handler_ignore);
    igraph_interruption_handler_t *interrupt_before =
        igraph_set_interruption_handler(ask_interrupt);
    lockstep_error own = {0};
    sink = err ? err : &own;
    asks_left = patience;
    /* igraph's Mersenne twister takes 32 bits */
    igraph_error_t code =
        igraph_rng_seed(igraph_rng_default(), (igraph_uint_t) ((seed ^ (seed >> 32)) & UINT32_MAX));
    if (code == IGRAPH_SUCCESS) code = body(data);
    lockstep_status told = sink->status;
    sink = NULL;
    igraph_set_interruption_handler(interrupt_before);
    igraph_set_warning_handler(warning_before);
    igraph_set_error_handler(error_before);
    if (code == IGRAPH_SUCCESS) return LOCKSTEP_OK;
    return fail(err, told != LOCKSTEP_OK ? told : status_of(code), "igraph: %s",
                igraph_strerror(code));
}

igraph_error_t bridge_graph(igraph_t *graph, igraph_vector_int_t *account,
                            igraph_vector_int_t *ends, uint32_t accounts) {
    igraph_vector_int_t vertex;
    igraph_integer_t count = igraph_vector_int_size(ends);
    IGRAPH_VECTOR_INT_INIT_FINALLY(&vertex, accounts);
    for (igraph_integer_t i = 0; i < count; i++)
        VECTOR(vertex)[VECTOR(*ends)[i]] = 1;
    igraph_vector_int_clear(account);
    for (igraph_integer_t a = 0; a < accounts; a++) {
        if (!VECTOR(vertex)[a]) continue;
        VECTOR(vertex)[a] = igraph_vector_int_size(account);
        IGRAPH_CHECK(igraph_vector_int_push_back(account, a));
    }
    for (igraph_integer_t i = 0; i < count; i++)
        VECTOR(*ends)[i] = VECTOR(vertex)[VECTOR(*ends)[i]];
    IGRAPH_CHECK(igraph_create(graph, ends, igraph_vector_int_size(account), IGRAPH_UNDIRECTED));
    igraph_vector_int_destroy(&vertex);
    IGRAPH_FINALLY_CLEAN(1);
    return IGRAPH_SUCCESS;
}
