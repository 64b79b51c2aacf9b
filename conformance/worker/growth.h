/* How much memory is taken while a sequence runs in the lane, at places spread evenly over it (LIFE-2).
 *
 * Allocations are counted inside every operation from begin to end, clear and create included. What is taken past them shows in
 * the size of the address space. A short sequence is left alone: it tells nothing, and there are thousands of them. */
#ifndef POOLPROOF_GROWTH_H
#define POOLPROOF_GROWTH_H

#include <stdint.h>

#include "protocol.h"

/* Of a sequence of so many operations. */
void growth_begin(struct shared *shared, uint32_t count);

/* After the operation at this place. */
void growth_note(struct shared *shared, uint32_t place);

void growth_end(void);

#endif
