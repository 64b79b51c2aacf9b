/* What this process takes of the machine, as the kernel counts it: memory past every allocator that is watched, and the
 * descriptors that are free. */
#ifndef POOLPROOF_FOOTPRINT_H
#define POOLPROOF_FOOTPRINT_H

#include <stdint.h>

#include "protocol.h"

struct footprint {
  uint64_t bytes;
  uint64_t mapped_by_malloc;
  uint32_t threads;
};

struct footprint footprint_now(void);

/* Pages of this process' address space; 0 where /proc does not say. */
uint64_t footprint_virtual_pages(void);

/* MEM-1: what a create took past every allocator that is watched, by a system call of its own: its address space grew by more
 * than by what was asked of mmap, and of malloc, which maps what is large. A thread's stack is no memory of the pool. */
void footprint_note_unseen(const struct footprint *before, struct observation *observation);

/* What a subject may fail to give back, besides memory that it allocated. */
void footprint_note_resources(struct observation *observation);

#endif
