#include "engine/utf8.h"

/* Unicode, table 3-7. */
size_t utf8_character(struct slice text) {
    const unsigned char *at = (const unsigned char *) text.at;
    unsigned char lead = at[0];
    size_t size = lead < 0x80   ? 1
                  : lead < 0xC2 ? 0
                  : lead < 0xE0 ? 2
                  : lead < 0xF0 ? 3
                  : lead < 0xF5 ? 4
                                : 0;
    if (size > text.size) return 0;
    for (size_t i = 1; i < size; i++)
        if ((at[i] & 0xC0) != 0x80) return 0;
    bool overlong = (lead == 0xE0 && at[1] < 0xA0) || (lead == 0xF0 && at[1] < 0x90);
    bool surrogate = lead == 0xED && at[1] >= 0xA0;
    bool beyond = lead == 0xF4 && at[1] >= 0x90;
    return overlong || surrogate || beyond ? 0 : size;
}

struct slice utf8_repair(struct arena *arena, struct slice text) {
    char *out = arena_alloc(arena, text.size, 3);
    if (!out) return (struct slice){NULL, 0};
    size_t size = 0;
    while (text.size) {
        size_t whole = utf8_character(text);
        memcpy(out + size, whole ? text.at : "\xEF\xBF\xBD", whole ? whole : 3);
        size += whole ? whole : 3;
        text.at += whole ? whole : 1;
        text.size -= whole ? whole : 1;
    }
    return (struct slice){out, size};
}

size_t utf8_put(char *out, uint32_t c) {
    if (c < 0x80) {
        out[0] = (char) c;
        return 1;
    }
    size_t size = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = size; i-- > 1; c >>= 6)
        out[i] = (char) (0x80 | (c & 0x3F));
    out[0] = (char) (c | (0xF00u >> size));
    return size;
}
