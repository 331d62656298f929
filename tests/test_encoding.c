#include "engine/encoding.h"

#include "tests/check.h"

static struct buffer out;

static void teardown(void) {
    buffer_release(&out);
}
TestSuite(encoding, .fini = teardown);

/* Converts `text`, `piece` bytes at a time. */
static void convert(struct decoder *decoder, struct slice text, size_t piece) {
    buffer_clear(&out);
    decoder_start(decoder, text);
    for (size_t at = 0; at < text.size; at += piece) {
        size_t left = text.size - at;
        decoder_run(decoder, (struct slice){text.at + at, left < piece ? left : piece}, &out);
    }
}

/* Latin letters, Cyrillic, and a character beyond 16 bits: "id,é\nя,😀 naïve words\n" */
#define WIDE_LE                                                                                    \
    "i\0d\0,\0\xE9\0\n\0\x4F\x04,\0\x3D\xD8\0\xDE \0n\0a\0\xEF\0v\0e\0 \0w\0o\0r\0d\0s\0\n\0"
#define WIDE_BE                                                                                    \
    "\0i\0d\0,\0\xE9\0\n\x04\x4F\0,\xD8\x3D\xDE\0\0 \0n\0a\0\xEF\0v\0e\0 \0w\0o\0r\0d\0s\0\n"
#define NULS(nul)                                                                                  \
    "id,user,text of some length, so that NULs are rare in it\n1,ada,a" nul "b" nul                \
    "c and many more words, enough of them for two NULs to be few\n"
#define WIDE "id,é\nя,😀 naïve words\n"

static const struct {
    const char *what;
    struct slice bytes;
    const char *encoding, *text;
    uint64_t nuls;
} cases[] = {
    {"ASCII", {"a,b\n", 4}, NULL, "a,b\n", 0},
    {"nothing", {"", 0}, NULL, "", 0},
    {"UTF-8", {"caf\xC3\xA9\n", 6}, NULL, "café\n", 0},
    {"damaged UTF-8", {"\xC3\xA9 \xC3\xA9 \xE9 x\n", 10}, NULL, "é é \xE9 x\n", 0},
    {"UTF-8 with a mark", {"\xEF\xBB\xBF\xE9 abc\n", 9}, NULL, "\xEF\xBB\xBF\xE9 abc\n", 0},
    {"cut UTF-8", {"abc \xF0\x9F\x98", 7}, NULL, "abc \xF0\x9F\x98", 0},
    {"Latin-1", {"caf\xE9 na\xEFve\n", 11}, "Windows-1252", "café naïve\n", 0},
    {"Windows", {"\x80 5 \x93quoted\x94\n", 13}, "Windows-1252", "€ 5 “quoted”\n", 0},
    {"damage", {"a \xFF \xE9 b\n", 8}, NULL, "a \xFF \xE9 b\n", 0},
    {"little-endian", {WIDE_LE, sizeof WIDE_LE - 1}, "UTF-16LE", WIDE, 0},
    {"big-endian", {WIDE_BE, sizeof WIDE_BE - 1}, "UTF-16BE", WIDE, 0},
    {"little-endian with a mark",
     {"\xFF\xFE" WIDE_LE, sizeof WIDE_LE + 1},
     "UTF-16LE",
     "\xEF\xBB\xBF" WIDE,
     0},
    {"big-endian with a mark",
     {"\xFE\xFF" WIDE_BE, sizeof WIDE_BE + 1},
     "UTF-16BE",
     "\xEF\xBB\xBF" WIDE,
     0},
    {"a lone half",
     {"\xFF\xFE\x3D\xD8x\0\0\xDEy\0", 10},
     "UTF-16LE",
     "\xEF\xBB\xBF\xEF\xBF\xBDx\xEF\xBF\xBDy",
     0},
    {"CR alone", {"a,b\rc,d\r", 8}, NULL, "a,b\nc,d\n", 0},
    {"CR and LF", {"a,b\r\nc\rd\n", 9}, NULL, "a,b\r\nc\rd\n", 0},
    {"a JSON text sequence",
     {"\x1E{}\n\x1E{\x1E[1\n]\n\x1E\x1E{}\n", 17},
     NULL,
     "{}\n{\n[1\n]\n{}\n",
     0},
    {"a separator inside", {"a\x1Ex\n\x1Ey", 6}, NULL, "a\x1Ex\n\x1Ey", 0},
    {"a few NULs", {NULS("\0"), sizeof NULS("\0") - 1}, NULL, NULS(""), 2},
};

Test(encoding, is_recognised_and_converted_whatever_the_pieces) {
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t piece = 1; piece <= cases[i].bytes.size; piece++) {
            struct decoder decoder;
            convert(&decoder, cases[i].bytes, piece);
            const char *name = encoding_name(decoder.encoding);
            cr_assert(name == cases[i].encoding ||
                          (name && cases[i].encoding && strcmp(name, cases[i].encoding) == 0),
                      "%s is %s", cases[i].what, name ? name : "UTF-8");
            cr_assert(slice_equal(buffer_slice(&out), slice_of(cases[i].text)),
                      "%s in pieces of %zu: \"%.*s\"", cases[i].what, piece, (int) out.size,
                      out.bytes);
            cr_assert_eq(decoder.nuls, cases[i].nuls, "%s: %llu NULs", cases[i].what,
                         (unsigned long long) decoder.nuls);
        }
}

Test(encoding, leaves_what_is_no_text_as_it_is) {
    static const char png[] = "\x89PNG\r\n\x1A\n\0\0\0\rIHDR\xE9\xE8";
    struct decoder decoder;
    convert(&decoder, (struct slice){png, sizeof png - 1}, 3);
    cr_expect(decoder.is_binary);
    check_count(decoder.nuls, 0);
    check_count(out.size, sizeof png - 1);
    cr_expect_eq(memcmp(out.bytes, png, sizeof png - 1), 0);
}

Test(encoding, ends_with_a_sign_for_half_a_character) {
    static const struct slice wide[] = {{"\xFF\xFEx\0y", 5}, {"\xFF\xFEx\0\x3D\xD8", 6}};
    for (size_t i = 0; i < 2; i++) {
        struct decoder decoder;
        convert(&decoder, wide[i], 3);
        decoder_end(&decoder, &out);
        check_count(decoder.halves, 1);
        cr_expect(slice_equal(buffer_slice(&out), SLICE("\xEF\xBB\xBFx\xEF\xBF\xBD")));
        decoder_end(&decoder, &out);
        check_count(decoder.halves, 1);
    }
}
