/* Shingles: what two texts are compared by (Broder 1997). A shingle is the shortest run of
 * characters that is five columns wide (East Asian Width, Unicode UAX #11): five letters, or three
 * Han, Kana or Hangul characters, which say more each. One begins at every character of the normal
 * form, with a blank before and behind it; marks are no columns. A run of digits counts as one
 * zero, so that texts that differ by their numbers only have the same shingles. */
#ifndef LOCKSTEP_ENGINE_SHINGLES_H
#define LOCKSTEP_ENGINE_SHINGLES_H
#include "engine/slice.h"

/* A shingle is told from others by a hash of so many bits. */
enum { SHINGLE_BITS = 25 };

/* Room that shingles_of needs for `text`: more than its characters. */
size_t shingles_room(struct slice text);
/* Writes the hashes of the distinct shingles of a normal form (canonical_text), ascending; returns
 * how many, at least one. Pure. O(n log n). */
uint32_t shingles_of(uint32_t *out, struct slice text);
#endif
