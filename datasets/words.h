/* What simulated accounts say: own words that hardly ever repeat, stock phrases that everyone uses,
 * talking points that are handed out, headlines. Everything is made up. */
#ifndef LOCKSTEP_DATASETS_WORDS_H
#define LOCKSTEP_DATASETS_WORDS_H
#include "datasets/random.h"
#include "engine/buffer.h"

enum language { ENGLISH, FRENCH, AZERI, TURKISH, SPANISH, PORTUGUESE, RUSSIAN, ARABIC, LANGUAGES };

const char *language_code(enum language language); /* "az" */
/* The zones, in whole hours from UTC, where it is spoken; a draw decides. */
int language_zone(enum language language, uint64_t draw);
/* A place name where it is spoken. */
const char *language_place(enum language language, uint64_t draw);

/* A sentence of `first` to `last` words. */
void append_own_words(struct buffer *text, enum language language, struct random_stream *stream,
                      uint32_t first, uint32_t last);
/* What many strangers say in the same words: greetings, congratulations. */
void append_stock_phrase(struct buffer *text, enum language language, uint64_t draw);

/* What is handed out to be copied: talking points on four subjects, TALKING_POINTS of each. */
enum script { ENGLISH_SCRIPT, FRENCH_SCRIPT, AZERI_SCRIPT, ELECTION_SCRIPT };
enum { TALKING_POINTS = 512 };
enum language script_language(enum script script);
/* The same number (below TALKING_POINTS) gives the same text, another one another text. Variants
 * from 3 on differ in the sign at their end only, 1 has a word more, 2 a word less. */
void append_talking_point(struct buffer *text, enum script script, uint32_t number,
                          uint32_t variant);
/* The same in other words: about half of what can be said otherwise is, by `draw`. English. */
void append_paraphrase(struct buffer *text, uint32_t number, uint64_t draw);
/* What fans say of an idol: FAN_SLOGANS of each. */
enum { FAN_SLOGANS = 8 };
void append_fan_slogan(struct buffer *text, const char *idol, uint32_t number);
void append_headline(struct buffer *text, uint64_t draw);
/* A made-up proper name of two or three syllables, capitalised. `name` has room for 12 bytes. */
void invent_name(char name[12], uint64_t draw);
#endif
