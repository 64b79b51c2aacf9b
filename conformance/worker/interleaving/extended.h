/* The processor's extended state (x87, SSE, AVX and what came later) as the kernel lays it into the frame of a signal. */
#ifndef POOLPROOF_INTERLEAVING_EXTENDED_H
#define POOLPROOF_INTERLEAVING_EXTENDED_H

#include <stdbool.h>
#include <stddef.h>

/* Learn its layout from a frame. False: it is larger than there is room for. */
bool extended_init(const void *frame, size_t room);

/* How much of a frame it is. */
size_t extended_bytes(void);

/* What the processor says is in its first state it leaves as it was in memory: make that zeros, so that like states are alike.
 */
void extended_tidy(unsigned char *kept);

/* What differs from zeros, packed, and back. Return the bytes packed. */
size_t extended_pack(const unsigned char *kept, unsigned char *packed);
size_t extended_unpack(unsigned char *kept, const unsigned char *packed);

#endif
