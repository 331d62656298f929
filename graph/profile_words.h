/* What accounts say of themselves: words of their handles, names and bios that tell a newsroom, a
 * fan, a network that calls itself one. */
#ifndef LOCKSTEP_GRAPH_PROFILE_WORDS_H
#define LOCKSTEP_GRAPH_PROFILE_WORDS_H
#include "engine/buffer.h"
#include "engine/record.h"

enum profile_subject { SUBJECT_NEWS, SUBJECT_FANS, SUBJECT_NETWORK, SUBJECT_COUNT };

/* A bit (1 << subject) for each subject that the profile has a word of, in about a dozen languages.
 * Whole words count, those of the handle at '_', digits and capitals. `scratch` is reused. ENOMEM.
 * O(size of the profile). */
LOCKSTEP_MUST_CHECK lockstep_status profile_subjects(unsigned *subjects, struct buffer *scratch,
                                                     const struct account_facts *facts,
                                                     lockstep_error *err);
#endif
