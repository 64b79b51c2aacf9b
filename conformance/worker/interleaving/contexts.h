/* Several threads of execution on one kernel thread. Each has registers, a stack and the thread-local storage of a thread that
 * really lives, and is parked; it runs until its next points, and the kernel schedules nothing.
 *
 * A point is where a switch may come: an instruction that is about to touch what is shared, a system call, the beginning of an
 * operation. */
#ifndef POOLPROOF_INTERLEAVING_CONTEXTS_H
#define POOLPROOF_INTERLEAVING_CONTEXTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <ucontext.h>

enum { STACK_BYTES = 256 * 1024, EXTENDED_BYTES = 16 * 1024 };

enum leg_end {
  LEG_NONE,
  LEG_POINT,
  LEG_BOUNDARY, /* between operations */
  LEG_DONE,
  LEG_SLEEPS,
  LEG_TOO_LONG,
  LEG_WRONG,
  LEG_CANT /* where nobody is to come in between, it waits for another one */
};

struct context {
  greg_t registers[NGREG];
  unsigned char *stack;
  uint64_t thread_base;
  int thread_id;
  char selector;
  _Alignas(64) unsigned char extended[EXTENDED_BYTES];
};

extern struct context contexts[];

/* NULL, or why this machine can't do it. `count`: how many there are. Call once, before the subject is loaded. */
const char *contexts_init(uint32_t count);

/* Let a context begin anew with this function. */
void contexts_begin(uint32_t number, void (*body)(uint32_t));

/* Run one until so many points. */
enum leg_end contexts_run(uint32_t number, uint32_t points);

/* Run one to its next boundary as any program runs, without points; LEG_TOO_LONG: it takes seconds. */
enum leg_end contexts_run_unstepped(uint32_t number);

/* The same for one that is to wait for nobody. */
enum leg_end contexts_run_hurried(uint32_t number);

/* From inside a context: a point between operations. */
void contexts_boundary(void);

/* Around a call of the subject, inside a context: step through it, and catch its system calls. */
void contexts_enter(void);
void contexts_leave(void);
bool contexts_in_subject(void);

/* The same, and what it does is judged. */
bool contexts_is_judged(void);

/* Whether a thread that comes there from the subject's text runs freely: it is our own code, and makes no system call. */
bool contexts_runs_freely(uint64_t address);

/* Whether one that goes round without touching anything is to be stopped, too, where there are breakpoints. */
void contexts_tick(bool ticks);

/* What the search before did not see, and must see now: it begins again. */
bool contexts_must_begin_again(void);

/* Which one runs; -1: none. */
int contexts_running(void);

/* How many instructions one leg may take. */
void contexts_limit(uint64_t instructions);

/* How often, from here on, one that is stepped through has come before the instruction there. */
void contexts_watch(uint64_t address);
uint64_t contexts_arrivals(void);

/* For who stops one from inside a signal's handler. */
void contexts_stop(void *frame, enum leg_end why);

uint64_t contexts_steps(void);

/* Where it stands, in words: "pp_get+0x1f", "between operations". */
void contexts_describe(uint32_t number, char *text, size_t text_bytes);

#endif
