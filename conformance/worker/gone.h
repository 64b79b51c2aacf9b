/* Buffers of pools that have ended: their holder still has the addresses, and may give them back to a pool that lives. */
#ifndef POOLPROOF_GONE_H
#define POOLPROOF_GONE_H

#include <stdint.h>

enum { GONE_KEPT = 64, GONE_OF_A_POOL = 4 };

/* The most recent first, around and around. */
struct gone_buffers {
  uint64_t addresses[GONE_KEPT];
  uint32_t numbers[GONE_KEPT];
  uint32_t count; /* of all that were noted */
};

/* A pool ends that handed out so many buffers: the first few of them are kept. */
void gone_note(struct gone_buffers *gone, const uint64_t *addresses, uint32_t known);

/* One of those that are kept, and its number in its pool; 0: none is. */
uint64_t gone_address(const struct gone_buffers *gone, uint32_t index, int32_t *number);

#endif
