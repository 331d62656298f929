/* URLs and mentions in running text: where they begin and end. */
#ifndef LOCKSTEP_ENGINE_ENTITIES_H
#define LOCKSTEP_ENGINE_ENTITIES_H
#include "engine/slice.h"

/* The end of the http or https URL that begins at `at`, or `at` where none does. It ends before a
 * blank, a symbol or a quotation mark; punctuation at its end and closing brackets that it does not
 * open are left out. */
size_t url_end(struct slice text, size_t at);

/* The end of the mention whose '@' or '＠' is at `at`, or `at` where none is: at a word's start,
 * letters, digits and '_', at most 30 of them, further parts behind '.' and '-'
 * ("@name.bsky.social"), and a "@domain". `name` is where the name begins. */
size_t mention_end(struct slice text, size_t at, size_t *name);
#endif
