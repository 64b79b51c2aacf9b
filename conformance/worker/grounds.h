/* Foreign addresses of binding 2: memory that was never a pool's, of which GROUND_BYTES on either side can be read and written.
 * On the stack, on the heap, and apart from both. */
#ifndef POOLPROOF_GROUNDS_H
#define POOLPROOF_GROUNDS_H

#include <stdbool.h>

#include "protocol.h"
#include "targets.h"

enum { GROUND_BYTES = 4096, STACK_GROUND_BYTES = 2 * GROUND_BYTES + 64 };

/* Call once, before the subject is loaded and the address space is limited. `stack`: so many bytes of the caller's frame, which
 * stays. */
void grounds_init(const struct terms *terms, unsigned char *stack);

/* What was written there goes: one sequence is not to depend on another. */
void grounds_forget(void);

/* The foreign address of this kind. False: there is none. */
bool grounds_find(enum foreign_address which, struct target *target);

#endif
