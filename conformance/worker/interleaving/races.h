/* Which bytes threads race for. A switch makes a difference only there: where no two threads are ever about to touch a byte at
 * once, one of them to store, it does not matter who is first. What is raced for is found out by looking: in every state the
 * next legs of all threads are compared, and where two of them touch the same byte, the search begins anew with points at it.
 * When nothing new is found, every interleaving is as one of those that were tried: each access that is no point commutes with
 * what others do before the next one that is. */
#ifndef POOLPROOF_INTERLEAVING_RACES_H
#define POOLPROOF_INTERLEAVING_RACES_H

#include <stdbool.h>
#include <stdint.h>

/* Take all that is shared for raced for: nothing is left out then. */
void races_everywhere(bool everywhere);
bool races_are_everywhere(void);

bool races_on(uint64_t at, uint32_t bytes);
void races_add(uint64_t at, uint32_t bytes);
uint64_t races_bytes(void);

/* A leg begins; in it this was touched. */
void races_begin_leg(void);
void races_note(uint64_t at, uint32_t bytes, bool stores);

/* The last leg was this thread's, from the state that is looked at. */
void races_keep_leg(uint32_t thread);

/* Whether two of the legs that were kept, of these threads, touch what was not known to be raced for; it is from now on. */
bool races_compare(const uint32_t *threads, uint32_t count);

#endif
