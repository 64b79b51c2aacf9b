/* System calls of this thread, caught as they are made, whoever makes them: the C library, or an instruction of the subject's
 * own. The first is told; from there on all run free, until the next begin. */
#ifndef POOLPROOF_SYSTEM_CALLS_H
#define POOLPROOF_SYSTEM_CALLS_H

#include <stdbool.h>
#include <stdint.h>

/* Whether they can be caught here: a known one is. */
bool system_calls_init(void);

/* Whether that is by a tracer, and not by the kernel alone. */
bool system_calls_are_by_tracer(void);

/* Whom to tell of one, from inside it: frames can be walked there. */
void system_calls_tell(void (*on_system_call)(void));

/* Catch from here on; nothing was caught yet. */
void system_calls_begin(void);

/* No longer. Whether one was made. */
bool system_calls_end(void);

/* Of the one that was caught last. */
uint32_t system_calls_number(void);

/* Not for a while: for work of the worker's own. What to give to system_calls_resume. */
char system_calls_pause(void);
void system_calls_resume(char pause);

#endif
