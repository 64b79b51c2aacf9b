/* What is counted, or looked at, by the worker itself proves itself as well: by something of which it is known what is to come
 * out. The probes of the platform do so as they are begun. */
#ifndef POOLPROOF_KNOWN_ANSWERS_H
#define POOLPROOF_KNOWN_ANSWERS_H

#include <stdbool.h>

/* Whether what a library takes and gives back is counted: the calls that the loader would find for it. */
bool allocations_are_counted(void);

/* Whether it is seen, and put back, that something around a call has changed. Call when surroundings and registers are known.
 */
bool surroundings_are_seen(void);

#endif
