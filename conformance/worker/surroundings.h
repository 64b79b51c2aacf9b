/* What a caller's thread and process have besides memory, and find as it was after each call (ENV-1). What differs is put back:
 * each change is told once, at the operation that made it, and the worker stays safe. */
#ifndef POOLPROOF_SURROUNDINGS_H
#define POOLPROOF_SURROUNDINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol.h"

/* `which`: a register, a signal or a descriptor, by number. What before and after mean, depends on the kind. */
struct surrounding_change {
  enum surrounding kind;
  uint32_t which;
  uint64_t before;
  uint64_t after;
};

/* Take hold of the descriptors that are open: those of the caller. Call once, before the subject is loaded. */
void surroundings_keep_descriptors(void);

/* Remember the rest as it is now. Call once, when the subject is loaded: what its constructors do is no operation. */
void surroundings_init(void);

/* What differs from what was remembered, the most telling of it. Takes some tens of system calls. */
struct surrounding_change surroundings_of_process(void);

/* Set errno to rubbish, another one for each place in a sequence; to 0 where rubbish is not wanted. What it was set to. */
uint32_t surroundings_spoil_errno(uint32_t place, bool is_wanted);

#endif
