/* Code and constants of the program and its libraries, as far as they are resident. Linux only. */
#ifndef LOCKSTEP_ENGINE_CODE_PAGES_H
#define LOCKSTEP_ENGINE_CODE_PAGES_H

/* Lets go of them: nobody writes to them, so that they come back from their files, mostly from the
 * system's cache, when they are next needed. */
void code_pages_let_go(void);
#endif
