#include "engine/encoding.h"

#include "engine/utf8.h"

const char *encoding_name(enum encoding encoding) {
    static const char *const names[] = {NULL, "Windows-1252", "UTF-16LE", "UTF-16BE"};
    return names[encoding];
}

/* ---- recognising ---- */

static bool begins(struct slice text, const char *bytes, size_t size) {
    return text.size >= size && memcmp(text.at, bytes, size) == 0;
}

/* Without a mark: every other byte of what is ASCII is 0, and hardly any on the other side. */
static enum encoding by_nuls(struct slice head) {
    enum { LOOKED = 4096, RARE = 10 };
    size_t nuls[2] = {0, 0}, looked = head.size < LOOKED ? head.size : LOOKED;
    for (size_t i = 0; i < looked; i++)
        nuls[i % 2] += head.at[i] == 0;
    if (nuls[1] > looked / 2 / RARE && nuls[0] < nuls[1] / 5) return ENCODING_UTF16_LE;
    if (nuls[0] > looked / 2 / RARE && nuls[1] < nuls[0] / 5) return ENCODING_UTF16_BE;
    return ENCODING_UTF8;
}

static bool is_sequence(struct slice head) {
    return begins(head, "\x1E", 1) || begins(head, "\xEF\xBB\xBF\x1E", 4);
}

static bool is_binary(struct slice head) {
    enum { LOOKED = 65536, RARE = 50 };
    size_t controls = 0, looked = head.size < LOOKED ? head.size : LOOKED;
    for (size_t i = 0; i < looked; i++) {
        unsigned char c = (unsigned char) head.at[i];
        bool is_plain = (c >= '\a' && c <= '\r') || c == 0x1B; /* of terminals */
        is_plain |= c == 0x1E;                                 /* of sequences */
        controls += c < 0x20 && !is_plain;
    }
    return controls > looked / RARE;
}

/* Bytes that Windows-1252 does not know, or that hardly any text holds (thorn, y with diaeresis):
 * they speak of damage. */
static bool is_odd(unsigned char c) {
    return c >= 0xFE || c == 0x81 || c == 0x8D || c == 0x8F || c == 0x90 || c == 0x9D;
}

static bool is_windows(struct slice head) {
    size_t good = 0, bad = 0;
    if (utf8_valid(head)) return false;
    for (struct slice rest = head; rest.size;) {
        size_t size = utf8_character(rest);
        if (size == 0 && is_odd((unsigned char) *rest.at)) return false;
        good += size > 1;
        bad += size == 0 && rest.size > 3; /* the last may be cut off */
        size += size == 0;
        rest.at += size;
        rest.size -= size;
    }
    return bad > good;
}

void decoder_start(struct decoder *decoder, struct slice head) {
    *decoder = (struct decoder){.encoding = ENCODING_UTF8};
    if (begins(head, "\xEF\xBB\xBF", 3)) {
        decoder->is_binary = is_binary(head);
    } else if (begins(head, "\xFF\xFE", 2)) {
        decoder->encoding = ENCODING_UTF16_LE;
    } else if (begins(head, "\xFE\xFF", 2)) {
        decoder->encoding = ENCODING_UTF16_BE;
    } else if ((decoder->encoding = by_nuls(head)) == ENCODING_UTF8) {
        decoder->is_binary = is_binary(head);
        if (!decoder->is_binary && is_windows(head)) decoder->encoding = ENCODING_WINDOWS_1252;
    }
    decoder->is_sequence = is_sequence(head);
    decoder->last = '\n';
    bool is_wide = decoder->encoding == ENCODING_UTF16_LE || decoder->encoding == ENCODING_UTF16_BE;
    decoder->ends_with_cr = !is_wide && head.size && memchr(head.at, '\r', head.size) &&
                            !memchr(head.at, '\n', head.size);
}

/* ---- converting ---- */

static void put(struct buffer *out, uint32_t character) {
    char bytes[4];
    buffer_append(out, (struct slice){bytes, utf8_put(bytes, character)});
}

static void run_windows(struct slice bytes, struct buffer *out) {
    static const uint16_t high[32] = {
        0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};
    while (bytes.size) {
        size_t plain = 0;
        while (plain < bytes.size && (unsigned char) bytes.at[plain] < 0x80)
            plain++;
        buffer_append(out, (struct slice){bytes.at, plain});
        if (plain == bytes.size) return;
        unsigned char c = (unsigned char) bytes.at[plain];
        put(out, c < 0xA0 ? high[c - 0x80] : c);
        bytes.at += plain + 1;
        bytes.size -= plain + 1;
    }
}

static uint32_t unit_of(const struct decoder *decoder, const char *at) {
    unsigned char first = (unsigned char) at[0], second = (unsigned char) at[1];
    return decoder->encoding == ENCODING_UTF16_LE ? first | (uint32_t) second << 8
                                                  : second | (uint32_t) first << 8;
}

/* Writes the character at `at`, and returns how many bytes it takes; 0 if they are not all there.
 */
static size_t run_wide_character(const struct decoder *decoder, struct slice bytes,
                                 struct buffer *out) {
    if (bytes.size < 2) return 0;
    uint32_t unit = unit_of(decoder, bytes.at);
    if (unit < 0xD800 || unit > 0xDFFF) {
        put(out, unit);
        return 2;
    }
    if (unit < 0xDC00 && bytes.size < 4) return 0;
    uint32_t low = unit < 0xDC00 ? unit_of(decoder, bytes.at + 2) : 0;
    bool is_pair = low >= 0xDC00 && low <= 0xDFFF;
    put(out, is_pair ? 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00) : 0xFFFD);
    return is_pair ? 4 : 2;
}

static void run_wide(struct decoder *decoder, struct slice bytes, struct buffer *out) {
    size_t size;
    while (decoder->pending_size && bytes.size) {
        decoder->pending[decoder->pending_size++] = *bytes.at++;
        bytes.size--;
        struct slice pending = {decoder->pending, decoder->pending_size};
        size = run_wide_character(decoder, pending, out);
        if (size == 0) continue;
        decoder->pending_size -= size; /* a low half that was none waits for its other byte */
        memmove(decoder->pending, decoder->pending + size, decoder->pending_size);
    }
    while ((size = run_wide_character(decoder, bytes, out)) > 0) {
        bytes.at += size;
        bytes.size -= size;
    }
    if (bytes.size == 0) return;
    memcpy(decoder->pending, bytes.at, bytes.size);
    decoder->pending_size = bytes.size;
}

/* Takes the NULs out of what was appended from `from` on. */
static void drop_nuls(struct decoder *decoder, struct buffer *out, size_t from) {
    char *nul = from < out->size ? memchr(out->bytes + from, 0, out->size - from) : NULL;
    if (!nul) return;
    char *to = nul;
    for (char *at = nul, *end = out->bytes + out->size; at < end; at++)
        if (*at)
            *to++ = *at;
        else
            decoder->nuls++;
    out->size = (size_t) (to - out->bytes);
}

/* The same with record separators: one with no newline before it ends a text that is cut off. */
static void drop_separators(struct decoder *decoder, struct buffer *out, size_t from) {
    size_t to = from;
    for (size_t at = from; at < out->size; at++) {
        char c = out->bytes[at];
        bool is_separator = c == 0x1E;
        if (is_separator && decoder->last == '\n') continue;
        out->bytes[to++] = decoder->last = is_separator ? '\n' : c;
    }
    out->size = to;
}

void decoder_run(struct decoder *decoder, struct slice bytes, struct buffer *out) {
    size_t from = out->size;
    if (decoder->encoding == ENCODING_UTF8)
        buffer_append(out, bytes);
    else if (decoder->encoding == ENCODING_WINDOWS_1252)
        run_windows(bytes, out);
    else
        run_wide(decoder, bytes, out);
    decoder_pass(decoder, out, from);
}

void decoder_pass(struct decoder *decoder, struct buffer *out, size_t from) {
    if (decoder->is_binary) return;
    drop_nuls(decoder, out, from);
    if (decoder->is_sequence) drop_separators(decoder, out, from);
    for (size_t i = from; decoder->ends_with_cr && i < out->size; i++)
        if (out->bytes[i] == '\r') out->bytes[i] = '\n';
}

void decoder_end(struct decoder *decoder, struct buffer *out) {
    if (!decoder->pending_size) return;
    decoder->pending_size = 0;
    decoder->halves++;
    put(out, 0xFFFD);
}
