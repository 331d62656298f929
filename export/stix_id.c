#include "export/stix_id.h"

#include <nettle/sha1.h>
#include <stdlib.h>

static const uint8_t observables[16] = {0x00, 0xab, 0xed, 0xb4, 0xaa, 0x42, 0x46, 0x6c,
                                        0x9c, 0x01, 0xfe, 0xd2, 0x33, 0x15, 0xa9, 0xb7};
/* Drawn once, and fixed: what lockstep makes keeps its identifier. */
static const uint8_t lockstep[16] = {0x6b, 0x1f, 0x2d, 0x58, 0x0e, 0x9c, 0x4a, 0x37,
                                     0x8d, 0x52, 0x3e, 0x71, 0xc4, 0x0b, 0x96, 0xfa};

char *uuid5(char out[UUID_TEXT], const uint8_t space[16], struct slice name) {
    struct sha1_ctx context;
    uint8_t b[16];
    sha1_init(&context);
    sha1_update(&context, 16, space);
    sha1_update(&context, name.size, (const uint8_t *) name.at);
    sha1_digest(&context, sizeof b, b);
    b[6] = (uint8_t) ((b[6] & 0x0F) | 0x50);
    b[8] = (uint8_t) ((b[8] & 0x3F) | 0x80);
    snprintf(out, UUID_TEXT, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
             b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13],
             b[14], b[15]);
    return out;
}

static void canonical_text(struct buffer *out, struct slice text) {
    static const char shorts[] = "\bb\tt\nn\ff\rr\"\"\\\\";
    buffer_byte(out, '"');
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i], escape[8];
        size_t pair = 0;
        while (shorts[pair] && shorts[pair] != c)
            pair += 2;
        if (c && shorts[pair])
            buffer_append(out, (struct slice){(char[]){'\\', shorts[pair + 1]}, 2});
        else if ((unsigned char) c < 0x20)
            snprintf(escape, sizeof escape, "\\u%04x", (unsigned) c),
                buffer_append(out, slice_of(escape));
        else
            buffer_byte(out, c);
    }
    buffer_byte(out, '"');
}

static int by_key(const void *a, const void *b) {
    return strcmp(*(const char *const *) a, *(const char *const *) b);
}

void canonical_json(struct buffer *out, const json_t *object) {
    enum { MOST = 8 };
    const char *keys[MOST], *key;
    size_t count = 0;
    json_t *value;
    json_object_foreach((json_t *) (uintptr_t) object, key, value) {
        if (count < MOST) keys[count++] = key;
    }
    qsort(keys, count, sizeof *keys, by_key);
    buffer_byte(out, '{');
    for (size_t i = 0; i < count; i++) {
        const json_t *text = json_object_get(object, keys[i]);
        if (i) buffer_byte(out, ',');
        canonical_text(out, slice_of(keys[i]));
        buffer_byte(out, ':');
        canonical_text(out, (struct slice){json_string_value(text), json_string_length(text)});
    }
    buffer_byte(out, '}');
}

static char *id_of_name(char out[STIX_ID], const char *type, const uint8_t space[16],
                        struct buffer *name) {
    char uuid[UUID_TEXT];
    bool failed = name->failed;
    if (!failed) snprintf(out, STIX_ID, "%s--%s", type, uuid5(uuid, space, buffer_slice(name)));
    buffer_release(name);
    return failed ? NULL : out;
}

char *stix_observable_id(char out[STIX_ID], const char *type, const json_t *properties) {
    struct buffer name = {0};
    canonical_json(&name, properties);
    return id_of_name(out, type, observables, &name);
}

char *stix_own_id(char out[STIX_ID], const char *type, const char *const *names) {
    struct buffer name = {0};
    buffer_append(&name, slice_of(type));
    for (; *names; names++) {
        buffer_byte(&name, '\n');
        buffer_append(&name, slice_of(*names));
    }
    return id_of_name(out, type, lockstep, &name);
}
