/* Who called: the frames above, as the unwinder finds them. */
#ifndef POOLPROOF_FRAMES_H
#define POOLPROOF_FRAMES_H

#include <stdint.h>

/* Load the unwinder: not in the middle of an operation. */
void frames_init(void);

/* Return addresses, from the nearest on; how many there are. */
uint32_t frames_above(void **frames, uint32_t most);

#endif
