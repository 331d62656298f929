#include "export/visible.h"

#include <inttypes.h>
#include <utf8proc.h>

/* One character of the text, -1 for invalid UTF-8; returns the bytes that it takes. */
static size_t next_character(struct slice text, size_t at, int32_t *character) {
    utf8proc_ssize_t size = utf8proc_iterate((const utf8proc_uint8_t *) text.at + at,
                                             (utf8proc_ssize_t) (text.size - at), character);
    return size > 0 ? (size_t) size : 1;
}

static bool ends_line(int32_t c) {
    return (c >= '\n' && c <= '\r') || c == 0x85 || c == 0x2028 || c == 0x2029;
}

static bool is_blank(int32_t c) {
    return c == ' ' || c == '\t' || ends_line(c);
}

/* Characters that show nothing, or change how their neighbours show. The joiners U+200C and U+200D
 * stay: Persian and emoji need them. */
static bool is_hidden(int32_t c) {
    return (c >= 0 && c < 0x20) || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x61C ||
           c == 0x180E || c == 0x200B || c == 0x200E || c == 0x200F ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
           (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE0FFF);
}

struct sweep {
    FILE *out;
    struct slice text;
    ascii_fn ascii;
};

/* `leads`: nothing but digits stands before it, so that it could begin a heading or a list. */
static void write_character(const struct sweep *sweep, size_t at, int32_t c, bool leads) {
    FILE *out = sweep->out;
    char bytes[4];
    if (c < 0)
        fputs("\xEF\xBF\xBD", out);
    else if (is_hidden(c))
        fprintf(out, "‹U+%04" PRIX32 "›", (uint32_t) c);
    else if (c < 0x80)
        sweep->ascii(out, sweep->text, at, leads);
    else
        fwrite(bytes, 1, (size_t) utf8proc_encode_char(c, (utf8proc_uint8_t *) bytes), out);
}

/* Passes the blanks at `at`; whether a line ended among them. */
static bool pass_blanks(struct slice text, size_t *at) {
    bool ended = false;
    for (int32_t c; *at < text.size;) {
        size_t size = next_character(text, *at, &c);
        if (!is_blank(c)) break;
        ended |= ends_line(c);
        *at += size;
    }
    return ended;
}

void visible_text(FILE *out, struct slice text, size_t limit, ascii_fn ascii) {
    const struct sweep sweep = {out, text, ascii};
    size_t at = 0;
    bool leads = true;
    pass_blanks(text, &at);
    for (size_t written = 0; at < text.size; written++) {
        if (written == limit) {
            fputs("…", out);
            return;
        }
        int32_t c;
        size_t size = next_character(text, at, &c);
        if (is_blank(c)) {
            bool ended = pass_blanks(text, &at);
            if (at < text.size) fputs(ended ? " ⏎ " : " ", out);
            leads = false;
            continue;
        }
        write_character(&sweep, at, c, leads);
        leads = leads && c >= '0' && c <= '9';
        at += size;
    }
}
