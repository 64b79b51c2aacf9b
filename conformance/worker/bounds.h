/* BOUND-1, as a session sees it: what the subject did beyond what it took. */
#ifndef POOLPROOF_BOUNDS_H
#define POOLPROOF_BOUNDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol.h"

/* Before an operation: what is taken from here on is taken by it, and lies as it says, if it is a create. */
void bounds_begin(const struct operation *operation);

/* Whether what was just handed out can be read and written without a fault. That it lies where it may not is noted. */
bool bounds_let_touch(uint64_t address, size_t bytes, struct observation *observation);

/* After an operation: note what was written next to a block. `at_all`: look at all of them, not at some in turn. */
void bounds_inspect(bool at_all, struct observation *observation);

/* Say on stderr what was done (`did`: "read", "wrote"), if this address is next to a block that ends or begins at a page of no
 * access, or in one that was given back. For handlers of signals: it takes no lock. */
bool bounds_explain_fault(uintptr_t address, const char *did);

#endif
