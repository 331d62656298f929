/* One spelling per text, URL, hashtag and account handle, so that equal things compare equal byte
 * for byte. Pure functions: no state, no locale, thread-safe. Input may be any bytes; invalid UTF-8
 * counts as U+FFFD. */
#ifndef LOCKSTEP_ENGINE_CANONICAL_H
#define LOCKSTEP_ENGINE_CANONICAL_H
#include "engine/arena.h"
#include "engine/buffer.h"

/* Appends the normal form of a post's text: NFKC, case-folded, without URLs, @mentions, emoji and
 * punctuation (a hashtag's word stays), zero-width characters dropped, confusable characters
 * folded, white space collapsed. False, and nothing appended, when it has fewer than `min_tokens`
 * tokens: such a text never matches anything. A token is a run between blanks; in scripts written
 * without blanks (Han, Kana, Thai, Lao, Khmer, Myanmar) each letter is one. */
bool canonical_text(struct buffer *out, struct slice text, unsigned min_tokens);

/* Appends a URL's canonical form: http becomes https, lower-case host without "www.", "m." and
 * "mobile." mirrors, no default port, no fragment, no tracking parameters, the others sorted, no
 * trailing slash, percent escapes of plain characters decoded, youtu.be and x.com/twitter.com
 * mirrors unified. False when there is no host. */
bool canonical_url(struct buffer *out, struct slice url);

/* Appends the host part of the canonical URL. */
bool canonical_host(struct buffer *out, struct slice url);

/* Appends a hashtag without '#', NFKC and case-folded. False when empty. */
bool canonical_hashtag(struct buffer *out, struct slice tag);

/* Appends an account handle without '@', case-folded. False when empty. */
bool canonical_handle(struct buffer *out, struct slice handle);

/* Appends URLs, hashtags and mentions found in a text, as written, in order, for formats that do
 * not state them apart. The slices point into `text`; the arrays live in `arena`. */
LOCKSTEP_MUST_CHECK lockstep_status text_entities(struct slice text, struct slices *urls,
                                                  struct slices *hashtags, struct slices *mentions,
                                                  struct arena *arena, lockstep_error *err);

/* The text behind "RT @name: " when a text begins so, else an empty slice: a repost in formats that
 * do not say. */
struct slice text_behind_rt(struct slice text, struct slice *name);
#endif
