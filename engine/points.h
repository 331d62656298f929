/* Unicode code points of a text that may be any bytes: invalid UTF-8 counts as U+FFFD, a byte at a
 * time. */
#ifndef LOCKSTEP_ENGINE_POINTS_H
#define LOCKSTEP_ENGINE_POINTS_H
#include "engine/buffer.h"

/* The code point at `*at` (< text.size), which moves behind it. */
int32_t point_next(struct slice text, size_t *at);
void point_append(struct buffer *out, int32_t point);

static inline bool is_ascii_word(char c) {
    static const uint64_t members[2] = {0x03FF000000000000, 0x07FFFFFE07FFFFFE};
    unsigned char byte = (unsigned char) c;
    return byte < 0x80 && members[byte >> 6] >> (byte & 63) & 1;
}
static inline bool is_ascii_blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}
static inline char ascii_lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
}

/* What a code point is to a word. */
enum point_role {
    POINT_LETTER,
    POINT_NUMBER,
    POINT_MARK,     /* belongs to the letter before it */
    POINT_NOTHING,  /* neither seen nor a break: zero-width, bidi and enclosing marks, apostrophes,
                       the Greek iota below, the Arabic kashida */
    POINT_JOINER,   /* punctuation that words and addresses hold: hyphens, underscores */
    POINT_SEPARATOR /* blanks, controls, symbols, other punctuation, what is unassigned */
};
enum point_role point_role(int32_t point);
#endif
