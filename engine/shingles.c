#include "engine/shingles.h"

#include "engine/points.h"

#include <stdlib.h>
#include <utf8proc.h>
#include <xxhash.h>

enum { COLUMNS = 5 };

size_t shingles_room(struct slice text) {
    size_t characters = 2; /* the blanks around it */
    for (size_t i = 0; i < text.size; i++)
        characters += ((unsigned char) text.at[i] & 0xC0) != 0x80;
    return characters;
}

/* The characters of the text, digits folded and a blank at both ends. */
static size_t spell(uint32_t *out, struct slice text) {
    size_t count = 0;
    bool in_number = false;
    out[count++] = ' ';
    for (size_t at = 0; at < text.size;) {
        bool ascii = (unsigned char) text.at[at] < 0x80;
        int32_t point = ascii ? text.at[at++] : point_next(text, &at);
        bool digit = ascii ? point >= '0' && point <= '9' : point_role(point) == POINT_NUMBER;
        if (!digit || !in_number) out[count++] = digit ? '0' : (uint32_t) point;
        in_number = digit;
    }
    out[count++] = ' ';
    return count;
}

static unsigned width(uint32_t point) {
    return point < 0x300 ? 1 : (unsigned) utf8proc_charwidth((utf8proc_int32_t) point);
}

/* How many characters the shingle at the first one takes; 0 when too few columns are left. */
static size_t shingle_length(const uint32_t *points, size_t count) {
    unsigned columns = 0;
    for (size_t i = 0; i < count; i++)
        if ((columns += width(points[i])) >= COLUMNS) return i + 1;
    return 0;
}

static uint32_t hash_of(const uint32_t *points, size_t count) {
    return (uint32_t) (XXH3_64bits(points, count * sizeof *points) >> (64 - SHINGLE_BITS));
}

static int ascending(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *) a, y = *(const uint32_t *) b;
    return (x > y) - (x < y);
}

/* Hashes take the place of characters that no later shingle needs. */
uint32_t shingles_of(uint32_t *out, struct slice text) {
    size_t points = spell(out, text), count = 0, kept = 0;
    for (size_t i = 0, length; i < points && (length = shingle_length(out + i, points - i)); i++)
        if (width(out[i])) out[count++] = hash_of(out + i, length);
    if (!count) out[count++] = hash_of(out, points);
    qsort(out, count, sizeof *out, ascending);
    for (size_t i = 0; i < count; i++)
        if (!kept || out[kept - 1] != out[i]) out[kept++] = out[i];
    return (uint32_t) kept;
}
