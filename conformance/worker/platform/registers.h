/* The processor's own state around a call into the subject (ENV-1): what an ABI lets a function change is not looked at; what
 * it must leave as it was is, and is put back at once, lest the worker itself go wrong and the cause go unseen.
 *
 *   caller --> registers_call --> the subject: known values in the registers that it must keep
 *                             <-- compared, and the caller's own restored; the direction flag cleared
 *
 * On other processors than x86-64 it is a plain call, and nothing is seen. */
#ifndef POOLPROOF_REGISTERS_H
#define POOLPROOF_REGISTERS_H

#include <stdbool.h>
#include <stdint.h>

#include "../surroundings.h"

/* Whether it is seen that a known function leaves registers changed, and another none. */
bool registers_are_seen(void);

/* Remember the modes as they are now: those of the caller, once the subject is loaded. */
void registers_init(void);

/* Whether the next calls are stepped through: probes_step, around the subject alone. */
void registers_step(bool is_wanted);

/* Call a function of at most three arguments, none of them a floating-point number. */
uint64_t registers_call(uintptr_t function, uint64_t first, uint64_t second, uint64_t third);

/* What the last such call left changed, the most telling of it; of no kind: nothing. */
struct surrounding_change registers_change(void);

/* For the native lane, which calls as any program does: whether the modes are as they were. They are put back if not. */
bool registers_are_as_before(void);

#endif
