/* Memory that runs out (CREATE-4): of what this thread asks for between begin and end, the nth fails, or that and all that
 * follows.
 *
 *   allocations.c asks shortage_strikes() before it hands anything out: the malloc family, mmap, mremap
 *   sbrk and brk are interposed here: who moves the break has memory by it
 *
 * What the loader takes (thread-local memory at its first use, the descriptor of a new thread) fails nothing of create's: the C
 * library would end the process for it. Nor does a block that is only made smaller, which no allocator fails. */
#ifndef POOLPROOF_SHORTAGE_H
#define POOLPROOF_SHORTAGE_H

#include <stdbool.h>
#include <stdint.h>

/* Find the loader. Call once. */
void shortage_init(void);

/* `nth` counts from 1; 0: none fails. `lasting`: nor is there any afterwards. */
void shortage_begin(uint32_t nth, bool lasting);

/* How many failed. */
uint32_t shortage_end(void);

extern _Thread_local bool shortage_is_on;

/* Count an allocation, made from this address, that is not off the table; true when it fails. */
bool shortage_counts(uintptr_t caller);

/* Whether the allocation at hand fails; errno says so then. */
static inline bool shortage_strikes(const void *caller) { return shortage_is_on && shortage_counts((uintptr_t)caller); }

#endif
