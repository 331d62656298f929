/* Files that are not UTF-8: recognised from their first bytes, and converted while they are read.
 */
#ifndef LOCKSTEP_ENGINE_ENCODING_H
#define LOCKSTEP_ENGINE_ENCODING_H
#include "engine/buffer.h"

enum encoding { ENCODING_UTF8, ENCODING_WINDOWS_1252, ENCODING_UTF16_LE, ENCODING_UTF16_BE };

struct decoder {
    enum encoding encoding;
    bool ends_with_cr; /* lines end with CR alone, as on old Macs */
    bool is_sequence;  /* of JSON texts, each with a record separator before it (RFC 7464) */
    bool is_binary;    /* no text at all: passed on as it is */
    char last;         /* byte of a sequence that was passed on */
    char pending[4];   /* half a UTF-16 character */
    size_t pending_size;
    uint64_t nuls;   /* left out */
    uint64_t halves; /* characters that the end of the source cut */
};

/* By the byte order mark, by where NULs lie, and by bytes that are no UTF-8: more of those than of
 * good characters beyond ASCII make Windows-1252, which holds Latin-1, unless some are unknown to
 * it. `head` is the start of the source, the larger the surer. */
void decoder_start(struct decoder *decoder, struct slice head);
/* Appends the bytes that follow as UTF-8, without NULs and the separators of sequences. The rest of
 * a character that `bytes` cut comes with the next call. */
void decoder_run(struct decoder *decoder, struct slice bytes, struct buffer *out);
/* The same for UTF-8 that has been appended, from `from` on. */
void decoder_pass(struct decoder *decoder, struct buffer *out, size_t from);
/* At the end of the source: appends U+FFFD for a character that it cuts. */
void decoder_end(struct decoder *decoder, struct buffer *out);
/* "Windows-1252"; NULL for UTF-8. */
const char *encoding_name(enum encoding encoding);
#endif
