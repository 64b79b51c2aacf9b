/* What an operation does though the contract promises that none does it: allocate, or call the system (HOT-1 to HOT-3). Where
 * it does so only when it meets another one, no single thread shows it. The answers may be right all the same: the search goes
 * on, and the way there with the fewest preemptions is kept. */
#ifndef POOLPROOF_INTERLEAVING_COSTS_H
#define POOLPROOF_INTERLEAVING_COSTS_H

#include <stdbool.h>
#include <stdint.h>

/* From inside an operation of a thread; its answer decides which promise an allocation breaks. */
void costs_note_allocation(uint32_t thread);
void costs_note_call(uint32_t thread, long number);
void costs_note_answer(uint32_t thread, bool is_refused);

/* Around a leg: forget what the last one did; and keep what this one did, from a node on. */
void costs_begin_leg(void);
void costs_keep(uint32_t node, uint32_t preemptions);

/* The graph is made anew. */
void costs_forget(void);

/* What was kept, as a member of the object that is being told. */
void costs_tell(void);

#endif
