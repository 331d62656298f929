#include "engine/hasher.h"

#include "engine/error.h"

#include <nettle/base16.h>
#include <nettle/sha2.h>
#include <pthread.h>
#include <stdlib.h>

enum { RING = 4 << 20 };

/* The thread takes bytes off the ring at `taken`, the reader puts them there at `put`; both only
 * grow. */
struct hasher {
    struct sha256_ctx context;
    bool beside;
    pthread_t thread;
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t changed;
    uint64_t put, taken;
    bool ended;
    uint8_t *ring;
};

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

static void *work(void *data) {
    struct hasher *h = data;
    pthread_mutex_lock(&h->lock);
    for (;;) {
        while (h->put == h->taken && !h->ended)
            pthread_cond_wait(&h->changed, &h->lock);
        if (h->put == h->taken) break;
        size_t at = (size_t) (h->taken % RING);
        size_t size = least((size_t) (h->put - h->taken), RING - at);
        pthread_mutex_unlock(&h->lock);
        sha256_update(&h->context, size, h->ring + at);
        pthread_mutex_lock(&h->lock);
        h->taken += size;
        pthread_cond_broadcast(&h->changed);
    }
    pthread_mutex_unlock(&h->lock);
    return NULL;
}

lockstep_status hasher_new(struct hasher **out, bool beside, lockstep_error *err) {
    struct hasher *h = calloc(1, sizeof *h);
    if (!h || (beside && !(h->ring = malloc(RING)))) {
        free(h);
        return fail_memory(err, "hashes");
    }
    sha256_init(&h->context);
    pthread_mutex_init(&h->lock, NULL);
    pthread_cond_init(&h->changed, NULL);
    h->beside = beside && pthread_create(&h->thread, NULL, work, h) == 0;
    *out = h;
    return LOCKSTEP_OK;
}

/* How many bytes more the ring can take at one go, at `*at`: one or more. */
static size_t await_room(struct hasher *h, size_t *at) {
    pthread_mutex_lock(&h->lock);
    while (h->put - h->taken == RING)
        pthread_cond_wait(&h->changed, &h->lock);
    *at = (size_t) (h->put % RING);
    size_t room = least(RING - (size_t) (h->put - h->taken), RING - *at);
    pthread_mutex_unlock(&h->lock);
    return room;
}

void hasher_add(struct hasher *h, struct slice bytes) {
    if (!h->beside) sha256_update(&h->context, bytes.size, (const uint8_t *) bytes.at);
    while (h->beside && bytes.size) {
        size_t at = 0, size = least(await_room(h, &at), bytes.size);
        memcpy(h->ring + at, bytes.at, size);
        bytes.at += size, bytes.size -= size;
        pthread_mutex_lock(&h->lock);
        h->put += size;
        pthread_cond_broadcast(&h->changed);
        pthread_mutex_unlock(&h->lock);
    }
}

void hasher_end(struct hasher *h, char out[HASH_TEXT]) {
    uint8_t digest[SHA256_DIGEST_SIZE];
    pthread_mutex_lock(&h->lock);
    while (h->put != h->taken)
        pthread_cond_wait(&h->changed, &h->lock);
    sha256_digest(&h->context, sizeof digest, digest); /* and begins anew */
    pthread_mutex_unlock(&h->lock);
    base16_encode_update(out, sizeof digest, digest);
    out[HASH_TEXT - 1] = '\0';
}

void hasher_free(struct hasher *h) {
    if (!h) return;
    pthread_mutex_lock(&h->lock);
    h->ended = true;
    pthread_cond_broadcast(&h->changed);
    pthread_mutex_unlock(&h->lock);
    if (h->beside) pthread_join(h->thread, NULL);
    pthread_cond_destroy(&h->changed);
    pthread_mutex_destroy(&h->lock);
    free(h->ring), free(h);
}
