#include "engine/points.h"

#include <utf8proc.h>

int32_t point_next(struct slice text, size_t *at) {
    const unsigned char *bytes = (const unsigned char *) text.at + *at;
    utf8proc_int32_t point;
    size_t left = text.size - *at;
    utf8proc_ssize_t used = utf8proc_iterate(bytes, left < 4 ? (utf8proc_ssize_t) left : 4, &point);
    *at += used > 0 ? (size_t) used : 1;
    return used > 0 ? point : 0xFFFD;
}

void point_append(struct buffer *out, int32_t point) {
    unsigned char bytes[4];
    utf8proc_ssize_t size = utf8proc_encode_char(point, bytes);
    buffer_append(out, (struct slice){(const char *) bytes, (size_t) size});
}

static enum point_role role_of_category(utf8proc_category_t category) {
    switch (category) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
        return POINT_LETTER;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return POINT_NUMBER;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
        return POINT_MARK;
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CF:
        return POINT_NOTHING;
    case UTF8PROC_CATEGORY_PC:
    case UTF8PROC_CATEGORY_PD:
        return POINT_JOINER;
    default:
        return POINT_SEPARATOR;
    }
}

enum point_role point_role(int32_t point) {
    switch (point) {
    case '\'':
    case 0x02BB: /* ʻ of Uzbek and Hawaiian, typed in as many ways as there are apostrophes */
    case 0x02BC: /* ʼ */
    case 0x2018: /* ‘ */
    case 0x2019: /* ’ */
    case 0x0345: /* the iota below letters of old Greek: case folding would make it a letter */
    case 0x0640: /* ـ stretches Arabic words */
        return POINT_NOTHING;
    default:
        break;
    }
    const utf8proc_property_t *property = utf8proc_get_property(point);
    if (property->ignorable) return POINT_NOTHING;
    return role_of_category((utf8proc_category_t) property->category);
}
