/* One spelling per text, URL, hashtag and account handle, so that equal things compare equal byte
 * for byte. Pure functions: no state, no locale, thread-safe. Input may be any bytes; invalid UTF-8
 * counts as U+FFFD. */
#ifndef LOCKSTEP_ENGINE_CANONICAL_H
#define LOCKSTEP_ENGINE_CANONICAL_H
#include "engine/arena.h"
#include "engine/buffer.h"

/* Appends the normal form of a post's text: NFKC, case-folded, without URLs, @mentions, emoji and
 * punctuation (a hashtag's word stays), zero-width characters dropped, words that mix scripts
 * folded into one where look-alikes allow it, white space collapsed. Idempotent. False, and nothing
 * appended, when it is empty or has fewer than `min_tokens` tokens: such a text never matches
 * anything. A token is a run between blanks; in scripts written without blanks (Han, Kana, Thai,
 * Lao, Khmer, Myanmar) each letter is one. When memory runs out, `out->failed` is set; likewise
 * below. O(size of the text), about 200 MB/s. */
bool canonical_text(struct buffer *out, struct slice text, unsigned min_tokens);

/* Appends a URL's canonical form: http becomes https, lower-case host without "www.", "m." and
 * "mobile." labels, no user, default port, fragment or tracking parameters, the others sorted, no
 * trailing slash, percent escapes as RFC 3986 has them. x.com is twitter.com; every address of a
 * YouTube video is https://youtube.com/watch?v=ID. Names of hosts beyond ASCII
 * are spelt in it (xn--…). Shortened addresses stay. Idempotent. A scheme
 * may be missing before a host with a dot. False, and nothing appended, when there is no host or
 * another scheme. */
bool canonical_url(struct buffer *out, struct slice url);

/* Appends the host part of the canonical URL. */
bool canonical_host(struct buffer *out, struct slice url);

/* Appends a hashtag without '#', NFKC and case-folded. False when empty. */
bool canonical_hashtag(struct buffer *out, struct slice tag);

/* Appends an account handle without '@', case-folded. False when empty. */
bool canonical_handle(struct buffer *out, struct slice handle);

/* URLs, hashtags (without '#') and mentions (without '@') found in a text, as written, in order,
 * for formats that do not state them apart. What is cut off is left out; `*cut` (may be NULL) says
 * how many URLs are. The slices point into `text`; the arrays live in `arena`. O(size of the text).
 */
LOCKSTEP_MUST_CHECK lockstep_status text_entities(struct slice text, struct slices *urls,
                                                  struct slices *hashtags, struct slices *mentions,
                                                  size_t *cut, struct arena *arena,
                                                  lockstep_error *err);

/* Whether an http or https URL is plainly the beginning of one: an ellipsis at its end, or what
 * begins a link of X's shortener and names nothing ("https://t", "https://t.co/"). */
bool url_is_cut(struct slice url);

/* The text behind "RT @name: " when a text begins so, and the name, else empty slices: a repost in
 * formats that do not say. */
struct slice text_behind_rt(struct slice text, struct slice *name);
#endif
