/* Breakpoints in the subject's text, at every instruction that may touch what is shared: what lies between them runs as it is.
 * A breakpoint costs a seventh of a step by the trap flag. Where the subject calls the C library, it is stepped through there,
 * for we use that as well.
 *
 * The text is followed from the operations' entries on, as far as jumps and calls say where they go; those that do not have a
 * breakpoint, too, and are followed when they are reached. An instruction with a breakpoint is executed elsewhere, in a slot,
 * with a jump back behind it. Whatever can't be done so (text that reads itself, instructions within instructions,
 * transactions) ends it, and all is stepped through. */
#ifndef POOLPROOF_INTERLEAVING_BREAKS_H
#define POOLPROOF_INTERLEAVING_BREAKS_H

#include <stdbool.h>
#include <stdint.h>
#include <ucontext.h>

/* In the libraries that came with the subject, from these entries on; zeros are left out. False: it can't be done here. */
bool breaks_set(const uintptr_t *entries, uint32_t count);
bool breaks_are_set(void);

/* Code of the subject that is called by none of its operations. */
void breaks_begin_at(uint64_t address);

/* For as long as one runs as any program does. */
void breaks_lift(bool lifts);
void breaks_remove(void);

/* From now on at what is on the thread's own stack as well: others come there. */
void breaks_at_stack(void);
bool breaks_are_at_stack(void);

/* Whether it could not be done after all, since the last call. */
bool breaks_have_failed(void);

/* Whether the breakpoint that was hit is one of these. */
bool breaks_hold(uint64_t address);

enum onward {
  ONWARD_FREE,   /* as any program runs */
  ONWARD_STEP,   /* by the trap flag */
  ONWARD_ARRIVES /* at code without breakpoints: what comes next there may be a point; then by the trap flag */
};

/* Let a thread go on from where it stands, past a breakpoint there. */
enum onward breaks_go_on(greg_t *registers);

/* Where a thread stands by the text, when it stands in a slot. */
uint64_t breaks_place(uint64_t address);

/* The code there as it was loaded. */
const unsigned char *breaks_code(uint64_t address);

/* What is read there is text that has breakpoints: no more of it. */
void breaks_see_access(uint64_t at, uint32_t bytes);

#endif
