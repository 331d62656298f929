/* Text that claims to be UTF-8 and is not. */
#ifndef LOCKSTEP_ENGINE_UTF8_H
#define LOCKSTEP_ENGINE_UTF8_H
#include "engine/arena.h"

/* Several bytes a cycle (simdjson). */
bool utf8_valid(struct slice text);

/* Size of the well-formed character at the start of `text`, which is not empty; 0 if there is none.
 */
size_t utf8_character(struct slice text);

/* A copy in which every byte that is no part of a character is U+FFFD; {NULL, 0} when memory is
 * out. */
struct slice utf8_repair(struct arena *arena, struct slice text);

/* Writes a character, 1 to 4 bytes, and returns how many. */
size_t utf8_put(char *out, uint32_t character);
#endif
