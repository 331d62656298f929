/* What a profile's picture is known by. Pure functions. */
#ifndef LOCKSTEP_ENGINE_PICTURES_H
#define LOCKSTEP_ENGINE_PICTURES_H
#include "engine/slice.h"

/* The part of a picture's address, or of a hash, that two accounts with the same file have in
 * common: without query and fragment, which may be signed for each request, and without the size
 * that X asks for ("_normal", "_400x400"); of Bluesky's addresses, which hold the account, the hash
 * of the content alone. Empty where there is none. O(size). */
struct slice picture_key(struct slice picture);

/* Whether it is what a platform shows of those who chose none: X, Mastodon, Pleroma, Reddit and VK,
 * by their addresses. */
bool picture_is_default(struct slice picture);
#endif
