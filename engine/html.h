/* The text that marked-up posts show, such as Mastodon's. */
#ifndef LOCKSTEP_ENGINE_HTML_H
#define LOCKSTEP_ENGINE_HTML_H
#include "engine/arena.h"

/* The text without tags, <br> as a newline, the end of a paragraph as two, and characters for their
 * names and numbers (&amp; &#39;). {NULL, 0} when memory is out. */
struct slice html_text(struct arena *arena, struct slice html);
/* Where its links lead; those to mentioned accounts and to hashtags are left out. False when memory
 * is out. */
bool html_links(struct arena *arena, struct slice html, struct slices *links);
#endif
